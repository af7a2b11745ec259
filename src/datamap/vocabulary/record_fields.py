"""The facts that an Article 30 record is made of, as ``ontology/record-fields.ttl`` declares them.

A field belongs to one kind of subject: the organisation, a controller (a processor's customer), a group
of controllers, a service, a vendor, or a controller's activity. Sources: GDPR Art. 28, 30, 44 to 49.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from datamap.vocabulary.concepts import (
    ALT_LABEL,
    DATA_SUBJECTS,
    MEASURES,
    NOTATION,
    PERSONAL_DATA,
    PREF_LABEL,
    PURPOSES,
    RECORD_FIELDS,
    SAFEGUARDS,
    load_vocabulary,
    normalise,
)
from datamap.vocabulary.terms import DM, RDF

if TYPE_CHECKING:
    from datamap.vocabulary.concepts import Vocabulary

Kind = Literal["organisation", "controller", "group", "service", "vendor", "activity"]
KINDS: tuple[Kind, ...] = ("organisation", "controller", "group", "service", "vendor", "activity")
RecordRole = Literal["processor", "controller"]

SCHEME_OF_VALUE: dict[str, str] = {
    "data": PERSONAL_DATA,
    "subjects": DATA_SUBJECTS,
    "purposes": PURPOSES,
    "measures": MEASURES,
    "safeguards": SAFEGUARDS,
}
"""The scheme of the terms that a field takes, by the name of its kind of value."""


@dataclass(frozen=True, slots=True)
class RecordField:
    """One fact of a record.

    ``takes`` is "text", "date", "places", a key of :data:`SCHEME_OF_VALUE`, or the kind of subject it
    links to. ``facet`` is set where the fact is one that lists state too, so that a person's answer is a
    correction of the list. ``component_of`` names the field whose cell it is a piece of. ``questions``
    is empty for facts that nobody is asked for. ``written_as`` is the plain RDF property.
    """

    iri: str
    kind: Kind
    key: str
    order: int
    labels: dict[str, str]
    names: frozenset[str]
    articles: dict[str, str]
    takes: str
    may_be_none: bool
    facet: str | None
    component_of: str | None
    written_as: str
    questions: dict[str, str]

    def article(self, role: RecordRole) -> str:
        """Return the point of the GDPR that asks for the fact in a role's record, "" where none does."""
        return self.articles.get(role, "")

    @property
    def is_list(self) -> bool:
        """Whether it holds several values."""
        return self.takes not in ("text", "date", "group")


@cache
def record_fields(kind: Kind | None = None) -> tuple[RecordField, ...]:
    """Return the fields of a kind of subject, or of all, in the order of the ontology."""
    if kind is not None:
        return tuple(field for field in record_fields() if field.kind == kind)
    vocabulary = load_vocabulary()
    store = vocabulary.part(RECORD_FIELDS)
    typed = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(DM + "RecordField"), None)
    fields = [_field(quad.subject, vocabulary) for quad in typed if isinstance(quad.subject, ox.NamedNode)]
    return tuple(sorted(fields, key=lambda field: field.order))


@cache
def record_field(kind: Kind, key: str) -> RecordField:
    """Return the field of a kind of subject by its key; raises KeyError when there is none."""
    return {field.key: field for field in record_fields(kind)}[key]


@cache
def field_names(kind: Kind) -> dict[str, RecordField]:
    """Return every normalised key, label and synonym of the fields of a kind of subject."""
    return {name: field for field in reversed(record_fields(kind)) for name in field.names}


def _field(node: ox.NamedNode, vocabulary: Vocabulary) -> RecordField:
    store = vocabulary.part(RECORD_FIELDS)
    values: dict[str, str] = {}
    by_language: dict[str, dict[str, str]] = {}
    names = set()
    for quad in store.quads_for_pattern(node, None, None, None):
        value = quad.object
        assert isinstance(value, (ox.NamedNode, ox.Literal))
        values[quad.predicate.value] = value.value
        if isinstance(value, ox.Literal) and value.language:
            by_language.setdefault(quad.predicate.value, {})[value.language] = value.value
            if quad.predicate in (PREF_LABEL, ALT_LABEL):
                names.add(normalise(value.value))
    key = values[NOTATION.value]
    articles = {
        role: values[DM + f"{role}Article"]
        for role in ("processor", "controller")
        if DM + f"{role}Article" in values
    }
    return RecordField(
        iri=node.value,
        kind=values[DM + "aboutKind"],  # type: ignore[arg-type]
        key=key,
        order=int(values[DM + "order"]),
        labels=by_language[PREF_LABEL.value],
        names=frozenset({*names, key, key.replace("-", " ")}),
        articles=articles,
        takes=values[DM + "takes"],
        may_be_none=values.get(DM + "mayBeNone") == "true",
        facet=values.get(DM + "facet"),
        component_of=values.get(DM + "componentOf"),
        written_as=values[DM + "writtenAs"],
        questions=by_language.get(DM + "asks", {}),
    )
