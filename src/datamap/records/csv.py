"""Documents as CSV (RFC 4180): one wide table for spreadsheets and scripts."""

from __future__ import annotations

import csv as standard
import io
from typing import TYPE_CHECKING

from datamap.records.appearance import lead
from datamap.records.grid import flat_columns, flat_rows
from datamap.records.words import WORDS, cell_text, line_text, said
from datamap.spreadsheets import defended
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from datamap.records.document import Document, Table

DELIMITERS = {"sv": ";", "en": ","}
"""The list separator of each language's locale, by which Excel divides a CSV file that it opens."""

_Key = tuple[str, int]
_Section = tuple[list[str], "Iterable[Sequence[str]]"]


def csv(document: Document, raw: bool = False) -> bytes:
    r"""Return the document as one CSV table.

    The first column names the section; the others are the union of all sections' columns by label, the
    voluntary ones last in each. The front page comes first, a fact a row. UTF-8 with a byte order mark,
    without which Excel takes "ö" for two characters; lines end in CRLF (RFC 4180, 2.1).

    The delimiter is ";" in Swedish and "," in English. RFC 4180 has the comma, but Excel opens a file by
    the list separator of its locale, and a Swedish Excel puts a comma-separated row in one cell. Python's
    ``csv.Sniffer``, pandas (``sep=None``) and LibreOffice recognise both.

    A cell that a spreadsheet might run, as it begins with ``= + - @`` or a tab after any spaces, gets an
    apostrophe before it. ``raw`` leaves the apostrophe out, for programs that read the file; control and
    direction characters are shown as code points either way.
    """
    sections = [_front(document)]
    for table in document.tables:
        sections += [_lead(table, document.language), _table(table, document.language)]
    keys: dict[_Key, int] = {}
    for labels, _ in sections:
        for key in _numbered(labels):
            keys.setdefault(key, len(keys))
    stream = io.StringIO(newline="")
    writer = standard.writer(stream, delimiter=DELIMITERS[document.language], lineterminator="\r\n")
    shown = (lambda text: text) if raw else defended
    writer.writerow(shown(label if nth == 1 else f"{label} ({nth})") for label, nth in keys)
    for labels, rows in sections:
        places = [keys[key] for key in _numbered(labels)]
        for row in rows:
            line = [""] * len(keys)
            for place, text in zip(places, row, strict=True):
                line[place] = shown(text)
            writer.writerow(line)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _front(document: Document) -> _Section:
    words, front, language = WORDS[document.language], document.front, document.language
    labels = [words[word] for word in ("section", "field", "article", "content")]

    def rows() -> Iterator[Sequence[str]]:
        yield words["front"], visible(document.title), "", visible(document.subtitle)
        for line in front.opening:
            yield words["front"], "", "", line_text(line, language)
        for field in front.fields:
            text = cell_text(field.cell, language)
            yield words["front"], visible(field.label), visible(field.article), text
        for line in front.reading:
            yield visible(front.reading_title), "", "", line_text(line, language)
        for wording, meaning in front.legend:
            yield visible(front.legend_heads[0]), said(wording, language), "", visible(meaning)

    return labels, rows()


def _lead(table: Table, language: str) -> _Section:
    labels = [WORDS[language][word] for word in ("section", "content")]
    return labels, [[visible(table.title), line_text(line, language)] for line in lead(table, language)]


def _table(table: Table, language: str) -> _Section:
    title = visible(table.title)
    labels = [
        WORDS[language]["section"],
        *(visible(column.label) for column in flat_columns(table, language)),
    ]
    rows = ([title, *(cell_text(cell, language) for cell in row.cells)] for row in flat_rows(table, language))
    return labels, rows


def _numbered(labels: Iterable[str]) -> list[_Key]:
    """Return each label with which of its kind it is: a table may have two columns of one name."""
    seen: dict[str, int] = {}
    result = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        result.append((label, seen[label]))
    return result
