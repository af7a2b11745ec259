"""Measure graphs and drawings at a number of vendors of your choice, and print one table.

    python benchmarks/network.py 5000

Vendors are generated with one entry each, as a list has them, or with 1 to 20 in several lists
(``--many``); the same for a seed. Times are the least of a few runs, in seconds.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import datamap
import generate
from datamap.errors import ViewError
from lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 3
KINDS = ("vendor-data-place", "vendor-data", "purpose-data", "data-place")


def write(path: Path, vendors: int, many: bool, seed: int = 1) -> int:
    """Write a registry of so many vendors; return the number of its triples."""
    if not many:
        generate.MAX_PROCESSES = 1
    count = 0
    with path.open("w", encoding="utf-8", buffering=1 << 20) as file:
        for line in generate.vendors(vendors, seed, load_lexicon()):
            file.write(line)
            count += line.count(" .\n")
    return count


def timed(act: Callable[[], Any], runs: int = RUNS) -> tuple[float, Any]:
    """Return the least of a few times, and what came of it."""
    times, found = [], None
    for _ in range(runs):
        start = time.perf_counter()
        found = act()
        times.append(time.perf_counter() - start)
    return min(times), found


def smallest_minimum(registry: datamap.Registry) -> int:
    """Return the least number of shared types for which a graph of sharing vendors fits."""
    try:
        registry.network("shared-data")
    except ViewError as error:
        return int(str(error).partition("a minimum of ")[2].split()[0])
    return 1


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure graphs and drawings.")
    parser.add_argument("vendors", type=int, nargs="*", default=[5000])
    parser.add_argument("--many", action="store_true", help="1 to 20 entries a vendor, in several lists")
    arguments = parser.parse_args()
    for vendors in arguments.vendors:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "registry.nt"
            triples = write(path, vendors, arguments.many)
            measure(datamap.open(path), vendors, triples)


def measure(registry: datamap.Registry, vendors: int, triples: int) -> None:
    print(f"\n{vendors:,} vendors, {triples:,} triples\n")
    widths = (28, 7, 8, 6, 6, 6, 6)
    heads = ("graph", "nodes", "edges", "make", "html", "svg", "KiB")
    print("| " + " | ".join(head.ljust(width) for head, width in zip(heads, widths, strict=True)) + " |")
    print("| " + " | ".join("-" * width for width in widths) + " |")
    minimum = smallest_minimum(registry)
    for kind, options in [*((kind, {}) for kind in KINDS), ("shared-data", {"minimum": minimum})]:
        make, graph = timed(lambda kind=kind, options=options: registry.network(kind, **options))  # type: ignore[misc]
        html, page = timed(lambda graph=graph: datamap.draw(graph).to_html())  # type: ignore[misc]
        svg, _ = timed(lambda graph=graph: datamap.draw(graph).to_svg())  # type: ignore[misc]
        name = f"{kind}, minimum {minimum}" if options else kind
        print(
            f"| {name:<28} | {len(graph):>7,} | {graph.number_of_edges():>8,} | {make:>6.2f} | {html:>6.2f} "
            f"| {svg:>6.2f} | {len(page.encode()) // 1024:>6,} |"
        )
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MiB")


if __name__ == "__main__":
    main()
