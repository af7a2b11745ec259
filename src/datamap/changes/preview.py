"""What an import changes in a registry: the lists that came in a new version, before and after, in memory."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.changes.comparison import Comparison
from datamap.changes.snapshot import take_snapshot
from datamap.registry.conversion import dm
from datamap.registry.identifiers import source_iri, vendor_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.changes.change import Changes
    from datamap.changes.snapshot import Snapshot
    from datamap.claims.model import Reading
    from datamap.registry.registry import RegistryBase

_SHOWN_FILES = 3


class Preview:
    """Looks at a registry before readings are taken in, and again after.

    Only lists that the registry knows in another version are looked at: a first import changes nothing that
    was known, and a file with the digest that is known says nothing new.
    """

    def __init__(self, registry: RegistryBase) -> None:
        self._registry = registry
        self._newer: list[Reading] = []

    def wants(self, reading: Reading) -> bool:
        """Tell whether a reading is a new version of a list that the registry knows."""
        return _is_newer(self._registry, reading)

    def before(self, readings: Iterable[Reading]) -> None:
        """Look at the registry before these new versions are taken in."""
        self._newer = list(readings)
        if self._newer:
            self._of_old = self._identifiers()
            self._before = self._snapshot()

    def changes(self) -> Changes | None:
        """Return what changed since, None where no list came in a new version."""
        if not self._newer:
            return None
        comparison = Comparison(self._before, self._snapshot(), self._registry.vocabulary, dt.date.today())
        files = [reading.file_name or reading.source for reading in self._newer]
        more = ", …" if len(files) > _SHOWN_FILES else ""
        return comparison.changes(
            old=self._registry.location,
            new=", ".join(files[:_SHOWN_FILES]) + more,
            sources=(self._of_old, self._identifiers()),
            one_list_each=len(self._newer) == 1,
        )

    def _snapshot(self) -> Snapshot:
        base = self._registry.base
        vendors = {vendor_iri(base, entry.name) for reading in self._newer for entry in reading.entries}
        return take_snapshot(self._registry, [reading.source for reading in self._newer], vendors)

    def _identifiers(self) -> set[str]:
        base = self._registry.base
        iris = (source_iri(base, reading.source) for reading in self._newer)
        return {self._registry.source_identifier(iri) for iri in iris}


def _is_newer(registry: RegistryBase, reading: Reading) -> bool:
    node = ox.NamedNode(source_iri(registry.base, reading.source))
    known = {t.object.value for t in registry.store.triples(node, dm("sha256"), None)}  # type: ignore[union-attr]
    return bool(known) and known != {reading.sha256}
