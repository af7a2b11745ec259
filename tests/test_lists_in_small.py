"""How people write the data of a vendor in one cell, each held against what a person reads in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import datamap
from datamap.claims.report import reading_to_dict

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, cell: str, heading: str = "Data", purpose: str = "Hosting") -> dict[str, Any]:
    text = f"| Sub-processor | Purpose | {heading} | Location |\n|--|--|--|--|\n| Acme | {purpose} | {cell} | Ireland |\n"
    (tmp_path / "a.md").write_text(text + "| Beta | Support | Name | Germany |\n", "utf-8")
    report = reading_to_dict([datamap.read(tmp_path / "a.md")])
    entry: dict[str, Any] = report["entries"][0]
    entry["unmapped"] = [u["text"] for u in report["unmapped"]]
    return entry


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        # what heads a list is no item of it
        ("Technical reports: user ID, role", ["user ID", "role"]),
        ("File vault (contracts, profile photos)", ["contracts", "profile photos"]),
        # a list in brackets, with words about it behind
        ("zorps (IP address, request path) in short-lived logs", ["IP address", "request path"]),
        # a sentence about the data is no item
        ("Name, email address. The visible text is generic", ["Name", "email address"]),
        ("Card details, which you enter with them", ["Card details"]),
        ("Name. Acme never receives it", ["Name"]),
        # parts that lean on each other stay one
        ("Name, fridge and list context", ["Name", "fridge and list context"]),
        ("App and device information", ["device information"]),
        # the conjunction in a bracket joins nothing outside it
        ("reminders (with the day and hour of each), name", ["reminders (with the day and hour of each)", "name"]),
        # codes of the organisation's own classes name nothing
        ("P1, P2, email address", ["email address"]),
    ],
)  # fmt: skip
def test_items_of_a_cell(tmp_path: Path, cell: str, items: list[str]) -> None:
    assert [d["text"] for d in read(tmp_path, cell)["data"]] == items


def test_what_is_left_out_of_the_items_is_reported_and_opens_the_list(tmp_path: Path) -> None:
    for cell, words in (
        ("Technical zorps: user ID", "Technical zorps"),
        ("App and device information", "App"),
        ("Name. The visible text is generic", "The visible text is generic"),
        ("P1, email address", "P1"),
    ):
        acme = read(tmp_path, cell)
        assert any(words in text for text in acme["unmapped"]), cell
        assert acme["coverage"]["data"] == "notUnderstood"


def test_a_list_denied_up_to_its_or_holds_no_data(tmp_path: Path) -> None:
    acme = read(tmp_path, "User ID; no names, e-mail addresses, phone numbers or cookies")
    assert [d["text"] for d in acme["data"]] == ["User ID"]
    assert {d["text"] for d in acme["denied"]} == {"names", "e-mail addresses", "phone numbers", "cookies"}


def test_data_mentioned_among_purposes_are_told_apart_from_the_data(tmp_path: Path) -> None:
    acme = read(tmp_path, "Name", purpose="Transactional email, phone numbers")
    assert [d["text"] for d in acme["data"]] == ["Name"]
    assert [(d["text"], d["certainty"]) for d in acme["mentioned"]] == [("phone numbers", "conditional")]


def test_data_in_the_wrong_column_are_data(tmp_path: Path) -> None:
    acme = read(tmp_path, "Name", purpose="Name, e-mail address, phone number")
    assert [d["text"] for d in acme["data"] if d["certainty"] == "conditional"]
    assert acme["mentioned"] == []


def test_a_heading_that_asks_what_they_receive_is_about_data(tmp_path: Path) -> None:
    for heading in ("What they receive", "Ce qu'il traite", "Vad de får", "Mitä se saa"):
        assert [d["concept"] for d in read(tmp_path, "IP", heading)["data"]] == ["pd:IPAddress"], heading


def test_a_comment_in_yaml_says_what_the_codes_of_a_list_mean(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        "subprocessors:\n  - name: Acme\n    purpose: Hosting\n    data_categories: [P1]   # Name, IP address\n"
        "    personal_data: true\n  - name: Beta\n    purpose: Mail\n    data_categories: [P2] # Email address\n"
        "    personal_data: false\n",
        "utf-8",
    )
    acme, beta = reading_to_dict([datamap.read(tmp_path / "a.yml")])["entries"]
    assert [d["concept"] for d in acme["data"]] == ["pd:Name", "pd:IPAddress"]
    assert {d["line"] for d in acme["data"]} == {4}
    assert [d["text"] for d in beta["denied"]] == ["false"]
