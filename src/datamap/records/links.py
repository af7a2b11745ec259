"""What of the registry and of DPV a record's rows are about, for the record as linked data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.registry.edges import PROPERTY
from datamap.vocabulary.terms import DPV

if TYPE_CHECKING:
    from datamap.records.gathering import Gathered, ListedEntry

Links = list[tuple[str, str]]
"""Pairs of a DPV property's name and an IRI."""

# Facts that persons stated, by the key of the field, as plain DPV says them of a process.
_STATED = {
    "data": "hasPersonalData",
    "data-subjects": "hasDataSubject",
    "purposes": "hasPurpose",
    "third-country": "hasThirdCountry",
    "measures": "hasTechnicalOrganisationalMeasure",
    "vendors": "hasDataProcessor",
}
_OF_LISTS = ("data", "purpose", "subject", "processing", "processing-place")


def entry_links(entry: ListedEntry) -> Links:
    """Return the vendor of an entry, its process in the registry, and what it states without condition."""
    links = [("hasDataProcessor", entry.vendor), ("hasProcess", entry.process)]
    for claim in entry.claims:
        if claim.facet in _OF_LISTS and claim.concept and claim.certainty == "stated":
            links.append((PROPERTY[claim.facet].removeprefix(DPV), claim.concept))
    return list(dict.fromkeys(links))


def fact_links(gathered: Gathered, subject: str | None) -> Links:
    """Return what persons stated of a service or an activity, where it has an IRI."""
    facts = gathered.facts.get(subject or "", {})
    return [
        (name, value)
        for key, name in _STATED.items()
        if (fact := facts.get(key)) is not None and fact.state == "given"
        for value in fact.values
    ]
