"""Places and the dated law about them: which side of a border a country is on at a date.

Membership of the EU and the EEA is our own dated table (``ontology/places.ttl``); DPV's broader
links are not used for it. Sources: GDPR Chapter V; TFEU art. 355; EEA Agreement art. 126.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from datamap.vocabulary.concepts import NOTATION, PLACES, Vocabulary, load_vocabulary, normalise
from datamap.vocabulary.kept import kept
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


_OTHER_CODES = frozenset({"NA", "BHS", "LAX", "SEA", "ATL", "PRG", "MDA", "CPT"})
"""Codes of countries that lists use for something else: North America or "not applicable", data centres."""


def find_place(phrase: str, vocabulary: Vocabulary) -> str | None:
    """Return the place that a whole phrase names, or None.

    Tried in order: labels and aliases of the ontology, capital ISO 3166 codes, and the country
    names of every language that CLDR (Babel) knows.
    """
    found = vocabulary.lookup(phrase, PLACES)
    if found:
        return found
    code = phrase.strip()
    if code.isascii() and code.isupper() and len(code) in (2, 3) and code not in _OTHER_CODES:
        return _by_code().get(code)
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
    given = _standings_of_groups(vocabulary)
    found: dict[tuple[str, str], Standing] = {}
    for place in vocabulary.members(PLACES):
        for border in BORDERS:
            # Union law is EEA law here: a member state of the EU is inside both borders.
            within = (place, border) in inside or (border == EEA and (place, EU) in inside)
            standing: Standing = "inside" if within else "outside"
            if (place, border) in review:
                standing = "straddles"
            found[place, border] = given.get((place, border), standing)
    return found


def border_edges(vocabulary: Vocabulary, at: dt.date) -> Iterator[tuple[str, str, str]]:
    """Yield the triples that queries about borders stand on, derived for a date and never stored."""
    predicate = {"inside": "insideOf", "outside": "outsideOf", "straddles": "straddles"}
    for (place, border), standing in standings(vocabulary, at).items():
        yield place, DM + predicate[standing], border
    for border, places in ALL_OUTSIDE.items():
        for place in places:
            yield place, DM + "allOutsideOf", border


def legal_tables_version(vocabulary: Vocabulary) -> str:
    """Return the version of the dated tables of law."""
    quads = vocabulary.part(PLACES).quads_for_pattern(
        ox.NamedNode(DM + "legalTables"), ox.NamedNode(DM + "version"), None, None
    )
    return next((quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)), "")


def _standings_of_groups(vocabulary: Vocabulary) -> dict[tuple[str, str], Standing]:
    """Return the standings that the ontology gives for groups of places, whose country is not named."""
    known: dict[str, Standing] = {
        DM + "inside": "inside",
        DM + "outside": "outside",
        DM + "straddles": "straddles",
    }
    found: dict[tuple[str, str], Standing] = {}
    for border, name in ((EEA, "standingEEA"), (EU, "standingEU")):
        for quad in vocabulary.part(PLACES).quads_for_pattern(None, ox.NamedNode(DM + name), None, None):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode)
            found[quad.subject.value, border] = known[quad.object.value]
    return found


def _rows(vocabulary: Vocabulary) -> Iterator[tuple[str, str, str, dt.date, dt.date]]:
    store = vocabulary.part(PLACES)
    for kind in ("Membership", "TransitionalApplication", "NeedsReview"):
        for typed in store.quads_for_pattern(None, _TYPE, ox.NamedNode(DM + kind), None):
            row = {
                quad.predicate.value.removeprefix(DM): quad.object.value
                for quad in store.quads_for_pattern(typed.subject, None, None, None)
                if isinstance(quad.object, (ox.NamedNode, ox.Literal))
            }
            start, end = row.get("validFrom"), row.get("validTo")
            yield (
                kind,
                row["member"],
                row["group"],
                dt.date.fromisoformat(start) if start else dt.date.min,
                dt.date.fromisoformat(end) if end else dt.date.max,
            )


def towns(vocabulary: Vocabulary) -> dict[str, str]:
    """Return towns, states and regions of clouds, normalised, with the country each lies in.

    They stand in ``ontology/languages/towns.ttl``: only reading loads them, so that "Dublin" in a question
    is never taken for Ireland.
    """
    if vocabulary.compiled is None:
        return {}
    stated = vocabulary.compiled.literals.get(DM + "town", {})
    return {normalise(town): place for place, names in stated.items() for town, _ in names}


def _by_code() -> dict[str, str]:
    vocabulary = load_vocabulary()
    codes = {}
    for quad in vocabulary.part(PLACES).quads_for_pattern(None, NOTATION, None, None):
        place, code = quad.subject, quad.object
        if isinstance(place, ox.NamedNode) and isinstance(code, ox.Literal) and place.value.startswith(LOC):
            codes[code.value] = place.value
    return codes


@cache
def _by_name_in_any_language() -> dict[str, str]:
    import babel

    names = kept(f"countries-{babel.__version__}", _country_names)
    return {name: LOC + code for name, code in names.items() if isinstance(code, str)}


def _country_names() -> dict[str, str]:
    from babel import Locale, localedata

    names: dict[str, set[str]] = {}
    for identifier in localedata.locale_identifiers():
        if "_" in identifier:
            continue  # regional variants repeat the names of their language
        for code, name in Locale.parse(identifier).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                names.setdefault(normalise(name), set()).add(code)
    return {name: codes.pop() for name, codes in names.items() if len(codes) == 1}


# CLDR territories that ISO 3166-1 and DPV do not have.
_NO_COUNTRY = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
)
