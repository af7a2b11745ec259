"""One finding: its rule, its subject, its words, and the lines it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from datamap.findings.rules import Rule, in_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.findings.evidence import Cited, Lines
    from datamap.findings.suppressions import Suppression
    from datamap.vocabulary.concepts import Vocabulary
    from datamap.vocabulary.transfer_law import Adequacy

_AT_ONCE = 2000


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
