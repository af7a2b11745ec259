"""Documents as PDF: what a reader sees, and what PDF/UA-1 (ISO 14289-1) wants of the file."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sample_document as sample
from datamap.errors import DatamapError
from datamap.records.breaks import runs
from datamap.records.document import Front
from datamap.records.pdf import pdf

if TYPE_CHECKING:
    from datamap.records.document import Document

pytest.importorskip("typst", reason="typst makes the PDF: pip install 'datamap[records]'")
pikepdf = pytest.importorskip("pikepdf", reason="pikepdf opens the PDF: pip install pikepdf")

POPPLER = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is absent")


def pages(data: bytes, *options: str) -> list[str]:
    """The text of each page as poppler reads it, words rejoined at hyphens, space as one space."""
    found = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    texts = found.stdout.decode().split("\f")[:-1]
    return [re.sub(r"\s+", " ", re.sub("\u00ad\\s+", "", text)) for text in texts]


def tags(data: bytes) -> tuple[Counter[str], list[Any]]:
    """How often each structure type occurs, and the structure elements themselves."""
    kinds: Counter[str] = Counter()
    elements = []
    with pikepdf.open(io.BytesIO(data)) as file:
        for item in file.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem":
                kinds[str(item.S)[1:]] += 1
                elements.append({key: str(item[key]) for key in ("/S", "/A") if key in item})
    return kinds, elements


@pytest.fixture(scope="module")
def document() -> Document:
    return sample.document()


@pytest.fixture(scope="module")
def data(document: Document) -> bytes:
    return pdf(document)


@POPPLER
def test_every_text_is_on_its_page(document: Document, data: bytes) -> None:
    front, *rest = pages(data)
    assert document.title in front
    assert "Fullständigt namn: uppgift saknas per 2026-11-24 (art. 30.2 a)" in front
    assert sample.PURPOSE in rest[0]
    assert "Exempelbolaget Östra Ängsvägens Fastighetsförvaltning Aktiebolag" in rest[0]
    assert "Åar, Ängar och Öar i Sverige" in rest[1]
    assert "Möjliggöra deltagande på event/webinar" in rest[-1]


@POPPLER
def test_the_front_names_the_pages_of_sections(data: bytes) -> None:
    front, *_ = pages(data)
    for place in ("Registret (sida 2)", "Bilaga A (sida 3)", "Bilaga B (sida 4)"):
        assert place in front


@POPPLER
def test_what_is_internal_or_changed_says_so() -> None:
    front, notes = pages(pdf(sample.internal()))
    assert "(sida" not in front  # no such section here
    assert notes.count("Endast för internt bruk") == 1
    table = replace(sample.internal().tables[0], lead=(sample.line("Endast för internt bruk."),))
    assert pages(pdf(replace(sample.internal(), tables=(table,))))[1].count("internt bruk") == 1
    assert "Ändrat: utanför EU" in notes
    assert "Ändrat sedan version 1" in notes
    assert notes.count("Ändrat") == 2


@POPPLER
def test_a_document_may_be_a_front_alone() -> None:
    empty = Front((), "", (), ("", ""), ())
    document = replace(sample.document(), front=empty, tables=(), subtitle="", keywords=())
    (text,) = pages(pdf(document))
    assert "Register över behandling" in text


def test_a_table_without_rows_is_a_head() -> None:
    document = sample.document()
    kinds, _ = tags(pdf(replace(document, tables=(replace(document.tables[0], rows=()),))))
    assert kinds["TH"] == 2 + 7


@POPPLER
def test_every_page_has_its_foot(data: bytes) -> None:
    texts = pages(data)
    foot = "Exempelmolnet · Register över behandling, personuppgiftsbiträde · version 1 · 2026-11-24"
    for number, text in enumerate(texts, 1):
        assert f"Sida {number} av {len(texts)}" in text
        assert foot in text
    assert f"{foot} · Bilaga B. Underbiträden" in texts[-1]
    assert "Page 2 of 2" in pages(pdf(sample.english()))[1]


@POPPLER
def test_heads_and_bands_are_repeated() -> None:
    texts = pages(pdf(sample.large(40)))
    record = [t for t in texts if t.rstrip().endswith("Registret") or "· Registret Sida" in t]
    assert len(record) > 3
    assert all("Kategori av behandling" in t and "art. 30.2 b" in t for t in record)
    controllers = [t for t in texts if "· Bilaga A" in t]
    assert all("Adress och kontaktuppgifter" in t for t in controllers)
    assert all(re.search(r"Grupp \d+ · rad", t) for t in controllers)


@POPPLER
def test_a_row_and_its_voluntary_row_share_a_page() -> None:
    for text in pages(pdf(sample.large(40)))[1:]:
        # A row of the record ends with its voluntary row: as many of one as of the other on each page.
        assert text.count("Senast granskad") == text.count("Registrerade")
        if "Registrerade" in text:
            rows = len(re.findall(r"Exempelgruppen|Exempelmolnets kunder|Exempelbolaget Östra", text))
            assert text.count("Registrerade") == rows


def test_it_conforms_to_pdf_ua(document: Document, data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as file:
        root = file.Root
        assert root.MarkInfo.Marked
        assert root.Lang == "sv-SE"
        assert root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in root
        metadata = str(file.open_metadata())
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert file.docinfo["/Title"] == document.title
        assert file.docinfo["/Author"] == document.entity
        assert str(file.docinfo["/CreationDate"]).startswith("D:20261124000000")
        outline = [str(item.title) for item in file.open_outline().root]
        assert outline == ["Så läser du registret", *(table.title for table in document.tables)]
        assert all("/StructParents" in page and page.Tabs == "/S" for page in file.pages)
    kinds, elements = tags(data)
    assert kinds["Table"] == 1 + len(document.tables)
    bands = 4
    assert kinds["TH"] == 2 + sum(len(t.columns) for t in document.tables) + bands
    assert kinds["H1"] == 4
    assert any("/RowSpan" in e.get("/A", "") for e in elements if e["/S"] == "/TD")
    assert any("/ColSpan" in e.get("/A", "") for e in elements if e["/S"] == "/TD")


def test_the_english_one_says_so() -> None:
    with pikepdf.open(io.BytesIO(pdf(sample.english()))) as file:
        assert file.Root.Lang == "en-GB"


def test_fonts_are_embedded_and_nothing_acts(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as file:
        names = set()
        for item in file.objects:
            if isinstance(item, pikepdf.Dictionary):
                acts = {
                    "/JS",
                    "/JavaScript",
                    "/URI",
                    "/Launch",
                    "/EmbeddedFiles",
                    "/Annots",
                    "/AA",
                    "/OpenAction",
                }
                assert not acts & set(item.keys())
                if item.get("/Type") == "/FontDescriptor":
                    names.add(str(item.FontName).split("+")[-1])
                    assert "/FontFile2" in item or "/FontFile3" in item
    assert names == {f"SourceSansPro-{style}" for style in ("Regular", "It", "Semibold", "Bold")}


def test_same_bytes(data: bytes) -> None:
    assert pdf(sample.document()) == data


@POPPLER
def test_hostile_text_is_text() -> None:
    texts = pages(pdf(sample.hostile()))
    said = " ".join(texts)
    assert "Juridisk person" in said
    assert '#read("/etc/passwd")' in said
    assert "root:" not in said
    assert '#eval("1+1") $x^2$ *b* _i_ `c` @ref <label> \\u{41} // no /* comment */' in said
    assert "{{ 7*7 }} {% raw %} ${x} %s <script>alert(1)</script> </w:t> &lt; ]]> <!-- -->" in said
    assert "invoice⟨U+202E⟩fdp.exe" in said
    assert "Łódź" in said
    assert "Москва" in said
    assert "⟨U+5F20 U+4E09⟩" in said  # no font at hand shows it
    assert "Ångström" in said  # composed
    assert "X" * 300 in "".join(texts).replace(" ", "")


def boxes(data: bytes) -> list[tuple[float, float, float]]:
    """Each word's left and right edge with its page's width, in points."""
    found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    result, width = [], 0.0
    for line in found.stdout.decode().splitlines():
        if page := re.search(r'<page width="([\d.]+)"', line):
            width = float(page[1])
        elif word := re.search(r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)"', line):
            result.append((float(word[1]), float(word[2]), width))
    return result


@POPPLER
def test_nothing_leaves_the_page() -> None:
    side = 15 / 25.4 * 72
    for left, right, width in boxes(pdf(sample.hostile())):
        assert left > side - 1
        assert right < width - side + 1


@POPPLER
def test_no_long_word_leaves_its_column() -> None:
    """In a narrow column that holds long words alone, nothing reaches into the next."""
    words = [
        "X" * 300,
        sample.EMAIL,
        "Överföringsgrundsdokumentationsskyldighetsbedömning",
        "M" * 15,
        "åäö" * 9,
    ]
    rows = tuple(sample.row("1", "a", word, "b", "c", "d", "e") for word in words)
    document = sample.document(controllers=rows)
    start, end = (mm / 25.4 * 72 for mm in (15 + 11 + 64, 15 + 11 + 64 + 27))
    table = replace(document.tables[1], lead=())
    found = boxes(pdf(replace(document, tables=(table,), entity="E", name="E")))  # a short foot
    inside = [right for left, right, width in found if start < left < end and width > 800]
    assert len(inside) > 30
    assert max(inside) < end


def test_where_lines_may_break() -> None:
    text = (
        "Uppgift saknas per 2026-11-24 (art. 30.2 a), rad 26–29, EU/EES; e-postadress till "
        "personuppgiftsansvarig: berit-b@exempelforeningarna.example.com"
    )
    found = runs(text, 30)
    assert "".join(run.text for run in found) == text
    whole = [run.text for run in found if run.manner == "keep"]
    assert whole == [
        "2026-11-24",
        "(art. 30.2 a),",
        "rad 26–29,",
        "EU/EES;",
        "e-postadress",
        "berit-b@exempelforeningarna.example.com",
    ]
    assert [run.text for run in found if run.manner == "hyphenate"] == ["personuppgiftsansvarig"]
    assert [run.text for run in runs("Art. 30(2)(a) and Annex A", 30) if run.manner == "keep"] == [
        "Art. 30(2)(a)",
        "Annex A",
    ]


def test_dividing_long_text_is_quick() -> None:
    started = time.process_time()
    for piece in ("x-", "a@", "1–2", "å", "EU/", "art. 1 "):
        runs(piece * 50_000, 20)
    assert time.process_time() - started < 5


def test_five_hundred_processes_in_time() -> None:
    started = time.process_time()
    pdf(sample.large())
    assert time.process_time() - started < 30


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(DatamapError, match=r"pip install 'datamap\[records\]'"):
        pdf(sample.english())


def test_the_fonts_come_with_their_licence() -> None:
    folder = Path(sys.modules["datamap.records.pdf"].__file__ or "").parent / "fonts"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "LICENSE").read_text("utf-8")
    assert len(list(folder.glob("*.ttf"))) == 4
