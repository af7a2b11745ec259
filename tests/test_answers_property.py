"""Four-valued answers on random registries, against an evaluator that shares no code with ours."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from datamap.questions.binding import bind
from datamap.questions.catalogue import load_question
from datamap.questions.evidence import deciding, fetch
from random_registries import BORDERS, DATA, DM, PURPOSES, SUBJECTS, Triple, registries, to_ntriples
from reference_evaluator import Place, evaluate, evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACES: dict[str, Place] = {DM + "storage": "storage", DM + "anyPlace": "any"}


class _Store:
    """The least that evidence needs of a store."""

    def __init__(self, registry: list[Triple]) -> None:
        self.oxigraph = ox.Store()
        self.oxigraph.load(input=to_ntriples(registry), format=ox.RdfFormat.N_TRIPLES)

    def query(self, text: str, *, schemes: Iterable[str] | None = None) -> ox.QuerySolutions:
        found = self.oxigraph.query(text)
        assert isinstance(found, ox.QuerySolutions)
        return found


def asked(name: str, store: _Store, **values: str) -> dict[str, tuple[str, list[int], frozenset[str]]]:
    """Answer, codes and deciding processes of each vendor, as the query gives them."""
    question = load_question(name)
    text = bind(question.text, {key: ox.NamedNode(iri) for key, iri in values.items()})
    found = {}
    for row in store.query(text):
        words = row["processes"].value.split(" ")
        keys = {iri: int(key) for key, iri in zip(words[::2], words[1::2], strict=True)}
        best = max(key // 10000 for key in keys.values())
        processes = frozenset(iri for iri, key in keys.items() if key // 10000 == best)
        codes = [int(row[f"{side}Reason"].value) for side in question.sides]
        found[row["vendor"].value] = (row["answer"].value, codes, processes)
    return found


@settings(max_examples=120, deadline=None)
@given(registries())
def test_what_is_processed(registry: list[Triple]) -> None:
    store = _Store(registry)
    for name, concepts, parameter in (
        ("vendors-by-data", DATA, "data"),
        ("vendors-by-purpose", PURPOSES, "purpose"),
        ("vendors-by-subject", SUBJECTS, "subject"),
    ):
        for concept in concepts[:4]:
            expected = evaluate(registry, **{parameter: concept})  # type: ignore[arg-type]
            assert asked(name, store, **{parameter: concept}) == {
                vendor: (v.answer, [v.what_code], v.deciding) for vendor, v in expected.items()
            }


@settings(max_examples=120, deadline=None)
@given(registries())
def test_where(registry: list[Triple]) -> None:
    store = _Store(registry)
    for border in BORDERS:
        for iri, place in PLACES.items():
            expected = evaluate(registry, outside=border, place=place)
            assert asked("vendors-outside", store, outside=border, place=iri) == {
                vendor: (v.answer, [v.place_code], v.deciding) for vendor, v in expected.items()
            }
        expected = evaluate(registry, outside=border, place="access")
        assert asked("access-outside", store, outside=border) == {
            vendor: (v.answer, [v.place_code], v.deciding) for vendor, v in expected.items()
        }


@settings(max_examples=120, deadline=None)
@given(registries())
def test_what_is_processed_where(registry: list[Triple]) -> None:
    store = _Store(registry)
    for border in BORDERS:
        for iri, place in PLACES.items():
            for concept in DATA[:3]:
                expected = evaluate(registry, data=concept, outside=border, place=place)
                assert asked("vendors-by-data-outside", store, data=concept, outside=border, place=iri) == {
                    vendor: (v.answer, [v.what_code, v.place_code], v.deciding)
                    for vendor, v in expected.items()
                }


@pytest.mark.parametrize("seed", range(60))
def test_evidence_is_every_statement_of_the_deciding_code(seed: int) -> None:
    rng = random.Random(seed)
    from random_registries import random_question, random_registry

    registry = random_registry(rng)
    question = random_question(rng)
    store = _Store(registry)
    for verdict in evaluate(registry, data=question.data).values():
        for process in verdict.deciding:
            codes = {process: verdict.what_code}
            found = fetch(store, "data", ox.NamedNode(question.data), [process])  # type: ignore[arg-type]
            ours = {
                (f.source, str(f.line), f.text, f.phrase)
                for f in deciding(found, codes)
                if f.code != 11 or verdict.what_code == 11  # an open list is shown beside what is near
            }
            assert ours == evidence(registry, process, verdict.what_code, data=question.data)
