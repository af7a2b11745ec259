"""``import``, ``sources``, ``forget`` and ``init``: documents in and out of a registry."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datamap.cli.layout import indented, table, terminal_width
from datamap.cli.options import (
    format_option,
    language_option,
    note,
    open_registry,
    print_json,
    registry_option,
)
from datamap.registry.locations import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.api import ImportReport

_TEXT = {
    "sv": {
        "read": "{source}: {entries} leverantörer, {claims} uppgifter ur {file}",
        "unmapped": "Inte förstått ({n}); sparat ordagrant, räknas aldrig som nej:",
        "understood": "Allt i posterna är förstått.",
        "suggest": "förslag: {label}",
        "line": "rad",
        "outside": "Text utanför posterna: {n} rader, sparade ordagrant.",
        "dry": "Inget skrivet (--dry-run).",
        "written": "Skrivet: {registry}",
        "unchanged": "Oförändrat: {registry}",
        "failed": "Kunde inte läsas ({n}):",
        "try": "Fråga: datamap query vendors-by-data-outside -p data=telefonnummer",
    },
    "en": {
        "read": "{source}: {entries} vendors, {claims} claims from {file}",
        "unmapped": "Not understood ({n}); kept verbatim, never counted as no:",
        "understood": "Everything in the entries is understood.",
        "suggest": "suggestion: {label}",
        "line": "line",
        "outside": "Text outside the entries: {n} lines, kept verbatim.",
        "dry": "Nothing written (--dry-run).",
        "written": "Written: {registry}",
        "unchanged": "Unchanged: {registry}",
        "failed": "Could not be read ({n}):",
        "try": "Ask: datamap query vendors-by-data-outside -p data=phone",
    },
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
@click.option("--dry-run", is_flag=True, help="Report what would be read; write nothing.")
@registry_option
@language_option
@format_option
def import_command(
    files: tuple[str, ...],
    processor: str | None,
    source: str | None,
    dry_run: bool,
    registry: str,
    lang: str,
    format: str,
) -> None:
    """Read lists of vendors into the registry, and report what was not understood.

    FILE is a list (text, Markdown, HTML, CSV, XLSX, ODS, DOCX, PDF, JSON, YAML), a folder of lists, or a
    pattern in quotes ('lists/**/*.md'). The registry is made if it is not there. On any error it stays as
    it was; of a folder or pattern, what can be read is written, and the exit code is 1 where some cannot.

    \b
    Example:
      datamap import data/sources/underbitraden.txt --processor Viva
    """
    from datamap.api import import_documents

    if dry_run:
        report = import_documents(
            *files, processor=processor, source=source, dry_run=True, progress=_progress()
        )
        state = "dry"
    else:
        opened = open_registry(registry, create=True)
        report = opened.import_documents(*files, processor=processor, source=source, progress=_progress())
        state = "written" if opened.save() else "unchanged"
    for reading in report.readings:
        for text in reading.notes:
            note(text)
    if format == "json":
        print_json(report.to_dict())
    else:
        for line in _report(report, lang):
            click.echo(line)
        note(_TEXT[lang][state].format(registry=shown(registry)))
        if state != "dry":
            option = "" if registry == "data/registry.ttl" else f" -r {shown(registry)}"
            note(_TEXT[lang]["try"] + option)
    if report.failures:
        note(_TEXT[lang]["failed"].format(n=len(report.failures)))
        for failure in report.failures:
            note("  " + failure.message)
        click.get_current_context().exit(1)


@click.command("sources")
@registry_option
@language_option
@format_option
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
        [s.identifier, s.title or "", s.file_name, str(s.edition), s.date or "", s.processor or "",
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


def _progress() -> Callable[[int, int], None] | None:
    """Return what shows how many files are read, on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if total > 1:
            click.echo(f"\r{done:,} / {total:,}" + ("\n" if done == total else ""), nl=False, err=True)

    return show


def _report(report: ImportReport, lang: str) -> list[str]:
    from datamap.vocabulary.concepts import load_vocabulary

    text, columns = _TEXT[lang], terminal_width()
    lines: list[str] = []
    for reading in report.readings:
        claims = sum(len(entry.claims) for entry in reading.entries)
        counts = {"source": reading.source, "file": reading.file_name, "entries": len(reading.entries)}
        lines += indented(text["read"].format(claims=claims, **counts), "", columns)
        inside = [u for u in reading.unmapped if u.field != "document"]
        outside = len(reading.unmapped) - len(inside)
        lines.append("  " + (text["unmapped"].format(n=len(inside)) if inside else text["understood"]))
        for u in inside:
            hint = ""
            if u.suggestion:
                label = load_vocabulary().label(u.suggestion, lang)
                hint = f" ({text['suggest'].format(label=label)})"
            vendor = f"{u.vendor}: " if u.vendor else ""
            lines += indented(f"{text['line']} {u.line}  {vendor}{u.text}{hint}", "    ", columns)
        if outside:
            lines.append("  " + text["outside"].format(n=outside))
    return lines
