"""Put values into query text: lexer-aware, identical on every store.

SPARQL endpoints know no bindings, so ``$name`` is replaced in the text by a serialised RDF term;
never inside strings, IRIs or comments (SPARQL 1.1 Query Language, section 19).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidParameter, InvalidQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Term = ox.NamedNode | ox.Literal

_TOKEN = re.compile(
    r"""
      (?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^"\\]|\\.))*\"\"\"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<comment>\#[^\n\r]*)
    | (?P<variable>[?$]\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = re.compile(r"(?<![\w:])(?:INSERT|DELETE|CLEAR|DROP|CREATE|COPY|MOVE|ADD)(?![\w:])", re.IGNORECASE)
_QUERIES = re.compile(r"(?<![\w:])(?:SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:])", re.IGNORECASE)
_DEEPEST = 100
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A word with "service" or "load" in it, unless it is part of a prefixed name.
_REACHES_OUT = re.compile(r"(?<![\w:])(?=\w*(?:service|load))\w+(?!\w*:)", re.IGNORECASE)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return _TOKEN.finditer(text)


def bind(text: str, values: Mapping[str, Term | Iterable[Term | tuple[Term, ...]]]) -> str:
    """Return the query with every ``$name`` replaced by its term (several terms: separated by spaces).

    A tuple of terms is written in brackets, as a row of VALUES.

    Raises InvalidParameter when the text asks for a name that has no value.
    """
    out = []
    for literal, name in _pieces(text):
        out.append(literal)
        if name is None:
            continue
        if name not in values:
            raise InvalidParameter(f"parameter {name!r} has no value")
        value = values[name]
        terms = [value] if isinstance(value, (ox.NamedNode, ox.Literal)) else list(value)
        out.append(" ".join(map(_written, terms)))
    return "".join(out)


def _written(term: Term | tuple[Term, ...]) -> str:
    return f"({' '.join(map(str, term))})" if isinstance(term, tuple) else str(term)


@lru_cache(maxsize=256)
def _pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    """Cut a text at its placeholders: each piece with the name that follows it, the last with None."""
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for token in _tokens(text):
        if token.lastgroup == "variable" and token.group().startswith("$"):
            pieces.append((text[end : token.start()], token.group()[1:]))
            end = token.end()
    return (*pieces, (text[end:], None))


def placeholders(text: str) -> set[str]:
    """Return the names that a query text asks for as ``$name``."""
    found = (t.group() for t in _tokens(text) if t.lastgroup == "variable")
    return {name[1:] for name in found if name.startswith("$")}


def refuse_updates(text: str) -> None:
    """Raise InvalidQuery for a SPARQL Update, which a query must not be."""
    plain = _TOKEN.sub(" ", text)
    if _UPDATES.search(plain) and not _QUERIES.search(plain):
        raise InvalidQuery("updates are not allowed here; change the registry by import, forget and correct")


def refuse_deep_nesting(text: str) -> None:
    """Raise InvalidQuery for brackets nested deeper than a parser's stack can bear."""
    depth = 0
    for char in _TOKEN.sub(" ", text):
        depth += (char in "{([") - (char in "})]")
        if depth > _DEEPEST:
            raise InvalidQuery(f"the query nests brackets deeper than {_DEEPEST}; simplify it")


def refuse_remote_access(text: str) -> None:
    """Raise InvalidQuery when a query would reach outside the registry (SERVICE, LOAD).

    What is no string, IRI, comment or variable is searched for the keywords, also where they touch
    other words ("1SERVICE"); only in a prefixed name can they stand, by the grammar's longest match.
    """
    plain = _ESCAPE.sub(lambda m: chr(int(m.group(1) or m.group(2), 16) % 0x110000), text)
    found = _REACHES_OUT.search(_TOKEN.sub(" ", plain))
    if found:
        raise InvalidQuery(
            f"{found.group()} is refused: a query reads this registry alone, never the network or files"
        )
