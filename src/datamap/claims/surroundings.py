"""What a list says outside its entries: its title, remarks, footnotes, and the fields of the document."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from datamap.claims.fields import LONGEST_VALUE, touched
from datamap.claims.model import Statement, Unmapped
from datamap.claims.phrases import Phrase, sentences, terms_in
from datamap.vocabulary.concepts import PLACES, ROLES

if TYPE_CHECKING:
    from datamap.claims.context import ListContext
    from datamap.claims.labels import Remark

_ADDRESS = re.compile(r"@|https?://|www\.")
_LONGEST_TITLE = 10  # words; more is a sentence
_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


class Surroundings:
    """The text around the entries; ``openings`` are the lists that it opens for every entry, once read."""

    def __init__(self, context: ListContext) -> None:
        self.context = context
        self.openings: list[tuple[str, str]] = []

    def read(self) -> tuple[list[Statement], list[Unmapped]]:
        """Return the statements outside the entries, and those of them that were not understood."""
        first_entry = self.context.layout.entries[0].line
        roles = self.context.lexicon.vocabulary.labels(ROLES)
        lines = [(r, "remark") for r in self.context.layout.around]
        before = [
            r
            for r, _ in lines
            if r.line < first_entry and r.kind != "field" and len(r.text.split()) <= _LONGEST_TITLE
        ]
        titled = next(
            (r for r in before if terms_in(Phrase(r.text, 0), roles)), before[0] if before else None
        )
        marked = frozenset[str]().union(*(self.context.marks_of(raw) for raw in self.context.layout.entries))
        loose_notes = [(n, "footnote") for n in self.context.layout.footnotes if n.mark not in marked]
        statements: list[Statement] = []
        unmapped: list[Unmapped] = []
        for remark, kind in sorted([*lines, *loose_notes], key=lambda pair: pair[0].line):
            kind = "title" if remark is titled else kind
            statements.append(
                Statement(
                    f"text-{len(statements) + 1}",
                    kind,
                    remark.text,
                    remark.line,
                    self.context.language,
                    at=remark.at,
                )
            )
            if kind != "title":
                # What the document says outside its entries may hold for any of them.
                touches = self._loosely_touched(remark)
                self.openings += [(question, statements[-1].key) for question in sorted(touches)]
                field_key = "footnote" if kind == "footnote" else "document"
                unmapped.append(Unmapped(remark.text.strip(), field_key, remark.line, at=remark.at))
        for found in self.context.layout.document_fields:
            key = f"text-{len(statements) + 1}"
            statements.append(
                Statement(
                    key, found.key or "remark", found.text, found.line, found.language, found.label, found.at
                )
            )
        return statements, unmapped

    def value(self, key: str) -> str | None:
        """Return what the document says of itself under a field key."""
        values = [f.value.strip() for f in self.context.layout.document_fields if f.key == key]
        return next((value for value in values if value), None)

    def date(self) -> str | None:
        """Return the date that the document bears."""
        match = _DATE.search(self.value("date") or "")
        try:
            return dt.date.fromisoformat(match.group()).isoformat() if match else None
        except ValueError:
            return None  # the 31st of February: the statement is kept as it is written

    def _loosely_touched(self, remark: Remark) -> set[str]:
        """Return the questions that a text outside the entries leaves open for all of them.

        How to reach the sender is no data of the vendors', and "all within the EU/EEA" no doubt.
        """
        found: set[str] = set()
        for sentence in sentences(Phrase(remark.text[:LONGEST_VALUE], 0)):
            about_sender = _ADDRESS.search(sentence.text) or self.context.lexicon.speaks_of_sender(sentence)
            if self.context.lexicon.speaks_of_processing(sentence) and not about_sender:
                found |= touched(self.context.lexicon, sentence)
        labels = self.context.lexicon.vocabulary.labels(PLACES)
        places = {term.concept for term in terms_in(Phrase(remark.text[:LONGEST_VALUE], 0), labels)}
        if places and all(self.context.inside_eea(place) for place in places):
            found.discard("place")
        return found
