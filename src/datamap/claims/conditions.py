"""Conditions on a whole entry: "Zoom (if enabled)", a section of optional vendors, "used only if …" below a name.

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
_SPOKEN_OF_USE = frozenset({"service", "purpose", "processing-category"})


def lower_by_conditions(draft: Draft, context: ListContext) -> None:
    """Lower the claims of an entry by what its name, texts above it, remarks and footnotes make it depend on."""
    heading = draft.statements[0]
    for inner in [*re.findall(r"\(([^()]*)\)", draft.raw.name), *draft.raw.name.split(", ")[1:]]:
        found = context.lexicon.qualifiers.whole(inner)
        if found is not None and found.conditional:
            _lower(draft, heading, inner, found.iri)
            draft.said.add("data")
            if found.iri == CONDITIONAL and context.from_blocks:
                draft.open("data", heading)
        elif found is None and context.from_blocks and _is_condition(inner, context):
            _depend(draft, heading, inner)
    if not context.from_blocks:
        return
    for cell in draft.raw.conditions:
        _depend(draft, draft.add("document", cell.text, cell.line, context.language), cell.text)
    for statement, text in list(_conditions_below(draft, context)):
        _depend(draft, statement, text)
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
        elif statement.field in ("remark", "footnote", "note") and len(text) <= _LONGEST:
            if _is_condition(text, context):
                yield statement, text
        elif statement.field in _SPOKEN_OF_USE:
            whole = text.partition(":")[2].strip() if statement.label else text
            brackets = re.findall(r"\(([^()]*)\)", whole)
            for words in [*brackets, *re.split(r"[;,]\s+|\s+[–—]\s+", whole)[1:]]:
                if _is_condition(words, context):
                    yield statement, words
                    break


def _is_condition(text: str, context: ListContext) -> bool:
    """Tell whether a text begins with a condition, or says of the vendor that it is used on one."""
    bare = re.sub(r"^[\W\d]+", "", text)
    for start in (bare, bare.partition(" ")[2], " ".join(bare.split()[2:])):
        found = context.lexicon.qualifiers.at_start(start)
        if found is not None and found.qualifier.iri == CONDITIONAL:
            return True
    return False


def _depend(draft: Draft, statement: Statement, words: str) -> None:
    _lower(draft, statement, words, CONDITIONAL)
    draft.said.add("data")
    draft.open("data", statement)


def _lower(draft: Draft, statement: Statement, words: str, qualifier: str) -> None:
    draft.claims = [
        replace(c, certainty="conditional", qualifiers=tuple(sorted({*c.qualifiers, qualifier})))
        if c.facet != "qualifier"
        else c
        for c in draft.claims
    ]
    line = statement.line + statement.text.count("\n", 0, max(statement.text.find(words), 0))
    draft.claims.append(Claim("qualifier", statement.key, words, line, qualifier))
