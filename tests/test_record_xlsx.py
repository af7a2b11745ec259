"""What a reader of the workbook finds, opened with another library than the one that wrote it."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from datamap.records.xlsx import xlsx
from datamap.records.xlsx_text import LONGEST, lines_of, piece_of, sheet_names
from datamap.visible import visible
from sample_document import HOSTILE, document, english, hostile, row
from sample_formats import long_cell, sourced

if TYPE_CHECKING:
    from datamap.records.document import Document


def opened(whole: Document) -> Any:
    return load_workbook(io.BytesIO(xlsx(whole)))


def head_row(sheet: Any) -> int:
    return int(re.findall(r"\d+", sheet.auto_filter.ref)[0])


def head(sheet: Any) -> list[str]:
    return [str(c.value) for c in sheet[head_row(sheet)]]


def test_each_section_is_a_sheet_with_a_frozen_head_and_a_filter() -> None:
    book = opened(sourced())
    assert book.sheetnames == [
        "Framsida",
        "Registret",
        "Bilaga A",
        "Bilaga B",
        "Uppgifter som saknas",
        "Källor",
    ]
    for sheet in book.worksheets[1:]:
        at = head_row(sheet)
        assert sheet.freeze_panes in (f"B{at + 1}", f"C{at + 1}")
        assert sheet.print_title_rows == f"${at}:${at}"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.oddFooter.right.text == "Sida &P av &N"
        assert "Exempelmolnet" in sheet.oddFooter.left.text
        assert all(5 < d.width < 120 for d in sheet.column_dimensions.values())
        assert sheet.auto_filter.ref == f"A{at}:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"


def test_voluntary_cells_are_columns_of_the_same_row() -> None:
    sheet = opened(document())["Registret"]
    columns = head(sheet)
    assert columns[:2] == ["Nr", "Personuppgiftsansvarig eller kundgrupp\nart. 30.2 a"]
    assert columns[7:] == [
        f"{label}\nfrivillig"
        for label in (
            "Tjänst",
            "Underbiträden",
            "Personuppgifter",
            "Registrerade",
            "Avtal",
            "Senast granskad",
        )
    ]
    second = [c.value for c in sheet[head_row(sheet) + 2]]
    assert second[0] == "2"
    assert second[7] == "Exempelutskick"
    assert sheet[head_row(sheet) + 2][7].fill.fgColor.rgb == "FFF1F4F7"
    assert [b.id for b in sheet.col_breaks.brk] == [7]  # on paper the voluntary columns begin a page
    assert sheet.print_title_cols == "$A:$B"


def test_a_group_is_a_column_that_sorting_keeps_beside_its_rows() -> None:
    sheet = opened(document())["Bilaga A"]
    assert head(sheet)[:2] == ["Nr", "Grupp"]
    rows = list(sheet.iter_rows(min_row=head_row(sheet) + 1, values_only=True))
    assert [r[0] for r in rows] == ["1", "2.1", "2.2", "2.3", "3.1", "3.2", "4.1"]
    assert all(str(r[1]).startswith("Exempelgruppen Föreningar · rad 2") for r in rows[1:4])
    assert not [m for m in sheet.merged_cells.ranges if m.max_row >= head_row(sheet)]
    assert None not in {value for r in rows for value in r}


def test_gaps_are_brown_italics_also_within_a_cell() -> None:
    data = xlsx(document())
    sheet = load_workbook(io.BytesIO(data))["Registret"]
    gap = sheet.cell(head_row(sheet) + 1, 7)
    assert gap.value == "Uppgift saknas per 2026-11-24 (art. 30.2 d)"
    assert gap.font.i
    assert gap.font.color.rgb == "FF7D3A0C"
    mixed = load_workbook(io.BytesIO(data), rich_text=True)["Registret"].cell(head_row(sheet) + 1, 5).value
    assert [bool(getattr(piece, "font", None) and piece.font.i) for piece in mixed] == [True, False, True]
    assert [str(piece) for piece in mixed][1] == " Lagring utanför EU/EES anges för B13, utanför EU för B4."


def every_text(book: Any) -> list[str]:
    cells = [
        c for sheet in book.worksheets for line in sheet.iter_rows() for c in line if c.value is not None
    ]
    assert {c.data_type for c in cells} == {"s"}
    assert not [c for c in cells if c.hyperlink]
    return [str(c.value) for c in cells]


def test_hostile_text_is_text_and_no_formula_nor_link() -> None:
    titled = [
        dataclasses.replace(t, title=text) for t, text in zip(hostile().tables, HOSTILE[3:6], strict=True)
    ]
    nasty = dataclasses.replace(hostile(), tables=tuple(titled), title=HOSTILE[4], keywords=HOSTILE)
    data = xlsx(nasty)
    texts = every_text(load_workbook(io.BytesIO(data)))
    for text in HOSTILE:
        assert visible(text) in texts
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert not name.startswith(("xl/externalLinks", "xl/vba"))
            part = archive.read(name).decode()
            assert "TargetMode" not in part
            assert not re.search(r"<(f|hyperlink)[ >]", part)
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", part)


@pytest.mark.parametrize("text", ["=1+1", "+46 8 123", "-1", "@SUM(A1)", '=HYPERLINK("http://example.com")'])
def test_a_cell_that_a_person_edits_stays_text(text: str) -> None:
    sheet = opened(document(record=(row("1", "n:Exempelbolaget", text, "a", "b", "c", "d"),)))["Registret"]
    assert sheet.cell(head_row(sheet) + 1, 3).value == text
    assert sheet.cell(head_row(sheet) + 1, 3).quotePrefix


@pytest.mark.parametrize("text", ["_x000D_", "_x0041_ &amp; &#10;", "  two  spaces  ", "a\tb"])
def test_what_the_format_escapes_comes_back(text: str) -> None:
    data = xlsx(document(record=(row("1", "n:Exempelbolaget", text, f"g:{text}|{text}", "b", "c", "d"),)))
    sheet = load_workbook(io.BytesIO(data))["Registret"]
    assert sheet.cell(head_row(sheet) + 1, 3).value == text
    assert sheet.cell(head_row(sheet) + 1, 4).value == f"{text} {text}"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # An underscore is escaped once: escaped twice, Excel shows the escape.
        assert b"_x005F_x005F_" not in archive.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 100_000])
def test_what_is_longer_than_a_cell_goes_on_where_the_cell_says(length: int) -> None:
    whole = long_cell(length)
    book = opened(whole)
    value = str(book["Registret"].cell(head_row(book["Registret"]) + 1, 3).value)
    text = whole.tables[0].rows[0].cells[2].text  # type: ignore[union-attr]
    if length <= LONGEST:
        assert value == text
        assert "Fortsättning" not in book.sheetnames
        return
    beginning, _, notice = value.partition("\n\n")
    assert notice == "[Texten är längre än en cell rymmer och fortsätter på bladet Fortsättning, B2]"
    assert len(value) <= LONGEST
    rest = list(book["Fortsättning"].iter_rows(min_row=2, values_only=True))
    assert {r[0] for r in rest} == {f"Registret C{head_row(book['Registret']) + 1}"}
    assert beginning + "".join(str(r[1]) for r in rest) == text


def test_characters_of_two_units_are_counted_twice_and_never_halved() -> None:
    assert piece_of("😀😀", 3) == "😀"
    assert piece_of("😀😀", 4) == "😀😀"
    text = "😀" * 20_000
    texts = every_text(opened(document(record=(row("1", "n:Exempelbolaget", text, "a", "b", "c", "d"),))))
    assert sum(t.count("😀") for t in texts) == 20_000
    assert max(len(t.encode("utf-16-le")) // 2 for t in texts) <= LONGEST


def test_sheets_have_valid_names_unlike_each_other() -> None:
    names = sheet_names(
        [
            "Annex A. Controllers",
            "Annex A. Others",
            "a/b:c*?[d]\\e",
            "'x'",
            "History",
            "X",
            "",
            "Å" * 40,
            "word " * 10,
        ]
    )
    assert names == [
        "Annex A. Controllers",
        "Annex A. Others",
        "a b c d e",
        "x",
        "History 2",
        "X 2",
        "–",
        "Å" * 31,
        "word word word word word word",
    ]


def test_rows_are_high_enough_for_their_text() -> None:
    assert lines_of("one\ntwo\nthree", 20) == 3
    assert lines_of("word " * 20, 20) >= 5
    assert lines_of("x" * 100, 20) >= 5
    sheet = opened(document())["Registret"]
    at = head_row(sheet) + 3  # a purpose of 300 characters in a column of 37
    assert sheet.row_dimensions[at].height > 8 * 12
    assert opened(hostile())["Registret"].row_dimensions[head_row(sheet) + 8].height <= 409


def test_the_file_says_what_it_is_and_has_the_same_bytes_each_time() -> None:
    book = opened(english())
    assert book.properties.title == "Record of processing activities"
    assert book.properties.creator == "Example Cloud"
    assert book.properties.created.isoformat() == "2026-11-24T00:00:00"
    assert book.sheetnames[0] == "Front page"
    assert book.worksheets[1].oddFooter.right.text == "Page &P of &N"
    assert xlsx(sourced()) == xlsx(sourced())
