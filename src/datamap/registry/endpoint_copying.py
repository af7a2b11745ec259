"""A copy to an endpoint: built in a graph beside, counted and compared there, then put in place.

What an interrupted copy has brought there is read back, and only the rest is sent.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import tempfile
import uuid
from dataclasses import replace as replaced
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import EndpointError, InvalidQuery, RegistryError
from datamap.registry.digest import Digest, digest_of
from datamap.registry.endpoint_address import address_of
from datamap.registry.endpoint_client import Client
from datamap.registry.endpoint_reading import count_triples, every_triple
from datamap.registry.endpoint_writing import (
    drop,
    mark_query,
    put_in_place,
    refuse_without_graph,
    stage,
    staging_graph,
)
from datamap.registry.oxigraph_store import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.registry.store import Store

    Progress = Callable[[str, int, int | None], None]

_IN_MEMORY = 3_000_000


def copy_to_endpoint(
    source: Store,
    target: str,
    *,
    replace: bool,
    progress: Progress | None = None,
) -> tuple[Digest, tuple[str, ...], int]:
    """Copy a registry to an endpoint.

    Returns the digest of the copy, read back, what there is to note, and how many triples had arrived before.
    Raises RegistryError when it holds something already, unless ``replace``; EndpointError when it cannot
    be written, or when what is there then differs. The registry that was there then stands.
    """
    address = address_of(target)
    client = Client(address)
    if not replace and client.ask("ASK { ?s ?p ?o }"):
        raise RegistryError(
            f"{address.shown}: holds something already; say --replace to put the copy in its place"
        )
    old = _mark(client)
    refuse_without_graph(client)
    told = (lambda done: progress("send", done, None)) if progress else None
    with _arrived(client, progress) as (before, arrived):
        try:
            beside, sent = stage(client, source.own_quads(datasets=False), address.graph, told, before)
        except InvalidQuery:
            drop(client, staging_graph(address.graph))  # it would be refused the next time too
            raise
        except EndpointError as error:
            raise EndpointError(
                f"{error}; what has arrived is kept: the same command goes on from there"
            ) from None
    there = Client(replaced(address, graph=beside))
    verifying = (lambda done: progress("verify", done, sent)) if progress else None
    found = digest_of(_quads(there), progress=verifying)
    wanted = digest_of(source.own_quads(datasets=False))
    if found != wanted:
        drop(client, beside)
        raise EndpointError(
            f"{address.shown}: gives back something else than it was given ({found.count:,} triples of "
            f"{wanted.count:,}, or other spellings); what it held stands"
        )
    if _mark(client) != old:
        drop(client, beside)
        raise EndpointError(f"{address.shown}: was written by somebody else meanwhile; run it again")
    new = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ} {uuid.uuid4()}"
    put_in_place(client, beside, address.graph, old, new)
    if _mark(client) != new or count_triples(client, address.graph) != wanted.count:
        raise EndpointError(f"{address.shown}: was written by somebody else meanwhile; run it again")
    notes: tuple[str, ...] = ()
    if getattr(source, "has_named_graphs", False):
        notes = ("an endpoint holds a registry as one graph; the names of the source's graphs are not in it",)
    return found, notes, arrived


@contextlib.contextmanager
def _arrived(client: Client, progress: Progress | None) -> Iterator[tuple[ox.Store | None, int]]:
    """Give what an interrupted copy left in the graph beside, and how much that is; None for nothing."""
    beside = staging_graph(client.address.graph)
    count = count_triples(client, beside)
    if not count:
        yield None, 0
        return
    there = Client(replaced(client.address, graph=beside))
    folder = tempfile.mkdtemp(prefix="datamap-new-") if count > _IN_MEMORY else None
    try:
        store = ox.Store(folder) if folder else ox.Store()
        store.bulk_extend(_told(_quads(there), count, progress))
        yield store, count
        del store
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _told(quads: Iterator[ox.Quad], count: int, progress: Progress | None) -> Iterator[ox.Quad]:
    for number, quad in enumerate(quads, 1):
        if progress is not None and number % 10_000 == 0:
            progress("load", number, count)
        yield quad


def _mark(client: Client) -> str | None:
    rows = client.select(mark_query(client.address.graph), everywhere=True)
    return max((row["revision"].value for row in rows), default=None)


def _quads(client: Client) -> Iterator[ox.Quad]:
    for triple in every_triple(client):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, DEFAULT)
