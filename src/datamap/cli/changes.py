"""``diff`` and ``notice``: what changed, and what customers must be told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from datamap.cli.layout import terminal_width, wrap
from datamap.cli.options import language_option, parse_date, print_json, registry_option

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from datamap.changes.change import Changes


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option("--source", metavar="ID", help="The one list of a registry that is compared.")
@click.option(
    "--at",
    metavar="YYYY-MM-DD",
    callback=lambda ctx, param, value: parse_date("--at", value),  # noqa: ARG005
    help="The day for which borders are drawn.  [default: today]",
)
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="json prints one JSON document and nothing else on stdout.",
)
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

    changes = diff(old, registry if new is None else new, lang=lang, at=at, source=source)
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
