"""Answers in rows: questions whose answer is a table, with the evidence of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from datamap.locators import place_in_words
from datamap.questions import wording
from datamap.questions.forms import sparql_json, text_table
from datamap.questions.lazy import LazySequence
from datamap.questions.markup import html_table
from datamap.questions.names import linked_names
from datamap.questions.result import QuestionResult
from datamap.vocabulary.terms import ONTOLOGY, XSD, curie

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from datamap.questions.columnar_tables import CodedRows

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
        "types": "uppgifter",
        "role": "roll enligt listan",
        "suggests": "ändamålet tyder på",
        "country": "land",
        "controller": "kund",
        "contact": "kontakt",
        "service": "tjänst",
        "subject": "gäller",
        "reviewed": "senast granskad",
        "named": "under namnet",
        "processor": "underbiträde",
        "level": "led",
        "path": "väg",
        "behind": "bakom",
        "names": "namn",
        "side": "sida om gränsen",
        "document": "dokument",
        "issued": "datum",
        "recordField": "uppgift",
        "state": "läge",
        "value": "värde",
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
        "types": "types of data",
        "role": "role as listed",
        "suggests": "purpose suggests",
        "country": "country",
        "controller": "customer",
        "contact": "contact",
        "service": "service",
        "subject": "about",
        "reviewed": "last reviewed",
        "named": "under the name",
        "processor": "sub-processor",
        "level": "level",
        "path": "path",
        "behind": "behind it",
        "names": "names",
        "side": "side of the border",
        "document": "document",
        "issued": "date",
        "recordField": "fact",
        "state": "state",
        "value": "value",
    },
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the shown values by column, their IRIs where they have one, and its evidence."""

    values: dict[str, Any]
    iris: dict[str, str]
    evidence: tuple[dict[str, Any], ...] = ()

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


class Table(QuestionResult, Sequence[Row]):
    """The answer to a question in rows; labels are looked up when rows are read."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The shown columns; the name a row stands under only where it is not the one asked for."""
        return self._columns

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        columns = self.question.columns
        if "named" not in columns:
            return columns
        asked = self.parameters["vendor"].term
        linked = any(row["named"] not in (None, asked) for row in self._solutions)
        return columns if linked else tuple(column for column in columns if column != "named")

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {} if self._coded is None else self._coded.labels(self.language)

    @cached_property
    def _coded(self) -> CodedRows | None:
        """The rows as a large registry's columns give them, where they do."""
        return None if isinstance(self._solutions, list) else self._solutions

    @cached_property
    def rows(self) -> Sequence[Row]:
        """All rows, sorted by their shown values; rows that differ in evidence alone are one.

        Those of a large registry are made as they are read.
        """
        if self._coded is not None:
            return self._coded.shown(self._label, Row)
        rows = []
        named = {term.value for terms in self._groups for term in terms if isinstance(term, ox.NamedNode)}
        sources = {source for statements in self._groups.values() for source, *_ in statements}
        self._registry.store.expect(iri for iri in named | sources if not iri.startswith(ONTOLOGY))
        for terms, statements in self._groups.items():
            values = {
                column: self._show(column, term) for column, term in zip(self.columns, terms, strict=True)
            }
            iris = {
                column: term.value
                for column, term in zip(self.columns, terms, strict=True)
                if isinstance(term, ox.NamedNode)
            }
            cited = sorted(
                (self._source(source), int(line), text, at) for source, line, text, at in statements
            )
            evidence = tuple(
                {"source": source, "line": line, **({"at": at} if at else {}), "text": text}
                for source, line, text, at in cited
            )
            rows.append(Row(values, iris, evidence))
        return sorted(rows, key=self._order)

    @cached_property
    def _groups(self) -> dict[tuple[Any, ...], dict[tuple[str, str, str, str], None]]:
        """The solutions by the terms of their columns, each with its statements."""
        groups: dict[tuple[Any, ...], dict[tuple[str, str, str, str], None]] = {}
        first = self._solutions[0] if self._solutions else None
        cited = first is not None and all(_has(first, name) for name in _EVIDENCE)
        located = first is not None and _has(first, "locator")
        for solution in self._solutions:
            statements = groups.setdefault(tuple(solution[column] for column in self.columns), {})
            source = solution["source"] if cited else None
            if source is not None:
                locator = solution["locator"] if located else None
                at = locator.value if locator is not None else ""
                statements[source.value, solution["line"].value, solution["text"].value.strip(), at] = None
        return groups

    @property
    def headings(self) -> list[str]:
        """The columns' names in the language of the question."""
        return [HEADINGS[self.language].get(column, column) for column in self.columns]

    @property
    def notes(self) -> list[str]:
        """What must be said beside this answer."""
        notes = [wording.SOURCE_NOTE[self.language]]
        return [*linked_names(self._registry, self.language, self._met()), *notes]

    def _met(self) -> Iterator[str]:
        """Yield the IRIs that rows and parameters name."""
        if self._coded is not None:
            yield from self._coded.iris()
        else:
            yield from (iri for row in self.rows for iri in row.iris.values())
        yield from (value.term.value for name, value in self.parameters.items() if name == "vendor")

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """Return one row or a list of them."""
        return list(self.rows[index]) if isinstance(index, slice) else self.rows[index]

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._groups) if self._coded is None else len(self._coded)

    def to_dict(self, most: int | None = None) -> dict[str, Any]:
        """Return question, parameters, notes and rows as plain values, for JSON.

        With ``most``, at most so many rows; ``rowsLeftOut`` is how many others there are.
        """
        left = 0 if most is None else max(0, len(self) - most)
        return {
            **self._head(),
            "columns": list(self.columns),
            "notes": self.notes,
            "rows": [row.to_dict() for row in self.rows[:most]],
            **({"rowsLeftOut": left} if left else {}),
        }

    def to_networkx(self) -> nx.Graph:
        """Return a graph of what the rows name, evidence on its edges (needs the extra ``network``)."""
        from datamap.questions.graphs import graph_of_rows

        return graph_of_rows(self.title, self.language, self.columns, self.rows)

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        rows = [
            {**row.values, "evidence": [f"{e['source']}:{e.get('at') or e['line']}" for e in row.evidence]}
            for row in self.rows
        ]
        return rows, [*self.columns, "evidence"]

    @property
    def cites(self) -> bool:
        """Whether any row has evidence."""
        return self._coded is None and any(row.evidence for row in self.rows)

    def _cells(self) -> tuple[list[str], Sequence[list[Any]]]:
        """Return headings and rows as they are shown, evidence last where there is any."""
        cited, rows = self.cites, self.rows

        def cells(n: int) -> list[Any]:
            row = rows[n]
            shown = [row.values[column] for column in self.columns]
            return [*shown, "\n".join(map(self._cited, row.evidence))] if cited else shown

        headings = [*self.headings, *([wording.EVIDENCE[self.language]] if cited else [])]
        return headings, LazySequence(len(rows), cells)

    def _cited(self, evidence: dict[str, Any]) -> str:
        place = place_in_words(evidence["line"], evidence.get("at", ""), self.language)
        return f"{evidence['source']}, {place}: {evidence['text']}"

    def _html(self) -> str:
        headings, rows = self._cells()
        return html_table(self.title, headings, rows, notes=self.notes, lang=self.language)

    def _text(self) -> str:
        return "\n\n".join([text_table(self.title, *self._cells()), *self.notes])

    def _sparql_json(self) -> dict[str, Any]:
        return sparql_json(self.columns, ((row.values, row.iris) for row in self.rows))

    def _order(self, row: Row) -> tuple[Any, ...]:
        # Counts first, largest on top; text after them, alphabetically, and what has one name by its IRI.
        counts = [-value for value in row.values.values() if isinstance(value, int)]
        lines = [evidence["line"] for evidence in row.evidence[:1]]
        names = [
            (str(row.values.get(column) or "").casefold(), row.iris.get(column, ""))
            for column in self.columns[:2]
        ]
        # All of them at last: engines give rows in orders of their own.
        shown = [str(value) for value in row.values.values()]
        return (counts, names[0][0], lines, names, sorted(row.iris.values()), shown)

    def _show(self, column: str, term: Any) -> Any:
        if term is None:
            return None
        if isinstance(term, ox.NamedNode):
            return self._source(term.value) if column == "document" else self._label(term.value)
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
            # What the shipped ontology cannot name is not looked up in it, which would load the whole of it.
            if vocabulary.local is not None or iri.startswith(ONTOLOGY):
                known = vocabulary.label(iri, self.language)
            if known is None or known == curie(iri):
                known = self._registry.name(iri)
            self._labels[iri] = known
        return known

    def _source(self, iri: str) -> str:
        known = self._labels.get(iri)
        if known is None:
            known = self._labels[iri] = self._registry.source_identifier(iri)
        return known


def _has(solution: ox.QuerySolution, name: str) -> bool:
    """Tell whether a question selects a variable."""
    try:
        solution[name]
    except KeyError:
        return False
    return True
