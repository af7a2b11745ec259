"""The seam between a registry and where it lives.

Everything above asks a :class:`Store`; each kind of place has a module of its own, loaded when a
registry of that kind is opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from datamap.registry.locations import kind_of, locations_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    import rdflib

    from datamap.registry.columns import Columns
    from datamap.registry.oxigraph_store import OxigraphStore
    from datamap.vocabulary.concepts import Vocabulary

QueryResult = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Store(Protocol):
    """What a registry needs of the place where it lives.

    The ontology and the edges derived from it can be queried beside the registry's own triples, but
    are no part of it: ``triples`` does not yield them and ``save`` does not write them.
    """

    location: str

    def prepare(self) -> None:
        """Get ready for any query, labels of the ontology included, rather than at the first one."""

    def expect(self, subjects: Iterable[str]) -> None:
        """Be told of which subjects (IRIs) triples will be asked next: far places then ask once."""

    def rdf_graph(self) -> rdflib.Graph:
        """Return the registry as an rdflib Graph; raises RegistryError where a place cannot give one."""

    def own_quads(self, *, datasets: bool = True) -> Iterator[ox.Quad]:
        """Yield the registry's own quads; with ``datasets`` false all as of one graph, each once."""

    def query(self, text: str, *, schemes: Iterable[str] | None = None) -> QueryResult:
        """Run a SPARQL 1.1 query; raises InvalidQuery.

        ``schemes`` names the parts of the ontology whose hierarchy the query needs; None is all of it,
        with labels.
        """

    def whole(self) -> OxigraphStore:
        """Return a store in which patterns meet the registry and the ontology, as a check needs."""

    def triples(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | ox.BlankNode | ox.Literal | None = None,
    ) -> Iterator[ox.Triple]:
        """Yield the triples that match; None stands for anything."""

    def holds(self, triple: ox.Triple) -> bool:
        """Tell whether a triple can be queried, the registry's own or derived."""

    def add(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples."""

    def remove(self, triples: Iterable[ox.Triple]) -> None:
        """Remove triples, from every graph that holds them."""

    def columns(self, *, heavy: bool = False) -> Columns | None:
        """Return the registry as columns; None where SPARQL is to be asked (:class:`ColumnsOnDemand`)."""

    @property
    def keeps_graphs(self) -> bool:
        """Whether the place can hold named graphs."""

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Remove and add quads, each in its very graph; raises RegistryError for a graph it cannot hold."""

    def is_support(self, triple: ox.Triple) -> bool:
        """Tell whether the ontology says a triple, or it is derived from it, and the registry does not."""

    def is_as_opened(self) -> bool:
        """Tell whether the place holds what was read there, or written since; False where nobody knows."""

    def set_date(self, at: dt.date) -> None:
        """Derive the borders of the EU and the EEA, and adequacy, for a date."""

    def use_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Query another ontology beside the registry from now on."""

    def save(self, base: str) -> bool:
        """Write what changed, whole or not at all; return whether anything was written."""


def open_store(
    location: str | Path | Sequence[str | Path],
    *,
    create: bool = False,
    vocabulary: Vocabulary | None = None,
) -> Store:
    """Return the store at a location: a file, a directory, an endpoint; ``create`` allows a new one.

    Several locations are read as one. ``vocabulary`` is the ontology to be queried beside it, by default
    the shipped one.

    Raises RegistryNotFound when nothing is there, RegistryError when it cannot be opened.
    """
    locations = locations_of(location)
    if len(locations) > 1:
        from datamap.registry.several import SeveralStore

        return SeveralStore(locations, vocabulary)
    location = locations[0]
    kind = kind_of(location)
    if kind == "endpoint":
        from datamap.registry.endpoint_store import EndpointStore

        return EndpointStore(str(location), create=create, vocabulary=vocabulary)
    if kind == "directory":
        from datamap.registry.directory_store import DirectoryStore

        return DirectoryStore(Path(location), create=create, vocabulary=vocabulary)
    from datamap.registry.file_store import FileStore

    return FileStore(Path(location), create=create, vocabulary=vocabulary)


def fingerprint(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file does: time, size and inode; None where there is no file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
