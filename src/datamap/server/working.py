"""The worker: a process that holds one registry and does one job after the other.

Run as ``python -m datamap.server.working``: jobs arrive on standard input, answers leave by standard
output. It is a process because pyoxigraph knows no timeout: a query that takes too long is ended by
ending the process. Files it is given never change, so that all it says of one registry fits together.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from datamap.errors import DatamapError, InvalidParameter, InvalidQuery
from datamap.server.job import LENGTHS, TEXT, Job, Reply, line, packed

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.api import Registry

_MEMORY = 2 << 30  # beyond what the registry takes
_SPARE_SECONDS = 5


def main() -> None:
    """Do jobs until standard input ends."""
    # Ctrl+C at the terminal reaches the whole group; the server alone decides when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not end up among the answers
    desk = _Desk()
    while (job := _next_job(sys.stdin.buffer)) is not None:
        refusal = desk.opened(job.registry)
        answers.write(packed({"opened": True}))
        answers.flush()
        _end_after(job.seconds + _SPARE_SECONDS)
        reply = refusal or desk.done(job)
        _end_after(0)
        answers.write(
            packed({"status": reply.status, "type": reply.type, "policy": reply.policy}, reply.body)
        )
        answers.flush()


def _next_job(stream: BinaryIO) -> Job | None:
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    return Job(**json.loads(stream.read(LENGTHS.unpack(lengths)[0])))


def _end_after(seconds: float) -> None:
    """Let the system end this process after a time, even when nobody is left to do so; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


class _Desk:
    """The registry that is open, and what can be done with it."""

    def __init__(self) -> None:
        self._registry: Registry | None = None
        self._duties: dict[str, Callable[..., Reply]] = {
            "open": self._about,
            "query": self._query,
            "page": self._page,
            "record": self._record,
            "list": self._list,
        }

    def opened(self, path: str) -> Reply | None:
        """Open the registry of a path unless it is; return a reply when it cannot be."""
        if self._registry is not None and str(self._registry.location) == path:
            return None
        from datamap.api import open as open_registry

        try:
            self._registry = open_registry(path)
        except DatamapError as error:
            return line(500, str(error))
        _limit_memory(_MEMORY)
        return None

    def done(self, job: Job) -> Reply:
        """Do a job; whatever goes wrong is a reply of one line."""
        try:
            return self._duties[job.kind](self._registry, **job.arguments)
        except InvalidQuery as error:
            return line(400, str(error))
        except InvalidParameter as error:
            return line(403, str(error))
        except DatamapError as error:
            return line(501, str(error))
        except MemoryError:
            return line(503, "stopped: it needs more memory than it may use; ask for less")

    @staticmethod
    def _about(registry: Registry, audience: str) -> Reply:
        from datamap.records.gathering import gather
        from datamap.records.record import names_several_customers
        from datamap.views.cover import cover

        gathered = gather(registry)
        registry.store.prepare()  # now, rather than for the first query
        withheld = [
            role for role in ("processor", "controller") if names_several_customers(gathered, role, audience)
        ]
        about = {"entity": cover(registry).entity, "withheld": withheld}
        return Reply(200, "application/json", json.dumps(about).encode())

    @staticmethod
    def _query(registry: Registry, text: str, accept: str | None, most_bytes: int) -> Reply:
        from datamap.questions.sparql import run_sparql
        from datamap.server.negotiation import OFFERED, chosen, content_type

        result = run_sparql(registry.store, text, most_bytes=most_bytes)
        found = chosen(accept, result.kind)
        if found is None:
            return line(406, f"none of the accepted formats; offered are {', '.join(OFFERED[result.kind])}")
        media_type, format = found
        return Reply(200, content_type(media_type), result.serialise(format))

    @staticmethod
    def _page(
        registry: Registry,
        lang: str,
        audience: str,
        links: list[tuple[str, dict[str, str]]],
        notice: dict[str, str] | None,
    ) -> Reply:
        from datamap import __version__
        from datamap.views.page import Surroundings, make_page

        page = make_page(
            registry,
            at=dt.date.today(),
            language=lang,
            audience=audience,
            maker=f"datamap {__version__}",
            surroundings=Surroundings(tuple(links), notice),
        )
        return Reply(200, "text/html; charset=utf-8", page.html.encode("utf-8"), page.policy)

    @staticmethod
    def _record(registry: Registry, role: str, lang: str, audience: str, suffix: str) -> Reply:
        return _document(registry.record(role, lang, audience=audience).render(suffix))

    @staticmethod
    def _list(registry: Registry, lang: str, suffix: str) -> Reply:
        return _document(registry.vendor_list(lang).render(suffix))


def _document(body: bytes) -> Reply:
    return Reply(200, TEXT, body)  # its own type is known to who asked


def _limit_memory(most: int) -> None:
    """Let the process take no more memory than it has now and so much beyond (where the system can)."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + most
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, OSError, ValueError):
        return


if __name__ == "__main__":
    main()
