"""The shapes as datamap compiles them, held against other SHACL engines, focus node by focus node."""

from __future__ import annotations

import logging
import random
import warnings
from typing import TYPE_CHECKING

import pytest
import rdflib
from rdflib.namespace import SH

import datamap
from broken_registries import SHAPES, by_shape, spoil, terms
from datamap.errors import DatamapError
from datamap.findings.rules import load_rules
from datamap.findings.shapes import load_shapes

if TYPE_CHECKING:
    from pathlib import Path

# rdflib tells at length of each ill-formed literal that is planted here.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

SHAPE_IDS = sorted({rule.id for rule in load_rules() if rule.shape is not None})


def ours(path: Path) -> set[tuple[str, str]]:
    findings = datamap.open(path).check(only=SHAPE_IDS)
    assert findings.failures == []
    return {(finding.rule.name, finding.subject) for finding in findings}


def by_pyshacl(data: rdflib.Graph) -> set[tuple[str, str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyshacl = pytest.importorskip("pyshacl")
        _, report, _ = pyshacl.validate(data + terms(), shacl_graph=rdflib.Graph().parse(SHAPES))
    return by_shape(report)


@pytest.fixture
def graph(registry: Path) -> rdflib.Graph:
    opened = datamap.open(registry)
    opened.correct("Stripe", states={"storage-place": "Irland"}, reason="avtal", by="Anna")
    opened.save()
    return rdflib.Graph().parse(registry)


def test_what_datamap_writes_keeps_to_the_shapes(graph: rdflib.Graph, registry: Path) -> None:
    assert ours(registry) == set()
    assert by_pyshacl(graph) == set()


def test_the_shapes_themselves_are_valid_shacl() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyshacl = pytest.importorskip("pyshacl")
        conforms, _, text = pyshacl.validate(
            rdflib.Graph(), shacl_graph=rdflib.Graph().parse(SHAPES), meta_shacl=True
        )
    assert conforms, text


@pytest.mark.parametrize("seed", range(6))
def test_broken_registries_break_the_same_shapes_in_pyshacl(
    seed: int, graph: rdflib.Graph, tmp_path: Path
) -> None:
    rng = random.Random(seed)
    spoilt = spoil(graph, rng, 60)
    path = tmp_path / "spoilt.nt"
    spoilt.serialize(path, format="nt", encoding="utf-8")
    expected = by_pyshacl(rdflib.Graph().parse(path))
    assert len(expected) > 15
    assert ours(path) == expected


def test_another_engine_says_the_same(graph: rdflib.Graph, tmp_path: Path) -> None:
    pyrudof = pytest.importorskip("pyrudof")
    spoilt = spoil(graph, random.Random(40), 60)
    path = tmp_path / "spoilt.nt"
    spoilt.serialize(path, format="nt", encoding="utf-8")
    whole = tmp_path / "whole.ttl"
    (rdflib.Graph().parse(path) + terms()).serialize(whole, format="turtle")
    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_shacl(str(SHAPES))
    rudof.read_data(str(whole))
    rudof.validate_shacl()
    text = rudof.serialize_shacl_validation_results(format=pyrudof.ResultShaclValidationFormat.Turtle)
    found = by_shape(rdflib.Graph().parse(data=text, format="turtle"))
    assert len(found) > 15
    # A literal can be a focus node (SHACL, section 2.1.3.5); this engine passes those over.
    assert found == {(shape, focus) for shape, focus in ours(path) if focus.startswith("http")}


def test_every_property_shape_has_an_id_a_severity_and_words_in_both_languages() -> None:
    graph = rdflib.Graph().parse(SHAPES)
    shapes = set(graph.subjects(rdflib.RDF.type, SH.PropertyShape))
    assert len(load_shapes(SHAPES)) == len(shapes)
    for shape in shapes:
        assert {m.language for m in graph.objects(shape, SH.message)} == {"sv", "en"}  # type: ignore[attr-defined]
        assert graph.value(shape, rdflib.SKOS.notation)
        assert graph.value(shape, SH.severity)


HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://x.example/> .\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x:S a sh:NodeShape ; sh:targetClass x:C ; sh:sparql x:q .", "sh:sparql is not among"),
        (
            "x:S a sh:NodeShape ; sh:targetClass x:C ; sh:property x:p . x:p sh:path x:a ; sh:uniqueLang true .",
            "sh:uniqueLang is not among",
        ),
        ("x:S a sh:NodeShape ; sh:targetClass x:C ; sh:property x:q .", "named and not described"),
        ("x:S a sh:NodeShape ; sh:property x:p . x:p sh:path x:a ; sh:minCount 1 .", "no target"),
        ("x:S a sh:NodeShape ; sh:targetClass x:C ; sh:property [ sh:path x:a ] .", "without IRI"),
        ("x:S a sh:NodeShape", "cannot be read as Turtle"),
    ],
)
def test_shacl_that_is_not_compiled_is_refused_by_name(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(HEAD + text)
    with pytest.raises(DatamapError, match=message):
        load_shapes(file)
