"""What is pending, as a spreadsheet to decide in: XLSX with drop-downs and a guide, or plain CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from datamap.extras import needs
from datamap.review.fields import SCHEME_OF
from datamap.review.wording import say
from datamap.spreadsheets import defended
from datamap.visible import visible
from datamap.workbooks import FORM_STYLES

if TYPE_CHECKING:
    from datamap.registry.registry import RegistryBase
    from datamap.review.pending import Pending
    from datamap.review.review import Review

COLUMNS = ("phrase", "field", "seen", "text", "suggestion", "decision", "concept", "vendor", "by", "reason")
CHOICES = ("label", "own", "note", "note-complete", "open", "here")
FIRST_ROW = 3
"""The first row (1-based) with a phrase; above it a title and the headings."""
TERMS = "terms"
NAME_ROW = 4

_DECIDED = ("decision", "concept", "vendor", "by", "reason")
_WIDTHS = {"phrase": 34, "field": 18, "seen": 26, "text": 52, "suggestion": 34, "decision": 24, "concept": 34,
           "vendor": 24, "by": 18, "reason": 30}  # fmt: skip
_LONGEST_CELL = 2_000


def as_csv(registry: RegistryBase, review: Review, file_name: str, by: str) -> bytes:  # noqa: ARG001
    """Return a CSV (UTF-8 with a mark, so that Excel reads it); Swedish takes semicolons, as Excel there."""
    out = io.StringIO(newline="")
    lang = review.language
    writer = csv.writer(out, delimiter=";" if lang == "sv" else ",", lineterminator="\r\n")
    writer.writerow([say(lang, f"col-{column}") for column in COLUMNS])
    for pending in review:
        writer.writerow([defended(cell) for cell in _row(review, pending, by)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def shown(phrase: str) -> str:
    """Return a phrase as its cell shows it."""
    return visible(phrase) if len(phrase) <= _LONGEST_CELL else visible(phrase[:_LONGEST_CELL]) + "…"


def _row(review: Review, pending: Pending, by: str) -> list[str]:
    lang = review.language
    first = pending.seen[0]
    return [
        shown(pending.phrase),
        say(lang, pending.field),
        visible(say(lang, "seen-cell", n=len(pending.seen), place=first.place)),
        visible(f"{first.vendor}: {' '.join(first.statement.split())}")[:_LONGEST_CELL],
        visible(", ".join(review.label(s.concept) for s in pending.suggestions)),
        "",
        "",
        "",
        visible(by),
        "",
    ]


def as_workbook(registry: RegistryBase, review: Review, file_name: str, by: str) -> bytes:
    """Return a workbook with a row a phrase, drop-downs, and a guide; the same phrases give the same bytes.

    Raises DatamapError when XlsxWriter is not installed.
    """
    with needs("xlsxwriter", "records", "A spreadsheet to decide in"):
        import xlsxwriter
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": say(review.language, "title"), "created": dt.datetime(2026, 1, 1)})
    _Writer(book, registry, review, by).write(file_name)
    book.close()
    return target.getvalue()


class _Writer:
    def __init__(self, book: Any, registry: RegistryBase, review: Review, by: str) -> None:
        self._book, self._registry, self._review, self._by = book, registry, review, by
        self._language = review.language
        self._plain, self._quiet, self._head, self._title = (
            book.add_format(FORM_STYLES[style]) for style in ("plain", "quiet", "head", "title")
        )
        self._open = book.add_format(FORM_STYLES["open"])

    def write(self, file_name: str) -> None:
        """Write all sheets."""
        guide = self._book.add_worksheet(say(self._language, "sheet-guide"))
        guide.hide_gridlines(2)
        guide.set_column(0, 0, 28, self._plain)
        guide.set_column(1, 1, 80, self._plain)
        guide.write_string(0, 0, say(self._language, "title"), self._title)
        guide.write_string(NAME_ROW - 1, 0, say(self._language, "who"), self._head)
        guide.write_string(NAME_ROW - 1, 1, visible(self._by), self._open)
        for row, number in enumerate(range(1, 7), 5):
            words = say(self._language, f"guide-{number}")
            guide.merge_range(row, 0, row, 1, words.replace("{file}", visible(file_name)), self._plain)
            guide.set_row(row, 48 if number == 4 else 34)
        sheet = self._book.add_worksheet(say(self._language, "sheet-phrases"))
        self._phrases(sheet)
        sheet.activate()

    def _phrases(self, sheet: Any) -> None:
        sheet.write_string(0, 0, say(self._language, "title"), self._title)
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, _WIDTHS[name], self._plain)
            sheet.write_string(FIRST_ROW - 2, column, say(self._language, f"col-{name}"), self._head)
        sheet.freeze_panes(FIRST_ROW - 1, 1)
        if not len(self._review):
            sheet.write_string(FIRST_ROW - 1, 0, say(self._language, "none"), self._plain)
            return
        last = FIRST_ROW - 2 + len(self._review)
        sheet.autofilter(FIRST_ROW - 2, 0, last, len(COLUMNS) - 1)
        for row, pending in enumerate(self._review, FIRST_ROW - 1):
            for column, text in enumerate(_row(self._review, pending, "")):
                decided = COLUMNS[column] in _DECIDED
                quiet = COLUMNS[column] in ("seen", "text")
                style = self._open if decided else self._quiet if quiet else self._plain
                sheet.write_string(row, column, text, style)
            longest = max(len(pending.seen[0].statement) / 50, len(pending.phrase) / 32, 1)
            sheet.set_row(row, 15 * min(6, int(longest) + 1) + 3)
        choices = [say(self._language, choice) for choice in CHOICES]
        column = COLUMNS.index("decision")
        self._offer(sheet, FIRST_ROW - 1, last, column, self._terms_sheet("choices", choices))
        column = COLUMNS.index("concept")
        for field in dict.fromkeys(p.field for p in self._review):
            reference = self._terms_sheet(field, self._labels(field))
            for row, pending in enumerate(self._review, FIRST_ROW - 1):
                if pending.field == field:
                    self._offer(sheet, row, row, column, reference)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(FIRST_ROW - 2)

    def _offer(self, sheet: Any, first: int, last: int, column: int, reference: str) -> None:
        rule = {"validate": "list", "source": reference, "show_error": False, "ignore_blank": True}
        sheet.data_validation(first, column, last, column, rule)

    def _labels(self, field: str) -> list[str]:
        vocabulary = self._registry.vocabulary
        labels = {vocabulary.label(iri, self._language) for iri in vocabulary.members(SCHEME_OF[field])}
        return sorted(labels, key=str.casefold)

    def _terms_sheet(self, name: str, terms: list[str]) -> str:
        """Write what a drop-down offers in the hidden sheet; return the reference of it."""
        sheet = self._book.get_worksheet_by_name(TERMS)
        if sheet is None:
            sheet = self._book.add_worksheet(TERMS)
            sheet.hide()
            self._used = 0
        column = self._used
        self._used += 1
        for row, term in enumerate(terms):
            sheet.write_string(row, column, visible(term))
        letter = chr(ord("A") + column)
        self._book.define_name(f"terms_{name}", f"={TERMS}!${letter}$1:${letter}${max(len(terms), 1)}")
        return f"=terms_{name}"
