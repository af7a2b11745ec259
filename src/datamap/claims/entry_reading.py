"""One entry of a list: its fields, remarks and footnotes to statements, claims and coverage."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.claims.conditions import lower_by_conditions
from datamap.claims.draft import Draft
from datamap.claims.facets import PLACE_FACETS, PROCESSED_AT, covers, facet_of
from datamap.claims.fields import LONGEST_VALUE, touched
from datamap.claims.model import COVERED, Claim, Entry, Opening, Statement, Unmapped
from datamap.claims.phrases import Phrase, split, terms_in
from datamap.claims.prose import PROSE_FIELDS, ProseReader
from datamap.claims.ticks import read_field
from datamap.vocabulary.concepts import ANY_PERSONAL_DATA, NOTATION, SAFEGUARDS, normalise
from datamap.vocabulary.places import NON_EEA, NON_EU
from datamap.vocabulary.terms import DM, EXCEPTION, MISPLACED, NEGATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.claims.context import ListContext
    from datamap.claims.labels import Field, Remark
    from datamap.claims.layout import RawEntry
    from datamap.claims.model import Certainty

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
WITHIN_EEA = DM + "WithinEea"
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")


class EntryReader:
    """Reads the entries of one list; ``openings`` are what texts outside the entries open for all of them."""

    def __init__(self, context: ListContext, openings: Sequence[tuple[str, str]]) -> None:
        self.context, self.loose_openings = context, openings
        self.prose = ProseReader(context)
        self.unmapped: list[Unmapped] = []

    def read(self, raw: RawEntry) -> Entry:
        """Return an entry; what it leaves not understood is added to ``unmapped``."""
        draft = Draft(raw, self.context.language)
        draft.add("heading", raw.heading, raw, self.context.language)
        for found in raw.fields:
            self._field(draft, found)
        texts = [(s, f.value, f.value_line) for s, f in zip(draft.statements[1:], raw.fields, strict=True)]
        for remark in raw.remarks:
            statement = draft.add("remark", remark.text, remark, self.context.language)
            self._remark(draft, statement)
            texts.append((statement, remark.text, remark.line))
        marks = self.context.marks_of(raw)
        for note in self.context.layout.footnotes:
            if note.mark in marks:
                self._footnote(draft, note)
        if self.context.from_blocks:
            placed = any(c.facet in PROCESSED_AT and c.concept for c in draft.claims)
            if not placed:
                self._places_of_no_transfer(draft)
                self._places_in_name(draft)
            for statement, text, line in texts:
                if statement.field in PROSE_FIELDS:
                    self.prose.read(draft, statement, text, line, places=not placed)
        self._shared_safeguards(draft)
        lower_by_conditions(draft, self.context)
        for question, statement_key in self.loose_openings:
            draft.openings.setdefault(question, []).append(statement_key)
        coverage = {question: self._coverage(draft, question) for question in COVERED}
        self.unmapped += draft.unmapped
        return Entry(raw.name, raw.line, tuple(draft.statements), tuple(draft.claims), coverage, at=raw.at)

    def _field(self, draft: Draft, found: Field) -> None:
        language = found.language or self.context.language
        statement = draft.add(found.key or "remark", found.text, found, language, found.label)
        if found.key is None:
            self._remark(draft, statement)
        elif facet_of(found.key) is not None:
            inside = self.context.places_inside_eea
            draft.take(
                statement,
                read_field(
                    self.context.lexicon,
                    statement,
                    found.value,
                    found.value_line,
                    inside,
                    self.context.layout.legend,
                ),
            )
            self._touch(draft, statement, found)
        elif found.key in ("note", "sub-processors"):
            self._remark(draft, statement, report=False)
            self._tools_beside(draft, statement, found)
        else:
            self._touch(draft, statement, found)
            self._tools_beside(draft, statement, found)

    def _places_of_no_transfer(self, draft: Draft) -> None:
        """Read "within the EEA" among safeguards as where a vendor without any place processes."""
        within = [c for c in draft.claims if c.concept == WITHIN_EEA and c.certainty == "stated"]
        for claim in within:
            if " " not in claim.phrase:
                continue  # a mere "EU", as in "SCCs (EU 2021/914)"
            for term in terms_in(Phrase(claim.phrase, 0), self.context.lexicon.place_labels):
                draft.claims.append(
                    replace(claim, facet="processing-place", phrase=term.phrase.text, concept=term.concept)
                )

    def _places_in_name(self, draft: Draft) -> None:
        """Read the places that stand in brackets in the name of a vendor that has no other.

        "Acme (USA, servers in Frankfurt)" says where they are; "Acme (France)" may name its seat.
        """
        heading = next((s for s in draft.statements if s.field == "heading"), None)
        name = draft.raw.name
        pieces = [
            piece
            for bracket in _IN_BRACKETS.finditer(name)
            for piece in split(Phrase(bracket[1], bracket.start(1)), ",;")
        ]
        hosted = [piece for piece in pieces if self.context.lexicon.hosting_in(piece.text) is not None]
        for piece in hosted or [p for p in pieces if self.context.lexicon.names_places(p)]:
            for term in terms_in(piece, self.context.lexicon.place_labels):
                if heading is not None:
                    draft.claims.append(
                        Claim(
                            "processing-place",
                            heading.key,
                            term.phrase.text,
                            heading.line,
                            term.concept,
                            "conditional",
                            (MISPLACED,),
                        )
                    )
                    draft.open("place", heading)

    def _touch(self, draft: Draft, statement: Statement, found: Field) -> None:
        """Open the lists of data and places where another field names some: "Retention: phone numbers …"."""
        touches = _TOUCHES.get(found.key or "", frozenset())
        for question in touched(self.context.lexicon, Phrase(found.value[:LONGEST_VALUE], 0)) & touches:
            draft.open(question, statement)

    def _remark(self, draft: Draft, statement: Statement, report: bool = True) -> None:
        """Keep free text, and open the lists whose subject it touches without belonging to them."""
        # A text that is too long to be searched may touch anything.
        long = len(statement.text) > LONGEST_VALUE
        phrase = Phrase(statement.text[:LONGEST_VALUE], 0)
        touches = {"data", "place"} if long else touched(self.context.lexicon, phrase)
        if any("data" in o.opens for o in self.context.lexicon.qualifiers.anywhere(phrase.text)):
            touches.add("data")
        for question in sorted(touches):
            draft.open(question, statement)
        if report:
            draft.unmapped.append(
                Unmapped(
                    statement.text.strip(), statement.field, statement.line, draft.raw.name, at=statement.at
                )
            )

    def _footnote(self, draft: Draft, note: Remark) -> None:
        statement = draft.add("footnote", note.text, note, self.context.language)
        terms = terms_in(
            Phrase(note.text[:LONGEST_VALUE], 0), self.context.lexicon.vocabulary.labels(SAFEGUARDS)
        )
        tools = [
            t for t in terms if self.context.lexicon.vocabulary.value(t.concept, NOTATION.value) != "none"
        ]
        for tool in tools:
            line = note.line + note.text.count("\n", 0, tool.phrase.start)
            draft.claims.append(Claim("safeguard", statement.key, tool.phrase.text, line, tool.concept))
        self._remark(draft, statement, report=not tools)

    def _tools_beside(self, draft: Draft, statement: Statement, found: Field) -> None:
        """Read the tools of transfer that a note, or a field about the contract, names."""
        if found.key not in ("note", "contract") or not self.context.from_blocks:
            return
        phrase = Phrase(found.value[:LONGEST_VALUE], 0)
        qualifiers = self.context.lexicon.qualifiers.anywhere(phrase.text)
        if any(q.iri in (NEGATION, EXCEPTION) for q in qualifiers):
            return
        binding = tuple(q.iri for q in qualifiers if q.conditional)
        for term in terms_in(phrase, self.context.lexicon.vocabulary.labels(SAFEGUARDS)):
            if self.context.is_tool(term.concept):
                line = found.value_line + found.value.count("\n", 0, term.phrase.start)
                certainty: Certainty = "conditional" if binding else "stated"
                draft.claims.append(
                    Claim(
                        "safeguard", statement.key, term.phrase.text, line, term.concept, certainty, binding
                    )
                )

    def _shared_safeguards(self, draft: Draft) -> None:
        """Give an entry the tools of transfer that a text outside it names for its places or for it."""
        if any(c.facet == "safeguard" and self.context.is_tool(c.concept) for c in draft.claims):
            return
        places = {c.concept for c in draft.claims if c.facet in PLACE_FACETS and c.concept}
        for shared in self.context.layout.safeguards:
            if shared.vendors:
                concerned = draft.raw.name in shared.vendors
            elif shared.places:
                outside = {p for p in shared.places if not self.context.inside_eea(p)}
                concerned = bool(places & outside) or (
                    bool(outside & {NON_EEA, NON_EU}) and not all(map(self.context.inside_eea, places))
                )
            else:
                concerned = bool(places) and not any(map(self.context.inside_eea, places))
            if concerned:
                statement = draft.add("document", shared.cell.text, shared.cell, self.context.language)
                labels = self.context.lexicon.vocabulary.labels(SAFEGUARDS)
                draft.claims += [
                    Claim("safeguard", statement.key, tool, shared.cell.line, labels[normalise(tool)])
                    for tool in shared.tools
                ]

    def _coverage(self, draft: Draft, question: str) -> Opening:
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
            ticked = [s.key for s in given if s.text.count("\t") == 1]  # a cell for each type
            return Opening("listed", tuple(ticked or [given[0].key]))
        elsewhere = question == "data" and any(c.facet == "data" for c in draft.claims)
        if opened and (given or elsewhere or question in draft.said):
            return Opening("open", tuple(opened), question in draft.said)
        return Opening("notStated")
