"""Labelled fields: a line to its field, by the field labels of the ontology (scheme ``dm:fields``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from datamap.claims.marks import without_emphasis, without_marks
from datamap.documents import Cell
from datamap.vocabulary.concepts import (
    ANY_PERSONAL_DATA,
    FIELDS,
    NOTATION,
    PERSONAL_DATA,
    Vocabulary,
    normalise,
)
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIELD = re.compile(r"(?P<label>[^:：]{1,80})[:：](?P<value>.*)", re.DOTALL)
_DASHED = re.compile(r"(?P<label>[^\t–—-]{1,80}?)(?:\t+| [-–—] )(?P<value>.+)", re.DOTALL)
_BULLET = re.compile(r"\A\s*(?:[-–•‣▪·]\s+|\d{1,3}[.)]\s+|#{1,6}\s+)")


@dataclass(slots=True)
class Field:
    """A labelled field: its key (None where the label is unknown), its label, and its lines."""

    key: str | None
    label: str
    language: str | None
    first: Cell
    first_value: str
    level: str = "entry"
    rest: list[Cell] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The line where the field starts."""
        return self.first.line

    @property
    def at(self) -> str:
        """The locator of the field, "" where a line is enough."""
        return self.first.at

    @property
    def text(self) -> str:
        """The whole field, verbatim, label included."""
        return _joined([self.first, *self.rest])

    @property
    def value(self) -> str:
        """What follows the label, over all lines; blank lines stay, so that offsets give lines."""
        return _joined(self._value_cells())

    @property
    def value_line(self) -> int:
        """The line where the value starts: the label's, or the next where the label stands alone."""
        return self._value_cells()[0].line

    @property
    def last(self) -> str:
        """The last piece of the value so far."""
        return self.rest[-1].text if self.rest else self.first_value

    def _value_cells(self) -> list[Cell]:
        if self.rest and not self.first_value.strip():
            return self.rest
        return [Cell(self.first_value, self.first.line), *self.rest]


@dataclass(slots=True)
class Remark:
    """Text of an entry under no label, or a footnote."""

    lines: list[Cell]
    kind: Literal["remark", "footnote", "field"] = "remark"
    mark: str = ""

    @property
    def line(self) -> int:
        """The line where the remark starts."""
        return self.lines[0].line

    @property
    def at(self) -> str:
        """The locator of the remark, "" where a line is enough."""
        return self.lines[0].at

    @property
    def text(self) -> str:
        """The whole remark, verbatim."""
        return _joined(self.lines)


def _joined(cells: Sequence[Cell]) -> str:
    out, line = [], cells[0].line
    for cell in cells:
        out.append("\n" * (cell.line - line) + cell.text)
        line = cell.line
    return "".join(out)


def without_bullet(text: str) -> str:
    """Return a line without the bullet, number or heading sign that begins it."""
    return _BULLET.sub("", text, count=1)


class FieldLabels:
    """The field labels of the ontology: a line to its field."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._data_types = vocabulary.labels(PERSONAL_DATA)
        self._keys: dict[str, tuple[str, str, str | None]] = {}
        for concept in vocabulary.members(FIELDS):
            key = vocabulary.value(concept, NOTATION.value) or ""
            level = vocabulary.value(concept, DM + "level") or "entry"
            for language, label in vocabulary.labels_by_language(concept):
                name = normalise(label)
                # A label that several languages share tells no language.
                shared = name in self._keys and self._keys[name][2] != language
                self._keys[name] = (key, level, None if shared else language)

    def _dashed(self, text: str) -> re.Match[str] | None:
        """Return a line "label - value" or "label TAB value" whose label is known, cut in two.

        A label that is a type of data too ("adress") may be an item of a list instead.
        """
        split = _DASHED.match(text)
        label = split["label"].strip(" \t*_") if split else ""
        item = self._data_types.get(normalise(label)) not in (None, ANY_PERSONAL_DATA)
        return split if self.match(label) and not item else None

    @property
    def known(self) -> Iterable[str]:
        """Every label, normalised."""
        return self._keys.keys()

    def match(self, label: str) -> tuple[str, str, str | None] | None:
        """Return (key, level, language) of a label, or None."""
        return self._keys.get(normalise(label))

    def read(self, cell: Cell, marks: frozenset[str]) -> Field | None:
        """Return the field that a line begins, with ``key`` None for a label nobody knows; else None."""
        text = without_emphasis(without_bullet(cell.text))
        split = _FIELD.match(text) or self._dashed(text)
        if split is None:
            return None
        label = without_marks(split["label"], marks).strip(" \t\u00a0*_")
        known = self.match(label)
        key, level, language = known or (None, "entry", None)
        if known is None and (not label or len(label.split()) > 5 or split["value"].startswith("//")):
            return None
        value = split["value"]
        return Field(key, split["label"].strip(), language, cell, value, level)
