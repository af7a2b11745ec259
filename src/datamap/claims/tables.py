"""Tables to entries: find the headings, map the columns, and tell vendors from titles, bands and totals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.claims.columns import NAMING, Column, Columns, same_words
from datamap.claims.rows import add_value, entry_named, has_substance
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.layout import RawEntry
    from datamap.documents.blocks import Table

_HEAD_WITHIN = 30
"""Rows among which the headings of a sheet are looked for: titles and notes may stand above them."""
_LONGEST_NAME = 160


@dataclass(slots=True)
class TableReading:
    """What a table gave: entries, cells that belong to none, and bands that speak for the rows below them."""

    entries: list[RawEntry] = field(default_factory=list)
    around: list[Cell] = field(default_factory=list)
    bands: dict[int, Cell] = field(default_factory=dict)
    """For each entry, by its position, the band above it."""


class TableReader:
    """Reads the tables of one document."""

    def __init__(self, columns: Columns, marks: frozenset[str]) -> None:
        self.columns = columns
        self.marks = marks

    def read(self, table: Table) -> TableReading | None:
        """Return the entries of a table, or None where it is no list of vendors."""
        head = self._head(table)
        sideways = self._sideways(table)
        if head is None:
            return sideways
        heading_row, columns, name = head
        if sideways is not None and not table.header_rows:
            known = sum(self.columns.column(row[0].text).key is not None for row in table.rows)
            if known + 1 >= sum(column.key is not None or column.is_name for column in columns):
                return sideways
        out = TableReading()
        for row in table.rows[:heading_row]:
            out.around.extend(_distinct(row))
        band: Cell | None = None
        last_name: Cell | None = None
        labels = [column.label for column in columns]
        for row in table.rows[heading_row + 1 :]:
            cells = [c for c in row if c.text.strip()]
            if not cells:
                continue
            texts = [cell.text for cell in row]
            if len(row) == len(labels) and all(map(same_words, texts, labels)):
                continue  # the headings again, at the top of a page
            if (
                len({id(cell) for cell in cells}) == 1
                and len(columns) > 1
                and (len(row) > 1 and (len(cells) > 1 or not self._is_name_only(row, name, out)))
            ):
                band = cells[0]
                out.around.append(cells[0])
                continue
            if self._is_total(row, name):
                out.around.extend(_distinct(row))
                continue
            last_name = self._row(row, columns, name, last_name, out)
            if band and out.entries:
                out.bands[len(out.entries) - 1] = band
        return out if out.entries else None

    @staticmethod
    def _is_name_only(row: Sequence[Cell], name: int, out: TableReading) -> bool:
        """Tell whether the one filled cell of a row stands under the names, below other names."""
        return bool(out.entries) and name < len(row) and bool(row[name].text.strip())

    def _row(
        self,
        row: Sequence[Cell],
        columns: list[Column],
        name: int,
        last_name: Cell | None,
        out: TableReading,
    ) -> Cell | None:
        naming = row[name] if name < len(row) else Cell("", 0)
        others = [
            (column, cell) for i, (column, cell) in enumerate(zip(columns, row, strict=False)) if i != name
        ]
        if not naming.text.strip() and last_name is None:
            out.around.extend(cell for _, cell in others if cell.text.strip())
            return None
        if naming.text.strip():
            entry = entry_named(naming, self.marks)
            out.entries.append(entry)
            last_name = naming
        elif sum(bool(cell.text.strip()) for _, cell in others) * 2 > len(others) > 2:
            # A row as full as the one above, its name left out: the same vendor again.
            assert last_name is not None
            first = next(cell for _, cell in others if cell.text.strip())
            entry = entry_named(Cell(last_name.text, first.line, first.at), self.marks)
            out.entries.append(entry)
        else:
            entry = out.entries[-1]
        given: set[int] = set()
        for column, cell in others:
            if id(cell) in given or Columns.is_counting(column, [cell.text]):
                continue
            given.add(id(cell))
            add_value(entry, column, cell)
        for cell in row[len(columns) :]:
            add_value(entry, Column("", None), cell)
        return last_name

    def _head(self, table: Table) -> tuple[int, list[Column], int] | None:
        """Return the row of the headings, their columns, and which of them names the vendors."""
        best: tuple[int, list[Column], int] | None = None
        most = 0
        rows = (
            range(table.header_rows - 1, table.header_rows)
            if table.header_rows
            else range(min(_HEAD_WITHIN, len(table.rows)))
        )
        for number in rows:
            row = table.rows[number]
            columns = [
                self.columns.column(cell.text) if cell.text.strip() else Column("", None) for cell in row
            ]
            if table.header_rows > 1:
                columns = self._stacked(table, columns)
            below = [
                [
                    other[i].text.strip() if i < len(other) else ""
                    for other in table.rows[number + 1 : number + 40]
                ]
                for i in range(len(row))
            ]
            name = self.columns.name_column(columns, below)
            if name is None or not self._lists_vendors(columns, name):
                continue  # its headings name too little to be the list's
            columns = [
                column if i == name else self.columns.by_content(column, below[i])
                for i, column in enumerate(columns)
            ]
            if all(column.key != "data" for column in columns):
                columns = [
                    self.columns.data_by_content(column, below[i]) if i != name else column
                    for i, column in enumerate(columns)
                ]
            matched = sum(column.key is not None or column.is_name for column in columns)
            if matched > most and all(len(cell.text) <= _LONGEST_NAME for cell in row):
                best, most = (number, columns, name), matched
        return best

    def _stacked(self, table: Table, columns: list[Column]) -> list[Column]:
        """Let a heading that nobody knows be helped by the one above it, in a head of several rows."""
        out = list(columns)
        for i, column in enumerate(columns):
            for row in table.rows[: table.header_rows - 1]:
                if column.key is None and not column.is_name and i < len(row):
                    above = self.columns.column(row[i].text)
                    if above.key is not None:
                        out[i] = Column(f"{row[i].text} {column.label}".strip(), *_what(above))
        return out

    @staticmethod
    def _lists_vendors(columns: list[Column], name: int) -> bool:
        sure = columns[name].key in NAMING[:2] or columns[name].is_name
        others = [column.key for i, column in enumerate(columns) if i != name and column.level == "entry"]
        said = sum(key is not None for key in others)
        return has_substance(others) and (sure or said >= 2)

    @staticmethod
    def _is_total(row: Sequence[Cell], name: int) -> bool:
        """Tell whether a row sums up: a word, and otherwise numbers and nothing."""
        others = [cell.text.strip() for i, cell in enumerate(row) if i != name and cell.text.strip()]
        first = row[name].text.strip() if name < len(row) else ""
        words = first or (others[0] if others else "")
        numbers = [text for text in others if re.fullmatch(r"[\d\s.,%]+", text)]
        return bool(_TOTAL.match(words)) and len(numbers) >= len(others) - (0 if first else 1)

    def _sideways(self, table: Table) -> TableReading | None:
        """Read a table whose first column holds the labels and every other column a vendor."""
        if len(table.rows) < 2 or not 2 <= len(table.rows[0]) <= 200:
            return None
        labels = [self.columns.column(row[0].text) for row in table.rows]
        known = [column for column in labels if column.key is not None or column.is_name]
        naming = next((i for i, c in enumerate(labels) if c.key in NAMING or c.is_name), None)
        if len(known) * 3 < len(labels) * 2 or not has_substance(c.key for c in labels):
            return None
        if naming is None and labels[0].key is None and len(table.rows[0]) > 2:
            naming = 0
        if naming is None:
            return None
        out = TableReading()
        for position in range(1, len(table.rows[0])):
            name = table.rows[naming][position] if position < len(table.rows[naming]) else Cell("", 0)
            if not name.text.strip():
                continue
            entry = entry_named(name, self.marks)
            out.entries.append(entry)
            for i, (column, row) in enumerate(zip(labels, table.rows, strict=True)):
                if i != naming and position < len(row):
                    add_value(entry, column, row[position])
        return out if out.entries else None


_TOTAL = re.compile(
    r"\W*(?:(?:grand |sub)?total|totalt|summa|sum|i alt|antal|antall|gesamt|summe|anzahl|yhteensä|totaal|"
    r"aantal|nombre|número|suma|count)\b",
    re.IGNORECASE,
)


def _what(column: Column) -> tuple[str | None, str, str | None, bool]:
    return column.key, column.level, column.language, column.is_name


def _distinct(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in {id(cell): cell for cell in row}.values() if cell.text.strip()]
