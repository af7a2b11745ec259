"""Finding the entries of a list, whatever its layout: who is named, on which line, with which fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from datamap.claims.reading import read_list
from datamap.claims.report import reading_to_dict
from datamap.documents import Document
from datamap.documents.text import read_text
from datamap.errors import NoEntries
from datamap.vocabulary.concepts import FIELDS, load_vocabulary, normalise
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    from datamap.claims.model import Entry, Reading

NBSP = "\u00a0"
Outline = list[tuple[str, int, list[tuple[str, int]]]]


def read(text: str) -> Reading:
    cells, encoding, notes = read_text(text.encode(), "list.txt")
    return read_list(Document("list.txt", "0" * 64, cells, encoding, notes), "list")


def outline(reading: Reading) -> Outline:
    """Name, heading line, and (field, line) of every labelled field in its order."""
    return [
        (e.name, e.line, [(s.field, s.line) for s in e.statements if s.field not in ("heading", "footnote", "remark")])
        for e in reading.entries
    ]  # fmt: skip


def entry(reading: Reading, name: str) -> Entry:
    return next(e for e in reading.entries if e.name == name)


def concepts(e: Entry, *facets: str) -> list[str]:
    return [curie(c.concept) if c.concept else "?" for c in e.claims if c.facet in facets]


def texts(reading: Reading) -> list[str]:
    """Everything that a reading keeps verbatim."""
    return [s.text for e in reading.entries for s in e.statements] + [s.text for s in reading.around]


SWEDISH = ["purpose", "data", "storage-place"]


def swedish(first: int) -> list[tuple[str, int]]:
    return [(key, first + i) for i, key in enumerate(SWEDISH)]


LAYOUTS: dict[str, tuple[str, Outline]] = {
    "no blank line anywhere": (
        "Underbiträden\n"
        "Stripe\nÄndamål: Betalning\nPersonuppgifter: Namn\nLagringsplats: EU/EES\n"
        "Zoom\nÄndamål: Möten\nPersonuppgifter: Namn\nLagringsplats: USA\n"
        "Loopia Aktiebolag\nÄndamål: Drift\nPersonuppgifter: Namn\nLagringsplats: Sverige\n",
        [("Stripe", 2, swedish(3)), ("Zoom", 6, swedish(7)), ("Loopia Aktiebolag", 10, swedish(11))],
    ),
    "no blank line, English, no title": (
        "Stripe\nPurpose: Payments\nPersonal data: Name\nLocation: Ireland\n"
        "Zoom\nPurpose: Meetings\nPersonal data: Name\nLocation: USA\n",
        [
            ("Stripe", 1, [("purpose", 2), ("data", 3), ("processing-place", 4)]),
            ("Zoom", 5, [("purpose", 6), ("data", 7), ("processing-place", 8)]),
        ],
    ),
    "blank lines everywhere": (
        "Underbiträden\n\n\nStripe\n\nÄndamål: Betalning\n\nPersonuppgifter: Namn\n\nLagringsplats: EU/EES\n\n\n"
        "Zoom\n\nÄndamål: Möten\n\nPersonuppgifter: Namn\n\nLagringsplats: USA\n\n",
        [
            ("Stripe", 4, [("purpose", 6), ("data", 8), ("storage-place", 10)]),
            ("Zoom", 13, [("purpose", 15), ("data", 17), ("storage-place", 19)]),
        ],
    ),
    "lines of spaces and no-break spaces are blank": (
        f"Stripe\n   \nÄndamål: Betalning\n{NBSP}\nZoom\n\t\nÄndamål: Möten\n",
        [("Stripe", 1, [("purpose", 3)]), ("Zoom", 5, [("purpose", 7)])],
    ),
    "no-break spaces around colons and in headings": (
        f"Google{NBSP}LLC\nÄndamål{NBSP}:{NBSP}Analys\nKategorier{NBSP}av{NBSP}personuppgifter:{NBSP}Namn\n\n"
        f"{NBSP}Zoom{NBSP}\nÄndamål:{NBSP}Möten\n",
        [("Google LLC", 1, [("purpose", 2), ("data", 3)]), ("Zoom", 5, [("purpose", 6)])],
    ),
    "CRLF": (
        "Stripe\r\nÄndamål: Betalning\r\nPersonuppgifter: Namn\r\n\r\nZoom\r\nÄndamål: Möten\r\n",
        [("Stripe", 1, [("purpose", 2), ("data", 3)]), ("Zoom", 5, [("purpose", 6)])],
    ),
    "old Mac line ends": (
        "Stripe\rÄndamål: Betalning\r\rZoom\rÄndamål: Möten\r",
        [("Stripe", 1, [("purpose", 2)]), ("Zoom", 4, [("purpose", 5)])],
    ),
    "tabs": (
        "\tStripe\n\tÄndamål:\tBetalning\n\tPersonuppgifter\t:\tNamn\n\n\tZoom\n\t\tÄndamål:\tMöten\n",
        [("Stripe", 1, [("purpose", 2), ("data", 3)]), ("Zoom", 5, [("purpose", 6)])],
    ),
    "bullets before fields, numbers before headings": (
        "1. Stripe\n- Ändamål: Betalning\n- Personuppgifter: Namn\n\n"
        "2. Zoom\n- Ändamål: Möten\n- Personuppgifter: Namn\n",
        [("Stripe", 1, [("purpose", 2), ("data", 3)]), ("Zoom", 5, [("purpose", 6), ("data", 7)])],
    ),
    "other bullets": (
        "• Stripe\n  • Purpose: Payments\n  • Personal data: Name\n• Zoom\n  • Purpose: Meetings\n",
        [("Stripe", 1, [("purpose", 2), ("data", 3)]), ("Zoom", 4, [("purpose", 5)])],
    ),
    "Markdown headings and numbered fields": (
        "# Sub-processors\n\n## Stripe\n1) Purpose: Payments\n2) Personal data: Name\n\n## Zoom\n1) Purpose: Meetings\n",
        [("Stripe", 3, [("purpose", 4), ("data", 5)]), ("Zoom", 7, [("purpose", 8)])],
    ),
    "bold labels and headings": (
        "**Stripe**\n**Ändamål:** Betalning\n**Personuppgifter**: Namn\n\n__Zoom__\n__Ändamål:__ Möten\n",
        [("Stripe", 1, [("purpose", 2), ("data", 3)]), ("Zoom", 5, [("purpose", 6)])],
    ),
    "bold labels in bullets": (
        "**Stripe**\n- **Purpose:** Payments\n- **Personal data:** Name\n",
        [("Stripe", 1, [("purpose", 2), ("data", 3)])],
    ),
    "values over several lines": (
        "Stripe\nPersonuppgifter: Namn,\n  e-postadress,\n  telefonnummer\nÄndamål: Betalning\n\n"
        "Zoom\nPersonuppgifter: Namn\n",
        [("Stripe", 1, [("data", 2), ("purpose", 5)]), ("Zoom", 7, [("data", 8)])],
    ),
    "values as bullets under their label": (
        "Stripe\nPersonuppgifter:\n- Namn\n- E-postadress\n* Telefonnummer\nÄndamål: Betalning\n\nZoom\nÄndamål: Möten\n",
        [("Stripe", 1, [("data", 2), ("purpose", 6)]), ("Zoom", 8, [("purpose", 9)])],
    ),
    "label alone, value on the next line": (
        "Stripe\nÄndamål:\nBetalning\nPersonuppgifter:\nNamn\n\nZoom\nÄndamål:\nMöten\nPersonuppgifter:\nNamn\n",
        [("Stripe", 1, [("purpose", 2), ("data", 4)]), ("Zoom", 7, [("purpose", 8), ("data", 10)])],
    ),
    "fields in another order each": (
        "Stripe\nÄndamål: Betalning\nPersonuppgifter: Namn\n\nZoom\nPersonuppgifter: Namn\nÄndamål: Möten\n",
        [("Stripe", 1, [("purpose", 2), ("data", 3)]), ("Zoom", 5, [("data", 6), ("purpose", 7)])],
    ),
    "labels in capitals": (
        "STRIPE\nÄNDAMÅL: Betalning\nPERSONUPPGIFTER: Namn\n",
        [("STRIPE", 1, [("purpose", 2), ("data", 3)])],
    ),
    "vendor as a labelled field": (
        "Sub-processors\n\nSub-processor: Stripe\nPurpose: Payments\n\nSub-processor: Zoom\nPurpose: Meetings\n",
        [("Stripe", 3, [("purpose", 4)]), ("Zoom", 6, [("purpose", 7)])],
    ),
    "ends without newline": (
        "Stripe\nÄndamål: Betalning\n\nZoom\nÄndamål: Möten\nPersonuppgifter: Namn",
        [("Stripe", 1, [("purpose", 2)]), ("Zoom", 4, [("purpose", 5), ("data", 6)])],
    ),
    "section heading ending in a colon": (
        "Underbiträden\n\nLeverantörer:\n\nStripe\nÄndamål: Betalning\n\n"
        "Betaltjänster inom EU:\n\nKlarna\nÄndamål: Betalning\n\n"
        "Övriga leverantörer:\nZoom\nÄndamål: Möten\n",
        [("Stripe", 5, [("purpose", 6)]), ("Klarna", 10, [("purpose", 11)]), ("Zoom", 14, [("purpose", 15)])],
    ),
    "no space after the colon": (
        "Stripe\nÄndamål:Betalning\nPersonuppgifter:Namn\n",
        [("Stripe", 1, [("purpose", 2), ("data", 3)])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_names_and_lines(text: str, expected: Outline) -> None:
    assert outline(read(text)) == expected


NAMES = [
    "vMar Software AB",
    "iZettle",
    "OpenAI, L.L.C.",
    "Acme: Cloud Services",
    "Google (G Suite)",
    "AT&T / Verizon",
    "Amazon Web Services, Inc. (AWS)",
    "E*TRADE",
    "Yahoo!",
    "1Password",
    "3M",
    "37signals LLC",
    "X",
    "monday.com",
    "Ångström & Söner",
    "株式会社メルカリ",
    "Toys \"R\" Us",
    "O'Reilly",
    "C++ Hosting",
    "A/S Norsk Drift",
    "Data & Namn AB",
]  # fmt: skip


@pytest.mark.parametrize("blank", ["\n", ""], ids=["blank lines between", "none between"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_as_it_is_written(name: str, blank: str) -> None:
    fields = "Ändamål: Betalning\nPersonuppgifter: Namn\n" + blank
    gap = 1 if blank else 0
    found = read(f"Stripe\n{fields}{name}\n{fields}Zoom\n{fields}")
    assert outline(found) == [
        ("Stripe", 1, [("purpose", 2), ("data", 3)]),
        (name, 4 + gap, [("purpose", 5 + gap), ("data", 6 + gap)]),
        ("Zoom", 7 + 2 * gap, [("purpose", 8 + 2 * gap), ("data", 9 + 2 * gap)]),
    ]


def test_an_asterisk_inside_a_name_is_no_mark_even_where_asterisks_are_marks() -> None:
    found = read("E*TRADE\nÄndamål: Aktier\n\nStripe*\nÄndamål: Betalning\n\n* Standardavtalsklausuler.\n")
    assert [e.name for e in found.entries] == ["E*TRADE", "Stripe"]
    assert concepts(entry(found, "E*TRADE"), "safeguard") == []
    assert concepts(entry(found, "Stripe"), "safeguard") == ["eu-gdpr:StandardContractualClauses"]


def test_a_remark_under_the_heading_belongs_to_the_entry_and_is_reported() -> None:
    found = read(
        "Underbiträden\n\nStripe\nStorgatan 1, 111 22 Stockholm\nÄndamål: Betalning\n\nZoom\nÄndamål: Möten\n"
    )
    assert outline(found) == [("Stripe", 3, [("purpose", 5)]), ("Zoom", 7, [("purpose", 8)])]
    remarks = [(s.text, s.line) for s in found.entries[0].statements if s.field == "remark"]
    assert remarks == [("Storgatan 1, 111 22 Stockholm", 4)]
    assert ("Storgatan 1, 111 22 Stockholm", 4, "Stripe") in [
        (u.text, u.line, u.vendor) for u in found.unmapped
    ]


def test_fields_of_the_document_before_the_list() -> None:
    found = read(
        "Underbiträden\nPersonuppgiftsbiträde: Viva\nDatum: 2026-05-01\nVersion: 3\n\nStripe\nÄndamål: Betalning\n"
    )
    assert outline(found) == [("Stripe", 6, [("purpose", 7)])]
    assert (found.processor, found.date, found.version) == ("Viva", "2026-05-01", "3")


@pytest.mark.parametrize("blank", ["\n", ""], ids=["after a blank line", "directly below"])
def test_fields_of_the_document_after_the_list(blank: str) -> None:
    found = read(
        f"Stripe\nPurpose: Payments\nPersonal data: Name\n{blank}Last updated: 2026-05-01\nProcessor: Acme\n"
    )
    assert outline(found) == [("Stripe", 1, [("purpose", 2), ("data", 3)])]
    assert (found.processor, found.date) == ("Acme", "2026-05-01")


def test_a_date_in_words_is_kept_but_not_guessed() -> None:
    found = read("Senast uppdaterad: 1 maj 2026\n\nStripe\nÄndamål: Betalning\n")
    assert found.date is None
    assert "Senast uppdaterad: 1 maj 2026" in texts(found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Stripe\nÄndamål: Betalning\nCertifiering: ISO 27001\nLagringsplats: EU/EES\n", 3),
        ("Stripe\nÄndamål: Betalning\nLagringsplats: EU/EES\nCertifiering: ISO 27001\n", 4),
        ("Stripe\nÄndamål: Betalning\nLagringsplats: EU/EES\nCertifiering: ISO 27001\n\nZoom\nÄndamål: Möten\n", 4),
        ("Stripe\nÄndamål: Betalning\nLagringsplats: EU/EES\nCertifiering: ISO 27001\nZoom\nÄndamål: Möten\n", 4),
    ],
    ids=["in the middle", "last in the document", "last before a blank line", "last before the next heading"],
)  # fmt: skip
def test_an_unknown_label_is_a_statement_of_its_own_and_reported(text: str, line: int) -> None:
    found = read(text)
    stripe = found.entries[0]
    assert stripe.name == "Stripe"
    assert ("Certifiering: ISO 27001", line) in [(s.text, s.line) for s in stripe.statements]
    assert any("Certifiering: ISO 27001" in u.text for u in found.unmapped)
    assert concepts(stripe, "storage-place") == ["loc:EEA"]
    assert stripe.coverage["place"].coverage == "listed"


def test_repeated_labels_are_all_kept() -> None:
    found = read("Stripe\nÄndamål: Betalning\nPersonuppgifter: Namn\nPersonuppgifter: Telefonnummer\n")
    assert outline(found) == [("Stripe", 1, [("purpose", 2), ("data", 3), ("data", 4)])]
    assert concepts(found.entries[0], "data") == ["pd:Name", "pd:TelephoneNumber"]


def test_the_same_vendor_twice_gives_two_entries() -> None:
    found = read("Google\nÄndamål: Analys\n\nGoogle\nÄndamål: Möten\n")
    assert outline(found) == [("Google", 1, [("purpose", 2)]), ("Google", 4, [("purpose", 5)])]


@pytest.mark.parametrize(
    ("block", "lost"),
    [
        ("Ändamål: Analys\nPersonuppgifter: Telefonnummer\nLagringsplats: USA\n", 3),
        ("Personuppgifter: Telefonnummer\nLagringsplats: USA\n", 2),
    ],
    ids=["beginning as the entry above does", "beginning with another of its fields"],
)
def test_fields_without_a_heading_are_not_the_vendors_above(block: str, lost: int) -> None:
    found = read(
        "Stripe\nÄndamål: Betalning\nPersonuppgifter: Namn\nLagringsplats: EU/EES\n\n"
        f"{block}\nZoom\nÄndamål: Möten\n"
    )
    assert [e.name for e in found.entries] == ["Stripe", "Zoom"]
    stripe = found.entries[0]
    assert concepts(stripe, "data") == ["pd:Name"]
    assert concepts(stripe, "storage-place") == ["loc:EEA"]
    reported = " ".join(u.text for u in found.unmapped)
    assert all(line in reported for line in block.splitlines())
    assert len([u for u in found.unmapped if u.vendor is None]) >= lost


def test_fields_before_any_heading_are_nobodys() -> None:
    found = read("Personuppgifter: Telefonnummer\n\nStripe\nÄndamål: Betalning\n")
    assert outline(found) == [("Stripe", 3, [("purpose", 4)])]
    assert "Personuppgifter: Telefonnummer" in [u.text for u in found.unmapped]


def test_text_without_fields_is_no_entry() -> None:
    with pytest.raises(NoEntries):
        read("Underbiträden\n\nStripe\n\nZoom\n")


def test_a_heading_over_contact_fields_alone_is_no_vendor() -> None:
    found = read("Kontakta oss\nWebbplats: example.com\n\nStripe\nÄndamål: Betalning\n")
    assert [e.name for e in found.entries] == ["Stripe"]
    kept = "\n".join(texts(found))
    assert "Kontakta oss" in kept
    assert "example.com" in kept


# ---- footnotes ---------------------------------------------------------------------------------

NOTE = "* Överföring sker med standardavtalsklausuler."
SCC = "eu-gdpr:StandardContractualClauses"


@pytest.mark.parametrize(
    "text",
    [
        f"Stripe*\nÄndamål: Betalning\n\nZoom\nÄndamål: Möten\n\n{NOTE}\n",
        f"Stripe*\nÄndamål: Betalning\n\nZoom\nÄndamål: Möten\n{NOTE}\n",
        f"Stripe*\nÄndamål: Betalning\n\nZoom\n{NOTE}\nÄndamål: Möten\n",
        f"{NOTE}\n\nStripe*\nÄndamål: Betalning\n\nZoom\nÄndamål: Möten\n",
        f"Zoom\nÄndamål: Möten\n\n{NOTE}\n\nStripe*\nÄndamål: Betalning\n",
        f"Zoom\nÄndamål: Möten\n\nStripe * (betalningar)\nÄndamål: Betalning\n\n{NOTE}\n".replace("e *", "e*"),
        f"Zoom\nÄndamål: Möten\n\nStripe\nÄndamål*: Betalning\n\n{NOTE}\n",
    ],
    ids=["at the end", "under another entry", "inside another entry", "before the list", "between", "inside the name",
         "on a label"],
)  # fmt: skip
def test_a_footnote_binds_only_what_bears_its_mark(text: str) -> None:
    found = read(text)
    marked = next(e for e in found.entries if e.name.startswith("Stripe"))
    assert "*" not in marked.name
    assert sorted(e.name.split()[0] for e in found.entries) == ["Stripe", "Zoom"]
    assert concepts(marked, "safeguard") == [SCC]
    assert concepts(entry(found, "Zoom"), "safeguard") == []
    line = next(i for i, written in enumerate(text.split("\n"), 1) if written == NOTE)
    assert [(s.text, s.line) for s in marked.statements if s.field == "footnote"] == [(NOTE, line)]


@pytest.mark.parametrize(("one", "two"), [("*", "**"), ("*", "†"), ("¹", "²"), ("[1]", "[2]")])
def test_two_different_marks(one: str, two: str) -> None:
    found = read(
        f"Stripe{one}\nPurpose: Payments\n\nZoom{two}\nPurpose: Meetings\n\nLoopia\nPurpose: Hosting\n\n"
        f"{one} Standard contractual clauses.\n{two} Binding corporate rules.\n"
    )
    assert [e.name for e in found.entries] == ["Stripe", "Zoom", "Loopia"]
    assert [concepts(e, "safeguard") for e in found.entries] == [
        [SCC],
        ["eu-gdpr:BindingCorporateRules"],
        [],
    ]


@pytest.mark.parametrize("title", ["Underbiträden", "Underbiträden*"])
def test_a_footnote_that_binds_nobody_is_reported(title: str) -> None:
    found = read(f"{title}\n\nStripe\nÄndamål: Betalning\n\nZoom\nÄndamål: Möten\n\n{NOTE}\n")
    assert [e.name for e in found.entries] == ["Stripe", "Zoom"]
    assert [concepts(e, "safeguard") for e in found.entries] == [[], []]
    assert (NOTE, 9, None) in [(u.text, u.line, u.vendor) for u in found.unmapped]


BOTH = "Personuppgifter: Namn\nLagringsplats: EU/EES\n"


@pytest.mark.parametrize(
    ("note", "question"),
    [
        ("* Uppgifter kan även lagras i USA.", "place"),
        ("* Lagras i USA med stöd av standardavtalsklausuler.", "place"),
        ("* Data may be transferred to the USA under standard contractual clauses.", "place"),
        ("* Även telefonnummer behandlas.", "data"),
        ("* Telefonnummer överförs med stöd av SCC.", "data"),
        ("* Olika per kund.", "data"),
    ],
)
def test_a_footnote_that_names_a_place_or_data_opens_that_list(note: str, question: str) -> None:
    found = read(f"Stripe*\n{BOTH}\nZoom\n{BOTH}\n{note}\n")
    assert entry(found, "Stripe").coverage[question].coverage == "open"
    assert entry(found, "Zoom").coverage["data"].coverage == "listed"
    assert entry(found, "Zoom").coverage["place"].coverage == "listed"


# ---- what the title tells ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Underbiträden som Viva anlitar", "dpv:DataSubProcessor"),
        ("Sub-processors of Acme", "dpv:DataSubProcessor"),
        ("Våra personuppgiftsbiträden", "dpv:DataProcessor"),
        ("Underleverantörer", "dm:Subcontractor"),
        ("Leverantörer", None),
        ("Vår lista", None),
    ],
)
def test_the_title_tells_the_role_or_nothing_does(title: str, role: str | None) -> None:
    found = read(f"{title}\n\nStripe\nÄndamål: Betalning\n")
    assert (curie(found.role) if found.role else None) == role


def test_a_role_in_the_title_needs_no_first_line() -> None:
    found = read("Viva\n\nUnderbiträden som Viva anlitar\n\nStripe\nÄndamål: Betalning\n")
    assert found.title == "Underbiträden som Viva anlitar"
    assert found.role is not None
    assert curie(found.role) == "dpv:DataSubProcessor"
    assert [(u.text, u.line) for u in found.unmapped if u.field == "document"] == [("Viva", 1)]


# ---- any layout --------------------------------------------------------------------------------

WORD = st.text(alphabet="abcdefgåäöABCXYZ019", min_size=1, max_size=10)
SUFFIX = st.sampled_from(["", " AB", " (EU)", ", Inc.", " / Cloud", ": Cloud", " & Co", " LLC (Suite)"])
LABELS = {
    "sv": [("purpose", "Ändamål"), ("data", "Personuppgifter"), ("storage-place", "Fysisk lagringsplats"),
           ("subjects", "Registrerade")],
    "en": [("purpose", "Purpose"), ("data", "Personal data"), ("storage-place", "Storage location"),
           ("subjects", "Data subjects")],
}  # fmt: skip
VALUES = {
    "purpose": ["fakturering", "support", "marknadsföring", "blorpning", "payments"],
    "data": ["namn", "e-postadress", "telefonnummer", "IP-adress", "name", "phone number", "blorpdata"],
    "storage-place": ["EU/EES", "Sverige", "USA", "utanför EU/EES", "Ireland", "Blorpstad"],
    "subjects": ["kunder", "anställda", "customers", "blorpare"],
}


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, Outline, list[str]]:
    """A list in one layout: its text, its outline, and all items of its values."""
    known = {normalise(label) for c in load_vocabulary().members(FIELDS)
             for _, label in load_vocabulary().labels_by_language(c)}  # fmt: skip
    template = draw(st.permutations(LABELS[draw(st.sampled_from(["sv", "en"]))]))
    between_fields = draw(st.integers(0, 1))
    between_entries = draw(st.integers(between_fields, 3))
    bullet = draw(st.sampled_from(["", "- ", "• ", "  ", "\t"]))
    colon = draw(st.sampled_from([":", ": ", f"{NBSP}: ", ":\t", " :  "]))
    bold = draw(st.booleans())
    style = draw(st.sampled_from(["one line", "next line", "bullets"]))
    lines = ["", ""] if draw(st.booleans()) else ["Underbiträden", ""]
    expected: Outline = []
    items: list[str] = []
    for _ in range(draw(st.integers(1, 5))):
        name = " ".join(draw(st.lists(WORD, min_size=1, max_size=3))) + draw(SUFFIX)
        assume(normalise(name) not in known)
        assume(normalise(name.partition(":")[0]) not in known)
        lines.append(name)
        fields: list[tuple[str, int]] = []
        optional = draw(st.lists(st.booleans(), min_size=3, max_size=3))
        for key, label in [f for f, kept in zip(template, [True, *optional], strict=True) if kept]:
            lines += [""] * between_fields
            values = draw(st.lists(st.sampled_from(VALUES[key]), min_size=1, max_size=4, unique=True))
            items += values
            head = f"{bullet}**{label}{colon.strip()}** " if bold else f"{bullet}{label}{colon}"
            fields.append((key, len(lines) + 1))
            if style == "one line":
                lines.append(head + ", ".join(values))
            elif style == "next line":
                lines += [head, ", ".join(values)]
            else:
                lines += [head, *(f"- {value}" for value in values)]
        expected.append((name, fields[0][1] - 1 - between_fields, fields))
        lines += [""] * between_entries
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines), expected, items


@settings(max_examples=300, deadline=None)
@given(lists())
def test_every_entry_is_found_in_every_layout(drawn: tuple[str, Outline, list[str]]) -> None:
    text, expected, items = drawn
    found = read(text)
    assert outline(found) == expected
    kept = set(" ".join(texts(found)).split())
    assert [word for word in text.split() if word not in kept] == []
    told = "\n".join(
        [c.phrase for e in found.entries for c in e.claims] + [u.text for u in found.unmapped]
    ).casefold()
    assert [item for item in items if item.casefold() not in told] == []


LINE = st.one_of(
    st.sampled_from(
        ["", "", "Stripe", "Zoom*", "* not", "Ändamål: fakturering", "Personuppgifter: namn (", "Purpose:", "- namn",
         "Lagringsplats: EU/EES,", "Vendor: X", "Datum: 2026-13-45", "**", "****: x", "1.", "[1]", ":", "Note: ,;.",
         "Personal data: no, not, e.g. (e.g. (if enabled))", "Lagringsplats: / och + ()"]
    ),
    st.text(max_size=30),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINE, max_size=25))
def test_nothing_is_dropped_from_any_text_and_reading_never_breaks(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        cells, _, _ = read_text(text.encode(), "list.txt")
    except Exception as error:
        assume("binary" not in str(error))
        raise
    try:
        found = read_list(Document("list.txt", "0" * 64, cells), "list")
    except NoEntries:
        return
    kept = set(" ".join(texts(found)).split())
    seen = [word for word in text.split() if word.strip("\u200b\ufeff")]  # a line of these alone is blank
    assert [word for word in seen if word not in kept] == []
    reading_to_dict([found])
    for e in found.entries:
        for claim in e.claims:
            assert cells[claim.line - 1].text.strip() or not claim.phrase.strip()
            assert claim.phrase.split("\n")[0].strip() in cells[claim.line - 1].text
