"""Text for the terminal: answers with their evidence, and plain tables."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from typing import TYPE_CHECKING

import click

from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_COLOURS = {"yes": "blue", "conditional": "yellow", "unknown": "magenta", "no": "bright_black"}
_GAP = "  "
_LONGEST_WORD = 30


def terminal_width() -> int:
    """Return the width to write for: the terminal's, or 100 when output goes elsewhere."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def coloured(text: str, answer: str) -> str:
    """Return text in the colour of an answer, where the output is a terminal that wants colour."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg=_COLOURS[answer], bold=answer != "no")


def width(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def wrap(text: str, columns: int) -> list[str]:
    """Return the lines of a text, broken at spaces, and inside words only where one is too long."""
    lines: list[str] = []
    for paragraph in visible(text).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            candidate = f"{line} {word}" if line else word
            if width(candidate) <= columns:
                line = candidate
                continue
            if line:
                lines.append(line)
            while width(word) > columns:
                lines.append(word[:columns])
                word = word[columns:]
            line = word
        lines.append(line)
    return lines or [""]


def indented(text: str, indent: str, columns: int) -> Iterator[str]:
    """Yield the lines of a text, each with the indent."""
    for line in wrap(text, max(20, columns - len(indent))):
        yield indent + line


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], columns: int) -> Iterator[str]:
    """Yield the lines of a table; cells wrap so that nothing is cut off."""
    body = [[visible(cell).replace("\t", " ") for cell in row] for row in rows]
    widths = _column_widths(headings, body, columns)
    yield from _row(headings, widths)
    yield _GAP.join("─" * w for w in widths)
    for row in body:
        yield from _row(row, widths)


def _row(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [wrap(cell, w) for cell, w in zip(cells, widths, strict=True)]
    for index in range(max((len(lines) for lines in wrapped), default=0)):
        parts = []
        for lines, w in zip(wrapped, widths, strict=True):
            text = lines[index] if index < len(lines) else ""
            parts.append(text + " " * (w - width(text)))
        yield _GAP.join(parts).rstrip()


def _column_widths(headings: Sequence[str], rows: Sequence[Sequence[str]], columns: int) -> list[int]:
    wanted = [
        max([width(heading), *(width(line) for row in rows for line in row[i].split("\n"))])
        for i, heading in enumerate(headings)
    ]
    room = columns - len(_GAP) * (len(wanted) - 1)
    # Take from the widest column until everything fits, but break no word that fits in a line of its own.
    floors = [
        min(
            _LONGEST_WORD,
            max(width(word) for text in [heading, *(r[i] for r in rows)] for word in [*text.split(), ""]),
        )
        for i, heading in enumerate(headings)
    ]
    widths = list(wanted)
    while sum(widths) > room:
        spare = [w if w > floor else 0 for w, floor in zip(widths, floors, strict=True)]
        if not any(spare):
            break
        widths[spare.index(max(spare))] -= 1
    return widths
