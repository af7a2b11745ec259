"""Annex A, the controllers by name, and Annex B, the sub-processors as the list states them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.records.cells import CONTACT_PIECES
from datamap.records.document import Band, Cell, Part, Row
from datamap.records.wording import line_ranges, listing
from datamap.vocabulary.record_fields import record_field
from datamap.vocabulary.terms import VARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datamap.records.cells import Cells
    from datamap.records.document import Line
    from datamap.records.gathering import ListedEntry
    from datamap.records.transfers import Transfers
    from datamap.records.units import Unit

IDENTITY = ("legal-entity", "registration-number", "contact")
"""What a contract chain needs of every sub-processor (GDPR Art. 28(4); EDPB Opinion 22/2024)."""

_OF_GROUP = ("representative", "dpo", "contract", "data")


def numbered_entries(entries: Sequence[ListedEntry]) -> list[tuple[str, ListedEntry]]:
    """Return the entries with their numbers in Annex B, in the order of the lists."""
    return [(f"B{index}", entry) for index, entry in enumerate(entries, 1)]


# ---- Annex A ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Missing:
    """A fact that is missing in a row; neighbours that one article asks for are said once."""

    what: str
    article: str


def annex_a(cells: Cells, row_numbers: list[tuple[Unit, list[str]]]) -> list[Row | Band]:
    """Return a band for each unit and a row for each of its controllers."""
    found: list[Row | Band] = []
    for unit, numbers in row_numbers:
        found.append(_band(cells, unit, numbers))
        if not unit.controllers:
            found.append(_nobody_named(cells, unit, numbers[0]))
        ordered = sorted(unit.controllers, key=lambda iri: cells.gathered.name(iri).casefold())
        for index, controller in enumerate(ordered, 1):
            found.append(_controller(cells, unit, controller, f"{numbers[0]}.{index}"))
    return found


def _band(cells: Cells, unit: Unit, numbers: list[str]) -> Band:
    cells.here = f"A/{numbers[0]}/group"
    rows = cells.say("row-in-record", rows=listing(cells.language, numbers))
    line = [Part(unit.name, "name"), Part(f"· {rows}", "answer")]
    many = len(unit.controllers)
    if many:
        count = cells.say("n-in-band" if many > 1 else "one-in-band", n=many)
        line.append(Part(f"· {count}", "answer"))
    for key in _OF_GROUP:
        fact = cells.fact(unit.group, key)
        if fact is not None:
            part = cells.of_fact(fact)
            label = record_field("group", key).labels[cells.language].capitalize()
            line.append(Part(f"· {label}: {part.text}", part.kind, part.traces))
    return Band(tuple(line))


def _nobody_named(cells: Cells, unit: Unit, number: str) -> Row:
    cells.here = f"A/{number}.1"
    parts = [cells.missing("controller", None, "contact")]
    parts = [Part(cells.say("all-controllers-missing"), "gap")]
    varying = {
        s.line: cells.trace(s)
        for entry in cells.gathered.entries
        for claim in entry.claims
        if claim.facet == "qualifier" and claim.concept == VARIES
        for s in entry.statements
        if s.iri == claim.statement
    }
    if varying:
        words = cells.say("list-mentions-customers", lines=line_ranges(list(varying)))
        parts.append(Part(words, "value", tuple(varying[line] for line in sorted(varying))))
    return Row(f"A/{unit.group or 'customers'}", (cells.plain(number), Cell((tuple(parts),), span=6)))


def _controller(cells: Cells, unit: Unit, controller: str, number: str) -> Row:
    name_traces = cells.naming(controller)
    made: list[Cell | _Missing] = []
    for key in ("registration-number", "contact", "dpo", "representative"):
        cells.here = f"A/{number}/{key}"
        made.append(_of_controller(cells, unit, controller, key))
    cells.here = f"A/{number}/deviation"
    return Row(
        f"A/{controller}",
        (
            cells.plain(number),
            cells.cell(Part(cells.gathered.name(controller), "name", name_traces)),
            *_merge(cells, made),
            _deviation(cells, unit, controller),
        ),
    )


def _of_controller(cells: Cells, unit: Unit, controller: str, key: str) -> Cell | _Missing:
    if key == "contact":
        lines = cells.contact("controller", controller)
        if lines:
            return Cell(lines)
    else:
        fact = cells.fact(controller, key)
        if fact is not None:
            return cells.cell(cells.of_fact(fact))
        if key in _OF_GROUP and cells.fact(unit.group, key) is not None:
            return cells.plain(cells.say("see-group"))
    cells.missing("controller", controller, key)
    wanted = record_field("controller", key)
    return _Missing(cells.say(key), wanted.article(cells.role))


def _merge(cells: Cells, made: list[Cell | _Missing]) -> list[Cell]:
    """Return the cells with neighbouring gaps of one article as one cell."""
    found: list[Cell] = []
    run: list[_Missing] = []

    def close() -> None:
        if not run:
            return
        whats = [gap.what for gap in run]
        words = listing(cells.language, [whats[0], *(w[0].lower() + w[1:] for w in whats[1:])])
        found.append(
            Cell(
                ((Part(cells.missing_words(run[0].article, words if len(run) > 1 else ""), "gap"),),),
                len(run),
            )
        )
        run.clear()

    for one in made:
        if isinstance(one, _Missing):
            if run and run[0].article != one.article:
                close()
            run.append(one)
            continue
        close()
        found.append(one)
    close()
    return found


def _deviation(cells: Cells, unit: Unit, controller: str) -> Cell:
    lines: list[Line] = []
    fact = cells.fact(controller, "deviation")
    if fact is not None:
        lines.append((cells.of_fact(fact),))
    for key in ("data", "contract"):
        if len(unit.controllers) < 2 or not any(cells.fact(one, key) for one in unit.controllers):
            continue
        label = record_field("controller", key).labels[cells.language].capitalize()
        own = cells.fact(controller, key)
        if own is not None:
            part = cells.of_fact(own)
            lines.append((Part(f"{label}: {part.text}", part.kind, part.traces),))
        elif cells.fact(unit.group, key) is None:
            lines.append((cells.missing("controller", controller, key, what=label),))
    return cells.cell(*(lines or [(Part(cells.say("none-stated-deviation"), "answer"),)]))


# ---- Annex B ---------------------------------------------------------------------------------------------


def annex_b(
    cells: Cells,
    transfers: Transfers,
    numbered: list[tuple[str, ListedEntry]],
    progress: Callable[[int, int], None],
) -> tuple[tuple[Line, ...], list[Row]]:
    """Return what every sub-processor lacks, said once, and a row for each."""
    lacking = Counter(
        key for _, entry in numbered for key in IDENTITY if not identity_known(cells, entry, key)
    )
    everywhere = [key for key in IDENTITY if numbered and lacking[key] == len(numbered)]
    lead: list[Line] = []
    if everywhere:
        names = [record_field("vendor", key).labels[cells.language] for key in everywhere]
        what = listing(cells.language, names)
        words = cells.missing_words("28", what[0].upper() + what[1:])
        lead.append((Part(cells.say("all-vendors", n=len(numbered)), "answer"), Part(f"{words}.", "gap")))
    rows = []
    for number, entry in numbered:
        rows.append(_vendor(cells, transfers, number, entry, everywhere))
        progress(len(rows), len(numbered))
    return tuple(lead), rows


def identity_known(cells: Cells, entry: ListedEntry, key: str) -> bool:
    """Tell whether a person or a list says who a vendor is, in one of the respects of IDENTITY."""
    if key == "contact":
        given = any(cells.fact(entry.vendor, piece) for piece in ("contact", *CONTACT_PIECES))
        return given or bool(entry.statements_of("contact", "address"))
    return cells.fact(entry.vendor, key) is not None or bool(entry.statements_of(key))


def _vendor(
    cells: Cells, transfers: Transfers, number: str, entry: ListedEntry, everywhere: list[str]
) -> Row:
    made: list[Cell] = []
    makers: dict[str, Callable[[], Cell]] = {
        "vendor": lambda: _identity(cells, entry, everywhere),
        "purpose": lambda: _purpose(cells, entry),
        "data": lambda: Cell(cells.listed(entry, "data", ("data",), "data")),
        "place": lambda: place_cell(cells, entry),
        "transfer": lambda: Cell(transfers.lines(entry)),
        "source": lambda: _lines(cells, entry),
    }
    for key, make in makers.items():
        cells.here = f"{number}/{key}"
        made.append(make())
    _vendor_questions(cells, number, entry)
    return Row(f"B/{entry.process}", (cells.plain(number), *made))


def _identity(cells: Cells, entry: ListedEntry, everywhere: list[str]) -> Cell:
    headings = entry.statements_of("heading")
    traces = tuple(cells.trace(s) for s in headings)
    roles = ", ".join(cells.label(role).capitalize() for role in entry.roles)
    lines: list[Line] = [(Part(entry.name, "name", traces),)]
    if roles:
        lines.append((Part(roles, "quiet"),))
    lines += [(Part(words, "quiet"),) for words in cells.gathered.links_of(entry.vendor, cells.language)]
    missing = []
    for key in IDENTITY:
        found = identity_lines(cells, entry, key)
        lines += found
        if not found:
            gap = cells.missing("vendor", entry.vendor, key)
            if key not in everywhere:
                missing.append((gap, record_field("vendor", key).labels[cells.language]))
    if missing:
        what = listing(cells.language, [label for _, label in missing])
        lines.append((Part(cells.missing_words("28", what[0].upper() + what[1:]), "gap"),))
    return Cell(tuple(lines))


def identity_lines(cells: Cells, entry: ListedEntry, key: str) -> list[Line]:
    """Return what is known of a vendor's legal entity, registration number or contact details."""
    if key == "contact":
        supplied = list(cells.contact("vendor", entry.vendor))
        return supplied or [tuple(cells.quote([s])) for s in entry.statements_of("address", "contact")]
    fact = cells.fact(entry.vendor, key)
    if fact is not None:
        return [(cells.of_fact(fact),)]
    return [tuple(cells.quote([s])) for s in entry.statements_of(key)]


def _purpose(cells: Cells, entry: ListedEntry) -> Cell:
    task = cells.fact(entry.vendor, "task")
    if task is not None:
        return cells.cell(cells.of_fact(task))
    fields = ("purpose",) if entry.statements_of("purpose") else ("service",)
    return Cell(cells.listed(entry, "purpose", fields, "purpose"))


def place_cell(cells: Cells, entry: ListedEntry) -> Cell:
    """Return where an entry's data are stored: the list's words, a person's in their place, or the gap."""
    fields = ("storage-place",) if entry.statements_of("storage-place") else ("processing-place",)
    facets = {c.facet for c in entry.claims if c.correction is not None}
    facet = (
        "storage-place"
        if "storage-place" in facets or "processing-place" not in facets
        else "processing-place"
    )
    return Cell(cells.listed(entry, facet, fields, "storage-place"))


def _lines(cells: Cells, entry: ListedEntry) -> Cell:
    words = line_ranges(list(entry.lines))
    several = len(cells.gathered.sources) > 1
    source = f"{cells.source_name(entry.source.identifier)}, " if several else ""
    return cells.cell(Part(source + words, "answer"))


def _vendor_questions(cells: Cells, number: str, entry: ListedEntry) -> None:
    """Note what the record does not show but a contract chain needs (GDPR Art. 28(2), 28(4))."""
    cells.here = f"{number}/contract"
    for key in ("contract", "authorisation"):
        wanted = record_field("vendor", key)
        stated = entry.statements_of(key)
        if wanted.article(cells.role) and cells.fact(entry.vendor, key) is None and not stated:
            cells.missing("vendor", entry.vendor, key)
