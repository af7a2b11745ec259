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
from datamap.questions.lexing import Token
from datamap.questions.lexing import tokens as lexed

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
_REACHES_OUT = re.compile("service|load", re.IGNORECASE)
_NAMING = {"PREFIX", "GRAPH", "FROM", "NAMED", "USING", "WITH", "TO", "INTO", "DESCRIBE"}


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

    The keywords are looked for in every word, also where they touch others ("1SERVICE"). In strings, IRIs,
    comments and variables they are none. In a name they are where Oxigraph takes ``SERVICE:x {`` for the
    keyword and the name ``:x``. Code points written as ``\\u0053`` are looked at both as they stand and as
    what they mean.
    """
    for written in (text, _ESCAPE.sub(_code_point, text)):
        found = _reaching_out(list(lexed(written)))
        if found is not None:
            raise InvalidQuery(
                f"{found} is refused: a query reads this registry alone, never the network or files"
            )


def _reaching_out(tokens: list[Token]) -> str | None:
    depth = 0
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        if token.kind == "mark":
            depth += (token.text in "{([") - (token.text in "})]")
        if token.kind == "word" and _REACHES_OUT.search(token.text):
            return token.text
        if token.kind != "name" or not _REACHES_OUT.search(token.text):
            continue
        # A name stands at the beginning of no pattern and no update, and no brace follows it there.
        is_named = before is not None and before.keyword in _NAMING
        if not is_named and (depth == 0 or (after is not None and after.text == "{")):
            return token.text
    return None


def _code_point(escape: re.Match[str]) -> str:
    return chr(int(escape.group(1) or escape.group(2), 16) % 0x110000)
