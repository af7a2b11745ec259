"""A document of invented parties, as a record would be: for every renderer's tests and for the eye.

Cells are written short: a line a line, parts divided by ``|``, each with its kind's initial and a colon
(``g:`` gap, ``n:`` name, ``a:`` answer, ``q:`` quiet, ``c:`` change) where it is no plain value.
"""

from __future__ import annotations

from dataclasses import replace

from datamap.records.document import Band, Cell, Column, Document, Field, Front, Kind, Line, Part, Row, Table

DATE = "2026-11-24"
SECTIONS = {"Registret": "record", "Bilaga A": "controllers", "Bilaga B": "vendors"}
KINDS: dict[str, Kind] = {"g": "gap", "n": "name", "a": "answer", "q": "quiet", "c": "change"}

PURPOSE = (
    "Genomförande av webbinarier för kundens räkning: mottagande av anmälningar via kundens formulär, lagring "
    "av deltagaruppgifter, utskick av kallelser och påminnelser, upplåtelse av möteslänk, närvarorapport till "
    "kunden, inspelning på kundens särskilda instruktion samt radering trettio dagar efter mötet"
)
EMAIL = "registrator.personuppgiftsfragor@ostra-angsvagens-fastighetsforvaltning.example.com"
HOSTILE = (
    '#read("/etc/passwd")',
    '#eval("1+1") $x^2$ *b* _i_ `c` @ref <label> \\u{41} // no /* comment */',
    '= Heading, - item, + item, [box] {code} ~ -- --- \'q\' "q" #sys.version #import "@preview/cetz:0.3.0"',
    "{{ 7*7 }} {% raw %} ${x} %s <script>alert(1)</script> </w:t> &lt; ]]> <!-- -->",
    '=HYPERLINK("http://example.com") +1 @SUM(1) \'x',
    "invoice\u202efdp.exe \x00\x07\x1b[31m \ud800 \ufffe",
    "Łódź ﬁ ČĆŽ Ἀθῆναι Москва 张三 东京 مثال עברית 😀 👩‍👩‍👧 A\u030angstro\u0308m",
)


def part(text: str) -> Part:
    kind = KINDS.get(text[0]) if text[1:2] == ":" else None
    return Part(text[2:], kind, section=SECTIONS.get(text[2:], "")) if kind else Part(text)


def line(text: str) -> Line:
    return tuple(part(piece) for piece in text.split("|"))


def cell(text: str, span: int = 1) -> Cell:
    return Cell(tuple(line(piece) for piece in text.split("\n")), span)


def row(*cells: str, below: tuple[str, ...] = ()) -> Row:
    return Row(cells[0], tuple(cell(c) for c in cells), tuple(cell(c) for c in below))


def columns(*stated: tuple[str, str, float]) -> tuple[Column, ...]:
    return tuple(Column(label.lower(), label, article, width) for label, article, width in stated)


MISSING = f"g:Uppgift saknas per {DATE}"
MISSING_A = f"{MISSING} (art. 30.2 a)"
UNEXCLUDED = "g:Överföring kan inte uteslutas;|åtkomst från tredjeland är inte angiven"

RECORD_COLUMNS = columns(
    ("Nr", "", 9),
    ("Personuppgiftsansvarig eller kundgrupp", "art. 30.2 a", 40),
    ("Kontakt, företrädare, dataskyddsombud", "art. 30.2 a", 44),
    ("Kategori av behandling", "art. 30.2 b", 60),
    ("Tredjeland eller internationell organisation", "art. 30.2 c", 38),
    ("Överföringsgrund", "frivillig; vid art. 49.1 andra stycket dokumentation, art. 30.2 c", 42),
    ("Säkerhetsåtgärder", "art. 30.2 d", 34),
)
BELOW_COLUMNS = columns(
    ("Tjänst", "frivillig", 40),
    ("Underbiträden", "frivillig", 44),
    ("Personuppgifter", "frivillig", 60),
    ("Registrerade", "frivillig", 38),
    ("Avtal", "frivillig", 42),
    ("Senast granskad", "frivillig", 34),
)
CONTROLLER_COLUMNS = columns(
    ("Nr", "", 11),
    ("Personuppgiftsansvarig", "art. 30.2 a", 64),
    ("Organisationsnr", "frivillig", 27),
    ("Adress och kontaktuppgifter", "art. 30.2 a", 56),
    ("Dataskyddsombud", "art. 30.2 a", 40),
    ("Företrädare", "art. 30.2 a", 32),
    ("Avvikelse från gruppen", "art. 30.2 b–d", 37),
)
VENDOR_COLUMNS = columns(
    ("Nr", "", 10),
    ("Underbiträde", "roll enligt listan", 38),
    ("Ändamål", "enligt underbiträdeslistan, ej bekräftat", 60),
    ("Personuppgifter", "enligt listan", 57),
    ("Lagringsplats", "enligt listan", 27),
    ("Tredjeland och överföringsgrund", "art. 30.2 c; grund frivillig", 60),
    ("Källa", "rad i listan", 15),
)

FRONT = Front(
    fields=tuple(
        Field(label.lower(), label, article, cell(text))
        for label, article, text in (
            (
                "Juridisk person",
                "art. 30.2 a",
                "Exempelmolnet,|q:enligt underbiträdeslistan, ej bekräftat\n"
                f"g:Fullständigt namn: uppgift saknas per {DATE} (art. 30.2 a)",
            ),
            ("Organisationsnummer", "frivillig", MISSING),
            ("Adress och kontaktuppgifter", "art. 30.2 a", MISSING_A),
            ("Företrädare", "art. 30.2 a, i tillämpliga fall", MISSING_A),
            ("Dataskyddsombud", "art. 30.2 a, i tillämpliga fall", MISSING_A),
            ("Roll", "", "Personuppgiftsbiträde"),
            (
                "Omfattning",
                "",
                "Behandling som Exempelmolnet utför för sina kunders räkning. Behandling som Exempelmolnet är "
                "personuppgiftsansvarig för ingår inte; den hör till registret enligt artikel 30.1.",
            ),
            ("Datum och version", "", f"{DATE}, version 1"),
            ("Godkänt av", "frivillig", MISSING),
            (
                "Underlag",
                "",
                "Exempelmolnet, ”Lista över underbiträden”, odaterad, rad 1–99\n"
                f"q:Kontrollsumma 2398 6341 575c 9b62 · rättstabeller {DATE}",
            ),
        )
    ),
    reading_title="Så läser du registret",
    reading=tuple(
        line(text)
        for text in (
            "n:Registret|har en rad per grupp av personuppgiftsansvariga och kategori av behandling. Kunder med "
            "samma tjänster, instruktioner och överföringar bildar en grupp.",
            "n:Bilaga A|namnger varje personuppgiftsansvarig och är en del av registret.",
            "n:Bilaga B|redovisar underbiträdena så som listan anger dem.",
            "Under varje rubrik står den punkt i artikel 30.2 som gäller. Frivillig betyder att artikel 30.2 inte "
            "kräver uppgiften.",
            "Registret återger vad källan anger, inte vad leverantören faktiskt gör.",
        )
    ),
    legend_heads=("Uttryck", "Betyder"),
    legend=(
        (
            part("g:Uppgift saknas per DATUM (art. X)"),
            "Ingen har lämnat uppgiften, som behövs enligt artikel X om en sådan anges. Tystnad betyder varken "
            "ja eller nej.",
        ),
        (
            part("g:Överföring kan inte uteslutas"),
            "Källan tiger eller är oklar. Ingen har intygat att överföring inte sker.",
        ),
        (
            part("a:Varierar mellan kunder, se bilaga A"),
            "Svaret är olika för olika kunder och står vid varje kunds namn.",
        ),
        (
            part("a:Ej tillämpligt: SKÄL, bekräftat av NAMN DATUM"),
            "En namngiven person har tagit ställning.",
        ),
        (
            part("q:enligt underbiträdeslistan, ej bekräftat"),
            "Ordagrant ur listan; ingen har bekräftat uppgiften.",
        ),
    ),
)

RECORD_ROWS: tuple[Row | Band, ...] = (
    row(
        "1",
        f"n:Exempelmolnets kunder\ng:Namn: uppgift saknas per {DATE} (art. 30.2 a)",
        f"g:Kontakt, företrädare och dataskyddsombud: uppgift saknas per {DATE} (art. 30.2 a)",
        f"g:Uppgift saknas per {DATE} (art. 30.2 b)\nListans ändamål återges i bilaga B, ej bekräftade",
        "g:Överföring kan inte uteslutas.|Lagring utanför EU/EES anges för B13, utanför EU för B4.|"
        f"g:Tredjeland: uppgift saknas per {DATE} (art. 30.2 c)",
        f"g:Uppgift saknas per {DATE} (art. 44–46)\n"
        f"g:Användning av art. 49.1 andra stycket: uppgift saknas per {DATE} (art. 30.2 c)",
        f"g:Uppgift saknas per {DATE} (art. 30.2 d)",
        below=(
            MISSING,
            "16, se bilaga B",
            f"Varierar mellan kunder;|g:uppgift per kund saknas per {DATE}",
            MISSING,
            f"{MISSING} (art. 28.3)",
            MISSING,
        ),
    ),
    row(
        "2",
        "n:Exempelgruppen Föreningar\n3 ansvariga, se bilaga A",
        "a:Varierar mellan kunder, se bilaga A",
        "Utskick av medlemsbrev: lagring, urval och utskick av e-post samt radering vid uppdragets slut",
        f"a:Ej tillämpligt: all lagring och åtkomst sker inom EES, bekräftat av Åsa Exempel {DATE}",
        f"a:Ej tillämpligt: ingen överföring, bekräftat av Åsa Exempel {DATE}",
        "Behörighetsstyrning, tvåfaktorsinloggning, kryptering, loggning, daglig säkerhetskopia",
        below=(
            "Exempelutskick",
            "Exempelmolnet AB",
            "Namn, e-postadress, medlemsnummer",
            "Medlemmar",
            "Biträdesavtal 2026-02-01",
            "2026-11-20",
        ),
    ),
    row(
        "3",
        "n:Exempelgruppen Arrangörer\n2 ansvariga, se bilaga A",
        "a:Varierar mellan kunder, se bilaga A",
        PURPOSE,
        "USA\nc:Ändrat sedan version 1: tidigare ”utanför EU”",
        "Beslut om adekvat skyddsnivå (EU) 2023/1795; mottagarens certifiering kontrollerad 2026-11-02\n"
        f"a:Ej tillämpligt: art. 49.1 andra stycket används inte, bekräftat av Åsa Exempel {DATE}",
        "Som 2. Inspelningar skyddas med särskild behörighet",
        below=(
            "Exempelevent",
            "Example Events Inc.",
            "Namn, e-postadress, telefonnummer, arbetsgivare, bild och ljud vid inspelning",
            "Deltagare, föreläsare",
            "a:Varierar mellan kunder, se bilaga A",
            "2026-11-20",
        ),
    ),
    row(
        "4",
        "n:Exempelbolaget Östra Ängsvägens Fastighetsförvaltning Aktiebolag",
        f"Berit Exempel\nberit@example.com\n{EMAIL}\nDataskyddsombud: Bo Exempel\nFöreträdare: se bilaga A",
        "Säkerhetskopiering av kundens databas",
        UNEXCLUDED,
        f"{MISSING} (art. 44–46)",
        "Som 2",
        below=(
            "Exempeldrift",
            "Exempelmolnet AB",
            "Namn, adress, e-postadress",
            "Hyresgäster",
            "Biträdesavtal 2025-09-15",
            MISSING,
        ),
    ),
)

CONTROLLER_ROWS: tuple[Row | Band, ...] = (
    Band(line("n:Exempelmolnets kunder|· rad 1 i registret")),
    Row(
        "1.1",
        (
            cell("1"),
            cell(
                f"g:Samtliga personuppgiftsansvariga: uppgift saknas per {DATE} (art. 30.2 a).|Underbiträdeslistan "
                "hänvisar till kunder (rad 9, 16, 58, 65, 72, 82, 93 och 98) men namnger ingen.",
                6,
            ),
        ),
    ),
    Band(
        line(
            "n:Exempelgruppen Föreningar|· rad 2 i registret · 3 ansvariga · Företrädare: ej tillämpligt: samtliga "
            f"är etablerade i Sverige, bekräftat av Åsa Exempel {DATE}"
        )
    ),
    row(
        "2.1",
        "Exempelföreningen Björken",
        "000000-0000",
        "Exempelgatan 1, 000 00 Exempelstad\nkansli@example.com",
        "Cecilia Exempel\ndso@example.com",
        "Se gruppen",
        "Ingen",
    ),
    row(
        "2.2",
        "Exempelföreningen Eken",
        "000000-0000",
        "Exempelgatan 2, 000 00 Exempelstad\neken@example.com",
        MISSING_A,
        "Se gruppen",
        "Exempelmolnet AB används inte",
    ),
    Row(
        "2.3",
        (
            cell("2.3"),
            cell(
                "Riksförbundet Exempelföreningarnas Samverkansorganisation för Åar, Ängar och Öar i Sverige"
            ),
            cell(MISSING),
            cell(
                f"g:Adress, kontaktuppgifter och dataskyddsombud: uppgift saknas per {DATE} (art. 30.2 a)", 2
            ),
            cell("Se gruppen"),
            cell(MISSING),
        ),
    ),
    Band(line("n:Exempelgruppen Arrangörer|· rad 3 i registret · 2 ansvariga")),
    row(
        "3.1",
        "Exempelarrangören AB",
        "000000-0000",
        "Exempelgatan 3, 000 00 Exempelstad\ninfo@example.com",
        f"a:Ej tillämpligt: inget utsett, bekräftat av David Exempel {DATE}",
        MISSING_A,
        "Ingen inspelning",
    ),
    row(
        "3.2",
        "Example Trade Fairs Ltd",
        "00000000",
        "1 Example Street, Exampletown, Storbritannien\npost@example.com",
        f"a:Ej tillämpligt: inget utsett, bekräftat av David Exempel {DATE}",
        "Exempelombudet AB\neu@example.com",
        "Ingen",
    ),
    Band(
        line(
            "n:Exempelbolaget Östra Ängsvägens Fastighetsförvaltning Aktiebolag|· rad 4 i registret · 1 ansvarig"
        )
    ),
    row(
        "4.1",
        "Exempelbolaget Östra Ängsvägens Fastighetsförvaltning Aktiebolag",
        "000000-0000",
        "Exempelgatan 5, 000 00 Exempelstad\nBerit Exempel, berit@example.com",
        "Bo Exempel\nbo@example.com",
        f"a:Ej tillämpligt: säte i Sverige, bekräftat av Åsa Exempel {DATE}",
        "Ingen",
    ),
)

_STATED = (
    ("Besöksmätaren AB", "Tracking av besökare. Olika per kund; Namn, e-postadress, telefonnummer", "E-postadress, besökta sidor"),
    ("Example Social", "Bygga målgrupper på Example Social/marknadsföring via e-post, målgruppsanalys", "Ej personspecifikt, beror på kund, projekt, behov"),
    ("Exempelchatten", "Chattverktyg", "E-mail"),
    ("Example LLC* (Office)", "Ärendehantering och support via e-post och videomöten", "Namn, e-postadress, telefonnummer"),
    ("Fakturaexempel AB", "Fakturahantering", "Namn, e-postadress, kundnummer, personsonnummer, adress, telefonnummer"),
    ("Exempelracket", "Kundhantering i egenutvecklade system", "Namn, adress, e-postadress, telefonnummer, IP-adress, roll"),
    ("Kortexempel", "Kreditkortsbetalning", "Namn, kreditkortsinformation, postnummer"),
    ("Backupexempel", "Backup av databaser", "Namn, adress, e-postadress, telefonnummer, IP-adress, roll"),
    ("Brevexempel", "Marknadsföring via e-post", "Olika per kund; Namn, e-postadress, telefonnummer"),
    ("Lagerexempel AB", "Lagring av data i databaser", "Olika per kund; Den data som samlas in via t.ex. formulär eller registrering av slutkunder"),
    ("Värdexempel Aktiebolag", "Lagring av data i databaser", "Olika per kund; Den data som samlas in via t. ex. formulär eller registrering av slutkunder"),
    ("Annonsexempel", "Marknadsföring via displayannonsering", f"{MISSING} (art. 28.3)"),
    ("Analysexempel", "Marknadsföring och analys av data. Ex. användar- och händelsedata kopplade till cookies, användaridentifierare (till exempel)", "Kundspecifikt"),
    ("Smsexempel", "Marknadsföring via SMS", "Mobilnummer"),
    ("Mötesexempel", "Möjliggöra deltagande på webinar", "Olika per kund; Namn, e-postadress, telefonnummer"),
    ("Festexempel", "Möjliggöra deltagande på event/webinar", "Olika per kund; Namn, e-postadress, telefonnummer"),
)  # fmt: skip

_TRANSFER = {
    4: "g:Överföring kan inte uteslutas;|”utanför EU” kan fortfarande vara EES.|"
    f"g:Tredjeland: uppgift saknas per {DATE} (art. 30.2 c).|Listan, rad 48: ”* Leverantören uppfyller de "
    "säkerhetskrav som ställs i Artikel 46 i dataskyddslagen.” Inget överföringsverktyg är angivet",
    7: "g:Överföring kan inte uteslutas;|lagringsplats är inte angiven",
    12: "g:Överföring kan inte uteslutas;|lagringsplats är inte angiven",
    13: f"Lagring utanför EU/EES är angiven.|g:Tredjeland: uppgift saknas per {DATE} (art. 30.2 c).|"
    f"g:Överföringsgrund: uppgift saknas per {DATE} (art. 44–46)",
}
_PLACE = {
    4: "EU/EES och utanför EU",
    7: f"{MISSING} (art. 28.1, 44)",
    12: f"{MISSING} (art. 28.1, 44)",
    13: "Även utanför EU/EES",
}

VENDOR_ROWS = tuple(
    row(
        f"B{number}",
        f"n:{name}\nq:Underbiträde",
        purpose,
        personal,
        _PLACE.get(number, "EU/EES"),
        _TRANSFER.get(number, UNEXCLUDED),
        f"{6 * number + 2}–{6 * number + 5}" + (" och 48" if number == 4 else ""),
    )
    for number, (name, purpose, personal) in enumerate(_STATED, 1)
)


def document(
    record: tuple[Row | Band, ...] = RECORD_ROWS,
    controllers: tuple[Row | Band, ...] = CONTROLLER_ROWS,
    vendors: tuple[Row | Band, ...] = VENDOR_ROWS,
    entity: str = "Exempelmolnet",
) -> Document:
    """The Swedish processor record of an invented company."""
    return Document(
        language="sv",
        title="Register över behandling",
        subtitle="som personuppgiftsbiträde enligt artikel 30.2 i dataskyddsförordningen (EU) 2016/679",
        name="Register över behandling, personuppgiftsbiträde",
        entity=entity,
        date=DATE,
        version="1",
        front=FRONT,
        tables=(
            Table(
                "record",
                "Registret",
                (line("Vit rad: uppgifter enligt artikel 30.2. Grå rad därunder: frivilliga uppgifter om samma behandling."),),
                RECORD_COLUMNS,
                record,
                BELOW_COLUMNS,
            ),
            Table(
                "controllers",
                "Bilaga A. Personuppgiftsansvariga",
                (line("Del av registret enligt art. 30.2 a. Ordnad efter rad i registret och namn. Det som gäller hela gruppen står i gruppens rubrik."),),
                CONTROLLER_COLUMNS,
                controllers,
            ),
            Table(
                "vendors",
                "Bilaga B. Underbiträden",
                (
                    line("Bilagan är frivillig; uppgifterna om tredjeland hör till art. 30.2 c. Roll, ändamål, personuppgifter och lagringsplats återges enligt underbiträdeslistan, ej bekräftat."),
                    line(f"Gäller samtliga 16:|g:Organisationsnummer, adress och kontaktperson: uppgift saknas per {DATE} (art. 28)."),
                ),
                VENDOR_COLUMNS,
                vendors,
            ),
        ),
        keywords=("dataskydd", "artikel 30.2"),
    )  # fmt: skip


def internal() -> Document:
    """The record with a table for internal use."""
    notes = Table(
        "notes",
        "Anmärkningar",
        (),
        columns(("Nr", "", 20), ("Anmärkning", "", 80)),
        (row("1", "c:utanför EU"), row("2", "c:Ändrat sedan version 1")),
        internal=True,
    )
    return replace(document(), tables=(notes,))


def english() -> Document:
    """A short English record, with a row whose wordings are all of them."""
    missing = f"g:Information missing as of {DATE} (Art. 30(2)(a))"
    return Document(
        language="en",
        title="Record of processing activities",
        subtitle="as processor under Article 30(2) of Regulation (EU) 2016/679 (GDPR)",
        name="Record of processing activities, processor",
        entity="Example Cloud",
        date=DATE,
        version="2",
        front=Front(
            (
                Field("entity", "Legal entity", "Art. 30(2)(a)", cell("Example Cloud,|q:per the sub-processor list, not confirmed")),
                Field("contact", "Address and contact details", "Art. 30(2)(a)", cell(missing)),
                Field("role", "Role", "", cell("Processor")),
            ),
            "How to read this record",
            (line("n:The record|has one row for each group of controllers and category of processing."), line("n:Annex A|names every controller and is part of the record.")),
            ("Wording", "Meaning"),
            ((part("g:Information missing as of DATE (Art. X)"), "Nobody has supplied the information, which is needed under Article X where one is given."),),
        ),
        tables=(
            Table(
                "record",
                "The record",
                (line("White row: information under Article 30(2). Grey row below it: voluntary information on the same processing."),),
                columns(
                    ("No", "", 9),
                    ("Controller or customer group", "Art. 30(2)(a)", 40),
                    ("Contact, representative, data protection officer", "Art. 30(2)(a)", 44),
                    ("Category of processing", "Art. 30(2)(b)", 60),
                    ("Third country or international organisation", "Art. 30(2)(c)", 38),
                    ("Transfer ground", "voluntary; under Art. 49(1) second subparagraph documentation, Art. 30(2)(c)", 42),
                    ("Security measures", "Art. 30(2)(d)", 34),
                ),
                (
                    row(
                        "1",
                        "n:Example Cloud’s customers",
                        missing,
                        "Sending of newsletters: storage, selection and sending of e-mail, and erasure when the assignment ends",
                        "g:Transfer cannot be excluded;|access from a third country is not stated",
                        f"a:Not applicable: no transfer, confirmed by Ann Example {DATE}",
                        "a:Varies between customers, see Annex A\nc:Changed since version 1: earlier “not stated”",
                        below=("Example Mail", "16, see Annex B", "Name, e-mail address", "Members", "Data processing agreement 2026-02-01", "2026-11-20"),
                    ),
                ),
                columns(("Service", "voluntary", 40), ("Sub-processors", "voluntary", 44), ("Personal data", "voluntary", 60), ("Data subjects", "voluntary", 38), ("Contract", "voluntary", 42), ("Last reviewed", "voluntary", 34)),
            ),
        ),
    )  # fmt: skip


def hostile() -> Document:
    """Every hostile text in every place a registry's text can reach, and words that fit no column."""
    unbroken = "X" * 300
    words = "Överföringsgrundsdokumentationsskyldighetsbedömningsunderlag"
    texts = [*HOSTILE, unbroken, words, EMAIL, "https://example.com/" + "a/" * 100 + "?q=" + "b" * 90]
    record = [
        row(str(n), f"n:{t}", t, t, f"g:{t}", f"q:{t}", t, below=(t, t, f"g:{t}", t, t, t))
        for n, t in enumerate(texts, 1)
    ]
    controllers = [Band(line(f"n:{t}|{t}")) for t in texts]
    return document(
        tuple(record),
        tuple(
            item
            for t, band in zip(texts, controllers, strict=True)
            for item in (band, row("1", t, t, t, t, t, t))
        ),
        (row("B1", *(f"c:{t}" for t in texts[:6])),),
        entity=" ".join(HOSTILE[:3]),
    )


def large(count: int = 500) -> Document:
    """A record of ``count`` rows with voluntary rows, and as many controllers in groups of ten."""
    pairs = [r for r in RECORD_ROWS if isinstance(r, Row)]
    members = [r for r in CONTROLLER_ROWS if isinstance(r, Row) and len(r.cells) == 7]
    record: list[Row | Band] = []
    controllers: list[Row | Band] = []
    for n in range(count):
        pair, member = pairs[n % len(pairs)], members[n % len(members)]
        record.append(Row(f"r{n}", (cell(str(n + 1)), *pair.cells[1:]), pair.below))
        if n % 10 == 0:
            controllers.append(Band(line(f"n:Grupp {n // 10 + 1}|· rad {n + 1} i registret · 10 ansvariga")))
        controllers.append(Row(f"c{n}", (cell(f"{n // 10 + 1}.{n % 10 + 1}"), *member.cells[1:])))
    return document(tuple(record), tuple(controllers))
