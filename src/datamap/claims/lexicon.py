"""Name the concepts of a phrase: whole labels, coordinated labels, and heads with a preposition."""

from __future__ import annotations

import re
from collections import ChainMap
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from datamap.claims.phrases import Phrase, split, terms_in, trim, without_final_stop
from datamap.claims.qualifiers import Qualifiers
from datamap.vocabulary.concepts import (
    PLACES,
    PROCESSING,
    SAFEGUARDS,
    closest,
    load_reading_vocabulary,
    normalise,
)
from datamap.vocabulary.places import find_place, towns
from datamap.vocabulary.terms import DM, EXCEPTION, NEGATION

if TYPE_CHECKING:
    from datamap.vocabulary.concepts import Vocabulary
    from datamap.vocabulary.local import LocalOntology

CONJUNCTION = DM + "Conjunction"
LINKED_TO = DM + "LinkedTo"
PREPOSITION = DM + "Preposition"
ALTERNATIVE = DM + "Alternative"
PROCESSING_WORD = DM + "ProcessingWord"
SENDER_WORD = DM + "SenderWord"
ACCESS_WORD = DM + "AccessWord"
STORING_VERB = DM + "StoringVerb"
PROCESSING_VERB = DM + "ProcessingVerb"
OTHER_LIST_WORD = DM + "OtherListWord"
HOSTING_WORD = DM + "HostingWord"
TRANSFER_WORD = DM + "TransferWord"
LOCATING_WORD = DM + "LocatingWord"

# A name such as "San Francisco": up to three words in capitals, no acronym ("DPF") and no phrase.
_NAME = r"[A-ZÅÄÖÆØÉÜ][\w.-]*[a-zåäöæøéü][\w.-]*(?: [A-ZÅÄÖÆØÉÜ][\w.-]*){0,2}"
_IN_BRACKETS = re.compile(rf"(?P<place>[^(),;]+)\((?P<detail>{_NAME})\)")
_BEFORE_COMMA = re.compile(rf"(?P<detail>{_NAME}), (?P<place>[^(),;]+)")

# "San Francisco, CA, USA", "Austin, TX": the code of a state stands where a country's might.
_STATE = re.compile(rf"(?P<detail>{_NAME}), (?P<state>[A-Z]{{2}})(?: \d{{5}})?(?:, (?P<place>[^(),;]+))?")

_SUGGEST_AT_LEAST = 80


@dataclass(frozen=True, slots=True)
class Named:
    """A phrase and the concept that it names, None where nobody knows."""

    phrase: Phrase
    concept: str | None


class Lexicon:
    """The vocabulary, with what reading needs of it compiled once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.qualifiers = Qualifiers(vocabulary)
        self._joins = _words(vocabulary, CONJUNCTION)
        self._join_or_link = _words(vocabulary, CONJUNCTION, LINKED_TO)
        self._preposition = _words(vocabulary, PREPOSITION)
        self._processing = _words(vocabulary, PROCESSING_WORD)
        self._sender = _words(vocabulary, SENDER_WORD)
        self._alternative = _words(vocabulary, ALTERNATIVE)
        self._access = re.compile(r"(?:" + _words(vocabulary, ACCESS_WORD).pattern + r")\s+", re.IGNORECASE)
        self._other_list = _words(vocabulary, OTHER_LIST_WORD)
        self._transfer = _words(vocabulary, TRANSFER_WORD)
        self._locating = _words(vocabulary, LOCATING_WORD)
        self._hosting = re.compile(rf"(?:{_any_of(vocabulary, HOSTING_WORD)})(?:\s*:\s*|\s+)", re.IGNORECASE)
        self._by_length: dict[str, dict[int, list[str]]] = {}
        self._towns = towns(vocabulary)
        self.place_labels = ChainMap(vocabulary.labels(PLACES), self._towns)
        self._leading_join = re.compile(r"(?:" + self._joins.pattern + r")\s+", re.IGNORECASE)
        self._leading_preposition = re.compile(r"(?:" + self._preposition.pattern + r")\s+", re.IGNORECASE)
        storing = _words(vocabulary, STORING_VERB).pattern
        self._storing_end = re.compile(r"\s+(?:" + storing + r")\s*$", re.IGNORECASE)
        self._verb_end = re.compile(r"\s+(?:" + _words(vocabulary, PROCESSING_VERB).pattern + r")\s*$", re.I)

    def without_join(self, phrase: Phrase) -> Phrase:
        """Return the phrase without the "and" that begins the last item of a list."""
        match = self._leading_join.match(phrase.text)
        return phrase.cut(match.end(), len(phrase.text)) if match else phrase

    def without_verb(self, phrase: Phrase) -> tuple[Phrase, bool]:
        """Return the phrase without a final verb ("kortuppgifter behandlas"), and whether it says storing."""
        for ending, storing in ((self._verb_end, False), (self._storing_end, True)):
            match = ending.search(phrase.text)
            if match:
                return phrase.cut(0, match.start()), storing
        return phrase, False

    def has_alternative(self, phrase: Phrase) -> bool:
        """Tell whether a phrase joins its items with "or", which leaves open which of them holds."""
        return self._alternative.search(phrase.text) is not None

    def is_access(self, phrase: Phrase) -> bool:
        """Tell whether a phrase about places begins by speaking of access."""
        lead = self._leading_preposition.match(phrase.text)
        return any(self._access.match(phrase.text, at) for at in (0, lead.end() if lead else 0))

    def speaks_of_processing(self, phrase: Phrase) -> bool:
        """Tell whether a text says that something is done with data."""
        return self._processing.search(phrase.text) is not None

    def place_with_detail(self, phrase: Phrase) -> Named | None:
        """Return the place of "Sweden (Stockholm)" or "Dublin, Ireland": a name beside it is a part of it.

        Only one name, in capitals at the front of its words, and no place of its own.
        """
        text = without_final_stop(phrase).text
        state = _STATE.fullmatch(text)
        if state is not None:
            given = find_place(state["place"].strip(), self.vocabulary) if state["place"] else None
            town = self._towns.get(normalise(state["detail"]))
            if given or (town and not state["place"]):
                return Named(without_final_stop(phrase), given or town)
        for pattern in (_IN_BRACKETS, _BEFORE_COMMA):
            match = pattern.fullmatch(text)
            if match is None or self.vocabulary.lookup(match["detail"], SAFEGUARDS) is not None:
                continue
            place = find_place(match["place"].strip(), self.vocabulary)
            if place is not None and self.place(match["detail"]) in (None, place):
                return Named(without_final_stop(phrase), place)
        return None

    def place(self, text: str) -> str | None:
        """Return the place that a whole text names, a town or a region of a cloud by its country; or None."""
        return find_place(text, self.vocabulary) or self._towns.get(normalise(text))

    def places_in_bracket(self, text: str) -> bool:
        """Tell whether the words in a bracket name places, a town unknown to us beside a country too."""
        return self.names_places(Phrase(text.strip(), 0))

    def names_places(self, phrase: Phrase) -> bool:
        """Tell whether a phrase names places and nothing else."""
        parts = [
            part
            for piece in split(without_final_stop(phrase), ",;")
            for part in self.name_places(piece) or [Named(piece, None)]
        ]
        whole = self.name_places(phrase)
        return bool(parts) and (all(p.concept for p in parts) or all_named(whole))

    def announces_others(self, phrase: Phrase) -> bool:
        """Tell whether a heading announces former vendors, changes, or companies that are no vendors."""
        return self._other_list.search(phrase.text) is not None

    def denies(self, phrase: Phrase) -> bool:
        """Tell whether a text denies something, or takes something out."""
        return any(q.iri in (NEGATION, EXCEPTION) for q in self.qualifiers.anywhere(phrase.text))

    def is_hosting(self, phrase: Phrase) -> bool:
        """Tell whether a phrase about places begins by speaking of where data are kept."""
        return self._hosting.match(phrase.text) is not None

    def names_safeguard(self, text: str) -> bool:
        """Tell whether a text names a tool of transfer."""
        return bool(terms_in(Phrase(text, 0), self.vocabulary.labels(SAFEGUARDS)))

    def speaks_of_operation(self, phrase: Phrase) -> bool:
        """Tell whether a text names what is done with data, such as storing."""
        return bool(terms_in(phrase, self.vocabulary.labels(PROCESSING)))

    def speaks_of_transfer(self, phrase: Phrase) -> bool:
        """Tell whether a text says that data are transferred."""
        return self._transfer.search(phrase.text) is not None

    def speaks_of_location(self, phrase: Phrase) -> bool:
        """Tell whether a text says where something is."""
        return self._locating.search(phrase.text) is not None

    def speaks_of_sender(self, phrase: Phrase) -> bool:
        """Tell whether a text says how to reach whoever sends the list, or how to object."""
        return self._sender.search(phrase.text) is not None

    def joined(self, phrase: Phrase) -> list[Phrase]:
        """Return the pieces of a phrase between its words of conjunction ("and", "samt")."""
        return self._parts(phrase, self._joins)

    def name(self, phrase: Phrase, scheme: str) -> list[Named]:
        """Return the concepts of a scheme that a phrase names, with the part that names each.

        A phrase that is one label gives that; one that coordinates several gives each, with None
        for a part that is no label. An empty list means that no part of it was understood.
        """
        phrase = without_final_stop(phrase)
        concept = self.vocabulary.lookup(phrase.text, scheme)
        if concept is not None:
            return [Named(phrase, concept)]
        return self._coordinated(phrase, scheme)

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
        """Return what the head before a preposition names: "e-mail address | of the user"."""
        for match in reversed(list(self._preposition.finditer(phrase.text))):
            named = self.name(phrase.cut(0, match.start()), scheme) if match.start() else []
            if all_named(named):
                return named
        return []

    def name_places(self, phrase: Phrase) -> list[Named]:
        """Return the places a phrase names: one, or several joined by words, commas or slashes."""
        phrase = without_final_stop(self.without_join(phrase))
        place = self.place(phrase.text)
        if place is not None:
            return [Named(phrase, place)]
        detailed = self.place_with_detail(phrase)
        if detailed is not None:
            return [detailed]
        match = (
            self._access.match(phrase.text)
            or self._hosting.match(phrase.text)
            or self._leading_preposition.match(phrase.text)
        )
        if match:
            return self.name_places(phrase.cut(match.end(), len(phrase.text)))
        for parts in (self._parts(phrase, self._joins), list(split(phrase, "/+"))):
            if len(parts) > 1:
                named = [n for part in parts for n in (self.name_places(part) or [Named(part, None)])]
                if any(n.concept for n in named):
                    return named
        return []

    def suggest(self, phrase: str, scheme: str) -> str | None:
        """Return a concept that a person might confirm for a phrase that is no label, else None."""
        wanted = normalise(phrase)
        if not 4 <= len(wanted) <= 60:
            return None
        labels = self.vocabulary.labels(scheme)
        by_length = self._by_length.get(scheme)
        if by_length is None:
            by_length = self._by_length[scheme] = {}
            for label in labels:
                by_length.setdefault(len(label), []).append(label)
        # No label that is a third shorter, or half as long again, can be as like as that.
        lengths = range(-(-len(wanted) * 2 // 3), len(wanted) * 3 // 2 + 1)
        candidates = [label for length in lengths for label in by_length.get(length, ())]
        near = closest(wanted, candidates, 1, _SUGGEST_AT_LEAST)
        return labels[near[0][0]] if near else None

    def _coordinated(self, phrase: Phrase, scheme: str) -> list[Named]:
        for joint in (self._join_or_link, None):
            parts = self._parts(phrase, joint) if joint else list(split(phrase, "/"))
            if "-," in phrase.text:
                parts = [piece for part in parts for piece in split(part, ",")]
            if len(parts) < 2:
                continue
            following = [*parts[1:], None]
            named = [
                n
                for part, after in zip(parts, following, strict=True)
                for n in self._part(part, after, phrase, scheme)
            ]
            if any(n.concept for n in named):
                return named
        return []

    def _part(self, part: Phrase, after: Phrase | None, whole: Phrase, scheme: str) -> list[Named]:
        if part.text.endswith("-") and after is not None:
            concept = self._with_shared_ending(part.text[:-1], after.text, scheme)
            # An ellipsis is quoted whole: "användar-" alone names nothing.
            return [Named(whole if concept else part, concept)]
        found = self.name(part, scheme)
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

    def _parts(self, phrase: Phrase, joint: re.Pattern[str]) -> list[Phrase]:
        parts, start = [], 0
        for match in joint.finditer(phrase.text):
            parts.append(phrase.cut(start, match.start()))
            start = match.end()
        parts.append(phrase.cut(start, len(phrase.text)))
        return [part for part in map(trim, parts) if part.text]


def all_named(named: list[Named]) -> bool:
    """Tell whether something was named, and no part of it stayed unnamed."""
    return bool(named) and all(one.concept for one in named)


def _any_of(vocabulary: Vocabulary, *concepts: str) -> str:
    """Return the words of connectives as alternatives, the longest first."""
    words = {pattern for concept in concepts for pattern in vocabulary.values(concept, DM + "pattern")}
    return "|".join(
        r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=lambda w: (-len(w), w))
    )


def _words(vocabulary: Vocabulary, *concepts: str) -> re.Pattern[str]:
    joined = _any_of(vocabulary, *concepts)
    return re.compile(rf"(?<![^\s(])(?:{joined})(?![^\s),])" if joined else r"(?!)", re.IGNORECASE)


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
    refuse_taken(local, lexicon, _shipped_lexicon())
    return lexicon
