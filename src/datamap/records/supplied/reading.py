"""Which reader a file of supplied facts takes, by its suffix."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.errors import UnreadableDocument
from datamap.incoming import bytes_of

if TYPE_CHECKING:
    from datamap.records.supplied.model import SuppliedFile
    from datamap.registry.registry import RegistryBase

SUFFIXES = (".xlsx", ".yaml", ".yml", ".csv")


def read_supplied(registry: RegistryBase, file: str | Path) -> SuppliedFile:
    """Read a questionnaire (.xlsx), the organisation's facts (.yaml) or a list of customers (.csv).

    Raises UnreadableDocument, and DatamapError for a questionnaire without what reads it.
    """
    path = Path(file)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnreadableDocument(f"{path}: facts are read from {', '.join(SUFFIXES)}; this is none of them")
    data = bytes_of(path)
    digest = hashlib.sha256(data).hexdigest()
    if suffix == ".xlsx":
        from datamap.records.supplied.workbook import read_workbook

        return read_workbook(registry, path, data, digest)
    if suffix == ".csv":
        from datamap.records.supplied.csv_file import read_csv

        return read_csv(path, data, digest)
    from datamap.records.supplied.yaml_file import read_yaml

    return read_yaml(path, data, digest)
