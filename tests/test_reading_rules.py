"""One field at a time: what a value claims, how surely, and whether its list is closed.

The rules: docs/design.md, "Reading rules". The most important: a list is never closed when anything
in it was not understood or is left open, for only a closed list may answer "no".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from datamap.claims.qualifiers import Qualifiers
from datamap.claims.reading import read_list
from datamap.claims.report import reading_to_dict
from datamap.documents import Cell, Document
from datamap.resources import resource
from datamap.vocabulary.concepts import (
    DATA_SUBJECTS,
    PERSONAL_DATA,
    PLACES,
    PURPOSES,
    SAFEGUARDS,
    Vocabulary,
    load_vocabulary,
    normalise,
)
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    from datamap.claims.model import Reading

Claims = list[tuple[str, str | None, str]]


def read(*lines: str) -> Reading:
    text = "\n".join(lines).split("\n")
    cells = tuple(Cell(line, number) for number, line in enumerate(text, 1))
    return read_list(Document("list.txt", "0" * 64, cells), "list")


def claims(reading: Reading) -> Claims:
    return [
        (c.phrase, curie(c.concept) if c.concept else None, c.certainty)
        for c in reading.entries[0].claims
        if c.facet != "qualifier"
    ]


def coverage(reading: Reading, question: str) -> str:
    return reading.entries[0].coverage[question].coverage


def qualifiers(reading: Reading, concept: str) -> set[str]:
    """Why the claim of a concept is not plain."""
    return {
        curie(iri)
        for c in reading.entries[0].claims
        if c.concept is not None and curie(c.concept) == concept
        for iri in c.qualifiers
    }


def s(phrase: str, concept: str | None) -> tuple[str, str | None, str]:
    return (phrase, concept, "stated")


def c(phrase: str, concept: str | None) -> tuple[str, str | None, str]:
    return (phrase, concept, "conditional")


def d(phrase: str, concept: str | None) -> tuple[str, str | None, str]:
    return (phrase, concept, "denied")


NAME, EMAIL, PHONE = "pd:Name", "pd:EmailAddress", "pd:TelephoneNumber"

# value, claims, coverage, what is reported as not understood
DATA: list[tuple[str, Claims, str, list[str]]] = [
    # plain lists
    ("Namn", [s("Namn", NAME)], "listed", []),
    ("Namn, e-postadress", [s("Namn", NAME), s("e-postadress", EMAIL)], "listed", []),
    ("Namn, e-postadress.", [s("Namn", NAME), s("e-postadress", EMAIL)], "listed", []),
    ("NAMN; E-POSTADRESS", [s("NAMN", NAME), s("E-POSTADRESS", EMAIL)], "listed", []),
    ("Name; email address; IP address",
     [s("Name", NAME), s("email address", EMAIL), s("IP address", "pd:IPAddress")], "listed", []),
    ("- Namn\n- Telefonnummer", [s("Namn", NAME), s("Telefonnummer", PHONE)], "listed", []),
    ("• Name\n• Phone number\n", [s("Name", NAME), s("Phone number", PHONE)], "listed", []),
    ("\nNamn\nTelefonnummer", [s("Namn", NAME), s("Telefonnummer", PHONE)], "listed", []),
    ("Namn\nTelefonnummer", [s("Namn", NAME), s("Telefonnummer", PHONE)], "listed", []),
    ("Namn, fullständigt\n  namn", [s("Namn", NAME), s("fullständigt\n  namn", "dm:FullName")], "listed", []),
    ("Namn,\n  telefonnummer", [s("Namn", NAME), s("telefonnummer", PHONE)], "listed", []),
    ("Namn,\u00a0telefonnummer", [s("Namn", NAME), s("telefonnummer", PHONE)], "listed", []),
    ("Namn, kreditkortsinformation, postnummer",
     [s("Namn", NAME), s("kreditkortsinformation", "pd:PaymentCard"), s("postnummer", "pd:PostalCode")],
     "listed", []),
    ("Namn, adress, roll",
     [s("Namn", NAME), s("adress", "pd:PhysicalAddress"), s("roll", "dm:Role")], "listed", []),
    ("Mobilnummer", [s("Mobilnummer", "dm:MobileNumber")], "listed", []),
    # varies by customer
    ("Olika per kund; Namn, telefonnummer", [c("Namn", NAME), c("telefonnummer", PHONE)], "open", []),
    ("Olika per Vivas kund; Namn", [c("Namn", NAME)], "open", []),
    ("Olika per kund, namn, telefonnummer", [c("namn", NAME), c("telefonnummer", PHONE)], "open", []),
    ("Namn, telefonnummer; olika per kund", [c("Namn", NAME), c("telefonnummer", PHONE)], "open", []),
    ("Namn, telefonnummer, olika per kund", [c("Namn", NAME), c("telefonnummer", PHONE)], "open", []),
    ("Namn. Olika per kund.", [c("Namn", NAME)], "open", []),
    ("Telefonnummer (olika per kund)", [c("Telefonnummer", PHONE)], "open", []),
    ("Varies by customer; name, phone number", [c("name", NAME), c("phone number", PHONE)], "open", []),
    ("Name, phone number. Varies by customer.", [c("Name", NAME), c("phone number", PHONE)], "open", []),
    ("Kundspecifikt", [], "open", []),
    ("Customer-specific", [], "open", []),
    # depends on
    ("Beror på kund och projekt", [], "open", []),
    ("Depends on the configuration", [], "open", []),
    ("Ej personspecifikt, beror på kund, projekt och behov", [], "open", []),
    ("Namn, beroende på kundens inställningar", [c("Namn", NAME)], "open", []),
    ("Depends on configuration; name, phone number", [c("name", NAME), c("phone number", PHONE)], "open", []),
    # examples
    ("t.ex. namn, e-postadress", [c("namn", NAME), c("e-postadress", EMAIL)], "open", []),
    ("t. ex. namn", [c("namn", NAME)], "open", []),
    ("t ex namn", [c("namn", NAME)], "open", []),
    ("e.g. name, phone number", [c("name", NAME), c("phone number", PHONE)], "open", []),
    ("Namn, t.ex. förnamn", [s("Namn", NAME), c("förnamn", "dm:GivenName")], "open", []),
    ("Kontaktuppgifter (t.ex. namn, telefonnummer)",
     [s("Kontaktuppgifter", "pd:Contact"), c("namn", NAME), c("telefonnummer", PHONE)], "open", []),
    ("Contact details (e.g. email address)",
     [s("Contact details", "pd:Contact"), c("email address", EMAIL)], "open", []),
    ("Kan omfatta namn, e-postadress", [c("namn", NAME), c("e-postadress", EMAIL)], "open", []),
    ("including but not limited to name, phone number", [c("name", NAME), c("phone number", PHONE)], "open", []),
    ("Kontaktuppgifter såsom telefonnummer",
     [s("Kontaktuppgifter", "pd:Contact"), c("telefonnummer", PHONE)], "open", []),
    ("Contact details such as phone number",
     [s("Contact details", "pd:Contact"), c("phone number", PHONE)], "open", []),
    # a list that does not end
    ("Namn, e-postadress m.m.", [s("Namn", NAME), s("e-postadress", EMAIL)], "open", []),
    ("Namn, e-postadress, m.m.", [s("Namn", NAME), s("e-postadress", EMAIL)], "open", []),
    ("Namn, e-postadress mm", [s("Namn", NAME), s("e-postadress", EMAIL)], "open", []),
    ("Namn, e-postadress etc.", [s("Namn", NAME), s("e-postadress", EMAIL)], "open", []),
    ("Name, email address, etc.", [s("Name", NAME), s("email address", EMAIL)], "open", []),
    ("Name (etc.)", [s("Name", NAME)], "open", []),
    ("Name, email address and more", [s("Name", NAME), s("email address", EMAIL)], "open", []),
    ("Namn med mera", [s("Namn", NAME)], "open", []),
    ("Den data som samlas in via formulär", [], "open", []),
    ("Namn, data som samlas in via t.ex. webbformulär", [s("Namn", NAME)], "open", []),
    ("Such data as is collected by the forms", [], "open", []),
    ("Primärt namn", [s("namn", NAME)], "open", []),
    # undecided
    ("TBD", [], "open", []),
    ("To be confirmed", [], "open", []),
    ("Ej fastställt", [], "open", []),
    ("Okänt", [], "open", []),
    ("N/A", [], "open", []),
    # conditions: they open nothing
    ("Namn (om aktiverat)", [c("Namn", NAME)], "listed", []),
    ("Namn, telefonnummer (om aktiverat)", [s("Namn", NAME), c("telefonnummer", PHONE)], "listed", []),
    ("Name, phone number (if enabled)", [s("Name", NAME), c("phone number", PHONE)], "listed", []),
    ("Name, phone number if enabled", [s("Name", NAME), c("phone number", PHONE)], "listed", []),
    ("Name, optionally phone number", [s("Name", NAME), c("phone number", PHONE)], "listed", []),
    ("Namn, eventuellt telefonnummer", [s("Namn", NAME), c("telefonnummer", PHONE)], "listed", []),
    ("Name, possibly phone number", [s("Name", NAME), c("phone number", PHONE)], "listed", []),
    # denials
    ("Namn, inga kortuppgifter", [s("Namn", NAME), d("kortuppgifter", "pd:PaymentCard")], "listed", []),
    ("Name, no cardholder data", [s("Name", NAME), d("cardholder data", "pd:PaymentCard")], "listed", []),
    ("Namn. Inga kortuppgifter behandlas.", [s("Namn", NAME), d("kortuppgifter", "pd:PaymentCard")], "listed", []),
    ("Namn men inte telefonnummer", [s("Namn", NAME), d("telefonnummer", PHONE)], "listed", []),
    ("Namn, men inte telefonnummer", [s("Namn", NAME), d("telefonnummer", PHONE)], "listed", []),
    ("Name but not phone number", [s("Name", NAME), d("phone number", PHONE)], "listed", []),
    ("Names and no phone numbers", [s("Names", NAME), d("phone numbers", PHONE)], "listed", []),
    ("Namn och inga telefonnummer", [s("Namn", NAME), d("telefonnummer", PHONE)], "listed", []),
    ("Namn, ej telefonnummer", [s("Namn", NAME), d("telefonnummer", PHONE)], "listed", []),
    ("Olika per kund; Namn, inga kortuppgifter",
     [c("Namn", NAME), c("kortuppgifter", "pd:PaymentCard")], "open", []),
    # coordinations
    ("Namn och e-postadress", [s("Namn", NAME), s("e-postadress", EMAIL)], "listed", []),
    ("Namn samt e-postadress", [s("Namn", NAME), s("e-postadress", EMAIL)], "listed", []),
    ("Namn, e-postadress och telefonnummer",
     [s("Namn", NAME), s("e-postadress", EMAIL), s("telefonnummer", PHONE)], "listed", []),
    ("Name, email address, and phone number",
     [s("Name", NAME), s("email address", EMAIL), s("phone number", PHONE)], "listed", []),
    ("Name & phone number", [s("Name", NAME), s("phone number", PHONE)], "listed", []),
    ("Användar- och händelsedata",
     [s("Användar- och händelsedata", "dpv:PersonalData"), s("händelsedata", "dm:EventData")], "listed", []),
    ("User and event data",
     [s("User and event data", "dpv:PersonalData"), s("event data", "dm:EventData")], "listed", []),
    ("Namn/e-post", [s("Namn", NAME), s("e-post", EMAIL)], "listed", []),
    ("Namn / telefonnummer", [s("Namn", NAME), s("telefonnummer", PHONE)], "listed", []),
    # whole terms only
    ("E-postadress", [s("E-postadress", EMAIL)], "listed", []),
    ("IP-adress", [s("IP-adress", "pd:IPAddress")], "listed", []),
    ("Nummerplåt", [s("Nummerplåt", None)], "open", ["Nummerplåt"]),
    ("Namnsdag", [s("Namnsdag", None)], "open", ["Namnsdag"]),
    ("Telefonnumer", [s("Telefonnumer", None)], "open", ["Telefonnumer"]),
    ("Namn, blorpdata", [s("Namn", NAME), s("blorpdata", None)], "open", ["blorpdata"]),
    ("Namn och blorpdata", [s("Namn", NAME), s("blorpdata", None)], "open", ["blorpdata"]),
    ("Namn (krypterat)", [s("Namn", NAME)], "open", ["krypterat"]),
    ("Olika per kund; Namn, blorpdata", [c("Namn", NAME), c("blorpdata", None)], "open", ["blorpdata"]),
]  # fmt: skip


def _ids(rows: list[tuple[str, Claims, str, list[str]]]) -> list[str]:
    return [row[0].replace("\n", "⏎").replace("\u00a0", "⍽") for row in rows]


def _check(label: str, question: str, row: tuple[str, Claims, str, list[str]]) -> None:
    value, expected, covered, unmapped = row
    found = read("Acme", f"{label}: {value}")
    assert claims(found) == expected
    assert [u.text for u in found.unmapped] == unmapped
    assert coverage(found, question) == covered


@pytest.mark.parametrize("row", DATA, ids=_ids(DATA))
def test_data(row: tuple[str, Claims, str, list[str]]) -> None:
    _check("Personuppgifter", "data", row)


@pytest.mark.parametrize("row", DATA, ids=_ids(DATA))
def test_the_language_of_the_label_makes_no_difference(row: tuple[str, Claims, str, list[str]]) -> None:
    value = row[0]
    assert claims(read("Acme", f"Personal data: {value}")) == claims(
        read("Acme", f"Personuppgifter: {value}")
    )


@pytest.mark.parametrize(
    ("value", "concept", "why"),
    [
        ("Olika per kund; Namn", NAME, {"dm:VariesByCustomer"}),
        ("Beror på tjänst; Namn", NAME, {"dm:DependsOn"}),
        ("t.ex. namn", NAME, {"dm:Example"}),
        ("Namn (om aktiverat)", NAME, {"dm:Conditional"}),
        ("Eventuellt namn", NAME, {"dm:Uncertain"}),
        ("Inga namn", NAME, {"dm:Negation"}),
        ("Inga namn, telefonnummer", PHONE, {"dm:UnclearNegation"}),
        ("Namn", NAME, set()),
    ],
)
def test_a_claim_tells_why_it_is_not_plain(value: str, concept: str, why: set[str]) -> None:
    assert qualifiers(read("Acme", f"Personuppgifter: {value}"), concept) == why


def test_a_negation_whose_reach_is_unclear_makes_what_follows_conditional() -> None:
    # "No names, e-mail": no names and no e-mail? or no names, but e-mail?
    found = read("Acme", "Personuppgifter: inga namn, e-post")
    assert claims(found) == [d("namn", NAME), c("e-post", EMAIL)]


@pytest.mark.parametrize(
    "value", ["Inga personuppgifter", "inga", "None", "No personal data", "Inga uppgifter."]
)
def test_a_field_that_says_none_denies_all_personal_data(value: str) -> None:
    found = read("Acme", f"Personuppgifter: {value}")
    assert [(concept, certainty) for _, concept, certainty in claims(found)] == [
        ("dpv:PersonalData", "denied")
    ]
    assert found.unmapped == ()


@pytest.mark.parametrize(
    "value",
    [
        "Inga kortuppgifter",
        "No cardholder data",
        "Inga namn och telefonnummer",
        "Inga kortuppgifter behandlas",
    ],
)
def test_a_field_that_only_denies_gives_no_closed_list(value: str) -> None:
    # "No card data" says nothing about phone numbers: a no for those would come from silence.
    found = read("Acme", f"Personuppgifter: {value}")
    assert {certainty for _, _, certainty in claims(found)} == {"denied"}
    assert found.unmapped == ()
    assert coverage(found, "data") != "listed"


@pytest.mark.parametrize("value", ["Ej i USA", "Inte EU", "Not in India", "Inte Irland och USA"])
def test_a_field_that_only_denies_a_place_gives_no_closed_list(value: str) -> None:
    # "Not in the USA" may still be India.
    found = read("Acme", f"Lagringsplats: {value}")
    assert {certainty for _, _, certainty in claims(found)} == {"denied"}
    assert found.unmapped == ()
    assert coverage(found, "place") != "listed"


# ---- purposes ----------------------------------------------------------------------------------

PURPOSE: list[tuple[str, Claims, str, list[str]]] = [
    ("Fakturering", [s("Fakturering", "dm:Invoicing")], "listed", []),
    ("Fakturering och support", [s("Fakturering", "dm:Invoicing"), s("support", "dm:Support")], "listed", []),
    ("Support (om aktiverat)", [c("Support", "dm:Support")], "listed", []),
    ("Support. Olika per kund.", [c("Support", "dm:Support")], "open", []),
    ("Support m.m.", [s("Support", "dm:Support")], "open", []),
    ("Blorpning", [s("Blorpning", None)], "open", ["Blorpning"]),
    ("Support, blorpning", [s("Support", "dm:Support"), s("blorpning", None)], "open", ["blorpning"]),
    ("TBD", [], "open", []),
    # data named among purposes may be held, but is not stated as held
    ("Support, namn, telefonnummer",
     [s("Support", "dm:Support"), c("namn", NAME), c("telefonnummer", PHONE)], "listed", []),
    ("Support. Namn och telefonnummer",
     [s("Support", "dm:Support"), c("Namn", NAME), c("telefonnummer", PHONE)], "listed", []),
]  # fmt: skip


@pytest.mark.parametrize("row", PURPOSE, ids=_ids(PURPOSE))
def test_purposes(row: tuple[str, Claims, str, list[str]]) -> None:
    _check("Ändamål", "purpose", row)


def test_data_in_the_purpose_field_says_that_it_is_misplaced_and_closes_no_list() -> None:
    found = read("Acme", "Ändamål: Support, telefonnummer")
    assert "dm:MisplacedField" in qualifiers(found, PHONE)
    assert coverage(found, "data") != "listed"


@pytest.mark.parametrize(
    "value",
    ["Marknadsföring via e-post", "E-postmarknadsföring", "Marketing by email", "Marknadsföring via SMS och e-post",
     "Kundsupport via telefon", "Support by phone", "Kundsupport i e-post och videosamtal"],
)  # fmt: skip
def test_a_channel_in_a_purpose_is_no_data(value: str) -> None:
    found = read("Acme", f"Ändamål: {value}")
    facets = {x.facet for x in found.entries[0].claims}
    assert "data" not in facets
    assert coverage(found, "data") == "notStated"


@pytest.mark.parametrize(
    "value", ["Olika per kund", "Support; varierar mellan kunder", "Support, beror på kunden"]
)
def test_what_opens_the_purpose_opens_the_list_of_data(value: str) -> None:
    found = read("Acme", f"Ändamål: {value}", "Personuppgifter: Namn")
    assert coverage(found, "data") == "open"


# ---- places ------------------------------------------------------------------------------------

PLACE: list[tuple[str, Claims, str, list[str]]] = [
    ("EU/EES", [s("EU/EES", "loc:EEA")], "listed", []),
    ("  EU/EES ", [s("EU/EES", "loc:EEA")], "listed", []),
    ("EU/EEA", [s("EU/EEA", "loc:EEA")], "listed", []),
    ("EU", [s("EU", "loc:EU")], "listed", []),
    ("Inom EU/EES", [s("Inom EU/EES", "loc:EEA")], "listed", []),
    ("EU/EES och utanför EU", [s("EU/EES", "loc:EEA"), s("utanför EU", "loc:non-EEA")], "listed", []),
    ("EU/EES, utanför EU", [s("EU/EES", "loc:EEA"), s("utanför EU", "loc:non-EEA")], "listed", []),
    ("EU/EES och utanför EU/EES", [s("EU/EES", "loc:EEA"), s("utanför EU/EES", "loc:non-EEA")], "listed", []),
    ("Utanför EU", [s("Utanför EU", "loc:non-EU")], "listed", []),
    ("Outside the EU", [s("Outside the EU", "loc:non-EU")], "listed", []),
    ("Utanför EU/EES", [s("Utanför EU/EES", "loc:non-EEA")], "listed", []),
    ("Även utanför EU/EES", [s("utanför EU/EES", "loc:non-EEA")], "listed", []),
    ("Sverige, Irland och USA", [s("Sverige", "loc:SE"), s("Irland", "loc:IE"), s("USA", "loc:US")], "listed", []),
    ("Sweden, Ireland, and the United States",
     [s("Sweden", "loc:SE"), s("Ireland", "loc:IE"), s("the United States", "loc:US")], "listed", []),
    ("Irland", [s("Irland", "loc:IE")], "listed", []),
    ("Island", [s("Island", "loc:IS")], "listed", []),
    ("Ireland/Iceland", [s("Ireland", "loc:IE"), s("Iceland", "loc:IS")], "listed", []),
    ("Schweden", [s("Schweden", "loc:SE")], "listed", []),
    ("Deutschland, Frankreich", [s("Deutschland", "loc:DE"), s("Frankreich", "loc:FR")], "listed", []),
    ("Ruotsi", [s("Ruotsi", "loc:SE")], "listed", []),
    ("Saksa, Suomi", [s("Saksa", "loc:DE"), s("Suomi", "loc:FI")], "listed", []),
    ("UK", [s("UK", "loc:GB")], "listed", []),
    ("SE", [s("SE", "loc:SE")], "listed", []),
    ("Gotham", [s("Gotham", None)], "open", ["Gotham"]),
    ("EU/EES, Gotham", [s("EU/EES", "loc:EEA"), s("Gotham", None)], "open", ["Gotham"]),
    ("Sverige och Gotham", [s("Sverige", "loc:SE"), s("Gotham", None)], "open", ["Gotham"]),
    ("Utanför Gotham", [s("Utanför Gotham", None)], "open", ["Utanför Gotham"]),
    ("EU/EES; olika per kund", [c("EU/EES", "loc:EEA")], "open", []),
    ("Beror på kunden", [], "open", []),
    ("USA (om aktiverat)", [c("USA", "loc:US")], "listed", []),
    ("EU/EES, USA if enabled", [s("EU/EES", "loc:EEA"), c("USA", "loc:US")], "listed", []),
    ("EU/EES, t.ex. Irland", [s("EU/EES", "loc:EEA"), c("Irland", "loc:IE")], "open", []),
    ("EU/EES (Irland)", [s("EU/EES", "loc:EEA"), s("Irland", "loc:IE")], "listed", []),
    ("Huvudsakligen EU/EES", [s("EU/EES", "loc:EEA")], "open", []),
    ("TBD", [], "open", []),
    ("EU/EES, inte USA", [s("EU/EES", "loc:EEA"), d("USA", "loc:US")], "listed", []),
    ("EU/EES, inte utanför EU/EES", [s("EU/EES", "loc:EEA"), d("utanför EU/EES", "loc:non-EEA")], "listed", []),
]  # fmt: skip


@pytest.mark.parametrize("row", PLACE, ids=_ids(PLACE))
def test_places(row: tuple[str, Claims, str, list[str]]) -> None:
    _check("Lagringsplats", "place", row)


def test_outside_the_eu_beside_the_eea_says_how_it_is_read() -> None:
    found = read("Acme", "Lagringsplats: EU/EES och utanför EU")
    assert qualifiers(found, "loc:non-EEA") == {"dm:ReadAsOutsideEEA"}
    assert qualifiers(found, "loc:EEA") == set()
    assert qualifiers(read("Acme", "Lagringsplats: Utanför EU"), "loc:non-EU") == set()


@pytest.mark.parametrize("value", ["Inte utanför EU/EES", "Not outside the EU/EEA", "Ej utanför EU/EES"])
def test_not_outside_is_a_denial(value: str) -> None:
    found = read("Acme", f"Lagringsplats: {value}")
    assert [(concept, certainty) for _, concept, certainty in claims(found)] == [("loc:non-EEA", "denied")]
    assert found.unmapped == ()


@pytest.mark.parametrize(
    ("label", "facet", "question"),
    [
        ("Åtkomst från", "access-place", "access"),
        ("Säte", "seat", None),
        ("Moderbolagets land", "parent-place", None),
        ("Registered office", "seat", None),
    ],
)
def test_other_places_are_not_where_data_are_stored(label: str, facet: str, question: str | None) -> None:
    found = read("Acme", f"{label}: Indien", "Ändamål: Support")
    assert [x.facet for x in found.entries[0].claims if x.concept and curie(x.concept) == "loc:IN"] == [facet]
    assert coverage(found, "place") == "notStated"
    if question:
        assert coverage(found, question) == "listed"


# ---- safeguards, subjects, dates, headings -----------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("SCC", ["SCC"]),
        ("Standardavtalsklausuler", ["SCC"]),
        ("Standard contractual clauses (SCCs)", ["SCC"]),
        ("DPF", ["DPF"]),
        ("EU-U.S. Data Privacy Framework", ["DPF"]),
        ("BCR", ["BCR"]),
        ("SCC, BCR", ["SCC", "BCR"]),
        ("DPF and SCCs", ["DPF", "SCC"]),
        ("Art. 46", ["Art46-unspecified"]),
        ("DPA", [None]),
        ("Personuppgiftsbiträdesavtal", [None]),
        ("GDPR", [None]),
        ("Inom EU/EES", [None]),
    ],
)
def test_a_contract_the_gdpr_or_the_eea_is_no_safeguard(value: str, kinds: list[str | None]) -> None:
    found = read("Acme", f"Skyddsåtgärd: {value}", "Ändamål: Support")
    assert [x["kind"] for x in reading_to_dict([found])["entries"][0]["safeguards"]] == kinds
    assert found.unmapped == ()


@pytest.mark.parametrize("value", ["Inga SCC", "No SCCs"])
def test_a_safeguard_may_be_denied(value: str) -> None:
    found = read("Acme", f"Skyddsåtgärd: {value}")
    assert [x.certainty for x in found.entries[0].claims if x.facet == "safeguard"] == ["denied"]


SUBJECTS: list[tuple[str, Claims, str, list[str]]] = [
    ("Kunder, anställda", [s("Kunder", "dpv:Customer"), s("anställda", "dpv:Employee")], "listed", []),
    ("customers, employees and website visitors",
     [s("customers", "dpv:Customer"), s("employees", "dpv:Employee"), s("website visitors", "dm:WebsiteVisitor")],
     "listed", []),
    ("Kunder m.fl.", [s("Kunder", "dpv:Customer")], "open", []),
    ("Kunder, blorpare", [s("Kunder", "dpv:Customer"), s("blorpare", None)], "open", ["blorpare"]),
    ("Kunder, inte anställda", [s("Kunder", "dpv:Customer"), d("anställda", "dpv:Employee")], "listed", []),
    ("Olika per kund; anställda", [c("anställda", "dpv:Employee")], "open", []),
]  # fmt: skip


@pytest.mark.parametrize("row", SUBJECTS, ids=_ids(SUBJECTS))
def test_subjects(row: tuple[str, Claims, str, list[str]]) -> None:
    _check("Registrerade", "subject", row)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Datum: 2026-05-01", "2026-05-01"),
        ("Senast uppdaterad: 2026-05-01", "2026-05-01"),
        ("Last updated: 2026-05-01 by Anna", "2026-05-01"),
        ("Datum: 1 maj 2026", None),
        ("Datum: 2026-02-31", None),
        ("Datum: 20260501", None),
    ],
)
def test_the_date_of_the_list(line: str, date: str | None) -> None:
    found = read(line, "", "Acme", "Personuppgifter: Namn")
    assert found.date == date
    assert line in [statement.text for statement in found.around]


@pytest.mark.parametrize("heading", ["Zoom (if enabled)", "Zoom (om aktiverat)", "Zoom (valfritt)"])
def test_a_condition_on_the_heading_lowers_every_claim(heading: str) -> None:
    found = read(heading, "Ändamål: Support", "Personuppgifter: Namn, telefonnummer", "Lagringsplats: USA")
    assert {certainty for _, _, certainty in claims(found)} == {"conditional"}
    assert len(claims(found)) == 4
    assert coverage(found, "data") == "listed"


@pytest.mark.parametrize("heading", ["Zoom (Video)", "Google (G Suite)", "Zoom", "Optional AB"])
def test_another_heading_lowers_nothing(heading: str) -> None:
    found = read(heading, "Personuppgifter: Namn", "Lagringsplats: USA")
    assert {certainty for _, _, certainty in claims(found)} == {"stated"}


def test_a_claim_stands_on_its_own_line() -> None:
    found = read("Acme", "Personuppgifter: Namn,", "e-postadress,", "blorpdata", "Lagringsplats:", "USA")
    assert [(x.phrase, x.line) for x in found.entries[0].claims] == [
        ("Namn", 2), ("e-postadress", 3), ("blorpdata", 4), ("USA", 6)
    ]  # fmt: skip
    assert [(u.text, u.line, u.vendor, u.field) for u in found.unmapped] == [("blorpdata", 4, "Acme", "data")]


def test_a_near_word_is_only_a_suggestion() -> None:
    found = read("Acme", "Personuppgifter: Telefonnumer")
    claim = found.entries[0].claims[0]
    assert claim.concept is None
    assert claim.suggestion is not None
    assert curie(claim.suggestion) == PHONE


def test_a_list_of_processing_places_says_nothing_of_an_empty_field() -> None:
    found = read("Acme", "Personuppgifter:", "Lagringsplats: USA")
    assert coverage(found, "data") == "notStated"


# ---- every label of the ontology, alone and in lists -------------------------------------------


@pytest.mark.parametrize(
    ("label", "scheme"),
    [("Personal data", PERSONAL_DATA), ("Purpose", PURPOSES), ("Storage location", PLACES),
     ("Transfer mechanism", SAFEGUARDS), ("Data subjects", DATA_SUBJECTS)],
)  # fmt: skip
def test_every_label_of_the_ontology_is_understood_as_it_stands(label: str, scheme: str) -> None:
    vocabulary = load_vocabulary()
    wrong = []
    for concept in vocabulary.members(scheme):
        for _, text in vocabulary.labels_by_language(concept):
            expected = vocabulary.labels(scheme).get(normalise(text))
            if expected is None:
                continue  # another scheme's label of a concept that stands in two
            found = read("Acme", f"{label}: {text}", "Role: processor")
            facts = [x for x in found.entries[0].claims if x.facet not in ("qualifier", "role")]
            if [(x.concept, x.certainty) for x in facts] != [(expected, "stated")] or found.unmapped:
                wrong.append((text, [(x.phrase, x.concept, x.certainty) for x in facts]))
    assert wrong == []


@pytest.mark.parametrize("scheme", [PERSONAL_DATA, PURPOSES, PLACES, SAFEGUARDS, DATA_SUBJECTS])
def test_what_a_scheme_understands_does_not_depend_on_what_was_read_before(scheme: str) -> None:
    alone, after_all = Vocabulary(resource("ontology")), Vocabulary(resource("ontology"))
    for other in (PURPOSES, PERSONAL_DATA, PLACES, SAFEGUARDS, DATA_SUBJECTS):
        if other != scheme:
            after_all.labels(other)
    assert set(after_all.labels(scheme)) - set(alone.labels(scheme)) == set()


KNOWN = ["namn", "e-postadress", "telefonnummer", "adress", "IP-adress", "personnummer", "kundnummer", "roll",
         "name", "email address", "phone number", "IP address", "cookies", "kontaktuppgifter", "kortuppgifter",
         "fullständigt namn", "contact details"]  # fmt: skip
SEPARATORS = [
    ", ",
    "; ",
    ",",
    " och ",
    " samt ",
    " and ",
    "/",
    " / ",
    "\n- ",
    ",\n",
    " & ",
    ", och ",
    "  ,  ",
]
SHAPES = ["{x}", "{x}", "{x}", "{k} {x}", "{x} {k}", "{k} ({x})", "({x}) {k}", "{k} - {x}", "{k}: {x}", "{k} för {x}",
          "{k} of {x}", "{x}-{k}", "{k}/{x}", "{k}. X{x}", "\"{x}\"", "{k} ({k}, {x})", "[{x}]", "{x} (t.ex. {k})",
          "t.ex. {x}", "inga {x}", "{k} och inga {x}", "{x} m.m.", "{x} (om aktiverat)", "{x} och {k}"]  # fmt: skip
NONSENSE = st.text(alphabet="bcdfghjklqrstvwxz", min_size=6, max_size=12)


def _nonsense(word: str) -> bool:
    labels = load_vocabulary().labels
    return not any(word in label for scheme in (PERSONAL_DATA, PLACES) for label in labels(scheme))


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.sampled_from(KNOWN), min_size=1, max_size=6),
    st.data(),
    NONSENSE,
    st.sampled_from(SHAPES),
    st.sampled_from(["", "", "", "Olika per kund; ", "t.ex. ", "Bl.a. "]),
)
def test_a_list_with_a_word_nobody_knows_is_never_closed(
    known: list[str], data: st.DataObject, word: str, shape: str, start: str
) -> None:
    assume(_nonsense(word))
    # "adress: x" on a line of its own is a field, the vendor's address, and no item of the list.
    labels = [label for label in KNOWN if ":" not in shape or label not in ("adress", "roll")]
    item = shape.format(x=word, k=data.draw(st.sampled_from(labels)))
    place = data.draw(st.integers(0, len(known)))
    items = [*known[:place], item, *known[place:]]
    value = start + items[0]
    for following in items[1:]:
        value += data.draw(st.sampled_from(SEPARATORS)) + following
    found = read("Acme", f"Personuppgifter: {value}")
    assert coverage(found, "data") == "open"
    assert any(word in u.text for u in found.unmapped)
    assert all(concept is None or word not in phrase for phrase, concept, _ in claims(found))


OPENERS = ["Olika per kund; {v}", "{v}; olika per kund", "{v}, olika per kund", "{v}. Varierar.", "t.ex. {v}", "{v} m.m.",
           "{v}, m.m.", "{v} etc.", "{v}, etc", "Beror på tjänst; {v}", "{v}, beroende på tjänst", "{v} (m.m.)",
           "{v}, and more", "{v} and others", "such as {v}", "kan omfatta {v}", "{v}. TBD", "{v}, samt data som samlas in"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(KNOWN), min_size=1, max_size=6), st.sampled_from(OPENERS), st.sampled_from([", ", "; ", "\n- "])
)  # fmt: skip
def test_a_list_with_an_opening_word_is_never_closed_and_loses_nothing(
    known: list[str], opener: str, separator: str
) -> None:
    found = read("Acme", f"Personuppgifter: {opener.format(v=separator.join(known))}")
    assert coverage(found, "data") == "open"
    named = [phrase for phrase, concept, _ in claims(found) if concept]
    assert all(item in named for item in known)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(KNOWN), min_size=1, max_size=8), st.data())
def test_a_list_of_known_labels_is_closed_and_every_label_is_a_claim(
    known: list[str], data: st.DataObject
) -> None:
    value = known[0]
    for following in known[1:]:
        value += data.draw(st.sampled_from(SEPARATORS)) + following
    found = read("Acme", f"Personuppgifter: {value}")
    labels = load_vocabulary().labels(PERSONAL_DATA)
    assert [(phrase, concept) for phrase, concept, _ in claims(found)] == [
        (label, curie(labels[normalise(label)])) for label in known
    ]
    assert {certainty for _, _, certainty in claims(found)} == {"stated"}
    assert (coverage(found, "data"), found.unmapped) == ("listed", ())


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Sverige", "EU/EES", "USA", "utanför EU", "Irland", "Schweden"]),
        min_size=1,
        max_size=4,
    ),
    NONSENSE,
    st.data(),
)
def test_a_list_of_places_with_a_place_nobody_knows_is_never_closed(
    places: list[str], word: str, data: st.DataObject
) -> None:
    assume(_nonsense(word))
    items = data.draw(
        st.permutations([*places, data.draw(st.sampled_from([word, f"utanför {word}", f"{word} (USA)"]))])
    )
    value = items[0]
    for following in items[1:]:
        value += data.draw(st.sampled_from([", ", "; ", " och ", " and ", " samt ", "\n- "])) + following
    found = read("Acme", f"Lagringsplats: {value}")
    assert coverage(found, "place") == "open"
    assert any(word in u.text for u in found.unmapped)


def test_no_qualifier_of_the_ontology_closes_a_list_that_it_should_open() -> None:
    vocabulary = load_vocabulary()
    words = Qualifiers(vocabulary)
    wrong = []
    for iri in vocabulary.members("https://w3id.org/datamap#qualifiers"):
        opens = vocabulary.values(iri, "https://w3id.org/datamap#opens")
        if "data" not in opens:
            continue
        for pattern in vocabulary.values(iri, "https://w3id.org/datamap#pattern"):
            if pattern.endswith(":"):  # "examples:" stands before something
                if coverage(read("Acme", f"Personuppgifter: {pattern} namn"), "data") != "open":
                    wrong.append(pattern)
                continue
            text = pattern.replace("…", "blorp").replace("*", "").strip()
            alone = words.whole(text)
            if alone is None or alone.iri != iri:
                wrong.append(text)
                continue
            for value in (f"Namn. {text[0].upper()}{text[1:]}.", f"Namn; {text}", f"Namn, {text}"):
                if coverage(read("Acme", f"Personuppgifter: {value}"), "data") != "open":
                    wrong.append(value)
    assert wrong == []
