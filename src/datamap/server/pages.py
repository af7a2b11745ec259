"""The server's own pages: the SPARQL editor, and the documents for download."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.questions.binding import bind
from datamap.questions.catalogue import Question, parse_question
from datamap.questions.sparql import needed_prefixes
from datamap.server.downloads import LIST, ROLES, Download, downloads
from datamap.server.wording import QUERY, RECORDS, TEXT
from datamap.views.page import PAGE_STYLE, filled, json_for_html
from datamap.vocabulary.concepts import LANGUAGES
from datamap.vocabulary.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.server.live import Version
    from datamap.server.service import Service

_HERE = Path(__file__).parent
ASSETS = {
    "page.css": PAGE_STYLE,
    "server.css": _HERE / "assets" / "server.css",
    "editor.css": _HERE / "assets" / "editor.css",
    "editor.js": _HERE / "assets" / "editor.js",
    "yasgui.css": _HERE / "vendor" / "yasgui.min.css",
    "yasgui.js": _HERE / "vendor" / "yasgui.min.js",
}
"""The styles and scripts of the pages, by name below ``assets/``."""

_ONLY_OURS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; img-src data:"
RECORDS_POLICY = f"{_ONLY_OURS}; style-src 'self'"
# The editor measures its text in elements that it gives style attributes; no other page needs them.
QUERY_POLICY = f"{_ONLY_OURS}; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page: in which language, at which address it stands, and of which registry."""

    service: Service
    version: Version
    lang: str
    path: str


@cache
def examples() -> tuple[Question, ...]:
    """Return the example queries of the editor, in their order; ``$lang`` stands for a language."""
    files = sorted((_HERE / "examples").glob("*.rq"))
    return tuple(parse_question(file.stem, file.read_text("utf-8")) for file in files)


def query_page(reader: Reader, endpoint: str) -> str:
    """Return the page of the SPARQL editor; ``endpoint`` is the address shown for programs."""
    words = TEXT[reader.lang]
    named = {"lang": ox.Literal(reader.lang)}
    # The editor marks a prefix that is not declared as an error, though the server knows it.
    texts = ["\n".join([*needed_prefixes(one.text), bind(one.text, named)]) for one in examples()]
    shown = [
        {"title": one.title(reader.lang), "text": text} for one, text in zip(examples(), texts, strict=True)
    ]
    settings = {"prefixes": PREFIXES, "examples": shown, "words": {"editor": words["editor"]}}
    buttons = "".join(
        f'<li><button type="button" class="plain">{escape(one["title"])}</button></li>' for one in shown
    )
    prefixes = ", ".join(f"{name}:" for name in list(PREFIXES)[:4])
    seconds = f"{reader.service.settings.seconds:g}"
    main = (
        f"<h1>{escape(QUERY[reader.lang])}</h1>"
        f'<p class="notes">{escape(words["query-lead"].format(prefixes=prefixes))} '
        f"{escape(words['time'].format(seconds=seconds))}</p>"
        f'<noscript><p class="served-notice">{escape(words["noscript"].format(address=endpoint))}</p>'
        "</noscript>"
        f'<div class="examples"><h2 id="examples">{escape(words["examples"])}</h2>'
        f'<ul aria-labelledby="examples">{buttons}</ul></div>'
        f'<section id="editor" aria-label="{escape(words["editor"])}"></section>'
        f'<section id="result" aria-label="{escape(words["result"])}" aria-live="polite"></section>'
        f'<p class="footnote">{escape(words["endpoint"].format(address=endpoint))}</p>'
    )
    scripts = (
        f'<script type="application/json" id="settings">{json_for_html(settings)}</script>'
        '<script src="assets/yasgui.js"></script><script src="assets/editor.js"></script>'
    )
    return _page(reader, QUERY[reader.lang], main, ("page", "yasgui", "server", "editor"), scripts)


def records_page(reader: Reader) -> str:
    """Return the page of all documents that can be fetched, by language and format."""
    words = TEXT[reader.lang]
    sections = "".join(_document(reader, what) for what in (*ROLES, LIST))
    audience = words[f"audience-{reader.service.settings.audience}"]
    main = (
        f"<h1>{escape(RECORDS[reader.lang])}</h1>"
        f'<p class="notes">{escape(words["records-lead"])} {escape(audience)}</p>{sections}'
        f"{_missing(words)}"
    )
    return _page(reader, RECORDS[reader.lang], main, ("page", "server"))


def _document(reader: Reader, what: str) -> str:
    words = TEXT[reader.lang]
    head = f'<h2>{escape(words[what])}</h2><p class="notes">{escape(words[f"about-{what}"])}</p>'
    if what in reader.version.about["withheld"]:
        return f'<section class="document">{head}<p>{escape(words["withheld"])}</p></section>'
    # The reader's own language first.
    rows = "".join(
        f'<li><span class="language">{escape(words[lang])}</span>{_links(downloads(what, lang))}</li>'
        for lang in sorted(LANGUAGES, key=lambda lang: lang != reader.lang)
    )
    return f'<section class="document">{head}<ul class="formats">{rows}</ul></section>'


def _links(files: Iterable[Download]) -> str:
    return "".join(
        f'<a href="{escape(file.path)}" hreflang="{file.lang}" download>{escape(file.format)}</a>'
        if file.missing is None
        else f'<span class="absent">{escape(file.format)}</span>'
        for file in files
    )


def _missing(words: dict[str, str]) -> str:
    by_extra: dict[str, list[str]] = {}
    for file in downloads(LIST, "en"):
        if file.missing:
            by_extra.setdefault(file.missing, []).append(file.format)
    return "".join(
        f'<p class="footnote">{escape(words["missing"].format(formats=", ".join(formats), extra=extra))}</p>'
        for extra, formats in by_extra.items()
    )


def _page(reader: Reader, title: str, main: str, styles: Iterable[str], scripts: str = "") -> str:
    entity = reader.version.about["entity"]
    parts = {
        "language": reader.lang,
        "title": escape(f"{entity} · {title}" if entity else title),
        "styles": "".join(f'<link rel="stylesheet" href="assets/{style}.css">' for style in styles),
        "head": _head(reader),
        "main": main,
        "scripts": scripts,
    }
    return filled(_HERE / "assets" / "frame.html", parts)


def _head(reader: Reader) -> str:
    links = "".join(
        f'<a href="{address}?lang={reader.lang}"{_current(address == reader.path)}>'
        f"{escape(by_lang[reader.lang])}</a>"
        for address, by_lang in reader.service.settings.links
    )
    languages = "".join(
        f'<a href="?lang={lang}" lang="{lang}" hreflang="{lang}"{_current(lang == reader.lang)}>{name}</a>'
        for lang, name in (("sv", "Svenska"), ("en", "English"))
    )
    notice = reader.service.notice(reader.version)
    said = f'<p class="served-notice" role="status">{escape(notice[reader.lang])}</p>' if notice else ""
    return (
        f'<header><nav class="served" aria-label="datamap">{links}<span class="languages" role="group" '
        f'aria-label="{escape(TEXT[reader.lang]["language"])}">{languages}</span></nav>{said}</header>'
    )


def _current(is_it: bool) -> str:
    return ' aria-current="page"' if is_it else ""
