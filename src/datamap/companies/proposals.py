"""Names that may be one company's, each with the reasons and the lines on both sides; a person decides.

Names are compared by blocking keys (what is left without legal form and place, known names, numbers,
domains, one letter left out), never all with all: 10,000 names take about a second (benchmarks/names.py).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from datamap.companies import names as roles
from datamap.companies.known import FORMER, GROUP, PRODUCT, SAME, KnownNames
from datamap.companies.names import Part, take_apart
from datamap.companies.proposal import Proposal, Reason
from datamap.companies.traces import Line, Traces, lines_about, read_traces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.registry.registry import RegistryBase

# How strong each reason is, 0 to 100; what two reasons of one kind add to each other.
_STRENGTH = {
    "number": 98,
    "spelling": 95,
    "former-said": 92,
    "known": 90,
    "also-said": 90,
    "entity": 88,
    "form": 82,
    "region": 80,
    "forms": 78,
    "product-brackets": 78,
    "domain-group": 68,
    "domain": 66,
    "brackets": 60,
    "regions": 60,
    "countries": 80,
    "near": 45,
}
_TOGETHER = 4
# More names than these with one key are compared with the first alone.
_MOST_IN_BLOCK = 12
_SHORTEST_NEAR = 8
_SHORTEST_WORD_NEAR = 5


class _Found(NamedTuple):
    kind: str
    first: str
    second: str
    reason: Reason


@dataclass(slots=True)
class _Block:
    """Which names hold a key, and in which part."""

    members: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))

    def pairs(self) -> Iterator[tuple[str, str]]:
        ordered = list(self.members)
        if len(ordered) <= _MOST_IN_BLOCK:
            yield from combinations(ordered, 2)
        else:
            yield from ((ordered[0], other) for other in ordered[1:])


def find_proposals(registry: RegistryBase) -> list[Proposal]:
    """Return the pairs of names that may be one company's, strongest first.

    What a person confirmed or declined is not among them.
    """
    return _Search(registry).proposals()


def settled_pairs(registry: RegistryBase) -> Callable[[frozenset[str]], bool]:
    """Return what tells whether a person decided about a pair of names, by itself or through other names."""
    links = [link for link in registry.company_links.all() if link.in_force]
    classes = registry.company_links.classes(links)
    decided = {frozenset(classes.get(i, i) for i in link.pair) for link in links}
    direct = {link.pair for link in links}

    def settled(pair: frozenset[str]) -> bool:
        ends = frozenset(classes.get(iri, iri) for iri in pair)
        return len(ends) == 1 or ends in decided or pair in direct

    return settled


class _Search:
    def __init__(self, registry: RegistryBase) -> None:
        self.registry = registry
        self.known = KnownNames(registry.vocabulary)
        self.names = registry.companies()
        self.traces: Traces = read_traces(registry, self.known)
        self.parts = {iri: take_apart(name, self.known) for iri, name in self.names.items()}
        for iri, entities in self.traces.entities.items():
            if iri in self.parts:
                for entity in entities:
                    for part in take_apart(entity, self.known)[:1]:
                        self.parts[iri].append(replace(part, role=roles.ENTITY, text=entity))

    def proposals(self) -> list[Proposal]:
        gathered: dict[frozenset[str], list[_Found]] = defaultdict(list)
        for one in (*self._by_name(), *self._by_known_names(), *self._by_traces(), *self._by_spelling()):
            gathered[frozenset((one.first, one.second))].append(one)
        settled = settled_pairs(self.registry)
        made = [self._propose(found) for pair, found in gathered.items() if not settled(pair)]
        return sorted(
            made,
            key=lambda p: (-p.strength, p.first_name.casefold(), p.second_name.casefold(), p.first, p.second),
        )

    def _propose(self, found: list[_Found]) -> Proposal:
        best: dict[str, _Found] = {}
        for one in sorted(found, key=lambda f: -_STRENGTH[f.reason.code]):
            best.setdefault(f"{one.reason.code} {one.kind}", one)
        ordered = list(best.values())
        top = ordered[0]
        # Two legal entities stay two, whatever else speaks for one; a registration number is one entity's.
        apart = [one for one in ordered if one.reason.code in ("region", "forms", "regions", "countries")]
        if apart and top.reason.code != "number":
            top = apart[0]
        agreeing = [top, *(one for one in ordered if one is not top)]
        same_kind = sum(1 for one in agreeing[1:] if one.kind == top.kind)
        strength = min(99, _STRENGTH[top.reason.code] + _TOGETHER * same_kind)
        return Proposal(
            top.first,
            top.second,
            self.names[top.first],
            self.names[top.second],
            top.kind,
            strength,
            tuple(one.reason for one in agreeing),
            self._lines(top.first, agreeing),
            self._lines(top.second, agreeing),
        )

    def _lines(self, company: str, found: list[_Found]) -> tuple[Line, ...]:
        cited = [line for one in found for of, line in one.reason.lines if of == company]
        return tuple(dict.fromkeys((*lines_about(self.registry, company), *cited)))

    # by what the names say ------------------------------------------------------------------

    def _by_name(self) -> Iterator[_Found]:
        blocks: dict[str, _Block] = defaultdict(_Block)
        for iri, parts in self.parts.items():
            for part in parts:
                blocks[part.base].members[iri].append(part)
        for block in blocks.values():
            for first, second in block.pairs():
                for one in block.members[first]:
                    for other in block.members[second]:
                        found = self._compare(first, one, second, other)
                        if found is not None:
                            yield found

    def _compare(self, first: str, one: Part, second: str, other: Part) -> _Found | None:
        """Return what two parts with the same base say of the names that hold them."""
        if other.role == roles.MAIN and one.role != roles.MAIN:
            first, one, second, other = second, other, first, one
        if {one.role, other.role} <= {roles.MAIN, roles.ENTITY}:
            return self._compare_companies(first, one, second, other)
        if one.role != roles.MAIN:
            return None  # two companies with one product, or one former name, are not one
        if one.regions != other.regions:
            return None
        values = {"name": self.names[second], "said": other.text}
        if other.role == roles.FORMERLY:
            return _Found(FORMER, first, second, Reason("former-said", values))
        if other.role == roles.NOW:
            return _Found(FORMER, second, first, Reason("former-said", values))
        if other.role == roles.ALSO:
            return _Found(SAME, *_sorted(first, second), Reason("also-said", values))
        holder = self.parts[second][0]
        if other.forms:  # "Google Workspace (Google LLC)": the company stands in brackets
            return _Found(PRODUCT, second, first, Reason("product-brackets", values))
        if holder.forms:  # "Google LLC (G Suite)": the product stands in brackets
            return _Found(PRODUCT, first, second, Reason("product-brackets", values))
        return _Found(SAME, *_sorted(first, second), Reason("brackets", values))

    def _compare_companies(self, first: str, one: Part, second: str, other: Part) -> _Found:
        kind, code = SAME, "spelling"
        values: dict[str, Any] = {}
        lines: list[tuple[str, Line]] = []
        if one.regions != other.regions:
            kind = GROUP
            # "Google" beside "Google Ireland" says more than "Radio France" beside "Radio Canada".
            code = "region" if not one.regions or not other.regions else "regions"
        elif one.forms and other.forms and set(one.forms) != set(other.forms):
            kind, code = GROUP, "forms"
        elif roles.ENTITY in (one.role, other.role):
            code, values = "entity", {"name": self.names[second], "said": other.text}
            for company, part in ((first, one), (second, other)):
                if part.role == roles.ENTITY:
                    lines.append((company, self.traces.entities[company][part.text]))
        elif bool(one.forms) != bool(other.forms):
            code = "form"
            bare, full = (first, second) if other.forms else (second, first)
            values = {"bare": self.names[bare], "full": self.names[full]}
        return _Found(kind, *_sorted(first, second), Reason(code, values, tuple(lines)))

    # by the rows of the ontology ------------------------------------------------------------

    def _by_known_names(self) -> Iterator[_Found]:
        holders: dict[str, dict[str, Part]] = defaultdict(dict)
        for iri, parts in self.parts.items():
            for part in parts:
                node = self.known.names.get(part.full) or self.known.names.get(part.base)
                if node is not None and part.role in (roles.MAIN, roles.BRACKET):
                    holders[node].setdefault(iri, part)
        for node in sorted(holders):
            for first, second in combinations(list(holders[node])[:_MOST_IN_BLOCK], 2):
                one, other = holders[node][first], holders[node][second]
                if one.base != other.base:
                    yield from self._known(
                        first, one, second, other, SAME, {"first": one.text, "second": other.text}
                    )
            for target, (kind, steps) in self.known.relations(node).items():
                for first, one in list(holders[node].items())[:_MOST_IN_BLOCK]:
                    for second, other in list(holders.get(target, {}).items())[:_MOST_IN_BLOCK]:
                        values = {
                            "first": one.text,
                            "second": other.text,
                            "kind": kind,
                            "why": [step.why for step in steps if step.why],
                        }
                        yield from self._known(first, one, second, other, kind, values)

    def _known(
        self, first: str, one: Part, second: str, other: Part, kind: str, values: dict[str, Any]
    ) -> Iterator[_Found]:
        if first == second:
            return
        values = {"kind": kind, "why": [], **values}
        if one.regions != other.regions:
            if kind == PRODUCT:
                return
            kind = GROUP
            yield _Found(GROUP, *_sorted(first, second), Reason("countries", {}))
        if one.role == roles.BRACKET and other.role == roles.BRACKET:
            return
        if roles.BRACKET in (one.role, other.role) and kind in (SAME, FORMER):
            # The service that stands in one's brackets is the other, under this or another name.
            holder, service = (first, second) if one.role == roles.BRACKET else (second, first)
            yield _Found(PRODUCT, service, holder, Reason("known", values))
            return
        if one.role == roles.BRACKET or other.role == roles.BRACKET:
            return
        ends = (first, second) if kind in (FORMER, PRODUCT) else _sorted(first, second)
        yield _Found(kind, *ends, Reason("known", values))

    # by numbers and domains -----------------------------------------------------------------

    def _by_traces(self) -> Iterator[_Found]:
        for code, values in (("number", self.traces.numbers), ("domain", self.traces.domains)):
            holders: dict[str, list[str]] = defaultdict(list)
            for iri, found in values.items():
                if iri in self.names:
                    for value in found:
                        holders[value].append(iri)
            for value, iris in sorted(holders.items()):
                for first, second in combinations(sorted(iris), 2):
                    kind, reason = SAME, code
                    if code == "domain" and self._are_apart(first, second):
                        kind, reason = GROUP, "domain-group"
                    lines = ((first, values[first][value]), (second, values[second][value]))
                    yield _Found(kind, first, second, Reason(reason, {"value": value}, lines))

    def _are_apart(self, first: str, second: str) -> bool:
        one, other = self.parts[first][:1], self.parts[second][:1]
        return bool(one and other) and (
            one[0].regions != other[0].regions
            or bool(one[0].forms and other[0].forms and set(one[0].forms) != set(other[0].forms))
        )

    # by one letter --------------------------------------------------------------------------

    def _by_spelling(self) -> Iterator[_Found]:
        from rapidfuzz.distance import DamerauLevenshtein

        blocks: dict[str, list[str]] = defaultdict(list)
        main = {iri: parts[0] for iri, parts in self.parts.items() if parts}
        for iri, part in main.items():
            if len(part.base) >= _SHORTEST_NEAR:
                for key in {
                    part.base,
                    *(part.base[:i] + part.base[i + 1 :] for i in range(1, len(part.base))),
                }:
                    blocks[key].append(iri)
        seen: set[tuple[str, str]] = set()
        for iris in blocks.values():
            iris = iris if len(iris) <= _MOST_IN_BLOCK else iris[: _MOST_IN_BLOCK // 2]
            for pair in combinations(sorted(iris), 2):
                if pair in seen:
                    continue
                seen.add(pair)
                one, other = main[pair[0]], main[pair[1]]
                if one.base == other.base or one.regions != other.regions:
                    continue
                if _differ_in_a_letter(one, other) and DamerauLevenshtein.distance(one.base, other.base) == 1:
                    nodes = {self.known.names.get(one.base), self.known.names.get(other.base)}
                    if len(nodes - {None}) < 2:
                        yield _Found(SAME, *pair, Reason("near", {}))


def _differ_in_a_letter(one: Part, other: Part) -> bool:
    """Tell whether two names may differ by a slip: in one long word, and in no digit."""
    if sorted(filter(str.isdigit, one.base)) != sorted(filter(str.isdigit, other.base)):
        return False
    if len(one.words) != len(other.words):
        return False
    differing = [(a, b) for a, b in zip(one.words, other.words, strict=True) if a != b]
    return len(differing) == 1 and min(map(len, differing[0])) >= _SHORTEST_WORD_NEAR


def _sorted(first: str, second: str) -> tuple[str, str]:
    return (first, second) if first < second else (second, first)
