"""A document as located text: what every reader produces and every interpreter consumes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.documents.blocks import Block


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text and where it stands.

    ``line`` is the 1-based physical line in text formats, the row in a sheet, the paragraph or row of a
    Word file, the running line of a PDF. ``at`` says more where a line is not enough: a locator
    (``datamap.locators``), such as sheet and cell, a path in a data file, a page and its line.
    """

    text: str
    line: int
    at: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document after reading, before interpretation.

    ``name`` is the file's name without folders, ``sha256`` the hex digest of its bytes, ``notes``
    what a reader wants the user to know (an encoding that was guessed, for example). Plain text is in
    ``cells``, a line each; every other format in ``blocks``.
    """

    name: str
    sha256: str
    cells: tuple[Cell, ...]
    encoding: str = "utf-8"
    notes: tuple[str, ...] = field(default=())
    blocks: tuple[Block, ...] = ()
