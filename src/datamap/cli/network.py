"""``network``: the registry as a graph, to explore, to print, or for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from datamap.cli.layout import table, terminal_width
from datamap.cli.options import (
    at_option,
    note,
    open_registry,
    print_json,
    report_options,
)
from datamap.views.graph_files import GRAPH_FORMATS
from datamap.views.network_kinds import CERTAINTIES, KINDS

if TYPE_CHECKING:
    import datetime as dt


@click.command("network")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Where to write; its suffix is one of {', '.join(GRAPH_FORMATS)}.",
)
@click.option(
    "--kind",
    type=click.Choice(list(KINDS)),
    default="vendor-data-place",
    show_default=True,
    metavar="KIND",
    help="What is joined to what; without -o the kinds are listed.",
)
@click.option(
    "--at-least",
    type=click.Choice(list(CERTAINTIES)),
    help="The least certainty of a line.  [default: unknown; stated for shared-…]",
)
@click.option(
    "--minimum",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Leave out lines of less weight: types in common, or vendors behind a line.",
)
@at_option()
@click.option("--raw", is_flag=True, help="CSV for programs: no apostrophe before what looks like a formula.")
@report_options
def network_command(
    output: Path | None,
    kind: str,
    at_least: str | None,
    minimum: int,
    at: dt.date | None,
    raw: bool,
    registry: str,
    lang: str,
    format: str,
) -> None:
    """Write the registry as a graph: to explore in a browser, as a picture, or for other programs.

    Lines carry their certainty and their evidence; what is not stated has a mark of its own.

    \b
    Examples:
      datamap network -o map.html
      datamap network --kind shared-data --minimum 3 -o shared.svg
      datamap network -o edges.csv
    """
    if output is None:
        _list_kinds(lang, format)
        return
    from datamap.api import write_graph
    from datamap.registry.serialisation import check_writable

    check_writable(output, registry=registry)
    graph = open_registry(registry).network(kind, lang=lang, at_least=at_least, minimum=minimum, at=at)
    written = write_graph(graph, output, raw=raw)
    size = {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}
    if format == "json":
        print_json({"kind": kind, **size, "files": [str(file) for file in written]})
        return
    for file in written:
        note({
            "sv": f"Skrivet: {file} ({size['nodes']} noder, {size['edges']} linjer)",
            "en": f"Written: {file} ({size['nodes']} nodes, {size['edges']} lines)",
        }[lang])  # fmt: skip


def _list_kinds(lang: str, format: str) -> None:
    if format == "json":
        print_json({
            "kinds": [{"name": k.name, "title": k.titles[lang]} for k in KINDS.values()],
            "formats": list(GRAPH_FORMATS),
        })  # fmt: skip
        return
    headings = {"sv": ["slag", "visar"], "en": ["kind", "shows"]}[lang]
    for line in table(headings, [[k.name, k.titles[lang]] for k in KINDS.values()], terminal_width()):
        click.echo(line)
