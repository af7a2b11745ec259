"""Documents: bytes to located text, one reader a format."""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.documents.confined import read_confined
from datamap.documents.document import Cell, Document
from datamap.errors import UnreadableDocument
from datamap.incoming import bytes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.documents.blocks import Content

__all__ = ["LARGEST", "READERS", "Cell", "Document", "read_document"]

READERS: dict[str, str] = {
    "": "text:read_plain",
    ".txt": "text:read_plain",
    ".text": "text:read_plain",
    ".md": "markdown:read_markdown",
    ".markdown": "markdown:read_markdown",
    ".mdx": "markdown:read_markdown",
    ".html": "html:read_html",
    ".htm": "html:read_html",
    ".xhtml": "html:read_html",
    ".csv": "delimited:read_delimited",
    ".tsv": "delimited:read_delimited",
    ".tab": "delimited:read_delimited",
    ".json": "json_data:read_json",
    ".jsonl": "json_data:read_json",
    ".yaml": "yaml_data:read_yaml",
    ".yml": "yaml_data:read_yaml",
    ".xlsx": "workbook:read_workbook",
    ".xlsm": "workbook:read_workbook",
    ".xlsb": "workbook:read_workbook",
    ".xls": "workbook:read_workbook",
    ".ods": "workbook:read_workbook",
    ".docx": "word:read_word",
    ".pdf": "pdf:read_pdf",
}
"""Each suffix with its reader, a module of this package and a function: loaded when a file needs it."""

_CONFINED = frozenset({"workbook:read_workbook", "word:read_word", "pdf:read_pdf"})
"""Readers of formats that a few bytes can make explode: they run in a process with limits."""

LARGEST = 32 * 1024 * 1024
"""Bytes of the largest document read; a vendor list of 10,000 entries is about 3 MB."""


def read_document(path: str | Path, *, within_limits: bool = False) -> Document:
    """Read one file into located text.

    ``within_limits`` tells that this process has limits of its own, so that no reader needs another.
    Raises UnreadableDocument, with one line for the user, when the file is missing, a folder,
    empty, binary, larger than LARGEST, or of a kind no reader knows.
    """
    path = Path(path)
    name = path.name
    if path.suffix.lower() not in READERS:
        known = ", ".join(sorted(suffix for suffix in READERS if suffix))
        raise UnreadableDocument(f"{path}: no reader for {path.suffix} files; readable are {known}")
    data = bytes_of(path, most=LARGEST)
    if len(data) > LARGEST:
        raise UnreadableDocument(f"{path}: larger than {LARGEST // 1024 // 1024} MiB; split the list")
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableDocument(f"{path}: is empty")
    if READERS[path.suffix.lower()] in _CONFINED and not within_limits:
        content = read_confined(data, path.suffix, name)
    else:
        content = reader_of(path.suffix)(data, name)
    if not content.blocks and not any(cell.text.strip("\ufeff \t\u00a0") for cell in content.cells):
        raise UnreadableDocument(f"{path}: is empty")
    digest = hashlib.sha256(data).hexdigest()
    return Document(name, digest, content.cells, content.encoding, content.notes, content.blocks)


def reader_of(suffix: str) -> Callable[[bytes, str], Content]:
    """Return the reader of files with a suffix."""
    module, _, function = READERS[suffix.lower()].partition(":")
    reader: Callable[[bytes, str], Content] = getattr(
        importlib.import_module(f"datamap.documents.{module}"), function
    )
    return reader
