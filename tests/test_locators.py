"""Where a statement stands beyond a line: sheet and cell, page, row of a table, path; from list to answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import datamap
from datamap.cli.commands import run as command
from datamap.locators import LONGEST, bounded, place_in_words
from page_browser import Opened, launched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = (
    ("Vendor", "Purpose", "Personal data", "Location"),
    ("Stripe", "Payments", "Card details, e-mail address", "USA"),
    ("Zoom", "Video meetings", "Name, frobnication data", "Ireland"),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A sheet with a title in row 1 and its headings in row 3, so that Stripe stands in row 4."""
    import xlsxwriter

    path = tmp_path / "vendors.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Our vendors")
        sheet.write(0, 0, "Sub-processors 2026")
        for number, row in enumerate(ROWS, 2):
            sheet.write_row(number, 0, row)
    return path


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    import docx

    path = tmp_path / "vendors.docx"
    document = docx.Document()
    document.add_heading("Sub-processors", 1)
    document.add_paragraph("All of our vendors may process phone numbers.")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "Confidential"
    table = document.add_table(rows=3, cols=4)
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            table.cell(number, column).text = value
    document.save(str(path))
    return path


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A PDF whose vendors stand on its second page, a line each."""
    import typst

    path = tmp_path / "vendors.pdf"
    cells = "".join(f"[{cell}]," for row in ROWS for cell in row)
    source = f"First page\n\nMore of it\n#pagebreak()\n#table(columns: 4, {cells})"
    path.write_bytes(typst.compile(source.encode()))
    return path


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    path = tmp_path / "vendors.json"
    names = ("name", "purpose", "data", "location")
    path.write_text(
        json.dumps({"vendors": [dict(zip(names, row, strict=True)) for row in ROWS[1:]]}, indent=1)
    )
    return path


def places(report: dict[str, Any], vendor: str) -> dict[str, str]:
    (entry,) = [e for e in report["entries"] if e["name"] == vendor]
    return {
        "name": entry["at"],
        "data": entry["data"][0]["at"],
        "place": entry["places"][0]["at"],
    }


def test_a_sheet_is_cited_by_its_cells(workbook: Path) -> None:
    report = datamap.import_documents(workbook, dry_run=True).to_dict()
    assert places(report, "Stripe") == {
        "name": "Our vendors!A4", "data": "Our vendors!C4", "place": "Our vendors!D4",
    }  # fmt: skip
    (unmapped,) = [u for u in report["unmapped"] if u["vendor"] == "Zoom"]
    assert (unmapped["text"], unmapped["line"], unmapped["at"]) == ("frobnication data", 5, "Our vendors!C5")


def test_a_word_file_is_cited_by_table_and_paragraph(word_file: Path) -> None:
    report = datamap.import_documents(word_file, dry_run=True).to_dict()
    assert places(report, "Zoom") == dict.fromkeys(("name", "data", "place"), "table=2&row=3")
    said = {s["text"]: s["at"] for s in report["sources"][0]["document"]}
    assert said["All of our vendors may process phone numbers."] == "paragraph=2"


def test_a_pdf_is_cited_by_page_and_line_of_the_page(pages: Path) -> None:
    report = datamap.import_documents(pages, dry_run=True).to_dict()
    assert places(report, "Stripe") == dict.fromkeys(("name", "data", "place"), "page=2&line=2")


def test_data_files_are_cited_by_path(data_file: Path, tmp_path: Path) -> None:
    expected = {"name": "vendors[0].name", "data": "vendors[0].data", "place": "vendors[0].location"}
    assert places(datamap.import_documents(data_file, dry_run=True).to_dict(), "Stripe") == expected
    same = tmp_path / "vendors.yaml"
    same.write_text(data_file.read_text())  # JSON is YAML
    assert places(datamap.import_documents(same, dry_run=True).to_dict(), "Stripe") == expected


def test_text_lists_are_cited_by_line_alone(example_list: Path, tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    report = opened.import_documents(example_list).to_dict()
    assert '"at"' not in json.dumps(report)
    opened.save()
    assert "dm:at " not in (tmp_path / "registry.ttl").read_text()
    answers = opened.query("vendors-by-data", data="phone").to_dict()
    assert all("at" not in e for row in answers["rows"] for e in row["evidence"])


def test_answers_cite_the_cell_on_screen_and_as_data(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = str(tmp_path / "registry.ttl")
    assert command(["import", str(workbook), "-r", registry, "--lang", "sv"]) == 0
    assert "blad Our vendors, cell C5  Zoom: frobnication data" in capsys.readouterr().out
    asked = ["query", "vendors-by-data", "-p", "data=email", "-r", registry]
    command([*asked, "--format", "json"])
    (stripe,) = [r for r in json.loads(capsys.readouterr().out)["rows"] if r["vendor"] == "Stripe"]
    assert stripe["evidence"] == [
        {
            "source": "vendors", "line": 4, "at": "Our vendors!C4", "text": "Card details, e-mail address",
            "phrases": ["e-mail address"], "sides": ["data"],
        }
    ]  # fmt: skip
    for lang, words in (("en", "sheet Our vendors, cell C4"), ("sv", "blad Our vendors, cell C4")):
        command([*asked, "--lang", lang])
        assert f"vendors, {words}: Card details, e-mail address" in capsys.readouterr().out
    command(["query", "data-by-vendor", "-p", "vendor=Stripe", "-r", registry])
    assert "sheet Our vendors, cell C4" in " ".join(capsys.readouterr().out.split())
    opened = datamap.open(registry)
    notebook = opened.query("data-by-vendor", vendor="Stripe")._repr_mimebundle_()["text/html"]
    assert "vendors, sheet Our vendors, cell C4: Card details, e-mail address" in notebook


def test_each_statement_of_the_registry_has_its_place(workbook: Path, tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(workbook)
    found = {at for (at,) in opened.sparql("SELECT ?at { ?s a dm:Statement ; dm:at ?at }").rows()}
    assert found >= {f"Our vendors!{column}{row}" for row in (4, 5) for column in "ABCD"}


@pytest.mark.parametrize("question", ["evidence", "vendor-facts", "data-by-vendor"])
def test_every_row_about_a_vendor_has_its_cell(question: str, workbook: Path, tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(workbook)
    rows = opened.query(question, vendor="Stripe").to_dict()["rows"]
    assert rows
    assert all(e["at"].startswith("Our vendors!") for row in rows for e in row["evidence"])


def test_a_record_cites_the_cell_in_the_house_and_the_line_outside(workbook: Path, tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(workbook)
    inside = opened.record(lang="sv").save(tmp_path / "record.md").read_text()
    assert "blad Our vendors, cell C4" in inside
    outside = opened.record(lang="sv", audience="authority").save(tmp_path / "outside.md").read_text()
    assert "Our vendors" not in outside


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from launched()


def test_the_page_shows_the_cell_beside_the_words(browser: Any, workbook: Path, tmp_path: Path) -> None:
    registry = datamap.open(tmp_path / "registry.ttl", create=True)
    registry.import_documents(workbook)
    for lang, words in (("en", "sheet Our vendors, cell C4"), ("sv", "blad Our vendors, cell C4")):
        page = Opened(browser, registry.view(lang=lang).save(tmp_path / f"{lang}.html"), "table")
        page.tab.locator("button[aria-expanded]:visible").first.click()
        assert words in page.tab.locator(".panel").inner_text()
        page.close()
    outside = registry.view(audience="customer").save(tmp_path / "customer.html").read_text()
    assert "Our vendors" not in outside


@pytest.mark.parametrize(
    ("at", "english", "swedish"),
    [
        ("", "line 7", "rad 7"),
        ("Sheet 1!AB12", "sheet Sheet 1, cell AB12", "blad Sheet 1, cell AB12"),
        ("A!B!C7", "sheet A!B, cell C7", "blad A!B, cell C7"),
        ("Former!", "sheet Former", "blad Former"),
        ("page=3&line=12", "page 3, line 12", "sida 3, rad 12"),
        ("table=2&row=5", "table 2, row 5", "tabell 2, rad 5"),
        ("footnote=1", "footnote 1", "fotnot 1"),
        ("vendors[3].data", "line 7, vendors[3].data", "rad 7, vendors[3].data"),
        ("page=x", "line 7, page=x", "rad 7, page=x"),
    ],
)
def test_a_place_in_words(at: str, english: str, swedish: str) -> None:
    assert place_in_words(7, at) == english
    assert place_in_words(7, at, "sv") == swedish


def test_a_hostile_key_makes_no_hostile_locator(tmp_path: Path) -> None:
    assert bounded("k" * 5000).startswith("kkk")
    assert len(bounded("k" * 5000)) == LONGEST
    path = tmp_path / "deep.json"
    key = "\x1b[31mkey\n" * 100
    path.write_text(json.dumps({key: [{"vendor": "Acme", "purpose": "Hosting", "location": "Sweden"}]}))
    registry = tmp_path / "registry.ttl"
    report = datamap.import_documents(path, registry=registry).to_dict()
    assert len(report["entries"][0]["at"]) == LONGEST
    assert datamap.open(registry).query("vendors-outside", outside="EEA").rows[0].evidence[0].at
