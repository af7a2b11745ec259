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
        ("Names. Phone numbers are not stored.", "no"),
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
