"""What the server gives before it becomes HTTP: answers, page and documents of the registry as it is now."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datamap.errors import RegistryError
from datamap.server import wording
from datamap.server.job import Job, Reply, line
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
_MOST_WAITING = 60
_MOST_WRITES_WAITING = 20
# A change that meets somebody else's is tried again on what they wrote.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """How a registry is served.

    ``location`` is its file; ``lang`` the language in which pages open; ``audience`` for whom they are;
    ``seconds`` how long a query may take, ``most_bytes`` how large its result may be, ``most_memory`` how
    many bytes it may use beside the registry; ``writable`` lets programs change the file; ``tell`` is given
    lines for the person who runs the server.
    """

    location: Path
    lang: str = "en"
    audience: str = INTERNAL
    seconds: float = 30.0
    most_bytes: int = 50_000_000
    most_memory: int = 2 << 30
    writable: bool = False
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
        self._queries, self._documents = Workers(_QUERY_WORKERS, _MOST_WAITING), Workers(1)
        self._writers, self._writing = Workers(1), asyncio.Lock()
        self._writes = 0
        self._commit: asyncio.Task[Reply] | None = None
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
        for workers in (self._queries, self._documents):
            workers.stop()
        if self._commit is None or self._commit.done():
            self._writers.stop()

    async def close(self) -> None:
        """End all workers and take the copies away."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        if self._commit is not None:
            await asyncio.gather(self._commit, return_exceptions=True)  # what is being written is written
        await asyncio.gather(*(each.close() for each in (self._queries, self._documents, self._writers)))
        if self._live is not None:
            await self._live.close()
        self._live = self._warming = None

    async def version(self) -> Version:
        """Return what the registry is now; raises RegistryError when it could never be read."""
        async with self._now() as version:
            return version

    async def query(
        self,
        text: str,
        accept: str | None,
        *,
        base: str,
        default: tuple[str, ...] = (),
        named: tuple[str, ...] = (),
    ) -> Reply:
        """Answer a SPARQL query in the format that a client accepts.

        ``base`` resolves relative IRIs; ``default`` and ``named`` are the graphs of the request's dataset.
        """
        dataset = {"base": base, "default": default, "named": named}
        return await self._ask(
            "query", text=text, accept=accept, most_bytes=self.settings.most_bytes, **dataset
        )

    async def description(self, endpoint: str, accept: str | None) -> Reply:
        """Return what the SPARQL service is."""
        return await self._ask("describe", endpoint=endpoint, accept=accept, writable=self.settings.writable)

    async def graph(self, name: str | None, accept: str | None) -> Reply:
        """Return a graph of the registry, None for the default graph; 404 where there is none of the name."""
        return await self._ask("graph", name=name, accept=accept, most_bytes=self.settings.most_bytes)

    async def change(self, kind: str, arguments: dict[str, Any], body: bytes = b"") -> Reply:
        """Change the file: evaluate an "update" or a graph that was sent ("send"), then write.

        The reply is JSON that says how many triples came and went; 409 when others change the file all the
        time or it cannot hold what is asked, 503 when too many changes wait.
        """
        if self._writes >= _MOST_WRITES_WAITING:
            return line(503, "too many changes are waiting; try again in a moment")
        self._writes += 1
        try:
            async with self._writing:
                return await self._change(kind, arguments, body)
        finally:
            self._writes -= 1

    async def _change(self, kind: str, arguments: dict[str, Any], body: bytes) -> Reply:
        settings = self.settings
        location = str(settings.location)
        for _ in range(_TRIES):
            job = Job(kind, location, settings.seconds, arguments, settings.most_memory, body)
            changed = await self._writers.reply(job)
            if changed.status != 200:
                return changed
            # Nobody's leaving, and no time limit of a query's, ends what has begun to be written.
            job = Job("commit", location, _DOCUMENT_SECONDS)
            self._commit = asyncio.create_task(self._writers.reply(job))
            written = await asyncio.shield(self._commit)
            if written.status == 200:
                return changed
            if written.status != 409:
                return written
        return written

    async def _ask(self, kind: str, **arguments: Any) -> Reply:
        async with self._now() as version:
            return await self._queries.reply(
                Job(kind, str(version.path), self.settings.seconds, arguments, self.settings.most_memory)
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
