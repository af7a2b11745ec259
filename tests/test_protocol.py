"""SPARQL 1.1 Protocol and Service Description on `datamap serve`.

The first part has a test for each case of the W3C's protocol test suite, under its name; the data are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import datamap
from served import CSV, QUERY, UPDATE, is_so, rows, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

ONE, TWO, THREE = (f"http://example.org/data{n}.rdf" for n in (1, 2, 3))
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
BASE = "https://example.org/datamap/"
SOURCE = f"{BASE}source/underbitraden"
ONTOLOGY = "https://w3id.org/datamap"
SD = "http://www.w3.org/ns/sparql-service-description#"


def named_data() -> str:
    graphs = "".join(f"GRAPH <{g}> {{ <{g}> a <{DOCUMENT}> }} " for g in (ONE, TWO, THREE))
    return f"INSERT DATA {{ {graphs} }}"


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    location = tmp_path_factory.mktemp("protocol") / "registry.trig"
    datamap.open(location, create=True).save()
    with served(location, writable=True) as client:
        yield client


@pytest.fixture
def client(writable: TestClient) -> TestClient:
    """An endpoint with the three graphs of the suite."""
    found = writable.post("/sparql", content=f"CLEAR ALL ; {named_data()}", headers=UPDATE)
    assert found.status_code == 200, found.text
    return writable


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The same, for those who change nothing."""
    location = tmp_path_factory.mktemp("graphs") / "registry.trig"
    datamap.open(location, create=True).save()
    with served(location, writable=True) as client:
        assert client.post("/sparql", content=named_data(), headers=UPDATE).status_code == 200
        yield client


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The example list, read-only."""
    from conftest import EXAMPLE

    location = tmp_path_factory.mktemp("example") / "registry.ttl"
    datamap.import_documents(EXAMPLE, registry=location)
    with served(location) as client:
        yield client


# Queries of the suite -----------------------------------------------------------------------------


def test_query_get(example: TestClient) -> None:
    assert example.get("/sparql?query=ASK%20%7B%7D").json()["boolean"] is True


def test_query_post_form(graphs: TestClient) -> None:
    found = graphs.post("/sparql", params={"default-graph-uri": ONE}, data={"query": "ASK {}"})
    assert found.json()["boolean"] is True


def test_query_post_direct(example: TestClient) -> None:
    assert is_so(example, "ASK {}")


@pytest.mark.parametrize("method", ["get", "post"])
def test_query_dataset_default_graphs(graphs: TestClient, method: str) -> None:
    dataset = {"default-graph-uri": [ONE, TWO]}
    text = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type FILTER NOT EXISTS {{ <{THREE}> a ?type }} }}"
    if method == "get":
        found = graphs.get("/sparql", params={"query": text, **dataset})
    else:
        found = graphs.post("/sparql", params=dataset, content=text, headers=QUERY)
    assert found.json()["boolean"] is True


@pytest.mark.parametrize("method", ["get", "post"])
def test_query_dataset_named_graphs(graphs: TestClient, method: str) -> None:
    dataset = {"named-graph-uri": [ONE, TWO]}
    text = (
        f"ASK {{ GRAPH ?g1 {{ <{ONE}> a ?t }} GRAPH ?g2 {{ <{TWO}> a ?t }} "
        f"FILTER NOT EXISTS {{ GRAPH ?g3 {{ <{THREE}> a ?t }} }} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"
    )
    if method == "get":
        found = graphs.get("/sparql", params={"query": text, **dataset})
    else:
        found = graphs.post("/sparql", params=dataset, content=text, headers=QUERY)
    assert found.json()["boolean"] is True


def test_query_dataset_full(graphs: TestClient) -> None:
    text = (
        f"ASK {{ <{THREE}> a ?t GRAPH ?g1 {{ <{ONE}> a ?t }} GRAPH ?g2 {{ <{TWO}> a ?t }} "
        f"FILTER NOT EXISTS {{ <{ONE}> a ?t }} FILTER NOT EXISTS {{ GRAPH ?g {{ <{THREE}> a ?t }} }} }}"
    )
    dataset = {"default-graph-uri": THREE, "named-graph-uri": [ONE, TWO]}
    assert graphs.post("/sparql", params=dataset, content=text, headers=QUERY).json()["boolean"] is True


def test_query_multiple_dataset(graphs: TestClient) -> None:
    """The dataset of the request counts, not that of the query."""
    text = f"ASK FROM <{ONE}> {{ <{ONE}> a ?t FILTER NOT EXISTS {{ <{TWO}> a ?t }} }}"
    assert is_so(graphs, text)
    found = graphs.post("/sparql", params={"default-graph-uri": TWO}, content=text, headers=QUERY)
    assert found.json()["boolean"] is False


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("SELECT (1 AS ?value) {}", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]),
        ("ASK {}", ["application/sparql-results+json", "application/sparql-results+xml"]),
        ("DESCRIBE <http://example.org/>", ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json", "application/n-quads", "application/trig"]),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json", "application/n-quads", "application/trig"]),
    ],
)  # fmt: skip
def test_query_content_types(example: TestClient, query: str, types: list[str]) -> None:
    for media_type in types:
        found = example.post("/sparql", content=query, headers={**QUERY, "Accept": media_type})
        assert found.status_code == 200
        assert found.headers["content-type"].partition(";")[0] == media_type
        if query.startswith("CONSTRUCT"):
            format = ox.RdfFormat.from_media_type(media_type)
            assert [str(q) for q in ox.parse(input=found.content, format=format)] == [
                '<urn:s> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer>'
            ]


# Updates of the suite -----------------------------------------------------------------------------


def test_update_post_form(client: TestClient) -> None:
    assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 200
    assert not is_so(client, f"ASK {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }}")


def test_update_post_direct(client: TestClient) -> None:
    assert client.post("/sparql", content="CLEAR ALL", headers=UPDATE).status_code == 200
    assert not is_so(client, f"ASK {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }}")


@pytest.mark.parametrize(
    ("parameters", "where", "taken"),
    [
        ({"using-graph-uri": ONE}, f"?s a <{DOCUMENT}>", {ONE}),
        ({"using-graph-uri": [ONE, TWO]}, f"?s a <{DOCUMENT}>", {ONE, TWO}),
        ({"using-named-graph-uri": [ONE, TWO]}, f"GRAPH ?g {{ ?s a <{DOCUMENT}> }}", {ONE, TWO}),
        ({"using-graph-uri": ONE, "using-named-graph-uri": TWO}, f"?s a <{DOCUMENT}>", {ONE}),
        ({"using-graph-uri": ONE, "using-named-graph-uri": TWO}, f"GRAPH ?g {{ ?s a <{DOCUMENT}> }}", {TWO}),
    ],
    ids=["default_graph", "default_graphs", "named_graphs", "full, default", "full, named"],
)  # fmt: skip
def test_update_dataset(client: TestClient, parameters: dict[str, Any], where: str, taken: set[str]) -> None:
    """In one request: clear all, write the graphs, and take what the request's dataset holds."""
    text = f"DROP ALL ; {named_data()} ; INSERT {{ GRAPH <urn:test> {{ ?s a <urn:Taken> }} }} WHERE {{ {where} }}"
    for way in ("form", "direct"):
        if way == "form":
            found = client.post("/sparql", data={"update": text, **parameters})
        else:
            found = client.post("/sparql", params=parameters, content=text, headers=UPDATE)
        assert found.status_code == 200, found.text
        assert {
            row[0] for row in rows(client, "SELECT ?s { GRAPH <urn:test> { ?s a <urn:Taken> } }")
        } == taken


def test_update_base_uri(client: TestClient) -> None:
    text = "CLEAR GRAPH <urn:base-test> ; INSERT DATA { GRAPH <urn:base-test> { <urn:s> <urn:p> <test> } }"
    assert client.post("/sparql", content=text, headers=UPDATE).status_code == 200
    assert rows(client, "SELECT ?o { GRAPH <urn:base-test> { <urn:s> <urn:p> ?o } }") == [
        ["http://127.0.0.1:8765/test"]
    ]
    assert is_so(client, "ASK { GRAPH <urn:base-test> { ?s ?p <test> } }")


# What the suite refuses, with the status of each --------------------------------------------------

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BAD: dict[str, tuple[int, Callable[[TestClient], Any]]] = {
    "bad_query_method": (405, lambda c: c.put("/sparql", params={"query": "ASK {}"}, headers=FORM)),
    "bad_multiple_queries": (400, lambda c: c.get("/sparql?query=ASK%7B%7D&query=SELECT%20*%7B%7D")),
    "bad_query_wrong_media_type": (415, lambda c: c.post("/sparql", content="ASK {}", headers={"Content-Type": "text/plain"})),
    "bad_query_missing_form_type": (415, lambda c: c.post("/sparql", content="query=ASK%20%7B%7D")),
    "bad_query_missing_direct_type": (415, lambda c: c.post("/sparql", content="ASK {}")),
    "bad_query_non_utf8": (415, lambda c: c.post("/sparql", content="ASK {}".encode("utf-16"), headers={"Content-Type": "application/sparql-query; charset=UTF-16"})),
    "bad_query_syntax": (400, lambda c: c.get("/sparql", params={"query": "ASK {"})),
    "bad_update_get": (400, lambda c: c.get("/sparql", params={"update": "CLEAR ALL"})),
    "bad_multiple_updates": (400, lambda c: c.post("/sparql", content="update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", headers=FORM)),
    "bad_update_wrong_media_type": (415, lambda c: c.post("/sparql", content="CLEAR NAMED", headers={"Content-Type": "text/plain"})),
    "bad_update_missing_form_type": (415, lambda c: c.post("/sparql", content="update=CLEAR%20NAMED")),
    "bad_update_missing_direct_type": (415, lambda c: c.post("/sparql", content="CLEAR NAMED")),
    "bad_update_non_utf8": (415, lambda c: c.post("/sparql", content="CLEAR NAMED".encode("utf-16"), headers={"Content-Type": "application/sparql-update; charset=UTF-16"})),
    "bad_update_syntax": (400, lambda c: c.post("/sparql", content="CLEAR XYZ", headers=UPDATE)),
    "bad_update_dataset_conflict": (400, lambda c: c.post("/sparql", params={"using-named-graph-uri": "urn:people"}, content="WITH <urn:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", headers=UPDATE)),
    # and what it does not ask for
    "both": (400, lambda c: c.post("/sparql", data={"query": "ASK {}", "update": "CLEAR ALL"})),
    "dataset of the other kind": (400, lambda c: c.post("/sparql", data={"update": "CLEAR ALL", "default-graph-uri": "urn:g"})),
    "relative graph": (400, lambda c: c.get("/sparql", params={"query": "ASK {}", "default-graph-uri": "g"})),
    "unknown graph": (400, lambda c: c.get("/sparql", params={"query": "ASK {}", "named-graph-uri": "urn:nowhere"})),
    "graph with a line break": (400, lambda c: c.get("/sparql", params={"query": "ASK {}", "named-graph-uri": "urn:g\r\nSet-Cookie: a=b"})),
    "bad bytes": (400, lambda c: c.post("/sparql", content=b"update=%FF", headers=FORM)),
    "bad bytes, direct": (400, lambda c: c.post("/sparql", content=b"CLEAR ALL # \xff", headers=UPDATE)),
    "second operation": (400, lambda c: c.post("/sparql", content="CLEAR ALL ; NONSENSE {}", headers=UPDATE)),
    "LOAD": (400, lambda c: c.post("/sparql", content="LOAD <http://127.0.0.1:1/>", headers=UPDATE)),
    "LOAD, silent": (400, lambda c: c.post("/sparql", content="CLEAR ALL ; LOAD SILENT <http://127.0.0.1:1/>", headers=UPDATE)),
    "SERVICE": (400, lambda c: c.post("/sparql", content="INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", headers=UPDATE)),
    "too deep": (400, lambda c: c.post("/sparql", content="INSERT DATA " + "{" * 500, headers=UPDATE)),
    "huge query": (413, lambda c: c.post("/sparql", content="ASK {} #" + "x" * 1_000_001, headers=QUERY)),
    "not acceptable": (406, lambda c: c.get("/sparql", headers={"Accept": "image/png"})),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_requests(graphs: TestClient, case: str) -> None:
    status, send = BAD[case]
    found = send(graphs)
    assert found.status_code == status, found.text
    assert len(found.text.splitlines()) == 1
    assert "set-cookie" not in found.headers
    # Nothing of it was done.
    assert rows(graphs, f"SELECT ?g {{ GRAPH ?g {{ ?s a <{DOCUMENT}> }} }}") == [[ONE], [TWO], [THREE]]


def test_options_and_head(example: TestClient, graphs: TestClient) -> None:
    found = example.options("/sparql")
    assert found.status_code == 204
    assert set(found.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}
    assert "access-control-allow-origin" not in found.headers
    assert set(example.options("/graphs").headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert {"PUT", "DELETE"} <= set(graphs.options("/graphs").headers["allow"].split(", "))
    for path in ("/sparql?query=ASK%7B%7D", "/sparql", "/graphs?default"):
        found = example.head(path)
        assert (found.status_code, found.content) == (200, b"")
        assert int(found.headers["content-length"]) > 10


# The graphs of a registry -------------------------------------------------------------------------


def test_a_registry_its_documents_and_the_ontology_are_graphs(example: TestClient) -> None:
    assert rows(example, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }") == [[BASE], [SOURCE], [ONTOLOGY]]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    everything = int(rows(example, count)[0][0])
    sizes = {g: int(rows(example, count, **{"default-graph-uri": g})[0][0]) for g in (BASE, SOURCE, ONTOLOGY)}
    assert sizes[BASE] + sizes[ONTOLOGY] == everything
    assert 0 < sizes[SOURCE] < sizes[BASE]
    # The document's graph says what was read, the registry's also who the vendors are; labels are the ontology's.
    vendors = "SELECT (COUNT(?v) AS ?n) { ?v a dpv:DataSubProcessor }"
    assert rows(example, vendors, **{"default-graph-uri": BASE}) == [["16"]]
    assert rows(example, vendors, **{"default-graph-uri": ONTOLOGY}) == [["0"]]
    label = 'ASK { pd:TelephoneNumber skos:prefLabel "telefonnummer"@sv }'
    assert is_so(example, label)
    found = example.get("/sparql", params={"query": label, "default-graph-uri": BASE})
    assert found.json()["boolean"] is False


def test_from_names_the_same_graphs_and_an_unknown_one_there_is_empty(example: TestClient) -> None:
    assert rows(example, f"SELECT (COUNT(*) AS ?n) FROM <{ONTOLOGY}> {{ ?v a dpv:DataSubProcessor }}") == [
        ["0"]
    ]
    assert rows(example, "SELECT (COUNT(*) AS ?n) FROM <urn:nowhere> { ?s ?p ?o }") == [["0"]]


def test_named_graphs_of_a_file_are_the_ones_that_are_asked(tmp_path: Path) -> None:
    location = tmp_path / "registry.nq"
    location.write_text('<urn:s> <urn:p> "in g" <urn:g> .\n<urn:s> <urn:p> "outside" .\n', "utf-8")
    with served(location) as client:
        asked = "SELECT ?o { <urn:s> <urn:p> ?o }"
        assert rows(client, asked) == [["in g"], ["outside"]]
        assert rows(client, asked, **{"default-graph-uri": "urn:g"}) == [["in g"]]
        assert rows(client, asked, **{"default-graph-uri": BASE}) == [["outside"]]
        assert client.get("/graphs", params={"graph": "urn:g"}).text.count("in g") == 1


def test_the_service_describes_itself(example: TestClient, graphs: TestClient) -> None:
    found = example.get("/sparql", headers={"Accept": "application/n-triples"})
    assert found.headers["content-type"] == "application/n-triples"
    store = ox.Store()
    store.bulk_load(input=found.content, format=ox.RdfFormat.N_TRIPLES)
    ask = f"""PREFIX sd: <{SD}> PREFIX void: <http://rdfs.org/ns/void#> PREFIX f: <http://www.w3.org/ns/formats/>
    ASK {{ ?service a sd:Service ; sd:endpoint <http://127.0.0.1:8765/sparql> ; sd:feature sd:UnionDefaultGraph ;
      sd:supportedLanguage sd:SPARQL11Query ; sd:resultFormat f:SPARQL_Results_JSON, f:Turtle, f:TriG ;
      sd:defaultDataset ?d . ?d a sd:Dataset ; sd:defaultGraph [ a sd:Graph ; void:triples ?all ] ;
      sd:namedGraph [ sd:name <{SOURCE}> ; sd:graph [ void:triples ?n ] ] . FILTER(0 < ?n && ?n < ?all)
      FILTER NOT EXISTS {{ ?service sd:supportedLanguage sd:SPARQL11Update }} }}"""
    assert bool(store.query(ask))
    assert f"<{SD}SPARQL11Update>" in graphs.get("/sparql").text
    assert f"<{ONE}>" in graphs.get("/sparql").text


# Updates of a registry ----------------------------------------------------------------------------


@pytest.fixture
def file(registry: Path) -> Iterator[tuple[Path, TestClient]]:
    with served(registry, writable=True) as client:
        yield registry, client


def update(client: TestClient, text: str) -> Any:
    return client.post("/sparql", content=text, headers=UPDATE)


def test_an_update_changes_the_file_and_nothing_of_the_ontology_gets_into_it(
    file: tuple[Path, TestClient],
) -> None:
    location, client = file
    before = set(datamap.open(location).store.triples())
    # Patterns see the ontology: every vendor that is said to have something that is a kind of contact data.
    found = update(
        client,
        "INSERT { ?v <urn:reach> 'yes' } WHERE { ?p dpv:hasDataProcessor ?v ; dm:statesData ?d . "
        "?d dm:kindOf+ pd:Contact } ; INSERT DATA { pd:TelephoneNumber skos:prefLabel 'telefonnummer'@sv } ; "
        "DELETE { ?s ?p ?o } WHERE { ?s dm:kindOf ?x ; ?p ?o }",
    )
    assert found.status_code == 200, found.text
    after = datamap.open(location)
    added = set(after.store.triples()) - before
    assert before <= set(after.store.triples())
    assert {t.predicate.value for t in added} == {"urn:reach"}
    assert found.text == f"{len(added)} triples added, 0 removed\n"
    assert "TelephoneNumber skos:prefLabel" not in location.read_text("utf-8")
    # The very next request sees it, and the rest of datamap goes on as before.
    assert len(rows(client, "SELECT ?v { ?v <urn:reach> 'yes' }")) == len(added) > 3
    assert len(after.query("vendors-outside").to_dict()["rows"]) == 16


def test_moving_the_default_graph_leaves_the_ontology_where_it_is(tmp_path: Path) -> None:
    location = tmp_path / "registry.trig"
    location.write_text("<urn:s> <urn:p> 1 .", "utf-8")
    with served(location, writable=True) as client:
        assert update(client, "MOVE DEFAULT TO <urn:kept>").status_code == 200
        assert update(client, "INSERT { GRAPH <urn:all> { ?s ?p ?o } } WHERE { ?s ?p ?o }").status_code == 200
    quads = list(ox.parse(path=str(location)))
    assert {q.graph_name.value for q in quads if str(q.subject) == "<urn:s>"} == {"urn:kept", "urn:all"}
    assert {str(q.subject) for q in quads} == {"<urn:s>", f"<{BASE}>"}


def test_what_a_file_cannot_hold_is_refused_whole(file: tuple[Path, TestClient]) -> None:
    location, client = file
    before = location.read_bytes()
    newer = (
        "DELETE { ?r dm:modelVersion ?v } INSERT { ?r dm:modelVersion 99 } WHERE { ?r dm:modelVersion ?v }"
    )
    for text, why in {
        "INSERT DATA { <urn:a> <urn:b> 1 . GRAPH <urn:g> { <urn:a> <urn:b> 1 } }": ".trig",
        f"CLEAR GRAPH <{SOURCE}>": "datamap import and forget",
        f"INSERT DATA {{ GRAPH <{ONTOLOGY}> {{ <urn:a> <urn:b> 1 }} }}": "datamap import and forget",
        newer: "newer datamap",
        "INSERT DATA { <urn:other> a dm:Registry } ; DELETE WHERE { ?r dm:modelVersion ?v ; a ?t }": "base",
    }.items():
        found = update(client, text)
        assert (found.status_code, why in found.text) == (409, True), found.text
        assert len(found.text.splitlines()) == 1
    assert location.read_bytes() == before


def test_the_registrys_own_graph_stands_for_its_default_graph(file: tuple[Path, TestClient]) -> None:
    location, client = file
    assert update(client, f"INSERT DATA {{ GRAPH <{BASE}> {{ <urn:a> <urn:b> 1 }} }}").status_code == 200
    assert "<urn:a> <urn:b> 1" in location.read_text("utf-8")
    assert (
        update(client, f"WITH <{BASE}> DELETE {{ <urn:a> ?p ?o }} WHERE {{ <urn:a> ?p ?o }}").status_code
        == 200
    )
    assert "<urn:a>" not in location.read_text("utf-8")


def test_a_change_meets_what_others_wrote_meanwhile(file: tuple[Path, TestClient]) -> None:
    location, client = file
    assert update(client, "INSERT DATA { <urn:a> <urn:b> 1 }").status_code == 200
    with location.open("a", encoding="utf-8") as other:
        other.write("<urn:by> <urn:someone> 'else' .\n")
    assert update(client, "INSERT DATA { <urn:a> <urn:b> 2 }").status_code == 200
    text = location.read_text("utf-8")
    assert "<urn:by> <urn:someone>" in text
    assert "<urn:b> 1 , 2" in text
    location.write_text("no turtle", "utf-8")
    found = update(client, "INSERT DATA { <urn:a> <urn:b> 3 }")
    assert (found.status_code, "is not the RDF" in found.text) == (500, True)
    assert location.read_text("utf-8") == "no turtle"


def test_an_endless_update_is_stopped_and_nothing_is_written(registry: Path) -> None:
    before = registry.read_bytes()
    with served(registry, writable=True, seconds=10) as client:
        update(client, "INSERT DATA {}")  # so that the worker is there
        found = update(client, "INSERT { ?a ?b ?l } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
        assert found.status_code == 503
        assert registry.read_bytes() == before
        assert update(client, "INSERT DATA { <urn:a> <urn:b> 1 }").status_code == 200


def test_lines_of_a_parsers_message_are_those_of_the_update(graphs: TestClient) -> None:
    text = "PREFIX e: <urn:>\nINSERT DATA { e:a e:b 'x;\\n{' } ;\n# ; }\nINSERT DATA {\n  e:a e:b }"
    found = update(graphs, text)
    assert (found.status_code, "5:" in found.text) == (400, True), found.text


def test_only_one_of_the_ways_to_read_allows_updates(example: TestClient) -> None:
    for found in (
        example.post("/sparql", data={"update": "CLEAR ALL"}),
        example.get("/sparql", params={"update": "CLEAR ALL"}),
        update(example, "CLEAR ALL"),
    ):
        assert (found.status_code, "for reading" in found.text) == (400, True)
    assert example.put("/graphs?default", content="").status_code == 405
    assert example.get("/sparql", params={"query": "INSERT DATA {}"}, headers=CSV).status_code == 400
