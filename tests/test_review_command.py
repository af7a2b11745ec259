"""``datamap review`` as a person meets it: a terminal, a spreadsheet, JSON."""

from __future__ import annotations

import csv
import io
import json
import os
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import datamap
from review_cases import LIST, answers, project

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

pty = pytest.importorskip("pty")


class Terminal:
    """A command in a terminal of its own: what it shows, and what is typed."""

    def __init__(self, folder: Path, *arguments: str, lang: str = "en") -> None:
        self.master, slave = pty.openpty()
        env = {k: v for k, v in os.environ.items() if not k.startswith("DATAMAP_")}
        env |= {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "datamap", "review", "--lang", lang, *arguments],
            cwd=folder, env=env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)
        self.shown = ""

    def until(self, words: str) -> str:
        """Wait until something is shown; return all since the last wait."""
        end, start = time.monotonic() + 60, len(self.shown)
        while words not in self.shown[start:]:
            assert time.monotonic() < end, f"{words!r} not in {self.shown[start:]!r}"
            self._read()
        return self.shown[start:]

    def _read(self) -> bool:
        if select.select([self.master], [], [], 0.2)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return False
            self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
            return bool(data)
        return self.process.poll() is None

    def type(self, text: str) -> None:
        os.write(self.master, text.encode() + b"\n")

    def interrupt(self) -> None:
        time.sleep(0.5)  # a signal between readline's prompt and its wait is noticed only at the next key
        os.write(self.master, b"\x03")

    def end(self) -> int:
        """Wait for the end; return the exit code."""
        end = time.monotonic() + 120
        while self._read():
            if time.monotonic() > end:
                self.process.kill()
                pytest.fail(f"still running after {self.shown[-300:]!r}")
        code = self.process.wait(60)
        os.close(self.master)
        return code


def test_a_walk_in_a_terminal(tmp_path: Path) -> None:
    project(tmp_path)
    term = Terminal(tmp_path, "--by", "Anna Berg")
    shown = term.until("Choice")
    assert "4 phrases to decide, in 5 places." in shown
    assert "1 of 4  personal data  (2 places, 2 vendors)\n  “skostorlek”\n    lista:5  Alfa AB\n" in shown
    assert "      Personuppgifter: Namn, e-postadress, skostorlek, telefonnumer\n" in shown
    assert "No concept is near." in shown
    term.type("?")
    assert "holds for all lists and the next import" in term.until("Choice")
    term.type("xyzzyx")
    assert "No concept is called so" in term.until("Choice")
    term.type("7")
    assert "is no choice" in term.until("Choice")
    term.type("kännetecken")
    shown = term.until("Choice")
    assert "1  physical characteristics  < personal data" in shown
    term.type("n")  # a new type below one that is searched for
    term.until("Narrower than which")
    term.type("fysiska kännetecken")
    term.until("Narrower than which")
    term.type("1")
    term.until("Name of the new type [skostorlek]")
    term.type("")
    term.until("Reason")
    term.type("as the vendor says")
    shown = term.until("Choice")
    assert "Kept: narrower than: skostorlek" in shown
    assert "2 of 4" in shown
    term.type("b")
    shown = term.until("Choice")
    assert "Decision 1 is taken back." in shown
    assert "1 of 4" in shown
    term.type("a")
    term.until("complete otherwise?")
    term.type("y")
    term.until("Reason")
    term.type("")
    term.until("Choice")
    term.type("")  # skip
    shown = term.until("Choice")
    assert "1  phone number  (spelling: telefonnummer)" in shown
    term.type("1")
    term.until("Reason")
    term.type("")
    term.until("Choice")
    term.type("q")
    assert term.end() == 0
    assert "Done: 2 decisions, 2 left." in term.shown
    assert "2 entries are read otherwise now." in term.shown
    registry = datamap.open(tmp_path / "data" / "registry.ttl")
    assert [(d.phrase, d.kind, d.complete, d.by) for d in registry.decisions()] == [
        ("skostorlek", "note", True, "Anna Berg"),
        ("telefonnumer", "label", False, "Anna Berg"),
    ]
    assert answers(registry, "telefonnummer") == {"Alfa AB": "yes", "Beta AB": "no", "Gamma AB": "unknown"}


def test_ctrl_c_loses_nothing_in_swedish_too(tmp_path: Path) -> None:
    project(tmp_path)
    term = Terminal(tmp_path, lang="sv")
    assert "1 av 4  personuppgifter" in term.until("Val")
    term.type("ö")
    term.until("Vem beslutar")
    term.type("Åsa")
    term.until("Skäl")
    term.type("")
    term.until("Val")
    term.type("h")
    term.until("Betyder där")
    term.interrupt()
    assert term.end() == 0
    assert "Klart: 1 beslut, 3 kvar." in term.shown
    assert "Traceback" not in term.shown
    registry = datamap.open(tmp_path / "data" / "registry.ttl")
    assert [(d.phrase, d.kind, d.by) for d in registry.decisions()] == [("skostorlek", "open", "Åsa")]
    assert "skostorlek" not in [p.phrase for p in registry.review()]


def test_only_here_in_a_terminal_and_back(tmp_path: Path) -> None:
    project(tmp_path)
    term = Terminal(tmp_path, "--by", "Bo")
    term.until("Choice")
    for typed, wait in (("h", "For which vendor"), ("2", "Means there"), ("kundnummer", "Means there")):
        term.type(typed)
        term.until(wait)
    term.type("1")
    term.until("Reason")
    term.type("they said so")
    assert "Kept: only here: customer number" in term.until("Choice")
    registry = datamap.open(tmp_path / "data" / "registry.ttl")
    assert answers(registry, "kundnummer") == {"Alfa AB": "unknown", "Beta AB": "yes", "Gamma AB": "unknown"}
    term.type("b")
    term.until("taken back")
    term.type("q")
    assert term.end() == 0
    assert datamap.open(tmp_path / "data" / "registry.ttl").corrections() == []


def test_hostile_phrases_steer_no_terminal(tmp_path: Path) -> None:
    project(tmp_path, lista_txt=LIST.replace("skostorlek", "sko\x07\u202estorlek"))
    term = Terminal(tmp_path)
    shown = term.until("Choice")
    term.type("q")
    assert term.end() == 0
    assert "⟨U+202E⟩" in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown


def test_without_a_terminal_it_names_the_spreadsheet(run: Run, tmp_path: Path) -> None:
    project(tmp_path)
    code, out, err = run("review")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "datamap review -o review.xlsx" in err
    code, _, err = run("review", "x.xlsx", "--decided")
    assert (code, len(err.splitlines())) == (2, 1)


def test_json_lists_what_is_pending_and_what_is_decided(run: Run, tmp_path: Path) -> None:
    project(tmp_path)
    code, out, _ = run("review", "--format", "json", "--lang", "sv")
    assert code == 0
    pending = json.loads(out)["pending"]
    assert [p["phrase"] for p in pending][:1] == ["skostorlek"]
    assert pending[0]["places"][1] == {
        "source": "lista", "line": 10, "vendor": "Beta AB", "text": "Personuppgifter: Namn, skostorlek"
    }  # fmt: skip
    registry = datamap.open(tmp_path / "data" / "registry.ttl")
    registry.decide("skostorlek", note=True, by="Bo", reason="nothing")
    registry.save()
    decided = json.loads(run("review", "--decided", "--format", "json")[1])["decisions"]
    assert [(d["number"], d["phrase"], d["kind"], d["reason"]) for d in decided] == [
        (1, "skostorlek", "note", "nothing")
    ]
    assert "anmärkning" in run("review", "--decided", "--lang", "sv")[1]
    undone = json.loads(run("review", "--undo", "1", "--format", "json")[1])
    assert (undone["undone"]["phrase"], undone["changed"]) == ("skostorlek", 2)
    code, _, err = run("review", "--undo", "1")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "no decision number 1" in err


def _filled(path: Path, cells: dict[str, dict[str, Any]], sheet: str = "Phrases") -> None:
    """Fill a workbook: by phrase, the value of each column by its heading."""
    book = openpyxl.load_workbook(path)
    rows = list(book[sheet].iter_rows())
    head = next(row for row in rows if row[0].value in ("Phrase", "Fras"))
    columns = {cell.value: cell.column for cell in head}
    for row in rows[head[0].row :]:
        for heading, value in cells.get(row[0].value, {}).items():
            book[sheet].cell(row[0].row, columns[heading]).value = value
    book.save(path)


def test_a_workbook_goes_out_and_comes_back(run: Run, tmp_path: Path) -> None:
    project(tmp_path)
    code, out, err = run("review", "-o", "review.xlsx")
    assert (code, "4 phrases to decide" in out, "datamap review review.xlsx" in err) == (0, True, True)
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    assert book.sheetnames[:2] == ["Read me", "Phrases"]
    sheet = book["Phrases"]
    assert [cell.value for cell in sheet[3]][:5] == [
        "skostorlek", "personal data", "2 × · lista:5",
        "Alfa AB: Personuppgifter: Namn, e-postadress, skostorlek, telefonnumer", "",
    ]  # fmt: skip
    assert {str(rule.sqref).split(":")[0][0] for rule in sheet.data_validations.dataValidation} == {"F", "G"}
    assert run("review", "review.xlsx")[1].startswith("review.xlsx: 0 decisions")
    _filled(
        tmp_path / "review.xlsx",
        {
            "skostorlek": {"Decision": "narrower than", "Concept": "physical characteristics", "By": "Bo"},
            "telefonnumer": {"Decision": "Etikett", "Concept": "phone number", "Reason": "a slip"},
            "uppgiftsflödet": {"Decision": "label", "Concept": "flubber", "By": "Bo"},
            "PII-skrubbning aktiverad": {"Decision": "=1+1", "By": "Bo"},
        },
    )
    code, out, _ = run("review", "review.xlsx", "--by", "Anna Berg")
    assert code == 1
    assert "2 decisions" in out
    assert "Phrases!G6: data: 'flubber' names nothing" in out
    assert "Phrases!F4: holds a formula" in out
    registry = datamap.open(tmp_path / "data" / "registry.ttl")
    assert [(d.phrase, d.kind, d.by, d.reason) for d in registry.decisions()] == [
        ("skostorlek", "own", "Bo", ""),
        ("telefonnumer", "label", "Anna Berg", "a slip"),
    ]
    assert answers(registry, "telefonnummer") == {"Alfa AB": "yes", "Beta AB": "no", "Gamma AB": "unknown"}
    code, out, _ = run("review", "review.xlsx", "--by", "Anna Berg", "--format", "json")
    assert code == 1
    report = json.loads(out)
    assert report["decided"] == 0
    assert {r["place"] for r in report["refused"]} == {"Phrases!A3", "Phrases!A5", "Phrases!F4", "Phrases!G6"}


def test_each_cell_that_makes_no_sense_is_refused_by_name(run: Run, tmp_path: Path) -> None:
    project(tmp_path)
    run("review", "-o", "r.xlsx", "--lang", "sv")
    _filled(
        tmp_path / "r.xlsx",
        {
            "skostorlek": {"Beslut": "kanske"},
            "telefonnumer": {"Beslut": "etikett"},
            "uppgiftsflödet": {"Beslut": "anmärkning", "Begrepp": "namn", "Av": "Bo"},
            "PII-skrubbning aktiverad": {"Beslut": "anmärkning"},
        },
        "Fraser",
    )
    code, out, _ = run("review", "r.xlsx", "--lang", "sv")
    assert code == 1
    for words in (
        "Fraser!F3: 'kanske' is no decision",
        "Fraser!G5: is empty; which concept",
        "Fraser!G6: names a concept",
        "Fraser!I4: nobody decides it",
    ):
        assert words in out
    assert not (tmp_path / "ontology").exists()


def test_a_csv_goes_out_and_comes_back_as_a_spreadsheet_writes_it(run: Run, tmp_path: Path) -> None:
    project(tmp_path, lista_txt=LIST.replace("skostorlek", "=skostorlek"))
    assert run("review", "-o", "r.csv", "--lang", "sv")[0] == 0
    text = (tmp_path / "r.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert rows[0]["Fras"] == "'=skostorlek"
    rows[0] |= {"Beslut": "anmärkning, listan fullständig", "Av": "Åsa"}
    rows[1] |= {"Beslut": "bara här", "Begrepp": "namn", "Av": "Åsa"}
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    (tmp_path / "r.csv").write_bytes(out.getvalue().encode("cp1252", "replace"))
    code, shown, _ = run("review", "r.csv", "--lang", "sv")
    assert code == 1
    assert "1 beslut" in shown
    assert "rad 3, Vendor (only here): is empty" in shown
    registry = datamap.open(tmp_path / "data" / "registry.ttl")
    assert [(d.phrase, d.complete, d.by) for d in registry.decisions()] == [("=skostorlek", True, "Åsa")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.xlsx", b"PK\x03\x04 no workbook"),
        ("x.xlsx", b""),
        ("x.csv", b""),
        ("x.csv", b"a,b\n1,2\n"),
        ("x.txt", b"hello"),
        ("missing.xlsx", None),
    ],
)
def test_a_file_that_is_no_review_is_one_line(
    run: Run, tmp_path: Path, name: str, data: bytes | None
) -> None:
    project(tmp_path)
    if data is not None:
        (tmp_path / name).write_bytes(data)
    code, out, err = run("review", name)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert name in err


def test_another_workbook_is_no_review(run: Run, tmp_path: Path) -> None:
    project(tmp_path)
    book = openpyxl.Workbook()
    book.save(tmp_path / "x.xlsx")
    code, _, err = run("review", "x.xlsx")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "holds no sheet of phrases" in err


def test_nothing_to_review(run: Run, tmp_path: Path, example_list: Path) -> None:
    project(tmp_path, lista_txt=example_list.read_text("utf-8"))
    assert json.loads(run("review", "--format", "json")[1]) == {"pending": []}
    assert "Everything is understood" in run("review", "-o", "r.xlsx")[1]
