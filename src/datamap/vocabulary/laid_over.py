"""A project's own words laid over the compiled ontology: what is the same for all is shared, not copied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.vocabulary.terms import SKOS
from datamap.vocabulary.wording import Wording, normalise

if TYPE_CHECKING:
    from datamap.vocabulary.compiled import Compiled
    from datamap.vocabulary.local import LocalOntology

_IN_SCHEME = SKOS + "inScheme"
# Labels that are looked up in the wordings alone, as in ``datamap.vocabulary.compiled``.
_ONLY_WORDS = frozenset({SKOS + "altLabel", SKOS + "hiddenLabel"})


def lay_over(compiled: Compiled, local: LocalOntology) -> Compiled:
    """Return what reading needs of the ontology with a project's own words; ``compiled`` stays as it is.

    A word of the project's holds in texts of every language. Raises OntologyError, with the line, for one
    that another concept of its scheme has in any language.
    """
    found = replace(
        compiled,
        labels=dict(compiled.labels),
        members=dict(compiled.members),
        literals=dict(compiled.literals),
        links=dict(compiled.links),
    )
    for scheme in set(local.concepts.values()):
        own = (concept for concept, its in local.concepts.items() if its == scheme)
        found.members[scheme] = sorted({*compiled.members.get(scheme, ()), *own})
    _add_properties(found, compiled, local)
    _add_words(found, compiled, local)
    return found


def meanings(compiled: Compiled, scheme: str, word: str) -> set[str]:
    """Return the concepts of a scheme that a normalised word may mean, in any language."""
    found = set()
    for wording in (compiled.labels.get(scheme), compiled.whole.get(scheme)):
        if wording is not None:
            found |= {wording.sure[word]} if word in wording.sure else set()
            found |= set(wording.contested.get(word, {}).values())
    return found


def _add_properties(found: Compiled, compiled: Compiled, local: LocalOntology) -> None:
    """Add what is stated of concepts, apart from words that are only looked up."""
    for quad in local.quads:
        concept, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(concept, ox.NamedNode) or concept.value not in local.concepts:
            continue
        if isinstance(value, ox.NamedNode) and predicate != _IN_SCHEME:
            links = found.links.get(predicate, {})
            if links is compiled.links.get(predicate):
                links = found.links[predicate] = dict(links)
            links[concept.value] = sorted({*links.get(concept.value, ()), value.value})
        elif isinstance(value, ox.Literal) and predicate not in _ONLY_WORDS:
            literals = found.literals.get(predicate, {})
            if literals is compiled.literals.get(predicate):
                literals = found.literals[predicate] = dict(literals)
            spoken = (value.value, value.language or "")
            literals[concept.value] = sorted({*map(tuple, literals.get(concept.value, ())), spoken})  # type: ignore[arg-type]


def _add_words(found: Compiled, compiled: Compiled, local: LocalOntology) -> None:
    """Add the labels; those of what is no concept are left to whoever checks the file."""
    scheme_of = {concept: scheme for scheme, concepts in compiled.members.items() for concept in concepts}
    scheme_of |= local.concepts
    given: dict[tuple[str, str], str] = {}
    for quad, concept, label in local.written_labels():
        scheme = scheme_of.get(concept)
        if scheme is None:
            continue
        word = normalise(label)
        own = given.setdefault((scheme, word), concept)
        others = (meanings(compiled, scheme, word) | {own}) - {concept}
        if others:
            local.refuse_taken(quad, label, concept, min(others))
        _own_wording(found, compiled, scheme).sure[word] = concept
        found.labels[scheme].contested.pop(word, None)


def _own_wording(found: Compiled, compiled: Compiled, scheme: str) -> Wording:
    wording = found.labels.get(scheme)
    if wording is None or wording is compiled.labels.get(scheme):
        shared = wording or Wording()
        wording = found.labels[scheme] = Wording(dict(shared.sure), dict(shared.contested))
    return wording
