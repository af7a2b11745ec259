"""What every answer to a question of the catalogue has: the question, its parameters, its language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from datamap.questions.forms import Result

if TYPE_CHECKING:
    from datamap.questions.catalogue import Question
    from datamap.questions.parameters import Value
    from datamap.registry.registry import RegistryBase


class Solution(Protocol):
    """One vendor's answer to a four-valued question, before it is made into words.

    ``codes`` are the reason codes by side; ``processes`` at least those that decide, each with its key;
    ``name`` is the vendor's where it is at hand.
    """

    @property
    def vendor(self) -> str: ...  # noqa: D102
    @property
    def answer(self) -> str: ...  # noqa: D102
    @property
    def codes(self) -> dict[str, int]: ...  # noqa: D102
    @property
    def processes(self) -> list[tuple[int, str]]: ...  # noqa: D102
    @property
    def name(self) -> str | None: ...  # noqa: D102


class VendorSolution(NamedTuple):
    """A :class:`Solution` that SPARQL gave."""

    vendor: str
    answer: str
    codes: dict[str, int]
    processes: list[tuple[int, str]]
    name: str | None = None


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
        solutions: Any,
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
