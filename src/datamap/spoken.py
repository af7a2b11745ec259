"""Texts in Swedish and English: one table a subject, each text a pair, looked up in one way."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ORDER = ("sv", "en")
"""The languages of a pair."""


class Texts:
    """Texts by key, each in Swedish and in English; ``{name}`` marks where a value goes."""

    def __init__(self, pairs: Mapping[str, tuple[str, str]]) -> None:
        self._pairs = dict(pairs)

    def say(self, language: str, key: str, /, **values: object) -> str:
        """Return a text in a language ("sv", else English), its values filled in; raises KeyError."""
        text = self._pairs[key][0 if language == "sv" else 1]
        return text.format(**values) if values else text

    def both(self, key: str) -> tuple[str, str]:
        """Return a text in Swedish and in English; raises KeyError."""
        return self._pairs[key]

    def __getitem__(self, language: str) -> dict[str, str]:
        """Return all texts of a language by key; raises KeyError for another language."""
        return self.by_language[language]

    @cached_property
    def by_language(self) -> dict[str, dict[str, str]]:
        """All texts by language and key."""
        return {
            language: {key: pair[at] for key, pair in self._pairs.items()}
            for at, language in enumerate(ORDER)
        }
