"""Importing a new version of a known list shows what it changes, before anything is written."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

import datamap
from conftest import EXAMPLE
from datamap.cli.commands import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ORIGINAL = EXAMPLE.read_text("utf-8")
NEWER = ORIGINAL.replace("Personuppgifter: E-mail", "Personuppgifter: E-mail, telefonnummer")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    file = tmp_path / "underbitraden.txt"
    file.write_text(NEWER, "utf-8")
    return file


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], _Terminal]:
    """Make the streams a terminal at which something is typed; return what is written to stderr."""

    def at_terminal(keys: str) -> _Terminal:
        shown = _Terminal()
        monkeypatch.setattr(sys, "stdin", _Terminal(keys))
        monkeypatch.setattr(sys, "stderr", shown)
        return shown

    return at_terminal


def test_a_first_import_shows_no_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "new.ttl"
    assert run(["import", str(EXAMPLE), "-r", str(target), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["changes"] == []
    assert "change" not in err
    assert datamap.open(target).import_documents(EXAMPLE).changes is None  # the very same bytes again


def test_off_a_terminal_changes_are_on_stderr_and_written(
    registry: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(newer), "-r", str(registry), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    (change,) = json.loads(out)["changes"]
    assert (change["vendor"], change["kind"], change["concept"]) == (
        "LiveAgent",
        "fact-added",
        "pd:TelephoneNumber",
    )
    assert change["evidence"]["after"][0]["line"] == 24
    assert "phone number: No, according to the list → Yes" in err
    row = next(
        r
        for r in datamap.open(registry).query("vendors-by-data", data="phone number")
        if r.vendor == "LiveAgent"
    )
    assert row.answer == "yes"


def test_a_dry_run_shows_changes_and_writes_nothing(
    registry: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = registry.read_bytes()
    assert run(["import", str(newer), "-r", str(registry), "--dry-run"]) == 0
    assert "LiveAgent" in capsys.readouterr().err
    assert registry.read_bytes() == before
    report = datamap.import_documents(newer, registry=registry, dry_run=True)
    assert report.changes is not None
    assert [c.vendor for c in report.changes] == ["LiveAgent"]


@pytest.mark.parametrize(
    ("keys", "options", "code", "written"),
    [
        ("\n", [], 0, True),
        ("what?\nyes\n", [], 0, True),
        ("n\n", [], 1, False),
        ("nej\n", ["--lang", "sv"], 1, False),
        ("j\n", ["--lang", "sv"], 0, True),
        ("", [], 2, False),  # the terminal was closed
        ("n\n", ["--yes"], 0, True),
    ],
)
def test_on_a_terminal_the_person_is_asked(
    registry: Path, newer: Path, typed: Callable[[str], _Terminal], keys: str, options: list[str], code: int,
    written: bool,
) -> None:  # fmt: skip
    before = registry.read_bytes()
    shown = typed(keys)
    assert run(["import", str(newer), "-r", str(registry), *options]) == code
    assert (registry.read_bytes() != before) is written
    assert "LiveAgent" in shown.getvalue()


def test_a_new_version_that_says_the_same_is_written_without_asking(
    registry: Path, newer: Path, typed: Callable[[str], _Terminal]
) -> None:
    newer.write_text(ORIGINAL.replace("\n\n\n", "\n\n"), "utf-8")
    shown = typed("")
    assert run(["import", str(newer), "-r", str(registry)]) == 0
    assert "No changes in substance" in shown.getvalue()


def test_only_what_is_new_of_many_lists_is_compared_and_answers_stand_on_all(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    entry = "Underbiträden\n\n{}\nÄndamål: Kundsupport\nPersonuppgifter: namn\nLagringsplats: {}\n"
    for number in range(3):
        (folder / f"list{number}.txt").write_text(
            entry.format("Acme", "USA" if number == 0 else "Sverige"), "utf-8"
        )
    registry = datamap.open(tmp_path / "registry.ttl", create=True)
    registry.import_documents(folder)
    (folder / "list1.txt").write_text(entry.format("Acme", "Indien"), "utf-8")
    changes = registry.import_documents(folder).changes
    assert changes is not None
    assert {(c.kind, c.vendor, c.source) for c in changes} == {
        ("fact-added", "Acme", "list1"), ("fact-removed", "Acme", "list1"),
    }  # fmt: skip
    # Another list has Acme in the USA already: whether it is outside the EEA has not changed.
    assert not [a for c in changes for a in c.answers if a.asked == "place"]


def test_a_correction_still_counts_in_what_changes(registry: Path, newer: Path) -> None:
    opened = datamap.open(registry)
    opened.correct("LiveAgent", denies={"data": ["telefonnummer"]}, reason="avtal", by="Anna")
    changes = opened.import_documents(newer).changes
    assert changes is not None
    assert not list(changes)  # what the new version states is outranked
