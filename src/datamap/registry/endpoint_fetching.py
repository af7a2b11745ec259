"""All triples of an endpoint in files, one a predicate: what has arrived is kept when the rest breaks off.

Each file has beside it how many triples it holds and its digest. It is fetched again unless both still fit,
and the endpoint still counts as many and bears the same mark. Statements about blank nodes, whose names mean
nothing in the next answer, are one file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from datamap.errors import EndpointError, RegistryNotFound
from datamap.registry.endpoint_address import address_of
from datamap.registry.endpoint_client import Client
from datamap.registry.endpoint_reading import (
    count_triples,
    every_row,
    every_triple,
    triples_of_predicate,
)
from datamap.registry.endpoint_writing import mark_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Progress = Callable[[str, int, int | None], None]

WORTH = 100_000
"""From so many triples on they are fetched by predicate; fewer come in one answer."""

_BLANK = "isBlank(?s) || isBlank(?o)"


@dataclass(frozen=True, slots=True)
class Arrived:
    """Files of N-Triples that are all an endpoint holds, and how many triples were there from before."""

    files: tuple[Path, ...]
    resumed: int


def fetch(location: str, folder: Path, progress: Progress | None = None) -> Arrived:
    """Bring all triples of an endpoint into a folder; raises EndpointError, and keeps what has arrived.

    RegistryNotFound is raised where it holds nothing.
    """
    client = Client(address_of(location))
    return _Fetching(client, folder, progress).all()


def holds_parts(folder: Path) -> bool:
    """Tell whether a folder holds parts that have arrived whole."""
    return any(file.with_suffix(".json").exists() for file in folder.glob("*.nt"))


class _Fetching:
    def __init__(self, client: Client, folder: Path, progress: Progress | None) -> None:
        self._client, self._folder, self._progress = client, folder, progress
        self._done = self._resumed = 0

    def all(self) -> Arrived:
        count = self._total = count_triples(self._client)
        if not count:
            raise RegistryNotFound(f"{self._client.address.shown}: holds nothing; there is nothing to copy")
        mark = self._mark()
        self._keep_or_begin({"endpoint": self._client.address.shown, "mark": mark})
        try:
            files = []
            for part in self._parts(count):
                files.append(self._chunk(*part))
                if self._progress is not None:
                    self._progress("load", self._done, count)
        except EndpointError as error:
            if not self._done:
                raise
            raise EndpointError(
                f"{error}; {self._done:,} triples have arrived and are kept: the same command goes on "
                "from there"
            ) from None
        if self._mark() != mark or count_triples(self._client) != count or self._done != count:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise EndpointError(
                f"{self._client.address.shown}: gave {self._done:,} of {count:,} triples; it limits its "
                "answers, or was written meanwhile; run it again, or raise its limit"
            )
        return Arrived(tuple(files), self._resumed)

    def _parts(self, count: int) -> Iterator[tuple[str, int, Callable[[], Iterator[ox.Triple]]]]:
        """Yield what is to be fetched: its name, how many triples it is, and what fetches it."""
        client = self._client
        if count < WORTH:
            yield "all", count, lambda: every_triple(client)
            return
        # Virtuoso's blank nodes have names that last.
        condition = "" if client.is_virtuoso else f"FILTER(!({_BLANK}))"
        counts = f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ ?s ?p ?o {condition} }} GROUP BY ?p"
        parts = {row["p"].value: int(row["n"].value) for row in every_row(client, counts)}
        for predicate, size in sorted(parts.items()):
            node = ox.NamedNode(predicate)
            yield (
                predicate,
                size,
                lambda node=node, size=size: triples_of_predicate(client, node, size, condition),  # type: ignore[misc]
            )
        left = count - sum(parts.values())
        if left > 0 and condition:
            yield (
                "blank",
                left,
                lambda: client.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER({_BLANK}) }}"),
            )

    def _chunk(self, name: str, size: int, triples: Callable[[], Iterator[ox.Triple]]) -> Path:
        """Return the file of a part, fetched unless it is there as it should be."""
        file = self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.nt"
        about = file.with_suffix(".json")
        try:
            noted = json.loads(about.read_text("utf-8"))
            if noted == {"part": name, "triples": size, "sha256": _digest(file)}:
                self._resumed += size
                self._done += size
                return file
        except (OSError, ValueError):
            pass
        about.unlink(missing_ok=True)
        before = self._done
        with file.open("wb") as opened:
            ox.serialize(self._counted(triples()), cast("IO[bytes]", opened), format=ox.RdfFormat.N_TRIPLES)
            opened.flush()
            os.fsync(opened.fileno())
        if self._done - before != size:
            found, self._done = self._done - before, before
            raise EndpointError(
                f"{self._client.address.shown}: gave {found:,} of {size:,} triples; it limits its answers, "
                "or was written meanwhile; run it again, or raise its limit"
            )
        _write(about, {"part": name, "triples": size, "sha256": _digest(file)})
        return file

    def _counted(self, triples: Iterator[ox.Triple]) -> Iterator[ox.Triple]:
        before = self._done
        try:
            for triple in triples:
                self._done += 1
                if self._progress is not None and self._done % 5_000 == 0:
                    self._progress("load", self._done, self._total)
                yield triple
        except BaseException:
            self._done = before  # of a part that broke off nothing is kept
            raise

    def _mark(self) -> str | None:
        rows = self._client.select(mark_query(self._client.address.graph), everywhere=True)
        return max((row["revision"].value for row in rows), default=None)

    def _keep_or_begin(self, about: dict[str, Any]) -> None:
        """Take away what is there from another endpoint, or from another state of this one."""
        file = self._folder / "source.json"
        try:
            if json.loads(file.read_text("utf-8")) == about:
                return
        except (OSError, ValueError):
            pass
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        _write(file, about)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write(file: Path, values: dict[str, Any]) -> None:
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(values), "utf-8")
    beside.replace(file)
