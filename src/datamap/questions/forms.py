"""The forms that rows take: DataFrames, what a notebook shows of them, and for results a graph."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from datamap.questions.dataframes import data_frame, polars_frame
from datamap.questions.markup import MOST_ROWS
from datamap.visible import visible
from datamap.vocabulary.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx
    import pandas
    import polars

SPARQL_JSON = "application/sparql-results+json"

# A notebook file keeps what it shows; more rows than these belong in a DataFrame.
_MOST_IN_JSON = 1000


class Tabular(ABC):
    """What stands in rows: a DataFrame of either library, and a table in a notebook."""

    @abstractmethod
    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the rows as plain values by column, and the columns in order."""

    @abstractmethod
    def _html(self) -> str:
        """Return what a notebook shows, as safe HTML."""

    @abstractmethod
    def _text(self) -> str:
        """Return what a terminal shows."""

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame (needs the extra ``pandas``)."""
        return data_frame(*self._records())

    def to_polars(self) -> polars.DataFrame:
        """Return the rows as a polars DataFrame (needs the extra ``polars``)."""
        return polars_frame(*self._records())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Show the rows in a notebook: as a table where it can, as text where it cannot."""
        return {"text/plain": self._text(), "text/html": self._html()}


class Result(Tabular):
    """A result in rows, which is a graph too."""

    @abstractmethod
    def _sparql_json(self) -> dict[str, Any]:
        """Return the result in the SPARQL 1.1 Query Results JSON Format."""

    @abstractmethod
    def to_networkx(self) -> nx.Graph:
        """Return the result as a networkx graph (needs the extra ``network``)."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Show the result in a notebook, for programs as SPARQL JSON too."""
        bundle = super()._repr_mimebundle_()
        found = self._sparql_json()
        if len(found.get("results", {}).get("bindings", ())) <= _MOST_IN_JSON:
            bundle[SPARQL_JSON] = found
        return bundle


def text_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table as plain text; rows after those that fit a screen are counted."""
    shown = [
        [visible("" if cell is None else str(cell)).replace("\n", "; ") for cell in row]
        for row in rows[:MOST_ROWS]
    ]
    body = [list(headings), *shown]
    widths = [max(len(row[column]) for row in body) for column in range(len(headings))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in body]
    if len(rows) > MOST_ROWS:
        lines.append(f"… (+{len(rows) - MOST_ROWS})")
    return "\n".join([title, "", *lines])


def sparql_json(
    columns: Sequence[str], rows: Iterable[tuple[Mapping[str, Any], Mapping[str, str]]]
) -> dict[str, Any]:
    """Return rows, as values and IRIs by column, in the SPARQL 1.1 Query Results JSON Format."""
    bindings = []
    for values, iris in rows:
        found: dict[str, dict[str, str]] = {}
        for column in columns:
            if column in iris:
                found[column] = {"type": "uri", "value": iris[column]}
            elif isinstance(values.get(column), int):
                found[column] = {"type": "literal", "value": str(values[column]), "datatype": XSD + "integer"}
            elif values.get(column) is not None:
                found[column] = {"type": "literal", "value": str(values[column])}
        bindings.append(found)
    return {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
