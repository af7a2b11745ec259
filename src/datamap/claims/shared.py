"""What is said once for several vendors: a place above a list, a safeguard in a later section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.claims.facets import PROCESSED_AT
from datamap.claims.labels import Field
from datamap.claims.phrases import Phrase, sentences, terms_in
from datamap.vocabulary.concepts import NOTATION, SAFEGUARDS, normalise
from datamap.vocabulary.terms import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.layout import RawEntry
    from datamap.claims.layout_words import LayoutWords
    from datamap.claims.lexicon import Lexicon
    from datamap.claims.sections import Subjects
    from datamap.documents.document import Cell

_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class SharedSafeguard:
    """A tool of transfer named outside the entries, with the places and the vendors that it is named for."""

    cell: Cell
    tools: tuple[str, ...]
    places: frozenset[str]
    vendors: frozenset[str] = frozenset()


class SharedFacts:
    """Finds what texts outside the entries say for several of them."""

    def __init__(self, lexicon: Lexicon, subjects: Subjects, words: LayoutWords) -> None:
        self.lexicon = lexicon
        self.subjects = subjects
        self.words = words

    def give_place(self, entries: Sequence[RawEntry], said: Cell) -> None:
        """Give entries without a place of their own the one that a text above them states."""
        places = self._places_said(said)
        for entry in entries:
            if places and not entry.keys & PROCESSED_AT:
                for place in places:
                    entry.add(Field("processing-place", "", None, said, place))

    def give_default_place(self, entries: Sequence[RawEntry], said: Cell) -> None:
        """Give entries without any place the one that a sentence states for all: "All data stay in Spain"."""
        if not any(not entry.keys & PROCESSED_AT for entry in entries):
            return
        for sentence in sentences(Phrase(said.text[:_LONGEST], 0)):
            found = terms_in(sentence, self.lexicon.place_labels)
            about = self.lexicon.speaks_of_location(sentence) and self.words.says_all(sentence.text)
            if not found or not about or self.lexicon.denies(sentence) or len(found) > 3:
                continue
            for entry in entries:
                if not entry.keys & PROCESSED_AT:
                    for term in found:
                        entry.add(Field("processing-place", "", None, said, term.phrase.text))

    def give_condition(self, entries: Sequence[RawEntry], said: Cell) -> None:
        """Give the vendors that a sentence names its condition: "Acme is used only if you enable it"."""
        names = {
            normalise(part): entry for entry in entries for part in (entry.name, entry.name.split(" (")[0])
        }
        labels = {name: name for name in names}
        for sentence in sentences(Phrase(said.text[:_LONGEST], 0)):
            if not self.words.is_conditional(sentence.text):
                continue
            for term in terms_in(sentence, labels):
                names[term.concept].conditions.append(said)

    def sets_condition(self, said: Cell) -> bool:
        """Tell whether a heading, or a sentence about vendors, makes what stands below it conditional."""
        first = next(iter(sentences(Phrase(said.text[:_LONGEST], 0))), None)
        if first is None or not self.words.is_conditional(first.text):
            return False
        return len(first.text.split()) <= 14 or self.subjects.speaks_of_vendors(first.text)

    def _places_said(self, said: Cell) -> list[str]:
        for sentence in sentences(Phrase(said.text[:_LONGEST], 0)):
            found = terms_in(sentence, self.lexicon.place_labels)
            about = self.lexicon.speaks_of_location(sentence) and self.subjects.speaks_of_vendors(
                sentence.text
            )
            short = len(sentence.text.split()) <= 8 and self.subjects.speaks_of_vendors(sentence.text)
            alone = self.lexicon.names_places(sentence)
            if found and (about or short or alone) and not self.lexicon.denies(sentence):
                return [term.phrase.text for term in found]
        return []

    def safeguards(self, texts: Sequence[tuple[Cell, str]], names: Sequence[str]) -> list[SharedSafeguard]:
        """Return the tools of transfer that texts name for places or vendors; each text with its heading."""
        found = []
        known = {normalise(part): name for name in names for part in (name, name.split(" (")[0])}
        above: frozenset[str] = frozenset()
        heading_before = ""
        for cell, heading in texts:
            phrase = Phrase(cell.text[:_LONGEST], 0)
            if heading != heading_before:
                above, heading_before = frozenset(), heading
            places = frozenset(t.concept for t in terms_in(phrase, self.lexicon.place_labels))
            tools = self._tools(phrase)
            vendors = frozenset(
                known[normalise(t.phrase.text)] for t in terms_in(phrase, {k: k for k in known})
            )
            about = self.lexicon.speaks_of_transfer(phrase) or self.lexicon.speaks_of_transfer(
                Phrase(heading, 0)
            )
            places_of = (
                places
                or above
                or frozenset(t.concept for t in terms_in(Phrase(heading, 0), self.lexicon.place_labels))
            )
            if (
                tools
                and (about or above)
                and not self.lexicon.denies(phrase)
                and not self._is_example(phrase)
            ):
                found.append(SharedSafeguard(cell, tools, places_of, vendors))
            above = places or above
        return found

    def _is_example(self, phrase: Phrase) -> bool:
        """Tell whether a text names tools as examples alone: "safeguards such as …, where required"."""
        return any(q.iri == EXAMPLE for q in self.lexicon.qualifiers.anywhere(phrase.text))

    def _tools(self, phrase: Phrase) -> tuple[str, ...]:
        """Return the words of the tools that a text names; of an unspecified one only where it is alone."""
        vocabulary = self.lexicon.vocabulary
        kinds = {
            term.phrase.text: vocabulary.value(term.concept, NOTATION.value) or "none"
            for term in terms_in(phrase, vocabulary.labels(SAFEGUARDS))
        }
        tools = [text for text, kind in kinds.items() if kind != "none"]
        named = [text for text in tools if not kinds[text].endswith("unspecified")]
        return tuple(named or tools)
