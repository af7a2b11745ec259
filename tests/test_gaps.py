"""What a record lacks goes out as a questionnaire and comes back as facts; nothing is filled from guesswork."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

import datamap
from datamap.errors import InvalidParameter, RecordError, UnreadableDocument
from datamap.records import questionnaire_layout as layout
from datamap.vocabulary.record_fields import record_field
from record_cases import DATE, cells

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

# A value that any person could write in a field, by the kind of value it takes.
VALUES = {
    "date": "2026-01-02", "places": "Sverige", "data": "namn; e-postadress", "subjects": "kunder",
    "purposes": "kundtjänst", "measures": "kryptering", "safeguards": "standardavtalsklausuler",
    "vendor": "Stripe; Zoom", "service": "Exempelutskick", "group": "Exempelgruppen",
}  # fmt: skip
NAMES = {"controller": "Exempelkunden AB", "service": "Exempelutskick", "activity": "Exempelbehandling"}
SHEETS = {"controller": "Kunder", "service": "Tjänster", "activity": "Behandlingar"}


def answer(kind: str, key: str) -> str:
    """Return what somebody could answer about a field."""
    if key == "third-country":
        return "USA"
    return VALUES.get(record_field(kind, key).takes, "Ett svar")


def fill_everything(path: Path) -> int:
    """Answer every question of a questionnaire, and name one customer, service and activity where asked."""
    book = openpyxl.load_workbook(path)
    readme = book["Läs mig"]
    readme["B4"], readme["B5"] = "Åsa Exempel", "2026-11-20"
    asked = 0
    for row in book["Frågor"].iter_rows(min_row=3):
        if row[7].value:
            kind, key, _ = row[7].value.split("|")
            row[5].value = answer(kind, key)
            asked += 1
    for kind, sheet in SHEETS.items():
        if sheet in book.sheetnames:
            for column, cell in enumerate(book[sheet][2], 1):
                value = NAMES[kind] if cell.value == "name" else answer(kind, cell.value)
                book[sheet].cell(4, column).value = value
                asked += 1
    book.save(path)
    return asked


@pytest.mark.parametrize("role", ["processor", "controller"])
def test_a_questionnaire_filled_in_full_leaves_nothing_missing(
    registry: Path, tmp_path: Path, role: str
) -> None:
    opened = datamap.open(registry)
    before = opened.gaps(role, "sv", date=DATE)
    assert len(before) > 50
    assert not opened.record(role, "sv", date=DATE).complete
    path = before.save(tmp_path / "gaps.xlsx")
    asked = fill_everything(path)
    report = opened.fill(path)
    assert report.refused == []
    assert report.facts + report.corrections >= asked - 2, "a name is not a fact that somebody asked for"
    opened.save()
    again = datamap.open(registry)
    assert list(again.gaps(role, "sv", date=DATE)) == []
    record = again.record(role, "sv", date=DATE)
    assert record.complete
    text = record.render(".md").decode("utf-8").split("## Källor")[0].split("# Registret")[1]
    assert "ppgift saknas per" not in text
    assert "kan inte uteslutas" not in text


def test_the_questionnaire_of_a_complete_record_is_empty_and_says_so(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    fill_everything(opened.gaps("processor", "sv", date=DATE).save(tmp_path / "gaps.xlsx"))
    opened.fill(tmp_path / "gaps.xlsx")
    book = openpyxl.load_workbook(opened.gaps("processor", "sv", date=DATE).save(tmp_path / "none.xlsx"))
    assert book["Läs mig"]["A4"].value == "Inget saknas. Det finns inget att fylla i."
    assert book["Frågor"]["A3"].value == "Inget saknas. Det finns inget att fylla i."
    assert book.sheetnames == ["Läs mig", "Frågor"]


def test_answers_survive_the_next_import_and_say_who_gave_them(
    registry: Path, tmp_path: Path, example_list: Path
) -> None:
    opened = datamap.open(registry)
    fill_everything(opened.gaps("processor", "sv", date=DATE).save(tmp_path / "gaps.xlsx"))
    opened.fill(tmp_path / "gaps.xlsx")
    changed = tmp_path / "underbitraden.txt"
    changed.write_text(example_list.read_text("utf-8").replace("Chattverktyg", "Chatt"), "utf-8")
    opened.import_documents(changed)
    assert list(opened.gaps("processor", "sv", date=DATE)) == []
    row = cells(opened.record("processor", "sv", date=DATE).document, "annex-b", 6)
    assert row["place"] == "Sverige (uppgift lämnad 2026-11-20)"
    (correction,) = [
        c for c in opened.corrections() if c.vendor == opened.vendor("Stripe") and c.facet == "storage-place"
    ]
    assert (correction.by, correction.on) == ("Åsa Exempel", "2026-11-20")
    assert correction.evidence is not None
    assert correction.evidence.startswith("gaps.xlsx, Frågor!F")


def test_only_what_is_missing_is_asked(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    book = openpyxl.load_workbook(opened.gaps("processor", "en", date=DATE).save(tmp_path / "gaps.xlsx"))
    rows = [[cell.value for cell in row] for row in book["Questions"].iter_rows(min_row=3)]
    about_stripe = {row[1] for row in rows if row[0] == "Vendor: Stripe"}
    assert "storage location" in about_stripe, "the list states no place for Stripe"
    assert "personal data" not in about_stripe, "the list states what Stripe processes"
    varying = [row[4] for row in rows if row[0] == "Vendor: Zoom" and row[1] == "personal data"]
    assert varying == ["Olika per Vivas kund; Namn, e-postadress, telefonnummer"]
    # Drop-downs suggest and do not forbid.
    rules = book["Questions"].data_validations.dataValidation
    assert rules
    assert not any(rule.showErrorMessage for rule in rules)


def refusals(
    registry: Path, tmp_path: Path, change: Callable[[openpyxl.Workbook], None]
) -> list[tuple[str, str]]:
    """Fill one questionnaire by hand, and return what is refused."""
    opened = datamap.open(registry)
    path = opened.gaps("processor", "sv", date=DATE).save(tmp_path / "gaps.xlsx")
    book = openpyxl.load_workbook(path)
    book["Läs mig"]["B4"] = "Åsa Exempel"
    change(book)
    book.save(path)
    return [(refusal.place, refusal.message) for refusal in opened.fill(path).refused]


def row_of(book: openpyxl.Workbook, about: str, fact: str) -> int:
    for row in book["Frågor"].iter_rows(min_row=3):
        if (row[0].value, row[1].value) == (about, fact):
            return int(row[0].row)
    raise AssertionError(about, fact)


def test_nonsense_is_refused_cell_by_cell_and_the_rest_is_taken(registry: Path, tmp_path: Path) -> None:
    places: dict[str, int] = {}

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Frågor"]
        for name, about, fact in (
            ("place", "Leverantör: Stripe", "lagringsplats"),
            ("formula", "Organisationen", "juridisk person"),
            ("both", "Organisationen", "dataskyddsombud"),
            ("key", "Organisationen", "företrädare"),
            ("good", "Leverantör: BidTheatre", "lagringsplats"),
            ("data", "Leverantör: BidTheatre", "personuppgifter"),
        ):
            places[name] = row_of(book, about, fact)
        sheet.cell(places["place"], 6).value = "Atlantis"
        sheet.cell(places["formula"], 6).value = "=1+1"
        sheet.cell(places["both"], 6).value = "Bo"
        sheet.cell(places["both"], 7).value = "inget utsett"
        sheet.cell(places["key"], 6).value = "Ombudet AB"
        sheet.cell(places["key"], 8).value = None
        sheet.cell(places["good"], 6).value = "NO"
        sheet.cell(places["data"], 6).value = "namn; gobbledigook"

    found = dict(refusals(registry, tmp_path, change))
    assert set(found) == {f"Frågor!F{places[name]}" for name in ("place", "formula", "both", "key", "data")}
    assert "Atlantis" in found[f"Frågor!F{places['place']}"]
    assert "formula" in found[f"Frågor!F{places['formula']}"]
    assert "both an answer and a reason" in found[f"Frågor!F{places['both']}"]
    assert "key" in found[f"Frågor!F{places['key']}"]
    assert "gobbledigook" in found[f"Frågor!F{places['data']}"]


def test_what_was_taken_beside_the_nonsense_counts(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    path = opened.gaps("processor", "sv", date=DATE).save(tmp_path / "gaps.xlsx")
    book = openpyxl.load_workbook(path)
    book["Läs mig"]["B4"], book["Läs mig"]["B5"] = "Åsa Exempel", dt.datetime(2026, 11, 20)
    book["Frågor"].cell(row_of(book, "Leverantör: BidTheatre", "lagringsplats"), 6).value = "NO"
    book["Frågor"].cell(
        row_of(book, "Leverantör: Zoom", "åtkomst från tredjeland"), 7
    ).value = "endast från Norden"
    book.save(path)
    report = opened.fill(path)
    assert (report.corrections, report.refused) == (2, [])
    answers = {row.vendor: row.answer for row in opened.query("vendors-outside")}
    assert answers["BidTheatre"] == "no", "NO is Norway, in the EEA"
    access = {row.vendor: row.answer for row in opened.query("access-outside")}
    assert (access["Zoom"], access["Confetti"]) == ("no", "unknown")


def test_answers_need_the_name_of_who_gives_them(registry: Path, tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Läs mig"]["B4"] = None
        book["Frågor"].cell(row_of(book, "Leverantör: Stripe", "lagringsplats"), 6).value = "Irland"

    with pytest.raises(InvalidParameter, match="--by NAME"):
        refusals(registry, tmp_path, change)


def test_a_questionnaire_that_was_moved_about_loses_no_answer(registry: Path, tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        row = row_of(book, "Organisationen", "juridisk person")
        book["Frågor"].cell(row, 6).value = "Viva Exempel AB"
        book["Frågor"].cell(row + 1, 6).value = "-"
        book["Frågor"].delete_rows(1, 2)
        book["Kunder"]["A4"] = "Exempelkunden"
        book["Kunder"].title = "Våra kunder"

    ((place, message),) = refusals(registry, tmp_path, change)
    assert place == "Våra kunder"
    assert "renamed" in message


@pytest.mark.parametrize("nonsense", ["vet ej", "?", True, 1.5])
def test_what_is_no_answer_closes_no_gap(registry: Path, tmp_path: Path, nonsense: object) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Frågor"].cell(row_of(book, "Leverantör: Zoom", "avtal"), 6).value = nonsense

    ((_, message),) = refusals(registry, tmp_path, change)
    assert "no answer" in message


def test_the_same_questionnaire_twice_adds_nothing(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    path = opened.gaps("processor", "sv", date=DATE).save(tmp_path / "gaps.xlsx")
    fill_everything(path)
    opened.fill(path)
    before = opened.record("processor", "sv", date=DATE).to_dict()["annex-b"], len(opened.corrections())
    opened.fill(path)
    assert (
        opened.record("processor", "sv", date=DATE).to_dict()["annex-b"],
        len(opened.corrections()),
    ) == before


def test_a_workbook_that_is_none_or_too_much_is_one_line(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    text = tmp_path / "text.xlsx"
    text.write_text("not a workbook", "utf-8")
    with pytest.raises(UnreadableDocument, match="datamap gaps"):
        opened.fill(text)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)
    with pytest.raises(UnreadableDocument, match="MB"):
        opened.fill(bomb)
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(UnreadableDocument, match="not a questionnaire"):
        opened.fill(other)


def test_a_second_questionnaire_of_the_same_name_takes_nothing_back(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    for fact, text in (("legal entity", "Exempel Ltd"), ("registration number", "000000-0000")):
        path = opened.gaps(date=DATE, vendor="Stripe").save(tmp_path / "gaps.xlsx")
        book = openpyxl.load_workbook(path)
        for row in book["Questions"].iter_rows(min_row=layout.FIRST_ROW):
            if row[1].value == fact:
                row[layout.ANSWER].value = text
        book.save(path)
        assert opened.fill(path, by="Åsa", on=DATE).facts == 1
    missing = {gap.field.key for gap in opened.gaps(date=DATE, vendor="Stripe")}
    assert missing.isdisjoint({"legal-entity", "registration-number"})
    assert [(file.file_name, file.facts) for file in opened.added_facts.files()] == [("gaps.xlsx", 2)]


# ---- questions to one vendor -----------------------------------------------------------------------------


def test_the_letter_asks_first_what_turns_most_answers(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    letter = (
        opened.gaps("processor", "sv", date=DATE, vendor="BidTheatre")
        .save(tmp_path / "mail.md")
        .read_text("utf-8")
    )
    assert letter.startswith("# Frågor om hur BidTheatre behandlar personuppgifter för Viva")
    asked = [line.partition(". ")[2] for line in letter.splitlines() if line[:1].isdigit()]
    # The list states no data and no place; every question about data asks of it, only one about place alone.
    assert asked[0].startswith("Vilka kategorier av personuppgifter")
    assert any(line.startswith("I vilka länder lagras uppgifterna") for line in asked)
    assert not any("biträdesavtal" in line for line in asked), "the organisation knows its own contracts"


def test_a_vendor_whose_data_vary_is_shown_what_the_list_says(registry: Path) -> None:
    letter = datamap.open(registry).gaps("processor", "en", date=DATE, vendor="zoom").mail()
    assert "Our list says: “Olika per Vivas kund; Namn, e-postadress, telefonnummer”." in letter


def test_a_vendor_gets_a_questionnaire_of_its_own(registry: Path, tmp_path: Path) -> None:
    path = (
        datamap.open(registry)
        .gaps("processor", "en", date=DATE, vendor="Stripe")
        .save(tmp_path / "stripe.xlsx")
    )
    book = openpyxl.load_workbook(path)
    assert {row[0].value for row in book["Questions"].iter_rows(min_row=3)} == {"Vendor: Stripe"}


def test_the_suffix_must_fit_what_is_written(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    with pytest.raises(RecordError, match=r"\.xlsx"):
        opened.gaps(date=DATE).save(tmp_path / "gaps.docx")
    with pytest.raises(RecordError, match=r"\.md"):
        opened.gaps(date=DATE, vendor="Zoom").save(tmp_path / "mail.docx")
    with pytest.raises(RecordError, match="vendor"):
        opened.gaps(date=DATE).mail()


def test_the_command_fills_and_says_what_it_did_not_take(run: Run, registry: Path, tmp_path: Path) -> None:
    assert run("gaps", "-r", registry, "--lang", "sv", "-o", "gaps.xlsx")[0] == 0
    book = openpyxl.load_workbook(tmp_path / "gaps.xlsx")
    row = row_of(book, "Organisationen", "juridisk person")
    book["Frågor"].cell(row, 6).value = "Viva Exempel AB"
    place = row_of(book, "Leverantör: Stripe", "lagringsplats")
    book["Frågor"].cell(place, 6).value = "Atlantis"
    book.save(tmp_path / "gaps.xlsx")
    code, out, err = run("fill", "gaps.xlsx", "-r", registry, "--by", "Åsa Exempel")
    assert code == 1, err
    assert f"Frågor!F{place}" in out
    assert "Traceback" not in err
    code, out, _ = run("record", "-r", registry, "--lang", "sv", "--format", "json")
    assert '"legal-entity": "Viva Exempel AB"' in out
