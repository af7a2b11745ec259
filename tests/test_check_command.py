"""`datamap check` as people and machines run it: formats, exit codes, and one clear line for each failure."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

import datamap
from conftest import EXAMPLE, Run
from datamap.findings import checking, rules
from planted_mistakes import DATE, clean_world

ROOT = Path(__file__).parents[1]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder as `init` lays it out, with the example list read."""
    folder = tmp_path / "project"
    datamap.init(folder)
    list_there = folder / "data" / "sources" / "underbitraden.txt"
    assert list_there.read_bytes() == EXAMPLE.read_bytes()
    datamap.import_documents(list_there, registry=folder / "data" / "registry.ttl")
    return folder


def test_text_names_rule_vendor_line_and_remedy(run: Run, project: Path) -> None:
    code, out, err = run("check", "--lang", "sv", "--only", "TRF-TOOL", cwd=project)
    assert code == 1
    assert err == ""
    for words in (
        "TRF-TOOL (44–46)",
        "Utanför EES; ingen överföringsgrund är angiven",
        "Google: utanför EU/EES",
        "underbitraden, rad 85: Fysisk lagringsplats: Även utanför EU/EES",
        "Åtgärd: Ange grunden",
        "1 fel, 0 varningar, 0 upplysningar",
    ):
        assert words in out


@pytest.mark.parametrize(
    ("only", "fail_on", "code"),
    [
        ("TRF-TOOL", "error", 1),
        ("TRF-TOOL", "never", 0),
        ("CARD", "error", 0),
        ("CARD", "warning", 1),
        ("LOC-REGION", "warning", 0),
        ("LOC-REGION", "info", 1),
        ("ART9", "info", 0),
    ],
)
def test_exit_code_follows_the_severity_asked_for(
    run: Run, project: Path, only: str, fail_on: str, code: int
) -> None:
    assert run("check", "--only", only, "--fail-on", fail_on, cwd=project)[0] == code


def test_a_registry_without_faults_passes(run: Run, tmp_path: Path) -> None:
    registry = clean_world(3).registry(tmp_path)
    registry.save()
    code, out, _ = run("check", "-r", tmp_path / "registry.ttl", "--fail-on", "info", "--at", DATE)
    assert code == 0
    assert "No findings." in out


def test_json_is_one_document_with_what_the_contract_names(run: Run, project: Path) -> None:
    code, out, err = run("check", "--format", "json", "--lang", "sv", cwd=project)
    assert (code, err) == (1, "")
    document = json.loads(out)
    found = [f for f in document["findings"] if f["id"] == "TRF-VAGUE"]
    assert len(found) == 1
    assert {"id", "severity", "article", "vendor", "message", "remedy", "evidence"} <= found[0].keys()
    assert (found[0]["vendor"], found[0]["severity"], found[0]["article"]) == (
        "Google LLC (G Suite)",
        "warning",
        "46",
    )
    (line,) = found[0]["evidence"]
    assert (line["source"], line["line"], line["phrases"]) == ("underbitraden", 50, ["enligt Artikel 46"])
    assert document["counts"]["error"] == sum(f["severity"] == "error" for f in document["findings"])
    assert {f["basis"] for f in document["findings"]} == {"list", "law", "registry"}


def test_explain_tells_what_and_why_without_a_registry(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("check", "--explain", "trf-tool", "--lang", "sv")
    assert code == 0
    for words in ("TRF-TOOL", "Varför", "Åtgärd", "queries/rules/trf-tool.rq"):
        assert words in out
    code, out, _ = run("check", "--explain", "all", "--format", "json")
    known = {rule["id"] for rule in json.loads(out)["rules"]}
    assert {"TRF-TOOL", "CTRL-NONE", "SHAPE-LINE"} <= known


# ---- SARIF and GitHub ----------------------------------------------------------------------------


def _sarif(run: Run, project: Path, *options: str) -> dict[str, Any]:
    code, out, _ = run("check", "--format", "sarif", "--fail-on", "never", *options, cwd=project)
    assert code == 0
    document: dict[str, Any] = json.loads(out)
    return document


def test_sarif_points_at_file_and_line(run: Run, project: Path) -> None:
    log = _sarif(run, project, "--lang", "sv")
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    results = [r for r in one["results"] if r["ruleId"] == "TRF-TOOL"]
    assert len(results) == 1
    (location,) = results[0]["locations"]
    place = location["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "data/sources/underbitraden.txt"
    assert place["region"]["startLine"] == 85
    assert (project / unquote(place["artifactLocation"]["uri"])).is_file()
    assert results[0]["level"] == "error"
    assert {r["level"] for r in one["results"]} == {"error", "warning", "note"}


def test_sarif_keeps_the_rules_of_the_specification(run: Run, project: Path) -> None:
    """What the SARIF 2.1.0 schema and sections 3.19 to 3.52 demand of the properties that are written."""
    for run_object in _sarif(run, project)["runs"]:
        driver = run_object["tool"]["driver"]
        ids = [rule["id"] for rule in driver["rules"]]
        assert len(ids) == len(set(ids))
        for rule in driver["rules"]:
            assert rule["shortDescription"]["text"]
            assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note", "none")
        for result in run_object["results"]:
            assert ids[result["ruleIndex"]] == result["ruleId"]
            assert result["message"]["text"]
            assert result["level"] in ("error", "warning", "note", "none")
            assert all(isinstance(v, str) for v in result["partialFingerprints"].values())
            for location in [*result["locations"], *result.get("relatedLocations", [])]:
                place = location["physicalLocation"]
                assert re.fullmatch(r"[A-Za-z0-9._~/%:-]+", place["artifactLocation"]["uri"])
                assert place["region"]["startLine"] >= 1
            numbers = [location["id"] for location in result.get("relatedLocations", [])]
            assert len(numbers) == len(set(numbers))
        prints = [r["partialFingerprints"]["datamap/v1"] for r in run_object["results"]]
        assert len(prints) == len(set(prints))


@pytest.mark.parametrize("options", [(), ("--role", "controller", "--lang", "sv"), ("--only", "ART9")])
def test_sarif_is_valid_against_its_schema(run: Run, project: Path, options: tuple[str, ...]) -> None:
    schema = json.loads(
        (Path(__file__).parent / "vendor" / "sarif" / "sarif-schema-2.1.0.json").read_text("utf-8")
    )
    (project / "data" / "datamap-suppressions.toml").write_text(
        '[[suppression]]\nid = "CARD"\nvendor = "Stripe"\nreason = "SAQ A 2026"\ndate = 2026-01-01\n', "utf-8"
    )
    errors = jsonschema.Draft202012Validator(schema).iter_errors(_sarif(run, project, *options))
    assert [error.message for error in errors] == []


def test_fingerprints_stay_when_lines_move(run: Run, project: Path) -> None:
    def prints() -> set[str]:
        return {r["partialFingerprints"]["datamap/v1"] for r in _sarif(run, project)["runs"][0]["results"]}

    before = prints()
    source = project / "data" / "sources" / "underbitraden.txt"
    source.write_text(source.read_text("utf-8").replace("Leverantörer:", "Leverantörer:\n\n\n\n"), "utf-8")
    datamap.import_documents(source, registry=project / "data" / "registry.ttl")
    assert prints() == before


def test_suppressed_findings_are_marked_in_sarif(run: Run, project: Path) -> None:
    (project / "data" / "datamap-suppressions.toml").write_text(
        '[[suppression]]\nid = "CARD"\nvendor = "Stripe"\nreason = "SAQ A 2026"\ndate = 2026-01-01\n', "utf-8"
    )
    results = _sarif(run, project, "--only", "CARD")["runs"][0]["results"]
    assert [r["suppressions"][0]["justification"] for r in results] == ["SAQ A 2026"]
    assert run("check", "--only", "CARD", "--fail-on", "info", cwd=project)[0] == 0


def test_github_commands_are_one_line_each_and_escaped(run: Run, project: Path) -> None:
    code, out, _ = run("check", "--format", "github", "--only", "TRF-TOOL,ROLE", cwd=project)
    assert code == 1
    lines = out.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith(
        "::error file=data/sources/underbitraden.txt,line=85,title=TRF-TOOL (44–46)::Google: Outside the EEA;"
    )
    titles = [line for line in lines if "ROLE" in line]
    assert all("title=ROLE (26%2C 28(10))::" in line for line in titles)


def test_a_registry_in_a_directory_gives_the_same_findings(run: Run, project: Path) -> None:
    _, in_file, _ = run("check", "--format", "json", "--at", DATE, cwd=project)
    run("copy", "data/registry.ttl", "store/", cwd=project)
    code, in_directory, _ = run("check", "--format", "json", "--at", DATE, "-r", "store/", cwd=project)
    assert code == 1
    assert json.loads(in_directory)["findings"] == json.loads(in_file)["findings"]


# ---- failures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--at", "2026-02-30"), "--at: '2026-02-30' is no date"),
        (("--only", "TRF-TOL"), "did you mean TRF-TOOL"),
        (("--explain", "DATA-NON"), "did you mean DATA-NONE"),
        (("--only", ","), "--only: name rules"),
        (("--role", "owner"), "'owner' is not one of"),
        (("--suppressions", "none.toml"), "none.toml: cannot be read"),
        (("-r", "none.ttl"), "there is no registry"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_line(
    run: Run, project: Path, options: tuple[str, ...], words: str
) -> None:
    code, out, err = run("check", *options, cwd=project)
    assert code == 2
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_a_registry_whose_structure_is_broken_is_told_and_fails(run: Run, project: Path) -> None:
    registry = project / "data" / "registry.ttl"
    text = registry.read_text("utf-8")
    assert "dm:line 85 ;" in text
    registry.write_text(text.replace("dm:line 85 ;", 'dm:line "eightyfive" ;'), "utf-8")
    code, out, err = run("check", "--format", "json", "--fail-on", "never", cwd=project)
    assert code == 2
    assert err.count("\n") == 1
    assert "the registry's shape is broken in" in err
    broken = [f for f in json.loads(out)["findings"] if f["id"] == "SHAPE-LINE"]
    assert [f["subject"] for f in broken] == [
        "https://example.org/datamap/source/underbitraden/google/storage-place"
    ]


@pytest.fixture
def own_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of ontology/ and queries/ to spoil."""
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setattr(rules, "resource", lambda name: tmp_path / name)
    return tmp_path


def test_a_rule_that_does_not_parse_hides_no_other(own_rules: Path, registry: Path) -> None:
    query = own_rules / "queries" / "rules" / "card.rq"
    query.write_text(query.read_text("utf-8").replace("SELECT", "SELEKT"), "utf-8")
    findings = datamap.open(registry).check()
    (failure,) = findings.failures
    assert failure.id == "CARD"
    assert "card.rq" in failure.message
    assert "does not parse" in failure.message
    assert "\n" not in failure.message
    assert {"TRF-TOOL", "ROLE", "NATID"} <= {f.id for f in findings}


def test_a_rule_that_crashes_hides_no_other(registry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = checking._Asker.ask

    def crash(self: Any, rule: rules.Rule) -> Any:
        if rule.id == "TRF-TOOL":
            raise ZeroDivisionError("division by zero")
        return asked(self, rule)

    monkeypatch.setattr(checking._Asker, "ask", crash)
    findings = datamap.open(registry).check()
    assert [(f.id, f.message) for f in findings.failures] == [
        ("TRF-TOOL", "ZeroDivisionError: division by zero")
    ]
    assert "TRF-COUNTRY" in {f.id for f in findings}
    from datamap.cli.checking import _exit_code

    assert _exit_code(findings, "never") == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("dm:rule-CARD a dm:Rule ;", "dm:rule-CARD a dm:Rule", "rules.ttl: cannot be read as Turtle"),
        ('skos:notation "CARD" ;', 'skos:notasion "CARD" ;', "rule card needs exactly one skos:notation"),
        ('dm:article "32" ;', "", "rule card needs exactly one dm:article"),
        ("dm:rule-CARD a", "dm:rule-KARD a", "kard.rq"),
    ],
)
def test_a_rule_file_with_a_typo_is_one_line(
    own_rules: Path, registry: Path, old: str, new: str, words: str
) -> None:
    file = own_rules / "ontology" / "rules.ttl"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    try:
        findings = datamap.open(registry).check()
    except datamap.DatamapError as error:
        message = str(error)
    else:
        (failure,) = findings.failures
        message = failure.message
    assert words in message
    assert "\n" not in message


def test_a_rule_that_asks_for_what_nobody_gives_is_told(own_rules: Path, registry: Path) -> None:
    query = own_rules / "queries" / "rules" / "card.rq"
    query.write_text(query.read_text("utf-8").replace("pd:PaymentCard", "$paymentCard"), "utf-8")
    (failure,) = datamap.open(registry).check().failures
    assert "'paymentCard' has no value" in failure.message
