"""One transfer: a place outside the border, the grounds of its entry, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datamap.transfers.reading import CONDITIONAL
from datamap.transfers.wording import CERTAINTIES, KINDS, Wording
from datamap.vocabulary.terms import curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.findings.evidence import Cited
    from datamap.transfers.assessing import Assessment, Basis
    from datamap.transfers.evidence import Evidence
    from datamap.transfers.reading import Entry, Kind, Named

_MOST_NAMES = 20


def enumerated(names: Sequence[str]) -> str:
    """Return names in a row; more than fit a note are counted."""
    more = f" (+{len(names) - _MOST_NAMES})" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a transfer would be without what is set aside.

    ``gone`` are the grounds that it rests on now and would not then; ``loses`` tells that none is left.
    """

    assessment: Assessment
    gone: frozenset[Basis]
    loses: bool


@dataclass(frozen=True, slots=True, repr=False)
class Transfer:
    """One place outside the border that an entry names, and what its grounds are worth at the date.

    ``kind`` is "storage" (or processing) or "access"; ``what_if`` is set where some law is set aside.
    """

    entry: Entry
    kind: Kind
    place: Named
    assessment: Assessment
    words: Wording
    source: Evidence
    what_if: WhatIf | None = None

    def __repr__(self) -> str:
        return f"<Transfer {self.vendor}, {self.place_name} ({self.kind}): {self.state}>"

    @property
    def vendor(self) -> str:
        """The vendor's name."""
        return self.entry.name

    @property
    def state(self) -> str:
        """One of "holds", "limited", "review", "not-held", "none-stated", "no-transfer"."""
        return self.assessment.state

    @property
    def place_name(self) -> str:
        """What the place is called."""
        return self.words.label(self.place.concept)

    @property
    def certainty(self) -> str:
        """The certainty of the place: "stated", or "conditional" (it may occur)."""
        return self.place.certainty

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds that the source names, in words."""
        may = self.words.say("may")
        return tuple(
            f"{self.words.label(g.concept)} ({may})"
            if g.certainty == CONDITIONAL
            else self.words.label(g.concept)
            for g in self.entry.grounds
        )

    @property
    def reason(self) -> str:
        """Why the state is what it is, in words, the deciding reason first."""
        return self._in_words(self.assessment)

    @property
    def data(self) -> tuple[str, ...]:
        """The types of data that the entry names; an open list says so."""
        said = self._labels(self.entry.data)
        return (*said, self.words.say("open")) if self.entry.open_data else said

    @property
    def purposes(self) -> tuple[str, ...]:
        """The purposes that the entry names."""
        return self._labels(self.entry.purposes)

    @property
    def evidence(self) -> tuple[Cited, ...]:
        """The lines about place and grounds; where some law is set aside, about data and purposes too."""
        self.source.fetch([self.entry.process])
        return self.source.of(
            self.entry.process, self.kind, self.place.concept, more=self.what_if is not None
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the transfer as plain values, for JSON."""
        found: dict[str, Any] = {
            "vendor": self.vendor,
            "vendor_iri": self.entry.vendor,
            "list": self.entry.source,
            "place": self.place_name,
            "place_iri": curie(self.place.concept),
            "kind": self.kind,
            "certainty": self.certainty,
            "state": self.state,
            "state_in_words": self.words.state(self.state),
            "grounds": [
                {"label": label, "iri": curie(g.concept), "certainty": g.certainty}
                for label, g in zip(self.grounds, self.entry.grounds, strict=True)
            ],
            "rests_on": sorted(self.words.basis(basis) for basis in self.assessment.bases),
            "reason": self.reason,
            "data": list(self.data),
            "purposes": list(self.purposes),
            "evidence": [line.to_dict() for line in self.evidence],
        }
        if self.what_if is not None:
            found["without"] = {
                "state": self.what_if.assessment.state,
                "state_in_words": self.words.state(self.what_if.assessment.state),
                "reason": self._in_words(self.what_if.assessment),
                "loses": self.what_if.loses,
                "gone": sorted(self.words.basis(basis) for basis in self.what_if.gone),
            }
        return found

    def cells(self) -> dict[str, str]:
        """Return what each column shows, in words."""
        language, line = self.words.language, self.words.say("line")
        found = {
            "vendor": self.vendor,
            "place": self.place_name,
            "kind": KINDS[language][self.kind],
            "certainty": CERTAINTIES[language][self.certainty],
            "state": self.words.state(self.state),
            "grounds": "\n".join(self.grounds),
            "reason": self.reason,
            "data": ", ".join(self.data),
            "purposes": ", ".join(self.purposes),
            "evidence": "\n".join(f"{e.source}, {line} {e.line}: {e.text.strip()}" for e in self.evidence),
        }
        if self.what_if is not None:
            found["then"] = self.words.state(self.what_if.assessment.state)
            found["then_reason"] = self._in_words(self.what_if.assessment)
        return found

    def _in_words(self, assessment: Assessment) -> str:
        said = [self.words.reason(reason) for reason in assessment.reasons]
        self.source.fetch([self.entry.process])
        if self.source.read_as_outside(self.entry.process, self.place.concept):
            said.append(self.words.say("read-as"))
        sentences = (one[:1].upper() + one[1:] for one in dict.fromkeys(said))
        return ". ".join(sentences)

    def _labels(self, named: Iterable[Named]) -> tuple[str, ...]:
        may = self.words.say("may")
        return tuple(
            f"{self.words.label(n.concept)} ({may})"
            if n.certainty == CONDITIONAL
            else self.words.label(n.concept)
            for n in named
        )
