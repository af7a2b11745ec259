"""A project's own words while persons decide: decisions made, listed, undone, and written to local.ttl."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.claims.lexicon import load_lexicon
from datamap.claims.local_words import problem_with
from datamap.errors import ChangedMeanwhile, InvalidParameter, OntologyError, RegistryError, UnknownName
from datamap.registry.identifiers import slug
from datamap.registry.serialisation import locked, serialise, write_atomically
from datamap.registry.store import fingerprint
from datamap.review.decision import Decision, Kind, as_quads, decisions_in, node_of
from datamap.review.fields import FIELD_OF, SCHEME_OF
from datamap.vocabulary.concepts import (
    ALT_LABEL,
    IN_SCHEME,
    KIND_OF,
    PLACES,
    PREF_LABEL,
    load_vocabulary,
    normalise,
)
from datamap.vocabulary.local import EXTENDED, LocalOntology, is_shipped
from datamap.vocabulary.places import find_place
from datamap.vocabulary.terms import DM, DPV, PD, SKOS, curie, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from datamap.vocabulary.concepts import Vocabulary

LONGEST_LABEL = 200
LONGEST_PHRASE = 2_000

_HEADER = (
    "# The project's own words: what persons decided that phrases in its lists mean (datamap review).\n"
    "# Written by datamap in a fixed order; comments are not kept.\n\n"
)


class Words:
    """The project's own words in one file, and the decisions that they come from."""

    def __init__(
        self, path: Path, local: LocalOntology | None, base: str, opened: tuple[int, int, int] | None
    ) -> None:
        """``opened`` is the fingerprint of the file when the words were read from it."""
        self.path, self._base = path, base
        self._quads: set[ox.Quad] = set(local.quads) if local else set()
        self._known: list[Decision] | None = None
        self.language_of: dict[str, str] = {}
        """Languages in which lists use phrases, normalised, as far as somebody looked."""
        self._opened = opened
        self._written = local.turtle if local else None
        self._lexicon = load_lexicon()
        self._shipped: Vocabulary = self._lexicon.vocabulary

    # reading --------------------------------------------------------------------------------

    def decisions(self) -> list[Decision]:
        """Return the decisions in force, by number."""
        if self._known is None:
            self._known = decisions_in(self._quads, self.path)
        return list(self._known)

    @property
    def local(self) -> LocalOntology | None:
        """The words as they now are, None where there is none."""
        if not self._quads:
            return None
        if self._written is not None and set(LocalOntology(self.path, self._written).quads) == self._quads:
            return LocalOntology(self.path, self._written)  # as a person wrote it
        local = LocalOntology(
            self.path, _HEADER.encode() + serialise(self._quads, ox.RdfFormat.TURTLE, self._base)
        )
        local.check()
        return local

    @property
    def changed(self) -> bool:
        """Whether there are decisions that are not written yet."""
        local = self.local
        return (local.turtle if local else None) != self._written

    def without(self, phrases: Iterable[tuple[str, str]]) -> LocalOntology | None:
        """Return the words without those for (scheme, normalised phrase) pairs."""
        left = Words.__new__(Words)
        left.path, left._base, left._written = self.path, self._base, self._written
        left._lexicon, left._shipped, left._known = self._lexicon, self._shipped, None
        gone = set(phrases)
        left._quads = set(self._quads)
        for decision in self.decisions():
            if (SCHEME_OF.get(decision.field, ""), normalise(decision.phrase)) in gone:
                left._take_out(decision)
        for quad in list(left._quads):
            if quad.predicate == ALT_LABEL and any(
                (scheme, normalise(quad.object.value)) in gone  # type: ignore[union-attr]
                for scheme in SCHEME_OF.values()
                if self.in_scheme(quad.subject.value, scheme)  # type: ignore[union-attr]
            ):
                left._quads.discard(quad)
        return left.local

    def concept(self, given: str, field: str) -> str:
        """Return the concept that a label in any language, a CURIE or an IRI names in a field.

        Raises InvalidParameter with the nearest labels.
        """
        scheme = SCHEME_OF[field]
        text = given.strip()
        wanted = normalise(text)
        for concept, labels in self._own_labels().items():
            if wanted in labels and self.in_scheme(concept, scheme):
                return concept
        found = self._place(text) if scheme == PLACES else self._shipped.lookup(text, scheme)
        iri = expand(text)
        if found is None and iri is not None and self.in_scheme(iri, scheme):
            found = iri
        if found is None:
            near = ", ".join(repr(label) for label, _ in self._shipped.nearest(text, scheme))
            hint = f"; nearest: {near}" if near else ""
            raise InvalidParameter(f"{field}: {given!r} names nothing the ontology knows{hint}")
        return found

    def in_scheme(self, concept: str, scheme: str) -> bool:
        """Tell whether a concept, shipped or of the project's own, belongs to a scheme."""
        if self._shipped.in_scheme(concept, scheme):
            return True
        return ox.Quad(ox.NamedNode(concept), IN_SCHEME, ox.NamedNode(scheme)) in self._quads

    # deciding -------------------------------------------------------------------------------

    def decide(
        self,
        phrase: str,
        field: str,
        kind: Kind,
        *,
        concept: str | None = None,
        name: str | None = None,
        complete: bool = False,
        by: str,
        reason: str = "",
        on: dt.date | None = None,
        language: str = "en",
    ) -> Decision:
        """Record what a phrase means; ``concept`` is the IRI it names, or the broader one of a new type.

        ``name`` is the new type's, by default the phrase itself. Raises InvalidParameter where that cannot
        be: decided already, a label that another concept has, no place for a new type.
        """
        phrase = " ".join(phrase.split())
        if field not in SCHEME_OF:
            raise InvalidParameter(f"{field!r} is no field to decide in; one of {', '.join(SCHEME_OF)} is")
        if not phrase or len(phrase) > LONGEST_PHRASE:
            raise InvalidParameter(f"a phrase has 1 to {LONGEST_PHRASE} characters")
        if not by.strip():
            raise InvalidParameter("a decision needs the name of the person who makes it")
        scheme = SCHEME_OF[field]
        wanted = normalise(phrase)
        for earlier in self.decisions():
            if earlier.field == field and normalise(earlier.phrase) == wanted:
                raise InvalidParameter(
                    f"{phrase!r} is decided already (number {earlier.number}); undo that first"
                )
        language = _tag(language)
        if kind in ("label", "own"):
            if concept is None or not self.in_scheme(concept, scheme):
                raise InvalidParameter(f"{field}: {concept!r} is no concept of this field")
            self.refuse_label(phrase, scheme, concept if kind == "label" else None)
            if kind == "own":
                concept = self._new_type(name or phrase, concept, scheme, language)
            self._add_label(concept, phrase, language)
        else:
            concept = None
        made = (on or dt.date.today()).isoformat()
        return self.record(
            Decision(
                0, phrase, language, field, kind, concept, complete and kind == "note", by.strip(), made,
                " ".join(reason.split()),
            )
        )  # fmt: skip

    def record(self, decision: Decision) -> Decision:
        """Put a decision on record as it is, under its number where it follows all others, else the next."""
        last = max((d.number for d in self.decisions()), default=0)
        decision = replace(decision, number=max(decision.number, last + 1))
        self._quads.update(as_quads(decision, self._base))
        self._known = None if self._known is None else [*self._known, decision]
        return decision

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add what is stated of concepts."""
        self._quads.update(quads)

    def holds(self, quads: Iterable[ox.Quad]) -> bool:
        """Tell whether all of this is stated."""
        return self._quads.issuperset(quads)

    def undo(self, number: int) -> Decision:
        """Take a decision back and return it.

        Raises UnknownName where there is none of that number, InvalidParameter where another stands on it.
        """
        known = {decision.number: decision for decision in self.decisions()}
        if number not in known:
            numbers = ", ".join(map(str, known)) or "none"
            raise UnknownName(f"no decision number {number}; in force: {numbers}")
        decision = known[number]
        if decision.kind == "own":
            for other in known.values():
                if other.number != number and other.concept == decision.concept:
                    raise InvalidParameter(
                        f"decision {other.number} ({other.phrase!r}) names the type that this one made; "
                        f"undo {other.number} first"
                    )
            below = [q for q in self._quads if q.predicate == KIND_OF and q.object.value == decision.concept]  # type: ignore[union-attr]
            if below:
                raise InvalidParameter(f"{curie(below[0].subject.value)} is a kind of it; undo that first")  # type: ignore[union-attr]
        self._take_out(decision)
        return decision

    def save(self) -> bool:
        """Write the file, whole or not at all; return whether it changed.

        Raises OntologyError, and ChangedMeanwhile where somebody else wrote it since it was opened.
        """
        local = self.local
        turtle = local.turtle if local else None
        if turtle == self._written:
            return False
        if is_shipped(self.path):
            raise OntologyError(f"{self.path}: is among datamap's own files; name a file elsewhere")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path.resolve().parent):
                self._refuse_if_changed()
                if turtle is None:
                    self.path.unlink(missing_ok=True)
                else:
                    write_atomically(self.path, turtle, before_replacing=self._refuse_if_changed)
                self._opened, self._written = fingerprint(self.path), turtle
        except (ChangedMeanwhile, OntologyError):
            raise
        except RegistryError as error:
            raise OntologyError(str(error)) from None
        except OSError as error:
            raise OntologyError(f"{self.path}: cannot be written ({error.strerror})") from None
        return True

    # inside ---------------------------------------------------------------------------------

    def _refuse_if_changed(self) -> None:
        if fingerprint(self.path) != self._opened:
            raise ChangedMeanwhile(
                f"{self.path}: was changed by somebody else meanwhile; nothing was written, run it again"
            )

    def _own_labels(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for quad in self._quads:
            if quad.predicate in (PREF_LABEL, ALT_LABEL) or quad.predicate.value == SKOS + "hiddenLabel":
                found.setdefault(quad.subject.value, set()).add(normalise(quad.object.value))  # type: ignore[union-attr]
        return found

    def _place(self, text: str) -> str | None:
        return find_place(text, self._shipped) or self._lexicon.place(text)

    def refuse_label(self, label: str, scheme: str, concept: str | None) -> None:
        """Raise InvalidParameter where a text can be no label, or is that of another concept."""
        if len(label) > LONGEST_LABEL:
            raise InvalidParameter(
                f"a label has at most {LONGEST_LABEL} characters; this is a text: decide it as a note"
            )
        problem = problem_with(label, self._lexicon, concept if scheme == PLACES else None)
        if problem:
            raise InvalidParameter(f"this {problem}")
        wanted = normalise(label)
        holders = self._shipped.meanings(label, scheme)
        holder = min(holders - {concept}, default=concept if concept in holders else None)
        if holder is None:
            own = (c for c, labels in self._own_labels().items() if wanted in labels)
            holder = next((c for c in own if self.in_scheme(c, scheme)), None)
        if holder is not None and holder != concept:
            raise InvalidParameter(
                f"{label!r} is a label of {self.label(holder)} ({curie(holder)}) already; "
                "it cannot mean two things"
            )

    def labels_of(self, concept: str) -> set[str]:
        """Return the labels that a concept has here, normalised."""
        return self._own_labels().get(concept, set())

    def label(self, concept: str, language: str = "en") -> str:
        """Return the label of a concept, shipped or of the project's own."""
        own = [
            q.object
            for q in self._quads
            if q.predicate == PREF_LABEL and q.subject.value == concept  # type: ignore[union-attr]
        ]
        return own[0].value if own else self._shipped.label(concept, language)  # type: ignore[union-attr]

    def _add_label(self, concept: str, label: str, language: str) -> None:
        node, literal = ox.NamedNode(concept), ox.Literal(label, language=language)
        if ox.Quad(node, PREF_LABEL, literal) not in self._quads:
            self._quads.add(ox.Quad(node, ALT_LABEL, literal))

    def _new_type(self, name: str, parent: str, scheme: str, language: str) -> str:
        """Add a type of the project's own below a known one, with what the ontology asks of a type."""
        name = " ".join(name.split())
        if scheme not in EXTENDED:
            raise InvalidParameter(
                f"{FIELD_OF[scheme]}: takes no type of your own, for what the law says of it follows from no "
                "name; name a known one"
            )
        self.refuse_label(name, scheme, None)
        node = ox.NamedNode(f"{self._base}concept/{slug(name)}")
        if any(q.subject == node for q in self._quads):
            raise InvalidParameter(f"{name!r} is a type of yours already; make the phrase a label of it")
        self._quads.update(
            [
                ox.Quad(node, IN_SCHEME, ox.NamedNode(scheme)),
                ox.Quad(node, PREF_LABEL, ox.Literal(name, language=language)),
                ox.Quad(node, ox.NamedNode(SKOS + "broader"), ox.NamedNode(parent)),
                ox.Quad(node, KIND_OF, ox.NamedNode(parent)),
                *self._inherited(node, parent, scheme),
            ]
        )
        return node.value

    def _inherited(self, node: ox.NamedNode, parent: str, scheme: str) -> Iterator[ox.Quad]:
        """Yield what a type has from the ones above it: its group, its DPV term, and that it holds others."""
        above, queue = [], [parent]
        while queue:
            here = queue.pop(0)
            above.append(here)
            own = [q.object.value for q in self._quads if q.predicate == KIND_OF and q.subject.value == here]  # type: ignore[union-attr]
            queue += [iri for iri in own or self._shipped.values(here, KIND_OF.value) if iri not in above]
        for name in ("displayGroup", "holdsOther"):
            for iri in above:
                values = self._stated(iri, DM + name, scheme)
                if values:
                    yield ox.Quad(node, ox.NamedNode(DM + name), values[0])
                    break
        refined = next((iri for iri in above if iri.startswith((DPV, PD))), None)
        if refined is not None:
            yield ox.Quad(node, ox.NamedNode(DM + "refines"), ox.NamedNode(refined))

    def _stated(self, concept: str, predicate: str, scheme: str) -> list[ox.Literal]:
        node, name = ox.NamedNode(concept), ox.NamedNode(predicate)
        found = [q.object for q in self._quads if q.subject == node and q.predicate == name]
        found += [q.object for q in load_vocabulary().part(scheme).quads_for_pattern(node, name, None, None)]
        return [value for value in found if isinstance(value, ox.Literal)]

    def _take_out(self, decision: Decision) -> None:
        node = node_of(decision.number, self._quads, self._base)
        self._known = None
        gone = {q for q in self._quads if q.subject == node}
        if decision.kind == "own":
            gone |= {q for q in self._quads if q.subject.value == decision.concept}  # type: ignore[union-attr]
        elif decision.kind == "label" and decision.concept:
            label = ox.Literal(decision.phrase, language=decision.language)
            gone.add(ox.Quad(ox.NamedNode(decision.concept), ALT_LABEL, label))
        self._quads -= gone


def _tag(language: str) -> str:
    try:
        return ox.Literal("", language=language).language or "en"
    except ValueError:
        raise InvalidParameter(f"{language!r} is no language tag; write sv, en, de, ...") from None
