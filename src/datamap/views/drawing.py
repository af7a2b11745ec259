"""A drawing of a graph: to explore in a browser, or as a still picture."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from datamap.extras import needs
from datamap.views.aggregation import NODE_LIMIT
from datamap.views.layout import lay_out

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from pyvis.network import Network

    from datamap.views.scene import Scene

# What stands around the marks in the page, and how wide a notebook shows it.
_AROUND, _COLUMN, _TALLEST = 190, 820, 920


class Drawing:
    """A graph drawn in columns, or around a circle where all its nodes are of one kind.

    Shows itself in a notebook, to be explored, in a frame that runs nothing but its own script. Graphs
    larger than ``limit`` nodes are reduced, and the drawing says what it leaves out.
    """

    def __init__(self, graph: nx.Graph, limit: int = NODE_LIMIT) -> None:
        with needs("networkx", "network", "A graph"):
            import networkx  # noqa: F401
        self.graph = graph
        self.limit = limit

    @cached_property
    def scene(self) -> Scene:
        """The marks and lines with their places."""
        return lay_out(self.graph, self.limit)

    @property
    def picture(self) -> Picture:
        """The drawing as a still picture, which shows itself in a notebook."""
        return Picture(self)

    @property
    def pyvis(self) -> Network:
        """The drawing as a pyvis Network, to be changed; raises DatamapError.

        What pyvis itself writes of it links to other sites and trusts names; :meth:`to_html` does not.
        """
        from datamap.views.explorer import pyvis_network

        return pyvis_network(self.scene)

    def to_html(self) -> str:
        """Return the drawing as one HTML file to explore, without a request to anywhere."""
        from datamap.views.explorer import explorer

        return explorer(self.scene)

    def to_svg(self) -> str:
        """Return the drawing as an SVG file."""
        from datamap.views.svg_picture import svg

        return svg(self.scene)

    def to_png(self) -> bytes:
        """Return the drawing as a PNG file; raises DatamapError."""
        from datamap.views.png_picture import png

        return png(self.scene)

    def save(self, path: str | Path) -> list[Path]:
        """Write the drawing, or its graph, in the format of the file's suffix; return the files.

        Raises ViewError for another suffix, RegistryError when it cannot be written.
        """
        from datamap.views.graph_files import write_drawing

        return write_drawing(self, path)

    def __repr__(self) -> str:
        title = self.graph.graph.get("title", "graph")
        return f"<Drawing {title}: {len(self.graph)} nodes, {self.graph.number_of_edges()} lines>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Show the drawing in a notebook; what is exported from it needs no network either."""
        shown = self.scene.height * min(1.0, _COLUMN / max(self.scene.width, 1.0)) + _AROUND
        height = round(min(_TALLEST, max(360.0, shown)))
        title = escape(self.scene.title)
        # The sandbox gives the page no origin: it reaches neither the notebook nor its cookies.
        frame = (
            f'<iframe sandbox="allow-scripts" title="{title}" width="100%" height="{height}" '
            f'style="border: 0" srcdoc="{escape(self.to_html())}"></iframe>'
        )
        return {"text/plain": repr(self), "text/html": frame}


class Picture:
    """A still picture of a drawing: SVG, which notebooks, web sites and word processors show."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing

    def __repr__(self) -> str:
        return repr(self.drawing).replace("<Drawing", "<Picture")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": repr(self), "image/svg+xml": self.drawing.to_svg()}


def draw(graph: nx.Graph, path: str | Path | None = None, *, limit: int = NODE_LIMIT) -> Drawing:
    """Draw a graph, of :meth:`Registry.network` or your own; write it too where a path is given.

    Nodes are placed by their ``layer`` and shown by ``kind`` and ``label``; edges by ``certainty``.
    Raises DatamapError, ViewError, RegistryError.
    """
    drawing = Drawing(graph, limit)
    if path is not None:
        drawing.save(path)
    return drawing
