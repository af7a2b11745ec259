"""A registry as columns of integers: what questions over all vendors need of it, and nothing else.

Processes, vendors and concepts are numbered; each kind of edge is a list of processes in the order of
the concepts they point at, so that all processes of a concept lie side by side (its postings). Built in
one pass over the edges; a registry with blank nodes where names belong is not made into columns.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from datamap.vocabulary.terms import DM, DPV, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int32]


class Edges(Protocol):
    """What columns are made from: a store's triples, and queries over them."""

    def triples(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | ox.BlankNode | ox.Literal | None = None,
    ) -> Iterator[ox.Triple]:
        """Yield the triples that match."""

    def query(self, text: str, *, schemes: Iterable[str] | None = None) -> Any:
        """Run a query."""


SIDES = ("Data", "Place", "Access", "Purpose", "Subject")
VERBS = ("states", "mayHave", "denies")
EDGES = tuple(f"{verb}{side}" for side in SIDES for verb in VERBS)
LARGE = 500
"""Entries from which columns pay: below, SPARQL answers in milliseconds."""
KEPT = 10_000
"""Entries from which they are kept on disk: below, importing numpy takes longer than SPARQL."""
_QUESTIONS_BEFORE = 2
LABEL = ox.NamedNode(RDFS + "label")
_LISTED, _OPEN = f"<{DM}listed>", f"<{DM}open>"


class Names:
    """IRIs by number, held as one text, so that a million of them cost no million objects."""

    def __init__(self, text: bytes | memoryview[int], ends: NDArray[np.int64]) -> None:
        self.text = text
        self.ends = ends

    @classmethod
    def of(cls, iris: Iterable[str]) -> Names:
        """Return names of IRIs, in their order."""
        import numpy as np

        encoded = [iri.encode() for iri in iris]
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        return cls(b"".join(encoded), ends)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:
        start = int(self.ends[number - 1]) if number else 0
        return str(self.text[start : int(self.ends[number])], "utf-8")

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))


@dataclass(frozen=True)
class Postings:
    """One kind of edge: ``processes``, those of one concept side by side; ``starts`` where each begins.

    ``concepts`` gives each concept's position in ``starts``, which has one more for the end.
    """

    concepts: Mapping[str, int]
    starts: NDArray[np.int64]
    processes: Numbers

    def of(self, concept: str) -> Numbers:
        """Return the processes of a concept, ascending; none where no process has it."""
        position = self.concepts.get(concept)
        if position is None:
            return self.processes[:0]
        return self.processes[self.starts[position] : self.starts[position + 1]]

    def __len__(self) -> int:
        return len(self.processes)


@dataclass(frozen=True)
class ByProcess:
    """The concepts of one kind of edge by process: those of a process lie side by side in ``concepts``."""

    starts: NDArray[np.int64]
    concepts: Numbers

    @classmethod
    def of(cls, postings: Postings, processes: int) -> ByProcess:
        """Return the edges of postings in the order of their processes."""
        import numpy as np

        concept = np.repeat(np.arange(len(postings.concepts), dtype=np.int32), np.diff(postings.starts))
        return cls.of_pairs(postings.processes, concept, processes)

    @classmethod
    def of_pairs(cls, process: NDArray[Any], concept: Numbers, processes: int) -> ByProcess:
        """Return edges, given as processes and concepts, in the order of their processes."""
        import numpy as np

        order = np.argsort(process, kind="stable")
        counts = np.bincount(process, minlength=processes)
        return cls(np.concatenate(([0], np.cumsum(counts))), concept[order])


@dataclass(frozen=True)
class Columns:
    """The columns of a registry.

    Vendors are numbered in the order in which they are listed (name, letter case aside, then IRI), and
    ``labels`` are their names; processes in the order of their vendors.
    ``pairs_process`` and ``pairs_vendor`` are the processes that have a vendor, in the order of the
    vendors; ``vendor_starts`` is where each vendor begins in them. ``coverage`` gives each process 1 for
    a closed list, 11 for an open one, 0 for none, by side; ``edges`` the postings by name ("statesData").
    ``related`` keeps how concepts relate to the one asked for, as long as the ontology and the date stay.
    """

    processes: Names
    vendors: Names
    labels: Names
    pairs_process: Numbers
    pairs_vendor: Numbers
    vendor_starts: NDArray[np.int64]
    coverage: Mapping[str, NDArray[np.uint8]]
    edges: Mapping[str, Postings]
    related: dict[tuple[str, ...], Any] = field(default_factory=dict, compare=False)

    def labels_in(self, language: str) -> dict[str, str]:
        """Return the labels of IRIs in a language that were looked up so far, to be added to."""
        known: dict[str, str] = self.related.setdefault(("labels", language), {})
        return known

    @cached_property
    def data_of_processes(self) -> ByProcess:
        """The types of data that each process states."""
        return ByProcess.of(self.edges["statesData"], len(self.processes))

    @cached_property
    def places_of_processes(self) -> ByProcess:
        """The places that each process states."""
        return ByProcess.of(self.edges["statesPlace"], len(self.processes))


class Keeper(Protocol):
    """Where columns are kept past the process that made them."""

    @property
    def can_write(self) -> bool:
        """Tell whether columns can be kept here."""

    def read(self) -> Columns | None:
        """Return what is kept."""

    def write(self, columns: Columns) -> None:
        """Keep columns."""


class ColumnsOnDemand:
    """The columns of a store, made when that pays and kept until it changes."""

    def __init__(self) -> None:
        self._columns: Columns | None = None
        self._asked = 0
        self._refused = False
        self._handed_out = False
        self._keeper: Keeper | None = None

    def get(self, store: Edges, *, heavy: bool = False) -> Columns | None:
        """Return the columns of the store, None where SPARQL is to be asked.

        The store is not kept: it must go when nobody holds it, and its files with it.

        Making them takes as long as two or three questions, so they are made at the third, or at once
        for a question that is ``heavy`` in SPARQL, or where they can be kept for the next process; never
        for a small registry, without numpy (the extra ``scale``), or once others can change the store.
        """
        self._asked += 1
        if self._columns is not None or self._refused or self._handed_out:
            return self._columns
        keeper = self._keeper
        if keeper is not None and self._asked == 1:
            self._columns = keeper.read()
            if self._columns is not None:
                return self._columns
            heavy = heavy or (keeper.can_write and has_numpy() and is_large(store, KEPT))
        if heavy or self._asked > _QUESTIONS_BEFORE:
            if not has_numpy() or not is_large(store, LARGE):
                self._refused = True
            else:
                self._columns = build_columns(store)
                self._refused = self._columns is None
            if keeper is not None and self._columns and len(self._columns.pairs_process) >= KEPT:
                keeper.write(self._columns)
        return self._columns

    def keep_in(self, keeper: Keeper) -> None:
        """Read from a keeper, and write to it, from now on: it is that of the store as it is now."""
        self.discard()
        self._keeper = keeper

    def forget_relations(self) -> None:
        """Forget how concepts relate, because the ontology or the date beside the registry changed."""
        if self._columns is not None:
            self._columns.related.clear()

    def discard(self) -> None:
        """Forget what was made and where it is kept, because the registry changed."""
        self._columns, self._asked, self._refused, self._keeper = None, 0, False, None

    def never(self) -> None:
        """Make none any more, because others may change the store and nobody would know."""
        self._columns, self._handed_out, self._keeper = None, True, None


def is_large(store: Edges, entries: int) -> bool:
    """Tell whether a registry has so many entries."""
    pairs = store.triples(None, ox.NamedNode(DPV + "hasDataProcessor"), None)
    return sum(1 for _ in islice(pairs, entries)) == entries


def has_numpy() -> bool:
    """Tell whether numpy can be imported, without importing it."""
    return importlib.util.find_spec("numpy") is not None


def build_columns(store: Edges) -> Columns | None:
    """Return the columns of a registry, None where a blank node or a literal stands for a name."""
    import numpy as np

    pairs = _table(store, f"<{DPV}hasDataProcessor>")
    if pairs is None:
        return None
    labels = _labels(store, pairs[1])
    numbers: dict[str, int] = {}
    vendor_numbers = {iri: number for number, iri in enumerate(labels)}
    # What is asked of a vendor lies side by side when processes are numbered in the order of the vendors.
    rows = sorted(zip(*pairs, strict=True), key=lambda pair: (vendor_numbers[pair[1]], pair[0]))
    process_of = _numbered([process for process, _ in rows], numbers)
    vendor_of = _numbered([vendor for _, vendor in rows], vendor_numbers)
    order = np.lexsort((process_of, vendor_of))
    process_of, vendor_of = process_of[order], vendor_of[order]
    found: dict[str, tuple[Numbers, list[str]]] = {}
    for name in EDGES:
        table = _table(store, f"<{DM}{name}>")
        if table is None:
            return None
        found[name] = _numbered(table[0], numbers), table[1]
    covered: dict[str, tuple[Numbers, list[str]]] = {}
    for side in SIDES:
        table = _table(store, f"<{DM}{side.lower()}Coverage>")
        if table is None:
            return None
        covered[side] = _numbered(table[0], numbers), table[1]
    coverage = {}
    for side, (which, kinds) in covered.items():
        codes = np.zeros(len(numbers), np.uint8)
        values = np.fromiter((11 if k == _OPEN else k == _LISTED for k in kinds), np.uint8, len(kinds))
        np.maximum.at(codes, which, values)
        coverage[side] = codes
    return Columns(
        processes=Names.of(iri[1:-1] for iri in numbers),
        vendors=Names.of(iri[1:-1] for iri in vendor_numbers),
        labels=Names.of(labels.values()),
        pairs_process=process_of,
        pairs_vendor=vendor_of,
        vendor_starts=np.searchsorted(vendor_of, np.arange(len(vendor_numbers) + 1)),
        coverage=coverage,
        edges={name: _postings(*edge) for name, edge in found.items()},
    )


def _labels(store: Edges, vendors: Iterable[str]) -> dict[str, str]:
    """Return vendors with their names, in the order in which they are listed.

    The name is that of :func:`datamap.registry.nodes.name_of`: the first by letters where there are several.
    """
    found: dict[str, str | None] = dict.fromkeys(vendors)
    for triple in store.triples(None, LABEL, None):
        vendor, label = str(triple.subject), triple.object
        if vendor in found and isinstance(label, ox.Literal):
            known = found[vendor]
            found[vendor] = label.value if known is None else min(known, label.value)
    names = {vendor: vendor[1:-1] if name is None else name for vendor, name in found.items()}
    return dict(sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def _table(store: Edges, predicate: str) -> tuple[list[str], list[str]] | None:
    """Return subjects and objects of a predicate's triples; None where one is no IRI."""
    solutions: Any = store.query(f"SELECT ?s ?o WHERE {{ ?s {predicate} ?o }}", schemes=())
    # The engine writes the rows; an IRI holds neither space nor line end, so splitting is safe.
    text = solutions.serialize(format=ox.QueryResultsFormat.TSV).decode()
    _, _, rows = text.partition("\n")
    if rows.count("<") < 2 * rows.count("\n") or "_:" in rows or '"' in rows:
        return None
    cells = rows.split()
    return (cells[::2], cells[1::2]) if len(cells) == 2 * rows.count("\n") else None


def _numbered(names: Sequence[str], numbers: dict[str, int]) -> Numbers:
    import numpy as np

    for name in dict.fromkeys(names):
        numbers.setdefault(name, len(numbers))
    return np.fromiter(map(numbers.__getitem__, names), np.int32, len(names))


def _postings(processes: Numbers, values: list[str]) -> Postings:
    import numpy as np

    concepts: dict[str, int] = {}
    concept_of = _numbered(values, concepts)
    order = np.lexsort((processes, concept_of))
    starts = np.searchsorted(concept_of[order], np.arange(len(concepts) + 1))
    return Postings({iri[1:-1]: n for iri, n in concepts.items()}, starts, processes[order])
