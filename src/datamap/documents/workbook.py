"""XLSX, XLSM, XLSB, XLS and ODS: every visible sheet as a table, its merged cells resolved."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from datamap.documents.archive import open_archive, part
from datamap.documents.blocks import Block, Content, Heading, Table
from datamap.documents.document import Cell
from datamap.errors import UnreadableDocument
from datamap.extras import needs
from datamap.locators import sheet_cell

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence

    from python_calamine import CalamineWorkbook

MOST_CELLS = 2_000_000
"""Cells of the largest sheet, empty ones between the filled included."""

_FORMULA = re.compile(
    rb"<c\b[^>]*\br=\"([A-Z]+\d+)\"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_REFERENCE = re.compile(rb"<c\b[^>]*\br=\"([A-Z]{1,3})(\d{1,7})\"")


def read_workbook(data: bytes, name: str) -> Content:
    """Return a workbook's visible sheets, a heading and a table each."""
    with needs("python_calamine", "lists", "reading workbooks"):
        from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    notes: list[str] = []
    if data[:2] == b"PK":
        archive = open_archive(data, name)
        _refuse_wide(archive, name)
        notes += _uncalculated(archive, name)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [s for s in workbook.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        blocks: list[Block] = []
        for sheet in shown:
            table = _table(workbook, sheet.name, name)
            if table is not None:
                # A sheet's name is a heading: "Former vendors".
                blocks += [Heading(Cell(sheet.name, 0, sheet_cell(sheet.name)), 1), table]
    except UnreadableDocument:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableDocument(f"{name}: cannot be read as a workbook ({_one_line(error)})") from None
    hidden = [s.name for s in workbook.sheets_metadata if s not in shown]
    if hidden:
        notes.append(f"{name}: hidden sheets are not read: {', '.join(hidden)}")
    return Content(blocks=tuple(blocks), encoding="workbook", notes=tuple(notes))


def _table(workbook: CalamineWorkbook, sheet_name: str, name: str) -> Table | None:
    sheet = workbook.get_sheet_by_name(sheet_name)
    height, width = sheet.total_height or 0, sheet.total_width or 0
    if height * width > MOST_CELLS:
        raise UnreadableDocument(
            f"{name}: sheet {sheet_name}: {height:,} rows of {width:,} columns; remove what is stray in it"
        )
    values = sheet.to_python(skip_empty_area=False)
    rows = [
        [
            Cell(_text(value), r + 1, sheet_cell(sheet_name, f"{column_letters(c)}{r + 1}"))
            for c, value in enumerate(row)
        ]
        for r, row in enumerate(values)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= len(rows) or left >= len(rows[top]) or (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
            continue
        for r in range(top, min(bottom + 1, len(rows))):
            for c in range(left, min(right + 1, len(rows[r]))):
                rows[r][c] = rows[top][left]
    filled = [tuple(row) for row in rows if any(cell.text for cell in row)]
    return Table(tuple(filled)) if filled else None


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def column_letters(index: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheets(archive: zipfile.ZipFile) -> Sequence[str]:
    return [n for n in archive.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]


def _refuse_wide(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a sheet with one cell so far out that the area up to it would fill the memory."""
    for path in _sheets(archive):
        rows = columns = 0
        for letters, row in _REFERENCE.findall(part(archive, path, name)):
            rows = max(rows, int(row))
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            columns = max(columns, column)
        if rows * columns > MOST_CELLS:
            raise UnreadableDocument(
                f"{name}: {path}: {rows:,} rows of {columns:,} columns; remove what is stray in it"
            )


def _uncalculated(archive: zipfile.ZipFile, name: str) -> list[str]:
    """Return a note for the formulas whose result the file does not hold."""
    found = [ref.decode() for path in _sheets(archive) for ref in _FORMULA.findall(part(archive, path, name))]
    if not found:
        return []
    cells = ", ".join(found[:5]) + (" …" if len(found) > 5 else "")
    return [f"{name}: formulas without a stored result are not read ({cells}); open and save the file first"]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
