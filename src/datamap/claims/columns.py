"""Columns and keys: which field of an entry a heading names, in any order and language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.claims.facets import PROCESSED_AT
from datamap.claims.labels import FieldLabels
from datamap.claims.phrases import Phrase, terms_in
from datamap.vocabulary.concepts import ANY_PERSONAL_DATA, PERSONAL_DATA, normalise
from datamap.vocabulary.terms import PD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
    """A heading with the field it names; ``key`` is None where nobody knows.

    ``partly`` tells that the heading has other words too, ``of_vendor`` that they name the vendor,
    ``ticked`` that its cells only tick what it names.
    """

    label: str
    key: str | None
    level: str = "entry"
    language: str | None = None
    is_name: bool = False
    partly: bool = False
    of_vendor: bool = False
    ticked: bool = False


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
            if known is not None and known[0] == "seat":
                known = self._place_beside_seat(heading) or known
            if known is not None:
                return Column(heading, *known)
            if self.lexicon.vocabulary.lookup(form, PERSONAL_DATA) == PD + "Name":
                return Column(heading, None, is_name=not self._lists_data(heading))
        plain = self._by_plain_letters.get(normalise(self.words(heading))) if heading.isascii() else None
        if plain is not None:
            known = self.labels.match(plain)
            assert known is not None
            return Column(heading, *known)
        return self._by_words_inside(heading)

    def _lists_data(self, heading: str) -> bool:
        """Tell whether a text lists types of data: "name, e-mail", which "name, address" may not."""
        parts = [part for part in _JOINTS.split(self.words(heading)) if part]
        return any(
            self.lexicon.vocabulary.lookup(part, PERSONAL_DATA) not in (None, PD + "Name")
            and self.labels.match(part) is None
            for part in parts
        )

    @cached_property
    def _by_plain_letters(self) -> dict[str, str]:
        """Labels by their letters without accents, as keys of data files have them: "alikasittelijat"."""
        found: dict[str, str] = {}
        for label in sorted(self.labels.known):
            plain = "".join(c for c in unicodedata.normalize("NFKD", label) if not unicodedata.combining(c))
            if plain != label and plain.isascii():
                found.setdefault(plain, label)
        return found

    def _place_beside_seat(self, heading: str) -> tuple[str, str, str | None] | None:
        """Return the field of places where a heading names that too: "Seat / region" may be either."""
        parts = map(self.labels.match, _JOINTS.split(self.words(heading)))
        return next((known for known in parts if known is not None and known[0] in PROCESSED_AT), None)

    def _by_words_inside(self, heading: str) -> Column:
        """Return the field of the label in a heading that has other words too.

        The longest label before the first preposition, and of equals the last: "Provider location", but
        "Types of personal data shared with the vendor".
        """
        words = Phrase(self.words(heading), 0)
        inside = terms_in(words, self._keys)
        if not inside:
            return Column(heading, None)
        end = self.lexicon.first_preposition(words.text)
        head = [term for term in inside if end is None or term.phrase.start < end] or inside
        best = max(head, key=lambda term: (len(term.phrase.text.split()), term.phrase.start))
        known = self.labels.match(best.phrase.text)
        assert known is not None
        names_vendor = any(self._names_vendor(term.phrase.text) for term in inside if term is not best)
        return Column(heading, *known, partly=True, of_vendor=names_vendor)

    def _names_vendor(self, label: str) -> bool:
        known = self.labels.match(label)
        return known is not None and known[0] in ("vendor-name", "legal-entity")

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
    def naming(self) -> re.Pattern[str]:
        """The words that name vendors as such: "sub-processor", "underbiträden"."""
        longest = sorted(self.naming_labels, key=lambda label: (-len(label), label))
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)

    @cached_property
    def naming_labels(self) -> dict[str, str]:
        """The labels that name vendors, or those whom a vendor engages."""
        keys = ("vendor-name", "sub-processors")
        return {label: label for label in self.labels.known if (self.labels.match(label) or ("",))[0] in keys}

    def name_column(self, columns: list[Column], values: list[list[str]]) -> int | None:
        """Return the index of the column that names the vendors: by heading, else the first with words."""

        def first(wanted: Callable[[Column], bool]) -> int | None:
            for index, column in enumerate(columns):
                if wanted(column) and not self.is_counting(column, values[index]):
                    return index
            return None

        # "Processor" beside "Sub-processors": who is listed, and whom they engage in turn.
        engaging = first(lambda c: c.key == "processor" and not c.partly)
        if engaging is not None and self._are_several(values[engaging]):
            return engaging
        for wanted in (
            lambda c: c.key == "vendor-name" and not c.partly,
            lambda c: c.is_name,
            lambda c: c.key == "vendor-name",
            lambda c: c.key == "processor",
            lambda c: c.key == "legal-entity",
            lambda c: c.key == "service",
        ):
            found = first(wanted)
            if found is not None:
                return found
        substantive = sum(column.key is not None for column in columns)
        for index, column in enumerate(columns):
            if self.is_counting(column, values[index]):
                continue
            return index if column.key is None and substantive >= 2 else None
        return None

    @staticmethod
    def _are_several(values: list[str]) -> bool:
        filled = [value for value in values if value]
        return len(set(filled)) * 2 > len(filled) > 0

    def settled(self, columns: list[Column], name: int) -> list[Column]:
        """Return the columns as they are to be read beside the one that names the vendors.

        Where two say a place, one "of the vendor" is its seat; other vendors beside it are whom it engages.
        """
        places = sum(column.key in PROCESSED_AT for column in columns)
        out = []
        for index, column in enumerate(columns):
            if column.key in PROCESSED_AT and column.of_vendor and places > 1:
                column = replace(column, key="seat")
            elif index != name and columns[name].key == "processor" and column.key == "vendor-name":
                column = replace(column, key="sub-processors")
            out.append(column)
        return out

    def by_content(self, column: Column, values: list[str]) -> Column:
        """Return a column of unknown heading as one of places, where most of its cells name places.

        Only for tables without a column that says where data are processed: beside one, an unknown heading
        over places may name anything else, such as where the company is registered.
        """
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
