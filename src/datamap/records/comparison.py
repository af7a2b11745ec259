"""What changed in a record since an earlier one: marked in its cells, and listed in a section of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datamap.records.document import Band, Cell, Column, Part, Row, Table
from datamap.records.wording import say
from datamap.records.words import WORDS

if TYPE_CHECKING:
    from datamap.records.document import Document

_COMPARED = ("record", "annex-a", "annex-b")
# Numbers move when rows come and go, and the stamp and date are new in every record.
_NOT_COMPARED = frozenset({"number", "source", "date-version"})


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs: where, and its text before and now.

    Of a row that is new or gone, ``column`` is "", and so is ``before`` or ``now``.
    """

    section: str
    row: str
    column: str
    before: str
    now: str


# How the wording of a gap begins, in either language, at the beginning of a sentence or within one.
_GAPS = ("ppgift saknas per", "nformation missing as of")

Snapshot = dict[str, dict[str, str]]
"""An earlier record: for each row (``front`` for the head) its cells' text by column."""


def snapshot(document: Document) -> Snapshot:
    """Return the text of a record's cells, to compare a later one with."""
    taken: Snapshot = {"front": {field.key: field.cell.text for field in document.front.fields}}
    for table in document.tables:
        if table.key in _COMPARED:
            for row in table.rows:
                if isinstance(row, Row):
                    taken[row.key] = {column.key: cell.text for column, cell in table.labelled(row)}
    return taken


def compared(
    document: Document, before: Snapshot, earlier: str, what: str, *, gone: bool = True
) -> tuple[Document, list[Change]]:
    """Return a record with what changed since marked, and the changes.

    ``earlier`` is the date of the earlier record, ``what`` names it; ``gone`` tells
    whether rows that are no longer there are listed (not where the document is an extract). Dates
    within the wording of gaps do not count: what was missing then and is missing now has not changed.
    """
    language = document.language
    changes: list[Change] = []
    fields = []
    for field in document.front.fields:
        old = before.get("front", {}).get(field.key)
        changed = (
            field.key not in _NOT_COMPARED
            and old is not None
            and _differs(field.cell, old, earlier, document.date)
        )
        if changed:
            where = WORDS[language]["front"]
            changes.append(Change(where, document.entity, field.label, old or "", field.cell.text))
        fields.append(replace(field, cell=_marked(field.cell, language, old or "")) if changed else field)
    tables = []
    seen: set[str] = {"front"}
    for table in document.tables:
        tables.append(
            _table(table, before, changes, seen, language, earlier, document.date)
            if table.key in _COMPARED
            else table
        )
    titles = {table.key: table.title for table in document.tables}
    for key, left in before.items() if gone else ():
        title = titles.get(_section_of(key))
        if key in seen or title is None:  # an annex that is left out has lost no rows
            continue
        first = next((left[column] for column in sorted(left) if left[column]), key)
        name = left.get("vendor") or left.get("controller") or first
        changes.append(Change(title, name.partition("\n")[0], "", name, ""))
    front = replace(document.front, fields=tuple(fields))
    section = _section(changes, language, earlier, what)
    tables.insert(1, section)
    return replace(document, front=front, tables=tuple(tables)), changes


def _table(
    table: Table,
    before: Snapshot,
    changes: list[Change],
    seen: set[str],
    language: str,
    earlier: str,
    now: str,
) -> Table:
    rows: list[Row | Band] = []
    for row in table.rows:
        if isinstance(row, Band):
            rows.append(row)
            continue
        seen.add(row.key)
        old = before.get(row.key)
        name = (
            row.cells[1].lines[0][0].text if len(row.cells) > 1 and row.cells[1].lines else row.cells[0].text
        )
        if old is None:
            changes.append(Change(table.title, name, "", "", row.cells[1].text if len(row.cells) > 1 else ""))
            mark = (Part(say(language, "added", date=earlier), "change"),)
            cells = list(row.cells)
            position = 1 if len(cells) > 1 else 0
            cells[position] = replace(cells[position], lines=(*cells[position].lines, mark))
            rows.append(replace(row, cells=tuple(cells)))
            continue
        marked = {}
        for column, cell in table.labelled(row):
            was = old.get(column.key)
            if column.key in _NOT_COMPARED or was is None or not _differs(cell, was, earlier, now):
                continue
            changes.append(Change(table.title, name, column.label, was, cell.text))
            marked[id(cell)] = _marked(cell, language, was)
        rows.append(
            replace(
                row,
                cells=tuple(marked.get(id(cell), cell) for cell in row.cells),
                below=tuple(marked.get(id(cell), cell) for cell in row.below),
            )
        )
    return replace(table, rows=tuple(rows))


def _section_of(key: str) -> str:
    """Return the key of the section that a row's key belongs to."""
    return {"A": "annex-a", "B": "annex-b"}.get(key.partition("/")[0], "record")


def _differs(cell: Cell, before: str, earlier: str, now: str) -> bool:
    return _facts(cell.text, now) != _facts(before, earlier)


def _facts(text: str, date: str) -> str:
    """Return what a cell states: a gap counts where nothing else stands: it may move to the lead."""
    lines = text.replace(date, "").split("\n")
    stated = [line for line in lines if not any(gap in line for gap in _GAPS)]
    return "\n".join(stated or lines)


def _marked(cell: Cell, language: str, before: str) -> Cell:
    mark = (Part(say(language, "changed", before=" ".join(before.split())), "change"),)
    return replace(cell, lines=(*cell.lines, mark))


def _section(changes: list[Change], language: str, earlier: str, what: str) -> Table:
    columns = (
        Column("section", say(language, "where"), "", 50),
        Column("row", say(language, "about"), "", 45),
        Column("column", say(language, "fact"), "", 40),
        Column("before", say(language, "before"), "", 66),
        Column("now", say(language, "now"), "", 66),
    )
    rows = []
    for index, change in enumerate(changes):
        now = change.now or say(language, "removed")
        before = change.before or say(language, "added", date=earlier)
        texts = (change.section, change.row, change.column or say(language, "whole-row"), before, now)
        rows.append(Row(f"change/{index}", tuple(Cell(((Part(t, "answer"),),)) for t in texts)))
    words = say(language, "lead-changes", what=what) if rows else say(language, "no-changes")
    lead = ((Part(words, "answer"),),)
    return Table("changes", say(language, "title-changes", date=earlier), lead, columns, tuple(rows))
