"""``datamap diff``: what changed between two registries, two lists, or two states of one in git."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from datamap.changes.comparison import Comparison
from datamap.changes.decisions import decisions_of
from datamap.changes.pairing import NOTHING_DECIDED, pair_sources
from datamap.changes.sides import Place, placed, unused_location
from datamap.changes.snapshot import take_snapshot
from datamap.claims.model import Reading
from datamap.errors import InputError, UnknownName
from datamap.registry.registry import DEFAULT_LOCATION, RegistryBase, source_name
from datamap.vocabulary.local import local_path, read_local

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from datamap.changes.change import Changes
    from datamap.changes.snapshot import Snapshot
    from datamap.vocabulary.local import LocalOntology

Side: TypeAlias = "RegistryBase | Reading | str | os.PathLike[str]"


@dataclass(frozen=True, slots=True)
class Loaded:
    """One side: what it is called, its registry, and the readings in it where the side is no registry.

    ``notes`` say what could not be read.
    """

    name: str
    registry: RegistryBase
    is_registry: bool
    readings: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed, and the two snapshots that tell it."""

    changes: Changes
    before: Snapshot
    after: Snapshot


def difference(
    old: Side,
    new: Side,
    *,
    language: str = "en",
    at: dt.date | None = None,
    source: str | None = None,
    ontology: str | Path | None = None,
) -> Changes:
    """Return what changed from one side to the other.

    A side is a registry, a reading, or a location: a registry, a list of any readable format, a folder of
    lists, or ``REV:path`` with a git revision or a date. Borders are drawn for ``at`` (default today).
    A list is compared with the list of a registry that has its name or its vendors, or with ``source``.
    ``ontology`` names the file of own words in which both sides are read; see :func:`both_loaded`.
    Raises InputError, RegistryError, UnknownName, OntologyError.
    """
    with both_loaded(old, new, ontology=ontology) as (before, after):
        return compare(before, after, language=language, at=at, source=source).changes


def compare(
    before: Loaded,
    after: Loaded,
    *,
    language: str = "en",
    at: dt.date | None = None,
    source: str | None = None,
    beside: RegistryBase | None = None,
) -> Compared:
    """Compare two sides that are loaded; parameters and errors are those of :func:`difference`.

    ``beside`` is a registry whose decisions about names of companies count too.
    """
    first, second = take_snapshot(before.registry), take_snapshot(after.registry)
    comparison = Comparison(
        first,
        second,
        after.registry.vocabulary,
        at or dt.date.today(),
        earlier=before.registry.vocabulary,
    )
    changes = comparison.changes(
        old=before.name,
        new=after.name,
        language=language,
        one_list_each=len(before.readings) == len(after.readings) == 1,
        sources=_compared(before, first, after, second, source),
        notes=(*before.notes, *after.notes),
        decisions=decisions_of(beside) if beside is not None else NOTHING_DECIDED,
    )
    return Compared(changes, first, second)


def _compared(
    before: Loaded, old: Snapshot, after: Loaded, new: Snapshot, source: str | None
) -> tuple[set[str], set[str]] | None:
    """Return the sources that are compared on either side, where these are not all of them."""
    of_old, of_new = ({entry.source for entry in side.entries} for side in (old, new))
    if source is not None:
        for side, known in ((before, of_old), (after, of_new)):
            if side.is_registry and source not in known:
                there = ", ".join(sorted(known)) or "none"
                raise UnknownName(f"{side.name}: no source named {source!r}; known: {there}")
        return (
            {source} if before.is_registry else of_old,
            {source} if after.is_registry else of_new,
        )
    if before.is_registry == after.is_registry:
        return None
    # A list says nothing of the other lists of a registry.
    paired = pair_sources(old.entries, new.entries)
    in_registry, in_list = (of_old, of_new) if before.is_registry else (of_new, of_old)
    if not paired and len(in_registry) == 1:
        return of_old, of_new
    if not paired:
        holds = ", ".join(sorted(in_registry)) or "none"
        raise InputError(
            f"{', '.join(sorted(in_list))}: the registry holds no such list (it holds: {holds}); "
            "say which with --source"
        )
    return (set(paired), of_new) if before.is_registry else (of_old, set(paired.values()))


@contextmanager
def both_loaded(
    old: Side, new: Side, *, base: str | None = None, ontology: str | Path | None = None
) -> Iterator[tuple[Loaded, Loaded]]:
    """Load both sides; what names the vendors of lists stands below the IRI ``base``.

    A registry has the own words of its project, and a list is read with those of the registry that it is
    compared with, else of the project in this folder; ``ontology`` names another file for both.
    """
    with _found(old) as first, _found(new) as second:
        named = Path(ontology) if ontology is not None else None
        of_lists = named or _words_of(second) or _words_of(first) or local_path(DEFAULT_LOCATION)
        yield _loaded(first, base, named, of_lists), _loaded(second, base, named, of_lists)


def in_memory(
    readings: Iterable[Reading],
    *,
    base: str | None = None,
    beside: RegistryBase | None = None,
    ontology: Path | None = None,
) -> RegistryBase:
    """Return a registry that is never written: readings, taken in beside all that another one holds.

    Its own words are those of ``ontology``, else of the registry beside it.
    """
    if ontology is None and beside is not None:
        ontology = beside.ontology_path
    base = beside.base if beside else base
    registry = RegistryBase(unused_location(), create=True, base=base, ontology=ontology)
    if beside is not None:
        registry.store.add(beside.store.triples())
    for reading in readings:
        registry.add_reading(reading)
    return registry


@contextmanager
def _found(side: Side) -> Iterator[RegistryBase | Reading | Place]:
    if isinstance(side, (RegistryBase, Reading)):
        yield side
        return
    with placed(side) as place:
        yield place


def _words_of(side: RegistryBase | Reading | Place) -> Path | None:
    if isinstance(side, RegistryBase):
        return side.ontology_path
    return side.words if isinstance(side, Place) else None


def _loaded(
    side: RegistryBase | Reading | Place, base: str | None, named: Path | None, of_lists: Path
) -> Loaded:
    if isinstance(side, RegistryBase):
        return Loaded(side.location, side, True)
    if isinstance(side, Reading):
        made = in_memory([side], base=base, ontology=of_lists)
        return Loaded(side.file_name or side.source, made, False, (side,))
    if side.is_registry:
        return Loaded(side.name, RegistryBase(side.location, ontology=named or side.words), True)
    readings, notes = _read(side.location, read_local(of_lists))
    made = in_memory(readings, base=base, ontology=of_lists)
    return Loaded(side.name, made, False, tuple(readings), notes)


def _read(location: str, local: LocalOntology | None) -> tuple[list[Reading], tuple[str, ...]]:
    from datamap.claims.many import Failure, files_named, is_many, read_each, source_names
    from datamap.claims.reading import read_list
    from datamap.documents import read_document

    if not is_many(location):
        path = Path(location)
        return [read_list(read_document(path), source_name(path), local=local)], ()
    files = files_named([location])
    results = list(read_each(list(zip(files, source_names(files), strict=True)), local=local))
    failures = [result for result in results if isinstance(result, Failure)]
    readings = [result for result in results if not isinstance(result, Failure)]
    return readings, tuple(failure.message for failure in failures)
