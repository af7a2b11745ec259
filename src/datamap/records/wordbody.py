"""The body of a Word file: the front, and a table in each section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.records import appearance, wordml
from datamap.records.document import Band, Cell
from datamap.records.wordml import (
    DECLARATION,
    NAMESPACES,
    line_paragraph,
    paragraph,
    run,
    title_run,
    twips,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.records.document import Column, Document, Front, Line, Row, Table

FRONT_ROOM = 210 - 2 * appearance.FRONT_SIDE
"""Millimetres between the margins of the front."""

_HALF_PAGE = 22
_LETTER = 1.6
"""Lines of a cell that make a row about half a page high; only such a row may break across pages. Word sets
the lines, so their number is reckoned from letters of average width, in millimetres."""


def body(document: Document) -> str:
    """Return ``document.xml``: each section's content, ended by its pages' properties (17.6.17).

    The footers of the sections have the relationships ``footer1`` for the front, ``footer2`` and so on.
    """
    front = wordml.section("footer1", appearance.FRONT_SIDE, 20, appearance.BOTTOM, landscape=False)
    sections = [front] + [
        wordml.section(f"footer{number}", appearance.SIDE, appearance.TOP, appearance.BOTTOM, landscape=True)
        for number in range(2, len(document.tables) + 2)
    ]
    writing = _Writing(document)
    contents = [writing.front(), *(writing.section(table) for table in document.tables)]
    ended = [
        content + paragraph("SectionEnd", "", properties=section)
        for content, section in zip(contents[:-1], sections[:-1], strict=True)
    ]
    body = "".join(ended) + contents[-1] + paragraph("SectionEnd", "") + sections[-1]
    return f"{DECLARATION}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


class _Writing:
    """A document's content as WordprocessingML, in its language."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def front(self) -> str:
        document = self.document
        front = document.front
        content = paragraph("Title", title_run(document.title))
        if document.subtitle:
            content += paragraph("Subtitle", title_run(document.subtitle))
        below = f'<w:spacing w:after="{twips(3)}"/>'
        content += "".join(
            paragraph("Fact", wordml.line_runs(line, document.language), properties=below)
            for line in front.opening
        )
        if front.fields:
            content += self.facts(front, document.name)
        if front.reading:
            above = f'<w:spacing w:before="{twips(7)}"/>'
            content += paragraph("Heading1", title_run(front.reading_title), properties=above)
            content += "".join(
                paragraph("ListBullet", wordml.line_runs(line, document.language)) for line in front.reading
            )
        if front.legend:
            content += paragraph("Normal", "") + self.legend(front)
        return content

    def facts(self, front: Front, name: str) -> str:
        widths = (appearance.LABEL_WIDTH, FRONT_ROOM - appearance.LABEL_WIDTH)
        rows = []
        for field in front.fields:
            label = paragraph("FactLabel", run(field.label))
            if field.article:
                label += paragraph("Article", run(field.article))
            rows.append(
                wordml.row(
                    [wordml.cell(label, widths[0]), wordml.cell(self.lines(field.cell, "Fact"), widths[1])]
                )
            )
        return wordml.table("FrontTable", widths, rows, name, name, head=False)

    def legend(self, front: Front) -> str:
        widths = (appearance.TERM_WIDTH, FRONT_ROOM - appearance.TERM_WIDTH)
        heads = [
            wordml.cell(paragraph("ColumnHead", run(head)), width)
            for head, width in zip(front.legend_heads, widths, strict=True)
        ]
        rows = [wordml.row(heads, head=True)]
        for term, meaning in front.legend:
            texts = wordml.line_runs((term,), self.document.language), run(meaning)
            rows.append(
                wordml.row(wordml.cell(paragraph("Legend", t), w) for t, w in zip(texts, widths, strict=True))
            )
        heading = " – ".join(front.legend_heads)
        return wordml.table("FrontTable", widths, rows, heading, heading)

    def section(self, table: Table) -> str:
        widths = appearance.widths(table.columns)
        heads = []
        for column, width in zip(table.columns, widths, strict=True):
            head = paragraph("ColumnHead", run(column.label))
            if column.article:
                head += paragraph("Article", run(column.article), keep_next=True)
            heads.append(wordml.cell(head, width))
        rows = [wordml.row(heads, head=True)]
        for item in table.rows:
            rows += (
                self.band(item.line, widths)
                if isinstance(item, Band)
                else self.rows(item, table.below, widths)
            )
        lead = appearance.lead(table, self.document.language)
        description = Cell(lead).text.replace("\n", " ") or table.title
        return (
            paragraph("Heading1", title_run(table.title))
            + "".join(self.line(line, "Lead", keep_next=True) for line in lead)
            + wordml.table("RecordTable", widths, rows, table.title, description)
        )

    def band(self, line: Line, widths: Sequence[float]) -> list[str]:
        content = self.line(line, "Group", keep_next=True)
        return [wordml.row([wordml.cell(content, sum(widths), len(widths), fill=appearance.TINT)])]

    def rows(self, row: Row, below: Sequence[Column], widths: Sequence[float]) -> Iterator[str]:
        """The row, and its voluntary row, kept on its page by its paragraphs; the number spans both."""
        paired = bool(row.below)
        upper = []
        whole = True
        for cell, start, span in appearance.placed(row.cells, len(widths)):
            width = sum(widths[start : start + span])
            whole = whole and appearance.lines_at_most(cell, width, _LETTER) < _HALF_PAGE
            merge: wordml.Merge = "restart" if paired and start == 0 else ""
            upper.append(wordml.cell(self.lines(cell, "Cell", keep_next=paired), width, span, merge))
        yield wordml.row(upper, whole=whole)
        if not paired:
            return
        lower = [wordml.cell(paragraph("Cell", ""), widths[0], merge="continue")]
        for (cell, start, span), column in appearance.labelled(row.below, below, len(widths)):
            content = paragraph("VoluntaryLabel", run(column.label)) + self.lines(cell, "Voluntary")
            width = sum(widths[start : start + span])
            lower.append(wordml.cell(content, width, span, fill=appearance.TINT))
        yield wordml.row(lower)

    def lines(self, cell: Cell, style: str, keep_next: bool = False) -> str:
        """A cell's lines as paragraphs; a cell of a table must hold one, if empty (17.4.65)."""
        lines = "".join(self.line(line, style, keep_next) for line in cell.lines)
        return lines or paragraph(style, "", keep_next)

    def line(self, line: Line, style: str, keep_next: bool = False) -> str:
        return line_paragraph(line, style, self.document.language, keep_next)
