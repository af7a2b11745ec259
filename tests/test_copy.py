"""``copy``: the same facts in another place, or the target as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import datamap
from datamap.errors import RegistryError, RegistryNotFound

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

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
