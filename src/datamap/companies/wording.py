"""Why names are proposed as one company's, in words, in Swedish and English."""

from __future__ import annotations

from typing import Any

from datamap.spoken import Texts

KIND_WORDS = Texts(
    {
        "same": ("är samma bolag eller tjänst som", "is the same company or service as"),
        "former": ("är ett tidigare namn på", "is a former name of"),
        "product": ("är en produkt från", "is a product of"),
        "group": ("är ett annat bolag i samma koncern som", "is another company of the same group as"),
    }
)
"""What the first name is to the second."""

GRADE_WORDS = Texts(
    {
        "strong": ("starkt", "strong"),
        "likely": ("troligt", "likely"),
        "weak": ("svagt", "weak"),
    }
)

_REASONS = Texts(
    {
        "number": ("båda har registreringsnumret {value}", "both have the registration number {value}"),
        "spelling": (
            "namnen skiljer sig bara i stavning, mellanrum eller tillägg",
            "the names differ in spelling, spaces or additions alone",
        ),
        "former-said": (
            "”{name}” nämner själv ”{said}” som namn över tid",
            "“{name}” itself names “{said}” as a name over time",
        ),
        "also-said": (
            "”{name}” nämner själv ”{said}” som annat namn",
            "“{name}” itself names “{said}” as another name",
        ),
        "entity": (
            "källan anger ”{said}” som juridisk person för {name}",
            "the source gives “{said}” as the legal entity of {name}",
        ),
        "form": (
            "samma namn utan bolagsform; ”{bare}” säger inte vilket bolag det är, ”{full}” gör det",
            "the same name without legal form; “{bare}” does not say which company, “{full}” does",
        ),
        "region": (
            "samma namn med och utan land eller koncernord: två bolag, som kan höra till en koncern",
            "the same name with and without a country or group word: two companies, perhaps of one group",
        ),
        "regions": (
            "samma namn med olika länder: två bolag, som kan höra till en koncern",
            "the same name with different countries: two companies, perhaps of one group",
        ),
        "countries": (
            "namnen hör ihop, men det ena är ett annat lands bolag eller bär ett koncernord: två bolag",
            "the names belong together, but one is another country's company or has a group word: two companies",
        ),
        "forms": (
            "samma namn med olika bolagsformer: två juridiska personer",
            "the same name with different legal forms: two legal entities",
        ),
        "product-brackets": (
            "”{said}” står i namnet ”{name}”, med bolag och tjänst var för sig",
            "“{said}” stands in the name “{name}”, company and service apart",
        ),
        "brackets": ("”{said}” står inom parentes i ”{name}”", "“{said}” stands in brackets in “{name}”"),
        "domain": ("båda har webbdomänen {value}", "both have the web domain {value}"),
        "domain-group": (
            "båda har webbdomänen {value}, men namnen är två bolags",
            "both have the web domain {value}, but the names are two companies'",
        ),
        "near": (
            "namnen skiljer sig på en bokstav; kan vara en felskrivning, kan vara två bolag",
            "the names differ in one letter; may be a slip, may be two companies",
        ),
    }
)
_KNOWN = Texts(
    {
        "same": (
            "”{first}” och ”{second}” är kända namn på samma",
            "“{first}” and “{second}” are known as names of one",
        ),
        "former": (
            "”{first}” är känt som tidigare namn på ”{second}”",
            "“{first}” is known as a former name of “{second}”",
        ),
        "product": (
            "”{first}” är känt som produkt från ”{second}”",
            "“{first}” is known as a product of “{second}”",
        ),
        "group": (
            "”{first}” är känt som bolag i samma koncern som ”{second}”",
            "“{first}” is known as a company of the group of “{second}”",
        ),
    }
)


def reason_words(language: str, code: str, values: dict[str, Any]) -> str:
    """Return a reason in words; ``values`` are what it speaks of."""
    if code != "known":
        return _REASONS[language][code].format(**values)
    words = _KNOWN[language][values["kind"]].format(first=values["first"], second=values["second"])
    why = [one.get(language) or one.get("en", "") for one in values["why"]]
    return f"{words} ({'; '.join(filter(None, why))})" if any(why) else words
