"""A copy to an endpoint: built in a graph beside, counted and compared there, then put in place."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace as replaced
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import EndpointError, RegistryError
from datamap.registry.digest import Digest, digest_of
from datamap.registry.endpoint_address import address_of
from datamap.registry.endpoint_client import Client
from datamap.registry.endpoint_reading import count_triples, every_triple
from datamap.registry.endpoint_writing import drop, mark_query, put_in_place, refuse_without_graph, stage
from datamap.registry.oxigraph_store import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.registry.store import Store


def copy_to_endpoint(
    source: Store,
    target: str,
    *,
    replace: bool,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> tuple[Digest, tuple[str, ...]]:
    """Copy a registry to an endpoint; return the digest of the copy, read back, and what there is to note.

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
    beside, sent = stage(client, source.own_quads(datasets=False), address.graph, told)
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
    return found, notes


def _mark(client: Client) -> str | None:
    rows = client.select(mark_query(client.address.graph), everywhere=True)
    return max((row["revision"].value for row in rows), default=None)


def _quads(client: Client) -> Iterator[ox.Quad]:
    for triple in every_triple(client):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, DEFAULT)
