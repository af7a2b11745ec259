"""HTML: headings, paragraphs, lists, definition lists and tables of a saved page; menus and scripts are not.

lxml parses from memory: nothing in a page is fetched, and no entity is loaded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from datamap.documents.blocks import Block, Content, Heading, Labelled, ListItem, Paragraph, Table
from datamap.documents.document import Cell
from datamap.documents.text import decode
from datamap.errors import UnreadableDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

_IGNORED = frozenset({
        "script", "style", "noscript", "template", "svg", "nav", "head", "iframe", "object", "embed",
        "select", "option", "datalist", "input", "textarea", "video", "audio", "canvas", "map", "math",
    })  # fmt: skip
_BLOCKS = frozenset({
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figure", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "ul", "caption",
    })  # fmt: skip
_LEADS = frozenset({"b", "strong", "a", "em", "code"})
_SYMBOLS = frozenset({"i", "span"})
_INLINE_LABELS = ("span", "strong", "b", "small", "label", "em")
_NO_PAIR = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "dl", "button", "img", "br"})
_LABEL_CLASS = re.compile(r"label|key|term|field-name|caption|(?<![a-z])dt(?![a-z])", re.IGNORECASE)
_LONGEST_LABEL = 6
_CELL_ROLES = ("cell", "gridcell", "columnheader", "rowheader")
_FEWEST_CELLS = 3
_MOST_GRID = 40
_LABELLED = re.compile(r"[^:\n]{2,40}:\s")
_BY_WORD = re.compile(r"(?:Spell|Gram|Mso)")
_CONSENT = re.compile(
    r"(?:cookie|consent|gdpr)[-_ ]?(?:banner|bar|notice|popup|modal|dialog|consent|overlay|law|box|wall)"
    r"|^cookies?$|^cc-window|onetrust|cybot|usercentrics|didomi",
    re.IGNORECASE,
)
_BADGE = re.compile(r"\b(?:badge|pill|chip|tag|label)\b", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MENU_ROLES = frozenset({"navigation", "menu", "menubar", "search"})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)

MOST_CELLS = 500_000
"""Cells of the largest table, its spans resolved."""
DEEPEST = 400
"""Levels of the deepest nesting that is read."""


def read_html(data: bytes, name: str) -> Content:
    """Return a saved page as blocks."""
    declared = _CHARSET.search(data[:2048])
    try:
        data.decode("utf-8")
        text, encoding, notes = decode(data, name)
    except UnicodeDecodeError:
        if declared is None:
            text, encoding, notes = decode(data, name)
        else:
            encoding, notes = declared[1].decode("ascii"), ()
            try:
                text = data.decode(encoding)
            except (LookupError, UnicodeDecodeError):
                text, encoding, notes = decode(data, name)
    return Content(blocks=tuple(html_blocks(text, 1, name)), encoding=encoding, notes=notes)


def html_blocks(text: str, first_line: int = 1, name: str = "HTML") -> list[Block]:
    """Return the blocks of a piece of HTML that begins on a line."""
    if not text.strip():
        return []
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    return _Walk(first_line - 1, name).run(tree)


def plain_words(text: str) -> str:
    """Return the words of a text that may hold HTML."""
    if "<" not in text and "&" not in text:
        return text
    words = []
    for block in html_blocks(text):
        if isinstance(block, (Heading, Paragraph)):
            words.append(block.text.text)
        elif isinstance(block, ListItem):
            words.append("- " + block.text.text)
        else:
            return text
    return "\n".join(words) or text


class _Walk:
    """Walks the elements of a page once, gathering the inline text between block elements."""

    def __init__(self, offset: int, name: str) -> None:
        self.offset = offset
        self.name = name
        self.blocks: list[Block] = []

    def run(self, root: Any) -> list[Block]:
        self._block(root, 0, 0)
        return self.blocks

    def _block(self, element: Any, depth: int, level: int) -> None:
        if level > DEEPEST:
            raise UnreadableDocument(f"{self.name}: nested more than {DEEPEST} levels deep; flatten the page")
        tag = element.tag if isinstance(element.tag, str) else ""
        if _is_ignored(element, tag):
            return
        if tag == "table":
            self._table(element)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._add(Heading, element, int(tag[1]))
        elif tag == "li":
            self._item(element, depth, level)
        elif tag == "dl":
            self._definitions(element)
        else:
            inner = depth + 1 if tag in ("ul", "ol") else depth
            self._mixed(element, inner, level)

    def _mixed(self, element: Any, depth: int, level: int) -> None:
        """Walk what holds blocks, text, or both."""
        pair = _pair(element)
        if pair is not None:
            label, value = (Cell(inline_words(part), self._line(part)) for part in pair)
            self.blocks.append(Labelled(Cell(label.text.rstrip(" :"), label.line), value))
            return
        rows = _grid_rows(element)
        if rows:
            cells = [tuple(Cell(inline_words(cell), self._line(cell)) for cell in row) for row in rows]
            self.blocks.append(Table(tuple(cells)))
            return
        if not any(_holds_blocks(child) for child in element):
            text = inline_words(element)
            if text:
                self.blocks.append(Paragraph(Cell(text, self._line(element)), lead_of(element)))
            return
        loose: list[str] = [element.text or ""]
        for child in element:
            if _holds_blocks(child):
                self._loose(loose, child)
                self._block(child, depth, level + 1)
            elif not _is_ignored(child, child.tag if isinstance(child.tag, str) else ""):
                loose.append(inline_words(child))
            loose.append(child.tail or "")
        self._loose(loose, element)

    def _loose(self, loose: list[str], near: Any) -> None:
        text = _tidy("".join(loose))
        loose.clear()
        if text:
            self.blocks.append(Paragraph(Cell(text, self._line(near))))

    def _item(self, element: Any, depth: int, level: int) -> None:
        nested = [child for child in element if child.tag in ("ul", "ol", "table", "dl")]
        text = inline_words(element, without=frozenset({"ul", "ol", "table", "dl"}))
        if text:
            self.blocks.append(ListItem(Cell(text, self._line(element)), max(depth, 1), lead_of(element)))
        for child in nested:
            self._block(child, depth, level + 1)

    def _definitions(self, element: Any) -> None:
        term: Cell | None = None
        for child in element.iter("dt", "dd"):
            cell = Cell(inline_words(child), self._line(child))
            if child.tag == "dt":
                term = cell
            elif term is not None:
                self.blocks.append(Labelled(term, cell))

    def _add(self, kind: Any, element: Any, level: int) -> None:
        text = inline_words(element)
        if text:
            self.blocks.append(kind(Cell(text, self._line(element)), level))

    def _table(self, table: Any) -> None:
        caption = next(iter(table.iter("caption")), None)
        if caption is not None:
            self._add(Heading, caption, 6)
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        if not any(cell.tag == "th" for row in rows for cell in row) and _is_layout(rows):
            for row in rows:
                for cell in row:
                    self._mixed(cell, 0, 1)
            return
        grid, headers = self._grid(rows)
        if grid:
            self.blocks.append(Table(tuple(grid), headers))

    def _grid(self, rows: list[Any]) -> tuple[list[tuple[Cell, ...]], int]:
        """Resolve the spans of a table: a cell over several rows stands in each of them."""
        grid: list[tuple[Cell, ...]] = []
        hanging: dict[int, tuple[Cell, int]] = {}
        size = headers = 0
        for number, row in enumerate(rows):
            line: list[Cell] = []
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            for cell in cells:
                self._hang(line, hanging)
                text = Cell(inline_words(cell), self._line(cell))
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                for _ in range(across):
                    if down > 1:
                        hanging[len(line)] = (text, min(down, len(rows) - number) - 1)
                    line.append(text)
                size += across
                if size > MOST_CELLS:
                    raise UnreadableDocument(
                        f"{self.name}: line {text.line}: a table of more than {MOST_CELLS:,} cells; "
                        "split the table"
                    )
            self._hang(line, hanging)
            size += max(len(line) - len(cells), 0)
            if line:
                grid.append(tuple(line))
                heads = cells and all(cell.tag == "th" for cell in cells)
                in_head = next(row.iterancestors("thead"), None) is not None
                if (heads or in_head) and headers == len(grid) - 1:
                    headers = len(grid)
        return grid, headers

    @staticmethod
    def _hang(line: list[Cell], hanging: dict[int, tuple[Cell, int]]) -> None:
        while len(line) in hanging:
            column = len(line)
            text, left = hanging.pop(column)
            if left > 1:
                hanging[column] = (text, left - 1)
            line.append(text)

    def _line(self, element: Any) -> int:
        """Return the line where the words of an element begin."""
        for node in element.iter():
            if not isinstance(node.tag, str):
                continue
            text = str(node.text or "")
            if text.strip():
                blank = text[: len(text) - len(text.lstrip())]
                above: int = node.sourceline or 1
                return above + blank.count("\n") + self.offset
        start: int = element.sourceline or 1
        return start + self.offset


def inline_words(element: Any, without: frozenset[str] = frozenset()) -> str:
    """Return the words of an element: one space between them, a line for each break, block and item."""
    return _tidy("".join(_pieces(element, without, 0)))


def lead_of(element: Any) -> str:
    """Return the bold, linked or quoted text that begins an element."""
    node = element
    while not (node.text or "").strip() and len(node):
        node = node[0]
        if node.tag in _LEADS:
            return inline_words(node).rstrip(":").strip()
    return ""


def _pieces(element: Any, without: frozenset[str], depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    yield _SPACE.sub(" ", element.text or "")
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br":
            yield "\n"
        elif tag == "sup":
            yield "".join(_pieces(child, without, depth + 1)).translate(_RAISED)
        elif tag == "img":
            yield child.get("alt") or ""
        elif tag == "svg":
            yield _named_picture(child)
        elif tag == "input" and child.get("type") == "checkbox":
            yield "☑" if child.get("checked") is not None else "☐"
        elif tag in _SYMBOLS and len(child) == 0 and not (child.text or "").strip():
            yield child.get("aria-label") or child.get("title") or ""
        elif tag == "li" and tag not in without:
            yield "\n- "
            yield from _pieces(child, without, depth + 1)
            yield "\n"
        elif not (_is_ignored(child, tag) or tag in without):
            apart = tag in _BLOCKS or (tag == "span" and _stands_apart(child))
            yield "\n" if apart else ""
            yield from _pieces(child, without, depth + 1)
            yield "\n" if apart else ""
        yield _SPACE.sub(" ", child.tail or "")


def _named_picture(svg: Any) -> str:
    """Return the words by which a picture is named for those who do not see it: a tick in a table."""
    title = next((node for node in svg.iter("title", "desc") if (node.text or "").strip()), None)
    return svg.get("aria-label") or ((title.text or "").strip() if title is not None else "")


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t\r\f]+", " ", line).strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line not in ("", "-"))


def _is_ignored(element: Any, tag: str) -> bool:
    if not tag or tag in _IGNORED or element.get("hidden") is not None:
        return True
    if (element.get("role") or "") in _MENU_ROLES or element.get("aria-hidden") == "true":
        return True
    # What asks for consent to cookies names companies, and lists no vendors.
    named = [element.get("id") or "", *(element.get("class") or "").split()]
    return tag in ("div", "section", "aside", "dialog", "form") and any(map(_CONSENT.search, named))


def _stands_apart(span: Any) -> bool:
    """Tell whether styles alone set a span apart: a badge, or a neighbour with no space between them.

    Word cuts words into spans as well, without styles of their own or with its own ones.
    """
    if _BADGE.search(span.get("class") or ""):
        return True
    before = span.getprevious()
    return (
        before is not None
        and before.tag == "span"
        and not before.tail
        and all(part.get("class") and not _BY_WORD.match(part.get("class")) for part in (before, span))
    )


def _pair(element: Any) -> tuple[Any, Any] | None:
    """Return the label and the value that are all of an element: two spans, or blocks styled as such."""
    if len(element) != 2 or element.tag == "a" or (element.text or "").strip():
        return None
    label, value = element
    if any((child.tail or "").strip() or not isinstance(child.tag, str) for child in element):
        return None
    if any(_is_ignored(child, child.tag) or child.tag in _NO_PAIR for child in element):
        return None
    if any(_holds_blocks(inner) for child in element for inner in child):
        return None
    words = inline_words(label)
    if not words or not inline_words(value) or len(words.split()) > _LONGEST_LABEL or "\n" in words:
        return None
    inline = label.tag in _INLINE_LABELS and value.tag in (*_INLINE_LABELS, "a", "div", "p")
    styled = _LABEL_CLASS.search(label.get("class") or "") and not _BADGE.search(value.get("class") or "")
    by_words = words.endswith(":")
    if label.tag == value.tag and label.get("class") and label.get("class") == value.get("class"):
        return None  # items of one kind
    return (
        (label, value)
        if (inline and not _BADGE.search(value.get("class") or "")) or styled or by_words
        else None
    )


def _grid_rows(element: Any) -> list[list[Any]]:
    """Return the cells of a table made of plain elements: rows of as many cells each, by role or by shape."""
    if (element.text or "").strip() or len(element) < 2:
        return []
    rows = [child for child in element if isinstance(child.tag, str) and not _is_ignored(child, child.tag)]
    by_role = element.get("role") in ("table", "grid", "rowgroup") or all(
        r.get("role") == "row" for r in rows
    )
    if by_role:
        found = [row for row in element.iter() if isinstance(row.tag, str) and row.get("role") == "row"]
        cells = [[c for c in row if isinstance(c.tag, str) and c.get("role") in _CELL_ROLES] for row in found]
        return cells if len(cells) > 1 and all(cells) else []
    widths = {len(row) for row in rows}
    if len(rows) < 2 or len(widths) > 1 or min(widths) < _FEWEST_CELLS or min(widths) > _MOST_GRID:
        return []
    if any(
        row.tag != "div" or (row.text or "").strip() or row.get("class") != rows[0].get("class")
        for row in rows
    ):
        return []
    cells = [list(row) for row in rows]
    if any((cell.tail or "").strip() or not _is_grid_cell(cell) for row in cells for cell in row):
        return []
    texts = [[inline_words(cell) for cell in row] for row in cells]
    again = any(column[0] and len(set(column)) == 1 for column in list(zip(*texts, strict=True))[1:])
    labelled = sum(bool(_LABELLED.match(text)) for row in texts for text in row)
    # The same words in every row are labels: cards, each of them labels and values.
    return [] if (again and min(widths) > _FEWEST_CELLS) or labelled > len(rows) else cells


def _is_grid_cell(cell: Any) -> bool:
    if not isinstance(cell.tag, str) or cell.tag not in ("div", "span", "p") or _is_ignored(cell, cell.tag):
        return False
    return _pair(cell) is None and not any(_holds_blocks(child) for child in cell)


def _holds_blocks(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return False
    return element.tag in _BLOCKS or any(child.tag in _BLOCKS for child in element.iterdescendants())


def _is_layout(rows: list[Any]) -> bool:
    """Tell whether a table only places blocks on the page: one column, or tables inside."""
    return all(len(row) <= 1 for row in rows) or any(True for row in rows for _ in row.iter("table"))


def _span(cell: Any, name: str) -> int:
    found = re.match(r"\s*(\d{1,6})", cell.get(name) or "")
    # Browsers cut spans at 1,000 columns and 65,534 rows; more is no table that a person wrote.
    return max(1, min(int(found[1]), 1000 if name == "colspan" else 65_534)) if found else 1
