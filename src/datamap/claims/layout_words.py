"""Words by which a text tells what part of a document it is (scheme ``dm:layoutWords``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.vocabulary.terms import CONDITIONAL, DM

if TYPE_CHECKING:
    from datamap.claims.lexicon import Lexicon

_LONGEST = 4_000
"""Characters of a text that are looked at."""


class LayoutWords:
    """What headings, sentences and cells announce, by words of the ontology."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._qualifiers = lexicon.qualifiers
        self._group, self._all, self._condition = (
            _pattern(lexicon.vocabulary.patterns(DM + name))
            for name in ("GroupListWord", "AllWord", "ConditionPhrase")
        )

    def announces_group(self, text: str) -> bool:
        """Tell whether a text announces companies of the sender's own group."""
        return self._group.search(text[:_LONGEST]) is not None

    def says_all(self, text: str) -> bool:
        """Tell whether a text says that something holds for all, or unless it is said otherwise."""
        return self._all.search(text[:_LONGEST]) is not None

    def depends(self, text: str) -> bool:
        """Tell whether a text makes something depend on a choice: "only if enabled"; not "optional"."""
        return self._condition.search(text[:_LONGEST]) is not None

    def is_conditional(self, text: str) -> bool:
        """Tell whether a text makes something conditional at all: "optional" too."""
        return self.depends(text) or any(
            q.iri == CONDITIONAL for q in self._qualifiers.anywhere(text[:_LONGEST])
        )


def _pattern(words: list[str]) -> re.Pattern[str]:
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
