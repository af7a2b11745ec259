"""Which changes a processor must announce, which call for a look at the contract, and which neither.

Art. 28(2) GDPR: the processor informs the controller of any intended addition or replacement of processors.
Art. 28(3)(a): it processes on documented instructions alone, also with regard to transfers, so that a new
place always calls for a look at contract and instruction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.changes.change import Change

_PLACES = frozenset({"storage-place", "processing-place", "access-place"})
_ADDED = frozenset({"vendor-added", "entry-added"})


@dataclass(frozen=True, slots=True)
class Needs:
    """Changes by what they call for.

    ``announced`` adds or replaces a sub-processor; a new name of which nobody confirmed that it is the same
    company counts as such. ``places`` are new places of others; ``look`` calls for a look at the contract
    without being either (more data, a place or transfer ground that is no longer stated); ``quiet`` for
    nothing. ``removed`` are the names of vendors that are gone.
    """

    announced: tuple[Change, ...]
    places: tuple[Change, ...]
    look: tuple[Change, ...]
    quiet: tuple[Change, ...]
    removed: tuple[str, ...]


def needs(changes: Iterable[Change]) -> Needs:
    """Return what changes call for, in their order."""
    announced: list[Change] = []
    places: list[Change] = []
    look: list[Change] = []
    quiet: list[Change] = []
    removed: list[str] = []
    for change in changes:
        if change.kind in _ADDED or change.proposed:
            announced.append(change)
        elif change.kind == "fact-added" and change.facet in _PLACES and change.concept:
            places.append(change)
        elif _calls_for_a_look(change):
            look.append(change)
        else:
            quiet.append(change)
        if change.kind == "vendor-removed":
            removed.append(change.vendor)
    entries = {change.process for change in announced}
    # What is announced whole is told there, its places too.
    kept = [change for change in places if change.process not in entries]
    return Needs(tuple(announced), tuple(kept), tuple(look), tuple(quiet), tuple(removed))


def _calls_for_a_look(change: Change) -> bool:
    if change.facet == "data" and change.kind in ("fact-added", "fact-changed", "coverage-changed"):
        return change.kind != "coverage-changed" or change.after != "listed"
    if change.facet in _PLACES and change.concept:
        return True
    if change.facet in ("place", "access") and change.kind == "coverage-changed":
        return change.after != "listed"
    return change.facet == "safeguard" and change.kind != "fact-added" and bool(change.concept)
