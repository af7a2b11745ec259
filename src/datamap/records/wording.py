"""The words of records, in Swedish and English; the only place where records get their wording."""

from __future__ import annotations

import re

from datamap.spoken import Texts

_FEW_NAMES = 8

_WORDS = Texts({
    # gaps and answers
    "missing": ("Uppgift saknas per {date}", "Information missing as of {date}"),
    "missing-named": ("{what}: uppgift saknas per {date}", "{what}: information missing as of {date}"),
    "varies": ("Varierar mellan kunder, se bilaga A", "Varies between customers, see Annex A"),
    "varies-plain": ("Varierar mellan kunder", "Varies between customers"),
    "varies-open": ("Varierar mellan kunder;", "Varies between customers;"),
    "per-customer-missing": ("uppgift per kund saknas per {date}", "information per customer missing as of {date}"),
    "not-applicable": ("Ej tillämpligt: {reason}, bekräftat av {by} {on}",
                       "Not applicable: {reason}, confirmed by {by} {on}"),
    "not-applicable-unconfirmed": ("Ej tillämpligt: {reason}", "Not applicable: {reason}"),
    "unconfirmed": ("enligt underbiträdeslistan, ej bekräftat", "per the sub-processor list, not confirmed"),
    "by-person": ("rättat {on}", "corrected {on}"),
    "supplied-on": ("uppgift lämnad {on}", "supplied {on}"),
    "and": ("och", "and"),
    # transfers
    "cannot-exclude-alone": ("Överföring kan inte uteslutas.", "Transfer cannot be excluded."),
    "cannot-exclude": ("Överföring kan inte uteslutas;", "Transfer cannot be excluded;"),
    "none-stated": ("Ingen överföring angiven;", "No transfer stated;"),
    "access-unknown": ("åtkomst från tredjeland framgår inte", "access from third countries is not stated"),
    "access-inside": ("lagring och åtkomst anges inom EES", "storage and access are stated within the EEA"),
    "place-silent": ("lagringsplats är inte angiven", "no storage location is stated"),
    "place-open": ("platsen är öppet beskriven", "the location is described openly"),
    "place-straddles": ("angiven plats kan ligga på båda sidor om gränsen till EES",
                        "the stated place may lie on either side of the border of the EEA"),
    "place-conditional": ("plats utanför EES kan förekomma", "a place outside the EEA may occur"),
    "read-as-outside": ("”utanför EU” kan fortfarande vara EES", "“outside the EU” may still be the EEA"),
    "outside-stated": ("Lagring utanför EU/EES är angiven.", "Storage outside the EU/EEA is stated."),
    "access-from": ("Åtkomst från {places} är angiven.", "Access from {places} is stated."),
    "stored-in": ("{places} (lagring)", "{places} (storage)"),
    "outside-for": ("Lagring utanför EU/EES anges för {rows}.", "Storage outside the EU/EEA is stated for {rows}."),
    "read-as-for": ("Lagring utanför EU anges för {rows}; det kan fortfarande vara EES.",
                    "Storage outside the EU is stated for {rows}; that may still be the EEA."),
    "country-for": ("{places} ({rows})", "{places} ({rows})"),
    "silent-for": ("Lagringsplats framgår inte för {rows}.", "The storage location is not stated for {rows}."),
    "not-listed": ("{name} (står inte i någon lista)", "{name} (in no list)"),
    "not-listed-for": ("Lagringsplats framgår inte för {names}, som inte står i någon lista.",
                       "The storage location is not stated for {names}, which is in no list."),
    "supplied-source": ("Uppgifter lämnade av organisationen", "Facts supplied by the organisation"),
    "supplied-text": ("Se uppgiften där den används", "See the fact where it is used"),
    "inside-for": ("Lagring anges inom EES för {rows}; åtkomst från tredjeland framgår inte.",
                   "Storage is stated within the EEA for {rows}; access from third countries is not stated."),
    "third-country": ("Tredjeland", "Third country"),
    "ground": ("Överföringsgrund", "Transfer ground"),
    "article-49": ("Användning av art. 49.1 andra stycket", "Use of Art. 49(1) second subparagraph"),
    "list-line": ("Listan, {place}: ”{text}”", "The list, {place}: “{text}”"),
    "no-tool": ("Inget överföringsverktyg är angivet.", "No transfer tool is stated."),
    "may-occur": ("kan förekomma", "may occur"),
    "adequacy": ("Beslut om adekvat skyddsnivå finns ({decision}); mottagarens omfattning är inte kontrollerad",
                 "An adequacy decision exists ({decision}); that it covers the recipient is not checked"),
    "see-annex-b": ("Se bilaga B", "See Annex B"),
    # front
    "title": ("Register över behandling", "Record of processing activities"),
    "subtitle-processor": (
        "som personuppgiftsbiträde enligt artikel 30.2 i dataskyddsförordningen (EU) 2016/679",
        "as processor under Article 30(2) of Regulation (EU) 2016/679 (GDPR)"),
    "subtitle-controller": (
        "som personuppgiftsansvarig enligt artikel 30.1 i dataskyddsförordningen (EU) 2016/679",
        "as controller under Article 30(1) of Regulation (EU) 2016/679 (GDPR)"),
    "name-processor": ("Register över behandling, personuppgiftsbiträde", "Record of processing activities, processor"),
    "name-controller": ("Register över behandling, personuppgiftsansvarig",
                        "Record of processing activities, controller"),
    "legal-entity": ("Juridisk person", "Legal entity"),
    "full-name": ("Fullständigt namn", "Full name"),
    "registration-number": ("Organisationsnummer", "Registration number"),
    "contact": ("Adress och kontaktuppgifter", "Address and contact details"),
    "representative": ("Företrädare", "Representative"),
    "dpo": ("Dataskyddsombud", "Data protection officer"),
    "joint-controllers": ("Gemensamt personuppgiftsansvariga", "Joint controllers"),
    "role": ("Roll", "Role"),
    "role-processor": ("Personuppgiftsbiträde", "Processor"),
    "role-controller": ("Personuppgiftsansvarig", "Controller"),
    "scope": ("Omfattning", "Scope"),
    "scope-processor": (
        "Behandling som {entity} utför för sina kunders räkning. Behandling som {entity} är personuppgiftsansvarig "
        "för ingår inte; den hör till registret enligt artikel 30.1.",
        "Processing that {entity} carries out on behalf of its customers. Processing for which {entity} is the "
        "controller is not included; it belongs in the record under Article 30(1)."),
    "scope-one-controller": ("Behandling som {entity} utför för {controller}.",
                             "Processing that {entity} carries out for {controller}."),
    "scope-controller": ("Behandling som {entity} är personuppgiftsansvarig för.",
                         "Processing for which {entity} is the controller."),
    "scope-from-list": (
        "Raderna bygger på underbiträdeslistan: behandling hos listans leverantörer. Vilken behandling {entity} är "
        "personuppgiftsansvarig för har ingen angett.",
        "The rows stand on the sub-processor list: processing by its vendors. Nobody has stated for which "
        "processing {entity} is the controller."),
    "date-version": ("Datum och version", "Date and version"),
    "date-version-value": ("{date}, version {version}", "{date}, version {version}"),
    "approved-by": ("Godkänt av", "Approved by"),
    "source": ("Underlag", "Source"),
    "sources": ("Källor", "Sources"),
    "source-line": ("{owner}{title}, {dated}, rad {first}–{last}", "{owner}{title}, {dated}, lines {first}–{last}"),
    "undated": ("odaterad", "undated"),
    "dated": ("daterad {date}", "dated {date}"),
    "checksum": ("Kontrollsumma {hash} · rättstabeller {legal}", "Checksum {hash} · legal tables {legal}"),
    "no-source": ("Registret innehåller inga listor.", "The registry holds no lists."),
    "where-applicable": ("i tillämpliga fall", "where applicable"),
    "voluntary": ("frivillig", "voluntary"),
    "the-organisation": ("organisationen", "the organisation"),
    "reading-title": ("Så läser du registret", "How to read this record"),
    "reading-record-processor": (
        "har en rad per grupp av personuppgiftsansvariga och kategori av behandling. Kunder med samma "
        "tjänster, instruktioner och överföringar bildar en grupp.",
        "has one row for each group of controllers and category of processing. Customers with the same "
        "services, instructions and transfers form a group."),
    "reading-record-controller": ("har en rad per behandling.", "has one row for each activity."),
    "reading-annex-a": ("namnger varje personuppgiftsansvarig och är en del av registret.",
                        "names every controller and is part of the record."),
    "reading-annex-b": ("redovisar underbiträdena så som listan anger dem.",
                        "sets out the sub-processors as the list states them."),
    "reading-articles": (
        "Under varje rubrik står den punkt i artikel 30 som gäller. Frivillig betyder att artikel 30 inte kräver uppgiften.",
        "Below each heading stands the point of Article 30 that applies. Voluntary means that Article 30 does not "
        "require the information."),
    "reading-source": ("Registret återger vad källan anger, inte vad leverantören faktiskt gör.",
                       "The record shows what the source states, not what the vendor actually does."),
    "the-record": ("Registret", "The record"),
    "annex-a": ("Bilaga A", "Annex A"),
    "annex-b": ("Bilaga B", "Annex B"),
    "legend-wording": ("Uttryck", "Wording"),
    "legend-meaning": ("Betyder", "Meaning"),
    "legend-missing": ("Uppgift saknas per DATUM (art. X)", "Information missing as of DATE (Art. X)"),
    "legend-missing-means": (
        "Ingen har lämnat uppgiften, som behövs enligt artikel X om en sådan anges. Tystnad betyder varken ja eller nej.",
        "Nobody has supplied the information, which is needed under Article X where one is given. Silence means "
        "neither yes nor no."),
    "legend-transfer": ("Överföring kan inte uteslutas", "Transfer cannot be excluded"),
    "legend-transfer-means": (
        "Källan tiger eller är oklar. Ingen har intygat att överföring inte sker.",
        "The source is silent or unclear. Nobody has stated that no transfer takes place."),
    "legend-varies-means": ("Svaret är olika för olika kunder och står vid varje kunds namn.",
                            "The answer differs between customers and stands beside each customer's name."),
    "legend-na": ("Ej tillämpligt: SKÄL, bekräftat av NAMN DATUM", "Not applicable: REASON, confirmed by NAME DATE"),
    "legend-na-means": ("En namngiven person har tagit ställning.", "A named person has taken a position."),
    "legend-unconfirmed-means": ("Ordagrant ur listan; ingen har bekräftat uppgiften.",
                                 "Verbatim from the list; nobody has confirmed it."),
    # tables
    "lead-processor": (
        "Under varje rubrik står den punkt i artikel 30.2 som kräver uppgiften, eller att den är frivillig.",
        "Below each heading stands the point of Article 30(2) that asks for the fact, or that it is voluntary."),
    "lead-controller": (
        "Under varje rubrik står den punkt i artikel 30.1 som kräver uppgiften, eller att den är frivillig.",
        "Below each heading stands the point of Article 30(1) that asks for the fact, or that it is voluntary."),
    "title-annex-a": ("Bilaga A. Personuppgiftsansvariga", "Annex A. Controllers"),
    "lead-annex-a": (
        "Del av registret enligt art. 30.2 a. Ordnad efter rad i registret och namn. Det som gäller hela gruppen står "
        "i gruppens rubrik.",
        "Part of the record under Art. 30(2)(a). In the order of the record's rows and by name. What holds for a whole "
        "group stands in its heading."),
    "title-annex-b": ("Bilaga B. Underbiträden", "Annex B. Sub-processors"),
    "lead-annex-b": (
        "Bilagan är frivillig; uppgifterna om tredjeland hör till art. 30.2 c. Roll, ändamål, personuppgifter och "
        "lagringsplats återges enligt underbiträdeslistan, ej bekräftat.",
        "The annex is voluntary; what it says of third countries belongs to Art. 30(2)(c). Role, purpose, personal data "
        "and storage location are as the sub-processor list states them, not confirmed."),
    "all-vendors": ("Gäller samtliga {n}:", "For all {n}:"),
    "all-controllers": ("Gäller samtliga {n}:", "For all {n}:"),
    "customers-of": ("{entity} kunder", "{entity} customers"),
    "the-customers": ("Kunderna", "The customers"),
    "names": ("Namn", "Name"),
    "contact-rep-dpo": ("Kontakt, företrädare och dataskyddsombud", "Contact, representative and data protection officer"),
    "list-purposes": ("Listans ändamål återges i bilaga B, ej bekräftade",
                      "The list's purposes stand in Annex B, not confirmed"),
    "n-controllers": ("{n} ansvariga, se bilaga A", "{n} controllers, see Annex A"),
    "one-controller": ("1 ansvarig, se bilaga A", "1 controller, see Annex A"),
    "n-in-band": ("{n} ansvariga", "{n} controllers"),
    "one-in-band": ("1 ansvarig", "1 controller"),
    "n-see-annex-b": ("{n}, se bilaga B", "{n}, see Annex B"),
    "row-in-record": ("rad {rows} i registret", "row {rows} of the record"),
    "all-controllers-missing": ("Samtliga personuppgiftsansvariga: uppgift saknas per {date} (art. 30.2 a).",
                                "All controllers: information missing as of {date} (Art. 30(2)(a))."),
    "list-mentions-customers": (
        "Underbiträdeslistan skiljer mellan kunder (rad {lines}) men namnger ingen.",
        "The sub-processor list tells customers apart (lines {lines}) but names none."),
    "see-group": ("Se gruppen", "See group"),
    "none-stated-deviation": ("Ingen angiven", "None stated"),
    "outranks": ("i stället för listans uppgift", "in place of what the list states"),
    "contact-person": ("Kontaktperson", "Contact person"),
    "and-more": ("och {n} till, se bilaga B", "and {n} more, see Annex B"),
    "supplied": ("uppgift lämnad", "supplied"),
    "organisation-wide": ("gäller all behandling", "holds for all processing"),
    # sheets for the organisation's own use
    "title-gaps": ("Uppgifter som saknas", "Gaps"),
    "lead-gaps": ("Endast för internt bruk. Fyll i med: datamap gaps -o gaps.xlsx",
                  "For internal use only. Fill them with: datamap gaps -o gaps.xlsx"),
    "title-completeness": ("Fullständighet", "Completeness"),
    "lead-completeness": (
        "Endast för internt bruk. En rad per uppgift i registret: hur många fält som har ett svar och hur många som saknar det.",
        "For internal use only. One row for each fact of the record: how many cells have an answer and how many lack one."),
    "title-sources": ("Källor", "Sources"),
    "lead-sources": ("Varje uppgift i registret med den källa och rad som den står på, ordagrant.",
                     "Every fact of the record with the source and line that it stands on, verbatim."),
    "title-changes": ("Ändringar sedan {date}", "Changes since {date}"),
    "lead-changes": ("Jämfört med {what}.", "Compared with {what}."),
    "no-changes": ("Inget har ändrats.", "Nothing has changed."),
    "changed": ("Ändrat; tidigare: {before}", "Changed; before: {before}"),
    "added": ("Ny rad sedan {date}", "New row since {date}"),
    "whole-row": ("hela raden", "the whole row"),
    "removed": ("Raden är borttagen", "The row is gone"),
    "before": ("Tidigare", "Before"),
    "now": ("Nu", "Now"),
    "where": ("Var", "Where"),
    "fact": ("Uppgift", "Fact"),
    "article": ("Krävs enligt", "Asked for by"),
    "about": ("Gäller", "About"),
    "question": ("Fråga", "Question"),
    "place": ("Plats", "Place"),
    "verbatim": ("Ordagrant", "Verbatim"),
    "used-in": ("Används i", "Used in"),
    "filled": ("Svar", "Answered"),
    "lacking": ("Saknas", "Missing"),
    "not-asked": ("krävs inte", "not required"),
    "line": ("rad {line}", "line {line}"),
    "correction": ("rättelse {n}", "correction {n}"),
    "nothing-missing": ("Inget saknas.", "Nothing is missing."),
    "organisation": ("Organisationen", "The organisation"),
    "controller-of": ("Kund: {name}", "Customer: {name}"),
    "group-of": ("Grupp: {name}", "Group: {name}"),
    "service-of": ("Tjänst: {name}", "Service: {name}"),
    "vendor-of": ("Leverantör: {name}", "Vendor: {name}"),
    "activity-of": ("Behandling: {name}", "Activity: {name}"),
    "controllers-lacking": ("Kunder", "Customers"),
    "groups-lacking": ("Grupper", "Groups"),
    "services-lacking": ("Tjänster", "Services"),
    "vendors-lacking": ("Leverantörer", "Vendors"),
    "activitys-lacking": ("Behandlingar", "Activities"),
    "activity-at": ("Behandling hos {vendor}", "Processing by {vendor}"),
    "activities": ("Behandlingar", "Activities"),
    "customers": ("Kunder (personuppgiftsansvariga)", "Customers (controllers)"),
    "services": ("Tjänster (kategorier av behandling)", "Services (categories of processing)"),
    # gaps, and what was taken to close them, on the screen
    "gaps-of-record": ("{n} uppgifter saknas per {date}, {art30} av dem enligt artikel 30",
                       "{n} facts missing as of {date}, {art30} of them under Article 30"),
    "gaps-of-vendor": ("{n} frågor till {vendor}", "{n} questions to {vendor}"),
    "gaps-note": ("Artikel 30 står först; det övriga gör inte registret ofullständigt.",
                  "Article 30 comes first; the rest does not make the record incomplete."),
    "taken": ("Tillagda uppgifter: {facts}; rättelser av listor: {corrections}.",
              "Facts added: {facts}; corrections of lists: {corrections}."),
    "taken-back": ("Tillbakataget, som filen inte längre anger: {n}.", "Taken back, since the file no longer says so: {n}."),
    "taken-new": ("Nya namn som ingen beskriver ännu: {names}.", "New names that nobody describes yet: {names}."),
    "not-taken": ("Inte taget ({n})", "Not taken ({n})"),
    "reason": ("Skäl", "Reason"),
    "no-rows": ("Registret innehåller inga rader.", "The record has no rows."),
    # the sub-processor list
    "list-title": ("Underbiträden", "Sub-processors"),
    "list-subtitle": ("som {entity} anlitar för behandling för sina kunders räkning",
                      "that {entity} engages for processing on behalf of its customers"),
    "list-name": ("Lista över underbiträden", "List of sub-processors"),
    "list-lead": ("Uppgifter som ingen har lämnat är markerade; de är inte nej.",
                  "What nobody has supplied is marked; it does not mean no."),
    "list-empty": ("Listan innehåller inga underbiträden.", "The list has no sub-processors."),
    "list-reading-title": ("Så läser du listan", "How to read this list"),
    "list-reading": ("Listan återger vad källan anger, inte vad leverantören faktiskt gör.",
                     "The list shows what the source states, not what the vendor actually does."),
    "list-contact": ("Kontakt", "Contact"),
    "list-not-stated": ("Ej angivet", "Not stated"),
    "list-country-missing": ("land ej angivet", "country not stated"),
    "list-count": ("{n} underbiträden", "{n} sub-processors"),
})  # fmt: skip


def say(language: str, key: str, /, **values: object) -> str:
    """Return a text of records in a language, with its values filled in."""
    return _WORDS.say(language, key, **values)


def subject_words(language: str, kind: str, name: str | None = None) -> str:
    """Return what a fact is about: "Vendor: Stripe", or all of a kind that nobody has named."""
    if kind == "organisation":
        return say(language, "organisation")
    if name is None:
        return say(language, {"controller": "customers", "service": "services"}.get(kind, "activities"))
    return say(language, f"{kind}-of", name=name)


def subjects_words(language: str, kind: str, names: list[str | None]) -> str:
    """Return what a fact is about that several lack: how many, and their names where they are few."""
    if len(names) == 1:
        return subject_words(language, kind, names[0])
    counted = f"{say(language, f'{kind}s-lacking')} ({len(names)})"
    few = len(names) <= _FEW_NAMES
    return f"{counted}: {', '.join(sorted(filter(None, names), key=str.casefold))}" if few else counted


def article_words(language: str, article: str) -> str:
    """Return a point of the GDPR as it is cited: "30(2)(a)" is "art. 30.2 a" or "Art. 30(2)(a)"."""
    if not article:
        return ""
    if language == "en":
        return f"Art. {article}"
    return "art. " + re.sub(r"\((\d+)\)", r".\1", re.sub(r"\(([a-z])\)", r" \1", article))


def genitive(language: str, name: str) -> str:
    """Return the possessive form of a name."""
    if language == "en":
        return f"{name}'" if name.endswith("s") else f"{name}'s"
    return name if name[-1:].casefold() in ("s", "x", "z") else f"{name}s"


def line_ranges(lines: list[int]) -> str:
    """Return line numbers as ranges: 26, 27, 28 and 48 are "26–28, 48"."""
    spans: list[list[int]] = []
    for line in sorted(set(lines)):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


def listing(language: str, items: list[str]) -> str:
    """Return items as running text, "a, b and c"; an item that is itself two joined by "and" counts as two."""
    joint = f" {say(language, 'and')} "
    if len(items) < 2:
        return "".join(items)
    words = [word for item in items for word in item.split(joint)]
    return ", ".join(words[:-1]) + joint + words[-1]
