"""Where a line may break: text as runs, each plain, hyphenated, or kept whole.

Unicode Standard Annex 14 breaks "EU/EES", "26–29" and "e-post" and keeps a long e-mail address whole past
the edge of its column. A reader of law wants the opposite.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Manner = Literal["plain", "hyphenate", "keep"]
"""``plain`` breaks between words, ``hyphenate`` also within the word, ``keep`` nowhere."""


class Run(NamedTuple):
    """A piece of text and how it may break.

    A ``long`` one may be wider than its column: the renderer measures it, and breaks it where it must.
    """

    text: str
    manner: Manner
    long: bool = False


SHORTEST_HYPHENATED = 12
LONGEST_HYPHENATED = 60
"""Letters of a word that is hyphenated; what is longer is no word, and a hyphen would alter it."""

# What is kept whole, together with the characters that adhere to it on both sides.
_WHOLE = re.compile(
    r"\b[Aa]rt(?:s?\.|ikel|icles?) ?\d+(?:\.\d+)*(?: [a-h](?:–[a-h])?(?!\w))?"  # art. 30.2 a–d
    r"|\b(?:rad|rader|lines?|sida|page) \d+|\d–\d"  # a line, a range of lines
    r"|\b(?:[Bb]ilaga|[Aa]nnex) [A-Z]\b"
    r"|\b[A-ZÅÄÖ]{2,8}/[A-ZÅÄÖ]{2,8}\b"  # EU/EES
    r"|\b\d{4}-\d\d-\d\d\b"
    r"|\b\w-(?=\w)"  # e-post, e-mail
)
_WORD = re.compile(r"\S+")
_LONGEST_PIECE = 200
_LETTERS = re.compile(rf"[^\W\d_]{{{SHORTEST_HYPHENATED},}}")
_ADDRESS = re.compile(r"@|://|\w\.\w|\\|\d")
"""What no hyphen may be put into: addresses, hosts, file names, codes."""


def runs(text: str, long: int) -> list[Run]:
    """Divide text into runs; their texts joined are the text. Words of ``long`` characters are marked."""
    result: list[Run] = []
    end = 0
    for found in _WHOLE.finditer(text):
        if found.start() < end:
            continue  # adheres to the one before
        start = text.rfind(" ", end, found.start()) + 1 or end
        after = text.find(" ", found.end())
        result += _words(text[end:start], long)
        end = after if after >= 0 else len(text)
        kept = text[start:end]
        result += [Run(kept, "keep", len(kept) >= long)]
    return [piece for run in _joined(result + _words(text[end:], long)) for piece in _pieces(run)]


def _pieces(run: Run) -> list[Run]:
    """Return a run in pieces: a word of thousands of letters is measured in steps, not by its square."""
    if run.manner == "plain" or len(run.text) <= _LONGEST_PIECE:
        return [run]
    starts = range(0, len(run.text), _LONGEST_PIECE)
    return [Run(run.text[at : at + _LONGEST_PIECE], run.manner, run.long) for at in starts]


def _words(text: str, long: int) -> list[Run]:
    result: list[Run] = []
    end = 0
    for found in _WORD.finditer(text):
        word = found[0]
        result.append(Run(text[end : found.start()], "plain"))
        if _ADDRESS.search(word):
            result.append(
                Run(word, "keep" if "-" in word or len(word) >= long else "plain", len(word) >= long)
            )
        else:
            result += _hyphenated(word, long)
        end = found.end()
    return [*result, Run(text[end:], "plain")]


def _hyphenated(word: str, long: int) -> list[Run]:
    result: list[Run] = []
    end = 0
    for found in _LETTERS.finditer(word):
        letters = found[0]
        manner: Manner = "hyphenate" if len(letters) <= LONGEST_HYPHENATED else "keep"
        result += [_short(word[end : found.start()], long), Run(letters, manner, len(letters) >= long)]
        end = found.end()
    return [*result, _short(word[end:], long)]


def _short(text: str, long: int) -> Run:
    return Run(text, "keep", True) if len(text) >= long else Run(text, "plain")


def _joined(all_runs: list[Run]) -> list[Run]:
    result: list[Run] = []
    for run in all_runs:
        if not run.text:
            continue
        if result and run.manner == result[-1].manner == "plain":
            result[-1] = Run(result[-1].text + run.text, "plain")
        else:
            result.append(run)
    return result
