"""The dated rows of law about transfers, as ``ontology/places.ttl`` holds them: read once, never judged here.

Adequacy decisions (Art. 45), the bridging provision for the United Kingdom, the Commission's sets of standard
contractual clauses, and what is noted of places whose position is not settled.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.vocabulary.concepts import PLACES
from datamap.vocabulary.terms import DCT, DM, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.vocabulary.concepts import Vocabulary

ADEQUATE = DM + "adequate"
ADEQUATE_WITHIN = DM + "adequateWithin"
ADEQUATE_IF_CERTIFIED = DM + "adequateIfCertified"

Texts = tuple[tuple[str, str], ...]


def in_language(texts: Texts, language: str) -> str:
    """Return a text in a language, else in English, else ""."""
    return dict(texts).get(language) or dict(texts).get("en", "")


@dataclass(frozen=True, slots=True)
class Adequacy:
    """An adequacy decision (Art. 45) that holds for a place at a date.

    ``scope`` says in each language what it is limited to (empty: nothing); ``valid_to`` is the last day it
    holds where that is known; ``mechanism`` the certification it rests on, ``note`` what became of it.
    """

    place: str
    decision: str
    valid_from: dt.date
    valid_to: dt.date | None
    scope: Texts
    mechanism: str | None
    source: str
    note: Texts = ()

    @property
    def reach(self) -> str:
        """How far it reaches: an IRI of dm:adequate, dm:adequateWithin, dm:adequateIfCertified."""
        if self.mechanism:
            return ADEQUATE_IF_CERTIFIED
        return ADEQUATE_WITHIN if self.scope or self.valid_to else ADEQUATE

    def limits(self, language: str) -> str:
        """Return what limits it, in words: the decision, its scope and its last day."""
        scope = in_language(self.scope, language)
        until = f"{'t.o.m.' if language == 'sv' else 'until'} {self.valid_to}" if self.valid_to else ""
        return "; ".join(part for part in (self.decision, scope.rstrip("."), until) if part)

    def holds_at(self, at: dt.date) -> bool:
        """Tell whether it stands at a date."""
        return self.valid_from <= at and (self.valid_to is None or at <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Provision:
    """A dated row that is no decision: the bridging provision for a place, or a set of contractual clauses.

    ``subjects`` are the places or grounds (IRIs) that it is about; ``number`` is the set's decision.
    """

    subjects: tuple[str, ...]
    number: str
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    note: Texts

    def holds_at(self, at: dt.date) -> bool:
        """Tell whether it stands at a date."""
        return self.valid_from <= at and (self.valid_to is None or at <= self.valid_to)


@cache
def decisions(vocabulary: Vocabulary) -> tuple[Adequacy, ...]:
    """Return all adequacy decisions, oldest first."""
    rows = [
        Adequacy(
            place=row.one[DM + "member"],
            decision=row.one.get(DM + "decision", ""),
            valid_from=dt.date.fromisoformat(row.one[DM + "validFrom"]),
            valid_to=row.end,
            scope=row.texts("scope"),
            mechanism=row.one.get(DM + "mechanism"),
            source=row.one.get(DCT + "source", ""),
            note=row.texts("note"),
        )
        for row in _rows(vocabulary, "AdequacyDecision")
    ]
    return tuple(sorted(rows, key=lambda row: (row.valid_from, row.place)))


@cache
def bridges(vocabulary: Vocabulary) -> tuple[Provision, ...]:
    """Return the provisions under which sending data to a place counted as no transfer to a third country."""
    return _provisions(vocabulary, "BridgingProvision", "member")


@cache
def clause_sets(vocabulary: Vocabulary) -> tuple[Provision, ...]:
    """Return the Commission's sets of standard contractual clauses, oldest first."""
    return _provisions(vocabulary, "ClauseSet", "clauses")


@cache
def review_notes(vocabulary: Vocabulary) -> dict[str, Texts]:
    """Return what is noted of each place whose legal position is not settled."""
    return {row.one[DM + "member"]: row.texts("note") for row in _rows(vocabulary, "NeedsReview")}


def transition_notes(vocabulary: Vocabulary, at: dt.date) -> dict[str, tuple[Texts, str]]:
    """Return why Union law still applied at a date in places that had left, and the source, by place."""
    found = {}
    for row in _rows(vocabulary, "TransitionalApplication"):
        start = dt.date.fromisoformat(row.one[DM + "validFrom"])
        if start <= at and (row.end is None or at <= row.end):
            found[row.one[DM + "member"]] = (row.texts("note"), row.one.get(DCT + "source", ""))
    return found


@cache
def turning_days(vocabulary: Vocabulary) -> tuple[tuple[dt.date, frozenset[str]], ...]:
    """Return the days on which a row of any table begins to hold, or no longer holds, oldest first.

    Each comes with the places that the row is about (none: it may be about any).
    """
    days: set[tuple[dt.date, frozenset[str]]] = set()
    kinds = ("Membership", "TransitionalApplication", "NeedsReview", "BridgingProvision", "ClauseSet")
    for kind in (*kinds, "AdequacyDecision"):
        for row in _rows(vocabulary, kind):
            about = frozenset({row.one[DM + "member"]} if DM + "member" in row.one else ())
            if DM + "validFrom" in row.one:
                days.add((dt.date.fromisoformat(row.one[DM + "validFrom"]), about))
            if row.end is not None:
                days.add((row.end + dt.timedelta(days=1), about))
    return tuple(sorted(days, key=lambda pair: (pair[0], sorted(pair[1]))))


@dataclass(frozen=True, slots=True)
class _Row:
    one: dict[str, str]
    many: dict[str, list[tuple[str, str]]]

    @property
    def end(self) -> dt.date | None:
        end = self.one.get(DM + "validTo")
        return dt.date.fromisoformat(end) if end else None

    def texts(self, name: str) -> Texts:
        return tuple(sorted(self.many.get(DM + name, ())))


def _rows(vocabulary: Vocabulary, kind: str) -> Iterator[_Row]:
    store = vocabulary.part(PLACES)
    for typed in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(DM + kind), None):
        row = _Row({}, {})
        for quad in store.quads_for_pattern(typed.subject, None, None, None):
            value, predicate = quad.object, quad.predicate.value
            if isinstance(value, (ox.NamedNode, ox.Literal)):
                row.one[predicate] = value.value
                language = value.language or "" if isinstance(value, ox.Literal) else ""
                row.many.setdefault(predicate, []).append((language, value.value))
        yield row


def _provisions(vocabulary: Vocabulary, kind: str, about: str) -> tuple[Provision, ...]:
    rows = [
        Provision(
            tuple(sorted(value for _, value in row.many.get(DM + about, ()))),
            row.one.get(DM + "decision", ""),
            dt.date.fromisoformat(row.one[DM + "validFrom"]),
            row.end,
            row.one.get(DCT + "source", ""),
            row.texts("note"),
        )
        for row in _rows(vocabulary, kind)
    ]
    return tuple(sorted(rows, key=lambda row: (row.valid_from, row.number)))


def legal_tables_date(vocabulary: Vocabulary) -> dt.date | None:
    """Return when the dated tables of law were last renewed."""
    quads = vocabulary.part(PLACES).quads_for_pattern(
        ox.NamedNode(DM + "legalTables"), ox.NamedNode(DCT + "modified"), None, None
    )
    return next(
        (dt.date.fromisoformat(q.object.value) for q in quads if isinstance(q.object, ox.Literal)), None
    )
