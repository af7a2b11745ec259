"""Bring what a registry holds into line with the project's own words, without the documents.

What comes out is what the next import of each document gives (docs/design.md, "Review").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.claims.lexicon import load_lexicon
from datamap.claims.recorded import read_again
from datamap.registry.conversion import entry_triples
from datamap.registry.identifiers import source_iri
from datamap.registry.recorded import recorded_lists
from datamap.review.fields import SCHEME_OF, field_of
from datamap.vocabulary.concepts import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.claims.recorded import RecordedEntry, RecordedList
    from datamap.registry.registry import RegistryBase
    from datamap.review.words import Words
    from datamap.vocabulary.local import LocalOntology


@dataclass(frozen=True, slots=True)
class Applied:
    """How many entries changed, and which lists hold some that only their document can bring up to date."""

    changed: int
    left: tuple[str, ...] = ()


def apply(
    registry: RegistryBase,
    words: Words,
    before: LocalOntology | None,
    *,
    elsewhere: Iterable[LocalOntology] = (),
) -> Applied:
    """Read again, with the project's words as they are now, what may be concerned; return what changed.

    ``before`` are the words that counted until now, ``elsewhere`` those with which lists that came from
    another registry were read there. Raises OntologyError.
    """
    after = words.local
    lexicon = load_lexicon(after)
    lists = list(recorded_lists(registry.store))
    pending = _pending(lists)
    # A session that broke off may have left decisions that no list was read with.
    older = words.without(pending)
    counted = dict.fromkeys([before, *elsewhere, older])
    former = [load_lexicon(local) for local in dict.fromkeys([*counted, None])]
    registry.use_words(after)
    concerned = {word for local in counted for word, _ in _meanings(local) ^ _meanings(after)}
    new: dict[str, Iterable[ox.Triple]] = {}
    left = []
    for recorded in lists:
        wanted = _concerned(recorded, concerned)
        if not concerned or not wanted:
            continue
        done = set()
        for again in read_again(recorded, wanted, former, lexicon):
            done.add(again.recorded.process)
            if (again.before.claims, again.before.coverage) != (again.after.claims, again.after.coverage):
                new[again.recorded.process] = list(
                    entry_triples(
                        ox.NamedNode(again.recorded.process),
                        ox.NamedNode(source_iri(registry.base, recorded.source)),
                        again.after,
                        again.role,
                        registry.base,
                        registry.vocabulary,
                    )
                )
        spoken_of = _around(recorded, concerned)
        if any(e.process not in done for e in wanted if spoken_of or _holds(e, concerned)):
            left.append(recorded.source)
    registry.replace_entries(new)
    return Applied(len(new), tuple(left))


def _pending(lists: Iterable[RecordedList]) -> set[tuple[str, str]]:
    """Return (scheme, phrase) of the claims without a concept."""
    return {
        (SCHEME_OF[field], normalise(claim.phrase))
        for recorded in lists
        for entry in recorded.entries
        for claim in entry.claims
        if claim.concept is None and (field := field_of(claim.facet))
    }


def _meanings(local: LocalOntology | None) -> set[tuple[str, object]]:
    """Return (word, what it means) for all that a project's own words say."""
    if local is None:
        return set()
    labels = {(label, concept) for concept, labels in local.labels.items() for label in labels}
    return labels | {(phrase, (field, said)) for (field, phrase), said in local.decided_phrases.items()}


def _concerned(recorded: RecordedList, words: set[str]) -> list[RecordedEntry]:
    """Return the entries that may read otherwise: those that hold a word, or whose suggestions may change.

    A word in a text outside the entries may open the lists of all.
    """
    if _around(recorded, words):
        return list(recorded.entries)
    return [
        entry
        for entry in recorded.entries
        if any(c.concept is None for c in entry.claims) or _holds(entry, words)
    ]


def _holds(entry: RecordedEntry, words: set[str]) -> bool:
    text = normalise("\n".join(s.text for s in entry.statements))
    return any(word in text for word in words)


def _around(recorded: RecordedList, words: set[str]) -> bool:
    """Tell whether a text outside the entries holds a word."""
    around = normalise("\n".join(s.text for s in recorded.around))
    return any(word in around for word in words)
