"""Names that may be one company's: proposed, confirmed, declined, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.registry.registry import RegistryBase

if TYPE_CHECKING:
    import datetime as dt

    from datamap.companies.proposal import Proposal
    from datamap.registry.company_links import CompanyLink


class Linking(RegistryBase):
    """Names that may be one company's: proposed, confirmed, declined, undone."""

    def same(self) -> list[Proposal]:
        """Return the pairs of names that may be one company's, strongest first, with why and where.

        Nothing is joined by a proposal; what a person decided about is not proposed again.
        """
        from datamap.companies.proposals import find_proposals

        return find_proposals(self)

    def confirm_same(
        self,
        first: str,
        second: str,
        *,
        kind: str | None = None,
        reason: str,
        by: str,
        on: dt.date | None = None,
    ) -> CompanyLink:
        """Record that two names are one company's, or otherwise belong together; nothing is merged.

        ``kind`` says what the first is to the second: "same", "former" (name), "product" or "group"; without
        it, what is proposed for the two, else "same". Raises UnknownName, InvalidParameter.
        """
        one, other = self.company(first), self.company(second)
        if kind is None:
            proposed = next((p for p in self.same() if {p.first, p.second} == {one, other}), None)
            kind = "same" if proposed is None else proposed.kind
            one, other = (one, other) if proposed is None else (proposed.first, proposed.second)
        return self._decide(one, other, kind, "confirmed", reason, by, on)

    def decline_same(
        self, first: str, second: str, *, reason: str, by: str, on: dt.date | None = None
    ) -> CompanyLink:
        """Record that two names are not one company's; they are not proposed again.

        Raises UnknownName, InvalidParameter.
        """
        return self._decide(self.company(first), self.company(second), "same", "declined", reason, by, on)

    def undo_same(self, number: int, *, reason: str, by: str, on: dt.date | None = None) -> CompanyLink:
        """Take a decision about two names back; it stays on record as taken back.

        Raises UnknownName, InvalidParameter.
        """
        link = self.company_links.undo(number, reason=reason, by=by, on=on)
        self.apply_corrections()
        return link

    def _decide(
        self, first: str, second: str, kind: str, decision: str, reason: str, by: str, on: dt.date | None
    ) -> CompanyLink:
        link = self.company_links.add(
            first, second, kind=kind, decision=decision, reason=reason, by=by, on=on
        )
        self.apply_corrections()
        return link
