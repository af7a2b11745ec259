"""Words that change what a phrase claims: "varies by customer", "e.g.", "no", "if enabled".

Their patterns stand in the ontology (scheme ``dm:qualifiers``): whole words, ``*`` for up to three
words, a final ``…`` for the rest of the clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.vocabulary.concepts import QUALIFIERS, normalise
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
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
            patterns.extend((pattern, qualifier) for pattern in vocabulary.values(iri, DM + "pattern"))
            self.none_values.update(normalise(v) for v in vocabulary.values(iri, DM + "noneValue"))
        # The longest pattern wins: "som t.ex." before "t.ex.".
        patterns.sort(key=lambda p: (-len(p[0].rstrip(" …")), p[0]))
        self._patterns = patterns
        alternatives = "|".join(f"({_source(pattern)})" for pattern, _ in patterns)
        self._any = re.compile(rf"(?<!\w)(?:{alternatives})", re.IGNORECASE | re.DOTALL)
        self._end = re.compile(rf"(?<!\w)(?:{alternatives})[\s.)]*$", re.IGNORECASE | re.DOTALL)

    def whole(self, text: str) -> Qualifier | None:
        """Return the qualifier that is the whole text, or None."""
        bare = text.strip(" \t\n\u00a0,;:!.")
        # "m.m" and "m.m." are both written where a sentence ends, "ex:" loses its colon.
        for candidate in (bare, bare + ".", bare + ":"):
            match = self._any.fullmatch(candidate)
            if match:
                return self._qualifier(match)
        return None

    def at_start(self, text: str) -> Found | None:
        """Return the longest qualifier that begins the text, or None."""
        match = self._any.match(text)
        return self._found(match) if match else None

    def at_end(self, text: str) -> Found | None:
        """Return a qualifier that ends the text ("… m.m."), or None."""
        match = self._end.search(text)
        if match is None or match.start() == 0:
            return None
        found = self._found(match)
        return None if found.takes_rest else found

    def inside(self, text: str, iris: frozenset[str]) -> int | None:
        """Return where one of these qualifiers begins within a text, outside brackets; or None."""
        for match in self._any.finditer(text):
            before = text[: match.start()]
            if before and before.count("(") == before.count(")") and self._qualifier(match).iri in iris:
                return match.start()
        return None

    def anywhere(self, text: str) -> list[Qualifier]:
        """Return every qualifier that occurs in the text, each once."""
        found = {q.iri: q for q in map(self._qualifier, self._any.finditer(text))}
        return [found[iri] for iri in sorted(found)]

    def _qualifier(self, match: re.Match[str]) -> Qualifier:
        assert match.lastindex is not None
        return self._patterns[match.lastindex - 1][1]

    def _found(self, match: re.Match[str]) -> Found:
        assert match.lastindex is not None
        pattern, qualifier = self._patterns[match.lastindex - 1]
        return Found(qualifier, match.start(), match.end(match.lastindex), pattern.endswith("…"))


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
