"""Questions of the catalogue asked for an overview: whole tables, never vendor by vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.questions.answers import Answers, ask
from datamap.questions.catalogue import load_question
from datamap.questions.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.questions.tables import Row
    from datamap.registry.registry import RegistryBase


def rows_of(registry: RegistryBase, name: str, language: str, **parameters: object) -> list[Row]:
    """Return the rows of a question in rows, with their evidence."""
    question = load_question(name)
    resolved, solutions = ask(registry, question, parameters)
    return list(Table(registry, question, resolved, language, solutions))


def answers_of(registry: RegistryBase, name: str, language: str, **parameters: object) -> Answers:
    """Return the answers of a four-valued question, one a vendor."""
    question = load_question(name)
    resolved, solutions = ask(registry, question, parameters)
    return Answers(registry, question, resolved, language, solutions)


def merged(rows: Iterable[Row], *keys: str) -> dict[tuple[str, ...], list[Row]]:
    """Return rows grouped by the IRIs (else the values) of some columns."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        key = tuple(row.iris.get(column) or str(row.values[column]) for column in keys)
        found.setdefault(key, []).append(row)
    return found
