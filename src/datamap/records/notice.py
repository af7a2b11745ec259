"""The notice that a processor owes its customers of new sub-processors (GDPR Art. 28(2)), as a document.

It says what is added or replaced, and where places are new; what nobody stated is marked, and a time to
object comes from a contract on record or is not stated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.changes.difference import both_loaded, compare, in_memory
from datamap.errors import InvalidParameter
from datamap.records.cells import Cells
from datamap.records.contract_terms import terms_of
from datamap.records.formats import FORMATS, format_of
from datamap.records.front import entity_name
from datamap.records.gathering import gather
from datamap.records.notice_letter import Letter
from datamap.records.notice_needs import needs
from datamap.records.notice_wording import say_notice
from datamap.records.publication import Publication
from datamap.records.wording import subject_words

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path
    from typing import Literal

    from datamap.changes.change import Changes
    from datamap.changes.difference import Side
    from datamap.records.cells import Gap
    from datamap.records.contract_terms import Terms
    from datamap.records.document import Document
    from datamap.records.notice_needs import Needs
    from datamap.registry.registry import RegistryBase


class Notice(Publication):
    """A notice to customers, or the reason why none is needed.

    ``needed`` tells whether it must be sent; ``needs`` which changes call for what, ``changes`` all of them;
    ``terms`` what the contracts of its readers say; ``gaps`` the facts of the record that it lacks.
    """

    def __init__(
        self,
        document: Document,
        *,
        location: str,
        base: str,
        changes: Changes,
        found: Needs,
        terms: list[Terms],
        gaps: list[Gap],
        names: dict[str, str],
        effective: dt.date | None,
    ) -> None:
        super().__init__(document, location=location, base=base)
        self.changes, self.needs, self.terms, self.gaps = changes, found, terms, gaps
        self._names, self._effective = names, effective

    @property
    def needed(self) -> bool:
        """Whether a sub-processor is added or replaced, or a new place stated."""
        return bool(self.needs.announced or self.needs.places)

    @property
    def missing(self) -> list[str]:
        """What the notice does not state, in words, each once."""
        language = self.document.language
        found = [] if self._effective else [say_notice(language, "effective").lower()]
        about: dict[str, list[str]] = {}
        for gap in self.gaps:
            subject = subject_words(language, gap.kind, self._names.get(gap.subject or ""))
            about.setdefault(subject, []).append(gap.field.labels[language])
        return found + [f"{subject}: {', '.join(labels)}" for subject, labels in about.items()]

    @property
    def warnings(self) -> list[str]:
        """What in the contracts does not go with the day of effect, in words."""
        language, effective = self.document.language, self._effective
        found = []
        for one in self.terms if effective else ():
            for key, fact, day in (
                ("too-early", one.notice, one.earliest),
                ("late-objection", one.objection, one.deadline),
            ):
                if fact is not None and day is not None and effective is not None and day > effective:
                    period = fact.texts[0]
                    values = {"name": one.name, "period": period, "date": day, "effective": effective}
                    found.append(say_notice(language, key, **values))
        return found

    def in_words(self) -> list[str]:
        """Return what it announces, what else calls for a look, and what it does not state, a line each."""
        language = self.document.language
        if not self.needed:
            lines = [say_notice(language, "none-needed", n=len(self.changes))]
            return [*lines, *self._look(language)]
        lines = []
        for key, changes in (("announced", self.needs.announced), ("places", self.needs.places)):
            if changes:
                names = ", ".join(dict.fromkeys(change.vendor for change in changes))
                lines.append(say_notice(language, key, names=names))
        lines += self._look(language)
        if self.needs.quiet:
            lines.append(say_notice(language, "quiet", n=len(self.needs.quiet)))
        if self.missing:
            lines.append(say_notice(language, "missing", what="; ".join(self.missing)))
        return lines + self.warnings

    def _look(self, language: str) -> list[str]:
        words = self.changes.words
        names: dict[str, list[str]] = {}
        for change in self.needs.look:
            text = words.change(change)
            names.setdefault(change.vendor, []).append(text[:1].lower() + text[1:])
        told = "; ".join(f"{name} ({', '.join(texts)})" for name, texts in names.items())
        return [say_notice(language, "look", names=told)] if told else []

    def to_dict(self) -> dict[str, Any]:
        """Return the notice as plain values, for JSON."""
        found = self.needs
        return {
            "needed": self.needed,
            "language": self.document.language,
            "date": self.document.date,
            "effective": self._effective.isoformat() if self._effective else None,
            "front": {field.key: field.cell.text for field in self.document.front.fields},
            "announced": [change.to_dict() for change in found.announced],
            "places": [change.to_dict() for change in found.places],
            "look": [change.to_dict() for change in found.look],
            "withoutNotice": [change.to_dict() for change in found.quiet],
            "customers": [
                {
                    "name": one.name,
                    "objectionPeriod": one.objection.texts[0] if one.objection else None,
                    "deadline": one.deadline.isoformat() if one.deadline else None,
                    "noticePeriod": one.notice.texts[0] if one.notice else None,
                }
                for one in self.terms
            ],
            "missing": self.missing,
            "warnings": self.warnings,
            "words": self.in_words(),
        }

    def render(self, suffix: str, *, raw: bool = False) -> bytes:
        """Return the bytes of the notice's file of a suffix; a letter is no linked data.

        Raises RecordError for another suffix, DatamapError when what renders it is not installed.
        """
        format_of(suffix, FORMATS)
        return super().render(suffix, raw=raw)

    def __repr__(self) -> str:
        return (
            f"<Notice {self.changes.old} to {self.changes.new}: {'needed' if self.needed else 'not needed'}>"
        )


def make_notice(
    old: Side,
    new: Side,
    *,
    facts: RegistryBase | None,
    language: Literal["sv", "en"],
    date: dt.date,
    effective: dt.date | None = None,
    controller: str | None = None,
    source: str | None = None,
    ontology: str | Path | None = None,
) -> Notice:
    """Return the notice of what changed between two sides.

    ``facts`` is the registry that knows the organisation, its customers and their contracts, where the new
    side is a list and not that registry itself; ``controller`` names the one customer whose notice it is.
    ``ontology`` names the file of own words, by default that of ``facts``.
    Raises InvalidParameter, UnknownName, and what a comparison raises.
    """
    if effective is not None and effective < date:
        raise InvalidParameter(f"effective: {effective} is before the day of the notice, {date}")
    base = facts.base if facts is not None else None
    if ontology is None and facts is not None:
        ontology = facts.ontology_path
    with both_loaded(old, new, base=base, ontology=ontology) as (before, after):
        compared = compare(before, after, language=language, at=date, source=source, beside=facts)
        described = after.registry
        if facts is not None and not after.is_registry:
            described = in_memory(after.readings, beside=facts)
        gathered = gather(described)
        cells = Cells(
            gathered,
            described.vocabulary,
            language=language,
            role="processor",
            date=date,
            audience="customer",
        )
        only = described.controller(controller) if controller else None
    found = needs(compared.changes)
    terms = [terms_of(cells, one, date) for one in ([only] if only else gathered.controllers)]
    letter = Letter(cells, compared, found, terms, only=only is not None, effective=effective)
    document = letter.document(entity_name(cells))
    return Notice(
        document,
        location=described.location if facts is None else facts.location,
        base=described.base,
        changes=compared.changes,
        found=found,
        terms=terms,
        gaps=list(cells.gaps.values()),
        names=gathered.names,
        effective=effective,
    )
