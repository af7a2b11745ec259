"""Plain text: bytes to numbered lines."""

from __future__ import annotations

import codecs

from datamap.documents.blocks import Content
from datamap.documents.document import Cell
from datamap.errors import UnreadableDocument

# Control characters that no text file holds; their presence means another kind of file.
_BINARY = frozenset(range(0x20)) - {
    0x07,
    0x08,
    0x09,
    0x0A,
    0x0B,
    0x0C,
    0x0D,
    0x1A,
    0x1B,
    0x1C,
    0x1D,
    0x1E,
    0x1F,
}
_UNDEFINED_IN_1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


def decode(data: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the text of a file's bytes, the encoding used, and notes for the user.

    UTF-8 (with or without a byte order mark), UTF-16 with one, else Windows-1252 with a note.
    Raises UnreadableDocument when the bytes are no text.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding, ()
            except UnicodeDecodeError as error:
                raise UnreadableDocument(
                    f"{name}: starts as {encoding} text but breaks off at byte {error.start}; "
                    "save it again as UTF-8"
                ) from None
    if any(byte in _BINARY for byte in data):
        raise UnreadableDocument(f"{name}: is binary, not text; export the list as plain text (UTF-8)")
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    if any(byte in _UNDEFINED_IN_1252 for byte in data):
        raise UnreadableDocument(
            f"{name}: line {line} is neither UTF-8 nor Windows-1252; save the file again as UTF-8"
        )
    note = f"{name}: not UTF-8 (line {line}); read as Windows-1252, check the letters å, ä and ö"
    return data.decode("cp1252"), "windows-1252", (note,)


def read_plain(data: bytes, name: str) -> Content:
    """Return a plain text file as its lines."""
    cells, encoding, notes = read_text(data, name)
    return Content(cells=cells, encoding=encoding, notes=notes)


def read_text(data: bytes, name: str) -> tuple[tuple[Cell, ...], str, tuple[str, ...]]:
    """Return the physical lines of a text file as cells, its encoding, and notes."""
    text, encoding, notes = decode(data, name)
    # Only CR, LF and CRLF end a line, as in editors; str.splitlines() would also split at form
    # feeds and Unicode separators and shift every number after them.
    lines = with_plain_line_ends(text).split("\n")
    cells = tuple(Cell(line, number) for number, line in enumerate(lines, 1))
    return cells, encoding, notes


def with_plain_line_ends(text: str) -> str:
    """Return the text with every line end as a single newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
