"""Answers as pandas DataFrames, where pandas is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.errors import DatamapError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas


def data_frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pandas.DataFrame:
    """Return rows as a DataFrame; raises DatamapError with the command that installs pandas."""
    try:
        import pandas
    except ImportError:
        raise DatamapError("DataFrames need pandas: pip install 'datamap[pandas]'") from None
    return pandas.DataFrame(list(rows), columns=list(columns))
