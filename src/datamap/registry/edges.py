"""What queries stand on: the direct edges of a process, derived from its claims.

Plain DPV properties are written from unconditional claims alone, so that a DPV reader who does not
know datamap is never told more than the source says. The rest are edges of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.registry.identifiers import slug
from datamap.vocabulary.terms import DM, DPV, RDF, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.registry.store import Store
    from datamap.vocabulary.concepts import Vocabulary

PROPERTY: dict[str, str] = {
    "data": DPV + "hasPersonalData",
    "purpose": DPV + "hasPurpose",
    "subject": DPV + "hasDataSubject",
    "processing": DPV + "hasProcessing",
    "storage-place": DPV + "hasStorageCondition",
    "processing-place": DPV + "hasLocation",
    "access-place": DM + "hasAccessLocation",
    "seat": DM + "hasSeat",
    "parent-place": DM + "hasParentLocation",
    "safeguard": DM + "hasTransferGround",
    "role": DM + "hasListedRole",
    "qualifier": DM + "hasQualifier",
}
"""The value of ``dm:property`` for the claims of each facet."""

FACET = {iri: facet for facet, iri in PROPERTY.items()}

_EDGES = {
    "data": "Data",
    "purpose": "Purpose",
    "subject": "Subject",
    "processing": "Processing",
    "storage-place": "Place",
    "processing-place": "Place",
    "access-place": "Access",
    "seat": "Seat",
    "parent-place": "ParentPlace",
    "safeguard": "Safeguard",
}
_VERB = {"stated": "states", "conditional": "mayHave", "denied": "denies"}
_PLAIN_DPV = frozenset({"data", "purpose", "subject", "processing", "processing-place"})

EDGE_PREDICATES = frozenset(
    {DM + verb + name for verb in _VERB.values() for name in _EDGES.values()}
    | {PROPERTY[facet] for facet in _PLAIN_DPV}
    | {DPV + "hasStorageCondition", DPV + "hasOrganisationalMeasure", DPV + "hasLegalBasis"}
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim as edges see it."""

    facet: str
    concept: str
    certainty: str


def process_edges(process: str, facts: Iterable[Fact], vocabulary: Vocabulary) -> Iterator[ox.Triple]:
    """Yield the edges of one process from its claims.

    What the same process denies, through its own or a broader concept, is no plain statement:
    "mobile number, no phone numbers" gives ``dm:mayHaveData`` (docs/design.md, "The model").
    """
    facts = set(facts)
    denied = {(f.facet, f.concept) for f in facts if f.certainty == "denied"}
    names_storage = any(f.facet == "storage-place" for f in facts)
    node = ox.NamedNode(process)
    for fact in facts:
        if fact.facet not in _EDGES:
            continue
        if fact.certainty == "stated" and any(
            (fact.facet, above) in denied for above in vocabulary.above(fact.concept)
        ):
            fact = replace(fact, certainty="conditional")
        concept = ox.NamedNode(fact.concept)
        name = _EDGES[fact.facet]
        if fact.facet == "processing-place" and names_storage:
            # Stored in one place and processed in another: the other reaches what is stored in the one.
            name = "Access"
        yield ox.Triple(node, ox.NamedNode(DM + _VERB[fact.certainty] + name), concept)
        if fact.certainty == "stated":
            yield from _plain_dpv(node, fact, concept, vocabulary)


def edges_of_process(store: Store, process: ox.NamedNode, vocabulary: Vocabulary) -> Iterator[ox.Triple]:
    """Yield the edges of a process from the claims that a store holds of it, those outranked left out.

    A claim that somebody else wrote may have several concepts or certainties: each counts, so that what
    is both stated and denied is conditional. What is no claim as an import writes them gives no edge.
    """
    facts = {
        Fact(FACET[facet], concept, certainty)
        for claim in store.triples(None, ox.NamedNode(DM + "process"), process)
        for facet in _values(store, claim.subject, "property")
        for concept in _values(store, claim.subject, "concept")
        for certainty in (_values(store, claim.subject, "certainty") or {DM + "stated"})
        for certainty in (certainty.removeprefix(DM),)
        if facet in FACET and certainty in _VERB
    }
    return process_edges(process.value, facts, vocabulary)


def _values(store: Store, node: Any, name: str) -> set[str]:
    found = (t.object for t in store.triples(node, ox.NamedNode(DM + name), None))
    return {value.value for value in found if isinstance(value, ox.NamedNode)}


def storage_node(process: str, place: str) -> str:
    """Return the IRI of the node that holds a storage place of a process (no blank nodes: stable diffs)."""
    return f"{process}/storage/{slug(curie(place).split(':')[-1])}"


def _plain_dpv(
    process: ox.NamedNode, fact: Fact, concept: ox.NamedNode, vocabulary: Vocabulary
) -> Iterator[ox.Triple]:
    if fact.facet in _PLAIN_DPV:
        yield ox.Triple(process, ox.NamedNode(PROPERTY[fact.facet]), concept)
    elif fact.facet == "storage-place":
        storage = ox.NamedNode(storage_node(process.value, fact.concept))
        yield ox.Triple(process, ox.NamedNode(DPV + "hasStorageCondition"), storage)
        yield ox.Triple(storage, ox.NamedNode(RDF + "type"), ox.NamedNode(DPV + "StorageLocation"))
        yield ox.Triple(storage, ox.NamedNode(DPV + "hasLocation"), concept)
    elif fact.facet == "safeguard":
        is_tool = vocabulary.value(fact.concept, DM + "tool")
        if is_tool == "true" and fact.concept != DM + "Article46Unspecified":
            yield ox.Triple(process, ox.NamedNode(DPV + "hasOrganisationalMeasure"), concept)
        elif is_tool == "false":
            yield ox.Triple(process, ox.NamedNode(DPV + "hasLegalBasis"), concept)
