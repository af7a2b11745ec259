"""A registry: documents taken in and out, a person's corrections, and the graph they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import InvalidParameter, NewerModel, RegistryError, UnknownName
from datamap.registry.conversion import (
    IDENTIFIER,
    LABEL,
    PUBLISHER,
    SOURCE,
    TITLE,
    TYPE,
    dm,
    dpv,
    integer,
    reading_triples,
    written_by_import,
)
from datamap.registry.identifiers import source_iri
from datamap.registry.store import Store, open_store
from datamap.vocabulary.concepts import (
    DATA_SUBJECTS,
    PERSONAL_DATA,
    PLACES,
    PURPOSES,
    SAFEGUARDS,
    Vocabulary,
    closest,
    load_vocabulary,
)
from datamap.vocabulary.places import find_place
from datamap.vocabulary.terms import DCT, DEFAULT_BASE, MODEL_VERSION, PREFIXES, is_iri

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    import rdflib

    from datamap.claims.model import Reading
    from datamap.registry.added_facts import AddedFacts
    from datamap.registry.corrections import Correction, Corrections
    from datamap.registry.entities import Entities


DEFAULT_LOCATION = str(Path("data") / "registry.ttl")

CORRECTABLE: dict[str, str] = {
    "data": PERSONAL_DATA,
    "purpose": PURPOSES,
    "subject": DATA_SUBJECTS,
    "storage-place": PLACES,
    "processing-place": PLACES,
    "access-place": PLACES,
    "safeguard": SAFEGUARDS,
}
"""The facets that a person can correct, with the scheme of their values."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A document that a registry stands on, and how much it gave."""

    identifier: str
    title: str | None
    file_name: str
    sha256: str
    edition: int
    date: str | None
    processor: str | None
    entries: int
    claims: int


class RegistryBase:
    """The facts of a registry and how they change; asking it is added by :class:`datamap.Registry`.

    ``location`` is a file; ``create`` makes an empty registry where there is none. Raises
    RegistryNotFound, RegistryError, NewerModel.
    """

    def __init__(self, location: str | Path, *, create: bool = False, base: str | None = None) -> None:
        self.store: Store = open_store(location, create=create)
        self.vocabulary: Vocabulary = load_vocabulary()
        self.base = self._header() or base or DEFAULT_BASE
        check_base(self.base)

    @cached_property
    def _entities(self) -> Entities:
        from datamap.registry.entities import Entities

        return Entities(self.store, self.base)

    @cached_property
    def _corrections(self) -> Corrections:
        from datamap.registry.corrections import Corrections

        return Corrections(self.store, self.base, self.vocabulary)

    @cached_property
    def added_facts(self) -> AddedFacts:
        """What persons added: the organisation, customers, services, what vendors answered."""
        from datamap.registry.added_facts import AddedFacts

        return AddedFacts(self.store, self.base)

    def organisation(self) -> str | None:
        """Return the IRI of the organisation whose registry it is, None where nobody says.

        A person says so, or the lists are all one processor's.
        """
        own = self.added_facts.own_organisation()
        if own is not None:
            return own
        publishers = {t.object.value for t in self.store.triples(None, PUBLISHER, None)}  # type: ignore[union-attr]
        return publishers.pop() if len(publishers) == 1 else None

    def content_hash(self) -> str:
        """Return a SHA-256 (hex) of the facts: the same facts give the same hash, in any syntax."""
        import hashlib

        from datamap.registry.serialisation import canonical_lines

        # Digests instead of lines: a registry of a million triples is sorted in a tenth of its size.
        digests = [hashlib.sha256(line.encode()).digest() for line in canonical_lines(self.store.triples())]
        return hashlib.sha256(b"".join(sorted(digests))).hexdigest()

    @property
    def location(self) -> str:
        """Where the registry lives."""
        return self.store.location

    @property
    def graph(self) -> rdflib.Graph:
        """The registry as an rdflib Graph on the same store: changes are seen by both.

        The ontology can be queried in it too; ``save`` writes the registry's own triples alone. Pass
        queries to it as strings: a prepared query is evaluated by rdflib, many times slower.
        """
        import rdflib
        from oxrdflib.store import OxigraphStore

        oxigraph = OxigraphStore(store=self.store.graph_store)
        graph = rdflib.Graph(store=oxigraph, identifier=rdflib.graph.DATASET_DEFAULT_GRAPH_ID)
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace, replace=True)
        return graph

    def save(self) -> bool:
        """Write the registry, whole or not at all; return whether the file changed.

        Raises ChangedMeanwhile when somebody else wrote it since it was opened, RegistryError when it
        cannot be written; the old file then stands.
        """
        if self.location == DEFAULT_LOCATION:
            Path(self.location).parent.mkdir(exist_ok=True)
        header = ox.NamedNode(self.base)
        self.store.add(
            [
                ox.Triple(header, TYPE, dm("Registry")),
                ox.Triple(header, dm("modelVersion"), integer(MODEL_VERSION)),
            ]
        )
        return self.store.save(self.base)

    # documents ------------------------------------------------------------------------------

    def add_reading(self, reading: Reading) -> None:
        """Take a document's reading in; the facts of an earlier version of it are replaced.

        A person's corrections and own triples stand; corrections apply to the new facts.
        """
        known = self._source_node(reading.source)
        edition, before = 1, set()
        if known is not None:
            before = set(self._facts_of(known))
            edition = int(self._value(known, dm("edition")) or 1)
            if self._value(known, dm("sha256")) != reading.sha256:
                edition += 1
            # Whose list it is stays known when the next version is read without saying it again.
            if reading.processor is None:
                reading = replace(reading, processor=self._publisher(known))
        triples = set(reading_triples(reading, self.base, self.vocabulary, edition))
        given = self._entities.given_by(before)
        self.store.remove(before - triples)
        self.store.add(triples)
        self._entities.withdraw(given)
        self._corrections.apply()

    def forget(self, source: str) -> int:
        """Take a document out with all its facts; return how many triples went.

        A file of persons' facts is forgotten likewise. Raises UnknownName, naming what there is.
        """
        node = self._source_node(source)
        before = sum(1 for _ in self.store.triples())
        if node is None:
            withdrawn = self.withdraw_corrections_of(source)
            if self.added_facts.forget_file(source) or withdrawn:
                self.apply_corrections()
                return before - sum(1 for _ in self.store.triples())
            names = [record.identifier for record in self.sources()]
            names += [file.file_name for file in self.added_facts.files()]
            raise UnknownName(f"no source named {source!r}; known: {', '.join(names) or 'none'}")
        facts = set(self._facts_of(node))
        given = self._entities.given_by(facts)
        self.store.remove(facts)
        self._entities.withdraw(given)
        self._corrections.apply()
        return before - sum(1 for _ in self.store.triples())

    def sources(self) -> list[SourceRecord]:
        """Return the documents that the registry stands on, by identifier."""
        found = []
        for triple in self.store.triples(None, TYPE, dm("Source")):
            node = triple.subject
            assert isinstance(node, ox.NamedNode)
            parts = list(self.store.triples(None, SOURCE, node))
            processes = [t.subject for t in parts if self._is(t.subject, dpv("Process"))]
            claims = sum(self._claims_of_document(process) for process in processes)
            found.append(
                SourceRecord(
                    identifier=self._value(node, IDENTIFIER) or node.value,
                    title=self._value(node, TITLE),
                    file_name=self._value(node, dm("fileName")) or "",
                    sha256=self._value(node, dm("sha256")) or "",
                    edition=int(self._value(node, dm("edition")) or 1),
                    date=self._value(node, ox.NamedNode(DCT + "issued")),
                    processor=self._publisher(node),
                    entries=len(processes),
                    claims=claims,
                )
            )
        return sorted(found, key=lambda record: record.identifier)

    def source_iris(self) -> list[str]:
        """Return the IRIs of the documents that the registry stands on, sorted."""
        nodes = (triple.subject for triple in self.store.triples(None, TYPE, dm("Source")))
        return sorted(node.value for node in nodes if isinstance(node, ox.NamedNode))

    def facts_of_source(self, source: str) -> Iterator[ox.Triple]:
        """Yield every triple that the document with an IRI gave."""
        yield from self._facts_of(ox.NamedNode(source))

    def check_header(self) -> None:
        """Raise RegistryError when the registry could not be opened by the header it has now."""
        written = self._header()
        if written is not None and written != self.base:
            raise RegistryError(f"{self.location}: its base is {self.base}, and cannot become {written}")

    # corrections ----------------------------------------------------------------------------

    def correct(
        self,
        vendor: str,
        *,
        states: Mapping[str, str | Iterable[str]] | None = None,
        denies: Mapping[str, str | Iterable[str]] | None = None,
        complete: bool = False,
        reason: str,
        by: str,
        on: dt.date | None = None,
        evidence: str | None = None,
        apply: bool = True,
    ) -> Correction:
        """Add a person's statement about a vendor that outranks the lists.

        ``states`` and ``denies`` map one facet ("data", "storage-place", ...) to labels, CURIEs or
        IRIs: ``correct("Stripe", states={"storage-place": ["Ireland"]}, reason=..., by=...)``.
        ``complete`` says that what is stated is all there is. Whoever adds many passes ``apply=False`` and
        calls :meth:`apply_corrections` once. Raises UnknownName, InvalidParameter.
        """
        states, denies = _lists(states), _lists(denies)
        facets = {*states, *denies}
        if len(facets) != 1:
            raise InvalidParameter("a correction is about one kind of fact; make one for each")
        facet = facets.pop()
        if facet not in CORRECTABLE:
            raise InvalidParameter(f"{facet!r} cannot be corrected; one of {', '.join(CORRECTABLE)} can")
        return self._corrections.add(
            self.vendor(vendor),
            facet=facet,
            stated=[self._concept(facet, value) for value in states.get(facet, ())],
            denied=[self._concept(facet, value) for value in denies.get(facet, ())],
            complete=complete,
            reason=reason,
            by=by,
            on=on,
            evidence=evidence,
            apply=apply,
        )

    def withdraw_corrections_of(self, file_name: str) -> list[Correction]:
        """Take back the corrections that answers in a file made; return them. They are not applied yet."""
        made = [c for c in self.corrections() if (c.evidence or "").startswith(f"{file_name}, ")]
        for correction in made:
            self._corrections.undo(correction.number, apply=False)
        return made

    def apply_corrections(self) -> None:
        """Bring all entries into line with the corrections in force."""
        self._corrections.apply()

    def _concept(self, facet: str, value: str) -> str:
        scheme = CORRECTABLE[facet]
        found = (
            find_place(value, self.vocabulary) if scheme == PLACES else self.vocabulary.lookup(value, scheme)
        )
        if found is None:
            near = ", ".join(repr(label) for label, _ in self.vocabulary.nearest(value, scheme))
            hint = f"; nearest: {near}" if near else ""
            raise InvalidParameter(f"{facet}: {value!r} names nothing the ontology knows{hint}")
        return found

    def corrections(self) -> list[Correction]:
        """Return the corrections in force, oldest first."""
        return self._corrections.all()

    def undo_correction(self, number: int) -> None:
        """Take a correction back; what the lists say counts again. Raises UnknownName."""
        self._corrections.undo(number)
        self._entities.sweep()

    # vendors --------------------------------------------------------------------------------

    def vendors(self) -> dict[str, str]:
        """Return the IRI of every vendor with its name, sorted by name."""
        found: dict[str, str] = {}
        for triple in self.store.triples(None, dpv("hasDataProcessor"), None):
            vendor = triple.object
            if isinstance(vendor, ox.NamedNode):
                found.setdefault(vendor.value, self.name(vendor.value))
        return dict(sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])))

    def name(self, iri: str) -> str:
        """Return the name of a vendor or other node, else its IRI."""
        if not is_iri(iri):
            return iri  # a blank node of somebody else's graph
        node = ox.NamedNode(iri)
        labels = sorted(
            t.object.value for t in self.store.triples(node, LABEL, None) if isinstance(t.object, ox.Literal)
        )
        return labels[0] if labels else iri

    def source_identifier(self, iri: str) -> str:
        """Return the name by which a document is known, else its IRI."""
        return self._value(ox.NamedNode(iri), IDENTIFIER) or iri

    def vendor(self, name: str) -> str:
        """Return the IRI of the vendor of that name (letter case aside) or IRI.

        Raises UnknownName with the nearest names.
        """
        known = self._vendor_as_written(name)
        if known is not None:
            return known
        # A service may rely on a vendor that no list names any more; a breach there still affects customers.
        relied = {t.object.value for t in self.store.triples(None, dm("reliesOn"), None)}  # type: ignore[union-attr]
        return _named("vendor", name, {iri: self.name(iri) for iri in relied} | self.vendors())

    def controller(self, name: str) -> str:
        """Return the IRI of the controller (a processor's customer) of that name or IRI.

        Raises UnknownName with the nearest names.
        """
        own = self.organisation()
        known = {iri: self.name(iri) for iri in self.added_facts.subjects("controller") if iri != own}
        return name if name in known else _named("controller", name, known)

    # inside ---------------------------------------------------------------------------------

    def _vendor_as_written(self, name: str) -> str | None:
        """Find a vendor by its IRI or by its very name, without reading the names of all."""
        nodes = [t.subject for t in self.store.triples(None, LABEL, ox.Literal(name))]
        if is_iri(name):
            nodes.append(ox.NamedNode(name))
        for node in nodes:
            if isinstance(node, ox.NamedNode) and any(
                next(self.store.triples(None, relation, node), None)
                for relation in (dpv("hasDataProcessor"), dm("reliesOn"))
            ):
                return node.value
        return None

    def _header(self) -> str | None:
        for triple in self.store.triples(None, TYPE, dm("Registry")):
            if not isinstance(triple.subject, ox.NamedNode):
                raise RegistryError(f"{self.location}: its dm:Registry has no IRI; give it one that is yours")
            written = self._value(triple.subject, dm("modelVersion")) or "1"
            if not written.isdecimal():
                raise RegistryError(f"{self.location}: dm:modelVersion {written!r} is no whole number")
            version = int(written)
            if version > MODEL_VERSION:
                raise NewerModel(
                    f"{self.location}: was written by a newer datamap (model {version}, this one knows "
                    f"{MODEL_VERSION}); upgrade datamap"
                )
            return triple.subject.value
        return None

    def _source_node(self, source: str) -> ox.NamedNode | None:
        node = ox.NamedNode(source_iri(self.base, source))
        return node if self._is(node, dm("Source")) else None

    def _facts_of(self, source: ox.NamedNode) -> Iterator[ox.Triple]:
        """Yield every triple that a document gave: all those about nodes at or below its IRI."""
        pending: list[Any] = [source, *(t.subject for t in self.store.triples(None, SOURCE, source))]
        seen = set()
        while pending:
            node = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            for triple in self.store.triples(node, None, None):
                if not written_by_import(triple):
                    continue  # a person's own remark about the node
                yield triple
                if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(
                    source.value + "/"
                ):
                    pending.append(triple.object)
            pending.extend(t.subject for t in self.store.triples(None, dm("process"), node))

    def _claims_of_document(self, process: Any) -> int:
        claims = [t.subject for t in self.store.triples(None, dm("process"), process)]
        return sum(not any(self.store.triples(c, dm("byCorrection"), None)) for c in claims)  # type: ignore[arg-type]

    def _publisher(self, node: ox.NamedNode) -> str | None:
        for triple in self.store.triples(node, PUBLISHER, None):
            if isinstance(triple.object, ox.NamedNode):
                return self.name(triple.object.value)
        return None

    def _value(self, node: ox.NamedNode, predicate: ox.NamedNode) -> str | None:
        values = sorted(
            t.object.value
            for t in self.store.triples(node, predicate, None)
            if isinstance(t.object, (ox.Literal, ox.NamedNode))
        )
        return values[0] if values else None

    def _is(self, node: Any, kind: ox.NamedNode) -> bool:
        return next(iter(self.store.triples(node, TYPE, kind)), None) is not None


def _named(kind: str, name: str, known: Mapping[str, str]) -> str:
    """Return the IRI of what has a name, letter case aside; raises UnknownName with the nearest names."""
    wanted = " ".join(name.split()).casefold()
    for iri, label in known.items():
        if label.casefold() == wanted:
            return iri
    by_fold = {label.casefold(): label for label in known.values()}
    near = [fold for fold, _ in closest(wanted, by_fold, 3, at_least=60)]
    near += [fold for fold in by_fold if wanted and wanted in fold and fold not in near]
    hint = f"; did you mean {', '.join(repr(by_fold[n]) for n in near[:3])}?" if near else ""
    raise UnknownName(f"no {kind} named {name!r}{hint}")


def _lists(given: Mapping[str, str | Iterable[str]] | None) -> dict[str, list[str]]:
    """Return values by facet, a single value as a list of one."""
    return {f: [values] if isinstance(values, str) else list(values) for f, values in (given or {}).items()}


def check_base(base: str) -> None:
    """Raise RegistryError unless a registry can name its nodes below this IRI."""
    if not (is_iri(base) and base.startswith(("http://", "https://")) and base.endswith(("/", "#"))):
        raise RegistryError(f"base {base!r}: give an http(s) IRI that ends in / or #")


def source_name(path: Path) -> str:
    """Return the name under which a document is known unless another is given: its file's stem."""
    return path.stem
