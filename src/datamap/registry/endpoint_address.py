"""Where an endpoint's query, update and graph are, and who may ask: one location and the environment.

``https://HOST/PATH`` is the query address (SPARQL 1.1 Protocol); ``#graph=IRI&update=URL`` behind it names
the graph that holds the registry and the update address, where they cannot be guessed.
"""

from __future__ import annotations

import netrc
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from datamap.errors import RegistryError
from datamap.registry.locations import shown
from datamap.vocabulary.terms import is_iri

DEFAULT_SECONDS = 120.0
DEFAULT_MOST_BYTES = 1_000_000_000
_GRAPHDB = re.compile(r"/repositories/[^/]+$")


@dataclass(frozen=True, slots=True)
class Address:
    """An endpoint: its query and update addresses, the graph of the registry, and the key to it.

    ``graph`` None stands for the endpoint's default graph; ``authorization`` is an HTTP header's value, and
    user and password are kept for servers that ask for Digest; neither is ever shown.
    """

    shown: str
    query: str
    update: str
    graph: str | None
    seconds: float
    most_bytes: int
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


def address_of(location: str) -> Address:
    """Read an endpoint's location; raises RegistryError when it is none."""
    parts = urlsplit(location)
    try:
        parts.port  # noqa: B018 - raises for what is no port
    except ValueError as error:
        raise RegistryError(f"{shown(location)}: is no address ({error})") from None
    if not parts.hostname or not location.lower().startswith(("http://", "https://")):
        raise RegistryError(f"{shown(location)}: is no address; write https://HOST/PATH")
    more = parse_qs(parts.fragment)
    unknown = set(more) - {"graph", "update"}
    if unknown or (parts.fragment and not more):
        raise RegistryError(f"{shown(location)}: after # only graph=IRI and update=URL are understood")
    graph = more["graph"][0] if "graph" in more else os.environ.get("DATAMAP_GRAPH")
    if graph is not None and not is_iri(graph):
        raise RegistryError(f"{shown(location)}: the graph {graph!r} is no IRI")
    query = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
    update = more["update"][0] if "update" in more else os.environ.get("DATAMAP_UPDATE_URL")
    user, password = _person(parts.hostname, parts.username, parts.password)
    return Address(
        shown=shown(location),
        query=query,
        update=update or _guessed_update(query),
        graph=graph,
        seconds=_number("DATAMAP_TIMEOUT", DEFAULT_SECONDS),
        most_bytes=int(_number("DATAMAP_MOST_BYTES", DEFAULT_MOST_BYTES)),
        user=user,
        password=password,
        token=os.environ.get("DATAMAP_TOKEN"),
    )


def _guessed_update(query: str) -> str:
    """Return the update address that common servers have beside a query address."""
    parts = urlsplit(query)
    path = parts.path
    if path.endswith("/query"):  # Oxigraph, Fuseki, Stardog
        path = path.removesuffix("query") + "update"
    elif _GRAPHDB.search(path):
        path += "/statements"
    # Virtuoso, Neptune, Blazegraph and others take both at one address.
    return urlunsplit(parts._replace(path=path))


def _person(host: str, user: str | None, password: str | None) -> tuple[str | None, str | None]:
    """Return name and password: those of the location, of the environment, else of netrc for this host."""
    if user is not None:
        return unquote(user), unquote(password or "")
    if os.environ.get("DATAMAP_USER"):
        return os.environ["DATAMAP_USER"], os.environ.get("DATAMAP_PASSWORD", "")
    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    try:
        found = netrc.netrc(str(path)).authenticators(host) if path.is_file() else None
    except (netrc.NetrcParseError, OSError) as error:
        raise RegistryError(f"{path}: cannot be read ({error})") from None
    return (found[0], found[2] or "") if found else (None, None)


def _number(name: str, default: float) -> float:
    text = os.environ.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise RegistryError(f"{name}: {text!r} is no number above 0")
    return value
