"""Find the entries of a document of blocks: which part is the list, and what else the document says.

Tried in order: tables and records; headings with fields below them; bullets; labelled lines as in plain text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.claims.block_texts import cells_of, lines_of
from datamap.claims.bullets import BulletReader
from datamap.claims.columns import Columns
from datamap.claims.headed import HeadedReader
from datamap.claims.labels import Remark
from datamap.claims.layout import Layout, find_entries
from datamap.claims.marks import used_marks
from datamap.claims.outside import Outside
from datamap.claims.records import RecordReader
from datamap.claims.sections import Subjects, cut_sections
from datamap.claims.shared import SharedFacts
from datamap.claims.tables import TableReader
from datamap.documents.blocks import ListItem, Paragraph, RecordTree, Table
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.claims.layout import RawEntry
    from datamap.claims.lexicon import Lexicon
    from datamap.claims.sections import Section
    from datamap.documents.blocks import Block


_LONGEST_LINE = 2_000
"""Characters of a line in which footnote marks are looked for."""


def find_entries_in_blocks(blocks: Sequence[Block], lexicon: Lexicon) -> Layout:
    """Cut a document into entries and their fields; nothing is dropped."""
    return _BlockLayout(blocks, lexicon).run()


class _BlockLayout:
    def __init__(self, blocks: Sequence[Block], lexicon: Lexicon) -> None:
        self.blocks = blocks
        self.columns = _columns(lexicon)
        self.subjects = Subjects(lexicon, self.columns)
        self.shared = SharedFacts(lexicon, self.subjects)
        self.marks = used_marks(
            line[:_LONGEST_LINE] for cell in cells_of(blocks) for line in cell.text.split("\n")
        )
        self.bullets = BulletReader(lexicon, self.columns, self.marks)
        self.lexicon = lexicon
        self.sections = cut_sections(blocks)
        self.layout = Layout()
        self.outside = Outside(self.layout, self.columns, self.marks)

    def run(self) -> Layout:
        if not (self._tables() or self._headed() or self._bulleted()):
            return self._as_text()
        self._share_safeguards()
        self.layout.entries.sort(key=lambda entry: entry.line)
        self.layout.around.sort(key=lambda remark: remark.line)
        return self.layout

    def _others(self, section: Section) -> bool:
        return self.subjects.lists_others(section.titles)

    # tables and records ---------------------------------------------------------------------

    def _tables(self) -> bool:
        """Read all tables and records; tell whether any of them lists vendors."""
        readings: dict[int, list[RawEntry]] = {}
        tables = TableReader(self.columns, self.marks)
        loose: list[tuple[Cell, Cell]] = []
        around: list[Cell] = []
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table) and not self._others(section):
                    found = tables.read(block)
                    if found is not None:
                        readings[id(block)] = self._under_bands(found.entries, found.bands)
                        around += found.around
                elif isinstance(block, RecordTree):
                    records = RecordReader(self.columns, self.marks).read(block.records)
                    readings[id(block)] = [
                        entry for entry, path in records.entries if not self.subjects.lists_others(path)
                    ]
                    for entry, path in records.entries:
                        if self.subjects.lists_others(path):
                            around += [
                                Cell(entry.heading, entry.line, entry.at),
                                *(field.first for field in entry.fields),
                            ]
                    loose += records.loose
        if not any(readings.values()):
            return False
        for label, value in loose:
            self.outside.labelled(label, value)
        for cell in around:
            self.outside.cell(cell)
        for section in self.sections:
            self.outside.heading(section)
            entries: list[RawEntry] = []
            before: Cell | None = None
            for block in section.blocks:
                if id(block) in readings:
                    entries += readings[id(block)]
                    self._place_above(readings[id(block)], before, section)
                else:
                    self.outside.block(block, section)
                before = block.text if isinstance(block, Paragraph) else None
            self.layout.entries += entries
        return True

    def _under_bands(self, entries: list[RawEntry], bands: dict[int, Cell]) -> list[RawEntry]:
        """Leave out the rows below a band such as "Former sub-processors"; give the others its place."""
        kept = []
        for position, entry in enumerate(entries):
            band = bands.get(position)
            if band and self.subjects.lists_others([band.text]):
                cells = [Cell(entry.heading, entry.line, entry.at), *(field.first for field in entry.fields)]
                self.layout.around += [Remark([cell]) for cell in cells]
                continue
            if band:
                self.shared.give_place([entry], band)
            kept.append(entry)
        return kept

    def _place_above(self, entries: list[RawEntry], before: Cell | None, section: Section) -> None:
        if before is not None:
            self.shared.give_place(entries, before)
        for heading in [section.heading, *reversed(section.above)]:
            if heading is not None:
                self.shared.give_place(entries, heading.text)

    # headings and bullets -------------------------------------------------------------------

    def _headed(self) -> bool:
        present = [s for s in self.sections if not self._others(s)]
        found = HeadedReader(self.columns, self.bullets, self.marks).read(present)
        if not found:
            return False
        used: set[int] = set()
        for position, entry in found.items():
            section = present[position]
            used.add(id(section))
            used.update(
                id(inner)
                for inner in present[position + 1 :]
                if section.heading in inner.above and self._is_field_heading(inner)
            )
            for heading in reversed(section.above):
                self.shared.give_place([entry], heading.text)
            self.layout.entries.append(entry)
        for section in self.sections:
            if id(section) not in used:
                self.outside.heading(section)
                for block in section.blocks:
                    self.outside.block(block, section)
        return True

    def _is_field_heading(self, section: Section) -> bool:
        title = section.heading.text.text.strip(" :*") if section.heading else ""
        return self.columns.labels.match(title) is not None

    def _bulleted(self) -> bool:
        readings: list[tuple[Section, list[Block], list[RawEntry], list[Block]]] = []
        for section in self.sections:
            for run in _runs(section.blocks):
                heads = isinstance(run[0], Paragraph) and len(run) > 1
                above = run[0].text.text if isinstance(run[0], Paragraph) and heads else ""
                body = run[1:] if isinstance(run[0], Paragraph) and heads and not run[0].lead else run
                announced = any(map(self.subjects.speaks_of_vendors, [above, *section.titles]))
                if self._others(section):
                    readings.append((section, run, [], list(run)))
                    continue
                entries, rest = self.bullets.read(body, announced)
                rest = rest if body is run else [run[0], *rest]
                readings.append((section, run, entries, rest))
        if not any(entries for _, _, entries, _ in readings):
            return False
        headed: set[int] = set()
        for section, run, entries, rest in readings:
            if id(section) not in headed:
                headed.add(id(section))
                self.outside.heading(section)
            before = run[0].text if isinstance(run[0], Paragraph) else None
            self._place_above(entries, before, section)
            self.layout.entries += entries
            for block in rest:
                self.outside.block(block, section)
        for section in self.sections:
            if id(section) not in headed:
                self.outside.heading(section)
        return True

    def _as_text(self) -> Layout:
        """Read the words of the document as plain text."""
        lines: list[Cell] = []
        for section in self.sections:
            if section.heading is not None:
                lines += [Cell("", 0), section.heading.text]
            for block in section.blocks:
                if not isinstance(block, ListItem):
                    lines.append(Cell("", 0))
                for cell in lines_of(block):
                    lines.append(
                        Cell("- " + cell.text, cell.line, cell.at) if isinstance(block, ListItem) else cell
                    )
        return find_entries(lines, self.lexicon.vocabulary)

    def _share_safeguards(self) -> None:
        self.outside.texts.sort(key=lambda pair: pair[0].line)
        names = [entry.name for entry in self.layout.entries]
        self.layout.safeguards = self.shared.safeguards(self.outside.texts, names)


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the blocks of a section cut before each paragraph that heads a list."""
    run: list[Block] = []
    for block in blocks:
        heads = isinstance(block, Paragraph) and not block.lead
        if (heads and any(isinstance(b, ListItem) for b in run)) or (
            heads and run and not any(isinstance(b, ListItem) for b in run)
        ):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


_COLUMNS: dict[int, Columns] = {}


def _columns(lexicon: Lexicon) -> Columns:
    """Return the columns of a lexicon, made once."""
    found = _COLUMNS.get(id(lexicon))
    if found is None or found.lexicon is not lexicon:
        found = _COLUMNS[id(lexicon)] = Columns(lexicon)
    return found
