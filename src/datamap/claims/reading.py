"""Interpret a document: entries with their statements, claims and coverage.

Every phrase of the document ends as a claim or in ``unmapped``; none is dropped.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.claims.block_layout import find_entries_in_blocks
from datamap.claims.facets import PLACE_FACETS, covers, facet_of
from datamap.claims.fields import LONGEST_VALUE, FieldReader, FieldReading, touched
from datamap.claims.layout import Layout, RawEntry, find_entries
from datamap.claims.lexicon import Lexicon, load_lexicon
from datamap.claims.marks import marks_in
from datamap.claims.model import COVERED, Claim, Entry, Opening, Reading, Statement, Unmapped
from datamap.claims.phrases import Phrase, sentences, terms_in
from datamap.errors import NoEntries
from datamap.vocabulary.concepts import ANY_PERSONAL_DATA, NOTATION, PLACES, ROLES, SAFEGUARDS, normalise
from datamap.vocabulary.places import EEA, NON_EEA, NON_EU, standings
from datamap.vocabulary.terms import CONDITIONAL, EXCEPTION, NEGATION

if TYPE_CHECKING:
    from datamap.claims.labels import Field, Remark
    from datamap.claims.model import Certainty
    from datamap.documents import Document
    from datamap.vocabulary.local import LocalOntology
    from datamap.vocabulary.places import Standing

# What other fields may say of data and places. Purposes and services name channels ("support via
# e-post"), which are no data; an address or a contact is no place of processing.
_TOUCHES: dict[str, frozenset[str]] = {
    "purpose": frozenset({"place"}),
    "service": frozenset({"place"}),
    "processing-category": frozenset({"data", "place"}),
    "subjects": frozenset({"place"}),
    "safeguard": frozenset({"data"}),
    "retention": frozenset({"data", "place"}),
}
_ADDRESS = re.compile(r"@|https?://|www\.")
_LONGEST_TITLE = 10  # words; more is a sentence
_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def read_list(
    document: Document, source: str, *, processor: str | None = None, local: LocalOntology | None = None
) -> Reading:
    """Interpret a document as a list of vendors.

    ``source`` is the name under which the registry knows the document; ``processor`` names whose
    list it is, and outranks what the document says; ``local`` is what the project adds to the ontology.
    Raises NoEntries when nothing in the document looks like a vendor's entry, OntologyError.
    """
    lexicon = load_lexicon(local)
    if document.blocks:
        layout = find_entries_in_blocks(document.blocks, lexicon)
    else:
        layout = find_entries(document.cells, lexicon.vocabulary)
    if not layout.entries:
        raise NoEntries(
            f"{document.name}: no vendor found; a list has a heading a vendor and under it labelled "
            'fields, such as "Purpose: …" and "Personal data: …" ("Ändamål: …", "Personuppgifter: …"), '
            "or a table with such headings"
        )
    return interpret(document, layout, lexicon, source, processor)


def interpret(
    document: Document, layout: Layout, lexicon: Lexicon, source: str, processor: str | None = None
) -> Reading:
    """Interpret a document whose entries have been found."""
    return _ListReader(document, layout, lexicon, source, processor).read()


@dataclass(slots=True)
class _Draft:
    """An entry while it is read."""

    raw: RawEntry
    language: str | None
    statements: list[Statement] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    openings: dict[str, list[str]] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, field_key: str, text: str, line: int, language: str | None, label: str = "") -> Statement:
        self.counts[field_key] += 1
        count = self.counts[field_key]
        key = field_key if count == 1 else f"{field_key}-{count}"
        statement = Statement(key, field_key, text, line, language, label)
        self.statements.append(statement)
        return statement

    def take(self, statement: Statement, reading: FieldReading) -> None:
        self.claims.extend(reading.claims)
        self.unmapped.extend(replace(u, vendor=self.raw.name) for u in reading.unmapped)
        for question in sorted(reading.opens):
            self.open(question, statement)
        self.said |= reading.says_open

    def open(self, question: str, statement: Statement) -> None:
        """Note that a statement opens the list of a question."""
        opening = self.openings.setdefault(question, [])
        if statement.key not in opening:
            opening.append(statement.key)


class _ListReader:
    def __init__(
        self, document: Document, layout: Layout, lexicon: Lexicon, source: str, processor: str | None
    ) -> None:
        self.document, self.layout, self.lexicon = document, layout, lexicon
        self.source, self.processor = source, processor
        languages = Counter(f.language for e in layout.entries for f in e.fields if f.language)
        self.language = languages.most_common(1)[0][0] if languages else None
        self.marks = frozenset(note.mark for note in layout.footnotes)
        self.drafts: list[_Draft] = []
        self.loose_openings: list[tuple[str, str]] = []

    def read(self) -> Reading:
        around, loose = self._around()
        entries = tuple(self._entry(raw) for raw in self.layout.entries)
        role = role_statement = title = None
        for statement in around:
            if statement.field == "title":
                title = statement.text.strip()
                named = terms_in(Phrase(title, 0), self.lexicon.vocabulary.labels(ROLES))
                role, role_statement = (named[0].concept, statement.key) if named else (None, None)
        unmapped = [u for draft in self.drafts for u in draft.unmapped]
        return Reading(
            source=self.source,
            file_name=self.document.name,
            sha256=self.document.sha256,
            entries=entries,
            around=tuple(around),
            unmapped=tuple(sorted([*unmapped, *loose], key=lambda u: u.line)),
            processor=self.processor or self._document_value("processor"),
            controller=self._document_value("controller"),
            title=title,
            date=self._date(),
            version=self._document_value("version"),
            role=role,
            role_statement=role_statement,
            language=self.language,
            notes=self.document.notes,
        )

    # one entry ------------------------------------------------------------------------------

    def _entry(self, raw: RawEntry) -> Entry:
        draft = _Draft(raw, self.language)
        self.drafts.append(draft)
        draft.add("heading", raw.heading, raw.line, self.language)
        for found in raw.fields:
            self._field(draft, found)
        for remark in raw.remarks:
            self._remark(draft, draft.add("remark", remark.text, remark.line, self.language))
        marks = self._marks_of(raw)
        for note in self.layout.footnotes:
            if note.mark in marks:
                self._footnote(draft, note)
        self._shared_safeguards(draft)
        self._heading_condition(draft)
        for question, statement_key in self.loose_openings:
            draft.openings.setdefault(question, []).append(statement_key)
        coverage = {question: self._coverage(draft, question) for question in COVERED}
        return Entry(raw.name, raw.line, tuple(draft.statements), tuple(draft.claims), coverage)

    def _marks_of(self, raw: RawEntry) -> frozenset[str]:
        """Return the footnote marks that an entry bears, on its heading or in its fields."""
        return raw.marks.union(*(marks_in(f.text, self.marks) for f in raw.fields))

    def _field(self, draft: _Draft, found: Field) -> None:
        language = found.language or self.language
        statement = draft.add(found.key or "remark", found.text, found.line, language, found.label)
        if found.key is None:
            self._remark(draft, statement)
        elif facet_of(found.key) is not None:
            reader = FieldReader(self.lexicon, statement, found.value, found.value_line)
            draft.take(statement, reader.read())
            self._touch(draft, statement, found)
        elif found.key in ("note", "sub-processors"):
            self._remark(draft, statement, report=False)
            self._tools_beside(draft, statement, found)
        else:
            self._touch(draft, statement, found)
            self._tools_beside(draft, statement, found)

    def _touch(self, draft: _Draft, statement: Statement, found: Field) -> None:
        """Open the lists of data and places where another field names some: "Retention: phone numbers …"."""
        touches = _TOUCHES.get(found.key or "", frozenset())
        for question in touched(self.lexicon, Phrase(found.value[:LONGEST_VALUE], 0)) & touches:
            draft.open(question, statement)

    def _remark(self, draft: _Draft, statement: Statement, report: bool = True) -> None:
        """Keep free text, and open the lists whose subject it touches without belonging to them."""
        # A text that is too long to be searched may touch anything.
        long = len(statement.text) > LONGEST_VALUE
        phrase = Phrase(statement.text[:LONGEST_VALUE], 0)
        touches = {"data", "place"} if long else touched(self.lexicon, phrase)
        if any("data" in o.opens for o in self.lexicon.qualifiers.anywhere(phrase.text)):
            touches.add("data")
        for question in sorted(touches):
            draft.open(question, statement)
        if report:
            draft.unmapped.append(
                Unmapped(statement.text.strip(), statement.field, statement.line, draft.raw.name)
            )

    def _footnote(self, draft: _Draft, note: Remark) -> None:
        statement = draft.add("footnote", note.text, note.line, self.language)
        terms = terms_in(Phrase(note.text[:LONGEST_VALUE], 0), self.lexicon.vocabulary.labels(SAFEGUARDS))
        tools = [t for t in terms if self.lexicon.vocabulary.value(t.concept, NOTATION.value) != "none"]
        for tool in tools:
            line = note.line + note.text.count("\n", 0, tool.phrase.start)
            draft.claims.append(Claim("safeguard", statement.key, tool.phrase.text, line, tool.concept))
        self._remark(draft, statement, report=not tools)

    def _tools_beside(self, draft: _Draft, statement: Statement, found: Field) -> None:
        """Read the tools of transfer that a note, or a field about the contract, names."""
        if found.key not in ("note", "contract") or not self.document.blocks:
            return
        phrase = Phrase(found.value[:LONGEST_VALUE], 0)
        qualifiers = self.lexicon.qualifiers.anywhere(phrase.text)
        if any(q.iri in (NEGATION, EXCEPTION) for q in qualifiers):
            return
        binding = tuple(q.iri for q in qualifiers if q.conditional)
        for term in terms_in(phrase, self.lexicon.vocabulary.labels(SAFEGUARDS)):
            if self._is_tool(term.concept):
                line = found.value_line + found.value.count("\n", 0, term.phrase.start)
                certainty: Certainty = "conditional" if binding else "stated"
                draft.claims.append(
                    Claim(
                        "safeguard", statement.key, term.phrase.text, line, term.concept, certainty, binding
                    )
                )

    def _shared_safeguards(self, draft: _Draft) -> None:
        """Give an entry the tools of transfer that a text outside it names for its places or for it."""
        if any(c.facet == "safeguard" and self._is_tool(c.concept) for c in draft.claims):
            return
        places = {c.concept for c in draft.claims if c.facet in PLACE_FACETS and c.concept}
        for shared in self.layout.safeguards:
            if shared.vendors:
                concerned = draft.raw.name in shared.vendors
            elif shared.places:
                outside = {p for p in shared.places if not self._inside_eea(p)}
                concerned = bool(places & outside) or (
                    bool(outside & {NON_EEA, NON_EU}) and not all(map(self._inside_eea, places))
                )
            else:
                concerned = bool(places) and not any(map(self._inside_eea, places))
            if concerned:
                statement = draft.add("document", shared.cell.text, shared.cell.line, self.language)
                labels = self.lexicon.vocabulary.labels(SAFEGUARDS)
                draft.claims += [
                    Claim("safeguard", statement.key, tool, shared.cell.line, labels[normalise(tool)])
                    for tool in shared.tools
                ]

    def _is_tool(self, concept: str | None) -> bool:
        return concept is not None and self.lexicon.vocabulary.value(concept, NOTATION.value) != "none"

    def _heading_condition(self, draft: _Draft) -> None:
        """A condition on the heading ("Zoom (if enabled)") lowers every claim of the entry."""
        for inner in [*re.findall(r"\(([^()]*)\)", draft.raw.name), *draft.raw.name.split(", ")[1:]]:
            found = self.lexicon.qualifiers.whole(inner)
            if found is not None and found.conditional:
                heading = draft.statements[0]
                draft.claims = [
                    replace(c, certainty="conditional", qualifiers=tuple(sorted({*c.qualifiers, found.iri})))
                    if c.facet != "qualifier"
                    else c
                    for c in draft.claims
                ]
                draft.claims.append(Claim("qualifier", heading.key, inner, heading.line, found.iri))
                draft.said.add("data")
                if found.iri == CONDITIONAL and self.document.blocks:
                    draft.open("data", heading)

    def _coverage(self, draft: _Draft, question: str) -> Opening:
        given = [s for s in draft.statements if facet_of(s.field) and covers(s.field) == question]
        with_claims = {c.statement for c in draft.claims}
        given = [s for s in given if s.key in with_claims]
        if question == "place" and any(s.field == "storage-place" for s in given):
            given = [s for s in given if s.field == "storage-place"]
        opened = draft.openings.get(question)
        if given and not opened:
            keys = {s.key for s in given}
            said = [c for c in draft.claims if c.statement in keys and c.facet != "qualifier"]
            only_denials = all(c.certainty == "denied" for c in said)
            if only_denials and not any(c.concept == ANY_PERSONAL_DATA for c in said):
                # "No card details" is no list of what there is, and "on request" none either.
                return Opening("open", (given[0].key,))
            return Opening("listed", (given[0].key,))
        elsewhere = question == "data" and any(c.facet == "data" for c in draft.claims)
        if opened and (given or elsewhere):
            return Opening("open", tuple(opened), question in draft.said)
        return Opening("notStated")

    # outside the entries --------------------------------------------------------------------

    def _around(self) -> tuple[list[Statement], list[Unmapped]]:
        first_entry = self.layout.entries[0].line
        roles = self.lexicon.vocabulary.labels(ROLES)
        lines = [(r, "remark") for r in self.layout.around]
        before = [
            r
            for r, _ in lines
            if r.line < first_entry and r.kind != "field" and len(r.text.split()) <= _LONGEST_TITLE
        ]
        titled = next(
            (r for r in before if terms_in(Phrase(r.text, 0), roles)), before[0] if before else None
        )
        marked = frozenset[str]().union(*(self._marks_of(raw) for raw in self.layout.entries))
        loose_notes = [(n, "footnote") for n in self.layout.footnotes if n.mark not in marked]
        statements: list[Statement] = []
        unmapped: list[Unmapped] = []
        for remark, kind in sorted([*lines, *loose_notes], key=lambda pair: pair[0].line):
            kind = "title" if remark is titled else kind
            statements.append(
                Statement(f"text-{len(statements) + 1}", kind, remark.text, remark.line, self.language)
            )
            if kind != "title":
                # What the document says outside its entries may hold for any of them.
                touches = self._loosely_touched(remark)
                self.loose_openings += [(question, statements[-1].key) for question in sorted(touches)]
                field_key = "footnote" if kind == "footnote" else "document"
                unmapped.append(Unmapped(remark.text.strip(), field_key, remark.line))
        for found in self.layout.document_fields:
            key = f"text-{len(statements) + 1}"
            statements.append(
                Statement(key, found.key or "remark", found.text, found.line, found.language, found.label)
            )
        return statements, unmapped

    def _loosely_touched(self, remark: Remark) -> set[str]:
        """Return the questions that a text outside the entries leaves open for all of them.

        How to reach the sender is no data of the vendors', and "all within the EU/EEA" no doubt.
        """
        found: set[str] = set()
        for sentence in sentences(Phrase(remark.text[:LONGEST_VALUE], 0)):
            about_sender = _ADDRESS.search(sentence.text) or self.lexicon.speaks_of_sender(sentence)
            if self.lexicon.speaks_of_processing(sentence) and not about_sender:
                found |= touched(self.lexicon, sentence)
        labels = self.lexicon.vocabulary.labels(PLACES)
        places = {term.concept for term in terms_in(Phrase(remark.text[:LONGEST_VALUE], 0), labels)}
        if places and all(self._inside_eea(place) for place in places):
            found.discard("place")
        return found

    def _inside_eea(self, place: str) -> bool:
        return self.standings.get((place, EEA)) == "inside"

    @cached_property
    def standings(self) -> dict[tuple[str, str], Standing]:
        """Which side of each border a place is on today."""
        return standings(self.lexicon.vocabulary, dt.date.today())

    def _document_value(self, key: str) -> str | None:
        values = [f.value.strip() for f in self.layout.document_fields if f.key == key]
        return next((value for value in values if value), None)

    def _date(self) -> str | None:
        match = _DATE.search(self._document_value("date") or "")
        try:
            return dt.date.fromisoformat(match.group()).isoformat() if match else None
        except ValueError:
            return None  # the 31st of February: the statement is kept as it is written
