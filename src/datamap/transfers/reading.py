"""What a registry says of places and grounds, read by whole predicates: thousands of entries in one pass."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from datamap.registry.bulk import pairs
from datamap.registry.conversion import SOURCE, dm, dpv
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from datamap.registry.added_facts import AddedFact
    from datamap.registry.registry import RegistryBase

Kind = Literal["storage", "access"]
Certainty = Literal["stated", "conditional"]

STATED: Certainty = "stated"
CONDITIONAL: Certainty = "conditional"
_VERBS: dict[str, Certainty] = {"mayHave": CONDITIONAL, "states": STATED}
_SIDES: dict[str, Kind] = {"Place": "storage", "Access": "access"}


@dataclass(frozen=True, slots=True)
class Named:
    """A concept (IRI) that an entry names; ``number`` is that of a decision its wording names, if any."""

    concept: str
    certainty: Certainty
    number: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A fact that a person added: what it says, who said it, and the file and place it was read from."""

    text: str
    by: str
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a person added about a vendor's transfers.

    ``certified`` is the day on which the certification was checked, ``assessment`` whether an assessment of
    the transfer is recorded, ``ground`` a ground in words that name no concept; each with the fact.
    """

    certified: Added | None = None
    assessment: Added | None = None
    ground: Added | None = None


NOTHING = Supplied()


@dataclass(slots=True)
class Entry:
    """One entry of a list with a place: its vendor, places by kind, grounds, types of data and purposes.

    ``open_data`` tells that its list of data is open or missing.
    """

    process: str
    vendor: str
    name: str
    source: str
    places: tuple[tuple[Kind, Named], ...]
    grounds: tuple[Named, ...]
    data: tuple[Named, ...]
    purposes: tuple[Named, ...]
    open_data: bool
    supplied: Supplied


def read_entries(registry: RegistryBase) -> list[Entry]:
    """Return the entries of our vendors that name a place of storage, processing or access, by vendor."""
    places: dict[str, list[tuple[Kind, Named]]] = defaultdict(list)
    for side, kind in _SIDES.items():
        for process, found in _named(registry, side).items():
            places[process] += [(kind, one) for one in found]
    if not places:
        return []
    data, purposes = _named(registry, "Data"), _named(registry, "Purpose")
    grounds = _with_numbers(registry, _named(registry, "Safeguard"))
    sources = _values(registry, SOURCE, places)
    coverage = _values(registry, dm("dataCoverage"), places)
    supplied = _supplied(registry)
    names = registry.vendors()
    source_names = {iri: registry.source_identifier(iri) for iri in set(sources.values())}
    entries = [
        Entry(
            process,
            vendor,
            names.get(vendor, vendor),
            source_names.get(sources.get(process, ""), ""),
            tuple(listed),
            tuple(grounds.get(process, ())),
            tuple(data.get(process, ())),
            tuple(purposes.get(process, ())),
            coverage.get(process) != DM + "listed",
            supplied.get(vendor, NOTHING),
        )
        for process, vendor in pairs(registry, dpv("hasDataProcessor"), of_named=True)
        if (listed := places.get(process))
    ]
    return sorted(entries, key=lambda e: (e.name.casefold(), e.name, e.vendor, e.source, e.process))


def _values(
    registry: RegistryBase, predicate: ox.NamedNode, wanted: dict[str, list[tuple[Kind, Named]]]
) -> dict[str, str]:
    return {
        node: value for node, value in sorted(pairs(registry, predicate, of_named=True)) if node in wanted
    }


def _named(registry: RegistryBase, side: str) -> dict[str, list[Named]]:
    """Return what entries name on a side, the surer of two certainties, sorted."""
    known: dict[str, dict[str, Certainty]] = defaultdict(dict)
    for verb, certainty in _VERBS.items():
        for process, concept in pairs(registry, dm(verb + side), of_named=True):
            known[process][concept] = certainty
    return {
        process: [Named(concept, certainty) for concept, certainty in sorted(found.items())]
        for process, found in known.items()
    }


def _with_numbers(registry: RegistryBase, grounds: dict[str, list[Named]]) -> dict[str, list[Named]]:
    """Return the grounds with the numbers of sets of clauses that their wording names."""
    from datamap.vocabulary.law_tables import clause_sets

    numbers = [row.number for row in clause_sets(registry.vocabulary)]
    if not any(found for found in grounds.values()):
        return grounds
    by_ground: dict[tuple[str, str], str] = {}
    store = registry.store
    for claim, phrase in pairs(registry, dm("phrase"), of_named=True):
        number = next((n for n in numbers if n in phrase), None)
        if number is None:
            continue
        node = ox.NamedNode(claim)
        concept = next((t.object for t in store.triples(node, dm("concept"), None)), None)
        process = next((t.object for t in store.triples(node, dm("process"), None)), None)
        if isinstance(concept, ox.NamedNode) and isinstance(process, ox.NamedNode):
            by_ground[process.value, concept.value] = number
    return {
        process: [Named(g.concept, g.certainty, by_ground.get((process, g.concept), "")) for g in found]
        for process, found in grounds.items()
    }


def _supplied(registry: RegistryBase) -> dict[str, Supplied]:
    found = {}
    for subject, facts in registry.added_facts.all().items():
        given = {key: fact for key, fact in facts.items() if fact.state == "given"}
        ground = given.get("transfer-ground")
        if ground is not None and ground.values:
            ground = None  # its concepts are grounds of the vendor's entries already
        one = Supplied(_added(given.get("dpf-check")), _added(given.get("tia")), _added(ground))
        if one != NOTHING:
            found[subject] = one
    return found


def _added(fact: AddedFact | None) -> Added | None:
    return Added("; ".join(fact.texts), fact.by or "", fact.source, fact.place) if fact is not None else None
