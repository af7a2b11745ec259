"""Two versions of one entry, compared: facts, coverage, words, and reservations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.changes.change import Change
from datamap.changes.snapshot import QUESTIONS
from datamap.changes.weights import AS_TEXT, NOT_UNDERSTOOD, OPENED, OTHER_FACT, weight_of

if TYPE_CHECKING:
    from datamap.changes.change import Kind
    from datamap.changes.snapshot import Entry, Fact

QUESTION_OF_FACET = {
    "data": "data",
    "purpose": "purpose",
    "subject": "subject",
    "storage-place": "place",
    "processing-place": "place",
    "access-place": "access",
}
"""Which question a fact of a facet answers."""


def of_entry(before: Entry, after: Entry) -> list[Change]:
    """Return what changed between two versions of an entry, without the answers that changed with it."""
    found = _facts(before, after) + _coverage(before, after) + _texts(before, after)
    if not any(change.kind in ("fact-changed", "coverage-changed") for change in found):
        found += _qualifiers(before, after)
    return found


def _facts(before: Entry, after: Entry) -> list[Change]:
    found = []
    for key in sorted(before.facts.keys() | after.facts.keys()):
        old, new = before.facts.get(key), after.facts.get(key)
        if old is None or new is None or old.certainty != new.certainty:
            found.append(_fact_change(after, key[0], old, new))
    return _reworded(found)


def _coverage(before: Entry, after: Entry) -> list[Change]:
    found = []
    for question in QUESTIONS:
        old, new = before.covers(question), after.covers(question)
        if old == new:
            continue
        if "notStated" in (old, new) and _told_by_facts(question, before, after):
            continue  # a list that came or went is told by what it named
        opened = (old, new) in (("listed", "open"), ("listed", "notStated"))
        weight = OPENED[question] if opened else OTHER_FACT
        change = _change("coverage-changed", after, weight, question, None, old, new)
        cited_old = before.coverage.get(question, ("", ()))[1]
        cited_new = after.coverage.get(question, ("", ()))[1]
        found.append(replace(change, evidence_before=cited_old, evidence_after=cited_new))
    return found


def _told_by_facts(question: str, before: Entry, after: Entry) -> bool:
    keys = before.facts.keys() ^ after.facts.keys()
    return any(QUESTION_OF_FACET.get(facet) == question for facet, _ in keys)


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
    weight = weight_of(facet, either.concept, before, after)
    change = _change(kind, entry, weight, facet, either.concept, before, after)
    return replace(
        change, evidence_before=old.evidence if old else (), evidence_after=new.evidence if new else ()
    )


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


def _verbatim(fact: Fact | None) -> str:
    return "\n".join(cited.text for cited in fact.evidence) if fact else ""
