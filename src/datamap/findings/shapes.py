"""The shapes of ``ontology/shapes.ttl`` (SHACL Core) as set queries: one a constraint, for Oxigraph.

Sources: SHACL (W3C, 20 July 2017), sections 2.1.3 targets, 2.3.1 paths, 4.1 to 4.8 constraint components. A
subset is compiled; whatever is outside it is refused by name, never passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import DatamapError
from datamap.vocabulary.terms import RDF, SKOS, XSD, curie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

SH = "http://www.w3.org/ns/shacl#"
_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
_TYPE = f"<{RDF}type>"
_SEVERITIES = {SH + "Violation": "error", SH + "Warning": "warning", SH + "Info": "info"}
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf")
_CONSTRAINTS = (
    "minCount", "maxCount", "datatype", "nodeKind", "class", "in", "hasValue", "pattern", "minLength",
    "minInclusive",
)  # fmt: skip
_BESIDE = frozenset({"path", "severity", "message", "deactivated", "name", "description", "order", "flags"})
_KINDS = {
    "IRI": "isIRI(?value)",
    "Literal": "isLiteral(?value)",
    "BlankNode": "isBlank(?value)",
    "BlankNodeOrIRI": "(isIRI(?value) || isBlank(?value))",
    "IRIOrLiteral": "(isIRI(?value) || isLiteral(?value))",
    "BlankNodeOrLiteral": "(isBlank(?value) || isLiteral(?value))",
}

Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Target:
    """Which nodes a shape is about: ``kind`` is "targetClass", "targetSubjectsOf" or "targetObjectsOf"."""

    kind: str
    iri: str


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What the values of one property have to be, for the nodes of some targets.

    ``id`` is its skos:notation, ``severity`` "error", "warning" or "info"; ``constraints`` are pairs of a
    component ("minCount", ...) and its values.
    """

    iri: str
    id: str
    severity: str
    messages: dict[str, str]
    targets: tuple[Target, ...]
    path: str
    constraints: tuple[tuple[str, tuple[Term, ...]], ...]


def load_shapes(file: Path) -> tuple[PropertyShape, ...]:
    """Read shapes; raises DatamapError, naming the file, for Turtle or SHACL that cannot be used."""
    store = ox.Store()
    try:
        store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
    except (SyntaxError, OSError) as error:
        raise DatamapError(f"{file}: cannot be read as Turtle ({' '.join(str(error).split())})") from None
    found = []
    for typed in store.quads_for_pattern(
        None, ox.NamedNode(RDF + "type"), ox.NamedNode(SH + "NodeShape"), None
    ):
        node = typed.subject
        assert isinstance(node, ox.NamedNode)
        said = _said(store, node)
        unknown = {key for key in said if key.startswith(SH)} - {
            SH + k for k in (*_TARGETS, "property", "deactivated")
        }
        if unknown:
            raise _refused(file, node, unknown)
        targets = tuple(
            Target(kind, target.value)
            for kind in _TARGETS
            for target in said.get(SH + kind, [])
            if isinstance(target, ox.NamedNode)
        )
        if not targets:
            raise DatamapError(f"{file}: {curie(node.value)} has no target that is an IRI")
        if not _is_true(said.get(SH + "deactivated")):
            found += [_property(store, one, targets, file) for one in said.get(SH + "property", [])]
    shapes = [shape for shape in found if shape is not None]
    return tuple(sorted(shapes, key=lambda shape: shape.iri))


def _path(store: ox.Store, said: Sequence[object]) -> str | None:
    """Return a path in SPARQL (SHACL, sections 2.3.1.1 and 2.3.1.3); None for one of another kind."""
    if len(said) != 1:
        return None
    predicates: Sequence[object] = said
    if isinstance(said[0], ox.BlankNode):
        alternatives = _said(store, said[0]).get(SH + "alternativePath", [])
        predicates = [one for listed in alternatives for one in _members(store, listed)]
    iris = [one.value for one in predicates if isinstance(one, ox.NamedNode)]
    if not iris or len(iris) != len(predicates):
        return None
    return f"<{iris[0]}>" if len(iris) == 1 else "(" + "|".join(f"<{iri}>" for iri in iris) + ")"


def _property(store: ox.Store, node: object, targets: tuple[Target, ...], file: Path) -> PropertyShape | None:
    if not isinstance(node, ox.NamedNode):
        raise DatamapError(f"{file}: a property shape without IRI; give it one, so that findings can name it")
    said = _said(store, node)
    if not said:
        raise DatamapError(f"{file}: {curie(node.value)} is named and not described; is it spelt alike?")
    if _is_true(said.get(SH + "deactivated")):
        return None
    known = {SH + name for name in (*_CONSTRAINTS, *_BESIDE)}
    unknown = {key for key in said if key.startswith(SH)} - known
    if unknown:
        raise _refused(file, node, unknown)
    path = _path(store, said.get(SH + "path", []))
    if path is None:
        raise DatamapError(
            f"{file}: {curie(node.value)}: sh:path has to be a predicate, or sh:alternativePath of some, here"
        )
    constraints = []
    for name in _CONSTRAINTS:
        for value in said.get(SH + name, []):
            values = tuple(_members(store, value)) if name == "in" else (value,)
            constraints.append((name, values))
    severity = next(
        (t.value for t in said.get(SH + "severity", []) if isinstance(t, ox.NamedNode)), SH + "Violation"
    )
    if severity not in _SEVERITIES:
        raise DatamapError(f"{file}: {curie(node.value)}: sh:severity {severity} is none of SHACL's")
    messages = {
        t.language or "en": t.value for t in said.get(SH + "message", []) if isinstance(t, ox.Literal)
    }
    notation = next((t.value for t in said.get(SKOS + "notation", []) if isinstance(t, ox.Literal)), None)
    return PropertyShape(
        node.value,
        notation or node.value.rpartition("#")[2],
        _SEVERITIES[severity],
        messages or {"en": curie(node.value)},
        targets,
        path,
        tuple(constraints),  # type: ignore[arg-type]
    )


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape for one target: ``text`` selects ?focus, the nodes that break it.

    ``proof``, where there is one, is two queries that select a number ?n; if they are equal, nothing breaks
    it, and ``text``, which costs far more, need not run.
    """

    text: str
    proof: tuple[str, str] | None = None


def constraint_queries(shape: PropertyShape, subclasses: Callable[[str], list[str]]) -> Iterator[Constraint]:
    """Yield the queries of a shape, one for each of its targets and constraints.

    ``subclasses`` gives the IRIs of a class and its subclasses in the data (SHACL section 2.1.3.1).
    """
    for target in shape.targets:
        focus = _target(target, subclasses)
        for name, values in shape.constraints:
            broken = _broken(shape.path, name, values, focus, subclasses)
            proof = _proof(shape.path, name, values, focus, subclasses)
            yield Constraint(f"SELECT DISTINCT ?focus WHERE {{ {broken} }}", proof)


def _proof(
    path: str, name: str, values: tuple[Term, ...], focus: str, subclasses: Callable[[str], list[str]]
) -> tuple[str, str] | None:
    """Return two queries whose numbers are equal only where no node breaks a constraint.

    Counting a predicate costs a twentieth of a look-up for each of its triples.
    """
    edge = f"?focus {path} ?value"
    one = int(values[0].value) == 1 if name in ("minCount", "maxCount") else False
    if name == "maxCount" and one:  # no subject has two values, of whatever shape it is
        return f"SELECT (COUNT(*) AS ?n) WHERE {{ {edge} }}", _count("focus", edge)
    if name == "minCount" and one:  # the nodes add nothing to the subjects of the predicate
        return _count("focus", f"{{ {edge} }} UNION {{ {focus} }}"), _count("focus", edge)
    if name in ("minCount", "maxCount", "hasValue"):
        return None
    if name == "class":  # the values add nothing to the instances
        kinds = " ".join(f"<{iri}>" for iri in subclasses(values[0].value))
        instances = f"VALUES ?kind {{ {kinds} }} ?value {_TYPE} ?kind"
        return _count("value", f"{{ {edge} }} UNION {{ {instances} }}"), _count("value", instances)
    judged = _judged(path, name, values)
    return f"SELECT (COUNT(*) AS ?n) WHERE {{ {judged} }}", "SELECT ?n WHERE { BIND(0 AS ?n) }"


def _count(variable: str, pattern: str) -> str:
    return f"SELECT (COUNT(DISTINCT ?{variable}) AS ?n) WHERE {{ {pattern} }}"


def _judged(path: str, name: str, values: tuple[Term, ...]) -> str:
    """Return the pattern of the values of a predicate that break a constraint, each judged once."""
    return f"{{ SELECT DISTINCT ?value WHERE {{ ?any {path} ?value }} }} FILTER(!({_holds(name, values)}))"


def _target(target: Target, subclasses: Callable[[str], list[str]]) -> str:
    if target.kind == "targetClass":
        classes = subclasses(target.iri)
        if len(classes) == 1:
            return f"?focus {_TYPE} <{classes[0]}> ."
        listed = " ".join(f"<{iri}>" for iri in classes)
        return f"VALUES ?class {{ {listed} }} ?focus {_TYPE} ?class ."
    if target.kind == "targetSubjectsOf":
        return f"?focus <{target.iri}> ?targeted ."
    return f"{{ SELECT DISTINCT ?focus WHERE {{ ?targeting <{target.iri}> ?focus }} }}"


def _broken(
    path: str, name: str, values: tuple[Term, ...], focus: str, subclasses: Callable[[str], list[str]]
) -> str:
    """Return the pattern of the focus nodes that break a constraint.

    Oxigraph scans a predicate ten times faster than it looks up: absence is MINUS, and values are judged
    once each, before their focus nodes are looked for.
    """
    pattern, first = f"?focus {path} ?value .", values[0]
    if name in ("minCount", "maxCount"):
        limit = int(first.value)
        if name == "minCount" and limit <= 1:
            return f"{focus} MINUS {{ {pattern} }}" if limit else f"{focus} FILTER(false)"
        sign = "<" if name == "minCount" else ">"
        counted = f"SELECT ?focus (COUNT(DISTINCT ?value) AS ?n) WHERE {{ {pattern} }} GROUP BY ?focus"
        return f"{focus} OPTIONAL {{ {counted} }} FILTER(COALESCE(?n, 0) {sign} {limit})"
    if name == "hasValue":
        return f"{focus} MINUS {{ ?focus {path} {first} }}"
    if name == "class":
        kinds = " ".join(f"<{iri}>" for iri in subclasses(first.value))
        judged = (
            f"{{ SELECT DISTINCT ?value WHERE {{ ?any {path} ?value }} }} "
            f"MINUS {{ VALUES ?kind {{ {kinds} }} ?value {_TYPE} ?kind }}"
        )
    else:
        judged = _judged(path, name, values)
    return (
        f"{{ SELECT DISTINCT ?focus WHERE {{ {{ SELECT ?value WHERE {{ {judged} }} }} {pattern} }} }} {focus}"
    )


def _holds(name: str, values: tuple[Term, ...]) -> str:
    """Return the condition that a value meets; never an error, which would hide the value."""
    first = values[0] if values else None
    if name == "datatype":
        assert first is not None
        # Section 4.1.2: an ill-formed lexical form breaks it too.
        form = f" && {_FORMS[first.value]}" if first.value in _FORMS else ""
        return f"COALESCE(isLiteral(?value) && DATATYPE(?value) = <{first.value}>{form}, false)"
    if name == "nodeKind":
        assert first is not None
        return _KINDS[first.value.removeprefix(SH)]
    if name == "in":
        return " || ".join(f"sameTerm(?value, {value})" for value in values) or "false"
    if name == "pattern":
        return f"COALESCE(!isBlank(?value) && REGEX(STR(?value), {first}), false)"
    if name == "minLength":
        return f"COALESCE(!isBlank(?value) && STRLEN(STR(?value)) >= {first}, false)"
    assert name == "minInclusive"
    return f"COALESCE(?value >= {first}, false)"


# Oxigraph keeps an ill-formed literal as it is written; YEAR() of one is an error, which COALESCE catches.
_FORMS = {
    XSD + "integer": 'REGEX(STR(?value), "^[+-]?[0-9]+$")',
    XSD + "date": "YEAR(?value) = YEAR(?value)",
}


def _said(store: ox.Store, node: ox.NamedNode | ox.BlankNode) -> dict[str, list[Term | ox.BlankNode]]:
    said: dict[str, list[Term | ox.BlankNode]] = {}
    for quad in store.quads_for_pattern(node, None, None, None):
        said.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
    return said


def _members(store: ox.Store, head: Term | ox.BlankNode) -> Iterator[Term]:
    first, rest, seen = ox.NamedNode(RDF + "first"), ox.NamedNode(RDF + "rest"), set()
    while isinstance(head, ox.BlankNode) and head.value not in seen:
        seen.add(head.value)
        for quad in store.quads_for_pattern(head, first, None, None):
            if isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                yield quad.object
        head = next((q.object for q in store.quads_for_pattern(head, rest, None, None)), head)  # type: ignore[assignment]


def _is_true(values: list[Term | ox.BlankNode] | None) -> bool:
    return any(isinstance(value, ox.Literal) and value.value in ("true", "1") for value in values or ())


def _refused(file: Path, node: ox.NamedNode, unknown: set[str]) -> DatamapError:
    names = ", ".join(sorted(key.replace(SH, "sh:") for key in unknown))
    return DatamapError(f"{file}: {curie(node.value)}: {names} is not among the SHACL that is checked here")
