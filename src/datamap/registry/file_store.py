"""A registry file in any RDF syntax, held in memory by Oxigraph."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import ChangedMeanwhile, RegistryError, RegistryNotFound
from datamap.registry.oxigraph_store import DEFAULT, OxigraphStore, copy_named_graphs, one_line
from datamap.registry.serialisation import (
    FORMATS,
    check_whole,
    format_of,
    locked,
    serialise,
    write_atomically,
)
from datamap.registry.store import fingerprint
from datamap.vocabulary.terms import ONTOLOGY

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.vocabulary.concepts import Vocabulary

# Syntaxes that Oxigraph does not parse, by suffix.
BY_RDFLIB = {".hext": "hext", ".trix": "trix"}


class FileStore(OxigraphStore):
    """A registry file, held in memory by Oxigraph, in any RDF syntax.

    Raises RegistryNotFound when the file is missing and ``create`` is false, RegistryError when it
    cannot be read or parsed.
    """

    def __init__(self, path: Path, *, create: bool = False, vocabulary: Vocabulary | None = None) -> None:
        super().__init__(str(path), ox.Store(), vocabulary)
        self.path = path
        self._in_both: set[ox.Quad] = set()
        self._opened = fingerprint(path)
        if not path.exists() and not create:
            raise RegistryNotFound(
                f"{path}: there is no registry; make one with: datamap import FILE -r {path}"
            )
        self._syntax = format_of(path) if path.suffix.lower() in FORMATS or not path.exists() else None
        if path.is_dir():
            raise RegistryError(
                f"{path}: is a folder without a store; name a registry file in it, such as registry.ttl, "
                f"or a store on disk in it, such as {path / 'registry'}/"
            )
        if path.exists():
            self._load()

    @property
    def keeps_graphs(self) -> bool:
        """Whether the file's syntax can hold named graphs."""
        return self._syntax is not None and self._syntax.supports_datasets

    def is_as_opened(self) -> bool:
        """Tell whether the file is the one that was read, or written since."""
        return fingerprint(self.path) == self._opened

    def save(self, base: str) -> bool:
        """Write the file if its bytes differ; raises ChangedMeanwhile, RegistryError."""
        if self._syntax is None:
            raise RegistryError(
                f"{self.location}: can be read but not written; "
                f"save it as one of {', '.join(sorted(FORMATS))}"
            )
        data = serialise(self.own_quads(datasets=self.keeps_graphs), self._syntax, base)
        with locked(self.path.resolve().parent):
            self._refuse_if_changed()
            if self.path.exists() and self.path.read_bytes() == data:
                return False
            write_atomically(self.path, data, before_replacing=self._refuse_if_changed)
            self._opened = fingerprint(self.path)
        return True

    def _refuse_if_changed(self) -> None:
        if fingerprint(self.path) != self._opened:
            raise ChangedMeanwhile(
                f"{self.location}: was changed by somebody else meanwhile; nothing was written, run it again"
            )

    def _load(self) -> None:
        load_file(self._store, self.path)
        self._in_both = copy_named_graphs(self._store)

    @cached_property
    def _stated_in_file(self) -> set[ox.Quad]:
        """What the file itself says of terms of the ontology; that is its own, and kept."""
        if self._opened is None or self._syntax is None:
            return set()
        try:
            quads = ox.parse(path=str(self.path), format=self._syntax)
            return {
                ox.Quad(q.subject, q.predicate, q.object, DEFAULT)
                for q in quads
                if getattr(q.subject, "value", "").startswith(ONTOLOGY)
            }
        except (SyntaxError, OSError):
            return set()

    def _is_own(self, quad: ox.Quad) -> bool:
        return quad in self._stated_in_file

    def _note_in_both(self, quads: set[ox.Quad]) -> None:
        self._in_both = quads

    def _is_in_both(self, quad: ox.Quad) -> bool:
        return quad in self._in_both


def load_file(store: ox.Store, path: Path) -> None:
    """Load an RDF file of any syntax into a store; raises RegistryError in one line."""
    known = path.suffix.lower() in FORMATS
    try:
        if known:
            syntax = format_of(path)
            check_whole(path, syntax)
            store.bulk_load(path=str(path), format=syntax)
        else:
            _load_by_rdflib(store, path)
    except SyntaxError as error:
        raise RegistryError(f"{path}: is not the RDF its name says: {one_line(error)}") from None
    except OSError as error:
        raise RegistryError(f"{path}: cannot be read ({error.strerror or error})") from None


def _load_by_rdflib(store: ox.Store, path: Path) -> None:
    syntax = BY_RDFLIB.get(path.suffix.lower())
    if syntax is None:
        format_of(path)  # raises, naming the suffixes that work
    import warnings

    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    try:
        with warnings.catch_warnings():  # of rdflib about itself
            warnings.simplefilter("ignore", DeprecationWarning)
            # rdflib's reader of HexTuples leaves a file open, so it is given the text.
            dataset.parse(data=path.read_text("utf-8"), format=syntax)
    except Exception as error:
        raise SyntaxError(one_line(error)) from None
    union = rdflib.Graph()
    for s, p, o, _ in dataset.quads():
        union.add((s, p, o))
    # Not by n3(): a text of several lines is no N-Triples then.
    store.bulk_load(input=union.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
