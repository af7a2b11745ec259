"""Who may come in: a token that every request bears (RFC 6750), and no page of another site."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from datamap.errors import InvalidParameter

if TYPE_CHECKING:
    from starlette.datastructures import Headers

VARIABLE = "DATAMAP_TOKEN"
CHALLENGES = ('Bearer realm="datamap"', 'Basic realm="datamap", charset="UTF-8"')
_LEAST = 16
# RFC 6750, section 2.1.
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")


def token_from(file: str | Path | None) -> str | None:
    """Return the token that a file holds, or without one the environment (DATAMAP_TOKEN); None for none.

    Raises InvalidParameter, which never says what was read: a token must not end up in a log.
    """
    if file is None:
        given = os.environ.get(VARIABLE)
        return None if given is None else checked(given.strip(), VARIABLE)
    try:
        text = Path(file).read_text("utf-8")
    except (OSError, ValueError):
        raise InvalidParameter(
            "--token: no such text file can be read; it names a file that holds the token, since what stands "
            f"in a command line can be seen by others (or put the token into {VARIABLE})"
        ) from None
    return checked(text.strip(), "the token's file")


def checked(token: str, where: str) -> str:
    """Return a token that nobody guesses and any header can hold; raises InvalidParameter."""
    if len(token) < _LEAST or not _TOKEN.fullmatch(token):
        raise InvalidParameter(
            f"{where}: a token is one line of at least {_LEAST} letters, digits and -._~+/, such as "
            "openssl rand -hex 32 makes"
        )
    return token


class Access:
    """Whether a request bears the token; without one, all do."""

    def __init__(self, token: str | None) -> None:
        self._digest = None if token is None else _digest(token.encode())

    def allows(self, headers: Headers) -> bool:
        """Tell whether a request bears the token, as Bearer, or as the password of Basic (for browsers)."""
        if self._digest is None:
            return True
        given = [_borne(header) for header in headers.getlist("authorization")]
        # One comparison, of digests, takes the same time whatever was given.
        return len(given) == 1 and hmac.compare_digest(_digest(given[0]), self._digest)


def _borne(header: str) -> bytes:
    scheme, _, value = header.strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value.encode("latin-1", "replace")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return b""
    return b""


def _digest(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()


def is_sent_from_here(headers: Headers) -> bool:
    """Tell whether a page that sends a request is one of this server's own; programs name no Origin."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
