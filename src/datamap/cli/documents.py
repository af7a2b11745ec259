"""``import``, ``sources``, ``forget`` and ``init``: documents in and out of a registry."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datamap.cli.changes import changes_in_text
from datamap.cli.layout import table, terminal_width
from datamap.cli.list_wording import note_places
from datamap.cli.options import (
    language_option,
    note,
    open_registry,
    print_json,
    registry_option,
    report_options,
)
from datamap.registry.locations import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.claims.model import Reading

_TEXT = {
    "sv": {
        "dry": "Inget skrivet (--dry-run).",
        "written": "Skrivet: {registry}",
        "unchanged": "Oförändrat: {registry}",
        "declined": "Inget skrivet.",
        "failed": "Kunde inte läsas ({n}):",
        "try": "Fråga: datamap query vendors-by-data-outside -p data=telefonnummer",
    },
    "en": {
        "dry": "Nothing written (--dry-run).",
        "written": "Written: {registry}",
        "unchanged": "Unchanged: {registry}",
        "declined": "Nothing written.",
        "failed": "Could not be read ({n}):",
        "try": "Ask: datamap query vendors-by-data-outside -p data=phone",
    },
}


# The question, the answers that mean yes, and those that mean no.
_ASKED = {
    "sv": ("Skriva? [J/n]", ("j", "ja", "y", "yes"), ("n", "nej", "no")),
    "en": ("Write? [Y/n]", ("y", "yes"), ("n", "no")),
}


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--processor", metavar="NAME", help="Whose list it is, where the document does not say so itself."
)
@click.option(
    "--source",
    metavar="ID",
    help="Name of the document; the same name again is its next version.  [default: the file's stem]",
)
@click.option("--dry-run", is_flag=True, help="Report what would be read and what it changes; write nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask before writing a new version of a known list.")
@report_options
def import_command(
    files: tuple[str, ...],
    processor: str | None,
    source: str | None,
    dry_run: bool,
    yes: bool,
    registry: str,
    lang: str,
    format: str,
) -> None:
    """Read lists of vendors into the registry, and report what was not understood.

    FILE is a list (text, Markdown, HTML, CSV, XLSX, ODS, DOCX, PDF, JSON, YAML), a folder of lists, or a
    pattern in quotes ('lists/**/*.md'). It may be another registry (.ttl, .nt, .nq, .trig, .jsonld, .rdf,
    .hext, .trix), whose lists, corrections and added facts are taken in, or a graph in plain DPV. The
    registry is made if it is not there. On any error it stays as it was; of a folder or pattern, what can
    be read is written, and the exit code is 1 where some cannot.

    Of a new version of a known list, what it changes is shown on stderr first; on a terminal you are asked
    before it is written, and the exit code is 1 when you say no.

    A list whose processor is one of the vendors is that vendor's own: its entries stand behind the vendor
    (datamap query supply-chain), and are no vendors of yours.

    \b
    Examples:
      datamap import data/sources/underbitraden.txt --processor Viva
      datamap import stripe-subprocessors.md --processor Stripe
      datamap import other.ttl -r data/registry.ttl
      datamap import data/sources/underbitraden.txt --dry-run
    """
    from datamap.claims.report_spool import ReportSpool
    from datamap.cli.import_report import Summaries

    opened = open_registry(registry, create=True)
    summaries = Summaries()
    with ReportSpool() as spool:

        def each(reading: Reading) -> None:
            for text in reading.notes:
                note(text)
            if format == "json":
                spool.add(reading, opened.local)
            else:
                summaries.add(reading)

        report = opened.import_documents(
            *files, processor=processor, source=source, progress=_progress(), each=each
        )
        for taken in report.registries:
            for text in taken.notes:
                note(text)
        asks = bool(report.changes) and not yes and not dry_run and _at_terminal()
        shown_before = summaries.lines(report, lang) if asks and format != "json" else []
        for line in shown_before:  # what was not understood belongs before the question
            click.echo(line)
        if report.changes is not None:
            report.changes.language = lang
            for line in changes_in_text(report.changes):
                note(line)
        if dry_run:
            state = "dry"
        elif asks and not _agreed(lang):
            state = "declined"
        else:
            state = "written" if opened.save() else "unchanged"
        for line in summaries.lines(report, lang) if format != "json" and not asks else []:
            click.echo(line)
        if format == "json":
            spool.write(sys.stdout, report.rest_to_dict())
    if format != "json":
        note(_TEXT[lang][state].format(registry=shown(registry)))
        note_places(report, lang)
        if state in ("written", "unchanged"):
            option = "" if registry == "data/registry.ttl" else f" -r {shown(registry)}"
            note(_TEXT[lang]["try"] + option)
    if report.failures:
        note(_TEXT[lang]["failed"].format(n=len(report.failures)))
        for failure in report.failures:
            note("  " + failure.message)
    if report.failures or state == "declined":
        click.get_current_context().exit(1)


@click.command("sources")
@report_options
def sources_command(registry: str, lang: str, format: str) -> None:
    """Show the documents that the registry stands on, and the corrections made to them.

    \b
    Example:
      datamap sources -r data/registry.ttl
    """
    opened = open_registry(registry)
    sources, corrections, files = opened.sources(), opened.corrections(), opened.added_facts.files()
    if format == "json":
        print_json({
            "sources": [asdict(s) for s in sources],
            "files": [asdict(f) for f in files],
            "corrections": [asdict(c) for c in corrections],
        })  # fmt: skip
        return
    headings = {
        "sv": ["källa", "titel", "fil", "utgåva", "datum", "lista från", "poster", "uppgifter"],
        "en": ["source", "title", "file", "edition", "date", "list of", "entries", "claims"],
    }[lang]
    rows = [
        [s.identifier, s.title or "", s.file_name, str(s.edition), s.date or "",
         (s.processor or "") + ({"sv": " (egen lista)", "en": " (own list)"}[lang] if s.own_list_of else ""),
         str(s.entries), str(s.claims)]
        for s in sources
    ]  # fmt: skip
    for line in table(headings, rows, terminal_width()):
        click.echo(line)
    if files:
        heads = {
            "sv": ["fil med uppgifter", "läst", "uppgifter"],
            "en": ["file of facts", "read", "facts"],
        }[lang]
        click.echo("")
        for line in table(heads, [[f.file_name, f.on, str(f.facts)] for f in files], terminal_width()):
            click.echo(line)
    if corrections:
        click.echo(
            {"sv": f"\nRättelser: {len(corrections)}", "en": f"\nCorrections: {len(corrections)}"}[lang]
        )


@click.command("forget")
@click.argument("source")
@registry_option
@language_option
def forget_command(source: str, registry: str, lang: str) -> None:
    """Take the document SOURCE out of the registry with all its facts.

    What a person added stays. The registry is written at once.

    \b
    Example:
      datamap forget underbitraden
    """
    opened = open_registry(registry)
    gone = opened.forget(source)
    opened.save()
    note({
        "sv": f"{source}: borttagen ur {shown(registry)} ({gone} tripplar)",
        "en": f"{source}: taken out of {shown(registry)} ({gone} triples)",
    }[lang])  # fmt: skip


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--base", metavar="IRI", help="IRI under which the registry names things; it should be yours.")
@language_option
def init_command(folder: Path, base: str | None, lang: str) -> None:
    """Make a project folder: an empty registry and an example list.

    \b
    Example:
      datamap init privacy --base https://example.com/privacy/
    """
    from datamap.api import init

    for made in init(folder, base=base):
        click.echo(made)
    note({
        "sv": f"Nu: cd {folder} && datamap import data/sources/underbitraden.txt",
        "en": f"Next: cd {folder} && datamap import data/sources/underbitraden.txt",
    }[lang])  # fmt: skip


def _at_terminal() -> bool:
    """Tell whether a person can be asked; elsewhere, writing is what was asked for."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _agreed(lang: str) -> bool:
    """Ask the person at the terminal whether to write."""
    question, yes, no = _ASKED[lang]
    while True:
        answer = click.prompt(question, default=yes[0], show_default=False, err=True).strip().casefold()
        if answer in yes or answer in no:
            return answer in yes


def _progress() -> Callable[[int, int], None] | None:
    """Return what shows how many files are read, on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if total > 1:
            click.echo(f"\r{done:,} / {total:,}" + ("\n" if done == total else ""), nl=False, err=True)

    return show
