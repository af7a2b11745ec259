"""Facts that a person added: the organisation, its customers and services, what vendors answered.

They are a layer of their own: importing or forgetting a list leaves them. Each is a node below its
subject, with who said it, when, and where it was read from; plain DPV properties of the subject are
written beside it from what is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from datamap.registry.conversion import IDENTIFIER, LABEL, SOURCE, TYPE, dm, dpv, integer, text
from datamap.registry.identifiers import slug, subject_iri
from datamap.vocabulary.record_fields import KINDS, record_fields
from datamap.vocabulary.terms import DCT, DM, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.registry.store import Store
    from datamap.vocabulary.record_fields import Kind, RecordField

State = Literal["given", "notApplicable", "varies"]

TYPES: dict[Kind, ox.NamedNode] = {
    "organisation": dpv("Organisation"),
    "controller": dpv("DataController"),
    "group": dm("ControllerGroup"),
    "service": dpv("Service"),
    "activity": dm("ProcessingActivity"),
}
_CREATOR = ox.NamedNode(DCT + "creator")
_CREATED = ox.NamedNode(DCT + "created")


@dataclass(frozen=True, slots=True)
class AddedFact:
    """A fact about a subject (IRI), as a person gave it.

    ``texts`` are the values as written, or for "not applicable" the reason; ``values`` the IRIs of those
    that are terms or subjects. ``source`` is the file's name in the registry and ``place`` where in it
    ("line 12", "Frågor!F7"); ``on`` a date.
    """

    subject: str
    field: RecordField
    texts: tuple[str, ...]
    values: tuple[str, ...] = ()
    state: State = "given"
    by: str | None = None
    on: str = ""
    source: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class FactFile:
    """A file that persons' facts were read from, known by its name."""

    file_name: str
    sha256: str
    on: str
    facts: int


@cache
def _written_as() -> dict[str, str]:
    return {field.iri: field.written_as for field in record_fields()}


class AddedFacts:
    """The facts that persons added to a registry."""

    def __init__(self, store: Store, base: str) -> None:
        self._store, self._base = store, base

    # subjects -------------------------------------------------------------------------------

    def name_subject(self, kind: Kind, name: str) -> str:
        """Return the IRI of a subject, which is known by that name from now on."""
        node = ox.NamedNode(subject_iri(self._base, kind, name))
        triples = [ox.Triple(node, TYPE, TYPES[kind])] if kind in TYPES else []
        if not any(self._store.triples(node, LABEL, None)):
            triples.append(ox.Triple(node, LABEL, text(name)))
        self._store.add(triples)
        return node.value

    def subjects(self, kind: Kind) -> list[str]:
        """Return the IRIs of all subjects of a kind that is not "vendor", sorted by name."""
        nodes = [t.subject for t in self._store.triples(None, TYPE, TYPES[kind])]
        named = [(self._name(node), node.value) for node in nodes if isinstance(node, ox.NamedNode)]
        return [iri for _, iri in sorted(named, key=lambda pair: (pair[0].casefold(), pair[1]))]

    def own_organisation(self) -> str | None:
        """Return the IRI of the organisation whose registry it is, where a person said so."""
        for triple in self._store.triples(ox.NamedNode(self._base), dm("organisation"), None):
            if isinstance(triple.object, ox.NamedNode):
                return triple.object.value
        return None

    def set_own_organisation(self, iri: str) -> None:
        """Say whose registry it is."""
        header = ox.NamedNode(self._base)
        self._store.remove(self._store.triples(header, dm("organisation"), None))
        self._store.add([ox.Triple(header, dm("organisation"), ox.NamedNode(iri))])

    # facts ----------------------------------------------------------------------------------

    def add(self, facts: Iterable[AddedFact]) -> None:
        """Add facts; each replaces what was said before about the same field of the same subject."""
        for fact in facts:
            self._withdraw(self._node(fact.subject, fact.field))
            self._store.add(self.triples_of(fact))

    def all(self) -> dict[str, dict[str, AddedFact]]:
        """Return all facts by subject (IRI) and key of the field."""
        fields = {field.iri: field for field in record_fields()}
        found: dict[str, dict[str, AddedFact]] = {}
        names: dict[str, str] = {}
        for triple in self._store.triples(None, TYPE, dm("AddedFact")):
            fact = self._read(triple.subject, fields, names)
            if fact is not None:
                found.setdefault(fact.subject, {})[fact.field.key] = fact
        return found

    def at(self, node: ox.NamedNode) -> AddedFact | None:
        """Return the fact that a node is; None for one of a field that is not known here.

        Raises KeyError, ValueError where it is not whole.
        """
        return self._read(node, {field.iri: field for field in record_fields()}, {})

    def remember_file(self, file_name: str, sha256: str, on: str) -> None:
        """Note that facts were read from a file."""
        node = self._file_node(file_name)
        for predicate in (dm("sha256"), _CREATED):
            self._store.remove(self._store.triples(node, predicate, None))
        self._store.add(self.file_triples(FactFile(file_name, sha256, on, 0)))

    def file_triples(self, file: FactFile) -> Iterator[ox.Triple]:
        """Yield a file of facts as it is written."""
        node = self._file_node(file.file_name)
        yield ox.Triple(node, TYPE, dm("FactFile"))
        yield ox.Triple(node, IDENTIFIER, text(file.file_name))
        yield ox.Triple(node, dm("sha256"), text(file.sha256))
        yield ox.Triple(node, _CREATED, ox.Literal(file.on, datatype=ox.NamedNode(XSD + "date")))

    def files(self) -> list[FactFile]:
        """Return the files that facts were read from, by name."""
        found = []
        for triple in self._store.triples(None, TYPE, dm("FactFile")):
            node = triple.subject
            assert isinstance(node, ox.NamedNode)
            facts = sum(1 for t in self._store.triples(None, SOURCE, node) if self._is_fact(t.subject))
            one = {name: self._value(node, name) for name in (IDENTIFIER, dm("sha256"), _CREATED)}
            found.append(FactFile(one[IDENTIFIER], one[dm("sha256")], one[_CREATED], facts))
        return sorted(found, key=lambda file: file.file_name)

    def forget_file(self, file_name: str) -> bool:
        """Withdraw the facts that were read from a file; return whether it was known."""
        node = self._file_node(file_name)
        if not any(self._store.triples(node, TYPE, dm("FactFile"))):
            return False
        for triple in list(self._store.triples(None, SOURCE, node)):
            if isinstance(triple.subject, ox.NamedNode) and self._is_fact(triple.subject):
                self._withdraw(triple.subject)
        self._store.remove(self._store.triples(node, None, None))
        self._drop_bare_subjects()
        return True

    # as RDF ---------------------------------------------------------------------------------

    def _node(self, subject: str, field: RecordField) -> ox.NamedNode:
        return ox.NamedNode(f"{subject}/fact/{field.key}")

    def _file_node(self, file_name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self._base}facts/{slug(file_name)}")

    def triples_of(self, fact: AddedFact) -> Iterator[ox.Triple]:
        """Yield a fact as it is written."""
        node, subject = self._node(fact.subject, fact.field), ox.NamedNode(fact.subject)
        yield ox.Triple(node, TYPE, dm("AddedFact"))
        yield ox.Triple(node, dm("about"), subject)
        yield ox.Triple(node, dm("recordField"), ox.NamedNode(fact.field.iri))
        yield ox.Triple(node, dm("state"), dm(fact.state))
        yield ox.Triple(node, dm("text"), text("\n".join(fact.texts)))
        for value in fact.values:
            yield ox.Triple(node, dm("value"), ox.NamedNode(value))
        if fact.by:
            yield ox.Triple(node, _CREATOR, text(fact.by))
        if fact.on:
            yield ox.Triple(node, _CREATED, ox.Literal(fact.on, datatype=ox.NamedNode(XSD + "date")))
        yield ox.Triple(node, SOURCE, self._file_node(fact.source))
        yield ox.Triple(node, dm("place"), text(fact.place))
        digits = re.search(r"\d+$", fact.place)
        yield ox.Triple(node, dm("line"), integer(int(digits.group()) if digits else 0))
        if fact.state == "given":
            plain = ox.NamedNode(fact.field.written_as)
            for value in fact.values:
                yield ox.Triple(subject, plain, ox.NamedNode(value))
            if not fact.values:
                yield ox.Triple(subject, plain, text("; ".join(fact.texts)))

    def _read(self, node: object, fields: dict[str, RecordField], names: dict[str, str]) -> AddedFact | None:
        assert isinstance(node, ox.NamedNode)
        one: dict[str, str] = {}
        values = []
        for triple in self._store.triples(node, None, None):
            predicate, value = triple.predicate.value, triple.object.value  # type: ignore[union-attr]
            if predicate == DM + "value":
                values.append(value)
            else:
                one[predicate] = value
        field = fields.get(one.get(DM + "recordField", ""))
        if field is None:
            return None  # of another version's fields; kept, not shown
        file = one.get(SOURCE.value, "")
        if file not in names:
            names[file] = self._value(ox.NamedNode(file), IDENTIFIER) if file else ""
        said = one.get(DM + "text", "")
        state = one.get(DM + "state", DM + "given").removeprefix(DM)
        return AddedFact(
            subject=one[DM + "about"],
            field=field,
            # Values of a list hold no line break; a single text may.
            texts=tuple(said.split("\n")) if field.is_list and state == "given" else (said,),
            values=tuple(sorted(values)),
            state=state,  # type: ignore[arg-type]
            by=one.get(_CREATOR.value),
            on=one.get(_CREATED.value, ""),
            source=names[file],
            place=one.get(DM + "place", ""),
        )

    def _withdraw(self, node: ox.NamedNode) -> None:
        subjects = [t.object for t in self._store.triples(node, dm("about"), None)]
        fields = [t.object.value for t in self._store.triples(node, dm("recordField"), None)]  # type: ignore[union-attr]
        written = _written_as()
        for subject in subjects:
            for field in fields:
                if field in written and isinstance(subject, ox.NamedNode):
                    plain = ox.NamedNode(written[field])
                    self._store.remove(self._store.triples(subject, plain, None))
        self._store.remove(self._store.triples(node, None, None))

    def _drop_bare_subjects(self) -> None:
        """Drop subjects that nothing is said about any more, nor refers to."""
        organisation = self.own_organisation()
        if organisation and not any(self._store.triples(None, dm("about"), ox.NamedNode(organisation))):
            header = ox.NamedNode(self._base)
            self._store.remove(self._store.triples(header, dm("organisation"), None))
        own = {*self._store.triples(ox.NamedNode(self._base), dm("organisation"), None)}
        for kind in KINDS:
            if kind not in TYPES:
                continue
            for iri in self.subjects(kind):
                node = ox.NamedNode(iri)
                said = any(t.predicate not in (TYPE, LABEL) for t in self._store.triples(node, None, None))
                referred = any(t not in own for t in self._store.triples(None, None, node))
                if not said and not referred:
                    self._store.remove(self._store.triples(node, None, None))
                    self._store.remove(self._store.triples(None, dm("organisation"), node))

    def _is_fact(self, node: object) -> bool:
        return isinstance(node, ox.NamedNode) and any(self._store.triples(node, TYPE, dm("AddedFact")))

    def _name(self, node: ox.NamedNode) -> str:
        return min((t.object.value for t in self._store.triples(node, LABEL, None)), default=node.value)  # type: ignore[union-attr]

    def _value(self, node: ox.NamedNode, predicate: ox.NamedNode) -> str:
        return min((t.object.value for t in self._store.triples(node, predicate, None)), default="")  # type: ignore[union-attr]
