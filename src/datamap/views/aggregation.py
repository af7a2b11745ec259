"""A graph small enough to look at, and what was left out of it.

Vendors with the very same lines become one node, which loses nothing; what is still too much is left
out by layer, and said so.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datamap.views import words
from datamap.views.network_kinds import STATED, VENDOR

if TYPE_CHECKING:
    import networkx as nx

NODE_LIMIT = 200
LINE_LIMIT = 900
"""More lines between columns than this are a blot."""
CIRCLE_LIMIT = 350
"""And more than this across a circle."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is drawn of a graph, and in words what is not."""

    graph: nx.Graph
    notes: tuple[str, ...]


def reduce_graph(
    graph: nx.Graph, lang: str, limit: int = NODE_LIMIT, most_lines: int = LINE_LIMIT
) -> Reduced:
    """Return the graph itself where it is small, else its most telling part; it is never changed."""
    import networkx as nx

    if graph.is_directed() or graph.is_multigraph():
        graph = nx.Graph(graph)
    notes: list[str] = []
    single = graph.graph.get("kind", "").startswith("shared-")
    drawn = graph
    if single:
        alone = [node for node in graph if graph.degree(node) == 0]
        if alone and len(alone) < len(graph):
            drawn = _part(graph, set(graph) - set(alone))
            names = words.named(lang, [_label(graph, node) for node in alone])
            minimum = graph.graph.get("minimum", 1)
            key = "alone-stated" if graph.graph.get("at_least") == STATED else "alone"
            key = "alone-few" if minimum > 1 else key
            notes.append(words.TEXT[lang][key].format(what=names, minimum=minimum))
        drawn = _without_weak_lines(drawn, min(most_lines, CIRCLE_LIMIT), lang, notes)
    if len(drawn) > limit and not single:
        drawn = _merge_alike(drawn, lang)
    whole = drawn
    while len(drawn) > limit or (drawn.number_of_edges() > most_lines and len(drawn) > 2):
        limit = min(limit, len(drawn) * 9 // 10) if len(drawn) <= limit else limit
        kept = _most_telling(whole, limit)
        drawn = _part(whole, kept)
        # What lost all its lines would look as if nobody had it.
        stranded = {node for node in drawn if drawn.degree(node) == 0 and whole.degree(node) > 0}
        drawn.remove_nodes_from(stranded)
    left_out: Counter[str] = Counter()
    for node in whole:
        if node not in drawn:
            left_out[whole.nodes[node].get("kind", "")] += whole.nodes[node].get("members", 1)
    if left_out:
        parts = [
            f"{count:,} {words.PLURALS[lang].get(kind, kind)}".replace(",", "\u202f")
            for kind, count in left_out.items()
        ]
        notes.append(words.TEXT[lang]["not-drawn"].format(what=", ".join(parts)))
    return Reduced(drawn, tuple(notes))


def _label(graph: nx.Graph, node: Any) -> str:
    return str(graph.nodes[node].get("label", node))


def _without_weak_lines(graph: nx.Graph, most: int, lang: str, notes: list[str]) -> nx.Graph:
    """Leave out the lines of least weight where there are too many, with a note that says so."""
    weights = sorted((edge.get("weight", 1) for *_, edge in graph.edges(data=True)), reverse=True)
    if len(weights) <= most:
        return graph
    minimum = next((weight for weight in reversed(weights[:most]) if weight > weights[most]), None)
    if minimum is None:
        return graph
    strong = _part(graph, set(graph))
    weak = [(a, b) for a, b, edge in graph.edges(data=True) if edge.get("weight", 1) < minimum]
    strong.remove_edges_from(weak)
    strong.remove_nodes_from([node for node in graph if strong.degree(node) == 0])
    count = f"{len(weak):,}".replace(",", "\u202f")
    notes.append(words.TEXT[lang]["weaker"].format(n=count, minimum=minimum))
    return strong


def _merge_alike(graph: nx.Graph, lang: str) -> nx.Graph:
    """Make one node of the vendors that have the same neighbours by equally sure lines."""
    groups: dict[Any, list[Any]] = {}
    for node in graph:
        if graph.nodes[node].get("kind") != VENDOR or graph.degree(node) == 0:
            groups[node] = [node]
            continue
        lines = frozenset((other, edge.get("certainty")) for other, edge in graph[node].items())
        groups.setdefault(lines, []).append(node)
    first = {members[0]: members for members in groups.values()}
    merged = _part(graph, set(first))
    for node, members in first.items():
        if len(members) > 1:
            names = [_label(graph, member) for member in members]
            merged.nodes[node].update(label=words.named(lang, names, 2), members=len(names), names=names)
    return merged


def _part(graph: nx.Graph, nodes: set[Any]) -> nx.Graph:
    """Return a copy of some nodes and the edges between them, in the order of the graph.

    networkx' own subgraphs may have the order of a set, another in every process.
    """
    import networkx as nx

    part = nx.Graph(**graph.graph)
    part.add_nodes_from((node, dict(found)) for node, found in graph.nodes(data=True) if node in nodes)
    part.add_edges_from(
        (start, end, found) for start, end, found in graph.edges(data=True) if start in nodes and end in nodes
    )
    return part


def _most_telling(graph: nx.Graph, limit: int) -> set[Any]:
    """Choose nodes layer by layer: each has its share, and what it does not need goes to the largest."""
    layers: dict[Any, list[Any]] = {}
    for node in graph:
        layers.setdefault(graph.nodes[node].get("layer", 0), []).append(node)
    # By square roots, so that thousands of vendors leave room for the types of data they share.
    roots = {layer: math.sqrt(len(nodes)) for layer, nodes in layers.items()}
    share = {
        layer: min(len(nodes), max(1, int(limit * roots[layer] / sum(roots.values()))))
        for layer, nodes in layers.items()
    }
    kept: set[Any] = set()
    for layer, nodes in layers.items():
        position = {node: place for place, node in enumerate(nodes)}
        ranked = sorted(nodes, key=lambda node: (*_telling(graph, node), position[node]))
        kept.update(ranked[: share[layer]])
    return kept


def _telling(graph: nx.Graph, node: Any) -> tuple[int, int]:
    """Rank a node: what is not stated, then what touches a place outside the EEA, then by lines."""
    if not graph.nodes[node].get("stated", True):
        rank = 0
    elif any(graph.nodes[other].get("standing") == "outside" for other in (node, *graph[node])):
        rank = 1
    elif any(not graph.nodes[other].get("stated", True) for other in graph[node]):
        rank = 2
    else:
        rank = 3
    return rank, -graph.degree(node)
