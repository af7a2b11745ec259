"""Documents as XLSX workbooks (ECMA-376): a sheet for the front and one for each table."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from datamap.extras import needs
from datamap.records.appearance import GAP, HEADING, PAGE_WORDS, QUIET, RULE, TINT, lead
from datamap.records.grid import flat_columns, flat_rows, word_widths
from datamap.records.words import WORDS, said
from datamap.records.xlsx_text import ESCAPED, LONGEST, lines_of, piece_of, sheet_names
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.records.document import Column, Document, Line, Table

# The font that the widths of columns are counted in, of the size that Excel gives a new sheet, stays the
# sheet's; the text is set a size smaller.
_TEXT: dict[str, object] = {"font_name": "Calibri", "font_size": 10}
_STYLES: dict[str, dict[str, object]] = {
    "name": {"bold": True},
    "gap": {"italic": True, "font_color": f"#{GAP}"},
    "quiet": {"font_color": f"#{QUIET}"},
    "change": {"bold": True, "font_color": f"#{HEADING}"},
    "head": {"bold": True, "font_color": f"#{HEADING}"},
    "article": {"font_color": f"#{QUIET}", "font_size": 8},
    "title": {"bold": True, "font_color": f"#{HEADING}", "font_size": 18},
    "heading": {"bold": True, "font_color": f"#{HEADING}", "font_size": 14},
}
_PLAIN: dict[str, object] = {"text_wrap": True, "valign": "top"}
_BODY: dict[str, object] = {**_PLAIN, "align": "left", "indent": 1, "bottom": 1, "bottom_color": f"#{RULE}"}
_HEAD: dict[str, object] = {**_BODY, "top": 2, "top_color": f"#{HEADING}"}
_INDENT = 1.5  # letters that an indent and the cell's edge take

_LETTERS_A_MILLIMETRE = 0.62
_WIDEST = 110.0
_LINE_HEIGHT, _TALLEST = 13.2, 409.0  # points; Excel has no taller row
_PAGE = 262.0  # millimetres that columns take on a landscape A4 page
_FOOTER = 200  # characters
_FRONT_WIDTHS = (34.0, 84.0)

Pieces = list[tuple[str, str]]


def xlsx(document: Document) -> bytes:
    """Return the document as an XLSX workbook.

    A sheet's head is frozen and has a filter. What other formats set as a band or as a row below is a
    column here, so that sorting and filtering keep a row whole: the group after the number, the voluntary
    columns tinted on the right. On paper they are a second landscape A4 page beside the first, with the
    head and the first columns repeated.

    All text is text: nothing becomes a formula or a link, not even when a person edits the cell. What is
    longer than the 32,767 characters of a cell goes on, in whole, on a last sheet that the cell names. The
    same document gives the same bytes. Raises DatamapError where XlsxWriter is not installed.
    """
    with needs("xlsxwriter", "records", "XLSX"):
        import xlsxwriter
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": visible(document.title),
            "subject": visible(document.subtitle),
            "author": visible(document.entity),
            "company": visible(document.entity),
            "keywords": visible(", ".join(document.keywords)),
            "comments": visible(document.footer),
            "created": dt.datetime.fromisoformat(document.date),
        }
    )
    _Writer(book, document).write()
    book.close()
    return stream.getvalue()


class _Writer:
    """One workbook in the making: its formats, each made once, and what is too long for a cell."""

    def __init__(self, book: Any, document: Document) -> None:
        self._book = book
        self._document = document
        self._language = document.language
        self._words = WORDS[document.language]
        self._formats: dict[tuple[str, str, bool, bool], Any] = {}
        self._names = sheet_names(
            [self._words["front"], *(t.title for t in document.tables), self._words["continued"]]
        )
        self._rest: list[tuple[str, str]] = []

    def write(self) -> None:
        """Write all sheets."""
        self._front(self._names[0])
        for table, name in zip(self._document.tables, self._names[1:], strict=False):
            self._table(table, name)
        if self._rest:
            self._continued(self._names[-1])

    def _front(self, name: str) -> None:
        front = self._document.front
        sheet = self._sheet(name, name, landscape=False)
        sheet.set_column(0, 0, _FRONT_WIDTHS[0])
        sheet.set_column(1, 1, _FRONT_WIDTHS[1])
        sheet.fit_to_pages(1, 0)
        self._merged(sheet, 0, 1, [("title", visible(self._document.title))], 26)
        self._merged(sheet, 1, 1, [("", visible(self._document.subtitle))])
        at = 3
        for line in front.opening:
            self._merged(sheet, at, 1, self._pieces([line]))
            at += 1
        for field in front.fields:
            label = _headed(visible(field.label), visible(field.article), "name")
            self._row(sheet, at, [label, self._pieces(field.cell.lines)], _FRONT_WIDTHS)
            at += 1
        if front.reading:
            self._merged(sheet, at + 1, 1, [("heading", visible(front.reading_title))], 20)
            at += 2
            for line in front.reading:
                self._merged(sheet, at, 1, [("", "– "), *self._pieces([line])])
                at += 1
        if front.legend:
            at += 1
            heads: list[Pieces] = [[("head", visible(head))] for head in front.legend_heads]
            self._row(sheet, at, heads, _FRONT_WIDTHS, "head")
            for wording, meaning in front.legend:
                at += 1
                self._row(sheet, at, [self._pieces([(wording,)]), [("", visible(meaning))]], _FRONT_WIDTHS)

    def _table(self, table: Table, name: str) -> None:
        columns = flat_columns(table, self._language)
        rows = [row.cells for row in flat_rows(table, self._language)]
        cells = ((place, cell) for row in rows for place, cell in enumerate(row))
        millimetres = word_widths(columns, cells, self._language, 1 / _LETTERS_A_MILLIMETRE)
        widths = [min(_WIDEST, each * _LETTERS_A_MILLIMETRE) for each in millimetres]
        stated = len(columns) - len(table.below)
        sheet = self._sheet(name, table.title)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        grouped = len(columns) > len(table.columns) + len(table.below)
        fixed = 1 if grouped else 2
        # What stands in the columns repeated on the second page is repeated with them.
        head = self._lead(sheet, table, widths[:stated], fixed if table.below else 0)
        heads = [self._head(column, place >= stated) for place, column in enumerate(columns)]
        self._row(sheet, head, heads, widths, "head", stated)
        for at, row in enumerate(rows, head + 1):
            self._row(sheet, at, [self._pieces(cell.lines) for cell in row], widths, "body", stated)
        sheet.autofilter(head, 0, head + len(rows), len(columns) - 1)
        sheet.freeze_panes(head + 1, min(fixed, len(columns) - 1))
        sheet.repeat_rows(head)
        if table.below:
            # A page that fits all columns could not be read; Excel ignores page breaks where it fits.
            sheet.repeat_columns(0, fixed - 1)
            sheet.set_v_pagebreaks([stated])
            pages = widths[:stated], [*widths[:fixed], *widths[stated:]]
            sheet.set_print_scale(min(100, *(int(100 * _PAGE / _printed(page)) for page in pages)))
        else:
            sheet.fit_to_pages(1, 0)

    def _lead(self, sheet: Any, table: Table, widths: Sequence[float], first: int) -> int:
        """Write what stands above a table, the sentences from a column on; return the row of its head."""
        last = len(widths) - 1
        self._merged(sheet, 0, last, [("heading", visible(table.title))], 22, widths)
        lines = lead(table, self._language)
        for at, line in enumerate(lines, 1):
            self._merged(sheet, at, last, self._pieces([line]), widths=widths, first=first)
        return len(lines) + 1

    def _head(self, column: Column, voluntary: bool) -> Pieces:
        article = visible(column.article)
        word = self._words["voluntary"]
        if voluntary and word not in article:
            article = ", ".join(filter(None, [word, article]))
        return _headed(visible(column.label), article, "head")

    def _continued(self, name: str) -> None:
        sheet = self._sheet(name, name)
        widths = (24.0, 110.0)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        self._row(
            sheet, 0, [[("head", self._words["cell"])], [("head", self._words["content"])]], widths, "head"
        )
        # Taken as it grows: a text of several cells goes on from row to row.
        for at, (cell, text) in enumerate(self._rest, 1):
            self._row(sheet, at, [[("", cell)], [("", text)]], widths)
        sheet.freeze_panes(1, 0)
        sheet.fit_to_pages(1, 0)

    def _sheet(self, name: str, section: str, landscape: bool = True) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # all text is text, numbers too
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.55, bottom=0.7)
        page, of = PAGE_WORDS[self._language]
        # "&" begins a code in a footer, which holds 255 characters in all.
        left = " · ".join([self._document.footer, section])
        left = visible(left).replace("&", "&&")
        left = left if len(left) <= _FOOTER else left[:_FOOTER].rstrip("& ") + " …"
        sheet.set_footer(f"&L{left}&R{page} &P {of} &N")
        return sheet

    def _row(
        self,
        sheet: Any,
        at: int,
        cells: Sequence[Pieces],
        widths: Sequence[float],
        place: str = "body",
        stated: int | None = None,
    ) -> None:
        tallest = 1
        for column, (pieces, width) in enumerate(zip(cells, widths, strict=True)):
            tinted = stated is not None and column >= stated
            pieces = self._put(sheet, at, column, pieces, place, tinted)
            tallest = max(tallest, lines_of("".join(text for _, text in pieces), width - _INDENT))
        sheet.set_row(at, min(_TALLEST, tallest * _LINE_HEIGHT + 5))

    def _merged(
        self,
        sheet: Any,
        at: int,
        last: int,
        pieces: Pieces,
        height: float = 0,
        widths: Sequence[float] = _FRONT_WIDTHS,
        first: int = 0,
    ) -> None:
        """Write a text across columns, above what is filtered."""
        if last > first:
            sheet.merge_range(at, first, at, last, "", self._format("", "plain"))
        pieces = self._put(sheet, at, first, pieces, "plain")
        lines = lines_of("".join(text for _, text in pieces), sum(widths[first:]))
        sheet.set_row(at, max(height, min(_TALLEST, lines * _LINE_HEIGHT + 3)))

    def _put(
        self, sheet: Any, at: int, column: int, pieces: Pieces, place: str, tinted: bool = False
    ) -> Pieces:
        """Write one cell and return what it holds."""
        text = "".join(text for _, text in pieces)
        if len(text) > LONGEST // 2:
            pieces = self._shortened(sheet.get_name(), at, column, pieces, text)
        # Excel runs "=1" when a person has edited the cell, unless it is marked as text.
        marked = text.lstrip()[:1] in ("=", "+", "-", "@")
        first = pieces[0][0] if pieces else ""
        if len(pieces) > 1 and not ESCAPED.search(text):  # which XlsxWriter escapes twice in rich strings
            rich = [part for kind, text in pieces for part in (self._format(kind), text)]
            sheet.write_rich_string(at, column, *rich, self._format("", place, tinted, marked))
        else:
            text = "".join(text for _, text in pieces)
            sheet.write_string(at, column, text, self._format(first, place, tinted, marked))
        return pieces

    def _shortened(self, sheet: str, at: int, column: int, pieces: Pieces, text: str) -> Pieces:
        """Return the pieces if a cell holds them; else a beginning that says where the rest stands."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        if piece_of(text, LONGEST) == text:
            return pieces
        row = len(self._rest) + 2
        notice = self._words["continues"].format(sheet=self._names[-1], cell=f"B{row}")
        beginning = piece_of(text, LONGEST - len(notice) - 2)
        rest = text[len(beginning) :]
        cell = f"{sheet} {xl_rowcol_to_cell(at, column)}"
        while rest:
            piece = piece_of(rest, LONGEST)
            self._rest.append((cell, piece))
            rest = rest[len(piece) :]
        return [(pieces[0][0], beginning), ("quiet", f"\n\n{notice}")]

    def _pieces(self, lines: Sequence[Line]) -> Pieces:
        """Return lines as pieces of text, each with its kind, as a rich string has them."""
        result: Pieces = []
        for number, line in enumerate(lines):
            for place, part in enumerate(line):
                kind = part.kind if part.kind in _STYLES else ""
                text = (" " if place else "\n" if number else "") + said(part, self._language)
                if result and (result[-1][0] == kind or not text.strip()):
                    result[-1] = (result[-1][0], result[-1][1] + text)
                elif text:
                    result.append((kind, text))
        return result

    def _format(self, kind: str, place: str = "", tinted: bool = False, marked: bool = False) -> Any:
        key = (kind, place, tinted, marked)
        if key not in self._formats:
            layout = {"body": _BODY, "head": _HEAD, "plain": _PLAIN}.get(place, {})
            tint = {"bg_color": f"#{TINT}"} if tinted else {}
            quoted = {"quote_prefix": True} if marked else {}
            self._formats[key] = self._book.add_format(_TEXT | _STYLES.get(kind, {}) | layout | tint | quoted)
        return self._formats[key]


def _headed(label: str, article: str, kind: str) -> Pieces:
    return [(kind, label), ("article", f"\n{article}")] if article else [(kind, label)]


def _printed(widths: Sequence[float]) -> float:
    """Return how many millimetres columns take at full size: 7 pixels a letter, 5 beside, 96 an inch."""
    return sum(width * 7 + 5 for width in widths) / 96 * 25.4
