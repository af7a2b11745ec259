"""Columns and keys: which field of an entry a heading names, in any order and language."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.claims.labels import FieldLabels
from datamap.claims.phrases import Phrase, terms_in
from datamap.vocabulary.concepts import ANY_PERSONAL_DATA, PERSONAL_DATA, normalise
from datamap.vocabulary.terms import PD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.claims.lexicon import Lexicon

NAMING = ("vendor-name", "legal-entity", "service")
"""Fields that can hold an entry's name, the surest first."""

_LONGEST_HEADING = 300
"""Characters of the longest heading; more is prose."""

_LONGEST_TITLE = 4_000
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NUMBER = re.compile(r"#|no\.?|nr\.?|n[o°º]\.?|id|№|index|row|rad", re.IGNORECASE)
_DIGITS = re.compile(r"[#(]?\d{1,5}[.)]?")
_JOINTS = re.compile(r"\s*(?:/|\||&|\+|,|:|–|—|\n|\s-\s)\s*")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading with the field it names; ``key`` is None where nobody knows."""

    label: str
    key: str | None
    level: str = "entry"
    language: str | None = None
    is_name: bool = False


class Columns:
    """Maps headings of columns, and keys of records, to fields."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.labels = FieldLabels(lexicon.vocabulary)
        self._known: dict[str, Column] = {}

    def column(self, heading: str) -> Column:
        """Return what a heading names."""
        if len(heading) > _LONGEST_HEADING:
            return Column(heading, None)
        found = self._known.get(heading)
        if found is None:
            found = self._known[heading] = self._read(heading)
        return found

    def _read(self, heading: str) -> Column:
        for form in self._forms(heading):
            known = self.labels.match(form)
            if known is not None:
                return Column(heading, *known)
            if self.lexicon.vocabulary.lookup(form, PERSONAL_DATA) == PD + "Name":
                return Column(heading, None, is_name=True)
        # "Types of personal data shared with the vendor": the longest label inside it, the first of equals.
        inside = terms_in(Phrase(self.words(heading), 0), self._keys)
        if inside:
            best = max(inside, key=lambda term: len(term.phrase.text.split()))
            known = self.labels.match(best.phrase.text)
            if known is not None:
                return Column(heading, *known)
        return Column(heading, None)

    def _forms(self, heading: str) -> Iterable[str]:
        """Yield the forms in which a heading may be a label: whole, in words, without brackets, its parts."""
        words = self.words(heading)
        yield heading
        yield words
        bare = " ".join(_BRACKETS.sub(" ", words).split())
        yield bare
        parts = [part for part in _JOINTS.split(bare) if part]
        for joined in parts:
            yield joined
            pieces = [p.text for p in self.lexicon.joined(Phrase(joined, 0))]
            if len(pieces) > 1:
                yield from pieces
        yield from (inner.strip() for inner in _BRACKETS.findall(words))

    def announces_others(self, text: str) -> bool:
        """Tell whether a text announces former vendors, changes, or companies that are no vendors."""
        return self.lexicon.announces_others(Phrase(self.words(text[:_LONGEST_TITLE]), 0))

    @staticmethod
    def words(heading: str) -> str:
        """Return a heading in words: "dataCategories" and "data_categories" as "data Categories"."""
        text = _CAMEL.sub(" ", heading.replace("_", " ")) if " " not in heading.strip() else heading
        if "-" in text and " " not in text:
            text = text.replace("-", " ") if text.islower() else text
        return " ".join(text.strip(" \t\n*_:.?").split())

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {label: label for label in self.labels.known}

    @cached_property
    def naming_labels(self) -> dict[str, str]:
        """The labels that name vendors, or those whom a vendor engages."""
        keys = ("vendor-name", "sub-processors")
        return {label: label for label in self.labels.known if (self.labels.match(label) or ("",))[0] in keys}

    def name_column(self, columns: list[Column], values: list[list[str]]) -> int | None:
        """Return the index of the column that names the vendors: by heading, else the first with words."""
        for index, column in enumerate(columns):
            if column.key == "vendor-name":
                return index
        for index, column in enumerate(columns):
            if column.is_name:
                return index
        for key in ("processor", *NAMING[1:]):
            for index, column in enumerate(columns):
                if column.key == key and not self.is_counting(column, values[index]):
                    return index
        substantive = sum(column.key is not None for column in columns)
        for index, column in enumerate(columns):
            if self.is_counting(column, values[index]):
                continue
            return index if column.key is None and substantive >= 2 else None
        return None

    def by_content(self, column: Column, values: list[str]) -> Column:
        """Return a column of unknown heading as one of places, where most of its cells name places."""
        filled = [value for value in values if value]
        if column.key is not None or column.is_name or len(filled) < 2:
            return column
        places = sum(self.lexicon.names_places(Phrase(value, 0)) for value in filled)
        return replace(column, key="processing-place") if places * 3 >= len(filled) * 2 else column

    def data_by_content(self, column: Column, values: list[str]) -> Column:
        """Return a column about processing, or of unknown meaning, as the data where its cells name data."""
        filled = [value for value in values if value]
        if column.key not in (None, "processing-category") or column.is_name or len(filled) < 2:
            return column
        labels = self.lexicon.vocabulary.labels(PERSONAL_DATA)
        named = sum(
            any(term.concept != ANY_PERSONAL_DATA for term in terms_in(Phrase(value, 0), labels))
            for value in filled
        )
        doing = sum(self.lexicon.speaks_of_operation(Phrase(value, 0)) for value in filled)
        return replace(column, key="data") if named * 2 >= len(filled) and named > doing else column

    @staticmethod
    def is_counting(column: Column, values: list[str]) -> bool:
        """Tell whether a column only counts the rows."""
        if _NUMBER.fullmatch(column.label.strip()):
            return all(_DIGITS.fullmatch(v) or not v for v in values)
        return (
            not column.label.strip() and bool(values) and all(_DIGITS.fullmatch(v) or not v for v in values)
        )


def same_words(left: str, right: str) -> bool:
    """Tell whether two texts are the same but for case and spacing."""
    return normalise(left) == normalise(right)
