"""Measure Article 30 records of many processes: making them, and rendering each format.

    python benchmarks/records.py            # 10,000 processes as HTML, XLSX and CSV; 500 as PDF and DOCX

Each format is made in a process of its own; peak memory is of that whole process, the registry in it.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import datamap

CASES = ((10_000, (".html", ".xlsx", ".csv")), (500, (".pdf", ".docx")))
ROLES = ("processor", "controller")
DATE = dt.date(2026, 11, 24)
CUSTOMERS = 300


def make_registry(folder: Path, processes: int) -> Path:
    """Write a registry of that many vendors, and of customers in groups with services."""
    places = ("Sverige", "EU/EES", "USA", "utanför EU/EES", "Indien")
    data = ("namn, e-postadress", "namn, personnummer, telefonnummer", "olika per kund; namn", "IP-adress")
    entries = [
        f"Leverantör {n} AB\nÄndamål: Kundtjänst och support\nPersonuppgifter: {data[n % 4]}\n"
        + (f"Fysisk lagringsplats: {places[n % 5]}\n" if n % 7 else "")
        for n in range(processes)
    ]
    source = folder / f"list-{processes}.txt"
    source.write_text(
        "Underbiträden\n\nPersonuppgiftsbiträde: Exempelbolaget\n\n" + "\n".join(entries), "utf-8"
    )
    target = folder / f"registry-{processes}.ttl"
    registry = datamap.open(target, create=True)
    registry.import_documents(source)
    lines = ["by: Åsa", "services:"]
    for n in range(10):
        vendors = ", ".join(f"Leverantör {m} AB" for m in range(n, processes, max(1, processes // 20)))
        lines.append(f"  - {{name: Tjänst {n}, category: Drift {n}, sub-processors: [{vendors}]}}")
    lines.append("customers:")
    lines += [
        f"  - {{name: Kund {n}, services: [Tjänst {n % 10}], e-mail: k{n}@example.com}}"
        for n in range(CUSTOMERS)
    ]
    (folder / "organisation.yaml").write_text("\n".join(lines), "utf-8")
    refused = registry.fill(folder / "organisation.yaml").refused
    assert not refused, refused[:3]
    registry.save()
    return target


def measure(registry: str, role: str, suffix: str) -> None:
    """Make one record in one format, and print what it took."""
    start = time.perf_counter()
    opened = datamap.open(registry)
    loaded = time.perf_counter()
    record = opened.record(role, "sv", date=DATE)
    made = time.perf_counter()
    size = len(record.render(suffix))
    done = time.perf_counter()
    # Linux counts the parent's peak in ru_maxrss of a forked child; VmHWM begins anew with the program.
    status = Path("/proc/self/status").read_text("ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps([loaded - start, made - loaded, done - made, size / 1e6, peak]))


def main() -> None:
    """Run every case and print one table."""
    if len(sys.argv) == 4:
        measure(*sys.argv[1:])
        return
    print("| processes | role | format | load, s | make, s | render, s | MB | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for processes, suffixes in CASES:
            registry = make_registry(Path(folder), processes)
            for suffix in suffixes:
                for role in ROLES:
                    run = [sys.executable, __file__, str(registry), role, suffix]
                    out = subprocess.run(run, capture_output=True, text=True, check=True).stdout
                    load, make, render, size, peak = json.loads(out)
                    print(
                        f"| {processes:,} | {role} | {suffix} | {load:.1f} | {make:.1f} | {render:.1f} "
                        f"| {size:.1f} | {peak:.0f} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
