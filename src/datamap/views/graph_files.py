"""Graphs as files: one writer a suffix, and the same graph gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from datamap.errors import ViewError
from datamap.registry.serialisation import write_atomically
from datamap.spreadsheets import defended
from datamap.views.drawing import Drawing
from datamap.views.graph_text import dot, mermaid
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

# A file's bytes by what is put between its stem and its suffix.
_Files: TypeAlias = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class GraphFormat:
    """A format of graph files: what it is for, and its writer, which takes a drawing and ``raw``."""

    title: str
    write: Callable[[Drawing, bool], _Files]


def write_graph(graph: nx.Graph, path: str | Path, *, raw: bool = False) -> list[Path]:
    """Write a graph in the format of the file's suffix, whole or not at all; return the files written.

    ``.csv`` gives two: the lines in the file named, the nodes beside it in ``…-nodes.csv``. There,
    unless ``raw``, a cell that a spreadsheet would take for a formula begins with an apostrophe.
    Raises ViewError for another suffix, DatamapError, RegistryError when it cannot be written.
    """
    return write_drawing(Drawing(graph), path, raw=raw)


def write_drawing(drawing: Drawing, path: str | Path, *, raw: bool = False) -> list[Path]:
    """Write a drawing, or the whole graph it is of, as :func:`write_graph` does."""
    path = Path(path)
    found = GRAPH_FORMATS.get(path.suffix.lower())
    if found is None:
        raise ViewError(f"{path}: name a file that ends in {', '.join(GRAPH_FORMATS)}")
    written = []
    for part, data in found.write(drawing, raw).items():
        target = path.with_name(f"{path.stem}{part}{path.suffix}")
        write_atomically(target, data)
        written.append(target)
    return written


def _graphml(drawing: Drawing, raw: bool) -> _Files:  # noqa: ARG001
    import networkx as nx

    out = io.BytesIO()
    # Of networkx' two writers the one that needs no lxml: which is installed must not change bytes.
    nx.write_graphml_xml(_plain(drawing.graph), out, named_key_ids=True)
    return {"": out.getvalue() + b"\n"}


# Names that GEXF keeps for itself.
_GEXF_OWN = frozenset({"id", "type", "viz", "start", "end", "pid", "parents", "spells", "slices"})
_GEXF_DATE = re.compile(rb' lastmodifieddate="[^"]*"')


def _gexf(drawing: Drawing, raw: bool) -> _Files:  # noqa: ARG001
    import networkx as nx

    plain = _plain(drawing.graph, _GEXF_OWN)
    text = "\n".join(nx.generate_gexf(plain))
    # The day on which a file is written is no part of the graph.
    return {"": _GEXF_DATE.sub(b"", text.encode("utf-8")) + b"\n"}


def _plain(graph: nx.Graph, reserved: frozenset[str] = frozenset()) -> nx.Graph:
    """Return a copy with text, numbers and truth values alone, fit for XML."""
    made = graph.__class__()
    made.graph.update({str(key): _scalar(value) for key, value in graph.graph.items()})
    names: dict[Any, str] = {}
    taken: set[str] = set()
    for node in graph:
        name, number = visible(str(node)), 2
        while name in taken:
            name, number = f"{visible(str(node))} ({number})", number + 1
        taken.add(name)
        names[node] = name

    def attributes(given: dict[Any, Any]) -> dict[str, Any]:
        return {
            f"{key}_" if str(key) in reserved else visible(str(key)): _scalar(value)
            for key, value in given.items()
        }

    for node, found in graph.nodes(data=True):
        made.add_node(names[node], **{"label": names[node], **attributes(found)})
    for start, end, found in graph.edges(data=True):
        made.add_edge(names[start], names[end], **attributes(found))
    return made


def _scalar(value: Any) -> Any:
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)) and not hasattr(value, "_fields"):
        return "\n".join(str(_scalar(part)) for part in value)
    return "" if value is None else visible(_cell(value))


def _cell(value: Any) -> str:
    """Return a value as a text for one cell; a citation as "source:line: text"."""
    if isinstance(value, tuple) and len(value) == 3:
        source, line, text = value
        return f"{source}:{line}: {text}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "\n".join(_cell(part) for part in value)
    return "" if value is None else str(value)


def _json(drawing: Drawing, raw: bool) -> _Files:  # noqa: ARG001
    def plain(value: Any) -> Any:
        if hasattr(value, "_asdict"):
            return value._asdict()
        if isinstance(value, dict):
            return {str(key): plain(found) for key, found in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [plain(part) for part in value]
        return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)

    import networkx as nx

    data = plain(nx.node_link_data(drawing.graph, edges="edges"))
    # A lone surrogate, which UTF-8 cannot carry, is written as an escape.
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return {"": text.encode("utf-8", "backslashreplace") + b"\n"}


def _csv(drawing: Drawing, raw: bool) -> _Files:
    graph = drawing.graph
    node_columns = _columns(found for _, found in graph.nodes(data=True))
    edge_columns = _columns(found for *_, found in graph.edges(data=True))
    nodes = [
        [str(node), *(_cell(found.get(c)) for c in node_columns)] for node, found in graph.nodes(data=True)
    ]
    ends = ("label", "kind")
    edges = [
        [
            str(start), str(end),
            *(_cell(graph.nodes[node].get(name)) for node in (start, end) for name in ends),
            *(_cell(found.get(c)) for c in edge_columns),
        ]
        for start, end, found in graph.edges(data=True)
    ]  # fmt: skip
    edge_head = ["source", "target", "source_label", "source_kind", "target_label", "target_kind"]
    return {
        "": _rows([[*edge_head, *edge_columns], *edges], raw),
        "-nodes": _rows([["node", *node_columns], *nodes], raw),
    }


def _columns(attributes: Any) -> list[str]:
    return list(dict.fromkeys(str(key) for found in attributes for key in found))


def _rows(rows: list[list[str]], raw: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row if raw else map(defended, row))
    # Spreadsheets take a file for UTF-8 by its mark; programs get none.
    return out.getvalue().encode("utf-8" if raw else "utf-8-sig", "backslashreplace")


def _text(text: str) -> _Files:
    return {"": text.encode("utf-8")}


GRAPH_FORMATS: dict[str, GraphFormat] = {
    ".html": GraphFormat("to explore in a browser", lambda d, _: _text(d.to_html())),
    ".svg": GraphFormat("a still picture", lambda d, _: _text(d.to_svg())),
    ".png": GraphFormat("a still picture", lambda d, _: {"": d.to_png()}),
    ".graphml": GraphFormat("for yEd, Cytoscape, igraph", _graphml),
    ".gexf": GraphFormat("for Gephi", _gexf),
    ".dot": GraphFormat("for Graphviz", lambda d, _: _text(dot(d.graph))),
    ".mmd": GraphFormat("Mermaid, for documents", lambda d, _: _text(mermaid(d.graph))),
    ".csv": GraphFormat("lines, and nodes beside them", _csv),
    ".json": GraphFormat("nodes and links, with evidence", _json),
}
"""The writer of each suffix, in the order in which they are listed."""
