"""Four-valued answers about a vendor from its edges, as ``queries/*.rq`` give them, for many vendors at once.

A query a type of data and border would ask a registry hundreds of times; a comparison needs the answers of
the vendors that changed alone. Tests hold every answer against the queries.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap.vocabulary.places import ALL_OUTSIDE, standings
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from datamap.changes.snapshot import Entry
    from datamap.vocabulary.concepts import Vocabulary

ANYTHING_ELSE = ""
"""Stands for every concept that an entry does not name."""

_EDGE = {"data": "Data", "purpose": "Purpose", "subject": "Subject"}
_ANSWERS = ("no", "unknown", "conditional", "yes")
_OF_COVERAGE = {"listed": 1, "open": 11}


class Answering:
    """Answers questions about entries; ``at`` is the day for which borders are drawn."""

    def __init__(self, vocabulary: Vocabulary, at: dt.date) -> None:
        self._vocabulary = vocabulary
        self._standing = standings(vocabulary, at)
        self._above: dict[str, set[str]] = {}
        self._holding: dict[str, bool] = {}

    @cached_property
    def _in_part(self) -> set[tuple[str, str]]:
        return set(self._vocabulary.in_part)

    def of_thing(self, entries: Sequence[Entry], side: str, concept: str) -> str:
        """Return whether a vendor processes a concept ("data", "purpose" or "subject")."""
        return _highest(_rank(self._thing(entry, side, concept)) for entry in entries)

    def outside(self, entries: Sequence[Entry], border: str, *, side: str = "place") -> str:
        """Return whether a vendor is outside a border by its storage ("place") or its access ("access")."""
        return _highest(_rank(self._place(entry, side, border)) for entry in entries)

    def thing_outside(self, entries: Sequence[Entry], concept: str, border: str) -> str:
        """Return whether a vendor processes a type of data outside a border."""
        return _highest(
            min(_rank(self._thing(entry, "data", concept)), _rank(self._place(entry, "place", border)))
            for entry in entries
        )

    def side_of(self, place: str, border: str) -> str:
        """Return "inside", "outside" or "straddles"; a place that the ontology does not know straddles."""
        return self._standing.get((place, border), "straddles")

    # the codes of queries/*.rq, before they are made into ranks -----------------------------------

    def _thing(self, entry: Entry, side: str, concept: str) -> int:
        name = _EDGE[side]
        code = _OF_COVERAGE.get(entry.covers(side), 0)
        stated, maybe, denied = (entry.edges.get(verb + name, ()) for verb in ("states", "mayHave", "denies"))
        asked_above = self._kinds(concept) if concept else set()
        refused = any(one in asked_above for one in denied)
        if refused:
            code = max(code, 15)
        for edges, certain in ((stated, 30), (maybe, 20)):
            for one in edges:
                if concept and concept in self._kinds(one):
                    code = max(code, 35 if refused else certain)
                elif one in asked_above:
                    code = max(code, 14)
                if side == "data":
                    code = max(code, self._near(one, concept))
        return code

    def _near(self, one: str, concept: str) -> int:
        if self._holds_other(one) or (concept, one) in self._in_part:
            return 13
        return 12 if (one, concept) in self._in_part else 0

    def _place(self, entry: Entry, side: str, border: str) -> int:
        name = "Place" if side == "place" else "Access"
        code = _OF_COVERAGE.get(entry.covers(side), 0)
        stated, maybe, denied = (entry.edges.get(verb + name, ()) for verb in ("states", "mayHave", "denies"))
        refused = any(one in ALL_OUTSIDE[border] for one in denied)
        if refused:
            code = max(code, 15)
        for edges, certain in ((stated, 30), (maybe, 20)):
            for one in edges:
                standing = self._standing.get((one, border))
                if standing == "outside":
                    code = max(code, 35 if refused else certain)
                elif standing == "straddles":
                    code = max(code, 12)
        return code

    def _kinds(self, concept: str) -> set[str]:
        known = self._above.get(concept)
        if known is None:
            known = self._above[concept] = self._vocabulary.above(concept)
        return known

    def _holds_other(self, concept: str) -> bool:
        known = self._holding.get(concept)
        if known is None:
            known = self._vocabulary.value(concept, DM + "holdsOther") == "true"
            self._holding[concept] = known
        return known


def _rank(code: int) -> int:
    """Return the rank of a code: 0 no, 1 unknown, 2 conditional, 3 yes (``queries/*.rq``, "The key")."""
    if code == 0:
        return 1  # nothing is said, which is never no
    if code == 15:
        return 0  # denied
    if code == 35:
        return 2  # stated and denied
    return 0 if code < 10 else 1 if code < 20 else 2 if code < 30 else 3


def _highest(ranks: Iterable[int]) -> str:
    return _ANSWERS[max(ranks, default=1)]
