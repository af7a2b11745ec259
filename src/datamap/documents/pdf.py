"""PDF with text: tables by their ruled lines, and lines of text. A line is counted through all pages."""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from datamap.documents.blocks import Block, Content, Heading, Paragraph, Table
from datamap.documents.document import Cell
from datamap.documents.pdf_tables import TextTable, join_lines, joined, lines_of, text_tables
from datamap.errors import UnreadableDocument
from datamap.extras import needs
from datamap.locators import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAME_HEIGHT = 1.5
"""Points by which the tops of one line's words may differ."""

_MOST_EDGES = 5_000
_PAGE = re.compile(r"(?:\w+\.? )?#(?: ?(?:/|\w+) ?#)?")
_TAIL_OF_NAME = re.compile(r"\W*(?:[A-Z][\w.]{0,3}\W*|GmbH|Inc\.?|Ltd\.?|Limited|Corporation)")

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
                tops = _tops(page)
                blocks += _page(page, line, tops)
                line += len(tops)
                page.close()
    except UnreadableDocument:
        raise
    except Exception as error:  # the parser raises whatever a damaged file leads it to
        problem = " ".join(str(error).split())[:100] or type(error).__name__
        raise UnreadableDocument(f"{name}: cannot be read as PDF ({problem})") from None
    if not blocks:
        raise UnreadableDocument(f"{name}: holds no text; it may be a scan, which needs OCR first")
    return Content(blocks=tuple(_joined(blocks)), encoding="pdf")


def _tops(page: Any) -> list[float]:
    """Return the heights of the lines of text on a page."""
    return [found["top"] for found in page.extract_text_lines(return_chars=False)] if page.chars else []


def _page(page: Any, line: int, tops: list[float]) -> Iterator[Block]:
    before, number = line, page.page_number

    def at() -> str:
        return counted(page=number, line=line - before)

    tables = sorted(page.find_tables(_settings(page)), key=lambda table: table.bbox[1])
    tables = [table for table in tables if len(table.rows) > 1 and max(len(r.cells) for r in table.rows) > 1]
    outside = page.filter(lambda item: not any(_within(item, table.bbox) for table in tables))
    by_words = text_tables(outside.extract_words() if outside.chars else [], _rules(page))
    taken = {round(line.top) for table in by_words for line in table.lines}
    lines = outside.extract_text_lines(return_chars=True) if outside.chars else []
    lines = [found for found in lines if not any(abs(found["top"] - top) <= 2 for top in taken)]
    sizes = sorted(char["size"] for char in outside.chars) if outside.chars else []
    usual = sizes[len(sizes) // 2] if sizes else 0
    for item in sorted([*lines, *tables, *by_words], key=_top):
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
        if isinstance(item, TextTable):
            for found in item.rows:
                line = before + _line_at(tops, found[0].top)
                rows.append(tuple(Cell(text, line, at()) for text in item.texts(found)))
        else:
            for row in item.rows:
                line = before + _line_at(tops, row.bbox[1])
                chars = [char for char in page.chars if _within(char, row.bbox)]
                rows.append(tuple(Cell(_words_in(box, chars), line, at()) for box in row.cells))
        rows = [row for row in rows if any(cell.text for cell in row)]
        if rows:
            yield Table(tuple(rows))


def _settings(page: Any) -> dict[str, Any]:
    """Return settings for ruled tables: a row that runs over the page's end is closed where its sides end."""
    sides = [e for e in page.edges if e["orientation"] == "v" and e["bottom"] - e["top"] > _SAME_HEIGHT]
    if not sides or len(sides) > _MOST_EDGES:
        return {}
    top, bottom = min(e["top"] for e in sides), max(e["bottom"] for e in sides)
    return {"explicit_horizontal_lines": [top, bottom]} if bottom - top > _SAME_HEIGHT else {}


def _rules(page: Any) -> list[float]:
    """Return the heights of the horizontal lines of a page."""
    found = {round(e["top"], 1) for e in page.edges if e["orientation"] == "h" and e["x1"] - e["x0"] > 10}
    return sorted(found)[:_MOST_EDGES]


def _top(item: Any) -> float:
    if isinstance(item, dict):
        return float(item["top"])
    return item.top if isinstance(item, TextTable) else float(item.bbox[1])


def _words_in(box: tuple[float, float, float, float] | None, chars: list[dict[str, Any]]) -> str:
    """Return the words inside a cell, its wrapped lines joined."""
    from pdfplumber.utils.text import extract_words

    inside = [char for char in chars if _within(char, box)] if box is not None else []
    words = extract_words(inside) if inside else []
    room = words[0]["x0"] - box[0] if words and box is not None else 0.0
    return joined([line.words for line in lines_of(words)], box[2] - room if box is not None else 0.0)


def _within(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Join a table with its continuation on the next page: as many columns, nothing of its own between."""
    furniture = _furniture(blocks)
    table: Table | None = None
    between: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            if table is not None and len(table.rows[0]) == len(block.rows[0]):
                table = _continued(table, block)
                continue
            if table is not None:
                yield table
            yield from between
            between = []
            table = block
        elif (
            table is not None
            and isinstance(block, (Paragraph, Heading))
            and _page_mark(block.text.text) in furniture
        ):
            between.append(block)
        else:
            if table is not None:
                yield table
                table = None
            yield from between
            between = []
            yield block
    if table is not None:
        yield table
    yield from between


def _continued(table: Table, rest: Table) -> Table:
    """Join two parts of a table: its headings once, and a row that the page cut in two as one."""
    head = [cell.text for cell in table.rows[0]]
    rows = list(rest.rows)
    while rows and [cell.text for cell in rows[0]] == head:
        rows.pop(0)
    if rows and _goes_on(table.rows[-1], rows[0]) and len(table.rows) > 1:
        last = tuple(map(_with_rest, table.rows[-1], rows.pop(0)))
        return Table((*table.rows[:-1], last, *rows))
    return Table((*table.rows, *rows))


def _with_rest(above: Cell, below: Cell) -> Cell:
    both = above.text and below.text
    text = join_lines(above.text, below.text) if both else above.text or below.text
    return Cell(text, above.line, above.at)


def _goes_on(above: tuple[Cell, ...], below: tuple[Cell, ...]) -> bool:
    """Tell whether a row at the top of a page is the rest of the one before it."""
    name = below[0].text
    if len(above) != len(below) or (name[:1].isupper() and not _TAIL_OF_NAME.fullmatch(name)):
        return False
    ends = (",", "-", ";", "(", "/")
    unfinished = [u.text.endswith(ends) for u, b in zip(above, below, strict=True) if b.text and u.text]
    lower = [cell.text[:1].islower() for cell in below if cell.text]
    return any(lower) or any(unfinished) or (not name and len(lower) * 2 < len(below))


def _furniture(blocks: list[Block]) -> set[str]:
    """Return what pages repeat at their edges: running heads, and numbers of pages."""
    pages: dict[str, set[str]] = {}
    for block in blocks:
        if isinstance(block, (Paragraph, Heading)):
            page = block.text.at.partition("&")[0]
            pages.setdefault(_page_mark(block.text.text), set()).add(page)
    return {text for text, where in pages.items() if len(where) > 1 or _PAGE.fullmatch(text)}


def _mark_of(block: Block) -> str | None:
    return _page_mark(block.text.text) if isinstance(block, (Paragraph, Heading)) else None


def _page_mark(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()


def _line_at(tops: list[float], top: float) -> int:
    """Return the number of the first line of text at or below a height on its page."""
    return min(bisect_left(tops, top - _SAME_HEIGHT) + 1, max(len(tops), 1))
