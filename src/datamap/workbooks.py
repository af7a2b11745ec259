"""Workbooks that go out to a person and come back: opened with limits, and read as plain text.

A workbook is a stranger's file: its size unpacked is bounded, entities are not expanded (defusedxml), and
a formula is no answer.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

from datamap.errors import UnreadableDocument
from datamap.extras import needs

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_UNPACKED = 200_000_000
"""Bytes of all parts of the workbook; a questionnaire of 10,000 rows takes ten million."""

LONGEST_SHEET = 100_000

_CELL = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True}
_BLUE = "#1f3a5f"
FORM_STYLES: dict[str, dict[str, Any]] = {
    "plain": _CELL,
    "quiet": {**_CELL, "font_color": "#5b636b"},
    "head": {**_CELL, "bold": True, "font_color": _BLUE, "bottom": 1, "bg_color": "#f0f3f6"},
    "title": {**_CELL, "bold": True, "font_size": 15, "font_color": _BLUE, "text_wrap": False},
    "open": {**_CELL, "bg_color": "#fdf6d8", "border": 1, "border_color": "#d8cf9f", "num_format": "@"},
}
"""How cells look in a workbook that goes out to be filled in; ``open`` is a cell for an answer."""


def open_workbook(path: Path, data: bytes, *, what: str, made_with: str) -> dict[str, Any]:
    """Return the sheets of a workbook by name, read only; ``what`` says what it is, and how it is made.

    Raises UnreadableDocument when it is no workbook or unpacks to too much; DatamapError when openpyxl is
    not installed.
    """
    with needs("defusedxml", "records", f"Reading a {what}"):
        import defusedxml  # noqa: F401  (openpyxl takes it where it is there)
    with needs("openpyxl", "records", f"Reading a {what}"):
        import openpyxl
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise UnreadableDocument(f"{path}: is no XLSX workbook; make one with: {made_with}") from None
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableDocument(f"{path}: unpacks to {unpacked // 1_000_000} MB; no {what} is that large")
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        return {name: book[name] for name in book.sheetnames}
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise unreadable(path, error) from None


def unreadable(path: Path, error: Exception) -> UnreadableDocument:
    """Return the error that says what openpyxl met."""
    what = " ".join(str(error).split())[:160] or type(error).__name__
    return UnreadableDocument(f"{path}: is no workbook that can be read ({what})")


def cell_text(cell: Any) -> str:
    """Return what a cell holds as text; "?" for a fraction, which answers no question."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return "?"  # a sum or a share is no answer to any question
    return str(value).strip()


def is_formula(cell: Any) -> bool:
    """Tell whether a cell holds a formula."""
    return getattr(cell, "data_type", None) == "f"
