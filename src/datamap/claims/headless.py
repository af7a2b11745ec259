"""Tables without headings: what their columns are is told by what most of their cells hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.claims.columns import Column
from datamap.claims.lexicon import all_named
from datamap.claims.phrases import Phrase, split, terms_in
from datamap.claims.rows import LEGAL_FORM, labelled_lines
from datamap.documents.document import Cell
from datamap.vocabulary.concepts import DATA_SUBJECTS, PERSONAL_DATA, PURPOSES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datamap.claims.columns import Columns
    from datamap.claims.lexicon import Lexicon
    from datamap.documents.blocks import Table

_LEGAL = re.compile(rf"(?:^|[\s,]){LEGAL_FORM}(?!\w)")
_NUMBER = re.compile(r"[A-Z]{0,3}[\d\s./-]{6,}")
_ADDRESS = re.compile(r"\d.*\w{3}|\w{3}.*\d", re.DOTALL)
_REACHED = re.compile(r"@|https?://|www\.")
_LONGEST_NAME = 12  # words
_SAMPLE = 40
_LONGEST = 2_000


class Headless:
    """Tells the columns of the tables of one document that have no headings."""

    def __init__(self, lexicon: Lexicon, columns: Columns) -> None:
        self.lexicon = lexicon
        self.columns = columns

    def read(self, table: Table, announced: bool) -> tuple[int, list[Column], int] | None:
        """Return the row before the first vendor (-1 where there is none), the columns, and the naming one.

        ``announced`` tells that words above the table speak of vendors; without them most names must have a
        legal form. None is returned where the cells do not tell that the table lists vendors.
        """
        width = max(map(len, table.rows), default=0)
        rows = [row for row in table.rows if len(row) == width and sum(bool(c.text.strip()) for c in row) > 1]
        if len(rows) < 2 or len(rows) * 2 < len(table.rows) or not 2 <= width <= 30:
            return None
        values = [[row[i].text.strip()[:_LONGEST] for row in rows[:_SAMPLE]] for i in range(width)]
        labelled = {i for i, cells in enumerate(values) if self._speaks(cells, self._has_labels, 2)}
        columns = [Column("", None) if i in labelled else self._kind(v) for i, v in enumerate(values)]
        data = [i for i, column in enumerate(columns) if column.key == "data"]
        for i in data:
            # "Sending of e-mail" names data as well; the data are where most items do.
            if i != max(data, key=lambda i: sum(map(self._share_of_data, values[i]))):
                columns[i] = Column("", None)
        name = self._name(columns, values, labelled)
        if name is None or not (labelled or any(c.key in ("data", "processing-place") for c in columns)):
            return None
        formed = sum(bool(_LEGAL.search(value)) for value in values[name])
        if not announced and formed * 2 < len(values[name]):
            return None
        columns[name] = Column("", "vendor-name")
        for i, column in enumerate(columns):
            if column.key is None and i not in labelled and self._speaks(values[i], self._names_purpose, 3):
                columns[i] = Column("", "purpose")
                break
        first = table.rows.index(rows[0])
        if self._is_head(columns, [cells[0] for cells in values], name):
            first += 1
        return first - 1, columns, name

    def _kind(self, values: Sequence[str]) -> Column:
        """Return the column of some cells by what most of them hold."""
        kinds: tuple[tuple[str, Callable[[str], bool], int], ...] = (
            ("contact", lambda text: _REACHED.search(text) is not None, 2),
            ("registration-number", lambda text: _NUMBER.fullmatch(text) is not None, 2),
            ("processing-place", lambda text: self.lexicon.names_places(Phrase(text, 0)), 2),
            ("safeguard", self._names_tool, 2),
            ("data", self._names_data, 2),
            ("subjects", self._names_people, 2),
            ("address", lambda text: _ADDRESS.search(text) is not None and "," in text, 2),
        )
        for key, holds, share in kinds:
            if self._speaks(values, holds, share):
                return Column("", key)
        return Column("", None)

    @staticmethod
    def _speaks(values: Sequence[str], holds: Callable[[str], bool], share: int) -> bool:
        """Tell whether at least one in ``share`` of the filled cells holds something."""
        filled = [value for value in values if value and value not in "-–—"]
        return bool(filled) and sum(map(holds, filled)) * share >= len(filled)

    def _has_labels(self, text: str) -> bool:
        """Tell whether the lines of a cell are labelled: "Purpose: hosting"."""
        return bool(list(labelled_lines(Cell(text, 0), self.columns)))

    def _name(
        self, columns: Sequence[Column], values: Sequence[Sequence[str]], labelled: set[int]
    ) -> int | None:
        """Return the column of names: the one with legal forms, else the first of short words in capitals."""
        free = [
            i
            for i, column in enumerate(columns)
            if column.key is None and i not in labelled and self._can_be_names(values[i])
        ]
        formed = [i for i in free if self._speaks(values[i], lambda text: _LEGAL.search(text) is not None, 2)]
        return formed[0] if formed else free[0] if free else None

    @staticmethod
    def _can_be_names(values: Sequence[str]) -> bool:
        firsts = [next((c for c in value if c.isalnum()), "") for value in values if value]
        short = all(len(value.split("\n")[0].split()) <= _LONGEST_NAME for value in values)
        capital = sum(c.isupper() or c.isdigit() for c in firsts)
        counts = all(value.strip(".# ").isdigit() for value in values if value)
        several = len({value for value in values if value}) * 3 >= len(values) * 2
        return bool(firsts) and short and several and not counts and capital * 4 >= len(firsts) * 3

    def _is_head(self, columns: Sequence[Column], first: Sequence[str], name: int) -> bool:
        """Tell whether the first row is one of unknown headings: no cell of it is of its column's kind."""
        told = [
            self._kind([text]).key == column.key
            for i, (column, text) in enumerate(zip(columns, first, strict=True))
            if i != name and text and column.key in ("data", "processing-place", "safeguard")
        ]
        return bool(told) and not any(told) and not _LEGAL.search(first[name])

    def _names_data(self, text: str) -> bool:
        return self._share_of_data(text) >= 0.5

    def _share_of_data(self, text: str) -> float:
        """Return how many of the items of a cell are types of data, as a share."""
        items = list(split(Phrase(text.replace("\n", ", "), 0), ",;"))
        named = sum(
            bool(
                all_named(self.lexicon.name(item, PERSONAL_DATA))
                or self.lexicon.name_head(item, PERSONAL_DATA)
            )
            for item in items
        )
        return named / len(items) if items else 0.0

    def _names_tool(self, text: str) -> bool:
        return self.lexicon.names_safeguard(text) and len(text.split()) <= 20

    def _names_people(self, text: str) -> bool:
        items = list(split(Phrase(text, 0), ",;\n"))
        return bool(items) and all(self.lexicon.name(item, DATA_SUBJECTS) for item in items)

    def _names_purpose(self, text: str) -> bool:
        return bool(terms_in(Phrase(text, 0), self.lexicon.vocabulary.labels(PURPOSES)))
