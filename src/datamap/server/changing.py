"""What an update or a sent graph makes of a registry: the quads it removes and adds, each in its very graph.

Patterns see what queries see; what is written goes to the very graph that is named, or to the default graph
of the file. The ontology, and what is derived from it, can be matched and is never written. A graph that is
made of the registry can be read, not written: that named by the registry's base stands for the default
graph.
SPARQL 1.1 Update; Protocol, 2.2.3; Graph Store HTTP Protocol, sections 5.3 to 5.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import InvalidQuery, RegistryError
from datamap.questions.binding import refuse_deep_nesting, refuse_remote_access
from datamap.questions.lexing import Token, tokens
from datamap.questions.sparql import GRAPH_FORMATS, with_prefixes
from datamap.server.dataset import DEFAULT, ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.api import Registry
    from datamap.registry.derivation import Derivation
    from datamap.server.dataset import Dataset

_VIEW = ox.NamedNode("urn:datamap:what-queries-see")
_NAMING = {"GRAPH", "USING", "WITH", "TO"}
_COPYING = {"ADD", "MOVE", "COPY"}


class NotWritable(RegistryError):
    """A change that the registry cannot take: of a graph that is made of it, or of one it cannot hold."""


@dataclass(frozen=True, slots=True)
class Change:
    """The quads that go and those that come."""

    removed: frozenset[ox.Quad]
    added: frozenset[ox.Quad]

    def made_in(self, registry: Registry) -> Derivation:
        """Make the change in an open registry, and return what follows from it; raises NotWritable."""
        try:
            return registry.change(self.removed, self.added)
        except RegistryError as error:
            raise NotWritable(str(error)) from None


def refuse_unsafe(text: str) -> None:
    """Raise InvalidQuery for an update that reaches out, or nests too deep for a parser."""
    refuse_remote_access(text)
    refuse_deep_nesting(text)


def change_by_update(
    dataset: Dataset, text: str, *, base: str, using: Iterable[str], using_named: Iterable[str]
) -> Change:
    """Return what a SPARQL update would change in a registry's dataset.

    ``base`` resolves relative IRIs; ``using`` and ``using_named`` are the dataset of the request. The text
    was seen by :func:`refuse_unsafe`. Raises InvalidQuery for what does not parse, fails, or gives a dataset
    twice; NotWritable.
    """
    using, using_named = list(using), list(using_named)
    if (using or using_named) and any(token.keyword in ("USING", "WITH") for token in tokens(text)):
        raise InvalidQuery("the dataset is given both by the request and by USING or WITH; give it once")
    working = _Working(dataset)
    given = _clauses(using, using_named)
    for operation in operations(text):
        working.run(operation, base, given)
    return working.change()


@dataclass(frozen=True, slots=True)
class UpdateOperation:
    """One operation of an update, in a text in which all others are blank."""

    text: str
    tokens: tuple[Token, ...]

    @property
    def keywords(self) -> set[str]:
        """All its keywords, in capitals."""
        return {token.keyword for token in self.tokens}

    @property
    def pattern(self) -> int | None:
        """Where a pattern begins that may have a dataset of its own: at the WHERE that follows templates."""
        depth, before = 0, ""
        for token in self.tokens:
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0 and token.keyword == "WHERE" and before != "DELETE":
                return token.start
            before = token.keyword
        return None

    @property
    def silent(self) -> str:
        """The text, where CLEAR and DROP say nothing of a graph that is not there.

        A store that keeps no empty graphs cannot tell one that is empty from one that is not there
        (SPARQL 1.1 Update, section 3.2).
        """
        found = [token for token in self.tokens if token.keyword in ("CLEAR", "DROP", "SILENT")]
        if len(found) == 1 and found[0].keyword != "SILENT":
            return f"{self.text[: found[0].end]} SILENT{self.text[found[0].end :]}"
        return self.text


def operations(text: str) -> Iterator[UpdateOperation]:
    """Yield the operations of an update, each with the PREFIX and BASE lines before it, where they were."""
    depth = 0
    prologue: list[Token] = []
    current: list[Token] = []
    for token in [*tokens(text), None]:
        if token is not None:
            depth += (token.text == "{") - (token.text == "}")
            if not (token.text == ";" and depth == 0):
                current.append(token)
                continue
        head = _prologue(current)
        if len(head) < len(current):
            shown = [*prologue, *current]
            yield UpdateOperation(_alone(text, shown), tuple(current[len(head) :]))
        elif token is not None and current == []:
            raise InvalidQuery("the update does not parse: a semicolon with no operation before it")
        prologue += head
        current = []


def _prologue(found: list[Token]) -> list[Token]:
    """Return the tokens of the PREFIX and BASE lines that an operation begins with."""
    end = 0
    while end < len(found) and found[end].keyword in ("PREFIX", "BASE"):
        end += 3 if found[end].keyword == "PREFIX" else 2
    return found[:end]


def _alone(text: str, shown: list[Token]) -> str:
    """Return a text with nothing in it but some of its tokens, each where it was."""
    pieces = []
    end = 0
    for token in shown:
        pieces.append("".join(c if c in "\n\r" else " " for c in text[end : token.start]))
        pieces.append(token.text)
        end = token.end
    return "".join(pieces)


def _clauses(using: Iterable[str], named: Iterable[str]) -> str:
    return " ".join([*(f"USING <{name}>" for name in using), *(f"USING NAMED <{name}>" for name in named)])


class _Working:
    """A copy of a registry's dataset in which an update is carried out."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._support = {ox.Quad(t.subject, t.predicate, t.object, DEFAULT) for t in dataset.support}
        self._store = ox.Store()
        self._store.bulk_extend(dataset.own)
        self._store.bulk_extend(self._support)

    def run(self, operation: UpdateOperation, base: str, given: str) -> None:
        """Carry out an operation; raises InvalidQuery, NotWritable."""
        written = {name for name in self._store.named_graphs() if isinstance(name, ox.NamedNode)}
        made: dict[ox.NamedNode, set[ox.Quad]] = {}
        where = operation.pattern
        if (given and where is not None) or not operation.keywords.isdisjoint(_NAMING):
            made = self._make_graphs(written)
        copies = where is not None or not operation.keywords.isdisjoint(_COPYING)
        kept = self._support_in_graphs() if copies else set()
        text = operation.silent
        if where is not None:
            clauses = given
            if not given and written and operation.keywords.isdisjoint({"USING", "WITH"}):
                clauses = self._make_view(written, made)
            text = f"{text[:where]}{clauses} {text[where:]}"
        try:
            self._store.update(with_prefixes(text), base_iri=base)
        except SyntaxError as error:
            raise InvalidQuery(f"the update does not parse: {parser_message(error)}") from None
        except (RuntimeError, ValueError, OSError) as error:
            raise InvalidQuery(f"the update cannot be carried out: {parser_message(error)}") from None
        self._store.remove_graph(_VIEW)
        self._take_back(made)
        if copies:
            # Copied with what a pattern matched, not written by anybody.
            for quad in self._support_in_graphs() - kept:
                self._store.remove(quad)

    def change(self) -> Change:
        """Return what is not as it was."""
        after = {quad for quad in self._store if quad not in self._support}
        return Change(frozenset(self._dataset.own - after), frozenset(after - self._dataset.own))

    def _make_graphs(self, written: set[ox.NamedNode]) -> dict[ox.NamedNode, set[ox.Quad]]:
        """Put the graphs that are made of the registry beside those that are written."""
        triples = {
            **self._dataset.derived,
            ox.NamedNode(self._dataset.base): {q.triple for q in self._default()},
            ox.NamedNode(ONTOLOGY_GRAPH): self._dataset.support,
        }
        made = {
            name: {ox.Quad(t.subject, t.predicate, t.object, name) for t in found}
            for name, found in triples.items()
            if name not in written and name not in self._dataset.written
        }
        for quads in made.values():
            self._store.bulk_extend(quads)
        return made

    def _make_view(self, written: set[ox.NamedNode], made: Iterable[ox.NamedNode]) -> str:
        """Make the default graph that queries see, as a graph that USING can name; return the clauses."""
        seen = {
            quad.triple for quad in self._store if quad.graph_name == DEFAULT or quad.graph_name in written
        }
        self._store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, _VIEW) for t in seen)
        return _clauses([_VIEW.value], sorted(name.value for name in {*written, *made}))

    def _take_back(self, made: dict[ox.NamedNode, set[ox.Quad]]) -> None:
        """Take the made graphs out again; what was written to the registry's goes to the default graph."""
        for name, before in made.items():
            after = set(self._store.quads_for_pattern(None, None, None, name))
            self._store.remove_graph(name)
            if after == before:
                continue
            if name.value != self._dataset.base:
                raise not_writable(name.value)
            for quad in before - after:
                self._store.remove(ox.Quad(quad.subject, quad.predicate, quad.object, DEFAULT))
            self._store.extend(
                ox.Quad(quad.subject, quad.predicate, quad.object, DEFAULT) for quad in after - before
            )

    def _support_in_graphs(self) -> set[ox.Quad]:
        """Return what stands in named graphs of what the ontology says."""
        if not any(True for _ in self._store.named_graphs()):
            return set()
        found = (
            quad
            for triple in self._dataset.support
            for quad in self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        )
        return {quad for quad in found if quad.graph_name != DEFAULT}

    def _default(self) -> Iterator[ox.Quad]:
        for quad in self._store.quads_for_pattern(None, None, None, DEFAULT):
            if quad not in self._support:
                yield quad


def change_by_graph(
    dataset: Dataset, method: str, name: str | None, parts: Iterable[tuple[str, bytes]], base: str
) -> tuple[Change, bool]:
    """Return what a graph that is sent, or taken away, would change, and whether the graph was there before.

    ``method`` is PUT, POST or DELETE; ``name`` None for the default graph; ``parts`` are formats
    (:data:`datamap.questions.sparql.GRAPH_FORMATS`) with RDF in each, whose relative IRIs stand below
    ``base``. Raises InvalidQuery for RDF that does not parse; NotWritable.
    """
    graph: ox.NamedNode | ox.DefaultGraph = DEFAULT
    if name is not None:
        graph = ox.NamedNode(name)
        if graph not in dataset.written and (graph in dataset.derived or name == ONTOLOGY_GRAPH):
            if name != dataset.base:
                raise not_writable(name)
            graph = DEFAULT
    before = {quad for quad in dataset.own if quad.graph_name == graph}
    sent = {
        ox.Quad(triple.subject, triple.predicate, triple.object, graph)
        for format, data in parts
        for triple in parsed_rdf(format, data, base)
        if graph != DEFAULT or triple not in dataset.support
    }
    removed = before - sent if method in ("PUT", "DELETE") else set()
    return Change(frozenset(removed), frozenset(sent - before)), graph == DEFAULT or bool(before)


def not_writable(name: str) -> NotWritable:
    """Return the error of a graph that is made of the registry."""
    return NotWritable(
        f"{name}: is made of the registry, and not written by itself; write to the default graph, or use "
        "datamap import and forget"
    )


def parsed_rdf(format: str, data: bytes, base: str) -> Iterator[ox.Triple]:
    """Yield the triples of a graph that was sent; raises InvalidQuery where it does not parse."""
    try:
        syntax = GRAPH_FORMATS[format]
        options = {"base_iri": base, "without_named_graphs": True, "rename_blank_nodes": True}
        for quad in ox.parse(input=data, format=syntax, **options):  # type: ignore[arg-type]
            yield quad.triple
        if syntax == ox.RdfFormat.RDF_XML:
            _refuse_half(data)
    except (SyntaxError, ValueError) as error:
        raise InvalidQuery(f"what was sent is not {format}: {parser_message(error)}") from None


def _refuse_half(data: bytes) -> None:
    """Raise ValueError when RDF/XML breaks off: Oxigraph reads what is there and says nothing."""
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None


def parser_message(error: Exception) -> str:
    """Return an error on one line, without the character classes that a parser expected."""
    said = " ".join(str(error).split())
    return said if len(said) <= 160 else said.split(": expected")[0][:300]
