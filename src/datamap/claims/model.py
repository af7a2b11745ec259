"""What a list says, as frozen values: statements, claims, entries, and a whole reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["stated", "conditional", "denied"]
Coverage = Literal["listed", "open", "notStated"]
Facet = Literal[
    "data",
    "purpose",
    "subject",
    "processing",
    "storage-place",
    "processing-place",
    "access-place",
    "seat",
    "parent-place",
    "safeguard",
    "role",
    "qualifier",
]
COVERED = ("data", "place", "purpose", "subject", "access")
"""The questions for which an entry may give a closed list."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One labelled field, heading, footnote or remark of a document, verbatim.

    ``key`` is unique within its entry and stable when lines move. ``field`` is a field key of the
    ontology (``data``, ``purpose``, ...), or ``heading``, ``footnote``, ``remark``. ``line`` is where
    it starts, ``at`` its locator where the format has more than lines; ``text`` the whole of it, label
    included; ``label`` the label alone.
    """

    key: str
    field: str
    text: str
    line: int
    language: str | None
    label: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact read from a statement.

    ``phrase`` is verbatim and stands on ``line``; ``concept`` is an IRI, None where the phrase was
    not understood; of the facet ``qualifier`` it is the qualifier itself. ``qualifiers`` are IRIs
    that say why a claim is not plain. ``suggestion`` is a near concept that a person must confirm;
    it counts for nothing until then.
    """

    facet: Facet
    statement: str
    phrase: str
    line: int
    concept: str | None
    certainty: Certainty = "stated"
    qualifiers: tuple[str, ...] = ()
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """How complete an entry is about one question: its coverage, and the statements that show it.

    Of a closed list that is the list; of an open one, every statement that opens it, also one outside
    the entry, whose key begins with ``text-``. ``said`` tells that the document itself leaves the list open
    ("varies", "e.g."), and not only that something in it was not understood.
    """

    coverage: Coverage
    statements: tuple[str, ...] = ()
    said: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One vendor's entry of a document."""

    name: str
    line: int
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    coverage: dict[str, Opening]
    heading: str = "heading"
    at: str = ""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A phrase that was kept but not understood, and where it stands."""

    text: str
    field: str
    line: int
    vendor: str | None = None
    suggestion: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole document, interpreted.

    ``source`` names the document in the registry. ``around`` holds the statements outside every
    entry. ``role`` is the role that the document's own title gives to its vendors, an IRI, or None.
    """

    source: str
    file_name: str
    sha256: str
    entries: tuple[Entry, ...]
    around: tuple[Statement, ...]
    unmapped: tuple[Unmapped, ...]
    processor: str | None = None
    controller: str | None = None
    title: str | None = None
    date: str | None = None
    version: str | None = None
    role: str | None = None
    role_statement: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()
