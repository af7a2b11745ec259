"""Cut a field's value into items: phrases, each with the qualifiers that bind it.

A qualifier that begins a phrase binds it and what follows in its clause; one that stands alone binds
its sentence, or the whole field where it is a sentence of its own; a negation whose reach is unclear
makes what follows conditional (docs/design.md, "Reading rules").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.claims.data_cells import DASH, DataCells, cut_at
from datamap.claims.facets import PLACE_FACETS, SCHEMES
from datamap.claims.lexicon import all_named
from datamap.claims.phrases import Phrase, brackets, sentences, split, terms_in, without_final_stop
from datamap.vocabulary.concepts import PERSONAL_DATA, PLACES
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
_TURNS = frozenset({EXCEPTION, EMPHASIS})
_DOTS = re.compile(r"\.{3,}|…")


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
        self.cells = DataCells(lexicon, self._known) if facet == "data" else None
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
            cells = self.cells
            about = cells and items and not any(i.denied or self._known(i.phrase) for i in found)
            if about and cells and not cells.lists_more(sentence, [i.phrase for i in found]):
                # After the list, a sentence about it: "… Inputs are not used for training."
                self.remarks.extend(item.phrase for item in found)
                continue
            items.extend(found)
        return items

    def _sentence(self, sentence: Phrase, *, later: bool = False) -> list[Item]:
        """Return the items of a sentence; ``later`` tells that some stand before it."""
        items: list[Item] = []
        for_sentence: list[Qualifier] = []
        for clause in split(sentence, ";"):
            scope: list[Qualifier] = []
            negated = access = kept = False
            closed = self.cells is not None and self.cells.closes_with_or(clause)
            pieces = [part for piece in self._listed(clause) for part in self._parts(piece)]
            while pieces:
                piece = pieces.pop(0)
                before = len(items)
                if self.cells and self._is_remark(self.cells, piece, items, bool(later or items), before > 0):
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

    def _is_remark(
        self, cells: DataCells, piece: Phrase, items: list[Item], later: bool, follows: bool
    ) -> bool:
        """Keep a piece that is no item of its own as a remark, with what it says may occur or is denied.

        ``later`` tells that items stand before it, ``follows`` that one does in its clause.
        """
        if cells.is_code(piece) or (later and cells.is_sentence(piece)):
            self.remarks.append(piece)
            items += [Item(told, conditional=True) for told in cells.told_of(piece)]
            return True
        if follows and cells.says_more(piece):
            self.remarks.append(piece)
            return True
        denied = cells.denied_by_verb(piece)
        if denied is not None:
            said, denial, words, after = denied
            self._found(denial, words)
            items.append(Item(said, [denial.iri, NEGATION_SCOPE], conditional=True))
            self.remarks.append(after)
        return denied is not None

    def _listed(self, clause: Phrase) -> list[Phrase]:
        """Cut a clause at its commas, unless a label holds them: "Europe, the Middle East and Africa"."""
        if self._is_label(clause):
            return [clause]
        parts = cut_at(clause, DASH) if self.cells or self.facet in PLACE_FACETS else [clause]
        if len(parts) > 1:
            return self._between_dashes(parts)
        if self.cells:
            heads, clause = self.cells.heads(clause)
            # "Technical reports: user ID, role": what stands before the list only heads it.
            self.remarks += [head for head in heads if not self._is_label(head)]
            named = [head for head in heads if self._is_label(head)]
            return [*named, *self._at_commas(clause)]
        return self._at_commas(clause)

    def _between_dashes(self, parts: Sequence[Phrase]) -> list[Phrase]:
        """Cut the parts between dashes, which join places as commas do: "EU — Ireland"."""
        pieces = self._listed(parts[0])
        for part in parts[1:]:
            more = self._listed(part)
            if self.cells is None or self.cells.continues(more):
                pieces += more
            else:
                self.remarks.append(part)  # "name, avatar — as shown to others"
        return pieces

    def _at_commas(self, clause: Phrase) -> list[Phrase]:
        pieces: list[Phrase] = []
        for piece in split(clause, ","):
            if pieces and pieces[-1].text.endswith("-"):
                # "Konto-, faktura- och kunddata" is one phrase: its parts share their ending.
                piece = clause.cut(pieces.pop().start - clause.start, piece.end - clause.start)
            pieces.append(piece)
        return self.cells.with_shared_head(clause, pieces) if self.cells else pieces

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
        if self.cells and len(apart := self.cells.joined_around_brackets(piece)) > 1:
            return apart
        if any(self.lexicon.qualifiers.at_start(part.text) for part in parts[1:]):
            return parts
        if self.facet in _LISTS:
            at = self.lexicon.qualifiers.inside(piece.text, _CUT_AT)
            if at is not None and self.lexicon.qualifiers.whole(piece.text[at:]) is None:
                cut = [p for p in (piece.cut(0, at), piece.cut(at, len(piece.text))) if p.text]
                return [piece] if self.cells and self.cells.is_mere_clause(cut) else cut
        return [piece]

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
        apart = self.cells.list_in_brackets(item.phrase) if self.cells and not inner else None
        if apart is not None:
            main, inner = apart[0], [apart[1]]
            self.remarks.append(apart[2])
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
            listed = self.cells is not None and self.cells.is_list([one.phrase for one in pieces])
            listed = listed and not any(one.denied for one in pieces)
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
