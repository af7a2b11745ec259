"""Read a list again from the statements that were kept of it, without its document.

Every statement is kept verbatim with its line, so the rules of reading can run on it again with other
words. Whether that gives what the document would give is not assumed: an entry is read again only where
the words that counted before give just what was recorded of it then.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datamap.claims.context import ListContext, places_inside_eea
from datamap.claims.facets import facet_of
from datamap.claims.labels import Field, FieldLabels, Remark
from datamap.claims.layout import Layout, RawEntry
from datamap.claims.phrases import Phrase, terms_in, without_final_stop
from datamap.claims.reading import interpret
from datamap.claims.shared import SharedSafeguard
from datamap.claims.ticks import read_field
from datamap.documents import Cell, Document
from datamap.vocabulary.concepts import SAFEGUARDS

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from datamap.claims.lexicon import Lexicon
    from datamap.claims.model import Claim, Entry, Statement

_COLON = re.compile(r"[:：]")
_DASH = re.compile(r"\t+| [-–—] ")
_NUMBER = re.compile(r"-(\d+)\Z")
# Signs that may hang on a label as the mark of a footnote.
_MARKS = frozenset({"*", "**", "***", "****", "†", "‡", "§"} | {f"{n})" for n in range(1, 10)})
_PLACES_AND_TOOLS = frozenset({"storage-place", "processing-place", "access-place", "safeguard"})


@dataclass(frozen=True, slots=True)
class RecordedEntry:
    """What a registry holds of one entry: its statements, and what was read from them."""

    process: str
    name: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    coverage: dict[str, tuple[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class RecordedList:
    """What a registry holds of one document."""

    source: str
    file_name: str
    language: str | None
    around: tuple[Statement, ...]
    entries: tuple[RecordedEntry, ...]


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """An entry read again: as the words that counted before read it, and as the present ones do."""

    recorded: RecordedEntry
    before: Entry
    after: Entry
    role: str | None


def read_again(
    recorded: RecordedList, wanted: Iterable[RecordedEntry], before: Sequence[Lexicon], after: Lexicon
) -> Iterator[ReadAgain]:
    """Yield those of the wanted entries that can be read again with other words.

    ``before`` are the lexicons that may have counted when the list was read; an entry is yielded when one
    of them reads what is recorded. One whose places or tools of transfer change is not, where a text
    outside the entries names tools for several of them: only the document tells for which.
    """
    waiting = list(wanted)
    from_blocks = not recorded.file_name.lower().endswith((".txt", ".text")) and "." in recorded.file_name
    for languages in _languages(recorded, after):
        for lexicon in before:
            for blocks in (from_blocks, not from_blocks):
                if not waiting:
                    return
                then, now = lexicon.speaking(languages), after.speaking(languages)
                waiting = yield from _read_with(recorded, waiting, then, now, blocks)


def _languages(recorded: RecordedList, lexicon: Lexicon) -> list[tuple[str, ...]]:
    """Return in which languages a list may have been read; what was kept may tell less than all of it."""
    told = lexicon.of_text(_text_of(recorded)).languages
    stated = tuple(dict.fromkeys((recorded.language, "en"))) if recorded.language else ()
    return list(dict.fromkeys((told, stated, ())))


def _text_of(recorded: RecordedList) -> str:
    kept = [*recorded.around, *(s for entry in recorded.entries for s in entry.statements)]
    return "\n".join(s.text for s in sorted(kept, key=lambda s: s.line))


def phrases_beside(
    recorded: RecordedList, wanted: Sequence[RecordedEntry], lexicon: Lexicon
) -> Iterator[tuple[RecordedEntry, Statement, str, int]]:
    """Yield (entry, statement, phrase, line) of what reading reports and keeps as no claim of its own.

    A remark in brackets is such, and the rest of a phrase whose head was understood; only of fields that
    are read phrase by phrase.
    """
    lexicon = lexicon.of_text(_text_of(recorded))
    layout = _LayoutAgain(recorded, (), lexicon)
    inside = places_inside_eea(lexicon.vocabulary)
    for entry in wanted:
        claims = Counter((c.statement, c.phrase) for c in entry.claims if c.concept is None)
        for statement in entry.statements:
            if facet_of(statement.field) is None:
                continue
            value, line = layout.value_of(
                statement, [c for c in entry.claims if c.statement == statement.key]
            )
            for unmapped in read_field(lexicon, statement, value, line, inside).unmapped:
                if claims[statement.key, unmapped.text]:
                    claims[statement.key, unmapped.text] -= 1
                else:
                    phrase = without_final_stop(Phrase(unmapped.text, 0)).text
                    yield entry, statement, phrase, unmapped.line


def _read_with(
    recorded: RecordedList, wanted: list[RecordedEntry], before: Lexicon, after: Lexicon, blocks: bool
) -> Generator[ReadAgain, None, list[RecordedEntry]]:
    """Yield the entries that ``before`` reads as recorded; return the others."""
    entries = _with_first(recorded, wanted)
    layout = _LayoutAgain(recorded, entries, before).layout
    document = Document(recorded.file_name, "", ())
    then, now = (
        interpret(document, ListContext(layout, lexicon, from_blocks=blocks), recorded.source)
        for lexicon in (before, after)
    )
    tools_around = _names_tools(recorded, after)
    others = []
    asked = {entry.process for entry in wanted}
    for entry, old, new in zip(entries, then.entries, now.entries, strict=True):
        if entry.process not in asked:
            continue
        settled = not tools_around or _of_places(old) == _of_places(new)
        if _same(entry, old) and settled:
            statements = {s.key: s for s in entry.statements}
            kept = tuple(statements.get(s.key, s) for s in new.statements)
            yield ReadAgain(entry, old, replace(new, statements=kept), now.role)
        else:
            others.append(entry)
    return others


def _with_first(recorded: RecordedList, wanted: list[RecordedEntry]) -> list[RecordedEntry]:
    """Return the wanted entries after the list's first: what stands above that one may be the title."""
    first = recorded.entries[0]
    return wanted if any(entry.process == first.process for entry in wanted) else [first, *wanted]


def _same(recorded: RecordedEntry, read: Entry) -> bool:
    if {s.key for s in recorded.statements} != {s.key for s in read.statements}:
        return False
    if Counter(recorded.claims) != Counter(read.claims):
        return False
    coverage = {
        question: (opening.coverage, frozenset(opening.statements))
        for question, opening in read.coverage.items()
        if opening.coverage != "notStated"
    }
    return coverage == recorded.coverage


def _of_places(entry: Entry) -> set[tuple[str, str]]:
    return {(c.facet, c.concept) for c in entry.claims if c.facet in _PLACES_AND_TOOLS and c.concept}


def _names_tools(recorded: RecordedList, lexicon: Lexicon) -> bool:
    labels = lexicon.vocabulary.labels(SAFEGUARDS)
    return any(terms_in(Phrase(s.text, 0), labels) for s in recorded.around)


@dataclass(slots=True)
class _FieldAgain(Field):
    """A field whose value was found in its text."""

    whole: str = ""
    found: str = ""
    found_line: int = 0

    @property
    def text(self) -> str:
        """The whole field, verbatim."""
        return self.whole

    @property
    def value(self) -> str:
        """Its value."""
        return self.found

    @property
    def value_line(self) -> int:
        """The line where the value starts."""
        return self.found_line


class _LayoutAgain:
    """Makes the layout of a list from what was kept of it."""

    def __init__(self, recorded: RecordedList, entries: Iterable[RecordedEntry], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._labels = FieldLabels(lexicon.vocabulary)
        self._notes: dict[tuple[int, str], str] = {}
        self._shared: dict[tuple[int, str, tuple[str, ...]], set[str]] = {}
        self.layout = Layout(entries=[self._entry(entry) for entry in entries])
        for (line, text), mark in sorted(self._notes.items()):
            cells = [Cell(part, line + index) for index, part in enumerate(text.split("\n"))]
            self.layout.footnotes.append(Remark(cells, "footnote", mark))
        for (line, text, tools), names in self._shared.items():
            shared = SharedSafeguard(Cell(text, line), tools, frozenset(), frozenset(names))
            self.layout.safeguards.append(shared)
        for statement in sorted(recorded.around, key=_number):
            cells = _cells(statement)
            if statement.field in ("remark", "title"):
                # Only the title may be taken for the title again.
                kind = "remark" if statement.field == "title" else "field"
                self.layout.around.append(Remark(cells, kind))  # type: ignore[arg-type]
            elif statement.field == "footnote":
                self.layout.footnotes.append(Remark(cells, "footnote", f"\0{statement.key}"))
            else:
                self.layout.document_fields.append(
                    Field(statement.field, "", statement.language, cells[0], statement.text, "document")
                )

    def _entry(self, entry: RecordedEntry) -> RawEntry:
        claims: dict[str, list[Claim]] = {}
        for claim in entry.claims:
            claims.setdefault(claim.statement, []).append(claim)
        heading = next(s for s in entry.statements if s.field == "heading")
        marks = set()
        raw = RawEntry(entry.name, heading.text, heading.line, frozenset())
        for statement in sorted(entry.statements, key=_number):
            said = claims.get(statement.key, [])
            if statement.field == "heading":
                continue
            if statement.field == "remark":
                raw.remarks.append(Remark(_cells(statement)))
            elif statement.field == "footnote":
                key = (statement.line, statement.text)
                marks.add(self._notes.setdefault(key, f"\0{len(self._notes)}"))
            elif statement.field == "document" and not any(c.facet == "safeguard" for c in said):
                raw.conditions.append(Cell(statement.text, statement.line, statement.at))
            elif statement.field == "document":
                tools = tuple(claim.phrase for claim in said)
                shared = self._shared.setdefault((statement.line, statement.text, tools), set())
                shared.add(entry.name)
            else:
                raw.add(self._field(statement, said))
        raw.marks = frozenset(marks)
        return raw

    def _field(self, statement: Statement, claims: list[Claim]) -> Field:
        value, line = self.value_of(statement, claims)
        first = _cells(statement)[0]
        return _FieldAgain(
            statement.field, "", statement.language, first, "", whole=statement.text, found=value,
            found_line=line,
        )  # fmt: skip

    def value_of(self, statement: Statement, claims: list[Claim]) -> tuple[str, int]:
        """Return the value of a statement and its line: what gives the claims that were recorded."""
        values = list(self._values(statement, claims))
        value, line = values[0]
        if facet_of(statement.field) is not None:
            said = Counter((c.facet, c.phrase, c.line, c.concept) for c in claims)
            inside = places_inside_eea(self._lexicon.vocabulary)
            for value, line in values:
                read = read_field(self._lexicon, statement, value, line, inside)
                if Counter((c.facet, c.phrase, c.line, c.concept) for c in read.claims) == said:
                    break
            else:
                value, line = values[0]
        return value, line

    def _values(self, statement: Statement, claims: list[Claim]) -> Iterator[tuple[str, int]]:
        """Yield what may be the value of a labelled field: what follows its label, or the whole of it."""
        text, line = statement.text, statement.line
        first = text.partition("\n")[0]
        labelled = self._labels.read(Cell(first, line), _MARKS)
        if labelled is not None and labelled.key == statement.field:
            at = len(first) - len(labelled.first_value)
            if first.endswith(labelled.first_value):
                yield text[at:], line
        else:
            yield text, line
        for pattern in (_COLON, _DASH):
            match = pattern.search(first)
            if match:
                yield text[match.end() :], line
        if "\n" in text:
            yield text[len(first) + 1 :], line + 1
        yield text, line
        if len(claims) == 1:
            # A place above the list, said once for many: the statement is the sentence that says it.
            yield claims[0].phrase, claims[0].line


def _number(statement: Statement) -> int:
    """Return which statement of its field it is within its entry."""
    match = _NUMBER.search(statement.key)
    return int(match.group(1)) if match else 1


def _cells(statement: Statement) -> list[Cell]:
    return [
        Cell(part, statement.line + index, statement.at)
        for index, part in enumerate(statement.text.split("\n"))
    ]
