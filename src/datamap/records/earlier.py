"""An earlier record to compare with: one saved as linked data, or the registry as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidParameter, RegistryError
from datamap.records.comparison import Snapshot, compared, snapshot
from datamap.records.rdf import DCAT
from datamap.registry.conversion import IDENTIFIER, TYPE, dm, dpv
from datamap.registry.serialisation import format_of
from datamap.vocabulary.terms import DCT, DM

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.records.record import Record


def compare_with(record: Record, old: str | Path, remake: Callable[[Path], Record]) -> None:
    """Mark in a record what changed since an earlier one.

    ``old`` is a record saved as .jsonld or .ttl, or a registry, of which ``remake`` makes the record as it
    would have been. Raises RegistryError when it is neither, RegistryNotFound when nothing is there.
    """
    path = Path(old)
    store = _load(path)
    saved = next(iter(store.quads_for_pattern(None, TYPE, dpv("ROPA"), None)), None) if store else None
    if store is not None and saved is not None and isinstance(saved.subject, ox.NamedNode):
        before, date = _snapshot_of(store, saved.subject, record)
    else:
        earlier = remake(path)
        before, date = snapshot(earlier.document), record.document.date
    internal = record.options.audience == "internal"
    what = path.name if internal else date
    # An extract shows one customer; what is not in it may be another's.
    whole = record.options.controller is None
    record.document, record.changes = compared(record.document, before, date, what, gone=whole)


def _load(path: Path) -> ox.Store | None:
    if not path.is_file():
        return None  # the registry's own opening says what is wrong
    store = ox.Store()
    try:
        store.bulk_load(path=str(path), format=format_of(path))
    except (SyntaxError, ValueError) as error:
        raise RegistryError(f"{path}: is not the RDF its name says: {' '.join(str(error).split())}") from None
    except OSError as error:
        raise RegistryError(f"{path}: cannot be read ({error.strerror or error})") from None
    return store


def _snapshot_of(store: ox.Store, record: ox.NamedNode, now: Record) -> tuple[Snapshot, str]:
    def value(node: ox.NamedNode, predicate: ox.NamedNode) -> str:
        quads = store.quads_for_pattern(node, predicate, None, None)
        return next((q.object.value for q in quads if isinstance(q.object, (ox.Literal, ox.NamedNode))), "")

    def cells(node: ox.NamedNode) -> dict[str, str]:
        found = {}
        for quad in store.quads_for_pattern(node, dm("hasCell"), None, None):
            if isinstance(quad.object, ox.NamedNode):
                found[quad.object.value.rpartition("/")[2]] = value(quad.object, ox.NamedNode(DM + "text"))
        return found

    language, role = value(record, ox.NamedNode(DCT + "language")), record.value.split("/record/")[-1]
    if language != now.document.language or role.partition("/")[0] != now.options.role:
        raise InvalidParameter(
            f"the earlier record is that of a {role.partition('/')[0]} in {language!r}; "
            "make both with the same --role and --lang"
        )
    taken: Snapshot = {"front": cells(record)}
    for quad in store.quads_for_pattern(record, ox.NamedNode(DCAT + "dataset"), None, None):
        if isinstance(quad.object, ox.NamedNode):
            taken[value(quad.object, IDENTIFIER)] = cells(quad.object)
    return taken, value(record, ox.NamedNode(DCT + "issued"))
