"""Fields of a document and the facets of facts that they fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.vocabulary.concepts import DATA_SUBJECTS, PERSONAL_DATA, PROCESSING, PURPOSES, ROLES, SAFEGUARDS

if TYPE_CHECKING:
    from datamap.claims.model import Facet

_FACETS: dict[str, Facet] = {
    "data": "data",
    "purpose": "purpose",
    "subjects": "subject",
    "processing-category": "processing",
    "storage-place": "storage-place",
    "processing-place": "processing-place",
    "access-place": "access-place",
    "seat": "seat",
    "parent-place": "parent-place",
    "safeguard": "safeguard",
    "role": "role",
}
SCHEMES: dict[Facet, str] = {
    "data": PERSONAL_DATA,
    "purpose": PURPOSES,
    "subject": DATA_SUBJECTS,
    "processing": PROCESSING,
    "safeguard": SAFEGUARDS,
    "role": ROLES,
}
PROCESSED_AT = frozenset({"processing-place", "storage-place"})
"""Fields and facets that say where data are processed or kept."""
PLACE_FACETS = frozenset({"storage-place", "processing-place", "access-place", "seat", "parent-place"})


def facet_of(key: str | None) -> Facet | None:
    """Return the facet that a field key fills, or None for a field whose text is kept as it is."""
    return _FACETS.get(key or "")


def covers(field_key: str) -> str:
    """Return the question (data, place, purpose, ...) whose list a field gives."""
    if field_key in ("storage-place", "processing-place"):
        return "place"
    return {"subjects": "subject", "access-place": "access"}.get(field_key, field_key)
