"""Who is meant: vendors, customers and others by name, with the nearest names where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import UnknownName
from datamap.registry.conversion import LABEL, dm, dpv
from datamap.registry.nodes import name_of
from datamap.vocabulary.concepts import closest
from datamap.vocabulary.terms import is_iri

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.registry.store import Store


def all_vendors(store: Store) -> dict[str, str]:
    """Return the IRI of every vendor with its name, sorted by name."""
    found: dict[str, str] = {}
    for triple in store.triples(None, dpv("hasDataProcessor"), None):
        vendor = triple.object
        if isinstance(vendor, ox.NamedNode):
            found.setdefault(vendor.value, name_of(store, vendor.value))
    return dict(sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def find_vendor(store: Store, name: str) -> str:
    """Return the IRI of the vendor of that name (letter case aside) or IRI.

    Raises UnknownName with the nearest names.
    """
    known = _as_written(store, name)
    if known is not None:
        return known
    # A service may rely on a vendor that no list names any more; a breach there still affects customers.
    relied = {t.object.value for t in store.triples(None, dm("reliesOn"), None)}  # type: ignore[union-attr]
    return named("vendor", name, {iri: name_of(store, iri) for iri in relied} | all_vendors(store))


def _as_written(store: Store, name: str) -> str | None:
    """Find a vendor by its IRI or by its very name, without reading the names of all."""
    nodes = [t.subject for t in store.triples(None, LABEL, ox.Literal(name))]
    if is_iri(name):
        nodes.append(ox.NamedNode(name))
    for node in nodes:
        if isinstance(node, ox.NamedNode) and any(
            next(store.triples(None, relation, node), None)
            for relation in (dpv("hasDataProcessor"), dm("reliesOn"))
        ):
            return node.value
    return None


def named(kind: str, name: str, known: Mapping[str, str]) -> str:
    """Return the IRI of what has a name, letter case aside; raises UnknownName with the nearest names."""
    wanted = " ".join(name.split()).casefold()
    for iri, label in known.items():
        if label.casefold() == wanted:
            return iri
    by_fold = {label.casefold(): label for label in known.values()}
    near = [fold for fold, _ in closest(wanted, by_fold, 3, at_least=60)]
    near += [fold for fold in by_fold if wanted and wanted in fold and fold not in near]
    hint = f"; did you mean {', '.join(repr(by_fold[n]) for n in near[:3])}?" if near else ""
    raise UnknownName(f"no {kind} named {name!r}{hint}")
