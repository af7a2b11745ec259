"""A SPARQL operation out of an HTTP request.

SPARQL 1.1 Protocol: a query (2.1) by GET, by POST of a form, by POST of the query itself; an update (2.2) by
the two forms of POST; either with a dataset of its own (2.1.4, 2.2.3). A GET that asks nothing asks what the
service is (SPARQL 1.1 Service Description, section 2).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

from datamap.vocabulary.terms import is_iri

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_BYTES = 1_000_000
_BODY_SECONDS = 60.0
FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
Kind = Literal["query", "update", "describe"]
_GRAPHS: dict[Kind, tuple[str, str]] = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
    "describe": ("", ""),
}
# By which rdflib's stores name the default graph, though they mean the one that is there without a name.
_RDFLIBS_DEFAULT = "urn:x-rdflib:default"
_READ_ONLY = "updates are not allowed here: the registry is served for reading"


class Refusal(Exception):
    """A request that is not served: an HTTP status, and why in one line."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks: its text, and the graphs of the dataset that it gives, None where it gives none.

    ``default`` are the graphs that make the default graph, ``named`` those that GRAPH can name.
    """

    kind: Kind
    text: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


async def operation_of(request: Request, *, updates: bool, most_bytes: int = MOST_BYTES) -> Operation:
    """Return the operation that a request asks for.

    ``updates`` says whether there are any here. Raises Refusal: 400 without exactly one query or update,
    for an update where there are none or by GET, for graphs that are no IRIs and for text that is not UTF-8,
    408 for a body that does not come, 413 for one that is too large, 415 for one of another type.
    """
    in_address = parameters_of(request.scope["query_string"])
    if request.method != "POST":
        if any(name == "update" for name, _ in in_address):
            raise Refusal(400, "an update is posted" if updates else _READ_ONLY)
        if not in_address:
            return Operation("describe", "")
        return _operation(in_address, updates)
    media_type, charset = _type_of(request)
    if media_type == UPDATE and not updates:
        raise Refusal(400, _READ_ONLY)
    if media_type not in (FORM, QUERY, UPDATE):
        kinds = f"{FORM}, {QUERY}" + (f" or {UPDATE}" if updates else "")
        raise Refusal(415, f"what is asked is posted as {kinds}, not as {media_type or 'nothing named'}")
    if charset not in ("", "utf-8"):
        raise Refusal(415, f"what is asked is UTF-8 text, not {charset}")
    body = await body_of(request, most_bytes)
    if media_type == FORM:
        return _operation([*parameters_of(body), *in_address], updates)
    name = "query" if media_type == QUERY else "update"
    return _operation([*in_address, (name, _text(body))], updates)


def _operation(parameters: list[tuple[str, str]], updates: bool) -> Operation:
    asked = [(name, value) for name, value in parameters if name in ("query", "update")]
    if any(name == "update" for name, _ in asked) and not updates:
        raise Refusal(400, _READ_ONLY)
    if len(asked) != 1:
        found = f"{len(asked)} queries" if asked else "no query"
        either = " or update" if updates else ""
        raise Refusal(400, f"{found} in the request; give one, as the parameter query{either}")
    kind: Kind = "query" if asked[0][0] == "query" else "update"
    graphs: dict[str, list[str]] = {name: [] for names in _GRAPHS.values() for name in names}
    for name, value in parameters:
        if name not in graphs:
            continue
        if name not in _GRAPHS[kind]:
            raise Refusal(400, f"{name} says nothing about {'an update' if kind == 'update' else 'a query'}")
        if not is_iri(value):
            raise Refusal(400, f"{name}: {value[:200]!r} is no absolute IRI")
        graphs[name].append(value)
    default, named = _GRAPHS[kind]
    if graphs[default] == [_RDFLIBS_DEFAULT]:
        graphs[default] = []
    return Operation(kind, asked[0][1], tuple(graphs[default]), tuple(graphs[named]))


def parameters_of(encoded: bytes) -> list[tuple[str, str]]:
    """Return the parameters of an address or a form; raises Refusal (400)."""
    try:
        text = encoded.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError:
        raise Refusal(400, "the parameters are not UTF-8 text in percent-encoding") from None
    except ValueError:
        raise Refusal(400, "too many parameters") from None


async def body_of(request: Request, most_bytes: int) -> bytes:
    """Return the body of a request; raises Refusal: 413 for one that is too large, 408 for one too slow."""
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for piece in request.stream():
                pieces.append(piece)
                size += len(piece)
                if size > most_bytes:
                    raise Refusal(413, f"the request is larger than {most_bytes // 1_000_000} MB")
    except TimeoutError:
        raise Refusal(408, f"the request was not whole after {_BODY_SECONDS:g} seconds") from None
    return b"".join(pieces)


def _type_of(request: Request) -> tuple[str, str]:
    """Return the media type and the charset of a request's body, in small letters."""
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    return media_type.strip(), parameters.partition("charset=")[2].partition(";")[0].strip('" ')


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "what is asked is not UTF-8 text") from None
