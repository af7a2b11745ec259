"""The import report of any number of lists, written as it comes: its memory does not grow with them."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Any

from datamap.claims.report import reading_to_dict

if TYPE_CHECKING:
    from datamap.claims.model import Reading
    from datamap.vocabulary.local import LocalOntology

_ARRAYS = ("sources", "entries", "unmapped", "suggestions", "notes")
_IN_MEMORY = 4 * 1024 * 1024


class ReportSpool:
    """Collects the parts of a report, each array in a file of its own; to be closed."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._files: dict[str, IO[str]] = {name: self._open.enter_context(_spool()) for name in _ARRAYS}
        self._claims = 0

    def __enter__(self) -> ReportSpool:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, reading: Reading, local: LocalOntology | None = None) -> None:
        """Add a document's reading; ``local`` is what the project adds to the ontology."""
        report = reading_to_dict([reading], local)
        self._claims += report["claims"]
        for name, file in self._files.items():
            for item in report[name]:
                file.write(",\n" if file.tell() else "\n")
                file.write(_indented(item, 4))

    def write(self, out: IO[str], rest: dict[str, Any]) -> None:
        """Write the report as one JSON document, with what is no reading (failures, registries) last."""
        parts: dict[str, IO[str] | str] = {}
        for name in ("sources", "entries", "claims", "unmapped", "suggestions", "notes"):
            parts[name] = str(self._claims) if name == "claims" else self._files[name]
        parts |= {name: _indented(value, 2).lstrip(" ") for name, value in rest.items()}
        out.write("{")
        for position, (name, part) in enumerate(parts.items()):
            out.write(f'{"," if position else ""}\n  "{name}": ')
            if isinstance(part, str):
                out.write(part)
            else:
                _copy(part, out)
        out.write("\n}\n")


def _spool() -> IO[str]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="")


def _copy(array: IO[str], out: IO[str]) -> None:
    if not array.tell():
        out.write("[]")
        return
    array.seek(0)
    out.write("[")
    while piece := array.read(1 << 16):
        out.write(piece)
    out.write("\n  ]")


def _indented(value: Any, columns: int) -> str:
    """Return a value as JSON whose every line is indented, as inside a document of two columns a level."""
    space = " " * columns
    return space + json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + space)
