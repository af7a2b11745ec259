"""What a document of blocks says outside its entries: titles, remarks, footnotes, fields of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.claims.block_texts import cells_of
from datamap.claims.labels import Field, Remark
from datamap.claims.marks import footnote_mark
from datamap.documents.blocks import Labelled, ListItem, Paragraph
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from datamap.claims.columns import Columns
    from datamap.claims.layout import Layout
    from datamap.claims.sections import Section
    from datamap.documents.blocks import Block


class Outside:
    """Takes what belongs to no entry into a layout; ``texts`` are its texts, each with its heading."""

    def __init__(self, layout: Layout, columns: Columns, marks: frozenset[str]) -> None:
        self.layout, self.columns, self.marks = layout, columns, marks
        self.texts: list[tuple[Cell, str]] = []

    def heading(self, section: Section) -> None:
        """Keep the heading of a section that is no entry."""
        if section.heading is not None:
            self.cell(section.heading.text)

    def block(self, block: Block, section: Section) -> None:
        """Keep a block as a footnote, as fields of the document, or as text."""
        title = section.heading.text.text if section.heading else ""
        if isinstance(block, Labelled):
            self.labelled(block.label, block.value)
            return
        if isinstance(block, (Paragraph, ListItem)):
            mark = footnote_mark(block.text.text, self.marks)
            if mark:
                self.layout.footnotes.append(Remark([block.text], "footnote", mark))
                self.texts.append((block.text, title))
                return
            if self._document_fields(block.text):
                return
        for cell in cells_of([block]):
            self.cell(cell, title)

    def _document_fields(self, cell: Cell) -> bool:
        """Read a paragraph whose every line is a labelled field of the document ("Last updated: …")."""
        lines = [
            Cell(text, cell.line + n, cell.at) for n, text in enumerate(cell.text.split("\n")) if text.strip()
        ]
        found = [self.columns.labels.read(line, self.marks) for line in lines]
        if not all(f is not None and f.key is not None and f.level == "document" for f in found):
            return False
        self.layout.document_fields += [f for f in found if f is not None]
        return True

    def labelled(self, label: Cell, value: Cell) -> None:
        """Keep a value with its label, as a field of the document where the label is one."""
        column = self.columns.column(label.text)
        text = f"{label.text}: {value.text}" if label.text else value.text
        if column.key is not None and column.level == "document" and value.text.strip():
            cell = Cell(text, label.line, value.at)
            self.layout.document_fields.append(
                Field(column.key, label.text, column.language, cell, value.text, "document")
            )
        elif value.text.strip():
            self.cell(Cell(text, label.line, value.at))

    def cell(self, cell: Cell, title: str = "") -> None:
        """Keep a text that stands under a title."""
        if cell.text.strip():
            self.layout.around.append(Remark([cell]))
            self.texts.append((cell, title))
