"""Documents in and out of a registry, each with all that it gave and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from datamap.registry.conversion import (
    IDENTIFIER,
    PUBLISHER,
    SOURCE,
    TITLE,
    TYPE,
    dm,
    dpv,
    reading_triples,
    written_by_import,
)
from datamap.registry.identifiers import source_iri
from datamap.registry.nodes import is_a, name_of, value_of
from datamap.vocabulary.terms import DCT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from datamap.claims.model import Reading
    from datamap.registry.entities import Entities
    from datamap.registry.store import Store
    from datamap.vocabulary.concepts import Vocabulary


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A document that a registry stands on, and how much it gave."""

    identifier: str
    title: str | None
    file_name: str
    sha256: str
    edition: int
    date: str | None
    processor: str | None
    entries: int
    claims: int
    own_list_of: tuple[str, ...] = ()
    """The vendors (names) whose own list it is: its entries are their sub-processors, not vendors of ours."""


class Documents:
    """The documents that a registry stands on."""

    def __init__(self, store: Store, base: str, vocabulary: Vocabulary, entities: Entities) -> None:
        self._store, self._base, self._vocabulary, self._entities = store, base, vocabulary, entities

    def add(self, reading: Reading) -> None:
        """Take a document's reading in; the facts of an earlier version of it are replaced.

        A person's corrections and own triples stand; they are not applied yet.
        """
        known = self.node(reading.source)
        edition = 1
        if known is not None:
            edition = int(value_of(self._store, known, dm("edition")) or 1)
            if value_of(self._store, known, dm("sha256")) != reading.sha256:
                edition += 1
            # Whose list it is stays known when the next version is read without saying it again.
            if reading.processor is None:
                reading = replace(reading, processor=self._publisher(known))
        self._replace(known, set(reading_triples(reading, self._base, self._vocabulary, edition)))

    def put(self, source: str, triples: set[ox.Triple]) -> None:
        """Take a document's triples in, in place of what is known of it; corrections are not applied yet."""
        self._replace(self.node(source), triples)

    def _replace(self, known: ox.NamedNode | None, triples: set[ox.Triple]) -> None:
        if known is None:
            self._store.add(triples)
            return
        before = set(self.facts_of(known))
        given = self._entities.given_by(before)
        self._store.remove(before - triples)
        self._store.add(triples)
        self._entities.withdraw(given)

    def remove(self, node: ox.NamedNode) -> None:
        """Take a document out with all its facts; corrections are not applied yet."""
        facts = set(self.facts_of(node))
        given = self._entities.given_by(facts)
        self._store.remove(facts)
        self._entities.withdraw(given)

    def all(self) -> list[SourceRecord]:
        """Return the documents that the registry stands on, by identifier."""
        found = []
        for triple in self._store.triples(None, TYPE, dm("Source")):
            node = triple.subject
            assert isinstance(node, ox.NamedNode)
            parts = list(self._store.triples(None, SOURCE, node))
            processes = [t.subject for t in parts if is_a(self._store, t.subject, dpv("Process"))]
            claims = sum(self._claims_of_document(process) for process in processes)
            found.append(
                SourceRecord(
                    identifier=value_of(self._store, node, IDENTIFIER) or node.value,
                    title=value_of(self._store, node, TITLE),
                    file_name=value_of(self._store, node, dm("fileName")) or "",
                    sha256=value_of(self._store, node, dm("sha256")) or "",
                    edition=int(value_of(self._store, node, dm("edition")) or 1),
                    date=value_of(self._store, node, ox.NamedNode(DCT + "issued")),
                    processor=self._publisher(node),
                    entries=len(processes),
                    claims=claims,
                )
            )
        return sorted(found, key=lambda record: record.identifier)

    def node(self, source: str) -> ox.NamedNode | None:
        """Return the node of a document by its name, None where there is none."""
        node = ox.NamedNode(source_iri(self._base, source))
        return node if is_a(self._store, node, dm("Source")) else None

    def facts_of(self, source: ox.NamedNode) -> Iterator[ox.Triple]:
        """Yield every triple that a document gave: all those about nodes at or below its IRI."""
        parts = (t.subject for t in self._store.triples(None, SOURCE, source))
        return self._facts_below(source.value, [source, *parts])

    def replace_entries(self, entries: Mapping[str, Iterable[ox.Triple]]) -> None:
        """Give entries (by the IRI of their process) other facts, as their document's next reading would.

        Corrections are not applied yet.
        """
        before: set[ox.Triple] = set()
        after: set[ox.Triple] = set()
        for process, triples in entries.items():
            before |= set(self._facts_below(process, [ox.NamedNode(process)]))
            after |= set(triples)
        # Statements stay as they are; whatever else is known of where they stand stays with them.
        kept = {t.subject for t in after if t.predicate == TYPE and t.object == dm("Statement")}
        after |= {t for t in before if t.subject in kept}
        given = self._entities.given_by(before)
        self._store.remove(before - after)
        self._store.add(after)
        self._entities.withdraw(given)

    def _facts_below(self, top: str, start: list[Any]) -> Iterator[ox.Triple]:
        pending = list(start)
        seen = set()
        while pending:
            node = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            for triple in self._store.triples(node, None, None):
                if not written_by_import(triple):
                    continue  # a person's own remark about the node
                yield triple
                if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(top + "/"):
                    pending.append(triple.object)
            pending.extend(t.subject for t in self._store.triples(None, dm("process"), node))

    def _claims_of_document(self, process: Any) -> int:
        claims = [t.subject for t in self._store.triples(None, dm("process"), process)]
        return sum(not any(self._store.triples(c, dm("byCorrection"), None)) for c in claims)  # type: ignore[arg-type]

    def _publisher(self, node: ox.NamedNode) -> str | None:
        for triple in self._store.triples(node, PUBLISHER, None):
            if isinstance(triple.object, ox.NamedNode):
                return name_of(self._store, triple.object.value)
        return None
