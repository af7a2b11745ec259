"""A server that runs until it is told to stop."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import signal
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.errors import DatamapError, InvalidParameter
from datamap.extras import needs
from datamap.registry.locations import is_endpoint, shown
from datamap.registry.registry import DEFAULT_LOCATION
from datamap.server.access import checked
from datamap.vocabulary.concepts import LANGUAGES
from datamap.vocabulary.local import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from types import FrameType

    import uvicorn

    from datamap.server.service import Settings

_LAST_SECONDS = 5
_GRACE_SECONDS = 10
_MOST_CONNECTIONS = 200


def serve(
    registry: str | Path = DEFAULT_LOCATION,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    lang: str = "en",
    audience: str = "internal",
    timeout: float = 30.0,
    writable: bool = False,
    token: str | None = None,
    most_bytes: int = 50_000_000,
    most_memory: int = 2 << 30,
    names: Collection[str] = (),
    ontology: str | Path | None = None,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve a registry until SIGINT or SIGTERM: page, editor, SPARQL 1.1 Protocol endpoint and documents.

    ``host`` is an address of this machine that only this machine reaches, or any with a ``token``, which
    every request must then bear; ``port`` 0 takes a free one. ``audience`` as in
    :meth:`datamap.Registry.view`; only "internal" can ask queries. ``timeout`` is how many seconds a query
    may take, ``most_bytes`` how large its result may be, ``most_memory`` how many bytes it may use beside
    the registry. ``writable`` lets programs change the registry's file (SPARQL Update, Graph Store Protocol).
    ``names`` are host names under which a proxy passes requests on, ``ontology`` the file of the project's
    own words as in :func:`datamap.open`, ``tell`` is given the address and what happens to the file.
    Runs in the main thread. Raises DatamapError without Starlette and uvicorn, for a port that is taken
    and for a host that cannot be bound; InvalidParameter; RegistryError.
    """
    with needs("starlette", "serve", "Serving"):
        import starlette  # noqa: F401
    with needs("uvicorn", "serve", "Serving"):
        import uvicorn  # noqa: F401
    from datamap.server.service import Settings
    from datamap.views.page.data import AUDIENCES

    for name, value, known in (("lang", lang, LANGUAGES), ("audience", audience, AUDIENCES)):
        if value not in known:
            raise InvalidParameter(f"{name}: {value!r} is not one of {', '.join(known)}")
    if timeout <= 0:
        raise InvalidParameter(f"timeout: {timeout:g} is no time; give seconds, such as 30")
    if isinstance(registry, (list, tuple)):
        raise InvalidParameter("serve shows one registry; copy the others into a directory first")
    if is_endpoint(registry):
        raise InvalidParameter(
            f"{shown(registry)}: serve shows a file or a directory; copy the endpoint to one first: "
            f"datamap copy {shown(registry)} store/"
        )
    for name, size in (("most_bytes", most_bytes), ("most_memory", most_memory)):
        if size < 1_000_000:
            raise InvalidParameter(f"{name}: less than 1 MB leaves room for no answer")
    if token is not None:
        checked(token, "token")
    settings = Settings(
        Path(registry),
        lang=lang,
        audience=audience,
        seconds=timeout,
        most_bytes=most_bytes,
        most_memory=most_memory,
        writable=writable,
        tell=tell,
    )
    if writable and not settings.answers_queries:
        raise InvalidParameter(f"writable: those for whom audience {audience!r} is must not change anything")
    listening = _bound(host, port, token is not None)
    exposed = not ipaddress.ip_address(listening.getsockname()[0]).is_loopback
    with listening, _own_words(ontology):
        asyncio.run(_Running(settings, listening, names, exposed, token).run())


@contextmanager
def _own_words(ontology: str | Path | None) -> Iterator[None]:
    """Name the file of own words to all that is started meanwhile: the workers are processes of their own."""
    before = os.environ.get(VARIABLE)
    if ontology is not None:
        os.environ[VARIABLE] = str(ontology)
    try:
        yield
    finally:
        if ontology is not None:
            os.environ.pop(VARIABLE)
            if before is not None:
                os.environ[VARIABLE] = before


class _Running:
    def __init__(
        self,
        settings: Settings,
        listening: socket.socket,
        names: Collection[str],
        exposed: bool,
        token: str | None,
    ) -> None:
        from datamap.server.application import application
        from datamap.server.service import Service

        self._settings, self._listening = settings, listening
        self._exposed, self._token = exposed, token
        self._service = Service(settings)
        self._application = application(self._service, names=names, exposed=exposed, token=token)

    async def run(self) -> None:
        import uvicorn

        # uvicorn takes these signals for itself, stops gracefully, and then raises them once more.
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        before = {
            number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            starting = asyncio.create_task(self._service.start())
            waiting = asyncio.create_task(stopped.wait())
            await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if not starting.done():
                starting.cancel()
                await asyncio.gather(starting, return_exceptions=True)
                return
            await starting
            self._settings.tell(f"{self._settings.location}: {_address(self._listening)} (Ctrl+C stops)")
            self._warn()
            server = uvicorn.Server(self._configuration())
            stop_gracefully = server.handle_exit

            def handle_exit(number: int, frame: FrameType | None) -> None:
                stop_gracefully(number, frame)
                # What is short may end by itself.
                loop.call_soon_threadsafe(loop.call_later, _LAST_SECONDS, self._service.stop)

            server.handle_exit = handle_exit  # type: ignore[method-assign,assignment]
            watching = asyncio.create_task(_stop_when(stopped, server))
            await server.serve(sockets=[self._listening])
            watching.cancel()
        finally:
            await self._service.close()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _warn(self) -> None:
        if self._settings.writable and self._token is None:
            self._settings.tell(
                "every program and account of this machine can now change the registry; --token narrows it"
            )
        if self._exposed:
            self._settings.tell(
                "the token and all answers travel unencrypted; beyond a network you trust, put a proxy with "
                "TLS before 127.0.0.1"
            )

    def _configuration(self) -> Any:
        import uvicorn

        from datamap.server.connections import PatientConnection

        return uvicorn.Config(
            self._application,
            http=PatientConnection,
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )


async def _stop_when(stopped: asyncio.Event, server: uvicorn.Server) -> None:
    """Stop a server that was told so before it listened to signals itself."""
    await stopped.wait()
    server.should_exit = True


def _bound(host: str, port: int, has_token: bool) -> socket.socket:
    """Return a socket that listens; raises DatamapError when it may not or cannot."""
    address = "127.0.0.1" if host == "localhost" else host.strip("[]")
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        raise InvalidParameter(f"--host {host}: give an address, such as 127.0.0.1 or ::1") from None
    if not (parsed.is_loopback or has_token):
        raise InvalidParameter(
            f"--host {host}: everyone who reaches that address could read the registry; give a token that "
            "every request must bear (--token FILE), or put a proxy that asks for passwords before 127.0.0.1"
        )
    family = socket.AF_INET6 if parsed.version == 6 else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        # A port that closed a moment ago may be taken again; one that is in use may not.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((str(parsed), port))
        listening.listen(_MOST_CONNECTIONS)
    except (OSError, OverflowError) as error:
        listening.close()
        raise DatamapError(
            f"{host} port {port}: {getattr(error, 'strerror', None) or error}; choose another with --port"
        ) from None
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
