"""Cells that only tick: "x", "✓", "ja", "nej"; and the fields that matrices of such cells give.

A field of a ticked cell is the heading, a tab and the cell ("E-post<tab>x"): verbatim both, and read as what
the heading names. "Nej" denies it; an empty cell, a dash or an unticked box is silence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from datamap.claims.facets import facet_of
from datamap.claims.fields import FieldReader, FieldReading
from datamap.claims.model import Unmapped
from datamap.claims.phrases import Phrase
from datamap.vocabulary.concepts import normalise
from datamap.vocabulary.terms import DM, NEGATION, UNCERTAIN

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from datamap.claims.lexicon import Lexicon
    from datamap.claims.model import Certainty, Statement

Tick = Literal["yes", "no", "blank", "maybe"]

_YES = frozenset("×✓✔☑✅🗸☒●•■◆◼⬤*+√✕⨯")
_NO = frozenset("✗✘❌🗙⛔")
_BLANK = frozenset("-–—−☐○◯□.·/")
_MARK = re.compile(r"[\uFE0E\uFE0F\u200B\u200D]")
_LONGEST = 20
_LONGEST_LEGEND = 400
_LEGEND = re.compile(
    r"(?:^|[;,.\n(]|\s)(?P<sign>[^\s=;,]{1,4})\s*=\s*(?P<meaning>[^=;,.\n]{2,80})(?=[;,.\n)]|$)"
)
_BRACKETED = re.compile(r"\((?P<inner>[^()]{1,8})\)|(?P<asked>\S{1,6})\s?\?")
_CHECKBOX = re.compile(r"\[(?P<inner>[ xX*✓]?)\]")
_FOOTNOTE = re.compile(r"(?<=\S)\s?(?:\*{1,4}|[†‡§]{1,3}|[⁰¹²³⁴-⁹]{1,2}|\(?\d{1,2}\)|\[\d{1,2}\])$")
_LEADING = re.compile(r"(?P<tick>\S{1,6})(?:\s*(?P<rest>[(:,;–—-].*)|\s+(?P<more>\S.*))", re.DOTALL)
_IS_LEGEND = re.compile(r"\s*\S{1,4}\s*=\s")


def legend_of(texts: Iterable[str], lexicon: Lexicon) -> dict[str, Tick]:
    """Return what a document says that its signs mean: "● = always, ○ = optional"; "(x)" may be one of them.

    A sign for what depends on something is "maybe".
    """
    found: dict[str, Tick] = {}
    for text in texts:
        if len(text) > _LONGEST_LEGEND or "=" not in text:
            continue
        for match in _LEGEND.finditer(text):
            meaning = Phrase(match["meaning"].strip(), 0)
            qualifiers = lexicon.qualifiers.anywhere(meaning.text)
            maybe = any(q.conditional and q.iri != NEGATION for q in qualifiers) or lexicon.has_alternative(
                meaning
            )
            denied = any(q.iri == NEGATION for q in qualifiers) or Ticks(lexicon).read(meaning.text) == "no"
            found[match["sign"]] = "no" if denied else "maybe" if maybe else "yes"
    return found


def is_legend(text: str) -> bool:
    """Tell whether a cell says what a sign means: "x = processed"."""
    return _IS_LEGEND.match(text) is not None


class Ticks:
    """What cells that only tick say; ``legend`` is what the document says of its signs."""

    def __init__(self, lexicon: Lexicon, legend: Mapping[str, Tick] = MappingProxyType({})) -> None:
        self._lexicon, self._legend = lexicon, legend
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
        if bare in self._legend:
            return self._legend[bare]
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
        if whole == "maybe":
            return "yes", text.strip()
        if whole is not None:
            return whole, ""
        if normalise(text).rstrip(".") in self._lexicon.qualifiers.none_values:
            return "no", ""
        said = self._lexicon.qualifiers.whole(text.strip()) if len(text) < _LONGEST else None
        if said is not None and said.conditional and said.iri != NEGATION:
            return "yes", text.strip()  # "optional"
        doubted = _BRACKETED.fullmatch(text.strip()[:_LONGEST])
        if doubted and self.read(doubted["inner"] or doubted["asked"]) is not None:
            return "yes", text.strip()
        found = _LEADING.fullmatch(text.strip()[:1_000])
        tick = self.read(found["tick"]) if found else None
        if found is None or tick is None or (tick == "blank" and found["more"]):
            return None
        if (found["more"] or "").startswith("="):
            return None  # "x = processed"
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
    legend: Mapping[str, Tick] = MappingProxyType({}),
) -> FieldReading:
    """Return what a field's value gives, also where it is a ticked cell with its heading.

    ``inside_eea`` holds the places to which data are not transferred, ``legend`` what signs mean.
    """
    heading, tab, cell = value.partition("\t")
    tab = tab if heading.strip() else ""  # "Place:<tab>India" in a text
    ticked = Ticks(lexicon, legend).leading(cell) if tab and "\t" not in cell else None
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
