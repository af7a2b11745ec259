"""Where the nodes of a graph stand: in columns by kind, or around a circle where all are of one kind.

The same graph gives the same places. Columns are ordered by barycentre, to avoid crossings, and no
label overlaps another.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datamap.views import words
from datamap.views.aggregation import NODE_LIMIT, reduce_graph
from datamap.views.palette import line_colour, look_of
from datamap.views.scene import LABEL_SIZE, LINE_HEIGHT, MARK, Heading, Line, Mark, Scene
from datamap.views.text_width import text_width, wrapped
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

MARGIN = 32.0
HEAD = 92.0
_TEXT, _BOX_TEXT = 250.0, 220.0
_PADDING = 12.0
_ROW_GAP = 9.0
_SWEEPS = 12
_TITLE_SIZE = 20.0


def lay_out(graph: nx.Graph, limit: int = NODE_LIMIT) -> Scene:
    """Return the picture of a graph, reduced to about ``limit`` nodes."""
    lang = graph.graph.get("lang", "en")
    reduced = reduce_graph(graph, lang, limit)
    drawn = reduced.graph
    notes = reduced.notes if len(drawn) else (words.TEXT[lang]["none"],)
    scene = Scene(visible(str(graph.graph.get("title", ""))), lang, drawn, notes=notes)
    if len({drawn.nodes[node].get("layer", 0) for node in drawn}) > 1:
        _Columns(scene).place()
    else:
        _Circle(scene).place()
    if len({line.width for line in scene.lines}) > 1:
        single = len({mark.kind for mark in scene.marks}) == 1
        what = words.TEXT[lang]["types"] if single else words.PLURALS[lang]["vendor"]
        scene.notes = (words.TEXT[lang]["thicker"].format(what=what), *scene.notes)
    scene.width = max(scene.width, 2 * MARGIN + text_width(scene.title, _TITLE_SIZE, bold=True), 480)
    return scene


def _mark(graph: nx.Graph, node: Any, x: float, y: float, **given: Any) -> Mark:
    found = graph.nodes[node]
    kind = str(found.get("kind", ""))
    shape, colour = look_of(kind, found.get("standing", ""), found.get("stated", True))
    return Mark(node, kind, shape, colour, x, y, **given)


def _label_lines(graph: nx.Graph, node: Any, width: float, bold: bool) -> tuple[str, ...]:
    text = " ".join(visible(str(graph.nodes[node].get("label", node))).split()) or "–"
    return tuple(wrapped(text, LABEL_SIZE, width, bold=bold))


def _lines(scene: Scene) -> None:
    weights = [float(edge.get("weight", 1)) for *_, edge in scene.graph.edges(data=True)] or [1.0]
    lightest, range_ = min(weights), max(weights) - min(weights)
    position = {mark.node: number for number, mark in enumerate(scene.marks)}
    for start, end, edge in scene.graph.edges(data=True):
        if position[start] > position[end]:
            start, end = end, start
        certainty = str(edge.get("certainty", ""))
        standing = next((s for n in (end, start) if (s := scene.graph.nodes[n].get("standing", ""))), "")
        weight = float(edge.get("weight", 1))
        width = 1.0 + 3.0 * (weight - lightest) / range_ if range_ else 1.6
        scene.lines.append(
            Line(position[start], position[end], certainty, line_colour(certainty, standing), width)
        )


class _Columns:
    """A column for each kind of node."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.graph = scene, scene.graph
        found: dict[int, list[Any]] = {}
        for node in self.graph:
            found.setdefault(int(self.graph.nodes[node].get("layer", 0)), []).append(node)
        self.columns = [found[layer] for layer in sorted(found)]
        self.boxed = [
            look_of(str(self.graph.nodes[c[0]].get("kind", "")), "", True)[0] == "box" for c in self.columns
        ]
        self.labels: dict[Any, tuple[str, ...]] = {}
        self.heights: dict[Any, float] = {}
        for column, boxed in zip(self.columns, self.boxed, strict=True):
            for node in column:
                self.labels[node] = _label_lines(self.graph, node, _BOX_TEXT if boxed else _TEXT, boxed)
                self.heights[node] = len(self.labels[node]) * LINE_HEIGHT + (12.0 if boxed else 6.0)

    def place(self) -> None:
        """Set the places of all marks and lines."""
        self._order()
        y = self._rows()
        x = MARGIN
        kinds = words.HEADINGS[self.scene.language]
        height = max(y.values(), default=0.0)
        gap = min(300.0, max(160.0, height * 0.18))
        last = len(self.columns) - 1
        for number, (column, boxed) in enumerate(zip(self.columns, self.boxed, strict=True)):
            widest = max(text_width(line, LABEL_SIZE, boxed) for node in column for line in self.labels[node])
            kind = str(self.graph.nodes[column[0]].get("kind", ""))
            title = kinds.get(kind, visible(kind))
            widest = max(widest, text_width(title, 12))
            if boxed:
                width = widest + 2 * _PADDING
                for node in column:
                    self._box(node, x, y[node], width)
                self.scene.headings.append(Heading(title, x + _PADDING, HEAD - 14, "start"))
                x += width + gap
            elif number < last:
                mark_x = x + widest + MARK
                for node in column:
                    self._marked(node, mark_x, y[node], mark_x - MARK, "end")
                self.scene.headings.append(Heading(title, mark_x - MARK, HEAD - 14, "end"))
                x = mark_x + MARK / 2 + gap
            else:
                mark_x = x + MARK / 2
                for node in column:
                    self._marked(node, mark_x, y[node], mark_x + MARK, "start")
                self.scene.headings.append(Heading(title, mark_x + MARK, HEAD - 14, "start"))
                x = mark_x + MARK + widest + gap
        self.scene.width = x - gap + MARGIN
        self.scene.height = max((y[node] + self.heights[node] / 2 for node in y), default=HEAD) + 12
        _lines(self.scene)

    def _box(self, node: Any, x: float, y: float, width: float) -> None:
        lines = self.labels[node]
        first = y - (len(lines) - 1) * LINE_HEIGHT / 2
        self.scene.marks.append(
            _mark(
                self.graph, node, x + width / 2, y, width=width, height=self.heights[node], label=lines,
                text_x=x + _PADDING, text_y=first, anchor="start", bold=True,
            )
        )  # fmt: skip

    def _marked(self, node: Any, x: float, y: float, text_x: float, anchor: Any) -> None:
        lines = self.labels[node]
        first = y - (len(lines) - 1) * LINE_HEIGHT / 2
        self.scene.marks.append(
            _mark(
                self.graph, node, x, y, width=MARK, height=MARK, label=lines, text_x=text_x, text_y=first,
                anchor=anchor,
            )
        )  # fmt: skip

    def _order(self) -> None:
        """Sweep to and fro, each column by the mean place of its neighbours; keep the best order."""
        best, least = [list(column) for column in self.columns], self._length()
        for sweep in range(_SWEEPS):
            numbers = range(len(self.columns))
            for number in numbers if sweep % 2 else reversed(numbers):
                column = self.columns[number]
                place = self._places(column)
                own = {node: index for index, node in enumerate(column)}
                column.sort(key=lambda node: (place.get(node, math.inf), own[node]))
            length = self._length()
            if length < least:
                best, least = [list(column) for column in self.columns], length
        self.columns = best

    def _relative(self) -> dict[Any, float]:
        return {
            node: (index + 0.5) / len(column) for column in self.columns for index, node in enumerate(column)
        }

    def _places(self, column: Sequence[Any]) -> dict[Any, float]:
        relative = self._relative()
        found = {}
        for node in column:
            around = [relative[other] for other in self.graph[node] if other in relative and other != node]
            if around:
                found[node] = sum(around) / len(around)
        return found

    def _length(self) -> float:
        relative = self._relative()
        return round(sum(abs(relative[a] - relative[b]) for a, b in self.graph.edges()), 9)

    def _rows(self) -> dict[Any, float]:
        """Stack the tallest column; put the others as near to their neighbours as room allows."""
        tall = max(range(len(self.columns)), key=lambda n: sum(self._room(v) for v in self.columns[n]))
        y: dict[Any, float] = {}
        top = HEAD
        for node in self.columns[tall]:
            y[node] = top + self._room(node) / 2
            top += self._room(node)
        bottom = top
        for number in sorted(range(len(self.columns)), key=lambda n: abs(n - tall)):
            if number == tall:
                continue
            column = self.columns[number]
            wanted = []
            for node in column:
                around = [y[other] for other in self.graph[node] if other in y]
                wanted.append(sum(around) / len(around) if around else bottom)
            rooms = [self._room(node) for node in column]
            y |= dict(zip(column, _without_overlap(wanted, rooms, HEAD, bottom), strict=True))
        return y

    def _room(self, node: Any) -> float:
        return self.heights[node] + _ROW_GAP


def _without_overlap(
    wanted: Sequence[float], rooms: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Return the middles, in this order, nearest to the wanted ones, at which rows do not overlap.

    Least squares with fixed distances: isotonic regression of what is wanted less the room above.
    """
    above = []
    used = 0.0
    for room in rooms:
        above.append(used + room / 2)
        used += room
    blocks: list[tuple[float, int]] = []
    for want, room_above in zip(wanted, above, strict=True):
        mean, count = want - room_above, 1
        while blocks and blocks[-1][0] > mean:
            other, others = blocks.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        blocks.append((mean, count))
    flat = [mean for mean, count in blocks for _ in range(count)]
    highest = max(top, bottom - used)
    return [min(max(base, top), highest) + room_above for base, room_above in zip(flat, above, strict=True)]


class _Circle:
    """All nodes around a circle, those of a community side by side."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.graph = scene, scene.graph

    def place(self) -> None:
        """Set the places of all marks and lines."""
        order = self._order()
        labels: Mapping[Any, tuple[str, ...]] = {
            node: _label_lines(self.graph, node, _TEXT, bold=False) for node in order
        }
        step = max((len(lines) for lines in labels.values()), default=1) * LINE_HEIGHT + 5
        radius = max(150.0, len(order) * step / (2 * math.pi))
        angles = {n: 2 * math.pi * (i + 0.5) / len(order) - math.pi / 2 for i, n in enumerate(order)}
        reach = {n: radius + MARK + max(text_width(t, LABEL_SIZE) for t in labels[n]) for n in order}
        left, right = (
            max([radius, *(sign * reach[n] * math.cos(angles[n]) for n in order)]) for sign in (-1, 1)
        )
        above, below = (
            max([radius, *(sign * reach[n] * math.sin(angles[n]) for n in order)]) for sign in (-1, 1)
        )
        middle = MARGIN + left + step / 2, HEAD - 30 + above + step / 2
        for node in order:
            self._around(node, labels[node], angles[node], middle, radius)
        self.scene.width = middle[0] + right + step / 2 + MARGIN
        self.scene.height = middle[1] + below + step / 2
        _lines(self.scene)
        self.scene.lines = [replace(line, bend=self._bend(line, middle)) for line in self.scene.lines]

    def _around(
        self, node: Any, label: tuple[str, ...], angle: float, middle: tuple[float, float], radius: float
    ) -> None:
        # Text on the left half is turned so that it is never upside down.
        left = math.cos(angle) < 0
        across, down = math.cos(angle), math.sin(angle)
        self.scene.marks.append(
            _mark(
                self.graph, node, middle[0] + radius * across, middle[1] + radius * down,
                width=MARK, height=MARK, label=label,
                text_x=middle[0] + (radius + MARK) * across, text_y=middle[1] + (radius + MARK) * down,
                anchor="end" if left else "start",
                angle=math.degrees(angle) + (180 if left else 0) or 360.0,
            )
        )  # fmt: skip

    def _bend(self, line: Line, middle: tuple[float, float]) -> tuple[float, float]:
        """Pull a line towards the middle, so that neighbours are joined on the inside of the circle."""
        first, second = self.scene.marks[line.start], self.scene.marks[line.end]
        return (
            (middle[0] + (first.x + second.x) / 2) / 2,
            (middle[1] + (first.y + second.y) / 2) / 2,
        )

    def _order(self) -> list[Any]:
        import networkx as nx

        if self.graph.number_of_edges() == 0:
            return list(self.graph)
        # By number: sets of strings have another order in every process.
        numbered = nx.convert_node_labels_to_integers(self.graph)
        found = nx.community.greedy_modularity_communities(numbered, weight="weight")
        nodes = list(self.graph)
        groups = sorted(map(sorted, found), key=lambda group: (-len(group), group[0]))
        return [nodes[number] for group in groups for number in group]
