"""Documents: bytes to located text, one reader a format."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.documents.document import Cell, Document
from datamap.documents.text import read_text
from datamap.errors import UnreadableDocument

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LARGEST", "READERS", "Cell", "Document", "read_document"]

READERS: dict[str, Callable[[bytes, str], tuple[tuple[Cell, ...], str, tuple[str, ...]]]] = {
    "": read_text,
    ".txt": read_text,
    ".text": read_text,
}

LARGEST = 32 * 1024 * 1024
"""Bytes of the largest document read; a vendor list of 10,000 entries is about 3 MB."""


def read_document(path: str | Path) -> Document:
    """Read one file into located text.

    Raises UnreadableDocument, with one line for the user, when the file is missing, a folder,
    empty, binary, larger than LARGEST, or of a kind no reader knows.
    """
    path = Path(path)
    name = path.name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(suffix for suffix in READERS if suffix))
        raise UnreadableDocument(f"{path}: no reader for {path.suffix} files; readable are {known}")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableDocument(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise UnreadableDocument(f"{path}: is a folder; name the files in it") from None
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be read ({error.strerror})") from None
    if len(data) > LARGEST:
        raise UnreadableDocument(f"{path}: larger than {LARGEST // 1024 // 1024} MiB; split the list")
    cells, encoding, notes = reader(data, name)
    if not any(cell.text.strip("\ufeff \t\u00a0") for cell in cells):
        raise UnreadableDocument(f"{path}: is empty")
    return Document(name, hashlib.sha256(data).hexdigest(), cells, encoding, notes)
