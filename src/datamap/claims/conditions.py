"""Conditions on a whole entry: "Zoom (if enabled)", a section of optional vendors, a remark "used only if …".

They lower every claim of the entry, and leave its data open: what a customer switches on, the list does not
say of this one. A vendor that is not chosen yet leaves everything open.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.claims.model import Claim
from datamap.vocabulary.terms import CONDITIONAL, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.claims.context import ListContext
    from datamap.claims.draft import Draft
    from datamap.claims.model import Statement

_LONGEST = 300
"""Characters of a remark that may be a condition; more says other things too."""
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")
_SPOKEN_OF_USE = frozenset({"service", "purpose", "processing-category"})


def lower_by_conditions(draft: Draft, context: ListContext) -> None:
    """Lower the claims of an entry by what it depends on, by its name, texts above and remarks."""
    heading = draft.statements[0]
    for inner in [*re.findall(r"\(([^()]*)\)", draft.raw.name), *draft.raw.name.split(", ")[1:]]:
        found = context.lexicon.qualifiers.whole(inner)
        if found is not None and found.conditional:
            _lower(draft, heading, inner, found.iri)
            draft.said.add("data")
            if found.iri == CONDITIONAL and context.from_blocks:
                draft.open("data", heading)
        elif found is None and context.from_blocks and context.words.depends(inner):
            _depend(draft, heading, inner, opens=True)
    if not context.from_blocks:
        return
    for cell in draft.raw.conditions:
        statement = draft.add("document", cell.text, cell, context.language)
        _depend(draft, statement, cell.text, opens=context.words.depends(cell.text))
    for statement, text in list(_conditions_below(draft, context)):
        opens = statement.field == "condition" or context.words.depends(text)
        _depend(draft, statement, text, opens=opens)
    name = draft.raw.name.strip("[]*_ ")
    undecided = draft.raw.name.startswith("[") or any(
        q.iri == UNDECIDED for q in context.lexicon.qualifiers.anywhere(name)
    )
    if undecided:
        draft.open("data", heading)
        draft.said.add("data")


def _conditions_below(draft: Draft, context: ListContext) -> Iterator[tuple[Statement, str]]:
    """Yield the statements of an entry that say on what its use depends, with the words that do."""
    for statement in draft.statements:
        text = statement.text.strip()
        if statement.field == "condition":
            yield statement, text
        elif statement.field in ("remark", "footnote", "note"):
            for sentence in _SENTENCES.split(text):
                if len(sentence) <= _LONGEST and _is_condition(sentence, context):
                    yield statement, sentence
                    break
        elif statement.field in _SPOKEN_OF_USE:
            labelled = statement.label and text.startswith(statement.label)
            whole = text.removeprefix(statement.label).lstrip(" :") if labelled else text
            brackets = re.findall(r"\(([^()]*)\)", whole)
            pieces = [*brackets, *re.split(r"[;,]\s+|\s+[–—]\s+|\.\s+", whole)[1:]]
            words = next((p for p in pieces if context.words.depends(p)), None)
            if words is not None:
                yield statement, words


def _is_condition(text: str, context: ListContext) -> bool:
    """Tell whether a sentence begins with a condition of use, or names one."""
    bare = re.sub(r"^[\W\d]+", "", text)
    found = context.lexicon.qualifiers.at_start(bare)
    return context.words.depends(bare) or (found is not None and found.qualifier.iri == CONDITIONAL)


def _depend(draft: Draft, statement: Statement, words: str, *, opens: bool) -> None:
    _lower(draft, statement, words, CONDITIONAL)
    if opens:
        draft.said.add("data")
        draft.open("data", statement)


def _lower(draft: Draft, statement: Statement, words: str, qualifier: str) -> None:
    draft.claims = [
        replace(c, certainty="conditional", qualifiers=tuple(sorted({*c.qualifiers, qualifier})))
        if c.facet != "qualifier"
        and c.certainty != "denied"  # "no phone numbers" holds of what is not used too
        else c
        for c in draft.claims
    ]
    line = statement.line + statement.text.count("\n", 0, max(statement.text.find(words), 0))
    draft.claims.append(Claim("qualifier", statement.key, words, line, qualifier))
