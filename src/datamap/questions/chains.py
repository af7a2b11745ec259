"""Paths of processors: who stands behind a vendor, and by which ways a type of data may reach a place.

The queries of kind "chains" give the entries, of our lists and of vendors' own; the paths are made here,
breadth first, each processor once a path, so that circles end. The search is bounded by depth and number,
which networkx' enumeration of simple paths is not, and needs no graph library at a cold start.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from datamap.questions import chain_wording
from datamap.questions.evidence import deciding, fetch
from datamap.questions.tables import Row, Table
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx
    import pyoxigraph as ox

SUPPLY_CHAIN = "supply-chain"
MOST_PATHS = 2000
_MOST_TRIED = 50_000
_MOST_NAMED = 10

# How sure a path is; *and* takes the lowest. "No" ends a path.
NO, UNKNOWN, CONDITIONAL, STATED = range(4)
_CERTAINTY = {UNKNOWN: DM + "notStated", CONDITIONAL: DM + "conditional", STATED: DM + "stated"}
OWN_LIST, NOT_KNOWN, CIRCLE = DM + "ownList", DM + "notKnownBehind", DM + "circle"

Cited = tuple[str, int, str]


def rank(code: int) -> int:
    """Return how sure a reason code is (docs/design.md, "Answers")."""
    return STATED if code >= 30 else CONDITIONAL if code >= 20 else UNKNOWN if code >= 10 else NO


@dataclass(slots=True)
class Entry:
    """One list's entry: who is engaged, and what the entry says of data and place, as certainties."""

    processor: str
    for_us: bool
    process: str = ""
    data: int = STATED
    place: int = STATED
    codes: tuple[int, int] = (0, 0)
    cited: list[Cited] = field(default_factory=list)

    def capped(self, certainty: int, *, ours: bool) -> int:
        """Return a certainty as it holds for our data: a vendor's own list does not speak of them."""
        return certainty if ours or self.for_us else min(certainty, CONDITIONAL)


class Path(NamedTuple):
    """A way from our vendor to a processor: its entries, how sure it is, and whether it closes a circle."""

    entries: tuple[Entry, ...]
    certainty: int
    circle: bool


class Chains(Table):
    """The answer to a question about paths of processors, a row a path, with the lines of every step."""

    @cached_property
    def rows(self) -> list[Row]:
        """All paths: along the supply chain level by level, else the surest first."""
        return [self._row(path) for path in self._paths]

    def __len__(self) -> int:
        """Return the number of paths."""
        return len(self._paths)

    @property
    def notes(self) -> list[str]:
        """What must be said beside these paths."""
        words = chain_wording.NOTES[self.language]
        notes = [words["sub-processors"]]
        silent = self._silent
        if silent:
            named = ", ".join(silent[:_MOST_NAMED])
            more = f" (+{len(silent) - _MOST_NAMED})" if len(silent) > _MOST_NAMED else ""
            notes.append(words["leaves"].format(names=named + more))
        if self._cut:
            notes.append(words["cut"].format(depth=self._depth, most=MOST_PATHS))
        return [*notes, *super().notes]

    def to_networkx(self) -> nx.DiGraph:
        """Return the steps of all paths as a directed graph (needs the extra ``network``).

        Nodes are companies with ``label`` and ``level``; edges have ``certainty`` and ``evidence``.
        """
        from datamap.extras import needs

        with needs("networkx", "network", "A graph"):
            import networkx as nx
        graph = nx.DiGraph(title=self.title, lang=self.language)
        for path in self._paths:
            for level, entry in enumerate(path.entries):
                node = self._company(entry.processor)
                if node not in graph:
                    graph.add_node(
                        node, label=self._registry.name(entry.processor), level=level, kind="vendor"
                    )
                if level:
                    edge = (self._company(path.entries[level - 1].processor), node)
                    certainty = _CERTAINTY[max(UNKNOWN, path.certainty)].removeprefix(DM)
                    graph.add_edge(*edge, certainty=certainty, evidence=self._said(entry))
        return graph

    # the entries ----------------------------------------------------------------------------

    @cached_property
    def _classes(self) -> dict[str, str]:
        return self._registry.company_links.classes()

    def _company(self, iri: str) -> str:
        """Return what the names of one company share; as vendor and organisation it has two IRIs."""
        base = self._registry.base
        as_vendor = iri.replace(f"{base}organisation/", f"{base}vendor/", 1)
        found = self._classes.get(iri) or self._classes.get(as_vendor) or as_vendor
        return found.replace(f"{base}organisation/", f"{base}vendor/", 1)

    @property
    def _depth(self) -> int:
        return int(self.parameters["depth"].term.value)

    @property
    def _to_a_border(self) -> bool:
        outside = self.parameters.get("outside")
        return outside is not None and outside.term.value != DM + "anywhere"

    @cached_property
    def _entries(self) -> dict[str | None, list[Entry]]:
        """The entries by who engages the processor: a company, or None, ourselves."""
        found = self._of_supply_chain() if self.question.name == SUPPLY_CHAIN else self._of_reach()
        for entries in found.values():
            entries.sort(key=lambda e: (self._registry.name(e.processor).casefold(), e.processor, e.process))
        return found

    def _of_supply_chain(self) -> dict[str | None, list[Entry]]:
        asked = self.parameters["vendor"].term.value
        found: dict[str | None, dict[tuple[str, bool], Entry]] = defaultdict(dict)
        beside: dict[str, list[Cited]] = defaultdict(list)
        listed = False
        for row in self._solutions:
            processor, cited = row["processor"].value, _statement(row)
            if row["says"] is not None:
                beside[processor].append(cited)
                continue
            start, for_us = row["from"], row["forUs"] is not None
            listed = listed or start is None
            key = None if start is None else self._company(start.value)
            entry = found[key].setdefault((processor, for_us), Entry(processor, for_us))
            if cited not in entry.cited:
                entry.cited.append(cited)
        if not listed:  # no list of ours names it: it is asked about as one that stands behind others
            found[None] = {(asked, False): Entry(asked, False, data=CONDITIONAL)}
        for entries in found.values():
            for entry in entries.values():
                entry.cited = sorted(entry.cited) + sorted(set(beside[entry.processor]))
        return {key: list(entries.values()) for key, entries in found.items()}

    def _of_reach(self) -> dict[str | None, list[Entry]]:
        found: dict[str | None, dict[tuple[str, str], Entry]] = defaultdict(dict)
        for row in self._solutions:
            codes = int(row["data"].value), int(row["place"].value)
            entry = Entry(
                row["processor"].value,
                row["forUs"] is not None,
                row["process"].value,
                rank(codes[0]),
                rank(codes[1]) if self._to_a_border else STATED,
                codes,
            )
            start = row["from"]
            key = None if start is None else self._company(start.value)
            found[key][entry.process, entry.processor] = entry
        return {key: list(entries.values()) for key, entries in found.items()}

    # the paths ------------------------------------------------------------------------------

    @cached_property
    def _search(self) -> tuple[list[Path], bool]:
        """All paths up to the depth asked for, shortest first, and whether some were left out."""
        found: list[Path] = []
        cut, tried = False, 0
        queue: deque[tuple[tuple[Entry, ...], int]] = deque()
        for entry in self._best_each(self._entries.get(None, [])):
            queue.append(((entry,), entry.data))
        while queue:
            entries, way = queue.popleft()
            tried += 1
            last = entries[-1]
            companies = [self._company(entry.processor) for entry in entries]
            circle = companies[-1] in companies[:-1]
            end = min(way, last.capped(last.place, ours=len(entries) == 1))
            # A circle tells who stands behind whom; the data have been there already.
            if end > NO and (not circle or self.question.name == SUPPLY_CHAIN):
                found.append(Path(entries, end, circle))
            if circle:
                continue
            further = self._best_each(self._entries.get(companies[-1], []))
            if further and (len(entries) > self._depth or tried + len(queue) > _MOST_TRIED):
                cut = True
                continue
            for entry in further:
                # Whether the data get there is asked of what its entry says, and never surer than the way.
                certainty = min(way, entry.capped(entry.data, ours=False))
                if certainty > NO:
                    queue.append(((*entries, entry), certainty))
        return found, cut

    def _best_each(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return one entry a processor: the surest that data go there, and of those the surest place.

        A processor with two entries of which one passes data on and the other ends at the place keeps both.
        """
        kept: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.data == NO:
                continue
            known = kept.setdefault(entry.processor, [])
            if any(_covers(one, entry) for one in known):
                continue
            known[:] = [one for one in known if not _covers(entry, one)] + [entry]
        return [entry for known in kept.values() for entry in known]

    @cached_property
    def _paths(self) -> list[Path]:
        found, _ = self._search
        best: dict[tuple[str, ...], Path] = {}
        for path in found:
            key = tuple(entry.processor for entry in path.entries)
            known = best.get(key)
            if known is None or path.certainty > known.certainty:
                best[key] = path
        order = list(best.values())
        if self.question.name != SUPPLY_CHAIN:
            order.sort(key=lambda p: (-p.certainty, len(p.entries), *self._names(p)))
        return order[:MOST_PATHS]

    @property
    def _cut(self) -> bool:
        found, cut = self._search
        return cut or len({tuple(e.processor for e in path.entries) for path in found}) > MOST_PATHS

    @cached_property
    def _silent(self) -> list[str]:
        """The names of those at the end of a way of whom nobody knows who stands behind them."""
        found, _ = self._search
        # A vendor whose own place is no answer may still pass data on: it is named here too.
        met = {entry.processor for path in found for entry in path.entries}
        met |= {entry.processor for entry in self._entries.get(None, []) if entry.data > NO}
        names = {self._registry.name(iri) for iri in met if not self._entries.get(self._company(iri))}
        return sorted(names, key=str.casefold)

    # the rows -------------------------------------------------------------------------------

    def _names(self, path: Path) -> list[str]:
        return [self._registry.name(entry.processor) for entry in path.entries]

    def _row(self, path: Path) -> Row:
        last = path.entries[-1]
        if path.circle:
            behind = CIRCLE
        else:
            behind = OWN_LIST if self._entries.get(self._company(last.processor)) else NOT_KNOWN
        certainty = _CERTAINTY[path.certainty]
        values: dict[str, Any] = {
            "level": len(path.entries) - 1,
            "processor": self._registry.name(last.processor),
            "path": " → ".join(self._names(path)),
            "certainty": self._label(certainty),
            "behind": self._label(behind),
        }
        iris = {"processor": last.processor, "certainty": certainty, "behind": behind}
        evidence = dict.fromkeys(
            cited for entry in path.entries for cited in self._said(entry, last=entry is last)
        )
        keys = ("source", "line", "text")
        shown = tuple(dict(zip(keys, cited, strict=True)) for cited in evidence)
        return Row({column: values[column] for column in self.columns}, iris, shown)

    def _said(self, entry: Entry, *, last: bool = False) -> list[Cited]:
        """Return the lines that an entry rests on; where it stores counts at the end of a path alone."""
        cited = list(entry.cited)
        if not entry.process:
            return [(self._source(source), line, text) for source, line, text in cited]
        for side in ("data", "place") if last else ("data",):
            cited += self._evidence.get((entry.process, side), [])
        return [(self._source(source), line, text) for source, line, text in cited]

    @cached_property
    def _evidence(self) -> dict[tuple[str, str], list[Cited]]:
        """The statements that the entries on the paths rest on, for each of the sides that are asked."""
        met = {entry.process: entry for path in self._paths for entry in path.entries if entry.process}
        found: dict[tuple[str, str], dict[Cited, None]] = defaultdict(dict)
        sides = ("data", "place") if self._to_a_border else ("data",)
        for position, side in enumerate(sides):
            codes = {process: entry.codes[position] for process, entry in met.items()}
            asked = self.parameters["data" if side == "data" else "outside"].term
            place = self.parameters["place"].term.value == DM + "anyPlace" and side == "place"
            for one in sorted(
                deciding(fetch(self._registry.store, side, asked, sorted(codes), any_place=place), codes),
                key=lambda f: (f.process, f.source, f.line, f.text),
            ):
                found[one.process, side][one.source, one.line, one.text.strip()] = None
        return {key: list(cited) for key, cited in found.items()}


def _covers(one: Entry, other: Entry) -> bool:
    """Tell whether an entry says all that another says, at least as surely."""
    return (
        one.data >= other.data
        and min(one.data, one.place) >= min(other.data, other.place)
        and (one.for_us or not other.for_us)
    )


def _statement(row: ox.QuerySolution) -> Cited:
    return row["source"].value, int(row["line"].value), row["text"].value.strip()
