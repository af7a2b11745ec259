"""What documents look like on paper: colours, sizes, measures and words, for the PDF and the Word file.

A light, quiet page: one family of type, dark blue for headings, horizontal rules only, brown italics for
what is missing. Colour never carries meaning alone: every gap and change is also said in words.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from datamap.records.document import Part
from datamap.records.words import WORDS
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.records.document import Cell, Column, Kind, Line, Table

FONT = "Source Sans Pro"
"""Adobe's Source Sans Pro 2.020 (italic 1.075), SIL Open Font License 1.1, shipped in ``fonts``."""

HEADING = "1f3a5f"
"""Titles, heads of tables, the rule above a table, and the bar beside a change."""
GAP = "7d3a0c"
QUIET = "595f66"
RULE = "c3c8ce"
TINT = "f1f4f7"
"""Behind voluntary rows and bands. QUIET and GAP keep at least 4.5:1 on it (WCAG 2.2, 1.4.3)."""

SIZES = {
    "title": 25.0,
    "subtitle": 12.0,
    "heading": 14.0,
    "front": 10.0,
    "legend": 9.0,
    "lead": 9.5,
    "head": 8.5,
    "cell": 8.5,
    "below": 8.0,
    "article": 7.5,
    "footer": 8.0,
}
"""Sizes of type in points, by where the text stands."""

FRONT_SIDE = 24.0
SIDE = 15.0
TOP = 15.0
BOTTOM = 18.0
"""Margins in millimetres: at the sides of the portrait front, at the sides, top and foot of the rest."""

WIDTH = 267.0
"""Millimetres between the margins of a landscape A4 page; columns are scaled to fill them."""

LABEL_WIDTH = 52.0
TERM_WIDTH = 74.0
"""Millimetres of 162 on the front: the labels of the facts, and the wordings of the legend."""

BEFORE = 1.9
AFTER = 1.1
AIR = 1.6
"""Millimetres around the text of a cell: at its left, at its right, above and below it."""

LOCALES = {"sv": "sv-SE", "en": "en-GB"}
"""The documents' languages as BCP 47 tags."""

PAGE_WORDS = {"sv": ("Sida", "av"), "en": ("Page", "of")}

STYLE_NAMES: dict[Kind, str] = {
    "name": "Name",
    "gap": "Gap",
    "answer": "Answer",
    "quiet": "Quiet",
    "change": "Change",
}
"""The Word character style of each kind of part; a plain value has none."""


class Placed(NamedTuple):
    """A cell with its first column and how many it takes."""

    cell: Cell
    start: int
    span: int


def placed(cells: Sequence[Cell], columns: int, first: int = 0) -> list[Placed]:
    """Place cells on a grid of ``columns`` from column ``first``; the last cell takes what is left.

    Cells that do not fit on the grid raise ValueError: a renderer drops nothing.
    """
    result = []
    for index, cell in enumerate(cells):
        left = columns - first
        if left < 1:
            raise ValueError(f"{len(cells)} cells do not fit {columns} columns: {cell.text!r} is left over")
        span = left if index == len(cells) - 1 else min(cell.span, left)
        result.append(Placed(cell, first, span))
        first += span
    return result


def labelled(cells: Sequence[Cell], below: Sequence[Column], columns: int) -> list[tuple[Placed, Column]]:
    """Place the cells of a voluntary row beside the number, each with the column whose label it bears.

    Raises ValueError where there are more cells than columns or labels.
    """
    beside = placed(cells, columns, first=1)
    if beside and beside[-1].start > len(below):
        raise ValueError(f"{len(cells)} cells have {len(below)} labels: {cells[-1].text!r} has none")
    return [(cell, below[cell.start - 1]) for cell in beside]


def widths(columns: Sequence[Column]) -> list[float]:
    """Return the columns' widths in millimetres, scaled so that together they fill the page."""
    total = sum(column.width for column in columns)
    return [column.width * WIDTH / total for column in columns]


def lead(table: Table, language: str) -> tuple[Line, ...]:
    """Return what stands between a table's title and its head; an internal one says first that it is."""
    words = WORDS[language]["internal"]
    if not table.internal or any(words in part.text for line in table.lead for part in line):
        return table.lead
    return ((Part(words, "name"),), *table.lead)


def is_quiet(line: Line) -> bool:
    """Say whether a line holds nothing but remarks; such a line is set smaller."""
    return all(part.kind == "quiet" for part in line)


def is_changed(line: Line) -> bool:
    """Say whether a line holds a change; such a line has a bar beside it."""
    return any(part.kind == "change" for part in line)


def lines_at_most(cell: Cell, width: float, letter: float = 2.2) -> int:
    """Return how many lines a cell takes where each letter is ``letter`` millimetres wide."""
    room = width - BEFORE - AFTER
    return sum(1 + int(sum(len(part.text) + 1 for part in line) * letter / room) for line in cell.lines)


_WHITE = re.compile("[\t\n\r\u2028\u2029]+")


def shown(text: str) -> str:
    """Return text as it can be shown: composed letters (Unicode form C), one line, nothing that steers."""
    return visible(_WHITE.sub(" ", unicodedata.normalize("NFC", text)))
