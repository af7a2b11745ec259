"""A project's own words: ``ontology/local.ttl``, loaded beside the shipped ontology and never into it.

It adds labels to shipped concepts, concepts of the project's own below them, and what a person decided about
phrases that nobody understood. It takes nothing away: a label that another concept has is refused, and so is
anything that would change what a shipped concept is.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pyoxigraph as ox

from datamap.errors import OntologyError
from datamap.resources import resource
from datamap.vocabulary.concepts import (
    DATA_SUBJECTS,
    PERSONAL_DATA,
    PLACES,
    PROCESSING,
    PURPOSES,
    ROLES,
    SAFEGUARDS,
    normalise,
)
from datamap.vocabulary.terms import DM, DPV, LOC, ONTOLOGY, PD, RDF, SKOS, curie

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "DATAMAP_ONTOLOGY"
"""The environment variable that names another file."""

LABELLED = (PERSONAL_DATA, PURPOSES, DATA_SUBJECTS, PROCESSING, SAFEGUARDS, PLACES, ROLES)
"""The schemes whose concepts may get labels here."""

EXTENDED = (PERSONAL_DATA, PURPOSES, DATA_SUBJECTS, PROCESSING)
"""The schemes that may get concepts of the project's own. A place or a tool of transfer has a position in law
that a name cannot give it."""

DECISION = ox.NamedNode(DM + "Decision")
DECIDES_IN = ox.NamedNode(DM + "decidesIn")
DECIDED_AS = ox.NamedNode(DM + "decidedAs")
PHRASE = ox.NamedNode(DM + "phrase")
COMPLETE = ox.NamedNode(DM + "complete")
NOTE, OPEN = DM + "decidedNote", DM + "decidedOpen"

_TYPE = ox.NamedNode(RDF + "type")
_IN_SCHEME = ox.NamedNode(SKOS + "inScheme")
_KIND_OF = ox.NamedNode(DM + "kindOf")
_LABELS = tuple(ox.NamedNode(SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel"))
_ADDED_LABELS = frozenset(_LABELS[1:])
_OF_CONCEPTS = frozenset(
    {DM + name for name in ("kindOf", "partOf", "holdsOther", "displayGroup", "refines")}
)
_STANDARD = (ONTOLOGY, DPV, PD, LOC)
_LARGEST = 20_000_000


@dataclass(frozen=True)
class LocalOntology:
    """The project's own words, as one version of its file states them; two of the same text are equal."""

    path: Path
    turtle: bytes

    def __reduce__(self) -> tuple[type[LocalOntology], tuple[Path, bytes]]:
        return LocalOntology, (self.path, self.turtle)

    @cached_property
    def quads(self) -> tuple[ox.Quad, ...]:
        """What the file states. Raises OntologyError where it is no Turtle, or states what it may not."""
        if len(self.turtle) > _LARGEST:
            raise OntologyError(f"{self.path}: is larger than {_LARGEST // 1_000_000} MB; no such file is")
        try:
            text = self.turtle.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.turtle.count(b"\n", 0, error.start) + 1
            raise OntologyError(f"{self.path}, line {line}: is not UTF-8; save it as UTF-8") from None
        try:
            quads = tuple(ox.parse(text, format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            what = re.sub(r"^Parser error (at|between) line \d+ column \d+( and.*?)?: ", "", str(error))
            raise OntologyError(
                f"{self.path}, line {error.lineno or 1}: is not Turtle: {' '.join(what.split())[:200]}"
            ) from None
        return quads

    def check(self) -> None:
        """Raise OntologyError, with the line, where the file states what is not the project's to state."""
        own = self.concepts
        decisions = {q.subject for q in self.quads if q.predicate == _TYPE and q.object == DECISION}
        for quad in self.quads:
            if not isinstance(quad.subject, ox.NamedNode) or isinstance(quad.object, ox.BlankNode):
                self.refuse(quad, "is about something without a name; give it an IRI")
            if quad.subject in decisions:
                self._check_decision(quad)
            elif quad.subject.value in own:
                self._check_own(quad)
            elif quad.predicate not in _ADDED_LABELS:
                self.refuse(
                    quad,
                    f"says {curie(quad.predicate.value)} of {curie(quad.subject.value)}, which is no concept "
                    "of yours; here a known concept takes skos:altLabel alone, a new one skos:inScheme first",
                )
            if quad.predicate in _LABELS:
                self._check_label(quad)
        self._check_cycles()

    @cached_property
    def concepts(self) -> dict[str, str]:
        """The concepts of the project's own, each with its scheme."""
        return {
            q.subject.value: q.object.value
            for q in self.quads
            if q.predicate == _IN_SCHEME
            and isinstance(q.subject, ox.NamedNode)
            and isinstance(q.object, ox.NamedNode)
            and not q.subject.value.startswith(_STANDARD)
        }

    @cached_property
    def labels(self) -> dict[str, set[str]]:
        """The concepts that get labels here, each with its labels, normalised."""
        found: dict[str, set[str]] = {}
        for _, concept, label in self.written_labels():
            found.setdefault(concept, set()).add(normalise(label))
        return found

    def written_labels(self) -> Iterator[tuple[ox.Quad, str, str]]:
        """Yield (quad, concept, label) for every label, as written."""
        for quad in self.quads:
            if quad.predicate in _LABELS and isinstance(quad.subject, ox.NamedNode):
                yield quad, quad.subject.value, _value(quad)

    def kinds(self) -> Iterator[tuple[ox.Quad, str, str]]:
        """Yield (quad, concept, broader concept) for every dm:kindOf."""
        for quad in self.quads:
            if quad.predicate == _KIND_OF and isinstance(quad.subject, ox.NamedNode):
                yield quad, quad.subject.value, _value(quad)

    @cached_property
    def _decided(self) -> dict[tuple[str, str], tuple[str, bool]]:
        by_node: dict[str, dict[str, str]] = {}
        for quad in self.quads:
            if isinstance(quad.subject, ox.NamedNode):
                by_node.setdefault(quad.subject.value, {})[quad.predicate.value] = _value(quad)
        found = {}
        for values in by_node.values():
            kind = values.get(DECIDED_AS.value)
            if kind in (NOTE, OPEN):
                key = values.get(DECIDES_IN.value, ""), normalise(values.get(PHRASE.value, ""))
                found[key] = kind, values.get(COMPLETE.value) == "true"
        return found

    @property
    def decided_phrases(self) -> dict[tuple[str, str], tuple[str, bool]]:
        """What is decided of phrases, notes and what leaves a list open, by scheme and phrase, normalised."""
        return dict(self._decided)

    def decided(self, phrase: str, scheme: str) -> tuple[str, bool] | None:
        """Return what a person decided that a whole phrase is, NOTE or OPEN, None where nobody did.

        Beside it stands whether the list is otherwise complete.
        """
        return self._decided.get((scheme, normalise(phrase)))

    def refuse(self, quad: ox.Quad, message: str) -> NoReturn:
        """Raise OntologyError about the line on which something is stated."""
        raise OntologyError(f"{self.path}, line {self._line_of(quad)}: {message}")

    def refuse_taken(self, quad: ox.Quad, label: str, concept: str, holder: str) -> NoReturn:
        """Raise OntologyError about a label of one concept that another has."""
        self.refuse(quad, f"gives {label!r} to {curie(concept)}, but it is a label of {curie(holder)}")

    def _line_of(self, quad: ox.Quad) -> int:
        """Return the line that completes a statement: the first lines that hold it, found by halving."""
        lines = self.turtle.decode("utf-8-sig", "replace").splitlines(keepends=True)
        low, high = 1, len(lines)
        while low < high:
            middle = (low + high) // 2
            if _states("".join(lines[:middle]), quad):
                high = middle
            else:
                low = middle + 1
        return low

    # what may stand here --------------------------------------------------------------------

    def _check_own(self, quad: ox.Quad) -> None:
        predicate = quad.predicate.value
        if predicate == _IN_SCHEME.value and _value(quad) not in EXTENDED:
            self.refuse(quad, f"adds a concept to {curie(_value(quad))}, which takes none of your own")
        if predicate.startswith(DM) and predicate not in _OF_CONCEPTS:
            self.refuse(quad, f"says {curie(predicate)} of a concept, which means nothing there")

    def _check_decision(self, quad: ox.Quad) -> None:
        if quad.predicate == DECIDES_IN and _value(quad) not in LABELLED:
            self.refuse(quad, f"decides in {curie(_value(quad))}, which is none of {_names(LABELLED)}")

    def _check_label(self, quad: ox.Quad) -> None:
        if not isinstance(quad.object, ox.Literal) or not quad.object.value.strip():
            self.refuse(quad, "gives a label that is no text")
        if not quad.object.language:
            self.refuse(quad, f"gives the label {_value(quad)!r} no language; write {_value(quad)!r}@en")

    def _check_cycles(self) -> None:
        above: dict[str, list[str]] = {}
        for _, low, high in self.kinds():
            above.setdefault(low, []).append(high)
        for quad, start, _ in self.kinds():
            queue, seen = list(above[start]), set()
            while queue:
                here = queue.pop()
                if here == start:
                    self.refuse(quad, f"{curie(start)} is a kind of itself (dm:kindOf in a circle)")
                if here not in seen:
                    seen.add(here)
                    queue += above.get(here, [])
        for quad in self.quads:
            if quad.predicate == _IN_SCHEME and getattr(quad.subject, "value", "") not in above:
                name = curie(getattr(quad.subject, "value", ""))
                self.refuse(quad, f"{name} is a kind of nothing; say of which concept with dm:kindOf")


def _states(text: str, quad: ox.Quad) -> bool:
    """Tell whether a text, maybe broken off, states a quad; blank nodes are named anew at every reading."""
    wanted = _shape(quad)
    try:
        return any(_shape(found) == wanted for found in ox.parse(text, format=ox.RdfFormat.TURTLE))
    except SyntaxError:
        return False


def _shape(quad: ox.Quad) -> tuple[object, ...]:
    return tuple(
        None if isinstance(term, ox.BlankNode) else term
        for term in (quad.subject, quad.predicate, quad.object)
    )


def local_path(registry: str | Path) -> Path:
    """Return where the project of a registry keeps its own words.

    ``DATAMAP_ONTOLOGY`` names another file. PROJECT/data/registry.ttl has PROJECT/ontology/local.ttl; any
    other registry has ``ontology/local.ttl`` in its own folder, and so has one whose project folder is
    datamap's own source, whose ``ontology/`` is shipped.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    if "://" in str(registry):
        path = Path("ontology", "local.ttl")  # of the project in whose folder this is run
        return Path("data") / path if is_shipped(path) else path
    folder = Path(registry).parent
    if folder.resolve().name == "data":
        path = (folder.parent if folder.name == "data" else folder / "..") / "ontology" / "local.ttl"
        if not is_shipped(path):
            return path
    return folder / "ontology" / "local.ttl"


def is_shipped(path: Path) -> bool:
    """Tell whether a file would stand among those of the shipped ontology."""
    shipped = resource("ontology").resolve()
    return shipped in path.resolve().parents


def read_local(path: str | Path) -> LocalOntology | None:
    """Return the project's own words in a file, None where there is no file or nothing in it.

    Raises OntologyError, with the line, for what cannot be read or may not stand there.
    """
    path = Path(path)
    if is_shipped(path):
        raise OntologyError(f"{path}: is among the files of datamap's own ontology; name a file elsewhere")
    try:
        turtle = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OntologyError(f"{path}: cannot be read ({error.strerror})") from None
    if not turtle.strip():
        return None
    local = LocalOntology(path, turtle)
    local.check()
    return local


def _value(quad: ox.Quad) -> str:
    value = quad.object
    return value.value if isinstance(value, (ox.NamedNode, ox.Literal)) else ""


def _names(iris: tuple[str, ...]) -> str:
    return ", ".join(map(curie, iris))
