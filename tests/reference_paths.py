"""By which paths data may travel, in plain Python: every choice of entries is tried, the surest is kept.

Shares no code with datamap; what an entry says of data and place is :mod:`reference_evaluator`'s answer.

    paths(edges, data=PHONE, outside=EEA)   ->  {(vendor, sub-processor, ...): "conditional", ...}
    chains(edges, start)                    ->  {(start, ..., end): certainty}, circles included
    behind_several(edges)                   ->  {sub-processor: {vendor, ...}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference_evaluator import DM, DPV, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reference_evaluator import Place, Triple

ORDER = ("no", "unknown", "conditional", "yes")
Way = tuple[str, ...]


def paths(
    edges: Iterable[Triple], *, data: str, outside: str | None = None, place: Place = "storage"
) -> dict[Way, str]:
    """Return the surest certainty of every path that ends where it is asked for; "no" is no path."""
    edges = list(edges)
    links = (DPV + "hasDataProcessor", DM + "hasSubProcessor")
    entries = {s for s, p, _ in edges if p in links}
    # Each entry as a vendor of its own: its verdict is then the entry's.
    alone = [e for e in edges if e[1] not in links] + [(e, links[0], e) for e in sorted(entries)]
    at = {e: v.answer for e, v in evaluate(alone, data=data).items()}
    there: dict[str, str] = dict.fromkeys(entries, "yes")
    if outside is not None:
        there = {e: v.answer for e, v in evaluate(alone, outside=outside, place=place).items()}
    for_us = {s for s, p, _ in edges if p == DM + "madeForUs"}
    found: dict[Way, str] = {}

    def walk(way: Way, sure: str, steps: Iterator[tuple[str, str]]) -> None:
        for entry, processor in steps:
            if processor in way:
                continue
            cap = "yes" if not way or entry in for_us else "conditional"
            here = _least(sure, at[entry], cap)
            end = _least(here, there[entry])
            reached = (*way, processor)
            if end != "no" and ORDER.index(end) > ORDER.index(found.get(reached, "no")):
                found[reached] = end
            if here != "no":
                walk(reached, here, _onward(edges, processor))

    walk((), "yes", iter([(s, o) for s, p, o in edges if p == links[0]]))
    return found


def chains(edges: Iterable[Triple], start: str) -> dict[Way, str]:
    """Return every path from a vendor, those that close a circle too, with how sure it is."""
    edges = list(edges)
    for_us = {s for s, p, _ in edges if p == DM + "madeForUs"}
    ours = any(p == DPV + "hasDataProcessor" and o == start for _, p, o in edges)
    found: dict[Way, str] = {}

    def walk(way: Way, sure: str) -> None:
        found[way] = max(sure, found.get(way, "no"), key=ORDER.index)
        if way[-1] in way[:-1]:
            return
        for entry, processor in _onward(edges, way[-1]):
            walk((*way, processor), _least(sure, "yes" if entry in for_us else "conditional"))

    walk((start,), "yes" if ours else "conditional")
    return found


def behind_several(edges: Iterable[Triple], minimum: int = 2) -> dict[str, set[str]]:
    """Return the processors behind at least so many vendors of ours, with those vendors."""
    edges = list(edges)
    found: dict[str, set[str]] = {}
    for vendor in {o for _, p, o in edges if p == DPV + "hasDataProcessor"}:
        reached: set[str] = set()
        queue = [vendor]
        while queue:
            for _, processor in _onward(edges, queue.pop()):
                if processor not in reached:
                    reached.add(processor)
                    queue.append(processor)
        for processor in reached - {vendor}:
            found.setdefault(processor, set()).add(vendor)
    return {processor: vendors for processor, vendors in found.items() if len(vendors) >= minimum}


def _onward(edges: list[Triple], processor: str) -> Iterator[tuple[str, str]]:
    entries = {s for s, p, o in edges if p == DM + "onBehalfOf" and o == processor}
    return iter([(s, o) for s, p, o in edges if p == DM + "hasSubProcessor" and s in entries])


def _least(*answers: str) -> str:
    return min(answers, key=ORDER.index)
