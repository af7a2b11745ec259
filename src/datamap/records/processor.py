"""The record of a processor: one row a controller or group and category of processing (GDPR Art. 30(2))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.records.annexes import annex_a, annex_b, numbered_entries
from datamap.records.document import Cell, Part, Row, Trace
from datamap.records.front import organisation_naming
from datamap.records.links import entry_links, fact_links
from datamap.records.transfers import Transfers
from datamap.records.units import Unit, units
from datamap.records.wording import listing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datamap.records.cells import Cells
    from datamap.records.document import Band, Line
    from datamap.records.gathering import ListedEntry
    from datamap.records.links import Links
    from datamap.registry.added_facts import AddedFact


class ProcessorRecord:
    """The rows and annexes of a processor's record."""

    def __init__(
        self,
        cells: Cells,
        entity: str,
        only: str | None,
        columns: Sequence[str],
        below: Sequence[str],
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._cells, self._only = cells, only
        self._columns, self._below = columns, below
        self._progress = progress or (lambda *_: None)
        self.links: dict[str, Links] = {}
        self._transfers = Transfers(cells)
        self._units = units(cells, entity, only)
        self.numbered = numbered_entries(cells.gathered.entries)
        self.row_numbers: list[tuple[Unit, list[str]]] = []

    def rows(self) -> list[Row]:
        """Return the rows of the record."""
        found, cells = [], self._cells
        number, total = 0, sum(len(unit.services) or 1 for unit in self._units)
        for unit in self._units:
            numbers = []
            for service in unit.services or (None,):
                number += 1
                numbers.append(str(number))
                row = self._row(str(number), unit, service)
                self.links[row.key] = [("hasDataController", iri) for iri in unit.controllers]
                self.links[row.key] += [("hasService", service)] if service else []
                self.links[row.key] += fact_links(cells.gathered, service)
                found.append(row)
                self._progress(number, total)
            self.row_numbers.append((unit, numbers))
        return found

    def annex_a(self) -> list[Row | Band]:
        """Return the controllers by name, group by group; to be asked after :meth:`rows`."""
        return annex_a(self._cells, self.row_numbers)

    def annex_b(self) -> tuple[tuple[Line, ...], list[Row]]:
        """Return what all sub-processors lack, and a row for each."""
        wanted = self.numbered
        if self._only:
            wanted = [pair for unit in self._units for pair in self._entries_of_unit(unit)]
            wanted = list(dict(wanted).items())
        lead, rows = annex_b(self._cells, self._transfers, wanted, self._progress)
        for row, (_, entry) in zip(rows, wanted, strict=True):
            self.links[row.key] = entry_links(entry)
        return lead, rows

    def _entries_of_unit(self, unit: Unit) -> list[tuple[str, ListedEntry]]:
        if not unit.services:
            return self.numbered
        return [pair for service in unit.services for pair in self._entries_of(service) or []]

    def _row(self, number: str, unit: Unit, service: str | None) -> Row:
        cells = self._cells
        entries = self._entries_of(service)
        makers: dict[str, Callable[[], Cell]] = {
            "number": lambda: cells.plain(number),
            "controller": lambda: self._controller(unit),
            "contact": lambda: self._contact(unit),
            "category": lambda: self._category(unit, service),
            "third-country": lambda: self._third_country(unit, service, entries),
            "transfer-ground": lambda: self._ground(unit, service, entries),
            "measures": lambda: self._measures(service),
            "service": lambda: self._service(service),
            "vendors": lambda: self._vendors(service, entries),
            "data": lambda: self._data(unit, service, entries),
            "data-subjects": lambda: self._of_service(service, "data-subjects"),
            "contract": lambda: self._contract(unit, service),
            "reviewed": lambda: self._reviewed(unit, service),
        }

        def make(key: str) -> Cell:
            cells.here = f"{number}/{key}"
            return makers[key]()

        key = "/".join(["row", unit.group or ",".join(unit.controllers) or "customers", service or "-"])
        return Row(key, tuple(map(make, self._columns)), tuple(map(make, self._below)))

    # the cells of a row ---------------------------------------------------------------------

    def _controller(self, unit: Unit) -> Cell:
        cells = self._cells
        if not unit.controllers:
            gap = self._unnamed("controller", "contact", cells.say("names"))
            return cells.cell(Part(unit.name, "name", self._naming(unit)), gap)
        if len(unit.controllers) == 1 and unit.group is None:
            return cells.cell(self._name_of(unit.controllers[0]))
        many = len(unit.controllers)
        count = cells.say("n-controllers" if many > 1 else "one-controller", n=many)
        name = Part(unit.name, "name", self._naming(unit))
        return cells.cell(name, Part(count, "answer"))

    def _naming(self, unit: Unit) -> tuple[Trace, ...]:
        """Return where a group is named; for the record's own words, where the organisation is."""
        if unit.group is not None:
            return self._cells.naming(unit.group)
        return organisation_naming(self._cells)

    def _name_of(self, controller: str) -> Part:
        cells = self._cells
        traces = cells.naming(controller)
        return Part(cells.gathered.name(controller), "name", traces)

    def _unnamed(self, kind: str, key: str, what: str) -> Part:
        """Note that nobody of a kind is named, under the article that asks for it."""
        return self._cells.missing(kind, None, key, what=what)  # type: ignore[arg-type]

    def _contact(self, unit: Unit) -> Cell:
        cells = self._cells
        if not unit.controllers:
            for key in ("contact", "representative", "dpo"):
                self._unnamed("controller", key, "")
            words = cells.missing_words("30(2)(a)", cells.say("contact-rep-dpo"))
            return cells.cell(Part(words, "gap"))
        if len(unit.controllers) > 1 or unit.group:
            return cells.cell(Part(cells.say("varies"), "answer"))
        return cells.cell(*contact_lines(cells, unit.controllers[0]))

    def _category(self, unit: Unit, service: str | None) -> Cell:
        cells = self._cells
        if service is not None:
            stated = cells.fact(service, "category")
            gap = cells.missing("service", service, "category") if stated is None else None
            return cells.cell(gap or self._of_service_fact(stated, unit))
        lines = [cells.missing("service", None, "category")]
        if cells.gathered.entries:
            lines.append(Part(cells.say("list-purposes"), "answer"))
        return cells.cell(*lines)

    def _third_country(
        self, unit: Unit, service: str | None, entries: list[tuple[str, ListedEntry]] | None
    ) -> Cell:
        cells, transfers = self._cells, self._transfers
        stated = cells.fact(service, "third-country")
        lines: list[Line] = [(self._of_service_fact(stated, unit),)] if stated else []
        unlisted = self._unlisted(service)
        if entries:
            if stated is None or transfers.any_outside(entries):
                lines += transfers.summary(entries, also_unclear=bool(unlisted))
        elif stated is None and not unlisted:
            lines.append(
                (Part(cells.say("cannot-exclude"), "gap"), Part(cells.say("place-silent"), "answer"))
            )
            cells.missing("service", service, "third-country")
        if unlisted and stated is None:
            if not entries:
                lines.append((Part(cells.say("cannot-exclude-alone"), "gap"),))
            words = cells.say("not-listed-for", names=listing(cells.language, unlisted))
            vendors = cells.fact(service, "vendors")
            lines.append((Part(words, "value", (cells.trace_of_fact(vendors),) if vendors else ()),))
        if stated is None and (unlisted or (entries and not transfers.all_inside(entries))):
            gap = cells.missing("service", service, "third-country", what=cells.say("third-country"))
            if transfers.lacks_country(entries or []):
                lines.append((gap,))
        elif stated is None and entries:
            # A person states that no transfer takes place; the record never infers it.
            cells.missing("service", service, "third-country", article="44")
        return cells.cell(*lines)

    def _ground(self, unit: Unit, service: str | None, entries: list[tuple[str, ListedEntry]] | None) -> Cell:
        cells, transfers = self._cells, self._transfers
        third_country = cells.fact(service, "third-country")
        stated = cells.fact(service, "transfer-ground")
        lines: list[Line] = [(self._of_service_fact(stated, unit),)] if stated else []
        none_stated = third_country is not None and third_country.state == "notApplicable"
        contradicted = bool(entries) and transfers.any_outside(entries or [])
        if stated is None and none_stated and not contradicted:
            return cells.cell(cells.of_fact(third_country))  # type: ignore[arg-type]
        if stated is None:
            lines += transfers.grounds(entries or [])
            if (third_country and not none_stated) or transfers.lacks_ground(entries or []) or not entries:
                lines.append((cells.missing("service", service, "transfer-ground"),))
        if third_country is None and entries and transfers.all_inside(entries):
            return cells.cell(*(lines or [(Part(cells.say("none-stated").rstrip(";"), "answer"),)]))
        article_49 = cells.fact(service, "article-49")
        if article_49 is not None:
            part = cells.of_fact(article_49)
            lines.append((Part(f"{cells.say('article-49')}: {part.text}", part.kind, part.traces),))
        else:
            lines.append((cells.missing("service", service, "article-49", what=cells.say("article-49")),))
        return cells.cell(*lines)

    def _measures(self, service: str | None) -> Cell:
        cells = self._cells
        own = cells.fact(service, "measures")
        lines: list[Line] = [(cells.of_fact(own),)] if own else []
        general = cells.fact(cells.gathered.organisation, "measures")
        if general is not None:
            lines.append((cells.of_fact(general), Part(f"({cells.say('organisation-wide')})", "quiet")))
        return cells.cell(
            *(lines or [(cells.missing("organisation", cells.gathered.organisation, "measures"),)])
        )

    # the voluntary cells --------------------------------------------------------------------

    def _service(self, service: str | None) -> Cell:
        cells = self._cells
        if service is None:
            return cells.cell(Part(cells.missing_words(""), "gap"))
        traces = cells.naming(service)
        return cells.cell(Part(cells.gathered.name(service), "value" if traces else "answer", traces))

    def _vendors(self, service: str | None, entries: list[tuple[str, ListedEntry]] | None) -> Cell:
        cells = self._cells
        if service is None:
            return cells.plain(cells.say("n-see-annex-b", n=len(self.numbered)))
        fact = cells.fact(service, "vendors")
        if fact is None:
            return cells.cell(cells.missing("service", service, "vendors"))
        if fact.state != "given":
            return cells.cell(cells.of_fact(fact))
        names = [f"{entry.name} ({number})" for number, entry in entries or []]
        names += [cells.say("not-listed", name=name) for name in self._unlisted(service)]
        return cells.cell(Part(listing(cells.language, names), "value", (cells.trace_of_fact(fact),)))

    def _data(self, unit: Unit, service: str | None, entries: list[tuple[str, ListedEntry]] | None) -> Cell:
        cells = self._cells
        own = [f for c in unit.controllers if (f := cells.fact(c, "data"))] or [
            f for f in [cells.fact(unit.group, "data")] if f
        ]
        if own and len(unit.controllers) <= 1:
            return cells.cell(cells.of_fact(own[0]))
        if own:
            # Annex A has the answer of each customer, or says that it is missing.
            return cells.cell(Part(cells.say("varies"), "answer"))
        stated = cells.fact(service, "data")
        if stated is not None and stated.state != "varies":
            return cells.cell(cells.of_fact(stated))
        varying = [entry for _, entry in entries or [] if entry.covers("data") == "open"]
        if varying or (stated is not None and stated.state == "varies"):
            gap = cells.missing("service", service, "data")
            words = gap.text.replace(cells.missing_words(""), cells.say("per-customer-missing"))
            return cells.cell((Part(cells.say("varies-open"), "answer"), Part(words, "gap")))
        claims = [(entry, claim) for _, entry in entries or [] for claim in entry.of("data")]
        silent = [entry for _, entry in entries or [] if not entry.of("data")]
        if not claims or silent or not entries:
            return cells.cell(cells.missing("service", service, "data"))
        traces = dict.fromkeys(t for entry, claim in claims for t in cells.traces_of(entry, [claim]))
        words = cells.labels_of([claim for _, claim in claims])
        return cells.cell(Part(words, "value", tuple(traces)), Part(f"({cells.say('unconfirmed')})", "quiet"))

    def _of_service(self, service: str | None, key: str) -> Cell:
        return self._cells.cell(self._cells.fact_or_gap("service", service, key))

    def _contract(self, unit: Unit, service: str | None) -> Cell:
        cells = self._cells
        general = cells.fact(unit.group, "contract") or cells.fact(service, "contract")
        own = [f for c in unit.controllers if (f := cells.fact(c, "contract"))]
        if len(unit.controllers) == 1 and own:
            return cells.cell(cells.of_fact(own[0]))
        if general is not None:
            return cells.cell(cells.of_fact(general))
        if own and len({f.texts for f in own}) == 1 and len(own) == len(unit.controllers):
            return cells.cell(cells.of_fact(own[0]))
        if own:
            for controller in unit.controllers:
                if cells.fact(controller, "contract") is None:
                    cells.missing("controller", controller, "contract")
            return cells.cell(Part(cells.say("varies"), "answer"))
        if not unit.controllers:
            return cells.cell(cells.missing("controller", None, "contract"))
        gaps = [cells.missing("controller", controller, "contract") for controller in unit.controllers]
        return cells.cell(gaps[0])

    def _reviewed(self, unit: Unit, service: str | None) -> Cell:
        cells = self._cells
        facts = [cells.fact(iri, "reviewed") for iri in (service, unit.group, *unit.controllers[:1])]
        known = next((fact for fact in facts if fact), None)
        return cells.cell(cells.of_fact(known) if known else cells.missing("service", service, "reviewed"))

    def _of_service_fact(self, fact: AddedFact | None, unit: Unit) -> Part:
        """Return a fact of a service; "varies" is an answer only where Annex A has one for each customer."""
        cells = self._cells
        assert fact is not None
        told = unit.controllers and all(cells.fact(c, "deviation") for c in unit.controllers)
        if fact.state != "varies" or told:
            return cells.of_fact(fact)
        cells.missing("service", fact.subject, fact.field.key)
        return Part(f"{cells.say('varies-open')} {cells.say('per-customer-missing')}", "gap")

    # what a row stands on -------------------------------------------------------------------

    def _unlisted(self, service: str | None) -> list[str]:
        """Return the vendors of a service that stand in no list: persons stated them, and that stands."""
        fact = self._cells.fact(service, "vendors")
        listed = {entry.vendor for _, entry in self.numbered}
        vendors = fact.values if fact is not None and fact.state == "given" else ()
        return [self._cells.gathered.name(vendor) for vendor in vendors if vendor not in listed]

    def _entries_of(self, service: str | None) -> list[tuple[str, ListedEntry]] | None:
        """Return the entries of a service's vendors; of all where no service is known, None where none is."""
        if service is None:
            return self.numbered
        fact = self._cells.fact(service, "vendors")
        if fact is None or fact.state != "given":
            return None if fact is None else []
        wanted = set(fact.values)
        return [(number, entry) for number, entry in self.numbered if entry.vendor in wanted]


def contact_lines(cells: Cells, controller: str) -> list[Line]:
    """Return contact, data protection officer and representative of one controller."""
    lines: list[Line] = list(cells.contact("controller", controller))
    if not lines:
        lines.append((cells.missing("controller", controller, "contact", what=cells.say("contact")),))
    for key in ("dpo", "representative"):
        fact = cells.fact(controller, key)
        if fact is None:
            lines.append((cells.missing("controller", controller, key, what=cells.say(key)),))
        else:
            part = cells.of_fact(fact)
            lines.append((Part(f"{cells.say(key)}: {part.text}", part.kind, part.traces),))
    return lines
