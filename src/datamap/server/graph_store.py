"""What a request of the Graph Store HTTP Protocol is about: which graph, and the RDF that is sent.

A graph is named by ``?graph=IRI`` or ``?default`` (4.2, indirect), or by the address itself (4.1, direct).
"""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING

from datamap.server.negotiation import SENT
from datamap.server.protocol import Refusal, body_of, parameters_of
from datamap.vocabulary.terms import is_iri

if TYPE_CHECKING:
    from starlette.requests import Request

_MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Named:
    """The graph that a request is about: its name, None for the default graph."""

    name: str | None


def graph_of(request: Request, direct: str | None) -> Named | None:
    """Return the graph that a request is about; None where it names none (the graph store itself).

    ``direct`` is the address of the request where that is what names the graph. Raises Refusal (400).
    """
    asked = [(name, value) for name, value in parameters_of(request.scope["query_string"])
             if name in ("graph", "default")]  # fmt: skip
    if direct is not None:
        if asked:
            raise Refusal(400, "the address names a graph already; leave out ?graph and ?default")
        return _iri(direct)
    if not asked:
        return None
    if len(asked) != 1:
        raise Refusal(400, "more than one graph is named; give either ?default or one ?graph=IRI")
    name, value = asked[0]
    if name == "default":
        if value:
            raise Refusal(400, "?default has no value")
        return Named(None)
    return _iri(value)


def _iri(name: str) -> Named:
    if not is_iri(name):
        raise Refusal(400, f"graph: {name[:200]!r} is no absolute IRI")
    return Named(name)


async def sent_by(request: Request, most_bytes: int) -> tuple[list[tuple[str, int]], bytes]:
    """Return the RDF of a request: the format and size of each part, and their bytes after one another.

    Raises Refusal: 415 for a media type that is no RDF or a charset other than UTF-8; 400, 408, 413.
    """
    declared = request.headers.get("content-type", "")
    media_type = declared.partition(";")[0].strip().lower()
    if media_type != _MULTIPART:
        format = _format(declared, None)
        body = await body_of(request, most_bytes)
        return [(format, len(body))], body
    body = await body_of(request, most_bytes)
    head = b"Content-Type: " + declared.encode("latin-1") + b"\r\n\r\n"
    parsed = BytesParser(policy=HTTP).parsebytes(head + body)
    if not parsed.is_multipart():
        raise Refusal(400, "the form has no parts that can be told apart")
    parts, pieces = [], []
    for part in parsed.iter_parts():
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        parts.append((_format(part.get("content-type", ""), part.get_filename()), len(data)))
        pieces.append(data)
    return parts, b"".join(pieces)


def _format(declared: str, file_name: str | None) -> str:
    """Return the format of what is sent, by its media type, or by a file's name where that says nothing."""
    media_type, _, parameters = str(declared).lower().partition(";")
    media_type = media_type.strip()
    if file_name and media_type in ("", "text/plain", "application/octet-stream"):
        by_suffix = {".ttl": "turtle", ".nt": "ntriples", ".rdf": "rdfxml", ".jsonld": "json-ld",
                     ".nq": "nquads", ".trig": "trig"}  # fmt: skip
        for suffix, format in by_suffix.items():
            if file_name.lower().endswith(suffix):
                return format
    if media_type not in SENT:
        raise Refusal(415, f"{media_type or 'no media type'}: a graph is sent as {', '.join(SENT)}")
    charset = parameters.partition("charset=")[2].partition(";")[0].strip('" ')
    if charset not in ("", "utf-8", "us-ascii"):
        raise Refusal(415, f"a graph is sent as UTF-8, not as {charset}")
    return SENT[media_type]
