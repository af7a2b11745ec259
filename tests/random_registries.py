"""Small random registries for property tests: every construct that an answer depends on, often.

``random_registry(rng)`` builds one from any ``random.Random``; ``registries()`` is the Hypothesis
strategy over it. ``questions(rng)`` draws what to ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from hypothesis import strategies as st

if TYPE_CHECKING:
    import random

DM = "https://w3id.org/datamap#"
DPV = "https://w3id.org/dpv#"
LOC = "https://w3id.org/dpv/loc#"
DCT = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BASE = "https://example.org/datamap/"
EXAMPLE = "https://example.org/concept/"

Triple: TypeAlias = tuple[str, str, str]

BORDERS = (LOC + "EEA", LOC + "EU")
DATA = tuple(f"{EXAMPLE}data{n}" for n in range(7))
PURPOSES = tuple(f"{EXAMPLE}purpose{n}" for n in range(4))
SUBJECTS = tuple(f"{EXAMPLE}subject{n}" for n in range(4))
PLACES_USED = tuple(f"{EXAMPLE}place{n}" for n in range(6))

# The datatypes of the predicates whose objects are literals; the objects of all others are IRIs.
LITERALS = {
    DM + "line": XSD + "integer",
    DM + "holdsOther": XSD + "boolean",
    DM + "text": XSD + "string",
    DM + "phrase": XSD + "string",
}

_FACETS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Data": (DATA, (DPV + "hasPersonalData",)),
    "Place": (PLACES_USED, (DPV + "hasStorageCondition", DPV + "hasLocation")),
    "Access": (PLACES_USED, (DM + "hasAccessLocation",)),
    "Purpose": (PURPOSES, (DPV + "hasPurpose",)),
    "Subject": (SUBJECTS, (DPV + "hasDataSubject",)),
}


class Question(NamedTuple):
    """What to ask of a random registry."""

    data: str
    purpose: str
    subject: str
    outside: str


def registries() -> st.SearchStrategy[list[Triple]]:
    """Return the strategy of random registries; it shrinks towards few processes and edges."""
    return st.randoms(use_true_random=False).map(random_registry)


def random_question(rng: random.Random) -> Question:
    """Return concepts and a border to ask for."""
    return Question(rng.choice(DATA), rng.choice(PURPOSES), rng.choice(SUBJECTS), rng.choice(BORDERS))


def random_registry(rng: random.Random) -> list[Triple]:
    """Return the triples of a registry with its hierarchy and borders; no duplicates, in a fixed order."""
    support = _support(rng)
    found = list(support)
    vendors = [f"{BASE}vendor/v{n}" for n in range(rng.randint(1, 4))]
    for number in range(rng.randint(1, 8)):
        process = f"{BASE}source/list/p{number}"
        # Mostly one vendor, sometimes two, sometimes none: nobody asks about such a process.
        for vendor in rng.sample(vendors, min(len(vendors), rng.choice((1, 1, 1, 1, 1, 2, 0)))):
            found.append((process, DPV + "hasDataProcessor", vendor))
        found.append((process, RDF_TYPE, DPV + "Process"))
        if rng.random() < 0.9:
            found.append((process, DM + "heading", f"{process}/statement/heading"))
            found += _statement(f"{process}/statement/heading", number, 0)
        for position, facet in enumerate(_FACETS, start=1):
            if rng.random() < 0.85:
                found += _facet(rng, process, facet, number, position, support)
    return list(dict.fromkeys(found))


def to_ntriples(registry: list[Triple]) -> str:
    """Return a registry as N-Triples."""
    return "".join(
        f'<{s}> <{p}> "{o}"^^<{LITERALS[p]}> .\n' if p in LITERALS else f"<{s}> <{p}> <{o}> .\n"
        for s, p, o in registry
    )


def _support(rng: random.Random) -> list[Triple]:
    kinds = [edge for concepts in (DATA, PURPOSES, SUBJECTS) for edge in _hierarchy(rng, concepts)]
    if rng.random() < 0.05:
        kinds.append((DATA[0], DM + "kindOf", DATA[1]))  # perhaps a cycle
    parts = [(a, DM + "partOf", b) for a in DATA for b in DATA if a != b and rng.random() < 0.04]
    found = [*kinds, *parts, *in_part(kinds, parts)]
    found += [(concept, DM + "holdsOther", "true") for concept in DATA if rng.random() < 0.06]
    for border in BORDERS:
        for place in PLACES_USED:
            standing = rng.choice(("insideOf", "outsideOf", "outsideOf", "straddles"))
            found.append((place, DM + standing, border))
            if standing != "insideOf" and rng.random() < 0.4:
                found.append((place, DM + "allOutsideOf", border))
    return found


def _hierarchy(rng: random.Random, concepts: tuple[str, ...]) -> list[Triple]:
    return [
        (concepts[below], DM + "kindOf", concepts[above])
        for below in range(1, len(concepts))
        for above in range(below)
        if rng.random() < 0.3
    ]


def in_part(kinds: list[Triple], parts: list[Triple]) -> list[Triple]:
    """Return the derived ``dm:inPart`` triples of a hierarchy.

    *a* is in part *b* where *a* climbs kindOf and partOf edges, the last a partOf edge, to *x*, and
    *x* and *b* are the same or one is a kind of the other.
    """
    up = [(a, b) for a, _, b in kinds + parts]
    concepts = {concept for edge in up for concept in edge}
    climbs = {concept: _reach(concept, up) for concept in concepts}
    kind_of = {concept: _reach(concept, [(a, b) for a, _, b in kinds]) for concept in concepts}
    return [
        (a, DM + "inPart", b)
        for a in sorted(concepts)
        for b in sorted(concepts)
        if any(low in climbs[a] and (x in kind_of[b] or b in kind_of[x]) for low, _, x in parts)
    ]


def _reach(start: str, edges: list[tuple[str, str]]) -> set[str]:
    found, grown = {start}, True
    while grown:
        more = {b for a, b in edges if a in found} - found
        grown = bool(more)
        found |= more
    return found


def _facet(
    rng: random.Random, process: str, facet: str, number: int, position: int, support: list[Triple]
) -> list[Triple]:
    concepts, properties = _FACETS[facet]
    key = facet.lower()
    statement = f"{process}/statement/{key}"
    found = _statement(statement, number, position)
    # Missing and double coverage too.
    for coverage in rng.choice((("listed",), ("listed",), ("open",), ("listed", "open"), ())):
        found.append((process, f"{DM}{key}Coverage", DM + coverage))
        found.append((process, f"{DM}{key}CoverageIn", statement))
    claims = [
        (rng.choice(concepts), rng.choice(("stated", "stated", "conditional", "denied", "outranked")))
        for _ in range(rng.choice((0, 1, 1, 2, 3)))
    ]
    denied = {concept for concept, certainty in claims if certainty == "denied"}
    kinds = [(a, b) for a, p, b in support if p == DM + "kindOf"]
    for count, (concept, certainty) in enumerate(claims):
        if certainty == "stated" and denied & _reach(concept, kinds):
            edge = "mayHave"
        else:
            edge = {"stated": "states", "conditional": "mayHave", "denied": "denies"}.get(certainty, "")
        if edge:
            found.append((process, f"{DM}{edge}{facet}", concept))
        claim = f"{process}/claim/{key}-{count}"
        found += _claim(claim, process, rng.choice(properties), certainty, statement, f"phrase {key} {count}")
        found.append((claim, DM + "concept", concept))
    if rng.random() < 0.1:
        # A phrase that nobody understood: a claim without concept.
        claim = f"{process}/claim/{key}-unmapped"
        found += _claim(claim, process, properties[0], "stated", statement, "unmapped")
    return found


def _statement(iri: str, number: int, position: int) -> list[Triple]:
    return [
        (iri, RDF_TYPE, DM + "Statement"),
        (iri, DCT + "source", f"{BASE}source/list"),
        (iri, DM + "line", str(10 * number + position)),
        (iri, DM + "text", f"text {number} {position}"),
    ]


def _claim(iri: str, process: str, of: str, certainty: str, statement: str, phrase: str) -> list[Triple]:
    return [
        (iri, RDF_TYPE, DM + "Claim"),
        (iri, DM + "process", process),
        (iri, DM + "property", of),
        (iri, DM + "certainty", DM + certainty),
        (iri, DM + "statement", statement),
        (iri, DM + "phrase", phrase),
    ]
