"""The invented record, its cells traced, with the sheets that only the internal reader gets."""

from __future__ import annotations

import dataclasses

from datamap.records.document import Cell, Document, Part, Row, Table, Trace
from sample_document import cell, columns, document, english, hostile, large, line, row

__all__ = ["english", "hostile", "large", "long_cell", "sourced"]


def sourced() -> Document:
    """The Swedish record: each fact in Annex B rests on a line of the list, and the sources are a table."""
    whole = document()
    traces: dict[str, Trace] = {}

    def traced(each: Row) -> Row:
        trace = Trace(
            "Lista över underbiträden",
            f"rad {each.cells[-1].text}",
            each.cells[2].text,
            row=f"k{len(traces) + 1}",
        )
        traces[trace.row] = trace
        cells = [
            Cell(tuple(tuple(_with(part, trace) for part in parts) for parts in c.lines), c.span)
            for c in each.cells
        ]
        return Row(each.key, (each.cells[0], *cells[1:5], *each.cells[5:]), each.below)

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
        columns(("Nr", "", 11), ("Källa", "", 60), ("Plats", "", 40), ("Ordagrant", "", 156)),
        tuple(
            Row(key, (cell(key.upper()), cell(trace.source), cell(trace.place), cell(trace.text)))
            for key, trace in traces.items()
        ),
        internal=True,
    )
    return dataclasses.replace(whole, tables=(record, controllers, vendors, gaps, sources))


def long_cell(length: int) -> Document:
    """A record with one cell of so many characters, all of them told apart."""
    text = "".join(f"{number:07d} " for number in range(length // 8 + 1))[:length]
    return document(record=(row("1", "n:Exempelbolaget", text, "ett", "två", "tre", "fyra"),), vendors=())


def _with(part: Part, trace: Trace) -> Part:
    return part if part.kind in ("gap", "quiet") else dataclasses.replace(part, traces=(trace,))
