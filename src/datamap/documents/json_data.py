"""JSON with the line of every value, all scalars as the text that stands in the file."""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]

from datamap.documents.blocks import Content, Record, RecordField, RecordTree
from datamap.documents.document import Cell
from datamap.documents.html import plain_words
from datamap.documents.text import decode, with_plain_line_ends
from datamap.errors import UnreadableDocument
from datamap.locators import bounded

_SPACE = re.compile(r"[ \t\n\r]*")
_BARE = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null")

DEEPEST = 60
"""Levels of the deepest nesting that is read."""


def read_json(data: bytes, name: str) -> Content:
    """Return a JSON file, or a file of one JSON value a line, as records."""
    text, encoding, notes = decode(data, name)
    values = _Scanner(with_plain_line_ends(text), name).run()
    records = tuple(value for value in values if isinstance(value, Record))
    loose = tuple(value for value in values if isinstance(value, Cell))
    if loose:
        records += (Record(loose[0].line, (RecordField(Cell("", loose[0].line), loose),)),)
    return Content(blocks=(RecordTree(records),), encoding=encoding, notes=notes)


class _Scanner:
    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.at = 0
        self.line = 1
        self.counted = 0

    def run(self) -> list[Cell | Record]:
        values: list[Cell | Record] = []
        try:
            self._skip()
            while self.at < len(self.text):
                values.extend(self._value("", 0))
                self._skip()
                if self.text.startswith(",", self.at):
                    self.at += 1
                    self._skip()
        except (JSONDecodeError, IndexError):
            raise self._refusal("is not JSON from here on") from None
        return values

    def _refusal(self, what: str) -> UnreadableDocument:
        return UnreadableDocument(f"{self.name}: line {self._here()}: {what}")

    def _here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = max(self.at, self.counted)
        return self.line

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def _value(self, path: str, depth: int) -> list[Cell | Record]:
        """Return the value that begins here; the members of an array as they are."""
        if depth > DEEPEST:
            raise self._refusal(f"nested more than {DEEPEST} levels deep; flatten the list")
        start, line = self.text[self.at], self._here()
        if start == '"':
            value, self.at = scanstring(self.text, self.at + 1, True)
            return [Cell(plain_words(value).strip(), line, path)]
        if start == "{":
            return [self._object(path, line, depth)]
        if start == "[":
            return self._array(path, depth)
        bare = _BARE.match(self.text, self.at)
        if bare is None:
            raise self._refusal("is not JSON from here on")
        self.at = bare.end()
        return [Cell("" if bare[0] == "null" else bare[0], line, path)]

    def _object(self, path: str, line: int, depth: int) -> Record:
        fields: list[RecordField] = []
        self._next("{")
        while self.text[self.at] != "}":
            label_line = self._here()
            if self.text[self.at] != '"':
                raise self._refusal("a name in quotation marks was expected")
            label, self.at = scanstring(self.text, self.at + 1, True)
            self._skip()
            self._next(":")
            inner = bounded(f"{path}.{label}" if path else label)
            values = tuple(self._value(inner, depth + 1))
            fields.append(RecordField(Cell(label, label_line, inner), values))
            self._skip()
            if self.text[self.at] == ",":
                self._next(",")
        self.at += 1
        return Record(line, tuple(fields))

    def _array(self, path: str, depth: int) -> list[Cell | Record]:
        values: list[Cell | Record] = []
        self._next("[")
        count = 0
        while self.text[self.at] != "]":
            values.extend(self._value(f"{path}[{count}]", depth + 1))
            count += 1
            self._skip()
            if self.text[self.at] == ",":
                self._next(",")
        self.at += 1
        return values

    def _next(self, sign: str) -> None:
        if not self.text.startswith(sign, self.at):
            raise self._refusal(f"{sign} was expected")
        self.at += 1
        self._skip()
