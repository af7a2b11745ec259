"""Reading lists: the score on lists with gold readings, where they lie beside the project, and the speed.

    python benchmarks/lists.py [LISTS]

Speed is measured on 1,000 lists of 20 vendors, in Markdown and HTML, read in one command, against a plain
parse of the same files by the reader library alone.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTS = 1_000
VENDORS = 20
PURPOSES = ("Hosting", "Email delivery", "Customer support", "Error monitoring", "Payment processing")
DATA = ("Name, email address", "IP address, logs", "Phone numbers, etc.", "Card details", "Account data")
PLACES = ("Sweden", "Ireland (Dublin)", "United States", "EU (Frankfurt)", "Varies")
HEADINGS = ("Vendor", "Purpose", "Personal data", "Location")


def main() -> None:
    lists = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "lists"
    if (lists / "score.py").exists():
        command = f"{sys.executable} -m datamap"
        subprocess.run([sys.executable, lists / "score.py", "--datamap", command], check=True)
    for suffix, write, parse in ((".md", _markdown, _parse_markdown), (".html", _html, _parse_html)):
        with tempfile.TemporaryDirectory() as folder:
            for number in range(LISTS):
                Path(folder, f"list{number}{suffix}").write_text(write(_rows(number)), "utf-8")
            _measure(suffix, Path(folder), parse)


def _measure(suffix: str, folder: Path, parse: object) -> None:
    assert callable(parse)
    start = time.perf_counter()
    for file in sorted(folder.iterdir()):
        parse(file.read_text("utf-8"))
    plain = time.perf_counter() - start
    start = time.perf_counter()
    command = [sys.executable, "-m", "datamap", "import", "--dry-run", "--format", "json", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    whole = time.perf_counter() - start
    cores = len(os.sched_getaffinity(0))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{suffix:6} {LISTS} lists of {VENDORS}: {whole:6.1f} s on {cores} cores, "
        f"{whole / LISTS * cores * 1000:5.1f} ms a list and core; "
        f"plain parse {plain / LISTS * 1000:5.1f} ms; most memory of a process {most:,.0f} MiB"
    )


def _rows(number: int) -> list[tuple[str, ...]]:
    return [
        (f"Vendor {number}-{n} Inc.", PURPOSES[n % 5], DATA[(n + number) % 5], PLACES[(n * 3 + number) % 5])
        for n in range(VENDORS)
    ]


def _markdown(rows: list[tuple[str, ...]]) -> str:
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *rows]
    return "# Sub-processors\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in lines) + "\n"


def _html(rows: list[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{text}</th>" for text in HEADINGS)
    body = "".join("<tr>" + "".join(f"<td>{text}</td>\n" for text in row) + "</tr>" for row in rows)
    return f"<html><body><h1>Sub-processors</h1><table><tr>{head}</tr>{body}</table></body></html>"


def _parse_markdown(text: str) -> object:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").parse(text)


def _parse_html(text: str) -> object:
    from lxml import html

    return html.document_fromstring(text)


if __name__ == "__main__":
    main()
