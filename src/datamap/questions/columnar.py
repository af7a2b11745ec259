"""Questions over all vendors, answered from a registry's columns instead of by SPARQL.

The answers are those of ``queries/*.rq``; the codes and the key ``1RDDPP`` are explained there. What a
concept is a kind or a part of, and where a border lies, is asked by SPARQL: it is small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from datamap.questions.binding import bind
from datamap.questions.catalogue import FOUR_VALUED, SCHEME_OF_SIDE
from datamap.questions.wording import ORDER
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pyoxigraph as ox
    from numpy.typing import NDArray

    from datamap.questions.catalogue import Question
    from datamap.questions.columnar_tables import CodedRows
    from datamap.registry.columns import Columns
    from datamap.registry.registry import RegistryBase
    from datamap.registry.store import Store

    Codes = NDArray[np.uint8]
    Keys = NDArray[np.uint16]
    Numbers = NDArray[np.int32]

_RELATED = f"""PREFIX dm: <{DM}>
SELECT ?n ?how WHERE {{
  {{ ?n dm:inPart $asked . BIND("part" AS ?how) }}
  UNION {{ ?n dm:holdsOther true . BIND("whole" AS ?how) }}
  UNION {{ $asked dm:inPart ?n . BIND("whole" AS ?how) }}
  UNION {{ $asked dm:kindOf+ ?n . BIND("broader" AS ?how) }}
  UNION {{ $asked dm:kindOf* ?n . BIND("same or broader" AS ?how) }}
  UNION {{ ?n dm:kindOf* $asked . BIND("kind" AS ?how) }}
}}
"""
_AROUND = f"""PREFIX dm: <{DM}>
SELECT ?n ?how WHERE {{
  {{ ?n dm:straddles $asked . BIND("straddles" AS ?how) }}
  UNION {{ ?n dm:allOutsideOf $asked . BIND("all outside" AS ?how) }}
  UNION {{ ?n dm:outsideOf $asked . BIND("outside" AS ?how) }}
  UNION {{ ?n dm:insideOf $asked . BIND("inside" AS ?how) }}
}}
"""
# How a concept that is stated relates to the one asked for, and the code that gives, from weak to strong.
_NEAR = {"Data": (("part", 12), ("whole", 13), ("broader", 14)), "Purpose": (("broader", 14),)}
_NEAR["Subject"] = _NEAR["Purpose"]
_LAST = ("place", "access")  # the sides whose code is the last of a key
_DENIED = 15  # denied, while codes are still put over each other; a 2 in the answer
_TABLES = ("data-by-country", "data-by-region", "shared-data")


# A key of two codes and their rank in 16 bits: rank, first code, last code (a code is below 32).
_RANK, _FIRST, _CODE = 10, 5, 31


@dataclass(frozen=True)
class VendorKeys(Sequence["KeyedAnswer"]):
    """The answers of all vendors as numbers: a key a pair of process and vendor, the best a vendor.

    As a sequence, the answers in the order in which they are listed: best first, then by name.
    """

    columns: Columns
    keys: Keys
    best: Keys
    sides: Sequence[str]

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """The vendors in the order in which they are listed."""
        import numpy as np

        # Vendors are numbered by name, so the rank alone is sorted by.
        return np.argsort((3 - (self.best >> _RANK)).astype(np.uint8), kind="stable")

    @property
    def counts(self) -> list[int]:
        """How many vendors have each answer, in the order of the answers."""
        import numpy as np

        found: list[int] = np.bincount(self.best >> _RANK, minlength=len(ORDER)).tolist()
        return found[::-1]

    def __len__(self) -> int:
        """Return the number of vendors."""
        return len(self.best)

    @overload
    def __getitem__(self, index: int) -> KeyedAnswer: ...
    @overload
    def __getitem__(self, index: slice) -> list[KeyedAnswer]: ...
    def __getitem__(self, index: int | slice) -> KeyedAnswer | list[KeyedAnswer]:
        """Return one answer or a list of them, made into Python objects as they are read."""
        if isinstance(index, slice):
            return [KeyedAnswer(self, number) for number in self.order[index].tolist()]
        return KeyedAnswer(self, int(self.order[index]))

    def codes(self, key: int) -> dict[str, int]:
        """Return the reason codes of a key by side."""
        return {s: key & _CODE if s in _LAST else key >> _FIRST & _CODE for s in self.sides}

    def deciding(self, number: int) -> list[tuple[int, str]]:
        """Return the processes that decide a vendor's answer, each with its key as SPARQL writes it."""
        start, end = map(int, self.columns.vendor_starts[number : number + 2])
        rank = int(self.best[number]) >> _RANK
        return [
            (_written(key), self.columns.processes[process])
            for key, process in zip(
                self.keys[start:end].tolist(), self.columns.pairs_process[start:end].tolist(), strict=True
            )
            if key >> _RANK == rank
        ]


class KeyedAnswer:
    """One vendor's answer, read from its keys when it is asked for."""

    __slots__ = ("_all", "_number")

    def __init__(self, answers: VendorKeys, number: int) -> None:
        self._all = answers
        self._number = number

    @property
    def vendor(self) -> str:
        """The vendor's IRI."""
        return self._all.columns.vendors[self._number]

    @property
    def name(self) -> str | None:
        """The vendor's name."""
        return self._all.columns.labels[self._number]

    @property
    def answer(self) -> str:
        """One of ``ORDER``."""
        return ORDER[3 - (int(self._all.best[self._number]) >> _RANK)]

    @property
    def codes(self) -> dict[str, int]:
        """The reason codes by side."""
        return self._all.codes(int(self._all.best[self._number]))

    @property
    def processes(self) -> list[tuple[int, str]]:
        """The processes that decide, each with its key."""
        return self._all.deciding(self._number)


def _written(key: int) -> int:
    """Return a key as SPARQL writes it: 1RDDPP."""
    return 100_000 + 10_000 * (key >> _RANK) + 100 * (key >> _FIRST & _CODE) + (key & _CODE)


def from_columns(
    registry: RegistryBase, question: Question, terms: Mapping[str, ox.NamedNode | ox.Literal]
) -> VendorKeys | CodedRows | None:
    """Return the solutions of a question where the registry's columns give them, else None.

    ``terms`` are its parameters by name; the store's borders stand for the date asked.
    """
    store = registry.store
    if question.kind == FOUR_VALUED:
        columns = store.columns()
        return vendor_keys(columns, store, question, terms) if columns else None
    if question.name not in _TABLES:
        return None
    columns = store.columns(heavy=question.name == "shared-data")
    return table_of(columns, store, question.name, terms) if columns else None


def table_of(
    columns: Columns, store: Store, name: str, terms: Mapping[str, ox.NamedNode | ox.Literal]
) -> CodedRows:
    """Return the rows of a question about all vendors; the store's borders must stand for the date asked."""
    from datamap.questions import columnar_tables as tables
    from datamap.questions.shared_data import SharedRows

    if name == "shared-data":
        return SharedRows(columns, int(terms["minimum"].value))
    if name == "data-by-country":
        return tables.country_rows(columns)
    return tables.region_rows(columns, _related(columns, store, _AROUND, terms["outside"]))


def vendor_keys(
    columns: Columns, store: Store, question: Question, terms: Mapping[str, ox.NamedNode | ox.Literal]
) -> VendorKeys:
    """Return the answers to a four-valued question; ``terms`` are its parameters by name.

    The store's borders must stand for the date asked.
    """
    import numpy as np

    first, last = np.zeros(1, np.uint8), np.zeros(1, np.uint8)
    any_place = "place" in terms and terms["place"].value == DM + "anyPlace"
    for side in question.sides:
        if side in _LAST:
            last = _codes(columns, _place_steps(columns, store, side.capitalize(), terms["outside"]))
            if any_place:
                access = _codes(columns, _place_steps(columns, store, "Access", terms["outside"]))
                last = np.maximum(_told()[last], _told()[access])
        else:
            first = _codes(columns, _concept_steps(columns, store, side, terms[side]))
    keys = _key_table(question.sides)[(first.astype(np.uint16) << _FIRST) | last]
    # A process with one vendor, which is most of them, has its vendor's number in order.
    keys = keys[columns.pairs_process]
    best = np.maximum.reduceat(keys, columns.vendor_starts[:-1]) if len(keys) else keys
    return VendorKeys(columns, keys, best, question.sides)


@cache
def _told() -> Codes:
    """Return the codes of answers by those put together: nothing said 10, denied 2, others as they are."""
    import numpy as np

    codes = np.arange(_CODE + 1, dtype=np.uint8)
    codes[0], codes[_DENIED] = 10, 2
    return codes


@cache
def _key_table(sides: tuple[str, ...]) -> Keys:
    """Return the key of every two codes, the first times 32 and the last."""
    import numpy as np

    first, last = np.divmod(np.arange((_CODE + 1) ** 2), _CODE + 1)
    codes = []
    keys = np.zeros(len(first), np.uint16)
    for side in sides:
        code = _told()[last if side in _LAST else first]
        codes.append(code)
        keys |= code.astype(np.uint16) << (0 if side in _LAST else _FIRST)
    lowest = np.minimum.reduce(codes)
    keys |= np.minimum(lowest // 10, 3).astype(np.uint16) << _RANK
    return keys


def _related(
    columns: Columns, store: Store, text: str, asked: ox.NamedNode | ox.Literal, scheme: str | None = None
) -> Mapping[str, list[str]]:
    known: Mapping[str, list[str]] | None = columns.related.get((text, asked.value))
    if known is not None:
        return known
    found: dict[str, list[str]] = defaultdict(list)
    solutions: Any = store.query(bind(text, {"asked": asked}), schemes=[scheme] if scheme else ())
    for solution in solutions:
        found[solution["how"].value].append(solution["n"].value)
    columns.related[text, asked.value] = found
    return found


class Steps(NamedTuple):
    """How the codes of one side come about: the codes of coverage, then codes put over them in turn.

    ``puts`` are a code and the processes that get it; ``denied`` those for which the concept is denied.
    """

    side: str
    puts: list[tuple[int, list[Numbers]]]
    denied: list[Numbers]


def _concept_steps(columns: Columns, store: Store, side: str, asked: ox.NamedNode | ox.Literal) -> Steps:
    known: Steps | None = columns.related.get((side, asked.value))
    if known is None:
        related, of = _related(columns, store, _RELATED, asked, SCHEME_OF_SIDE[side]), side.capitalize()
        near = [(code, ("states", "mayHave"), related[how]) for how, code in _NEAR[of]]
        known = _steps(columns, of, near, related["same or broader"], related["kind"])
        columns.related[side, asked.value] = known
    return known


def _place_steps(columns: Columns, store: Store, side: str, asked: ox.NamedNode | ox.Literal) -> Steps:
    known: Steps | None = columns.related.get((side, asked.value))
    if known is None:
        around = _related(columns, store, _AROUND, asked)
        near = [(12, ("states", "mayHave"), around["straddles"])]
        known = _steps(columns, side, near, around["all outside"], around["outside"])
        columns.related[side, asked.value] = known
    return known


def _steps(
    columns: Columns,
    side: str,
    near: Sequence[tuple[int, tuple[str, ...], list[str]]],
    denying: list[str],
    stating: list[str],
) -> Steps:
    """Return what is put over the codes of coverage, from low to high, so that the highest stays."""
    steps = [*near, (_DENIED, ("denies",), denying), (20, ("mayHave",), stating), (30, ("states",), stating)]
    puts = []
    for code, verbs, concepts in steps:
        found = [p for verb in verbs for c in concepts if len(p := columns.edges[verb + side].of(c))]
        if found:
            puts.append((code, found))
    return Steps(side, puts, [p for c in denying if len(p := columns.edges["denies" + side].of(c))])


def _codes(columns: Columns, steps: Steps) -> Codes:
    """Return a side's codes by process, as :func:`_told` takes them."""
    codes = columns.coverage[steps.side].copy()
    for code, postings in steps.puts:
        codes[_together(postings)] = code
    if steps.denied:
        denied = _together(steps.denied)
        codes[denied[codes[denied] >= 20]] = 21
    return codes


def _together(postings: list[Numbers]) -> Numbers:
    import numpy as np

    return postings[0] if len(postings) == 1 else np.concatenate(postings)
