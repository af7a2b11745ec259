"""What graphs and pictures say, in Swedish and English."""

from __future__ import annotations

from datamap.views.network_kinds import CONDITIONAL, STATED, UNKNOWN

HEADINGS = {
    "sv": {
        "vendor": "Leverantör",
        "data": "Personuppgift",
        "place": "Lagringsplats",
        "purpose": "Ändamål",
        "subject": "Registrerade",
        "access": "Fjärråtkomst från",
        "ground": "Överföringsgrund",
        "source": "Lista",
    },
    "en": {
        "vendor": "Vendor",
        "data": "Personal data",
        "place": "Storage place",
        "purpose": "Purpose",
        "subject": "Data subjects",
        "access": "Remote access from",
        "ground": "Transfer ground",
        "source": "List",
    },
}

PLURALS = {
    "sv": {
        "vendor": "leverantörer",
        "data": "slags personuppgifter",
        "place": "platser",
        "purpose": "ändamål",
        "subject": "kategorier av registrerade",
        "access": "platser för åtkomst",
        "ground": "överföringsgrunder",
        "source": "listor",
    },
    "en": {
        "vendor": "vendors",
        "data": "types of personal data",
        "place": "places",
        "purpose": "purposes",
        "subject": "categories of data subjects",
        "access": "places of access",
        "ground": "transfer grounds",
        "source": "lists",
    },
}

# Nodes for what a source does not say: nothing at all, or an open description.
NOT_STATED = {
    "sv": {
        "data": "Uppgifter ej angivna",
        "place": "Plats ej angiven",
        "purpose": "Ändamål ej angivet",
        "subject": "Registrerade ej angivna",
        "access": "Åtkomst ej angiven",
        "ground": "Grund ej angiven",
    },
    "en": {
        "data": "Data not stated",
        "place": "Place not stated",
        "purpose": "Purpose not stated",
        "subject": "Data subjects not stated",
        "access": "Access not stated",
        "ground": "Ground not stated",
    },
}
OPEN = {
    "sv": {
        "data": "Öppen beskrivning av uppgifter",
        "place": "Öppen beskrivning av plats",
        "purpose": "Öppen beskrivning av ändamål",
        "subject": "Öppen beskrivning av registrerade",
        "access": "Öppen beskrivning av åtkomst",
        "ground": "Öppen beskrivning av grund",
    },
    "en": {
        "data": "Open description of data",
        "place": "Open description of place",
        "purpose": "Open description of purpose",
        "subject": "Open description of data subjects",
        "access": "Open description of access",
        "ground": "Open description of ground",
    },
}

CERTAINTY = {
    "sv": {STATED: "angivet", CONDITIONAL: "kan förekomma", UNKNOWN: "framgår inte"},
    "en": {STATED: "stated", CONDITIONAL: "may occur", UNKNOWN: "not stated"},
}

STANDING = {
    "sv": {"outside": "utanför EES", "inside": "inom EES", "straddles": "på båda sidor av EES gräns"},
    "en": {
        "outside": "outside the EEA",
        "inside": "inside the EEA",
        "straddles": "on either side of the EEA border",
    },
}

TEXT = {
    "sv": {
        "shares": "{n} gemensamma: {what}",
        "through": "genom {what}",
        "not-drawn": "Ritas inte: {what}. Filen med noder och linjer (.csv) har allt.",
        "alone": "Delar inget med någon annan: {what}.",
        "alone-few": "Delar färre än {minimum} med någon annan: {what}.",
        "alone-stated": "Delar inget angivet med någon annan: {what}.",
        "more": "och {n} till",
        "weaker": "Ritas inte: {n} linjer med färre än {minimum} gemensamma.",
        "thicker": "Tjockare linje: fler {what}.",
        "types": "gemensamma",
        "none": "Inget att rita.",
        "line": "rad",
        "table": "Linjerna som tabell",
        "panel": "Välj en ruta eller ett märke för att se grannarna och beläggen.",
        "neighbours": "{n} grannar",
        "clear": "Visa allt",
        "from": "Från",
        "to": "Till",
        "certainty": "Säkerhet",
        "evidence": "Belägg",
        "of": "{shown} av {n} linjer visas här",
    },
    "en": {
        "shares": "{n} in common: {what}",
        "through": "through {what}",
        "not-drawn": "Not drawn: {what}. The file of nodes and lines (.csv) has them all.",
        "alone": "Share nothing with another: {what}.",
        "alone-few": "Share fewer than {minimum} with another: {what}.",
        "alone-stated": "Share nothing stated with another: {what}.",
        "more": "and {n} more",
        "weaker": "Not drawn: {n} lines of fewer than {minimum} in common.",
        "thicker": "Thicker line: more {what}.",
        "types": "in common",
        "none": "Nothing to draw.",
        "line": "line",
        "table": "The lines as a table",
        "panel": "Choose a box or a mark to see its neighbours and the evidence.",
        "neighbours": "{n} neighbours",
        "clear": "Show all",
        "from": "From",
        "to": "To",
        "certainty": "Certainty",
        "evidence": "Evidence",
        "of": "{shown} of {n} lines are shown here",
    },
}


def named(language: str, names: list[str], most: int = 12) -> str:
    """Return names as a list in words, the last of many as a count."""
    shown = ", ".join(names[:most])
    rest = len(names) - most
    return f"{shown} {TEXT[language]['more'].format(n=rest)}" if rest > 0 else shown
