"""The letter that a notice is: to whom, from whom, what is new, by when and where to object."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from datamap.records.annexes import IDENTITY, identity_known
from datamap.records.document import Band, Cell, Document, Field, Front, Part, Row, Table
from datamap.records.notice_wording import say_notice
from datamap.records.transfers import Transfers
from datamap.records.vendor_list import vendor_columns, vendor_row
from datamap.records.wording import listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.changes.change import Change
    from datamap.changes.difference import Compared
    from datamap.changes.snapshot import Entry
    from datamap.records.cells import Cells
    from datamap.records.contract_terms import Terms
    from datamap.records.document import Line
    from datamap.records.gathering import ListedEntry
    from datamap.records.notice_needs import Needs

_NEVER = dt.date.max
_STORAGE = ("storage-place", "processing-place")
_ACCESS = ("access-place",)


class Letter:
    """Builds the document of a notice; ``only`` tells that it is for the one customer of ``terms``."""

    def __init__(
        self,
        cells: Cells,
        compared: Compared,
        found: Needs,
        terms: list[Terms],
        *,
        only: bool,
        effective: dt.date | None,
    ) -> None:
        self._cells, self._needs, self._terms = cells, found, terms
        self._only, self._effective = only, effective
        self._entries = {entry.process: entry for entry in cells.gathered.entries}
        self._before = _by_vendor(compared.before.entries)
        self._after = {entry.process: entry for entry in compared.after.entries}
        self._transfers = Transfers(cells)

    def document(self, entity: str) -> Document:
        """Return the letter; ``entity`` is the organisation that sends it, "" where nobody said."""
        cells = self._cells
        tables = self._tables()
        return Document(
            language=cells.language,
            title=self._say("title"),
            subtitle=self._say("subtitle"),
            name=self._say("name"),
            entity=entity,
            date=cells.date.isoformat(),
            version="",
            front=self._front(entity, tables),
            tables=tables,
            keywords=("GDPR", "Article 28(2)"),
        )

    def _say(self, key: str, /, **values: object) -> str:
        return say_notice(self._cells.language, key, **values)

    def _not_stated(self) -> Part:
        return Part(self._cells.say("list-not-stated"), "gap")

    # the front ------------------------------------------------------------------------------

    def _front(self, entity: str, tables: Sequence[Table]) -> Front:
        cells = self._cells
        organisation = cells.gathered.organisation
        contact = cells.contact("organisation", organisation)
        if not contact:
            cells.missing("organisation", organisation, "contact")
        if not entity:
            cells.missing("organisation", organisation, "legal-entity")
        sender = Part(entity, "name") if entity else self._not_stated()
        effective = Part(self._effective.isoformat()) if self._effective else self._not_stated()
        fields = [
            self._field("to", *self._readers()),
            self._field("from", sender, *(contact or (self._not_stated(),))),
            self._field("date", Part(cells.date.isoformat())),
            self._field("effective", effective),
        ]
        contract = self._terms[0].contract if self._only else None
        if contract is not None:
            fields.append(self._field("contract", cells.of_fact(contract)))
        if self._needs.announced:
            fields.append(self._field("deadline", *self._deadline()))
            fields.append(self._field("objections-to", *(contact or (self._not_stated(),))))
        title = "reading-title" if self._needs.announced else "reading-places"
        return Front(
            tuple(fields),
            self._say(title),
            tuple(self._reading(bool(contact), self._some_not_stated(fields, tables))),
            (self._say("period"), self._say("last-day")),
            tuple(self._deadlines()),
            opening=tuple(self._opening()),
        )

    def _field(self, key: str, *lines: Line | Part) -> Field:
        return Field(key, self._say(key), "", self._cells.cell(*lines))

    def _readers(self) -> list[Line | Part]:
        cells = self._cells
        if not self._only:
            return [Part(self._say("customers"))]
        one = self._terms[0].controller
        return [Part(cells.gathered.name(one), "name"), *cells.contact("controller", one)]

    def _opening(self) -> list[Line]:
        cells, found = self._cells, self._needs
        added = list(dict.fromkeys(c.vendor for c in found.announced if not c.renamed_from))
        renamed = list(dict.fromkeys(c.vendor for c in found.announced if c.renamed_from))
        moved = list(dict.fromkeys(change.vendor for change in found.places))
        if added:
            word = self._say("one" if len(added) == 1 else "many")
            first = self._say("opening-add", names=listing(cells.language, added), word=word)
        else:
            first = self._say("opening-also" if moved or renamed else "opening-none")
        lines: list[Line] = [(Part(first),)]
        if renamed:
            lines.append((Part(self._say("opening-renamed", names=listing(cells.language, renamed))),))
        if moved:
            lines.append((Part(self._say("opening-place", names=listing(cells.language, moved))),))
        return lines

    def _some_not_stated(self, fields: Sequence[Field], tables: Sequence[Table]) -> bool:
        """Tell whether the letter says somewhere that a fact is not stated, and must say what that means."""
        words = self._cells.say("list-not-stated").lower()
        rows = [row for table in tables for row in table.rows if isinstance(row, Row)]
        texts = [field.cell.text for field in fields] + [cell.text for row in rows for cell in row.cells]
        return any(words in text.lower() for text in texts)

    def _reading(self, reachable: bool, some_not_stated: bool) -> list[Line]:
        found = self._needs
        lines: list[Line] = []
        if found.announced:
            lines.append((Part(self._say("object-to" if reachable else "object"), "answer"),))
        if found.places:
            lines.append((Part(self._say("check"), "answer"),))
        if found.removed and found.announced:
            names = listing(self._cells.language, list(found.removed))
            lines.append((Part(self._say("removed", names=names), "answer"),))
        if some_not_stated:
            lines.append((Part(self._say("not-stated"), "answer"),))
        lines.append((Part(self._say("as-listed"), "answer"),))
        return lines

    # by when to object ----------------------------------------------------------------------

    def _deadline(self) -> list[Part]:
        """Return the last day to object, as far as the contracts of all readers agree."""
        cells = self._cells
        if not self._terms:
            cells.missing("controller", None, "objection-period")
            return [self._not_stated(), Part(self._say("deadline-by-contract"), "answer")]
        for one in self._terms:
            if one.objection is None:
                cells.missing("controller", one.controller, "objection-period")
        if len({_period(one) for one in self._terms}) > 1:
            return [Part(self._say("deadline-table"), "answer")]
        return self._until(self._terms[0])

    def _until(self, one: Terms) -> list[Part]:
        if one.objection is None:
            return [self._not_stated(), Part(self._say("deadline-by-contract"), "answer")]
        stated = self._cells.of_fact(one.objection)
        if one.objection.state != "given":
            return [stated]
        if one.deadline is None:
            return [Part(self._say("deadline-words", period=stated.text), "value", stated.traces)]
        words = self._say("deadline-counted", date=one.deadline.isoformat(), period=_period(one))
        return [Part(words, "value", stated.traces)]

    def _deadlines(self) -> list[tuple[Part, str]]:
        """Return the last days by what contracts say, where they differ; no customer is named to another."""
        by_period = {_period(one): one for one in self._terms}
        if len(by_period) < 2 or not self._needs.announced:
            return []

        def order(words: str) -> tuple[bool, dt.date, str]:
            return not words, by_period[words].deadline or _NEVER, words

        found = []
        for period in sorted(by_period, key=order):
            one = by_period[period]
            name = Part(period or self._say("no-period"), "name" if period else "gap")
            until = [Part(one.deadline.isoformat())] if one.deadline else self._until(one)
            found.append((name, ". ".join(part.text.rstrip(".") for part in until)))
        return found

    # what is new ----------------------------------------------------------------------------

    def _tables(self) -> tuple[Table, ...]:
        """Return one table of what is added and what has new places, under bands where both are."""
        added = self._added()
        moved = self._moved(len(added))
        if not added and not moved:
            return ()
        rows: list[Row | Band] = [*added, *moved]
        if added and moved:
            bands = [Band((Part(self._say(key), "name"),)) for key in ("band-added", "band-places")]
            rows = [bands[0], *added, bands[1], *moved]
        title = self._say("title-both" if added and moved else "title-added" if added else "title-places")
        lead = ((Part(self._say("lead-places" if moved else "lead-added"), "answer"),),)
        return (Table("sub-processors", title, lead, vendor_columns(self._cells), tuple(rows)),)

    def _added(self) -> list[Row]:
        rows: list[Row] = []
        for change in self._needs.announced:
            entry = self._entries.get(change.process)
            if entry is not None:
                rows.append(self._announced(str(len(rows) + 1), change, entry))
        return rows

    def _announced(self, number: str, change: Change, entry: ListedEntry) -> Row:
        row = vendor_row(self._cells, self._transfers, number, entry, [])
        for key in IDENTITY:
            if not identity_known(self._cells, entry, key):
                self._cells.missing("vendor", entry.vendor, key)
        remark = None
        if change.kind == "vendor-renamed":
            remark = self._say("was-named", old=change.renamed_from)
        elif change.kind == "entry-added":
            remark = self._say("known-before")
        if remark is None:
            return row
        vendor = row.cells[1]
        named = Cell((*vendor.lines, (Part(remark, "answer"),)), vendor.span)
        return Row(row.key, (row.cells[0], named, *row.cells[2:]))

    def _moved(self, first: int) -> list[Row]:
        """Return a row for each entry with a new place: as it is now, and the place as it was."""
        rows: list[Row] = []
        for process in dict.fromkeys(change.process for change in self._needs.places):
            listed, now = self._entries.get(process), self._after.get(process)
            if listed is None or now is None:
                continue
            number = str(first + len(rows) + 1)
            row = vendor_row(self._cells, self._transfers, number, listed, list(IDENTITY))
            was = self._say("was", places=self._where(self._before.get(now.vendor, [])))
            place = Cell(((Part(self._where([now]), "value"),), (Part(was, "answer"),)))
            rows.append(Row(f"places/{process}", (*row.cells[:4], place, *row.cells[5:])))
        return rows

    def _where(self, entries: Sequence[Entry]) -> str:
        """Return the places of entries: stored or processed, then reached from; or that none is stated."""
        stored = self._named(entries, _STORAGE) or self._cells.say("list-not-stated").lower()
        reached = self._named(entries, _ACCESS)
        return f"{stored}; {self._say('access', places=reached)}" if reached else stored

    def _named(self, entries: Sequence[Entry], facets: Sequence[str]) -> str:
        cells = self._cells
        names: dict[str, None] = {}
        for entry in entries:
            for fact in entry.facts.values():
                if fact.facet in facets and fact.concept and fact.certainty != "denied":
                    label = cells.label(fact.concept)
                    maybe = f" ({cells.say('may-occur')})" if fact.certainty == "conditional" else ""
                    names[label + maybe] = None
        return listing(cells.language, sorted(names))


def _period(one: Terms) -> str:
    """Return the words of a contract's time to object, "" where none are on record."""
    fact = one.objection
    if fact is None:
        return ""
    return fact.texts[0] if fact.state == "given" else f"{fact.state} {fact.texts[0]}".strip()


def _by_vendor(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.vendor, []).append(entry)
    return found
