"""Vendors that may be one: names written alike, or that one company has used. Suggestions, never facts."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.vocabulary.terms import DM, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_PARENTHESES = re.compile(r"\([^()]*\)")
_PUNCTUATION = re.compile(r"[^\w]+")


class KnownNames:
    """The names of ``ontology/rules.ttl``: legal forms that a name may end in, and names of one company."""

    def __init__(self, file: Path) -> None:
        store = ox.Store()
        store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
        forms = _labels(store, "LegalForms", "hiddenLabel")
        self._forms = sorted((_words(f) for group in forms for f in group), key=len, reverse=True)
        self._groups: dict[str, set[int]] = {}
        for number, group in enumerate(_labels(store, "KnownNames", "altLabel")):
            for name in group:
                self._groups.setdefault(self.core(name), set()).add(number)

    def core(self, name: str) -> str:
        """Return a name without case, spaces, punctuation and legal form ("linkmobility")."""
        words = _words(name)
        while True:
            form = next((f for f in self._forms if len(f) < len(words) and words[-len(f) :] == f), None)
            if form is None:
                return "".join(words)
            words = words[: -len(form)]

    def vendor(self, name: str) -> str:
        """Return the core of a name without what stands in brackets: "Google LLC (G Suite)" is "google"."""
        return self.core(_PARENTHESES.sub(" ", name)) or self.core(name)

    def groups(self, name: str) -> set[int]:
        """Return the groups of known names that a name, or what stands in its brackets, belongs to."""
        names = [name, _PARENTHESES.sub(" ", name), *(part[1:-1] for part in _PARENTHESES.findall(name))]
        return set().union(*(self._groups.get(self.core(one), set()) for one in names))


def aliases(vendors: Mapping[str, str], known: KnownNames) -> list[tuple[str, str]]:
    """Return pairs of vendors (IRIs) that may be one under two names; ``vendors`` are names by IRI."""
    by_key: dict[str | int, set[str]] = {}
    for iri, name in vendors.items():
        keys: list[str | int] = [known.core(name) or iri, *known.groups(name)]
        for key in keys:
            by_key.setdefault(key, set()).add(iri)
    pairs = {pair for same in by_key.values() for pair in combinations(sorted(same), 2)}
    return sorted(pairs, key=lambda pair: (vendors[pair[0]].casefold(), pair))


def namesakes(vendors: Mapping[str, str], known: KnownNames) -> list[tuple[str, str]]:
    """Return (the first, each) of the vendors of one core name, a vendor of its own name too."""
    groups: dict[str, list[str]] = {}
    for iri, name in vendors.items():
        groups.setdefault(known.vendor(name) or iri, []).append(iri)
    return [(min(same), iri) for same in groups.values() for iri in sorted(same)]


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name).casefold().replace(".", "").replace("/", "")
    return _PUNCTUATION.sub(" ", text).split()


def _labels(store: ox.Store, kind: str, label: str) -> Iterable[list[str]]:
    for typed in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(DM + kind), None):
        quads = store.quads_for_pattern(typed.subject, ox.NamedNode(SKOS + label), None, None)
        yield [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)]
