"""The content of Article 30 records: what is stated with its line, what is missing with who asks for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import datamap
from datamap.errors import InvalidParameter, UnknownName
from datamap.records.document import Band, Row
from datamap.records.wording import article_words, genitive, line_ranges, listing
from record_cases import DATE, ORGANISATION, VENDORS, cells, front, table

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.records.document import Cell, Document

MISSING = "Uppgift saknas per 2026-11-24"


@pytest.fixture
def plain(registry: Path) -> datamap.Registry:
    """The example list and nothing else."""
    return datamap.open(registry)


@pytest.fixture
def described(registry: Path, tmp_path: Path) -> datamap.Registry:
    """The example list, with the organisation, services and customers described."""
    (tmp_path / "organisation.yaml").write_text(ORGANISATION, "utf-8")
    opened = datamap.open(registry)
    report = opened.fill(tmp_path / "organisation.yaml")
    assert report.refused == []
    return opened


# ---- the processor's record from a list alone ------------------------------------------------------------


def test_the_front_page_names_what_the_list_knows_and_every_gap(plain: datamap.Registry) -> None:
    shown = front(plain.record("processor", "sv", date=DATE).document)
    assert shown["legal-entity"] == (
        f"Viva, enligt underbiträdeslistan, ej bekräftat\nFullständigt namn: {MISSING[0].lower()}{MISSING[1:]} (art. 30.2 a)"
    )
    # Article 30 asks for neither, so no article is named.
    assert shown["registration-number"] == shown["approved-by"] == MISSING
    assert shown["contact"] == shown["representative"] == shown["dpo"] == f"{MISSING} (art. 30.2 a)"
    assert shown["role"] == "Personuppgiftsbiträde"
    assert shown["date-version"] == "2026-11-24, version 1"
    assert "”Underbiträden som Viva anlitar”, odaterad, rad 1–101" in shown["source"]


def test_one_row_stands_for_customers_nobody_has_named(plain: datamap.Registry) -> None:
    row = cells(plain.record("processor", "sv", date=DATE).document, "record", 0)
    assert row["controller"] == "Vivas kunder\nNamn: uppgift saknas per 2026-11-24 (art. 30.2 a)"
    assert row["category"].startswith(f"{MISSING} (art. 30.2 b)")
    assert row["third-country"].split("\n") == [
        "Överföring kan inte uteslutas.",
        "Lagring utanför EU/EES anges för B13.",
        "Lagring utanför EU anges för B4; det kan fortfarande vara EES.",
        "Lagringsplats framgår inte för B7 och B12.",
        "Tredjeland: uppgift saknas per 2026-11-24 (art. 30.2 c)",
    ]
    assert f"{MISSING} (art. 44–46)" in row["transfer-ground"]
    assert (
        "Användning av art. 49.1 andra stycket: uppgift saknas per 2026-11-24 (art. 30.2 c)"
        in row["transfer-ground"]
    )
    assert row["measures"] == f"{MISSING} (art. 30.2 d)"
    assert row["service"] == row["data-subjects"] == row["reviewed"] == MISSING
    assert row["vendors"] == "16, se bilaga B"
    assert row["data"] == "Varierar mellan kunder; uppgift per kund saknas per 2026-11-24"
    assert row["contract"] == f"{MISSING} (art. 28.3)"


def test_annex_a_says_which_lines_speak_of_customers(plain: datamap.Registry) -> None:
    row = cells(plain.record("processor", "sv", date=DATE).document, "annex-a", 0)
    # "Olika per Vivas kund" stands on these lines, "Kundspecifikt" on 84.
    assert row["controller"] == (
        "Samtliga personuppgiftsansvariga: uppgift saknas per 2026-11-24 (art. 30.2 a). "
        "Underbiträdeslistan skiljer mellan kunder (rad 11, 60, 67, 74, 84, 95, 100) men namnger ingen."
    )


def test_annex_b_quotes_the_list_line_by_line(plain: datamap.Registry) -> None:
    document = plain.record("processor", "sv", date=DATE).document
    assert len(table(document, "annex-b").rows) == len(VENDORS)
    for index, (vendor, purpose, data, place, lines) in enumerate(VENDORS):
        row = cells(document, "annex-b", index)
        assert row["vendor"] == f"{vendor}\nUnderbiträde"
        assert row["purpose"] == purpose
        assert row["data"] == (data or f"{MISSING} (art. 28.3)")
        assert row["place"] == (place or f"{MISSING} (art. 28.1, 44)")
        assert row["source"] == lines
    lead = " ".join(part.text for line in table(document, "annex-b").lead for part in line)
    assert (
        "Gäller samtliga 16: Juridisk person, organisationsnummer, adress och kontaktperson: uppgift saknas"
        in lead
    )


INSIDE = "Ingen överföring angiven; åtkomst från tredjeland framgår inte"
SILENT = "Överföring kan inte uteslutas; lagringsplats är inte angiven"


def test_no_transfer_is_ever_inferred(plain: datamap.Registry) -> None:
    document = plain.record("processor", "sv", date=DATE).document
    shown = {VENDORS[i][0]: cells(document, "annex-b", i)["transfer"] for i in range(len(VENDORS))}
    for vendor, _, _, place, _ in VENDORS:
        if place == "EU/EES":
            assert shown[vendor] == INSIDE
    assert shown["Stripe"] == shown["BidTheatre"] == SILENT
    assert shown["Google"].split("\n") == [
        "Lagring utanför EU/EES är angiven.",
        "Tredjeland: uppgift saknas per 2026-11-24 (art. 30.2 c)",
        "Överföringsgrund: uppgift saknas per 2026-11-24 (art. 44–46)",
    ]
    assert shown["Google LLC (G Suite)"].split("\n") == [
        "Överföring kan inte uteslutas; ”utanför EU” kan fortfarande vara EES.",
        "Tredjeland: uppgift saknas per 2026-11-24 (art. 30.2 c)",
        "Listan, rad 50: ”* Denna leverantör lever upp till säkerhetskraven enligt Artikel 46 i dataskyddslagen.” "
        "Inget överföringsverktyg är angivet.",
    ]


def test_a_missing_transfer_tool_is_no_gap_of_article_30(plain: datamap.Registry) -> None:
    gaps = plain.gaps("processor", "sv", date=DATE)
    tools = [gap for gap in gaps if gap.field.key == "transfer-ground"]
    assert {gap.article for gap in tools} == {"44–46"}
    assert not any(gap.of_article_30 for gap in tools)


def test_the_english_record_quotes_swedish_and_adds_what_was_understood(plain: datamap.Registry) -> None:
    document = plain.record("processor", "en", date=DATE).document
    assert front(document)["contact"] == "Information missing as of 2026-11-24 (Art. 30(2)(a))"
    row = cells(document, "annex-b", 4)
    assert row["data"].split("\n")[0] == VENDORS[4][2]
    understood = row["data"].split("\n")[1].strip("()").split(", ")
    assert {"customer number", "national identity number"} <= set(understood)
    assert (
        cells(document, "annex-b", 6)["transfer"]
        == "Transfer cannot be excluded; no storage location is stated"
    )


# ---- every value can be traced ---------------------------------------------------------------------------


def all_cells(document: Document) -> list[tuple[str, Cell]]:
    found = [(f"front {field.key}", field.cell) for field in document.front.fields]
    for section in document.tables:
        if section.key not in ("record", "annex-a", "annex-b"):
            continue
        for row in section.rows:
            if isinstance(row, Row):
                found += [(f"{section.key} {column.key}", cell) for column, cell in section.labelled(row)]
    return found


@pytest.mark.parametrize("role", ["processor", "controller"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_value_rests_on_a_line_that_says_it(
    described: datamap.Registry, example_list: Path, tmp_path: Path, role: str, lang: str
) -> None:
    document = described.record(role, lang, date=DATE).document
    files = {
        "Underbiträden som Viva anlitar": example_list.read_text("utf-8").splitlines(),
        "organisation.yaml": ORGANISATION.splitlines(),
    }
    sources = [
        [cell.text for cell in row.cells] for row in table(document, "sources").rows if isinstance(row, Row)
    ]
    walked = 0
    for where, cell in all_cells(document):
        for part in cell.parts():
            if part.kind in ("value", "name"):
                assert part.traces, f"{where}: {part.text!r} rests on nothing"
            for trace in part.traces:
                assert [trace.source, trace.text] in [[s, t] for s, _, t, _ in sources], where
                number = trace.place.rpartition(" ")[2]
                if trace.source in files and number.isdigit():
                    line = files[trace.source][int(number) - 1]
                    first = trace.text.split("; ")[0].split("\n")[0].strip()
                    assert first[:40] in line, f"{where}: {trace.place} is {line!r}"
                    walked += 1
    assert walked >= 4 * len(VENDORS)


# ---- services, groups and customers ----------------------------------------------------------------------


def test_rows_are_controllers_or_groups_by_category(described: datamap.Registry) -> None:
    document = described.record("processor", "sv", date=DATE).document
    assert (
        front(document)["representative"]
        == "Ej tillämpligt: säte i Sverige, bekräftat av Cecilia Exempel 2026-11-19"
    )
    assert front(document)["legal-entity"] == "Viva Exempel AB"
    single, group = cells(document, "record", 0), cells(document, "record", 1)
    assert single["controller"] == "Exempelarrangören AB"
    assert single["category"] == "Genomförande av webbinarier"
    assert single["vendors"] == "Google LLC (G Suite) (B4) och Zoom (B15)"
    assert single["data"] == "namn, e-postadress"
    # A person's "USA", and beside it what the list says of Google LLC (G Suite).
    assert single["third-country"].split("\n")[0] == "USA"
    assert "Lagring utanför EU anges för B4; det kan fortfarande vara EES." in single["third-country"]
    assert "Dataskyddsombud: Ej tillämpligt: inget, bekräftat av Åsa Exempel 2026-11-20" in single["contact"]
    assert group["controller"] == "Exempelgruppen\n2 ansvariga, se bilaga A"
    assert group["contact"] == "Varierar mellan kunder, se bilaga A"
    assert group["third-country"] == (
        "Ej tillämpligt: all lagring och åtkomst sker inom EES, bekräftat av Åsa Exempel 2026-11-20"
    )
    assert group["measures"] == "behörighetsstyrning, kryptering (gäller all behandling)"
    assert group["data"] == "namn, e-postadress, medlemsnummer"


def test_annex_a_orders_controllers_by_row_and_says_once_what_holds_for_a_group(
    described: datamap.Registry,
) -> None:
    document = described.record("processor", "sv", date=DATE).document
    bands = [
        " ".join(p.text for p in row.line) for row in table(document, "annex-a").rows if isinstance(row, Band)
    ]
    assert bands == [
        "Exempelarrangören AB · rad 1 i registret · 1 ansvarig",
        "Exempelgruppen · rad 2 i registret · 2 ansvariga · Företrädare: Ej tillämpligt: samtliga är etablerade i "
        "Sverige, bekräftat av Åsa Exempel 2026-11-20",
    ]
    björken, eken = cells(document, "annex-a", 1), cells(document, "annex-a", 2)
    assert (björken["number"], eken["number"]) == ("2.1", "2.2")
    assert björken["representative"] == "Se gruppen"
    assert björken["deviation"] == "Avtal: Biträdesavtal 2026-02-01"
    assert eken["deviation"] == "Rackspace används inte\nAvtal: uppgift saknas per 2026-11-24 (art. 28.3)"
    # Two neighbouring gaps of one article are said once.
    assert (
        eken["contact"]
        == "Adress, kontaktuppgifter och dataskyddsombud: uppgift saknas per 2026-11-24 (art. 30.2 a)"
    )


def test_one_controllers_record_names_no_other(described: datamap.Registry) -> None:
    record = described.record(
        "processor", "sv", date=DATE, controller="exempelföreningen eken", audience="customer"
    )
    text = str(record.to_dict())
    assert "Eken" in text
    assert "Björken" not in text
    assert "Exempelarrangören" not in text
    assert {row["vendor"].split("\n")[0] for row in record.to_dict()["annex-b"]} == {"Mailchimp", "Rackspace"}
    with pytest.raises(UnknownName, match="Exempelföreningen Eken"):
        described.record(controller="Exempelföreningen Ekan")


def test_a_record_for_a_customer_must_say_which(described: datamap.Registry) -> None:
    with pytest.raises(InvalidParameter, match="--controller"):
        described.record(audience="customer")


def test_a_persons_correction_stands_with_what_the_list_said(plain: datamap.Registry) -> None:
    plain.correct(
        "Mailchimp",
        states={"data": ["e-postadress"]},
        complete=True,
        reason="Avtal",
        by="Åsa",
        on=dt.date(2026, 11, 1),
    )
    row = cells(plain.record("processor", "sv", date=DATE).document, "annex-b", 8)
    assert row["data"].split("\n") == [
        "e-postadress (rättat 2026-11-01)",
        "i stället för listans uppgift: ”Olika per Vivas kund; Namn, e-postadress, telefonnummer”",
    ]


# ---- the controller's record -----------------------------------------------------------------------------


def test_a_controllers_rows_from_a_list_are_marked_as_unconfirmed(plain: datamap.Registry) -> None:
    document = plain.record("controller", "sv", date=DATE).document
    assert (
        "Vilken behandling Viva är personuppgiftsansvarig för har ingen angett." in front(document)["scope"]
    )
    for index, (vendor, purpose, data, _, lines) in enumerate(VENDORS):
        row = cells(document, "record", index)
        assert row["purposes"] == f"{purpose} enligt underbiträdeslistan, ej bekräftat"
        assert row["data"] == (data or f"{MISSING} (art. 30.1 c)")
        assert row["data-subjects"] == f"{MISSING} (art. 30.1 c)"
        assert row["recipients"].split("\n")[0] == vendor
        assert row["retention"] == f"{MISSING} (art. 30.1 f)"
        assert row["measures"] == f"{MISSING} (art. 30.1 g)"
        assert row["lines"] == lines


def test_activities_come_first_and_take_their_vendors_with_them(
    plain: datamap.Registry, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(
        "by: Åsa\nactivities:\n  - name: Fakturering\n    ändamål: fakturering\n    registrerade: kunder\n"
        "    personuppgiftsbiträden: [vMar Software AB]\n    lagringstid: sju år\n",
        "utf-8",
    )
    assert plain.fill(tmp_path / "a.yaml").refused == []
    record = plain.record("controller", "sv", date=DATE)
    assert len(record.rows) == 16
    first = record.rows[0]
    assert first["activity"] == "Fakturering"
    assert first["retention"] == "sju år"
    assert "personnummer" in first["data"]
    assert not any("vMar" in row["recipients"] for row in record.rows[1:])


@pytest.mark.parametrize("role", ["processor", "controller"])
@pytest.mark.parametrize("profile", ["plain", "ico", "cnil"])
def test_profiles_are_layouts_of_one_record(plain: datamap.Registry, role: str, profile: str) -> None:
    record = plain.record(role, "en", date=DATE, profile=profile)
    above = record.document.tables[0].columns
    assert sum(column.width for column in above) == 267
    assert [column.width for column in above[1:]] == [
        column.width for column in record.document.tables[0].below
    ]
    keys = {column.key for column in (*above, *record.document.tables[0].below)}
    asked = {
        "processor": {"controller", "contact", "category", "third-country", "measures"},
        "controller": {
            "purposes",
            "data-subjects",
            "data",
            "recipients",
            "third-country",
            "retention",
            "measures",
        },
    }
    assert asked[role] <= keys
    assert all(row["number"] for row in record.rows)


# ---- who reads it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["authority", "customer"])
def test_what_is_internal_is_not_in_the_others_record(described: datamap.Registry, audience: str) -> None:
    described.correct("Zoom", states={"data": ["namn"]}, reason="Hemligt skäl", by="Disa Internsson")
    only = "Exempelarrangören AB" if audience == "customer" else None
    inside = described.record("processor", "sv", date=DATE, controller=only)
    outside = described.record("processor", "sv", date=DATE, controller=only, audience=audience)
    secrets = ("Disa Internsson", "Hemligt skäl", "Fullständighet", "Uppgifter som saknas")
    for suffix in (".md", ".csv", ".jsonld", ".ttl"):
        shown, hidden = inside.render(suffix).decode("utf-8"), outside.render(suffix).decode("utf-8")
        for secret in secrets:
            assert secret not in hidden, suffix
        if suffix == ".md":
            assert all(secret in shown for secret in secrets)
    assert [t.key for t in outside.document.tables] == ["record", "annex-a", "annex-b", "sources"]


def test_annex_b_can_be_left_out(plain: datamap.Registry) -> None:
    record = plain.record("processor", "en", date=DATE, audience="authority", annex_b=False)
    assert [t.key for t in record.document.tables] == ["record", "annex-a", "sources"]


# ---- the same in, the same out; and what changed ---------------------------------------------------------


def test_a_record_carries_the_hash_of_the_facts_whatever_the_file(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    one = opened.record(date=DATE)
    other = tmp_path / "copy.nt"
    other.write_text("".join(f"{t} .\n" for t in opened.store.triples()), "utf-8")
    assert datamap.open(other).record(date=DATE).identity.content_hash == one.identity.content_hash
    opened.correct("Zoom", states={"data": ["namn"]}, reason="x", by="y")
    assert opened.record(date=DATE).identity.content_hash != one.identity.content_hash


@pytest.mark.parametrize("suffix", [".jsonld", ".ttl"])
def test_compared_with_a_saved_record_only_what_changed_is_marked(
    plain: datamap.Registry, tmp_path: Path, suffix: str
) -> None:
    old = tmp_path / f"old{suffix}"
    plain.record("processor", "sv", date=dt.date(2026, 1, 1)).save(old)
    same = plain.record("processor", "sv", date=DATE, compare=old)
    assert same.changes == [], "a later date alone changes nothing"
    plain.correct("Stripe", states={"storage-place": ["Irland"]}, reason="x", by="y", on=dt.date(2026, 11, 1))
    later = plain.record("processor", "sv", date=DATE, compare=old)
    changed = {(change.row, change.column) for change in later.changes}
    assert ("Stripe", "Lagringsplats") in changed
    assert not any(row == "Zoom" for row, _ in changed)
    cell = cells(later.document, "annex-b", 6)["place"]
    assert cell.endswith("Ändrat; tidigare: Uppgift saknas per 2026-01-01 (art. 28.1, 44)")
    assert table(later.document, "changes").title == "Ändringar sedan 2026-01-01"


def test_what_everybody_lacked_and_some_still_lack_is_no_change(
    plain: datamap.Registry, tmp_path: Path
) -> None:
    old = plain.record("processor", "en", date=dt.date(2026, 1, 1)).save(tmp_path / "old.jsonld")
    answer = tmp_path / "answer.yaml"
    answer.write_text("vendors: {Stripe: {legal entity: Stripe Exempel Ltd}}", "utf-8")
    plain.fill(answer, by="Åsa", on=DATE)
    later = plain.record("processor", "en", date=DATE, compare=old)
    assert "Legal entity: information missing" in cells(later.document, "annex-b", 0)["vendor"]
    assert [(change.row, change.column) for change in later.changes] == [("Stripe", "Sub-processor")]


def test_compared_with_an_older_registry_new_and_gone_vendors_are_listed(
    registry: Path, example_list: Path, tmp_path: Path
) -> None:
    text = example_list.read_text("utf-8").replace("\nZoom\n", "\nTeams\n")
    (tmp_path / "underbitraden.txt").write_text(text, "utf-8")
    opened = datamap.open(tmp_path / "new.ttl", create=True)
    opened.import_documents(tmp_path / "underbitraden.txt")
    changes = opened.record("processor", "en", date=DATE, compare=registry).changes
    assert any(change.row.startswith("Teams") and not change.before for change in changes)
    assert any(change.row.startswith("Zoom") and not change.now for change in changes)


def test_as_linked_data_a_record_is_a_dpv_ropa_with_a_dataset_a_row(described: datamap.Registry) -> None:
    store = ox.Store()
    record = described.record("processor", "en", date=DATE)
    store.load(record.render(".ttl"), format=ox.RdfFormat.TURTLE)
    query = """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dpv: <https://w3id.org/dpv#>
      PREFIX pd: <https://w3id.org/dpv/pd#> PREFIX loc: <https://w3id.org/dpv/loc#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      SELECT (COUNT(DISTINCT ?row) AS ?rows) (COUNT(DISTINCT ?phone) AS ?phones) WHERE {
        ?record a dcat:Catalog, dpv:ROPA ; dcat:dataset ?row ; dpv:hasDataProcessor ?viva .
        OPTIONAL { ?row dpv:hasPersonalData pd:TelephoneNumber . BIND(?row AS ?phone) } }"""
    (row,) = store.query(query)  # type: ignore[misc]
    # Two rows of the record, three controllers, sixteen sub-processors; the list states phone numbers without
    # condition for Google LLC (G Suite), vMar, Rackspace and Mongo Cloud.
    assert (int(row["rows"].value), int(row["phones"].value)) == (2 + 3 + 16, 4)
    usa = store.query("PREFIX dpv: <https://w3id.org/dpv#> PREFIX loc: <https://w3id.org/dpv/loc#> "
                      "ASK { ?row a dpv:Process ; dpv:hasThirdCountry loc:US }")  # fmt: skip
    assert bool(usa)
    as_json = ox.Store()
    as_json.load(record.render(".jsonld"), format=ox.RdfFormat.JSON_LD)
    assert set(as_json) == set(store)


# ---- the list for customers ------------------------------------------------------------------------------


def test_the_list_for_customers_marks_what_nobody_stated(described: datamap.Registry) -> None:
    document = described.vendor_list("sv", date=DATE, version="3").document
    assert front(document)["contact"] == "Exempelgatan 1, 000 00 Exempelstad\ndataskydd@example.com"
    assert front(document)["date-version"] == "2026-11-24, version 3"
    stripe, bidtheatre = cells(document, "list", 6), cells(document, "list", 11)
    assert stripe["vendor"].split("\n")[:2] == ["Stripe", "Stripe Exempel Ltd"]
    assert stripe["place"].startswith("Irland")
    assert bidtheatre["data"] == bidtheatre["place"] == "Ej angivet"
    assert "Åsa" not in str(document)


# ---- words -----------------------------------------------------------------------------------------------


def test_articles_names_lines_and_lists_are_written_as_people_write_them() -> None:
    assert article_words("sv", "30(2)(a)") == "art. 30.2 a"
    assert article_words("en", "30(2)(a)") == "Art. 30(2)(a)"
    assert article_words("sv", "44–46") == "art. 44–46"
    assert genitive("sv", "Viva") == "Vivas"
    assert genitive("sv", "Atlas") == "Atlas"
    assert genitive("en", "Atlas") == "Atlas'"
    assert line_ranges([26, 27, 29, 28, 48]) == "26–29, 48"
    assert listing("sv", ["a", "b", "c"]) == "a, b och c"
    assert listing("sv", ["a", "b och c"]) == "a, b och c"
