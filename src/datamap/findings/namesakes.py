"""Pairs of vendors for ALIAS and VENDOR-LOC, from what ``companies`` proposes, less what a person decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.companies import names
from datamap.companies.known import FORMER, PRODUCT, SAME, KnownNames
from datamap.companies.proposal import WEAK
from datamap.companies.proposals import find_proposals, settled_pairs

if TYPE_CHECKING:
    from datamap.registry.registry import RegistryBase

Pair = tuple[str, str]


def aliases(registry: RegistryBase) -> list[Pair]:
    """Return pairs of vendors (IRIs) that are proposed as one company under two names.

    Two products of one company's name ("Google", "Google LLC (G Suite)") are no duplicates; neither is a
    product beside its company, unless it stands in the company's brackets.
    """
    vendors, known = registry.vendors(), KnownNames(registry.vocabulary)
    found: list[Pair] = []
    for one in find_proposals(registry):
        if one.first not in vendors or one.second not in vendors or one.grade == WEAK:
            continue
        parts = [names.take_apart(name, known) for name in (one.first_name, one.second_name)]
        in_brackets = any(part.role == names.BRACKET for own in parts for part in own)
        of_one_name = len({own[0].full for own in parts if own}) == 1
        # A shared address is no name; and it may be the one of whom both are bought from.
        by_address = all(reason.code == "domain" for reason in one.reasons)
        kinds = (SAME, FORMER, PRODUCT) if in_brackets else (SAME, FORMER)
        if one.kind in kinds and not by_address and not (of_one_name and in_brackets):
            found.append(_ordered(one.first, one.second))
    return sorted(found, key=lambda pair: (vendors[pair[0]].casefold(), pair))


def namesakes(registry: RegistryBase) -> list[Pair]:
    """Return (the first, each) of the vendors of one name without legal form and brackets, itself too.

    A vendor about which a person decided stands apart from the other of the decision.
    """
    known = KnownNames(registry.vocabulary)
    by_name: dict[str, list[str]] = {}
    for iri, name in registry.vendors().items():
        parts = names.take_apart(name, known)
        by_name.setdefault(parts[0].full if parts else iri, []).append(iri)
    settled = settled_pairs(registry)
    pairs: list[Pair] = []
    for same in by_name.values():
        groups: list[list[str]] = []
        for iri in sorted(same):
            fits = (g for g in groups if not any(settled(frozenset((iri, other))) for other in g))
            group = next(fits, None)
            if group is None:
                groups.append(group := [])
            group.append(iri)
        pairs += [(group[0], iri) for group in groups for iri in group]
    return pairs


def _ordered(first: str, second: str) -> Pair:
    return (first, second) if first < second else (second, first)
