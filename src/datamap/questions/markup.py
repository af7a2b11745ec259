"""Tables and text as HTML, the one place that makes them: whatever a document says is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_ROWS = 200
"""As many rows as anyone reads on a screen; the rest is counted."""

_LEFT = ' style="text-align: left; vertical-align: top"'


def html_text(text: object) -> str:
    """Return a text safe inside HTML, in an element or an attribute; line breaks are kept."""
    return escape(visible(str(text))).replace("\n", "<br>")


def html_table(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    notes: Iterable[str] = (),
    row_headings: bool = True,
    lang: str = "en",
    most: int = MOST_ROWS,
    styled: bool = True,
) -> str:
    """Return an HTML table with a caption, scoped headings and its notes beneath.

    The first cell of a row is its heading, unless ``row_headings`` is false. ``styled`` aligns cells by
    attributes, which notebooks keep where they drop style sheets. Rows after ``most`` are counted.
    """
    style = _LEFT if styled else ""
    head = "".join(f'<th scope="col"{style}>{html_text(heading)}</th>' for heading in headings)
    lines = [
        f'<table lang="{lang}">',
        f"<caption{style}>{html_text(caption)}</caption>",
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
    ]
    for row in rows[:most]:
        cells = []
        for number, cell in enumerate(row):
            text = "" if cell is None else html_text(cell)
            if number == 0 and row_headings:
                cells.append(f'<th scope="row"{style}>{text}</th>')
            else:
                cells.append(f"<td{style}>{text}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    lines.append("</tbody></table>")
    hidden = len(rows) - most
    if hidden > 0:
        more = {"sv": f"… och {hidden} rader till", "en": f"… and {hidden} more rows"}[lang]
        lines.append(f"<p>{more}</p>")
    lines += [f"<p>{html_text(note)}</p>" for note in notes]
    return "\n".join(lines)
