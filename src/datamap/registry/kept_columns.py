"""Columns kept on disk beside the generation of a directory that they were made from.

``DIR/columns-7`` belongs to ``DIR/generation-7``: arrays as .npy files, and ``columns.json``, which says
what they are. A generation never changes, so neither do its columns; the next generation has its own.
They are made beside and renamed, so that whoever is killed leaves them whole or not at all, and can be
made again at any time: what is not as ``columns.json`` says counts for nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.registry.columns import (
    EDGES,
    KEPT,
    SIDES,
    Columns,
    Names,
    Postings,
    build_columns,
    has_numpy,
    is_large,
)
from datamap.registry.generations import BUILDING, OF_A_PROCESS, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

VERSION = 2
_DESCRIPTION = "columns.json"
_NAMES = ("processes", "vendors", "labels")
_MOST_BYTES = 50_000_000
"""Of the description, which holds concepts and no processes."""


class KeptColumns:
    """Where the columns of a generation are kept: ``folder`` holds the generations, ``name`` is one."""

    def __init__(self, folder: Path, name: str) -> None:
        self._generation = folder / name
        self.path = folder / columns_of(name)

    @property
    def can_write(self) -> bool:
        """Tell whether columns can be kept here by this user."""
        return os.access(self.path.parent, os.W_OK)

    def read(self) -> Columns | None:
        """Return the columns, mapped into memory; None when there are none that can be trusted."""
        if not has_numpy() or not self.path.is_dir():
            return None
        try:
            return _read(self.path, _identity(self._generation))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, RecursionError):
            return None

    def write(self, columns: Columns) -> None:
        """Keep columns; what cannot be written is let be, because they can be made again."""
        with contextlib.suppress(OSError):
            building = self._new_folder()
            try:
                _write(columns, building, _identity(self._generation))
                if self.path.exists():
                    shutil.rmtree(self.path)  # it was read before, and found wanting
                building.rename(self.path)
            finally:
                shutil.rmtree(building, ignore_errors=True)

    def _new_folder(self) -> Path:
        from pathlib import Path

        return Path(tempfile.mkdtemp(prefix=f"{BUILDING}columns-", dir=self.path.parent))


class _Generation:
    """A generation as :func:`build_columns` asks it."""

    def __init__(self, path: Path) -> None:
        self._store = ox.Store.read_only(str(path))

    def triples(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | ox.BlankNode | ox.Literal | None = None,
    ) -> Iterator[ox.Triple]:
        for quad in self._store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph()):
            yield quad.triple

    def query(self, text: str, *, schemes: Iterable[str] | None = None) -> Any:  # noqa: ARG002
        return self._store.query(text)


def keep_columns(folder: Path, name: str) -> None:
    """Make and keep the columns of a generation that has just been written, where that pays."""
    columns = columns_of_generation(folder / name)
    if columns is not None:
        KeptColumns(folder, name).write(columns)


def columns_of_generation(path: Path) -> Columns | None:
    """Return the columns of a database on disk, where that pays."""
    if not has_numpy():
        return None
    generation = _Generation(path)
    return build_columns(generation) if is_large(generation, KEPT) else None


def _identity(generation: Path) -> str:
    """Return what tells a generation from any other: its files with their sizes, and their manifest."""
    digest = hashlib.sha256()
    for path in sorted(generation.iterdir()):
        if not OF_A_PROCESS.fullmatch(path.name):
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
            if path.name.startswith("MANIFEST-"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(columns: Columns, folder: Path, identity: str) -> None:
    import numpy as np

    arrays: dict[str, NDArray[Any]] = {
        "pairs_process": columns.pairs_process,
        "pairs_vendor": columns.pairs_vendor,
        "vendor_starts": columns.vendor_starts,
    }
    for what in _NAMES:
        names: Names = getattr(columns, what)
        arrays[f"{what}_text"] = np.frombuffer(names.text, np.uint8)
        arrays[f"{what}_ends"] = names.ends
    arrays |= {f"coverage{side}": codes for side, codes in columns.coverage.items()}
    for name, postings in columns.edges.items():
        arrays |= {f"{name}_starts": postings.starts, name: postings.processes}
    for name, array in arrays.items():
        with (folder / f"{name}.npy").open("wb") as file:
            np.save(file, array, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
    description = {
        "version": VERSION,
        "generation": identity,
        "arrays": {name: [array.dtype.str, len(array)] for name, array in arrays.items()},
        "concepts": {name: list(postings.concepts) for name, postings in columns.edges.items()},
    }
    with (folder / _DESCRIPTION).open("w", encoding="utf-8") as text:
        json.dump(description, text)
        text.flush()
        os.fsync(text.fileno())


def _read(folder: Path, identity: str) -> Columns | None:
    """Return the columns in a folder; raises what broken files bring about."""
    if (folder / _DESCRIPTION).stat().st_size > _MOST_BYTES:
        return None
    description = json.loads((folder / _DESCRIPTION).read_text("utf-8"))
    if description["version"] != VERSION or description["generation"] != identity:
        return None
    arrays = {name: _mapped(folder, name, *given) for name, given in description["arrays"].items()}
    columns = Columns(
        processes=_names(arrays, "processes"),
        vendors=_names(arrays, "vendors"),
        labels=_names(arrays, "labels"),
        pairs_process=arrays["pairs_process"],
        pairs_vendor=arrays["pairs_vendor"],
        vendor_starts=arrays["vendor_starts"],
        coverage={side: arrays[f"coverage{side}"] for side in SIDES},
        edges={
            name: Postings(
                {iri: n for n, iri in enumerate(description["concepts"][name])},
                arrays[f"{name}_starts"],
                arrays[name],
            )
            for name in EDGES
        },
    )
    return columns if _fits(columns) else None


def _mapped(folder: Path, name: str, kind: str, length: int) -> NDArray[Any]:
    import numpy as np

    if not name.isidentifier():
        raise ValueError(name)
    array = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    if array.shape != (length,) or array.dtype.str != kind or kind not in _KINDS.get(name, _kinds_of(name)):
        raise ValueError(name)
    # As a plain array it is indexed twice as fast.
    plain: NDArray[Any] = array.view(np.ndarray)
    return plain


_KINDS: dict[str, tuple[str, ...]] = {"pairs_process": ("<i4",), "pairs_vendor": ("<i4",)}


def _kinds_of(name: str) -> tuple[str, ...]:
    if name.endswith(("_starts", "_ends")):
        return ("<i8",)
    return ("|u1",) if name.startswith("coverage") or name.endswith("_text") else ("<i4",)


def _names(arrays: Arrays, what: str) -> Names:
    return Names(arrays[f"{what}_text"].data, arrays[f"{what}_ends"])


def _fits(columns: Columns) -> bool:
    """Tell whether the lengths of all columns fit each other."""
    count = len(columns.processes)
    return (
        len(columns.pairs_process) == len(columns.pairs_vendor)
        and _spans(columns.vendor_starts, len(columns.vendors), len(columns.pairs_vendor))
        and all(len(codes) == count for codes in columns.coverage.values())
        and all(
            _spans(edge.starts, len(edge.concepts), len(edge.processes)) for edge in columns.edges.values()
        )
        and all(
            (int(names.ends[-1]) if len(names) else 0) == len(names.text)
            for names in (columns.processes, columns.vendors, columns.labels)
        )
        and len(columns.labels) == len(columns.vendors)
    )


def _spans(starts: NDArray[Any], count: int, end: int) -> bool:
    return len(starts) == count + 1 and int(starts[0]) == 0 and int(starts[-1]) == end
