"""What nobody understood in the lists of a registry, gathered so that one decision serves every list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datamap.claims.facets import SCHEMES, facet_of
from datamap.claims.recorded import RecordedEntry, phrases_beside
from datamap.claims.suggestions import Nearby, Suggestion
from datamap.registry.recorded import recorded_lists
from datamap.review.fields import SCHEME_OF, field_of
from datamap.vocabulary.concepts import PLACES, normalise
from datamap.vocabulary.places import find_place
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.claims.lexicon import Lexicon
    from datamap.claims.recorded import RecordedList
    from datamap.registry.registry import RegistryBase
    from datamap.vocabulary.concepts import Vocabulary

_ALSO_SEEN = 20


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a phrase stands: in which list, on which line, of which vendor, and the whole field, verbatim."""

    source: str
    line: int
    vendor: str
    facet: str
    statement: str
    first_line: int

    @property
    def place(self) -> str:
        """The list and the line."""
        return f"{self.source}:{self.line}"


@dataclass(frozen=True, slots=True)
class Pending:
    """A phrase that nobody understood, in one field: where it is seen, and what it may mean.

    ``field`` is "data", "purpose", "subject", "processing", "place", "safeguard" or "role".
    """

    phrase: str
    field: str
    language: str
    seen: tuple[Occurrence, ...]
    suggestions: tuple[Suggestion, ...]

    def vendors(self) -> list[str]:
        """Return the vendors in whose entries it stands, sorted."""
        return sorted({o.vendor for o in self.seen}, key=str.casefold)

    def to_dict(self, label: Any) -> dict[str, Any]:
        """Return it as plain values; ``label`` gives a concept's label."""
        return {
            "phrase": self.phrase,
            "field": self.field,
            "language": self.language,
            "seen": len(self.seen),
            "places": [
                {"source": o.source, "line": o.line, "vendor": o.vendor, "text": o.statement.strip()}
                for o in self.seen[:_ALSO_SEEN]
            ],
            "suggestions": [
                {"concept": curie(s.concept), "label": label(s.concept), "near": s.label, "why": s.why}
                for s in self.suggestions
            ],
        }


def gather(registry: RegistryBase, lexicon: Lexicon) -> list[Pending]:
    """Return what is pending in a registry, the most frequent first.

    A phrase that a correction answers for one vendor ("only here") is not pending there.
    """
    answered = _answered(registry)
    groups: dict[tuple[str, str], list[Occurrence]] = {}
    written: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for recorded in recorded_lists(registry.store):
        for entry, phrase, facet, line, statement_key in open_phrases(recorded, lexicon):
            field = field_of(facet)
            if field is None or (normalise(entry.name), field, normalise(phrase)) in answered:
                continue
            statement = next(s for s in entry.statements if s.key == statement_key)
            key = field, normalise(phrase)
            groups.setdefault(key, []).append(
                Occurrence(recorded.source, line, entry.name, facet, statement.text, statement.line)
            )
            language = statement.language or recorded.language or "en"
            written.setdefault(key, Counter())[" ".join(phrase.split()), language] += 1
    found = []
    for (field, wanted), seen in groups.items():
        phrase, language = max(written[field, wanted].items(), key=lambda pair: (pair[1], pair[0]))[0]
        near = tuple(suggestions_for(phrase, field, lexicon))
        found.append(Pending(phrase, field, language, tuple(seen), near))
    return sorted(found, key=lambda p: (-len(p.seen), p.field, p.phrase.casefold()))


def suggestions_for(phrase: str, field: str, lexicon: Lexicon, count: int = 3) -> list[Suggestion]:
    """Return the concepts of a field that are near a phrase."""
    return lexicon.near(phrase, SCHEME_OF[field], count)


def evidence_of(phrase: str, source: str) -> str:
    """Return what a one-off decision about a phrase rests on, as its correction says it."""
    return f"“{phrase}” in {source}"


def open_phrases(
    recorded: RecordedList, lexicon: Lexicon
) -> Iterator[tuple[RecordedEntry, str, str, int, str]]:
    """Yield entry, phrase, facet, line and statement of what was not understood.

    Those are the claims without a concept, and what was reported beside a claim: a remark in brackets, the
    rest of a phrase whose head was understood.
    """
    doubtful = []
    for entry in recorded.entries:
        pending = [c for c in entry.claims if c.concept is None and field_of(c.facet)]
        for claim in pending:
            yield entry, claim.phrase, claim.facet, claim.line, claim.statement
        if any(coverage == "open" for coverage, _ in entry.coverage.values()):
            doubtful.append(entry)
    for entry, statement, phrase, line in phrases_beside(recorded, doubtful, lexicon):
        facet = facet_of(statement.field)
        if facet is not None and (facet in SCHEMES or field_of(facet)):
            yield entry, phrase, facet, line, statement.key


def _answered(registry: RegistryBase) -> set[tuple[str, str, str]]:
    """Return (vendor, field, phrase), in the form compared, of one-off decisions."""
    found = set()
    for correction in registry.corrections():
        evidence = correction.evidence or ""
        if evidence.startswith("“") and "” in " in evidence:
            phrase = evidence[1:].rpartition("” in ")[0]
            field = field_of(correction.facet) or ""
            found.add((normalise(registry.name(correction.vendor)), field, normalise(phrase)))
    return found


def matching(pending: Iterable[Pending], phrase: str, field: str) -> Pending | None:
    """Return what is pending under a phrase and field, None where nothing is."""
    wanted = normalise(phrase)
    return next((p for p in pending if p.field == field and normalise(p.phrase) == wanted), None)


def search(words: str, field: str, vocabulary: Vocabulary, count: int = 9) -> list[str]:
    """Return the concepts of a field that words in any language, a CURIE or an IRI may stand for.

    What is called just so comes first, then what begins with the words, holds them all, or is near them.
    """
    scheme = SCHEME_OF[field]
    labels = vocabulary.labels(scheme)
    wanted = normalise(words)
    exact = find_place(words, vocabulary) if scheme == PLACES else vocabulary.lookup(words, scheme)
    parts = wanted.split()
    holding = sorted(
        (label for label in labels if all(part in label for part in parts)),
        key=lambda label: (not label.startswith(wanted), len(label), label),
    )
    near = [s.concept for s in Nearby(labels).suggest(words)]
    found = [*([exact] if exact else []), *(labels[label] for label in holding), *near]
    return list(dict.fromkeys(found))[:count]
