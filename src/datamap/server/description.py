"""What the service says of itself (SPARQL 1.1 Service Description): languages, formats, graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.server.dataset import ONTOLOGY_GRAPH, Dataset
from datamap.vocabulary.terms import DCT, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG")
_TYPE = ox.NamedNode(RDF + "type")


def service_description(dataset: Dataset, endpoint: str, *, writable: bool) -> Iterator[ox.Triple]:
    """Yield the description of the service at an endpoint: section 3 of the recommendation.

    Its default dataset lists every graph that a request can name, with its size.
    """
    service, made, default = (ox.BlankNode(name) for name in ("service", "dataset", "default"))
    yield _is(service, "Service")
    yield _sd(service, "endpoint", ox.NamedNode(endpoint))
    yield _sd(service, "supportedLanguage", ox.NamedNode(SD + "SPARQL11Query"))
    if writable:
        yield _sd(service, "supportedLanguage", ox.NamedNode(SD + "SPARQL11Update"))
    yield _sd(service, "feature", ox.NamedNode(SD + "UnionDefaultGraph"))
    for format in (*RESULTS, *GRAPHS):
        yield _sd(service, "resultFormat", ox.NamedNode(_FORMATS + format))
    if writable:
        for format in GRAPHS:
            yield _sd(service, "inputFormat", ox.NamedNode(_FORMATS + format))
    yield _sd(service, "defaultDataset", made)
    yield _is(made, "Dataset")
    yield _sd(made, "defaultGraph", default)
    yield _is(default, "Graph")
    yield _size(default, len({quad.triple for quad in dataset.own} | dataset.support))
    for number, name in enumerate(dataset.names):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield _sd(made, "namedGraph", named)
        yield _is(named, "NamedGraph")
        yield _sd(named, "name", ox.NamedNode(name))
        yield _sd(named, "graph", graph)
        yield _is(graph, "Graph")
        yield _size(graph, len(dataset.graph(name) or ()))
        title = _title(dataset, name)
        if title:
            yield ox.Triple(graph, ox.NamedNode(DCT + "title"), ox.Literal(title))


def _title(dataset: Dataset, name: str) -> str | None:
    """Return what a graph is, for people: a document's name, the ontology, the registry."""
    if name == ONTOLOGY_GRAPH:
        return "ontology"
    if ox.NamedNode(name) in dataset.written:
        return None
    return "registry" if name == dataset.base else dataset.registry.source_identifier(name)


def _is(node: ox.BlankNode, kind: str) -> ox.Triple:
    return ox.Triple(node, _TYPE, ox.NamedNode(SD + kind))


def _sd(node: ox.BlankNode, name: str, value: ox.NamedNode | ox.BlankNode) -> ox.Triple:
    return ox.Triple(node, ox.NamedNode(SD + name), value)


def _size(node: ox.BlankNode, triples: int) -> ox.Triple:
    number = ox.Literal(str(triples), datatype=ox.NamedNode(XSD + "integer"))
    return ox.Triple(node, ox.NamedNode(_VOID + "triples"), number)
