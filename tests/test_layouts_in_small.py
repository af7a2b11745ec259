"""Ways in which people lay lists out, each in a small document, held against what a person reads in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import datamap
from datamap.claims.report import reading_to_dict

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, name: str, text: str) -> list[dict[str, Any]]:
    (tmp_path / name).write_text(text, "utf-8")
    entries: list[dict[str, Any]] = reading_to_dict([datamap.read(tmp_path / name)])["entries"]
    return entries


def places(entry: dict[str, Any]) -> set[tuple[str, str]]:
    return {(p["place"].split(":")[-1], p["kind"]) for p in entry["places"] if p["place"]}


def data(entry: dict[str, Any]) -> list[str]:
    return [d["concept"] for d in entry["data"]]


def names(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["name"] for entry in entries]


def test_fields_in_the_sentences_of_a_definition(tmp_path: Path) -> None:
    acme, _ = read(
        tmp_path,
        "a.html",
        "<h2>Sub-processors</h2><dl><dt>Acme Ltd</dt><dd>Hosting. Location: Ireland. Data: IP address.</dd>"
        "<dt>Beta GmbH</dt><dd>Support. Location: Germany. Data: name.</dd></dl>",
    )
    assert (places(acme), data(acme)) == ({("IE", "processing")}, ["pd:IPAddress"])


def test_several_definitions_of_a_term(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.html",
        "<h2>Sub-processors</h2><dl><dt>Acme Ltd</dt><dd>Hosting</dd><dd>Location: Ireland</dd>"
        "<dt>Beta GmbH</dt><dd>Support</dd><dd>Location: Germany</dd></dl>",
    )
    assert (acme["name"], beta["name"]) == ("Acme Ltd", "Beta GmbH")
    assert (places(acme), places(beta)) == ({("IE", "processing")}, {("DE", "processing")})


def test_a_record_kept_by_a_key_bears_the_legal_name_inside_it(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.yml",
        "subprocessors:\n  acme:\n    legal_name: Acme Ltd\n    purpose: Hosting\n    location: Ireland\n"
        "  beta:\n    purpose: Support\n    location: Germany\n",
    )
    assert (acme["name"], beta["name"]) == ("Acme Ltd", "beta")


def test_forms_in_a_list(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.md",
        "## Annex III: sub-processors\n\n"
        "1. Name: Acme Ltd\n   Address: 1 Quay, Dublin\n   Description of processing: hosting\n"
        "   Location of processing: Ireland\n\n"
        "2. Name: Beta GmbH\n   Address: Weg 2, Berlin\n   Description of processing: support\n"
        "   Location of processing: Germany\n",
    )
    assert (acme["name"], beta["name"]) == ("Acme Ltd", "Beta GmbH")
    assert ("IE", "processing") in places(acme)
    assert ("DE", "processing") in places(beta)


def test_vendors_of_an_optional_section_are_conditional(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.md",
        "# Sub-processors\n\n| Vendor | Data | Location |\n|-|-|-|\n| Acme | Name | Ireland |\n\n"
        "## Optional sub-processors (only if enabled)\n\n"
        "| Vendor | Data | Location |\n|-|-|-|\n| Beta | Name | Germany |\n",
    )
    assert [d["certainty"] for d in acme["data"]] == ["stated"]
    assert [d["certainty"] for d in beta["data"]] == ["conditional"]
    assert (acme["coverage"]["data"], beta["coverage"]["data"]) == ("listed", "open")


def test_a_table_that_says_more_of_vendors_listed_before_adds_no_vendor(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.md",
        "# Sub-processors\n\n| Vendor | Purpose | Location |\n|-|-|-|\n| Acme Ltd | Hosting | Ireland |\n"
        "| Beta GmbH | Support | Germany |\n\n## Data by sub-processor\n\n"
        "| Sub-processor | Personal data |\n|-|-|\n| Acme | IP address |\n| Beta | Name |\n",
    )
    assert (acme["name"], data(acme), beta["name"], data(beta)) == (
        "Acme Ltd", ["pd:IPAddress"], "Beta GmbH", ["pd:Name"],
    )  # fmt: skip


def test_a_place_in_the_column_of_transfers_counts_only_outside_the_eea(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.md",
        "# Sub-processors\n\n| Vendor | Purpose | Third-country transfer |\n|-|-|-|\n"
        "| Acme | Hosting | USA (SCC) |\n| Beta | Support | Not applicable, Ireland |\n",
    )
    assert {place for place, _ in places(acme)} == {"US"}
    assert {s["kind"] for s in acme["safeguards"]} == {"SCC"}
    assert places(beta) == set()


def test_a_row_of_totals_is_no_vendor(tmp_path: Path) -> None:
    entries = read(
        tmp_path, "a.csv", "Vendor,Purpose,Location\nAcme,Hosting,IE\nBeta,Support,DE\nTotal: 2,,\n"
    )
    assert names(entries) == ["Acme", "Beta"]


def test_a_band_in_the_column_of_names_is_no_vendor(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        "a.csv",
        "Vendor,Purpose,Location\nHosting providers,,\nAcme,Hosting,IE\nFormer sub-processors,,\nBeta,Support,DE\n",
    )
    assert names(entries) == ["Acme"]


def test_two_companies_in_one_cell_are_two_vendors(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        "a.csv",
        "Vendor,Purpose,Location\nAcme AB / Beta AB,Invoices,Sweden\nGamma AB,Support,Sweden\n",
    )
    assert names(entries) == ["Acme AB", "Beta AB", "Gamma AB"]


def test_bullets_in_plain_text(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.txt",
        "SUB-PROCESSORS\n\n* Acme Ltd - hosting - Ireland\n* Beta GmbH - support - Germany\n",
    )
    assert (acme["name"], beta["name"]) == ("Acme Ltd", "Beta GmbH")
    assert (places(acme), places(beta)) == ({("IE", "processing")}, {("DE", "processing")})


def test_a_heading_of_seat_and_region_is_about_where_data_are(tmp_path: Path) -> None:
    acme, _ = read(
        tmp_path,
        "a.md",
        "# Subverwerkers\n\n| Subverwerker | Doel | Vestiging / regio |\n|-|-|-|\n"
        "| Acme B.V. | Hosting | Nederland |\n| Beta GmbH | Support | Duitsland |\n",
    )
    assert places(acme) == {("NL", "processing")}


def test_a_brand_as_key_is_the_name_beside_its_company(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        "a.yml",
        "subprocessors:\n  Acme Sign:\n    legal_name: Acme Solutions Ltd\n    purpose: Signing\n"
        "    location: Ireland\n  Beta GmbH:\n    purpose: Support\n    location: Germany\n",
    )
    assert names(entries) == ["Acme Sign", "Beta GmbH"]


def test_a_table_below_adds_to_the_vendors_that_have_a_heading_each(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        "a.md",
        "# Sub-processors\n\n### 1. Acme Ltd\n\n- Purpose: Hosting\n- Location: Ireland\n\n"
        "### 2. Beta GmbH\n\n- Purpose: Support\n- Location: Germany\n\n## Data by sub-processor\n\n"
        "| Sub-processor | Personal data |\n|-|-|\n| Acme | IP address |\n| Beta | Name |\n",
    )
    assert [(e["name"], e["line"], data(e)) for e in entries] == [
        ("Acme Ltd", 3, ["pd:IPAddress"]),
        ("Beta GmbH", 8, ["pd:Name"]),
    ]


def test_each_heading_is_a_vendor_though_no_heading_above_announces_them(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        "a.md",
        "# Verträge\n\nÜbersicht unserer Auftragsverarbeiter.\n\n## 1. Acme GmbH (Hosting)\n"
        "- **Anschrift:** Weg 1, 10115 Berlin\n- **Kategorien personenbezogener Daten:** IP-Adressen\n\n---\n\n"
        "## 2. Beta Ltd (Versand)\n- **Anschrift:** High Street 1, London\n"
        "- **Kategorien personenbezogener Daten:** Empfängername, Lieferadresse\n",
    )
    assert names(entries) == ["Acme GmbH (Hosting)", "Beta Ltd (Versand)"]
    assert data(entries[1]) == ["pd:Name", "pd:PhysicalAddress"]


def test_beside_the_place_of_processing_an_unknown_heading_over_countries_says_no_place(
    tmp_path: Path,
) -> None:
    acme, _ = read(
        tmp_path,
        "a.md",
        "| Sub-processor | Purpose | Flag | Processing location |\n|--|--|--|--|\n"
        "| Acme | Hosting | USA | Ireland |\n| Beta | Support | USA | Germany |\n",
    )
    assert places(acme) == {("IE", "processing")}


def test_two_tools_joined_by_a_stroke_beside_a_place(tmp_path: Path) -> None:
    acme, _ = read(
        tmp_path,
        "a.md",
        "| Databehandler | Tjeneste | Plassering |\n|--|--|--|\n| Acme | Webanalyse | EU/USA (SCC/DPF) |\n"
        "| Beta | Hosting | Norge |\n",
    )
    assert places(acme) == {("EU", "processing"), ("US", "processing")}
    assert {s["kind"] for s in acme["safeguards"]} == {"SCC", "DPF"}


def test_a_table_of_what_is_still_to_be_checked_adds_no_vendor(tmp_path: Path) -> None:
    table = "| Sub-processor | Purpose | Location |\n|--|--|--|\n| Acme Inc. | Hosting | Ireland |\n"
    entries = read(
        tmp_path,
        "a.md",
        f"## Sub-processors\n\n{table}\n## To be checked\n\n| Sub-processor | Purpose of the check |\n|--|--|\n"
        "| Acme | Confirm the region |\n",
    )
    assert names(entries) == ["Acme Inc."]


def test_a_tab_behind_a_label_is_a_space(tmp_path: Path) -> None:
    (acme,) = read(
        tmp_path, "a.txt", "Underbiträden\n\nAcme AB\nPersonuppgifter:\tnamn\nLagringsplats:\tIndien\n"
    )
    assert (places(acme), data(acme)) == ({("IN", "storage")}, ["pd:Name"])


def test_chapters_of_a_policy_are_no_vendors(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        "a.md",
        "# Privacy policy\n\n## What we collect\n\n- **Purpose:** to run the service\n- **Data:** name\n\n"
        "## Third-party services\n\nOur sub-processors:\n\n### Acme (hosting)\n\n- **Purpose:** hosting\n- **Data:** IP address\n\n"
        "### Beta\n\n- **Purpose:** email\n- **Data:** email address\n",
    )
    assert names(entries) == ["Acme (hosting)", "Beta"]


def test_a_table_by_type_of_data_adds_to_the_vendors_it_names(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        "a.md",
        "## Sub-processors\n\n| Sub-processor | Purpose | Location |\n|--|--|--|\n| Acme, Inc. | Hosting | Ireland |\n"
        "| Beta GmbH | Email | Germany |\n\n## Data flow\n\n| Data | Sub-processor |\n|--|--|\n"
        "| IP address | Acme |\n| Email address | Acme, Beta |\n",
    )
    assert names(entries) == ["Acme, Inc.", "Beta GmbH"]
    assert [data(entry) for entry in entries] == [["pd:IPAddress", "pd:EmailAddress"], ["pd:EmailAddress"]]


def test_places_in_the_name_of_a_vendor_without_another(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.md",
        "| Sub-processor | Data |\n|--|--|\n| Acme (USA, servers in Frankfurt) | Name |\n| Beta (France) | Name |\n",
    )
    assert (places(acme), places(beta)) == ({("DE", "processing")}, {("FR", "processing")})
    assert {p["certainty"] for p in (*acme["places"], *beta["places"])} == {"conditional"}


def test_a_blank_to_be_filled_in_states_no_place(tmp_path: Path) -> None:
    acme, _ = read(
        tmp_path,
        "a.md",
        "| Sub-processor | Purpose | Location |\n|--|--|--|\n| Acme | Hosting | [US or EU] |\n| Beta | Mail | Norway |\n",
    )
    assert {(p["place"], p["kind"], p["certainty"]) for p in acme["places"] if p["place"]} == {
        ("loc:US", "undecided", "conditional"),
        ("loc:EU", "undecided", "conditional"),
    }


def test_within_the_eea_among_transfers_says_where_a_vendor_without_place_is(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.md",
        "| Subverwerker | Doel | Vestiging | Doorgifte |\n|--|--|--|--|\n| Acme | Hosting | Luxemburg | Binnen EER |\n"
        "| Beta | E-mail | VS | SCCs (EU 2021/914) |\n",
    )
    assert ("EEA", "processing") in places(acme)
    assert {kind for _, kind in places(beta)} == {"seat"}
    assert ("LU", "seat") in places(acme)


def test_dashes_and_words_for_region_between_places(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.md",
        "| Sub-processor | Purpose | Location |\n|--|--|--|\n| Acme | Hosting | EU — Ireland |\n| Beta | Mail | EEA region |\n",
    )
    assert places(acme) == {("EU", "processing"), ("IE", "processing")}
    assert places(beta) == {("EEA", "processing")}
    assert {p["certainty"] for p in (*acme["places"], *beta["places"])} == {"stated"}


def test_lists_under_places_beside_a_table(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        "a.md",
        "# Sous-traitants de la plateforme\n\n## En France\n\n- **Alpha SAS** – hébergement\n- **Beta** – signature\n\n"
        "## Options\n\n| Option | Prestataire | Où ? |\n|--|--|--|\n| Plan | Gamma BV | Belgique |\n| SMS | Delta AB | Suède |\n",
    )
    assert names(entries) == ["Alpha SAS", "Beta", "Gamma BV", "Delta AB"]
    assert [places(entry) for entry in entries[:2]] == [{("FR", "processing")}] * 2
