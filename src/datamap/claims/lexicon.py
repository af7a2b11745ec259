"""Name the concepts of a phrase: whole labels, coordinated labels, and heads with what follows them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from datamap.claims.language import Languages
from datamap.claims.phrases import Phrase, split, terms_in, without_final_stop
from datamap.claims.place_names import Named, PlaceNames
from datamap.claims.place_names import all_named as all_named
from datamap.claims.suggestions import Nearby
from datamap.vocabulary.concepts import (
    ANY_PERSONAL_DATA,
    DATA_SUBJECTS,
    PERSONAL_DATA,
    PLACES,
    load_reading_vocabulary,
)
from datamap.vocabulary.terms import DM, PD

if TYPE_CHECKING:
    from datamap.claims.suggestions import Suggestion
    from datamap.vocabulary.concepts import Vocabulary
    from datamap.vocabulary.local import LocalOntology

_MOST_MODIFIERS = 3
_LONGEST_HEAD = 300  # characters: a phrase of many prepositions has many heads
_COMPOUNDING = frozenset({"sv", "nb", "da", "de", "nl"})
"""Languages that write a group and what is known of it as one word."""
_LINKS = ("", "s", "n", "en", "e", "r")
_SHORTEST_STEM = 4  # letters
_LONGEST_COMPOUND = 60  # letters: every place in a word may be where its parts meet

# "The name of the file" names nobody.
_VAGUE = frozenset({PD + "Name", ANY_PERSONAL_DATA})


class Lexicon(PlaceNames):
    """The vocabulary as it holds in texts of some languages, with what reading needs of it."""

    def __init__(self, vocabulary: Vocabulary, family: dict[tuple[str, ...], Lexicon] | None = None) -> None:
        super().__init__(vocabulary)
        self.languages: tuple[str, ...] = ()
        self._nearby: dict[str, Nearby] = {}
        # Lexicons of other languages, shared by all of one vocabulary.
        self._family: dict[tuple[str, ...], Lexicon] = {(): self} if family is None else family
        self._detect: Languages | None = None

    def of_text(self, text: str) -> Lexicon:
        """Return the lexicon of the languages of a document, this one where they cannot be told."""
        return self.speaking(self._detector.of_text(text))

    def of_phrase(self, text: str) -> Lexicon:
        """Return the lexicon of a value, whose language may be another than its document's."""
        language = self._detector.of_phrase(text)
        if language is None or self.languages[:1] == (language,):
            return self
        return self.speaking((language, *self.languages))

    @property
    def _detector(self) -> Languages:
        base = self._family[()]
        if base._detect is None:
            base._detect = Languages(base.vocabulary)
        return base._detect

    def speaking(self, languages: tuple[str, ...]) -> Lexicon:
        """Return the lexicon of texts in these languages, the first deciding; without any, this one."""
        if not languages:
            return self
        # English stands in lists of every language; what means something else there goes before it.
        spoken = tuple(dict.fromkeys((*languages, "en")))
        found = self._family.get(spoken)
        if found is None:
            found = self._family[spoken] = Lexicon(self.vocabulary.speaking(spoken), self._family)
            found.languages = spoken
        return found

    def name(self, phrase: Phrase, scheme: str, *, whole: bool = True) -> list[Named]:
        """Return the concepts of a scheme that a phrase names, with the part that names each.

        A phrase that is one label gives that; one that coordinates several gives each, with None
        for a part that is no label. An empty list means that no part of it was understood. ``whole`` False
        leaves out words that name a concept only in a list of such: "sale" and "customer chat" are
        purposes rather.
        """
        phrase = without_final_stop(phrase)
        concept = self.vocabulary.lookup(phrase.text, scheme, whole=whole)
        if concept is None and scheme == PERSONAL_DATA and whole:
            concept = self._modified(phrase)
        if concept is not None:
            return [Named(phrase, concept)]
        return self._coordinated(phrase, scheme, whole=whole)

    def _modified(self, phrase: Phrase) -> str | None:
        """Return the type of data that a phrase names as all data, or behind words that change nothing."""
        if self.is_all_data(phrase):
            return ANY_PERSONAL_DATA
        rest: Phrase | None = phrase
        for _ in range(_MOST_MODIFIERS):
            rest = self.without_modifier(rest) if rest else None
            concept = self.vocabulary.lookup(rest.text, PERSONAL_DATA) if rest else None
            if concept is not None:
                return concept
        return self._of_somebody(phrase.text)

    def _of_somebody(self, text: str) -> str | None:
        """Return the type of data that a compound names as a group's: "Empfängername", "klantnaam"."""
        speaks = not self.languages or _COMPOUNDING & set(self.languages)
        if " " in text or len(text) > _LONGEST_COMPOUND or not speaks:
            return None
        for cut in range(_SHORTEST_STEM, len(text) - _SHORTEST_STEM + 1):
            front, back = text[:cut], text[cut:].removeprefix("-")
            concept = self.vocabulary.lookup(back, PERSONAL_DATA)
            if concept is None:
                continue
            stems = [front.removesuffix("-").removesuffix(link) for link in _LINKS]
            if any(self.vocabulary.lookup(stem, DATA_SUBJECTS) or self.is_modifier(stem) for stem in stems):
                return concept
        return None

    def name_by_head(self, phrase: Phrase, scheme: str) -> list[Named]:
        """As :meth:`name`, and a label followed by a preposition too: "marketing via SMS" is marketing."""
        found = self.name(phrase, scheme)
        if all_named(found):
            return found
        # The longest head wins: "management of customers | in our systems".
        for match in reversed(list(self._preposition.finditer(phrase.text))):
            if match.start() == 0:
                continue
            head = phrase.cut(0, match.start())
            named = self.name(head, scheme)
            if all_named(named):
                # The last of the coordinated heads carries the rest of the phrase.
                last = named[-1]
                whole = phrase.cut(last.phrase.start - phrase.start, len(phrase.text))
                return [*named[:-1], Named(without_final_stop(whole), last.concept)]
        parts = self._parts(phrase, self._joins)
        if len(parts) > 1:
            by_part = [self.name_by_head(part, scheme) for part in parts]
            if all(all_named(part) for part in by_part):
                return [named for part in by_part for named in part]
        return found

    def name_head(self, phrase: Phrase, scheme: str) -> list[Named]:
        """Return what the head of a phrase names: "e-mail address | of the user".

        A mere "name" must be somebody's: "name of the file" names nobody.
        """
        for head, rest in self.heads(phrase):
            if len(head.text) > _LONGEST_HEAD:
                continue
            named = self.name(head, scheme)
            if not all_named(named) or any(self._is_container(one.concept) for one in named):
                continue
            people = terms_in(rest, self.vocabulary.labels(DATA_SUBJECTS))
            if people or self.speaks_of_person(rest) or not any(one.concept in _VAGUE for one in named):
                return named
        return []

    def _is_container(self, concept: str | None) -> bool:
        """Tell whether a concept may hold any other: "the content of the e-mail" is more than content."""
        return concept is not None and self.vocabulary.value(concept, DM + "holdsOther") is not None

    def suggest(self, phrase: str, scheme: str) -> str | None:
        """Return a concept that a person might confirm for a phrase that is no label, else None."""
        near = self.near(phrase, scheme, 1)
        return near[0].concept if near else None

    def near(self, phrase: str, scheme: str, count: int = 3) -> list[Suggestion]:
        """Return up to ``count`` concepts of a scheme that a phrase may mean, the nearest first."""
        nearby = self._nearby.get(scheme)
        if nearby is None:
            labels = self.place_labels if scheme == PLACES else self.vocabulary.labels(scheme)
            nearby = self._nearby[scheme] = Nearby(labels)
        return nearby.suggest(phrase, count)

    def _coordinated(self, phrase: Phrase, scheme: str, *, whole: bool) -> list[Named]:
        for joint in (self._join_or_link, None):
            parts = self._parts(phrase, joint) if joint else list(split(phrase, "/"))
            if "-," in phrase.text:
                parts = [piece for part in parts for piece in split(part, ",")]
            if len(parts) < 2:
                continue
            following = [*parts[1:], None]
            named: list[Named] = []
            held: Phrase | None = None  # an ellipsis nobody can fill, quoted with what follows it
            for part, after in zip(parts, following, strict=True):
                found = self._part(part, after, phrase, scheme, only=not whole)
                if after is not None and not any(n.concept for n in found) and self.leans_on(part, after):
                    held = phrase.cut(held.start - phrase.start, part.end - phrase.start) if held else part
                    continue
                if held is not None:
                    found = [self._leaning(phrase, held, n) for n in found]
                    held = None
                elif named and named[-1].concept and not found[0].concept and self.is_generic(part):
                    last = named.pop()
                    found = [Named(last.phrase, last.concept, part)]
                named += found
            if joint is None and scheme == PERSONAL_DATA:
                named = _one_compound(named)
            if any(n.concept for n in named):
                return named
        return []

    @staticmethod
    def _leaning(whole: Phrase, held: Phrase, named: Named) -> Named:
        """Return what is named after parts that nobody can fill: itself, or all of it where nobody knows."""
        if named.concept:
            return Named(named.phrase, named.concept, held)
        return Named(whole.cut(held.start - whole.start, named.phrase.end - whole.start), None)

    def leans_on(self, part: Phrase, after: Phrase) -> bool:
        """Tell whether a part of a coordination has its head in the next: "regnskabs- og driftsdata".

        In English a bare singular may too: "app and device information", but not "names and email addresses".
        """
        if part.text.endswith("-"):
            return True
        english = not self.languages or self.languages[0] == "en"
        words = [word.strip().replace("-", "") for word in part.text.casefold().strip(" ,").split(",")]
        bare = all(word.isalpha() and not word.endswith("s") for word in words)
        return english and bare and len(after.text.split()) > 1

    def _part(
        self, part: Phrase, after: Phrase | None, whole: Phrase, scheme: str, *, only: bool
    ) -> list[Named]:
        if part.text.endswith("-") and after is not None:
            concept = self._with_shared_ending(part.text[:-1], after.text, scheme)
            # An ellipsis is quoted whole: "användar-" alone names nothing.
            return [Named(whole if concept else part, concept)]
        found = self.name(part, scheme, whole=not only)
        if not found and after is not None:
            words = after.text.split()
            for index in range(1, len(words)):
                shared = self.vocabulary.lookup(" ".join([part.text, *words[index:]]), scheme)
                if shared is not None:
                    return [Named(whole, shared)]
        return found or [Named(part, None)]

    def _with_shared_ending(self, stem: str, following: str, scheme: str) -> str | None:
        word = (following.split() or [""])[-1] if following.endswith("-") else (following.split() or [""])[0]
        for index in range(1, len(word) - 2):
            concept = self.vocabulary.lookup(stem + word[index:], scheme)
            if concept is not None:
                return concept
        return None


def _one_compound(named: list[Named]) -> list[Named]:
    """Return what parts between strokes name, with those that name nothing: "address/viewport queries"."""
    known = [one for one in named if one.concept]
    unread = [one.phrase for one in named if one.concept is None]
    if not known or len(unread) != 1:
        return named
    return [Named(known[0].phrase, known[0].concept, unread[0]), *known[1:]]


def load_lexicon(local: LocalOntology | None = None) -> Lexicon:
    """Return the lexicon of the shipped ontology in all its languages, or with a project's own words.

    Raises OntologyError where a word of the project's is one that another concept has.
    """
    return _shipped_lexicon() if local is None else _lexicon_with(local)


@cache
def _shipped_lexicon() -> Lexicon:
    return Lexicon(load_reading_vocabulary())


@lru_cache(maxsize=4)
def _lexicon_with(local: LocalOntology) -> Lexicon:
    from datamap.claims.local_words import refuse_taken

    lexicon = Lexicon(load_reading_vocabulary(local))
    lexicon._detect = _shipped_lexicon()._detector  # a project adds no everyday words
    refuse_taken(local, lexicon, _shipped_lexicon())
    return lexicon
