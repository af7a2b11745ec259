"""The questions of ``queries/*.rq``: SPARQL with a header that says what is asked and of what.

A header line begins with ``#+``::

    #+ title@sv: Vilka leverantörer behandlar {data} utanför {outside}?
    #+ title@en: Which vendors process {data} outside the {outside}?
    #+ kind: four-valued
    #+ sides: data place
    #+ param data: personal-data
    #+ param outside: border = EEA
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from datamap.errors import DatamapError, UnknownQuestion
from datamap.resources import resource
from datamap.vocabulary.concepts import closest

if TYPE_CHECKING:
    from pathlib import Path

FOUR_VALUED = "four-valued"
ROWS = "rows"
CHAINS = "chains"

_LINE = re.compile(r"#\+\s*(?P<key>[\w@-]+)(?:\s+(?P<name>[\w-]+))?\s*:\s*(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: its name, its type, and its default (None: it must be given)."""

    name: str
    type: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the catalogue.

    ``kind`` is "four-valued" (one answer a vendor), "rows", or "chains" (paths of processors); ``sides``
    are the conditions that a question puts; ``columns`` are the shown columns of a question in rows.
    """

    name: str
    titles: dict[str, str]
    kind: str
    sides: tuple[str, ...]
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    on_page: bool = True
    """Whether the page asks it too; ``#+ page: no`` for those that give the whole registry at once."""

    @property
    def asks_own_lists(self) -> bool:
        """Whether vendors' own lists are asked about, not our vendors alone."""
        return "dm:onBehalfOf" in self.text

    def title(self, language: str, labels: dict[str, str] | None = None) -> str:
        """Return the title in a language, with the labels of the parameters filled in."""
        title = self.titles.get(language, self.titles["en"])
        shown = labels or {p.name: f"[{p.name}]" for p in self.parameters}
        return re.sub(r"\{(\w+)\}", lambda m: shown.get(m.group(1), m.group(0)), title)


def parse_question(name: str, text: str) -> Question:
    """Read a query file's text; raises DatamapError when its header is incomplete."""
    titles: dict[str, str] = {}
    given: dict[str, str] = {}
    parameters = []
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        key, value = match["key"], match["value"].strip()
        if key.startswith("title@"):
            titles[key.removeprefix("title@")] = value
        elif key == "param" and match["name"]:
            kind, _, default = (part.strip() for part in value.partition("="))
            parameters.append(Parameter(match["name"], kind, default or None))
        else:
            given[key] = value
    if not {"sv", "en"} <= titles.keys() or given.get("kind") not in (FOUR_VALUED, ROWS, CHAINS):
        raise DatamapError(f"queries/{name}.rq: its header lacks a title in sv or en, or its kind")
    return Question(
        name,
        titles,
        given["kind"],
        tuple(given.get("sides", "").split()),
        tuple(given.get("columns", "").split()),
        tuple(parameters),
        "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip() + "\n",
        given.get("page") != "no",
    )


def query_file(name: str) -> Path:
    """Return the path of a query file by name, whether or not it exists."""
    return resource("queries") / f"{name}.rq"


@cache
def load_question(name: str) -> Question:
    """Return a question of the catalogue; raises UnknownQuestion with the nearest names."""
    file = query_file(name)
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or not file.is_file():
        near = [known for known, _ in closest(name, question_names(), 3, at_least=40)]
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UnknownQuestion(f"no question named {name!r}{hint} (datamap query lists them)")
    return parse_question(name, file.read_text("utf-8"))


def question_names() -> list[str]:
    """Return the names of all questions, sorted."""
    return sorted(file.stem for file in resource("queries").glob("*.rq"))


def load_catalogue() -> list[Question]:
    """Return all questions, sorted by name."""
    return [load_question(name) for name in question_names()]
