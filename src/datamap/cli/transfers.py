"""``transfers``: transfers to third countries at a date, what they rest on, and what if some of it fell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from datamap.cli.layout import indented, terminal_width
from datamap.cli.options import (
    at_option,
    formats_option,
    language_option,
    open_registry,
    print_json,
    registry_option,
)

if TYPE_CHECKING:
    import datetime as dt


@click.command("transfers")
@at_option("The day whose law is applied.")
@click.option(
    "--outside",
    type=click.Choice(["EEA", "EU"]),
    default="EEA",
    show_default=True,
    help="The border; Chapter V of the GDPR draws it around the EEA.",
)
@click.option(
    "--without",
    metavar="GROUND",
    multiple=True,
    help="Set a ground aside, and show what rests on it: DPF, SCC, BCR, adequacy, adequacy:GB, "
    "adequacy:2021/1772. Repeatable.",
)
@click.option("--timeline", is_flag=True, help="Show the days on which a ground begins or ends, too.")
@click.option("--all", "show_all", is_flag=True, help="Show more than 50 transfers of one state (text).")
@formats_option(
    "text",
    "json",
    "md",
    help="json prints one JSON document, always with the timeline, and nothing else on stdout.",
)
@registry_option
@language_option
def transfers_command(
    at: dt.date | None,
    outside: str,
    without: tuple[str, ...],
    timeline: bool,
    show_all: bool,
    format: str,
    registry: str,
    lang: str,
) -> int:
    """Show transfers to third countries at a date, and whether what they rest on holds.

    Places of storage, processing and remote access count. A ground holds; holds for certified or covered
    recipients only; is not stated; did not hold at the date, with dates and decision; or needs review. What
    the source does not state is never taken for a breach. The lists are read as they stand now, the law is
    that of the day. Exit code 1 when a transfer has no ground stated that holds (with --without: would lose
    the one it has).

    \b
    Examples:
      datamap transfers
      datamap transfers --at 2020-08-01 --timeline
      datamap transfers --without DPF --without adequacy:GB --lang sv --format md
    """
    found = open_registry(registry).transfers(at=at, outside=outside, without=without, lang=lang)
    if format == "json":
        print_json(found.to_dict())
    elif format == "md":
        click.echo(found.markdown(timeline=timeline), nl=False)
    else:
        from datamap.transfers.showing import text

        columns = terminal_width()
        for indent, line in text(found, show_all=show_all, timeline=timeline):
            for part in indented(line, " " * indent, columns):
                click.echo(part.rstrip())
    return 1 if found.uncovered else 0
