"""The lexicon's own promises: purposes, processing, safeguards, roles and the reading lexicon."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

ONTOLOGY = Path(__file__).parents[1] / "ontology"
FILES = ("purposes", "processing", "safeguards", "roles", "reading")

DM = "https://w3id.org/datamap#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"
PREFIXES = {
    "dm": DM,
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
}
LABELS = tuple(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel"))

ROOTS = {
    "purposes": "dpv:Purpose",
    "processing": "dpv:Processing",
    "safeguards": "dpv:DataTransferLegalBasis",
    "roles": "dpv:LegalEntity",
}
SCHEMES = (*ROOTS, "fields", "qualifiers", "connectives")

KINDS = {
    "SCC", "BCR", "DPF", "adequacy", "Art46-unspecified", "derogation",
    "code-of-conduct", "certification", "ad-hoc", "none", "invalid",
}  # fmt: skip
ENTRY_FIELDS = {
    "purpose", "service", "data", "subjects", "processing-category", "storage-place", "processing-place",
    "access-place", "seat", "parent-place", "safeguard", "legal-entity", "vendor-name",
    "registration-number", "address", "contact", "website", "retention", "role", "since",
    "sub-processors", "contract", "note",
}  # fmt: skip
DOCUMENT_FIELDS = {"processor", "controller", "date", "version", "title", "scope"}
QUALIFIERS = {
    "VariesByCustomer", "DependsOn", "Example", "OpenEnded", "NotPersonSpecific", "Negation",
    "Undecided", "Conditional", "Also", "Partly", "Uncertain", "Exception", "Emphasis", "NotStored", "Temporal",
}  # fmt: skip
CONNECTIVES = {
    "Conjunction",
    "LinkedTo",
    "Preposition",
    "ProcessingVerb",
    "AccessWord",
    "Alternative",
    "StoringVerb",
    "SenderWord",
    "ProcessingWord",
    "AllData",
}


def iri(curie: str) -> str:
    prefix, name = curie.split(":", 1)
    return PREFIXES[prefix] + name


def key(text: str) -> str:
    """Bring a label into the form in which phrases are matched."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@cache
def store() -> Store:
    loaded = Store()
    for name in FILES:
        loaded.load(path=ONTOLOGY / f"{name}.ttl", format=RdfFormat.TURTLE)
    return loaded


def objects(subject: str, predicate: str) -> list[str]:
    quads = store().quads_for_pattern(NamedNode(subject), NamedNode(predicate), None)
    return [quad.object.value for quad in quads if isinstance(quad.object, NamedNode | Literal)]


def literals(subject: str, predicate: str) -> list[Literal]:
    quads = store().quads_for_pattern(NamedNode(subject), NamedNode(predicate), None)
    return [quad.object for quad in quads if isinstance(quad.object, Literal)]


def concepts(scheme: str) -> list[str]:
    quads = store().quads_for_pattern(None, NamedNode(SKOS + "inScheme"), NamedNode(DM + scheme))
    return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))


@cache
def lexicon(scheme: str) -> dict[str, set[str]]:
    """Map each label of a scheme, as matched, to the concepts that bear it."""
    owners: dict[str, set[str]] = defaultdict(set)
    for concept in concepts(scheme):
        for predicate in LABELS:
            for label in literals(concept, predicate):
                owners[key(label.value)].add(concept)
    return owners


def patterns(concept: str) -> list[Literal]:
    return literals(concept, DM + "pattern")


@cache
def pattern_owners(scheme: str) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = defaultdict(set)
    for concept in concepts(scheme):
        for pattern in patterns(concept):
            owners[pattern.value].add(concept)
    return owners


def is_false_friend(concept: str) -> bool:
    return DM + "NotATransferSafeguard" in objects(concept, RDF_TYPE)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_concept_has_one_preferred_label_in_each_language(scheme: str) -> None:
    assert concepts(scheme)
    wrong = {
        concept: languages
        for concept in concepts(scheme)
        if (languages := sorted(x.language or "" for x in literals(concept, SKOS + "prefLabel")))
        != ["en", "sv"]
    }
    assert not wrong


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_label_is_tagged_and_tidy(scheme: str) -> None:
    for concept in concepts(scheme):
        for predicate in LABELS:
            for label in literals(concept, predicate):
                assert label.language in {"sv", "en"}, (concept, label.value)
                assert label.value == " ".join(label.value.split()) != "", (concept, label.value)
                assert label.value == unicodedata.normalize("NFC", label.value)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_label_names_two_concepts(scheme: str) -> None:
    assert not {label: owners for label, owners in lexicon(scheme).items() if len(owners) > 1}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_own_concepts_say_what_they_are_in_both_languages(scheme: str) -> None:
    for concept in concepts(scheme):
        if concept.startswith(DM):
            comments = literals(concept, RDFS_COMMENT)
            assert sorted(x.language or "" for x in comments) == ["en", "sv"], concept


@pytest.mark.parametrize("scheme", ROOTS)
def test_parents_are_declared(scheme: str) -> None:
    declared = set(concepts(scheme))
    for concept in declared:
        assert set(objects(concept, DM + "kindOf")) <= declared, concept
        if scheme in {"purposes", "processing"}:
            assert set(objects(concept, SKOS + "broader")) <= declared, concept


@pytest.mark.parametrize("scheme", ROOTS)
def test_kind_of_is_acyclic_and_reaches_the_root(scheme: str) -> None:
    root = iri(ROOTS[scheme])

    def climb(concept: str, below: tuple[str, ...]) -> None:
        assert concept not in below, (*below, concept)
        parents = objects(concept, DM + "kindOf")
        assert bool(parents) != (concept == root), concept
        for parent in parents:
            climb(parent, (*below, concept))

    for concept in concepts(scheme):
        if is_false_friend(concept):
            assert not objects(concept, DM + "kindOf"), concept
        else:
            climb(concept, ())


def test_own_purposes_hang_on_a_dpv_purpose() -> None:
    for concept in concepts("purposes"):
        assert objects(concept, SKOS + "broader") or concept == iri("dpv:Purpose"), concept


def test_purposes_that_suggest_an_own_controller() -> None:
    marked = {x for x in concepts("purposes") if objects(x, DM + "suggestsRole")}
    assert marked == {
        DM + name for name in ("AudienceBuilding", "DisplayAdvertising", "CardPayment", "Retargeting")
    }
    assert all(objects(x, DM + "suggestsRole") == [iri("dpv:DataController")] for x in marked)


def test_implied_operations_are_declared() -> None:
    implied = {x: objects(x, DM + "impliesProcessing") for x in concepts("purposes")}
    stated = {x: operations for x, operations in implied.items() if operations}
    assert stated == {
        DM + "DataStorage": [iri("dpv:Store")],
        DM + "DataAnalysis": [iri("dpv:Analyse")],
        DM + "VisitorTracking": [iri("dpv:Tracking")],
    }
    assert {x for operations in stated.values() for x in operations} <= set(concepts("processing"))


def test_safeguards_have_a_known_kind_and_say_whether_they_are_tools() -> None:
    tools = {"SCC", "BCR", "code-of-conduct", "certification", "ad-hoc"}
    for concept in concepts("safeguards"):
        (kind,) = objects(concept, SKOS + "notation")
        (tool,) = objects(concept, DM + "tool")
        assert kind in KINDS, concept
        assert tool == ("true" if kind in tools else "false"), concept
        if is_false_friend(concept):
            assert kind in {"none", "invalid"}, concept
        assert bool(objects(concept, DM + "invalidSince")) == (kind == "invalid"), concept


def test_field_keys_are_exactly_the_contract() -> None:
    levels: dict[str, set[str]] = defaultdict(set)
    for concept in concepts("fields"):
        (name,) = objects(concept, SKOS + "notation")
        (level,) = objects(concept, DM + "level")
        assert concept == f"{DM}field-{name}"
        levels[level].add(name)
    assert levels == {"entry": ENTRY_FIELDS, "document": DOCUMENT_FIELDS}


def test_qualifiers_and_connectives_are_exactly_the_contract() -> None:
    assert set(concepts("qualifiers")) == {DM + name for name in QUALIFIERS}
    assert set(concepts("connectives")) == {DM + name for name in CONNECTIVES}


@pytest.mark.parametrize("scheme", ["qualifiers", "connectives"])
def test_patterns_are_lower_case_and_well_formed(scheme: str) -> None:
    for concept in concepts(scheme):
        assert {x.language for x in patterns(concept)} == {"sv", "en"}, concept
        for text in (x.value for x in patterns(concept) + literals(concept, DM + "noneValue")):
            assert text == key(text) != "", (concept, text)
            words = text.split()
            assert not words[0].startswith(("*", "…")), (concept, text)
            assert all(word in {"*", "…"} for word in words if "*" in word or "…" in word), (concept, text)
            assert "…" not in words[:-1], (concept, text)


@pytest.mark.parametrize("scheme", ["qualifiers", "connectives"])
def test_no_pattern_belongs_to_two_concepts(scheme: str) -> None:
    shared = {text: owners for text, owners in pattern_owners(scheme).items() if len(owners) > 1}
    # "or" joins two items like "and", and leaves open which of them holds.
    joins = {DM + "Conjunction", DM + "Alternative"}
    verbs = {DM + name for name in ("ProcessingWord", "ProcessingVerb", "StoringVerb")}
    assert not {text: owners for text, owners in shared.items() if not (owners <= joins or owners <= verbs)}


def test_what_qualifiers_do() -> None:
    everything = {"data", "place", "purpose"}
    opens = {x.removeprefix(DM): set(objects(x, DM + "opens")) for x in concepts("qualifiers")}
    assert opens == {
        **{
            key_0: {"entry", *everything}
            for key_0 in ("VariesByCustomer", "DependsOn", "Example", "OpenEnded")
        },
        **dict.fromkeys(("Undecided", "Partly"), everything),
        "NotPersonSpecific": {"data"},
        **{
            name: set()
            for name in (
                "Negation",
                "Conditional",
                "Uncertain",
                "Also",
                "Exception",
                "Emphasis",
                "NotStored",
                "Temporal",
            )
        },
    }
    certainty = {x.removeprefix(DM): objects(x, DM + "certainty") for x in concepts("qualifiers")}
    assert {name for name, x in certainty.items() if x == [DM + "denied"]} == {"Negation", "Exception"}
    assert {name for name, x in certainty.items() if not x} == {
        "OpenEnded", "NotPersonSpecific", "Also", "Partly", "Emphasis",
    }  # fmt: skip
    assert {x.removeprefix(DM) for x in concepts("qualifiers") if objects(x, DM + "noneValue")} == {
        "Negation"
    }


READINGS = [
    # The first list.
    ("Tracking av besökare", "purposes", "dm:VisitorTracking"),
    ("Bygga målgrupper", "purposes", "dm:AudienceBuilding"),
    ("marknadsföring via e-post", "purposes", "dm:EmailMarketing"),
    ("målgruppsanalys", "purposes", "dm:AudienceAnalysis"),
    ("Chattverktyg", "purposes", "dm:Chat"),
    ("Ärendehantering", "purposes", "dm:TicketHandling"),
    ("support", "purposes", "dm:Support"),
    ("videomöten", "purposes", "dm:VideoMeetings"),
    ("Fakturahantering", "purposes", "dm:Invoicing"),
    ("Kundhantering", "purposes", "dpv:CustomerManagement"),
    ("Kreditkortsbetalning", "purposes", "dm:CardPayment"),
    ("Backup av databaser", "purposes", "dm:Backup"),
    ("Lagring av data i databaser", "purposes", "dm:DataStorage"),
    ("Marknadsföring via displayannonsering", "purposes", "dm:DisplayAdvertising"),
    ("analys av data", "purposes", "dm:DataAnalysis"),
    ("Marknadsföring via SMS", "purposes", "dm:SmsMarketing"),
    ("Möjliggöra deltagande på webinar", "purposes", "dm:Webinars"),
    ("Möjliggöra deltagande på event", "purposes", "dm:EventManagement"),
    # Purposes of other lists, in both languages and several spellings.
    ("marknadsföring", "purposes", "dpv:Marketing"),
    ("Email marketing", "purposes", "dm:EmailMarketing"),
    ("e-mail marketing", "purposes", "dm:EmailMarketing"),
    ("direktmarknadsföring", "purposes", "dpv:DirectMarketing"),
    ("Payment processing", "purposes", "dpv:PaymentManagement"),
    ("betalhantering", "purposes", "dpv:PaymentManagement"),
    ("Error tracking", "purposes", "dm:ErrorMonitoring"),
    ("felmonitorering", "purposes", "dm:ErrorMonitoring"),
    ("CDN", "purposes", "dm:ContentDelivery"),
    ("webbhosting", "purposes", "dm:WebHosting"),
    ("Hosting", "purposes", "dm:Hosting"),
    ("autentisering", "purposes", "dpv:IdentityAuthentication"),
    ("rekrytering", "purposes", "dpv:RecruitmentManagement"),
    ("payroll", "purposes", "dpv:PersonnelPayment"),
    ("CRM", "purposes", "dpv:CustomerRelationshipManagement"),
    ("e-signering", "purposes", "dm:ESigning"),
    ("Stora språkmodeller", "purposes", "dm:AiFeatures"),
    ("webbanalys", "purposes", "dm:WebAnalytics"),
    ("content personalization", "purposes", "dm:ContentPersonalisation"),
    # Processing.
    ("lagring", "processing", "dpv:Store"),
    ("insamling", "processing", "dpv:Collect"),
    ("radering", "processing", "dpv:Erase"),
    ("Profiling", "processing", "dpv:Profiling"),
    ("överföring", "processing", "dpv:Transfer"),
    # Safeguards, and what is none.
    ("SCC", "safeguards", "eu-gdpr:StandardContractualClauses"),
    ("standardavtalsklausuler", "safeguards", "eu-gdpr:StandardContractualClauses"),
    ("SCCs (EU Standard Contractual Clauses)", "safeguards", "eu-gdpr:A46-2-c"),
    ("SCC (modul 3)", "safeguards", "dm:SccModule3"),
    ("BCR", "safeguards", "eu-gdpr:BindingCorporateRules"),
    ("EU-US Data Privacy Framework", "safeguards", "dm:DataPrivacyFramework"),
    ("EU-U.S. DPF", "safeguards", "dm:DataPrivacyFramework"),
    ("beslut om adekvat skyddsnivå", "safeguards", "eu-gdpr:A45-3"),
    ("Artikel 46", "safeguards", "dm:Article46Unspecified"),
    ("Art. 46 GDPR", "safeguards", "dm:Article46Unspecified"),
    ("Artikel 46 i dataskyddslagen", "safeguards", "dm:Article46Unspecified"),
    ("Artikel 49", "safeguards", "dm:Article49Derogation"),
    ("explicit consent", "safeguards", "eu-gdpr:A49-1-a"),
    ("Privacy Shield", "safeguards", "dm:PrivacyShield"),
    ("DPA", "safeguards", "dpv:DataProcessingAgreement"),
    ("GDPR", "safeguards", "dm:GdprCompliance"),
    ("EEA hosting — no transfer", "safeguards", "dm:NoTransferStated"),
    ("inom EU/EES", "safeguards", "dm:WithinEea"),
    ("tilläggsskydd", "safeguards", "eu-gdpr:SupplementaryMeasure"),
    ("TIA", "safeguards", "dm:TransferImpactAssessment"),
    # Roles.
    ("Lista över underbiträden", "roles", "dpv:DataSubProcessor"),
    ("Underbiträdesförteckning", "roles", "dpv:DataSubProcessor"),
    ("Sub-processors", "roles", "dpv:DataSubProcessor"),
    ("underleverantör", "roles", "dm:Subcontractor"),
    ("personuppgiftsansvariga", "roles", "dpv:DataController"),
    ("gemensamt personuppgiftsansvariga", "roles", "dpv:JointDataControllers"),
    # Fields.
    ("Ändamål", "fields", "dm:field-purpose"),
    ("Funktion", "fields", "dm:field-purpose"),
    ("Personuppgifter", "fields", "dm:field-data"),
    ("Customer data involved", "fields", "dm:field-data"),
    ("dataCategories", "fields", "dm:field-data"),
    ("Fysisk lagringsplats", "fields", "dm:field-storage-place"),
    ("Plats för behandling", "fields", "dm:field-processing-place"),
    ("Country", "fields", "dm:field-processing-place"),
    ("Skyddsåtgärd vid överföring till tredjeland", "fields", "dm:field-safeguard"),
    ("transferMechanism", "fields", "dm:field-safeguard"),
    ("Underbiträde", "fields", "dm:field-vendor-name"),
    ("egna underbiträden", "fields", "dm:field-sub-processors"),
    ("Lagringstid", "fields", "dm:field-retention"),
    ("Säte", "fields", "dm:field-seat"),
    ("roll", "fields", "dm:field-role"),
    ("DPA", "fields", "dm:field-contract"),
    ("Senast uppdaterad", "fields", "dm:field-date"),
    ("personuppgiftsbiträde", "fields", "dm:field-processor"),
]


@pytest.mark.parametrize(("label", "scheme", "expected"), READINGS)
def test_reading(label: str, scheme: str, expected: str) -> None:
    assert lexicon(scheme).get(key(label)) == {iri(expected)}


TRAPS = [
    # Types of data are not fields, headings of one column are not those of another.
    ("namn", "fields"),
    ("name", "fields"),
    ("e-post", "fields"),
    ("kontaktuppgifter", "fields"),
    ("kategori", "fields"),
    ("category", "fields"),
    ("typ", "fields"),
    ("status", "fields"),
    ("lagring", "fields"),
    ("moderbolag", "fields"),
    ("description", "fields"),
    # A legal basis of the processing, or a code or contract in general, covers no transfer.
    ("samtycke", "safeguards"),
    ("consent", "safeguards"),
    ("code of conduct", "safeguards"),
    ("certifiering", "safeguards"),
    ("avtal", "safeguards"),
    ("-", "safeguards"),
    # A channel or a bare head is no purpose.
    ("e-post", "purposes"),
    ("SMS", "purposes"),
    ("leverans", "purposes"),
    ("delivery", "purposes"),
    ("hantering", "purposes"),
    ("utveckling", "purposes"),
    ("training", "purposes"),
    ("namn", "purposes"),
    ("Mailchimp", "purposes"),
    # Names of parties are not roles.
    ("leverantör", "roles"),
    ("kund", "roles"),
]


@pytest.mark.parametrize(("label", "scheme"), TRAPS)
def test_trap(label: str, scheme: str) -> None:
    assert key(label) not in lexicon(scheme)


@pytest.mark.parametrize(
    "label", ["GDPR", "DPA", "inom EU", "ISO 27001", "SOC 2", "Safe Harbor", "TLS", "NDA"]
)
def test_false_friend_covers_no_transfer(label: str) -> None:
    (concept,) = lexicon("safeguards")[key(label)]
    assert is_false_friend(concept)
    assert objects(concept, DM + "tool") == ["false"]


PATTERNS = [
    ("olika per * kund", "VariesByCustomer"),
    ("kundspecifikt", "VariesByCustomer"),
    ("varies", "VariesByCustomer"),
    ("beror på …", "DependsOn"),
    ("den data som samlas in …", "OpenEnded"),
    ("m.m.", "OpenEnded"),
    ("and more", "OpenEnded"),
    ("t.ex.", "Example"),
    ("ex.", "Example"),
    ("till exempel", "Example"),
    ("including but not limited to", "Example"),
    ("ej personspecifikt", "NotPersonSpecific"),
    ("även", "Also"),
    ("om aktiverat", "Conditional"),
    ("tbd", "Undecided"),
    ("n/a", "Undecided"),
    ("ej fastställt", "Undecided"),
    ("inga", "Negation"),
    ("no", "Negation"),
    ("kan", "Uncertain"),
    ("may", "Uncertain"),
    ("delvis", "Partly"),
    ("och", "Conjunction"),
    ("and/or", "Conjunction"),
    ("kopplade till", "LinkedTo"),
    ("via", "Preposition"),
    ("in", "Preposition"),
]


@pytest.mark.parametrize(("text", "expected"), PATTERNS)
def test_pattern(text: str, expected: str) -> None:
    scheme = "connectives" if expected in CONNECTIVES else "qualifiers"
    assert DM + expected in pattern_owners(scheme).get(text, set())


@pytest.mark.parametrize("text", ["ej personuppgifter", "icke", "non", "samt alla"])
def test_ambiguous_word_is_no_pattern(text: str) -> None:
    assert text not in pattern_owners("qualifiers")


@pytest.mark.parametrize("text", ["inga", "inga personuppgifter", "none", "no personal data", "nej"])
def test_none_value(text: str) -> None:
    assert text in objects(DM + "Negation", DM + "noneValue")
