"""Tell the languages of a text by its everyday words (``ontology/languages/stop-words.ttl``)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from datamap.documents import Cell
from datamap.vocabulary.terms import DM
from datamap.vocabulary.wording import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.documents import Document
    from datamap.vocabulary.concepts import Vocabulary

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 60_000  # characters: more of a text tells no more
_SHARE = 0.25  # of the strongest language's weight: what a mixed document has of its other ones
_LEAST_OF_TEXT = 3
_MOST_OF_A_WORD = 4
_LEAST_OF_PHRASE = 2


class Languages:
    """The everyday words of all languages."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._of: dict[str, list[str]] = {}
        compiled = vocabulary.compiled
        stated = compiled.literals.get(DM + "stopWord", {}) if compiled else {}
        for words in stated.values():
            for word, language in words:
                self._of.setdefault(normalise(word), []).append(language)

    def of_text(self, text: str) -> tuple[str, ...]:
        """Return the languages of a document, the strongest first; empty where its words do not tell."""
        weights, words = self._weighed(text[:_LONGEST])
        most = max(weights.values(), default=0.0)
        return tuple(
            language
            for language, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
            if weight >= most * _SHARE and words[language] >= _LEAST_OF_TEXT
        )

    def of_phrase(self, text: str) -> str | None:
        """Return the one language that the words of a phrase or value tell for sure, or None."""
        weights, words = self._weighed(text[:_LONGEST])
        found = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        if not found or words[found[0][0]] < _LEAST_OF_PHRASE:
            return None
        second = found[1][1] if len(found) > 1 else 0.0
        return found[0][0] if found[0][1] >= 2 * second else None

    def _weighed(self, text: str) -> tuple[Counter[str], Counter[str]]:
        """Return how much speaks for each language, and how many different words do.

        A word that several languages share speaks a little for each.
        """
        weights: Counter[str] = Counter()
        different: Counter[str] = Counter()
        for word, count in Counter(_WORD.findall(text.casefold())).items():
            languages = self._of.get(word, ())
            for language in languages:
                # A code such as "ES" or "DE" is said often; a language shows in many different words.
                weights[language] += min(count, _MOST_OF_A_WORD) / len(languages) ** 2  # type: ignore[assignment]
                different[language] += 1
        return weights, different


def text_of(document: Document) -> str:
    """Return all the text of a document, as far as telling its language needs it."""
    parts, length = [], 0
    for text in _texts((document.blocks, document.cells)):
        parts.append(text)
        length += len(text)
        if length > _LONGEST:
            break
    return "\n".join(parts)


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, Cell):
        yield node.text
    elif isinstance(node, tuple):
        for one in node:
            yield from _texts(one)
    elif is_dataclass(node):
        for part in fields(node):
            yield from _texts(getattr(node, part.name))
