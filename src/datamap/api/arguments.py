"""Arguments that several methods take, checked in one place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from datamap.errors import InvalidParameter
from datamap.vocabulary.concepts import LANGUAGES


def language_of(lang: str) -> Any:
    """Return a language of answers; raises InvalidParameter for another."""
    if lang not in LANGUAGES:
        raise InvalidParameter(f"lang: {lang!r} is not one of {', '.join(LANGUAGES)}")
    return lang


def day_of(at: dt.date | str | None) -> dt.date:
    """Return the day that is meant, today for None; raises InvalidParameter for what is none."""
    try:
        return dt.date.today() if at is None else dt.date.fromisoformat(str(at))
    except ValueError:
        raise InvalidParameter(f"at: {at!r} is no date; write YYYY-MM-DD") from None
