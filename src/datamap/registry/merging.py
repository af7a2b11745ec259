"""Another registry's documents and persons' layers, taken into this one under this one's base IRI."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InputError
from datamap.registry.added_facts import AddedFacts
from datamap.registry.company_links import CompanyLinks
from datamap.registry.conversion import IDENTIFIER, TYPE, dm, integer, text
from datamap.registry.corrections import Corrections
from datamap.registry.documents import Documents
from datamap.registry.entities import Entities
from datamap.registry.identifiers import source_iri
from datamap.registry.serialisation import canonical_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.registry.added_facts import AddedFact
    from datamap.registry.corrections import Correction
    from datamap.registry.documents import SourceRecord
    from datamap.registry.registry import RegistryBase


@dataclass(frozen=True, slots=True)
class TakenDocument:
    """A document of another registry: ``state`` is "new", "newer" (the next version) or "known"."""

    source: str
    file_name: str
    entries: int
    claims: int
    edition: int
    state: str


@dataclass(frozen=True, slots=True)
class TakenRegistry:
    """What another registry gave: its documents, and how many corrections and added facts were new.

    ``types``, ``labels`` and ``decisions`` count what came of its project's own words, ``unknown`` are its
    project's types that have no words here.
    """

    file: str
    base: str
    documents: tuple[TakenDocument, ...]
    corrections: int
    facts: int
    notes: tuple[str, ...] = ()
    types: int = 0
    labels: int = 0
    decisions: int = 0
    unknown: tuple[str, ...] = ()


def take_registry(ours: RegistryBase, theirs: RegistryBase, *, source: str | None = None) -> TakenRegistry:
    """Take the documents, corrections and added facts of ``theirs`` into ``ours``; corrections then apply.

    A document of a name that is known is its next version where its date or edition says so, and stays as
    it is here where it is the same document. ``source`` renames the one document that theirs holds.
    ``theirs`` is used up. Raises InputError, and has then changed nothing, where nothing tells which of two
    documents is newer.
    """
    return _Merging(ours, theirs, source).run()


class _Layers:
    """The parts of one registry."""

    def __init__(self, registry: RegistryBase) -> None:
        self.store, self.base = registry.store, registry.base
        self.entities = Entities(self.store, self.base)
        self.documents = Documents(self.store, self.base, registry.vocabulary, self.entities)
        self.corrections = Corrections(self.store, self.base, registry.vocabulary)
        self.facts = AddedFacts(self.store, self.base)


class _Merging:
    def __init__(self, ours: RegistryBase, theirs: RegistryBase, source: str | None) -> None:
        self.file = theirs.location
        self.ours, self.theirs = _Layers(ours), _Layers(theirs)
        self.renamed: tuple[str, str] | None = None
        self.rename_to = source
        self.blank: dict[ox.BlankNode, ox.BlankNode] = {}
        self.notes: list[str] = []

    def run(self) -> TakenRegistry:
        records = self.theirs.documents.all()
        if self.rename_to is not None:
            self._rename(records)
        planned = [self._planned(record) for record in records]  # raises before anything is changed
        layer = self._correction_layer()
        self._undo_corrections()
        rest = set(self.theirs.store.triples())
        for record, document in zip(records, planned, strict=True):
            node = self.theirs.documents.node(record.identifier)
            if node is None:
                raise InputError(
                    f"{self.file}: source {record.identifier!r} is not named below {self.theirs.base}"
                )
            facts = set(self.theirs.documents.facts_of(node))
            rest -= facts
            if document.state != "known":
                self._replace(document, set(map(self._here, facts)))
        facts_taken = self._facts(rest)
        self._links(rest)
        self._rest(rest)
        corrections = self._corrections(layer)
        self.ours.corrections.apply()
        return TakenRegistry(
            self.file, self.theirs.base, tuple(planned), corrections, facts_taken, tuple(self.notes)
        )

    # documents ------------------------------------------------------------------------------

    def _rename(self, records: list[SourceRecord]) -> None:
        assert self.rename_to is not None
        if len(records) != 1:
            raise InputError(
                f"--source {self.rename_to}: {self.file} has {len(records)} documents; they keep their names"
            )
        old = source_iri(self.theirs.base, records[0].identifier)
        self.renamed = (old, source_iri(self.ours.base, self.rename_to))

    def _planned(self, record: SourceRecord) -> TakenDocument:
        name = self.rename_to or record.identifier
        taken = TakenDocument(name, record.file_name, record.entries, record.claims, record.edition, "new")
        known = next((r for r in self.ours.documents.all() if _same_name(r.identifier, name)), None)
        if known is None:
            return taken
        if known.sha256 == record.sha256:
            return replace(taken, state="known", edition=known.edition)
        dated = (known.date, record.date) if known.date and record.date else (None, None)
        one_list = known.processor is None or record.processor is None or known.processor == record.processor
        newer = dated[1] > dated[0] if dated[0] and dated[1] and dated[0] != dated[1] else None
        if newer is None and record.edition != known.edition:
            newer = record.edition > known.edition
        if newer and one_list:
            return replace(taken, state="newer", edition=max(record.edition, known.edition + 1))
        problem = (
            f"is {known.processor}'s list here and {record.processor}'s there"
            if not one_list
            else "is an older version there than here"
            if newer is False
            else "is another document here than there, and neither date nor edition tells which is newer"
        )
        raise InputError(
            f"{self.file}: source {name!r} {problem}; "
            f"name it otherwise with --source, or take it out first: datamap forget {name}"
        )

    def _replace(self, document: TakenDocument, triples: set[ox.Triple]) -> None:
        node = ox.NamedNode(source_iri(self.ours.base, document.source))
        for predicate, value in (
            (IDENTIFIER, text(document.source)),
            (dm("edition"), integer(document.edition)),
        ):
            triples -= {t for t in triples if t.subject == node and t.predicate == predicate}
            triples.add(ox.Triple(node, predicate, value))
        self.ours.documents.put(document.source, triples)

    # persons' layers ------------------------------------------------------------------------

    def _correction_layer(self) -> list[tuple[Correction, list[ox.Triple]]]:
        """Return their corrections with the triples that are theirs, before they are undone."""
        found = []
        for correction in self.theirs.corrections.all():
            node = self.theirs.corrections.node(correction.number)
            parts = (node, ox.NamedNode(f"{node.value}/statement"))
            found.append(
                (correction, [t for part in parts for t in self.theirs.store.triples(part, None, None)])
            )
        return found

    def _undo_corrections(self) -> None:
        """Give their documents back what they say themselves; corrections apply here anew."""
        for correction in self.theirs.corrections.all():
            self.theirs.corrections.undo(correction.number, apply=False)
        self.theirs.corrections.apply()

    def _corrections(self, layer: list[tuple[Correction, list[ox.Triple]]]) -> int:
        known = {replace(c, number=0) for c in self.ours.corrections.all()}
        last = max((c.number for c in self.ours.corrections.all()), default=0)
        taken = 0
        for correction, triples in layer:
            here = replace(correction, number=0, vendor=self._iri(correction.vendor))
            if here in known:
                continue
            number = correction.number if correction.number > last else last + 1
            self.ours.store.add(self._numbered(triples, correction.number, number))
            last, taken = max(last, number), taken + 1
        if taken:
            self.ours.store.add(self.ours.corrections.layer())
        return taken

    def _numbered(self, triples: Iterable[ox.Triple], old: int, new: int) -> Iterator[ox.Triple]:
        node = self.ours.corrections.node(old).value
        for triple in map(self._here, triples):
            subject, value = triple.subject, triple.object
            assert isinstance(subject, ox.NamedNode)
            moved = self.ours.corrections.node(new).value + subject.value.removeprefix(node)
            if triple.predicate in (dm("number"), dm("line")):
                value = integer(new)
            yield ox.Triple(ox.NamedNode(moved), triple.predicate, value)

    def _facts(self, rest: set[ox.Triple]) -> int:
        """Take added facts, the latest of each field; take their triples out of the rest."""
        known = self.ours.facts.all()
        taken: list[AddedFact] = []
        for of_subject in self.theirs.facts.all().values():
            for fact in of_subject.values():
                rest -= set(self.theirs.facts.triples_of(fact))
                here = replace(
                    fact, subject=self._iri(fact.subject), values=tuple(sorted(map(self._iri, fact.values)))
                )
                ours = known.get(here.subject, {}).get(here.field.key)
                if ours is None or ours.on < here.on:
                    taken.append(here)
                elif ours.on == here.on and (ours.texts, ours.state) != (here.texts, here.state):
                    name = here.field.key
                    self.notes.append(
                        f"{self.file}: {name} of {here.subject} is stated otherwise here on the same day; "
                        "what is stated here stands"
                    )
        files = {file.file_name: file for file in self.ours.facts.files()}
        for file in self.theirs.facts.files():
            rest -= set(self.theirs.facts.file_triples(file))
            if file.file_name not in files or files[file.file_name].on < file.on:
                self.ours.facts.remember_file(file.file_name, file.sha256, file.on)
        self.ours.facts.add(taken)
        return len(taken)

    # what is left ---------------------------------------------------------------------------

    def _links(self, rest: set[ox.Triple]) -> None:
        """Take decisions about names of companies that are not here yet, each under a number of its own."""
        ours = CompanyLinks(self.ours.store, self.ours.base)
        theirs = CompanyLinks(self.theirs.store, self.theirs.base)
        known = {replace(link, number=0) for link in ours.all()}
        last = max((link.number for link in ours.all()), default=0)
        for link in theirs.all():
            rest -= set(theirs.triples(link))
            here = replace(link, number=0, first=self._iri(link.first), second=self._iri(link.second))
            if here not in known:
                last = link.number if link.number > last else last + 1
                self.ours.store.add(ours.triples(replace(here, number=last)))

    def _rest(self, rest: set[ox.Triple]) -> None:
        """Take names, roles, and what persons wrote in the graph themselves; the header stays this one's."""
        header = ox.NamedNode(self.theirs.base)
        own = {t for t in rest if t.subject == header and t.predicate in (TYPE, dm("modelVersion"))}
        organisation = {t for t in rest if t.subject == header and t.predicate == dm("organisation")}
        rest -= own | organisation
        for triple in organisation:
            ours = self.ours.facts.own_organisation()
            theirs = self._here(triple).object
            assert isinstance(theirs, ox.NamedNode)
            if ours is None:
                self.ours.facts.set_own_organisation(theirs.value)
            elif ours != theirs.value:
                self.notes.append(f"{self.file}: is another organisation's registry; this one stays {ours}'s")
        anonymous = {
            t for t in rest if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)
        }
        self.ours.store.add(map(self._here, rest - anonymous))
        here = [t for t in self.ours.store.triples() if isinstance(t.subject, ox.BlankNode)
                or isinstance(t.object, ox.BlankNode)]  # fmt: skip
        moved = [self._here(t) for t in anonymous]
        if not set(canonical_lines(moved)) <= set(canonical_lines(here)):
            self.ours.store.add(moved)

    # under this base ------------------------------------------------------------------------

    def _here(self, triple: ox.Triple) -> ox.Triple:
        return ox.Triple(
            self._term(triple.subject),  # type: ignore[arg-type]
            self._term(triple.predicate),  # type: ignore[arg-type]
            self._term(triple.object),  # type: ignore[arg-type]
        )

    def _term(self, term: object) -> object:
        if isinstance(term, ox.NamedNode):
            return ox.NamedNode(self._iri(term.value))
        if isinstance(term, ox.BlankNode):
            return self.blank.setdefault(term, ox.BlankNode())
        return term

    def _iri(self, iri: str) -> str:
        if self.renamed is not None:
            old, new = self.renamed
            if iri == old or iri.startswith(old + "/"):
                return new + iri.removeprefix(old)
        return (
            self.ours.base + iri.removeprefix(self.theirs.base) if iri.startswith(self.theirs.base) else iri
        )


def _same_name(left: str, right: str) -> bool:
    return source_iri("", left) == source_iri("", right)
