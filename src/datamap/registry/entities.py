"""Vendors and organisations: nodes that several documents and persons may say something about.

A document gives a vendor its name and its listed role. When the document goes, what it alone gave
goes with it; what another document or a person gave stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.registry.conversion import LABEL, PUBLISHER, TITLE, TYPE, dm, dpv
from datamap.registry.identifiers import organisation_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.store import Store

_VENDORS = (dpv("hasDataProcessor"), dm("hasSubProcessor"))
_ROLES = {PUBLISHER: dpv("DataProcessor"), dpv("hasDataController"): dpv("DataController")}


class Entities:
    """The vendors and organisations of a registry."""

    def __init__(self, store: Store, base: str) -> None:
        self._store, self._base = store, base

    def given_by(self, facts: Iterable[ox.Triple]) -> set[ox.Triple]:
        """Return the names and roles that a document's triples give to vendors and organisations."""
        about: dict[object, list[ox.Triple]] = {}
        links = []
        for fact in facts:
            if fact.predicate in (TITLE, dm("listedRole")):
                about.setdefault(fact.subject, []).append(fact)
            elif fact.predicate in _VENDORS or fact.predicate in _ROLES:
                links.append(fact)
        given = set()
        for link in links:
            node = link.object
            if not isinstance(node, ox.NamedNode):
                continue
            if link.predicate in _VENDORS:
                for fact in about.get(link.subject, []):
                    given.add(ox.Triple(node, LABEL if fact.predicate == TITLE else TYPE, fact.object))
                continue
            given.add(ox.Triple(node, TYPE, _ROLES[link.predicate]))
            for label in self._store.triples(node, LABEL, None):
                if isinstance(label.object, ox.Literal) and (
                    organisation_iri(self._base, label.object.value) == node.value
                ):
                    given.add(label)
        return given

    def withdraw(self, given: set[ox.Triple]) -> None:
        """Remove names and roles that a document gave, unless somebody else gives them too."""
        by_node: dict[ox.NamedNode, set[ox.Triple]] = {}
        for triple in given:
            assert isinstance(triple.subject, ox.NamedNode)
            by_node.setdefault(triple.subject, set()).add(triple)
        for node, of_node in by_node.items():
            gone = of_node - self._still_given(node)
            self._store.remove(gone)
            named = any(self._store.triples(node, LABEL, None))
            if not named and (any(self._store.triples(None, None, node)) or self._known_otherwise(node)):
                # Somebody speaks of it still; it keeps its name.
                self._store.add(t for t in gone if t.predicate == LABEL)
        self._drop_bare(by_node)

    def sweep(self) -> None:
        """Drop what has nothing but a name and that nothing refers to any more."""
        named = (triple.subject for triple in list(self._store.triples(None, LABEL, None)))
        self._drop_bare(node for node in named if isinstance(node, ox.NamedNode))

    def _drop_bare(self, nodes: Iterable[ox.NamedNode]) -> None:
        for node in nodes:
            if not node.value.startswith(self._base):
                continue
            if not any(self._store.triples(None, None, node)) and not self._known_otherwise(node):
                self._store.remove(self._store.triples(node, None, None))

    def _known_otherwise(self, node: ox.NamedNode) -> bool:
        return any(t.predicate not in (LABEL, TYPE) for t in self._store.triples(node, None, None))

    def _still_given(self, node: ox.NamedNode) -> set[ox.Triple]:
        facts: list[ox.Triple] = []
        for relation in (*_VENDORS, *_ROLES):
            for link in self._store.triples(None, relation, node):
                facts.append(link)
                if relation in _VENDORS:
                    facts += self._store.triples(link.subject, TITLE, None)  # type: ignore[arg-type]
                    facts += self._store.triples(link.subject, dm("listedRole"), None)  # type: ignore[arg-type]
        return self.given_by(facts)
