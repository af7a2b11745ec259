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
    is_changed,
    is_quiet,
    placed,
)
from datamap.records.breaks import runs
from datamap.records.grid import groups
from datamap.records.references import References
from datamap.records.words import WORDS, cell_text, said
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from datamap.records.document import Column, Document, Part, Table

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

_LONG = 14
"""Characters from which a word may be wider than a narrow column, and may break anywhere at its edge."""

_MILLIMETRES_A_DIGIT = 2.3
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
    return "".join(environment.get_template("record.html").generate(**_context(document)))


def _context(document: Document) -> dict[str, object]:
    from markupsafe import Markup

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
        "refer": References(document),
        "styled": _styler(document.language),
        "shown": visible,
        "anchor": _anchor,
        "labels": _labels,
        "groups": groups,
        "placed": placed,
        "is_changed": is_changed,
        "is_quiet": is_quiet,
    }


def _ids(document: Document) -> list[str]:
    """Return each table's id: its key, where that is a plain and unique name."""
    keys = [table.key for table in document.tables]
    return [
        key if _ID.fullmatch(key) and keys.count(key) == 1 and key != "content" else f"table-{number}"
        for number, key in enumerate(keys, 1)
    ]


def _anchor(table: str, row: str) -> str:
    """Return the id of a row; an id holds no spaces."""
    return f"{table}-{'-'.join(visible(row).split())}"


def _labels(columns: Sequence[Column], start: int, span: int) -> str:
    return ", ".join(visible(column.label) for column in columns[start : start + span])


def _styler(language: str) -> Callable[[Part], Markup]:
    """Return what makes a part's text markup: escaped, and marked where a line may or may not break."""
    from markupsafe import Markup, escape

    span = Markup('<span class="{}">{}</span>')

    @functools.lru_cache(maxsize=4096)
    def marked(text: str) -> Markup:
        pieces = []
        for piece, manner, long in runs(text, _LONG):
            # What is hyphenated is so by the style sheet; what is kept breaks only where it is too long.
            name = ("fit" if long else "keep") if manner == "keep" else ""
            pieces.append(span.format(name, piece) if name else escape(piece))
        return Markup("").join(pieces)

    return lambda part: marked(said(part, language))


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
    """Return the columns' widths; the first holds the longest number on one line."""
    first, *rest = (column.width for column in table.columns)
    numbers = (cell_text(row.cells[0], language) for _, rows in groups(table) for row in rows)
    longest = max((len(number) for number in numbers if " " not in number), default=0)
    return [max(first, min(longest, 12) * _MILLIMETRES_A_DIGIT + 3), *rest]
