"""Answers as pandas DataFrames, where pandas is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.extras import needs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas


def data_frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pandas.DataFrame:
    """Return rows as a DataFrame; raises DatamapError with the command that installs pandas."""
    with needs("pandas", "pandas", "A DataFrame"):
        import pandas
    return pandas.DataFrame(list(rows), columns=list(columns))
