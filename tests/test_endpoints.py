"""The same answers from a file, a directory, an Oxigraph server and Virtuoso, and the same facts after writing."""

from __future__ import annotations

import itertools
import json
import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import datamap
from datamap.errors import ChangedMeanwhile, EndpointError, RegistryError, RegistryNotFound
from datamap.registry import endpoint_fetching
from datamap.registry.endpoint_client import Client
from datamap.registry.endpoint_store import EndpointStore
from random_registries import (
    BORDERS,
    DATA,
    DM,
    PURPOSES,
    SUBJECTS,
    random_registry,
    to_ntriples,
)
from reference_evaluator import evaluate
from servers import (
    Server,
    oxigraph_program,
    post,
    start_oxigraph,
    start_virtuoso,
    virtuoso_programs,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from conftest import Run

_numbers = itertools.count()
OXIGRAPH = pytest.param(
    "oxigraph",
    marks=pytest.mark.skipif(oxigraph_program() is None, reason="the package oxigraph is not installed"),
)
VIRTUOSO = pytest.param(
    "virtuoso",
    marks=pytest.mark.skipif(virtuoso_programs() is None, reason="virtuoso-t and isql-vt are not installed"),
)


@pytest.fixture(scope="module", params=[OXIGRAPH, VIRTUOSO])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    starts: dict[str, Callable[[Path], Server]] = {"oxigraph": start_oxigraph, "virtuoso": start_virtuoso}
    start = starts[request.param]
    running = start(tmp_path_factory.mktemp(request.param))
    yield running
    running.stop()


@pytest.fixture
def place(server: Server) -> str:
    """A location at the server that nobody has used: a graph of its own."""
    return f"{server.query}#graph=https://example.org/graph/{next(_numbers)}"


@pytest.fixture
def filled(place: str, registry: Path) -> str:
    datamap.copy(registry, place)
    return place


def every_question(vendor: str) -> Iterator[tuple[str, dict[str, str]]]:
    known = {"data": "phone number", "vendor": vendor, "purpose": "marketing", "subject": "customers"}
    for question in datamap.catalogue():
        needed = [p.name for p in question.parameters if p.default is None]
        if set(needed) <= set(known):
            yield question.name, {name: known[name] for name in needed}
    yield "vendors-outside", {"outside": "EU", "place": "any"}
    yield "vendors-by-data-outside", {"data": "e-postadress", "place": "any", "at": "2019-06-01"}
    yield "vendors-by-data", {"data": "personnummer"}


def test_every_question_of_the_catalogue(filled: str, registry: Path) -> None:
    at_file, at_endpoint = datamap.open(registry), datamap.open(filled)
    asked = 0
    for name, values in every_question("Google"):
        assert at_endpoint.query(name, **values).to_dict() == at_file.query(name, **values).to_dict(), name
        asked += 1
    assert asked > 15


def test_questions_about_customers_and_services(
    place: str, tmp_path: Path, example_list: Path, request: pytest.FixtureRequest
) -> None:
    if "virtuoso" in request.node.callspec.id:
        # Seen twice in some fifteen runs, never alone: its plans follow samples taken at random.
        reason = "Virtuoso 7 at times loses the rows of a path of any length (docs/stores.md)"
        request.applymarker(pytest.mark.xfail(strict=False, reason=reason))
    facts = tmp_path / "organisation.yaml"
    facts.write_text(
        "by: Anna Berg\n"
        "on: 2026-01-02\n"
        "organisation:\n  name: Viva\n"
        "services:\n"
        "  - name: Booking\n    vendors: [Google, Stripe]\n    data: [telefonnummer, namn]\n"
        "  - name: Mail\n    vendors: [Mailchimp]\n"
        "controllers:\n"
        "  - name: Acme AB\n    services: [Booking]\n    email: dpo@acme.example\n"
        "  - name: Beta AB\n",
        "utf-8",
    )
    path = tmp_path / "registry.ttl"
    at_file = datamap.open(path, create=True)
    at_file.import_documents(example_list)
    at_file.fill(facts)
    at_file.save()
    at_endpoint = datamap.open(place, create=True)
    at_endpoint.import_documents(example_list)
    at_endpoint.fill(facts)
    assert at_endpoint.save()
    for name, values in (
        ("vendors-by-controller", {"customer": "Acme AB"}),
        ("vendors-by-controller", {"customer": "Beta AB"}),
        ("controllers-by-vendor", {"vendor": "Stripe"}),
        ("controllers-by-vendor", {"vendor": "Mailchimp"}),
        ("reviews-due", {"before": "2027-01-01"}),
    ):
        found = datamap.open(place).query(name, **values).to_dict()
        assert found == datamap.open(path).query(name, **values).to_dict(), (name, values)
        assert found["rows"]


@pytest.mark.parametrize("seed", range(4))
def test_random_registries_against_the_reference(place: str, tmp_path: Path, seed: int) -> None:
    """All four-valued questions, on registries with hierarchies and borders of their own."""
    triples = random_registry(random.Random(seed))
    path = tmp_path / "random.nt"
    path.write_text(to_ntriples(triples), "utf-8")
    datamap.copy(path, place)
    store = EndpointStore(place)
    checked = 0
    for name, values, expected in four_valued(triples):
        assert asked(store, name, values) == expected, (name, values)
        checked += 1
    assert checked >= 20


def four_valued(
    triples: list[tuple[str, str, str]],
) -> Iterator[tuple[str, dict[str, str], Mapping[str, tuple[str, list[int]]]]]:
    for concept in DATA[:3]:
        found = evaluate(triples, data=concept)
        yield "vendors-by-data", {"data": concept}, {v: (a.answer, [a.what_code]) for v, a in found.items()}
    for concept in PURPOSES[:2]:
        found = evaluate(triples, purpose=concept)
        expected = {v: (a.answer, [a.what_code]) for v, a in found.items()}
        yield "vendors-by-purpose", {"purpose": concept}, expected
    for concept in SUBJECTS[:2]:
        found = evaluate(triples, subject=concept)
        expected = {v: (a.answer, [a.what_code]) for v, a in found.items()}
        yield "vendors-by-subject", {"subject": concept}, expected
    for border in BORDERS:
        found = evaluate(triples, outside=border, place="access")
        expected = {v: (a.answer, [a.place_code]) for v, a in found.items()}
        yield "access-outside", {"outside": border}, expected
        for kind, place in ((DM + "storage", "storage"), (DM + "anyPlace", "any")):
            found = evaluate(triples, outside=border, place=place)  # type: ignore[arg-type]
            expected = {v: (a.answer, [a.place_code]) for v, a in found.items()}
            yield "vendors-outside", {"outside": border, "place": kind}, expected
            for concept in DATA[:3]:
                found = evaluate(triples, data=concept, outside=border, place=place)  # type: ignore[arg-type]
                expected = {v: (a.answer, [a.what_code, a.place_code]) for v, a in found.items()}
                yield (
                    "vendors-by-data-outside",
                    {"data": concept, "outside": border, "place": kind},
                    expected,
                )


def asked(store: EndpointStore, name: str, values: dict[str, str]) -> dict[str, tuple[str, list[int]]]:
    from datamap.questions.binding import bind
    from datamap.questions.catalogue import load_question

    question = load_question(name)
    text = bind(question.text, {key: ox.NamedNode(iri) for key, iri in values.items()})
    rows = store.query(text, schemes=())
    assert isinstance(rows, ox.QuerySolutions)
    return {
        row["vendor"].value: (
            row["answer"].value,
            [int(row[f"{side}Reason"].value) for side in question.sides],
        )
        for row in rows
    }


def test_a_check_finds_the_same(filled: str, registry: Path) -> None:
    at_file, at_endpoint = datamap.open(registry).check(), datamap.open(filled).check()
    assert [(f.id, f.vendors, f.message) for f in at_endpoint] == [
        (f.id, f.vendors, f.message) for f in at_file
    ]
    assert len(list(at_file)) > 50


def test_what_every_command_prints(filled: str, registry: Path, tmp_path: Path, run: Run) -> None:
    for command in (
        ["query", "vendors-by-data-outside", "-p", "data=telefonnummer", "--all"],
        ["query", "vendor-facts", "-p", "vendor=Stripe", "--lang", "sv"],
        ["sources"],
        ["correct"],
        ["gaps"],
        ["sparql", "-", "--format", "csv"],
    ):
        text = "SELECT ?v WHERE { ?p dpv:hasDataProcessor ?v ; dm:statesPlace ?l . ?l dm:outsideOf loc:EEA } ORDER BY ?v"
        results = [run(*command, "-r", where, input=text) for where in (str(registry), filled)]
        assert results[0][:2] == results[1][:2], command
        assert results[0][0] in (0, 1)


@pytest.mark.parametrize(
    "command",
    [
        ["view", "-o", "page.html"],
        ["record", "-o", "record.md", "--date", "2026-11-24"],
        ["list", "-o", "list.md", "--date", "2026-11-24"],
        ["network", "-o", "graph.graphml"],
        ["gaps", "-o", "gaps.xlsx"],
    ],
    ids=lambda command: command[0],
)
def test_what_every_command_writes(
    server: Server, filled: str, registry: Path, tmp_path: Path, run: Run, command: list[str]
) -> None:
    for where, folder in ((str(registry), "file"), (filled, "endpoint")):
        (tmp_path / folder).mkdir()
        code, _, err = run(*command, "-r", where, cwd=tmp_path / folder)
        assert code == 0, err
    name = command[2]
    if name.endswith(".xlsx"):
        assert (tmp_path / "endpoint" / name).stat().st_size > 1000
    else:
        ours, theirs = ((tmp_path / folder / name).read_text("utf-8") for folder in ("file", "endpoint"))
        assert theirs == ours


def test_writing_gives_what_writing_a_file_gives(
    filled: str, registry: Path, example_list: Path, tmp_path: Path, run: Run
) -> None:
    second = tmp_path / "second.txt"
    entries = [f"Vendor {n}\nPersonuppgifter: Namn, telefonnummer\nLagringsplats: USA\n" for n in range(60)]
    second.write_text("\n".join(["Underbiträden", "", "Leverantörer:", "", *entries]), "utf-8")
    for command in (
        ["correct", "Google", "--denies", "data=telefonnummer", "--reason", "letter", "--by", "Anna Berg"],
        ["import", str(second)],
        ["import", str(example_list)],
        ["correct", "--undo", "1"],
        ["forget", "underbitraden"],
    ):
        for where in (str(registry), filled):
            code, _, err = run(*command, "-r", where)
            assert code == 0, err
        assert datamap.open(filled).content_hash() == datamap.open(registry).content_hash(), command


def test_nothing_of_the_ontology_is_sent(server: Server, filled: str) -> None:
    opened = datamap.open(filled)
    opened.query("vendors-by-data-outside", data="phone number")
    opened.correct("Google", denies={"data": ["telefonnummer"]}, reason="letter", by="Anna Berg")
    opened.save()
    graph = filled.partition("graph=")[2]
    text = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s <{DM}kindOf> ?o }} }}"
    found = json.loads(post(server.query, query=text, format="application/sparql-results+json") or b"{}")
    assert found["results"]["bindings"][0]["n"]["value"] == "0"


def test_two_writers_do_not_overwrite_each_other(filled: str) -> None:
    mine, theirs = datamap.open(filled), datamap.open(filled)
    said = {"reason": "letter", "by": "Anna Berg"}
    mine.correct("Google", denies={"data": ["telefonnummer"]}, **said)  # type: ignore[arg-type]
    theirs.correct("Stripe", denies={"data": ["telefonnummer"]}, **said)  # type: ignore[arg-type]
    assert theirs.save()
    with pytest.raises(ChangedMeanwhile, match="somebody else"):
        mine.save()
    assert [c.vendor for c in datamap.open(filled).corrections()] == [datamap.open(filled).vendor("Stripe")]


def test_the_rdflib_graph_is_a_copy_that_is_sent_back(filled: str) -> None:
    opened = datamap.open(filled)
    subject = rdflib.URIRef("https://example.org/thing")
    opened.graph.add((subject, rdflib.RDFS.label, rdflib.Literal("Thing")))
    assert (subject, rdflib.RDFS.label, None) not in datamap.open(filled).graph
    assert opened.save()
    assert (subject, rdflib.RDFS.label, rdflib.Literal("Thing")) in datamap.open(filled).graph
    assert not opened.save()
    opened.graph.remove((subject, None, None))
    assert opened.save()
    assert (subject, rdflib.RDFS.label, None) not in datamap.open(filled).graph


def test_copies_there_and_back(place: str, registry: Path, tmp_path: Path, run: Run) -> None:
    code, out, err = run("copy", registry, place, "--format", "json")
    assert code == 0, err
    there = json.loads(out)
    back = tmp_path / "back.ttl"
    report = datamap.copy(place, back)
    assert (report.triples, report.digest) == (there["triples"], there["digest"])
    assert back.read_bytes() == registry.read_bytes()
    assert datamap.copy(place, f"{tmp_path}/store/").digest == report.digest
    code, out, err = run("copy", registry, place)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "--replace" in err
    assert datamap.copy(back, place, replace=True).digest == report.digest


def blank_nodes(place: str) -> bytes:
    """Statements about a blank node, which Virtuoso takes in no INSERT DATA."""
    return b"" if "/sparql" in place else b"<urn:s> <urn:p> [ <urn:q> 'blank' ; <urn:r> 'the same' ] .\n"


def test_a_copy_that_broke_off_goes_on_from_what_has_arrived(
    place: str, registry: Path, tmp_path: Path
) -> None:
    """What is beside is read back: only the rest is sent, and what is not of this registry goes."""
    source = tmp_path / "source.ttl"
    source.write_bytes(registry.read_bytes() + blank_nodes(place))
    wanted = datamap.open(source).content_hash()
    calls = []

    def interrupt(step: str, done: int, total: int | None) -> None:
        calls.append((step, done))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        datamap.copy(source, place, progress=interrupt)
    assert calls == [("send", 1_000)]
    with pytest.raises(RegistryNotFound):
        datamap.open(place)
    # Whoever changes the source meanwhile gets what it holds now.
    gone = next(t for t in datamap.open(registry).store.triples() if "text" in t.predicate.value)
    opened = datamap.open(source)
    opened.store.remove([gone])
    opened.store.add([ox.Triple(ox.NamedNode("urn:new"), ox.NamedNode("urn:p"), ox.Literal("new"))])
    opened.save()
    report = datamap.copy(source, place)
    assert report.resumed == "1,000 triples"
    assert report.triples == len([*datamap.open(source).store.triples()])
    assert datamap.open(place).content_hash() == datamap.open(source).content_hash() != wanted
    assert datamap.copy(source, place, replace=True).resumed is None


def test_what_an_endpoint_has_given_is_not_asked_again(
    place: str, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_fetching, "WORTH", 10)
    source = tmp_path / "source.ttl"
    source.write_bytes(registry.read_bytes() + blank_nodes(place))
    digest = datamap.copy(source, place).digest
    asked: list[str] = []
    construct = Client.construct

    def noted(client: Client, text: str) -> Iterator[ox.Triple]:
        asked.append(text)
        return construct(client, text)

    monkeypatch.setattr(Client, "construct", noted)
    for target, waiting in (
        (f"{tmp_path}/store/", tmp_path / "store" / ".copying"),
        (str(tmp_path / "copy.nt"), tmp_path / ".copy.nt.copying"),
    ):
        steps: list[int] = []

        def interrupt(step: str, done: int, total: int | None, steps: list[int] = steps) -> None:
            steps.append(done)
            if step == "load" and total and done > total / 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            datamap.copy(place, target, progress=interrupt)
        with pytest.raises(RegistryNotFound):
            datamap.open(target)
        assert waiting.is_dir()
        # A part that is damaged is fetched again, the others are not.
        parts = sorted(waiting.rglob("*.nt"))
        parts[0].write_bytes(parts[0].read_bytes()[:-10])
        asked.clear()
        report = datamap.copy(place, target)
        assert report.resumed
        assert report.digest == digest
        assert not waiting.exists()
        by_predicate = [text for text in asked if "?s ?p ?o" not in text]
        predicates = {t.predicate for t in datamap.open(source).store.triples()}
        assert len(by_predicate) < len(predicates) - 3  # Virtuoso is asked by pages, otherwise
        assert datamap.open(target).content_hash() == datamap.open(source).content_hash()


def test_an_endpoint_that_was_written_meanwhile_is_read_anew(
    place: str, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_fetching, "WORTH", 10)
    datamap.copy(registry, place)

    def interrupt(step: str, done: int, total: int | None) -> None:
        if total and done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        datamap.copy(place, f"{tmp_path}/store/", progress=interrupt)
    opened = datamap.open(place)
    opened.correct("Google", denies={"data": ["telefonnummer"]}, reason="letter", by="Anna Berg")
    opened.save()
    assert datamap.copy(place, f"{tmp_path}/store/").resumed is None
    assert len(datamap.open(tmp_path / "store").corrections()) == 1


def test_an_endpoint_that_holds_nothing(place: str, run: Run) -> None:
    code, out, err = run("query", "vendors-outside", "-r", place)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "datamap copy" in err


def test_serve_says_why_it_does_not(filled: str, run: Run) -> None:
    code, out, err = run("serve", "-r", filled, "--port", "0")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "datamap copy" in err


def test_more_rows_than_a_server_gives_at_once(place: str, tmp_path: Path) -> None:
    path = tmp_path / "many.nt"
    lines = [f'<https://example.org/{n}> <https://example.org/p> "text {n}" .\n' for n in range(1730)]
    path.write_text("".join(lines), "utf-8")
    report = datamap.copy(path, place)
    assert report.triples == 1730
    rows = [*datamap.open(place).sparql("SELECT ?s ?o WHERE { ?s <https://example.org/p> ?o }").rows()]
    assert len(rows) == len(set(rows)) == 1730
    assert len([*datamap.open(place).store.own_quads()]) == 1730


def test_a_refused_query_is_one_line(filled: str, run: Run) -> None:
    code, out, err = run("sparql", "-", "-r", filled, input="SELECT ?s WHERE { ?s ?p }")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "refuses the query" in err
    with pytest.raises(RegistryError):
        datamap.copy(filled, filled, replace=True)
    assert issubclass(EndpointError, RegistryError)


@pytest.mark.skipif(virtuoso_programs() is None, reason="virtuoso-t and isql-vt are not installed")
def test_virtuoso_needs_a_graph_to_write_to(tmp_path: Path, registry: Path, run: Run) -> None:
    server = start_virtuoso(tmp_path)
    try:
        for command in (
            ["copy", str(registry), server.query, "--replace"],
            ["import", "x.txt", "-r", server.query],
        ):
            (tmp_path / "x.txt").write_text("Leverantörer:\n\nAcme\nPersonuppgifter: Namn\n", "utf-8")
            code, _, err = run(*command)
            assert (code, err.count("\n")) == (2, 1), err
            assert f"{server.query}#graph=" in err
    finally:
        server.stop()
