"""Evidence: the statements that justify an answer, fetched for the processes that decide it.

One SELECT a side, its branches ordered so that each starts from the process; a process list is asked
in chunks, which every engine answers fast (docs/design.md, "Answers").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.questions.binding import bind
from datamap.registry.conversion import dm
from datamap.registry.edges import FACET, PROPERTY
from datamap.vocabulary.terms import DCT, DM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from datamap.questions.binding import Term
    from datamap.registry.store import Store

CHUNK = 20
OPEN = 11
OUTRANKED = 0
_FACETS = {"place": ("storage-place", "processing-place"), "access": ("access-place", "processing-place")}
NEAR = (12, 13, 14)
_ALSO = {20: (30,), 21: (30, 20, 2)} | dict.fromkeys(NEAR, (OPEN,))

_PREFIXES = """PREFIX dpv: <https://w3id.org/dpv#>
PREFIX dm: <https://w3id.org/datamap#>
PREFIX dct: <http://purl.org/dc/terms/>
"""
_SELECT = "SELECT DISTINCT ?process ?code ?source ?line ?text ?locator ?phrase ?claim ?property WHERE {"
_STATEMENT = "?s dct:source ?source ; dm:line ?line ; dm:text ?text ."
_AT = "OPTIONAL { ?s dm:at ?locator }"

# How a claim's concept ?n relates to what is asked, with the code that it gives.
_THING_RELATIONS = """
      { ?n dm:kindOf* $asked . BIND(30 AS ?rel) }
      UNION { $asked dm:kindOf+ ?n . BIND(14 AS ?rel) }
      UNION { $asked dm:inPart ?n . BIND(13 AS ?rel) }
      UNION { ?n dm:holdsOther true . BIND(13 AS ?rel) }
      UNION { ?n dm:inPart $asked . BIND(12 AS ?rel) }
      UNION { $asked dm:kindOf* ?n . BIND(2 AS ?rel) }"""
_PLACE_RELATIONS = """
      { ?n dm:outsideOf $asked . BIND(30 AS ?rel) }
      UNION { ?n dm:straddles $asked . BIND(12 AS ?rel) }
      UNION { ?n dm:insideOf $asked . BIND(1 AS ?rel) }
      UNION { ?n dm:allOutsideOf $asked . BIND(2 AS ?rel) }"""


@dataclass(frozen=True, slots=True)
class Found:
    """A statement found for one process and side, with the code that it gives."""

    process: str
    side: str
    code: int
    source: str
    line: int
    text: str
    phrase: str | None
    claim: str | None
    facet: str | None
    at: str = ""


@cache
def _query(side: str, any_place: bool) -> str:
    relations = _PLACE_RELATIONS if side in ("place", "access") else _THING_RELATIONS
    properties = list(_FACETS.get(side, (side,)))
    if any_place:
        properties.append("access-place")  # places of processing are in already
    listed = ", ".join(f"<{PROPERTY[name]}>" for name in properties)
    questions = [side, "access"] if any_place else [side]
    coverage = " ".join(
        f"UNION {{ VALUES ?process {{ $processes }} "
        f"?process dm:{q}Coverage ?coverage ; dm:{q}CoverageIn ?s . "
        f"{_STATEMENT} BIND(IF(?coverage = dm:listed, 1, 11) AS ?code) {_AT} }}\n"
        for q in questions
    )
    return f"""{_PREFIXES}{_SELECT}
  {{
    VALUES ?process {{ $processes }}
    ?claim dm:process ?process ; dm:property ?property ; dm:certainty ?how ; dm:concept ?n ; dm:statement ?s ;
      dm:phrase ?phrase . {_STATEMENT}
    {{ {relations}
    }}
    FILTER(?property IN ({listed}) && ?how != dm:outranked && IF(?how = dm:denied, ?rel = 2, ?rel != 2))
    BIND(IF(?rel = 30 && ?how = dm:conditional, 20, ?rel) AS ?code)
    {_AT}
  }}
  {coverage}
  UNION {{ VALUES ?process {{ $processes }} ?process dm:heading ?s . {_STATEMENT} BIND(10 AS ?code) {_AT} }}
}}"""


def fetch(
    store: Store, side: str, asked: Term, processes: Sequence[str], *, any_place: bool = False
) -> list[Found]:
    """Return every statement that bears on one side of a question, for each of the processes."""
    found = []
    text = _query(side, any_place)
    for start in range(0, len(processes), CHUNK):
        chunk = [ox.NamedNode(process) for process in processes[start : start + CHUNK]]
        solutions = store.query(bind(text, {"asked": asked, "processes": chunk}), schemes=())
        assert isinstance(solutions, ox.QuerySolutions)
        for row in solutions:
            phrase, claim, prop, at = row["phrase"], row["claim"], row["property"], row["locator"]
            found.append(
                Found(
                    row["process"].value,
                    side,
                    int(row["code"].value),
                    row["source"].value,
                    int(row["line"].value),
                    row["text"].value,
                    phrase.value if phrase is not None else None,
                    claim.value if claim is not None else None,
                    FACET.get(prop.value) if prop is not None else None,
                    at.value if at is not None else "",
                )
            )
    return found


def outranked(store: Store, side: str, process: str) -> list[Found]:
    """Return what the documents said on a side before a person's correction outranked it."""
    facets = _FACETS.get(side, (side,))
    found = []
    for claim in store.triples(None, dm("process"), ox.NamedNode(process)):
        values = {
            t.predicate.value.removeprefix(DM): t.object.value
            for t in store.triples(claim.subject, None, None)  # type: ignore[arg-type]
            if isinstance(t.object, (ox.NamedNode, ox.Literal))
        }
        if "outrankedBy" not in values or FACET.get(values["property"]) not in facets:
            continue
        statement = {
            t.predicate.value: t.object.value
            for t in store.triples(ox.NamedNode(values["statement"]), None, None)
            if isinstance(t.object, (ox.NamedNode, ox.Literal))
        }
        found.append(
            Found(
                process,
                side,
                OUTRANKED,
                statement[DCT + "source"],
                int(statement[DM + "line"]),
                statement[DM + "text"],
                values["phrase"],
                None,
                FACET.get(values["property"]),
                statement.get(DM + "at", ""),
            )
        )
    return found


def deciding(found: Iterable[Found], codes: Mapping[str, int]) -> list[Found]:
    """Return the statements that give a process the code it has on its side.

    Contradiction (21) rests on what states and what denies; what is stated of a kind that is denied
    elsewhere in the entry counts as may occur (20), though its own words are plain (30). Where only
    something near is stated (12 to 14), a list that is open besides leaves the answer open too, and is
    shown with it.
    """
    kept = []
    for one in found:
        code = codes.get(one.process, 0)
        if one.code == code or one.code in _ALSO.get(code, ()):
            kept.append(one)
    return kept


def claim_details(store: Store, claims: Iterable[str]) -> dict[str, tuple[list[str], bool]]:
    """Return for each claim its qualifiers and whether a person's correction made it."""
    details = {}
    for iri in claims:
        node = ox.NamedNode(iri)
        qualifiers = [
            t.object.value
            for t in store.triples(node, ox.NamedNode(DM + "qualifier"), None)
            if isinstance(t.object, ox.NamedNode)
        ]
        by_person = any(True for _ in store.triples(node, ox.NamedNode(DM + "byCorrection"), None))
        details[iri] = (sorted(qualifiers), by_person)
    return details
