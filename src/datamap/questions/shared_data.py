"""Which vendors state the same types of data: a product of matrices, which SPARQL cannot do at size.

The rows are those of ``queries/shared-data.rq``. Their number comes from the product alone; pairs are looked
up, sorted and made into rows only as far as somebody reads, those that share most first.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from datamap.questions.columnar_tables import named_and_ranked, spread
from datamap.questions.lazy import LazySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from datamap.questions.columnar_tables import Made, Make
    from datamap.registry.columns import Columns

    Numbers = NDArray[Any]

# Vendors counted at once against all after them: few enough that their counts stay near the processor.
_BLOCK = 256
_KEPT_COUNTS = 40_000_000
_KEPT_PAIRS = 20_000_000
_PAIRS_AT_ONCE = 1_000_000
# A pair is one number, by which it is sorted: how many types fewer than the most, then its vendors.
_VENDOR_BITS = 24
_VENDOR = (1 << _VENDOR_BITS) - 1
_TEXTS = 100_000


class _Group(NamedTuple):
    """Pairs that share ``least`` to ``most`` types of data: the rows from ``begin`` to ``end``."""

    least: int
    most: int
    begin: int
    end: int


class SharedRows:
    """The pairs of vendors that state at least ``minimum`` types of data in common."""

    def __init__(self, columns: Columns, minimum: int) -> None:
        self._columns = columns
        self._minimum = minimum
        row, kind = spread(columns.data_of_processes, columns.pairs_process)
        self._types = np.zeros((len(columns.vendors), len(columns.edges["statesData"].concepts)), bool)
        self._types[columns.pairs_vendor[row], kind] = True
        stated = np.count_nonzero(self._types, axis=1)
        # Whoever states fewer types has no pair.
        self._able = np.flatnonzero(stated >= minimum)
        self._most = int(stated.max(initial=0))
        self._matrix = self._types[self._able].astype(np.float32)
        self._kept: list[tuple[int, Numbers]] | None = None
        self._keys: dict[int, Numbers] = {}

    def __len__(self) -> int:
        return self._count

    def labels(self, language: str) -> dict[str, str]:
        """Return the labels found so far in a language."""
        return self._columns.labels_in(language)

    @cached_property
    def _count(self) -> int:
        return sum(int(np.count_nonzero(shared >= self._minimum)) for _, shared in self._blocks())

    def iris(self) -> Iterable[str]:
        """Return all IRIs that the rows name: those of the vendors."""
        used = np.zeros(len(self._able), bool)
        for start, shared in self._blocks():
            enough = shared >= self._minimum
            used[start : start + len(enough)] |= enough.any(axis=1)
            used[start:] |= enough.any(axis=0)
        return [self._columns.vendors[n] for n in self._able[used].tolist()]

    def _blocks(self) -> Iterator[tuple[int, Numbers]]:
        """Yield, for some vendors at a time, how many types each shares with those after it.

        A vendor with itself, and with one before it in the same block, counts as 0.
        """
        if self._kept is not None:
            yield from self._kept
            return
        size = len(self._matrix)
        kept: list[tuple[int, Numbers]] | None = [] if size * size // 2 <= _KEPT_COUNTS else None
        kind = np.uint8 if self._matrix.shape[1] <= 255 else np.uint32
        for start in range(0, size, _BLOCK):
            # A count of types is far below 2**24, up to which float32 is exact.
            shared = (self._matrix[start : start + _BLOCK] @ self._matrix[start:].T).astype(kind)
            square = shared[:, : len(shared)]
            square[np.tri(len(square), dtype=bool)] = 0
            if kept is not None:
                kept.append((start, shared))
            yield start, shared
        self._kept = kept

    @cached_property
    def _groups(self) -> list[_Group]:
        """The numbers of shared types in groups that are looked up at once, largest first."""
        pairs = np.zeros(self._most + 1, np.int64)
        for _, shared in self._blocks():
            pairs += np.bincount(shared.reshape(-1), minlength=len(pairs))
        groups: list[_Group] = []
        begin, count, most = 0, 0, self._most
        for level in range(self._most, self._minimum - 1, -1):
            count += int(pairs[level])
            if count >= _PAIRS_AT_ONCE or level == self._minimum:
                groups.append(_Group(level, most, begin, begin + count))
                begin, count, most = begin + count, 0, level - 1
        return groups

    @cached_property
    def _iri_ranks(self) -> Numbers:
        iris = list(self._columns.vendors)
        ranks = np.empty(len(iris), np.int32)
        ranks[sorted(range(len(iris)), key=iris.__getitem__)] = np.arange(len(iris), dtype=np.int32)
        return ranks

    def _keys_of(self, group: _Group) -> Numbers:
        """Return the pairs of a group in the order of their rows, each one number."""
        known = self._keys.get(group.least)
        if known is None:
            if sum(map(len, self._keys.values())) > _KEPT_PAIRS:
                self._keys.clear()
            known = self._keys[group.least] = self._found(group)
        return known

    def _found(self, group: _Group) -> Numbers:
        ranks, found = self._iri_ranks, [np.zeros(0, np.int64)]
        for start, shared in self._blocks():
            flat = shared.reshape(-1)
            cells = np.flatnonzero((flat >= group.least) & (flat <= group.most))
            one, two = np.divmod(cells, shared.shape[1])
            pair = self._able[one + start], self._able[two + start]
            # Of a pair, the vendor whose IRI is lower comes first.
            swapped = ranks[pair[0]] > ranks[pair[1]]
            first, other = np.where(swapped, pair[1], pair[0]), np.where(swapped, pair[0], pair[1])
            fewer = self._most - flat[cells].astype(np.int64)
            found.append(fewer << 2 * _VENDOR_BITS | first << _VENDOR_BITS | other)
        keys = np.concatenate(found)
        keys.sort()  # vendors are numbered by name
        return keys

    def shown(self, label: Callable[[str], str], make: Make[Made]) -> Sequence[Made]:
        """Return the rows as they are shown, in order."""
        vendors, groups = self._columns.vendors, self._groups
        data = list(self._columns.edges["statesData"].concepts)
        used = np.flatnonzero(self._types.any(axis=0))
        names, ranks = named_and_ranked(data, label, used)
        by_name = used[np.argsort(ranks[used])]
        words = [names[number] for number in by_name.tolist()]
        packed = np.packbits(self._types[:, by_name], axis=1, bitorder="little")
        masks = [int.from_bytes(bits.tobytes(), "little") for bits in packed]

        @lru_cache(_TEXTS)
        def types_of(mask: int) -> str:
            return ", ".join(dict.fromkeys(word for bit, word in enumerate(words) if mask >> bit & 1))

        # Every vendor stands in many rows.
        iri_of, name_of = lru_cache(_TEXTS)(vendors.__getitem__), lru_cache(_TEXTS)(label)

        def row(n: int) -> Made:
            group = groups[bisect_right(groups, n, key=lambda group: group.end)]
            return shown(int(self._keys_of(group)[n - group.begin]))

        def shown(key: int) -> Made:
            one, two = key >> _VENDOR_BITS & _VENDOR, key & _VENDOR
            vendor, other = iri_of(one), iri_of(two)
            values = {
                "vendor": name_of(vendor),
                "other": name_of(other),
                "shared": self._most - (key >> 2 * _VENDOR_BITS),
                "types": types_of(masks[one] & masks[two]),
            }
            return make(values, {"vendor": vendor, "other": other})

        def every() -> Iterator[Made]:
            for group in groups:
                yield from map(shown, self._keys_of(group).tolist())

        return LazySequence(len(self), row, every=every)
