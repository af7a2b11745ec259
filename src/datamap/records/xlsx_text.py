"""What Excel's limits ask of text: names of sheets, lengths of cells, heights of rows."""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING

from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 32767
"""UTF-16 code units that a cell holds."""

ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_")
"""What a cell holds for a character of that code (ECMA-376, 22.4.2.4), unless it is escaped itself."""

_NAME_LENGTH = 31
_LETTERS_A_DIGIT = 1.05
"""Columns are counted in digits at 11 points; text at 10 points takes less, unless in capitals or bold."""
_IN_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_RESERVED = {"history"}


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return a name for each sheet: what its title begins with, valid for Excel and unlike the others.

    "Annex B. Sub-processors" is "Annex B"; where two begin alike, or a title has no such beginning, the
    whole title counts, up to the last word that fits the 31 characters.
    """
    beginnings = [title.partition(". ")[0] for title in titles]
    names: list[str] = []
    for title, beginning in zip(titles, beginnings, strict=True):
        name = _name(beginning if beginnings.count(beginning) == 1 else title)
        taken = {other.casefold() for other in names} | _RESERVED
        number = 1
        unique = name
        while unique.casefold() in taken:
            number += 1
            suffix = f" {number}"
            unique = piece_of(name, _NAME_LENGTH - len(suffix)) + suffix
        names.append(unique)
    return names


def _name(title: str) -> str:
    name = " ".join(_IN_NO_NAME.sub(" ", visible(title)).split()).strip("' ")
    if piece_of(name, _NAME_LENGTH) != name:
        whole_words = piece_of(name, _NAME_LENGTH + 1).rpartition(" ")[0]
        name = whole_words if len(whole_words) > _NAME_LENGTH // 2 else piece_of(name, _NAME_LENGTH)
    return name.strip("' ") or "–"


def piece_of(text: str, units: int) -> str:
    """Return the longest beginning of a text that takes no more UTF-16 code units, no character halved."""
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * units:
        return text
    return encoded[: 2 * units].decode("utf-16-le", "ignore")


@functools.lru_cache(maxsize=8192)
def lines_of(text: str, width: float) -> int:
    """Return how many lines a wrapped text takes in a column of a width in letters, by estimate.

    Excel fits no row to a cell of several styles or to merged cells, so that heights are set.
    """
    width *= _LETTERS_A_DIGIT
    lines = 0
    for paragraph in text.split("\n"):
        left = 0.0
        lines += 1
        for word in paragraph.split(" "):
            length = len(word)
            if left and left + 1 + length > width:
                lines += 1
                left = 0
            if length > width:
                # It breaks at a hyphen or a point before the edge, so that each line takes less.
                lines += math.ceil(length / (width * 0.85)) - 1
                length = math.ceil(length % width)
            left += length + (1 if left else 0)
    return lines
