"""A SPARQL endpoint that fails as it is told to, for tests: one answer, or a row of them, to every request."""

from __future__ import annotations

import gzip
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = "application/sparql-results+json"
TRUE = json.dumps({"head": {}, "boolean": True}).encode()


def rows(*names: str, values: list[list[str]] | None = None) -> bytes:
    bindings = [
        {name: {"type": "literal", "value": value} for name, value in zip(names, row, strict=True)}
        for row in values or []
    ]
    return json.dumps({"head": {"vars": list(names)}, "results": {"bindings": bindings}}).encode()


@dataclass
class Answer:
    """An answer: status, type, body; ``length`` promises another length, ``seconds`` is waited before it."""

    body: bytes = TRUE
    status: int = 200
    type: str | None = JSON
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    seconds: float = 0
    drops: bool = False
    packed: bool = False
    stream: Callable[[Callable[[bytes], object]], None] | None = None


@dataclass
class Request:
    """What a client sent."""

    path: str
    headers: dict[str, str]
    form: dict[str, str]


class StubEndpoint:
    """A server on a free port; ``answers`` are given in turn, the last for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                stub.requests.append(Request(self.path, dict(self.headers), form))
                answer = stub.answers.pop(0) if len(stub.answers) > 1 else stub.answers[0]
                self.close_connection = True
                stub.stopping.wait(answer.seconds)
                if answer.drops:
                    return
                self.send_response(answer.status)
                if answer.type is not None:
                    self.send_header("Content-Type", answer.type)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                data = gzip.compress(answer.body) if answer.packed else answer.body
                if answer.packed:
                    self.send_header("Content-Encoding", "gzip")
                if answer.stream is None:
                    self.send_header("Content-Length", str(answer.length or len(data)))
                self.send_header("Connection", "close")
                self.end_headers()
                try:
                    if answer.stream is not None:
                        answer.stream(self.wfile.write)
                    else:
                        self.wfile.write(data)
                except OSError:
                    pass  # the client has enough

            def log_message(self, format: str, *arguments: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/query"

    def stop(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
