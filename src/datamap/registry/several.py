"""Several registries asked as one: their triples together, in one store that is never written."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import RegistryError
from datamap.registry.oxigraph_store import DEFAULT
from datamap.registry.store import open_store
from datamap.registry.tracked_store import TrackedStore
from datamap.vocabulary.terms import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.vocabulary.concepts import Vocabulary

_IN_MEMORY = 3_000_000
_BATCH = 100_000


class SeveralStore(TrackedStore):
    """The triples of several registries, read once; raises what opening each of them raises."""

    def __init__(self, locations: Sequence[str | Path], vocabulary: Vocabulary | None = None) -> None:
        stores = [open_store(location) for location in locations]
        store, folder = ox.Store(), None
        count = 0
        batch: list[ox.Quad] = []
        for one in stores:
            for quad in one.own_quads(datasets=False):
                batch.append(ox.Quad(quad.subject, quad.predicate, quad.object, DEFAULT))
                if len(batch) == _BATCH:
                    count += len(batch)
                    if folder is None and count > _IN_MEMORY:
                        store, folder = _moved_to_disk(store)
                    store.bulk_extend(batch)
                    batch = []
        store.bulk_extend(batch)
        super().__init__(" + ".join(one.location for one in stores), store, vocabulary)
        self._overlap = {
            quad
            for quad in store
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ONTOLOGY)
        }
        if folder is not None:
            weakref.finalize(self, _close, self.__dict__, folder)

    def save(self, base: str) -> bool:  # noqa: ARG002 - nothing is written
        """Raise RegistryError: it would not be known which registry is to be written."""
        raise RegistryError(
            f"{self.location}: several registries at once are only read; name the one to be written"
        )

    def _was_before(self, quad: ox.Quad) -> bool:
        return quad in self._overlap

    def _all_before(self) -> Iterable[ox.Quad]:
        return ()

    def _was_in_both(self, quad: ox.Quad) -> bool:  # noqa: ARG002 - there is one graph
        return True


def _moved_to_disk(store: ox.Store) -> tuple[ox.Store, Path]:
    folder = Path(tempfile.mkdtemp(prefix="datamap-new-"))
    moved = ox.Store(folder)
    moved.bulk_extend(store)
    return moved, folder


def _close(attributes: dict[str, Any], folder: Path) -> None:
    attributes.pop("_store", None)
    shutil.rmtree(folder, ignore_errors=True)
