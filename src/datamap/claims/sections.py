"""Sections of a document: what stands under which headings, and which of them list no present vendors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.claims.phrases import Phrase, terms_in
from datamap.documents.blocks import Heading
from datamap.vocabulary.concepts import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.claims.columns import Columns
    from datamap.claims.lexicon import Lexicon
    from datamap.documents.blocks import Block


_LONGEST = 4_000
"""Characters of a text that are looked at to tell what it is about."""


@dataclass(slots=True)
class Section:
    """A heading (None before the first) with the blocks below it, and the headings above it."""

    heading: Heading | None
    above: tuple[Heading, ...] = ()
    blocks: list[Block] = field(default_factory=list)

    @property
    def titles(self) -> list[str]:
        """The texts of the section's heading and of those above it, the nearest first."""
        own = [self.heading.text.text] if self.heading else []
        return own + [heading.text.text for heading in reversed(self.above)]


def cut_sections(blocks: Iterable[Block]) -> list[Section]:
    """Cut a document at its headings."""
    sections = [Section(None)]
    for block in blocks:
        if isinstance(block, Heading):
            last = sections[-1]
            chain = (*last.above, *([last.heading] if last.heading else []))
            sections.append(Section(block, tuple(h for h in chain if h.level < block.level)))
        else:
            sections[-1].blocks.append(block)
    return sections


class Subjects:
    """Tells what headings and sentences are about: vendors, or something else than present vendors."""

    def __init__(self, lexicon: Lexicon, columns: Columns) -> None:
        self.lexicon = lexicon
        self._roles = lexicon.vocabulary.labels(ROLES)
        self.columns = columns
        self._naming = columns.naming_labels

    def speaks_of_vendors(self, text: str) -> bool:
        """Tell whether a text names the role that a list of vendors is about."""
        phrase = Phrase(text[:_LONGEST], 0)
        return bool(terms_in(phrase, self._roles) or terms_in(phrase, self._naming))

    def lists_others(self, titles: Iterable[str]) -> bool:
        """Tell whether headings announce former vendors, changes, or companies that are no vendors."""
        return any(map(self.columns.announces_others, titles))
