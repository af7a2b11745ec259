"""All rows and all triples of an endpoint, past the limits that servers put on one answer.

A server that cuts results says so at best in a header (Virtuoso's X-SPARQL-MaxRows), never in the answer
itself. So a count of rows that may be such a limit is checked by asking on behind it, and all is then read
in pages of a fixed order; triples are counted before they are read.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import EndpointError
from datamap.registry.endpoint_queries import without_strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.registry.endpoint_client import Client

_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_PROLOGUE = re.compile(r"(?:\s+|#[^\n]*\n|PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>)*", re.IGNORECASE)
_LEAST_SUSPECT = 50
_PAGE = 10_000


def query_form(text: str) -> str:
    """Return which form a query is of, SELECT when none is found."""
    found = _FORM.search(without_strings(text))
    return found[1].upper() if found else "SELECT"


def every_row(client: Client, text: str) -> ox.QuerySolutions:
    """Return all solutions of a SELECT, however few a server gives at once; raises EndpointError."""
    body, cut_at = client.results(text)
    found = _bindings(client, body)
    count = len(found["results"]["bindings"])
    if cut_at is not None or _may_be_cut(count):
        prologue = _PROLOGUE.match(text)
        assert prologue is not None
        head, rest = text[: prologue.end()], text[prologue.end() :]
        inner = f"{{ {rest}\n }}"
        page = f"{head}\nSELECT * WHERE {{ {inner} }}"
        if cut_at is not None or _rows(client, f"{page} OFFSET {count} LIMIT 1"):
            order = " ".join(f"?{name}" for name in found["head"]["vars"])
            ordered = f"{head}\nSELECT * WHERE {{ {{ SELECT * WHERE {{ {inner} }} ORDER BY {order} }} }}"
            found["results"]["bindings"] = _all_pages(client, ordered, count)
            body = json.dumps(found).encode()
    solutions = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    return solutions


def every_triple(client: Client) -> Iterator[ox.Triple]:
    """Yield all triples of the registry as they come; raises EndpointError unless all that it counts came."""
    counted = count_triples(client)
    if client.is_virtuoso:
        triples = _by_pages(client)
    else:
        triples = client.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    found = 0
    for triple in triples:
        found += 1
        yield triple
    if found != counted:
        raise EndpointError(
            f"{client.address.shown}: gave {found:,} of {counted:,} triples; it limits its answers, or was "
            "written meanwhile; run it again, or raise its limit"
        )


def count_triples(client: Client, graph: str | None = None) -> int:
    """Return how many triples the registry's graph, or another, holds."""
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    text = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
    return int(next(iter(client.select(text, everywhere=graph is not None)))["n"].value)


def _by_pages(client: Client) -> Iterator[ox.Triple]:
    """Yield all triples, those of one predicate after the other, so many at once as the server gives."""
    predicates = every_row(client, "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p")
    for predicate, size in [(row["p"], int(row["n"].value)) for row in predicates]:
        yield from _pages_of(client, predicate, size)


def triples_of_predicate(
    client: Client, predicate: ox.NamedNode, size: int, condition: str = ""
) -> Iterator[ox.Triple]:
    """Yield the triples of a predicate, of which there are ``size``, in as many answers as it takes.

    ``condition`` is a filter on ?s and ?o. Whoever counts finds whether some are missing.
    """
    if client.is_virtuoso:
        yield from _pages_of(client, predicate, size)
    else:
        pattern = f"?s {predicate} ?o"
        yield from client.construct(f"CONSTRUCT {{ {pattern} }} WHERE {{ {pattern} {condition} }}")


def _pages_of(client: Client, predicate: ox.NamedNode, size: int) -> Iterator[ox.Triple]:
    text = f"SELECT * WHERE {{ {{ SELECT ?s ?o WHERE {{ ?s {predicate} ?o }} ORDER BY ?s ?o }} }}"
    start = 0
    while start < size:
        rows = list(client.select(f"{text} OFFSET {start} LIMIT {_PAGE}"))
        if not rows:
            break  # whoever counts finds that some are missing
        for row in rows:
            yield ox.Triple(row["s"], predicate, row["o"])
        start += len(rows)


def _all_pages(client: Client, ordered: str, size: int) -> list[Any]:
    rows: list[Any] = []
    while found := _rows(client, f"{ordered} OFFSET {len(rows)} LIMIT {size}"):
        rows += found
        if len(found) < size:
            break
    if len(rows) <= size:
        raise EndpointError(
            f"{client.address.shown}: gives no more than {size} rows at once, and no pages; raise its limit"
        )
    return rows


def _rows(client: Client, text: str) -> list[Any]:
    rows: list[Any] = _bindings(client, client.results(text)[0])["results"]["bindings"]
    return rows


def _bindings(client: Client, body: bytes) -> Any:
    try:
        found = json.loads(body)
        found["head"]["vars"], found["results"]["bindings"]
    except (ValueError, KeyError, TypeError):
        raise EndpointError(f"{client.address.shown}: its answer is no SPARQL result, or broke off") from None
    return found


def _may_be_cut(count: int) -> bool:
    return count >= _LEAST_SUSPECT and (count % 10 == 0 or count & (count - 1) == 0)
