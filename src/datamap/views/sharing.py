"""Vendors joined to vendors by what they have in common.

At thousands of vendors nearly every pair shares an e-mail address, so pairs are counted first, by
sets of types as bits of one number, and edges are made only for those that are wanted.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from datamap.errors import ViewError
from datamap.views.facts import weaker

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARED_LIMIT = 200_000
"""The most edges that a graph of sharing vendors may have."""


def join_sharing(
    nodes: Mapping[str, dict[str, Any]],
    edges: Mapping[tuple[str, str], dict[str, Any]],
    minimum: int,
    kind: str,
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return an edge for every two vendors with at least ``minimum`` types in common.

    ``edges`` join vendors to types. Each new edge has ``types`` (their labels), ``weight`` (how
    many), the weakest certainty among them, and the evidence of both vendors. Raises ViewError, naming
    the minimum that works, where there would be more than ``SHARED_LIMIT`` edges.
    """
    types = sorted({end for _, end in edges}, key=lambda node: (nodes[node]["label"].casefold(), node))
    bit = {node: 1 << position for position, node in enumerate(types)}
    held: dict[str, int] = {}
    for vendor, node in edges:
        held[vendor] = held.get(vendor, 0) | bit[node]
    vendors = sorted(held, key=lambda node: (nodes[node]["label"].casefold(), node))
    sets = [held[vendor] for vendor in vendors]
    counts: Counter[int] = Counter()
    wanted: list[tuple[int, int]] = []
    for first, mine in enumerate(sets):
        shared = [(mine & other).bit_count() for other in sets[first + 1 :]]
        counts.update(shared)
        if len(wanted) <= SHARED_LIMIT:
            wanted += [(first, first + 1 + n) for n, count in enumerate(shared) if count >= minimum]
    _refuse_too_many(counts, minimum, kind)
    joined = {}
    for first, second in wanted:
        one, other = vendors[first], vendors[second]
        common = [node for node in types if sets[first] & sets[second] & bit[node]]
        pairs = [edges[vendor, node] for node in common for vendor in (one, other)]
        certainty = pairs[0]["certainty"]
        for edge in pairs:
            certainty = weaker(certainty, edge["certainty"])
        joined[one, other] = {
            "certainty": certainty,
            "relation": "shared",
            "types": [nodes[node]["label"] for node in common],
            "iris": common,
            "weight": len(common),
            "evidence": {cited: None for edge in pairs for cited in edge["evidence"]},
        }
    return joined


def _refuse_too_many(counts: Counter[int], minimum: int, kind: str) -> None:
    total = sum(pairs for shared, pairs in counts.items() if shared >= minimum)
    if total <= SHARED_LIMIT:
        return
    enough, left = minimum, total
    while left > SHARED_LIMIT:
        left -= counts[enough]
        enough += 1
    raise ViewError(
        f"{kind}: {total:,} pairs of vendors share at least {minimum}, more than a graph can hold; "
        f"ask for a minimum of {enough} ({left:,} pairs)"
    )
