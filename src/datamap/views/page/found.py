"""What a check finds, for the page of the house: rules once, findings as rows of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.findings.checking import check
from datamap.findings.wording import SEVERITY_WORDS, TEXT
from datamap.spoken import ORDER
from datamap.vocabulary.concepts import LANGUAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from datamap.findings.finding import Finding
    from datamap.registry.registry import RegistryBase
    from datamap.views.page.facts import Statement


def findings_data(
    registry: RegistryBase,
    *,
    at: dt.date,
    role: str,
    vendors: Mapping[str, int],
    statements: Mapping[str, Statement],
    number: Callable[[str], int],
    text: Callable[[str], int],
) -> dict[str, Any]:
    """Return what ``datamap check`` finds in a role at a date; the page's ``findings.js`` names the columns.

    ``vendors`` are the page's, ``statements`` those that it can show, each given its number by ``number``;
    ``text`` numbers texts. Raises InvalidParameter, and InputError for a file of suppressions.
    """
    found = check(registry, role=role, lang=ORDER[0], at=at)
    found.cite()
    rules: dict[
        int, int
    ] = {}  # one id may stand for rules of two severities: of the organisation, of vendors
    told = []
    rows = []
    for finding in found:
        if finding.vendors and not any(iri in vendors for iri in finding.vendors):
            continue  # of a vendor's own list, which the page does not show
        if id(finding.rule) not in rules:
            rules[id(finding.rule)] = len(rules)
            told.append(_rule(finding))
        rows.append(_row(finding, rules[id(finding.rule)], vendors, statements, number, text))
    return {
        "role": role,
        "severities": SEVERITY_WORDS.by_language,
        "note": {language: TEXT[language]["source"] for language in LANGUAGES},
        "rules": told,
        "found": rows,
        "suppressed": len(found.suppressed),
        "failures": [f"{failure.id}: {failure.message}" for failure in found.failures],
    }


def _rule(finding: Finding) -> list[Any]:
    spoken = [finding.in_language(language) for language in ORDER]
    return [
        finding.id,
        finding.severity,
        finding.article,
        [one.remedy for one in spoken],
        [one.explanation for one in spoken],
    ]


def _row(
    finding: Finding,
    rule: int,
    vendors: Mapping[str, int],
    statements: Mapping[str, Statement],
    number: Callable[[str], int],
    text: Callable[[str], int],
) -> list[Any]:
    spoken = [finding.in_language(language) for language in ORDER]
    own = [vendors[iri] for iri in finding.vendors if iri in vendors]
    lines: list[int] = []
    known = set()
    stated = [(statements[iri], phrase or "") for iri, phrase in finding.statements() if iri in statements]
    # In the order of the lines: stores give them in orders of their own, and numbers follow the first use.
    for statement, phrase in sorted(
        set(stated), key=lambda one: (one[0].source, one[0].line, one[0].iri, one[1])
    ):
        known.add((statement.line, statement.text))
        lines += [number(statement.iri), text(phrase) if phrase else -1]
    # What persons stated is no statement of a document; it has its line in their file all the same.
    beside = [
        [text(line.source), line.line, text(line.text.strip())]
        for line in finding.evidence
        if (line.line, line.text) not in known
    ]
    return [
        rule,
        own,
        -1 if own else text(finding.about),
        *(text(one.message) for one in spoken),
        *(text(one.detail) for one in spoken),
        lines,
        beside,
    ]
