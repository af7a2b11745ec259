"""Plain text as blocks: bulleted items with what is indented below them, headings, paragraphs.

For texts whose vendors are items of a list ("* Acme AS - hosting - Norway") instead of headings with fields.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.documents.blocks import Block, Heading, ListItem, Paragraph
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

_BULLET = re.compile(
    r"(?P<indent>\s*)(?:[-*•‣▪·–]|\(?(?:[a-z]|\d{1,2}|[ivx]{1,4})[.)])\s+(?P<text>\S.*)", re.DOTALL
)
_NUMBERED_HEADING = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})*[.)]?\s+(?P<text>[^\d\W].*)")
_RUN_IN = re.compile(r"(?:^|(?<=[\s:;,.]))\((?P<letter>[a-z])\)\s+")
_RULE = re.compile(r"\s*[=\-_*#]{3,}\s*")
_LONGEST_HEADING = 12  # words
_FEWEST_RUN_IN = 3


def blocks_of(cells: Sequence[Cell]) -> list[Block]:
    """Return the lines of a text as headings, paragraphs and list items, each at the line where it starts."""
    blocks: list[Block] = []
    open_lines: list[Cell] = []
    item = False

    def close() -> None:
        nonlocal item
        if open_lines:
            blocks.extend(_block(open_lines, item))
        open_lines.clear()
        item = False

    for cell in cells:
        text = cell.text
        bullet = _BULLET.fullmatch(text)
        if not text.strip() or _RULE.fullmatch(text):
            close()
        elif _is_heading(text):
            close()
            blocks.append(Heading(Cell(text.strip(), cell.line, cell.at), 2))
        elif bullet:
            close()
            open_lines.append(Cell(bullet["text"], cell.line, cell.at))
            item = True
        else:
            if item and not text[:1].isspace():
                close()
            open_lines.append(Cell(text.strip(), cell.line, cell.at))
    close()
    return blocks


def lists_items(cells: Sequence[Cell], names: Sequence[str]) -> bool:
    """Tell whether the vendors of a text are bulleted items with dashes, so that blocks read it better."""
    dashed = sum(bool(re.search(r"\s[-–—|]\s", name)) for name in names)
    bulleted = sum(bool(_BULLET.fullmatch(cell.text)) for cell in cells)
    return dashed * 2 >= len(names) > 1 and bulleted >= len(names)


def _is_heading(text: str) -> bool:
    words = text.strip()
    numbered = _NUMBERED_HEADING.fullmatch(words)
    title = numbered["text"] if numbered else words
    short = len(title.split()) <= _LONGEST_HEADING and not title.endswith((".", ":", ";", ","))
    return short and title.isupper() and any(c.isalpha() for c in title)


def _block(lines: Sequence[Cell], item: bool) -> list[Block]:
    text = ""
    for cell in lines:
        text += "\n" * (cell.line - lines[0].line - text.count("\n")) + cell.text
    first = lines[0]
    if item:
        return [ListItem(Cell(text, first.line, first.at))]
    marks = list(_RUN_IN.finditer(text))
    in_order = [m["letter"] for m in marks] == [chr(ord("a") + n) for n in range(len(marks))]
    if len(marks) < _FEWEST_RUN_IN or not in_order:
        return [Paragraph(Cell(text, first.line, first.at))]
    # A clause: "… the following: (a) Acme Ltd, hosting; (b) …"
    ends = [m.start() for m in marks[1:]] + [len(text)]
    found: list[Block] = [Paragraph(Cell(text[: marks[0].start()].strip(), first.line, first.at))]
    for mark, end in zip(marks, ends, strict=True):
        line = first.line + text.count("\n", 0, mark.end())
        found.append(ListItem(Cell(text[mark.end() : end].strip(" ;\n"), line, first.at)))
    return found
