"""Headings to entries: a vendor's name as a heading, below it labelled fields in lines, lists or tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.claims.columns import Column, Columns
from datamap.claims.labels import Remark
from datamap.claims.layout import SUBSTANTIVE
from datamap.claims.rows import add_value, entry_named, has_substance
from datamap.documents.blocks import Labelled, ListItem, Paragraph, Table
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.bullets import BulletReader
    from datamap.claims.layout import RawEntry
    from datamap.claims.sections import Section
    from datamap.documents.blocks import Block


_LONGEST_LABEL = 5  # words


class HeadedReader:
    """Reads sections that are a vendor each."""

    def __init__(self, columns: Columns, bullets: BulletReader, marks: frozenset[str]) -> None:
        self.columns = columns
        self.bullets = bullets
        self.marks = marks
        self.pending: Column | None = None

    def read(self, sections: Sequence[Section]) -> dict[int, RawEntry]:
        """Return the entries by the position of their section; sub-sections that are fields are within."""
        found: dict[int, RawEntry] = {}
        for position, section in enumerate(sections):
            if section.heading is None or self.columns.labels.match(section.heading.text.text.strip(" :*")):
                continue
            entry = entry_named(section.heading.text, self.marks)
            self.pending = None
            for block in section.blocks:
                self._block(entry, block)
            for inner in self._fields_below(sections, position):
                assert inner.heading is not None
                column = self.columns.column(inner.heading.text.text)
                for block in inner.blocks:
                    for cell in _texts(block):
                        add_value(entry, column, cell)
            if has_substance(entry.keys) and entry.name and not self._lists_several(section):
                found[position] = entry
        if len(found) == 1 and not any(len(entry.keys & SUBSTANTIVE) >= 2 for entry in found.values()):
            return {}  # one section with one labelled line: a signature, rather than a list
        return found

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
