"""What a registry states, read in bulk: one pass over its edges, one query for their evidence.

A vendor at a time would cost thousands of queries at 5,000 vendors; this costs four.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from datamap.registry.conversion import SOURCE, dm, dpv
from datamap.registry.edges import PROPERTY
from datamap.views.network_kinds import CERTAINTIES, CONDITIONAL, STATED, UNKNOWN
from datamap.vocabulary.places import EEA
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.registry.registry import RegistryBase
    from datamap.registry.store import Store

NOT_STATED, OPEN = DM + "notStated", DM + "open"

# The name of each facet in the edges of a process, and the claims that justify those edges.
_EDGE = {
    "data": "Data",
    "place": "Place",
    "purpose": "Purpose",
    "subject": "Subject",
    "access": "Access",
    "ground": "Safeguard",
}
_CLAIMS = {
    "data": ("data",),
    "place": ("storage-place", "processing-place"),
    "purpose": ("purpose",),
    "subject": ("subject",),
    "access": ("access-place", "processing-place"),
    "ground": ("safeguard",),
}
_COVERED = frozenset({"data", "place", "purpose", "subject", "access"})

_CITED = "?s dct:source ?source ; dm:line ?line ; dm:text ?text ."
_CLAIM_QUERY = f"""PREFIX dm: <https://w3id.org/datamap#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?process ?property ?concept ?how ?source ?line ?text WHERE {{
  ?claim dm:process ?process ; dm:property ?property ; dm:certainty ?how ; dm:concept ?concept ;
    dm:statement ?s .
  FILTER(?how IN (dm:stated, dm:conditional))
  {_CITED}
}}"""
_OPENING_QUERY = f"""PREFIX dm: <https://w3id.org/datamap#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?process ?source ?line ?text WHERE {{ ?process dm:%s ?s . {_CITED} }}"""


class Citation(NamedTuple):
    """Where a fact is stated: document, line, and the statement verbatim."""

    source: str
    line: int
    text: str


class Named(NamedTuple):
    """Something that a process is said to have, or may have, or is silent about."""

    facet: str
    concept: str
    certainty: str
    evidence: list[Citation]


@dataclass(slots=True)
class Facts:
    """The facts of all processes on some facets."""

    vendors: dict[str, list[str]]
    """The vendors of each process, by IRI."""
    named: dict[str, dict[str, dict[str, str]]]
    """By facet and process: each concept with its certainty."""
    opened: dict[str, set[str]]
    """By facet: the processes whose list is open."""
    covered: dict[str, set[str]]
    """By facet: the processes that say something on it at all."""
    evidence: dict[tuple[str, str, str], list[Citation]] = field(default_factory=dict)
    openings: dict[tuple[str, str], list[Citation]] = field(default_factory=dict)
    headings: dict[str, list[Citation]] = field(default_factory=dict)

    def of(self, process: str, facet: str) -> Iterator[Named]:
        """Yield what a process names on a facet, and what its silence or openness leaves unknown."""
        found = self.named[facet].get(process, {})
        for concept, certainty in found.items():
            cited = self.evidence.get((process, facet, concept)) or self.headings.get(process, [])
            yield Named(facet, concept, certainty, cited)
        if process in self.opened[facet]:
            cited = self.openings.get((process, facet)) or self.headings.get(process, [])
            yield Named(facet, OPEN, UNKNOWN, cited)
        elif not found and process not in self.covered[facet]:
            # A closed list that names nothing (all of it denied) leaves nothing unknown.
            yield Named(facet, NOT_STATED, UNKNOWN, self.headings.get(process, []))


def read_facts(registry: RegistryBase, facets: Iterable[str]) -> Facts:
    """Read the facts of a registry on some facets, with their evidence."""
    facets = tuple(facets)
    store = registry.store
    vendors: dict[str, list[str]] = {}
    for link in store.triples(None, dpv("hasDataProcessor"), None):
        if isinstance(link.object, ox.NamedNode):
            vendors.setdefault(_key(link.subject), []).append(link.object.value)
    facts = Facts(vendors, {}, {}, {})
    for facet in facets:
        facts.named[facet] = _sources(store) if facet == "source" else _named(store, facet)
        facts.opened[facet] = set()
        facts.covered[facet] = set()
        if facet in _COVERED:
            for link in store.triples(None, dm(f"{facet}Coverage"), None):
                facts.covered[facet].add(_key(link.subject))
                if link.object == dm("open"):
                    facts.opened[facet].add(_key(link.subject))
    _cite(facts, registry, facets)
    return facts


def _key(node: object) -> str:
    # A graph of others may have blank nodes for processes.
    return node.value if isinstance(node, (ox.NamedNode, ox.BlankNode, ox.Literal)) else str(node)


def _named(store: Store, facet: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for certainty, verb in ((CONDITIONAL, "mayHave"), (STATED, "states")):  # the surer one last: it counts
        for edge in store.triples(None, dm(verb + _EDGE[facet]), None):
            found.setdefault(_key(edge.subject), {})[_key(edge.object)] = certainty
    if facet in ("place", "access"):
        _lower_what_is_denied(store, facet, found)
    return found


def _lower_what_is_denied(store: Store, facet: str, found: dict[str, dict[str, str]]) -> None:
    """Make "stored in the USA, not outside the EU" conditional, as answers do."""
    for denial in store.triples(None, dm("denies" + _EDGE[facet]), None):
        places = found.get(_key(denial.subject), {})
        for place, certainty in places.items():
            if certainty != STATED or not isinstance(denial.object, ox.NamedNode):
                continue
            outside = ox.Triple(ox.NamedNode(place), dm("outsideOf"), ox.NamedNode(EEA))
            denied = ox.Triple(denial.object, dm("allOutsideOf"), ox.NamedNode(EEA))
            if store.holds(outside) and store.holds(denied):
                places[place] = CONDITIONAL


def _sources(store: Store) -> dict[str, dict[str, str]]:
    processes = {_key(link.subject) for link in store.triples(None, dpv("hasDataProcessor"), None)}
    found: dict[str, dict[str, str]] = {}
    for link in store.triples(None, SOURCE, None):
        if _key(link.subject) in processes:
            found.setdefault(_key(link.subject), {})[_key(link.object)] = STATED
    return found


def _cite(facts: Facts, registry: RegistryBase, facets: tuple[str, ...]) -> None:
    names: dict[str, str] = {}

    def citation(row: ox.QuerySolution) -> Citation:
        source = _key(row["source"])
        if source not in names:
            names[source] = registry.source_identifier(source)
        return Citation(names[source], int(_key(row["line"])), _key(row["text"]).strip())

    facets_of: dict[str, list[str]] = defaultdict(list)
    for facet in facets:
        for claim in _CLAIMS.get(facet, ()):
            facets_of[PROPERTY[claim]].append(facet)
    for row in _rows(registry.store, _CLAIM_QUERY) if facets_of else ():
        for facet in facets_of.get(_key(row["property"]), ()):
            process, concept = _key(row["process"]), _key(row["concept"])
            certainty = facts.named[facet].get(process, {}).get(concept)
            # What is stated plainly is not justified by a line where it only may occur.
            if certainty == CONDITIONAL or (certainty == STATED and _key(row["how"]) == DM + STATED):
                facts.evidence.setdefault((process, facet, concept), []).append(citation(row))
    for row in _rows(registry.store, _OPENING_QUERY % "heading"):
        facts.headings.setdefault(_key(row["process"]), []).append(citation(row))
    for facet in facets:
        for row in _rows(registry.store, _OPENING_QUERY % f"{facet}CoverageIn") if facet in _COVERED else ():
            if _key(row["process"]) in facts.opened[facet]:
                facts.openings.setdefault((_key(row["process"]), facet), []).append(citation(row))
    for cited in (facts.evidence, facts.openings, facts.headings):
        for key, found in cited.items():
            if len(found) > 1:
                cited[key] = sorted(set(found))  # type: ignore[index]


def _rows(store: Store, text: str) -> ox.QuerySolutions:
    solutions = store.query(text, schemes=())
    assert isinstance(solutions, ox.QuerySolutions)
    return solutions


def surer(first: str, second: str) -> str:
    """Return the surer of two certainties: *or* takes the highest."""
    return max(first, second, key=CERTAINTIES.__getitem__)


def weaker(first: str, second: str) -> str:
    """Return the weaker of two certainties: *and* takes the lowest."""
    return min(first, second, key=CERTAINTIES.__getitem__)
