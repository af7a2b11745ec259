"""A CSV of customers (or services, or vendors): one a row, headings in Swedish or English (RFC 4180)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.errors import UnreadableDocument
from datamap.records.supplied.model import Entry, Refusal, SuppliedFile
from datamap.records.supplied.values import NOTHING
from datamap.spreadsheets import csv_rows, undefended
from datamap.vocabulary.concepts import closest, normalise
from datamap.vocabulary.record_fields import field_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from datamap.vocabulary.record_fields import Kind, RecordField

_VENDOR_NAMES = frozenset({"leverantör", "underbiträde", "vendor", "sub-processor", "subprocessor"})


def read_csv(path: Path, data: bytes, sha256: str) -> SuppliedFile:
    """Read the facts of a CSV file; raises UnreadableDocument when it has no column of names."""
    rows = csv_rows(path, data, ";,\t|")
    begin = next((index for index, (row, _) in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if begin is None:
        raise UnreadableDocument(f"{path}: is empty")
    heading = rows[begin][0]
    kind, names, columns, refused = _heading(path, heading)
    supplied = SuppliedFile(path.name, sha256, [], refused)
    for row, line in rows[begin + 1 :]:
        _row(supplied, kind, names, columns, row, line, len(heading))
    return supplied


def _heading(path: Path, cells: Sequence[str]) -> tuple[Kind, int, dict[int, RecordField], list[Refusal]]:
    """Return what the rows are about, the column of names, and the field of every other column."""
    headings = [normalise(cell).strip(" :") for cell in cells]
    kinds: tuple[Kind, ...] = ("controller", "vendor", "service", "activity", "group")
    for kind in kinds:
        names = _VENDOR_NAMES if kind == "vendor" else field_names(kind)["name"].names
        position = next((i for i, heading in enumerate(headings) if heading in names), None)
        if position is not None:
            break
    else:
        raise UnreadableDocument(
            f"{path}, line 1: no column of names; call it Kund, Tjänst, Leverantör or Behandling "
            "(Customer, Service, Vendor, Activity)"
        )
    known = field_names(kind)
    columns: dict[int, RecordField] = {}
    refused: list[Refusal] = []
    for index, heading in enumerate(headings):
        if index == position or not heading:
            continue
        if heading in known:
            if known[heading] in columns.values():
                refused.append(Refusal("line 1", f"{cells[index]!r} stands twice; the first column counts"))
            else:
                columns[index] = known[heading]
            continue
        near = [name for name, _ in closest(heading, known, 2, at_least=60)]
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
        refused.append(Refusal("line 1", f"no field named {cells[index]!r}{hint}; its column was not read"))
    return kind, position, columns, refused


def _row(
    supplied: SuppliedFile,
    kind: Kind,
    names: int,
    columns: dict[int, RecordField],
    row: Sequence[str],
    line: int,
    width: int,
) -> None:
    if not any(cell.strip() for cell in row):
        return
    place = f"line {line}"
    name = " ".join(row[names].split()) if len(row) > names else ""
    if not name:
        supplied.refused.append(Refusal(place, "has no name"))
        return
    item = f"{place}|{name}"
    if kind != "vendor":
        supplied.entries.append(Entry(kind, name, field_names(kind)["name"], name, place, item=item))
    beyond = [cell for cell in row[width:] if cell.strip()]
    if beyond:
        supplied.refused.append(
            Refusal(place, f"holds {beyond[0]!r} beyond the last heading; is a quote missing?")
        )
    for index, wanted in columns.items():
        text = undefended(row[index]) if len(row) > index else ""
        if text.strip() not in NOTHING:
            supplied.entries.append(Entry(kind, name, wanted, text, place, item=item))
