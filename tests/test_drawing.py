"""The drawing in a real browser: it shows what it should, asks for nothing, and runs nothing of a name."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import datamap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = [
    "<img src=x onerror=window.hacked=1>",
    "</script><script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "href='javascript:window.hacked=1'",
    "<a href=\"https://example.invalid/\" onmouseover='window.hacked=1'>href</a>",
    "<style>@import url(https://example.invalid/)</style>",
    "constructor",
    "__proto__",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("needs Debian's chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield started
        started.close()


class Visit:
    """A page opened from a file without a network; what it asked for and complained of."""

    def __init__(self, browser: Browser, file: Path, **options: Any) -> None:
        self.context = browser.new_context(offline=True, **options)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("canvas")
        self.requests = [url for url in self.requests if url != file.as_uri()]


@pytest.fixture
def page_of_list(registry: Path, tmp_path: Path) -> Path:
    file = tmp_path / "map.html"
    datamap.open(registry).draw("vendor-data-place", file, lang="sv")
    return file


def click(visit: Visit, label: str) -> None:
    """Click the node of that name on the canvas."""
    visit.page.evaluate("window.scrollTo(0, 0)")
    place = visit.page.evaluate(
        """label => {
            const data = JSON.parse(document.getElementById("graph").textContent);
            const node = data.nodes.find(found => found.name === label);
            const frame = document.getElementById("drawing");
            const box = frame.getBoundingClientRect();
            const scale = Math.min(1, frame.clientWidth / data.width);
            const middle = (data.height + data.top) / 2;
            return [box.x + box.width / 2 + (node.x - data.width / 2) * scale,
                    box.y + box.height / 2 + (node.y - middle) * scale];
        }""",
        label,
    )
    visit.page.mouse.click(*place)


def test_it_opens_from_a_file_and_asks_for_nothing(browser: Browser, page_of_list: Path) -> None:
    visit = Visit(browser, page_of_list)
    visit.page.wait_for_timeout(300)
    assert (visit.requests, visit.complaints) == ([], [])
    assert visit.page.title() == "Personuppgifter, leverantörer, platser"
    assert "https://" not in page_of_list.read_text("utf-8").partition("<script")[0]
    drawn = visit.page.evaluate(
        """() => { const canvas = document.querySelector("canvas");
            return new Set(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).size; }"""
    )
    assert drawn > 20  # many colours: something is painted


def test_choosing_a_vendor_shows_its_neighbours_and_their_lines(browser: Browser, page_of_list: Path) -> None:
    visit = Visit(browser, page_of_list)
    panel = visit.page.locator("#panel")
    assert "Välj en ruta" in panel.inner_text()
    click(visit, "Stripe")
    panel.get_by_role("heading", name="Stripe").wait_for()
    text = panel.inner_text()
    assert "kortuppgifter · angivet" in text
    assert "underbitraden, rad 48: Personuppgifter: Namn, kreditkortsinformation, postnummer" in text
    assert "Plats ej angiven · framgår inte" in text
    # By keyboard from there: a neighbour is a button.
    panel.get_by_role("button", name="kortuppgifter").press("Enter")
    panel.get_by_role("heading", name="kortuppgifter").wait_for()
    visit.page.keyboard.press("Escape")
    assert "Välj en ruta" in panel.inner_text()
    assert visit.complaints == []


def test_pointing_at_a_mark_tells_what_it_is(browser: Browser, page_of_list: Path) -> None:
    visit = Visit(browser, page_of_list)
    click(visit, "Google")
    visit.page.mouse.move(5, 5)
    click(visit, "Google")
    visit.page.wait_for_timeout(500)
    assert "Leverantör" in visit.page.locator(".vis-tooltip").inner_text()


def test_the_table_says_all_that_the_lines_do(browser: Browser, page_of_list: Path) -> None:
    visit = Visit(browser, page_of_list)
    visit.page.get_by_text("Linjerna som tabell").click()
    rows = visit.page.locator("tbody tr")
    assert rows.count() == 69
    assert visit.page.locator("thead th[scope=col]").count() == 4
    assert visit.page.locator("tbody th[scope=row]").count() == 69
    assert (
        visit.page.get_by_text("underbitraden, rad 85: Fysisk lagringsplats: Även utanför EU/EES").count()
        == 1
    )


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_nothing_is_cut_off_sideways(browser: Browser, page_of_list: Path, width: int) -> None:
    visit = Visit(browser, page_of_list, viewport={"width": width, "height": 900})
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_names_run_nothing(browser: Browser, tmp_path: Path) -> None:
    graph = nx.Graph(title=HOSTILE[0], lang="en")
    for number, text in enumerate(HOSTILE):
        graph.add_node(text, kind=text, label=text, layer=0)
        graph.add_node(f"data {number}", kind="data", label=f"{text} data", layer=1)
        graph.add_edge(text, f"data {number}", certainty="stated", types=[text], evidence=[(text, 1, text)])
    datamap.draw(graph, tmp_path / "map.html")
    visit = Visit(browser, tmp_path / "map.html")
    for text in HOSTILE:
        click(visit, text)
        visit.page.locator("#panel h2").get_by_text(text, exact=True).wait_for()
        visit.page.wait_for_timeout(200)
    visit.page.locator("summary").click()
    visit.page.wait_for_timeout(300)
    assert visit.page.evaluate("window.hacked") is None
    assert visit.page.locator("body img, body svg[onload], body a, body style, body iframe").count() == 0
    assert (visit.requests, visit.complaints) == ([], [])


def test_a_hostile_list_runs_nothing_in_a_notebooks_frame(browser: Browser, tmp_path: Path) -> None:
    list_ = tmp_path / "list.txt"
    list_.write_text(
        "".join(f"{name}\nÄndamål: Support\nPersonuppgifter: Namn\n\n" for name in HOSTILE[:4]), "utf-8"
    )
    opened = datamap.open(tmp_path / "r.ttl", create=True)
    opened.import_documents(list_)
    opened.query("vendors-by-data", data="name")
    shown = [
        opened.draw("vendor-data")._repr_mimebundle_(),
        opened.query("vendors-by-data", data="name")._repr_mimebundle_(),
        opened.query("unstated-places")._repr_mimebundle_(),
        opened.sparql("SELECT ?name { ?vendor rdfs:label ?name }")._repr_mimebundle_(),
    ]
    assert any(HOSTILE[0] in name for name in opened.vendors().values())
    file = tmp_path / "notebook.html"
    file.write_text("<meta charset=utf-8>" + "".join(bundle["text/html"] for bundle in shown), "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("canvas").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, svg").count() == 0
    # The frame may run its script and has no origin of its own.
    assert page.locator("iframe").get_attribute("sandbox") == "allow-scripts"
    assert complaints == []
