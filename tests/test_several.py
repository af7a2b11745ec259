"""Several registries asked as one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import datamap
from datamap.errors import RegistryError, RegistryNotFound

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

OTHER = "Underbiträden\n\nLeverantörer:\n\nAcme\nPersonuppgifter: Telefonnummer\n\nStripe\nPersonuppgifter: Personnummer\n"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    document = tmp_path / "other.txt"
    document.write_text(OTHER, "utf-8")
    datamap.import_documents(document, registry=f"{tmp_path}/other/")
    return tmp_path / "other"


def test_vendors_of_all_are_answered_for(registry: Path, other: Path, run: Run) -> None:
    code, out, _ = run(
        "query",
        "vendors-by-data",
        "-p",
        "data=telefonnummer",
        "-r",
        registry,
        "-r",
        other,
        "--format",
        "json",
    )
    assert code == 0
    answers = {row["vendor"]: row["answer"] for row in json.loads(out)["rows"]}
    alone = {
        a.vendor: a.answer for a in datamap.open(registry).query("vendors-by-data", data="telefonnummer")
    }
    assert answers.pop("Acme") == "yes"
    assert answers == alone
    together = datamap.open([registry, other])
    assert {s.identifier for s in together.sources()} == {"underbitraden", "other"}
    # Stripe stands in both: the highest of its entries counts, and cites its own list.
    found = {a.vendor: a for a in together.query("vendors-by-data", data="personnummer")}
    assert found["Stripe"].answer == "yes"
    assert {e.source for e in found["Stripe"].evidence} == {"other"}


def test_several_are_shown_and_never_written(registry: Path, other: Path, run: Run, tmp_path: Path) -> None:
    both = ["-r", str(registry), "-r", str(other)]
    before = registry.read_bytes()
    for command in (
        ["sources"],
        ["view", "-o", "page.html"],
        ["record", "-o", "r.md"],
        ["gaps"],
        ["list", "-o", "l.md"],
    ):
        code, _, err = run(*command, *both)
        assert code in (0, 1), err
    for command in (
        ["import", "other.txt"],
        ["forget", "other"],
        ["correct", "Stripe", "--denies", "data=namn", "--reason", "r", "--by", "Anna"],
        ["serve"],
    ):
        code, _, err = run(*command, *both)
        assert (code, err.count("\n")) == (2, 1), err
    code, _, err = run("network", "-o", registry, *both)
    assert (code, err.count("\n")) == (2, 1)
    assert "registry itself" in err
    assert registry.read_bytes() == before
    with pytest.raises(RegistryError, match="only read"):
        datamap.open([registry, other]).save()
    with pytest.raises(RegistryNotFound):
        datamap.open([registry, tmp_path / "nothing.ttl"])


def test_a_document_is_not_written_into_a_store(other: Path, run: Run) -> None:
    code, _, err = run("record", "-o", other / "record.md", "-r", other)
    assert (code, err.count("\n")) == (2, 1)
    assert "inside a registry on disk" in err


def test_the_environment_names_one_location_spaces_and_all(tmp_path: Path, registry: Path, run: Run) -> None:
    spaced = tmp_path / "my registry.ttl"
    registry.rename(spaced)
    code, out, _ = run("sources", "--format", "json", env={"DATAMAP_REGISTRY": str(spaced)})
    assert code == 0
    assert [s["identifier"] for s in json.loads(out)["sources"]] == ["underbitraden"]
