"""A document made of a registry, as something to look at, to write and to take apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from datamap.errors import InvalidParameter

if TYPE_CHECKING:
    from datamap.records.document import Document
    from datamap.records.section import Section


class Publication:
    """A document that can be rendered and saved in every format; it shows itself in a notebook.

    ``location`` is where the registry lives that it was made from, ``base`` the IRI of all it names.
    """

    def __init__(self, document: Document, *, location: str, base: str) -> None:
        self.document, self.location, self.base = document, location, base

    def render(self, suffix: str, *, raw: bool = False) -> bytes:
        """Return the bytes of the document's file of a suffix (".html", ".docx", ...).

        ``raw`` leaves the defence against formulas out of a CSV, for programs that read it. Raises
        RecordError for another suffix, DatamapError when what renders it is not installed.
        """
        from datamap.records import rdf
        from datamap.records.csv import csv
        from datamap.records.formats import render

        if suffix.lower() in rdf.SYNTAXES:
            return rdf.publication_bytes(self, suffix.lower())
        return (
            csv(self.document, raw=True)
            if raw and suffix.lower() == ".csv"
            else render(self.document, suffix)
        )

    def save(self, path: str | Path, *, raw: bool = False) -> Path:
        """Write the document, whole or not at all, in the format of the path's suffix; return the path.

        ``raw`` as in :meth:`render`. Raises RecordError, RegistryError (a folder that is missing, a file that
        is read-only, a full disk).
        """
        from datamap.registry.serialisation import check_writable, write_atomically

        path = Path(path)
        check_writable(path, registry=self.location)  # before the work of rendering, not after it
        write_atomically(path, self.render(path.suffix, raw=raw))
        return path

    def section(self, key: str, *columns: str) -> Section:
        """Return one section in rows, such as "annex-b", with the columns named, or all.

        Raises InvalidParameter for a section or column that is not there.
        """
        from datamap.records.section import Section

        tables = {table.key: table for table in self.document.tables}
        if key not in tables:
            raise InvalidParameter(f"section: {key!r} is not one of {', '.join(tables)}")
        return Section(tables[key], self.document.language, columns)

    def __repr__(self) -> str:
        return f"<Publication {self.document.title}: {len(self.document.tables[0].rows)} rows>"

    def _repr_html_(self) -> str:
        from html import escape

        page = escape(self.render(".html").decode("utf-8"), quote=True)
        title = escape(self.document.title, quote=True)
        return (
            f'<iframe title="{title}" srcdoc="{page}" sandbox="" '
            'style="width:100%;height:36rem;border:1px solid #c3c8ce"></iframe>'
        )
