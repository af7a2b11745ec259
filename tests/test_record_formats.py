"""Formats by suffix, and what is said of one that is unknown or whose extra is absent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from datamap.errors import DatamapError, RecordError
from datamap.records.formats import FORMATS, format_of, render
from sample_document import english

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def _fresh() -> Iterator[None]:
    """Renderers are imported as at the first document."""
    before = {name: module for name, module in sys.modules.items() if name.startswith("datamap.records")}
    for name in before:
        if name.rpartition(".")[2] in ("html", "html_text", "xlsx", "pdf", "docx"):
            del sys.modules[name]
    yield
    sys.modules.update(before)


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".html", b"<!DOCTYPE html>"),
        (".HTM", b"<!DOCTYPE html>"),
        (".md", b"# Record"),
        (".csv", b"\xef\xbb\xbfSection,"),
        (".xlsx", b"PK"),
    ],
)
def test_the_suffix_names_the_format(suffix: str, start: bytes) -> None:
    assert render(english(), suffix).startswith(start)


@pytest.mark.parametrize(
    ("suffix", "shown"), [(".odt", "'.odt' is no format of documents"), ("", "the file's name has no suffix")]
)
def test_an_unknown_suffix_is_told_the_known_ones(suffix: str, shown: str) -> None:
    with pytest.raises(RecordError) as raised:
        render(english(), suffix)
    assert str(raised.value) == f"{shown}; use one of .html, .htm, .md, .csv, .xlsx, .pdf, .docx"


def test_other_formats_join_the_table() -> None:
    more = {".txt": FORMATS[".md"]}
    assert format_of(".TXT", more).name == "Markdown"
    with pytest.raises(RecordError, match=r"use one of \.txt$"):
        format_of(".md", more)


@pytest.mark.usefixtures("_fresh")
@pytest.mark.parametrize(
    ("suffix", "package", "line"),
    [(".html", "jinja2", "HTML needs jinja2"), (".xlsx", "xlsxwriter", "XLSX needs xlsxwriter")],
)
def test_an_absent_extra_is_one_line(
    monkeypatch: pytest.MonkeyPatch, suffix: str, package: str, line: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DatamapError) as raised:
        render(english(), suffix)
    assert str(raised.value) == f"{line}; install it with: pip install 'datamap[records]'"


def test_markdown_and_csv_need_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("jinja2", "markupsafe", "xlsxwriter", "openpyxl", "docx", "typst", "lxml"):
        monkeypatch.setitem(sys.modules, package, None)
    assert render(english(), ".md")
    assert render(english(), ".csv")


_LARGE = """
import pathlib, resource, sys, time
import sample_document
from datamap.records.formats import render
whole = sample_document.large(10_000)
start = time.process_time()
data = render(whole, sys.argv[1])
seconds = time.process_time() - start
# A child that was forked begins with its parent's peak in ru_maxrss; VmHWM begins anew with the program.
status = pathlib.Path("/proc/self/status")
if status.exists():
    peak = int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
print(seconds, peak, len(data))
"""


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".csv"])
def test_ten_thousand_processes_and_controllers_take_seconds_and_little_memory(suffix: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _LARGE, suffix],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    seconds, mebibytes, size = map(float, run.stdout.split())
    assert seconds < 30
    assert mebibytes < 1024
    assert size > 500_000
