"""A SPARQL query out of an HTTP request.

SPARQL 1.1 Protocol, section 2.1: by GET (2.1.1), by POST of a form (2.1.2) and by POST of the query
itself (2.1.3). Updates (2.2) are refused; so are other graphs (2.1.4), since a registry is one graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_BYTES = 1_000_000
_FORM, _QUERY, _UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
_GRAPHS = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")


class Refusal(Exception):
    """A request that is not served: an HTTP status, and why in one line."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


async def query_of(request: Request) -> str:
    """Return the query that a request asks.

    Raises Refusal: 400 without exactly one query, for an update, for other graphs and for text that is
    not UTF-8, 413 for a body that is too large, 415 for a body of another type.
    """
    in_address = _parameters(request.scope["query_string"])
    if request.method != "POST":
        return _only_query(in_address)
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    media_type = media_type.strip()
    if media_type == _UPDATE:
        raise Refusal(400, "updates are not allowed here: the registry is served for reading")
    if media_type not in (_FORM, _QUERY):
        raise Refusal(415, f"a query is posted as {_FORM} or as {_QUERY}")
    charset = parameters.partition("charset=")[2].strip('" ')
    if charset not in ("", "utf-8"):
        raise Refusal(415, f"a query is UTF-8 text, not {charset}")
    body = await _body(request)
    if media_type == _FORM:
        return _only_query([*_parameters(body), *in_address])
    return _only_query([*in_address, ("query", _text(body))])


def _only_query(parameters: list[tuple[str, str]]) -> str:
    names = [name for name, _ in parameters]
    if "update" in names:
        raise Refusal(400, "updates are not allowed here: the registry is served for reading")
    for name in _GRAPHS:
        if name in names:
            raise Refusal(400, f"{name}: a registry is one graph, and no other can be asked")
    queries = [value for name, value in parameters if name == "query"]
    if len(queries) != 1:
        found = "no query" if not queries else f"{len(queries)} queries"
        raise Refusal(400, f"{found} in the request; give one, as the parameter query")
    return queries[0]


def _parameters(encoded: bytes) -> list[tuple[str, str]]:
    try:
        text = encoded.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError:
        raise Refusal(400, "the parameters are not UTF-8 text in percent-encoding") from None
    except ValueError:
        raise Refusal(400, "too many parameters") from None


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Refusal(413, f"the request is larger than {MOST_BYTES // 1_000_000} MB")
    return body


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "the query is not UTF-8 text") from None
