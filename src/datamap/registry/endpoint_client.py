"""Requests to a SPARQL 1.1 endpoint: SPARQLWrapper makes them, and what comes back is checked here.

A failure is one line: what is wrong, at which address, what to do. Requests that were refused for the moment
(429, 502, 503, 504) are tried again, a bounded while; answers are read as they come, gzip or not, and an
answer that breaks off is never taken for a whole one.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import socket
import time
import urllib.error
import urllib.request
import zlib
from email.utils import parsedate_to_datetime
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyoxigraph as ox

from datamap.errors import EndpointError, InvalidQuery
from datamap.registry.locations import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.registry.endpoint_address import Address

RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
_ACCEPT = {RESULTS: f"{RESULTS}, application/json;q=0.5", TRIPLES: f"{TRIPLES}, text/turtle;q=0.5"}
_TRIES = 5
_LONGEST_WAIT = 60.0
_AGAIN = frozenset({429, 502, 503, 504})
_CHUNK = 1 << 16
# What Virtuoso says of an answer that it cut.
_CUT = "X-SPARQL-MaxRows"
_ASKED = "__ASK_RETVAL"
_BOOLEAN = b"XMLSchema#boolean"
_NUMBERED = re.compile(rb'(XMLSchema#boolean"\s*,\s*"value"\s*:\s*")([01])"')
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class Client:
    """What speaks to one endpoint."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._opener = _opener(address)
        self._server = ""

    @property
    def is_virtuoso(self) -> bool:
        """Tell whether the server, which has answered before, is a Virtuoso: it cuts graphs unsaid."""
        return "virtuoso" in self._server.lower()

    def results(self, text: str, *, everywhere: bool = False) -> tuple[bytes, int | None]:
        """Run a SELECT or ASK; return its results as JSON, and the limit a server says it cut them at.

        ``everywhere`` asks of all graphs, not the registry's. Raises InvalidQuery, EndpointError.
        """
        response = self._sent(text, RESULTS, everywhere)
        limit = response.headers.get(_CUT)
        body = self._read(response)
        if _BOOLEAN in body:
            # Virtuoso writes the booleans of JSON results as numbers.
            body = _NUMBERED.sub(lambda m: m[1] + (b"true" if m[2] == b"1" else b"false") + b'"', body)
        return body, int(limit) if limit and limit.isdecimal() else None

    def select(self, text: str, *, everywhere: bool = False) -> ox.QuerySolutions:
        """Run a SELECT whose rows are few; raises InvalidQuery, EndpointError."""
        found = self._parsed(self.results(text, everywhere=everywhere)[0])
        if not isinstance(found, ox.QuerySolutions):
            raise self._error("its answer has no rows, where some were asked for")
        return found

    def boolean(self, text: str) -> ox.QueryBoolean:
        """Run an ASK; raises InvalidQuery, EndpointError."""
        found = self._parsed(self.results(text)[0])
        if isinstance(found, ox.QuerySolutions) and [v.value for v in found.variables] == [_ASKED]:
            # Virtuoso answers an ASK with a row that holds 1, or with one that holds 0, or none.
            held = any(row[_ASKED].value == "1" for row in found)
            found = self._parsed(b'{"head":{},"boolean":%s}' % (b"true" if held else b"false"))
        if not isinstance(found, ox.QueryBoolean):
            raise self._error("its answer is not true or false, as was asked for")
        return found

    def ask(self, text: str) -> bool:
        """Run an ASK; raises InvalidQuery, EndpointError."""
        return bool(self.boolean(text))

    def construct(self, text: str) -> Iterator[ox.Triple]:
        """Run a CONSTRUCT or DESCRIBE and yield its triples as they come; raises as ``select`` does."""
        response = self._sent(text, TRIPLES)
        kind = _media_type(response)
        syntax = ox.RdfFormat.TURTLE if "turtle" in kind else ox.RdfFormat.N_TRIPLES
        with response:
            readable: Any = _Readable(self._pieces(response, None))
            try:
                for quad in ox.parse(readable, format=syntax):
                    yield quad.triple
            except (SyntaxError, ValueError) as error:
                raise self._error(f"its answer is no RDF, or broke off ({_line(error)})") from None

    def update(self, text: str) -> None:
        """Run a SPARQL Update; raises InvalidQuery, EndpointError, TooLarge."""
        self._read(self._sent(text, None))

    def _parsed(self, body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
        try:
            json.loads(body)  # the parser of results reads on as rows are taken; a broken one must show now
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise self._error(f"its answer is no SPARQL result, or broke off ({_line(error)})") from None

    # requests -----------------------------------------------------------------------------------

    def _request(self, text: str, accept: str | None, everywhere: bool) -> urllib.request.Request:
        import warnings

        with warnings.catch_warnings():
            # SPARQLWrapper's docstrings are not raw on every Python; its remark on long updates is no news.
            warnings.simplefilter("ignore")
            from SPARQLWrapper import INSERT, POST, SELECT, SPARQLWrapper

            wrapper = SPARQLWrapper(self.address.query, updateEndpoint=self.address.update)
            wrapper.setQuery(text)
            # Its search for the kind takes words of comments for keywords.
            wrapper.queryType = INSERT if accept is None else SELECT
            wrapper.setMethod(POST)
            wrapper.setOnlyConneg(True)
            if accept is not None and self.address.graph is not None and not everywhere:
                wrapper.addDefaultGraph(self.address.graph)
            if accept is not None:
                wrapper.addCustomHttpHeader("Accept", _ACCEPT[accept])
            wrapper.addCustomHttpHeader("Accept-Encoding", "gzip")
            wrapper.addCustomHttpHeader("User-Agent", "datamap")
            request = wrapper._createRequest()
        if self.address.token:
            request.add_unredirected_header("Authorization", f"Bearer {self.address.token}")
        elif self.address.user is not None:
            request.add_unredirected_header("Authorization", _basic(self.address))
        return request

    def _sent(self, text: str, accept: str | None, everywhere: bool = False) -> http.client.HTTPResponse:
        request = self._request(text, accept, everywhere)
        waited = 0.0
        for attempt in range(_TRIES):
            try:
                response = self._opener.open(request, timeout=self.address.seconds)
                self._check_type(response, accept)
            except urllib.error.HTTPError as error:
                with error:
                    pause = _pause(error, attempt)
                    if error.code in _AGAIN and attempt < _TRIES - 1 and waited + pause <= _LONGEST_WAIT:
                        waited += pause
                        time.sleep(pause)
                        continue
                    self._refused(error)
            except TimeoutError:
                raise self._slow() from None
            except urllib.error.URLError as error:
                if isinstance(error.reason, (TimeoutError, socket.timeout)):
                    raise self._slow() from None
                raise self._error(f"does not answer ({_line(error.reason)}); is it running?") from None
            except (http.client.HTTPException, OSError) as error:
                raise self._error(f"its answer broke off ({_line(error) or type(error).__name__})") from None
            else:
                self._server = response.headers.get("Server") or ""
                return response  # type: ignore[no-any-return]
        raise AssertionError("the last attempt returns or raises")

    # answers ------------------------------------------------------------------------------------

    def _check_type(self, response: Any, accept: str | None) -> None:
        if accept is None:
            return
        kind = _media_type(response)
        if accept == RESULTS and kind in (RESULTS, "application/json"):
            return
        if accept == TRIPLES and kind in (TRIPLES, "text/plain", "text/turtle", "application/x-turtle"):
            return
        with response:
            beginning = b"".join(self._pieces(response, 10_000))[:10_000].decode("utf-8", "replace")
        if "html" in kind or "<html" in beginning.lower():
            title = _TITLE.search(beginning)
            said = f": {_short(title[1])!r}" if title else ""
            raise self._error(f"answers with a web page{said}; is this the address of its SPARQL endpoint?")
        raise self._error(f"answers as {kind or 'no type at all'}, where {accept} was asked for")

    def _read(self, response: Any) -> bytes:
        with response:
            return b"".join(self._pieces(response, self.address.most_bytes))

    def _pieces(self, response: Any, most: int | None) -> Iterator[bytes]:
        """Yield an answer's bytes, unpacked; raises EndpointError when it breaks off or is too large."""
        packed = "gzip" in (response.headers.get("Content-Encoding") or "").lower()
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if packed else None
        length = response.headers.get("Content-Length")
        promised = int(length) if length is not None and length.isdecimal() else None
        received = given = 0
        try:
            while data := response.read(_CHUNK):
                received += len(data)
                # Unpacked in steps: a few kilobytes may stand for gigabytes.
                while data:
                    piece = unpacker.decompress(data, _CHUNK * 16) if unpacker else data
                    data = unpacker.unconsumed_tail if unpacker else b""
                    given += len(piece)
                    if most is not None and given > most:
                        if most <= 10_000:
                            yield piece
                            return
                        raise self._error(
                            f"its answer is larger than {most // 1_000_000} MB; ask for less, such as with "
                            "LIMIT, or raise DATAMAP_MOST_BYTES"
                        )
                    yield piece
        except TimeoutError:
            raise self._slow() from None
        except zlib.error as error:
            raise self._error(f"its answer cannot be unpacked ({error})") from None
        except (http.client.HTTPException, OSError) as error:
            raise self._error(f"its answer broke off ({type(error).__name__})") from None
        if (promised is not None and received < promised) or (unpacker is not None and not unpacker.eof):
            raise self._error("its answer broke off; nothing of it was used")

    def _refused(self, error: urllib.error.HTTPError) -> None:
        code = error.code
        try:
            said = _short(_TAG.sub(" ", error.read(20_000).decode("utf-8", "replace")))
        except (OSError, http.client.HTTPException):
            said = ""
        tail = f": {said}" if said else ""
        if code in (301, 302, 303, 307, 308):
            elsewhere = shown(error.headers.get("Location") or "nowhere")
            raise self._error(
                f"passes on to {elsewhere}, another host or an unsafe one; if you trust it, name that address"
            ) from None
        if code in (401, 403, 407):
            raise self._error(
                f"refuses ({code}); set DATAMAP_USER and DATAMAP_PASSWORD, DATAMAP_TOKEN, or a line in "
                "~/.netrc, of somebody who may do this"
            ) from None
        if code == 404:
            raise self._error("has nothing at that address (404); name its SPARQL endpoint") from None
        if code in (413, 414):
            raise TooLarge(self._text(f"takes no request of that size ({code})")) from None
        if code in _AGAIN:
            raise self._error(f"is busy ({code}) and stayed so; try again later{tail}") from None
        if code == 400:
            raise InvalidQuery(self._text(f"refuses the query{tail}")) from None
        raise self._error(f"failed ({code}){tail}") from None

    def _slow(self) -> EndpointError:
        return self._error(
            f"does not answer within {self.address.seconds:g} seconds; ask for less, or raise DATAMAP_TIMEOUT"
        )

    def _error(self, text: str) -> EndpointError:
        return EndpointError(self._text(text))

    def _text(self, text: str) -> str:
        return f"{self.address.shown}: {text}"


class TooLarge(EndpointError):
    """A request of that size is not taken; smaller ones may be."""


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follow a redirect on the same host, with the request as it was; never to another, nor away from TLS."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],  # noqa: ARG002 - urllib's signature
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: Any,  # noqa: ARG002
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        same = old.hostname == new.hostname and (
            (old.scheme, old.port) == (new.scheme, new.port)
            or (
                (old.scheme, new.scheme) == ("http", "https")
                and old.port in (None, 80)
                and new.port in (None, 443)
            )
        )
        if not same:
            return None  # urllib then raises the HTTPError, which says where it was sent
        again = urllib.request.Request(
            newurl, data=req.data, headers=dict(req.headers), method=req.get_method()
        )
        for name, value in req.unredirected_hdrs.items():
            if name == "Authorization":
                again.add_unredirected_header(name, value)
        return again

    http_error_308 = urllib.request.HTTPRedirectHandler.http_error_302


class _Readable:
    """Pieces of bytes as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            found, self._rest = self._rest + b"".join(self._pieces), b""
            return found
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


def _opener(address: Address) -> urllib.request.OpenerDirector:
    handlers: list[Any] = [_SameHost]
    if urlsplit(address.query).hostname in ("localhost", "127.0.0.1", "::1"):
        handlers.append(urllib.request.ProxyHandler({}))
    if address.user is not None and address.token is None:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        for url in (address.query, address.update):
            known.add_password(None, url, address.user, address.password or "")
        handlers.append(urllib.request.HTTPDigestAuthHandler(known))
    return urllib.request.build_opener(*handlers)


def _basic(address: Address) -> str:
    import base64

    return "Basic " + base64.b64encode(f"{address.user}:{address.password or ''}".encode()).decode("ascii")


def _pause(error: urllib.error.HTTPError, attempt: int) -> float:
    """Return how long to wait: what the server says (Retry-After), else longer each time."""
    said = error.headers.get("Retry-After") if error.headers else None
    if said:
        if said.strip().isdecimal():
            return float(said)
        try:
            return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
        except (TypeError, ValueError):
            pass
    pause: float = min(8.0, 0.25 * 2**attempt) * random.uniform(0.8, 1.2)
    return pause


def _media_type(response: Any) -> str:
    return (response.headers.get("Content-Type") or "").partition(";")[0].strip().lower()


def _line(error: object) -> str:
    return _short(getattr(error, "strerror", None) or str(error))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 200 else text[:199] + "…"
