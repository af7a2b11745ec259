"""Read one field's value into claims: phrases, concepts, and the qualifiers that bind them.

The rules are those of docs/design.md, "Reading rules": a qualifier that begins a phrase binds it and
what follows in its clause; one that stands alone binds its sentence, or the whole field where it is
a sentence of its own; a negation whose reach is unclear makes what follows conditional.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.claims.lexicon import Lexicon, Named
from datamap.claims.model import Claim, Statement, Unmapped
from datamap.claims.phrases import Phrase, brackets, sentences, split, terms_in, trim, without_final_stop
from datamap.vocabulary.concepts import (
    ANY_PERSONAL_DATA,
    DATA_SUBJECTS,
    PERSONAL_DATA,
    PLACES,
    PROCESSING,
    PURPOSES,
    ROLES,
    SAFEGUARDS,
    normalise,
)
from datamap.vocabulary.places import EEA, NON_EEA, NON_EU
from datamap.vocabulary.terms import (
    EXAMPLE,
    MISPLACED,
    NEGATION,
    NEGATION_SCOPE,
    READ_AS_OUTSIDE_EEA,
    UNCERTAIN,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.claims.model import Certainty, Facet
    from datamap.claims.qualifiers import Found as FoundQualifier
    from datamap.claims.qualifiers import Qualifier

LONGEST_VALUE = 50_000
"""Characters of the longest value that is read phrase by phrase."""

_FACETS: dict[str, Facet] = {
    "data": "data",
    "purpose": "purpose",
    "subjects": "subject",
    "processing-category": "processing",
    "storage-place": "storage-place",
    "processing-place": "processing-place",
    "access-place": "access-place",
    "seat": "seat",
    "parent-place": "parent-place",
    "safeguard": "safeguard",
    "role": "role",
}
_SCHEMES: dict[Facet, str] = {
    "data": PERSONAL_DATA,
    "purpose": PURPOSES,
    "subject": DATA_SUBJECTS,
    "processing": PROCESSING,
    "safeguard": SAFEGUARDS,
    "role": ROLES,
}
# Fields whose value is a list of things, in which an inner "such as" or "but not" begins a new one.
_LISTS = frozenset({"data", "subjects", "storage-place", "processing-place", "access-place"})
_CUT_AT = frozenset({EXAMPLE, NEGATION})
PLACE_FACETS = frozenset({"storage-place", "processing-place", "access-place", "seat", "parent-place"})


@dataclass(slots=True)
class FieldReading:
    """What one field gave: claims, phrases nobody understood, and the lists that its words open."""

    claims: list[Claim] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    opens: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Item:
    """A phrase on its way to a claim, with what binds it."""

    phrase: Phrase
    qualifiers: list[str] = field(default_factory=list)
    conditional: bool = False
    denied: bool = False

    def bind(self, qualifier: Qualifier) -> None:
        if qualifier.iri not in self.qualifiers:
            self.qualifiers.append(qualifier.iri)
        # A negation that does not stand before its phrase ("phone: no") leaves open what it denies.
        self.conditional |= qualifier.conditional or (qualifier.iri == NEGATION and not self.denied)


def facet_of(key: str | None) -> Facet | None:
    """Return the facet that a field key fills, or None for a field whose text is kept as it is."""
    return _FACETS.get(key or "")


class FieldReader:
    """Reads the value of one field of an entry."""

    def __init__(self, lexicon: Lexicon, statement: Statement, value: str, value_line: int) -> None:
        self.lexicon = lexicon
        self.statement = statement
        self.value = value
        self.value_line = value_line
        self.out = FieldReading()

    def read(self) -> FieldReading:
        """Return the claims, unmapped phrases and openings of the field."""
        facet = facet_of(self.statement.field)
        assert facet is not None
        whole = trim(Phrase(self.value, 0))
        if not whole.text:
            return self.out
        if len(whole.text) > LONGEST_VALUE:
            # No list that a person wrote; cutting it up could take hours. It is kept, and opens its list.
            self._keep(facet, _Item(whole))
            return self.out
        if facet == "data" and normalise(whole.text).rstrip(".") in self.lexicon.qualifiers.none_values:
            item = _Item(whole, [NEGATION], denied=True)
            self._claim(facet, item, Named(whole, ANY_PERSONAL_DATA))
            return self.out
        items = self._items(whole)
        if facet in PLACE_FACETS:
            self._places(facet, items)
        else:
            for item in items:
                self._concepts(facet, item)
        return self.out

    # phrases and their qualifiers -----------------------------------------------------------

    def _items(self, whole: Phrase) -> list[_Item]:
        items: list[_Item] = []
        if self._is_label(whole):
            return [_Item(whole)]
        for sentence in sentences(whole):
            alone = self.lexicon.qualifiers.whole(sentence.text)
            if alone is not None and not any(c in sentence.text for c in ",;"):
                # A sentence that says only "varies by customer" speaks of the whole field.
                self._qualified(alone, sentence)
                for item in items:
                    item.bind(alone)
                continue
            items.extend(self._sentence(sentence))
        return items

    def _sentence(self, sentence: Phrase) -> list[_Item]:
        items: list[_Item] = []
        for_sentence: list[Qualifier] = []
        for clause in split(sentence, ";"):
            scope: list[Qualifier] = []
            negated = False
            pieces = [part for piece in self._listed(clause) for part in self._parts(piece)]
            while pieces:
                piece = pieces.pop(0)
                before = len(items)
                qualifier = self._piece(clause, piece, pieces, items, scope)
                if qualifier is not None:
                    for_sentence.append(qualifier)
                for item in items[before:]:
                    if negated and not item.denied:
                        item.conditional = True
                        item.qualifiers.append(NEGATION_SCOPE)
                negated = negated or any(item.denied for item in items[before:])
        for item in items:
            for qualifier in for_sentence:
                item.bind(qualifier)
        return items

    def _listed(self, clause: Phrase) -> list[Phrase]:
        """Cut a clause at its commas, unless a label holds them: "Europe, the Middle East and Africa"."""
        return [clause] if self._is_label(clause) else list(split(clause, ","))

    def _parts(self, piece: Phrase) -> list[Phrase]:
        """Cut a piece where a part of it has a qualifier of its own.

        "names and no phones", "contact details such as phone numbers".
        """
        if self._is_label(piece):
            return [piece]
        parts = self.lexicon.joined(piece)
        if any(self.lexicon.qualifiers.at_start(part.text) for part in parts[1:]):
            return parts
        if self.statement.field in _LISTS:
            at = self.lexicon.qualifiers.inside(piece.text, _CUT_AT)
            if at is not None:
                return [p for p in (piece.cut(0, at), piece.cut(at, len(piece.text))) if p.text]
        return [piece]

    def _piece(
        self, clause: Phrase, piece: Phrase, rest: list[Phrase], items: list[_Item], scope: list[Qualifier]
    ) -> Qualifier | None:
        """Turn one piece into items; return a qualifier that stood alone, which binds the sentence."""
        find = self.lexicon.qualifiers
        if find.at_start(piece.text) is None:
            piece = self.lexicon.without_join(piece)
        alone = find.whole(piece.text)
        start = find.at_start(piece.text)
        if alone is not None and not (start and start.takes_rest) and not self._known(piece):
            self._qualified(alone, piece)
            if alone.iri == EXAMPLE:
                scope.append(alone)
                return None
            return alone
        item = _Item(piece)
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

    def _bind_from_start(self, item: _Item, start: FoundQualifier, scope: list[Qualifier]) -> None:
        self._qualified(start.qualifier, item.phrase.cut(0, start.end))
        if start.qualifier.iri == NEGATION:
            item.denied = True  # before bind, which takes other negations for unclear ones
        elif start.qualifier.iri in (EXAMPLE, UNCERTAIN):
            scope.append(start.qualifier)
        item.bind(start.qualifier)

    def _takes_rest(
        self,
        clause: Phrase,
        piece: Phrase,
        start: FoundQualifier,
        rest: list[Phrase],
        items: list[_Item],
        scope: list[Qualifier],
    ) -> None:
        """A qualifier such as "depends on …" takes the clause with it, but for items that are labels."""
        end = piece.end
        for following in list(rest):
            rest.remove(following)
            if self._known(following):
                item = _Item(following)
                item.bind(start.qualifier)
                for qualifier in scope:
                    item.bind(qualifier)
                items.append(item)
            else:
                end = following.end
        self._qualified(start.qualifier, clause.cut(piece.start - clause.start, end - clause.start))

    def _endings(self, item: _Item, items: list[_Item]) -> None:
        """Bind what stands in final brackets or at the end of a phrase, then keep the phrase."""
        find = self.lexicon.qualifiers
        end = None if self._known(item.phrase) else find.at_end(item.phrase.text)
        if end is not None:
            self._qualified(end.qualifier, item.phrase.cut(end.start, end.end))
            item.bind(end.qualifier)
            item.phrase = item.phrase.cut(0, end.start)
            if item.phrase.text.endswith("("):
                item.phrase = item.phrase.cut(0, len(item.phrase.text) - 1)
        items.append(item)
        if self._known(item.phrase):
            return
        main, inner = brackets(item.phrase)
        if not inner:
            return
        whole, item.phrase = item.phrase, main
        for bracket in inner:
            alone = find.whole(bracket.text)
            if alone is not None:
                self._qualified(alone, bracket)
                item.bind(alone)
                continue
            for inside in self._sentence(bracket):
                if self._known(inside.phrase):
                    inside.conditional |= item.conditional
                    items.append(inside)
                else:
                    # A remark in brackets belongs to the phrase; it may still add something.
                    item.phrase = Phrase(whole.text, whole.start)
                    item.phrase = main if self._known(main) else item.phrase
                    self._report(inside.phrase)

    def _is_label(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is, as it stands, one label of what the field is about."""
        facet = facet_of(self.statement.field)
        assert facet is not None
        text = without_final_stop(phrase).text
        scheme = PLACES if facet in PLACE_FACETS else _SCHEMES[facet]
        return self.lexicon.vocabulary.lookup(text, scheme) is not None

    def _known(self, phrase: Phrase) -> bool:
        facet = facet_of(self.statement.field)
        assert facet is not None
        if facet in PLACE_FACETS:
            return _all_named(self.lexicon.name_places(phrase))
        schemes = [_SCHEMES[facet], PERSONAL_DATA] if facet == "purpose" else [_SCHEMES[facet]]
        return any(_all_named(self.lexicon.name(phrase, scheme)) for scheme in schemes)

    # claims ---------------------------------------------------------------------------------

    def _concepts(self, facet: Facet, item: _Item) -> None:
        if facet == "purpose":
            self._purpose(item)
            return
        if facet == "safeguard":
            named = self.lexicon.name(item.phrase, SAFEGUARDS) or [
                Named(term.phrase, term.concept)
                for term in terms_in(item.phrase, self.lexicon.vocabulary.labels(SAFEGUARDS))
            ]
        elif facet == "processing":
            named = self.lexicon.name_by_head(item.phrase, PROCESSING)
        else:
            named = self.lexicon.name(item.phrase, _SCHEMES[facet])
            if not named and item.denied:
                said = self.lexicon.without_verb(without_final_stop(item.phrase))
                named = self.lexicon.name(said, _SCHEMES[facet])
        self._claims(facet, item, named)

    def _purpose(self, item: _Item) -> None:
        purposes = self.lexicon.name_by_head(item.phrase, PURPOSES) or [Named(item.phrase, None)]
        for one in purposes:
            data = [] if one.concept else self.lexicon.name(one.phrase, PERSONAL_DATA)
            if any(n.concept for n in data):
                # Personal data named among purposes may be held, but is not stated as held.
                qualifiers = [*item.qualifiers, MISPLACED]
                self._claims("data", _Item(one.phrase, qualifiers, True, item.denied), data)
            else:
                self._claims("purpose", item, [one])

    def _places(self, facet: Facet, items: Iterable[_Item]) -> None:
        found = [(item, self.lexicon.name_places(item.phrase)) for item in items]
        places = {n.concept for _, named in found for n in named if n.concept}
        for item, named in found:
            if EEA in places and any(n.concept == NON_EU for n in named):
                # Beside "EU/EEA", "outside the EU" is the other side of the same border.
                named = [Named(n.phrase, NON_EEA if n.concept == NON_EU else n.concept) for n in named]
                item.qualifiers.append(READ_AS_OUTSIDE_EEA)
            self._claims(facet, item, named)

    def _claims(self, facet: Facet, item: _Item, named: list[Named]) -> None:
        if not named:
            self._keep(facet, item)
            return
        for one in named:
            if one.concept is None:
                self._keep(facet, _Item(one.phrase, item.qualifiers, item.conditional, item.denied))
            else:
                self._claim(facet, item, one)

    def _claim(self, facet: Facet, item: _Item, named: Named) -> None:
        certainty: Certainty = "denied" if item.denied else "conditional" if item.conditional else "stated"
        if item.denied and item.conditional:
            certainty = "conditional"
        qualifiers = item.qualifiers
        if READ_AS_OUTSIDE_EEA in qualifiers and named.concept != NON_EEA:
            qualifiers = [iri for iri in qualifiers if iri != READ_AS_OUTSIDE_EEA]
        self._add(facet, named.phrase, named.concept, certainty, qualifiers)

    def _add(
        self,
        facet: Facet,
        phrase: Phrase,
        concept: str | None,
        certainty: Certainty,
        qualifiers: Iterable[str] = (),
        suggestion: str | None = None,
    ) -> None:
        found = tuple(sorted(set(qualifiers)))
        line = self._line(phrase)
        self.out.claims.append(
            Claim(facet, self.statement.key, phrase.text, line, concept, certainty, found, suggestion)
        )

    def _keep(self, facet: Facet, item: _Item) -> None:
        """Keep a phrase that nobody understood as a claim without a concept, and report it."""
        phrase = without_final_stop(item.phrase)
        scheme = _SCHEMES.get(facet)
        suggestion = self.lexicon.suggest(phrase.text, scheme) if scheme else None
        certainty: Certainty = "conditional" if item.conditional or item.denied else "stated"
        self._add(facet, phrase, None, certainty, item.qualifiers, suggestion)
        self._report(phrase, suggestion)

    def _report(self, phrase: Phrase, suggestion: str | None = None) -> None:
        self.out.unmapped.append(
            Unmapped(phrase.text, self.statement.field, self._line(phrase), suggestion=suggestion)
        )
        self.out.opens.add(covers(self.statement.field))

    def _qualified(self, qualifier: Qualifier, phrase: Phrase) -> None:
        """Record a qualifier with its words, and open the lists that it opens."""
        self._add("qualifier", phrase, qualifier.iri, "stated")
        question = covers(self.statement.field)
        if question in qualifier.opens or (qualifier.opens and question in ("subject", "access")):
            self.out.opens.add(question)
        if "entry" in qualifier.opens:
            # What opens one field of an entry opens its list of data.
            self.out.opens.add("data")

    def _line(self, phrase: Phrase) -> int:
        return self.value_line + self.value.count("\n", 0, phrase.start)


def _all_named(named: list[Named]) -> bool:
    return bool(named) and all(one.concept for one in named)


def covers(field_key: str) -> str:
    """Return the question (data, place, purpose, ...) whose list a field gives."""
    if field_key in ("storage-place", "processing-place"):
        return "place"
    return {"subjects": "subject", "access-place": "access"}.get(field_key, field_key)
