"""The import report as plain values: the contract of ``datamap import --format json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.claims.facets import facet_of
from datamap.claims.model import COVERED
from datamap.vocabulary.concepts import NOTATION, load_reading_vocabulary
from datamap.vocabulary.terms import (
    AMONG_PURPOSES,
    DM,
    EMPHASIS,
    EXCEPTION,
    NEGATION,
    NEGATION_SCOPE,
    UNDECIDED,
    curie,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.claims.model import Claim, Entry, Opening, Reading, Statement, Unmapped
    from datamap.vocabulary.concepts import Vocabulary
    from datamap.vocabulary.local import LocalOntology

_KINDS = {
    "storage-place": "storage",
    "processing-place": "processing",
    "access-place": "access",
    "seat": "seat",
    "parent-place": "parent",
}


_FACETS = ("data", "purpose", *_KINDS, "safeguard", "subject", "processing", "role")


def reading_to_dict(readings: Iterable[Reading], local: LocalOntology | None = None) -> dict[str, Any]:
    """Return entries, claims, what was not understood, and suggestions, for one or more documents.

    ``local`` is what the project adds to the ontology.
    """
    vocabulary = load_reading_vocabulary(local)
    readings = list(readings)
    unmapped = [
        {"text": u.text, "field": u.field, "source": r.source, **_place(u), "vendor": u.vendor}
        for r in readings
        for u in r.unmapped
    ]
    suggestions = [
        {
            "text": u.text,
            "concept": curie(u.suggestion),
            "label": vocabulary.label(u.suggestion, r.language or "en"),
            "field": u.field,
            "source": r.source,
            **_place(u),
            "vendor": u.vendor,
        }
        for r in readings
        for u in r.unmapped
        if u.suggestion
    ]
    return {
        "sources": [_source(r) for r in readings],
        "entries": [_entry(entry, r, vocabulary) for r in readings for entry in r.entries],
        "claims": sum(len(entry.claims) for r in readings for entry in r.entries),
        "unmapped": unmapped,
        "suggestions": suggestions,
        "notes": [note for r in readings for note in r.notes],
    }


def _source(reading: Reading) -> dict[str, Any]:
    return {
        "source": reading.source,
        "file": reading.file_name,
        "title": reading.title,
        "language": reading.language,
        "processor": reading.processor,
        "controller": reading.controller,
        "date": reading.date,
        "role": curie(reading.role) if reading.role else None,
        "document": [_statement(s) for s in reading.around],
    }


def _entry(entry: Entry, reading: Reading, vocabulary: Vocabulary) -> dict[str, Any]:
    def of(*facets: str, denied: bool = False) -> list[Claim]:
        return [c for c in entry.claims if c.facet in facets and _is_mere_denial(c) == denied]

    at = {s.key: s.at for s in entry.statements}
    read_fields = {c.statement for c in entry.claims}
    return {
        "name": entry.name,
        **_place(entry),
        "source": reading.source,
        "purposes": [_claim(c, at) for c in of("purpose")],
        "data": [_data(c, at, vocabulary) for c in of("data") if AMONG_PURPOSES not in c.qualifiers],
        "mentioned": [_data(c, at, vocabulary) for c in of("data") if AMONG_PURPOSES in c.qualifiers],
        "places": [_stated_place(c, at) for c in of(*_KINDS)],
        "safeguards": [
            {**_claim(c, at), "kind": _safeguard_kind(c.concept, vocabulary)} for c in of("safeguard")
        ],
        "subjects": [_claim(c, at) for c in of("subject")],
        "processing": [_claim(c, at) for c in of("processing")],
        "roles": [_claim(c, at) for c in of("role")],
        "qualifiers": [_claim(c, at) for c in of("qualifier")],
        "denied": [{"field": c.facet, **_claim(c, at)} for c in of(*_FACETS, denied=True)],
        "remarks": [
            _statement(s)
            for s in entry.statements
            if s.field != "heading" and (s.key not in read_fields or facet_of(s.field) is None)
        ],
        "coverage": {q: _coverage(entry.coverage[q]) for q in COVERED},
    }


def _place(of: Entry | Statement | Unmapped) -> dict[str, Any]:
    """Return the line of something, and its locator where the format has more than lines."""
    return {"line": of.line, **({"at": of.at} if of.at else {})}


def _claim(claim: Claim, at: dict[str, str], concept: str = "concept") -> dict[str, Any]:
    return {
        "text": claim.phrase,
        concept: curie(claim.concept) if claim.concept else None,
        "certainty": claim.certainty,
        "qualifier": ", ".join(curie(iri) for iri in claim.qualifiers) or None,
        "line": claim.line,
        **({"at": where} if (where := at.get(claim.statement)) else {}),
    }


def _is_mere_denial(claim: Claim) -> bool:
    """Tell whether a claim only says, surely or not, that something is not so."""
    said = set(claim.qualifiers)
    unknown = claim.concept is None and NEGATION in said and not said & {EXCEPTION, EMPHASIS}
    return claim.certainty == "denied" or {NEGATION, NEGATION_SCOPE} <= said or unknown


def _stated_place(claim: Claim, at: dict[str, str]) -> dict[str, Any]:
    """Return a claim about a place with its kind; one that only we have a term for is under ``own``."""
    undecided = UNDECIDED in claim.qualifiers
    found = {**_claim(claim, at, "place"), "kind": "undecided" if undecided else _KINDS[claim.facet]}
    if claim.concept and claim.concept.startswith(DM):
        found |= {"place": None, "own": curie(claim.concept)}
    return found


def _coverage(opening: Opening) -> str:
    """Return how complete a list is, telling one that says it is open from one that was not understood."""
    return "notUnderstood" if opening.coverage == "open" and not opening.said else opening.coverage


def _data(claim: Claim, at: dict[str, str], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a claim about data with the DPV term for it, and our own where that only refines it."""
    found = _claim(claim, at)
    local = vocabulary.local
    own = local is not None and claim.concept in local.concepts
    if claim.concept and (own or claim.concept.startswith(DM)):
        refined = vocabulary.value(claim.concept, DM + "refines")
        if refined is not None:
            found |= {"concept": curie(refined), "own": curie(claim.concept)}
    return found


def _statement(statement: Statement) -> dict[str, Any]:
    return {"text": statement.text.strip(), "field": statement.field, **_place(statement)}


def _safeguard_kind(concept: str | None, vocabulary: Vocabulary) -> str | None:
    kind = vocabulary.value(concept, NOTATION.value) if concept else None
    return None if kind == "none" else kind
