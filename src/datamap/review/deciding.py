"""One decision about a phrase: from what a person wrote to a word of the project's, or to a correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.claims.lexicon import load_lexicon
from datamap.errors import InvalidParameter
from datamap.registry.recorded import recorded_lists
from datamap.registry.registry import CORRECTABLE
from datamap.review.fields import SCHEME_OF, field_of
from datamap.review.pending import evidence_of, open_phrases
from datamap.vocabulary.concepts import normalise

if TYPE_CHECKING:
    import datetime as dt

    from datamap.registry.corrections import Correction
    from datamap.registry.registry import RegistryBase
    from datamap.review.decision import Decision
    from datamap.review.words import Words


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for a phrase; see :meth:`datamap.Registry.decide`."""

    phrase: str
    field: str
    label_of: str | None = None
    narrower_than: str | None = None
    name: str | None = None
    note: bool = False
    leaves_open: bool = False
    complete: bool = False
    vendor: str | None = None
    by: str = ""
    reason: str = ""
    on: dt.date | None = None
    language: str | None = None


def decide(registry: RegistryBase, words: Words, choice: Choice) -> Decision | Correction:
    """Record a choice; raises InvalidParameter, UnknownName."""
    chosen = [choice.label_of is not None, choice.narrower_than is not None, choice.note, choice.leaves_open]
    if sum(chosen) != 1:
        raise InvalidParameter(
            f"{choice.phrase!r}: decide one thing: a label of a concept, narrower than one, a note, or open"
        )
    if choice.field not in SCHEME_OF:
        raise InvalidParameter(f"{choice.field!r} is no field to decide in; one of {', '.join(SCHEME_OF)} is")
    if choice.complete and not choice.note:
        raise InvalidParameter("complete goes with a note: the list is complete although it says this, too")
    if choice.vendor is not None:
        return _only_here(registry, words, choice)
    concept = None
    kind = "note" if choice.note else "open" if choice.leaves_open else "label"
    if choice.label_of is not None:
        concept = words.concept(choice.label_of, choice.field)
    elif choice.narrower_than is not None:
        concept, kind = words.concept(choice.narrower_than, choice.field), "own"
    return words.decide(
        choice.phrase,
        choice.field,
        kind,  # type: ignore[arg-type]
        concept=concept,
        name=choice.name,
        complete=choice.complete,
        by=choice.by,
        reason=choice.reason,
        on=choice.on,
        language=choice.language or _language_of(registry, words, choice),
    )


def undo(registry: RegistryBase, words: Words, number: int) -> Decision:
    """Take a decision back; raises UnknownName, InvalidParameter where a correction stands on its type."""
    decision = next((d for d in words.decisions() if d.number == number), None)
    if decision is not None and decision.kind == "own":
        for correction in registry.corrections():
            if decision.concept in (*correction.stated, *correction.denied):
                raise InvalidParameter(
                    f"correction {correction.number} speaks of the type that decision {number} made; "
                    f"take that back first: datamap correct --undo {correction.number}"
                )
    return words.undo(number)


def _only_here(registry: RegistryBase, words: Words, choice: Choice) -> Correction:
    if choice.label_of is None:
        raise InvalidParameter("for one vendor alone a phrase can only name a concept (label_of)")
    if not choice.reason.strip():
        raise InvalidParameter("a decision for one vendor is a correction; it needs a reason")
    assert choice.vendor is not None
    wanted, vendor = normalise(choice.phrase), registry.vendor(choice.vendor)
    name = registry.name(vendor)
    lexicon = load_lexicon(registry.local)
    for recorded in recorded_lists(registry.store):
        for entry, phrase, facet, _, _ in open_phrases(recorded, lexicon):
            if entry.name != name or normalise(phrase) != wanted or field_of(facet) != choice.field:
                continue
            if facet not in CORRECTABLE:
                raise InvalidParameter(
                    f"{facet}: cannot be corrected for one vendor; decide it for all lists"
                )
            return registry.correct(
                name,
                states={facet: [words.concept(choice.label_of, choice.field)]},
                reason=choice.reason,
                by=choice.by,
                on=choice.on,
                evidence=evidence_of(choice.phrase, recorded.source),
            )
    raise InvalidParameter(f"{choice.phrase!r} does not stand open in the field {choice.field} of {name}")


def _language_of(registry: RegistryBase, words: Words, choice: Choice) -> str:
    """Return the language in which a list uses the phrase."""
    wanted = normalise(choice.phrase)
    if wanted not in words.language_of:
        for recorded in recorded_lists(registry.store):
            for entry in recorded.entries:
                languages = {s.key: s.language for s in entry.statements}
                for claim in entry.claims:
                    if claim.concept is None:
                        language = languages.get(claim.statement) or recorded.language or "en"
                        words.language_of.setdefault(normalise(claim.phrase), language)
    return words.language_of.get(wanted, "en")
