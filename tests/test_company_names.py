"""Names that may be one company's: what is proposed and why, what a person decides, what follows from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import datamap
from datamap.companies.known import KnownNames
from datamap.companies.names import take_apart
from datamap.companies.traces import domain_of
from datamap.errors import InvalidParameter, UnknownName
from datamap.resources import resource
from datamap.vocabulary.concepts import load_vocabulary
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

DECISION: dict[str, Any] = {"by": "Maja Lind", "reason": "Their agreement"}


def listed(*names: str, fields: dict[str, str] | None = None) -> str:
    """A list of vendors; ``fields`` are lines to add below a vendor's heading."""
    entries = [f"{name}\nPurpose: Hosting\n" + (fields or {}).get(name, "") for name in names]
    return "Sub-processors\n\n" + "\n".join(entries)


def registry_of(tmp_path: Path, *names: str, fields: dict[str, str] | None = None) -> datamap.Registry:
    """A registry with one list for each name."""
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    for number, name in enumerate(names):
        file = tmp_path / f"list{number}.txt"
        file.write_text(listed(name, fields=fields), "utf-8")
        opened.import_documents(file)
    return opened


def proposed(opened: datamap.Registry) -> set[tuple[str, str, str]]:
    return {(p.first_name, p.kind, p.second_name) for p in opened.same()}


# ---- what is proposed -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "kind", "first"),
    [
        # As people write the same company: case, spaces, hyphens, legal form.
        ("Linkmobility", "LINK Mobility", "same", None),
        ("Link-Mobility", "LINK Mobility AS", "same", None),
        ("Acme AB", "ACME Aktiebolag", "same", None),
        ("Acme S.A.", "Acme SA", "same", None),
        ("Acme B.V.", "ACME BV", "same", None),
        ("AB Tradition", "Tradition AB", "same", None),
        ("Google", "Google LLC (G Suite)", "same", None),
        ("Salesforce.com, Inc.", "Salesforce", "same", None),
        # Names over time, and what is known of products.
        ("Facebook", "Meta", "former", "Facebook"),
        ("Meta Platforms, Inc.", "Facebook Inc.", "former", "Facebook Inc."),
        ("Meta Platforms Ireland Ltd", "Facebook Ireland Limited", "former", "Facebook Ireland Limited"),
        ("G Suite", "Google Workspace", "former", "G Suite"),
        ("Google Apps", "Google Workspace", "former", "Google Apps"),
        ("SendGrid", "Twilio Inc.", "product", "SendGrid"),
        ("Segment.io, Inc.", "Twilio", "product", "Segment.io, Inc."),
        ("Mailgun Technologies", "Sinch AB", "product", "Mailgun Technologies"),
        ("Mongo Cloud", "MongoDB Atlas", "same", None),
        ("AWS", "Amazon Web Services, Inc.", "same", None),
        # What a name says itself.
        ("Roadrunner", "Acme Inc d/b/a Roadrunner", "same", None),
        ("Oldname AB", "Newname AB (formerly Oldname)", "former", "Oldname AB"),
        ("Oldname AB", "Newname AB (tidigare Oldname AB)", "former", "Oldname AB"),
        ("Boardly", "Boardly Suite (now Boardly)", "former", "Boardly Suite (now Boardly)"),
        ("Mailer Pro", "Acme Ltd (Mailer Pro)", "product", "Mailer Pro"),
        ("Google LLC", "Workspace Mail (Google LLC)", "product", "Workspace Mail (Google LLC)"),
        # Companies of one group stay two.
        ("Google LLC", "Google Ireland Ltd", "group", None),
        ("Acme AB", "Acme Oy", "group", None),
        ("Acme Group", "Acme", "group", None),
        ("Amazon Web Services EMEA SARL", "Amazon Web Services", "group", None),
        ("Stripe, Inc.", "Stripe Payments Europe, Ltd.", "group", None),
        ("Facebook", "Meta Platforms Ireland Ltd", "group", None),
        ("Acme Sverige AB", "Acme Sweden", "same", None),
        # A slip of the pen in a long name.
        ("Bidtheatre", "BidTheater", "same", None),
        ("Salesmanago", "Salesmanego", "same", None),
    ],
)
def test_two_names(tmp_path: Path, one: str, other: str, kind: str | None, first: str | None) -> None:
    proposals = registry_of(tmp_path, one, other).same()
    assert [p.kind for p in proposals] == ([kind] if kind else [])
    if first is not None:
        assert proposals[0].first_name == first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoom", "Zoho"),
        ("Stripe", "Strike"),
        ("Mailgun", "Mailjet"),
        ("Air France", "Air Canada"),
        ("Bank of America", "Bank of Ireland"),
        ("Company A", "Company B"),
        ("Datacenter 1 AB", "Datacenter 2 AB"),
        ("Facebook", "Facetime"),
        ("SendGrid", "SendBird"),
        ("Contentful", "Contently"),
        ("Buy Now Pay Later", "Pay Later"),
        ("AB", "Inc"),
        ("Google Analytics", "Google Maps"),
        ("Instagram", "WhatsApp"),  # two products of one company
        ("Google LLC (G Suite)", "Acme AB (G Suite)"),  # two companies around one product
        ("Microsoft", "Micro Software"),
    ],
)
def test_names_that_are_not_proposed(tmp_path: Path, one: str, other: str) -> None:
    assert registry_of(tmp_path, one, other).same() == []


def test_the_list_in_the_repository_gives_what_a_person_would_ask_about(registry: Path) -> None:
    found = proposed(datamap.open(registry))
    # Its 16 entries name "Google" and "Google LLC (G Suite)"; no other two could be one.
    assert found == {("Google", "same", "Google LLC (G Suite)")}


def test_a_number_or_a_domain_on_both_sides(tmp_path: Path) -> None:
    fields = {
        "Alfa": "Registration number: 556123-4567\n",
        "Beta": "Registration number: SE 556123-4567\nWebsite: https://www.beta.example.se/about\n",
        "Gamma": "Website: beta.example.se\n",
        "Delta": "Website: https://linkedin.com/company/delta\n",
        "Epsilon": "Website: https://www.linkedin.com/company/epsilon\n",
    }
    opened = registry_of(tmp_path, *fields, fields=fields)
    found = {frozenset((p.first_name, p.second_name)): p for p in opened.same()}
    assert set(found) == {frozenset(("Alfa", "Beta")), frozenset(("Beta", "Gamma"))}
    by_domain = found[frozenset(("Beta", "Gamma"))]
    assert "example.se" in by_domain.reasons[0].words("en")
    texts = [line.text for line in (*by_domain.first_lines, *by_domain.second_lines)]
    assert "Website: https://www.beta.example.se/about" in texts
    assert "Website: beta.example.se" in texts


def test_the_same_number_is_one_legal_entity_whatever_the_names(tmp_path: Path) -> None:
    fields = {
        "Alfa Sverige AB": "Organisationsnummer: 556123-4567\n",
        "Alfa Nordic Oy": "Organisationsnummer: 5561234567\n",
    }
    (proposal,) = registry_of(tmp_path, *fields, fields=fields).same()
    assert proposal.kind == "same"
    assert proposal.grade == "strong"
    assert "5561234567" in proposal.reasons[0].words("sv")


def test_a_domain_that_many_have_tells_nothing(tmp_path: Path) -> None:
    names = ["Alfa", "Beta", "Gamma", "Delta"]
    fields = dict.fromkeys(names, "Website: https://trust.example.com\n")
    assert registry_of(tmp_path, *names, fields=fields).same() == []


def test_a_proposal_says_why_with_lines_on_both_sides(tmp_path: Path) -> None:
    (proposal,) = registry_of(tmp_path, "Facebook", "Meta").same()
    assert proposal.grade == "strong"
    assert "former name" in proposal.reasons[0].words("en")
    assert "tidigare namn" in proposal.reasons[0].words("sv")
    assert [tuple(line) for line in proposal.first_lines] == [("list0", 3, "Facebook")]
    assert [tuple(line) for line in proposal.second_lines] == [("list1", 3, "Meta")]


def test_the_strongest_comes_first(tmp_path: Path) -> None:
    opened = registry_of(tmp_path, "Salesmanago", "Salesmanego", "Facebook", "Meta", "Acme AB", "Acme")
    assert [p.first_name for p in opened.same()] == ["Facebook", "Acme", "Salesmanago"]


def test_ten_thousand_names_are_compared_by_keys_not_all_with_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: how often two names are laid beside each other."""
    from rapidfuzz.distance import DamerauLevenshtein

    compared = 0
    distance = DamerauLevenshtein.distance

    class Counting:
        @staticmethod
        def distance(one: str, other: str) -> int:
            nonlocal compared
            compared += 1
            return int(distance(one, other))

    monkeypatch.setattr("rapidfuzz.distance.DamerauLevenshtein", Counting)
    syllables = ["ba", "ko", "ri", "mu", "te", "la", "so", "ve", "ni", "du"]
    names = [
        "".join(syllables[int(digit)] for digit in f"{number * 7919 % 10**5:05d}").capitalize() + " AB"
        for number in range(10_000)
    ]
    assert len(set(names)) == 10_000
    (tmp_path / "big.txt").write_text(listed(*names), "utf-8")
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    opened.import_documents(tmp_path / "big.txt")
    opened.same()
    assert 0 < compared < 20 * len(names)  # all with all: 50 million


# ---- names taken apart ------------------------------------------------------------------------------------


def test_a_name_is_taken_apart() -> None:
    known = KnownNames(load_vocabulary())
    main, inside = take_apart("Google Ireland Limited* (G Suite)", known)
    assert (main.role, main.base, [f.rpartition("-")[2] for f in main.forms]) == ("main", "google", ["ltd"])
    assert len(main.regions) == 1
    assert (inside.role, inside.base) == ("bracket", "gsuite")
    assert take_apart("", known) == take_apart("***", known) == []
    (only,) = take_apart("(Acme)", known)
    assert (only.role, only.base) == ("main", "acme")
    assert take_apart("Volvo AB (publ)", known)[0].base == "volvo"
    assert take_apart("AB", known)[0].base == "ab"
    assert take_apart("Nordic AB", known)[0].base == "nordic"
    assert take_apart("x" * 10_000, known)[0].base == "x" * 300
    assert take_apart("Софт ООО", known)[0].base == "софтооо"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.mail.example.com", "example.com"),
        ("eu.example.co.uk", "example.co.uk"),
        ("EXAMPLE.se", "example.se"),
    ],
)
def test_the_domain_of_a_host(host: str, domain: str) -> None:
    assert domain_of(host) == domain


def test_every_known_name_leads_somewhere_and_no_name_is_written_twice() -> None:
    store = ox.Store()
    store.load(path=str(resource("ontology") / "company-names.ttl"), format=ox.RdfFormat.TURTLE)
    nodes = {q.subject for q in store.quads_for_pattern(None, None, ox.NamedNode(DM + "KnownName"), None)}
    for relation in ("sameCompanyAs", "formerNameOf", "productOf", "sameGroupAs"):
        for quad in store.quads_for_pattern(None, ox.NamedNode(DM + relation), None, None):
            assert quad.object in nodes, quad.subject
    written: dict[str, str] = {}
    for node in nodes:
        for quad in store.quads_for_pattern(node, ox.NamedNode(DM + "writtenName"), None, None):
            fold = quad.object.value.casefold()  # type: ignore[union-attr]
            assert written.setdefault(fold, str(node)) == str(node), fold
    for quad in store.quads_for_pattern(
        None, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#comment"), None, None
    ):
        assert quad.object.language in ("sv", "en")  # type: ignore[union-attr, operator]


# ---- what a person decides --------------------------------------------------------------------------------


def two_lists(tmp_path: Path) -> datamap.Registry:
    """Facebook in one list, Meta and others in another; names and numbers of each."""
    one = "Sub-processors\n\nFacebook\nPurpose: Ads\nPersonal data: names\n\nZoom\nPurpose: Meetings\n"
    other = "Sub-processors\n\nMeta\nPurpose: Ads\nPersonal data: phone numbers\n"
    opened = datamap.open(tmp_path / "registry.ttl", create=True)
    for name, text in (("one", one), ("other", other)):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
        opened.import_documents(tmp_path / f"{name}.txt")
    return opened


def test_a_confirmed_name_is_asked_about_too_each_row_under_its_own(tmp_path: Path) -> None:
    opened = two_lists(tmp_path)
    before = opened.query("data-by-vendor", vendor="Meta").to_dict()["rows"]
    assert [row["data"] for row in before] == ["phone number"]
    assert "named" not in before[0]
    link = opened.confirm_same("Facebook", "Meta", **DECISION)
    assert (link.kind, opened.name(link.first), opened.name(link.second)) == ("former", "Facebook", "Meta")
    for asked in ("Meta", "Facebook"):
        rows = opened.query("data-by-vendor", vendor=asked).to_dict()["rows"]
        found = {(row["named"], row["data"], row["evidence"][0]["source"]) for row in rows}
        assert found == {("Facebook", "name", "one"), ("Meta", "phone number", "other")}
    for question in ("vendor-facts", "evidence"):
        sources = {e["source"] for row in opened.query(question, vendor="Meta") for e in row.evidence}
        assert sources == {"one", "other"}, question
    assert "Facebook: same company as Meta" in opened.query("data-by-vendor", vendor="Meta").notes
    # Two names stay two rows, and say what they are to each other.
    rows = opened.query("vendors-by-data", data="phone number", lang="sv").to_dict()["rows"]
    assert {row["vendor"]: (row["answer"], row.get("links")) for row in rows} == {
        "Meta": ("yes", ["samma bolag som Facebook"]),
        "Facebook": ("no", ["samma bolag som Meta"]),
        "Zoom": ("unknown", None),
    }
    opened.undo_same(link.number, by="Maja Lind", reason="Another Meta")
    assert opened.query("data-by-vendor", vendor="Meta").to_dict()["rows"] == before
    assert "links" not in opened.query("vendors-by-data", data="phone number").to_dict()["rows"][0]


def test_a_product_is_asked_about_with_its_company_and_not_the_other_way(tmp_path: Path) -> None:
    opened = registry_of(tmp_path, "SendGrid", "Twilio")
    opened.confirm_same("SendGrid", "Twilio", **DECISION)
    named = {row["named"] for row in opened.query("evidence", vendor="Twilio").to_dict()["rows"]}
    assert named == {"SendGrid", "Twilio"}
    rows = opened.query("evidence", vendor="SendGrid").to_dict()["rows"]
    assert {row["evidence"][0]["source"] for row in rows} == {"list0"}


def test_a_company_of_the_group_is_never_asked_about_with_another(tmp_path: Path) -> None:
    opened = registry_of(tmp_path, "Google LLC", "Google Ireland Ltd")
    opened.confirm_same("Google LLC", "Google Ireland Ltd", **DECISION)
    result = opened.query("evidence", vendor="Google LLC")
    assert {e["source"] for row in result for e in row.evidence} == {"list0"}
    assert "Google LLC: same group as Google Ireland Ltd" in result.notes
    with pytest.raises(InvalidParameter, match="is in force; take it back first with --undo 1"):
        opened.confirm_same("Google LLC", "Google Ireland Ltd", kind="same", **DECISION)


def test_a_breach_reaches_the_customers_of_both_names(tmp_path: Path) -> None:
    opened = two_lists(tmp_path)
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        "by: Maja Lind\nservices:\n  - {name: Ads, sub-processors: [Facebook]}\n"
        "customers:\n  - {name: Ek, services: [Ads]}\n",
        "utf-8",
    )
    assert opened.fill(facts).refused == []
    assert opened.query("controllers-by-vendor", vendor="Meta").to_dict()["rows"] == []
    opened.confirm_same("Facebook", "Meta", **DECISION)
    (row,) = opened.query("controllers-by-vendor", vendor="Meta").to_dict()["rows"]
    assert (row["controller"], row["named"], row["certainty"]) == ("Ek", "Facebook", "stated")


def test_nothing_is_merged(tmp_path: Path) -> None:
    opened = two_lists(tmp_path)
    before = {str(t) for t in opened.store.triples() if "source/" in str(t.subject)}
    names = opened.vendors()
    opened.confirm_same("Facebook", "Meta", **DECISION)
    assert {str(t) for t in opened.store.triples() if "source/" in str(t.subject)} == before
    assert opened.vendors() == names
    assert not [t for t in opened.store.triples() if "owl#sameAs" in str(t.predicate)]


def test_what_was_decided_is_not_proposed_again(tmp_path: Path) -> None:
    opened = registry_of(tmp_path, "Acme", "Acme AB", "ACME Aktiebolag")
    assert len(opened.same()) == 3
    declined = opened.decline_same("Acme", "Acme AB", **DECISION)
    opened.confirm_same("Acme AB", "ACME Aktiebolag", **DECISION)
    # The third would make one of what a person keeps apart.
    assert opened.same() == []
    with pytest.raises(InvalidParameter, match="decision 1 keeps Acme and Acme AB apart"):
        opened.confirm_same("Acme", "ACME Aktiebolag", **DECISION)
    opened.undo_same(declined.number, by="Maja Lind", reason="Found out")
    assert {frozenset((p.first_name, p.second_name)) for p in opened.same()} == {
        frozenset(("Acme", "Acme AB")), frozenset(("Acme", "ACME Aktiebolag")),
    }  # fmt: skip


def test_what_is_one_through_a_third_is_not_proposed(tmp_path: Path) -> None:
    opened = registry_of(tmp_path, "Acme", "Acme AB", "ACME Aktiebolag")
    opened.confirm_same("Acme", "Acme AB", **DECISION)
    opened.confirm_same("Acme AB", "ACME Aktiebolag", **DECISION)
    assert opened.same() == []
    with pytest.raises(InvalidParameter, match="confirmed as one company already"):
        opened.confirm_same("Acme", "ACME Aktiebolag", kind="group", **DECISION)


def test_decisions_survive_imports_and_the_forgetting_of_lists(tmp_path: Path) -> None:
    opened = two_lists(tmp_path)
    opened.confirm_same("Facebook", "Meta", **DECISION)
    opened.save()
    before = (tmp_path / "registry.ttl").read_bytes()
    opened.import_documents(tmp_path / "one.txt")
    opened.save()
    assert (tmp_path / "registry.ttl").read_bytes() == before
    opened.forget("one")
    (link,) = opened.company_links.all()
    assert opened.name(link.first) == "Facebook"
    assert not opened.company_links.is_awake(link)
    assert "Facebook" not in opened.vendors().values()
    assert opened.query("data-by-vendor", vendor="Meta").notes[0].startswith("Answers repeat")
    opened.import_documents(tmp_path / "one.txt")
    opened.save()
    assert (tmp_path / "registry.ttl").read_bytes() == before


def test_a_decision_needs_who_and_why_and_two_names(tmp_path: Path) -> None:
    opened = two_lists(tmp_path)
    with pytest.raises(InvalidParameter, match="needs a reason"):
        opened.confirm_same("Facebook", "Meta", reason=" ", by="Maja Lind")
    with pytest.raises(InvalidParameter, match="one name already"):
        opened.confirm_same("Meta", "META", **DECISION)
    with pytest.raises(UnknownName, match="no company named 'Metta'; did you mean 'Meta'"):
        opened.confirm_same("Facebook", "Metta", **DECISION)
    with pytest.raises(InvalidParameter, match="no kind of link"):
        opened.confirm_same("Facebook", "Meta", kind="merged", **DECISION)
    with pytest.raises(UnknownName, match="no decision number 7 is in force; in force: none"):
        opened.undo_same(7, **DECISION)
    assert opened.company_links.all() == []


# ---- the command ------------------------------------------------------------------------------------------


def test_the_command_proposes_confirms_and_undoes(tmp_path: Path, run: Run) -> None:
    opened = two_lists(tmp_path)
    opened.save()
    code, out, _ = run("same", "-r", opened.location)
    assert code == 0
    assert "Facebook is a former name of Meta  [strong, 90]" in out
    assert "one, line 3: Facebook" in out
    assert "datamap same --confirm Facebook Meta --by NAME --reason TEXT" in out
    code, out, _ = run("same", "-r", opened.location, "--format", "json", "--lang", "sv")
    (proposal,) = json.loads(out)["proposals"]
    assert (proposal["kind"], proposal["grade"]) == ("former", "strong")
    assert proposal["first"]["evidence"] == [{"source": "one", "line": 3, "text": "Facebook"}]
    confirm = ("same", "-r", opened.location, "--confirm", "Facebook", "Meta", "--by", "Maja Lind")
    code, _, err = run(*confirm)
    assert (code, err) == (2, "datamap: a decision needs --by and --reason\n")
    code, _, err = run(*confirm, "--reason", "Renamed", "--on", "2026-01-02")
    assert code == 0
    assert "datamap same --undo 1" in err
    assert run("same", "-r", opened.location)[1] == "No names are proposed as the same.\n"
    _, out, _ = run("same", "-r", opened.location, "--decided", "--lang", "sv")
    assert "Facebook är ett tidigare namn på Meta  (bekräftat: Maja Lind, 2026-01-02: Renamed)" in out
    _, out, _ = run("query", "vendors-by-data", "-p", "data=phone", "-r", opened.location)
    assert "Meta (same company as Facebook)" in out
    undo = (
        "same",
        "-r",
        opened.location,
        "--undo",
        "1",
        "--by",
        "Bo",
        "--reason",
        "Wrong",
        "--format",
        "json",
    )
    decision = json.loads(run(*undo)[1])["decision"]
    assert (decision["undone_by"], decision["undone_reason"], decision["by"]) == ("Bo", "Wrong", "Maja Lind")
    assert "taken back by Bo" in " ".join(run("same", "-r", opened.location, "--decided")[1].split())
    assert "Facebook is a former name of Meta" in run("same", "-r", opened.location)[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--walk", "--decided"], "give one"),
        (["--as", "group"], "--as belongs to --confirm"),
        (["--walk"], "--walk needs --by"),
        (["--undo", "3", "--by", "x", "--reason", "y"], "no decision number 3"),
        (["--decline", "A", "B", "--by", "x", "--reason", "y"], "no company named 'A'"),
        (
            ["--confirm", "Meta", "Facebook", "--by", "x", "--reason", "y", "--on", "soon"],
            "--on: 'soon' is no date",
        ),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, run: Run, arguments: list[str], said: str) -> None:
    opened = two_lists(tmp_path)
    opened.save()
    before = (tmp_path / "registry.ttl").read_bytes()
    code, out, err = run("same", "-r", opened.location, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert (tmp_path / "registry.ttl").read_bytes() == before


def test_walking_through_the_proposals_saves_each_decision(tmp_path: Path, run: Run) -> None:
    opened = registry_of(tmp_path, "Facebook", "Meta", "Acme", "Acme AB", "Salesmanago", "Salesmanego")
    opened.save()
    walk = ("same", "-r", opened.location, "--walk", "--by", "Maja Lind")
    # Yes with the reason that is offered; no with one's own; then the input ends.
    code, _, err = run(*walk, input="y\n\nn\nTwo companies\n")
    assert code == 0
    assert "2 decisions saved, 1 proposals left." in err
    links = datamap.open(opened.location).company_links.all()
    assert [(link.kind, link.decision) for link in links] == [("former", "confirmed"), ("same", "declined")]
    assert "former name" in links[0].reason
    assert links[1].reason == "Two companies"
    code, _, err = run(*walk, input="group\nSister companies\n")
    assert [link.kind for link in datamap.open(opened.location).company_links.all()][-1] == "group"


def test_hostile_names_stay_text(tmp_path: Path, run: Run) -> None:
    names = [
        'Acme"><script>alert(1)</script>',
        'ACME-"><script>alert(1)</script> AB',
        "x\u202eemca",
        "X\u202eEMCA Inc",
    ]
    opened = registry_of(tmp_path, *names)
    opened.save()
    code, out, _ = run("same", "-r", opened.location)
    assert code == 0
    assert "\u202e" not in out
    assert "⟨U+202E⟩" in out
    first = opened.same()[0]
    opened.confirm_same(first.first, first.second, reason="' } DROP ALL", by='"<b>')
    opened.save()
    again = datamap.open(opened.location)
    assert [link.reason for link in again.company_links.all()] == ["' } DROP ALL"]
    assert "<script>alert" not in again.view().html


def test_a_record_keeps_one_row_a_name_and_says_what_they_are(tmp_path: Path) -> None:
    opened = two_lists(tmp_path)
    opened.confirm_same("Facebook", "Meta", **DECISION)
    opened.record(lang="sv").save(tmp_path / "record.md")
    text = (tmp_path / "record.md").read_text("utf-8")
    assert "samma bolag som Meta" in text
    assert "samma bolag som Facebook" in text
    opened.vendor_list().save(tmp_path / "list.md")
    assert "same company" not in (tmp_path / "list.md").read_text("utf-8")


def test_the_page_says_which_names_belong_together(tmp_path: Path) -> None:
    opened = two_lists(tmp_path)
    assert '"links": {}' in opened.view().html or '"links":{}' in opened.view().html
    opened.confirm_same("Facebook", "Meta", **DECISION)
    assert "samma bolag som Meta" in opened.view().html
    graph = opened.network("vendor-data")
    assert {a["label"]: a.get("links") for _, a in graph.nodes(data=True) if a["kind"] == "vendor"} == {
        "Facebook": "same company as Meta", "Meta": "same company as Facebook", "Zoom": None,
    }  # fmt: skip
