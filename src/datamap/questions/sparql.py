"""A user's own SPARQL: run on the registry, results in the standard formats.

Formats: SPARQL 1.1 Query Results JSON, XML, CSV and TSV for SELECT and ASK; RDF syntaxes for
CONSTRUCT and DESCRIBE.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from datamap.errors import InvalidQuery
from datamap.questions.binding import refuse_deep_nesting, refuse_remote_access, refuse_updates
from datamap.questions.forms import Result, sparql_json, text_table
from datamap.questions.markup import html_table
from datamap.registry.serialisation import serialise
from datamap.vocabulary.terms import PREFIXES, XSD, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import networkx as nx

    from datamap.registry.store import QueryResult

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
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
FORMATS = ("table", *RESULT_FORMATS, *GRAPH_FORMATS)


class Asked(Protocol):
    """What can be asked: a store, or a part of one."""

    def query(self, text: str) -> QueryResult:
        """Run a SPARQL 1.1 query; raises InvalidQuery."""

    def set_date(self, at: dt.date) -> None:
        """Derive the borders of the EU and the EEA for a date."""


class SparqlResult(Result):
    """The result of a query: solutions, a boolean, or triples; it can be read again and again."""

    def __init__(
        self, raw: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, most_bytes: int | None = None
    ) -> None:
        self._raw = raw
        self._most_bytes = most_bytes
        self._kept: bytes | None = None
        self._columns = [v.value for v in raw.variables] if isinstance(raw, ox.QuerySolutions) else []
        self._triples: list[ox.Triple] | None = None

    @property
    def kind(self) -> str:
        """One of "solutions", "boolean", "graph"."""
        if isinstance(self._raw, ox.QuerySolutions):
            return "solutions"
        return "boolean" if isinstance(self._raw, ox.QueryBoolean) else "graph"

    @property
    def columns(self) -> list[str]:
        """The names of the variables, without the question mark; a graph has three."""
        return ["subject", "predicate", "object"] if self.kind == "graph" else list(self._columns)

    def terms(self) -> Iterator[tuple[Any, ...]]:
        """Yield solutions or triples as RDF terms (pyoxigraph); None where a variable is not bound."""
        try:
            if self.kind == "solutions":
                yield from map(tuple, self._solutions())
            elif self.kind == "graph":
                yield from ((t.subject, t.predicate, t.object) for t in self._graph())
        except (RuntimeError, ValueError) as error:  # evaluation goes on while rows are read
            raise InvalidQuery(f"the query cannot be evaluated: {error}") from None

    def rows(self) -> Iterator[tuple[str | None, ...]]:
        """Yield solutions as plain text, IRIs shortened where a known prefix fits."""
        for terms in self.terms():
            yield tuple(_plain(term) for term in terms)

    def __bool__(self) -> bool:
        """Return the answer of an ASK query; for others, raise TypeError."""
        if isinstance(self._raw, ox.QueryBoolean):
            return bool(self._raw)
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
        if self.kind == "graph":
            if format == "json":
                format = "json-ld"
            if format not in GRAPH_FORMATS:
                raise InvalidQuery(
                    f"a graph cannot be written as {format}; choose {', '.join(GRAPH_FORMATS)}"
                )
            default = ox.DefaultGraph()
            quads = {ox.Quad(t.subject, t.predicate, t.object, default) for t in self._graph()}
            return serialise(quads, GRAPH_FORMATS[format], "")
        if format not in RESULT_FORMATS:
            raise InvalidQuery(f"rows cannot be written as {format}; choose {', '.join(RESULT_FORMATS)}")
        if isinstance(self._raw, ox.QueryBoolean) and format in ("csv", "tsv"):
            return (b"true" if self._raw else b"false") + b"\n"
        out = _Bounded(self._most_bytes)
        result = self._raw if isinstance(self._raw, ox.QueryBoolean) else self._solutions()
        result.serialize(output=out, format=RESULT_FORMATS[format])
        return out.getvalue()

    def _solutions(self) -> ox.QuerySolutions:
        """Return the solutions, to be read from the first on: the engine gives them once."""
        if self._kept is None:
            assert isinstance(self._raw, ox.QuerySolutions)
            kept = _Bounded(self._most_bytes)
            self._raw.serialize(output=kept, format=ox.QueryResultsFormat.JSON)
            self._kept = kept.getvalue()
        read = ox.parse_query_results(self._kept, format=ox.QueryResultsFormat.JSON)
        assert isinstance(read, ox.QuerySolutions)
        return read

    def _graph(self) -> list[ox.Triple]:
        if self._triples is None:
            assert isinstance(self._raw, ox.QueryTriples)
            self._triples = list(self._counted(self._raw))
        return self._triples

    def _counted(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        written = _Bounded(self._most_bytes)
        for triple in triples:
            if self._most_bytes is not None:
                written.count(len(str(triple)))
            yield triple

    # as other libraries and notebooks take it --------------------------------------------------

    def to_networkx(self) -> nx.Graph:
        """Return a graph (needs the extra ``network``).

        Triples become a MultiDiGraph, predicates on its edges; rows join the first IRI in them to the
        others, literals on the edge. Raises InvalidQuery for an ASK query.
        """
        from datamap.questions.sparql_graphs import graph_of_solutions, graph_of_triples

        if self.kind == "boolean":
            raise InvalidQuery("an ASK query gives no graph; ask with SELECT or CONSTRUCT")
        if self.kind == "graph":
            return graph_of_triples(self._graph())
        return graph_of_solutions(self._columns, self.terms())

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        if self.kind == "boolean":
            return [{"answer": bool(self)}], ["answer"]
        columns = self.columns
        rows = [dict(zip(columns, map(_value, terms), strict=True)) for terms in self.terms()]
        return rows, columns

    def _shown(self) -> tuple[str, list[str], list[tuple[str | None, ...]]]:
        if self.kind == "boolean":
            return "ASK", ["answer"], [("true" if self else "false",)]
        rows = list(self.rows())
        noun = ("triple" if self.kind == "graph" else "row") + ("" if len(rows) == 1 else "s")
        return f"{len(rows)} {noun}", self.columns, rows

    def _html(self) -> str:
        caption, headings, rows = self._shown()
        return html_table(caption, headings, rows, row_headings=False)

    def _text(self) -> str:
        return text_table(*self._shown())

    def _sparql_json(self) -> dict[str, Any]:
        if self.kind == "graph":
            rows: Iterator[Any] = (
                dict(zip(self.columns, map(str, terms), strict=True)) for terms in self.terms()
            )
            return sparql_json(self.columns, ((row, {}) for row in rows))
        found: dict[str, Any] = json.loads(self.serialise("json"))
        return found


class _Bounded(io.BytesIO):
    """Bytes in memory, up to a limit: a result that nobody could read must not fill it."""

    def __init__(self, most: int | None) -> None:
        super().__init__()
        self._most, self._size = most, 0

    def count(self, size: int) -> None:
        """Count what is kept; raises InvalidQuery beyond the limit."""
        self._size += size
        if self._most is not None and self._size > self._most:
            raise InvalidQuery(
                f"the result is larger than {self._most // 1_000_000} MB; ask for less, such as with LIMIT"
            )

    def write(self, data: Any, /) -> int:
        self.count(len(data))
        return super().write(data)


def run_sparql(store: Asked, text: str, *, most_bytes: int | None = None) -> SparqlResult:
    """Run a query; known prefixes need no PREFIX line, and borders are those of today.

    ``most_bytes`` bounds the result, which is made when it is read. Raises InvalidQuery for a syntax
    error, an update, SERVICE or LOAD.
    """
    refuse_remote_access(text)
    refuse_updates(text)
    refuse_deep_nesting(text)
    store.set_date(dt.date.today())
    return SparqlResult(store.query(with_prefixes(text)), most_bytes)


def with_prefixes(text: str) -> str:
    """Return the query with a PREFIX for each known prefix that it uses and does not declare.

    They stand on the query's first line, so that line numbers in error messages stay right.
    """
    return " ".join([*needed_prefixes(text), text])


def needed_prefixes(text: str) -> list[str]:
    """Return the PREFIX lines of the known prefixes that a query uses and does not declare."""
    folded = text.casefold()
    return [
        f"PREFIX {name}: <{iri}>"
        for name, iri in PREFIXES.items()
        if f"{name}:" in folded and f"prefix {name}:" not in " ".join(folded.split())
    ]


def _plain(term: object) -> str | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return curie(term.value)
    if isinstance(term, ox.Literal):
        return term.value
    return str(term)


_NUMBERS = {XSD + "integer": int, XSD + "decimal": float, XSD + "double": float, XSD + "float": float}


def _value(term: object) -> Any:
    """Return a term as a value of Python's: numbers and truth values as such, else as text."""
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        if kind == XSD + "boolean":
            return term.value in ("true", "1")
        try:
            return _NUMBERS[kind](term.value)
        except (KeyError, ValueError):
            return term.value
    return _plain(term)
