"""What a registry holds for a record, read in one pass over its predicates.

A record looks at every entry; asking the store entry by entry would take minutes where this takes seconds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.questions.names import links_of
from datamap.registry.bulk import all_names, many, pairs
from datamap.registry.conversion import IDENTIFIER, SOURCE, TITLE, TYPE, dm, dpv
from datamap.registry.edges import FACET
from datamap.vocabulary.concepts import LANGUAGES
from datamap.vocabulary.terms import DCT, DM

if TYPE_CHECKING:
    from datamap.registry.added_facts import AddedFact
    from datamap.registry.corrections import Correction
    from datamap.registry.registry import RegistryBase


@dataclass(frozen=True, slots=True)
class ListSource:
    """A list that the registry stands on: its name in the registry, title, language, date and file."""

    identifier: str
    title: str | None
    language: str | None
    date: str | None
    file_name: str
    sha256: str
    edition: int
    processor: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of a source, verbatim; ``field`` is its key ("data", "heading", ...)."""

    iri: str
    field: str
    source: str
    line: int
    text: str
    language: str | None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim that counts: what a list states, or a person's correction (its number in ``correction``)."""

    facet: str
    concept: str | None
    certainty: str
    phrase: str
    line: int
    statement: str
    qualifiers: tuple[str, ...]
    correction: int | None


@dataclass(slots=True)
class ListedEntry:
    """One entry of a list: its vendor, what it states, and how complete that is."""

    process: str
    vendor: str
    name: str
    source: ListSource
    roles: tuple[str, ...]
    statements: tuple[Stated, ...]
    claims: tuple[Claimed, ...]
    coverage: dict[str, str]
    lines: tuple[int, ...] = field(default=())

    def of(self, *facets: str) -> list[Claimed]:
        """Return the claims of some facets that name a concept and are stated, under a condition too."""
        return [c for c in self.claims if c.facet in facets and c.concept and c.certainty != "denied"]

    def statements_of(self, *fields: str) -> list[Stated]:
        """Return the statements of some fields, in the order of the source."""
        return [s for s in self.statements if s.field in fields]

    def covers(self, question: str) -> str:
        """Return "listed", "open" or "notStated" for data, place, purpose, subject or access."""
        return self.coverage.get(question, "notStated")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything a record is made of."""

    organisation: str | None
    names: dict[str, str]
    sources: tuple[ListSource, ...]
    entries: tuple[ListedEntry, ...]
    around: tuple[Stated, ...]
    facts: dict[str, dict[str, AddedFact]]
    corrections: dict[int, Correction]
    controllers: tuple[str, ...]
    groups: tuple[str, ...]
    services: tuple[str, ...]
    activities: tuple[str, ...]
    links: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """What confirmed links say of vendors ("same company as Meta"), by vendor and language."""

    def links_of(self, vendor: str, language: str) -> list[str]:
        """Return what a vendor's confirmed links to other names say."""
        return self.links.get(vendor, {}).get(language, [])

    def fact(self, subject: str | None, key: str) -> AddedFact | None:
        """Return what a person added about a field of a subject."""
        return self.facts.get(subject, {}).get(key) if subject else None

    def name(self, iri: str) -> str:
        """Return the name of a subject, else its IRI."""
        return self.names.get(iri, iri)


def gather(registry: RegistryBase) -> Gathered:
    """Read all that records need from a registry."""
    store = registry.store
    names = all_names(registry)
    sources = _sources(registry, names)
    own = registry.organisation()
    added = registry.added_facts
    entries, around = _entries(registry, sources, names)
    return Gathered(
        organisation=own,
        names=names,
        sources=tuple(sorted(sources.values(), key=lambda source: source.identifier)),
        entries=entries,
        around=around,
        facts=added.all() if any(store.triples(None, TYPE, dm("AddedFact"))) else {},
        corrections={c.number: c for c in registry.corrections()},
        controllers=customers(registry),
        groups=tuple(added.subjects("group")),
        services=tuple(added.subjects("service")),
        activities=tuple(added.subjects("activity")),
        links=_links(registry, {entry.vendor for entry in entries}),
    )


def customers(registry: RegistryBase) -> tuple[str, ...]:
    """Return the IRIs of the controllers on whose behalf the organisation works, by name."""
    own = registry.organisation()
    return tuple(iri for iri in registry.added_facts.subjects("controller") if iri != own)


def _links(registry: RegistryBase, vendors: set[str]) -> dict[str, dict[str, list[str]]]:
    if not registry.company_links.all():
        return {}
    return {
        vendor: {language: links_of(registry, vendor, language) for language in LANGUAGES}
        for vendor in vendors
    }


def _sources(registry: RegistryBase, names: dict[str, str]) -> dict[str, ListSource]:
    found = {}
    onward = registry.own_lists()
    for triple in registry.store.triples(None, TYPE, dm("Source")):
        node = triple.subject
        assert isinstance(node, ox.NamedNode)
        if node.value in onward:
            continue  # a vendor's own list: a record is of our vendors
        one = {
            t.predicate.value: t.object.value
            for t in registry.store.triples(node, None, None)
            if isinstance(t.object, (ox.Literal, ox.NamedNode))
        }
        found[node.value] = ListSource(
            identifier=one.get(IDENTIFIER.value) or node.value,
            title=one.get(TITLE.value),
            language=one.get(DCT + "language"),
            date=one.get(DCT + "issued"),
            file_name=one.get(DM + "fileName", ""),
            sha256=one.get(DM + "sha256", ""),
            edition=int(one.get(DM + "edition", "1")),
            processor=names.get(one.get(DCT + "publisher", "")),
        )
    return found


def _entries(
    registry: RegistryBase, sources: dict[str, ListSource], names: dict[str, str]
) -> tuple[tuple[ListedEntry, ...], tuple[Stated, ...]]:
    store = registry.store
    values, lists = _columns(registry)
    by_process: dict[str, list[str]] = defaultdict(list)
    for claim, of_process in values["process"].items():
        by_process[of_process].append(claim)
    number = {f"{registry.base}correction/{c.number}": c.number for c in registry.corrections()}
    corrected = {
        t.subject.value: number.get(t.object.value)  # type: ignore[union-attr]
        for t in store.triples(None, dm("byCorrection"), None)
    }
    roles = many(registry, dm("listedRole"))
    titles = dict(pairs(registry, TITLE))
    languages = {
        t.subject.value: t.object.language  # type: ignore[union-attr]
        for t in store.triples(None, dm("text"), None)
    }
    coverage: dict[str, dict[str, str]] = defaultdict(dict)
    for question in ("data", "place", "purpose", "subject", "access"):
        for entry, how in pairs(registry, dm(f"{question}Coverage")):
            coverage[entry][question] = how.removeprefix(DM)
    found: list[ListedEntry] = []
    for link in store.triples(None, dpv("hasDataProcessor"), None):
        process, vendor = link.subject, link.object
        if not isinstance(process, ox.NamedNode) or not isinstance(vendor, ox.NamedNode):
            continue
        source = sources.get(values["source"].get(process.value, ""))
        if source is None:
            continue  # of somebody else's graph: no list stands behind it
        statements = sorted(
            (_stated(iri, values, languages, source) for iri in lists["hasStatement"].get(process.value, [])),
            key=lambda s: (s.line, s.iri),
        )
        claims = sorted(
            (_claimed(iri, values, lists, corrected) for iri in by_process.get(process.value, [])),
            key=lambda c: (c.line, c.statement, c.phrase, c.concept or ""),
        )
        found.append(
            ListedEntry(
                process.value,
                vendor.value,
                titles.get(process.value) or names.get(vendor.value, vendor.value),
                source,
                tuple(sorted(roles.get(process.value, []))),
                tuple(statements),
                tuple(c for c in claims if c.certainty != "outranked"),
                coverage.get(process.value, {}),
                tuple(sorted({s.line for s in statements})),
            )
        )
    within = {iri for iris in lists["hasStatement"].values() for iri in iris}
    around = [
        _stated(iri, values, languages, sources[of])
        for iri, of in values["source"].items()
        if of in sources and iri not in within and iri in values["text"]
    ]
    return (
        tuple(sorted(found, key=lambda e: (e.source.identifier, e.lines[:1], e.process))),
        tuple(sorted(around, key=lambda s: (s.source, s.line, s.iri))),
    )


_SINGLE = (
    "process",
    "property",
    "concept",
    "certainty",
    "phrase",
    "line",
    "statement",
    "text",
    "field",
    "at",
)


def _columns(registry: RegistryBase) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, list[str]]]]:
    """Return the single-valued predicates as subject -> value, and the others as subject -> values."""
    values: dict[str, dict[str, str]] = {name: dict(pairs(registry, dm(name))) for name in _SINGLE}
    values["source"] = dict(pairs(registry, SOURCE))
    return values, {name: many(registry, dm(name)) for name in ("hasStatement", "qualifier")}


def _stated(
    iri: str, values: dict[str, dict[str, str]], languages: dict[str, str | None], source: ListSource
) -> Stated:
    key = values["field"].get(iri, "").removeprefix(f"{DM}field-")
    line = int(values["line"].get(iri, "0"))
    words, at = values["text"].get(iri, ""), values["at"].get(iri, "")
    return Stated(iri, key, source.identifier, line, words, languages.get(iri), at)


def _claimed(
    iri: str,
    values: dict[str, dict[str, str]],
    lists: dict[str, dict[str, list[str]]],
    corrected: dict[str, int | None],
) -> Claimed:
    return Claimed(
        facet=FACET.get(values["property"].get(iri, ""), ""),
        concept=values["concept"].get(iri),
        certainty=values["certainty"].get(iri, DM + "stated").removeprefix(DM),
        phrase=values["phrase"].get(iri, ""),
        line=int(values["line"].get(iri, "0")),
        statement=values["statement"].get(iri, ""),
        qualifiers=tuple(sorted(lists["qualifier"].get(iri, []))),
        correction=corrected.get(iri),
    )
