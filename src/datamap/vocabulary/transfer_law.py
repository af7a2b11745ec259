"""The law of transfers at a date: what an adequacy decision covers, and whether a ground holds for a place.

Sources: GDPR Art. 44 to 49; the dated rows of ``ontology/places.ttl`` and the grounds of
``ontology/safeguards.ttl``. Nothing here knows a registry: whoever has a place, a ground and a date may ask.
The rows themselves are read in ``law_tables``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from datamap.vocabulary.concepts import SAFEGUARDS, Vocabulary
from datamap.vocabulary.law_tables import (
    ADEQUATE,
    ADEQUATE_IF_CERTIFIED,
    ADEQUATE_WITHIN,
    Adequacy,
    Provision,
    bridges,
    clause_sets,
    decisions,
    legal_tables_date,
)
from datamap.vocabulary.places import EEA, Standing, standings
from datamap.vocabulary.terms import DM, DPV, LOC, PREFIXES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

__all__ = [
    "ADEQUATE", "ADEQUATE_IF_CERTIFIED", "ADEQUATE_WITHIN", "ARTICLE_46_UNSPECIFIED", "Adequacy",
    "GroundKind", "TransferLaw", "Verdict", "Without", "adequacy_at", "adequacy_edges", "ground_holds",
    "ground_kind", "is_country", "legal_tables_date", "names_ground",
]  # fmt: skip

ARTICLE_46_UNSPECIFIED = DM + "Article46Unspecified"
DEROGATION = DM + "Article49Derogation"
ADEQUACY_GROUND = PREFIXES["eu-gdpr"] + "A45-3"
# Naming the group of grounds names none of them.
_ROOTS = frozenset({DPV + "DataTransferLegalBasis", PREFIXES["eu-gdpr"] + "DataTransferTool"})

GroundKind = Literal["tool", "adequacy", "mechanism", "derogation", "unspecified", "none"]
Verdict = Literal[
    "not-needed", "bridged", "holds", "limited", "if-certified", "occasional", "no-decision", "not-in-force",
    "elsewhere", "place-unnamed", "no-tool-named", "no-ground", "set-aside",
]  # fmt: skip


def adequacy_at(vocabulary: Vocabulary, at: dt.date) -> dict[str, Adequacy]:
    """Return the adequacy decision in force at a date for every place or organisation that has one."""
    return {row.place: row for row in decisions(vocabulary) if row.holds_at(at)}


def adequacy_edges(vocabulary: Vocabulary, at: dt.date) -> Iterator[tuple[str, str, str]]:
    """Yield what queries about grounds stand on, derived for a date and never stored.

    ``place dm:adequacy dm:adequate...`` for places with a decision, and ``mechanism dm:notInForceFor place``
    for certifications (Safe Harbor, Privacy Shield, DPF) whose decision does not hold that day.
    """
    in_force = adequacy_at(vocabulary, at)
    for place, row in in_force.items():
        yield place, DM + "adequacy", row.reach
    for row in decisions(vocabulary):
        held = in_force.get(row.place)
        if row.mechanism and (held is None or held.mechanism != row.mechanism):
            yield row.mechanism, DM + "notInForceFor", row.place


def ground_kind(concept: str, vocabulary: Vocabulary) -> GroundKind:
    """Return what a concept of dm:safeguards is in Chapter V.

    "tool": names a tool of Art. 46; "adequacy": Art. 45; "mechanism": a certification under a decision of
    Art. 45; "derogation": Art. 49; "unspecified": Art. 46 without a tool; "none": covers no transfer.
    """
    if concept in _ROOTS or not vocabulary.in_scheme(concept, SAFEGUARDS):
        return "none"
    if concept == ARTICLE_46_UNSPECIFIED:
        return "unspecified"
    if concept in _mechanisms(vocabulary):
        return "mechanism"
    if vocabulary.value(concept, DM + "tool") == "true":
        return "tool"
    above = vocabulary.above(concept)
    if DEROGATION in above:
        return "derogation"
    return "adequacy" if ADEQUACY_GROUND in above else "none"


def names_ground(concept: str | None, vocabulary: Vocabulary) -> bool:
    """Tell whether a concept names a ground by itself: a tool, adequacy, a certification or a derogation."""
    return concept is not None and ground_kind(concept, vocabulary) not in ("unspecified", "none")


@dataclass(frozen=True, slots=True)
class Without:
    """What a question of "what if" sets aside: grounds with all their kinds, and adequacy decisions.

    ``grounds`` are concepts of dm:safeguards, ``places`` those whose decisions fall, ``decisions`` the
    numbers of decisions that fall.
    """

    grounds: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Tell whether anything is set aside."""
        return bool(self.grounds or self.places or self.decisions)

    def takes_decision(self, row: Adequacy) -> bool:
        """Tell whether an adequacy decision is set aside, by itself or with what it rests on."""
        return (
            row.place in self.places
            or row.decision in self.decisions
            or ADEQUACY_GROUND in self.grounds
            or row.mechanism in self.grounds
        )

    def takes_ground(self, ground: str, vocabulary: Vocabulary) -> bool:
        """Tell whether a ground is set aside, by itself or as a kind of what is."""
        return bool(self.grounds) and not self.grounds.isdisjoint({ground} | vocabulary.above(ground))


@dataclass
class TransferLaw:
    """The law of transfers at a date, ready to be asked many times; ``without`` sets some of it aside."""

    vocabulary: Vocabulary
    at: dt.date
    without: Without = field(default_factory=Without)

    def __post_init__(self) -> None:
        self.standings = standings(self.vocabulary, self.at)
        self.decisions = {
            place: row
            for place, row in adequacy_at(self.vocabulary, self.at).items()
            if not self.without.takes_decision(row)
        }
        self._mechanisms = {row.mechanism: row for row in self.decisions.values() if row.mechanism}

    def side(self, place: str | None, border: str = EEA) -> Standing:
        """Return on which side of a border a place is, "straddles" where nobody can tell."""
        return self.standings.get((place or "", border), "straddles")

    def names_ground(self, concept: str | None) -> bool:
        """Tell whether a concept names a ground by itself; see :func:`names_ground`."""
        return names_ground(concept, self.vocabulary)

    def bridge(self, place: str) -> Provision | None:
        """Return the provision under which sending data to a place is no transfer to a third country."""
        found = (row for row in bridges(self.vocabulary) if place in row.subjects and row.holds_at(self.at))
        return next(found, None)

    def decisions_ever(self, place: str | None = None, mechanism: str | None = None) -> list[Adequacy]:
        """Return the decisions there ever were for a place, or that rest on a certification, oldest first."""
        return [
            row
            for row in decisions(self.vocabulary)
            if (place is None or row.place == place) and (mechanism is None or row.mechanism == mechanism)
        ]

    def kind(self, ground: str) -> GroundKind:
        """Return what a ground is in Chapter V; see :func:`ground_kind`."""
        return ground_kind(ground, self.vocabulary)

    def clause_set(self, ground: str, phrase: str) -> Provision | None:
        """Return the set of standard contractual clauses that a ground, or its wording, names."""
        for row in clause_sets(self.vocabulary):
            if ground in row.subjects or row.number in phrase:
                return row
        return None

    def verdict(self, ground: str | None, place: str) -> Verdict:
        """Return whether a ground (None: none is stated) covers a transfer to a place.

        "not-needed": the place is inside the EEA; "bridged": a provision says that it is no transfer to a
        third country. "holds": it does, as far as the law and not the recipient decides. "limited",
        "if-certified": an adequacy decision that covers some recipients. "occasional": a derogation.
        "no-decision": adequacy for a place that has none. "not-in-force": a certification whose decision does
        not hold that day; "elsewhere": one that covers another country. "place-unnamed": adequacy for a
        place that is no country. "no-tool-named", "no-ground": nothing that can be judged. "set-aside".
        """
        if self.side(place) == "inside":
            return "not-needed"
        if place not in self.decisions and self.bridge(place) is not None:
            return "bridged"
        if ground and self.without.takes_ground(ground, self.vocabulary):
            return "set-aside"
        kind = ground_kind(ground, self.vocabulary) if ground else "none"
        if ground and kind == "tool":
            return "holds"
        if kind == "derogation":
            return "occasional"
        decision = self.decisions.get(place)
        if kind == "mechanism":
            if decision is not None and decision.mechanism == ground:
                return "if-certified"
            if ground not in self._mechanisms:
                return "not-in-force"
            return "elsewhere" if is_country(place) else "place-unnamed"
        if decision is not None:
            reaches: dict[str, Verdict] = {ADEQUATE: "holds", ADEQUATE_WITHIN: "limited"}
            return reaches.get(decision.reach, "if-certified")
        if kind == "adequacy":
            return "no-decision" if is_country(place) else "place-unnamed"
        return "no-tool-named" if kind == "unspecified" else "no-ground"


def ground_holds(ground: str | None, place: str, at: dt.date, vocabulary: Vocabulary) -> Verdict:
    """Return whether a ground covers a transfer to a place at a date; see :meth:`TransferLaw.verdict`.

    Whoever asks more than once makes one :class:`TransferLaw`.
    """
    return TransferLaw(vocabulary, at).verdict(ground, place)


def is_country(concept: str | None) -> bool:
    """Tell whether a place is a country or territory (an ISO 3166-1 code of DPV), not a group of them."""
    return concept is not None and concept.startswith(LOC) and len(concept) == len(LOC) + 2


@cache
def _mechanisms(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(row.mechanism for row in decisions(vocabulary) if row.mechanism)
