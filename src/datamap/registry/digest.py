"""The same facts in the same number: a digest that needs no order and no memory.

The sum of the SHA-256 of each quad's N-Quads line, modulo 2^256. Lines of blank nodes are canonical
(RDFC-1.0) as long as they are few; of many, the names are left out.
"""

from __future__ import annotations

import hashlib
import queue
import re
import threading
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_MOST_ANONYMOUS = 10_000
_MODULUS = 1 << 256
_BLANK = re.compile(rb"(?<![^ <])_:[A-Za-z0-9_.-]+")
_STEP = 50_000
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Digest:
    """How many quads there are, and the digest of them all (hex)."""

    count: int
    value: str


class _Lines:
    """A file for bytes of N-Quads that adds up the digests of its lines."""

    def __init__(self, progress: Callable[[int], object] | None) -> None:
        self.count = 0
        self.sum = 0
        self.anonymous: list[bytes] = []
        self._rest = b""
        self._progress = progress
        self._told = 0

    def write(self, data: bytes) -> int:
        lines = (self._rest + data).split(b"\n") if self._rest else data.split(b"\n")
        self._rest = lines.pop()
        sha256, from_bytes = hashlib.sha256, int.from_bytes
        total = 0
        for line in lines:
            if b"_:" in line and _BLANK.search(line):
                self.anonymous.append(line)
            else:
                total += from_bytes(sha256(line).digest())
        self.sum += total
        self.count += len(lines)
        if self._progress is not None and self.count - self._told >= _STEP:
            self._told = self.count
            self._progress(self.count)
        return len(data)

    @property
    def is_within_line(self) -> bool:
        """Tell whether what was written last is no whole line yet."""
        return bool(self._rest)

    def flush(self) -> None:
        """Do nothing: what is written is counted already."""


class _Behind:
    """A file whose bytes are handled by a thread of its own, at most some megabytes behind."""

    def __init__(self, handle: Callable[[bytes], object]) -> None:
        self._handle = handle
        self._waiting: queue.Queue[bytes | None] = queue.Queue(16)
        self._pieces: list[bytes] = []
        self._size = 0
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> _Behind:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._waiting.put(b"".join(self._pieces))
        self._waiting.put(None)
        self._thread.join()
        if self._failed is not None and kind is None:
            raise self._failed

    def write(self, data: bytes) -> int:
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= _PIECE:
            self._waiting.put(b"".join(self._pieces))
            self._pieces, self._size = [], 0
            if self._failed is not None:
                raise self._failed
        return len(data)

    def flush(self) -> None:
        """Do nothing: the rest goes at the end."""

    def _work(self) -> None:
        while (data := self._waiting.get()) is not None:
            if self._failed is None:
                try:
                    self._handle(data)
                except BaseException as error:
                    self._failed = error  # raised where it is written


def digest_of(quads: Iterable[ox.Quad], *, progress: Callable[[int], object] | None = None) -> Digest:
    """Return the digest of quads, each of which must come once."""
    lines = _Lines(progress)
    ox.serialize(quads, cast("IO[bytes]", lines), format=ox.RdfFormat.N_QUADS)
    return _finished(lines)


def digest_of_store(store: ox.Store, *, progress: Callable[[int], object] | None = None) -> Digest:
    """Return the digest of all quads in a store."""
    lines = _Lines(progress)
    # The engine reads the store without Python; meanwhile a thread adds up what it has read.
    with _Behind(lines.write) as behind:
        store.dump(cast("IO[bytes]", behind), format=ox.RdfFormat.N_QUADS)
    return _finished(lines)


def digest_of_lines(path: Path, *, stop: Callable[[], bool] = lambda: False) -> Digest:
    """Return the digest of an N-Triples or N-Quads file as it is written, which may not be canonical.

    It is given up when ``stop`` says so: what is returned then is that of a part.
    """
    lines = _Lines(None)
    with path.open("rb") as file:
        while (data := file.read(1 << 20)) and not stop():
            lines.write(data)
    lines.write(b"\n" if lines.is_within_line else b"")
    return _finished(lines)


def _finished(lines: _Lines) -> Digest:
    anonymous = lines.anonymous
    if len(anonymous) > _MOST_ANONYMOUS:
        named = [_BLANK.sub(b"_:", line) for line in anonymous]
    elif anonymous:
        dataset = ox.Dataset(ox.parse(b"\n".join(anonymous), format=ox.RdfFormat.N_QUADS))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        named = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").split(b"\n")[:-1]
    else:
        named = []
    total = lines.sum + sum(int.from_bytes(hashlib.sha256(line).digest()) for line in named)
    return Digest(lines.count, f"{total % _MODULUS:064x}")
