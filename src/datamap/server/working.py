"""The worker: a process that holds one registry and does one job after the other.

Run as ``python -m datamap.server.working``: jobs arrive on standard input, answers leave by standard
output. It is a process because pyoxigraph knows no timeout: a query that takes too long is ended by
ending the process. Files it is given never change, so that all it says of one registry fits together.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyoxigraph as ox

from datamap.errors import ChangedMeanwhile, DatamapError, InvalidParameter, InvalidQuery, RegistryError
from datamap.questions.sparql import GRAPH_FORMATS, run_sparql
from datamap.registry.locations import kind_of
from datamap.registry.serialisation import serialise
from datamap.server.changing import NotWritable, change_by_graph, change_by_update, refuse_unsafe
from datamap.server.dataset import Dataset, View, names_graphs
from datamap.server.job import LENGTHS, TEXT, Job, Reply, line, packed
from datamap.server.negotiation import OFFERED, chosen, content_type
from datamap.server.touching import has_pattern, post_in_place, touching, update_in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from datamap.api import Registry
    from datamap.questions.sparql import Asked
    from datamap.registry.derivation import Derivation
    from datamap.server.changing import UpdateOperation

_CHANGES = ("update", "send")
# What strangers wrote runs where the system itself refuses files and connections.
_WITHOUT_FILES = ("query", "update")
_SPARE_SECONDS = 5


def main() -> None:
    """Do jobs until standard input ends."""
    # Ctrl+C at the terminal reaches the whole group; the server alone decides when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not end up among the answers
    desk = _Desk()
    while (job := _next_job(sys.stdin.buffer)) is not None:
        refusal = desk.opened(job)
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
    header_size, body_size = LENGTHS.unpack(lengths)
    header = json.loads(stream.read(header_size))
    return Job(**header, body=stream.read(body_size))


def _end_after(seconds: float) -> None:
    """Let the system end this process after a time, even when nobody is left to do so; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


class _Desk:
    """The registry that is open, and what can be done with it."""

    def __init__(self) -> None:
        self._registry: Registry | None = None
        self._dataset: Dataset | None = None
        # The operations of an update that needs no copy of the registry; None where it needs one.
        self._in_place: list[UpdateOperation] | None = None
        self._is_saved = False
        self._duties: dict[str, Callable[..., Reply]] = {
            "open": self._about,
            "query": self._query,
            "describe": self._describe,
            "graph": self._graph,
            "update": self._update,
            "send": self._send,
            "commit": self._commit,
            "page": self._page,
            "record": self._record,
            "list": self._list,
        }

    def opened(self, job: Job) -> Reply | None:
        """Open the registry of a job unless it is; return a reply when it cannot be."""
        if job.kind == "commit":
            return None  # of what was changed here, or of nothing
        is_open = self._registry is not None and str(self._registry.location) == job.registry
        # A copy never changes; the registry itself may have, and so has what was changed and not saved.
        if is_open and job.kind in _CHANGES:
            assert self._registry is not None
            is_open = False
            with contextlib.suppress(RegistryError):
                is_open = self._is_saved and self._registry.store.is_as_opened()
            self._dataset = Dataset(self._registry)
        self._is_saved = False
        if not is_open:
            from datamap.api import open as open_registry

            self._registry = self._dataset = None
            try:
                self._registry = open_registry(job.registry)
            except DatamapError as error:
                return line(500, str(error))
            self._dataset = Dataset(self._registry)
        try:
            self._make_ready(job)
        except MemoryError:
            return line(503, "stopped: it needs more memory than it may use; ask for less")
        if not is_open or job.kind in _CHANGES:
            _limit_memory(job.memory)
        return None

    def done(self, job: Job) -> Reply:
        """Do a job; whatever goes wrong is a reply of one line."""
        arguments = {**job.arguments, "body": job.body} if job.kind == "send" else job.arguments
        try:
            # An update is evaluated likewise (see _guard), and then changes the store, which needs its files.
            with _no_more_files() if job.kind == "query" else contextlib.nullcontext():
                return self._duties[job.kind](self._registry, **arguments)
        except InvalidQuery as error:
            return line(400, str(error))
        except InvalidParameter as error:
            return line(403, str(error))
        except (NotWritable, ChangedMeanwhile) as error:
            return line(409, str(error))
        except RegistryError as error:
            return line(500, str(error))
        except DatamapError as error:
            return line(501, str(error))
        except MemoryError:
            return line(503, "stopped: it needs more memory than it may use; ask for less")
        except OSError as error:  # the engine's, where it would reach out
            return line(400, f"the query cannot be evaluated: {error}")

    @staticmethod
    def _about(registry: Registry, audience: str) -> Reply:
        from datamap.records.gathering import customers
        from datamap.records.record import names_several_customers
        from datamap.views.cover import cover

        controllers = customers(registry)
        registry.store.prepare()  # now, rather than for the first query
        withheld = [
            role
            for role in ("processor", "controller")
            if names_several_customers(controllers, role, audience)
        ]
        about = {"entity": cover(registry).entity, "withheld": withheld}
        return Reply(200, "application/json", json.dumps(about).encode())

    def _make_ready(self, job: Job) -> None:
        """Read all that a query may need of any file, since it can read none itself, and make its graphs."""
        if self._registry is None or self._dataset is None or job.kind not in _WITHOUT_FILES:
            return
        given = job.arguments
        if job.kind == "update":
            self._in_place = self._touching(self._registry, given)
            if self._in_place is not None and not any(map(has_pattern, self._in_place)):
                return
        self._registry.store.set_date(dt.date.today())
        self._registry.store.query("ASK {}")
        if self._in_place is not None and job.kind == "update":
            return
        if job.kind == "update":
            _ = self._dataset.own, self._dataset.support, self._dataset.derived
        elif names_graphs(given["text"], given["default"], given["named"]):
            _ = self._dataset.store

    @staticmethod
    def _touching(registry: Registry, given: dict[str, Any]) -> list[UpdateOperation] | None:
        if given["using"] or given["using_named"]:
            return None
        try:
            refuse_unsafe(given["text"])
            return touching(registry, given["text"])
        except InvalidQuery:
            return []  # said when it is done

    def _query(
        self,
        registry: Registry,
        text: str,
        accept: str | None,
        most_bytes: int,
        base: str,
        default: list[str],
        named: list[str],
    ) -> Reply:
        assert self._dataset is not None
        store: Asked = registry.store
        if names_graphs(text, default, named):
            store = View(self._dataset, default, named)
        # The text's own BASE counts from here.
        result = run_sparql(store, f"BASE <{base}> {text}", most_bytes=most_bytes)
        found = chosen(accept, result.kind)
        if found is None:
            return _not_acceptable(result.kind)
        media_type, format = found
        return Reply(200, content_type(media_type), result.serialise(format))

    def _describe(self, _: Registry, endpoint: str, accept: str | None, writable: bool) -> Reply:
        found = chosen(accept, "graph")
        if found is None:
            return _not_acceptable("graph")
        assert self._dataset is not None
        from datamap.server.description import service_description

        media_type, format = found
        triples = service_description(self._dataset, endpoint, writable=writable)
        return Reply(200, content_type(media_type), _graph_as(triples, format))

    def _graph(self, _: Registry, name: str | None, accept: str | None, most_bytes: int) -> Reply:
        assert self._dataset is not None
        triples = self._dataset.graph(name)
        if triples is None:
            return line(404, f"{name}: there is no such graph")
        found = chosen(accept, "graph")
        if found is None:
            return _not_acceptable("graph")
        media_type, format = found
        data = _graph_as(triples, format)
        if len(data) > most_bytes:
            return line(
                400, f"the graph is larger than {most_bytes // 1_000_000} MB; ask for a part by a query"
            )
        return Reply(200, content_type(media_type), data)

    def _update(
        self, registry: Registry, text: str, base: str, using: list[str], using_named: list[str]
    ) -> Reply:
        assert self._dataset is not None
        refuse_unsafe(text)
        if self._in_place is not None:
            found = touching(registry, text)
            assert found is not None
            touched = update_in_place(registry, found, base=base, guard=self._guard)
            return _changed(len(touched.added), len(touched.removed), touched.derived)
        with self._guard():
            change = change_by_update(self._dataset, text, base=base, using=using, using_named=using_named)
        return _changed(len(change.added), len(change.removed), change.made_in(registry))

    def _guard(self) -> contextlib.AbstractContextManager[None]:
        """Return what an update is evaluated in.

        A database on disk that may open no file while it tidies up refuses all that is written afterwards;
        there, that the text names nothing outside (:func:`refuse_unsafe`) must do.
        """
        assert self._registry is not None
        on_disk = kind_of(self._registry.location) == "directory"
        return contextlib.nullcontext() if on_disk else _no_more_files()

    def _send(
        self,
        registry: Registry,
        method: str,
        name: str | None,
        parts: list[tuple[str, int]],
        base: str,
        body: bytes,
    ) -> Reply:
        assert self._dataset is not None
        pieces, end = [], 0
        for format, size in parts:
            pieces.append((format, body[end : end + size]))
            end += size
        if method == "POST" and (touched := post_in_place(registry, name, pieces, base)) is not None:
            return _changed(len(touched.added), len(touched.removed), touched.derived)
        change, was_there = change_by_graph(self._dataset, method, name, pieces, base)
        if method == "DELETE" and not was_there:
            return line(404, f"{name}: there is no such graph")
        derived = change.made_in(registry)
        return _changed(len(change.added), len(change.removed), derived, was_there=was_there)

    def _commit(self, registry: Registry | None) -> Reply:
        if registry is None:
            return line(503, "the change was lost before it was written; nothing was changed, send it again")
        try:
            registry.save()
        except BaseException:
            self._registry = self._dataset = None
            raise
        self._is_saved = True
        return Reply(200, TEXT, b"")

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


def _changed(added: int, removed: int, derived: Derivation, *, was_there: bool = True) -> Reply:
    """Return how many triples came and went, by themselves and because they follow from others."""
    made = {
        "added": added,
        "removed": removed,
        "derived_added": len(derived.added),
        "derived_removed": len(derived.removed),
        "was_there": was_there,
    }
    return Reply(200, "application/json", json.dumps(made).encode())


def _not_acceptable(kind: str) -> Reply:
    return line(406, f"none of the accepted formats; offered are {', '.join(OFFERED[kind])}")


def _graph_as(triples: Iterable[ox.Triple], format: str) -> bytes:
    quads = {ox.Quad(t.subject, t.predicate, t.object, ox.DefaultGraph()) for t in triples}
    return serialise(quads, GRAPH_FORMATS[format], "")


@contextlib.contextmanager
def _no_more_files() -> Iterator[None]:
    """Let the system open no file and no connection meanwhile, whatever a query says (where it can)."""
    try:
        import resource
    except ImportError:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


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
