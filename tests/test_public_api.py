"""The public face: names, start-up, help texts, resources."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import datamap
from datamap import errors
from datamap.cli.commands import _COMMANDS
from datamap.cli.questions import SPARQL_FORMATS
from datamap.questions.sparql import FORMATS
from datamap.registry.edges import EDGE_PREDICATES
from datamap.resources import resource

if TYPE_CHECKING:
    from conftest import Run

ROOT = Path(__file__).parents[1]


def test_the_public_names_are_pinned() -> None:
    assert datamap.__all__ == [
        "Answer", "Answers", "Change", "Changes", "DatamapError", "Decision", "Evidence", "Finding", "Findings",
        "ImportReport", "Registry", "Review", "Table", "catalogue", "copy", "diff", "draw", "import_documents", "init",
        "notice", "open", "read", "write_graph",
    ]  # fmt: skip
    for name in datamap.__all__:
        assert getattr(datamap, name).__doc__
    with pytest.raises(AttributeError):
        datamap.no_such_name  # noqa: B018


def test_the_error_tree_is_as_drawn() -> None:
    assert errors.__doc__
    drawn = {}
    stack: list[tuple[int, str]] = []
    for line in errors.__doc__.splitlines():
        match = re.match(r"([\s│├└─]*)([A-Z]\w+) ", line)
        if not match or not line.startswith(" "):
            continue
        depth, name = len(match.group(1)), match.group(2)
        while stack and stack[-1][0] >= depth:
            stack.pop()
        drawn[name] = stack[-1][1] if stack else "Exception"
        stack.append((depth, name))
    real = {
        name: kind.__mro__[1].__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    }
    assert drawn == real


def test_version_loads_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['datamap', '--version']; from datamap.cli.start import main; main(); print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.startswith(f"datamap {datamap.__version__}\n")
    assert not {"click", "pyoxigraph", "rdflib", "babel"} & set(out.split())


def test_a_question_loads_neither_rdflib_nor_babel(registry: Path) -> None:
    code = (
        "import sys, datamap; r = datamap.open(sys.argv[1]); "
        "list(r.query('vendors-by-data-outside', data='telefonnummer').to_dict()); print(*sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, registry], capture_output=True, text=True, check=True
    ).stdout
    assert not {"rdflib", "babel", "pandas", "rapidfuzz", "datamap.documents"} & set(out.split())


@pytest.mark.parametrize("command", sorted(_COMMANDS))
def test_every_command_has_help_with_an_example_that_names_it(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    example = out[out.index("Example") :]
    assert f"datamap {command}" in example or f"| datamap {command}" in example


def test_the_readme_names_only_commands_and_options_that_exist(run: Run) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    block = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    used = re.findall(r"^datamap (\w+)(.*?)(?:#|$)", block, re.MULTILINE)
    assert {command for command, _ in used} >= set(_COMMANDS) - {"init"}
    for command, rest in used:
        assert command in _COMMANDS
        known = run(command, "--help")[1]
        for option in re.findall(r"(?<=\s)--?[a-z][\w-]*", rest):
            assert option in known, (command, option)


def test_the_readme_lists_every_question() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    missing = [q.name for q in datamap.catalogue() if f"`{q.name}`" not in text]
    assert missing == []


def test_the_readme_shows_what_make_run_prints(run: Run, registry: Path) -> None:
    shown = re.search(r"```text\n(.*?)    \.\.\.", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown
    out = run(
        "query", "vendors-by-data-outside", "-p", "data=telefonnummer", "-p", "outside=EEA", "-r", registry
    )[1]
    assert shown.group(1).strip() in out


def test_resources_are_found() -> None:
    assert (resource("ontology") / "datamap.ttl").is_file()
    assert (resource("queries") / "vendor-facts.rq").is_file()
    with pytest.raises(errors.DatamapError, match="install it again"):
        resource("no-such-thing")


def test_init_makes_a_project_that_works(run: Run, tmp_path: Path) -> None:
    code, out, err = run("init", "privacy", "--base", "https://acme.example/privacy/")
    assert code == 0, err
    assert "registry.ttl" in out
    folder = tmp_path / "privacy"
    assert run("import", "data/sources/underbitraden.txt", cwd=folder)[0] == 0
    code, out, _ = run("query", "vendors-by-data-outside", "-p", "data=phone", cwd=folder)
    assert "Google LLC (G Suite)" in out
    assert "https://acme.example/privacy/" in (folder / "data/registry.ttl").read_text("utf-8")
    code, out, err = run("init", "privacy")
    assert (code, len(err.splitlines())) == (2, 1)


def test_language_follows_the_locale_and_the_option(run: Run, registry: Path) -> None:
    asking = ("query", "vendors-outside", "-r", registry)
    assert "Framgår inte" in run(*asking, env={"LC_ALL": "sv_SE.UTF-8"})[1]
    assert "Not stated" in run(*asking, env={"LC_ALL": "de_DE.UTF-8"})[1]
    assert "Framgår inte" in run(*asking, "--lang", "sv")[1]


def test_the_registry_may_come_from_the_environment(run: Run, registry: Path) -> None:
    code, out, _ = run("sources", env={"DATAMAP_REGISTRY": str(registry)})
    assert code == 0
    assert "underbitraden" in out


def test_answers_become_data_frames(registry: Path) -> None:
    opened = datamap.open(registry)
    frame = opened.query("vendors-outside").to_pandas()
    assert list(frame.columns) == ["vendor", "answer", "reason", "evidence"]
    assert frame.set_index("vendor").loc["Google", "answer"] == "yes"
    table = opened.query("data-by-country").to_pandas()
    assert list(table.columns) == ["data", "place", "count", "evidence"]


def test_every_dpv_term_in_use_exists() -> None:
    real = set((resource("ontology") / "dpv-terms.txt").read_text("utf-8").split())
    used = set()
    prefixes = {
        "dpv": "https://w3id.org/dpv#",
        "pd": "https://w3id.org/dpv/pd#",
        "loc": "https://w3id.org/dpv/loc#",
    }
    for file in (ROOT / "queries").rglob("*.rq"):
        used |= {
            prefixes[p] + n
            for p, n in re.findall(r"\b(dpv|pd|loc):([A-Za-z][\w-]*)", file.read_text("utf-8"))
        }
    for file in (ROOT / "src").rglob("*.py"):
        text = file.read_text("utf-8")
        used |= {prefixes["dpv"] + n for n in re.findall(r'\bdpv\("(\w+)"\)', text)}
        used |= {prefixes[p.lower()] + n for p, n in re.findall(r'\b(DPV|PD|LOC) \+ "([\w-]+)"', text)}
    assert used
    assert used <= real


def test_every_own_term_in_use_is_declared() -> None:
    declared = set()
    for file in resource("ontology").rglob("*.ttl"):
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode):
                declared.add(quad.subject.value)
    dm = "https://w3id.org/datamap#"
    used = set()
    for file in (ROOT / "queries").rglob("*.rq"):
        used |= {dm + n for n in re.findall(r"\bdm:([A-Za-z][\w-]*)", file.read_text("utf-8"))}
    for file in (ROOT / "src").rglob("*.py"):
        text = file.read_text("utf-8")
        used |= {dm + n for n in re.findall(r'\bdm\("([\w-]+)"\)|\bDM \+ "([\w-]+)"', text) for n in n if n}
    used |= EDGE_PREDICATES
    assert sorted(t.removeprefix(dm) for t in used if t.startswith(dm) and t not in declared) == []


def test_the_formats_of_sparql_are_those_of_the_command() -> None:
    assert SPARQL_FORMATS == FORMATS
