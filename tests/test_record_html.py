"""What a reader of the HTML file meets, in a browser and without one."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from datamap.records.document import Cell, Document, Part, Row, Trace
from datamap.records.html import html
from datamap.visible import visible
from page_browser import AXE, launched
from sample_document import HOSTILE, cell, document, english, hostile, large
from sample_formats import sourced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NASTY = (
    *HOSTILE,
    "</style><script>document.title='run'</script>",
    '" onmouseover="document.title=1" x="',
    "javascript:alert(1) http://example.com <img src=http://example.com/x.png onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a> {% include '/etc/passwd' %} {{ config }}",
)


class Reader(HTMLParser):
    """The file as a parser sees it: its tags with attributes, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self._style = False
        self.feed(source)
        self.text = " ".join("".join(self.pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"
        self.pieces.append(
            "\n" if tag in ("td", "th", "div", "p", "li", "tr", "dt", "dd", "h1", "h2") else ""
        )

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        self.pieces.append("" if self._style else data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def renamed(whole: Document, text: str) -> Document:
    """The document with a text in every place that is not a cell."""
    tables = tuple(
        dataclasses.replace(
            table,
            key=text,
            title=text,
            lead=((Part(text),),),
            columns=tuple(dataclasses.replace(c, label=text, article=text) for c in table.columns),
        )
        for table in whole.tables
    )
    fields = tuple(dataclasses.replace(f, label=text, article=text) for f in whole.front.fields)
    front = dataclasses.replace(whole.front, fields=fields, reading_title=text, legend_heads=(text, text))
    names: dict[str, Any] = dict.fromkeys(("title", "subtitle", "name", "entity", "version"), text)
    return dataclasses.replace(whole, front=front, tables=tables, keywords=(text,), **names)


def test_one_file_has_headings_captions_and_heads_for_every_row_and_column() -> None:
    reader = Reader(html(sourced()))
    assert reader.all("html") == [{"lang": "sv"}]
    assert len(reader.all("h1")) == 1
    assert len(reader.all("caption")) == len(reader.all("table")) == 6
    assert {a.get("scope") for a in reader.all("th")} == {"col", "row", "rowgroup"}
    assert [a["rowspan"] for a in reader.all("th") if "rowspan" in a] == ["2"] * 4
    targets = {a["id"] for _, a in reader.tags if "id" in a}
    assert all(str(a["href"])[1:] in targets for a in reader.all("a"))
    assert "Register över behandling" in reader.text
    assert "Uppgift saknas per 2026-11-24 (art. 30.2 b)" in reader.text
    assert "Endast för internt bruk" in reader.text


def test_it_names_no_other_file_and_its_policy_allows_its_own_style_alone() -> None:
    source = html(hostile())
    reader = Reader(source)
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = next(a["content"] for a in reader.all("meta") if a.get("http-equiv"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not {"script", "img", "link", "iframe", "form", "base", "svg"} & {tag for tag, _ in reader.tags}
    assert not any("style" in a or "src" in a for _, a in reader.tags)
    assert not [name for _, a in reader.tags for name in a if name.startswith("on")]
    assert "url(" not in style[1]
    assert "@import" not in style[1]


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_text_wherever_it_stands(text: str) -> None:
    plain = Reader(html(renamed(document(record=(), vendors=()), "text")))
    reader = Reader(html(renamed(document(record=(), vendors=()), text)))
    assert [tag for tag, _ in reader.tags if tag != "span"] == [tag for tag, _ in plain.tags if tag != "span"]
    shown = " ".join(visible(text).split())
    assert reader.text.count(shown) > 20
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", html(renamed(document(), text)))


def test_hostile_cells_are_text() -> None:
    text = Reader(html(hostile())).text
    for each in HOSTILE:
        assert " ".join(visible(each).split()) in text
    assert "{{ 7*7 }}" in text
    assert "49" not in text.replace("art. 49.1", "").replace("49.1", "")


def test_what_a_fact_rests_on_is_a_note_that_leads_to_its_row_of_the_sources() -> None:
    source = html(sourced())
    reader = Reader(source)
    notes = [a for a in reader.all("a") if str(a.get("aria-label")).startswith("Källa")]
    assert {"href": "#sources-source/3", "aria-label": "Källa 4"} in notes
    target = source.partition('id="sources-source/3"')[2].partition("</tr>")[0]
    assert ">4</th>" in target
    assert "Ärendehantering och support via" in target
    assert len({a["href"] for a in notes}) == 16


def test_a_document_without_sources_shows_nothing_of_what_its_facts_rest_on() -> None:
    whole = sourced()
    without = dataclasses.replace(whole, tables=whole.tables[:3])
    secret = Trace("/home/someone/list.txt", "line 7", "a secret remark", "Åsa Exempel", "2026-01-01")
    row = Row("1", (cell("1"), Cell(((Part("x", traces=(secret,)),),))))
    vendors = dataclasses.replace(without.tables[2], rows=(row,))
    source = html(dataclasses.replace(without, tables=(*without.tables[:2], vendors)))
    assert "<sup>" not in source
    assert "secret" not in source
    assert "/home/someone" not in source


def test_a_change_is_said_in_words_once() -> None:
    text = Reader(html(hostile())).text
    assert 'Ändrat: #read("/etc/passwd")' in text
    assert "Ändrat: Ändrat" not in Reader(html(document())).text


def test_the_same_document_gives_the_same_bytes() -> None:
    assert html(sourced()) == html(sourced())


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from launched()


def opened(browser: Any, folder: Path, whole: Document, **options: Any) -> tuple[Any, list[str]]:
    path = folder / "record.html"
    path.write_text(html(whole), encoding="utf-8")
    page = browser.new_page(**options)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    return page, [url for url in asked if url != path.as_uri()]


def test_a_browser_asks_for_nothing_and_runs_nothing(browser: Any, tmp_path: Path) -> None:
    page, asked = opened(browser, tmp_path, renamed(hostile(), NASTY[-4]))
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate(
            "{ const s = document.createElement('script'); s.textContent = 'document.title = 1';"
            "document.body.append(s) }"
        )
    assert page.title().startswith("</style><script>")
    page.evaluate("document.body.setAttribute('style', 'color: rgb(1, 2, 3)')")
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(1, 2, 3)"
    assert asked == []
    page.close()


@pytest.mark.parametrize("width", [390, 1099, 1100, 1280, 1920])
@pytest.mark.parametrize("make", [sourced, english, hostile])
def test_no_width_overflows(browser: Any, tmp_path: Path, width: int, make: Any) -> None:
    page, _ = opened(browser, tmp_path, make(), viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Nor does any text leave its cell.
    assert page.evaluate(
        "[...document.querySelectorAll('td, th, dd, dt')].filter(c => c.scrollWidth > c.clientWidth + 1)"
        ".map(c => c.textContent)"
    ) == []  # fmt: skip
    page.close()


def test_the_head_stays_in_view_and_folds_away_on_a_phone(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, large(30), viewport={"width": 1280, "height": 700})
    page.evaluate("scrollTo(0, document.getElementById('record').offsetTop + 1500)")
    assert page.evaluate("document.querySelector('#record thead th').getBoundingClientRect().top") == 0
    page.set_viewport_size({"width": 390, "height": 700})
    assert not page.locator("#record thead").is_visible()
    label = "getComputedStyle(document.querySelector('#record td'), '::before').content"
    assert page.evaluate(label) == '"Personuppgiftsansvarig eller kundgrupp"'
    page.close()


def test_text_can_be_read_by_day_and_by_night(browser: Any, tmp_path: Path) -> None:
    contrast = """() => {
        const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(v => v / 255)
            .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b }
        const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
            if (c !== 'rgba(0, 0, 0, 0)') return c } }
        return Math.min(...[...document.querySelectorAll('td, th, em, span, a, p, dt, h1, ins')].map(e => {
            const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x)
            return (a + .05) / (b + .05) }))
    }"""
    for scheme in ("light", "dark"):
        page, _ = opened(browser, tmp_path, sourced(), color_scheme=scheme)
        assert page.evaluate(contrast) >= 4.5, scheme
        page.close()


def test_on_paper_the_front_is_portrait_the_tables_landscape_and_pages_numbered(
    browser: Any, tmp_path: Path
) -> None:
    page, _ = opened(browser, tmp_path, sourced())
    data = page.pdf(prefer_css_page_size=True)
    boxes = [tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([^\]]*)\]", data)]
    assert len(boxes) >= 6
    assert [box[2] < box[3] for box in boxes] == [True, *[False] * (len(boxes) - 1)]
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, tmp_path: Path, width: int, scheme: str) -> None:
    view = {"width": width, "height": 800}
    page, _ = opened(browser, tmp_path, sourced(), viewport=view, color_scheme=scheme, bypass_csp=True)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found] == []
    page.close()
