"""Kill imports into a directory at random moments; what is left must be the old state or the new one.

python benchmarks/kills.py 100
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import datamap

LIST = Path(__file__).resolve().parents[1] / "data" / "sources" / "underbitraden.txt"


def main(kills: int) -> None:
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        store, document = Path(folder) / "store", Path(folder) / "second.txt"
        entries = [f"Vendor {n}\nPersonuppgifter: Namn\nLagringsplats: USA\n" for n in range(300)]
        document.write_text("\n".join(["Underbiträden", "", "Leverantörer:", "", *entries]), "utf-8")
        datamap.import_documents(LIST, registry=f"{store}/")
        old = datamap.open(store).content_hash()
        command = [sys.executable, "-m", "datamap", "import", str(document), "-r", str(store)]
        started = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.monotonic() - started
        new = datamap.open(store).content_hash()
        found: Counter[str] = Counter()
        for number in range(1, kills + 1):
            opened = datamap.open(store)
            if opened.content_hash() == new:
                opened.forget("second")
                opened.save()
            del opened
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(seconds * rng.uniform(0.1, 1.1))
            process.kill()
            process.wait()
            state = datamap.open(store).content_hash()
            if state not in (old, new):
                sys.exit(f"kill {number}: neither the old state nor the new one")
            found["old" if state == old else "new"] += 1
        print(f"{kills} kills: {found['old']} left the old state, {found['new']} the new one, none another")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
