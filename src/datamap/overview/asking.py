"""Questions of the catalogue asked for an overview: whole tables, never vendor by vendor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from datamap.questions.answers import Answers, ask
from datamap.questions.catalogue import load_question
from datamap.questions.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.questions.answers import Answer
    from datamap.questions.tables import Row
    from datamap.registry.registry import RegistryBase


AnyRow = TypeVar("AnyRow", "Row", "Fact")


class Fact:
    """A row of a whole table: what it names now, its words and its lines of the sources when they are read.

    ``iris`` are the terms by column, as of a :class:`Row`.
    """

    __slots__ = ("_solutions", "_table", "iris")

    def __init__(self, table: _Whole, iris: dict[str, str]) -> None:
        self._table, self.iris = table, iris
        self._solutions: list[ox.QuerySolution] = []

    def add(self, solution: ox.QuerySolution) -> None:
        """Add a solution that differs from the others in its line alone."""
        self._solutions.append(solution)

    def __getitem__(self, column: str) -> Any:
        return self._table.shown(column, self._solutions[0][column])

    @property
    def evidence(self) -> tuple[dict[str, Any], ...]:
        """The statements it rests on, in order."""
        return self._table.cited(self._solutions)


class _Whole(Table):
    """The answer to a question over all vendors, of which most rows are counted and never shown."""

    @cached_property
    def facts(self) -> list[Fact]:
        found: dict[tuple[Any, ...], Fact] = {}
        columns = self.columns
        for solution in self._solutions:
            terms = tuple([solution[column] for column in columns])
            fact = found.get(terms)
            if fact is None:
                named = zip(columns, terms, strict=True)
                iris = {column: term.value for column, term in named if isinstance(term, ox.NamedNode)}
                fact = found[terms] = Fact(self, iris)
            fact.add(solution)
        return list(found.values())

    def shown(self, column: str, term: Any) -> Any:
        return self._show(column, term)

    def cited(self, solutions: Iterable[ox.QuerySolution]) -> tuple[dict[str, Any], ...]:
        lines = set()
        for solution in solutions:
            source, locator = solution["source"], solution["locator"]
            if source is not None:
                at = locator.value if locator is not None else ""
                line = int(solution["line"].value)
                lines.add((self._source(source.value), line, solution["text"].value.strip(), at))
        return tuple(
            {"source": source, "line": line, **({"at": at} if at else {}), "text": text}
            for source, line, text, at in sorted(lines)
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """A four-valued question over all vendors: how many have each answer, and who has which.

    ``answers`` are those that are yes or conditional, ``unknown`` the vendors (IRI) of whom it is not stated.
    """

    counts: Mapping[str, int]
    answers: Answers
    unknown: tuple[str, ...]


class Cited(Sequence[Mapping[str, Any]]):
    """The lines of rows or of an answer, each once, in order; read when they are shown."""

    __slots__ = ("_lines", "_of")

    def __init__(self, *of: Row | Fact | Answer) -> None:
        self._of = of
        self._lines: tuple[Mapping[str, Any], ...] | None = None

    @property
    def lines(self) -> tuple[Mapping[str, Any], ...]:
        """All lines."""
        if self._lines is None:
            every = (e if isinstance(e, dict) else e.to_dict() for one in self._of for e in one.evidence)
            found = {(e["source"], e["line"], e.get("at", ""), e["text"]): e for e in every}
            self._lines = tuple(found[key] for key in sorted(found))
        return self._lines

    def __getitem__(self, index: Any) -> Any:
        return self.lines[index]

    def __len__(self) -> int:
        return len(self.lines)


def rows_of(registry: RegistryBase, name: str, language: str, **parameters: object) -> list[Row]:
    """Return the rows of a question in rows, in its order, with their evidence."""
    question = load_question(name)
    resolved, solutions = ask(registry, question, parameters)
    return list(Table(registry, question, resolved, language, solutions))


def facts_of(registry: RegistryBase, name: str, language: str, **parameters: object) -> list[Fact]:
    """Return the rows of a question over all vendors whose lines it names, in no order."""
    question = load_question(name)
    resolved, solutions = ask(registry, question, parameters)
    return _Whole(registry, question, resolved, language, solutions).facts


def counted(registry: RegistryBase, name: str, language: str, **parameters: object) -> Counted:
    """Return how many vendors have each answer to a four-valued question, and who."""
    question = load_question(name)
    resolved, solutions = ask(registry, question, parameters)
    stated = [found for found in solutions if found.answer in ("yes", "conditional")]
    return Counted(
        Counter(found.answer for found in solutions),
        Answers(registry, question, resolved, language, stated),
        tuple(found.vendor for found in solutions if found.answer == "unknown"),
    )


def answers_of(registry: RegistryBase, name: str, **parameters: object) -> dict[str, str]:
    """Return the answer of every vendor (IRI) to a four-valued question."""
    _, solutions = ask(registry, load_question(name), parameters)
    return {found.vendor: found.answer for found in solutions}


def merged(rows: Iterable[AnyRow], *keys: str) -> dict[tuple[str, ...], list[AnyRow]]:
    """Return rows grouped by the IRIs (else the values) of some columns."""
    found: dict[tuple[str, ...], list[AnyRow]] = {}
    for row in rows:
        key = tuple(row.iris.get(column) or str(row[column]) for column in keys)
        found.setdefault(key, []).append(row)
    return found
