"""A person's statements that outrank the lists, with reason, who and when; both stay visible.

A correction changes no document's facts: the claims it outranks keep what they said
(``dm:readAs``) and get it back when the correction is undone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidParameter, UnknownName
from datamap.registry.conversion import IDENTIFIER, SOURCE, TYPE, dm, dpv, integer, text
from datamap.registry.edges import FACET, PROPERTY, edges_of_process
from datamap.vocabulary.terms import DCT, DM, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.registry.store import Store
    from datamap.vocabulary.concepts import Vocabulary

_QUESTION = {"storage-place": "place", "processing-place": "place", "access-place": "access"}
_PLACES = frozenset(_QUESTION)
_LAYER = "corrections"


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: about which vendor, what it states or denies, why, by whom and when.

    ``complete`` says that the stated concepts are all there are (a closed list).
    """

    number: int
    vendor: str
    facet: str
    stated: tuple[str, ...]
    denied: tuple[str, ...]
    complete: bool
    reason: str
    by: str
    on: str
    evidence: str | None = None


class Corrections:
    """The corrections of a registry, and their effect on its processes."""

    def __init__(self, store: Store, base: str, vocabulary: Vocabulary) -> None:
        self._store, self._base, self._vocabulary = store, base, vocabulary

    def add(
        self,
        vendor: str,
        *,
        facet: str,
        stated: Iterable[str] = (),
        denied: Iterable[str] = (),
        complete: bool = False,
        reason: str,
        by: str,
        on: dt.date | None = None,
        evidence: str | None = None,
        apply: bool = True,
    ) -> Correction:
        """Record a correction about a vendor (IRI) and apply it, unless ``apply`` is to be called for many.

        ``stated`` and ``denied`` are concept IRIs; stating places replaces those the lists give.
        Raises InvalidParameter when it says nothing, or lacks its reason or its author.
        """
        stated, denied = tuple(dict.fromkeys(stated)), tuple(dict.fromkeys(denied))
        if not stated and not denied and not complete:
            raise InvalidParameter("a correction states or denies something, or says that a list is complete")
        if set(stated) & set(denied):
            raise InvalidParameter("a correction cannot state and deny the same")
        if not reason.strip() or not by.strip():
            raise InvalidParameter("a correction needs a reason and the name of the person who makes it")
        number = max((c.number for c in self.all()), default=0) + 1
        made = (on or dt.date.today()).isoformat()
        correction = Correction(number, vendor, facet, stated, denied, complete, reason, by, made, evidence)
        self._store.add(self._triples(correction))
        if apply:
            self.apply()
        return correction

    def undo(self, number: int, *, apply: bool = True) -> None:
        """Take a correction back; raises UnknownName when there is none of that number."""
        node = self.node(number)
        if not list(self._store.triples(node, TYPE, None)):
            known = ", ".join(str(c.number) for c in self.all()) or "none"
            raise UnknownName(f"no correction number {number}; in force: {known}")
        self._store.remove(self._store.triples(node, None, None))
        self._store.remove(self._store.triples(ox.NamedNode(f"{node.value}/statement"), None, None))
        if not self.all():
            layer = ox.NamedNode(self._base + _LAYER)
            self._store.remove(self._store.triples(layer, None, None))
        if apply:
            self.apply()

    def all(self) -> list[Correction]:
        """Return the corrections in force, by number."""
        found = [self._read(t.subject) for t in self._store.triples(None, TYPE, dm("Correction"))]
        return sorted(found, key=lambda correction: correction.number)

    def apply(self) -> None:
        """Bring every process into line with the corrections in force (none: what the lists say)."""
        corrections = self.all()
        touched = {t.subject for t in self._store.triples(None, dm("corrected"), None)}
        by_vendor: dict[str, list[Correction]] = {}
        for correction in corrections:
            by_vendor.setdefault(correction.vendor, []).append(correction)
            vendor = ox.NamedNode(correction.vendor)
            touched |= {t.subject for t in self._store.triples(None, dpv("hasDataProcessor"), vendor)}
        # Only what followed from these claims is taken out again: a person may have written edges too.
        derived: dict[ox.NamedNode, set[ox.Triple]] = {}
        for process in sorted(touched, key=str):
            assert isinstance(process, ox.NamedNode)
            derived[process] = self._edges(process)
        self._clear_claims()
        for process, edges in derived.items():
            self._restore(process)
            vendors = {t.object.value for t in self._store.triples(process, dpv("hasDataProcessor"), None)}  # type: ignore[union-attr]
            apply = [c for vendor in sorted(vendors) for c in by_vendor.get(vendor, [])]
            for correction in sorted(apply, key=lambda c: c.number):
                self._apply_to(process, correction)
            follows = self._edges(process)
            self._store.remove(edges - follows)
            self._store.add(follows)

    # one process ----------------------------------------------------------------------------

    def _apply_to(self, process: ox.NamedNode, correction: Correction) -> None:
        self._store.add([ox.Triple(process, dm("corrected"), self.node(correction.number))])
        for claim in list(self._claims(process)):
            if self._outranks(correction, claim):
                self._outrank(claim, correction)
        statement = ox.NamedNode(f"{self.node(correction.number).value}/statement")
        key = process.value.removeprefix(self._base)
        for certainty, concepts in (("stated", correction.stated), ("denied", correction.denied)):
            for index, concept in enumerate(concepts, 1):
                node = ox.NamedNode(f"{self.node(correction.number).value}/{certainty}-{index}/{key}")
                self._store.add(
                    [
                        ox.Triple(node, TYPE, dm("Claim")),
                        ox.Triple(node, dm("process"), process),
                        ox.Triple(node, dm("property"), ox.NamedNode(PROPERTY[correction.facet])),
                        ox.Triple(node, dm("certainty"), dm(certainty)),
                        ox.Triple(node, dm("concept"), ox.NamedNode(concept)),
                        ox.Triple(node, dm("statement"), statement),
                        ox.Triple(node, dm("phrase"), text(self._vocabulary.label(concept))),
                        ox.Triple(node, dm("line"), integer(correction.number)),
                        ox.Triple(node, dm("byCorrection"), self.node(correction.number)),
                    ]
                )
        closes = correction.complete or (correction.facet in _PLACES and bool(correction.stated))
        if closes:
            self._override_coverage(process, _QUESTION.get(correction.facet, correction.facet), statement)

    def _outranks(self, correction: Correction, claim: _ClaimRow) -> bool:
        same_question = _QUESTION.get(claim.facet, claim.facet) == _QUESTION.get(
            correction.facet, correction.facet
        )
        if not same_question or claim.concept is None:
            return False
        if correction.complete or (correction.facet in _PLACES and correction.stated):
            return True
        above = self._vocabulary.above
        for concept in correction.stated:
            if claim.concept == concept or (claim.certainty == "denied" and claim.concept in above(concept)):
                return True
        return any(
            concept in above(claim.concept) and claim.certainty != "denied" for concept in correction.denied
        )

    def _outrank(self, claim: _ClaimRow, correction: Correction) -> None:
        node = claim.node
        self._store.remove(self._store.triples(node, dm("certainty"), None))
        self._store.remove(self._store.triples(node, dm("outrankedBy"), None))
        self._store.add(
            [
                ox.Triple(node, dm("certainty"), dm("outranked")),
                ox.Triple(node, dm("readAs"), dm(claim.certainty)),
                ox.Triple(node, dm("outrankedBy"), self.node(correction.number)),
            ]
        )

    def _override_coverage(self, process: ox.NamedNode, question: str, statement: ox.NamedNode) -> None:
        marker = ox.Triple(process, dm("coverageOverridden"), text(question))
        first = not self._store.holds(marker)
        for name, value in (("Coverage", dm("listed")), ("CoverageIn", statement)):
            predicate = dm(question + name)
            if first:
                own = dm(f"{question}{name}OfList")
                old = list(self._store.triples(process, predicate, None))
                self._store.add(ox.Triple(process, own, t.object) for t in old)
            self._store.remove(self._store.triples(process, predicate, None))
            self._store.add([ox.Triple(process, predicate, value)])
        self._store.add([marker])

    def _restore(self, process: ox.NamedNode) -> None:
        """Give the process back what its document said of it."""
        for claim in list(self._claims(process, outranked=True)):
            self._store.remove(self._store.triples(claim.node, dm("certainty"), None))
            self._store.remove(self._store.triples(claim.node, dm("readAs"), None))
            self._store.remove(self._store.triples(claim.node, dm("outrankedBy"), None))
            self._store.add([ox.Triple(claim.node, dm("certainty"), dm(claim.certainty))])
        for marker in list(self._store.triples(process, dm("coverageOverridden"), None)):
            question = marker.object.value  # type: ignore[union-attr]
            for name in ("Coverage", "CoverageIn"):
                own = list(self._store.triples(process, dm(f"{question}{name}OfList"), None))
                self._store.remove(self._store.triples(process, dm(question + name), None))
                self._store.add(ox.Triple(process, dm(question + name), t.object) for t in own)
                self._store.remove(own)
        self._store.remove(self._store.triples(process, dm("coverageOverridden"), None))
        self._store.remove(self._store.triples(process, dm("corrected"), None))

    def _edges(self, process: ox.NamedNode) -> set[ox.Triple]:
        return set(edges_of_process(self._store, process, self._vocabulary))

    def _claims(self, process: ox.NamedNode, outranked: bool = False) -> Iterator[_ClaimRow]:
        for triple in list(self._store.triples(None, dm("process"), process)):
            node = triple.subject
            assert isinstance(node, ox.NamedNode)
            values = {
                t.predicate.value.removeprefix(DM): t.object.value  # type: ignore[union-attr]
                for t in self._store.triples(node, None, None)
            }
            certainty = values.get("certainty", DM + "stated").removeprefix(DM)
            if outranked != (certainty == "outranked"):
                continue
            if outranked:
                certainty = values.get("readAs", DM + "stated").removeprefix(DM)
            facet = FACET.get(values.get("property", ""), "")
            yield _ClaimRow(node, facet, values.get("concept"), certainty)

    def _clear_claims(self) -> None:
        for triple in list(self._store.triples(None, dm("byCorrection"), None)):
            self._store.remove(self._store.triples(triple.subject, None, None))  # type: ignore[arg-type]

    # as RDF ---------------------------------------------------------------------------------

    def node(self, number: int) -> ox.NamedNode:
        """Return the node of a correction by its number."""
        return ox.NamedNode(f"{self._base}correction/{number}")

    def layer(self) -> Iterator[ox.Triple]:
        """Yield what says that there are corrections."""
        layer = ox.NamedNode(self._base + _LAYER)
        yield ox.Triple(layer, TYPE, dm("CorrectionLayer"))
        yield ox.Triple(layer, IDENTIFIER, text(_LAYER))

    def _triples(self, c: Correction) -> Iterator[ox.Triple]:
        node, layer = self.node(c.number), ox.NamedNode(self._base + _LAYER)
        statement = ox.NamedNode(f"{node.value}/statement")
        date = ox.Literal(c.on, datatype=ox.NamedNode(XSD + "date"))
        yield from self.layer()
        yield ox.Triple(node, TYPE, dm("Correction"))
        yield ox.Triple(node, dm("number"), integer(c.number))
        yield ox.Triple(node, dm("vendor"), ox.NamedNode(c.vendor))
        yield ox.Triple(node, dm("property"), ox.NamedNode(PROPERTY[c.facet]))
        yield from (ox.Triple(node, dm("states"), ox.NamedNode(iri)) for iri in c.stated)
        yield from (ox.Triple(node, dm("denies"), ox.NamedNode(iri)) for iri in c.denied)
        yield ox.Triple(node, dm("complete"), ox.Literal(c.complete))
        yield ox.Triple(node, dm("reason"), text(c.reason))
        yield ox.Triple(node, ox.NamedNode(DCT + "creator"), text(c.by))
        yield ox.Triple(node, ox.NamedNode(DCT + "created"), date)
        if c.evidence:
            yield ox.Triple(node, dm("evidence"), text(c.evidence))
        yield ox.Triple(statement, TYPE, dm("Statement"))
        yield ox.Triple(statement, SOURCE, layer)
        yield ox.Triple(statement, dm("field"), dm("field-correction"))
        yield ox.Triple(statement, dm("line"), integer(c.number))
        yield ox.Triple(statement, dm("text"), text(self._in_words(c)))

    def _in_words(self, c: Correction) -> str:
        label = self._vocabulary.label
        parts = [label(iri) for iri in c.stated] + [f"not {label(iri)}" for iri in c.denied]
        if c.complete:
            parts.append("nothing else")
        facet = c.facet.replace("-", " ")
        found = f" ({c.evidence})" if c.evidence else ""
        return f"{facet}: {', '.join(parts)}; {c.by}, {c.on}: {c.reason}{found}"

    def _read(self, subject: ox.NamedNode | ox.BlankNode | ox.Triple) -> Correction:
        assert isinstance(subject, ox.NamedNode)
        values: dict[str, list[str]] = {}
        for triple in self._store.triples(subject, None, None):
            values.setdefault(triple.predicate.value, []).append(triple.object.value)  # type: ignore[union-attr]

        def one(predicate: str) -> str:
            return values.get(predicate, [""])[0]

        return Correction(
            number=int(one(DM + "number")),
            vendor=one(DM + "vendor"),
            facet=FACET[one(DM + "property")],
            stated=tuple(sorted(values.get(DM + "states", []))),
            denied=tuple(sorted(values.get(DM + "denies", []))),
            complete=one(DM + "complete") == "true",
            reason=one(DM + "reason"),
            by=one(DCT + "creator"),
            on=one(DCT + "created"),
            evidence=one(DM + "evidence") or None,
        )


@dataclass(frozen=True, slots=True)
class _ClaimRow:
    node: ox.NamedNode
    facet: str
    concept: str | None
    certainty: str
