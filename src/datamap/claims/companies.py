"""Companies in sentences, such as "Acme Norge AS (Oslo, Norway) and Acme Oy (Åbo, Finland) give support".

Only names with a legal form count; what stands in the bracket behind a name, or between commas, is its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.claims.bullets import PLACE, SAFEGUARD
from datamap.claims.columns import Column
from datamap.claims.labels import Remark
from datamap.claims.phrases import Phrase, sentences
from datamap.claims.rows import LEGAL_FORM, add_value, entry_named
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from datamap.claims.layout import RawEntry
    from datamap.claims.layout_words import LayoutWords
    from datamap.claims.lexicon import Lexicon

_WORD = r"[^\W\d_][\w.&’'+-]*"
_COMPANY = re.compile(
    rf"(?<![\w-])(?P<name>(?!(?-i:{LEGAL_FORM})\b)(?-i:[^\W\d_a-zåäöæøéèü])[\w.&’'+-]*"
    rf"(?:,? (?!(?:and|och|og|und|et|y|en|ja)\b){_WORD}){{0,5}}?,? (?-i:{LEGAL_FORM})\b\.?)"
    r"(?P<bracket>\s*\((?P<inner>[^()]{2,80})\))?"
)
_SERVICE = Column("", "service")
_LONGEST = 4_000


class CompanyReader:
    """Finds companies in the sentences of a section that announces them."""

    def __init__(self, lexicon: Lexicon, words: LayoutWords, marks: frozenset[str]) -> None:
        self.lexicon = lexicon
        self.words = words
        self.marks = marks

    def read(self, cell: Cell) -> list[RawEntry]:
        """Return an entry for each company of a paragraph, with the sentence that names it as its service."""
        entries: list[RawEntry] = []
        for sentence in sentences(Phrase(cell.text[:_LONGEST], 0)):
            found = list(_COMPANY.finditer(sentence.text))
            line = cell.line + cell.text.count("\n", 0, sentence.start)
            here = Cell(sentence.text, line, cell.at)
            for number, match in enumerate(found):
                entry = entry_named(Cell(match["name"].rstrip(".,"), line, cell.at), self.marks)
                entry.heading = sentence.text
                end = found[number + 1].start() if number + 1 < len(found) else len(sentence.text)
                after = sentence.text[match.end() : end]
                for place in self._places(match["inner"] or "", after):
                    add_value(entry, PLACE, Cell(place, line, cell.at))
                add_value(entry, _SERVICE, here)
                entries.append(entry)
            if not found and entries:
                # What the next sentence adds of the company before it.
                if self.lexicon.names_safeguard(sentence.text):
                    add_value(entries[-1], SAFEGUARD, here)
                else:
                    entries[-1].remarks.append(Remark([here]))
        return entries

    def _places(self, bracket: str, after: str) -> list[str]:
        """Return the place in the bracket behind a name, or between the commas that follow it."""
        if bracket and self.lexicon.places_in_bracket(bracket):
            return [bracket]
        between = re.match(r"\s*,\s*(?P<place>[^–—;:.]{2,60}?)(?:\s+[–—-]\s|,|$)", after)
        pieces = after.lstrip(", ").split(" – ")[0].split(" - ")[0] if between else ""
        for text in (pieces.strip(" ,."), between["place"] if between else ""):
            if text and self.lexicon.places_in_bracket(text):
                return [text]
        return []
