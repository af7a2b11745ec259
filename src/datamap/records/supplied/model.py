"""What a file of supplied facts holds, and the report of what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datamap.questions.forms import Tabular
from datamap.questions.markup import html_table, html_text
from datamap.records.wording import say
from datamap.visible import visible

if TYPE_CHECKING:
    from datamap.registry.added_facts import State
    from datamap.vocabulary.record_fields import Kind, RecordField


@dataclass(frozen=True, slots=True)
class Entry:
    """One supplied value: about whom, which field, the text, and where it stands.

    ``name`` is the subject's name ("" for the organisation); ``item`` tells apart two subjects of one name
    in a file. ``state`` is set where the file itself says "not applicable"; the text is then the reason.
    ``by`` and ``on`` override those of the whole file.
    """

    kind: Kind
    name: str
    field: RecordField
    text: str | tuple[str, ...]
    place: str
    state: State | None = None
    by: str | None = None
    on: str | None = None
    item: str = ""


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

    ``withdrawn`` counts what an earlier reading of the file said and this one does not. Its rows are the
    refusals; it shows itself in a notebook.
    """

    facts: int = 0
    corrections: int = 0
    withdrawn: int = 0
    new: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was taken, or taken back."""
        return bool(self.facts or self.corrections or self.withdrawn)

    def in_words(self, language: str = "en") -> list[str]:
        """Return the report line by line, refusals last."""
        lines = self._taken(language)
        if self.refused:
            lines.append(f"{say(language, 'not-taken', n=len(self.refused))}:")
            for refusal in self.refused:
                place = refusal.place.replace("line ", "rad ", 1) if language == "sv" else refusal.place
                lines.append(f"  {visible(place)}: {visible(refusal.message)}")
        return lines

    def _taken(self, language: str) -> list[str]:
        lines = [say(language, "taken", facts=self.facts, corrections=self.corrections)]
        if self.withdrawn:
            lines.append(say(language, "taken-back", n=self.withdrawn))
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
