"""Which format a client gets, and which one it sends: media types of results and of RDF.

RFC 9110, section 12.5.1; SPARQL 1.1 Protocol, section 2.1.6; Graph Store HTTP Protocol, section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Media types by the format's name in `datamap sparql`, the one given by default first. Generic ones
# stand for what a client that knows no better asks for.
_RESULTS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
}
_GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "rdfxml",
    "application/n-quads": "nquads",
    "application/trig": "trig",
    "application/json": "json-ld",
    "application/xml": "rdfxml",
}
OFFERED: Mapping[str, Mapping[str, str]] = {"solutions": _RESULTS, "boolean": _RESULTS, "graph": _GRAPHS}
"""The media types of each kind of result (:attr:`SparqlResult.kind`), with the format that each is."""

SENT: Mapping[str, str] = {media_type: format for media_type, format in _GRAPHS.items() if "+" in media_type
                           or media_type not in ("application/json", "application/xml")}  # fmt: skip
"""The media types in which a graph can be sent, with the format that each is."""


def chosen(accept: str | None, kind: str) -> tuple[str, str] | None:
    """Return the media type and format for a kind of result; None where nothing offered is accepted.

    ``accept`` is the header, several joined by commas; without one, or with ``*/*``, the kind's default.
    The client's highest quality wins, and among equals the more specific range, then our order.
    """
    offered = OFFERED[kind]
    if accept is None or not accept.strip():
        accept = "*/*"
    ranges = _ranges(accept)
    best: tuple[float, int, int] | None = None
    found = None
    for order, (media_type, format) in enumerate(offered.items()):
        quality, precision = _quality(media_type, ranges)
        rank = (quality, precision, -order)
        if quality > 0 and (best is None or rank > best):
            best, found = rank, (media_type, format)
    return found


def content_type(media_type: str) -> str:
    """Return the Content-Type of a media type: text is UTF-8, and says so."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _ranges(accept: str) -> dict[str, float]:
    ranges = {}
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.lower().split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        if name:
            ranges[name] = quality
    return ranges


def _quality(media_type: str, ranges: dict[str, float]) -> tuple[float, int]:
    """Return how much a media type is wanted, and how specifically: the most specific range decides."""
    family = media_type.partition("/")[0]
    for precision, name in ((2, media_type), (1, f"{family}/*"), (0, "*/*")):
        if name in ranges:
            return ranges[name], precision
    return 0.0, 0
