"""Vendors in running prose: letters and mails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import datamap
from datamap.claims.report import reading_to_dict
from datamap.errors import NoEntries

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, text: str) -> dict[str, Any]:
    (tmp_path / "mail.txt").write_text(text, "utf-8")
    return reading_to_dict([datamap.read(tmp_path / "mail.txt")])


def read_as(found: dict[str, Any]) -> list[tuple[str, list[str], list[tuple[str, str]]]]:
    return [
        (e["name"], [d["concept"] for d in e["data"]], [(p["place"], p["kind"]) for p in e["places"]])
        for e in found["entries"]
    ]


def test_several_vendors_in_one_sentence(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Hi! Our sub-processors: we use AWS for hosting (Ireland), Stripe for payments and Intercom for chat. "
        "AWS stores everything in Ireland. Stripe receives the name and billing address. Intercom gets name and "
        "email, stored in the US under the DPF.\nWe share nothing with Google Analytics.\n",
    )
    assert read_as(found) == [
        ("AWS", [], [("loc:IE", "storage")]),
        ("Stripe", ["pd:Name", "pd:PhysicalAddress"], []),
        ("Intercom", ["pd:Name", "pd:EmailAddress"], [("loc:US", "storage")]),
    ]
    assert "We share nothing with Google Analytics." in [u["text"] for u in found["unmapped"]]


def test_what_follows_another_company_is_not_said_of_the_vendor(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Vi bruker disse underdatabehandlerne.\n\nSupport håndteres av Acme Support AS i Bergen; de behandler navn og "
        "telefonnummer. Regnskapet føres av Visma Enterprise AS, men de mottar ingen personopplysninger.\n",
    )
    assert read_as(found) == [("Acme Support AS", ["pd:Name", "pd:TelephoneNumber"], [("loc:NO", "seat")])]
    assert found["entries"][0]["coverage"]["data"] == "listed"
    assert any("Visma" in u["text"] for u in found["unmapped"])


@pytest.mark.parametrize(
    "sentence",
    [
        "We stopped using Mailgun, which received the name and email address and stores them in Ireland.",
        "Formerly we used Mailgun Inc., which received names and stored them in Ireland.",
        "We use Mailgun Inc., an independent controller that receives the email address.",
    ],
)
def test_who_is_no_vendor_of_today(tmp_path: Path, sentence: str) -> None:
    with pytest.raises(NoEntries):
        read(tmp_path, f"Dear customer,\n\nyou asked for our sub-processors.\n\n{sentence}\n")


def test_prose_about_something_else_gives_no_vendor(tmp_path: Path) -> None:
    with pytest.raises(NoEntries):
        read(tmp_path, "We use Acme Ltd for lunch, which receives our names and stores plates in Ireland.\n")


def test_a_mere_mention_says_nothing(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Våra underbiträden är få. Vi använder GleSYS AB för drift, som behandlar namn och e-postadress. "
        "Avtal finns. Telefonnummer kan förekomma i enstaka ärenden.\n",
    )
    (entry,) = found["entries"]
    assert [(d["text"], d["certainty"]) for d in entry["data"]][:2] == [
        ("namn", "stated"),
        ("e-postadress", "stated"),
    ]
    assert entry["coverage"]["data"] in ("open", "notUnderstood")
    assert entry["places"] == []


def test_items_of_short_sentences_list_data_and_places(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Hej! Här är våra underbiträden:\n\n1. GleSYS AB – drift. Namn, e-post och IP-adress. Sverige.\n"
        "2. Mailgun – utskick. Namn och e-post. USA (SCC).\n\nVi har slutat med Mailchimp.\n",
    )
    assert read_as(found) == [
        ("GleSYS AB", ["pd:Name", "pd:EmailAddress", "pd:IPAddress"], [("loc:SE", "processing")]),
        ("Mailgun", ["pd:Name", "pd:EmailAddress"], [("loc:US", "processing")]),
    ]
    assert [s["kind"] for s in found["entries"][1]["safeguards"]] == ["SCC"]
