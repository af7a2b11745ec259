"""The words of changes, in Swedish and English; the only place where they get their wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.questions.wording import ANSWER_WORDS
from datamap.spoken import Texts
from datamap.vocabulary.concepts import FIELDS, load_vocabulary
from datamap.vocabulary.record_fields import record_field
from datamap.vocabulary.terms import DM, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.changes.change import AnswerChange, Change
    from datamap.vocabulary.concepts import Vocabulary

_FACETS = Texts(
    {
        "data": ("personuppgift", "personal data"),
        "purpose": ("ändamål", "purpose"),
        "subject": ("registrerade", "data subjects"),
        "processing": ("kategori av behandling", "category of processing"),
        "storage-place": ("lagringsplats", "storage location"),
        "processing-place": ("behandlingsplats", "location of processing"),
        "access-place": ("åtkomst från", "access from"),
        "seat": ("säte", "seat"),
        "parent-place": ("moderbolagets land", "parent company's country"),
        "safeguard": ("överföringsgrund", "transfer ground"),
        "qualifier": ("förbehåll", "reservation"),
        "role": ("roll enligt listan", "role as listed"),
    }
)
_QUESTIONS = Texts(
    {
        "data": ("listan över personuppgifter", "list of personal data"),
        "place": ("lagringsplatserna", "storage locations"),
        "access": ("åtkomsten", "access"),
        "purpose": ("ändamålen", "purposes"),
        "subject": ("kategorierna av registrerade", "categories of data subjects"),
    }
)
_STATES = Texts(
    {
        "stated": ("angivet", "stated"),
        "conditional": ("kan förekomma", "may occur"),
        "denied": ("nekas", "denied"),
        "listed": ("sluten uppräkning", "closed list"),
        "open": ("öppen beskrivning", "open description"),
        "notStated": ("ej angivet", "not stated"),
        "": ("ej angivet", "not stated"),
    }
)
_WORDS = Texts({
    "vendor-added": ("Ny leverantör", "New vendor"),
    "vendor-removed": ("Leverantören finns inte kvar", "Vendor removed"),
    "entry-added": ("Ny post för leverantören", "New entry of the vendor"),
    "entry-removed": ("En av leverantörens poster finns inte kvar", "One of the vendor's entries removed"),
    "vendor-renamed": ("Nytt namn: hette {old}", "New name: was {old}"),
    "proposed": ("förslag att bekräfta: {why}", "a proposal to confirm: {why}"),
    "confirmed": ("bekräftat samma företag", "confirmed as the same company"),
    "same-place": ("samma plats i listan", "same place in the list"),
    "similar-name": ("liknande namn", "similar name"),
    "same-content": ("samma innehåll", "same content"),
    "same-number": ("samma organisationsnummer", "same registration number"),
    "same-company": ("samma företag", "same company"),
    "fact-added": ("{facet}: {what}", "{facet}: {what}"),
    "fact-removed": ("{facet}: {what} anges inte längre", "{facet}: {what} no longer stated"),
    "fact-changed": ("{facet}: {what}: {before} → {after}", "{facet}: {what}: {before} → {after}"),
    "coverage-changed": ("{facet}: {before} → {after}", "{facet}: {before} → {after}"),
    "text-changed": ("{facet}, ordalydelse: {before} → {after}", "{facet}, wording: {before} → {after}"),
    "supplied-changed": ("{facet}, lämnad uppgift: {before} → {after}", "{facet}, as supplied: {before} → {after}"),
    "outside": ("utanför EES", "outside the EEA"),
    "access-outside": ("åtkomst utanför EES", "access outside the EEA"),
    "with-outside": ("{what} utanför EES", "{what} outside the EEA"),
    "anything-data": ("personuppgifter som listan inte nämner", "personal data that the list does not name"),
    "anything-purpose": ("ändamål som listan inte nämner", "purposes that the list does not name"),
    "anything-subject": ("registrerade som listan inte nämner", "data subjects that the list does not name"),
    "before": ("förut", "before"),
    "after": ("nu", "now"),
    "line": ("rad", "line"),
    "and-more": ("och {n} till", "and {n} more"),
    "count": ("{n} ändringar från {old} till {new}, de tyngsta först.",
              "{n} changes from {old} to {new}, the most weighty first."),
    "count-one": ("1 ändring från {old} till {new}.", "1 change from {old} to {new}."),
    "none": ("Inga ändringar i sak från {old} till {new}.", "No changes in substance from {old} to {new}."),
    "sources": ("Jämförda med varandra: {old} och {new}.", "Compared with each other: {old} and {new}."),
    "title": ("Ändringar från {old} till {new}", "Changes from {old} to {new}"),
    "note": ("Ändringarna återger vad källorna anger, inte vad leverantörerna faktiskt gör. "
             "Gränser enligt rättsläget {at}.",
             "Changes show what the sources state, not what the vendors actually do. Borders as of {at}."),
})  # fmt: skip


class Wording:
    """Puts changes into words of one language.

    ``vocabularies`` are those of the two sides, the new one first: a project's own types have labels there.
    """

    def __init__(self, language: str, vocabularies: Sequence[Vocabulary] = ()) -> None:
        self._language, self._index = language, 0 if language == "sv" else 1
        self._vocabularies = vocabularies or (load_vocabulary(),)

    def say(self, key: str, /, **values: object) -> str:
        """Return a text, with its values filled in."""
        return _WORDS.say(self._language, key, **values)

    def label(self, concept: str) -> str:
        """Return the label of a concept, of a side's own too, else its CURIE."""
        labels = (vocabulary.label(concept, self._language) for vocabulary in self._vocabularies)
        return next((label for label in labels if label != curie(concept)), curie(concept))

    def state(self, state: str) -> str:
        """Return a certainty or coverage in words."""
        return _STATES.say(self._language, state)

    def change(self, change: Change) -> str:
        """Return a change on one line, without the vendor's name."""
        if change.kind == "vendor-renamed":
            return f"{self.say(change.kind, old=change.renamed_from)} ({self._why(change)})"
        if change.kind.startswith(("vendor-", "entry-")):
            return self.say(change.kind)
        if change.kind in ("text-changed", "supplied-changed"):
            before, after = self._quoted(change.before), self._quoted(change.after)
            return _capital(self.say(change.kind, facet=self.facet(change), before=before, after=after))
        what = self.label(change.concept) if change.concept else ""
        if change.kind == "fact-added" and change.after != "stated":
            what += f" ({self.state(change.after)})"
        return _capital(
            self.say(
                change.kind,
                facet=self.facet(change),
                what=what,
                before=self.state(change.before),
                after=self.state(change.after),
            )
        )

    def facet(self, change: Change) -> str:
        """Return what kind of fact a change is about."""
        if change.kind == "supplied-changed":
            kind, _, key = change.facet.partition("/")
            return record_field(kind, key).labels[self._language]
        if change.kind == "coverage-changed":
            return _QUESTIONS.say(self._language, change.facet)
        if change.facet in _FACETS[self._language]:
            return _FACETS.say(self._language, change.facet)
        field = f"{DM}field-{change.facet}"
        known = self._vocabularies[0].in_scheme(field, FIELDS)
        return self.label(field) if known else change.facet

    def answers(self, answers: Iterable[AnswerChange]) -> list[str]:
        """Return answers that changed, those that changed alike on one line."""
        grouped: dict[tuple[str, str, str], list[AnswerChange]] = {}
        for answer in answers:
            grouped.setdefault((answer.asked, answer.before, answer.after), []).append(answer)
        shown = []
        words = ANSWER_WORDS[self._language]
        for (asked, before, after), same in grouped.items():
            about = self._about(asked, [answer.concept for answer in same])
            change = f"{words[before]} → {words[after]}" if before else words[after]
            shown.append(f"{about}: {change}")
        return shown

    def _about(self, asked: str, concepts: list[str]) -> str:
        if asked == "place":
            return self.say("outside")
        if asked == "access":
            return self.say("access-outside")
        side = "data" if asked == "data-outside" else asked
        what = ", ".join(self.label(c) if c else self.say(f"anything-{side}") for c in concepts)
        return self.say("with-outside", what=what) if asked == "data-outside" else what

    def _why(self, change: Change) -> str:
        if not change.proposed:
            return self.say("confirmed")
        why: list[str] = list(change.grounds)
        if "same-number" not in why:
            why.append("same-content")
        return self.say("proposed", why=", ".join(map(self.say, why)))

    def _quoted(self, text: str) -> str:
        words = " ".join(text.split())
        return f"{'”' if self._index == 0 else '“'}{words}”" if words else self.state("")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
