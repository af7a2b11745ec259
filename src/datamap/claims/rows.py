"""Rows to entries: a name, and the fields that stand beside it in a row, a record or a bullet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.claims.labels import Field, Remark, without_bullet
from datamap.claims.layout import SUBSTANTIVE, RawEntry
from datamap.claims.marks import marks_in, without_emphasis, without_marks
from datamap.documents import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.claims.columns import Column


def entry_named(cell: Cell, marks: frozenset[str]) -> RawEntry:
    """Return an entry whose name is the first line of a cell; its other lines (a badge) are remarks."""
    first, _, rest = cell.text.strip().partition("\n")
    name = without_bullet(without_marks(without_emphasis(first), marks))
    entry = RawEntry(" ".join(name.split()), cell.text, cell.line, frozenset(marks_in(first, marks)), cell.at)
    if rest.strip():
        entry.remarks.append(Remark([Cell(rest.strip(), cell.line, cell.at)]))
    return entry


def add_value(entry: RawEntry, column: Column, cell: Cell) -> None:
    """Add a cell to an entry as the field that its column names; an empty one is no field."""
    if not cell.text.strip():
        return
    key = "legal-entity" if column.key == "vendor-name" else column.key
    if column.level == "document":
        key = "role" if key in ("processor", "controller") else "note"
    entry.add(Field(key, column.label, column.language, cell, cell.text))


def has_substance(keys: Iterable[str | None]) -> bool:
    """Tell whether fields say anything of what a vendor does with data."""
    return any(key in SUBSTANTIVE for key in keys)
