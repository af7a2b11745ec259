"""The notice to customers of new sub-processors: what calls for it, what it says, and by when to object."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import docx
import pdfplumber
import pytest

import datamap
from conftest import EXAMPLE
from datamap.cli.commands import run
from datamap.errors import InvalidParameter, RecordError
from datamap.records.contract_terms import last_day
from record_cases import table

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.records.notice import Notice

ORIGINAL = EXAMPLE.read_text("utf-8")
TWILIO = "\n\nTwilio\nÄndamål: SMS-utskick\nPersonuppgifter: Mobilnummer\nFysisk lagringsplats: USA\n"
DATE = dt.date(2026, 11, 24)
FACTS = """\
by: Åsa Exempel
date: 2026-11-20
organisation:
  known as: Viva
  name: Viva Exempel AB
  contact: dataskydd@example.com
groups:
  Föreningar:
    time to object to new sub-processors: 1 månad
customers:
  - name: Kund Ett AB
    e-mail: ett@example.com
    contract: Biträdesavtal 2025-02-01
    objection period: 30 dagar
    notice period: 60 dagar
  - name: Kund Två AB
    invändningstid: 14 dagar
  - name: Föreningen Tre
    group: Föreningar
  - name: Kund Fyra AB
"""
OF_TWILIO = "vendors:\n  Twilio:\n    legal entity: Twilio Exempel Ltd\n"


class Sides:
    """An old registry and a new one, of the same lists but for some words, with facts of customers or without."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, new: str, facts: str = "") -> tuple[Path, Path]:
        found = []
        for name, text in (("old", ORIGINAL), ("new", new)):
            source = self.folder / name / "underbitraden.txt"
            source.parent.mkdir(exist_ok=True)
            source.write_text(text, "utf-8")
            registry = datamap.open(self.folder / f"{name}.ttl", create=True)
            registry.import_documents(source)
            if facts and name == "new":
                (self.folder / "organisation.yaml").write_text(facts, "utf-8")
                assert not registry.fill(self.folder / "organisation.yaml").refused
            registry.save()
            found.append(self.folder / f"{name}.ttl")
        return found[0], found[1]


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    return Sides(tmp_path)


def front(notice: Notice) -> dict[str, str]:
    return {field.key: field.cell.text for field in notice.document.front.fields}


def text(notice: Notice) -> str:
    return notice.render(".md").decode()


# what calls for a notice ----------------------------------------------------------------------------------


def test_a_new_vendor_is_announced_with_all_that_is_known_and_what_is_not(sides: Sides) -> None:
    old, new = sides.make(ORIGINAL + TWILIO, FACTS + OF_TWILIO)
    notice = datamap.notice(old, new, date=DATE, effective=dt.date(2027, 2, 1))
    assert notice.needed
    (row,) = table(notice.document, "sub-processors").rows
    cells = [cell.text for cell in row.cells]  # type: ignore[union-attr]
    assert cells[1].startswith("Twilio\nTwilio Exempel Ltd\n")
    assert "Registration number: not stated" in cells[1]
    assert "SMS-utskick" in cells[2]
    assert "Mobilnummer" in cells[3]
    assert cells[4].startswith("USA")
    assert "United States" in cells[5]
    assert "Transfer ground: information missing" in cells[5]
    assert front(notice)["effective"] == "2027-02-01"
    assert "we intend to engage Twilio as a sub-processor" in notice.document.front.opening[0][0].text
    assert any("Twilio" in line and "transfer ground" in line for line in notice.missing)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BidTheatre\nÄndamål: Marknadsföring med displayannonser\n", ""),
        ("Ändamål: SMS-marknadsföring", "Ändamål: Utskick av korta budskap"),
        ("", ""),
    ],
)
def test_what_adds_nobody_needs_no_notice(
    sides: Sides, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    before, after = sides.make(ORIGINAL.replace(old, new) if old else ORIGINAL, FACTS)
    target = sides.folder / "notice.md"
    assert run(["notice", str(before), str(after), "-o", str(target)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("No notice is needed")
    assert not err
    assert not target.exists()
    assert run(["notice", str(before), str(after), "-o", str(target), "--always"]) == 0
    assert "no sub-processor has been added or replaced" in target.read_text("utf-8")


def test_a_new_country_calls_for_a_look_at_contract_and_instruction(sides: Sides) -> None:
    changed = ORIGINAL.replace(
        "E-mail\nFysisk lagringsplats: EU/EES", "E-mail\nFysisk lagringsplats: Sverige, Indien"
    )
    old, new = sides.make(changed, FACTS)
    notice = datamap.notice(old, new, date=DATE, lang="sv")
    assert notice.needed
    assert not notice.needs.announced
    assert notice.in_words()[0] == "Ny plats, se över avtal och instruktion (art. 28.3 a): LiveAgent"
    shown = text(notice)
    assert "artikel 28.3 a" in shown
    assert "Indien och Sverige" in shown
    assert "Förut: EU/EES" in shown
    assert "deadline" not in front(notice)  # a new place is nothing to object to under Art. 28(2)


def test_more_data_and_a_lost_place_are_said_but_not_announced(sides: Sides) -> None:
    changed = ORIGINAL.replace("Personuppgifter: Mobilnummer", "Personuppgifter: Mobilnummer, namn")
    changed = changed.replace("E-mail\nFysisk lagringsplats: EU/EES\n", "E-mail\n")
    notice = datamap.notice(*sides.make(changed), date=DATE)
    assert not notice.needed
    words = " ".join(notice.in_words())
    assert "Check the contract; not part of the notice" in words
    assert "Linkmobility (personal data: name)" in words
    assert "LiveAgent (storage location: EU/EEA no longer stated)" in words


def test_a_new_name_that_nobody_confirmed_is_announced_as_such(sides: Sides) -> None:
    notice = datamap.notice(*sides.make(ORIGINAL.replace("\nSales Manago\n", "\nManago Group\n")), date=DATE)
    assert notice.needed
    assert "The previous list named Sales Manago in this place" in text(notice)
    assert "we intend to engage" not in text(notice)


# by when, and to whom -------------------------------------------------------------------------------------


def test_without_a_contract_on_record_the_time_to_object_is_not_stated(sides: Sides) -> None:
    notice = datamap.notice(*sides.make(ORIGINAL + TWILIO), date=DATE)
    assert front(notice)["deadline"].startswith("Not stated\n")
    assert front(notice)["effective"] == "Not stated"
    assert front(notice)["from"].startswith("Viva\nNot stated") or front(notice)["from"].startswith(
        "Not stated"
    )
    assert any(gap.field.key == "objection-period" for gap in notice.gaps)
    assert not any(word in text(notice) for word in ("30 days", "14 days", "2026-12"))


def test_the_notice_to_one_customer_has_the_time_of_its_own_contract(sides: Sides) -> None:
    old, new = sides.make(ORIGINAL + TWILIO, FACTS)
    one = datamap.notice(
        old, new, date=DATE, lang="sv", controller="kund ett ab", effective=dt.date(2027, 1, 10)
    )
    shown = front(one)
    assert shown["to"] == "Kund Ett AB\nett@example.com"
    assert shown["contract"] == "Biträdesavtal 2025-02-01"
    assert shown["deadline"] == "2026-12-24 (30 dagar från denna underrättelse, enligt avtalet)"
    assert shown["objections-to"] == "dataskydd@example.com"
    assert one.warnings == [
        "Kund Ett AB: avtalets varsel (60 dagar) löper till 2027-01-23, efter den dag ändringen gäller från (2027-01-10)."
    ]
    assert "Kund Två" not in text(one)
    group = datamap.notice(old, new, date=DATE, lang="sv", controller="Föreningen Tre")
    assert front(group)["deadline"].startswith("2026-12-24 (1 månad från")
    none = datamap.notice(old, new, date=DATE, lang="sv", controller="Kund Fyra AB")
    assert front(none)["deadline"].startswith("Ej angivet")
    with pytest.raises(datamap.DatamapError, match="no controller named"):
        datamap.notice(old, new, controller="Nobody AB")


def test_one_notice_to_all_gives_the_days_by_contract_and_names_no_customer(sides: Sides) -> None:
    notice = datamap.notice(*sides.make(ORIGINAL + TWILIO, FACTS), date=DATE)
    assert front(notice)["deadline"] == "Depends on the contract, see below"
    days = [(part.text, meaning) for part, meaning in notice.document.front.legend]
    assert days[:3] == [("14 dagar", "2026-12-08"), ("1 månad", "2026-12-24"), ("30 dagar", "2026-12-24")]
    assert days[3][0] == "Contracts without a time on record"
    assert days[3][1].startswith("Not stated")
    assert not any(name in text(notice) for name in ("Kund Ett", "Kund Två", "Föreningen Tre", "Kund Fyra"))
    assert any("Kund Fyra AB: time to object" in line for line in notice.missing)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("30 dagar", "2027-03-02"),
        ("14 days from receipt", "2027-02-14"),
        ("2 veckor", "2027-02-14"),
        ("1 månad", "2027-02-28"),
        ("13 months", "2028-02-29"),
        ("10 arbetsdagar", None),
        ("10 business days", None),
        ("30 days before the change, 14 days to object", None),
        ("30 dagar före ändringen", None),
        ("enligt avtal", None),
        ("999 månader", "2110-04-30"),
    ],
)
def test_a_last_day_is_reckoned_only_where_the_words_give_one_plain_period(
    words: str, day: str | None
) -> None:
    found = last_day(dt.date(2027, 1, 31), words)
    assert (found.isoformat() if found else None) == day


def test_words_without_a_day_are_quoted(sides: Sides) -> None:
    facts = FACTS.replace("objection period: 30 dagar", "objection period: 10 arbetsdagar")
    notice = datamap.notice(*sides.make(ORIGINAL + TWILIO, facts), date=DATE, controller="Kund Ett AB")
    assert front(notice)["deadline"] == "10 arbetsdagar, by contract"


def test_a_day_of_effect_before_the_notice_is_refused(sides: Sides) -> None:
    with pytest.raises(InvalidParameter, match="before the day of the notice"):
        datamap.notice(*sides.make(ORIGINAL + TWILIO), date=DATE, effective=dt.date(2026, 11, 1))


# files and the command ------------------------------------------------------------------------------------


def test_two_lists_with_the_registry_that_knows_the_customers(sides: Sides) -> None:
    _, registry = sides.make(ORIGINAL, FACTS)
    before = registry.read_bytes()
    old, new = sides.folder / "list-1.txt", sides.folder / "list-2.txt"
    old.write_text(ORIGINAL, "utf-8")
    new.write_text(ORIGINAL + TWILIO, "utf-8")
    notice = datamap.notice(old, new, date=DATE, registry=registry, controller="Kund Två AB")
    assert [change.vendor for change in notice.needs.announced] == ["Twilio"]
    assert front(notice)["deadline"].startswith("2026-12-08")
    assert registry.read_bytes() == before
    alone = datamap.notice(old, new, date=DATE)
    assert "Not stated" in front(alone)["deadline"]


def test_every_format_is_the_same_letter(sides: Sides) -> None:
    notice = datamap.notice(*sides.make(ORIGINAL + TWILIO, FACTS), date=DATE, lang="sv")
    for suffix in (".docx", ".md", ".html", ".pdf"):
        file = notice.save(sides.folder / f"notice{suffix}")
        if suffix == ".docx":
            word = docx.Document(str(file))
            shown = "\n".join(p.text for p in word.paragraphs)
            shown += "\n".join(cell.text for t in word.tables for row in t.rows for cell in row.cells)
        elif suffix == ".pdf":
            with pdfplumber.open(file) as pdf:
                shown = " ".join(" ".join((page.extract_text() or "").split()) for page in pdf.pages)
        else:
            shown = file.read_text("utf-8")
        shown = " ".join(shown.split())
        assert "vi avser att anlita Twilio som underbiträde" in shown, suffix
        assert "dataskydd" in shown
        assert "version" not in shown.replace("?xml version", ""), suffix
    assert notice.render(".pdf") == notice.render(".pdf")
    with pytest.raises(RecordError, match="no format of documents"):
        notice.save(sides.folder / "notice.ttl")


def test_a_hostile_name_stays_text(sides: Sides) -> None:
    name = "<script>alert(1)</script> Mail"
    notice = datamap.notice(*sides.make(ORIGINAL + TWILIO.replace("Twilio", name)), date=DATE)
    page = notice.render(".html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_command_writes_the_letter_and_says_what_it_lacks(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = sides.make(ORIGINAL + TWILIO, FACTS)
    target = sides.folder / "notice.docx"
    command = ["notice", str(old), "-r", str(new), "-o", str(target), "--date", "2026-11-24", "--lang", "sv"]
    assert run(command) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Underrättas om (art. 28.2): Twilio\n")
    assert "gäller från" in out
    assert "överföringsgrund" in out
    assert err == f"Skrivet: {target}\n"
    assert target.stat().st_size > 1000
    assert run([*command, "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["needed"] is True
    assert report["announced"][0]["vendor"] == "Twilio"
    assert {c["name"]: c["deadline"] for c in report["customers"]} == {
        "Kund Ett AB": "2026-12-24", "Kund Två AB": "2026-12-08", "Föreningen Tre": "2026-12-24",
        "Kund Fyra AB": None,
    }  # fmt: skip
    assert run(["notice", str(old), str(new), "-o", "letter"]) == 2
    assert run(["notice", str(old), str(new), "-r", str(sides.folder / "missing.ttl")]) == 2
