"""Spreadsheets as files: what one would run, how a text is kept from it, and CSV that one wrote."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from datamap.errors import UnreadableDocument

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_CSV = 50_000_000

FORMULA_BEGINS = tuple("=+-@＝＋－＠\t\r")
"""What a cell begins with that a spreadsheet may run (OWASP, "CSV Injection"), full-width forms included."""

# An apostrophe before what a spreadsheet would take for a formula is the defence of whoever wrote the file.
_DEFENDED = re.compile(r"^'(?=[=+\-@＝＋－＠\t\r])")
_BEFORE_FORMULA = " \n\v\f\u00a0\u3000\ufeff\u200b"


def defended(text: str) -> str:
    """Return a text for a CSV cell: what a spreadsheet might run gets an apostrophe before it."""
    return "'" + text if text.lstrip(_BEFORE_FORMULA).startswith(FORMULA_BEGINS) else text


def undefended(text: str) -> str:
    """Return the text of a CSV cell without the apostrophe that kept a spreadsheet from running it."""
    return _DEFENDED.sub("", text)


def decoded(data: bytes) -> str:
    """Return the text of a CSV file: UTF-16, UTF-8, or what Excel writes in Western Europe."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    # Excel may write the delimiter on a line of its own; an empty line there keeps the others' numbers.
    return re.sub(r"\Asep=.\r?\n", "\n", text)


def csv_rows(path: Path, data: bytes, delimiters: str) -> list[tuple[list[str], int]]:
    """Return the rows of a CSV file, each with the physical line it begins on (a cell may hold line breaks).

    The delimiter is the one of ``delimiters`` that stands most often on the first line. Raises
    UnreadableDocument for a file that is too large or no CSV.
    """
    if len(data) > LARGEST_CSV:
        raise UnreadableDocument(f"{path}: is larger than {LARGEST_CSV // 1_000_000} MB; split it")
    text = decoded(data)
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(delimiters, key=first.count), strict=False
    )
    rows, before = [], 0
    try:
        for row in reader:
            rows.append((row, before + 1))
            before = reader.line_num
    except csv.Error as error:
        raise UnreadableDocument(f"{path}: is not CSV ({error})") from None
    return rows
