"""Values that a notebook gives a query, as typed RDF terms."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidParameter
from datamap.questions.catalogue import Parameter
from datamap.questions.parameters import TYPES, resolve_value
from datamap.vocabulary.terms import XSD, expand

if TYPE_CHECKING:
    from datamap.questions.binding import Term
    from datamap.registry.registry import RegistryBase

_QUOTED = re.compile(
    r'"(?P<text>.*)"(?:@(?P<language>[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(?P<type>\S+))?', re.DOTALL
)
_NUMBER = re.compile(r"[+-]?\d+(?P<fraction>\.\d+)?", re.ASCII)


def typed_term(name: str, text: str, registry: RegistryBase) -> Term:
    """Return the term that a value stands for.

    In this order: ``TYPE:VALUE`` with a type of the catalogue's parameters ("personal-data:telefonnummer",
    "vendor:Stripe"); ``"text"@sv`` and ``"text"^^xsd:date``; an IRI or CURIE; a number, date or truth
    value; else a plain string. Raises InvalidParameter.
    """
    kind, colon, value = text.partition(":")
    if colon and kind in TYPES:
        return resolve_value(Parameter(name, kind), value.strip(), registry).term
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return _literal(name, quoted)
    iri = expand(text)
    if iri is not None:
        return ox.NamedNode(iri)
    number = _NUMBER.fullmatch(text)
    if number:
        return ox.Literal(text, datatype=ox.NamedNode(XSD + ("decimal" if number["fraction"] else "integer")))
    if text in ("true", "false"):
        return ox.Literal(text, datatype=ox.NamedNode(XSD + "boolean"))
    try:
        if len(text) == 10:
            return ox.Literal(dt.date.fromisoformat(text).isoformat(), datatype=ox.NamedNode(XSD + "date"))
    except ValueError:
        pass
    return ox.Literal(text)


def _literal(name: str, quoted: re.Match[str]) -> ox.Literal:
    if quoted["language"]:
        return ox.Literal(quoted["text"], language=quoted["language"])
    if quoted["type"]:
        datatype = expand(quoted["type"])
        if datatype is None:
            raise InvalidParameter(f"{name}: {quoted['type']!r} is no datatype; write for example xsd:date")
        return ox.Literal(quoted["text"], datatype=ox.NamedNode(datatype))
    return ox.Literal(quoted["text"])
