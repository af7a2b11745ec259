"""Documents as Markdown: CommonMark with the tables of GitHub Flavored Markdown."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from datamap.records.appearance import lead, placed
from datamap.records.grid import groups, is_sentence
from datamap.records.references import References, numbered
from datamap.records.words import WORDS, said
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from datamap.records.document import Cell, Column, Document, Front, Kind, Line, Part, Row, Table

# Punctuation that CommonMark, GFM or GitHub (mathematics, emoji, links) may read as markup, wherever it
# stands; "{" because site generators run "{{" and "{%" before they read Markdown.
_MARKUP = re.compile(r"[\\`*_{}\[\]|~$&#]|:(?=\S)|(?<=\bwww)\.", re.IGNORECASE)
_AT_START = re.compile(r"[-+=]|(?<=\d)[.)]")
_STARTS = re.compile(r"[-+=]|\d{1,9}[.)]")


_MARKS: dict[Kind, tuple[str, str]] = {
    "name": ("**", "**"),
    "gap": ("*", "*"),
    "change": ("<ins>", "</ins>"),
}


def markdown(document: Document) -> str:
    """Return the document as Markdown (CommonMark 0.31; tables by GFM 0.29).

    The front is a list, each section a heading and a table. Gaps are in italics, names in bold. A row's
    voluntary cells are a row of their own below it, each under its label, and the first cell says which row
    they belong to. A band is a heading with a table of its own. All text is escaped: a reader sees the
    characters that the document holds, whatever they mean to Markdown, HTML or a site generator.
    """
    refer = References(document)
    document = numbered(document)
    blocks = [f"# {_escaped(document.title)}", _escaped(document.subtitle)]
    blocks += _front(document.front, document.language, refer)
    for table in document.tables:
        blocks += _table(table, document.language, refer)
    blocks += ["---", _escaped(document.footer)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _front(front: Front, language: str, refer: References) -> Iterator[str]:
    yield from (_line(line, language, refer) for line in front.opening)
    facts = []
    for field in front.fields:
        article = f" ({_escaped(field.article)})" if field.article else ""
        facts.append(f"- **{_escaped(field.label)}**{article}: {_cell(field.cell, language, refer)}")
    yield "\n".join(facts)
    if front.reading:
        yield f"## {_escaped(front.reading_title)}"
        yield "\n".join(f"- {_line(line, language, refer)}" for line in front.reading)
    if front.legend:
        rows = ([_part(wording, language), _escaped(meaning)] for wording, meaning in front.legend)
        yield "\n".join(_grid([_escaped(head) for head in front.legend_heads], rows))


def _table(table: Table, language: str, refer: References) -> Iterator[str]:
    yield f"## {_escaped(table.title)}"
    yield "<br>\n".join(_line(line, language, refer) for line in lead(table, language))
    heads = [_escaped(column.label) + _small(column.article) for column in table.columns]
    for band, rows in groups(table):
        if band:
            yield f"### {_line(band.line, language, refer)}"
        for is_whole, some in itertools.groupby(rows, is_sentence):
            if is_whole:
                yield from (" ".join(_cell(cell, language, refer) for cell in row.cells) for row in some)
                continue
            cells = (cells for row in some for cells in _rows(row, table, language, refer))
            yield "\n".join(_grid(heads, cells))


def _rows(row: Row, table: Table, language: str, refer: References) -> Iterator[list[str]]:
    yield _cells(row.cells, table.columns, language, refer)
    if row.below:
        number = _cell(row.cells[0], language, refer)
        below = _cells(row.below, table.below, language, refer)
        # The first cell says that the row is voluntary; only what says more stands at a label.
        voluntary = WORDS[language]["voluntary"]
        labels = (
            f"**{_escaped(column.label)}**{_small(column.article.removeprefix(voluntary))}<br>"
            for column in table.below
        )
        yield [
            f"{number}<br><sub>{WORDS[language]['voluntarily']}</sub>",
            *(label + text for label, text in zip(labels, below, strict=True)),
        ]


def _cells(cells: Sequence[Cell], columns: Sequence[Column], language: str, refer: References) -> list[str]:
    """Return one text a column; GFM has no spans, so the columns that a cell runs over refer to it."""
    result = []
    for cell, start, span in placed(cells, len(columns)):
        result.append(_cell(cell, language, refer))
        see = WORDS[language]["see"].format(column=columns[start].label)
        result += [_escaped(see)] * (span - 1)
    return result


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (heads, ["---"] * len(heads), *rows):
        yield f"| {' | '.join(cells)} |"


def _cell(cell: Cell, language: str, refer: References) -> str:
    return "<br>".join(_line(line, language, refer) for line in cell.lines)


def _line(line: Line, language: str, refer: References) -> str:
    pieces = []
    for parts, sources in refer.runs(line):
        text = " ".join(_part(part, language) for part in parts)
        notes = ", ".join(_escaped(source.label) for source in sources)
        pieces.append(f"{text}<sup>{notes}</sup>" if notes else text)
    return " ".join(pieces)


def _part(part: Part, language: str) -> str:
    text = _escaped(said(part, language))
    before, after = _MARKS.get(part.kind, ("", ""))
    return before + text + after if text else ""


def _small(article: str) -> str:
    return f"<br><sub>{_escaped(article)}</sub>" if article else ""


def _escaped(text: str) -> str:
    """Return text so that Markdown shows it as it is, on one line."""
    text = visible(text).replace("\t", " ").strip()
    text = _MARKUP.sub(r"\\\g<0>", text)
    if _STARTS.match(text):
        text = _AT_START.sub(r"\\\g<0>", text, count=1)
    # Entities rather than backslashes: a renderer that strips HTML first knows only these.
    text = text.replace("<", "&lt;").replace(">", "&gt;")
    return "<br>".join(line.strip() for line in text.split("\n"))
