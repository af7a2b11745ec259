"""Rows to entries: a name, and the fields that stand beside it in a row, a record or a bullet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.claims.columns import Column
from datamap.claims.labels import Field, Remark, without_bullet
from datamap.claims.layout import SUBSTANTIVE, RawEntry
from datamap.claims.marks import marks_in, without_emphasis, without_marks
from datamap.documents import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.claims.columns import Columns

LEGAL_FORM = (
    r"(?:Inc|Incorporated|LLC|L\.L\.C|Ltd|Limited|GmbH|AG|KG|SE|B\.?V|N\.?V|S\.?A|"
    r"SAS|S\.A\.S|SARL|S\.[àa] ?r\.l|S\.r\.l|"
    r"S\.?L(?:\.?U)?|AB|ApS|A/S|AS|ASA|Oyj|Oy|OÜ|PBC|Corporation|Corp|Co|plc|LP|L\.P|Pty|UC|Unlimited|"
    r"SpA|S\.p\.A|SIA|UAB|d\.o\.o|s\.r\.o|sp\. z o\.o|Kft|K\.K|e\.V|UG|KGaA|GbR|VOF|stichting)"
)
"""The legal forms by which a company's name is told from other words."""
LEGAL_NAME = re.compile(rf"\w[\s,]+{LEGAL_FORM}\.?(?!\w)")
"""Finds a name with its legal form."""
_LEGAL_END = re.compile(rf"[\s,]{LEGAL_FORM}\.?$")
_SLASH = re.compile(r"\s+/\s+")
_FEW_WORDS = 3
LONGEST_LABEL = 60
_MOST_LINES = 1_000


def entry_named(cell: Cell, marks: frozenset[str]) -> RawEntry:
    """Return an entry whose name is the first line of a cell; its other lines (a badge) are remarks."""
    first, _, rest = cell.text.strip().partition("\n")
    name = without_bullet(without_marks(without_emphasis(first), marks))
    entry = RawEntry(" ".join(name.split()), cell.text, cell.line, frozenset(marks_in(first, marks)), cell.at)
    if rest.strip():
        entry.remarks.append(Remark([Cell(rest.strip(), cell.line, cell.at)]))
    return entry


def names_in(cell: Cell) -> list[Cell]:
    """Return the companies that one cell names: "Kivra AB / Billo AB" is two, a group's entities are one."""
    parts = [part.strip() for part in _SLASH.split(cell.text.strip())]
    firsts = {without_emphasis(part).split()[0].casefold() for part in parts if part.split()}
    if len(parts) < 2 or len(firsts) < len(parts) or "(" in cell.text or "[" in cell.text:
        return [cell]
    formed = [bool(_LEGAL_END.search(part)) for part in parts]
    plain = all(part[:1].isupper() and len(part.split()) <= _FEW_WORDS for part in parts)
    if all(formed) or (plain and not any(formed)):
        return [Cell(part, cell.line, cell.at) for part in parts]
    return [cell]


def add_value(entry: RawEntry, column: Column, cell: Cell) -> None:
    """Add a cell to an entry as the field that its column names; an empty one is no field."""
    if not cell.text.strip():
        return
    key = "legal-entity" if column.key == "vendor-name" else column.key
    if column.level == "document":
        key = "role" if key in ("processor", "controller") else "note"
    entry.add(Field(key, column.label, column.language, cell, cell.text))


def add_tick(entry: RawEntry, column: Column, cell: Cell) -> None:
    """Add what a ticked cell says of its heading, to be read by ``ticks.read_field``."""
    said = f"{column.label}\t{' '.join(cell.text.split())}"
    entry.add(Field(column.key, column.label, column.language, Cell(said, cell.line, cell.at), said))


def labelled_lines(cell: Cell, columns: Columns) -> Iterator[tuple[Column, Cell]]:
    """Yield the fields of a cell whose lines are labelled, "Purpose: hosting"; nothing where none is.

    A line without a label belongs to the field above it; before the first it is yielded as no field.
    """
    found: list[tuple[Column, Cell]] = []
    known = False
    for number, text in enumerate(cell.text.split("\n")[:_MOST_LINES]):
        label, colon, value = text.partition(":")
        column = columns.column(label.strip(" *-•\t")) if colon and len(label) <= LONGEST_LABEL else None
        line = cell.line + number if cell.at == "" else cell.line
        if column is not None and column.key is not None and not column.partly:
            known = True
            found.append((column, Cell(value.strip(), line, cell.at)))
        elif found:
            above, before = found[-1]
            found[-1] = (above, Cell(f"{before.text}\n{text}".strip(), before.line, before.at))
        elif text.strip():
            found.append((Column(label="", key=None), Cell(text.strip(), line, cell.at)))
    if known:
        yield from found


def has_substance(keys: Iterable[str | None]) -> bool:
    """Tell whether fields say anything of what a vendor does with data."""
    return any(key in SUBSTANTIVE for key in keys)
