"""The days on which a ground of some transfers begins or ends, found by judging them between those days.

No law of its own: the tables give the days on which anything changes, and what holds before and after each
is compared.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.transfers.assessing import Assessment, Assessor, Basis, State
from datamap.vocabulary.law_tables import turning_days
from datamap.vocabulary.places import standings
from datamap.vocabulary.transfer_law import TransferLaw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.transfers.reading import Named, Supplied
    from datamap.vocabulary.concepts import Vocabulary

# Before, Directive 95/46/EC was not yet applied, and rows are history.
_FIRST = dt.date(1998, 10, 24)
_GDPR = dt.date(2018, 5, 25)

Case = tuple[str, tuple["Named", ...], "Supplied"]
"""What a transfer is judged by: its place, the grounds its entry names, and what persons added."""


@dataclass(frozen=True, slots=True)
class Event:
    """A ground begins (``date`` is its first day) or ends (its last), and what becomes of the transfers.

    ``before`` and ``after`` are the states on either side; ``vendors`` the names concerned.
    """

    date: dt.date
    begins: bool
    basis: Basis
    before: State
    after: State
    vendors: tuple[str, ...]


def ever_outside(vocabulary: Vocabulary, border: str) -> frozenset[str]:
    """Return the places that are not inside a border on some day since the GDPR applies."""
    days = [_GDPR, *(day for day, _ in turning_days(vocabulary) if day > _GDPR)]
    found: set[str] = set()
    for day in dict.fromkeys(days):
        known = standings(vocabulary, day)
        found |= {place for (place, side), how in known.items() if side == border and how != "inside"}
    return frozenset(found)


def histories(cases: Iterable[Case], vocabulary: Vocabulary) -> dict[Case, list[tuple[dt.date, Assessment]]]:
    """Return what each case is judged as, from the days on which that changes, oldest first.

    The first day is that on which the Directive was to be applied.
    """
    cases = list(cases)
    found: dict[Case, list[tuple[dt.date, Assessment]]] = {case: [] for case in cases}
    for day in _days_of(cases, vocabulary):
        assessor = Assessor(TransferLaw(vocabulary, day))
        for case, known in found.items():
            now = assessor.assess(*case)
            if not known or (known[-1][1].bases, known[-1][1].state) != (now.bases, now.state):
                known.append((day, now))
    return found


def timeline(cases: dict[Case, set[str]], vocabulary: Vocabulary) -> tuple[Event, ...]:
    """Return the events of cases, each with the names of its vendors, oldest first."""
    gathered: dict[tuple[dt.date, bool, Basis, State, State], set[str]] = defaultdict(set)
    for case, known in histories(cases, vocabulary).items():
        for (_, then), (day, now) in pairwise(known):
            last = day - dt.timedelta(days=1)
            for basis in then.bases - now.bases:
                gathered[last, False, basis, then.state, now.state] |= cases[case]
            for basis in now.bases - then.bases:
                gathered[day, True, basis, then.state, now.state] |= cases[case]
    events = [
        Event(*key, vendors=tuple(sorted(vendors, key=lambda name: (name.casefold(), name))))
        for key, vendors in gathered.items()
    ]
    return tuple(sorted(events, key=_rank))


def _rank(event: Event) -> tuple[object, ...]:
    basis = event.basis
    return (event.date, event.begins, basis.kind, basis.what, basis.place, event.before, event.after)


def _days_of(cases: Iterable[Case], vocabulary: Vocabulary) -> list[dt.date]:
    places = {place for place, *_ in cases}
    found = {day for day, about in turning_days(vocabulary) if day > _FIRST and (not about or about & places)}
    return [_FIRST, *sorted(found)]
