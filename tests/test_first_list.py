"""The first list, held against a reading made by hand (tests/expected/README.md)."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import datamap
from datamap.vocabulary.terms import curie

ROOT = Path(__file__).parents[1]
EXPECTED = json.loads((Path(__file__).parent / "expected" / "first_list.json").read_text("utf-8"))
ENTRIES = EXPECTED["entries"]
PATHS = {
    "repository": ROOT / "data/sources/underbitraden.txt",
    "viva": Path(os.environ.get("DATAMAP_ORIGINAL_LIST", "no-such-file")),
}
NAMES = [
    "Sales Manago", "Facebook", "LiveAgent", "Google LLC (G Suite)", "vMar Software AB", "Rackspace", "Stripe",
    "Mongo Cloud", "Mailchimp", "Cygate AB", "Loopia Aktiebolag", "BidTheatre", "Google", "Linkmobility", "Zoom",
    "Confetti",
]  # fmt: skip


@pytest.fixture(scope="module", params=sorted(PATHS))
def list_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if not PATHS[name].exists():
        pytest.skip("the original list is not in the repository; DATAMAP_ORIGINAL_LIST may name it")
    return name


@pytest.fixture(scope="module")
def report(list_name: str) -> dict[str, Any]:
    return datamap.import_documents(PATHS[list_name], dry_run=True).to_dict()


@pytest.fixture(scope="module")
def registry(list_name: str, tmp_path_factory: pytest.TempPathFactory) -> datamap.Registry:
    opened = datamap.open(tmp_path_factory.mktemp("first") / "x.ttl", create=True)
    opened.import_documents(PATHS[list_name])
    return opened


def by_name(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in entries}


def test_all_sixteen_entries_in_order(report: dict[str, Any]) -> None:
    assert [entry["name"] for entry in report["entries"]] == NAMES


def test_heading_lines(report: dict[str, Any], list_name: str) -> None:
    lines = {name: entry["line"] for name, entry in by_name(report["entries"]).items()}
    assert lines == {entry["name"]: entry["line"] for entry in ENTRIES[list_name]}


@pytest.mark.parametrize("vendor", NAMES)
def test_data_claims(report: dict[str, Any], list_name: str, vendor: str) -> None:
    expected = by_name(ENTRIES[list_name])[vendor]["data"]
    found = by_name(report["entries"])[vendor]["data"]
    settled = Counter(
        (d["text"], d["concept"], d["certainty"], d["line"]) for d in expected if d["concept"] is not None
    )
    read = Counter((d["text"], d.get("own", d["concept"]), d["certainty"], d["line"]) for d in found)
    assert not settled - read
    # What has no settled concept must still be quoted, on its line and with its certainty.
    for item in (d for d in expected if d["concept"] is None):
        assert any(
            item["text"].rstrip("-") in d["text"]
            and (d["certainty"], d["line"]) == (item["certainty"], item["line"])
            for d in found
        ), item
    # And nothing is claimed that the hand reading does not know.
    known = {d["text"] for d in expected}
    for d in found:
        assert any(text in d["text"] or d["text"] in text for text in known), d


@pytest.mark.parametrize("vendor", NAMES)
def test_places(report: dict[str, Any], list_name: str, vendor: str) -> None:
    expected = by_name(ENTRIES[list_name])[vendor]["places"]
    found = by_name(report["entries"])[vendor]["places"]
    assert [(p["text"], p["place"], p["kind"], p["line"]) for p in found] == [
        (p["text"], p["place"], p["kind"], p["line"]) for p in expected
    ]


@pytest.mark.parametrize("vendor", NAMES)
def test_purposes_are_quoted_in_full(report: dict[str, Any], list_name: str, vendor: str) -> None:
    expected = by_name(ENTRIES[list_name])[vendor]["purposes"]
    found = by_name(report["entries"])[vendor]["purposes"]
    for purpose in expected:
        parts = [p["text"] for p in found if p["line"] == purpose["line"] and p["text"] in purpose["text"]]
        left = purpose["text"]
        for part in parts:
            left = left.replace(part, " ", 1)
        assert set(left.split()) <= {"och", "samt", "/"}, (purpose, found)


@pytest.mark.parametrize("vendor", NAMES)
def test_coverage(report: dict[str, Any], list_name: str, vendor: str) -> None:
    expected = by_name(ENTRIES[list_name])[vendor]["coverage"]
    found = by_name(report["entries"])[vendor]["coverage"]
    assert {k: found[k] for k, v in expected.items() if v is not None} == {
        k: v for k, v in expected.items() if v is not None
    }


def test_the_footnote_binds_only_the_entry_with_its_mark(report: dict[str, Any], list_name: str) -> None:
    expected = {
        entry["name"]: [(s["kind"], s["line"]) for s in entry["safeguards"]] for entry in ENTRIES[list_name]
    }
    found = {e["name"]: [(s["kind"], s["line"]) for s in e["safeguards"]] for e in report["entries"]}
    assert found == expected
    assert [name for name, safeguards in found.items() if safeguards] == ["Google LLC (G Suite)"]


def test_everything_in_the_entries_is_understood(report: dict[str, Any]) -> None:
    assert [u for u in report["unmapped"] if u["field"] != "document"] == []


def test_every_word_is_in_the_report(report: dict[str, Any], list_name: str) -> None:
    said = json.dumps(report, ensure_ascii=False).casefold()
    labels = {"ändamål:", "personuppgifter:", "fysisk", "lagringsplats:", "*", "och"}
    words = PATHS[list_name].read_text("utf-8").replace("LLC*", "LLC").casefold().split()
    assert [w for w in words if w not in labels and w.strip(",.;()") not in said] == []


@pytest.mark.parametrize(
    "case", EXPECTED["answers"], ids=lambda c: f"{c['question']}-{'-'.join(c['parameters'].values())}"
)
def test_answers(registry: datamap.Registry, list_name: str, case: dict[str, Any]) -> None:
    answers = registry.query(case["question"], **case["parameters"])
    assert isinstance(answers, datamap.Answers)
    assert sorted(row.vendor for row in answers) == sorted(NAMES)
    rows = {row.vendor: row for row in answers}
    assert set(case["rows"]) == set(NAMES)
    for vendor, expected in case["rows"].items():
        row = rows[vendor]
        assert row.answer == expected["answer"], vendor
        codes = {side: expected[f"{side}_code"] for side in ("data", "place")}
        assert row.codes == {side: code for side, code in codes.items() if code is not None}, vendor
        for side in row.codes:
            lines = sorted(e.line for e in row.evidence if side in e.sides)
            assert lines == sorted(expected["lines"][list_name][side]), (vendor, side)


def test_evidence_is_verbatim(registry: datamap.Registry, list_name: str) -> None:
    text = PATHS[list_name].read_text("utf-8").split("\n")
    answers = registry.query("vendors-by-data-outside", data="pd:TelephoneNumber")
    for row in answers:
        for evidence in row.evidence:
            assert evidence.text == text[evidence.line - 1]
            assert all(phrase in evidence.text for phrase in evidence.phrases)


def test_the_same_question_in_three_tongues(registry: datamap.Registry) -> None:
    asked = ("telefonnummer", "phone number", "pd:TelephoneNumber", "https://w3id.org/dpv/pd#TelephoneNumber")
    answers = [
        [
            (row.vendor, row.answer)
            for row in registry.query("vendors-by-data-outside", data=data, outside=border)
        ]
        for data in asked
        for border in ("EEA", "EES", "loc:EEA")
    ]
    assert all(rows == answers[0] for rows in answers)


def test_no_purpose_is_misread(report: dict[str, Any]) -> None:
    concepts = {e["name"]: {p["concept"] for p in e["purposes"]} for e in report["entries"]}
    assert "dm:CardPayment" in concepts["Stripe"]
    assert "dm:Invoicing" in concepts["vMar Software AB"]
    assert "dm:SmsMarketing" in concepts["Linkmobility"]
    assert "dm:EmailMarketing" in concepts["Mailchimp"]
    assert all(c is None or curie(c) == c for found in concepts.values() for c in found)


def test_the_registry_in_the_repository_is_what_import_makes(tmp_path: Path) -> None:
    target = tmp_path / "registry.ttl"
    datamap.import_documents(PATHS["repository"], registry=target)
    assert target.read_bytes() == (ROOT / "data/registry.ttl").read_bytes()
