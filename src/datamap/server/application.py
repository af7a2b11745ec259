"""Which path gives what, as an ASGI application (Starlette)."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from datamap.errors import RegistryError
from datamap.server import pages
from datamap.server.downloads import LIST, ROLES, Download, download_named
from datamap.server.graph_store import Named, graph_of, sent_by
from datamap.server.guard import Guard, response
from datamap.server.job import Reply, line
from datamap.server.pages import Reader
from datamap.server.protocol import MOST_BYTES, Refusal, operation_of
from datamap.vocabulary.concepts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Coroutine

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from datamap.server.service import Service

_MOST_SENT = 50_000_000
_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"


def application(
    service: Service, *, names: Collection[str] = (), exposed: bool = False, token: str | None = None
) -> ASGIApp:
    """Return a service as an ASGI application; ``names``, ``exposed`` and ``token`` are the guard's.

    The service is started and closed with the application.
    """
    paths = _Paths(service)
    routes = [
        Route("/", paths.page),
        Route("/records", paths.records),
        Route("/records/{name}", paths.record),
        Route("/assets/{name}", paths.asset),
        # What has a dot may be the list; everything else is not here.
        Route("/{name}.{rest}", paths.list),
    ]
    if service.settings.answers_queries:
        writing = ["PUT", "POST", "DELETE"] if service.settings.writable else []
        methods = ["GET", "HEAD", *writing]
        # Before what has a dot: a graph's name may have one.
        routes[:0] = [
            Route("/query", paths.query),
            Route("/sparql", paths.sparql, methods=["GET", "HEAD", "POST"]),
            Route("/graphs", paths.graphs, methods=methods),
            Route("/graphs/{name:path}", paths.graphs, methods=methods),
        ]

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await service.start()
        yield
        await service.close()

    found = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={
            Refusal: _refused,
            HTTPException: _not_served,
            RegistryError: _unreadable,
        },
    )
    found.router.redirect_slashes = False
    return Guard(found, names=names, exposed=exposed, token=token)


class _Paths:
    """The functions that answer a path."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def page(self, request: Request) -> Response:
        reply = await self._service.page(self._language(request))
        if reply.policy is not None:
            # A policy in the page itself cannot say who may frame it.
            reply = Reply(reply.status, reply.type, reply.body, f"{reply.policy}; frame-ancestors 'none'")
        return response(reply)

    async def query(self, request: Request) -> Response:
        reader = await self._reader(request, "query")
        endpoint = str(request.url.replace(path="/sparql", query=""))
        return _html(pages.query_page(reader, endpoint), pages.QUERY_POLICY)

    async def records(self, request: Request) -> Response:
        return _html(pages.records_page(await self._reader(request, "records")), pages.RECORDS_POLICY)

    async def record(self, request: Request) -> Response:
        return await self._download(download_named(request.path_params["name"], ROLES))

    async def list(self, request: Request) -> Response:
        return await self._download(download_named(request.url.path.removeprefix("/"), (LIST,)))

    async def asset(self, request: Request) -> Response:
        file = pages.ASSETS.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        return FileResponse(file, headers={"Cache-Control": "no-cache"})

    async def sparql(self, request: Request) -> Response:
        settings = self._service.settings
        operation = await operation_of(
            request, updates=settings.writable, most_bytes=_MOST_SENT if settings.writable else MOST_BYTES
        )
        endpoint = str(request.url.replace(query=""))
        if operation.kind == "update":
            dataset = {"using": operation.default, "using_named": operation.named}
            changing = self._service.change("update", {"text": operation.text, "base": endpoint, **dataset})
            return _changed(await _while_waited_for(request, changing))
        if operation.kind == "describe":
            answering = self._service.description(endpoint, _accepted(request))
        else:
            if len(operation.text.encode("utf-8", "replace")) > MOST_BYTES:
                raise Refusal(413, f"the query is larger than {MOST_BYTES // 1_000_000} MB")
            answering = self._service.query(
                operation.text,
                _accepted(request),
                base=endpoint,
                default=operation.default,
                named=operation.named,
            )
        return _varying(await _while_waited_for(request, answering))

    async def graphs(self, request: Request) -> Response:
        address = str(request.url.replace(query="", fragment=""))
        direct = address if request.path_params.get("name") else None
        graph = graph_of(request, direct)
        if request.method in ("GET", "HEAD"):
            if graph is None:
                raise Refusal(400, "name a graph: ?default or ?graph=IRI")
            return _varying(
                await _while_waited_for(request, self._service.graph(graph.name, _accepted(request)))
            )
        made: str | None = None
        if graph is None:
            if request.method != "POST":
                raise Refusal(400, "name a graph: ?default or ?graph=IRI")
            # Sent to the store as a whole, a graph gets a name of its own (section 5.5).
            made = f"{address.rstrip('/')}/{uuid.uuid4()}"
            graph = Named(made)
        parts, body = ([], b"") if request.method == "DELETE" else await sent_by(request, _MOST_SENT)
        arguments = {
            "method": request.method,
            "name": graph.name,
            "parts": parts,
            "base": graph.name or address,
        }
        reply = await _while_waited_for(request, self._service.change("send", arguments, body))
        if reply.status != 200:
            return response(reply)
        was_there = json.loads(reply.body)["was_there"] or not (made or json.loads(reply.body)["added"])
        found = Response(status_code=204 if was_there else 201)
        if not was_there:
            # The name of a graph may be any IRI; an address of this server's is where it can be got.
            place = made or direct or f"{address}?{urlencode({'graph': graph.name})}"
            found.headers["Location"] = found.headers["Content-Location"] = quote(place, safe=_IN_ADDRESSES)
        return found

    async def _download(self, download: Download | None) -> Response:
        if download is None:
            raise HTTPException(404)
        reply = await self._service.document(*download.job)
        found = response(reply)
        if reply.status == 200:
            found.headers.update(download.headers(dt.date.today()))
        return found

    async def _reader(self, request: Request, path: str) -> Reader:
        return Reader(self._service, await self._service.version(), self._language(request), path)

    def _language(self, request: Request) -> str:
        asked = request.query_params.get("lang")
        return asked if asked in LANGUAGES else self._service.settings.lang


def _html(text: str, policy: str) -> Response:
    return response(Reply(200, "text/html; charset=utf-8", text.encode("utf-8"), policy))


async def _while_waited_for(request: Request, answering: Coroutine[Any, Any, Reply]) -> Reply:
    """Return the answer; a query that nobody waits for any more ends with its worker."""
    asked = asyncio.create_task(answering)
    left = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({asked, left}, return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            return line(503, "nobody waits for the answer any more")
        return await asked
    finally:
        for task in (asked, left):
            task.cancel()
        await asyncio.gather(asked, left, return_exceptions=True)


def _accepted(request: Request) -> str | None:
    return ", ".join(request.headers.getlist("accept")) or None


def _varying(reply: Reply) -> Response:
    found = response(reply)
    found.headers["Vary"] = "Accept"
    return found


def _changed(reply: Reply) -> Response:
    if reply.status != 200:
        return response(reply)
    made = json.loads(reply.body)
    said = f"{made['added']} triples added, {made['removed']} removed"
    if made["derived_added"] or made["derived_removed"]:
        said += (
            f"; of what follows from them, {made['derived_added']} added, {made['derived_removed']} removed"
        )
    return response(line(200, said))


async def _left(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return response(line(refusal.status, str(refusal)))


async def _not_served(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    allowed = (error.headers or {}).get("Allow")
    if request.method == "OPTIONS" and allowed:
        return Response(status_code=204, headers={"Allow": f"{allowed}, OPTIONS"})
    found = response(line(error.status_code, f"{request.url.path}: {error.detail}"))
    found.headers.update(error.headers or {})
    return found


async def _unreadable(_: Request, error: Exception) -> Response:
    return response(line(503, str(error)))
