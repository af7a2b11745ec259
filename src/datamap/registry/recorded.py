"""What a registry holds of its documents, as statements and claims again: conversion undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from datamap.claims.model import COVERED, Claim, Statement
from datamap.claims.recorded import RecordedEntry, RecordedList
from datamap.registry.conversion import IDENTIFIER, SOURCE, TITLE, TYPE, dm, dpv
from datamap.registry.edges import FACET
from datamap.vocabulary.terms import DCT, DM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.claims.model import Certainty, Facet
    from datamap.registry.store import Store

_LANGUAGE = ox.NamedNode(DCT + "language")
_FIELD = dm("field").value + "-"


def recorded_lists(store: Store) -> Iterator[RecordedList]:
    """Yield what a registry holds of each document, by IRI; what corrections outrank is as the list says it.

    A document without entries, or whose facts somebody else wrote in another form, is left out.
    """
    for source in sorted((t.subject for t in store.triples(None, TYPE, dm("Source"))), key=str):
        if isinstance(source, ox.NamedNode):
            entries = tuple(_entries(store, source))
            if entries:
                around = [
                    _statement(store, t.subject, source.value)
                    for t in store.triples(None, SOURCE, source)
                    if isinstance(t.subject, ox.NamedNode)
                    and t.subject.value.startswith(source.value + "/text-")
                ]
                yield RecordedList(
                    source=_text(store, source, IDENTIFIER) or source.value,
                    file_name=_text(store, source, dm("fileName")) or "",
                    language=_text(store, source, _LANGUAGE),
                    around=tuple(s for s in around if s is not None),
                    entries=entries,
                )


def _entries(store: Store, source: ox.NamedNode) -> Iterator[RecordedEntry]:
    found = []
    for triple in store.triples(None, SOURCE, source):
        process = triple.subject
        if not isinstance(process, ox.NamedNode) or not any(store.triples(process, TYPE, dpv("Process"))):
            continue
        statements = [
            _statement(store, t.object, process.value)
            for t in store.triples(process, dm("hasStatement"), None)
            if isinstance(t.object, ox.NamedNode)
        ]
        kept = tuple(sorted((s for s in statements if s is not None), key=lambda s: (s.line, s.key)))
        heading = next((s for s in kept if s.field == "heading"), None)
        if heading is not None:
            found.append(
                RecordedEntry(
                    process.value,
                    _text(store, process, TITLE) or "",
                    kept,
                    tuple(_claims(store, process)),
                    _coverage(store, process, source),
                )
            )
    yield from sorted(found, key=lambda e: (e.statements[0].line, e.process))


def _statement(store: Store, node: ox.NamedNode, above: str) -> Statement | None:
    field = _text(store, node, dm("field")) or ""
    words = next(iter(store.triples(node, dm("text"), None)), None)
    if words is None or not isinstance(words.object, ox.Literal) or not field.startswith(_FIELD):
        return None
    line = _text(store, node, dm("line")) or "0"
    return Statement(
        node.value.removeprefix(above + "/"),
        field.removeprefix(_FIELD),
        words.object.value,
        int(line),
        words.object.language,
        at=_text(store, node, dm("at")) or "",
    )


def _claims(store: Store, process: ox.NamedNode) -> Iterator[Claim]:
    for triple in store.triples(None, dm("process"), process):
        node = triple.subject
        values: dict[str, list[str]] = {}
        for fact in store.triples(node, None, None):  # type: ignore[arg-type]
            if isinstance(fact.object, (ox.NamedNode, ox.Literal)):
                values.setdefault(fact.predicate.value.removeprefix(DM), []).append(fact.object.value)
        if "byCorrection" in values:
            continue

        def one(name: str, given: dict[str, list[str]] = values) -> str:
            return given.get(name, [""])[0]

        certainty = one("readAs") or one("certainty")
        yield Claim(
            cast("Facet", FACET.get(one("property"), "")),
            one("statement").removeprefix(process.value + "/"),
            one("phrase"),
            int(one("line") or 0),
            one("concept") or None,
            cast("Certainty", certainty.removeprefix(DM)),
            tuple(sorted(values.get("qualifier", []))),
            one("suggestion") or None,
        )


def _coverage(
    store: Store, process: ox.NamedNode, source: ox.NamedNode
) -> dict[str, tuple[str, frozenset[str]]]:
    overridden = {t.object.value for t in store.triples(process, dm("coverageOverridden"), None)}  # type: ignore[union-attr]
    found = {}
    for question in COVERED:
        own = "OfList" if question in overridden else ""
        value = _text(store, process, dm(f"{question}Coverage{own}"))
        if value is not None:
            shown = [t.object for t in store.triples(process, dm(f"{question}CoverageIn{own}"), None)]
            keys = (
                node.value.removeprefix(process.value + "/").removeprefix(source.value + "/")
                for node in shown
                if isinstance(node, ox.NamedNode)
            )
            found[question] = value.removeprefix(DM), frozenset(keys)
    return found


def _text(store: Store, node: ox.NamedNode, predicate: ox.NamedNode) -> str | None:
    values = sorted(
        t.object.value
        for t in store.triples(node, predicate, None)
        if isinstance(t.object, (ox.NamedNode, ox.Literal))
    )
    return values[0] if values else None
