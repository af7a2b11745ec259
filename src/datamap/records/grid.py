"""Tables for formats without spans, bands or rows that belong together: one row a row, one cell a column."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from datamap.records.appearance import placed
from datamap.records.document import Band, Cell, Column, Part
from datamap.records.words import WORDS, cell_text
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from datamap.records.document import Row, Table

_GROUP_WIDTH = 40.0
_PADDING = 4.5  # millimetres, at both sides of a cell together
_LONGEST_WORD = 24
_BOLD = 1.08  # what a letter of a heading takes more


class FlatRow(NamedTuple):
    """A row of a flat table: the row it comes from (none for a band without rows), a cell a column."""

    row: Row | None
    cells: list[Cell]


def groups(table: Table) -> list[tuple[Band | None, list[Row]]]:
    """Return the table's rows under the band that heads them; rows before the first band have none."""
    result: list[tuple[Band | None, list[Row]]] = []
    for row in table.rows:
        if isinstance(row, Band):
            result.append((row, []))
        elif result:
            result[-1][1].append(row)
        else:
            result.append((None, [row]))
    return result


def flat_columns(table: Table, language: str) -> list[Column]:
    """Return the columns of the flat table.

    The group follows the first column, the number, where the table has bands: a band in a row of its own
    would be sorted and filtered away from its rows. The voluntary columns follow the others.
    """
    first, *rest = table.columns
    group = []
    if any(isinstance(row, Band) for row in table.rows):
        group = [Column("group", WORDS[language]["group"], "", _GROUP_WIDTH)]
    return [first, *group, *rest, *table.below]


def flat_rows(table: Table, language: str) -> Iterator[FlatRow]:
    """Yield the rows of the flat table, as :func:`flat_columns` has its columns.

    What spans columns stands in each of them, so that a filter on any one of them finds it; but a sentence
    across the whole row stands once, and the other columns refer to it.
    """
    has_groups = any(isinstance(row, Band) for row in table.rows)
    nothing = Cell(((Part(WORDS[language]["no group"], "quiet"),),))
    for band, rows in groups(table):
        head = [Cell((band.line,)) if band else nothing] if has_groups else []
        if not rows:
            yield FlatRow(None, [Cell(()), *head, *[Cell(())] * (len(table.columns) + len(table.below) - 1)])
        for row in rows:
            first, *rest = spread(row.cells, len(table.columns))
            if is_sentence(row):
                rest[1:] = [_see(table.columns[1], language)] * (len(rest) - 1)
            below = spread(row.below, len(table.below)) if table.below else []
            yield FlatRow(row, [first, *head, *rest, *below])


def is_sentence(row: Row) -> bool:
    """Say whether a row is a number and one cell across all columns, too long for one column."""
    return len(row.cells) == 2 and row.cells[1].span > 2 and not row.below


def _see(column: Column, language: str) -> Cell:
    return Cell(((Part(WORDS[language]["see"].format(column=column.label), "quiet"),),))


def spread(cells: Sequence[Cell], columns: int) -> list[Cell]:
    """Return one cell a column: a cell that spans several is repeated; where there are none, empty ones."""
    if not cells:
        return [Cell(())] * columns
    return [place.cell for place in placed(cells, columns) for _ in range(place.span)]


def word_widths(
    columns: Sequence[Column], cells: Iterable[tuple[int, Cell]], language: str, letter: float
) -> list[float]:
    """Return the columns' widths in millimetres, each wide enough for its longest word of a usual length.

    ``cells`` are those that the columns hold, with the number of the column; ``letter`` is the width of a
    letter. Addresses and other long strings count for nothing: they break where they must.
    """
    longest = [_BOLD * _longest_word(visible(column.label)) for column in columns]
    for place, cell in cells:
        longest[place] = max(longest[place], _longest_word(cell_text(cell, language)))
    return [
        max(column.width, word * letter + _PADDING) for column, word in zip(columns, longest, strict=True)
    ]


@functools.lru_cache(maxsize=4096)
def _longest_word(text: str) -> float:
    return max((float(len(word)) for word in text.split() if len(word) <= _LONGEST_WORD), default=0.0)
