"""Tell the items of a cell of data from what else it says: heads of lists, sentences, remarks, codes.

Lists write "Technical reports: user ID, role. The visible text is generic": two items, a head and a sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.claims.phrases import IN_BRACKETS, Phrase, split, terms_in
from datamap.vocabulary.concepts import ANY_PERSONAL_DATA, PERSONAL_DATA
from datamap.vocabulary.terms import EXAMPLE, EXCEPTION, NEGATION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datamap.claims.lexicon import Lexicon
    from datamap.claims.qualifiers import Qualifier

DENIALS = frozenset({NEGATION, EXCEPTION})
DASH = re.compile(r"\s+[–—-]\s+(?![^(]*\))")
_HEAD = re.compile(r"(?P<head>[^:,()\d][^:,()]{1,60}?)\s?:\s+(?=\S)")
_CODE = re.compile(r"[A-Z]{1,2}-?\d{1,2}")
_INSIDE = re.compile(r"(?P<main>[^()]+)\((?P<inner>[^()]+)\)\s+(?P<tail>[^()]+)")
_LONGEST_PART = 4  # words
_LONGEST_LISTED = 7
"""Words of a phrase in a list; more is a sentence about something."""


def cut_at(phrase: Phrase, sign: re.Pattern[str]) -> list[Phrase]:
    """Return the pieces of a phrase between the places where a pattern stands."""
    parts, start = [], 0
    for match in sign.finditer(phrase.text):
        parts.append(phrase.cut(start, match.start()))
        start = match.end()
    return [part for part in (*parts, phrase.cut(start, len(phrase.text))) if part.text]


class DataCells:
    """The rules for cells of data; ``known`` tells whether a phrase names types of data and nothing else."""

    def __init__(self, lexicon: Lexicon, known: Callable[[Phrase], bool]) -> None:
        self.lexicon, self.known = lexicon, known

    def heads(self, clause: Phrase) -> tuple[list[Phrase], Phrase]:
        """Return what stands before colons at the front of a clause, and the rest: "Reports: user ID"."""
        found = []
        while colon := _HEAD.match(clause.text):
            found.append(clause.cut(0, colon.end("head")))
            clause = clause.cut(colon.end(), len(clause.text))
        return found, clause

    def continues(self, pieces: Sequence[Phrase]) -> bool:
        """Tell whether what follows a dash lists or denies more, rather than tells of what is before."""
        starts = [self.lexicon.qualifiers.at_start(piece.text) for piece in pieces]
        return any(map(self.known, pieces)) or any(q and q.qualifier.iri in DENIALS for q in starts)

    def with_shared_head(self, clause: Phrase, pieces: list[Phrase]) -> list[Phrase]:
        """Join the last pieces of a list that share a head: "app, runtime, and device information"."""
        last = self.lexicon.without_join(pieces[-1]) if len(pieces) > 1 else None
        if last is None or last == pieces[-1]:
            return pieces
        first = len(pieces) - 1
        while first and self.lexicon.leans_on(pieces[first - 1], last) and not self.known(pieces[first - 1]):
            first -= 1
        if first == len(pieces) - 1:
            return pieces
        start = pieces[first].start - clause.start
        return [*pieces[:first], clause.cut(start, pieces[-1].end - clause.start)]

    def joined_around_brackets(self, piece: Phrase) -> list[Phrase]:
        """Return the short parts of "profile (post, skills) and answers"; one part for anything else."""
        parts = self.lexicon.joined(piece) if "(" in piece.text else []
        bare = [IN_BRACKETS.sub("", part.text).split() for part in parts]
        short = len(parts) > 1 and all(0 < len(words) <= _LONGEST_PART for words in bare)
        return parts if short and not self.known(piece) else [piece]

    def list_in_brackets(self, phrase: Phrase) -> tuple[Phrase, Phrase, Phrase] | None:
        """Return main phrase, list and words behind of "logs (IP, URL) in storage"; else None."""
        found = _INSIDE.fullmatch(phrase.text)
        if found is None:
            return None
        main, inner, tail = (phrase.cut(found.start(p), found.end(p)) for p in ("main", "inner", "tail"))
        listed = self.lexicon.begins_detail(tail) and self.is_list(list(split(inner, ",")))
        return (main, inner, tail) if listed else None

    def is_list(self, pieces: Sequence[Phrase]) -> bool:
        """Tell whether pieces, those of a bracket, are a list of types of data: at least half are known."""
        return sum(map(self.known, pieces)) * 2 >= len(pieces) > 1

    def lists_more(self, sentence: Phrase, pieces: Sequence[Phrase]) -> bool:
        """Tell whether a later sentence lists more, of which nobody knows any, and is no mere remark."""
        labels = self.lexicon.vocabulary.labels(PERSONAL_DATA)
        named = sum(len(terms_in(piece, labels)) for piece in pieces)
        return named > 0 and len(sentence.text.split()) <= _LONGEST_LISTED * max(len(pieces), named)

    def is_sentence(self, piece: Phrase) -> bool:
        """Tell whether a piece is a sentence about data, which names none of them as an item of a list."""
        find = self.lexicon.qualifiers
        qualified = find.at_start(piece.text) or find.at_end(piece.text)
        return not qualified and self.lexicon.is_clause(piece) and not self.known(piece)

    def told_of(self, piece: Phrase) -> list[Phrase]:
        """Return what a sentence says is processed, which may then occur: "server logs may contain names"."""
        if self.lexicon.denies(piece) or not self.lexicon.speaks_of_processing(piece):
            return []
        terms = terms_in(piece, self.lexicon.vocabulary.labels(PERSONAL_DATA))
        return [term.phrase for term in terms if term.concept != ANY_PERSONAL_DATA]

    def says_more(self, piece: Phrase) -> bool:
        """Tell whether a piece is about the one before it: "card details, which you give to them"."""
        more = self.lexicon.begins_detail(piece) and not self.known(piece)
        return more and self.lexicon.qualifiers.at_start(piece.text) is None

    def denied_by_verb(self, piece: Phrase) -> tuple[Phrase, Qualifier, Phrase, Phrase] | None:
        """Take "card numbers are stored | never | with us" apart: what is denied, how, and the rest.

        It denies what happens in one way at least. None for anything else.
        """
        at = self.lexicon.qualifiers.inside(piece.text, DENIALS)
        if at is None:
            return None
        rest = piece.cut(at, len(piece.text))
        denial = self.lexicon.qualifiers.at_start(rest.text)
        said, _ = self.lexicon.without_verb(piece.cut(0, at))
        if denial is None or said.end >= piece.start + at - 1 or not self.known(said):
            return None
        after = rest.cut(denial.end, len(rest.text))
        return (said, denial.qualifier, rest.cut(0, denial.end), after) if after.text else None

    def is_mere_clause(self, cut: Sequence[Phrase]) -> bool:
        """Tell whether a denial, or "only", stands between words that nobody knows: "Acme | never has it"."""
        found = self.lexicon.qualifiers.at_start(cut[-1].text)
        if len(cut) < 2 or found is None or found.qualifier.iri == EXAMPLE:
            return False
        denied = cut[-1].cut(found.end, len(cut[-1].text))
        return not self.known(cut[0]) and not any(map(self.known, self.lexicon.joined(denied)))

    def closes_with_or(self, clause: Phrase) -> bool:
        """Tell whether a clause ends a list with "or", by which "no names, IDs or …" denies each."""
        return any(self.lexicon.has_alternative(part) for part in list(split(clause, ","))[-1:])

    @staticmethod
    def is_code(phrase: Phrase) -> bool:
        """Tell whether a phrase is the code of a class that the organisation has made for itself: "P2"."""
        return _CODE.fullmatch(phrase.text) is not None
