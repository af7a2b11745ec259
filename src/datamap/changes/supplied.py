"""What persons stated, compared: facts that were added, changed or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.changes.change import Change
from datamap.changes.weights import OTHER_FACT

if TYPE_CHECKING:
    from datamap.changes.snapshot import Cited, Snapshot
    from datamap.registry.added_facts import AddedFact


def of_persons(before: Snapshot, after: Snapshot) -> list[Change]:
    """Return what changed in the facts that persons stated."""
    found = []
    old, new = before.supplied, after.supplied
    for subject, key in sorted(old.keys() | new.keys()):
        was, now = old.get((subject, key)), new.get((subject, key))
        if _said(was) == _said(now):
            continue
        names = after.subjects if now else before.subjects
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
