"""RDF files as input: another registry of datamap, or processing described in plain DPV."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from datamap.errors import InputError, NoEntries, RegistryError, UnreadableDocument
from datamap.registry.conversion import TYPE, dm
from datamap.registry.serialisation import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.claims.model import Reading
    from datamap.registry.registry import RegistryBase

RDF_SUFFIXES = frozenset(FORMATS) - {".json", ".xml"} | {".hext", ".trix"}
"""Suffixes of files that are read as RDF; ``.json`` is a list, and ``.xml`` nothing that is known."""


def open_rdf(path: Path) -> RegistryBase:
    """Open an RDF file that is to be read into a registry; nothing is ever written to it.

    Raises UnreadableDocument where there is none or it is damaged, NewerModel.
    """
    from datamap.registry.registry import RegistryBase

    if not path.exists():
        raise UnreadableDocument(f"{path}: there is no such file")
    try:
        found = RegistryBase(path)
    except RegistryError as error:
        if type(error) is not RegistryError:
            raise  # a newer model says itself what to do
        raise UnreadableDocument(str(error)) from None
    if next(found.store.triples(), None) is None:
        raise UnreadableDocument(f"{path}: is empty")
    return found


def is_registry(opened: RegistryBase) -> bool:
    """Tell whether an RDF file is a registry of ours; raises InputError where it is several in one."""
    headers = {t.subject for t in opened.store.triples(None, TYPE, dm("Registry"))}
    if len(headers) > 1:
        raise InputError(f"{opened.location}: holds {len(headers)} registries; import them one by one")
    return bool(headers)


def read_plain_dpv(opened: RegistryBase, path: Path, source: str, *, processor: str | None = None) -> Reading:
    """Read what a graph says of processors in plain DPV. Raises NoEntries where it says nothing."""
    from datamap.registry.plain_dpv import PlainReader

    if next(opened.store.triples(None, TYPE, dm("Source")), None) is not None:
        raise NoEntries(f"{path}: a registry without its dm:Registry; take the file that datamap wrote")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    reading = PlainReader(opened.store, opened.vocabulary).read(path.name, digest, source, processor)
    if not reading.entries:
        raise NoEntries(
            f"{path}: is neither a registry of datamap nor names processors in DPV (dpv:hasDataProcessor)"
        )
    return reading
