"""Serving a registry in tests: in this process, or as the command that people run."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from datamap.server.application import application
from datamap.server.service import Service, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}
CSV = {"Accept": "text/csv"}


@contextlib.contextmanager
def served(location: Path, *, token: str | None = None, **options: Any) -> Iterator[TestClient]:
    """Serve a registry in this process."""
    settings = Settings(location, tell=lambda _: None, **options)
    app = application(Service(settings), token=token)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        yield client


@contextlib.contextmanager
def running(*arguments: str | Path, **environment: str) -> Iterator[str]:
    """Run ``datamap serve`` and give its address; afterwards it must stop when it is told, without a word."""
    process = subprocess.Popen(
        [sys.executable, "-m", "datamap", "serve", "--port", "0", *map(str, arguments)],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
    )  # fmt: skip
    assert process.stderr is not None
    said = process.stderr.readline()
    found = re.search(r"http://\S+", said)
    try:
        assert found, said
        yield found.group()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0


def rows(client: TestClient, query: str, **parameters: Any) -> list[list[str]]:
    """Return the rows of a SELECT, sorted."""
    found = client.get("/sparql", params={"query": query, **parameters}, headers=CSV)
    assert found.status_code == 200, found.text
    return sorted(line.split(",") for line in found.text.splitlines()[1:])


def is_so(client: TestClient, ask: str) -> bool:
    """Return the answer to an ASK query."""
    found = client.post("/sparql", content=ask, headers=QUERY)
    assert found.status_code == 200, found.text
    answer: bool = found.json()["boolean"]
    return answer
