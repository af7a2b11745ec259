"""The words of findings that no rule brings with it."""

from __future__ import annotations

from datamap.spoken import Texts

SEVERITY_WORDS = Texts(
    {
        "error": ("Fel", "Error"),
        "warning": ("Varning", "Warning"),
        "info": ("Upplysning", "Note"),
    }
)

BASIS_WORDS = Texts(
    {
        "list": ("enligt listans ord", "by the words of the list"),
        "law": ("enligt lagen", "by the law"),
        "registry": ("saknas i registret", "not in the registry"),
        "structure": ("registrets form", "form of the registry"),
    }
)

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

TEXT = Texts(
    {
        "title": (
            "Iakttagelser om {location} per {date}, som {role}",
            "Findings about {location} at {date}, as a {role}",
        ),
        "processor": ("personuppgiftsbiträde", "processor"),
        "controller": ("personuppgiftsansvarig", "controller"),
        "line": ("rad", "line"),
        "number": ("nr", "no."),
        "remedy": ("Åtgärd", "Remedy"),
        "counts": (
            "{error} fel, {warning} varningar, {info} upplysningar",
            "{error} errors, {warning} warnings, {info} notes",
        ),
        "suppressed": ("{n} undantagna iakttagelser visas inte.", "{n} suppressed findings are not shown."),
        "none": ("Inga iakttagelser.", "No findings."),
        "source": (
            "En iakttagelse säger vad källan eller registret anger eller inte anger, inte vad leverantören faktiskt gör. Den är ingen juridisk rådgivning.",
            "A finding says what the source or the registry states or does not state, not what the vendor does. It is no legal advice.",
        ),
        "old-tables": (
            "De rättsliga tabellerna (version {version}) ändrades senast {date}, mer än ett år före {at}; jämför med kommissionens lista eller uppdatera datamap.",
            "The legal tables (version {version}) were last changed on {date}, more than a year before {at}; compare with the Commission's list, or update datamap.",
        ),
        "early": (
            "Datumet {at} ligger före dataskyddsförordningen (25 maj 2018); dess artiklar gällde inte då.",
            "The date {at} is before the GDPR (25 May 2018); its articles did not hold then.",
        ),
        "expired": (
            "{file}: undantaget för {what} upphörde {date} och gäller inte längre.",
            "{file}: the suppression of {what} expired on {date} and holds no longer.",
        ),
        "unmatched": (
            "{file}: undantaget för {what} passar ingen iakttagelse; ta bort det.",
            "{file}: the suppression of {what} matches no finding; take it out.",
        ),
        "future": (
            "{file}: undantaget för {what} börjar gälla först {date}.",
            "{file}: the suppression of {what} begins only on {date}.",
        ),
        "failed": ("regel {id} kunde inte prövas: {message}", "rule {id} could not be asked: {message}"),
        "broken": (
            "{location}: registrets form är bruten på {n} ställen (först {id}: {subject}); övriga svar är inte att lita på",
            "{location}: the registry's shape is broken in {n} places (first {id}: {subject}); its other answers cannot be trusted",
        ),
        "reason": ("undantag", "suppressed"),
        "rule": ("Regel", "Rule"),
        "severity": ("allvar", "severity"),
        "article": ("artikel", "article"),
        "why": ("Varför", "Why"),
        "not-asked": ("prövas inte", "not asked"),
        "query": ("Fråga", "Query"),
        "no-subject": ("registret", "the registry"),
    }
)
