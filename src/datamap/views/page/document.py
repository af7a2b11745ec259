"""The page as one HTML file: scripts, styles, words and data inline, and a policy against all else."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.errors import InvalidParameter
from datamap.registry.serialisation import write_atomically
from datamap.views.page.data import INTERNAL, page_data
from datamap.vocabulary.concepts import LANGUAGES

if TYPE_CHECKING:
    import datetime as dt

    from datamap.registry.registry import RegistryBase

_ASSETS = Path(__file__).parent / "assets"
PAGE_STYLE = _ASSETS / "page.css"
"""The colours and letters of the page, for what should look like it."""
_STYLES = ("page.css", "evidence.css", "matrix.css", "layers.css", "table.css", "findings.css", "print.css")
# In the order in which each needs those before it; together they are one script.
_SCRIPTS = (
    "dom.js",
    "words.js",
    "facts.js",
    "codes.js",
    "answers.js",
    "reasons.js",
    "rows.js",
    "customers.js",
    "findings.js",
    "state.js",
    "evidence.js",
    "head.js",
    "columns.js",
    "matrix.js",
    "entries.js",
    "layers.js",
    "flow.js",
    "network.js",
    "questions.js",
    "table.js",
    "start.js",
)
# "</script>" and "<!--" would end or change the element that holds the data; the two separators end a
# line in older scripts.
_ESCAPED = "<>&\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Page:
    """The offline page of a registry: one HTML file that asks nothing of any network.

    ``html`` is the whole file, ``vendors`` how many vendors it shows, ``policy`` the
    Content-Security-Policy that stands in it.
    """

    html: str
    vendors: int
    policy: str

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all, and return its path.

        Raises InvalidParameter unless the name ends in .html or .htm, RegistryError when the folder is
        missing or cannot be written.
        """
        file = check_page_name(path)
        write_atomically(file, self.html.encode("utf-8"))
        return file


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a server shows above the page: links to what else it serves, and a notice; by language.

    ``links`` are addresses with their words; a language in which the page is read is added to each as
    ``?lang=``.
    """

    links: tuple[tuple[str, dict[str, str]], ...] = ()
    notice: dict[str, str] | None = None


def check_page_name(path: str | Path) -> Path:
    """Return the path of a page to be written; raises InvalidParameter for a suffix that is not HTML's."""
    file = Path(path)
    if file.suffix.lower() not in (".html", ".htm"):
        raise InvalidParameter(f"{file}: a page is an HTML file; give it a name that ends in .html")
    return file


def make_page(
    registry: RegistryBase,
    *,
    at: dt.date,
    language: str = "en",
    audience: str = INTERNAL,
    role: str = "processor",
    maker: str = "datamap",
    surroundings: Surroundings | None = None,
) -> Page:
    """Return the page of a registry: borders as at a date, opening in a language, for an audience.

    ``role`` is that in which the registry is checked for the house's page; ``maker`` is the program named at
    its foot; ``surroundings`` what a server adds, and a file lacks. The same facts, date, language, audience
    and role give the same bytes. Raises InvalidParameter for an unknown language, audience or role, and
    InputError for a file of suppressions.
    """
    if language not in LANGUAGES:
        raise InvalidParameter(f"lang: {language!r} is not one of {', '.join(LANGUAGES)}")
    data = page_data(registry, at=at, audience=audience, role=role)
    data |= {"language": language, "words": _words(), "maker": maker}
    if surroundings is not None:
        data["served"] = asdict(surroundings)
    script, style = _joined(_SCRIPTS, "(() => {\n'use strict';\n", "})();\n"), _joined(_STYLES)
    policy = _policy(script, style)
    parts = {
        "language": language,
        "policy": html.escape(policy),
        "title": html.escape(_title(data, language)),
        "style": style,
        "data": json_for_html(data),
        "script": script,
    }
    return Page(filled(_ASSETS / "page.html", parts), len(data["vendors"]), policy)


def filled(template: Path, parts: dict[str, str]) -> str:
    """Return a template with its places (``@@name@@``) filled; the parts go in as they are."""
    # Cut once at the places: what is put in is never searched for places again.
    pieces = template.read_text("utf-8").split("@@")
    return "".join(piece if index % 2 == 0 else parts[piece] for index, piece in enumerate(pieces))


def json_for_html(data: Any) -> str:
    """Return JSON that no HTML parser takes for anything but text inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in _ESCAPED:
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _title(data: dict[str, Any], language: str) -> str:
    title: str = data["words"]["title"][language]
    entity = data["cover"]["entity"]
    return f"{entity} · {title}" if entity else title


@cache
def _joined(names: tuple[str, ...], before: str = "", after: str = "") -> str:
    return before + "".join((_ASSETS / name).read_text("utf-8") for name in names) + after


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = json.loads((_ASSETS / "words.json").read_text("utf-8"))
    return words
