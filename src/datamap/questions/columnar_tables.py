"""Tables over all vendors from a registry's columns: counts by data and place, and shared data.

The rows are those of ``queries/data-by-country.rq``, ``data-by-region.rq`` and ``shared-data.rq``, in
whatever order; shared data is a product of matrices, which SPARQL cannot do at size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np
import pyoxigraph as ox

from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from datamap.registry.columns import Columns, Postings

    Numbers = NDArray[np.int64]

# Vendors whose shared types are counted at once against all others: 64 MiB of counts at 30,000 vendors.
_BLOCK_CELLS = 16_000_000
_REGIONS = (("inside", "insideOf"), ("outside", "outsideOf"), ("straddles", "straddles"))


class LazyRows(Sequence["Mapping[str, Any]"]):
    """Rows that are made when they are read: a million of them take no room before."""

    def __init__(self, count: int, row: Callable[[int], Mapping[str, Any]]) -> None:
        self._count = count
        self._row = row

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[Mapping[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> Mapping[str, Any] | list[Mapping[str, Any]]:
        """Return one row or a list of them."""
        if isinstance(index, slice):
            return [self._row(n) for n in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._row(index % self._count)

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._count


class Counts(NamedTuple):
    """How many vendors have each pair of a type of data and a place or region, by number."""

    data: Numbers
    other: Numbers
    vendors: Numbers


def count_by_country(columns: Columns) -> Counts:
    """Count vendors by stated type of data and stated place."""
    process, place = _edges(columns.edges["statesPlace"])
    return _count(columns, process, place, len(columns.edges["statesPlace"].concepts))


def count_by_region(columns: Columns, around: Mapping[str, Sequence[str]]) -> Counts:
    """Count vendors by stated type of data and region (0 inside, 1 outside, 2 both sides, 3 not stated).

    ``around`` names the places on each side of the border.
    """
    postings = columns.edges["statesPlace"]
    by_region = []
    for number, (side, _) in enumerate(_REGIONS):
        places = [postings.of(place) for place in around.get(side, ())]
        processes = np.unique(np.concatenate(places)) if places else postings.processes[:0]
        by_region.append((processes, number))
    silent = np.ones(len(columns.processes), bool)
    silent[postings.processes] = False
    by_region.append((np.flatnonzero(silent).astype(np.int32), len(_REGIONS)))
    process = np.concatenate([processes for processes, _ in by_region])
    region = np.repeat(np.arange(len(by_region)), [len(processes) for processes, _ in by_region])
    order = np.argsort(process, kind="stable")
    return _count(columns, process[order], region[order], len(by_region))


def country_rows(columns: Columns, counts: Counts) -> LazyRows:
    """Return the rows of ``data-by-country``."""
    places = list(columns.edges["statesPlace"].concepts)
    return _count_rows(columns, counts, "place", places)


def region_rows(columns: Columns, counts: Counts) -> LazyRows:
    """Return the rows of ``data-by-region``."""
    regions = [DM + name for _, name in _REGIONS] + [DM + "notStated"]
    return _count_rows(columns, counts, "region", regions)


class Shared(NamedTuple):
    """Pairs of vendors by number, with how many types of data both state."""

    vendor: NDArray[np.int32]
    other: NDArray[np.int32]
    shared: NDArray[np.int32]
    types: NDArray[np.bool_]


def shared_data(columns: Columns, minimum: int) -> Shared:
    """Return the pairs of vendors that state at least ``minimum`` types of data in common."""
    postings = columns.edges["statesData"]
    process, data = _edges(postings)
    pairs_process, pairs_vendor = _pairs_by_process(columns)
    left, right = _joined(process, pairs_process)
    types = np.zeros((len(columns.vendors), len(postings.concepts)), bool)
    types[pairs_vendor[right], data[left]] = True
    matrix = types.astype(np.float32)
    block = max(1, _BLOCK_CELLS // max(1, len(matrix)))
    pairs: list[tuple[NDArray[np.int32], ...]] = [(np.zeros(0, np.int32),) * 3]
    for start in range(0, len(matrix), block):
        # A count of types is far below 2**24, up to which float32 is exact.
        counts = matrix[start : start + block] @ matrix[start:].T
        found = np.nonzero(np.triu(counts >= minimum, 1))
        vendor, other = (positions.astype(np.int32) + np.int32(start) for positions in found)
        pairs.append((vendor, other, counts[found].astype(np.int32)))
    vendor, other, shared = (np.concatenate(column) for column in zip(*pairs, strict=True))
    return Shared(vendor, other, shared, types)


def shared_rows(columns: Columns, shared: Shared) -> LazyRows:
    """Return the rows of ``shared-data``: of a pair, the vendor whose IRI is lower comes first."""
    data = np.array(list(columns.edges["statesData"].concepts), dtype=object)

    def row(n: int) -> Mapping[str, Any]:
        one, two = int(shared.vendor[n]), int(shared.other[n])
        names = sorted((columns.vendors[one], columns.vendors[two]))
        both = data[shared.types[one] & shared.types[two]]
        return {
            "vendor": ox.NamedNode(names[0]),
            "other": ox.NamedNode(names[1]),
            "shared": ox.Literal(int(shared.shared[n])),
            "types": ox.Literal(" ".join(both)),
        }

    return LazyRows(len(shared.vendor), row)


def _count_rows(columns: Columns, counts: Counts, column: str, others: Sequence[str]) -> LazyRows:
    data = list(columns.edges["statesData"].concepts)

    def row(n: int) -> Mapping[str, Any]:
        return {
            "data": ox.NamedNode(data[counts.data[n]]),
            column: ox.NamedNode(others[counts.other[n]]),
            "count": ox.Literal(int(counts.vendors[n])),
        }

    return LazyRows(len(counts.data), row)


def _count(columns: Columns, process: NDArray[Any], other: NDArray[Any], others: int) -> Counts:
    """Count the vendors of each type of data and other value that a process has; ``process`` is ascending."""
    data_process, data = _edges(columns.edges["statesData"])
    left, right = _joined(data_process, process)
    pairs_process, pairs_vendor = _pairs_by_process(columns)
    which, vendor = _joined(data_process[left], pairs_process)
    combined = data[left].astype(np.int64) * others + other[right]
    keys = combined[which] * len(columns.vendors) + pairs_vendor[vendor]
    distinct, counts = np.unique(np.unique(keys) // max(1, len(columns.vendors)), return_counts=True)
    return Counts(distinct // max(1, others), distinct % max(1, others), counts)


def _edges(postings: Postings) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the edges of a kind as processes, ascending, and the numbers of their concepts."""
    concept = np.repeat(np.arange(len(postings.concepts), dtype=np.int32), np.diff(postings.starts))
    order = np.argsort(postings.processes, kind="stable")
    return postings.processes[order], concept[order]


def _pairs_by_process(columns: Columns) -> tuple[NDArray[Any], NDArray[Any]]:
    order = np.argsort(columns.pairs_process, kind="stable")
    return columns.pairs_process[order], columns.pairs_vendor[order]


def _joined(left: NDArray[Any], right: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Return the positions of all equal pairs of two columns, of which the right one is ascending."""
    first = np.searchsorted(right, left, "left")
    counts = np.searchsorted(right, left, "right") - first
    lefts = np.repeat(np.arange(len(left)), counts)
    within = np.arange(len(lefts)) - np.repeat(np.cumsum(counts) - counts, counts)
    return lefts, first[lefts] + within
