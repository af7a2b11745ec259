"""What a record lacks, as an object: listed, written as a questionnaire, or put to one vendor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from datamap.errors import RecordError
from datamap.records.cells import Gap
from datamap.records.questionnaire import questionnaire
from datamap.records.vendor_questions import vendor_mail, vendor_questions
from datamap.records.wording import article_words
from datamap.registry.serialisation import check_writable, write_atomically

if TYPE_CHECKING:
    from datamap.records.record import Record
    from datamap.registry.registry import RegistryBase


class Gaps(Sequence[Gap]):
    """The gaps of a record, the record's own (Art. 30) first; of one vendor where one is given."""

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
        language = self._record.document.language
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
