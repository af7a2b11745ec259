"""Cut a field's value into phrases, and find whole terms inside a text.

Phrases are verbatim pieces with their offsets; what they mean is decided elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datamap.vocabulary.concepts import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖÆØÜ0-9\"“”«»'(])")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(/-])(?:\w|(?:\w{1,2}\.\s?)+\w{1,2}|ex|bl\.?\s?a|dvs|etc|inkl|exkl|excl|resp|ev|tel|nr|inc|ltd|co|corp|art|no|incl|approx"
    # German, Dutch; and "EE. UU.", which is no Estonia
    r"|ggfs?|bzw|usw|evtl?|bspw|insb|insbes|zzgl|gem|abs|lit|buchst|sog|ca|vgl|str|zb|bijv|enz|nvt|ntb|ee)\.$",
    re.IGNORECASE,
)
_TRIM = " \t\r\n\u00a0\u200b"
IN_BRACKETS = re.compile(r"\([^()]*\)")
"""What stands in innermost brackets, with them."""
_SHORTEST_PART = 2  # letters
_WORD = re.compile(r"[^\s,;:!?()\[\]{}\"“”„«»]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A verbatim piece of a value: its text and the offset at which it starts."""

    text: str
    start: int

    def cut(self, start: int, end: int) -> Phrase:
        """Return the trimmed piece between two offsets of this phrase's text."""
        return trim(Phrase(self.text[start:end], self.start + start))

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)


def trim(phrase: Phrase) -> Phrase:
    """Return the phrase without surrounding white space, its offset moved along."""
    left = len(phrase.text) - len(phrase.text.lstrip(_TRIM))
    return Phrase(phrase.text.strip(_TRIM), phrase.start + left)


def without_final_stop(phrase: Phrase) -> Phrase:
    """Return the phrase without the full stop or comma that closes it, unless it closes an abbreviation."""
    text = phrase.text.rstrip(_TRIM + ".,;:")
    if phrase.text[len(text) : len(text) + 1] == "." and _ABBREVIATED.search(text[-40:] + "."):
        text += "."
    return replace(phrase, text=text)


def sentences(value: Phrase) -> Iterator[Phrase]:
    """Yield the sentences of a value; "t.ex. " and "Inc. " end none."""
    start = 0
    for match in _SENTENCE_END.finditer(value.text):
        if _ABBREVIATED.search(value.text[start : match.start()]):
            continue
        yield value.cut(start, match.start())
        start = match.end()
    yield value.cut(start, len(value.text))


def split(phrase: Phrase, separators: str) -> Iterator[Phrase]:
    """Yield the non-empty pieces between separator characters that stand outside brackets.

    A newline followed by a bullet separates too. A comma or point between digits separates nothing.
    """
    text, depth, start = phrase.text, 0, 0
    for index, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth = max(0, depth - 1)
        elif depth == 0 and char in separators:
            if char == "," and text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit():
                continue
            yield from _piece(phrase, start, index)
            start = index + 1
        elif char == "\n" and re.match(r"\s*(?:[-–•*·▪]|\d{1,2}[.)])\s", text[index + 1 :]):
            yield from _piece(phrase, start, index)
            start = index + 1
    yield from _piece(phrase, start, len(text))


def _piece(phrase: Phrase, start: int, end: int) -> Iterator[Phrase]:
    piece = phrase.cut(start, end)
    bullet = re.match(r"(?:[-–•*·▪]|\d{1,2}[.)])\s+", piece.text)
    if bullet:
        piece = piece.cut(bullet.end(), len(piece.text))
    if piece.text.strip(_TRIM + ".,;"):
        yield piece


def brackets(phrase: Phrase) -> tuple[Phrase, list[Phrase]]:
    """Return the phrase's text before its first bracket, and the contents of its final brackets.

    A phrase with text after a bracket is returned whole, with no brackets.
    """
    match = re.fullmatch(r"([^()]*[^()\s])\s*((?:\([^()]*\)\s*)+)[.,;]?", phrase.text)
    if match is None:
        return phrase, []
    inner = [
        phrase.cut(match.start(2) + m.start(1), match.start(2) + m.end(1))
        for m in re.finditer(r"\(([^()]*)\)", match.group(2))
    ]
    return phrase.cut(match.start(1), match.end(1)), [i for i in inner if i.text]


@dataclass(frozen=True, slots=True)
class Term:
    """A whole term found inside a text, with the concept it names."""

    phrase: Phrase
    concept: str


def terms_in(phrase: Phrase, labels: Mapping[str, str], longest: int = 8) -> list[Term]:
    """Return the labels that occur in a text as whole words, the longest first at each place.

    Whole words: "adress" is not found in "e-postadress".
    """
    words = [(m.group().strip(".'’"), m.start() + len(m.group()) - len(m.group().lstrip(".'’"))) for m in
             _WORD.finditer(phrase.text)]  # fmt: skip
    found: list[Term] = []
    index = 0
    while index < len(words):
        for size in range(min(longest, len(words) - index), 0, -1):
            start = words[index][1]
            last, last_start = words[index + size - 1]
            text = phrase.text[start : last_start + len(last)]
            concept = labels.get(normalise(text))
            if concept is not None:
                found.append(Term(Phrase(text, phrase.start + start), concept))
                index += size - 1
                break
        else:
            found += _alternatives(Phrase(words[index][0], phrase.start + words[index][1]), labels)
        index += 1
    return found


def _alternatives(word: Phrase, labels: Mapping[str, str]) -> list[Term]:
    """Return the terms that a word joins by a stroke, where each part is one: "SCC/DPF"; "km/h" has none."""
    parts = list(split(word, "/")) if "/" in word.text else []
    named = [(part, labels.get(normalise(part.text))) for part in parts if len(part.text) >= _SHORTEST_PART]
    if len(named) < 2 or len(named) < len(parts):
        return []
    return [Term(part, concept) for part, concept in named if concept] if all(c for _, c in named) else []
