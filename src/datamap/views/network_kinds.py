"""The kinds of graph that a registry gives, by name."""

from __future__ import annotations

from dataclasses import dataclass

from datamap.errors import InvalidParameter

VENDOR = "vendor"
STATED, CONDITIONAL, UNKNOWN = "stated", "conditional", "unknown"

CERTAINTIES: dict[str, int] = {STATED: 3, CONDITIONAL: 2, UNKNOWN: 1}
"""How sure an edge is, with its rank; what a source denies gives no edge at all."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of graph.

    ``layers`` are the kinds of node, from left to right in a picture. Where vendors are among them,
    every edge has a vendor at one end; otherwise an edge joins what stands in one and the same entry.
    ``shared`` names what two vendors have in common where vendors are joined to vendors.
    ``least`` is the certainty that counts unless another is asked for.
    """

    name: str
    titles: dict[str, str]
    layers: tuple[str, ...]
    shared: str | None = None
    least: str = UNKNOWN


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "vendor-data-place",
            {
                "en": "Personal data, vendors and storage places",
                "sv": "Personuppgifter, leverantörer, platser",
            },
            ("data", VENDOR, "place"),
        ),
        Kind(
            "vendor-data",
            {"en": "Vendors and personal data", "sv": "Leverantörer och personuppgifter"},
            (VENDOR, "data"),
        ),
        Kind(
            "vendor-place",
            {"en": "Vendors and storage places", "sv": "Leverantörer och lagringsplatser"},
            (VENDOR, "place"),
        ),
        Kind(
            "vendor-purpose",
            {"en": "Vendors and purposes", "sv": "Leverantörer och ändamål"},
            (VENDOR, "purpose"),
        ),
        Kind(
            "vendor-subject",
            {"en": "Vendors and data subjects", "sv": "Leverantörer och registrerade"},
            (VENDOR, "subject"),
        ),
        Kind(
            "vendor-access",
            {"en": "Vendors and places of remote access", "sv": "Leverantörer och platser för fjärråtkomst"},
            (VENDOR, "access"),
        ),
        Kind(
            "vendor-ground",
            {"en": "Vendors and transfer grounds", "sv": "Leverantörer och överföringsgrunder"},
            (VENDOR, "ground"),
        ),
        Kind(
            "vendor-source",
            {"en": "Vendors and the lists that name them", "sv": "Leverantörer och listorna som nämner dem"},
            ("source", VENDOR),
        ),
        Kind(
            "purpose-vendor-data",
            {"en": "Purposes, vendors and personal data", "sv": "Ändamål, leverantörer och personuppgifter"},
            ("purpose", VENDOR, "data"),
        ),
        Kind(
            "purpose-data",
            {"en": "Purposes and personal data", "sv": "Ändamål och personuppgifter"},
            ("purpose", "data"),
        ),
        Kind(
            "subject-data",
            {"en": "Data subjects and personal data", "sv": "Registrerade och personuppgifter"},
            ("subject", "data"),
        ),
        Kind(
            "data-place",
            {"en": "Personal data and storage places", "sv": "Personuppgifter och lagringsplatser"},
            ("data", "place"),
        ),
        Kind(
            "shared-data",
            {
                "en": "Vendors that process the same personal data",
                "sv": "Leverantörer med gemensamma uppgifter",
            },
            (VENDOR,),
            shared="data",
            least=STATED,
        ),
        Kind(
            "shared-purpose",
            {"en": "Vendors that serve the same purposes", "sv": "Leverantörer med samma ändamål"},
            (VENDOR,),
            shared="purpose",
            least=STATED,
        ),
    )
}
"""Every kind of graph, in the order in which it is listed."""


def find_kind(name: str) -> Kind:
    """Return a kind by name; raises InvalidParameter with the names there are."""
    try:
        return KINDS[name]
    except KeyError:
        raise InvalidParameter(f"no kind of graph named {name!r}; one of {', '.join(KINDS)}") from None
