"""What persons stated of customers, groups and services, and of reviews, read in bulk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from datamap.registry.added_facts import TYPES
from datamap.registry.bulk import PREFIXES, instances, names, pairs, select
from datamap.registry.conversion import IDENTIFIER, dm, dpv
from datamap.vocabulary.terms import DCT, DM, is_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.registry import RegistryBase

_FACTS = (
    PREFIXES
    + """SELECT ?about ?field ?source ?line ?text WHERE {
  ?fact dm:about ?about ; dm:recordField ?field ; dct:source ?source ; dm:line ?line ; dm:text ?text }"""
)
_NAMED = DM + "fact-controller-name"
_RELIES = DM + "fact-service-vendors"
_REVIEWED = tuple(DM + f"fact-{kind}-reviewed" for kind in ("vendor", "service", "activity", "controller"))
# How a customer is reached: the first of these that is given, as in controllers-by-vendor.
_CONTACTS = (dpv("hasContact"), dm("email"), dm("phone"), dm("contactPerson"), dpv("hasAddress"))


class SuppliedFact(NamedTuple):
    """A fact as a person wrote it: the file (IRI) it was read from, where in it, verbatim."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service: the vendors it relies on, its types of data, and the facts that tell its vendors."""

    name: str
    vendors: list[str]
    types: list[str]
    told: list[SuppliedFact]


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer (controller): its own services, its groups, and how it is reached."""

    name: str
    services: list[str]
    groups: list[str]
    contacts: list[str]
    types: list[str]
    named: list[SuppliedFact]


@dataclass(frozen=True, slots=True)
class Supplied:
    """All that a page tells of what persons supplied, by IRI.

    ``groups`` holds the services of each group; ``reviewable`` the names of services, activities and
    customers, ``reviews`` the dates of reviews of these and of vendors, with the facts that tell them;
    ``vendors`` and ``files`` the names of the vendors that services rely on, and of the files that were read.
    """

    customers: dict[str, Customer]
    groups: dict[str, list[str]]
    services: dict[str, Service]
    reviewable: dict[str, str]
    reviews: dict[str, list[tuple[str, SuppliedFact]]]
    vendors: dict[str, str]
    files: dict[str, str]

    def of_vendors_alone(self) -> Supplied:
        """Return what is left when nothing of customers and services may be told."""
        return replace(self, customers={}, groups={}, services={}, reviewable={}, vendors={})


def read_supplied(registry: RegistryBase) -> Supplied:
    """Return what persons supplied, in an order that depends on the facts alone."""
    facts: dict[tuple[str, str], list[SuppliedFact]] = defaultdict(list)
    for row in select(registry, _FACTS):
        fact = SuppliedFact(row["source"].value, int(row["line"].value), row["text"].value)
        facts[row["about"].value, row["field"].value].append(fact)
    for told in facts.values():
        told.sort()
    uses, within = _values(registry, dm("usesService")), _values(registry, dm("inGroup"))
    relies, types = _values(registry, dm("reliesOn")), _values(registry, dm("suppliedData"))
    contacts = [_values(registry, predicate) for predicate in _CONTACTS]
    customers, services = instances(registry, TYPES["controller"]), instances(registry, TYPES["service"])
    named_ones = {iri for iri in customers if facts.get((iri, _NAMED))}
    reviewable = services | instances(registry, TYPES["activity"]) | named_ones
    # Somebody else's graph may use what it nowhere calls a service, and rely on vendors of no list.
    used = services.union(*uses.values())
    vendors = {vendor for service in used for vendor in relies.get(service, ())}
    named = names(registry, customers | used | reviewable | vendors)

    def ordered(found: Iterable[str]) -> list[str]:
        return sorted(found, key=lambda iri: (named[iri].casefold(), iri))

    def concepts(iri: str) -> list[str]:
        return [one for one in types.get(iri, ()) if is_iri(one)]

    return Supplied(
        customers={
            iri: Customer(
                named[iri],
                ordered(uses.get(iri, ())),
                within.get(iri, []),
                next((values[iri] for values in contacts if iri in values), []),
                concepts(iri),
                facts.get((iri, _NAMED), []),
            )
            for iri in ordered(customers)
        },
        groups={group: ordered(uses.get(group, ())) for group in sorted(set().union(*within.values()))},
        services={
            iri: Service(
                named[iri],
                ordered(relies.get(iri, ())),
                concepts(iri) if iri in services else [],
                facts.get((iri, _RELIES), []),
            )
            for iri in ordered(used)
        },
        reviewable={iri: named[iri] for iri in ordered(reviewable)},
        reviews=_reviews(registry, facts),
        vendors={iri: named[iri] for iri in ordered(vendors)},
        files=dict(sorted(pairs(registry, IDENTIFIER), reverse=True)),
    )


def _reviews(
    registry: RegistryBase, facts: dict[tuple[str, str], list[SuppliedFact]]
) -> dict[str, list[tuple[str, SuppliedFact]]]:
    """Return dates of reviews; one that no fact tells does not count, as in reviews-due."""
    found: dict[str, list[tuple[str, SuppliedFact]]] = {}
    for subject, dates in _values(registry, ox.NamedNode(DCT + "modified")).items():
        told = [fact for field in _REVIEWED for fact in facts.get((subject, field), ())]
        if told:
            found[subject] = [(date, fact) for date in dates for fact in told]
    return found


def _values(registry: RegistryBase, predicate: ox.NamedNode) -> dict[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, value in pairs(registry, predicate):
        found[subject].add(value)
    return {subject: sorted(values) for subject, values in found.items()}
