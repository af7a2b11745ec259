"""Graphs of the first list, read by eye from ``data/sources/underbitraden.txt``, and of random registries."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from hypothesis import given, settings

import datamap
from datamap.errors import DatamapError, InvalidParameter, ViewError
from datamap.views import sharing
from datamap.views.network_kinds import CERTAINTIES, KINDS
from random_registries import BASE, DATA, DM, LOC, Triple, registries, to_ntriples
from reference_evaluator import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable

EEA = LOC + "EEA"

# What the list states about each vendor's data, with the line; read from the list, not from the program.
STATED_DATA = {
    "Sales Manago": (12, {"e-mail address", "visited pages"}),
    "LiveAgent": (24, {"e-mail address"}),
    "Google LLC (G Suite)": (30, {"name", "e-mail address", "phone number"}),
    "vMar Software AB": (36, {"name", "e-mail address", "customer number", "national identity number",
                              "postal address", "phone number"}),
    "Rackspace": (42, {"name", "postal address", "e-mail address", "phone number", "IP address", "role"}),
    "Stripe": (48, {"name", "payment card details", "postcode"}),
    "Mongo Cloud": (54, {"name", "postal address", "e-mail address", "phone number", "IP address", "role"}),
    "Linkmobility": (90, {"mobile number"}),
}  # fmt: skip
# "Olika per Vivas kund; Namn, e-postadress, telefonnummer"; for Sales Manago under purpose.
MAY_OCCUR = {
    "Sales Manago": (11, {"name", "phone number"}),
    "Mailchimp": (60, {"name", "e-mail address", "phone number"}),
    "Zoom": (95, {"name", "e-mail address", "phone number"}),
    "Confetti": (100, {"name", "e-mail address", "phone number"}),
}
OPEN_LISTS = {
    "Sales Manago", "Facebook", "Mailchimp", "Cygate AB", "Loopia Aktiebolag", "Google", "Zoom", "Confetti",
}  # fmt: skip
PLACES = {
    "Sales Manago": {("EU/EEA", 13)}, "Facebook": {("EU/EEA", 19)}, "LiveAgent": {("EU/EEA", 25)},
    "Google LLC (G Suite)": {("EU/EEA", 31), ("outside the EU/EEA", 31)}, "vMar Software AB": {("EU/EEA", 37)},
    "Rackspace": {("EU/EEA", 43)}, "Stripe": {("Place not stated", 46)}, "Mongo Cloud": {("EU/EEA", 55)},
    "Mailchimp": {("EU/EEA", 61)}, "Cygate AB": {("EU/EEA", 68)}, "Loopia Aktiebolag": {("EU/EEA", 75)},
    "BidTheatre": {("Place not stated", 78)}, "Google": {("outside the EU/EEA", 85)},
    "Linkmobility": {("EU/EEA", 91)}, "Zoom": {("EU/EEA", 96)}, "Confetti": {("EU/EEA", 101)},
}  # fmt: skip


@pytest.fixture
def first(registry: Path) -> datamap.Registry:
    return datamap.open(registry)


def named(graph: nx.Graph, label: str) -> str:
    """The node of that label."""
    return next(str(node) for node, found in graph.nodes(data=True) if found["label"] == label)


def edges(graph: nx.Graph) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Edges by label, the vendor first where one end is a vendor."""
    for one, other, found in graph.edges(data=True):
        ends = sorted((one, other), key=lambda node: graph.nodes[node]["kind"] != "vendor")
        yield graph.nodes[ends[0]]["label"], graph.nodes[ends[1]]["label"], found


def data_edges(graph: nx.Graph, certainty: str) -> dict[str, tuple[int, set[str]]]:
    found: dict[str, tuple[int, set[str]]] = {}
    for vendor, data, edge in edges(graph):
        if edge["certainty"] == certainty:
            lines = {cited.line for cited in edge["evidence"]}
            assert len(lines) == 1
            found.setdefault(vendor, (lines.pop(), set()))[1].add(data)
    return found


def test_stated_data_are_those_of_the_list(first: datamap.Registry) -> None:
    assert data_edges(first.network("vendor-data"), "stated") == STATED_DATA


def test_data_that_may_occur_are_so_marked(first: datamap.Registry) -> None:
    found = data_edges(first.network("vendor-data"), "conditional")
    line, of_google = found.pop("Google")
    assert (line, "cookies" in of_google) == (83, True)  # named under purpose, "Ex. …"
    assert found == MAY_OCCUR


def test_what_is_not_said_has_a_node_of_its_own(first: datamap.Registry) -> None:
    graph = first.network("vendor-data-place")
    unknown = [(v, end) for v, end, edge in edges(graph) if edge["certainty"] == "unknown"]
    assert {v for v, end in unknown if end == "Open description of data"} == OPEN_LISTS
    assert {v for v, end in unknown if end == "Data not stated"} == {"BidTheatre"}
    assert {v for v, end in unknown if end == "Place not stated"} == {"BidTheatre", "Stripe"}
    for _, found in graph.nodes(data=True):
        assert found["stated"] == (found["label"] not in {end for _, end in unknown})


def test_places_and_their_evidence_are_those_of_the_list(first: datamap.Registry) -> None:
    graph = first.network("vendor-place")
    found: dict[str, set[tuple[str, int]]] = {}
    for vendor, place, edge in edges(graph):
        [cited] = edge["evidence"]
        assert cited.source == "underbitraden"
        found.setdefault(vendor, set()).add((place, cited.line))
    assert found == PLACES
    assert graph.nodes[named(graph, "outside the EU/EEA")]["standing"] == "outside"
    assert graph.nodes[named(graph, "EU/EEA")]["standing"] == "inside"
    evidence = graph.edges[named(graph, "Google"), named(graph, "outside the EU/EEA")]["evidence"]
    assert evidence == [("underbitraden", 85, "Fysisk lagringsplats: Även utanför EU/EES")]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_typed_and_justified(first: datamap.Registry, kind: str) -> None:
    graph = first.network(kind)
    assert type(graph) is nx.Graph
    for _, found in graph.nodes(data=True):
        assert found["kind"] in KINDS[kind].layers
        assert found["label"]
        assert found["iri"].startswith("https://")
    for *_, edge in graph.edges(data=True):
        assert edge["certainty"] in CERTAINTIES
        assert edge["weight"] >= 1
        assert edge["evidence"]
        for source, line, text in edge["evidence"]:
            assert (source, isinstance(line, int), bool(text)) == ("underbitraden", True, True)
    if "vendor" in KINDS[kind].layers:
        assert sum(found["kind"] == "vendor" for _, found in graph.nodes(data=True)) == 16


def test_purposes_meet_data_within_an_entry(first: datamap.Registry) -> None:
    graph = first.network("purpose-data")
    edge = graph.edges[named(graph, "card payment"), named(graph, "payment card details")]
    assert (edge["certainty"], edge["vendors"], edge["weight"]) == ("stated", ["Stripe"], 1)
    assert {cited.line for cited in edge["evidence"]} == {47, 48}
    webinars = graph.edges[named(graph, "webinars"), named(graph, "phone number")]
    assert (webinars["certainty"], webinars["vendors"]) == ("conditional", ["Confetti", "Zoom"])
    only_both = first.network("purpose-data", minimum=2)
    assert only_both.has_edge(named(only_both, "webinars"), named(only_both, "phone number"))
    assert "card payment" not in nx.get_node_attributes(only_both, "label").values()


def test_vendors_that_share_data(first: datamap.Registry) -> None:
    graph = first.network("shared-data")
    edge = graph.edges[named(graph, "Mongo Cloud"), named(graph, "Rackspace")]
    assert set(edge["types"]) == STATED_DATA["Rackspace"][1]
    assert (edge["weight"], edge["certainty"]) == (6, "stated")
    assert {cited.line for cited in edge["evidence"]} == {42, 54}
    assert graph.degree(named(graph, "BidTheatre")) == 0
    # The same pairs as the catalogue's question gives.
    asked = {(r["vendor"], r["other"]): r["shared"] for r in first.query("shared-data", minimum=2)}
    ours = {
        tuple(sorted(pair)): edge["weight"] for *pair, edge in edges(first.network("shared-data", minimum=2))
    }
    assert ours == {tuple(sorted(pair)): shared for pair, shared in asked.items()}


def test_sharing_may_count_what_only_may_occur(first: datamap.Registry) -> None:
    graph = first.network("shared-data", at_least="conditional")
    edge = graph.edges[named(graph, "Zoom"), named(graph, "Stripe")]
    assert (edge["types"], edge["certainty"]) == (["name"], "conditional")


def test_networkx_measures_work_as_they_are(first: datamap.Registry) -> None:
    graph = first.network("vendor-data", at_least="stated")
    label = nx.get_node_attributes(graph, "label")
    # vMar alone has the customer and identity numbers, Stripe card and postcode, Sales Manago visited
    # pages; LiveAgent hangs on e-mail alone, Stripe on name.
    assert {label[node] for node in nx.articulation_points(graph)} == {
        "vMar Software AB", "Stripe", "Sales Manago", "e-mail address", "name",
    }  # fmt: skip
    vendors = {node for node, side in graph.nodes(data="bipartite") if side == 0}
    assert nx.bipartite.is_bipartite_node_set(graph, vendors)
    projected = nx.bipartite.weighted_projected_graph(graph, vendors)
    shared = first.network("shared-data")
    assert {frozenset(e[:2]): e[2] for e in projected.edges(data="weight")} == {
        frozenset(e[:2]): e[2] for e in shared.edges(data="weight")
    }
    degree = nx.bipartite.degree_centrality(graph, vendors)
    assert degree[named(graph, "e-mail address")] == pytest.approx(6 / 16)  # six of sixteen vendors
    assert max(nx.betweenness_centrality(graph).items(), key=lambda p: p[1])[0] == named(
        graph, "e-mail address"
    )
    assert any(
        len(group) > 1 for group in nx.community.greedy_modularity_communities(shared, weight="weight")
    )
    assert len(list(nx.connected_components(graph))) == 1 + 1 + 8  # Linkmobility's own, and eight without


def test_labels_and_titles_in_swedish(first: datamap.Registry) -> None:
    graph = first.network("vendor-data-place", lang="sv")
    labels = set(nx.get_node_attributes(graph, "label").values())
    assert {"personnummer", "Plats ej angiven", "utanför EU/EES", "Öppen beskrivning av uppgifter"} <= labels


def read(tmp_path: Path, text: str) -> datamap.Registry:
    list_ = tmp_path / "list.txt"
    list_.write_text(text, "utf-8")
    opened = datamap.open(tmp_path / "r.ttl", create=True)
    opened.import_documents(list_)
    return opened


def test_what_is_denied_gives_no_edge(tmp_path: Path) -> None:
    opened = read(tmp_path, "Acme\nÄndamål: Support\nPersonuppgifter: Namn, inga telefonnummer\n")
    assert {end for _, end, _ in edges(opened.network("vendor-data"))} == {"name"}


def test_borders_are_those_of_the_date(tmp_path: Path) -> None:
    opened = read(tmp_path, "Acme\nÄndamål: Support\nFysisk lagringsplats: Storbritannien\n")
    for at, standing in ((dt.date(2019, 6, 1), "inside"), (dt.date(2024, 6, 1), "outside")):
        graph = opened.network("vendor-place", at=at)
        assert graph.nodes[named(graph, "United Kingdom")]["standing"] == standing
        assert graph.graph["at"] == at.isoformat()
    assert "at" not in opened.network("vendor-place").graph


def test_a_correction_takes_the_place_of_what_it_outranks(first: datamap.Registry) -> None:
    first.correct(
        "Google", states={"storage-place": "Ireland"}, reason="annex", by="Anna", on=dt.date(2026, 1, 1)
    )
    graph = first.network("vendor-place")
    [(place, edge)] = [(end, edge) for vendor, end, edge in edges(graph) if vendor == "Google"]
    assert (place, edge["evidence"][0].source) == ("Ireland", "corrections")


def test_an_empty_registry_gives_an_empty_graph(tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "r.ttl", create=True)
    for kind in KINDS:
        assert len(opened.network(kind)) == 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"kind": "vendor-dta"}, "vendor-data-place"),
        ({"at_least": "sure"}, "stated, conditional, unknown"),
        ({"lang": "de"}, "sv, en"),
        ({"minimum": 0}, "above 0"),
    ],
)
def test_what_cannot_be_asked_says_what_can(first: datamap.Registry, options: Any, says: str) -> None:
    with pytest.raises(InvalidParameter, match=says):
        first.network(**options)


def test_too_many_pairs_name_the_minimum_that_works(
    first: datamap.Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "SHARED_LIMIT", 5)
    with pytest.raises(ViewError, match=r"19 pairs of vendors share at least 1.*a minimum of 4 \(3 pairs\)"):
        first.network("shared-data")
    assert first.network("shared-data", minimum=4).number_of_edges() == 3


@pytest.mark.parametrize(
    ("missing", "act", "extra"),
    [
        ("networkx", lambda r: r.network(), "network"),
        ("pyvis", lambda r: r.draw().to_html(), "network"),
        ("matplotlib", lambda r: r.draw().to_png(), "pictures"),
        ("pandas", lambda r: r.query("shared-data").to_pandas(), "pandas"),
        ("polars", lambda r: r.query("shared-data").to_polars(), "polars"),
    ],
)
def test_an_absent_library_is_one_line_that_installs_it(
    first: datamap.Registry, monkeypatch: pytest.MonkeyPatch, missing: str, act: Any, extra: str
) -> None:
    for module in [m for m in sys.modules if m.partition(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(DatamapError) as caught:
        act(first)
    assert str(caught.value).endswith(f"needs {missing}; install it with: pip install 'datamap[{extra}]'")


def test_start_up_loads_no_library_of_an_extra(registry: Path) -> None:
    heavy = {"networkx", "pyvis", "IPython", "matplotlib", "pandas", "polars", "numpy"}
    code = (
        "import sys, datamap; r = datamap.open(sys.argv[1]); "
        "list(r.query('vendors-by-data-outside', data='telefonnummer').to_dict()); print(*sys.modules)"
    )
    for arguments in ([code, str(registry)], ["import sys, datamap; datamap.draw; print(*sys.modules)"]):
        done = subprocess.run([sys.executable, "-c", *arguments], capture_output=True, text=True, check=True)
        assert not heavy & {name.partition(".")[0] for name in done.stdout.split()}


# random registries ----------------------------------------------------------------------------


def opened(registry: list[Triple]) -> datamap.Registry:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry.nt"
        path.write_text(to_ntriples(registry), "utf-8")
        return datamap.open(path, base=BASE)


def kinds_of(registry: list[Triple], concept: str) -> set[str]:
    """The concept and all that are a kind of it."""
    found, grown = {concept}, True
    while grown:
        more = {a for a, p, b in registry if p == DM + "kindOf" and b in found} - found
        grown = bool(more)
        found |= more
    return found


def surest(graph: nx.Graph, vendor: str, ends: set[str]) -> str:
    certainties = {graph.edges[vendor, end]["certainty"] for end in ends if graph.has_edge(vendor, end)}
    return max(certainties, key=lambda c: CERTAINTIES[c], default="")


@settings(max_examples=100, deadline=None)
@given(registries())
def test_lines_agree_with_the_four_valued_answers(registry: list[Triple]) -> None:
    graph = opened(registry).network("vendor-data-place")
    expected = {"yes": "stated", "conditional": "conditional"}
    outside = {a for a, p, b in registry if p == DM + "outsideOf" and b == EEA}
    for concept in DATA:
        for vendor, verdict in evaluate(registry, data=concept).items():
            assert surest(graph, vendor, kinds_of(registry, concept)) == expected.get(verdict.answer, "")
            if verdict.answer == "unknown":
                assert any(graph.nodes[end]["kind"] == "data" for end in graph[vendor]) or silent(
                    registry, vendor
                )
    for vendor, verdict in evaluate(registry, outside=EEA).items():
        assert surest(graph, vendor, outside) == expected.get(verdict.answer, "")


def silent(registry: list[Triple], vendor: str) -> bool:
    """Whether some entry of the vendor has no closed list of data: it denies something at most."""
    entries = {s for s, p, o in registry if p.endswith("hasDataProcessor") and o == vendor}
    covered = {s for s, p, _ in registry if p == DM + "dataCoverage"}
    return bool(entries - covered)


@settings(max_examples=60, deadline=None)
@given(registries())
def test_every_line_cites_an_entry_of_its_vendor(registry: list[Triple]) -> None:
    graph = opened(registry).network("vendor-data-place")
    for one, other, edge in graph.edges(data=True):
        vendor = one if graph.nodes[one]["kind"] == "vendor" else other
        entries = {s for s, p, o in registry if p.endswith("hasDataProcessor") and o == vendor}
        numbers = {entry.rpartition("/p")[2] for entry in entries}
        if edge["certainty"] != "unknown":
            assert edge["evidence"]
        for _, line, text in edge["evidence"]:
            assert text.split()[1] in numbers
            assert line // 10 == int(text.split()[1])
