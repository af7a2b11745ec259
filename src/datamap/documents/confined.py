"""Readers of formats that can be made to explode, run in a process of their own with limits.

The process is started as a Python of its own; it gets the bytes on its
standard input and gives the blocks, or one line that says why not, on its standard output.
"""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from datamap.documents.blocks import Content
from datamap.errors import UnreadableDocument

MEMORY = 1024 * 1024 * 1024
"""Bytes that a reader may take."""
SECONDS = 30
"""Time that a reader may take."""


class _OnlyBlocks(pickle.Unpickler):
    """Loads nothing but the values that readers make."""

    def find_class(self, module: str, name: str) -> Any:
        if module in ("datamap.documents.blocks", "datamap.documents.document"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is nothing a reader makes")


def read_confined(data: bytes, suffix: str, name: str) -> Content:
    """Read a document in a process of its own; raises UnreadableDocument where it takes too much."""
    package = str(Path(__file__).resolve().parents[2])
    code = (
        f"import sys; sys.path.insert(0, {package!r}); from datamap.documents.confined import serve; serve()"
    )
    try:
        run = subprocess.run(
            [sys.executable, "-c", code, suffix, name],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableDocument(
            f"{name}: not read within {SECONDS} seconds; save it again, or split it"
        ) from None
    if run.returncode == 0:
        found = _OnlyBlocks(io.BytesIO(run.stdout)).load()
        assert isinstance(found, Content)
        return found
    if run.returncode == 2:
        raise UnreadableDocument(run.stderr.decode("utf-8", "replace").strip())
    raise UnreadableDocument(f"{name}: takes more than {MEMORY // 1024 // 1024} MiB to read, or is damaged")


def limit_memory() -> None:
    """Bound the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time still holds
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def serve() -> None:
    """Be the process: read standard input, write the blocks to standard output."""
    from datamap.documents import reader_of
    from datamap.errors import DatamapError

    suffix, name = sys.argv[1:3]
    data = sys.stdin.buffer.read()
    limit_memory()
    try:
        content = reader_of(suffix)(data, name)
        out = pickle.dumps(content)
    except DatamapError as error:
        sys.stderr.write(str(error))
        sys.exit(2)
    except (MemoryError, RecursionError):
        sys.exit(3)
    sys.stdout.buffer.write(out)
