"""The record of processing activities as an object: its rows, its gaps, and every file it becomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from datamap.errors import InvalidParameter
from datamap.records.cells import AUDIENCES, Cells
from datamap.records.controller import ControllerRecord
from datamap.records.document import Document, Part, Row, Table
from datamap.records.front import Identity, entity_name, front_page
from datamap.records.gathering import gather
from datamap.records.processor import ProcessorRecord
from datamap.records.profiles import columns
from datamap.records.publication import Publication
from datamap.records.tables import annex_a_table, annex_b_table, completeness_table, gaps_table, sources_table
from datamap.vocabulary.concepts import LANGUAGES
from datamap.vocabulary.places import legal_tables_version

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from datamap.records.cells import Audience, Gap
    from datamap.records.comparison import Change
    from datamap.records.links import Links
    from datamap.registry.registry import RegistryBase
    from datamap.vocabulary.record_fields import RecordRole

    Progress = Callable[[int, int], None]
    _Tables = tuple[list[Table], dict[str, Links]]


@dataclass(frozen=True, slots=True)
class Options:
    """How a record is made: role, language, date, reader, layout, and what is left out.

    ``controller`` is the IRI of the one controller of an extract; ``annex_b`` tells whether the
    sub-processors are annexed.
    """

    role: RecordRole
    language: Literal["sv", "en"]
    date: dt.date
    audience: Audience
    profile: str
    controller: str | None
    annex_b: bool


class Record(Publication):
    """A record of processing activities (GDPR Art. 30).

    ``document`` is what its files show; ``gaps`` what nobody supplied, the record's own (Art. 30) first;
    ``links`` what of the registry its rows are about, as (DPV property, IRI) by key of the row;
    ``changes`` what differs from the record it was compared with.
    """

    def __init__(
        self,
        document: Document,
        gaps: list[Gap],
        options: Options,
        identity: Identity,
        *,
        location: str,
        base: str,
        organisation: str | None,
        links: dict[str, Links],
        changes: list[Change] | None = None,
    ) -> None:
        super().__init__(document, location=location, base=base)
        self.gaps, self.options, self.identity = gaps, options, identity
        self.organisation, self.links = organisation, links
        self.changes = changes or []

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of the record as plain text, by key of the column."""
        table = self.document.tables[0]
        return [
            {column.key: cell.text for column, cell in table.labelled(row)}
            for row in table.rows
            if isinstance(row, Row)
        ]

    @property
    def complete(self) -> bool:
        """Whether nothing that Article 30 asks for is missing."""
        return not any(gap.of_article_30 for gap in self.gaps)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values, for JSON: head, rows, annexes and gaps."""
        document = self.document
        sections = {}
        for table in document.tables:
            sections[table.key] = [
                {column.key: cell.text for column, cell in table.labelled(row)}
                for row in table.rows
                if isinstance(row, Row)
            ]
        return {
            "role": self.options.role,
            "language": document.language,
            "date": document.date,
            "version": document.version,
            "content_hash": self.identity.content_hash,
            "legal_tables": self.identity.legal_version,
            "complete": self.complete,
            "front": {field.key: field.cell.text for field in document.front.fields},
            **sections,
        }

    def __repr__(self) -> str:
        missing = sum(gap.of_article_30 for gap in self.gaps)
        return f"<Record {self.options.role}: {len(self.rows)} rows, {missing} gaps under Article 30>"


def make_record(
    registry: RegistryBase,
    *,
    role: str = "processor",
    lang: str = "en",
    date: dt.date | None = None,
    audience: str = "internal",
    profile: str = "plain",
    controller: str | None = None,
    annex_b: bool = True,
    progress: Progress | None = None,
) -> Record:
    """Make the record of a registry; the same registry and date make the same record.

    ``controller`` names the one customer of an extract; ``progress`` is told of rows made, as (done, all).
    Raises InvalidParameter for a role, language,
    audience or profile that does not exist and for a customer's record that would show other customers'
    names; UnknownName for a controller that the registry does not know.
    """
    for name, value, known in (
        ("role", role, ("processor", "controller")),
        ("lang", lang, LANGUAGES),
        ("audience", audience, AUDIENCES),
    ):
        if value not in known:
            raise InvalidParameter(f"{name}: {value!r} is not one of {', '.join(known)}")
    gathered = gather(registry)
    only = registry.controller(controller) if controller else None
    if only is None and names_several_customers(gathered.controllers, role, audience):
        raise InvalidParameter(
            "a record for a customer must not name the others; say which with --controller NAME"
        )
    options = Options(role, lang, date or dt.date.today(), audience, profile, only, annex_b)  # type: ignore[arg-type]
    cells = Cells(
        gathered,
        registry.vocabulary,
        language=options.language,
        role=options.role,
        date=options.date,
        audience=options.audience,
    )
    return _build(registry, cells, options, progress)


def names_several_customers(controllers: Collection[str], role: str, audience: str) -> bool:
    """Tell whether a role's record would show a customer the names of others; ``controllers`` are all."""
    return audience == "customer" and role == "processor" and len(controllers) > 1


def _build(registry: RegistryBase, cells: Cells, options: Options, progress: Progress | None) -> Record:
    gathered = cells.gathered
    entity = entity_name(cells)
    version = cells.fact(gathered.organisation, "version")
    identity = Identity(
        entity,
        version.texts[0] if version and version.state == "given" else "1",
        registry.content_hash(),
        legal_tables_version(registry.vocabulary),
    )
    make = _processor if options.role == "processor" else _controller_rows
    tables, links = make(cells, options, entity, progress)
    front = front_page(
        cells,
        identity,
        only=options.controller,
        from_list=options.role == "controller" and not gathered.activities and bool(gathered.entries),
        with_annex_b=options.annex_b,
    )
    gaps = sorted(cells.gaps.values(), key=_urgency)
    if options.audience == "internal":
        extra = [gaps_table(cells, gaps), completeness_table(cells, front, tables)]
        tables = [*tables, *extra, sources_table(cells, front, tables)]
    else:
        tables = [*tables, sources_table(cells, front, tables)]
    document = Document(
        language=options.language,
        title=cells.say("title"),
        subtitle=cells.say(f"subtitle-{options.role}"),
        name=cells.say(f"name-{options.role}"),
        entity=entity,
        date=options.date.isoformat(),
        version=identity.version,
        front=front,
        tables=tuple(tables),
        keywords=("GDPR", "Article 30", identity.content_hash, identity.legal_version),
    )
    return Record(
        document,
        gaps,
        options,
        identity,
        location=registry.location,
        base=registry.base,
        organisation=gathered.organisation,
        links=links,
    )


def _processor(cells: Cells, options: Options, entity: str, progress: Progress | None) -> _Tables:
    above, below = columns(options.profile, "processor", options.language)
    record = ProcessorRecord(
        cells, entity, options.controller, [c.key for c in above], [c.key for c in below], progress
    )
    lead = ((Part(cells.say("lead-processor"), "answer"),),)
    rows = record.rows()
    tables = [
        Table("record", cells.say("the-record"), lead, above, tuple(rows), below),
        annex_a_table(cells, record.annex_a()),
    ]
    if options.annex_b:
        tables.append(annex_b_table(cells, *record.annex_b()))
    return tables, record.links


def _controller_rows(cells: Cells, options: Options, entity: str, progress: Progress | None) -> _Tables:  # noqa: ARG001
    above, below = columns(options.profile, "controller", options.language)
    keys = [column.key for column in (*above, *below)]
    record = ControllerRecord(cells, keys, progress)
    rows = [
        Row(key, tuple(made[c.key] for c in above), tuple(made[c.key] for c in below))
        for key, made in record.rows()
    ]
    words = "lead-controller" if rows else "no-rows"
    lead = ((Part(cells.say(words), "answer"),),)
    return [Table("record", cells.say("the-record"), lead, above, tuple(rows), below)], record.links


_KIND_ORDER = ("organisation", "controller", "group", "service", "activity", "vendor")


def _urgency(gap: Gap) -> tuple[object, ...]:
    """Order gaps: Article 30 first, then other articles, then voluntary; then by whom they are about."""
    rank = 0 if gap.of_article_30 else 1 if gap.article else 2
    return (rank, _KIND_ORDER.index(gap.kind), gap.subject or "", gap.field.order)
