"""What an entry states of transfers to third countries at a date, and never more than that.

Nobody infers "no transfer": storage inside the EEA leaves access open, and a silent place leaves everything
open. On which side of the border a place is, and what is a ground, ``vocabulary/transfer_law`` says.
Sources: GDPR Art. 30(1)(e), 30(2)(c), 44 to 49; EDPB Guidelines 05/2021.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from datamap.vocabulary.places import NON_EEA, NON_EU
from datamap.vocabulary.terms import READ_AS_OUTSIDE_EEA
from datamap.vocabulary.transfer_law import TransferLaw, is_country

if TYPE_CHECKING:
    import datetime as dt

    from datamap.records.gathering import Claimed, ListedEntry
    from datamap.vocabulary.concepts import Vocabulary

Status = Literal["outside", "read-as", "unclear", "silent", "inside"]
STORAGE = ("storage-place", "processing-place")


@dataclass(frozen=True, slots=True)
class Transfer:
    """What one entry says of transfers.

    ``countries`` are the third countries it names for storage, ``accessed_from`` for access; ``access`` is
    "inside" where the source or a person closes the question, "outside", or "unknown"; ``reason`` is the key
    of the words for an unclear or silent place; ``claims`` are what the status rests on.
    """

    entry: ListedEntry
    status: Status
    reason: str
    countries: tuple[Claimed, ...]
    accessed_from: tuple[Claimed, ...]
    access: Literal["inside", "outside", "unknown"]
    claims: tuple[Claimed, ...]
    grounds: tuple[Claimed, ...]

    @property
    def known_outside(self) -> bool:
        """Whether the source states a place outside the EEA, or outside the EU."""
        return self.status in ("outside", "read-as") or self.access == "outside"

    @property
    def excluded_nothing(self) -> bool:
        """Whether a transfer cannot be excluded for want of a clear place."""
        return self.status in ("unclear", "silent")


class Statements:
    """What entries state of transfers at a date."""

    def __init__(self, vocabulary: Vocabulary, at: dt.date) -> None:
        self._law = TransferLaw(vocabulary, at)
        self._known: dict[str, Transfer] = {}

    def of(self, entry: ListedEntry) -> Transfer:
        """Return what an entry says of transfers."""
        known = self._known.get(entry.process)
        if known is None:
            known = self._known[entry.process] = self._assess(entry)
        return known

    def names_ground(self, transfer: Transfer) -> bool:
        """Tell whether an entry names a ground by itself."""
        return any(self._law.names_ground(claim.concept) for claim in transfer.grounds)

    def _side(self, claim: Claimed) -> str:
        return self._law.side(claim.concept)

    def _assess(self, entry: ListedEntry) -> Transfer:
        places = entry.of(*STORAGE)
        outside = [c for c in places if c.certainty == "stated" and self._side(c) == "outside"]
        read_as = [c for c in outside if READ_AS_OUTSIDE_EEA in c.qualifiers]
        outside = [c for c in outside if c not in read_as]
        maybe = [c for c in places if c.certainty != "stated" and self._side(c) != "inside"]
        straddling = [c for c in places if c.certainty == "stated" and self._side(c) == "straddles"]
        status: Status = "inside"
        reason, claims = "", places
        if outside:
            status, claims = "outside", outside
        elif read_as:
            status, reason, claims = "read-as", "read-as-outside", read_as
        elif maybe:
            status, reason, claims = "unclear", "place-conditional", maybe
        elif straddling:
            status, reason, claims = "unclear", "place-straddles", straddling
        elif entry.covers("place") == "open":
            status, reason = "unclear", "place-open"
        elif not places:
            status, reason = "silent", "place-silent"
        reached = [c for c in entry.of("access-place") if self._side(c) == "outside"]
        return Transfer(
            entry,
            status,
            reason,
            tuple(c for c in outside if is_country(c.concept)),
            tuple(reached),
            "outside" if reached else "inside" if self._closes_access(entry) else "unknown",
            tuple(claims),
            tuple(c for c in entry.of("safeguard") if c.certainty == "stated"),
        )

    def _closes_access(self, entry: ListedEntry) -> bool:
        denied = {c.concept for c in entry.claims if c.facet == "access-place" and c.certainty == "denied"}
        stated = entry.of("access-place")
        listed = entry.covers("access") == "listed" and bool(stated)
        return bool(denied & {NON_EEA, NON_EU}) or (listed and all(self._side(c) == "inside" for c in stated))
