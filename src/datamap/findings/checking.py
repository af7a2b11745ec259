"""A check: every rule and shape asked once of a registry, and what they found made into findings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import DatamapError, InvalidParameter
from datamap.findings import wording
from datamap.findings.evidence import Lines
from datamap.findings.finding import Context, Finding, Found, cite
from datamap.findings.findings import Failure, Findings
from datamap.findings.legal_notes import early_note, old_tables_note
from datamap.findings.namesakes import aliases, namesakes
from datamap.findings.rules import ROLES, SEVERITIES, Rule, choose, load_rules
from datamap.findings.shapes import constraint_queries
from datamap.findings.suppressions import Suppression, default_file, read_suppressions
from datamap.questions.binding import bind, placeholders
from datamap.vocabulary.terms import RDFS, XSD
from datamap.vocabulary.transfer_law import adequacy_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.registry import RegistryBase

_SUBCLASSES = f"SELECT ?class WHERE {{ ?class <{RDFS}subClassOf>+ $class }}"
_VENDORS = "SELECT ?process ?vendor WHERE { ?process <https://w3id.org/dpv#hasDataProcessor> ?vendor }"


def check(
    registry: RegistryBase,
    *,
    role: str = "processor",
    lang: str = "en",
    only: Iterable[str] | None = None,
    at: dt.date | None = None,
    suppressions: str | Path | None = None,
    version: str = "",
) -> Findings:
    """Ask every rule of a role; see :meth:`datamap.Registry.check`."""
    if role not in ROLES:
        raise InvalidParameter(f"role: {role!r} is not one of {', '.join(ROLES)}")
    day = at or dt.date.today()
    everything = load_rules()
    rules = choose(everything, role, only)
    file = Path(suppressions) if suppressions is not None else default_file(registry.location)
    decided = read_suppressions(file, everything) if file is not None else []
    registry.store.set_date(day)
    asker = _Asker(registry, day)
    found: list[Found] = []
    failures = []
    for rule in rules:
        try:
            found += asker.ask(rule)
        except Exception as error:  # whatever ails one rule must not hide what the others find
            message = str(error) if isinstance(error, DatamapError) else f"{type(error).__name__}: {error}"
            failures.append(Failure(rule.id, " ".join(message.split())))
    context = Context(
        Lines(registry), registry.vocabulary, adequacy_at(registry.vocabulary, day),
        *(asker.vendors() if found else ({}, {})), role, lang,
    )  # fmt: skip
    findings = _in_order([Finding(one, context) for one in found])
    kept, suppressed, notes = _suppress(findings, decided, rules, day, file, lang)
    return Findings(
        kept,
        suppressed=suppressed,
        failures=failures,
        notes=[*_notes(registry, day, lang), *notes],
        rules=rules,
        registry=registry,
        version=version,
        role=role,
        language=lang,
        at=day,
    )


class _Asker:
    """Asks rules of one registry at one date."""

    def __init__(self, registry: RegistryBase, at: dt.date) -> None:
        self._registry, self._at = registry, at
        self._store = registry.store.whole()
        self._subclasses: dict[str, list[str]] = {}
        self._numbers: dict[str, str] = {}

    def ask(self, rule: Rule) -> list[Found]:
        if rule.shape is not None:
            broken: dict[str, Found] = {}
            for constraint in constraint_queries(rule.shape, self.subclasses):
                if constraint.proof is not None and len(set(map(self._number, constraint.proof))) == 1:
                    continue
                for row in self._query(constraint.text):
                    node = _name(row["focus"])
                    broken.setdefault(node, Found(rule, "focus", node))
            return list(broken.values())
        text = rule.query()
        wanted = placeholders(text)
        values = {name: value for name in wanted if (value := self._value(name, rule)) is not None}
        try:
            solutions = self._query(bind(text, values))
            return _gather(rule, solutions)
        except DatamapError as error:
            raise type(error)(f"{rule.file}: {error}") from None

    def vendors(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Return the vendors of each entry, and the entries of each vendor."""
        vendors_of: dict[str, list[str]] = {}
        entries_of: dict[str, list[str]] = {}
        for row in self._query(_VENDORS):
            process, vendor = _name(row["process"]), _name(row["vendor"])
            vendors_of.setdefault(process, []).append(vendor)
            entries_of.setdefault(vendor, []).append(process)
        return vendors_of, entries_of

    def subclasses(self, iri: str) -> list[str]:
        known = self._subclasses.get(iri)
        if known is None:
            rows = self._query(bind(_SUBCLASSES, {"class": ox.NamedNode(iri)}))
            below = {row["class"].value for row in rows if isinstance(row["class"], ox.NamedNode)}
            known = self._subclasses[iri] = [iri, *sorted(below - {iri})]
        return known

    def _number(self, text: str) -> str:
        known = self._numbers.get(text)
        if known is None:
            known = self._numbers[text] = next(row["n"].value for row in self._query(text))
        return known

    def _query(self, text: str) -> ox.QuerySolutions:
        solutions = self._store.query(text)
        if not isinstance(solutions, ox.QuerySolutions):
            raise InvalidParameter("a rule is a SELECT query")
        return solutions

    def _value(self, name: str, rule: Rule) -> Any:
        """Return what a placeholder of a rule stands for, None for one that nobody knows."""
        if name == "organisation":
            return ox.NamedNode(self._registry.organisation() or self._registry.base)
        if name == "words":
            return ox.Literal("|".join(rule.patterns))
        if name in ("at", "yearAgo"):
            # A year of 365 days, as questions have it: on 29 February there is no day a year ago.
            day = self._at if name == "at" else self._at - dt.timedelta(days=365)
            return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))
        if name in ("aliases", "namesakes"):
            pairs = (aliases if name == "aliases" else namesakes)(self._registry)
            return [(ox.NamedNode(a), ox.NamedNode(b)) for a, b in pairs]
        return None


def _gather(rule: Rule, solutions: ox.QuerySolutions) -> list[Found]:
    """Return what a query found, its rows about one subject taken together."""
    variables = [variable.value for variable in solutions.variables]
    keys = [name for name in ("vendor", "process", "subject") if name in variables]
    if not keys:
        raise InvalidParameter("a rule selects ?process, ?vendor or ?subject")
    about, other, phrase = "about" in variables, "other" in variables, "phrase" in variables
    statement, with_process = "statement" in variables, "process" in variables
    gathered: dict[str, Found] = {}
    for row in solutions:
        kind = next((key for key in keys if row[key] is not None), None)
        if kind is None:
            continue
        subject = _name(row[kind])
        found = gathered.get(subject)
        if found is None:
            found = gathered[subject] = Found(rule, kind, subject)
        if with_process and kind != "process" and row["process"] is not None:
            found.processes[_name(row["process"])] = None
        if about and row["about"] is not None:
            found.abouts[_name(row["about"])] = None
        if other and row["other"] is not None and _name(row["other"]) != subject:
            found.others[_name(row["other"])] = None
        if statement and row["statement"] is not None:
            words = row["phrase"].value if phrase and row["phrase"] is not None else None
            found.statements[_name(row["statement"]), words] = None
    return list(gathered.values())


def _name(term: object) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else term.value  # type: ignore[attr-defined]


def _in_order(findings: list[Finding]) -> list[Finding]:
    names: dict[str, str] = {}

    def about(finding: Finding) -> str:
        for iri in finding.vendors[:1]:
            if iri not in names:
                names[iri] = (finding.vendor or iri).casefold()
            return names[iri]
        return ""

    rank = {severity: position for position, severity in enumerate(SEVERITIES)}
    return sorted(findings, key=lambda f: (rank[f.severity], f.rule.order, f.id, about(f), f.subject))


def _suppress(
    findings: list[Finding],
    decided: list[Suppression],
    rules: list[Rule],
    at: dt.date,
    file: Path | None,
    language: str,
) -> tuple[list[Finding], list[Finding], list[str]]:
    """Return the findings that stand, those that are suppressed, and what to say of the suppressions."""
    if not decided:
        return findings, [], []
    words, asked = wording.TEXT[language], {rule.id for rule in rules}
    by_id: dict[str, list[Finding]] = {}
    for finding in findings:
        by_id.setdefault(finding.id, []).append(finding)
    cite([f for s in decided if s.source for f in by_id.get(s.id, [])])
    notes = []
    for one in decided:
        if one.id not in asked:
            continue  # of the other role, or not among those asked for
        if one.expires is not None and one.expires < at:
            notes.append(words["expired"].format(file=file, what=one.what, date=one.expires))
        elif one.date > at:
            notes.append(words["future"].format(file=file, what=one.what, date=one.date))
        else:
            matching = [finding for finding in by_id.get(one.id, []) if one.matches(finding)]
            for finding in matching:
                finding.suppression = finding.suppression or one
            if not matching:
                notes.append(words["unmatched"].format(file=file, what=one.what))
    kept = [finding for finding in findings if finding.suppression is None]
    return kept, [finding for finding in findings if finding.suppression is not None], notes


def _notes(registry: RegistryBase, at: dt.date, language: str) -> list[str]:
    old = old_tables_note(registry.vocabulary, at, language)
    return [wording.TEXT[language]["source"], *filter(None, (old, early_note(at, language)))]
