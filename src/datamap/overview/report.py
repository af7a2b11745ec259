"""Tables that a reader can retrace: every number with the names it counts, and their lines of the sources."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from datamap.errors import InvalidParameter
from datamap.locators import place_in_words
from datamap.overview.wording import say
from datamap.questions.forms import Tabular, text_table
from datamap.questions.markup import html_table
from datamap.visible import visible

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

_MARKUP = re.compile(r"([\\`*_{}\[\]()#!|~<>&])")
_NAMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things that a number counts: its name, why it counts, and the lines that say so.

    ``as_what`` is "stated", "conditional", "notStated" or another key of the wording, or "".
    """

    name: str
    as_what: str = ""
    evidence: Sequence[Mapping[str, Any]] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the item as plain values, for JSON."""
        found: dict[str, Any] = {"name": self.name}
        if self.as_what:
            found["as"] = self.as_what
        return {**found, "evidence": [dict(one) for one in self.evidence]}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its values by column, and what its numbers count."""

    values: Mapping[str, Any]
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One table; ``shown`` is how many lines a short form shows, 0 all."""

    key: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    shown: int = 0


@dataclass
class Report(Tabular):
    """Several tables about a registry on a day, in a language."""

    name: str
    language: str
    at: dt.date
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title in the report's language, with its day."""
        return self.say(f"title-{self.name}", at=self.at.isoformat(), **self.parameters)

    def section(self, key: str) -> Section:
        """Return a section by its key; raises KeyError when there is none."""
        return {one.key: one for one in self.sections}[key]

    def say(self, key: str, **values: object) -> str:
        """Return words in the report's language."""
        return say(self.language, key, **values)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON: always with evidence."""
        return {
            "report": self.name,
            "title": self.title,
            "at": self.at.isoformat(),
            "parameters": self.parameters,
            "notes": list(self.notes),
            "sections": {
                section.key: {
                    "title": self.say(f"section-{section.key}"),
                    "columns": list(section.columns),
                    "notes": list(section.notes),
                    "rows": [
                        {**line.values, "items": [item.to_dict() for item in line.items]}
                        for line in section.lines
                    ],
                }
                for section in self.sections
            },
        }

    def shown(
        self, section: Section, *, all_lines: bool
    ) -> tuple[list[str], list[tuple[list[str], Line]], int]:
        """Return a section's headings, its shown lines as texts, and how many are left out."""
        most = len(section.lines) if all_lines or not section.shown else section.shown
        headings = [self.say(f"column-{column}") for column in section.columns]
        lines = [
            ([self.cell(column, line.values.get(column)) for column in section.columns], line)
            for line in section.lines[:most]
        ]
        return headings, lines, max(0, len(section.lines) - most)

    def cell(self, column: str, value: Any) -> str:
        """Return a value as it is shown; names beyond the first are counted."""
        if value is None:
            return self.say("notStated")
        if isinstance(value, list):
            more = len(value) - _NAMES_SHOWN
            names = ", ".join(str(one) for one in value[:_NAMES_SHOWN])
            return f"{names}, {self.say('and-more', n=more)}" if more > 0 else names
        if column in ("group", "kind", "state", "description"):
            return self.say(str(value))
        return str(value)

    def reasons(self, line: Line) -> Iterator[str]:
        """Yield a line for each thing counted: its name, why, and where that is said."""
        for item in line.items:
            head = f"{item.name} ({self.say(item.as_what)})" if item.as_what else item.name
            if not item.evidence:
                yield head
            for one in item.evidence:
                place = place_in_words(one["line"], one.get("at", ""), self.language)
                yield f"{head}: {one['source']}, {place}: {' '.join(str(one['text']).split())}"

    def markdown(self, *, verbose: bool = False) -> str:
        """Return the report as Markdown (GFM); what strangers wrote is escaped."""
        out = [f"# {_escaped(self.title)}", "", *(_escaped(note) + "\n" for note in self.notes)]
        for section in self.sections:
            headings, lines, _ = self.shown(section, all_lines=True)
            out += [f"## {_escaped(self.say(f'section-{section.key}'))}", ""]
            if lines:
                out += [_row(headings), _row(["---"] * len(headings), escape=False)]
                out += [_row(cells) for cells, _ in lines]
            else:
                out.append(_escaped(self.say("none")))
            out.append("")
            if verbose:
                for cells, line in lines:
                    if line.items:
                        out += [
                            f"**{_escaped(cells[0])}**",
                            "",
                            *(f"- {_escaped(r)}" for r in self.reasons(line)),
                            "",
                        ]
            out += [_escaped(note) + "\n" for note in section.notes]
        return "\n".join(out).rstrip() + "\n"

    def save(self, path: str | Path, *, verbose: bool = True) -> Path:
        """Write the report, as Markdown (.md) or JSON (.json); raises InvalidParameter, RegistryError."""
        path = Path(path)
        data = self._bytes(path.suffix.lower(), verbose=verbose)
        if data is None:
            raise InvalidParameter(
                f"{path}: the suffix says what to write; one of {', '.join(self.suffixes)}"
            )
        from datamap.registry.serialisation import write_atomically

        write_atomically(path, data)
        return path

    suffixes: ClassVar[tuple[str, ...]] = ("md", "json")

    def _bytes(self, suffix: str, *, verbose: bool) -> bytes | None:
        if suffix == ".md":
            return self.markdown(verbose=verbose).encode()
        if suffix == ".json":
            return (json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n").encode()
        return None

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        rows = [
            {
                "section": section.key,
                "row": self.cell(section.columns[0], line.values.get(section.columns[0])),
                "name": item.name,
                "as": item.as_what,
                "evidence": [f"{e['source']}:{e.get('at') or e['line']}" for e in item.evidence],
            }
            for section in self.sections
            for line in section.lines
            for item in line.items or (Item(""),)
        ]
        return rows, ["section", "row", "name", "as", "evidence"]

    def _html(self) -> str:
        parts = []
        for section in self.sections:
            headings, lines, _ = self.shown(section, all_lines=True)
            title = self.say(f"section-{section.key}")
            notes = list(section.notes)
            parts.append(html_table(title, headings, [c for c, _ in lines], notes=notes, lang=self.language))
        return "\n".join(parts)

    def _text(self) -> str:
        tables = [self.title]
        for section in self.sections:
            headings, lines, _ = self.shown(section, all_lines=True)
            tables.append(text_table(self.say(f"section-{section.key}"), headings, [c for c, _ in lines]))
        return "\n\n".join([*tables, *self.notes])


def _row(cells: list[str], *, escape: bool = True) -> str:
    return "| " + " | ".join(_escaped(cell) if escape else cell for cell in cells) + " |"


def _escaped(words: str) -> str:
    shown = visible(" ".join(words.split()))
    return _MARKUP.sub(r"\\\1", shown).replace("\\<", "&lt;").replace("\\>", "&gt;")
