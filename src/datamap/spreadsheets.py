"""What a spreadsheet would run, and how a text is kept from it."""

from __future__ import annotations

FORMULA_BEGINS = tuple("=+-@＝＋－＠\t\r")
"""What a cell begins with that a spreadsheet may run (OWASP, "CSV Injection"), full-width forms included."""

_BEFORE_FORMULA = " \n\v\f\u00a0\u3000\ufeff\u200b"


def defended(text: str) -> str:
    """Return a text for a CSV cell: what a spreadsheet might run gets an apostrophe before it."""
    return "'" + text if text.lstrip(_BEFORE_FORMULA).startswith(FORMULA_BEGINS) else text
