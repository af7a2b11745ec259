"""The own words of another registry's project, taken along with it as far as they contradict nothing here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidParameter
from datamap.registry.conversion import dm
from datamap.registry.serialisation import serialise
from datamap.review.fields import SCHEME_OF
from datamap.review.words import Words
from datamap.vocabulary.concepts import normalise
from datamap.vocabulary.local import LocalOntology
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.registry import RegistryBase
    from datamap.review.decision import Decision


@dataclass(slots=True)
class TakenWords:
    """How many types, labels and decisions came along, and what did not, with the reason.

    ``read_with`` are the words that the other registry's lists were read with, as they are named here.
    """

    read_with: LocalOntology
    types: int = 0
    labels: int = 0
    decisions: int = 0
    notes: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.types or self.labels or self.decisions)


def take_words(words: Words, theirs: LocalOntology, their_base: str, base: str) -> TakenWords:
    """Take another project's types, labels and decisions into these words; numbers of decisions may change.

    What is named below their base IRI is named below ``base`` from now on. What is decided here stands:
    where theirs says otherwise, that is left out and told.
    """
    return _Joining(words, _moved(theirs, their_base, base), base).run()


def concepts_named(registry: RegistryBase) -> set[str]:
    """Return the concepts that facts of a registry name."""
    return {t.object.value for t in registry.store.triples(None, dm("concept"), None)}  # type: ignore[union-attr]


def without_words(registry: RegistryBase, concepts: Iterable[str]) -> list[str]:
    """Return those of concepts that facts name, while neither ontology nor own words know them."""
    return sorted(
        iri
        for iri in concepts
        if registry.vocabulary.label(iri) == curie(iri)
        and next(registry.store.triples(None, dm("concept"), ox.NamedNode(iri)), None) is not None
    )


def moved(iri: str, their_base: str, base: str) -> str:
    """Return how what is named below another base IRI is named below this one."""
    return base + iri.removeprefix(their_base) if iri.startswith(their_base) else iri


def _moved(theirs: LocalOntology, their_base: str, base: str) -> LocalOntology:
    def here(term: object) -> object:
        return ox.NamedNode(moved(term.value, their_base, base)) if isinstance(term, ox.NamedNode) else term

    quads = [ox.Quad(here(q.subject), q.predicate, here(q.object)) for q in theirs.quads]  # type: ignore[arg-type]
    return LocalOntology(theirs.path, serialise(quads, ox.RdfFormat.TURTLE, base))


class _Joining:
    def __init__(self, words: Words, theirs: LocalOntology, base: str) -> None:
        self._words, self._theirs = words, theirs
        self._their_words = Words(theirs.path, theirs, base, None)
        self._taken = TakenWords(theirs)
        self._left: set[str] = set()
        """Their types that are not taken."""

    def run(self) -> TakenWords:
        for concept in self._types():
            self._take_type(concept)
        for quad, concept, label in list(self._theirs.written_labels()):
            if concept not in self._left:
                self._take_label(quad, concept, label)
        for decision in self._their_words.decisions():
            self._take_decision(decision)
        return self._taken

    def _types(self) -> list[str]:
        """Return their types, each after those above it."""
        above: dict[str, list[str]] = {}
        for _, low, high in self._theirs.kinds():
            above.setdefault(low, []).append(high)
        ordered: dict[str, None] = {}

        def visit(concept: str) -> None:
            for high in above.get(concept, []):
                if high in self._theirs.concepts and high not in ordered:
                    visit(high)
            ordered.setdefault(concept)

        for concept in sorted(self._theirs.concepts):
            visit(concept)
        return list(ordered)

    def _take_type(self, concept: str) -> None:
        scheme = self._theirs.concepts[concept]
        quads = [q for q in self._theirs.quads if q.subject == ox.NamedNode(concept)]
        name = self._their_words.label(concept)
        above = [high for _, low, high in self._theirs.kinds() if low == concept]
        if self._words.in_scheme(concept, scheme):
            if not self._words.holds(q for q in quads if q.predicate.value.endswith("kindOf")):
                self._note(f"the type {name!r} is a kind of something else here; what is stated here stands")
            return
        missing = [high for high in above if not self._words.in_scheme(high, scheme)]
        try:
            if missing:
                raise InvalidParameter(f"{curie(missing[0])}, of which it is a kind, is not known here")
            for quad, of, label in self._theirs.written_labels():
                if of == concept and quad.predicate.value.endswith("prefLabel"):
                    self._words.refuse_label(label, scheme, None)
        except InvalidParameter as error:
            self._left.add(concept)
            self._note(f"the type {name!r} was left out: {error}")
            return
        labels = {quad for quad, of, _ in self._theirs.written_labels() if of == concept}
        named = (q for q in labels if q.predicate.value.endswith("prefLabel"))
        self._words.add([q for q in quads if q not in labels] + list(named))
        self._taken.types += 1

    def _take_label(self, quad: ox.Quad, concept: str, label: str) -> None:
        if self._words.holds([quad]):
            return
        scheme = next((s for s in SCHEME_OF.values() if self._words.in_scheme(concept, s)), None)
        try:
            if scheme is None:
                raise InvalidParameter(f"{curie(concept)} is not known here")
            if quad.predicate.value.endswith("prefLabel"):
                raise InvalidParameter("the type is called otherwise here")
            self._words.refuse_label(label, scheme, concept)
        except InvalidParameter as error:
            self._note(f"the label {label!r} was left out: {error}")
            return
        self._words.add([quad])
        self._taken.labels += 1

    def _take_decision(self, decision: Decision) -> None:
        wanted = decision.field, normalise(decision.phrase)
        for ours in self._words.decisions():
            if (ours.field, normalise(ours.phrase)) == wanted:
                same = (ours.kind, ours.concept, ours.complete)
                if same != (decision.kind, decision.concept, decision.complete):
                    self._note(f"{decision.phrase!r} is decided otherwise here ({ours.number}); that stands")
                return
        if decision.concept is not None:
            # A decision stands on its label; where that was left out, its phrase is still to be decided.
            known = self._words.labels_of(decision.concept)
            if wanted[1] not in known:
                return
        self._words.record(decision)
        self._taken.decisions += 1

    def _note(self, text: str) -> None:
        self._taken.notes.append(f"{self._theirs.path}: {text}")
