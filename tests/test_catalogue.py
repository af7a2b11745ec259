"""The catalogue: every question is well formed, and answers the same on two engines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import datamap
from datamap.errors import DatamapError, InvalidParameter, InvalidQuery, UnknownQuestion
from datamap.questions.binding import bind, placeholders, refuse_remote_access
from datamap.questions.catalogue import FOUR_VALUED, load_catalogue, load_question, parse_question
from datamap.questions.parameters import resolve_parameters
from datamap.registry.oxigraph_store import OxigraphStore
from datamap.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

NAMES = {
    "vendors-by-data", "vendors-outside", "vendors-by-data-outside", "vendors-by-purpose", "data-by-vendor",
    "vendor-facts", "unstated-places", "unstated-data", "transfers", "shared-data", "data-by-region",
    "data-by-country", "evidence", "vendors-by-subject", "vendors-by-role", "access-outside",
    "vendors-by-controller", "controllers-by-vendor", "reviews-due", "supply-chain",
    "who-can-reach", "shared-sub-processors", "data-by-vendors", "places-by-vendors", "grounds-by-vendors",
    "coverage-by-vendors", "phrases-not-understood", "reach-by-vendors", "documents", "stated-dates",
}  # fmt: skip

# A value for every parameter that has no default, and variants worth running on both engines.
GIVEN: dict[str, list[dict[str, str]]] = {
    "vendors-by-data": [{"data": "telefonnummer"}, {"data": "kontaktuppgifter"}, {"data": "postnummer"}],
    "vendors-outside": [{}, {"outside": "EU"}, {"place": "any"}, {"at": "2019-06-01"}],
    "vendors-by-data-outside": [
        {"data": "telefonnummer"},
        {"data": "e-mail", "outside": "EU"},
        {"data": "personnummer", "place": "any"},
    ],
    "vendors-by-purpose": [{"purpose": "marknadsföring"}, {"purpose": "backup"}],
    "vendors-by-subject": [{"subject": "customers"}],
    "access-outside": [{}, {"outside": "EU"}],
    "data-by-vendor": [{"vendor": "Google"}, {"vendor": "Sales Manago"}],
    "vendor-facts": [{"vendor": "Google LLC (G Suite)"}],
    "evidence": [{"vendor": "Stripe"}],
    "shared-data": [{}, {"minimum": "4"}],
    "data-by-region": [{}, {"outside": "EU"}],
    "transfers": [{}, {"outside": "EU"}],
    "vendors-by-controller": [{"customer": "Ek"}, {"customer": "Gran"}, {"customer": "Björk"}],
    "controllers-by-vendor": [{"vendor": "Zoom"}, {"vendor": "Stripe"}],
    "reviews-due": [{}, {"before": "2026-12-01"}],
    "supply-chain": [{"vendor": "Stripe"}],
    "who-can-reach": [{"data": "telefonnummer"}, {"data": "e-mail", "outside": "EU", "place": "any"}],
}
CASES = [
    pytest.param(name, given, id=f"{name}-{'-'.join(given.values())}")
    for name in sorted(NAMES)
    for given in GIVEN.get(name, [{}])
]

MORE = """\
Sub-processors

Nordcall AB
Purpose: Support, frobnicator xyzzy
Personal data: names, mobile numbers, no card details
Data subjects: customers
Storage location: Sweden
Remote access: India, United States

Atlas Inc.
Purpose: Error monitoring
Personal data: IP addresses, log files
Location of processing: United States or Ireland
Transfer mechanism: SCC
"""

# Ek uses a service of its own, Björk its group's; nobody says which services Gran uses.
CUSTOMERS = """\
by: Åsa Exempel
services:
  - {name: Webinar, sub-processors: [Zoom, Confetti], data: namn, reviewed: 2026-11-01}
  - {name: Faktura, sub-processors: [vMar Software AB]}
groups:
  Trees: {services: [Faktura]}
customers:
  - {name: Ek, services: [Webinar], data: "namn, telefonnummer", e-mail: ek@example.com}
  - {name: Björk, group: Trees}
  - Gran
vendors:
  Zoom: {contract ends: 2027-06-30}
"""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> datamap.Registry:
    """Two lists and a correction: access places, processing places, tools, denials, corrections."""
    folder = tmp_path_factory.mktemp("full")
    more = folder / "more.txt"
    more.write_text(MORE, "utf-8")
    opened = datamap.open(folder / "registry.ttl", create=True)
    opened.import_documents(resource("data/sources") / "underbitraden.txt", more)
    opened.correct(
        "Stripe", states={"storage-place": ["Ireland"]}, reason="Agreement, annex 1", by="Anna Berg"
    )
    customers = folder / "customers.yaml"
    customers.write_text(CUSTOMERS, "utf-8")
    assert opened.fill(customers).refused == []
    opened.sparql("ASK {}")  # loads the whole ontology
    return opened


@pytest.fixture(scope="module")
def in_rdflib(full: datamap.Registry) -> rdflib.Graph:
    """The same triples in rdflib's own store, where its own evaluator runs."""
    graph = rdflib.Graph()
    assert isinstance(full.store, OxigraphStore)
    data = full.store.graph_store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    graph.parse(data=data, format="nt")
    return graph


def test_every_name_is_there() -> None:
    assert {question.name for question in datamap.catalogue()} == NAMES


def test_every_parameter_is_used_and_every_placeholder_is_declared() -> None:
    for question in load_catalogue():
        used, declared = placeholders(question.text), {p.name for p in question.parameters}
        # The date sets the borders; it never stands in the text.
        assert used == declared - {"at"}, question.name


def test_titles_differ_between_languages_and_name_each_parameter_they_show() -> None:
    for question in load_catalogue():
        assert question.titles["sv"] != question.titles["en"]
        shown = {p.name: "X" for p in question.parameters}
        assert "{" not in question.title("sv", shown) + question.title("en", shown)


def normalised(rows: list[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
    """Order concatenated lists, whose order no engine fixes; then order the rows."""

    def cell(value: str | None) -> str | None:
        if value is None or " " not in value or not value.partition(" ")[0].isdigit():
            return " ".join(sorted(value.split(" "))) if value and "https://" in value else value
        words = value.split(" ")
        return " ".join(sorted(f"{k} {p}" for k, p in zip(words[::2], words[1::2], strict=True)))

    return sorted((tuple(cell(c) for c in row) for row in rows), key=str)


@pytest.mark.parametrize(("name", "given"), CASES)
def test_oxigraph_and_rdflib_give_the_same_rows(
    full: datamap.Registry, in_rdflib: rdflib.Graph, name: str, given: dict[str, str]
) -> None:
    question = load_question(name)
    values = resolve_parameters(question, given, full)
    if "at" in given:
        pytest.skip("the borders of another date are not in the copy")
    text = bind(question.text, {key: value.term for key, value in values.items()})
    ours = full.store.query(text)
    assert isinstance(ours, ox.QuerySolutions)
    columns = [variable.value for variable in ours.variables]
    mine = [tuple(None if (t := row[column]) is None else t.value for column in columns) for row in ours]
    theirs = [
        tuple(None if (t := row.get(rdflib.Variable(column))) is None else str(t) for column in columns)
        for row in in_rdflib.query(text).bindings
    ]
    assert normalised(mine) == normalised(theirs)
    assert mine or name in ("access-outside", "shared-sub-processors"), "the case asks for nothing"


@pytest.mark.parametrize(("name", "given"), CASES)
def test_every_row_can_be_shown_in_both_languages(
    full: datamap.Registry, name: str, given: dict[str, str]
) -> None:
    for language in ("sv", "en"):
        result = full.query(name, language, **given)
        shown = json.dumps(result.to_dict(), ensure_ascii=False)
        assert "{" not in result.title
        if load_question(name).kind == FOUR_VALUED:
            assert len(result) == 18
            assert all(row["reason"] and row["evidence"] for row in result.to_dict()["rows"])
        else:
            # Every concept is shown by a label, never by an IRI.
            assert all(
                not str(value).startswith(("http", "dm:", "dpv:", "pd:"))
                for row in result.to_dict()["rows"]
                for key, value in row.items()
                if key not in ("iris", "evidence")
            ), shown


# ---- what the questions say, worked out from the two lists by hand ----------------------------------------


def answers(full: datamap.Registry, name: str, **given: str) -> dict[str, str]:
    return {row["vendor"]: row["answer"] for row in full.query(name, **given).to_dict()["rows"]}


def test_access_is_not_storage(full: datamap.Registry) -> None:
    outside = answers(full, "vendors-outside")
    assert outside["Nordcall AB"] == "no"  # stored in Sweden
    anywhere = answers(full, "vendors-outside", place="any")
    assert anywhere["Nordcall AB"] == "yes"  # accessed from India
    # Storage inside says nothing of access.
    assert anywhere["LiveAgent"] == "unknown"
    assert answers(full, "access-outside")["Nordcall AB"] == "yes"
    assert answers(full, "access-outside")["LiveAgent"] == "unknown"


def test_a_place_of_processing_counts_where_no_storage_is_stated(full: datamap.Registry) -> None:
    # "Location of processing: United States or Ireland": one of the two, nobody says which.
    (atlas,) = [row for row in full.query("vendors-outside") if row.vendor == "Atlas Inc."]
    assert atlas.answer == "conditional"
    assert atlas.reason.startswith("location of processing")
    assert answers(full, "access-outside")["Atlas Inc."] == "unknown"


def test_a_denied_type_is_no_and_a_container_leaves_every_type_open(full: datamap.Registry) -> None:
    assert answers(full, "vendors-by-data", data="card details")["Nordcall AB"] == "no"
    assert (
        answers(full, "vendors-by-data", data="phone number")["Nordcall AB"] == "yes"
    )  # a mobile is a phone
    assert answers(full, "vendors-by-data", data="phone number")["Atlas Inc."] == "unknown"  # log files


def test_the_border_follows_the_date(full: datamap.Registry, tmp_path: Path) -> None:
    source = tmp_path / "uk.txt"
    source.write_text("Albion Ltd\nPurpose: Support\nStorage location: United Kingdom\n", "utf-8")
    registry = datamap.open(tmp_path / "uk.ttl", create=True)
    registry.import_documents(source)
    when = {"2019-06-01": "no", "2020-06-01": "no", "2021-02-01": "yes", "2026-01-01": "yes"}
    for date, expected in when.items():
        assert answers(registry, "vendors-outside", at=date) == {"Albion Ltd": expected}, date
    assert answers(registry, "vendors-outside") == {"Albion Ltd": "yes"}


def test_transfers_name_place_and_ground(full: datamap.Registry) -> None:
    rows = {(r["vendor"], r["place"], r["ground"]) for r in full.query("transfers").to_dict()["rows"]}
    assert ("Nordcall AB", "India", None) in rows
    assert ("Atlas Inc.", "United States", "standard contractual clauses") in rows
    assert not any(vendor == "LiveAgent" for vendor, _, _ in rows)
    assert any(vendor == "Google" and ground is None for vendor, _, ground in rows)


def test_unstated_places_and_data(full: datamap.Registry) -> None:
    places = {row["vendor"] for row in full.query("unstated-places").to_dict()["rows"]}
    assert places == {"BidTheatre"}  # Stripe's place was corrected
    data = {row["vendor"]: row["coverage"] for row in full.query("unstated-data").to_dict()["rows"]}
    assert data["BidTheatre"] == "not stated"
    assert data["Google"] == data["Facebook"] == data["Sales Manago"] == "open description"
    assert "LiveAgent" not in data
    assert "vMar Software AB" not in data


def test_shared_data_counts_stated_types(full: datamap.Registry) -> None:
    rows = full.query("shared-data", minimum=6).to_dict()["rows"]
    assert {(r["vendor"], r["other"], r["shared"]) for r in rows} == {("Mongo Cloud", "Rackspace", 6)}


def test_roles_suggested_by_purpose_alone(full: datamap.Registry) -> None:
    rows = full.query("vendors-by-role").to_dict()["rows"]
    suggested = {r["vendor"] for r in rows if r["suggests"]}
    assert suggested == {"Facebook", "Stripe", "BidTheatre"}
    assert {r["role"] for r in rows} == {"sub-processor"}


def test_data_by_region_counts_vendors(full: datamap.Registry) -> None:
    rows = {
        (r["data"], r["iris"]["region"]): r["count"] for r in full.query("data-by-region").to_dict()["rows"]
    }
    # Mobile numbers: Linkmobility and Nordcall store them inside.
    assert rows["mobile number", "dm:insideOf"] == 2
    # Card details: Stripe alone, whose place a person gave as Ireland.
    assert rows["payment card details", "dm:insideOf"] == 1


# ---- mistakes --------------------------------------------------------------------------------------------


def test_an_unknown_question_offers_the_nearest(full: datamap.Registry) -> None:
    with pytest.raises(UnknownQuestion, match="vendors-by-data"):
        full.query("vendor-by-data", data="namn")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "needs data"),
        ({"data": "telefonnumer"}, "'telefonnummer'"),
        ({"data": "phone", "plats": "EEA"}, "it takes: at, data, outside, place"),
        ({"data": "phone", "outside": "Sverige"}, "give EEA or EU"),
        ({"data": "phone", "at": "yesterday"}, "YYYY-MM-DD"),
        ({"data": "phone", "place": "moon"}, "storage, any"),
        ({"data": "dm:NoSuchThing"}, "names nothing"),
        ({"data": "loc:SE"}, "names nothing"),
        ({"data": "x> } DROP ALL #"}, "names nothing"),
    ],
)
def test_a_bad_parameter_is_told_in_one_line(
    full: datamap.Registry, given: dict[str, str], said: str
) -> None:
    with pytest.raises(InvalidParameter, match=said) as caught:
        full.query("vendors-by-data-outside", **given)
    assert "\n" not in str(caught.value)


def test_an_unknown_vendor_offers_the_nearest(full: datamap.Registry) -> None:
    with pytest.raises(InvalidParameter, match="Mailchimp"):
        full.query("vendor-facts", vendor="MailChimp Inc")


def test_a_header_without_a_title_is_refused() -> None:
    with pytest.raises(DatamapError, match="title"):
        parse_question("x", "#+ title@en: X\n#+ kind: rows\nSELECT * {}")


def test_binding_leaves_strings_iris_and_comments_alone() -> None:
    term = ox.NamedNode("https://e.org/x")
    text = "SELECT * { ?s ?p $a . # $a\n ?s <http://e.org/$a> \"$a\", '''$a ' $a''' , $a }"
    bound = bind(text, {"a": term})
    assert bound.count("<https://e.org/x>") == 2
    assert "# $a" in bound
    assert "<http://e.org/$a>" in bound
    assert '"$a"' in bound
    assert bind("VALUES ?x { $a }", {"a": [term, ox.Literal('q"\n')]}) == (
        'VALUES ?x { <https://e.org/x> "q\\"\\n" }'
    )
    with pytest.raises(InvalidParameter, match="'b'"):
        bind("$b", {"a": term})


@pytest.mark.parametrize(
    "text", ["SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "service <http://x/> {}", "LOAD <file:x>"]
)
def test_reaching_outside_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuery, match="refused"):
        refuse_remote_access(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ("SERVICE" AS ?x) {}',
        "SELECT ?service { ?service a <http://e/SERVICE> } # LOAD",
        "SELECT * { ?x a dm:cloud-service, dm:a.load, dpv:ServiceProvision }",
        "SELECT * FROM dm:cloud-service { GRAPH dm:service { ?s ?p ?o } }",
    ],
)
def test_the_words_alone_are_allowed(full: datamap.Registry, text: str) -> None:
    full.sparql(text)


# ---- a user's own SPARQL ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "holds"),
    [
        ("table", "Zoom"),
        ("csv", "name\r\n"),
        ("tsv", "?name\n"),
        ("json", '"bindings"'),
        ("xml", "<sparql"),
    ],
)
def test_select_in_every_format(registry: Path, run: Run, format: str, holds: str) -> None:
    query = 'SELECT ?name WHERE { ?v a dpv:DataSubProcessor ; rdfs:label ?name FILTER(?name = "Zoom") }'
    code, out, err = run("sparql", "-", "-r", registry, "--format", format, input=query)
    assert code == 0, err
    assert holds in out
    assert "Zoom" in out


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("format", ["turtle", "json-ld", "ntriples", "rdfxml"])
@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?v rdfs:label ?n } WHERE { ?v a dpv:DataSubProcessor ; rdfs:label ?n }",
        "DESCRIBE ?v WHERE { ?v rdfs:label ?n FILTER(?n = 'Zoom') }",
    ],
)
def test_graphs_in_every_format_parse_again(registry: Path, run: Run, format: str, query: str) -> None:
    code, out, err = run("sparql", "-", "-r", registry, "--format", format, input=query)
    assert code == 0, err
    graph = rdflib.Graph().parse(data=out, format={"ntriples": "nt", "rdfxml": "xml"}.get(format, format))
    assert "Zoom" in {str(o) for o in graph.objects()}


def test_ask(registry: Path, run: Run) -> None:
    for query, expected in (("ASK { ?x a dpv:Process }", "true"), ("ASK { ?x a dpv:Nothing }", "false")):
        assert run("sparql", "-", "-r", registry, input=query)[1].strip() == expected
        assert run("sparql", "-", "-r", registry, "--format", "csv", input=query)[1].strip() == expected
    out = run("sparql", "-", "-r", registry, "--format", "json", input="ASK {}")[1]
    assert json.loads(out)["boolean"] is True


def test_a_format_that_does_not_fit_is_told(registry: Path, run: Run) -> None:
    code, out, err = run("sparql", "-", "-r", registry, "--format", "turtle", input="SELECT * { ?s ?p ?o }")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    code, out, err = run(
        "sparql", "-", "-r", registry, "--format", "csv", input="CONSTRUCT WHERE { ?s ?p ?o }"
    )
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_labels_of_the_ontology_can_be_queried(registry: Path, run: Run) -> None:
    query = """SELECT DISTINCT ?label WHERE {
      ?process dm:statesData ?type . ?type dm:kindOf* pd:Contact ; skos:prefLabel ?label
      FILTER(LANG(?label) = "sv") } ORDER BY ?label"""
    out = run("sparql", "-", "-r", registry, "--format", "csv", input=query)[1]
    assert out.split()[1:] == ["e-postadress", "mobilnummer", "postadress", "telefonnummer"]


def test_a_syntax_error_is_one_line(registry: Path, run: Run) -> None:
    code, out, err = run("sparql", "-", "-r", registry, input="SELECT * WHERE {\n ?s ?p")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "does not parse" in err


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("DELETE WHERE { ?s ?p ?o }", "updates are not allowed"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "updates are not allowed"),
        ("SELECT * { ?s foo:bar ?o }", "a prefix that is not declared"),
    ],
)
def test_what_is_wrong_with_a_query_is_said_shortly(registry: Path, run: Run, query: str, said: str) -> None:
    code, out, err = run("sparql", "-", "-r", registry, input=query)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert len(err) < 160


def test_a_misspelt_command_offers_the_nearest(run: Run) -> None:
    code, out, err = run("imprt")
    assert (code, out) == (2, "")
    assert "did you mean import?" in err


def test_sparql_sees_the_borders_of_today_whatever_was_asked_before(full: datamap.Registry) -> None:
    full.query("vendors-outside", at="2019-06-01")
    assert bool(full.sparql("ASK { loc:GB dm:outsideOf loc:EEA }"))


def certainties(table: datamap.Table, column: str) -> dict[str, str]:
    return {row[column]: row["certainty"] for row in table}


def test_a_breach_at_a_vendor_reaches_its_customers_and_those_nobody_can_rule_out(
    full: datamap.Registry,
) -> None:
    at_zoom = full.query("controllers-by-vendor", vendor="Zoom")
    assert certainties(at_zoom, "controller") == {"Ek": "stated", "Gran": "not stated"}
    assert {row["controller"]: row["contact"] for row in at_zoom}["Ek"] == "ek@example.com"
    assert {
        (e["source"], e["line"]) for row in at_zoom if row["controller"] == "Ek" for e in row.evidence
    } == {("customers.yaml", 3)}
    assert certainties(full.query("controllers-by-vendor", vendor="vMar Software AB"), "controller") == {
        "Björk": "stated",
        "Gran": "not stated",
    }


def test_a_leaving_customer_gets_the_vendors_of_its_services_with_its_own_data(
    full: datamap.Registry,
) -> None:
    of_ek = full.query("vendors-by-controller", customer="ek")
    assert certainties(of_ek, "vendor") == {"Zoom": "stated", "Confetti": "stated"}
    assert {row["types"] for row in of_ek} == {"name, phone number"}
    of_gran = full.query("vendors-by-controller", customer="Gran")
    assert set(certainties(of_gran, "vendor").values()) == {"not stated"}
    assert len(certainties(of_gran, "vendor")) == 18, "nobody can be ruled out"


def test_reviews_are_due_where_nobody_reviewed_or_long_ago(full: datamap.Registry) -> None:
    due = {row["subject"] for row in full.query("reviews-due", before="2026-06-01")}
    assert "Faktura" in due
    assert "Webinar" not in due
    assert "Webinar" in {row["subject"] for row in full.query("reviews-due", before="2026-12-01")}
