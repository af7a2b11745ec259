"""Real SPARQL servers for tests, on this machine and free ports, each with a folder of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

VIRTUOSO_MOST_ROWS = 500

_VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = {folder}
SchedulerInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 120
"""


def oxigraph_program() -> str | None:
    """The server of the oxigraph package, beside the Python that runs the tests or on the path."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


def virtuoso_programs() -> tuple[str, str] | None:
    server = shutil.which("virtuoso-t")
    client = shutil.which("isql-vt") or shutil.which("isql-v")
    return (server, client) if server and client else None


class Server:
    """A server that runs until it is stopped; ``query`` is its location."""

    def __init__(self, process: subprocess.Popen[bytes], query: str) -> None:
        self.process, self.query = process, query

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class VirtuosoServer(Server):
    """A Virtuoso server, which takes SQL too."""

    def __init__(self, process: subprocess.Popen[bytes], query: str, client: list[str]) -> None:
        super().__init__(process, query)
        self._client = client

    def execute(self, sql: str, timeout: float = 3600) -> None:
        done = subprocess.run([*self._client, f"exec={sql}"], capture_output=True, timeout=timeout)
        assert done.returncode == 0, done.stderr


def start_oxigraph(folder: Path, *options: str) -> Server:
    program = oxigraph_program()
    assert program is not None
    port = free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}", *options],
            stdout=log,
            stderr=log,
        )
    server = Server(process, f"http://127.0.0.1:{port}/query")
    _wait(server, folder / "log")
    return server


def start_virtuoso(folder: Path, rows: int = VIRTUOSO_MOST_ROWS, buffers: int = 8000) -> Server:
    programs = virtuoso_programs()
    assert programs is not None
    http, sql = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    values = {"rows": rows, "buffers": buffers, "dirty": buffers * 3 // 4}
    settings.write_text(_VIRTUOSO.format(folder=folder, http=http, sql=sql, **values), "utf-8")
    with (folder / "out").open("wb") as log:
        process = subprocess.Popen(
            [programs[0], "+foreground", "+configfile", str(settings), "+wait"],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    client = [programs[1], f"127.0.0.1:{sql}", "dba", "dba"]
    server = VirtuosoServer(process, f"http://127.0.0.1:{http}/sparql", client)
    _wait(server, folder / "virtuoso.log")
    server.execute("GRANT SPARQL_UPDATE TO \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 7);")
    return server


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def post(url: str, **fields: str) -> bytes:
    """Send a form to a server, as the SPARQL 1.1 Protocol has it."""
    data = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=60) as answer:
        found: bytes = answer.read()
    return found


def _wait(server: Server, log: Path) -> None:
    text = urllib.parse.urlencode({"query": "ASK { ?s ?p ?o }"})
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{server.query}?{text}", timeout=10):
                return
        except (urllib.error.URLError, OSError):
            if server.process.poll() is not None:
                break
            time.sleep(0.1)
    server.stop()
    raise AssertionError(f"{server.query} did not start: {log.read_text('utf-8', 'replace')[-2000:]}")
