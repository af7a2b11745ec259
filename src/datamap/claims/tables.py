"""Tables to entries: find the headings, map the columns, and tell vendors from titles, bands and totals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.claims.columns import NAMING, Column, Columns, same_words
from datamap.claims.facets import PROCESSED_AT
from datamap.claims.form_tables import FormTableReader
from datamap.claims.headless import Headless
from datamap.claims.matrix import Matrix
from datamap.claims.rows import add_tick, add_value, entry_named, has_substance, labelled_lines, names_in
from datamap.claims.ticks import is_legend
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.layout import RawEntry
    from datamap.claims.ticks import Ticks
    from datamap.documents.blocks import Table

_HEAD_WITHIN = 30
"""Rows among which the headings of a sheet are looked for: titles and notes may stand above them."""
_LONGEST_NAME = 160
_PROCESSED_AT = frozenset({"processing-place", "storage-place", "access-place"})


@dataclass(slots=True)
class TableReading:
    """What a table gave: entries, cells that belong to none, and bands that speak for the rows below them."""

    entries: list[RawEntry] = field(default_factory=list)
    around: list[Cell] = field(default_factory=list)
    bands: dict[int, Cell] = field(default_factory=dict)
    """For each entry, by its position, the band above it."""
    sure: bool = False
    """Whether a heading names the vendors as such: a table with one is their list wherever it stands."""
    named_above: bool = False
    """Whether the paragraph over the table is the vendor's name."""


class TableReader:
    """Reads the tables of one document."""

    def __init__(self, columns: Columns, marks: frozenset[str], ticks: Ticks) -> None:
        self.columns = columns
        self.marks = marks
        self.matrix = Matrix(columns, ticks)
        self.forms = FormTableReader(columns, marks)
        self.headless = Headless(columns.lexicon, columns)

    def read(
        self, table: Table, above: Cell | None = None, *, announced: bool = False
    ) -> TableReading | None:
        """Return the entries of a table, or None where it is no list of vendors.

        ``above`` is the paragraph over the table, which may name the vendor; ``announced`` tells that words
        over the table speak of vendors.
        """
        form = self.forms.read(table, above)
        if form is not None:
            return TableReading(*form[:2], named_above=form[2])
        turned = self.matrix.turned(table)
        if turned is not None:
            return self._vendors_across(table, turned)
        head = self._head(table)
        sideways = self._sideways(table)
        if head is None and sideways is None:
            head = self.headless.read(table, announced)
            return self._rows(table, head) if head is not None else None
        if head is None:
            return sideways
        columns = head[1]
        if sideways is not None and not table.header_rows:
            known = sum(self.columns.column(row[0].text).key is not None for row in table.rows)
            if known + 1 >= sum(column.key is not None or column.is_name for column in columns):
                return sideways
        return self._rows(table, head)

    def _vendors_across(self, table: Table, turned: Table) -> TableReading | None:
        """Read a matrix whose columns are the vendors, turned so that they are its rows."""
        labels = [
            self.columns.column(cell.text) if cell.text.strip() else Column("", None)
            for cell in turned.rows[0]
        ]
        below = [[row[i].text.strip() for row in turned.rows[1:]] for i in range(len(labels))]
        labels = self.matrix.with_ticks(labels, turned.rows[0], [""] * len(labels), below)
        labels = [self.columns.by_content(column, below[i]) for i, column in enumerate(labels)]
        labels[0] = Column("", "vendor-name")
        found = self._rows(turned, (0, labels, 0))
        if found is not None:
            held = {id(cell) for row in turned.rows for cell in row}
            found.around[:0] = [c for row in table.rows for c in _distinct(row) if id(c) not in held]
            # A row with a heading alone ("Contact details") groups those below it.
            found.around += [
                c for i, c in enumerate(turned.rows[0]) if i and c.text.strip() and not any(below[i])
            ]
        return found

    def _rows(self, table: Table, head: tuple[int, list[Column], int]) -> TableReading | None:
        """Return the entries in the rows below the headings."""
        heading_row, columns, name = head
        out = TableReading(sure=columns[name].key == "vendor-name")
        for row in table.rows[: max(heading_row, 0)]:
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
            alone = len({id(cell) for cell in cells}) == 1 and len(columns) > 1 and len(row) > 1
            if alone and (
                len(cells) > 1 or not self._is_name_only(row, name, out) or self._is_band(cells[0].text)
            ):
                band = cells[0]
                out.around.append(cells[0])
                continue
            if self._is_total(row, name) or is_legend(cells[0].text):
                out.around.extend(_distinct(row))
                continue
            before = len(out.entries)
            last_name = self._row(row, columns, name, last_name, out)
            if band:
                out.bands.update((at, band) for at in range(before, len(out.entries)))
        return out if out.entries else None

    def _is_band(self, text: str) -> bool:
        """Tell whether a lone name announces what stands below it: "Former:", "Removed sub-processors"."""
        return text.rstrip().endswith(":") or self.columns.announces_others(text)

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
        named: list[RawEntry] = []
        if naming.text.strip():
            named = [entry_named(cell, self.marks) for cell in names_in(naming)]
            out.entries += named
            entry = named[0]
            last_name = naming
        elif sum(bool(cell.text.strip()) for _, cell in others) * 2 > len(others) > 2:
            # A row as full as the one above, its name left out: the same vendor again.
            assert last_name is not None
            first = next(cell for _, cell in others if cell.text.strip())
            entry = entry_named(Cell(last_name.text, first.line, first.at), self.marks)
            out.entries.append(entry)
        else:
            entry = out.entries[-1]
        for one in named or [entry]:
            self._values(one, others, row[len(columns) :])
        return last_name

    def _values(self, entry: RawEntry, others: Sequence[tuple[Column, Cell]], beyond: Sequence[Cell]) -> None:
        given: set[int] = set()
        for column, cell in others:
            if column.ticked:
                if self.matrix.ticks.read(cell.text) != "blank":
                    add_tick(entry, column, cell)
            elif id(cell) not in given and not Columns.is_counting(column, [cell.text]):
                given.add(id(cell))
                fields = list(labelled_lines(cell, self.columns)) if column.key is None else []
                for label, value in fields or [(column, cell)]:
                    add_value(entry, label, value)
        for cell in beyond:
            add_value(entry, Column("", None), cell)

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
            if self._is_group_row(table, number):
                continue
            columns = [
                self.columns.column(cell.text) if cell.text.strip() else Column("", None) for cell in row
            ]
            first = number - table.header_rows + 1 if table.header_rows else number - 1
            for above in range(max(0, first), number):
                if table.header_rows or self._is_group_row(table, above):
                    columns = self._stacked(table.rows[above], row, columns)
            below = [
                [
                    other[i].text.strip() if i < len(other) else ""
                    for other in table.rows[number + 1 : number + 40]
                ]
                for i in range(len(row))
            ]
            cells = [other for other in table.rows[number + 1 : number + 40] if not self._is_total(other, 0)]
            ticks = [
                [other[i].text.strip() if i < len(other) else "" for other in cells] for i in range(len(row))
            ]
            columns = self.matrix.with_ticks(columns, row, self._groups(table, number), ticks)
            name = self.columns.name_column(columns, below)
            if name is None or not self._lists_vendors(columns, name):
                continue  # its headings name too little to be the list's
            columns = self.columns.settled(columns, name)
            if not any(column.key in PROCESSED_AT for column in columns):
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

    @staticmethod
    def _groups(table: Table, number: int) -> list[str]:
        """Return for each heading the one in the row above that stands over it, "" where none does."""
        row = table.rows[number]
        above = table.rows[number - 1] if number else ()
        groups, last = [], ""
        sparse = any(
            not cell.text.strip() or cell is below for cell, below in zip(above[1:], row[1:], strict=False)
        )
        spans = any(left is right and left.text.strip() for left, right in pairwise(above[1:]))
        for i in range(len(row)):
            text = above[i].text.strip() if i < len(above) and above[i] is not row[i] else ""
            last = text or (last if i < len(above) and above[i] is not row[i] else "") if i else ""
            groups.append(last if sparse or spans else "")
        return groups

    @staticmethod
    def _is_group_row(table: Table, number: int) -> bool:
        """Tell whether a row groups the headings below it: some of its cells span several of them."""
        if number + 1 >= len(table.rows):
            return False
        row, below = table.rows[number], table.rows[number + 1]
        spans = [
            i
            for i in range(min(len(row), len(below)) - 1)
            if row[i] is row[i + 1] and row[i].text.strip() and below[i] is not below[i + 1]
        ]
        distinct = len({id(cell) for cell in row if cell.text.strip()})
        return bool(spans) and distinct > 1 and all(below[i].text.strip() for i in spans)

    def _stacked(
        self, above: Sequence[Cell], below: Sequence[Cell], columns: Sequence[Column]
    ) -> list[Column]:
        """Let a heading be helped by the one that stands above it and groups it."""
        out = list(columns)
        for i, column in enumerate(columns):
            if i >= len(above) or above[i] is below[i] or not above[i].text.strip():
                continue
            group = self.columns.column(above[i].text)
            label = f"{above[i].text} {column.label}".strip()
            if column.key == "processing-category" and group.key in _PROCESSED_AT:
                out[i] = Column(label, "processing-place", "entry", column.language)  # Where: Processing
            elif column.key is None and not column.is_name and group.key is not None:
                out[i] = Column(label, *_what(group))
        return out

    @staticmethod
    def _lists_vendors(columns: list[Column], name: int) -> bool:
        sure = columns[name].key in ("processor", *NAMING[:2]) or columns[name].is_name
        others = [column.key for i, column in enumerate(columns) if i != name and column.level == "entry"]
        said = sum(key is not None for key in others)
        return has_substance(others) and (sure or said >= 2)

    @staticmethod
    def _is_total(row: Sequence[Cell], name: int) -> bool:
        """Tell whether a row sums up: a word, and otherwise numbers and nothing."""
        texts = [cell.text.strip() for cell in row if cell.text.strip()]
        words = [text for text in texts if not re.fullmatch(r"[\d\s.,%]+", text)]
        return (
            len(words) == 1
            and bool(_TOTAL.match(words[0]))
            and (len(texts) > 1 or bool(re.search(r"\d", words[0])) or name < len(row))
        )

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
        if naming is None or (len(table.rows[0]) == 2 and labels[naming].key == "service"):
            return None  # labels and values of one vendor, whose name is the heading above
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
