"""Documents as HTML: one file that needs no network and runs no script, for the screen and for paper."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.extras import needs
from datamap.records.appearance import (
    BOTTOM,
    FRONT_SIDE,
    GAP,
    HEADING,
    PAGE_WORDS,
    QUIET,
    RULE,
    SIDE,
    SIZES,
    TINT,
    TOP,
    lead,
    placed,
)
from datamap.records.grid import groups, word_widths
from datamap.records.references import numbered
from datamap.records.words import WORDS
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.records.document import Column, Document, Table
    from datamap.records.html_text import Marker

_TEMPLATES = Path(__file__).parent / "templates"

LIGHT = {
    "paper": "fff",
    "ink": "15191d",
    "heading": HEADING,
    "gap": GAP,
    "quiet": QUIET,
    "rule": RULE,
    "tint": TINT,
    "mark": "fff0c2",
}
DARK = {
    "paper": "121519",
    "ink": "eceef0",
    "heading": "a9c8ee",
    "gap": "f2b38c",
    "quiet": "b0b7bf",
    "rule": "454c55",
    "tint": "1d2228",
    "mark": "4a3b08",
}
"""Colours of the screen at night. Text keeps at least 4.5:1 on paper and tint (WCAG 2.2, 1.4.3)."""

# Of a page 267 mm wide, as the widest of the usual fonts needs; browsers hyphenate few languages.
_MILLIMETRES_A_LETTER = 1.95
_ID = re.compile(r"[a-z][a-z0-9-]*")


def html(document: Document) -> str:
    """Return the document as one HTML file (HTML Living Standard).

    Its Content-Security-Policy (level 3) allows the style it carries, by its hash, and nothing else: no
    script, picture, font, frame, form or request. Tables fold into labelled blocks on a narrow screen; on
    paper the front is portrait and the tables landscape A4 with heads repeated, rows whole and pages
    numbered (CSS Paged Media 3). What a part rests on is a note that leads to the row of the sources.

    Raises DatamapError where Jinja2 is not installed.
    """
    with needs("jinja2", "records", "HTML"):
        import jinja2
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    from datamap.records.html_text import Marker  # needs MarkupSafe, which Jinja2 brings

    marked = Marker(document)
    return "".join(environment.get_template("record.html").generate(**_context(numbered(document), marked)))


def _context(document: Document, marked: Marker) -> dict[str, object]:
    from markupsafe import Markup

    from datamap.records.html_text import anchor

    ids = _ids(document)
    style = _style(document, ids)
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return {
        "document": document,
        "words": WORDS[document.language],
        # The hash in the policy is of this very text; a "<" that could end the element is never in it.
        "style": Markup(style),
        "policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        "ids": ids,
        "marked": marked,
        "shown": visible,
        "anchor": anchor,
        "labels": _labels,
        "groups": groups,
        "placed": placed,
        "lead": lead,
    }


def _ids(document: Document) -> list[str]:
    """Return each table's id: its key, where that is a plain and unique name."""
    keys = [table.key for table in document.tables]
    return [
        key if _ID.fullmatch(key) and keys.count(key) == 1 and key != "content" else f"table-{number}"
        for number, key in enumerate(keys, 1)
    ]


@functools.lru_cache(maxsize=256)
def _labels(columns: tuple[Column, ...], start: int, span: int) -> str:
    """Return the label of a cell: of its columns, or of the first alone where it is a sentence."""
    labelled = columns[start : start + (span if span <= 2 else 1)]
    return ", ".join(visible(column.label) for column in labelled)


def _style(document: Document, ids: Sequence[str]) -> str:
    """Return the style sheet: colours, the shared rules, and the pages and columns of this document."""
    pieces = [
        f":root{{{_colours(LIGHT)}}}",
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_colours(DARK)}}}}}",
        (_TEMPLATES / "record.css").read_text(encoding="utf-8"),
        f"@media print{{:root{{{_sizes()}}}}}",
        _page("front", document, "portrait", FRONT_SIDE, ""),
        ".front{page:front}",
    ]
    for table, id_ in zip(document.tables, ids, strict=True):
        pieces.append(_page(id_, document, "landscape", SIDE, table.title))
        pieces.append(f"#{id_}{{page:{id_}}}")
        widths = _widths(table, document.language)
        for number, width in enumerate(widths, 1):
            pieces.append(f"#{id_} col:nth-child({number}){{width:{100 * width / sum(widths):.3f}%}}")
    return "\n".join(pieces)


def _colours(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:#{value}" for name, value in colours.items())


def _sizes() -> str:
    return ";".join(f"--{name}-size:{value:g}pt" for name, value in SIZES.items())


def _page(name: str, document: Document, orientation: str, side: float, section: str) -> str:
    left = " · ".join(filter(None, [document.footer, section]))
    page, of = PAGE_WORDS[document.language]
    return (
        f"@page {name}{{size:A4 {orientation};margin:{TOP:g}mm {side:g}mm {BOTTOM:g}mm;"
        f"@bottom-left{{content:{_css_string(visible(left))};width:80%;text-align:left}}"
        f'@bottom-right{{content:"{page} " counter(page) " {of} " counter(pages);width:20%;'
        "text-align:right}}"
    )


def _css_string(text: str) -> str:
    r"""Return text as a CSS string (CSS Syntax 3, 4.3.7): all but letters and digits as ``\3c ``."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'


def _widths(table: Table, language: str) -> list[float]:
    """Return the columns' widths; the voluntary cells stand on the same grid from its second column."""
    return word_widths(
        table.columns,
        (
            (first + place.start, place.cell)
            for _, rows in groups(table)
            for row in rows
            for first, cells, count in ((0, row.cells, len(table.columns)), (1, row.below, len(table.below)))
            for place in placed(cells, count)
            if place.span == 1
        ),
        language,
        _MILLIMETRES_A_LETTER,
    )
