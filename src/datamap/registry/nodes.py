"""What nodes of a graph are called and are: single values read from a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.registry.conversion import LABEL, TYPE
from datamap.vocabulary.terms import is_iri

if TYPE_CHECKING:
    from datamap.registry.store import Store


def value_of(store: Store, node: ox.NamedNode, predicate: ox.NamedNode) -> str | None:
    """Return the value of a node's property, the first by name where it has several."""
    values = sorted(
        t.object.value
        for t in store.triples(node, predicate, None)
        if isinstance(t.object, (ox.Literal, ox.NamedNode))
    )
    return values[0] if values else None


def is_a(store: Store, node: Any, kind: ox.NamedNode) -> bool:
    """Tell whether a node is of a class."""
    return next(iter(store.triples(node, TYPE, kind)), None) is not None


def name_of(store: Store, iri: str) -> str:
    """Return the name of a node, else its IRI."""
    if not is_iri(iri):
        return iri  # a blank node of somebody else's graph
    node = ox.NamedNode(iri)
    labels = sorted(
        t.object.value for t in store.triples(node, LABEL, None) if isinstance(t.object, ox.Literal)
    )
    return labels[0] if labels else iri
