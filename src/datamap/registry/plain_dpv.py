"""A graph in plain DPV as a list: its processes, and what they state of vendors, data, purposes and places.

What a graph leaves out it does not deny (the open world of RDF 1.1 Semantics): every list stays open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.claims.model import COVERED, Claim, Entry, Opening, Reading, Statement, Unmapped
from datamap.registry.conversion import LABEL, TITLE, TYPE, dpv
from datamap.vocabulary.concepts import (
    DATA_SUBJECTS,
    PERSONAL_DATA,
    PLACES,
    PROCESSING,
    PURPOSES,
    ROLES,
    SAFEGUARDS,
)
from datamap.vocabulary.places import find_place
from datamap.vocabulary.terms import DPV, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.claims.model import Facet
    from datamap.registry.store import Store
    from datamap.vocabulary.concepts import Vocabulary

_NAMES = (
    LABEL,
    TITLE,
    ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"),
    dpv("hasName"),
    ox.NamedNode("http://xmlns.com/foaf/0.1/name"),
    ox.NamedNode("https://schema.org/name"),
    ox.NamedNode("http://schema.org/name"),
)
_FIELDS: tuple[tuple[str, str, Facet, str], ...] = (
    ("hasPersonalData", "data", "data", PERSONAL_DATA),
    ("hasPurpose", "purpose", "purpose", PURPOSES),
    ("hasDataSubject", "subjects", "subject", DATA_SUBJECTS),
    ("hasProcessing", "processing-category", "processing", PROCESSING),
    ("hasLocation", "processing-place", "processing-place", PLACES),
    ("hasStorageCondition", "storage-place", "storage-place", PLACES),
    ("hasLegalBasis", "safeguard", "safeguard", SAFEGUARDS),
    ("hasOrganisationalMeasure", "safeguard", "safeguard", SAFEGUARDS),
    ("hasTechnicalMeasure", "safeguard", "safeguard", SAFEGUARDS),
)
"""DPV's property, the field of a list that it fills, and the facet and scheme of its values."""
_QUESTION = {"data": "data", "purpose": "purpose", "subjects": "subject", "processing-place": "place",
             "storage-place": "place"}  # fmt: skip
_IMPLEMENTERS = frozenset({DPV + "DataProcessor", DPV + "DataSubProcessor"})
_OLDER = re.compile(r"https?://(?:www\.)?w3(?:id)?\.org/(?:ns/)?(?:dpv|dpvcg)[/\w.-]*[#/](?P<name>\w+)")
"""A term of DPV under another namespace than that of version 2: dpv-pd, dpv-owl, ns/dpv."""

Node = ox.NamedNode | ox.BlankNode


class PlainReader:
    """Reads one graph."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self.store, self.vocabulary = store, vocabulary
        self.unmapped: list[Unmapped] = []

    def read(self, file_name: str, sha256: str, source: str, processor: str | None) -> Reading:
        """Return the graph as a reading; it has no entries where the graph names no processor."""
        entries = []
        links = sorted(self._links(), key=lambda pair: (self._name(pair[1]).casefold(), str(pair[0])))
        for process, vendor in links:
            entries.append(self._entry(process, vendor))
        controllers = {self._name(c) for p, _ in links for c in self._values(p, dpv("hasDataController"))}
        return Reading(
            source=source,
            file_name=file_name,
            sha256=sha256,
            entries=tuple(entries),
            around=(),
            unmapped=tuple(self.unmapped),
            processor=processor,
            controller=controllers.pop() if len(controllers) == 1 else None,
        )

    def _links(self) -> Iterator[tuple[Node, Node]]:
        """Yield each process with each vendor that it names."""
        found = set()
        for name in ("hasDataProcessor", "isImplementedByEntity"):
            for link in self.store.triples(None, dpv(name), None):
                process, vendor = link.subject, link.object
                if not isinstance(process, Node) or not isinstance(vendor, Node):
                    continue
                kinds = {kind.value for kind in self._values(vendor, TYPE) if isinstance(kind, ox.NamedNode)}
                if name == "isImplementedByEntity" and not kinds & _IMPLEMENTERS:
                    continue
                if dpv("ROPA") not in self._values(process, TYPE):  # a record about whom, not a list of whom
                    found.add((process, vendor))
        yield from found

    def _entry(self, process: Node, vendor: Node) -> Entry:
        name, at = self._name(vendor), process.value if isinstance(process, ox.NamedNode) else ""
        statements = [Statement("heading", "heading", name, 0, None, at=at)]
        claims: list[Claim] = []
        for term, field, facet, scheme in _FIELDS:
            values = sorted(self._objects(process, term), key=str)
            if facet == "safeguard":  # a measure or a ground may be many things; only tools of transfer count
                values = [v for v in values if self._concept(v, scheme)]
            if not values:
                continue
            count = sum(s.field == field for s in statements) + 1
            key = field if count == 1 else f"{field}-{count}"
            phrases = [self._phrase(value) for value in values]
            statements.append(Statement(key, field, f"dpv:{term}: {', '.join(phrases)}", 0, None, at=at))
            for value, phrase in zip(values, phrases, strict=True):
                concept = self._concept(value, scheme)
                suggestion = None if concept else self._suggestion(value, scheme)
                claims.append(Claim(facet, key, phrase, 0, concept, suggestion=suggestion))
                if concept is None:
                    self.unmapped.append(Unmapped(phrase, field, 0, name, suggestion, at))
        for kind in self._values(vendor, TYPE):
            if isinstance(kind, ox.NamedNode) and self.vocabulary.in_scheme(kind.value, ROLES):
                claims.append(Claim("role", "heading", curie(kind.value), 0, kind.value))
        openings: dict[str, list[str]] = {}
        for statement in statements[1:]:
            if statement.field in _QUESTION:
                openings.setdefault(_QUESTION[statement.field], []).append(statement.key)
        coverage = {
            question: Opening("open", tuple(openings[question]), said=True)
            if question in openings
            else Opening("notStated")
            for question in COVERED
        }
        return Entry(name, 0, tuple(statements), tuple(claims), coverage, at=at)

    def _objects(self, process: Node, term: str) -> set[Node | ox.Literal]:
        found = set(self._values(process, dpv(term)))
        if term not in ("hasStorageCondition", "hasLocation"):
            return found
        places: set[Node | ox.Literal] = set()
        for value in found:
            # A storage condition has its place below it; so may a location that is described.
            inner = set(self._values(value, dpv("hasLocation"))) if isinstance(value, Node) else set()
            places |= inner or ({value} if term == "hasLocation" else set())
        return places

    def _concept(self, value: Node | ox.Literal, scheme: str) -> str | None:
        """Return the term that a value is, is an instance of, or is named as."""
        if isinstance(value, ox.NamedNode):
            known = self._term(value.value, scheme)
            if known is not None:
                return known
        if isinstance(value, Node):
            for kind in sorted(self._values(value, TYPE), key=str):
                known = self._term(kind.value, scheme) if isinstance(kind, ox.NamedNode) else None
                if known is not None:
                    return known
        for words in self._words(value):
            known = self._lookup(words, scheme)
            if known is not None:
                return known
        return None

    def _term(self, iri: str, scheme: str) -> str | None:
        if self.vocabulary.in_scheme(iri, scheme):
            return iri
        older = _OLDER.fullmatch(iri)
        names = self.vocabulary.members(scheme) if older else ()
        return next((m for m in names if older and re.split(r"[#/]", m)[-1] == older["name"]), None)

    def _lookup(self, words: str, scheme: str) -> str | None:
        if scheme == PLACES:
            return find_place(words, self.vocabulary)
        return self.vocabulary.lookup(words, scheme)

    def _suggestion(self, value: Node | ox.Literal, scheme: str) -> str | None:
        """Return the term that the last part of an IRI reads as: a name is no statement."""
        if not isinstance(value, ox.NamedNode):
            return None
        return self._lookup(_spaced(re.split(r"[#/]", value.value)[-1]), scheme)

    def _phrase(self, value: Node | ox.Literal) -> str:
        words = next(iter(self._words(value)), None)
        if isinstance(value, ox.NamedNode):
            short = curie(value.value)
            return short if words is None else f"{words} ({short})"
        if words is not None or not isinstance(value, ox.BlankNode):
            return words or "[]"
        kinds = (curie(kind.value) for kind in self._values(value, TYPE) if isinstance(kind, ox.NamedNode))
        return f"[a {', '.join(sorted(kinds))}]"

    def _words(self, value: Node | ox.Literal) -> Iterable[str]:
        if isinstance(value, ox.Literal):
            return [value.value.strip()]
        return sorted({w.value.strip() for n in _NAMES for w in self._values(value, n) if _is_text(w)})

    def _name(self, node: Node | ox.Literal) -> str:
        words = next((word for word in self._words(node) if word), None)
        if words is not None:
            return words
        if isinstance(node, ox.NamedNode):
            return _spaced(re.split(r"[#/]", node.value.rstrip("#/"))[-1]) or node.value
        return "?"

    def _values(self, node: Node, predicate: ox.NamedNode) -> list[Node | ox.Literal]:
        return [t.object for t in self.store.triples(node, predicate, None)]  # type: ignore[misc]


def _is_text(value: Node | ox.Literal) -> bool:
    return isinstance(value, ox.Literal) and bool(value.value.strip())


def _spaced(name: str) -> str:
    """Return the words of a name in an IRI: "EmailAddress" is "Email Address"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]+", " ", name).strip()
