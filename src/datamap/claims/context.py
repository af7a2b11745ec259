"""What the reading of every part of one list stands on: the lexicon, the layout, the list's language."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from datamap.claims.layout_words import LayoutWords
from datamap.claims.marks import marks_in
from datamap.vocabulary.concepts import NOTATION
from datamap.vocabulary.places import EEA, standings

if TYPE_CHECKING:
    from datamap.claims.layout import Layout, RawEntry
    from datamap.claims.lexicon import Lexicon
    from datamap.vocabulary.concepts import Vocabulary
    from datamap.vocabulary.places import Standing


class ListContext:
    """One list while it is read: its layout, and what its readers ask of it."""

    def __init__(self, layout: Layout, lexicon: Lexicon, *, from_blocks: bool) -> None:
        self.layout, self.lexicon, self.from_blocks = layout, lexicon, from_blocks
        self.words = LayoutWords(lexicon)
        languages = Counter(f.language for e in layout.entries for f in e.fields if f.language)
        self.language = languages.most_common(1)[0][0] if languages else None
        self.marks = frozenset(note.mark for note in layout.footnotes)

    def marks_of(self, raw: RawEntry) -> frozenset[str]:
        """Return the footnote marks that an entry bears, on its heading or in its fields."""
        return raw.marks.union(*(marks_in(f.text, self.marks) for f in raw.fields))

    def is_tool(self, concept: str | None) -> bool:
        """Tell whether a concept is a tool of transfer, and not only no tool."""
        return concept is not None and self.lexicon.vocabulary.value(concept, NOTATION.value) != "none"

    def inside_eea(self, place: str) -> bool:
        """Tell whether a place is inside the EEA today."""
        return self.standings.get((place, EEA)) == "inside"

    @cached_property
    def places_inside_eea(self) -> frozenset[str]:
        """The places inside the EEA today."""
        return _inside(self.standings)

    @cached_property
    def standings(self) -> dict[tuple[str, str], Standing]:
        """Which side of each border a place is on today."""
        return standings(self.lexicon.vocabulary, dt.date.today())


def places_inside_eea(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the places inside the EEA today."""
    return _inside_at(vocabulary, dt.date.today())


@lru_cache(maxsize=8)
def _inside_at(vocabulary: Vocabulary, at: dt.date) -> frozenset[str]:
    return _inside(standings(vocabulary, at))


def _inside(found: dict[tuple[str, str], Standing]) -> frozenset[str]:
    return frozenset(place for (place, border), side in found.items() if border == EEA and side == "inside")
