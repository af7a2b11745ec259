"""Graphs in the languages of Graphviz and Mermaid; whatever a document says is quoted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from datamap.views.aggregation import reduce_graph
from datamap.views.network_kinds import CONDITIONAL, UNKNOWN
from datamap.views.palette import LIGHT, line_colour, look_of
from datamap.visible import visible

if TYPE_CHECKING:
    import networkx as nx

_DOT_SHAPES = {
    "box": "box", "dot": "ellipse", "diamond": "diamond", "triangle": "triangle", "square": "box",
    "hexagon": "hexagon", "flag": "cds", "ring": "circle", "dash": "plain",
}  # fmt: skip
_DOT_STYLES = {CONDITIONAL: "dashed", UNKNOWN: "dotted"}

# Mermaid refuses more than 500 lines, and a document's page holds fewer still.
_MERMAID_NODES, _MERMAID_LINES = 100, 400
_MERMAID_SHAPES = {
    "box": ('["', '"]'),
    "dot": ('(["', '"])'),
    "diamond": ('{{"', '"}}'),
    "ring": ('(["', '"])'),
    "flag": ('>"', '"]'),
}


def dot(graph: nx.Graph) -> str:
    """Return a whole graph in the language of Graphviz, a rank for each kind of node."""
    ids = {node: f"n{number}" for number, node in enumerate(graph)}
    lines = [
        "graph {",
        f"  graph [rankdir=LR, ranksep=2, label={_quoted(graph.graph.get('title', ''))}];",
        '  node [fontname="sans-serif", fontsize=11];',
    ]
    ranks: dict[Any, list[str]] = {}
    for node, found in graph.nodes(data=True):
        shape, colour = _look(found)
        lines.append(
            f"  {ids[node]} [label={_quoted(found.get('label', node))}, shape={_DOT_SHAPES[shape]}, "
            f'color="{getattr(LIGHT, colour)}"];'
        )
        ranks.setdefault(found.get("layer", 0), []).append(ids[node])
    if len(ranks) > 1:
        lines += [f"  {{rank=same; {'; '.join(members)}}}" for _, members in sorted(ranks.items())]
    for start, end, edge in graph.edges(data=True):
        start, end = sorted((start, end), key=lambda node: int(ids[node][1:]))
        certainty = str(edge.get("certainty", ""))
        style = _DOT_STYLES.get(certainty, "solid")
        colour = getattr(LIGHT, line_colour(certainty, _standing(graph, start, end)))
        width = f", penwidth={min(6, edge['weight'])}" if edge.get("weight", 1) != 1 else ""
        lines.append(f'  {ids[start]} -- {ids[end]} [style={style}, color="{colour}"{width}];')
    return "\n".join([*lines, "}", ""])


def mermaid(graph: nx.Graph) -> str:
    """Return a graph as a Mermaid flowchart, reduced to what a document's page holds."""
    lang = graph.graph.get("lang", "en")
    reduced = reduce_graph(graph, lang, _MERMAID_NODES, _MERMAID_LINES)
    drawn = reduced.graph
    ids = {node: f"n{number}" for number, node in enumerate(drawn)}
    lines = ["flowchart LR"]
    lines += [f"  %% {' '.join(visible(note).split())}" for note in reduced.notes]
    for node, found in drawn.nodes(data=True):
        shape, _ = _look(found)
        opening, closing = _MERMAID_SHAPES.get(shape, _MERMAID_SHAPES["box"])
        style = {"ring": ":::unknown", "flag": ":::outside"}.get(shape, "")
        lines.append(f"  {ids[node]}{opening}{_entities(found.get('label', node))}{closing}{style}")
    coloured: dict[str, list[int]] = {}
    for number, (start, end, edge) in enumerate(drawn.edges(data=True)):
        start, end = sorted((start, end), key=lambda node: int(ids[node][1:]))
        certainty = str(edge.get("certainty", ""))
        line = "-.-" if certainty in (CONDITIONAL, UNKNOWN) else "---"
        if edge.get("weight", 1) != 1:
            line += f'|"{_entities(edge["weight"])}"|'
        lines.append(f"  {ids[start]} {line} {ids[end]}")
        look = f"stroke:{getattr(LIGHT, line_colour(certainty, _standing(drawn, start, end)))}"
        if certainty == UNKNOWN:
            look += ",stroke-dasharray:2 4"
        coloured.setdefault(look, []).append(number)
    lines += [f"  linkStyle {','.join(map(str, numbers))} {look}" for look, numbers in coloured.items()]
    lines += [
        f"  classDef unknown stroke:{LIGHT.unknown},stroke-dasharray:2 3",
        f"  classDef outside stroke:{LIGHT.outside},stroke-width:2px",
    ]
    return "\n".join([*lines, ""])


def _look(found: dict[str, Any]) -> tuple[str, str]:
    return look_of(str(found.get("kind", "")), found.get("standing", ""), found.get("stated", True))


def _standing(graph: nx.Graph, start: Any, end: Any) -> str:
    return next((s for node in (end, start) if (s := graph.nodes[node].get("standing", ""))), "")


def _quoted(text: Any) -> str:
    """Return a text as a quoted string of DOT, where a backslash begins an escape."""
    plain = visible(str(text)).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'


# Letters, digits and these mean nothing to Mermaid; everything else is written as an entity.
_MEANS_SOMETHING = re.compile(r"[^\w ,.()/'’–-]|_")


def _entities(text: Any) -> str:
    plain = " ".join(visible(str(text)).split()) or "–"
    return _MEANS_SOMETHING.sub(lambda match: f"#{ord(match.group())};", plain)
