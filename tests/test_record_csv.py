"""What a spreadsheet and a script find in the CSV file."""

from __future__ import annotations

import csv as standard
import io

import pytest

from datamap.records.csv import csv
from datamap.visible import visible
from sample_document import HOSTILE, document, english, hostile, row
from sample_formats import sourced


def read(data: bytes, delimiter: str = ";") -> list[dict[str, str]]:
    text = data.decode("utf-8-sig")
    return list(standard.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def test_excel_finds_swedish_letters_its_own_list_separator_and_windows_line_ends() -> None:
    data = csv(document())
    assert data.startswith(b"\xef\xbb\xbfAvsnitt;")
    assert "Överföringsgrund" in data.decode("utf-8-sig")
    assert csv(english()).startswith(b"\xef\xbb\xbfSection,")
    ends = data.replace(b"\r\n", b"").count(b"\r")
    assert ends == 0
    assert data.endswith(b"\r\n")


def test_every_section_is_there_and_each_fact_stands_under_its_label() -> None:
    rows = read(csv(sourced()))
    sections = list(dict.fromkeys(r["Avsnitt"] for r in rows))
    assert sections == [
        "Framsida", "Så läser du registret", "Uttryck", "Registret", "Bilaga A. Personuppgiftsansvariga",
        "Bilaga B. Underbiträden", "Uppgifter som saknas", "Källor",
    ]  # fmt: skip
    fact = next(r for r in rows if r["Fält"] == "Företrädare")
    assert fact["Artikel"] == "art. 30.2 a, i tillämpliga fall"
    assert fact["Uppgift"] == "Uppgift saknas per 2026-11-24 (art. 30.2 a)"
    second = next(r for r in rows if r["Avsnitt"] == "Registret" and r["Nr"] == "2")
    assert (
        second["Personuppgiftsansvarig eller kundgrupp"]
        == "Exempelgruppen Föreningar\n3 ansvariga, se bilaga A"
    )
    assert second["Tjänst"] == "Exempelutskick"  # the voluntary cells are columns of the same row
    assert second["Ändamål"] == ""  # a column of another section


def test_a_group_stands_beside_each_of_its_rows_and_a_merged_cell_in_each_of_its_columns() -> None:
    rows = [r for r in read(csv(document())) if r["Avsnitt"].startswith("Bilaga A") and r["Nr"]]
    assert [r["Nr"] for r in rows] == ["1", "2.1", "2.2", "2.3", "3.1", "3.2", "4.1"]
    assert [r["Grupp"].partition(" ·")[0] for r in rows[1:4]] == ["Exempelgruppen Föreningar"] * 3
    assert rows[3]["Adress och kontaktuppgifter"] == rows[3]["Dataskyddsombud"]
    assert rows[0]["Dataskyddsombud"] == "se Personuppgiftsansvarig"


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", " =", "\n=", " \n @", "\u00a0="]
)
def test_what_a_spreadsheet_would_run_is_defended(start: str) -> None:
    text = f'{start}HYPERLINK("http://example.com")'
    whole = document(record=(row("1", "n:Exempelbolaget", text, "a", "b", "c", "d"),))
    defended = next(r for r in read(csv(whole)) if r["Tredjeland eller internationell organisation"] == "b")
    raw = next(
        r for r in read(csv(whole, raw=True)) if r["Tredjeland eller internationell organisation"] == "b"
    )
    column = "Kontakt, företrädare, dataskyddsombud"
    assert defended[column] == "'" + text
    assert raw[column] == text


def test_hostile_text_divides_no_cell() -> None:
    rows = [r for r in read(csv(hostile(), raw=True)) if r["Avsnitt"] == "Registret" and r["Nr"]]
    column = "Kategori av behandling"
    assert [r[column] for r in rows[: len(HOSTILE)]] == [visible(text) for text in HOSTILE]
    assert [
        r[column]
        for r in read(csv(document(record=(row("1", "a", "b", 'x";"y\nz;', "c", "d", "e"),))))
        if r[column]
    ] == ['x";"y\nz;']


def test_columns_of_one_name_in_one_table_are_told_apart() -> None:
    data = csv(document(vendors=(row("B1", "a", "b", "c", "d", "e", "f"),)))
    heads = data.decode("utf-8-sig").splitlines()[0].split(";")
    assert len(heads) == len(set(heads))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert csv(sourced()) == csv(sourced())
