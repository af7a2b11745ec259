"""``record``, ``list``, ``gaps`` and ``fill``: Article 30 records, and closing what they lack."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datamap.cli.layout import table, terminal_width
from datamap.cli.options import (
    date_option,
    language_option,
    note,
    open_registry,
    print_json,
    registry_option,
    report_options,
)
from datamap.errors import InvalidParameter
from datamap.visible import visible

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from datamap.api import Registry
    from datamap.records.record import Record
    from datamap.records.supplied.model import FillReport

_SUFFIXES = "html, md, docx, xlsx, pdf, csv, jsonld or ttl"
_TEXT = {
    "sv": {
        "written": "Skrivet: {path}",
        "record": "{rows} rader; {art30} uppgifter saknas enligt artikel 30, {others} övriga",
        "complete": "Inget som artikel 30 kräver saknas.",
        "changes": "{n} ändringar sedan {old}",
        "none": "Inget saknas.",
        "headings": "gäller|uppgift|krävs enligt|fråga",
        "voluntary": "frivillig",
        "unchanged": "Inget skrivet.",
        "stale": "{file} har ändrats sedan den lästes in; läs in den igen: datamap fill {file}",
        "rows": "rader",
    },
    "en": {
        "written": "Written: {path}",
        "record": "{rows} rows; {art30} facts missing under Article 30, {others} others",
        "complete": "Nothing that Article 30 asks for is missing.",
        "changes": "{n} changes since {old}",
        "none": "Nothing is missing.",
        "headings": "about|fact|asked for by|question",
        "voluntary": "voluntary",
        "unchanged": "Nothing written.",
        "stale": "{file} has changed since it was read; read it again: datamap fill {file}",
        "rows": "rows",
    },
}


_role_option = click.option(
    "--role",
    type=click.Choice(["processor", "controller"]),
    default="processor",
    show_default=True,
    help="Whose record: Art. 30(2) or Art. 30(1).",
)

_raw_option = click.option(
    "--raw", is_flag=True, help="CSV without the apostrophe that keeps spreadsheets from running formulas."
)


@click.command("record")
@_role_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help=f"Where to write it; the suffix says as what: {_SUFFIXES}.")  # fmt: skip
@click.option("--profile", type=click.Choice(["plain", "ico", "cnil"]), default="plain", show_default=True,
              help="Columns: Article 30's own order, or in the manner of the ICO or the CNIL.")  # fmt: skip
@click.option("--audience", type=click.Choice(["internal", "customer", "authority"]), default="internal",
              show_default=True, help="Only internal shows gaps, completeness, who said what.")  # fmt: skip
@click.option("--controller", metavar="NAME", help="The record of one customer (controller) alone.")
@click.option("--no-annex-b", is_flag=True, help="Leave out the annex of sub-processors.")
@click.option(
    "--compare", metavar="OLD", help="Mark what changed since an earlier record (.jsonld, .ttl) or registry."
)
@_raw_option
@date_option("The day as of which the record stands.")
@report_options
def record_command(
    role: str,
    output: Path | None,
    profile: str,
    audience: str,
    controller: str | None,
    no_annex_b: bool,
    compare: str | None,
    raw: bool,
    date: dt.date | None,
    registry: str,
    lang: str,
    format: str,
) -> None:
    """Make the record of processing activities (GDPR Article 30), complete or with every gap named.

    Without -o, say what it holds and lacks. The same registry and date give the same bytes.

    \b
    Examples:
      datamap record -o register.pdf --lang sv
      datamap record --role controller --profile ico -o ropa.xlsx
      datamap record --audience authority --no-annex-b -o register.docx
    """
    _check_output(output)
    opened = open_registry(registry)
    _note_stale(opened, registry, lang)
    made = opened.record(
        role,
        lang,
        date=date,
        audience=audience,
        profile=profile,
        controller=controller,
        annex_b=not no_annex_b,
        compare=compare,
        progress=_progress(lang),
    )
    if output is not None:
        made.save(output, raw=raw)
        note(_TEXT[lang]["written"].format(path=output))
    if format == "json":
        print_json(made.to_dict())
        return
    for line in _summary(made, lang, compare):
        click.echo(line)


@click.command("list")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", required=True,
              help=f"Where to write it, by suffix: {_SUFFIXES}.")  # fmt: skip
@click.option("--version", "version", metavar="TEXT", help="Version of the list.  [default: the record's]")
@_raw_option
@date_option("The date of the list.")
@registry_option
@language_option
def list_command(
    output: Path, version: str | None, raw: bool, date: dt.date | None, registry: str, lang: str
) -> None:
    """Publish the sub-processor list for customers, mended: what nobody stated is marked, not left out.

    \b
    Example:
      datamap list -o underbitraden.html --lang sv
    """
    _check_output(output)
    open_registry(registry).vendor_list(lang, date=date, version=version).save(output, raw=raw)
    note(_TEXT[lang]["written"].format(path=output))


@click.command("gaps")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help="A questionnaire to fill (.xlsx); with --for also a letter (.md, .txt).")  # fmt: skip
@click.option("--for", "vendor", metavar="VENDOR", help="Only what one vendor can answer, most useful first.")
@_role_option
@date_option("The day as of which the record stands.")
@report_options
def gaps_command(
    output: Path | None,
    vendor: str | None,
    role: str,
    date: dt.date | None,
    registry: str,
    lang: str,
    format: str,
) -> None:
    """Show what a record still lacks, or write it as a questionnaire that a person can fill.

    \b
    Examples:
      datamap gaps -o gaps.xlsx --lang sv
      datamap gaps --for Stripe --lang sv -o mail.md
    """
    _check_output(output)
    gaps = open_registry(registry).gaps(role, lang, date=date, vendor=vendor)
    words = _TEXT[lang]
    if output is not None:
        gaps.save(output)
        note(words["written"].format(path=output))
    if format == "json":
        print_json(gaps.to_dict())
        return
    if not gaps:
        click.echo(words["none"])
        return
    if output is not None:
        return
    from datamap.records.wording import subject_words

    rows = [
        [
            gap["name"] or subject_words(lang, gap["about"]),
            gap["label"],
            gap["article"] or words["voluntary"],
            gap["question"],
        ]
        for gap in gaps.to_dict()["gaps"]
    ]
    for line in table(words["headings"].split("|"), rows, terminal_width()):
        click.echo(line)


@click.command("fill")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--by", metavar="NAME", help="Who states it, where the file does not say.")
@date_option("When it was stated, where the file does not say.")
@report_options
def fill_command(
    files: tuple[str, ...], by: str | None, date: dt.date | None, registry: str, lang: str, format: str
) -> int:
    """Read back a questionnaire (.xlsx), the organisation's facts (.yaml), or customers (.csv).

    Facts survive the next import of a list. What is nonsense is refused cell by cell, the rest is taken;
    the exit code is then 1.

    \b
    Examples:
      datamap fill gaps.xlsx
      datamap fill data/organisation.yaml customers.csv --by "Anna Berg"
    """
    opened = open_registry(registry)
    reports = [(file, opened.fill(file, by=by, on=date)) for file in files]
    if any(report.changed for _, report in reports):
        opened.save()
    if format == "json":
        print_json({"files": [_report_to_dict(file, report) for file, report in reports]})
    else:
        for file, report in reports:
            for line in _report(file, report, lang):
                click.echo(line)
    return 1 if any(report.refused for _, report in reports) else 0


def _summary(made: Record, lang: str, compare: str | None) -> list[str]:
    words = _TEXT[lang]
    art30 = sum(gap.of_article_30 for gap in made.gaps)
    lines = [words["record"].format(rows=len(made.rows), art30=art30, others=len(made.gaps) - art30)]
    if not art30:
        lines.append(words["complete"])
    if compare is not None:
        lines.append(words["changes"].format(n=len(made.changes), old=visible(compare)))
    return lines


def _report(file: str, report: FillReport, lang: str) -> list[str]:
    first, *others = report.in_words(lang)
    lines = [f"{visible(file)}: {first}", *others]
    if not report.changed:
        lines.append(_TEXT[lang]["unchanged"])
    return lines


def _report_to_dict(file: str, report: FillReport) -> dict[str, object]:
    return {
        "file": file,
        "facts": report.facts,
        "corrections": report.corrections,
        "withdrawn": report.withdrawn,
        "new": list(dict.fromkeys(report.new)),
        "refused": [{"place": refusal.place, "message": refusal.message} for refusal in report.refused],
    }


def _check_output(output: Path | None) -> None:
    """Refuse an output that has no suffix before any work is done."""
    if output is not None and not output.suffix:
        raise InvalidParameter(f"{output}: the file's suffix says what to write; one of {_SUFFIXES}")


def _note_stale(opened: Registry, registry: str | list[str], lang: str) -> None:
    """Say when ``organisation.yaml`` beside the registry was changed after it was read."""
    import hashlib

    from datamap.registry.locations import is_endpoint

    if not isinstance(registry, str) or is_endpoint(registry):
        return
    beside = Path(registry).parent / "organisation.yaml"
    for file in opened.added_facts.files():
        if file.file_name != beside.name or not beside.is_file():
            continue
        if hashlib.sha256(beside.read_bytes()).hexdigest() != file.sha256:
            note(_TEXT[lang]["stale"].format(file=beside))


def _progress(lang: str) -> Callable[[int, int], None] | None:
    """Return what shows how many rows are made, on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if total >= 500 and (done % 250 == 0 or done == total):
            end = "\n" if done == total else ""
            click.echo(f"\r{done:,} / {total:,} {_TEXT[lang]['rows']}{end}", nl=False, err=True)

    return show
