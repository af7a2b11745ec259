"""Results of a user's own SPARQL as networkx graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.extras import needs
from datamap.questions.graphs import Joined, Thing, joined_graph
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx


def graph_of_triples(triples: Iterable[ox.Triple]) -> nx.MultiDiGraph:
    """Return triples as a directed graph, each predicate an edge of its own; raises DatamapError."""
    with needs("networkx", "network", "A graph"):
        import networkx as nx

    graph = nx.MultiDiGraph()
    for triple in triples:
        for term in (triple.subject, triple.object):
            kind = "literal" if isinstance(term, ox.Literal) else "resource"
            graph.add_node(_name(term), kind=kind, label=_label(term), layer=int(kind == "literal"))
        predicate = triple.predicate.value
        graph.add_edge(
            _name(triple.subject), _name(triple.object), key=predicate, iri=predicate, label=curie(predicate)
        )
    return graph


def graph_of_solutions(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> nx.Graph:
    """Return rows as a graph: the first IRI of each joined to its others; raises DatamapError."""

    def joined(row: tuple[Any, ...]) -> Joined:
        things = [
            Thing(_name(term), _label(term), column, layer)
            for layer, (column, term) in enumerate(zip(columns, row, strict=True))
            if isinstance(term, (ox.NamedNode, ox.BlankNode))
        ]
        said = {c: t.value for c, t in zip(columns, row, strict=True) if isinstance(t, ox.Literal)}
        return Joined(things, said)

    return joined_graph("", "en", map(joined, rows))


def _name(term: Any) -> str:
    # A literal is written with its quotes, so that it is never taken for the IRI it may spell.
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _label(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return curie(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)
