"""Transfers as lines for a terminal and as Markdown: by state, those without a ground first."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from datamap.transfers.transfer import enumerated
from datamap.transfers.wording import CERTAINTIES, HEADINGS, KINDS
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.transfers.timeline import Event
    from datamap.transfers.transfer import Transfer
    from datamap.transfers.transfers import Transfers

SHOWN = 50
_MARKUP = re.compile(r"([\\`*_{}\[\]()#!|~<>&])")


def text(found: Transfers, *, show_all: bool = False, timeline: bool = False) -> Iterator[tuple[int, str]]:
    """Yield the lines of transfers with their indents; more than :data:`SHOWN` of a state are counted."""
    words = found.words
    yield 0, found.title
    if not len(found):
        yield 0, found.nothing
    for heading, group in groupby(found, key=lambda one: _group(one)):
        rows = list(group)
        shown = rows if show_all else rows[:SHOWN]
        yield 0, ""
        yield 0, f"{heading[:1].upper()}{heading[1:]} ({len(rows)})"
        found.cite(shown)
        # Many lists name one country without a ground: the reason is told once, and whom it is about.
        by_reason: dict[str, list[Transfer]] = {}
        for one in shown:
            by_reason.setdefault(one.reason if one.what_if is None else "", []).append(one)
        for reason, alike in by_reason.items():
            if reason:
                yield 2, f"{reason}."
            for one in alike:
                yield from _row(one)
        if len(rows) > len(shown):
            yield 2, words.say("more", n=len(rows) - len(shown))
    if timeline:
        yield 0, ""
        yield 0, words.say("timeline")
        for event in found.events:
            head, change = _event(found, event)
            yield 2, head
            yield 6, change
        if not found.events:
            yield 2, words.say("no-timeline")
    yield 0, ""
    yield from ((0, note) for note in found.notes)


def _group(one: Transfer) -> str:
    words = one.words
    if one.what_if is None:
        return words.state(one.state)
    return words.say("loses" if one.what_if.loses else "keeps")


def _row(one: Transfer) -> Iterator[tuple[int, str]]:
    words, language = one.words, one.words.language
    may = f", {CERTAINTIES[language][one.certainty]}" if one.certainty != "stated" else ""
    yield (
        4 if one.what_if is None else 2,
        f"{one.vendor}: {one.place_name} ({KINDS[language][one.kind]}{may})",
    )
    cells = one.cells()
    if one.what_if is not None:
        yield 4, f"{words.say('stands')}: {cells['state']}. {cells['reason']}."
        yield 4, f"{words.say('then')}: {cells['then']}. {cells['then_reason']}."
        for key in ("data", "purposes"):
            if cells[key]:
                yield 4, f"{words.say(key)}: {cells[key]}"
    yield from ((6, line) for line in cells["evidence"].split("\n") if line)


def _event(found: Transfers, event: Event) -> Iterator[str]:
    words = found.words
    what = words.say("begins" if event.begins else "ends")
    yield f"{event.date} {words.basis(event.basis)} {what}"
    change = words.say("was", before=words.state(event.before), after=words.state(event.after))
    yield f"{change}: {enumerated(event.vendors)}"


def markdown(found: Transfers, *, timeline: bool = False) -> str:
    """Return transfers as Markdown (GFM): a table, and the timeline beneath; strangers' words are escaped."""
    words = found.words
    found.cite()
    lines = [f"# {_escaped(found.title)}", ""]
    if len(found):
        headings = [HEADINGS[found.language][column] for column in found.columns]
        lines += ["| " + " | ".join(map(_escaped, headings)) + " |", "|" + " --- |" * len(headings)]
        for one in found:
            cells = one.cells()
            lines.append("| " + " | ".join(_escaped(cells[column]) for column in found.columns) + " |")
    else:
        lines.append(_escaped(found.nothing))
    if timeline:
        lines += ["", f"## {_escaped(words.say('timeline'))}", ""]
        for event in found.events:
            head, change = _event(found, event)
            lines.append(f"- **{_escaped(head)}**  \n  {_escaped(change)}")
        if not found.events:
            lines.append(_escaped(words.say("no-timeline")))
    lines += ["", *(f"{_escaped(note)}  " for note in found.notes)]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(said: str) -> str:
    parts = [" ".join(visible(part).split()) for part in said.split("\n")]
    return "<br>".join(
        _MARKUP.sub(r"\\\1", part).replace("\\<", "&lt;").replace("\\>", "&gt;") for part in parts
    )
