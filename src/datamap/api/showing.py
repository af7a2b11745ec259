"""What a registry looks like: graphs, pictures, the offline page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.api.arguments import day_of
from datamap.api.drawing import draw
from datamap.registry.registry import RegistryBase

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import networkx as nx

    from datamap.views.drawing import Drawing
    from datamap.views.page import Page


class Showing(RegistryBase):
    """What a registry looks like: graphs, pictures, the offline page."""

    def network(
        self,
        kind: str = "vendor-data-place",
        *,
        lang: str = "en",
        at_least: str | None = None,
        minimum: int = 1,
        at: dt.date | None = None,
    ) -> nx.Graph:
        """Return the registry as a plain networkx graph (needs the extra ``network``).

        Nodes have ``kind``, ``label`` and ``iri``; edges ``certainty`` ("stated", "conditional" or
        "unknown"), ``evidence``, a list of (source, line, text), and ``weight``. ``kind`` is one of
        ``datamap network``'s; ``at_least`` the least certainty of an edge; ``minimum`` leaves out
        edges of less weight; ``at`` is the date for which borders are drawn. Raises InvalidParameter,
        DatamapError, and ViewError for a graph of too many edges.
        """
        from datamap.views.network import build_network

        return build_network(self, kind, lang=lang, at_least=at_least, minimum=minimum, at=at)

    def draw(
        self, kind: str = "vendor-data-place", path: str | Path | None = None, **options: Any
    ) -> Drawing:
        """Draw the registry's graph of a kind, and write it where a path is given.

        ``options`` are those of :meth:`network`. The drawing shows itself in a notebook. Raises what
        :meth:`network` and :func:`datamap.draw` raise.
        """
        return draw(self.network(kind, **options), path)

    def view(
        self,
        *,
        lang: str = "en",
        audience: str = "internal",
        at: dt.date | str | None = None,
        role: str = "processor",
    ) -> Page:
        """Return the offline page: one HTML file that shows and answers what the registry holds.

        ``lang`` is the language it opens in, ``audience`` one of "internal", "customer" and
        "authority" (the last two leave findings, notes, contacts, file names and who corrected what out of
        the file, "customer" also all customers and services), ``at`` the day for which borders are drawn
        (default today), ``role`` that in which the registry is checked, "processor" or "controller". Raises
        InvalidParameter, InputError for a file of suppressions.
        """
        from datamap import __version__
        from datamap.views.page import make_page

        day = day_of(at)
        maker = f"datamap {__version__}"
        return make_page(self, at=day, language=lang, audience=audience, role=role, maker=maker)
