"""Words that change what a phrase claims: "varies by customer", "e.g.", "no", "if enabled".

Their patterns stand in the ontology (scheme ``dm:qualifiers``): whole words, ``*`` for up to three
words, a final ``…`` for the rest of the clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.vocabulary.concepts import QUALIFIERS, normalise
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.vocabulary.concepts import Vocabulary


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A qualifier of the ontology: what it makes of claims, and which lists it opens."""

    iri: str
    conditional: bool
    opens: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A qualifier found in a text, with the span it takes."""

    qualifier: Qualifier
    start: int
    end: int
    takes_rest: bool


class Qualifiers:
    """All qualifiers of a vocabulary, ready to be searched for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        patterns: list[tuple[str, Qualifier]] = []
        self.none_values: set[str] = set()
        for iri in vocabulary.members(QUALIFIERS):
            qualifier = Qualifier(
                iri,
                vocabulary.value(iri, DM + "certainty") == DM + "conditional",
                frozenset(vocabulary.values(iri, DM + "opens")),
            )
            patterns.extend((pattern, qualifier) for pattern in vocabulary.patterns(iri))
            self.none_values.update(normalise(v) for v in vocabulary.values(iri, DM + "noneValue"))
        self._by_iri = {qualifier.iri: qualifier for _, qualifier in patterns}
        # The longest pattern wins: "som t.ex." before "t.ex.".
        patterns.sort(key=lambda p: (-len(p[0].rstrip(" …")), p[0]))
        grouped: dict[str, list[tuple[str, Qualifier]]] = {}
        for pattern, qualifier in patterns:
            grouped.setdefault(_first_word(pattern), []).append((pattern, qualifier))
        self._by_first_word = {word: _Group(found) for word, found in grouped.items()}

    def named(self, iri: str) -> Qualifier | None:
        """Return the qualifier of an IRI, or None where the ontology has none."""
        return self._by_iri.get(iri)

    def whole(self, text: str) -> Qualifier | None:
        """Return the qualifier that is the whole text, or None."""
        bare = text.strip(" \t\n\u00a0,;:!.")
        group = self._by_first_word.get(_first_word(bare))
        # "m.m" and "m.m." are both written where a sentence ends, "ex:" loses its colon.
        for candidate in (bare, bare + ".", bare + ":") if group else ():
            match = group.any.fullmatch(candidate) if group else None
            if match and group:
                return group.found(match).qualifier
        return None

    def at_start(self, text: str) -> Found | None:
        """Return the longest qualifier that begins the text, or None."""
        group = self._by_first_word.get(_first_word(text))
        match = group.any.match(text) if group else None
        return group.found(match) if match and group else None

    def at_end(self, text: str) -> Found | None:
        """Return a qualifier that ends the text ("… m.m."), or None."""
        for start, group in self._starts(text):
            match = group.end.match(text, start) if start else None
            if match:
                found = group.found(match)
                return None if found.takes_rest else found
        return None

    def inside(self, text: str, iris: frozenset[str]) -> int | None:
        """Return where one of these qualifiers begins within a text, outside brackets; or None."""
        for found in self._all(text):
            before = text[: found.start]
            if before and before.count("(") == before.count(")") and found.qualifier.iri in iris:
                return found.start
        return None

    def anywhere(self, text: str) -> list[Qualifier]:
        """Return every qualifier that occurs in the text, each once."""
        found = {f.qualifier.iri: f.qualifier for f in self._all(text)}
        return [found[iri] for iri in sorted(found)]

    def _all(self, text: str) -> Iterator[Found]:
        end = 0
        for start, group in self._starts(text):
            match = group.any.match(text, start) if start >= end else None
            if match:
                end = match.end()
                yield group.found(match)

    def _starts(self, text: str) -> Iterator[tuple[int, _Group]]:
        """Yield the places where a word stands that begins some pattern: most words begin none."""
        for word in _WORD.finditer(text):
            group = self._by_first_word.get(word.group().casefold())
            if group is not None:
                yield word.start(), group


class _Group:
    """The patterns that begin with one word, as regular expressions: most words never occur, so made late."""

    def __init__(self, patterns: list[tuple[str, Qualifier]]) -> None:
        self._patterns = patterns

    @cached_property
    def _alternatives(self) -> str:
        return "|".join(f"({_source(pattern)})" for pattern, _ in self._patterns)

    @cached_property
    def any(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._alternatives})", re.IGNORECASE | re.DOTALL)

    @cached_property
    def end(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._alternatives})[\s.)]*$", re.IGNORECASE | re.DOTALL)

    def found(self, match: re.Match[str]) -> Found:
        """Return which qualifier matched, and where."""
        assert match.lastindex is not None
        pattern, qualifier = self._patterns[match.lastindex - 1]
        return Found(qualifier, match.start(), match.end(match.lastindex), pattern.endswith("…"))


_WORD = re.compile(r"\w+|\?")


def _first_word(text: str) -> str:
    word = _WORD.match(text)
    return word.group().casefold() if word else ""


def _source(pattern: str) -> str:
    """Turn a pattern of the ontology into a regular expression without groups that capture."""
    words = pattern.removesuffix("…").split()
    body = ""
    for position, word in enumerate(words):
        if word == "*":
            body += r"(?:\s+\S+){0,3}?"
        else:
            # "t. ex." and "t.ex." are one word.
            letters = re.escape(word).replace(r"\.", r"\.\s?").removesuffix(r"\s?")
            body += (r"\s+" if position else "") + letters
    return body + (r"\b.*" if pattern.endswith("…") else r"(?!\w)")
