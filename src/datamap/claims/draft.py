"""An entry while it is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from datamap.claims.model import Claim, Statement, Unmapped

if TYPE_CHECKING:
    from datamap.claims.fields import FieldReading
    from datamap.claims.labels import Field, Remark
    from datamap.claims.layout import RawEntry
    from datamap.documents import Cell


@dataclass(slots=True)
class Draft:
    """The statements, claims and openings of an entry, so far."""

    raw: RawEntry
    language: str | None
    statements: list[Statement] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    openings: dict[str, list[str]] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        field_key: str,
        text: str,
        where: RawEntry | Field | Remark | Cell,
        language: str | None,
        label: str = "",
    ) -> Statement:
        """Keep a statement under a key that is unique within the entry; return it."""
        self.counts[field_key] += 1
        count = self.counts[field_key]
        key = field_key if count == 1 else f"{field_key}-{count}"
        statement = Statement(key, field_key, text, where.line, language, label, where.at)
        self.statements.append(statement)
        return statement

    def take(self, statement: Statement, reading: FieldReading) -> None:
        """Take in what a field gave."""
        self.claims.extend(reading.claims)
        self.unmapped.extend(replace(u, vendor=self.raw.name) for u in reading.unmapped)
        for question in sorted(reading.opens):
            self.open(question, statement)
        self.said |= reading.says_open

    def open(self, question: str, statement: Statement) -> None:
        """Note that a statement opens the list of a question."""
        opening = self.openings.setdefault(question, [])
        if statement.key not in opening:
            opening.append(statement.key)
