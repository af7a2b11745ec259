"""A store that knows what was changed in it since it was opened, so that only that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.registry.oxigraph_store import DEFAULT, OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    import rdflib

    from datamap.vocabulary.concepts import Vocabulary


class TrackedStore(OxigraphStore):
    """A private copy of a registry, with what was added to it and removed from it."""

    def __init__(self, location: str, store: ox.Store, vocabulary: Vocabulary | None = None) -> None:
        super().__init__(location, store, vocabulary)
        self._added: set[ox.Quad] = set()
        self._removed: set[ox.Quad] = set()
        self._handed_out = False

    @property
    def is_changed(self) -> bool:
        """Tell whether anything may have been changed."""
        return bool(self._added or self._removed or self._handed_out)

    def rdf_graph(self) -> rdflib.Graph:
        """Return an rdflib Graph on the copy; what is changed in it is found by comparison when saving."""
        self._handed_out = True
        return super().rdf_graph()

    def add(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples to the default graph."""
        self._columns.discard()
        quads = [ox.Quad(t.subject, t.predicate, t.object, DEFAULT) for t in triples]
        for quad in quads:
            if quad in self._removed:
                self._removed.discard(quad)
            elif quad not in self._store or self._is_support(quad):
                self._added.add(quad)
        self._store.extend(quads)

    def remove(self, triples: Iterable[ox.Triple]) -> None:
        """Remove triples from the default graph and from every named graph that holds them."""
        self._columns.discard()
        for triple in list(triples):
            pattern = (triple.subject, triple.predicate, triple.object, None)
            for quad in list(self._store.quads_for_pattern(*pattern)):
                if self._is_support(quad):
                    continue
                self._store.remove(quad)
                if quad in self._added:
                    self._added.discard(quad)
                else:
                    self._removed.add(quad)

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Remove and add quads; in several graphs, what changed is found by comparison when saving."""
        removed, added = list(removed), list(added)
        self._handed_out = self._handed_out or not self._is_plain_change(removed, added)
        super().change(removed, added)

    def changes(self) -> tuple[set[ox.Quad], set[ox.Quad]]:
        """Return what was added and what was removed since the registry was opened or saved."""
        if self._handed_out:
            # Whoever has the graph can change it by other ways than ours: a look at every triple.
            self._added = {
                quad
                for quad in self._store
                if not self._was_before(quad) and (quad in self._added or not self._is_support(quad))
            }
            self._removed = {quad for quad in self._all_before() if quad not in self._store}
        return self._added, self._removed

    def forget_changes(self) -> None:
        """Count what is there now as what was opened."""
        self._added, self._removed = set(), set()

    def _is_own(self, quad: ox.Quad) -> bool:
        return quad in self._added or (self._was_before(quad) and quad not in self._removed)

    def _is_in_both(self, quad: ox.Quad) -> bool:
        return quad in self._added or self._was_in_both(quad)

    def _was_before(self, quad: ox.Quad) -> bool:
        """Tell whether a quad was there when the registry was opened."""
        raise NotImplementedError

    def _all_before(self) -> Iterable[ox.Quad]:
        """Return all that was there when the registry was opened."""
        raise NotImplementedError

    def _was_in_both(self, quad: ox.Quad) -> bool:
        """Tell whether a triple stood in the default graph and in a named one from the start."""
        raise NotImplementedError
