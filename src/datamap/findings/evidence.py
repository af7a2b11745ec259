"""The lines that findings rest on: looked up for those that are shown, in chunks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.questions.binding import bind
from datamap.registry.conversion import LABEL, PUBLISHER, SOURCE, TYPE, dm, dpv
from datamap.vocabulary.terms import DCT, DM, is_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.registry import RegistryBase

CHUNK = 500

# A seat or a parent's country is no place of the data, although it may be the same country.
_CLAIMS = """PREFIX dm: <https://w3id.org/datamap#>
SELECT ?process ?concept ?statement ?phrase WHERE {
  VALUES ?process { $nodes }
  ?claim dm:process ?process ; dm:concept ?concept ; dm:statement ?statement ; dm:phrase ?phrase ;
    dm:certainty ?certainty ; dm:property ?property .
  FILTER(?certainty NOT IN (dm:outranked, dm:denied) && ?property NOT IN (dm:hasSeat, dm:hasParentLocation))
}"""
_STATEMENTS = """PREFIX dm: <https://w3id.org/datamap#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?statement ?source ?line ?text WHERE {
  VALUES ?statement { $nodes }
  ?statement dct:source ?source ; dm:line ?line ; dm:text ?text .
}"""


@dataclass(frozen=True, slots=True)
class Cited:
    """A line that a finding rests on.

    ``source`` is the document's name in the registry and ``file`` its file name; ``text`` is verbatim,
    ``phrases`` the words in it that count (none where the line stands for what it does not say).
    """

    source: str
    file: str
    line: int
    text: str
    phrases: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the line as plain values, for JSON."""
        return {
            "source": self.source,
            "file": self.file,
            "line": self.line,
            "text": self.text.strip(),
            "phrases": list(self.phrases),
        }


class Lines:
    """Where a registry says something; everything is looked up once."""

    def __init__(self, registry: RegistryBase) -> None:
        self._registry, self._store = registry, registry.store
        self._claims: dict[str, list[tuple[str, str, str]]] = {}
        self._statements: dict[str, tuple[str, int, str]] = {}
        self._sources: dict[str, tuple[str, str]] = {}
        self._about: dict[str, list[str]] = {}

    # looking up in bulk ---------------------------------------------------------------------

    def fetch_claims(self, processes: Iterable[str]) -> None:
        """Look the claims of these entries up."""
        wanted = [p for p in dict.fromkeys(processes) if p not in self._claims and is_iri(p)]
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            self._claims.update((process, []) for process in chunk)
            for row in self._solutions(_CLAIMS, chunk):
                found = (row["concept"].value, row["statement"].value, row["phrase"].value)
                self._claims[row["process"].value].append(found)

    def fetch_statements(self, statements: Iterable[str]) -> None:
        """Look the lines and texts of these statements up."""
        wanted = [s for s in dict.fromkeys(statements) if s not in self._statements and is_iri(s)]
        for start in range(0, len(wanted), CHUNK):
            for row in self._solutions(_STATEMENTS, wanted[start : start + CHUNK]):
                line = row["line"].value
                found = (row["source"].value, int(line) if line.isdecimal() else 0, row["text"].value)
                self._statements[row["statement"].value] = found

    def _solutions(self, text: str, nodes: list[str]) -> ox.QuerySolutions:
        solutions = self._store.query(bind(text, {"nodes": [ox.NamedNode(iri) for iri in nodes]}), schemes=())
        assert isinstance(solutions, ox.QuerySolutions)
        return solutions

    # what stands where ----------------------------------------------------------------------

    def claimed(self, process: str, concepts: Iterable[str]) -> list[tuple[str, str]]:
        """Return (statement, phrase) for what an entry claims of some concepts."""
        concepts = set(concepts)
        return [(s, phrase) for concept, s, phrase in self._claims.get(process, ()) if concept in concepts]

    def heading(self, process: str) -> list[str]:
        """Return the heading of an entry."""
        return self._objects(process, dm("heading"))

    def introducing(self, subject: str) -> list[str]:
        """Return the statements that introduce what is no vendor.

        A source by its date or title, else its first line; an organisation by the line that names it;
        customers and services by what a person stated first.
        """
        known = self._about.get(subject)
        if known is None:
            known = self._about[subject] = self._introduce(subject)
        return known

    def _introduce(self, subject: str) -> list[str]:
        node = ox.NamedNode(subject) if is_iri(subject) else None
        if node is None:
            return []
        if any(self._store.triples(node, TYPE, dm("Source"))):
            return self._of_source(node, ("field-date", "field-title", "field-version"))[:1]
        facts = [t.subject.value for t in self._store.triples(None, dm("about"), node)]  # type: ignore[union-attr]
        if facts:
            return sorted(facts)[:1]
        for relation, field in (
            (PUBLISHER, "field-processor"),
            (dpv("hasDataController"), "field-controller"),
        ):
            sources = [t.subject for t in self._store.triples(None, relation, node)]
            for source in sources:
                if isinstance(source, ox.NamedNode):
                    found = self._of_source(source, (field, "field-title"))
                    if found:
                        return found[:1]
        if any(self._store.triples(node, SOURCE, None)) and any(self._store.triples(node, dm("line"), None)):
            return [subject]  # a statement, or an added fact
        return self._objects(subject, dm("statement"))[:1] or self._objects(subject, dm("heading"))[:1]

    def _of_source(self, source: ox.NamedNode, fields: tuple[str, ...]) -> list[str]:
        """Return the statements of a document about itself: those of some fields, else its first lines."""
        near: list[tuple[int, int, str]] = []
        lines: list[tuple[int, str]] = []
        for triple in self._store.triples(None, SOURCE, source):
            node = triple.subject
            if not isinstance(node, ox.NamedNode):
                continue
            field = next((f.removeprefix(DM) for f in self._objects(node.value, dm("field"))), None)
            line = next((int(v) for v in self._values(node, dm("line")) if v.isdecimal()), 0)
            if field in fields:
                near.append((fields.index(field), line, node.value))
            elif field is not None:
                lines.append((line, node.value))
        return [iri for *_, iri in sorted(near)] or [iri for _, iri in sorted(lines)]

    def cite(self, statements: Iterable[tuple[str, str | None]]) -> tuple[Cited, ...]:
        """Return statements as lines, each once, with all the phrases that count in it."""
        gathered: dict[tuple[str, str, int, str], dict[str, None]] = {}
        for iri, phrase in statements:
            found = self._statements.get(iri)
            if found is None:
                continue
            source, line, text = found
            phrases = gathered.setdefault((*self._source(source), line, text), {})
            if phrase:
                phrases[phrase] = None
        ordered = sorted(gathered.items(), key=lambda pair: (pair[0][0], pair[0][2], pair[0][3]))
        # In the order of the line, whatever order a store answers in.
        return tuple(
            Cited(*key, tuple(sorted(phrases, key=lambda phrase: (key[3].find(phrase), phrase))))
            for key, phrases in ordered
        )

    def _source(self, iri: str) -> tuple[str, str]:
        known = self._sources.get(iri)
        if known is None:
            identifier = self._registry.source_identifier(iri)
            names = self._values(ox.NamedNode(iri), dm("fileName")) if is_iri(iri) else []
            known = self._sources[iri] = (identifier, names[0] if names else identifier)
        return known

    def source_of(self, process: str) -> str | None:
        """Return the name of the document that an entry stands in."""
        found = self._objects(process, ox.NamedNode(DCT + "source"))
        return self._source(found[0])[0] if found else None

    def name(self, iri: str) -> str:
        """Return the name of a vendor, document or other node, else its IRI."""
        named = self._registry.name(iri)
        return self._registry.source_identifier(iri) if named == iri and is_iri(iri) else named

    def label(self, iri: str) -> str | None:
        """Return what a node is called itself, None where it has no name."""
        node = ox.NamedNode(iri)
        return min((t.object.value for t in self._store.triples(node, LABEL, None)), default=None)  # type: ignore[union-attr]

    def _objects(self, subject: str, predicate: ox.NamedNode) -> list[str]:
        if not is_iri(subject):
            return []
        found = self._store.triples(ox.NamedNode(subject), predicate, None)
        return [t.object.value for t in found if isinstance(t.object, ox.NamedNode)]

    def _values(self, node: ox.NamedNode, predicate: ox.NamedNode) -> list[str]:
        return [
            t.object.value
            for t in self._store.triples(node, predicate, None)
            if isinstance(t.object, ox.Literal)
        ]
