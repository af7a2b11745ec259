"""Reading a registry by whole kinds of triples: one pass a predicate, however many vendors there are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.registry.conversion import LABEL, TYPE, dm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from datamap.registry.registry import RegistryBase

PREFIXES = """PREFIX dm: <https://w3id.org/datamap#>
PREFIX dct: <http://purl.org/dc/terms/>
"""


def pairs(
    registry: RegistryBase, predicate: ox.NamedNode, *, of_named: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield subject and object of every triple of a predicate; ``of_named`` leaves out blank nodes."""
    for triple in registry.store.triples(None, predicate, None):
        if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
            continue
        if of_named and not (
            isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, (ox.NamedNode, ox.Literal))
        ):
            continue
        yield triple.subject.value, triple.object.value


def many(registry: RegistryBase, predicate: ox.NamedNode) -> dict[str, list[str]]:
    """Return all objects of a predicate by subject."""
    found: dict[str, list[str]] = defaultdict(list)
    for subject, value in pairs(registry, predicate):
        found[subject].append(value)
    return found


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


def all_names(registry: RegistryBase) -> dict[str, str]:
    """Return the name of every node that has one, the first by letter where it has several."""
    known: dict[str, str] = {}
    for subject, label in pairs(registry, LABEL):
        if subject not in known or label < known[subject]:
            known[subject] = label
    return known


def names(registry: RegistryBase, found: Collection[str]) -> dict[str, str]:
    """Return the name of each node, its IRI where it has none."""
    known = all_names(registry)
    return {iri: known.get(iri, iri) for iri in found}
