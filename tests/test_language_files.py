"""The files of words in other languages: each adds labels and patterns to what the ontology declares."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from datamap.vocabulary.concepts import normalise

ONTOLOGY = Path(__file__).parents[1] / "ontology"
FILES = sorted((ONTOLOGY / "languages").glob("??.ttl"))

DM = "https://w3id.org/datamap#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
IN_SCHEME = NamedNode(SKOS + "inScheme")
PREF_LABEL = SKOS + "prefLabel"
LABELS = (PREF_LABEL, SKOS + "altLabel", SKOS + "hiddenLabel")
PATTERN = DM + "pattern"
NONE_VALUE = DM + "noneValue"
PREDICATES = {*LABELS, PATTERN, NONE_VALUE}

PATTERN_SCHEMES = {DM + "qualifiers", DM + "connectives"}
# Of these a list in any language must be able to name every concept.
COMPLETE_SCHEMES = {DM + name for name in ("fields", "qualifiers", "connectives", "roles", "safeguards")}

pytestmark = pytest.mark.skipif(not FILES, reason="no words in other languages are here")
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@cache
def ontology() -> Store:
    store = Store()
    for file in sorted(ONTOLOGY.glob("*.ttl")):
        store.load(path=file, format=RdfFormat.TURTLE)
    return store


@cache
def schemes() -> dict[str, set[str]]:
    """Return the schemes of each concept that the ontology declares."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in ontology().quads_for_pattern(None, IN_SCHEME, None, None):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode)
        found[quad.subject.value].add(quad.object.value)
    return found


@cache
def words(file: Path) -> list[tuple[str, str, Literal]]:
    """Return the triples of a file as (concept, predicate, words)."""
    store = Store()
    store.load(path=file, format=RdfFormat.TURTLE)
    found = []
    for quad in store:
        assert isinstance(quad.subject, NamedNode), f"{quad.subject} is no concept"
        assert isinstance(quad.object, Literal), f"{quad.subject} has a relation: {quad.object}"
        found.append((quad.subject.value, quad.predicate.value, quad.object))
    return found


def named_by(
    entries: list[tuple[str, str, Literal]], predicates: tuple[str, ...]
) -> dict[tuple[str, str], set[str]]:
    """Return the concepts that each phrase names in each scheme: (scheme, normalised phrase)."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for concept, predicate, literal in entries:
        if predicate in predicates:
            for scheme in schemes().get(concept, ()):
                found[scheme, normalise(literal.value)].add(concept)
    return found


@cache
def base_words() -> list[tuple[str, str, Literal]]:
    """Return the labels and patterns that the ontology's own files have, in Swedish and English."""
    return [
        (quad.subject.value, quad.predicate.value, quad.object)
        for predicate in sorted(PREDICATES)
        for quad in ontology().quads_for_pattern(None, NamedNode(predicate), None, None)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    ]


@each_file
def test_only_declared_concepts_get_words(file: Path) -> None:
    unknown = sorted({concept for concept, _, _ in words(file)} - set(schemes()))
    assert not unknown


@each_file
def test_a_file_adds_labels_and_patterns_and_nothing_else(file: Path) -> None:
    assert {predicate for _, predicate, _ in words(file)} <= PREDICATES
    astray = [
        concept
        for concept, predicate, _ in words(file)
        if predicate in (PATTERN, NONE_VALUE) and not schemes()[concept] & PATTERN_SCHEMES
    ]
    assert not astray, "only qualifiers and connectives have patterns"


@each_file
def test_every_word_is_in_the_language_of_its_file(file: Path) -> None:
    assert {literal.language for _, _, literal in words(file)} == {file.stem}


@each_file
def test_words_are_composed_and_have_no_stray_spaces(file: Path) -> None:
    crooked = [
        literal.value
        for _, _, literal in words(file)
        if literal.value != unicodedata.normalize("NFC", literal.value)
        or literal.value != " ".join(literal.value.split())
        or not literal.value
    ]
    assert not crooked


@each_file
def test_a_concept_has_one_preferred_label(file: Path) -> None:
    count: dict[str, int] = defaultdict(int)
    for concept, predicate, _ in words(file):
        if predicate in LABELS:
            count[concept] += predicate == PREF_LABEL
    assert {concept: number for concept, number in count.items() if number != 1} == {}


@each_file
def test_a_label_is_written_once(file: Path) -> None:
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for concept, predicate, literal in words(file):
        if predicate in LABELS:
            seen[concept, normalise(literal.value)].append(literal.value)
    assert {key: found for key, found in seen.items() if len(found) > 1} == {}


@each_file
def test_a_label_names_one_concept_of_a_scheme(file: Path) -> None:
    doubtful = {
        phrase: sorted(concepts)
        for (scheme, phrase), concepts in named_by(words(file), LABELS).items()
        if len(concepts) > 1 and scheme not in PATTERN_SCHEMES
    }
    assert doubtful == {}


@each_file
def test_no_label_names_another_concept_in_swedish_or_english(file: Path) -> None:
    base = named_by(base_words(), LABELS)
    friends = {
        (phrase, scheme): sorted(concepts | base[scheme, phrase])
        for (scheme, phrase), concepts in named_by(words(file), LABELS).items()
        if scheme not in PATTERN_SCHEMES and base.get((scheme, phrase), concepts) != concepts
    }
    assert friends == {}


@each_file
def test_a_pattern_belongs_to_one_qualifier_in_every_language(file: Path) -> None:
    base = named_by(base_words(), (PATTERN,))
    doubtful = {
        phrase: sorted(concepts | base.get((scheme, phrase), set()))
        for (scheme, phrase), concepts in named_by(words(file), (PATTERN,)).items()
        if scheme == DM + "qualifiers" and len(concepts | base.get((scheme, phrase), set())) > 1
    }
    assert doubtful == {}


@each_file
def test_a_pattern_is_written_as_the_reader_expects(file: Path) -> None:
    for concept, predicate, literal in words(file):
        if predicate != PATTERN:
            continue
        pattern = literal.value
        assert pattern.removesuffix("…").count("…") == 0, f"{pattern}: the rest of a clause is at its end"
        assert pattern.endswith(" …") or "…" not in pattern, pattern
        assert not pattern.startswith("*"), f"{pattern}: it must begin with a word"
        assert all(word == "*" or "*" not in word for word in pattern.split()), pattern
        if DM + "connectives" in schemes()[concept]:
            assert "*" not in pattern, f"{pattern}: connectives are whole words"
            assert "…" not in pattern, f"{pattern}: connectives are whole words"


@each_file
def test_what_a_list_is_read_by_has_words_in_every_language(file: Path) -> None:
    have = {concept for concept, predicate, _ in words(file) if predicate in LABELS}
    groups = {
        quad.subject.value
        for quad in ontology().quads_for_pattern(
            None,
            NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            NamedNode(DM + "PlaceGroup"),
            None,
        )
        if isinstance(quad.subject, NamedNode)
    }
    needed = {concept for concept, found in schemes().items() if found & COMPLETE_SCHEMES} | groups
    patterned = {concept for concept, predicate, _ in words(file) if predicate == PATTERN}
    wordless = sorted(needed - have - patterned)
    assert not wordless
    of_patterns = {concept for concept, found in schemes().items() if found & PATTERN_SCHEMES}
    assert not sorted(of_patterns - patterned), "qualifiers and connectives are matched by their patterns"
