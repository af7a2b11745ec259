"""Measure datamap against other engines and a bare index of integers, and print one table of all sizes.

    python benchmarks/bench.py 100000 1000000 10000000

Every engine (``engines.py``) runs in processes of its own, in turns. A time is the least of all runs, for
every engine alike; peak memory is the highest of a whole process, with its server. What is not installed,
takes too long, or gives other rows is said and left out. The registries are generated, the same for a seed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from asked import QUESTIONS, busiest_vendor, jobs_for
from engines import ENGINES, OURS
from measuring import Patience, collect, work
from tables import differing, measured, print_whole, processor_times, yardsticks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tables import Values

SIZES = (100_000, 1_000_000, 10_000_000)
SLOW = {"rdflib": 1_000_000, "endpoint": 1_000_000}
"""Engines that take more than minutes to load above so many triples."""
ROUNDS = {100_000: 2}
"""Processes of each engine at a size; one at all others."""
SECONDS = {100_000: 120.0, 1_000_000: 180.0}
"""What an engine may take at a size, with loading; 900 at all others."""
PATIENCE = {100_000: 20.0, 1_000_000: 20.0}
"""What a question may take at a size, with what an engine makes at its first; 60 at all others."""


@dataclass(frozen=True)
class Plan:
    """What one run measures."""

    engines: Sequence[str]
    questions: Sequence[str]
    rounds: int | None
    patience: float | None
    seconds: float | None
    any_size: bool
    seed: int
    folder: Path


@dataclass(frozen=True)
class Measured:
    """One size: the table, the processor times, and whether datamap gave the same rows as the others."""

    table: Mapping[str, Values]
    processor: Mapping[str, Values]
    same: bool


def bench(size: int, plan: Plan) -> Measured:
    """Measure one size and print what is to be said beside its table."""
    from generate import write_registry, write_support
    from lexicon import load_lexicon

    registry, support = plan.folder / f"registry-{size}-{plan.seed}.nt", plan.folder / "support.nt"
    lexicon = load_lexicon()
    write_support(support, lexicon)
    if not registry.exists():
        beside = registry.with_suffix(".part")
        write_registry(beside, size, plan.seed, lexicon)
        beside.rename(registry)
    vendor, processes, vendors = busiest_vendor(registry)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"\n{size:,} triples asked for, {processes:,} processes, {vendors:,} vendors, seed {plan.seed}{load}"
    )
    jobs = jobs_for(vendor, plan.questions)
    task = {"registry": str(registry), "support": str(support), "jobs": [asdict(job) for job in jobs]}
    chosen = [name for name in plan.engines if plan.any_size or size <= SLOW.get(name, size)]
    if len(chosen) < len(plan.engines):
        left = ", ".join(name for name in plan.engines if name not in chosen)
        print(f"- left out at this size: {left} (--any-size)")
    begin = time.monotonic()
    patience = Patience(plan.patience or PATIENCE.get(size, 60.0), plan.seconds or SECONDS.get(size, 900.0))
    samples = collect(chosen, task, plan.rounds or ROUNDS.get(size, 1), patience)
    table = measured(samples, jobs)
    for line in yardsticks(table, samples):
        print(f"- {line}")
    different = differing(samples, jobs)
    for name, job, (rows, usual) in different:
        print(f"- {name}, {job.title}: other rows ({rows:,}, not {usual:,}), so no time of it counts")
    print(f"- this size took {(time.monotonic() - begin) / 60:.1f} minutes")
    sys.stdout.flush()
    same = not any(name in OURS for name, *_ in different)
    return Measured(table, processor_times(samples, jobs), same)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure datamap against other engines.")
    parser.add_argument("sizes", type=int, nargs="*", help="triples; default 100000 1000000 10000000")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--questions", nargs="+", default=list(QUESTIONS), help="names of the catalogue")
    parser.add_argument("--rounds", type=int, help="processes of each engine (default 2 at 100000, else 1)")
    parser.add_argument("--patience", type=float, help="seconds a question may take (20, 20, 60)")
    parser.add_argument("--seconds", type=float, help="seconds an engine may take at a size (120, 180, 900)")
    parser.add_argument("--any-size", action="store_true", help="slow engines at large sizes too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--keep", type=Path, help="folder where generated registries stay, and are taken from"
    )
    parser.add_argument("--no-cold-start", action="store_true", help="leave the first list's cold start out")
    parser.add_argument("--worker", choices=ENGINES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        work(given.worker)
        return 0
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors")
    found: dict[int, Measured] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        plan = Plan(
            given.engines,
            given.questions,
            given.rounds,
            given.patience,
            given.seconds,
            given.any_size,
            given.seed,
            folder,
        )
        for size in given.sizes or SIZES:
            found[size] = bench(size, plan)
    print("\nLeast of all runs\n")
    print_whole({size: one.table for size, one in found.items()})
    print("\nProcessor time of engines in the measuring process, all threads, least of all runs\n")
    print_whole({size: one.processor for size, one in found.items()}, ratios=False)
    if not given.no_cold_start:
        from cold_start import cold_starts

        cold_starts()
    return 0 if all(one.same for one in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
