"""What `datamap check` finds, held against readings by hand."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

import datamap
from conftest import EXAMPLE, Run
from datamap.errors import DatamapError, InputError, UnknownName
from datamap.findings.namesakes import aliases
from datamap.findings.rules import load_rules
from planted_mistakes import DATE, MISTAKES, WORLD_MISTAKES, World, clean_world, differences, random_world

if TYPE_CHECKING:
    from pathlib import Path

E, W, N = "error", "warning", "info"

# Id: severity for a processor, for a controller, articles; read from the rule table, row by row.
TABLE: dict[str, tuple[str | None, str | None, str]] = {
    "LOC-NONE": (W, W, "28(1), 44"),
    "LOC-REGION": (N, N, "28(2)"),
    "LOC-MIXED": (W, W, "30(2)(c)"),
    "LOC-EU-EEA": (N, N, "44"),
    "TRF-COUNTRY": (E, E, "30(1)(e), 30(2)(c)"),
    "TRF-TOOL": (E, E, "44–46"),
    "TRF-VAGUE": (W, W, "46"),
    "TRF-TIA": (W, W, "46"),
    "TRF-DEROG": (W, W, "49"),
    "TRF-SCOPE": (W, W, "45"),
    "TRF-DPF": (W, W, "45"),
    "ACC-UNKNOWN": (N, N, "44"),
    "PARENT-3C": (N, N, "28(1), 48"),
    "CITE-LAW": (W, W, "46"),
    "NOTE-SCOPE": (W, W, "46"),
    "DATA-NONE": (E, E, "28(3), 30(1)(c)"),
    "DATA-OPEN": (W, W, "28(3)"),
    "DATA-VARIES": (W, W, "28(3), 30(2)(b)"),
    "DATA-PURPOSE": (W, W, "30(1)(b), (c)"),
    "DATA-CONFLICT": (W, W, "30(1)(c)"),
    "NATID": (N, W, "87; 3:10"),
    "ART9": (N, E, "9(2)"),
    "ART10": (N, E, "10"),
    "CARD": (W, W, "32"),
    "ONLINE-ID": (N, N, "4(1); LEK 2022:482 9:28"),
    "DPO": (N, N, "37"),
    "CTRL-NONE": (E, None, "30(2)(a)"),
    "CATPROC": (E, None, "30(2)(b)"),
    "PURPOSE": (None, E, "30(1)(b)"),
    "SUBJECTS": (None, E, "30(1)(c)"),
    "RETENTION": (N, W, "30(1)(f); 28(3)(g)"),
    "TOMS": (W, W, "30(1)(g), 30(2)(d)"),
    "CONTRACT": (E, E, "28(3), (4)"),
    "AUTH": (W, W, "28(2)"),
    "ENTITY": (W, W, "28(4)"),
    "NOTE-PLACE": (N, N, "46"),
    "ALIAS": (W, W, "28(2)"),
    "VENDOR-LOC": (W, W, "30(2)(c)"),
    "REVIEW": (W, W, "5(2)"),
    "ROLE": (W, W, "26, 28(10)"),
}

NAMES = {
    10: "Sales Manago", 16: "Facebook", 22: "LiveAgent", 28: "Google LLC (G Suite)", 34: "vMar Software AB",
    40: "Rackspace", 46: "Stripe", 52: "Mongo Cloud", 58: "Mailchimp", 64: "Cygate AB", 71: "Loopia Aktiebolag",
    78: "BidTheatre", 82: "Google", 88: "Linkmobility", 93: "Zoom", 98: "Confetti",
}  # fmt: skip
HEADINGS = {name: [line] for line, name in NAMES.items()}
IN_THE_EEA = {
    "Sales Manago": [13], "Facebook": [19], "LiveAgent": [25], "vMar Software AB": [37], "Rackspace": [43],
    "Mongo Cloud": [55], "Mailchimp": [61], "Cygate AB": [68], "Loopia Aktiebolag": [75], "Linkmobility": [91],
    "Zoom": [96], "Confetti": [101],
}  # fmt: skip

# The first list read by hand: which rule fires on whom, and on which lines. A rule that is not here fires on nobody.
BY_HAND: dict[str, dict[str, list[int]]] = {
    "LOC-NONE": {"Stripe": [46], "BidTheatre": [78]},
    "LOC-REGION": IN_THE_EEA,
    "LOC-MIXED": {"Google LLC (G Suite)": [31]},
    "LOC-EU-EEA": {"Google LLC (G Suite)": [31]},
    "TRF-COUNTRY": {"Google LLC (G Suite)": [31], "Google": [85]},
    # The footnote binds Google LLC alone, which bears its mark: there Article 46 is cited, without a tool.
    "TRF-TOOL": {"Google": [85]},
    "TRF-VAGUE": {"Google LLC (G Suite)": [50]},
    "CITE-LAW": {"Google LLC (G Suite)": [50]},
    "NOTE-SCOPE": {"Google": [50, 85]},
    "NOTE-PLACE": {"Google LLC (G Suite)": [50]},
    "ACC-UNKNOWN": {**IN_THE_EEA, "Google LLC (G Suite)": [31], "Google": [85]},
    "DATA-NONE": {"BidTheatre": [78]},
    "DATA-OPEN": {"Cygate AB": [67], "Loopia Aktiebolag": [74]},
    "DATA-VARIES": {
        "Sales Manago": [11],
        "Facebook": [18],
        "Mailchimp": [60],
        "Cygate AB": [67],
        "Loopia Aktiebolag": [74],
        "Google": [84],
        "Zoom": [95],
        "Confetti": [100],
    },
    "DATA-PURPOSE": {"Sales Manago": [11], "Google": [83]},
    "DATA-CONFLICT": {"Sales Manago": [11, 12]},
    "NATID": {"vMar Software AB": [36]},
    "CARD": {"Stripe": [48]},
    "ONLINE-ID": {"Rackspace": [42], "Mongo Cloud": [54], "Google": [83]},
    "CONTACT": {**HEADINGS, "Viva": [5]},
    "DPO": {"Viva": [5]},
    "CTRL-NONE": {"Viva": [5]},
    "CATPROC": {"Viva": [5]},
    "TOMS": {"Viva": [5]},
    "RETENTION": HEADINGS,
    "CONTRACT": HEADINGS,
    "AUTH": HEADINGS,
    "ENTITY": HEADINGS,
    "VENDOR-LOC": {"Google": [31, 85]},
    "REVIEW": {"underbitraden": [3]},
    "ROLE": {"Facebook": [17], "Stripe": [47], "BidTheatre": [79]},
}


def by_rule(findings: datamap.Findings) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for finding in findings:
        assert finding.about not in found[finding.id], "one finding a rule and subject"
        found[finding.id][finding.about] = [line.line for line in finding.evidence]
    return dict(found)


def findings_of(world: World, folder: Path, **options: object) -> set[tuple[str, str]]:
    findings = world.registry(folder).check(at=DATE, **options)  # type: ignore[arg-type]
    assert findings.failures == []
    return {(finding.id, finding.about) for finding in findings}


# ---- the rules -----------------------------------------------------------------------------------


def test_every_rule_of_the_table_is_there_with_its_severities_and_articles() -> None:
    rules = {rule.id: rule for rule in load_rules() if rule.name != "contact-vendor"}
    for rule_id, (processor, controller, article) in TABLE.items():
        rule = rules[rule_id]
        assert (rule.severities.get("processor"), rule.severities.get("controller"), rule.article) == (
            processor,
            controller,
            article,
        ), rule_id


def test_missing_contact_details_weigh_more_for_the_organisation_than_for_a_vendor(registry: Path) -> None:
    contact = {f.about: (f.severity, f.article) for f in datamap.open(registry).check(only="CONTACT")}
    assert contact["Viva"] == ("error", "30(1)(a), 30(2)(a)")
    assert contact["Stripe"] == ("warning", "28; EDPB 22/2024")


def test_every_rule_says_what_is_stated_or_registered_and_never_that_nothing_exists() -> None:
    for rule in load_rules():
        for texts in (rule.messages, rule.remedies, rule.explanations):
            assert {"sv", "en"} <= texts.keys(), rule.id
        assert "breach" not in rule.messages["en"]
        assert "illegal" not in rule.messages["en"]


# ---- the first list ------------------------------------------------------------------------------


def test_the_first_list_gives_what_a_reading_by_hand_gives(registry: Path) -> None:
    findings = datamap.open(registry).check("processor", at=DATE)
    assert by_rule(findings) == BY_HAND
    assert findings.failures == []


def test_as_a_controller_purposes_and_subjects_count_and_customers_do_not(registry: Path) -> None:
    expected = {rule: who for rule, who in BY_HAND.items() if rule not in ("CTRL-NONE", "CATPROC")}
    expected["SUBJECTS"] = HEADINGS  # every entry states a purpose, and none whose data they are
    assert by_rule(datamap.open(registry).check("controller", at=DATE)) == expected


def test_every_finding_of_the_first_list_quotes_a_line_of_it(registry: Path) -> None:
    lines = EXAMPLE.read_text("utf-8").split("\n")
    for role in ("processor", "controller"):
        for finding in datamap.open(registry).check(role, at=DATE):
            assert finding.evidence, finding
            for cited in finding.evidence:
                assert cited.text.strip() == lines[cited.line - 1].strip()
                assert all(phrase in lines[cited.line - 1] for phrase in cited.phrases)


def test_messages_come_in_the_language_asked_for(registry: Path) -> None:
    opened = datamap.open(registry)
    swedish = {f.id: f.message for f in opened.check(lang="sv")}
    english = {f.id: f.message for f in opened.check(lang="en")}
    assert swedish["LOC-REGION"] == 'Endast "EU/EES" är angivet; ange land'
    assert english["LOC-REGION"] == 'Only "EU/EEA" is stated; name the country'
    assert swedish["TRF-TOOL"] == "Utanför EES; ingen överföringsgrund är angiven"
    assert english["TRF-TOOL"] == "Outside the EEA; no transfer ground is stated"


# ---- planted mistakes ----------------------------------------------------------------------------


def test_lists_without_a_mistake_give_no_finding(tmp_path: Path) -> None:
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert findings_of(clean_world(12, random.Random(number)), folder) == set()


@pytest.mark.parametrize("name", sorted(MISTAKES))
def test_a_planted_mistake_is_found_and_nothing_else(name: str, tmp_path: Path) -> None:
    world = clean_world(3)
    MISTAKES[name](world, world.entries[0])
    assert world.entries[0].expected
    assert differences(world.findings_expected(), findings_of(world, tmp_path)) == (set(), set())


@pytest.mark.parametrize("name", sorted(WORLD_MISTAKES))
def test_a_mistake_about_the_whole_is_found_and_nothing_else(name: str, tmp_path: Path) -> None:
    world = clean_world(2)
    WORLD_MISTAKES[name](world)
    assert differences(world.findings_expected(), findings_of(world, tmp_path)) == (set(), set())


def test_many_mistakes_at_once_hide_none_another(tmp_path: Path) -> None:
    world = random_world(random.Random(11), 14)
    assert len(world.findings_expected()) > 6
    assert differences(world.findings_expected(), findings_of(world, tmp_path)) == (set(), set())


# ---- the law at a date ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "place", "day", "dead"),
    [
        ("Privacy Shield", "USA", "2020-07-16", False),
        ("Privacy Shield", "USA", "2020-07-17", True),
        ("Safe Harbor", "USA", "2015-10-06", False),
        ("Safe Harbor", "USA", "2015-10-07", True),
        ("Data Privacy Framework", "USA", "2023-07-09", True),
        ("Data Privacy Framework", "USA", "2023-07-10", False),
    ],
)
def test_a_certification_holds_as_long_as_its_decision(
    ground: str, place: str, day: str, dead: bool, tmp_path: Path
) -> None:
    world = clean_world(2)
    world.entries[0].fields |= {"Lagringsplats": place, "Överföringsgrund": ground}
    registry = world.registry(tmp_path)
    assert [f.about for f in registry.check(only="TRF-DEAD", at=day)] == (["Ask"] if dead else [])


@pytest.mark.parametrize(
    ("place", "day", "rules"),
    [
        ("Brasilien", "2026-01-25", {"TRF-TOOL"}),
        ("Brasilien", "2026-01-26", {"TRF-SCOPE"}),  # decision 2026/179, for recipients under the LGPD
        ("Storbritannien", "2019-06-01", set()),  # a member state then
        ("Storbritannien", "2022-01-01", {"TRF-SCOPE"}),
        ("Storbritannien", "2032-01-01", {"TRF-TOOL"}),  # ends on 27 December 2031
        ("USA", "2021-01-01", {"TRF-TOOL"}),  # between the Shield and the Framework
        ("Schweiz", "2026-11-24", set()),
    ],
)
def test_adequacy_is_that_of_the_day(place: str, day: str, rules: set[str], tmp_path: Path) -> None:
    world = clean_world(1)
    world.entries[0].fields["Lagringsplats"] = place
    found = world.registry(tmp_path).check(only=["TRF-TOOL", "TRF-SCOPE", "TRF-DPF", "LOC-MIXED"], at=day)
    assert {f.id for f in found} == rules


def test_limits_of_a_decision_are_told_with_the_finding(tmp_path: Path) -> None:
    world = clean_world(1)
    world.entries[0].fields["Lagringsplats"] = "Storbritannien"
    (finding,) = world.registry(tmp_path).check(only="TRF-SCOPE", at=DATE, lang="sv")
    assert finding.basis == "law"
    assert finding.detail == "Storbritannien (2025/2574; t.o.m. 2031-12-27)"


def test_old_legal_tables_are_told(registry: Path) -> None:
    opened = datamap.open(registry)
    assert not any("2026-11" in note for note in opened.check(at="2027-11-24").notes)
    assert any("2026-11" in note for note in opened.check(at="2027-11-25").notes)


# ---- what is recorded, denied or corrected -------------------------------------------------------


def test_what_persons_record_closes_findings(tmp_path: Path) -> None:
    world = clean_world(1)
    entry = world.entries[0]
    entry.fields |= {"Lagringsplats": "USA", "Överföringsgrund": "Data Privacy Framework"}
    entry.facts["dpf check"] = "2026-11-01"
    assert findings_of(world, tmp_path) == set()


def test_a_recorded_assessment_closes_the_question_of_one(tmp_path: Path) -> None:
    world = clean_world(1)
    entry = world.entries[0]
    entry.fields |= {"Lagringsplats": "Indien", "Överföringsgrund": "Standardavtalsklausuler"}
    entry.facts["tia"] = "Bedömning 2026-03-02"
    assert findings_of(world, tmp_path) == set()


def test_a_correction_takes_the_finding_away_and_its_undoing_brings_it_back(registry: Path) -> None:
    opened = datamap.open(registry)

    def silent() -> list[str]:
        return sorted(f.about for f in opened.check(only="LOC-NONE"))

    opened.correct("Stripe", states={"storage-place": "Irland"}, reason="avtal", by="Anna")
    assert silent() == ["BidTheatre"]
    opened.undo_correction(1)
    assert silent() == ["BidTheatre", "Stripe"]


def test_what_is_denied_is_not_found(tmp_path: Path) -> None:
    world = clean_world(2)
    world.entries[0].fields["Personuppgifter"] = "Namn, ej personnummer"
    assert ("NATID", "Ask") not in findings_of(world, tmp_path)


@pytest.mark.parametrize(
    "field",
    [
        {"Personuppgifter": "Kontouppgifter, loggar. Inga kortuppgifter."},
        {"Personuppgifter": "Namn, kortuppgifter (PCI-DSS, hanteras av leverantören)"},
    ],
)
def test_card_data_that_are_denied_or_under_pci_dss_are_no_finding(
    field: dict[str, str], tmp_path: Path
) -> None:
    world = clean_world(1)
    world.entries[0].fields |= field
    assert ("CARD", "Ask") not in findings_of(world, tmp_path)


def test_clauses_for_an_exception_are_no_contradiction(tmp_path: Path) -> None:
    world = clean_world(1)
    world.entries[0].fields["Överföringsgrund"] = "Inom EU/EES. Standardavtalsklausuler vid support utifrån."
    assert ("TRF-EEA", "Ask") not in findings_of(world, tmp_path)


def test_no_officer_and_no_number_count_as_answers(tmp_path: Path) -> None:
    world = clean_world(1)
    confirmed = ["confirmed by: Åsa Exempel", "on: 2026-11-24"]
    world.organisation = [line for line in world.organisation if "officer" not in line]
    world.organisation += [
        "  data protection officer:",
        "    not applicable: krävs inte",
        *("    " + c for c in confirmed),
    ]
    assert findings_of(world, tmp_path) == set()


# ---- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "Facebook",
            "Meta Platforms Ireland Ltd",
            False,
        ),  # "Ireland" is part of the name: only a person can say
        ("Facebook", "Meta Platforms, Inc.", True),
        ("Mongo Cloud", "MongoDB Atlas", True),
        ("Linkmobility", "LINK Mobility AB", True),
        ("Google LLC (G Suite)", "Google Workspace", True),
        ("Cygate", "Cygate AB", True),
        ("Google", "Google LLC (G Suite)", False),  # one product of a vendor is no duplicate
        ("Zoom", "Zoominfo", False),
        ("AB", "Inc.", False),
    ],
)
def test_names_that_may_be_one_vendor(tmp_path: Path, one: str, other: str, same: bool) -> None:
    assert len(aliases(_two_lists(tmp_path, one, other))) == same


def _two_lists(folder: Path, one: str, other: str) -> datamap.Registry:
    """A registry of two lists; each names one vendor, in a country of its own."""
    opened = datamap.open(folder / "names.ttl", create=True)
    for number, (name, country) in enumerate([(one, "Sweden"), (other, "Finland")]):
        file = folder / f"names{number}.txt"
        file.write_text(f"Sub-processors\n\n{name}\nPurpose: Hosting\nStorage location: {country}\n", "utf-8")
        opened.import_documents(file)
    return opened


def _found(opened: datamap.Registry) -> set[str]:
    return {finding.id for finding in opened.check(only=["ALIAS", "VENDOR-LOC"])}


@pytest.mark.parametrize(
    ("one", "other", "rules"),
    [
        ("Facebook", "Meta", {"ALIAS"}),
        ("Azure AD", "Microsoft Entra ID", {"ALIAS"}),
        ("Cygate", "Cygate AB", {"ALIAS", "VENDOR-LOC"}),
        ("Google", "Google LLC (G Suite)", {"VENDOR-LOC"}),
    ],
)
def test_what_a_person_decided_about_names_is_not_found_again(
    tmp_path: Path, one: str, other: str, rules: set[str]
) -> None:
    opened = _two_lists(tmp_path, one, other)
    decision: dict[str, Any] = {"by": "Maja Lind", "reason": "Their agreement"}
    assert _found(opened) == rules
    link = opened.decline_same(one, other, **decision)
    assert _found(opened) == set()
    opened.undo_same(link.number, **decision)
    assert _found(opened) == rules
    opened.confirm_same(one, other, **decision)
    assert _found(opened) == set()


# ---- choosing and refusing -----------------------------------------------------------------------


def test_an_unknown_rule_names_the_nearest(registry: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean TRF-TOOL"):
        datamap.open(registry).check(only="TRF-TOL")


def test_a_rule_of_the_other_role_is_known_and_finds_nothing(registry: Path) -> None:
    assert list(datamap.open(registry).check("controller", only="CTRL-NONE")) == []


@pytest.mark.parametrize(
    ("options", "message"), [({"at": "2026-02-30"}, "no date"), ({"role": "owner"}, "role")]
)
def test_nonsense_is_refused(registry: Path, options: dict[str, str], message: str) -> None:
    with pytest.raises(DatamapError, match=message):
        datamap.open(registry).check(**options)


def test_an_empty_registry_has_findings_about_itself_alone(tmp_path: Path) -> None:
    registry = datamap.open(tmp_path / "new.ttl", create=True)
    findings = registry.check()
    assert findings.failures == []
    assert {f.id for f in findings} == {"CONTACT", "DPO", "CTRL-NONE", "CATPROC", "TOMS"}
    assert all(f.vendor is None for f in findings)


def test_a_plain_dpv_graph_is_checked_by_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "dpv.ttl"
    path.write_text(
        "@prefix dpv: <https://w3id.org/dpv#> . @prefix pd: <https://w3id.org/dpv/pd#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix : <http://x.example/> .\n"
        ':p a dpv:Process ; dpv:hasDataProcessor :v ; dpv:hasPersonalData pd:Name . :v rdfs:label "V" .\n'
    )
    findings = datamap.open(path).check()
    assert findings.failures == []
    assert findings.broken == []
    assert ("LOC-NONE", "V") in {(f.id, f.about) for f in findings}
    assert "DATA-NONE" not in {f.id for f in findings}


def test_hostile_names_stay_text(run: Run, tmp_path: Path) -> None:
    world = clean_world(2)
    world.entries[0].name = "Ask\u202e::error file=x::%0A <script>alert(1)</script>"
    world.entries[0].facts = {}
    source, registry = tmp_path / "lista.txt", tmp_path / "registry.ttl"
    source.write_text(world.list_text(), "utf-8")
    datamap.import_documents(source, registry=registry)
    found = datamap.open(registry).check()
    assert "<script" not in found._repr_mimebundle_()["text/html"]
    for command in found.to_annotations():
        assert "\n" not in command
        assert command.count("::") >= 2
        assert "\u202e" not in command
        assert "%0A" not in command.partition("::")[2].partition("::")[2].replace("%250A", "")
    code, out, _ = run("check", "-r", registry)
    assert code == 1
    assert "\u202e" not in out


# ---- suppressions --------------------------------------------------------------------------------


def _suppressions(folder: Path, text: str) -> Path:
    path = folder / "datamap-suppressions.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_suppression_beside_the_registry_takes_a_finding_out(registry: Path) -> None:
    _suppressions(
        registry.parent,
        '[[suppression]]\nid = "contract"\nvendor = "stripe"\nreason = "hos juristerna"\ndate = 2026-11-01\n',
    )
    findings = datamap.open(registry).check(only="CONTRACT", at=DATE)
    assert "Stripe" not in {f.about for f in findings}
    assert len(findings) == 15
    (suppressed,) = findings.suppressed
    assert suppressed.about == "Stripe"
    assert suppressed.suppression is not None
    assert suppressed.suppression.reason == "hos juristerna"


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        ('vendor = "Stripe"\ndate = 2026-01-01\nexpires = 2026-11-23', "expired on 2026-11-23"),
        ('vendor = "Stripe"\ndate = 2026-11-25', "begins only on 2026-11-25"),
        ('vendor = "Nobody"\ndate = 2026-01-01', "matches no finding"),
        ('vendor = "Stripe"\ndate = 2026-01-01\nsource = "another"', "matches no finding"),
    ],
)
def test_a_suppression_that_does_not_hold_is_told(registry: Path, entry: str, note: str) -> None:
    _suppressions(registry.parent, f'[[suppression]]\nid = "CONTRACT"\nreason = "r"\n{entry}\n')
    findings = datamap.open(registry).check(only="CONTRACT", at=DATE)
    assert len(findings) == 16
    assert any(note in text for text in findings.notes)


def test_a_suppression_holds_on_its_last_day(registry: Path) -> None:
    entry = 'id = "CONTRACT"\nvendor = "*"\nreason = "r"\ndate = 2026-01-01\nexpires = 2026-11-24'
    _suppressions(registry.parent, f"[[suppression]]\n{entry}\n")
    assert len(datamap.open(registry).check(only="CONTRACT", at=DATE)) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[suppression]]\nid = "CONTRACT"\nvendor = "*"\ndate = 2026-01-01', "reason"),
        ('[[suppression]]\nid = "CONTRACT"\nvendor = "*"\nreason = "r"', "date"),
        ('[[suppression]]\nid = "CONTRACT"\nreason = "r"\ndate = 2026-01-01', "vendor"),
        (
            '[[suppression]]\nid = "CONTRAKT"\nvendor = "*"\nreason = "r"\ndate = 2026-01-01',
            "did you mean CONTRACT",
        ),
        ('[[suppression]]\nid = "CARD"\nvendor = "*"\nreason = "r"\ndate = "soon"', "no date"),
        (
            '[[suppression]]\nid = "CARD"\nvendor = "*"\nreason = "r"\ndate = 2026-01-01\nexpires = 2025-01-01',
            "expires",
        ),
        ('[[suppression]]\nid = "CARD"\nvendor = "*"\nreason = "r"\ndate = 2026-01-01\nuntil = 1', "until"),
        ("[suppression]\nid = 1", "suppression"),
        ("suppress", "TOML"),
    ],
)
def test_a_suppression_without_reason_date_or_sense_is_refused(
    registry: Path, text: str, message: str
) -> None:
    _suppressions(registry.parent, text)
    with pytest.raises(DatamapError, match=message):
        datamap.open(registry).check()


def test_a_file_of_suppressions_that_is_not_there_is_refused(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        datamap.open(registry).check(suppressions=tmp_path / "none.toml")


# ---- as a table ----------------------------------------------------------------------------------


def test_findings_are_a_data_frame_and_show_themselves(registry: Path) -> None:
    findings = datamap.open(registry).check(lang="sv", at=DATE)
    frame = findings.to_pandas()
    assert len(frame) == len(findings)
    row = frame[(frame["id"] == "TRF-TOOL")].iloc[0]
    assert (row["vendor"], row["severity"], row["evidence"]) == ("Google", "error", ["underbitraden:85"])
    shown = findings._repr_mimebundle_()
    assert "Utanför EES; ingen överföringsgrund är angiven" in shown["text/html"]
    assert json.dumps(findings.to_dict(), ensure_ascii=False).count('"id": "TRF-TOOL"') == 1
