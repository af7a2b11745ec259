"""Updates for an endpoint: changes in one request that checks a mark, or a new state built beside the old.

The mark (``dm:revision``, in a graph of its own) changes with every writing of ours. An update that takes
effect only while the mark is as it was when the registry was read cannot overwrite another's.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import DatamapError, EndpointError, InvalidQuery
from datamap.registry.endpoint_client import TooLarge
from datamap.registry.endpoint_reading import count_triples
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from datamap.registry.endpoint_client import Client

REVISIONS = DM + "revisions"
_DEFAULT_GRAPH = DM + "defaultGraph"
_BATCH = 1_000
_MOST_BLANK = 1_000


def changed_text(
    added: Iterable[ox.Quad], removed: Iterable[ox.Quad], graph: str | None, old: str | None, new: str
) -> str:
    """Return one update that makes changes, and sets a new mark, if the mark is still the old one."""
    subject = f"<{graph or _DEFAULT_GRAPH}> <{DM}revision>"
    mark = f"GRAPH <{REVISIONS}> {{ {subject} %s }}"
    gone, come = (_of_graph(_statements(quads), graph) for quads in (removed, added))
    if old is None:
        return (
            f"DELETE {{ {gone} }} INSERT {{ {come} {mark % ox.Literal(new)} }} "
            f"WHERE {{ FILTER NOT EXISTS {{ {mark % '?any'} }} }}"
        )
    return (
        f"DELETE {{ {gone} {mark % ox.Literal(old)} }} INSERT {{ {come} {mark % ox.Literal(new)} }} "
        f"WHERE {{ {mark % ox.Literal(old)} }}"
    )


def marked_text(graph: str | None, old: str | None, new: str) -> str:
    """Return an update that sets a new mark if the mark is still the old one."""
    return changed_text((), (), graph, old, new)


def mark_query(graph: str | None) -> str:
    """Return the query for the mark of a registry."""
    return (
        f"SELECT ?revision WHERE {{ GRAPH <{REVISIONS}> "
        f"{{ <{graph or _DEFAULT_GRAPH}> <{DM}revision> ?revision }} }}"
    )


def staging_graph(graph: str | None) -> str:
    """Return the graph in which a new state is built: always the same, so that leftovers are found."""
    return f"{DM}staging-{hashlib.sha256((graph or '').encode()).hexdigest()[:16]}"


def stage(
    client: Client,
    quads: Iterable[ox.Quad],
    graph: str | None,
    progress: Callable[[int], None] | None = None,
    arrived: ox.Store | None = None,
) -> tuple[str, int]:
    """Build a new state in a graph beside the registry's; return that graph and how many triples it holds.

    What an earlier try left there is dropped; or, where it was read into ``arrived``, is not sent again,
    and what is not among the quads is taken out. Raises EndpointError, InvalidQuery.
    """
    beside = staging_graph(graph)
    if arrived is None:
        client.update(f"DROP SILENT GRAPH <{beside}>")
    sent = 0
    batch: list[ox.Quad] = []
    blank: list[ox.Quad] = []
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            blank.append(quad)  # in one request: a blank node's name means nothing in the next
            continue
        if arrived is not None:
            plain = ox.Quad(quad.subject, quad.predicate, quad.object)
            if plain in arrived:
                arrived.remove(plain)
                sent += 1
                continue
        batch.append(quad)
        if len(batch) == _BATCH:
            sent += _insert(client, batch, beside)
            batch = []
            if progress is not None:
                progress(sent)
    sent += _insert(client, batch, beside)
    if arrived is not None:
        _delete(client, arrived, beside)
    if len(blank) > _MOST_BLANK:
        raise EndpointError(
            f"{client.address.shown}: {len(blank):,} statements about blank nodes cannot be sent in parts; "
            "give the nodes IRIs first"
        )
    return beside, sent + _insert(client, blank, beside)


def put_in_place(client: Client, beside: str, graph: str | None, old: str | None, new: str) -> None:
    """Put a state that was built beside in the registry's place, and set a new mark, in one request.

    On servers that run an update as one transaction nobody sees anything between (docs/stores.md).
    """
    to = f"GRAPH <{graph}>" if graph else "DEFAULT"
    mark = marked_text(graph, old, new)
    try:
        if count_triples(client, beside):
            client.update(f"MOVE GRAPH <{beside}> TO {to} ; {mark}")
        else:
            client.update(f"CLEAR SILENT {to} ; {mark}")
    except DatamapError:
        with contextlib.suppress(DatamapError):
            drop(client, beside)
        raise


def refuse_without_graph(client: Client) -> None:
    """Raise EndpointError where a server, which has answered before, has no default graph to write to."""
    if client.is_virtuoso and client.address.graph is None:
        raise EndpointError(
            f"{client.address.shown}: Virtuoso has no default graph to write to; name one: "
            f"{client.address.shown}#graph=https://example.org/registry"
        )


def drop(client: Client, beside: str) -> None:
    """Take away what was built beside."""
    client.update(f"DROP SILENT GRAPH <{beside}>")


def _insert(client: Client, quads: Sequence[ox.Quad], graph: str) -> int:
    if not quads:
        return 0
    try:
        client.update(f"INSERT DATA {{ {_of_graph(_statements(quads), graph)} }}")
    except (TooLarge, InvalidQuery):
        if len(quads) == 1 or any(isinstance(q.subject, ox.BlankNode) for q in quads):
            raise
        half = len(quads) // 2
        return _insert(client, quads[:half], graph) + _insert(client, quads[half:], graph)
    return len(quads)


def _delete(client: Client, quads: Iterable[ox.Quad], graph: str) -> None:
    """Take quads out of a graph, all statements about blank nodes among them at once."""
    batch: list[ox.Quad] = []
    anonymous = False
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            anonymous = True
            continue
        batch.append(quad)
        if len(batch) == _BATCH:
            client.update(f"DELETE DATA {{ {_of_graph(_statements(batch), graph)} }}")
            batch = []
    if batch:
        client.update(f"DELETE DATA {{ {_of_graph(_statements(batch), graph)} }}")
    if anonymous:
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        client.update(f"DELETE {{ {pattern} }} WHERE {{ {pattern} FILTER(isBlank(?s) || isBlank(?o)) }}")


def _statements(quads: Iterable[ox.Quad]) -> str:
    return " ".join(sorted({f"{q.triple} ." for q in quads}))


def _of_graph(statements: str, graph: str | None) -> str:
    if not statements:
        return ""
    return f"GRAPH <{graph}> {{ {statements} }}" if graph else statements
