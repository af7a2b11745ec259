"""WordprocessingML (ECMA-376-1, part 17) as text: runs, paragraphs, cells, rows, tables, sections.

Written as strings, since a record has tens of thousands of elements; every text passes ``escaped``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape, quoteattr

from datamap.records import appearance
from datamap.records.appearance import shown
from datamap.records.breaks import runs
from datamap.records.words import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.records.document import Line

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_NEVER = 1 << 30  # characters of a word too long for its column: Word itself breaks it
_LONGEST_KEPT = 24

Merge = Literal["", "restart", "continue"]


def escaped(text: str) -> str:
    """Return text for an element: on one line, with nothing XML cannot hold, and no markup."""
    return escape(shown(text))


def attribute(text: str) -> str:
    """Return text as a quoted attribute."""
    return quoteattr(shown(text))


def twips(millimetres: float) -> int:
    """Return millimetres as twentieths of a point, Word's measure of length."""
    return round(millimetres * 1440 / 25.4)


def half_points(points: float) -> int:
    """Return points as half points, Word's measure of type."""
    return round(points * 2)


def run(text: str, style: str | None = None) -> str:
    """Return a run (17.3.2.25) in a character style, given by its id.

    Dates and articles hold no-break hyphens and spaces, since Word has no other way to keep them whole.
    """
    said = "".join(
        _kept(escape(piece.text)) if piece.manner == "keep" else escape(piece.text)
        for piece in runs(shown(text), _NEVER)
    )
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{said}</w:t></w:r>'


def title_run(text: str) -> str:
    """Return a run of a title or footer, which has room and keeps the spaces it has."""
    return f'<w:r><w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'


def _kept(text: str) -> str:
    """Text on one line; an address keeps its own hyphens, for it is copied."""
    if "@" in text or len(text) > _LONGEST_KEPT:
        return text
    return text.replace(" ", "\u00a0").replace("-", '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">')


def field(instruction: str) -> str:
    """Return a field (17.16.19) that Word computes, such as PAGE."""
    return f'<w:fldSimple w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def paragraph(style: str, content: str, keep_next: bool = False, properties: str = "") -> str:
    """Return a paragraph (17.3.1.22) in a style, kept on the page of the next one where told.

    ``properties`` is further markup of the paragraph's properties, in the schema's order.
    """
    keep = "<w:keepNext/>" if keep_next else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{properties}</w:pPr>{content}</w:p>'


def line_runs(line: Line, language: str) -> str:
    """Return a line's parts as runs with a space between, each kind in its character style."""
    last = len(line) - 1
    return "".join(
        run(said(part, language) + (" " if at < last else ""), appearance.STYLE_NAMES.get(part.kind))
        for at, part in enumerate(line)
    )


def line_paragraph(line: Line, style: str, language: str, keep_next: bool = False) -> str:
    """Return a line as a paragraph: a remark alone is smaller, a change has a bar beside it."""
    if appearance.is_changed(line):
        style = "Changed"
    elif appearance.is_quiet(line):
        style = "Remark"
    return paragraph(style, line_runs(line, language), keep_next)


def cell(content: str, width: float, span: int = 1, merge: Merge = "", fill: str = "") -> str:
    """Return a cell (17.4.65): its paragraphs, its width in millimetres, the columns it takes.

    ``merge`` joins it with the cell below ("restart") or above ("continue"); ``fill`` is a colour.
    """
    properties = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>'
    if span > 1:
        properties += f'<w:gridSpan w:val="{span}"/>'
    if merge:
        properties += f'<w:vMerge w:val="{merge}"/>'
    if fill:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], head: bool = False, whole: bool = True) -> str:
    """Return a row (17.4.78): ``head`` repeats on each page, ``whole`` never breaks across pages."""
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(
    style: str, widths: Sequence[float], rows: Iterable[str], title: str, description: str, head: bool = True
) -> str:
    """Return a table (17.4.37) with a fixed grid in millimetres, and what a screen reader says of it.

    ``head`` says whether the first row is its head; a table without has its heads in the first column.
    """
    look = 'w:val="0020" w:firstRow="1" w:firstColumn="0"'
    if not head:
        look = 'w:val="0080" w:firstRow="0" w:firstColumn="1"'
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(twips(width) for width in widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook {look} w:lastRow="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(title)}/><w:tblDescription w:val={attribute(description)}/>"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def section(footer: str, side: float, top: float, bottom: float, landscape: bool) -> str:
    """Return the properties of a section of A4 pages (17.6.17); ``footer`` is a relationship's id."""
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{footer}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz {size}/><w:pgMar w:top="{twips(top)}" w:right="{twips(side)}" w:bottom="{twips(bottom)}" '
        f'w:left="{twips(side)}" w:header="{twips(8)}" w:footer="{twips(9)}" w:gutter="0"/></w:sectPr>'
    )
