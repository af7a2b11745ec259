"""Parameter values as people write them, to RDF terms: IRI, CURIE, or a label in any language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidParameter, UnknownName
from datamap.vocabulary.concepts import DATA_SUBJECTS, PERSONAL_DATA, PLACES, PURPOSES
from datamap.vocabulary.places import EEA, EU
from datamap.vocabulary.terms import DM, XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.questions.binding import Term
    from datamap.questions.catalogue import Parameter, Question
    from datamap.registry.registry import RegistryBase

_SCHEMES = {"personal-data": PERSONAL_DATA, "purpose": PURPOSES, "data-subject": DATA_SUBJECTS}
_PLACE_KINDS = {"storage": DM + "storage", "any": DM + "anyPlace"}
_PLACE_KIND_WORDS = {
    "sv": {"storage": "lagringsplats", "any": "lagring eller åtkomst"},
    "en": {"storage": "storage location", "any": "storage or access"},
}


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter's value: the term that goes into the query, and how it is shown."""

    term: Term
    given: str
    labels: dict[str, str]

    def label(self, language: str) -> str:
        """Return how the value is shown in a language."""
        return self.labels.get(language, self.given)


def resolve_parameters(
    question: Question, given: Mapping[str, object], registry: RegistryBase
) -> dict[str, Value]:
    """Return a value for every parameter of a question.

    Raises InvalidParameter when one is missing, unknown, or names nothing (with the nearest labels).
    """
    known = {p.name for p in question.parameters}
    for name in given:
        if name not in known:
            takes = ", ".join(sorted(known)) or "none"
            raise InvalidParameter(f"{question.name} has no parameter {name!r}; it takes: {takes}")
    values = {}
    for parameter in question.parameters:
        raw = given.get(parameter.name, parameter.default)
        if raw is None or str(raw).strip() == "":
            raise InvalidParameter(
                f"{question.name} needs {parameter.name}; give it with -p {parameter.name}=VALUE"
            )
        text = raw.isoformat() if isinstance(raw, dt.date) else str(raw).strip()
        values[parameter.name] = resolve_value(parameter, text, registry)
    return values


TYPES = (*_SCHEMES, "border", "destination", "place-kind", "vendor", "company", "date", "count")
"""The types that a parameter can have."""


def resolve_value(parameter: Parameter, raw: str, registry: RegistryBase) -> Value:
    """Return the value that a text stands for, by the parameter's type; raises InvalidParameter."""
    if parameter.type in _SCHEMES:
        return _concept(parameter, raw, _SCHEMES[parameter.type], registry)
    if parameter.type == "border":
        return _border(parameter, raw, registry)
    if parameter.type == "place-kind":
        return _place_kind(parameter, raw)
    if parameter.type in ("vendor", "company"):
        try:
            iri = registry.vendor(raw) if parameter.type == "vendor" else registry.company(raw)
        except UnknownName as error:
            raise InvalidParameter(f"{parameter.name}: {error}") from None
        name = registry.name(iri)
        return Value(ox.NamedNode(iri), raw, {"sv": name, "en": name})
    if parameter.type == "destination":
        return _destination(parameter, raw, registry)
    if parameter.type == "controller":
        return _controller(parameter, raw, registry)
    if parameter.type == "date":
        return _date(parameter, raw)
    if parameter.type == "count":
        if not raw.isascii() or not raw.isdigit() or not 0 < int(raw) < 10**9:
            raise InvalidParameter(f"{parameter.name}: {raw!r} is no whole number above 0")
        return Value(ox.Literal(int(raw)), raw, {})
    raise InvalidParameter(f"{parameter.name}: the question's header names no known type ({parameter.type})")


def _concept(parameter: Parameter, raw: str, scheme: str, registry: RegistryBase) -> Value:
    vocabulary = registry.vocabulary
    iri = vocabulary.lookup(raw, scheme)
    if iri is None:
        near = [repr(label) for label, _ in vocabulary.nearest(raw, scheme)]
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise InvalidParameter(f"{parameter.name}: {raw!r} names nothing the ontology knows{hint}")
    return Value(ox.NamedNode(iri), raw, {lang: vocabulary.label(iri, lang) for lang in ("sv", "en")})


def _border(parameter: Parameter, raw: str, registry: RegistryBase) -> Value:
    place = registry.vocabulary.lookup(raw, PLACES)
    if place not in (EEA, EU):
        raise InvalidParameter(f"{parameter.name}: {raw!r} is no border to ask about; give EEA or EU")
    labels = {"sv": "EES", "en": "the EEA"} if place == EEA else {"sv": "EU", "en": "the EU"}
    return Value(ox.NamedNode(place), raw, labels)


def _destination(parameter: Parameter, raw: str, registry: RegistryBase) -> Value:
    """Return a border beyond which a path is to end, or that it may end anywhere."""
    if raw == "anywhere":
        return Value(ox.NamedNode(DM + "anywhere"), raw, {"sv": "någon plats", "en": "any place"})
    border = _border(parameter, raw, registry)
    labels = {"sv": f"en plats utanför {border.label('sv')}", "en": f"a place outside {border.label('en')}"}
    return Value(border.term, raw, labels)


def _place_kind(parameter: Parameter, raw: str) -> Value:
    if raw not in _PLACE_KINDS:
        raise InvalidParameter(f"{parameter.name}: {raw!r} is not one of storage, any")
    labels = {language: words[raw] for language, words in _PLACE_KIND_WORDS.items()}
    return Value(ox.NamedNode(_PLACE_KINDS[raw]), raw, labels)


def _controller(parameter: Parameter, raw: str, registry: RegistryBase) -> Value:
    try:
        iri = registry.controller(raw)
    except UnknownName as error:
        raise InvalidParameter(f"{parameter.name}: {error}") from None
    name = registry.name(iri)
    return Value(ox.NamedNode(iri), raw, {"sv": name, "en": name})


def _date(parameter: Parameter, raw: str) -> Value:
    today = dt.date.today()
    # A year of 365 days: on 29 February there is no day a year ago.
    known = {"today": today, "a-year-ago": today - dt.timedelta(days=365)}
    try:
        date = known.get(raw) or dt.date.fromisoformat(raw)
    except ValueError:
        raise InvalidParameter(f"{parameter.name}: {raw!r} is no date; write YYYY-MM-DD") from None
    shown = date.isoformat()
    return Value(ox.Literal(shown, datatype=ox.NamedNode(XSD + "date")), raw, {"sv": shown, "en": shown})
