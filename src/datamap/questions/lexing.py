"""The tokens of a SPARQL text (SPARQL 1.1 Query Language, section 19.8), as Oxigraph reads them.

Kept apart from parsing because no parser at hand is the one that runs the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE_POINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    rf"""
      (?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^"\\]|\\.))*\"\"\"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE_POINT})*>)
    | (?P<comment>\#[^\n\r]*)
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<blank>_:\w(?:\.*[\w\-\u00b7])*)
    | (?P<name>(?:[^\W\d_](?:\.*[\w\-\u00b7])*)?:
        (?:(?:[\w:]|{_ESCAPED})(?:\.*(?:[\w:\-\u00b7]|{_ESCAPED}))*)?)
    | (?P<number>\d+)
    | (?P<word>[^\W\d]\w*)
    | (?P<mark>\S)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (the name of its group above), its text, and where it begins and ends."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The token in capitals where it may be a keyword, else nothing."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text, comments left out."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup and found.lastgroup != "comment":
            yield Token(found.lastgroup, found.group(), found.start(), found.end())


def keywords(text: str) -> set[str]:
    """Return all that may be keywords in a text, in capitals."""
    return {token.keyword for token in tokens(text)} - {""}
