"""One change, and all changes between two sides, most weighty first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, overload

from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    from datamap.changes.pairing import Ground
    from datamap.changes.snapshot import Cited
    from datamap.changes.wording import Wording
    from datamap.vocabulary.concepts import Vocabulary

Kind = Literal[
    "vendor-added",
    "vendor-removed",
    "vendor-renamed",
    "entry-added",
    "entry-removed",
    "fact-added",
    "fact-removed",
    "fact-changed",
    "coverage-changed",
    "text-changed",
    "supplied-changed",
]
Asked = Literal["data", "purpose", "subject", "place", "access", "data-outside"]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer that changed: what is asked of the vendor, and "yes" to "no" before and after.

    ``concept`` (IRI) is the type of data, purpose or data subject asked for; "" stands for every one that the
    list does not name. ``border`` (IRI) is set where a place is asked for.
    """

    asked: Asked
    concept: str
    border: str
    before: str
    after: str

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values, for JSON; concepts as CURIEs, "*" for all that are not named."""
        found = {"asked": self.asked, "before": self.before, "after": self.after}
        if self.asked not in ("place", "access"):
            found["concept"] = curie(self.concept) if self.concept else "*"
        if self.border:
            found["outside"] = curie(self.border)
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """A change about one vendor (or what persons stated of a subject), with its evidence on either side.

    ``facet`` is the kind of fact ("data", "storage-place", ...), for coverage the question, for text and for
    persons' facts the field. ``before`` and ``after`` are certainties ("stated", "conditional", "denied"),
    coverages, or texts; "" where there is none. ``weight`` is 0 to 100. ``renamed_from`` and ``grounds``
    belong to a new name for an old entry: a proposal, unless a person confirmed that it is the same company.
    ``answers`` are the answers that changed with it. ``process`` is the IRI of the entry, on the new side
    where it is there.
    """

    kind: Kind
    vendor: str
    weight: int
    facet: str = ""
    concept: str | None = None
    before: str = ""
    after: str = ""
    evidence_before: tuple[Cited, ...] = ()
    evidence_after: tuple[Cited, ...] = ()
    answers: tuple[AnswerChange, ...] = ()
    iri: str = ""
    renamed_from: str = ""
    grounds: tuple[Ground, ...] = ()
    source: str = ""
    process: str = ""

    @property
    def proposed(self) -> bool:
        """Whether it rests on likeness alone, and a person should confirm it."""
        return self.kind == "vendor-renamed" and "same-company" not in self.grounds

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values, for JSON."""
        found: dict[str, Any] = {
            "kind": self.kind,
            "vendor": self.vendor,
            "iri": self.iri,
            "source": self.source,
            "weight": self.weight,
        }
        if self.facet:
            found["facet"] = self.facet
        if self.concept:
            found["concept"] = curie(self.concept)
        if self.renamed_from:
            found |= {"from": self.renamed_from, "grounds": list(self.grounds), "proposed": self.proposed}
        return {
            **found,
            "before": self.before,
            "after": self.after,
            "answers": [answer.to_dict() for answer in self.answers],
            "evidence": {
                "before": [cited.to_dict() for cited in self.evidence_before],
                "after": [cited.to_dict() for cited in self.evidence_after],
            },
        }


class Changes(Sequence[Change]):
    """All changes between two sides, most weighty first.

    ``old`` and ``new`` name the sides, ``at`` (ISO 8601) is the day for which borders were drawn, ``sources``
    are the lists that were compared under different names, ``notes`` what else the reader must know;
    ``language`` ("sv" or "en") is that of words, text and Markdown, and may be set. ``vocabularies`` know the
    labels of the sides' own types.
    """

    def __init__(
        self,
        changes: Sequence[Change],
        *,
        old: str,
        new: str,
        at: str,
        language: str = "en",
        sources: Sequence[tuple[str, str]] = (),
        notes: Sequence[str] = (),
        vocabularies: Sequence[Vocabulary] = (),
    ) -> None:
        self._changes = tuple(changes)
        self._vocabularies = tuple(vocabularies)
        self.old, self.new, self.at, self.language = old, new, at, language
        self.sources, self.notes = tuple(sources), tuple(notes)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        """Return one change or some of them."""
        return self._changes[index]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._changes)

    def __repr__(self) -> str:
        return f"<Changes {self.old} to {self.new}: {len(self)}>"

    @property
    def answers(self) -> list[tuple[str, AnswerChange]]:
        """The answers that changed, each with its vendor's name."""
        return [(change.vendor, answer) for change in self for answer in change.answers]

    @property
    def words(self) -> Wording:
        """What puts these changes into words of their language."""
        from datamap.changes.wording import Wording

        return Wording(self.language, self._vocabularies)

    def to_dict(self) -> dict[str, Any]:
        """Return all changes as plain values, for JSON, each with its words in the changes' language."""
        words = self.words
        return {
            "old": self.old,
            "new": self.new,
            "at": self.at,
            "sources": [{"old": a, "new": b} for a, b in self.sources],
            "notes": list(self.notes),
            "count": len(self),
            "changes": [{**change.to_dict(), "words": words.change(change)} for change in self],
        }

    def text(self) -> list[tuple[int, str]]:
        """Return what a terminal shows, by vendor: for each line its indent in columns, and the line."""
        from datamap.changes.showing import text

        return text(self)

    def markdown(self) -> str:
        """Return the changes as Markdown, safe to paste into a ticket or a pull request."""
        from datamap.changes.showing import markdown

        return markdown(self)

    def _repr_markdown_(self) -> str:
        return self.markdown()
