"""PDF with text: tables by their ruled lines, and lines of text. A line is counted through all pages."""

from __future__ import annotations

import io
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from datamap.documents.blocks import Block, Content, Heading, Paragraph, Table
from datamap.documents.document import Cell
from datamap.errors import UnreadableDocument
from datamap.extras import needs
from datamap.locators import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAME_HEIGHT = 1.5
"""Points by which the tops of one line's words may differ."""

MOST_PAGES = 400
"""Pages of the longest file that is read."""


def read_pdf(data: bytes, name: str) -> Content:
    """Return the tables and lines of a PDF, in the order of its pages."""
    with needs("pdfplumber", "lists", "reading PDF"):
        import pdfplumber
    if not data.lstrip()[:5].startswith(b"%PDF"):
        raise UnreadableDocument(f"{name}: is no PDF; save it again")
    blocks: list[Block] = []
    line = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MOST_PAGES:
                raise UnreadableDocument(
                    f"{name}: {len(document.pages):,} pages; at most {MOST_PAGES} are read"
                )
            for page in document.pages:
                found = list(_page(page, line))
                line = max([line, *map(_last_line, found)])
                blocks += found
                page.close()
    except UnreadableDocument:
        raise
    except Exception as error:  # the parser raises whatever a damaged file leads it to
        problem = " ".join(str(error).split())[:100] or type(error).__name__
        raise UnreadableDocument(f"{name}: cannot be read as PDF ({problem})") from None
    if not blocks:
        raise UnreadableDocument(f"{name}: holds no text; it may be a scan, which needs OCR first")
    return Content(blocks=tuple(_joined(blocks)), encoding="pdf")


def _page(page: Any, line: int) -> Iterator[Block]:
    before, number = line, page.page_number
    tops = [found["top"] for found in page.extract_text_lines(return_chars=False)] if page.chars else []

    def at() -> str:
        return counted(page=number, line=line - before)

    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    tables = [table for table in tables if len(table.rows) > 1 and max(len(r.cells) for r in table.rows) > 1]
    outside = page.filter(lambda item: not any(_within(item, table.bbox) for table in tables))
    lines = outside.extract_text_lines(return_chars=True) if outside.chars else []
    sizes = sorted(char["size"] for char in outside.chars) if outside.chars else []
    usual = sizes[len(sizes) // 2] if sizes else 0
    for item in sorted(
        [*lines, *tables], key=lambda thing: thing["top"] if isinstance(thing, dict) else thing.bbox[1]
    ):
        if isinstance(item, dict):
            line = before + _line_at(tops, item["top"])
            text = item["text"].strip()
            bold = all(
                "bold" in str(char.get("fontname", "")).lower()
                for char in item["chars"]
                if char["text"].strip()
            )
            large = item["chars"] and min(char["size"] for char in item["chars"]) > usual * 1.1
            if text and (large or bold) and len(text.split()) <= 14:
                yield Heading(Cell(text, line, at()), 2 if large else 3)
            elif text:
                yield Paragraph(Cell(text, line, at()))
            continue
        rows = []
        for row, values in zip(item.rows, item.extract(), strict=True):
            line = before + _line_at(tops, row.bbox[1])
            rows.append(tuple(Cell(" ".join((value or "").split()), line, at()) for value in values))
        rows = [row for row in rows if any(cell.text for cell in row)]
        if rows:
            yield Table(tuple(rows))


def _within(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Join a table with its continuation on the next page: as many columns, and nothing between."""
    table: Table | None = None
    for block in blocks:
        if isinstance(block, Table):
            if table is not None and len(table.rows[0]) == len(block.rows[0]):
                table = Table((*table.rows, *block.rows))
            else:
                if table is not None:
                    yield table
                table = block
            continue
        if table is not None:
            yield table
            table = None
        yield block
    if table is not None:
        yield table


def _line_at(tops: list[float], top: float) -> int:
    """Return the number of the first line of text at or below a height on its page."""
    return min(bisect_left(tops, top - _SAME_HEIGHT) + 1, max(len(tops), 1))


def _last_line(block: Block) -> int:
    if isinstance(block, Table):
        return block.rows[-1][0].line
    return block.text.line if isinstance(block, (Heading, Paragraph)) else 0
