"""A person's decision about a phrase: what it says, and how it stands in local.ttl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from datamap.errors import OntologyError
from datamap.review.fields import FIELD_OF, SCHEME_OF
from datamap.vocabulary.local import NOTE, OPEN
from datamap.vocabulary.terms import DCT, DM, RDF, XSD, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Kind = Literal["label", "own", "note", "open"]
KINDS: dict[Kind, str] = {"label": DM + "decidedLabel", "own": DM + "decidedOwn", "note": NOTE, "open": OPEN}

_KIND_OF_IRI = {iri: kind for kind, iri in KINDS.items()}
_TYPE = ox.NamedNode(RDF + "type")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided that a phrase means in a field, for every list of the project.

    ``kind`` is "label" (of ``concept``), "own" (a type of the project's own, which is ``concept``), "note"
    (it states nothing; ``complete`` tells that the list is complete all the same) or "open" (it leaves the
    list open).
    """

    number: int
    phrase: str
    language: str
    field: str
    kind: Kind
    concept: str | None
    complete: bool
    by: str
    on: str
    reason: str


def decisions_in(quads: Iterable[ox.Quad], path: Path) -> list[Decision]:
    """Return the decisions that quads of a file state, by number; raises OntologyError for half of one."""
    found = []
    for node, values in _nodes(quads).items():

        def one(iri: str, given: Mapping[str, object] = values) -> str:
            return getattr(given.get(iri), "value", "")

        kind = _KIND_OF_IRI.get(one(DM + "decidedAs"))
        number = one(DM + "number")
        if kind is None or not number.isdecimal():
            raise OntologyError(f"{path}: {curie(node.value)} lacks dm:decidedAs or its dm:number")
        found.append(
            Decision(
                number=int(number),
                phrase=one(DM + "phrase"),
                language=getattr(values.get(DM + "phrase"), "language", None) or "en",
                field=FIELD_OF.get(one(DM + "decidesIn"), ""),
                kind=kind,
                concept=one(DM + "concept") or None,
                complete=one(DM + "complete") == "true",
                by=one(DCT + "creator"),
                on=one(DCT + "created"),
                reason=one(DM + "reason"),
            )
        )
    return sorted(found, key=lambda decision: decision.number)


def node_of(number: int, quads: Iterable[ox.Quad], base: str) -> ox.NamedNode:
    """Return the node of a decision by its number, a new one below the base IRI where none states it."""
    for node, values in _nodes(quads).items():
        if getattr(values.get(DM + "number"), "value", "") == str(number):
            return node
    return ox.NamedNode(f"{base}decision/{number}")


def as_quads(decision: Decision, base: str) -> Iterator[ox.Quad]:
    """Yield what a decision states."""
    node = ox.NamedNode(f"{base}decision/{decision.number}")

    def quad(name: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(node, ox.NamedNode(name), value)

    yield quad(RDF + "type", ox.NamedNode(DM + "Decision"))
    yield quad(DM + "number", ox.Literal(str(decision.number), datatype=ox.NamedNode(XSD + "integer")))
    yield quad(DM + "phrase", ox.Literal(decision.phrase, language=decision.language))
    yield quad(DM + "decidesIn", ox.NamedNode(SCHEME_OF[decision.field]))
    yield quad(DM + "decidedAs", ox.NamedNode(KINDS[decision.kind]))
    if decision.concept:
        yield quad(DM + "concept", ox.NamedNode(decision.concept))
    if decision.complete:
        yield quad(DM + "complete", ox.Literal(True))
    if decision.reason:
        yield quad(DM + "reason", ox.Literal(decision.reason))
    yield quad(DCT + "creator", ox.Literal(decision.by))
    yield quad(DCT + "created", ox.Literal(decision.on, datatype=ox.NamedNode(XSD + "date")))


def _nodes(quads: Iterable[ox.Quad]) -> dict[ox.NamedNode, dict[str, object]]:
    """Return the nodes of decisions, each with what is stated of it by predicate."""
    stated: dict[object, dict[str, object]] = {}
    for quad in quads:
        stated.setdefault(quad.subject, {})[quad.predicate.value] = quad.object
    decision = ox.NamedNode(DM + "Decision")
    return {
        node: values
        for node, values in stated.items()
        if isinstance(node, ox.NamedNode) and values.get(_TYPE.value) == decision
    }
