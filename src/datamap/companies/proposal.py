"""A proposal that two names may be one company's, and the reasons for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datamap.companies.wording import reason_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.companies.traces import Line

STRONG, LIKELY, WEAK = "strong", "likely", "weak"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two names are proposed: a code, what it speaks of, and the lines it rests on, by company (IRI)."""

    code: str
    values: dict[str, Any]
    lines: tuple[tuple[str, Line], ...] = ()

    def words(self, language: str) -> str:
        """Return the reason in words."""
        return reason_words(language, self.code, self.values)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two names (IRIs) that may be one company's; ``kind`` is what the first may be to the second."""

    first: str
    second: str
    first_name: str
    second_name: str
    kind: str
    strength: int
    reasons: tuple[Reason, ...]
    first_lines: tuple[Line, ...]
    second_lines: tuple[Line, ...]

    @property
    def grade(self) -> str:
        """The strength as a word: "strong", "likely" or "weak"."""
        return STRONG if self.strength >= 85 else LIKELY if self.strength >= 60 else WEAK

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the proposal as plain values, for JSON."""
        return {
            "first": {"name": self.first_name, "iri": self.first, "evidence": _plain(self.first_lines)},
            "second": {"name": self.second_name, "iri": self.second, "evidence": _plain(self.second_lines)},
            "kind": self.kind,
            "strength": self.strength,
            "grade": self.grade,
            "reasons": [reason.words(language) for reason in self.reasons],
        }


def _plain(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [line._asdict() for line in lines]
