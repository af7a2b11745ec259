"""A copy into a directory: built beside what is in force, compared with its source, then put in force.

What takes long goes on where it was interrupted: N-Triples and N-Quads after each piece of a file, an
endpoint after each of its predicates (:mod:`endpoint_fetching`). What there is already stands in
``DIR/.copying`` and is part of the copy only when all of it, read back, is what the source holds.
"""

from __future__ import annotations

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import EndpointError, RegistryError
from datamap.registry.digest import Digest, digest_of, digest_of_lines, digest_of_store
from datamap.registry.generations import (
    BOTH,
    PARTIAL,
    clone,
    generation_in_force,
    publish,
    settle,
    snapshot,
    writing,
)
from datamap.registry.kept_columns import KeptColumns, columns_of_generation
from datamap.registry.locations import holds_store, is_plain_store, kind_of, shown
from datamap.registry.oxigraph_store import DEFAULT, copy_named_graphs, one_line
from datamap.registry.serialisation import FORMATS, check_whole, format_of
from datamap.registry.store import fingerprint, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from datamap.registry.columns import Columns

    Progress = Callable[[str, int, int | None], None]

PIECE = 256 << 20
"""Bytes of N-Triples that are loaded before it is noted how far the copy is."""

_BY_LINES = (".nt", ".nq")


class _Stopped(Exception):
    """Nobody waits for the digest any more."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, and how many of its bytes or triples an interrupted copy had brought already."""

    digest: Digest
    resumed: str | None = None


def copy_to_directory(
    source: str | Path, target: Path, *, replace: bool, progress: Progress | None
) -> Copied:
    """Copy a registry into a directory, which stays as it was until the copy is compared with the source.

    Raises RegistryError: for a target that holds something already, unless ``replace``; when the copy
    differs from the source; EndpointError where the source is one that does not answer.
    """
    location = f"{target}/"
    _refuse_other_targets(target, location, replace)
    made = not target.exists()
    try:
        with writing(target):
            if not replace and generation_in_force(target) is not None:
                raise _there(location)  # somebody made it meanwhile
            return _Building(source, target, progress).copied()
    finally:
        if made and target.is_dir() and not any(target.iterdir()):
            target.rmdir()


def _refuse_other_targets(target: Path, location: str, replace: bool) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise RegistryError(f"{location}: is a file; name it without the slash")
    if is_plain_store(target):
        raise RegistryError(f"{location}: was made by another program and is only read; name another folder")
    if holds_store(target):
        if not replace:
            raise _there(location)
    elif any(not p.name.startswith((".building-", PARTIAL)) for p in target.iterdir()):
        raise RegistryError(f"{location}: holds other files; name an empty folder or one that is not there")


def _there(location: str) -> RegistryError:
    return RegistryError(f"{location}: holds something already; say --replace to put the copy in its place")


class _Building:
    """One copy on its way into a directory."""

    def __init__(self, source: str | Path, target: Path, progress: Progress | None) -> None:
        self.source, self.target, self.progress = source, target, progress
        self.partial = target / PARTIAL
        self.resumed: str | None = None
        self._stop = threading.Event()

    def copied(self) -> Copied:
        """Build the copy, compare it, and put it in force."""
        for _ in range(2):
            try:
                return self._once()
            except (EndpointError, KeyboardInterrupt):
                raise  # what has arrived is kept for the next try
            except RegistryError:
                shutil.rmtree(self.partial, ignore_errors=True)
                # What an earlier try had left may have been at fault.
                if self.resumed is None:
                    raise
                self.resumed = None
                self._stop.clear()
            except BaseException:
                shutil.rmtree(self.partial, ignore_errors=True)
                raise
        raise AssertionError("the second try resumes nothing")

    def _once(self) -> Copied:
        found: list[tuple[Digest, Columns | None]] = []

        def build(folder: Path) -> None:
            with ThreadPoolExecutor(2) as behind:
                try:
                    wanted = None if self._kind == "endpoint" else behind.submit(self._wanted)
                    self._fill(folder)
                    columns = behind.submit(columns_of_generation, folder)
                    found.append((self._verified(folder, wanted), columns.result()))
                except BaseException:
                    self._stop.set()
                    raise

        name = publish(self.target, build, partial=self.partial / "store")
        shutil.rmtree(self.partial, ignore_errors=True)
        digest, columns = found[0]
        if columns is not None:
            KeptColumns(self.target, name).write(columns)
        return Copied(digest, self.resumed)

    @property
    def _kind(self) -> str:
        return kind_of(self.source)

    @property
    def _file(self) -> Path | None:
        """The source, where it is a file that Oxigraph parses."""
        path = Path(self.source)
        return path if self._kind == "file" and path.suffix.lower() in FORMATS else None

    # filling ------------------------------------------------------------------------------------

    def _fill(self, folder: Path) -> None:
        if self._kind == "directory":
            self._clone(folder)
        elif self._kind == "endpoint":
            self._load_endpoint(folder)
        elif self._file is not None:
            self._load_file(self._file, folder)
        else:
            self._start_over(folder)
            store = ox.Store(folder)
            store.bulk_extend(open_store(self.source).own_quads())
            self._settled(store, folder)

    def _clone(self, folder: Path) -> None:
        """Copy the files of another directory: its generation as it stands."""
        self._start_over(folder)
        name, taken = snapshot(Path(self.source))
        try:
            clone(taken.path if name is None else Path(self.source) / name, folder, "copy")
        finally:
            taken.close()
        store = ox.Store(folder)
        if name is None:
            self._settled(store, folder)
        else:
            settle(store, folder)

    def _load_file(self, path: Path, folder: Path) -> None:
        size, seen = path.stat().st_size, fingerprint(path)
        journal = {"source": str(path.resolve()), "print": list(seen or ())}
        start = self._loaded(journal, folder)
        in_pieces = path.suffix.lower() in _BY_LINES and size > PIECE and not _may_hold_blank(path)
        try:
            syntax = format_of(path)
            check_whole(path, syntax)
            store = ox.Store(folder)
            with path.open("rb") as file:
                while start < size or size == 0:
                    end = _line_end(file, start + PIECE, size) if in_pieces else size
                    file.seek(start)
                    store.bulk_load(_Piece(file, start, end, size, self.progress), syntax)  # type: ignore[arg-type]
                    start = end
                    if size == 0 or start == size:
                        break
                    store.flush()
                    self._note(journal | {"loaded": start})
        except SyntaxError as error:
            raise RegistryError(f"{path}: is not the RDF its name says: {one_line(error)}") from None
        self._settled(store, folder)

    def _load_endpoint(self, folder: Path) -> None:
        from datamap.registry.endpoint_fetching import fetch

        self._start_over(folder, keep=("chunks",))
        arrived = fetch(str(self.source), self.partial / "chunks", self.progress)
        if arrived.resumed:
            self.resumed = f"{arrived.resumed:,} triples"
        store = ox.Store(folder)
        for file in arrived.files:
            store.bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES)
        self._settled(store, folder)

    @staticmethod
    def _settled(store: ox.Store, folder: Path) -> None:
        """Let questions see what named graphs hold, and bring all to disk in few files."""
        in_both = copy_named_graphs(store)
        store.flush()
        store.optimize()
        if in_both:
            lines = ox.serialize(in_both, format=ox.RdfFormat.N_QUADS)
            (folder / BOTH).write_bytes(lines or b"")

    # going on -----------------------------------------------------------------------------------

    @property
    def _journal(self) -> Path:
        return self.partial / "journal.json"

    def _loaded(self, journal: dict[str, Any], folder: Path) -> int:
        """Return how many bytes of this very file are loaded; where it is none, take away what is there."""
        try:
            noted = json.loads(self._journal.read_text("utf-8"))
            loaded = int(noted.pop("loaded"))
            if noted == journal and is_plain_store(folder):
                ox.Store(folder)  # a store that was not closed mends itself, or says that it cannot
                self.resumed = f"{loaded:,} bytes of the file"
                return loaded
        except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError):
            self.resumed = None
        self._start_over(folder)
        return 0

    def _start_over(self, folder: Path, keep: Iterable[str] = ()) -> None:
        for path in self.partial.iterdir():
            if path.name not in keep:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        folder.mkdir()

    def _note(self, journal: dict[str, Any]) -> None:
        beside = self._journal.with_suffix(".new")
        beside.write_text(json.dumps(journal), "utf-8")
        beside.replace(self._journal)

    # comparing ----------------------------------------------------------------------------------

    def _verified(self, folder: Path, wanted: Future[Digest] | None) -> Digest:
        """Read the copy again and compare it with the source; return its digest."""
        progress = self.progress
        told = (lambda done: progress("verify", done, None)) if progress is not None else None
        store = ox.Store.read_only(str(folder))
        there = digest_of_generation(store, folder, told)
        asked = self._wanted() if wanted is None else wanted.result()
        if there == asked or self._is_same_when_parsed(store, there):
            return there
        raise RegistryError(
            f"{shown(self.source)}: the copy differs from it ({there.count} triples, not {asked.count}): it "
            "was changed meanwhile, or the disk is at fault; nothing was put in place"
        )

    def _wanted(self) -> Digest:
        """Return the digest of the source; of lines as they are written, which may not be canonical."""
        if self._kind == "directory":
            name, taken = snapshot(Path(self.source))
            try:
                if name is None:
                    return digest_of_store(ox.Store.read_only(str(taken.path)))
                folder = Path(self.source) / name
                return digest_of_generation(ox.Store.read_only(str(folder)), folder, None)
            finally:
                taken.close()
        if self._file is not None and self._file.suffix.lower() in _BY_LINES:
            return digest_of_lines(self._file, stop=self._stop.is_set)
        return digest_of(self._watched(quads_of(self.source)))

    def _is_same_when_parsed(self, store: ox.Store, there: Digest) -> bool:
        """Compare with what a file says once parsed: it may say some things twice, or in other words."""
        if self._file is None:
            return False
        wanted = digest_of(self._watched(quads_of(self.source)))
        if there == wanted:
            return True
        return there.count < wanted.count and all(quad in store for quad in quads_of(self.source))

    def _watched(self, quads: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
        for quad in quads:
            if self._stop.is_set():
                raise _Stopped
            yield quad


def digest_of_generation(store: ox.Store, folder: Path, told: Callable[[int], object] | None) -> Digest:
    """Return the digest of what a generation's source held: without what was copied for questions."""
    if next(store.named_graphs(), None) is None:
        return digest_of_store(store, progress=told)
    return digest_of(_own(store, folder / BOTH), progress=told)


def _own(store: ox.Store, both: Path) -> Iterator[ox.Quad]:
    kept = set(ox.parse(path=str(both), format=ox.RdfFormat.N_QUADS)) if both.is_file() else set()
    for quad in store:
        if quad.graph_name == DEFAULT and quad not in kept:
            pattern = (quad.subject, quad.predicate, quad.object, None)
            if any(q.graph_name != DEFAULT for q in store.quads_for_pattern(*pattern)):
                continue
        yield quad


def quads_of(source: str | Path) -> Iterator[ox.Quad]:
    """Yield what a source holds, as often as it says it."""
    if kind_of(source) == "file" and Path(source).suffix.lower() in FORMATS:
        yield from ox.parse(path=str(source), format=format_of(Path(source)))
    else:
        yield from open_store(source).own_quads()


def _may_hold_blank(path: Path) -> bool:
    """Tell whether a file may name blank nodes, whose names mean nothing in the next piece."""
    with path.open("rb") as file:
        end = b""
        for data in chain(iter(lambda: file.read(1 << 20), b"")):
            if b"_:" in end + data:
                return True
            end = data[-1:]
    return False


def _line_end(file: Any, at: int, size: int) -> int:
    """Return where the line ends in which a byte stands, or the file."""
    if at >= size:
        return size
    file.seek(at)
    file.readline()
    return int(file.tell())


class _Piece:
    """A part of a file, that tells how much of the file is read."""

    def __init__(self, file: Any, start: int, end: int, size: int, progress: Progress | None) -> None:
        self._file, self._at, self._end, self._size, self._progress = file, start, end, size, progress

    def read(self, size: int = -1) -> bytes:
        left = self._end - self._at
        data: bytes = self._file.read(left if size < 0 else min(size, left))
        self._at += len(data)
        if self._progress is not None:
            self._progress("load", self._at, self._size)
        return data
