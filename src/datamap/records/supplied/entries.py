"""A supplied value, whichever file it stands in: checked, and added to the registry.

Facts of the organisation, its customers and services are added facts. What a vendor's answer says about
data, places, purposes, data subjects and transfer grounds is a correction: it outranks the list, which
stays visible.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from datamap.errors import InvalidParameter, UnknownName
from datamap.records.supplied.model import Entry, FillReport, Refusal, SuppliedFile
from datamap.records.supplied.values import read_date, read_value
from datamap.registry.added_facts import AddedFact
from datamap.registry.identifiers import subject_iri
from datamap.vocabulary.concepts import PLACES, normalise
from datamap.vocabulary.places import EEA, NON_EEA, find_place, standings
from datamap.vocabulary.record_fields import KINDS, SCHEME_OF_VALUE, RecordField

if TYPE_CHECKING:
    from datamap.registry.added_facts import State
    from datamap.registry.registry import RegistryBase
    from datamap.vocabulary.record_fields import Kind

_CLOSED = frozenset({"data", "subject", "purpose", "access-place"})
"""Facets of which a vendor is asked for all, so that its answer is a closed list."""


def fill_registry(
    registry: RegistryBase, supplied: SuppliedFile, *, by: str | None = None, on: dt.date | None = None
) -> FillReport:
    """Add a file's entries to a registry; what is nonsense is refused cell by cell, the rest is taken.

    ``by`` and ``on`` say who states it and when, where the file does not. Nothing is written to disk.
    Raises InvalidParameter when nobody states it, or at a time that is no date or has not come.
    """
    report = FillReport(refused=list(supplied.refused))
    if not supplied.entries:
        return report
    who, when = _who_and_when(supplied, by, on)
    before: set[tuple[str, str]] = set()
    if supplied.replaces:
        before = _withdraw(registry, supplied.file_name)
    taken = _Taken(registry, supplied, report, who, when)
    # Services and groups before who refers to them, so that "new" names only what nobody describes.
    order = {kind: position for position, kind in enumerate(("organisation", "service", "group", *KINDS))}
    for entry in sorted(_without_namesakes(registry, supplied, report), key=lambda e: order[e.kind]):
        try:
            taken.add(entry)
        except (InvalidParameter, UnknownName, ValueError) as error:
            report.refused.append(Refusal(entry.place, str(error)))
    if report.facts or report.corrections:
        registry.added_facts.remember_file(supplied.file_name, supplied.sha256, when)
        registry.added_facts.add(taken.facts)
    report.withdrawn = len(before - taken.about)
    registry.apply_corrections()
    return report


def _who_and_when(supplied: SuppliedFile, by: str | None, on: dt.date | None) -> tuple[str, str]:
    who = (supplied.by or by or "").strip()
    if not who:
        raise InvalidParameter(
            f"{supplied.file_name}: nobody states it; name the person in the file, or with --by NAME"
        )
    if supplied.on is None:
        return who, (on or dt.date.today()).isoformat()
    try:
        return who, _not_to_come(read_date(supplied.on))
    except ValueError as error:
        raise InvalidParameter(f"{supplied.file_name}: its date {error}") from None


def _not_to_come(date: str) -> str:
    if date > dt.date.today().isoformat():
        raise ValueError(f"{date} has not come yet")
    return date


def _withdraw(registry: RegistryBase, file_name: str) -> set[tuple[str, str]]:
    """Take back what a file said; return about which fields of which subjects."""
    about = {
        (fact.subject, key)
        for subject in registry.added_facts.all().values()
        for key, fact in subject.items()
        if fact.source == file_name
    }
    about |= {(c.vendor, c.facet) for c in registry.withdraw_corrections_of(file_name)}
    registry.added_facts.forget_file(file_name)
    return about


def _without_namesakes(registry: RegistryBase, supplied: SuppliedFile, report: FillReport) -> list[Entry]:
    """Return the entries without those of a second subject of a name: two customers are never made one."""
    items: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in supplied.entries:
        if entry.item:
            items[subject_iri(registry.base, entry.kind, entry.name)].setdefault(entry.item, entry.place)
    refused = set()
    for places in items.values():
        (first, at), *others = places.items()
        for item, place in others:
            refused.add(item)
            name = first.partition("|")[2]
            report.refused.append(
                Refusal(
                    place,
                    f"{name!r} stands already ({at}); tell them apart by name, with the place or number",
                )
            )
    return [entry for entry in supplied.entries if entry.item not in refused]


class _Taken:
    """Takes entries one by one; facts wait until all are read, corrections are applied at the end."""

    def __init__(
        self, registry: RegistryBase, supplied: SuppliedFile, report: FillReport, by: str, on: str
    ) -> None:
        self._registry, self._supplied, self._report = registry, supplied, report
        self._by, self._on = by, on
        self.facts: list[AddedFact] = []
        self.about: set[tuple[str, str]] = set()
        self._described = {(e.kind, normalise(e.name)) for e in supplied.entries}
        self._known = {normalise(v): iri for iri, v in registry.vendors().items()}
        self._corrected = {(c.evidence, c.vendor, c.facet): c for c in registry.corrections()}
        self._standing = standings(registry.vocabulary, dt.date.today())

    def add(self, entry: Entry) -> None:
        """Take one entry; raises InvalidParameter, UnknownName or ValueError when it is nonsense."""
        state, texts = read_value(entry.field, entry.text, entry.state)
        by, on = entry.by or self._by, _not_to_come(read_date(entry.on or self._on))
        if entry.kind == "vendor" and self._correct(entry, state, texts, by, on):
            return
        values = self._values(entry.field, texts) if state == "given" else ()
        subject = self._subject(entry)
        self.facts.append(
            AddedFact(
                subject, entry.field, texts, values, state, by, on, self._supplied.file_name, entry.place
            )
        )
        self.about.add((subject, entry.field.key))
        self._report.facts += 1

    def _subject(self, entry: Entry) -> str:
        added = self._registry.added_facts
        if entry.kind == "vendor":
            return self._vendor(entry.name)
        if entry.kind != "organisation":
            return added.name_subject(entry.kind, entry.name)
        own = self._registry.organisation()
        if own is None:
            if not entry.name:
                raise ValueError("name the organisation: the key 'known as', or its legal entity")
            own = added.name_subject("organisation", entry.name)
        added.set_own_organisation(own)
        return own

    def _vendor(self, name: str) -> str:
        return self._known.get(normalise(name)) or self._registry.vendor(name)

    def _values(self, wanted: RecordField, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Return the IRIs of values that are places, terms or subjects; free text has none."""
        if wanted.takes == "places":
            return tuple(self._third_country(words) for words in texts)
        if wanted.takes in SCHEME_OF_VALUE:
            scheme = SCHEME_OF_VALUE[wanted.takes]
            found = (self._registry.vocabulary.lookup(words, scheme) for words in texts)
            return tuple(iri for iri in found if iri)
        if wanted.takes == "vendor":
            return tuple(self._vendor(words) for words in texts)
        if wanted.takes == "service":
            return tuple(self._refer("service", words) for words in texts)
        if wanted.takes == "group":
            return tuple(self._refer("group", words) for words in texts)
        return ()

    def _place(self, words: str) -> str:
        vocabulary = self._registry.vocabulary
        place = find_place(words, vocabulary)
        if place is None:
            near = ", ".join(repr(label) for label, _ in vocabulary.nearest(words, PLACES))
            raise ValueError(f"{words!r} is no country or region{f'; nearest: {near}' if near else ''}")
        return place

    def _third_country(self, words: str) -> str:
        place = self._place(words)
        if self._standing.get((place, EEA)) == "inside":
            raise ValueError(
                f"{words!r} is inside the EEA, no third country; if there is no transfer, say why"
            )
        return place

    def _refer(self, kind: Kind, name: str) -> str:
        if (kind, normalise(name)) not in self._described:
            known = {normalise(self._registry.name(iri)) for iri in self._registry.added_facts.subjects(kind)}
            if normalise(name) not in known:
                self._report.new.append(name)
        return self._registry.added_facts.name_subject(kind, name)

    def _correct(self, entry: Entry, state: State, texts: tuple[str, ...], by: str, on: str) -> bool:
        """Make the entry a correction of the lists; return False where it is a fact of its own."""
        facet = entry.field.facet
        if facet is None or state == "varies" or (state == "notApplicable" and facet != "access-place"):
            return False
        vendor = self._vendor(entry.name)
        if state == "given" and entry.field.takes == "places":
            for words in texts:
                self._place(words)  # says what a country is not in the words of a questionnaire
        denies = state == "notApplicable"
        evidence = f"{self._supplied.file_name}, {entry.place}"
        reason = "; ".join(texts)
        same_cell = self._corrected.get((evidence, vendor, facet))
        if same_cell is None or (same_cell.reason, same_cell.by, same_cell.on) != (reason, by, on):
            self._registry.correct(
                vendor,
                states=None if denies else {facet: texts},
                denies={facet: NON_EEA} if denies else None,
                complete=denies or facet in _CLOSED,
                reason=reason,
                by=by,
                on=dt.date.fromisoformat(on),
                evidence=evidence,
                apply=False,
            )
            if same_cell is not None:  # only now: a refused answer leaves the earlier one in force
                self._registry.undo_correction(same_cell.number)
        self.about.add((vendor, facet))
        self._report.corrections += 1
        return True
