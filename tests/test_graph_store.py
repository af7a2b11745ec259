"""Graph Store HTTP Protocol on `datamap serve`: the cases of the W3C's suite under its names, and ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import datamap
from served import TURTLE, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

SERVER = "http://127.0.0.1:8765"
PERSON = "/graphs/person/1.ttl"
JANE = "<> a <urn:Person> ; <urn:card> [ <urn:name> 'Jane Doe' ] ."
JOHN = "<> a <urn:Person> ; <urn:card> [ <urn:name> 'John Doe' ] ."
BASE = "https://example.org/datamap/"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    location = tmp_path_factory.mktemp("graphs") / "registry.trig"
    datamap.open(location, create=True).save()
    with served(location, writable=True) as client:
        yield client


def triples(client: TestClient, path: str) -> set[ox.Triple]:
    found = client.get(path, headers={"Accept": "application/n-triples"})
    assert found.status_code == 200, found.text
    return canonical(found.content.decode(), ox.RdfFormat.N_TRIPLES)


def canonical(
    text: str, format: ox.RdfFormat = ox.RdfFormat.TURTLE, base: str = SERVER + PERSON
) -> set[ox.Triple]:
    dataset = ox.Dataset(ox.parse(input=text, format=format, base_iri=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


def test_the_life_of_a_graph(store: TestClient) -> None:
    """put__initial_state, put__graph_already_in_store, post__existing_graph, delete, head, and a GET of each."""
    assert store.head(PERSON).status_code == 404
    assert store.delete(PERSON).status_code == 404
    made = store.put(PERSON, content=JOHN, headers=TURTLE)
    assert (made.status_code, made.headers["location"]) == (201, SERVER + PERSON)
    assert triples(store, PERSON) == canonical(JOHN)
    assert store.put(PERSON, content=JANE, headers=TURTLE).status_code == 204
    assert triples(store, PERSON) == canonical(JANE)
    # By name it is the same graph.
    assert triples(store, f"/graphs?graph={SERVER}{PERSON}") == canonical(JANE)
    assert store.post(PERSON, content="<> <urn:age> 40 .", headers=TURTLE).status_code == 204
    assert triples(store, PERSON) == canonical(JANE + "<> <urn:age> 40 .")
    head = store.head(PERSON)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == "text/turtle; charset=utf-8"
    assert store.delete(PERSON).status_code == 204
    assert store.get(PERSON).status_code == 404


def test_post__create__new_graph_and_after_noop(store: TestClient) -> None:
    made = store.post("/graphs", content=JANE, headers=TURTLE)
    assert made.status_code == 201
    place = made.headers["location"]
    assert place.startswith(f"{SERVER}/graphs/")
    assert triples(store, place) == canonical(JANE, base=place)
    assert store.post(place, content="", headers=TURTLE).status_code == 204
    assert triples(store, place) == canonical(JANE, base=place)


def test_post__multipart_formdata(store: TestClient) -> None:
    files = [
        ("a", ("a.ttl", "<> <urn:given> 'Jane' .", "text/turtle")),
        ("b", ("b.nt", '<urn:s> <urn:p> "å" .', "application/octet-stream")),
        ("c", ("c.rdf", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:u='urn:'><rdf:Description rdf:about=''><u:age>40</u:age></rdf:Description></rdf:RDF>", "application/rdf+xml")),
    ]  # fmt: skip
    assert store.post("/graphs?graph=urn:forms", files=files).status_code == 201
    assert triples(store, "/graphs?graph=urn:forms") == canonical(
        "<urn:forms> <urn:given> 'Jane' ; <urn:age> '40' . <urn:s> <urn:p> 'å' ."
    )


def test_put__default_graph(store: TestClient) -> None:
    """The registry keeps its header, which says what it is; all else is what was put."""
    store.put("/graphs?graph=urn:kept", content="<urn:a> <urn:b> 1 .", headers=TURTLE)
    text = "<urn:alice> <urn:card> [ <urn:name> 'Alice' ] ."
    assert store.put("/graphs?default", content=text, headers=TURTLE).status_code == 204
    header = f"<{BASE}> a <https://w3id.org/datamap#Registry> ; <https://w3id.org/datamap#modelVersion> 1 ."
    assert triples(store, "/graphs?default") == canonical(text + header)
    assert triples(store, f"/graphs?graph={BASE}") == canonical(text + header)
    assert len(triples(store, "/graphs?graph=urn:kept")) == 1
    assert store.delete("/graphs?default").status_code == 204
    assert triples(store, "/graphs?default") == canonical(header)


def test_the_default_graph_is_given_without_the_ontology(registry: Path) -> None:
    with served(registry) as client:
        own = {str(t) for t in datamap.open(registry).store.triples()}
        assert {str(t) for t in triples(client, "/graphs?default")} == own
        assert len(triples(client, "/graphs?graph=https://w3id.org/datamap")) > 10_000
        assert client.put("/graphs?default", content="", headers=TURTLE).status_code == 405


def test_what_is_refused(store: TestClient) -> None:
    """put__mismatched_payload, and other requests that cannot be served."""
    xml = {"Content-Type": "application/rdf+xml"}
    cases = [
        (400, store.put(PERSON, content=JANE, headers=xml)),
        (400, store.put(PERSON, content="<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>", headers=xml)),
        (400, store.put(PERSON, content="<a> <b> ", headers=TURTLE)),
        (400, store.put(PERSON, content=b"<a> <b> '\xff' .", headers=TURTLE)),
        (400, store.put(PERSON, content="GRAPH <urn:g> { <urn:a> <urn:b> 1 }", headers={"Content-Type": "application/trig"})),
        (400, store.put(PERSON, content='{"@context": "http://127.0.0.1:1/", "@id": "urn:a"}', headers={"Content-Type": "application/ld+json"})),
        (415, store.put(PERSON, content=JANE)),
        (415, store.put(PERSON, content=JANE, headers={"Content-Type": "text/html"})),
        (415, store.put(PERSON, content=JANE.encode("utf-16"), headers={"Content-Type": "text/turtle; charset=utf-16"})),
        (400, store.post("/graphs?graph=urn:x", content="--", headers={"Content-Type": "multipart/form-data"})),
        (413, store.put(PERSON, content=b"# " + b"x" * 50_000_001, headers=TURTLE)),
        (400, store.get("/graphs")),
        (400, store.put("/graphs", content=JANE, headers=TURTLE)),
        (400, store.get("/graphs?default&graph=urn:x")),
        (400, store.get("/graphs?graph=relative")),
        (400, store.get("/graphs?graph=urn:x%0D%0ASet-Cookie:a")),
        (400, store.get(PERSON + "?default")),
        (404, store.get("/graphs?graph=urn:none")),
        (406, store.get("/graphs?default", headers={"Accept": "text/html"})),
        (409, store.put("/graphs?graph=https://w3id.org/datamap", content=JANE, headers=TURTLE)),
        (405, store.patch(PERSON, content="INSERT DATA {}")),
    ]  # fmt: skip
    for number, (status, found) in enumerate(cases):
        assert found.status_code == status, (number, found.status_code, found.text)
        assert "set-cookie" not in found.headers
        if status != 405:
            assert len(found.text.splitlines()) == 1, number
    assert store.get(PERSON).status_code == 404


def test_a_file_of_one_graph_takes_no_other(registry: Path) -> None:
    before = registry.read_bytes()
    with served(registry, writable=True) as client:
        found = client.put("/graphs?graph=urn:x", content=JANE, headers=TURTLE)
        assert (found.status_code, ".trig" in found.text) == (409, True)
        found = client.delete(f"/graphs?graph={BASE}source/underbitraden")
        assert (found.status_code, "datamap import and forget" in found.text) == (409, True)
        assert registry.read_bytes() == before
        # What was got can be put back, byte for byte.
        whole = client.get("/graphs?default").content
        assert client.put("/graphs?default", content=whole, headers=TURTLE).status_code == 204
        assert registry.read_bytes() == before
