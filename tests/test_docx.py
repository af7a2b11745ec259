"""Documents as Word files: what a reader, a screen reader and Word itself find in them."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import replace

import pytest

import sample_document as sample
from datamap.records.document import Front
from datamap.records.docx import docx

word = pytest.importorskip("docx", reason="python-docx reopens the files: pip install python-docx")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(data: bytes):  # type: ignore[no-untyped-def]  # python-docx has no types
    return word.Document(io.BytesIO(data))


def cells_of(row) -> list[str]:  # type: ignore[no-untyped-def]
    return [text_of(cell) for cell in row.cells]


def text_of(cell) -> str:  # type: ignore[no-untyped-def]
    """A cell's text, its no-break spaces as spaces: they keep articles on one line."""
    return str(cell.text).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def data() -> bytes:
    return docx(sample.document())


def test_headings_are_headings(data: bytes) -> None:
    found = [(p.style.name, p.text) for p in opened(data).paragraphs if p.text]
    assert found[0] == ("Title", "Register över behandling")
    assert found[1][0] == "Subtitle"
    assert [text for style, text in found if style == "Heading 1"] == [
        "Så läser du registret",
        "Registret",
        "Bilaga A. Personuppgiftsansvariga",
        "Bilaga B. Underbiträden",
    ]


def test_every_text_is_in_its_cell(data: bytes) -> None:
    facts, legend, record, controllers, vendors = opened(data).tables
    assert cells_of(facts.rows[5]) == ["Roll", "Personuppgiftsbiträde"]
    assert cells_of(legend.rows[0]) == ["Uttryck", "Betyder"]
    assert cells_of(record.rows[0])[1] == "Personuppgiftsansvarig eller kundgrupp\nart. 30.2 a"
    assert sample.PURPOSE in cells_of(record.rows[5])
    assert sample.EMAIL in text_of(record.rows[7].cells[2])
    assert cells_of(record.rows[6])[0] == "3"  # the number spans both rows
    assert cells_of(record.rows[6])[2] == "Underbiträden\nExempelmolnet AB".replace(
        "Exempelmolnet AB", "Example Events Inc."
    )
    assert cells_of(controllers.rows[1])[0] == "Exempelmolnets kunder · rad 1 i registret"
    assert "Bilaga" not in text_of(vendors.rows[1].cells[0])
    assert len(vendors.rows) == 17


def test_spans_and_heads(data: bytes) -> None:
    _, _, record, controllers, _ = opened(data).tables
    spanning = controllers.rows[2]._tr.findall(f"{W}tc")
    assert [c.find(f"{W}tcPr/{W}gridSpan").get(f"{W}val") for c in spanning[1:]] == ["6"]
    for table in opened(data).tables[1:]:
        heads = [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert table._tbl.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val")
    for row in record.rows:
        assert row._tr.find(f"{W}trPr/{W}cantSplit") is not None
    for upper in record.rows[1::2]:  # kept with the voluntary row below
        paragraphs = upper._tr.findall(f".//{W}p")
        assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in paragraphs)


def test_kinds_are_styles_by_name(data: bytes) -> None:
    document = opened(data)
    styles = {
        run.style.name: run.text
        for row in document.tables[2].rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    }
    assert {"Name", "Gap", "Answer", "Change", "Default Paragraph Font"} <= set(styles)
    assert document.styles["Gap"].font.italic
    assert str(document.styles["Gap"].font.color.rgb) == "7D3A0C"
    assert not document.styles["Answer"].font.italic
    direct = re.findall(rb"<w:(?:b|i|sz|color|rFonts)\b", part(data, "word/document.xml"))
    assert direct == []


def test_pages(data: bytes) -> None:
    first, *rest = opened(data).sections
    assert first.page_height > first.page_width
    assert len(rest) == 3
    assert all(s.page_width > s.page_height for s in rest)
    foot = rest[1].footer.paragraphs[0]
    assert foot.text.replace("\u00a0", " ").startswith(
        "Exempelmolnet · Register över behandling, personuppgiftsbiträde · version 1 · 2026-11-24 · Bilaga A"
    )
    assert [f.get(f"{W}instr").strip() for f in foot._p.findall(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
    assert "Page " in opened(docx(sample.english())).sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize(("make", "tag"), [(sample.document, "sv-SE"), (sample.english, "en-GB")])
def test_language_and_properties(make, tag: str) -> None:  # type: ignore[no-untyped-def]
    document = make()
    made = opened(docx(document))
    properties = made.core_properties
    assert properties.title == document.title
    assert properties.author == document.entity
    assert properties.language == tag
    midnight = dt.datetime(2026, 11, 24, tzinfo=properties.created.tzinfo)
    assert properties.created == properties.modified == midnight
    assert made.styles.element.find(f".//{W}lang").get(f"{W}val") == tag


def test_same_bytes_and_no_clock(data: bytes) -> None:
    assert docx(sample.document()) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_hostile_text_is_text() -> None:
    data = docx(sample.hostile())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))  # well-formed, every part
            assert b'TargetMode="External"' not in archive.read(name)
    document = opened(data)
    said = "\n".join(text_of(c) for row in document.tables[2].rows for c in row.cells)
    for text in sample.HOSTILE[:5]:
        assert text in said
    assert "invoice⟨U+202E⟩fdp.exe ⟨U+0000⟩⟨U+0007⟩⟨U+001B⟩[31m ⟨U+D800⟩ ⟨U+FFFE⟩" in said
    assert "张三" in said
    assert "X" * 300 in said
    kinds = {element.tag.removeprefix(W) for element in document.element.iter()}
    assert not kinds & {"hyperlink", "instrText", "object", "script"}


def test_a_row_above_half_a_page_may_break() -> None:
    long = sample.row("1", *["Ändamål " * 300] * 6, below=("kort",) * 6)
    table = opened(docx(sample.document(record=(long,)))).tables[2]
    assert [row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in table.rows] == [True, False, True]


def test_what_is_internal_or_changed_says_so() -> None:
    document = opened(docx(sample.internal()))
    assert "Endast för internt bruk" in [p.text for p in document.paragraphs]
    notes = document.tables[-1]
    assert [text_of(row.cells[1]) for row in notes.rows[1:]] == [
        "Ändrat: utanför EU",
        "Ändrat sedan version 1",
    ]
    assert {p.style.name for row in notes.rows[1:] for p in row.cells[1].paragraphs} == {"Changed"}


def test_a_document_may_be_a_front_alone() -> None:
    empty = Front((), "", (), ("", ""), ())
    document = opened(docx(replace(sample.document(), front=empty, tables=(), subtitle="", keywords=())))
    assert [p.text for p in document.paragraphs if p.text] == ["Register över behandling"]
    assert len(document.sections) == 1


def test_labels_are_not_lost() -> None:
    pair = sample.row("1", *"bcdefg", below=("a", "b", "c"))
    table = replace(sample.document().tables[0], rows=(pair,), below=sample.BELOW_COLUMNS[:2])
    with pytest.raises(ValueError, match="labels"):
        docx(replace(sample.document(), tables=(table,)))


def test_more_cells_than_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="left over"):
        docx(sample.document(record=(sample.row(*"12345678"),)))


def test_five_hundred_processes_in_time() -> None:
    started = time.process_time()
    docx(sample.large())
    assert time.process_time() - started < 30
