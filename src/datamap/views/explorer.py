"""A graph as one HTML file to explore: a pyvis network at fixed places, hardened.

Names come from documents, so nothing of them is ever markup or an identifier: nodes have opaque ids,
texts reach the page as JSON and are shown as text. The file asks for nothing from anywhere: pyvis' own
copy of vis-network is inside, its page template with links to elsewhere is not used, and a
Content-Security-Policy allows the scripts and the style by their hashes and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.errors import DatamapError
from datamap.extras import needs
from datamap.questions.markup import html_table, html_text
from datamap.views import words
from datamap.views.palette import DARK, DASHES, LIGHT, Paper
from datamap.views.svg_picture import corners, legend_marks
from datamap.visible import visible

if TYPE_CHECKING:
    from pyvis.network import Network

    from datamap.views.scene import Line, Mark, Scene

_HERE = Path(__file__).parent
_TOP = 56.0
_MOST_CITED = 12
_LONGEST_CITED = 1000
_MOST_HOVERED = 4


def explorer(scene: Scene) -> str:
    """Return a scene as an HTML page of its own; raises DatamapError."""
    network = pyvis_network(scene)
    said = words.TEXT[scene.language]
    cited = _Citations(scene.language)
    data = {
        "nodes": network.nodes,
        "edges": [cited.by_number(edge) for edge in network.edges],
        "evidence": cited.texts,
        "options": network.options,
        "width": scene.width,
        "height": scene.height,
        "top": _TOP,
        "opacity": scene.opacity,
        "words": {"panel": said["panel"]},
        "light": asdict(LIGHT),
        "dark": asdict(DARK),
    }
    library, script = _library(), _own("drawing.js")
    style = _variables() + _own("drawing.css")
    policy = (
        f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    legend = "".join(f"<li>{mark}{html_text(text)}</li>" for text, mark in legend_marks(scene, _NAMED))
    notes = "".join(f"<p>{html_text(note)}</p>" for note in scene.notes)
    title = html_text(scene.title)
    return f"""<!doctype html>
<html lang="{scene.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
{notes}
<ul class="legend">{legend}</ul>
<main>
<div id="frame">
<div class="tools"><button type="button" id="nearer" aria-label="+">+</button>\
<button type="button" id="farther" aria-label="−">−</button>\
<button type="button" id="clear">{said["clear"]}</button></div>
<div id="drawing" role="img" aria-label="{title}"></div>
</div>
<aside id="panel" tabindex="-1" aria-live="polite"></aside>
</main>
<details><summary>{said["table"]}</summary><div class="wide">
{_table(scene)}
</div></details>
<script type="application/json" id="graph">{_json(data)}</script>
<script>{library}</script>
<script>{script}</script>
</body>
</html>
"""


def pyvis_network(scene: Scene) -> Network:
    """Return a scene as a pyvis Network: opaque ids, fixed places, physics off; raises DatamapError."""
    with needs("pyvis", "network", "A drawing to explore"):
        from pyvis.network import Network

    network = Network(notebook=False, cdn_resources="in_line", select_menu=False, filter_menu=False)
    for number, mark in enumerate(scene.marks):
        network.add_node(f"n{number}", **_node(scene, mark))
    curve = {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5}
    for number, line in enumerate(scene.lines):
        # Not add_edge, which compares every edge with all before it.
        network.edges.append({
            "id": f"e{number}",
            "from": _port(network, scene, line, 0),
            "to": _port(network, scene, line, 1),
            "first": f"n{line.start}",
            "second": f"n{line.end}",
            "width": line.width,
            "paint": line.colour,
            "dashes": list(DASHES[line.certainty]) if DASHES.get(line.certainty) else False,
            "smooth": curve if line.bend is None else False,
            **_said(scene, line),
        })  # fmt: skip
    network.options = {
        "physics": {"enabled": False},
        "interaction": {
            "dragNodes": False, "hover": True, "tooltipDelay": 120, "zoomView": True,
            "selectConnectedEdges": False, "keyboard": False,
        },
        "layout": {"improvedLayout": False},
        "nodes": {"borderWidth": 1},
        "edges": {"hoverWidth": 1, "selectionWidth": 1},
    }  # fmt: skip
    return network


def _port(network: Network, scene: Scene, line: Line, end: int) -> str:
    """Return the node at which a line ends: an unseen one at the side of the mark it leads to.

    Lines drawn to the middle of a wide box would run beneath the boxes above and below it.
    """
    owner = line.end if end else line.start
    x, y = scene.ends(line)[end]
    mark = scene.marks[owner]
    if line.bend is not None or x == mark.x:
        return f"n{owner}"
    port = f"n{owner}{'l' if x < mark.x else 'r'}"
    if port not in network.node_map:
        network.add_node(
            port, label=" ", shape="dot", size=0, x=round(x, 1), y=round(y, 1), owner=f"n{owner}"
        )
    return port


def _node(scene: Scene, mark: Mark) -> dict[str, Any]:
    found = scene.graph.nodes[mark.node]
    name = visible(str(found.get("label", mark.node)))
    about = [words.HEADINGS[scene.language].get(mark.kind, visible(mark.kind))]
    if found.get("standing"):
        about.append(words.STANDING[scene.language][found["standing"]])
    about.append(words.TEXT[scene.language]["neighbours"].format(n=scene.graph.degree(mark.node)))
    if "names" in found:
        about.append(words.named(scene.language, [visible(n) for n in found["names"]], 40))
    return {
        "label": " ",
        "shape": "dot",
        "x": round(mark.x, 1),
        "y": round(mark.y, 1),
        "title": f"{name}\n{' · '.join(about)}",
        "name": name,
        "about": " · ".join(about),
        "form": mark.shape,
        "paint": mark.colour,
        "corners": [
            [round(x, 2), round(y, 2)] for x, y in corners(mark.shape, 0, 0)
        ],
        "lines": list(mark.label),
        "w": round(mark.width, 1),
        "h": round(mark.height, 1),
        "dx": round(mark.text_x - mark.x, 1),
        "dy": round(mark.text_y - mark.y, 1),
        "anchor": {"start": "left", "middle": "center", "end": "right"}[mark.anchor],
        "bold": mark.bold,
        "angle": round(mark.angle, 2),
    }  # fmt: skip


def _said(scene: Scene, line: Line) -> dict[str, Any]:
    """Return what a line says: in words, and the evidence for it."""
    start, end = scene.marks[line.start].node, scene.marks[line.end].node
    edge = scene.graph.edges[start, end]
    lang = scene.language
    said = words.CERTAINTY[lang].get(line.certainty, visible(line.certainty))
    if edge.get("types"):
        types = words.named(lang, [visible(str(t)) for t in edge["types"]])
        said += "; " + words.TEXT[lang]["shares"].format(n=len(edge["types"]), what=types)
    if edge.get("vendors"):
        vendors = words.named(lang, [visible(str(v)) for v in edge["vendors"]])
        said += "; " + words.TEXT[lang]["through"].format(what=vendors)
    evidence = list(edge.get("evidence", ()))
    names = [visible(str(scene.graph.nodes[node].get("label", node))) for node in (start, end)]
    hovered = [_cited(one, lang) for one in evidence[:_MOST_HOVERED]]
    if len(evidence) > _MOST_HOVERED:
        hovered.append(words.TEXT[lang]["more"].format(n=len(evidence) - _MOST_HOVERED))
    return {
        "said": said,
        "title": "\n".join([f"{names[0]} – {names[1]}: {said}", *hovered]),
        "evidence": evidence[:_MOST_CITED],
    }


class _Citations:
    """Statements cited by many lines, each kept once."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._numbers: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        return list(self._numbers)

    def by_number(self, edge: dict[str, Any]) -> dict[str, Any]:
        """Return an edge with the numbers of its statements in their place."""
        texts = [_cited(one, self.language) for one in edge["evidence"]]
        numbers = [self._numbers.setdefault(text, len(self._numbers)) for text in texts]
        return {**{key: value for key, value in edge.items() if key != "evidence"}, "cited": numbers}


def _cited(one: Any, language: str) -> str:
    """Return a statement with its place, cut where it is as long as a page."""
    try:
        source, line, text = one
    except (TypeError, ValueError):  # a graph that somebody else made
        return visible(str(one))[:_LONGEST_CITED]
    text = visible(str(text))
    if len(text) > _LONGEST_CITED:
        text = f"{text[:_LONGEST_CITED]} … (+{len(text) - _LONGEST_CITED})"
    return f"{visible(str(source))}, {words.TEXT[language]['line']} {line}: {text}"


def _table(scene: Scene) -> str:
    """Return all lines as a table: the same for who cannot see or point."""
    lang, said = scene.language, words.TEXT[scene.language]
    rows = []
    for line in scene.lines:
        names = [
            str(scene.graph.nodes[mark.node].get("label", mark.node))
            for mark in (scene.marks[line.start], scene.marks[line.end])
        ]
        found = _said(scene, line)
        rows.append([*names, found["said"], "\n".join(_cited(one, lang) for one in found["evidence"])])
    headings = [said["from"], said["to"], said["certainty"], said["evidence"]]
    return html_table(scene.title, headings, rows, lang=lang, most=len(rows), styled=False)


_NAMED = Paper(*(f"var(--{field.name})" for field in fields(Paper)))


def _variables() -> str:
    light, dark = (
        "".join(f"--{name}: {value}; " for name, value in asdict(paper).items()) for paper in (LIGHT, DARK)
    )
    return (
        f":root {{ color-scheme: light dark; {light}}}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"
    )


@cache
def _own(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


@cache
def _library() -> str:
    """Return vis-network as pyvis ships it, licence included, without its pointer to a source map."""
    import pyvis

    folder = Path(str(pyvis.__file__)).parent / "lib"
    found = sorted(folder.glob("vis-*/vis-network.min.js"), key=_version)
    if not found:
        raise DatamapError("pyvis has no vis-network in it; install it again: pip install 'datamap[network]'")
    text = found[-1].read_text("utf-8")
    kept = "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL"))
    # In a script element these end it, or keep it open, wherever they stand.
    return kept.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _version(file: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in file.parent.name.removeprefix("vis-").split(".") if part.isdigit())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"


def _json(value: Any) -> str:
    """Return JSON that no HTML parser reads as anything but text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
