"""Bullets to entries: "**Vendor**: purpose (country)", "Vendor – purpose – country", with fields below."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.claims.columns import Column, Columns
from datamap.claims.labels import Remark
from datamap.claims.phrases import Phrase, brackets, sentences, split, trim, without_final_stop
from datamap.claims.place_names import Named
from datamap.claims.rows import LEGAL_FORM, add_value, entry_named, has_substance
from datamap.documents.blocks import Labelled, ListItem, Paragraph
from datamap.documents.document import Cell
from datamap.vocabulary.concepts import PERSONAL_DATA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.layout import RawEntry
    from datamap.claims.layout_words import LayoutWords
    from datamap.claims.lexicon import Lexicon
    from datamap.documents.blocks import Block

_STRONG = re.compile(r"\s*[:：]\s+|\s+(?:[-–—|]|->|→)\s+|[–—]\s|\s*\|\s*|\n\s*")
_WEAK = re.compile(rf",\s+(?!{LEGAL_FORM}\b)|(?<!\b[A-Z])(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bCorp)\.\s+")
_LEGAL_INSIDE = re.compile(rf"[\s,]{LEGAL_FORM}(?!\w)")
_AFTER_LEAD = re.compile(r"\s*[:：]\s*|\s+(?:[-–—|]|->|→)\s+|[–—]\s|\s*\|\s*|\n\s*|\.\s+|,\s+")
_FINAL_BRACKET = re.compile(r"\s*\((?P<inner>[^()]*)\)\s*[.;,]?\s*$")
_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*\|\s*|\s*;\s+|\s+·\s+|\n\s*")
_LABELLED = re.compile(r"(?P<label>(?:(?!\.\s)[^:：\n]){2,60})[:：]\s*(?P<value>\S.*)", re.DOTALL)
_NO_NAME = re.compile(r"[.!?]$")
_LINE_END = re.compile(r"[ \t]*\n[ \t]*(?=(?P<next>\S))")
_LABEL_NEXT = re.compile(r"[^\W\d_][^:.\n]{1,40}:\s")
_WRAPPED = 60
"""Characters of a line that may have been wrapped."""
_LONGEST_NAME = 12  # words
_LONGEST_ITEM = 5_000  # characters; more is prose

DATA = Column("", "data")
PURPOSE = Column("", "purpose")
PLACE = Column("", "processing-place")
SAFEGUARD = Column("", "safeguard")
REMARK = Column("", None)


class BulletReader:
    """Reads the lists and the paragraphs of one document that hold a vendor each."""

    def __init__(self, lexicon: Lexicon, words: LayoutWords, columns: Columns, marks: frozenset[str]) -> None:
        self.lexicon = lexicon
        self.words = words
        self.columns = columns
        self.marks = marks

    def read(self, blocks: Sequence[Block], announced: bool) -> tuple[list[RawEntry], list[Block]]:
        """Return the entries among the blocks of a section, and the blocks that belong to none.

        ``announced`` tells that the section's heading, or the sentence above the list, speaks of vendors.
        """
        entries: list[RawEntry] = []
        rest: list[Block] = []
        entry: RawEntry | None = None
        term: Cell | None = None
        depth = 1
        shaped = 0
        for block in blocks:
            if isinstance(block, ListItem) and entry is not None and block.depth > depth:
                self.below(entry, block.text)
                continue
            if isinstance(block, Labelled) and entry is not None and block.label is term:
                self.below(entry, block.value)  # a term with several definitions
                continue
            term = block.label if isinstance(block, Labelled) else None
            started = None
            if isinstance(block, ListItem) or (
                isinstance(block, Paragraph) and (block.lead or "\n" in block.text.text)
            ):
                started = self._start(block)
            elif isinstance(block, Labelled):
                started = self._labelled(block)
            if started is not None:
                entry, has_shape = started
                depth = block.depth if isinstance(block, ListItem) else 0
                shaped += has_shape
                entries.append(entry)
            elif isinstance(block, Paragraph) and entry is not None and self._is_field(block.text):
                self.below(entry, block.text)
            else:
                rest.append(block)
                entry = None if not isinstance(block, ListItem) else entry
        items = len(entries) + sum(isinstance(block, ListItem) for block in rest)
        with_substance = sum(has_substance(e.keys) for e in entries)
        enough = with_substance * 2 >= items if announced else with_substance * 4 >= items * 3 and shaped >= 2
        listed = any(isinstance(block, ListItem) for block in blocks) or len(entries) >= 2
        if not (entries and enough and listed and (announced or self._some_place(entries))):
            return [], list(blocks)
        return entries, rest

    @staticmethod
    def _some_place(entries: Sequence[RawEntry]) -> bool:
        return sum("processing-place" in e.keys for e in entries) * 2 >= len(entries)

    def _start(self, block: ListItem | Paragraph) -> tuple[RawEntry, bool] | None:
        text = _unwrapped(block.text.text)
        if len(text) > _LONGEST_ITEM:
            return None
        form = self.form(block.text)
        if form is not None:
            return form, True
        lead = block.lead if block.lead and text.startswith(block.lead) else ""
        if not lead:
            name, after, separated = self._without_lead(text)
        else:
            end = len(lead)
            legal = re.match(rf",?\s+{LEGAL_FORM}\b\.?", text[end:])
            end += legal.end() if legal else 0
            bracketed = re.match(r"\s*\(([^()]*)\)", text[end:])
            if bracketed and not self.lexicon.places_in_bracket(bracketed[1]):
                end += bracketed.end()
            separator = _AFTER_LEAD.match(text, end)
            name, after, separated = (
                text[:end].strip(),
                separator.end() if separator else end,
                bool(separator),
            )
        condition = ""
        if separated and self.words.depends(name) and _LEGAL_INSIDE.search(text[after:]):
            # What stands before the colon is when the vendor is used; its name comes after.
            condition = name
            weak = _WEAK.search(text, after)
            name = text[after : weak.start() if weak else len(text)].strip()
            after = weak.end() if weak else len(text)
        if not self._is_name(name, bool(lead)) or (isinstance(block, Paragraph) and not separated):
            return None
        entry = entry_named(Cell(name, block.text.line, block.text.at), self.marks)
        entry.heading = text
        if condition:
            entry.conditions.append(Cell(condition, block.text.line, block.text.at))
        entry.name, places = self._place_beside_name(entry.name)
        for place in places:
            add_value(entry, PLACE, Cell(place, block.text.line, block.text.at))
        if text[after:].strip():
            said = text[after:].rstrip()
            if said.endswith(")") and said.count(")") > said.count("("):
                said = said[:-1]  # the bracket that was opened before it
            self._say(entry, Phrase(text, 0).cut(after, after + len(said)), block.text)
        return entry, separated

    def form(self, cell: Cell) -> RawEntry | None:
        """Read an item of labelled lines of which the first gives the name, as in annexes of contracts."""
        first, _, rest = cell.text.partition("\n")
        split = _LABELLED.fullmatch(first.strip())
        column = self.columns.column(split["label"]) if split else None
        if split is None or column is None or column.partly or not rest.strip():
            return None
        if not (column.is_name or column.key in ("vendor-name", "legal-entity")):
            return None
        entry = entry_named(Cell(split["value"], cell.line, cell.at), self.marks)
        self.below(entry, Cell(rest, cell.line + 1, cell.at))
        return entry

    def _without_lead(self, text: str) -> tuple[str, int, bool]:
        """Return the name that begins an item, where the rest begins, and whether a sign parts them."""
        strong = next(
            (
                m
                for m in _STRONG.finditer(text)
                if text.count("(", 0, m.start()) == text.count(")", 0, m.start())
            ),
            None,
        )
        if strong is not None:
            return text[: strong.start()].strip(), strong.end(), True
        bracket = _FINAL_BRACKET.search(text)
        if (
            bracket is not None
            and not self.lexicon.places_in_bracket(bracket["inner"])
            and (" " in bracket["inner"])
        ):
            # "Acme, Inc. (hosting; Ireland)": the bracket says what the vendor is for.
            return text[: bracket.start()].strip(), bracket.start("inner"), True
        weak = _WEAK.search(text)
        if weak is not None:
            return text[: weak.start()].strip(), weak.end(), True
        return text.strip(), len(text), False

    def _labelled(self, block: Labelled) -> tuple[RawEntry, bool] | None:
        if not self._is_name(block.label.text, True):
            return None
        entry = entry_named(block.label, self.marks)
        self.below(entry, block.value)
        return entry, True

    def _is_name(self, name: str, marked: bool) -> bool:
        words = name.split()
        if not words or len(words) > _LONGEST_NAME or self.columns.labels.match(name.strip(" *:")):
            return False
        if not marked and (_NO_NAME.search(name) and len(words) > 4):
            return False
        first = next((c for c in name if c.isalnum()), "")
        return first.isupper() or first.isdigit() or marked or (len(words) <= 3 and "." in name)

    def _place_beside_name(self, name: str) -> tuple[str, list[str]]:
        """Cut "Acme (Ireland)" into the name and the place beside it."""
        main, inner = brackets(Phrase(name, 0))
        places = [p.text for p in inner if self.lexicon.places_in_bracket(p.text)]
        return (main.text, places) if inner and len(places) == len(inner) else (name, [])

    def _is_field(self, cell: Cell) -> bool:
        split = _LABELLED.fullmatch(cell.text)
        return split is not None and self.columns.column(split["label"]).key is not None

    def below(self, entry: RawEntry, cell: Cell) -> None:
        """Add what stands below a name, labelled or not."""
        for offset, line in _lines(cell):
            split = _LABELLED.fullmatch(line.text)
            column = self.columns.column(split["label"]) if split else None
            known = split and column and column.key is not None
            if split and column and known and not self._has_field(split["value"]):
                add_value(entry, column, Cell(split["value"].strip(), cell.line + offset, cell.at))
            else:
                self._say(entry, Phrase(line.text, 0), line)

    def _has_field(self, value: str) -> bool:
        """Tell whether a later sentence of a value is a field again: "USA. Data: IP address"."""
        return any(self._is_field(Cell(s.text, 0)) for s in list(sentences(Phrase(value, 0)))[1:])

    def _say(self, entry: RawEntry, said: Phrase, cell: Cell) -> None:
        """Add unlabelled text: what names places alone is a place, the first of the rest the purpose."""
        for part in self._between(said):
            line = cell.line + cell.text.count("\n", 0, part.start)
            split = _LABELLED.fullmatch(part.text)
            column = self.columns.column(split["label"]) if split else None
            if split and column and column.key is not None:
                add_value(entry, column, Cell(split["value"].strip(), line, cell.at))
                continue
            head, comma, tail = part.text.rpartition(", ")
            if comma and self.lexicon.names_places(Phrase(tail, 0)) and not self.lexicon.names_places(part):
                self._purpose(entry, part.cut(0, len(head)), line, cell)
                add_value(entry, PLACE, Cell(tail.strip(" ."), line, cell.at))
                continue
            main, inner = brackets(part)
            for tool in [p for p in inner if self.lexicon.names_safeguard(p.text)]:
                inner.remove(tool)
                add_value(entry, SAFEGUARD, Cell(tool.text, line, cell.at))
                part = main if not inner else part
            places = [p for p in inner if self.lexicon.places_in_bracket(p.text)]
            if self._lists_data(part):
                add_value(entry, DATA, Cell(part.text, line, cell.at))
            elif self.lexicon.names_safeguard(part.text) and entry.has("purpose"):
                add_value(entry, SAFEGUARD, Cell(part.text, line, cell.at))
            elif self.lexicon.names_places(part):
                add_value(entry, PLACE, Cell(part.text, line, cell.at))
            elif places and not self.lexicon.names_places(main):
                self._purpose(entry, main, line, cell)
                for place in places:
                    add_value(entry, PLACE, Cell(place.text, line, cell.at))
                for other in inner:
                    if other not in places:
                        entry.remarks.append(Remark([Cell(other.text, line, cell.at)]))
            else:
                self._purpose(entry, part, line, cell)

    def _between(self, said: Phrase) -> list[Phrase]:
        parts, start = [], 0
        for match in _BETWEEN.finditer(said.text):
            if said.text.count("(", 0, match.start()) != said.text.count(")", 0, match.start()):
                continue
            parts.append(said.cut(start, match.start()))
            start = match.end()
        parts.append(said.cut(start, len(said.text)))
        found = []
        for part in parts:
            cut = [trim(s) for s in sentences(part)]
            # "Hosting. Ireland." is two things, "Hosting. We store backups." one and a remark.
            found.extend(cut if any(_LABELLED.fullmatch(s.text) or self._is_fact(s) for s in cut) else [part])
        return [part for part in found if part.text.strip(" .,;")]

    def _is_fact(self, said: Phrase) -> bool:
        """Tell whether a sentence is a place or a list of data, and nothing else: "USA (SCC)."."""
        return self.lexicon.names_places(brackets(said)[0]) or self._lists_data(said)

    def _lists_data(self, said: Phrase) -> bool:
        """Tell whether a text lists types of data, several of them: "name, e-mail and phone number"."""
        items = [
            named
            for item in split(without_final_stop(said), ",;")
            for named in self.lexicon.name(item, PERSONAL_DATA) or [Named(item, None)]
        ]
        return len(items) > 1 and all(named.concept for named in items)

    def _purpose(self, entry: RawEntry, part: Phrase, line: int, cell: Cell) -> None:
        bare = without_final_stop(part)
        column = PURPOSE if not entry.has("purpose") else REMARK
        add_value(entry, column, Cell(bare.text, line, cell.at))


def _unwrapped(text: str) -> str:
    """Return a text whose wrapped lines are one; a line end after a short line or a sentence stays."""

    def joint(match: re.Match[str]) -> str:
        start = text.rfind("\n", 0, match.start()) + 1
        line = text[start : match.start()]
        wrapped = len(line) >= _WRAPPED and not line.rstrip().endswith((".", ":", ";", "!", "?"))
        if _LABEL_NEXT.match(text, match.end()):
            return match.group()
        return match.group().replace("\n", " ") if wrapped or match["next"].islower() else match.group()

    return _LINE_END.sub(joint, text)


def _lines(cell: Cell) -> list[tuple[int, Cell]]:
    return [
        (number, Cell(text.strip(), cell.line + number, cell.at))
        for number, text in enumerate(cell.text.split("\n"))
        if text.strip()
    ]
