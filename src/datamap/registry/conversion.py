"""A reading as RDF: the one place where claims become triples. Pure; no input or output."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.registry.edges import EDGE_PREDICATES, PROPERTY, Fact, process_edges
from datamap.registry.identifiers import Names, organisation_iri, source_iri, vendor_iri
from datamap.vocabulary.terms import DCT, DM, DPV, RDF, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.claims.model import Claim, Entry, Reading, Statement
    from datamap.vocabulary.concepts import Vocabulary

TYPE = ox.NamedNode(RDF + "type")
LABEL = ox.NamedNode(RDFS + "label")
TITLE = ox.NamedNode(DCT + "title")
SOURCE = ox.NamedNode(DCT + "source")
IDENTIFIER = ox.NamedNode(DCT + "identifier")
PUBLISHER = ox.NamedNode(DCT + "publisher")
_INTEGER = ox.NamedNode(XSD + "integer")
_PROPERTY = {facet: ox.NamedNode(iri) for facet, iri in PROPERTY.items()}


@cache
def dm(name: str) -> ox.NamedNode:
    """Return one of our own terms."""
    return ox.NamedNode(DM + name)


@cache
def dpv(name: str) -> ox.NamedNode:
    """Return a term of the Data Privacy Vocabulary."""
    return ox.NamedNode(DPV + name)


def text(value: str, language: str | None = None) -> ox.Literal:
    """Return a literal; a lone surrogate, which no encoding can carry, becomes a replacement character."""
    value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return ox.Literal(value, language=language) if language else ox.Literal(value)


def integer(value: int) -> ox.Literal:
    """Return an xsd:integer literal."""
    return ox.Literal(str(value), datatype=_INTEGER)


def reading_triples(
    reading: Reading, base: str, vocabulary: Vocabulary, edition: int = 1
) -> Iterator[ox.Triple]:
    """Yield the triples of a document: itself, its entries, their statements, claims and edges."""
    source = ox.NamedNode(source_iri(base, reading.source))
    yield from _source(source, reading, base, edition)
    names = Names()
    for entry in reading.entries:
        process = ox.NamedNode(names.below(source.value, entry.name))
        yield from entry_triples(process, source, entry, reading.role, base, vocabulary)


def _source(source: ox.NamedNode, reading: Reading, base: str, edition: int) -> Iterator[ox.Triple]:
    yield ox.Triple(source, TYPE, dm("Source"))
    yield ox.Triple(source, IDENTIFIER, text(reading.source))
    yield ox.Triple(source, dm("fileName"), text(reading.file_name))
    yield ox.Triple(source, dm("sha256"), text(reading.sha256))
    yield ox.Triple(source, dm("edition"), integer(edition))
    if reading.title:
        yield ox.Triple(source, TITLE, text(reading.title, reading.language))
    if reading.language:
        yield ox.Triple(source, ox.NamedNode(DCT + "language"), text(reading.language))
    if reading.date:
        date = ox.Literal(reading.date, datatype=ox.NamedNode(XSD + "date"))
        yield ox.Triple(source, ox.NamedNode(DCT + "issued"), date)
    if reading.version:
        yield ox.Triple(source, ox.NamedNode(DCT + "hasVersion"), text(reading.version))
    # The list is its processor's own; hasDataProcessor is for the vendors in it.
    for relation, role, name in (
        (PUBLISHER, "DataProcessor", reading.processor),
        (dpv("hasDataController"), "DataController", reading.controller),
    ):
        if name:
            organisation = ox.NamedNode(organisation_iri(base, name))
            yield ox.Triple(source, relation, organisation)
            yield ox.Triple(organisation, TYPE, dpv(role))
            yield ox.Triple(organisation, LABEL, text(name))
    for statement in reading.around:
        yield from _statement(_below(source, statement.key), source, statement)


def entry_triples(
    process: ox.NamedNode,
    source: ox.NamedNode,
    entry: Entry,
    role: str | None,
    base: str,
    vocabulary: Vocabulary,
) -> Iterator[ox.Triple]:
    """Yield the triples of an entry; ``role`` is what the document's title says of all its vendors."""
    vendor = ox.NamedNode(vendor_iri(base, entry.name))
    yield ox.Triple(process, TYPE, dpv("Process"))
    yield ox.Triple(process, TITLE, text(entry.name))
    yield ox.Triple(process, SOURCE, source)
    yield ox.Triple(process, dpv("hasDataProcessor"), vendor)
    yield ox.Triple(process, dm("heading"), _below(process, entry.heading))
    yield ox.Triple(vendor, LABEL, text(entry.name))
    for listed in _roles(entry, role):
        yield ox.Triple(process, dm("listedRole"), ox.NamedNode(listed))
        yield ox.Triple(vendor, TYPE, ox.NamedNode(listed))
    for statement in entry.statements:
        yield ox.Triple(process, dm("hasStatement"), _below(process, statement.key))
        yield from _statement(_below(process, statement.key), source, statement)
    names = Names()
    languages = {s.key: s.language for s in entry.statements}
    for claim in entry.claims:
        node = ox.NamedNode(names.below(f"{process.value}/{claim.statement}", claim.phrase))
        yield from _claim(node, process, claim, languages.get(claim.statement))
    for question, opening in entry.coverage.items():
        if opening.coverage == "notStated":
            continue  # absence of a statement is never a statement
        yield ox.Triple(process, dm(f"{question}Coverage"), dm(opening.coverage))
        for key in opening.statements:
            outside_entry = key.startswith("text-")
            parent = source if outside_entry else process
            yield ox.Triple(process, dm(f"{question}CoverageIn"), _below(parent, key))
    yield from process_edges(process.value, facts_of(entry.claims), vocabulary)


def written_by_import(triple: ox.Triple) -> bool:
    """Tell whether a triple about a node of a document is of the kind that an import writes."""
    predicate = triple.predicate.value
    return predicate.startswith(DM) or predicate in _WRITTEN or predicate in EDGE_PREDICATES


_WRITTEN = frozenset(
    {TYPE.value, TITLE.value, SOURCE.value, IDENTIFIER.value, PUBLISHER.value, DPV + "hasLocation"}
    | {DCT + name for name in ("language", "issued", "hasVersion")}
    | {DPV + name for name in ("hasDataProcessor", "hasDataController")}
)


def facts_of(claims: Iterable[Claim]) -> list[Fact]:
    """Return the claims that name a concept, as edges see them."""
    return [Fact(c.facet, c.concept, c.certainty) for c in claims if c.concept is not None]


def _roles(entry: Entry, role: str | None) -> list[str]:
    own = sorted({c.concept for c in entry.claims if c.facet == "role" and c.concept})
    return own or ([role] if role else [])


def _statement(node: ox.NamedNode, source: ox.NamedNode, statement: Statement) -> Iterator[ox.Triple]:
    yield ox.Triple(node, TYPE, dm("Statement"))
    yield ox.Triple(node, SOURCE, source)
    yield ox.Triple(node, dm("field"), dm(f"field-{statement.field}"))
    yield ox.Triple(node, dm("line"), integer(statement.line))
    if statement.at:
        yield ox.Triple(node, dm("at"), text(statement.at))
    yield ox.Triple(node, dm("text"), text(statement.text, statement.language))


def _claim(
    node: ox.NamedNode, process: ox.NamedNode, claim: Claim, language: str | None
) -> Iterator[ox.Triple]:
    yield ox.Triple(node, TYPE, dm("Claim"))
    yield ox.Triple(node, dm("process"), process)
    yield ox.Triple(node, dm("property"), _PROPERTY[claim.facet])
    yield ox.Triple(node, dm("certainty"), dm(claim.certainty))
    yield ox.Triple(node, dm("statement"), _below(process, claim.statement))
    yield ox.Triple(node, dm("phrase"), text(claim.phrase, language))
    yield ox.Triple(node, dm("line"), integer(claim.line))
    if claim.concept is not None:
        yield ox.Triple(node, dm("concept"), ox.NamedNode(claim.concept))
    for qualifier in claim.qualifiers:
        yield ox.Triple(node, dm("qualifier"), ox.NamedNode(qualifier))
    if claim.suggestion is not None:
        yield ox.Triple(node, dm("suggestion"), ox.NamedNode(claim.suggestion))


def _below(parent: ox.NamedNode, key: str) -> ox.NamedNode:
    return ox.NamedNode(f"{parent.value}/{key}")
