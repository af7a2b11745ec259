"""What persons decided about two names of companies, as far as a new name for an old entry is concerned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.registry.conversion import TYPE, dm
from datamap.vocabulary.terms import DM

if TYPE_CHECKING:
    from datamap.registry.registry import RegistryBase

_ONE_COMPANY = frozenset({DM + "sameCompanyAs", DM + "formerNameOf"})
_CONFIRMED, _DECLINED = DM + "confirmed", DM + "declined"


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

    Each is a ``dm:CompanyLink`` with who decided, when and why.
    """
    same, apart = set(), set()
    for link in registry.store.triples(None, TYPE, dm("CompanyLink")):
        said = {
            t.predicate.value.removeprefix(DM): t.object.value  # type: ignore[union-attr]
            for t in registry.store.triples(link.subject, None, None)  # type: ignore[arg-type]
        }
        if "undoneBy" in said or not {"firstName", "secondName"} <= said.keys():
            continue
        pair = frozenset(said[name].removeprefix(registry.base) for name in ("firstName", "secondName"))
        if said.get("linkKind") in _ONE_COMPANY:
            if said.get("decision") == _CONFIRMED:
                same.add(pair)
            elif said.get("decision") == _DECLINED:
                apart.add(pair)
    return Decisions(frozenset(same), frozenset(apart))
