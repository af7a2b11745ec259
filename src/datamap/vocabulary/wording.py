"""Labels and patterns by language: which of them hold in a text of known languages.

A word that names the same thing wherever it stands holds in every text, so that mixed documents are read. One
that means different things in different languages, or that is an everyday word of another language, holds in
its own language alone (``docs/design.md``, "Reading rules").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

FIRST = ("sv", "en")
"""The languages that decide where nobody knows the language of a text."""

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_ABBREVIATION_GAP = re.compile(r"(?<=\b\w)\. (?=\w\.)")
_ALIKE = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2212\u00ad", "-") | dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")
)


def normalise(phrase: str) -> str:
    """Return the form in which a phrase is compared.

    NFC, casefolded (so ß is ss), single spaces, one kind of apostrophe and hyphen, "t. ex." as "t.ex.".
    """
    # The words of lists come again and again; what is long is no word, and would fill the memory.
    return _normalised_before(phrase) if len(phrase) <= _LONGEST_WORDS else _normalised(phrase)


def _normalised(phrase: str) -> str:
    text = unicodedata.normalize("NFC", phrase).translate(_ALIKE).casefold()
    text = _SPACES.sub(" ", text).strip()
    return _ABBREVIATION_GAP.sub(".", text)


_LONGEST_WORDS = 80
_normalised_before = lru_cache(maxsize=1 << 15)(_normalised)


@dataclass(slots=True)
class Wording:
    """The words of one scheme, or the patterns of one concept, by what they mean in which language.

    ``sure`` holds in every text; ``contested`` gives for a word what it means in each language.
    """

    sure: dict[str, str] = field(default_factory=dict)
    contested: dict[str, dict[str, str]] = field(default_factory=dict)

    def holding(self, languages: Sequence[str]) -> dict[str, str]:
        """Return the words that hold in a text of these languages, the first of them deciding."""
        found = dict(self.sure)
        for word, meanings in self.contested.items():
            for language in (*(languages or FIRST), ""):
                if language in meanings:
                    found[word] = meanings[language]
                    break
        return found


def sort_out(words: Iterable[tuple[str, str, str]], everyday: dict[str, Collection[str]]) -> Wording:
    """Sort (word, meaning, language) into what is sure and what is contested.

    ``everyday`` gives for each language its everyday words: a word that is one of them in a language where
    it does not stand for this meaning is contested.
    """
    meanings: dict[str, dict[str, str]] = {}
    for word, meaning, language in words:
        meanings.setdefault(word, {}).setdefault(language, meaning)
    found = Wording()
    for word, by_language in meanings.items():
        elsewhere = any(
            word in common for language, common in everyday.items() if language not in by_language
        )
        if len(set(by_language.values())) > 1 or elsewhere:
            found.contested[word] = by_language
        else:
            found.sure[word] = next(iter(by_language.values()))
    return found
