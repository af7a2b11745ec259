"""Lists without a fault, and one planted mistake of each kind, with the findings that it must give and no others.

What is expected is written beside each mistake, from the rule table; nothing of it comes from a run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

import datamap

if TYPE_CHECKING:
    import random
    from pathlib import Path

DATE = "2026-11-24"
PROCESSOR = "Nordlista AB"

_NUMBER = "own number"

# Field -> value of an entry that no rule has anything against.
CLEAN = {
    "Ändamål": "Fakturahantering",
    "Personuppgifter": "Namn, e-postadress",
    "Registrerade": "Kunder",
    "Lagringsplats": "Sverige",
    "Åtkomst från": "Sverige",
    "Adress": "Storgatan 1, Umeå",
    "Organisationsnummer": _NUMBER,
    "Avtal": "Biträdesavtal 2026-01-15",
    "Lagringstid": "Tolv månader",
}


@dataclass
class Entry:
    """A vendor's entry: its fields, what persons added about it, and the rules that must fire on it."""

    name: str
    fields: dict[str, str] = field(default_factory=lambda: dict(CLEAN))
    facts: dict[str, str] = field(default_factory=lambda: {"authorisation": "Underrättelse 2026-02-01"})
    expected: set[str] = field(default_factory=set)
    mark: str = ""

    def text(self) -> str:
        # A number is one company's: two entries that share it would be one under two names.
        number = f"55{crc32(self.name.encode()) % 10**8:08d}"
        values = {label: number if value == _NUMBER else value for label, value in self.fields.items()}
        lines = [f"{self.name}{self.mark}", *(f"{label}: {value}" for label, value in values.items())]
        return "\n".join(lines) + "\n"


@dataclass
class World:
    """A list with its registry's other facts, as they will be written."""

    entries: list[Entry]
    date: str = "2026-10-01"
    footnotes: list[str] = field(default_factory=list)
    organisation: list[str] = field(
        default_factory=lambda: [
            "  name: Nordlista AB",
            "  contact:",
            "    e-mail: info@nordlista.example",
            "  data protection officer: Bo Exempel",
            "  security measures: [kryptering]",
        ]
    )
    customers: list[str] = field(
        default_factory=lambda: [
            "  - name: Kunden AB",
            "    e-mail: hej@kunden.example",
            "    data protection officer: Eva Exempel",
            "    services: [Utskick]",
        ]
    )
    services: list[str] = field(
        default_factory=lambda: ["  - name: Utskick", "    category: Utskick av brev och lagring"]
    )
    expected: set[tuple[str, str]] = field(default_factory=set)
    """Findings about what is no vendor: (rule, name)."""

    def list_text(self) -> str:
        head = f"Underbiträden\n\nPersonuppgiftsbiträde: {PROCESSOR}\n"
        head += f"Datum: {self.date}\n" if self.date else ""
        notes = "".join(f"\n{note}\n" for note in self.footnotes)
        return head + "\nLeverantörer:\n\n" + "\n\n".join(entry.text() for entry in self.entries) + notes

    def facts_text(self) -> str:
        lines = [
            "by: Åsa Exempel",
            f"date: {DATE}",
            "organisation:",
            f"  known as: {PROCESSOR}",
            *self.organisation,
        ]
        if self.services:
            lines += ["services:", *self.services]
        if self.customers:
            lines += ["customers:", *self.customers]
        stated = [entry for entry in self.entries if entry.facts]
        if stated:
            lines.append("vendors:")
        for entry in stated:
            lines.append(f"  {entry.name}:")
            lines += [f"    {key}: {value}" for key, value in entry.facts.items()]
        return "\n".join(lines) + "\n"

    def findings_expected(self) -> set[tuple[str, str]]:
        of_vendors = {(rule, entry.name) for entry in self.entries for rule in entry.expected}
        return of_vendors | self.expected

    def registry(self, folder: Path) -> datamap.Registry:
        """Read the list and the facts into a registry in a folder."""
        source, facts = folder / "lista.txt", folder / "organisation.yaml"
        source.write_text(self.list_text(), "utf-8")
        facts.write_text(self.facts_text(), "utf-8")
        datamap.import_documents(source, registry=folder / "registry.ttl")
        registry = datamap.open(folder / "registry.ttl")
        report = registry.fill(facts)
        assert not report.refused, report.refused
        return registry


Mistake = Callable[[World, Entry], None]


def _field(label: str, value: str | None, *expected: str) -> Mistake:
    def plant(world: World, entry: Entry) -> None:
        if value is None:
            del entry.fields[label]
        else:
            entry.fields[label] = value
        entry.expected |= set(expected)

    return plant


def _fields(changes: dict[str, str], *expected: str) -> Mistake:
    def plant(world: World, entry: Entry) -> None:
        entry.fields |= changes
        entry.expected |= set(expected)

    return plant


def _no_access(world: World, entry: Entry) -> None:
    del entry.fields["Åtkomst från"]
    entry.expected.add("ACC-UNKNOWN")


def _no_contact(world: World, entry: Entry) -> None:
    del entry.fields["Adress"]
    entry.expected.add("CONTACT")


def _no_authorisation(world: World, entry: Entry) -> None:
    del entry.facts["authorisation"]
    entry.expected.add("AUTH")


def _old_review(world: World, entry: Entry) -> None:
    entry.facts["reviewed"] = "2025-01-15"
    entry.expected.add("REVIEW")


def _footnote_under_another(world: World, entry: Entry) -> None:
    after = world.entries.index(entry) + 1
    if after + 1 >= len(world.entries):
        return  # at the end of the list is where notes belong
    entry.mark = "*"
    entry.fields |= {"Lagringsplats": "Indien", "Åtkomst från": "Indien"}
    other = world.entries[after]
    other.fields["Lagringstid"] += "\n\n* Överföring sker med stöd av standardavtalsklausuler."
    entry.expected |= {"NOTE-PLACE", "TRF-TIA"}


def _alias(world: World, entry: Entry) -> None:
    twin = Entry(f"{entry.name.upper()} AB")
    world.entries.append(twin)
    # The pair is reported once, for the one whose IRI comes first.
    entry.expected.add("ALIAS")


def _other_place(world: World, entry: Entry) -> None:
    twin = Entry(f"{entry.name} (Tillägg)")
    twin.fields |= {"Lagringsplats": "Finland", "Åtkomst från": "Finland"}
    world.entries.append(twin)
    entry.expected.add("VENDOR-LOC")


MISTAKES: dict[str, Mistake] = {
    "no place": _field("Lagringsplats", None, "LOC-NONE"),
    "region only": _field("Lagringsplats", "EU/EES", "LOC-REGION"),
    "inside and outside": _fields(
        {"Lagringsplats": "Sverige och Schweiz", "Åtkomst från": "Sverige"}, "LOC-MIXED"
    ),
    "outside the EU": _field("Lagringsplats", "Utanför EU", "LOC-EU-EEA"),
    "third country not named": _field("Lagringsplats", "Utanför EU/EES", "TRF-COUNTRY", "TRF-TOOL"),
    "no ground": _field("Lagringsplats", "Indien", "TRF-TOOL"),
    "access without ground": _field("Åtkomst från", "Indien", "TRF-TOOL"),
    "a contract is no ground": _fields(
        {"Lagringsplats": "Indien", "Överföringsgrund": "Personuppgiftsbiträdesavtal"}, "TRF-TOOL"
    ),
    "article 46 without tool": _fields(
        {"Lagringsplats": "Indien", "Överföringsgrund": "Artikel 46 GDPR"}, "TRF-VAGUE"
    ),
    "no assessment": _fields(
        {"Lagringsplats": "Indien", "Överföringsgrund": "Standardavtalsklausuler"}, "TRF-TIA"
    ),
    "derogation": _fields({"Lagringsplats": "Indien", "Överföringsgrund": "Artikel 49.1 b"}, "TRF-DEROG"),
    "limited adequacy": _field("Lagringsplats", "Kanada", "TRF-SCOPE"),
    "expiring adequacy": _field("Lagringsplats", "Storbritannien", "TRF-SCOPE"),
    "certification not checked": _fields(
        {"Lagringsplats": "USA", "Överföringsgrund": "Data Privacy Framework"}, "TRF-DPF"
    ),
    "United States without ground": _field("Lagringsplats", "USA", "TRF-TOOL", "TRF-DPF"),
    "Privacy Shield": _fields(
        {"Lagringsplats": "USA", "Överföringsgrund": "Privacy Shield"}, "TRF-DEAD", "TRF-DPF"
    ),
    "Safe Harbor": _fields(
        {"Lagringsplats": "USA", "Överföringsgrund": "Safe Harbor"}, "TRF-DEAD", "TRF-DPF"
    ),
    "adequacy for India": _fields(
        {"Lagringsplats": "Indien", "Överföringsgrund": "Beslut om adekvat skyddsnivå"}, "TRF-ADEQ"
    ),
    "clauses inside the EEA": _field("Överföringsgrund", "Standardavtalsklausuler", "TRF-EEA"),
    "access not stated": _no_access,
    "parent outside": _field("Moderbolagets land", "USA", "PARENT-3C"),
    "wrong act": _fields(
        {"Lagringsplats": "Indien", "Överföringsgrund": "Artikel 46 i dataskyddslagen"},
        "CITE-LAW",
        "TRF-VAGUE",
    ),
    "footnote under another": _footnote_under_another,
    "no data": _field("Personuppgifter", None, "DATA-NONE"),
    "open data": _field("Personuppgifter", "Namn, e-postadress, t.ex.", "DATA-OPEN"),
    "varying data": _field("Personuppgifter", "Olika per kund; namn, telefonnummer", "DATA-VARIES"),
    "data under purpose": _field("Ändamål", "Fakturahantering; namn", "DATA-PURPOSE"),
    "fields disagree": _field("Ändamål", "Fakturahantering; telefonnummer", "DATA-PURPOSE", "DATA-CONFLICT"),
    "identity number": _field("Personuppgifter", "Namn, personnummer", "NATID"),
    "health": _field("Personuppgifter", "Namn, hälsouppgifter", "ART9"),
    "offences": _field("Personuppgifter", "Namn, uppgifter om lagöverträdelser", "ART10"),
    "cards": _field("Personuppgifter", "Namn, kreditkortsinformation", "CARD"),
    "online identifier": _field("Personuppgifter", "Namn, IP-adress", "ONLINE-ID"),
    "no contact": _no_contact,
    "no retention": _field("Lagringstid", None, "RETENTION"),
    "no contract": _field("Avtal", None, "CONTRACT"),
    "no authorisation": _no_authorisation,
    "no registration number": _field("Organisationsnummer", None, "ENTITY"),
    "same name": _alias,
    "same vendor elsewhere": _other_place,
    "old review": _old_review,
    "own role": _field("Ändamål", "Marknadsföring med displayannonser", "ROLE"),
}
"""Mistakes in an entry, for a processor's registry."""


def _no_date(world: World) -> None:
    world.date = ""
    world.expected.add(("REVIEW", "lista"))


def _old_date(world: World) -> None:
    world.date = "2025-06-01"
    world.expected.add(("REVIEW", "lista"))


def _unbound_note(world: World) -> None:
    world.footnotes.append("* Överföring sker med stöd av standardavtalsklausuler.")
    world.expected.add(("NOTE-UNBOUND", "lista"))


def _note_for_others(world: World) -> None:
    marked, bare = Entry("Märkt"), Entry("Omärkt")
    for entry in (marked, bare):
        entry.fields |= {"Lagringsplats": "Indien", "Åtkomst från": "Indien"}
    marked.mark = "*"
    marked.expected = {"TRF-TIA"}
    bare.expected = {"TRF-TOOL", "NOTE-SCOPE"}
    world.entries += [marked, bare]
    world.footnotes.append("* Överföring sker med stöd av standardavtalsklausuler.")


def _no_customers(world: World) -> None:
    world.customers = []
    world.expected.add(("CTRL-NONE", PROCESSOR))


def _no_category(world: World) -> None:
    world.services = ["  - name: Utskick"]
    world.expected.add(("CATPROC", "Utskick"))


def _customer_without_service(world: World) -> None:
    world.customers = [line for line in world.customers if "services" not in line]
    world.expected.add(("CATPROC", "Kunden AB"))


def _customer_without_contact(world: World) -> None:
    world.customers = [line for line in world.customers if "e-mail" not in line]
    world.expected.add(("CONTACT", "Kunden AB"))


def _own_contact(world: World) -> None:
    world.organisation = [
        line for line in world.organisation if "contact" not in line and "e-mail" not in line
    ]
    world.expected.add(("CONTACT", PROCESSOR))


def _own_officer(world: World) -> None:
    world.organisation = [line for line in world.organisation if "officer" not in line]
    world.expected.add(("DPO", PROCESSOR))


def _own_measures(world: World) -> None:
    world.organisation = [line for line in world.organisation if "measures" not in line]
    world.expected.add(("TOMS", PROCESSOR))


WORLD_MISTAKES: dict[str, Callable[[World], None]] = {
    "undated list": _no_date,
    "old list": _old_date,
    "footnote that binds nothing": _unbound_note,
    "footnote for another": _note_for_others,
    "no customers": _no_customers,
    "no category": _no_category,
    "customer without service": _customer_without_service,
    "customer without contact": _customer_without_contact,
    "own contact": _own_contact,
    "own officer": _own_officer,
    "own measures": _own_measures,
}
"""Mistakes about a list as a whole, or about the organisation and its customers."""

_NAMES = [
    "Ask",
    "Birka",
    "Corvo",
    "Dala",
    "Elvira",
    "Fjord",
    "Gran",
    "Hav",
    "Isvind",
    "Järv",
    "Koltrast",
    "Lom",
    "Måne",
    "Nordan",
    "Orre",
    "Pors",
]


def clean_world(vendors: int, rng: random.Random | None = None) -> World:
    """Return a world without mistakes; with ``rng``, its vendors differ in what no rule minds."""
    entries = [Entry(f"{_NAMES[n % len(_NAMES)]}{'x' * (n // len(_NAMES))}") for n in range(vendors)]
    for entry in entries if rng else ():
        assert rng is not None
        entry.fields["Personuppgifter"] = ", ".join(
            [
                "Namn",
                *rng.sample(["e-postadress", "telefonnummer", "adress", "kundnummer"], rng.randint(1, 3)),
            ]
        )
        place = rng.choice(["Sverige", "Norge", "Tyskland", "Schweiz", "Nya Zeeland", "Irland"])
        entry.fields |= {"Lagringsplats": place, "Åtkomst från": rng.choice([place, "Sverige"])}
        if place in ("Schweiz", "Nya Zeeland"):
            entry.fields["Åtkomst från"] = place
    return World(entries)


def random_world(rng: random.Random, vendors: int) -> World:
    """Return a world with planted mistakes in about half its entries, and some about the whole."""
    world = clean_world(vendors, rng)
    for entry in list(world.entries):
        if rng.random() < 0.5 and "*" not in entry.fields["Lagringstid"]:
            name = rng.choice(sorted(MISTAKES))
            kept = entry.fields["Lagringsplats"], entry.fields["Åtkomst från"]
            entry.fields = dict(CLEAN)
            MISTAKES[name](world, entry)
            if not entry.expected:
                entry.fields["Lagringsplats"], entry.fields["Åtkomst från"] = kept
    for name in rng.sample(sorted(WORLD_MISTAKES), 2):
        if not (name.startswith("footnote") and any("*" in e.mark for e in world.entries)):
            WORLD_MISTAKES[name](world)
    if any(entry.mark for entry in world.entries):
        for entry in world.entries:
            if (
                "TRF-TOOL" in entry.expected
            ):  # a note marks others, and these bear no mark and state no ground
                entry.expected.add("NOTE-SCOPE")
    return world


def differences(
    expected: set[tuple[str, str]], found: set[tuple[str, str]]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return what was missed and what was found for no reason."""
    return expected - found, found - expected
