"""What was measured, as tables: a line a measurement, a column an engine, ratios, and how time grows."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

from asked import FLAGSHIP, KEYS, PLAIN
from engines import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asked import Job
    from measuring import Sample

    Values = Mapping[str, float | None]

_PEERS = ("pyoxigraph", "rdflib", "maplib", "virtuoso")
_WIDTH = 11


def quietest(samples: Sequence[Sample], pick: Callable[[Sample], Sequence[float]]) -> float | None:
    """Return the lowest median of an engine's processes, None where nothing was measured.

    Other work on the machine only ever adds time, and it comes in spells as long as a whole process.
    """
    return min((statistics.median(pick(sample)) for sample in samples if pick(sample)), default=None)


def measured(samples: Mapping[str, list[Sample]], jobs: Sequence[Job]) -> dict[str, Values]:
    """Return each measurement by title, as values by engine."""

    def by_engine(pick: Callable[[Sample], Sequence[float]], factor: float) -> Values:
        values = {name: quietest(of, pick) for name, of in samples.items()}
        return {name: value and value * factor for name, value in values.items()}

    table = {
        "load, s": by_engine(lambda s: [s.load], 1),
        "open and flagship, ms": by_engine(lambda s: [] if s.first is None else [s.first], 1e3),
    }
    for job in jobs:
        table[f"{job.title}, ms"] = by_engine(lambda s, t=job.title: s.times.get(t, []), 1e3)  # type: ignore[misc]
    table["peak memory, MiB"] = {n: max(s.peak for s in of) / 2**20 for n, of in samples.items()}
    table["disk, MiB"] = {n: max(s.disk for s in of) / 2**20 or None for n, of in samples.items()}
    return table


def print_table(table: Mapping[str, Values], samples: Mapping[str, list[Sample]]) -> None:
    """Print one size: after the engines, ours against raw pyoxigraph and against the fastest of the peers."""
    names = list(samples)
    print(f"{'':32}" + "".join(f"{name:>{_WIDTH}}" for name in (*names, "file/raw", "file/best")))
    for title, values in table.items():
        cells = "".join(_number(values.get(name)) for name in names)
        best = min((value for name in _PEERS if (value := values.get(name))), default=None)
        ours = values.get("file")
        print(f"{title:32}{cells}{_ratio(ours, values.get('pyoxigraph'))}{_ratio(ours, best)}")
    for line in _yardsticks(table):
        print(line)
    for name, of in samples.items():
        for title, why in of[0].without.items():
            print(f"  {name}, {title}: {why}")


def _yardsticks(table: Mapping[str, Values]) -> list[str]:
    bare = table.get(f"{PLAIN}, ms", {}).get("integers")
    raw = table.get(f"{PLAIN}, ms", {}).get("pyoxigraph")
    lines = []
    for title in (KEYS, FLAGSHIP):
        for name in ("file", "directory"):
            ours = table.get(f"{title}, ms", {}).get(name)
            if ours and bare:
                against = f", {ours / raw:.2f} times plain SPARQL" if raw else ""
                lines.append(f"{title} ({name}) takes {ours / bare:.1f} times the integer index{against}")
    loaded = table["load, s"]
    copied, bulk = loaded.get("directory"), loaded.get("pyox-disk")
    if copied and bulk:
        lines.append(f"copy to a directory takes {copied / bulk:.2f} times a raw bulk load to disk")
    return lines


def print_growth(tables: Mapping[int, Mapping[str, Values]]) -> None:
    """Print by which power of the number of triples each measurement grows (1: in step with it)."""
    sizes = sorted(tables)
    if len(sizes) < 2:
        return
    titles = dict.fromkeys(title for size in sizes for title in tables[size])
    names = list(dict.fromkeys(n for size in sizes for values in tables[size].values() for n in values))
    print(f"\ngrowth from {sizes[0]:,} to {sizes[-1]:,} triples, as exponent of their number")
    print(f"{'':32}" + "".join(f"{name:>{_WIDTH}}" for name in names))
    for title in titles:
        slopes = (_slope({size: tables[size].get(title, {}).get(name) for size in sizes}) for name in names)
        print(f"{title.rpartition(',')[0]:32}" + "".join(_number(slope) for slope in slopes))


def _slope(by_size: Mapping[int, float | None]) -> float | None:
    points = [(math.log(size), math.log(value)) for size, value in by_size.items() if value]
    if len(points) < 2:
        return None
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def differing_rows(samples: Mapping[str, list[Sample]], jobs: Sequence[Job]) -> list[str]:
    """Return the questions to which the engines gave different numbers of rows.

    datamap merges rows that differ in their evidence alone, so it is compared on the flagship.
    """
    found = []
    for job in jobs:
        counts = {
            name: of[0].rows[job.title]
            for name, of in samples.items()
            if job.title in of[0].rows and (name not in OURS or job.title == FLAGSHIP)
        }
        if len(set(counts.values())) > 1:
            found.append(f"{job.title}: {counts}")
    return found


def _number(value: float | None) -> str:
    if value is None:
        return f"{'-':>{_WIDTH}}"
    return f"{value:>{_WIDTH},.{0 if value >= 1000 else 1 if value >= 10 else 2}f}"


def _ratio(value: float | None, base: float | None) -> str:
    return f"{value / base:>{_WIDTH - 1},.2f}x" if value and base else f"{'-':>{_WIDTH}}"
