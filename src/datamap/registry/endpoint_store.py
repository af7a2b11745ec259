"""A registry at a SPARQL 1.1 endpoint: questions are asked there; what needs every triple fetches them.

Queries run at the endpoint with the ontology written into them (:mod:`endpoint_queries`). Commands that read
the registry as a whole, and all that write, work on a copy fetched once; what they changed is sent back as
one update that takes effect only if nobody else wrote meanwhile.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import uuid
import weakref
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import ChangedMeanwhile, EndpointError, InvalidQuery, RegistryNotFound
from datamap.registry.endpoint_address import address_of
from datamap.registry.endpoint_client import Client, TooLarge
from datamap.registry.endpoint_queries import SUPPORT, is_of_support_alone, with_values
from datamap.registry.endpoint_reading import count_triples, every_row, every_triple, query_form
from datamap.registry.endpoint_writing import (
    changed_text,
    drop,
    mark_query,
    put_in_place,
    refuse_without_graph,
    stage,
)
from datamap.registry.oxigraph_store import DEFAULT, OxigraphStore
from datamap.registry.tracked_store import TrackedStore
from datamap.vocabulary.concepts import DATA_SUBJECTS, PERSONAL_DATA, PURPOSES, SAFEGUARDS
from datamap.vocabulary.terms import DM, ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import rdflib

    from datamap.registry.columns import Columns
    from datamap.registry.store import QueryResult
    from datamap.vocabulary.concepts import Vocabulary

# After so many requests for single nodes, fetching all is faster, unless that is very much.
_MOST_SINGLE = 40
_MOST_SINGLE_OF_MANY = 2_000
_MANY = 2_000_000
_IN_MEMORY = 3_000_000
_AT_ONCE = 200
_WALKED = (PERSONAL_DATA, PURPOSES, DATA_SUBJECTS, SAFEGUARDS)
# Beyond so many statements, one request becomes more than servers take.
_MOST_AT_ONCE = 2_000


class EndpointStore:
    """A registry at an endpoint; raises EndpointError when it does not answer as it should.

    RegistryNotFound is raised when it holds nothing and ``create`` is false.
    """

    def __init__(self, location: str, *, create: bool = False, vocabulary: Vocabulary | None = None) -> None:
        self._address = address_of(location)
        self.location = self._address.shown
        self.client = Client(self._address)
        self._vocabulary = vocabulary
        self._support = _Support(vocabulary)
        self._date = dt.date.today()
        self._mirror: _Mirror | None = None
        self._revision: str | None = None
        self._near: dict[str, list[ox.Triple]] = {}
        self._single = 0
        self._is_empty = not self.client.ask("ASK { ?s ?p ?o }")
        if self._is_empty and not create:
            raise RegistryNotFound(
                f"{self.location}: holds nothing{self._in_graph}; fill it: datamap copy FILE {self.location}"
            )

    # reading ------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Get the ontology ready."""
        self._support.prepare()

    def expect(self, subjects: Iterable[str]) -> None:
        """Fetch all that is said of some nodes, many at a time."""
        if self._mirror is not None:
            return
        wanted = [iri for iri in dict.fromkeys(subjects) if iri not in self._near and _is_plain_iri(iri)]
        for start in range(0, len(wanted), _AT_ONCE):
            chunk = wanted[start : start + _AT_ONCE]
            found: dict[str, list[ox.Triple]] = {iri: [] for iri in chunk}
            nodes = " ".join(f"<{iri}>" for iri in chunk)
            text = f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {nodes} }} ?s ?p ?o }}"
            for row in every_row(self.client, text):
                found[row["s"].value].append(ox.Triple(row["s"], row["p"], row["o"]))
            self._near |= found

    def columns(self, *, heavy: bool = False) -> Columns | None:  # noqa: ARG002 - what a server has stays there
        """Return None: the endpoint answers by SPARQL."""
        return None

    def query(self, text: str, *, schemes: Iterable[str] | None = None) -> QueryResult:
        """Run a SPARQL 1.1 query at the endpoint; raises InvalidQuery, EndpointError."""
        if self._mirror is not None and self._mirror.is_changed:
            return self._mirror.query(text, schemes=schemes)
        if is_of_support_alone(text):
            return self._supported.query(text, schemes=schemes)
        text = with_values(text, self._select_support)
        form = query_form(text)
        if form in ("SELECT", "ASK"):
            return every_row(self.client, text) if form == "SELECT" else self.client.boolean(text)
        passing = ox.Store()
        passing.extend(
            ox.Quad(t.subject, t.predicate, t.object, DEFAULT) for t in self.client.construct(text)
        )
        return passing.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")

    def whole(self) -> OxigraphStore:
        """Return a store in which patterns meet the registry and the ontology: a copy, fetched once."""
        return self._fetched()

    def triples(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | ox.BlankNode | ox.Literal | None = None,
    ) -> Iterator[ox.Triple]:
        """Yield the registry's own triples that match."""
        if (
            self._mirror is None
            and not isinstance(subject, ox.BlankNode)
            and not isinstance(value, ox.BlankNode)
        ):
            if subject is not None and subject.value in self._near:
                for triple in self._near[subject.value]:
                    if predicate in (None, triple.predicate) and value in (None, triple.object):
                        yield triple
                return
            if not self._is_time_to_fetch(is_single=subject is not None or value is not None):
                yield from self._asked(subject, predicate, value)
                return
        yield from self._fetched().triples(subject, predicate, value)

    def holds(self, triple: ox.Triple) -> bool:
        """Tell whether a triple can be queried, the registry's own or derived."""
        pattern = (triple.subject, triple.predicate, triple.object)
        return self._supported.holds(triple) or any(True for _ in self.triples(*pattern))  # type: ignore[arg-type]

    def own_quads(self, *, datasets: bool = True) -> Iterator[ox.Quad]:
        """Yield the registry's triples, as they come; an endpoint's registry is one graph."""
        if self._mirror is not None:
            yield from self._mirror.own_quads(datasets=datasets)
            return
        for triple in every_triple(self.client):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, DEFAULT)

    def rdf_graph(self) -> rdflib.Graph:
        """Return an rdflib Graph on a copy of all triples; ``save`` sends back what is changed in it."""
        return self._fetched().rdf_graph()

    def use_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Query another ontology beside the registry from now on."""
        self._vocabulary = vocabulary
        self._support.use_vocabulary(vocabulary)
        if self._mirror is not None:
            self._mirror.use_vocabulary(vocabulary)

    def set_date(self, at: dt.date) -> None:
        """Derive the border edges for a date."""
        self._date = at
        self._support.set_date(at)
        if self._mirror is not None:
            self._mirror.set_date(at)

    # writing ------------------------------------------------------------------------------------

    def add(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples to the copy."""
        self._fetched().add(triples)

    def remove(self, triples: Iterable[ox.Triple]) -> None:
        """Remove triples from the copy."""
        self._fetched().remove(triples)

    @property
    def keeps_graphs(self) -> bool:
        """Whether the place can hold named graphs: a registry at an endpoint is one graph there."""
        return False

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Remove and add quads of the registry's graph."""
        self.remove(quad.triple for quad in removed)
        self.add(quad.triple for quad in added)

    def is_support(self, triple: ox.Triple) -> bool:
        """Tell whether the ontology says a triple and the registry does not."""
        return self._fetched().is_support(triple)

    def is_as_opened(self) -> bool:
        """Return False: others may write there at any time."""
        return False

    def save(self, base: str) -> bool:  # noqa: ARG002 - an endpoint is given IRIs in full
        """Send what was changed; raises ChangedMeanwhile, EndpointError. See docs/stores.md on atomicity."""
        if self._mirror is None:
            return False
        added, removed = self._mirror.changes()
        if not added and not removed:
            return False
        blank = [q for q in (*added, *removed) if _has_blank(q)]
        refuse_without_graph(self.client)
        new = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ} {uuid.uuid4()}"
        if blank or len(added) + len(removed) > _MOST_AT_ONCE or not self._sent_at_once(added, removed, new):
            self._replaced(new)
        if self._current_revision() != new:
            raise self._changed()
        self._revision = new
        self._is_empty = False
        self._mirror.take_as_opened()
        return True

    def _sent_at_once(self, added: set[ox.Quad], removed: set[ox.Quad], new: str) -> bool:
        """Send changes as one update; return False when it is more than the server takes."""
        text = changed_text(added, removed, self._address.graph, self._revision, new)
        try:
            self.client.update(text)
        except (TooLarge, InvalidQuery):
            return False
        return True

    def _replaced(self, new: str) -> None:
        """Build the new state beside the old and put it in its place."""
        assert self._mirror is not None
        graph = self._address.graph
        beside, _ = stage(self.client, self._mirror.own_quads(datasets=False), graph)
        if self._current_revision() != self._revision:
            drop(self.client, beside)
            raise self._changed()
        put_in_place(self.client, beside, graph, self._revision, new)

    def _changed(self) -> ChangedMeanwhile:
        return ChangedMeanwhile(
            f"{self.location}: was changed by somebody else meanwhile; nothing was written, run it again"
        )

    # inside -------------------------------------------------------------------------------------

    @property
    def _in_graph(self) -> str:
        return f" in the graph {self._address.graph}" if self._address.graph else ""

    def _is_time_to_fetch(self, *, is_single: bool) -> bool:
        if not is_single:
            return False
        self._single += 1
        if self._single <= _MOST_SINGLE:
            return False
        return self._size <= _MANY or self._single > _MOST_SINGLE_OF_MANY

    @cached_property
    def _size(self) -> int:
        return count_triples(self.client)

    def _asked(self, *pattern: Any) -> Iterator[ox.Triple]:
        if all(term is not None for term in pattern):
            if self.client.ask(f"ASK {{ {' '.join(map(str, pattern))} }}"):
                yield ox.Triple(*pattern)
            return
        names = [f"?{'spo'[i]}" for i, term in enumerate(pattern) if term is None]
        terms = [str(term) if term is not None else f"?{'spo'[i]}" for i, term in enumerate(pattern)]
        text = f"SELECT {' '.join(names)} WHERE {{ {' '.join(terms)} }}"
        for row in every_row(self.client, text):
            yield ox.Triple(*(term if term is not None else row["spo"[i]] for i, term in enumerate(pattern)))

    def _fetched(self) -> _Mirror:
        """Return a copy of the whole registry, fetched at the first call."""
        if self._mirror is None:
            self._revision = self._current_revision()
            folder = None
            if not self._is_empty and self._size > _IN_MEMORY:
                folder = Path(tempfile.mkdtemp(prefix="datamap-new-"))
            store = ox.Store(folder) if folder is not None else ox.Store()
            if not self._is_empty:
                triples = every_triple(self.client)
                quads = (ox.Quad(t.subject, t.predicate, t.object, DEFAULT) for t in triples)
                store.bulk_extend(quads)
            if self._current_revision() != self._revision:
                raise EndpointError(f"{self.location}: was written while it was read; run it again")
            self._mirror = _Mirror(self.location, store, folder, self._vocabulary)
            self._mirror.set_date(self._date)
        return self._mirror

    def _current_revision(self) -> str | None:
        rows = self.client.select(mark_query(self._address.graph), everywhere=True)
        found = sorted(row["revision"].value for row in rows)
        return found[-1] if found else None

    @cached_property
    def _supported(self) -> _Support:
        """The ontology, and what the endpoint itself says of hierarchies and borders."""
        listed = " ".join(f"<{DM}{name}>" for name in SUPPORT)
        text = f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {listed} }} ?s ?p ?o }}"
        rows = every_row(self.client, text)
        self._support.load_own(ox.Triple(row["s"], row["p"], row["o"]) for row in rows)
        return self._support

    def _select_support(self, text: str) -> ox.QuerySolutions:
        found = self._supported.query(text, schemes=_WALKED)
        assert isinstance(found, ox.QuerySolutions)
        return found


class _Support(OxigraphStore):
    """The ontology's hierarchy and borders, and what an endpoint says of its own of them."""

    def __init__(self, vocabulary: Vocabulary | None) -> None:
        super().__init__("ontology", ox.Store(), vocabulary)
        self._own: set[ox.Quad] = set()

    def load_own(self, triples: Iterable[ox.Triple]) -> None:
        """Add what an endpoint says itself; no date takes it away."""
        self._own = {_normal(t) for t in triples}
        self._store.extend(self._own)

    def _is_own(self, quad: ox.Quad) -> bool:
        return quad in self._own

    def _is_in_both(self, quad: ox.Quad) -> bool:
        return quad in self._own


class _Mirror(TrackedStore):
    """A copy of all that an endpoint holds, in memory or, where it is much, on disk."""

    def __init__(
        self, location: str, store: ox.Store, folder: Path | None, vocabulary: Vocabulary | None
    ) -> None:
        super().__init__(location, store, vocabulary)
        self._original: set[ox.Quad] | None = None
        self._overlap: set[ox.Quad] = set()
        self.take_as_opened()
        if folder is not None:
            weakref.finalize(self, _close, self.__dict__, folder)

    def take_as_opened(self) -> None:
        """Count what is there now as what the endpoint holds."""
        if self._original is not None:
            self._original = (self._original | self._added) - self._removed
        if self._schemes or self._borders or self._has_ontology:
            self._overlap = {q for q in self._overlap if q in self._store} | {
                q for q in self._added if getattr(q.subject, "value", "").startswith(ONTOLOGY)
            }
        else:
            self._overlap = {
                quad
                for quad in self._store
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ONTOLOGY)
            }
        self.forget_changes()

    def rdf_graph(self) -> rdflib.Graph:
        """Return an rdflib Graph; what the copy holds now is kept for comparison."""
        if self._original is None:
            self._original = {q for q in self._store if not self._is_support(q)} - self._added | self._removed
        return super().rdf_graph()

    def _was_before(self, quad: ox.Quad) -> bool:
        return quad in (self._original if self._original is not None else self._overlap)

    def _all_before(self) -> Iterable[ox.Quad]:
        return self._original or ()

    def _was_in_both(self, quad: ox.Quad) -> bool:  # noqa: ARG002 - there is one graph
        return True


def _close(attributes: dict[str, Any], folder: Path) -> None:
    attributes.pop("_store", None)
    shutil.rmtree(folder, ignore_errors=True)


def _normal(triple: ox.Triple) -> ox.Quad:
    """Return a triple of the hierarchy as the ontology would write it: some engines know no booleans."""
    value = triple.object
    if triple.predicate.value == DM + "holdsOther" and isinstance(value, ox.Literal):
        value = ox.Literal(value.value in ("true", "1"))
    return ox.Quad(triple.subject, triple.predicate, value, DEFAULT)


def _has_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _is_plain_iri(iri: str) -> bool:
    return not any(char in iri for char in ' <>"{}|\\^`') and ":" in iri
