"""Tables for formats without spans, bands or rows that belong together: one row a row, one cell a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datamap.records.appearance import placed
from datamap.records.document import Band, Cell, Column, Part
from datamap.records.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.records.document import Row, Table

_GROUP_WIDTH = 40.0


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

    What spans columns stands in each of them, so that a filter on any one of them finds it.
    """
    has_groups = any(isinstance(row, Band) for row in table.rows)
    nothing = Cell(((Part(WORDS[language]["no group"], "quiet"),),))
    for band, rows in groups(table):
        head = [Cell((band.line,)) if band else nothing] if has_groups else []
        if not rows:
            yield FlatRow(None, [Cell(()), *head, *[Cell(())] * (len(table.columns) + len(table.below) - 1)])
        for row in rows:
            first, *rest = spread(row.cells, len(table.columns))
            below = spread(row.below, len(table.below)) if table.below else []
            yield FlatRow(row, [first, *head, *rest, *below])


def spread(cells: Sequence[Cell], columns: int) -> list[Cell]:
    """Return one cell a column: a cell that spans several is repeated; where there are none, empty ones."""
    if not cells:
        return [Cell(())] * columns
    return [place.cell for place in placed(cells, columns) for _ in range(place.span)]
