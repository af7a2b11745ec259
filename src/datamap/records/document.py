"""What a document for people holds, whatever file it becomes: sections of cells made of lines of parts.

The record, the sub-processor list and the notices build a :class:`Document`; each format renders one
and knows nothing of registries. A part says what kind of text it is, so that a gap looks like a gap in
every format, in words and not by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["value", "name", "gap", "answer", "quiet", "change"]
"""``value`` a fact; ``name`` a fact that names the row; ``gap`` what is missing; ``answer`` "varies" or "not
applicable"; ``quiet`` a remark such as "not confirmed"; ``change`` what differs from an earlier record."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a part comes from: a source by name, the place in it in words ("line 26"), the verbatim text.

    ``by`` names the person who stated it and ``on`` the date, where a person did.
    """

    source: str
    place: str
    text: str
    by: str | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text of one kind, with what it rests on.

    ``section`` is the key of the table that the text names, where it tells the reader to go there: paper
    adds its page.
    """

    text: str
    kind: Kind = "value"
    traces: tuple[Trace, ...] = ()
    section: str = ""


Line = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of one cell; ``span`` is the number of columns it takes."""

    lines: tuple[Line, ...]
    span: int = 1

    @property
    def text(self) -> str:
        """The cell as plain text, a line a line."""
        return "\n".join(" ".join(part.text for part in line) for line in self.lines)

    def parts(self) -> Iterator[Part]:
        """Yield the parts of all lines."""
        for line in self.lines:
            yield from line


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its label, what stands below the label (article or "voluntary"), its width.

    ``width`` is in millimetres of a landscape A4 page with 267 mm between the margins.
    """

    key: str
    label: str
    article: str
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row: one cell a column (fewer where cells span), and the row of voluntary cells below it.

    ``key`` is stable between versions. ``below`` has the columns of ``Table.below``.
    """

    key: str
    cells: tuple[Cell, ...]
    below: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A heading across all columns, such as the name of a group and what holds for the whole of it."""

    line: Line


@dataclass(frozen=True, slots=True)
class Table:
    """A section that is a table, on landscape pages, its head repeated on each.

    ``below`` are the columns of the tinted row under each row, on the same grid as ``columns`` without
    the first (the number, which spans both rows); none where there is no such row. ``internal`` marks
    what only the internal audience gets. The rows of the table whose key is "sources" list the traces that
    their own parts carry: what rests on the same trace elsewhere refers to the row.
    """

    key: str
    title: str
    lead: tuple[Line, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row | Band, ...]
    below: tuple[Column, ...] = ()
    internal: bool = False

    def labelled(self, row: Row) -> Iterator[tuple[Column, Cell]]:
        """Yield the cells of a row, the voluntary ones too, each with the first column it stands in."""
        position = 0
        for cell in row.cells:
            yield self.columns[position], cell
            position += cell.span
        yield from zip(self.below, row.below, strict=True)

    def spanned(self, row: Row) -> Iterator[tuple[Column, Cell]]:
        """Yield every column of a row with its cell, one that spans several with each of them."""
        position = 0
        for cell in row.cells:
            for column in self.columns[position : position + cell.span]:
                yield column, cell
            position += cell.span
        yield from zip(self.below, row.below, strict=True)


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled fact of the front page."""

    key: str
    label: str
    article: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Front:
    """The front page: facts about the document, how to read it, and what its wordings mean.

    ``opening`` are paragraphs above the facts, such as a letter begins with.
    """

    fields: tuple[Field, ...]
    reading_title: str
    reading: tuple[Line, ...]
    legend_heads: tuple[str, str]
    legend: tuple[tuple[Part, str], ...]
    opening: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    ``name`` is the short name for footers ("Register över behandling, personuppgiftsbiträde"), ``entity``
    whose document it is, ``date`` ISO 8601, ``version`` as the organisation counts, "" where it does not.
    ``keywords`` are for the file's metadata.
    """

    language: Literal["sv", "en"]
    title: str
    subtitle: str
    name: str
    entity: str
    date: str
    version: str
    front: Front
    tables: tuple[Table, ...]
    keywords: tuple[str, ...] = ()

    @property
    def footer(self) -> str:
        """What stands at the foot of every page, before the section's title."""
        version = f"version {self.version}" if self.version else ""
        return " · ".join(filter(None, [self.entity, self.name, version, self.date]))
