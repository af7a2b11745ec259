"""What the offline page costs: making it, its size, and how fast it opens and answers in Chromium.

    python benchmarks/page.py

Registries are those of ``generate.py`` (1 to 20 entries a vendor); the first is the list in the
repository. A search counts from the key to the next frame that a browser has drawn, and is typed
letter by letter; the slowest counts.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import time
from pathlib import Path

import datamap
from generate import write_registry
from lexicon import load_lexicon

AT = dt.date(2026, 1, 1)
VENDORS = (1_000, 5_000)
TRIPLES_A_VENDOR = 356
LIST = Path(__file__).parents[1] / "data" / "sources" / "underbitraden.txt"
_SEARCH = """async () => {
  const field = document.getElementById('search');
  const times = [];
  for (const typed of ['n', 'no', 'nor', 'nord', '']) {
    const start = performance.now();
    field.value = typed;
    field.dispatchEvent(new Event('input'));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    times.push(performance.now() - start);
  }
  return Math.max(...times);
}"""
_VIEW = """async (view) => {
  const start = performance.now();
  document.getElementById(`tab-${view}`).click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - start;
}"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    folder = Path(tempfile.mkdtemp())
    files = {"first list": folder / "first.ttl"}
    datamap.import_documents(LIST, registry=files["first list"])
    lexicon = load_lexicon()
    for count in VENDORS:
        files[f"{count:,} asked"] = folder / f"{count}.nt"
        write_registry(files[f"{count:,} asked"], count * TRIPLES_A_VENDOR, 7, lexicon)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    print("| registry | vendors | load, s | make, s | size, MB | open, ms | search, ms | views, ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, file in files.items():
            start = time.perf_counter()
            registry = datamap.open(file)
            loaded = time.perf_counter()
            page = registry.view(at=AT)
            path = page.save(folder / "page.html")
            made = time.perf_counter()
            tab = browser.new_page(viewport={"width": 1280, "height": 860}, offline=True)
            opening = time.perf_counter()
            tab.goto(path.as_uri())
            opened = time.perf_counter()
            search = tab.evaluate(_SEARCH)
            views = [tab.evaluate(_VIEW, view) for view in ("flow", "network", "table")]
            print(
                f"| {name} | {page.vendors:,} | {loaded - start:.1f} | {made - loaded:.1f} "
                f"| {path.stat().st_size / 1e6:.2f} | {(opened - opening) * 1000:.0f} "
                f"| {search:.0f} | {max(views):.0f} |",
                flush=True,
            )
            tab.close()
        browser.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
