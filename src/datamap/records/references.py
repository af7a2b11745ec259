"""From what a part rests on to the row of the sources that lists it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from datamap.records.document import Row
from datamap.records.words import cell_text

if TYPE_CHECKING:
    from datamap.records.document import Document, Line, Part

SOURCES = "sources"
"""The key of the table that lists sources."""


class Reference(NamedTuple):
    """A row of the sources: its key, and the text of its first cell, by which the reader knows it."""

    row: str
    label: str


class References:
    """The rows of a document's sources, for the parts that rest on them.

    A reference leads only to what the document itself lists: a document without sources has none, and so
    shows no reader the source of anything it was made to leave out.
    """

    def __init__(self, document: Document) -> None:
        self._labels = {
            row.key: cell_text(row.cells[0], document.language)
            for table in document.tables
            if table.key == SOURCES
            for row in table.rows
            if isinstance(row, Row)
        }

    def of(self, part: Part) -> tuple[Reference, ...]:
        """Return the rows that a part rests on, each once, in its own order."""
        if not part.traces or not self._labels:
            return ()
        keys = dict.fromkeys(trace.row for trace in part.traces if trace.row in self._labels)
        return tuple(Reference(key, self._labels[key]) for key in keys)

    def runs(self, line: Line) -> list[tuple[list[Part], tuple[Reference, ...]]]:
        """Return the parts of a line in runs that rest on the same rows, for one note after each run."""
        return [(list(parts), rows) for rows, parts in itertools.groupby(line, self.of)]
