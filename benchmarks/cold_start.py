"""The command from a cold start, against Python that does nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from asked import FLAGSHIP, PHONE

FIRST_LIST = Path(__file__).resolve().parent.parent / "data" / "sources" / "underbitraden.txt"
COLD_STARTS = 15


def cold_starts() -> None:
    """Print the wall time of the command from a cold start against Python that does nothing."""
    script = Path(sys.executable).with_name("datamap")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "datamap"]
    with tempfile.TemporaryDirectory() as folder:
        registry = str(Path(folder) / "registry.ttl")
        made = subprocess.run(
            [*command, "import", str(FIRST_LIST), "-r", registry], capture_output=True, text=True, check=False
        )
        if made.returncode:
            print(f"cold start is left out: {made.stderr.strip()}", file=sys.stderr)
            return
        query = [*command, "query", FLAGSHIP, "-p", f"data={PHONE}", "-p", "outside=EEA", "-r", registry]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "datamap --version": [*command, "--version"],
            f"datamap query {FLAGSHIP}": query,
        }
        times: dict[str, list[float]] = {title: [] for title in commands}
        for _ in range(COLD_STARTS):
            for title, words in commands.items():
                begin = time.perf_counter()
                subprocess.run(words, capture_output=True, check=True)
                times[title].append(1e3 * (time.perf_counter() - begin))
    print("\ncold start, the first list")
    bare = statistics.median(times["python -c pass"])
    for title, values in times.items():
        middle = statistics.median(values)
        print(f"{title + ', ms':46}{middle:8.1f}{middle - bare:+10.1f} over bare Python")
