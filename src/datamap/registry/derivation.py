"""What follows from the facts of a registry, brought up to date when facts are changed one by one.

An import derives edges, plain DPV and names from the claims that it writes. Whoever changes triples by
themselves (a SPARQL update) writes claims alone, or takes some away; what follows from them is compared
before and after, and only the difference is written. So what a person wrote where we derive stays, unless
it is the very triple that followed from what they now took away.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.errors import RegistryError
from datamap.registry.added_facts import AddedFacts
from datamap.registry.company_links import CompanyLinks, edges_of
from datamap.registry.conversion import LABEL, PUBLISHER, SOURCE, TITLE, TYPE, dm, dpv
from datamap.registry.corrections import Corrections
from datamap.registry.edges import EDGE_PREDICATES, edges_of_process
from datamap.registry.entities import Entities
from datamap.registry.levels import Levels
from datamap.vocabulary.terms import DM, DPV

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.registry.registry import RegistryBase
    from datamap.registry.store import Store

# What reading an incomplete node of a person's layer raises.
_NOT_WHOLE = (KeyError, ValueError, AssertionError, AttributeError, TypeError)
_PROCESS, _STORAGE = dm("process"), dpv("hasStorageCondition")
_ABOUT_OTHERS = frozenset({SOURCE, PUBLISHER})


class Derivation:
    """Follows changes of a registry: :meth:`before` each of them, then :meth:`bring_up_to_date`.

    ``added`` and ``removed`` are then the triples that came and went because they follow from others.
    """

    def __init__(self, registry: RegistryBase) -> None:
        self._registry = registry
        self._store = _Noting(registry.store)
        self._entities = Entities(self._store, registry.base)
        self._facts = AddedFacts(self._store, registry.base)
        self._followed: dict[ox.NamedNode, set[ox.Triple]] = {}
        self._given: dict[ox.NamedNode, set[ox.Triple]] = {}
        self._written: set[ox.Triple] = set()
        self._concerned = False

    @property
    def added(self) -> set[ox.Triple]:
        """What came because it follows from what was changed."""
        return self._store.came

    @property
    def removed(self) -> set[ox.Triple]:
        """What went because it followed from what was changed."""
        return self._store.went

    def before(self, removed: Iterable[ox.Triple], added: Iterable[ox.Triple]) -> None:
        """Look at what follows now from the nodes that a change is about; to be called before it is made."""
        removed, added = list(removed), list(added)
        self._written = (self._written - set(removed)) | set(added)
        seen: set[object] = set()
        for triple in (*removed, *added):
            self._concerned = self._concerned or _concerns(triple)
            nodes = [triple.subject]
            if triple.predicate == _PROCESS:
                nodes.append(triple.object)  # type: ignore[arg-type]
            for node in nodes:
                if isinstance(node, ox.NamedNode) and node not in seen:
                    seen.add(node)
                    for one in (node, *self._above(node)):
                        if one not in self._followed:
                            self._followed[one] = set()
                            with contextlib.suppress(*_NOT_WHOLE):
                                self._followed[one] = self._follows(one)
                            self._given[one] = self._entities.given_by(self._said_of(one))

    def bring_up_to_date(self) -> None:
        """Write what follows now, and take out what no longer does; raises RegistryError, in one line.

        It is raised for what no command could read any more: a correction, a link between names or a fact
        of persons of which a part is missing or is not what it must be.
        """
        if not self._concerned:
            return
        try:
            for node, followed in self._followed.items():
                follows = self._follows(node)
                self._store.remove(followed - follows - self._written)
                self._store.add(triple for triple in follows if not self._store.holds(triple))
            for node, given in self._given.items():
                gives = self._entities.given_by(self._said_of(node))
                self._store.add(triple for triple in gives - given if not self._is_named(triple))
                self._entities.withdraw(given - gives)
            self._apply_layers()
        except _NOT_WHOLE as error:
            raise RegistryError(
                f"{self._registry.location}: a correction, a link between names or a fact of persons would "
                f"not be whole ({_what(error)}); write all of it at once, as datamap itself does"
            ) from None

    def _apply_layers(self) -> None:
        """Apply links, levels and corrections, as every import does."""
        registry, base = self._registry, self._registry.base
        links = CompanyLinks(self._store, base)
        links.apply()
        Levels(self._store, base, links.classes(), self._facts.own_organisation()).apply()
        Corrections(self._store, base, registry.vocabulary).apply()

    # one node -------------------------------------------------------------------------------

    def _above(self, node: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """Yield the processes whose claim or storage place a node is."""
        for triple in self._store.triples(node, _PROCESS, None):
            if isinstance(triple.object, ox.NamedNode):
                yield triple.object
        for triple in self._store.triples(None, _STORAGE, node):
            if isinstance(triple.subject, ox.NamedNode):
                yield triple.subject

    def _follows(self, node: ox.NamedNode) -> set[ox.Triple]:
        """Return what follows from a process' claims, a fact of persons, or a link between names."""
        found = set(edges_of_process(self._store, node, self._registry.vocabulary))
        if self._store.holds(ox.Triple(node, TYPE, dm("AddedFact"))):
            fact = self._facts.at(node)
            if fact is not None:
                found |= {t for t in self._facts.triples_of(fact) if t.subject != node}
        if self._store.holds(ox.Triple(node, TYPE, dm("CompanyLink"))):
            found |= set(edges_of(CompanyLinks(self._store, self._registry.base).at(node)))
        return found

    def _said_of(self, node: ox.NamedNode) -> list[ox.Triple]:
        return list(self._store.triples(node, None, None))

    def _is_named(self, triple: ox.Triple) -> bool:
        """Tell whether a name would be given to what somebody named otherwise."""
        return triple.predicate == LABEL and any(
            True for _ in self._store.triples(triple.subject, LABEL, None)
        )


class _Noting:
    """A store that notes which triples come and go."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.came: set[ox.Triple] = set()
        self.went: set[ox.Triple] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def add(self, triples: Iterable[ox.Triple]) -> None:
        new = [triple for triple in triples if not self._store.holds(triple)]
        self.came |= set(new) - self.went
        self.went -= set(new)
        self._store.add(new)

    def remove(self, triples: Iterable[ox.Triple]) -> None:
        old = [triple for triple in triples if self._store.holds(triple)]
        self.went |= set(old) - self.came
        self.came -= set(old)
        self._store.remove(old)


def _concerns(triple: ox.Triple) -> bool:
    """Tell whether anything of ours may follow from a triple."""
    predicate = triple.predicate
    if predicate in (TYPE, TITLE, LABEL):
        return True
    return (
        predicate.value.startswith((DM, DPV))
        or predicate in _ABOUT_OTHERS
        or predicate.value in EDGE_PREDICATES
    )


def _what(error: Exception) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
