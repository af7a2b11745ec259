"""Records and the list as linked data: a DCAT 3 catalogue, a dataset a row; a record is a ``dpv:ROPA``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.records.document import Band
from datamap.registry.conversion import IDENTIFIER, LABEL, TITLE, TYPE, dm, dpv, integer, text
from datamap.registry.identifiers import slug
from datamap.registry.serialisation import serialise
from datamap.vocabulary.terms import DCT, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from datamap.records.document import Cell, Document, Table
    from datamap.records.links import Links
    from datamap.records.publication import Publication
    from datamap.records.record import Record

DCAT = "http://www.w3.org/ns/dcat#"
SYNTAXES = {".ttl": ox.RdfFormat.TURTLE, ".jsonld": ox.RdfFormat.JSON_LD}
"""The syntaxes of a record as linked data, by suffix."""

_ROLE_LINK = {"processor": dpv("hasDataProcessor"), "controller": dpv("hasDataController")}


def publication_bytes(publication: Publication, suffix: str) -> bytes:
    """Return a record or list in Turtle or JSON-LD; the same document gives the same bytes."""
    from datamap.records.record import Record

    if isinstance(publication, Record):
        triples = record_triples(publication)
    else:
        node = ox.NamedNode(f"{publication.base}list/{publication.document.date}")
        triples = _catalogue(node, publication.document, {})
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
    return serialise(quads, SYNTAXES[suffix], publication.base)


def record_triples(record: Record) -> Iterator[ox.Triple]:
    """Yield the triples of a record: itself, its head, its rows, and every cell with what it rests on.

    Rows link to the controllers, vendors and services of the registry; a cell keeps its text, so that a
    later record can be compared with it.
    """
    document, options = record.document, record.options
    node = ox.NamedNode(f"{record.base}record/{options.role}/{document.date}")
    yield from _catalogue(node, document, record.links)
    yield ox.Triple(node, TYPE, dpv("ROPA"))
    yield ox.Triple(node, ox.NamedNode(DCT + "conformsTo"), text("GDPR Article 30"))
    yield ox.Triple(node, dm("sha256"), text(record.identity.content_hash))
    yield ox.Triple(node, dm("legalTablesVersion"), text(record.identity.legal_version))
    if record.organisation:
        organisation = ox.NamedNode(record.organisation)
        yield ox.Triple(node, ox.NamedNode(DCT + "publisher"), organisation)
        yield ox.Triple(node, _ROLE_LINK[options.role], organisation)
        yield ox.Triple(organisation, LABEL, text(document.entity))


def _catalogue(node: ox.NamedNode, document: Document, links: Mapping[str, Links]) -> Iterator[ox.Triple]:
    date = ox.Literal(document.date, datatype=ox.NamedNode(XSD + "date"))
    yield ox.Triple(node, TYPE, ox.NamedNode(DCAT + "Catalog"))
    yield ox.Triple(node, TITLE, text(f"{document.title} {document.subtitle}", document.language))
    yield ox.Triple(node, ox.NamedNode(DCT + "issued"), date)
    yield ox.Triple(node, ox.NamedNode(DCT + "language"), text(document.language))
    yield ox.Triple(node, ox.NamedNode(DCAT + "version"), text(document.version))
    yield from _front(node, document)
    for table in document.tables:
        if table.key in ("record", "annex-a", "annex-b", "list"):
            yield from _table(node, table, document.language, links)


def _front(node: ox.NamedNode, document: Document) -> Iterator[ox.Triple]:
    for field in document.front.fields:
        cell = ox.NamedNode(f"{node.value}/front/{field.key}")
        yield ox.Triple(node, dm("hasCell"), cell)
        yield from _cell(cell, field.label, field.article, field.cell, document.language)


def _table(
    node: ox.NamedNode, table: Table, language: str, links: Mapping[str, Links]
) -> Iterator[ox.Triple]:
    dataset = ox.NamedNode(DCAT + "dataset")
    position = 0
    for row in table.rows:
        if isinstance(row, Band):
            continue
        position += 1
        own = ox.NamedNode(f"{node.value}/{table.key}/{slug(row.key)}")
        yield ox.Triple(node, dataset, own)
        yield ox.Triple(own, TYPE, ox.NamedNode(DCAT + "Dataset"))
        yield ox.Triple(own, IDENTIFIER, text(row.key))
        yield ox.Triple(own, dm("section"), text(table.key))
        yield ox.Triple(own, dm("order"), integer(position))
        if table.key == "record":
            yield ox.Triple(own, TYPE, dpv("Process"))
        for predicate, value in links.get(row.key, ()):
            yield ox.Triple(own, dpv(predicate), ox.NamedNode(value))
        for column, cell in table.spanned(row):
            if column.key == "number":
                continue
            below = ox.NamedNode(f"{own.value}/{column.key}")
            yield ox.Triple(own, dm("hasCell"), below)
            yield from _cell(below, column.label, column.article, cell, language)


def _cell(node: ox.NamedNode, label: str, article: str, cell: Cell, language: str) -> Iterator[ox.Triple]:
    yield ox.Triple(node, LABEL, text(label, language))
    yield ox.Triple(node, dm("text"), text(cell.text, language))
    if article:
        yield ox.Triple(node, dm("article"), text(article, language))
    if any(part.kind == "gap" for part in cell.parts()):
        yield ox.Triple(node, dm("state"), dm("notStated"))
    for trace in {t: None for part in cell.parts() for t in part.traces}:
        where = ", ".join(filter(None, [trace.source, trace.place]))
        yield ox.Triple(node, ox.NamedNode(DCT + "source"), text(where, language))
