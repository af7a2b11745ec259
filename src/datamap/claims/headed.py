"""Headings to entries: a vendor's name as a heading, below it labelled fields in lines, lists or tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.claims.columns import Column, Columns
from datamap.claims.labels import Remark
from datamap.claims.layout import SUBSTANTIVE
from datamap.claims.lexicon import all_named
from datamap.claims.phrases import Phrase, split, terms_in
from datamap.claims.rows import LEGAL_NAME, add_value, entry_named, has_substance
from datamap.documents.blocks import Labelled, ListItem, Paragraph, Table
from datamap.documents.document import Cell
from datamap.vocabulary.concepts import PERSONAL_DATA, PURPOSES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from datamap.claims.bullets import BulletReader
    from datamap.claims.layout import RawEntry
    from datamap.claims.sections import Section
    from datamap.documents.blocks import Block


_LONGEST_LABEL = 5  # words
_MOST_TEXTS = 6
_SHORT = 25  # words


class HeadedReader:
    """Reads sections that are a vendor each."""

    def __init__(self, columns: Columns, bullets: BulletReader, marks: frozenset[str]) -> None:
        self.columns = columns
        self.bullets = bullets
        self.marks = marks
        self.pending: Column | None = None

    def read(
        self, sections: Sequence[Section], announces: Callable[[Sequence[str]], bool] = lambda _: False
    ) -> dict[int, RawEntry]:
        """Return the entries by the position of their section; sub-sections that are fields are within.

        ``announces`` tells whether headings speak of vendors: below them, short texts need no labels.
        """
        found: dict[int, RawEntry] = {}
        for position, section in enumerate(sections):
            if section.heading is None or self.columns.labels.match(section.heading.text.text.strip(" :*")):
                continue
            name = self._name_below(section)
            entry = entry_named(name.text if name else section.heading.text, self.marks)
            if name is not None:
                add_value(entry, Column("", "purpose"), section.heading.text)
            self.pending = None
            for block in section.blocks:
                if block is not name:
                    self._block(entry, block)
            for inner in self._fields_below(sections, position):
                assert inner.heading is not None
                column = self.columns.column(inner.heading.text.text)
                for block in inner.blocks:
                    for cell in _texts(block):
                        add_value(entry, column, cell)
            if has_substance(entry.keys) and entry.name and not self._lists_several(section):
                found[position] = entry
        found |= self._unlabelled(sections, announces, found.keys())
        if len(found) == 1 and not any(len(entry.keys & SUBSTANTIVE) >= 2 for entry in found.values()):
            return {}  # one section with one labelled line: a signature, rather than a list
        return found

    def _unlabelled(
        self, sections: Sequence[Section], announces: Callable[[Sequence[str]], bool], read: Collection[int]
    ) -> dict[int, RawEntry]:
        """Return the sections of few short texts, what a vendor does and where: "Hosting", "Ireland"."""
        found: dict[int, RawEntry] = {}
        parents: dict[tuple[int, ...], list[int]] = {}
        for position, section in enumerate(sections):
            texts = [b.text for b in section.blocks if isinstance(b, (Paragraph, ListItem))]
            short = 0 < len(texts) <= _MOST_TEXTS and all(len(t.text.split()) <= _SHORT for t in texts)
            if position in read or section.heading is None or not short or len(texts) < len(section.blocks):
                continue
            if not announces([heading.text.text for heading in section.above]):
                continue
            entry = entry_named(section.heading.text, self.marks)
            for text in texts:
                self._unlabelled_text(entry, text)
            if "processing-place" in entry.keys or "data" in entry.keys:
                found[position] = entry
            parents.setdefault(tuple(map(id, section.above)), []).append(position)
        kept = {}
        for positions in parents.values():
            told = [position for position in positions if position in found]
            if len(told) > 1 and len(told) * 2 >= len(positions):
                kept.update({position: found[position] for position in told})
        return kept

    def _unlabelled_text(self, entry: RawEntry, text: Cell) -> None:
        lexicon = self.columns.lexicon
        phrase = Phrase(text.text, 0)
        items = list(split(phrase, ",;"))
        data = all(all_named(lexicon.name(item, PERSONAL_DATA)) for item in items)
        if lexicon.names_places(phrase):
            add_value(entry, Column("", "processing-place"), text)
        elif data and len(items) > 1:
            add_value(entry, Column("", "data"), text)
        elif entry.has("purpose"):
            entry.remarks.append(Remark([text]))
        else:
            add_value(entry, Column("", "purpose"), text)

    def _name_below(self, section: Section) -> Paragraph | None:
        """Return the bold line that names the vendor below a heading that only says what it is for."""
        first = section.blocks[0] if section.blocks else None
        if (
            section.heading is None
            or not isinstance(first, Paragraph)
            or first.lead != first.text.text.strip()
        ):
            return None
        title = section.heading.text.text
        own = self.columns.column(first.lead).key is None and ":" not in first.lead
        formed = LEGAL_NAME.search(first.lead) is not None
        lexicon = self.columns.lexicon
        purposes = terms_in(Phrase(title, 0), lexicon.vocabulary.labels(PURPOSES))
        return first if own and not LEGAL_NAME.search(title) and (purposes or formed) else None

    def _lists_several(self, section: Section) -> bool:
        """Tell whether items of a section give the same field again, so that each is a vendor of its own."""
        seen: set[str] = set()
        for block in section.blocks:
            if not isinstance(block, ListItem) or "\n" not in block.text.text:
                continue
            for line in block.text.text.split("\n")[1:]:
                label, colon, _ = line.partition(":")
                if colon and self._label(label.strip()) is not None:
                    if label.strip() in seen:
                        return True
                    seen.add(label.strip())
        return False

    def _fields_below(self, sections: Sequence[Section], position: int) -> list[Section]:
        """Return the sub-sections whose headings are labels of fields."""
        heading = sections[position].heading
        inner = []
        for section in sections[position + 1 :]:
            if section.heading is None or heading is None or section.heading.level <= heading.level:
                break
            if self.columns.labels.match(section.heading.text.text.strip(" :*")):
                inner.append(section)
        return inner

    def _block(self, entry: RawEntry, block: Block) -> None:
        if isinstance(block, Labelled):
            add_value(entry, self.columns.column(block.label.text), block.value)
        elif isinstance(block, (Paragraph, ListItem)):
            self._lines(entry, block.text, isinstance(block, ListItem))
        elif isinstance(block, Table) and self._is_form(block):
            for number, row in enumerate(block.rows):
                if number < block.header_rows and self.columns.column(row[0].text).key is None:
                    continue  # "Field | Value"
                cells = [cell for cell in row if cell.text.strip()]
                column = self.columns.column(cells[0].text) if cells else Column("", None)
                for cell in cells[1:] if len(cells) > 1 else cells:
                    add_value(entry, column if len(cells) > 1 else Column("", None), cell)

    def _is_form(self, table: Table) -> bool:
        """Tell whether a table holds labels and values: two columns, or a first one of known labels."""
        known = sum(self.columns.column(row[0].text).key is not None for row in table.rows if row)
        return max(map(len, table.rows), default=0) <= 2 or known * 2 >= len(table.rows)

    def _label(self, text: str) -> Column | None:
        """Return the field that a label names, whole or with words around it; None where nobody knows."""
        known = self.columns.labels.match(text)
        if known is not None:
            return Column(text, *known)
        column = self.columns.column(text) if len(text.split()) <= _LONGEST_LABEL else None
        return column if column is not None and column.key is not None else None

    def _lines(self, entry: RawEntry, cell: Cell, listed: bool) -> None:
        for number, text in enumerate(cell.text.split("\n")):
            label, colon, value = text.partition(":")
            found = self._label(label.strip(" *-•\t")) if colon else None
            here = Cell(value.strip() if found else text.strip(), cell.line + number, cell.at)
            if found is not None:
                add_value(entry, found, here)
                self.pending = None if here.text else found
            elif not here.text:
                continue
            elif self.pending is not None and listed:
                add_value(entry, self.pending, here)
            else:
                entry.remarks.append(Remark([here]))


def _texts(block: Block) -> list[Cell]:
    if isinstance(block, (Paragraph, ListItem)):
        return [block.text]
    if isinstance(block, Labelled):
        return [block.value]
    return [cell for row in block.rows for cell in row] if isinstance(block, Table) else []
