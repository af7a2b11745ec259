"""A document as the typst template reads it: strings in runs that say where they break, beside measures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from datamap.records import appearance
from datamap.records.appearance import shown
from datamap.records.breaks import runs
from datamap.records.document import Band
from datamap.records.words import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.records.appearance import Placed
    from datamap.records.document import Column, Document, Line, Part, Row, Table

JSON = dict[str, Any]

_WIDE_LETTER = 2.2  # millimetres that a letter takes in a cell, where all are wide
_MANY_LINES = 10
"""Lines in a cell below which no row is half a page high, nor a pair a page."""

_FRONT_ROOM = 210 - 2 * appearance.FRONT_SIDE


def typeset(document: Document) -> JSON:
    """Return what the template needs of a document and of its looks, as JSON holds it."""
    day = dt.date.fromisoformat(document.date)
    setting = _Setting(document)
    return {
        "title": shown(document.title),
        "subtitle": shown(document.subtitle),
        "entity": shown(document.entity),
        "keywords": [shown(word) for word in document.keywords],
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "locale": appearance.LOCALES[document.language].lower().split("-"),
        "footer": shown(document.footer),
        "page": appearance.PAGE_WORDS[document.language],
        "font": appearance.FONT,
        "colours": {
            "heading": appearance.HEADING,
            "gap": appearance.GAP,
            "quiet": appearance.QUIET,
            "rule": appearance.RULE,
            "tint": appearance.TINT,
        },
        "sizes": appearance.SIZES,
        "measures": {
            "front-side": appearance.FRONT_SIDE,
            "side": appearance.SIDE,
            "top": appearance.TOP,
            "bottom": appearance.BOTTOM,
            "label": appearance.LABEL_WIDTH,
            "term": appearance.TERM_WIDTH,
            "before": appearance.BEFORE,
            "after": appearance.AFTER,
            "air": appearance.AIR,
        },
        "front": setting.front(),
        "tables": [setting.table(table) for table in document.tables],
    }


class _Setting:
    """A document's cells, lines and parts, in its language and for the widths they stand in."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.labels = {table.key: f"section-{at}" for at, table in enumerate(document.tables)}

    def front(self) -> JSON:
        front = self.document.front
        value, term = _FRONT_ROOM - appearance.LABEL_WIDTH, appearance.TERM_WIDTH
        return {
            "fields": [
                {
                    "label": shown(field.label),
                    "article": shown(field.article),
                    "lines": self.lines(field.cell.lines, value),
                }
                for field in front.fields
            ],
            "opening": self.lines(front.opening, _FRONT_ROOM),
            "reading_title": shown(front.reading_title),
            "reading": self.lines(front.reading, _FRONT_ROOM),
            "heads": [shown(head) for head in front.legend_heads],
            "legend": [
                (self.part(part, term), _runs(meaning, _FRONT_ROOM - term)) for part, meaning in front.legend
            ],
        }

    def table(self, table: Table) -> JSON:
        widths = appearance.widths(table.columns)
        return {
            "label": self.labels[table.key],
            "title": shown(table.title),
            "lead": self.lines(appearance.lead(table, self.document.language), appearance.WIDTH),
            "widths": widths,
            "columns": [
                {"label": _runs(column.label, width), "article": _runs(column.article, width)}
                for column, width in zip(table.columns, widths, strict=True)
            ],
            "rows": [
                {"band": self.line(row.line, appearance.WIDTH)}
                if isinstance(row, Band)
                else self.row(row, table.below, widths)
                for row in table.rows
            ],
        }

    def row(self, row: Row, below: Sequence[Column], widths: Sequence[float]) -> JSON:
        upper = [self.cell(cell, widths) for cell in appearance.placed(row.cells, len(widths))]
        lower = [
            self.cell(cell, widths) | {"label": _runs(column.label, widths[cell.start])}
            for cell, column in appearance.labelled(row.below, below, len(widths))
        ]
        return {"cells": upper, "below": lower, "long": any(cell["long"] for cell in (*upper, *lower))}

    def cell(self, placed: Placed, widths: Sequence[float]) -> JSON:
        width = sum(widths[placed.start : placed.start + placed.span])
        return {
            "start": placed.start,
            "span": placed.span,
            "lines": self.lines(placed.cell.lines, width),
            "long": appearance.lines_at_most(placed.cell, width) > _MANY_LINES,
        }

    def lines(self, lines: Iterable[Line], width: float) -> list[JSON]:
        return [self.line(line, width) for line in lines]

    def line(self, line: Line, width: float) -> JSON:
        return {
            "parts": [self.part(part, width) for part in line],
            "quiet": appearance.is_quiet(line),
            "changed": appearance.is_changed(line),
        }

    def part(self, part: Part, width: float) -> tuple[str, list[Any], str]:
        """The kind, the runs, and the label of the section whose page the reader is told."""
        text = said(part, self.document.language)
        return part.kind, _runs(text, width), self.labels.get(part.section, "")


def _runs(text: str, width: float) -> list[Any]:
    """A plain run as a string, another as (text, manner, whether it may be too long for the width)."""
    long = max(2, int((width - appearance.BEFORE - appearance.AFTER) / _WIDE_LETTER))
    return [run.text if run.manner == "plain" else run for run in runs(shown(text), long)]
