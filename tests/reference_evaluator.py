"""What the four-valued questions should answer, in plain Python with sets and words.

The questions of the project are SPARQL texts that maximise numbers. This module says the same in
another way, shares no code with them, and is the second opinion of the property tests.

    evaluate(edges, data=PHONE, outside=EEA)    ->  {vendor: Verdict(answer, what_code, place_code, deciding)}
    evidence(edges, process, 30, data=PHONE)    ->  {(source, line, text, phrase), ...}

``edges`` are (subject, predicate, object) triples of plain strings: IRIs, and the values of literals.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

DM = "https://w3id.org/datamap#"
DPV = "https://w3id.org/dpv#"
DCT = "http://purl.org/dc/terms/"

Answer: TypeAlias = Literal["yes", "conditional", "unknown", "no"]
Place: TypeAlias = Literal["storage", "any", "access"]
Triple: TypeAlias = tuple[str, str, str]
Row: TypeAlias = tuple[str, str, str, str | None]

ANSWER_OF_CODE: dict[int, Answer] = {
    30: "yes",
    21: "conditional",
    20: "conditional",
    14: "unknown",
    13: "unknown",
    12: "unknown",
    11: "unknown",
    10: "unknown",
    2: "no",
    1: "no",
}


class Verdict(NamedTuple):
    """A vendor's answer, its reason codes (0 for a side not asked) and the processes that decide it.

    ``what_code`` belongs to the data, the purpose or the data subject asked for.
    """

    answer: Answer
    what_code: int
    place_code: int
    deciding: frozenset[str]


def evaluate(
    edges: Iterable[Triple],
    *,
    data: str | None = None,
    purpose: str | None = None,
    subject: str | None = None,
    outside: str | None = None,
    place: Place = "storage",
) -> dict[str, Verdict]:
    """Return every vendor's verdict on one or two conditions.

    At most one of ``data``, ``purpose`` and ``subject`` is asked; ``outside`` is a border. ``place``
    tells which places count: where data are stored, from where they are accessed, or both.
    """
    graph = _Graph(edges)
    asked = _Asked(_what(data, purpose, subject), outside, place)
    processes_of: dict[str, set[str]] = defaultdict(set)
    for process, vendor in graph.pairs(DPV + "hasDataProcessor"):
        processes_of[vendor].add(process)
    verdicts = {}
    for vendor, processes in processes_of.items():
        codes = {process: _codes(graph, process, asked) for process in processes}
        answers = {process: _both(pair) for process, pair in codes.items()}
        best = _highest(set(answers.values()))
        deciding = frozenset(process for process, answer in answers.items() if answer == best)
        what_code, place_code = max(codes[process] for process in deciding)
        verdicts[vendor] = Verdict(best, what_code, place_code, deciding)
    return verdicts


def evidence(
    edges: Iterable[Triple],
    process: str,
    code: int,
    *,
    data: str | None = None,
    purpose: str | None = None,
    subject: str | None = None,
    outside: str | None = None,
    place: Place = "storage",
) -> set[Row]:
    """Return the (source, line, text, phrase) that a process's code on one condition rests on."""
    graph = _Graph(edges)
    what = _what(data, purpose, subject)
    facets = (what[0],) if what else _FACETS_OF_PLACE[place]
    properties = {name for facet in facets for name in _PROPERTIES[facet]}
    found: set[Row] = set()
    if code == 10:
        found |= {row for s in graph.objects(process, DM + "heading") for row in _cited(graph, s, None)}
    if code in (1, 11):
        wanted = DM + ("listed" if code == 1 else "open")
        for key in (facet.lower() for facet in facets):
            if wanted in graph.objects(process, f"{DM}{key}Coverage"):
                for statement in graph.objects(process, f"{DM}{key}CoverageIn"):
                    found |= _cited(graph, statement, None)
    for claim in graph.subjects(DM + "process", process):
        if not properties & graph.objects(claim, DM + "property"):
            continue
        (certainty,) = graph.objects(claim, DM + "certainty")
        for concept in graph.objects(claim, DM + "concept"):
            means = _relation(graph, concept, certainty, what[1] if what else None, outside)
            if means & _SHOWN.get(code, {code}):
                for statement in graph.objects(claim, DM + "statement"):
                    for phrase in graph.objects(claim, DM + "phrase"):
                        found |= _cited(graph, statement, phrase)
    return found


# For "stated and denied" both are shown. "May occur" shows plain statements too: those that the same
# entry denies in part ("mobile number, no phone numbers", asked for contact data).
_SHOWN = {21: {30, 20, 2}, 20: {30, 20}}

_FACETS_OF_PLACE: dict[Place, tuple[str, ...]] = {
    "storage": ("Place",),
    "access": ("Access",),
    "any": ("Place", "Access"),
}
_PROPERTIES: dict[str, frozenset[str]] = {
    "Data": frozenset({DPV + "hasPersonalData"}),
    "Purpose": frozenset({DPV + "hasPurpose"}),
    "Subject": frozenset({DPV + "hasDataSubject"}),
    "Place": frozenset({DPV + "hasStorageCondition", DPV + "hasLocation"}),
    "Access": frozenset({DM + "hasAccessLocation"}),
}


@dataclass(frozen=True)
class _Asked:
    what: tuple[str, str] | None
    outside: str | None
    place: Place


class _Graph:
    """Triples, looked up by subject or by object."""

    def __init__(self, edges: Iterable[Triple]) -> None:
        self._objects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._subjects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for s, p, o in edges:
            self._objects[s, p].add(o)
            self._subjects[p, o].add(s)
            self._pairs[p].add((s, o))
        # A file or a ticket may hold any other type of data.
        self.containers = self.subjects(DM + "holdsOther", "true")

    def objects(self, s: str, p: str) -> set[str]:
        return self._objects.get((s, p), set())

    def subjects(self, p: str, o: str) -> set[str]:
        return self._subjects.get((p, o), set())

    def pairs(self, p: str) -> set[tuple[str, str]]:
        return self._pairs.get(p, set())

    def broader(self, concept: str) -> set[str]:
        """The concept and all it is a kind of."""
        found, queue = {concept}, [concept]
        while queue:
            for parent in self.objects(queue.pop(), DM + "kindOf") - found:
                found.add(parent)
                queue.append(parent)
        return found


def _what(data: str | None, purpose: str | None, subject: str | None) -> tuple[str, str] | None:
    asked = [(n, v) for n, v in (("Data", data), ("Purpose", purpose), ("Subject", subject)) if v is not None]
    if len(asked) > 1:
        raise ValueError("ask for data, a purpose or a data subject, one at a time")
    return asked[0] if asked else None


def _both(codes: tuple[int, int]) -> Answer:
    """And: the lowest of the sides that were asked."""
    answers = {ANSWER_OF_CODE[code] for code in codes if code}
    for answer in ("no", "unknown", "conditional"):
        if answer in answers:
            return answer
    return "yes"


def _highest(answers: set[Answer]) -> Answer:
    for answer in ("yes", "conditional", "unknown"):
        if answer in answers:
            return answer
    return "no"


def _codes(graph: _Graph, process: str, asked: _Asked) -> tuple[int, int]:
    what = _what_code(graph, process, *asked.what) if asked.what else 0
    if asked.outside is None:
        return what, 0
    storage = _place_code(graph, process, "Place", asked.outside)
    access = _place_code(graph, process, "Access", asked.outside)
    # Any place: storage or access, and *or* takes the highest.
    return what, {"storage": storage, "access": access, "any": max(storage, access)}[asked.place]


def _what_code(graph: _Graph, process: str, facet: str, asked: str) -> int:
    states = graph.objects(process, f"{DM}states{facet}")
    may_have = graph.objects(process, f"{DM}mayHave{facet}")
    denies = graph.objects(process, f"{DM}denies{facet}")
    broader = graph.broader(asked)
    stated = any(asked in graph.broader(concept) for concept in states)
    possible = any(asked in graph.broader(concept) for concept in may_have)
    if denies & broader:
        return 21 if stated or possible else 2
    if stated:
        return 30
    if possible:
        return 20
    named = states | may_have
    if named & broader:
        return 14
    if facet == "Data" and named & (graph.objects(asked, DM + "inPart") | graph.containers):
        return 13
    if facet == "Data" and named & graph.subjects(DM + "inPart", asked):
        return 12
    return _coverage_code(graph, process, facet)


def _place_code(graph: _Graph, process: str, facet: str, border: str) -> int:
    states = graph.objects(process, f"{DM}states{facet}")
    may_have = graph.objects(process, f"{DM}mayHave{facet}")
    denies = graph.objects(process, f"{DM}denies{facet}")
    outside = graph.subjects(DM + "outsideOf", border)
    stated, possible = bool(states & outside), bool(may_have & outside)
    if denies & graph.subjects(DM + "allOutsideOf", border):
        return 21 if stated or possible else 2
    if stated:
        return 30
    if possible:
        return 20
    if (states | may_have) & graph.subjects(DM + "straddles", border):
        return 12
    return _coverage_code(graph, process, facet)


def _coverage_code(graph: _Graph, process: str, facet: str) -> int:
    coverage = graph.objects(process, f"{DM}{facet.lower()}Coverage")
    if DM + "open" in coverage:
        return 11
    return 1 if DM + "listed" in coverage else 10


def _relation(graph: _Graph, concept: str, certainty: str, what: str | None, border: str | None) -> set[int]:
    """What one claim says about the condition, as codes."""
    how = certainty.removeprefix(DM)
    if how not in ("stated", "conditional", "denied"):
        return set()
    if what is not None:
        if how == "denied":
            return {2} if concept in graph.broader(what) else set()
        if what in graph.broader(concept):
            return {30 if how == "stated" else 20}
        broader = {14} if concept in graph.broader(what) else set()
        whole = {13} if concept in graph.objects(what, DM + "inPart") | graph.containers else set()
        part = {12} if what in graph.objects(concept, DM + "inPart") else set()
        return broader | whole | part
    assert border is not None
    if how == "denied":
        return {2} if border in graph.objects(concept, DM + "allOutsideOf") else set()
    if border in graph.objects(concept, DM + "outsideOf"):
        return {30 if how == "stated" else 20}
    if border in graph.objects(concept, DM + "straddles"):
        return {12}
    # A place that is stated and inside is cited beside the list that is closed.
    return {1} if border in graph.objects(concept, DM + "insideOf") else set()


def _cited(graph: _Graph, statement: str, phrase: str | None) -> set[Row]:
    return {
        (source, line, text, phrase)
        for source in graph.objects(statement, DCT + "source")
        for line in graph.objects(statement, DM + "line")
        for text in graph.objects(statement, DM + "text")
    }
