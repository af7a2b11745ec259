"""Tables as contracts have them: labels beside values, or no headings at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import datamap
from datamap.claims.report import reading_to_dict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def read(tmp_path: Path, html: str) -> list[dict[str, Any]]:
    (tmp_path / "a.html").write_text(html, "utf-8")
    entries: list[dict[str, Any]] = reading_to_dict([datamap.read(tmp_path / "a.html")])["entries"]
    return entries


def table(*rows: Sequence[str]) -> str:
    width = max(map(len, rows))
    out = ""
    for row in rows:
        span = f' colspan="{width}"' if len(row) == 1 else ""
        out += "<tr>" + "".join(f"<td{span}>{cell}</td>" for cell in row) + "</tr>"
    return f"<table>{out}</table>"


def read_as(entries: list[dict[str, Any]]) -> list[tuple[str, list[str], list[str]]]:
    return [
        (
            e["name"],
            [d["concept"] for d in e["data"]],
            [p["place"] for p in e["places"] if p["kind"] != "seat"],
        )
        for e in entries
    ]


TWO = [
    ("TransIP B.V.", ["pd:Name", "pd:EmailAddress"], ["loc:NL"]),
    ("Mailjet SAS", ["pd:EmailAddress"], ["loc:FR"]),
]


def test_a_name_in_a_row_over_its_labels(tmp_path: Path) -> None:
    one = table(
        ["TransIP B.V."],
        ["Dienst", "Hosting"],
        ["Persoonsgegevens", "naam, e-mailadres"],
        ["Locatie", "Nederland"],
    )
    two = table(
        ["Mailjet SAS"], ["Dienst", "E-mail"], ["Persoonsgegevens", "e-mailadres"], ["Locatie", "Frankrijk"]
    )
    assert read_as(read(tmp_path, f"<p>Bijlage 2: subverwerkers</p>{one}<p></p>{two}")) == TWO


def test_a_name_in_the_paragraph_over_its_table(tmp_path: Path) -> None:
    one = table(["Finalité", "Hébergement"], ["Données", "nom, adresse e-mail"], ["Lieu", "Pays-Bas"])
    two = table(["Finalité", "Lettre d’information"], ["Données", "adresse e-mail"], ["Lieu", "France"])
    page = f"<p>Annexe 3 : sous-traitants</p><p><b>TransIP B.V.</b></p>{one}<p>Mailjet SAS</p>{two}"
    assert read_as(read(tmp_path, page)) == TWO


def test_vendors_below_each_other_in_one_form(tmp_path: Path) -> None:
    rows = table(
        ["Nimi", "TransIP B.V."], ["Henkilötiedot", "nimi, sähköpostiosoite"], ["Sijainti", "Alankomaat"], ["", ""],
        ["Nimi", "Mailjet SAS"], ["Henkilötiedot", "sähköpostiosoite"], ["Sijainti", "Ranska"],
    )  # fmt: skip
    assert read_as(read(tmp_path, f"<h1>Alikäsittelijät</h1>{rows}")) == TWO


def test_two_pairs_of_labels_and_values_a_row(tmp_path: Path) -> None:
    one = table(
        ["Name", "TransIP B.V.", "Country", "Netherlands"],
        ["Service", "Hosting", "Personal data", "Name, email"],
    )
    two = table(["Name", "Mailjet SAS", "Country", "France"], ["Service", "E-mail", "Personal data", "Email"])
    assert read_as(read(tmp_path, f"<h1>Annex III</h1>{one}{two}")) == TWO


def test_a_form_below_words_about_former_vendors_is_no_vendor(tmp_path: Path) -> None:
    one = table(["Name", "TransIP B.V."], ["Personal data", "Name, email"], ["Location", "Netherlands"])
    two = table(["Name", "Mailjet SAS"], ["Personal data", "Email"], ["Location", "France"])
    page = f"<p>Sub-processors</p>{one}<p>Former sub-processors</p>{two}"
    assert read_as(read(tmp_path, page)) == TWO[:1]


def test_columns_without_headings_are_told_by_their_cells(tmp_path: Path) -> None:
    rows = table(
        ["TransIP B.V.", "24330087", "Hosting av tjänsten", "Namn, e-postadress", "Nederländerna"],
        ["Mailjet SAS", "", "Utskick av e-post", "E-postadress", "Frankrike"],
    )
    assert read_as(read(tmp_path, f"<p>Förteckning över underbiträden</p>{rows}")) == TWO


def test_labelled_lines_inside_a_cell(tmp_path: Path) -> None:
    rows = table(
        ["TransIP B.V.", "Ändamål: Drift<br>Personuppgifter: namn, e-postadress<br>Plats: Nederländerna"],
        ["Mailjet SAS", "Ändamål: Utskick<br>Personuppgifter: e-postadress<br>Plats: Frankrike"],
    )
    assert read_as(read(tmp_path, f"<p>Underbiträden</p>{rows}")) == TWO


def test_a_table_of_people_and_a_log_are_no_vendors(tmp_path: Path) -> None:
    people = table(["Anna Berg", "Kundtjänst", "Sverige"], ["Ole Dahl", "Försäljning", "Norge"])
    rows = table(
        ["TransIP B.V.", "Drift", "Namn, e-postadress", "Nederländerna"],
        ["Mailjet SAS", "Utskick", "E-postadress", "Frankrike"],
    )
    page = f"<h2>Våra kontor</h2>{people}<h2>Underbiträden</h2>{rows}"
    assert read_as(read(tmp_path, page)) == TWO
