"""The law of transfers at a date: what an adequacy decision covers, and whether a ground holds for a place.

Sources: GDPR Art. 44 to 49; the dated rows of ``ontology/places.ttl`` and the grounds of
``ontology/safeguards.ttl``. Nothing here knows a registry: whoever has a place, a ground and a date may ask.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from datamap.vocabulary.concepts import PLACES, SAFEGUARDS, Vocabulary
from datamap.vocabulary.places import EEA, standings
from datamap.vocabulary.terms import DCT, DM, DPV, LOC, PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

ADEQUATE = DM + "adequate"
ADEQUATE_WITHIN = DM + "adequateWithin"
ADEQUATE_IF_CERTIFIED = DM + "adequateIfCertified"

ARTICLE_46_UNSPECIFIED = DM + "Article46Unspecified"
DEROGATION = DM + "Article49Derogation"
ADEQUACY_GROUND = PREFIXES["eu-gdpr"] + "A45-3"
# Naming the group of grounds names none of them.
_ROOTS = frozenset({DPV + "DataTransferLegalBasis", PREFIXES["eu-gdpr"] + "DataTransferTool"})

GroundKind = Literal["tool", "adequacy", "mechanism", "derogation", "unspecified", "none"]
Verdict = Literal[
    "not-needed", "holds", "limited", "if-certified", "occasional", "no-decision", "not-in-force",
    "no-tool-named", "no-ground",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Adequacy:
    """An adequacy decision (Art. 45) that holds for a place at a date.

    ``scope`` says in each language what it is limited to (empty: nothing); ``valid_to`` is the last day it
    holds where that is known; ``mechanism`` the certification it rests on, if any.
    """

    place: str
    decision: str
    valid_from: dt.date
    valid_to: dt.date | None
    scope: tuple[tuple[str, str], ...]
    mechanism: str | None
    source: str

    @property
    def reach(self) -> str:
        """How far it reaches: an IRI of dm:adequate, dm:adequateWithin, dm:adequateIfCertified."""
        if self.mechanism:
            return ADEQUATE_IF_CERTIFIED
        return ADEQUATE_WITHIN if self.scope or self.valid_to else ADEQUATE

    def limits(self, language: str) -> str:
        """Return what limits it, in words: the decision, its scope and its last day."""
        scope = dict(self.scope).get(language) or dict(self.scope).get("en", "")
        until = f"{'t.o.m.' if language == 'sv' else 'until'} {self.valid_to}" if self.valid_to else ""
        return "; ".join(part for part in (self.decision, scope.rstrip("."), until) if part)


def adequacy_at(vocabulary: Vocabulary, at: dt.date) -> dict[str, Adequacy]:
    """Return the adequacy decision in force at a date for every place or organisation that has one."""
    return {
        row.place: row
        for row in _decisions(vocabulary)
        if row.valid_from <= at and (row.valid_to is None or at <= row.valid_to)
    }


def adequacy_edges(vocabulary: Vocabulary, at: dt.date) -> Iterator[tuple[str, str, str]]:
    """Yield what queries about grounds stand on, derived for a date and never stored.

    ``place dm:adequacy dm:adequate...`` for places with a decision, and ``mechanism dm:notInForceFor place``
    for certifications (Safe Harbor, Privacy Shield, DPF) whose decision does not hold that day.
    """
    in_force = adequacy_at(vocabulary, at)
    for place, row in in_force.items():
        yield place, DM + "adequacy", row.reach
    for row in _decisions(vocabulary):
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


def ground_holds(ground: str | None, place: str, at: dt.date, vocabulary: Vocabulary) -> Verdict:
    """Return whether a ground (None: none is stated) covers a transfer to a place at a date.

    "not-needed": the place is inside the EEA. "holds": it does, as far as the law and not the recipient
    decides. "limited", "if-certified": an adequacy decision that covers some recipients. "occasional": a
    derogation. "no-decision": adequacy for a place that has none. "not-in-force": a certification whose
    decision does not hold that day. "no-tool-named", "no-ground": nothing that can be judged.
    """
    if standings(vocabulary, at).get((place, EEA)) == "inside":
        return "not-needed"
    decision = adequacy_at(vocabulary, at).get(place)
    kind = ground_kind(ground, vocabulary) if ground else "none"
    if ground and kind == "tool":
        return "holds"
    if kind == "derogation":
        return "occasional"
    if kind == "mechanism":
        return "if-certified" if decision is not None and decision.mechanism == ground else "not-in-force"
    if decision is not None:
        reaches: dict[str, Verdict] = {ADEQUATE: "holds", ADEQUATE_WITHIN: "limited"}
        return reaches.get(decision.reach, "if-certified")
    if kind == "adequacy":
        return "no-decision"
    return "no-tool-named" if kind == "unspecified" else "no-ground"


def is_country(concept: str | None) -> bool:
    """Tell whether a place is a country or territory (an ISO 3166-1 code of DPV), not a group of them."""
    return concept is not None and concept.startswith(LOC) and len(concept) == len(LOC) + 2


def legal_tables_date(vocabulary: Vocabulary) -> dt.date | None:
    """Return when the dated tables of law were last renewed."""
    quads = vocabulary.part(PLACES).quads_for_pattern(
        ox.NamedNode(DM + "legalTables"), ox.NamedNode(DCT + "modified"), None, None
    )
    return next(
        (dt.date.fromisoformat(q.object.value) for q in quads if isinstance(q.object, ox.Literal)), None
    )


@cache
def _mechanisms(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(row.mechanism for row in _decisions(vocabulary) if row.mechanism)


@cache
def _decisions(vocabulary: Vocabulary) -> tuple[Adequacy, ...]:
    """Return all adequacy decisions, oldest first."""
    store = vocabulary.part(PLACES)
    rows = []
    decision_type = ox.NamedNode(DM + "AdequacyDecision")
    for typed in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), decision_type, None):
        one: dict[str, str] = {}
        scope = []
        for quad in store.quads_for_pattern(typed.subject, None, None, None):
            value = quad.object
            if quad.predicate.value == DM + "scope" and isinstance(value, ox.Literal):
                scope.append((value.language or "", value.value))
            elif isinstance(value, (ox.NamedNode, ox.Literal)):
                one[quad.predicate.value] = value.value
        end = one.get(DM + "validTo")
        rows.append(
            Adequacy(
                place=one[DM + "member"],
                decision=one.get(DM + "decision", ""),
                valid_from=dt.date.fromisoformat(one[DM + "validFrom"]),
                valid_to=dt.date.fromisoformat(end) if end else None,
                scope=tuple(sorted(scope)),
                mechanism=one.get(DM + "mechanism"),
                source=one.get(DCT + "source", ""),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.valid_from, row.place)))
