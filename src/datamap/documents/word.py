"""DOCX: headings, paragraphs, lists and tables of a Word file, read from its parts.

lxml reads the parts with entities off; nothing outside the file is opened. A line is a paragraph, or a row
of a table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from datamap.documents.archive import open_archive, part
from datamap.documents.blocks import Block, Content, Heading, ListItem, Paragraph, Table
from datamap.documents.document import Cell
from datamap.errors import UnreadableDocument
from datamap.locators import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(
    r"(?:heading|rubrik|überschrift|overskrift|otsikko|kop|titre|título|title)\s*(\d?)", re.I
)
_BULLETS = re.compile(r"list|bullet|punkt", re.IGNORECASE)

MOST_CELLS = 500_000
"""Cells of the largest table, its spans resolved."""


def read_word(data: bytes, name: str) -> Content:
    """Return the body of a Word file, and its footnotes, as blocks."""
    archive = open_archive(data, name)
    body = part(archive, "word/document.xml", name)
    if not body:
        raise UnreadableDocument(f"{name}: is no Word file (.docx); save it as one")
    styles = _styles(part(archive, "word/styles.xml", name), name)
    walk = _Walk(styles, name)
    walk.read(parse_xml(body, name))
    notes = part(archive, "word/footnotes.xml", name)
    if notes:
        walk.footnotes(parse_xml(notes, name))
    return Content(blocks=tuple(walk.blocks), encoding="docx")


def parse_xml(data: bytes, name: str) -> Any:
    """Parse XML that nobody vouches for: no entities, no network, no depth or size beyond what is sane."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"{name}: its XML is damaged ({str(error)[:100]})") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument(f"{name}: its XML declares entities of its own, which no Word file does")
    return root


def _styles(data: bytes, name: str) -> dict[str, str]:
    if not data:
        return {}
    styles = {}
    for style in parse_xml(data, name).iter(_W + "style"):
        label = style.find(_W + "name")
        level = style.find(f"{_W}pPr/{_W}outlineLvl")
        text = label.get(_W + "val") if label is not None else ""
        if level is not None:
            text = f"heading {int(level.get(_W + 'val') or 0) + 1}"
        styles[style.get(_W + "styleId") or ""] = text
    return styles


class _Walk:
    def __init__(self, styles: dict[str, str], name: str) -> None:
        self.styles = styles
        self.name = name
        self.blocks: list[Block] = []
        self.line = self.paragraphs = self.tables = 0

    def read(self, root: Any) -> None:
        body = root.find(_W + "body")
        for element in _unwrapped(body if body is not None else root):
            if element.tag == _W + "p":
                self.line += 1
                self.paragraphs += 1
                self._paragraph(element)
            elif element.tag == _W + "tbl":
                self._table(element)

    def footnotes(self, root: Any) -> None:
        for note in root.iter(_W + "footnote"):
            text = "\n".join(filter(None, (_words(p) for p in note.iter(_W + "p")))).strip()
            if text:
                self.line += 1
                number = note.get(_W + "id") or ""
                at = counted(footnote=int(number)) if number.isdecimal() else ""
                self.blocks.append(Paragraph(Cell(f"[{number}] {text}", self.line, at)))

    def _paragraph(self, element: Any) -> None:
        text = _words(element).strip()
        if not text:
            return
        properties = element.find(_W + "pPr")
        style = numbering = None
        if properties is not None:
            style = properties.find(_W + "pStyle")
            numbering = properties.find(_W + "numPr")
        called = self.styles.get(style.get(_W + "val") or "", "") if style is not None else ""
        heading = _HEADING.match(called)
        cell = Cell(text, self.line, counted(paragraph=self.paragraphs))
        if heading:
            self.blocks.append(Heading(cell, int(heading[1] or 1)))
        elif numbering is not None or _BULLETS.search(called):
            level = numbering.find(_W + "ilvl") if numbering is not None else None
            depth = int(level.get(_W + "val") or 0) + 1 if level is not None else 1
            self.blocks.append(ListItem(cell, depth, _bold_lead(element)))
        else:
            self.blocks.append(Paragraph(cell, _bold_lead(element)))

    def _table(self, table: Any) -> None:
        rows: list[tuple[Cell, ...]] = []
        above: dict[int, Cell] = {}
        headers = size = 0
        self.tables += 1
        for number, row in enumerate(table.findall(_W + "tr"), 1):
            self.line += 1
            line: list[Cell] = []
            for cell in (e for e in _unwrapped(row) if e.tag == _W + "tc"):
                properties = cell.find(_W + "tcPr")
                span = merged = None
                if properties is not None:
                    span, merged = properties.find(_W + "gridSpan"), properties.find(_W + "vMerge")
                continued = merged is not None and merged.get(_W + "val") != "restart"
                text = "\n".join(filter(None, (_words(p).strip() for p in cell.iter(_W + "p"))))
                found = above.get(len(line)) if continued and not text else None
                found = found or Cell(text, self.line, counted(table=self.tables, row=number))
                wide = span.get(_W + "val") or "1" if span is not None else "1"
                across = max(1, min(int(wide), 63)) if wide.isdigit() and len(wide) < 6 else 1
                for _ in range(across):
                    above[len(line)] = found
                    line.append(found)
            size += len(line)
            if size > MOST_CELLS:
                raise UnreadableDocument(f"{self.name}: a table of more than {MOST_CELLS:,} cells; split it")
            rows.append(tuple(line))
            if row.find(f"{_W}trPr/{_W}tblHeader") is not None and headers == len(rows) - 1:
                headers = len(rows)
        rows = [row for row in rows if any(cell.text for cell in row)]
        if rows:
            self.blocks.append(Table(tuple(rows), headers if headers < len(rows) else 0))


def _unwrapped(parent: Any) -> Iterator[Any]:
    """Yield the children of an element, those inside content controls and tracked insertions too."""
    for child in parent:
        if child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml", _W + "smartTag"):
            yield from _unwrapped(child)
        else:
            yield child


def _words(paragraph: Any) -> str:
    """Return the words of a paragraph; what is tracked as deleted is none of them."""
    out = []
    for node in paragraph.iter(
        _W + "t", _W + "tab", _W + "br", _W + "cr", _W + "noBreakHyphen", _W + "footnoteReference"
    ):
        if node.tag == _W + "t":
            out.append(node.text or "")
        elif node.tag == _W + "tab":
            out.append("\t" if node.getparent().tag == _W + "r" else "")
        elif node.tag == _W + "noBreakHyphen":
            out.append("-")
        elif node.tag == _W + "footnoteReference":
            out.append(f"[{node.get(_W + 'id')}]")
        else:
            out.append("\n")
    return "".join(out)


def _bold_lead(paragraph: Any) -> str:
    words = []
    for run in paragraph.iter(_W + "r"):
        bold = run.find(f"{_W}rPr/{_W}b")
        text = _words(run)
        if bold is None or bold.get(_W + "val") in ("0", "false"):
            if text.strip():
                break
            continue
        words.append(text)
    return "".join(words).strip().rstrip(":").strip()
