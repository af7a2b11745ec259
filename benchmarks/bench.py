"""Measure datamap against other engines and a bare index of integers, and print one table a size.

    python benchmarks/bench.py 100000 1000000

Every engine (``engines.py``) runs in processes of its own, in turns. A time is the median of a process's
runs after the first three, from the quietest of its processes; peak memory is the highest of a whole
process, with its server. What is not installed is said and left out. The registries are generated, the
same for a seed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from asked import QUESTIONS, busiest_vendor, jobs_for
from engines import ENGINES
from measuring import collect, work
from tables import differing_rows, measured, print_growth, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tables import Values

SIZES = (100_000, 1_000_000)
SLOW = {"rdflib": 100_000, "endpoint": 1_000_000, "virtuoso": 1_000_000}
"""Engines that take more than minutes to load above so many triples."""


@dataclass(frozen=True)
class Plan:
    """What one run measures."""

    engines: Sequence[str]
    questions: Sequence[str]
    rounds: int
    patience: float
    any_size: bool
    seed: int
    folder: Path


def bench(size: int, plan: Plan) -> tuple[Mapping[str, Values], bool]:
    """Measure one size and print its table; return it, and whether all engines gave as many rows."""
    from generate import write_registry, write_support
    from lexicon import load_lexicon

    registry, support = plan.folder / f"registry-{size}-{plan.seed}.nt", plan.folder / "support.nt"
    lexicon = load_lexicon()
    write_support(support, lexicon)
    write_registry(registry, size, plan.seed, lexicon)
    vendor, processes, vendors = busiest_vendor(registry)
    print(f"\n{size:,} triples asked for, {processes:,} processes, {vendors:,} vendors, seed {plan.seed}")
    jobs = jobs_for(vendor, plan.questions)
    task = {"registry": str(registry), "support": str(support), "jobs": [asdict(job) for job in jobs]}
    chosen = [name for name in plan.engines if plan.any_size or size <= SLOW.get(name, size)]
    if len(chosen) < len(plan.engines):
        left = ", ".join(name for name in plan.engines if name not in chosen)
        print(f"left out at this size: {left} (--any-size)")
    samples = collect(chosen, task, plan.rounds, plan.patience)
    table = measured(samples, jobs)
    print_table(table, samples)
    different = differing_rows(samples, jobs)
    for line in different:
        print(f"DIFFERENT ROWS: {line}")
    sys.stdout.flush()
    return table, not different


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure datamap against other engines.")
    parser.add_argument("sizes", type=int, nargs="*", help="triples; default 100000 1000000")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--questions", nargs="+", default=list(QUESTIONS), help="names of the catalogue")
    parser.add_argument("--rounds", type=int, default=2, help="processes of each engine (default 2)")
    parser.add_argument("--patience", type=float, default=30, help="seconds a question may take (30)")
    parser.add_argument("--any-size", action="store_true", help="slow engines at large sizes too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder where the generated registries stay")
    parser.add_argument("--no-cold-start", action="store_true")
    parser.add_argument("--worker", choices=ENGINES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        work(given.worker)
        return 0
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors{load}"
    )
    same, tables = True, {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        plan = Plan(
            given.engines, given.questions, given.rounds, given.patience, given.any_size, given.seed, folder
        )
        for size in given.sizes or SIZES:
            tables[size], alike = bench(size, plan)
            same &= alike
    print_growth(tables)
    if not given.no_cold_start:
        from cold_start import cold_starts

        cold_starts()
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
