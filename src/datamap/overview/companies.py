"""Vendors by company: names that a person confirmed as one company's together, with their products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.vocabulary.terms import DM, ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.registry.registry import RegistryBase


def companies_of(registry: RegistryBase, vendors: Mapping[str, str]) -> list[tuple[list[str], list[str]]]:
    """Return companies as (their names, the vendors whose facts count for them), by name.

    A product counts for its company too, and stands on its own beside it, as ``vendor=`` in questions.
    """
    same = _links(registry, "sameCompanyAs", both=True)
    products = _links(registry, "productOf", both=False)
    found, seen = [], set()
    for vendor in vendors:
        if vendor in seen:
            continue
        names = _reached(vendor, same)
        seen |= names
        behind = _reached(vendor, same, products)
        own = sorted((vendors[iri] for iri in names if iri in vendors), key=str.casefold)
        found.append((own, sorted(iri for iri in behind if iri in vendors)))
    return found


def _links(registry: RegistryBase, name: str, *, both: bool) -> dict[str, set[str]]:
    links: dict[str, set[str]] = {}
    # The ontology links known names; asking which triples are the registry's own would load all of it.
    asked = registry.store.query(
        f"SELECT ?one ?other {{ ?one <{DM}{name}> ?other FILTER(isIRI(?one) && isIRI(?other) && "
        f'!STRSTARTS(STR(?one), "{ONTOLOGY}")) }}',
        schemes=(),
    )
    assert isinstance(asked, ox.QuerySolutions)
    for solution in asked:
        one, other = solution["one"].value, solution["other"].value
        links.setdefault(other, set()).add(one)
        if both:
            links.setdefault(one, set()).add(other)
    return links


def _reached(start: str, *links: Mapping[str, set[str]]) -> set[str]:
    reached, pending = {start}, [start]
    while pending:
        node = pending.pop()
        for one in links:
            more = one.get(node, set()) - reached
            reached |= more
            pending.extend(more)
    return reached
