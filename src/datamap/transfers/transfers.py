"""Transfers as people and programs see them: rows with state, reason and lines, and the notes beneath."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from datamap.findings.legal_notes import early_note, old_tables_note
from datamap.questions.forms import Tabular, text_table
from datamap.questions.markup import html_table
from datamap.transfers.assessing import STATES, UNCOVERED
from datamap.transfers.reading import CONDITIONAL
from datamap.transfers.wording import CERTAINTIES, HEADINGS, KINDS, Wording
from datamap.vocabulary.law_tables import legal_tables_date
from datamap.vocabulary.places import legal_tables_version
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from datamap.findings.evidence import Cited
    from datamap.transfers.assessing import Assessment, Basis
    from datamap.transfers.evidence import Evidence
    from datamap.transfers.picture import TimelinePicture
    from datamap.transfers.reading import Entry, Kind, Named
    from datamap.transfers.timeline import Case, Event
    from datamap.vocabulary.concepts import Vocabulary

_COLUMNS = ("vendor", "place", "kind", "certainty", "state", "grounds", "reason")
_WHAT_IF = ("then", "then_reason")
_REST = ("data", "purposes", "evidence")
_MOST_NAMES = 20


def enumerated(names: Sequence[str]) -> str:
    """Return names in a row; more than fit a note are counted."""
    more = f" (+{len(names) - _MOST_NAMES})" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a transfer would be without what is set aside.

    ``gone`` are the grounds that it rests on now and would not then; ``loses`` tells that none is left.
    """

    assessment: Assessment
    gone: frozenset[Basis]
    loses: bool


@dataclass(frozen=True, slots=True, repr=False)
class Transfer:
    """One place outside the border that an entry names, and what its grounds are worth at the date.

    ``kind`` is "storage" (or processing) or "access"; ``what_if`` is set where some law is set aside.
    """

    entry: Entry
    kind: Kind
    place: Named
    assessment: Assessment
    words: Wording
    source: Evidence
    what_if: WhatIf | None = None

    def __repr__(self) -> str:
        return f"<Transfer {self.vendor}, {self.place_name} ({self.kind}): {self.state}>"

    @property
    def vendor(self) -> str:
        """The vendor's name."""
        return self.entry.name

    @property
    def state(self) -> str:
        """One of "holds", "limited", "review", "not-held", "none-stated", "no-transfer"."""
        return self.assessment.state

    @property
    def place_name(self) -> str:
        """What the place is called."""
        return self.words.label(self.place.concept)

    @property
    def certainty(self) -> str:
        """The certainty of the place: "stated", or "conditional" (it may occur)."""
        return self.place.certainty

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds that the source names, in words."""
        may = self.words.say("may")
        return tuple(
            f"{self.words.label(g.concept)} ({may})"
            if g.certainty == CONDITIONAL
            else self.words.label(g.concept)
            for g in self.entry.grounds
        )

    @property
    def reason(self) -> str:
        """Why the state is what it is, in words, the deciding reason first."""
        return self._in_words(self.assessment)

    @property
    def data(self) -> tuple[str, ...]:
        """The types of data that the entry names; an open list says so."""
        said = self._labels(self.entry.data)
        return (*said, self.words.say("open")) if self.entry.open_data else said

    @property
    def purposes(self) -> tuple[str, ...]:
        """The purposes that the entry names."""
        return self._labels(self.entry.purposes)

    @property
    def evidence(self) -> tuple[Cited, ...]:
        """The lines about place and grounds; where some law is set aside, about data and purposes too."""
        self.source.fetch([self.entry.process])
        return self.source.of(
            self.entry.process, self.kind, self.place.concept, more=self.what_if is not None
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the transfer as plain values, for JSON."""
        found: dict[str, Any] = {
            "vendor": self.vendor,
            "vendor_iri": self.entry.vendor,
            "list": self.entry.source,
            "place": self.place_name,
            "place_iri": curie(self.place.concept),
            "kind": self.kind,
            "certainty": self.certainty,
            "state": self.state,
            "state_in_words": self.words.state(self.state),
            "grounds": [
                {"label": label, "iri": curie(g.concept), "certainty": g.certainty}
                for label, g in zip(self.grounds, self.entry.grounds, strict=True)
            ],
            "rests_on": sorted(self.words.basis(basis) for basis in self.assessment.bases),
            "reason": self.reason,
            "data": list(self.data),
            "purposes": list(self.purposes),
            "evidence": [line.to_dict() for line in self.evidence],
        }
        if self.what_if is not None:
            found["without"] = {
                "state": self.what_if.assessment.state,
                "state_in_words": self.words.state(self.what_if.assessment.state),
                "reason": self._in_words(self.what_if.assessment),
                "loses": self.what_if.loses,
                "gone": sorted(self.words.basis(basis) for basis in self.what_if.gone),
            }
        return found

    def cells(self) -> dict[str, str]:
        """Return what each column shows, in words."""
        language, line = self.words.language, self.words.say("line")
        found = {
            "vendor": self.vendor,
            "place": self.place_name,
            "kind": KINDS[language][self.kind],
            "certainty": CERTAINTIES[language][self.certainty],
            "state": self.words.state(self.state),
            "grounds": "\n".join(self.grounds),
            "reason": self.reason,
            "data": ", ".join(self.data),
            "purposes": ", ".join(self.purposes),
            "evidence": "\n".join(f"{e.source}, {line} {e.line}: {e.text.strip()}" for e in self.evidence),
        }
        if self.what_if is not None:
            found["then"] = self.words.state(self.what_if.assessment.state)
            found["then_reason"] = self._in_words(self.what_if.assessment)
        return found

    def _in_words(self, assessment: Assessment) -> str:
        said = [self.words.reason(reason) for reason in assessment.reasons]
        self.source.fetch([self.entry.process])
        if self.source.read_as_outside(self.entry.process, self.place.concept):
            said.append(self.words.say("read-as"))
        sentences = (one[:1].upper() + one[1:] for one in dict.fromkeys(said))
        return ". ".join(sentences)

    def _labels(self, named: Iterable[Named]) -> tuple[str, ...]:
        may = self.words.say("may")
        return tuple(
            f"{self.words.label(n.concept)} ({may})"
            if n.certainty == CONDITIONAL
            else self.words.label(n.concept)
            for n in named
        )


class Transfers(Tabular, Sequence[Transfer]):
    """The transfers of a registry at a date, those without a ground first.

    With ``without``, only those that rest on what is set aside. ``inside`` are places that were no third
    country that day; ``events`` the timeline; ``notes`` what must be said beside the rows.
    """

    def __init__(
        self,
        found: list[Transfer],
        *,
        inside: list[Transfer],
        every: int,
        events: Callable[[], tuple[Event, ...]],
        history: Callable[[], dict[Case, list[tuple[dt.date, Assessment]]]],
        evidence: Evidence,
        words: Wording,
        location: str,
        at: dt.date,
        outside: str,
        without: tuple[str, ...],
        vocabulary: Vocabulary,
    ) -> None:
        self._found, self._events, self._evidence, self._history = found, events, evidence, history
        self.inside, self.every, self.words, self.language = inside, every, words, words.language
        self.location, self.at, self.outside, self.without = location, at, outside, without
        self._vocabulary = vocabulary

    @overload
    def __getitem__(self, index: int) -> Transfer: ...
    @overload
    def __getitem__(self, index: slice) -> list[Transfer]: ...
    def __getitem__(self, index: int | slice) -> Transfer | list[Transfer]:
        """Return one transfer or a list of them."""
        return self._found[index]

    def __len__(self) -> int:
        """Return the number of transfers; with ``without``, of those whose ground changes."""
        return len(self._found)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The days on which a ground of the registry's transfers begins or ends, oldest first."""
        return self._events()

    @property
    def picture(self) -> TimelinePicture:
        """The timeline drawn: a bar for each transfer's states, those that change first."""
        from datamap.transfers.picture import Row, TimelinePicture

        known = self._history()
        kinds, rows = KINDS[self.language], []
        for one in (*self._found, *self.inside):
            case = (one.place.concept, one.entry.grounds, one.entry.supplied)
            name = f"{one.vendor}: {one.place_name} ({kinds[one.kind]})"
            states: list[tuple[dt.date, str]] = []
            for day, assessment in known[case]:
                if not states or states[-1][1] != assessment.state:
                    states.append((day, assessment.state))
            rows.append(Row(name, tuple(states)))
        rows = sorted(dict.fromkeys(rows), key=lambda row: len(row.states) == 1)
        title = self.words.say("timeline").partition(":")[0]
        return TimelinePicture(title, rows, self.at, self.language, self.words.say("picture-more"))

    @property
    def counts(self) -> dict[str, int]:
        """How many transfers there are of each state."""
        counted = Counter(one.state for one in self._found)
        return {state: counted[state] for state in STATES}

    @property
    def uncovered(self) -> list[Transfer]:
        """The transfers without a stated ground that holds; with ``without``, those that lose theirs."""
        if self.without:
            return [one for one in self._found if one.what_if is not None and one.what_if.loses]
        return [one for one in self._found if one.state in UNCOVERED]

    @property
    def title(self) -> str:
        """What was asked, with the number of rows."""
        outside = {"EEA": "EES", "EU": "EU"}[self.outside] if self.language == "sv" else self.outside
        values = {"outside": outside, "at": self.at, "n": len(self), "all": self.every}
        if self.without:
            return self.words.say("title-without", without=", ".join(self.without), **values)
        return self.words.say("title", **values)

    @property
    def nothing(self) -> str:
        """What to say where there are no rows."""
        return self.words.say("none-changed" if self.without and self.every else "none")

    @cached_property
    def notes(self) -> list[str]:
        """What must be said beside the rows: places inside that day, the list, the tables of law."""
        notes = []
        self.cite(self.inside)
        by_reason: dict[str, dict[str, None]] = {}
        for one in self.inside:
            by_reason.setdefault(one.reason, {})[one.vendor] = None
        for why, vendors in by_reason.items():
            notes.append(self.words.say("not-then", at=self.at, vendors=enumerated(list(vendors)), why=why))
        notes += [self.words.say("silence"), self.words.say("list", at=self.at)]
        date = legal_tables_date(self._vocabulary)
        version = legal_tables_version(self._vocabulary)
        notes.append(self.words.say("tables", date=date, version=version))
        old = old_tables_note(self._vocabulary, self.at, self.language)
        if old is not None:
            notes.append(old)
        elif date is not None and self.at > date:
            notes.append(self.words.say("future", at=self.at))
        early = early_note(self.at, self.language)
        return [*notes, *([early] if early else [])]

    def cite(self, rows: Iterable[Transfer] | None = None) -> None:
        """Look up the lines of rows (all, where none are given) in bulk."""
        wanted = (*self._found, *self.inside) if rows is None else rows
        self._evidence.fetch(one.entry.process for one in wanted)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON; the timeline too."""
        self.cite()
        return {
            "registry": self.location,
            "date": self.at.isoformat(),
            "outside": self.outside,
            "without": list(self.without),
            "legal_tables": {
                "version": legal_tables_version(self._vocabulary),
                "date": str(legal_tables_date(self._vocabulary)),
            },
            "counts": self.counts,
            "notes": self.notes,
            "transfers": [one.to_dict() for one in self._found],
            "not_transfers": [one.to_dict() for one in self.inside],
            "timeline": [self.event_to_dict(event) for event in self.events],
        }

    def event_to_dict(self, event: Event) -> dict[str, Any]:
        """Return an event of the timeline as plain values, for JSON."""
        return {
            "date": event.date.isoformat(),
            "event": "begins" if event.begins else "ends",
            "ground": self.words.basis(event.basis),
            "place": curie(event.basis.place) if event.basis.kind != "tool" and event.basis.place else None,
            "before": event.before,
            "after": event.after,
            "vendors": list(event.vendors),
        }

    def markdown(self, *, timeline: bool = False) -> str:
        """Return the transfers as Markdown (GFM); what strangers wrote is escaped."""
        from datamap.transfers.showing import markdown

        return markdown(self, timeline=timeline)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the rows."""
        return (*_COLUMNS, *(_WHAT_IF if self.without else ()), *_REST)

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        self.cite()
        rows = []
        for one in self._found:
            row: dict[str, Any] = {
                **one.cells(),
                "state": one.state,
                "certainty": one.certainty,
                "kind": one.kind,
            }
            row["evidence"] = [f"{line.source}:{line.line}" for line in one.evidence]
            for column in ("grounds", "data", "purposes"):
                row[column] = list(getattr(one, column))
            if one.what_if is not None:
                row["then"] = one.what_if.assessment.state
            rows.append({column: row[column] for column in self.columns})
        return rows, list(self.columns)

    def _rows(self) -> list[list[str]]:
        self.cite()
        return [[one.cells()[column] for column in self.columns] for one in self._found]

    def _headings(self) -> list[str]:
        return [HEADINGS[self.language][column] for column in self.columns]

    def _html(self) -> str:
        return html_table(self.title, self._headings(), self._rows(), notes=self.notes, lang=self.language)

    def _text(self) -> str:
        return "\n\n".join([text_table(self.title, self._headings(), self._rows()), *self.notes])

    def __repr__(self) -> str:
        return f"<Transfers of {self.location} at {self.at}: {len(self)}>"
