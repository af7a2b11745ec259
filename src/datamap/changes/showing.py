"""Changes as text for a terminal and as Markdown: by vendor, the vendor with the weightiest change first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.changes.change import Change, Changes
    from datamap.changes.snapshot import Cited
    from datamap.changes.wording import Wording

MARKS = {
    "vendor-added": "+",
    "vendor-removed": "−",
    "entry-added": "+",
    "entry-removed": "−",
    "fact-added": "+",
    "fact-removed": "−",
}
_CHANGED = "~"
_SHOWN_LINES = 6
_MARKUP = re.compile(r"([\\`*_{}\[\]()#!|~<>&])")


def text(changes: Changes) -> list[tuple[int, str]]:
    """Return the changes as lines with their indents."""
    words = changes.words
    lines = [(0, _head(changes, words))]
    lines += [(0, words.say("sources", old=a, new=b)) for a, b in changes.sources]
    lines += [(0, note) for note in changes.notes]
    for vendor, own in by_vendor(changes):
        lines += [(0, ""), (0, vendor)]
        for change in own:
            lines.append((2, f"{MARKS.get(change.kind, _CHANGED)} {words.change(change)}"))
            lines += [(6, line) for line in words.answers(change.answers)]
            for side, cited in (("before", change.evidence_before), ("after", change.evidence_after)):
                lines += [(6, f"{words.say(side)}: {line}") for line in _evidence(cited, words)]
    if changes:
        lines += [(0, ""), (0, words.say("note", at=changes.at))]
    return lines


def markdown(changes: Changes) -> str:
    """Return the changes as Markdown (GFM); what strangers wrote is escaped."""
    words = changes.words
    lines = [f"# {_escaped(words.say('title', old=changes.old, new=changes.new))}", ""]
    lines.append(_escaped(_head(changes, words)))
    lines += ["", *(_escaped(words.say("sources", old=a, new=b)) for a, b in changes.sources)]
    lines += [_escaped(note) for note in changes.notes]
    for vendor, own in by_vendor(changes):
        lines += ["", f"## {_escaped(vendor)}", ""]
        for change in own:
            lines.append(f"- **{_escaped(words.change(change))}**")
            lines += [f"  - {_escaped(line)}" for line in words.answers(change.answers)]
            for side, cited in (("before", change.evidence_before), ("after", change.evidence_after)):
                lines += [f"  - {words.say(side)}: {_escaped(line)}" for line in _evidence(cited, words)]
    if changes:
        lines += ["", _escaped(words.say("note", at=changes.at))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def by_vendor(changes: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    """Yield each vendor with its changes, in the order of the weightiest."""
    grouped: dict[str, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.vendor, []).append(change)
    yield from grouped.items()


def _head(changes: Changes, words: Wording) -> str:
    key = "none" if not changes else "count-one" if len(changes) == 1 else "count"
    return words.say(key, n=len(changes), old=changes.old, new=changes.new)


def _evidence(cited: Iterable[Cited], words: Wording) -> list[str]:
    """Return lines of evidence, each statement once."""
    lines = list(
        dict.fromkeys(
            f"{one.source}, {words.say('line')} {one.line}: {' '.join(one.text.split())}" for one in cited
        )
    )
    if len(lines) > _SHOWN_LINES:
        return [*lines[:_SHOWN_LINES], words.say("and-more", n=len(lines) - _SHOWN_LINES)]
    return lines


def _escaped(words: str) -> str:
    return (
        _MARKUP.sub(r"\\\1", visible(" ".join(words.split()))).replace("\\<", "&lt;").replace("\\>", "&gt;")
    )
