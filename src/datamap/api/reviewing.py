"""What nobody understood in the lists, and what persons decide that it means."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.api.arguments import language_of
from datamap.registry.registry import RegistryBase
from datamap.vocabulary.concepts import load_reading_vocabulary, normalise
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    import datetime as dt

    from datamap.registry.corrections import Correction
    from datamap.registry.merging import TakenRegistry
    from datamap.review.applying import Applied
    from datamap.review.decision import Decision
    from datamap.review.returned import ReviewReport
    from datamap.review.review import Review
    from datamap.review.words import Words
    from datamap.vocabulary.concepts import Vocabulary


class Reviewing(RegistryBase):
    """What nobody understood in the lists, and what persons decide that it means."""

    def review(self, lang: str = "en") -> Review:
        """Return what is not understood in the lists, the most frequent first, with what it may mean.

        It can be saved as a spreadsheet to decide in. Raises InvalidParameter, OntologyError.
        """
        from datamap.claims.lexicon import load_lexicon
        from datamap.review.pending import gather
        from datamap.review.review import Review

        language_of(lang)
        decided = {(d.field, normalise(d.phrase)) for d in self.decisions()}
        pending = gather(self, load_lexicon(self.local))
        if self._words.changed or any((p.field, normalise(p.phrase)) in decided for p in pending):
            # Decided in a session that broke off, or not applied yet.
            self.apply_decisions()
            pending = gather(self, load_lexicon(self.local))
        return Review(self, pending, lang)

    @property
    def reading_vocabulary(self) -> Vocabulary:
        """The ontology in all languages of reading, with the project's own words."""
        return load_reading_vocabulary(self.local)

    def concept_label(self, concept: str, lang: str = "en") -> str:
        """Return the label of a concept, of one that was only just decided too."""
        return self._words.label(concept, lang)

    def decide(
        self,
        phrase: str,
        field: str = "data",
        *,
        label_of: str | None = None,
        narrower_than: str | None = None,
        name: str | None = None,
        note: bool = False,
        leaves_open: bool = False,
        complete: bool = False,
        vendor: str | None = None,
        by: str,
        reason: str = "",
        on: dt.date | None = None,
        language: str | None = None,
        apply: bool = True,
    ) -> Decision | Correction:
        """Decide what a phrase means in a field, for every list: exactly one of these.

        ``label_of``: it names that concept. ``narrower_than``: it is a type of your own below that one,
        called ``name`` (default the phrase). ``note``: it states nothing; the list stays open unless
        ``complete`` says that it is complete all the same. ``leaves_open``: it says that there is more.
        Concepts are labels in any language, CURIEs or IRIs. With ``vendor``, ``label_of`` counts for that
        vendor alone, as a correction, and needs a ``reason``. The lists are brought into line at once;
        whoever decides much passes ``apply=False`` and calls :meth:`apply_decisions` once. Nothing is written
        to disk before :meth:`save`. Raises InvalidParameter, UnknownName, OntologyError.
        """
        from datamap.review.deciding import Choice, decide

        choice = Choice(
            phrase, field, label_of, narrower_than, name, note, leaves_open, complete, vendor, by, reason, on,
            language,
        )  # fmt: skip
        made = decide(self, self._words, choice)
        if apply:
            self.apply_decisions()
        return made

    def decisions(self) -> list[Decision]:
        """Return the decisions in force, by number."""
        return self._words.decisions()

    def undo_decision(self, number: int, *, apply: bool = True) -> Decision:
        """Take a decision back; its phrase is pending again. Raises UnknownName, InvalidParameter."""
        from datamap.review.deciding import undo

        decision = undo(self, self._words, number)
        if apply:
            self.apply_decisions()
        return decision

    def apply_decisions(self) -> Applied:
        """Bring the lists into line with the decisions, as their next import would; return what changed.

        Raises OntologyError.
        """
        from datamap.review.applying import apply

        return apply(self, self._words, self.local)

    def read_decisions(self, file: str | Path, *, by: str | None = None) -> ReviewReport:
        """Take the decisions of a filled spreadsheet (.xlsx or .csv) that :meth:`review` made.

        What is nonsense is refused cell by cell and reported, and the rest is taken; ``by`` says who
        decides, where the file does not. Raises UnreadableDocument.
        """
        from datamap.review.returned import read_decisions

        report = read_decisions(self, self._words, Path(file), by=by)
        if report.decided:
            report.applied = self.apply_decisions()
        return report

    def save_decisions(self) -> bool:
        """Write the decisions alone, whole or not at all; return whether the file changed.

        Raises OntologyError, ChangedMeanwhile.
        """
        return "_words" in self.__dict__ and self._words.save()

    def save(self) -> bool:
        """Write the decisions and the registry, each whole or not at all; return whether either changed.

        Raises what :meth:`save_decisions` raises; ChangedMeanwhile, RegistryError.
        """
        decided = self.save_decisions()
        return super().save() or decided

    def take(self, other: RegistryBase, *, source: str | None = None) -> TakenRegistry:
        """Take another registry in: its documents, what persons said in it, and its project's own words.

        The lists of both are brought into line with the words of both. See :meth:`RegistryBase.take` for what
        comes in and what is raised.
        """
        from datamap.review.applying import apply
        from datamap.review.joining import concepts_named, moved, take_words, without_words

        named = [moved(iri, other.base, self.base) for iri in concepts_named(other)]
        before, taken = self.local, super().take(other, source=source)
        if other.local is not None and other.ontology_path.resolve() != self.ontology_path.resolve():
            words = take_words(self._words, other.local, other.base, self.base)
            if words or before != words.read_with:
                apply(self, self._words, before, elsewhere=[words.read_with])
            taken = replace(
                taken,
                types=words.types,
                labels=words.labels,
                decisions=words.decisions,
                notes=(*taken.notes, *words.notes),
            )
        unknown = [curie(iri) for iri in without_words(self, named)]
        if unknown:
            note = (
                f"{taken.file}: names types of its project's own that have no words here "
                f"({', '.join(unknown)}); put the file in a folder of its own with that project's "
                "ontology/local.ttl in it, and import it again"
            )
            taken = replace(taken, unknown=tuple(unknown), notes=(*taken.notes, note))
        return taken

    @cached_property
    def _words(self) -> Words:
        from datamap.review.words import Words

        return Words(self.ontology_path, self.local, self.base, self.ontology_print)
