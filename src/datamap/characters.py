"""Characters that no reader sees, made visible: no document steers a terminal, a page or a file."""

from __future__ import annotations

import re

# Controls, direction marks, and what no XML document and no encoding can carry.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def visible(text: str) -> str:
    """Return text with control and direction characters as ⟨U+0007⟩; newline and tab stay."""
    return _UNSEEN.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", text)
