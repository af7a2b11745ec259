"""What sentences about a vendor say of data, places and tools, such as "Hosted in Ireland, processes names".

They stand in fields about something else (a purpose, a description, a remark), so what they give may occur
and is not stated, and it never closes a list. Only for entries of documents with a layout; plain text keeps
such words as remarks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.claims.fields import LONGEST_VALUE
from datamap.claims.model import Claim
from datamap.claims.phrases import Phrase, sentences, split, terms_in
from datamap.vocabulary.concepts import ANY_PERSONAL_DATA, PERSONAL_DATA, SAFEGUARDS
from datamap.vocabulary.terms import MISPLACED, PD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.claims.context import ListContext
    from datamap.claims.draft import Draft
    from datamap.claims.model import Facet, Statement

PROSE_FIELDS = frozenset(
    {"purpose", "service", "processing-category", "remark", "note", "contract", "footnote"}
)
"""Fields in which such sentences are looked for."""

_BRACKET = re.compile(r"\(([^()]*)\)")
_NO_DATA = frozenset({ANY_PERSONAL_DATA, PD + "Name"})
_FEWEST = 2
"""Items of a list after a colon, most of which are types of data, that make it one of data."""


class ProseReader:
    """Reads the sentences of the entries of one list."""

    def __init__(self, context: ListContext) -> None:
        self.context, self.lexicon = context, context.lexicon

    def read(self, draft: Draft, statement: Statement, value: str, line: int, *, places: bool) -> None:
        """Add what a text says of data, tools and, where ``places`` are wanted, places."""
        text = value[:LONGEST_VALUE].replace("\n", " ")
        claimed = {(c.facet, c.concept) for c in draft.claims}
        for sentence in sentences(Phrase(text, 0)):
            denied = self.lexicon.denies(sentence)
            found: list[tuple[Facet, Phrase, str]] = []
            if not denied:
                found += [("data", p, c) for p, c in self._data(sentence)]
                found += [("safeguard", p, c) for p, c in self._tools(statement, sentence)]
            if places and not denied:
                found += self._places(sentence)
            for facet, phrase, concept in found:
                if (facet, concept) in claimed:
                    continue
                claimed.add((facet, concept))
                at = line + value.count("\n", 0, phrase.start)
                words = value[phrase.start : phrase.end]
                draft.claims.append(
                    Claim(facet, statement.key, words, at, concept, "conditional", (MISPLACED,))
                )
                question = "data" if facet == "data" else "place"
                if facet != "safeguard":
                    draft.open(question, statement)

    def _data(self, sentence: Phrase) -> Iterator[tuple[Phrase, str]]:
        """Yield the types of data that a sentence about processing names, or a list after a colon."""
        labels = self.lexicon.vocabulary.labels(PERSONAL_DATA)
        searched = (
            sentence if self.lexicon.speaks_of_processing(sentence) else self._list_after_colon(sentence)
        )
        if searched is None:
            return
        for term in terms_in(searched, labels):
            if term.concept not in _NO_DATA or (term.concept == PD + "Name" and searched is not sentence):
                yield term.phrase, term.concept

    def _list_after_colon(self, sentence: Phrase) -> Phrase | None:
        colon = sentence.text.find(": ")
        if colon < 0:
            return None
        rest = sentence.cut(colon + 2, len(sentence.text))
        items = [item for item in split(rest, ",") if item.text]
        named = sum(bool(self.lexicon.name(item, PERSONAL_DATA)) for item in items)
        return rest if len(items) >= _FEWEST and named * 2 >= len(items) else None

    def _tools(self, statement: Statement, sentence: Phrase) -> Iterator[tuple[Phrase, str]]:
        """Yield the tools of transfer that a sentence names."""
        if statement.field in ("note", "contract", "footnote"):
            return  # read as a whole already
        for term in terms_in(sentence, self.lexicon.vocabulary.labels(SAFEGUARDS)):
            if self.context.is_tool(term.concept):
                yield term.phrase, term.concept

    def _places(self, sentence: Phrase) -> list[tuple[Facet, Phrase, str]]:
        """Return the places where a sentence, or a bracket in it, says that data are kept or processed."""
        found: list[tuple[Facet, Phrase, str]] = []
        pieces = [sentence.cut(m.start(1), m.end(1)) for m in _BRACKET.finditer(sentence.text)]
        pieces += list(split(sentence, ";"))
        for piece in pieces:
            support = self.lexicon.speaks_of_support(piece.text)
            hosted = self.lexicon.hosting_in(piece.text)
            if self.lexicon.names_places(piece):
                start = 0
            elif hosted is not None:
                start = hosted
            elif support or self.lexicon.speaks_of_location(piece):
                start = 0
            else:
                continue
            facet: Facet = "access-place" if support else "processing-place"
            for term in terms_in(piece.cut(start, len(piece.text)), self.lexicon.place_labels):
                found.append((facet, term.phrase, term.concept))
        return found
