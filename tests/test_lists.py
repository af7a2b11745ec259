"""Lists in many formats, layouts and languages, held against what a person reads in them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

import datamap
from datamap.claims.block_texts import cells_of
from datamap.claims.report import reading_to_dict
from datamap.documents import read_document
from datamap.resources import resource

LISTS = Path(__file__).parent / "lists"
EXPECTED = json.loads((LISTS / "expected.json").read_text("utf-8"))
NEEDS = {"semikolon-de.csv": "de", "sous-traitants-fr.md": "fr"}

# The heading over the names is no statement of any entry; nor is one over cells that nobody ticked.
OVER_NAMES = {
    "Sub", "processor", "Vendor", "vendor", "Leverantör", "Entity", "Name", "Affiliate", "Processing", "Nr",
    "Unterauftragsverarbeiter", "Sous", "traitant", "Subverwerker", "Personal", "data",
}  # fmt: skip


def report(file: Path) -> dict[str, Any]:
    return reading_to_dict([datamap.read(file)])


def read_as(entry: dict[str, Any]) -> dict[str, Any]:
    places = {p["place"] for p in entry["places"] if p["place"] and p["kind"] in ("storage", "processing")}
    return {
        "name": entry["name"],
        "line": entry["line"],
        "data": [d["concept"] for d in entry["data"]],
        "places": sorted(places),
        "guards": sorted({s["kind"] for s in entry["safeguards"] if s["kind"]}),
        "open": entry["coverage"]["data"] == "open",
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_list_is_read_as_a_person_reads_it(name: str) -> None:
    language = NEEDS.get(name)
    if language and not (resource("ontology") / "languages" / f"{language}.ttl").exists():
        pytest.skip(f"no words of {language} yet")
    wanted = [
        {**entry, "places": sorted(entry["places"]), "guards": sorted(entry["guards"])}
        for entry in EXPECTED[name]
    ]
    assert [read_as(entry) for entry in report(LISTS / name)["entries"]] == wanted


def test_every_list_has_a_reading_by_hand() -> None:
    assert {f.name for f in LISTS.iterdir()} - {"expected.json"} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_word_of_a_list_is_lost(name: str) -> None:
    if name in NEEDS and not (resource("ontology") / "languages" / f"{NEEDS[name]}.ttl").exists():
        pytest.skip("no words of its language yet")
    reading = datamap.read(LISTS / name)
    statements = [*reading.around, *(s for entry in reading.entries for s in entry.statements)]
    said = " ".join([*(f"{s.label} {s.text}" for s in statements), *(e.name for e in reading.entries)])
    document = read_document(LISTS / name)
    for cell in [*document.cells, *cells_of(document.blocks)]:
        for word in re.findall(r"[^\W\d_]{2,}", cell.text):
            assert word in said or word in OVER_NAMES, (cell, word)


def test_an_exception_inside_an_entry_never_gives_a_no(tmp_path: Path) -> None:
    file = tmp_path / "list.md"
    file.write_text("| Vendor | Data | Location |\n|-|-|-|\n| Acme | Name, wobbles | Varies |\n", "utf-8")
    (entry,) = datamap.read(file).entries
    assert entry.coverage["data"].coverage == "open"
    assert entry.coverage["place"].coverage == "open"


def test_reading_a_csv_leaves_other_readers_as_they_were(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    (tmp_path / "list.csv").write_text("Vendor,Purpose\nZoom,Meetings\n", "utf-8")
    datamap.read(tmp_path / "list.csv")
    assert csv.field_size_limit() == before
