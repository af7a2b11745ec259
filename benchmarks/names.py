"""Names and paths at size: proposals among many vendors, and questions over vendors' own lists.

python benchmarks/names.py [VENDORS]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import datamap

VENDORS = 10_000
OWN_LISTS = 50
SYLLABLES = [
    "ba",
    "ko",
    "ri",
    "mu",
    "te",
    "la",
    "so",
    "ve",
    "ni",
    "du",
    "cro",
    "soft",
    "data",
    "net",
    "ly",
    "mi",
]
ENDINGS = ("", " AB", " Inc.", " Ltd", " GmbH", " Oy", " A/S", " Ireland Ltd", " (Cloud)")


def main() -> None:
    vendors = int(sys.argv[1]) if len(sys.argv) > 1 else VENDORS
    rng = random.Random(1)
    names = _names(rng, vendors)
    with tempfile.TemporaryDirectory() as folder:
        registry = datamap.open(Path(folder, "registry.ttl"), create=True)
        _import(registry, Path(folder), names, "ours", "Nordbokning AB")
        _timed(f"proposals among {vendors:,} names", lambda: len(registry.same()))
        for number in range(OWN_LISTS):
            _import(registry, Path(folder), rng.sample(names, 20), f"own{number}", names[number])
        _timed(f"levels of {OWN_LISTS + 1} lists", lambda: registry.apply_decisions())
        _timed("supply-chain", lambda: len(registry.query("supply-chain", vendor=names[0])))
        _timed("who-can-reach", lambda: len(registry.query("who-can-reach", data="phone", outside="EEA")))
        _timed("shared-sub-processors", lambda: len(registry.query("shared-sub-processors")))
        _timed("vendor-facts", lambda: len(registry.query("vendor-facts", vendor=names[0])))


def _names(rng: random.Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        name = "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 5))).capitalize()
        names[name + rng.choice(ENDINGS)] = None
    return list(names)


def _import(registry: datamap.Registry, folder: Path, names: list[str], source: str, whose: str) -> None:
    entries = [
        f"{name}\nPurpose: Hosting\nPersonal data: names, phone numbers\nStorage location: "
        f"{'Sweden' if number % 2 else 'India'}\n"
        for number, name in enumerate(names)
    ]
    file = folder / f"{source}.txt"
    file.write_text("Sub-processors\n\n" + "\n".join(entries), "utf-8")
    registry.import_documents(file, processor=whose, source=source)


def _timed(what: str, run: object) -> None:
    assert callable(run)
    run()  # what is loaded once is not measured
    start = time.perf_counter()
    found = run()
    print(f"{what}: {time.perf_counter() - start:.3f} s" + (f" ({found:,})" if found is not None else ""))


if __name__ == "__main__":
    main()
