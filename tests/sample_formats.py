"""The invented record, its cells traced, with the sheets that only the internal reader gets."""

from __future__ import annotations

import dataclasses

from datamap.records.document import Cell, Document, Row, Table, Trace
from sample_document import cell, columns, document, line, row


def sourced() -> Document:
    """The Swedish record: each fact in Annex B rests on a line of the list, and the sources are a table."""
    whole = document()
    traces: list[Trace] = []

    def traced(each: Row) -> Row:
        trace = Trace("Lista över underbiträden", f"rad {each.cells[-1].text}", each.cells[2].text)
        traces.append(trace)
        number, *others, place = each.cells
        return Row(each.key, (number, *(_on(c, trace) for c in others), place), each.below)

    record, controllers, vendors = whole.tables
    vendors = dataclasses.replace(vendors, rows=tuple(traced(r) for r in vendors.rows if isinstance(r, Row)))
    gaps = Table(
        "gaps",
        "Uppgifter som saknas",
        (line("Ordnade efter den artikel som frågar. Art. 44–46 gäller kapitel V och hör inte till artikel 30."),),
        columns(("Nr", "", 11), ("Avsnitt", "", 46), ("Rad", "", 20), ("Fält", "", 110), ("Artikel", "", 80)),
        (row("1", "Registret", "1", "g:Kategori av behandling", "art. 30.2 b"), row("2", "Bilaga B", "B7", "g:Lagringsplats", "art. 28.1, 44")),
        internal=True,
    )  # fmt: skip
    sources = Table(
        "sources",
        "Källor",
        (line("Vad varje uppgift vilar på, ordagrant."),),
        columns(("Källa", "", 60), ("Plats", "", 40), ("Ordagrant", "", 156)),
        tuple(
            Row(
                f"source/{n}",
                tuple(_on(cell(text), trace) for text in (trace.source, trace.place, trace.text)),
            )
            for n, trace in enumerate(traces)
        ),
    )
    return dataclasses.replace(whole, tables=(record, controllers, vendors, gaps, sources))


def long_cell(length: int) -> Document:
    """A record with one cell of so many characters, all of them told apart."""
    text = "".join(f"{number:07d} " for number in range(length // 8 + 1))[:length]
    return document(record=(row("1", "n:Exempelbolaget", text, "ett", "två", "tre", "fyra"),), vendors=())


def _on(each: Cell, trace: Trace) -> Cell:
    """A cell whose facts rest on a trace; what is missing rests on nothing."""
    return Cell(
        tuple(
            tuple(p if p.kind in ("gap", "quiet") else dataclasses.replace(p, traces=(trace,)) for p in parts)
            for parts in each.lines
        ),
        each.span,
    )
