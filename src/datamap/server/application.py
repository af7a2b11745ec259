"""Which path gives what, as an ASGI application (Starlette)."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from datamap.errors import RegistryError
from datamap.server import pages
from datamap.server.downloads import LIST, ROLES, Download, download_named
from datamap.server.guard import Guard, response
from datamap.server.job import Reply, line
from datamap.server.pages import Reader
from datamap.server.protocol import Refusal, query_of
from datamap.vocabulary.concepts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from datamap.server.service import Service


def application(service: Service, *, names: Collection[str] = (), exposed: bool = False) -> ASGIApp:
    """Return a service as an ASGI application; ``names`` and ``exposed`` are the guard's.

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
        routes += [
            Route("/query", paths.query),
            Route("/sparql", paths.sparql, methods=["GET", "HEAD", "POST"]),
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
    return Guard(found, names=names, exposed=exposed)


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
        text = await query_of(request)
        accept = ", ".join(request.headers.getlist("accept")) or None
        asked = asyncio.create_task(self._service.query(text, accept))
        left = asyncio.create_task(_left(request))
        try:
            await asyncio.wait({asked, left}, return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                return response(line(503, "nobody waits for the answer any more"))
            found = response(await asked)
        finally:
            # A query that nobody waits for ends with its worker.
            for task in (asked, left):
                task.cancel()
            await asyncio.gather(asked, left, return_exceptions=True)
        found.headers["Vary"] = "Accept"
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


async def _left(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return response(line(refusal.status, str(refusal)))


async def _not_served(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    found = response(line(error.status_code, f"{request.url.path}: {error.detail}"))
    found.headers.update(error.headers or {})
    return found


async def _unreadable(_: Request, error: Exception) -> Response:
    return response(line(503, str(error)))
