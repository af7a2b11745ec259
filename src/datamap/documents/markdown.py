"""Markdown: headings, paragraphs, lists, definition lists, tables, front matter, and HTML inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.documents.blocks import Block, Content, Heading, Labelled, ListItem, Paragraph, Table
from datamap.documents.document import Cell
from datamap.documents.html import html_blocks
from datamap.documents.text import decode, with_plain_line_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_FIELD = re.compile(r"([\w-]+)\s*:\s*(.*)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LEADS = {"strong_open": "strong_close", "link_open": "link_close", "em_open": "em_close"}


def read_markdown(data: bytes, name: str) -> Content:
    """Return a Markdown file as blocks."""
    text, encoding, notes = decode(data, name)
    text = with_plain_line_ends(text)
    return Content(blocks=tuple(markdown_blocks(text)), encoding=encoding, notes=notes)


def markdown_blocks(text: str) -> list[Block]:
    """Return the blocks of a Markdown text."""
    return _Walk(_parser().parse(text)).run()


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])
    return parser.use(front_matter_plugin).use(deflist_plugin)


class _Walk:
    """Walks the tokens of a document once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.blocks: list[Block] = []
        self.depth = 0
        self.heading = 0
        self.term: Cell | None = None
        self.defining = False
        self.fresh_item = False

    def run(self) -> list[Block]:
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.type == "table_open":
                index = self._table(index)
                continue
            self._token(token)
            index += 1
        return self.blocks

    def _token(self, token: Token) -> None:
        kind = token.type
        line = token.map[0] + 1 if token.map else 1
        if kind in ("bullet_list_open", "ordered_list_open"):
            self.depth += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.depth -= 1
        elif kind == "list_item_open":
            self.fresh_item = True
        elif kind == "heading_open":
            self.heading = int(token.tag[1:])
        elif kind == "dt_open":
            self.term = Cell("", line)
        elif kind == "dd_open":
            self.defining = True
        elif kind == "dd_close":
            self.defining = False
        elif kind == "inline":
            self._inline(token, line)
        elif kind in ("fence", "code_block"):
            self.blocks.extend(_lines(token.content, line + (kind == "fence")))
        elif kind == "html_block":
            self.blocks.extend(html_blocks(token.content, line))
        elif kind == "front_matter":
            self.blocks.extend(_front_matter(token.content, line + 1))

    def _inline(self, token: Token, line: int) -> None:
        cell = Cell(inline_text(token), line)
        if self.heading:
            self.blocks.append(Heading(cell, self.heading))
            self.heading = 0
        elif self.defining and self.term is not None:
            self.blocks.append(Labelled(self.term, cell))
        elif self.term is not None and not self.term.text:
            self.term = cell
        elif self.depth and self.fresh_item:
            self.blocks.append(ListItem(cell, self.depth, _lead(token)))
            self.fresh_item = False
        else:
            self.blocks.append(Paragraph(cell, _lead(token)))

    def _table(self, index: int) -> int:
        rows: list[tuple[Cell, ...]] = []
        row: list[Cell] = []
        headers = 0
        while self.tokens[index].type != "table_close":
            token = self.tokens[index]
            if token.type == "tr_open":
                row = []
            elif token.type == "inline":
                row.append(Cell(inline_text(token), token.map[0] + 1 if token.map else 1))
            elif token.type == "tr_close":
                rows.append(tuple(row))
            elif token.type == "thead_close":
                headers = len(rows)
            index += 1
        self.blocks.append(Table(tuple(rows), headers))
        return index + 1


def inline_text(token: Token) -> str:
    """Return the words of a run of inline text, without its markup."""
    out: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            out.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and _BREAK.fullmatch(child.content)
        ):
            out.append("\n")
        elif child.type == "image":
            out.append(child.content)
    return "".join(out).strip()


def _lead(token: Token) -> str:
    """Return the bold, linked or quoted text that begins a run of inline text."""
    children = [c for c in token.children or () if c.type != "text" or c.content.strip()]
    if not children:
        return ""
    if children[0].type == "code_inline":
        return children[0].content.strip()
    closing = _LEADS.get(children[0].type)
    if closing is None:
        return ""
    words = []
    for child in children[1:]:
        if child.type == closing:
            break
        words.append(child.content if child.type in ("text", "code_inline") else "")
    return "".join(words).strip().rstrip(":").strip()


def _lines(text: str, line: int) -> list[Block]:
    return [Paragraph(Cell(part, line + n)) for n, part in enumerate(text.split("\n")) if part.strip()]


def _front_matter(text: str, line: int) -> list[Block]:
    found: list[Block] = []
    for number, part in enumerate(text.split("\n"), line):
        labelled = _FRONT_FIELD.fullmatch(part.strip())
        if labelled:
            value = labelled[2].strip().strip("\"'")
            found.append(Labelled(Cell(labelled[1], number), Cell(value, number)))
        elif part.strip():
            found.append(Paragraph(Cell(part.strip(), number)))
    return found
