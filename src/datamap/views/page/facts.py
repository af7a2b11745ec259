"""A registry's processes, statements and claims as plain values, read by whole kinds, not by vendor.

At thousands of vendors a question a vendor would take minutes; here every kind of fact is one pass.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from datamap.registry.bulk import PREFIXES, instances, names, pairs, select
from datamap.registry.conversion import IDENTIFIER, PUBLISHER, TITLE, dm, dpv
from datamap.vocabulary.terms import DCT, DM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.registry import RegistryBase

# The facets that an edge of ours can have, and the verbs that say how sure it is.
FACETS = ("Data", "Place", "Access", "Purpose", "Subject", "Safeguard")
VERBS = ("states", "mayHave", "denies")
COVERED = ("data", "place", "access", "purpose", "subject")
COVERAGES = ("listed", "open")

_STATEMENTS = (
    PREFIXES
    + """SELECT ?s ?source ?line ?text ?field ?locator WHERE {
  ?s dct:source ?source ; dm:line ?line ; dm:text ?text . OPTIONAL { ?s dm:field ?field }
  OPTIONAL { ?s dm:at ?locator } }"""
)
_CLAIMS = (
    PREFIXES
    + """SELECT ?claim ?process ?property ?certainty ?phrase ?s ?concept ?correction WHERE {
  ?claim dm:process ?process ; dm:property ?property ; dm:certainty ?certainty ; dm:phrase ?phrase ;
    dm:statement ?s .
  OPTIONAL { ?claim dm:concept ?concept }
  OPTIONAL { ?claim dm:byCorrection ?correction } }"""
)


class Statement(NamedTuple):
    """A statement: the document it stands in, where, verbatim, and the field it fills."""

    iri: str
    source: str
    line: int
    text: str
    field: str | None
    at: str | None = None


class Claim(NamedTuple):
    """A claim about a process; ``by_person`` marks what a correction states."""

    property: str
    concept: str | None
    certainty: str
    phrase: str
    statement: str
    qualifiers: tuple[str, ...]
    by_person: bool
    outranked: bool


@dataclass(slots=True)
class Process:
    """An entry of a document: whom it names, what it says, and how complete it is."""

    iri: str
    vendors: list[str] = field(default_factory=list)
    source: str | None = None
    headings: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    edges: list[tuple[int, str]] = field(default_factory=list)
    coverage: list[tuple[int, int]] = field(default_factory=list)
    coverage_in: list[tuple[int, str]] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


class Source(NamedTuple):
    """A document, as a reader may name it."""

    iri: str
    identifier: str
    title: str | None
    file_name: str | None
    edition: str
    dated: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a page tells of a registry; vendors by IRI with their names, sorted by name."""

    vendors: dict[str, str]
    sources: list[Source]
    statements: dict[str, Statement]
    processes: list[Process]


def read_facts(registry: RegistryBase) -> Facts:
    """Return the facts of a registry, in an order that depends on the facts alone."""
    processes: dict[str, Process] = {}
    for subject, vendor in pairs(registry, dpv("hasDataProcessor")):
        processes.setdefault(subject, Process(subject)).vendors.append(vendor)
    # A fact that a person supplied has a source and a line too, but is no document's statement.
    of_persons = instances(registry, "AddedFact")
    # A vendor's own list tells who stands behind it; the page shows what our lists say.
    onward = registry.own_lists()
    statements = {
        row["s"].value: Statement(
            row["s"].value,
            row["source"].value,
            int(row["line"].value),
            row["text"].value,
            row["field"].value if row["field"] is not None else None,
            row["locator"].value if row["locator"] is not None else None,
        )
        for row in select(registry, _STATEMENTS)
        if row["s"].value not in of_persons and row["source"].value not in onward
    }
    _add_links(registry, processes, statements)
    _add_edges(registry, processes)
    _add_claims(registry, processes, statements)
    vendors = _vendors(registry, {vendor for process in processes.values() for vendor in process.vendors})
    rank = {iri: position for position, iri in enumerate(vendors)}
    for process in processes.values():
        process.vendors = sorted(set(process.vendors), key=rank.__getitem__)
        process.edges = sorted(set(process.edges))
        process.coverage.sort()
        process.coverage_in.sort(key=lambda pair: (pair[0], _place_of(statements[pair[1]])))
        process.statements = sorted(set(process.statements), key=lambda s: _place_of(statements[s]))
        process.claims.sort(key=lambda c: (_place_of(statements[c.statement]), c.phrase, c[:3], c))
        process.roles.sort()
    ordered = sorted(processes.values(), key=lambda p: (rank[p.vendors[0]], _first(p, statements), p.iri))
    sources = [s for s in _sources(registry, statements.values()) if s.iri not in onward]
    return Facts(vendors, sources, statements, ordered)


def _add_links(
    registry: RegistryBase, processes: dict[str, Process], statements: dict[str, Statement]
) -> None:
    for subject, source in pairs(registry, ox.NamedNode(DCT + "source")):
        if subject in processes:
            processes[subject].source = source
    for subject, heading in pairs(registry, dm("heading")):
        if subject in processes and heading in statements:
            processes[subject].headings.append(heading)
    for subject, statement in pairs(registry, dm("hasStatement")):
        if subject in processes and statement in statements:
            processes[subject].statements.append(statement)
    for subject, role in pairs(registry, dm("listedRole")):
        if subject in processes:
            processes[subject].roles.append(role)
    for position, name in enumerate(COVERED):
        for subject, coverage in pairs(registry, dm(f"{name}Coverage")):
            word = coverage.removeprefix(DM)
            if subject in processes and word in COVERAGES:
                processes[subject].coverage.append((position, COVERAGES.index(word)))
        for subject, statement in pairs(registry, dm(f"{name}CoverageIn")):
            if subject in processes and statement in statements:
                processes[subject].coverage_in.append((position, statement))


def _add_edges(registry: RegistryBase, processes: dict[str, Process]) -> None:
    for position, facet in enumerate(FACETS):
        for verb_position, verb in enumerate(VERBS):
            code = position * len(VERBS) + verb_position
            for subject, concept in pairs(registry, dm(verb + facet)):
                if subject in processes:
                    processes[subject].edges.append((code, concept))


def _add_claims(
    registry: RegistryBase, processes: dict[str, Process], statements: dict[str, Statement]
) -> None:
    qualifiers: dict[str, list[str]] = defaultdict(list)
    for subject, qualifier in pairs(registry, dm("qualifier")):
        qualifiers[subject].append(qualifier)
    outranked = {subject for subject, _ in pairs(registry, dm("outrankedBy"))}
    for row in select(registry, _CLAIMS):
        process, statement = processes.get(row["process"].value), row["s"].value
        if process is None or statement not in statements:
            continue
        iri, concept = row["claim"].value, row["concept"]
        process.claims.append(
            Claim(
                row["property"].value,
                concept.value if concept is not None else None,
                row["certainty"].value,
                row["phrase"].value,
                statement,
                tuple(sorted(qualifiers.get(iri, ()))),
                row["correction"] is not None,
                iri in outranked,
            )
        )


def _vendors(registry: RegistryBase, found: set[str]) -> dict[str, str]:
    return dict(sorted(names(registry, found).items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def _sources(registry: RegistryBase, statements: Iterable[Statement]) -> list[Source]:
    """Return the documents that are cited or known; a person's corrections are none."""
    labels = {
        predicate: dict(sorted(pairs(registry, predicate), reverse=True))
        for predicate in (IDENTIFIER, TITLE, dm("fileName"), dm("edition"), ox.NamedNode(DCT + "issued"))
    }
    publishers = dict(pairs(registry, PUBLISHER))
    layers, known = instances(registry, "CorrectionLayer"), instances(registry, "Source")
    found = []
    for iri in (known | {statement.source for statement in statements}) - layers:
        identifier, title, file_name, edition, issued = (values.get(iri) for values in labels.values())
        publisher = registry.name(publishers[iri]) if iri in publishers else None
        found.append(Source(iri, identifier or iri, title, file_name, edition or "1", issued, publisher))
    return sorted(found, key=lambda source: (source.identifier, source.iri))


def _place_of(statement: Statement) -> tuple[str, int, str, str]:
    return (statement.source, statement.line, statement.text, statement.iri)


def _first(process: Process, statements: dict[str, Statement]) -> tuple[str, int]:
    """Return where an entry begins, so that entries of a vendor come as its documents have them."""
    places = [_place_of(statements[iri])[:2] for iri in (*process.headings, *process.statements)]
    return min(places, default=("", 0))
