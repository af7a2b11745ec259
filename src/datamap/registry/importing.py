"""Files into a registry: lists of every format, other registries, and plain DPV, each as it comes."""

from __future__ import annotations

import pickle
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from datamap.claims.many import Failure, files_named, is_many, read_each, source_names
from datamap.errors import DatamapError, InputError
from datamap.registry.identifiers import slug
from datamap.registry.rdf_files import RDF_SUFFIXES, is_registry, open_rdf, read_plain_dpv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from datamap.claims.model import Reading
    from datamap.registry.merging import TakenRegistry
    from datamap.registry.registry import RegistryBase
    from datamap.vocabulary.local import LocalOntology

    Progress = Callable[[int, int], None]


_IN_MEMORY = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import read: entries, claims, what was not understood, and which files could not be read.

    ``registries`` are the registries that were taken in. Where readings were handed over one by one, there
    are none here. ``changes`` are what new versions of documents changed in the registry; None where all are
    new to it, or have not changed. ``own_lists`` are the sources that are a vendor's own list, with that
    vendor's names: their entries are no vendors of ours. ``unplaced`` are those, with their processor, that
    count as ours though their processor is neither the one known organisation nor a known vendor.
    """

    readings: tuple[Reading, ...]
    failures: tuple[Failure, ...] = ()
    registries: tuple[TakenRegistry, ...] = ()
    local: LocalOntology | None = None
    changes: Any = None
    own_lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unplaced: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        from datamap.claims.report import reading_to_dict

        return reading_to_dict(self.readings, self.local) | self.rest_to_dict()

    def rest_to_dict(self) -> dict[str, Any]:
        """Return what is no reading, as plain values: changes, and registries and failures if any."""
        from dataclasses import asdict

        changes = self.changes.to_dict()["changes"] if self.changes is not None else []
        found: dict[str, Any] = {"changes": changes}
        if self.own_lists:
            found["ownLists"] = {source: list(names) for source, names in self.own_lists.items()}
        if self.unplaced:
            found["unplaced"] = dict(self.unplaced)
        if self.registries:
            found["registries"] = [asdict(taken) for taken in self.registries]
        if self.failures:
            found["failures"] = [{"file": f.file, "message": f.message} for f in self.failures]
        return found


@dataclass(slots=True)
class _Files:
    """The files of one import, each with the name that its document gets."""

    lists: list[tuple[Path, str]] = field(default_factory=list)
    rdf: list[tuple[Path, str]] = field(default_factory=list)
    strict: bool = True
    source: str | None = None


class Watcher(Protocol):
    """Sees the registry before new versions of its documents are taken in."""

    def wants(self, reading: Reading) -> bool:
        """Tell whether a reading is to be taken last."""

    def before(self, readings: Iterable[Reading]) -> None:
        """Look at the registry, before these readings are taken."""


def import_files(
    names: Iterable[str | Path],
    registry: RegistryBase | None,
    *,
    processor: str | None = None,
    source: str | None = None,
    progress: Progress | None = None,
    each: Callable[[Reading], None] | None = None,
    local: LocalOntology | None = None,
    watcher: Watcher | None = None,
) -> ImportReport:
    """Read files and take what they hold into a registry (None: only read them).

    Where folders or patterns are among the names, a bad file stops no other and is in the report's failures;
    otherwise the first bad file raises before any list is taken. ``each`` is given every reading as it is
    taken, and the report then keeps none. What ``watcher`` wants is taken last, when it has seen the registry
    without it. ``local`` is what the project adds to the ontology, where there is no registry to say so.
    Raises InputError, NewerModel, OntologyError.
    """
    files = _named(names, source, registry)
    local = registry.local if registry is not None else local
    kept: list[Reading] = []
    failures: list[Failure] = []
    taken: list[TakenRegistry] = []
    target = registry if registry is not None else _nowhere() if files.rdf else None

    held: list[Reading] = []

    def take(reading: Reading) -> None:
        if watcher is not None and watcher.wants(reading):
            held.append(reading)
        else:
            put(reading)

    def put(reading: Reading) -> None:
        if registry is not None:
            registry.add_reading(reading, apply=False)
        if each is None:
            kept.append(reading)
        else:
            each(reading)

    try:
        # Registries first: what may be refused is refused before any list is taken.
        for path, name in files.rdf:
            try:
                assert target is not None
                found = _take_rdf(path, name, target, files, processor)
            except DatamapError as error:
                if files.strict:
                    raise
                failures.append(Failure(str(path), str(error)))
                continue
            if isinstance(found, list):
                for reading in found:
                    take(reading)
            else:
                taken.append(found)
        if registry is not None:
            local = registry.local  # with the words that came along
        for result in _read_lists(files, processor, progress, local):
            if isinstance(result, Failure):
                failures.append(result)
            else:
                take(result)
        if watcher is not None:
            watcher.before(held)
        for reading in held:
            put(reading)
    finally:
        if registry is not None:
            registry.apply_corrections()  # once: they may concern every list
    return ImportReport(tuple(kept), tuple(failures), tuple(taken), local)


def _named(names: Iterable[str | Path], source: str | None, registry: RegistryBase | None) -> _Files:
    names = list(names)
    if any(not str(name) for name in names):
        raise InputError("an empty file name names no list; name a file, a folder or a pattern")
    strict = not any(map(is_many, names))
    paths = [Path(name) for name in names] if strict else files_named(names, RDF_SUFFIXES)
    if not strict and registry is not None:
        paths = [path for path in paths if not _is(path, registry.location)]
    if source is not None and len(paths) > 1:
        raise InputError(
            f"--source {source}: {len(paths)} files cannot all be it; import them one by one"
            if not strict
            else _SAME_SOURCE
        )
    known = [path.stem for path in paths] if strict else source_names(paths)
    if strict and len(set(map(slug, known))) < len(known):
        raise InputError(_SAME_SOURCE)
    files = _Files(strict=strict, source=source)
    for path, name in zip(paths, known, strict=True):
        (files.rdf if path.suffix.lower() in RDF_SUFFIXES else files.lists).append((path, source or name))
    return files


_SAME_SOURCE = "two files would be the same source; import them one by one with different --source names"


def _is(path: Path, location: str) -> bool:
    with suppress(OSError):
        return path.samefile(location)
    return False


def _nowhere() -> RegistryBase:
    """Return an empty registry that is written nowhere, to see what a registry would give."""
    import uuid

    from datamap.registry.registry import RegistryBase

    return RegistryBase(Path(tempfile.gettempdir()) / f"{uuid.uuid4().hex}.ttl", create=True)


def _take_rdf(
    path: Path, name: str, target: RegistryBase, files: _Files, processor: str | None
) -> list[Reading] | TakenRegistry:
    opened = open_rdf(path)
    if not is_registry(opened):
        return [read_plain_dpv(opened, path, name, processor=processor)]
    return target.take(opened, source=files.source)


def _read_lists(
    files: _Files, processor: str | None, progress: Progress | None, local: LocalOntology | None
) -> Iterator[Reading | Failure]:
    results = read_each(files.lists, processor=processor, local=local, progress=progress, strict=files.strict)
    if not files.strict:
        yield from results
        return
    # All are read before the first is taken: a bad file leaves the registry as it was. They wait in a file,
    # because a shell hands over thousands of them.
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        count = 0
        for result in results:
            count += 1
            pickle.dump(result, spool, pickle.HIGHEST_PROTOCOL)
        spool.seek(0)
        for _ in range(count):
            yield pickle.load(spool)
