"""Findings as SARIF 2.1.0 (OASIS, 27 March 2020), for tools that show code with what is wrong in it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datamap.findings.wording import TEXT

if TYPE_CHECKING:
    from datamap.findings.finding import Finding
    from datamap.findings.findings import Findings
    from datamap.findings.locating import Files
    from datamap.findings.rules import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif(findings: Findings, files: Files, version: str) -> dict[str, Any]:
    """Return a SARIF log with one run; suppressed findings are in it, marked (section 3.27.23)."""
    findings.cite()
    by_id: dict[str, Rule] = {}
    for rule in findings.rules:
        by_id.setdefault(rule.id, rule)
    index = {rule_id: number for number, rule_id in enumerate(by_id)}
    driver = {
        "name": "datamap",
        "semanticVersion": version,
        "rules": [_rule(rule, findings.role, findings.language) for rule in by_id.values()],
    }
    words = TEXT[findings.language]
    notes = [{"level": "note", "message": {"text": note}} for note in findings.notes]
    failed = [
        {"level": "error", "message": {"text": words["failed"].format(id=one.id, message=one.message)}}
        for one in findings.failures
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "language": findings.language,
        "invocations": [
            {"executionSuccessful": not findings.failures, "toolExecutionNotifications": [*notes, *failed]}
        ],
        "results": [_result(f, index, files) for f in (*findings, *findings.suppressed)],
        "properties": {"role": findings.role, "date": findings.at.isoformat()},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, role: str, language: str) -> dict[str, Any]:
    said = rule.to_dict(language)
    return {
        "id": rule.id,
        "shortDescription": {"text": said["message"].replace("{about}", "…")},
        "fullDescription": {"text": said["explanation"]},
        "help": {"text": said["remedy"]},
        "defaultConfiguration": {"level": _LEVELS[rule.severity(role)]},
        "properties": {"article": rule.article, "basis": rule.basis, "tags": ["gdpr", rule.basis]},
    }


def _result(finding: Finding, index: dict[str, int], files: Files) -> dict[str, Any]:
    detail = f": {finding.detail}" if finding.detail else ""
    lines = finding.evidence
    result: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": index[finding.id],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.about}: {finding.message}{detail}"},
        "locations": [_location(line, files) for line in lines[:1]],
        "partialFingerprints": {"datamap/v1": _fingerprint(finding)},
        "properties": {"vendor": finding.vendor, "article": finding.article, "remedy": finding.remedy},
    }
    if len(lines) > 1:
        result["relatedLocations"] = [
            {"id": number, **_location(line, files)} for number, line in enumerate(lines[1:], 1)
        ]
    if finding.suppression is not None:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": finding.suppression.reason}
        ]
    return result


def _location(line: Any, files: Files) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(files.path(line.file))}}
    if files.has_lines(line):
        place["region"] = {"startLine": line.line, "snippet": {"text": line.text}}
    return {"physicalLocation": place, "message": {"text": f"{line.source}:{line.line}: {line.text.strip()}"}}


def _uri(path: str) -> str:
    """Return a path as a URI reference (section 3.4.3)."""
    return Path(path).as_uri() if Path(path).is_absolute() else quote(path)


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move: rule, subject and words."""
    words = "|".join(phrase for line in finding.evidence for phrase in line.phrases)
    return hashlib.sha256(f"{finding.id}|{finding.subject}|{words}".encode("utf-8", "replace")).hexdigest()[
        :32
    ]
