"""A person's corrections of data/sources/underbitraden.txt; answers are worked out from it by hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rdflib

import datamap
from datamap.errors import InvalidParameter, UnknownName

if TYPE_CHECKING:
    from conftest import Run

DPV = rdflib.Namespace("https://w3id.org/dpv#")
PD = rdflib.Namespace("https://w3id.org/dpv/pd#")
LOC = rdflib.Namespace("https://w3id.org/dpv/loc#")

WHO: dict[str, Any] = {"reason": "DPA of 2026, annex 1", "by": "Anna Berg", "on": dt.date(2026, 5, 4)}
WHO_CLI = ["--reason", "DPA of 2026, annex 1", "--by", "Anna Berg", "--on", "2026-05-04"]

SECOND_LIST = """Support

Underbiträden som Support anlitar

Leverantörer:

Stripe
Ändamål: Kreditkortsbetalning
Personuppgifter: Namn, telefonnummer
Fysisk lagringsplats: USA
"""


def answer(registry: datamap.Registry, vendor: str, question: str, **parameters: str) -> datamap.Answer:
    result = registry.query(question, **parameters)
    assert isinstance(result, datamap.Answers)
    (row,) = [row for row in result if row.vendor == vendor]
    return row


def data(registry: datamap.Registry, vendor: str, asked: str) -> str:
    return answer(registry, vendor, "vendors-by-data", data=asked).answer


def outside(registry: datamap.Registry, vendor: str) -> str:
    return answer(registry, vendor, "vendors-outside", outside="EEA").answer


def cited(row: datamap.Answer) -> list[tuple[str, int]]:
    return [(e.source, e.line) for e in row.evidence if not e.outranked]


def facts(registry: datamap.Registry, vendor: str) -> dict[str, dict[str, Any]]:
    """What the sources say about a vendor, by the words they say it with."""
    rows = registry.query("vendor-facts", vendor=vendor).to_dict()["rows"]
    return {row["phrase"]: row for row in rows}


def outranked(row: dict[str, Any]) -> bool:
    return bool(row["certainty"].startswith("outranked"))


# data -----------------------------------------------------------------------------------------


def test_stating_a_data_type_that_the_list_lacks(registry: Path) -> None:
    opened = datamap.open(registry)
    assert data(opened, "Stripe", "telefonnummer") == "no"  # line 48, a closed list
    opened.correct("Stripe", states={"data": ["telefonnummer"]}, **WHO)
    row = answer(opened, "Stripe", "vendors-by-data", data="telefonnummer")
    assert row.answer == "yes"
    assert "corrected by a person" in row.reason
    ((source, number),) = cited(row)
    assert (source, number) == ("corrections", 1)
    for said in ("phone number", "Anna Berg", "2026-05-04", "DPA of 2026, annex 1"):
        assert said in row.evidence[0].text
    # The rest of its list counts as before.
    assert cited(answer(opened, "Stripe", "vendors-by-data", data="namn")) == [("underbitraden", 48)]
    assert data(opened, "Stripe", "e-postadress") == "no"
    # And so do other vendors.
    assert data(opened, "LiveAgent", "telefonnummer") == "no"


def test_stating_what_the_list_calls_conditional(registry: Path) -> None:
    opened = datamap.open(registry)
    assert data(opened, "Mailchimp", "telefonnummer") == "conditional"  # line 60
    opened.correct("Mailchimp", states={"data": ["telefonnummer"]}, **WHO)
    row = answer(opened, "Mailchimp", "vendors-by-data", data="telefonnummer")
    assert (row.answer, cited(row)) == ("yes", [("corrections", 1)])
    assert data(opened, "Mailchimp", "e-postadress") == "conditional"
    line = facts(opened, "Mailchimp")["telefonnummer"]
    assert outranked(line)
    assert [(e["source"], e["line"]) for e in line["evidence"]] == [("underbitraden", 60)]


def test_denying_a_data_type_that_the_list_states(registry: Path) -> None:
    opened = datamap.open(registry)
    assert data(opened, "LiveAgent", "e-postadress") == "yes"  # line 24
    opened.correct("LiveAgent", denies={"data": ["e-postadress"]}, **WHO)
    row = answer(opened, "LiveAgent", "vendors-by-data", data="e-postadress")
    assert row.answer == "no"
    assert ("corrections", 1) in cited(row)
    line = facts(opened, "LiveAgent")["E-mail"]
    assert outranked(line)
    assert [(e["source"], e["line"]) for e in line["evidence"]] == [("underbitraden", 24)]
    assert line["evidence"][0]["text"] == "Personuppgifter: E-mail"


def test_denying_a_data_type_of_an_open_list(registry: Path) -> None:
    opened = datamap.open(registry)
    assert data(opened, "Facebook", "telefonnummer") == "unknown"  # line 18
    opened.correct("Facebook", denies={"data": ["telefonnummer"]}, **WHO)
    row = answer(opened, "Facebook", "vendors-by-data", data="telefonnummer")
    assert (row.answer, cited(row)) == ("no", [("corrections", 1)])
    assert data(opened, "Facebook", "mobilnummer") == "no"  # a kind of it
    assert data(opened, "Facebook", "namn") == "unknown"


def test_denying_a_kind_says_nothing_of_the_rest(registry: Path) -> None:
    opened = datamap.open(registry)
    opened.correct("Rackspace", denies={"data": ["mobilnummer"]}, **WHO)
    assert data(opened, "Rackspace", "mobilnummer") == "no"
    assert data(opened, "Rackspace", "telefonnummer") == "yes"  # line 42


def test_denying_the_broader_outranks_the_narrower(registry: Path) -> None:
    opened = datamap.open(registry)
    assert data(opened, "Linkmobility", "telefonnummer") == "yes"  # line 90, "Mobilnummer"
    opened.correct("Linkmobility", denies={"data": ["telefonnummer"]}, **WHO)
    assert data(opened, "Linkmobility", "telefonnummer") == "no"
    assert data(opened, "Linkmobility", "mobilnummer") == "no"
    assert outranked(facts(opened, "Linkmobility")["Mobilnummer"])


def test_a_complete_list_closes_an_open_one(registry: Path) -> None:
    opened = datamap.open(registry)
    assert data(opened, "Cygate AB", "telefonnummer") == "unknown"  # line 67
    opened.correct("Cygate AB", states={"data": ["namn", "e-postadress"]}, complete=True, **WHO)
    for asked in ("namn", "e-postadress"):
        row = answer(opened, "Cygate AB", "vendors-by-data", data=asked)
        assert (row.answer, cited(row)) == ("yes", [("corrections", 1)])
    row = answer(opened, "Cygate AB", "vendors-by-data", data="telefonnummer")
    assert (row.answer, cited(row)) == ("no", [("corrections", 1)])


def test_a_complete_list_replaces_a_closed_one(registry: Path) -> None:
    opened = datamap.open(registry)
    assert data(opened, "Rackspace", "IP-adress") == "yes"  # line 42
    opened.correct("Rackspace", states={"data": ["namn"]}, complete=True, **WHO)
    assert data(opened, "Rackspace", "namn") == "yes"
    row = answer(opened, "Rackspace", "vendors-by-data", data="IP-adress")
    assert (row.answer, cited(row)) == ("no", [("corrections", 1)])
    assert outranked(facts(opened, "Rackspace")["IP-adress"])
    # Its place is another question.
    row = answer(opened, "Rackspace", "vendors-outside", outside="EEA")
    assert (row.answer, cited(row)) == ("no", [("underbitraden", 43)])


def test_the_latest_correction_counts(registry: Path) -> None:
    opened = datamap.open(registry)
    opened.correct("Stripe", states={"data": ["telefonnummer"]}, **WHO)
    opened.correct("Stripe", denies={"data": ["telefonnummer"]}, **WHO)
    row = answer(opened, "Stripe", "vendors-by-data", data="telefonnummer")
    assert row.answer == "no"
    assert ("corrections", 2) in cited(row)
    opened.correct("Stripe", states={"data": ["telefonnummer"]}, **WHO)
    row = answer(opened, "Stripe", "vendors-by-data", data="telefonnummer")
    assert (row.answer, cited(row)) == ("yes", [("corrections", 3)])


def test_plain_dpv_follows_the_correction(registry: Path) -> None:
    opened = datamap.open(registry)
    opened.correct("LiveAgent", denies={"data": ["e-postadress"]}, **WHO)
    opened.correct("Stripe", states={"data": ["telefonnummer"]}, **WHO)
    opened.correct("Zoom", states={"data": ["namn"]}, **WHO)
    opened.save()
    graph = rdflib.Graph().parse(registry)
    for vendor, held in (
        ("LiveAgent", set()),
        ("Stripe", {PD.Name, PD.PaymentCard, PD.PostalCode, PD.TelephoneNumber}),
        ("Zoom", {PD.Name}),
    ):
        (process,) = graph.subjects(rdflib.DCTERMS.title, rdflib.Literal(vendor))
        assert set(graph.objects(process, DPV.hasPersonalData)) == held


# places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "after"), [("IE", "no"), ("Sverige", "no"), ("US", "yes"), ("Indien", "yes")]
)
def test_stating_a_place_that_the_list_does_not_give(registry: Path, place: str, after: str) -> None:
    opened = datamap.open(registry)
    assert outside(opened, "Stripe") == "unknown"  # lines 46 to 48 name no place
    opened.correct("Stripe", states={"storage-place": [place]}, **WHO)
    row = answer(opened, "Stripe", "vendors-outside", outside="EEA")
    assert (row.answer, cited(row)) == (after, [("corrections", 1)])
    assert "corrected by a person" in row.reason


def test_stating_a_place_replaces_those_of_the_list(registry: Path) -> None:
    opened = datamap.open(registry)
    vendor = "Google LLC (G Suite)"
    assert outside(opened, vendor) == "yes"  # line 31, "EU/EES och utanför EU"
    flagship = {"data": "telefonnummer", "outside": "EEA"}
    assert answer(opened, vendor, "vendors-by-data-outside", **flagship).answer == "yes"
    opened.correct(vendor, states={"storage-place": ["SE"]}, **WHO)
    row = answer(opened, vendor, "vendors-outside", outside="EEA")
    assert (row.answer, cited(row)) == ("no", [("corrections", 1)])
    row = answer(opened, vendor, "vendors-by-data-outside", **flagship)
    assert row.answer == "no"
    assert set(cited(row)) == {("underbitraden", 30), ("corrections", 1)}
    said = facts(opened, vendor)
    assert outranked(said["EU/EES"])
    assert outranked(said["utanför EU"])
    opened.save()
    graph = rdflib.Graph().parse(registry)
    (process,) = graph.subjects(rdflib.DCTERMS.title, rdflib.Literal(vendor))
    places = [
        p for s in graph.objects(process, DPV.hasStorageCondition) for p in graph.objects(s, DPV.hasLocation)
    ]
    assert places == [LOC.SE]


def test_denying_what_the_list_says_of_the_place(registry: Path) -> None:
    opened = datamap.open(registry)
    assert outside(opened, "Google") == "yes"  # line 85, "Även utanför EU/EES"
    opened.correct("Google", denies={"storage-place": ["utanför EU/EES"]}, **WHO)
    row = answer(opened, "Google", "vendors-outside", outside="EEA")
    assert row.answer == "no"
    assert ("corrections", 1) in cited(row)
    rows = [row for row in facts(opened, "Google").values() if outranked(row)]
    assert [(e["source"], e["line"]) for row in rows for e in row["evidence"]] == [("underbitraden", 85)]


def test_denying_one_country_says_nothing_of_the_others(registry: Path) -> None:
    opened = datamap.open(registry)
    opened.correct("Google", denies={"storage-place": ["US"]}, **WHO)
    assert outside(opened, "Google") == "yes"
    opened.correct("Stripe", denies={"storage-place": ["US"]}, **WHO)
    assert outside(opened, "Stripe") == "unknown"


# undoing --------------------------------------------------------------------------------------

CORRECTIONS: list[tuple[str, dict[str, Any]]] = [
    ("Stripe", {"states": {"data": ["telefonnummer"]}}),
    ("LiveAgent", {"denies": {"data": ["e-postadress"]}}),
    ("Cygate AB", {"states": {"data": ["namn"]}, "complete": True}),
    ("Stripe", {"states": {"storage-place": ["IE"]}}),
    ("Google LLC (G Suite)", {"states": {"storage-place": ["SE", "US"]}}),
    ("Google", {"denies": {"storage-place": ["utanför EU/EES"]}}),
    ("BidTheatre", {"states": {"data": ["IP-adress"]}, "complete": True}),
    ("Facebook", {"states": {"purpose": ["marknadsföring"]}, "complete": True}),
    ("Mailchimp", {"states": {"access-place": ["US"]}}),
]


@pytest.mark.parametrize(("vendor", "said"), CORRECTIONS, ids=lambda value: str(value)[:40])
def test_undoing_gives_back_the_exact_bytes(registry: Path, vendor: str, said: dict[str, Any]) -> None:
    before = registry.read_bytes()
    opened = datamap.open(registry)
    opened.correct(vendor, **said, **WHO)
    assert opened.save() is True
    again = datamap.open(registry)
    again.undo_correction(1)
    assert again.save() is True
    assert registry.read_bytes() == before


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
@pytest.mark.parametrize(
    ("vendor", "first", "second"),
    [
        ("Stripe", {"states": {"storage-place": ["IE"]}}, {"states": {"storage-place": ["US"]}}),
        ("Rackspace", {"states": {"storage-place": ["IE"]}}, {"states": {"storage-place": ["US"]}}),
        (
            "BidTheatre",
            {"states": {"data": ["namn"]}, "complete": True},
            {"states": {"data": ["roll"]}, "complete": True},
        ),
        ("LiveAgent", {"states": {"data": ["namn"]}, "complete": True}, {"denies": {"data": ["namn"]}}),
        ("LiveAgent", {"denies": {"data": ["e-postadress"]}}, {"states": {"data": ["e-postadress"]}}),
    ],
)  # fmt: skip
def test_undoing_two_of_one_kind_gives_back_the_exact_bytes(
    registry: Path, vendor: str, first: dict[str, Any], second: dict[str, Any], order: tuple[int, int]
) -> None:
    before = registry.read_bytes()
    for said in (first, second):
        opened = datamap.open(registry)
        opened.correct(vendor, **said, **WHO)
        opened.save()
    for number in order:
        opened = datamap.open(registry)
        opened.undo_correction(number)
        opened.save()
    assert registry.read_bytes() == before


def test_undoing_one_leaves_the_other(tmp_path: Path, registry: Path) -> None:
    alone = tmp_path / "alone.ttl"
    alone.write_bytes(registry.read_bytes())
    opened = datamap.open(alone)
    opened.correct("Stripe", states={"storage-place": ["IE"]}, **WHO)
    opened.save()
    opened = datamap.open(registry)
    opened.correct("Stripe", states={"storage-place": ["IE"]}, **WHO)
    opened.correct("Stripe", states={"storage-place": ["US"]}, **WHO)
    assert outside(opened, "Stripe") == "yes"
    opened.undo_correction(2)
    assert outside(opened, "Stripe") == "no"
    opened.save()
    assert registry.read_bytes() == alone.read_bytes()


# documents that change under a correction -----------------------------------------------------


@pytest.mark.parametrize(("vendor", "said"), CORRECTIONS, ids=lambda value: str(value)[:40])
def test_a_correction_survives_the_next_import_whole(
    tmp_path: Path, registry: Path, example_list: Path, vendor: str, said: dict[str, Any]
) -> None:
    opened = datamap.open(registry)
    opened.correct(vendor, **said, **WHO)
    opened.save()
    first = registry.read_bytes()
    datamap.import_documents(example_list, registry=registry)
    assert registry.read_bytes() == first
    # The next version, two lines further down, is what it would be had the correction come after it.
    version = tmp_path / "underbitraden.txt"
    version.write_text("\n\n" + example_list.read_text("utf-8"), "utf-8")
    datamap.import_documents(version, registry=registry)
    other = datamap.open(tmp_path / "other.ttl", create=True)
    other.import_documents(version)
    other.correct(vendor, **said, **WHO)
    other.save()
    later = registry.read_text("utf-8").replace("dm:edition 2", "dm:edition 1")
    assert later == Path(other.location).read_text("utf-8")


def test_a_correction_meets_what_the_next_version_says(
    tmp_path: Path, registry: Path, example_list: Path
) -> None:
    opened = datamap.open(registry)
    opened.correct("Linkmobility", denies={"data": ["telefonnummer"]}, **WHO)
    opened.save()
    version = tmp_path / "underbitraden.txt"
    text = example_list.read_text("utf-8")
    version.write_text(
        text.replace("Personuppgifter: Mobilnummer", "Personuppgifter: Namn, telefonnummer"), "utf-8"
    )
    datamap.import_documents(version, registry=registry)
    opened = datamap.open(registry)
    assert data(opened, "Linkmobility", "telefonnummer") == "no"
    assert data(opened, "Linkmobility", "namn") == "yes"
    assert outranked(facts(opened, "Linkmobility")["telefonnummer"])
    opened.undo_correction(1)
    assert data(opened, "Linkmobility", "telefonnummer") == "yes"


def test_a_correction_outlives_the_vendors_absence(
    tmp_path: Path, registry: Path, example_list: Path
) -> None:
    opened = datamap.open(registry)
    opened.correct("Stripe", states={"storage-place": ["IE"]}, **WHO)
    opened.save()
    with_it = registry.read_bytes()
    text = example_list.read_text("utf-8")
    start, end = text.index("Stripe\n"), text.index("* Denna leverantör")
    version = tmp_path / "underbitraden.txt"
    version.write_text(text[:start] + text[end:], "utf-8")
    datamap.import_documents(version, registry=registry)
    assert [c.reason for c in datamap.open(registry).corrections()] == [WHO["reason"]]
    datamap.import_documents(example_list, registry=registry)
    assert outside(datamap.open(registry), "Stripe") == "no"
    assert registry.read_text("utf-8").replace("dm:edition 3", "dm:edition 1") == with_it.decode()


def test_a_correction_is_about_a_vendor_in_all_its_documents(tmp_path: Path, registry: Path) -> None:
    second = tmp_path / "second.txt"
    second.write_text(SECOND_LIST, "utf-8")
    datamap.import_documents(second, registry=registry)
    before = registry.read_bytes()
    opened = datamap.open(registry)
    assert outside(opened, "Stripe") == "yes"  # the second list says USA
    assert data(opened, "Stripe", "telefonnummer") == "yes"  # and names phone numbers
    opened.correct("stripe", states={"storage-place": ["IE"]}, **WHO)
    opened.correct("STRIPE", denies={"data": ["telefonnummer"]}, **WHO)
    assert outside(opened, "Stripe") == "no"
    assert data(opened, "Stripe", "telefonnummer") == "no"
    row = answer(opened, "Stripe", "vendors-by-data", data="namn")
    assert sorted(cited(row)) == [("second", 9), ("underbitraden", 48)]
    said = facts(opened, "Stripe")
    assert outranked(said["USA"])
    assert outranked(said["telefonnummer"])
    opened.save()
    # Importing either document again changes nothing; taking one out leaves the other corrected.
    datamap.import_documents(second, registry=registry)
    opened = datamap.open(registry)
    assert outside(opened, "Stripe") == "no"
    opened.forget("underbitraden")
    assert (outside(opened, "Stripe"), data(opened, "Stripe", "telefonnummer")) == ("no", "no")
    opened = datamap.open(registry)
    opened.undo_correction(1)
    opened.undo_correction(2)
    opened.save()
    assert registry.read_bytes() == before


def test_corrections_are_not_counted_as_the_documents_claims(registry: Path) -> None:
    opened = datamap.open(registry)
    (before,) = opened.sources()
    opened.correct("Stripe", states={"data": ["telefonnummer"]}, **WHO)
    (after,) = opened.sources()
    assert after == before


# the command line -----------------------------------------------------------------------------


def test_the_command_corrects_lists_and_undoes(registry: Path, run: Run) -> None:
    before = registry.read_bytes()
    code, out, err = run(
        "correct",
        "Stripe",
        "--states",
        "storage-place=IE",
        *WHO_CLI,
        "--evidence",
        "letter 12",
        "-r",
        registry,
    )
    assert (code, out) == (0, "")
    assert "--undo 1" in err
    code, out, _ = run("query", "vendors-outside", "--format", "json", "-r", registry)
    (row,) = [row for row in json.loads(out)["rows"] if row["vendor"] == "Stripe"]
    assert row["answer"] == "no"
    (evidence,) = row["evidence"]
    assert evidence["source"] == "corrections"
    for said in ("Anna Berg", "2026-05-04", "DPA of 2026, annex 1", "letter 12"):
        assert said in evidence["text"]
    code, out, _ = run("correct", "--format", "json", "-r", registry)
    (listed,) = json.loads(out)["corrections"]
    assert (listed["number"], listed["facet"], listed["stated"]) == (1, "storage-place", [str(LOC.IE)])
    assert (listed["by"], listed["on"], listed["evidence"]) == ("Anna Berg", "2026-05-04", "letter 12")
    code, out, _ = run("correct", "-r", registry)
    for said in ("Stripe", "Ireland", "Anna Berg", "DPA of 2026, annex 1"):
        assert said in out
    code, out, _ = run("correct", "--undo", "1", "-r", registry)
    assert (code, out) == (0, "")
    assert registry.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Stripe", "--states", "data=telefonnummer", "--by", "Anna"], ["--reason"]),
        (["Stripe", "--states", "data=telefonnummer", "--reason", "letter"], ["--by"]),
        (["Stripe", "--states", "data=telefonnummer", "--reason", " ", "--by", "Anna"], ["reason"]),
        (["Stripe", "--states", "data=telefonnumer", *WHO_CLI], ["'telefonnumer'", "'telefonnummer'"]),
        (["Stripe", "--denies", "data=e-postadres", *WHO_CLI], ["'e-postadres'", "'e-postadress'"]),
        (["Stripe", "--states", "storage-place=Irlandd", *WHO_CLI], ["'Irlandd'", "'irland'"]),
        (["Strippe", "--states", "data=telefonnummer", *WHO_CLI], ["'Strippe'", "'Stripe'"]),
        (["Rackspce", "--states", "data=telefonnummer", *WHO_CLI], ["'Rackspce'", "'Rackspace'"]),
        (["Stripe", *WHO_CLI], ["--states"]),
        (["Stripe", "--states", "telefonnummer", *WHO_CLI], ["FACET=VALUE", "data"]),
        (["Stripe", "--states", "seat=US", *WHO_CLI], ["FACET=VALUE", "storage-place"]),
        (["Stripe", "--states", "data=namn", "--denies", "data=namn", *WHO_CLI], ["state and deny"]),
        (["Stripe", "--states", "data=namn", *WHO_CLI, "--on", "4 May"], ["'4 May'", "YYYY-MM-DD"]),
        (["--undo", "7"], ["7", "in force: 1"]),
    ],
    ids=lambda value: " ".join(map(str, value))[:50],
)  # fmt: skip
def test_a_mistake_is_one_line_and_changes_nothing(
    registry: Path, run: Run, arguments: list[str], said: list[str]
) -> None:
    opened = datamap.open(registry)
    opened.correct("Google", denies={"data": ["telefonnummer"]}, **WHO)
    opened.save()
    before = registry.read_bytes()
    code, out, err = run("correct", *arguments, "-r", registry)
    assert (code, out) == (2, "")
    assert err.startswith("datamap: ")
    assert err.count("\n") == 1
    for words in said:
        assert words in err
    assert registry.read_bytes() == before


def test_the_interface_raises_what_it_says(registry: Path) -> None:
    opened = datamap.open(registry)
    with pytest.raises(UnknownName, match="'Stripe'"):
        opened.correct("Strippe", states={"data": ["namn"]}, **WHO)
    with pytest.raises(InvalidParameter, match="'telefonnummer'"):
        opened.correct("Stripe", states={"data": ["telefonnumer"]}, **WHO)
    with pytest.raises(InvalidParameter, match="reason"):
        opened.correct("Stripe", states={"data": ["namn"]}, reason="", by="Anna")
    with pytest.raises(InvalidParameter, match="one kind of fact"):
        opened.correct("Stripe", states={"data": ["namn"], "storage-place": ["IE"]}, **WHO)
    with pytest.raises(InvalidParameter, match="seat"):
        opened.correct("Stripe", states={"seat": ["IE"]}, **WHO)
    with pytest.raises(UnknownName, match="none"):
        opened.undo_correction(1)
    assert opened.corrections() == []
    assert opened.save() is False


def test_an_answer_shows_the_correction_and_the_line_that_it_outranks(registry: Path, run: Run) -> None:
    opened = datamap.open(registry)
    opened.correct("Zoom", states={"storage-place": "US"}, reason="DPA, annex 1", by="Anna Berg")
    opened.save()
    (zoom,) = [row for row in opened.query("vendors-outside") if row.vendor == "Zoom"]
    assert zoom.answer == "yes"
    assert [(e.source, e.outranked) for e in zoom.evidence] == [
        ("corrections", False),
        ("underbitraden", True),
    ]
    assert zoom.evidence[1].text == "Fysisk lagringsplats: EU/EES"
    out = run("query", "vendors-outside", "-r", registry)[1]
    assert "outranked: underbitraden, line 96: Fysisk lagringsplats: EU/EES" in out
