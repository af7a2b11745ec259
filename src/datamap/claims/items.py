"""Cut a field's value into items: phrases, each with the qualifiers that bind it.

A qualifier that begins a phrase binds it and what follows in its clause; one that stands alone binds
its sentence, or the whole field where it is a sentence of its own; a negation whose reach is unclear
makes what follows conditional (docs/design.md, "Reading rules").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.claims.facets import PLACE_FACETS, SCHEMES
from datamap.claims.lexicon import all_named
from datamap.claims.phrases import Phrase, brackets, sentences, split, terms_in, without_final_stop
from datamap.vocabulary.concepts import ANY_PERSONAL_DATA, PERSONAL_DATA, PLACES
from datamap.vocabulary.terms import (
    CONDITIONAL,
    DEPENDS,
    EMPHASIS,
    EXAMPLE,
    EXCEPTION,
    NEGATION,
    NEGATION_SCOPE,
    OPEN_ENDED,
    UNCERTAIN,
    VARIES,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.lexicon import Lexicon
    from datamap.claims.model import Facet
    from datamap.claims.qualifiers import Found, Qualifier

# Facets whose field is a list of things, in which an inner "such as" or "but not" begins a new one.
_LISTS = frozenset({"data", "subject", "storage-place", "processing-place", "access-place"})
_CUT_AT = frozenset({EXAMPLE, NEGATION, EXCEPTION, EMPHASIS})
# What a remark in brackets that nobody understood may still say of the phrase it follows.
_WEAKENS = frozenset({NEGATION, EXCEPTION, CONDITIONAL, UNCERTAIN, VARIES, DEPENDS})
_DENIALS = frozenset({NEGATION, EXCEPTION})
_TURNS = frozenset({EXCEPTION, EMPHASIS})
_INSIDE = re.compile(r"(?P<main>[^()]+)\((?P<inner>[^()]+)\)\s+(?P<tail>[^()]+)")
_BRACKETED = re.compile(r"\([^()]*\)")
_LONGEST_PART = 4  # words
_DASH = re.compile(r"\s+[–—-]\s+(?![^(]*\))")
_HEAD = re.compile(r"(?P<head>[^:,()\d][^:,()]{1,60}?)\s?:\s+(?=\S)")
_CODE = re.compile(r"[A-Z]{1,2}-?\d{1,2}")
_LONGEST_LISTED = 7
"""Words of a phrase in a list; more is a sentence about something."""
_DOTS = re.compile(r"\.{3,}|…")


def _cut_at(phrase: Phrase, sign: re.Pattern[str]) -> list[Phrase]:
    """Return the pieces of a phrase between the places where a pattern stands."""
    parts, start = [], 0
    for match in sign.finditer(phrase.text):
        parts.append(phrase.cut(start, match.start()))
        start = match.end()
    return [part for part in (*parts, phrase.cut(start, len(phrase.text))) if part.text]


@dataclass(slots=True)
class Item:
    """A phrase on its way to a claim, with what binds it."""

    phrase: Phrase
    qualifiers: list[str] = field(default_factory=list)
    conditional: bool = False
    denied: bool = False
    access: bool = False
    kept: bool = False

    def bind(self, qualifier: Qualifier) -> None:
        """Let a qualifier bind the phrase."""
        if qualifier.iri not in self.qualifiers:
            self.qualifiers.append(qualifier.iri)
        # A negation that does not stand before its phrase ("phone: no") leaves open what it denies.
        self.conditional |= qualifier.conditional or (
            qualifier.iri in (NEGATION, EXCEPTION) and not self.denied
        )


class ItemCutter:
    """Cuts the value of a field that fills one facet.

    After :meth:`cut`, ``qualifiers`` holds each qualifier with its words, ``remarks`` the phrases in
    brackets that belong to another phrase and were not understood.
    """

    def __init__(self, lexicon: Lexicon, facet: Facet) -> None:
        self.lexicon = lexicon
        self.facet = facet
        self.qualifiers: list[tuple[Qualifier, Phrase]] = []
        self.remarks: list[Phrase] = []

    def cut(self, whole: Phrase) -> list[Item]:
        """Return the items of a value; what qualifies them and what is a mere remark is noted."""
        items: list[Item] = []
        dots = _DOTS.search(whole.text)
        open_ended = self.lexicon.qualifiers.named(OPEN_ENDED)
        if dots and open_ended is not None:
            self._found(open_ended, whole.cut(dots.start(), dots.end()))
        if self._is_label(whole):
            return [Item(whole)]
        for sentence in sentences(whole):
            alone = self.lexicon.qualifiers.whole(sentence.text)
            start = self.lexicon.qualifiers.at_start(sentence.text)
            takes_rest = start is not None and start.takes_rest
            if alone is not None and not takes_rest and not any(c in sentence.text for c in ",;"):
                # A sentence that says only "varies by customer" speaks of the whole field.
                self._found(alone, sentence)
                for item in items:
                    item.bind(alone)
                continue
            found = self._sentence(sentence, later=bool(items))
            about = (
                self.facet == "data" and items and not any(i.denied or self._known(i.phrase) for i in found)
            )
            if about and not self._lists_data(sentence, found):
                # After the list, a sentence about it: "… Inputs are not used for training."
                self.remarks.extend(item.phrase for item in found)
                continue
            items.extend(found)
        return items

    def _closes_with_or(self, clause: Phrase) -> bool:
        """Tell whether a clause ends a list with "or", by which "no names, IDs or …" denies each."""
        last = list(split(clause, ","))[-1:]
        return any(self.lexicon.has_alternative(part) for part in last)

    def _lists_data(self, sentence: Phrase, found: Sequence[Item]) -> bool:
        """Tell whether a later sentence lists more, of which nobody knows any, and is no mere remark."""
        labels = self.lexicon.vocabulary.labels(PERSONAL_DATA)
        named = sum(len(terms_in(item.phrase, labels)) for item in found)
        return named > 0 and len(sentence.text.split()) <= _LONGEST_LISTED * max(len(found), named)

    def _sentence(self, sentence: Phrase, *, later: bool = False) -> list[Item]:
        """Return the items of a sentence; ``later`` tells that some stand before it."""
        items: list[Item] = []
        for_sentence: list[Qualifier] = []
        for clause in split(sentence, ";"):
            scope: list[Qualifier] = []
            negated = access = kept = False
            closed = self.facet == "data" and self._closes_with_or(clause)
            pieces = [part for piece in self._listed(clause) for part in self._parts(piece)]
            while pieces:
                piece = pieces.pop(0)
                before = len(items)
                if self._is_code(piece) or ((later or items) and self._tells(piece)):
                    self.remarks.append(piece)
                    items.extend(self._told_of(piece))
                    continue
                if (before and self._says_more(piece)) or self._verb_denied(piece, items):
                    continue
                qualifier = self._piece(clause, piece, pieces, items, scope)
                if qualifier is not None:
                    for_sentence.append(qualifier)
                    negated = negated or qualifier.iri == NEGATION  # "None, except …"
                for item in items[before:]:
                    if negated and (not item.denied or EXCEPTION in item.qualifiers):
                        # Its reach is unclear; an exception to a denial may even state what it names.
                        item.conditional, item.denied = True, False
                        item.qualifiers.append(NEGATION_SCOPE)
                        if closed and NEGATION not in item.qualifiers and not _TURNS & set(item.qualifiers):
                            item.qualifiers.append(NEGATION)
                    access = access or (self.facet in PLACE_FACETS and self.lexicon.is_access(item.phrase))
                    item.access = access
                    kept = kept or (self.facet in PLACE_FACETS and self.lexicon.is_hosting(item.phrase))
                    item.kept = kept or item.kept
                negated = negated or any(item.denied for item in items[before:])
        for item in items:
            for qualifier in for_sentence:
                item.bind(qualifier)
        return items

    def _tells(self, piece: Phrase) -> bool:
        """Tell whether a piece is a sentence about data, which names none of them as an item of a list."""
        find = self.lexicon.qualifiers
        qualified = find.at_start(piece.text) or find.at_end(piece.text)
        return (
            self.facet == "data"
            and not qualified
            and self.lexicon.is_clause(piece)
            and not self._known(piece)
        )

    def _told_of(self, piece: Phrase) -> list[Item]:
        """Return what a sentence says is processed, which may then occur: "server logs may contain names"."""
        if self.lexicon.denies(piece) or not self.lexicon.speaks_of_processing(piece):
            return []
        terms = terms_in(piece, self.lexicon.vocabulary.labels(PERSONAL_DATA))
        return [Item(term.phrase, conditional=True) for term in terms if term.concept != ANY_PERSONAL_DATA]

    def _says_more(self, piece: Phrase) -> bool:
        """Keep a clause about the phrase before it as a remark: "card details, which you give to them"."""
        more = self.facet == "data" and self.lexicon.begins_detail(piece) and not self._known(piece)
        if more and self.lexicon.qualifiers.at_start(piece.text) is None:
            self.remarks.append(piece)
            return True
        return False

    def _verb_denied(self, piece: Phrase, items: list[Item]) -> bool:
        """Read "card numbers are stored | never | with us": a denial, of what happens in one way at least."""
        at = self.lexicon.qualifiers.inside(piece.text, _DENIALS) if self.facet == "data" else None
        if at is None:
            return False
        rest = piece.cut(at, len(piece.text))
        denial = self.lexicon.qualifiers.at_start(rest.text)
        said, _ = self.lexicon.without_verb(piece.cut(0, at))
        after = rest.cut(denial.end, len(rest.text)) if denial else rest
        if denial is None or said.end >= piece.start + at - 1 or not after.text or not self._known(said):
            return False
        self._found(denial.qualifier, rest.cut(0, denial.end))
        items.append(Item(said, [denial.qualifier.iri, NEGATION_SCOPE], conditional=True))
        self.remarks.append(after)
        return True

    def _listed(self, clause: Phrase) -> list[Phrase]:
        """Cut a clause at its commas, unless a label holds them: "Europe, the Middle East and Africa"."""
        if self._is_label(clause):
            return [clause]
        if self.facet in PLACE_FACETS and _DASH.search(clause.text):
            # "EU — Ireland": a dash joins places as a comma does.
            return [piece for part in _cut_at(clause, _DASH) for piece in self._listed(part)]
        if self.facet == "data" and _DASH.search(clause.text):
            first, *others = _cut_at(clause, _DASH)
            listed = self._listed(first)
            for said in others:
                more = self._listed(said)
                starts = [self.lexicon.qualifiers.at_start(m.text) for m in more]
                if any(map(self._known, more)) or any(q and q.qualifier.iri in _DENIALS for q in starts):
                    listed += more
                else:
                    self.remarks.append(said)  # "name, avatar — as shown to others"
            return listed
        if self.facet == "data" and (colon := _HEAD.match(clause.text)):
            head = clause.cut(0, colon.end("head"))
            rest = clause.cut(colon.end(), len(clause.text))
            if not self._is_label(head):
                # "Technical reports: user ID, role": what stands before the list only heads it.
                self.remarks.append(head)
                return self._listed(rest)
            return [head, *self._listed(rest)]
        pieces: list[Phrase] = []
        for piece in split(clause, ","):
            if pieces and pieces[-1].text.endswith("-"):
                # "Konto-, faktura- och kunddata" is one phrase: its parts share their ending.
                piece = clause.cut(pieces.pop().start - clause.start, piece.end - clause.start)
            pieces.append(piece)
        return self._with_shared_head(clause, pieces)

    def _with_shared_head(self, clause: Phrase, pieces: list[Phrase]) -> list[Phrase]:
        """Join the last pieces of a list that share a head: "app, runtime, and device information"."""
        if self.facet != "data" or len(pieces) < 2:
            return pieces
        last = self.lexicon.without_join(pieces[-1])
        if last == pieces[-1]:
            return pieces
        first = len(pieces) - 1
        while first and self.lexicon.leans_on(pieces[first - 1], last) and not self._known(pieces[first - 1]):
            first -= 1
        if first == len(pieces) - 1:
            return pieces
        start = pieces[first].start - clause.start
        return [*pieces[:first], clause.cut(start, pieces[-1].end - clause.start)]

    def _parts(self, piece: Phrase) -> list[Phrase]:
        """Cut a piece where a part of it has a qualifier of its own.

        "names and no phones", "contact details such as phone numbers".
        """
        if self._is_label(piece):
            return [piece]
        if self.facet in _LISTS and "\n" in piece.text:
            lines = list(split(piece, "\n"))
            if any(self._known(line) for line in lines):
                return lines  # one item a line, rather than one that was wrapped
        parts = self.lexicon.joined(piece)
        if self.facet == "data" and len(parts) > 1 and "(" in piece.text and not self._known(piece):
            bare = [_BRACKETED.sub("", part.text).split() for part in parts]
            if all(0 < len(words) <= _LONGEST_PART for words in bare):
                return parts  # "profile (post, skills) and answers"
        if any(self.lexicon.qualifiers.at_start(part.text) for part in parts[1:]):
            return parts
        if self.facet in _LISTS:
            at = self.lexicon.qualifiers.inside(piece.text, _CUT_AT)
            if at is not None and self.lexicon.qualifiers.whole(piece.text[at:]) is None:
                cut = [p for p in (piece.cut(0, at), piece.cut(at, len(piece.text))) if p.text]
                return [piece] if self.facet == "data" and self._is_mere_clause(cut) else cut
        return [piece]

    def _is_mere_clause(self, cut: Sequence[Phrase]) -> bool:
        """Tell whether a denial, or "only", stands between words that nobody knows: "Acme | never has it"."""
        found = self.lexicon.qualifiers.at_start(cut[-1].text)
        if len(cut) < 2 or found is None or found.qualifier.iri == EXAMPLE:
            return False
        denied = cut[-1].cut(found.end, len(cut[-1].text))
        return not self._known(cut[0]) and not any(map(self._known, self.lexicon.joined(denied)))

    def _piece(
        self, clause: Phrase, piece: Phrase, rest: list[Phrase], items: list[Item], scope: list[Qualifier]
    ) -> Qualifier | None:
        """Turn one piece into items; return a qualifier that stood alone, which binds the sentence."""
        find = self.lexicon.qualifiers
        if find.at_start(piece.text) is None:
            piece = self.lexicon.without_join(piece)
        alone = find.whole(piece.text)
        start = find.at_start(piece.text)
        if alone is not None and not (start and start.takes_rest) and not self._known(piece):
            self._found(alone, piece)
            if alone.iri == EXAMPLE:
                scope.append(alone)
                return None
            return alone
        item = Item(piece)
        for qualifier in scope:
            item.bind(qualifier)
        while start is not None and not self._known(item.phrase):
            if start.takes_rest:
                self._takes_rest(clause, item.phrase, start, rest, items, scope)
                return start.qualifier
            self._bind_from_start(item, start, scope)
            item.phrase = item.phrase.cut(start.end, len(item.phrase.text))
            start = find.at_start(item.phrase.text)
        if item.phrase.text:
            self._endings(item, items)
        return None

    def _bind_from_start(self, item: Item, start: Found, scope: list[Qualifier]) -> None:
        self._found(start.qualifier, item.phrase.cut(0, start.end))
        if start.qualifier.iri == EXCEPTION and item.denied:
            item.denied, item.conditional = False, True  # "none except …" turns the denial
        elif start.qualifier.iri in (NEGATION, EXCEPTION):
            item.denied = True  # before bind, which takes other negations for unclear ones
        elif start.qualifier.iri in (EXAMPLE, UNCERTAIN):
            scope.append(start.qualifier)
        item.bind(start.qualifier)

    def _takes_rest(
        self,
        clause: Phrase,
        piece: Phrase,
        start: Found,
        rest: list[Phrase],
        items: list[Item],
        scope: list[Qualifier],
    ) -> None:
        """A qualifier such as "depends on …" takes the clause with it, but for items that are labels."""
        end = piece.end
        for following in list(rest):
            rest.remove(following)
            if self._known(following):
                item = Item(following)
                item.bind(start.qualifier)
                for qualifier in scope:
                    item.bind(qualifier)
                items.append(item)
            else:
                end = following.end
        taken = clause.cut(piece.start - clause.start, end - clause.start)
        self._found(start.qualifier, taken)
        if self.facet in PLACE_FACETS or self.facet not in SCHEMES:
            return
        known = {item.phrase.text for item in items}
        for term in terms_in(taken, self.lexicon.vocabulary.labels(SCHEMES[self.facet])):
            # "Depending on the plan, phone numbers may be stored" names them all the same.
            if term.phrase.text not in known and self.facet != "purpose":
                item = Item(term.phrase)
                item.bind(start.qualifier)
                items.append(item)

    def _endings(self, item: Item, items: list[Item]) -> None:
        """Bind what stands in final brackets or at the end of a phrase, then keep the phrase."""
        find = self.lexicon.qualifiers
        end = None if self._known(item.phrase) else find.at_end(item.phrase.text)
        if end is not None:
            opened = item.phrase.text.rfind("(", 0, end.start)
            if (
                opened >= 0
                and ")" not in item.phrase.text[opened : end.start]
                and (item.phrase.text[opened + 1 : end.start].strip())
            ):
                end = None  # "EU (Ireland, mainly)": it binds what stands in the bracket, which is read below
        if end is not None:
            words = item.phrase.cut(end.start, end.end)
            self._found(end.qualifier, words)
            # "Phone numbers are not stored" is plain; "phone: no" is not.
            item.denied |= end.qualifier.iri == NEGATION and " " in words.text
            item.bind(end.qualifier)
            item.phrase = item.phrase.cut(0, end.start)
            if item.phrase.text.endswith("("):
                item.phrase = item.phrase.cut(0, len(item.phrase.text) - 1)
        items.append(item)
        if self._known(item.phrase):
            return
        main, inner = brackets(item.phrase)
        if not inner and self.facet == "data":
            main, inner = self._bracket_inside(item.phrase)
        if not inner:
            return
        whole, item.phrase = item.phrase, main
        for bracket in inner:
            alone = find.whole(bracket.text)
            if alone is not None:
                self._found(alone, bracket)
                item.bind(alone)
                continue
            pieces = self._sentence(bracket)
            listed = self.facet == "data" and self._are_listed(pieces)
            for inside in pieces:
                if listed or self._known(inside.phrase):
                    inside.conditional |= item.conditional
                    items.append(inside)
                else:
                    # A remark in brackets belongs to the phrase; it may still add something.
                    item.phrase = Phrase(whole.text, whole.start)
                    item.phrase = main if self._known(main) else item.phrase
                    self.remarks.append(inside.phrase)
                    item.conditional |= any(q.iri in _WEAKENS for q in find.anywhere(bracket.text))
            if listed and not self._known(main):
                # "File storage (contracts, profile photos)": what stands before the list only heads it.
                items[:] = [one for one in items if one is not item]
                self.remarks.append(main)

    def _bracket_inside(self, phrase: Phrase) -> tuple[Phrase, list[Phrase]]:
        """Return what stands before a list in brackets and words about it: "logs (IP, URL) in storage"."""
        found = _INSIDE.fullmatch(phrase.text)
        if found is None or not self.lexicon.begins_detail(
            phrase.cut(found.start("tail"), found.end("tail"))
        ):
            return phrase, []
        main, inner = (phrase.cut(found.start(part), found.end(part)) for part in ("main", "inner"))
        if not self._are_listed([Item(piece) for piece in split(inner, ",")]):
            return phrase, []
        self.remarks.append(phrase.cut(found.start("tail"), found.end("tail")))
        return main, [inner]

    def _are_listed(self, pieces: Sequence[Item]) -> bool:
        """Tell whether the pieces of a bracket are a list of what the phrase before it holds."""
        known = sum(self._known(piece.phrase) for piece in pieces)
        return known * 2 >= len(pieces) > 1 and not any(piece.denied for piece in pieces)

    def _is_code(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is the code of a class that the organisation has made for itself: "P2"."""
        return self.facet == "data" and _CODE.fullmatch(phrase.text) is not None

    def _is_label(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is, as it stands, one label of what the field is about."""
        text = without_final_stop(phrase).text
        if self.facet in PLACE_FACETS and self.lexicon.place_with_detail(phrase) is not None:
            return True
        scheme = PLACES if self.facet in PLACE_FACETS else SCHEMES[self.facet]
        return self.lexicon.vocabulary.lookup(text, scheme) is not None

    def _known(self, phrase: Phrase) -> bool:
        if self.facet in PLACE_FACETS:
            return all_named(self.lexicon.name_places(phrase))
        schemes = [SCHEMES[self.facet]]
        if self.facet == "purpose":
            schemes.append(PERSONAL_DATA)
        return any(all_named(self.lexicon.name(phrase, scheme)) for scheme in schemes)

    def _found(self, qualifier: Qualifier, words: Phrase) -> None:
        self.qualifiers.append((qualifier, words))
