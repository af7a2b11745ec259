"""What the marks and lines of a picture mean: one entry for each that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.views import words
from datamap.views.network_kinds import CERTAINTIES
from datamap.views.palette import look_of
from datamap.views.text_width import text_width

if TYPE_CHECKING:
    from datamap.views.palette import Shape
    from datamap.views.scene import Scene

SIZE = 12.0
ROW = 22.0
_SAMPLE = 34.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a shape or a line's certainty, in a colour, with its words."""

    text: str
    colour: str
    shape: Shape | None = None
    certainty: str = ""


def legend(scene: Scene) -> list[Entry]:
    """Return the entries for what a picture shows, marks before lines."""
    lang = scene.language
    found: dict[tuple[str, str], Entry] = {}
    for mark in scene.marks:
        attributes = scene.graph.nodes[mark.node]
        standing = attributes.get("standing", "")
        text = words.HEADINGS[lang].get(mark.kind, mark.kind)
        if not attributes.get("stated", True):
            text = words.CERTAINTY[lang]["unknown"].capitalize()
        elif look_of(mark.kind, standing, True) != look_of(mark.kind, "", True):
            text += f" {words.STANDING[lang][standing]}"
        found.setdefault((mark.shape, mark.colour), Entry(text, mark.colour, shape=mark.shape))
    marks = sorted(found.values(), key=lambda entry: entry.shape == "ring")
    shown = {line.certainty for line in scene.lines}
    lines = [
        Entry(words.CERTAINTY[lang][name].capitalize(), name, certainty=name)
        for name in CERTAINTIES
        if name in shown
    ]
    return [*(entry for entry in marks if entry.text), *lines]


def placed(entries: list[Entry], left: float, top: float, width: float) -> list[tuple[Entry, float, float]]:
    """Return the entries with their places (left end, middle), in as many rows as they need."""
    found = []
    x, y = left, top
    for entry in entries:
        room = _SAMPLE + text_width(entry.text, SIZE) + 18
        if x > left and x + room > left + width:
            x, y = left, y + ROW
        found.append((entry, x, y))
        x += room
    return found
