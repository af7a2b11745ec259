"""The questions that ``review`` asks in a terminal, phrase by phrase."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

import click

from datamap.cli.layout import indented, terminal_width, width
from datamap.errors import DatamapError
from datamap.review.pending import search
from datamap.review.wording import say
from datamap.visible import visible

if TYPE_CHECKING:
    from datamap.api import Registry
    from datamap.registry.corrections import Correction
    from datamap.review.decision import Decision
    from datamap.review.pending import Pending
    from datamap.review.review import Review

_SHOWN_PLACES = 3
_LONGEST_STATEMENT = 400


class Walk:
    """A walk through what is pending; every decision is written before the next question."""

    def __init__(self, opened: Registry, review: Review, lang: str, by: str | None) -> None:
        self._registry, self._review, self._lang, self._by = opened, review, lang, by
        self._made: dict[int, Decision | Correction] = {}
        self._keys = dict(pair.split("=") for pair in say(lang, "keys").split())
        self._columns = terminal_width()

    @property
    def decided(self) -> int:
        """How many phrases were decided."""
        return len(self._made)

    @property
    def left(self) -> int:
        """How many phrases are left."""
        return len(self._review) - len(self._made)

    def run(self) -> None:
        """Ask until all is decided or skipped, or the person leaves."""
        at = 0
        while 0 <= at < len(self._review):
            pending = self._review[at]
            self._show(at, pending)
            step = self._one(at, pending)
            if step == "quit":
                return
            if step == "back":
                if at == 0:
                    self._say("back-none")
                    continue
                at -= 1
                self._take_back(at)
                continue
            at += 1

    # one phrase -----------------------------------------------------------------------------

    def _one(self, at: int, pending: Pending) -> str:
        """Ask about one phrase until it is settled; return "next", "back" or "quit"."""
        offered = [s.concept for s in pending.suggestions]
        while True:
            given = self._prompt("prompt", default="")
            key = self._key(given)
            if key == "q":
                return "quit"
            if key == "b":
                return "back"
            if key == "s" or not given:
                self._say("skipped")
                return "next"
            if given == "?":
                click.echo(say(self._lang, "help"))
                continue
            try:
                made = self._choose(pending, given, key, offered)
            except DatamapError as error:
                self._say("not-so", message=visible(str(error)))
                continue
            if isinstance(made, list):
                offered = made
                continue
            if made is not None:
                self._keep(at, made)
                return "next"

    def _choose(
        self, pending: Pending, given: str, key: str, offered: list[str]
    ) -> Decision | Correction | list[str] | None:
        """Return what was decided, the concepts to choose from now, or None where nothing came of it."""
        if given.isdigit() or key:
            self._author()
        if given.isdigit():
            if not 1 <= int(given) <= len(offered):
                self._say("bad-choice", words=visible(given))
                return None
            return self._decide(pending, label_of=offered[int(given) - 1], reason=self._reason())
        if key == "n":
            parent = self._concept(pending, "own-parent")
            if parent is None:
                return None
            name = self._prompt("own-name", default=pending.phrase)
            return self._decide(pending, narrower_than=parent, name=name, reason=self._reason())
        if key == "a":
            complete = click.confirm(say(self._lang, "note-complete?"), default=False)
            return self._decide(pending, note=True, complete=complete, reason=self._reason())
        if key == "o":
            return self._decide(pending, leaves_open=True, reason=self._reason())
        if key == "h":
            return self._only_here(pending)
        found = search(given, pending.field, self._registry.reading_vocabulary)
        if not found:
            self._say("search-nothing", words=visible(given))
            return None
        self._say("search-found", words=visible(given))
        self._offer(found)
        return found

    def _only_here(self, pending: Pending) -> Correction | Decision | None:
        vendors = pending.vendors()
        vendor = vendors[0]
        if len(vendors) > 1:
            for number, name in enumerate(vendors, 1):
                click.echo(visible(f"    {number}  {name}"))
            given = self._prompt("here-vendor", default="")
            if not given.isdigit() or not 1 <= int(given) <= len(vendors):
                self._say("bad-choice", words=visible(given))
                return None
            vendor = vendors[int(given) - 1]
        concept = self._concept(pending, "here-concept")
        if concept is None:
            return None
        reason = self._prompt("reason-needed", default="")
        return self._decide(pending, label_of=concept, vendor=vendor, reason=reason)

    def _decide(self, pending: Pending, **choice: object) -> Decision | Correction:
        return self._registry.decide(
            pending.phrase,
            pending.field,
            by=self._author(),
            language=pending.language,
            apply=False,
            **choice,  # type: ignore[arg-type]
        )

    def _concept(self, pending: Pending, question: str) -> str | None:
        """Ask for a concept by words or number, until one is chosen; None where the person gives up."""
        offered = [s.concept for s in pending.suggestions]
        self._offer(offered)
        while True:
            given = self._prompt(question, default="")
            if not given:
                return None
            if given.isdigit() and 1 <= int(given) <= len(offered):
                return offered[int(given) - 1]
            found = search(given, pending.field, self._registry.reading_vocabulary)
            if not found:
                self._say("search-nothing", words=visible(given))
                continue
            offered = found
            self._offer(offered)

    def _keep(self, at: int, made: Decision | Correction) -> None:
        self._made[at] = made
        self._registry.save_decisions()
        if hasattr(made, "vendor"):
            self._registry.save()  # a correction stands in the registry itself
        self._say("saved", what=visible(self._in_words(made)))

    def _take_back(self, at: int) -> None:
        made = self._made.pop(at, None)
        if made is None:
            return
        if hasattr(made, "vendor"):
            self._registry.undo_correction(made.number)
            self._registry.save()
        else:
            self._registry.undo_decision(made.number, apply=False)
            self._registry.save_decisions()
        self._say("taken-back", n=made.number)

    # showing and asking ---------------------------------------------------------------------

    def _show(self, at: int, pending: Pending) -> None:
        lang = self._lang
        vendors = pending.vendors()
        seen = (
            say(lang, "seen-once")
            if len(pending.seen) == 1
            else say(lang, "seen-in", n=len(pending.seen), vendors=len(vendors))
        )
        click.echo("")
        place = say(lang, "at", i=at + 1, n=len(self._review))
        click.echo(f"{place}  {say(lang, pending.field)}  ({seen})")
        click.echo("  " + self._bold(visible(f"“{pending.phrase}”")))
        for one in pending.seen[:_SHOWN_PLACES]:
            for line in indented(f"{one.place}  {one.vendor}", "    ", self._columns):
                click.echo(line)
            text = " ".join(one.statement.split())
            for line in indented(_around(text, pending.phrase), "      ", self._columns):
                click.echo(line.replace(visible(pending.phrase), self._bold(visible(pending.phrase))))
        if len(pending.seen) > _SHOWN_PLACES:
            click.echo("    " + say(lang, "more-places", n=len(pending.seen) - _SHOWN_PLACES))
        if pending.suggestions:
            click.echo("  " + say(lang, "suggested"))
            for number, near in enumerate(pending.suggestions, 1):
                why = f"{say(lang, f'why-{near.why}')}: {near.label}"
                click.echo(visible(f"    {number}  {self._review.label(near.concept)}  ({why})"))
        else:
            click.echo("  " + say(lang, "nothing-near"))
        for line in indented(say(lang, "choices"), "  ", self._columns):
            click.echo(line)

    def _offer(self, concepts: list[str]) -> None:
        names = [visible(self._review.label(concept)) for concept in concepts]
        widest = max(map(width, names), default=0)
        for number, (concept, name) in enumerate(zip(concepts, names, strict=True), 1):
            parents = sorted(self._registry.vocabulary.parents.get(concept, ()))
            above = ", ".join(self._review.label(iri) for iri in parents)
            pad = " " * (widest - width(name))
            click.echo(f"    {number}  {name}{pad}" + (visible(f"  < {above}") if above else ""))

    def _prompt(self, key: str, default: str) -> str:
        shown = default != ""
        value = click.prompt(say(self._lang, key), default=default, show_default=shown)
        return " ".join(str(value).split())

    def _reason(self) -> str:
        return self._prompt("reason", default="")

    def _author(self) -> str:
        if not self._by:
            try:
                user = getpass.getuser()
            except (OSError, KeyError, ImportError):
                user = ""
            self._by = self._prompt("by", default=user) or None
        return self._by or ""

    def _key(self, given: str) -> str:
        """Return the key of a choice as it is in English, "" where it is none."""
        folded = given.casefold()
        for english, own in self._keys.items():
            if folded == own:
                return english
        return ""

    def _say(self, key: str, **values: object) -> None:
        click.echo("  " + say(self._lang, key, **values))

    def _in_words(self, made: Decision | Correction) -> str:
        kind = getattr(made, "kind", "here")
        if kind == "note" and getattr(made, "complete", False):
            kind = "note-complete"
        concepts = getattr(made, "stated", None) or [c for c in [getattr(made, "concept", None)] if c]
        names = ", ".join(self._label(concept) for concept in concepts)
        return f"{say(self._lang, kind)}" + (f": {names}" if names else "")

    def _label(self, concept: str) -> str:
        return self._registry.concept_label(concept, self._lang)

    @staticmethod
    def _bold(text: str) -> str:
        return text if os.environ.get("NO_COLOR") else click.style(text, bold=True)


def _around(text: str, phrase: str) -> str:
    """Return a statement, a long one cut to what stands around the phrase."""
    if len(text) <= _LONGEST_STATEMENT:
        return text
    at = max(0, text.find(" ".join(phrase.split())) - _LONGEST_STATEMENT // 2)
    end = at + _LONGEST_STATEMENT
    return ("… " if at else "") + text[at:end] + (" …" if end < len(text) else "")
