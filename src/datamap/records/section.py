"""One section of a document in rows: a DataFrame, or a table in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from datamap.errors import InvalidParameter
from datamap.questions.forms import Tabular, text_table
from datamap.questions.markup import html_table, html_text
from datamap.records.appearance import lead
from datamap.records.grid import flat_columns, flat_rows

if TYPE_CHECKING:
    from datamap.records.document import Table


class Section(Tabular, Sequence[dict[str, str]]):
    """The rows of a section, flat as in CSV: the text of each cell by key of its column.

    ``columns`` are the keys of those that it has, in their order; without it all. Raises InvalidParameter
    for one that the section does not have.
    """

    def __init__(self, table: Table, language: str, columns: Sequence[str] = ()) -> None:
        there = {column.key: number for number, column in enumerate(flat_columns(table, language))}
        for key in columns:
            if key not in there:
                raise InvalidParameter(f"columns: {key!r} is not one of {', '.join(there)}")
        places = [there[key] for key in columns] or list(there.values())
        self.title = table.title
        self._language = language
        # Where voluntary cells have a row of their own, the lead explains its tint; flat rows have none.
        self._notes = (
            [] if table.below else [" ".join(part.text for part in line) for line in lead(table, language)]
        )
        self._columns = [flat_columns(table, language)[place] for place in places]
        self._rows = [
            {c.key: row.cells[place].text for c, place in zip(self._columns, places, strict=True)}
            for row in flat_rows(table, language)
        ]

    @overload
    def __getitem__(self, index: int) -> dict[str, str]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, str]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, str] | list[dict[str, str]]:
        """Return one row or a list of them."""
        return self._rows[index]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<Section {self.title}: {len(self)} rows>"

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        return [dict(row) for row in self._rows], [column.key for column in self._columns]

    def _html(self) -> str:
        if not self._rows:
            return "\n".join(f"<p>{html_text(line)}</p>" for line in (self.title, *self._notes))
        return html_table(
            self.title, self._headings("\n"), self._cells(), notes=self._notes, lang=self._language
        )

    def _text(self) -> str:
        shown = text_table(self.title, self._headings(", "), self._cells()) if self._rows else self.title
        return "\n\n".join([shown, *self._notes])

    def _headings(self, between: str) -> list[str]:
        return [between.join(filter(None, [column.label, column.article])) for column in self._columns]

    def _cells(self) -> list[list[str]]:
        return [list(row.values()) for row in self._rows]
