"""Reason codes to words, in Swedish and English; the only place where answers get their wording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.vocabulary.terms import (
    CONDITIONAL,
    CONTRADICTED,
    DEPENDS,
    EXAMPLE,
    MISPLACED,
    NEGATION_SCOPE,
    OPEN_ENDED,
    READ_AS_OUTSIDE_EEA,
    UNCERTAIN,
    UNDECIDED,
    VARIES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

ANSWER_WORDS = {
    "sv": {
        "yes": "Ja",
        "conditional": "Kan förekomma",
        "unknown": "Framgår inte",
        "no": "Nej enligt listan",
    },
    "en": {
        "yes": "Yes",
        "conditional": "May occur",
        "unknown": "Not stated",
        "no": "No, according to the list",
    },
}
ANSWER_MARKS = {"yes": "■", "conditional": "◪", "unknown": "○", "no": "–"}
ANSWER_HEADINGS = {
    "sv": ("leverantör", "svar", "skäl", "belägg"),
    "en": ("vendor", "answer", "reason", "evidence"),
}
EVIDENCE = {"sv": "belägg", "en": "evidence"}
ORDER = ("yes", "conditional", "unknown", "no")

SOURCE_NOTE = {
    "sv": "Svaren återger vad källan anger, inte vad leverantören faktiskt gör.",
    "en": "Answers repeat what the source states, not what the vendor actually does.",
}
PLACE_NOTE = {
    "sv": "Gäller angiven lagringsplats; åtkomst från tredjeland är inte angiven.",
    "en": "Concerns the stated storage location; access from third countries is not stated.",
}
ACCESS_NOTE = {
    "sv": "Gäller angiven lagringsplats; åtkomst räknas inte här (-p place=any räknar den med).",
    "en": "Concerns the stated storage location; access is not counted here (-p place=any counts it).",
}

# What each side is called: the subject of its reason. {x} is the asked concept.
_SUBJECT = {
    "sv": {
        "data": "{x}",
        "purpose": "{x}",
        "subject": "{x}",
        "place": "lagringsplats",
        "any-place": "plats",
        "processing-place": "behandlingsplats",
        "access": "åtkomst",
    },
    "en": {
        "data": "{x}",
        "purpose": "{x}",
        "subject": "{x}",
        "place": "storage location",
        "any-place": "location",
        "processing-place": "location of processing",
        "access": "access",
    },
}

_THING = {
    "sv": {
        30: "angivet",
        21: "både angivet och uteslutet",
        20: "kan förekomma",
        14: "listan nämner bara något vidare",
        13: "listan nämner bara något som det kan ingå i",
        12: "listan nämner bara en del av det",
        11: "öppen beskrivning, kan inte uteslutas",
        10: "ej angivet",
        2: "listan säger att det inte behandlas",
        1: "nämns inte bland det angivna",
    },
    "en": {
        30: "stated",
        21: "both stated and denied",
        20: "may occur",
        14: "the list names only something broader",
        13: "the list names only what it may be part of",
        12: "the list names only a part of it",
        11: "open description, cannot be excluded",
        10: "not stated",
        2: "the list says that it is not processed",
        1: "not among what is listed",
    },
}
_PLACE = {
    "sv": {
        30: "angiven utanför {border}",
        21: "utanför {border} både angivet och uteslutet",
        20: "kan vara utanför {border}",
        12: "kan ligga på båda sidor av gränsen till {border}",
        11: "öppen beskrivning, eller text som inte kunde tolkas",
        10: "ej angiven",
        2: "listan säger att den inte är utanför {border}",
        1: "angiven inom {border}",
    },
    "en": {
        30: "stated outside {border}",
        21: "outside {border} is both stated and denied",
        20: "may be outside {border}",
        12: "may lie on either side of the border of {border}",
        11: "open description, or text that could not be read",
        10: "not stated",
        2: "the list says that it is not outside {border}",
        1: "stated inside {border}",
    },
}
_QUALIFIER = {
    "sv": {
        VARIES: "varierar mellan kunder",
        DEPENDS: "beror på omständigheter som listan nämner",
        EXAMPLE: "anges som exempel",
        MISPLACED: "anges under ändamål",
        OPEN_ENDED: "listan är inte uttömmande",
        UNDECIDED: "ännu inte bestämt",
        CONDITIONAL: "anges med villkor",
        UNCERTAIN: "anges som möjligt",
        NEGATION_SCOPE: "oklart om nekandet gäller detta",
        READ_AS_OUTSIDE_EEA: '"utanför EU" bredvid "EU/EES" läses som utanför EES',
        CONTRADICTED: "listan säger emot sig själv",
    },
    "en": {
        VARIES: "varies between customers",
        DEPENDS: "depends on what the list names",
        EXAMPLE: "given as an example",
        MISPLACED: "named under purpose",
        OPEN_ENDED: "the list is not exhaustive",
        UNDECIDED: "not decided yet",
        CONDITIONAL: "stated with a condition",
        UNCERTAIN: "stated as possible",
        NEGATION_SCOPE: "unclear whether the denial covers it",
        READ_AS_OUTSIDE_EEA: '"outside the EU" beside "EU/EEA" is read as outside the EEA',
        CONTRADICTED: "the list contradicts itself",
    },
}
_MIXED = {
    "sv": "listan anger inte vilka uppgifter som finns var",
    "en": "the list does not say which data are where",
}
_CORRECTED = {"sv": "rättat av en person", "en": "corrected by a person"}

_PLACE_SIDES = frozenset({"place", "access"})


def reason_for_side(
    language: str,
    side: str,
    code: int,
    *,
    asked: str = "",
    border: str = "",
    any_place: bool = False,
    qualifiers: Iterable[str] = (),
    corrected: bool = False,
    also_open: bool = False,
    named: Iterable[str] = (),
    of_processing: bool = False,
) -> str:
    """Return the reason of one side of an answer, in words.

    ``asked`` is the label of the concept asked for, ``border`` that of the border, ``named`` what the
    source names instead; ``of_processing`` tells that only a place of processing is stated.
    """
    table = _PLACE if side in _PLACE_SIDES else _THING
    kind = "any-place" if side == "place" and any_place else side
    if kind == "place" and of_processing:
        kind = "processing-place"
    subject = _SUBJECT[language][kind].format(x=asked)
    words = f"{subject}: {table[language].get(code, str(code)).format(border=border)}"
    instead = ", ".join(f"”{phrase}”" for phrase in dict.fromkeys(named))
    if instead:
        words += f", {instead}"
    known = _QUALIFIER[language]
    extra = [known[iri] for iri in dict.fromkeys(qualifiers) if iri in known]
    if also_open:
        extra.append(table[language][11])
    if corrected:
        extra.append(_CORRECTED[language])
    return f"{words} ({', '.join(extra)})" if extra else words


def mixed_places(language: str) -> str:
    """Return the remark for a field that names places on both sides of the border."""
    return _MIXED[language]


def word_tables(language: str) -> dict[str, Any]:
    """Return every word that reasons and answers are made of in a language, for other readers of codes.

    The keys are those of :func:`reason_for_side`: sides, codes, and qualifiers by IRI.
    """
    return {
        "answers": ANSWER_WORDS[language],
        "subject": _SUBJECT[language],
        "thing": _THING[language],
        "place": _PLACE[language],
        "qualifier": _QUALIFIER[language],
        "mixed": _MIXED[language],
        "corrected": _CORRECTED[language],
        "sourceNote": SOURCE_NOTE[language],
        "placeNote": PLACE_NOTE[language],
    }
