"""Findings: what a check returns, each with its rule, subject and lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, overload

from datamap.findings import wording
from datamap.findings.rules import SEVERITIES, Rule, in_language
from datamap.questions.forms import Tabular, text_table
from datamap.questions.markup import html_table

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from datamap.findings.evidence import Cited, Lines
    from datamap.findings.suppressions import Suppression
    from datamap.registry.registry import RegistryBase
    from datamap.vocabulary.concepts import Vocabulary
    from datamap.vocabulary.transfer_law import Adequacy

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that could not be asked, and why; the others were."""

    id: str
    message: str


@dataclass(slots=True)
class Found:
    """What a rule's query found about one subject, before words are made of it.

    ``kind`` is the variable that named the subject: "vendor", "process", "subject" or "focus" (of a shape).
    """

    rule: Rule
    kind: str
    subject: str
    processes: dict[str, None] = field(default_factory=dict)
    abouts: dict[str, None] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    statements: dict[tuple[str, str | None], None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What all findings of a check share."""

    lines: Lines
    vocabulary: Vocabulary
    adequacy: dict[str, Adequacy]
    vendors_of: dict[str, list[str]]
    entries_of: dict[str, list[str]]
    role: str
    language: str


class Finding:
    """One finding: a rule, whom it concerns, and the lines that it rests on."""

    __slots__ = ("_context", "_evidence", "_found", "suppression")

    def __init__(self, found: Found, context: Context) -> None:
        self._found, self._context = found, context
        self._evidence: tuple[Cited, ...] | None = None
        self.suppression: Suppression | None = None

    @property
    def rule(self) -> Rule:
        """The rule, with its explanation and the file of its query."""
        return self._found.rule

    @property
    def id(self) -> str:
        """The id of its rule."""
        return self._found.rule.id

    @property
    def severity(self) -> str:
        """One of "error", "warning" and "info", in the role that was asked for."""
        return self._found.rule.severity(self._context.role)

    @property
    def article(self) -> str:
        """The articles it stands on, "" for the registry's structure."""
        return self._found.rule.article

    @property
    def basis(self) -> str:
        """What speaks: the "list", the "law", the "registry" (what persons added) or its "structure"."""
        return self._found.rule.basis

    @property
    def subject(self) -> str:
        """The IRI of what it is about: an entry, vendor, organisation, customer, service, list or node."""
        return self._found.subject

    @property
    def vendors(self) -> list[str]:
        """The IRIs of the vendors it concerns, none where it concerns the organisation or a list."""
        found = self._found
        if found.kind == "vendor":
            return [found.subject]
        if found.kind == "process":
            return self._context.vendors_of.get(found.subject, [])
        processes = [found.subject, *found.processes]
        return list(dict.fromkeys(v for p in processes for v in self._context.vendors_of.get(p, [])))

    @property
    def vendor(self) -> str | None:
        """The vendor's name, None where it concerns the organisation, a customer or a list."""
        names = [self._context.lines.name(iri) for iri in self.vendors]
        return " / ".join(sorted(names, key=str.casefold)) or None

    @property
    def about(self) -> str:
        """The name of what it concerns: the vendor, else the organisation, customer, service or list."""
        return self.vendor or self._context.lines.name(self.subject)

    @property
    def message(self) -> str:
        """What was found, in words."""
        text = in_language(self._found.rule.messages, self._context.language)
        return text.replace("{about}", ", ".join(self._labels())) if "{about}" in text else text

    @property
    def detail(self) -> str:
        """What it rests on besides: places, types of data or names, with the limits of a decision; or ""."""
        found, context = self._found, self._context
        parts = [] if "{about}" in in_language(found.rule.messages, context.language) else self._labels()
        parts += sorted((context.lines.name(iri) for iri in found.others), key=str.casefold)
        return ", ".join(parts)

    @property
    def remedy(self) -> str:
        """What to do about it, in words."""
        return in_language(self._found.rule.remedies, self._context.language)

    @property
    def explanation(self) -> str:
        """Why it is worth a finding, in words."""
        return in_language(self._found.rule.explanations, self._context.language)

    @property
    def evidence(self) -> tuple[Cited, ...]:
        """The lines that it rests on; for what is not stated, the heading of the entry."""
        if self._evidence is None:
            cite([self])
        return self._evidence or ()

    def in_language(self, language: str) -> Finding:
        """Return the same finding, with the lines it has, in the words of a language."""
        spoken = Finding(self._found, replace(self._context, language=language))
        spoken._evidence, spoken.suppression = self._evidence, self.suppression
        return spoken

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, for JSON."""
        return {
            "id": self.id,
            "severity": self.severity,
            "article": self.article,
            "basis": self.basis,
            "vendor": self.vendor,
            "about": self.about,
            "subject": self.subject,
            "message": self.message,
            "detail": self.detail,
            "remedy": self.remedy,
            "evidence": [line.to_dict() for line in self.evidence],
        }

    def __repr__(self) -> str:
        return f"<Finding {self.id} {self.severity}: {self.about}>"

    def _labels(self) -> list[str]:
        context = self._context
        labels = []
        for iri in self._found.abouts:
            label = context.vocabulary.label(iri, context.language)
            decision = context.adequacy.get(iri) if self.basis == "law" else None
            labels.append(f"{label} ({decision.limits(context.language)})" if decision else label)
        return sorted(labels, key=str.casefold)

    # for cite() -----------------------------------------------------------------------------

    def entries(self) -> list[str]:
        """Return the entries (IRIs) that it rests on."""
        found = self._found
        if found.kind == "process":
            return [found.subject]
        if found.processes:
            return list(found.processes)
        vendors = [found.subject, *found.others] if found.kind == "vendor" else []
        return [entry for vendor in vendors for entry in self._context.entries_of.get(vendor, [])]

    def statements(self) -> list[tuple[str, str | None]]:
        """Return the statements that it rests on, with phrases; claims have to be fetched before."""
        found, lines = self._found, self._context.lines
        stated: list[tuple[str, str | None]] = list(found.statements)
        if found.abouts and (not stated or not any(phrase for _, phrase in stated)):
            for entry in self.entries():
                stated += lines.claimed(entry, found.abouts)
        if not stated:
            stated = [(heading, None) for entry in self.entries() for heading in lines.heading(entry)]
        if not stated:
            stated = [(iri, None) for iri in lines.introducing(found.subject)]
        return stated

    def take_evidence(self, lines: tuple[Cited, ...]) -> None:
        """Keep the lines that were looked up."""
        self._evidence = lines

    @property
    def cited(self) -> bool:
        """Whether its lines were looked up already."""
        return self._evidence is not None


def cite(findings: Sequence[Finding]) -> None:
    """Look up the lines of these findings, in bulk, unless they are there already."""
    wanted = [finding for finding in findings if not finding.cited]
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        lines = chunk[0]._context.lines
        lines.fetch_claims(entry for finding in chunk for entry in finding.entries())
        resting = [finding.statements() for finding in chunk]
        lines.fetch_statements(iri for stated in resting for iri, _ in stated)
        for finding, stated in zip(chunk, resting, strict=True):
            finding.take_evidence(lines.cite(stated))


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
