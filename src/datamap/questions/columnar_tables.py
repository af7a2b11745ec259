"""Tables over all vendors from a registry's columns: counts by data and place or region.

The rows are those of ``queries/data-by-country.rq`` and ``data-by-region.rq``; they stay integers, each with
the IRIs that it numbers, until somebody reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import numpy as np

from datamap.questions.lazy import LazySequence
from datamap.registry.columns import ByProcess
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from datamap.registry.columns import Columns

    Numbers = NDArray[Any]
    Made = TypeVar("Made")
    Make = Callable[[dict[str, Any], dict[str, str]], Made]

_REGIONS = (("inside", "insideOf"), ("outside", "outsideOf"), ("straddles", "straddles"))


class CodedRows(Protocol):
    """The rows of a table as integers; all different, none with evidence."""

    def __len__(self) -> int:
        """Return the number of rows."""

    def shown(self, label: Callable[[str], str], make: Make[Made]) -> Sequence[Made]:
        """Return the rows as they are shown, in order: counts first, largest on top, then by name and IRI.

        ``label`` gives the name of an IRI; ``make`` makes a row, as it is read, of its values and of the IRIs
        of those that have one, by column.
        """

    def iris(self) -> Iterable[str]:
        """Return all IRIs that the rows name."""

    def labels(self, language: str) -> dict[str, str]:
        """Return the labels found so far in a language, which hold as long as registry and ontology stay."""


class Counted(NamedTuple):
    """How many vendors have each pair of a type of data and something else: a row a pair."""

    data: Numbers
    other: Numbers
    vendors: Numbers


class CountRows:
    """Counts by type of data and by place or region, ``column``."""

    def __init__(self, columns: Columns, counted: Counted, column: str, others: Sequence[str]) -> None:
        self._columns = columns
        self.counted = counted
        self._column = column
        self._data, self._others = list(columns.edges["statesData"].concepts), others

    def __len__(self) -> int:
        return len(self.counted.data)

    def labels(self, language: str) -> dict[str, str]:
        """Return the labels found so far in a language."""
        return self._columns.labels_in(language)

    def iris(self) -> Iterable[str]:
        """Return all IRIs that the rows name."""
        counted = self.counted
        yield from (self._data[n] for n in np.unique(counted.data).tolist())
        yield from (self._others[n] for n in np.unique(counted.other).tolist())

    def shown(self, label: Callable[[str], str], make: Make[Made]) -> Sequence[Made]:
        """Return the rows as they are shown, in order."""
        data, other, vendors = self.counted
        column, data_iris, other_iris = self._column, self._data, self._others
        data_names, data_rank = named_and_ranked(data_iris, label, data)
        other_names, other_rank = named_and_ranked(other_iris, label, other)
        order = np.lexsort((other_rank[other], data_rank[data], -vendors))
        ones, twos, counts = data[order].tolist(), other[order].tolist(), vendors[order].tolist()

        def shown(one: int, two: int, count: int) -> Made:
            return make(
                {"data": data_names[one], column: other_names[two], "count": count},
                {"data": data_iris[one], column: other_iris[two]},
            )

        return LazySequence(
            len(order),
            lambda n: shown(ones[n], twos[n], counts[n]),
            every=lambda: map(shown, ones, twos, counts),
        )


def named_and_ranked(
    iris: Sequence[str], label: Callable[[str], str], used: Numbers
) -> tuple[dict[int, str], Numbers]:
    """Return the names of the numbers that are used, and every number's rank by name, then IRI."""
    names = {number: label(iris[number]) for number in np.flatnonzero(np.bincount(used)).tolist()}
    ranks = np.zeros(len(iris), np.int32)
    order = sorted(names, key=lambda number: (names[number].casefold(), iris[number]))
    ranks[order] = np.arange(len(order))
    return names, ranks


def country_rows(columns: Columns) -> CountRows:
    """Return the rows of ``data-by-country``: vendors by stated type of data and stated place."""
    places = list(columns.edges["statesPlace"].concepts)
    counted = _count(columns, columns.places_of_processes, len(places))
    return CountRows(columns, counted, "place", places)


def region_rows(columns: Columns, around: Mapping[str, Sequence[str]]) -> CountRows:
    """Return the rows of ``data-by-region``: inside, outside, both sides, not stated.

    ``around`` names the places on each side of the border.
    """
    postings = columns.edges["statesPlace"]
    regions = [DM + name for _, name in _REGIONS] + [DM + "notStated"]
    within = np.zeros((len(columns.processes), len(regions)), bool)
    for number, (side, _) in enumerate(_REGIONS):
        places = [found for place in around.get(side, ()) if len(found := postings.of(place))]
        if places:
            within[np.concatenate(places), number] = True
    within[:, -1] = True
    within[postings.processes, -1] = False
    counts = np.count_nonzero(within, axis=1)
    region = np.flatnonzero(within.reshape(-1)) & (len(regions) - 1)  # there are four
    starts = np.concatenate(([0], np.cumsum(counts)))
    counted = _count(columns, ByProcess(starts, region.astype(np.int32)), len(regions))
    return CountRows(columns, counted, "region", regions)


def _count(columns: Columns, others: ByProcess, kinds: int) -> Counted:
    """Count the vendors of each type of data and of the other concepts that a process has."""
    data = columns.data_of_processes
    process, vendor = columns.pairs_process, columns.pairs_vendor
    types = len(columns.edges["statesData"].concepts)
    # A row for each vendor, process and other concept; then one for each type of data beside it.
    pair, other = spread(others, process)
    row, kind = spread(data, process[pair])
    bits = max(1, (types * kinds - 1).bit_length())
    wide = np.int32 if bits + len(columns.vendors).bit_length() < 31 else np.int64
    vendors: Any = vendor.astype(wide)
    beside = vendors[pair] << bits | other * wide(max(1, types))
    keys = beside[row] + kind
    # The vendors' keys stand in the order of the vendors already, which makes sorting short.
    keys.sort(kind="stable")
    first = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    counts = np.bincount(keys[first] & wide((1 << bits) - 1), minlength=1)
    cells = np.flatnonzero(counts)
    return Counted(cells % max(1, types), cells // max(1, types), counts[cells])


def spread(edges: ByProcess, process: Numbers) -> tuple[Numbers, Numbers]:
    """Return, for each concept of each of these processes, the process' position and the concept."""
    first = edges.starts[process]
    counts = edges.starts[process + 1] - first
    ends = np.cumsum(counts)
    position = np.repeat(np.arange(len(process)), counts)
    within = np.arange(len(position)) + np.repeat(first - (ends - counts), counts)
    return position, edges.concepts[within]
