"""The few words that formats add to a document themselves, and parts as a reader sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.visible import visible

if TYPE_CHECKING:
    from datamap.records.document import Cell, Line, Part

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "front": "Framsida",
        "section": "Avsnitt",
        "field": "Fält",
        "article": "Artikel",
        "content": "Uppgift",
        "group": "Grupp",
        "no group": "Ingen grupp",
        "voluntary": "frivillig",
        "voluntarily": "frivilligt",
        "see": "se {column}",
        "changed": "Ändrat",
        "contents": "Innehåll",
        "skip": "Hoppa till innehållet",
        "source": "Källa",
        "internal": "Endast för internt bruk",
        "continued": "Fortsättning",
        "cell": "Cell",
        "continues": "[Texten är längre än en cell rymmer och fortsätter på bladet {sheet}, {cell}]",
    },
    "en": {
        "front": "Front page",
        "section": "Section",
        "field": "Field",
        "article": "Article",
        "content": "Content",
        "group": "Group",
        "no group": "No group",
        "voluntary": "voluntary",
        "voluntarily": "voluntary",
        "see": "see {column}",
        "changed": "Changed",
        "contents": "Contents",
        "skip": "Skip to the content",
        "source": "Source",
        "internal": "For internal use only",
        "continued": "Continued",
        "cell": "Cell",
        "continues": "[The text is longer than a cell holds and continues on the sheet {sheet}, {cell}]",
    },
}
"""What formats say in each language of documents."""


def said(part: Part, language: str) -> str:
    """Return a part's text, steering characters shown, with the word that says it is a change.

    A change that says so itself ("Ändrat …") gets no second word.
    """
    text = visible(part.text)
    word = WORDS[language]["changed"]
    if part.kind == "change" and not text.casefold().startswith(word.casefold()[:5]):
        return f"{word}: {text}"
    return text


def line_text(line: Line, language: str) -> str:
    """Return a line as plain text."""
    return " ".join(said(part, language) for part in line)


def cell_text(cell: Cell, language: str) -> str:
    """Return a cell as plain text, a line a line."""
    return "\n".join(line_text(line, language) for line in cell.lines)
