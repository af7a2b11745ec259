"""The dataset of a registry: its default graph, and the graphs that a query can name.

Queries see one default graph, all that the registry holds with the ontology beside it. Beside the named
graphs of its file there is one for each part of it: the registry alone (named by its base), the ontology,
and each document. They are made when a query first names a graph; one that names none pays nothing.
SPARQL 1.1 Query Language, section 13; Protocol, 2.1.4.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidQuery
from datamap.questions.lexing import keywords

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from datamap.api import Registry
    from datamap.registry.store import QueryResult

ONTOLOGY_GRAPH = "https://w3id.org/datamap"
DEFAULT = ox.DefaultGraph()
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class UnknownGraph(InvalidQuery):
    """A graph that was asked for and is not there."""


class Dataset:
    """The graphs of a registry as they are at a moment."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def base(self) -> str:
        """The name of the registry, and of the graph of all that its file says outside named graphs."""
        return self._registry.base

    @property
    def registry(self) -> Registry:
        """The registry it is of."""
        return self._registry

    @cached_property
    def own(self) -> set[ox.Quad]:
        """What the registry's file says, each quad in its very graph."""
        return set(self._registry.store.own_quads())

    @cached_property
    def support(self) -> set[ox.Triple]:
        """The ontology, and what is derived from it: queried beside the registry, never written."""
        asked = self._registry.store.query(_ALL)
        assert isinstance(asked, ox.QueryTriples)
        return set(asked) - {quad.triple for quad in self.own}

    @cached_property
    def written(self) -> set[ox.NamedNode]:
        """The named graphs of the file."""
        return {quad.graph_name for quad in self.own if isinstance(quad.graph_name, ox.NamedNode)}

    @cached_property
    def derived(self) -> dict[ox.NamedNode, set[ox.Triple]]:
        """The graphs that are made of the registry, by name: itself, and its documents.

        A graph of the file with such a name stands in place of the one that would be made.
        """
        base = ox.NamedNode(self.base)
        made = {base: {quad.triple for quad in self.own if quad.graph_name == DEFAULT}}
        for source in self._registry.source_iris():
            made[ox.NamedNode(source)] = set(self._registry.facts_of_source(source))
        return {name: triples for name, triples in made.items() if name not in self.written}

    @property
    def names(self) -> list[str]:
        """The names of all graphs, sorted."""
        return sorted(name.value for name in {*self.written, *self.derived, ox.NamedNode(ONTOLOGY_GRAPH)})

    def graph(self, name: str | None) -> set[ox.Triple] | None:
        """Return a graph of the store by name; None where there is none. No name is the default graph."""
        if name is None:
            return {quad.triple for quad in self.own if quad.graph_name == DEFAULT}
        node = ox.NamedNode(name)
        if node in self.written:
            return {quad.triple for quad in self.own if quad.graph_name == node}
        return self.support if name == ONTOLOGY_GRAPH else self.derived.get(node)

    @cached_property
    def store(self) -> ox.Store:
        """All graphs in one store."""
        found = ox.Store()
        found.bulk_extend(self.own)
        default = {quad.triple for quad in self.own} | self.support
        graphs = {**self.derived, ox.NamedNode(ONTOLOGY_GRAPH): self.support}
        found.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, DEFAULT) for t in default)
        for name, triples in graphs.items():
            if name not in self.written:
                found.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)
        return found


def names_graphs(text: str, *graphs: Iterable[str]) -> bool:
    """Tell whether a query, or the request around it, speaks of graphs at all."""
    return any(graphs) or not keywords(text).isdisjoint({"GRAPH", "FROM"})


class View:
    """A dataset as a query is to see it: all of it, or the graphs that the request names.

    Raises UnknownGraph for a graph that is not there, since an empty answer would look like one.
    """

    def __init__(self, dataset: Dataset, default: Collection[str], named: Collection[str]) -> None:
        self._dataset = dataset
        self._default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
        self._named: list[ox.NamedNode | ox.BlankNode]
        self._default = [ox.NamedNode(name) for name in default]
        self._named = [ox.NamedNode(name) for name in named]
        for name in (*default, *named):
            if name not in dataset.names:
                raise UnknownGraph(
                    f"there is no graph {name}; those there are, are listed where the endpoint is "
                    "asked without a query"
                )

    def set_date(self, at: dt.date) -> None:
        """Borders are those of the registry that the dataset was made of."""

    def query(self, text: str) -> QueryResult:
        """Run a query; raises InvalidQuery."""
        given = bool(self._default or self._named)
        try:
            if given:
                return self._dataset.store.query(text, default_graph=self._default, named_graphs=self._named)
            return self._dataset.store.query(text)
        except SyntaxError:
            # Says what is wrong in the words that every query gets.
            return self._dataset.registry.store.query(text)
        except (RuntimeError, ValueError) as error:
            raise InvalidQuery(f"the query cannot be evaluated: {' '.join(str(error).split())}") from None
