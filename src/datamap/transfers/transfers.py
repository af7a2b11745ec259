"""All transfers of a registry at a date, in every form they are shown in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from datamap.findings.legal_notes import early_note, old_tables_note
from datamap.questions.forms import Tabular, text_table
from datamap.questions.markup import html_table
from datamap.transfers.assessing import STATES, UNCOVERED
from datamap.transfers.transfer import Transfer, enumerated
from datamap.transfers.wording import HEADINGS, KINDS, Wording
from datamap.vocabulary.law_tables import legal_tables_date
from datamap.vocabulary.places import legal_tables_version
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from datamap.transfers.assessing import Assessment
    from datamap.transfers.evidence import Evidence
    from datamap.transfers.picture import TimelinePicture
    from datamap.transfers.timeline import Case, Event
    from datamap.vocabulary.concepts import Vocabulary

_COLUMNS = ("vendor", "place", "kind", "certainty", "state", "grounds", "reason")
_WHAT_IF = ("then", "then_reason")
_REST = ("data", "purposes", "evidence")


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
