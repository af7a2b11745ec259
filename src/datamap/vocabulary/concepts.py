"""The ontology as Python: concepts with their labels and hierarchy.

The lexicon is the ontology: every phrase that reading or asking understands is a SKOS label in
``ontology/*.ttl``, so that adding a synonym is editing Turtle.
"""

from __future__ import annotations

import contextlib
import copy
import threading
from collections import Counter
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import DatamapError
from datamap.resources import resource
from datamap.vocabulary.terms import DM, DPV, RDFS, SKOS, curie, expand
from datamap.vocabulary.wording import normalise as normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from datamap.vocabulary.compiled import Compiled
    from datamap.vocabulary.local import LocalOntology
    from datamap.vocabulary.wording import Wording

LANGUAGES = ("sv", "en")

IN_SCHEME = ox.NamedNode(SKOS + "inScheme")
PREF_LABEL = ox.NamedNode(SKOS + "prefLabel")
RDFS_LABEL = ox.NamedNode(RDFS + "label")
ALT_LABEL = ox.NamedNode(SKOS + "altLabel")
HIDDEN_LABEL = ox.NamedNode(SKOS + "hiddenLabel")
WHOLE_LABEL = ox.NamedNode(DM + "wholeLabel")
NOTATION = ox.NamedNode(SKOS + "notation")
KIND_OF = ox.NamedNode(DM + "kindOf")
PART_OF = ox.NamedNode(DM + "partOf")

# The root of all types: whatever is a part of another type says nothing about it.
ANY_PERSONAL_DATA = DPV + "PersonalData"

PERSONAL_DATA = DM + "personalData"
PURPOSES = DM + "purposes"
PROCESSING = DM + "processing"
DATA_SUBJECTS = DM + "dataSubjects"
SAFEGUARDS = DM + "safeguards"
PLACES = DM + "places"
ROLES = DM + "roles"
QUALIFIERS = DM + "qualifiers"
FIELDS = DM + "fields"
CONNECTIVES = DM + "connectives"
MEASURES = DM + "measures"
RECORD_FIELDS = DM + "recordFields"
COMPANY_NAMES = DM + "companyNames"

# Which file holds the concepts of a scheme. A question loads what it asks about: at a cold start the
# whole ontology would cost more than a small registry.
_FILES = {
    PERSONAL_DATA: "personal-data.ttl",
    PURPOSES: "purposes.ttl",
    PROCESSING: "processing.ttl",
    DATA_SUBJECTS: "data-subjects.ttl",
    SAFEGUARDS: "safeguards.ttl",
    PLACES: "places.ttl",
    ROLES: "roles.ttl",
    QUALIFIERS: "reading.ttl",
    FIELDS: "reading.ttl",
    CONNECTIVES: "reading.ttl",
    MEASURES: "measures.ttl",
    RECORD_FIELDS: "record-fields.ttl",
    COMPANY_NAMES: "company-names.ttl",
}

# About a registry, not about what words mean: read by datamap.findings alone.
_NO_CONCEPTS = frozenset({"rules.ttl", "shapes.ttl"})


_LONGEST_WORDS = 80
_FEW_LOOKUPS = 50


class Vocabulary:
    """The ontology in a folder of Turtle files; each is loaded when something in it is asked for."""

    def __init__(self, folder: Path, *more: Path, local: LocalOntology | None = None) -> None:
        """``more`` are folders whose files add labels to concepts; with them, all is taken from the cache.

        ``local`` is what the project adds (``ontology/local.ttl``).
        """
        self.files = tuple(f for f in sorted(folder.glob("*.ttl")) if f.name not in _NO_CONCEPTS)
        self._folder = folder
        self._additions = tuple(file for other in more for file in sorted(other.glob("*.ttl")))
        self.local = local
        self._store = ox.Store()
        if local is not None:
            self._store.extend(local.quads)
        self._loaded: set[Path] = set()
        self._loading = threading.Lock()
        self._languages: tuple[str, ...] = ()
        self._by_scheme: dict[tuple[str, bool], dict[str, str]] = {}
        self._lookups: Counter[str] = Counter()
        self._elsewhere: Callable[[], Vocabulary] | None = None

    def fall_back(self, other: Callable[[], Vocabulary]) -> None:
        """Look up in another vocabulary what this one does not know, made when first needed."""
        self._elsewhere = other

    def speaking(self, languages: tuple[str, ...]) -> Vocabulary:
        """Return this vocabulary with the words that hold in texts of these languages, the first deciding."""
        other = copy.copy(self)
        other._languages, other._by_scheme = languages, {}
        return other

    @cached_property
    def compiled(self) -> Compiled | None:
        """The whole ontology as reading needs it, where words of more languages are asked for; else None."""
        if not self._additions:
            return None
        if self.local is not None:
            from datamap.vocabulary.laid_over import lay_over

            shipped = load_reading_vocabulary().compiled
            assert shipped is not None
            return lay_over(shipped, self.local)
        from datamap.vocabulary.compiled import load_compiled

        return load_compiled((*self.files, *self._additions))

    @property
    def store(self) -> ox.Store:
        """The triples of the whole ontology."""
        if len(self._loaded) < len(self.files) + len(self._additions):
            for file in (*self.files, *self._additions):
                self._load(file)
        return self._store

    def _load(self, file: Path) -> None:
        if file in self._loaded:
            return
        with self._loading:
            if file not in self._loaded:
                self._store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
                self._loaded.add(file)

    def part(self, scheme: str) -> ox.Store:
        """Return the store, with at least the file of a scheme in it."""
        self._load(self._folder / _FILES[scheme])
        return self._store

    # labels ---------------------------------------------------------------------------------

    def label(self, iri: str, language: str = "en") -> str:
        """Return the preferred label of a concept in a language, else in English, else its CURIE."""
        found: dict[str | None, str] = {}
        if self.compiled is not None:
            for predicate in (PREF_LABEL, RDFS_LABEL):
                spoken = self.compiled.literals.get(predicate.value, {}).get(iri, ())
                found |= {code: value for value, code in spoken}
                if found:
                    break
            return found.get(language) or found.get("en") or next(iter(found.values()), curie(iri))
        node = ox.NamedNode(iri)
        found = {literal.language: literal.value for literal in _literals(self._store, node, PREF_LABEL)}
        if not found:  # in a file that is not loaded yet, or a term of ours, which has a plain label
            for predicate in (RDFS_LABEL, PREF_LABEL):
                found |= {
                    literal.language: literal.value for literal in _literals(self.store, node, predicate)
                }
        return found.get(language) or found.get("en") or next(iter(found.values()), curie(iri))

    def labels(self, scheme: str, *, whole: bool = False) -> dict[str, str]:
        """Return every normalised label of a scheme with the IRI of its concept.

        With ``whole``, those too that name their concept only where they are the whole of a phrase: "region".
        """
        known = self._by_scheme.get((scheme, whole))
        if known is None:
            known = self._labels(scheme, (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL))
            if whole:
                known = {**self._labels(scheme, (WHOLE_LABEL,)), **known}
            self._by_scheme[scheme, whole] = known
        return known

    def _labels(self, scheme: str, predicates: tuple[ox.NamedNode, ...]) -> dict[str, str]:
        if self.compiled is not None:
            part = self.compiled.whole if WHOLE_LABEL in predicates else self.compiled.labels
            return part[scheme].holding(self._languages) if scheme in part else {}
        known: dict[str, str] = {}
        for concept in self.members(scheme):
            for predicate in predicates:
                for literal in _literals(self._store, ox.NamedNode(concept), predicate):
                    other = known.setdefault(normalise(literal.value), concept)
                    if self.local is not None and other != concept:
                        self._refuse_taken(literal.value, concept, other)
        return known

    def _refuse_taken(self, label: str, one: str, other: str) -> None:
        """Raise OntologyError where two concepts have a label and the project gave it to one of them."""
        assert self.local is not None
        wanted = normalise(label)
        for quad, concept, written in self.local.written_labels():
            if concept in (one, other) and normalise(written) == wanted:
                self.local.refuse_taken(quad, written, concept, other if concept == one else one)

    def meanings(self, label: str, scheme: str) -> set[str]:
        """Return the concepts of a scheme that a label may mean, in any language."""
        wanted = normalise(label)
        if self.compiled is not None:
            from datamap.vocabulary.laid_over import meanings

            return meanings(self.compiled, scheme, wanted)
        found = self.labels(scheme, whole=True).get(wanted)
        return set() if found is None else {found}

    def decided(self, phrase: str, scheme: str) -> tuple[str, bool] | None:
        """Return what a person decided about a whole phrase that names no concept, or None."""
        return self.local.decided(phrase, scheme) if self.local is not None else None

    def labels_by_language(self, iri: str) -> Iterator[tuple[str, str]]:
        """Yield (language, label) for every label of a field, or of a concept whose scheme is loaded."""
        for predicate in (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL):
            if self.compiled is not None:
                for value, language in self.compiled.literals.get(predicate.value, {}).get(iri, ()):
                    yield language, value
            else:
                for literal in _literals(self._store, ox.NamedNode(iri), predicate):
                    yield literal.language or "", literal.value

    def patterns(self, iri: str) -> list[str]:
        """Return the patterns of a qualifier or connective that hold in a text of the languages, sorted."""
        if self.compiled is None:
            return self.values(iri, DM + "pattern")
        wording: Wording | None = self.compiled.patterns.get(iri)
        return sorted(wording.holding(self._languages)) if wording else []

    def members(self, scheme: str) -> list[str]:
        """Return the IRIs of the concepts of a scheme, sorted."""
        if self.compiled is not None:
            return self.compiled.members.get(scheme, [])
        quads = self.part(scheme).quads_for_pattern(None, IN_SCHEME, ox.NamedNode(scheme), None)
        return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))

    def in_scheme(self, iri: str, scheme: str) -> bool:
        """Tell whether a concept belongs to a scheme."""
        if self.compiled is not None:
            return iri in self.compiled.members.get(scheme, ())
        pattern = (ox.NamedNode(iri), IN_SCHEME, ox.NamedNode(scheme), None)
        return next(iter(self.part(scheme).quads_for_pattern(*pattern)), None) is not None

    # finding a concept ----------------------------------------------------------------------

    def lookup(self, phrase: str, scheme: str, *, whole: bool = True) -> str | None:
        """Return the concept that a whole phrase names in a scheme, by label, CURIE or IRI, else None.

        ``whole`` False leaves out the labels that hold for whole phrases alone.
        """
        wanted = normalise(phrase)
        found = None
        self._lookups[scheme] += 1
        # For a few words the table of all labels is not worth making.
        few = (scheme, whole) not in self._by_scheme and self._lookups[scheme] <= _FEW_LOOKUPS
        # The project's own words are held against the table of all labels before any of them counts.
        if self.compiled is None and self.local is None and few:
            found = self._lookup_as_written({wanted, phrase.strip()}, scheme)
        found = found or self.labels(scheme, whole=whole).get(wanted)
        if found is None and self._elsewhere is not None:
            found = self._elsewhere().lookup(phrase, scheme)
        if found is None and ":" in phrase:
            iri = expand(phrase)
            if iri is not None and self.in_scheme(iri, scheme):
                return iri
        return found

    def _lookup_as_written(self, written: set[str], scheme: str) -> str | None:
        """Find a label that the ontology writes just so, without making the table of all labels."""
        store = self.part(scheme)
        literals = [ox.Literal(label, language=code) for label in written for code in LANGUAGES]
        for predicate in (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL):
            for literal in literals:
                for quad in store.quads_for_pattern(None, predicate, literal, None):
                    if isinstance(quad.subject, ox.NamedNode) and self.in_scheme(quad.subject.value, scheme):
                        return quad.subject.value
        return None

    def nearest(self, phrase: str, scheme: str, count: int = 3) -> list[tuple[str, str]]:
        """Return up to ``count`` (label, IRI) pairs whose labels are most like the phrase, best first."""
        labels = self.labels(scheme)
        best: dict[str, str] = {}
        for label, _ in closest(normalise(phrase), labels, count * 3, at_least=60):
            best.setdefault(labels[label], label)
        return [(label, iri) for iri, label in best.items()][:count]

    # relations ------------------------------------------------------------------------------

    def values(self, iri: str, predicate: str) -> list[str]:
        """Return the objects of a property of a concept as plain strings, sorted."""
        if self.compiled is not None:
            links = self.compiled.links.get(predicate, {}).get(iri, ())
            return sorted([*links, *(v for v, _ in self.compiled.literals.get(predicate, {}).get(iri, ()))])
        pattern = (ox.NamedNode(iri), ox.NamedNode(predicate), None, None)
        return sorted(
            quad.object.value
            for quad in self.store.quads_for_pattern(*pattern)
            if isinstance(quad.object, (ox.NamedNode, ox.Literal))
        )

    def value(self, iri: str, predicate: str) -> str | None:
        """Return the one object of a property of a concept, or None."""
        return next(iter(self.values(iri, predicate)), None)

    @cached_property
    def parents(self) -> dict[str, frozenset[str]]:
        """The reviewed is-a hierarchy: each concept with the concepts directly above it."""
        if self.compiled is not None:
            links = self.compiled.links.get(KIND_OF.value, {})
            return {concept: frozenset(above) for concept, above in links.items()}
        return _edges(self.store, KIND_OF)

    def hierarchy(self, scheme: str) -> list[ox.Quad]:
        """Return the edges between the concepts of a scheme that questions stand on."""
        store = self.part(scheme)
        members = set(self.members(scheme))
        return [
            quad
            for name in ("kindOf", "partOf", "holdsOther", "suggestsRole", "tool")
            for quad in store.quads_for_pattern(None, ox.NamedNode(DM + name), None, None)
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value in members
        ]

    def above(self, iri: str) -> set[str]:
        """Return the concept and all it is a kind of."""
        return _closure(iri, self.parents)

    @cached_property
    def in_part(self) -> list[tuple[str, str]]:
        """The derived ``dm:inPart`` pairs (a, b): stating a says something about a part of b.

        *a* climbs kindOf and partOf edges, the last of them partOf, to *x*; and *x* is *b*, or one
        of the two is a kind of the other.
        """
        store = self.part(PERSONAL_DATA)
        parents, wholes = _edges(store, KIND_OF), _edges(store, PART_OF)
        below: dict[str, set[str]] = {}
        for concept in parents:
            for ancestor in _closure(concept, parents):
                below.setdefault(ancestor, set()).add(concept)
        pairs: set[tuple[str, str]] = set()
        for concept in set(parents) | set(wholes):
            for whole in _wholes_reached(concept, parents, wholes):
                related = _closure(whole, parents) | below.get(whole, set())
                pairs.update((concept, other) for other in related if other != ANY_PERSONAL_DATA)
        return sorted(pairs)


def closest(wanted: str, known: Iterable[str], count: int, at_least: float) -> list[tuple[str, float]]:
    """Return up to ``count`` of the known texts that are most like the wanted one, with likeness 0 to 100."""
    from rapidfuzz import fuzz, process

    found = process.extract(wanted, list(known), scorer=fuzz.ratio, limit=count, score_cutoff=at_least)
    return [(text, score) for text, score, _ in found]


def _wholes_reached(
    concept: str, parents: dict[str, frozenset[str]], wholes: dict[str, frozenset[str]]
) -> set[str]:
    reached: set[str] = set()
    queue, seen = [concept], {concept}
    while queue:
        here = queue.pop()
        above = wholes.get(here, frozenset())
        reached |= above
        for up in above | parents.get(here, frozenset()):
            if up not in seen:
                seen.add(up)
                queue.append(up)
    return reached


def _edges(store: ox.Store, predicate: ox.NamedNode) -> dict[str, frozenset[str]]:
    edges: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, predicate, None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            edges.setdefault(quad.subject.value, set()).add(quad.object.value)
    return {concept: frozenset(above) for concept, above in edges.items()}


def _literals(store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> Iterator[ox.Literal]:
    for quad in store.quads_for_pattern(subject, predicate, None, None):
        if isinstance(quad.object, ox.Literal):
            yield quad.object


def _closure(start: str, edges: dict[str, frozenset[str]]) -> set[str]:
    seen, queue = {start}, [start]
    while queue:
        for up in edges.get(queue.pop(), frozenset()):
            if up not in seen:
                seen.add(up)
                queue.append(up)
    return seen


_FIRST_CALL = threading.Lock()


def load_vocabulary(local: LocalOntology | None = None) -> Vocabulary:
    """Return the shipped ontology, the same at every call; with a project's own words, one of their own."""
    with _FIRST_CALL:
        return _shipped() if local is None else _with_local(local)


@cache
def _shipped() -> Vocabulary:
    vocabulary = Vocabulary(resource("ontology"))
    vocabulary.fall_back(load_reading_vocabulary)
    return vocabulary


# Keyed by the words themselves, so that no registry meets those of another; a few stay, for a session of
# decisions makes one after the other.
@lru_cache(maxsize=4)
def _with_local(local: LocalOntology) -> Vocabulary:
    vocabulary = Vocabulary(resource("ontology"), local=local)
    vocabulary.fall_back(lambda: load_reading_vocabulary(local))
    return vocabulary


def load_reading_vocabulary(local: LocalOntology | None = None) -> Vocabulary:
    """Return the ontology with the words of every language: reading needs them, asking does not."""
    return _shipped_for_reading() if local is None else _for_reading_with(local)


@cache
def _shipped_for_reading() -> Vocabulary:
    folder = resource("ontology")
    return Vocabulary(folder, folder / "languages")


@lru_cache(maxsize=4)
def _for_reading_with(local: LocalOntology) -> Vocabulary:
    folder = resource("ontology")
    return Vocabulary(folder, folder / "languages", local=local)


def preload(*schemes: str) -> None:
    """Begin to load parts of the ontology in a thread: their parser leaves Python free to import the rest."""

    def load() -> None:
        # Whoever needs what cannot be loaded meets the same error, and reports it.
        with contextlib.suppress(DatamapError, OSError, SyntaxError):
            for scheme in schemes:
                load_vocabulary().part(scheme)

    threading.Thread(target=load, daemon=True).start()
