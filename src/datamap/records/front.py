"""The front page of a record: whose it is, for which role, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.records.document import Cell, Field, Front, Part, Trace
from datamap.records.wording import article_words

if TYPE_CHECKING:
    from datamap.records.cells import Cells
    from datamap.records.document import Line


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record is called and who stands behind it; ``stamp`` is content hash and legal tables."""

    entity: str
    version: str
    content_hash: str
    legal_version: str


def entity_name(cells: Cells) -> str:
    """Return the name of the organisation: its legal entity, else what the list calls it, else ""."""
    organisation = cells.gathered.organisation
    fact = cells.fact(organisation, "legal-entity")
    if fact is not None and fact.state == "given":
        return fact.texts[0]
    return cells.gathered.name(organisation) if organisation else ""


def front_page(
    cells: Cells, identity: Identity, *, only: str | None, from_list: bool, with_annex_b: bool
) -> Front:
    """Return the front page; ``from_list`` tells that a controller's rows stand on a processor's list."""
    asked = article_words(cells.language, "30(2)(a)" if cells.role == "processor" else "30(1)(a)")
    applicable = f"{asked}, {cells.say('where-applicable')}"
    voluntary = cells.say("voluntary")
    organisation = cells.gathered.organisation
    keys = ["representative", "dpo"] + (["joint-controllers"] if cells.role == "controller" else [])

    def field(key: str, article: str, cell: Cell) -> Field:
        return Field(key, cells.say(key), article, cell)

    def supplied(key: str) -> Cell:
        cells.here = f"0/{key}"
        return cells.cell(cells.fact_or_gap("organisation", organisation, key))

    fields = [
        field("legal-entity", asked, _entity(cells)),
        field("registration-number", voluntary, supplied("registration-number")),
        field("contact", asked, _contact(cells)),
        *(field(key, applicable, supplied(key)) for key in keys),
        field("role", "", cells.plain(cells.say(f"role-{cells.role}"))),
        field("scope", "", _scope(cells, identity, only, from_list)),
        field("date-version", "", _version(cells, identity)),
        field("approved-by", voluntary, supplied("approved-by")),
        field("source", "", _sources(cells, identity)),
    ]
    return Front(
        tuple(fields),
        cells.say("reading-title"),
        _reading(cells, with_annex_b),
        (cells.say("legend-wording"), cells.say("legend-meaning")),
        _legend(cells),
    )


def _entity(cells: Cells) -> Cell:
    cells.here = "0/legal-entity"
    organisation = cells.gathered.organisation
    fact = cells.fact(organisation, "legal-entity")
    if fact is not None:
        return cells.cell(cells.of_fact(fact))
    if organisation is None:
        return cells.cell(cells.missing("organisation", None, "legal-entity"))
    name = cells.gathered.name(organisation)
    known = (Part(f"{name},", "value", organisation_naming(cells)), Part(cells.say("unconfirmed"), "quiet"))
    return cells.cell(
        known, cells.missing("organisation", organisation, "legal-entity", what=cells.say("full-name"))
    )


def organisation_naming(cells: Cells) -> tuple[Trace, ...]:
    """Return where the organisation's name stands: a person's fact, a line of a list, else the list."""
    organisation = cells.gathered.organisation
    if organisation is None:
        return ()
    fact = cells.fact(organisation, "legal-entity")
    if fact is not None:
        return (cells.trace_of_fact(fact),)
    name = cells.gathered.name(organisation)
    lines = [s for s in cells.gathered.around if name.casefold() in s.text.casefold()]
    lines.sort(key=lambda s: s.field != "processor")
    if lines:
        return (cells.trace(lines[0]),)
    return tuple(
        Trace(cells.source_name(s.identifier), "", s.processor or "") for s in cells.gathered.sources[:1]
    )


def _contact(cells: Cells) -> Cell:
    cells.here = "0/contact"
    organisation = cells.gathered.organisation
    lines = cells.contact("organisation", organisation)
    return Cell(lines) if lines else cells.cell(cells.missing("organisation", organisation, "contact"))


def _scope(cells: Cells, identity: Identity, only: str | None, from_list: bool) -> Cell:
    entity = identity.entity or cells.say("the-organisation")
    if only:
        return cells.plain(
            cells.say("scope-one-controller", entity=entity, controller=cells.gathered.name(only))
        )
    stated = cells.fact(cells.gathered.organisation, "scope")
    if stated is not None:
        return cells.cell(cells.of_fact(stated))
    key = "scope-from-list" if from_list else f"scope-{cells.role}"
    words = cells.say(key, entity=entity)
    return cells.plain(words[0].upper() + words[1:])


def _version(cells: Cells, identity: Identity) -> Cell:
    return cells.plain(cells.say("date-version-value", version=identity.version))


def _sources(cells: Cells, identity: Identity) -> Cell:
    lines: list[Line] = []
    for source in cells.gathered.sources:
        numbers = [n for e in cells.gathered.entries if e.source is source for n in e.lines]
        numbers += [s.line for s in cells.gathered.around if s.source == source.identifier]
        dated = cells.say("dated", date=source.date) if source.date else cells.say("undated")
        owner = f"{source.processor}, " if source.processor else ""
        title = f"”{source.title}”" if source.title else source.identifier
        first, last = (min(numbers), max(numbers)) if numbers else (0, 0)
        words = cells.say("source-line", owner=owner, title=title, dated=dated, first=first, last=last)
        lines.append((Part(words, "answer"),))
    if not lines:
        lines.append((Part(cells.say("no-source"), "answer"),))
    # The beginning of the hash is enough to tell two versions apart; the whole of it is in the file's data.
    short = " ".join(identity.content_hash[i : i + 4] for i in range(0, 16, 4))
    lines.append((Part(cells.say("checksum", hash=short, legal=identity.legal_version), "quiet"),))
    return Cell(tuple(lines))


def _reading(cells: Cells, with_annex_b: bool) -> tuple[Line, ...]:
    lines: list[Line] = [
        (
            Part(cells.say("the-record"), "name", section="record"),
            Part(cells.say(f"reading-record-{cells.role}"), "answer"),
        )
    ]
    if cells.role == "processor":
        lines.append(
            (
                Part(cells.say("annex-a"), "name", section="annex-a"),
                Part(cells.say("reading-annex-a"), "answer"),
            )
        )
        if with_annex_b:
            lines.append(
                (
                    Part(cells.say("annex-b"), "name", section="annex-b"),
                    Part(cells.say("reading-annex-b"), "answer"),
                )
            )
    lines.append((Part(cells.say("reading-articles"), "answer"),))
    lines.append((Part(cells.say("reading-source"), "answer"),))
    return tuple(lines)


def _legend(cells: Cells) -> tuple[tuple[Part, str], ...]:
    rows: list[tuple[Part, str]] = [
        (Part(cells.say("legend-missing"), "gap"), cells.say("legend-missing-means")),
        (Part(cells.say("legend-transfer"), "gap"), cells.say("legend-transfer-means")),
    ]
    if cells.role == "processor":
        rows.append((Part(cells.say("varies"), "answer"), cells.say("legend-varies-means")))
    rows.append((Part(cells.say("legend-na"), "answer"), cells.say("legend-na-means")))
    rows.append((Part(cells.say("unconfirmed"), "answer"), cells.say("legend-unconfirmed-means")))
    return tuple(rows)
