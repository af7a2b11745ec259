"""The texts of blocks: their cells, and their lines as plain text has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.documents.blocks import Heading, Labelled, ListItem, Paragraph, Table
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.documents.blocks import Block


def cells_of(blocks: Sequence[Block]) -> Iterator[Cell]:
    """Yield every cell of blocks, one that stands in several places once."""
    for block in blocks:
        if isinstance(block, (Heading, Paragraph, ListItem)):
            yield block.text
        elif isinstance(block, Labelled):
            yield block.label
            yield block.value
        elif isinstance(block, Table):
            yield from {id(cell): cell for row in block.rows for cell in row}.values()


def lines_of(block: Block) -> Iterator[Cell]:
    """Yield the lines of a block."""
    if isinstance(block, Labelled):
        yield Cell(f"{block.label.text}: {block.value.text}", block.label.line, block.value.at)
        return
    if isinstance(block, Table):
        for row in block.rows:
            texts = list(dict.fromkeys(cell.text for cell in row if cell.text.strip()))
            if texts:
                yield Cell("\t".join(texts), row[0].line, row[0].at)
        return
    for cell in cells_of([block]):
        for number, text in enumerate(cell.text.split("\n")):
            yield Cell(text, cell.line + number, cell.at)
