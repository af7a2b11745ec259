"""The filled questionnaire, read back: one answer a cell, and every refusal with its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.errors import UnreadableDocument
from datamap.records import questionnaire_layout as layout
from datamap.records.supplied.model import Entry, Refusal, SuppliedFile
from datamap.records.supplied.values import NOTHING
from datamap.vocabulary.record_fields import KINDS, field_names, record_field
from datamap.workbooks import LONGEST_SHEET, cell_text, is_formula, open_workbook, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.registry.added_facts import State
    from datamap.registry.registry import RegistryBase
    from datamap.vocabulary.record_fields import Kind


def read_workbook(registry: RegistryBase, path: Path, data: bytes, sha256: str) -> SuppliedFile:
    """Read the answers of a filled questionnaire.

    Raises UnreadableDocument when it is no workbook, unpacks to too much, or is none that ``datamap gaps``
    wrote; DatamapError when openpyxl is not installed.
    """
    sheets = open_workbook(path, data, what="questionnaire", made_with="datamap gaps -o gaps.xlsx")
    try:
        supplied = SuppliedFile(path.name, sha256, [], replaces=False)
        _read(registry, path, sheets, supplied)
    except UnreadableDocument:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise unreadable(path, error) from None
    return supplied


def _read(registry: RegistryBase, path: Path, sheets: dict[str, Any], supplied: SuppliedFile) -> None:
    readme = _sheet(sheets, "readme")
    questions = _sheet(sheets, "questions")
    if readme is None or questions is None:
        raise UnreadableDocument(
            f"{path}: is not a questionnaire of datamap; make one with: datamap gaps -o gaps.xlsx"
        )
    head = list(readme.iter_rows(min_row=4, max_row=5, min_col=2, max_col=2))
    supplied.by = cell_text(head[0][0]) or None if head else None
    supplied.on = (cell_text(head[1][0]) or None) if len(head) > 1 else None
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
    for number, row in enumerate(sheet.iter_rows(max_row=LONGEST_SHEET, max_col=layout.KEY + 1), 1):
        if len(row) <= layout.KEY or cell_text(row[layout.KEY]) in layout.TEXT["key"]:
            continue
        answer, reason = cell_text(row[layout.ANSWER]), cell_text(row[layout.REASON])
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
        if is_formula(row[layout.ANSWER]) or is_formula(row[layout.REASON]):
            supplied.refused.append(Refusal(place, "holds a formula; write the value"))
            continue
        entry = _entry(registry, cell_text(row[layout.KEY]), place, answer, reason)
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
    rows = iter(sheet.iter_rows(min_row=layout.KEY_ROW, max_row=LONGEST_SHEET, max_col=60))
    by_key = {field.key: field for field in field_names(kind).values()}
    keys = [cell_text(cell) for cell in next(rows, ())]
    next(rows, None)
    for number, row in enumerate(rows, layout.NEW_FIRST_ROW):
        texts = [cell_text(cell) for cell in row]
        if not any(texts):
            continue
        if not texts[0]:
            supplied.refused.append(Refusal(f"{sheet.title}!A{number}", "has no name"))
            continue
        for column, (key, text) in enumerate(zip(keys, texts, strict=False)):
            place = f"{sheet.title}!{chr(ord('A') + column)}{number}"
            if text in NOTHING:
                continue
            if is_formula(row[column]):
                supplied.refused.append(Refusal(place, "holds a formula; write the value"))
            elif key in by_key:
                item = f"{sheet.title}!A{number}|{texts[0]}"
                supplied.entries.append(Entry(kind, texts[0], by_key[key], text, place, item=item))
            else:
                supplied.refused.append(
                    Refusal(place, "its column has lost its key; write a new questionnaire")
                )
