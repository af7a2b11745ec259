"""Answers as DataFrames of pandas or polars, where they are installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.extras import needs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas
    import polars


def data_frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pandas.DataFrame:
    """Return rows as a DataFrame; raises DatamapError with the command that installs pandas."""
    with needs("pandas", "pandas", "A DataFrame"):
        import pandas
    return pandas.DataFrame(list(rows), columns=list(columns))


def polars_frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> polars.DataFrame:
    """Return rows as a polars DataFrame; raises DatamapError with the command that installs polars."""
    with needs("polars", "polars", "A polars DataFrame"):
        import polars
    # Column by column: a column that is empty in the first rows must not decide its type.
    return polars.DataFrame({column: [row.get(column) for row in rows] for column in columns}, strict=False)
