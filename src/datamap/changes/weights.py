"""How weighty a change is: by what it is about, and by what it does to the answer about the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.changes.change import AnswerChange, Change

# How weighty a change is. A place that became unknown matters more than a reworded purpose.
NEW_VENDOR = 100
NOW_OUTSIDE = 95
PLACE_UNKNOWN = 90
GROUND_GONE = 85
RENAMED = 80
MORE_OPEN = 75
MORE_DATA = 70
VENDOR_GONE = 65
OTHER_PLACE = 60
NEW_GROUND = 50
LESS_DATA = 45
OTHER_FACT = 40
PURPOSE = 30
AS_TEXT = 20
NOT_UNDERSTOOD = 10

# The weight of a closed list that became open, by what it was a list of.
OPENED = {
    "data": MORE_OPEN,
    "place": PLACE_UNKNOWN,
    "access": PLACE_UNKNOWN,
    "purpose": PURPOSE,
    "subject": OTHER_FACT,
}
_SURER = {"": 0, "denied": 0, "conditional": 1, "stated": 2}
_PLACES = frozenset({"storage-place", "processing-place", "access-place"})


def weight_of(facet: str, concept: str | None, before: str, after: str) -> int:
    """Return the weight of a fact (None: nobody understood it) whose certainty changed."""
    if concept is None:
        return NOT_UNDERSTOOD
    more = _SURER[after] > _SURER[before]
    if facet == "data":
        return MORE_DATA if more else LESS_DATA
    if facet == "safeguard":
        return NEW_GROUND if more else GROUND_GONE
    if facet in _PLACES:
        return OTHER_PLACE
    if facet in ("purpose", "processing"):
        return PURPOSE
    return OTHER_FACT


def weighed(change: Change, answers: Sequence[AnswerChange]) -> int:
    """Return the weight of a change, raised by what it did to the answer about the place."""
    weight = change.weight
    for answer in answers:
        if answer.asked not in ("place", "access"):
            continue
        if answer.after in ("yes", "conditional") and answer.before in ("no", "unknown", "conditional"):
            weight = max(weight, NOW_OUTSIDE)
        elif answer.after == "unknown":
            weight = max(weight, PLACE_UNKNOWN)
    return weight


def order(change: Change) -> tuple[object, ...]:
    """Return by what changes are sorted, the weightiest first."""
    return (
        -change.weight,
        change.vendor.casefold(),
        change.kind,
        change.facet,
        change.concept or "",
        change.before,
    )
