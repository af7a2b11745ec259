"""A picture as PNG, painted by matplotlib: for programs that take no SVG."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from datamap.extras import needs
from datamap.views.layout import MARGIN
from datamap.views.legend import SIZE, legend, placed
from datamap.views.palette import DASHES, LIGHT, Paper
from datamap.views.scene import LABEL_SIZE, LINE_HEIGHT, MARK
from datamap.views.svg_picture import NOTE_SIZE, corners, foot_height, note_lines
from datamap.visible import visible

if TYPE_CHECKING:
    from datamap.views.scene import Line, Mark, Scene

_DPI = 100
_POINTS = 72 / _DPI
_FINENESS = 2
_MOST_PIXELS = 2**15


def png(scene: Scene, paper: Paper = LIGHT) -> bytes:
    """Return a scene as a PNG file, two pixels to a unit; raises DatamapError."""
    with needs("matplotlib", "pictures", "A PNG file"):
        import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = scene.height + foot_height(scene)
    fineness = min(_FINENESS, _MOST_PIXELS / max(scene.width, height))
    # A user's matplotlibrc must not change the picture; a glyph the font lacks is drawn as a box.
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        warnings.filterwarnings("ignore", message=".*missing from font.*|.*[Mm]atplotlib currently.*")
        figure = Figure(figsize=(scene.width / _DPI, height / _DPI), dpi=_DPI, facecolor=paper.paper)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, scene.width)
        axes.set_ylim(height, 0)
        axes.axis("off")
        _Painter(scene, paper, axes).paint()
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=_DPI * fineness, metadata={"Software": None})
    return out.getvalue()


class _Painter:
    def __init__(self, scene: Scene, paper: Paper, axes: Any) -> None:
        self.scene, self.paper, self.axes = scene, paper, axes

    def paint(self) -> None:
        scene = self.scene
        self.text(scene.title, MARGIN, 36, size=20, weight="bold")
        for heading in scene.headings:
            self.text(
                heading.text, heading.x, heading.y - 4, size=12, anchor=heading.anchor, colour="tertiary"
            )
        for line in scene.lines:
            self.line(line)
        for mark in scene.marks:
            self.mark(mark)
        last = scene.height + 20
        for entry, x, y in placed(legend(scene), MARGIN, last, scene.width - 2 * MARGIN):
            if entry.shape is not None:
                self.shape(entry.shape, entry.colour, x + 14, y)
            else:
                self.path([(x, y), (x + 26, y)], [1, 2], entry.colour, 1.8, entry.certainty)
            self.text(entry.text, x + 34, y, size=SIZE, colour="secondary")
            last = y
        for number, words in enumerate(note_lines(scene)):
            self.text(words, MARGIN, last + 26 + 18 * number, size=NOTE_SIZE, colour="secondary")

    def text(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float,
        anchor: str = "start",
        colour: str = "ink",
        weight: str = "normal",
        angle: float = 0.0,
    ) -> None:
        side = {"start": "left", "middle": "center", "end": "right"}[anchor]
        # parse_math: a dollar sign in a name begins no formula.
        self.axes.text(
            x,
            y,
            visible(text),
            fontsize=size * _POINTS,
            ha=side,
            va="center" if angle else "center_baseline",
            color=getattr(self.paper, colour),
            fontweight=weight,
            rotation=-angle,
            rotation_mode="anchor",
            parse_math=False,
            family="DejaVu Sans",
        )

    def line(self, line: Line) -> None:
        (x1, y1), (x2, y2) = self.scene.ends(line)
        if line.bend is None:
            middle = (x1 + x2) / 2
            points, codes = [(x1, y1), (middle, y1), (middle, y2), (x2, y2)], [1, 4, 4, 4]
        else:
            points, codes = [(x1, y1), line.bend, (x2, y2)], [1, 3, 3]
        self.path(points, codes, line.colour, line.width, line.certainty, self.scene.opacity)

    def path(
        self,
        points: list[tuple[float, float]],
        codes: list[int],
        colour: str,
        width: float,
        certainty: str,
        opacity: float = 1.0,
    ) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        # matplotlib counts dashes in widths of the line.
        dashes = tuple(dash / width * 1.0 for dash in DASHES.get(certainty, ()))
        self.axes.add_patch(
            PathPatch(
                Path(points, codes),
                facecolor="none",
                edgecolor=getattr(self.paper, colour),
                alpha=opacity,
                linewidth=width * _POINTS,
                linestyle=(0, dashes) if dashes else "solid",
                capstyle="round",
            )
        )

    def mark(self, mark: Mark) -> None:
        from matplotlib.patches import FancyBboxPatch

        if mark.shape == "box":
            self.axes.add_patch(
                FancyBboxPatch(
                    (mark.x - mark.width / 2 + 4, mark.y - mark.height / 2 + 4),
                    mark.width - 8,
                    mark.height - 8,
                    boxstyle="round,pad=4,rounding_size=4",
                    facecolor=self.paper.paper,
                    linewidth=_POINTS,
                    edgecolor=self.paper.rule if mark.bold else self.paper.secondary,
                )
            )
        else:
            self.shape(mark.shape, mark.colour, mark.x, mark.y)
        colour = {"unknown": "unknown_text", "outside": "outside_text"}.get(mark.colour, "ink")
        if mark.angle:
            # matplotlib turns lines together about their anchor.
            self.text(
                "\n".join(mark.label),
                mark.text_x,
                mark.text_y,
                size=LABEL_SIZE,
                anchor=mark.anchor,
                colour=colour,
                angle=mark.angle,
            )
            return
        for number, words in enumerate(mark.label):
            self.text(
                words,
                mark.text_x,
                mark.text_y + number * LINE_HEIGHT,
                size=LABEL_SIZE,
                anchor=mark.anchor,
                colour=colour,
                weight="bold" if mark.bold else "normal",
            )

    def shape(self, shape: str, colour: str, x: float, y: float) -> None:
        from matplotlib.patches import Circle, FancyBboxPatch, Polygon

        paint = getattr(self.paper, colour)
        if shape == "dot":
            self.axes.add_patch(Circle((x, y), 5.5, color=paint, linewidth=0))
        elif shape == "ring":
            self.axes.add_patch(
                Circle((x, y), 5.5, facecolor=self.paper.paper, edgecolor=paint, linewidth=1.6 * _POINTS)
            )
        elif shape == "box":
            self.axes.add_patch(
                FancyBboxPatch(
                    (x - 6, y - 3),
                    12,
                    6,
                    boxstyle="round,pad=3,rounding_size=3",
                    facecolor=self.paper.paper,
                    edgecolor=self.paper.secondary,
                    linewidth=_POINTS,
                )
            )
        else:
            self.axes.add_patch(Polygon(corners(shape, x, y, MARK), closed=True, color=paint, linewidth=0))
