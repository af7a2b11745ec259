"""A vendor's name taken apart: what is left without legal form, place and brackets, and what they say.

Pure: a text in, its parts out. Two names are compared by these parts, never by likeness alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datamap.companies.known import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.companies.known import KnownNames

MAIN, FORMERLY, NOW, ALSO, BRACKET, ENTITY = "main", "former", "now", "also", "bracket", "entity"
_ROLES = {"formerNameOf": FORMERLY, "sameCompanyAs": ALSO, "newNameIs": NOW}
_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_MARKS = re.compile(r"[*†‡§™®©¹²³]+")
_LINKING = frozenset({"of", "de", "von", "för", "av", "and", "in", "the", "und", "och", "og", "et"})
# "Air France" and "Air Canada" are no group: what is left without the place must tell something.
_SHORTEST_BASE = 4
# A name as long as this is prose; its beginning is compared.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Part:
    """One name that a vendor's name holds.

    ``role`` tells how it stands there; ``base`` is the name in compact form without legal form and
    place, ``full`` with the place; ``forms`` and ``regions`` what was taken off; ``words`` the base's.
    """

    role: str
    text: str
    words: tuple[str, ...]
    forms: tuple[str, ...]
    regions: tuple[str, ...]
    full: str

    @property
    def base(self) -> str:
        """The name in compact form."""
        return "".join(self.words)


def take_apart(name: str, known: KnownNames) -> list[Part]:
    """Return the names that a vendor's name holds, the main one first; none where there are no letters.

    "Google LLC (G Suite)" holds "Google LLC" and, in brackets, "G Suite"; "Meta (formerly Facebook)"
    holds "Meta" and the former name "Facebook".
    """
    text = _MARKS.sub(" ", name[:_LONGEST])
    inside = _BRACKETS.findall(text)
    parts: list[Part] = []
    for position, piece in enumerate([_BRACKETS.sub(" ", text), *inside]):
        role = MAIN if position == 0 else BRACKET
        for found_role, words, shown in _split(piece, known, role):
            part = _part(found_role, shown, words, known)
            if part is not None:
                parts.append(part)
    if parts and parts[0].role != MAIN:
        # Nothing but brackets: what stands in them is the name.
        first = parts[0]
        parts[0] = replace(first, role=MAIN)
    return parts


def _split(piece: str, known: KnownNames, role: str) -> list[tuple[str, tuple[str, ...], str]]:
    """Cut a piece at words that join names: (role, words, as written)."""
    written = piece.split()
    folded = [words_of(word) for word in written]
    flat = [(position, word) for position, words in enumerate(folded) for word in words]
    found: list[tuple[str, tuple[str, ...], str]] = []
    longest = max(map(len, known.connectives), default=0)
    start = index = 0
    while index < len(flat):
        for length in range(min(longest, len(flat) - index), 0, -1):
            key = tuple(word for _, word in flat[index : index + length])
            means = known.connectives.get(key)
            # "Now AB" and "Buy Now Pay Later" are names: outside brackets a joining word stands between
            # two, and "now" alone joins none.
            joins = role != MAIN or (index > start and key != ("now",))
            if means and joins and index + length < len(flat):
                found.append((role, *_cut(flat, written, start, index)))
                role, start = _ROLES[means], index + length
                index += length
                break
        else:
            index += 1
    found.append((role, *_cut(flat, written, start, len(flat))))
    return [one for one in found if one[1]]


def _cut(
    flat: Sequence[tuple[int, str]], written: Sequence[str], start: int, end: int
) -> tuple[tuple[str, ...], str]:
    positions = sorted({position for position, _ in flat[start:end]})
    return tuple(word for _, word in flat[start:end]), " ".join(written[p] for p in positions).strip(" ,;:-")


def _part(role: str, text: str, words: tuple[str, ...], known: KnownNames) -> Part | None:
    if role == BRACKET and (words in known.forms or words in (("publ",), ("haftungsbeschränkt",))):
        return None
    forms: list[str] = []
    regions: list[str] = []
    left = words
    while True:
        cut = _without_form(left, known, forms) or _without_region(left, known, regions)
        if cut is None:
            break
        left = cut
    full = _without_forms_alone(words, known)
    if len("".join(left)) < _SHORTEST_BASE and regions and "".join(left) not in known.names:
        left, regions = full, []
    return Part(role, text, left, tuple(forms), tuple(sorted(set(regions))), "".join(full))


def _without_form(words: tuple[str, ...], known: KnownNames, forms: list[str]) -> tuple[str, ...] | None:
    for length in range(min(5, len(words) - 1), 0, -1):
        form = known.forms.get(words[-length:])
        if form is not None:
            forms.append(form)
            left = words[:-length]
            return left[:-1] if left[-1] == "and" and len(left) > 1 else left
    if len(words) > 1 and known.forms.get(words[:1]) in known.leading_forms:
        forms.append(known.forms[words[:1]])
        return words[1:]
    return None


def _without_forms_alone(words: tuple[str, ...], known: KnownNames) -> tuple[str, ...]:
    while (cut := _without_form(words, known, [])) is not None:
        words = cut
    return words


def _without_region(words: tuple[str, ...], known: KnownNames, regions: list[str]) -> tuple[str, ...] | None:
    for length in range(min(4, len(words) - 1), 0, -1):
        region = known.regions.get(words[-length:])
        if region is not None and words[-length - 1] not in _LINKING:
            regions.append(region)
            return words[:-length]
    return None
