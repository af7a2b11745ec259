"""Graphs as files: what other programs read back, what people see, and what hostile names cannot do."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import networkx as nx
import pydot
import pytest

import datamap
from datamap.errors import RegistryError, ViewError
from datamap.views.aggregation import LINE_LIMIT, NODE_LIMIT
from datamap.views.graph_files import GRAPH_FORMATS
from datamap.views.layout import lay_out
from datamap.views.network_kinds import KINDS
from datamap.views.palette import DARK, LIGHT
from datamap.views.scene import LABEL_SIZE
from datamap.views.text_width import text_width, wrapped

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run
    from datamap.views.scene import Mark, Scene

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<img src=x onerror=window.hacked=1>",
    "</script><script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "href='javascript:window.hacked=1'",
    '=HYPERLINK("http://x.example")',
    '`window.hacked` #quot; end [[x]] ((y)) {z} | \\\\ \\" %% --> ---',
    "$\\frac{1}{0}$ & <b>bold</b> ]]> <!-- -->",
    "bell \x07 null \x00 turn \u202e back \ufffe \ud800",
    "Ä\u0308 日本語 العربية 🦊",
]


@pytest.fixture
def first(registry: Path) -> datamap.Registry:
    return datamap.open(registry)


@pytest.fixture
def hostile() -> nx.Graph:
    """Every hostile text as a vendor's name, as a type, and as evidence."""
    graph = nx.Graph(kind="vendor-data", title=HOSTILE[0], lang="en")
    for number, text in enumerate(HOSTILE):
        graph.add_node(f"v{number}{text}", kind="vendor", label=text, layer=0, stated=True)
        graph.add_node(f"d{number}", kind="data", label=text + " data", layer=1, stated=True)
        graph.add_edge(
            f"v{number}{text}", f"d{number}", certainty="stated", evidence=[(text, 1, text)], types=[text]
        )
    return graph


def test_graphml_and_gexf_are_read_back(first: datamap.Registry, tmp_path: Path) -> None:
    graph = first.network()
    for suffix, reader in ((".graphml", nx.read_graphml), (".gexf", nx.read_gexf)):
        [file] = datamap.write_graph(graph, tmp_path / f"g{suffix}")
        back = reader(file)
        assert set(back) == set(graph)
        assert {frozenset(edge) for edge in back.edges} == {frozenset(edge) for edge in graph.edges}
        for node, found in graph.nodes(data=True):
            assert {back.nodes[node][key] for key in ("label", "kind", "iri")} == {
                found[key] for key in ("label", "kind", "iri")
            }
        for one, other, edge in graph.edges(data=True):
            shown = back.edges[one, other]
            assert shown["certainty"] == edge["certainty"]
            source, line, text = edge["evidence"][0]
            assert f"{source}:{line}: {text}" in shown["evidence"]


def dot(text: str) -> Any:
    """The graph as pydot's parser of the language of Graphviz reads it."""
    [read] = pydot.graph_from_dot_data(text) or []
    return read


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of pydot's parser
def test_dot_is_read_back(first: datamap.Registry, tmp_path: Path) -> None:
    graph = first.network()
    [file] = datamap.write_graph(graph, tmp_path / "g.dot")
    read = dot(file.read_text("utf-8"))
    labels = {
        node.get_label() for node in read.get_nodes() if node.get_name().startswith("n") and node.get_label()
    }
    assert labels == {f'"{found["label"]}"' for _, found in graph.nodes(data=True)}
    assert len(read.get_edges()) == graph.number_of_edges()
    styles = [edge.get_style() for edge in read.get_edges()]
    assert styles.count("dotted") == sum(e["certainty"] == "unknown" for *_, e in graph.edges(data=True)) > 0


def test_json_is_read_back_with_its_evidence(first: datamap.Registry, tmp_path: Path) -> None:
    graph = first.network()
    [file] = datamap.write_graph(graph, tmp_path / "g.json")
    back = nx.node_link_graph(json.loads(file.read_text("utf-8")), edges="edges")
    assert set(back) == set(graph)
    edge = next(e for *_, e in back.edges(data=True) if e["relation"] == "place")
    assert edge["evidence"][0].keys() == {"source", "line", "text"}


def test_csv_has_lines_in_one_file_and_nodes_in_another(first: datamap.Registry, tmp_path: Path) -> None:
    graph = first.network()
    files = datamap.write_graph(graph, tmp_path / "g.csv")
    assert [file.name for file in files] == ["g.csv", "g-nodes.csv"]
    lines, nodes = (list(csv.DictReader(io.StringIO(f.read_text("utf-8-sig")))) for f in files)
    assert len(nodes) == len(graph)
    assert len(lines) == graph.number_of_edges()
    google = next(r for r in lines if r["source_label"] == "Google" and r["target_kind"] == "place")
    assert google["certainty"] == "stated"
    assert google["evidence"] == "underbitraden:85: Fysisk lagringsplats: Även utanför EU/EES"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula_unless_raw(tmp_path: Path, start: str) -> None:
    graph = nx.Graph()
    graph.add_node("a", label=f"{start}1+1", kind="vendor")
    for raw, shown in ((False, f"'{start}1+1"), (True, f"{start}1+1")):
        nodes = datamap.write_graph(graph, tmp_path / "g.csv", raw=raw)[1]
        with nodes.open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.DictReader(file))["label"] == shown
        assert nodes.read_bytes().startswith(b"\xef\xbb\xbf") is not raw


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of pydot's parser
@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
def test_hostile_names_stay_names(hostile: nx.Graph, tmp_path: Path, suffix: str) -> None:
    [file, *_] = datamap.write_graph(hostile, tmp_path / f"g{suffix}")
    data = file.read_bytes()
    if suffix == ".png":
        assert data.startswith(b"\x89PNG")
        return
    text = data.decode("utf-8")
    if suffix in (".svg", ".graphml", ".gexf"):
        root = ElementTree.fromstring(text)
        assert not {e.tag.rpartition("}")[2] for e in root.iter()} & {"script", "img", "b", "svg"} - {
            root.tag.rpartition("}")[2]
        }
        said = " ".join(t for e in root.iter() for t in (e.text, *e.attrib.values()) if t)
        assert "⟨U+0007⟩" in said
    elif suffix == ".dot":
        read = dot(text)
        assert len([node for node in read.get_nodes() if re.fullmatch(r"n\d+", node.get_name())]) == len(
            hostile
        )
    elif suffix == ".mmd":
        labels = re.findall(r'"(.*?)"', text)
        assert len(labels) == len(hostile)
        assert not set("".join(labels)) & set('<>`[]{}|\\"%=')
    elif suffix == ".html":
        found: list[str] = []
        parser = HTMLParser()
        parser.handle_starttag = lambda tag, attrs: found.append(tag)  # type: ignore[method-assign]
        parser.feed(text)
        assert found.count("script") == 3
        assert not {"img", "b", "a", "iframe"} & set(found)
    elif suffix == ".json":
        assert len(json.loads(text)["nodes"]) == len(hostile)


@pytest.mark.parametrize("kind", ["vendor-data-place", "shared-data"])
def test_the_same_graph_gives_the_same_bytes(registry: Path, tmp_path: Path, kind: str) -> None:
    code = (
        "import sys, datamap; from datamap.views.graph_files import GRAPH_FORMATS\n"
        "graph = datamap.open(sys.argv[1]).network(sys.argv[2])\n"
        "for suffix in GRAPH_FORMATS: datamap.write_graph(graph, sys.argv[3] + suffix)"
    )
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, registry, kind, tmp_path / f"g{seed}"],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
        )  # fmt: skip
    for suffix in GRAPH_FORMATS:
        assert (tmp_path / f"g1{suffix}").read_bytes() == (tmp_path / f"g2{suffix}").read_bytes(), suffix


# pictures -------------------------------------------------------------------------------------


def boxes(scene: Scene) -> list[tuple[Mark, tuple[float, float, float, float]]]:
    """Where each label stands: left, top, right, bottom, before it is turned."""
    found = []
    for mark in scene.marks:
        for number, line in enumerate(mark.label):
            width = text_width(line, LABEL_SIZE, mark.bold)
            left = mark.text_x - {"start": 0, "middle": width / 2, "end": width}[mark.anchor]
            middle = mark.text_y + number * 17
            found.append((mark, (left, middle - 6, left + width, middle + 6)))
    return found


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("shared")])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_label_overlaps_another_or_leaves_the_picture(
    first: datamap.Registry, kind: str, lang: str
) -> None:
    scene = lay_out(first.network(kind, lang=lang))
    placed = boxes(scene)
    for (one, (l1, t1, r1, b1)), (other, (l2, t2, r2, b2)) in itertools.combinations(placed, 2):
        assert one is other or r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1, (one.label, other.label)
    for mark, (left, top, right, bottom) in placed:
        assert 0 <= left < right <= scene.width, mark.label
        assert 0 <= top < bottom <= scene.height, mark.label


def test_around_a_circle_labels_keep_their_distance(first: datamap.Registry) -> None:
    scene = lay_out(first.network("shared-data"))
    for one, other in itertools.pairwise(scene.marks):
        assert math.dist((one.x, one.y), (other.x, other.y)) > 17


def test_text_is_never_wider_than_reckoned() -> None:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    measure = TextToPath().get_text_width_height_descent
    for bold in (False, True):
        font = FontProperties(family="DejaVu Sans", size=13, weight="bold" if bold else "normal")
        for text in (
            "Google LLC (G Suite)", "vMar Software AB", "national identity number", "Öppen beskrivning av",
            "användaridentifierare", "WWWW MMMM", "iiii llll", "0123456789", "personuppgifter, e-postadress",
        ):  # fmt: skip
            assert measure(text, font, ismath=False)[0] <= text_width(text, 13, bold) + 0.5, text


def test_long_labels_wrap_and_lose_nothing_unsaid() -> None:
    name = "Aktiebolaget för gemensam hantering av mycket långa leverantörsnamn i Norden"
    assert " ".join(wrapped(name, 13, 200)) == name
    endless = "x" * 10_000
    *lines, last = wrapped(endless, 13, 200)
    assert last == f"… (+{10_000 - sum(map(len, lines))})"


def test_the_svg_names_everything_and_says_what_lines_mean(first: datamap.Registry) -> None:
    graph = first.network(lang="sv")
    root = ElementTree.fromstring(datamap.draw(graph).to_svg())
    texts = {"".join(e.itertext()) for e in root.iter(f"{SVG}text")}
    assert set(nx.get_node_attributes(graph, "label").values()) <= texts
    assert {"Angivet", "Kan förekomma", "Framgår inte", "Lagringsplats utanför EES"} <= texts
    said = {e.text for e in root.iter(f"{SVG}title")}
    assert "Stripe – Plats ej angiven: framgår inte" in said
    dotted = [e for e in root.iter(f"{SVG}path") if e.get("stroke-dasharray") == "1.5 4"]
    unknown = sum(e["certainty"] == "unknown" for *_, e in graph.edges(data=True))
    assert len(dotted) == unknown + 1  # and the legend's own


def many(vendors: int) -> nx.Graph:
    graph = nx.Graph(kind="vendor-data", title="Many", lang="en", layers=["vendor", "data"])
    for number in range(vendors):
        graph.add_node(number, kind="vendor", label=f"Vendor {number}", layer=0, stated=True)
    for number in range(60):
        graph.add_node(f"d{number}", kind="data", label=f"Type {number}", layer=1, stated=True)
    for number in range(vendors):
        for step in (1, 7, 11):
            graph.add_edge(number, f"d{number * step % 60}", certainty="stated", evidence=[])
    return graph


def test_large_graphs_are_reduced_and_say_so() -> None:
    scene = lay_out(many(5000))
    assert len(scene.marks) <= NODE_LIMIT
    assert len(scene.lines) <= LINE_LIMIT
    # Vendors with the very same lines stand together, so nothing is lost: there are 60 such groups.
    assert scene.notes == ()
    assert sum(scene.graph.nodes[mark.node].get("members", 1) for mark in scene.marks) == 5000 + 60
    assert scene.marks[0].label[-1].endswith("more") or "more" in " ".join(scene.marks[0].label)
    scene = lay_out(many(5000), limit=50)
    shown = sum(scene.graph.nodes[m.node].get("members", 1) for m in scene.marks if m.kind == "vendor")
    assert all(scene.graph.degree(mark.node) for mark in scene.marks)
    assert f"Not drawn: {5000 - shown:,} vendors".replace(",", "\u202f") in scene.notes[0]


def test_weak_lines_across_a_circle_are_left_out_and_counted() -> None:
    graph = nx.complete_graph(60)
    for number in graph:
        graph.nodes[number].update(kind="vendor", label=f"Vendor {number}")
    for one, other in graph.edges:
        graph.edges[one, other].update(weight=9 if other == one + 1 else 2, certainty="stated")
    graph.graph.update(kind="shared-data", lang="en")
    scene = lay_out(graph)
    assert (len(scene.marks), len(scene.lines)) == (60, 59)
    assert "Not drawn: 1\u202f711 lines of fewer than 9 in common." in scene.notes


def test_a_graph_is_not_changed_by_being_drawn(first: datamap.Registry) -> None:
    graph = first.network()
    before = nx.Graph(graph)
    datamap.draw(graph, limit=10).to_svg()
    assert nx.utils.graphs_equal(before, graph)


def test_other_peoples_graphs_are_drawn_too(tmp_path: Path) -> None:
    several = nx.MultiDiGraph([(1, 2), (2, 1), (1, 2), (3, 3)])
    for graph in (nx.karate_club_graph(), nx.Graph(), nx.path_graph(1), several):
        for suffix in GRAPH_FORMATS:
            datamap.write_graph(graph, tmp_path / f"g{suffix}")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_have_contrast() -> None:
    for theme in (LIGHT, DARK):
        paper = luminance(theme.paper)

        def contrast(colour: str, paper: float = paper) -> float:
            high, low = sorted((luminance(colour), paper), reverse=True)
            return (high + 0.05) / (low + 0.05)

        for name in ("ink", "secondary", "tertiary", "unknown_text", "outside_text"):
            assert contrast(getattr(theme, name)) >= 4.5, name
        for name in (
            "stated",
            "conditional",
            "unknown",
            "inside",
            "outside",
            "data",
            "purpose",
            "subject",
            "ground",
        ):
            assert contrast(getattr(theme, name)) >= 3, name


# the command ------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
def test_the_command_writes_each_format(run: Run, registry: Path, tmp_path: Path, suffix: str) -> None:
    code, out, err = run("network", "-o", f"map{suffix}", "--kind", "vendor-place", "-r", registry)
    assert (code, out) == (0, ""), err
    assert f"Written: map{suffix} (19 nodes, 17 lines)" in err
    assert (tmp_path / f"map{suffix}").stat().st_size > 500


def test_the_command_lists_kinds_and_speaks_json(run: Run, registry: Path) -> None:
    assert "shared-data" in run("network")[1]
    listed = json.loads(run("network", "--format", "json", "--lang", "sv")[1])
    assert {"name": "vendor-purpose", "title": "Leverantörer och ändamål"} in listed["kinds"]
    assert listed["formats"] == list(GRAPH_FORMATS)
    code, out, _ = run("network", "-o", "g.csv", "--format", "json", "-r", registry)
    assert json.loads(out) == {
        "kind": "vendor-data-place", "nodes": 37, "edges": 69, "files": ["g.csv", "g-nodes.csv"],
    }  # fmt: skip
    assert code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "map.pdf"], "map.pdf: name a file that ends in .html, .svg,"),
        (["-o", "no/such/map.svg"], "the folder"),
        (["-o", "map.svg", "--kind", "nothing"], "nothing"),
        (["-o", "map.svg", "--minimum", "0"], "minimum"),
        (["-o", "map.svg", "--at", "yesterday"], "yesterday"),
        (["-o", "map.svg", "-r", "none.ttl"], "none.ttl: there is no registry"),
    ],
)
def test_mistakes_are_one_line(run: Run, registry: Path, arguments: list[str], says: str) -> None:
    code, out, err = run("network", *arguments, env={"DATAMAP_REGISTRY": str(registry)})
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert says in err


def test_a_file_that_cannot_be_replaced_stands(first: datamap.Registry, tmp_path: Path) -> None:
    graph = first.network()
    with pytest.raises(ViewError, match="ends in"):
        datamap.write_graph(graph, tmp_path / "map")
    with pytest.raises(RegistryError, match="does not exist"):
        datamap.write_graph(graph, tmp_path / "none" / "map.svg")
    assert list(tmp_path.glob("*.tmp")) == []


def test_draw_writes_where_it_is_told(first: datamap.Registry, tmp_path: Path) -> None:
    drawing: Any = first.draw("vendor-place", tmp_path / "map.svg", lang="sv")
    assert "Lagringsplats" in (tmp_path / "map.svg").read_text("utf-8")
    assert drawing.pyvis.options["physics"] == {"enabled": False}
    datamap.draw(first.network(), tmp_path / "few.svg", limit=10)
    assert "Not drawn" in (tmp_path / "few.svg").read_text("utf-8")
