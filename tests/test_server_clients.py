"""Programs that speak SPARQL to `datamap serve`, many at a time, and clients that behave badly."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest

import datamap
from conftest import EXAMPLE
from served import CSV, UPDATE, running, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
VENDORS = "SELECT (COUNT(?v) AS ?n) { ?v a <https://w3id.org/dpv#DataSubProcessor> }"
TOKEN = "a-token-that-nobody-guesses"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A writable server as people run it, with a token and a time limit."""
    location = tmp_path_factory.mktemp("clients") / "registry.trig"
    datamap.import_documents(EXAMPLE, registry=location)
    with running("-r", location, "--writable", "--timeout", "10", DATAMAP_TOKEN=TOKEN) as found:
        yield found


def answer(address: str, query: str, seconds: float = 60) -> tuple[int, bytes]:
    asked = urllib.request.Request(f"{address}sparql?query={quote(query)}", headers={**BEARER, **CSV})
    try:
        with urllib.request.urlopen(asked, timeout=seconds) as found:
            return found.status, found.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


# Clients ------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # SPARQLWrapper's, for CONSTRUCT
def test_sparqlwrapper(address: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    for method in (wrapper.GET, wrapper.POST):
        for request in (wrapper.URLENCODED, wrapper.POSTDIRECTLY) if method == wrapper.POST else (None,):
            client = wrapper.SPARQLWrapper(f"{address}sparql")
            client.setCredentials("anybody", TOKEN)
            client.setMethod(method)
            if request:
                client.setRequestMethod(request)
            client.setQuery(VENDORS)
            client.setReturnFormat(wrapper.JSON)
            assert client.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == "16"
            client.setReturnFormat(wrapper.XML)
            assert "16" in client.queryAndConvert().toxml()
    client = wrapper.SPARQLWrapper(f"{address}sparql")
    client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    client.setQuery("CONSTRUCT WHERE { ?v a <https://w3id.org/dpv#DataSubProcessor> }")
    assert len(client.queryAndConvert()) == 16
    client.addDefaultGraph("https://w3id.org/datamap")
    assert len(client.queryAndConvert()) == 0
    client.clearParameter("default-graph-uri")
    client.setMethod(wrapper.POST)
    client.setQuery("INSERT DATA { GRAPH <urn:wrapper> { <urn:a> <urn:b> 1 } }")
    client.query()
    client.setQuery("ASK { GRAPH <urn:wrapper> { <urn:a> <urn:b> 1 } }")
    client.setReturnFormat(wrapper.JSON)
    assert client.queryAndConvert()["boolean"] is True
    client.setQuery("SELECT * {")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="does not parse"):
        client.query()


def counted(graph: Any) -> int:
    (row,) = graph.query(VENDORS)
    return int(row.n)


def test_rdflibs_stores(address: str) -> None:
    import rdflib
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
    from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

    dpv = rdflib.Namespace("https://w3id.org/dpv#")
    endpoint = f"{address}sparql"
    for method in ("GET", "POST", "POST_FORM"):
        store = SPARQLStore(endpoint, method=method, headers=dict(BEARER))
        graph = rdflib.Graph(store, identifier=DATASET_DEFAULT_GRAPH_ID)
        assert len(list(graph.subjects(rdflib.RDF.type, dpv.DataSubProcessor))) == 16
        assert counted(graph) == 16
    own = rdflib.Graph(
        SPARQLStore(endpoint, headers=dict(BEARER)), identifier=rdflib.URIRef("https://example.org/datamap/")
    )
    assert counted(own) == 16
    store = SPARQLUpdateStore(endpoint, endpoint, auth=("anybody", TOKEN))
    note = (rdflib.URIRef("urn:note"), rdflib.RDFS.comment, rdflib.Literal('från "rdflib"\n', lang="sv"))
    graph = rdflib.Graph(store, identifier=DATASET_DEFAULT_GRAPH_ID)
    graph.add(note)
    assert note in graph
    graph.remove(note)
    assert note not in graph
    named = rdflib.Dataset(store).graph(rdflib.URIRef("urn:rdflib"))
    named.add(note)
    assert list(named) == [note]
    assert counted(graph) == 16


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_curl(address: str, tmp_path: Path) -> None:
    def curl(*arguments: str) -> str:
        command = ["curl", "-sS", "--fail-with-body", "--oauth2-bearer", TOKEN, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    assert (
        curl("-H", "Accept: text/csv", "--data-urlencode", f"query={VENDORS}", f"{address}sparql")
        == "n\n16\n"
    )
    file = tmp_path / "graph.ttl"
    file.write_text("<urn:curl> <urn:says> 'hej' .", "utf-8")
    curl("-T", str(file), "-H", "Content-Type: text/turtle", f"{address}graphs?graph=urn:curl")
    assert '<urn:curl> <urn:says> "hej" .' in curl(f"{address}graphs?graph=urn:curl")
    curl("-X", "DELETE", f"{address}graphs?graph=urn:curl")
    assert "SPARQL11Update" in curl(f"{address}sparql")


def test_fifty_clients_at_once(address: str) -> None:
    with ThreadPoolExecutor(50) as threads:
        found = list(threads.map(lambda _: answer(address, VENDORS), range(50)))
    assert found == [(200, b"n\r\n16\r\n")] * 50


def test_more_than_can_wait_are_told_at_once_and_when_to_come_back(registry: Path) -> None:
    import datamap.server.service as service

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "_MOST_WAITING", 2)
        with served(registry, seconds=4) as client:
            assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
            with ThreadPoolExecutor(12) as threads:
                asked = [threads.submit(client.get, "/sparql", params={"query": ENDLESS}) for _ in range(12)]
                found = [one.result() for one in asked]
            assert {one.status_code for one in found} == {503}
            assert all(int(one.headers["retry-after"]) > 0 for one in found)
            # Two are asked, two wait; or one less, while the second worker is still starting.
            assert sum("too many queries" in one.text for one in found) in (8, 9)
            assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    location = tmp_path / "registry.ttl"
    datamap.open(location, create=True).save()
    with served(location, writable=True) as client, ThreadPoolExecutor(8) as threads:
        texts = [f"INSERT DATA {{ <urn:s> <urn:p> {n} }}" for n in range(8)]
        found = list(threads.map(lambda text: client.post("/sparql", content=text, headers=UPDATE), texts))
    assert [one.status_code for one in found] == [200] * 8
    values = {t.object.value for t in datamap.open(location).store.triples() if str(t.subject) == "<urn:s>"}  # type: ignore[union-attr]
    assert values == {str(n) for n in range(8)}


# Limits -------------------------------------------------------------------------------------------


def test_a_cartesian_query_is_stopped_and_the_next_is_served(address: str) -> None:
    status, said = answer(address, ENDLESS)
    assert (status, b"stopped after 10 seconds" in said) == (503, True)
    assert answer(address, VENDORS) == (200, b"n\r\n16\r\n")


def test_a_query_that_eats_memory_is_stopped(registry: Path) -> None:
    with served(registry, seconds=60, most_memory=64 << 20) as client:
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        text = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
        found = client.post("/sparql", data={"query": text})
        assert (found.status_code, "memory" in found.text) == (503, True)
        assert client.get("/sparql", params={"query": VENDORS}).status_code == 200


def test_what_strangers_wrote_runs_where_no_connection_can_be_made() -> None:
    """Were SERVICE not seen, the system would still refuse: nobody comes to the socket that is named."""
    code = """
import pyoxigraph as ox, socket
from datamap.server.working import _no_more_files
asked = socket.create_server(("127.0.0.1", 0))
asked.settimeout(0.5)
address = "http://127.0.0.1:%d/" % asked.getsockname()[1]
store = ox.Store()
for attempt in (lambda: list(store.query("SELECT * { SERVICE <%s> { ?s ?p ?o } }" % address)),
                lambda: store.update("LOAD <%s>" % address)):
    with _no_more_files():
        try:
            attempt()
        except OSError as error:
            print("refused:", error)
try:
    asked.accept()
except TimeoutError:
    print("nobody came")
print(open("/dev/null").read() == "")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["refused", "refused", "nobody came", "True"]


# Faults -------------------------------------------------------------------------------------------


def raw(address: str, *pieces: bytes, pause: float = 0.0, seconds: float = 30) -> bytes:
    """Send bytes as they are and return what comes back until the server closes or the time is over."""
    place = urlsplit(address)
    assert place.port
    with socket.create_connection(("127.0.0.1", place.port), timeout=seconds) as client:
        for piece in pieces:
            client.sendall(piece)
            time.sleep(pause)
        found = b""
        try:
            while more := client.recv(65536):
                found += more
        except (TimeoutError, ConnectionResetError):
            pass
        return found


def head(line: str, *headers: str) -> bytes:
    return "\r\n".join([line, "Host: 127.0.0.1", f"Authorization: Bearer {TOKEN}", "Connection: close",
                        *headers, "", ""]).encode("latin-1")  # fmt: skip


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil\r\n\r\n",
        b"GET /sparql?query=" + b"x" * 2_000_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 20_000 + b"\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"GET /\r\nSet-Cookie: a=b HTTP/1.1\r\n\r\n",
    ],
    ids=["TLS", "two hosts", "huge address", "many headers", "two lengths", "negative length", "split line"],
)  # fmt: skip
def test_requests_that_are_no_http_end_and_the_next_is_served(address: str, request_bytes: bytes) -> None:
    found = raw(address, request_bytes, seconds=10)
    assert not found or re.match(rb"HTTP/1\.1 4\d\d ", found), found[:200]
    assert b"set-cookie" not in found.lower()
    assert answer(address, VENDORS)[0] == 200


def test_nothing_a_client_says_becomes_a_header(address: str) -> None:
    evil = "%0D%0ASet-Cookie:%20a=b"
    for line in (f"GET /graphs?graph=urn:x{evil} HTTP/1.1", f"GET /{evil} HTTP/1.1", f"GET /x.y{evil} HTTP/1.1",
                 f"GET /?lang={evil} HTTP/1.1", f"DELETE /graphs/{evil} HTTP/1.1",
                 f"GET /records/processor.sv.csv{evil} HTTP/1.1"):  # fmt: skip
        found = raw(address, head(line)).partition(b"\r\n\r\n")[0]
        assert found.startswith(b"HTTP/1.1 "), line
        assert b"\r\nset-cookie" not in found.lower(), line
    body = "<> <urn:p> 'ö' ."
    sent = head("PUT /graphs/å%20ä HTTP/1.1".encode().decode("latin-1"), "Content-Type: text/turtle",
                f"Content-Length: {len(body.encode())}") + body.encode()  # fmt: skip
    found = raw(address, sent)
    assert re.match(rb"HTTP/1\.1 [24]\d\d ", found), found[:200]


def test_a_body_that_is_too_large_or_not_utf8_is_refused(address: str) -> None:
    sizes = head("POST /sparql HTTP/1.1", "Content-Type: application/sparql-query", "Content-Length: 2000000")
    assert b" 413 " in raw(address, sizes, b"#" * 2_000_000)[:40]
    bad = head("POST /sparql HTTP/1.1", "Content-Type: application/sparql-query", "Content-Length: 8")
    assert b" 400 " in raw(address, bad, b"ASK {}#\xff")[:40]


def test_who_only_opens_connections_is_sent_away(
    registry: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Heads that never end, keep-alive connections that begin one, answers that nobody reads."""
    patch = tmp_path / "sitecustomize.py"
    patch.write_text(
        "import datamap.server.connections as c\nc.HEADER_SECONDS = 1.0\nc.STALLED_SECONDS = 1.0\n", "utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path(datamap.__file__).parents[1]}")
    with running("-r", registry) as address:
        port = urlsplit(address).port
        assert port
        slow = raw(address, b"GET / HT", seconds=20)
        assert slow == b""
        again = raw(
            address, b"GET /records HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"GET /rec", pause=0.5, seconds=20
        )
        assert again.count(b"HTTP/1.1 200") == 1
        with socket.create_connection(("127.0.0.1", port), timeout=20) as lazy:
            query = quote("SELECT * { ?a ?b ?c . ?d rdfs:label ?f } LIMIT 150000")
            lazy.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            read = lazy.recv(300)
            length = re.search(rb"content-length: (\d+)", read)
            assert length
            time.sleep(4)
            with contextlib.suppress(ConnectionResetError):
                while more := lazy.recv(1 << 20):
                    read += more
            assert len(read) < int(length.group(1))
        with urllib.request.urlopen(f"{address}sparql?query=ASK%7B%7D", timeout=30) as found:
            assert json.loads(found.read())["boolean"] is True


def test_an_update_whose_client_leaves_is_whole_or_not_at_all(address: str) -> None:
    """Who leaves before the answer may have been heard or not; half of it there never is."""
    body = "INSERT { GRAPH <urn:left> { ?v <urn:a> 1 ; <urn:b> 2 } } WHERE { ?v a dpv:DataSubProcessor }"
    sent = head(
        "POST /sparql HTTP/1.1", "Content-Type: application/sparql-update", f"Content-Length: {len(body)}"
    )
    for pause in (0.0, 0.3, 1.0):
        place = urlsplit(address)
        with socket.create_connection(("127.0.0.1", place.port or 0), timeout=10) as client:
            client.sendall(sent + body.encode())
            time.sleep(pause)
    status, found = answer(address, "SELECT (COUNT(*) AS ?n) { GRAPH <urn:left> { ?s ?p ?o } }")
    assert (status, found.split()[1] in (b"0", b"32")) == (200, True)
    assert answer(address, VENDORS) == (200, b"n\r\n16\r\n")


def test_answers_under_way_are_finished_when_it_is_told_to_stop(registry: Path) -> None:
    with ThreadPoolExecutor(1) as threads:
        with running("-r", registry, "--writable") as address:
            assert answer(address, "ASK {}")[0] == 200
            body = b"INSERT DATA { <urn:last> <urn:word> 1 }"
            asked = urllib.request.Request(f"{address}sparql", body, dict(UPDATE))
            waiting = threads.submit(lambda: urllib.request.urlopen(asked, timeout=30).read())
            time.sleep(0.5)
        said = ended(waiting)
    # On a machine that is too slow for it, it is told so, and nothing is written.
    written = "<urn:last>" in registry.read_text("utf-8")
    assert (said, written) in ((b"1 triples added, 0 removed\n", True), (503, False))


def ended(waiting: Future[bytes]) -> bytes | int:
    try:
        return waiting.result()
    except urllib.error.HTTPError as error:
        return error.code
