"""What ``import`` shows: each list with what was not understood, or of many lists a line each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.cli.layout import indented, terminal_width
from datamap.locators import place_in_words

if TYPE_CHECKING:
    from datamap.claims.model import Reading, Unmapped
    from datamap.registry.importing import ImportReport
    from datamap.registry.merging import TakenRegistry
    from datamap.vocabulary.local import LocalOntology

_IN_FULL = 8
"""Lists that are shown with every phrase that was not understood."""

_TEXT = {
    "sv": {
        "read": "{source}: {entries} leverantörer, {claims} uppgifter ur {file}",
        "unmapped": "Inte förstått ({n}); sparat ordagrant, räknas aldrig som nej:",
        "understood": "Allt i posterna är förstått.",
        "suggest": "förslag: {label}",
        "outside": "Text utanför posterna: {n} rader, sparade ordagrant.",
        "left": "; {n} inte förstådda",
        "total": "{lists} listor: {entries} leverantörer, {claims} uppgifter; {unmapped} inte förstådda",
        "see": "sparade ordagrant, räknas aldrig som nej; --format json visar var de står",
        "registry": "{file}: register med {n} listor",
        "new": "ny",
        "newer": "utgåva {edition}",
        "known": "känd, oförändrad",
        "persons": "{corrections} rättelser och {facts} uppgifter av personer",
        "words": "egna ord: {types} typer, {labels} benämningar, {decisions} beslut",
    },
    "en": {
        "read": "{source}: {entries} vendors, {claims} claims from {file}",
        "unmapped": "Not understood ({n}); kept verbatim, never counted as no:",
        "understood": "Everything in the entries is understood.",
        "suggest": "suggestion: {label}",
        "outside": "Text outside the entries: {n} lines, kept verbatim.",
        "left": "; {n} not understood",
        "total": "{lists} lists: {entries} vendors, {claims} claims; {unmapped} not understood",
        "see": "kept verbatim, never counted as no; --format json shows where they stand",
        "registry": "{file}: a registry of {n} lists",
        "new": "new",
        "newer": "edition {edition}",
        "known": "known, unchanged",
        "persons": "{corrections} corrections and {facts} facts of persons",
        "words": "own words: {types} types, {labels} labels, {decisions} decisions",
    },
}


@dataclass(frozen=True, slots=True)
class _Summary:
    source: str
    file: str
    entries: int
    claims: int
    unmapped: int
    outside: int


class Summaries:
    """Keeps of each reading what is shown of it."""

    def __init__(self) -> None:
        self._lists: list[_Summary] = []
        self._phrases: list[list[Unmapped]] = []

    def add(self, reading: Reading) -> None:
        """Add a document's reading."""
        inside = [u for u in reading.unmapped if u.field != "document"]
        claims = sum(len(entry.claims) for entry in reading.entries)
        outside = len(reading.unmapped) - len(inside)
        self._lists.append(
            _Summary(reading.source, reading.file_name, len(reading.entries), claims, len(inside), outside)
        )
        if len(self._phrases) < _IN_FULL:
            self._phrases.append(inside)

    def lines(self, report: ImportReport, lang: str) -> list[str]:
        """Return what is shown of the readings added, and of the registries in a report."""
        text, columns = _TEXT[lang], terminal_width()
        lines: list[str] = []
        for taken in report.registries:
            lines += _registry(taken, text, columns)
        in_full = len(self._lists) <= _IN_FULL
        for number, one in enumerate(self._lists):
            said = text["read"].format(
                source=one.source, entries=one.entries, claims=one.claims, file=one.file
            )
            left = text["left"].format(n=one.unmapped) if one.unmapped and not in_full else ""
            lines += indented(said + left, "", columns)
            if in_full:
                lines += _phrases(one, self._phrases[number], text, lang, columns, report.local)
        if not in_full:
            unmapped = sum(one.unmapped for one in self._lists)
            total = text["total"].format(
                lists=len(self._lists),
                entries=sum(one.entries for one in self._lists),
                claims=sum(one.claims for one in self._lists),
                unmapped=unmapped,
            )
            lines += indented(f"{total} ({text['see']})" if unmapped else total, "", columns)
        return lines


def _phrases(
    one: _Summary,
    unmapped: list[Unmapped],
    text: dict[str, str],
    lang: str,
    columns: int,
    local: LocalOntology | None,
) -> list[str]:
    from datamap.vocabulary.concepts import load_vocabulary

    lines = ["  " + (text["unmapped"].format(n=len(unmapped)) if unmapped else text["understood"])]
    for u in unmapped:
        hint = ""
        if u.suggestion:
            label = load_vocabulary(local).label(u.suggestion, lang)
            hint = f" ({text['suggest'].format(label=label)})"
        vendor = f"{u.vendor}: " if u.vendor else ""
        lines += indented(f"{place_in_words(u.line, u.at, lang)}  {vendor}{u.text}{hint}", "    ", columns)
    if one.outside:
        lines.append("  " + text["outside"].format(n=one.outside))
    return lines


def _registry(taken: TakenRegistry, text: dict[str, str], columns: int) -> list[str]:
    lines = list(
        indented(text["registry"].format(file=Path(taken.file).name, n=len(taken.documents)), "", columns)
    )
    for document in taken.documents:
        said = text["read"].format(
            source=document.source, entries=document.entries, claims=document.claims, file=document.file_name
        )
        state = text[document.state].format(edition=document.edition)
        lines += indented(f"{said} ({state})", "  ", columns)
    if taken.corrections or taken.facts:
        lines.append("  " + text["persons"].format(corrections=taken.corrections, facts=taken.facts))
    if taken.types or taken.labels or taken.decisions:
        counts = {"types": taken.types, "labels": taken.labels, "decisions": taken.decisions}
        lines.append("  " + text["words"].format(**counts))
    return lines
