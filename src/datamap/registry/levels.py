"""Whose vendors a list names: ours, or a vendor's own sub-processors, one level further down.

A list is a vendor's own where its processor is a vendor that another list names. Its entries are then
linked by ``dm:hasSubProcessor`` and ``dm:onBehalfOf`` in place of ``dpv:hasDataProcessor``, so that
nothing that asks for our vendors meets them. This follows from all lists together, and is derived anew
whenever one comes or goes.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.registry.conversion import PUBLISHER, SOURCE, TYPE, dm, dpv

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.store import Store

_OURS, _THEIRS, _FOR = dpv("hasDataProcessor"), dm("hasSubProcessor"), dm("onBehalfOf")
_LIST_OF, _MADE_FOR_US = dm("listOf"), dm("madeForUs")
# What makes a company a vendor: an entry of a list, or that a service of ours relies on it.
_NAMED = (_OURS, _THEIRS, dm("reliesOn"))
_BY_SERVICE = ""
_TRUE = ox.Literal(True)


class Levels:
    """The lists of a registry by level, as they are now; made anew for each look."""

    def __init__(self, store: Store, base: str, classes: dict[str, str], stated: str | None) -> None:
        """``classes`` are the confirmed names of one company, ``stated`` who a person says we are."""
        self._store, self._base, self._classes, self._stated = store, base, classes, stated

    def organisation(self) -> str | None:
        """Return the IRI of the organisation whose registry it is, None where nobody says.

        A person says so, or all lists that are not a vendor's own are one processor's.
        """
        if self._stated is not None:
            return self._stated
        if len(self._roots) != 1:
            return None
        (root,) = self._roots
        return min(iri for iri in self._publishers.values() if iri is not None and self._key(iri) == root)

    def onward(self) -> dict[str, list[str]]:
        """Return the sources that are vendors' own lists, each with its vendor's names (IRIs), sorted."""
        return {
            source: self._listed_names(self._key(iri))
            for source, iri in self._publishers.items()
            if iri is not None and self._key(iri) in self._vendors_with_lists
        }

    def unplaced(self, publisher: str) -> bool:
        """Tell whether an organisation's list counts as ours only for want of a better place.

        It is neither the one known organisation's nor a vendor's own.
        """
        named = {self._key(iri) for iri in self._publishers.values() if iri is not None}
        key, us = self._key(publisher), self._stated and self._key(self._stated)
        if key in self._vendors_with_lists or key == us:
            return False
        return us is not None or len(named - self._vendors_with_lists) > 1

    def apply(self) -> None:
        """Link the entries of every list as its level asks."""
        onward, us = self.onward(), self.organisation()
        known = {t.subject.value for t in self._store.triples(None, _LIST_OF, None)}  # type: ignore[union-attr]
        for source in sorted(known | onward.keys()):
            node = ox.NamedNode(source)
            vendors = {ox.NamedNode(iri) for iri in onward.get(source, ())}
            written = {t.object for t in self._store.triples(node, _LIST_OF, None)}
            for_us = bool(vendors) and self._is_for(node, us)
            if written == vendors and self._store.holds(ox.Triple(node, _MADE_FOR_US, _TRUE)) == for_us:
                continue
            self._store.remove(self._store.triples(node, _LIST_OF, None))
            self._store.remove(self._store.triples(node, _MADE_FOR_US, None))
            self._store.add(ox.Triple(node, _LIST_OF, vendor) for vendor in vendors)
            if for_us:
                self._store.add([ox.Triple(node, _MADE_FOR_US, _TRUE)])
            for triple in list(self._store.triples(None, SOURCE, node)):
                if isinstance(triple.subject, ox.NamedNode):
                    self._link(triple.subject, vendors, for_us)

    def _link(self, process: ox.NamedNode, vendors: Iterable[ox.NamedNode], for_us: bool) -> None:
        if not self._store.holds(ox.Triple(process, TYPE, dpv("Process"))):
            return
        vendors = list(vendors)
        old, new = (_OURS, _THEIRS) if vendors else (_THEIRS, _OURS)
        moved = list(self._store.triples(process, old, None))
        self._store.remove(moved)
        self._store.add(ox.Triple(process, new, t.object) for t in moved)
        for derived in (_FOR, _MADE_FOR_US):
            self._store.remove(self._store.triples(process, derived, None))
        self._store.add(ox.Triple(process, _FOR, vendor) for vendor in vendors)
        if for_us:
            self._store.add([ox.Triple(process, _MADE_FOR_US, _TRUE)])

    def _is_for(self, source: ox.NamedNode, us: str | None) -> bool:
        """Tell whether a vendor made its list for us: it names us as its controller."""
        return us is not None and any(
            isinstance(t.object, ox.NamedNode) and self._key(t.object.value) == self._key(us)
            for t in self._store.triples(source, dpv("hasDataController"), None)
        )

    # who names whom -------------------------------------------------------------------------

    @cached_property
    def _publishers(self) -> dict[str, str | None]:
        """Each source (IRI) with the organisation whose list it is."""
        found: dict[str, str | None] = {}
        for triple in self._store.triples(None, TYPE, dm("Source")):
            source = triple.subject
            assert isinstance(source, ox.NamedNode)
            objects = (t.object for t in self._store.triples(source, PUBLISHER, None))
            of = [node.value for node in objects if isinstance(node, ox.NamedNode)]
            found[source.value] = min(of, default=None)
        return dict(sorted(found.items()))

    def _key(self, iri: str) -> str:
        """Return what the names of one company share: as vendor and as organisation it has two IRIs."""
        vendor = f"{self._base}vendor/"
        as_vendor = iri.replace(f"{self._base}organisation/", vendor, 1)
        for name in (iri, as_vendor, as_vendor.replace(vendor, f"{self._base}organisation/", 1)):
            if name in self._classes:
                return self._classes[name].replace(f"{self._base}organisation/", vendor, 1)
        return as_vendor

    @cached_property
    def _names_of(self) -> dict[str, set[str]]:
        """The vendor IRIs of each company of which more than one name is confirmed."""
        found: dict[str, set[str]] = {}
        for iri in self._classes:
            as_vendor = iri.replace(f"{self._base}organisation/", f"{self._base}vendor/", 1)
            found.setdefault(self._key(iri), set()).add(as_vendor)
        return found

    def _listed_names(self, key: str) -> list[str]:
        names = sorted({key, *self._names_of.get(key, ())})
        return [
            iri
            for iri in names
            if any(next(self._store.triples(None, r, ox.NamedNode(iri)), None) for r in _NAMED)
        ]

    @cached_property
    def _listed_by(self) -> dict[str, set[str | None]]:
        """Each company that has a list, with the companies (None: nobody named) whose lists name it.

        One on which a service of ours relies is named by "".
        """
        found: dict[str, set[str | None]] = {}
        for key in {self._key(iri) for iri in self._publishers.values() if iri is not None}:
            by: set[str | None] = set()
            for iri in {key, *self._names_of.get(key, ())}:
                if any(self._store.triples(None, dm("reliesOn"), ox.NamedNode(iri))):
                    by.add(_BY_SERVICE)
                for relation in (_OURS, _THEIRS):
                    for link in self._store.triples(None, relation, ox.NamedNode(iri)):
                        for source in self._store.triples(link.subject, SOURCE, None):  # type: ignore[arg-type]
                            publisher = self._publishers.get(source.object.value)  # type: ignore[union-attr]
                            by.add(None if publisher is None else self._key(publisher))
            found[key] = by - {key}
        return found

    @cached_property
    def _roots(self) -> set[str]:
        """The companies with a list that no other's list names."""
        return {key for key, by in self._listed_by.items() if not by}

    @cached_property
    def _vendors_with_lists(self) -> set[str]:
        """The companies whose lists are a vendor's own: named by our lists, or by one of theirs."""
        roots: set[str | None] = {*self._roots, _BY_SERVICE}
        if None in self._publishers.values():
            roots.add(None)  # a list that says not whose it is, is ours
        if self._stated is not None:
            roots.add(self._key(self._stated))
        elif len(self._roots) > 1:
            return set()  # several processors' lists, and nobody says which is ours
        reached = set(roots)
        while more := {key for key, by in self._listed_by.items() if by & reached} - reached:
            reached |= more
        return {key for key in reached - roots if key is not None}
