"""Findings: what a check returns, in every form it is shown in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from datamap.findings import wording
from datamap.findings.finding import Finding, cite
from datamap.findings.rules import SEVERITIES, Rule
from datamap.questions.forms import Tabular, text_table
from datamap.questions.markup import html_table

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from datamap.registry.registry import RegistryBase


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that could not be asked, and why; the others were."""

    id: str
    message: str


class Findings(Tabular, Sequence[Finding]):
    """The findings of a check, worst first; those that a file suppresses stand apart.

    ``failures`` are rules that could not be asked; ``notes`` what must be said beside the findings.
    """

    def __init__(
        self,
        found: list[Finding],
        *,
        suppressed: list[Finding],
        failures: list[Failure],
        notes: list[str],
        rules: list[Rule],
        registry: RegistryBase,
        version: str,
        role: str,
        language: str,
        at: dt.date,
    ) -> None:
        self._found, self._registry, self._version = found, registry, version
        self.location = registry.location
        self.suppressed, self.failures, self.notes, self.rules = suppressed, failures, notes, rules
        self.role, self.language, self.at = role, language, at

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> list[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | list[Finding]:
        """Return one finding or a list of them."""
        return self._found[index]

    def __len__(self) -> int:
        """Return the number of findings that are not suppressed."""
        return len(self._found)

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        counted = Counter(finding.severity for finding in self._found)
        return {severity: counted[severity] for severity in SEVERITIES}

    @property
    def title(self) -> str:
        """What was checked, in words."""
        words = wording.TEXT[self.language]
        return words["title"].format(location=self.location, date=self.at, role=words[self.role])

    @property
    def broken(self) -> list[Finding]:
        """The findings that say that the registry's structure is broken: nothing else can be trusted."""
        return [
            f for f in (*self._found, *self.suppressed) if f.basis == "structure" and f.severity == "error"
        ]

    def at_or_above(self, severity: str) -> int:
        """Return how many findings are at least so severe; "never" counts none."""
        if severity not in SEVERITIES:
            return 0
        worst = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return sum(self.counts[one] for one in worst)

    def cite(self) -> None:
        """Look up the lines of all findings in bulk."""
        cite([*self._found, *self.suppressed])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        self.cite()
        suppressed = [
            {
                **finding.to_dict(),
                "suppression": finding.suppression.to_dict() if finding.suppression else None,
            }
            for finding in self.suppressed
        ]
        return {
            "registry": self.location,
            "role": self.role,
            "date": self.at.isoformat(),
            "counts": self.counts,
            "notes": self.notes,
            "failures": [{"id": failure.id, "message": failure.message} for failure in self.failures],
            "findings": [finding.to_dict() for finding in self._found],
            "suppressed": suppressed,
        }

    def to_sarif(self, sources: str | Path | None = None) -> dict[str, Any]:
        """Return everything as a SARIF 2.1.0 log; ``sources`` is the folder where the lists lie."""
        from datamap.findings.locating import Files
        from datamap.findings.sarif import sarif

        return sarif(self, Files(self._registry, sources), self._version)

    def to_annotations(self, sources: str | Path | None = None) -> list[str]:
        """Return one GitHub workflow command a finding; ``sources`` is the folder where the lists lie."""
        from datamap.findings.github import workflow_commands
        from datamap.findings.locating import Files

        return list(workflow_commands(self, Files(self._registry, sources)))

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        self.cite()
        columns = [
            "severity",
            "id",
            "article",
            "vendor",
            "about",
            "message",
            "detail",
            "basis",
            "evidence",
            "remedy",
        ]
        rows = []
        for finding in self._found:
            row = finding.to_dict()
            row["evidence"] = [f"{line.source}:{line.line}" for line in finding.evidence]
            rows.append({column: row[column] for column in columns})
        return rows, columns

    def _rows(self) -> list[list[str]]:
        words, line = wording.SEVERITY_WORDS[self.language], wording.TEXT[self.language]["line"]
        self.cite()
        return [
            [
                words[f.severity],
                f.id,
                f.article,
                f.about,
                f"{f.message}{f': {f.detail}' if f.detail else ''}",
                "\n".join(f"{e.source}, {line} {e.line}: {e.text.strip()}" for e in f.evidence),
                f.remedy,
            ]
            for f in self._found
        ]

    def _html(self) -> str:
        headings = wording.HEADINGS[self.language]
        return html_table(self.title, headings, self._rows(), notes=self.notes, lang=self.language)

    def _text(self) -> str:
        return "\n\n".join(
            [text_table(self.title, wording.HEADINGS[self.language], self._rows()), *self.notes]
        )
