"""The filled questionnaire, read back: one answer a cell, and every refusal with its cell.

A workbook is a stranger's file: its size unpacked is bounded, entities are not expanded (defusedxml), and
a formula is no answer.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

from datamap.errors import UnreadableDocument
from datamap.extras import needs
from datamap.records import questionnaire_layout as layout
from datamap.records.supplied.model import Entry, Refusal, SuppliedFile
from datamap.records.supplied.values import NOTHING
from datamap.vocabulary.record_fields import KINDS, field_names, record_field

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.registry.added_facts import State
    from datamap.registry.registry import RegistryBase
    from datamap.vocabulary.record_fields import Kind

LARGEST_UNPACKED = 200_000_000
"""Bytes of all parts of the workbook; a questionnaire of 10,000 rows takes ten million."""

_LONGEST_SHEET = 100_000


def read_workbook(registry: RegistryBase, path: Path, data: bytes, sha256: str) -> SuppliedFile:
    """Read the answers of a filled questionnaire.

    Raises UnreadableDocument when it is no workbook, unpacks to too much, or is none that ``datamap gaps``
    wrote; DatamapError when openpyxl is not installed.
    """
    with needs("defusedxml", "records", "Reading a questionnaire"):
        import defusedxml  # noqa: F401  (openpyxl takes it where it is there)
    with needs("openpyxl", "records", "Reading a questionnaire"):
        import openpyxl
    _check_size(path, data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        supplied = SuppliedFile(path.name, sha256, [], replaces=False)
        _read(registry, path, book, supplied)
    except UnreadableDocument:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        what = " ".join(str(error).split())[:160] or type(error).__name__
        raise UnreadableDocument(f"{path}: is no workbook that can be read ({what})") from None
    return supplied


def _check_size(path: Path, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise UnreadableDocument(
            f"{path}: is no XLSX workbook; make one with: datamap gaps -o gaps.xlsx"
        ) from None
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableDocument(
            f"{path}: unpacks to {unpacked // 1_000_000} MB; no questionnaire is that large"
        )


def _read(registry: RegistryBase, path: Path, book: Any, supplied: SuppliedFile) -> None:
    sheets = {name: book[name] for name in book.sheetnames}
    readme = _sheet(sheets, "readme")
    questions = _sheet(sheets, "questions")
    if readme is None or questions is None:
        raise UnreadableDocument(
            f"{path}: is not a questionnaire of datamap; make one with: datamap gaps -o gaps.xlsx"
        )
    head = list(readme.iter_rows(min_row=4, max_row=5, min_col=2, max_col=2))
    supplied.by = _text(head[0][0]) or None if head else None
    supplied.on = (_text(head[1][0]) or None) if len(head) > 1 else None
    _questions(registry, questions, supplied)
    for kind in layout.NEW_KINDS:
        sheet = _sheet(sheets, kind)
        if sheet is not None:
            _new_rows(sheet, kind, supplied)
    ours = {name for key in ("readme", "questions", *layout.NEW_KINDS) for name in layout.sheet_names(key)}
    for name in sheets:
        if name not in ours and name != layout.TERMS:
            supplied.refused.append(Refusal(name, "is no sheet of the questionnaire; was one renamed?"))


def _sheet(sheets: dict[str, Any], key: str) -> Any:
    return next((sheets[name] for name in layout.sheet_names(key) if name in sheets), None)


def _questions(registry: RegistryBase, sheet: Any, supplied: SuppliedFile) -> None:
    # From the top: rows may have been deleted above the first question. A row is known by its key.
    for number, row in enumerate(sheet.iter_rows(max_row=_LONGEST_SHEET, max_col=layout.KEY + 1), 1):
        if len(row) <= layout.KEY or _text(row[layout.KEY]) in layout.TEXT["key"]:
            continue
        answer, reason = _text(row[layout.ANSWER]), _text(row[layout.REASON])
        if reason in layout.TEXT["always"]:
            reason = ""
        if answer in NOTHING and reason in NOTHING:
            continue
        place = f"{sheet.title}!{'G' if reason and not answer else 'F'}{number}"
        if answer and reason:
            supplied.refused.append(
                Refusal(place, "has both an answer and a reason why there is none; keep one")
            )
            continue
        if _is_formula(row[layout.ANSWER]) or _is_formula(row[layout.REASON]):
            supplied.refused.append(Refusal(place, "holds a formula; write the value"))
            continue
        entry = _entry(registry, _text(row[layout.KEY]), place, answer, reason)
        if isinstance(entry, Refusal):
            supplied.refused.append(entry)
        else:
            supplied.entries.append(entry)


def _entry(registry: RegistryBase, key: str, place: str, answer: str, reason: str) -> Entry | Refusal:
    kind, _, rest = key.partition("|")
    wanted, _, subject = rest.partition("|")
    lost = Refusal(
        place, "its key in column H is gone or changed; write a new questionnaire with datamap gaps"
    )
    if kind not in KINDS:
        return lost
    known: Kind = kind
    try:
        field = record_field(known, wanted)
    except KeyError:
        return lost
    name = registry.name(subject) if subject else ""
    if subject and name == subject:
        return Refusal(
            place, "is about something that this registry does not hold; was it made from another one?"
        )
    state: State | None = "notApplicable" if reason else None
    if reason and not field.may_be_none:
        return Refusal(place, f"{field.labels['en']} always applies; give a value")
    if known == "vendor":
        name = subject
    return Entry(known, name, field, answer or reason, place, state)


def _new_rows(sheet: Any, kind: Kind, supplied: SuppliedFile) -> None:
    rows = iter(sheet.iter_rows(min_row=layout.KEY_ROW, max_row=_LONGEST_SHEET, max_col=60))
    by_key = {field.key: field for field in field_names(kind).values()}
    keys = [_text(cell) for cell in next(rows, ())]
    next(rows, None)
    for number, row in enumerate(rows, layout.NEW_FIRST_ROW):
        texts = [_text(cell) for cell in row]
        if not any(texts):
            continue
        if not texts[0]:
            supplied.refused.append(Refusal(f"{sheet.title}!A{number}", "has no name"))
            continue
        for column, (key, text) in enumerate(zip(keys, texts, strict=False)):
            place = f"{sheet.title}!{chr(ord('A') + column)}{number}"
            if text in NOTHING:
                continue
            if _is_formula(row[column]):
                supplied.refused.append(Refusal(place, "holds a formula; write the value"))
            elif key in by_key:
                item = f"{sheet.title}!A{number}|{texts[0]}"
                supplied.entries.append(Entry(kind, texts[0], by_key[key], text, place, item=item))
            else:
                supplied.refused.append(
                    Refusal(place, "its column has lost its key; write a new questionnaire")
                )


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return "?"  # a sum or a share is no answer to any question
    return str(value).strip()


def _is_formula(cell: Any) -> bool:
    return getattr(cell, "data_type", None) == "f"
