"""Reading lists: how well, how fast against a plain parse, and what a thousand of them take.

    python benchmarks/lists.py [LISTS]

Three tables: the lists in tests/lists against their readings by hand; each format on one core, list by list,
against the parse of the same files by the library that its reader uses; and whole commands on 100 and 1,000
lists with their peak memory. Where LISTS has a score.py of its own, it is run too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from list_files import FORMATS, VENDORS, rows_of

ROOT = Path(__file__).resolve().parent.parent
OWN_LISTS = ROOT / "tests" / "lists"
SPEED_LISTS = 100
MANY = (100, 1_000)
PARTS = ("entries", "data", "places", "guards", "open")

# Runs a command and prints its time and the most memory of itself and of its processes.
_MEASURED = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def main() -> None:
    accuracy()
    if len(sys.argv) > 1 and Path(sys.argv[1], "score.py").exists():
        command = f"{sys.executable} -m datamap"
        subprocess.run([sys.executable, Path(sys.argv[1], "score.py"), "--datamap", command], check=True)
    speed()
    many()


def accuracy() -> None:
    """Print how much of each list is read as a person reads it: right, missed and wrong, a part."""
    import datamap
    from datamap.claims.report import reading_to_dict

    expected = json.loads((OWN_LISTS / "expected.json").read_text("utf-8"))
    print(f"{'list':24}" + "".join(f"{part:>12}" for part in PARTS) + "   (right/expected, +wrong)")
    sums = {part: [0, 0, 0] for part in PARTS}
    for name, wanted in sorted(expected.items()):
        entries = reading_to_dict([datamap.read(OWN_LISTS / name)])["entries"]
        score = _score(wanted, [_read_as(entry) for entry in entries])
        for part in PARTS:
            sums[part] = [a + b for a, b in zip(sums[part], score[part], strict=True)]
        print(f"{name:24}" + "".join(f"{_shown(score[part]):>12}" for part in PARTS))
    print(f"{'all':24}" + "".join(f"{_shown(sums[part]):>12}" for part in PARTS) + "\n")


def _read_as(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": entry["name"],
        "data": [d["concept"] for d in entry["data"]],
        "places": [p["place"] for p in entry["places"] if p["kind"] in ("storage", "processing")],
        "guards": [s["kind"] for s in entry["safeguards"]],
        "open": entry["coverage"]["data"] == "open",
    }


def _score(wanted: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[str, list[int]]:
    score = {part: [0, 0, 0] for part in PARTS}
    left = list(found)
    for entry in wanted:
        match = next((f for f in left if f["name"] == entry["name"]), None)
        if match is not None:
            left.remove(match)
        score["entries"] = _plus(score["entries"], {1}, {1} if match else set())
        for part in ("data", "places", "guards"):
            given = {value for value in match[part] if value} if match else set()
            score[part] = _plus(score[part], {value for value in entry[part] if value}, given)
        said = {match["open"]} if match else set()
        score["open"] = _plus(score["open"], {entry["open"]}, said)
    score["entries"][2] += len(left)
    return score


def _plus(sums: list[int], wanted: set[Any], found: set[Any]) -> list[int]:
    return [sums[0] + len(wanted & found), sums[1] + len(wanted), sums[2] + len(found - wanted)]


def _shown(score: list[int]) -> str:
    return f"{score[0]}/{score[1]}" + (f" +{score[2]}" if score[2] else "")


def speed() -> None:
    """Print milliseconds a list on one core, by format: all of reading, and the plain parse of the same."""
    from datamap.claims.reading import read_list
    from datamap.documents import read_document

    print(f"{'format':8}{'read, ms':>10}{'parse, ms':>11}{'read/parse':>12}   ({SPEED_LISTS} lists)")
    with tempfile.TemporaryDirectory() as folder:
        for suffix, (write, parse) in FORMATS.items():
            files = [Path(folder, f"list{number}{suffix}") for number in range(SPEED_LISTS)]
            for number, file in enumerate(files):
                file.write_bytes(write(rows_of(number)))
            read_list(read_document(files[0], within_limits=True), "first")  # loads what is loaded once
            parse(files[0].read_bytes())
            start = time.process_time()
            for file in files:
                assert len(read_list(read_document(file, within_limits=True), file.stem).entries) == VENDORS
            ours = (time.process_time() - start) / SPEED_LISTS * 1000
            start = time.process_time()
            for file in files:
                parse(file.read_bytes())
            plain = (time.process_time() - start) / SPEED_LISTS * 1000
            print(f"{suffix:8}{ours:10.2f}{plain:11.2f}{ours / plain:12.1f}")
    print()


def many() -> None:
    """Print what a whole command takes on many lists: read only, and read into a registry."""
    print(f"{'command':26}{'lists':>7}{'s':>8}{'CPU, ms a list':>16}{'peak MiB':>10}   (largest process)")
    for count in MANY:
        with tempfile.TemporaryDirectory() as folder:
            lists = Path(folder, "lists")
            lists.mkdir()
            for number in range(count):
                (lists / f"list{number}.md").write_bytes(FORMATS[".md"][0](rows_of(number)))
            for name, options in (
                ("--dry-run", ["--dry-run"]),
                ("--dry-run --format json", ["--dry-run", "--format", "json"]),
                ("into a registry", ["-r", str(Path(folder, "registry.ttl"))]),
            ):
                command = [sys.executable, "-m", "datamap", "import", str(lists), *options]
                run = subprocess.run(
                    [sys.executable, "-c", _MEASURED, *command], check=True, capture_output=True, text=True
                )
                seconds, processor, peak = map(float, run.stdout.split())
                print(f"{name:26}{count:7}{seconds:8.1f}{processor / count * 1000:16.1f}{peak:10,.0f}")


if __name__ == "__main__":
    main()
