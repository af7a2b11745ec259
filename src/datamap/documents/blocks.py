"""What readers find in a document: located blocks, which know formats and nothing of vendors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.documents.document import Cell


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` is 1 for the outermost."""

    text: Cell
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``lead`` is the bold, linked or quoted text that begins it."""

    text: Cell
    lead: str = ""


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list, without its bullet; ``depth`` is 1 for the outermost list."""

    text: Cell
    depth: int = 1
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A term with its definition, or a label with its value."""

    label: Cell
    value: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose spans are resolved: a cell over several rows or columns stands in each of them.

    ``header_rows`` is the number of rows that the format itself marks as headings.
    """

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class RecordField:
    """A named field of a record: its values, texts or records of their own."""

    label: Cell
    values: tuple[Cell | Record, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping of a data format, with the line where it begins."""

    line: int
    fields: tuple[RecordField, ...]


@dataclass(frozen=True, slots=True)
class RecordTree:
    """The whole of a data file: its outermost records."""

    records: tuple[Record, ...]


Block = Heading | Paragraph | ListItem | Labelled | Table | RecordTree


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader makes of a file's bytes: lines of plain text, or blocks."""

    cells: tuple[Cell, ...] = ()
    blocks: tuple[Block, ...] = ()
    encoding: str = "utf-8"
    notes: tuple[str, ...] = field(default=())
