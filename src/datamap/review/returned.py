"""The filled spreadsheet, read back cell by cell: what can be taken is taken, each refusal names its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datamap.claims.lexicon import load_lexicon
from datamap.errors import DatamapError, UnreadableDocument
from datamap.incoming import bytes_of
from datamap.review.applying import Applied
from datamap.review.deciding import Choice, decide
from datamap.review.fields import SCHEME_OF
from datamap.review.pending import gather
from datamap.review.sheet import CHOICES, COLUMNS, FIRST_ROW, NAME_ROW, shown
from datamap.review.wording import both
from datamap.spreadsheets import csv_rows, defended, undefended
from datamap.vocabulary.concepts import normalise
from datamap.workbooks import LONGEST_SHEET, cell_text, is_formula, open_workbook, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from datamap.registry.registry import RegistryBase
    from datamap.review.pending import Pending
    from datamap.review.words import Words

_MADE_WITH = "datamap review -o review.xlsx"
_NOTHING = frozenset({"", "-", "–", "—", "--"})


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell or line that was not taken, and why."""

    place: str
    message: str


@dataclass(slots=True)
class ReviewReport:
    """What a spreadsheet decided, what was refused, and how many entries read otherwise since."""

    decided: int = 0
    refused: list[RefusedCell] = field(default_factory=list)
    applied: Applied = Applied(0)  # noqa: RUF009  (frozen)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return {
            "decided": self.decided,
            "changed": self.applied.changed,
            "left": list(self.applied.left),
            "refused": [{"place": r.place, "message": r.message} for r in self.refused],
        }


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its cells by column, and the place of each."""

    cells: dict[str, str]
    places: dict[str, str]
    formulas: frozenset[str] = frozenset()


def read_decisions(
    registry: RegistryBase, words: Words, path: Path, *, by: str | None = None
) -> ReviewReport:
    """Take the decisions of a file; raises UnreadableDocument where it is none that review made."""
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise UnreadableDocument(
            f"{path}: decisions are read from .xlsx or .csv; make one with: {_MADE_WITH}"
        )
    data = bytes_of(path)
    report = ReviewReport()
    if suffix == ".xlsx":
        name, rows = _of_workbook(path, data)
        by = by or name
    else:
        rows = _of_csv(path, data)
    pending = {}
    for one in gather(registry, load_lexicon(registry.local)):
        for phrase in (shown(one.phrase), undefended(defended(shown(one.phrase)))):
            pending[one.field, normalise(phrase)] = one
    for row in rows:
        _take(registry, words, row, by, pending, report)
    return report


def _take(
    registry: RegistryBase,
    words: Words,
    row: _Row,
    by: str | None,
    pending: Mapping[tuple[str, str], Pending],
    report: ReviewReport,
) -> None:
    """Take one row, or refuse it in words that say which cell and why."""

    def refuse(column: str, message: str) -> None:
        report.refused.append(RefusedCell(row.places[column], message))

    cells = row.cells
    for column in ("decision", "concept", "vendor", "by", "reason", "phrase", "field"):
        if column in row.formulas:
            refuse(column, "holds a formula; write the value")
            return
    if cells["decision"] in _NOTHING:
        if cells["concept"] not in _NOTHING:
            refuse("decision", "is empty, but a concept is named; choose what the phrase is to it")
        return
    kind = _among(cells["decision"], CHOICES)
    if kind is None:
        choices = ", ".join(both(choice)[1] for choice in CHOICES)
        refuse("decision", f"{cells['decision']!r} is no decision; one of: {choices}")
        return
    about = _among(cells["field"], SCHEME_OF)
    if about is None:
        refuse("field", f"{cells['field']!r} is no field; write a new file with: {_MADE_WITH}")
        return
    one = pending.get((about, normalise(cells["phrase"])))
    if one is None:
        refuse("phrase", "does not stand open in this field: it is decided already, or the cell was changed")
        return
    concept = cells["concept"]
    if kind in ("label", "own", "here") and concept in _NOTHING:
        refuse("concept", "is empty; which concept is it?")
        return
    if kind not in ("label", "own", "here") and concept not in _NOTHING:
        refuse(
            "concept",
            f"names a concept, which {cells['decision']!r} takes none of; empty it, or decide otherwise",
        )
        return
    author = cells["by"] or by or ""
    if not author:
        refuse("by", "nobody decides it; write a name here, on the first sheet, or with --by")
        return
    if kind == "here" and cells["vendor"] in _NOTHING:
        refuse("vendor", "is empty; for which vendor?")
        return
    if kind == "here" and not cells["reason"]:
        refuse("reason", "is empty; a decision for one vendor is a correction and needs a reason")
        return
    choice = Choice(
        one.phrase,
        about,
        label_of=concept if kind in ("label", "here") else None,
        narrower_than=concept if kind == "own" else None,
        note=kind in ("note", "note-complete"),
        leaves_open=kind == "open",
        complete=kind == "note-complete",
        vendor=cells["vendor"] if kind == "here" else None,
        by=author,
        reason=cells["reason"],
        language=one.language,
    )
    try:
        decide(registry, words, choice)
        report.decided += 1
    except DatamapError as error:
        refuse("concept" if kind in ("label", "own", "here") else "decision", str(error))


def _among(text: str, keys: Any) -> str | None:
    wanted = normalise(text)
    return next((k for k in keys if wanted in (k, *map(normalise, both(k)))), None)


def _columns(headings: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for index, heading in enumerate(headings):
        name = next(
            (c for c in COLUMNS if normalise(heading) in (c, *map(normalise, both(f"col-{c}")))), None
        )
        if name is not None and name not in found.values():
            found[index] = name
    return found


def _of_workbook(path: Path, data: bytes) -> tuple[str | None, list[_Row]]:
    sheets = open_workbook(path, data, what="review", made_with=_MADE_WITH)
    sheet = next((sheets[name] for name in both("sheet-phrases") if name in sheets), None)
    if sheet is None:
        raise UnreadableDocument(f"{path}: holds no sheet of phrases; make one with: {_MADE_WITH}")
    guide = next((sheets[name] for name in both("sheet-guide") if name in sheets), None)
    try:
        name = None
        if guide is not None:
            cells = list(guide.iter_rows(min_row=NAME_ROW, max_row=NAME_ROW, min_col=2, max_col=2))
            name = cell_text(cells[0][0]) if cells and cells[0] and not is_formula(cells[0][0]) else None
        return name or None, list(_rows_of_sheet(path, sheet))
    except UnreadableDocument:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise unreadable(path, error) from None


def _rows_of_sheet(path: Path, sheet: Any) -> Iterator[_Row]:
    columns: dict[int, str] = {}
    for number, row in enumerate(sheet.iter_rows(max_row=LONGEST_SHEET, max_col=40), 1):
        texts = [cell_text(cell) for cell in row]
        if not columns:
            # Rows may have been put in above the headings.
            found = _columns(texts)
            if {"phrase", "field", "decision"} <= set(found.values()):
                columns = found
            elif number > FIRST_ROW + 50:
                break
            continue
        if any(texts):
            cells = dict.fromkeys(COLUMNS, "") | {
                name: texts[i] for i, name in columns.items() if i < len(texts)
            }
            letters = {name: chr(ord("A") + i) if i < 26 else "?" for i, name in columns.items()}
            places = {c: f"{sheet.title}!{letters.get(c, '')}{number}" for c in COLUMNS}
            formulas = {name for i, name in columns.items() if i < len(row) and is_formula(row[i])}
            yield _Row(cells, places, frozenset(formulas))
    if not columns:
        raise UnreadableDocument(
            f"{path}: its sheet of phrases has lost its headings; make one with: {_MADE_WITH}"
        )


def _of_csv(path: Path, data: bytes) -> list[_Row]:
    rows = csv_rows(path, data, ";,\t")
    begin = next((i for i, (row, _) in enumerate(rows) if any(cell.strip() for cell in row)), None)
    columns = _columns(rows[begin][0]) if begin is not None else {}
    if begin is None or not {"phrase", "field", "decision"} <= set(columns.values()):
        raise UnreadableDocument(f"{path}: has no headings of review; make one with: {_MADE_WITH}")
    found = []
    for row, line in rows[begin + 1 :]:
        cells = dict.fromkeys(COLUMNS, "")
        cells |= {name: undefended(row[i]).strip() for i, name in columns.items() if i < len(row)}
        if any(cells.values()):
            places = {c: f"line {line}, {both(f'col-{c}')[1]}" for c in COLUMNS}
            found.append(_Row(cells, places))
    return found
