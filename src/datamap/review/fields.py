"""The fields of a list in which a phrase can be decided, and the scheme whose concepts each names."""

from __future__ import annotations

from datamap.claims.facets import PLACE_FACETS
from datamap.vocabulary.concepts import (
    DATA_SUBJECTS,
    PERSONAL_DATA,
    PLACES,
    PROCESSING,
    PURPOSES,
    ROLES,
    SAFEGUARDS,
)

SCHEME_OF: dict[str, str] = {
    "data": PERSONAL_DATA,
    "purpose": PURPOSES,
    "subject": DATA_SUBJECTS,
    "processing": PROCESSING,
    "place": PLACES,
    "safeguard": SAFEGUARDS,
    "role": ROLES,
}
FIELD_OF = {scheme: field for field, scheme in SCHEME_OF.items()}


def field_of(facet: str) -> str | None:
    """Return the field of a claim's facet: every kind of place is "place"; None for a qualifier."""
    field = "place" if facet in PLACE_FACETS else facet
    return field if field in SCHEME_OF else None
