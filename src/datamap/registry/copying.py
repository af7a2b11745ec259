"""Copies of a registry between any two places: whole or not at all, and compared before they count."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import RegistryError, RegistryNotFound
from datamap.registry.digest import Digest, digest_of, digest_of_lines, digest_of_store
from datamap.registry.generations import BOTH, generation_in_force, publish, writing
from datamap.registry.kept_columns import keep_columns
from datamap.registry.locations import holds_store, is_endpoint, is_plain_store, kind_of, shown
from datamap.registry.oxigraph_store import DEFAULT, copy_named_graphs, one_line
from datamap.registry.serialisation import (
    FORMATS,
    check_whole,
    check_writable,
    format_of,
    locked,
    serialise,
    write_atomically,
)
from datamap.registry.store import fingerprint, open_store
from datamap.vocabulary.terms import DEFAULT_BASE, DM, RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What was copied: from where, to where, how many triples, their digest, and what there is to note.

    ``digest`` is that of the copy, read back and compared with the source's; places that hold several
    graphs count a triple once for each.
    """

    source: str
    target: str
    triples: int
    digest: str
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        return {
            "from": self.source,
            "to": self.target,
            "triples": self.triples,
            "digest": self.digest,
            "verified": True,
            "notes": list(self.notes),
        }


def copy_registry(
    source: str | Path, target: str | Path, *, replace: bool = False, progress: Progress | None = None
) -> CopyReport:
    """Copy a registry from one location to another.

    The target is built beside what is there and put in its place once it is compared with the source;
    until then, and on any failure, it stays as it was. ``progress`` is told of each step how far it is,
    of how much (None where that is not known). Raises RegistryNotFound, and RegistryError: for a target
    that holds something already, unless ``replace``; when the copy differs from the source.
    """
    _refuse_itself(source, target)
    if not is_endpoint(source) and not Path(source).exists():
        raise RegistryNotFound(f"{source}: there is no registry to copy")
    kind = kind_of(target)
    if kind == "directory":
        return _to_directory(source, Path(target), replace, progress)
    if kind == "file":
        return _to_file(source, Path(target), replace)
    from datamap.registry.endpoint_copying import copy_to_endpoint

    found, notes = copy_to_endpoint(open_store(source), str(target), replace=replace, progress=progress)
    return CopyReport(shown(source), shown(target), found.count, found.value, notes)


def _refuse_itself(source: str | Path, target: str | Path) -> None:
    if is_endpoint(source) or is_endpoint(target):
        same = str(source) == str(target)
    else:
        same = Path(source).exists() and Path(target).exists() and Path(source).samefile(target)
    if same:
        raise RegistryError(f"{shown(source)}: is both source and target; name another target")


def _refuse_what_is_there(location: str, replace: bool) -> None:
    if not replace:
        raise RegistryError(
            f"{location}: holds something already; say --replace to put the copy in its place"
        )


# to a directory ---------------------------------------------------------------------------------


def _to_directory(source: str | Path, target: Path, replace: bool, progress: Progress | None) -> CopyReport:
    location = f"{target}/"
    if target.exists() and not target.is_dir():
        raise RegistryError(f"{location}: is a file; name it without the slash")
    if target.is_dir():
        if is_plain_store(target):
            raise RegistryError(
                f"{location}: was made by another program and is only read; name another folder"
            )
        if holds_store(target):
            _refuse_what_is_there(location, replace)
        elif any(p for p in target.iterdir() if not p.name.startswith(".building-")):
            raise RegistryError(
                f"{location}: holds other files; name an empty folder or one that is not there"
            )
    made = not target.exists()
    found: list[Digest] = []

    def build(folder: Path) -> None:
        store = ox.Store(folder)
        _fill(store, source, progress)
        in_both = copy_named_graphs(store)
        store.flush()
        store.optimize()
        del store
        if in_both:
            lines = ox.serialize(in_both, format=ox.RdfFormat.N_QUADS)
            (folder / BOTH).write_bytes(lines or b"")
        found.append(_verified(folder, source, progress))

    try:
        with writing(target):
            if not replace and generation_in_force(target) is not None:
                _refuse_what_is_there(location, replace)  # somebody made it meanwhile
            keep_columns(target, publish(target, build))
    except BaseException:
        if made and target.is_dir() and not any(target.iterdir()):
            target.rmdir()
        raise
    return CopyReport(shown(source), location, found[0].count, found[0].value)


def _fill(store: ox.Store, source: str | Path, progress: Progress | None) -> None:
    """Load a source into an empty store."""
    if kind_of(source) == "file" and Path(source).suffix.lower() in FORMATS:
        path = Path(source)
        try:
            syntax = format_of(path)
            check_whole(path, syntax)
            with path.open("rb") as file:
                store.bulk_load(_Told(file, path.stat().st_size, progress), syntax)  # type: ignore[arg-type]
        except SyntaxError as error:
            raise RegistryError(f"{path}: is not the RDF its name says: {one_line(error)}") from None
        return
    store.bulk_extend(_Counting(open_store(source).own_quads(), progress))


def _verified(folder: Path, source: str | Path, progress: Progress | None) -> Digest:
    """Read the copy and the source again and compare them; return the digest of the copy."""
    store = ox.Store.read_only(str(folder))
    told = (lambda done: progress("verify", done, None)) if progress else None
    if any(True for _ in store.named_graphs()):
        there = digest_of(_own(store, folder / BOTH), progress=told)
    else:
        there = digest_of_store(store, progress=told)
    if kind_of(source) == "file" and Path(source).suffix.lower() in (".nt", ".nq"):
        try:
            # As a rule such a file is written as we write it, and then it need not be parsed again.
            if digest_of_lines(Path(source)) == there:
                return there
        except SyntaxError:
            pass
    wanted = digest_of(_quads_of(source), progress=told)
    if there != wanted and not _holds_all(store, source, there.count, wanted.count):
        raise RegistryError(
            f"{shown(source)}: the copy differs from it ({there.count} triples, not {wanted.count}): it was "
            "changed meanwhile, or the disk is at fault; nothing was put in place"
        )
    return there


def _holds_all(store: ox.Store, source: str | Path, there: int, wanted: int) -> bool:
    """Tell whether a copy holds all of a source that says some things twice."""
    if there >= wanted:
        return False
    return all(quad in store for quad in _quads_of(source))


def _own(store: ox.Store, both: Path) -> Iterator[ox.Quad]:
    """Yield what the source held: without what was copied into the default graph for questions."""
    named = list(store.named_graphs())
    if not named:
        yield from store
        return
    kept = set(ox.parse(path=str(both), format=ox.RdfFormat.N_QUADS)) if both.is_file() else set()
    for quad in store:
        if quad.graph_name == DEFAULT and quad not in kept:
            pattern = (quad.subject, quad.predicate, quad.object, None)
            if any(q.graph_name != DEFAULT for q in store.quads_for_pattern(*pattern)):
                continue
        yield quad


def _quads_of(source: str | Path) -> Iterator[ox.Quad]:
    if kind_of(source) == "file" and Path(source).suffix.lower() in FORMATS:
        yield from ox.parse(path=str(source), format=format_of(Path(source)))
    else:
        yield from open_store(source).own_quads()


# to a file --------------------------------------------------------------------------------------


def _to_file(source: str | Path, target: Path, replace: bool) -> CopyReport:
    syntax = format_of(target)
    check_writable(target)
    before = fingerprint(target)
    if target.exists() and target.stat().st_size > 0:
        _refuse_what_is_there(str(target), replace)
    opened = open_store(source)
    datasets = syntax.supports_datasets
    quads = list(opened.own_quads(datasets=datasets))
    notes: tuple[str, ...] = ()
    if not datasets and any(q.graph_name != DEFAULT for q in opened.own_quads()):
        notes = (f"{target.suffix} holds one graph; the names of the source's graphs are not in the copy",)
    data = serialise(quads, syntax, _base(quads))
    wanted = digest_of(quads)
    there = digest_of(set(ox.parse(data, format=syntax)))
    if there != wanted:
        raise RegistryError(
            f"{target}: cannot hold all that is in {shown(source)} as {target.suffix}; use .nq or a directory"
        )

    def refuse_if_changed() -> None:
        if fingerprint(target) != before:
            raise RegistryError(f"{target}: was changed by somebody else meanwhile; nothing was written")

    with locked(target.resolve().parent):
        write_atomically(target, data, before_replacing=refuse_if_changed)
    return CopyReport(shown(source), str(target), there.count, there.value, notes)


def _base(quads: list[ox.Quad]) -> str:
    for quad in quads:
        if quad.predicate.value == RDF + "type" and quad.object == ox.NamedNode(DM + "Registry"):
            return getattr(quad.subject, "value", DEFAULT_BASE)
    return DEFAULT_BASE


class _Told:
    """A file that tells how much of it is read."""

    def __init__(self, file: Any, size: int, progress: Progress | None) -> None:
        self._file, self._size, self._progress, self._read = file, size, progress, 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._file.read(size)
        self._read += len(data)
        if self._progress is not None:
            self._progress("load", self._read, self._size)
        return data


class _Counting:
    """Quads that are counted as they pass."""

    def __init__(self, quads: Iterator[ox.Quad], progress: Progress | None) -> None:
        self._quads, self._progress, self._count = quads, progress, 0

    def __iter__(self) -> Iterator[ox.Quad]:
        for quad in self._quads:
            self._count += 1
            if self._progress is not None and self._count % 10_000 == 0:
                self._progress("load", self._count, None)
            yield quad
