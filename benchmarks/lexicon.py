"""The words of generated registries, from the real ontology, and what questions need beside them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from datamap.vocabulary.concepts import DATA_SUBJECTS, PERSONAL_DATA, PLACES, PURPOSES, load_vocabulary
from datamap.vocabulary.places import border_edges
from datamap.vocabulary.terms import DM, expand

if TYPE_CHECKING:
    from datamap.vocabulary.concepts import Vocabulary

Concepts: TypeAlias = tuple[tuple[str, str], ...]

# Where a border lies depends on the date; a fixed one keeps a generated registry the same for ever.
AT = dt.date(2026, 1, 1)

# What real lists name most often, in that order; the rest of the ontology follows by IRI.
_COMMON = {
    PERSONAL_DATA: (
        "pd:EmailAddress pd:Name pd:TelephoneNumber pd:IPAddress pd:PhysicalAddress dm:MobileNumber "
        "pd:Username dm:CustomerNumber pd:Contact pd:PaymentCard pd:PostalCode pd:BirthDate"
        " pd:BrowsingBehaviour"
    ),
    PLACES: "loc:EEA loc:US loc:SE loc:IE loc:DE loc:NL loc:non-EEA loc:EU loc:GB loc:IN loc:non-EU loc:CA",
    PURPOSES: "dpv:Marketing dpv:CustomerCare dpv:PaymentManagement dpv:DirectMarketing dpv:ServiceProvision",
    DATA_SUBJECTS: "dpv:Customer dpv:User dpv:Employee dpv:Visitor",
}


@dataclass(frozen=True)
class Lexicon:
    """Concepts as (IRI, phrase) by kind, the most common first."""

    data: Concepts
    places: Concepts
    purposes: Concepts
    subjects: Concepts
    vocabulary: Vocabulary


def load_lexicon() -> Lexicon:
    """Return the words of the shipped ontology."""
    vocabulary = load_vocabulary()
    data, places, purposes, subjects = (
        _members(vocabulary, scheme) for scheme in (PERSONAL_DATA, PLACES, PURPOSES, DATA_SUBJECTS)
    )
    return Lexicon(data, places, purposes, subjects, vocabulary)


def support_lines(vocabulary: Vocabulary) -> list[str]:
    """Return what questions need beside a registry, as N-Triples: hierarchy, parts, sides of the borders."""
    stated = [
        f"{quad.subject} {quad.predicate} {quad.object} .\n"
        for name in ("kindOf", "partOf", "holdsOther", "suggestsRole", "tool")
        for quad in vocabulary.store.quads_for_pattern(None, ox.NamedNode(DM + name), None, None)
    ]
    derived = [(part, DM + "inPart", whole) for part, whole in vocabulary.in_part]
    derived += border_edges(vocabulary, AT)
    return sorted([*stated, *(f"<{s}> <{p}> <{o}> .\n" for s, p, o in derived)])


def _members(vocabulary: Vocabulary, scheme: str) -> Concepts:
    members = vocabulary.members(scheme)
    common = [expand(name) for name in _COMMON[scheme].split()]
    order = dict.fromkeys([iri for iri in common if iri in set(members)] + members)
    return tuple((iri, vocabulary.label(iri, "sv")) for iri in order)
