"""What every answer to a question of the catalogue has: the question, its parameters, its language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from datamap.questions.forms import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.questions.catalogue import Question
    from datamap.questions.parameters import Value
    from datamap.registry.registry import RegistryBase


class VendorSolution(NamedTuple):
    """One vendor's answer to a four-valued question, before it is made into words.

    ``codes`` are the reason codes by side; ``processes`` at least those that decide, each with its key.
    """

    vendor: str
    answer: str
    codes: dict[str, int]
    processes: list[tuple[int, str]]


class QuestionResult(Result):
    """The solutions of a question, not yet made into rows.

    ``parameters`` are the resolved values by name, ``language`` that of titles, labels and reasons.
    """

    def __init__(
        self,
        registry: RegistryBase,
        question: Question,
        parameters: dict[str, Value],
        language: str,
        solutions: Sequence[Any],
    ) -> None:
        self._registry = registry
        self._solutions = solutions
        self.question = question
        self.parameters = parameters
        self.language = language

    @property
    def title(self) -> str:
        """The question in words, with its parameters filled in."""
        labels = {name: value.label(self.language) for name, value in self.parameters.items()}
        return self.question.title(self.language, labels)

    def _head(self) -> dict[str, Any]:
        """Return what the JSON of every answer begins with."""
        return {
            "question": self.question.name,
            "title": self.title,
            "parameters": {name: value.given for name, value in self.parameters.items()},
        }
