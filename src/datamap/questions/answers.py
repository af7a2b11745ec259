"""Four-valued answers: yes, conditional, unknown, no; each with its reason and its evidence."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from datamap.questions import wording
from datamap.questions.binding import bind
from datamap.questions.catalogue import FOUR_VALUED, ROWS, SCHEME_OF_SIDE
from datamap.questions.columnar import VendorKeys, from_columns
from datamap.questions.evidence import NEAR, OPEN, OUTRANKED, Found, claim_details, deciding, fetch, outranked
from datamap.questions.lazy import LazySequence
from datamap.questions.names import links_of
from datamap.questions.parameters import resolve_parameters
from datamap.questions.result import QuestionResult, VendorSolution
from datamap.vocabulary.terms import CONTRADICTED, DM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

    from datamap.questions.catalogue import Question
    from datamap.questions.parameters import Value
    from datamap.questions.result import Solution
    from datamap.registry.registry import RegistryBase

# The parameter that each side of a question asks about, by name.
_ASKED = {"data": "data", "place": "outside", "purpose": "purpose", "subject": "subject", "access": "outside"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement that justifies an answer.

    ``source`` names the document, ``line`` is where the statement starts, ``at`` its locator where the format
    has more than lines (:mod:`datamap.locators`), ``text`` is verbatim,
    ``phrases`` the words in it that count (none for a whole list or heading), ``sides`` the
    conditions of the question that it bears on; ``outranked`` marks what a person's correction has
    overruled and what is shown beside it.
    """

    source: str
    line: int
    text: str
    phrases: tuple[str, ...]
    sides: tuple[str, ...]
    outranked: bool = False
    at: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the evidence as plain values, for JSON."""
        return {
            "source": self.source,
            "line": self.line,
            **({"at": self.at} if self.at else {}),
            "text": self.text.strip(),
            "phrases": list(self.phrases),
            "sides": list(self.sides),
            **({"outranked": True} if self.outranked else {}),
        }


class Answer:
    """One vendor's answer to a four-valued question.

    ``answer`` is "yes", "conditional", "unknown" or "no"; ``codes`` the reason code of each side.
    """

    __slots__ = ("_answers", "_evidence", "_found", "_reason")

    def __init__(self, answers: Answers, found: Solution) -> None:
        self._answers = answers
        self._found = found
        self._evidence: tuple[Evidence, ...] | None = None
        self._reason = ""

    @property
    def iri(self) -> str:
        """The vendor's IRI."""
        return self._found.vendor

    @property
    def answer(self) -> str:
        """One of "yes", "conditional", "unknown", "no"."""
        return self._found.answer

    @property
    def codes(self) -> dict[str, int]:
        """The reason code of each side."""
        return self._found.codes

    @property
    def processes(self) -> list[tuple[int, str]]:
        """At least the processes that decide, each with its key (1RDDPP)."""
        return self._found.processes

    @property
    def vendor(self) -> str:
        """The vendor's name."""
        name = self._found.name
        return self._answers.vendor_name(self.iri) if name is None else name

    @property
    def links(self) -> tuple[str, ...]:
        """What the vendor's confirmed links to other names say: "same company as Meta"."""
        return self._answers.links_of(self.iri)

    @property
    def reason(self) -> str:
        """Why the answer is what it is, in words, in the language of the question."""
        self._answers.justify([self])
        return self._reason

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The statements that justify the answer."""
        self._answers.justify([self])
        return self._evidence or ()

    @property
    def justified(self) -> bool:
        """Whether reason and evidence are fetched already."""
        return self._evidence is not None

    def justify(self, reason: str, evidence: Sequence[Evidence]) -> None:
        """Set reason and evidence (done by :class:`Answers`)."""
        self._reason, self._evidence = reason, tuple(evidence)

    def to_dict(self) -> dict[str, Any]:
        """Return vendor, answer, reason and evidence as plain values, for JSON."""
        return {
            "vendor": self.vendor,
            "iri": self.iri,
            "answer": self.answer,
            "reason": self.reason,
            **({"links": list(self.links)} if self.links else {}),
            "evidence": [evidence.to_dict() for evidence in self.evidence],
        }

    def __repr__(self) -> str:
        return f"<Answer {self.vendor}: {self.answer}>"


class Answers(QuestionResult, Sequence[Answer]):
    """The answers to a four-valued question, one for every vendor, best first, then by name.

    Reasons and evidence are fetched when they are asked for.
    """

    @cached_property
    def rows(self) -> Sequence[Answer]:
        """All answers, in order."""
        solutions = self._solutions
        if isinstance(solutions, VendorKeys):
            return LazySequence(len(solutions), lambda n: Answer(self, solutions[n]), keep=True)
        self._registry.store.expect(found.vendor for found in solutions)
        rows = [Answer(self, found) for found in solutions]
        rank = {answer: position for position, answer in enumerate(wording.ORDER)}
        names = {row.iri: self.vendor_name(row.iri) for row in rows}
        rows.sort(key=lambda row: (rank[row.answer], names[row.iri].casefold(), row.iri))
        return rows

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many vendors have each answer, in order."""
        if isinstance(self._solutions, VendorKeys):
            return dict(zip(wording.ORDER, self._solutions.counts, strict=True))
        counted = Counter(found.answer for found in self._solutions)
        return {answer: counted[answer] for answer in wording.ORDER}

    def of(self, answer: str, most: int | None = None) -> Sequence[Answer]:
        """Return the rows of one answer ("yes", "no" and so on), at most the first ``most``."""
        start = sum(self.counts[other] for other in wording.ORDER[: wording.ORDER.index(answer)])
        count = self.counts[answer] if most is None else min(most, self.counts[answer])
        return self.rows[start : start + count]

    @property
    def notes(self) -> list[str]:
        """What must be said beside these answers."""
        notes = [wording.SOURCE_NOTE[self.language]]
        if "place" in self.question.sides and not self._any_place:
            access = any(
                True
                for verb in ("statesAccess", "mayHaveAccess")
                for _ in self._registry.store.triples(None, ox.NamedNode(DM + verb), None)
            )
            notes.insert(0, (wording.ACCESS_NOTE if access else wording.PLACE_NOTE)[self.language])
        return notes

    @overload
    def __getitem__(self, index: int) -> Answer: ...
    @overload
    def __getitem__(self, index: slice) -> list[Answer]: ...
    def __getitem__(self, index: int | slice) -> Answer | list[Answer]:
        """Return one answer or a list of them."""
        return list(self.rows[index]) if isinstance(index, slice) else self.rows[index]

    def __iter__(self) -> Iterator[Answer]:
        """Yield the answers."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return the number of vendors."""
        return len(self._solutions)

    def to_dict(self) -> dict[str, Any]:
        """Return question, parameters, notes and rows as plain values, for JSON."""
        self.justify(self.rows)
        return {
            **self._head(),
            "counts": self.counts,
            "notes": self.notes,
            "rows": [row.to_dict() for row in self.rows],
        }

    def to_networkx(self) -> nx.Graph:
        """Return the vendors joined to the question, the no's unjoined (needs the extra ``network``)."""
        from datamap.questions.graphs import graph_of_answers

        self.justify([row for answer in wording.ORDER if answer != "no" for row in self.of(answer)])
        asked = next(iter(self.parameters.values())).term.value
        return graph_of_answers(self.title, self.language, f"{asked}?{self.question.name}", self.rows)

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        self.justify(self.rows)
        rows = [
            {
                "vendor": row.vendor,
                "answer": row.answer,
                "reason": row.reason,
                "evidence": [f"{e.source}:{e.at or e.line}" for e in row.evidence],
            }
            for row in self.rows
        ]
        return rows, ["vendor", "answer", "reason", "evidence"]

    def _html(self) -> str:
        from datamap.questions.answer_table import answers_html

        return answers_html(self)

    def _text(self) -> str:
        from datamap.questions.answer_table import answers_text

        return answers_text(self)

    def _sparql_json(self) -> dict[str, Any]:
        from datamap.questions.answer_table import answers_json

        return answers_json(self)

    def vendor_name(self, iri: str) -> str:
        """Return the name of a vendor."""
        return self._registry.name(iri)

    def links_of(self, iri: str) -> tuple[str, ...]:
        """Return what a vendor's confirmed links to other names say, in the language of the question."""
        return tuple(links_of(self._registry, iri, self.language)) if self._has_links else ()

    @cached_property
    def _has_links(self) -> bool:
        return bool(self._registry.company_links.all())

    def justify(self, rows: Sequence[Answer]) -> None:
        """Fetch the reasons and evidence of these answers, unless they are there already."""
        wanted = [row for row in rows if not row.justified]
        if not wanted:
            return
        at = self.parameters.get("at")
        if at is not None:  # another question may have asked for another date meanwhile
            self._registry.store.set_date(dt.date.fromisoformat(at.term.value))
        by_process: dict[str, list[Found]] = {}
        near: set[str] = set()
        for side in self.question.sides:
            codes = self._codes_of_deciding(wanted, side)
            asked = self.parameters[_ASKED[side]].term
            any_place = side == "place" and self._any_place
            found = fetch(self._registry.store, side, asked, sorted(codes), any_place=any_place)
            for one in deciding(found, codes):
                by_process.setdefault(one.process, []).append(one)
                near |= {one.source} | ({one.claim} if one.claim else set())
        processes = {iri for row in wanted for _, iri in _deciding_processes(row)}
        self._registry.store.expect([*near, *processes])
        for row in wanted:
            self._justify(row, by_process)

    def _justify(self, row: Answer, by_process: Mapping[str, list[Found]]) -> None:
        processes = dict.fromkeys(iri for _, iri in _deciding_processes(row))
        found = [one for iri in processes for one in by_process.get(iri, [])]
        claims = claim_details(self._registry.store, {one.claim for one in found if one.claim})
        reasons = []
        for side in self.question.sides:
            code = row.codes[side]
            on_side = [one for one in found if one.side == side]
            of_side = [one for one in on_side if code in (20, 21) or one.code == code]
            qualifiers = [q for one in of_side for q in claims.get(one.claim or "", ([], False))[0]]
            if code == 20 and any(one.code == 30 for one in on_side):
                qualifiers.append(CONTRADICTED)
            by_person = any(claims.get(one.claim or "", ([], False))[1] for one in of_side)
            if by_person:
                # The correction counts, and what it outranks stays in sight.
                found += [one for iri in processes for one in outranked(self._registry.store, side, iri)]
            asked = self.parameters[_ASKED[side]].label(self.language)
            reasons.append(
                wording.reason_for_side(
                    self.language,
                    side,
                    code,
                    asked=asked,
                    border=asked,
                    any_place=self._any_place,
                    qualifiers=qualifiers if code in (12, 20, 21, 30) else (),
                    corrected=by_person,
                    also_open=code in NEAR and any(one.code == OPEN for one in on_side),
                    named=[one.phrase for one in of_side if one.phrase] if code in NEAR else (),
                    of_processing=bool(of_side) and all(one.facet == "processing-place" for one in of_side),
                )
            )
        if self._mixes_places(row, list(processes)):
            reasons.append(wording.mixed_places(self.language))
        row.justify("; ".join(reasons), self._evidence(found))

    def _evidence(self, found: list[Found]) -> list[Evidence]:
        gathered: dict[tuple[str, int, str, str, bool], tuple[dict[str, None], dict[str, None]]] = {}
        order = {side: position for position, side in enumerate(self.question.sides)}
        keys = sorted(
            found, key=lambda f: (f.code == OUTRANKED, order[f.side], f.source, f.line, f.phrase or "")
        )
        for one in keys:
            source = self._registry.source_identifier(one.source)
            key = (source, one.line, one.at, one.text, one.code == OUTRANKED)
            phrases, sides = gathered.setdefault(key, ({}, {}))
            sides[one.side] = None
            if one.phrase is not None:
                phrases[one.phrase] = None
        return [
            Evidence(source, line, text, tuple(phrases), tuple(sides), overruled, at)
            for (source, line, at, text, overruled), (phrases, sides) in gathered.items()
        ]

    def _mixes_places(self, row: Answer, processes: list[str]) -> bool:
        """Tell whether a stated "outside" stands beside a stated "inside" while data are asked for too."""
        if "place" not in self.question.sides or "data" not in self.question.sides:
            return False
        if row.answer not in ("yes", "conditional"):
            return False
        border = self.parameters["outside"].term
        for process in processes:
            places = self._registry.store.triples(
                ox.NamedNode(process), ox.NamedNode(DM + "statesPlace"), None
            )
            for place in places:
                outside = ox.Triple(place.object, ox.NamedNode(DM + "outsideOf"), border)  # type: ignore[arg-type]
                if not self._registry.store.holds(outside):
                    return True
        return False

    def _codes_of_deciding(self, rows: Sequence[Answer], side: str) -> dict[str, int]:
        """Return the processes that decide these answers, each with its own code on a side."""
        place_last = self.question.sides.index(side) == len(self.question.sides) - 1 and side in (
            "place",
            "access",
        )
        codes = {}
        for row in rows:
            for key, iri in _deciding_processes(row):
                codes[iri] = key % 100 if place_last else key // 100 % 100
        return codes

    @property
    def _any_place(self) -> bool:
        place = self.parameters.get("place")
        return place is not None and place.term.value == DM + "anyPlace"


def _deciding_processes(row: Answer) -> list[tuple[int, str]]:
    """Return the processes whose rank is the vendor's, with their keys (1RDDPP)."""
    best = max((key // 10000 for key, _ in row.processes), default=0)
    return sorted((key, iri) for key, iri in row.processes if key // 10000 == best)


def _schemes(question: Question) -> list[str] | None:
    """Return the parts of the ontology that a question stands on; None where it may be any."""
    if question.kind == ROWS:
        return None
    return [SCHEME_OF_SIDE[side] for side in question.sides if side in SCHEME_OF_SIDE]


def ask(
    registry: RegistryBase, question: Question, given: Mapping[str, object]
) -> tuple[dict[str, Value], Any]:
    """Run a question of the catalogue; return its parameters and its solutions.

    Those of a four-valued question are :class:`Solution`, those of other questions rows of SPARQL, or
    ``CodedRows`` of a large registry, which is asked in columns, with the same answers.
    Raises InvalidParameter.
    """
    parameters = resolve_parameters(question, given, registry)
    at = parameters.get("at")
    if {"place", "access"} & set(question.sides) or at is not None:
        registry.store.set_date(dt.date.fromisoformat(at.term.value) if at else dt.date.today())
    terms = {name: value.term for name, value in parameters.items()}
    found: Any = from_columns(registry, question, terms)
    if found is None:
        solutions = registry.store.query(bind(question.text, terms), schemes=_schemes(question))
        assert isinstance(solutions, ox.QuerySolutions)
        found = list(solutions)
        if question.kind == FOUR_VALUED:
            found = [_vendor_solution(solution, question.sides) for solution in found]
    return parameters, found


def _vendor_solution(solution: ox.QuerySolution, sides: Sequence[str]) -> VendorSolution:
    codes = {side: int(solution[side + "Reason"].value) for side in sides}
    # A graph of others may have blank nodes, which have no name to be listed by.
    listed = solution["processes"]
    words = listed.value.split(" ") if listed is not None else []
    processes = [(int(key), iri) for key, iri in zip(words[::2], words[1::2], strict=True)]
    return VendorSolution(solution["vendor"].value, solution["answer"].value, codes, processes)
