"""Copies of a registry between any two places: whole or not at all, and compared before they count."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import RegistryError, RegistryNotFound
from datamap.registry.digest import digest_of
from datamap.registry.locations import is_endpoint, kind_of, shown
from datamap.registry.oxigraph_store import DEFAULT
from datamap.registry.serialisation import (
    check_writable,
    format_of,
    locked,
    serialise,
    write_atomically,
)
from datamap.registry.store import fingerprint, open_store
from datamap.vocabulary.terms import DEFAULT_BASE, DM, RDF

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What was copied: from where, to where, how many triples, their digest, and what there is to note.

    ``digest`` is that of the copy, read back and compared with the source's; places that hold several
    graphs count a triple once for each. ``resumed`` says what an interrupted copy had brought already, None
    where this one began anew.
    """

    source: str
    target: str
    triples: int
    digest: str
    notes: tuple[str, ...] = ()
    resumed: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        return {
            "from": self.source,
            "to": self.target,
            "triples": self.triples,
            "digest": self.digest,
            "verified": True,
            "resumed": self.resumed,
            "notes": list(self.notes),
        }


def copy_registry(
    source: str | Path, target: str | Path, *, replace: bool = False, progress: Progress | None = None
) -> CopyReport:
    """Copy a registry from one location to another.

    The target is built beside what is there and put in its place once it is compared with the source;
    until then, and on any failure, it stays as it was. What is large goes on where an interrupted copy of
    the same source stopped (docs/stores.md). ``progress`` is told of each step how far it is,
    of how much (None where that is not known). Raises RegistryNotFound, and RegistryError: for a target
    that holds something already, unless ``replace``; when the copy differs from the source.
    """
    _refuse_itself(source, target)
    if not is_endpoint(source) and not Path(source).exists():
        raise RegistryNotFound(f"{source}: there is no registry to copy")
    kind = kind_of(target)
    if kind == "directory":
        from datamap.registry.directory_copying import copy_to_directory

        copied = copy_to_directory(source, Path(target), replace=replace, progress=progress)
        there, location = copied.digest, f"{Path(target)}/"
        return CopyReport(shown(source), location, there.count, there.value, resumed=copied.resumed)
    if kind == "file":
        return _to_file(source, Path(target), replace, progress)
    from datamap.registry.endpoint_copying import copy_to_endpoint

    found, notes, arrived = copy_to_endpoint(
        open_store(source), str(target), replace=replace, progress=progress
    )
    resumed = f"{arrived:,} triples" if arrived else None
    return CopyReport(shown(source), shown(target), found.count, found.value, notes, resumed)


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


# to a file --------------------------------------------------------------------------------------


def _to_file(source: str | Path, target: Path, replace: bool, progress: Progress | None) -> CopyReport:
    syntax = format_of(target)
    check_writable(target)
    before = fingerprint(target)
    if target.exists() and target.stat().st_size > 0:
        _refuse_what_is_there(str(target), replace)
    datasets = syntax.supports_datasets
    notes: tuple[str, ...] = ()
    resumed = None
    if is_endpoint(source):
        quads, arrived = _fetched(str(source), target, progress)
        resumed = f"{arrived:,} triples" if arrived else None
    else:
        opened = open_store(source)
        quads = list(opened.own_quads(datasets=datasets))
        if not datasets and any(q.graph_name != DEFAULT for q in opened.own_quads()):
            notes = (
                f"{target.suffix} holds one graph; the names of the source's graphs are not in the copy",
            )
    data = serialise(quads, syntax, _base(quads))
    wanted = digest_of(quads)
    there = digest_of(set(ox.parse(data, format=syntax)))
    if there != wanted:
        raise RegistryError(
            f"{target}: cannot hold all that is in {shown(source)} as {target.suffix}; use .nq or a directory"
        )
    if resumed is not None and digest_of(open_store(source).own_quads()) != there:
        shutil.rmtree(_beside(target), ignore_errors=True)
        raise RegistryError(f"{shown(source)}: was written while it was read; run it again")

    def refuse_if_changed() -> None:
        if fingerprint(target) != before:
            raise RegistryError(f"{target}: was changed by somebody else meanwhile; nothing was written")

    with locked(target.resolve().parent):
        write_atomically(target, data, before_replacing=refuse_if_changed)
    shutil.rmtree(_beside(target), ignore_errors=True)
    return CopyReport(shown(source), str(target), there.count, there.value, notes, resumed)


def _beside(target: Path) -> Path:
    """Return the folder in which an endpoint's triples gather before they become a file."""
    return target.resolve().parent / f".{target.name}.copying"


def _fetched(source: str, target: Path, progress: Progress | None) -> tuple[list[ox.Quad], int]:
    """Return the triples of an endpoint, and how many of them had arrived before."""
    from datamap.registry.endpoint_fetching import fetch, holds_parts

    folder = _beside(target)
    try:
        arrived = fetch(source, folder, progress)
        quads = [
            quad for file in arrived.files for quad in ox.parse(path=str(file), format=ox.RdfFormat.N_TRIPLES)
        ]
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise RegistryError(f"{target}: cannot be written ({error.strerror or error})") from None
    except BaseException:
        if not holds_parts(folder):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return quads, arrived.resumed


def _base(quads: list[ox.Quad]) -> str:
    for quad in quads:
        if quad.predicate.value == RDF + "type" and quad.object == ox.NamedNode(DM + "Registry"):
            return getattr(quad.subject, "value", DEFAULT_BASE)
    return DEFAULT_BASE
