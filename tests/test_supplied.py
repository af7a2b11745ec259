"""Facts that persons supply in YAML and CSV: read in both languages, refused line by line, kept apart from lists."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

import datamap
from datamap.errors import InvalidParameter, UnreadableDocument
from datamap.resources import resource
from record_cases import DATE, ORGANISATION, cells, front

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run
    from datamap.records.supplied.model import FillReport


def fill(opened: datamap.Registry, tmp_path: Path, text: str, name: str = "organisation.yaml") -> FillReport:
    (tmp_path / name).write_text(text, "utf-8")
    return opened.fill(tmp_path / name)


@pytest.fixture
def opened(registry: Path) -> datamap.Registry:
    return datamap.open(registry)


# ---- YAML ------------------------------------------------------------------------------------------------


def test_the_shipped_template_says_nothing_until_it_is_filled_in(
    opened: datamap.Registry, tmp_path: Path
) -> None:
    template = resource("data/organisation.yaml").read_text("utf-8")
    assert not fill(opened, tmp_path, template).changed
    uncommented = re.sub(
        r"^# (?=by|date|organisation|services|groups|customers|vendors|activities|  )",
        "",
        template,
        flags=re.M,
    )
    report = fill(opened, tmp_path, uncommented)
    assert report.refused == []
    assert report.new == []
    assert front(opened.record("processor", "sv", date=DATE).document)["legal-entity"] == "Viva Exempel AB"


def test_nonsense_is_refused_by_line_and_the_rest_is_taken(opened: datamap.Registry, tmp_path: Path) -> None:
    text = """\
by: Åsa
organisation:
  known as: Viva
  name: Viva Exempel AB
  nmae: x
  version:
    not applicable: nej
services:
  - name: Drift
    reviewed: igår
    third country: Atlantis
    sub-processors: [Zooom]
    category: Drift
  - category: utan namn
customers: enbart text
vendors:
  Okänd AB:
    contract: 2026
  Stripe:
    data: "namn; blorgh"
colours: red
"""
    report = fill(opened, tmp_path, text)
    found = {refusal.place: refusal.message for refusal in report.refused}
    lines = text.splitlines()
    expected = {
        "nmae": "did you mean 'name'", "not applicable: nej": "always applies", "igår": "no date",
        "Atlantis": "no country", "Zooom": "Zoom", "utan namn": "no name", "enbart text": "list",
        "contract: 2026": "Okänd AB", "blorgh": "blorgh", "colours": "colours",
    }  # fmt: skip
    for what, message in expected.items():
        line = next(number for number, line in enumerate(lines, 1) if what in line)
        assert message in found.pop(f"line {line}"), what
    assert found == {}
    row = cells(opened.record("processor", "sv", date=DATE).document, "record", 0)
    assert row["category"] == "Drift"


def test_norway_is_no_boolean(opened: datamap.Registry, tmp_path: Path) -> None:
    assert fill(opened, tmp_path, "by: Åsa\nvendors:\n  Stripe:\n    lagringsplats: [NO, SE]\n").refused == []
    answers = {row.vendor: row.answer for row in opened.query("vendors-outside")}
    assert answers["Stripe"] == "no"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("organisation: &a\n  name: x\nservices: *a\n", "line 3: aliases"),
        ("organisation: !!python/object/apply:os.system ['true']\n", "line 1: tags"),
        ("organisation:\n\tname: x\n", "line 2: is not YAML"),
        ("- a\n- b\n", "sections"),
        ("organisation: [\n", "is not YAML"),
    ],
)
def test_what_is_no_file_of_facts_is_one_line(
    opened: datamap.Registry, tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(UnreadableDocument, match=re.escape(message)):
        fill(opened, tmp_path, text)


def test_an_exploding_yaml_is_refused_at_once(opened: datamap.Registry, tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(UnreadableDocument, match="aliases"):
        fill(opened, tmp_path, "\n".join(lines))


def test_nobody_confirms_that_something_does_not_apply_without_a_name(
    opened: datamap.Registry, tmp_path: Path
) -> None:
    text = "organisation:\n  known as: Viva\n  dpo: inget\n"
    with pytest.raises(InvalidParameter, match="--by NAME"):
        fill(opened, tmp_path, text)
    (tmp_path / "organisation.yaml").write_text(text, "utf-8")
    assert opened.fill(tmp_path / "organisation.yaml", by="Åsa Exempel", on=DATE).refused == []
    shown = front(opened.record("processor", "sv", date=DATE).document)["dpo"]
    assert shown == "Ej tillämpligt: inget, bekräftat av Åsa Exempel 2026-11-24"


def test_read_again_the_file_takes_back_what_it_no_longer_says(
    opened: datamap.Registry, tmp_path: Path
) -> None:
    fill(opened, tmp_path, ORGANISATION)
    shorter = ORGANISATION.replace("  organisationsnummer: 000000-0000\n", "").replace(
        "    storage location: Irland\n", ""
    )
    fill(opened, tmp_path, shorter)
    document = opened.record("processor", "sv", date=DATE).document
    assert front(document)["registration-number"] == "Uppgift saknas per 2026-11-24"
    assert cells(document, "annex-b", 6)["place"] == "Uppgift saknas per 2026-11-24 (art. 28.1, 44)"
    assert opened.corrections() == []


def test_a_file_of_facts_is_forgotten_with_all_it_gave(registry: Path, tmp_path: Path) -> None:
    before = registry.read_bytes()
    opened = datamap.open(registry)
    fill(opened, tmp_path, ORGANISATION.replace("    storage location: Irland\n", ""))
    opened.save()
    assert registry.read_bytes() != before
    again = datamap.open(registry)
    assert again.forget("organisation.yaml") > 50
    again.save()
    assert registry.read_bytes() == before


def test_facts_survive_the_next_version_of_a_list_and_its_going(
    registry: Path, tmp_path: Path, example_list: Path
) -> None:
    opened = datamap.open(registry)
    fill(opened, tmp_path, ORGANISATION)
    opened.import_documents(example_list)
    assert front(opened.record(date=DATE).document)["legal-entity"] == "Viva Exempel AB"
    opened.forget("underbitraden")
    assert front(opened.record(date=DATE).document)["legal-entity"] == "Viva Exempel AB"
    opened.import_documents(example_list)
    assert cells(opened.record("processor", "sv", date=DATE).document, "annex-b", 6)["place"].startswith(
        "Irland"
    )


def test_facts_make_no_vendor_and_change_no_answer(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    before = [(r.vendor, r.answer) for r in opened.query("vendors-by-data-outside", data="telefonnummer")]
    fill(opened, tmp_path, ORGANISATION.replace("    storage location: Irland\n", ""))
    after = [(r.vendor, r.answer) for r in opened.query("vendors-by-data-outside", data="telefonnummer")]
    assert after == before


def test_plain_dpv_says_what_was_given(opened: datamap.Registry, tmp_path: Path) -> None:
    fill(opened, tmp_path, ORGANISATION)
    query = (
        "SELECT ?name WHERE { ?o a dpv:DataController ; dpv:hasName ?name ; dm:email 'kansli@example.com' }"
    )
    assert [row[0] for row in opened.sparql(query).rows()] == ["Exempelföreningen Björken"]


@pytest.mark.parametrize("word", ["NO", "no", "nej", "inga"])
def test_no_in_a_field_of_countries_is_never_a_signed_denial(
    opened: datamap.Registry, tmp_path: Path, word: str
) -> None:
    text = f"by: Åsa\nservices:\n  - name: Drift\n    tredjeland: {word}\n"
    (refusal,) = fill(opened, tmp_path, text).refused
    assert refusal.place == "line 4"
    assert "inside the EEA" in refusal.message if word == "NO" else refusal.message


def test_the_file_says_who_confirms_and_the_option_only_where_it_does_not(
    opened: datamap.Registry, tmp_path: Path
) -> None:
    (tmp_path / "o.yaml").write_text(
        "by: Åsa\ndate: 2026-11-01\norganisation:\n  known as: Viva\n  dpo: inget\n", "utf-8"
    )
    opened.fill(tmp_path / "o.yaml", by="Bo", on=dt.date(2020, 1, 1))
    assert front(opened.record("processor", "sv", date=DATE).document)["dpo"].endswith(
        "bekräftat av Åsa 2026-11-01"
    )


@pytest.mark.parametrize(("date", "said"), [("igår", "no date"), ("2999-01-01", "not come yet")])
def test_a_file_is_stated_at_a_time_that_has_been(
    opened: datamap.Registry, tmp_path: Path, date: str, said: str
) -> None:
    with pytest.raises(InvalidParameter, match=said):
        fill(opened, tmp_path, f"by: Åsa\ndate: {date}\norganisation:\n  known as: Viva\n  dpo: Bo\n")


def test_two_customers_of_one_name_are_never_made_one(opened: datamap.Registry, tmp_path: Path) -> None:
    text = "Kund;Orgnr\nBrf Solgläntan;716400-1111\nBRF solgläntan;716400-2222\nBrf Ek;716400-3333\n"
    (tmp_path / "kunder.csv").write_text(text, "utf-8")
    report = opened.fill(tmp_path / "kunder.csv", by="Åsa")
    ((place, message),) = [(r.place, r.message) for r in report.refused]
    assert place == "line 3"
    assert "stands already (line 2)" in message
    document = opened.record("processor", "sv", date=DATE).document
    assert [cells(document, "annex-a", i)["registration-number"] for i in range(2)] == [
        "716400-3333",
        "716400-1111",
    ]


def test_a_vendor_that_no_list_names_any_more_still_counts(
    opened: datamap.Registry, tmp_path: Path, example_list: Path
) -> None:
    fill(opened, tmp_path, "by: Åsa\nservices:\n  - {name: Annonser, category: Annonser, vendors: [BidTheatre]}\n"
         "customers:\n  - {name: Ek, services: [Annonser]}\n")  # fmt: skip
    renamed = tmp_path / "underbitraden.txt"
    renamed.write_text(example_list.read_text("utf-8").replace("BidTheatre", "BidTheatre AB"), "utf-8")
    opened.import_documents(renamed)
    row = cells(opened.record("processor", "sv", date=DATE).document, "record", 0)
    assert row["vendors"] == "BidTheatre (står inte i någon lista)"
    assert row["third-country"].startswith("Överföring kan inte uteslutas.")
    assert [r["controller"] for r in opened.query("controllers-by-vendor", vendor="bidtheatre")] == ["Ek"]


def test_what_varies_without_an_answer_for_each_customer_is_missing(
    opened: datamap.Registry, tmp_path: Path
) -> None:
    fill(
        opened,
        tmp_path,
        "by: Åsa\nservices:\n  - {name: Drift, category: varierar}\ncustomers:\n  - {name: Ek, services: [Drift]}\n",
    )
    row = cells(opened.record("processor", "sv", date=DATE).document, "record", 0)
    assert row["category"] == "Varierar mellan kunder; uppgift per kund saknas per 2026-11-24"
    assert not opened.record("processor", "sv", date=DATE).complete


def test_reading_a_file_again_says_what_it_took_back(opened: datamap.Registry, tmp_path: Path) -> None:
    fill(opened, tmp_path, ORGANISATION)
    report = fill(opened, tmp_path, ORGANISATION.replace("services:", "servcies:"))
    assert report.withdrawn >= 10
    assert any("servcies" in refusal.message for refusal in report.refused)


# ---- CSV -------------------------------------------------------------------------------------------------

CSV = """\
Kund;Org.nr;Adress;E-post;Dataskyddsombud;Grupp;Tjänster;Skostorlek
Förening A;000000-0001;"Gatan 1
000 00 Staden";a@example.com;Ej tillämpligt: behövs inte;Föreningar;;42
Förening B;'=1+1;;b@example.com;;Föreningar;;
;000000-0003;;;;;;
Bolag C;-;Gatan 3;;Cia;;Drift, Utskick;
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_customers_come_from_a_spreadsheet(opened: datamap.Registry, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "kunder.csv"
    path.write_bytes(CSV.encode(encoding))
    report = opened.fill(path, by="Åsa", on=DATE)
    places = {refusal.place: refusal.message for refusal in report.refused}
    assert set(places) == {"line 1", "line 5"}
    assert "Skostorlek" in places["line 1"]
    assert "no name" in places["line 5"]
    assert set(report.new) == {"Föreningar", "Drift", "Utskick"}, "nobody describes them yet"
    document = opened.record("processor", "sv", date=DATE).document
    rows = {cells(document, "annex-a", i)["controller"]: cells(document, "annex-a", i) for i in range(3)}
    assert rows["Förening A"]["contact"] == "Gatan 1\n000 00 Staden\na@example.com"
    assert rows["Förening A"]["dpo"] == "Ej tillämpligt: behövs inte, bekräftat av Åsa 2026-11-24"
    assert rows["Förening B"]["registration-number"] == "=1+1"
    assert rows["Bolag C"]["dpo"] == "Cia"
    # The row of "Förening A" begins on line 2 and ends on line 3.
    given = {fact.texts[0]: fact.place for of in opened.added_facts.all().values() for fact in of.values()}
    assert (given["Cia"], given["Förening A"]) == ("line 6", "line 2")


def test_hundreds_of_customers_with_the_same_services_are_one_row(
    opened: datamap.Registry, tmp_path: Path
) -> None:
    lines = ["Customer,Services,E-mail"]
    lines += [f"Customer {n},{'Mail' if n % 2 else 'Event'},c{n}@example.com" for n in range(400)]
    (tmp_path / "customers.csv").write_text("\n".join(lines), "utf-8")
    assert opened.fill(tmp_path / "customers.csv", by="Åsa").refused == []
    record = opened.record("processor", "en", date=DATE)
    assert [row["controller"].split("\n")[1] for row in record.rows] == ["200 controllers, see Annex A"] * 2
    assert len(record.to_dict()["annex-a"]) == 400


def test_a_csv_without_names_is_one_line(opened: datamap.Registry, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="line 1: no column of names"):
        fill(opened, tmp_path, "colour,size\nred,1\n", "x.csv")
    with pytest.raises(UnreadableDocument, match="is empty"):
        fill(opened, tmp_path, "", "y.csv")
    with pytest.raises(UnreadableDocument, match="no such file"):
        opened.fill(tmp_path / "z.csv")
    with pytest.raises(UnreadableDocument, match=r"\.yaml"):
        fill(opened, tmp_path, "x", "facts.txt")


def test_the_command_says_when_the_organisations_file_was_changed_since(
    run: Run, tmp_path: Path, example_list: Path
) -> None:
    (tmp_path / "data").mkdir()
    assert run("import", example_list)[0] == 0
    (tmp_path / "data/organisation.yaml").write_text(ORGANISATION, "utf-8")
    assert run("fill", "data/organisation.yaml")[0] == 0
    assert "has changed" not in run("record")[2]
    (tmp_path / "data/organisation.yaml").write_text(ORGANISATION.replace("Åsa", "Eva"), "utf-8")
    assert "has changed" in run("record")[2]
