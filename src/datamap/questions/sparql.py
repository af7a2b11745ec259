"""A user's own SPARQL: run on the registry, results in the standard formats.

Formats: SPARQL 1.1 Query Results JSON, XML, CSV and TSV for SELECT and ASK; RDF syntaxes for
CONSTRUCT and DESCRIBE.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidQuery
from datamap.questions.binding import refuse_deep_nesting, refuse_remote_access, refuse_updates
from datamap.registry.serialisation import serialise
from datamap.vocabulary.terms import PREFIXES, curie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.registry.store import Store

RESULT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "json-ld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
FORMATS = ("table", *RESULT_FORMATS, *GRAPH_FORMATS)


@dataclass(slots=True)
class SparqlResult:
    """The result of a query: solutions, a boolean, or triples."""

    raw: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

    @property
    def kind(self) -> str:
        """One of "solutions", "boolean", "graph"."""
        if isinstance(self.raw, ox.QuerySolutions):
            return "solutions"
        return "boolean" if isinstance(self.raw, ox.QueryBoolean) else "graph"

    @property
    def columns(self) -> list[str]:
        """The names of the variables, without the question mark."""
        if isinstance(self.raw, ox.QuerySolutions):
            return [variable.value for variable in self.raw.variables]
        return []

    def rows(self) -> Iterator[tuple[str | None, ...]]:
        """Yield solutions as plain text, IRIs shortened where a known prefix fits."""
        try:
            if isinstance(self.raw, ox.QuerySolutions):
                for solution in self.raw:
                    yield tuple(_plain(term) for term in solution)
            elif isinstance(self.raw, ox.QueryTriples):
                for triple in self.raw:
                    yield tuple(_plain(term) for term in triple)
        except (RuntimeError, ValueError) as error:  # evaluation goes on while rows are read
            raise InvalidQuery(f"the query cannot be evaluated: {error}") from None

    def __bool__(self) -> bool:
        """Return the answer of an ASK query; for others, raise TypeError."""
        if isinstance(self.raw, ox.QueryBoolean):
            return bool(self.raw)
        raise TypeError("only an ASK query has a truth value")

    def serialise(self, format: str) -> bytes:
        """Return the result in one of the standard formats.

        Raises InvalidQuery when the format does not fit the kind of result, or evaluation fails;
        RegistryError for control characters in RDF/XML.
        """
        try:
            return self._serialise(format)
        except (RuntimeError, ValueError) as error:
            raise InvalidQuery(f"the query cannot be evaluated: {error}") from None

    def _serialise(self, format: str) -> bytes:
        if isinstance(self.raw, ox.QueryTriples):
            if format == "json":
                format = "json-ld"
            if format not in GRAPH_FORMATS:
                raise InvalidQuery(
                    f"a graph cannot be written as {format}; choose {', '.join(GRAPH_FORMATS)}"
                )
            default = ox.DefaultGraph()
            quads = {ox.Quad(t.subject, t.predicate, t.object, default) for t in self.raw}
            return serialise(quads, GRAPH_FORMATS[format], "")
        if format not in RESULT_FORMATS:
            raise InvalidQuery(f"rows cannot be written as {format}; choose {', '.join(RESULT_FORMATS)}")
        if isinstance(self.raw, ox.QueryBoolean) and format in ("csv", "tsv"):
            return (b"true" if self.raw else b"false") + b"\n"
        out = io.BytesIO()
        self.raw.serialize(output=out, format=RESULT_FORMATS[format])
        return out.getvalue()


def run_sparql(store: Store, text: str) -> SparqlResult:
    """Run a query; known prefixes need no PREFIX line, and borders are those of today.

    Raises InvalidQuery for a syntax error, an update, SERVICE or LOAD.
    """
    refuse_remote_access(text)
    refuse_updates(text)
    refuse_deep_nesting(text)
    store.set_date(dt.date.today())
    return SparqlResult(store.query(with_prefixes(text)))


def with_prefixes(text: str) -> str:
    """Return the query with a PREFIX for each known prefix that it uses and does not declare.

    They stand on the query's first line, so that line numbers in error messages stay right.
    """
    folded = text.casefold()
    needed = [
        f"PREFIX {name}: <{iri}>"
        for name, iri in PREFIXES.items()
        if f"{name}:" in folded and f"prefix {name}:" not in " ".join(folded.split())
    ]
    return " ".join([*needed, text]) if needed else text


def _plain(term: object) -> str | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return curie(term.value)
    if isinstance(term, ox.Literal):
        return term.value
    return str(term)
