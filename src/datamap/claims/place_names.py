"""Name the places of a phrase: countries, regions, a town beside its country, the region of a cloud."""

from __future__ import annotations

import re
from collections import ChainMap
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.claims.cues import Cues
from datamap.claims.phrases import Phrase, split, without_final_stop
from datamap.vocabulary.concepts import PLACES, SAFEGUARDS, normalise
from datamap.vocabulary.places import find_place, towns

if TYPE_CHECKING:
    from collections.abc import Mapping

# A name such as "San Francisco": up to three words in capitals, no acronym ("DPF") and no phrase.
_NAME = r"[A-ZÅÄÖÆØÉÜ][\w.-]*[a-zåäöæøéü][\w.-]*(?: [A-ZÅÄÖÆØÉÜ][\w.-]*){0,2}"
_IN_BRACKETS = re.compile(rf"(?P<place>[^(),;]+)\((?P<detail>{_NAME})\)")
_BEFORE_COMMA = re.compile(rf"(?P<detail>{_NAME}), (?P<place>[^(),;]+)")

_LONGEST_REGION = 60  # characters
_REGION_WORD = re.compile(
    r"(?P<place>\S.*?)[-\s](?:regio(?:n(?:en|s|er)?)?|région|región|alue(?:ella)?|zone|projekt|project|servere?"
    r"|data ?cent(?:er|re))",
    re.IGNORECASE,
)
_REGION = re.compile(r"(?P<place>[^(),;]+)\((?P<detail>[^(),;]+)\)")

# "San Francisco, CA, USA", "Austin, TX": the code of a state stands where a country's might.
_STATE = re.compile(rf"(?P<detail>{_NAME}), (?P<state>[A-Z]{{2}})(?: \d{{5}})?(?:, (?P<place>[^(),;]+))?")


@dataclass(frozen=True, slots=True)
class Named:
    """A phrase and the concept that it names, or None; ``unread`` is a part of it that names nothing."""

    phrase: Phrase
    concept: str | None
    unread: Phrase | None = None


def all_named(named: list[Named]) -> bool:
    """Tell whether something was named, and no part of it stayed unnamed."""
    return bool(named) and all(one.concept and one.unread is None for one in named)


class PlaceNames(Cues):
    """What names places, with the small words around them."""

    @cached_property
    def _towns(self) -> dict[str, str]:
        return towns(self.vocabulary)

    @cached_property
    def place_labels(self) -> Mapping[str, str]:
        """Every name of a place, normalised, with its place; a town with its country."""
        return ChainMap(self.vocabulary.labels(PLACES), self._towns)

    def place_with_detail(self, phrase: Phrase) -> Named | None:
        """Return the place of "Sweden (Stockholm)" or "Dublin, Ireland": a name beside it is a part of it.

        Only one name, in capitals at the front of its words, and no place of its own.
        """
        text = without_final_stop(phrase).text
        state = _STATE.fullmatch(text)
        if state is not None:
            given = find_place(state["place"].strip(), self.vocabulary) if state["place"] else None
            town = self._towns.get(normalise(state["detail"]))
            if given or (town and not state["place"]):
                return Named(without_final_stop(phrase), given or town)
        within = _REGION.fullmatch(text)
        if within is not None:
            # "eu-central-1 (Frankfurt)", "Ireland (eu-west-1)": both name the same country.
            place = self.place(within["place"].strip())
            if place is not None and place == self.place(within["detail"].strip()):
                return Named(without_final_stop(phrase), place)
        for pattern in (_IN_BRACKETS, _BEFORE_COMMA):
            match = pattern.fullmatch(text)
            if match is None or self.vocabulary.lookup(match["detail"], SAFEGUARDS) is not None:
                continue
            place = find_place(match["place"].strip(), self.vocabulary)
            if place is not None and self.place(match["detail"]) in (None, place):
                return Named(without_final_stop(phrase), place)
        return None

    def place(self, text: str) -> str | None:
        """Return the place that a whole text names, a town or a region of a cloud by its country; or None.

        "EER-regio", "Frankfurt region": what is said of a place is left out.
        """
        found = find_place(text, self.vocabulary) or self._towns.get(normalise(text))
        region = _REGION_WORD.fullmatch(text) if found is None and len(text) <= _LONGEST_REGION else None
        return self.place(region["place"].strip()) if region else found

    def places_in_bracket(self, text: str) -> bool:
        """Tell whether the words in a bracket name places, a town unknown to us beside a country too."""
        return self.names_places(Phrase(text.strip(), 0))

    def names_places(self, phrase: Phrase) -> bool:
        """Tell whether a phrase names places and nothing else."""
        parts = [
            part
            for piece in split(without_final_stop(phrase), ",;")
            for part in self.name_places(piece) or [Named(piece, None)]
        ]
        whole = self.name_places(phrase)
        return bool(parts) and (all(p.concept for p in parts) or all_named(whole))

    def name_places(self, phrase: Phrase) -> list[Named]:
        """Return the places a phrase names: one, or several joined by words, commas or slashes."""
        phrase = without_final_stop(self.without_join(phrase))
        place = self.place(phrase.text)
        if place is not None:
            return [Named(phrase, place)]
        detailed = self.place_with_detail(phrase)
        if detailed is not None:
            return [detailed]
        region = self.without_cloud(phrase)
        if region is not None and (place := self.place(region.text)) is not None:
            return [Named(phrase, place)]
        match = (
            self._access.match(phrase.text)
            or self._hosting.match(phrase.text)
            or self._leading_preposition.match(phrase.text)
        )
        if match:
            return self.name_places(phrase.cut(match.end(), len(phrase.text)))
        for parts in (self._parts(phrase, self._joins), list(split(phrase, "/+"))):
            if len(parts) > 1:
                named = [n for part in parts for n in (self.name_places(part) or [Named(part, None)])]
                if any(n.concept for n in named):
                    return named
        return []
