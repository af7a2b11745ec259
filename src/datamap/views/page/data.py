"""All that a page holds, as plain values for JSON: facts and concepts, cut to what an audience may see."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from datamap.errors import InvalidParameter
from datamap.findings.rules import ROLES
from datamap.locators import place_in_words
from datamap.questions import wording
from datamap.questions.catalogue import load_catalogue
from datamap.questions.names import links_of
from datamap.questions.tables import HEADINGS
from datamap.registry.edges import FACET, PROPERTY
from datamap.views.cover import cover
from datamap.views.page import concepts as of_concepts
from datamap.views.page.concepts import Concepts
from datamap.views.page.facts import COVERED, FACETS, VERBS, read_facts
from datamap.views.page.found import findings_data
from datamap.views.page.supplied import read_supplied
from datamap.vocabulary.concepts import LANGUAGES
from datamap.vocabulary.terms import CONTRADICTED, DM

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from datamap.questions.catalogue import Question
    from datamap.registry.corrections import Correction
    from datamap.registry.registry import RegistryBase
    from datamap.views.page.facts import Claim, Facts, Process
    from datamap.views.page.supplied import SuppliedFact

INTERNAL, CUSTOMER, AUTHORITY = AUDIENCES = ("internal", "customer", "authority")

_CERTAINTIES = ("stated", "conditional", "denied", "outranked")
# What an entry of these fields says is for the house: remarks to oneself, and people to talk to.
_KEPT_IN_HOUSE = frozenset({DM + "field-note", DM + "field-contact"})
_ROW_TERMS = ("stated", "conditional", "denied", "outranked", "open", "notStated")
_REGIONS = ("insideOf", "outsideOf", "straddles")


def page_data(
    registry: RegistryBase, *, at: dt.date, audience: str = INTERNAL, role: str = "processor"
) -> dict[str, Any]:
    """Return what the page of a registry holds for an audience, borders as they lie at a date.

    For "customer" and "authority" the data lack what a check finds (in ``role``, for the house), notes and
    contacts of documents, file names, and who made a correction and why; for "customer" also all customers,
    their services, and how they are reached.
    Raises InvalidParameter for another audience or role.
    """
    if audience not in AUDIENCES:
        raise InvalidParameter(f"audience: {audience!r} is not one of {', '.join(AUDIENCES)}")
    registry.store.set_date(at)
    if role not in ROLES:
        raise InvalidParameter(f"role: {role!r} is not one of {', '.join(ROLES)}")
    return _Assembly(registry, audience, role).data(at)


class _Assembly:
    """Numbers what the facts repeat (texts, statements, concepts), so that the page stays small."""

    def __init__(self, registry: RegistryBase, audience: str, role: str) -> None:
        self._registry, self._role = registry, role
        self._internal = audience == INTERNAL
        self._audience = audience
        self._facts: Facts = read_facts(registry)
        self._concepts = Concepts(registry)
        self._texts: dict[str, int] = {}
        self._statements: dict[str, int] = {}
        self._qualifiers: dict[tuple[str, ...], int] = {(): 0}
        self._vendors = {iri: position for position, iri in enumerate(self._facts.vendors)}
        self._sources = {source.iri: position for position, source in enumerate(self._facts.sources)}

    def data(self, at: dt.date) -> dict[str, Any]:
        used = self._used()
        askable = of_concepts.askable(self._registry, self._concepts, used)
        terms = {name: self._concepts.number(DM + name) for name in (*_ROW_TERMS, *_REGIONS)}
        properties = {name: self._concepts.number(iri) for name, iri in PROPERTY.items()}
        processes = [self._process(process) for process in self._facts.processes]
        supplied = self._supplied()
        found = self._findings(at) if self._internal else None
        places = used["place"] | used["access"] | used["claimedPlace"]
        number = self._concepts.number
        return {
            "at": at.isoformat(),
            "audience": self._audience,
            "cover": asdict(cover(self._registry)),
            "vendors": list(self._facts.vendors.values()),
            "links": self._links(),
            "sources": [self._source(position) for position in range(len(self._sources))],
            "facets": [name.lower() for name in FACETS],
            "verbs": list(VERBS),
            "covered": list(COVERED),
            "certainties": list(_CERTAINTIES),
            "terms": terms,
            "properties": properties,
            "borders": of_concepts.borders(self._registry, self._concepts, places),
            "countries": [number(iri) for iri in of_concepts.countries(self._registry, used["place"])],
            "tools": [number(iri) for iri in of_concepts.transfer_tools(self._registry, used["safeguard"])],
            "suggestedRoles": [
                [number(purpose), number(role)]
                for purpose, role in of_concepts.role_suggestions(self._registry, used["claimedPurpose"])
            ],
            "processes": processes,
            "statements": self._statement_rows(),
            "corrections": self._corrections(),
            "supplied": supplied,
            "qualifiers": [list(iris) for iris in self._qualifiers],
            "texts": list(self._texts),
            "concepts": self._concepts.labels(),
            **askable,
            "catalogue": _catalogue(with_customers=self._audience != CUSTOMER),
            "headings": HEADINGS,
            "wording": {language: wording.word_tables(language) for language in LANGUAGES},
            "contradicted": CONTRADICTED,
            **({} if found is None else {"findings": found}),
        }

    def _findings(self, at: dt.date) -> dict[str, Any]:
        return findings_data(
            self._registry,
            at=at,
            role=self._role,
            vendors=self._vendors,
            statements=self._facts.statements,
            number=self._statement,
            text=self._text,
        )

    def _links(self) -> dict[int, dict[str, list[str]]]:
        """Return what the confirmed links of vendors to other names say, by number of the vendor."""
        if not self._registry.company_links.all():
            return {}
        said = {
            position: {language: links_of(self._registry, iri, language) for language in LANGUAGES}
            for iri, position in self._vendors.items()
        }
        return {position: words for position, words in said.items() if words["en"]}

    def _used(self) -> dict[str, set[str]]:
        used: dict[str, set[str]] = {name.lower(): set() for name in FACETS}
        used |= {"claimedPlace": set(), "claimedPurpose": set()}
        side = {"storage-place": "claimedPlace", "processing-place": "claimedPlace"}
        side |= {"access-place": "claimedPlace", "purpose": "claimedPurpose"}
        side |= {"data": "data", "subject": "subject", "safeguard": "safeguard"}
        for process in self._facts.processes:
            for code, concept in process.edges:
                used[FACETS[code // len(VERBS)].lower()].add(concept)
            for claim in process.claims:
                facet = side.get(FACET.get(claim.property, ""))
                if facet and claim.concept is not None:
                    used[facet].add(claim.concept)
        used["purpose"] |= used["claimedPurpose"]
        return used

    def _process(self, process: Process) -> list[Any]:
        """Return an entry as a row: the page's ``facts.js`` gives its columns their names."""
        number = self._concepts.number
        others = {claim.statement for claim in process.claims if not claim.by_person}
        others |= {statement for _, statement in process.coverage_in}
        others.update(process.headings)
        own = set(process.statements)
        return [
            [self._vendors[vendor] for vendor in process.vendors],
            self._sources.get(process.source or "", -1),
            [self._statement(iri) for iri in process.headings],
            [self._statement(iri) for iri in process.statements],
            [self._statement(iri) for iri in sorted(others - own, key=self._order)],
            [value for code, concept in process.edges for value in (code, number(concept))],
            [value for pair in process.coverage for value in pair],
            [value for name, iri in process.coverage_in for value in (name, self._statement(iri))],
            [number(role) for role in process.roles],
            [value for claim in process.claims for value in self._claim(claim)],
        ]

    def _claim(self, claim: Claim) -> list[int]:
        certainty = claim.certainty.removeprefix(DM)
        withheld = self._is_withheld(claim.statement)
        return [
            self._concepts.number(claim.property),
            -1 if claim.concept is None else self._concepts.number(claim.concept),
            _CERTAINTIES.index(certainty) if certainty in _CERTAINTIES else 0,
            self._text("" if withheld else claim.phrase),
            self._statement(claim.statement),
            self._qualifiers.setdefault(claim.qualifiers, len(self._qualifiers)),
            claim.by_person + 2 * claim.outranked,
        ]

    def _statement(self, iri: str) -> int:
        return self._statements.setdefault(iri, len(self._statements))

    def _statement_rows(self) -> list[list[int]]:
        rows: list[list[int]] = []
        for iri in self._statements:
            statement = self._facts.statements[iri]
            source = self._sources.get(statement.source, -1)
            field = -1 if statement.field is None else self._concepts.number(statement.field)
            shown = self._internal or (source >= 0 and not self._is_withheld(iri))
            rows.append([source, statement.line, self._text(statement.text) if shown else -1, field])
            if statement.at and self._internal:
                # Sheet names and paths are the house's own; readers outside are told the line.
                rows[-1] += [
                    self._text(place_in_words(statement.line, statement.at, lang)) for lang in ("sv", "en")
                ]
        return rows

    def _is_withheld(self, iri: str) -> bool:
        return not self._internal and self._facts.statements[iri].field in _KEPT_IN_HOUSE

    def _order(self, iri: str) -> tuple[Any, ...]:
        return self._facts.statements[iri]

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))

    def _source(self, position: int) -> dict[str, Any]:
        source = self._facts.sources[position]
        shown: dict[str, Any] = {"title": source.title, "date": source.dated, "edition": int(source.edition)}
        if self._internal:
            # A document goes by its file's stem unless it was given a name, so the name stays in the house.
            shown |= {"name": source.identifier, "file": source.file_name}
        return shown

    def _supplied(self) -> dict[str, Any]:
        """Return what persons stated as rows: the page's ``customers.js`` gives its columns their names."""
        found, own = read_supplied(self._registry), self._registry.organisation()
        if self._audience == CUSTOMER:
            found = found.of_vendors_alone()
        number = self._concepts.number
        service = {iri: position for position, iri in enumerate(found.services)}
        group = {iri: position for position, iri in enumerate(found.groups)}
        files: dict[str, int] = {}
        facts: dict[SuppliedFact, int] = {}

        def numbered(told: Iterable[SuppliedFact]) -> list[int]:
            return [facts.setdefault(fact, len(facts)) for fact in told]

        rows: dict[str, Any] = {
            "services": [
                [
                    one.name,
                    # A vendor that no list names has no number.
                    [self._vendors.get(vendor, found.vendors[vendor]) for vendor in one.vendors],
                    [number(concept) for concept in one.types],
                    numbered(one.told),
                ]
                for one in found.services.values()
            ],
            "groups": [[service[iri] for iri in those] for those in found.groups.values()],
            "customers": [
                [
                    one.name,
                    [service[iri] for iri in one.services],
                    [group[iri] for iri in one.groups],
                    one.contacts,
                    [number(concept) for concept in one.types],
                    numbered(one.named),
                    iri == own,
                ]
                for iri, one in found.customers.items()
            ],
            "reviews": [
                [subject, [[date, *numbered([fact])] for date, fact in found.reviews.get(iri, ())]]
                for iri, subject in (*self._vendors.items(), *found.reviewable.items())
            ],
        }
        rows["facts"] = [
            [files.setdefault(file, len(files)), line, self._text(text)] for file, line, text in facts
        ]
        rows["files"] = [found.files.get(iri, iri) if self._internal else None for iri in files]
        return rows

    def _corrections(self) -> dict[int, dict[str, Any]]:
        """Return the corrections by number; why and by whom only for the house."""
        return {c.number: self._correction(c) for c in self._registry.corrections()}

    def _correction(self, correction: Correction) -> dict[str, Any]:
        number = self._concepts.number
        shown: dict[str, Any] = {
            "property": number(PROPERTY[correction.facet]),
            "stated": [number(iri) for iri in correction.stated],
            "denied": [number(iri) for iri in correction.denied],
            "complete": correction.complete,
            "on": correction.on,
        }
        if self._internal:
            shown |= {"by": correction.by, "reason": correction.reason, "evidence": correction.evidence}
        return shown


def _catalogue(*, with_customers: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": question.name,
            "titles": question.titles,
            "kind": question.kind,
            "sides": list(question.sides),
            # The page follows no links between names: a row stands under the name that is asked for.
            "columns": [column for column in question.columns if column != "named"],
            "parameters": [[p.name, p.type, p.default] for p in question.parameters],
        }
        for question in load_catalogue()
        # The page holds what our own lists say; who stands behind a vendor is asked of the registry.
        if question.on_page
        and not question.asks_own_lists
        and (with_customers or not _is_about_customers(question))
    ]


def _is_about_customers(question: Question) -> bool:
    return "controller" in (*question.columns, *(parameter.type for parameter in question.parameters))
