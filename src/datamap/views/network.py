"""A registry as a plain networkx graph: typed nodes, edges with certainty and evidence.

Nodes have ``kind``, ``label`` and ``iri``; places ``standing`` too (inside, outside or straddling the
EEA). Edges have ``certainty`` (stated, conditional, unknown), ``evidence``, a list of (source, line,
text), and ``weight``. What a source does not say leads to a node of its own, ``stated=False``, by an
edge of certainty unknown; what it denies gives no edge.
"""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import InvalidParameter
from datamap.extras import needs
from datamap.questions.names import links_of
from datamap.registry.conversion import dm
from datamap.views import words
from datamap.views.facts import NOT_STATED, OPEN, Citation, Facts, Named, read_facts, surer, weaker
from datamap.views.network_kinds import CERTAINTIES, UNKNOWN, VENDOR, Kind, find_kind
from datamap.views.sharing import join_sharing
from datamap.vocabulary.concepts import LANGUAGES
from datamap.vocabulary.places import EEA
from datamap.vocabulary.terms import curie, is_iri

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from datamap.registry.registry import RegistryBase


def build_network(
    registry: RegistryBase,
    kind: str,
    *,
    lang: str = "en",
    at_least: str | None = None,
    minimum: int = 1,
    at: dt.date | None = None,
) -> nx.Graph:
    """Return a graph of a registry, of one of the kinds in ``KINDS``.

    ``at_least`` is the least certainty of an edge ("stated", "conditional" or "unknown"; the kind has
    its own default). ``minimum`` leaves out edges of less weight: shared types, or vendors behind an
    edge between a purpose and a type. ``at`` is the date for which borders are drawn. Raises
    InvalidParameter, DatamapError, and ViewError for a graph of too many edges.
    """
    with needs("networkx", "network", "A graph"):
        import networkx  # noqa: F401
    found = find_kind(kind)
    least = at_least or found.least
    if least not in CERTAINTIES:
        raise InvalidParameter(f"at_least: {least!r} is not one of {', '.join(CERTAINTIES)}")
    if lang not in LANGUAGES:
        raise InvalidParameter(f"lang: {lang!r} is not one of {', '.join(LANGUAGES)}")
    if minimum < 1:
        raise InvalidParameter(f"minimum: {minimum} is no whole number above 0")
    return _Builder(registry, found, lang, least, minimum, at).graph()


class _Builder:
    """Makes one graph; nodes and edges are added in a fixed order, so that results repeat."""

    def __init__(
        self,
        registry: RegistryBase,
        kind: Kind,
        lang: str,
        least: str,
        minimum: int,
        at: dt.date | None,
    ) -> None:
        self.registry, self.kind, self.lang = registry, kind, lang
        self.least, self.minimum, self.at = least, minimum, at
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: dict[tuple[str, str], dict[str, Any]] = {}

    def graph(self) -> nx.Graph:
        import networkx as nx

        kind = self.kind
        facets = [kind.shared] if kind.shared else [layer for layer in kind.layers if layer != VENDOR]
        # Standings are those of the date asked; questions derive the borders for their own.
        self.registry.store.set_date(self.at or dt.date.today())
        facts = read_facts(self.registry, facets)
        graph = nx.Graph(
            kind=kind.name,
            title=kind.titles[self.lang],
            lang=self.lang,
            layers=list(kind.layers),
            at_least=self.least,
        )
        if self.minimum > 1:
            graph.graph["minimum"] = self.minimum
        if self.at is not None:
            graph.graph["at"] = self.at.isoformat()
        for vendor in {vendor for vendors in facts.vendors.values() for vendor in vendors}:
            self._add_node(vendor, VENDOR)
        if VENDOR in kind.layers:
            self._join_to_vendors(facts, facets)
        else:
            self._join_within_entries(facts, kind.layers)
        if kind.shared:
            self.edges = join_sharing(self.nodes, self.edges, self.minimum, kind.name)
        self._fill(graph)
        return graph

    def _join_to_vendors(self, facts: Facts, facets: list[str]) -> None:
        for process, vendors in facts.vendors.items():
            for facet in facets:
                for named in facts.of(process, facet):
                    if CERTAINTIES[named.certainty] < CERTAINTIES[self.least]:
                        continue
                    node = self._node_of(named)
                    for vendor in vendors:
                        self._add_edge(vendor, node, facet, named.certainty, named.evidence)

    def _join_within_entries(self, facts: Facts, layers: tuple[str, ...]) -> None:
        first, second = layers
        for process, vendors in facts.vendors.items():
            for one, other in product(facts.of(process, first), list(facts.of(process, second))):
                certainty = weaker(one.certainty, other.certainty)
                if (
                    CERTAINTIES[certainty] < CERTAINTIES[self.least]
                    or one.certainty == other.certainty == UNKNOWN
                ):
                    continue
                pair = self._node_of(one), self._node_of(other)
                edge = self._add_edge(*pair, first, certainty, [*one.evidence, *other.evidence])
                edge.setdefault("vendors", {}).update(dict.fromkeys(vendors))

    def _add_edge(
        self, start: str, end: str, relation: str, certainty: str, evidence: list[Citation]
    ) -> dict[str, Any]:
        edge = self.edges.get((start, end))
        if edge is None:
            edge = {"certainty": certainty, "relation": relation, "evidence": dict.fromkeys(evidence)}
            self.edges[start, end] = edge
        elif edge["certainty"] == certainty:
            edge["evidence"].update(dict.fromkeys(evidence))
        elif surer(edge["certainty"], certainty) == certainty:
            # As with answers, what decides is what is cited.
            edge["certainty"], edge["evidence"] = certainty, dict.fromkeys(evidence)
        return edge

    def _node_of(self, named: Named) -> str:
        """Return the node of something named; what is not said has one node a facet."""
        unsaid = named.concept in (NOT_STATED, OPEN)
        node = f"{named.concept}/{named.facet}" if unsaid else named.concept
        if node not in self.nodes:
            self._add_node(node, named.facet, named.concept)
        return node

    def _add_node(self, node: str, kind: str, iri: str | None = None) -> None:
        iri = iri or node
        attributes: dict[str, Any] = {"kind": kind, "label": self._label(iri, kind), "iri": iri}
        attributes["stated"] = iri not in (NOT_STATED, OPEN)
        if kind in ("place", "access") and attributes["stated"]:
            attributes["standing"] = self._standing(iri)
        self.nodes[node] = attributes

    def _label(self, iri: str, kind: str) -> str:
        if iri == NOT_STATED:
            return words.NOT_STATED[self.lang][kind]
        if iri == OPEN:
            return words.OPEN[self.lang][kind]
        if kind == VENDOR:
            return self.registry.name(iri)
        if kind == "source":
            return self.registry.source_identifier(iri)
        if not is_iri(iri):
            return iri
        label = self.registry.vocabulary.label(iri, self.lang)
        return self.registry.name(iri) if label == curie(iri) else label

    def _standing(self, place: str) -> str:
        border = ox.NamedNode(EEA)
        for name, predicate in (("outside", "outsideOf"), ("inside", "insideOf"), ("straddles", "straddles")):
            if is_iri(place) and self.registry.store.holds(
                ox.Triple(ox.NamedNode(place), dm(predicate), border)
            ):
                return name
        return ""

    def _fill(self, graph: nx.Graph) -> None:
        layers = {layer: position for position, layer in enumerate(self.kind.layers)}
        names = {node: found["label"] for node, found in self.nodes.items() if found["kind"] == VENDOR}
        if VENDOR not in layers:
            self.nodes = {node: found for node, found in self.nodes.items() if found["kind"] != VENDOR}
        if self.kind.shared:
            self.nodes = {node: found for node, found in self.nodes.items() if found["kind"] == VENDOR}
        order = sorted(
            self.nodes,
            key=lambda n: (layers[self.nodes[n]["kind"]], self.nodes[n]["label"].casefold(), n),
        )
        position = {node: place for place, node in enumerate(order)}
        # Two sides, as networkx.bipartite expects them: vendors (or the first layer) and the rest.
        near = VENDOR if VENDOR in layers else self.kind.layers[0]
        # Names that a person linked stay nodes of their own, and say so.
        linked = bool(self.registry.company_links.all())
        for node in order:
            found = self.nodes[node]
            side: dict[str, Any] = (
                {} if self.kind.shared else {"bipartite": 0 if found["kind"] == near else 1}
            )
            if linked and found["kind"] == VENDOR and (said := links_of(self.registry, node, self.lang)):
                side["links"] = "; ".join(said)
            graph.add_node(node, **found, layer=layers[found["kind"]], **side)
        edges = sorted(self.edges, key=lambda pair: (position[pair[0]], position[pair[1]]))
        graph.add_edges_from((*pair, attributes) for pair, attributes in self._finished(edges, names))
        if self.minimum > 1 and VENDOR not in layers:
            # A vendor without lines is a fact; a type without them only fell below the minimum.
            graph.remove_nodes_from([node for node in order if graph.degree(node) == 0])

    def _finished(
        self, edges: list[tuple[str, str]], names: dict[str, str]
    ) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
        for pair in edges:
            edge = dict(self.edges[pair])
            edge["evidence"] = list(edge["evidence"])
            if "vendors" in edge:
                edge["vendors"] = sorted((names[v] for v in edge["vendors"]), key=str.casefold)
                edge["weight"] = len(edge["vendors"])
                if edge["weight"] < self.minimum:
                    continue
            edge.setdefault("weight", 1)
            yield pair, edge
