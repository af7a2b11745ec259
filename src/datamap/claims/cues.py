"""Tell what the small words of a text say: "and", "or", "access from", "are stored".

The words stand in the ontology (scheme ``dm:connectives``); which of them hold depends on the language.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.claims.phrases import IN_BRACKETS, Phrase, terms_in, trim
from datamap.claims.qualifiers import Qualifiers
from datamap.vocabulary.concepts import PROCESSING, SAFEGUARDS
from datamap.vocabulary.terms import DM, EXCEPTION, NEGATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.vocabulary.concepts import Vocabulary

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
ALL_DATA = DM + "AllData"
MODIFIER = DM + "Modifier"
HEAD_END = DM + "HeadEnd"
NOMINAL_RELATIVE = DM + "NominalRelative"
FINITE_VERB = DM + "FiniteVerb"
GENERIC_HEAD = DM + "GenericHead"
PERSON_WORD = DM + "PersonWord"
CLOUD_NAME = DM + "CloudName"
_FEWEST_OF_CLAUSE = 4  # words
_MOST_AFTER_ALL = 6  # words: "all data | that the school keeps in the service"
SEAT_WORD = DM + "SeatWord"
SUPPORT_WORD = DM + "SupportWord"
TRANSFER_WORD = DM + "TransferWord"
LOCATING_WORD = DM + "LocatingWord"


class Cues:
    """The words that join, place and qualify, compiled when first asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def qualifiers(self) -> Qualifiers:
        """The words that change what a phrase claims."""
        return Qualifiers(self.vocabulary)

    @cached_property
    def _joins(self) -> re.Pattern[str]:
        return self.words(CONJUNCTION)

    @cached_property
    def _join_or_link(self) -> re.Pattern[str]:
        return self.words(CONJUNCTION, LINKED_TO)

    @cached_property
    def _preposition(self) -> re.Pattern[str]:
        return self.words(PREPOSITION)

    @cached_property
    def _head_end(self) -> re.Pattern[str]:
        return self.words(PREPOSITION, HEAD_END)

    @cached_property
    def _generic_head(self) -> re.Pattern[str]:
        return self.words(GENERIC_HEAD)

    @cached_property
    def _finite_verb(self) -> re.Pattern[str]:
        return self.words(FINITE_VERB)

    @cached_property
    def _nominal_relative(self) -> re.Pattern[str]:
        return self.words(NOMINAL_RELATIVE)

    @cached_property
    def _relative(self) -> re.Pattern[str]:
        return self.words(HEAD_END)

    @cached_property
    def _modifier(self) -> re.Pattern[str]:
        return re.compile(rf"(?:(?:{self.any_of(MODIFIER)})\s+|\w+['’]s\s+)", re.IGNORECASE)

    @cached_property
    def _cloud(self) -> re.Pattern[str]:
        names = self.any_of(CLOUD_NAME)
        return re.compile(
            rf"(?:{names})[\s:,]+\(?(?P<after>[^()]+)\)?|(?P<before>[^()]+?)[\s,]+\(?(?:{names})\)?",
            re.IGNORECASE,
        )

    @cached_property
    def _person(self) -> re.Pattern[str]:
        return self.words(PERSON_WORD)

    @cached_property
    def _all_data(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.any_of(ALL_DATA)})(?![\w-])(?P<rest>[^,;.]*)", re.IGNORECASE)

    @cached_property
    def _processing(self) -> re.Pattern[str]:
        return self.words(PROCESSING_WORD)

    @cached_property
    def _sender(self) -> re.Pattern[str]:
        return self.words(SENDER_WORD)

    @cached_property
    def _alternative(self) -> re.Pattern[str]:
        return self.words(ALTERNATIVE)

    @cached_property
    def _other_list(self) -> re.Pattern[str]:
        return self.words(OTHER_LIST_WORD)

    @cached_property
    def _transfer(self) -> re.Pattern[str]:
        return self.words(TRANSFER_WORD)

    @cached_property
    def _locating(self) -> re.Pattern[str]:
        return self.words(LOCATING_WORD)

    @cached_property
    def _access(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.words(ACCESS_WORD).pattern})\s+", re.IGNORECASE)

    @cached_property
    def _hosting(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.any_of(HOSTING_WORD)})(?:\s*:\s*|\s+)", re.IGNORECASE)

    @cached_property
    def _hosting_inside(self) -> re.Pattern[str]:
        return self.words(HOSTING_WORD)

    @cached_property
    def _support(self) -> re.Pattern[str]:
        return self.words(SUPPORT_WORD)

    @cached_property
    def _seat(self) -> re.Pattern[str]:
        return self.words(SEAT_WORD)

    @cached_property
    def _leading_join(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._joins.pattern})\s+", re.IGNORECASE)

    @cached_property
    def _leading_preposition(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._preposition.pattern})\s+", re.IGNORECASE)

    @cached_property
    def _storing_end(self) -> re.Pattern[str]:
        return re.compile(rf"\s+(?:{self.words(STORING_VERB).pattern})\s*$", re.IGNORECASE)

    @cached_property
    def _verb_end(self) -> re.Pattern[str]:
        return re.compile(rf"\s+(?:{self.words(PROCESSING_VERB).pattern})\s*$", re.IGNORECASE)

    def any_of(self, *concepts: str) -> str:
        """Return the words of connectives as alternatives of a regular expression, the longest first."""
        words = {pattern for concept in concepts for pattern in self.vocabulary.patterns(concept)}
        return "|".join(
            r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=lambda w: (-len(w), w))
        )

    def words(self, *concepts: str) -> re.Pattern[str]:
        """Return a pattern that finds the words of connectives, as whole words."""
        joined = self.any_of(*concepts)
        return re.compile(rf"(?<![^\s(])(?:{joined})(?![^\s),])" if joined else r"(?!)", re.IGNORECASE)

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

    def without_modifier(self, phrase: Phrase) -> Phrase | None:
        """Return the phrase without a word before its head that changes nothing ("your …"), else None."""
        match = self._modifier.match(phrase.text)
        return phrase.cut(match.end(), len(phrase.text)) if match else None

    def is_modifier(self, text: str) -> bool:
        """Tell whether a text is a word before a head that changes nothing of what the head names."""
        return self._modifier.fullmatch(text + " ") is not None

    def without_cloud(self, phrase: Phrase) -> Phrase | None:
        """Return the phrase without the name of a cloud ("AWS Frankfurt", "West Europe (Azure)"), or None."""
        match = self._cloud.fullmatch(phrase.text)
        if match is None:
            return None
        part = "after" if match["after"] is not None else "before"
        return phrase.cut(match.start(part), match.end(part))

    def heads(self, phrase: Phrase) -> Iterator[tuple[Phrase, Phrase]]:
        """Yield what may be the head of a phrase, the longest first, with what follows it.

        "E-mail address | of the user", "name | supplied when booking".
        """
        for match in reversed(list(self._head_end.finditer(phrase.text))):
            if match.start():
                yield phrase.cut(0, match.start()), phrase.cut(match.end(), len(phrase.text))

    def is_generic(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is a head that names nothing by itself: "records", "information"."""
        return self._generic_head.fullmatch(phrase.text) is not None

    def is_clause(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is a sentence by itself: it has a verb, and not in what tells of its head.

        "The text is generic", but not "the message that is sent", nor "whatever is sent".
        """
        text = IN_BRACKETS.sub(" ", phrase.text)
        verb = self._finite_verb.search(text, 1)
        if verb is None or len(text.split()) < _FEWEST_OF_CLAUSE or self._nominal_relative.match(text):
            return False
        told = self._relative.search(text)
        return told is None or told.start() > verb.start()

    def begins_detail(self, phrase: Phrase) -> bool:
        """Tell whether a phrase begins with a preposition, or as what says more of the one before."""
        return self._head_end.match(phrase.text) is not None

    def speaks_of_person(self, phrase: Phrase) -> bool:
        """Tell whether a text speaks of somebody, whoever it is: "the person who books"."""
        return self._person.search(phrase.text) is not None

    def is_all_data(self, phrase: Phrase) -> bool:
        """Tell whether a phrase names all data at once: "all data in the service"."""
        match = self._all_data.fullmatch(phrase.text)
        return match is not None and len(match["rest"].split()) <= _MOST_AFTER_ALL

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

    def speaks_of_support(self, text: str) -> bool:
        """Tell whether a text says that help is given, or data are read, from a place."""
        return self._support.search(text) is not None

    def speaks_of_seat(self, text: str) -> bool:
        """Tell whether a phrase about places says where the company itself is."""
        return self._seat.search(text) is not None

    def hosting_in(self, text: str) -> int | None:
        """Return where the words after the first that speaks of where data are kept begin; or None."""
        found = self._hosting_inside.search(text)
        return found.end() if found else None

    def first_preposition(self, text: str) -> int | None:
        """Return where the first preposition within a text begins; None where there is none."""
        found = self._preposition.search(text, 1)
        return found.start() if found else None

    def speaks_of_sender(self, phrase: Phrase) -> bool:
        """Tell whether a text says how to reach whoever sends the list, or how to object."""
        return self._sender.search(phrase.text) is not None

    def joined(self, phrase: Phrase) -> list[Phrase]:
        """Return the pieces of a phrase between its words of conjunction ("and", "samt")."""
        return self._parts(phrase, self._joins)

    def _parts(self, phrase: Phrase, joint: re.Pattern[str]) -> list[Phrase]:
        parts, start = [], 0
        depth = counted = 0
        for match in joint.finditer(phrase.text):
            depth += phrase.text.count("(", counted, match.start()) - phrase.text.count(
                ")", counted, match.start()
            )
            counted = match.start()
            if depth > 0:
                continue  # "reminders (with the time and place of each)" is one
            parts.append(phrase.cut(start, match.start()))
            start = match.end()
        parts.append(phrase.cut(start, len(phrase.text)))
        return [part for part in map(trim, parts) if part.text]
