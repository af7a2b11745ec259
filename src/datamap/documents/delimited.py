"""CSV and TSV: the delimiter that makes the rows even; quoting and newlines by the csv module."""

from __future__ import annotations

import csv
import io
from collections import Counter

from datamap.documents.blocks import Content, Table
from datamap.documents.document import Cell
from datamap.documents.text import decode, with_plain_line_ends
from datamap.errors import UnreadableDocument

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 40  # rows that tell the delimiter

WIDEST = 2_000
"""Columns of the widest table that is read."""


def read_delimited(data: bytes, name: str) -> Content:
    """Return a delimited file as one table."""
    text, encoding, notes = decode(data, name)
    text = with_plain_line_ends(text)
    hint, rest = _declared(text)
    delimiter = hint or _delimiter(rest)
    rows: list[tuple[Cell, ...]] = []
    # The limit is the whole process's: it is raised for this file, and given back.
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, len(text) + 1))
    reader = csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter, skipinitialspace=True)
    first = 2 if hint else 1
    start = first
    try:
        for row in reader:
            if len(row) > WIDEST:
                raise UnreadableDocument(
                    f"{name}: line {start}: {len(row):,} columns; a list has at most {WIDEST:,}"
                )
            if any(value.strip() for value in row):
                rows.append(tuple(Cell(value.strip(), start) for value in row))
            start = reader.line_num + first
    except csv.Error as error:
        raise UnreadableDocument(f"{name}: line {start}: not readable as CSV ({error})") from None
    finally:
        csv.field_size_limit(before)
    return Content(blocks=(Table(tuple(rows)),), encoding=encoding, notes=notes)


def _declared(text: str) -> tuple[str, str]:
    """Return the delimiter that a first line "sep=;" declares, as Excel writes it, and the rest."""
    line, _, rest = text.partition("\n")
    return (line[4], rest) if line.lower().startswith("sep=") and len(line) == 5 else ("", text)


def _delimiter(text: str) -> str:
    best, best_score = ",", 0.0
    sample = "\n".join(text.split("\n", _SAMPLE * 5)[: _SAMPLE * 5])[:200_000]
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))[:_SAMPLE]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(value.strip() for value in row))
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
        score = count / sum(widths.values()) * min(width, 8) if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best
