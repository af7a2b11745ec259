"""Documents as Word files: WordprocessingML in an Open Packaging container (ECMA-376-1 and -2).

Looks are styles by name, heads of tables are heads, and the same document gives the same bytes. Nothing
in the file points outside it.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from datamap.records import appearance, wordml, wordstyles
from datamap.records.document import Band, Cell
from datamap.records.wordml import (
    DECLARATION,
    NAMESPACES,
    escaped,
    line_paragraph,
    paragraph,
    run,
    title_run,
    twips,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from datamap.records.document import Column, Document, Front, Line, Row, Table

_HALF_PAGE = 22
_LETTER = 1.6
"""Lines of a cell that make a row about half a page high; only such a row may break across pages. Word sets
the lines, so their number is reckoned from letters of average width, in millimetres."""

_FRONT_ROOM = 210 - 2 * appearance.FRONT_SIDE
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def docx(document: Document) -> bytes:
    """Return the document as a Word file: a portrait front, then a landscape section for each table.

    Steering characters stand as code points, ⟨U+202E⟩; other letters are Word's to find a font for.
    """
    locale = appearance.LOCALES[document.language]
    names = {
        "styles": wordstyles.styles(locale),
        "numbering": wordstyles.numbering(),
        "fontTable": wordstyles.fonts(),
        "settings": wordstyles.settings(locale),
    }
    footers = [_footer(document, None), *(_footer(document, table.title) for table in document.tables)]
    footer_names = {f"footer{number}": text for number, text in enumerate(footers, 1)}
    parts = {f"word/{name}.xml": text for name, text in (names | footer_names).items()}
    parts["word/document.xml"] = _body(document)
    parts["word/_rels/document.xml.rels"] = _relations(
        {name: (f"{_OFFICE}/{name.rstrip('0123456789')}", f"{name}.xml") for name in (names | footer_names)}
    )
    parts["docProps/core.xml"] = _core(document, locale)
    parts["docProps/app.xml"] = (
        f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>datamap</Application></Properties>'
    )
    parts["_rels/.rels"] = _relations(
        {
            "document": (f"{_OFFICE}/officeDocument", "word/document.xml"),
            "core": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            "app": (f"{_OFFICE}/extended-properties", "docProps/app.xml"),
        }
    )
    return _zipped({"[Content_Types].xml": _content_types(parts), **dict(sorted(parts.items()))})


def _body(document: Document) -> str:
    front = wordml.section("footer1", appearance.FRONT_SIDE, 20, appearance.BOTTOM, landscape=False)
    sections = [front] + [
        wordml.section(f"footer{number}", appearance.SIDE, appearance.TOP, appearance.BOTTOM, landscape=True)
        for number in range(2, len(document.tables) + 2)
    ]
    contents = [_front(document), *(_section(table) for table in document.tables)]
    ended = [
        content + paragraph("SectionEnd", "", properties=section)
        for content, section in zip(contents[:-1], sections[:-1], strict=True)
    ]
    body = "".join(ended) + contents[-1] + paragraph("SectionEnd", "") + sections[-1]
    return f"{DECLARATION}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def _front(document: Document) -> str:
    front = document.front
    content = paragraph("Title", title_run(document.title))
    if document.subtitle:
        content += paragraph("Subtitle", title_run(document.subtitle))
    if front.fields:
        content += _facts(front, document.name)
    if front.reading:
        above = f'<w:spacing w:before="{twips(7)}"/>'
        content += paragraph("Heading1", title_run(front.reading_title), properties=above)
        content += "".join(paragraph("ListBullet", wordml.line_runs(line)) for line in front.reading)
    if front.legend:
        content += paragraph("Normal", "") + _legend(front)
    return content


def _facts(front: Front, name: str) -> str:
    widths = (appearance.LABEL_WIDTH, _FRONT_ROOM - appearance.LABEL_WIDTH)
    rows = []
    for field in front.fields:
        label = paragraph("FactLabel", run(field.label))
        if field.article:
            label += paragraph("Article", run(field.article))
        rows.append(
            wordml.row([wordml.cell(label, widths[0]), wordml.cell(_lines(field.cell, "Fact"), widths[1])])
        )
    return wordml.table("FrontTable", widths, rows, name, name, head=False)


def _legend(front: Front) -> str:
    widths = (appearance.TERM_WIDTH, _FRONT_ROOM - appearance.TERM_WIDTH)
    heads = [
        wordml.cell(paragraph("ColumnHead", run(head)), width)
        for head, width in zip(front.legend_heads, widths, strict=True)
    ]
    rows = [wordml.row(heads, head=True)]
    for term, meaning in front.legend:
        texts = wordml.line_runs((term,)), run(meaning)
        rows.append(
            wordml.row(wordml.cell(paragraph("Legend", t), w) for t, w in zip(texts, widths, strict=True))
        )
    heading = " – ".join(front.legend_heads)
    return wordml.table("FrontTable", widths, rows, heading, heading)


def _section(table: Table) -> str:
    widths = appearance.widths(table.columns)
    heads = []
    for column, width in zip(table.columns, widths, strict=True):
        head = paragraph("ColumnHead", run(column.label))
        if column.article:
            head += paragraph("Article", run(column.article), keep_next=True)
        heads.append(wordml.cell(head, width))
    rows = [wordml.row(heads, head=True)]
    for item in table.rows:
        rows += _band(item.line, widths) if isinstance(item, Band) else _rows(item, table.below, widths)
    description = Cell(table.lead).text.replace("\n", " ") or table.title
    return (
        paragraph("Heading1", title_run(table.title))
        + "".join(line_paragraph(line, "Lead", keep_next=True) for line in table.lead)
        + wordml.table("RecordTable", widths, rows, table.title, description)
    )


def _band(line: Line, widths: Sequence[float]) -> list[str]:
    content = line_paragraph(line, "Group", keep_next=True)
    return [wordml.row([wordml.cell(content, sum(widths), len(widths), fill=appearance.TINT)])]


def _rows(row: Row, below: Sequence[Column], widths: Sequence[float]) -> Iterator[str]:
    """The row, and its voluntary row, kept on one page with it by its paragraphs; the number spans both."""
    paired = bool(row.below)
    upper = []
    whole = True
    for cell, start, span in appearance.placed(row.cells, len(widths)):
        width = sum(widths[start : start + span])
        whole = whole and appearance.lines_at_most(cell, width, _LETTER) < _HALF_PAGE
        merge: wordml.Merge = "restart" if paired and start == 0 else ""
        upper.append(wordml.cell(_lines(cell, "Cell", keep_next=paired), width, span, merge))
    yield wordml.row(upper, whole=whole)
    if not paired:
        return
    lower = [wordml.cell(paragraph("Cell", ""), widths[0], merge="continue")]
    for (cell, start, span), column in appearance.labelled(row.below, below, len(widths)):
        content = paragraph("VoluntaryLabel", run(column.label)) + _lines(cell, "Voluntary")
        width = sum(widths[start : start + span])
        lower.append(wordml.cell(content, width, span, fill=appearance.TINT))
    yield wordml.row(lower)


def _lines(cell: Cell, style: str, keep_next: bool = False) -> str:
    """A cell's lines as paragraphs; a cell of a table must hold one, if empty (17.4.65)."""
    lines = "".join(line_paragraph(line, style, keep_next) for line in cell.lines)
    return lines or paragraph(style, "", keep_next)


def _footer(document: Document, section: str | None) -> str:
    """The foot of a section's pages: whose document, which, and the page of how many."""
    page, of = appearance.PAGE_WORDS[document.language]
    named = " · ".join(filter(None, [document.footer, section]))
    numbers = title_run(f"{page} ") + wordml.field("PAGE") + title_run(f" {of} ") + wordml.field("NUMPAGES")
    tabs = ""
    if section is None:  # the style's tab is for landscape pages
        places = (("clear", appearance.WIDTH), ("right", _FRONT_ROOM))
        tabs = "".join(f'<w:tab w:val="{kind}" w:pos="{twips(place)}"/>' for kind, place in places)
        tabs = f"<w:tabs>{tabs}</w:tabs>"
    content = title_run(named) + "<w:r><w:tab/></w:r>" + numbers
    return f"{DECLARATION}<w:ftr {NAMESPACES}>{paragraph('Footer', content, properties=tabs)}</w:ftr>"


def _core(document: Document, locale: str) -> str:
    """The core properties (ECMA-376-2, 11): dated by the document, not by the clock."""
    date = f'xsi:type="dcterms:W3CDTF">{escaped(document.date)}T00:00:00Z'
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(document.title)}</dc:title><dc:subject>{escaped(document.subtitle)}</dc:subject>"
        f"<dc:creator>{escaped(document.entity)}</dc:creator>"
        f"<cp:lastModifiedBy>{escaped(document.entity)}</cp:lastModifiedBy>"
        f"<cp:keywords>{escaped(', '.join(document.keywords))}</cp:keywords>"
        f"<dc:language>{locale}</dc:language><cp:version>{escaped(document.version)}</cp:version>"
        f"<dcterms:created {date}</dcterms:created><dcterms:modified {date}</dcterms:modified>"
        "</cp:coreProperties>"
    )


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    """A relationships part (ECMA-376-2, 9.3): by id, the type and the part within the package."""
    inner = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _content_types(parts: Iterable[str]) -> str:
    """The content types of the parts (ECMA-376-2, 10.1.2.2)."""
    types = {
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "word/document.xml": f"{_WORD}.document.main+xml",
    }
    inner = "".join(
        f'<Override PartName="/{name}" ContentType="{types.get(name) or _word_type(name)}"/>'
        for name in sorted(parts)
        if name.endswith(".xml")
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inner}</Types>'
    )


def _word_type(name: str) -> str:
    stem = name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
    return f"{_WORD}.{stem}+xml"


def _zipped(parts: dict[str, str]) -> bytes:
    """A zip of the parts, in their order and dated as early as zip can: nothing of when or where."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as on Unix, wherever it is made
            archive.writestr(entry, text.encode())
    return buffer.getvalue()
