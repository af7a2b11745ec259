"""Findings as GitHub workflow commands, which mark lines in a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.findings.findings import Findings
    from datamap.findings.locating import Files

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def workflow_commands(findings: Findings, files: Files) -> Iterator[str]:
    """Yield one command a finding, at the first line that it rests on."""
    findings.cite()
    for finding in findings:
        properties = []
        for line in finding.evidence[:1]:
            properties.append(f"file={_property(files.path(line.file))}")
            if files.has_lines(line):
                properties.append(f"line={line.line}")
        properties.append(
            f"title={_property(f'{finding.id} ({finding.article})' if finding.article else finding.id)}"
        )
        detail = f": {finding.detail}" if finding.detail else ""
        text = f"{finding.about}: {finding.message}{detail}. {finding.remedy}"
        yield f"::{_COMMANDS[finding.severity]} {','.join(properties)}::{_data(text)}"


def _data(text: str) -> str:
    # A command ends with its line: what is not escaped would begin another.
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
