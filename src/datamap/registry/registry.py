"""A registry: documents taken in and out, a person's corrections, and the graph they make."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidParameter, NewerModel, RegistryError, UnknownName
from datamap.registry.conversion import (
    IDENTIFIER,
    PUBLISHER,
    TYPE,
    dm,
    dpv,
    integer,
)
from datamap.registry.identifiers import source_iri
from datamap.registry.locations import locations_of
from datamap.registry.names import all_vendors, find_vendor, named
from datamap.registry.nodes import name_of, value_of
from datamap.registry.store import Store, fingerprint, open_store
from datamap.vocabulary.concepts import (
    DATA_SUBJECTS,
    PERSONAL_DATA,
    PLACES,
    PURPOSES,
    SAFEGUARDS,
    Vocabulary,
    load_vocabulary,
)
from datamap.vocabulary.local import LocalOntology, local_path, read_local
from datamap.vocabulary.places import find_place
from datamap.vocabulary.terms import DEFAULT_BASE, MODEL_VERSION, PREFIXES, is_iri

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import rdflib

    from datamap.claims.model import Reading
    from datamap.registry.added_facts import AddedFacts
    from datamap.registry.company_links import CompanyLinks
    from datamap.registry.corrections import Correction, Corrections
    from datamap.registry.derivation import Derivation
    from datamap.registry.documents import Documents, SourceRecord
    from datamap.registry.entities import Entities
    from datamap.registry.levels import Levels
    from datamap.registry.merging import TakenRegistry


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


class RegistryBase:
    """The facts of a registry and how they change; asking it is added by :class:`datamap.Registry`.

    ``location`` is a file, a directory or an endpoint, several of them to be read as one; ``create`` makes an
    empty registry where there is none. ``ontology`` names the
    file of the project's own words (see :func:`datamap.vocabulary.local.local_path`). Raises
    RegistryNotFound, RegistryError, NewerModel, OntologyError.
    """

    def __init__(
        self,
        location: str | Path | Sequence[str | Path],
        *,
        create: bool = False,
        base: str | None = None,
        ontology: str | Path | None = None,
    ) -> None:
        self.ontology_path = Path(ontology) if ontology is not None else local_path(locations_of(location)[0])
        # Taken before reading: who writes the words later must know that they are still these.
        self.ontology_print = fingerprint(self.ontology_path)
        self.local: LocalOntology | None = read_local(self.ontology_path)
        self.vocabulary: Vocabulary = load_vocabulary(self.local)
        self.store: Store = open_store(location, create=create, vocabulary=self.vocabulary)
        self.base = self._header() or base or DEFAULT_BASE
        check_base(self.base)

    @cached_property
    def _entities(self) -> Entities:
        from datamap.registry.entities import Entities

        return Entities(self.store, self.base)

    @cached_property
    def _documents(self) -> Documents:
        from datamap.registry.documents import Documents

        return Documents(self.store, self.base, self.vocabulary, self._entities)

    @cached_property
    def _corrections(self) -> Corrections:
        from datamap.registry.corrections import Corrections

        return Corrections(self.store, self.base, self.vocabulary)

    @cached_property
    def added_facts(self) -> AddedFacts:
        """What persons added: the organisation, customers, services, what vendors answered."""
        from datamap.registry.added_facts import AddedFacts

        return AddedFacts(self.store, self.base)

    @cached_property
    def company_links(self) -> CompanyLinks:
        """What persons decided about names that may be one company's."""
        from datamap.registry.company_links import CompanyLinks

        return CompanyLinks(self.store, self.base)

    @property
    def levels(self) -> Levels:
        """Which lists name our vendors, and which are a vendor's own, as the registry is now."""
        from datamap.registry.levels import Levels

        stated = self.added_facts.own_organisation()
        return Levels(self.store, self.base, self.company_links.classes(), stated)

    def organisation(self) -> str | None:
        """Return the IRI of the organisation whose registry it is, None where nobody says.

        A person says so, or the lists that are not vendors' own are all one processor's.
        """
        return self.levels.organisation()

    def own_lists(self) -> dict[str, list[str]]:
        """Return the sources (IRI) that are vendors' own lists, each with its vendor's names (IRIs)."""
        found: dict[str, list[str]] = {}
        for triple in self.store.triples(None, dm("listOf"), None):
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
                found.setdefault(triple.subject.value, []).append(triple.object.value)
        return {source: sorted(found[source]) for source in sorted(found)}

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
        graph = self.store.rdf_graph()
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

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> Derivation:
        """Remove and add quads by hand, and derive anew what follows from them; return what that was.

        Raises RegistryError for a graph that the place cannot hold, for another base, and for what no
        command could read any more; what is open is then to be thrown away, nothing is saved.
        """
        from datamap.registry.derivation import Derivation

        removed, added = list(removed), list(added)
        derivation = Derivation(self)
        derivation.before([quad.triple for quad in removed], [quad.triple for quad in added])
        self.store.change(removed, added)
        self.check_header()
        derivation.bring_up_to_date()
        return derivation

    # documents ------------------------------------------------------------------------------

    def add_reading(self, reading: Reading, *, apply: bool = True) -> None:
        """Take a document's reading in; the facts of an earlier version of it are replaced.

        A person's corrections, links and own triples stand and apply to the new facts. Whoever adds many
        passes ``apply=False`` and calls :meth:`apply_corrections` once.
        """
        self._documents.add(reading)
        if apply:
            self.apply_corrections()

    def take(self, other: RegistryBase, *, source: str | None = None) -> TakenRegistry:
        """Take another registry's documents, corrections and added facts in, under this one's base IRI.

        ``source`` renames the one document that it holds; ``other`` is used up. Raises InputError, having
        changed nothing, where nothing tells which of two documents of one name is newer.
        """
        from datamap.registry.merging import take_registry

        return take_registry(self, other, source=source)

    def replace_entries(self, entries: Mapping[str, Iterable[ox.Triple]]) -> None:
        """Give entries (by the IRI of their process) other facts, as their document's next reading would."""
        self._documents.replace_entries(entries)
        self._corrections.apply()

    def use_words(self, local: LocalOntology | None) -> None:
        """Let other words of the project's own count from now on; what is recorded stays as it is."""
        self.local = local
        self.vocabulary = load_vocabulary(local)
        self.store.use_vocabulary(self.vocabulary)
        for held in ("_corrections", "_documents"):
            self.__dict__.pop(held, None)  # they hold the vocabulary that counted before

    def forget(self, source: str) -> int:
        """Take a document out with all its facts; return how many triples went.

        A file of persons' facts is forgotten likewise. Raises UnknownName, naming what there is.
        """
        node = self._documents.node(source)
        before = sum(1 for _ in self.store.triples())
        if node is None:
            withdrawn = self.withdraw_corrections_of(source)
            if self.added_facts.forget_file(source) or withdrawn:
                self.apply_corrections()
                return before - sum(1 for _ in self.store.triples())
            names = [record.identifier for record in self.sources()]
            names += [file.file_name for file in self.added_facts.files()]
            raise UnknownName(f"no source named {source!r}; known: {', '.join(names) or 'none'}")
        self._documents.remove(node)
        self.apply_corrections()
        return before - sum(1 for _ in self.store.triples())

    def sources(self) -> list[SourceRecord]:
        """Return the documents that the registry stands on, by identifier."""
        onward = self.own_lists()
        return [
            replace(
                record,
                own_list_of=tuple(
                    self.name(iri) for iri in onward.get(source_iri(self.base, record.identifier), ())
                ),
            )
            for record in self._documents.all()
        ]

    def source_iris(self) -> list[str]:
        """Return the IRIs of the documents that the registry stands on, sorted."""
        nodes = (triple.subject for triple in self.store.triples(None, TYPE, dm("Source")))
        return sorted(node.value for node in nodes if isinstance(node, ox.NamedNode))

    def facts_of_source(self, source: str) -> Iterator[ox.Triple]:
        """Yield every triple that the document with an IRI gave."""
        yield from self._documents.facts_of(ox.NamedNode(source))

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
        """Bring all entries into line with whose lists they are, and with links and corrections in force."""
        self.company_links.apply()
        self.levels.apply()
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
        return all_vendors(self.store)

    def name(self, iri: str) -> str:
        """Return the name of a vendor or other node, else its IRI."""
        return name_of(self.store, iri)

    def source_identifier(self, iri: str) -> str:
        """Return the name by which a document is known, else its IRI."""
        return value_of(self.store, ox.NamedNode(iri), IDENTIFIER) or iri

    def vendor(self, name: str) -> str:
        """Return the IRI of the vendor of that name (letter case aside) or IRI.

        Raises UnknownName with the nearest names.
        """
        try:
            return find_vendor(self.store, name)
        except UnknownName as error:
            behind = self._behind(name)
            if behind is None:
                raise
            raise UnknownName(
                f"{name!r} is no vendor of ours: it stands behind {behind} in that vendor's own list; "
                f"ask supply-chain, who-can-reach or shared-sub-processors"
            ) from error

    def _behind(self, name: str) -> str | None:
        """Return the name of a vendor whose own list names a processor, None where none does."""
        for iri, label in self.companies().items():
            if name == iri or label.casefold() == " ".join(name.split()).casefold():
                for link in self.store.triples(None, dm("hasSubProcessor"), ox.NamedNode(iri)):
                    for of in self.store.triples(link.subject, dm("onBehalfOf"), None):  # type: ignore[arg-type]
                        return self.name(of.object.value)  # type: ignore[union-attr]
        return None

    def companies(self) -> dict[str, str]:
        """Return the IRI of every company with its name, sorted by name.

        Vendors, the sub-processors in vendors' own lists, and whose lists they are; a name that is used
        in several ways has one IRI here, the vendor's.
        """
        found: dict[str, str] = {}
        for relation in (dpv("hasDataProcessor"), dm("hasSubProcessor"), dm("reliesOn"), PUBLISHER):
            for triple in self.store.triples(None, relation, None):
                company = triple.object
                if not isinstance(company, ox.NamedNode):
                    continue
                as_vendor = company.value.replace(f"{self.base}organisation/", f"{self.base}vendor/", 1)
                if relation != PUBLISHER or as_vendor not in found:
                    found.setdefault(company.value, self.name(company.value))
        return dict(sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])))

    def company(self, name: str) -> str:
        """Return the IRI of the company of that name (letter case aside) or IRI, wherever it is named.

        Names that links speak of count even where no list has them any more. Raises UnknownName.
        """
        known = self.companies()
        for link in self.company_links.all():
            for iri in (link.first, link.second):
                known.setdefault(iri, self.name(iri))
        return name if name in known else named("company", name, known)

    def controller(self, name: str) -> str:
        """Return the IRI of the controller (a processor's customer) of that name or IRI.

        Raises UnknownName with the nearest names.
        """
        own = self.organisation()
        known = {iri: self.name(iri) for iri in self.added_facts.subjects("controller") if iri != own}
        return name if name in known else named("controller", name, known)

    # inside ---------------------------------------------------------------------------------

    def _header(self) -> str | None:
        for triple in self.store.triples(None, TYPE, dm("Registry")):
            if not isinstance(triple.subject, ox.NamedNode):
                raise RegistryError(f"{self.location}: its dm:Registry has no IRI; give it one that is yours")
            written = value_of(self.store, triple.subject, dm("modelVersion")) or "1"
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
