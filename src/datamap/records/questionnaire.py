"""What a record lacks, as a workbook that a person can fill (``datamap gaps -o gaps.xlsx``)."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from datamap.extras import needs
from datamap.records import questionnaire_layout as layout
from datamap.records.wording import article_words, subject_words
from datamap.visible import visible
from datamap.vocabulary.concepts import PLACES
from datamap.vocabulary.record_fields import SCHEME_OF_VALUE
from datamap.workbooks import FORM_STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.records.cells import Gap
    from datamap.records.record import Record
    from datamap.registry.registry import RegistryBase
    from datamap.vocabulary.record_fields import Kind, RecordField

_BLANK_ROWS = 30
_LONGEST_LIST = 500


def questionnaire(
    registry: RegistryBase, record: Record, gaps: Sequence[Gap], file_name: str = "gaps.xlsx"
) -> bytes:
    """Return a workbook with a question for each of these gaps of a record, and nothing that is known.

    Facts about customers, services and activities that nobody has named stand in sheets of their own. The
    same record gives the same bytes. Raises DatamapError when XlsxWriter is not installed.
    """
    with needs("xlsxwriter", "records", "A questionnaire"):
        import xlsxwriter
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties(
        {
            "title": layout.text(record.document.language, "title"),
            "author": visible(record.document.entity),
            "created": dt.datetime.fromisoformat(record.document.date),
        }
    )
    _Writer(book, registry, record, gaps, file_name).write()
    book.close()
    return target.getvalue()


class _Writer:
    def __init__(
        self, book: Any, registry: RegistryBase, record: Record, gaps: Sequence[Gap], file_name: str
    ) -> None:
        self._book, self._registry, self._record, self._file_name = book, registry, record, file_name
        self._gaps = gaps
        self._language = record.document.language
        self._lists: dict[str, str] = {}
        self._plain, self._quiet, self._head, self._title = (
            book.add_format(FORM_STYLES[style]) for style in ("plain", "quiet", "head", "title")
        )
        self._open = book.add_format({**FORM_STYLES["open"], "locked": False})
        self._closed = book.add_format({**FORM_STYLES["plain"], "font_color": "#8a929a", "italic": True})

    def write(self) -> None:
        """Write all sheets."""
        gaps = [gap for gap in self._gaps if gap.subject is not None or gap.kind == "organisation"]
        unnamed = [k for k in layout.NEW_KINDS if any(g.kind == k and g.subject is None for g in self._gaps)]
        readme = self._book.add_worksheet(layout.text(self._language, "readme"))
        self._readme(readme, bool(self._gaps))
        questions = self._book.add_worksheet(layout.text(self._language, "questions"))
        for kind in unnamed:
            self._new_rows(self._book.add_worksheet(layout.text(self._language, kind)), kind)
        self._questions(questions, gaps)
        if self._lists:
            self._terms()
        readme.activate()

    def _readme(self, sheet: Any, anything: bool) -> None:
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 28, self._plain)
        sheet.set_column(1, 1, 70, self._plain)
        sheet.write_string(0, 0, layout.text(self._language, "title"), self._title)
        entity, date = self._record.document.entity, self._record.document.date
        sheet.write_string(1, 0, visible(" · ".join(filter(None, [entity, date]))), self._quiet)
        if not anything:
            sheet.write_string(3, 0, layout.text(self._language, "none"), self._plain)
            return
        for row, key in ((3, "who"), (4, "when")):
            sheet.write_string(row, 0, layout.text(self._language, key), self._head)
            sheet.write_blank(row, 1, None, self._open)
        for row, key in enumerate(("how-1", "how-2", "how-3", "how-4", "how-5"), 6):
            words = layout.text(self._language, key, file=visible(self._file_name))
            sheet.merge_range(row, 0, row, 1, words, self._plain)
            sheet.set_row(row, 34)

    def _questions(self, sheet: Any, gaps: list[Gap]) -> None:
        sheet.write_string(0, 0, layout.text(self._language, "title"), self._title)
        keys = ("about", "fact", "article", "question", "source", "answer", "reason", "key")
        for column, (key, width) in enumerate(zip(keys, (30, 26, 16, 52, 34, 46, 34, 10), strict=True)):
            sheet.set_column(column, column, width, self._plain, {"hidden": key == "key"})
            sheet.write_string(1, column, layout.text(self._language, key), self._head)
        sheet.freeze_panes(layout.FIRST_ROW - 1, 2)
        if not gaps:
            sheet.write_string(layout.FIRST_ROW - 1, 0, layout.text(self._language, "none"), self._plain)
            return
        sheet.autofilter(1, 0, len(gaps) + 1, layout.REASON)
        for row, gap in enumerate(gaps, layout.FIRST_ROW - 1):
            self._question(sheet, row, gap)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)

    def _question(self, sheet: Any, row: int, gap: Gap) -> None:
        article = article_words(self._language, gap.article) or layout.text(self._language, "voluntary")
        label = gap.field.labels[self._language]
        question = gap.field.questions.get(self._language, label)
        name = self._registry.name(gap.subject) if gap.subject else None
        texts = (subject_words(self._language, gap.kind, name), label, article, question, gap.source)
        for column, words in enumerate(texts):
            sheet.write_string(
                row, column, visible(words)[:32_000], self._quiet if column == 4 else self._plain
            )
        sheet.write_blank(row, layout.ANSWER, None, self._open)
        if gap.field.may_be_none:
            sheet.write_blank(row, layout.REASON, None, self._open)
        else:
            sheet.write_string(row, layout.REASON, layout.text(self._language, "always"), self._closed)
        sheet.write_string(row, layout.KEY, f"{gap.kind}|{gap.field.key}|{gap.subject or ''}", self._plain)
        self._suggest(sheet, row, row, layout.ANSWER, gap.field)
        longest = max(len(question) / 50, len(gap.source) / 32, len(texts[0]) / 28, 1)
        sheet.set_row(row, 15 * min(12, int(longest) + 1) + 3)

    def _new_rows(self, sheet: Any, kind: Kind) -> None:
        fields = layout.new_row_fields(kind)
        sheet.write_string(0, 0, layout.text(self._language, f"new-{kind}"), self._title)
        sheet.set_row(layout.KEY_ROW - 1, None, None, {"hidden": True})
        sheet.freeze_panes(layout.NEW_FIRST_ROW - 1, 1)
        first, last = layout.NEW_FIRST_ROW - 1, layout.NEW_FIRST_ROW - 2 + _BLANK_ROWS
        for column, field in enumerate(fields):
            article = article_words(self._language, field.article(self._record.options.role))
            label = field.labels[self._language]
            heading = label[0].upper() + label[1:]
            if field.key != "name":
                heading += f"\n({article or layout.text(self._language, 'voluntary')})"
            sheet.set_column(
                column, column, 30 if field.is_list or field.key in ("category", "contact") else 24
            )
            sheet.write_string(layout.KEY_ROW - 1, column, field.key, self._plain)
            sheet.write_string(layout.NEW_FIRST_ROW - 2, column, heading, self._head)
            for row in range(first, last + 1):
                sheet.write_blank(row, column, None, self._open)
            self._suggest(sheet, first, last, column, field)
        sheet.set_row(layout.NEW_FIRST_ROW - 2, 48)

    def _suggest(self, sheet: Any, first: int, last: int, column: int, field: RecordField) -> None:
        """Offer the known terms in a drop-down that does not forbid other words."""
        if field.takes == "date":
            return
        known = self._lists.get(field.takes) or self._list(field.takes)
        if known:
            rule = {"validate": "list", "source": known, "show_error": False, "ignore_blank": True}
            sheet.data_validation(first, column, last, column, rule)

    def _list(self, takes: str) -> str:
        """Return the reference of the list of terms that a kind of value takes, "" where there is none."""
        if not self._terms_of(takes):
            return ""
        self._lists[takes] = f"=terms_{takes.replace('-', '_')}"
        return self._lists[takes]

    def _terms_of(self, takes: str) -> list[str]:
        vocabulary = self._registry.vocabulary
        scheme = PLACES if takes == "places" else SCHEME_OF_VALUE.get(takes)
        if scheme is not None:
            labels = {vocabulary.label(iri, self._language) for iri in vocabulary.members(scheme)}
            return sorted(labels, key=str.casefold)[:_LONGEST_LIST]
        if takes == "vendor":
            return list(self._registry.vendors().values())[:_LONGEST_LIST]
        if takes in ("service", "group"):
            return [self._registry.name(iri) for iri in self._registry.added_facts.subjects(takes)]  # type: ignore[arg-type]
        return []

    def _terms(self) -> None:
        sheet = self._book.add_worksheet(layout.TERMS)
        sheet.hide()
        for column, takes in enumerate(sorted(self._lists)):
            terms = self._terms_of(takes)
            for row, term in enumerate(terms):
                sheet.write_string(row, column, visible(term))
            letter = chr(ord("A") + column)
            reference = f"={layout.TERMS}!${letter}$1:${letter}${len(terms)}"
            self._book.define_name(self._lists[takes].removeprefix("="), reference)
