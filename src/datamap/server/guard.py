"""What stands before every request and behind every answer: whom is answered, and what browsers may do.

What keeps strangers out is that the server listens to this machine alone, or asks for a token, and
that no page of another site can reach it through the browser: the Host header must name this machine
(DNS rebinding), requests that other sites send are refused (Fetch Metadata, Origin), and no answer may be
read, framed or run by them.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from datamap.server.access import CHALLENGES, Access, is_sent_from_here
from datamap.server.job import Reply, line

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Wraps the application: refuses requests meant for other hosts or sent by other sites.

    ``names`` are host names beside localhost under which the server is known; ``exposed`` accepts every
    address, not only those of this machine; ``token`` is what every request must bear.
    """

    def __init__(
        self, app: ASGIApp, *, names: Collection[str] = (), exposed: bool = False, token: str | None = None
    ) -> None:
        self._app = app
        self._access = Access(token)
        self._names = {"localhost", *(name.lower() for name in names)}
        self._exposed = exposed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the application do so; every answer gets the headers of safety."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            elif message["type"] == "http.response.body" and scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        refused = self._refusal(Headers(scope=scope), scope["path"])
        app = self._app if refused is None else response(refused)
        await app(scope, receive, guarded)

    def _refusal(self, headers: Headers, path: str) -> Reply | None:
        host = headers.get("host", "")
        if not self._is_ours(host):
            return line(421, f"{host or 'no host'}: not a name of this server; datamap serve --name adds one")
        if not self._is_from_here(headers, path):
            return line(403, "requests that another site sends through a browser are refused")
        if not self._access.allows(headers):
            return line(401, "this server asks for its token: Authorization: Bearer TOKEN")
        return None

    @staticmethod
    def _is_from_here(headers: Headers, path: str) -> bool:
        if not is_sent_from_here(headers):
            return False
        if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
            return True
        # A link on another site may lead here; nothing else may come from there.
        is_data = path.startswith(("/sparql", "/graphs"))
        return headers.get("sec-fetch-mode") == "navigate" and not is_data

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # No stranger's page can have a number for its name, so any number will do where all may come.
        return address.is_loopback or self._exposed


def response(reply: Reply) -> Response:
    """Return a reply as an HTTP response."""
    headers = {} if reply.policy is None else {"Content-Security-Policy": reply.policy}
    if reply.status == 503:
        headers["Retry-After"] = "5"
    found = Response(reply.body, reply.status, headers, media_type=reply.type)
    if reply.status == 401:
        # A line each: not every browser finds the second in one.
        for challenge in CHALLENGES:
            found.headers.append("WWW-Authenticate", challenge)
    return found
