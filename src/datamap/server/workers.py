"""Worker processes, seen from the server: asked, waited for, and ended when they take too long."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from datamap.server.job import LENGTHS, Job, Reply, line

if TYPE_CHECKING:
    from typing import IO

# A registry of millions of triples takes its time to open; this is no part of a query's own.
_OPENING_SECONDS = 600
# Who waits for a worker may wait for its start, too.
_STARTING_SECONDS = 60


class Workers:
    """A few worker processes; a job waits for a free one, and each is started when it is needed.

    ``most_waiting`` bounds how many wait; whoever comes then is told so at once.
    """

    def __init__(self, count: int, most_waiting: int = 100) -> None:
        self._most_waiting, self._waiting = most_waiting, 0
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._all = [_Worker() for _ in range(count)]
        for worker in self._all:
            self._free.put_nowait(worker)

    async def reply(self, job: Job) -> Reply:
        """Return the reply to a job; 503, with a line, when no worker is free in time or it takes too long.

        A job that is cancelled ends its worker.
        """
        if self._free.empty() and self._waiting >= self._most_waiting:
            return line(503, "too many queries are waiting; try again in a moment")
        self._waiting += 1
        try:
            async with asyncio.timeout(job.seconds + _STARTING_SECONDS):
                worker = await self._free.get()
        except TimeoutError:
            return line(503, "all workers are busy with other queries; try again in a moment")
        finally:
            self._waiting -= 1
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
            worker.stop()

    async def close(self) -> None:
        """End all workers, and wait until they have ended."""
        self.stop()
        await asyncio.gather(*(asyncio.to_thread(worker.join) for worker in self._all))


class _Worker:
    """One process, which a thread of its own speaks to; that thread alone starts it and sees it end."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = ThreadPoolExecutor(1, "datamap-worker")
        self._starting = threading.Lock()
        self._stopped = False

    async def reply(self, job: Job) -> Reply:
        loop = asyncio.get_running_loop()
        done = False
        try:
            async with asyncio.timeout(_OPENING_SECONDS):
                await loop.run_in_executor(self._thread, self._send, job)
            async with asyncio.timeout(job.seconds):
                header, body = await loop.run_in_executor(self._thread, self._receive)
            done = True
        except TimeoutError:
            return line(503, f"stopped after {job.seconds:g} seconds; ask for less, or raise --timeout")
        except (EOFError, OSError, RuntimeError):  # the last when its thread has ended
            if self._stopped:
                return line(503, "stopped: the server is being shut down")
            # A worker ends by itself when memory runs out, or where a parser's stack does.
            return line(503, "stopped: it needs more memory or a deeper stack than it may use; ask for less")
        finally:
            if not done:
                self._end()
        return Reply(header["status"], header["type"], body, header["policy"])

    def stop(self) -> None:
        """End the process for good."""
        with self._starting:
            self._stopped = True
        self._end()

    def join(self) -> None:
        """Wait until the process that was stopped has ended."""
        self._thread.shutdown()

    def _end(self) -> None:
        """End the process now; its thread, which then reads no further, takes it away before all else."""
        with self._starting:
            process = self._process
            if process is not None:
                process.kill()
        try:
            self._thread.submit(self._take_away)
        except RuntimeError:
            return  # the thread has ended, and taken it away before

    # in the thread -----------------------------------------------------------------------------

    def _send(self, job: Job) -> None:
        with self._starting:
            if self._stopped:
                raise EOFError
            if self._process is None or self._process.poll() is not None:
                self._take_away()
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "datamap.server.working"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,  # what a parser says when it runs out of stack
                )
        assert self._process.stdin is not None
        self._process.stdin.write(job.message())
        self._process.stdin.flush()
        self._receive()  # says that the registry is open

    def _receive(self) -> tuple[dict[str, Any], bytes]:
        assert self._process is not None
        assert self._process.stdout is not None
        stream = self._process.stdout
        header_size, body_size = LENGTHS.unpack(_exactly(stream, LENGTHS.size))
        return json.loads(_exactly(stream, header_size)), _exactly(stream, body_size)

    def _take_away(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _exactly(stream: IO[bytes], size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return found
