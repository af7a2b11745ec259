"""Spreadsheets as files: what one would run, how a text is kept from it, and CSV that one wrote."""

from __future__ import annotations

import csv
import io
import re

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


def line_numbers(text: str, delimiter: str) -> list[int]:
    """Return the physical line on which each row of a CSV text begins; a cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    starts, before = [], 0
    for _ in reader:
        starts.append(before + 1)
        before = reader.line_num
    return starts
