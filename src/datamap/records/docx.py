"""Documents as Word files: WordprocessingML in an Open Packaging container (ECMA-376-1 and -2).

Looks are styles by name, heads of tables are heads, and the same document gives the same bytes. Nothing
in the file points outside it.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from datamap.records import appearance, wordml, wordstyles
from datamap.records.wordbody import FRONT_ROOM, body
from datamap.records.wordml import DECLARATION, NAMESPACES, escaped, paragraph, title_run, twips

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.records.document import Document

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
    parts["word/document.xml"] = body(document)
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


def _footer(document: Document, section: str | None) -> str:
    """The foot of a section's pages: whose document, which, and the page of how many."""
    page, of = appearance.PAGE_WORDS[document.language]
    named = " · ".join(filter(None, [document.footer, section]))
    numbers = title_run(f"{page} ") + wordml.field("PAGE") + title_run(f" {of} ") + wordml.field("NUMPAGES")
    tabs = ""
    if section is None:  # the style's tab is for landscape pages
        places = (("clear", appearance.WIDTH), ("right", FRONT_ROOM))
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
