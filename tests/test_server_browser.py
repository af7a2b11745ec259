"""The served pages in a browser: they work, look nowhere else, and run nothing that data may hold."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import datamap
from page_browser import AXE, launched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from launched()


class Served:
    """A server, a tab on it, and all that the tab asked for and that went wrong in it."""

    def __init__(self, browser: Any, location: Path, *arguments: str, **context: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "datamap", "serve", "-r", str(location), "--port", "0", *arguments],
            stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        assert self.process.stderr is not None
        found = re.search(r"http://\S+", self.process.stderr.readline())
        assert found
        self.address = found.group()
        self.context = browser.new_context(**context)
        self.tab = self.context.new_page()
        self.requests: list[str] = []
        self.problems: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))
        self.tab.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> Any:
        """Open a page of the server and return the tab."""
        self.tab.goto(self.address + path)
        return self.tab

    def close(self) -> None:
        """Stop; whatever was asked of another origin, or went wrong, fails the test."""
        kept = self.tab.evaluate("Object.keys(localStorage).length + document.cookie.length")
        self.context.close()
        self.process.terminate()
        self.process.communicate(timeout=20)
        assert [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))] == []
        assert self.problems == []
        assert kept == 0


@pytest.fixture
def serving(browser: Any, registry: Path) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(*arguments: str, location: Path = registry, **context: Any) -> Served:
        started.append(Served(browser, location, *arguments, **context))
        return started[-1]

    yield start
    for one in started:
        one.close()


def write(tab: Any, text: str) -> None:
    tab.locator(".yasqe .CodeMirror").click()
    tab.keyboard.press("Control+a")
    tab.keyboard.insert_text(text)


def test_the_page_leads_to_the_editor_and_the_documents(serving: Callable[..., Served]) -> None:
    served = serving("--lang", "en")
    tab = served.open("")
    assert tab.get_by_role("link", name="Data map").get_attribute("aria-current") == "page"
    assert "2 of 16" in tab.locator("h1").inner_text()
    tab.get_by_role("button", name="Svenska").click()
    tab.get_by_role("link", name="Fråga i SPARQL").click()
    assert tab.locator("h1").inner_text() == "Fråga i SPARQL"
    tab.get_by_role("link", name="English").click()
    tab.get_by_role("link", name="Records and list").click()
    with tab.expect_download() as fetched:
        tab.get_by_role("link", name="CSV").first.click()
    assert fetched.value.suggested_filename.startswith("article-30-processor-en-")


def test_the_editor_runs_examples_and_shows_their_rows(serving: Callable[..., Served]) -> None:
    tab = serving("--lang", "sv").open("query")
    tab.get_by_role("button", name="Vilka leverantörer lagrar utanför EES").click()
    rows = tab.locator(".yasr .dataTable tbody tr")
    rows.first.wait_for()
    assert [row.locator("td").all_inner_texts() for row in rows.all()] == [
        ["Google", "utanför EU/EES", "85", "Fysisk lagringsplats: Även utanför EU/EES"],
        ["Google LLC (G Suite)", "utanför EU/EES", "31", "Fysisk lagringsplats: EU/EES och utanför EU"],
    ]
    assert tab.locator(".parseErrorIcon").count() == 0


def test_the_editor_runs_what_is_written_by_the_keyboard(serving: Callable[..., Served]) -> None:
    tab = serving("--lang", "en").open("query")
    write(tab, "SELECT (COUNT(?v) AS ?vendors) WHERE { ?v a <https://w3id.org/dpv#DataSubProcessor> }")
    tab.keyboard.press("Control+Enter")
    row = tab.locator(".yasr .dataTable tbody tr")
    row.wait_for()
    assert row.inner_text().strip() == "16"


def test_a_prefix_that_is_typed_is_declared_from_our_own_list(serving: Callable[..., Served]) -> None:
    tab = serving("--lang", "en").open("query")
    write(tab, "")
    tab.keyboard.type("SELECT * { ?v a dpv:")
    tab.wait_for_function(
        "document.querySelector('.yasqe .CodeMirror').CodeMirror.getValue().includes('w3id.org/dpv#>')"
    )
    # Where YASGUI would look classes and properties up elsewhere, nothing is asked (see Served.close).
    tab.keyboard.type("Data")
    tab.keyboard.press("Control+Space")
    tab.wait_for_timeout(500)


def test_what_goes_wrong_is_shown_in_its_one_line(serving: Callable[..., Served]) -> None:
    served = serving("--lang", "en", "--timeout", "1")
    tab = served.open("query")
    write(tab, "SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }")
    tab.keyboard.press("Control+Enter")
    shown = tab.locator(".errorResult")
    shown.get_by_text("SERVICE is refused").wait_for()
    write(tab, "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    tab.keyboard.press("Control+Enter")
    shown.get_by_text("stopped after 1 seconds").wait_for()
    # The browser reports the two answers that were no success.
    assert [problem[:24] for problem in served.problems] == ["Failed to load resource:"] * 2
    served.problems.clear()


def test_a_name_in_the_result_is_described_here_and_opens_nothing_elsewhere(
    serving: Callable[..., Served],
) -> None:
    served = serving("--lang", "en")
    tab = served.open("query")
    write(tab, "SELECT ?v WHERE { ?v <http://www.w3.org/2000/01/rdf-schema#label> 'Stripe' }")
    tab.keyboard.press("Control+Enter")
    tab.locator(".yasr a.iri").click()
    tab.locator(".yasr .dataTable").get_by_text("Stripe").last.wait_for()
    assert len(served.context.pages) == 1
    assert tab.evaluate("document.querySelector('.yasqe .CodeMirror').CodeMirror.getValue()").startswith(
        "DESCRIBE <"
    )
    # No link on the page leads to another site.
    outside = tab.evaluate(
        "[...document.querySelectorAll('a[href]')].filter(a => !a.matches('.iri') && a.checkVisibility()"
        " && a.origin !== location.origin).map(a => a.href)"
    )
    assert outside == []


def test_hostile_names_run_nothing_anywhere(serving: Callable[..., Served], tmp_path: Path) -> None:
    names = ['<img src=x onerror="window.ran=1">', "</script><script>window.ran=1</script>", '"><b>href']
    hostile = tmp_path / "hostile.txt"
    hostile.write_text(
        "".join(f"{name}\nPersonuppgifter: Namn\nFysisk lagringsplats: USA\n\n" for name in names), "utf-8"
    )
    location = tmp_path / "hostile.ttl"
    datamap.import_documents(
        hostile, registry=location, processor="<img src=x onerror=window.ran=1></title><script>window.ran=1"
    )
    served = serving("--lang", "en", location=location)
    for path in ("", "query", "records"):
        tab = served.open(path)
        assert tab.evaluate("window.ran") is None, path
    tab = served.open("query")
    write(
        tab,
        "SELECT ?name ?iri WHERE { ?process <https://w3id.org/dpv#hasDataProcessor> ?v . ?v "
        "<http://www.w3.org/2000/01/rdf-schema#label> ?name . "
        'BIND(IRI("javascript:window.ran=1") AS ?iri) } ORDER BY ?name',
    )
    tab.keyboard.press("Control+Enter")
    tab.locator(".yasr .dataTable tbody tr").first.wait_for()
    for name in names:
        assert name in tab.locator(".yasr .dataTable").inner_text()
    tab.locator(".yasr a.iri, .yasr .dataTable td").last.click()
    tab.wait_for_timeout(300)
    assert tab.evaluate("window.ran") is None
    # YASGUI cleans text in a document of its own, whose handlers Chromium reports as blocked.
    assert all(said.startswith("Executing inline event handler") for said in served.problems)
    served.problems.clear()


def test_a_registry_that_changes_shows_at_the_next_look(
    serving: Callable[..., Served], registry: Path
) -> None:
    served = serving("--lang", "en")
    assert "of 16" in served.open("").locator("h1").inner_text()
    opened = datamap.open(registry)
    opened.forget("underbitraden")
    opened.save()
    assert "of 16" not in served.open("").locator("h1").inner_text()
    registry.write_text("broken", "utf-8")
    notice = served.open("query").locator(".served-notice")
    assert "cannot be read at the moment" in notice.inner_text()
    assert served.open("").locator(".served-notice").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "query", "records"])
def test_no_page_has_a_serious_accessibility_violation(
    serving: Callable[..., Served], path: str, scheme: str
) -> None:
    # The test's own script must get in, whatever the policy of the page.
    served = serving("--lang", "en", color_scheme=scheme, bypass_csp=True)
    tab = served.open(path)
    if path == "query":
        tab.locator(".examples button").first.click()
        tab.locator(".yasr .dataTable tbody tr").first.wait_for()
    tab.evaluate(AXE.read_text("utf-8"))
    found = tab.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(r => r.violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact)).map(v => [v.id, v.nodes.map(n => n.html)]))"
    )
    assert found == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_window(serving: Callable[..., Served], width: int) -> None:
    served = serving("--lang", "sv", viewport={"width": width, "height": 844})
    for path in ("", "query", "records"):
        tab = served.open(path)
        if path == "query":
            tab.locator(".examples button").first.click()
            tab.locator(".yasr .dataTable tbody tr").first.wait_for()
        assert tab.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path


def test_a_browser_gives_the_token_as_a_password(
    serving: Callable[..., Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "a-token-that-nobody-guesses"
    monkeypatch.setenv("DATAMAP_TOKEN", token)
    served = serving("--lang", "en", http_credentials={"username": "anybody", "password": token})
    tab = served.open("query")
    write(tab, "SELECT (COUNT(?v) AS ?vendors) WHERE { ?v a <https://w3id.org/dpv#DataSubProcessor> }")
    tab.keyboard.press("Control+Enter")
    row = tab.locator(".yasr .dataTable tbody tr")
    row.wait_for()
    assert row.inner_text().strip() == "16"
    stranger = served.context.browser.new_context()
    assert stranger.request.get(f"{served.address}records").status == 401
    stranger.close()
