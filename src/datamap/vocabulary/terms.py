"""The IRIs that datamap writes and reads, and their short forms.

Real DPV 2.3 terms wherever one exists; ``dm:`` terms for what DPV lacks (ontology/datamap.ttl).
"""

from __future__ import annotations

import pyoxigraph as ox

DM = "https://w3id.org/datamap#"
DPV = "https://w3id.org/dpv#"
PD = "https://w3id.org/dpv/pd#"
LOC = "https://w3id.org/dpv/loc#"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "dm": DM,
    "dpv": DPV,
    "pd": PD,
    "loc": LOC,
    "tech": "https://w3id.org/dpv/tech#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": DCT,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
}

# Qualifiers that code names; their words stand in ontology/reading.ttl.
VARIES = DM + "VariesByCustomer"
DEPENDS = DM + "DependsOn"
EXAMPLE = DM + "Example"
OPEN_ENDED = DM + "OpenEnded"
NEGATION = DM + "Negation"
EXCEPTION = DM + "Exception"
EMPHASIS = DM + "Emphasis"
UNDECIDED = DM + "Undecided"
CONDITIONAL = DM + "Conditional"
UNCERTAIN = DM + "Uncertain"
# Given by reading, not by a word of the document:
AMONG_PURPOSES = DM + "AmongPurposes"
MISPLACED = DM + "MisplacedField"
NEGATION_SCOPE = DM + "UnclearNegation"
READ_AS_OUTSIDE_EEA = DM + "ReadAsOutsideEEA"
CONTRADICTED = DM + "Contradicted"
# Given by a person's decision about a phrase:
SET_ASIDE = DM + "SetAside"

# Everything the ontology says something of has an IRI below this one.
ONTOLOGY = "https://w3id.org/d"

DEFAULT_BASE = "https://example.org/datamap/"
MODEL_VERSION = 1


def curie(iri: str) -> str:
    """Shorten an IRI to ``prefix:name`` where a known prefix fits, else return it unchanged."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            name = iri[len(namespace) :]
            if name and not any(c in name for c in "/#?"):
                return f"{prefix}:{name}"
    return iri


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def expand(name: str) -> str | None:
    """Return the IRI of a CURIE with a known prefix or of an ``<IRI>``/absolute IRI, else None."""
    text = name.strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    if text.startswith(("http://", "https://", "urn:")):
        return text if is_iri(text) else None
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and local and all(c.isalnum() or c in "-_." for c in local):
        return PREFIXES[prefix] + local
    return None
