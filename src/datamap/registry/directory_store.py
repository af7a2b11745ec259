"""A registry on disk: an Oxigraph database, for what a file in memory is too large for."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import ChangedMeanwhile, RegistryError, RegistryNotFound
from datamap.registry.generations import (
    BOTH,
    BUILDING,
    PARTIAL,
    Snapshot,
    clone,
    generation_in_force,
    publish,
    settle,
    snapshot,
    writing,
)
from datamap.registry.kept_columns import KeptColumns, keep_columns
from datamap.registry.locations import holds_store, is_plain_store
from datamap.registry.tracked_store import TrackedStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.vocabulary.concepts import Vocabulary


_MANY = 50_000
"""Quads above which loading in bulk pays."""


class DirectoryStore(TrackedStore):
    """A registry in a directory, opened as a private snapshot of what it holds now.

    Opening reads no data; the ontology goes into the snapshot, never into the directory. Raises
    RegistryNotFound when nothing is there and ``create`` is false, RegistryError when it cannot be opened.
    """

    def __init__(self, path: Path, *, create: bool = False, vocabulary: Vocabulary | None = None) -> None:
        self.path = path
        self._opened: str | None = None
        self._snapshot: Snapshot | None = None
        self._noted: set[ox.Quad] | None = None
        if path.exists() and not path.is_dir():
            raise RegistryError(f"{path}/: is a file; name it without the slash")
        if path.is_dir() and holds_store(path):
            self._opened, self._snapshot = snapshot(path)
            folder = self._snapshot.path
        elif not create:
            raise RegistryNotFound(
                f"{path}/: there is no registry; make one with: datamap import FILE -r {path}/"
            )
        elif path.is_dir() and any(not p.name.startswith((BUILDING, PARTIAL)) for p in path.iterdir()):
            raise RegistryError(f"{path}/: holds other files; name an empty folder or one that is not there")
        else:
            folder = Path(tempfile.mkdtemp(prefix="datamap-new-"))
        try:
            store = ox.Store(folder)
        except (OSError, RuntimeError) as error:
            if self._snapshot is not None:
                self._snapshot.close()
            raise RegistryError(f"{path}/: is no Oxigraph database that can be read ({error})") from None
        super().__init__(f"{path}/", store, vocabulary)
        self._is_plain = path.is_dir() and is_plain_store(path)
        if self._opened is not None:
            self._columns.keep_in(KeptColumns(path, self._opened))
        # The database is closed before its files go, or it would write once more, and wait for itself.
        self._finish = weakref.finalize(self, _close, self.__dict__, folder)

    @property
    def keeps_graphs(self) -> bool:
        """Whether named graphs can be held: a database holds as many as there are."""
        return True

    def is_as_opened(self) -> bool:
        """Tell whether the generation that was opened, or made since, is still in force."""
        return generation_in_force(self.path) == self._opened

    def save(self, base: str) -> bool:  # noqa: ARG002 - a database writes IRIs in full
        """Put a new generation in force if anything changed; raises ChangedMeanwhile, RegistryError."""
        if self._is_plain:
            raise RegistryError(
                f"{self.location}: was made by another program and is only read; "
                f"make one of your own: datamap copy {self.location} NEW/"
            )
        added, removed = self.changes()
        noted = self._noted is not None and self._noted != self._both
        if not added and not removed and not noted and self._opened is not None:
            return False
        with writing(self.path):
            if generation_in_force(self.path) != self._opened:
                raise ChangedMeanwhile(
                    f"{self.location}: was changed by somebody else meanwhile; nothing was written, "
                    "run it again"
                )
            is_new = self._opened is None
            self._opened = publish(self.path, self._build)
            if is_new:  # of a change, the next question makes them, so that small changes stay quick
                keep_columns(self.path, self._opened)
        self.forget_changes()
        if self._noted is not None:
            self.__dict__["_both"], self._noted = self._noted, None
        else:
            self.__dict__.pop("_both", None)
        self._columns.keep_in(KeptColumns(self.path, self._opened))
        self.__dict__.pop("_before", None)
        return True

    def _build(self, folder: Path) -> None:
        if self._opened is not None:
            clone(self.path / self._opened, folder, "link")
        store = ox.Store(folder)
        for quad in self._removed:
            store.remove(quad)
        # The folder is nobody's yet, so no transaction is needed; a large one would be held in memory.
        (store.bulk_extend if len(self._added) > _MANY else store.extend)(self._added)
        for graph in list(store.named_graphs()):
            if next(store.quads_for_pattern(None, None, None, graph), None) is None:
                store.remove_graph(graph)
        settle(store, folder)
        both = self._both if self._noted is None else self._noted
        (folder / BOTH).unlink(missing_ok=True)  # what came with the clone
        if both:
            (folder / BOTH).write_bytes(ox.serialize(both, format=ox.RdfFormat.N_QUADS) or b"")

    def _note_in_both(self, quads: set[ox.Quad]) -> None:
        self._noted = quads

    @cached_property
    def _before(self) -> ox.Store | None:
        """The generation that was opened, as it is: what it says of the ontology's terms is its own."""
        if self._is_plain:
            return ox.Store.read_only(str(self.path))
        return ox.Store.read_only(str(self.path / self._opened)) if self._opened is not None else None

    @cached_property
    def _both(self) -> set[ox.Quad]:
        file = self.path / (self._opened or "") / BOTH
        if not file.is_file():
            return set()
        return set(ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS))

    def _was_before(self, quad: ox.Quad) -> bool:
        return self._before is not None and quad in self._before

    def _all_before(self) -> Iterable[ox.Quad]:
        return self._before if self._before is not None else ()

    def _was_in_both(self, quad: ox.Quad) -> bool:
        return quad in (self._both if self._noted is None else self._noted)


def _close(attributes: dict[str, Any], folder: Path) -> None:
    attributes.pop("_store", None)
    taken = attributes.pop("_snapshot", None)
    if taken is not None:
        taken.close()
    else:
        shutil.rmtree(folder, ignore_errors=True)
