"""The rows of a processor's record: controllers, or groups of them, by category of processing.

Controllers with the same services, instructions and transfers are one row (GDPR Art. 30(2)(b)); who is
one group is what persons stated: a group's name, or the same services.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.records.wording import genitive, listing

if TYPE_CHECKING:
    from datamap.records.cells import Cells


@dataclass(frozen=True, slots=True)
class Unit:
    """A controller or a group of controllers, with the services it uses.

    ``name`` is what the row is called; ``group`` the IRI of a named group.
    """

    name: str
    group: str | None
    controllers: tuple[str, ...]
    services: tuple[str, ...]


def services_of(cells: Cells, controller: str) -> tuple[str, ...]:
    """Return the services of a controller: its own, else its group's, in the order of their names."""
    own = cells.fact(controller, "services")
    if own is None:
        group = group_of(cells, controller)
        own = cells.fact(group, "services")
    known = [iri for iri in own.values if own.state == "given"] if own else []
    return tuple(sorted(known, key=lambda iri: cells.gathered.name(iri).casefold()))


def group_of(cells: Cells, controller: str) -> str | None:
    """Return the group that a controller belongs to."""
    fact = cells.fact(controller, "group")
    return fact.values[0] if fact and fact.values else None


def units(cells: Cells, entity: str, only: str | None = None) -> list[Unit]:
    """Return the units of a record by name; ``only`` is the one controller of an extract."""
    gathered = cells.gathered
    members: dict[tuple[str | None, tuple[str, ...]], list[str]] = {}
    for controller in [only] if only else gathered.controllers:
        key = (group_of(cells, controller), services_of(cells, controller))
        members.setdefault(key, []).append(controller)
    if not only:
        taken = {group for group, _ in members}
        for group in gathered.groups:
            if group not in taken:
                fact = cells.fact(group, "services")
                members[group, tuple(sorted(fact.values)) if fact else ()] = []
    if not members:
        # Nobody is named: what is carried out for them is still known, or known to be missing.
        return [Unit(_customers(cells, entity), None, (), gathered.services)]
    sets = Counter(group for group, _ in members)
    found = [
        Unit(
            _name(cells, entity, group, services, controllers, several=sets[group] > 1),
            group,
            tuple(controllers),
            services,
        )
        for (group, services), controllers in members.items()
    ]
    return sorted(found, key=lambda unit: (unit.name.casefold(), unit.services))


def _name(
    cells: Cells,
    entity: str,
    group: str | None,
    services: tuple[str, ...],
    controllers: list[str],
    several: bool,
) -> str:
    names = listing(cells.language, [cells.gathered.name(iri) for iri in services])
    if group is not None:
        # A group whose members use different services is several rows; the services tell them apart.
        name = cells.gathered.name(group)
        return f"{name}: {names}" if several and names else name
    if len(controllers) == 1:
        return cells.gathered.name(controllers[0])
    customers = _customers(cells, entity)
    return f"{customers}: {names}" if names else customers


def _customers(cells: Cells, entity: str) -> str:
    if not entity:
        return cells.say("the-customers")
    return cells.say("customers-of", entity=genitive(cells.language, entity))
