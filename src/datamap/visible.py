"""Control and direction characters, shown instead of obeyed.

A document's text may hold characters that steer a terminal or reorder what a reader sees (Unicode
Standard Annex 9; "Trojan Source"). Wherever text leaves datamap, such a character is shown as its
code point, so that the line reads as it is.
"""

from __future__ import annotations

import re

# C0 without newline and tab, DEL and C1; the Unicode property Bidi_Control; lone surrogates and the two
# noncharacters that neither UTF-8 nor XML 1.0 (section 2.2) can hold.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def visible(text: str) -> str:
    """Return text with each control and direction character as ⟨U+202E⟩; newlines and tabs stay."""
    return _STEERING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
