"""Lines and cells as HTML: each text escaped, its kind in an element, what it rests on as a note."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from datamap.records.appearance import is_changed, is_quiet
from datamap.records.breaks import runs
from datamap.records.references import SOURCES, References
from datamap.records.words import WORDS, said
from datamap.visible import visible

if TYPE_CHECKING:
    from datamap.records.document import Cell, Document, Kind, Line, Part

_LONG = 14  # characters of a word that may be wider than a narrow column, and is kept by the style sheet
_KEPT = re.compile(r"[\d@/.\\-]")
"""One of these is in whatever is kept whole; to look first is faster than to divide every text."""

_KINDS: dict[Kind, Markup] = {
    "gap": Markup('<em class="gap">{}</em>'),
    "name": Markup("<strong>{}</strong>"),
    "quiet": Markup('<span class="quiet">{}</span>'),
    "change": Markup("<ins>{}</ins>"),
}
_KEEP = Markup('<span class="keep">{}</span>')
_LINE = Markup("<div{}>{}</div>")
_CHANGED, _SMALL = Markup(' class="changed"'), Markup(' class="small"')
_NOTE = Markup('<a href="#{}" aria-label="{} {}">{}</a>')
_NOTES = Markup("{}<sup>{}</sup>")
_SPACE, _COMMA, _NOTHING = Markup(" "), Markup(", "), Markup("")


def anchor(table: str, row: str) -> str:
    """Return the id of a row; an id holds no spaces."""
    return f"{table}-{'-'.join(visible(row).split())}"


@functools.lru_cache(maxsize=4096)
def text(shown: str) -> Markup:
    """Return text as HTML, marked where a line may break otherwise than between words.

    The style sheet hyphenates, and breaks what is kept whole where it is too long.
    """
    if not _KEPT.search(shown):
        return escape(shown)
    return _NOTHING.join(
        _KEEP.format(run.text) if run.manner == "keep" else escape(run.text) for run in runs(shown, _LONG)
    )


class Marker:
    """Makes HTML of the lines and cells of one document."""

    def __init__(self, document: Document) -> None:
        self._language = document.language
        self._references = References(document)

    def cell(self, cell: Cell) -> Markup:
        """Return a cell's lines; a line that holds a change has a bar beside it, one of remarks is small."""
        if len(cell.lines) == 1 and not is_changed(cell.lines[0]):
            return self.line(cell.lines[0])
        return _NOTHING.join(
            _LINE.format(
                _CHANGED if is_changed(line) else _SMALL if is_quiet(line) else _NOTHING, self.line(line)
            )
            for line in cell.lines
        )

    def line(self, line: Line) -> Markup:
        """Return a line's parts, with a note after each run of them that rests on the same sources."""
        pieces = []
        for parts, rows in self._references.runs(line):
            marked = _SPACE.join(map(self._part, parts))
            if rows:
                word = WORDS[self._language]["source"]
                notes = (_NOTE.format(quote(anchor(SOURCES, key)), word, label, label) for key, label in rows)
                marked = _NOTES.format(marked, _COMMA.join(notes))
            pieces.append(marked)
        return _SPACE.join(pieces)

    def _part(self, part: Part) -> Markup:
        marked = text(said(part, self._language))
        element = _KINDS.get(part.kind)
        return element.format(marked) if element else marked
