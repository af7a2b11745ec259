"""Which entry of one side is which of the other: by source and name, and renamed ones by strong evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from datamap.changes.decisions import Decisions
from datamap.changes.snapshot import FOOTNOTE_MARKS
from datamap.vocabulary.concepts import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.changes.snapshot import Entry

Ground = Literal["same-place", "similar-name", "same-number", "same-company"]
NOTHING_DECIDED = Decisions()
_ALIKE = 80
_LEAST_FACTS = 2
_MOST_COMPARED = 10_000
_MOST_OF_ONE_CONTENT = 30


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry before and after; ``renamed`` holds why two names are taken for one entry."""

    before: Entry | None
    after: Entry | None
    renamed: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """All pairs, and which source of the old side was compared with which of the new, where names differ."""

    pairs: tuple[Pair, ...]
    sources: tuple[tuple[str, str], ...]


def pair_entries(
    before: Sequence[Entry],
    after: Sequence[Entry],
    *,
    one_list_each: bool = False,
    decisions: Decisions = NOTHING_DECIDED,
) -> Pairing:
    """Pair the entries of two sides.

    ``one_list_each`` tells that each side is a single list, whatever it is called; ``decisions``
    are those of persons about names of companies.
    """
    old, new = _by_source(before), _by_source(after)
    sources = pair_sources(before, after, one_list_each=one_list_each)
    pairs: list[Pair] = []
    for name, entries in old.items():
        pairs += _within(entries, new.get(sources[name], []) if name in sources else [], decisions)
    taken = set(sources.values())
    for name, entries in new.items():
        if name not in taken:
            pairs += [Pair(None, entry) for entry in entries]
    renamed = tuple((a, b) for a, b in sorted(sources.items()) if a != b)
    return Pairing(tuple(pairs), renamed)


def pair_sources(
    before: Iterable[Entry], after: Iterable[Entry], *, one_list_each: bool = False
) -> dict[str, str]:
    """Return which source of the new side stands for each of the old: by name, else by their vendors."""
    old, new = _by_source(before), _by_source(after)
    if one_list_each and len(old) == len(new) == 1:
        return {next(iter(old)): next(iter(new))}
    sources = {name: name for name in old.keys() & new.keys()}
    return sources | _by_vendors(old, new, sources)


def name_key(name: str) -> str:
    """Return the form in which names are compared: footnote marks, letter case and spacing aside."""
    return normalise(FOOTNOTE_MARKS.sub(" ", name))


def _by_source(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.source].append(entry)
    return dict(found)


def _by_vendors(
    old: dict[str, list[Entry]], new: dict[str, list[Entry]], known: dict[str, str]
) -> dict[str, str]:
    """Pair sources of different names that list the same vendors, at least half of the shorter list's."""
    holders: dict[str, list[str]] = defaultdict(list)
    taken = set(known.values())
    for source, entries in new.items():
        if source not in taken:
            for name in {name_key(entry.name) for entry in entries}:
                holders[name].append(source)
    scores: list[tuple[float, str, str]] = []
    for source, entries in old.items():
        if source in known:
            continue
        names = {name_key(entry.name) for entry in entries}
        shared = Counter(other for name in names for other in holders.get(name, ()))
        for other, count in shared.items():
            share = count / min(len(names), len({name_key(e.name) for e in new[other]}))
            if share >= 0.5:
                scores.append((-share, source, other))
    found: dict[str, str] = {}
    for _, source, other in sorted(scores):
        if source not in found and other not in found.values():
            found[source] = other
    return found


def _within(old: list[Entry], new: list[Entry], decisions: Decisions) -> list[Pair]:
    old_by, new_by = _by_name(old), _by_name(new)
    pairs: list[Pair] = []
    for name in old_by.keys() & new_by.keys():
        pairs += _same_name(old_by[name], new_by[name])
    gone = [entry for name, entries in old_by.items() if name not in new_by for entry in entries]
    come = [entry for name, entries in new_by.items() if name not in old_by for entry in entries]
    renamed = _renamed(gone, come, _Neighbours(old, new), decisions) if gone and come else []
    seen = {id(pair.before) for pair in renamed} | {id(pair.after) for pair in renamed}
    pairs += renamed
    pairs += [Pair(entry, None) for entry in gone if id(entry) not in seen]
    pairs += [Pair(None, entry) for entry in come if id(entry) not in seen]
    return pairs


def _by_name(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[name_key(entry.name)].append(entry)
    return found


def _same_name(old: list[Entry], new: list[Entry]) -> list[Pair]:
    """Pair several entries of one name: those that say the same first, then the most alike."""
    if len(old) == len(new) == 1:
        return [Pair(old[0], new[0])]
    pairs, left, right = [], [], list(new)
    equal: dict[frozenset[tuple[object, ...]], list[Entry]] = defaultdict(list)
    for entry in reversed(new):
        equal[entry.content].append(entry)
    for entry in old:
        same = equal.get(entry.content)
        if same:
            pairs.append(Pair(entry, same.pop()))
        else:
            left.append(entry)
    used = {id(pair.after) for pair in pairs}
    right = [entry for entry in right if id(entry) not in used]
    if len(left) * len(right) <= _MOST_COMPARED:
        pairs += _most_alike(left, right)
    else:
        pairs += [Pair(a, b) for a, b in zip_longest(left, right)]
    return pairs


def _most_alike(left: list[Entry], right: list[Entry]) -> list[Pair]:
    likeness = sorted(
        (-_alike(a, b), abs(i - j), i, j) for i, a in enumerate(left) for j, b in enumerate(right)
    )
    pairs = []
    used_left: set[int] = set()
    used_right: set[int] = set()
    for _, _, i, j in likeness:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append(Pair(left[i], right[j]))
    pairs += [Pair(entry, None) for i, entry in enumerate(left) if i not in used_left]
    pairs += [Pair(None, entry) for j, entry in enumerate(right) if j not in used_right]
    return pairs


def _alike(a: Entry, b: Entry) -> float:
    one, other = a.content, b.content
    return len(one & other) / len(one | other) if one | other else 1.0


class _Neighbours:
    """Tells whether two entries stand in the same place: between the same neighbours, or at the same rank."""

    def __init__(self, old: list[Entry], new: list[Entry]) -> None:
        self._old, self._new = _around(old), _around(new)
        self._same_length = len(old) == len(new)

    def same_place(self, before: Entry, after: Entry) -> bool:
        if self._same_length and before.place == after.place:
            return True
        return self._old[id(before)] == self._new[id(after)]


def _around(entries: list[Entry]) -> dict[int, tuple[str, str]]:
    names = ["", *(name_key(entry.name) for entry in entries), ""]
    return {id(entry): (names[i], names[i + 2]) for i, entry in enumerate(entries)}


def _renamed(
    gone: list[Entry], come: list[Entry], neighbours: _Neighbours, decisions: Decisions
) -> list[Pair]:
    """Return the entries that bear a new name: one company by word or number, or with the very same content.

    Content alone proves nothing, since many entries say the same: they must stand in the same place of the
    list or have similar names too, and be the only ones of which this holds.
    """
    found: list[Pair] = []
    by_content: dict[frozenset[tuple[object, ...]], list[Entry]] = defaultdict(list)
    by_company = {entry.company: entry for entry in come}
    for entry in come:
        by_content[entry.content].append(entry)
    candidates: list[tuple[Entry, Entry, tuple[Ground, ...]]] = []
    by_number = _one_by_number(come)
    old_numbers = _one_by_number(gone)
    linked = {name: other for pair in decisions.same if len(pair) == 2 for name, other in _both_ways(pair)}
    for entry in gone:
        other = by_company.get(linked.get(entry.company, ""))
        if other is not None:
            found.append(Pair(entry, other, ("same-company",)))
            continue
        other = by_number.get(entry.number)
        declined = other is not None and frozenset((entry.company, other.company)) in decisions.apart
        if other is not None and entry.number in old_numbers and not declined:
            found.append(Pair(entry, other, ("same-number",)))
            continue
        if sum(fact.concept is not None for fact in entry.facts.values()) < _LEAST_FACTS:
            continue
        alike = by_content.get(entry.content, [])
        if len(alike) > _MOST_OF_ONE_CONTENT:
            continue  # so many say just this that it tells nothing
        for other in alike:
            if frozenset((entry.company, other.company)) in decisions.apart:
                continue
            why: list[Ground] = ["same-place"] if neighbours.same_place(entry, other) else []
            if _similar(entry.name, other.name):
                why.append("similar-name")
            if why:
                candidates.append((entry, other, tuple(why)))
    taken = {id(pair.after) for pair in found}
    strongest = max((len(grounds) for _, _, grounds in candidates), default=0)
    for strength in range(strongest, 0, -1):
        here = [c for c in candidates if len(c[2]) == strength and not {id(c[0]), id(c[1])} & taken]
        olds, news = Counter(id(a) for a, _, _ in here), Counter(id(b) for _, b, _ in here)
        for before, after, grounds in here:
            if olds[id(before)] == news[id(after)] == 1:
                found.append(Pair(before, after, grounds))
                taken |= {id(before), id(after)}
    return found


def _one_by_number(entries: list[Entry]) -> dict[str, Entry]:
    """Return entries by registration number, where no other bears it too."""
    found: dict[str, Entry] = {}
    counted = Counter(entry.number for entry in entries if entry.number)
    for entry in entries:
        if counted[entry.number] == 1:
            found[entry.number] = entry
    return found


def _both_ways(pair: frozenset[str]) -> list[tuple[str, str]]:
    one, other = sorted(pair)
    return [(one, other), (other, one)]


def _similar(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    a, b = name_key(one), name_key(other)
    return fuzz.token_set_ratio(a, b) >= _ALIKE or fuzz.ratio(a, b) >= _ALIKE
