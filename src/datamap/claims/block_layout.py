"""Find the entries of a document of blocks: which part is the list, and what else the document says.

Read in this order, each what the ones before left: records, tables, forms, headings with fields below them,
bullets, companies in sentences. Where all of that gives nothing, labelled lines as in plain text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.claims.block_texts import cells_of, lines_of
from datamap.claims.bullets import BulletReader
from datamap.claims.cards import CardReader
from datamap.claims.columns import Columns
from datamap.claims.companies import CompanyReader
from datamap.claims.headed import HeadedReader
from datamap.claims.layout import SUBSTANTIVE, Layout, find_entries
from datamap.claims.layout_words import LayoutWords
from datamap.claims.letters import LetterReader
from datamap.claims.marks import used_marks
from datamap.claims.outside import Outside
from datamap.claims.phrases import Phrase
from datamap.claims.records import RecordReader
from datamap.claims.sections import Subjects, cut_sections
from datamap.claims.shared import SharedFacts
from datamap.claims.supplements import join_supplements, same_vendor
from datamap.claims.tables import TableReader, TableReading
from datamap.claims.ticks import Ticks, legend_of
from datamap.claims.unwrapped import unwrapped
from datamap.documents.blocks import Heading, ListItem, Paragraph, RecordTree, Table
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from datamap.claims.layout import RawEntry
    from datamap.claims.lexicon import Lexicon
    from datamap.claims.sections import Section
    from datamap.documents.blocks import Block


_LONGEST_TITLE = 10  # words
_LONGEST_NAME = 25
"""Words of a vendor's name with what stands in brackets beside it; more is a sentence."""
_LONGEST_LINE = 2_000
"""Characters of a line in which footnote marks are looked for."""


def find_entries_in_blocks(blocks: Sequence[Block], lexicon: Lexicon) -> Layout:
    """Cut a document into entries and their fields; nothing is dropped."""
    return _BlockLayout(unwrapped(blocks, lexicon), lexicon).run()


class _BlockLayout:
    def __init__(self, blocks: Sequence[Block], lexicon: Lexicon) -> None:
        self.blocks = blocks
        self.columns = _columns(lexicon)
        self.subjects = Subjects(lexicon, self.columns)
        self.words = LayoutWords(lexicon)
        self.shared = SharedFacts(lexicon, self.subjects, self.words)
        self.marks = used_marks(
            line[:_LONGEST_LINE] for cell in cells_of(blocks) for line in cell.text.split("\n")
        )
        self.bullets = BulletReader(lexicon, self.words, self.columns, self.marks)
        self.companies = CompanyReader(lexicon, self.words, self.marks)
        self.lexicon = lexicon
        self.sections = cut_sections(blocks)
        self.layout = Layout(legend=legend_of((cell.text for cell in cells_of(blocks)), lexicon))
        self.outside = Outside(self.layout, self.columns, self.marks)
        self.tables: list[list[RawEntry]] = []
        self.read: set[int] = set()  # blocks that gave entries
        self.entry_headings: set[int] = set()  # sections whose heading is an entry's, or a field's

    def run(self) -> Layout:
        self._records()
        self._tables()
        self._forms()
        self._cards(fewest=2)
        self._headed()
        self._cards()
        self._bulleted()
        self._in_prose()
        if not self.layout.entries:
            as_text = self._as_text()
            if as_text.entries:
                return as_text
            self._letter()
        if not self.layout.entries:
            return self.layout
        self._drop_sentences()
        self.layout.entries = join_supplements([*self.tables, self._not_in_tables()])
        for section in self.sections:
            if id(section) not in self.entry_headings:
                self.outside.heading(section)
            for block in section.blocks:
                if id(block) not in self.read:
                    self.outside.block(block, section)
        self._share()
        self.layout.entries.sort(key=lambda entry: entry.line)
        self.layout.around.sort(key=lambda remark: remark.line)
        return self.layout

    def _not_in_tables(self) -> list[RawEntry]:
        in_tables = {id(entry) for entries in self.tables for entry in entries}
        return [entry for entry in self.layout.entries if id(entry) not in in_tables]

    def _others(self, section: Section) -> bool:
        return self.subjects.lists_others(section.titles)

    def _announces(self, titles: Sequence[str]) -> bool:
        """Tell whether headings announce vendors, or companies of the group."""
        return any(self.subjects.speaks_of_vendors(t) or self.words.announces_group(t) for t in titles)

    # tables and records ---------------------------------------------------------------------

    def _records(self) -> None:
        for section in self.sections:
            for block in section.blocks:
                if not isinstance(block, RecordTree):
                    continue
                records = RecordReader(self.columns, self.marks).read(block.records)
                for entry, path in records.entries:
                    if self.subjects.lists_others(path) or self._has_ended(entry):
                        self._put_around(entry)
                    else:
                        entry.conditions += [
                            Cell(p, entry.line, entry.at) for p in path if self.words.is_conditional(p)
                        ]
                        self.layout.entries.append(entry)
                if self.layout.entries:
                    self.read.add(id(block))
                    for label, value in records.loose:
                        self.outside.labelled(label, value)

    def _has_ended(self, entry: RawEntry) -> bool:
        """Tell whether a field of a record says that the vendor is one no more: {"status": "terminated"}."""
        return any(
            f.key is None and len(f.value.split()) <= 2 and self.columns.announces_others(f.value)
            for f in entry.fields
        )

    def _tables(self) -> None:
        reader = TableReader(self.columns, self.marks, Ticks(self.lexicon, self.layout.legend))
        found_in: dict[int, TableReading] = {}
        for section in self.sections:
            before: list[Cell] = []
            for block in section.blocks if not self._others(section) else ():
                if isinstance(block, Table) and not (before and self._announces_others(before[-1].text)):
                    announced = self._announces([*section.titles, *(cell.text for cell in before[-3:])])
                    found = reader.read(block, before[-1] if before else None, announced=announced)
                    if found is not None:
                        found_in[id(block)] = found
                before = [*before, block.text] if isinstance(block, Paragraph) else []
        announced = any(
            found_in.get(id(block)) and self._announces(section.titles)
            for section in self.sections
            for block in section.blocks
        )
        for section in self.sections:
            above: Paragraph | None = None
            for block in section.blocks:
                found = found_in.get(id(block))
                if found is not None and (
                    found.sure
                    or not announced
                    or self._announces(section.titles)
                    or self._adds(found, found_in)
                ):
                    self.read.add(id(block))
                    if found.named_above:
                        self.read.add(id(above))
                    for cell in found.around:
                        self.outside.block(Paragraph(cell), section)
                    entries = self._under_bands(found.entries, found.bands)
                    self._said_above(
                        entries, above.text if above and not found.named_above else None, section
                    )
                    self.layout.entries += entries
                    self.tables.append(entries)
                above = block if isinstance(block, Paragraph) else None

    def _adds(self, found: TableReading, tables: Mapping[int, TableReading]) -> bool:
        """Tell whether a table says more of vendors that the tables announced as their list name."""
        listed = [
            entry
            for section in self.sections
            if self._announces(section.titles)
            for block in section.blocks
            for entry in (tables[id(block)].entries if id(block) in tables else ())
        ]
        names = [entry.name for entry in found.entries]
        return all(any(c.isalnum() for c in name) for name in names) and all(
            same_vendor(entry.name, listed) for entry in found.entries
        )

    def _announces_others(self, text: str) -> bool:
        """Tell whether a line over a table announces former vendors, or changes."""
        return len(text.split()) <= _LONGEST_TITLE and self.subjects.lists_others([text])

    def _under_bands(self, entries: list[RawEntry], bands: dict[int, Cell]) -> list[RawEntry]:
        """Leave out the rows below a band such as "Former sub-processors"; give the others its place."""
        kept = []
        for position, entry in enumerate(entries):
            band = bands.get(position)
            if band and self.subjects.lists_others([band.text]):
                self._put_around(entry)
                continue
            if band:
                self._give([entry], band)
            kept.append(entry)
        return kept

    def _put_around(self, entry: RawEntry) -> None:
        for cell in [Cell(entry.heading, entry.line, entry.at), *(field.first for field in entry.fields)]:
            self.outside.cell(cell)

    def _said_above(self, entries: Sequence[RawEntry], before: Cell | None, section: Section) -> None:
        """Give entries what the paragraph and the headings above them say for all of them."""
        if before is not None:
            self._give(entries, before)
        for heading in [section.heading, *reversed(section.above)]:
            if heading is not None:
                self._give(entries, heading.text)

    def _give(self, entries: Sequence[RawEntry], said: Cell) -> None:
        self.shared.give_place(entries, said)
        if self.shared.sets_condition(said):
            for entry in entries:
                entry.conditions.append(said)

    # headings, bullets and sentences --------------------------------------------------------

    def _forms(self) -> None:
        """Read items that are forms, "Name: …, Address: …, Description of processing: …", a vendor each."""
        for section in self.sections:
            if self._others(section):
                continue
            forms = [
                (block, entry)
                for block in section.blocks
                if isinstance(block, (Paragraph, ListItem)) and id(block) not in self.read
                for entry in [self.bullets.form(block.text)]
                if entry is not None
            ]
            if len(forms) > 1:
                self.read.update(id(block) for block, _ in forms)
                entries = [entry for _, entry in forms]
                self._said_above(entries, None, section)
                self.layout.entries += entries

    def _headed(self) -> None:
        """Read the sections that are a vendor each; after a table, only below a heading that announces it."""
        present = [s for s in self.sections if not self._others(s)]
        found = HeadedReader(self.columns, self.bullets, self.marks).read(present, self._announces)
        found = self._likely_vendors(found, present)
        beside = bool(self.layout.entries)
        for position, entry in found.items():
            section = present[position]
            if beside and not self._announces([h.text.text for h in section.above]):
                continue
            if beside and len(entry.keys & SUBSTANTIVE) < 2:
                continue  # "Contact us", "Security measures", with one labelled line
            inner = [
                other
                for other in present[position + 1 :]
                if section.heading in other.above and self._is_field_heading(other)
            ]
            if any(id(block) in self.read for part in (section, *inner) for block in part.blocks):
                continue
            for part in (section, *inner):
                self.entry_headings.add(id(part))
                self.read.update(map(id, part.blocks))
            for heading in reversed(section.above):
                self._give([entry], heading.text)
            self.layout.entries.append(entry)

    def _cards(self, fewest: int = 1) -> None:
        """Read names in paragraphs with labelled values below them, at least ``fewest`` in a section."""
        alone = not self.layout.entries
        reader = CardReader(self.columns, self.marks)
        for section in self.sections:
            own = [section.heading.text.text] if section.heading else []
            if (
                self._others(section)
                or id(section) in self.entry_headings
                or not (alone or self._announces(own))
            ):
                continue
            left = [block for block in section.blocks if id(block) not in self.read]
            entries, used = reader.read(left, self._announces(section.titles))
            if len(entries) < fewest:
                continue
            self._said_above(entries, None, section)
            self.layout.entries += entries
            self.read.update(map(id, used))

    def _is_title_of_the_list(self, present: Sequence[Section], position: int) -> bool:
        """Tell whether a heading is the title of the whole list rather than a vendor of it."""
        heading = present[position].heading
        return (
            heading is not None
            and not present[position].above
            and self.subjects.speaks_of_vendors(heading.text.text)
        )

    def _drop_sentences(self) -> None:
        """Keep as text what was taken for an entry though its name is a sentence."""
        told = [entry for entry in self.layout.entries if len(entry.name.split()) > _LONGEST_NAME]
        for entry in told:
            self._put_around(entry)
            for entries in (self.layout.entries, *self.tables):
                entries[:] = [other for other in entries if other is not entry]

    def _likely_vendors(self, found: dict[int, RawEntry], present: Sequence[Section]) -> dict[int, RawEntry]:
        """Return the sections that are vendors rather than chapters of a policy that has such labels too.

        Those below a heading that announces vendors, where some are; else those that stand beside each other.
        """
        announced = {
            position: entry
            for position, entry in found.items()
            if self._announces([h.text.text for h in present[position].above])
        }
        found = {
            position: entry
            for position, entry in found.items()
            if position in announced or not self._is_title_of_the_list(present, position)
        }
        if announced:
            return announced
        heads = {
            position
            for position in found
            if any(present[position].heading in present[other].above for other in found if other != position)
        }
        return {position: entry for position, entry in found.items() if position not in heads}

    def _is_field_heading(self, section: Section) -> bool:
        title = section.heading.text.text.strip(" :*") if section.heading else ""
        return self.columns.labels.match(title) is not None

    def _bulleted(self) -> None:
        """Read lists; beside another kind of list, only those whose own heading announces them."""
        alone = not self.layout.entries
        for section in self.sections:
            if self._others(section) or id(section) in self.entry_headings:
                continue
            own = [section.heading.text.text] if section.heading else []
            by_place = section.heading is not None and self.lexicon.names_places(
                Phrase(section.heading.text.text, 0)
            )  # "In France", below a title that announces vendors
            if not (alone or self._announces(own) or (by_place and self._announces(section.titles))):
                continue
            left = [block for block in section.blocks if id(block) not in self.read]
            for run in _runs(left):
                heads = isinstance(run[0], Paragraph) and len(run) > 1
                above = run[0].text.text if isinstance(run[0], Paragraph) and heads else ""
                body = run[1:] if isinstance(run[0], Paragraph) and heads and not run[0].lead else run
                announced = self._announces([above, *section.titles]) or (alone and self._opens_as_list())
                entries, rest = self.bullets.read(body, announced)
                if not entries or not (alone or by_place or self._adds_to_the_list(entries)):
                    continue
                before = run[0].text if isinstance(run[0], Paragraph) else None
                self._said_above(entries, before, section)
                self.layout.entries += entries
                self.read.update(id(block) for block in body if not any(block is other for other in rest))

    def _opens_as_list(self) -> bool:
        """Tell whether the first words of the document say that it lists vendors."""
        first = [b.text.text for b in self.blocks[:2] if isinstance(b, (Paragraph, Heading))]
        return any(self.subjects.speaks_of_vendors(text[:200]) for text in first)

    def _adds_to_the_list(self, entries: Sequence[RawEntry]) -> bool:
        """Tell whether bullets beside another list are more vendors: with places, and under new names."""
        known = {entry.name.casefold() for entry in self.layout.entries}
        placed = sum("processing-place" in entry.keys for entry in entries) * 2 >= len(entries)
        return placed and not any(name in entry.name.casefold() for entry in entries for name in known)

    def _in_prose(self) -> None:
        """Read the companies of the group that sentences name with their place and what they do."""
        if not self.layout.entries:
            return
        for section in self.sections:
            own = section.heading.text.text if section.heading else ""
            if not self.words.announces_group(own) or self._others(section):
                continue
            for block in section.blocks:
                if id(block) not in self.read and isinstance(block, (Paragraph, ListItem)):
                    entries = self.companies.read(block.text)
                    if entries:
                        self.read.add(id(block))
                        self._said_above(entries, None, section)
                        self.layout.entries += entries

    def _letter(self) -> None:
        """Read the vendors that running prose names, where the document speaks of vendors at all."""
        texts = [b.text.text for b in self.blocks if isinstance(b, (Heading, Paragraph, ListItem))]
        if not any(map(self.subjects.speaks_of_vendors, texts)):
            return
        reader = LetterReader(self.lexicon, self.marks)
        known: dict[str, RawEntry] = {}
        for section in self.sections:
            for block in section.blocks if not self._others(section) else ():
                if not isinstance(block, (Paragraph, ListItem)):
                    continue
                entries, beside = reader.read(block.text)
                if not entries:
                    continue
                self.read.add(id(block))
                for cell in beside:
                    self.outside.cell(cell)
                for entry in entries:
                    if known.setdefault(entry.name.casefold(), entry) is not entry:
                        self._put_around(entry)
        self.layout.entries += known.values()

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

    def _share(self) -> None:
        """Give entries what texts outside them say for several."""
        self.outside.texts.sort(key=lambda pair: pair[0].line)
        names = [entry.name for entry in self.layout.entries]
        self.layout.safeguards = self.shared.safeguards(self.outside.texts, names)
        for cell, _ in self.outside.texts:
            self.shared.give_default_place(self.layout.entries, cell)
            self.shared.give_condition(self.layout.entries, cell)


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
