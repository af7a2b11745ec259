"""Whether a ground holds for a place at a date: the cases that the tables of law decide."""

from __future__ import annotations

import datetime as dt

import pytest

from datamap.vocabulary.concepts import load_vocabulary
from datamap.vocabulary.terms import DM, LOC, PREFIXES
from datamap.vocabulary.transfer_law import adequacy_at, ground_holds, ground_kind, is_country, names_ground

GDPR = PREFIXES["eu-gdpr"]
SHIELD, FRAMEWORK, VAGUE = DM + "PrivacyShield", DM + "DataPrivacyFramework", DM + "Article46Unspecified"
CLAUSES, ADEQUACY, CONSENT = GDPR + "A46-2-c", GDPR + "A45-3", GDPR + "A49-1-a"


@pytest.mark.parametrize(
    ("ground", "place", "day", "verdict"),
    [
        (None, "SE", "2026-11-24", "not-needed"),
        (CLAUSES, "NO", "2026-11-24", "not-needed"),
        (None, "GB", "2020-01-15", "not-needed"),  # a member state until 31 January 2020
        (None, "GB", "2026-11-24", "limited"),  # adequate until 27 December 2031
        (None, "GB", "2032-01-01", "no-ground"),
        (None, "CH", "2026-11-24", "holds"),
        (ADEQUACY, "CA", "2026-11-24", "limited"),
        (ADEQUACY, "IN", "2026-11-24", "no-decision"),
        (CLAUSES, "IN", "2026-11-24", "holds"),
        (CONSENT, "IN", "2026-11-24", "occasional"),
        (VAGUE, "IN", "2026-11-24", "no-tool-named"),
        (DM + "GdprCompliance", "IN", "2026-11-24", "no-ground"),
        (None, "US", "2026-11-24", "if-certified"),
        (None, "US", "2021-01-01", "no-ground"),
        (SHIELD, "US", "2020-07-16", "if-certified"),
        (SHIELD, "US", "2020-07-17", "not-in-force"),
        (SHIELD, "CH", "2019-01-01", "elsewhere"),  # the Shield covered the United States alone
        (FRAMEWORK, "US", "2023-07-09", "not-in-force"),
        (FRAMEWORK, "US", "2023-07-10", "if-certified"),
    ],
)
def test_a_ground_holds_for_a_place_at_a_date(ground: str | None, place: str, day: str, verdict: str) -> None:
    assert ground_holds(ground, LOC + place, dt.date.fromisoformat(day), load_vocabulary()) == verdict


@pytest.mark.parametrize(
    ("concept", "kind", "named"),
    [
        (CLAUSES, "tool", True),
        (GDPR + "A46-2-b", "tool", True),
        (ADEQUACY, "adequacy", True),
        (FRAMEWORK, "mechanism", True),
        (SHIELD, "mechanism", True),
        (CONSENT, "derogation", True),
        (VAGUE, "unspecified", False),
        (GDPR + "DataTransferTool", "none", False),
        (DM + "Iso27001", "none", False),
        (DM + "WithinEea", "none", False),
        (LOC + "SE", "none", False),
    ],
)
def test_what_a_ground_is_in_chapter_five(concept: str, kind: str, named: bool) -> None:
    assert ground_kind(concept, load_vocabulary()) == kind
    assert names_ground(concept, load_vocabulary()) is named


def test_the_decisions_in_force_are_those_of_the_day() -> None:
    # The Commission's list of November 2026: sixteen countries and territories, and one organisation.
    places = {iri.rpartition("#")[2] for iri in adequacy_at(load_vocabulary(), dt.date(2026, 11, 24))}
    assert places == {
        *["AD", "AR", "BR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "US", "UY"], "EuropeanPatentOrganisation",
    }  # fmt: skip


def test_a_region_is_no_country() -> None:
    assert is_country(LOC + "SE")
    assert not is_country(LOC + "EEA")
    assert not is_country(DM + "Nordics")
    assert not is_country(None)
