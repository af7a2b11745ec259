"""What a list, a parameter or a query may do to us: nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

import datamap
from datamap.errors import InvalidParameter, InvalidQuery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Run

NAMES = [
    '"><script>alert(1)</script>',
    "</script>",
    "<b>Bold</b>",
    "=cmd()",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+46 AB",
    "@SUM(A1)",
    'Toys "R" Us',
    "O'Brien's",
    "back\\slash\\n",
    "ends with backslash\\",
    "🦆 Duck 👩‍👩‍👧",
    "Acme \u202egnp.exe",
    "Acme \u2066isolated\u2069",
    "\x1b[31mRed\x1b[0m",
    "bell\x07",
    "> . DROP ALL",
    "$data",
    "?vendor } DROP ALL #",
    '"""',
    "'''",
    "{{7*7}}",
    "%s %d {0}",
    "javascript&colon;alert(1)",
    "e\u0301 not composed",
    "../../etc/passwd",
    "\ud7ff\ue000 private use",
    "x" * 10_000,
]  # fmt: skip
PHRASES = ["> . DROP ALL", "$data", '"""', "'''\\", "</script>", "} UNION { ?s ?p ?o", "=1+1", "\u202eevil"]


def _list(names: list[str]) -> str:
    return "\n\n".join(
        f"{name}\nPersonuppgifter: Telefonnummer\nLagringsplats: USA\nÄndamål: {PHRASES[i % len(PHRASES)]}"
        for i, name in enumerate(names)
    )


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    (tmp_path / "hostile.txt").write_text(_list(NAMES), "utf-8")
    path = tmp_path / "hostile.ttl"
    datamap.import_documents(tmp_path / "hostile.txt", registry=path)
    return path


def shown(text: str) -> str:
    """A text as the terminal may show it, without the spaces at which lines break."""
    steering = {
        *range(0x20),
        *range(0x7F, 0xA0),
        0x61C,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    }
    return "".join(f"⟨U+{ord(c):04X}⟩" if ord(c) in steering else c for c in text if not c.isspace())


def test_names_are_read_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "hostile.txt").write_text(_list(NAMES), "utf-8")
    found = datamap.read(tmp_path / "hostile.txt")
    assert [e.name for e in found.entries] == NAMES
    assert [e.line for e in found.entries] == [1 + 5 * i for i in range(len(NAMES))]
    told = {word for u in found.unmapped for word in u.text.split()}
    assert [word for phrase in PHRASES for word in phrase.split() if word not in told and word != "."] == []


def test_names_come_back_unharmed_from_the_registry(hostile: Path) -> None:
    rows = datamap.open(hostile).query("vendors-by-data-outside", data="phone", outside="EEA")
    assert sorted((row.vendor, row.answer) for row in rows) == sorted((name, "yes") for name in NAMES)


def test_json_of_the_command_line_holds_the_name_of_the_file(hostile: Path, run: Run) -> None:
    code, out, err = run("query", "vendors-by-data", "-p", "data=phone", "-r", hostile, "--format", "json")
    assert (code, err) == (0, "")
    assert sorted(row["vendor"] for row in json.loads(out)["rows"]) == sorted(NAMES)


def test_the_terminal_is_not_steered(hostile: Path, run: Run) -> None:
    code, out, _ = run("query", "vendors-by-data", "-p", "data=phone", "-r", hostile)
    assert code == 0
    assert not set(out) & set("\u202e\u2066\u2069\x1b\x07\u200f")
    assert "⟨U+202E⟩" in out
    squeezed = "".join(out.split())
    assert [name for name in NAMES if shown(name) not in squeezed] == []


def test_the_import_report_does_not_steer_the_terminal_either(tmp_path: Path, run: Run) -> None:
    (tmp_path / "hostile.txt").write_text(_list(NAMES), "utf-8")
    code, out, err = run("import", tmp_path / "hostile.txt", "-r", tmp_path / "r.ttl")
    assert code == 0
    assert not set(out + err) & set("\u202e\u2066\u2069\x1b\x07\u200f")
    assert "⟨U+202E⟩evil" in out


@pytest.mark.parametrize("name", NAMES)
def test_a_vendor_is_found_by_its_name_whatever_it_is(hostile: Path, name: str) -> None:
    rows = datamap.open(hostile).query("vendor-facts", vendor=name).to_dict()["rows"]
    assert "Telefonnummer" in {row["phrase"] for row in rows}


def test_two_names_are_never_one_vendor(hostile: Path) -> None:
    found = datamap.open(hostile).sparql(
        "SELECT (COUNT(DISTINCT ?v) AS ?n) WHERE { ?p dpv:hasDataProcessor ?v }"
    )
    assert list(found.rows()) == [(str(len(NAMES)),)]


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".trig", ".nq", ".jsonld", ".rdf"])
def test_every_syntax_carries_the_names(tmp_path: Path, suffix: str) -> None:
    # XML has no way to write control characters; they are refused there (test_registry.py).
    names = [n for n in NAMES if suffix != ".rdf" or not any(ord(char) < 0x20 for char in n)]
    (tmp_path / "hostile.txt").write_text(_list(names), "utf-8")
    target = tmp_path / f"r{suffix}"
    datamap.import_documents(tmp_path / "hostile.txt", registry=target)
    rows = datamap.open(target).query("vendors-by-data", data="phone")
    assert sorted(row.vendor for row in rows) == sorted(names)


@pytest.mark.parametrize("source", ["../../etc/passwd", "a b", "x> <y", '"""', "å", "💥", "-x"])
def test_a_source_may_have_any_name(tmp_path: Path, source: str) -> None:
    (tmp_path / "list.txt").write_text("Acme\nPersonuppgifter: Namn\n", "utf-8")
    datamap.import_documents(
        tmp_path / "list.txt", registry=tmp_path / "r.ttl", source=source, processor=source
    )
    assert [s.identifier for s in datamap.open(tmp_path / "r.ttl").sources()] == [source]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["list.txt", "r.ttl"]


# ---- parameters --------------------------------------------------------------------------------

ATTACKS = [
    "x> } DROP ALL",
    "> . ?s ?p ?o } #",
    "https://example.org/> } DELETE { ?s ?p ?o } #",
    "<https://example.org/x> <y>",
    "pd:Name } UNION { ?s ?p ?o",
    '"""',
    "$data",
    "?vendor",
    "'); DROP TABLE vendors; --",
    "\x00",
    "\u202e",
    "x" * 5000,
    "",
    " ",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_parameter_is_a_value_and_nothing_else(registry: Path, attack: str) -> None:
    before = registry.read_bytes()
    opened = datamap.open(registry)
    for question, parameter in [
        ("vendors-by-data", "data"),
        ("vendors-by-purpose", "purpose"),
        ("vendors-by-subject", "subject"),
        ("vendors-outside", "outside"),
        ("vendors-outside", "place"),
        ("vendors-outside", "at"),
        ("vendor-facts", "vendor"),
        ("shared-data", "minimum"),
    ]:
        with pytest.raises(InvalidParameter):
            opened.query(question, **{parameter: attack})
    assert registry.read_bytes() == before


@pytest.mark.parametrize("attack", ["x> } DROP ALL", "a\nb\nc", "\u202e\x1b[31m", "x" * 5000])
def test_a_refused_parameter_is_one_line_on_stderr(registry: Path, run: Run, attack: str) -> None:
    code, out, err = run("query", "vendors-by-data", "-p", f"data={attack}", "-r", registry)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not set(err) & set("\u202e\x1b")


@pytest.mark.parametrize("given", ["data", "=x", "nosuch=1"])
def test_a_malformed_parameter_is_one_line_on_stderr(registry: Path, run: Run, given: str) -> None:
    code, out, err = run("query", "vendors-by-data", "-p", given, "-r", registry)
    assert (code, out, err.count("\n")) == (2, "", 1)


# ---- files that are no lists -------------------------------------------------------------------

LIST = "Underbiträden\n\nLånekoll Åre\nÄndamål: Betalning\nPersonuppgifter: Namn\n"
UNREADABLE: dict[str, tuple[str, bytes]] = {
    "empty": ("list.txt", b""),
    "only spaces": ("list.txt", b"  \n\t\n \r\n"),
    "only no-break spaces and a mark": ("list.txt", "\ufeff\u00a0\n\u00a0".encode()),
    "PNG": ("list.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"),
    "PDF named txt": ("list.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n"),
    "NUL": ("list.txt", b"Acme\nPersonuppgifter: N\x00amn\n"),
    "neither UTF-8 nor Windows-1252": ("list.txt", b"Acme\nPersonuppgifter: Namn \x81\x8d\n"),
    "UTF-16 that breaks off": ("list.txt", LIST.encode("utf-16")[:-1]),
    "UTF-8 mark, then other bytes": ("list.txt", b"\xef\xbb\xbfAcme\nPersonuppgifter: \xe5\n"),
    "unknown suffix": ("list.docx", LIST.encode()),
    "no entry": ("list.txt", b"Hello\n\nThis is a letter: it has no vendors.\n"),
    "fields but no heading": ("list.txt", "Ändamål: Betalning\nPersonuppgifter: Namn\n".encode()),
    "40 MB": ("list.txt", b"Acme\nPersonuppgifter: Namn\n" + b"x" * 40_000_000),
}


@pytest.mark.parametrize(("name", "content"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_no_list_fails_in_one_line_and_changes_nothing(
    tmp_path: Path, registry: Path, run: Run, name: str, content: bytes
) -> None:
    before = registry.read_bytes()
    (tmp_path / name).write_bytes(content)
    code, out, err = run("import", tmp_path / name, "-r", registry)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert name in err
    assert "Traceback" not in err
    assert registry.read_bytes() == before


@pytest.mark.parametrize(
    "target", ["folder", "folder.txt", "missing.txt", "missing/list.txt", "", "nul\x01name.txt"]
)
def test_a_path_that_is_no_file_fails_in_one_line_and_changes_nothing(
    tmp_path: Path, registry: Path, run: Run, target: str
) -> None:
    before = registry.read_bytes()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.txt").mkdir()
    code, out, err = run("import", f"{tmp_path}/{target}" if target else "", "-r", registry)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert registry.read_bytes() == before


def test_one_bad_file_among_good_ones_writes_nothing(tmp_path: Path, registry: Path, run: Run) -> None:
    before = registry.read_bytes()
    (tmp_path / "good.txt").write_text(LIST, "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\x00")
    code, _, err = run("import", tmp_path / "good.txt", tmp_path / "bad.txt", "-r", registry)
    assert (code, err.count("\n")) == (2, 1)
    assert registry.read_bytes() == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(tmp_path: Path, run: Run, encoding: str) -> None:
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    (tmp_path / "list.txt").write_bytes(marks.get(encoding, b"") + LIST.encode(encoding))
    code, out, err = run("import", tmp_path / "list.txt", "-r", tmp_path / "r.ttl", "--format", "json")
    assert code == 0
    report = json.loads(out)
    assert [(e["name"], e["line"]) for e in report["entries"]] == [("Lånekoll Åre", 3)]
    assert report["sources"][0]["title"] == "Underbiträden"
    assert ("Windows-1252" in err) == ("Windows-1252" in "".join(report["notes"])) == (encoding == "cp1252")


# ---- size --------------------------------------------------------------------------------------

_READ = """
import os, sys, datamap
from datamap.errors import DatamapError
try:
    print(len(datamap.read(sys.argv[1]).entries), end=" ")
except DatamapError as error:
    print(type(error).__name__, end=" ")
print(round(sum(os.times()[:4]), 1))  # of the processor, with processes it started: others may be busy
"""
MB5 = 5_000_000


def _seconds(path: Path, text: str) -> tuple[str, float]:
    """Read a list in a process of its own, what it said, and its seconds of the processor."""
    path.write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _READ, path], capture_output=True, text=True, timeout=600, check=True
    )
    said, seconds = done.stdout.split()
    return said, float(seconds)


LONG_LINES = {
    "one word": "x" * MB5,
    "a heading": "x" * MB5 + "\nPersonuppgifter: Namn\n",
    "a heading of words": "ab " * (MB5 // 3) + "\nPersonuppgifter: Namn\n",
    "a value of one word": "Acme\nPersonuppgifter: " + "x" * MB5,
    "colons": "Acme\nPersonuppgifter: Namn\n" + ":" * MB5,
    "spaces": "Acme\nPersonuppgifter: Namn" + " " * MB5 + "\n",
    "a remark": "Acme\nPersonuppgifter: Namn\n\n" + "namn i USA " * (MB5 // 11),
}
# Each phrase has its price; at this length twice as many must cost about twice as much, not four times.
MANY = 100_000
LONG_VALUES = {
    "words": "Personuppgifter: " + "ab " * (MANY // 3),
    "known data": "Personuppgifter: " + "namn, " * (MANY // 6),
    "unknown data": "Personuppgifter: " + "blorpdata, " * (MANY // 11),
    "places": "Lagringsplats: " + "USA och " * (MANY // 8),
    "sentences": "Ändamål: " + "Support. " * (MANY // 9),
    "open brackets": "Personuppgifter: " + "(" * MANY,
    "brackets": "Personuppgifter: Namn " + "(namn) " * (MANY // 7),
    "negations": "Personuppgifter: " + "inga " * (MANY // 5),
    "examples": "Personuppgifter: " + "t.ex. namn, " * (MANY // 12),
    "asterisks": "Personuppgifter: Namn\n" + "*" * MANY,
    "bullets": "Personuppgifter:\n" + "- Namn\n" * (MANY // 7),
    "footnotes": "Personuppgifter: Namn*\n" + "* SCC\n" * (MANY // 6),
}


@pytest.mark.parametrize("text", LONG_LINES.values(), ids=LONG_LINES)
def test_a_line_of_five_megabytes_is_read_in_reasonable_time(tmp_path: Path, text: str) -> None:
    said, seconds = _seconds(tmp_path / "list.txt", text)
    print(f"{seconds} s")
    assert said == ("NoEntries" if text == "x" * MB5 else "1")
    assert seconds < 60


@pytest.mark.parametrize(
    "value",
    ["Namn, telefonnummer", "Namn, blorpdata", "Namn, blorpdata{i}", "Namn,\nblorp\ndata"],
    ids=["known", "one unknown phrase", "unknown phrases, all different", "values over several lines"],
)
def test_twenty_thousand_entries_are_read_in_reasonable_time(tmp_path: Path, value: str) -> None:
    text = "\n\n".join(
        f"Vendor {i}\nÄndamål: Support\nPersonuppgifter: {value.format(i=i)}\nLagringsplats: EU/EES"
        for i in range(20_000)
    )
    said, seconds = _seconds(tmp_path / "list.txt", text)
    print(f"{seconds} s")
    assert said == "20000"
    assert seconds < 60


@pytest.mark.parametrize("text", LONG_VALUES.values(), ids=LONG_VALUES)
def test_a_value_of_many_phrases_is_read_in_reasonable_time(tmp_path: Path, text: str) -> None:
    said, seconds = _seconds(tmp_path / "list.txt", f"Acme\n{text}")
    print(f"{seconds} s")
    assert said == "1"
    assert seconds < 60


MATRICES = {
    "rows": "Vendor;Name;E-mail\n" + "Acme Ltd;x;\n" * 20_000,
    "columns": "Vendor" + ";Name" * 1_900 + ("\nAcme Ltd" + ";x" * 1_900) * 20,
    "vendors across": ("Data" + ";Acme Ltd" * 190) + ("\nName" + ";x" * 190) * 190,
    "near ticks": "Vendor;Name;E-mail\n" + f"Acme Ltd;{'x' * 500};x ({'(' * 2_000}\n" * 200,
}


@pytest.mark.parametrize("text", MATRICES.values(), ids=MATRICES)
def test_a_large_matrix_is_read_in_reasonable_time(tmp_path: Path, text: str) -> None:
    said, seconds = _seconds(tmp_path / "list.csv", text)
    print(f"{seconds} s")
    assert int(said) > 0
    assert seconds < 60


def test_twenty_thousand_entries_of_one_name_go_into_a_registry_and_out(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("Google\nPersonuppgifter: Namn\n\n" * 20_000, "utf-8")
    start = time.process_time()
    datamap.import_documents(tmp_path / "list.txt", registry=tmp_path / "r.ttl")
    rows = list(datamap.open(tmp_path / "r.ttl").query("vendors-by-data", data="name"))
    seconds = time.process_time() - start
    print(f"{seconds:.1f} s")
    assert [(row.vendor, row.answer) for row in rows] == [("Google", "yes")]
    assert seconds < 60


# ---- a user's own SPARQL -----------------------------------------------------------------------


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[str]]]:
    """An HTTP server on loopback that notes who asks."""
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _note(self) -> None:
            hits.append(self.path)
            self.send_response(500)
            self.end_headers()

        do_GET = do_POST = _note  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql", hits
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ service <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ SeRvIcE SILENT <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{SERVICE<{url}>{{?s ?p ?o}}}}",
        "SELECT * WHERE {{ BIND(<{url}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ # comment\nSERVICE # comment\n<{url}> {{ ?s ?p ?o }} }}",
        "PREFIX : <{url}> SELECT * {{SERVICE:{{?a ?b ?c}}}}",
        "PREFIX : <{url}> SELECT * {{ ?x a dpv:Process.SERVICE:{{?a ?b ?c}} }}",
        "PREFIX e: <{url}> SELECT * {{ ?x ?y ?z.SERVICEe:{{?a ?b ?c}} }}",
        'SELECT * {{ BIND("\\u0022" AS ?x) SERVICE <{url}> {{?a ?b ?c}} #"""\n}}',
        "SELECT * {{ <urn:\\u0041#> ?p ?o . SERVICE <{url}> {{?a ?b ?c}} }}",
        "SELECT * WHERE {{ ?x a dpv:Process;SERVICE<{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x a dpv:Process .SERVICE<{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x a ?t FILTER(?t=dpv:Process)SERVICE<{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x a ?t . FILTER(?t IN(dpv:Process))SERVICE SILENT<{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x a ?t FILTER(?t!=dpv:)SERVICE SILENT <{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x rdfs:label 'a'@en SERVICE <{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x rdfs:label '#' SERVICE <{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x rdfs:label \"\"\"a\\\"\"\"\" SERVICE <{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x a ?t FILTER(1<2)SERVICE<{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x ?p 1.SERVICE<{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x ?p 1SERVICE<{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?x ?p trueSERVICE <{url}>{{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ {{ SELECT * WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }}",
        "SELECT * WHERE {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
        "ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "LOAD <{url}>",
        "LOAD SILENT <file:///etc/passwd>",
    ],
)  # fmt: skip
def test_a_query_never_reaches_outside(registry: Path, endpoint: tuple[str, list[str]], query: str) -> None:
    url, hits = endpoint
    with pytest.raises(InvalidQuery):
        list(datamap.open(registry).sparql(query.format(url=url)).rows())
    assert hits == []


@pytest.mark.parametrize("clause", ["FROM <{url}>", "FROM NAMED <{url}>", "FROM <file:///etc/passwd>"])
def test_from_reads_nothing_from_outside(
    registry: Path, endpoint: tuple[str, list[str]], clause: str
) -> None:
    url, hits = endpoint
    try:
        rows = list(
            datamap.open(registry).sparql(f"SELECT * {clause.format(url=url)} WHERE {{ ?s ?p ?o }}").rows()
        )
    except InvalidQuery:
        rows = []
    assert (rows, hits) == ([], [])


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("SERVICE <http://x/> { }" AS ?x) WHERE {}',
        "SELECT ('''LOAD\nSERVICE''' AS ?x) WHERE {}",
        "SELECT (1 AS ?x) WHERE {} # SERVICE <http://x/> and LOAD",
        "# SERVICE\nSELECT (1 AS ?x) WHERE {}",
        "SELECT (<http://example.org/SERVICE> AS ?x) WHERE {}",
        "PREFIX ex: <http://example.org/> SELECT (ex:SERVICE AS ?x) WHERE {}",
        "PREFIX service: <http://example.org/> SELECT (service:x AS ?x) WHERE {}",
        "SELECT (1 AS ?service) WHERE {}",
        "SELECT (1 AS ?load) WHERE {}",
    ],
)
def test_the_words_service_and_load_are_allowed_where_they_are_no_keywords(
    registry: Path, query: str
) -> None:
    assert len(list(datamap.open(registry).sparql(query).rows())) == 1


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <http://x/a> <http://x/b> <http://x/c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "DROP ALL",
        "CLEAR DEFAULT",
        "CREATE GRAPH <http://x/g>",
        "COPY DEFAULT TO <http://x/g>",
        "SELECT * WHERE { ?s ?p ?o } ; DROP ALL",
    ],
)
def test_updates_are_refused(registry: Path, run: Run, update: str) -> None:
    before = registry.read_bytes()
    with pytest.raises(InvalidQuery):
        datamap.open(registry).sparql(update)
    code, out, err = run("sparql", "-", "-r", registry, input=update)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert registry.read_bytes() == before


@pytest.mark.parametrize(
    "query", ["", "hello", "SELECT", "SELECT * WHERE {", "SELECT * WHERE { ?s ?p 'x }", "\x00"]
)
def test_a_query_that_does_not_parse_is_one_line_on_stderr(registry: Path, run: Run, query: str) -> None:
    code, out, err = run("sparql", "-", "-r", registry, input=query)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_query_that_is_no_utf8_is_one_line_on_stderr(tmp_path: Path, registry: Path, run: Run) -> None:
    (tmp_path / "q.rq").write_bytes(b"SELECT * WHERE { ?s ?p '\xe5' }")
    code, out, err = run("sparql", tmp_path / "q.rq", "-r", registry)
    assert (code, out, err.count("\n")) == (2, "", 1)
    done = subprocess.run(
        [sys.executable, "-m", "datamap", "sparql", "-", "-r", registry],
        input=b"SELECT * WHERE { ?s ?p '\xe5' }",
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
