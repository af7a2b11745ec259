"""The record of a controller: one row a processing activity (GDPR Art. 30(1)).

Activities that persons describe come first. Vendors of the lists that no activity names follow, a row
an entry, with the list's own words as unconfirmed: what a controller's list of processors says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.records.annexes import identity_lines, numbered_entries, place_cell
from datamap.records.document import Cell, Part
from datamap.records.links import entry_links, fact_links
from datamap.records.transfers import Transfers
from datamap.records.wording import line_ranges, listing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datamap.records.cells import Cells
    from datamap.records.document import Line
    from datamap.records.gathering import ListedEntry
    from datamap.records.links import Links


class ControllerRecord:
    """The rows of a controller's record, with the cells of the given columns."""

    def __init__(
        self, cells: Cells, columns: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> None:
        self._cells, self._columns = cells, columns
        self._progress = progress or (lambda *_: None)
        self.links: dict[str, Links] = {}
        self._transfers = Transfers(cells)
        self.numbered = numbered_entries(cells.gathered.entries)

    def rows(self) -> list[tuple[str, dict[str, Cell]]]:
        """Return for each row its stable key and its cells by key of the column, the number among them."""
        cells = self._cells
        found: list[tuple[str, dict[str, Cell]]] = []
        named: set[str] = set()
        by_vendor: dict[str, list[tuple[str, ListedEntry]]] = {}
        for pair in self.numbered:
            by_vendor.setdefault(pair[1].vendor, []).append(pair)
        for activity in cells.gathered.activities:
            fact = cells.fact(activity, "vendors")
            vendors = fact.values if fact and fact.state == "given" else ()
            named.update(vendors)
            entries = [pair for vendor in vendors for pair in by_vendor.get(vendor, [])]
            number = str(len(found) + 1)
            key = f"activity/{activity}"
            self.links[key] = [("hasProcess", activity), *fact_links(cells.gathered, activity)]
            found.append((key, self._activity(number, activity, entries)))
        left = [entry for _, entry in self.numbered if entry.vendor not in named]
        total = len(found) + len(left)
        for entry in left:
            number = str(len(found) + 1)
            key = f"entry/{entry.process}"
            self.links[key] = entry_links(entry)
            found.append((key, self._entry(number, entry)))
            self._progress(len(found), total)
        return found

    # an activity that a person described ----------------------------------------------------

    def _activity(
        self, number: str, activity: str, entries: list[tuple[str, ListedEntry]]
    ) -> dict[str, Cell]:
        cells = self._cells
        made = {}
        for key in self._columns:
            cells.here = f"{number}/{key}"
            made[key] = self._of_activity(number, activity, key, entries)
        return made

    def _of_activity(
        self, number: str, activity: str, key: str, entries: list[tuple[str, ListedEntry]]
    ) -> Cell:
        cells = self._cells
        if key == "number":
            return cells.plain(number)
        if key == "activity":
            traces = cells.naming(activity)
            return cells.cell(Part(cells.gathered.name(activity), "name", traces))
        if key == "data":
            return self._union(activity, key, entries, "data")
        if key == "data-subjects":
            return self._union(activity, key, entries, "subject")
        if key == "recipients":
            return self._recipients(activity, entries)
        if key == "third-country":
            return self._third_country(activity, entries)
        if key == "transfer-ground":
            return self._ground(activity, entries)
        if key == "measures":
            return self._measures(cells.fact(activity, "measures"))
        if key == "lines":
            lines = [n for _, entry in entries for n in entry.lines]
            return cells.cell(Part(line_ranges(lines), "answer") if lines else None)
        fact = cells.fact(activity, key)
        if fact is not None:
            return cells.cell(cells.of_fact(fact))
        if key == "joint-controllers":
            return self._joint_controllers()
        return cells.cell(cells.missing("activity", activity, key))

    def _joint_controllers(self) -> Cell:
        cells = self._cells
        organisation = cells.gathered.organisation
        return cells.cell(cells.fact_or_gap("organisation", organisation, "joint-controllers"))

    def _union(self, activity: str, key: str, entries: list[tuple[str, ListedEntry]], facet: str) -> Cell:
        cells = self._cells
        fact = cells.fact(activity, key)
        if fact is not None:
            return cells.cell(cells.of_fact(fact))
        claims = [(entry, claim) for _, entry in entries for claim in entry.of(facet)]
        gap = cells.missing("activity", activity, key)
        if not claims:
            return cells.cell(gap)
        traces = dict.fromkeys(t for entry, claim in claims for t in cells.traces_of(entry, [claim]))
        words = Part(cells.labels_of([claim for _, claim in claims]), "value", tuple(traces))
        return cells.cell((words, Part(f"({cells.say('unconfirmed')})", "quiet")))

    def _recipients(self, activity: str, entries: list[tuple[str, ListedEntry]]) -> Cell:
        cells = self._cells
        lines: list[Line] = []
        fact = cells.fact(activity, "recipients")
        if fact is not None:
            lines.append((cells.of_fact(fact),))
        vendors = cells.fact(activity, "vendors")
        if vendors is not None:
            names = dict.fromkeys(entry.name for _, entry in entries)
            text = listing(cells.language, list(names)) if names else cells.of_fact(vendors).text
            label = vendors.field.labels[cells.language].capitalize()
            lines.append((Part(f"{label}: {text}", "value", (cells.trace_of_fact(vendors),)),))
        return cells.cell(*(lines or [(cells.missing("activity", activity, "recipients"),)]))

    def _third_country(self, activity: str, entries: list[tuple[str, ListedEntry]]) -> Cell:
        cells, transfers = self._cells, self._transfers
        stated = cells.fact(activity, "third-country")
        lines: list[Line] = [(cells.of_fact(stated),)] if stated else []
        if entries and (stated is None or transfers.any_outside(entries)):
            lines += transfers.summary(entries)
        if stated is None:
            gap = cells.missing("activity", activity, "third-country", what=cells.say("third-country"))
            if not entries:
                words = (Part(cells.say("cannot-exclude"), "gap"), Part(cells.say("place-silent"), "answer"))
                lines.append(words)
            elif transfers.lacks_country(entries):
                lines.append((gap,))
        lines += self._article_49(
            "activity", activity, stated is not None and stated.state == "notApplicable"
        )
        return cells.cell(*lines)

    def _article_49(self, kind: str, subject: str, excluded: bool) -> list[Line]:
        cells = self._cells
        fact = cells.fact(subject, "article-49")
        if fact is not None:
            part = cells.of_fact(fact)
            return [(Part(f"{cells.say('article-49')}: {part.text}", part.kind, part.traces),)]
        if excluded:
            return []
        return [(cells.missing(kind, subject, "article-49", what=cells.say("article-49")),)]  # type: ignore[arg-type]

    def _ground(self, activity: str, entries: list[tuple[str, ListedEntry]]) -> Cell:
        cells = self._cells
        stated = cells.fact(activity, "transfer-ground")
        if stated is not None:
            return cells.cell(cells.of_fact(stated))
        third_country = cells.fact(activity, "third-country")
        if third_country is not None and third_country.state == "notApplicable":
            return cells.cell(cells.of_fact(third_country))
        lines = self._transfers.grounds(entries)
        if lines and not self._transfers.lacks_ground(entries):
            return cells.cell(*lines)
        return cells.cell(*lines, cells.missing("activity", activity, "transfer-ground"))

    def _measures(self, own: object) -> Cell:
        cells = self._cells
        lines: list[Line] = [(cells.of_fact(own),)] if own else []  # type: ignore[arg-type]
        general = cells.fact(cells.gathered.organisation, "measures")
        if general is not None:
            lines.append((cells.of_fact(general), Part(f"({cells.say('organisation-wide')})", "quiet")))
        return cells.cell(
            *(lines or [(cells.missing("organisation", cells.gathered.organisation, "measures"),)])
        )

    # an entry of a list that no activity names ----------------------------------------------

    def _entry(self, number: str, entry: ListedEntry) -> dict[str, Cell]:
        cells = self._cells
        made = {}
        for key in self._columns:
            cells.here = f"{number}/{key}"
            made[key] = self._of_entry(number, entry, key)
        return made

    def _of_entry(self, number: str, entry: ListedEntry, key: str) -> Cell:
        cells, vendor = self._cells, entry.vendor
        if key == "number":
            return cells.plain(number)
        if key == "activity":
            return cells.plain(cells.say("activity-at", vendor=entry.name))
        if key == "purposes":
            return self._purpose(entry)
        if key == "data":
            return Cell(cells.listed(entry, "data", ("data",), "data"))
        if key == "data-subjects":
            return Cell(cells.listed(entry, "subject", ("subjects",), "data-subjects"))
        if key == "recipients":
            traces = tuple(cells.trace(s) for s in entry.statements_of("heading"))
            roles = ", ".join(cells.label(role) for role in entry.roles)
            known = [
                line for field in ("legal-entity", "contact") for line in identity_lines(cells, entry, field)
            ]
            return cells.cell(
                Part(entry.name, "value", traces), Part(f"({roles})", "quiet") if roles else None, *known
            )
        if key == "third-country":
            lines = [*self._place(entry), *self._transfers.lines(entry)]
            transfer = self._transfers.of(entry)
            if transfer.known_outside or transfer.excluded_nothing:
                lines += self._article_49("vendor", vendor, excluded=False)
            return cells.cell(*lines)
        if key == "measures":
            return self._measures(cells.fact(vendor, "measures"))
        if key == "lines":
            return cells.cell(Part(line_ranges(list(entry.lines)), "answer"))
        if key in ("retention", "contract", "reviewed", "since"):
            fact, statements = cells.fact(vendor, key), entry.statements_of(key)
            if fact is None and statements:
                return cells.cell(tuple(cells.quote(statements)))
            return cells.cell(cells.of_fact(fact) if fact else cells.missing("vendor", vendor, key))
        if key == "joint-controllers":
            return self._joint_controllers()
        if key == "transfer-ground":
            return self._transfers.entry_ground(entry)
        # Lists do not speak of this; somebody must describe the activity.
        return cells.cell(cells.missing("activity", None, key))

    def _purpose(self, entry: ListedEntry) -> Cell:
        cells = self._cells
        task = cells.fact(entry.vendor, "task")
        if task is not None:
            return cells.cell(cells.of_fact(task))
        fields = ("purpose",) if entry.statements_of("purpose") else ("service",)
        return Cell(cells.listed(entry, "purpose", fields, "purpose", quiet_source=True))

    def _place(self, entry: ListedEntry) -> tuple[Line, ...]:
        """Return where the data are stored, as stated or corrected; nothing where nobody says."""
        cell = place_cell(self._cells, entry)
        if all(part.kind == "gap" for part in cell.parts()):
            return ()
        (first, *rest), *more = cell.lines
        words = self._cells.say("stored-in", places=first.text)
        return ((Part(words, "value", first.traces), *rest), *more)
