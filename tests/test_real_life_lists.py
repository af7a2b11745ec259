"""What people write in lists, and what may be answered from it: never more than is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import datamap

if TYPE_CHECKING:
    from pathlib import Path


def ask(folder: Path, text: str, name: str, **given: str) -> dict[str, str]:
    (folder / "list.txt").write_text(text, "utf-8")
    registry = datamap.open(folder / "registry.ttl", create=True)
    registry.import_documents(folder / "list.txt")
    return {row.vendor: row.answer for row in registry.query(name, **given)}


@pytest.mark.parametrize(
    ("value", "phone"),
    [
        ("Inte bara namn utan även telefonnummer", "yes"),
        ("Inte enbart namn och telefonnummer", "yes"),
        ("Not only names but also phone numbers", "yes"),
        ("Inga andra än namn och telefonnummer", "yes"),
        ("Endast namn", "no"),
        ("Only names", "no"),
        ("Namn, ...", "unknown"),
        ("Namn...", "unknown"),
        ("Namn…", "unknown"),
        (
            "Enkätsvar; beroende på undersökning kan även namn, telefonnummer och hälsouppgifter förekomma",
            "conditional",
        ),
        ("Beroende på kund kan telefonnummer förekomma", "conditional"),
        ("Depending on the plan the phone number may be stored", "conditional"),
        ("Telefonnummer (ej för alla kunder)", "conditional"),
        ("Telefonnummer (not for all customers)", "conditional"),
        ("Namn och kontonummer. Telefonnummer behandlas inte.", "no"),
        ("Names. Phone numbers are not processed.", "no"),
        ("Names. Phone numbers are not stored.", "conditional"),  # they may be processed all the same
        ("Telefonnummer (sparas ej)", "conditional"),
        ("Inga, utom telefonnummer", "conditional"),
        ("None, except phone number", "conditional"),
        ("Normalt inte telefonnummer", "conditional"),
        ("Normally no phone number", "conditional"),
        ("Optional", "unknown"),
        ("Vid behov", "unknown"),
        ("May occur", "unknown"),
        ("Namn eller telefonnummer", "conditional"),
        ("Phone number (until 2023)", "conditional"),
        ("Telefonnummer (nej)", "conditional"),
        ("Phone number (planned)", "conditional"),
        ("Namn, utom telefonnummer", "no"),
        ("Kontaktuppgifter, med undantag för telefonnummer", "no"),
        ("-", "unknown"),
        ("–", "unknown"),
        ("n/a", "unknown"),
        ("", "unknown"),
    ],
)
def test_phone_numbers(tmp_path: Path, value: str, phone: str) -> None:
    text = f"Acme\nÄndamål: Support\nPersonuppgifter: {value}\n"
    assert ask(tmp_path, text, "vendors-by-data", data="telefonnummer") == {"Acme": phone}


@pytest.mark.parametrize(
    "value", ["Inga personuppgifter. Dock telefonnummer.", "No personal data. However, phone numbers."]
)
def test_what_is_added_to_a_total_denial_is_never_denied(tmp_path: Path, value: str) -> None:
    text = f"Acme\nÄndamål: Support\nPersonuppgifter: {value}\n"
    assert ask(tmp_path, text, "vendors-by-data", data="telefonnummer")["Acme"] in (
        "yes",
        "conditional",
        "unknown",
    )


def test_no_sensitive_data_does_not_mean_no_identity_numbers(tmp_path: Path) -> None:
    text = "Acme\nÄndamål: Support\nPersonuppgifter: Inga känsliga uppgifter. Namn m.m.\n"
    assert ask(tmp_path, text, "vendors-by-data", data="personnummer") == {"Acme": "unknown"}


@pytest.mark.parametrize(
    ("fields", "outside"),
    [
        ("Lagringsplats: Inte utanför EU, med undantag för USA", "conditional"),
        ("Storage location: Not outside the EU except the USA", "conditional"),
        ("Lagringsplats: Sverige...", "unknown"),
        ("Lagringsplats: Endast EU/EES", "no"),
        ("Storage location: EEA only", "no"),
        ("Lagringsplats: Irland eller USA", "conditional"),
        ("Lagringsplats: Sverige, support från Indien", "no"),
        ("Lagringsplats: Sverige\nPlats för behandling: USA", "no"),
        ("Plats för behandling: USA", "yes"),
        ("Lagringsplats: EU/EES\nTredjelandsöverföring: Ja", "unknown"),
        ("Lagringsplats: EU/EES\nÖverföring till tredje land: Ja, USA", "unknown"),
        ("Lagringsplats: EU/EES\nUnderleverantörer: Amazon Web Services, USA", "unknown"),
        ("Lagringsplats: -", "unknown"),
        ("Lagringsplats: Sverige (Stockholm)", "no"),
        ("Storage location: Dublin, Ireland", "no"),
        ("Storage location: San Francisco, USA", "yes"),
        ("Storage location: EU (Frankfurt)", "no"),
        ("Storage location: Ireland, Virginia", "unknown"),
        ("Storage location: Ireland (backup in Virginia)", "unknown"),
    ],
)
def test_storage_outside_the_eea(tmp_path: Path, fields: str, outside: str) -> None:
    text = f"Acme\nÄndamål: Support\n{fields}\n"
    assert ask(tmp_path, text, "vendors-outside") == {"Acme": outside}


@pytest.mark.parametrize(
    ("fields", "outside"),
    [
        ("Lagringsplats: Sverige", "unknown"),
        ("Plats för behandling: Sverige", "unknown"),
        ("Location: United States", "unknown"),
        ("Lagringsplats: Sverige, support från Indien", "yes"),
        ("Storage location: Germany; access from the USA", "yes"),
        ("Lagringsplats: Sverige\nFjärråtkomst: Indien", "yes"),
        ("Lagringsplats: USA\nÅtkomst från: Sverige", "no"),
    ],
)
def test_access_from_outside_the_eea(tmp_path: Path, fields: str, outside: str) -> None:
    text = f"Acme\nÄndamål: Support\n{fields}\n"
    assert ask(tmp_path, text, "access-outside") == {"Acme": outside}


@pytest.mark.parametrize("last", ["-", "–", "", "Sverige,", "Sverige;", "Sverige och"])
def test_an_unfinished_value_never_swallows_the_next_vendor(tmp_path: Path, last: str) -> None:
    text = (
        f"First AB\nÄndamål: Support\nPersonuppgifter: Namn\nLagringsplats: {last}\n\n"
        "Second AB\nÄndamål: Support\nPersonuppgifter: Telefonnummer\nLagringsplats: USA\n"
    )
    assert ask(tmp_path, text, "vendors-outside")["Second AB"] == "yes"
    assert ask(tmp_path, text, "vendors-by-data", data="telefonnummer") == {
        "First AB": "no",
        "Second AB": "yes",
    }


def test_marks_may_stand_apart_and_in_brackets(tmp_path: Path) -> None:
    text = (
        "Elk AB **\nÄndamål: Support\nLagringsplats: EU/EES\n\n"
        "Fox AB (1)\nÄndamål: Support\nLagringsplats: EU/EES\n\n"
        "Owl AB\nÄndamål: Support\nLagringsplats: EU/EES\n\n"
        "** Har underleverantörer i USA.\n(1) Data kan komma att lagras i USA.\n"
    )
    assert ask(tmp_path, text, "vendors-outside") == {
        "Elk AB": "unknown",
        "Fox AB": "unknown",
        "Owl AB": "no",
    }


@pytest.mark.parametrize(
    "text",
    [
        "All vendors below also process phone numbers and keep backups in the USA.\n\n{entry}",
        "{entry}\nPhone numbers are processed by all vendors. Backups are stored in the USA.\n",
        "{entry}\nThis vendor also gets phone numbers, in the USA.\n",
    ],
)
def test_text_outside_the_entries_may_hold_for_any_of_them(tmp_path: Path, text: str) -> None:
    entry = "Acme\nPurpose: Support\nPersonal data: Name\nStorage location: Ireland\n"
    text = text.format(entry=entry)
    assert ask(tmp_path, text, "vendors-by-data", data="phone number") == {"Acme": "unknown"}
    assert ask(tmp_path, text, "vendors-outside") == {"Acme": "unknown"}


@pytest.mark.parametrize(
    ("field", "question", "asked"),
    [
        ("Retention: phone numbers 2 years", "vendors-by-data", {"data": "phone number"}),
        ("Data subjects: employees and their phone numbers", "vendors-by-data", {"data": "phone number"}),
        ("Processing: storage of phone numbers", "vendors-by-data", {"data": "phone number"}),
        ("Service: Hosting in the USA", "vendors-outside", {}),
        ("Retention: backups in the USA 30 days", "vendors-outside", {}),
        ("Comment: replicas in USA", "vendors-outside", {}),
    ],
)
def test_another_field_that_names_data_or_places_opens_their_list(
    tmp_path: Path, field: str, question: str, asked: dict[str, str]
) -> None:
    text = f"Acme\nPurpose: Support\nPersonal data: Name, email\nStorage location: Ireland\n{field}\n"
    assert ask(tmp_path, text, question, **asked) == {"Acme": "unknown"}


@pytest.mark.parametrize(
    "line",
    ["Personuppgifter - telefonnummer", "Personuppgifter\ttelefonnummer", "Personuppgifter – telefonnummer"],
)
def test_a_label_may_be_followed_by_a_dash_or_a_tab(tmp_path: Path, line: str) -> None:
    text = f"Acme\nÄndamål: Support\n{line}\nLagringsplats: Irland\n"
    assert ask(tmp_path, text, "vendors-by-data", data="telefonnummer") == {"Acme": "yes"}


@pytest.mark.parametrize(
    "value", ["EU/EES exkl. Storbritannien", "EU/EEA excl. UK", "EU/EEA excluding the UK"]
)
def test_what_is_excluded_is_not_stated(tmp_path: Path, value: str) -> None:
    text = f"Acme\nÄndamål: Support\nLagringsplats: {value}\n"
    assert ask(tmp_path, text, "vendors-outside")["Acme"] in ("no", "unknown")


@pytest.mark.parametrize(
    "words",
    [
        "Frågor om listan besvaras på e-post: privacy@example.se.",
        "Kontakta oss per telefon eller e-post.",
        "Alla leverantörer nedan lagrar uppgifter inom EU/EES.",
        "You may object to a new sub-processor by e-mail within 30 days.",
        "Senast uppdaterad: 2026-05-01",
        "Nordljus Lön AB",
        "Postadress: Box 12, 411 24 Göteborg",
        "Acme AB, Box 12, 111 22 Stockholm, Sverige",
        "Our registered address is 14 Harbour Street, London, United Kingdom.",
        "Email us at privacy@x.com or call +44 20 1234 5678.",
        "Vi meddelar ändringar via e-post minst 30 dagar i förväg.",
    ],
)
def test_how_to_reach_the_sender_and_reassurance_leave_nothing_open(tmp_path: Path, words: str) -> None:
    entry = "Acme\nÄndamål: Support\nPersonuppgifter: Namn\nLagringsplats: Irland\n"
    for text in (f"{words}\n\n{entry}", f"{entry}\n{words}\n"):
        assert ask(tmp_path, text, "vendors-by-data", data="e-postadress") == {"Acme": "no"}
        assert ask(tmp_path, text, "vendors-outside") == {"Acme": "no"}


def test_an_identity_number_tells_the_date_of_birth(tmp_path: Path) -> None:
    text = "Acme\nÄndamål: Support\nPersonuppgifter: Namn, personnummer\n"
    assert ask(tmp_path, text, "vendors-by-data", data="födelsedatum") == {"Acme": "unknown"}


def test_a_data_subject_that_is_understood_opens_no_data(tmp_path: Path) -> None:
    text = "Acme\nÄndamål: Support\nPersonuppgifter: Namn\nRegistrerade: Anhöriga\n"
    assert ask(tmp_path, text, "vendors-by-data", data="telefonnummer") == {"Acme": "no"}
