"""Answers in rows: questions whose answer is a table, with the evidence of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from datamap.questions import wording
from datamap.questions.dataframes import data_frame
from datamap.registry.conversion import IDENTIFIER
from datamap.vocabulary.terms import XSD, curie

if TYPE_CHECKING:
    import pandas

    from datamap.questions.catalogue import Question
    from datamap.questions.parameters import Value
    from datamap.registry.registry import RegistryBase

_EVIDENCE = ("source", "line", "text")

HEADINGS = {
    "sv": {
        "vendor": "leverantör",
        "other": "annan leverantör",
        "data": "personuppgift",
        "place": "plats",
        "purpose": "ändamål",
        "property": "uppgift",
        "concept": "begrepp",
        "certainty": "säkerhet",
        "coverage": "beskrivning",
        "phrase": "ordagrant",
        "field": "fält",
        "region": "område",
        "ground": "överföringsgrund",
        "count": "antal",
        "vendors": "leverantörer",
        "shared": "delade uppgifter",
        "types": "vilka",
        "role": "roll enligt listan",
        "suggests": "ändamålet tyder på",
        "country": "land",
    },
    "en": {
        "vendor": "vendor",
        "other": "other vendor",
        "data": "personal data",
        "place": "place",
        "purpose": "purpose",
        "property": "fact",
        "concept": "concept",
        "certainty": "certainty",
        "coverage": "description",
        "phrase": "verbatim",
        "field": "field",
        "region": "region",
        "ground": "transfer ground",
        "count": "count",
        "vendors": "vendors",
        "shared": "shared types",
        "types": "which",
        "role": "role as listed",
        "suggests": "purpose suggests",
        "country": "country",
    },
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the shown values by column, their IRIs where they have one, and its evidence."""

    values: dict[str, Any]
    iris: dict[str, str]
    evidence: tuple[dict[str, Any], ...]

    def __getitem__(self, column: str) -> Any:
        """Return the shown value of a column."""
        return self.values[column]

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain values, for JSON; ``iris`` holds CURIEs of what has one."""
        found: dict[str, Any] = dict(self.values)
        if self.iris:
            found["iris"] = {column: curie(iri) for column, iri in self.iris.items()}
        if self.evidence:
            found["evidence"] = list(self.evidence)
        return found


class Table(Sequence[Row]):
    """The answer to a question in rows; labels are looked up when a row is read."""

    def __init__(
        self,
        registry: RegistryBase,
        question: Question,
        parameters: dict[str, Value],
        language: str,
        solutions: list[ox.QuerySolution],
    ) -> None:
        self._registry = registry
        self.question = question
        self.parameters = parameters
        self.language = language
        self.columns = question.columns
        self._solutions = solutions
        self._labels: dict[str, str] = {}

    @cached_property
    def rows(self) -> list[Row]:
        """All rows, sorted by their shown values; rows that differ in evidence alone are one."""
        merged: dict[tuple[tuple[str, str], ...], Row] = {}
        for solution in self._solutions:
            values: dict[str, Any] = {}
            iris: dict[str, str] = {}
            for column in self.columns:
                term = solution[column]
                values[column] = self._show(column, term)
                if isinstance(term, ox.NamedNode):
                    iris[column] = term.value
            evidence = self._evidence(solution)
            key = tuple((column, str(iris.get(column, values[column]))) for column in self.columns)
            known = merged.get(key)
            gathered = (known.evidence if known else ()) + tuple(evidence)
            unique = {(e["source"], e["line"], e["text"]): e for e in gathered}
            ordered = tuple(unique[k] for k in sorted(unique))
            merged[key] = Row(values, iris, ordered)
        return sorted(merged.values(), key=self._order)

    @property
    def title(self) -> str:
        """The question in words, with its parameters filled in."""
        labels = {name: value.label(self.language) for name, value in self.parameters.items()}
        return self.question.title(self.language, labels)

    @property
    def headings(self) -> list[str]:
        """The columns' names in the language of the question."""
        return [HEADINGS[self.language].get(column, column) for column in self.columns]

    @property
    def notes(self) -> list[str]:
        """What must be said beside this answer."""
        return [wording.SOURCE_NOTE[self.language]]

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """Return one row or a list of them."""
        return self.rows[index]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Return question, parameters, notes and rows as plain values, for JSON."""
        return {
            "question": self.question.name,
            "title": self.title,
            "parameters": {name: value.given for name, value in self.parameters.items()},
            "columns": list(self.columns),
            "notes": self.notes,
            "rows": [row.to_dict() for row in self.rows],
        }

    def to_pandas(self) -> pandas.DataFrame:
        """Return the table as a DataFrame, evidence in a column of its own (needs the extra ``pandas``)."""
        rows = [
            {**row.values, "evidence": [f"{e['source']}:{e['line']}" for e in row.evidence]}
            for row in self.rows
        ]
        return data_frame(rows, [*self.columns, "evidence"])

    def _order(self, row: Row) -> tuple[Any, ...]:
        # Counts first, largest on top; text after them, alphabetically.
        counts = [-value for value in row.values.values() if isinstance(value, int)]
        lines = [evidence["line"] for evidence in row.evidence[:1]]
        names = [str(row.values.get(column) or "").casefold() for column in self.columns[:2]]
        return (counts, names[:1], lines, names, sorted(row.iris.values()))

    def _show(self, column: str, term: Any) -> Any:
        if term is None:
            return None
        if isinstance(term, ox.NamedNode):
            return self._label(term.value)
        if isinstance(term, ox.Literal) and term.datatype.value == XSD + "integer":
            return int(term.value)
        if column in ("types", "vendors") and isinstance(term, ox.Literal):
            return ", ".join(
                sorted({self._label(iri) for iri in term.value.split(" ") if iri}, key=str.casefold)
            )
        return term.value

    def _label(self, iri: str) -> str:
        known = self._labels.get(iri)
        if known is None:
            vocabulary = self._registry.vocabulary
            known = vocabulary.label(iri, self.language)
            if known == curie(iri):
                known = self._registry.name(iri)
            self._labels[iri] = known
        return known

    def _evidence(self, solution: ox.QuerySolution) -> list[dict[str, Any]]:
        try:
            source, line, text = (solution[name] for name in _EVIDENCE)
        except KeyError:
            return []
        if source is None or line is None:
            return []
        identifiers = [
            t.object.value
            for t in self._registry.store.triples(source, IDENTIFIER, None)
            if isinstance(t.object, ox.Literal)
        ]
        name = identifiers[0] if identifiers else source.value
        return [{"source": name, "line": int(line.value), "text": text.value.strip()}]
