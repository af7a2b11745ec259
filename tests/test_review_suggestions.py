"""What is near a phrase, and what is not."""

from __future__ import annotations

import pytest

from datamap.claims.lexicon import load_lexicon
from datamap.review.pending import search, suggestions_for
from datamap.vocabulary.terms import DM, LOC, PD


@pytest.mark.parametrize(
    ("phrase", "field", "concept", "why"),
    [
        ("telefonnumer", "data", PD + "TelephoneNumber", "spelling"),
        ("telefonummer", "data", PD + "TelephoneNumber", "spelling"),
        ("mobilnumer", "data", DM + "MobileNumber", "spelling"),
        ("e-postadres", "data", PD + "EmailAddress", "spelling"),
        ("e-mail adress", "data", PD + "EmailAddress", "spelling"),
        ("emial", "data", PD + "EmailAddress", "spelling"),
        ("geburtsdatun", "data", PD + "BirthDate", "spelling"),
        ("hemtelefonnummer", "data", PD + "TelephoneNumber", "ending"),
        ("hemtelefonnr", "data", PD + "TelephoneNumber", "ending"),
        ("namn på firmatecknare", "data", PD + "Name", "holds"),
        ("Tyksland", "place", LOC + "DE", "spelling"),
        ("marknadsförig", "purpose", "https://w3id.org/dpv#Marketing", "spelling"),
    ],
)
def test_the_nearest_comes_first(phrase: str, field: str, concept: str, why: str) -> None:
    lexicon = load_lexicon()
    assert lexicon.vocabulary.lookup(phrase, DM + "personalData") is None
    first = suggestions_for(phrase, field, lexicon)[0]
    assert (first.concept, first.why) == (concept, why)


@pytest.mark.parametrize(
    "phrase",
    ["saldi", "kontouppgifter", "skostorlek", "quokka", "emne", "kommun",
     "Modtager", "skonummer", "x", "", "—", "frimärken", "PII-skrubbning aktiverad", "a" * 5_000],
)  # fmt: skip
def test_nothing_is_near(phrase: str) -> None:
    assert suggestions_for(phrase, "data", load_lexicon()) == []


def test_a_mobile_number_is_never_near_a_personal_identity_number() -> None:
    for phrase in ("mobilnumer", "mobilnumber", "mobillnummer", "mobilnummret"):
        found = suggestions_for(phrase, "data", load_lexicon())
        assert DM + "NationalIdentityNumber" not in [s.concept for s in found]


def test_search_finds_by_words_in_any_language_curie_and_iri() -> None:
    vocabulary = load_lexicon().vocabulary
    for words in (
        "telefonnummer",
        "phone number",
        "puhelinnumero",
        "pd:TelephoneNumber",
        PD + "TelephoneNumber",
    ):
        assert search(words, "data", vocabulary)[0] == PD + "TelephoneNumber"
    assert PD + "EmailAddress" in search("mail", "data", vocabulary)
    assert search("Schweiz", "place", vocabulary)[0] == LOC + "CH"
    assert search("xyzzyx", "data", vocabulary) == []
