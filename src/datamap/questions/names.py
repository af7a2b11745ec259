"""Names that a person linked: how a vendor is shown beside the other names that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.registry.conversion import dm
from datamap.vocabulary.terms import is_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.registry import RegistryBase

_WORDS = {
    "sv": {
        "sameCompanyAs": "samma bolag som {other}",
        "productOf": "produkt från {other}",
        "sameGroupAs": "samma koncern som {other}",
    },
    "en": {
        "sameCompanyAs": "same company as {other}",
        "productOf": "product of {other}",
        "sameGroupAs": "same group as {other}",
    },
}


def links_of(registry: RegistryBase, vendor: str, language: str) -> list[str]:
    """Return what a vendor's confirmed links say, in words: "same company as Meta"."""
    if not is_iri(vendor):
        return []  # a blank node of somebody else's graph
    return [
        _WORDS[language][relation].format(other=", ".join(others))
        for relation in _WORDS[language]
        if (
            others := sorted(
                {
                    registry.name(t.object.value)
                    for t in registry.store.triples(ox.NamedNode(vendor), dm(relation), None)
                    if isinstance(t.object, ox.NamedNode)
                },
                key=str.casefold,
            )
        )
    ]


def linked_names(registry: RegistryBase, language: str, vendors: Iterable[str]) -> list[str]:
    """Return a line for each of these that has confirmed links: "Facebook: same company as Meta"."""
    if not any(next(registry.store.triples(None, dm(relation), None), None) for relation in _WORDS["en"]):
        return []
    found = []
    for iri in set(vendors):
        words = links_of(registry, iri, language)
        if words:
            found.append(f"{registry.name(iri)}: {'; '.join(words)}")
    return sorted(found, key=str.casefold)
