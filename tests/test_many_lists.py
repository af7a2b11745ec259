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


def test_the_report_written_as_it_comes_is_the_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "list3.md").write_text(
        TABLE.format(name="Acme \u2028 wobble").replace("Hosting", "Wobbling å"), "utf-8"
    )
    run(["import", str(folder), "--dry-run", "--format", "json"])
    whole = datamap.import_documents(folder, dry_run=True).to_dict()
    assert whole["unmapped"]
    assert capsys.readouterr().out == json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    lone = str(folder / "list1.md")  # nothing unmapped: empty arrays
    run(["import", lone, "--dry-run", "--format", "json"])
    whole = datamap.import_documents(lone, dry_run=True).to_dict()
    assert capsys.readouterr().out == json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def test_many_lists_are_a_line_each_and_a_sum(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "list3.md").write_text(TABLE.format(name="Acme 3").replace("Hosting", "Wobbling"), "utf-8")
    run(["import", str(folder), "--dry-run", "--lang", "en"])
    lines = capsys.readouterr().out.splitlines()
    assert "list3: 1 vendors, 2 claims from list3.md; 1 not understood" in lines
    assert "list4: 1 vendors, 2 claims from list4.md" in lines
    assert lines[12].startswith("12 lists: 12 vendors, 24 claims; 1 not understood")
    assert not any("Wobbling" in line for line in lines)


def test_of_many_files_named_one_by_one_a_bad_one_stops_all(folder: Path) -> None:
    names = [str(path) for path in sorted(folder.glob("list*.md"))]
    registry = datamap.open(folder / "registry.ttl", create=True)
    with pytest.raises(datamap.DatamapError, match=r"bad\.json: line 1"):
        registry.import_documents(*names, folder / "bad.json")
    assert registry.vendors() == {}
    assert len(registry.import_documents(*names).readings) == 12


def test_readings_may_be_taken_one_by_one(folder: Path) -> None:
    registry = datamap.open(folder / "registry.ttl", create=True)
    names: list[str] = []
    report = registry.import_documents(folder, each=lambda reading: names.append(reading.source))
    assert report.readings == ()
    assert len(names) == len(registry.sources()) == 12


def test_corrections_hold_for_every_list_of_a_folder(folder: Path) -> None:
    for path in folder.glob("list*.md"):
        path.write_text(TABLE.format(name="Acme"), "utf-8")
    registry = datamap.open(folder / "registry.ttl", create=True)
    registry.import_documents(folder / "list0.md")
    registry.correct("Acme", states={"storage-place": "USA"}, reason="letter", by="Ada")
    registry.import_documents(folder)
    (acme,) = registry.query("vendors-outside", outside="EEA")
    assert acme.answer == "yes"
    assert len(acme.processes) == 12
    # The next versions of all of them name another vendor, and Acme is gone with its name.
    for path in folder.glob("list*.md"):
        path.write_text(TABLE.format(name="Beta"), "utf-8")
    registry.import_documents(folder)
    assert list(registry.vendors().values()) == ["Beta"]
