"""A registry as plain values to compare: entries with facts, coverage and edges, read by whole predicates."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from datamap.changes.decisions import Decisions, decisions_of
from datamap.registry.conversion import LABEL, SOURCE, TITLE, dm, dpv
from datamap.registry.edges import FACET
from datamap.registry.identifiers import source_iri
from datamap.vocabulary.concepts import FIELDS, normalise
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from datamap.registry.added_facts import AddedFact
    from datamap.registry.registry import RegistryBase

VERBS = ("states", "mayHave", "denies")
EDGES = tuple(verb + side for verb in VERBS for side in ("Data", "Place", "Access", "Purpose", "Subject"))
QUESTIONS = ("data", "place", "access", "purpose", "subject")
ROLE = "role"

# Whose words are read into claims, or say where the entry begins; all other fields are compared as text.
_READ = frozenset(
    {"purpose", "service", "data", "subjects", "processing-category", "storage-place", "processing-place"}
    | {"access-place", "seat", "parent-place", "safeguard", "role", "vendor-name", "heading", "footnote"}
    | {"correction", "processor", "controller", "date", "version", "title", "scope"}
)
_CLAIM = ("process", "property", "certainty", "statement", "phrase", "line", "concept", "outrankedBy")
_STATEMENT = ("field", "line", "text")
_NUMBER = "registration-number"
FOOTNOTE_MARKS = re.compile(r"[*†‡§⁰¹²³⁴-⁹]+|\[\d{1,2}\]")
_EDGE_PUNCTUATION = " .,;:•–—-\t"


class Cited(NamedTuple):
    """A statement of a source: the source's name, the line, the whole text, and the words that count."""

    source: str
    line: int
    text: str
    phrase: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the evidence as plain values, for JSON."""
        return {"source": self.source, "line": self.line, "text": self.text, "phrase": self.phrase}


@dataclass(frozen=True, slots=True)
class Fact:
    """What an entry says of one concept of a facet; ``concept`` is None for words nobody understood.

    ``certainty`` is "stated", "conditional" or "denied"; both stated and denied is "conditional".
    """

    facet: str
    concept: str | None
    words: str
    certainty: str
    evidence: tuple[Cited, ...]


Key = tuple[str, str]
"""What a fact is about: its facet, and its concept (or the words, after a quotation mark)."""


@dataclass(slots=True)
class Entry:
    """One entry of a list: its vendor, what it says, and how complete that is.

    ``texts`` are the fields that are kept as text alone (retention, contract, ...), ``edges`` what questions
    stand on, by predicate, ``qualifiers`` (IRIs) why its lists are not plain. ``place`` is its rank in its
    list, ``number`` the company's registration number, ``company`` the vendor's IRI below the base.
    """

    process: str
    vendor: str
    name: str
    source: str
    heading: tuple[Cited, ...] = ()
    facts: dict[Key, Fact] = field(default_factory=dict)
    texts: dict[str, Fact] = field(default_factory=dict)
    coverage: dict[str, tuple[str, tuple[Cited, ...]]] = field(default_factory=dict)
    edges: dict[str, set[str]] = field(default_factory=dict)
    qualifiers: dict[str, tuple[Cited, ...]] = field(default_factory=dict)
    place: int = 0
    number: str = ""
    company: str = ""

    def covers(self, question: str) -> str:
        """Return "listed", "open" or "notStated"."""
        return self.coverage.get(question, ("notStated", ()))[0]

    @property
    def content(self) -> frozenset[tuple[object, ...]]:
        """What the entry says, apart from its name, order and wording."""
        said: set[tuple[object, ...]] = {(*key, fact.certainty) for key, fact in self.facts.items()}
        said |= {("coverage", question, how) for question, (how, _) in self.coverage.items()}
        said |= {("qualifier", qualifier) for qualifier in self.qualifiers}
        said |= {("text", name, fact.words) for name, fact in self.texts.items()}
        return frozenset(said)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is compared of a registry: its entries by source, and what persons added.

    ``names`` are those of sources by IRI; what persons' facts are about is known by its IRI below the
    registry's base, and ``subjects`` has its name. ``decisions`` are those about names of companies.
    """

    entries: tuple[Entry, ...]
    names: dict[str, str]
    supplied: dict[tuple[str, str], AddedFact]
    subjects: dict[str, str]
    decisions: Decisions


def take_snapshot(
    registry: RegistryBase, sources: Collection[str] | None = None, vendors: Collection[str] = ()
) -> Snapshot:
    """Return what a registry says.

    ``sources`` names the documents (their names in the registry) that are read, None is all. Of these
    alone the other entries of their vendors come along, as do those of ``vendors`` (IRIs): an answer
    about a vendor stands on all its entries. What persons added is then left out.
    """
    nodes = None if sources is None else _nodes_of(registry, sources, vendors)
    table = _Table(registry, nodes)
    entries = _entries(registry, table)
    if sources is not None:
        return Snapshot(entries, table.source_names, {}, {}, decisions_of(registry))
    added = registry.added_facts.all()
    base = registry.base  # two registries may name their nodes below different ones
    supplied = {
        (subject.removeprefix(base), key): fact
        for subject, facts in added.items()
        for key, fact in facts.items()
    }
    subjects = {subject.removeprefix(base): registry.name(subject) for subject in added}
    for entry in entries:
        number = supplied.get((entry.vendor.removeprefix(base), _NUMBER))
        if number is not None and number.state == "given":
            entry.number = normalise("".join(number.texts))
    return Snapshot(entries, table.source_names, supplied, subjects, decisions_of(registry))


def compared_text(text: str, labels: Iterable[str] = ()) -> str:
    """Return the form in which a text is compared: without label, footnote marks, case and spacing."""
    label, colon, value = text.partition(":")
    if colon and normalise(label.strip(" *•–-#|\t")) in labels:
        text = value
    return normalise(FOOTNOTE_MARKS.sub(" ", text)).strip(_EDGE_PUNCTUATION)


# reading -----------------------------------------------------------------------------------------------


class _Table:
    """Predicates of a registry as subject -> values: of all nodes in one pass each, or of some nodes."""

    def __init__(self, registry: RegistryBase, nodes: set[str] | None) -> None:
        self._columns: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        own = ("hasStatement", "heading", "listedRole", "qualifier", *_CLAIM, "field", "text", *EDGES)
        coverage = [f"{q}Coverage{suffix}" for q in QUESTIONS for suffix in ("", "In")]
        wanted = {dm(name) for name in (*own, *coverage)} | {SOURCE, TITLE, dpv("hasDataProcessor")}
        if nodes is None:
            for predicate in wanted:
                self._keep(registry.store.triples(None, predicate, None))
        else:
            for node in nodes:
                triples = registry.store.triples(ox.NamedNode(node), None, None)
                self._keep(triple for triple in triples if triple.predicate in wanted)
        sources = {iri for values in self[SOURCE.value].values() for iri in values}
        self.source_names = {iri: registry.source_identifier(iri) for iri in sources}

    def _keep(self, triples: Iterator[ox.Triple]) -> None:
        for triple in triples:
            subject, value = triple.subject, triple.object
            if isinstance(subject, ox.NamedNode) and isinstance(value, (ox.NamedNode, ox.Literal)):
                self._columns[triple.predicate.value][subject.value].append(value.value)

    def __getitem__(self, predicate: str) -> dict[str, list[str]]:
        return self._columns[predicate]

    def own(self, name: str) -> dict[str, list[str]]:
        """Return the values of one of our own predicates."""
        return self._columns[DM + name]

    def first(self, name: str, subject: str, default: str = "") -> str:
        """Return the least value of one of our own predicates of a node."""
        return min(self._columns[DM + name].get(subject, ()), default=default)


def _nodes_of(registry: RegistryBase, sources: Iterable[str], vendors: Iterable[str]) -> set[str]:
    """Return the nodes of some sources and of their vendors' entries: processes, statements, claims."""
    store, found = registry.store, set()
    processes: set[str] = set()
    related = set(vendors)
    for source in sources:
        for triple in store.triples(None, SOURCE, ox.NamedNode(source_iri(registry.base, source))):
            assert isinstance(triple.subject, ox.NamedNode)
            found.add(triple.subject.value)
            for link in store.triples(triple.subject, dpv("hasDataProcessor"), None):
                processes.add(triple.subject.value)
                related.add(link.object.value)  # type: ignore[union-attr]
    for vendor in related:
        links = store.triples(None, dpv("hasDataProcessor"), ox.NamedNode(vendor))
        processes |= {link.subject.value for link in links if isinstance(link.subject, ox.NamedNode)}
    for process in processes:
        found.add(process)
        node = ox.NamedNode(process)
        for claim in store.triples(None, dm("process"), node):
            assert isinstance(claim.subject, ox.NamedNode)
            found.add(claim.subject.value)
            found |= {t.object.value for t in store.triples(claim.subject, dm("statement"), None)}  # type: ignore[union-attr]
        for name in ("hasStatement", "heading", *(f"{q}CoverageIn" for q in QUESTIONS)):
            found |= {t.object.value for t in store.triples(node, dm(name), None)}  # type: ignore[union-attr]
    return found


def _entries(registry: RegistryBase, table: _Table) -> tuple[Entry, ...]:
    labels = set(registry.vocabulary.labels(FIELDS))
    claims: dict[str, list[str]] = defaultdict(list)
    for claim, processes in table.own("process").items():
        for process in processes:
            claims[process].append(claim)
    entries = []
    names: dict[str, str] = {}
    for process, vendors in table[dpv("hasDataProcessor").value].items():
        source = table.source_names.get(min(table[SOURCE.value].get(process, [""])), "")
        for vendor in vendors:
            if vendor not in names:
                names[vendor] = _name(registry, vendor)
            title = min(table[TITLE.value].get(process, ()), default=names[vendor])
            entry = _entry(process, vendor, title, source, table, claims[process], labels)
            entry.company = vendor.removeprefix(registry.base)
            entries.append(entry)
    entries.sort(key=lambda e: (e.source, e.heading[0].line if e.heading else 0, e.process, e.vendor))
    rank: dict[str, int] = defaultdict(int)
    for entry in entries:
        entry.place = rank[entry.source]
        rank[entry.source] += 1
    return tuple(entries)


def _name(registry: RegistryBase, vendor: str) -> str:
    labels = registry.store.triples(ox.NamedNode(vendor), LABEL, None)
    return min((t.object.value for t in labels if isinstance(t.object, ox.Literal)), default=vendor)


def _entry(
    process: str, vendor: str, name: str, source: str, table: _Table, claims: list[str], labels: set[str]
) -> Entry:
    entry = Entry(process, vendor, " ".join(name.split()), source)
    entry.heading = tuple(_cited(table, iri) for iri in table.own("heading").get(process, ()))
    for name_of_edge in EDGES:
        values = table.own(name_of_edge).get(process)
        if values:
            entry.edges[name_of_edge] = set(values)
    for question in QUESTIONS:
        how = table.first(f"{question}Coverage", process).removeprefix(DM)
        if how:
            shown = table.own(f"{question}CoverageIn").get(process, ())
            entry.coverage[question] = (how, tuple(sorted({_cited(table, iri) for iri in shown})))
    _add_facts(entry, table, claims)
    _add_texts(entry, table, labels)
    for role in table.own("listedRole").get(process, ()):
        entry.facts.setdefault((ROLE, role), Fact(ROLE, role, "", "stated", entry.heading))
    return entry


def _add_facts(entry: Entry, table: _Table, claims: list[str]) -> None:
    gathered: dict[Key, tuple[set[str], set[Cited], str | None]] = {}
    for claim in claims:
        facet = FACET.get(table.first("property", claim), "")
        certainty = table.first("certainty", claim).removeprefix(DM)
        if not facet or certainty == "outranked":
            continue
        concept = table.first("concept", claim) or None
        phrase = table.first("phrase", claim)
        if facet == "qualifier":
            cited = _cited(table, table.first("statement", claim), phrase, table.first("line", claim))
            entry.qualifiers[concept or ""] = tuple(sorted({*entry.qualifiers.get(concept or "", ()), cited}))
            continue
        words = "" if concept else compared_text(phrase)
        if not concept and not words:
            continue
        key = (facet, concept or f"”{words}")
        certainties, evidence, _ = gathered.setdefault(key, (set(), set(), concept))
        certainties.add(certainty)
        evidence.add(_cited(table, table.first("statement", claim), phrase, table.first("line", claim)))
    for key, (certainties, evidence, concept) in gathered.items():
        how = _together(certainties)
        words = "" if concept else key[1].removeprefix("”")
        entry.facts[key] = Fact(key[0], concept, words, how, tuple(sorted(evidence)))


def _together(certainties: set[str]) -> str:
    """Return how sure several claims of one concept are: "conditional" where one denies it."""
    if len(certainties) == 1:
        return next(iter(certainties))
    return "conditional" if "denied" in certainties else "stated"


def _add_texts(entry: Entry, table: _Table, labels: set[str]) -> None:
    by_field: dict[str, list[Cited]] = defaultdict(list)
    for statement in table.own("hasStatement").get(entry.process, ()):
        name = table.first("field", statement).removeprefix(f"{DM}field-")
        if name not in _READ:
            by_field[name].append(_cited(table, statement))
    for name, cited in by_field.items():
        cited.sort()
        words = " ".join(filter(None, (compared_text(one.text, labels) for one in cited)))
        if words:
            entry.texts[name] = Fact(name, None, words, "stated", tuple(cited))
    if _NUMBER in entry.texts:
        entry.number = entry.texts[_NUMBER].words


def _cited(table: _Table, statement: str, phrase: str = "", line: str = "") -> Cited:
    """Return a statement as evidence, at its own line: a value may run over several."""
    source = min(table[SOURCE.value].get(statement, ()), default="")
    place = line or table.first("line", statement, "0")
    text = table.first("text", statement).strip()
    return Cited(table.source_names.get(source, source), int(place), text, phrase)
