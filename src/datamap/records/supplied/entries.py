"""A supplied value, whichever file it stands in: checked, and added to the registry.

Facts of the organisation, its customers and services are added facts. What a vendor's answer says about
data, places, purposes, data subjects and transfer grounds is a correction: it outranks the list, which
stays visible.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datamap.errors import InvalidParameter, UnknownName
from datamap.questions.forms import Tabular
from datamap.questions.markup import html_table, html_text
from datamap.records.wording import say
from datamap.registry.added_facts import AddedFact
from datamap.visible import visible
from datamap.vocabulary.concepts import normalise
from datamap.vocabulary.places import NON_EEA, find_place
from datamap.vocabulary.record_fields import KINDS, SCHEME_OF_VALUE, RecordField

if TYPE_CHECKING:
    from datamap.registry.added_facts import State
    from datamap.registry.registry import RegistryBase
    from datamap.vocabulary.record_fields import Kind

LONGEST = 10_000
"""Characters of one value; more is a pasted document, not an answer."""

_NOT_APPLICABLE = re.compile(
    r"\s*(ej tillämpligt|inte tillämpligt|not applicable|n/a)\b[\s:,–—-]*(.*)", re.I | re.S
)
_VARIES = frozenset({"varierar", "varierar mellan kunder", "varies", "varies between customers"})
_NONE = frozenset({"ingen", "inget", "inga", "none", "nej", "no", "inget utsett", "ingen utsedd"})
_SEPARATORS = re.compile(r"[;|\n]|,(?!\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One supplied value: about whom, which field, the text, and where it stands.

    ``name`` is the subject's name ("" for the organisation). ``state`` is set where the file itself says
    "not applicable"; the text is then the reason. ``by`` and ``on`` override those of the whole file.
    """

    kind: Kind
    name: str
    field: RecordField
    text: str | tuple[str, ...]
    place: str
    state: State | None = None
    by: str | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell or line that was not taken, and why."""

    place: str
    message: str


@dataclass(slots=True)
class SuppliedFile:
    """The entries of a file, what in it could not be read, and who supplied it when.

    ``replaces`` tells that reading the file again withdraws what it no longer says: so for files that a
    person keeps up, not for questionnaires, of which each is new.
    """

    identifier: str
    file_name: str
    sha256: str
    entries: list[Entry]
    refused: list[Refusal] = field(default_factory=list)
    by: str | None = None
    on: str | None = None
    replaces: bool = True


@dataclass(slots=True)
class FillReport(Tabular):
    """What a file added: facts, corrections of lists, names new to the registry, and what was refused.

    Its rows are the refusals; it shows itself in a notebook.
    """

    facts: int = 0
    corrections: int = 0
    new: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was taken."""
        return bool(self.facts or self.corrections)

    def in_words(self, language: str = "en") -> list[str]:
        """Return the report line by line, refusals last."""
        lines = self._taken(language)
        if self.refused:
            lines.append(f"{say(language, 'not-taken', n=len(self.refused))}:")
            lines += [f"  {visible(refusal.place)}: {visible(refusal.message)}" for refusal in self.refused]
        return lines

    def _taken(self, language: str) -> list[str]:
        lines = [say(language, "taken", facts=self.facts, corrections=self.corrections)]
        if self.new:
            names = ", ".join(visible(name) for name in dict.fromkeys(self.new))
            lines.append(say(language, "taken-new", names=names))
        return lines

    def _records(self) -> tuple[list[dict[str, Any]], list[str]]:
        rows = [{"place": refusal.place, "message": refusal.message} for refusal in self.refused]
        return rows, ["place", "message"]

    def _html(self) -> str:
        taken = "\n".join(f"<p>{html_text(line)}</p>" for line in self._taken("en"))
        if not self.refused:
            return taken
        caption = say("en", "not-taken", n=len(self.refused))
        rows = [[refusal.place, refusal.message] for refusal in self.refused]
        return f"{taken}\n{html_table(caption, [say('en', 'place'), say('en', 'reason')], rows)}"

    def _text(self) -> str:
        return "\n".join(self.in_words())


def fill_registry(
    registry: RegistryBase, supplied: SuppliedFile, *, by: str | None = None, on: dt.date | None = None
) -> FillReport:
    """Add a file's entries to a registry; what is nonsense is refused cell by cell, the rest is taken.

    ``by`` and ``on`` say who supplied it and when, where the file does not. Nothing is written to disk.
    """
    report = FillReport(refused=list(supplied.refused))
    who = by or supplied.by
    when = on.isoformat() if on else supplied.on or dt.date.today().isoformat()
    taken = _Taken(registry, supplied, report, who, when)
    if supplied.replaces:
        _withdraw_corrections(registry, supplied.file_name)
        registry.added_facts.forget_file(supplied.identifier)
    # Services and groups before who refers to them, so that "new" names only what nobody describes.
    order = {kind: position for position, kind in enumerate(("organisation", "service", "group", *KINDS))}
    for entry in sorted(supplied.entries, key=lambda e: order[e.kind]):
        try:
            taken.add(entry)
        except (InvalidParameter, UnknownName, ValueError) as error:
            report.refused.append(Refusal(entry.place, str(error)))
    if report.changed:
        registry.added_facts.remember_file(supplied.identifier, supplied.file_name, supplied.sha256, when)
        registry.added_facts.add(taken.facts)
    registry.apply_corrections()
    return report


def _withdraw_corrections(registry: RegistryBase, file_name: str) -> None:
    for correction in registry.corrections():
        if correction.evidence and correction.evidence.startswith(f"{file_name}, "):
            registry.undo_correction(correction.number)


class _Taken:
    """Takes entries one by one; facts wait until all are read, corrections are applied at the end."""

    def __init__(
        self, registry: RegistryBase, supplied: SuppliedFile, report: FillReport, by: str | None, on: str
    ) -> None:
        self._registry, self._supplied, self._report = registry, supplied, report
        self._by, self._on = by, on
        self.facts: list[AddedFact] = []
        self._described = {(e.kind, normalise(e.name)) for e in supplied.entries}
        self._known = {normalise(v): iri for iri, v in registry.vendors().items()}
        self._corrected = {(c.evidence, c.vendor, c.facet): c.number for c in registry.corrections()}

    def add(self, entry: Entry) -> None:
        """Take one entry; raises InvalidParameter, UnknownName or ValueError when it is nonsense."""
        state, texts = _value(entry)
        by, on = entry.by or self._by, _date(entry.on or self._on)
        if (
            entry.field.facet is not None
            and entry.kind == "vendor"
            and self._correct(entry, state, texts, by, on)
        ):
            return
        if state == "notApplicable" and not by:
            raise ValueError("say who states that it does not apply: --by NAME, or a name in the file")
        values = self._values(entry.field, texts) if state == "given" else ()
        subject = self._subject(entry)
        self.facts.append(
            AddedFact(
                subject, entry.field, texts, values, state, by, on, self._supplied.identifier, entry.place
            )
        )
        self._report.facts += 1

    def _subject(self, entry: Entry) -> str:
        added = self._registry.added_facts
        if entry.kind == "vendor":
            return self._vendor(entry.name)
        if entry.kind != "organisation":
            return added.name_subject(entry.kind, entry.name)
        own = self._registry.organisation()
        if own is None:
            if not entry.name:
                raise ValueError("name the organisation: the key 'known as', or its legal entity")
            own = added.name_subject("organisation", entry.name)
        added.set_own_organisation(own)
        return own

    def _vendor(self, name: str) -> str:
        return self._known.get(normalise(name)) or self._registry.vendor(name)

    def _values(self, wanted: RecordField, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Return the IRIs of values that are places, terms or subjects; free text has none."""
        if wanted.takes == "places":
            return tuple(self._place(words) for words in texts)
        if wanted.takes in SCHEME_OF_VALUE:
            scheme = SCHEME_OF_VALUE[wanted.takes]
            found = (self._registry.vocabulary.lookup(words, scheme) for words in texts)
            return tuple(iri for iri in found if iri)
        if wanted.takes == "vendor":
            return tuple(self._vendor(words) for words in texts)
        if wanted.takes == "service":
            return tuple(self._refer("service", words) for words in texts)
        if wanted.takes == "group":
            return tuple(self._refer("group", words) for words in texts)
        return ()

    def _place(self, words: str) -> str:
        vocabulary = self._registry.vocabulary
        place = find_place(words, vocabulary)
        if place is None:
            from datamap.vocabulary.concepts import PLACES

            near = ", ".join(repr(label) for label, _ in vocabulary.nearest(words, PLACES))
            raise ValueError(f"{words!r} is no country or region{f'; nearest: {near}' if near else ''}")
        return place

    def _refer(self, kind: Kind, name: str) -> str:
        if (kind, normalise(name)) not in self._described:
            known = {normalise(self._registry.name(iri)) for iri in self._registry.added_facts.subjects(kind)}
            if normalise(name) not in known:
                self._report.new.append(name)
        return self._registry.added_facts.name_subject(kind, name)

    def _correct(self, entry: Entry, state: State, texts: tuple[str, ...], by: str | None, on: str) -> bool:
        """Make the entry a correction of the lists; return False where it is a fact of its own."""
        facet = entry.field.facet
        assert facet is not None
        if state == "varies" or (state == "notApplicable" and facet != "access-place"):
            return False
        if not by:
            raise ValueError("say who states it: --by NAME, or a name in the file")
        vendor = self._vendor(entry.name)
        if state == "given" and entry.field.takes == "places":
            for words in texts:
                self._place(words)  # says what a country is not in the words of a questionnaire
        denies = state == "notApplicable"
        evidence = f"{self._supplied.file_name}, {entry.place}"
        same_cell = self._corrected.get((evidence, vendor, facet))
        if same_cell is not None:
            self._registry.undo_correction(same_cell)
        self._registry.correct(
            vendor,
            states=None if denies else {facet: texts},
            denies={facet: NON_EEA} if denies else None,
            complete=denies or facet in ("data", "subject", "purpose", "access-place"),
            reason="; ".join(texts) if denies else entry.field.labels["sv"],
            by=by,
            on=dt.date.fromisoformat(on),
            evidence=evidence,
            apply=False,
        )
        self._report.corrections += 1
        return True


def _value(entry: Entry) -> tuple[State, tuple[str, ...]]:
    """Return the state of a value and its texts; raises ValueError when it is nonsense."""
    raw = entry.text
    pieces = [raw] if isinstance(raw, str) else list(raw)
    whole = "; ".join(pieces).strip()
    if len(whole) > LONGEST:
        raise ValueError(f"{len(whole)} characters are too many for one value; at most {LONGEST:,}")
    if not whole:
        raise ValueError("is empty")
    if entry.state is not None:
        return entry.state, (_one_line(whole),)
    if normalise(whole) in _VARIES:
        return "varies", (whole,)
    match = _NOT_APPLICABLE.fullmatch(whole)
    if match or (entry.field.may_be_none and normalise(whole) in _NONE):
        if not entry.field.may_be_none:
            raise ValueError(f"{entry.field.labels['en']} always applies; give a value")
        reason = _one_line(match[2]) if match else _one_line(whole)
        if not reason:
            raise ValueError("say why it does not apply, after the colon")
        return "notApplicable", (reason,)
    if entry.field.takes == "date":
        return "given", (_date(whole),)
    if not entry.field.is_list:
        return "given", ("\n".join(line.strip() for line in whole.splitlines() if line.strip()),)
    if isinstance(raw, str):
        pieces = _SEPARATORS.split(raw)
    texts = tuple(dict.fromkeys(filter(None, (_one_line(piece) for piece in pieces))))
    if not texts:
        raise ValueError("is empty")
    return "given", texts


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is no date; write YYYY-MM-DD") from None
