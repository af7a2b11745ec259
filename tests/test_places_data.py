"""The places and dated law of `ontology/places.ttl`, held against lists written from the law itself."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib
from babel import Locale
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

PLACES = Path(__file__).parents[1] / "ontology" / "places.ttl"

DM = "https://w3id.org/datamap#"
LOC = "https://w3id.org/dpv/loc#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
COUNTRY = "https://w3id.org/dpv#Country"
SOURCE = "http://purl.org/dc/terms/source"
MODIFIED = "http://purl.org/dc/terms/modified"
COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"

TODAY = date(2026, 11, 24)

# Accession to the Union by first day.
EU_SINCE = {
    date(1958, 1, 1): "BE DE FR IT LU NL",
    date(1973, 1, 1): "DK IE",
    date(1981, 1, 1): "GR",
    date(1986, 1, 1): "ES PT",
    date(1995, 1, 1): "AT FI SE",
    date(2004, 5, 1): "CY CZ EE HU LT LV MT PL SI SK",
    date(2007, 1, 1): "BG RO",
    date(2013, 7, 1): "HR",
}
EEA_SINCE = {
    date(1994, 1, 1): "AT BE DE DK ES FI FR GR IE IS IT LU NL NO PT SE",
    date(1995, 5, 1): "LI",
    date(2004, 5, 1): "CY CZ EE HU LT LV MT PL SI SK",
    date(2007, 8, 1): "BG RO",
    date(2014, 4, 12): "HR",
}
EU_27 = set(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
EEA_30 = EU_27 | {"IS", "LI", "NO"}
# Territories with a code of their own where the treaties apply (Articles 349 and 355 TFEU).
INSIDE_TERRITORIES = {"AX", "GF", "GP", "MF", "MQ", "RE", "YT"}
OUTSIDE_TERRITORIES = {"AW", "BL", "BQ", "CW", "FO", "GI", "GL", "NC", "PF", "PM", "SX", "TF", "WF"}
ADEQUATE = {"AD", "AR", "BR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "US", "UY"}
PARTLY_ADEQUATE = {"BR", "CA", "FO", "IL", "JP", "KR", "US"}
STANDINGS = {  # group: (EU, EEA)
    LOC + "EU": ("inside", "inside"),
    LOC + "EEA": ("straddles", "inside"),
    LOC + "non-EU": ("outside", "straddles"),
    LOC + "non-EEA": ("outside", "outside"),
    DM + "Worldwide": ("straddles", "straddles"),
    DM + "Europe": ("straddles", "straddles"),
    DM + "Nordics": ("straddles", "straddles"),
    DM + "EFTA": ("outside", "straddles"),
    DM + "NorthAmerica": ("outside", "outside"),
    DM + "SouthAmerica": ("straddles", "straddles"),
    DM + "AsiaPacific": ("outside", "outside"),
}
# Where our name deliberately differs from CLDR's, as Babel has it.
DIFFERENT_SV = {"HK": "Hongkong", "MM": "Myanmar", "MO": "Macao", "TK": "Tokelau"}
DIFFERENT_EN = {
    "AG": "Antigua and Barbuda",
    "BA": "Bosnia and Herzegovina",
    "BL": "Saint Barthélemy",
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "GS": "South Georgia and the South Sandwich Islands",
    "HK": "Hong Kong",
    "HM": "Heard Island and McDonald Islands",
    "KN": "Saint Kitts and Nevis",
    "LC": "Saint Lucia",
    "MF": "Saint Martin",
    "MM": "Myanmar",
    "MO": "Macao",
    "PM": "Saint Pierre and Miquelon",
    "SH": "Saint Helena",
    "SJ": "Svalbard and Jan Mayen",
    "ST": "São Tomé and Príncipe",
    "TC": "Turks and Caicos Islands",
    "TT": "Trinidad and Tobago",
    "UM": "United States Minor Outlying Islands",
    "VC": "Saint Vincent and the Grenadines",
    "WF": "Wallis and Futuna",
}

Term = NamedNode | BlankNode | Literal | Triple
Node = dict[str, list[Term]]


class Row(NamedTuple):
    """One dated row of law."""

    iri: str
    kind: str
    place: str
    group: str
    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@cache
def nodes() -> dict[str, Node]:
    """The file as subject, predicate, objects."""
    found: dict[str, Node] = defaultdict(lambda: defaultdict(list))
    for quad in parse(PLACES.read_bytes(), format=RdfFormat.TURTLE):
        assert isinstance(quad.subject, NamedNode)
        found[quad.subject.value][quad.predicate.value].append(quad.object)
    return {subject: dict(node) for subject, node in found.items()}


def values(node: Node, predicate: str) -> list[str]:
    """The objects of a predicate as plain strings."""
    found = []
    for term in node.get(predicate, []):
        assert isinstance(term, NamedNode | Literal)
        found.append(term.value)
    return found


def in_language(node: Node, predicate: str, language: str) -> list[str]:
    return [
        term.value
        for term in node.get(predicate, [])
        if isinstance(term, Literal) and term.language == language
    ]


def of_type(iri: str) -> dict[str, Node]:
    return {subject: node for subject, node in nodes().items() if iri in values(node, RDF_TYPE)}


@cache
def rows() -> tuple[Row, ...]:
    """Every dated row about a place: membership, transition, bridge, review and adequacy."""
    found = []
    for iri, node in nodes().items():
        starts = values(node, DM + "validFrom")
        if not starts or values(node, RDF_TYPE) == [DM + "ClauseSet"]:
            continue
        ends = values(node, DM + "validTo")
        groups = [group.removeprefix(LOC) for group in values(node, DM + "group")]
        assert len(starts) == 1
        assert len(ends) <= 1
        assert len(groups) <= 1
        (kind,) = values(node, RDF_TYPE)
        (place,) = values(node, DM + "member")
        found.append(
            Row(
                iri=iri.removeprefix(DM),
                kind=kind.removeprefix(DM),
                place=place.removeprefix(LOC),
                group=groups[0] if groups else "",
                first=date.fromisoformat(starts[0]),
                last=date.fromisoformat(ends[0]) if ends else None,
            )
        )
    return tuple(found)


def members(group: str, day: date, *kinds: str) -> set[str]:
    """Who is in the group on the day, by rows of the kinds (membership if none is named)."""
    wanted = kinds or ("Membership",)
    return {row.place for row in rows() if row.kind in wanted and row.group == group and row.holds(day)}


def inside(place: str, group: str, day: date) -> bool:
    return place in members(group, day, "Membership", "TransitionalApplication")


def adequate(day: date) -> dict[str, str]:
    """Place and the name of the decision row that holds on the day."""
    holding = [row for row in rows() if row.kind == "AdequacyDecision" and row.holds(day)]
    found = {row.place: row.iri for row in holding}
    assert len(found) == len(holding), "two decisions for one place on one day"
    return found


def folded(label: str) -> str:
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


def labels(node: Node) -> list[str]:
    return [label for name in ("prefLabel", "altLabel", "hiddenLabel") for label in values(node, SKOS + name)]


@cache
def lexicon() -> dict[str, set[str]]:
    """Folded label to the places it names."""
    found: dict[str, set[str]] = defaultdict(set)
    for iri, node in nodes().items():
        if DM + "places" in values(node, SKOS + "inScheme"):
            for label in labels(node):
                found[folded(label)].add(iri)
    return dict(found)


# ---- The file ----


def test_both_parsers_read_the_same_number_of_triples() -> None:
    text = PLACES.read_text(encoding="utf-8")
    triples = set(parse(text, format=RdfFormat.TURTLE))
    assert len(rdflib.Graph().parse(data=text, format="turtle")) == len(triples)


def test_text_is_plain() -> None:
    raw = PLACES.read_bytes()
    assert b"\r" not in raw
    assert unicodedata.normalize("NFC", raw.decode("utf-8")) == raw.decode("utf-8")


def test_header_says_version_and_what_was_not_verified() -> None:
    header = nodes()[DM + "legalTables"]
    assert values(header, RDF_TYPE) == [DM + "LegalTables"]
    assert values(header, MODIFIED) == ["2026-11-24"]
    assert values(header, DM + "version") == ["2026-11"]
    assert len(in_language(header, COMMENT, "sv")) == 1
    assert len(in_language(header, COMMENT, "en")) == 1


# ---- Names ----


def test_249_countries_with_codes() -> None:
    countries = of_type(COUNTRY)
    assert len(countries) == 249
    alpha3 = set()
    for iri, node in countries.items():
        code = iri.removeprefix(LOC)
        notations = values(node, SKOS + "notation")
        assert notations[0] == code
        assert len(notations[1]) == 3
        assert notations[2:] == (["EL"] if code == "GR" else [])
        alpha3.add(notations[1])
    assert len(alpha3) == 249
    known = {"SE": "SWE", "GB": "GBR", "DE": "DEU", "CH": "CHE", "AX": "ALA", "US": "USA"}
    assert {code: values(countries[LOC + code], SKOS + "notation")[1] for code in known} == known


def test_every_place_has_one_preferred_label_in_each_language() -> None:
    for iri, node in nodes().items():
        if DM + "places" in values(node, SKOS + "inScheme"):
            for language in ("sv", "en"):
                assert len(in_language(node, SKOS + "prefLabel", language)) == 1, (iri, language)
            tagged = len(
                in_language(node, SKOS + "prefLabel", "sv") + in_language(node, SKOS + "prefLabel", "en")
            )
            assert tagged == len(node[SKOS + "prefLabel"]), iri


def test_no_label_names_two_places() -> None:
    assert {label: places for label, places in lexicon().items() if len(places) > 1} == {}


def test_no_label_is_given_twice_in_one_language() -> None:
    for iri, node in nodes().items():
        for language in ("sv", "en"):
            given = [
                folded(label)
                for name in ("prefLabel", "altLabel", "hiddenLabel")
                for label in in_language(node, SKOS + name, language)
            ]
            assert len(given) == len(set(given)), (iri, language)


@pytest.mark.parametrize(("language", "different"), [("sv", DIFFERENT_SV), ("en", DIFFERENT_EN)])
def test_preferred_labels_follow_cldr_but_for_listed_exceptions(
    language: str, different: dict[str, str]
) -> None:
    cldr = Locale(language).territories
    for iri, node in of_type(COUNTRY).items():
        code = iri.removeprefix(LOC)
        assert in_language(node, SKOS + "prefLabel", language) == [different.get(code, cldr[code])]
    assert all(cldr[code] != ours for code, ours in different.items()), "an exception that is none"


@pytest.mark.parametrize(
    ("label", "iri"),
    [
        ("Sverige", "SE"),
        ("USA", "US"),
        ("U.S.", "US"),
        ("Förenta staterna", "US"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("Holland", "NL"),
        ("the Netherlands", "NL"),
        ("Tjeckiska republiken", "CZ"),
        ("Turkey", "TR"),
        ("Vitryssland", "BY"),
        ("Ivory Coast", "CI"),
        ("Republic of Korea", "KR"),
        ("Irland", "IE"),
        ("Island", "IS"),
        ("Georgia", "GE"),
        ("EU", "EU"),
        ("EU/EES", "EEA"),
        ("EU/EEA", "EEA"),
        ("EES", "EEA"),
        ("within the EU/EEA", "EEA"),
        ("EU or EEA", "EEA"),
        ("utanför EU", "non-EU"),
        ("outside the EU", "non-EU"),
        ("utanför EU/EES", "non-EEA"),
        ("tredjeland", "non-EEA"),
        ("third country", "non-EEA"),
    ],
)
def test_known_names(label: str, iri: str) -> None:
    assert lexicon()[folded(label)] == {LOC + iri}


@pytest.mark.parametrize(
    "label", ["Korea", "Congo", "Kongo", "America", "Amerika", "Macedonia", "Virgin Islands"]
)
def test_ambiguous_names_are_left_out(label: str) -> None:
    assert folded(label) not in lexicon()


def test_two_letter_labels_are_the_common_ones_only() -> None:
    short = {label for label in lexicon() if len(label) == 2}
    assert short == {"eu", "us", "uk"}


# ---- Groups ----


def test_every_group_has_a_standing_at_both_borders() -> None:
    allowed = {DM + "inside", DM + "outside", DM + "straddles"}
    groups = of_type(DM + "PlaceGroup")
    assert len(groups) >= 20
    for iri, node in groups.items():
        for border in ("standingEU", "standingEEA"):
            (standing,) = values(node, DM + border)
            assert standing in allowed, iri
        if iri.startswith(DM):
            assert len(in_language(node, COMMENT, "sv")) == len(in_language(node, COMMENT, "en")) == 1, iri


def test_standings_of_the_two_borders_agree() -> None:
    """All inside the EU is all inside the EEA; all outside the EEA is all outside the EU."""
    for iri, node in of_type(DM + "PlaceGroup").items():
        eu, eea = values(node, DM + "standingEU"), values(node, DM + "standingEEA")
        assert eu != [DM + "inside"] or eea == [DM + "inside"], iri
        assert eea != [DM + "outside"] or eu == [DM + "outside"], iri


@pytest.mark.parametrize("iri", sorted(STANDINGS))
def test_known_standings(iri: str) -> None:
    node = nodes()[iri]
    found = values(node, DM + "standingEU") + values(node, DM + "standingEEA")
    assert tuple(found) == tuple(DM + standing for standing in STANDINGS[iri])


# ---- Membership ----


def test_every_row_is_complete() -> None:
    known = {LOC + "EU", LOC + "EEA"}
    places = of_type(COUNTRY).keys() | of_type(DM + "InternationalOrganisation").keys()
    dated = {DM + row.iri for row in rows()}
    for row in rows():
        node = nodes()[DM + row.iri]
        assert set(values(node, DM + "member")) <= places, row
        assert set(values(node, DM + "group")) <= known, row
        assert len(values(node, SOURCE)) == 1, row
        assert row.last is None or row.first < row.last, row
        assert len(in_language(node, DM + "note", "sv")) == len(in_language(node, DM + "note", "en")) <= 1, (
            row
        )
        assert bool(row.group) == (row.kind not in {"AdequacyDecision", "BridgingProvision"}), row
    for kind in (
        "Membership",
        "TransitionalApplication",
        "NeedsReview",
        "AdequacyDecision",
        "BridgingProvision",
    ):
        assert of_type(DM + kind).keys() <= dated, "a row without dates"


def test_rows_of_one_kind_do_not_overlap() -> None:
    for one in rows():
        for other in rows():
            if one.iri < other.iri and (one.kind, one.place, one.group) == (
                other.kind,
                other.place,
                other.group,
            ):
                assert not one.holds(other.first), (one, other)
                assert not other.holds(one.first), (one, other)


@pytest.mark.parametrize(("group", "since"), [("EU", EU_SINCE), ("EEA", EEA_SINCE)])
def test_states_joined_when_the_treaties_say(group: str, since: dict[date, str]) -> None:
    found = {row.place: row.first for row in rows() if row.kind == "Membership" and row.group == group}
    for first, states in since.items():
        for state in states.split():
            assert found[state] == first, state


def test_members_today() -> None:
    assert len(EU_27) == 27
    assert members("EU", TODAY) == EU_27 | INSIDE_TERRITORIES
    assert members("EEA", TODAY) == EEA_30 | INSIDE_TERRITORIES
    assert members("EU", TODAY, "TransitionalApplication") == set()


def test_every_member_of_the_union_is_in_the_eea_today() -> None:
    assert members("EU", TODAY) < members("EEA", TODAY)


@pytest.mark.parametrize(
    "place", sorted(OUTSIDE_TERRITORIES | {"CH", "GB", "MC", "SM", "VA", "GG", "JE", "IM", "US"})
)
def test_outside_today(place: str) -> None:
    assert not inside(place, "EU", TODAY)
    assert not inside(place, "EEA", TODAY)


def test_united_kingdom_before_and_after_withdrawal() -> None:
    for place in ("GB", "GI"):
        for group in ("EU", "EEA"):
            assert place in members(group, date(2019, 6, 1))
            assert place in members(group, date(2020, 1, 31))
            assert place not in members(group, date(2020, 2, 1))
            assert place in members(group, date(2020, 2, 1), "TransitionalApplication")
            assert inside(place, group, date(2020, 6, 1))
            assert inside(place, group, date(2020, 12, 31))
            assert not inside(place, group, date(2021, 1, 1))
    assert "GB" not in members("EU", date(1972, 12, 31))


def test_union_of_28_and_eea_of_31() -> None:
    day = date(2019, 6, 1)
    assert members("EU", day) == EU_27 | INSIDE_TERRITORIES | {"GB", "GI"}
    assert members("EEA", day) == EEA_30 | INSIDE_TERRITORIES | {"GB", "GI"}


def test_territories_that_moved() -> None:
    assert "YT" not in members("EU", date(2013, 12, 31))
    assert "YT" in members("EU", date(2014, 1, 1))
    assert "BL" in members("EU", date(2011, 12, 31))
    assert "BL" not in members("EU", date(2012, 1, 1))
    assert "GL" in members("EU", date(1985, 1, 31))
    assert "GL" not in members("EU", date(1985, 2, 1))
    assert not any(row.place == "GL" and row.group == "EEA" for row in rows())


def test_svalbard_needs_review_and_is_no_member() -> None:
    assert members("EEA", TODAY, "NeedsReview") == {"SJ"}
    assert not inside("SJ", "EEA", TODAY)
    assert len(in_language(nodes()[DM + "review-EEA-SJ"], DM + "note", "sv")) == 1


# ---- Adequacy ----


def test_adequate_today() -> None:
    assert set(adequate(TODAY)) == ADEQUATE | {DM + "EuropeanPatentOrganisation"}


def test_no_member_has_an_adequacy_decision() -> None:
    for day in (date(2003, 1, 1), date(2004, 5, 1), date(2019, 6, 1), date(2020, 6, 1), TODAY):
        assert not set(adequate(day)) & (members("EEA", day) | members("EU", day))


@pytest.mark.parametrize(
    ("place", "number", "first"),
    [
        ("AD", "2010/625", date(2010, 10, 19)),
        ("AR", "2003/490", date(2003, 6, 30)),
        ("BR", "2026/179", date(2026, 1, 26)),
        ("CA", "2002/2", date(2001, 12, 20)),
        ("CH", "2000/518", date(2000, 7, 26)),
        ("FO", "2010/146", date(2010, 3, 5)),
        ("GB", "2025/2574", date(2025, 12, 19)),
        ("GG", "2003/821", date(2003, 11, 21)),
        ("IL", "2011/61", date(2011, 1, 31)),
        ("IM", "2004/411", date(2004, 4, 28)),
        ("JE", "2008/393", date(2008, 5, 8)),
        ("JP", "2019/419", date(2019, 1, 23)),
        ("KR", "2022/254", date(2021, 12, 17)),
        ("NZ", "2013/65", date(2012, 12, 19)),
        ("US", "2023/1795", date(2023, 7, 10)),
        ("UY", "2012/484", date(2012, 8, 21)),
        (DM + "EuropeanPatentOrganisation", "2025/1382", date(2025, 7, 15)),
    ],
)
def test_decision_in_force(place: str, number: str, first: date) -> None:
    iri = adequate(TODAY)[place]
    node = nodes()[DM + iri]
    assert values(node, DM + "decision") == [number]
    assert [row.first for row in rows() if row.iri == iri] == [first]
    assert number in values(node, SOURCE)[0]


def test_partial_decisions_say_their_scope_in_both_languages() -> None:
    partial = set()
    for place, iri in adequate(TODAY).items():
        node = nodes()[DM + iri]
        assert len(in_language(node, DM + "scope", "sv")) == len(in_language(node, DM + "scope", "en"))
        if DM + "scope" in node:
            partial.add(place)
    assert partial == PARTLY_ADEQUATE


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2000, 7, 25), None),
        (date(2000, 7, 26), "2000/520"),
        (date(2015, 10, 6), "2000/520"),
        (date(2015, 10, 7), None),
        (date(2016, 7, 12), "2016/1250"),
        (date(2020, 7, 16), "2016/1250"),
        (date(2020, 7, 17), None),
        (date(2023, 7, 9), None),
        (date(2023, 7, 10), "2023/1795"),
    ],
)
def test_three_american_decisions(day: date, number: str | None) -> None:
    iri = adequate(day).get("US")
    assert (values(nodes()[DM + iri], DM + "decision")[0] if iri else None) == number


def test_united_kingdom_has_adequacy_without_a_gap_until_it_expires() -> None:
    assert "GB" not in adequate(date(2021, 2, 1))
    assert "GB" not in adequate(date(2021, 6, 27))
    for day in (
        date(2021, 6, 28),
        date(2025, 6, 27),
        date(2025, 12, 18),
        date(2025, 12, 19),
        date(2031, 12, 27),
    ):
        assert "GB" in adequate(day), day
    assert "GB" not in adequate(date(2031, 12, 28))
    assert "GI" not in adequate(TODAY)


def test_bridge_fills_the_months_between_transition_and_adequacy() -> None:
    (bridge,) = [row for row in rows() if row.kind == "BridgingProvision"]
    assert bridge[2:] == ("GB", "", date(2021, 1, 1), date(2021, 6, 28))


def test_hungary_was_adequate_until_it_acceded() -> None:
    assert "HU" in adequate(date(2004, 4, 30))
    assert "HU" not in adequate(date(2004, 5, 1))


def test_organisation_is_not_read_as_a_place() -> None:
    node = nodes()[DM + "EuropeanPatentOrganisation"]
    assert SKOS + "inScheme" not in node
    assert in_language(node, SKOS + "prefLabel", "sv") == ["Europeiska patentorganisationen"]


def test_sets_of_clauses_have_their_days() -> None:
    # Decision 2021/914 is in force from the twentieth day after 7 June 2021; its Article 4 ends the older ones.
    found = {
        values(node, DM + "decision")[0]: (values(node, DM + "validFrom"), values(node, DM + "validTo"))
        for node in nodes().values()
        if values(node, RDF_TYPE) == [DM + "ClauseSet"]
    }
    assert found == {
        "2001/497": (["2001-09-03"], ["2022-12-27"]),
        "2010/87": (["2010-05-15"], ["2022-12-27"]),
        "2021/914": (["2021-06-27"], []),
    }
