"""The rules of ``ontology/rules.ttl`` with their queries (``queries/rules``): what is asked, in which role.

A rule is data: its id, severity by role, article, message, remedy and explanation stand in Turtle, what it
finds in SPARQL. A query selects ``?process``, ``?vendor`` or ``?subject`` (what the finding is about) and may
select ``?about`` (a concept it rests on), ``?other`` (another vendor), ``?statement`` and ``?phrase``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from datamap.errors import DatamapError, UnknownName
from datamap.findings.shapes import PropertyShape, load_shapes
from datamap.findings.wording import SHAPE_EXPLANATION, SHAPE_REMEDY
from datamap.resources import resource
from datamap.vocabulary.concepts import closest
from datamap.vocabulary.terms import DM, RDF, RDFS, SKOS, curie

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Role = Literal["processor", "controller"]
ROLES: tuple[Role, ...] = ("processor", "controller")
SEVERITIES = ("error", "warning", "info")
BASES = ("list", "law", "registry")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, or one shape of the structure (``shape`` is set, and ``basis`` is "structure").

    ``severities`` are by role; a rule is not asked in a role that has none. ``basis`` says what speaks: the
    "list", the "law", or the "registry" (what persons have added). The texts are by language.
    """

    name: str
    id: str
    order: int
    severities: dict[str, str]
    article: str
    basis: str
    messages: dict[str, str]
    remedies: dict[str, str]
    explanations: dict[str, str]
    patterns: tuple[str, ...] = ()
    shape: PropertyShape | None = field(default=None, compare=False)

    def severity(self, role: str) -> str:
        """Return "error", "warning" or "info" in a role."""
        return self.severities[role]

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the rule as plain values, for JSON; ``query`` names the file that asks it, or the shape."""
        return {
            "id": self.id,
            "severity": self.severities,
            "article": self.article,
            "basis": self.basis,
            "message": in_language(self.messages, language),
            "remedy": in_language(self.remedies, language),
            "explanation": in_language(self.explanations, language),
            "query": curie(self.name) if self.shape else f"queries/rules/{self.name}.rq",
        }

    @property
    def file(self) -> Path:
        """The file of its query."""
        return resource("queries") / "rules" / f"{self.name}.rq"

    def query(self) -> str:
        """Return the text of its query; raises DatamapError when there is none."""
        try:
            return self.file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DatamapError(f"{self.file}: the query of rule {self.id} cannot be read ({error})") from None


def load_rules() -> list[Rule]:
    """Return all rules, and the shapes after them, in their order; raises DatamapError, naming the file."""
    folder = resource("ontology")
    rules = _read_rules(folder / "rules.ttl")
    shapes = [_rule_of(shape) for shape in load_shapes(folder / "shapes.ttl")]
    return [*rules, *shapes]


def choose(rules: Iterable[Rule], role: str, only: Iterable[str] | None) -> list[Rule]:
    """Return the rules of a role; with ``only``, those of these ids (letter case aside).

    Raises UnknownName with the nearest ids for one that no rule has, in whichever role.
    """
    rules = list(rules)
    wanted = {check_id(name, rules) for name in only} if only is not None else None
    return [r for r in rules if role in r.severities and (wanted is None or r.id in wanted)]


def explained(wanted: str) -> list[Rule]:
    """Return the rules of an id, or all for "all"; raises UnknownName with the nearest ids."""
    rules = load_rules()
    if wanted.strip().lower() == "all":
        return rules
    rule_id = check_id(wanted, rules)
    return [rule for rule in rules if rule.id == rule_id]


def in_language(texts: dict[str, str], language: str) -> str:
    """Return a text in a language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def check_id(name: str, rules: Iterable[Rule]) -> str:
    """Return an id as rules write it; raises UnknownName with the nearest ones."""
    known = list(dict.fromkeys(rule.id for rule in rules))
    wanted = name.strip().upper()
    if wanted in known:
        return wanted
    near = [found for found, _ in closest(wanted, known, 3, at_least=50)]
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise UnknownName(f"no rule {name!r}{hint} (datamap check --explain all lists them)")


def _rule_of(shape: PropertyShape) -> Rule:
    severities: dict[str, str] = dict.fromkeys(ROLES, shape.severity)
    return Rule(
        name=shape.iri,
        id=shape.id,
        order=1000,
        severities=severities,
        article="",
        basis="structure",
        messages=shape.messages,
        remedies=SHAPE_REMEDY,
        explanations=SHAPE_EXPLANATION,
        shape=shape,
    )


def _read_rules(file: Path) -> list[Rule]:
    store = ox.Store()
    try:
        store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
    except (SyntaxError, OSError) as error:
        raise DatamapError(f"{file}: cannot be read as Turtle ({' '.join(str(error).split())})") from None
    typed = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(DM + "Rule"), None)
    rules = [_rule(store, quad.subject, file) for quad in typed if isinstance(quad.subject, ox.NamedNode)]
    if not rules:
        raise DatamapError(f"{file}: holds no rule")
    return sorted(rules, key=lambda rule: rule.order)


def _rule(store: ox.Store, node: ox.NamedNode, file: Path) -> Rule:
    plain: dict[str, list[str]] = {}
    texts: dict[str, dict[str, str]] = {}
    for quad in store.quads_for_pattern(node, None, None, None):
        value = quad.object
        if isinstance(value, ox.Literal) and value.language:
            texts.setdefault(quad.predicate.value, {})[value.language] = value.value
        elif isinstance(value, ox.Literal):
            plain.setdefault(quad.predicate.value, []).append(value.value)
    name = node.value.removeprefix(DM).removeprefix("rule-").lower()

    def one(predicate: str) -> str:
        found = plain.get(predicate, [])
        if len(found) != 1:
            term = predicate.replace(DM, "dm:").replace(SKOS, "skos:")
            raise DatamapError(f"{file}: rule {name} needs exactly one {term}, and has {len(found)}")
        return found[0]

    def in_words(predicate: str) -> dict[str, str]:
        found = texts.get(predicate, {})
        if not {"sv", "en"} <= found.keys():
            term = predicate.replace(DM, "dm:").replace(RDFS, "rdfs:")
            raise DatamapError(f"{file}: rule {name} lacks {term} in sv or en")
        return found

    severities: dict[str, str] = {
        role: plain[DM + f"{role}Severity"][0] for role in ROLES if DM + f"{role}Severity" in plain
    }
    wrong = [s for s in severities.values() if s not in SEVERITIES]
    if wrong or not severities:
        raise DatamapError(f"{file}: rule {name}: a severity is one of {', '.join(SEVERITIES)}")
    basis, order = one(DM + "basis"), one(DM + "order")
    if basis not in BASES or not order.isdecimal():
        raise DatamapError(f"{file}: rule {name}: dm:basis is one of {', '.join(BASES)}, dm:order a number")
    return Rule(
        name=name,
        id=one(SKOS + "notation"),
        order=int(order),
        severities=severities,
        article=one(DM + "article"),
        basis=basis,
        messages=in_words(DM + "message"),
        remedies=in_words(DM + "remedy"),
        explanations=in_words(RDFS + "comment"),
        patterns=tuple(sorted(plain.get(DM + "pattern", []))),
    )
