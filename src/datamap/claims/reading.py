"""Interpret a document: entries with their statements, claims and coverage.

Every phrase of the document ends as a claim or in ``unmapped``; none is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.claims.block_layout import find_entries_in_blocks
from datamap.claims.context import ListContext
from datamap.claims.entry_reading import EntryReader
from datamap.claims.language import text_of
from datamap.claims.layout import find_entries
from datamap.claims.lexicon import load_lexicon
from datamap.claims.model import Reading
from datamap.claims.phrases import Phrase, terms_in
from datamap.claims.surroundings import Surroundings
from datamap.claims.text_blocks import blocks_of, lists_items
from datamap.errors import NoEntries
from datamap.vocabulary.concepts import ROLES

if TYPE_CHECKING:
    from datamap.claims.layout import Layout
    from datamap.claims.lexicon import Lexicon
    from datamap.documents import Document
    from datamap.vocabulary.local import LocalOntology


def read_list(
    document: Document, source: str, *, processor: str | None = None, local: LocalOntology | None = None
) -> Reading:
    """Interpret a document as a list of vendors.

    ``source`` is the name under which the registry knows the document; ``processor`` names whose
    list it is, and outranks what the document says; ``local`` is what the project adds to the ontology.
    Raises NoEntries when nothing in the document looks like a vendor's entry, OntologyError.
    """
    lexicon = load_lexicon(local).of_text(text_of(document))
    layout, from_blocks = _find_entries(document, lexicon)
    if not layout.entries:
        raise NoEntries(
            f"{document.name}: no vendor found; a list has a heading a vendor and under it labelled "
            'fields, such as "Purpose: …" and "Personal data: …" ("Ändamål: …", "Personuppgifter: …"), '
            "or a table with such headings"
        )
    context = ListContext(layout, lexicon, from_blocks=from_blocks)
    return interpret(document, context, source, processor)


def _find_entries(document: Document, lexicon: Lexicon) -> tuple[Layout, bool]:
    """Return the layout of a document, and whether it was read as blocks."""
    if document.blocks:
        return find_entries_in_blocks(document.blocks, lexicon), True
    layout = find_entries(document.cells, lexicon.vocabulary)
    if not layout.entries or lists_items(document.cells, [entry.heading for entry in layout.entries]):
        in_blocks = find_entries_in_blocks(blocks_of(document.cells), lexicon)
        if len(in_blocks.entries) >= (max(len(layout.entries), 2) if layout.entries else 1):
            return in_blocks, True
    return layout, False


def interpret(document: Document, context: ListContext, source: str, processor: str | None = None) -> Reading:
    """Interpret a document whose entries have been found."""
    surroundings = Surroundings(context)
    around, loose = surroundings.read()
    reader = EntryReader(context, surroundings.openings)
    entries = tuple(map(reader.read, context.layout.entries))
    role = role_statement = title = None
    for statement in around:
        if statement.field == "title":
            title = statement.text.strip()
            named = terms_in(Phrase(title, 0), context.lexicon.vocabulary.labels(ROLES))
            role, role_statement = (named[0].concept, statement.key) if named else (None, None)
    return Reading(
        source=source,
        file_name=document.name,
        sha256=document.sha256,
        entries=entries,
        around=tuple(around),
        unmapped=tuple(sorted([*reader.unmapped, *loose], key=lambda u: u.line)),
        processor=processor or surroundings.value("processor"),
        controller=surroundings.value("controller"),
        title=title,
        date=surroundings.date(),
        version=surroundings.value("version"),
        role=role,
        role_statement=role_statement,
        language=context.language,
        notes=document.notes,
    )
