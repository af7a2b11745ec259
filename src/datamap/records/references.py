"""From what a part rests on to the row of the sources that lists it."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, NamedTuple

from datamap.records.document import Cell, Column, Part, Row

if TYPE_CHECKING:
    from datamap.records.document import Band, Document, Line, Table, Trace

SOURCES = "sources"
"""The key of the table that lists sources."""

_NUMBERS = {"sv": Column("source-number", "Nr", "", 11), "en": Column("source-number", "No", "", 11)}


class Reference(NamedTuple):
    """Rows of the sources that follow each other: the key of the first, and their numbers ("4–7")."""

    row: str
    label: str


def numbered(document: Document) -> Document:
    """Return the document with its sources numbered in a first column, as references name them."""
    tables = tuple(
        _numbered(table, _NUMBERS[document.language]) if table.key == SOURCES else table
        for table in document.tables
    )
    return dataclasses.replace(document, tables=tables)


def _numbered(table: Table, column: Column) -> Table:
    rows: list[Row | Band] = []
    number = 0
    for row in table.rows:
        if isinstance(row, Row):
            number += 1
            cells = (Cell(((Part(str(number)),),)), *map(_plain, row.cells))
            row = dataclasses.replace(row, cells=cells)
        rows.append(row)
    return dataclasses.replace(table, columns=(column, *table.columns), rows=tuple(rows))


def _plain(cell: Cell) -> Cell:
    """Return a cell that rests on nothing: a row of the sources does not refer to itself."""
    lines = tuple(tuple(dataclasses.replace(part, traces=()) for part in line) for line in cell.lines)
    return dataclasses.replace(cell, lines=lines)


class References:
    """The rows of a document's sources, numbered, for the parts that rest on them.

    A reference leads only to what the document itself lists: a document without sources has none, and so
    shows no reader the source of anything it was made to leave out.
    """

    def __init__(self, document: Document) -> None:
        listed = [
            row
            for table in document.tables
            if table.key == SOURCES
            for row in table.rows
            if isinstance(row, Row)
        ]
        self._keys = [row.key for row in listed]
        self._rows: dict[Trace, int] = {}
        for number, row in enumerate(listed):
            for trace in (trace for cell in row.cells for part in cell.parts() for trace in part.traces):
                self._rows.setdefault(trace, number)

    def runs(self, line: Line) -> list[tuple[list[Part], list[Reference]]]:
        """Return the parts of a line in runs that rest on the same rows, for one note after each run."""
        if not self._rows:
            return [(list(line), [])]
        return [
            (list(parts), self._references(numbers))
            for numbers, parts in itertools.groupby(line, self._numbers)
        ]

    def _numbers(self, part: Part) -> tuple[int, ...]:
        return tuple(sorted({self._rows[trace] for trace in part.traces if trace in self._rows}))

    def _references(self, numbers: tuple[int, ...]) -> list[Reference]:
        result = []
        # Numbers that follow each other keep their distance to their place.
        for _, neighbours in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
            run = [number for _, number in neighbours]
            label = f"{run[0] + 1}" if len(run) == 1 else f"{run[0] + 1}–{run[-1] + 1}"
            result.append(Reference(self._keys[run[0]], label))
        return result
