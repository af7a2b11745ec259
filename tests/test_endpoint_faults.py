"""What goes wrong at an endpoint is one line that says what, where and what to do; nothing is half believed."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import datamap
from datamap.errors import EndpointError
from datamap.registry.endpoint_address import address_of
from datamap.registry.endpoint_client import Client
from servers import free_port
from stub_endpoint import JSON, Answer, StubEndpoint, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Run

    Stub = Callable[..., StubEndpoint]

HTML = b"<!DOCTYPE html><html><head><title>Sign in\x1b[31m here</title></head><body>hello</body></html>"
TRIPLE = b'<https://example.org/a> <https://example.org/b> "c" .\n'


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stub]:
    for name in ("USER", "PASSWORD", "TOKEN", "UPDATE_URL", "GRAPH", "TIMEOUT", "MOST_BYTES"):
        monkeypatch.delenv(f"DATAMAP_{name}", raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    running = []

    def start(*answers: Answer) -> StubEndpoint:
        running.append(StubEndpoint(*answers))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(HTML, type="text/html"), "web page: 'Sign in"),
        (Answer(HTML, type=JSON), "no SPARQL result"),
        (Answer(b"{}", type="text/csv"), "answers as text/csv"),
        (Answer(b"{}", type=None), "no type at all"),
        (Answer(b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":'), "no SPARQL result, or broke off"),
        (Answer(length=5000), "broke off"),
        (Answer(drops=True), "broke off"),
        (Answer(b"who are you?", 401, "text/plain"), "DATAMAP_USER"),
        (Answer(b"not you", 403, "text/plain"), "refuses (403)"),
        (Answer(b"", 404, "text/plain"), "nothing at that address"),
        (Answer(b"", 413, "text/plain"), "takes no request of that size (413)"),
        (Answer(b"SQL: <b>stack\noverflow</b>", 500, "text/html"), "failed (500): SQL: stack overflow"),
        (Answer(b"", 429, "text/plain", {"Retry-After": "86400"}), "is busy (429)"),
        (
            Answer(b"", 302, None, {"Location": "http://other.example/query"}),
            "http://other.example/query, another host",
        ),
        (
            Answer(b"", 307, None, {"Location": "http://u:secret@other.example/q"}),
            "http://other.example/q, another host",
        ),
        (Answer(b"", 302, None), "passes on to nowhere"),
        (Answer(b"not gzip", headers={"Content-Encoding": "gzip"}), "cannot be unpacked"),
        (Answer(b"query too odd", 400, "text/plain"), "refuses the query: query too odd"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_failure_is_one_line(stub: Stub, run: Run, answer: Answer, said: str) -> None:
    endpoint = stub(answer)
    code, out, err = run("query", "vendors-outside", "-r", endpoint.url)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert err.startswith(f"datamap: {endpoint.url}: ")
    assert said in err
    assert "\x1b" not in err
    assert "secret" not in err


def test_an_endpoint_that_is_down(run: Run) -> None:
    code, out, err = run("query", "vendors-outside", "-r", f"http://127.0.0.1:{free_port()}/query")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "is it running?" in err
    code, _, err = run("query", "vendors-outside", "-r", "http://no-such-host.invalid/query")
    assert (code, err.count("\n")) == (2, 1)


def test_an_endpoint_that_is_slow(stub: Stub, run: Run) -> None:
    endpoint = stub(Answer(seconds=30))
    code, _, err = run("query", "vendors-outside", "-r", endpoint.url, env={"DATAMAP_TIMEOUT": "0.5"})
    assert (code, err.count("\n")) == (2, 1)
    assert "within 0.5 seconds" in err
    assert "DATAMAP_TIMEOUT" in err


@pytest.mark.parametrize(
    "location", ["http://", "http:///query", "https://host:99999/q", "http://h/q#x", "http://h/q#graph=a b"]
)
def test_what_is_no_address(location: str, run: Run) -> None:
    code, out, err = run("query", "vendors-outside", "-r", location)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_busy_servers_are_asked_again(stub: Stub) -> None:
    busy = Answer(b"", 503, "text/plain", {"Retry-After": "0"})
    endpoint = stub(busy, Answer(b"", 429, "text/plain"), Answer())
    assert Client(address_of(endpoint.url)).ask("ASK {}") is True
    assert len(endpoint.requests) == 3


def test_a_server_that_stays_busy_is_given_up(stub: Stub) -> None:
    endpoint = stub(Answer(b"", 503, "text/plain", {"Retry-After": "0"}))
    with pytest.raises(EndpointError, match="stayed so"):
        Client(address_of(endpoint.url)).ask("ASK {}")
    assert len(endpoint.requests) == 5


def test_gzip_is_read(stub: Stub) -> None:
    endpoint = stub(Answer(rows("a", values=[["x"]]), packed=True))
    assert [row["a"].value for row in Client(address_of(endpoint.url)).select("SELECT ?a {}")] == ["x"]
    assert endpoint.requests[0].headers["Accept-Encoding"] == "gzip"


def test_a_packed_answer_that_unpacks_to_gigabytes(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAMAP_MOST_BYTES", "1000000")
    endpoint = stub(Answer(b" " * 50_000_000, packed=True))
    with pytest.raises(EndpointError, match="larger than 1 MB"):
        Client(address_of(endpoint.url)).select("SELECT ?a {}")


def test_ten_million_rows_do_not_fill_the_memory(stub: Stub, tmp_path: Path) -> None:
    row = b'{"a":{"type":"literal","value":"' + b"x" * 60 + b'"}},'

    def stream(write: Callable[[bytes], object]) -> None:
        write(b'{"head":{"vars":["a"]},"results":{"bindings":[')
        for _ in range(10_000):
            write(row * 1000)

    endpoint = stub(Answer(stream=stream))
    program = (
        "import re, sys\n"
        "from datamap.registry.endpoint_address import address_of\n"
        "from datamap.registry.endpoint_client import Client\n"
        "try: Client(address_of(sys.argv[1])).select('SELECT ?a {}')\n"
        "except Exception as error: print(error)\n"
        # ru_maxrss would count the parent's own memory too, which the child begins with
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, endpoint.url],
        capture_output=True, text=True, timeout=120, env={"DATAMAP_MOST_BYTES": "50000000", "PATH": ""},
    )  # fmt: skip
    said, kilobytes = done.stdout.splitlines()
    assert "larger than 50 MB; ask for less, such as with LIMIT" in said
    assert int(kilobytes) < 400_000


def test_a_graph_that_breaks_off_between_lines_is_not_taken_for_whole(stub: Stub, tmp_path: Path) -> None:
    count = rows("n", values=[["3"]])
    answers = (
        Answer(count), Answer(rows("revision")), Answer(count), Answer(TRIPLE, type="application/n-triples"),
    )  # fmt: skip
    endpoint = stub(*answers)
    target = tmp_path / "copy.nt"
    with pytest.raises(EndpointError, match="gave 1 of 3 triples"):
        datamap.copy(endpoint.url, target)
    assert not target.exists()


def test_a_redirect_on_the_same_host_is_followed_with_the_query(stub: Stub) -> None:
    endpoint = stub(Answer(b"", 307, None, {"Location": "/moved"}), Answer())
    location = endpoint.url.replace("//", "//anna:secret@")
    assert Client(address_of(location)).ask("ASK {}")
    assert [r.path for r in endpoint.requests] == ["/query", "/moved"]
    assert endpoint.requests[1].form["query"] == "ASK {}"
    assert endpoint.requests[1].headers["Authorization"].startswith("Basic ")


def test_keys_never_reach_another_host(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    other = stub(Answer())
    elsewhere = other.url.replace("127.0.0.1", "localhost")
    endpoint = stub(Answer(b"", 307, None, {"Location": elsewhere}))
    monkeypatch.setenv("DATAMAP_TOKEN", "secret")
    with pytest.raises(EndpointError, match="another host"):
        Client(address_of(endpoint.url)).ask("ASK {}")
    assert endpoint.requests[0].headers["Authorization"] == "Bearer secret"
    assert other.requests == []


def test_where_name_and_password_come_from(
    stub: Stub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def sent(location: str) -> str | None:
        Client(address_of(location)).ask("ASK {}")
        return endpoint.requests[-1].headers.get("Authorization")

    def basic(text: str) -> str:
        return "Basic " + base64.b64encode(text.encode()).decode()

    endpoint = stub(Answer())
    assert sent(endpoint.url) is None
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login bo password hemligt\n", "utf-8")
    (tmp_path / "netrc").chmod(0o600)
    assert sent(endpoint.url) == basic("bo:hemligt")
    monkeypatch.setenv("DATAMAP_USER", "anna")
    monkeypatch.setenv("DATAMAP_PASSWORD", "på:ss")
    assert sent(endpoint.url) == basic("anna:på:ss")
    assert sent(endpoint.url.replace("//", "//eva:x%40y@")) == basic("eva:x@y")
    monkeypatch.setenv("DATAMAP_TOKEN", "key")
    assert sent(endpoint.url) == "Bearer key"


def test_a_password_in_the_location_is_never_shown(stub: Stub, run: Run) -> None:
    location = stub(Answer(HTML, type="text/html")).url.replace("//", "//anna:secret@")
    for command in (["query", "vendors-outside"], ["sources"], ["serve"]):
        code, out, err = run(*command, "-r", location)
        assert code == 2
        assert "secret" not in out + err
    code, out, err = run("copy", location, "x.ttl")
    assert code == 2
    assert "secret" not in out + err
    assert "secret" not in repr(address_of(location))


def test_digest_is_answered(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="SPARQL", nonce="abc", qop="auth", algorithm=MD5'}
    endpoint = stub(Answer(b"", 401, "text/plain", challenge), Answer())
    monkeypatch.setenv("DATAMAP_USER", "anna")
    monkeypatch.setenv("DATAMAP_PASSWORD", "secret")
    assert Client(address_of(endpoint.url)).ask("ASK {}")
    assert endpoint.requests[1].headers["Authorization"].startswith('Digest username="anna"')
    assert "secret" not in endpoint.requests[1].headers["Authorization"]


def test_where_updates_go(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    for query, update in (
        ("http://h/query", "http://h/update"),
        ("http://h/ds/query", "http://h/ds/update"),
        ("http://h/repositories/r", "http://h/repositories/r/statements"),
        ("http://h/sparql", "http://h/sparql"),
        ("http://h/sparql#update=http://h/write", "http://h/write"),
    ):
        assert address_of(query).update == update
    endpoint = stub(Answer(b"", 204, None))
    Client(address_of(endpoint.url)).update("INSERT DATA { <a:b> <a:c> 'selects' }")
    assert endpoint.requests[0].path == "/update"
    assert endpoint.requests[0].form["update"].startswith("INSERT DATA")
    monkeypatch.setenv("DATAMAP_UPDATE_URL", "http://h/elsewhere")
    assert address_of("http://h/query").update == "http://h/elsewhere"


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    assert Client(address_of(stub(Answer()).url)).ask("ASK {}")


def test_an_endpoint_that_stalls_within_an_answer(stub: Stub, run: Run) -> None:
    def stall(write: Callable[[bytes], object]) -> None:
        write(b'{"head":{"vars":["s"]},"results":{"bindings":[')
        endpoint.stopping.wait(30)

    endpoint = stub(Answer(stream=stall))
    code, out, err = run("query", "vendors-outside", "-r", endpoint.url, env={"DATAMAP_TIMEOUT": "0.5"})
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "within 0.5 seconds" in err


def test_a_copy_from_an_endpoint_that_goes_away_leaves_what_was_there_and_goes_on(
    stub: Stub, run: Run, tmp_path: Path, registry: Path
) -> None:
    """Two predicates have come, the third breaks off: the same command asks for that one alone."""
    datamap.copy(registry, f"{tmp_path}/store/")
    before = datamap.open(tmp_path / "store").content_hash()
    lines = [
        b'<https://example.org/a> <https://example.org/%s> "c" .\n' % name for name in (b"1", b"2", b"3")
    ]
    by_predicate = rows_of_iris("p", "n", [(f"https://example.org/{n}", "1") for n in (1, 2, 3)])
    counted, no_mark = Answer(rows("n", values=[["3"]])), Answer(rows("revision"))
    first, second, third = (Answer(line, type="application/n-triples") for line in lines)
    half = Answer(lines[2], type="application/n-triples", length=5_000)
    program = (
        "import datamap.registry.endpoint_fetching as fetching\n"
        "fetching.WORTH = 1\nfrom datamap.cli.start import main\nmain()\n"
    )

    def copied(*answers: Answer) -> tuple[int, str, list[str]]:
        endpoint.answers, endpoint.requests[:] = list(answers), []
        done = subprocess.run(
            [sys.executable, "-c", program, "copy", endpoint.url, f"{tmp_path}/store/", "--replace"],
            capture_output=True, text=True,
        )  # fmt: skip
        return done.returncode, done.stderr, [request.form["query"] for request in endpoint.requests]

    endpoint = stub(Answer())
    code, err, _ = copied(counted, no_mark, Answer(by_predicate), first, second, half)
    assert (code, err.count("\n")) == (2, 1), err
    assert "2 triples have arrived and are kept" in err
    assert datamap.open(tmp_path / "store").content_hash() == before
    whole = Answer(b"".join(lines), type="application/n-triples")
    code, err, asked = copied(
        counted, no_mark, Answer(by_predicate), third, no_mark, counted, Answer(), counted, whole
    )
    assert (code, "went on from 2 triples" in err) == (0, True), err
    assert [text for text in asked if "CONSTRUCT" in text and "example.org/1" in text] == []
    assert {str(t) for t in datamap.open(tmp_path / "store").store.triples()} == {
        line.decode().removesuffix(" .\n") for line in lines
    }


def rows_of_iris(first: str, second: str, values: list[tuple[str, str]]) -> bytes:
    bindings = [
        {first: {"type": "uri", "value": iri}, second: {"type": "literal", "value": text}}
        for iri, text in values
    ]
    return json.dumps({"head": {"vars": [first, second]}, "results": {"bindings": bindings}}).encode()
