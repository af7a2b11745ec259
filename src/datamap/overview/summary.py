"""The registry at a glance: counts and orders that a reader can retrace; no score."""

from __future__ import annotations

import datetime as dt
import gc
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from datamap.overview.asking import Cited, answers_of, counted, facts_of, merged, rows_of
from datamap.overview.companies import companies_of
from datamap.overview.places import ACCESS, BEYOND, GROUPS, STORAGE, group_of, places_by_vendor
from datamap.overview.report import Item, Line, Report, Section
from datamap.overview.wording import say
from datamap.registry.conversion import dm
from datamap.vocabulary.terms import DM, DPV, PD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from datamap.overview.asking import AnyRow, Fact
    from datamap.questions.tables import Row
    from datamap.registry.registry import RegistryBase

_CARE = (
    ("article-9", "vendors-by-data", {"data": DPV + "SpecialCategoryPersonalData"}),
    ("article-10", "vendors-by-data", {"data": PD + "Criminal"}),
    ("national-numbers", "vendors-by-data", {"data": DM + "NationalIdentityNumber"}),
    ("children-data", "vendors-by-data", {"data": DM + "ChildrensData"}),
    ("children-subjects", "vendors-by-subject", {"subject": DPV + "Child"}),
)
_FACTS = (DPV + "hasPersonalData", DPV + "hasPurpose", DPV + "hasDataSubject", STORAGE, ACCESS)
_COVERAGE = ("notStated", "open", "listed")  # least complete first
_SHORT = 15


def summarise(registry: RegistryBase, language: str, at: dt.date) -> Report:
    """Return concentration, special categories, places, grounds, documents and coverage on a day.

    Every line has the names its numbers count, with their lines of the sources. Stated and "may occur" are
    never added up, and what nobody states is "not stated" (GDPR Art. 9, 10, 87, Chapter V).
    """
    with _nothing_collected():
        return _Summary(registry, language, at).report()


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep Python from looking for garbage: all that is made stays, and would be walked again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Summary:
    def __init__(self, registry: RegistryBase, language: str, at: dt.date) -> None:
        self._registry, self._language, self._at = registry, language, at
        self._vendors = registry.vendors()
        self._coverage: dict[tuple[str, str], dict[str, Fact]] = defaultdict(dict)
        for row in facts_of(registry, "coverage-by-vendors", language):
            self._coverage[row.iris["vendor"], row.iris["property"]][row.iris["coverage"]] = row

    def report(self) -> Report:
        sections = (
            *self._concentration(),
            self._sensitive(),
            *self._places(),
            self._documents(),
            self._completeness(),
            self._not_understood(),
            self._shared(),
        )
        return Report("summary", self._language, self._at, sections, (self._say("note-source"),))

    # concentration --------------------------------------------------------------------------

    def _concentration(self) -> tuple[Section, Section]:
        data = merged(self._facts("data-by-vendors"), "vendor")
        services: dict[str, dict[str, Row]] = defaultdict(dict)
        customers: dict[str, dict[str, Row]] = defaultdict(dict)
        unknown: dict[str, Row] = {}
        for row in self._rows("reach-by-vendors"):
            vendor = row.iris.get("vendor")
            if vendor is None:
                unknown[row.iris["controller"]] = row
                continue
            services[vendor].setdefault(row.iris["service"], row)
            if "controller" in row.iris:
                customers[vendor].setdefault(row.iris["controller"], row)
        kinds, reach = [], []
        companies = companies_of(self._registry, self._vendors)
        linked = any(len(behind) > 1 for _, behind in companies)
        for names, behind in companies:
            name = " / ".join(names)
            rows = [row for vendor in behind for row in data.get((vendor,), ())]
            stated = {row.iris["data"] for row in rows if row.iris["certainty"] == DM + "stated"}
            maybe = {row.iris["data"] for row in rows} - stated
            served = {iri: row for vendor in behind for iri, row in services[vendor].items()}
            theirs = {iri: row for vendor in behind for iri, row in customers[vendor].items()}
            values: dict[str, Any] = {
                "vendor": name,
                "stated": len(stated),
                "conditional": len(maybe),
                "description": self._least(behind, DPV + "hasPersonalData"),
            }
            kinds.append(Line(values, self._items(rows, "data")))
            if served:
                left = [row for iri, row in unknown.items() if iri not in theirs]
                items = [_item(row, "service", "") for row in served.values()]
                items += [_item(row, "controller", "stated") for row in theirs.values()]
                items += [_item(row, "controller", "notStated") for row in left]
                found = {
                    "vendor": name,
                    "types": len(stated | maybe),
                    "services": len(served),
                    "customers": len(theirs),
                    "customersNotStated": len(left),
                }
                reach.append(Line(found, tuple(items)))
        kinds.sort(
            key=lambda x: (-x.values["stated"], -x.values["conditional"], x.values["vendor"].casefold())
        )
        reach.sort(
            key=lambda x: (-x.values["customers"], -x.values["services"], x.values["vendor"].casefold())
        )
        notes = [] if reach else [self._say("note-no-services")]
        if unknown:
            notes.append(self._say("note-open-customers", n=len(unknown)))
        return (
            Section(
                "concentration",
                ("vendor", "stated", "conditional", "description"),
                tuple(kinds),
                (self._say("note-companies"),) if linked else (),
                _SHORT,
            ),
            Section(
                "reach",
                ("vendor", "types", "services", "customers", "customersNotStated"),
                tuple(reach),
                tuple(notes),
                _SHORT,
            ),
        )

    def _sensitive(self) -> Section:
        lines = []
        for key, question, parameters in _CARE:
            found = counted(self._registry, question, self._language, **parameters)
            items = [
                Item(row.vendor, "stated" if row.answer == "yes" else row.answer, Cited(row))
                for row in found.answers
            ]
            items += [Item(self._vendors[iri], "unknown") for iri in self._by_name(found.unknown)]
            values = {
                "group": key,
                "stated": found.counts.get("yes", 0),
                "conditional": found.counts.get("conditional", 0),
                "unknown": found.counts.get("unknown", 0),
                "no": found.counts.get("no", 0),
                "vendors": [item.name for item in items if item.as_what != "unknown"],
            }
            lines.append(Line(values, tuple(items)))
        return Section(
            "sensitive", ("group", "stated", "conditional", "unknown", "no", "vendors"), tuple(lines)
        )

    # places ---------------------------------------------------------------------------------

    def _places(self) -> tuple[Section, ...]:
        rows = places_by_vendor(self._registry, self._language, self._at)
        answer: dict[str, str] = {}
        if any(self._registry.store.triples(None, dm("deniesPlace"), None)):
            # A list that only denies places has none to show, and is not silent.
            answer = answers_of(self._registry, "vendors-outside", at=self._at)
        sections: list[Section] = []
        beyond: dict[str, str] = {}
        for key, of in (("storage", STORAGE), ("access", ACCESS)):
            groups: dict[str, list[str]] = defaultdict(list)
            for vendor in self._vendors:
                said = answer.get(vendor, "") if key == "storage" else ""
                group = group_of(rows.get((vendor, of), ()), self._coverage.get((vendor, of), {}), said)
                groups[group].append(vendor)
                if group in BEYOND and beyond.get(vendor, "") not in ("outside-stated", "both-sides"):
                    beyond[vendor] = group
            lines = []
            for group in GROUPS:
                items = tuple(self._placed(vendor, of, rows) for vendor in self._by_name(groups[group]))
                values = {"group": group, "count": len(items), "vendors": [item.name for item in items]}
                lines.append(Line(values, items))
            sections.append(
                Section(key, ("group", "count", "vendors"), tuple(lines), (self._say("note-place"),))
            )
        return (*sections, self._grounds(beyond, rows))

    def _placed(self, vendor: str, of: str, rows: Mapping[tuple[str, str], Sequence[Fact]]) -> Item:
        found = rows.get((vendor, of)) or list(self._coverage.get((vendor, of), {}).values())
        return Item(self._vendors[vendor], "", Cited(*found))

    def _grounds(
        self, beyond: Mapping[str, str], places: Mapping[tuple[str, str], Sequence[Fact]]
    ) -> Section:
        found = self._facts("grounds-by-vendors")
        lines = []
        for rows in merged(found, "ground").values():
            items = self._items(rows, "vendor")
            values = {
                "ground": rows[0]["ground"],
                "stated": sum(item.as_what == "stated" for item in items),
                "conditional": sum(item.as_what == "conditional" for item in items),
                "vendors": [item.name for item in items],
            }
            lines.append(Line(values, items))
        lines.sort(
            key=lambda x: (-x.values["stated"], -x.values["conditional"], x.values["ground"].casefold())
        )
        grounded = {row.iris["vendor"] for row in found}
        for key, groups in (("no-ground", BEYOND[:2]), ("no-ground-maybe", BEYOND[2:])):
            without = self._by_name(v for v, group in beyond.items() if group in groups and v not in grounded)
            items = tuple(
                Item(
                    self._vendors[v],
                    "",
                    Cited(*places.get((v, STORAGE), ()), *places.get((v, ACCESS), ())),
                )
                for v in without
            )
            column = "stated" if key == "no-ground" else "conditional"
            values = {
                "ground": self._say(key),
                "stated": 0,
                "conditional": 0,
                column: len(items),
                "vendors": [item.name for item in items],
            }
            lines.append(Line(values, items))
        return Section("grounds", ("ground", "stated", "conditional", "vendors"), tuple(lines))

    # documents and completeness -------------------------------------------------------------

    def _documents(self) -> Section:
        lines = []
        for row in self._rows("documents"):
            issued = row["issued"]
            day = date_of(issued)
            values = {
                "document": row["document"],
                "processor": row["processor"],
                "date": issued or self._say("undated"),
                "age": (self._at - day).days if day else None,
                "entries": row["count"],
            }
            lines.append(Line(values))
        # Undated first: nobody knows how old they are; then the oldest.
        lines.sort(key=lambda x: (x.values["age"] is not None, -(x.values["age"] or 0), x.values["document"]))
        return Section(
            "documents", ("document", "processor", "date", "age", "entries"), tuple(lines), (), _SHORT
        )

    def _completeness(self) -> Section:
        lines = []
        for of in _FACTS:
            groups: dict[str, list[str]] = defaultdict(list)
            for vendor in self._vendors:
                groups[self._least([vendor], of)].append(vendor)
            items = tuple(
                Item(
                    self._vendors[vendor],
                    key,
                    Cited(*(row for row in (self._coverage[vendor, of].get(DM + key),) if row)),
                )
                for key in _COVERAGE
                for vendor in self._by_name(groups[key])
            )
            values = {"fact": self._registry.vocabulary.label(of, self._language)}
            lines.append(Line({**values, **{key: len(groups[key]) for key in _COVERAGE}}, items))
        return Section(
            "coverage", ("fact", "listed", "open", "notStated"), tuple(lines), (self._say("note-coverage"),)
        )

    def _not_understood(self) -> Section:
        lines = [
            Line(
                {"vendor": row["vendor"], "fact": row["property"], "phrase": row["phrase"]},
                (Item(row["phrase"], "", tuple(row.evidence)),),
            )
            for row in self._rows("phrases-not-understood")
        ]
        return Section("not-understood", ("vendor", "fact", "phrase"), tuple(lines), (), _SHORT)

    def _shared(self) -> Section:
        lines = []
        for row in self._rows("shared-sub-processors"):
            items = tuple(Item(name) for name in row["vendors"].split(", "))
            values = {"processor": row["processor"], "count": row["count"], "vendors": row["vendors"]}
            lines.append(Line(values, items))
        notes = () if self._registry.own_lists() else (self._say("note-no-lists"),)
        return Section("shared", ("processor", "count", "vendors"), tuple(lines), notes, _SHORT)

    # ----------------------------------------------------------------------------------------

    def _rows(self, question: str) -> list[Row]:
        return rows_of(self._registry, question, self._language)

    def _facts(self, question: str) -> list[Fact]:
        return facts_of(self._registry, question, self._language)

    def _say(self, key: str, **values: object) -> str:
        return say(self._language, key, **values)

    def _by_name(self, vendors: Any) -> list[str]:
        return sorted(vendors, key=lambda iri: (self._vendors[iri].casefold(), iri))

    def _least(self, vendors: Sequence[str], of: str) -> str:
        """Return how complete the least complete entry of some vendors is."""
        held = {how for vendor in vendors for how in self._coverage.get((vendor, of), {})}
        return next((key for key in _COVERAGE if DM + key in held), "notStated")

    @staticmethod
    def _items(rows: Sequence[AnyRow], column: str) -> tuple[Item, ...]:
        """Return what rows name, each once at its highest certainty, stated first."""
        found = []
        for own in merged(rows, column).values():
            stated = [row for row in own if row.iris["certainty"] == DM + "stated"]
            found.append(Item(own[0][column], "stated" if stated else "conditional", Cited(*(stated or own))))
        return tuple(sorted(found, key=lambda item: (item.as_what != "stated", item.name.casefold())))


def date_of(text: object) -> dt.date | None:
    """Return the day that a text is, None where it is none (a year or a month alone is no day)."""
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _item(row: Row, column: str, as_what: str) -> Item:
    return Item(row[column], as_what, tuple(row.evidence))
