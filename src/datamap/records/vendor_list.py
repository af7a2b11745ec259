"""The sub-processor list itself, mended: the public page or contract annex (``datamap list``).

It says what the record's Annex B says, for customers: legal entity, service, data, places, transfer ground,
with what nobody stated marked as such. Sources: GDPR Art. 28(2), 28(4); EDPB Opinion 22/2024.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.records.annexes import IDENTITY, identity_known, identity_lines, numbered_entries
from datamap.records.cells import Cells
from datamap.records.document import Cell, Column, Document, Field, Front, Part, Row, Table
from datamap.records.front import entity_name
from datamap.records.gathering import gather
from datamap.records.transfers import Transfers
from datamap.records.wording import listing
from datamap.vocabulary.record_fields import record_field

if TYPE_CHECKING:
    import datetime as dt
    from typing import Literal

    from datamap.records.document import Line
    from datamap.records.gathering import ListedEntry
    from datamap.registry.registry import RegistryBase


def make_vendor_list(
    registry: RegistryBase, language: Literal["sv", "en"], date: dt.date, *, version: str | None = None
) -> Document:
    """Return the list of sub-processors as a document; nothing in it is for internal use."""
    cells = Cells(
        gather(registry),
        registry.vocabulary,
        language=language,
        role="processor",
        date=date,
        audience="customer",
    )
    transfers = Transfers(cells)
    entity = entity_name(cells)
    own = cells.fact(cells.gathered.organisation, "version")
    shown = version or (own.texts[0] if own and own.state == "given" else "1")
    numbered = numbered_entries(cells.gathered.entries)
    everywhere = [
        key for key in IDENTITY if numbered and not any(identity_known(cells, e, key) for _, e in numbered)
    ]
    rows = [
        vendor_row(cells, transfers, str(index), entry, everywhere)
        for index, (_, entry) in enumerate(numbered, 1)
    ]
    subtitle = cells.say("list-subtitle", entity=entity or cells.say("the-organisation"))
    lead = _lead(cells, len(rows), everywhere)
    return Document(
        language=language,
        title=cells.say("list-title"),
        subtitle=subtitle,
        name=cells.say("list-name"),
        entity=entity,
        date=date.isoformat(),
        version=shown,
        front=_front(cells, entity, shown, len(rows)),
        tables=(Table("list", cells.say("list-title"), lead, vendor_columns(cells), tuple(rows)),),
        keywords=("GDPR", "Article 28"),
    )


def _lead(cells: Cells, count: int, everywhere: list[str]) -> tuple[Line, ...]:
    if not count:
        return ((Part(cells.say("list-empty"), "answer"),),)
    lead: list[Line] = [(Part(cells.say("list-lead"), "answer"),)]
    if everywhere:
        what = listing(cells.language, [_label(cells, key) for key in everywhere])
        missing = f"{what[0].upper()}{what[1:]}: {cells.say('list-not-stated').lower()}."
        lead.append((Part(cells.say("all-vendors", n=count), "answer"), Part(missing, "gap")))
    return tuple(lead)


def _label(cells: Cells, key: str) -> str:
    return record_field("vendor", key).labels[cells.language]


def vendor_columns(cells: Cells) -> tuple[Column, ...]:
    """Return the columns of a table of sub-processors for customers."""
    sv = cells.language == "sv"
    return (
        Column("number", "Nr" if sv else "No", "", 11),
        Column("vendor", "Underbiträde" if sv else "Sub-processor", "", 56),
        Column("service", "Tjänst eller ändamål" if sv else "Service or purpose", "", 58),
        Column("data", "Personuppgifter" if sv else "Personal data", "", 56),
        Column("place", "Lagringsplats" if sv else "Storage location", "", 38),
        Column(
            "transfer",
            "Tredjeland och överföringsgrund" if sv else "Third country and transfer ground",
            "",
            50,
        ),
    )


def _front(cells: Cells, entity: str, version: str, count: int) -> Front:
    organisation = cells.gathered.organisation
    stated = cells.fact(organisation, "legal-entity")
    contact = cells.contact("organisation", organisation)
    not_stated = (Part(cells.say("list-not-stated"), "gap"),)
    name: Cell = (
        cells.cell(cells.of_fact(stated))
        if stated
        else cells.cell(Part(entity, "answer") if entity else not_stated)
    )
    fields = [
        Field("legal-entity", cells.say("legal-entity"), "", name),
        Field("contact", cells.say("list-contact"), "", Cell(contact or (not_stated,))),
        Field(
            "date-version",
            cells.say("date-version"),
            "",
            cells.plain(cells.say("date-version-value", version=version)),
        ),
        Field("scope", cells.say("scope"), "", cells.plain(cells.say("list-count", n=count))),
    ]
    reading = ((Part(cells.say("list-lead"), "answer"),), (Part(cells.say("list-reading"), "answer"),))
    return Front(tuple(fields), cells.say("list-reading-title"), reading, ("", ""), ())


def vendor_row(
    cells: Cells, transfers: Transfers, number: str, entry: ListedEntry, everywhere: list[str]
) -> Row:
    """Return a sub-processor's row; ``everywhere`` names what is missing for all and said above the table."""
    cells.here = number
    identity: list[Line] = []
    for key in IDENTITY:
        found = identity_lines(cells, entry, key)
        if not found and key not in everywhere:
            label = _label(cells, key)
            found = [(Part(f"{label[0].upper()}{label[1:]}: {cells.say('list-not-stated').lower()}", "gap"),)]
        identity += found
    traces = tuple(cells.trace(s) for s in entry.statements_of("heading"))
    task = cells.fact(entry.vendor, "task")
    purpose = "purpose" if entry.statements_of("purpose") else "service"
    place = "storage-place" if entry.statements_of("storage-place") else "processing-place"
    made = (
        cells.plain(number),
        cells.cell(Part(entry.name, "name", traces), *identity),
        cells.cell(cells.of_fact(task)) if task else _stated(cells, entry, "purpose", purpose, "purpose"),
        _stated(cells, entry, "data", "data", "data"),
        _stated(cells, entry, "storage-place", place, "storage-place"),
        Cell(transfers.lines(entry)),
    )
    return Row(f"list/{entry.process}", made)


def _stated(cells: Cells, entry: ListedEntry, facet: str, field: str, key: str) -> Cell:
    """Return what is stated, or that it is not: a list for customers names no article."""
    lines = cells.listed(entry, facet, (field,), key)
    if all(part.kind == "gap" for line in lines for part in line):
        return cells.cell(Part(cells.say("list-not-stated"), "gap"))
    return Cell(lines)
