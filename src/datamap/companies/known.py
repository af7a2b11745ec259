"""What ``ontology/company-names.ttl`` knows of names: former names, products, groups, legal forms."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.vocabulary.concepts import COMPANY_NAMES, PLACES
from datamap.vocabulary.terms import DM, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.vocabulary.concepts import Vocabulary

SAME, FORMER, PRODUCT, GROUP = "same", "former", "product", "group"
_RELATIONS = {
    DM + "sameCompanyAs": SAME,
    DM + "formerNameOf": FORMER,
    DM + "productOf": PRODUCT,
    DM + "sameGroupAs": GROUP,
}
_TYPE, _WRITTEN = ox.NamedNode(RDF + "type"), ox.NamedNode(DM + "writtenName")
# "IT" at the end of a name is seldom Italy: only places of this many letters are read in names.
_SHORTEST_PLACE = 3


@dataclass(frozen=True, slots=True)
class Step:
    """How one known name relates to another: the kind, and why, by language."""

    kind: str
    first: str
    second: str
    why: dict[str, str]


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: letters and digits alone, "&" as "and".

    >>> words_of("Link-Mobility A/S")
    ('link', 'mobility', 'as')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    for dash in "-‐‑–—_,;:|":
        folded = folded.replace(dash, " ")
    words = ("and" if word == "&" else "".join(c for c in word if c.isalnum()) for word in folded.split())
    return tuple(word for word in words if word)


class KnownNames:
    """The rows of the ontology about names, ready to be looked up."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._store = vocabulary.part(COMPANY_NAMES)

    def _rows(self, kind: str) -> Iterator[tuple[ox.NamedNode, list[str]]]:
        nodes = (q.subject for q in self._store.quads_for_pattern(None, _TYPE, ox.NamedNode(DM + kind), None))
        for node in sorted((n for n in nodes if isinstance(n, ox.NamedNode)), key=lambda n: n.value):
            yield node, sorted(self._written(node))

    def _written(self, node: ox.NamedNode) -> Iterator[str]:
        for quad in self._store.quads_for_pattern(node, _WRITTEN, None, None):
            if isinstance(quad.object, ox.Literal):
                yield quad.object.value

    @cached_property
    def forms(self) -> dict[tuple[str, ...], str]:
        """Legal forms: their words, with the form that they write."""
        return {words_of(name): node.value for node, names in self._rows("LegalForm") for name in names}

    @cached_property
    def leading_forms(self) -> frozenset[str]:
        """The legal forms that may stand before a name ("AB Volvo")."""
        lead = self._store.quads_for_pattern(None, ox.NamedNode(DM + "mayLead"), None, None)
        return frozenset(q.subject.value for q in lead if isinstance(q.subject, ox.NamedNode))

    @cached_property
    def connectives(self) -> dict[tuple[str, ...], str]:
        """Words that join two names in one ("formerly"): what the second is to the first."""
        found: dict[tuple[str, ...], str] = {}
        for node, names in self._rows("NameConnective"):
            (means,) = self._store.quads_for_pattern(node, ox.NamedNode(DM + "joinsAs"), None, None)
            role = means.object.value.removeprefix(DM)  # type: ignore[union-attr]
            found |= {words_of(name): role for name in names}
        return found

    @cached_property
    def regions(self) -> dict[tuple[str, ...], str]:
        """Words after a name that tell companies of a group apart: places, "Europe", "Holding"."""
        labels = self._vocabulary.labels(PLACES)
        found = {words_of(label): iri for label, iri in labels.items() if len(label) >= _SHORTEST_PLACE}
        for _, names in self._rows("GroupWords"):
            for name in names:
                found.setdefault(words_of(name), self._place(name))
        found.pop((), None)
        return found

    def _place(self, word: str) -> str:
        return self._vocabulary.lookup(word, PLACES) or "".join(words_of(word))

    @cached_property
    def registration_words(self) -> frozenset[tuple[str, ...]]:
        """Words before a registration number."""
        return frozenset(words_of(n) for _, names in self._rows("RegistrationWords") for n in names)

    @cached_property
    def shared_hosts(self) -> frozenset[str]:
        """Hosts that tell nothing of whose address it is."""
        return frozenset(name for _, names in self._rows("SharedHosts") for name in names)

    @cached_property
    def names(self) -> dict[str, str]:
        """Known names in their compact form, with the node of the row."""
        return {"".join(words_of(n)): node.value for node, names in self._rows("KnownName") for n in names}

    @cached_property
    def _steps(self) -> dict[str, list[Step]]:
        found: dict[str, list[Step]] = {}
        for node, _ in self._rows("KnownName"):
            comments = self._store.quads_for_pattern(node, ox.NamedNode(RDFS + "comment"), None, None)
            why = {
                q.object.language or "en": q.object.value
                for q in comments
                if isinstance(q.object, ox.Literal)
            }
            for predicate, kind in _RELATIONS.items():
                for quad in self._store.quads_for_pattern(node, ox.NamedNode(predicate), None, None):
                    step = Step(kind, node.value, quad.object.value, why)  # type: ignore[union-attr]
                    found.setdefault(step.first, []).append(step)
        return found

    def relations(self, node: str) -> dict[str, tuple[str, list[Step]]]:
        """Return what a known name is to others: the kind, with the steps that lead there.

        Former names and other names lead on ("Google Apps" was "G Suite", which is "Google
        Workspace"), a product may be one under an earlier name; a group ends the walk.
        """
        found: dict[str, tuple[str, list[Step]]] = {}
        queue: list[tuple[str, str, list[Step]]] = [(node, SAME, [])]
        while queue:
            here, kind, way = queue.pop(0)
            for step in self._steps.get(here, ()):
                # A product of a product is one of the first's; a group tells of no name behind it.
                along = _along(kind, step.kind)
                if along is None or step.second == node or step.second in found:
                    continue
                found[step.second] = (along, [*way, step])
                queue.append((step.second, along, [*way, step]))
        return found


def _along(before: str, step: str) -> str | None:
    """Return what two relations one after the other come to; None where nothing is known."""
    if before == GROUP:
        return None
    if GROUP in (before, step):
        return GROUP if before in (SAME, FORMER) else None
    if PRODUCT in (before, step):
        return PRODUCT
    return FORMER if FORMER in (before, step) else SAME
