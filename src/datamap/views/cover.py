"""What the head of a page or a record says: whose registry it is, of which date and version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.registry.conversion import LABEL, PUBLISHER, TYPE, dm
from datamap.vocabulary.terms import DCT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.registry import RegistryBase


@dataclass(frozen=True, slots=True)
class Cover:
    """The head of what is sent out; None where the registry does not say.

    ``entity`` is the legal entity whose list or record it is, ``contact`` how to reach it, ``dated``
    the date of the newest list (ISO 8601), ``version`` how that list counts itself, ``scope`` what
    the registry is meant to cover.
    """

    entity: str | None = None
    contact: str | None = None
    dated: str | None = None
    version: str | None = None
    scope: str | None = None


def cover(registry: RegistryBase) -> Cover:
    """Return what a registry says of itself: what a person stated of the organisation, else its documents."""
    own = registry.organisation()
    facts = registry.added_facts.all().get(own, {}) if own else {}
    stated = {key: ", ".join(fact.texts) for key, fact in facts.items() if fact.state == "given"}
    keys = ("contact", "address", "contact-person", "email", "phone")
    pieces = [stated[key] for key in keys if key in stated]
    onward = registry.own_lists()
    known = [triple.subject for triple in registry.store.triples(None, TYPE, dm("Source"))]
    sources = [node for node in known if not isinstance(node, ox.NamedNode) or node.value not in onward]
    publishers = _values(registry, sources, PUBLISHER)
    names = sorted({name for node in publishers for name in _values(registry, [node], LABEL)}, key=str)
    dates = sorted(date.value for date in _values(registry, sources, ox.NamedNode(DCT + "issued")))
    # Two lists count their versions each on its own; only one list has a version to show.
    versions = _values(registry, sources, ox.NamedNode(DCT + "hasVersion")) if len(sources) == 1 else []
    return Cover(
        entity=stated.get("legal-entity") or ", ".join(name.value for name in names) or None,
        contact=" · ".join(" ".join(piece.split()) for piece in pieces) or None,
        dated=dates[-1] if dates else None,
        version=stated.get("version") or (versions[0].value if versions else None),
        scope=stated.get("scope"),
    )


def _values(
    registry: RegistryBase, nodes: Iterable[object], predicate: ox.NamedNode
) -> list[ox.NamedNode | ox.Literal]:
    return [
        triple.object
        for node in nodes
        for triple in registry.store.triples(node, predicate, None)  # type: ignore[arg-type]
        if isinstance(triple.object, (ox.NamedNode, ox.Literal))
    ]
