"""Registries whose structure is broken in known or random ways, and what SHACL engines say of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import rdflib
from rdflib.namespace import RDF, SH

if TYPE_CHECKING:
    import random

ROOT = Path(__file__).parents[1]
SHAPES = ROOT / "ontology" / "shapes.ttl"
# What the shapes need to see besides the registry: the terms that are known.
KNOWN_TERMS = ("places", "personal-data", "purposes", "data-subjects", "safeguards")
DM = rdflib.Namespace("https://w3id.org/datamap#")
_SPOILT = (
    rdflib.Literal("no number"),
    rdflib.Literal(-3),
    rdflib.Literal("x", lang="sv"),
    rdflib.Literal("2026-02-31", datatype=rdflib.XSD.date),
    rdflib.Literal("1e", datatype=rdflib.XSD.integer),
    rdflib.Literal(""),
    rdflib.URIRef("https://example.org/unknown"),
    DM.listed,
)


def terms() -> rdflib.Graph:
    """Return the ontology's terms, each with its scheme and no more."""
    graph = rdflib.Graph()
    for name in KNOWN_TERMS:
        file = rdflib.Graph().parse(ROOT / "ontology" / f"{name}.ttl")
        graph += file.triples((None, rdflib.SKOS.inScheme, None))
    return graph


def spoil(graph: rdflib.Graph, rng: random.Random, times: int) -> rdflib.Graph:
    """Return a copy with some triples taken out, doubled with another value, or given a strange one."""
    spoilt = rdflib.Graph()
    spoilt += graph
    triples = sorted(graph)
    for _ in range(times):
        s, p, o = rng.choice(triples)
        kind = rng.choice(("drop", "double", "change"))
        if kind != "double":
            spoilt.remove((s, p, o))
        if kind != "drop":
            spoilt.add((s, p, rng.choice(_SPOILT)))
    return spoilt


def by_shape(report: rdflib.Graph) -> set[tuple[str, str]]:
    """Return (property shape, focus node) of a validation report."""
    return {
        (str(report.value(result, SH.sourceShape)), str(report.value(result, SH.focusNode)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }
