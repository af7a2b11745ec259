"""Reading a registry by whole kinds of triples: one pass a predicate, however many vendors there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.registry.conversion import LABEL, TYPE, dm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from datamap.registry.registry import RegistryBase

PREFIXES = """PREFIX dm: <https://w3id.org/datamap#>
PREFIX dct: <http://purl.org/dc/terms/>
"""


def pairs(registry: RegistryBase, predicate: ox.NamedNode) -> Iterator[tuple[str, str]]:
    """Yield subject and object of every triple of a predicate."""
    for triple in registry.store.triples(None, predicate, None):
        if not isinstance(triple.subject, ox.Triple) and not isinstance(triple.object, ox.Triple):
            yield triple.subject.value, triple.object.value


def select(registry: RegistryBase, text: str) -> ox.QuerySolutions:
    """Return the solutions of a query over the registry's own triples."""
    found = registry.store.query(text, schemes=())
    assert isinstance(found, ox.QuerySolutions)
    return found


def instances(registry: RegistryBase, kind: str | ox.NamedNode) -> set[str]:
    """Return all nodes of a kind, a term of ours by its name."""
    wanted = dm(kind) if isinstance(kind, str) else kind
    found = (triple.subject for triple in registry.store.triples(None, TYPE, wanted))
    return {subject.value for subject in found if not isinstance(subject, ox.Triple)}


def names(registry: RegistryBase, found: Collection[str]) -> dict[str, str]:
    """Return the name of each node, its IRI where it has none."""
    known: dict[str, str] = {}
    for subject, label in sorted(pairs(registry, LABEL)):
        if subject in found:
            known.setdefault(subject, label)
    return {iri: known.get(iri, iri) for iri in found}
