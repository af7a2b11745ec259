"""What is overdue, what is due by a day, and what has no date, from facts persons stated and dated law.

A review, an assessment, a check and a document stand for a number of months from their date: a rule of the
house, no law's (the DPF itself is certified anew each year). A contract, an expected answer and an adequacy
decision have their own day (GDPR Art. 28(3), 45, 46; Implementing Decision (EU) 2021/914, Art. 4).
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pyoxigraph as ox

from datamap.errors import InvalidParameter
from datamap.overview.asking import merged, rows_of
from datamap.overview.calendar_file import Event, calendar_file
from datamap.overview.places import ACCESS, STORAGE, places_by_vendor
from datamap.overview.report import Item, Line, Report, Section
from datamap.overview.summary import date_of
from datamap.overview.wording import say
from datamap.vocabulary.concepts import PLACES
from datamap.vocabulary.terms import DM, PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.overview.asking import Fact
    from datamap.questions.tables import Row
    from datamap.registry.registry import RegistryBase

KINDS = ("contract", "scc", "tia", "dpf", "question", "review", "document", "adequacy")
_GDPR = PREFIXES["eu-gdpr"]
_SCC = _GDPR + "StandardContractualClauses"
_ADEQUACY = _GDPR + "A45-3"
_DPF = DM + "DataPrivacyFramework"
# Decision (EU) 2021/914 came into force on the first day; older clauses provided safeguards until the second.
_NEW_CLAUSES = dt.date(2021, 6, 27)
_OLD_CLAUSES_END = dt.date(2022, 12, 27)
_COLUMNS = ("kind", "subject", "date", "days", "because")


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is due, undated (``date`` is None), or answered.

    ``kind`` is one of :data:`KINDS`; ``because`` says why in words; ``evidence`` where its day is stated.
    """

    kind: str
    subject: str
    date: dt.date | None
    because: str
    evidence: tuple[dict[str, Any], ...] = ()


class Due(Report):
    """What is due: the sections overdue, due, undated and answered."""

    suffixes: ClassVar[tuple[str, ...]] = ("md", "json", "ics")
    duties: tuple[Duty, ...] = ()

    @property
    def overdue(self) -> int:
        """How many things are overdue."""
        return len(self.section("overdue").lines)

    def calendar(self) -> str:
        """Return what is overdue and due as iCalendar (RFC 5545), a day an event."""
        return calendar_file(
            [
                Event(duty.date, f"{self.say(duty.kind)}: {duty.subject}", duty.because)
                for duty in self.duties
                if duty.date is not None
            ],
            self.at,
        )

    def _bytes(self, suffix: str, *, verbose: bool) -> bytes | None:
        return self.calendar().encode() if suffix == ".ics" else super()._bytes(suffix, verbose=verbose)


def what_is_due(
    registry: RegistryBase, language: str, at: dt.date, by: dt.date | int, months: int = 12
) -> Due:
    """Return what is overdue ``at`` a day, due until ``by`` (a day, or a number of days), or undated.

    Raises InvalidParameter where ``by`` lies before ``at``, or a number is out of range.
    """
    if isinstance(by, int) and not 0 <= by <= 36500:
        raise InvalidParameter(f"within: {by} is no number of days between 0 and 36500")
    if not 1 <= months <= 1200:
        raise InvalidParameter(f"months: {months} is no number between 1 and 1200")
    try:
        last = at + dt.timedelta(days=by) if isinstance(by, int) else by
    except OverflowError:
        last = dt.date.max
    if last < at:
        raise InvalidParameter(f"by: {last} is before {at}; give a later day")
    found = _Duties(registry, language, at, months)
    duties = sorted(found.all(), key=_order)
    overdue = [duty for duty in duties if duty.date and duty.date < at]
    coming = [duty for duty in duties if duty.date and at <= duty.date <= last]
    later = sum(1 for duty in duties if duty.date and duty.date > last)
    undated = [duty for duty in duties if duty.date is None]
    left = (say(language, "later", n=later),) if later else ()
    sections = (
        Section("overdue", _COLUMNS, tuple(_line(duty, at) for duty in overdue)),
        Section("due", _COLUMNS, tuple(_line(duty, at) for duty in coming), left),
        Section(
            "undated",
            ("kind", "because", "count", "subject"),
            tuple(_undated(undated)),
            (say(language, "note-undated"),),
        ),
        Section("answered", ("subject", "because"), tuple(_answered(found.answered))),
    )
    notes = (say(language, "note-due", months=months), say(language, "note-source"))
    due = Due("due", language, at, sections, notes, {"by": last.isoformat(), "months": months})
    due.duties = (*overdue, *coming)
    return due


def after_months(day: dt.date, months: int) -> dt.date:
    """Return the day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class _Duties:
    def __init__(self, registry: RegistryBase, language: str, at: dt.date, months: int) -> None:
        self._registry, self._language, self._at, self._months = registry, language, at, months
        self._vendors = registry.vendors()
        self.answered: list[Duty] = []
        self._facts: dict[str, dict[str, Row]] = {}
        for row in rows_of(registry, "stated-dates", language):
            key = row.iris["recordField"].removeprefix(f"{DM}fact-").partition("-")[2]
            self._facts.setdefault(row.iris["subject"], {})[key] = row

    def all(self) -> Iterator[Duty]:
        """Yield every duty; those of questions that are answered are kept in ``answered``."""
        yield from self._contracts()
        yield from self._transfers()
        yield from self._questions()
        yield from self._reviews()
        yield from self._documents()

    def _contracts(self) -> Iterator[Duty]:
        for facts in self._facts.values():
            end, contract = facts.get("contract-end"), facts.get("contract")
            if end is not None:
                yield from self._dated("contract", end, 0)
            elif contract is not None and _state(contract) != "notApplicable":
                yield self._duty("contract", contract["subject"], None, "undated-contract", contract)
        for vendor, name in self._vendors.items():
            if not {"contract", "contract-end"} & self._facts.get(vendor, {}).keys():
                yield self._duty("contract", name, None, "undated-contract-none")

    def _transfers(self) -> Iterator[Duty]:
        above = self._registry.vocabulary.above
        places = places_by_vendor(self._registry, self._language, self._at)
        grounds = merged(rows_of(self._registry, "grounds-by-vendors", self._language), "vendor")
        for vendor, name in self._vendors.items():
            facts = self._facts.get(vendor, {})
            own = grounds.get((vendor,), [])
            met = {row.iris["ground"]: above(row.iris["ground"]) for row in own}
            adequate = bool(met) and all(_ADEQUACY in kinds for kinds in met.values())
            rows = [*places.get((vendor, STORAGE), ()), *places.get((vendor, ACCESS), ())]
            abroad = [row for row in rows if row.iris["side"] != DM + "inside"]
            tools = [row for row in own if _ADEQUACY not in met[row.iris["ground"]]]
            needs = {
                "scc": [row for row in own if _SCC in met[row.iris["ground"]]],
                "tia": [] if adequate else [*tools, *abroad],
                "dpf": [row for row in own if _DPF in met[row.iris["ground"]]],
            }
            for kind, key in (("scc", "scc-date"), ("tia", "tia-date"), ("dpf", "dpf-check")):
                if key in facts:
                    yield from self._dated(kind, facts[key], self._months)
                elif needs[kind] and not (
                    kind == "tia" and "tia" in facts and _state(facts["tia"]) == "notApplicable"
                ):
                    yield self._duty(kind, name, None, f"undated-{kind}", *needs[kind])
        yield from self._adequacy(places)

    def _dated(self, kind: str, row: Row, months: int) -> Iterator[Duty]:
        if _state(row) == "notApplicable":
            return
        day = date_of(row["value"])
        if day is None:
            yield self._duty(kind, row["subject"], None, f"undated-{kind}", row)
        elif kind == "scc":
            if day < _NEW_CLAUSES:
                yield self._duty(kind, row["subject"], _OLD_CLAUSES_END, "because-scc", row, date=day)
        else:
            yield self._duty(
                kind, row["subject"], after_months(day, months), f"because-{kind}", row, date=day
            )

    def _questions(self) -> Iterator[Duty]:
        for facts in self._facts.values():
            asked, until, came = (facts.get(key) for key in ("asked", "answer-due", "answered"))
            first = asked or until
            if came is not None and (first is None or asked is None or came["value"] >= asked["value"]):
                self.answered.append(
                    self._duty(
                        "question",
                        came["subject"],
                        date_of(came["value"]),
                        "answered-question",
                        came,
                        date=came["value"],
                    )
                )
            elif first is not None:
                put = asked["value"] if asked is not None else say(self._language, "undated")
                day = date_of(until["value"]) if until is not None else None
                key = "because-question" if day else "undated-question"
                yield self._duty(
                    "question", first["subject"], day, key, *filter(None, (asked, until)), date=put
                )

    def _reviews(self) -> Iterator[Duty]:
        rows = rows_of(self._registry, "reviews-due", self._language, before="9999-12-31")
        for row in rows:
            day = date_of(row["reviewed"])
            if day is None:
                yield self._duty("review", row["subject"], None, "undated-review", row)
            else:
                due = after_months(day, self._months)
                yield self._duty("review", row["subject"], due, "because-review", row, date=day)

    def _documents(self) -> Iterator[Duty]:
        for row in rows_of(self._registry, "documents", self._language):
            day = date_of(row["issued"])
            if day is None:
                yield self._duty("document", row["document"], None, "undated-document")
            else:
                due = after_months(day, self._months)
                yield self._duty("document", row["document"], due, "because-document", date=day)

    def _adequacy(self, places: dict[tuple[str, str], list[Fact]]) -> Iterator[Duty]:
        ending = _ending_decisions(self._registry, self._at)
        by_place: dict[str, list[Fact]] = {}
        for rows in places.values():
            for row in rows:
                if row.iris["place"] in ending:
                    by_place.setdefault(row.iris["place"], []).append(row)
        for place, rows in by_place.items():
            day, decision = ending[place]
            names = sorted({row["vendor"] for row in rows}, key=str.casefold)
            about = f"{rows[0]['place']}: {', '.join(names)}"
            yield self._duty("adequacy", about, day, "because-adequacy", *rows, date=day, decision=decision)

    def _duty(
        self, kind: str, subject: str, day: dt.date | None, key: str, *rows: Row | Fact, **values: object
    ) -> Duty:
        words = say(self._language, key, **{"months": self._months, **values})
        found = {(e["source"], e["line"], e.get("at", "")): e for row in rows for e in row.evidence}
        return Duty(kind, subject, day, words, tuple(found[key] for key in sorted(found)))


def _ending_decisions(registry: RegistryBase, at: dt.date) -> dict[str, tuple[dt.date, str]]:
    """Return the last day and number of the latest adequacy decision of each place that has a last day."""
    store = registry.vocabulary.part(PLACES)
    latest: dict[str, tuple[dt.date, dt.date, str]] = {}
    for typed in store.quads_for_pattern(
        None, ox.NamedNode(RDF + "type"), ox.NamedNode(DM + "AdequacyDecision"), None
    ):
        one = {
            quad.predicate.value.removeprefix(DM): quad.object.value
            for quad in store.quads_for_pattern(typed.subject, None, None, None)
            if isinstance(quad.object, (ox.NamedNode, ox.Literal))
        }
        start = dt.date.fromisoformat(one["validFrom"])
        end = dt.date.fromisoformat(one["validTo"]) if "validTo" in one else dt.date.max
        if start <= at:
            row = (end, start, one.get("decision", ""))
            latest[one["member"]] = max(latest.get(one["member"], row), row)
    return {place: (end, name) for place, (end, _, name) in latest.items() if end != dt.date.max}


def _state(row: Row) -> str:
    return row.iris["state"].removeprefix(DM)


def _order(duty: Duty) -> tuple[Any, ...]:
    return (duty.date or dt.date.max, KINDS.index(duty.kind), duty.subject.casefold())


def _line(duty: Duty, at: dt.date) -> Line:
    assert duty.date is not None
    values = {
        "kind": duty.kind,
        "subject": duty.subject,
        "date": duty.date.isoformat(),
        "days": (duty.date - at).days,
        "because": duty.because,
    }
    return Line(values, (Item(duty.subject, "", duty.evidence),))


def _undated(duties: list[Duty]) -> Iterator[Line]:
    groups: dict[tuple[str, str], list[Duty]] = {}
    for duty in duties:
        groups.setdefault((duty.kind, duty.because), []).append(duty)
    for (kind, because), own in sorted(groups.items(), key=lambda pair: KINDS.index(pair[0][0])):
        values = {
            "kind": kind,
            "because": because,
            "count": len(own),
            "subject": [one.subject for one in own],
        }
        yield Line(values, tuple(Item(one.subject, "", one.evidence) for one in own))


def _answered(duties: list[Duty]) -> Iterator[Line]:
    for duty in sorted(duties, key=_order):
        values = {"subject": duty.subject, "because": duty.because}
        yield Line(values, (Item(duty.subject, "", duty.evidence),))
