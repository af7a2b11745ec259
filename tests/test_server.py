"""`datamap serve`: what it answers, what it refuses, what it sees of the file, and how it stops."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

import datamap
from datamap.errors import DatamapError, InvalidParameter
from datamap.server import serve
from datamap.server.application import application
from datamap.server.negotiation import chosen
from datamap.server.pages import examples
from datamap.server.service import Service, Settings
from record_cases import ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Run

ROOT = Path(__file__).parents[1]
JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(?v) AS ?n) { ?v a dpv:DataSubProcessor }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture
def start(registry: Path) -> Iterator[Callable[..., TestClient]]:
    """Serve a registry in this process; what the server tells its owner is in ``client.told``."""
    started: list[TestClient] = []

    def begin(location: Path = registry, seconds: float = 60, **options: object) -> TestClient:
        told: list[str] = []
        settings = Settings(location, seconds=seconds, tell=told.append, **options)  # type: ignore[arg-type]
        client = TestClient(application(Service(settings)), base_url="http://127.0.0.1:8765")
        client.told = told  # type: ignore[attr-defined]
        client.__enter__()
        started.append(client)
        return client

    yield begin
    for client in started:
        client.__exit__()


@pytest.fixture
def client(start: Callable[..., TestClient]) -> TestClient:
    return start()


def one_line(text: str) -> bool:
    return text.endswith("\n") and len(text.splitlines()) == 1


def count(client: TestClient) -> int:
    found = client.get("/sparql", params={"query": COUNT}).json()
    return int(found["results"]["bindings"][0]["n"]["value"])


# What is answered ---------------------------------------------------------------------------------


def test_the_page_is_at_the_root_with_links_to_the_rest(client: TestClient, registry: Path) -> None:
    page = client.get("/?lang=sv")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="sv">' in page.text
    data = json.loads(re.search(r'id="data">(.*?)</script>', page.text).group(1))  # type: ignore[union-attr]
    assert len(data["vendors"]) == 16
    assert [address for address, _ in data["served"]["links"]] == ["./", "query", "records"]
    assert "served" not in datamap.open(registry).view().html.partition('id="data">')[2].partition("<")[0]


@pytest.mark.parametrize("method", ["get", "form", "direct"])
def test_a_query_is_answered_in_each_way_of_the_protocol(client: TestClient, method: str) -> None:
    if method == "get":
        found = client.get("/sparql", params={"query": COUNT})
    elif method == "form":
        found = client.post("/sparql", data={"query": COUNT})
    else:
        found = client.post(
            "/sparql", content=COUNT, headers={"Content-Type": "application/sparql-query; charset=UTF-8"}
        )
    assert found.status_code == 200
    assert found.headers["content-type"] == JSON
    assert found.json()["results"]["bindings"][0]["n"]["value"] == "16"


@pytest.mark.parametrize(
    ("query", "accept", "content_type", "begins"),
    [
        ("ASK {}", JSON, JSON, b'{"head"'),
        (COUNT, "text/csv", "text/csv; charset=utf-8", b"n\r\n16"),
        (COUNT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", b"?n\n16"),
        (COUNT, "application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        (COUNT, "application/json", "application/json", b'{"head"'),
        (COUNT, "text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        ("CONSTRUCT WHERE { ?v a dpv:DataSubProcessor }", "*/*", "text/turtle; charset=utf-8", b""),
        ("DESCRIBE <urn:x>", "application/n-triples", "application/n-triples", b""),
        ("CONSTRUCT WHERE { ?v a dpv:DataSubProcessor }", "application/ld+json", "application/ld+json", b""),
        ("CONSTRUCT WHERE { ?v a dpv:DataSubProcessor }", "application/rdf+xml", "application/rdf+xml", b"<?xml"),
    ],
)  # fmt: skip
def test_the_client_gets_the_format_it_accepts(
    client: TestClient, query: str, accept: str, content_type: str, begins: bytes
) -> None:
    found = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (found.status_code, found.headers["content-type"]) == (200, content_type)
    assert found.content.startswith(begins)
    assert found.headers["vary"] == "Accept"


def test_negotiation_follows_quality_then_precision() -> None:
    assert chosen(None, "solutions") == (JSON, "json")
    assert chosen("text/*", "solutions") == ("text/csv", "csv")
    assert chosen("*/*;q=0.1, text/csv;q=0", "solutions") == (JSON, "json")
    assert chosen("application/*, text/turtle;q=0.9", "graph") == ("application/n-triples", "ntriples")
    assert chosen("text/html", "graph") is None
    assert chosen("text/csv;q=nonsense", "solutions") is None


def test_several_accept_headers_count_as_one(client: TestClient) -> None:
    headers = [("Accept", "text/html"), ("Accept", "text/csv")]
    found = client.get("/sparql", params={"query": COUNT}, headers=headers)
    assert found.headers["content-type"].startswith("text/csv")


def test_head_gives_the_headers_alone(client: TestClient) -> None:
    for path in ("/", "/records", "/list.sv.csv", "/sparql?query=ASK%7B%7D"):
        found = client.head(path)
        assert (found.status_code, found.content) == (200, b""), path


def test_every_example_of_the_editor_gives_rows(client: TestClient) -> None:
    page = client.get("/query?lang=sv")
    settings = json.loads(re.search(r'id="settings">(.*?)</script>', page.text).group(1))  # type: ignore[union-attr]
    assert len(settings["examples"]) == len(examples()) == 5
    for example in settings["examples"]:
        found = client.post("/sparql", data={"query": example["text"]}, headers={"Accept": "text/csv, */*"})
        assert found.status_code == 200, found.text
        assert len(found.text.splitlines()) > 1, example


def test_the_documents_are_those_of_the_commands(client: TestClient, registry: Path) -> None:
    opened = datamap.open(registry)
    record = client.get("/records/controller.sv.csv")
    assert record.content == opened.record("controller", "sv").render(".csv")
    assert record.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="article-30-controller-sv-\d{4}-\d\d-\d\d\.csv"',
        record.headers["content-disposition"],
    )
    vendors = client.get("/list.en.md")
    assert vendors.content == opened.vendor_list("en").render(".md")
    assert vendors.headers["content-type"] == "text/markdown; charset=utf-8"


def test_every_link_of_the_records_page_leads_to_a_file(client: TestClient) -> None:
    page = client.get("/records?lang=en").text
    links = re.findall(r'href="([^"]*)" hreflang="\w+" download', page)
    assert len(links) == 2 * 8 * 2 + 6 * 2
    for link in links:
        if link.endswith((".pdf", ".xlsx")) and "sv" in link:
            continue  # the same code as in English, and the slowest
        found = client.get(f"/{link}")
        assert found.status_code == 200, (link, found.text)
        assert found.headers["content-disposition"].startswith("attachment;")
        assert len(found.content) > 200


def test_formats_whose_extra_is_missing_are_named(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "typst" else real(name))
    page = client.get("/records?lang=en").text
    assert "PDF needs the extra records: pip install &#x27;datamap[records]&#x27;" in page
    assert ".pdf" not in page


# What is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT",
        "",
        "\x00\ufffe" * 50,
        "SELECT * { ?s ?p '''",
        "SELECT * { " + "{" * 5000 + "}" * 5000 + " }",
        "SELECT ?\u202e { }",
    ],
)
def test_hostile_queries_are_refused_in_one_line(client: TestClient, query: str) -> None:
    for found in (
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"}),
    ):
        assert found.status_code == 400, found.text
        assert one_line(found.text)
        assert "\x00" not in found.text
        assert "\u202e" not in found.text
    assert count(client) == 16


def test_what_overflows_a_parser_ends_a_worker_and_no_more(client: TestClient) -> None:
    found = client.post("/sparql", data={"query": "ASK { FILTER(" + "!" * 200_000 + "true) }"})
    assert found.status_code in (400, 503)
    assert one_line(found.text)
    assert count(client) == 16


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        (lambda c: c.get("/sparql?default-graph-uri=urn:x"), 400),
        (lambda c: c.get("/sparql?query=ASK{}&query=ASK{}"), 400),
        (lambda c: c.get("/sparql?query=%FF"), 400),
        (lambda c: c.get("/sparql?query=ASK{}&default-graph-uri=urn:x"), 400),
        (lambda c: c.post("/sparql", data={"update": "CLEAR ALL"}), 400),
        (lambda c: c.post("/sparql", content="CLEAR ALL", headers={"Content-Type": "application/sparql-update"}), 400),
        (lambda c: c.post("/sparql", content="ASK{}", headers={"Content-Type": "text/plain"}), 415),
        (lambda c: c.post("/sparql", content=b"\xff", headers={"Content-Type": "application/sparql-query"}), 400),
        (lambda c: c.post("/sparql", data={"query": "ASK{} #" + "x" * 1_000_001}), 413),
        (lambda c: c.get("/sparql?query=ASK{}", headers={"Accept": "image/png"}), 406),
        (lambda c: c.delete("/sparql"), 405),
        (lambda c: c.post("/"), 405),
        (lambda c: c.get("/nothing"), 404),
        (lambda c: c.get("/records/processor.sv.exe"), 404),
        (lambda c: c.get("/records/processor.de.pdf"), 404),
        (lambda c: c.get("/records/..%2f..%2fetc%2fpasswd"), 404),
        (lambda c: c.get("/assets/..%2fworking.py"), 404),
        (lambda c: c.get("/list.sv.ttl"), 404),
        (lambda c: c.get("/", headers={"Host": "evil.example"}), 421),
        (lambda c: c.get("/", headers={"Host": "127.0.0.1.evil.example:8765"}), 421),
        (lambda c: c.get("/", headers={"Host": "192.0.2.7"}), 421),
        (lambda c: c.get("/", headers={"Host": ""}), 421),
        (lambda c: c.get("/sparql?query=ASK{}", headers={"Sec-Fetch-Site": "cross-site"}), 403),
        (lambda c: c.get("/assets/editor.js", headers={"Sec-Fetch-Site": "same-site"}), 403),
    ],
)  # fmt: skip
def test_what_is_not_served_gets_its_status_and_one_line(
    client: TestClient, request_of: Callable[[TestClient], object], status: int
) -> None:
    found = request_of(client)
    assert (found.status_code, one_line(found.text)) == (status, True), found.text  # type: ignore[attr-defined]
    if status == 405:
        assert "GET" in found.headers["allow"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1:80", "[::1]:8765", "127.1.2.3"])
def test_this_machines_names_are_accepted(client: TestClient, host: str) -> None:
    assert client.get("/records", headers={"Host": host}).status_code == 200


def test_a_proxys_name_is_accepted_when_it_is_given(registry: Path) -> None:
    app = application(Service(Settings(registry)), names=["Privacy.Example"])
    with TestClient(app, base_url="http://privacy.example") as client:
        assert client.get("/records").status_code == 200
        assert client.get("/records", headers={"Host": "other.example"}).status_code == 421


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/query", "/records", "/assets/yasgui.js", "/list.sv.csv", "/nothing", "/sparql"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers
        inline = "'unsafe-inline'" in headers["content-security-policy"]
        assert inline == (path == "/query")


def test_for_another_audience_nothing_can_be_asked_and_the_request_cannot_choose(
    start: Callable[..., TestClient],
) -> None:
    client = start(audience="customer")
    for path in ("/sparql?query=ASK{}", "/query"):
        assert client.get(path).status_code == 404
    page = client.get("/?audience=internal").text
    data = json.loads(re.search(r'id="data">(.*?)</script>', page).group(1))  # type: ignore[union-attr]
    assert data["audience"] == "customer"
    assert [address for address, _ in data["served"]["links"]] == ["./", "records"]
    assert 'href="query' not in client.get("/records").text


def test_a_customer_is_not_shown_a_record_that_names_others(
    registry: Path, tmp_path: Path, start: Callable[..., TestClient]
) -> None:
    facts = tmp_path / "organisation.yaml"
    facts.write_text(ORGANISATION, "utf-8")
    opened = datamap.open(registry)
    opened.fill(facts)
    opened.save()
    client = start(audience="customer")
    page = client.get("/records?lang=en").text
    assert "none should see the names of others" in page
    assert "records/processor" not in page
    assert client.get("/records/processor.en.csv").status_code == 403


# How long it takes --------------------------------------------------------------------------------


def test_an_endless_query_is_stopped_and_the_next_is_answered(start: Callable[..., TestClient]) -> None:
    client = start(seconds=1)
    assert count(client) == 16
    found = client.post("/sparql", data={"query": ENDLESS})
    assert (found.status_code, one_line(found.text)) == (503, True)
    assert "stopped after 1 seconds" in found.text
    assert found.headers["retry-after"]
    assert count(client) == 16


def test_the_page_opens_while_queries_keep_all_their_workers(start: Callable[..., TestClient]) -> None:
    client = start(seconds=12)
    assert count(client) == 16
    with ThreadPoolExecutor(3) as threads:
        busy = [threads.submit(client.post, "/sparql", data={"query": ENDLESS}) for _ in range(2)]
        time.sleep(0.5)
        assert client.get("/").status_code == 200
        assert not any(one.done() for one in busy)
        assert [one.result().status_code for one in busy] == [503, 503]


def test_a_result_larger_than_anybody_reads_is_refused(start: Callable[..., TestClient]) -> None:
    client = start(most_bytes=1_000_000)
    for query in ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"):
        found = client.post("/sparql", data={"query": query})
        assert found.status_code == 400
        assert "larger than 1 MB" in found.text
        assert "LIMIT" in found.text


# What it sees of the file -------------------------------------------------------------------------


def test_a_change_on_disk_is_seen_by_the_next_request(client: TestClient, registry: Path) -> None:
    assert count(client) == 16
    assert "Nytt AB" not in client.get("/").text
    registry.write_text(
        registry.read_text("utf-8") + '<urn:v> a <https://w3id.org/dpv#DataSubProcessor> ; '
        '<http://www.w3.org/2000/01/rdf-schema#label> "Nytt AB" .\n<urn:p> a <https://w3id.org/dpv#Process> ; '
        "<https://w3id.org/dpv#hasDataProcessor> <urn:v> .\n",
        "utf-8",
    )  # fmt: skip
    assert count(client) == 17
    assert "Nytt AB" in client.get("/").text


def test_a_broken_version_leaves_the_last_good_one_and_says_so(
    start: Callable[..., TestClient], registry: Path
) -> None:
    client = start(seconds=1)
    assert count(client) == 16
    good = registry.read_bytes()
    registry.write_bytes(good[: len(good) // 2])
    assert count(client) == 16
    assert client.told == [client.told[0]]  # type: ignore[attr-defined]
    assert f"{registry}: is not the RDF its name says" in client.told[0]  # type: ignore[attr-defined]
    for path in ("/?lang=en", "/query?lang=en", "/records?lang=en"):
        assert "cannot be read at the moment" in client.get(path).text, path
    # A worker that is started anew still finds the good version.
    assert client.post("/sparql", data={"query": ENDLESS}).status_code == 503
    assert count(client) == 16
    registry.unlink()
    assert count(client) == 16
    assert "no registry there" in client.told[1]  # type: ignore[attr-defined]
    registry.write_bytes(good)
    assert "cannot be read at the moment" not in client.get("/?lang=en").text
    assert "can be read again" in client.told[2]  # type: ignore[attr-defined]


def test_no_answer_is_of_half_a_file(start: Callable[..., TestClient], tmp_path: Path) -> None:
    """While a file is written again and again, each answer is of one of its versions."""
    location = tmp_path / "changing.nt"

    def write(version: int) -> None:
        lines = "".join(f'<urn:s{n}> <urn:p> "{version}" .\n' for n in range(300))
        beside = tmp_path / "beside"
        beside.write_text(lines, "utf-8")
        beside.replace(location)

    write(0)
    client = start(location)
    query = "SELECT ?v (COUNT(?s) AS ?n) { ?s <urn:p> ?v } GROUP BY ?v"

    def asked(_: int) -> str:
        return client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).text

    with ThreadPoolExecutor(6) as threads:
        answers = [threads.submit(asked, n) for n in range(40)]
        for version in range(1, 30):
            write(version)
            time.sleep(0.03)
        rows = [answer.result().splitlines()[1:] for answer in answers]
    assert all(len(row) == 1 and row[0].endswith(",300") for row in rows), rows
    assert asked(0).splitlines()[1:] == ["29,300"]


# As a process -------------------------------------------------------------------------------------


class Running:
    def __init__(self, *arguments: str | Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "datamap", "serve", *map(str, arguments)],
            stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        assert self.process.stderr is not None
        self.said = self.process.stderr.readline()
        found = re.search(r"http://\S+", self.said)
        assert found, (self.said, self.process.wait(20))
        self.address = found.group()

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            body: bytes = answer.read()
            return body

    def stop(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        _, rest = self.process.communicate(timeout=20)
        return self.process.returncode, rest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_stops_when_told(registry: Path, number: signal.Signals) -> None:
    running = Running("-r", registry, "--port", "0")
    assert running.said == f"{registry}: {running.address} (Ctrl+C stops)\n"
    assert b"DOCTYPE" in running.get("")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        running.get("nothing")
    with ThreadPoolExecutor(1) as threads:  # in the middle of a query, too
        asked = threads.submit(running.get, "sparql?query=" + quote(ENDLESS))
        time.sleep(0.5)
        assert running.stop(number) == (0, "")
        assert asked.exception() is not None


def test_a_query_that_nobody_waits_for_ends(registry: Path) -> None:
    running = Running("-r", registry, "--port", "0", "--timeout", "60")
    running.get("sparql?query=ASK%7B%7D")
    asking = "sparql?query=" + quote(ENDLESS)
    for _ in range(3):  # one more than there are workers
        with pytest.raises(TimeoutError), urllib.request.urlopen(running.address + asking, timeout=0.5):
            pass
    began = time.monotonic()
    assert b"true" in running.get("sparql?query=ASK%7B%7D")
    assert time.monotonic() - began < 50  # well before the limit of those queries
    assert running.stop(signal.SIGTERM) == (0, "")


def test_a_taken_port_and_a_missing_registry_are_one_line(run: Run, registry: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, out, err = run("serve", "-r", registry, "--port", port)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert f"port {port}" in err
    assert "--port" in err
    code, _, err = run("serve", "-r", tmp_path / "none.ttl", "--port", "0")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "none.ttl: there is no registry" in err
    (tmp_path / "bad.ttl").write_text("no turtle", "utf-8")
    code, _, err = run("serve", "-r", tmp_path / "bad.ttl", "--port", "0")
    assert (code, len(err.splitlines())) == (2, 1)
    assert err.startswith(f"datamap: {tmp_path / 'bad.ttl'}: is not the RDF")


def test_other_addresses_need_a_token_and_the_refusal_says_why(run: Run, registry: Path) -> None:
    code, _, err = run("serve", "-r", registry, "--host", "0.0.0.0")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "passwords" in err
    assert "--token" in err
    with pytest.raises(InvalidParameter, match="give an address"):
        serve(registry, host="example.org")
    with pytest.raises(InvalidParameter, match="timeout"):
        serve(registry, timeout=0)


def test_nothing_is_left_behind(registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    running = Running("-r", registry, "--port", "0")
    running.get("sparql?query=ASK%7B%7D")
    copies = list(tmp_path.glob("datamap-serve-*"))
    assert len(copies) == 1
    assert copies[0].stat().st_mode & 0o077 == 0
    running.stop(signal.SIGTERM)
    assert list(tmp_path.glob("datamap-serve-*")) == []


# What is shipped and loaded -----------------------------------------------------------------------


def test_without_its_extra_it_names_the_command_that_installs_it(
    registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    with pytest.raises(DatamapError, match=r"Serving needs starlette; .* 'datamap\[serve\]'"):
        serve(registry)


def test_other_commands_do_not_load_it(registry: Path) -> None:
    code = (
        "import sys; from datamap.cli.commands import run; "
        "run(['query', 'vendors-outside', '-r', sys.argv[1]]); print(*sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code, registry], capture_output=True, text=True, check=True)
    assert not {"starlette", "uvicorn", "datamap.server", "asyncio"} & set(out.stdout.split())


def test_yasgui_is_the_pinned_version_with_the_licences_of_all_in_it() -> None:
    vendor = ROOT / "src" / "datamap" / "server" / "vendor"
    sums = (line.split() for line in (vendor / "SHA256SUMS").read_text("ascii").splitlines())
    pinned = {name: digest for digest, name in sums}
    assert set(pinned) == {"yasgui.min.js", "yasgui.min.css", "LICENSE"}
    for name, digest in pinned.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, name
    licences = (vendor / "LICENSE").read_text("utf-8")
    for package in (
        "@zazuko/yasgui",
        "codemirror",
        "jquery",
        "datatables.net",
        "dompurify",
        "n3",
        "lodash-es",
    ):
        assert re.search(rf"^(YASGUI: )?{re.escape(package)}\b", licences, re.MULTILINE), package
    assert b"sourceMappingURL" not in (vendor / "yasgui.min.js").read_bytes()


def test_answers_are_what_the_library_answers(client: TestClient, registry: Path) -> None:
    """The endpoint adds nothing and loses nothing: rows read back are the library's."""
    query = "SELECT ?s ?line ?text { ?s dm:line ?line ; dm:text ?text } ORDER BY ?s"
    served = ox.parse_query_results(
        client.get("/sparql", params={"query": query}).content, format=ox.QueryResultsFormat.JSON
    )
    assert isinstance(served, ox.QuerySolutions)
    assert list(map(tuple, served)) == list(datamap.open(registry).sparql(query).terms())
