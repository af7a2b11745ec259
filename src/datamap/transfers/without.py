"""What a question of "what if" sets aside, as people write it: DPF, SCC, adequacy:GB, adequacy:2021/1772."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.errors import InvalidParameter
from datamap.vocabulary.concepts import SAFEGUARDS
from datamap.vocabulary.law_tables import decisions
from datamap.vocabulary.places import find_place
from datamap.vocabulary.transfer_law import ADEQUACY_GROUND, ARTICLE_46_UNSPECIFIED, Without, ground_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.vocabulary.concepts import Vocabulary

_ADEQUACY = ("adequacy", "adekvans", "beslut")


def parse_without(wanted: Iterable[str], vocabulary: Vocabulary) -> Without:
    """Return what texts set aside; raises InvalidParameter for one that names no ground.

    A ground is a label, CURIE or IRI ("SCC", "Privacy Shield", "adekvansbeslut"), with all its kinds;
    ``adequacy:`` and a place, or the number of a decision, sets that place's decision aside.
    """
    grounds: set[str] = set()
    places: set[str] = set()
    numbers: set[str] = set()
    for text in wanted:
        word, colon, rest = text.strip().partition(":")
        if colon and word.strip().casefold() in _ADEQUACY:
            _decision(text, rest.strip(), vocabulary, places, numbers)
        else:
            grounds.add(_ground(text, vocabulary))
    return Without(frozenset(grounds), frozenset(places), frozenset(numbers))


def _ground(text: str, vocabulary: Vocabulary) -> str:
    phrase = text.strip()
    found = ADEQUACY_GROUND if phrase.casefold() == "adequacy" else vocabulary.lookup(phrase, SAFEGUARDS)
    if found is not None and _covers_transfers(found, vocabulary):
        return found
    near = [
        label
        for label, iri in vocabulary.nearest(phrase, SAFEGUARDS, 6)
        if _covers_transfers(iri, vocabulary)
    ]
    hint = f"; nearest: {', '.join(map(repr, near[:3]))}" if near else ""
    why = "is no ground for transfers" if found is not None else "names no ground for transfers"
    raise InvalidParameter(
        f"without: {phrase!r} {why}{hint}; write DPF, SCC, BCR, adequacy or adequacy:COUNTRY"
    )


def _covers_transfers(iri: str, vocabulary: Vocabulary) -> bool:
    return iri == ARTICLE_46_UNSPECIFIED or ground_kind(iri, vocabulary) != "none"


def _decision(text: str, rest: str, vocabulary: Vocabulary, places: set[str], numbers: set[str]) -> None:
    known = decisions(vocabulary)
    if rest in {row.decision for row in known}:
        numbers.add(rest)
        return
    place = find_place(rest, vocabulary) if rest else None
    if place is None:
        raise InvalidParameter(
            f"without: {text.strip()!r}: {rest!r} is no place and no decision that is known"
        )
    if place not in {row.place for row in known}:
        label = vocabulary.label(place)
        raise InvalidParameter(f"without: {text.strip()!r}: there is no adequacy decision for {label}")
    places.add(place)
