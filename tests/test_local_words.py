"""ontology/local.ttl as a person may write it: what is wrong is one line with its number, and exit code 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from review_cases import LIST, project

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dm: <https://w3id.org/datamap#> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix pd: <https://w3id.org/dpv/pd#> .
@prefix loc: <https://w3id.org/dpv/loc#> .
@prefix own: <https://acme.example/privacy/concept/> .

"""

REFUSED = {
    "no Turtle": ('pd:Name skos:altLabel "oops .', 8, "is not Turtle"),
    "unknown prefix": ("foo:Name a foo:Bar .", 8, "is not Turtle"),
    "a preferred label of a shipped concept": ('pd:Name skos:prefLabel "Benennung"@de .', 8, "skos:prefLabel"),
    "a shipped concept moved": ("\n\npd:Name dm:kindOf pd:TelephoneNumber .", 10, "dm:kindOf"),
    "no language": ('pd:Name skos:altLabel "benamning" .', 8, "no language"),
    "empty label": ('pd:Name skos:altLabel " "@sv .', 8, "no text"),
    "label that is an IRI": ("pd:Name skos:altLabel pd:Age .", 8, "no text"),
    "blank node": ('[] skos:altLabel "x"@sv .', 8, "without a name"),
    "label of another concept": ('\npd:Name skos:altLabel "Mobilnummer"@sv .', 9, "label of dm:MobileNumber"),
    "label of another concept in another language": (
        'pd:Name skos:altLabel "Telefonnummern"@de .', 8, "label of pd:TelephoneNumber"
    ),
    "one label twice": (
        'pd:Name skos:altLabel "xyz"@sv .\npd:Age skos:altLabel "XYZ"@en .', None, "label of pd:"
    ),
    "a word of reading": ('pd:Name skos:altLabel "t.ex."@sv .', 8, "says how a list is meant"),
    "another place": ('loc:SE skos:altLabel "Norge"@sv .', 8, "loc:NO"),
    "a town elsewhere": ('loc:SE skos:altLabel "Dublin"@sv .', 8, "it names loc:IE"),
    "of no concept": ('pd:Nonsense skos:altLabel "blubb"@sv .', 8, "no concept of the ontology"),
    "a circle": (
        'own:a skos:inScheme dm:personalData ; skos:prefLabel "aaa"@sv ; dm:kindOf own:b .\n'
        'own:b skos:inScheme dm:personalData ; skos:prefLabel "bbb"@sv ; dm:kindOf own:a .',
        8, "a kind of itself",
    ),
    "a concept below nothing": ('own:a skos:inScheme dm:personalData ; skos:prefLabel "aaa"@sv .', 8, "kind of nothing"),
    "a concept below one that is none": (
        'own:a skos:inScheme dm:personalData ; skos:prefLabel "aaa"@sv ; dm:kindOf pd:Nonsense .',
        8, "is no concept",
    ),
    "a place of one's own": ('own:a skos:inScheme dm:places ; skos:prefLabel "aaa"@sv .', 8, "takes none of your own"),
    "a tool of one's own": ('own:a skos:inScheme dm:safeguards ; dm:tool true .', 8, "takes none of your own"),
    "a membership": (
        'own:a skos:inScheme dm:personalData ; dm:kindOf pd:Name ; dm:memberOf loc:EU .', 8, "means nothing there"
    ),
    "a decision in no scheme": (
        'own:d a dm:Decision ; dm:number 1 ; dm:decidesIn dm:fields ; dm:decidedAs dm:decidedNote .', 8, "decides in",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_not_stand_there_is_one_line_with_its_number(run: Run, tmp_path: Path, case: str) -> None:
    turtle, line, words = REFUSED[case]
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "local.ttl").write_text(HEAD + turtle + "\n", "utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "lista.txt").write_text(LIST, "utf-8")
    code, out, err = run("import", "lista.txt")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "ontology/local.ttl, line " in err
    assert words in err
    if line is not None:
        assert f"line {line}:" in err
    assert not (tmp_path / "data" / "registry.ttl").exists()


@pytest.mark.parametrize("command", ["query", "review", "sources"])
def test_a_broken_file_stops_every_command(run: Run, tmp_path: Path, command: str) -> None:
    registry = project(tmp_path)
    registry.ontology_path.parent.mkdir()
    registry.ontology_path.write_bytes(b"@prefix x: <y:> .\n\xff\n")
    arguments = {"query": ("vendors-by-data", "-p", "data=namn"), "review": ("--format", "json")}
    code, out, err = run(command, *arguments.get(command, ()))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "local.ttl, line 2: is not UTF-8" in err


def test_a_missing_or_empty_file_is_fine(run: Run, tmp_path: Path) -> None:
    registry = project(tmp_path)
    assert run("sources")[0] == 0
    registry.ontology_path.parent.mkdir()
    registry.ontology_path.write_text("\n", "utf-8")
    assert run("sources")[0] == 0


def test_a_file_named_by_option_or_environment(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lista.txt").write_text(LIST, "utf-8")
    (tmp_path / "words.ttl").write_text(HEAD + 'pd:Age skos:altLabel "skostorlek"@sv .\n', "utf-8")
    (tmp_path / "data").mkdir()
    _, out, _ = run("import", "lista.txt", "--dry-run", "--format", "json")
    assert '"skostorlek"' in out.split('"unmapped"')[1]
    _, out, _ = run("import", "lista.txt", "--dry-run", "--format", "json", "--ontology", "words.ttl")
    assert '"skostorlek"' not in out.split('"unmapped"')[1]
    env = {"DATAMAP_ONTOLOGY": str(tmp_path / "words.ttl")}
    assert run("import", "lista.txt", env=env)[0] == 0
    code, out, _ = run("query", "vendors-by-data", "-p", "data=skostorlek", env=env)
    assert code == 0
    assert "Beta AB" in out.split("Yes (2)")[1]


def test_a_hostile_file_is_refused_before_it_is_parsed(run: Run, tmp_path: Path) -> None:
    project(tmp_path).ontology_path.parent.mkdir()
    (tmp_path / "ontology" / "local.ttl").write_bytes(b"# \n" * 7_000_000)
    code, _, err = run("sources")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "larger than 20 MB" in err
    (tmp_path / "ontology" / "local.ttl").write_text(
        HEAD + 'pd:Name skos:altLabel "\x1b[2J\u202etfoS"@sv, ""@sv .', "utf-8"
    )
    code, _, err = run("sources")
    assert code == 2
    assert "\x1b" not in err
    assert "\u202e" not in err


OWN_TYPE = """own:size skos:inScheme dm:personalData ; skos:prefLabel "skostorlek"@sv ;
    skos:broader pd:PhysicalCharacteristic ; dm:kindOf pd:PhysicalCharacteristic .
"""


def test_every_command_that_takes_a_registry_takes_the_words(run: Run) -> None:
    from datamap.cli.commands import _COMMANDS

    for command in _COMMANDS:
        out = run(command, "--help")[1]
        assert ("--ontology FILE" in out) == ("--registry LOCATION" in out), command
    assert "--ontology" in run("--help")[1]


def test_words_named_by_option_reach_questions_pages_and_records(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lista.txt").write_text(LIST, "utf-8")
    (tmp_path / "words.ttl").write_text(HEAD + OWN_TYPE, "utf-8")
    (tmp_path / "data").mkdir()
    words = ("--ontology", "words.ttl")
    assert run("import", "lista.txt", *words)[0] == 0
    code, out, _ = run("query", "vendors-by-data", "-p", "data=skostorlek", *words)
    assert code == 0
    assert "Beta AB" in out.split("Yes (2)")[1]
    code, _, err = run("query", "vendors-by-data", "-p", "data=skostorlek")
    assert (code, "skostorlek" in err) == (2, True)
    for arguments in (
        ("view", "-o", "page.html"), ("record", "-o", "record.md"), ("list", "-o", "list.md"),
        ("network", "-o", "network.json"),
    ):  # fmt: skip
        assert run(*arguments, *words)[0] == 0, arguments
        assert "skostorlek" in (tmp_path / arguments[-1]).read_text("utf-8"), arguments
    code, out, _ = run("query", "vendor-facts", "-p", "vendor=Beta AB", *words)
    assert "skostorlek" in out


def test_changes_name_a_type_of_the_projects_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(LIST.replace("Namn, skostorlek\n", "Namn\n"), "utf-8")
    (tmp_path / "new.txt").write_text(LIST, "utf-8")
    (tmp_path / "words.ttl").write_text(HEAD + OWN_TYPE, "utf-8")
    (tmp_path / "ontology").mkdir()
    code, out, _ = run("diff", "old.txt", "new.txt", "--ontology", "words.ttl", "--lang", "sv")
    assert code == 1
    assert "Personuppgift: skostorlek" in out
    # A list is read in the words of the registry that it is compared with.
    (tmp_path / "ontology" / "local.ttl").write_text(HEAD + OWN_TYPE, "utf-8")
    (tmp_path / "data").mkdir()
    assert run("import", "new.txt")[0] == 0
    code, out, _ = run("diff", "new.txt", "data/registry.ttl")
    assert (code, out.split()[:2]) == (0, ["No", "changes"])
    code, out, _ = run("diff", "data/registry.ttl", "old.txt")
    assert code == 1
    assert "Personal data: skostorlek no longer stated" in out
    # What one side alone calls its own has its label there.
    (tmp_path / "later").mkdir()
    later = tmp_path / "later" / "registry.ttl"
    assert run("import", "old.txt", "-r", str(later), "--source", "new")[0] == 0
    code, out, _ = run("diff", "data/registry.ttl", str(later), "--format", "markdown")
    assert "Personal data: skostorlek no longer stated" in out
