"""What the grounds of one transfer are worth at a date: a state, the grounds it rests on, and why.

The law is asked (``vocabulary/transfer_law``), never repeated here. What is not stated stays "not stated".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from datamap.transfers.reading import NOTHING, STATED
from datamap.vocabulary.law_tables import review_notes, transition_notes
from datamap.vocabulary.terms import DM
from datamap.vocabulary.transfer_law import ADEQUATE_IF_CERTIFIED, is_country

if TYPE_CHECKING:
    from datamap.transfers.reading import Named, Supplied
    from datamap.vocabulary.law_tables import Adequacy
    from datamap.vocabulary.transfer_law import TransferLaw

State = Literal["no-transfer", "holds", "limited", "review", "not-held", "none-stated"]
STATES: tuple[State, ...] = ("none-stated", "not-held", "review", "limited", "holds", "no-transfer")
"""The states of a transfer, the one to look at first."""

UNCOVERED = frozenset({"none-stated", "not-held"})
_SURER: tuple[State, ...] = ("no-transfer", "holds", "limited", "review", "not-held", "none-stated")
_ADEQUATE_COUNTRY = DM + "AdequateThirdCountry"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code of the wording, and what it speaks of (concepts, decisions, dates, facts)."""

    code: str
    values: tuple[tuple[str, object], ...] = ()

    def __getitem__(self, name: str) -> object:
        """Return a value by its name."""
        return dict(self.values)[name]


@dataclass(frozen=True, slots=True)
class Basis:
    """A ground that a transfer rests on: its kind, the concept or decision, and the place it is for."""

    kind: Literal["tool", "adequacy", "bridge", "member", "derogation", "words"]
    what: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state of a transfer, what it rests on, and the reasons, the deciding one first."""

    state: State
    bases: frozenset[Basis]
    reasons: tuple[Reason, ...]


@dataclass
class Assessor:
    """Judges transfers under the law of one date; equal ones are judged once."""

    law: TransferLaw
    _known: dict[object, Assessment] = field(default_factory=dict)

    def assess(self, place: str, grounds: tuple[Named, ...], supplied: Supplied = NOTHING) -> Assessment:
        """Return what the grounds that an entry names are worth for one of its places."""
        key = (place, grounds, supplied)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _One(self.law, place, grounds, supplied).result()
        return known


def _reason(code: str, **values: object) -> Reason:
    return Reason(code, tuple(values.items()))


class _One:
    def __init__(self, law: TransferLaw, place: str, grounds: tuple[Named, ...], supplied: Supplied) -> None:
        self.law, self.place, self.grounds, self.supplied = law, place, grounds, supplied
        self.found: list[tuple[State, Basis | None, Reason]] = []

    def result(self) -> Assessment:
        verdict = self.law.verdict(None, self.place)
        if verdict == "not-needed":
            return self._inside()
        if verdict == "bridged":
            bridge = self.law.bridge(self.place)
            reason = _reason("bridged", provision=bridge, place=self.place)
            return Assessment("holds", frozenset({Basis("bridge", "", self.place)}), (reason,))
        for ground in self.grounds:
            self._judge(ground)
        self._decided_by_law()
        if self.supplied.ground is not None:
            self._add("review", Basis("words", ""), "in-words", fact=self.supplied.ground)
        self._unsettled_place()
        if not any(state not in ("none-stated",) for state, *_ in self.found):
            self._nothing_stated()
        ordered = sorted(self.found, key=lambda one: _SURER.index(one[0]))
        state = ordered[0][0]
        bases = frozenset(b for s, b, _ in ordered if b is not None and s not in UNCOVERED)
        reasons = dict.fromkeys(reason for *_, reason in ordered)
        return Assessment(state, bases, tuple(reasons))

    def _add(self, state: State, basis: Basis | None, code: str, **values: object) -> None:
        self.found.append((state, basis, _reason(code, **values)))

    def _inside(self) -> Assessment:
        noted = transition_notes(self.law.vocabulary, self.law.at).get(self.place)
        member = Basis("member", "", self.place)
        reason = (
            _reason("transition", place=self.place, note=noted[0], source=noted[1])
            if noted
            else _reason("inside", place=self.place)
        )
        return Assessment("no-transfer", frozenset({member}), (reason,))

    # what is stated -------------------------------------------------------------------------

    def _judge(self, ground: Named) -> None:
        concept, place, law = ground.concept, self.place, self.law
        verdict = law.verdict(concept, place)
        if verdict == "set-aside":
            self._add("none-stated", None, "set-aside", ground=concept)
        elif verdict == "occasional":
            self._add("review", Basis("derogation", concept), "derogation", ground=concept)
        elif verdict == "no-tool-named":
            self._add("none-stated", None, "no-tool")
        elif verdict == "elsewhere":
            covers = [row.place for row in law.decisions.values() if row.mechanism == concept]
            self._add("none-stated", None, "elsewhere", ground=concept, places=tuple(covers))
        elif verdict == "place-unnamed":
            self._add("review", Basis("adequacy", concept), "place-unnamed", ground=concept)
        elif verdict in ("not-in-force", "no-decision"):
            self._not_held(concept, verdict == "not-in-force")
        elif law.kind(concept) == "tool":
            self._tool(ground)
        elif law.kind(concept) in ("mechanism", "adequacy"):
            self._adequacy_stated(ground, law.decisions[place])

    def _tool(self, ground: Named) -> None:
        basis = Basis("tool", ground.concept)
        clauses = self.law.clause_set(ground.concept, ground.number)
        if clauses is not None:
            basis = Basis("tool", ground.concept, clauses.number)
            if not clauses.holds_at(self.law.at):
                self._add("not-held", basis, "clauses-not-held", ground=ground.concept, clauses=clauses)
                return
        if ground.certainty != STATED:
            self._add("review", basis, "conditional", ground=ground.concept)
        else:
            fact = self.supplied.assessment
            self._add("holds", basis, "tool", ground=ground.concept, assessment=fact)

    def _adequacy_stated(self, ground: Named, decision: Adequacy) -> None:
        basis = Basis("adequacy", decision.decision, self.place)
        if decision.reach != ADEQUATE_IF_CERTIFIED:
            return  # the decision speaks for itself, stated or not
        if ground.certainty != STATED:
            self._add("review", basis, "conditional", ground=ground.concept)
            return
        self._certified(basis, decision)

    def _certified(self, basis: Basis, decision: Adequacy) -> None:
        fact = self.supplied.certified
        checked = _day(fact.text) if fact is not None else None
        if checked is not None and decision.valid_from <= checked <= self.law.at:
            self._add("holds", basis, "certified", decision=decision, fact=fact, day=checked)
        elif checked is not None and checked > self.law.at:
            self._add("limited", basis, "checked-later", decision=decision, fact=fact, day=checked)
        else:
            self._add("limited", basis, "if-certified", decision=decision)

    def _not_held(self, concept: str, is_mechanism: bool) -> None:
        law = self.law
        ever = law.decisions_ever(mechanism=concept) if is_mechanism else law.decisions_ever(self.place)
        aside = [row for row in ever if row.holds_at(law.at)]
        if aside:
            self._add("none-stated", None, "set-aside", ground=concept)
            return
        past = [row for row in ever if row.valid_to is not None and row.valid_to < law.at]
        coming = [row for row in ever if row.valid_from > law.at]
        if past:
            self._add("not-held", None, "ended", ground=concept, decision=past[-1])
        elif coming:
            self._add("not-held", None, "not-yet", ground=concept, decision=coming[0])
        else:
            self._add("not-held", None, "never", ground=concept, place=self.place)

    # what the law says by itself ------------------------------------------------------------

    def _decided_by_law(self) -> None:
        decision = self.law.decisions.get(self.place)
        if decision is None:
            return
        basis = Basis("adequacy", decision.decision, self.place)
        if decision.reach == ADEQUATE_IF_CERTIFIED:
            stated = any(b == basis for _, b, _ in self.found)
            if self.supplied.certified is not None and not stated:
                self._certified(basis, decision)
            elif all(state in UNCOVERED for state, *_ in self.found):
                self._add("none-stated", None, "certified-only", decision=decision)
        elif decision.scope:
            self._add("limited", basis, "covered", decision=decision)
        else:
            self._add("holds", basis, "adequate", decision=decision)

    def _unsettled_place(self) -> None:
        notes = review_notes(self.law.vocabulary).get(self.place)
        if self.law.side(self.place) == "straddles":
            if notes is not None:
                self._add("review", None, "unsettled", place=self.place, note=notes)
            else:
                self._add("review", None, "straddles", place=self.place)
        elif self.place == _ADEQUATE_COUNTRY:
            self._add("review", None, "adequate-unnamed")

    def _nothing_stated(self) -> None:
        if not any(reason.code in ("no-tool", "elsewhere", "set-aside") for *_, reason in self.found):
            self.found.insert(0, ("none-stated", None, _reason("none")))
        if not is_country(self.place):
            self._add("none-stated", None, "unnamed")
            return
        if self.place in self.law.decisions:
            return
        ever = self.law.decisions_ever(self.place)
        aside = [row for row in ever if row.holds_at(self.law.at)]
        past = [row for row in ever if row.valid_to is not None and row.valid_to < self.law.at]
        coming = [row for row in ever if row.valid_from > self.law.at]
        if aside:
            self._add("none-stated", None, "decision-aside", decision=aside[-1])
            return
        if past:
            self._add("none-stated", None, "decision-ended", decision=past[-1])
        if coming:
            self._add("none-stated", None, "decision-coming", decision=coming[0])
        if not past and not coming:
            self._add("none-stated", None, "no-decision", place=self.place)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
