"""Cells that only tick: "x", "✓", "ja", "nej"; and the fields that matrices of such cells give.

A field of a ticked cell is the heading, a tab and the cell ("E-post<tab>x"): verbatim both, and read as what
the heading names. "Nej" denies it; an empty cell, a dash or an unticked box is silence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from datamap.claims.facets import facet_of
from datamap.claims.fields import FieldReader, FieldReading
from datamap.claims.model import Unmapped
from datamap.vocabulary.concepts import normalise
from datamap.vocabulary.terms import DM, UNCERTAIN

if TYPE_CHECKING:
    from collections.abc import Container

    from datamap.claims.lexicon import Lexicon
    from datamap.claims.model import Certainty, Statement

Tick = Literal["yes", "no", "blank"]

_YES = frozenset("×✓✔☑✅🗸☒●•■◆◼⬤*+√✕⨯")
_NO = frozenset("✗✘❌🗙⛔")
_BLANK = frozenset("-–—−☐○◯□.·/")
_MARK = re.compile(r"[\uFE0E\uFE0F\u200B\u200D]")
_LONGEST = 20
_BRACKETED = re.compile(r"\((?P<inner>[^()]{1,8})\)|(?P<asked>\S{1,6})\s?\?")
_CHECKBOX = re.compile(r"\[(?P<inner>[ xX*✓]?)\]")
_FOOTNOTE = re.compile(r"(?<=\S)\s?(?:\*{1,4}|[†‡§]{1,3}|[⁰¹²³⁴-⁹]{1,2}|\(?\d{1,2}\)|\[\d{1,2}\])$")
_LEADING = re.compile(r"(?P<tick>\S{1,6})(?:\s*(?P<rest>[(:,;–—-].*)|\s+(?P<more>\S.*))", re.DOTALL)


class Ticks:
    """What cells that only tick say."""

    def __init__(self, lexicon: Lexicon) -> None:
        patterns = lexicon.vocabulary.patterns
        self._words: dict[str, Tick] = {}
        kinds: tuple[tuple[str, Tick], ...] = (
            ("TickWord", "yes"),
            ("NoTickWord", "no"),
            ("BlankTickWord", "blank"),
        )
        for name, tick in kinds:
            self._words.update(dict.fromkeys(map(normalise, patterns(DM + name)), tick))

    def read(self, text: str) -> Tick | None:
        """Return what a whole cell says, or None where it says more than a tick does."""
        bare = _MARK.sub("", text).strip()
        if len(bare) > _LONGEST:
            return None
        box = _CHECKBOX.fullmatch(bare)
        bare = box["inner"].strip() if box else _FOOTNOTE.sub("", bare)
        if not bare:
            return "blank"
        signs = set(bare)
        for known, tick in ((_YES, "yes"), (_NO, "no"), (_BLANK, "blank")):
            if signs <= known and len(signs) == 1:
                return tick  # type: ignore[return-value]
        return self._words.get(normalise(bare))

    def leading(self, text: str) -> tuple[Tick, str] | None:
        """Return the tick that begins a cell, and what it says further: "x (if enabled)", or "(x)"."""
        whole = self.read(text)
        if whole is not None:
            return whole, ""
        doubted = _BRACKETED.fullmatch(text.strip()[:_LONGEST])
        if doubted and self.read(doubted["inner"] or doubted["asked"]) is not None:
            return "yes", text.strip()
        found = _LEADING.fullmatch(text.strip()[:1_000])
        tick = self.read(found["tick"]) if found else None
        if found is None or tick is None or (tick == "blank" and found["more"]):
            return None
        # "no more than …" begins a sentence; a sign or a word before a bracket ticks.
        if found["more"] and found["tick"].isalpha() and len(found["tick"]) > 1:
            return None
        return tick, (found["rest"] or found["more"] or "").strip()


def read_field(
    lexicon: Lexicon,
    statement: Statement,
    value: str,
    line: int,
    inside_eea: Container[str | None] = (),
) -> FieldReading:
    """Return what a field's value gives, also where it is a ticked cell with its heading.

    ``inside_eea`` holds the places to which data are not transferred.
    """
    heading, tab, cell = value.partition("\t")
    ticked = Ticks(lexicon).leading(cell) if tab and "\t" not in cell else None
    if not tab or (ticked is None and statement.label != heading) or facet_of(statement.field) is None:
        return FieldReader(lexicon, statement, value, line, inside_eea).read()
    tick, rest = ticked or ("yes", cell)
    if tick == "blank" and not rest:
        return FieldReading()
    unclear = bool(rest) and (tick == "no" or rest == cell.strip() or not rest.startswith("("))
    said = f"{heading} {rest}" if rest and not unclear else heading
    found = FieldReader(lexicon, statement, said, line, inside_eea).read()
    if unclear:
        found.unmapped.append(Unmapped(cell, statement.field, statement.line, at=statement.at))
    if tick == "no" or unclear:
        certainty: Certainty = "conditional" if unclear else "denied"
        found.claims = [
            replace(
                c,
                certainty=certainty,
                qualifiers=tuple(sorted({*c.qualifiers, UNCERTAIN})) if unclear else c.qualifiers,
            )
            if c.facet != "qualifier"
            else c
            for c in found.claims
        ]
    return found
