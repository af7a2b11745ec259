"""A picture as SVG: text that any browser, word processor or press takes, made without a browser."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from datamap.views import words
from datamap.views.layout import MARGIN
from datamap.views.legend import ROW, SIZE, legend, placed
from datamap.views.palette import DASHES, LIGHT, Paper
from datamap.views.scene import LABEL_SIZE, LINE_HEIGHT, MARK
from datamap.views.text_width import wrapped
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.views.legend import Entry
    from datamap.views.scene import Line, Mark, Scene

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
NOTE_SIZE = 12.0


def svg(scene: Scene, paper: Paper = LIGHT) -> str:
    """Return a scene as an SVG document."""
    return "\n".join(_Painter(scene, paper).lines()) + "\n"


def legend_marks(scene: Scene, paper: Paper) -> list[tuple[str, str]]:
    """Return the legend's entries as words, each with its sample as an SVG element."""
    painter = _Painter(scene, paper)
    return [
        (
            entry.text,
            f'<svg width="30" height="16" aria-hidden="true">{painter.sample(entry, 1, 8)}</svg>',
        )
        for entry in legend(scene)
    ]


def note_lines(scene: Scene) -> list[str]:
    """Return the notes beneath a picture, broken to its width."""
    room = max(320.0, scene.width - 2 * MARGIN)
    return [line for note in scene.notes for line in wrapped(visible(note), NOTE_SIZE, room, most=20)]


def foot_height(scene: Scene) -> float:
    """Return how much room legend and notes take beneath the marks."""
    rows = {y for *_, y in placed(legend(scene), MARGIN, 0, scene.width - 2 * MARGIN)}
    return 20 + ROW * len(rows) + 18 * len(note_lines(scene)) + 14


def corners(shape: str, x: float, y: float, size: float = MARK) -> list[tuple[float, float]]:
    """Return the corners of a mark around a point."""
    r = size / 2
    if shape == "diamond":
        around = [(0, -r), (r, 0), (0, r), (-r, 0)]
    elif shape == "triangle":
        around = [(0, -r), (r, r * 0.8), (-r, r * 0.8)]
    elif shape == "hexagon":
        around = [(r * math.cos(a * math.pi / 3), r * math.sin(a * math.pi / 3)) for a in range(6)]
    elif shape == "flag":
        around = [(-r * 0.7, -r), (r, -r * 0.4), (-r * 0.4, r * 0.2), (-r * 0.4, r), (-r * 0.7, r)]
    elif shape == "dash":
        around = [(-r * 0.8, -1.2), (r * 0.8, -1.2), (r * 0.8, 1.2), (-r * 0.8, 1.2)]
    else:
        around = [(-r * 0.8, -r * 0.8), (r * 0.8, -r * 0.8), (r * 0.8, r * 0.8), (-r * 0.8, r * 0.8)]
    return [(x + across, y + down) for across, down in around]


def shape_path(shape: str, x: float, y: float) -> str:
    """Return the outline of a mark around a point, as an SVG path."""
    points = [f"{_n(across)} {_n(down)}" for across, down in corners(shape, x, y)]
    return f"M{'L'.join(points)}Z"


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return escape(visible(text), {'"': "&quot;", "'": "&#39;"})


class _Painter:
    def __init__(self, scene: Scene, paper: Paper) -> None:
        self.scene, self.paper = scene, paper

    def colour(self, name: str) -> str:
        found: str = getattr(self.paper, name)
        return found

    def lines(self) -> Iterator[str]:
        scene, paper = self.scene, self.paper
        height = scene.height + foot_height(scene)
        summary = ". ".join([scene.title, *scene.notes])
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(scene.width)}" height="{_n(height)}" '
            f'viewBox="0 0 {_n(scene.width)} {_n(height)}" role="img" aria-labelledby="title" '
            f'xml:lang="{scene.language}" font-family="{FONT}" font-size="{LABEL_SIZE:.0f}" '
            f'fill="{paper.ink}">'
        )
        yield f'<title id="title">{_text(summary)}</title>'
        yield f'<rect width="100%" height="100%" fill="{paper.paper}"/>'
        yield f'<text x="{_n(MARGIN)}" y="42" font-size="20" font-weight="600">{_text(scene.title)}</text>'
        for heading in scene.headings:
            yield (
                f'<text x="{_n(heading.x)}" y="{_n(heading.y)}" font-size="12" fill="{paper.tertiary}" '
                f'text-anchor="{heading.anchor}">{_text(heading.text)}</text>'
            )
        faint = f' stroke-opacity="{scene.opacity}"' if scene.opacity < 1 else ""
        yield f'<g fill="none" stroke-linecap="round"{faint}>'
        for line in scene.lines:
            yield self._line(line)
        yield "</g>"
        for mark in scene.marks:
            yield from self._mark(mark)
        yield from self._foot()
        yield "</svg>"

    def _line(self, line: Line) -> str:
        (x1, y1), (x2, y2) = self.scene.ends(line)
        if line.bend is None:
            middle = (x1 + x2) / 2
            path = f"M{_n(x1)} {_n(y1)}C{_n(middle)} {_n(y1)} {_n(middle)} {_n(y2)} {_n(x2)} {_n(y2)}"
        else:
            path = f"M{_n(x1)} {_n(y1)}Q{_n(line.bend[0])} {_n(line.bend[1])} {_n(x2)} {_n(y2)}"
        return (
            f'<path d="{path}" stroke="{self.colour(line.colour)}" stroke-width="{_n(line.width)}"'
            f"{_dashes(line.certainty)}>{self._said(line)}</path>"
        )

    def _said(self, line: Line) -> str:
        """Return what a line says, shown when it is pointed at."""
        first, second = self.scene.marks[line.start], self.scene.marks[line.end]
        words_ = words.CERTAINTY[self.scene.language].get(line.certainty, "")
        names = f"{' '.join(first.label)} – {' '.join(second.label)}"
        return f"<title>{_text(f'{names}: {words_}' if words_ else names)}</title>"

    def _mark(self, mark: Mark) -> Iterator[str]:
        if mark.shape == "box":
            x, y = mark.x - mark.width / 2, mark.y - mark.height / 2
            edge = self.paper.rule if mark.bold else self.paper.secondary
            yield (
                f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(mark.width)}" height="{_n(mark.height)}" rx="4" '
                f'fill="{self.paper.paper}" stroke="{edge}"/>'
            )
        else:
            yield self._shape(mark.shape, mark.colour, mark.x, mark.y)
        turned = (
            f' transform="rotate({_n(mark.angle)} {_n(mark.text_x)} {_n(mark.text_y)})"' if mark.angle else ""
        )
        fill = {"unknown": "unknown_text", "outside": "outside_text"}.get(mark.colour)
        style = ' font-weight="600"' if mark.bold else ""
        style += f' fill="{self.colour(fill)}"' if fill else ""
        first = mark.text_y - (len(mark.label) - 1) * LINE_HEIGHT / 2 if mark.angle else mark.text_y
        for number, line in enumerate(mark.label):
            # A third of the size below the middle is where capitals look centred in any font.
            y = first + number * LINE_HEIGHT + LABEL_SIZE * 0.35
            yield (
                f'<text x="{_n(mark.text_x)}" y="{_n(y)}" text-anchor="{mark.anchor}"{style}{turned}>'
                f"{_text(line)}</text>"
            )

    def _shape(self, shape: str, colour: str, x: float, y: float) -> str:
        paint = self.colour(colour)
        if shape == "dot":
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="5.5" fill="{paint}"/>'
        if shape == "ring":
            return (
                f'<circle cx="{_n(x)}" cy="{_n(y)}" r="5.5" fill="{self.paper.paper}" stroke="{paint}" '
                f'stroke-width="1.6"/>'
            )
        if shape == "box":
            return (
                f'<rect x="{_n(x - 9)}" y="{_n(y - 6)}" width="18" height="12" rx="3" '
                f'fill="{self.paper.paper}" stroke="{self.paper.secondary}"/>'
            )
        return f'<path d="{shape_path(shape, x, y)}" fill="{paint}"/>'

    def _foot(self) -> Iterator[str]:
        scene = self.scene
        top = scene.height + 20
        yield f'<g font-size="{SIZE:.0f}" fill="{self.paper.secondary}">'
        last = top
        for entry, x, y in placed(legend(scene), MARGIN, top, scene.width - 2 * MARGIN):
            yield self.sample(entry, x, y)
            yield f'<text x="{_n(x + 34)}" y="{_n(y + 4)}">{_text(entry.text)}</text>'
            last = y
        for number, line in enumerate(note_lines(scene)):
            yield f'<text x="{_n(MARGIN)}" y="{_n(last + 30 + 18 * number)}">{_text(line)}</text>'
        yield "</g>"

    def sample(self, entry: Entry, x: float, y: float) -> str:
        """Return the mark or line of an entry of the legend."""
        if entry.shape is not None:
            return self._shape(entry.shape, entry.colour, x + 14, y)
        return (
            f'<path d="M{_n(x)} {_n(y)}H{_n(x + 26)}" fill="none" stroke="{self.colour(entry.colour)}" '
            f'stroke-width="1.8" stroke-linecap="round"{_dashes(entry.certainty)}/>'
        )


def _dashes(certainty: str) -> str:
    dashes = DASHES.get(certainty, ())
    return f' stroke-dasharray="{" ".join(_n(d) for d in dashes)}"' if dashes else ""
