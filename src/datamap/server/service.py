"""What the server gives before it becomes HTTP: answers, page and documents of the registry as it is now."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datamap.errors import RegistryError
from datamap.server import wording
from datamap.server.job import Job, Reply
from datamap.server.live import LiveRegistry, Version
from datamap.server.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

INTERNAL = "internal"
# What is made of a whole registry takes longer than a query ought to.
_DOCUMENT_SECONDS = 300.0
_KEPT_REPLIES = 32
_QUERY_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """How a registry is served.

    ``location`` is its file; ``lang`` the language in which pages open; ``audience`` for whom they are;
    ``seconds`` how long a query may take, ``most_bytes`` how large its result may be; ``tell`` is given
    lines for the person who runs the server.
    """

    location: Path
    lang: str = "en"
    audience: str = INTERNAL
    seconds: float = 30.0
    most_bytes: int = 50_000_000
    tell: Callable[[str], None] = print

    @property
    def answers_queries(self) -> bool:
        """Whether the editor and the endpoint are there.

        A query can ask for all that a registry holds, so they are for the house alone.
        """
        return self.audience == INTERNAL

    @property
    def links(self) -> tuple[tuple[str, dict[str, str]], ...]:
        """The addresses of the pages, with their words by language."""
        query = (("query", wording.QUERY),) if self.answers_queries else ()
        return (("./", wording.MAP), *query, ("records", wording.RECORDS))


class Service:
    """A registry that is served: read again when it changes, in processes that can be stopped."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # Two kinds of workers, so that no query keeps anybody from the page.
        self._queries, self._documents = Workers(_QUERY_WORKERS), Workers(1)
        self._live: LiveRegistry | None = None
        self._warming: asyncio.Task[None] | None = None
        self._kept: dict[tuple[Any, ...], Reply] = {}

    async def start(self) -> None:
        """Open the registry, once; raises RegistryError when it cannot be read."""
        if self._live is not None:
            return
        settings = self.settings
        self._live = LiveRegistry(settings.location, self._about, settings.tell)
        try:
            async with self._live.now():
                pass
        except RegistryError:
            await self.close()
            raise
        if settings.answers_queries:
            self._warming = asyncio.create_task(self._warm())

    def stop(self) -> None:
        """End all that is being made; who waits for it is told that the server stops."""
        self._queries.stop()
        self._documents.stop()

    async def close(self) -> None:
        """End all workers and take the copies away."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        await asyncio.gather(self._queries.close(), self._documents.close())
        if self._live is not None:
            await self._live.close()
        self._live = self._warming = None

    async def version(self) -> Version:
        """Return what the registry is now; raises RegistryError when it could never be read."""
        async with self._now() as version:
            return version

    async def query(self, text: str, accept: str | None) -> Reply:
        """Answer a SPARQL query in the format that a client accepts."""
        async with self._now() as version:
            arguments = {"text": text, "accept": accept, "most_bytes": self.settings.most_bytes}
            return await self._queries.reply(
                Job("query", str(version.path), self.settings.seconds, arguments)
            )

    async def page(self, lang: str) -> Reply:
        """Return the offline page, with links to the rest."""
        async with self._now() as version:
            arguments = {
                "lang": lang,
                "audience": self.settings.audience,
                "links": self.settings.links,
                "notice": self.notice(version),
            }
            return await self._document(version, "page", arguments)

    async def document(self, kind: str, arguments: dict[str, Any]) -> Reply:
        """Return a record or the list as a file."""
        async with self._now() as version:
            if kind == "record":
                arguments = {**arguments, "audience": self.settings.audience}
            return await self._document(version, kind, arguments)

    def notice(self, version: Version) -> dict[str, str] | None:
        """Return what a page says of a registry whose file cannot be read now; why, only to the house."""
        if version.problem is None:
            return None
        problem = version.problem if self.settings.audience == INTERNAL else ""
        return {lang: words.format(problem=problem).strip() for lang, words in wording.BROKEN.items()}

    def _now(self) -> AbstractAsyncContextManager[Version]:
        assert self._live is not None, "the service is not started"
        return self._live.now()

    async def _document(self, version: Version, kind: str, arguments: dict[str, Any]) -> Reply:
        # The same registry on the same day gives the same bytes.
        known = (version.number, dt.date.today(), kind, json.dumps(arguments))
        if known not in self._kept:
            reply = await self._documents.reply(Job(kind, str(version.path), _DOCUMENT_SECONDS, arguments))
            if reply.status != 200:
                return reply
            self._kept = {key: kept for key, kept in self._kept.items() if key[:2] == known[:2]}
            if len(self._kept) >= _KEPT_REPLIES:
                self._kept.clear()
            self._kept[known] = reply
        return self._kept[known]

    async def _about(self, copy: Path) -> dict[str, Any]:
        job = Job("open", str(copy), _DOCUMENT_SECONDS, {"audience": self.settings.audience})
        reply = await self._documents.reply(job)
        if reply.status != 200:
            raise RegistryError(reply.body.decode().strip().replace(str(copy), str(self.settings.location)))
        about: dict[str, Any] = json.loads(reply.body)
        return about

    async def _warm(self) -> None:
        async with self._now() as version:
            audience = {"audience": self.settings.audience}
            await self._queries.warm(Job("open", str(version.path), _DOCUMENT_SECONDS, audience))
