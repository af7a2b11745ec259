"""Notebooks: the magics, what results show of themselves, and the stored notebooks, run again."""

from __future__ import annotations

import importlib.util
import json
import shutil
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import networkx as nx
import pandas as pd
import polars as pl
import pyoxigraph as ox
import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

import datamap
from datamap.errors import InvalidParameter, InvalidQuery
from datamap.notebook.terms import typed_term
from datamap.questions.markup import MOST_ROWS, html_table
from record_cases import DATE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def first(registry: Path) -> datamap.Registry:
    return datamap.open(registry)


@pytest.fixture
def shell(registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell that has just loaded the extension, in a folder without a registry."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("DATAMAP_REGISTRY", str(registry))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)  # IPython warns where another environment is active
    InteractiveShell.clear_instance()
    started = InteractiveShell.instance()
    started.run_line_magic("load_ext", "datamap")
    yield started
    started.history_manager = None
    InteractiveShell.clear_instance()


COUNT = "SELECT (COUNT(?process) AS ?n) WHERE { ?process dpv:hasDataProcessor ?vendor }"


def test_sparql_runs_a_cell(shell: InteractiveShell) -> None:
    result = shell.run_cell_magic("sparql", "", COUNT)
    assert list(result.rows()) == [("16",)]


def test_sparql_stores_its_result_in_the_form_asked_for(shell: InteractiveShell) -> None:
    shell.run_cell_magic("sparql", "--store-to counted --format pandas", COUNT)
    frame = shell.user_ns["counted"]
    assert isinstance(frame, pd.DataFrame)
    assert frame["n"].tolist() == [16]
    assert isinstance(shell.run_cell_magic("sparql", "--format polars", COUNT), pl.DataFrame)


def test_sparql_asks_the_registry_named(shell: InteractiveShell, tmp_path: Path) -> None:
    other = datamap.open(tmp_path / "empty.ttl", create=True)
    other.save()
    for named in (str(tmp_path / "empty.ttl"), "other"):
        shell.user_ns["other"] = other
        result = shell.run_cell_magic("sparql", f"--registry '{named}'", COUNT)
        assert list(result.rows()) == [("0",)]
    assert list(shell.run_cell_magic("sparql", "", COUNT).rows()) == [("16",)]


def test_sparql_binds_parameters_as_terms(shell: InteractiveShell) -> None:
    query = """SELECT ?name WHERE {
      ?process dm:statesData $data ; dpv:hasDataProcessor/rdfs:label ?name . FILTER(STRLEN(?name) > $least) }"""
    result = shell.run_cell_magic("sparql", "-p data=personal-data:telefonnummer -p least=10", query)
    assert {name for (name,) in result.rows()} == {"Google LLC (G Suite)", "Mongo Cloud", "vMar Software AB"}
    hostile = '-p \'data="x" } DELETE WHERE { ?s ?p ?o"\' -p least=0'
    assert list(shell.run_cell_magic("sparql", hostile, query).rows()) == []


def test_dollar_variables_are_left_alone_without_parameters(shell: InteractiveShell) -> None:
    result = shell.run_cell_magic("sparql", "", "SELECT $v WHERE { $v a dpv:DataSubProcessor }")
    assert len(list(result.rows())) == 16


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("pd:Name", ox.NamedNode("https://w3id.org/dpv/pd#Name")),
        ("<https://x.example/a>", ox.NamedNode("https://x.example/a")),
        ("personal-data:namn", ox.NamedNode("https://w3id.org/dpv/pd#Name")),
        ("border:EES", ox.NamedNode("https://w3id.org/dpv/loc#EEA")),
        ("vendor:stripe", ox.NamedNode("https://example.org/datamap/vendor/stripe")),
        ("12", ox.Literal("12", datatype=ox.NamedNode(XSD + "integer"))),
        ("-1.5", ox.Literal("-1.5", datatype=ox.NamedNode(XSD + "decimal"))),
        ("true", ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))),
        ("2026-01-31", ox.Literal("2026-01-31", datatype=ox.NamedNode(XSD + "date"))),
        ("2026-13-31", ox.Literal("2026-13-31")),
        ('"12"', ox.Literal("12")),
        ('"hej"@sv', ox.Literal("hej", language="sv")),
        ('"5"^^xsd:double', ox.Literal("5", datatype=ox.NamedNode(XSD + "double"))),
        ("Namn, adress", ox.Literal("Namn, adress")),
    ],
)
def test_values_become_typed_terms(
    first: datamap.Registry, text: str, term: ox.NamedNode | ox.Literal
) -> None:
    assert typed_term("x", text, first) == term


def test_a_value_that_names_nothing_says_so(first: datamap.Registry) -> None:
    with pytest.raises(InvalidParameter, match="nearest"):
        typed_term("data", "personal-data:telefonummmer", first)
    with pytest.raises(InvalidParameter, match="no datatype"):
        typed_term("x", '"5"^^nonsense', first)


def test_questions_of_the_catalogue(shell: InteractiveShell) -> None:
    line = "query vendors-by-data-outside -p data='phone number' -p outside=EEA --store-to phones --lang sv"
    shell.run_line_magic("datamap", line)
    assert shell.user_ns["phones"].counts == {"yes": 1, "conditional": 0, "unknown": 2, "no": 13}
    assert "Framgår inte" in shell.user_ns["phones"]._repr_mimebundle_()["text/plain"]
    listed = shell.run_line_magic("datamap", "query")
    assert "vendors-by-data-outside" in listed._repr_mimebundle_()["text/html"]
    frame = shell.run_line_magic("datamap", "query shared-data -p minimum=4 --format pandas")
    assert len(frame) == 3


def test_a_registry_is_chosen_once(shell: InteractiveShell, tmp_path: Path) -> None:
    datamap.open(tmp_path / "empty.ttl", create=True).save()
    chosen = shell.run_line_magic("datamap", f"registry '{tmp_path / 'empty.ttl'}'")
    assert repr(chosen).endswith("empty.ttl: 0 vendors>")
    assert len(shell.run_line_magic("datamap", "query vendors-outside")) == 0
    assert shell.run_line_magic("datamap", "registry") is chosen


@pytest.mark.parametrize(
    ("magic", "line", "cell", "says"),
    [
        ("sparql", "", "SELECT nonsense", "does not parse"),
        ("sparql", "-p x=1", COUNT, r"asks for no \$x"),
        ("sparql", "-p x=1", "SELECT * { $x $y 1 }", "'y' has no value"),
        ("sparql", "-p x", COUNT, "write name=value"),
        ("sparql", "--format excel", COUNT, "table.*pandas.*polars"),
        ("sparql", "--store-to 2x", COUNT, "no name of a variable"),
        ("sparql", "--registry none.ttl", COUNT, "there is no registry"),
        ("sparql", "-p 'x", COUNT, "No closing quotation"),
        ("sparql", "", "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "refused"),
        ("datamap", "query vendors-by-dat", None, "did you mean vendors-by-data"),
        ("datamap", "query vendors-by-data", None, "needs data"),
        ("datamap", "qery", None, "say %datamap registry"),
    ],
)
def test_mistakes_are_one_line(
    shell: InteractiveShell, magic: str, line: str, cell: str | None, says: str
) -> None:
    act = shell.run_line_magic if cell is None else shell.run_cell_magic
    with pytest.raises(UsageError, match=says) as caught:
        act(magic, line, *([] if cell is None else [cell]))
    assert len(str(caught.value).strip().splitlines()) == 1


# what results show ------------------------------------------------------------------------------


class Structure(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_answers_show_reason_and_evidence(first: datamap.Registry) -> None:
    bundle = first.query("vendors-by-data-outside", data="phone")._repr_mimebundle_()
    shown = Structure(bundle["text/html"])
    assert [tag for tag, _ in shown.tags].count("caption") == 2  # the answers, and the folded no's
    assert sum(attributes.get("scope") == "row" for _, attributes in shown.tags) == 16
    assert sum(attributes.get("scope") == "col" for _, attributes in shown.tags) == 8
    assert "■ Yes" in shown.text
    assert "underbitraden, line 31: Fysisk lagringsplats: EU/EES och utanför EU" in shown.text
    assert "Answers repeat what the source states" in shown.text
    assert "Not stated (2): BidTheatre, Google" in bundle["text/plain"]
    rows = bundle["application/sparql-results+json"]["results"]["bindings"]
    assert {row["name"]["value"]: row["answer"]["value"] for row in rows}["Google LLC (G Suite)"] == "yes"
    json.dumps(bundle)


def test_tables_and_sparql_results_show_themselves(first: datamap.Registry) -> None:
    table = first.query("data-by-country")._repr_mimebundle_()
    assert "In which countries and areas" in Structure(table["text/html"]).text
    [name, count] = [
        next(r[c]["value"] for r in table["application/sparql-results+json"]["results"]["bindings"])
        for c in ("data", "count")
    ]
    assert name.startswith("https://")
    assert count == "6"
    result = first.sparql("SELECT ?label WHERE { ?v rdfs:label ?label } ORDER BY ?label")
    assert result._repr_mimebundle_()["application/sparql-results+json"] == json.loads(
        result.serialise("json")
    )
    assert first.sparql("ASK {}")._repr_mimebundle_()["application/sparql-results+json"]["boolean"] is True


def test_a_sparql_result_can_be_read_again(first: datamap.Registry) -> None:
    result = first.sparql(
        "SELECT ?v (COUNT(?d) AS ?n) { ?p dpv:hasDataProcessor ?v ; dm:statesData ?d } GROUP BY ?v"
    )
    assert list(result.rows()) == list(result.rows()) != []
    assert result.serialise("csv") == result.serialise("csv")
    assert result.to_pandas()["n"].sum() == result.to_polars()["n"].sum() == 28
    graph = first.sparql("DESCRIBE <https://example.org/datamap/vendor/stripe>")
    assert graph.serialise("turtle") == graph.serialise("turtle")
    assert len(graph.to_pandas()) == len(list(graph.rows())) > 0


def test_the_html_of_a_table_is_safe_and_counts_what_it_leaves_out() -> None:
    html = html_table("<caption>", ["<h>"], [["<script>alert(1)</script>"], ['"&\x07']], notes=["<note>"])
    shown = Structure(html)
    assert {tag for tag, _ in shown.tags} <= {"table", "caption", "thead", "tr", "th", "tbody", "td", "p"}
    assert "<script>alert(1)</script>" in shown.text
    assert "⟨U+0007⟩" in shown.text
    many = html_table("x", ["n"], [[number] for number in range(MOST_ROWS + 5)])
    assert "… and 5 more rows" in many
    assert many.count("<tr>") == MOST_ROWS + 1


def test_results_become_frames_of_either_library(first: datamap.Registry) -> None:
    for result in (
        first.query("vendors-outside"),
        first.query("transfers"),
        first.sparql("SELECT * { ?s a ?t }"),
    ):
        frame, other = result.to_pandas(), result.to_polars()
        assert list(frame.columns) == other.columns
        assert len(frame) == len(other) > 0


def test_results_become_graphs(first: datamap.Registry) -> None:
    answers = first.query("vendors-by-data-outside", data="phone").to_networkx()
    certainty = {
        frozenset((answers.nodes[a]["label"], answers.nodes[b]["label"])) - {answers.graph["title"]}: e[
            "certainty"
        ]
        for a, b, e in answers.edges(data=True)
    }
    assert certainty == {
        frozenset({"Google LLC (G Suite)"}): "stated",
        frozenset({"BidTheatre"}): "unknown",
        frozenset({"Google"}): "unknown",
    }
    assert sum(kind == "vendor" for _, kind in answers.nodes(data="kind")) == 16
    shared = first.query("shared-data", minimum=4).to_networkx()
    assert sorted(weight for *_, weight in shared.edges(data="weight")) == [4, 4, 6]
    transfers = first.query("transfers").to_networkx()
    [evidence] = {e for *_, edge in transfers.edges(data=True) for e in edge["evidence"] if e[1] == 85}
    assert evidence == ("underbitraden", 85, "Fysisk lagringsplats: Även utanför EU/EES")
    triples = first.sparql("CONSTRUCT { ?v dm:has ?d } { ?p dpv:hasDataProcessor ?v ; dm:statesData ?d }")
    built = triples.to_networkx()
    assert isinstance(built, nx.MultiDiGraph)
    assert built.number_of_edges() == 28
    rows = first.sparql(
        "SELECT ?v ?d ?line { ?p dpv:hasDataProcessor ?v ; dm:statesData ?d ; dm:heading/dm:line ?line }"
    )
    assert rows.to_networkx().number_of_edges() == 28
    with pytest.raises(InvalidQuery, match="ASK"):
        first.sparql("ASK {}").to_networkx()
    for graph in (answers, shared, transfers, built, rows.to_networkx()):
        assert "<svg" in datamap.draw(graph).to_svg()


def test_a_drawing_shows_itself_in_a_sandboxed_frame(first: datamap.Registry) -> None:
    bundle = first.draw("vendor-place")._repr_mimebundle_()
    [(tag, attributes)] = Structure(bundle["text/html"]).tags
    assert (tag, attributes["sandbox"]) == ("iframe", "allow-scripts")
    assert "Content-Security-Policy" in str(attributes["srcdoc"])
    assert "19 nodes, 17 lines" in bundle["text/plain"]
    assert first.draw("vendor-place").picture._repr_mimebundle_()["image/svg+xml"].startswith("<svg")


def test_a_record_shows_itself_in_a_frame_that_runs_nothing(first: datamap.Registry) -> None:
    for shown in (first.record(date=DATE), first.vendor_list(date=DATE)):
        [(tag, attributes)] = Structure(shown._repr_html_()).tags
        assert (tag, attributes["sandbox"], attributes["title"]) == ("iframe", "", shown.document.title)
        assert "Content-Security-Policy" in str(attributes["srcdoc"])
    assert repr(shown) == "<Publication Sub-processors: 16 rows>"


def test_gaps_show_themselves_by_article(first: datamap.Registry) -> None:
    gaps = first.gaps(date=DATE)
    bundle = gaps._repr_mimebundle_()
    shown = Structure(bundle["text/html"])
    assert "129 facts missing as of 2026-11-24, 13 of them under Article 30" in shown.text
    assert "Vendors (2): Google, Google LLC (G Suite)" in shown.text
    asked_by = [line.partition("  ")[0] for line in bundle["text/plain"].splitlines()[3:20]]
    assert asked_by[:6] == [f"Art. 30(2)({point})" for point in "aabccd"]
    assert asked_by[-2:] == ["not required"] * 2
    frame = gaps.to_pandas()
    assert len(frame) == len(gaps.to_polars()) == len(gaps) == 129
    assert frame["article"].str.startswith("Art. 30").sum() == 13
    assert repr(gaps) == "<Gaps processor: 129, 13 of them under Article 30>"


def test_gaps_of_one_vendor_show_themselves_as_questions(first: datamap.Registry) -> None:
    bundle = first.gaps(vendor="Stripe", lang="sv", date=DATE)._repr_mimebundle_()
    assert "5 frågor till Stripe" in Structure(bundle["text/html"]).text
    assert bundle["text/plain"].splitlines()[3].endswith("I vilka länder lagras uppgifterna?")


def test_what_was_filled_shows_itself(first: datamap.Registry, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("vendors: {Stripe: {storage location: Irelnd, legal entity: <b>Ltd</b>}}", "utf-8")
    report = first.fill(answers, by="Åsa", on=DATE)
    shown = Structure(report._repr_mimebundle_()["text/html"])
    assert "Facts added: 1; corrections of lists: 0." in shown.text
    assert "'Irelnd' is no country or region; nearest: 'ireland'" in shown.text
    assert report.to_pandas()["place"].tolist() == ["line 1"]
    answers.write_text("vendors: {Stripe: {storage location: Irland}}", "utf-8")
    shown = Structure(first.fill(answers, by="Åsa", on=DATE)._repr_mimebundle_()["text/html"])
    assert [tag for tag, _ in shown.tags] == ["p", "p"]
    assert "Taken back, since the file no longer says so: 1." in shown.text


def test_a_section_of_a_record_is_a_table_of_text(first: datamap.Registry) -> None:
    record = first.record(date=DATE)
    section = record.section("annex-b", "vendor", "transfer")
    shown = Structure(section._repr_mimebundle_()["text/html"])
    assert "Annex B. Sub-processors" in shown.text
    assert sum(attributes.get("scope") == "row" for _, attributes in shown.tags) == len(section) == 16
    assert section[6] == {
        "vendor": "Stripe\nSub-processor",
        "transfer": "Transfer cannot be excluded; no storage location is stated",
    }
    assert list(section.to_pandas().columns) == ["vendor", "transfer"]
    assert record.section("record").to_polars()["service"].len() == 1
    with pytest.raises(InvalidParameter, match="annex-a, annex-b"):
        record.section("annex-c")
    with pytest.raises(InvalidParameter, match="vendor, purpose"):
        record.section("annex-b", "vendors")


# the stored notebooks ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebooks and their data in a folder of their own."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copytree(ROOT / "data", folder / "data")
    return folder


@pytest.fixture(scope="module")
def run_again(copied: Path) -> dict[str, Any]:
    """Each notebook by name, executed in the copy."""
    spec = importlib.util.spec_from_file_location("refresh", copied / "notebooks" / "refresh.py")
    assert spec is not None
    assert spec.loader is not None
    refresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(refresh)
    return {path.name: refresh.executed(path) for path in sorted((copied / "notebooks").glob("*.ipynb"))}


def outputs(notebook: Any) -> list[Any]:
    return [[dict(output) for output in cell.get("outputs", ())] for cell in notebook.cells]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_outputs_are_those_of_a_new_run(run_again: dict[str, Any], path: Path) -> None:
    stored = nbformat.read(path, as_version=4)
    assert outputs(stored) == outputs(run_again[path.name])
    assert not any(output["output_type"] == "error" for cell in outputs(stored) for output in cell)
    assert str(ROOT) not in path.read_text("utf-8")


def said(notebook: Any) -> str:
    return json.dumps(outputs(notebook), ensure_ascii=False)


def test_the_first_notebook_answers_the_flagship_question(run_again: dict[str, Any]) -> None:
    text = said(run_again["1-first-look.ipynb"])
    assert "Google LLC (G Suite) · yes" in text
    assert "underbitraden, line 31: Fysisk lagringsplats: EU/EES och utanför EU" in text
    assert "image/svg+xml" in text


def test_the_second_notebook_finds_who_shares_what(run_again: dict[str, Any]) -> None:
    text = said(run_again["2-who-shares-what.ipynb"])
    assert (
        "Mongo Cloud and Rackspace: 6 (e-mail address, IP address, name, phone number, postal address, role)"
        in text
    )
    assert "underbitraden, line 36: Personuppgifter: Namn, e-postadress, kundnummer, personnummer" in text
    assert "<iframe sandbox" in text


def test_the_third_notebook_closes_gaps_with_answers_alone(run_again: dict[str, Any]) -> None:
    text = said(run_again["3-from-gaps-to-a-record.ipynb"])
    assert "129 facts missing as of 2026-10-01, 13 of them under Article 30" in text
    for wording in (
        "No transfer stated; access from third countries is not stated",
        "Transfer cannot be excluded; no storage location is stated",
        "Storage outside the EU/EEA is stated.",
        "Varies between customers, see Annex A",
        "Not applicable: storage and access take place within the EEA, confirmed by Åsa Exempel 2026-11-10",
    ):
        assert wording in text
    assert "Questions on how Stripe processes personal data for Viva" in text
    assert "'Irelnd' is no country or region; nearest: 'ireland'" in text
    assert "Art. 30(2)(c) 4 4 2" in " ".join(text.split())
    assert "Exempelföreningen Eken 000-000 00 Exempelkassan" in " ".join(text.split())
    assert "Ireland (supplied 2026-11-14)" in text
    assert "Legal entity: information missing as of 2026-11-24" not in text, "no change, only said elsewhere"
    assert 'sandbox=\\"\\"' in text


def test_the_third_notebook_leaves_nothing_behind_and_names_no_folder(
    run_again: dict[str, Any], copied: Path
) -> None:
    assert {path.name for path in copied.iterdir()} == {"notebooks", "data"}
    assert {path.name for path in (copied / "data").iterdir()} == {p.name for p in (ROOT / "data").iterdir()}
    assert tempfile.gettempdir() not in said(run_again["3-from-gaps-to-a-record.ipynb"])


def test_an_exported_notebook_holds_its_graphs(run_again: dict[str, Any]) -> None:
    from nbconvert import HTMLExporter

    body, _ = HTMLExporter(template_name="basic").from_notebook_node(run_again["2-who-shares-what.ipynb"])
    assert "<svg" in body or "data:image/svg+xml" in body
    [frame] = [attributes for tag, attributes in Structure(body).tags if tag == "iframe"]
    assert frame["sandbox"] == "allow-scripts"
    assert "Content-Security-Policy" in str(frame["srcdoc"])
    assert "new vis.Network" in str(frame["srcdoc"])


def test_the_fourth_notebook_goes_through_time(run_again: dict[str, Any]) -> None:
    text = said(run_again["4-transfers-through-time.ipynb"])
    assert "Exempel Chat, United States (access): not-held" in text
    assert "2020-07-16 adequacy decision 2016/1250 for United States ends · Exempel Chat" in text
    assert "adequacy:GB → Exempel Backup" in text
    assert "image/svg+xml" in text
