"""Compare two snapshots: which facts came, went or changed, how weighty that is, and which answers follow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.changes.answers import ANYTHING_ELSE, Answering
from datamap.changes.change import AnswerChange, Change, Changes
from datamap.changes.pairing import NOTHING_DECIDED, name_key, pair_entries
from datamap.changes.snapshot import QUESTIONS, ROLE
from datamap.vocabulary.places import EEA

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from datamap.changes.change import Asked, Kind
    from datamap.changes.decisions import Decisions
    from datamap.changes.pairing import Pair
    from datamap.changes.snapshot import Cited, Entry, Fact, Snapshot
    from datamap.registry.added_facts import AddedFact
    from datamap.vocabulary.concepts import Vocabulary

QUESTION_OF_FACET = {
    "data": "data",
    "purpose": "purpose",
    "subject": "subject",
    "storage-place": "place",
    "processing-place": "place",
    "access-place": "access",
}

# How weighty a change is. A place that became unknown matters more than a reworded purpose.
NEW_VENDOR = 100
NOW_OUTSIDE = 95
PLACE_UNKNOWN = 90
GROUND_GONE = 85
RENAMED = 80
MORE_OPEN = 75
MORE_DATA = 70
VENDOR_GONE = 65
OTHER_PLACE = 60
NEW_GROUND = 50
LESS_DATA = 45
OTHER_FACT = 40
PURPOSE = 30
AS_TEXT = 20
NOT_UNDERSTOOD = 10

# The weight of a closed list that became open, by what it was a list of.
_OPENED = {
    "data": MORE_OPEN,
    "place": PLACE_UNKNOWN,
    "access": PLACE_UNKNOWN,
    "purpose": PURPOSE,
    "subject": OTHER_FACT,
}
_SURER = {"": 0, "denied": 0, "conditional": 1, "stated": 2}
_PLACES = frozenset({"storage-place", "processing-place", "access-place"})


class Comparison:
    """Compares two snapshots; ``at`` is the day for which borders are drawn.

    ``vocabulary`` is that of the new side, ``earlier`` that of the old one where it is another.
    """

    def __init__(
        self,
        before: Snapshot,
        after: Snapshot,
        vocabulary: Vocabulary,
        at: dt.date,
        *,
        earlier: Vocabulary | None = None,
    ) -> None:
        self._before, self._after, self._at = before, after, at
        self._vocabularies = (vocabulary,) if earlier in (None, vocabulary) else (vocabulary, earlier)
        self._answering = Answering(vocabulary, at)
        self._old_of = _by_vendor(before.entries)
        self._new_of = _by_vendor(after.entries)
        self._had = {name_key(entry.name) for entry in before.entries}
        self._has = {name_key(entry.name) for entry in after.entries}

    def changes(
        self,
        *,
        old: str,
        new: str,
        language: str = "en",
        one_list_each: bool = False,
        sources: tuple[Collection[str], Collection[str]] | None = None,
        decisions: Decisions = NOTHING_DECIDED,
        notes: Sequence[str] = (),
    ) -> Changes:
        """Return what changed; ``sources`` are the lists that are compared on either side, None is all.

        ``decisions`` about names of companies count beside those of the two sides.
        """
        of_old, of_new = sources or (None, None)
        pairing = pair_entries(
            [e for e in self._before.entries if of_old is None or e.source in of_old],
            [e for e in self._after.entries if of_new is None or e.source in of_new],
            one_list_each=one_list_each,
            decisions=decisions | self._before.decisions | self._after.decisions,
        )
        found = [change for pair in pairing.pairs for change in self._of_pair(pair)]
        found += self._supplied()
        found.sort(key=_order)
        return Changes(
            found,
            old=old,
            new=new,
            at=self._at.isoformat(),
            language=language,
            sources=() if one_list_each else pairing.sources,
            notes=notes,
            vocabularies=self._vocabularies,
        )

    # entries --------------------------------------------------------------------------------

    def _of_pair(self, pair: Pair) -> list[Change]:
        before, after = pair.before, pair.after
        if after is None:
            assert before is not None
            still = name_key(before.name) in self._has
            return [self._whole("entry-removed" if still else "vendor-removed", before, VENDOR_GONE)]
        if before is None:
            known = name_key(after.name) in self._had
            return [self._whole("entry-added" if known else "vendor-added", after, NEW_VENDOR)]
        found = self._facts(before, after) + self._coverage(before, after) + self._texts(before, after)
        if not any(change.kind in ("fact-changed", "coverage-changed") for change in found):
            found += self._qualifiers(before, after)
        found = self._with_answers(found, before, after)
        if pair.renamed:
            renamed = Change(
                "vendor-renamed",
                after.name,
                RENAMED,
                before=before.name,
                after=after.name,
                evidence_before=before.heading,
                evidence_after=after.heading,
                iri=after.vendor,
                renamed_from=before.name,
                grounds=pair.renamed,
                source=after.source,
                process=after.process,
            )
            found.insert(0, renamed)
        return found

    def _whole(self, kind: Kind, entry: Entry, weight: int) -> Change:
        """Return a change of a whole entry, with what a reader asks first: where, and which data."""
        came = kind.endswith("added")
        entries = (self._new_of if came else self._old_of)[entry.vendor]
        answers = [
            AnswerChange("place", "", EEA, "", self._answering.outside(entries, EEA)),
            AnswerChange("access", "", EEA, "", self._answering.outside(entries, EEA, side="access")),
        ]
        cited = tuple(dict.fromkeys((*entry.heading, *_evidence(entry))))
        return Change(
            kind,
            entry.name,
            weight,
            evidence_before=() if came else cited,
            evidence_after=cited if came else (),
            answers=tuple(answers) if came else (),
            iri=entry.vendor,
            source=entry.source,
            process=entry.process,
        )

    def _facts(self, before: Entry, after: Entry) -> list[Change]:
        found = []
        for key in sorted(before.facts.keys() | after.facts.keys()):
            old, new = before.facts.get(key), after.facts.get(key)
            if old is None or new is None or old.certainty != new.certainty:
                found.append(_fact_change(after, key[0], old, new))
        return _reworded(found)

    def _coverage(self, before: Entry, after: Entry) -> list[Change]:
        found = []
        for question in QUESTIONS:
            old, new = before.covers(question), after.covers(question)
            if old == new:
                continue
            if "notStated" in (old, new) and self._told_by_facts(question, before, after):
                continue  # a list that came or went is told by what it named
            opened = (old, new) in (("listed", "open"), ("listed", "notStated"))
            weight = _OPENED[question] if opened else OTHER_FACT
            change = _change("coverage-changed", after, weight, question, None, old, new)
            cited_old = before.coverage.get(question, ("", ()))[1]
            cited_new = after.coverage.get(question, ("", ()))[1]
            found.append(replace(change, evidence_before=cited_old, evidence_after=cited_new))
        return found

    @staticmethod
    def _told_by_facts(question: str, before: Entry, after: Entry) -> bool:
        keys = before.facts.keys() ^ after.facts.keys()
        return any(QUESTION_OF_FACET.get(facet) == question for facet, _ in keys)

    @staticmethod
    def _qualifiers(before: Entry, after: Entry) -> list[Change]:
        """Return the reservations that came or went, where no certainty or coverage tells of them."""
        found = []
        for qualifier in sorted(before.qualifiers.keys() ^ after.qualifiers.keys()):
            old, new = before.qualifiers.get(qualifier, ()), after.qualifiers.get(qualifier, ())
            kind: Kind = "fact-added" if new else "fact-removed"
            states = ("stated" if old else "", "stated" if new else "")
            change = _change(kind, after, AS_TEXT, "qualifier", qualifier or None, *states)
            found.append(replace(change, evidence_before=old, evidence_after=new))
        return found

    @staticmethod
    def _texts(before: Entry, after: Entry) -> list[Change]:
        found = []
        for name in sorted(before.texts.keys() | after.texts.keys()):
            old, new = before.texts.get(name), after.texts.get(name)
            if (old and old.words) == (new and new.words):
                continue
            change = _change("text-changed", after, AS_TEXT, name, None, _verbatim(old), _verbatim(new))
            evidence = (old.evidence if old else (), new.evidence if new else ())
            found.append(replace(change, evidence_before=evidence[0], evidence_after=evidence[1]))
        return found

    # answers --------------------------------------------------------------------------------

    def _with_answers(self, changes: list[Change], before: Entry, after: Entry) -> list[Change]:
        """Give each change the answers that changed with it, and its weight by them."""
        if not changes:
            return changes
        old, new = self._old_of[before.vendor], self._new_of[after.vendor]
        told: dict[int, list[AnswerChange]] = defaultdict(list)
        data = {
            c for entry in (before, after) for f, c in entry.facts if f == "data" and not c.startswith("”")
        }
        for index, change in enumerate(changes):
            question = QUESTION_OF_FACET.get(change.facet, change.facet)
            if question not in ("data", "purpose", "subject"):
                continue
            concept = ANYTHING_ELSE if change.kind == "coverage-changed" else change.concept
            if concept is None:
                continue
            asked: Asked = question  # type: ignore[assignment]
            self._note(told[index], asked, concept, "", old, new)
            if question == "data" and concept:
                self._note(told[index], "data-outside", concept, EEA, old, new)
        for question, side in (("place", "place"), ("access", "access")):
            teller = self._teller(changes, question)
            if teller is None:
                continue
            self._note(told[teller], side, "", EEA, old, new)  # type: ignore[arg-type]
            if question == "place":
                spoken = {
                    a.concept for answers in told.values() for a in answers if a.asked == "data-outside"
                }
                for concept in sorted(data - spoken):
                    self._note(told[teller], "data-outside", concept, EEA, old, new)
        self._note_rest(told, changes, old, new)
        return [
            replace(change, answers=tuple(told[index]), weight=_weighed(change, told[index]))
            for index, change in enumerate(changes)
        ]

    def _note_rest(
        self, told: dict[int, list[AnswerChange]], changes: list[Change], old: list[Entry], new: list[Entry]
    ) -> None:
        """Note what became of the data that no side names, where a list of data came or went."""
        index = self._teller(changes, "data")
        if index is not None and not any(
            a.concept == ANYTHING_ELSE for a in told[index] if a.asked == "data"
        ):
            coverages = {c.facet for c in changes if c.kind == "coverage-changed"}
            if "data" not in coverages:
                self._note(told[index], "data", ANYTHING_ELSE, "", old, new)

    def _note(
        self,
        told: list[AnswerChange],
        asked: Asked,
        concept: str,
        border: str,
        old: Sequence[Entry],
        new: Sequence[Entry],
    ) -> None:
        was, now = self._answer(asked, concept, border, old), self._answer(asked, concept, border, new)
        if was != now:
            told.append(AnswerChange(asked, concept, border, was, now))

    def _answer(self, asked: Asked, concept: str, border: str, entries: Sequence[Entry]) -> str:
        if asked == "data-outside":
            return self._answering.thing_outside(entries, concept, border)
        if asked in ("place", "access"):
            return self._answering.outside(entries, border, side=asked)
        return self._answering.of_thing(entries, asked, concept)

    def _teller(self, changes: Sequence[Change], question: str) -> int | None:
        """Return the change that tells of a question's answers.

        What came tells it before what went, a place outside the EEA before one inside, coverage last.
        """
        rank = {"fact-added": 0, "fact-changed": 1, "fact-removed": 2, "coverage-changed": 3}
        found = []
        for index, change in enumerate(changes):
            about = QUESTION_OF_FACET.get(change.facet, change.facet)
            if about == question and change.kind in rank:
                place = change.concept or ""
                inside = question in ("place", "access") and self._answering.side_of(place, EEA) == "inside"
                found.append((rank[change.kind], inside, index))
        return min(found)[2] if found else None

    # what persons stated --------------------------------------------------------------------

    def _supplied(self) -> list[Change]:
        found = []
        old, new = self._before.supplied, self._after.supplied
        for subject, key in sorted(old.keys() | new.keys()):
            was, now = old.get((subject, key)), new.get((subject, key))
            if _said(was) == _said(now):
                continue
            names = self._after.subjects if now else self._before.subjects
            either = now or was
            assert either is not None
            found.append(
                Change(
                    "supplied-changed",
                    names[subject],
                    OTHER_FACT,
                    facet=f"{either.field.kind}/{key}",
                    before=_in_words(was),
                    after=_in_words(now),
                    evidence_before=_cited(was),
                    evidence_after=_cited(now),
                    iri=either.subject,
                )
            )
        return found


def _by_vendor(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.vendor].append(entry)
    return found


def _change(
    kind: Kind, entry: Entry, weight: int, facet: str, concept: str | None, before: str, after: str
) -> Change:
    change = Change(kind, entry.name, weight, facet, concept, before, after)
    return replace(change, iri=entry.vendor, source=entry.source, process=entry.process)


def _fact_change(entry: Entry, facet: str, old: Fact | None, new: Fact | None) -> Change:
    either = new or old
    assert either is not None
    kind: Kind = "fact-added" if old is None else "fact-removed" if new is None else "fact-changed"
    before, after = old.certainty if old else "", new.certainty if new else ""
    weight = _weight(facet, either.concept, before, after)
    change = _change(kind, entry, weight, facet, either.concept, before, after)
    return replace(
        change, evidence_before=old.evidence if old else (), evidence_after=new.evidence if new else ()
    )


def _weight(facet: str, concept: str | None, before: str, after: str) -> int:
    if concept is None:
        return NOT_UNDERSTOOD
    more = _SURER[after] > _SURER[before]
    if facet == "data":
        return MORE_DATA if more else LESS_DATA
    if facet == "safeguard":
        return NEW_GROUND if more else GROUND_GONE
    if facet in _PLACES:
        return OTHER_PLACE
    if facet in ("purpose", "processing"):
        return PURPOSE
    return OTHER_FACT


def _weighed(change: Change, answers: Sequence[AnswerChange]) -> int:
    """Return the weight of a change, raised by what it did to the answer about the place."""
    weight = change.weight
    for answer in answers:
        if answer.asked not in ("place", "access"):
            continue
        if answer.after in ("yes", "conditional") and answer.before in ("no", "unknown", "conditional"):
            weight = max(weight, NOW_OUTSIDE)
        elif answer.after == "unknown":
            weight = max(weight, PLACE_UNKNOWN)
    return weight


def _reworded(changes: list[Change]) -> list[Change]:
    """Make one change of words that went and words that came, where nobody understood either."""
    kept: list[Change] = []
    by_facet: dict[str, tuple[list[Change], list[Change]]] = defaultdict(lambda: ([], []))
    for change in changes:
        if change.concept is None and change.kind in ("fact-added", "fact-removed"):
            by_facet[change.facet][change.kind == "fact-added"].append(change)
        else:
            kept.append(change)
    for facet, (gone, come) in by_facet.items():
        old = tuple(cited for change in gone for cited in change.evidence_before)
        new = tuple(cited for change in come for cited in change.evidence_after)
        first = (come or gone)[0]
        before, after = (", ".join(dict.fromkeys(cited.phrase for cited in side)) for side in (old, new))
        kept.append(
            replace(
                first,
                kind="text-changed",
                facet=facet,
                weight=NOT_UNDERSTOOD,
                before=before,
                after=after,
                evidence_before=old,
                evidence_after=new,
            )
        )
    return kept


def _evidence(entry: Entry) -> Iterable[Cited]:
    """Yield what a whole entry rests on: a line a statement."""
    lines: dict[tuple[str, int, str], Cited] = {}
    for fact in (*entry.facts.values(), *entry.texts.values()):
        if fact.facet != ROLE:
            for cited in fact.evidence:
                lines.setdefault((cited.source, cited.line, cited.text), cited._replace(phrase=""))
    return sorted(lines.values())


def _verbatim(fact: Fact | None) -> str:
    return "\n".join(cited.text for cited in fact.evidence) if fact else ""


def _said(fact: AddedFact | None) -> tuple[object, ...] | None:
    return (fact.state, fact.texts, fact.values) if fact else None


def _in_words(fact: AddedFact | None) -> str:
    if fact is None:
        return ""
    words = "; ".join(fact.texts)
    return words if fact.state == "given" else f"{fact.state}: {words}" if words else fact.state


def _cited(fact: AddedFact | None) -> tuple[Cited, ...]:
    from datamap.changes.snapshot import Cited

    if fact is None:
        return ()
    digits = "".join(c for c in fact.place.rpartition(" ")[2] if c.isdigit())
    text = "; ".join(fact.texts)
    return (Cited(fact.source, int(digits or 0), f"{fact.place}: {text}" if fact.place else text, text),)


def _order(change: Change) -> tuple[object, ...]:
    return (
        -change.weight,
        change.vendor.casefold(),
        change.kind,
        change.facet,
        change.concept or "",
        change.before,
    )
