"""Footnote marks: which signs of a document are marks, and which headings bear them.

A footnote binds only what bears its mark, wherever the footnote is printed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGN = r"\*{1,4}|[†‡§]{1,3}|[⁰¹²³⁴-⁹]{1,2}|\[\d{1,2}\]|\(\d{1,2}\)"
_LEADING = re.compile(rf"\s*({_SIGN}|\d{{1,2}}\))\s*(?=[^\s*])")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ATTACHED = re.compile(rf"(?<=[^\s*])[ \t\u00a0]?({_SIGN})(?=[\s(,;:.)]|$)")


def used_marks(lines: Iterable[str]) -> frozenset[str]:
    """Return the signs that both begin a line and hang on a word elsewhere; only those are marks."""
    leading: set[str] = set()
    attached: set[str] = set()
    for line in map(without_emphasis, lines):
        start = _LEADING.match(line)
        if start:
            leading.add(start.group(1))
        attached.update(_ATTACHED.findall(line))
    return frozenset(leading & attached)


def without_emphasis(text: str) -> str:
    """Return the text without the signs around words in bold (``**so**``)."""
    return _EMPHASIS.sub(r"\2", text)


def footnote_mark(line: str, marks: frozenset[str]) -> str | None:
    """Return the mark with which a line begins a footnote, or None."""
    start = _LEADING.match(without_emphasis(line)) if marks else None
    return start.group(1) if start and start.group(1) in marks else None


def marks_in(text: str, marks: frozenset[str]) -> list[str]:
    """Return the marks that hang on words of a text."""
    return [mark for mark in _ATTACHED.findall(text) if mark in marks] if marks else []


def without_marks(text: str, marks: frozenset[str]) -> str:
    """Return the text without the marks that hang on its words."""
    return _ATTACHED.sub(lambda m: "" if m.group(1) in marks else m.group(0), text) if marks else text
