"""``diff`` and ``notice``: what changed, and what customers must be told of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from datamap.cli.layout import terminal_width, wrap
from datamap.cli.options import (
    at_option,
    date_option,
    day_option,
    formats_option,
    language_option,
    note,
    own_words,
    print_json,
    registry_option,
    report_options,
)
from datamap.errors import InvalidParameter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from datamap.changes.change import Changes


_WRITTEN = {"sv": "Skrivet: {path}", "en": "Written: {path}"}
_UNWRITTEN = {
    "sv": "Ingen fil angiven; -o FIL skriver underrättelsen.",
    "en": "No file named; -o FILE writes the notice.",
}


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option("--source", metavar="ID", help="The one list of a registry that is compared.")
@at_option()
@formats_option("text", "markdown", "json")
@registry_option
@language_option
def diff_command(
    old: str,
    new: str | None,
    source: str | None,
    at: dt.date | None,
    format: str,
    registry: str,
    lang: str,
) -> int:
    """Show what changed from OLD to NEW, most weighty first; exit code 1 when something did.

    Each is a registry, a list of any readable format, a folder of lists, or REV:path, where REV is a git
    revision or a date (its last revision). Without NEW, OLD is compared with the registry. Order, letter
    case, line breaks, footnote marks, and other words for the same make no change.

    \b
    Examples:
      datamap diff HEAD~1:data/registry.ttl
      datamap diff 2026-06-30:data/registry.ttl 2026-09-30:data/registry.ttl --format markdown
      datamap diff list-2025.txt list-2026.txt --lang sv
    """
    from datamap.api import diff

    newer = registry if new is None else new
    changes = diff(old, newer, lang=lang, at=at, source=source, ontology=own_words())
    if format == "json":
        print_json(changes.to_dict())
    elif format == "markdown":
        click.echo(changes.markdown(), nl=False)
    else:
        for line in changes_in_text(changes):
            click.echo(line)
    return 1 if changes else 0


def changes_in_text(changes: Changes) -> Iterator[str]:
    """Yield the lines of changes for a terminal, wrapped to its width."""
    columns = terminal_width()
    for indent, line in changes.text():
        first, *more = wrap(line, max(20, columns - indent - 2)) if line else [""]
        yield " " * indent + first
        yield from (" " * (indent + 2) + rest for rest in more)


@click.command("notice")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help="Where to write it; the suffix says as what: docx, md, html, pdf.")  # fmt: skip
@day_option("--effective", help="The day from which the change holds.", default=None)
@click.option(
    "--controller", metavar="NAME", help="The notice to one customer, with its contract's time to object."
)
@click.option("--source", metavar="ID", help="The one list of a registry that is compared.")
@click.option("--always", is_flag=True, help="Write the file also where no notice is needed.")
@date_option("The day of the notice.")
@report_options
def notice_command(
    old: str,
    new: str | None,
    output: Path | None,
    effective: dt.date | None,
    controller: str | None,
    source: str | None,
    always: bool,
    date: dt.date | None,
    registry: str,
    lang: str,
    format: str,
) -> None:
    """Write the notice of new or replaced sub-processors that customers are owed (GDPR Art. 28(2)).

    OLD and NEW are as in diff; without NEW, OLD is compared with the registry. The registry also knows the
    organisation, the customers and their contracts ("objection period" in organisation.yaml). A time to
    object that no contract on record sets is not stated. Where nothing is added or replaced and no place is
    new, no file is written.

    \b
    Examples:
      datamap notice HEAD~1:data/registry.ttl -o notice.docx --effective 2027-01-15
      datamap notice old.txt new.txt --controller "Kund AB" --lang sv -o kund.pdf
    """
    from datamap.api import notice
    from datamap.registry.registry import DEFAULT_LOCATION

    if output is not None and not output.suffix:
        raise InvalidParameter(f"{output}: the file's suffix says what to write; one of docx, md, html, pdf")
    # A registry that somebody named must be there; the usual one may be missing beside two lists.
    known = Path(registry).exists() or registry != DEFAULT_LOCATION
    facts = registry if new is not None and known else None
    made = notice(
        old,
        registry if new is None else new,
        lang=lang,
        date=date,
        effective=effective,
        controller=controller,
        registry=facts,
        source=source,
        ontology=own_words(),
    )
    written = output if output is not None and (made.needed or always) else None
    if written is not None:
        made.save(written)
    if format == "json":
        print_json({**made.to_dict(), "written": str(written) if written else None})
        return
    for line in made.in_words():
        for part in wrap(line, terminal_width()):
            click.echo(part)
    if written is not None:
        note(_WRITTEN[lang].format(path=written))
    elif made.needed:
        note(_UNWRITTEN[lang])
