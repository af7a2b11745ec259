"""Personal-data types and data subjects, held against tables that were written by hand."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

ONTOLOGY = Path(__file__).parents[1] / "ontology"
PREFIXES = {
    "dm:": "https://w3id.org/datamap#",
    "dpv:": "https://w3id.org/dpv#",
    "pd:": "https://w3id.org/dpv/pd#",
    "skos:": "http://www.w3.org/2004/02/skos/core#",
    "rdfs:": "http://www.w3.org/2000/01/rdf-schema#",
}
DPV_NAMESPACES = ("https://w3id.org/dpv#", "https://w3id.org/dpv/")
LABELS = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "dm:wholeLabel")
GROUPS = {
    "identity-number",
    "payment",
    "contact",
    "customer",
    "online",
    "content",
    "work",
    "special",
    "other",
}
SCHEMES = {
    "personal-data.ttl": ("dm:personalData", "dpv:PersonalData"),
    "data-subjects.ttl": ("dm:dataSubjects", "dpv:DataSubject"),
}
FILES = sorted(SCHEMES)


class Label(NamedTuple):
    """A label as it stands in the file."""

    predicate: str
    text: str
    language: str


class Scheme:
    """One Turtle file: its concepts, labels and edges, every IRI as a CURIE."""

    def __init__(self, file: str) -> None:
        self.scheme, self.root = SCHEMES[file]
        self.concepts: set[str] = set()
        self.labels: dict[str, list[Label]] = defaultdict(list)
        self.edges: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.literals: dict[str, dict[str, list[Literal]]] = defaultdict(lambda: defaultdict(list))
        for quad in parse(path=str(ONTOLOGY / file), format=RdfFormat.TURTLE):
            assert isinstance(quad.subject, NamedNode)
            subject, predicate = curie(quad.subject.value), curie(quad.predicate.value)
            if isinstance(quad.object, Literal):
                self.literals[predicate][subject].append(quad.object)
                if predicate in LABELS:
                    label = Label(predicate, quad.object.value, quad.object.language or "")
                    self.labels[subject].append(label)
            elif isinstance(quad.object, NamedNode):
                self.edges[predicate][subject].add(curie(quad.object.value))
        self.concepts = {s for s, o in self.edges["skos:inScheme"].items() if o == {self.scheme}}

    def above(self, concept: str, predicate: str = "dm:kindOf") -> set[str]:
        """Return everything that one or more steps of a predicate lead to."""
        found: set[str] = set()
        waiting = set(self.edges[predicate].get(concept, ()))
        while waiting:
            found |= waiting
            waiting = {n for c in waiting for n in self.edges[predicate].get(c, ())} - found
        return found

    def read(self, phrase: str) -> str | None:
        """Return the concept that a whole phrase names."""
        wanted = normalised(phrase)
        found = {c for c, labels in self.labels.items() if any(normalised(x.text) == wanted for x in labels)}
        assert len(found) < 2, (phrase, found)
        return next(iter(found), None)


@cache
def scheme(file: str) -> Scheme:
    return Scheme(file)


def curie(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return prefix + iri[len(namespace) :]
    return iri


def normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


# What holds of both files -----------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_every_subject_is_a_concept_of_the_scheme(file: str) -> None:
    found = scheme(file)
    subjects = {s for by_subject in found.edges.values() for s in by_subject} | set(found.labels)
    assert subjects == found.concepts


@pytest.mark.parametrize("file", FILES)
def test_every_concept_has_one_preferred_label_in_each_language(file: str) -> None:
    found = scheme(file)
    for concept in found.concepts:
        preferred = sorted(x.language for x in found.labels[concept] if x.predicate == "skos:prefLabel")
        assert preferred == ["en", "sv"], concept


@pytest.mark.parametrize("file", FILES)
def test_labels_are_tidy(file: str) -> None:
    for concept, labels in scheme(file).labels.items():
        assert {x.language for x in labels} <= {"sv", "en"}, concept
        in_language = [(x.language, normalised(x.text)) for x in labels]
        assert len(in_language) == len(set(in_language)), concept
        for label in labels:
            assert label.text == unicodedata.normalize("NFC", " ".join(label.text.split())), label


@pytest.mark.parametrize("file", FILES)
def test_no_label_names_two_concepts(file: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for concept, labels in scheme(file).labels.items():
        for label in labels:
            owners[normalised(label.text)].add(concept)
    assert {text: found for text, found in owners.items() if len(found) > 1} == {}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("predicate", ["dm:kindOf", "dm:partOf", "skos:broader"])
def test_parents_are_declared(file: str, predicate: str) -> None:
    found = scheme(file)
    parents = {p for ps in found.edges[predicate].values() for p in ps}
    assert parents <= found.concepts


@pytest.mark.parametrize("file", FILES)
def test_the_hierarchy_has_no_cycle_and_one_root(file: str) -> None:
    found = scheme(file)
    for concept in found.concepts:
        above = found.above(concept)
        assert concept not in above, concept
        assert concept == found.root or found.root in above, concept
    assert found.above(found.root) == set()


@pytest.mark.parametrize("file", FILES)
def test_no_parent_is_repeated_higher_up(file: str) -> None:
    found = scheme(file)
    for concept, parents in found.edges["dm:kindOf"].items():
        for parent in parents:
            others = {a for other in parents - {parent} for a in found.above(other)}
            assert parent not in others, (concept, parent)


@pytest.mark.parametrize("file", FILES)
def test_parts_are_no_kinds(file: str) -> None:
    found = scheme(file)
    for part, wholes in found.edges["dm:partOf"].items():
        assert part not in {a for whole in wholes for a in found.above(whole, "dm:partOf")}
        assert not wholes & found.above(part), part


@pytest.mark.parametrize("file", FILES)
def test_own_terms_say_what_they_are_and_hang_on_dpv(file: str) -> None:
    found = scheme(file)
    for concept in found.concepts:
        comments = sorted(c.language or "" for c in found.literals["rdfs:comment"].get(concept, []))
        if concept.startswith("dm:"):
            assert comments == ["en", "sv"], concept
            assert any(not a.startswith("dm:") for a in found.above(concept, "skos:broader")), concept
        else:
            assert comments == [], concept


def test_every_type_has_one_display_group() -> None:
    found = scheme("personal-data.ttl")
    groups = found.literals["dm:displayGroup"]
    assert set(groups) == found.concepts
    for concept, values in groups.items():
        assert len(values) == 1, concept
        assert values[0].language is None, concept
        assert values[0].value in GROUPS, concept


def test_articles_stand_on_what_the_law_singles_out() -> None:
    found = scheme("personal-data.ttl")
    article = {c: [v.value for v in values] for c, values in found.literals["dm:article"].items()}
    above = {
        "9(1)": "dpv:SpecialCategoryPersonalData",
        "10": "pd:Criminal",
        "87": "dm:NationalIdentityNumber",
    }
    for number, top in above.items():
        below = {c for c in found.concepts if c == top or top in found.above(c)}
        assert {c for c, values in article.items() if values == [number]} == below, number
    assert all(len(values) == 1 for values in article.values())


def test_every_dpv_term_in_use_is_a_real_one() -> None:
    lines = (ONTOLOGY / "dpv-terms.txt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    used = {
        node.value
        for path in ONTOLOGY.glob("*.ttl")
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
        for node in (quad.subject, quad.predicate, quad.object)
        if isinstance(node, NamedNode) and node.value.startswith(DPV_NAMESPACES)
    }
    assert used - set(lines) == set()


# Is every X a Y? --------------------------------------------------------------------------------

IS_A = """
dm:MobileNumber pd:TelephoneNumber
dm:WorkTelephoneNumber pd:TelephoneNumber
pd:TelephoneNumber pd:Contact
dm:MobileNumber pd:Contact
pd:EmailAddress pd:Contact
pd:EmailAddressWork pd:EmailAddress
pd:PhysicalAddress pd:Contact
dm:HomeAddress pd:PhysicalAddress
dm:DeliveryAddress pd:PhysicalAddress
dm:BillingAddress pd:PhysicalAddress
dm:BillingAddress dm:BillingData
dm:EmergencyContact pd:Contact
dm:BusinessContact pd:Contact
dm:FullName pd:Name
dm:GivenName pd:Name
dm:FamilyName pd:Name
pd:Name pd:Identifying
dm:NationalIdentityNumber pd:OfficialID
dm:NationalIdentityNumber pd:Identifier
dm:CoordinationNumber dm:NationalIdentityNumber
pd:Passport pd:OfficialID
dm:DrivingLicence dm:IdentityDocument
dm:CustomerNumber pd:Identifier
dm:EmployeeNumber dm:EmploymentData
pd:IPAddress dm:OnlineIdentifier
dm:Cookie dm:OnlineIdentifier
dm:UserIdentifier dm:OnlineIdentifier
dm:DeviceIdentifier dm:OnlineIdentifier
dm:OnlineIdentifier pd:Identifier
pd:MACAddress dm:DeviceIdentifier
pd:Username dm:UserIdentifier
pd:PaymentCard dm:PaymentData
pd:PaymentCard pd:Financial
pd:BankAccount pd:Financial
dm:Invoice dm:BillingData
pd:Purchase pd:Transactional
pd:Password pd:Authenticating
pd:Authenticating dm:AccountData
dm:VisitedPages pd:BrowsingBehaviour
dm:VisitedPages pd:Behavioural
dm:EventData dm:UsageData
dm:SearchQuery dm:UsageData
dm:ErrorLog dm:LogData
dm:CrashData dm:DiagnosticData
pd:UserAgent pd:DeviceBased
pd:GPSCoordinate pd:Location
pd:EmailContent pd:Communication
dm:ChatContent pd:Communication
dm:EmailMetadata pd:CommunicationsMetadata
pd:VoiceCommunicationRecording dm:AudioRecording
pd:Picture dm:Image
dm:JobTitle dm:Role
pd:Salary dm:EmploymentData
dm:CurriculumVitae dm:JobApplication
dm:SickLeave pd:Health
dm:SickLeave dpv:SpecialCategoryPersonalData
pd:MedicalHealth pd:Health
pd:Health dpv:SpecialCategoryPersonalData
pd:Biometric dpv:SpecialCategoryPersonalData
pd:TradeUnionMembership dpv:SpecialCategoryPersonalData
pd:Fingerprint pd:Biometric
pd:Criminal dpv:SensitivePersonalData
"""

IS_NOT = """
dm:NationalIdentityNumber dpv:SensitivePersonalData
pd:Contact pd:Tracking
pd:TelephoneNumber pd:Tracking
pd:TelephoneNumber dm:MobileNumber
pd:TelephoneNumber dm:OnlineIdentifier
pd:TelephoneNumber pd:Identifying
pd:EmailAddress dm:OnlineIdentifier
pd:EmailAddress pd:PhysicalAddress
pd:EmailAddress pd:Communication
pd:EmailContent pd:Contact
pd:IPAddress pd:Contact
pd:IPAddress pd:PhysicalAddress
pd:IPAddress pd:Location
pd:PostalCode pd:PhysicalAddress
pd:PostalCode pd:Location
pd:City pd:PhysicalAddress
pd:PhysicalAddress pd:Location
pd:Name pd:Contact
pd:Username pd:Name
pd:Username pd:Contact
dm:SocialMediaHandle pd:Contact
dm:NationalIdentityNumber pd:Contact
dm:NationalIdentityNumber dpv:SpecialCategoryPersonalData
dm:NationalIdentityNumber dm:OnlineIdentifier
dm:CustomerNumber pd:OfficialID
dm:CustomerNumber dm:OnlineIdentifier
dm:OrganisationNumber pd:OfficialID
dm:OrganisationNumber dm:NationalIdentityNumber
pd:PaymentCardNumber pd:PaymentCard
pd:PaymentCardExpiry pd:PaymentCard
pd:PaymentCard dpv:SpecialCategoryPersonalData
pd:PaymentCard pd:BankAccount
pd:Purchase dm:PaymentData
dm:Role pd:Professional
dm:Role dm:JobTitle
dm:UsageData dm:EventData
dm:UserIdentifier pd:Name
dm:Cookie pd:Behavioural
pd:Criminal dpv:SpecialCategoryPersonalData
pd:BirthDate pd:Age
pd:Picture pd:Biometric
dm:AudioRecording pd:Communication
dm:DietaryNeeds pd:Health
pd:CommunicationsMetadata pd:Communication
dm:ConsentRecord pd:Preference
dm:CompanyName pd:Name
dm:ErrorLog dm:AccessLog
"""

PART_OF = """
pd:PostalCode pd:PhysicalAddress
pd:Street pd:PhysicalAddress
pd:City pd:PhysicalAddress
pd:Country pd:PhysicalAddress
pd:PaymentCardNumber pd:PaymentCard
pd:PaymentCardExpiry pd:PaymentCard
pd:Username pd:Authenticating
"""

SUBJECT_IS_A = """
dpv:Client dpv:Customer
dm:EndCustomer dpv:Customer
dm:EndUser dpv:User
dm:WebsiteVisitor dpv:Visitor
dm:EventParticipant dpv:Participant
dpv:JobApplicant dpv:Applicant
dm:SupplierContact dm:ContactPerson
dm:CustomerContact dm:ContactPerson
dpv:Child dpv:VulnerableDataSubject
"""

SUBJECT_IS_NOT = """
dpv:Customer dm:EndCustomer
dpv:User dpv:Customer
dpv:Visitor dpv:User
dpv:JobApplicant dpv:Employee
dm:FormerEmployee dpv:Employee
dm:Consultant dpv:Employee
dm:CustomerContact dpv:Customer
dm:Prospect dpv:Customer
dpv:Student dpv:Child
dpv:ParentOfDataSubject dpv:GuardianOfDataSubject
"""


def pairs(table: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in (line.split() for line in table.strip().splitlines())]


@pytest.mark.parametrize(("narrow", "wide"), pairs(IS_A))
def test_is_a(narrow: str, wide: str) -> None:
    found = scheme("personal-data.ttl")
    assert {narrow, wide} <= found.concepts
    assert wide in found.above(narrow)


@pytest.mark.parametrize(("narrow", "wide"), pairs(IS_NOT))
def test_is_not_a(narrow: str, wide: str) -> None:
    found = scheme("personal-data.ttl")
    assert {narrow, wide} <= found.concepts
    assert wide not in found.above(narrow)


@pytest.mark.parametrize(("part", "whole"), pairs(PART_OF))
def test_part_of(part: str, whole: str) -> None:
    assert whole in scheme("personal-data.ttl").edges["dm:partOf"][part]


@pytest.mark.parametrize(("narrow", "wide"), pairs(SUBJECT_IS_A))
def test_subject_is_a(narrow: str, wide: str) -> None:
    found = scheme("data-subjects.ttl")
    assert {narrow, wide} <= found.concepts
    assert wide in found.above(narrow)


@pytest.mark.parametrize(("narrow", "wide"), pairs(SUBJECT_IS_NOT))
def test_subject_is_not_a(narrow: str, wide: str) -> None:
    found = scheme("data-subjects.ttl")
    assert {narrow, wide} <= found.concepts
    assert wide not in found.above(narrow)


# What a phrase is read as -----------------------------------------------------------------------

READINGS = """
Namn = pd:Name
names = pd:Name
för- och efternamn = dm:FullName
förnamn = dm:GivenName
surname = dm:FamilyName
e-mail = pd:EmailAddress
E-postadress = pd:EmailAddress
e-post = pd:EmailAddress
mejladress = pd:EmailAddress
Email addresses = pd:EmailAddress
telefonnummer = pd:TelephoneNumber
phone numbers = pd:TelephoneNumber
Mobilnummer = dm:MobileNumber
adress = pd:PhysicalAddress
postadress = pd:PhysicalAddress
mailing address = pd:PhysicalAddress
leveransadress = dm:DeliveryAddress
faktureringsadress = dm:BillingAddress
postnummer = pd:PostalCode
zip code = pd:PostalCode
kontaktuppgifter = pd:Contact
contact data = pd:Contact
kundnummer = dm:CustomerNumber
personnummer = dm:NationalIdentityNumber
social security number = dm:NationalIdentityNumber
samordningsnummer = dm:CoordinationNumber
organisationsnummer = dm:OrganisationNumber
IP-adress = pd:IPAddress
IP-adresser = pd:IPAddress
IP address = pd:IPAddress
cookies = dm:Cookie
kakor = dm:Cookie
användaridentifierare = dm:UserIdentifier
användar-ID = dm:UserIdentifier
klient-ID = dm:ClientIdentifier
browser-ID = dm:ClientIdentifier
roll = dm:Role
job title = dm:JobTitle
besökta sidor = dm:VisitedPages
pages viewed = dm:VisitedPages
kreditkortsinformation = pd:PaymentCard
Kortuppgifter = pd:PaymentCard
Cardholder data = pd:PaymentCard
händelsedata = dm:EventData
event data = dm:EventData
användningsdata = dm:UsageData
usage metadata = dm:UsageData
användardata = dpv:PersonalData
user data = dpv:PersonalData
kunddata = dpv:PersonalData
customer data = dpv:PersonalData
personuppgifter = dpv:PersonalData
account data = dm:AccountData
autentiseringsdata = pd:Authenticating
loggar = dm:LogData
felloggar = dm:ErrorLog
webbläsare = dm:Browser
user agent = pd:UserAgent
device data = pd:DeviceBased
sökfrågor = dm:SearchQuery
message content = pd:Communication
message metadata = pd:CommunicationsMetadata
email content = pd:EmailContent
prompts = dm:Prompt
generated content = dm:GeneratedContent
konverteringsdata = dm:ConversionData
stack traces = dm:CrashData
telemetry = dm:DiagnosticData
känsliga personuppgifter = dpv:SpecialCategoryPersonalData
sensitive data = dpv:SensitivePersonalData
hälsouppgifter = pd:Health
fackligt medlemskap = pd:TradeUnionMembership
lagöverträdelser = pd:CriminalOffence
"""

# Two readings each, or no data type at all.
UNREAD = [
    "kontouppgifter",
    "nummer",
    "uppgifter",
    "data",
    "ID",
    "enhet",
    "title",
    "position",
    "pass",
    "ej personspecifikt",
    "kundspecifikt",
]

SUBJECT_READINGS = """
slutkunder = dm:EndCustomer
kunder = dpv:Customer
customers = dpv:Customer
besökare = dpv:Visitor
website visitors = dm:WebsiteVisitor
användare = dpv:User
end users = dm:EndUser
anställda = dpv:Employee
medarbetare = dpv:Employee
employees = dpv:Employee
deltagare = dpv:Participant
medlemmar = dpv:Member
prenumeranter = dpv:Subscriber
patienter = dpv:Patient
elever = dpv:Student
barn = dpv:Child
children = dpv:Child
kandidater = dpv:JobApplicant
leverantörers kontaktpersoner = dm:SupplierContact
registrerade = dpv:DataSubject
"""


def readings(table: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in (line.split(" = ") for line in table.strip().splitlines())]


@pytest.mark.parametrize(("phrase", "concept"), readings(READINGS))
def test_reading(phrase: str, concept: str) -> None:
    assert scheme("personal-data.ttl").read(phrase) == concept


@pytest.mark.parametrize("phrase", UNREAD)
def test_a_word_with_two_meanings_is_left_unread(phrase: str) -> None:
    assert scheme("personal-data.ttl").read(phrase) is None


@pytest.mark.parametrize(("phrase", "concept"), readings(SUBJECT_READINGS))
def test_subject_reading(phrase: str, concept: str) -> None:
    assert scheme("data-subjects.ttl").read(phrase) == concept
