"""A document as located text: what every reader produces and every interpreter consumes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text and where it stands.

    ``line`` is the 1-based physical line in text formats.
    """

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document after reading, before interpretation.

    ``name`` is the file's name without folders, ``sha256`` the hex digest of its bytes, ``notes``
    what a reader wants the user to know (an encoding that was guessed, for example).
    """

    name: str
    sha256: str
    cells: tuple[Cell, ...]
    encoding: str = "utf-8"
    notes: tuple[str, ...] = field(default=())
