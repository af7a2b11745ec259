"""``view``: the registry as a page to look at and to send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from datamap.cli.options import day_option, language_option, note, open_registry, registry_option

if TYPE_CHECKING:
    import datetime as dt

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
@day_option("--at", "--date", "at", help="The day for which borders are drawn, and the law of the check.")
@click.option(
    "--role",
    type=click.Choice(["processor", "controller"]),
    default="processor",
    show_default=True,
    help="In which role it is checked; findings are on the page of the house alone.",
)
@registry_option
@language_option
def view_command(output: str, audience: str, at: dt.date | None, role: str, registry: str, lang: str) -> None:
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
    page = open_registry(registry).view(lang=lang, audience=audience, at=at, role=role)
    path = page.save(output)
    note(_WRITTEN[lang].format(file=path, n=page.vendors, size=-(-len(page.html.encode()) // 1000)))
