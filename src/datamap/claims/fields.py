"""Read one field's value into claims: the concepts of its items, and what was not understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from datamap.claims.facets import PLACE_FACETS, SCHEMES, covers, facet_of
from datamap.claims.items import Item, ItemCutter
from datamap.claims.model import Claim, Statement, Unmapped
from datamap.claims.phrases import Phrase, terms_in, trim, without_final_stop
from datamap.claims.place_names import Named
from datamap.vocabulary.concepts import (
    ANY_PERSONAL_DATA,
    NOTATION,
    PERSONAL_DATA,
    PLACES,
    PROCESSING,
    PURPOSES,
    SAFEGUARDS,
    normalise,
)
from datamap.vocabulary.local import NOTE, OPEN
from datamap.vocabulary.places import EEA, NON_EEA, NON_EU
from datamap.vocabulary.terms import (
    AMONG_PURPOSES,
    EXCEPTION,
    MISPLACED,
    NEGATION,
    NEGATION_SCOPE,
    OPEN_ENDED,
    READ_AS_OUTSIDE_EEA,
    SET_ASIDE,
    UNDECIDED,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from datamap.claims.lexicon import Lexicon
    from datamap.claims.model import Certainty, Facet
    from datamap.claims.qualifiers import Qualifier

# A value that says nothing: the field is as good as absent.
_NOTHING = frozenset({"", "-", "–", "—", "--", "."})

_BLANK = re.compile(r"\[+(?P<inner>[^\[\]]+)\]+")
_TICKED = re.compile(r"[✓✔☑✅🟢](?:\s*\([^()]*\))?")
_BOOLEANS = frozenset({"true", "false"})
_DASH = re.compile(r"(?:\s+[–—-]\s+|\s*;\s+|\s*\|\s*)(.+)$", re.DOTALL)
_TOOL_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*$")
_AFTER_PLACE = re.compile(r"\s+[–—-]\s+|\s*[:(]\s*")
_LONGEST_PIECE = 300

LONGEST_VALUE = 50_000
"""Characters of the longest value that is read phrase by phrase."""


@dataclass(slots=True)
class FieldReading:
    """What one field gave: claims, phrases nobody understood, and the lists that its words open."""

    claims: list[Claim] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    opens: set[str] = field(default_factory=set)
    says_open: set[str] = field(default_factory=set)
    unclear: bool = False


class FieldReader:
    """Reads the value of one field of an entry."""

    def __init__(
        self,
        lexicon: Lexicon,
        statement: Statement,
        value: str,
        value_line: int,
        inside_eea: Container[str | None] = (),
    ) -> None:
        """``inside_eea`` holds the places to which data are not transferred."""
        self.lexicon = lexicon.of_phrase(value[:LONGEST_VALUE])
        self.statement = statement
        self.value = value
        self.value_line = value_line
        self.inside_eea = inside_eea
        self.undecided = False
        self.out = FieldReading()

    def read(self) -> FieldReading:
        """Return the claims, unmapped phrases and openings of the field."""
        facet = facet_of(self.statement.field)
        assert facet is not None
        whole = trim(Phrase(self.value, 0))
        if whole.text in _NOTHING:
            return self.out
        if len(whole.text) > LONGEST_VALUE:
            # No list that a person wrote; cutting it up could take hours. It is kept, and opens its list.
            self._keep(facet, Item(whole))
            return self.out
        bare = normalise(whole.text).rstrip(".")
        if facet == "data" and bare in self.lexicon.qualifiers.none_values:
            item = Item(whole, [NEGATION], denied=True)
            self._claim(facet, item, Named(whole, ANY_PERSONAL_DATA))
            return self.out
        if facet == "data" and (bare in _BOOLEANS or _TICKED.fullmatch(whole.text)):
            # {"personal_data": true}, or a tick, says that there are some, or none, and names nothing.
            if bare == "false":
                self._claim(facet, Item(whole, [NEGATION], denied=True), Named(whole, ANY_PERSONAL_DATA))
            else:
                self._report(whole)
            return self.out
        if facet in PLACE_FACETS:
            whole = self._without_tools(whole)
        if facet in PLACE_FACETS and (blank := _BLANK.fullmatch(whole.text)):
            # "[US or EU, to be decided]" is still to be filled in.
            whole = whole.cut(blank.start("inner"), blank.end("inner"))
            self.undecided = True
        cutter = ItemCutter(self.lexicon, facet)
        items = cutter.cut(whole) if whole.text else []
        for qualifier, words in cutter.qualifiers:
            self._qualified(qualifier, words)
        for remark in cutter.remarks:
            if not self._decided(facet, without_final_stop(remark)):
                self._report(remark)
        if facet in PLACE_FACETS:
            self._places(facet, items)
        else:
            for item in items:
                self._concepts(facet, item)
        self._settle_purposes()
        self._doubt_denials()
        if any(c.facet == "safeguard" and self._kind(c.concept) == "DPF" for c in self.out.claims):
            # "Adequacy decision (DPF)": the framework is the decision that is meant.
            self.out.claims = [
                c for c in self.out.claims if c.facet != "safeguard" or self._kind(c.concept) != "adequacy"
            ]
        return self.out

    def _settle_purposes(self) -> None:
        """Take what a field of purposes names of data for its data where it names hardly anything else.

        "Name, e-mail address, phone number" under purpose stands in the wrong field; "e-mail delivery, phone
        numbers" only mentions them.
        """
        among = [c for c in self.out.claims if AMONG_PURPOSES in c.qualifiers]
        if len(among) > sum(c.facet == "purpose" for c in self.out.claims):
            self.out.claims = [
                replace(c, qualifiers=tuple(q for q in c.qualifiers if q != AMONG_PURPOSES))
                for c in self.out.claims
            ]

    def _without_tools(self, whole: Phrase) -> Phrase:
        """Take the tools of transfer out of a field about places: "USA – standard contractual clauses"."""
        for sign in (_DASH, _TOOL_BRACKET):
            found = sign.search(whole.text)
            if found is None:
                continue
            tools = self._tools_in(whole.cut(found.start(1), found.end(1)))
            if tools and any(self._kind(tool.concept) != "none" for tool in tools):
                for tool in tools:
                    self._add("safeguard", tool.phrase, tool.concept, "stated")
                return trim(whole.cut(0, found.start()))
        return whole

    def _kind(self, concept: str | None) -> str | None:
        return self.lexicon.vocabulary.value(concept or "", NOTATION.value)

    def _tools_in(self, phrase: Phrase) -> list[Named]:
        """Return the tools that a phrase names."""
        labels = self.lexicon.vocabulary.labels(SAFEGUARDS)
        return [Named(term.phrase, term.concept) for term in terms_in(phrase, labels)]

    def _destination(self, item: Item) -> bool:
        """Read the place that begins a phrase about a transfer: "USA – adequacy", "India (support)"."""
        if self.lexicon.name(item.phrase, SAFEGUARDS):
            return False  # a label of what secures a transfer, which may look like a country's code: "TLS"
        main = _AFTER_PLACE.split(item.phrase.text, maxsplit=1)[0]
        place = trim(item.phrase.cut(0, len(main)))
        support = self.lexicon.speaks_of_support(item.phrase.text)
        if item.denied or not place.text:
            return False
        if self.lexicon.names_places(place):
            places = self.lexicon.name_places(place)
            if all(one.concept in self.inside_eea for one in places):
                return False  # "Not applicable, Ireland" under a heading of transfers is no destination
            for named in places:
                self._claim("access-place" if support else "processing-place", item, named)
            return len(place.text) == len(item.phrase.text)
        if support:
            item.conditional = True
            for term in terms_in(item.phrase, self.lexicon.place_labels):
                self._claim("access-place", item, Named(term.phrase, term.concept))
        return False

    def _doubt_denials(self) -> None:
        """Doubt a denial beside words that nobody understood, or that take something out of it.

        "Normally no phone numbers", "not outside the EEA, except for support"; and what denies
        everything and then adds something: "No personal data. Phone numbers, though".
        """
        said = [c for c in self.out.claims if c.facet != "qualifier"]
        qualified = {c.concept for c in self.out.claims if c.facet == "qualifier"}
        total = [c for c in said if c.concept == ANY_PERSONAL_DATA and c.certainty == "denied"]
        unclear = bool(self.out.unmapped) or self.out.unclear or {NEGATION, EXCEPTION} <= qualified
        if unclear or (total and len(said) > len(total)):
            self.out.claims = [
                replace(c, certainty="conditional", qualifiers=tuple(sorted({*c.qualifiers, NEGATION_SCOPE})))
                if c.certainty == "denied"
                else c
                for c in self.out.claims
            ]
        if total and len(said) > len(total):
            self.out.opens.add("data")

    def _concepts(self, facet: Facet, item: Item) -> None:
        if facet == "purpose":
            self._purpose(item)
            return
        if facet == "safeguard":
            if self._destination(item):
                return
            named = self.lexicon.name(item.phrase, SAFEGUARDS) or self._tools_in(item.phrase)
        elif facet == "processing":
            named = self.lexicon.name_by_head(item.phrase, PROCESSING)
        else:
            named = self.lexicon.name(item.phrase, SCHEMES[facet])
            if not named and item.denied:
                said, storing = self.lexicon.without_verb(without_final_stop(item.phrase))
                named = self.lexicon.name(said, SCHEMES[facet])
                # "No card details are stored" does not say that none are processed.
                item.conditional |= bool(named) and storing
            if facet == "data":
                named = self._by_head(item, named)
            if facet == "data" and not named:
                pieces = self.lexicon.joined(item.phrase)
                short = len(pieces) > 1 and all(len(p.text.split()) <= 3 for p in pieces)
                if short and not any(map(self.lexicon.leans_on, pieces, pieces[1:])):
                    named = [Named(piece, None) for piece in pieces]
            if len(named) > 1 and not item.denied and self.lexicon.has_alternative(item.phrase):
                item.conditional = True
        self._claims(facet, item, named)

    def _by_head(self, item: Item, named: list[Named]) -> list[Named]:
        """Read what has no name by its head: "e-mail address of the visitor" is one.

        What the rest says of it is reported as not understood.
        """
        found: list[Named] = []
        for one in named or [Named(item.phrase, None)]:
            headed = [] if one.concept else self.lexicon.name_head(one.phrase, PERSONAL_DATA)
            if headed and not self._decided("data", without_final_stop(one.phrase)):
                self._report(without_final_stop(one.phrase))
            found.extend(headed or ([one] if named else []))
        return found

    def _purpose(self, item: Item) -> None:
        purposes = self.lexicon.name_by_head(item.phrase, PURPOSES) or [Named(item.phrase, None)]
        for one in purposes:
            data = [] if one.concept else self.lexicon.name(one.phrase, PERSONAL_DATA, whole=False)
            if any(n.concept for n in data):
                # Personal data named among purposes may be held, but is not stated as held.
                qualifiers = [*item.qualifiers, MISPLACED, AMONG_PURPOSES]
                known = [n for n in data if n.concept]
                self._claims("data", Item(one.phrase, qualifiers, True, item.denied), known)
                for rest in (n for n in data if not n.concept):
                    self._claims("purpose", item, [rest])
            else:
                self._claims("purpose", item, [one])
                self._tail_of_purpose(one)

    def _tail_of_purpose(self, named: Named) -> None:
        """Open the purposes where the rest of a phrase names another: "analytics for advertising"."""
        if named.concept is None:
            return
        vocabulary = self.lexicon.vocabulary
        known = vocabulary.above(named.concept)
        if vocabulary.lookup(named.phrase.text, PURPOSES) is None and any(
            term.concept not in known for term in terms_in(named.phrase, vocabulary.labels(PURPOSES))
        ):
            self.out.opens.add("purpose")

    def _places(self, facet: Facet, items: Iterable[Item]) -> None:
        found = [(item, self.lexicon.name_places(item.phrase)) for item in items]
        places = {n.concept for _, named in found for n in named if n.concept}
        for item, named in found:
            if EEA in places and any(n.concept == NON_EU for n in named):
                # Beside "EU/EEA", "outside the EU" is the other side of the same border.
                named = [Named(n.phrase, NON_EEA if n.concept == NON_EU else n.concept) for n in named]
                item.qualifiers.append(READ_AS_OUTSIDE_EEA)
            if len(named) > 1 and not item.denied and self.lexicon.has_alternative(item.phrase):
                item.conditional = True
            item.access |= self._is_support(item)
            seat = facet != "seat" and self.lexicon.speaks_of_seat(item.phrase.text)
            kind: Facet = (
                "seat" if seat else "access-place" if item.access else "storage-place" if item.kept else facet
            )
            if self.undecided:
                item.conditional = True
                item.qualifiers.append(UNDECIDED)
            self._claims(kind, item, named)
            if not named and not item.denied:
                # "Must be a server in the EU": what is not understood may still name places.
                item.conditional = True
                terms = terms_in(item.phrase, self.lexicon.place_labels)
                for term in terms:
                    self._claim(kind, item, Named(term.phrase, term.concept))

    def _is_support(self, item: Item) -> bool:
        """Tell whether the piece of the value that an item stands in speaks of support or access."""
        start, end = item.phrase.start, item.phrase.end
        before = max(self.value.rfind(sign, 0, start) for sign in ",;\n") + 1
        ends = [at for sign in ",;\n" if (at := self.value.find(sign, end)) >= 0]
        piece = self.value[before : min(ends, default=len(self.value))]
        return len(piece) < _LONGEST_PIECE and self.lexicon.speaks_of_support(piece)

    def _claims(self, facet: Facet, item: Item, named: list[Named]) -> None:
        if not named:
            self._keep(facet, item)
            return
        for one in named:
            if one.unread is not None and one.concept:
                self._report(one.unread)
            if one.concept is None:
                self._keep(facet, Item(one.phrase, item.qualifiers, item.conditional, item.denied))
            else:
                self._claim(facet, item, one)

    def _claim(self, facet: Facet, item: Item, named: Named) -> None:
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

    def _keep(self, facet: Facet, item: Item) -> None:
        """Keep a phrase that nobody understood as a claim without a concept, and report it."""
        phrase = without_final_stop(item.phrase)
        if self._decided(facet, phrase):
            return
        scheme = SCHEMES.get(facet)
        suggestion = self.lexicon.suggest(phrase.text, scheme) if scheme else None
        certainty: Certainty = "conditional" if item.conditional or item.denied else "stated"
        self._add(facet, phrase, None, certainty, item.qualifiers, suggestion)
        self._report(phrase, suggestion)

    def _decided(self, facet: Facet, phrase: Phrase) -> bool:
        """Take a phrase for what a person decided that it is, where somebody did: a note, or open words.

        A note closes no list unless that person said that the list is otherwise complete; what it names
        of another question ("phone line" among purposes) opens that one all the same.
        """
        scheme = PLACES if facet in PLACE_FACETS else SCHEMES[facet]
        decided = self.lexicon.vocabulary.decided(phrase.text, scheme)
        if decided is None:
            return False
        kind, complete = decided
        question = covers(self.statement.field)
        self._add("qualifier", phrase, SET_ASIDE if kind == NOTE else OPEN_ENDED, "stated")
        self.out.opens |= touched(self.lexicon, phrase) - {question}
        if not complete:
            self.out.opens.add(question)
            self.out.unclear = True
        if kind == OPEN:
            self.out.says_open.add(question)
        return True

    def _report(self, phrase: Phrase, suggestion: str | None = None) -> None:
        self.out.unmapped.append(
            Unmapped(
                phrase.text,
                self.statement.field,
                self._line(phrase),
                suggestion=suggestion,
                at=self.statement.at,
            )
        )
        self.out.opens.add(covers(self.statement.field))
        if self.statement.field == "safeguard":
            # Something about a transfer that nobody understood may name a place.
            self.out.opens.add("place")
        self.out.opens |= touched(self.lexicon, phrase)

    def _qualified(self, qualifier: Qualifier, phrase: Phrase) -> None:
        """Record a qualifier with its words, and open the lists that it opens."""
        self._add("qualifier", phrase, qualifier.iri, "stated")
        question = covers(self.statement.field)
        said = set()
        if question in qualifier.opens or (qualifier.opens and question in ("subject", "access")):
            said.add(question)
        if "entry" in qualifier.opens:
            # What opens one field of an entry opens its list of data.
            said.add("data")
        self.out.opens |= said
        self.out.says_open |= said

    def _line(self, phrase: Phrase) -> int:
        return self.value_line + self.value.count("\n", 0, phrase.start)


def touched(lexicon: Lexicon, phrase: Phrase) -> set[str]:
    """Return the questions whose subject a text names: "data" for a type of data, "place" for a place.

    Personal data at large ("personuppgifter") names no type.
    """
    found = set()
    labels = lexicon.vocabulary.labels
    if any(term.concept != ANY_PERSONAL_DATA for term in terms_in(phrase, labels(PERSONAL_DATA))):
        found.add("data")
    if terms_in(phrase, labels(PLACES)):
        found.add("place")
    return found
