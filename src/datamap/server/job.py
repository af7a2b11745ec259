"""What a worker is asked and what it answers, and how both travel through a pipe.

A message is two lengths (header, body), a JSON header, and the body's bytes. JSON, not pickle: a worker
runs queries that strangers wrote, and what it sends back is read as text.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, field
from typing import Any

from datamap.visible import visible

LENGTHS = struct.Struct(">II")

TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work on a registry file.

    ``kind`` is one of the worker's duties ("open", "query", "describe", "graph", "page", "record", "list",
    and "update", "send", "commit" on the file itself), ``seconds`` how long it may take once the registry is
    open, ``memory`` how many bytes it may take beside it, ``body`` what a client sent.
    """

    kind: str
    registry: str
    seconds: float
    arguments: dict[str, Any] = field(default_factory=dict)
    memory: int = 2 << 30
    body: bytes = b""

    def message(self) -> bytes:
        """Return the job as bytes to send."""
        header = asdict(self)
        del header["body"]
        return packed(header, self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: an HTTP status, a content type, the body, and a Content-Security-Policy of its own."""

    status: int
    type: str
    body: bytes
    policy: str | None = None


def line(status: int, text: str) -> Reply:
    """Return a reply of one line of plain text, in which no character steers a terminal."""
    return Reply(status, TEXT, (visible(" ".join(text.split())) + "\n").encode("utf-8"))


def packed(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message as bytes."""
    text = json.dumps(header).encode("ascii")
    return LENGTHS.pack(len(text), len(body)) + text + body
