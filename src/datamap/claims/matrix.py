"""Matrices: tables whose headings name types of data, places or purposes, and whose cells only tick.

The vendors may be the rows or the columns.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from datamap.claims.columns import Column
from datamap.claims.lexicon import all_named
from datamap.claims.phrases import Phrase
from datamap.claims.ticks import is_legend
from datamap.documents.blocks import Table
from datamap.documents.document import Cell
from datamap.vocabulary.concepts import DATA_SUBJECTS, NOTATION, PERSONAL_DATA, PURPOSES, SAFEGUARDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.columns import Columns
    from datamap.claims.ticks import Ticks

_SCHEMES = (
    ("safeguard", SAFEGUARDS),
    ("purpose", PURPOSES),
    ("subjects", DATA_SUBJECTS),
)
_GROUPS = {
    "data": "data",
    "subjects": "subjects",
    "purpose": "purpose",
    "service": "purpose",
    "processing-place": "processing-place",
    "storage-place": "storage-place",
    "access-place": "access-place",
    "safeguard": "safeguard",
}
"""What a heading over ticked columns makes of them."""
_MOST_UNCLEAR = 4  # of its cells one in so many may say more than a tick
_LONGEST_HEADING = 120
_MOST_COLUMNS = 200
_LONGEST_CODE = 24
_MOST_CODES = 6


class Matrix:
    """Tells ticked columns, and turns a table round whose columns are the vendors."""

    def __init__(self, columns: Columns, ticks: Ticks) -> None:
        self.lexicon = columns.lexicon
        self.columns = columns
        self.ticks = ticks
        self._known: dict[str, str | None] = {}

    def with_ticks(
        self,
        columns: Sequence[Column],
        headings: Sequence[Cell],
        groups: Sequence[str],
        below: Sequence[Sequence[str]],
    ) -> list[Column]:
        """Return columns, those whose cells only tick with the field of what their headings name.

        ``groups`` are the headings above the headings, "" where there is none; ``below`` the cells of each.
        """
        ticked = [i for i, cells in enumerate(below) if headings[i].text.strip() and self._only_ticks(cells)]
        ticked = sorted({*ticked, *self._coded(headings, groups, below, ticked)})
        keys: dict[int, str] = {}
        for i in ticked:
            group = self.columns.column(groups[i]) if groups[i] else None
            key = _GROUPS.get(group.key or "") if group else None
            if key is None and (
                len(ticked) > 1 or not self.columns.labels.match(headings[i].text.strip(" *:"))
            ):
                key = self._named(headings[i].text)
            if key is not None:
                keys[i] = key
        out = list(columns)
        if not keys:
            return out
        usual = Counter(keys.values()).most_common(1)[0][0]
        for i in ticked:
            known = self.columns.labels.match(headings[i].text.strip(" *:"))
            key = keys.get(i) or (usual if len(keys) > 1 and known is None else None)
            if key is not None:
                heading = " ".join(headings[i].text.split())
                out[i] = Column(heading, key, "entry", columns[i].language, ticked=True)
        return out

    def _coded(
        self,
        headings: Sequence[Cell],
        groups: Sequence[str],
        below: Sequence[Sequence[str]],
        ticked: Sequence[int],
    ) -> list[int]:
        """Return columns about types of data that share a few short words or codes: "full", "partial", "P".

        What such a code means nobody says, so the data may occur.
        """
        found: list[int] = []
        values: list[str] = []
        for i, cells in enumerate(below):
            filled = [cell.casefold() for cell in cells if cell.strip() and self.ticks.read(cell) != "blank"]
            heading = headings[i].text.strip(" *:")
            group = self.columns.column(groups[i]).key if groups[i] else None
            about = group == "data" or (
                self._named(heading) == "data" and not self.columns.labels.match(heading)
            )
            short = all(len(text) <= _LONGEST_CODE and len(text.split()) <= 3 for text in filled)
            if i not in ticked and heading and about and filled and short:
                found.append(i)
                values += filled
        few = len(set(values)) <= _MOST_CODES and len(set(values)) * 2 <= len(values)
        return found if len(found) + len(ticked) > 1 and few else []

    def turned(self, table: Table) -> Table | None:
        """Return a table of which the columns are vendors with these as its rows; None for others.

        Rows above the one with the vendors' names are left out.
        """
        rows = table.rows
        width = max(map(len, rows), default=0)
        if not 3 <= len(rows) <= _MOST_COLUMNS or not 2 <= width <= _MOST_COLUMNS:
            return None
        ticked = [n for n, row in enumerate(rows) if self._ticks_across(row)]
        if len(ticked) < 2 or ticked[0] == 0:
            return None
        named = sum(self._named(rows[n][0].text) is not None for n in ticked)
        if named * 2 < len(ticked):
            return None
        head = self._names_row(rows, ticked[0], width)
        if head is None:
            return None
        across = sum(self._named(cell.text) is not None for cell in rows[head][1:])
        if across >= named or width - 1 < across * 2:
            return None
        blank = Cell("", rows[head][0].line)
        padded = [(*row, *[blank] * (width - len(row))) for row in rows[head:] if not is_legend(row[0].text)]
        return Table(tuple(zip(*padded, strict=True)), header_rows=1)

    def _names_row(self, rows: Sequence[Sequence[Cell]], below: int, width: int) -> int | None:
        """Return the row above the first ticked one in which every column has a name."""
        for number in range(below - 1, -1, -1):
            row = rows[number]
            filled = [cell for cell in row[1:] if cell.text.strip()]
            distinct = len({id(cell) for cell in filled}) == len(filled)
            label = self.columns.column(row[0].text) if row[0].text.strip() else None
            names = label is None or label.key in (None, "vendor-name", "legal-entity", "data", "processor")
            if len(filled) >= max(1, (width - 1) * 2 // 3) and distinct and names:
                return number
        return None

    def _ticks_across(self, row: Sequence[Cell]) -> bool:
        return bool(row[0].text.strip()) and self._only_ticks([cell.text for cell in row[1:]])

    def _only_ticks(self, cells: Sequence[str]) -> bool:
        """Tell whether most filled cells only tick, and some say that something holds or does not."""
        filled = [cell for cell in cells if cell.strip()]
        found = [self.ticks.leading(cell) for cell in filled]
        unclear = sum(one is None for one in found)
        says = any(one is not None and one[0] != "blank" for one in found)
        return says and unclear * _MOST_UNCLEAR <= len(filled)

    def _named(self, heading: str) -> str | None:
        """Return the field of what a heading names: a type of data, a place, a tool, a purpose."""
        if heading not in self._known:
            self._known[heading] = self._scheme_of(heading)
        return self._known[heading]

    def _is_no_tool(self, concept: str | None) -> bool:
        """Tell whether a concept among the tools of transfer is none: a contract, "not applicable"."""
        return self.lexicon.vocabulary.value(concept or "", NOTATION.value) == "none"

    def _scheme_of(self, heading: str) -> str | None:
        words = " ".join(heading.strip(" *:?").split())
        if not words or len(words) > _LONGEST_HEADING:
            return None
        phrase = Phrase(words, 0)
        if all_named(self.lexicon.name(phrase, PERSONAL_DATA)):
            return "data"
        if self.lexicon.names_places(phrase):
            return "processing-place"
        for key, scheme in _SCHEMES:
            named = self.lexicon.name(phrase, scheme)
            if all_named(named) and not any(self._is_no_tool(one.concept) for one in named):
                return key
        # "E-mail address of the guardian".
        return "data" if self.lexicon.name_head(phrase, PERSONAL_DATA) else None
