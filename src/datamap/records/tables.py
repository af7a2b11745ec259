"""The tables of a record that are not its rows: annex heads, gaps, completeness, sources."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from datamap.records.document import Cell, Column, Part, Row, Table
from datamap.records.wording import article_words, line_ranges, subjects_words

if TYPE_CHECKING:
    from datamap.records.cells import Cells, Gap
    from datamap.records.document import Band, Front, Line, Trace


def annex_a_table(cells: Cells, rows: list[Row | Band]) -> Table:
    """Return Annex A as a section."""
    asked, voluntary = article_words(cells.language, "30(2)(a)"), cells.say("voluntary")
    sv = cells.language == "sv"
    columns = (
        Column("number", "Nr" if sv else "No", "", 11),
        Column("controller", cells.say("role-controller"), asked, 64),
        Column("registration-number", "Organisationsnr" if sv else "Registration no", voluntary, 27),
        Column("contact", cells.say("contact"), asked, 56),
        Column("dpo", cells.say("dpo"), asked, 40),
        Column("representative", cells.say("representative"), asked, 32),
        Column(
            "deviation",
            "Avvikelse från gruppen" if sv else "Deviation from the group",
            "art. 30.2 b–d" if sv else "Art. 30(2)(b)–(d)",
            37,
        ),
    )
    lead = ((Part(cells.say("lead-annex-a"), "answer"),),)
    return Table("annex-a", cells.say("title-annex-a"), lead, columns, tuple(rows))


def annex_b_table(cells: Cells, lead: tuple[Line, ...], rows: list[Row]) -> Table:
    """Return Annex B as a section."""
    sv = cells.language == "sv"
    listed = "enligt listan" if sv else "as listed"
    transfer = article_words(cells.language, "30(2)(c)")
    columns = (
        Column("number", "Nr" if sv else "No", "", 10),
        Column(
            "vendor",
            "Underbiträde" if sv else "Sub-processor",
            f"roll {listed}" if sv else f"role {listed}",
            38,
        ),
        Column("purpose", "Ändamål" if sv else "Purpose", cells.say("unconfirmed"), 60),
        Column("data", "Personuppgifter" if sv else "Personal data", listed, 57),
        Column("place", "Lagringsplats" if sv else "Storage location", listed, 27),
        Column(
            "transfer",
            "Tredjeland och överföringsgrund" if sv else "Third country and transfer ground",
            f"{transfer}; grund frivillig" if sv else f"{transfer}; ground voluntary",
            60,
        ),
        Column("source", "Källa" if sv else "Source", "rad i listan" if sv else "line of the list", 15),
    )
    whole = ((Part(cells.say("lead-annex-b"), "answer"),), *lead)
    return Table("annex-b", cells.say("title-annex-b"), whole, columns, tuple(rows))


def gaps_table(cells: Cells, gaps: list[Gap]) -> Table:
    """Return what the record lacks as a section for internal use."""
    columns = (
        Column("about", cells.say("about"), "", 60),
        Column("fact", cells.say("fact"), "", 50),
        Column("article", cells.say("article"), "", 32),
        Column("question", cells.say("question"), "", 95),
        Column("where", cells.say("where"), "", 30),
    )
    # One row a fact: sixteen vendors that lack the same are one line to read.
    by_fact: dict[tuple[str, str, str], list[Gap]] = defaultdict(list)
    for gap in gaps:
        by_fact[gap.kind, gap.field.key, gap.article].append(gap)
    rows = [
        Row(
            "/".join(["gap", *key]),
            tuple(
                cells.plain(text)
                for text in (
                    _subjects(cells, same),
                    same[0].field.labels[cells.language],
                    article_words(cells.language, same[0].article) or cells.say("not-asked"),
                    same[0].field.questions.get(cells.language, same[0].field.labels[cells.language]),
                    _places([place for gap in same for place in gap.places]),
                )
            ),
        )
        for key, same in by_fact.items()
    ]
    lead: tuple[Line, ...] = ((Part(cells.say("lead-gaps"), "answer"),),)
    if not rows:
        lead = ((Part(cells.say("nothing-missing"), "answer"),),)
    return Table("gaps", cells.say("title-gaps"), lead, columns, tuple(rows), internal=True)


def _subjects(cells: Cells, gaps: list[Gap]) -> str:
    names = [cells.gathered.name(gap.subject) if gap.subject else None for gap in gaps]
    return subjects_words(cells.language, gaps[0].kind, names)


def _places(places: list[str]) -> str:
    """Return the rows that show a gap, neighbours as ranges: "0" is the front page."""
    by_section: dict[str, list[int]] = defaultdict(list)
    for place in places:
        number = place.partition("/")[0]
        letter = number[0] if number[:1].isalpha() else ""
        digits = number.removeprefix(letter)
        by_section[letter].append(int(digits) if digits.isdigit() else 0)
    return ", ".join(
        "–".join(f"{letter}{n}" for n in span.split("–")) if letter != "A" else "A"
        for letter, numbers in sorted(by_section.items())
        for span in line_ranges(numbers).split(", ")
    )


def completeness_table(cells: Cells, front: Front, tables: list[Table]) -> Table:
    """Return for each fact of the record how many cells have an answer, as a section for internal use."""
    columns = (
        Column("section", "Avsnitt" if cells.language == "sv" else "Section", "", 60),
        Column("fact", cells.say("fact"), "", 77),
        Column("article", cells.say("article"), "", 50),
        Column("filled", cells.say("filled"), "", 20),
        Column("varies", cells.say("varies-plain"), "", 20),
        Column("not-applicable", cells.say("legend-na").partition(":")[0], "", 20),
        Column("lacking", cells.say("lacking"), "", 20),
    )
    counted: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for field in front.fields:
        counted["–", field.label, field.article][_state(cells, field.cell)] += 1
    for table in tables:
        for row in table.rows:
            if not isinstance(row, Row):
                continue
            for column, cell in table.spanned(row):
                if column.key not in ("number", "deviation"):
                    counted[table.title, column.label, column.article][_state(cells, cell)] += 1
    rows = [
        Row(
            "/".join(key),
            tuple(
                cells.plain(text)
                for text in (
                    *key[:2],
                    key[2] or cells.say("not-asked"),
                    *(str(states[s]) for s in ("value", "varies", "not-applicable", "gap")),
                )
            ),
        )
        for key, states in counted.items()
    ]
    lead = ((Part(cells.say("lead-completeness"), "answer"),),)
    return Table("completeness", cells.say("title-completeness"), lead, columns, tuple(rows), internal=True)


def _state(cells: Cells, cell: Cell) -> str:
    """Return what a cell amounts to: a gap anywhere in it outweighs the rest."""
    text = cell.text
    if any(part.kind == "gap" for part in cell.parts()) or cells.say("access-unknown") in text:
        return "gap"
    if text.startswith(cells.say("legend-na").partition(":")[0]):
        return "not-applicable"
    return "varies" if text.startswith(cells.say("varies-plain")) else "value"


def sources_table(cells: Cells, front: Front, tables: list[Table]) -> Table:
    """Return every source and line that the record stands on, verbatim, and the cells that use it."""
    used: dict[Trace, dict[str, None]] = defaultdict(dict)
    for field in front.fields:
        _collect(used, field.cell, field.label)
    for table in tables:
        for row in table.rows:
            if not isinstance(row, Row):
                for part in row.line:
                    for trace in part.traces:
                        used[trace][table.title] = None
                continue
            number = row.cells[0].text
            for column, cell in table.labelled(row):
                _collect(used, cell, f"{number} {column.label}")
    columns = (
        Column("source", cells.say("source"), "", 55),
        Column("place", cells.say("place"), "", 35),
        Column("verbatim", cells.say("verbatim"), "", 107),
        Column("used-in", cells.say("used-in"), "", 70),
    )
    rows: list[Row] = []
    for trace in sorted(used, key=lambda t: (t.source.casefold(), _line_of(t.place), t.place, t.text)):
        who = ", ".join(filter(None, [trace.by, trace.on]))
        place = f"{trace.place} ({cells.say('supplied')} {who})" if who else trace.place
        places = list(used[trace])
        shown = "; ".join(places[:12]) + (f" … (+{len(places) - 12})" if len(places) > 12 else "")
        texts = (trace.source, place, trace.text, shown)
        listed = tuple(Cell(((Part(t, "answer", (trace,)),),)) for t in texts)
        rows.append(Row(f"source/{len(rows)}", listed))
    lead = ((Part(cells.say("lead-sources"), "answer"),),)
    return Table("sources", cells.say("title-sources"), lead, columns, tuple(rows))


def _collect(used: dict[Trace, dict[str, None]], cell: Cell, where: str) -> None:
    for part in cell.parts():
        for trace in part.traces:
            used[trace][where] = None


def _line_of(place: str) -> int:
    digits = "".join(c for c in place.rpartition(" ")[2] if c.isdigit())
    return int(digits) if digits else 0
