"""Updates that are carried out in the open registry itself, at the cost of what they touch.

That is so where there is one graph: of INSERT DATA, DELETE DATA, and of templates with a pattern, what goes
and what comes is asked first (as CONSTRUCT, or in a store of their own), then changed. Everything else, and
every registry of several graphs, goes the way of :mod:`datamap.server.changing`.
SPARQL 1.1 Update, section 3.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidQuery, RegistryError
from datamap.questions.sparql import with_prefixes
from datamap.registry.derivation import Derivation
from datamap.server.changing import NotWritable, operations, parsed_rdf, parser_message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from datamap.api import Registry
    from datamap.server.changing import UpdateOperation

    Guard = Callable[[], AbstractContextManager[None]]

_KNOWN = frozenset({"INSERT", "DELETE"})
_OF_GRAPHS = frozenset({"GRAPH", "USING", "WITH", "NAMED"})


class Touched:
    """What an update, or a graph that was sent, changed: itself, and by what follows from it."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._derivation = Derivation(registry)
        self.added: set[ox.Triple] = set()
        self.removed: set[ox.Triple] = set()

    @property
    def derived(self) -> Derivation:
        """What follows from the changes."""
        return self._derivation

    def make(self, removed: Iterable[ox.Triple], added: Iterable[ox.Triple]) -> None:
        """Remove and add triples of the registry's one graph; those of the ontology are let be."""
        store = self._registry.store
        gone = {t for t in removed if store.holds(t) and not store.is_support(t)}
        come = {t for t in added if t in gone or not (store.holds(t) or store.is_support(t))}
        gone, come = gone - come, come - gone
        self._derivation.before(gone, come)
        store.remove(gone)
        store.add(come)
        self.added, self.removed = (
            (self.added - gone) | (come - self.removed),
            (self.removed - come) | (gone - self.added),
        )

    def finish(self) -> None:
        """Derive what follows; raises NotWritable, after which the open registry is to be thrown away."""
        try:
            self._registry.check_header()
            self._derivation.bring_up_to_date()
        except RegistryError as error:
            raise NotWritable(str(error)) from None


def touching(registry: Registry, text: str) -> list[UpdateOperation] | None:
    """Return the operations of an update that can be carried out in place, None where one cannot be.

    Raises InvalidQuery for a text that is no sequence of operations.
    """
    if getattr(registry.store, "has_named_graphs", True):
        return None
    found = list(operations(text))
    return found if all(_is_plain(one) for one in found) else None


def has_pattern(operation: UpdateOperation) -> bool:
    """Tell whether an operation matches what is there, the ontology too."""
    return "DATA" not in [token.keyword for token in operation.tokens[:2]]


def update_in_place(
    registry: Registry, found: Iterable[UpdateOperation], *, base: str, guard: Guard
) -> Touched:
    """Carry out operations one after the other, then derive what follows.

    What strangers wrote is evaluated within ``guard()``; changes are made outside it. Raises InvalidQuery,
    NotWritable; the open registry is then to be thrown away.
    """
    touched = Touched(registry)
    for operation in found:
        with guard():
            removed, added = _evaluated(registry, operation, base)
        touched.make(removed, added)
    touched.finish()
    return touched


def post_in_place(
    registry: Registry, name: str | None, parts: Iterable[tuple[str, bytes]], base: str
) -> Touched | None:
    """Add a graph that was sent to the registry's one graph; None where it is another, or one of several.

    Raises InvalidQuery, NotWritable, as :func:`update_in_place` does.
    """
    if name not in (None, registry.base) or getattr(registry.store, "has_named_graphs", True):
        return None
    sent = {triple for format, data in parts for triple in parsed_rdf(format, data, base)}
    registry.store.prepare()  # what the ontology says is not written beside it
    touched = Touched(registry)
    touched.make((), sent)
    touched.finish()
    return touched


def _is_plain(operation: UpdateOperation) -> bool:
    first = operation.tokens[0].keyword
    return first in _KNOWN and operation.keywords.isdisjoint(_OF_GRAPHS)


def _evaluated(
    registry: Registry, operation: UpdateOperation, base: str
) -> tuple[set[ox.Triple], set[ox.Triple]]:
    """Return what an operation removes and what it adds."""
    text, (first, *_) = operation.text, operation.tokens
    scratch = ox.Store()
    _run(scratch, text, base)  # a text that is no update is refused before anything is made of it
    if not has_pattern(operation):
        if first.keyword == "INSERT":
            return set(), {quad.triple for quad in scratch}
        _run(scratch, f"{text[: first.start]}INSERT{text[first.end :]}", base)
        return {quad.triple for quad in scratch}, set()
    templates, where = _parts(operation)
    found = {"DELETE": set[ox.Triple](), "INSERT": set[ox.Triple]()}
    for keyword, (start, end) in templates.items():
        head = text[: first.start]
        found[keyword] = _constructed(registry, f"BASE <{base}> {head}CONSTRUCT {text[start:end]} {where}")
    return found["DELETE"], found["INSERT"]


def _parts(operation: UpdateOperation) -> tuple[dict[str, tuple[int, int]], str]:
    """Return where the templates stand in the text, braces included, and the text of the pattern."""
    text, depth, keyword, start = operation.text, 0, "", 0
    templates: dict[str, tuple[int, int]] = {}
    for token in operation.tokens:
        if depth == 0 and token.keyword == "WHERE" and templates:
            return templates, text[token.start :]
        if depth == 0 and token.keyword:
            keyword = f"{keyword} {token.keyword}" if token.keyword == "WHERE" else token.keyword
        depth += (token.text == "{") - (token.text == "}")
        if token.text == "{" and depth == 1:
            start = token.start
        if token.text == "}" and depth == 0:
            if keyword == "DELETE WHERE":
                return {"DELETE": (start, token.end)}, f"WHERE {text[start : token.end]}"
            templates[keyword] = (start, token.end)
    raise InvalidQuery("the update does not parse: templates without a pattern")


def _run(store: ox.Store, text: str, base: str) -> None:
    try:
        store.update(with_prefixes(text), base_iri=base)
    except SyntaxError as error:
        raise InvalidQuery(f"the update does not parse: {parser_message(error)}") from None
    except (RuntimeError, ValueError, OSError) as error:
        raise InvalidQuery(f"the update cannot be carried out: {parser_message(error)}") from None


def _constructed(registry: Registry, text: str) -> set[ox.Triple]:
    try:
        asked = registry.store.query(with_prefixes(text))
        assert isinstance(asked, ox.QueryTriples)
        return set(asked)
    except (RuntimeError, ValueError, OSError) as error:
        raise InvalidQuery(f"the update cannot be carried out: {parser_message(error)}") from None
