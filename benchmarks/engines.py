"""Ways to hold a registry and ask it, each measured in a process of its own."""

from __future__ import annotations

import datetime as dt
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asked import COLUMNS, FIRST, FLAGSHIP, KEYS, PHONE, WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from asked import Job

TESTS = Path(__file__).resolve().parent.parent / "tests"


class Engine:
    """One way to hold a registry and ask it; raises ImportError where what it needs is not installed."""

    server: Any = None

    def load(self, registry: Path, support: Path, folder: Path) -> None:
        """Read a registry; what questions need beside it is read too. What is kept goes into the folder."""
        raise NotImplementedError

    def ask(self, job: Job) -> int | None:
        """Answer a question whole and return the number of rows, None where it cannot be asked."""
        raise NotImplementedError

    def again(self) -> None:
        """Open anew what is kept, as a next process would."""

    def cold(self) -> str | None:
        """Return the location that a new process can open and ask, None where there is none."""
        return None

    def close(self) -> None:
        """Stop what was started."""
        if self.server is not None:
            self.server.stop()


class RawOxigraph(Engine):
    """pyoxigraph in memory, without datamap."""

    def __init__(self) -> None:
        import pyoxigraph

        self.ox = pyoxigraph
        self.store = pyoxigraph.Store()

    def load(self, registry: Path, support: Path, folder: Path) -> None:  # noqa: ARG002
        for path in (registry, support):
            self.store.bulk_load(path=str(path), format=self.ox.RdfFormat.N_TRIPLES)

    def ask(self, job: Job) -> int | None:
        if not job.text or job.form != WHOLE:
            return None
        solutions = self.store.query(job.text)
        assert isinstance(solutions, self.ox.QuerySolutions)
        return len(list(solutions))


class RawOxigraphOnDisk(RawOxigraph):
    """pyoxigraph on disk: what ``copy`` to a directory is held against."""

    def load(self, registry: Path, support: Path, folder: Path) -> None:
        self.store = self.ox.Store(folder / "raw")
        super().load(registry, support, folder)
        self.store.flush()


class Rdflib(Engine):
    """rdflib with its own in-memory store and evaluator."""

    def __init__(self) -> None:
        import rdflib

        self.graph = rdflib.Graph()

    def load(self, registry: Path, support: Path, folder: Path) -> None:  # noqa: ARG002
        for path in (registry, support):
            self.graph.parse(path, format="nt")

    def ask(self, job: Job) -> int | None:
        return len(list(self.graph.query(job.text))) if job.text and job.form == WHOLE else None


class Maplib(Engine):
    """maplib, whose engine works on columns (polars)."""

    def __init__(self) -> None:
        import importlib

        self.model = importlib.import_module("maplib").Model()

    def load(self, registry: Path, support: Path, folder: Path) -> None:  # noqa: ARG002
        for path in (registry, support):
            self.model.read(str(path), format="ntriples")

    def ask(self, job: Job) -> int | None:
        if not job.text or job.form == FIRST:
            return None
        frame = self.model.query(job.text)
        return len(frame.rows()) if job.form == WHOLE else len(frame)


class IntegerIndex(Engine):
    """Postings in numpy and nothing else: the least that finding the yes answers can take."""

    def __init__(self) -> None:
        import numpy

        self.np = numpy

    def load(self, registry: Path, support: Path, folder: Path) -> None:  # noqa: ARG002
        np = self.np
        numbers: dict[bytes, int] = {}
        vendors: dict[bytes, int] = {}
        edges: dict[bytes, dict[bytes, list[int]]] = {b"statesData": {}, b"statesPlace": {}}
        pairs: list[tuple[int, int]] = []
        with registry.open("rb") as lines:
            for line in lines:
                subject, predicate, value = line.split(b" ", 2)
                kind = predicate[1:-1].rpartition(b"#")[2]
                value = value.split(b" ", 1)[0]
                if kind == b"hasDataProcessor":
                    process = numbers.setdefault(subject, len(numbers))
                    pairs.append((process, vendors.setdefault(value, len(vendors))))
                elif kind in edges:
                    process = numbers.setdefault(subject, len(numbers))
                    edges[kind].setdefault(value, []).append(process)
        below: dict[bytes, list[bytes]] = defaultdict(list)
        self.outside: list[bytes] = []
        for line in support.read_bytes().splitlines():
            subject, predicate, value = line.split(b" ", 2)
            value = value.split(b" ", 1)[0]
            if predicate.endswith(b"#kindOf>"):
                below[value].append(subject)
            elif predicate.endswith(b"#outsideOf>") and value.endswith(b"#EEA>"):
                self.outside.append(subject)
        kinds, waiting = {f"<{PHONE}>".encode()}, [f"<{PHONE}>".encode()]
        while waiting:
            new = set(below[waiting.pop()]) - kinds
            kinds |= new
            waiting += new
        self.kinds = list(kinds)
        self.data = {c: np.array(p, np.int32) for c, p in edges[b"statesData"].items()}
        self.places = {c: np.array(p, np.int32) for c, p in edges[b"statesPlace"].items()}
        self.process, self.vendor = np.array(pairs, np.int32).T.copy()
        self.processes, self.vendors = len(numbers), len(vendors)

    def ask(self, job: Job) -> int | None:
        if job.title != KEYS:
            return None
        np = self.np
        data, outside = np.zeros(self.processes, bool), np.zeros(self.processes, bool)
        for concepts, postings, found in (
            (self.kinds, self.data, data),
            (self.outside, self.places, outside),
        ):
            for concept in concepts:
                if concept in postings:
                    found[postings[concept]] = True
        vendors = np.zeros(self.vendors, bool)
        vendors[self.vendor[(data & outside)[self.process]]] = True
        return len(np.flatnonzero(vendors))


class Datamap(Engine):
    """datamap through its public API, on a file in memory."""

    def __init__(self) -> None:
        import datamap

        self.open, self.copy = datamap.open, datamap.copy
        self.location = ""

    def load(self, registry: Path, support: Path, folder: Path) -> None:  # noqa: ARG002 - it has its own
        self.location = str(registry)
        self.registry = self.open(self.location)

    def again(self) -> None:
        self.registry = self.open(self.location)

    def ask(self, job: Job) -> int | None:
        if job.question is None:
            return None
        if job.title == KEYS:
            return self._keys(job)
        answer = self.registry.query(job.question, **job.parameters)
        if job.form == COLUMNS:
            return len(answer)
        rows = answer[:200] if job.form == FIRST else list(answer)
        if hasattr(answer, "counts"):  # four-valued: names are looked up when they are read
            return sum(bool(row.vendor and row.answer) for row in rows)
        return len(answer) if job.form == FIRST else len(rows)

    def _keys(self, job: Job) -> int | None:
        """Answer the flagship in numbers, which have not been made into Python objects."""
        from datamap.questions.catalogue import load_question
        from datamap.questions.columnar import vendor_keys
        from datamap.questions.parameters import resolve_parameters

        question, store = load_question(FLAGSHIP), self.registry.store
        terms = {n: v.term for n, v in resolve_parameters(question, job.parameters, self.registry).items()}
        store.set_date(dt.date.fromisoformat(terms["at"].value))
        columns = store.columns(heavy=True)
        return len(vendor_keys(columns, store, question, terms).best) if columns else None


class DatamapDirectory(Datamap):
    """datamap on a directory, made with ``copy``."""

    def load(self, registry: Path, support: Path, folder: Path) -> None:  # noqa: ARG002
        self.location = str(folder / "store")
        self.copy(registry, self.location + "/")
        self.registry = self.open(self.location)

    def cold(self) -> str | None:
        return self.location


class DatamapEndpoint(Datamap):
    """datamap on an Oxigraph server on this machine."""

    def load(self, registry: Path, support: Path, folder: Path) -> None:  # noqa: ARG002
        servers = _servers()
        if servers.oxigraph_program() is None:
            raise ImportError("oxigraph is not installed")
        self.server = servers.start_oxigraph(folder)
        self.location = self.server.query
        self.copy(registry, self.location)
        self.registry = self.open(self.location)

    def ask(self, job: Job) -> int | None:
        return None if job.title == KEYS or job.form != WHOLE else super().ask(job)


class Virtuoso(Engine):
    """A Virtuoso server on this machine, loaded by its own bulk loader and asked over HTTP."""

    def load(self, registry: Path, support: Path, folder: Path) -> None:
        servers = _servers()
        if servers.virtuoso_programs() is None:
            raise ImportError("virtuoso-t and isql-vt are not installed")
        self.post = servers.post
        self.server = servers.start_virtuoso(folder, rows=10_000_000, buffers=200_000)
        for number, path in enumerate((registry, support)):
            (folder / f"load-{number}.nt").symlink_to(path.resolve())
        self.server.execute(
            f"ld_dir('{folder}', 'load-%.nt', 'https://example.org/bench'); rdf_loader_run(); checkpoint;"
        )

    def ask(self, job: Job) -> int | None:
        if not job.text or job.form != WHOLE:
            return None
        answer = self.post(
            self.server.query,
            query=job.text,
            format="text/csv",
            **{"default-graph-uri": "https://example.org/bench"},
        )
        return int(answer.count(b"\n")) - 1


def _servers() -> Any:
    """Return the module by which tests start servers."""
    sys.path.insert(0, str(TESTS))
    import servers

    return servers


ENGINES: dict[str, Callable[[], Engine]] = {
    "file": Datamap,
    "directory": DatamapDirectory,
    "endpoint": DatamapEndpoint,
    "pyoxigraph": RawOxigraph,
    "pyox-disk": RawOxigraphOnDisk,
    "rdflib": Rdflib,
    "maplib": Maplib,
    "virtuoso": Virtuoso,
    "integers": IntegerIndex,
}
OURS = ("file", "directory", "endpoint")
IN_PROCESS = ("file", "directory", "pyoxigraph", "pyox-disk", "rdflib", "maplib", "integers")
"""Engines whose work is done in the process that measures, so that its processor time is theirs."""
