"""What a picture of a graph consists of: marks and lines with their places, whoever paints them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datamap.views.palette import Shape

Anchor = Literal["start", "middle", "end"]

LABEL_SIZE = 13.0
LINE_HEIGHT = 17.0
MARK = 14.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A node: its shape around (x, y), and its label at (text_x, text_y), middle of the first line."""

    node: Any
    kind: str
    shape: Shape
    colour: str
    x: float
    y: float
    width: float
    height: float
    label: tuple[str, ...]
    text_x: float
    text_y: float
    anchor: Anchor
    bold: bool = False
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """An edge between two marks, by their positions in the scene; ``bend`` is where a curve is pulled to."""

    start: int
    end: int
    certainty: str
    colour: str
    width: float = 1.6
    bend: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a column, or other words that stand for themselves."""

    text: str
    x: float
    y: float
    anchor: Anchor


@dataclass(slots=True)
class Scene:
    """A picture: its size, its marks and lines, what they mean, and what is not drawn."""

    title: str
    language: str
    graph: Any
    width: float = 0.0
    height: float = 0.0
    marks: list[Mark] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def opacity(self) -> float:
        """How opaque lines are: many are drawn faintly, so that where they are dense can be seen."""
        return 1.0 if len(self.lines) <= 150 else 0.7 if len(self.lines) <= 400 else 0.45

    def ends(self, line: Line) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return where a line begins and ends: at the sides of boxes, in the middle of other marks."""
        first, second = self.marks[line.start], self.marks[line.end]
        return _side(first, second.x), _side(second, first.x)


def _side(mark: Mark, towards: float) -> tuple[float, float]:
    if mark.angle or towards == mark.x:
        return mark.x, mark.y
    reach = mark.width / 2 if mark.shape == "box" else mark.width / 2 + 4
    return mark.x + (reach if towards > mark.x else -reach), mark.y
