"""The ontology as reading needs it, kept between runs in the user's cache folder.

Parsing all languages costs longer than reading a list. What is kept is named by a digest of every Turtle
file: who edits one gets another.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.vocabulary.kept import kept
from datamap.vocabulary.terms import DM, RDF, RDFS, SKOS
from datamap.vocabulary.wording import Wording, normalise, sort_out

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_LABELS = (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel", DM + "wholeLabel")
_WHOLE = DM + "wholeLabel"
_IN_SCHEME = SKOS + "inScheme"
_PATTERN = DM + "pattern"
_STOP_WORD = DM + "stopWord"
# Words for people, which reading never looks at.
_LEFT_OUT = frozenset({RDFS + "comment", SKOS + "definition", RDF + "type"})

Spoken = list[tuple[str, str]]
"""Literals as (value, language)."""


@dataclass(slots=True)
class Compiled:
    """All that reading asks of the ontology, without a store."""

    labels: dict[str, Wording] = field(default_factory=dict)
    whole: dict[str, Wording] = field(default_factory=dict)
    patterns: dict[str, Wording] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    literals: dict[str, dict[str, Spoken]] = field(default_factory=dict)
    links: dict[str, dict[str, list[str]]] = field(default_factory=dict)


def load_compiled(files: Iterable[Path]) -> Compiled:
    """Return what reading needs of the Turtle files, from the cache where that is of these very files.

    Raises OSError where a file cannot be read and SyntaxError where it is no Turtle.
    """
    files = tuple(files)
    made: list[Compiled] = []

    def make() -> dict[str, Any]:
        made.append(compile_files(files))
        return _to_json(made[0])

    data = kept(_name(files), make)
    if made:
        return made[0]
    # Whatever stands in the cache is taken only if it has the shape of what was written.
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        return _from_json(data)
    return compile_files(files)


def compile_files(files: Iterable[Path]) -> Compiled:
    """Return what reading needs of the Turtle files."""
    import pyoxigraph as ox

    store = ox.Store()
    for file in files:
        store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
    found = Compiled()
    scheme_of: dict[str, str] = {}
    labelled: dict[str, Spoken] = {}
    whole: dict[str, Spoken] = {}
    for quad in store:
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, ox.NamedNode) or predicate in _LEFT_OUT:
            continue
        if isinstance(value, ox.NamedNode):
            if predicate == _IN_SCHEME:
                scheme_of[subject.value] = value.value
                found.members.setdefault(value.value, []).append(subject.value)
            else:
                found.links.setdefault(predicate, {}).setdefault(subject.value, []).append(value.value)
        elif isinstance(value, ox.Literal):
            spoken = (value.value, value.language or "")
            if predicate in _LABELS:
                (whole if predicate == _WHOLE else labelled).setdefault(subject.value, []).append(spoken)
            if predicate not in _LABELS[1:]:
                found.literals.setdefault(predicate, {}).setdefault(subject.value, []).append(spoken)
    for subject, spoken_labels in labelled.items():
        if scheme_of.get(subject) == DM + "fields":
            found.literals.setdefault(_LABELS[2], {})[subject] = sorted(spoken_labels)
    for literals in found.literals.values():
        for values in literals.values():
            values.sort()
    for links in found.links.values():
        for targets in links.values():
            targets.sort()
    for concepts in found.members.values():
        concepts.sort()
    everyday: dict[str, Collection[str]] = {
        language: frozenset(normalise(word) for word, _ in words)
        for language, words in _by_language(found.literals.get(_STOP_WORD, {})).items()
    }
    for scheme, concepts in found.members.items():
        found.labels[scheme] = _sorted_out(concepts, labelled, everyday)
        found.whole[scheme] = _sorted_out(concepts, whole, everyday)
    for concept, spoken_patterns in found.literals.get(_PATTERN, {}).items():
        found.patterns[concept] = sort_out(
            ((word, concept, language) for word, language in spoken_patterns), everyday
        )
    return found


def _sorted_out(
    concepts: list[str], labels: dict[str, Spoken], everyday: dict[str, Collection[str]]
) -> Wording:
    return sort_out(
        (
            (normalise(label), concept, language)
            for concept in concepts
            for label, language in labels.get(concept, ())
        ),
        everyday,
    )


def _by_language(literals: dict[str, Spoken]) -> dict[str, Spoken]:
    found: dict[str, Spoken] = {}
    for spoken in literals.values():
        for word, language in spoken:
            found.setdefault(language, []).append((word, language))
    return found


def _name(files: tuple[Path, ...]) -> str:
    """Return a name that only these very files, read by this very code, have."""
    digest = hashlib.blake2b(digest_size=16)
    here = Path(__file__)
    for file in (*files, here, here.with_name("wording.py")):
        content = file.read_bytes() if file.exists() else b""
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
    return f"lexicon-{digest.hexdigest()}"


def _to_json(compiled: Compiled) -> dict[str, Any]:
    def worded(wordings: dict[str, Wording]) -> dict[str, Any]:
        found = {}
        for key, wording in wordings.items():
            by_meaning: dict[str, list[str]] = {}
            for word, meaning in wording.sure.items():
                by_meaning.setdefault(meaning, []).append(word)
            found[key] = [by_meaning, wording.contested]
        return found

    return {
        "labels": worded(compiled.labels),
        "whole": worded(compiled.whole),
        "patterns": worded(compiled.patterns),
        "members": compiled.members,
        "literals": compiled.literals,
        "links": compiled.links,
    }


def _from_json(data: dict[str, Any]) -> Compiled:
    def worded(part: dict[str, Any]) -> dict[str, Wording]:
        return {
            key: Wording(
                {word: meaning for meaning, words in by_meaning.items() for word in words}, contested
            )
            for key, (by_meaning, contested) in part.items()
        }

    return Compiled(
        worded(data["labels"]),
        worded(data["whole"]),
        worded(data["patterns"]),
        data["members"],
        data["literals"],
        data["links"],
    )
