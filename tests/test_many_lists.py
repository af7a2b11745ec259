"""Folders and patterns: many lists at once, in parallel, and a bad one stops no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import datamap
from datamap.claims.many import source_names
from datamap.cli.commands import run

TABLE = "| Vendor | Purpose | Location |\n| - | - | - |\n| {name} | Hosting | Sweden |\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(12):
        (tmp_path / f"list{number}.md").write_text(TABLE.format(name=f"Acme {number}"), "utf-8")
    (tmp_path / "bad.json").write_text("{", "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path


def test_a_folder_is_read_and_the_bad_file_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["import", str(folder), "-r", str(folder / "registry.ttl"), "--format", "json"])
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert code == 1
    assert {entry["name"] for entry in report["entries"]} == {f"Acme {n}" for n in range(12)}
    assert [Path(f["file"]).name for f in report["failures"]] == ["bad.json"]
    assert "bad.json: line 1" in err
    assert len(datamap.open(folder / "registry.ttl").vendors()) == 12


def test_a_pattern_is_read(folder: Path) -> None:
    report = datamap.import_documents(str(folder / "list1*.md"), dry_run=True)
    assert [reading.source for reading in report.readings] == ["list1", "list10", "list11"]
    assert report.failures == ()


def test_links_in_a_folder_are_left_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(TABLE.format(name="Secret"), "utf-8")
    inside = tmp_path / "lists"
    inside.mkdir()
    (inside / "link.md").symlink_to(outside)
    with pytest.raises(datamap.DatamapError, match="holds no list"):
        datamap.import_documents(inside, dry_run=True)


def test_sources_of_the_same_stem_are_told_apart() -> None:
    assert source_names([Path("a/x.md"), Path("a/x.csv")]) == ["x.md", "x.csv"]
    assert source_names([Path("a/x.md"), Path("b/x.md")]) == ["a-x.md", "b-x.md"]
