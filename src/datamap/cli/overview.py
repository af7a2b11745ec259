"""``summary`` and ``due``: the registry at a glance, and what must be done when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from datamap.cli.layout import indented, table, terminal_width
from datamap.cli.options import (
    at_option,
    day_option,
    note,
    open_registry,
    print_json,
    report_options,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from datamap.overview.report import Report

_WRITTEN = {"sv": "Skrivet: {path}", "en": "Written: {path}"}


@click.command("summary")
@at_option("The day for which borders are drawn and ages counted.")
@click.option("--verbose", is_flag=True, help="Show what each number counts, with its lines of the sources.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a file instead: .md or .json.",
)
@report_options
def summary_command(
    at: dt.date | None, verbose: bool, output: Path | None, registry: str, lang: str, format: str
) -> None:
    """Show the registry at a glance: what is concentrated where, and what is not known.

    Which vendors hold most kinds of data and what their failure touches; special categories, offence data,
    national identity numbers, children; places and transfer grounds; documents and their age; how complete
    the lists are. Counts only, no score: --verbose and JSON tell what each number counts.

    \b
    Examples:
      datamap summary
      datamap summary --verbose --lang sv
      datamap summary -o summary.md
    """
    _show(open_registry(registry).summary(lang, at=at), verbose, output, format)


@click.command("due")
@at_option("The day that counts as today.")
@day_option("--by", help="Show what is due by this day.", default=None)
@click.option("--within", type=click.IntRange(0, 36500), default=90, show_default=True, metavar="DAYS",
              help="Show what is due within so many days, where --by names no day.")  # fmt: skip
@click.option("--months", type=click.IntRange(1, 1200), default=12, show_default=True,
              help="How long a review, an assessment, a check or a document stands.")  # fmt: skip
@click.option("--verbose", is_flag=True, help="Show all lines, with where each is stated.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help="Write a file instead: .md, .json, or .ics (a calendar).")  # fmt: skip
@report_options
def due_command(
    at: dt.date | None,
    by: dt.date | None,
    within: int,
    months: int,
    verbose: bool,
    output: Path | None,
    registry: str,
    lang: str,
    format: str,
) -> int:
    """Show what is overdue and what is due; exit code 1 when something is overdue.

    Contracts that end, clauses, transfer impact assessments, DPF checks, reviews, questions put to vendors,
    documents, adequacy decisions that expire. The days are stated in organisation.yaml, CSV or a
    questionnaire ("contract ends", "tia date", "dpf check", "asked", "answer due", "reviewed"; see fill).
    What has no date is listed as undated: it is not in time.

    \b
    Examples:
      datamap due
      datamap due --by 2027-01-01 --lang sv
      datamap due --within 30 -o due.ics
    """
    found = open_registry(registry).due(lang, at=at, within=within, by=by, months=months)
    _show(found, verbose, output, format)
    return 1 if found.overdue else 0


def _show(report: Report, verbose: bool, output: Path | None, format: str) -> None:
    if output is not None:
        report.save(output, verbose=verbose)
        note(_WRITTEN[report.language].format(path=output))
        if format != "json":
            return
    if format == "json":
        print_json(report.to_dict())
        return
    for line in _lines(report, verbose):
        click.echo(line)


def _lines(report: Report, verbose: bool) -> Iterator[str]:
    columns = terminal_width()
    yield from indented(report.title, "", columns)
    for section in report.sections:
        yield ""
        yield from indented(report.say(f"section-{section.key}"), "", columns)
        headings, lines, left = report.shown(section, all_lines=verbose)
        if not lines:
            yield f"  {report.say('none')}"
        elif verbose:
            for cells, line in lines:
                yield from table(headings, [cells], columns)
                for reason in report.reasons(line):
                    yield from indented(reason, "    ", columns)
                yield ""
        else:
            yield from table(headings, [cells for cells, _ in lines], columns)
        if left:
            yield report.say("left-out", n=left)
        for said in section.notes:
            yield from indented(said, "", columns)
    yield ""
    for said in report.notes:
        yield from indented(said, "", columns)
