"""Layouts of a record: which columns, in which order, under which labels. Data, in ``profiles/*.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from datamap.errors import InvalidParameter
from datamap.records.document import Column
from datamap.records.wording import article_words, say

if TYPE_CHECKING:
    from datamap.vocabulary.record_fields import RecordRole

PROFILES = ("plain", "ico", "cnil")
"""Article 30's own order; in the manner of the ICO's template; in the manner of the CNIL's sheets."""

_FOLDER = Path(__file__).parent / "profiles"


@cache
def _profile(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))


def columns(
    profile: str, role: RecordRole, language: Literal["sv", "en"]
) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Return the columns of a profile for a role, and those of the voluntary row below.

    Raises InvalidParameter when there is no such profile.
    """
    if profile not in PROFILES:
        raise InvalidParameter(f"profile: {profile!r} is not one of {', '.join(PROFILES)}")
    chosen = _profile(profile)[role]
    above = tuple(_column(one, language) for one in chosen["columns"])
    return above, tuple(_column(one, language) for one in chosen["below"])


def _column(given: dict[str, Any], language: Literal["sv", "en"]) -> Column:
    asked = (
        say(language, "voluntary")
        if given.get("voluntary")
        else article_words(language, given.get("article", ""))
    )
    note = given.get("note", {}).get(language, "")
    article = ("; " if given.get("voluntary") else ", ").join(filter(None, [asked, note]))
    return Column(given["key"], given[language], article, float(given["width"]))
