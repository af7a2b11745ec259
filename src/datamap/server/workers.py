"""Worker processes, seen from the server: asked, waited for, and ended when they take too long."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any

from datamap.server.job import LENGTHS, Job, Reply, line

if TYPE_CHECKING:
    from asyncio.subprocess import Process

# A registry of millions of triples takes its time to open; this is no part of a query's own.
_OPENING_SECONDS = 600
# Who waits for a worker may wait for its start, too.
_STARTING_SECONDS = 60


class Workers:
    """A few worker processes; a job waits for a free one, and each is started when it is needed."""

    def __init__(self, count: int) -> None:
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._all = [_Worker() for _ in range(count)]
        for worker in self._all:
            self._free.put_nowait(worker)

    async def reply(self, job: Job) -> Reply:
        """Return the reply to a job; 503, with a line, when no worker is free in time or it takes too long.

        A job that is cancelled ends its worker.
        """
        try:
            async with asyncio.timeout(job.seconds + _STARTING_SECONDS):
                worker = await self._free.get()
        except TimeoutError:
            return line(503, "all workers are busy with other queries; try again in a moment")
        try:
            return await worker.reply(job)
        finally:
            self._free.put_nowait(worker)

    async def warm(self, job: Job) -> None:
        """Let every worker do a job once, so that the first who asks need not wait for its start."""
        await asyncio.gather(*(self.reply(job) for _ in self._all))

    def stop(self) -> None:
        """End all that is being done; who waits for it is told that the server stops."""
        for worker in self._all:
            worker.close()

    async def close(self) -> None:
        """End all workers."""
        self.stop()
        await asyncio.gather(*(worker.end() for worker in self._all))


class _Worker:
    def __init__(self) -> None:
        self._process: Process | None = None
        self._closed = False

    async def reply(self, job: Job) -> Reply:
        done = False
        try:
            if self._closed:
                raise ConnectionError
            reply = await self._asked(job)
            done = True
        except TimeoutError:
            return line(503, f"stopped after {job.seconds:g} seconds; ask for less, or raise --timeout")
        except (asyncio.IncompleteReadError, ConnectionError):
            # A worker ends by itself when memory runs out, or where a parser's stack does.
            if self._closed:
                return line(503, "stopped: the server is being shut down")
            return line(503, "stopped: it needs more memory or a deeper stack than it may use; ask for less")
        finally:
            if not done:
                await self.end()
        return reply

    async def _asked(self, job: Job) -> Reply:
        if self._process is None or self._process.returncode is not None:
            await self._start()
        assert self._process is not None
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(job.message())
        await stdin.drain()
        async with asyncio.timeout(_OPENING_SECONDS):
            await self._message()
        async with asyncio.timeout(job.seconds):
            header, body = await self._message()
        return Reply(header["status"], header["type"], body, header["policy"])

    async def _start(self) -> None:
        pipe = asyncio.subprocess.PIPE
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "datamap.server.working"),
                stdin=pipe,
                stdout=pipe,
                stderr=asyncio.subprocess.DEVNULL,  # what a parser says when it runs out of stack
            )
        )
        try:
            self._process = await asyncio.shield(starting)
        except asyncio.CancelledError:
            self._process = await starting  # so that it is ended, not forgotten
            raise

    async def _message(self) -> tuple[dict[str, Any], bytes]:
        assert self._process is not None
        assert self._process.stdout is not None
        read = self._process.stdout.readexactly
        header_size, body_size = LENGTHS.unpack(await read(LENGTHS.size))
        header = json.loads(await read(header_size))
        return header, await read(body_size)

    def close(self) -> None:
        """End the process for good, and with it what it is doing."""
        self._closed = True
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
