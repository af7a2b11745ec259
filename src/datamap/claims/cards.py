"""Cards: a name in a paragraph, below it labelled values, again and again, as pages and letters have them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.claims.labels import Remark
from datamap.claims.rows import LONGEST_LABEL, add_value, entry_named, has_substance, labelled_lines
from datamap.documents.blocks import Labelled, ListItem, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.columns import Column, Columns
    from datamap.claims.layout import RawEntry
    from datamap.documents.blocks import Block
    from datamap.documents.document import Cell

_LONGEST_NAME = 12  # words
_MOST_BESIDE = 3  # of a card's blocks one in so many may be without a label


@dataclass(slots=True)
class _Card:
    title: Paragraph | Labelled
    fields: list[tuple[Column, Cell]] = field(default_factory=list)
    beside: list[Cell] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


class CardReader:
    """Reads the cards among the blocks of a section."""

    def __init__(self, columns: Columns, marks: frozenset[str]) -> None:
        self.columns = columns
        self.marks = marks

    def read(self, blocks: Sequence[Block], announced: bool) -> tuple[list[RawEntry], list[Block]]:
        """Return the entries of cards, and the blocks that they are made of.

        ``announced`` tells that the section's headings speak of vendors; without them one card is none.
        """
        cards = [card for card in self._cards(blocks) if has_substance(c.key for c, _ in card.fields)]
        labels = [{c.label.casefold() for c, _ in card.fields} for card in cards]
        alike = sum(any(one & other for other in labels if other is not one) for one in labels)
        if len(cards) < (1 if announced else 2) or (len(cards) > 1 and alike * 2 < len(cards)):
            return [], []
        beside = sum(len(card.beside) for card in cards)
        if beside * _MOST_BESIDE > sum(len(card.blocks) for card in cards):
            return [], []  # values that run over several paragraphs
        entries = []
        for card in cards:
            title = card.title.text if isinstance(card.title, Paragraph) else card.title.label
            entry = entry_named(title, self.marks)
            if isinstance(card.title, Labelled):
                entry.remarks.append(Remark([card.title.value]))
            for column, value in card.fields:
                add_value(entry, column, value)
            entry.remarks += [Remark([cell]) for cell in card.beside]
            entries.append(entry)
        return entries, [block for card in cards for block in card.blocks]

    def _cards(self, blocks: Sequence[Block]) -> list[_Card]:
        cards: list[_Card] = []
        card: _Card | None = None
        pending: Column | None = None
        for number, block in enumerate(blocks):
            fields = self._fields(block)
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            label = self._lone_label(block)
            if label is not None and card is not None and isinstance(following, (Paragraph, ListItem)):
                pending = label
                card.blocks.append(block)
            elif pending is not None and card is not None and isinstance(block, (Paragraph, ListItem)):
                card.fields.append((pending, block.text))
                card.blocks.append(block)
                pending = None
            elif fields and card is not None:
                card.fields += fields
                card.blocks.append(block)
            elif fields:
                continue
            elif isinstance(block, (Paragraph, Labelled)) and self._is_title(block, following):
                card = _Card(block, blocks=[block])
                cards.append(card)
            elif card is not None and isinstance(block, (Paragraph, ListItem)) and following is not None:
                card.beside.append(block.text)
                card.blocks.append(block)
            else:
                card = None
        for one in cards:
            self._cut_tail(one)
        return cards

    def _cut_tail(self, card: _Card) -> None:
        """Give back the blocks behind the last labelled one: they close the list rather than the card."""
        while card.blocks and card.beside and not isinstance(card.blocks[-1], Labelled):
            last = card.blocks[-1]
            if not isinstance(last, (Paragraph, ListItem)) or last.text is not card.beside[-1]:
                break
            card.blocks.pop()
            card.beside.pop()

    def _is_title(self, block: Paragraph | Labelled, following: Block | None) -> bool:
        if following is None or not (self._fields(following) or self._lone_label(following)):
            return False
        text = block.text.text if isinstance(block, Paragraph) else block.label.text
        first = text.split("\n")[0]
        words = first.split()
        sentence = first.rstrip().endswith((".", ":", "!", "?")) and len(words) > 4
        return 0 < len(words) <= _LONGEST_NAME and not sentence and not self.columns.announces_others(first)

    def _fields(self, block: Block) -> list[tuple[Column, Cell]]:
        """Return the fields of a block that holds nothing else; empty where it holds none."""
        if isinstance(block, Labelled):
            column = self.columns.column(block.label.text)
            known = column.key is not None and not column.partly and column.level == "entry"
            return [(column, block.value)] if known else []
        if isinstance(block, (Paragraph, ListItem)):
            found = list(labelled_lines(block.text, self.columns))
            return found if found and found[0][0].key is not None else []
        return []

    def _lone_label(self, block: Block) -> Column | None:
        """Return the field of a paragraph that is a label and nothing else."""
        if not isinstance(block, Paragraph) or len(block.text.text) > LONGEST_LABEL:
            return None
        known = self.columns.labels.match(block.text.text.strip(" *:"))
        return self.columns.column(block.text.text.strip(" *:")) if known and known[1] == "entry" else None
