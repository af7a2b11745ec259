"""The cells of a record about transfers to third countries: what is stated, in words, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.records.document import Part
from datamap.records.transfer_status import STORAGE, Statements
from datamap.records.wording import listing
from datamap.vocabulary.transfer_law import ARTICLE_46_UNSPECIFIED

if TYPE_CHECKING:
    from datamap.records.cells import Cells
    from datamap.records.document import Cell, Line, Trace
    from datamap.records.gathering import ListedEntry
    from datamap.records.transfer_status import Transfer

_SHOWN_ROWS = 20


class Transfers:
    """The transfers of all entries at the record's date."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._stated = Statements(cells.vocabulary, cells.date)

    def of(self, entry: ListedEntry) -> Transfer:
        """Return what an entry says of transfers."""
        return self._stated.of(entry)

    # one entry ------------------------------------------------------------------------------

    def lines(self, entry: ListedEntry) -> tuple[Line, ...]:
        """Return the cell of an entry: third countries, what cannot be excluded, and the ground."""
        cells, transfer = self._cells, self.of(entry)
        traces = cells.traces_of(entry, transfer.claims)
        lines: list[Line] = []
        key = "storage-place"
        if transfer.status == "outside":
            if transfer.countries:
                lines.append((Part(self._countries(transfer), "value", traces),))
            else:
                lines.append((Part(cells.say("outside-stated"), "value", traces),))
                lines.append((self._unnamed(entry),))
        elif transfer.status == "read-as":
            lines.append((Part(cells.say("cannot-exclude"), "gap"),
                          Part(f"{cells.say('read-as-outside')}.", "value", traces)))  # fmt: skip
            lines.append((self._unnamed(entry),))
        elif transfer.excluded_nothing:
            cells.missing("vendor", entry.vendor, key, article=self._article())
            why = Part(cells.say(transfer.reason), "value" if traces else "answer", traces)
            lines.append((Part(cells.say("cannot-exclude"), "gap"), why))
        lines += self._access(transfer, lines)
        lines += self._ground(transfer)
        return tuple(lines)

    def _unnamed(self, entry: ListedEntry) -> Part:
        """Return that a place outside is stated and its country is not; the question quotes the list."""
        cells = self._cells
        said = "; ".join(cells.quoted(s) for s in entry.statements_of(*STORAGE))
        what = cells.say("third-country")
        return cells.missing(
            "vendor", entry.vendor, "storage-place", what=what, source=said, article=self._article()
        )

    def _article(self) -> str:
        return "30(2)(c)" if self._cells.role == "processor" else "30(1)(e)"

    def _countries(self, transfer: Transfer) -> str:
        names = dict.fromkeys(self._cells.label(c.concept) for c in transfer.countries if c.concept)
        return listing(self._cells.language, list(names))

    def _access(self, transfer: Transfer, so_far: list[Line]) -> list[Line]:
        cells, entry = self._cells, transfer.entry
        if transfer.access == "outside":
            names = dict.fromkeys(cells.label(c.concept) for c in transfer.accessed_from if c.concept)
            words = cells.say("access-from", places=listing(cells.language, list(names)))
            return [(Part(words, "value", cells.traces_of(entry, transfer.accessed_from)),)]
        if transfer.access == "unknown":
            cells.missing("vendor", entry.vendor, "access-place")
        if so_far:
            return []
        words = "access-inside" if transfer.access == "inside" else "access-unknown"
        return [
            (
                Part(cells.say("none-stated"), "answer", self._closing(transfer)),
                Part(cells.say(words), "answer"),
            )
        ]

    def _closing(self, transfer: Transfer) -> tuple[Trace, ...]:
        """Return what storage inside rests on, and what closes the question of access."""
        claims = [c for c in transfer.entry.claims if c.facet == "access-place"]
        return self._cells.traces_of(transfer.entry, [*transfer.claims, *claims])

    def entry_ground(self, entry: ListedEntry) -> Cell:
        """Return the ground of one entry alone: what is stated, what is missing, or that no transfer is."""
        cells, transfer = self._cells, self.of(entry)
        named = [c for c in transfer.grounds if c.concept and c.concept != ARTICLE_46_UNSPECIFIED]
        lines: list[Line] = [
            (Part(cells.label(c.concept or ""), "value", cells.traces_of(entry, [c])),) for c in named
        ]
        supplied = cells.fact(entry.vendor, "transfer-ground")
        if supplied is not None:
            lines.append((cells.of_fact(supplied),))
        if not lines and (transfer.known_outside or transfer.excluded_nothing):
            lines.append((cells.missing("vendor", entry.vendor, "transfer-ground"),))
        return cells.cell(*(lines or [(Part(cells.say("none-stated").rstrip(";"), "answer"),)]))

    def _ground(self, transfer: Transfer) -> list[Line]:
        cells, entry = self._cells, transfer.entry
        lines: list[Line] = []
        statements = {s.iri: s for s in entry.statements}
        for claim in transfer.grounds:
            if claim.concept == ARTICLE_46_UNSPECIFIED and claim.statement in statements:
                statement = statements[claim.statement]
                words = cells.say("list-line", place=cells.where(statement), text=statement.text.strip())
                no_tool = Part(cells.say("no-tool"), "answer")
                lines.append((Part(words, "value", (cells.trace(statement),)), no_tool))
            elif claim.concept:
                words = f"{cells.say('ground')}: {cells.label(claim.concept)}"
                lines.append((Part(words, "value", cells.traces_of(entry, [claim])),))
        supplied = cells.fact(entry.vendor, "transfer-ground")
        if supplied is not None:
            part = cells.of_fact(supplied)
            lines.append((Part(f"{cells.say('ground')}: {part.text}", part.kind, part.traces),))
        named = self._stated.names_ground(transfer)
        if transfer.known_outside and not named and supplied is None:
            gap = cells.missing("vendor", entry.vendor, "transfer-ground", what=cells.say("ground"))
            if not lines:
                lines.append((gap,))
        return lines

    # many entries ---------------------------------------------------------------------------

    def summary(
        self, numbered: list[tuple[str, ListedEntry]], *, also_unclear: bool = False
    ) -> tuple[Line, ...]:
        """Return the cell of a row that stands on several entries, each named by its row in the annex.

        ``also_unclear`` tells that a vendor stands in no list: no transfer can be excluded there either.
        """
        cells = self._cells
        by_status: dict[str, list[tuple[str, Transfer]]] = {}
        named: dict[str, list[tuple[str, Transfer]]] = {}
        for number, entry in numbered:
            transfer = self.of(entry)
            for claim in (*transfer.countries, *transfer.accessed_from):
                if claim.concept:
                    named.setdefault(claim.concept, []).append((number, transfer))
            unnamed = transfer.status == "outside" and not transfer.countries
            group = "outside-for" if unnamed else transfer.status
            by_status.setdefault(group, []).append((number, transfer))
        lines: list[Line] = []
        unclear = by_status.get("unclear", []) + by_status.get("silent", [])
        if unclear or by_status.get("read-as") or also_unclear:
            lines.append((Part(cells.say("cannot-exclude-alone"), "gap"),))
        for concept, found in sorted(named.items(), key=lambda pair: cells.label(pair[0])):
            words = cells.say("country-for", places=cells.label(concept), rows=self._rows(found))
            lines.append((Part(words, "value", self._traces(found)),))
        for status, key in (("outside-for", "outside-for"), ("read-as", "read-as-for")):
            if by_status.get(status):
                found = by_status[status]
                words = cells.say(key, rows=self._rows(found))
                lines.append((Part(words, "value", self._traces(found)),))
        if unclear:
            words = cells.say("silent-for", rows=self._rows(unclear))
            traces = self._traces(unclear)
            lines.append((Part(words, "value" if traces else "answer", traces),))
        inside = [pair for pair in by_status.get("inside", []) if pair[1].access == "unknown"]
        if inside and not lines:
            traces = self._traces(inside)
            lines.append(
                (
                    Part(cells.say("none-stated"), "answer", traces),
                    Part(cells.say("access-unknown"), "answer"),
                )
            )
        elif by_status.get("inside") and not lines:
            found = by_status["inside"]
            traces = tuple(dict.fromkeys(trace for _, t in found for trace in self._closing(t)))
            lines.append(
                (Part(cells.say("none-stated"), "answer", traces), Part(cells.say("access-inside"), "answer"))
            )
        return tuple(lines)

    def lacks_country(self, numbered: list[tuple[str, ListedEntry]]) -> bool:
        """Tell whether some entry states a place outside without naming the country."""
        found = [self.of(entry) for _, entry in numbered]
        return any(t.status == "read-as" or (t.status == "outside" and not t.countries) for t in found)

    def any_outside(self, numbered: list[tuple[str, ListedEntry]]) -> bool:
        """Tell whether some entry states a place outside."""
        return any(self.of(entry).known_outside for _, entry in numbered)

    def all_inside(self, numbered: list[tuple[str, ListedEntry]]) -> bool:
        """Tell whether every entry states its places inside the EEA."""
        return bool(numbered) and all(
            self.of(entry).status == "inside" and self.of(entry).access != "outside" for _, entry in numbered
        )

    def grounds(self, numbered: list[tuple[str, ListedEntry]]) -> tuple[Line, ...]:
        """Return the grounds that entries with a place outside name, each with its rows."""
        cells = self._cells
        by_ground: dict[str, list[tuple[str, Transfer]]] = {}
        for number, entry in numbered:
            transfer = self.of(entry)
            for claim in transfer.grounds:
                if transfer.known_outside and claim.concept and claim.concept != ARTICLE_46_UNSPECIFIED:
                    by_ground.setdefault(claim.concept, []).append((number, transfer))
        lines: list[Line] = []
        for concept, found in sorted(by_ground.items(), key=lambda pair: cells.label(pair[0])):
            traces = {
                trace: None
                for _, t in found
                for trace in cells.traces_of(t.entry, [g for g in t.grounds if g.concept == concept])
            }
            words = cells.say("country-for", places=cells.label(concept), rows=self._rows(found))
            lines.append((Part(words, "value", tuple(traces)),))
        for number, entry in numbered:
            supplied = cells.fact(entry.vendor, "transfer-ground")
            if supplied is not None and self.of(entry).known_outside:
                part = cells.of_fact(supplied)
                lines.append((Part(f"{number}: {part.text}", part.kind, part.traces),))
        return tuple(lines)

    def lacks_ground(self, numbered: list[tuple[str, ListedEntry]]) -> bool:
        """Tell whether some entry with a place outside names no ground (a gap of Chapter V)."""
        for _, entry in numbered:
            transfer = self.of(entry)
            named = self._stated.names_ground(transfer)
            if (
                transfer.known_outside
                and not named
                and self._cells.fact(entry.vendor, "transfer-ground") is None
            ):
                return True
        return False

    def _rows(self, found: list[tuple[str, Transfer]]) -> str:
        numbers = [number for number, _ in found]
        if len(numbers) <= _SHOWN_ROWS:
            return listing(self._cells.language, numbers)
        more = self._cells.say("and-more", n=len(numbers) - _SHOWN_ROWS)
        return f"{', '.join(numbers[:_SHOWN_ROWS])} {more}"

    def _traces(self, found: list[tuple[str, Transfer]]) -> tuple[Trace, ...]:
        return tuple(
            dict.fromkeys(
                trace
                for _, t in found
                for trace in self._cells.traces_of(t.entry, (*t.claims, *t.accessed_from))
            )
        )
