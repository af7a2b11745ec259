"""On which side of the EEA border vendors are by what is stated, and on which transfer ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.overview.asking import facts_of
from datamap.vocabulary.terms import DM, DPV

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from datamap.overview.asking import Fact
    from datamap.registry.registry import RegistryBase

STORAGE = DPV + "hasStorageCondition"
ACCESS = DM + "hasAccessLocation"
GROUPS = (
    "outside-stated", "both-sides", "outside-may-occur", "unclear-side", "inside-rest-open", "inside-stated",
    "outside-denied", "open-place", "notStated",
)  # fmt: skip
"""Every vendor is in one of these, the gravest that holds; the order of the table."""
BEYOND = ("outside-stated", "both-sides", "outside-may-occur", "unclear-side")
"""The groups in which a transfer is stated or cannot be excluded by what is stated."""


def places_by_vendor(registry: RegistryBase, language: str, at: dt.date) -> dict[tuple[str, str], list[Fact]]:
    """Return the rows of places-by-vendors by vendor and property (storage or access)."""
    found: dict[tuple[str, str], list[Fact]] = {}
    for row in facts_of(registry, "places-by-vendors", language, at=at):
        found.setdefault((row.iris["vendor"], row.iris["property"]), []).append(row)
    return found


def group_of(rows: Sequence[Fact], coverage: Mapping[str, object], answer: str = "") -> str:
    """Return the group of a vendor by its places, how complete they are, and its four-valued answer.

    Inside alone counts as inside only where every entry's list of places is closed.
    """
    sides = {(row.iris["side"].removeprefix(DM), row.iris["certainty"].removeprefix(DM)) for row in rows}
    if ("outside", "stated") in sides:
        return "both-sides" if ("inside", "stated") in sides else "outside-stated"
    if ("outside", "conditional") in sides:
        return "outside-may-occur"
    if any(side == "straddles" for side, _ in sides):
        return "unclear-side"
    if sides:
        return "inside-stated" if set(coverage) == {DM + "listed"} else "inside-rest-open"
    if answer == "no":
        return "outside-denied"
    return "open-place" if DM + "open" in coverage else "notStated"
