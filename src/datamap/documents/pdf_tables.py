"""Tables of a PDF that no ruled lines close: columns by the gaps between words, rows by rules or space."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_GAP = 4.0
"""Points between two columns; a space in a line is about 3."""
_FEWEST_LINES = 4
_FEWEST_COLUMNS = 3
_MOST_APART = 3.5  # heights of a line between two lines of one table
_MOST_LINES = 400
_ROOM = 1.15  # of the usual distance of lines, between two rows
MAYBE_ONE_WORD = "\u2060"
"""Stands before a space where a word may have been broken without a hyphen."""
_SUSPENDED = re.compile(
    r"(?:och|eller|samt|und|oder|bzw|og|eller|ja|tai|en|of|et|ou|y|o|and|or)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Line:
    """A line of text with its words, from left to right."""

    top: float
    bottom: float
    words: list[dict[str, Any]]


@dataclass(slots=True)
class TextTable:
    """A table found by the places of its words: where each column begins, and the lines of each row."""

    starts: list[float]
    rows: list[list[Line]] = field(default_factory=list)

    @property
    def top(self) -> float:
        """Where the table begins on its page."""
        return self.rows[0][0].top

    @property
    def lines(self) -> list[Line]:
        """All lines of the table."""
        return [line for row in self.rows for line in row]

    def texts(self, row: Sequence[Line]) -> list[str]:
        """Return the texts of a row's cells, wrapped lines joined."""
        edges = [
            max((w["x1"] for line in self.lines for w in self._of(line, i)), default=0.0)
            for i in range(len(self.starts))
        ]
        cells = []
        for i, edge in enumerate(edges):
            pieces = [self._of(line, i) for line in row]
            cells.append(joined([piece for piece in pieces if piece], edge))
        return cells

    def _of(self, line: Line, column: int) -> list[dict[str, Any]]:
        return [w for w in line.words if bisect_right(self.starts, w["x0"] + 0.5) - 1 == column]


def lines_of(words: Sequence[dict[str, Any]]) -> list[Line]:
    """Return the lines that words stand in, from top to bottom."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda w: (w["top"], w["x0"])):
        last = lines[-1] if lines else None
        if last is not None and word["top"] < last.top + (last.bottom - last.top) * 0.5:
            last.words.append(word)
            last.bottom = max(last.bottom, word["bottom"])
        else:
            lines.append(Line(word["top"], word["bottom"], [word]))
    for line in lines:
        line.words.sort(key=lambda w: w["x0"])
    return lines


def text_tables(words: Sequence[dict[str, Any]], rules: Sequence[float]) -> list[TextTable]:
    """Return the tables among words; ``rules`` are the heights of horizontal lines on the page."""
    lines = lines_of(words)[:_MOST_LINES]
    tables = []
    at = 0
    while at < len(lines):
        end, gaps = _region(lines, at)
        region = lines[at:end]
        while region and len(_segments(region[0], gaps)) < 2:
            region = region[1:]
        while region and not _segments(region[-1], gaps):
            region = region[:-1]
        full = sum(len(_segments(line, gaps)) >= _FEWEST_COLUMNS for line in region)
        if len(region) >= _FEWEST_LINES and len(gaps) + 1 >= _FEWEST_COLUMNS and full >= 2:
            starts = [
                min(w["x0"] for line in region for w in line.words) - 1,
                *(right - 0.5 for _, right in gaps),
            ]
            tables.append(TextTable(starts, _rows(region, starts, rules)))
            at = end
        else:
            at += 1
    return [table for table in tables if len(table.rows) > 2]


def _region(lines: Sequence[Line], at: int) -> tuple[int, list[tuple[float, float]]]:
    """Return where the lines from one on stop having gaps in common, and the gaps."""
    covered: list[tuple[float, float]] = []
    gaps: list[tuple[float, float]] = []
    end = at
    for number in range(at, len(lines)):
        line = lines[number]
        height = line.bottom - line.top
        if number > at and line.top - lines[number - 1].bottom > height * _MOST_APART:
            break
        wider = _merged([*covered, *((w["x0"], w["x1"]) for w in line.words)])
        found = [(a[1], b[0]) for a, b in pairwise(wider) if b[0] - a[1] >= _LEAST_GAP]
        lost = len(gaps) + 1 >= _FEWEST_COLUMNS and number > at + 1
        if len(found) + 1 < _FEWEST_COLUMNS and (lost or number > at + 3):
            break
        if (
            number > at
            and len(gaps) - len(found) > 2
            and len(gaps) + 1 >= _FEWEST_COLUMNS
            and number - at >= _FEWEST_LINES
        ):
            break  # a sentence below the table runs over its columns
        covered, gaps, end = wider, found, number + 1
    return end, gaps


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return spans joined where no more than a space is between them."""
    out: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if out and start - out[-1][1] < _LEAST_GAP:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _segments(line: Line, gaps: Sequence[tuple[float, float]]) -> set[int]:
    """Return the columns in which a line has words."""
    return {sum(word["x0"] >= right - 0.5 for _, right in gaps) for word in line.words}


def _rows(lines: Sequence[Line], starts: list[float], rules: Sequence[float]) -> list[list[Line]]:
    """Cut lines into rows: at rules, else where more room is left than between lines, else at the names."""
    inside = [rule for rule in rules if lines[0].bottom < rule < lines[-1].top]
    distances = [b.top - a.top for a, b in pairwise(lines)]
    usual = min(median(distances), 1.15 * min(distances)) if distances else 0.0
    roomy = [d > usual * _ROOM for d in distances]
    rows: list[list[Line]] = [[lines[0]]]
    for number, line in enumerate(lines[1:]):
        before = lines[number]
        if len(inside) >= 2:
            new = any(before.bottom - 2 <= rule <= line.top + 2 for rule in inside)
        elif sum(roomy) >= 2:
            new = roomy[number]
        else:
            first = line.words[0]["x0"] < starts[1] if len(starts) > 1 else True
            filled = len({bisect_right(starts, w["x0"] + 0.5) for w in line.words})
            new = first and filled * 5 >= len(starts) * 3
        if new:
            rows.append([line])
        else:
            rows[-1].append(line)
    return rows


def joined(pieces: Sequence[Sequence[dict[str, Any]]], edge: float) -> str:
    """Return the words of a cell's lines as one text; ``edge`` is where its column ends."""
    texts = [" ".join(word["text"] for word in piece) for piece in pieces]
    ends = [piece[-1]["x1"] for piece in pieces]
    sizes = [(p[-1]["x1"] - p[-1]["x0"]) / max(len(p[-1]["text"]), 1) for p in pieces]
    out = ""
    for number, text in enumerate(texts):
        if not out:
            out = text
            continue
        full = len(pieces[number - 1]) == 1 and edge - ends[number - 1] < sizes[number - 1] * 2
        out = join_lines(out, text, full=full)
    return out


def join_lines(above: str, below: str, *, full: bool = False) -> str:
    """Return two lines of a wrapped text as one.

    ``full`` tells that the line above is one word as wide as its column, which may have been broken.
    """
    if above.endswith(("-", "\u2010", "\u00ad")) and len(above) > 1 and above[-2].isalnum():
        stem = re.split(r"[\s(,/]", above)[-1][:-1]
        if above.endswith("\u00ad"):
            return above[:-1] + below
        if _SUSPENDED.match(below):
            return f"{above} {below}"
        if below[:1].islower() and len(stem) > 2 and not stem.isupper() and "-" not in stem:
            return above[:-1] + below
        return above + below
    maybe = full and below[:1].islower() and above[-1:].isalpha()
    return f"{above}{MAYBE_ONE_WORD if maybe else ''} {below}"
