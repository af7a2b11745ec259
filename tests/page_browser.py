"""A browser for tests of the page: Debian's Chromium or Playwright's, without any network."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launched() -> Iterator[Any]:
    """Yield a browser, or skip with a line that says what is missing."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="browser tests need playwright: pip install playwright"
    )
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with playwright.sync_playwright() as started:
        try:
            browser = started.chromium.launch(executable_path=found, args=_ARGUMENTS)
        except playwright.Error:
            pytest.skip("browser tests need Chromium: apt-get install chromium, or set CHROMIUM to its path")
        yield browser
        browser.close()


class Opened:
    """A page opened from its file, with all that it tried to load and all that went wrong in it."""

    def __init__(self, browser: Any, path: Path, view: str = "", **context: Any) -> None:
        self.requests: list[str] = []
        self.problems: list[str] = []
        # Clicks find what no policy of the page can hide; the test's own scripts bypass nothing.
        self.context = browser.new_context(offline=True, **context)
        self.tab = self.context.new_page()
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))
        self.tab.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        self.tab.goto(path.as_uri() + (f"#{view}" if view else ""))

    def close(self) -> None:
        """Close the page; whatever it tried to fetch or could not do fails the test."""
        self.context.close()
        outside = [url for url in self.requests if not url.startswith(("file:", "data:"))]
        assert outside == []
        assert self.problems == []
