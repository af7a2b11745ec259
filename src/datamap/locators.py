"""Where in a document something stands, beyond a line: made by readers, kept in registries, said in words.

A locator is text of one of these shapes: ``Vendors!C7`` (a sheet's cell; ``Vendors!`` the sheet),
``page=3&line=12`` (a line of a page), ``table=2&row=5`` or ``paragraph=12`` or ``footnote=2`` (a Word file),
an IRI (a graph has no lines), and else a path in a data file (``vendors[3].data``). It belongs to no
language.
"""

from __future__ import annotations

import re

LONGEST = 300
"""Characters of the longest locator: the keys of a hostile data file have no bound."""

_CELL = re.compile(r"(?P<sheet>.+)!(?P<cell>(?:[A-Z]{1,3}[0-9]{1,7})?)", re.DOTALL)
_COUNTED = re.compile(r"(?:page|line|table|row|paragraph|footnote)=[0-9]+(?:&(?:line|row)=[0-9]+)?")
_IRI = re.compile(r"(?:https?://|urn:)\S+\Z")
_WORDS = {
    "en": {
        "sheet": "sheet", "cell": "cell", "page": "page", "line": "line", "table": "table", "row": "row",
        "paragraph": "paragraph", "footnote": "footnote",
    },
    "sv": {
        "sheet": "blad", "cell": "cell", "page": "sida", "line": "rad", "table": "tabell", "row": "rad",
        "paragraph": "stycke", "footnote": "fotnot",
    },
}  # fmt: skip


def sheet_cell(sheet: str, cell: str = "") -> str:
    """Return the locator of a cell ("C7") of a sheet, or of the sheet."""
    return bounded(f"{sheet}!{cell}")


def counted(**steps: int) -> str:
    """Return the locator of what is counted: ``counted(page=3, line=12)``."""
    return "&".join(f"{name}={number}" for name, number in steps.items())


def bounded(locator: str) -> str:
    """Return a locator on one line, its middle left out where it is longer than LONGEST."""
    locator = " ".join(locator.split())
    half = LONGEST // 2
    return locator if len(locator) <= LONGEST else f"{locator[:half]}…{locator[1 - half :]}"


def place_in_words(line: int, at: str = "", language: str = "en") -> str:
    """Return where something stands: "line 26", "sheet Vendors, cell C7", "page 3, line 12"."""
    words = _WORDS[language]
    if not at:
        return f"{words['line']} {line}"
    cell = _CELL.fullmatch(at)
    if cell is not None:
        sheet = f"{words['sheet']} {cell['sheet']}"
        return f"{sheet}, {words['cell']} {cell['cell']}" if cell["cell"] else sheet
    if _COUNTED.fullmatch(at):
        steps = (step.partition("=") for step in at.split("&"))
        return ", ".join(f"{words[name]} {number}" for name, _, number in steps)
    return at if _IRI.match(at) else f"{words['line']} {line}, {at}"
