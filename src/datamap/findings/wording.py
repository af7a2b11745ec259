"""The words of findings that no rule brings with it."""

from __future__ import annotations

SEVERITY_WORDS = {
    "sv": {"error": "Fel", "warning": "Varning", "info": "Upplysning"},
    "en": {"error": "Error", "warning": "Warning", "info": "Note"},
}

BASIS_WORDS = {
    "sv": {
        "list": "enligt listans ord",
        "law": "enligt lagen",
        "registry": "saknas i registret",
        "structure": "registrets form",
    },
    "en": {
        "list": "by the words of the list",
        "law": "by the law",
        "registry": "not in the registry",
        "structure": "form of the registry",
    },
}

SHAPE_REMEDY = {
    "sv": "Rätta noden, eller läs in källan på nytt.",
    "en": "Mend the node, or import its source again.",
}
SHAPE_EXPLANATION = {
    "sv": "Registret följer inte modellens form (ontology/shapes.ttl). Svar om det går inte att lita på förrän det är rättat.",
    "en": "The registry does not have the shape of the model (ontology/shapes.ttl). Answers about it cannot be trusted until it is mended.",
}

HEADINGS = {
    "sv": ("Allvar", "Regel", "Artikel", "Leverantör", "Iakttagelse", "Belägg", "Åtgärd"),
    "en": ("Severity", "Rule", "Article", "Vendor", "Finding", "Evidence", "Remedy"),
}

TEXT = {
    "sv": {
        "title": "Iakttagelser om {location} per {date}, som {role}",
        "processor": "personuppgiftsbiträde",
        "controller": "personuppgiftsansvarig",
        "line": "rad",
        "number": "nr",
        "remedy": "Åtgärd",
        "counts": "{error} fel, {warning} varningar, {info} upplysningar",
        "suppressed": "{n} undantagna iakttagelser visas inte.",
        "none": "Inga iakttagelser.",
        "source": "En iakttagelse säger vad källan eller registret anger eller inte anger, inte vad leverantören faktiskt gör. "
        "Den är ingen juridisk rådgivning.",
        "old-tables": "De rättsliga tabellerna (version {version}) ändrades senast {date}, mer än ett år före {at}; "
        "jämför med kommissionens lista eller uppdatera datamap.",
        "early": "Datumet {at} ligger före dataskyddsförordningen (25 maj 2018); dess artiklar gällde inte då.",
        "expired": "{file}: undantaget för {what} upphörde {date} och gäller inte längre.",
        "unmatched": "{file}: undantaget för {what} passar ingen iakttagelse; ta bort det.",
        "future": "{file}: undantaget för {what} börjar gälla först {date}.",
        "failed": "regel {id} kunde inte prövas: {message}",
        "broken": "{location}: registrets form är bruten på {n} ställen (först {id}: {subject}); övriga svar är inte att lita på",
        "reason": "undantag",
        "rule": "Regel",
        "severity": "allvar",
        "article": "artikel",
        "why": "Varför",
        "not-asked": "prövas inte",
        "query": "Fråga",
        "no-subject": "registret",
    },
    "en": {
        "title": "Findings about {location} at {date}, as a {role}",
        "processor": "processor",
        "controller": "controller",
        "line": "line",
        "number": "no.",
        "remedy": "Remedy",
        "counts": "{error} errors, {warning} warnings, {info} notes",
        "suppressed": "{n} suppressed findings are not shown.",
        "none": "No findings.",
        "source": "A finding says what the source or the registry states or does not state, not what the vendor does. "
        "It is no legal advice.",
        "old-tables": "The legal tables (version {version}) were last changed on {date}, more than a year before {at}; "
        "compare with the Commission's list, or update datamap.",
        "early": "The date {at} is before the GDPR (25 May 2018); its articles did not hold then.",
        "expired": "{file}: the suppression of {what} expired on {date} and holds no longer.",
        "unmatched": "{file}: the suppression of {what} matches no finding; take it out.",
        "future": "{file}: the suppression of {what} begins only on {date}.",
        "failed": "rule {id} could not be asked: {message}",
        "broken": "{location}: the registry's shape is broken in {n} places (first {id}: {subject}); "
        "its other answers cannot be trusted",
        "reason": "suppressed",
        "rule": "Rule",
        "severity": "severity",
        "article": "article",
        "why": "Why",
        "not-asked": "not asked",
        "query": "Query",
        "no-subject": "the registry",
    },
}
