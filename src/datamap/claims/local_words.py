"""Whether a project's own words leave alone what the shipped words mean in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.vocabulary.concepts import PLACES, normalise
from datamap.vocabulary.local import LABELLED
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    from datamap.claims.lexicon import Lexicon
    from datamap.vocabulary.local import LocalOntology


def refuse_taken(local: LocalOntology, lexicon: Lexicon, shipped: Lexicon) -> None:
    """Raise OntologyError, with the line, for a word that means something else already."""
    for scheme in LABELLED:
        lexicon.vocabulary.labels(scheme)  # refuses a label of another concept
    known = {concept for scheme in LABELLED for concept in lexicon.vocabulary.members(scheme)}
    places = set(lexicon.vocabulary.members(PLACES))
    for quad, concept, broader in local.kinds():
        if broader not in known or not lexicon.vocabulary.in_scheme(broader, local.concepts[concept]):
            local.refuse(
                quad, f"puts {curie(concept)} below {curie(broader)}, which is no concept of its scheme"
            )
    for quad, concept, label in local.written_labels():
        if concept not in known:
            local.refuse(quad, f"gives {label!r} to {curie(concept)}, which is no concept of the ontology")
        problem = problem_with(label, shipped, concept if concept in places else None)
        if problem:
            local.refuse(quad, problem)


def problem_with(label: str, shipped: Lexicon, place: str | None = None) -> str | None:
    """Return why a text can be no label, None where it can; ``place`` is the place it would name."""
    find = shipped.qualifiers
    if find.whole(label) is not None or normalise(label) in find.none_values:
        return f"gives {label!r} as a label, but it says how a list is meant, and names nothing"
    if not any(char.isalpha() for char in label):
        return f"gives {label!r} as a label, but there is no letter in it"
    if place is not None:
        other = shipped.place(label)
        if other not in (None, place):
            return f"gives {label!r} to {curie(place)}, but it names {curie(str(other))}"
    return None
