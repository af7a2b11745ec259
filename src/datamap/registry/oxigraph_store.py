"""What a file in memory and a store on disk have in common: an Oxigraph store that we may add to.

The ontology's hierarchy and the borders of a date are added to its default graph; what is ours alone is
told apart when triples are read.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidQuery, RegistryError
from datamap.registry.columns import Columns, ColumnsOnDemand
from datamap.vocabulary.concepts import ALT_LABEL, HIDDEN_LABEL, PERSONAL_DATA, Vocabulary, load_vocabulary
from datamap.vocabulary.places import border_edges
from datamap.vocabulary.terms import DM, ONTOLOGY
from datamap.vocabulary.transfer_law import adequacy_edges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import rdflib

    from datamap.registry.store import QueryResult

DEFAULT = ox.DefaultGraph()
_MANY = 64
# What a project may add to a concept of the shipped ontology.
_ADDED_LABELS = frozenset({ALT_LABEL, HIDDEN_LABEL})


class OxigraphStore:
    """An Oxigraph store of our own, with the registry's triples and what supports questions beside them."""

    def __init__(self, location: str, store: ox.Store, vocabulary: Vocabulary | None = None) -> None:
        self.location = location
        self.vocabulary = vocabulary or load_vocabulary()
        self._store = store
        self._has_ontology = False
        self._date: dt.date | None = None
        self._borders: set[ox.Quad] = set()
        self._derived: set[ox.Quad] = set()
        self._schemes: set[str] = set()
        self._project: set[ox.Quad] = set()
        self._columns = ColumnsOnDemand()

    @property
    def graph_store(self) -> ox.Store:
        """The Oxigraph store beneath, with the ontology in it."""
        self.prepare()
        return self._store

    @property
    def has_named_graphs(self) -> bool:
        """Tell whether anything stands in a named graph."""
        return any(True for _ in self._store.named_graphs())

    def prepare(self) -> None:
        """Load the whole ontology, with labels; the catalogue's questions need less, and load it."""
        # Labels cost more to load than a small registry.
        if not self._has_ontology:
            self._has_ontology = True
            for file in self.vocabulary.files:
                # On disk a bulk load waits for the disk, ten times as long as it takes; this is no place
                # where anything must last.
                self._store.load(path=str(file), format=ox.RdfFormat.TURTLE)
            if self.vocabulary.local is not None:
                self._add_support(_in_default(quad) for quad in self.vocabulary.local.quads)
            self._add_hierarchies([PERSONAL_DATA])
            self.set_date(self._date or dt.date.today())

    def expect(self, subjects: Iterable[str]) -> None:
        """Do nothing: what is here is near."""

    def rdf_graph(self) -> rdflib.Graph:
        """Return an rdflib Graph on this store, whose changes both see."""
        import rdflib
        from oxrdflib.store import OxigraphStore as ByOxrdflib

        self._columns.never()  # whoever has the graph may change it unseen
        return rdflib.Graph(
            store=ByOxrdflib(store=self.graph_store), identifier=rdflib.graph.DATASET_DEFAULT_GRAPH_ID
        )

    def columns(self, *, heavy: bool = False) -> Columns | None:
        """Return the registry as columns where that pays."""
        return self._columns.get(self, heavy=heavy)

    def query(self, text: str, *, schemes: Iterable[str] | None = None) -> QueryResult:
        """Run a SPARQL 1.1 query; raises InvalidQuery with the parser's message on one line."""
        if schemes is not None:
            self._add_hierarchies(schemes)
        else:
            self.prepare()
        try:
            return self._store.query(text)
        except SyntaxError as error:
            raise InvalidQuery(f"the query does not parse: {_parser_message(error)}") from None
        except (RuntimeError, ValueError) as error:
            raise InvalidQuery(f"the query cannot be evaluated: {one_line(error)}") from None

    def whole(self) -> OxigraphStore:
        """Return a store in which patterns meet the registry and the ontology together: this one."""
        return self

    def triples(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | ox.BlankNode | ox.Literal | None = None,
    ) -> Iterator[ox.Triple]:
        """Yield the registry's own triples that match."""
        for quad in self._store.quads_for_pattern(subject, predicate, value, DEFAULT):
            if not self._is_support(quad):
                yield quad.triple

    def holds(self, triple: ox.Triple) -> bool:
        """Tell whether a triple can be queried, the registry's own or derived."""
        return ox.Quad(triple.subject, triple.predicate, triple.object, DEFAULT) in self._store

    def add(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples to the default graph."""
        self._columns.discard()
        triples = list(triples)
        anonymous = any(ox.BlankNode in (type(t.subject), type(t.object)) for t in triples)
        if anonymous or len(triples) < _MANY:
            self._store.extend(ox.Quad(t.subject, t.predicate, t.object, DEFAULT) for t in triples)
            return
        # Written and parsed again, they are in twice as fast as one Python object after the other.
        lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        assert lines is not None
        self._store.load(input=lines, format=ox.RdfFormat.N_TRIPLES)

    def remove(self, triples: Iterable[ox.Triple]) -> None:
        """Remove triples from the default graph and from every named graph that holds them."""
        self._columns.discard()
        for triple in list(triples):
            pattern = (triple.subject, triple.predicate, triple.object, None)
            for quad in list(self._store.quads_for_pattern(*pattern)):
                if not self._is_support(quad):
                    self._store.remove(quad)

    @property
    def keeps_graphs(self) -> bool:
        """Whether the place can hold named graphs."""
        return False

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Remove and add quads, each in its very graph.

        Raises RegistryError, and changes nothing, for a named graph in a place that holds one graph alone.
        """
        self._columns.discard()
        removed, added = list(removed), list(added)
        if self._is_plain_change(removed, added):
            self.remove(quad.triple for quad in removed)
            self.add(quad.triple for quad in added)
            return
        foreign = next((quad.graph_name for quad in added if quad.graph_name != DEFAULT), None)
        if foreign is not None and not self.keeps_graphs:
            raise RegistryError(
                f"{self.location}: holds one graph, so nothing can be kept in {foreign}; a registry that "
                "ends in .trig or .nq can hold several"
            )
        before = set(self.own_quads())
        after = (before - set(removed)) | set(added)
        seen_before = before | {_in_default(quad) for quad in before}
        seen_after = after | {_in_default(quad) for quad in after}
        for quad in seen_before - seen_after:
            self._store.remove(quad)
        self._store.extend(seen_after - seen_before)
        for graph in list(self._store.named_graphs()):
            if next(self._store.quads_for_pattern(None, None, None, graph), None) is None:
                self._store.remove_graph(graph)
        copied = {_in_default(quad) for quad in after if quad.graph_name != DEFAULT}
        self._note_in_both({quad for quad in after if quad.graph_name == DEFAULT and quad in copied})

    def _is_plain_change(self, removed: list[ox.Quad], added: list[ox.Quad]) -> bool:
        """Tell whether there is one graph, and stays one: then a change costs what it touches."""
        return not self.has_named_graphs and all(q.graph_name == DEFAULT for q in (*removed, *added))

    def is_support(self, triple: ox.Triple) -> bool:
        """Tell whether the ontology says a triple, or it is derived from it, and the registry does not."""
        subject = triple.subject
        if self.vocabulary.local is not None or (
            isinstance(subject, ox.NamedNode) and subject.value.startswith(ONTOLOGY)
        ):
            self.prepare()
        return self._is_support(ox.Quad(subject, triple.predicate, triple.object, DEFAULT))

    def is_as_opened(self) -> bool:
        """Return False: nobody knows what there is now."""
        return False

    def _note_in_both(self, quads: set[ox.Quad]) -> None:
        """Be told which triples stand in the default graph and in a named one."""

    def set_date(self, at: dt.date) -> None:
        """Derive the border edges for a date, replacing those of another."""
        if at == self._date:
            return
        self._columns.forget_relations()
        for quad in self._borders:
            if not self._is_own(quad):
                self._store.remove(quad)
        self._borders = {
            quad_of(*edge)
            for edge in (*border_edges(self.vocabulary, at), *adequacy_edges(self.vocabulary, at))
        }
        self._store.extend(self._borders)
        self._date = at

    def own_quads(self, *, datasets: bool = True) -> Iterator[ox.Quad]:
        """Yield the registry's own quads, those of named graphs as such unless ``datasets`` is false.

        Queries see one graph; what stands there only because a named graph holds it is not yielded twice.
        """
        named = set(self._store.named_graphs()) if datasets else set()
        if not named:
            for triple in self.triples():
                yield ox.Quad(triple.subject, triple.predicate, triple.object, DEFAULT)
            return
        for graph in named:
            yield from self._store.quads_for_pattern(None, None, None, graph)
        for triple in self.triples():
            quad = ox.Quad(triple.subject, triple.predicate, triple.object, DEFAULT)
            pattern = (triple.subject, triple.predicate, triple.object, None)
            elsewhere = any(q.graph_name in named for q in self._store.quads_for_pattern(*pattern))
            if not elsewhere or self._is_in_both(quad):
                yield quad

    def _add_hierarchies(self, schemes: Iterable[str]) -> None:
        """Make sure that the edges of these parts of the ontology can be queried."""
        for scheme in schemes:
            if scheme in self._schemes:
                continue
            self._schemes.add(scheme)
            self._add_support(self.vocabulary.hierarchy(scheme))
            if scheme == PERSONAL_DATA:
                self._derived = {quad_of(a, DM + "inPart", b) for a, b in self.vocabulary.in_part}
                self._store.extend(self._derived)

    def use_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Query another ontology beside the registry from now on: take out what the one before added."""
        self._columns.forget_relations()
        for quad in self._project | self._derived:
            self._store.remove(quad)
        schemes, whole = self._schemes, self._has_ontology
        self.vocabulary = vocabulary
        self._project, self._derived, self._schemes, self._has_ontology = set(), set(), set(), False
        self._add_hierarchies(schemes)
        if whole:
            self.prepare()

    def _add_support(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads of the ontology; those of the project's own are told from the registry's by name."""
        self._columns.forget_relations()
        if self.vocabulary.local is None:
            self._store.extend(quads)
            return
        for quad in quads:
            subject = quad.subject
            shipped = isinstance(subject, ox.NamedNode) and subject.value.startswith(ONTOLOGY)
            if (not shipped or quad.predicate in _ADDED_LABELS) and quad not in self._store:
                self._project.add(quad)
            self._store.add(quad)

    def _is_support(self, quad: ox.Quad) -> bool:
        subject = quad.subject
        if self._project and quad in self._project:
            return True
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(ONTOLOGY):
            return False  # spares most questions the loading of the whole ontology
        if self._is_own(quad):
            return False
        return quad in self._derived or quad in self._borders or quad in self.vocabulary.store

    def _is_own(self, quad: ox.Quad) -> bool:
        """Tell whether the registry itself states what the ontology may state too."""
        raise NotImplementedError

    def _is_in_both(self, quad: ox.Quad) -> bool:
        """Tell whether a triple stood in the default graph and in a named one from the start."""
        raise NotImplementedError


def _in_default(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, DEFAULT)


def quad_of(subject: str, predicate: str, value: str) -> ox.Quad:
    """Return a quad of three IRIs in the default graph."""
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value), DEFAULT)


def copy_named_graphs(store: ox.Store) -> set[ox.Quad]:
    """Copy what is in named graphs into the default graph, which queries see.

    Returns what stood in both before: which graph holds what is kept for writing.
    """
    in_both: set[ox.Quad] = set()
    copied: set[ox.Quad] = set()
    for graph in list(store.named_graphs()):
        quads = store.quads_for_pattern(None, None, None, graph)
        plain = {ox.Quad(q.subject, q.predicate, q.object, DEFAULT) for q in quads}
        in_both |= {quad for quad in plain if quad in store and quad not in copied}
        store.extend(plain)
        copied |= plain
    return in_both


def _parser_message(error: SyntaxError) -> str:
    """Return what the parser says of a query, without the character classes that it expected."""
    message = one_line(error)
    if "Prefix not found" in message:
        return message.split(": expected")[0] + ": a prefix that is not declared"
    return message if len(message) <= 160 else message.split(": expected")[0]


def one_line(error: Exception) -> str:
    """Return an error's text on one line."""
    return " ".join(str(error).split())
