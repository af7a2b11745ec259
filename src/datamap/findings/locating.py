"""Where the documents of a registry lie, so that other tools can open them at a line."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.registry.conversion import TYPE, dm

if TYPE_CHECKING:
    from datamap.findings.evidence import Cited
    from datamap.registry.registry import RegistryBase

# A line of these is a row, paragraph or page, and no line of the file.
_NO_LINES = frozenset({".xlsx", ".xls", ".ods", ".docx", ".pdf"})


class Files:
    """The documents as paths below the working folder, with "/"; the bare name where no file is found."""

    def __init__(self, registry: RegistryBase, folder: str | Path | None = None) -> None:
        beside = Path(registry.location).parent
        self._folders = (
            [Path(folder)] if folder else [beside / "sources", beside, Path("data/sources"), Path()]
        )
        self._digests: dict[str, set[str]] = {}
        store = registry.store
        for triple in store.triples(None, TYPE, dm("Source")):
            names = [t.object.value for t in store.triples(triple.subject, dm("fileName"), None)]  # type: ignore[arg-type,union-attr]
            digests = {t.object.value for t in store.triples(triple.subject, dm("sha256"), None)}  # type: ignore[arg-type,union-attr]
            for name in names:
                self._digests.setdefault(name, set()).update(digests)
        self._known: dict[str, str] = {}

    def path(self, file: str) -> str:
        """Return the path of a document: the file of that name with the bytes that were read, else any."""
        known = self._known.get(file)
        if known is None:
            known = self._known[file] = self._find(file)
        return known

    def has_lines(self, line: Cited) -> bool:
        """Tell whether a line of evidence is a line of a text file."""
        return line.line > 0 and Path(line.file).suffix.lower() not in _NO_LINES

    def _find(self, file: str) -> str:
        name = Path(file.replace("\\", "/")).name
        if not name:
            return file
        there = [folder / name for folder in self._folders if (folder / name).is_file()]
        wanted = self._digests.get(file, set())
        same = [path for path in there if hashlib.sha256(path.read_bytes()).hexdigest() in wanted]
        found = next(iter(same or there), None)
        if found is None:
            return name
        try:
            return Path(os.path.relpath(found)).as_posix()
        except ValueError:  # on another drive
            return found.as_posix()
