"""Who stands behind a vendor: a made chain read by hand, random ones against an independent evaluator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

import datamap
from datamap.errors import InvalidParameter, UnknownName
from datamap.questions.binding import bind
from datamap.questions.catalogue import load_question
from datamap.questions.chains import Chains
from datamap.questions.parameters import Value, resolve_parameters
from random_registries import BORDERS, DATA, DM, DPV, LITERALS, Triple, random_registry, to_ntriples
from reference_paths import behind_several, chains, paths

if TYPE_CHECKING:
    import random

    from conftest import Run

FOLDER = Path(__file__).parent / "supply_chain"
GOLD = json.loads((FOLDER / "gold.json").read_text("utf-8"))
LISTS = {
    "own": "Nordbokning AB",
    "betalis": "Betalis",
    "mejla": "Mejla",
    "ringo": "Ringo",
    "molnhus": "Molnhus",
}
BEHIND = {"dm:ownList": "own list", "dm:notKnownBehind": "not known", "dm:circle": "circle"}
SURE = {"dm:stated": "stated", "dm:conditional": "conditional", "dm:notStated": "unknown"}


def three_levels(path: Path, order: list[str] | None = None) -> datamap.Registry:
    """The made lists in a registry, read in some order."""
    opened = datamap.open(path, create=True)
    for name in order or list(LISTS):
        opened.import_documents(FOLDER / f"{name}.txt", processor=LISTS[name])
    return opened


@pytest.fixture
def made(tmp_path: Path) -> datamap.Registry:
    return three_levels(tmp_path / "registry.ttl")


def shown_path(row: dict[str, object]) -> str:
    return str(row["path"]).replace(" → ", " > ")


# ---- the made chain, against what a person read in its lists ----------------------------------------------


@pytest.mark.parametrize("vendor", list(GOLD["levels"]))
def test_who_stands_behind_a_vendor(made: datamap.Registry, vendor: str) -> None:
    rows = made.query("supply-chain", vendor=vendor).to_dict()["rows"]
    found = [
        [row["level"], shown_path(row), SURE[row["iris"]["certainty"]], BEHIND[row["iris"]["behind"]]]
        for row in rows
    ]
    assert found == GOLD["levels"][vendor]


@pytest.mark.parametrize(("gold", "asked"), [("reach", {}), ("reach outside the EEA", {"outside": "EEA"})])
def test_by_which_paths_phone_numbers_travel(
    made: datamap.Registry, gold: str, asked: dict[str, str]
) -> None:
    rows = made.query("who-can-reach", data="phone number", **asked).to_dict()["rows"]
    found = [(shown_path(row), SURE[row["iris"]["certainty"]]) for row in rows]
    assert dict(found) == GOLD[gold]
    assert len(found) == len(GOLD[gold])
    order = ["stated", "conditional", "unknown"]
    assert [certainty for _, certainty in found] == sorted((c for _, c in found), key=order.index)


def test_a_path_cites_the_lines_of_every_step_and_the_last_ones_place(made: datamap.Registry) -> None:
    rows = made.query("who-can-reach", data="phone number", outside="EEA").to_dict()["rows"]
    (row,) = [row for row in rows if shown_path(row) == "Betalis > Molnhus"]
    assert [[e["source"], e["line"], e["text"]] for e in row["evidence"]] == GOLD["lines"][
        "Betalis > Molnhus"
    ]


def test_which_sub_processors_stand_behind_several(made: datamap.Registry) -> None:
    rows = made.query("shared-sub-processors").to_dict()["rows"]
    assert {row["processor"]: row["vendors"].split(", ") for row in rows} == GOLD["behind several"]
    assert all(row["count"] == len(GOLD["behind several"][row["processor"]]) for row in rows)
    assert [row["processor"] for row in rows][-1] == "Betalis"
    assert len(made.query("shared-sub-processors", minimum=3)) == 3


def test_what_nobody_knows_is_said(made: datamap.Registry, run: Run) -> None:
    made.save()
    code, out, err = run("query", "supply-chain", "-p", "vendor=Arkivet", "-r", made.location, "--lang", "sv")
    assert (code, err) == (0, "")
    assert "okänt vilka som står" in out
    assert "Okänt vilka som står bakom (ingen egen lista inläst): Arkivet." in out
    code, out, _ = run("query", "who-can-reach", "-p", "data=phone", "-p", "outside=EEA", "-r", made.location)
    assert code == 0
    # Kopplat has the numbers, and nobody knows who stands behind it; Arkivet has none.
    assert "Not known who stands behind (no list of their own is read): Kabeldrift" in " ".join(out.split())
    assert "Arkivet" not in out


def test_the_graph_of_a_chain(made: datamap.Registry) -> None:
    graph = made.query("supply-chain", vendor="Betalis").to_networkx()
    labels = {graph.nodes[a]["label"] + " > " + graph.nodes[b]["label"] for a, b in graph.edges}
    assert labels == {"Betalis > Kundvakt", "Betalis > Molnhus", "Molnhus > Betalis", "Molnhus > Kabeldrift"}
    assert {attributes["certainty"] for _, _, attributes in graph.edges(data=True)} == {"conditional"}


def test_depth_is_bounded_and_said(made: datamap.Registry) -> None:
    result = made.query("supply-chain", vendor="Betalis", depth=1)
    assert max(row["level"] for row in result) == 1
    assert any("left out" in note for note in result.notes)
    assert not any("left out" in note for note in made.query("supply-chain", vendor="Betalis").notes)


# ---- a vendor's own list makes no vendors of ours ---------------------------------------------------------


def test_the_vendors_are_those_of_our_own_list(made: datamap.Registry) -> None:
    assert list(made.vendors().values()) == ["Arkivet", "Betalis", "Mejla", "Ringo"]
    answers = {row.vendor: row.answer for row in made.query("vendors-by-data", data="phone number")}
    assert answers == {"Betalis": "yes", "Ringo": "yes", "Mejla": "unknown", "Arkivet": "no"}
    # Betalis is named in Molnhus' list too; only our list speaks of our data.
    cited = {e["source"] for row in made.query("vendor-facts", vendor="Betalis") for e in row.evidence}
    assert cited == {"own"}
    assert len(made.query("transfers")) == 0


def test_other_documents_show_our_own_list_alone(made: datamap.Registry, tmp_path: Path) -> None:
    assert made.name(made.organisation() or "") == "Nordbokning AB"
    for document in (made.record(), made.vendor_list()):
        document.save(tmp_path / "document.md")
        text = (tmp_path / "document.md").read_text("utf-8")
        assert "Arkivet" in text
        assert "Kabeldrift" not in text
        assert "molnhus" not in text.casefold()
    page = made.view().html
    assert "Arkivet" in page
    assert "Kabeldrift" not in page
    listed = made.network("vendor-data")
    assert {a["label"] for _, a in listed.nodes(data=True) if a["kind"] == "vendor"} == set(
        made.vendors().values()
    )


def test_a_check_takes_a_vendors_own_list_for_whole(made: datamap.Registry) -> None:
    assert not [f for f in made.check() if f.id.startswith("SHAPE-")]


def test_sources_say_whose_list_is_whose(made: datamap.Registry, run: Run) -> None:
    assert {s.identifier: s.own_list_of for s in made.sources()} == {
        "own": (), "betalis": ("Betalis",), "mejla": ("Mejla",), "ringo": ("Ringo",), "molnhus": ("Molnhus",),
    }  # fmt: skip
    made.save()
    out = run("sources", "-r", made.location)[1]
    assert "Betalis (own list)" in " ".join(out.split())


def test_the_order_of_import_makes_no_difference(tmp_path: Path) -> None:
    first = three_levels(tmp_path / "one.ttl")
    other = three_levels(tmp_path / "other.ttl", ["molnhus", "betalis", "own", "ringo", "mejla"])
    first.save()
    other.save()
    assert (tmp_path / "one.ttl").read_bytes() == (tmp_path / "other.ttl").read_bytes()


def test_importing_again_and_forgetting_leave_the_levels_right(tmp_path: Path) -> None:
    opened = three_levels(tmp_path / "registry.ttl")
    opened.save()
    before = (tmp_path / "registry.ttl").read_bytes()
    opened.import_documents(FOLDER / "betalis.txt")
    opened.save()
    assert (tmp_path / "registry.ttl").read_bytes() == before
    opened.forget("betalis")
    assert "Kundvakt" not in opened.companies().values()
    opened.import_documents(FOLDER / "betalis.txt", processor="Betalis")
    opened.save()
    assert (tmp_path / "registry.ttl").read_bytes() == before
    # Without our list nobody says whose the others are; they are read as before.
    opened.forget("own")
    assert "Molnhus" in opened.vendors().values()
    opened.import_documents(FOLDER / "own.txt", processor="Nordbokning AB")
    opened.save()
    assert (tmp_path / "registry.ttl").read_bytes() == before


def test_unrelated_lists_of_several_processors_stay_as_they_are(tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(FOLDER / "own.txt", processor="Nordbokning AB")
    report = opened.import_documents(FOLDER / "mejla.txt", processor="Somebody Else")
    assert report.unplaced == {"mejla": "Somebody Else"}
    assert "Molnhus" in opened.vendors().values()
    assert opened.organisation() is None
    # Betalis is a vendor of one of them, but nobody says which is ours.
    opened.import_documents(FOLDER / "betalis.txt", processor="Betalis")
    assert "Kundvakt" in opened.vendors().values()


def test_a_person_says_whose_registry_it_is(tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(FOLDER / "own.txt", processor="Nordbokning AB")
    opened.import_documents(FOLDER / "mejla.txt", processor="Somebody Else")
    opened.import_documents(FOLDER / "betalis.txt", processor="Betalis")
    facts = tmp_path / "organisation.yaml"
    facts.write_text(
        "by: Maja Lind\norganisation:\n  known as: Nordbokning AB\n  contact: dpo@example.com\n", "utf-8"
    )
    assert opened.fill(facts).refused == []
    assert "Kundvakt" not in opened.vendors().values()
    opened.forget("organisation.yaml")
    assert "Kundvakt" in opened.vendors().values()


def test_a_vendor_that_only_a_service_relies_on_has_its_own_list_too(tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(FOLDER / "own.txt", processor="Nordbokning AB")
    facts = tmp_path / "services.yaml"
    facts.write_text("by: Maja Lind\nservices:\n  - {name: Booking, sub-processors: [Betalis]}\n", "utf-8")
    assert opened.fill(facts).refused == []
    opened.forget("own")
    (tmp_path / "other.txt").write_text("Sub-processors\n\nArkivet\nPurpose: Archiving\n", "utf-8")
    opened.import_documents(tmp_path / "other.txt", processor="Nordbokning AB")
    opened.import_documents(FOLDER / "betalis.txt", processor="Betalis")
    assert list(opened.vendors().values()) == ["Arkivet"]
    rows = opened.query("supply-chain", vendor="Betalis").to_dict()["rows"]
    assert shown_path(rows[0]) == "Betalis"
    assert rows[0]["certainty"] == "stated"
    assert rows[0]["evidence"][0]["source"] == "services.yaml"
    assert {row["processor"] for row in rows[1:]} == {"Kundvakt", "Molnhus"}


def test_a_list_that_names_nobody_is_ours(tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(FOLDER / "own.txt")
    report = opened.import_documents(FOLDER / "betalis.txt", processor="Betalis")
    assert report.own_lists == {"betalis": ("Betalis",)}
    assert list(opened.vendors().values()) == ["Arkivet", "Betalis", "Mejla", "Ringo"]


def test_a_circle_back_to_us_leaves_our_list_ours(tmp_path: Path) -> None:
    opened = three_levels(tmp_path / "registry.ttl")
    back = tmp_path / "back.txt"
    back.write_text("Sub-processors\n\nNordbokning AB\nPurpose: Booking\nPersonal data: names\n", "utf-8")
    facts = tmp_path / "organisation.yaml"
    facts.write_text(
        "by: Maja Lind\norganisation:\n  known as: Nordbokning AB\n  contact: dpo@example.com\n", "utf-8"
    )
    assert opened.fill(facts).refused == []
    opened.import_documents(back, processor="Arkivet")
    assert list(opened.vendors().values()) == ["Arkivet", "Betalis", "Mejla", "Ringo"]
    rows = opened.query("supply-chain", vendor="Arkivet").to_dict()["rows"]
    assert "Arkivet > Nordbokning AB" in [shown_path(row) for row in rows]


def test_a_correction_of_a_vendor_leaves_what_other_lists_say_of_it(made: datamap.Registry) -> None:
    made.correct("Betalis", states={"storage-place": "India"}, reason="Agreement", by="Maja Lind")
    answers = {row.vendor: row.answer for row in made.query("vendors-outside")}
    assert answers["Betalis"] == "yes"
    corrected = {t.subject.value for t in made.store.triples(None, ox.NamedNode(DM + "corrected"), None)}  # type: ignore[union-attr]
    assert corrected == {made.base + "source/own/betalis"}


def test_one_who_stands_behind_is_no_vendor_and_the_error_says_where_to_ask(made: datamap.Registry) -> None:
    with pytest.raises(UnknownName, match="no vendor of ours: it stands behind Betalis"):
        made.vendor("kundvakt")
    with pytest.raises(InvalidParameter, match="supply-chain"):
        made.query("data-by-vendor", vendor="Kundvakt")
    with pytest.raises(InvalidParameter, match="no company named"):
        made.query("supply-chain", vendor="Nobody at all")
    with pytest.raises(InvalidParameter, match="no border"):
        made.query("who-can-reach", data="phone number", outside="India")


def test_import_says_whose_list_it_is(tmp_path: Path, run: Run) -> None:
    run("import", FOLDER / "own.txt", "--processor", "Nordbokning AB", "-r", "r.ttl")
    _, _, err = run("import", FOLDER / "betalis.txt", "--processor", "Betalis", "-r", "r.ttl")
    assert "betalis is the own list of Betalis" in err
    _, out, err = run(
        "import", FOLDER / "mejla.txt", "--processor", "Mejla Inc", "-r", "r.ttl", "--format", "json"
    )
    assert json.loads(out)["unplaced"] == {"mejla": "Mejla Inc"}
    _, _, err = run("import", FOLDER / "mejla.txt", "--processor", "Mejla Inc", "-r", "r.ttl")
    assert "datamap same --confirm 'Mejla Inc' NAME" in err


def test_a_legal_name_joins_a_list_to_its_vendor_once_it_is_confirmed(tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(FOLDER / "own.txt", processor="Nordbokning AB")
    opened.import_documents(FOLDER / "betalis.txt", processor="Betalis AB")
    assert "Kundvakt" in opened.vendors().values()  # nobody said yet that these are one
    (proposal,) = [p for p in opened.same() if "Betalis" in (p.first_name, p.second_name)]
    assert {proposal.first_name, proposal.second_name, proposal.kind} == {"Betalis", "Betalis AB", "same"}
    link = opened.confirm_same("Betalis", "Betalis AB", reason="Their agreement", by="Maja Lind")
    assert list(opened.vendors().values()) == ["Arkivet", "Betalis", "Mejla", "Ringo"]
    for asked in ("Betalis", "Betalis AB"):
        rows = opened.query("supply-chain", vendor=asked).to_dict()["rows"]
        assert {row["processor"] for row in rows if row["level"] == 1} == {"Molnhus", "Kundvakt"}, asked
    opened.undo_same(link.number, reason="Another Betalis", by="Maja Lind")
    assert "Kundvakt" in opened.vendors().values()


def test_a_group_link_joins_no_level(tmp_path: Path) -> None:
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(FOLDER / "own.txt", processor="Nordbokning AB")
    opened.import_documents(FOLDER / "betalis.txt", processor="Betalis Ireland Ltd")
    opened.confirm_same("Betalis Ireland Ltd", "Betalis", kind="group", reason="Letter", by="Maja Lind")
    assert len(opened.query("supply-chain", vendor="Betalis")) == 1


# ---- two engines, and an evaluator that shares no code ----------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("supply-chain", {"vendor": "Betalis"}),
        ("supply-chain", {"vendor": "Molnhus"}),
        ("who-can-reach", {"data": "phone number"}),
        ("who-can-reach", {"data": "name", "outside": "EEA", "place": "any"}),
        ("shared-sub-processors", {}),
    ],
)
def test_oxigraph_and_rdflib_give_the_same_rows(
    made: datamap.Registry, name: str, given: dict[str, str]
) -> None:
    made.confirm_same("Kundvakt", "Kabeldrift", kind="same", reason="Made up", by="Maja Lind")
    question = load_question(name)
    values = resolve_parameters(question, given, made)
    text = bind(question.text, {key: value.term for key, value in values.items()})
    made.sparql("ASK {}")  # loads the whole ontology
    graph = rdflib.Graph()
    whole = made.sparql("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").serialise("ntriples")
    graph.parse(data=whole, format="nt")
    ours = made.store.query(text)
    assert isinstance(ours, ox.QuerySolutions)
    columns = [variable.value for variable in ours.variables]

    def cell(value: object) -> str | None:
        return None if value is None else " ".join(sorted(str(value).split(" ")))

    mine = [tuple(cell(None if (t := row[c]) is None else t.value) for c in columns) for row in ours]
    theirs = [tuple(cell(row.get(rdflib.Variable(c))) for c in columns) for row in graph.query(text).bindings]
    assert mine
    assert sorted(mine, key=str) == sorted(theirs, key=str)


def random_levels(rng: random.Random) -> list[Triple]:
    """A random registry of which some entries stand in vendors' own lists, circles and all."""
    found: list[Triple] = []
    edges = random_registry(rng)
    vendors = sorted({o for _, p, o in edges if p == DPV + "hasDataProcessor"})
    onward = {s for s, p, _ in edges if p == DPV + "hasDataProcessor" and rng.random() < 0.6}
    for s, p, o in edges:
        found.append(
            (s, DM + "hasSubProcessor", o) if p == DPV + "hasDataProcessor" and s in onward else (s, p, o)
        )
    for process in sorted(onward):
        found.append((process, DM + "onBehalfOf", rng.choice(vendors)))
        if rng.random() < 0.3:
            found.append((process, DM + "madeForUs", "true"))
    return list(dict.fromkeys(found))


def chains_of(tmp_path: Path, edges: list[Triple], name: str, **given: str) -> Chains:
    store = ox.Store()
    written = tmp_path / "random.nt"
    LITERALS[DM + "madeForUs"] = "http://www.w3.org/2001/XMLSchema#boolean"
    written.write_text(to_ntriples(edges), "utf-8")
    store.load(path=str(written), format=ox.RdfFormat.N_TRIPLES)
    question = load_question(name)
    values = {key: Value(ox.NamedNode(iri), iri, {}) for key, iri in given.items()}
    values["depth"] = Value(ox.Literal(9), "9", {})
    solutions = store.query(bind(question.text, {key: value.term for key, value in values.items()}))
    assert isinstance(solutions, ox.QuerySolutions)
    return Chains(datamap.open(written), question, values, "en", list(solutions))


def found_paths(result: Chains) -> dict[tuple[str, ...], str]:
    words = {1: "unknown", 2: "conditional", 3: "yes"}
    return {tuple(entry.processor for entry in path.entries): words[path.certainty] for path in result._paths}


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_random_paths(tmp_path_factory: pytest.TempPathFactory, rng: random.Random) -> None:
    folder, edges = tmp_path_factory.mktemp("random"), random_levels(rng)
    data, border = rng.choice(DATA), rng.choice(BORDERS)
    storage = DM + "storage"
    anywhere = chains_of(folder, edges, "who-can-reach", data=data, outside=DM + "anywhere", place=storage)
    assert found_paths(anywhere) == paths(edges, data=data)
    outside = chains_of(folder, edges, "who-can-reach", data=data, outside=border, place=storage)
    assert found_paths(outside) == paths(edges, data=data, outside=border)
    wide = chains_of(folder, edges, "who-can-reach", data=data, outside=border, place=DM + "anyPlace")
    assert found_paths(wide) == paths(edges, data=data, outside=border, place="any")


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_random_chains_and_what_is_shared(
    tmp_path_factory: pytest.TempPathFactory, rng: random.Random
) -> None:
    # Every entry of a list has a heading, which a path cites.
    edges = random_levels(rng)
    headed = {s for s, p, _ in edges if p == DM + "heading"}
    links = (DPV + "hasDataProcessor", DM + "hasSubProcessor", DM + "onBehalfOf")
    edges = [edge for edge in edges if edge[1] not in links or edge[0] in headed]
    folder = tmp_path_factory.mktemp("random")
    vendors = sorted({o for _, p, o in edges if p in (DPV + "hasDataProcessor", DM + "hasSubProcessor")})
    for vendor in vendors[:2]:
        result = chains_of(folder, edges, "supply-chain", vendor=vendor)
        assert found_paths(result) == chains(edges, vendor)
    store = ox.Store()
    store.load(input=to_ntriples(edges), format=ox.RdfFormat.N_TRIPLES)
    text = bind(load_question("shared-sub-processors").text, {"minimum": ox.Literal(2)})
    rows = store.query(text)
    assert isinstance(rows, ox.QuerySolutions)
    shared = {row["processor"].value: set(row["vendors"].value.split(" ")) for row in rows}
    assert shared == behind_several(edges)


def test_many_ways_end(tmp_path: Path) -> None:
    """Thirty processors that all name each other have more paths than atoms; the search ends and says so."""
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    names = [f"Nät{chr(65 + n // 26)}{chr(97 + n % 26)}x" for n in range(30)]
    text = "Sub-processors\n\n" + "\n".join(f"{name}\nPurpose: Hosting\n" for name in names)
    (tmp_path / "all.txt").write_text(text, "utf-8")
    opened.import_documents(tmp_path / "all.txt", processor="Nordbokning AB", source="ours")
    for name in names:
        opened.import_documents(tmp_path / "all.txt", processor=name, source=name)
    result = opened.query("supply-chain", vendor=names[0])
    assert len(result) == 2000
    assert {row["processor"] for row in result} == set(names)
    assert any("left out" in note for note in result.notes)
