"""Characters that steer a terminal or reorder text are shown, never obeyed."""

from __future__ import annotations

import pytest

from datamap.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Åsa Öberg, ”e-post”\n\tAB", "Åsa Öberg, ”e-post”\n\tAB"),
        ("a\x1b[31mb", "a⟨U+001B⟩[31mb"),
        ("\x00\x7f\x9f\r", "⟨U+0000⟩⟨U+007F⟩⟨U+009F⟩⟨U+000D⟩"),
        ("fdp.\u202eexe\u2069\u061c\u200f", "fdp.⟨U+202E⟩exe⟨U+2069⟩⟨U+061C⟩⟨U+200F⟩"),
        ("\ud83d\ufffe\uffff", "⟨U+D83D⟩⟨U+FFFE⟩⟨U+FFFF⟩"),
        ("😀 数据 مثال", "😀 数据 مثال"),
    ],
)
def test_steering_characters_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown
    visible(text).encode()
