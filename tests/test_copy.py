"""``copy``: the same facts in another place, or the target as it was."""

from __future__ import annotations

import json
import random
import resource
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import datamap
from datamap.errors import RegistryError, RegistryNotFound
from datamap.registry import directory_copying

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

KILLS = 12
TARGETS = ("copy.ttl", "copy.nt", "copy.nq", "copy.trig", "copy.jsonld", "copy.rdf", "copy/")


@pytest.mark.parametrize("name", TARGETS)
def test_a_copy_holds_the_same_facts(tmp_path: Path, registry: Path, run: Run, name: str) -> None:
    code, out, _ = run("copy", registry, name, "--format", "json")
    assert code == 0
    report = json.loads(out)
    original = datamap.open(registry)
    assert report["triples"] == len(list(original.store.triples()))
    assert report["verified"] is True
    copied = datamap.open(tmp_path / name)
    assert copied.content_hash() == original.content_hash()
    # And back again: the very bytes.
    back = tmp_path / "back.ttl"
    datamap.copy(tmp_path / name, back)
    assert back.read_bytes() == registry.read_bytes()


def test_the_digest_is_the_same_in_every_syntax(tmp_path: Path, registry: Path) -> None:
    digests = {datamap.copy(registry, f"{tmp_path}/{name}").digest for name in TARGETS}
    assert len(digests) == 1


@pytest.mark.parametrize("name", ["there.ttl", "there/"])
def test_what_is_there_is_not_replaced_unasked(tmp_path: Path, registry: Path, run: Run, name: str) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Underbiträden\n\nLeverantörer:\n\nAcme\nPersonuppgifter: Namn\n", "utf-8")
    datamap.import_documents(other, registry=f"{tmp_path}/{name}")
    before = datamap.open(tmp_path / name).content_hash()
    code, out, err = run("copy", registry, name)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "--replace" in err
    assert datamap.open(tmp_path / name).content_hash() == before
    assert run("copy", registry, name, "--replace")[0] == 0
    assert datamap.open(tmp_path / name).content_hash() == datamap.open(registry).content_hash()


@pytest.mark.parametrize("name", ["there.nq", "there/"])
def test_a_source_that_breaks_off_leaves_the_target_as_it_was(
    tmp_path: Path, registry: Path, run: Run, name: str
) -> None:
    datamap.copy(registry, f"{tmp_path}/{name}")
    before = datamap.open(tmp_path / name).content_hash()
    half = tmp_path / "half.ttl"
    half.write_bytes(registry.read_bytes()[:5000])
    code, out, err = run("copy", half, name, "--replace")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "half.ttl" in err
    assert datamap.open(tmp_path / name).content_hash() == before
    assert not list(tmp_path.glob("there/.building*"))


def test_a_failed_copy_leaves_no_new_folder(tmp_path: Path, run: Run) -> None:
    (tmp_path / "broken.nt").write_text("<a> <b> .\n", "utf-8")
    code, _, err = run("copy", "broken.nt", "new/")
    assert (code, err.count("\n")) == (2, 1)
    assert not (tmp_path / "new").exists()


def test_a_copy_onto_itself_is_refused(registry: Path) -> None:
    with pytest.raises(RegistryError, match="both source and target"):
        datamap.copy(registry, registry.parent / "." / registry.name, replace=True)
    with pytest.raises(RegistryNotFound):
        datamap.copy(registry.parent / "nothing.ttl", registry, replace=True)


def test_what_a_source_says_twice_is_copied_once(tmp_path: Path) -> None:
    line = '<https://example.org/a> <https://example.org/b> "c" .\n'
    (tmp_path / "twice.nt").write_text(line + "# remark\n" + line + line, "utf-8")
    assert datamap.copy(tmp_path / "twice.nt", f"{tmp_path}/once/").triples == 1


def test_blank_nodes_and_named_graphs_are_kept(tmp_path: Path) -> None:
    text = (
        "_:x <https://example.org/p> _:y <https://example.org/g> .\n"
        '_:y <https://example.org/p> "_:no blank node" .\n'
        '<https://example.org/s> <https://example.org/p> "both" .\n'
        '<https://example.org/s> <https://example.org/p> "both" <https://example.org/g> .\n'
        '<https://example.org/s> <https://example.org/p> "named" <https://example.org/g> .\n'
    )
    source = tmp_path / "source.nq"
    source.write_text(text, "utf-8")
    to_directory = datamap.copy(source, f"{tmp_path}/store/")
    to_file = datamap.copy(f"{tmp_path}/store/", tmp_path / "target.nq")
    assert to_directory.triples == to_file.triples == 5
    assert to_directory.digest == to_file.digest
    found = ox.Dataset(ox.parse(path=str(tmp_path / "target.nq"), format=ox.RdfFormat.N_QUADS))
    wanted = ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    for dataset in (found, wanted):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert found == wanted
    flat = datamap.copy(source, tmp_path / "flat.ttl")
    assert flat.triples == 4
    assert "one graph" in flat.notes[0]


# interrupted ----------------------------------------------------------------------------------


@pytest.fixture
def lines(tmp_path: Path, registry: Path) -> Path:
    path = tmp_path / "lines.nt"
    datamap.copy(registry, path)
    return path


def interrupt_at(share: float) -> Callable[[str, int, int | None], None]:
    def progress(step: str, done: int, total: int | None) -> None:
        if step == "load" and total and done > share * total:
            raise KeyboardInterrupt

    return progress


def test_a_copy_of_a_large_file_goes_on_where_it_was_interrupted(
    tmp_path: Path, lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_copying, "PIECE", 40_000)
    size = lines.stat().st_size
    assert size > 200_000
    target = f"{tmp_path}/store/"
    with pytest.raises(KeyboardInterrupt):
        datamap.copy(lines, target, progress=interrupt_at(0.7))
    with pytest.raises(RegistryNotFound):
        datamap.open(target)
    seen: list[int] = []
    report = datamap.copy(
        lines, target, progress=lambda step, done, _: seen.append(done) if step == "load" else None
    )
    assert report.resumed
    assert min(seen) > size / 2  # what was loaded is not loaded again
    assert report.digest == datamap.copy(lines, f"{tmp_path}/anew/").digest
    assert [p.name for p in (tmp_path / "store").iterdir() if p.name.startswith(".")] == []
    assert datamap.open(target).content_hash() == datamap.open(lines).content_hash()


def test_what_is_in_force_stands_while_a_copy_waits_to_go_on(
    tmp_path: Path, lines: Path, example_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_copying, "PIECE", 40_000)
    target = tmp_path / "store"
    (tmp_path / "one.txt").write_text(
        "Underbiträden\n\nLeverantörer:\n\nAcme\nPersonuppgifter: Namn\n", "utf-8"
    )
    datamap.import_documents(tmp_path / "one.txt", registry=f"{target}/")
    with pytest.raises(KeyboardInterrupt):
        datamap.copy(lines, target, replace=True, progress=interrupt_at(0.7))
    assert set(datamap.open(target).vendors().values()) == {"Acme"}
    # Another file by the same name is another copy.
    lines.write_bytes(b"".join(lines.read_bytes().splitlines(keepends=True)[:-1]))
    report = datamap.copy(lines, target, replace=True)
    assert report.resumed is None
    assert report.triples == len(lines.read_bytes().splitlines())
    # And a writer who comes between takes what is left of a copy away.
    with pytest.raises(KeyboardInterrupt):
        datamap.copy(tmp_path / "registry.ttl", target, replace=True, progress=interrupt_at(0))
    datamap.import_documents(example_list, registry=target)
    assert not (target / ".copying").exists()


@pytest.mark.parametrize("broken", ["*.sst", "MANIFEST-*", "journal.json"])
def test_what_an_interrupted_copy_left_broken_is_thrown_away(
    tmp_path: Path, lines: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setattr(directory_copying, "PIECE", 40_000)
    target = tmp_path / "store"
    with pytest.raises(KeyboardInterrupt):
        datamap.copy(lines, f"{target}/", progress=interrupt_at(0.7))
    files = list((target / ".copying").rglob(broken))
    assert files
    for file in files:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    report = datamap.copy(lines, f"{target}/")
    assert report.resumed is None
    assert datamap.open(target).content_hash() == datamap.open(lines).content_hash()


def test_blank_nodes_of_a_large_file_stay_the_same_in_all_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_copying, "PIECE", 1_000)
    file = tmp_path / "blank.nt"
    file.write_text("".join(f'_:a <https://example.org/p{n}> "{n}" .\n' for n in range(500)), "utf-8")
    datamap.copy(file, f"{tmp_path}/store/")
    subjects = {quad.subject for quad in datamap.open(tmp_path / "store").store.own_quads()}
    assert len(subjects) == 1


def test_a_directory_is_copied_as_it_stands(tmp_path: Path, registry: Path) -> None:
    file = tmp_path / "named.nq"
    text = "".join(f"{t} .\n" for t in datamap.open(registry).store.triples())
    both = '<https://example.org/s> <https://example.org/p> "both" '
    file.write_text(f"{text}{both}.\n{both}<urn:g> .\n{both}<urn:h> .\n", "utf-8")
    first = datamap.copy(file, f"{tmp_path}/first/")
    second = datamap.copy(f"{tmp_path}/first/", f"{tmp_path}/second/")
    assert (first.triples, first.digest) == (second.triples, second.digest)
    assert {*datamap.open(tmp_path / "second").store.own_quads()} == {*datamap.open(file).store.own_quads()}
    # No file of one is a link to one of the other: it is a backup.
    inodes = [{p.stat().st_ino for p in (tmp_path / name).rglob("*.sst")} for name in ("first", "second")]
    assert inodes[0].isdisjoint(inodes[1])
    plain = ox.Store(tmp_path / "plain")
    plain.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    plain.flush()
    del plain
    assert datamap.copy(tmp_path / "plain", f"{tmp_path}/third/").digest == first.digest
    assert {*datamap.open(tmp_path / "third").store.own_quads()} == {*datamap.open(file).store.own_quads()}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_copy_that_is_killed_leaves_the_old_state_and_goes_on(tmp_path: Path, lines: Path) -> None:
    target = tmp_path / "store"
    (tmp_path / "one.txt").write_text(
        "Underbiträden\n\nLeverantörer:\n\nAcme\nPersonuppgifter: Namn\n", "utf-8"
    )
    datamap.import_documents(tmp_path / "one.txt", registry=f"{target}/")
    old, new = datamap.open(target).content_hash(), datamap.open(lines).content_hash()
    program = (
        "import sys, datamap.registry.directory_copying as copying\n"
        "copying.PIECE = 10_000\n"
        "from datamap.cli.start import main\nmain()\n"
    )
    command = [sys.executable, "-c", program, "copy", str(lines), str(target), "--replace"]
    rng = random.Random(5)
    for _ in range(KILLS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.1, 1.0))
        process.kill()
        process.wait()
        assert datamap.open(target).content_hash() in (old, new)
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, datamap.open(target).content_hash()) == (0, new), done.stderr
    assert not list(target.glob(".*"))


# no room --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["copy", "import"])
def test_a_disk_without_room_leaves_the_old_directory(tmp_path: Path, lines: Path, command: str) -> None:
    """A limit on the size of files stops a write as a full disk does."""
    target = tmp_path / "store"
    one = tmp_path / "one.txt"
    one.write_text("Underbiträden\n\nLeverantörer:\n\nAcme\nPersonuppgifter: Namn\n", "utf-8")
    datamap.import_documents(one, registry=f"{target}/")
    old = datamap.open(target).content_hash()
    many = tmp_path / "many.txt"
    entries = [f"Vendor {n}\nPersonuppgifter: Namn, adress, telefonnummer\n" for n in range(400)]
    many.write_text("\n".join(["Underbiträden", "", "Leverantörer:", "", *entries]), "utf-8")
    arguments = (
        ["copy", str(lines), f"{target}/", "--replace"]
        if command == "copy"
        else ["import", str(many), "-r", f"{target}/"]
    )
    for limit in (1_000, 60_000):

        def limited(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        # Only what is written counts: compiled modules must not.
        done = subprocess.run(
            [sys.executable, "-B", "-m", "datamap", *arguments],
            capture_output=True,
            text=True,
            preexec_fn=limited,
        )
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith("datamap: ")
        assert done.stderr.count("\n") == 1, done.stderr
        assert datamap.open(target).content_hash() == old
        assert not list(target.glob(".copying"))
    done = subprocess.run([sys.executable, "-m", "datamap", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert datamap.open(target).content_hash() != old
