"""A registry in a directory: the same answers as a file, and the old state or the new one, never half."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import datamap
from datamap.errors import ChangedMeanwhile, RegistryError, RegistryNotFound

if TYPE_CHECKING:
    from conftest import Run

KILLS = 15
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


@pytest.fixture
def directory(tmp_path: Path, example_list: Path) -> Path:
    path = tmp_path / "store"
    datamap.import_documents(example_list, registry=f"{path}/")
    return path


@pytest.fixture
def second_list(tmp_path: Path) -> Path:
    path = tmp_path / "second.txt"
    entries = [
        f"Vendor {n}\nÄndamål: Chattverktyg\nPersonuppgifter: Namn, telefonnummer\nFysisk lagringsplats: USA\n"
        for n in range(150)
    ]
    path.write_text("\n".join(["Underbiträden", "", "Leverantörer:", "", *entries]), "utf-8")
    return path


def generations(path: Path) -> list[str]:
    return sorted(p.name for p in path.iterdir() if p.name.startswith("generation-"))


def forget(path: Path, source: str) -> None:
    opened = datamap.open(path)
    opened.forget(source)
    opened.save()


def test_a_directory_answers_as_the_file_does(directory: Path, registry: Path) -> None:
    from_file, from_directory = datamap.open(registry), datamap.open(directory)
    assert from_directory.content_hash() == from_file.content_hash()
    for question in datamap.catalogue():
        needed = {p.name for p in question.parameters if p.default is None}
        known = {"data": "phone number", "vendor": "Google", "purpose": "marketing", "subject": "customers"}
        known |= {"outside": "EEA"}
        if not needed <= known.keys():
            continue
        values = {name: known[name] for name in needed}
        ours = from_directory.query(question.name, **values).to_dict()
        assert ours == from_file.query(question.name, **values).to_dict(), question.name
    text = "SELECT ?label WHERE { pd:TelephoneNumber skos:prefLabel ?label } ORDER BY ?label"
    assert [*from_directory.sparql(text).rows()] == [*from_file.sparql(text).rows()]


def test_commands_write_a_directory_as_they_write_a_file(run: Run, directory: Path, registry: Path) -> None:
    said = ["Google", "--denies", "data=telefonnummer", "--reason", "letter", "--by", "Anna Berg"]
    for place in (str(directory), str(registry)):
        assert run("correct", *said, "-r", place)[0] == 0
    assert datamap.open(directory).content_hash() == datamap.open(registry).content_hash()
    for place in (str(directory), str(registry)):
        assert run("forget", "underbitraden", "-r", place)[0] == 0
    assert datamap.open(directory).content_hash() == datamap.open(registry).content_hash()
    assert datamap.open(directory).vendors() == {}


def test_the_ontology_is_not_written_into_the_directory(directory: Path) -> None:
    opened = datamap.open(directory)
    opened.sparql("ASK { ?s skos:prefLabel ?o }")
    opened.query("vendors-by-data-outside", data="phone number")
    opened.correct("Google", denies={"data": ["telefonnummer"]}, reason="letter", by="Anna Berg")
    opened.save()
    on_disk = ox.Store.read_only(str(directory / generations(directory)[-1]))
    predicates = {q.predicate.value for q in on_disk}
    assert not any(p.endswith(("prefLabel", "kindOf", "outsideOf", "inPart")) for p in predicates)
    assert len(on_disk) == len(list(datamap.open(directory).store.triples()))


def test_what_is_changed_in_the_rdflib_graph_is_saved(directory: Path) -> None:
    opened = datamap.open(directory)
    subject = rdflib.URIRef("https://example.org/thing")
    opened.graph.add((subject, rdflib.RDFS.label, rdflib.Literal("Thing")))
    gone = next(iter(opened.graph.triples((None, rdflib.URIRef("https://w3id.org/datamap#phrase"), None))))
    opened.graph.remove(gone)
    assert opened.save()
    again = datamap.open(directory).graph
    assert (subject, rdflib.RDFS.label, rdflib.Literal("Thing")) in again
    assert gone not in again


def test_saving_without_a_change_makes_no_generation(directory: Path, example_list: Path) -> None:
    before = generations(directory)
    datamap.import_documents(example_list, registry=directory)
    assert generations(directory) == before


def test_a_reader_keeps_what_it_opened_while_others_write(directory: Path, second_list: Path) -> None:
    reader = datamap.open(directory)
    count = len(reader.vendors())
    for _ in range(3):
        datamap.import_documents(second_list, registry=directory)
        forget(directory, "second")
    assert len(reader.vendors()) == count == 16
    assert len(reader.query("vendors-by-data", data="phone number")) == count
    reader.store.__dict__.pop("_finish")()  # it is closed; the next writer takes old generations away
    datamap.import_documents(second_list, registry=directory)
    forget(directory, "second")
    assert len(generations(directory)) <= 2  # the one before the last was still read by the last writer


def test_two_writers_do_not_overwrite_each_other(directory: Path, second_list: Path) -> None:
    mine = datamap.open(directory)
    mine.import_documents(second_list)
    theirs = datamap.open(directory)
    theirs.correct("Google", denies={"data": ["telefonnummer"]}, reason="letter", by="Anna Berg")
    theirs.save()
    with pytest.raises(ChangedMeanwhile, match="somebody else"):
        mine.save()
    assert len(datamap.open(directory).corrections()) == 1


def test_what_cannot_be_a_directory_is_said_in_one_line(tmp_path: Path, run: Run, registry: Path) -> None:
    with pytest.raises(RegistryNotFound, match="datamap import"):
        datamap.open(f"{tmp_path}/nothing/")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("hello", "utf-8")
    with pytest.raises(RegistryError, match="other files"):
        datamap.open(f"{tmp_path}/full/", create=True)
    code, out, err = run("query", "vendors-outside", "-r", f"{registry}/")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "is a file" in err


def test_a_broken_directory_is_said_in_one_line(directory: Path, run: Run) -> None:
    (directory / generations(directory)[0] / "CURRENT").write_text("MANIFEST-999999\n", "ascii")
    code, out, err = run("query", "vendors-outside", "-r", directory)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert str(directory) in err
    (directory / "current").write_text("../../etc\n", "ascii")
    code, out, err = run("query", "vendors-outside", "-r", directory)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "names no generation" in err


def test_a_database_of_another_program_is_read_and_not_written(
    tmp_path: Path, registry: Path, run: Run
) -> None:
    plain = tmp_path / "plain"
    store = ox.Store(plain)
    store.bulk_load(path=str(registry), format=ox.RdfFormat.TURTLE)
    code, _, err = run("query", "vendors-outside", "-r", plain)
    assert (code, err.count("\n")) == (2, 1)
    assert "another program has this Oxigraph database open" in err
    store.flush()
    del store
    code, out, _ = run("query", "vendors-by-data", "-p", "data=phone", "-r", plain, "--format", "json")
    assert code == 0
    assert len(json.loads(out)["rows"]) == 16
    code, _, err = run("forget", "underbitraden", "-r", plain)
    assert (code, err.count("\n")) == (2, 1)
    assert "datamap copy" in err
    assert len(ox.Store(plain)) == len(list(datamap.open(registry).store.triples()))


def test_named_graphs_in_a_directory_are_seen(tmp_path: Path, registry: Path) -> None:
    opened = datamap.open(registry)
    lines = "".join(f"{t} <https://example.org/graph> .\n" for t in opened.store.triples())
    file = tmp_path / "named.nq"
    file.write_text(lines, "utf-8")
    expected = datamap.open(file)
    datamap.copy(file, f"{tmp_path}/named/")
    copied = datamap.open(tmp_path / "named")
    assert copied.content_hash() == expected.content_hash() == opened.content_hash()
    assert [*copied.store.own_quads()]
    assert {*copied.store.own_quads()} == {*expected.store.own_quads()}
    assert (
        copied.query("vendors-by-data", data="phone number").counts
        == opened.query("vendors-by-data", data="phone number").counts
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_an_import_that_is_killed_leaves_the_old_state_or_the_new_one(
    directory: Path, second_list: Path, tmp_path: Path, run: Run
) -> None:
    old = datamap.open(directory).content_hash()
    whole = tmp_path / "whole"
    datamap.copy(directory, f"{whole}/")
    started = time.monotonic()
    assert run("import", second_list, "-r", f"{whole}/")[0] == 0
    seconds = time.monotonic() - started
    new = datamap.open(whole).content_hash()
    rng = random.Random(7)
    seen = set()
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "datamap", "import", str(second_list), "-r", str(directory)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT,
        )  # fmt: skip
        time.sleep(seconds * rng.uniform(0.2, 1.1))
        process.kill()
        process.wait()
        found = datamap.open(directory).content_hash()
        assert found in (old, new)
        seen.add(found)
        if found == new:
            forget(directory, "second")
            assert datamap.open(directory).content_hash() == old
    # What killed writers began goes with the next that writes.
    opened = datamap.open(directory)
    opened.correct("Google", denies={"data": ["telefonnummer"]}, reason="letter", by="Anna Berg")
    opened.save()
    assert not list(directory.glob(".building-*"))
    assert old in seen


def test_a_directory_is_served_as_it_is_now(directory: Path, tmp_path: Path) -> None:
    import asyncio

    from datamap.server.live import LiveRegistry

    async def read(path: Path) -> dict[str, object]:
        return {"vendors": len(datamap.open(path).vendors())}

    async def look() -> list[object]:
        live = LiveRegistry(directory, read, print)
        found = []
        try:
            async with live.now() as version:
                found.append(version.about["vendors"])
                forget(directory, "underbitraden")
                found.append(len(datamap.open(version.path).vendors()))
            async with live.now() as version:
                found.append(version.about["vendors"])
        finally:
            await live.close()
        return found

    assert asyncio.run(look()) == [16, 16, 0]


def test_snapshots_do_not_outlive_their_process(directory: Path, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    assert run("query", "vendors-outside", "-r", directory, env={"TMPDIR": str(folder)})[0] == 0
    assert list(folder.iterdir()) == []
    killed = folder / f"datamap-snapshot-{2**22 - 1}-x"
    killed.mkdir()
    assert run("query", "vendors-outside", "-r", directory, env={"TMPDIR": str(folder)})[0] == 0
    assert not killed.exists()
    assert Path(tempfile.gettempdir()).is_dir()
