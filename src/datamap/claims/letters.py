"""Vendors in running prose, as letters and mails have them: "We use Acme for hosting, which receives names".

A vendor is a name after a word of engaging; a sentence that says that it has ended, or that it is no
processor, gives none. Only types of data beside a word of receiving, and places beside one of keeping, are
taken for facts; what else is said stays a remark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.claims.labels import Field, Remark
from datamap.claims.phrases import Phrase, sentences, split, terms_in
from datamap.claims.rows import LEGAL_FORM, entry_named
from datamap.documents.document import Cell
from datamap.vocabulary.concepts import (
    ANY_PERSONAL_DATA,
    DATA_SUBJECTS,
    NOTATION,
    PERSONAL_DATA,
    PURPOSES,
    ROLES,
    SAFEGUARDS,
)
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.layout import RawEntry
    from datamap.claims.lexicon import Lexicon

_LONGEST = 6_000
_NAME = r"(?:[^\W\d_a-zåäöæøéèü]|\d+(?=[a-z]))[\w&’'+-]*(?:\.\w+)*"
_AFTER_CUE = re.compile(rf"\s+(?:[a-zåäöæøéèüïß’']{{1,7}}\s+){{0,3}}?(?P<name>{_NAME}(?:\s{_NAME}){{0,4}})")
_FORMED = re.compile(
    rf"(?<![\w.-])(?P<name>(?:{_NAME},? (?:& )?){{1,6}}?(?:{LEGAL_FORM})(?!\w)\.?(?: & Co\.? KG(?:aA)?)?)"
)
_ABBREVIATED = re.compile(r"(?:Inc|Ltd|Corp|Co|Pty|\.\w)\.$")
_SEAT = re.compile(
    r"\s*\((?P<bracket>[^()]{2,80})\)|,?\s+(?:based in|med säte i|mit Sitz in|gevestigd in|i|in|à|te)\s+"
    r"(?P<town>[^\W\d_a-zåäöæøéèü][\w-]*(?:, [^\W\d_a-zåäöæøéèü][\w-]*)?)"
)
_SHORT = 8  # words of a purpose
_FEW = 3  # words between two clauses: "and them"
_SCHEMES = (PERSONAL_DATA, PURPOSES, DATA_SUBJECTS, ROLES, SAFEGUARDS)
_ENDS = re.compile(
    r"[,;.:()]|\s(?:who|which|that|som|vilka|vilket|die|der|das|dat|qui|que|joka|og|och|and|und|en|et|y)\s"
)


@dataclass(slots=True)
class _Mention:
    """A vendor's name in a paragraph, and the stretches of text that are about it."""

    name: str
    start: int
    end: int
    spans: list[tuple[int, int]] = field(default_factory=list)


class LetterReader:
    """Reads the paragraphs of one document."""

    def __init__(self, lexicon: Lexicon, marks: frozenset[str]) -> None:
        self.lexicon = lexicon
        self.marks = marks
        self._engaging, self._receiving, self._keeping, self._ended, self._purpose = (
            self._words(name)
            for name in ("EngagingWord", "ReceivingWord", "KeepingWord", "EndedWord", "PurposeWord")
        )
        joins = "|".join(map(re.escape, ("and", "och", "og", "und", "en", "et", "y", "ja", "sekä", "samt")))
        self._another = re.compile(
            rf"(?:,|\s(?:{joins}))\s+(?P<name>{_NAME}(?:\s{_NAME}){{0,3}})(?=\s+(?i:{self._purpose.pattern})\s|\s*\()"
        )

    def _words(self, name: str) -> re.Pattern[str]:
        words = sorted(self.lexicon.vocabulary.patterns(DM + name), key=lambda w: (-len(w), w))
        joined = "|".join(r"\s+".join(map(re.escape, word.split())) for word in words)
        return re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])" if joined else r"(?!)", re.IGNORECASE)

    def read(self, cell: Cell) -> tuple[list[RawEntry], list[Cell]]:
        """Return the vendors that a paragraph says are engaged, and its sentences about none of them."""
        if len(cell.text) > _LONGEST:
            return [], []
        text = Phrase(cell.text.replace("\n", " "), 0)
        mentions: list[_Mention] = []
        beside: list[Phrase] = []
        current: _Mention | None = None
        for sentence in sentences(text):
            if self._has_ended(sentence):
                current = None
                beside.append(sentence)
                continue
            known = {m.name.casefold(): m for m in mentions}
            found = self._mentions(sentence)
            new = [m for m in found if m.name.casefold() not in known]
            begun = next((m for m in mentions if sentence.text.startswith(m.name.split()[0])), None)
            if new:
                starts = [sentence.start, *(m.start for m in new[1:]), sentence.end]
                for mention, span in zip(new, pairwise(starts), strict=True):
                    mention.spans.append(span)
                mentions += new
                current = new[-1] if len(new) == 1 else None
            elif begun is not None or (current is not None and not self._names_another(sentence, mentions)):
                current = begun or current
                assert current is not None
                current.spans.append((sentence.start, sentence.end))
            else:
                current = None
                beside.append(sentence)
        entries = []
        for mention in mentions:
            entry = self._entry(cell, text, mention)
            if entry.keys & {"data", "storage-place", "processing-place"}:
                entries.append(entry)
            else:
                beside += [text.cut(*span) for span in mention.spans]
        left = [Cell(p.text, _line(cell, p.start), cell.at) for p in beside]
        return entries, sorted(left, key=lambda one: one.line)

    def _names_another(self, sentence: Phrase, mentions: Sequence[_Mention]) -> bool:
        """Tell whether a sentence names a company that is none of those before it."""
        known = " ".join(m.name for m in mentions)
        if any(match["name"].rstrip(".") not in known for match in _FORMED.finditer(sentence.text)):
            return True
        if self.lexicon.languages[:1] == ("de",):
            return False  # every noun has a capital
        tools = [t.phrase.text for t in terms_in(sentence, self.lexicon.vocabulary.labels(SAFEGUARDS))]
        places = [t.phrase.text for t in terms_in(sentence, self.lexicon.place_labels)]
        data = [t.phrase.text for t in terms_in(sentence, self.lexicon.vocabulary.labels(PERSONAL_DATA))]
        said = " ".join([known, *tools, *places, *data])
        inside = re.finditer(rf"(?<=[^.!?]\s)(?<!^){_NAME}", sentence.text)
        return any(m.group() not in said and self._is_name(m.group()) for m in inside)

    def _has_ended(self, sentence: Phrase) -> bool:
        first = next(iter(split(sentence, ",;")), sentence)
        ended = self._ended.search(sentence.text) is not None
        return ended or self.lexicon.announces_others(first)

    def _mentions(self, sentence: Phrase) -> list[_Mention]:
        """Return the names of vendors in a sentence of engaging, in their order."""
        text = sentence.text
        found: dict[int, tuple[int, str]] = {}
        cues = list(self._engaging.finditer(text))
        for cue in cues:
            match = _AFTER_CUE.match(text, cue.end())
            if match is not None and self._is_name(match["name"]):
                found[match.start("name")] = (match.end("name"), match["name"].rstrip("."))
        for match in _FORMED.finditer(text) if cues else ():
            start, end = match.span("name")
            if any(text[e:start].strip() == "(" for e, _ in found.values()):
                continue  # "Azure (Microsoft Ireland Operations Ltd)"
            for other in [s for s, (e, _) in found.items() if s <= end and start <= e]:
                del found[other]
            name = match["name"] if _ABBREVIATED.search(match["name"]) else match["name"].rstrip(".")
            found[start] = (end, name)
        for match in self._another.finditer(text) if found else ():
            start, end = match.span("name")
            apart = all(end <= s or start >= e for s, (e, _) in found.items())
            if apart and start > min(found) and self._is_name(match["name"]):
                found[start] = (end, match["name"])
        return [
            _Mention(found[s][1], sentence.start + s, sentence.start + found[s][0]) for s in sorted(found)
        ]

    def _is_name(self, text: str) -> bool:
        """Tell whether words in capitals may be a name: no place, and nothing that the ontology names."""
        bare = text.strip(" .")
        if len(bare) < 3 or self.lexicon.names_places(Phrase(bare, 0)):
            return False
        named = any(self.lexicon.vocabulary.lookup(bare, scheme) for scheme in _SCHEMES)
        return not named and not self.lexicon.name(Phrase(bare, 0), PERSONAL_DATA)

    def _entry(self, cell: Cell, text: Phrase, mention: _Mention) -> RawEntry:
        start, stop = mention.spans[0]
        entry = entry_named(Cell(mention.name, _line(cell, start), cell.at), self.marks)
        entry.heading = " ".join(text.cut(*span).text for span in mention.spans)
        after = mention.end
        seat = _SEAT.match(text.text, mention.end, stop)
        if seat is not None:
            part = "bracket" if seat["bracket"] else "town"
            if self.lexicon.places_in_bracket(seat[part]):
                self._add(entry, "seat", Cell(seat[part], _line(cell, seat.start(part)), cell.at))
                after = seat.end()
            elif part == "town":
                after = seat.end()
            elif _FORMED.fullmatch(seat[part]):
                self._add(entry, "legal-entity", Cell(seat[part], _line(cell, seat.start(part)), cell.at))
                after = seat.end()
        self._purpose_of(entry, text, mention, (start, after, stop), Cell("", _line(cell, start), cell.at))
        head = text.cut(start, mention.start)
        rest = [text.cut(after, stop), *(text.cut(*span) for span in mention.spans[1:])]
        pieces = [piece for one in rest for s in sentences(one) for piece in split(s, ";")]
        self._facts(entry, head, cell, before_verb=False)
        for piece in pieces:
            read = self._facts(entry, piece, cell, before_verb=True)
            aim = self._purpose.match(piece.text) and not self._receiving.search(piece.text)
            told = aim or any(f.key == "purpose" and f.value in piece.text for f in entry.fields)
            if not read and not told and self._says_something(piece):
                entry.remarks.append(Remark([Cell(piece.text, _line(cell, piece.start), cell.at)]))
        return entry

    def _says_something(self, piece: Phrase) -> bool:
        """Tell whether a clause that gave no fact speaks of data, places, or denies something."""
        return bool(
            terms_in(piece, self.lexicon.vocabulary.labels(PERSONAL_DATA))
            or terms_in(piece, self.lexicon.place_labels)
            or self.lexicon.denies(piece)
        )

    @staticmethod
    def _add(entry: RawEntry, key: str, cell: Cell) -> None:
        entry.add(Field(key, "", None, cell, cell.text))

    def _purpose_of(
        self, entry: RawEntry, text: Phrase, mention: _Mention, within: tuple[int, int, int], where: Cell
    ) -> None:
        """Add what the vendor is engaged for: "for hosting" behind the name, or "För utskick …" before it."""
        start, after, stop = within
        for begin, end in ((after, min(stop, after + 200)), (start, mention.start)):
            for cue in self._purpose.finditer(text.text, begin, end):
                closes = [p.search(text.text, cue.end(), end) for p in (_ENDS, self._engaging)]
                words = text.cut(cue.end(), min([end, *(m.start() for m in closes if m is not None)]))
                plain = not self.lexicon.names_places(words) and not self.lexicon.name(words, PERSONAL_DATA)
                if words.text and len(words.text.split()) <= _SHORT and plain:
                    self._add(entry, "purpose", Cell(words.text, where.line, where.at))
                    return

    def _facts(self, entry: RawEntry, piece: Phrase, cell: Cell, *, before_verb: bool) -> bool:
        """Add the data, places and tools that a clause states; tell whether it stated any.

        ``before_verb`` tells that types of data may stand before the word of receiving.
        """
        count = len(entry.fields)

        def add(key: str, phrase: Phrase) -> None:
            self._add(entry, key, Cell(phrase.text, _line(cell, phrase.start), cell.at))

        if not piece.text or self.lexicon.denies(piece):
            return False
        data = self._data(piece, before_verb=before_verb)
        if data is not None:
            add("data", data)
        keeping = self._keeping.search(piece.text)
        located = keeping or self.lexicon.speaks_of_location(piece)
        support = self.lexicon.speaks_of_support(piece.text)
        places = terms_in(piece, self.lexicon.place_labels)
        if places and not located:
            # "… and process them in the Netherlands".
            cues = list(self._receiving.finditer(piece.text, 0, places[0].phrase.start - piece.start))
            between = piece.text[cues[-1].end() : places[0].phrase.start - piece.start] if cues else ","
            located = "," not in between and 0 < len(between.split()) <= _FEW
        if places and (located or support):
            region = piece.cut(places[0].phrase.start - piece.start, places[-1].phrase.end - piece.start)
            key = "storage-place" if keeping else "processing-place" if located else "access-place"
            for phrase in [region] if self.lexicon.names_places(region) else [p.phrase for p in places]:
                add(key, phrase)
        for term in terms_in(piece, self.lexicon.vocabulary.labels(SAFEGUARDS)):
            if self.lexicon.vocabulary.value(term.concept, NOTATION.value) != "none":
                add("safeguard", term.phrase)
        return len(entry.fields) > count

    def _data(self, piece: Phrase, *, before_verb: bool) -> Phrase | None:
        """Return the stretch of a clause that lists types of data beside a word of receiving."""
        labels = self.lexicon.vocabulary.labels(PERSONAL_DATA)
        for cue in self._receiving.finditer(piece.text):
            stop = self._keeping.search(piece.text, cue.end())
            after = piece.cut(cue.end(), stop.start() if stop else len(piece.text))
            found = terms_in(after, labels)
            if found:
                start, end = found[0].phrase.start - after.start, found[-1].phrase.end - after.start
                return self._list(after, start, end, closed=stop is not None)
            before = piece.cut(0, cue.start() if before_verb else 0)
            found = [t for t in terms_in(before, labels) if t.concept != ANY_PERSONAL_DATA]
            if found:  # the verb closes the clause: "die Name und E-Mail-Adresse erhält"
                return piece.cut(found[0].phrase.start - piece.start, found[-1].phrase.end - piece.start)
        return None

    def _list(self, phrase: Phrase, start: int, end: int, *, closed: bool) -> Phrase:
        """Return a list of data with the items before and behind it that nobody knows.

        ``closed`` tells that another clause follows, whose first words are no item: ", and all of it".
        """
        if "," in phrase.text[:start]:
            start = 0
        behind = phrase.text[end:]
        joined = re.match(
            r"\s*,\s*(?!who|which|som|die|dat|qui|que)|\s+(?:och|and|und|og|en|et|y|ja|samt)\s+", behind
        )
        oxford = re.match(r"\s*,\s*(?:och|and|und|og|en|et|y|ja)\s", behind)
        if closed and (oxford or ("," not in behind and len(behind.split()) <= _FEW)):
            joined = None
        if joined and self._receiving.search(behind) is None and not re.match(r"\s*,\s*\w+ing\b", behind):
            cut = re.search(r"[.;]|,?\s+(?:och|and|und|og|en|et|y|ja)\s+(?:\w+\s+){0,3}$", behind)
            end += cut.start() if cut else len(behind.rstrip(" ,."))
        return phrase.cut(start, end)


def _line(cell: Cell, offset: int) -> int:
    """Return the line of an offset in a paragraph; in formats with locators all of it has one."""
    return cell.line if cell.at else cell.line + cell.text.count("\n", 0, offset)
