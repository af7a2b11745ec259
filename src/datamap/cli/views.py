"""``view``: the registry as a page to look at and to send."""

from __future__ import annotations

import datetime as dt

import click

from datamap.cli.options import language_option, note, open_registry, registry_option
from datamap.errors import InvalidParameter

# As datamap.views.page.data.AUDIENCES, which would cost a start of the command its import; a test
# holds the two together.
AUDIENCES = ("internal", "customer", "authority")
_WRITTEN = {
    "sv": "Skrivet: {file} ({n} leverantörer, {size} kB)",
    "en": "Written: {file} ({n} vendors, {size} kB)",
}


@click.command("view")
@click.option("-o", "--output", "output", required=True, metavar="FILE.html", help="Where to write the page.")
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default=AUDIENCES[0],
    show_default=True,
    help="customer and authority leave out notes, contacts, file names, and who corrected what and why; "
    "customer also customers and services.",
)
@click.option(
    "--date",
    "at",
    metavar="YYYY-MM-DD",
    help="The day for which the borders of the EU and the EEA are drawn.  [default: today]",
)
@click.option(
    "--role",
    type=click.Choice(["processor", "controller"]),
    default="processor",
    show_default=True,
    help="In which role it is checked; findings are on the page of the house alone.",
)
@registry_option
@language_option
def view_command(output: str, audience: str, at: str | None, role: str, registry: str, lang: str) -> None:
    """Make a page of the registry: matrix, flow, network, table, questions, findings in one HTML file.

    The file opens in any browser, also from a memory stick, and asks nothing of any network. Both
    languages are in it; --lang is the one it opens in.

    \b
    Examples:
      datamap view -o map.html
      datamap view -o map.html --audience customer --lang sv
    """
    from datamap.views.page import check_page_name

    check_page_name(output)
    day = _day(at)
    page = open_registry(registry).view(lang=lang, audience=audience, at=day, role=role)
    path = page.save(output)
    note(_WRITTEN[lang].format(file=path, n=page.vendors, size=-(-len(page.html.encode()) // 1000)))


def _day(given: str | None) -> dt.date:
    if given is None:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise InvalidParameter(f"--date: {given!r} is no date; write YYYY-MM-DD") from None
