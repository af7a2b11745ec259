"""Cells of a record: what is known with what it rests on, and what is missing with who asks for it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from datamap.locators import place_in_words
from datamap.records.document import Cell, Line, Part, Trace
from datamap.records.wording import article_words, say
from datamap.vocabulary.concepts import FIELDS, normalise
from datamap.vocabulary.places import find_place
from datamap.vocabulary.record_fields import SCHEME_OF_VALUE, record_field

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from datamap.records.gathering import Claimed, Gathered, ListedEntry, Stated
    from datamap.registry.added_facts import AddedFact
    from datamap.vocabulary.concepts import Vocabulary
    from datamap.vocabulary.record_fields import Kind, RecordField, RecordRole

Audience = Literal["internal", "customer", "authority"]
AUDIENCES: tuple[Audience, ...] = ("internal", "customer", "authority")
CONTACT_PIECES = ("address", "contact-person", "email", "phone")


@dataclass(slots=True)
class Gap:
    """A fact that a record lacks: about whom, which field, and which article asks for it.

    ``subject`` is an IRI, None for a customer or service that nobody has named yet. ``article`` is "" where
    no article asks; ``places`` are the cells that show the gap. ``source`` is what the list says instead.
    """

    kind: Kind
    subject: str | None
    field: RecordField
    article: str
    places: list[str] = dataclasses.field(default_factory=list)
    source: str = ""

    @property
    def of_article_30(self) -> bool:
        """Whether the record itself is incomplete without it (not so for Chapter V and Art. 28)."""
        return self.article.startswith("30")


class Cells:
    """Makes the parts and cells of one record, and keeps account of what is missing."""

    def __init__(
        self,
        gathered: Gathered,
        vocabulary: Vocabulary,
        *,
        language: Literal["sv", "en"],
        role: RecordRole,
        date: dt.date,
        audience: Audience,
    ) -> None:
        self.gathered, self.vocabulary = gathered, vocabulary
        self.language, self.role, self.date, self.audience = language, role, date, audience
        self.gaps: dict[tuple[str, str | None, str], Gap] = {}
        self.here = ""
        self._field_labels = vocabulary.labels(FIELDS)

    def say(self, key: str, /, **values: object) -> str:
        """Return a text of records in the record's language; ``date`` is the record's."""
        return say(self.language, key, **{"date": self.date.isoformat(), **values})

    def label(self, iri: str) -> str:
        """Return the label of a concept in the record's language."""
        return self.vocabulary.label(iri, self.language)

    # gaps -----------------------------------------------------------------------------------

    def missing(
        self,
        kind: Kind,
        subject: str | None,
        key: str,
        *,
        what: str = "",
        source: str = "",
        article: str | None = None,
    ) -> Part:
        """Return the words for a fact that nobody supplied, and note the gap."""
        wanted = record_field(kind, key)
        asked_by = wanted.article(self.role) if article is None else article
        gap = self.gaps.setdefault((kind, subject, key), Gap(kind, subject, wanted, asked_by, source=source))
        gap.places.append(self.here)
        return Part(self.missing_words(asked_by, what), "gap")

    def missing_words(self, article: str, what: str = "") -> str:
        """Return "information missing as of DATE (Art. X)", of what where that is named."""
        words = self.say("missing-named", what=what) if what else self.say("missing")
        return f"{words} ({article_words(self.language, article)})" if article else words

    # facts of persons -----------------------------------------------------------------------

    def fact(self, subject: str | None, key: str) -> AddedFact | None:
        """Return what a person added about a field of a subject."""
        return self.gathered.fact(subject, key)

    def naming(self, subject: str) -> tuple[Trace, ...]:
        """Return where a subject is named: the fact of its name, else the first that is known of it."""
        facts = self.gathered.facts.get(subject, {})
        named = facts.get("name") or next(iter(sorted(facts.values(), key=lambda f: f.field.order)), None)
        return (self.trace_of_fact(named),) if named else ()

    def of_fact(self, fact: AddedFact) -> Part:
        """Return a person's fact in words: its values, that it varies, or why it does not apply."""
        traces = (self.trace_of_fact(fact),)
        if fact.state == "varies":
            return Part(self.say("varies"), "answer", traces)
        if fact.state == "notApplicable":
            reason = "; ".join(fact.texts)
            if fact.by:
                return Part(
                    self.say("not-applicable", reason=reason, by=fact.by, on=fact.on), "answer", traces
                )
            return Part(self.say("not-applicable-unconfirmed", reason=reason), "answer", traces)
        return Part(", ".join(self._value(fact.field, words) for words in fact.texts), "value", traces)

    def _value(self, wanted: RecordField, words: str) -> str:
        """Return a value as it was written, or a term of another language by its label in the record's."""
        scheme = SCHEME_OF_VALUE.get(wanted.takes)
        if wanted.takes == "places":
            term = find_place(words, self.vocabulary)
        else:
            term = self.vocabulary.lookup(words, scheme) if scheme else None
        if term is None:
            return words
        own = (label for code, label in self.vocabulary.labels_by_language(term) if code == self.language)
        return words if normalise(words) in map(normalise, own) else self.label(term)

    def trace_of_fact(self, fact: AddedFact) -> Trace:
        """Return where a person's fact was read from, without the person for readers outside."""
        if self.audience != "internal":
            # File names, their lines and persons are the organisation's own business.
            return Trace(self.say("supplied-source"), fact.on, self.say("supplied-text"), None, None)
        place = self.place_in_words(fact.place)
        return Trace(fact.source, place, "; ".join(fact.texts), fact.by, fact.on)

    def place_in_words(self, place: str) -> str:
        """Return a place in a file of persons' facts: "line 12" in the record's language, a cell as it is."""
        return self.say("line", line=place.removeprefix("line ")) if place.startswith("line ") else place

    def contact(self, kind: Kind, subject: str | None) -> tuple[Line, ...]:
        """Return the lines of a subject's contact details, none when nobody gave any.

        Sources: GDPR Art. 30(1)(a), 30(2)(a).
        """
        if subject is None:
            return ()
        whole = self.fact(subject, "contact")
        pieces = [whole] if whole else [f for key in CONTACT_PIECES if (f := self.fact(subject, key))]
        found = [(self.of_fact(fact),) for fact in pieces]
        if not found and kind == "vendor":
            return ()
        return tuple(found)

    # facts of lists -------------------------------------------------------------------------

    def trace(self, statement: Stated) -> Trace:
        """Return where a statement of a list stands."""
        return Trace(self.source_name(statement.source), self.where(statement), statement.text.strip())

    def where(self, statement: Stated) -> str:
        """Return the place of a statement in its list, in words."""
        # Sheet names and paths are the house's own; readers outside are told the line.
        at = statement.at if self.audience == "internal" else ""
        return place_in_words(statement.line, at, self.language)

    def source_name(self, identifier: str) -> str:
        """Return what a list is called: its title, else its name in the registry."""
        for source in self.gathered.sources:
            if source.identifier == identifier:
                return source.title or identifier
        return identifier

    def quoted(self, statement: Stated) -> str:
        """Return a statement verbatim, without the label of its field."""
        label, colon, value = statement.text.partition(":")
        named = colon and normalise(label.strip(" *•–-#\t")) in self._field_labels
        return " ".join((value if named else statement.text).split())

    def quote(self, statements: Iterable[Stated]) -> list[Part]:
        """Return statements as verbatim parts."""
        return [Part(self.quoted(s), "value", (self.trace(s),)) for s in statements]

    def traces_of(self, entry: ListedEntry, claims: Iterable[Claimed]) -> tuple[Trace, ...]:
        """Return what claims rest on: the list's statements, or the corrections that made them."""
        by_iri = {s.iri: s for s in entry.statements}
        found: dict[Trace, None] = {}
        for claim in claims:
            if claim.correction is not None:
                found[self.trace_of_correction(claim.correction)] = None
            elif claim.statement in by_iri:
                found[self.trace(by_iri[claim.statement])] = None
        return tuple(found)

    def trace_of_correction(self, number: int) -> Trace:
        """Return what a correction rests on, without the person and the reason for readers outside."""
        correction = self.gathered.corrections[number]
        if self.audience != "internal":
            return Trace(self.say("supplied-source"), correction.on, self.say("supplied-text"), None, None)
        source = self.say("correction", n=number)
        file, comma, place = (correction.evidence or "").rpartition(", ")
        place = f"{file}{comma}{self.place_in_words(place)}" if correction.evidence else correction.reason
        return Trace(source, place, correction.reason, correction.by, correction.on)

    def listed(
        self, entry: ListedEntry, facet: str, fields: Sequence[str], key: str, *, quiet_source: bool = False
    ) -> tuple[Line, ...]:
        """Return what a list states about a facet, verbatim, or what a person put in its place; else the gap.

        Where the list is in another language, the labels of what was understood follow.
        """
        statements = entry.statements_of(*fields)
        corrected = [c for c in entry.claims if c.facet == facet and c.correction is not None]
        lines: list[Line] = []
        if corrected:
            lines.append(self._corrected(entry, corrected, "by-person" if statements else "supplied-on"))
            replaced = any(self._replaces(c.correction) for c in corrected)
            if statements and replaced:
                was = " ".join(self.quoted(s) for s in statements)
                traces = tuple(self.trace(s) for s in statements)
                lines.append((Part(f"{self.say('outranks')}: ”{was}”", "quiet", traces),))
            elif statements:
                lines.insert(0, tuple(self.quote(statements)))
            return tuple(lines)
        if not statements:
            return ((self.missing("vendor", entry.vendor, key),),)
        if self._open(entry, facet):
            self._note_open(entry, key, statements)
        line = self.quote(statements)
        if quiet_source:
            line.append(Part(self.say("unconfirmed"), "quiet"))
        lines.append(tuple(line))
        if any(s.language not in (None, self.language) for s in statements):
            translated = self.labels_of(entry.of(facet))
            if translated:
                lines.append((Part(f"({translated})", "quiet"),))
        return tuple(lines)

    def labels_of(self, claims: Iterable[Claimed]) -> str:
        """Return the labels of what claims name, those under a condition marked."""
        stated = dict.fromkeys(self.label(c.concept) for c in claims if c.concept and c.certainty == "stated")
        maybe = dict.fromkeys(self.label(c.concept) for c in claims if c.concept and c.certainty != "stated")
        words = ", ".join(stated)
        under_condition = ", ".join(label for label in maybe if label not in stated)
        if not under_condition:
            return words
        return "; ".join(filter(None, [words, f"{self.say('may-occur')}: {under_condition}"]))

    def _corrected(self, entry: ListedEntry, claims: list[Claimed], words_for: str) -> Line:
        stated = [c for c in claims if c.certainty == "stated"]
        words = ", ".join(dict.fromkeys(self.label(c.concept) for c in stated if c.concept))
        if not words:
            denied = ", ".join(dict.fromkeys(self.label(c.concept) for c in claims if c.concept))
            words = f"{'ej' if self.language == 'sv' else 'not'} {denied}"
        on = max(self.gathered.corrections[c.correction].on for c in claims if c.correction is not None)
        traces = self.traces_of(entry, claims)
        return (Part(words, "value", traces), Part(f"({self.say(words_for, on=on)})", "quiet"))

    def _replaces(self, number: int | None) -> bool:
        correction = self.gathered.corrections.get(number or 0)
        return correction is not None and (correction.complete or correction.facet.endswith("place"))

    @staticmethod
    def _open(entry: ListedEntry, facet: str) -> bool:
        return {"data": "data", "purpose": "purpose", "subject": "subject"}.get(facet) is not None and (
            entry.covers(facet) == "open"
        )

    def _note_open(self, entry: ListedEntry, key: str, statements: list[Stated]) -> None:
        """Note that an open description leaves a question to the vendor; the record quotes what there is."""
        if key != "data":
            return
        wanted = record_field("vendor", key)
        source = " ".join(self.quoted(s) for s in statements)
        gap = self.gaps.setdefault(
            ("vendor", entry.vendor, key),
            Gap("vendor", entry.vendor, wanted, wanted.article(self.role), source=source),
        )
        gap.places.append(self.here)

    # cells ----------------------------------------------------------------------------------

    def cell(self, *lines: Line | Part | None, span: int = 1) -> Cell:
        """Return a cell of lines; a single part is a line."""
        kept = [line if isinstance(line, tuple) else (line,) for line in lines if line]
        return Cell(tuple(kept), span)

    def plain(self, text: str) -> Cell:
        """Return a cell of the record's own words, such as a row's number."""
        return Cell(((Part(text, "answer"),),))

    def fact_or_gap(self, kind: Kind, subject: str | None, key: str, *, what: str = "") -> Part:
        """Return a person's fact, or the words for its absence."""
        fact = self.fact(subject, key)
        return self.of_fact(fact) if fact else self.missing(kind, subject, key, what=what)
