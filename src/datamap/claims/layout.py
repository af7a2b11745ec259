"""Find the entries of a list: a heading, then labelled fields.

The layout is general: headings with or without blank lines around them, values that run over
several lines, bullets and numbering, remarks, and footnotes wherever they are printed. Field
labels come from the ontology (scheme ``dm:fields``), in any of its languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.claims.labels import Field, FieldLabels, Remark, without_bullet
from datamap.claims.marks import footnote_mark, marks_in, used_marks, without_emphasis, without_marks
from datamap.claims.phrases import Phrase, terms_in
from datamap.documents import Cell
from datamap.vocabulary.concepts import (
    ROLES,
    Vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.shared import SharedSafeguard
    from datamap.claims.ticks import Tick


# Fields that say what a vendor does with personal data; a block without any of them is no entry.
SUBSTANTIVE = frozenset(
    {"purpose", "service", "data", "subjects", "processing-category", "storage-place", "processing-place",
     "access-place", "safeguard", "role"}
)  # fmt: skip


@dataclass(slots=True)
class RawEntry:
    """A heading with what stands under it, before interpretation.

    ``conditions`` are texts above it that make all of it depend on something.
    """

    name: str
    heading: str
    line: int
    marks: frozenset[str]
    at: str = ""
    fields: list[Field] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    keys: set[str | None] = field(default_factory=set)
    conditions: list[Cell] = field(default_factory=list)

    def add(self, found: Field) -> None:
        """Add a field."""
        self.fields.append(found)
        self.keys.add(found.key)

    def has(self, key: str | None) -> bool:
        """Tell whether the entry holds a field of that key already."""
        return key in self.keys


@dataclass(slots=True)
class Layout:
    """A document cut into entries, and all that stands outside them."""

    entries: list[RawEntry] = field(default_factory=list)
    around: list[Remark] = field(default_factory=list)
    document_fields: list[Field] = field(default_factory=list)
    footnotes: list[Remark] = field(default_factory=list)
    safeguards: list[SharedSafeguard] = field(default_factory=list)
    legend: dict[str, Tick] = field(default_factory=dict)
    """What the document says that signs in cells mean."""


def find_entries(cells: Sequence[Cell], vocabulary: Vocabulary) -> Layout:
    """Cut a document's lines into entries and their fields; nothing is dropped."""
    return _Walk(cells, vocabulary).run()


class _Walk:
    def __init__(self, cells: Sequence[Cell], vocabulary: Vocabulary) -> None:
        self.cells = cells
        self.marks = used_marks(cell.text for cell in cells)
        self.roles = vocabulary.labels(ROLES)
        labels = FieldLabels(vocabulary)
        self.fields = [None if _blank(c) else labels.read(c, self.marks) for c in cells]
        self.ends = self._block_ends()
        self.next_known = self._next_known()
        self.layout = Layout()
        self.entry: RawEntry | None = None
        self.open_field: Field | None = None
        self.open_remark: Remark | None = None
        self.gap = True
        self.name_label: str | None = None

    def run(self) -> Layout:
        index = 0
        while index < len(self.cells):
            index += self._step(index)
        self._drop_entries_without_substance()
        return self.layout

    def _step(self, index: int) -> int:
        cell, found = self.cells[index], self.fields[index]
        if _blank(cell):
            self.gap = True
            return 1
        taken = 1
        mark = footnote_mark(cell.text, self.marks)
        if mark:
            self._footnote(cell, mark)
        elif found is not None and found.key is not None:
            self._known_field(found)
        elif found is not None and self.entry and not self.gap and not self._names_the_next(index):
            self._add_field(found)
        else:
            taken = self._text(index)
        self.gap = False
        return taken

    # what a line is -------------------------------------------------------------------------

    def _footnote(self, cell: Cell, mark: str) -> None:
        self.open_remark = Remark([cell], "footnote", mark)
        self.layout.footnotes.append(self.open_remark)
        self.open_field = None

    def _known_field(self, found: Field) -> None:
        if found.level == "document":
            self.layout.document_fields.append(found)
            self.open_field, self.open_remark = found, None
            return
        if found.key == "vendor-name" and not found.value.strip():
            self._around(found.first)  # "Sub-processors:" heads the list, it names nobody
            return
        if found.key == "vendor-name" and self._names_further_processors(found):
            found.key = "sub-processors"
        if found.key == "vendor-name":
            self._start(found.value.strip(), found.text, found.first)
            self.name_label = found.label
            return
        if self.entry is None or (self.gap and self.entry.has(found.key)):
            # Nobody is named: guessing the vendor above would put words in its mouth.
            self.entry = None
            self.layout.around.append(Remark([found.first], "field"))
            self.open_field = self.open_remark = None
            return
        self._add_field(found)

    def _names_further_processors(self, found: Field) -> bool:
        """Tell whether "Sub-processors: …" stands inside an entry that has its name from elsewhere."""
        inside = self.entry is not None and bool(self.entry.fields) and not self.gap
        return inside and found.label != self.name_label

    def _add_field(self, found: Field) -> None:
        assert self.entry is not None
        self.entry.add(found)
        self.open_field, self.open_remark = found, None

    def _text(self, index: int) -> int:
        block = self.cells[index : self.ends[index]]
        if self._heads_an_entry(index):
            if self.gap:
                return self._heading_block(block, self.ends[index])
            return self._continued_then_heading(block, self.ends[index])
        for cell in block:
            self._continue(cell)
            self.gap = False
        return len(block)

    def _repeats(self, after: int) -> bool:
        """Tell whether the next field is one that the entry has already: then another entry begins."""
        following = self._next_field(after)
        return self.entry is None or self.entry.has(following.key)

    def _heading_block(self, block: Sequence[Cell], after: int) -> int:
        if self._continues() and not self._repeats(after):
            for cell in block:
                self._continue(cell, across_gap=True)
            return len(block)
        for position, cell in enumerate(block):
            if position < len(block) - 1 and self._is_title(cell):
                self._around(cell)
                continue
            self._start(cell.text, cell.text, cell)
            for rest in block[position + 1 :]:
                self._remark(rest)
            break
        return len(block)

    def _continued_then_heading(self, block: Sequence[Cell], after: int) -> int:
        following = self._next_field(after)
        new_entry = (
            self.entry is None
            or (self.open_field is None and self.open_remark is None and bool(self.entry.fields))
            or self.entry.has(following.key)
            or following.key == "vendor-name"
        )
        last = block[-1]
        if not new_entry or (self.entry is not None and len(block) == 1 and self._continues()):
            for cell in block:
                self._continue(cell)
            return len(block)
        for cell in block[:-1]:
            self._continue(cell)
        self._start(last.text, last.text, last)
        return len(block)

    def _is_title(self, cell: Cell) -> bool:
        """Tell whether a line over a name heads a section, or the list itself ("Underbiträden")."""
        if cell.text.rstrip().endswith(":"):
            return True
        return not self.layout.entries and bool(terms_in(Phrase(cell.text, 0), self.roles))

    def _names_the_next(self, index: int) -> bool:
        """Tell whether a line with an unknown label must be the name of the next entry."""
        if self.ends[index] - index > 1 or not self._heads_an_entry(index):
            return False
        following = self._next_field(self.ends[index])
        return self.entry is None or self.entry.has(following.key)

    def _continues(self) -> bool:
        """Tell whether the value above is unfinished, so that what follows is its rest and no name."""
        if self.open_field is None:
            return False
        value = self.open_field.last.rstrip()
        return not value or value.endswith((",", ";", "/", "("))

    def _heads_an_entry(self, index: int) -> bool:
        after = self.ends[index]
        if after == index:
            return False
        # A footnote may be printed anywhere, between a heading and its fields too.
        while after < len(self.cells) and (
            _blank(self.cells[after]) or footnote_mark(self.cells[after].text, self.marks)
        ):
            after += 1
        found = self.fields[after] if after < len(self.cells) else None
        return (
            found is not None
            and found.key is not None
            and found.level == "entry"
            and found.key != "vendor-name"
        )

    def _next_field(self, index: int) -> Field:
        """Return the first field with a known label at or after a line; there is one."""
        found = self.fields[self.next_known[index]]
        assert found is not None
        return found

    def _next_known(self) -> list[int]:
        following = [len(self.cells)] * (len(self.cells) + 1)
        for index in reversed(range(len(self.cells))):
            found = self.fields[index]
            labelled = found is not None and found.key is not None
            following[index] = index if labelled else following[index + 1]
        return following

    def _block_ends(self) -> list[int]:
        """For each line, the index after the run of unlabelled lines that it stands in."""
        ends = list(range(len(self.cells)))
        for index in reversed(range(len(self.cells))):
            cell, found = self.cells[index], self.fields[index]
            labelled = found is not None and found.key is not None
            if not (_blank(cell) or labelled or footnote_mark(cell.text, self.marks)):
                ends[index] = ends[index + 1] if index + 1 < len(ends) else len(self.cells)
        return ends

    # where a line goes ----------------------------------------------------------------------

    def _start(self, name: str, heading: str, where: Cell) -> None:
        marks = frozenset(marks_in(name, self.marks))
        clean = without_bullet(without_marks(without_emphasis(name), self.marks))
        self.entry = RawEntry(" ".join(clean.split()), heading, where.line, marks, where.at)
        self.layout.entries.append(self.entry)
        self.open_field = self.open_remark = None

    def _continue(self, cell: Cell, across_gap: bool = False) -> None:
        if self.open_field is not None and (not self.gap or across_gap or not self.open_field.last.strip()):
            self.open_field.rest.append(cell)
        elif self.open_remark is not None and not self.gap:
            self.open_remark.lines.append(cell)
        elif self.entry is not None and not self.gap and self.open_remark is None:
            self._remark(cell)
        else:
            self.open_field = None
            self._around(cell)

    def _remark(self, cell: Cell) -> None:
        assert self.entry is not None
        self.open_remark = Remark([cell])
        self.entry.remarks.append(self.open_remark)
        self.open_field = None

    def _around(self, cell: Cell) -> None:
        self.layout.around.append(Remark([cell]))
        self.open_field = self.open_remark = None

    def _drop_entries_without_substance(self) -> None:
        kept = []
        for entry in self.layout.entries:
            if any(f.key in SUBSTANTIVE for f in entry.fields):
                kept.append(entry)
                continue
            self.layout.around.append(Remark([Cell(entry.heading, entry.line, entry.at)]))
            self.layout.around.extend(Remark([f.first, *f.rest]) for f in entry.fields)
            self.layout.around.extend(entry.remarks)
        self.layout.entries = kept
        self.layout.around.sort(key=lambda remark: remark.line)


def _blank(cell: Cell) -> bool:
    return not cell.text.strip(" \t\r\f\v\u00a0\u200b\ufeff")
