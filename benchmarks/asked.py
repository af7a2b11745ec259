"""What is asked: the questions of the catalogue, with parameters that the generator can fill."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PHONE = "https://w3id.org/dpv/pd#TelephoneNumber"
EEA = "https://w3id.org/dpv/loc#EEA"
MARKETING = "https://w3id.org/dpv#Marketing"
CUSTOMER = "https://w3id.org/dpv#Customer"
MINIMUM = 5
AT = "2026-01-01"

FLAGSHIP = "vendors-by-data-outside"
QUESTIONS = (
    FLAGSHIP,
    "vendors-by-data",
    "vendors-by-purpose",
    "vendors-by-subject",
    "vendors-outside",
    "access-outside",
    "data-by-region",
    "data-by-country",
    "data-by-vendor",
    "vendor-facts",
    "evidence",
    "unstated-places",
    "unstated-data",
    "vendors-by-role",
    "transfers",
    "shared-data",
)
"""Shared data last: engines do not come to its end, and after it nothing has to be loaded anew."""
PLAIN = "yes alone"
KEYS = "flagship, integers"
"""Before anything is made into Python objects; the bare index finds the yes answers alone."""
WHOLE, COLUMNS, FIRST = "rows", "columns", "first 200"
"""What an answer is taken as: all rows as Python objects, what its length is read from, or a screenful."""
_FORMS: dict[str, tuple[str, ...]] = {
    FLAGSHIP: (COLUMNS,),
    "data-by-region": (COLUMNS,),
    "data-by-country": (COLUMNS,),
}
_FORMS["shared-data"] = (COLUMNS, FIRST)
# What somebody would write who wants the yes answers alone: the yardstick of the four-valued question.
PLAIN_TEXT = f"""PREFIX dpv: <https://w3id.org/dpv#>
PREFIX dm: <https://w3id.org/datamap#>
SELECT DISTINCT ?vendor WHERE {{
  ?n dm:kindOf* <{PHONE}> . ?process dm:statesData ?n .
  ?place dm:outsideOf <{EEA}> . ?process dm:statesPlace ?place ; dpv:hasDataProcessor ?vendor .
}}
"""


@dataclass(frozen=True)
class Job:
    """A question: its text for every engine, and what datamap is asked (nothing for plain SPARQL)."""

    title: str
    text: str
    question: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    form: str = WHOLE


def jobs_for(vendor: str, names: Sequence[str] = QUESTIONS) -> list[Job]:
    """Return what is measured: questions of the catalogue with their own texts, and the plain one."""
    import pyoxigraph as ox

    from datamap.questions.binding import Term, bind
    from datamap.questions.catalogue import load_question
    from datamap.vocabulary.terms import DM, XSD

    terms: dict[str, Term] = {
        "data": ox.NamedNode(PHONE),
        "outside": ox.NamedNode(EEA),
        "place": ox.NamedNode(DM + "storage"),
        "at": ox.Literal(AT, datatype=ox.NamedNode(XSD + "date")),
        "vendor": ox.NamedNode(vendor),
        "purpose": ox.NamedNode(MARKETING),
        "subject": ox.NamedNode(CUSTOMER),
        "minimum": ox.Literal(MINIMUM),
    }
    given = {"data": PHONE, "outside": "EEA", "place": "storage", "at": AT, "vendor": vendor}
    given |= {"purpose": MARKETING, "subject": CUSTOMER, "minimum": str(MINIMUM)}
    jobs = []
    for name in names:
        question = load_question(name)
        parameters = {parameter.name: given[parameter.name] for parameter in question.parameters}
        text = bind(question.text, terms)
        jobs += [Job(f"{name}, {form}", text, name, parameters, form) for form in _FORMS.get(name, ())]
        jobs.append(Job(name, text, name, parameters))
        if name == FLAGSHIP:
            jobs = [Job(KEYS, "", name, parameters), *jobs, Job(PLAIN, PLAIN_TEXT)]
    return jobs


def busiest_vendor(registry: Path) -> tuple[str, int, int]:
    """Return the vendor with the most processes, and how many processes and vendors there are."""
    counts: Counter[str] = Counter()
    with registry.open(encoding="utf-8") as lines:
        for line in lines:
            if "hasDataProcessor> " in line:
                counts[line.split()[2].strip("<>")] += 1
    own = {vendor: count for vendor, count in counts.items() if "/partner-" not in vendor}
    vendor = max(own, key=lambda iri: (own[iri], iri))
    return vendor, sum(counts.values()), len(counts)
