"""What the facts of a page speak of: concepts with their labels, hierarchy, groups, and the borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.registry.conversion import TYPE, dm
from datamap.vocabulary.concepts import DATA_SUBJECTS, LANGUAGES, PERSONAL_DATA, PLACES, PURPOSES
from datamap.vocabulary.places import BORDERS
from datamap.vocabulary.terms import DM, DPV, PD, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.registry.registry import RegistryBase

ASKABLE = {"data": PERSONAL_DATA, "purpose": PURPOSES, "subject": DATA_SUBJECTS}

# Columns of the matrix stand in these groups; a type belongs to the first that it is a kind of.
COLUMN_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sensitive", (DPV + "SensitivePersonalData",)),
    ("identity", (PD + "OfficialID", PD + "Financial")),
    ("contact", (PD + "Contact", PD + "Name", PD + "Geographic")),
    (
        "online",
        (
            DM + "OnlineIdentifier",
            DM + "TechnicalData",
            DM + "AccountData",
            PD + "Behavioural",
            PD + "Communication",
            PD + "CommunicationsMetadata",
            PD + "Tracking",
        ),
    ),
    ("person", (PD + "Identifier", PD + "Identifying", PD + "Professional", DM + "Role")),
)
REST = "rest"


class Concepts:
    """Numbers concepts as they are met; the page knows them by number, a reader by label."""

    def __init__(self, registry: RegistryBase) -> None:
        self._registry = registry
        self._numbers: dict[str, int] = {}

    def __contains__(self, iri: str) -> bool:
        return iri in self._numbers

    def number(self, iri: str) -> int:
        """Return the number of a concept."""
        return self._numbers.setdefault(iri, len(self._numbers))

    def labels(self) -> list[list[str]]:
        """Return short name and label in each language of every concept, by number."""
        return [[curie(iri), *(self._label(iri, code) for code in LANGUAGES)] for iri in self._numbers]

    def used(self) -> list[str]:
        """Return the IRIs of the concepts numbered so far."""
        return list(self._numbers)

    def _label(self, iri: str, language: str) -> str:
        try:
            label = self._registry.vocabulary.label(iri, language)
        except ValueError:
            return iri  # somebody else's graph may point at a literal or a blank node
        return label if label != curie(iri) else self._registry.name(iri)


def askable(registry: RegistryBase, concepts: Concepts, used: dict[str, set[str]]) -> dict[str, Any]:
    """Return what can be asked about by side: the ontology's concepts and those that the facts use.

    ``used`` holds the concepts of each side's facts; ``kindOf``, ``inPart`` and ``holdsOther`` are the
    hierarchy that answers walk.
    """
    kinds = list(_pairs(registry, dm("kindOf"), ASKABLE.values()))
    above: dict[str, set[str]] = {}
    for low, high in kinds:
        above.setdefault(low, set()).add(high)
    sides = {}
    for side, scheme in ASKABLE.items():
        members = dict.fromkeys(registry.vocabulary.members(scheme))
        members |= dict.fromkeys(sorted(_closure(used[side], above)))
        sides[side] = [concepts.number(iri) for iri in members]
    # An entry names one end of such a pair, a question the other: pairs of unused types never count.
    in_part = [p for p in _pairs(registry, dm("inPart"), [PERSONAL_DATA]) if not used["data"].isdisjoint(p)]
    holders = {low for low, value in _pairs(registry, dm("holdsOther"), [PERSONAL_DATA]) if value == "true"}

    def numbered(pairs: Iterable[tuple[str, str]]) -> list[list[int]]:
        known = {(low, high) for low, high in pairs if low in concepts and high in concepts}
        return sorted([concepts.number(low), concepts.number(high)] for low, high in known)

    return {
        "sides": sides,
        "inPart": numbered(in_part),
        "kindOf": numbered(kinds),
        "holdsOther": sorted(concepts.number(iri) for iri in holders if iri in concepts),
        "groups": _groups(sides["data"], concepts, above),
    }


def borders(registry: RegistryBase, concepts: Concepts, places: set[str]) -> dict[str, Any]:
    """Return by border how the places in use stand to it, and which denial reaches all outside it."""
    found: dict[str, Any] = {}
    for border in BORDERS:
        found[curie(border)] = {
            name: sorted(
                concepts.number(triple.value)
                for triple in _subjects(registry, dm(name), ox.NamedNode(border))
                if triple.value in places
            )
            for name in ("outsideOf", "insideOf", "straddles", "allOutsideOf")
        }
    return found


def countries(registry: RegistryBase, places: Iterable[str]) -> list[str]:
    """Return those places that are countries or territories, not groups of them."""
    vocabulary = registry.vocabulary
    known = set(vocabulary.members(PLACES))
    return sorted(
        p for p in known.intersection(places) if DM + "PlaceGroup" not in vocabulary.values(p, TYPE.value)
    )


def transfer_tools(registry: RegistryBase, grounds: Iterable[str]) -> list[str]:
    """Return those grounds that are a named transfer tool (GDPR Art. 46)."""
    value = registry.vocabulary.value
    return sorted(iri for iri in grounds if value(iri, DM + "tool") == "true")


def role_suggestions(registry: RegistryBase, purposes: Iterable[str]) -> list[tuple[str, str]]:
    """Return each purpose in use that suggests another role, with that role."""
    pairs = _pairs(registry, dm("suggestsRole"), [PURPOSES])
    wanted = set(purposes)
    return sorted(pair for pair in pairs if pair[0] in wanted)


def _groups(numbers: list[int], concepts: Concepts, above: dict[str, set[str]]) -> list[list[Any]]:
    iris = concepts.used()
    groups: dict[str, list[int]] = {name: [] for name in (*(group for group, _ in COLUMN_GROUPS), REST)}
    for number in numbers:
        over = _closure({iris[number]}, above)
        name = next((name for name, roots in COLUMN_GROUPS if not over.isdisjoint(roots)), REST)
        groups[name].append(number)
    return [[name, members] for name, members in groups.items()]


def _closure(start: Iterable[str], above: dict[str, set[str]]) -> set[str]:
    found, queue = set(start), list(start)
    while queue:
        for high in above.get(queue.pop(), ()):
            if high not in found:
                found.add(high)
                queue.append(high)
    return found


def _pairs(
    registry: RegistryBase, predicate: ox.NamedNode, schemes: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield the ends of a relation between concepts, the ontology's and the registry's own."""
    text = f"SELECT ?low ?high WHERE {{ ?low {predicate} ?high }}"
    solutions = registry.store.query(text, schemes=list(schemes))
    assert isinstance(solutions, ox.QuerySolutions)
    for row in solutions:
        yield row["low"].value, row["high"].value


def _subjects(registry: RegistryBase, predicate: ox.NamedNode, value: ox.NamedNode) -> Iterator[ox.NamedNode]:
    solutions = registry.store.query(f"SELECT ?place WHERE {{ ?place {predicate} {value} }}", schemes=())
    assert isinstance(solutions, ox.QuerySolutions)
    for row in solutions:
        if isinstance(row["place"], ox.NamedNode):
            yield row["place"]
