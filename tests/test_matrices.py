"""Matrices: headings that name types of data, places or purposes, and cells that only tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import datamap
from datamap.claims.report import reading_to_dict

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, name: str, text: str) -> dict[str, Any]:
    (tmp_path / name).write_text(text, "utf-8")
    return reading_to_dict([datamap.read(tmp_path / name)])


def data(entry: dict[str, Any]) -> list[tuple[str, str]]:
    return [(d["text"], d["certainty"]) for d in entry["data"]]


def test_marks_under_a_heading_over_headings(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "a.csv",
        "Vendor data matrix;;;;;;\n;;;Personal data;;;Transfer\n"
        "System;Supplier;Hosting country;Name;E-mail;Order history;SCC\n"
        "Webshop;Shopify International Ltd;Ireland;x;x;x;\nMail;Klaviyo Inc;USA;x;x;;x\n"
        "Chat;Intercom Inc;Ireland;x;(x);x (if enabled);\n",
    )
    shop, mail, chat = found["entries"]
    assert shop["name"] == "Shopify International Ltd"
    assert data(shop) == [("Name", "stated"), ("E-mail", "stated"), ("Order history", "stated")]
    assert data(mail) == [("Name", "stated"), ("E-mail", "stated")]
    assert [s["kind"] for s in mail["safeguards"]] == ["SCC"]
    # A mark in brackets, or with a condition, says that the data may occur.
    assert data(chat) == [("Name", "stated"), ("E-mail", "conditional"), ("Order history", "conditional")]
    assert ("(x)", "data", 6) in [(u["text"], u["field"], u["line"]) for u in found["unmapped"]]


def test_an_empty_cell_is_silence_and_a_no_a_denial(tmp_path: Path) -> None:
    (acme, beta) = read(
        tmp_path,
        "a.md",
        "# Sub-processors\n\n| Vendor | Name | Phone number | IP address |\n|-|-|-|-|\n"
        "| Acme | yes | no | - |\n| Beta | yes | yes | ✗ |\n",
    )["entries"]
    assert (data(acme), [d["text"] for d in acme["denied"]]) == ([("Name", "stated")], ["Phone number"])
    assert [d["text"] for d in beta["denied"]] == ["IP address"]
    assert acme["coverage"]["data"] == "listed"


def test_purposes_and_places_are_ticked_too(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.md",
        "# Underbiträden\n\n| | Hosting | Support | Sverige | USA |\n|-|-|-|-|-|\n"
        "| Acme AB | 1 | 0 | 1 | 0 |\n| Beta AB | 0 | 1 | 0 | 1 |\n",
    )["entries"]
    assert [p["text"] for p in acme["purposes"]] == ["Hosting"]
    assert [p["place"] for p in acme["places"]] == ["loc:SE"]
    assert [p["text"] for p in beta["purposes"]] == ["Support"]
    assert [p["place"] for p in beta["places"]] == ["loc:US"]


def test_vendors_may_be_the_columns(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "a.md",
        "# Liste der Unterauftragnehmer\n\n| Datenart | **Hetzner** | **Brevo** |\n|-|-|-|\n"
        "| *Stammdaten* | | |\n| Name | ja | ja |\n| Telefonnummer | ja | nein |\n| Land | Deutschland | Frankreich |\n",
    )
    hetzner, brevo = found["entries"]
    assert [d["concept"] for d in hetzner["data"]] == ["pd:Name", "pd:TelephoneNumber"]
    assert [p["place"] for p in brevo["places"]] == ["loc:FR"]
    assert [d["text"] for d in brevo["denied"]] == ["Telefonnummer"]
    assert "Stammdaten" in [u["text"] for u in found["unmapped"]]


def test_yes_under_a_question_is_no_matrix(tmp_path: Path) -> None:
    acme, _ = read(
        tmp_path,
        "a.md",
        "# Sub-processors\n\n| Vendor | Personal data | DPA | Reviewed |\n|-|-|-|-|\n"
        "| Acme | Name | Yes | No |\n| Beta | E-mail | Yes | Yes |\n",
    )["entries"]
    assert data(acme) == [("Name", "stated")]
    assert (acme["denied"], acme["safeguards"]) == ([], [])


@pytest.mark.parametrize(
    "cell",
    [
        '<svg class="i"><title>Yes</title><path d=""/></svg>',
        '<i class="fa fa-check" aria-label="yes"></i>',
        '<input type="checkbox" checked disabled>',
        '<img src="check.svg" alt="✓">',
    ],
)
def test_a_tick_may_be_a_picture(tmp_path: Path, cell: str) -> None:
    acme, _ = read(
        tmp_path,
        "a.html",
        "<h1>Sub-processors</h1><table><tr><th>Sub-processor</th><th>Name</th><th>Email</th></tr>"
        f"<tr><td>Acme</td><td>{cell}</td><td></td></tr><tr><td>Beta</td><td></td><td>{cell}</td></tr></table>",
    )["entries"]
    assert data(acme) == [("Name", "stated")]


def test_a_legend_says_what_signs_mean(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "a.csv",
        "Data type;AWS;Stripe;Twilio\nName;●;P;\nEmail;●;P;○\nPhone;●;;●\n● = always;○ = optional;P = processes;\n",
    )
    aws, stripe, twilio = found["entries"]
    assert (aws["name"], stripe["name"], twilio["name"]) == ("AWS", "Stripe", "Twilio")
    assert data(aws) == [("Name", "stated"), ("Email", "stated"), ("Phone", "stated")]
    assert data(stripe) == [("Name", "stated"), ("Email", "stated")]
    assert data(twilio) == [("Email", "conditional"), ("Phone", "stated")]


def test_always_optional_and_never(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.csv",
        "Vendor;Country;Name;Phone;IP address\nAcme Ltd;Ireland;always;optional;never\nBeta;USA;always;;always\n"
        "x = unused;;;;\n",
    )["entries"]
    assert data(acme) == [("Name", "stated"), ("Phone", "conditional")]
    assert [d["text"] for d in acme["denied"]] == ["IP address"]
    assert data(beta) == [("Name", "stated"), ("IP address", "stated")]


def test_a_matrix_beside_the_list_adds_to_its_vendors(tmp_path: Path) -> None:
    acme, beta = read(
        tmp_path,
        "a.md",
        "# Sub-processors\n\n| Vendor | Purpose | Country |\n|-|-|-|\n| Acme Ltd | Hosting | Ireland |\n"
        "| Beta GmbH | Support | Germany |\n\n# Data\n\n| | Name | Email |\n|-|-|-|\n| Acme | x | x |\n| Beta | | x |\n",
    )["entries"]
    assert (acme["name"], data(acme)) == ("Acme Ltd", [("Name", "stated"), ("Email", "stated")])
    assert (beta["name"], data(beta)) == ("Beta GmbH", [("Email", "stated")])


def test_codes_that_nobody_explains_may_mean_anything(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "a.csv",
        "Vendor;Country;Name;Email;Account data;Contact person\nAWS;Ireland;full;full;full;Ann Lee\n"
        "Stripe;Ireland;full;none;partial;Bo Ek\nTwilio;USA;;;full;Cy Dow\n",
    )
    aws, stripe, twilio = found["entries"]
    assert {certainty for _, certainty in data(aws)} == {"conditional"}
    assert [text for text, _ in data(stripe)] == ["Name", "Account data"]
    assert [d["text"] for d in stripe["denied"]] == ["Email"]
    assert data(twilio) == [("Account data", "conditional")]
    assert ("partial", 3) in [(u["text"], u["line"]) for u in found["unmapped"]]
