"""What was measured, as one table: a line a measurement and size, a column an engine, ratios, and growth."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

from asked import COLUMNS, FIRST, FLAGSHIP, KEYS, PLAIN
from engines import IN_PROCESS, OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from asked import Job
    from measuring import Sample

    Values = Mapping[str, float | None]

_PEERS = ("pyoxigraph", "rdflib", "maplib", "virtuoso")
_LOAD, _FIRST_ANSWER, _COLD = "load, s", "open and flagship, ms", "new process, open, flagship, ms"
# Questions with the rows of SPARQL: elsewhere datamap merges those that differ in evidence alone.
_SAME_ROWS = (FLAGSHIP, "data-by-region", "data-by-country", "shared-data")


def least(samples: Sequence[Sample], pick: Callable[[Sample], Iterable[float]]) -> float | None:
    """Return the least of all runs of an engine: other work on the machine only ever adds time."""
    return min((value for sample in samples for value in pick(sample)), default=None)


def measured(samples: Mapping[str, list[Sample]], jobs: Sequence[Job]) -> dict[str, Values]:
    """Return each measurement by title, as values by engine; without what gave other rows."""
    wrong = {(name, job.title) for name, job, _ in differing(samples, jobs)}

    def by_engine(pick: Callable[[Sample], Iterable[float]], factor: float, title: str = "") -> Values:
        values = {
            name: None if (name, title) in wrong else least(of, pick)  # wrong answers are no times
            for name, of in samples.items()
        }
        return {name: value and value * factor for name, value in values.items()}

    table = {
        _LOAD: by_engine(lambda s: [s.load] if s.load else [], 1),
        _FIRST_ANSWER: by_engine(lambda s: [] if s.first is None else [s.first], 1e3),
        _COLD: by_engine(lambda s: s.cold, 1e3),
    }
    for job in jobs:
        table[f"{job.title}, ms"] = by_engine(lambda s, t=job.title: s.times.get(t, []), 1e3, job.title)  # type: ignore[misc]
    table["peak memory, MiB"] = {n: max(s.peak for s in of) / 2**20 or None for n, of in samples.items()}
    table["disk, MiB"] = {n: max(s.disk for s in of) / 2**20 or None for n, of in samples.items()}
    return table


def processor_times(samples: Mapping[str, list[Sample]], jobs: Sequence[Job]) -> dict[str, Values]:
    """Return the processor time of each measurement, of engines that work in the measuring process."""
    own = {name: of for name, of in samples.items() if name in IN_PROCESS}
    table: dict[str, Values] = {_LOAD: {n: least(of, lambda s: [s.load_processor]) for n, of in own.items()}}
    for job in jobs:
        found = {
            n: least(of, lambda s, t=job.title: s.processor.get(t, []))  # type: ignore[misc]
            for n, of in own.items()
        }
        table[f"{job.title}, ms"] = {n: value and value * 1e3 for n, value in found.items()}
    return table


def print_whole(tables: Mapping[int, Mapping[str, Values]], *, ratios: bool = True) -> None:
    """Print all sizes in one table, in Markdown; the exponents after each measurement."""
    sizes = sorted(tables)
    names = list(dict.fromkeys(n for size in sizes for values in tables[size].values() for n in values))
    heads = ["", "triples", *names, *(["file/raw", "file/best"] if ratios else [])]
    print("| " + " | ".join(heads) + " |\n|" + " --- |" * len(heads))
    for title in dict.fromkeys(title for size in sizes for title in tables[size]):
        for size in sizes:
            values = tables[size].get(title, {})
            cells = [_number(values.get(name)) for name in names]
            if ratios:
                best = min((value for name in _PEERS if (value := values.get(name))), default=None)
                cells += [_ratio(values.get("file"), base) for base in (values.get("pyoxigraph"), best)]
            print(f"| {title if size == sizes[0] else ''} | {size:,} | " + " | ".join(cells) + " |")
        if len(sizes) > 1:
            slopes = [_slope({s: tables[s].get(title, {}).get(name) for s in sizes}) for name in names]
            empty = [""] * 2 if ratios else []
            print("| | exponent | " + " | ".join([*map(_exponent, slopes), *empty]) + " |")


def yardsticks(table: Mapping[str, Values], samples: Mapping[str, list[Sample]]) -> list[str]:
    """Return what one size shows beside its table: ratios to the index, to plain SPARQL, to a raw load."""
    bare = table.get(f"{KEYS}, ms", {}).get("integers")
    raw = table.get(f"{PLAIN}, ms", {}).get("pyoxigraph")
    lines = []
    for title in (KEYS, f"{FLAGSHIP}, {COLUMNS}", FLAGSHIP):
        for name in ("file", "directory"):
            ours = table.get(f"{title}, ms", {}).get(name)
            if ours and bare:
                against = f", {ours / raw:.3f} times plain SPARQL" if raw else ""
                lines.append(f"{title} ({name}) takes {ours / bare:.1f} times the integer index{against}")
    copied, bulk = table[_LOAD].get("directory"), table[_LOAD].get("pyox-disk")
    if copied and bulk:
        lines.append(f"copy to a directory takes {copied / bulk:.2f} times a raw bulk load to disk")
    cold = sorted(value for sample in samples.get("directory", []) for value in sample.cold)
    if cold:
        lines.append(f"new process, open, flagship: {cold[0]:.2f} to {cold[-1]:.2f} s in {len(cold)} starts")
    for name, of in samples.items():
        lines += [f"{name}, {title}: {why}" for title, why in of[0].without.items()]
    return lines


def differing(
    samples: Mapping[str, list[Sample]], jobs: Sequence[Job]
) -> list[tuple[str, Job, tuple[int, int]]]:
    """Return engines that gave another number of rows than the others, with both numbers."""
    found = []
    for job in jobs:
        if job.title in (KEYS, PLAIN) or job.form == FIRST:
            continue
        counts = {
            name: of[0].rows[job.title]
            for name, of in samples.items()
            if job.title in of[0].rows and (name not in OURS or job.question in _SAME_ROWS)
        }
        usual = counts.get("pyoxigraph", statistics.mode(counts.values()) if counts else 0)
        found += [(name, job, (rows, usual)) for name, rows in counts.items() if rows != usual]
    return found


def _slope(by_size: Mapping[int, float | None]) -> float | None:
    points = [(math.log(size), math.log(value)) for size, value in by_size.items() if value]
    if len(points) < 2:
        return None
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def _exponent(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.{0 if value >= 1000 else 1 if value >= 10 else 2}f}"


def _ratio(value: float | None, base: float | None) -> str:
    return f"{value / base:.{3 if value < base / 10 else 2}f}" if value and base else "-"
