"""The seam between a registry and where it lives.

Everything above asks a :class:`Store`; this release has one kind, a file held in memory by
Oxigraph.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from datamap.errors import ChangedMeanwhile, InvalidQuery, RegistryError, RegistryNotFound
from datamap.registry.serialisation import (
    FORMATS,
    check_whole,
    format_of,
    locked,
    serialise,
    write_atomically,
)
from datamap.vocabulary.concepts import PERSONAL_DATA, Vocabulary, load_vocabulary
from datamap.vocabulary.places import border_edges
from datamap.vocabulary.terms import DM, ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

QueryResult = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_DEFAULT = ox.DefaultGraph()
# Syntaxes that Oxigraph does not parse, by suffix.
_BY_RDFLIB = {".hext": "hext", ".trix": "trix"}


class Store(Protocol):
    """What a registry needs of the place where it lives.

    The ontology and the edges derived from it can be queried beside the registry's own triples, but
    are no part of it: ``triples`` does not yield them and ``save`` does not write them.
    """

    location: str

    @property
    def graph_store(self) -> ox.Store:
        """The Oxigraph store beneath, with the ontology in it."""

    def query(self, text: str, *, schemes: Iterable[str] | None = None) -> QueryResult:
        """Run a SPARQL 1.1 query; raises InvalidQuery.

        ``schemes`` names the parts of the ontology whose hierarchy the query needs; None is all of it,
        with labels.
        """

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

    def own_quads(self, *, datasets: bool = True) -> Iterator[ox.Quad]:
        """Yield the registry's own quads; with ``datasets`` false all as of one graph, each once."""

    @property
    def keeps_graphs(self) -> bool:
        """Whether the place can hold named graphs."""

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Remove and add quads, each in its very graph; raises RegistryError for a graph it cannot hold."""

    def set_date(self, at: dt.date) -> None:
        """Derive the borders of the EU and the EEA for a date."""

    def save(self, base: str) -> bool:
        """Write what changed, whole or not at all; return whether anything was written."""


class FileStore:
    """A registry file, held in memory by Oxigraph, in any RDF syntax.

    Raises RegistryNotFound when the file is missing and ``create`` is false, RegistryError when it
    cannot be read or parsed.
    """

    def __init__(self, path: Path, *, create: bool = False, vocabulary: Vocabulary | None = None) -> None:
        self.location = str(path)
        self.path = path
        self.vocabulary = vocabulary or load_vocabulary()
        self._store = ox.Store()
        self._has_ontology = False
        self._in_both: set[ox.Quad] = set()
        self._opened = fingerprint(path)
        if not path.exists() and not create:
            raise RegistryNotFound(
                f"{path}: there is no registry; make one with: datamap import FILE -r {path}"
            )
        self._syntax = format_of(path) if path.suffix.lower() in FORMATS or not path.exists() else None
        self._date: dt.date | None = None
        self._borders: set[ox.Quad] = set()
        self._derived: set[ox.Quad] = set()
        self._schemes: set[str] = set()
        if path.is_dir():
            raise RegistryError(f"{path}: is a folder; name a registry file in it, such as registry.ttl")
        if path.exists():
            self._load()

    @property
    def graph_store(self) -> ox.Store:
        """The Oxigraph store beneath, with the ontology in it."""
        # Labels cost more to load than a small registry; the catalogue's questions need none.
        if not self._has_ontology:
            self._has_ontology = True
            for file in self.vocabulary.files:
                self._store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
            self._add_hierarchies([PERSONAL_DATA])
            self.set_date(self._date or dt.date.today())
        return self._store

    def query(self, text: str, *, schemes: Iterable[str] | None = None) -> QueryResult:
        """Run a SPARQL 1.1 query; raises InvalidQuery with the parser's message on one line."""
        if schemes is not None:
            self._add_hierarchies(schemes)
        store = self.graph_store if schemes is None else self._store
        try:
            return store.query(text)
        except SyntaxError as error:
            raise InvalidQuery(f"the query does not parse: {_parser_message(error)}") from None
        except (RuntimeError, ValueError) as error:
            raise InvalidQuery(f"the query cannot be evaluated: {_one_line(error)}") from None

    def triples(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | ox.BlankNode | ox.Literal | None = None,
    ) -> Iterator[ox.Triple]:
        """Yield the registry's own triples that match."""
        for quad in self._store.quads_for_pattern(subject, predicate, value, _DEFAULT):
            if not self._is_support(quad):
                yield quad.triple

    def holds(self, triple: ox.Triple) -> bool:
        """Tell whether a triple can be queried, the registry's own or derived."""
        return ox.Quad(triple.subject, triple.predicate, triple.object, _DEFAULT) in self._store

    def add(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples to the default graph."""
        self._store.extend(ox.Quad(t.subject, t.predicate, t.object, _DEFAULT) for t in triples)

    def remove(self, triples: Iterable[ox.Triple]) -> None:
        """Remove triples from the default graph and from every named graph that holds them."""
        for triple in list(triples):
            pattern = (triple.subject, triple.predicate, triple.object, None)
            for quad in list(self._store.quads_for_pattern(*pattern)):
                if not self._is_support(quad):
                    self._store.remove(quad)

    @property
    def keeps_graphs(self) -> bool:
        """Whether the file's syntax can hold named graphs."""
        return self._syntax is not None and self._syntax.supports_datasets

    def own_quads(self, *, datasets: bool = True) -> Iterator[ox.Quad]:
        """Yield the registry's own quads, those of named graphs as such unless ``datasets`` is false.

        Queries see one graph; what stands there only because a named graph holds it is not yielded twice.
        """
        named = set(self._store.named_graphs()) if datasets else set()
        if not named:
            for triple in self.triples():
                yield ox.Quad(triple.subject, triple.predicate, triple.object, _DEFAULT)
            return
        for graph in named:
            yield from self._store.quads_for_pattern(None, None, None, graph)
        for triple in self.triples():
            quad = ox.Quad(triple.subject, triple.predicate, triple.object, _DEFAULT)
            pattern = (triple.subject, triple.predicate, triple.object, None)
            elsewhere = any(q.graph_name in named for q in self._store.quads_for_pattern(*pattern))
            if quad in self._in_both or not elsewhere:
                yield quad

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Remove and add quads, each in its very graph.

        Raises RegistryError, and changes nothing, for a named graph in a syntax that holds one graph alone.
        """
        added = list(added)
        foreign = next((quad.graph_name for quad in added if quad.graph_name != _DEFAULT), None)
        if foreign is not None and not self.keeps_graphs:
            raise RegistryError(
                f"{self.location}: holds one graph, so nothing can be kept in {foreign}; a registry that "
                "ends in .trig or .nq can hold several"
            )
        before = set(self.own_quads())
        after = (before - set(removed)) | set(added)
        seen_before = before | {_quad_of(quad) for quad in before}
        seen_after = after | {_quad_of(quad) for quad in after}
        for quad in seen_before - seen_after:
            self._store.remove(quad)
        self._store.extend(seen_after - seen_before)
        for graph in list(self._store.named_graphs()):
            if next(self._store.quads_for_pattern(None, None, None, graph), None) is None:
                self._store.remove_graph(graph)
        copied = {_quad_of(quad) for quad in after if quad.graph_name != _DEFAULT}
        self._in_both = {quad for quad in after if quad.graph_name == _DEFAULT and quad in copied}

    def set_date(self, at: dt.date) -> None:
        """Derive the border edges for a date, replacing those of another."""
        if at == self._date:
            return
        for quad in self._borders:
            self._store.remove(quad)
        self._borders = {_quad(*edge) for edge in border_edges(self.vocabulary, at)}
        self._store.extend(self._borders)
        self._date = at

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
        try:
            if self._syntax is None:
                self._load_by_rdflib()
            else:
                check_whole(self.path, self._syntax)
                self._store.bulk_load(path=str(self.path), format=self._syntax)
        except SyntaxError as error:
            raise RegistryError(
                f"{self.location}: is not the RDF its name says: {_one_line(error)}"
            ) from None
        except OSError as error:
            raise RegistryError(f"{self.location}: cannot be read ({error.strerror or error})") from None
        copied: set[ox.Quad] = set()
        for graph in list(self._store.named_graphs()):
            # Queries see one graph; which graph holds what is kept for writing.
            quads = list(self._store.quads_for_pattern(None, None, None, graph))
            plain = {ox.Quad(q.subject, q.predicate, q.object, _DEFAULT) for q in quads}
            self._in_both |= {quad for quad in plain if quad in self._store and quad not in copied}
            self._store.extend(plain)
            copied |= plain

    def _load_by_rdflib(self) -> None:
        syntax = _BY_RDFLIB.get(self.path.suffix.lower())
        if syntax is None:
            format_of(self.path)  # raises, naming the suffixes that work
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        try:
            # rdflib's reader of HexTuples leaves a file open, so it is given the text.
            dataset.parse(data=self.path.read_text("utf-8"), format=syntax)
        except Exception as error:
            raise SyntaxError(_one_line(error)) from None
        lines = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o, _ in dataset.quads())
        self._store.bulk_load(input=lines, format=ox.RdfFormat.N_TRIPLES)

    def _add_hierarchies(self, schemes: Iterable[str]) -> None:
        """Make sure that the edges of these parts of the ontology can be queried."""
        for scheme in schemes:
            if scheme in self._schemes:
                continue
            self._schemes.add(scheme)
            self._store.extend(self.vocabulary.hierarchy(scheme))
            if scheme == PERSONAL_DATA:
                self._derived = {_quad(a, DM + "inPart", b) for a, b in self.vocabulary.in_part}
                self._store.extend(self._derived)

    @cached_property
    def _stated_in_file(self) -> set[ox.Quad]:
        """What the file itself says of terms of the ontology; that is its own, and kept."""
        if self._opened is None or self._syntax is None:
            return set()
        try:
            quads = ox.parse(path=str(self.path), format=self._syntax)
            own = {_quad_of(q) for q in quads if getattr(q.subject, "value", "").startswith(ONTOLOGY)}
        except (SyntaxError, OSError):
            return set()
        return own

    def _is_support(self, quad: ox.Quad) -> bool:
        subject = quad.subject
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(ONTOLOGY):
            return False  # spares most questions the loading of the whole ontology
        if quad in self._stated_in_file:
            return False
        return quad in self._derived or quad in self._borders or quad in self.vocabulary.store


def open_store(location: str | Path, *, create: bool = False) -> Store:
    """Return the store at a location; in this release a location is a file.

    Raises RegistryError for another kind of location, RegistryNotFound when nothing is there.
    """
    if re.match(r"https?://", str(location)):
        raise RegistryError(f"{location}: is an endpoint; this release opens registry files only")
    return FileStore(Path(location), create=create)


def _quad_of(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, _DEFAULT)


def _quad(subject: str, predicate: str, value: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value), _DEFAULT)


def fingerprint(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file does: time, size and inode; None where there is no file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _parser_message(error: SyntaxError) -> str:
    """Return what the parser says of a query, without the character classes that it expected."""
    message = _one_line(error)
    if "Prefix not found" in message:
        return message.split(": expected")[0] + ": a prefix that is not declared"
    return message if len(message) <= 160 else message.split(": expected")[0]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
