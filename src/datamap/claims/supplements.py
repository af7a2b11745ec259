"""Tables that say more of vendors listed elsewhere in a document: "Data by sub-processor" below the list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.claims.facets import PROCESSED_AT
from datamap.claims.layout import SUBSTANTIVE
from datamap.claims.phrases import IN_BRACKETS
from datamap.claims.rows import LEGAL_FORM
from datamap.vocabulary.concepts import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.layout import RawEntry


_JOINTS = re.compile(r"\s*[,;/+&]\s*|\s+(?:and|och|og|und|en|et|y|ja)\s+", re.IGNORECASE)
_LEGAL = re.compile(rf"{LEGAL_FORM}\.?", re.IGNORECASE)


def join_supplements(lists: Sequence[Sequence[RawEntry]]) -> list[RawEntry]:
    """Return the entries of all lists; a list that only adds fields to those of another is joined to it.

    It does so where each of its vendors stands in the other list once, and for most no kind of fact in both;
    and where its rows are types of data with the vendors that get each.
    """
    kept = sorted((list(entries) for entries in lists if entries), key=_position)
    # Of two lists with as many vendors, the later one adds to the earlier.
    order = {id(entries): number for number, entries in enumerate(kept)}
    for entries in sorted(kept, key=lambda entries: (len(entries), -order[id(entries)])):
        for other in kept:
            if other is entries:
                continue
            pairs: list[tuple[RawEntry, RawEntry | None]] = []
            for entry in entries:
                mains = _same_vendors(entry, other)
                pairs += [(entry, main) for main in mains] or [(entry, None)]
            told_twice = sum(main is not None and _both_say(entry, main) for entry, main in pairs)
            by_vendor = len(other) >= len(entries) == len(pairs) and told_twice * 2 <= len(pairs)
            by_data = len(pairs) > len(entries) and _names_data_alone(entries)
            if all(main is not None for _, main in pairs) and (by_vendor or by_data):
                for entry, main in pairs:
                    assert main is not None
                    for field in entry.fields:
                        main.add(field)
                    main.remarks += entry.remarks
                    main.conditions += entry.conditions
                entries.clear()
                break
    return [entry for entries in kept for entry in entries]


def _position(entries: Sequence[RawEntry]) -> int:
    """Return where a list stands; rows of different sheets cannot be compared, and stay as they are given."""
    return 0 if "!" in entries[0].at else entries[0].line


def _names_data_alone(entries: Sequence[RawEntry]) -> bool:
    """Tell whether rows are types of data, each with the vendors that get it, rather than vendors."""
    return all("data" in entry.keys and not entry.keys & PROCESSED_AT for entry in entries)


def _same_vendors(entry: RawEntry, others: Sequence[RawEntry]) -> list[RawEntry]:
    """Return the entries that a name means: one, or each of several in one cell ("Acme, Beta and Gamma")."""
    one = same_vendor(entry.name, others)
    if one is not None:
        return [one]
    parts = [part.strip() for part in _JOINTS.split(entry.name) if part.strip()]
    found = [same_vendor(part, others) for part in parts] if len(parts) > 1 else []
    return [main for main in found if main is not None] if all(found) else []


def same_vendor(named: str, others: Sequence[RawEntry]) -> RawEntry | None:
    """Return the one entry of that name, or whose name begins with it or begins it; None if not just one."""
    name = _words(named)
    found = [
        other
        for other in others
        for theirs in [_words(other.name)]
        if name and (theirs[: len(name)] == name or name[: len(theirs)] == theirs)
    ]
    return found[0] if len(found) == 1 else None


def _both_say(entry: RawEntry, main: RawEntry) -> bool:
    return bool(entry.keys & main.keys & SUBSTANTIVE)


def _kinds(entries: Sequence[RawEntry]) -> int:
    return len({key for entry in entries for key in entry.keys & SUBSTANTIVE})


def _words(name: str) -> list[str]:
    """Return the words of a name without its brackets and legal form: "Okta Inc. (Auth0)" is "okta"."""
    bare = IN_BRACKETS.sub(" ", name)
    words = [word.strip(".,()") for word in normalise(bare).split() if not _LEGAL.fullmatch(word.strip(","))]
    return words or normalise(name).split()
