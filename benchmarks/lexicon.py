"""The words of generated registries, from the real ontology, and the triples that questions need beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from datamap.vocabulary.concepts import DATA_SUBJECTS, PERSONAL_DATA, PLACES, PURPOSES, load_vocabulary
from datamap.vocabulary.places import border_edges
from datamap.vocabulary.terms import DM, expand

if TYPE_CHECKING:
    from datamap.vocabulary.concepts import Vocabulary

Triple: TypeAlias = tuple[str, str, str]
Concepts: TypeAlias = tuple[tuple[str, str], ...]

# Where a border lies depends on the date; a fixed one keeps a generated registry the same for ever.
AT = dt.date(2026, 1, 1)

# What real lists name most often, in that order; the rest of the ontology follows by IRI.
_COMMON = {
    PERSONAL_DATA: (
        "pd:EmailAddress pd:Name pd:TelephoneNumber pd:IPAddress pd:PhysicalAddress dm:MobileNumber pd:Username "
        "dm:CustomerNumber pd:Contact pd:PaymentCard pd:PostalCode pd:BirthDate pd:BrowsingBehaviour"
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


def support_triples(vocabulary: Vocabulary) -> list[Triple]:
    """Return what questions need beside a registry: hierarchy, parts, and the sides of the borders."""
    return [
        *((a, DM + "kindOf", b) for a, above in sorted(vocabulary.parents.items()) for b in sorted(above)),
        *((a, DM + "partOf", b) for a, wholes in sorted(vocabulary.wholes.items()) for b in sorted(wholes)),
        *((a, DM + "inPart", b) for a, b in vocabulary.in_part),
        *sorted(border_edges(vocabulary, AT)),
    ]


def _members(vocabulary: Vocabulary, scheme: str) -> Concepts:
    members = vocabulary.members(scheme)
    common = [expand(name) for name in _COMMON[scheme].split()]
    order = dict.fromkeys([iri for iri in common if iri in set(members)] + members)
    return tuple((iri, vocabulary.label(iri, "sv")) for iri in order)
