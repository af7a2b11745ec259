"""Kill imports and copies into a directory at random moments; what is left must be the old state or the new.

    python benchmarks/kills.py 100 --what import copy

An import takes a list of 1,500 vendors; a copy takes a file of 50 thousand triples in pieces of 1 MB, so
that the one after a kill goes on where it stopped. After the last kill the same command is run to its end.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import datamap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).resolve().parent
LIST = HERE.parents[0] / "data" / "sources" / "underbitraden.txt"
VENDORS = 1_500
TRIPLES = 50_000
IN_PIECES = (
    "import datamap.registry.directory_copying as copying; copying.PIECE = 1 << 20\n"
    "from datamap.cli.start import main; main()\n"
)


def killed(command: Sequence[str], kills: int, store: Path, restore: Callable[[], None], name: str) -> None:
    """Run a command until it was killed so often, and look at what each kill left."""
    rng = random.Random(1)
    old = datamap.open(store).content_hash()
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.monotonic() - started
    new = datamap.open(store).content_hash()
    triples = sum(1 for _ in datamap.open(store).store.triples())
    restore()
    found: Counter[str] = Counter()
    while found["killed"] < kills:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds * rng.uniform(0.1, 1.0))
        process.kill()
        found["killed"] += process.wait() != 0
        state = datamap.open(store).content_hash()
        if state not in (old, new):
            sys.exit(f"{name}, kill {found['killed']}: neither the old state nor the new one")
        found["old" if state == old else "new"] += 1
        if state == new:
            restore()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert datamap.open(store).content_hash() == new
    went_on = " (the last run went on from before)" if "went on" in done.stderr else ""
    print(
        f"{name}: {triples:,} triples, {found['killed']} kills within {seconds:.1f} s: {found['old']} "
        f"left the old state, {found['new']} the new one, none another{went_on}",
        flush=True,
    )


def importing(kills: int, folder: Path) -> None:
    store, document = folder / "import", folder / "second.txt"
    data = "Namn, e-postadress, telefonnummer"
    entries = [
        f"Vendor {n}\nÄndamål: Support\nPersonuppgifter: {data}\nLagringsplats: USA\n" for n in range(VENDORS)
    ]
    document.write_text("\n".join(["Underbiträden", "", "Leverantörer:", "", *entries]), "utf-8")
    datamap.import_documents(LIST, registry=f"{store}/")

    def forget() -> None:
        opened = datamap.open(store)
        opened.forget("second")
        opened.save()

    command = [sys.executable, "-m", "datamap", "import", str(document), "-r", str(store)]
    killed(command, kills, store, forget, "import")


def copying(kills: int, folder: Path) -> None:
    store, source, first = folder / "copy", folder / "source.nt", folder / "first.ttl"
    made = [sys.executable, str(HERE / "generate.py"), str(TRIPLES), "-o", str(source)]
    subprocess.run([*made, "--support", str(folder / "support.nt")], check=True, stdout=subprocess.DEVNULL)
    datamap.import_documents(LIST, registry=first)
    datamap.copy(first, f"{store}/")
    command = [sys.executable, "-c", IN_PIECES, "copy", str(source), f"{store}/", "--replace"]
    killed(command, kills, store, lambda: _put_back(first, store), "copy")


def _put_back(first: Path, store: Path) -> None:
    datamap.copy(first, f"{store}/", replace=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("kills", type=int, nargs="?", default=100)
    parser.add_argument("--what", nargs="+", choices=("import", "copy"), default=["import", "copy"])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for what in given.what:
            {"import": importing, "copy": copying}[what](given.kills, Path(folder))


if __name__ == "__main__":
    main()
