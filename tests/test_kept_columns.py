"""Columns kept beside a generation give SPARQL's answers, and are never believed where they do not fit."""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import datamap
from datamap.registry import columns as columns_module
from datamap.registry import kept_columns
from datamap.registry.copying import copy_registry
from random_registries import DM, DPV

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

np = pytest.importorskip("numpy")

PD = "https://w3id.org/dpv/pd#"
LOC = "https://w3id.org/dpv/loc#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("vendors-by-purpose", {"purpose": DPV + "Purpose"}),
    ("vendors-by-data", {"data": PD + "Contact"}),
    ("vendors-by-data-outside", {"data": PD + "Contact", "outside": "EEA"}),
    ("vendors-by-subject", {"subject": DPV + "DataSubject"}),
    ("vendors-outside", {"outside": "EEA"}),
    ("access-outside", {"outside": "EEA"}),
    ("data-by-region", {"outside": "EEA"}),
    ("data-by-country", {}),
    ("shared-data", {"minimum": "1"}),
)


@pytest.fixture(autouse=True)
def _small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "LARGE", 20)
    monkeypatch.setattr(columns_module, "KEPT", 20)
    monkeypatch.setattr(kept_columns, "KEPT", 20)


def _write(path: Path, graph: str = "") -> Path:
    """Forty vendors, each with a different mixture of what can be said."""
    rng = random.Random(7)
    lines = []
    for n in range(40):
        process, vendor = f"<https://example.org/p{n}>", f"<https://example.org/v{n % 35}>"
        lines.append(f"{process} <{DPV}hasDataProcessor> {vendor}")
        lines.append(f'{vendor} <{RDFS}label> "V{n % 35:03}"')
        for side, values in (
            ("Data", (PD + "TelephoneNumber", PD + "EmailAddress", PD + "Contact", PD + "Age")),
            ("Place", (LOC + "US", LOC + "SE", LOC + "GB")),
            ("Access", (LOC + "US", LOC + "IN")),
            ("Purpose", (DPV + "Marketing", DPV + "ServiceProvision")),
            ("Subject", (DPV + "Customer", DPV + "Employee")),
        ):
            verb = rng.choice(("states", "states", "mayHave", "denies"))
            lines += [f"{process} <{DM}{verb}{side}> <{value}>" for value in rng.sample(values, 2)]
            if kind := rng.choice(("listed", "open", "")):
                lines.append(f"{process} <{DM}{side.lower()}Coverage> <{DM}{kind}>")
    path.write_text("".join(f"{line} {graph}.\n" for line in dict.fromkeys(lines)), "utf-8")
    return path


def _asked(registry: datamap.Registry, name: str, parameters: dict[str, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in registry.query(name, **parameters):
        plain = row.to_dict()
        if "types" in plain:  # SPARQL says nothing of the order in a GROUP_CONCAT
            plain["types"] = sorted(str(plain["types"]).split(", "))
        found[json.dumps(plain, sort_keys=True)] += 1
    return found


def _by_sparql(location: Path, name: str, parameters: dict[str, str]) -> Counter[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns_module, "has_numpy", lambda: False)
        patch.setattr(kept_columns, "has_numpy", lambda: False)
        return _asked(datamap.open(location), name, parameters)


def _uses_kept(registry: datamap.Registry) -> bool:
    columns = registry.store.columns()
    return columns is not None and isinstance(columns.pairs_process.base, np.memmap)


@pytest.mark.parametrize("graph", ["", "<https://example.org/graph> "])
@pytest.mark.parametrize(("name", "parameters"), ASKED)
def test_the_first_question_is_answered_as_sparql_does(
    tmp_path: Path, name: str, parameters: dict[str, str], graph: str
) -> None:
    copy_registry(_write(tmp_path / "registry.nq", graph), f"{tmp_path}/store/")
    registry = datamap.open(tmp_path / "store")
    found = _asked(registry, name, parameters)
    assert found == _by_sparql(tmp_path / "store", name, parameters)
    assert len(found) > 0
    assert _uses_kept(registry)


def test_questions_about_other_things_follow_each_other(tmp_path: Path) -> None:
    registry = datamap.open(_write(tmp_path / "registry.nq"))
    for name, parameters in (ASKED[1], ASKED[1], ASKED[0], ASKED[3]):
        assert _asked(registry, name, parameters) == _by_sparql(tmp_path / "registry.nq", name, parameters)
    assert registry.store.columns() is not None


def test_a_question_of_another_day_is_answered_by_the_borders_of_that_day(tmp_path: Path) -> None:
    source = _write(tmp_path / "registry.nq")
    copy_registry(source, f"{tmp_path}/store/")
    registry = datamap.open(tmp_path / "store")
    found = []
    for day in ("2019-01-01", "2026-01-01", "2019-01-01"):  # the United Kingdom left in 2020
        found.append(_asked(registry, "vendors-outside", {"outside": "EEA", "at": day}))
        assert found[-1] == _by_sparql(source, "vendors-outside", {"outside": "EEA", "at": day})
    assert found[0] == found[2] != found[1]
    assert _uses_kept(registry)


def _phones(registry: datamap.Registry) -> Counter[str]:
    return Counter(answer.answer for answer in registry.query("vendors-by-data", data=PD + "Age"))


def _state(registry: datamap.Registry, process: str) -> None:
    states, age = ox.NamedNode(DM + "statesData"), ox.NamedNode(PD + "Age")
    registry.store.add([ox.Triple(ox.NamedNode(process), states, age)])


def test_a_change_makes_what_was_kept_count_no_more(tmp_path: Path) -> None:
    store = tmp_path / "store"
    copy_registry(_write(tmp_path / "registry.nq"), f"{store}/")
    registry = datamap.open(store)
    before = _phones(registry)
    silent = [a.iri for a in registry.query("vendors-by-data", data=PD + "Age") if a.answer == "unknown"]
    process = silent[0].replace("/v", "/p")
    after = before - Counter({"unknown": 1}) + Counter({"yes": 1})
    _state(registry, process)
    assert _phones(registry) == after
    assert _phones(datamap.open(store)) == before
    registry.save()
    assert _phones(registry) == after
    opened = datamap.open(store)
    assert _phones(opened) == after
    again = datamap.open(store)
    assert _phones(again) == after
    assert _uses_kept(again)
    assert {path.name for path in store.glob("columns-*")} >= {"columns-2"}
    del registry, opened, again
    gc.collect()
    other = datamap.open(store)
    _state(other, silent[1].replace("/v", "/p"))
    assert other.save()
    assert not (store / "columns-1").exists()


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4])


def _describe(folder: Path, key: str, value: Any) -> None:
    description = json.loads((folder / "columns.json").read_text("utf-8"))
    description[key] = value
    (folder / "columns.json").write_text(json.dumps(description), "utf-8")


class _Code:
    def __reduce__(self) -> Any:
        return (os.mkdir, ("run-by-pickle",))


def _pickled(folder: Path) -> None:
    np.save(folder / "pairs_vendor.npy", np.array([_Code()], dtype=object), allow_pickle=True)


BREAKS: dict[str, Callable[[Path], object]] = {
    "an array is cut": lambda folder: _truncate(folder / "pairs_vendor.npy"),
    "an array is empty": lambda folder: (folder / "coverageData.npy").write_bytes(b""),
    "an array is gone": lambda folder: (folder / "statesData.npy").unlink(),
    "an array is shorter": lambda folder: np.save(folder / "coverageData.npy", np.zeros(3, np.uint8)),
    "an array is of another kind": lambda folder: np.save(folder / "coverageData.npy", np.zeros(40)),
    "an array is code": _pickled,
    "another version": lambda folder: _describe(folder, "version", 99),
    "another generation": lambda folder: _describe(folder, "generation", "0" * 64),
    "arrays outside": lambda folder: _describe(folder, "arrays", {"../../x": ["<i4", 1]}),
    "no arrays": lambda folder: _describe(folder, "arrays", {}),
    "no concepts": lambda folder: _describe(folder, "concepts", []),
    "no JSON": lambda folder: (folder / "columns.json").write_bytes(b"\xff\xfe{"),
    "a list": lambda folder: (folder / "columns.json").write_text("[]", "utf-8"),
    "no description": lambda folder: (folder / "columns.json").unlink(),
}


@pytest.mark.parametrize("how", BREAKS)
def test_what_is_broken_is_made_again(tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = tmp_path / "store"
    copy_registry(_write(tmp_path / "registry.nq"), f"{store}/")
    expected = _by_sparql(store, *ASKED[2])
    BREAKS[how](store / "columns-1")
    assert kept_columns.KeptColumns(store, "generation-1").read() is None
    assert _asked(datamap.open(store), *ASKED[2]) == expected
    assert not (tmp_path / "run-by-pickle").exists()
    again = datamap.open(store)
    assert _asked(again, *ASKED[2]) == expected
    assert _uses_kept(again)


def test_columns_of_another_registry_are_not_believed(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    copy_registry(_write(tmp_path / "registry.nq"), f"{first}/")
    lines = (tmp_path / "registry.nq").read_text("utf-8").replace("#Age>", "#Contact>")
    (tmp_path / "other.nq").write_text(lines, "utf-8")
    copy_registry(tmp_path / "other.nq", f"{second}/")
    shutil.rmtree(second / "columns-1")
    shutil.copytree(first / "columns-1", second / "columns-1")
    assert _asked(datamap.open(second), *ASKED[2]) == _by_sparql(second, *ASKED[2])


def test_a_directory_that_cannot_be_written_is_asked_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    copy_registry(_write(tmp_path / "registry.nq"), f"{store}/")
    shutil.rmtree(store / "columns-1")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    assert _asked(datamap.open(store), *ASKED[2]) == _by_sparql(store, *ASKED[2])
    assert {path.name for path in store.iterdir() if path.is_dir()} == {"generation-1"}


def test_without_numpy_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "has_numpy", lambda: False)
    monkeypatch.setattr(kept_columns, "has_numpy", lambda: False)
    copy_registry(_write(tmp_path / "registry.nq"), f"{tmp_path}/store/")
    registry = datamap.open(tmp_path / "store")
    for _ in range(4):
        assert len(_asked(registry, *ASKED[2])) == 35
    assert not list((tmp_path / "store").glob("columns-*"))


def test_who_has_the_graph_is_asked_by_sparql_for_ever(tmp_path: Path) -> None:
    import rdflib

    copy_registry(_write(tmp_path / "registry.nq"), f"{tmp_path}/store/")
    registry = datamap.open(tmp_path / "store")
    graph = registry.graph
    _state(registry, "https://example.org/p0")  # a change of ours does not make the graph forgotten
    for n in range(1, 30, 6):
        process = rdflib.URIRef(f"https://example.org/p{n}")
        graph.add((process, rdflib.URIRef(DM + "statesData"), rdflib.URIRef(PD + "Age")))
        answers = {a.iri: a.answer for a in registry.query("vendors-by-data", data=PD + "Age")}
        assert answers[f"https://example.org/v{n}"] in ("yes", "conditional")  # denied before, by some
        assert registry.store.columns() is None


_BUILD = """
import sys
from pathlib import Path
from datamap.registry import columns, kept_columns
kept_columns.KEPT = columns.KEPT = columns.LARGE = 20
while True:
    kept_columns.keep_columns(Path(sys.argv[1]), "generation-1")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_while_they_are_made_they_are_whole_or_not_there(tmp_path: Path) -> None:
    store = tmp_path / "store"
    copy_registry(_write(tmp_path / "registry.nq"), f"{store}/")
    expected = _by_sparql(store, *ASKED[2])
    rng = random.Random(3)
    for _ in range(6):
        process = subprocess.Popen([sys.executable, "-c", _BUILD, str(store)])
        time.sleep(0.4 + rng.random() * 0.4)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (store / "columns-1").exists():
            assert kept_columns.KeptColumns(store, "generation-1").read() is not None
        assert _asked(datamap.open(store), *ASKED[2]) == expected
    registry = datamap.open(store)
    _state(registry, "https://example.org/new")
    assert registry.save()
    assert not list(store.glob(".building-*"))
