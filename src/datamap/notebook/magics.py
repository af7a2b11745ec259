"""``%%sparql`` and ``%datamap``: asking a registry from a cell.

A mistake is one line, as on the command line, not a traceback.
"""

from __future__ import annotations

import argparse
import os
import shlex
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from datamap.api import Registry, catalogue
from datamap.api import open as open_registry
from datamap.errors import DatamapError, InvalidParameter
from datamap.notebook.terms import typed_term
from datamap.questions.binding import bind, placeholders
from datamap.registry.registry import DEFAULT_LOCATION
from datamap.vocabulary.concepts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.core.interactiveshell import InteractiveShell

    from datamap.questions.catalogue import Parameter

T = TypeVar("T")

FORMATS = ("table", "pandas", "polars")


def register(shell: InteractiveShell) -> None:
    """Add the magics to a shell."""
    shell.register_magics(DatamapMagics(shell))


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:  # noqa: ARG002
        raise UsageError(message or "")


@magics_class
class DatamapMagics(Magics):
    """The magics, and the registry that they ask unless another is named."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._variables = shell.user_ns
        self._registry: Registry | None = None

    @cell_magic
    def sparql(self, line: str, cell: str) -> Any:
        """Run the cell as SPARQL 1.1 and show the result.

        ``$name`` in the cell is replaced by the value of ``-p name=value``, as a typed term. Known
        prefixes need no PREFIX line.

        Example::

            %%sparql -p data=personal-data:telefonnummer --store-to phones
            SELECT ?vendor WHERE { ?process dm:statesData $data ; dpv:hasDataProcessor ?vendor }
        """
        parser = _parser("%%sparql")
        given = _parsed(parser, line)

        def ask() -> Any:
            registry = self._chosen(given.registry)
            values = {name: typed_term(name, text, registry) for name, text in _pairs(given.parameters)}
            unused = sorted(values.keys() - placeholders(cell))
            if unused:
                raise InvalidParameter(f"the query asks for no ${unused[0]}")
            # SPARQL writes variables as $name too: without parameters the text stays as it is.
            return registry.sparql(bind(cell, values) if values else cell)

        return self._given(ask, given)

    @line_magic
    def datamap(self, line: str) -> Any:
        """Ask a question of the catalogue, or choose the registry that is asked.

        Examples::

            %datamap registry ../data/registry.ttl
            %datamap query
            %datamap query vendors-by-data-outside -p data=telefonnummer -p outside=EEA
        """
        what, _, rest = line.strip().partition(" ")
        if what == "registry":
            return self._choose(rest)
        if what == "query":
            return self._query(rest)
        raise UsageError("%datamap: say %datamap registry PATH, or %datamap query NAME -p key=value")

    def _choose(self, line: str) -> Registry:
        parser = _Arguments(prog="%datamap registry", add_help=False)
        parser.add_argument("path", nargs="?", default=None)
        given = _parsed(parser, line)

        def choose() -> Registry:
            if given.path is not None or self._registry is None:
                self._registry = self._opened(given.path)
            return self._registry

        return _one_line(choose)

    def _query(self, line: str) -> Any:
        parser = _parser("%datamap query")
        parser.add_argument("name", nargs="?")
        parser.add_argument("--lang", choices=LANGUAGES, default="en")
        given = _parsed(parser, line)
        if given.name is None:
            return _Questions(given.lang)
        return self._given(
            lambda: self._chosen(given.registry).query(
                given.name, given.lang, **dict(_pairs(given.parameters))
            ),
            given,
        )

    def _given(self, ask: Callable[[], Any], given: argparse.Namespace) -> Any:
        def formed() -> Any:
            result = ask()
            if given.format != "table":
                result = result.to_pandas() if given.format == "pandas" else result.to_polars()
            return result

        if given.store_to is not None and not given.store_to.isidentifier():
            raise UsageError(f"--store-to: {given.store_to!r} is no name of a variable")
        result = _one_line(formed)
        if given.store_to is not None:
            self._variables[given.store_to] = result
        return result

    def _chosen(self, named: str | None) -> Registry:
        if named is not None:
            return self._opened(named)
        if self._registry is None:
            self._registry = self._opened(None)
        return self._registry

    def _opened(self, named: str | None) -> Registry:
        """Return the registry in a variable of that name, or at that location."""
        held = self._variables.get(named) if named else None
        if isinstance(held, Registry):
            return held
        return open_registry(named or os.environ.get("DATAMAP_REGISTRY") or DEFAULT_LOCATION)


class _Questions:
    """The catalogue, as a notebook shows it."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def _rows(self) -> list[list[str]]:
        return [
            [question.name, question.title(self.lang), " ".join(map(_shown, question.parameters))]
            for question in catalogue()
        ]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from datamap.questions.forms import text_table
        from datamap.questions.markup import html_table

        caption, *headings = {
            "sv": ("Frågor i katalogen", "namn", "fråga", "parametrar"),
            "en": ("Questions of the catalogue", "name", "question", "parameters"),
        }[self.lang]
        rows = self._rows()
        return {
            "text/plain": text_table(caption, headings, rows),
            "text/html": html_table(caption, headings, rows, lang=self.lang),
        }


def _shown(parameter: Parameter) -> str:
    return parameter.name if parameter.default is None else f"{parameter.name}={parameter.default}"


def _parser(name: str) -> _Arguments:
    parser = _Arguments(prog=name, add_help=False, allow_abbrev=False)
    parser.add_argument("-r", "--registry", help="a registry's location, or a variable that holds one")
    parser.add_argument("-p", "--parameter", dest="parameters", action="append", default=[])
    parser.add_argument("--store-to", metavar="NAME", help="the variable that gets the result")
    parser.add_argument("--format", choices=FORMATS, default="table")
    return parser


def _parsed(parser: _Arguments, line: str) -> argparse.Namespace:
    words = shlex.shlex(line, posix=True, punctuation_chars="")
    words.whitespace_split = True
    words.commenters = words.escape = ""  # a backslash is part of a path, a # part of an IRI
    try:
        return parser.parse_args(list(words))
    except ValueError as error:
        raise UsageError(f"{parser.prog}: {error}") from None


def _pairs(parameters: list[str]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for parameter in parameters:
        name, sign, value = parameter.partition("=")
        if not sign or not name.strip():
            raise UsageError(f"-p {parameter!r}: write name=value, for example -p data=telefonnummer")
        if name.strip() in found:
            raise UsageError(f"-p {parameter}: is given twice")
        found[name.strip()] = value
    return list(found.items())


def _one_line(act: Callable[[], T]) -> T:
    try:
        return act()
    except DatamapError as error:
        raise UsageError(str(error)) from None
