"""What a registry tells of each company beside its name: lines, numbers, domains, legal entity."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from datamap.companies.known import words_of
from datamap.registry.conversion import IDENTIFIER, PUBLISHER, SOURCE, dm, dpv

if TYPE_CHECKING:
    from datamap.companies.known import KnownNames
    from datamap.registry.registry import RegistryBase

_HOST = re.compile(
    r"(?:https?://|www\.|@)((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})|"
    r"(?<![\w.@/-])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})(?![\w-])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b(?:[A-Z]{2}[ -]?)?\d[\d .\-]{5,18}\d\b")
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "or", "ne"})
# More companies than these at one domain or number: it is somebody else's, such as a register's.
_MOST_SHARING = 3
_FIELDS = {
    "website": "domain",
    "contact": "domain",
    "registration-number": "number",
    "legal-entity": "entity",
}
_FACTS = {
    "vendor-contact": "domain",
    "vendor-email": "domain",
    "vendor-registration-number": "number",
    "vendor-legal-entity": "entity",
}
_MOST_LINES = 3
_LONGEST = 2000


class Line(NamedTuple):
    """A line of a source that speaks of a company; ``line`` is 0 for what the whole source says."""

    source: str
    line: int
    text: str


@dataclass(slots=True)
class Traces:
    """By company (IRI): what its entries and persons' facts say, each value with its line."""

    numbers: dict[str, dict[str, Line]] = field(default_factory=lambda: defaultdict(dict))
    domains: dict[str, dict[str, Line]] = field(default_factory=lambda: defaultdict(dict))
    entities: dict[str, dict[str, Line]] = field(default_factory=lambda: defaultdict(dict))


def read_traces(registry: RegistryBase, known: KnownNames) -> Traces:
    """Read what the fields for addresses, numbers and legal entities say, a field at a time."""
    store, traces = registry.store, Traces()
    for name, what in _FIELDS.items():
        for triple in store.triples(None, dm("field"), dm(f"field-{name}")):
            statement = triple.subject
            line = _line(registry, statement)
            for link in store.triples(None, dm("hasStatement"), statement):  # type: ignore[arg-type]
                for company in _companies(registry, link.subject):
                    _note(traces, what, company, line, known)
    for name, what in _FACTS.items():
        for triple in store.triples(None, dm("recordField"), dm(f"fact-{name}")):
            line = _line(registry, triple.subject)
            for about in store.triples(triple.subject, dm("about"), None):  # type: ignore[arg-type]
                _note(traces, what, about.object.value, line, known)  # type: ignore[union-attr]
    for values in (traces.numbers, traces.domains):
        _drop_what_many_share(values)
    return traces


def lines_about(registry: RegistryBase, company: str) -> tuple[Line, ...]:
    """Return the lines that name a company: its entries' headings, and the lists that are its own."""
    store, node, found = registry.store, ox.NamedNode(company), []
    for relation in (dpv("hasDataProcessor"), dm("hasSubProcessor")):
        for link in store.triples(None, relation, node):
            for heading in store.triples(link.subject, dm("heading"), None):  # type: ignore[arg-type]
                found.append(_line(registry, heading.object))
    as_organisation = company.replace(f"{registry.base}vendor/", f"{registry.base}organisation/", 1)
    for iri in {company, as_organisation}:
        for of in store.triples(None, PUBLISHER, ox.NamedNode(iri)):
            source = registry.source_identifier(of.subject.value)  # type: ignore[union-attr]
            found.append(Line(source, 0, registry.name(iri)))
    return tuple(sorted(set(found))[:_MOST_LINES])


def domain_of(host: str) -> str:
    """Return the part of a host name that a company registers: "eu.mail.example.co.uk" is "example.co.uk".

    A rule of thumb in place of the Public Suffix List: two labels, or three below a short second one.
    """
    labels = host.casefold().strip(".").split(".")
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if deep else labels[-2:])


def _companies(registry: RegistryBase, process: object) -> list[str]:
    return [
        t.object.value  # type: ignore[union-attr]
        for relation in (dpv("hasDataProcessor"), dm("hasSubProcessor"))
        for t in registry.store.triples(process, relation, None)  # type: ignore[arg-type]
    ]


def _line(registry: RegistryBase, statement: object) -> Line:
    one = {t.predicate: t.object for t in registry.store.triples(statement, None, None)}  # type: ignore[arg-type]
    source = one.get(SOURCE)
    identifier = ""
    if isinstance(source, ox.NamedNode):
        named = registry.store.triples(source, IDENTIFIER, None)
        identifier = min((t.object.value for t in named), default=source.value)  # type: ignore[union-attr]
    number, text = one.get(dm("line")), one.get(dm("text"))
    return Line(
        identifier,
        int(number.value) if isinstance(number, ox.Literal) else 0,
        text.value.strip() if isinstance(text, ox.Literal) else "",
    )


def _note(traces: Traces, what: str, company: str, line: Line, known: KnownNames) -> None:
    text = line.text[:_LONGEST]
    if what == "number":
        for number in _NUMBER.findall(text):
            # "SE 556123-4567" and "5561234567" are one number; a VAT number has digits of its own.
            traces.numbers[company].setdefault("".join(c for c in number if c.isdigit()), line)
    elif what == "domain":
        for groups in _HOST.findall(text):
            domain = domain_of(groups[0] or groups[1])
            if domain not in known.shared_hosts:
                traces.domains[company].setdefault(domain, line)
        if any(words_of(word) in known.registration_words for word in text.split()):
            _note(traces, "number", company, line, known)
    else:
        label, colon, value = text.partition(":")
        value = (value if colon else label).strip()
        if value:
            traces.entities[company].setdefault(value, line)


def _drop_what_many_share(values: dict[str, dict[str, Line]]) -> None:
    counted: dict[str, int] = defaultdict(int)
    for found in values.values():
        for value in found:
            counted[value] += 1
    for found in values.values():
        for value in [v for v in found if counted[v] > _MOST_SHARING]:
            del found[value]
