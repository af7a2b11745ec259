"""The lines that transfers rest on, looked up in chunks for those that are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.findings.evidence import CHUNK, Cited, Lines
from datamap.questions.binding import bind
from datamap.registry.edges import FACET
from datamap.vocabulary.terms import READ_AS_OUTSIDE_EEA, is_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.registry.registry import RegistryBase

_FACETS = {
    "storage": frozenset({"storage-place", "processing-place"}),
    "access": frozenset({"access-place", "processing-place"}),
}
_CLAIMS = """PREFIX dm: <https://w3id.org/datamap#>
SELECT ?process ?property ?concept ?statement ?phrase ?qualifier WHERE {
  VALUES ?process { $nodes }
  ?claim dm:process ?process ; dm:property ?property ; dm:concept ?concept ; dm:statement ?statement ;
    dm:phrase ?phrase ; dm:certainty ?certainty .
  OPTIONAL { ?claim dm:qualifier ?qualifier }
  FILTER(?certainty NOT IN (dm:outranked, dm:denied))
}"""

Claim = tuple[str, str, str, str]


class Evidence:
    """What entries say, by facet and concept; every entry is looked up once."""

    def __init__(self, registry: RegistryBase) -> None:
        self._store, self._lines = registry.store, Lines(registry)
        self._claims: dict[str, list[Claim]] = {}
        self._read_as: set[tuple[str, str]] = set()

    def fetch(self, processes: Iterable[str]) -> None:
        """Look up the claims of entries and their lines."""
        wanted = [p for p in dict.fromkeys(processes) if p not in self._claims and is_iri(p)]
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            self._claims.update((process, []) for process in chunk)
            found = self._store.query(bind(_CLAIMS, {"nodes": [ox.NamedNode(node) for node in chunk]}))
            assert isinstance(found, ox.QuerySolutions)
            for row in found:
                process, concept = row["process"].value, row["concept"].value
                if row["qualifier"] is not None and row["qualifier"].value == READ_AS_OUTSIDE_EEA:
                    self._read_as.add((process, concept))
                facet = FACET.get(row["property"].value, "")
                claim = (facet, concept, row["statement"].value, row["phrase"].value)
                self._claims[process].append(claim)
        self._lines.fetch_statements(c[2] for process in wanted for c in self._claims[process])

    def of(self, process: str, kind: str, place: str, *, more: bool = False) -> tuple[Cited, ...]:
        """Return the lines about a place of an entry and its grounds; ``more``: data and purposes too.

        Where none names them, as in somebody else's graph, the entry's heading.
        """
        facets = {"data", "purpose"} if more else set()
        stated: list[tuple[str, str | None]] = [
            (statement, phrase)
            for facet, concept, statement, phrase in self._claims.get(process, ())
            if (facet in _FACETS[kind] and concept == place) or facet == "safeguard" or facet in facets
        ]
        if not stated:
            stated = [(heading, None) for heading in self._lines.heading(process)]
            self._lines.fetch_statements(iri for iri, _ in stated)
        return self._lines.cite(dict.fromkeys(stated))

    def read_as_outside(self, process: str, place: str) -> bool:
        """Tell whether a place was read as outside the EEA for what stands beside it."""
        return (process, place) in self._read_as
