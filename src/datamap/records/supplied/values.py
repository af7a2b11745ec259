"""What a person wrote in a cell, as a state and texts; nonsense is refused in words that say what to do."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from datamap.vocabulary.concepts import normalise

if TYPE_CHECKING:
    from datamap.registry.added_facts import State
    from datamap.vocabulary.record_fields import RecordField

LONGEST = 10_000
"""Characters of one value; more is a pasted document, not an answer."""

_NOT_APPLICABLE = re.compile(
    r"\s*(ej tillämpligt|inte tillämpligt|not applicable|n/a)(?!\w)[\s:,–—-]*(.*)", re.I | re.S
)
_VARIES = frozenset({"varierar", "varierar mellan kunder", "varies", "varies between customers"})
# "None" is itself the answer where one person or document could be named; elsewhere a reason is wanted.
_NONE = frozenset({"ingen", "inget", "inga", "none", "inget utsett", "ingen utsedd"})
_NO_ANSWER = frozenset({
    "?", "??", "vet ej", "vet inte", "okänt", "oklart", "unknown", "don't know", "do not know", "tbd", "todo",
    "true", "false", "sant", "falskt", "na", "n.a.",
})  # fmt: skip
NOTHING = frozenset({"", "-", "–", "—", "--"})
"""What people write in a cell to say that it holds nothing."""

_SEPARATORS = re.compile(r"[;|\n]|,(?!\d)")


def read_value(
    field: RecordField, raw: str | tuple[str, ...], state: State | None
) -> tuple[State, tuple[str, ...]]:
    """Return the state of a value and its texts; ``state`` is set where the file gives a reason apart.

    Raises ValueError, with what is wrong, when it is nonsense.
    """
    pieces = [raw] if isinstance(raw, str) else list(raw)
    whole = "; ".join(pieces).strip()
    if len(whole) > LONGEST:
        raise ValueError(f"{len(whole):,} characters are too many for one value; at most {LONGEST:,}")
    if whole in NOTHING:
        raise ValueError("is empty")
    if normalise(whole) in _NO_ANSWER:
        raise ValueError(f"{whole!r} is no answer; leave it empty until somebody knows")
    if state is not None:
        return state, (_one_line(whole),)
    if normalise(whole) in _VARIES:
        if field.kind != "service":
            raise ValueError(f"{whole!r} is no answer here; write what holds")
        return "varies", (whole,)
    reason = _reason(field, whole)
    if reason is not None:
        return "notApplicable", (reason,)
    if field.takes == "date":
        return "given", (read_date(whole),)
    if not field.is_list:
        return "given", ("\n".join(line.strip() for line in whole.splitlines() if line.strip()),)
    if isinstance(raw, str):
        pieces = _SEPARATORS.split(raw)
    texts = tuple(dict.fromkeys(filter(None, (_one_line(piece) for piece in pieces))))
    if not texts:
        raise ValueError("is empty")
    return "given", texts


def _reason(field: RecordField, whole: str) -> str | None:
    """Return why a fact does not apply, None where the text is a value."""
    match = _NOT_APPLICABLE.fullmatch(whole)
    if match is None and normalise(whole) not in _NONE:
        return None
    if not field.may_be_none:
        raise ValueError(f"{field.labels['en']} always applies; give a value")
    if match is None and field.takes != "text":
        raise ValueError(f"{whole!r}: say why it does not apply, as “not applicable: the reason”")
    reason = _one_line(match[2]) if match else _one_line(whole)
    if not reason:
        raise ValueError("say why it does not apply, after the colon")
    return reason


def read_date(text: str) -> str:
    """Return a date as it is stored, "YYYY-MM-DD"; raises ValueError when it is none."""
    try:
        return dt.date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is no date; write YYYY-MM-DD") from None


def _one_line(text: str) -> str:
    return " ".join(text.split())
