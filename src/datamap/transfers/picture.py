"""The timeline as a picture: a row a transfer, a bar a state, in one SVG file without script or reference."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from datamap.transfers.wording import STATES
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_ROWS = 40
_FILL = {
    "holds": "#1b7f79",
    "limited": "#8fc9c4",
    "review": "#e3d5f2",
    "not-held": "#e07a2d",
    "none-stated": "#f6cfa9",
    "no-transfer": "#e8e8e8",
}
_FONT = 'font-family="Helvetica, Arial, sans-serif" font-size="12"'
_EDGE = 'stroke="#404040" stroke-width="0.5"'
_LEFT, _WIDE, _ROW, _BAR, _HEAD = 260, 640, 24, 16, 46
_LONGEST = 40
_MIDDLE = dt.date(2020, 7, 16)
_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Row:
    """A transfer over time: its name, and the states with the days from which they hold, oldest first."""

    name: str
    states: tuple[tuple[dt.date, str], ...]


class TimelinePicture:
    """A still picture of the timeline, which notebooks and web sites show; ``svg`` is its text."""

    def __init__(self, title: str, rows: Sequence[Row], at: dt.date, language: str, more: str) -> None:
        self.title, self.rows, self.at, self.language = title, rows[:MOST_ROWS], at, language
        self._more = more.format(n=len(rows) - MOST_ROWS) if len(rows) > MOST_ROWS else ""

    @property
    def svg(self) -> str:
        """The picture as SVG; what strangers wrote is escaped."""
        first, last = self._span()
        height = _HEAD + _ROW * len(self.rows) + 34 + 18 * 3
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_LEFT + _WIDE + 20} {height}" '
            f'width="{_LEFT + _WIDE + 20}" height="{height}" {_FONT}>',
            f"<title>{_text(self.title)}</title>",
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            f'<text x="8" y="20" font-weight="bold">{_text(self.title)}</text>',
        ]
        bottom = _HEAD + _ROW * len(self.rows)
        step = max(1, round((last.year - first.year) / 12))
        for year in range(first.year + 1, last.year + 1, step):
            x = self._x(dt.date(year, 1, 1), first, last)
            lines.append(f'<path d="M{x} {_HEAD - 6}V{bottom}" stroke="#d0d0d0"/>')
            lines.append(f'<text x="{x}" y="{bottom + 14}" text-anchor="middle">{year}</text>')
        for number, row in enumerate(self.rows):
            lines += self._bars(row, _HEAD + _ROW * number, first, last)
        x = self._x(self.at, first, last)
        lines.append(f'<path d="M{x} {_HEAD - 8}V{bottom}" stroke="#000000" stroke-dasharray="3 3"/>')
        lines.append(f'<text x="{x}" y="{_HEAD - 11}" text-anchor="middle">{self.at}</text>')
        lines += self._legend(bottom + 36)
        return "\n".join([*lines, "</svg>"]) + "\n"

    def _span(self) -> tuple[dt.date, dt.date]:
        # What a row begins with is no event; the line starts a year before the first change.
        days = [day for row in self.rows for day, _ in row.states[1:]] or [_MIDDLE]
        # A date far from every change would leave no room to see them.
        asked = min(max(self.at, min(days) - 20 * _YEAR), max(days) + 20 * _YEAR)
        return min(*days, asked) - _YEAR, max(*days, asked) + _YEAR

    def _x(self, day: dt.date, first: dt.date, last: dt.date) -> float:
        share = (min(max(day, first), last) - first) / (last - first)
        return round(_LEFT + _WIDE * share, 1)

    def _bars(self, row: Row, y: int, first: dt.date, last: dt.date) -> list[str]:
        name = row.name if len(row.name) <= _LONGEST else f"{row.name[: _LONGEST - 1]}…"
        lines = [f'<text x="8" y="{y + 13}">{_text(name)}</text>']
        ends = [day for day, _ in row.states[1:]] + [last]
        for (start, state), end in zip(row.states, ends, strict=True):
            left, right = self._x(start, first, last), self._x(end, first, last)
            if right > left:
                until = f"–{end - dt.timedelta(days=1)}" if end != last else "–"
                said = f"{row.name}: {STATES[self.language][state]}, {max(start, first)}{until}"
                lines.append(
                    f'<rect x="{left}" y="{y}" width="{round(right - left, 1)}" height="{_BAR}" '
                    f'fill="{_FILL[state]}" {_EDGE}><title>{_text(said)}</title></rect>'
                )
        return lines

    def _legend(self, y: int) -> list[str]:
        used = {state for row in self.rows for _, state in row.states}
        lines = []
        for number, state in enumerate(s for s in _FILL if s in used):
            x, top = 8 + 460 * (number % 2), y + 18 * (number // 2)
            lines.append(
                f'<rect x="{x}" y="{top - 10}" width="12" height="12" fill="{_FILL[state]}" {_EDGE}/>'
            )
            lines.append(f'<text x="{x + 18}" y="{top}">{_text(STATES[self.language][state])}</text>')
        if self._more:
            lines.append(f'<text x="{_LEFT + _WIDE}" y="20" text-anchor="end">{_text(self._more)}</text>')
        return lines

    def __repr__(self) -> str:
        return f"<TimelinePicture {self.title}: {len(self.rows)} rows>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": repr(self), "image/svg+xml": self.svg}


def _text(said: str) -> str:
    return escape(visible(said))
