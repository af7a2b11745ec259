"""Tables of labels and values: a vendor a table, or one below the other, with the labels beside the values.

A vendor's name stands beside a label ("Name"), in a row of its own, or in the paragraph above the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.claims.rows import add_value, entry_named, has_substance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.claims.columns import Column, Columns
    from datamap.claims.layout import RawEntry
    from datamap.documents.blocks import Table
    from datamap.documents.document import Cell

_NAMING = ("vendor-name", "", "legal-entity", "processor")
"""What labels a vendor's name, the surest first; "" is a mere "Name"."""
_LONGEST_LABEL = 80
_ONLY_NUMBER = re.compile(r"[\W\d]*")
_PAIRS = {2: ((0, 1),), 4: ((0, 1), (2, 3))}
_MOST_ROWS = 20_000


@dataclass(slots=True)
class _Form:
    """The rows of one vendor: a title over them, and labels with values."""

    title: Cell | None = None
    rows: list[tuple[Column, list[Cell]]] = field(default_factory=list)


class FormTableReader:
    """Reads the tables of one document that hold labels and values."""

    def __init__(self, columns: Columns, marks: frozenset[str]) -> None:
        self.columns = columns
        self.marks = marks

    def read(self, table: Table, above: Cell | None) -> tuple[list[RawEntry], list[Cell], bool] | None:
        """Return the entries of a table, the cells outside them, and whether ``above`` names the vendor.

        ``above`` is the paragraph over the table; None is returned for tables of another kind.
        """
        pairs = self._pairs(table)
        if pairs is None:
            return None
        entries: list[RawEntry] = []
        around: list[Cell] = []
        named_above = False
        forms = list(self._forms(table, pairs, around))
        for number, form in enumerate(forms):
            rows = form.rows
            named = self._name(rows)
            name = rows[named][1][0] if named is not None else form.title
            if name is None and above is not None and number == 0 and self._can_name(above.text):
                name, named_above = above, True
            if name is None or not has_substance(column.key for column, _ in rows):
                around += [cell for _, cells in rows for cell in cells]
                around += [form.title] if form.title is not None else []
                continue
            entry = entry_named(name, self.marks)
            if form.title is not None and form.title is not name:
                around.append(form.title)
            for position, (column, cells) in enumerate(rows):
                for cell in cells[1:] if position == named else cells:
                    add_value(entry, column, cell)
            entries.append(entry)
        return (entries, around, named_above) if entries else None

    def _pairs(self, table: Table) -> tuple[tuple[int, int], ...] | None:
        """Return the columns of labels with those of their values, or None where the table is no form."""
        width = max(map(len, table.rows), default=0)
        if len(table.rows) < 2 or len(table.rows) > _MOST_ROWS or width not in _PAIRS:
            return None
        pairs = _PAIRS[width]
        for label_at, _ in pairs:
            cells = [
                row[label_at].text
                for row in table.rows[table.header_rows :]
                if label_at < len(row) and self._is_pair_row(row)
            ]
            filled = [text for text in cells if text.strip()]
            known = [column for column in map(self._label, filled) if column is not None]
            if len(known) < 2 or len(known) * 3 < len(filled) * 2:
                return None
        values = [
            row[at].text for row in table.rows for _, at in pairs if at < len(row) and self._is_pair_row(row)
        ]
        labels_too = sum(self.columns.labels.match(text.strip(" :*")) is not None for text in values)
        if labels_too * 2 > len(values):
            return None  # headings beside headings
        return pairs

    @staticmethod
    def _is_pair_row(row: Sequence[Cell]) -> bool:
        """Tell whether a row holds a label and a value, and is no title over all columns."""
        filled = [cell for cell in row if cell.text.strip()]
        return len({id(cell) for cell in filled}) > 1

    def _label(self, text: str) -> Column | None:
        """Return the field that a label names, or None where nobody knows."""
        if not text.strip() or len(text) > _LONGEST_LABEL:
            return None
        column = self.columns.column(text.strip())
        return column if column.key is not None or column.is_name else None

    def _forms(self, table: Table, pairs: tuple[tuple[int, int], ...], around: list[Cell]) -> Iterator[_Form]:
        form = _Form()
        first: str | None = None
        for row in table.rows[table.header_rows :]:
            filled = list({id(cell): cell for cell in row if cell.text.strip()}.values())
            if not filled:
                continue
            if len(filled) == 1 and (row[0].text.strip() or len(row) == 1):
                if form.rows or form.title is not None:
                    yield form
                    first = None
                title = filled[0] if self._can_name(filled[0].text) else None
                around += [filled[0]] if title is None else []
                form = _Form(title)
                continue
            label = " ".join(row[0].text.split()).casefold()
            if first is not None and label == first:
                yield form
                form = _Form()
            first = first or label
            for label_at, value_at in pairs:
                if label_at < len(row) and row[label_at].text.strip():
                    cells = [row[value_at]] if value_at < len(row) else []
                    column = self.columns.column(row[label_at].text.strip())
                    form.rows.append((column, [c for c in cells if c.text.strip()]))
                elif value_at < len(row) and row[value_at].text.strip() and form.rows:
                    form.rows[-1][1].append(row[value_at])
        if form.rows or form.title is not None:
            yield form

    def _name(self, rows: Sequence[tuple[Column, list[Cell]]]) -> int | None:
        """Return which of the rows names the vendor."""
        for wanted in _NAMING:
            for position, (column, cells) in enumerate(rows):
                key = "" if column.is_name else column.key
                if cells and key == wanted and not (column.partly and key != "vendor-name"):
                    return position
        return None

    def _can_name(self, text: str) -> bool:
        """Tell whether a title may be a name: short, no sentence, and not "Sub-processor 1"."""
        words = text.split()
        bare = " ".join(words).strip(" :*")
        if not words or len(words) > 10 or (text.rstrip().endswith((".", "!", "?")) and len(words) > 4):
            return False
        if self.columns.announces_others(text) or self.columns.labels.match(bare):
            return False
        without = self.columns.naming.sub("", bare)
        return not _ONLY_NUMBER.fullmatch(without) and bare[:1] not in "-–("
