"""Documents as PDF/UA-1 (ISO 14289-1), set by typst: tagged, titled, in a language, the same bytes each time.

Text reaches typst as strings in a JSON file and never as markup. The JSON and the template lie alone in a
private folder, the root that typst cannot leave, so nothing in a document can read a file.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.errors import DatamapError
from datamap.records import appearance
from datamap.records.appearance import shown
from datamap.records.breaks import runs
from datamap.records.document import Band

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from datamap.records.appearance import Placed
    from datamap.records.document import Column, Document, Front, Line, Part, Row, Table

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "templates" / "record.typ"
_FONTS = _HERE / "fonts"

# All but what the shipped font surely has: Latin-1, Latin Extended-A, common punctuation, the euro.
_UNFAMILIAR = re.compile(
    "[^\t-\u017f\u2010\u2012-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac⟨⟩]"
)
_JOINERS = "\u200d\ufe0e\ufe0f"  # within one emoji

_WIDE_LETTER = 2.2  # millimetres that a letter takes in a cell, where all are wide
_MANY_LINES = 10
"""Lines in a cell below which no row is half a page high, nor a pair a page."""

JSON = dict[str, Any]


def pdf(document: Document) -> bytes:
    """Return the document as a PDF: a portrait front, then landscape tables.

    It conforms to PDF/UA-1: tagged with real table heads, titled, its language and date the document's.
    A letter that no font at hand can show stands as its code point, ⟨U+5F20⟩. The same document gives
    the same bytes. Raises DatamapError when typst is not installed, or refuses the document.
    """
    try:
        import typst
    except ImportError:
        raise DatamapError("PDF needs typst: pip install 'datamap[records]'") from None

    def compiled(source: str, data: str = "") -> bytes:
        with tempfile.TemporaryDirectory(prefix="datamap-") as folder:
            main = Path(folder) / "main.typ"
            main.write_text(source, "utf-8")
            (Path(folder) / "document.json").write_text(data, "utf-8")
            return typst.compile(
                str(main),
                root=folder,
                font_paths=[str(_FONTS)],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
            )

    def shows(characters: str) -> bool:
        title = '#set document(title: "t", date: none)\n'
        font = f'#set text(font: "{appearance.FONT}")\n'
        words = "\n\n".join(f'#"\\u{{{ord(c):x}}}"' for c in characters)
        try:
            compiled(title + font + words)
        except typst.TypstError:
            return False
        return True

    text = json.dumps(_document(document), ensure_ascii=False)
    unshowable = _unshowable(sorted(set(_UNFAMILIAR.findall(text))), shows)
    if unshowable:
        letters = f"[{re.escape(''.join(sorted(unshowable)))}]"
        text = re.sub(f"{letters}(?:[{_JOINERS}]*{letters})*", _code_points, text)
    try:
        return compiled(_TEMPLATE.read_text("utf-8"), text)
    except typst.TypstError as error:
        raise DatamapError(f"the PDF cannot be made: {error.message}") from error


def _code_points(found: re.Match[str]) -> str:
    return f"⟨{' '.join(f'U+{ord(c):04X}' for c in found[0])}⟩"


def _unshowable(characters: Sequence[str], shows: Callable[[str], bool]) -> set[str]:
    """Return the characters that no font shows, by halving: most documents have none."""
    if not characters or shows("".join(characters)):
        return set()
    if len(characters) == 1:
        return set(characters)
    middle = len(characters) // 2
    return _unshowable(characters[:middle], shows) | _unshowable(characters[middle:], shows)


def _document(document: Document) -> JSON:
    """The document as the template reads it."""
    return {
        "title": shown(document.title),
        "subtitle": shown(document.subtitle),
        "entity": shown(document.entity),
        "keywords": [shown(word) for word in document.keywords],
        "date": dict(zip(("year", "month", "day"), _date(document.date), strict=True)),
        "locale": appearance.LOCALES[document.language].lower().split("-"),
        "footer": shown(document.footer),
        "page": appearance.PAGE_WORDS[document.language],
        "font": appearance.FONT,
        "colours": {
            "heading": appearance.HEADING,
            "gap": appearance.GAP,
            "quiet": appearance.QUIET,
            "rule": appearance.RULE,
            "tint": appearance.TINT,
        },
        "sizes": appearance.SIZES,
        "measures": {
            "front-side": appearance.FRONT_SIDE,
            "side": appearance.SIDE,
            "top": appearance.TOP,
            "bottom": appearance.BOTTOM,
            "label": appearance.LABEL_WIDTH,
            "term": appearance.TERM_WIDTH,
            "before": appearance.BEFORE,
            "after": appearance.AFTER,
            "air": appearance.AIR,
        },
        "front": _front(document.front),
        "tables": [_table(table) for table in document.tables],
    }


def _date(date: str) -> tuple[int, int, int]:
    day = dt.date.fromisoformat(date)
    return day.year, day.month, day.day


def _front(front: Front) -> JSON:
    room = 210 - 2 * appearance.FRONT_SIDE
    return {
        "fields": [
            {
                "label": shown(field.label),
                "article": shown(field.article),
                "lines": _lines(field.cell.lines, room - appearance.LABEL_WIDTH),
            }
            for field in front.fields
        ],
        "reading_title": shown(front.reading_title),
        "reading": _lines(front.reading, room),
        "heads": [shown(head) for head in front.legend_heads],
        "legend": [
            (_part(term, appearance.TERM_WIDTH), _runs(meaning, room - appearance.TERM_WIDTH))
            for term, meaning in front.legend
        ],
    }


def _table(table: Table) -> JSON:
    widths = appearance.widths(table.columns)
    rows: list[JSON] = []
    for row in table.rows:
        if isinstance(row, Band):
            rows.append({"band": _line(row.line, appearance.WIDTH)})
        else:
            rows.append(_row(row, table.below, widths))
    return {
        "title": shown(table.title),
        "lead": _lines(table.lead, appearance.WIDTH),
        "widths": widths,
        "columns": [
            {"label": _runs(column.label, width), "article": _runs(column.article, width)}
            for column, width in zip(table.columns, widths, strict=True)
        ],
        "rows": rows,
    }


def _row(row: Row, below: Sequence[Column], widths: Sequence[float]) -> JSON:
    upper = [_cell(cell, widths) for cell in appearance.placed(row.cells, len(widths))]
    lower = [
        _cell(cell, widths) | {"label": _runs(column.label, widths[cell.start])}
        for cell, column in appearance.labelled(row.below, below, len(widths))
    ]
    return {"cells": upper, "below": lower, "long": any(cell["long"] for cell in (*upper, *lower))}


def _cell(placed: Placed, widths: Sequence[float]) -> JSON:
    width = sum(widths[placed.start : placed.start + placed.span])
    return {
        "start": placed.start,
        "span": placed.span,
        "lines": _lines(placed.cell.lines, width),
        "long": appearance.lines_at_most(placed.cell, width) > _MANY_LINES,
    }


def _lines(lines: Iterable[Line], width: float) -> list[JSON]:
    return [_line(line, width) for line in lines]


def _line(line: Line, width: float) -> JSON:
    return {
        "parts": [_part(part, width) for part in line],
        "quiet": appearance.is_quiet(line),
        "changed": appearance.is_changed(line),
    }


def _part(part: Part, width: float) -> tuple[str, list[Any]]:
    return part.kind, _runs(part.text, width)


def _runs(text: str, width: float) -> list[Any]:
    """A plain run as a string, another as (text, manner, whether it may be too long for the width)."""
    long = max(2, int((width - appearance.BEFORE - appearance.AFTER) / _WIDE_LETTER))
    return [run.text if run.manner == "plain" else run for run in runs(shown(text), long)]
