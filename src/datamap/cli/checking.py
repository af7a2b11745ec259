"""``check``: what is wrong, missing or worth a look, by rule, with lines."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TYPE_CHECKING

import click

from datamap.cli.layout import coloured, indented, terminal_width
from datamap.cli.options import (
    at_option,
    formats_option,
    language_option,
    note,
    open_registry,
    print_json,
    registry_option,
)
from datamap.errors import InvalidParameter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from datamap.findings.finding import Finding
    from datamap.findings.findings import Findings
    from datamap.findings.rules import Rule

_COLOURS = {"error": "conditional", "warning": "unknown", "info": "yes"}
_SHOWN = 50


@click.command("check")
@click.option(
    "--role",
    type=click.Choice(["processor", "controller"]),
    default="processor",
    show_default=True,
    help="Whose registry it is: some rules, and the severity of others, are of one role.",
)
@formats_option(
    "text",
    "json",
    "sarif",
    "github",
    help="sarif is SARIF 2.1.0; github marks lines in a pull request (workflow commands).",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 when there is a finding so severe, or more.",
)
@click.option("--only", metavar="ID,...", help="Ask these rules alone.")
@click.option("--explain", metavar="ID|all", help="Say what a rule looks for, and why; checks nothing.")
@at_option("The day for which the law is applied.")
@click.option(
    "--suppressions",
    metavar="FILE",
    help="Findings that were decided to be lived with.  [default: datamap-suppressions.toml beside FILE]",
)
@click.option("--sources", metavar="FOLDER", help="Where the lists lie, for the paths in sarif and github.")
@click.option("--all", "show_all", is_flag=True, help=f"Show more than {_SHOWN} findings of one rule (text).")
@registry_option
@language_option
def check_command(
    role: str,
    format: str,
    fail_on: str,
    only: str | None,
    explain: str | None,
    at: dt.date | None,
    suppressions: str | None,
    sources: str | None,
    show_all: bool,
    registry: str,
    lang: str,
) -> int:
    """Find what is wrong, missing or worth a look, each with the lines that it rests on.

    Exit code 0: nothing at or above --fail-on; 1: findings; 2: failure, also when a rule could not be
    asked or the registry's own structure is broken.

    \b
    Examples:
      datamap check
      datamap check --role controller --only TRF-TOOL,TRF-DEAD --at 2020-07-17
      datamap check --explain TRF-TOOL
      datamap check --format sarif --fail-on never > findings.sarif
    """
    if explain is not None:
        _explain(explain, role, format, lang)
        return 0
    ids = None if only is None else [name for name in only.split(",") if name.strip()]
    if ids == []:
        raise InvalidParameter("--only: name rules, for example --only TRF-TOOL,LOC-NONE")
    opened = open_registry(registry)
    findings = opened.check(role, lang=lang, only=ids, at=at, suppressions=suppressions)
    if format == "json":
        print_json(findings.to_dict())
    elif format == "sarif":
        print_json(findings.to_sarif(sources))
    elif format == "github":
        for command in findings.to_annotations(sources):
            sys.stdout.write(command + "\n")
    else:
        for line in _text(findings, show_all):
            click.echo(line)
    if format in ("sarif", "github"):
        for one in findings.notes[1:]:
            note(one)
    return _exit_code(findings, fail_on)


def _exit_code(findings: Findings, fail_on: str) -> int:
    from datamap.findings.wording import TEXT

    words = TEXT[findings.language]
    for failure in findings.failures:
        note(f"datamap: {words['failed'].format(id=failure.id, message=failure.message)}")
    broken = findings.broken
    if broken:
        first = broken[0]
        line = words["broken"].format(
            location=findings.location, n=len(broken), id=first.id, subject=first.subject
        )
        note(f"datamap: {line}")
    if findings.failures or broken:
        return 2
    return 1 if findings.at_or_above(fail_on) else 0


def _text(findings: Findings, show_all: bool) -> Iterator[str]:
    from datamap.findings.finding import cite
    from datamap.findings.wording import BASIS_WORDS, SEVERITY_WORDS, TEXT

    lang, columns = findings.language, terminal_width()
    words = TEXT[lang]
    yield from indented(findings.title, "", columns)
    yield ""
    for (rule, message), group in groupby(findings, key=lambda f: (f.rule, f.message)):
        found = list(group)
        shown = found if show_all else found[:_SHOWN]
        cite(shown)
        article = f" ({rule.article})" if rule.article else ""
        severity = found[0].severity
        yield coloured(f"{SEVERITY_WORDS[lang][severity]}  {rule.id}{article}", _COLOURS[severity])
        yield from indented(f"{message} [{BASIS_WORDS[lang][rule.basis]}]", "  ", columns)
        yield from _subjects(shown, words, columns)
        if len(found) > len(shown):
            yield f"    … (+{len(found) - len(shown)}; --all)"
        yield from indented(f"{words['remedy']}: {found[0].remedy}", "  ", columns)
        yield ""
    counts = words["counts"].format(**findings.counts)
    yield counts if len(findings) else words["none"]
    if findings.suppressed:
        yield words["suppressed"].format(n=len(findings.suppressed))
    for one in findings.notes:
        yield from indented(one, "", columns)


def _subjects(found: list[Finding], words: dict[str, str], columns: int) -> Iterator[str]:
    """Yield whom findings of a rule concern: with lines, or many in a row where the lines only name them."""
    bare = [f for f in found if not any(line.phrases for line in f.evidence) and not f.detail]
    if len(bare) == len(found) > 1:
        named = []
        for finding in found:
            lines = ", ".join(f"{line.source}:{line.line}" for line in finding.evidence)
            named.append(f"{finding.about} ({lines})" if lines else finding.about)
        yield from indented("; ".join(named), "    ", columns)
        return
    for finding in found:
        detail = f": {finding.detail}" if finding.detail else ""
        yield from indented(f"{finding.about}{detail}", "    ", columns)
        for line in finding.evidence:
            where = words["number"] if line.source == "corrections" else words["line"]
            text = f"{line.source}, {where} {line.line}: {line.text.strip()}"
            yield from indented(text, "      ", columns)


def _explain(wanted: str, role: str, format: str, lang: str) -> None:
    from datamap.findings.rules import explained

    found = explained(wanted)
    if format == "json":
        print_json({"rules": [rule.to_dict(lang) for rule in found]})
        return
    if wanted.strip().lower() == "all":
        for rule in found:
            message = rule.to_dict(lang)["message"]
            severity = rule.severities.get(role, "–")
            for line in indented(f"{rule.id:24} {severity:8} {message}", "", terminal_width()):
                click.echo(line)
        return
    for rule in found:
        for line in _rule_text(rule, lang):
            click.echo(line)


def _rule_text(rule: Rule, lang: str) -> Iterator[str]:
    from datamap.findings.wording import BASIS_WORDS, SEVERITY_WORDS, TEXT

    words, said, columns = TEXT[lang], rule.to_dict(lang), terminal_width()
    yield from indented(f"{rule.id}: {said['message']}", "", columns)
    for role in ("processor", "controller"):
        severity = rule.severities.get(role)
        shown = SEVERITY_WORDS[lang][severity] if severity else words["not-asked"]
        yield f"  {words[role]}: {shown.lower()}"
    if rule.article:
        yield f"  {words['article']}: {rule.article}"
    yield f"  {BASIS_WORDS[lang][rule.basis]}"
    yield from indented(f"{words['why']}: {said['explanation']}", "  ", columns)
    yield from indented(f"{words['remedy']}: {said['remedy']}", "  ", columns)
    yield f"  {words['query']}: {said['query']}"
    yield ""
