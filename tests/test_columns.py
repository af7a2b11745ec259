"""Answers from columns are those of SPARQL, on random registries, and follow every change."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import datamap
from datamap.questions import columnar
from datamap.questions.answers import ask
from datamap.questions.binding import bind
from datamap.questions.catalogue import load_question
from datamap.questions.lazy import LazySequence
from datamap.questions.tables import Row
from datamap.registry import columns as columns_module
from datamap.registry.columns import build_columns
from random_registries import BORDERS, DATA, DM, DPV, PURPOSES, SUBJECTS, Triple, registries, to_ntriples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from conftest import Run

pytest.importorskip("numpy")
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
FOUR_VALUED: dict[str, dict[str, tuple[str, ...]]] = {
    "vendors-by-data": {"data": DATA},
    "vendors-by-purpose": {"purpose": PURPOSES},
    "vendors-by-subject": {"subject": SUBJECTS},
    "vendors-outside": {"outside": BORDERS, "place": (DM + "storage", DM + "anyPlace")},
    "access-outside": {"outside": BORDERS},
    "vendors-by-data-outside": {"data": DATA, "outside": BORDERS, "place": (DM + "storage", DM + "anyPlace")},
}


class _Store:
    """The least that columns need of a store."""

    def __init__(self, registry: list[Triple]) -> None:
        self.oxigraph = ox.Store()
        self.oxigraph.load(input=to_ntriples(registry), format=ox.RdfFormat.N_TRIPLES)

    def triples(self, *pattern: Any) -> Iterator[ox.Triple]:
        return (quad.triple for quad in self.oxigraph.quads_for_pattern(*pattern))

    def query(self, text: str, *, schemes: Iterable[str] | None = None) -> Any:
        return self.oxigraph.query(text)


def _by_sparql(store: _Store, name: str, terms: dict[str, Any]) -> list[ox.QuerySolution]:
    return list(store.query(bind(load_question(name).text, terms)))


@settings(max_examples=150, deadline=None)
@given(registries())
def test_four_valued_answers_are_those_of_sparql(registry: list[Triple]) -> None:
    store = _Store(registry)
    made = build_columns(store)
    assert made is not None
    rng = random.Random(len(registry))
    for name, choices in FOUR_VALUED.items():
        question = load_question(name)
        terms = {key: ox.NamedNode(rng.choice(values)) for key, values in choices.items()}
        expected = {}
        for row in _by_sparql(store, name, terms):
            words = row["processes"].value.split(" ")
            keys = [(int(key), iri) for key, iri in zip(words[::2], words[1::2], strict=True)]
            best = max(key // 10000 for key, _ in keys)
            codes = {side: int(row[f"{side}Reason"].value) for side in question.sides}
            deciding = sorted(pair for pair in keys if pair[0] // 10000 == best)
            expected[row["vendor"].value] = (row["answer"].value, codes, deciding)
        found = columnar.vendor_keys(made, store, question, terms)  # type: ignore[arg-type]
        assert {f.vendor: (f.answer, f.codes, sorted(f.processes)) for f in found} == expected
        assert len(found) == len(expected) == sum(found.counts)
        order = ["yes", "conditional", "unknown", "no"]
        assert found.counts == [sum(e[0] == answer for e in expected.values()) for answer in order]


@settings(max_examples=150, deadline=None)
@given(registries())
def test_tables_are_those_of_sparql(registry: list[Triple]) -> None:
    store = _Store(registry)
    made = build_columns(store)
    assert made is not None
    for name, terms in (
        ("data-by-country", {}),
        ("data-by-region", {"outside": ox.NamedNode(BORDERS[0])}),
        ("shared-data", {"minimum": ox.Literal(1)}),
        ("shared-data", {"minimum": ox.Literal(2)}),
    ):
        columns = load_question(name).columns
        expected = Counter(_plain(row, columns) for row in _by_sparql(store, name, terms))
        table = columnar.table_of(made, store, name, terms)  # type: ignore[arg-type]
        rows = table.shown(lambda iri: iri, Row)
        assert list(rows) == [rows[n] for n in range(len(rows))]
        assert Counter(tuple(_sorted(str(row.values[c])) for c in columns) for row in rows) == expected
        assert len(table) == len(rows) == expected.total()
        assert {iri for row in rows for iri in row.iris.values()} == set(table.iris())
        counts = [-value for row in rows for value in row.values.values() if isinstance(value, int)]
        assert counts == sorted(counts)


def _plain(row: Any, columns: Sequence[str]) -> tuple[Any, ...]:
    """A row's values, types of data in order: SPARQL says nothing of the order in a GROUP_CONCAT."""
    return tuple(_sorted(row[c].value) for c in columns)


def _sorted(text: str) -> str:
    return " ".join(sorted(text.replace(",", " ").split()))


def _large(path: Path, vendors: int = 30) -> datamap.Registry:
    lines = []
    for n in range(vendors):
        process, vendor = f"<https://example.org/p{n}>", f"<https://example.org/v{n}>"
        lines.append(f"{process} <{DPV}hasDataProcessor> {vendor} .")
        lines.append(f'{vendor} <http://www.w3.org/2000/01/rdf-schema#label> "V{n:03}" .')
        lines.append(f"{process} <{DM}statesData> <https://w3id.org/dpv/pd#EmailAddress> .")
        lines.append(f"{process} <{DM}dataCoverage> <{DM}listed> .")
    path.write_text("\n".join(lines), "utf-8")
    return datamap.open(path)


def _phone_answers(registry: datamap.Registry) -> Counter[str]:
    return Counter(answer.answer for answer in registry.query("vendors-by-data", data="phone number"))


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "LARGE", 20)


def _built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    made: list[int] = []
    build = columns_module.build_columns

    def counted(store: Any) -> Any:
        made.append(1)
        return build(store)

    monkeypatch.setattr(columns_module, "build_columns", counted)
    return made


@pytest.mark.usefixtures("small_is_large")
def test_columns_are_made_at_the_third_question_and_again_after_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _built(monkeypatch)
    registry = _large(tmp_path / "registry.nt")
    for times in (0, 0, 1, 1):
        assert _phone_answers(registry) == {"no": 30}
        assert len(made) == times
    phone = ox.NamedNode("https://w3id.org/dpv/pd#TelephoneNumber")
    stated = ox.Triple(ox.NamedNode("https://example.org/p3"), ox.NamedNode(DM + "statesData"), phone)
    registry.store.add([stated])
    for _ in range(4):
        assert _phone_answers(registry) == {"yes": 1, "no": 29}
    assert len(made) == 2
    registry.store.remove([stated])
    for _ in range(4):
        assert _phone_answers(registry) == {"no": 30}


@pytest.mark.usefixtures("small_is_large")
def test_a_change_through_the_graph_handed_out_is_seen(tmp_path: Path) -> None:
    import rdflib

    registry = _large(tmp_path / "registry.nt")
    for _ in range(4):
        assert _phone_answers(registry) == {"no": 30}
    phone = rdflib.URIRef("https://w3id.org/dpv/pd#TelephoneNumber")
    graph = registry.graph
    for n in (1, 2):
        graph.add((rdflib.URIRef(f"https://example.org/p{n}"), rdflib.URIRef(DM + "statesData"), phone))
        assert _phone_answers(registry) == {"yes": n, "no": 30 - n}


@pytest.mark.usefixtures("small_is_large")
def test_shared_data_is_asked_in_columns_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _built(monkeypatch)
    registry = _large(tmp_path / "registry.nt", vendors=25)
    table = registry.query("shared-data", minimum=1)
    assert made == [1]
    assert len(table) == 25 * 24 / 2
    assert {row["types"] for row in table} == {"e-mail address"}
    assert table[0].values["vendor"] < table[0].values["other"]


def test_a_small_registry_is_never_made_into_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _built(monkeypatch)
    registry = _large(tmp_path / "registry.nt")
    for _ in range(5):
        _phone_answers(registry)
    assert made == []


@pytest.mark.usefixtures("small_is_large")
def test_blank_nodes_leave_the_question_to_sparql(tmp_path: Path) -> None:
    registry = _large(tmp_path / "registry.nt")
    process = ox.BlankNode("b")
    registry.store.add(
        [
            ox.Triple(
                process, ox.NamedNode(DPV + "hasDataProcessor"), ox.NamedNode("https://example.org/v1")
            ),
            ox.Triple(process, ox.NamedNode(DM + "dataCoverage"), ox.NamedNode(DM + "open")),
        ]
    )
    assert build_columns(registry.store) is None
    for _ in range(4):
        assert _phone_answers(registry) == {"unknown": 1, "no": 29}


@pytest.mark.usefixtures("small_is_large")
def test_without_numpy_sparql_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "has_numpy", lambda: False)
    made = _built(monkeypatch)
    registry = _large(tmp_path / "registry.nt")
    for _ in range(4):
        assert _phone_answers(registry) == {"no": 30}
    assert made == []


def test_a_lazy_sequence_makes_what_is_read_and_no_more() -> None:
    made: list[int] = []

    def make(n: int) -> list[int]:
        made.append(n)
        return [n]

    rows = LazySequence(3, make)
    assert (len(rows), made) == (3, [])
    assert rows[-1] == [2]
    assert made == [2]
    assert list(rows) == [[0], [1], [2]] == rows[:]
    assert rows[1:] == [[1], [2]]
    assert rows == [[0], [1], [2]]
    assert rows != [[0], [1]]
    for outside in (3, -4):
        with pytest.raises(IndexError):
            rows[outside]
    kept = LazySequence(3, make, keep=True)
    assert kept[1] is kept[1]


_ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("vendors-by-data-outside", {"data": "contact details", "outside": "EEA"}),
    ("vendors-by-data-outside", {"data": "phone number", "outside": "EEA", "place": "any"}),
    ("vendors-by-purpose", {"purpose": "marketing"}),
    ("data-by-country", {}),
    ("data-by-region", {"outside": "EEA"}),
    ("shared-data", {"minimum": "1"}),
    ("shared-data", {"minimum": "2"}),
)
_NAMES = ("Acme", "acme", "ACME", "Zeta", "Ähre", "Östra", "Bill, Inc.", "", "<b>")


def _random_lines(rng: random.Random) -> str:
    """A registry of our own terms, whose vendors share names, have several, or none."""
    loc, pd = "https://w3id.org/dpv/loc#", "https://w3id.org/dpv/pd#"
    values = {
        "Data": [pd + name for name in ("TelephoneNumber", "EmailAddress", "Contact", "Age", "Name")],
        "Place": [loc + name for name in ("US", "SE", "GB", "DE", "EEA", "non-EEA")],
        "Access": [loc + name for name in ("US", "IN", "SE")],
        "Purpose": [DPV + "Marketing", DPV + "DirectMarketing", DPV + "ServiceProvision"],
    }
    lines = []
    for n in range(rng.randint(1, 12)):
        process = f"<https://example.org/p{n}>"
        for vendor in rng.sample(range(8), rng.choice((1, 1, 1, 2))):
            lines.append(f"{process} <{DPV}hasDataProcessor> <https://example.org/v{vendor}> .")
        for side, concepts in values.items():
            for verb in ("states", "states", "mayHave", "denies"):
                some = rng.sample(concepts, rng.choice((0, 0, 1, 2)))
                lines += [f"{process} <{DM}{verb}{side}> <{concept}> ." for concept in some]
            if kind := rng.choice(("listed", "open", "")):
                lines.append(f"{process} <{DM}{side.lower()}Coverage> <{DM}{kind}> .")
    for vendor in range(8):
        for name in rng.sample(_NAMES, rng.choice((0, 1, 1, 2))):
            label = f'"{name}"' + rng.choice(("", "@sv"))
            lines.append(f"<https://example.org/v{vendor}> <{RDFS}label> {label} .")
    rng.shuffle(lines)
    return "\n".join(lines)


@pytest.mark.parametrize("lang", ["sv", "en"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rng=st.randoms(use_true_random=False))
def test_whole_answers_are_those_of_sparql_in_the_same_order(
    tmp_path: Path, lang: str, rng: random.Random
) -> None:
    path = tmp_path / "registry.nt"
    path.write_text(_random_lines(rng), "utf-8")
    by_sparql = datamap.open(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns_module, "LARGE", 1)
        in_columns = datamap.open(path)
        assert in_columns.store.columns(heavy=True) is not None
        by_sparql.store.columns = lambda **_: None  # type: ignore[method-assign]
        for name, parameters in _ASKED:
            expected = by_sparql.query(name, lang, **parameters)
            found = in_columns.query(name, lang, **parameters)
            assert len(found) == len(expected)
            assert found.to_dict() == expected.to_dict()
            assert found._text() == expected._text()
            assert found._html() == expected._html()
            assert found.to_networkx().nodes == expected.to_networkx().nodes
            middle = len(found) // 2
            assert [r.to_dict() for r in found[middle:]] == [r.to_dict() for r in expected[middle:]]


def test_ask_gives_the_same_either_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = _large(tmp_path / "registry.nt")
    question = load_question("vendors-by-data-outside")
    given_ = {"data": "phone number", "outside": "EEA"}
    by_sparql = [f[:4] for f in sorted(ask(registry, question, given_)[1])]
    monkeypatch.setattr(columns_module, "LARGE", 1)
    registry.store.add([])  # forgets that columns did not pay
    for _ in range(3):
        solutions = ask(registry, question, given_)[1]
    assert registry.store.columns() is not None
    found = sorted((f.vendor, f.answer, f.codes, f.processes) for f in solutions)
    assert found == by_sparql


def test_rows_left_out_are_counted(tmp_path: Path, run: Run) -> None:
    _large(tmp_path / "registry.nt", vendors=60)  # each of which shares its type with 59 others
    pairs = 60 * 59 // 2

    def shared(*options: str) -> str:
        asked = ("query", "shared-data", "-p", "minimum=1", "-r", tmp_path / "registry.nt")
        code, out, _ = run(*asked, *options)
        assert code == 0
        return out

    shown = shared()
    assert shown.count("e-mail address") == 1_000
    assert f"… and {pairs - 1_000} more rows; --all shows all" in shown
    assert shared("--all").count("e-mail address") == pairs
    few = shared("--most", "3")
    assert (few.count("e-mail address"), f"… and {pairs - 3} more rows" in few) == (3, True)
    cut = json.loads(shared("--most", "3", "--format", "json"))
    assert (len(cut["rows"]), cut["rowsLeftOut"]) == (3, pairs - 3)
    whole = json.loads(shared("--format", "json"))
    assert (len(whole["rows"]), "rowsLeftOut" in whole) == (pairs, False)
    assert whole["rows"][:3] == cut["rows"]


def test_most_is_refused_where_every_vendor_is_answered_for(tmp_path: Path, run: Run) -> None:
    _large(tmp_path / "registry.nt")
    asked = ("query", "vendors-by-data", "-p", "data=phone number", "-r", tmp_path / "registry.nt")
    code, out, error = run(*asked, "--most", "3")
    assert (code, out) == (2, "")
    assert "--most" in error
    assert error.count("\n") == 1
