"""Graphs drawn and written, a registry's or your own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from datamap.views.drawing import Drawing


def draw(graph: nx.Graph, path: str | Path | None = None, *, limit: int = 200) -> Drawing:
    """Draw a graph, of :meth:`Registry.network` or your own; write it too where a path is given.

    At most about ``limit`` nodes are drawn, and the drawing says what it leaves out. Raises
    DatamapError, ViewError for a suffix that no writer knows, RegistryError.
    """
    from datamap.views.drawing import draw as draw_graph

    return draw_graph(graph, path, limit=limit)


def write_graph(graph: nx.Graph, path: str | Path, *, raw: bool = False) -> list[Path]:
    """Write a graph as a file in the format of its suffix; return the files written.

    Suffixes: html, svg, png, graphml, gexf, dot, mmd, csv, json; ``raw`` leaves the cells of CSV as
    they are. Raises ViewError for another suffix, DatamapError, RegistryError.
    """
    from datamap.views.graph_files import write_graph as write

    return write(graph, path, raw=raw)
