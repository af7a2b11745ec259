"""Questions over all vendors, answered from a registry's columns instead of by SPARQL.

The answers are those of ``queries/*.rq``; the codes and the key ``1RDDPP`` are explained there. What a
concept is a kind or a part of, and where a border lies, is asked by SPARQL: it is small.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datamap.questions.binding import bind
from datamap.questions.catalogue import FOUR_VALUED, SCHEME_OF_SIDE
from datamap.questions.result import VendorSolution
from datamap.questions.wording import ORDER
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    import pyoxigraph as ox
    from numpy.typing import NDArray

    from datamap.questions.catalogue import Question
    from datamap.registry.columns import Columns
    from datamap.registry.registry import RegistryBase
    from datamap.registry.store import Store

    Codes = NDArray[np.uint8]
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
_STATED = ("states", "mayHave")
# How a concept that is stated relates to the one asked for, and the code that gives, from weak to strong.
_NEAR = {"Data": (("part", 12), ("whole", 13), ("broader", 14)), "Purpose": (("broader", 14),)}
_NEAR["Subject"] = _NEAR["Purpose"]
_LAST = ("place", "access")  # the sides whose code is the last of a key
_TABLES = ("data-by-country", "data-by-region", "shared-data")


@dataclass(frozen=True)
class VendorKeys:
    """The answers of all vendors as numbers: a key a pair of process and vendor, the best a vendor."""

    columns: Columns
    keys: Numbers
    best: Numbers

    def solutions(self, sides: Sequence[str]) -> Iterator[VendorSolution]:
        """Yield every vendor's answer; of its processes those that decide."""
        columns = self.columns
        deciding = (self.keys // 10000 == self.best[columns.pairs_vendor] // 10000).tolist()
        keys, processes = self.keys.tolist(), columns.pairs_process.tolist()
        starts = columns.vendor_starts.tolist()
        for number, best in enumerate(self.best.tolist()):
            codes = {side: best % 100 if side in _LAST else best // 100 % 100 for side in sides}
            pairs = range(starts[number], starts[number + 1])
            named = [(keys[p], columns.processes[processes[p]]) for p in pairs if deciding[p]]
            yield VendorSolution(columns.vendors[number], ORDER[3 - (best // 10000 - 10)], codes, named)


def from_columns(
    registry: RegistryBase, question: Question, terms: Mapping[str, ox.NamedNode | ox.Literal]
) -> Sequence[Any] | None:
    """Return the solutions of a question where the registry's columns give them, else None.

    ``terms`` are its parameters by name; the store's borders stand for the date asked.
    """
    store = registry.store
    if question.kind == FOUR_VALUED:
        columns = store.columns()
        return (
            list(vendor_keys(columns, store, question, terms).solutions(question.sides)) if columns else None
        )
    if question.name not in _TABLES:
        return None
    columns = store.columns(heavy=question.name == "shared-data")
    return _table(columns, store, question.name, terms) if columns else None


def _table(
    columns: Columns, store: Store, name: str, terms: Mapping[str, ox.NamedNode | ox.Literal]
) -> Sequence[Any]:
    from datamap.questions import columnar_tables as tables

    if name == "shared-data":
        return tables.shared_rows(columns, tables.shared_data(columns, int(terms["minimum"].value)))
    if name == "data-by-country":
        return tables.country_rows(columns, tables.count_by_country(columns))
    around = _related(columns, store, _AROUND, terms["outside"])
    return tables.region_rows(columns, tables.count_by_region(columns, around))


def vendor_keys(
    columns: Columns, store: Store, question: Question, terms: Mapping[str, ox.NamedNode | ox.Literal]
) -> VendorKeys:
    """Return the answers to a four-valued question; ``terms`` are its parameters by name.

    The store's borders must stand for the date asked.
    """
    import numpy as np

    codes: dict[str, Codes] = {}
    for side in question.sides:
        if side in _LAST:
            around = _related(columns, store, _AROUND, terms["outside"])
            any_place = side == "place" and terms["place"].value == DM + "anyPlace"
            codes[side] = _place_codes(columns, "Access" if side == "access" else "Place", around)
            if any_place:
                codes[side] = np.maximum(codes[side], _place_codes(columns, "Access", around))
        else:
            related = _related(columns, store, _RELATED, terms[side], SCHEME_OF_SIDE[side])
            codes[side] = _concept_codes(columns, side.capitalize(), related)
    lowest = np.minimum.reduce(list(codes.values()))
    key = 100_000 + 10_000 * np.minimum(lowest // 10, 3).astype(np.int32)
    for side, of_side in codes.items():
        key += of_side.astype(np.int32) * (1 if side in _LAST else 100)
    keys = key[columns.pairs_process]
    best = np.maximum.reduceat(keys, columns.vendor_starts[:-1]) if len(keys) else keys
    return VendorKeys(columns, keys, best)


def _related(
    columns: Columns, store: Store, text: str, asked: ox.NamedNode | ox.Literal, scheme: str | None = None
) -> Mapping[str, list[str]]:
    known = columns.related.get((text, asked.value))
    if known is not None:
        return known
    found: dict[str, list[str]] = defaultdict(list)
    solutions: Any = store.query(bind(text, {"asked": asked}), schemes=[scheme] if scheme else ())
    for solution in solutions:
        found[solution["how"].value].append(solution["n"].value)
    columns.related[text, asked.value] = found
    return found


def _concept_codes(columns: Columns, side: str, related: Mapping[str, list[str]]) -> Codes:
    codes = columns.coverage[side].copy()
    for how, code in _NEAR[side]:
        _put(columns, codes, [verb + side for verb in _STATED], related[how], code)
    _put(columns, codes, ["denies" + side], related["same or broader"], 15)
    _put(columns, codes, ["mayHave" + side], related["kind"], 20)
    _put(columns, codes, ["states" + side], related["kind"], 30)
    return _told(columns, codes, "denies" + side, related["same or broader"])


def _place_codes(columns: Columns, side: str, around: Mapping[str, list[str]]) -> Codes:
    codes = columns.coverage[side].copy()
    _put(columns, codes, [verb + side for verb in _STATED], around["straddles"], 12)
    _put(columns, codes, ["denies" + side], around["all outside"], 15)
    _put(columns, codes, ["mayHave" + side], around["outside"], 20)
    _put(columns, codes, ["states" + side], around["outside"], 30)
    return _told(columns, codes, "denies" + side, around["all outside"])


def _put(columns: Columns, codes: Codes, edges: list[str], concepts: list[str], code: int) -> None:
    """Give a code to all processes with such an edge; put from low to high, the highest stays."""
    for edge in edges:
        postings = columns.edges[edge]
        if len(postings):
            for concept in concepts:
                codes[postings.of(concept)] = code


def _told(columns: Columns, codes: Codes, denies: str, concepts: list[str]) -> Codes:
    """Turn the codes of aggregation into those of the answer: nothing said 10, denied 2, both 21."""
    postings = columns.edges[denies]
    for concept in concepts:
        denied = postings.of(concept)
        codes[denied[codes[denied] >= 20]] = 21
    codes[codes == 15] = 2
    codes[codes == 0] = 10
    return codes
