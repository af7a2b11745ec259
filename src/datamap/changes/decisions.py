"""What persons decided about two names of companies, as far as a new name for an old entry is concerned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.registry.registry import RegistryBase

_ONE_COMPANY = frozenset({"same", "former"})


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of names, by their IRIs below the registry's base: of one company, and of two for certain."""

    same: frozenset[frozenset[str]] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()

    def __or__(self, other: Decisions) -> Decisions:
        """Return what either holds."""
        return Decisions(self.same | other.same, self.apart | other.apart)


def decisions_of(registry: RegistryBase) -> Decisions:
    """Return the decisions of a registry that nobody took back, also of names that no list holds any more.

    Each has who decided, when and why.
    """
    same: set[frozenset[str]] = set()
    apart: set[frozenset[str]] = set()
    for link in registry.company_links.all():
        if not link.in_force:
            continue
        pair = frozenset(iri.removeprefix(registry.base) for iri in (link.first, link.second))
        if link.kind in _ONE_COMPANY:
            (same if link.decision == "confirmed" else apart).add(pair)
    return Decisions(frozenset(same), frozenset(apart))
