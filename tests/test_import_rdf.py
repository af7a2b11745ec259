"""RDF as input: another registry with all that persons said in it, and graphs in plain DPV."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import datamap
from datamap.errors import InputError, NewerModel, NoEntries, UnreadableDocument
from datamap.registry.serialisation import FORMATS, serialise
from record_cases import ORGANISATION

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

BASE = "https://acme.example/privacy/"
SYNTAXES = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf", ".hext", ".trix")
TABLE = "| Vendor | Purpose | Personal data | Location |\n| - | - | - | - |\n| Acme | Hosting | {data} | {place} |\n"
ASKED: dict[str, list[dict[str, str]]] = {
    "vendors-by-data": [{"data": "phone"}, {"data": "name"}],
    "vendors-outside": [{"outside": "EEA"}, {"outside": "EU", "place": "any"}],
    "vendors-by-data-outside": [{"data": "phone", "outside": "EEA"}],
    "vendors-by-purpose": [{"purpose": "marketing"}],
    "vendors-by-subject": [{"subject": "customer"}],
    "access-outside": [{"outside": "EEA"}],
    "data-by-vendor": [{"vendor": "Stripe"}],
    "vendor-facts": [{"vendor": "Google"}],
    "evidence": [{"vendor": "Stripe"}],
    "vendors-by-controller": [{"customer": "Exempelföreningen Björken"}],
    "controllers-by-vendor": [{"vendor": "Mailchimp"}],
    "reviews-due": [{"before": "2030-01-01"}],
    "supply-chain": [{"vendor": "Stripe"}],
    "who-can-reach": [{"data": "phone"}],
}


@pytest.fixture
def full(example_list: Path, tmp_path: Path) -> datamap.Registry:
    """A registry with two lists, corrections, an organisation, and a remark in the graph itself."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "organisation.yaml").write_text(ORGANISATION, "utf-8")
    (folder / "second.md").write_text(TABLE.format(data="Name", place="Ireland"), "utf-8")
    registry = datamap.open(folder / "registry.ttl", create=True, base=BASE)
    registry.import_documents(example_list, processor="Viva")
    registry.import_documents(folder / "second.md")
    registry.correct("Zoom", denies={"data": "phone"}, reason="x", by="Bo", on=dt.date(2026, 5, 3))
    registry.correct(
        "Mongo Cloud",
        states={"storage-place": ["USA", "Canada"]},
        reason="DPA",
        by="Ada",
        on=dt.date(2026, 5, 4),
    )
    registry.undo_correction(1)  # so that numbers do not begin at 1
    registry.fill(folder / "organisation.yaml")
    remark, node = ox.NamedNode("https://acme.example/remark"), ox.BlankNode()
    stripe = ox.NamedNode(registry.vendor("Stripe"))
    registry.store.add([ox.Triple(stripe, remark, node), ox.Triple(node, remark, ox.Literal("ask\nagain"))])
    registry.save()
    return registry


def written(registry: datamap.Registry, path: Path) -> Path:
    """The registry in the syntax of a suffix."""
    triples = list(registry.store.triples())
    if path.suffix in (".hext", ".trix"):
        import warnings

        import rdflib

        lines = serialise((ox.Quad(*t) for t in triples), ox.RdfFormat.N_TRIPLES, BASE)
        with warnings.catch_warnings():  # rdflib's own
            warnings.simplefilter("ignore", DeprecationWarning)
            dataset = rdflib.Dataset()
            dataset.parse(data=lines, format="nt")
            dataset.serialize(path, format=path.suffix[1:])
    else:
        path.write_bytes(serialise((ox.Quad(*t) for t in triples), FORMATS[path.suffix], BASE))
    return path


def answers(registry: datamap.Registry) -> dict[str, Any]:
    """The answers to every question of the catalogue."""
    found = {}
    for question in datamap.catalogue():
        for parameters in ASKED.get(question.name, [{}]):
            result = registry.query(question.name, **parameters).to_dict()
            found[f"{question.name} {parameters}"] = result["rows"]
    return found


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_an_export_in_any_syntax_is_taken_in_whole(
    suffix: str, full: datamap.Registry, tmp_path: Path
) -> None:
    copy = written(full, tmp_path / f"copy{suffix}")
    new = datamap.open(tmp_path / "new.ttl", create=True, base=BASE)
    (taken,) = new.import_documents(copy).registries
    new.save()
    assert [(d.source, d.state) for d in taken.documents] == [("second", "new"), ("underbitraden", "new")]
    assert taken.corrections == 2
    assert new.content_hash() == full.content_hash()
    new.import_documents(copy)
    new.save()
    assert new.content_hash() == full.content_hash()  # once more changes nothing


def test_the_answers_are_the_same(full: datamap.Registry, tmp_path: Path) -> None:
    new = datamap.open(tmp_path / "new.ttl", create=True, base=BASE)
    new.import_documents(full.location)
    assert answers(new) == answers(full)


def test_everything_stands_under_this_registrys_base(full: datamap.Registry, tmp_path: Path) -> None:
    new = datamap.open(tmp_path / "new.ttl", create=True, base="https://other.example/")
    new.import_documents(full.location)
    new.save()
    assert BASE not in (tmp_path / "new.ttl").read_text().replace("https://acme.example/remark", "")
    assert [c.number for c in new.corrections()] == [2, 3]
    assert new.query("vendors-outside", outside="EEA")[0].vendor
    back = datamap.open(tmp_path / "back.ttl", create=True, base=BASE)
    back.import_documents(tmp_path / "new.ttl")
    back.save()
    assert back.content_hash() == full.content_hash()


def test_decisions_about_names_are_taken_in_and_number_on(
    full: datamap.Registry, example_list: Path, tmp_path: Path
) -> None:
    full.confirm_same("Google", "Google LLC (G Suite)", kind="group", reason="register", by="Ann")
    full.save()
    new = datamap.open(tmp_path / "new.ttl", create=True, base="https://other.example/")
    new.import_documents(tmp_path / "theirs" / "second.md")
    new.import_documents(example_list)
    new.decline_same("Acme", "Stripe", reason="asked", by="Bo")
    for _ in range(2):  # a second time changes nothing
        new.import_documents(full.location)
        links = new.company_links.all()
        found = [(link.number, new.name(link.first), link.decision, link.by) for link in links]
        assert found == [(1, "Acme", "declined", "Bo"), (2, "Google", "confirmed", "Ann")]


def test_corrections_join_those_that_are_there(full: datamap.Registry, tmp_path: Path) -> None:
    new = datamap.open(tmp_path / "new.ttl", create=True, base=BASE)
    new.import_documents(tmp_path / "theirs" / "second.md")
    for place in ("Sweden", "Norway"):
        new.correct("Acme", states={"storage-place": place}, reason="letter", by="Cy")
    new.import_documents(full.location)
    found = [(c.number, new.name(c.vendor)) for c in new.corrections()]
    assert found == [(1, "Acme"), (2, "Acme"), (3, "Mongo Cloud"), (4, "Stripe")]

    def mongo() -> datamap.Answer:
        rows: list[datamap.Answer] = list(new.query("vendors-outside", outside="EEA"))
        return next(row for row in rows if row.vendor == "Mongo Cloud")

    assert mongo().answer == "yes"
    assert {e.source for e in mongo().evidence} >= {"corrections"}
    new.undo_correction(3)
    assert mongo().answer == "no"  # line 55: Fysisk lagringsplats: EU/EES


def test_the_later_of_two_facts_counts(full: datamap.Registry, tmp_path: Path) -> None:
    earlier, later = (ORGANISATION.replace("000000-0000", "111111-1111").replace("2026-11-20", day)
                      for day in ("2020-01-01", "2026-11-23"))  # fmt: skip
    for text, expected in ((earlier, "000000-0000"), (later, "111111-1111")):
        (tmp_path / "organisation.yaml").write_text(text, "utf-8")
        new = datamap.open(tmp_path / f"{expected}.ttl", create=True, base=BASE)
        new.fill(tmp_path / "organisation.yaml")
        new.import_documents(full.location)
        facts = new.added_facts.all()[str(new.organisation())]
        assert facts["registration-number"].texts == (expected,)


def two_versions(tmp_path: Path, here: str, there: str) -> tuple[datamap.Registry, Path]:
    """A registry with a list of one name here, and a registry with another there."""
    registries = []
    for name, text in (("here", here), ("there", there)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "list.md").write_text(text, "utf-8")
        registry = datamap.open(tmp_path / f"{name}.ttl", create=True)
        registry.import_documents(tmp_path / name / "list.md")
        registry.save()
        registries.append(registry)
    return registries[0], tmp_path / "there.ttl"


def test_a_later_date_is_the_next_version(tmp_path: Path) -> None:
    old, new = (
        "Last updated: {}\n\n" + TABLE.format(data="Name", place=place) for place in ("Sweden", "USA")
    )
    here, there = two_versions(tmp_path, old.format("2026-01-01"), new.format("2026-06-01"))
    (document,) = here.import_documents(there).registries[0].documents
    assert (document.state, document.edition) == ("newer", 2)
    assert [s.edition for s in here.sources()] == [2]
    assert here.query("vendors-outside", outside="EEA")[0].answer == "yes"


def test_what_is_older_there_or_undated_is_refused(tmp_path: Path) -> None:
    text = "Last updated: 2026-{}-01\n\n" + TABLE.format(data="Name", place="Sweden")
    here, there = two_versions(tmp_path, text.format("06"), text.format("01"))
    before = here.content_hash()
    with pytest.raises(InputError, match="'list' is an older version there than here"):
        here.import_documents(there)
    assert here.content_hash() == before
    (tmp_path / "undated").mkdir()
    here, there = two_versions(
        tmp_path / "undated", *(TABLE.format(data=data, place="Sweden") for data in ("Name", "Phone"))
    )
    with pytest.raises(InputError, match="neither date nor edition tells which is newer"):
        here.import_documents(there)
    here.import_documents(there, source="second")  # both are kept under two names
    assert [s.identifier for s in here.sources()] == ["list", "second"]
    assert {a.answer for a in here.query("vendors-by-data", data="phone")} == {"yes"}


def test_a_second_edition_there_is_the_next_version(tmp_path: Path) -> None:
    here, there = two_versions(
        tmp_path, TABLE.format(data="Name", place="Sweden"), TABLE.format(data="Name", place="Sweden")
    )
    (tmp_path / "there" / "list.md").write_text(TABLE.format(data="Phone", place="Sweden"), "utf-8")
    datamap.import_documents(tmp_path / "there" / "list.md", registry=there)
    (document,) = here.import_documents(there).registries[0].documents
    assert (document.state, document.edition) == ("newer", 2)


def test_two_companies_lists_of_one_name_are_never_versions(tmp_path: Path) -> None:
    here, there = two_versions(tmp_path, *(
        f"Last updated: 2026-0{n}-01\n\nProcessor: Company {n}\n\n" + TABLE.format(data="Name", place="Sweden")
        for n in (1, 2)
    ))  # fmt: skip
    with pytest.raises(InputError, match="Company 1's list here and Company 2's there"):
        here.import_documents(there)


PLAIN = """@prefix dpv: <https://w3id.org/dpv#> . @prefix pd: <https://w3id.org/dpv/pd#> .
@prefix loc: <https://w3id.org/dpv/loc#> . @prefix ex: <https://acme.example/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:p a dpv:Process ; dpv:hasDataProcessor ex:mailer ; dpv:hasPurpose dpv:Marketing ;
  dpv:hasPersonalData pd:EmailAddress, ex:ShoeSize, [ a pd:TelephoneNumber ] ; dpv:hasDataController ex:me ;
  dpv:hasStorageCondition [ a dpv:StorageLocation ; dpv:hasLocation loc:IE ] .
ex:q a dpv:Process ; dpv:isImplementedByEntity ex:hoster ; dpv:hasLocation loc:US .
ex:mailer a dpv:DataSubProcessor ; rdfs:label "Mailer Inc." . ex:hoster a dpv:DataProcessor .
ex:me rdfs:label "Me AB" .
"""


def test_plain_dpv_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "plain.ttl").write_text(PLAIN)
    registry = datamap.open(tmp_path / "registry.ttl", create=True)
    report = registry.import_documents(tmp_path / "plain.ttl").to_dict()
    assert [e["name"] for e in report["entries"]] == ["hoster", "Mailer Inc."]
    assert [(u["text"], u["vendor"]) for u in report["unmapped"]] == [
        ("https://acme.example/ShoeSize", "Mailer Inc.")
    ]

    def asked(question: str, **parameters: str) -> dict[str, str]:
        return {row.vendor: row.answer for row in registry.query(question, **parameters)}

    both = {"hoster", "Mailer Inc."}
    assert set(asked("vendors-by-data", data="email")) == both
    assert asked("vendors-by-data", data="email") == {"Mailer Inc.": "yes", "hoster": "unknown"}
    assert asked("vendors-by-data", data="phone") == {"Mailer Inc.": "yes", "hoster": "unknown"}
    # Silence stays unknown: no list of RDF is closed.
    assert asked("vendors-by-data", data="national identity number") == dict.fromkeys(both, "unknown")
    assert asked("vendors-outside", outside="EEA")["Mailer Inc."] == "unknown"
    assert asked("vendors-by-purpose", purpose="marketing") == {"Mailer Inc.": "yes", "hoster": "unknown"}
    mailer = next(r for r in registry.query("vendors-by-data", data="email") if r.vendor == "Mailer Inc.")
    assert mailer.evidence[0].at == "https://acme.example/p"
    assert registry.sources()[0].identifier == "plain"


@pytest.mark.parametrize(
    ("name", "text", "error", "words"),
    [
        ("broken.ttl", "<a> <b> .", UnreadableDocument, "is not the RDF its name says"),
        ("broken.jsonld", "{", UnreadableDocument, "is not the RDF its name says"),
        ("broken.rdf", "<rdf:RDF", UnreadableDocument, "is not the RDF its name says"),
        ("broken.trix", "<TriX>", UnreadableDocument, "is not the RDF its name says"),
        ("broken.hext", "[", UnreadableDocument, "is not the RDF its name says"),
        ("empty.ttl", "", UnreadableDocument, "is empty"),
        ("other.ttl", "<https://a.example/a> <https://a.example/b> 1 .", NoEntries, "neither a registry of datamap"),
        (
            "newer.ttl",
            "<https://a.example/> a <https://w3id.org/datamap#Registry> ; <https://w3id.org/datamap#modelVersion> 99 .",
            NewerModel,
            "newer datamap",
        ),
        (
            "two.ttl",
            "<https://a.example/> a <https://w3id.org/datamap#Registry> . "
            "<https://b.example/> a <https://w3id.org/datamap#Registry> .",
            InputError,
            "holds 2 registries",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_line(
    name: str, text: str, error: type[Exception], words: str, tmp_path: Path, run: Run
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(error, match=words):
        datamap.import_documents(tmp_path / name, dry_run=True)
    code, out, err = run("import", name, "-r", "registry.ttl")
    assert (code, out) == (2, "")
    assert err.startswith("datamap: ")
    assert err.count("\n") == 1
    assert not (tmp_path / "registry.ttl").exists()


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="no such file"):
        datamap.import_documents(tmp_path / "missing.ttl", dry_run=True)


def test_a_folder_may_hold_registries_beside_lists(full: datamap.Registry, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    written(full, folder / "theirs.trig")
    (folder / "plain.nt").write_text("<https://a.example/a> <https://a.example/b> <https://a.example/c> .\n")
    (folder / "mine.md").write_text(TABLE.format(data="Phone", place="Norway"), "utf-8")
    code, out, err = run("import", "lists", "-r", "lists/registry.ttl", "--format", "json")
    report = json.loads(out)
    assert code == 1
    assert [e["name"] for e in report["entries"]] == ["Acme"]
    assert [d["source"] for d in report["registries"][0]["documents"]] == ["second", "underbitraden"]
    assert [f["file"] for f in report["failures"]] == ["lists/plain.nt"]
    assert set(report["failures"][0]) == {"file", "message"}
    assert "plain.nt: is neither" in err
    code, out, err = run("import", "lists/*.trig", "-r", "lists/registry.ttl", "--lang", "sv")
    assert code == 0
    assert "register med 2 listor" in out
    assert "(känd, oförändrad)" in out
    # The registry itself, in the folder, is not one of the lists.
    code, out, err = run("import", "lists", "-r", "lists/registry.ttl")
    assert "registry.ttl: " not in out


def test_a_dry_run_says_what_is_in_a_registry(full: datamap.Registry, tmp_path: Path, run: Run) -> None:
    code, out, _ = run("import", full.location, "--dry-run")
    assert code == 0
    assert "registry.ttl: a registry of 2 lists" in out
    assert "underbitraden: 16 vendors" in out
    assert not (tmp_path / "data").exists()


def _with_words(folder: Path, base: str, **lists: str) -> datamap.Registry:
    (folder / "data").mkdir(parents=True)
    registry = datamap.open(folder / "data" / "registry.ttl", create=True, base=base)
    for name, text in lists.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
        registry.import_documents(folder / f"{name}.md")
    return registry


def _yes(registry: datamap.Registry, data: str) -> set[str]:
    return {row.vendor for row in registry.query("vendors-by-data", data=data) if row.answer == "yes"}


def test_another_registrys_own_words_come_along(run: Run, tmp_path: Path) -> None:
    theirs = _with_words(
        tmp_path / "theirs", BASE,
        theirs=TABLE.format(data="Name, shoe size, badge colour", place="Ireland"),
    )  # fmt: skip
    theirs.decide("shoe size", narrower_than="physical characteristics", by="Ada", reason="asked the vendor")
    theirs.decide("badge colour", label_of="name", by="Ada")
    theirs.save()
    ours = _with_words(
        tmp_path / "ours", "https://ours.example/",
        ours=TABLE.replace("Acme", "Beta").format(data="Shoe size, desk number", place="France"),
    )  # fmt: skip
    ours.decide("desk number", narrower_than="location", by="Bo", language="en")
    ours.save()
    file, target = tmp_path / "theirs/data/registry.ttl", ("-r", str(tmp_path / "ours/data/registry.ttl"))
    code, out, _ = run("import", str(file), *target, "--dry-run")
    assert code == 0
    assert "own words: 1 types, 1 labels, 2 decisions" in out
    assert datamap.open(target[1]).local == ours.local
    report = json.loads(run("import", str(file), *target, "--format", "json")[1])
    (taken,) = report["registries"]
    assert (taken["types"], taken["labels"], taken["decisions"], taken["unknown"]) == (1, 1, 2, [])
    joined = datamap.open(target[1])
    # Their list, and ours that waited for the word, under a type that is named below our base.
    assert _yes(joined, "shoe size") == {"Acme", "Beta"}
    assert _yes(joined, "name") == {"Acme"}
    made = {d.phrase: (d.number, d.by, d.reason) for d in joined.decisions()}
    assert made == {
        "desk number": (1, "Bo", ""), "shoe size": (2, "Ada", "asked the vendor"), "badge colour": (3, "Ada", ""),
    }  # fmt: skip
    assert {d.concept for d in joined.decisions() if d.kind == "own"} == {
        "https://ours.example/concept/shoe_size", "https://ours.example/concept/desk_number",
    }  # fmt: skip
    # Once more takes nothing more.
    assert "own words" not in run("import", str(file), *target)[1]


def test_words_that_contradict_ours_stay_behind_and_are_told(run: Run, tmp_path: Path) -> None:
    table = TABLE.format(data="Name, shoe size", place="Ireland")
    theirs = _with_words(tmp_path / "theirs", BASE, theirs=table)
    theirs.decide("shoe size", narrower_than="physical characteristics", by="Ada")
    theirs.save()
    ours = _with_words(tmp_path / "ours", "https://ours.example/", ours=table.replace("Acme", "Beta"))
    ours.decide("shoe size", label_of="name", by="Bo")
    ours.save()
    target = str(tmp_path / "ours" / "data" / "registry.ttl")
    code, out, err = run("import", str(tmp_path / "theirs/data/registry.ttl"), "-r", target)
    assert code == 0
    assert "own words" not in out
    assert "the type 'shoe size' was left out" in err
    assert "'shoe size' is decided otherwise here (1); that stands" in err
    joined = datamap.open(target)
    assert [(d.phrase, d.kind) for d in joined.decisions()] == [("shoe size", "label")]
    # Their list is read as ours: no fact is left under a type that nobody here can name.
    assert _yes(joined, "name") == {"Acme", "Beta"}
    assert BASE not in (tmp_path / "ours/data/registry.ttl").read_text("utf-8")
    assert "concept/shoe_size" not in (tmp_path / "ours/data/registry.ttl").read_text("utf-8")


def test_types_without_their_words_are_told_with_how_to_bring_them(run: Run, tmp_path: Path) -> None:
    theirs = _with_words(
        tmp_path / "theirs", BASE, theirs=TABLE.format(data="Name, shoe size", place="Ireland")
    )
    theirs.decide("shoe size", narrower_than="physical characteristics", by="Ada")
    theirs.save()
    sent = tmp_path / "sent.ttl"
    sent.write_bytes((tmp_path / "theirs/data/registry.ttl").read_bytes())
    (tmp_path / "data").mkdir()
    datamap.open(tmp_path / "data" / "registry.ttl", create=True, base="https://ours.example/").save()
    code, _, err = run("import", "sent.ttl")
    assert code == 0
    assert "https://ours.example/concept/shoe_size" in err
    assert "ontology/local.ttl" in err
    # As the note says: in a folder of its own with the words, and once more.
    (tmp_path / "sent" / "ontology").mkdir(parents=True)
    (tmp_path / "sent" / "ontology" / "local.ttl").write_bytes(theirs.ontology_path.read_bytes())
    sent.rename(tmp_path / "sent" / "sent.ttl")
    code, out, err = run("import", "sent/sent.ttl")
    assert (code, "no words here" in err) == (0, False)
    assert "own words: 1 types, 0 labels, 1 decisions" in out
    assert _yes(datamap.open(tmp_path / "data" / "registry.ttl"), "shoe size") == {"Acme"}
