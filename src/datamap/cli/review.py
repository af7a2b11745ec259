"""``review``: what is not understood, decided one by one in a terminal, or in a spreadsheet out and back."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datamap.cli.layout import table, terminal_width
from datamap.cli.options import (
    note,
    open_registry,
    print_json,
    report_options,
)
from datamap.errors import InvalidParameter
from datamap.review.wording import say
from datamap.visible import visible

if TYPE_CHECKING:
    from datamap.api import Registry
    from datamap.review.applying import Applied

_DEFAULT_REGISTRY = "data/registry.ttl"


@click.command("review")
@click.argument("file", required=False, metavar="[FILE]", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a spreadsheet to decide in (.xlsx, .csv) instead of asking here.",
)
@click.option("--decided", is_flag=True, help="List the decisions in force.")
@click.option("--undo", type=int, metavar="N", help="Take decision number N back.")
@click.option("--by", metavar="NAME", help="Who decides.")
@report_options
def review_command(
    file: Path | None,
    output: Path | None,
    decided: bool,
    undo: int | None,
    by: str | None,
    registry: str,
    lang: str,
    format: str,
) -> int:
    """Decide what the phrases mean that no import understood; once for every list that has them.

    In a terminal it asks phrase by phrase, the most frequent first. With -o it writes a spreadsheet, and
    FILE is that spreadsheet filled in: what cannot be taken is refused cell by cell, the rest is taken, and
    the exit code is then 1. A decision stands in ontology/local.ttl of the project, changes the answers at
    once, and holds for the next import. --format json lists what is pending.

    \b
    Examples:
      datamap review
      datamap review -o review.xlsx
      datamap review review.xlsx --by "Anna Berg"
      datamap review --undo 3
    """
    if sum([file is not None, output is not None, decided, undo is not None]) > 1:
        raise InvalidParameter("FILE, -o, --decided and --undo stand alone; give one of them")
    opened = open_registry(registry)
    if decided:
        _list_decisions(opened, lang, format)
    elif undo is not None:
        decision = opened.undo_decision(undo, apply=False)
        applied = opened.apply_decisions()
        opened.save()
        if format == "json":
            print_json({"undone": asdict(decision), "changed": applied.changed, "left": list(applied.left)})
        else:
            note(say(lang, "undone", n=undo, phrase=decision.phrase))
            _note_applied(applied, lang)
    elif file is not None:
        return _read_back(opened, file, by, lang, format)
    elif output is not None:
        review = opened.review(lang)
        review.save(output, by=by or "")
        if format == "json":
            print_json({"pending": len(review), "file": str(output)})
            return 0
        click.echo(review.title())
        note(say(lang, "written", file=output))
        if len(review):
            at = "" if registry == _DEFAULT_REGISTRY else f" -r {registry}"
            note(say(lang, "way-back", file=output, registry=at))
    elif format == "json":
        print_json(opened.review(lang).to_dict())
    else:
        _ask(opened, by, lang)
    return 0


def _ask(opened: Registry, by: str | None, lang: str) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidParameter(
            "review asks in a terminal, and this is none; decide in a spreadsheet instead: "
            "datamap review -o review.xlsx"
        )
    from datamap.cli.asking import Walk

    review = opened.review(lang)
    if not len(review):
        click.echo(say(lang, "none"))
        opened.save()
        return
    click.echo(review.title())
    walk = Walk(opened, review, lang, by)
    try:
        walk.run()
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo("")  # what is decided is kept already; it still has to reach the lists
    applied = opened.apply_decisions()
    opened.save()
    if not walk.decided:
        note(say(lang, "nothing-decided"))
        return
    note(say(lang, "end", decided=walk.decided, left=walk.left))
    note(say(lang, "written", file=opened.ontology_path))
    _note_applied(applied, lang)


def _read_back(opened: Registry, file: Path, by: str | None, lang: str, format: str) -> int:
    report = opened.read_decisions(file, by=by)
    if report.decided:
        opened.save()
    if format == "json":
        print_json({"file": str(file), **report.to_dict()})
        return 1 if report.refused else 0
    click.echo(f"{visible(str(file))}: " + say(lang, "taken", n=report.decided, file=opened.ontology_path))
    if report.decided:
        for line in _applied(report.applied, lang):
            click.echo(line)
    if report.refused:
        click.echo(say(lang, "not-taken", n=len(report.refused)) + ":")
        for refused in report.refused:
            place = refused.place.replace("line ", "rad ", 1) if lang == "sv" else refused.place
            click.echo(f"  {visible(place)}: {visible(refused.message)}")
    return 1 if report.refused else 0


def _list_decisions(opened: Registry, lang: str, format: str) -> None:
    decisions = opened.decisions()
    if format == "json":
        print_json({"decisions": [asdict(d) for d in decisions]})
        return
    if not decisions:
        click.echo(say(lang, "no-decisions"))
        return
    rows = [
        [
            str(d.number),
            d.phrase,
            say(lang, d.field) if d.field else "",
            say(lang, "note-complete" if d.kind == "note" and d.complete else d.kind),
            opened.vocabulary.label(d.concept, lang) if d.concept else "",
            d.by,
            d.on,
            d.reason,
        ]
        for d in decisions
    ]
    for line in table(say(lang, "decided-headings").split("|"), rows, terminal_width()):
        click.echo(line)


def _applied(applied: Applied, lang: str) -> list[str]:
    lines = [say(lang, "changed", n=applied.changed)]
    if applied.left:
        lines.append(say(lang, "left", sources=visible(", ".join(applied.left))))
    return lines


def _note_applied(applied: Applied, lang: str) -> None:
    for line in _applied(applied, lang):
        note(line)
