"""Narrow columns in PDF: how wrapped lines become words again."""

from __future__ import annotations

from pathlib import Path

import pytest

import datamap
from datamap.documents.pdf_tables import join_lines, text_tables

LISTS = Path(__file__).parent / "lists"


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("telefoon-", "nummer", "telefoonnummer"),
        ("Naam, e-", "mailadres", "Naam, e-mailadres"),
        ("IP-", "adres", "IP-adres"),
        ("E-Mail-", "Adresse", "E-Mail-Adresse"),
        ("drift-", "och supportärenden", "drift- och supportärenden"),
        ("name, -", "none", "name, - none"),
        ("tele\u00ad", "fon", "telefon"),
        ("Standard", "contractual clauses", "Standard contractual clauses"),
    ],
)
def test_wrapped_lines(above: str, below: str, joined: str) -> None:
    assert join_lines(above, below) == joined


@pytest.mark.parametrize("name", ["anexo.pdf", "anexo-filas.pdf", "anexo-sin-lineas.pdf"])
def test_a_row_over_two_pages_is_one_and_its_headings_are_no_vendor(name: str) -> None:
    reading = datamap.read(LISTS / name)
    assert [e.name for e in reading.entries][3:] == [
        "Zendesk International Ltd.",
        "Signaturit Solutions, S.L.",
        "OVH Hispano, S.L.",
    ]
    signaturit = reading.entries[4]
    (purpose,) = [s.text for s in signaturit.statements if s.field == "purpose"]
    assert purpose.startswith(
        "Firma electrónica de los contratos y custodia de las evidencias generadas durante el"
    )
    assert purpose.endswith("sellado de tiempo de cada documento")
    assert not any("\u2060" in s.text for e in reading.entries for s in e.statements)


def _word(text: str, x: float, top: float) -> dict[str, object]:
    return {"text": text, "x0": x, "x1": x + 5 * len(text), "top": top, "bottom": top + 9}


def test_prose_is_no_table() -> None:
    words = [
        _word(text, 20 + 30 * n, 20 + 12 * line)
        for line in range(12)
        for n, text in enumerate(["data", "and", "more"][: 2 + line % 2] * 4)
    ]
    words += [_word("a" * (3 + line % 7), 25 + 11 * (line % 5), 20 + 12 * line) for line in range(12)]
    words += [_word("x" * 70, 20, 20 + 12 * line) for line in range(0, 12, 3)]
    assert text_tables(words, []) == []


def test_a_page_of_many_words_is_bounded() -> None:
    words = [_word("ab", 20 + 20 * (n % 40) + (n % 3), 10 + 0.9 * (n // 40)) for n in range(40_000)]
    assert isinstance(text_tables(words, [float(n) for n in range(5_000)]), list)
