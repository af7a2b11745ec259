"""Results as networkx graphs: what a row names is joined."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datamap.extras import needs
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx

    from datamap.questions.answers import Answer
    from datamap.questions.tables import Row

# Columns whose IRIs stand for things, and the kind of thing; the others say something about a line.
_THINGS = {
    "vendor": "vendor",
    "other": "vendor",
    "data": "data",
    "place": "place",
    "purpose": "purpose",
    "concept": "concept",
    "ground": "ground",
    "role": "role",
    "suggests": "role",
}
_CERTAINTY = {"yes": "stated", "conditional": "conditional", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Thing:
    """A node to be: its IRI, how it is shown, what kind of thing it is, and its column."""

    iri: str
    label: str
    kind: str
    layer: int


@dataclass(slots=True)
class Joined:
    """What one row joins: its things, and what it says besides."""

    things: list[Thing]
    attributes: dict[str, Any] = field(default_factory=dict)


def joined_graph(title: str, lang: str, rows: Iterable[Joined]) -> nx.Graph:
    """Return a graph in which the first thing of each row is joined to its others.

    Where rows join the same two things again, evidence is gathered and the first row's words stand.
    Raises DatamapError.
    """
    with needs("networkx", "network", "A graph"):
        import networkx as nx

    graph = nx.Graph(title=title, lang=lang)
    for row in rows:
        for thing in row.things:
            if thing.iri not in graph:
                graph.add_node(
                    thing.iri, kind=thing.kind, label=thing.label, iri=thing.iri, layer=thing.layer
                )
        for other in row.things[1:]:
            pair = (row.things[0].iri, other.iri)
            if graph.has_edge(*pair):
                known = graph.edges[pair].setdefault("evidence", [])
                known += [cited for cited in row.attributes.get("evidence", ()) if cited not in known]
            else:
                graph.add_edge(
                    *pair, **{k: list(v) if k == "evidence" else v for k, v in row.attributes.items()}
                )
    return graph


def graph_of_rows(title: str, lang: str, columns: Sequence[str], rows: Iterable[Row]) -> nx.Graph:
    """Return the graph of a table's rows."""
    layers = {column: number for number, column in enumerate(c for c in columns if c in _THINGS)}
    # Two vendors in a row are of one kind, and stand side by side.
    if "vendor" in layers and "other" in layers:
        layers["other"] = layers["vendor"]

    def joined(row: Row) -> Joined:
        things = [
            Thing(row.iris[column], str(row.values[column]), _THINGS[column], layer)
            for column, layer in layers.items()
            if column in row.iris
        ]
        said = {c: v for c, v in row.values.items() if c not in layers and v is not None}
        if row.iris.get("certainty", "").startswith(DM):
            said["certainty"] = row.iris["certainty"].removeprefix(DM)
        for weight in ("shared", "count"):
            if isinstance(said.get(weight), int):
                said["weight"] = said[weight]
        said["evidence"] = [(e["source"], e["line"], e["text"]) for e in row.evidence]
        return Joined(things, said)

    return joined_graph(title, lang, map(joined, rows))


def graph_of_answers(title: str, lang: str, iri: str, rows: Iterable[Answer]) -> nx.Graph:
    """Return the graph of a four-valued question: each vendor joined to it, unless the answer is no."""

    def joined(row: Answer) -> Joined:
        vendor = Thing(row.iri, row.vendor, "vendor", 0)
        if row.answer not in _CERTAINTY:
            return Joined([vendor])
        said = {
            "certainty": _CERTAINTY[row.answer],
            "answer": row.answer,
            "reason": row.reason,
            "evidence": [(e.source, e.line, e.text.strip()) for e in row.evidence],
        }
        return Joined([vendor, Thing(iri, title, "question", 1)], said)

    return joined_graph(title, lang, map(joined, rows))
