"""Links between names of companies, as persons confirmed or declined them; nothing is merged by them.

They are a layer of their own: importing or forgetting a list leaves them. A link whose names no source
holds any more sleeps; it has no effect until they return.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidParameter, UnknownName
from datamap.registry.conversion import LABEL, PUBLISHER, TYPE, dm, dpv, integer, text
from datamap.vocabulary.terms import DCT, DM, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.registry.store import Store

KINDS = ("same", "former", "product", "group")
"""What the first name is to the second: another name, a former name, a product, a company of its group."""

SAME_COMPANY = frozenset({"same", "former"})
_PREDICATE = {
    "same": "sameCompanyAs",
    "former": "formerNameOf",
    "product": "productOf",
    "group": "sameGroupAs",
}
_KIND = {DM + name: kind for kind, name in _PREDICATE.items()}
_CREATOR, _CREATED = ox.NamedNode(DCT + "creator"), ox.NamedNode(DCT + "created")


@dataclass(frozen=True, slots=True)
class CompanyLink:
    """A person's decision about two names (IRIs): ``kind`` is what the first is to the second.

    ``decision`` is "confirmed" or "declined"; a decision taken back keeps who, when and why in
    ``undone_by``, ``undone_on`` and ``undone_reason``.
    """

    number: int
    first: str
    second: str
    kind: str
    decision: str
    reason: str
    by: str
    on: str
    undone_by: str | None = None
    undone_on: str | None = None
    undone_reason: str | None = None

    @property
    def in_force(self) -> bool:
        """Whether nobody took it back."""
        return self.undone_by is None

    @property
    def pair(self) -> frozenset[str]:
        """The two names, in no order."""
        return frozenset((self.first, self.second))


class CompanyLinks:
    """The decisions of a registry about names, and the edges that follow from those in force."""

    def __init__(self, store: Store, base: str) -> None:
        self._store, self._base = store, base

    # decisions ------------------------------------------------------------------------------

    def all(self) -> list[CompanyLink]:
        """Return every decision, those taken back too, by number."""
        found = [self._read(t.subject) for t in self._store.triples(None, TYPE, dm("CompanyLink"))]
        return sorted(found, key=lambda link: link.number)

    def at(self, node: ox.NamedNode) -> CompanyLink:
        """Return the decision that a node is; raises KeyError, ValueError where it is not whole."""
        return self._read(node)

    def add(
        self,
        first: str,
        second: str,
        *,
        kind: str,
        decision: str,
        reason: str,
        by: str,
        on: dt.date | None = None,
    ) -> CompanyLink:
        """Record a decision about two names (IRIs).

        Raises InvalidParameter when it says nothing, lacks its reason or author, repeats a decision in
        force, or would join what another decision keeps apart.
        """
        if kind not in KINDS:
            raise InvalidParameter(f"{kind!r} is no kind of link; one of {', '.join(KINDS)} is")
        if first == second:
            raise InvalidParameter("these are one name already; a link joins two")
        _check_author(reason, by)
        links = self.all()
        self._refuse_conflict(first, second, kind, decision, [link for link in links if link.in_force])
        number = max((link.number for link in links), default=0) + 1
        made = (on or dt.date.today()).isoformat()
        link = CompanyLink(number, first, second, kind, decision, reason, by, made)
        self._store.add(self.triples(link))
        return link

    def undo(self, number: int, *, reason: str, by: str, on: dt.date | None = None) -> CompanyLink:
        """Take a decision back; it stays on record with who took it back. Raises UnknownName."""
        _check_author(reason, by)
        links = {link.number: link for link in self.all()}
        link = links.get(number)
        if link is None or not link.in_force:
            known = ", ".join(str(n) for n, one in links.items() if one.in_force) or "none"
            raise UnknownName(f"no decision number {number} is in force; in force: {known}")
        undone = replace(
            link, undone_by=by, undone_on=(on or dt.date.today()).isoformat(), undone_reason=reason
        )
        self._store.add(self.triples(undone))
        return undone

    def _refuse_conflict(
        self, first: str, second: str, kind: str, decision: str, links: list[CompanyLink]
    ) -> None:
        for link in links:
            if link.pair == {first, second}:
                raise InvalidParameter(
                    f"{self.name(first)} and {self.name(second)}: decision {link.number} ({link.decision}, "
                    f"{link.by}, {link.on}) is in force; take it back first with --undo {link.number}"
                )
        if decision != "confirmed":
            return
        group_of = self.classes(links)
        one, other = group_of.get(first, first), group_of.get(second, second)
        if kind not in SAME_COMPANY:
            if kind == "group" and one == other:
                raise InvalidParameter(
                    f"{self.name(first)} and {self.name(second)} are confirmed as one company already, "
                    f"by other links; take one back first"
                )
            return
        for link in links:
            apart = link.decision == "declined" or link.kind == "group"
            ends = {group_of.get(link.first, link.first), group_of.get(link.second, link.second)}
            if apart and ends == {one, other}:
                raise InvalidParameter(
                    f"{self.name(first)} and {self.name(second)} would become one company, but decision "
                    f"{link.number} keeps {self.name(link.first)} and {self.name(link.second)} apart "
                    f"({link.by}, {link.on}); take it back first with --undo {link.number}"
                )

    # what follows ---------------------------------------------------------------------------

    def classes(self, links: list[CompanyLink] | None = None) -> dict[str, str]:
        """Return for each name in a confirmed link of one company the least IRI of that company's names."""
        above: dict[str, str] = {}

        def top(iri: str) -> str:
            while above.get(iri, iri) != iri:
                iri = above[iri]
            return iri

        for link in self.all() if links is None else links:
            if link.in_force and link.decision == "confirmed" and link.kind in SAME_COMPANY:
                low, high = sorted((top(link.first), top(link.second)))
                above.setdefault(low, low)
                above[high] = low
                above.setdefault(link.first, top(link.first))
                above.setdefault(link.second, top(link.second))
        return {iri: top(iri) for iri in above}

    def apply(self) -> None:
        """Write the edges of the links in force whose names are both in use, and no others of ours."""
        wanted: set[ox.Triple] = set()
        ours: set[ox.Triple] = set()
        for link in self.all():
            edges = set(edges_of(link))
            ours |= edges
            if link.in_force and link.decision == "confirmed" and self.is_awake(link):
                wanted |= edges
        self._store.remove(ours - wanted)
        self._store.add(wanted)

    def is_awake(self, link: CompanyLink) -> bool:
        """Tell whether both names of a link are in use: in a list, by a service, or as whose list it is."""
        return all(
            any(next(self._store.triples(None, relation, ox.NamedNode(iri)), None) for relation in _USES)
            for iri in (link.first, link.second)
        )

    def name(self, iri: str) -> str:
        """Return the name of a company, else its IRI."""
        labels = self._store.triples(ox.NamedNode(iri), LABEL, None)
        return min((t.object.value for t in labels), default=iri)  # type: ignore[union-attr]

    # as RDF ---------------------------------------------------------------------------------

    def triples(self, link: CompanyLink) -> Iterator[ox.Triple]:
        """Yield a decision as RDF."""
        node = ox.NamedNode(f"{self._base}company-link/{link.number}")
        yield ox.Triple(node, TYPE, dm("CompanyLink"))
        yield ox.Triple(node, dm("number"), integer(link.number))
        yield ox.Triple(node, dm("firstName"), ox.NamedNode(link.first))
        yield ox.Triple(node, dm("secondName"), ox.NamedNode(link.second))
        yield ox.Triple(node, dm("linkKind"), dm(_PREDICATE[link.kind]))
        yield ox.Triple(node, dm("decision"), dm(link.decision))
        yield ox.Triple(node, dm("reason"), text(link.reason))
        yield ox.Triple(node, _CREATOR, text(link.by))
        yield ox.Triple(node, _CREATED, _date(link.on))
        if link.undone_by is not None:
            yield ox.Triple(node, dm("undoneBy"), text(link.undone_by))
            yield ox.Triple(node, dm("undoneOn"), _date(link.undone_on or ""))
            yield ox.Triple(node, dm("undoneReason"), text(link.undone_reason or ""))

    def _read(self, subject: object) -> CompanyLink:
        assert isinstance(subject, ox.NamedNode)
        one = {t.predicate.value: t.object.value for t in self._store.triples(subject, None, None)}  # type: ignore[union-attr]
        return CompanyLink(
            number=int(one[DM + "number"]),
            first=one[DM + "firstName"],
            second=one[DM + "secondName"],
            kind=_KIND[one[DM + "linkKind"]],
            decision=one[DM + "decision"].removeprefix(DM),
            reason=one.get(DM + "reason", ""),
            by=one.get(_CREATOR.value, ""),
            on=one.get(_CREATED.value, ""),
            undone_by=one.get(DM + "undoneBy"),
            undone_on=one.get(DM + "undoneOn"),
            undone_reason=one.get(DM + "undoneReason"),
        )


_USES = (dpv("hasDataProcessor"), dm("hasSubProcessor"), dm("reliesOn"), PUBLISHER)


def edges_of(link: CompanyLink) -> Iterator[ox.Triple]:
    """Yield the direct edges of a link; what is one company, or one group, is so from both sides."""
    first, second = ox.NamedNode(link.first), ox.NamedNode(link.second)
    yield ox.Triple(first, dm(_PREDICATE[link.kind]), second)
    if link.kind in SAME_COMPANY:
        yield ox.Triple(first, dm("sameCompanyAs"), second)
        yield ox.Triple(second, dm("sameCompanyAs"), first)
    elif link.kind == "group":
        yield ox.Triple(second, dm("sameGroupAs"), first)


def _check_author(reason: str, by: str) -> None:
    if not reason.strip() or not by.strip():
        raise InvalidParameter("a decision needs a reason and the name of the person who makes it")


def _date(value: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + "date"))
