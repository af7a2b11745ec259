"""What a record lacks, as an object: listed, written as a questionnaire, or put to one vendor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from datamap.errors import RecordError
from datamap.questions.forms import Tabular, text_table
from datamap.questions.markup import html_table, html_text
from datamap.records.cells import Gap
from datamap.records.questionnaire import questionnaire
from datamap.records.vendor_questions import vendor_mail, vendor_questions
from datamap.records.wording import article_words, say, subjects_words
from datamap.registry.serialisation import check_writable, write_atomically

if TYPE_CHECKING:
    from datamap.records.record import Record
    from datamap.registry.registry import RegistryBase


class Gaps(Tabular, Sequence[Gap]):
    """The gaps of a record, the record's own (Art. 30) first; of one vendor where one is given.

    A notebook shows them by article, those of one vendor as the questions to it.
    """

    def __init__(self, registry: RegistryBase, record: Record, vendor: str | None = None) -> None:
        self._registry, self._record, self._vendor = registry, record, vendor
        if vendor is None:
            self._gaps = record.gaps
        else:
            self._gaps = [question.gap for question in vendor_questions(registry, record, vendor)]

    @overload
    def __getitem__(self, index: int) -> Gap: ...
    @overload
    def __getitem__(self, index: slice) -> list[Gap]: ...
    def __getitem__(self, index: int | slice) -> Gap | list[Gap]:
        """Return one gap or a list of them."""
        return self._gaps[index]

    def __len__(self) -> int:
        """Return how many facts are missing."""
        return len(self._gaps)

    def mail(self) -> str:
        """Return the questions to the vendor as a letter in Markdown; raises RecordError without a vendor."""
        if self._vendor is None:
            raise RecordError("a letter goes to one vendor; say which")
        return vendor_mail(self._registry, self._record, self._vendor)

    def save(self, path: str | Path) -> Path:
        """Write the questionnaire (.xlsx), or for one vendor also a letter (.md, .txt); return the path.

        Raises RecordError for another suffix, RegistryError when it cannot be written.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        letters = (".md", ".txt") if self._vendor is not None else ()
        if suffix not in (".xlsx", *letters):
            raise RecordError(f"{path}: questions are written as {' or '.join(['.xlsx', *letters])}")
        check_writable(path, registry=self._registry.location)
        if suffix == ".xlsx":
            data = questionnaire(self._registry, self._record, self._gaps, path.name)
        else:
            data = self.mail().encode("utf-8")
        write_atomically(path, data)
        return path

    def to_dict(self) -> dict[str, Any]:
        """Return the gaps as plain values, for JSON."""
        language = self._language
        return {
            "role": self._record.options.role,
            "date": self._record.document.date,
            "gaps": [
                {
                    "about": gap.kind,
                    "name": self._registry.name(gap.subject) if gap.subject else None,
                    "fact": gap.field.key,
                    "label": gap.field.labels[language],
                    "article": article_words(language, gap.article) or None,
                    "question": gap.field.questions.get(language, gap.field.labels[language]),
                }
                for gap in self._gaps
            ],
        }

    def __repr__(self) -> str:
        asked = sum(gap.of_article_30 for gap in self)
        return f"<Gaps {self._record.options.role}: {len(self)}, {asked} of them under Article 30>"

    @property
    def _language(self) -> str:
        return self._record.document.language

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        return self.to_dict()["gaps"], ["about", "name", "fact", "label", "article", "question"]

    def _html(self) -> str:
        caption, headings, rows, notes = self._shown()
        if not rows:
            return f"<p>{html_text(caption)}</p>"
        return html_table(caption, headings, rows, notes=notes, lang=self._language)

    def _text(self) -> str:
        caption, headings, rows, notes = self._shown()
        return "\n\n".join([text_table(caption, headings, rows), *notes]) if rows else caption

    def _shown(self) -> tuple[str, list[str], list[list[object]], list[str]]:
        """Return caption, headings, rows and notes as they are shown."""
        if not self._gaps:
            return say(self._language, "nothing-missing"), [], [], []
        if self._vendor is not None:
            caption = self._say("gaps-of-vendor", n=len(self), vendor=self._registry.name(self._vendor))
            headings = ["fact", "article", "question"]
            return caption, [self._say(key) for key in headings], self._questions(), []
        asked = sum(gap.of_article_30 for gap in self._gaps)
        date = self._record.document.date
        caption = self._say("gaps-of-record", n=len(self), date=date, art30=asked)
        headings = ["article", "about", "fact", "lacking"]
        return caption, [self._say(key) for key in headings], self._by_article(), [self._say("gaps-note")]

    def _by_article(self) -> list[list[object]]:
        """Return a row for each article and whoever lacks the same facts that it asks for."""
        by_fact: dict[tuple[str, str, str], list[Gap]] = {}
        for gap in self._gaps:
            by_fact.setdefault((gap.article, gap.kind, gap.field.key), []).append(gap)
        together: dict[tuple[str, str, tuple[str | None, ...]], list[str]] = {}
        for (article, kind, _), gaps in by_fact.items():
            names = tuple(self._registry.name(gap.subject) if gap.subject else None for gap in gaps)
            together.setdefault((article, kind, names), []).append(gaps[0].field.labels[self._language])
        rows: list[list[object]] = [
            [
                self._article(article),
                subjects_words(self._language, kind, list(names)),
                "\n".join(labels),
                len(labels) * len(names),
            ]
            for (article, kind, names), labels in sorted(together.items(), key=lambda row: _rank(row[0][0]))
        ]
        return rows

    def _questions(self) -> list[list[object]]:
        rows: list[list[object]] = []
        for gap in self._gaps:
            label = gap.field.labels[self._language]
            question = gap.field.questions.get(self._language, label)
            rows.append([label, self._article(gap.article), question])
        return rows

    def _article(self, article: str) -> str:
        return article_words(self._language, article) or self._say("not-asked")

    def _say(self, key: str, **values: object) -> str:
        return say(self._language, key, **values)


def _rank(article: str) -> tuple[bool, bool, str]:
    """Order articles: Article 30 first, what no article asks for last."""
    return (not article.startswith("30"), not article, article)
