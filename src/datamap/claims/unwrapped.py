"""Words that a narrow column broke without a hyphen, put together where the whole is a word that we know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.claims.labels import FieldLabels
from datamap.documents.blocks import Table
from datamap.documents.document import Cell
from datamap.vocabulary.concepts import PERSONAL_DATA, PLACES, PURPOSES, SAFEGUARDS, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.lexicon import Lexicon
    from datamap.documents.blocks import Block

MAYBE_ONE_WORD = "\u2060"
"""Stands before the space where a reader doubts (``documents.pdf_tables``)."""
_BROKEN = re.compile(rf"(?P<first>[^\s{MAYBE_ONE_WORD}]+){MAYBE_ONE_WORD} (?P<rest>[^\W\d_]+)")


def unwrapped(blocks: Sequence[Block], lexicon: Lexicon) -> Sequence[Block]:
    """Return blocks without the reader's doubts about words of tables."""
    doubtful = [
        block
        for block in blocks
        if isinstance(block, Table) and any(MAYBE_ONE_WORD in cell.text for row in block.rows for cell in row)
    ]
    if not doubtful:
        return blocks
    vocabulary = lexicon.vocabulary
    known = {
        word
        for scheme in (PERSONAL_DATA, PURPOSES, SAFEGUARDS, PLACES)
        for label in vocabulary.labels(scheme)
        for word in label.split()
    }
    known |= {word for label in FieldLabels(vocabulary).known for word in label.split()}

    def mended(cell: Cell) -> Cell:
        if MAYBE_ONE_WORD not in cell.text:
            return cell
        text = _BROKEN.sub(
            lambda m: m["first"] + ("" if normalise(m["first"] + m["rest"]) in known else " ") + m["rest"],
            cell.text,
        )
        return Cell(text.replace(MAYBE_ONE_WORD, ""), cell.line, cell.at)

    def whole(table: Table) -> Table:
        made = {id(cell): mended(cell) for row in table.rows for cell in row}
        return Table(tuple(tuple(made[id(cell)] for cell in row) for row in table.rows), table.header_rows)

    return [
        whole(block) if isinstance(block, Table) and any(block is one for one in doubtful) else block
        for block in blocks
    ]
