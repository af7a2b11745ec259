"""How lists of vendors stand in documents: each case a small document, and what a person reads in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import datamap
from datamap.claims.report import reading_to_dict

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, name: str, text: str) -> dict[str, dict[str, Any]]:
    """The entries of a document, as the report shows them, by name."""
    path = tmp_path / name
    path.write_text(text, "utf-8")
    entries = reading_to_dict([datamap.read(path)])["entries"]
    assert len({entry["name"] for entry in entries}) == len(entries)
    return {entry["name"]: entry for entry in entries}


def places(entry: dict[str, Any], *kinds: str) -> list[str]:
    wanted = kinds or ("storage", "processing")
    return [p["place"] or p.get("own") for p in entry["places"] if p["kind"] in wanted]


def data(entry: dict[str, Any]) -> list[str]:
    return [d["text"] for d in entry["data"]]


def guards(entry: dict[str, Any]) -> list[str]:
    return [s["kind"] for s in entry["safeguards"]]


def test_a_head_of_two_rows_tells_the_seat_from_where_data_are_processed(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "page.html",
        """
        <h1>Sub-processors</h1><table><thead>
        <tr><th rowspan=2>Vendor</th><th colspan=2>Where</th><th rowspan=2>Personal data</th></tr>
        <tr><th>Registered office</th><th>Processing</th></tr></thead>
        <tr><td>Acme Inc.</td><td>USA</td><td>Ireland</td><td>Name</td></tr></table>""",
    )
    assert places(found["Acme Inc."]) == ["loc:IE"]
    assert places(found["Acme Inc."], "seat") == ["loc:US"]


def test_a_term_with_several_definitions_is_one_vendor(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "page.html",
        """<h2>Sub-processors</h2><dl>
        <dt>Acme Ltd</dt><dd>Purpose: hosting</dd><dd>Data: name, IP address</dd><dd>Location: France</dd>
        <dt>Beta AB</dt><dd>Purpose: e-mail</dd><dd>Location: Sweden</dd></dl>""",
    )
    assert list(found) == ["Acme Ltd", "Beta AB"]
    assert data(found["Acme Ltd"]) == ["name", "IP address"]
    assert places(found["Acme Ltd"]) == ["loc:FR"]


def test_the_form_of_an_annex_names_a_vendor_an_item(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "annex.md",
        (
            "# Annex III – List of sub-processors\n\n"
            "1. Name: **Acme GmbH**\n   Address: Bonn, Germany\n   Description of processing: hosting\n\n"
            "2. Name: Beta Ltd\n   Description of processing: e-mail. Hosted in the US. SCCs apply.\n"
        ),
    )
    assert list(found) == ["Acme GmbH", "Beta Ltd"]
    assert places(found["Beta Ltd"]) == ["loc:US"]
    assert guards(found["Beta Ltd"]) == ["SCC"]
    assert {p["certainty"] for p in found["Beta Ltd"]["places"]} == {"conditional"}  # said in another field
    assert places(found["Acme GmbH"]) == []  # an address is no place of processing


def test_a_section_of_vendors_used_on_a_condition_leaves_their_data_open(tmp_path: Path) -> None:
    table = "| Vendor | Data |\n|---|---|\n| {} | Name |\n"
    found = read(
        tmp_path,
        "list.md",
        (
            "# Sub-processors\n\n## Always used\n\n"
            + table.format("Acme")
            + "\n## Used only if you enable the add-on\n\n"
            + table.format("Beta")
        ),
    )
    assert found["Acme"]["coverage"]["data"] == "listed"
    assert [d["certainty"] for d in found["Acme"]["data"]] == ["stated"]
    assert found["Beta"]["coverage"]["data"] == "open"
    assert [d["certainty"] for d in found["Beta"]["data"]] == ["conditional"]


def test_former_vendors_totals_and_changes_are_no_vendors(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "list.csv",
        (
            "Leverantör;Ändamål;Land\nAcme AB;Drift;Sverige\nBeta AB;E-post;Danmark\n"
            "Avslutade:;;\nGamma AB;Drift;Norge\nAntal leverantörer: 2;;\n"
        ),
    )
    assert list(found) == ["Acme AB", "Beta AB"]


def test_companies_of_the_group_in_sentences(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "list.md",
        (
            "# Underbiträden\n\n| Underbiträde | Uppgifter | Land |\n|---|---|---|\n| Acme AB | Namn | Sverige |\n\n"
            "## Bolag i koncernen\n\nNordkurs Norge AS (Oslo, Norge) och Nordkurs Oy (Åbo, Finland) ger kundsupport.\n"
        ),
    )
    assert list(found) == ["Acme AB", "Nordkurs Norge AS", "Nordkurs Oy"]
    assert places(found["Nordkurs Norge AS"], "storage", "processing", "access") == ["loc:NO"]
    assert found["Nordkurs Oy"]["coverage"]["data"] == "notStated"


def test_a_second_table_says_more_of_the_same_vendors(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "list.md",
        (
            "# Sub-processors\n\n## 1. Acme Inc.\n\n- **Purpose:** hosting\n- **Location:** Germany\n\n"
            "## 2. Beta Ltd\n\n- **Purpose:** e-mail\n- **Location:** Ireland\n\n"
            "## Data by sub-processor\n\n| Sub-processor | Personal data |\n|---|---|\n"
            "| Acme | Name, IP address |\n| Beta | E-mail address |\n"
        ),
    )
    assert list(found) == ["Acme Inc.", "Beta Ltd"]
    assert data(found["Acme Inc."]) == ["Name", "IP address"]
    assert places(found["Beta Ltd"]) == ["loc:IE"]


@pytest.mark.parametrize(("transfer", "processing", "access", "kinds"), [
    ("USA – adequacy decision (DPF)", ["loc:US"], [], ["DPF"]),
    ("no", [], [], []),
    ("Not applicable (EEA)", [], [], [None]),
    ("support staff may have access from India; standard contractual clauses", [], ["loc:IN"], ["SCC"]),
])  # fmt: skip
def test_a_place_under_transfers_is_a_destination(
    tmp_path: Path, transfer: str, processing: list[str], access: list[str], kinds: list[str]
) -> None:
    found = read(
        tmp_path,
        "list.md",
        (
            "# Sub-processors\n\n| Vendor | Purpose | Transfer outside the EEA |\n|---|---|---|\n"
            f"| Acme | Hosting | {transfer} |\n| Beta | E-mail | no |\n"
        ),
    )
    assert places(found["Acme"]) == processing
    assert places(found["Acme"], "access") == access
    assert [k for k in guards(found["Acme"]) if k] == [k for k in kinds if k]


def test_support_from_a_country_is_access_and_no_place_of_processing(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "list.md",
        (
            "# Underbiträden\n\n| Underbiträde | Ändamål | Land |\n|---|---|---|\n"
            "| Acme | Drift | Irland, supportåtkomst från USA |\n| Beta | E-post | USA – SCC |\n"
        ),
    )
    assert places(found["Acme"]) == ["loc:IE"]
    assert places(found["Acme"], "access") == ["loc:US"]
    assert guards(found["Beta"]) == ["SCC"]


@pytest.mark.parametrize(("cell", "names"), [
    ("Kivra AB / Billo AB", ["Kivra AB", "Billo AB"]),
    ("Infobip Iberia, S.L. / Infobip d.o.o.", ["Infobip Iberia, S.L. / Infobip d.o.o."]),
    ("Exact Online (Exact Holding B.V.)", ["Exact Online (Exact Holding B.V.)"]),
])  # fmt: skip
def test_companies_in_one_cell(tmp_path: Path, cell: str, names: list[str]) -> None:
    found = read(
        tmp_path, "list.md", f"# Sub-processors\n\n| Vendor | Data |\n|---|---|\n| {cell} | Name |\n"
    )
    assert list(found) == names
    assert all(data(entry) == ["Name"] for entry in found.values())


def test_vendors_keyed_by_name_and_those_that_have_ended(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "list.yaml",
        (
            "templates:\n  eu: {transfer: none}\nsubprocessors:\n"
            "  Acme Hosting AB:\n    purpose: Hosting\n    country: Sweden\n    data: [name, address]\n"
            "  Beta Ltd:\n    purpose: E-mail\n    country: [Ireland, France]\n    data: [e-mail address]\n"
            "former:\n  - {name: Gamma Inc., purpose: SMS, until: 2024-01-01}\n"
        ),
    )
    assert list(found) == ["Acme Hosting AB", "Beta Ltd"]
    assert places(found["Beta Ltd"]) == ["loc:IE", "loc:FR"]


def test_who_sends_a_list_is_no_vendor_in_it(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "list.json",
        """{"company": {"legalName": "Sender B.V.", "country": "NL"},
        "vendors": [{"displayName": "Acme", "contractingEntity": "Acme Operations LLC", "whatFor": ["Hosting"],
                     "dataTypes": {"Contact": ["E-mail address"], "Location": ["City"]}, "regions": ["US"],
                     "transfer": {"tool": "SCC"}}]}""",
    )
    assert list(found) == ["Acme"]
    assert data(found["Acme"]) == ["E-mail address", "City"]
    assert places(found["Acme"]) == ["loc:US"]
    assert guards(found["Acme"]) == ["SCC"]


def test_bulleted_text_with_dashes(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "list.txt",
        (
            "VEDLEGG B\nUnderdatabehandlere\n\n1. DRIFT\n\n"
            " * Acme AS - skyplattform - Norge\n   Opplysninger: navn, e-post\n"
            " * Beta AS - e-post - Irland\n   Opplysninger: e-post\n"
        ),
    )
    assert list(found) == ["Acme AS", "Beta AS"]
    assert places(found["Acme AS"]) == ["loc:NO"]
    assert data(found["Acme AS"]) == ["navn", "e-post"]


def test_what_a_list_denies_is_no_data_of_the_vendor(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "list.md",
        (
            "# Unterauftragsverarbeiter\n\n| Firma | Zweck | Daten |\n|---|---|---|\n"
            "| Acme GmbH | Übersetzung | Zeugnisse; keine Kontaktdaten |\n"
        ),
    )
    assert "Kontaktdaten" not in data(found["Acme GmbH"])
    assert [d["text"] for d in found["Acme GmbH"]["denied"]] == ["Kontaktdaten"]


def test_a_register_of_processing_keeps_to_its_table_of_processors(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "record.md",
        (
            "# Registerförteckning\n\n## Behandlingar\n\n### Medlemsregister\n\n| Fält | Värde |\n|---|---|\n"
            "| Ändamål | Medlemskap |\n| Kategorier av personuppgifter | Namn |\n| System | medlemstjänsten |\n\n"
            "## Underbiträden\n\n| Underbiträde | Syfte | Plats |\n|---|---|---|\n| Acme | Drift | Finland |\n"
        ),
    )
    assert list(found) == ["Acme"]


@pytest.mark.parametrize(("heading", "kind"), [
    ("Vestiging / regio", "processing"), ("Provider location", "processing"), ("Sede", "seat"),
])  # fmt: skip
def test_one_column_of_places(tmp_path: Path, heading: str, kind: str) -> None:
    found = read(
        tmp_path,
        "list.md",
        (
            f"# Sub-processors\n\n| Name | Purpose | {heading} |\n|---|---|---|\n| Acme | Hosting | Ireland |\n"
            "| Beta | E-mail | France |\n"
        ),
    )
    assert places(found["Acme"], kind) == ["loc:IE"]


def test_beside_a_place_of_processing_the_providers_is_its_seat(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "list.md",
        (
            "# Subprocessors\n\n| NAME | PURPOSE | PROVIDER LOCATION | PROCESSING LOCATION |\n|---|---|---|---|\n"
            "| Acme GmbH | Hosting | Germany | United States |\n| Beta | E-mail | Ireland | Ireland |\n"
        ),
    )
    assert places(found["Acme GmbH"]) == ["loc:US"]
    assert places(found["Acme GmbH"], "seat") == ["loc:DE"]
