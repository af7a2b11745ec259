"""Lists of vendors as files of every format, and the plain parse of each by its reader's library."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

VENDORS = 20
PURPOSES = ("Hosting", "Email delivery", "Customer support", "Error monitoring", "Payment processing")
DATA = ("Name, email address", "IP address, logs", "Phone numbers, etc.", "Card details", "Account data")
PLACES = ("Sweden", "Ireland (Dublin)", "United States", "EU (Frankfurt)", "Varies")
HEADINGS = ("Vendor", "Purpose", "Personal data", "Location")

Rows = list[tuple[str, ...]]


def rows_of(number: int) -> Rows:
    """Return the rows of a list; each list has other vendors, its words come again."""
    return [
        (f"Vendor {number}-{n} Inc.", PURPOSES[n % 5], DATA[(n + number) % 5], PLACES[(n * 3 + number) % 5])
        for n in range(VENDORS)
    ]


def _text(rows: Rows) -> bytes:
    entries = (
        "\n".join([row[0], *(f"{h}: {v}" for h, v in zip(HEADINGS[1:], row[1:], strict=True))])
        for row in rows
    )
    return ("Sub-processors\n\n" + "\n\n".join(entries) + "\n").encode()


def _markdown(rows: Rows) -> bytes:
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *rows]
    return (
        "# Sub-processors\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in lines) + "\n"
    ).encode()


def _html(rows: Rows) -> bytes:
    head = "".join(f"<th>{text}</th>" for text in HEADINGS)
    body = "".join("<tr>" + "".join(f"<td>{text}</td>\n" for text in row) + "</tr>" for row in rows)
    return f"<html><body><h1>Sub-processors</h1><table><tr>{head}</tr>{body}</table></body></html>".encode()


def _csv(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *rows])
    return out.getvalue().encode()


def _records(rows: Rows) -> dict[str, object]:
    return {"vendors": [dict(zip(HEADINGS, row, strict=True)) for row in rows]}


def _json(rows: Rows) -> bytes:
    return json.dumps(_records(rows), indent=1).encode()


def _yaml(rows: Rows) -> bytes:
    import yaml

    return str(yaml.safe_dump(_records(rows), sort_keys=False)).encode()


def _workbook(rows: Rows) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Vendors")
        for number, row in enumerate([HEADINGS, *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _word(rows: Rows) -> bytes:
    import docx

    document = docx.Document()
    table = document.add_table(rows=0, cols=len(HEADINGS))
    for row in [HEADINGS, *rows]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(rows: Rows) -> bytes:
    import typst

    cells = "".join(f"[{cell}]," for row in [HEADINGS, *rows] for cell in row)
    made = typst.compile(f"#table(columns: 4, {cells})".encode())
    assert isinstance(made, bytes)
    return made


def _parse_markdown(data: bytes) -> object:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").parse(data.decode())


def _parse_html(data: bytes) -> object:
    from lxml import html

    return html.document_fromstring(data)


def _parse_csv(data: bytes) -> object:
    return list(csv.reader(io.StringIO(data.decode())))


def _parse_yaml(data: bytes) -> object:
    import yaml

    return yaml.compose(data, Loader=yaml.SafeLoader)


def _parse_workbook(data: bytes) -> object:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _parse_word(data: bytes) -> object:
    import zipfile

    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _parse_pdf(data: bytes) -> object:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return [(page.extract_tables(), page.extract_text_lines()) for page in document.pages]


FORMATS: dict[str, tuple[Callable[[Rows], bytes], Callable[[bytes], object]]] = {
    ".txt": (_text, bytes.decode),
    ".md": (_markdown, _parse_markdown),
    ".html": (_html, _parse_html),
    ".csv": (_csv, _parse_csv),
    ".json": (_json, json.loads),
    ".yaml": (_yaml, _parse_yaml),
    ".xlsx": (_workbook, _parse_workbook),
    ".docx": (_word, _parse_word),
    ".pdf": (_pdf, _parse_pdf),
}
"""Each suffix with what writes a list, and what parses it and does nothing with it."""
