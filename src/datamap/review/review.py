"""What is pending, as an object: listed, shown in a notebook, written as a spreadsheet to decide in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from datamap.errors import RecordError
from datamap.questions.forms import Tabular, text_table
from datamap.questions.markup import html_table
from datamap.registry.serialisation import check_writable, write_atomically
from datamap.review.pending import Pending
from datamap.review.wording import say

if TYPE_CHECKING:
    from datamap.registry.registry import RegistryBase

SUFFIXES = (".xlsx", ".csv")


class Review(Tabular, Sequence[Pending]):
    """The phrases that nobody understood, the most frequent first."""

    def __init__(self, registry: RegistryBase, pending: list[Pending], language: str) -> None:
        self._registry, self._pending, self.language = registry, pending, language

    @overload
    def __getitem__(self, index: int) -> Pending: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pending]: ...
    def __getitem__(self, index: int | slice) -> Pending | list[Pending]:
        """Return one phrase or a list of them."""
        return self._pending[index]

    def __len__(self) -> int:
        """Return how many phrases are pending."""
        return len(self._pending)

    def label(self, concept: str) -> str:
        """Return the label of a concept in the review's language."""
        return self._registry.vocabulary.label(concept, self.language)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return {"pending": [pending.to_dict(self.label) for pending in self._pending]}

    def rows(self) -> list[list[str]]:
        """Return phrase, field, how often and where it is seen first, and what it may mean, in words."""
        return [
            [
                pending.phrase,
                say(self.language, pending.field),
                str(len(pending.seen)),
                pending.seen[0].place,
                ", ".join(self.label(s.concept) for s in pending.suggestions),
            ]
            for pending in self._pending
        ]

    def save(self, path: str | Path, *, by: str = "") -> Path:
        """Write a spreadsheet to decide in (.xlsx, .csv); return the path.

        ``by`` fills in who decides. Raises RecordError for another suffix, RegistryError.
        """
        path = Path(path)
        if path.suffix.lower() not in SUFFIXES:
            raise RecordError(f"{path}: phrases are written as {' or '.join(SUFFIXES)}")
        check_writable(path, registry=self._registry.location)
        from datamap.review.sheet import as_csv, as_workbook

        make = as_workbook if path.suffix.lower() == ".xlsx" else as_csv
        write_atomically(path, make(self._registry, self, path.name, by))
        return path

    def _headings(self) -> list[str]:
        return say(self.language, "headings").split("|")

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        columns = ["phrase", "field", "seen", "first", "suggestion"]
        rows = [dict(zip(columns, row, strict=True)) for row in self.rows()]
        for row, pending in zip(rows, self._pending, strict=True):
            row["seen"] = len(pending.seen)  # type: ignore[assignment]
        return rows, columns

    def title(self) -> str:
        """Return how many phrases are pending, in words."""
        if not self._pending:
            return say(self.language, "none")
        seen = sum(len(pending.seen) for pending in self._pending)
        return say(self.language, "count", n=len(self._pending), seen=seen)

    def _html(self) -> str:
        return html_table(self.title(), self._headings(), self.rows(), lang=self.language)

    def _text(self) -> str:
        return text_table(self.title(), self._headings(), self.rows()) if self._pending else self.title()
