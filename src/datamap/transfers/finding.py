"""Every transfer of a registry, judged under the law of a day, and what changes where some is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.transfers.assessing import STATES, UNCOVERED, Assessor
from datamap.transfers.evidence import Evidence
from datamap.transfers.reading import read_entries
from datamap.transfers.timeline import ever_outside, histories, timeline
from datamap.transfers.transfer import Transfer, WhatIf
from datamap.transfers.transfers import Transfers
from datamap.transfers.without import parse_without
from datamap.transfers.wording import Wording
from datamap.vocabulary.places import EEA, EU
from datamap.vocabulary.transfer_law import TransferLaw

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from datamap.registry.registry import RegistryBase
    from datamap.transfers.assessing import Assessment
    from datamap.transfers.timeline import Case, Event

BORDERS = {"EEA": EEA, "EU": EU}


def find_transfers(
    registry: RegistryBase,
    *,
    at: dt.date,
    outside: str = "EEA",
    without: Iterable[str] = (),
    language: str = "en",
) -> Transfers:
    """Return the transfers of a registry; see :meth:`datamap.Registry.transfers`."""
    vocabulary, border = registry.vocabulary, BORDERS[outside]
    given = tuple(without)
    aside = parse_without(given, vocabulary)
    law = TransferLaw(vocabulary, at)
    now = Assessor(law)
    then = Assessor(TransferLaw(vocabulary, at, aside)) if aside else None
    words = Wording(language, vocabulary)
    evidence = Evidence(registry)
    considered = ever_outside(vocabulary, border)
    found: list[Transfer] = []
    inside: list[Transfer] = []
    cases: dict[Case, set[str]] = {}
    for entry in read_entries(registry):
        for kind, place in entry.places:
            standing = law.side(place.concept, border)
            if standing == "inside" and place.concept not in considered:
                continue
            case = (place.concept, entry.grounds, entry.supplied)
            cases.setdefault(case, set()).add(entry.name)
            one = Transfer(entry, kind, place, now.assess(*case), words, evidence)
            (inside if standing == "inside" else found).append(one)
    every = len(found)
    if then is not None:
        found = [changed for one in found if (changed := _changed(one, then)) is not None]
    order = {state: rank for rank, state in enumerate(STATES)}
    found.sort(
        key=lambda one: (one.what_if is not None and not one.what_if.loses, order[one.assessment.state])
    )

    def events() -> tuple[Event, ...]:
        return timeline(cases, vocabulary)

    def history() -> dict[Case, list[tuple[dt.date, Assessment]]]:
        return histories(cases, vocabulary)

    return Transfers(
        found,
        inside=inside,
        every=every,
        events=events,
        history=history,
        evidence=evidence,
        words=words,
        location=registry.location,
        at=at,
        outside=outside,
        without=given,
        vocabulary=vocabulary,
    )


def _changed(one: Transfer, then: Assessor) -> Transfer | None:
    """Return a transfer with what it would rest on, None where no ground that it rests on is set aside."""
    after = then.assess(one.place.concept, one.entry.grounds, one.entry.supplied)
    gone = one.assessment.bases - after.bases
    if not gone:
        return None
    loses = after.state in UNCOVERED or not after.bases
    return Transfer(
        one.entry,
        one.kind,
        one.place,
        one.assessment,
        one.words,
        one.source,
        WhatIf(after, frozenset(gone), loses),
    )
