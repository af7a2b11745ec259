"""Phrases as lists write them: read by their head, in the language of the text, by words as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from datamap.claims.fields import FieldReader
from datamap.claims.lexicon import load_lexicon
from datamap.claims.model import Statement
from datamap.claims.phrases import Phrase
from datamap.vocabulary.concepts import PERSONAL_DATA, load_reading_vocabulary
from datamap.vocabulary.kept import kept
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    from pathlib import Path


def named(text: str) -> list[tuple[str, str | None]]:
    statement = Statement("data", "data", text, 1, None, "")
    claims = FieldReader(load_lexicon(), statement, text, 1).read().claims
    return [(c.phrase, curie(c.concept) if c.concept else None) for c in claims if c.facet != "qualifier"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Email address supplied by the visitor", [("Email address", "pd:EmailAddress")]),
        (
            "Visitor IP and user-agent in logs",
            [("Visitor IP", "pd:IPAddress"), ("user-agent", "pd:UserAgent")],
        ),
        ("Name of the person who booked", [("Name", "pd:Name")]),
        ("namn på den som bokar", [("namn", "pd:Name")]),
        ("name of the file", [("name of the file", None)]),
        ("the sender’s name", [("the sender’s name", "pd:Name")]),
        ("gehashte Passwörter", [("gehashte Passwörter", "pd:Password")]),
        (
            "E-Mail- und IP-Adresse",
            [("E-Mail- und IP-Adresse", "pd:EmailAddress"), ("IP-Adresse", "pd:IPAddress")],
        ),
        ("name/e-mail", [("name", "pd:Name"), ("e-mail", "pd:EmailAddress")]),
        ("for- og etternavn", [("for- og etternavn", "dm:FullName")]),
        ("Account identifiers", [("Account identifiers", "pd:AccountIdentifier")]),
        ("transaktioner", [("transaktioner", "pd:Transactional")]),
        ("All data in the service", [("All data in the service", "dpv:PersonalData")]),
        ("Region", [("Region", "pd:Region")]),
    ],
)
def test_a_phrase_is_read_by_its_head(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Uppgifterna behandlas av oss och lämnas inte till någon som vi inte har avtal med.", "sv"),
        ("We share data with the providers that are listed on this page.", "en"),
        ("Wir setzen die folgenden Dienstleister ein, sofern der Kunde nicht widerspricht.", "de"),
        ("De gegevens worden door ons verwerkt en zijn niet voor andere partijen.", "nl"),
        ("Tiedot käsitellään EU:ssa, ja ne poistetaan, kun sopimus on päättynyt, jos niin on sovittu.", "fi"),
        ("Les données sont traitées par nos prestataires dans le cadre du contrat.", "fr"),
        ("Los datos se tratan por nuestros proveedores en la Unión y no se ceden.", "es"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_everyday_words(text: str, language: str) -> None:
    assert load_lexicon().of_text(text).languages[0] == language


def test_a_word_of_two_languages_means_what_it_means_in_the_language_of_the_text() -> None:
    lexicon = load_lexicon()
    dutch = lexicon.of_text("De gegevens worden door ons verwerkt en zijn niet voor andere partijen.")
    english = lexicon.of_text("We share data with the providers that are listed on this page.")
    assert (
        dutch.vocabulary.lookup("opslag", "https://w3id.org/datamap#processing")
        == "https://w3id.org/dpv#Store"
    )
    assert "of" in dutch.vocabulary.patterns("https://w3id.org/datamap#Conjunction")
    assert "of" not in english.vocabulary.patterns("https://w3id.org/datamap#Conjunction")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("West Europe (Azure)", "loc:NL"),
        ("AWS Frankfurt", "loc:DE"),
        ("Ireland (eu-west-1)", "loc:IE"),
        ("eu-central-1 (Frankfurt)", "loc:DE"),
    ],
)
def test_the_region_of_a_cloud_is_in_its_country(text: str, place: str) -> None:
    assert [curie(n.concept or "") for n in load_lexicon().name_places(Phrase(text, 0))] == [place]


def test_a_common_word_is_no_type_of_data_inside_a_sentence() -> None:
    vocabulary = load_reading_vocabulary()
    assert vocabulary.lookup("region", PERSONAL_DATA) == "https://w3id.org/dpv/pd#Region"
    assert "region" not in vocabulary.labels(PERSONAL_DATA)


def test_what_is_kept_is_made_once_and_again_when_it_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATAMAP_CACHE", str(tmp_path / "cache"))
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"a": 1}

    assert kept("thing-1", make) == kept("thing-1", make) == {"a": 1}
    assert len(made) == 1
    (tmp_path / "cache" / "thing-1.json").write_text("[broken", encoding="utf-8")
    assert kept("thing-1", make) == {"a": 1}
    assert len(made) == 2
    monkeypatch.setenv("DATAMAP_CACHE", "")
    assert kept("thing-1", make) == {"a": 1}
    assert len(made) == 3
