"""What a reader of the Markdown sees, rendered as GitHub renders it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from markdown_it import MarkdownIt

from datamap.records.document import Cell, Kind, Part, Row
from datamap.records.markdown import markdown
from datamap.visible import visible
from sample_document import HOSTILE, document, english, hostile
from sample_formats import sourced

NASTY = (
    *HOSTILE,
    "a | b || c\\| d",
    "[link](http://example.com) ![x](http://example.com/x.png) <http://example.com> http://example.com www.example.com",
    "<a href='javascript:alert(1)'>x</a><script>alert(1)</script><!-- x --> &lt; &amp;",
    "{{7*7}} {% include 'x' %} $$x$$ :smile: ~~x~~ `x` **x** __x__ ***",
)


def rendered(source: str) -> str:
    """CommonMark with GFM's tables and strikethrough; HTML passes, as GitHub lets it pass."""
    return str(MarkdownIt("gfm-like", {"linkify": False}).render(source))


def seen(html: str) -> str:
    text = re.sub(r"<[^>]+>", "", html.replace("<br>", "\n"))
    return " ".join(unescape(text).split())


def test_a_reader_sees_the_front_the_sections_and_the_rows() -> None:
    html = rendered(markdown(sourced()))
    assert html.startswith("<h1>Register över behandling</h1>")
    assert re.findall(r"<h2>(.*?)</h2>", html) == [
        "Så läser du registret", "Registret", "Bilaga A. Personuppgiftsansvariga", "Bilaga B. Underbiträden",
        "Uppgifter som saknas", "Källor",
    ]  # fmt: skip
    assert "<em>Uppgift saknas per 2026-11-24 (art. 30.2 d)</em>" in html
    assert "<strong>Exempelgruppen Föreningar</strong>" in html
    assert "Endast för internt bruk" in html
    assert "|" not in seen(html)


def test_voluntary_cells_stand_below_their_row_and_say_so() -> None:
    html = rendered(markdown(document()))
    below = re.search(
        r"<td>2<br><sub>frivilligt</sub></td>\s*<td><strong>Tjänst</strong><br>Exempelutskick</td>", html
    )
    assert below


def test_a_band_heads_a_table_of_its_own_and_a_sentence_is_no_row() -> None:
    html = rendered(markdown(document()))
    assert "<h3><strong>Exempelgruppen Arrangörer</strong> · rad 3 i registret · 2 ansvariga</h3>" in html
    assert (
        "<p>1 <em>Samtliga personuppgiftsansvariga: uppgift saknas per 2026-11-24 (art. 30.2 a).</em>" in html
    )
    assert "<td>se Adress och kontaktuppgifter</td>" in html


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_text(text: str) -> None:
    kinds: tuple[Kind, ...] = ("name", "value", "gap", "change", "answer", "quiet")
    cells = (Cell(((Part("1"),),)), *(Cell(((Part(text, kind),),)) for kind in kinds))
    whole = document(record=(Row("1", cells),))
    html = rendered(markdown(whole))
    assert seen(html).count(" ".join(visible(text).split())) == 6
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    assert tags <= {
        "h1", "h2", "h3", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "br", "sub", "strong", "em",
        "ins", "hr",
    }  # fmt: skip
    # GFM makes links of these in plain text, before it knows of backslashes elsewhere.
    assert not re.search(r"https?://|www\.", markdown(whole))


@pytest.mark.parametrize(
    "text", ["# x", "- x", "+ x", "1. x", "2) x", "> x", "===", "---", "***", "    x", "```", "~~~", "| x |"]
)
def test_text_at_the_start_of_a_line_begins_nothing(text: str) -> None:
    whole = english()
    front = replace(whole.front, reading=((Part(text),),))
    html = rendered(markdown(replace(whole, subtitle=text, front=front)))
    shown = re.escape(text.strip().replace(">", "&gt;"))
    assert re.search(rf"</h1>\s*<p>{shown}</p>", html)
    assert re.search(rf"<li>{shown}</li>", html)


def test_hostile_tables_keep_their_columns() -> None:
    html = rendered(markdown(hostile()))
    for line in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL):
        assert len(re.findall(r"<t[dh]", line)) in (2, 7)


def test_notes_lead_to_the_numbers_of_the_sources() -> None:
    html = rendered(markdown(sourced()))
    assert "Ärendehantering och support via e-post och videomöten<sup>4</sup>" in html
    assert re.search(r"<td>4</td>\s*<td>Lista över underbiträden</td>", html)


def test_the_same_document_gives_the_same_text() -> None:
    assert markdown(sourced()) == markdown(sourced())
