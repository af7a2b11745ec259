"""Places and the dated law about them: which side of a border a country is on at a date.

Membership of the EU and the EEA is our own dated table (``ontology/places.ttl``); DPV's broader
links are not used for it. Sources: GDPR Chapter V; TFEU art. 355; EEA Agreement art. 126.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from datamap.vocabulary.concepts import NOTATION, PLACES, Vocabulary, normalise
from datamap.vocabulary.terms import DM, LOC, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

Standing = Literal["inside", "outside", "straddles"]

EU = LOC + "EU"
EEA = LOC + "EEA"
NON_EU = LOC + "non-EU"
NON_EEA = LOC + "non-EEA"
BORDERS = (EEA, EU)

# Denying one of these denies every place outside the border.
ALL_OUTSIDE = {EEA: (NON_EEA, NON_EU), EU: (NON_EU,)}

_TYPE = ox.NamedNode(RDF + "type")
_MEMBER = ox.NamedNode(DM + "member")


def find_place(phrase: str, vocabulary: Vocabulary) -> str | None:
    """Return the place that a whole phrase names, or None.

    Tried in order: labels and aliases of the ontology, capital ISO 3166 codes, and the country
    names of every language that CLDR (Babel) knows.
    """
    found = vocabulary.lookup(phrase, PLACES)
    if found:
        return found
    code = phrase.strip()
    if code.isascii() and code.isupper() and len(code) in (2, 3):
        return _by_code(vocabulary).get(code)
    return _by_name_in_any_language().get(normalise(phrase))


def standings(vocabulary: Vocabulary, at: dt.date) -> dict[tuple[str, str], Standing]:
    """Return the standing of every (place, border) pair at a date; exactly one each.

    A place whose legal position needs a review counts as straddling, so that no answer is built on it.
    """
    inside: set[tuple[str, str]] = set()
    review: set[tuple[str, str]] = set()
    for kind, country, group, start, end in _rows(vocabulary):
        if kind == "NeedsReview":
            review.add((country, group))
        elif start <= at <= end:
            inside.add((country, group))
    found: dict[tuple[str, str], Standing] = {}
    for place in vocabulary.members(PLACES):
        for border, name in ((EEA, "standingEEA"), (EU, "standingEU")):
            given = vocabulary.value(place, DM + name)
            if given is not None:
                found[place, border] = _standing(given)
            elif (place, border) in review:
                found[place, border] = "straddles"
            else:
                # Union law is EEA law here: a member state of the EU is inside both borders.
                within = (place, border) in inside or (border == EEA and (place, EU) in inside)
                found[place, border] = "inside" if within else "outside"
    return found


def border_edges(vocabulary: Vocabulary, at: dt.date) -> Iterator[tuple[str, str, str]]:
    """Yield the triples that queries about borders stand on, derived for a date and never stored."""
    predicate = {"inside": "insideOf", "outside": "outsideOf", "straddles": "straddles"}
    for (place, border), standing in standings(vocabulary, at).items():
        yield place, DM + predicate[standing], border
    for border, places in ALL_OUTSIDE.items():
        for place in places:
            yield place, DM + "allOutsideOf", border


def _standing(iri: str) -> Standing:
    name = iri.removeprefix(DM)
    if name == "inside":
        return "inside"
    return "outside" if name == "outside" else "straddles"


def _rows(vocabulary: Vocabulary) -> Iterator[tuple[str, str, str, dt.date, dt.date]]:
    for kind in ("Membership", "TransitionalApplication", "NeedsReview"):
        for quad in vocabulary.store.quads_for_pattern(None, _TYPE, ox.NamedNode(DM + kind), None):
            assert isinstance(quad.subject, ox.NamedNode)
            row = quad.subject.value
            start = vocabulary.value(row, DM + "validFrom")
            end = vocabulary.value(row, DM + "validTo")
            yield (
                kind,
                vocabulary.value(row, DM + "member") or "",
                vocabulary.value(row, DM + "group") or "",
                dt.date.fromisoformat(start) if start else dt.date.min,
                dt.date.fromisoformat(end) if end else dt.date.max,
            )


@cache
def _by_code(vocabulary: Vocabulary) -> dict[str, str]:
    codes = {}
    for quad in vocabulary.store.quads_for_pattern(None, NOTATION, None, None):
        place, code = quad.subject, quad.object
        if isinstance(place, ox.NamedNode) and isinstance(code, ox.Literal) and place.value.startswith(LOC):
            codes[code.value] = place.value
    return codes


@cache
def _by_name_in_any_language() -> dict[str, str]:
    from babel import Locale, localedata

    names: dict[str, set[str]] = {}
    for identifier in localedata.locale_identifiers():
        if "_" in identifier:
            continue  # regional variants repeat the names of their language
        for code, name in Locale.parse(identifier).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                names.setdefault(normalise(name), set()).add(code)
    return {name: LOC + codes.pop() for name, codes in names.items() if len(codes) == 1}


# CLDR territories that ISO 3166-1 and DPV do not have.
_NO_COUNTRY = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
)
