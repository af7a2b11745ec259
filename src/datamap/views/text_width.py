"""How wide a text will be, without a font at hand: never less than any common sans serif makes it.

Pictures are laid out once and shown in whatever font a reader has, so widths are those of a wide one
(DejaVu Sans); tests hold them against it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Widths in hundredths of the font size, by class of character.
_WIDTHS = {
    **dict.fromkeys(" ,.:;'’`|!iIjl\u00a0", 41),
    **dict.fromkeys('frt()[]/\\-–"“”°*', 52),
    **dict.fromkeys("JLcksvxyzEFTSPZ?", 65),
    **dict.fromkeys("mMW@%—…&wOQGNHUDÖØÓÒÔÕÄÅÆ", 101),
}
_OTHER = 80
_LOWER = 66
_WIDE = 110
_BOLD = 1.12


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return at least as many pixels as a line of text takes at a font size."""
    hundredths = 0
    for char in text:
        if unicodedata.combining(char):
            continue
        known = _WIDTHS.get(char)
        if known is None:
            if unicodedata.east_asian_width(char) in "WF":
                known = _WIDE
            else:
                known = _LOWER if char.islower() or char.isdigit() else _OTHER
        hundredths += known
    return hundredths * size / 100 * (_BOLD if bold else 1)


def wrapped(text: str, size: float, width: float, most: int = 6, bold: bool = False) -> list[str]:
    """Return a text as lines no wider than ``width``; at most ``most`` lines, the cut counted in words.

    Lines break at spaces, and inside a word only where it is wider than a line.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}" if line else word
        if text_width(candidate, size, bold) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        while text_width(word, size, bold) > width and len(lines) <= most:
            end = _fitting(word, size, width, bold)
            lines.append(word[:end])
            word = word[end:]
        line = word
        if len(lines) > most:
            break
    lines.append(line)
    if len(lines) <= most:
        return lines
    kept = lines[: most - 1]
    shown = sum(len(part) for part in kept)
    return (
        [*kept, f"… (+{len(''.join(text.split())) - len(''.join(''.join(kept).split()))})"] if shown else kept
    )


def _fitting(word: str, size: float, width: float, bold: bool) -> int:
    end = 1
    while end < len(word) and text_width(word[: end + 1], size, bold) <= width:
        end += 1
    return end
