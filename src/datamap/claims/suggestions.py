"""Concepts that a phrase may mean, for a person to choose from: only what is near, and why it is.

Likeness of letters alone is no nearness: "mobilnummer" shares half its letters with "personnummer". Near
is the same word in another spelling or inflection, a short form written out, and a phrase that ends (or, in
a compound, begins) with a known term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from datamap.claims.phrases import Phrase, terms_in
from datamap.vocabulary.concepts import ANY_PERSONAL_DATA, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Why = Literal["spelling", "short form", "inflection", "ending", "beginning", "holds"]

_ORDER: tuple[Why, ...] = ("spelling", "short form", "inflection", "ending", "beginning", "holds")
_SAME = frozenset({"spelling", "short form", "inflection"})
# What tells little in a compound: whatever differs before it tells the types apart ("konto-", "kort-").
_HEADS = (
    "uppgifter", "uppgift", "information", "nummer", "number", "address", "adress", "details", "daten",
    "data", "historik", "history",
)  # fmt: skip
# Short forms within compounds and as words; what they are written out is looked for among the labels.
_SHORT = (
    (re.compile(r"nr\b\.?"), "nummer"),
    (re.compile(r"\bno\b\.?|\bnum\b\.?|#"), "number"),
    (re.compile(r"\btel\b\.?|\btfn\b\.?|\btlf\b\.?"), "telefon"),
    (re.compile(r"\bmob\b\.?"), "mobil"),
    (re.compile(r"\baddr?\b\.?"), "address"),
    (re.compile(r"adr\b\.?"), "adress"),
    (re.compile(r"\bpers\b\.?"), "person"),
    (re.compile(r"\binfo\b\.?"), "information"),
    (re.compile(r"uppg\b\.?"), "uppgifter"),
    (re.compile(r"\borg\b\.?"), "organisation"),
    (re.compile(r"\btech\b\.?"), "technical"),
)
_ENDINGS = (
    "erna", "arna", "orna", "ens", "ets", "ers", "ar", "er", "or", "en", "et", "na", "es", "ne", "nas",
    "s", "n", "t", "a", "e", "r",
)  # fmt: skip
_SHORTEST_PART = 5
_MOST_SLIPS = 3
_WORD_PARTS = re.compile(r"[\s\-_/]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept that may be meant, the label by which it is near, and how it is near.

    Where ``why`` is "ending", the phrase is rather a kind of the concept than a name of it.
    """

    concept: str
    label: str
    why: Why


class Nearby:
    """The labels of a scheme, with what finding near ones needs of them made once."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        """``labels`` maps normalised labels to concepts."""
        self._labels = labels
        self._joined: dict[str, list[str]] = {}
        self._by_begin: dict[str, list[str]] = {}
        # Sorted, so that of two labels as near as each other the same comes first each time.
        for label in sorted(labels):
            self._joined.setdefault(_WORD_PARTS.sub("", label), []).append(label)
            for begin in _begins(label):
                self._by_begin.setdefault(begin, []).append(label)

    def suggest(self, phrase: str, count: int = 3) -> list[Suggestion]:
        """Return up to ``count`` concepts near a phrase, the nearest first; none where nothing is near."""
        found: dict[str, Suggestion] = {}
        for concept, label, why in self._near(normalise(phrase)):
            if concept != ANY_PERSONAL_DATA and concept not in found:
                found[concept] = Suggestion(concept, label, why)
        ordered = sorted(found.values(), key=lambda s: _ORDER.index(s.why))
        # Beside the same word in another form, what it merely ends with or holds is noise.
        same = [s for s in ordered if s.why in _SAME]
        return (same or ordered)[:count]

    def _near(self, wanted: str) -> Iterator[tuple[str, str, Why]]:
        if not 3 <= len(wanted) <= 120:
            return
        labels = self._labels
        yield from self._by_spelling(wanted)
        long = _written_out(wanted)
        if long != wanted:
            if long in labels:
                yield labels[long], long, "short form"
            for bare in _stems(long):
                if bare in labels:
                    yield labels[bare], bare, "short form"
        for stem in _stems(wanted):
            for candidate in (stem, *(stem + ending for ending in _ENDINGS)):
                if candidate in labels and candidate != wanted:
                    yield labels[candidate], candidate, "inflection"
        yield from _by_ending(long, labels)
        yield from _by_beginning(long, labels)
        for term in sorted(terms_in(Phrase(wanted, 0), labels), key=lambda t: -len(t.phrase.text)):
            if len(term.phrase.text) >= _SHORTEST_PART - 1:
                yield term.concept, normalise(term.phrase.text), "holds"

    def _by_spelling(self, wanted: str) -> Iterator[tuple[str, str, Why]]:
        """Yield what differs by a slip: one letter in a short word, more in a long one, none in three."""
        from rapidfuzz.distance import OSA

        near = []
        for label in dict.fromkeys(one for begin in _begins(wanted) for one in self._by_begin.get(begin, ())):
            if abs(len(label) - len(wanted)) <= _MOST_SLIPS:
                distance = OSA.distance(wanted, label, score_cutoff=_MOST_SLIPS)
                if 0 < distance <= _MOST_SLIPS and distance <= _slips_allowed(*_without_head(wanted, label)):
                    near.append((distance, label))
        for _, label in sorted(near):
            yield self._labels[label], label, "spelling"
        # "e-mail adress" and "emailadress" are one word written apart.
        bare = _WORD_PARTS.sub("", wanted)
        for label in self._joined.get(bare, ()):
            if label != wanted and label[:1] == bare[:1]:
                yield self._labels[label], label, "spelling"


def _without_head(one: str, other: str) -> tuple[str, str]:
    head = next((h for h in _HEADS if one.endswith(h) and other.endswith(h)), "")
    return one.removesuffix(head), other.removesuffix(head)


def _slips_allowed(one: str, other: str) -> int:
    length = min(len(one), len(other))
    return 0 if length < 5 else 1 if length < 10 else 2 if length < 16 else _MOST_SLIPS


def _begins(word: str) -> tuple[str, str]:
    """Return what two words share one of that begin alike.

    A slip in the first letters makes another word more often.
    """
    return "".join(sorted(word[:2])), "-" + word[1:4]


def _written_out(text: str) -> str:
    for pattern, word in _SHORT:
        text = pattern.sub(word, text)
    return text


def _stems(word: str) -> list[str]:
    """Return a word without the endings of Swedish and English inflection, the longest stem first."""
    found = [word]
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 4:
            found.append(stem)
    if word.endswith("ies") and len(word) > 6:
        found.append(word[:-3] + "y")
    return sorted(dict.fromkeys(found), key=lambda s: -len(s))


def _by_ending(wanted: str, labels: Mapping[str, str]) -> Iterator[tuple[str, str, Why]]:
    """Yield what a compound or a phrase ends with, its head: "hemtelefonnummer", "home phone number"."""
    for at in range(1, len(wanted) - _SHORTEST_PART + 1):
        tail = wanted[at:].lstrip("-")
        if len(tail) < _SHORTEST_PART:
            return
        apart = wanted[at - 1] in " -" or at >= 3
        if apart and tail in labels and tail == tail.strip():
            yield labels[tail], tail, "ending"
            return


def _by_beginning(wanted: str, labels: Mapping[str, str]) -> Iterator[tuple[str, str, Why]]:
    """Yield what a compound begins with, where what follows says little: "-uppgift", "-data"."""
    for filler in ("uppgifter", "uppgift", "data", "information", "details", "info", "nummer", "number"):
        head = wanted.removesuffix(filler).rstrip(" -")
        if head != wanted and len(head) >= _SHORTEST_PART - 1:
            for stem in (head, head.removesuffix("s")):
                if stem in labels:
                    yield labels[stem], stem, "beginning"
                    return
