"""Documents into a registry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datamap.registry.identifiers import organisation_iri, source_iri
from datamap.registry.registry import RegistryBase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from datamap.claims.model import Reading
    from datamap.registry.importing import ImportReport


class Importing(RegistryBase):
    """Documents into a registry."""

    def import_documents(
        self,
        *files: str | Path,
        processor: str | None = None,
        source: str | None = None,
        progress: Callable[[int, int], None] | None = None,
        each: Callable[[Reading], None] | None = None,
    ) -> ImportReport:
        """Read documents into the registry; nothing is written to disk before :meth:`save`.

        ``source`` names the document (default its file's stem); the same name again is its next
        version. ``processor`` says whose list it is. A folder or a pattern ('lists/*.md') stands for
        all lists in it: what cannot be read is then in the report's ``failures``, and the others are
        read. Another registry (.ttl, .nt, .trig, .nq, .jsonld, .rdf, .hext, .trix) gives its documents with
        what persons corrected and added; a graph in plain DPV is read as far as that says. ``progress`` is
        told how many of how many are read; ``each`` is given every reading, and the report then keeps none,
        so that thousands of lists need no memory. What new versions of known documents change is in the
        report's ``changes``. Raises UnreadableDocument, NoEntries, NewerModel, and
        InputError when two files would be the same source, or nothing tells which of two versions is newer.
        """
        from datamap.changes.preview import Preview
        from datamap.registry.importing import import_files

        preview = Preview(self)
        publishers: dict[str, str | None] = {}

        def noted(reading: Reading) -> None:
            publishers[reading.source] = reading.processor
            if each is not None:
                each(reading)

        report = import_files(
            files,
            self,
            processor=processor,
            source=source,
            progress=progress,
            each=noted if each is not None else None,
            watcher=preview,
        )
        publishers |= {reading.source: reading.processor for reading in report.readings}
        return replace(report, changes=preview.changes(), **self._places_of(publishers))

    def _places_of(self, publishers: Mapping[str, str | None]) -> dict[str, Any]:
        """Return which of these lists are vendors' own, and which count as ours for want of better."""
        levels = self.levels
        own_lists = {source: [self.name(iri) for iri in found] for source, found in self.own_lists().items()}
        by_reading = {source: own_lists.get(source_iri(self.base, source)) for source in publishers}
        return {
            "own_lists": {source: tuple(found) for source, found in by_reading.items() if found},
            "unplaced": {
                source: name
                for source, name in publishers.items()
                if name and levels.unplaced(organisation_iri(self.base, name))
            },
        }
