"""Colours and marks of pictures: distinguishable without colour vision, and without colour at all.

Derived from Okabe and Ito's palette; each text colour has a contrast of 4.5:1 on its paper, each mark
3:1. Vermillion means outside the EEA and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datamap.views.network_kinds import CONDITIONAL, STATED, UNKNOWN

Shape = Literal["box", "dot", "diamond", "triangle", "square", "hexagon", "flag", "ring", "dash"]


@dataclass(frozen=True, slots=True)
class Paper:
    """The colours of one theme."""

    paper: str
    panel: str
    ink: str
    secondary: str
    tertiary: str
    hairline: str
    rule: str
    stated: str
    conditional: str
    unknown: str
    inside: str
    outside: str
    unknown_text: str
    outside_text: str
    data: str
    purpose: str
    subject: str
    ground: str


LIGHT = Paper(
    "#ffffff", "#f6f7f8", "#15191d", "#4b535b", "#646c75", "#e4e7ea", "#c5cad0",
    "#0068a8", "#c27500", "#a8618f", "#7c848d", "#d55e00", "#8a4a72", "#b54400",
    "#00795a", "#6b5f00", "#3f5f8a", "#5a4fa0",
)  # fmt: skip
DARK = Paper(
    "#121519", "#191d22", "#eceef0", "#b0b7bf", "#939ba4", "#272c32", "#454c55",
    "#62b8ec", "#e69f00", "#b97a9f", "#6f7780", "#f47b2a", "#d9a8c6", "#ff9a5c",
    "#3fbf95", "#c9b93a", "#8fb0de", "#a99ff0",
)  # fmt: skip

# The shape and the colour of each type of node; places are told apart by where they lie.
SHAPES: dict[str, tuple[Shape, str]] = {
    "vendor": ("box", "ink"),
    "data": ("dot", "data"),
    "purpose": ("diamond", "purpose"),
    "subject": ("triangle", "subject"),
    "ground": ("hexagon", "ground"),
    "source": ("square", "secondary"),
    "place": ("square", "secondary"),
    "access": ("square", "secondary"),
}
UNSTATED: tuple[Shape, str] = ("ring", "unknown")
STANDINGS: dict[str, tuple[Shape, str]] = {"outside": ("flag", "outside"), "inside": ("dash", "inside")}

DASHES: dict[str, tuple[float, ...]] = {STATED: (), CONDITIONAL: (7, 4), UNKNOWN: (1.5, 4)}


def look_of(kind: str, standing: str, stated: bool) -> tuple[Shape, str]:
    """Return the shape of a node and the name of its colour; other graphs' nodes are dots."""
    if not stated:
        return UNSTATED
    if kind in ("place", "access") and standing in STANDINGS:
        return STANDINGS[standing]
    return SHAPES.get(kind, ("dot", "secondary"))


def line_colour(certainty: str, standing: str) -> str:
    """Return the name of a line's colour: by certainty, or by the side of the border it leads to."""
    if certainty == UNKNOWN:
        return "unknown"
    if standing in ("outside", "inside"):
        return standing
    return {STATED: "stated", CONDITIONAL: "conditional"}.get(certainty, "inside")
