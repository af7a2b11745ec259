"""Vendors as pages show them without tables: cards, rows of plain elements, headings with short texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import datamap
from datamap.claims.report import reading_to_dict
from datamap.errors import NoEntries

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, html: str) -> list[dict[str, Any]]:
    (tmp_path / "a.html").write_text(html, "utf-8")
    entries: list[dict[str, Any]] = reading_to_dict([datamap.read(tmp_path / "a.html")])["entries"]
    return entries


def read_as(entries: list[dict[str, Any]]) -> list[tuple[str, list[str], list[str]]]:
    return [
        (e["name"], [p["text"] for p in e["purposes"]], [p["place"] for p in e["places"]]) for e in entries
    ]


TWO = [("Acme Ltd", ["Hosting"], ["loc:IE"]), ("Beta GmbH", ["Support"], ["loc:DE"])]
FIELDS = (("Acme Ltd", "Hosting", "Ireland"), ("Beta GmbH", "Support", "Germany"))

CARDS = {
    "labels in spans": '<div><div class="t">{}</div><div><span>Purpose</span><span>{}</span></div>'
    "<div><span>Location</span><span>{}</span></div></div>",
    "labels in divs": '<div><div>{}</div><div class="k">Purpose</div><div class="v">{}</div>'
    '<div class="k">Location</div><div class="v">{}</div></div>',
    "labelled paragraphs": "<article><p>{}</p><p>Purpose: {}</p><p>Location: {}</p></article>",
    "labelled lines": "<div><p>{}</p><p><b>Purpose:</b> {}<br><b>Location:</b> {}</p></div>",
    "headings and short texts": "<section><h3>{}</h3><p>{}</p><p>{}</p></section>",
    "rows of plain elements": '<div class="row"><div>{}</div><div>{}</div><div>{}</div></div>',
    "spans side by side": '<ul><li><span class="a">{}</span><span class="b">{}</span><span class="c">{}</span></li></ul>',
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_is_a_vendor(tmp_path: Path, card: str) -> None:
    cards = "".join(card.format(*fields) for fields in FIELDS)
    page = f"<body><nav><p>Home</p></nav><h2>Our sub-processors</h2><div>{cards}</div><footer>Acme 2026</footer></body>"
    assert read_as(read(tmp_path, page)) == TWO


def test_a_category_over_the_name_is_what_the_vendor_is_for(tmp_path: Path) -> None:
    card = "<div><h4>{1}</h4><p><strong>{0}</strong></p><p>Location: {2}</p></div>"
    page = "<h2>Sub-processors</h2>" + "".join(card.format(*fields) for fields in FIELDS)
    assert read_as(read(tmp_path, page)) == TWO


def test_elements_with_the_roles_of_a_table_are_one(tmp_path: Path) -> None:
    rows = "".join(
        '<div role="row"><span role="cell">{}</span><span role="cell">{}</span><span role="cell">{}</span></div>'.format(
            *fields
        )
        for fields in (("Vendor", "Purpose", "Country"), *FIELDS)
    )
    assert read_as(read(tmp_path, f'<h1>Sub-processors</h1><div role="table">{rows}</div>')) == TWO


def test_a_dialog_about_cookies_lists_no_vendors(tmp_path: Path) -> None:
    card = CARDS["labelled paragraphs"]
    cookies = "".join(card.format(name, "Analytics", "USA") for name in ("Google Analytics", "Hotjar Ltd"))
    page = f'<div id="cookie-banner"><h2>Providers</h2>{cookies}</div><h1>Welcome</h1>'
    with pytest.raises(NoEntries):
        read(tmp_path, page)
    listed = "".join(card.format(*fields) for fields in FIELDS)
    assert read_as(read(tmp_path, f"{page}<h2>Sub-processors</h2>{listed}")) == TWO


def test_cards_of_former_vendors_are_left_out(tmp_path: Path) -> None:
    card = CARDS["labels in spans"]
    page = (
        "<h2>Sub-processors</h2>" + "".join(card.format(*fields) for fields in FIELDS)
        + "<h2>Former sub-processors</h2>" + card.format("Gamma Inc", "Support", "USA") * 2
    )  # fmt: skip
    assert read_as(read(tmp_path, page)) == TWO
