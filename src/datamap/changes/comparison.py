"""Compare two snapshots: which facts came, went or changed, how weighty that is, and which answers follow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.changes.answers import ANYTHING_ELSE, Answering
from datamap.changes.change import AnswerChange, Change, Changes
from datamap.changes.entries import QUESTION_OF_FACET, of_entry
from datamap.changes.pairing import NOTHING_DECIDED, name_key, pair_entries
from datamap.changes.snapshot import ROLE
from datamap.changes.supplied import of_persons
from datamap.changes.weights import NEW_VENDOR, RENAMED, VENDOR_GONE, order, weighed
from datamap.vocabulary.places import EEA

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from datamap.changes.change import Asked, Kind
    from datamap.changes.decisions import Decisions
    from datamap.changes.pairing import Pair
    from datamap.changes.snapshot import Cited, Entry, Snapshot
    from datamap.vocabulary.concepts import Vocabulary


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
        found += of_persons(self._before, self._after)
        found.sort(key=order)
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
        found = self._with_answers(of_entry(before, after), before, after)
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
            replace(change, answers=tuple(told[index]), weight=weighed(change, told[index]))
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


def _by_vendor(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.vendor].append(entry)
    return found


def _evidence(entry: Entry) -> Iterable[Cited]:
    """Yield what a whole entry rests on: a line a statement."""
    lines: dict[tuple[str, int, str], Cited] = {}
    for fact in (*entry.facts.values(), *entry.texts.values()):
        if fact.facet != ROLE:
            for cited in fact.evidence:
                lines.setdefault((cited.source, cited.line, cited.text), cited._replace(phrase=""))
    return sorted(lines.values())
