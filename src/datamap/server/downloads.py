"""The documents that can be fetched: which there are, under which paths, and of what type.

``records/{role}.{lang}{suffix}`` and ``list.{lang}{suffix}``; the names say all that a request may
choose. GDPR Art. 30 and 28(2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datamap.records.formats import FORMATS
from datamap.records.rdf import SYNTAXES
from datamap.server.negotiation import content_type
from datamap.vocabulary.concepts import LANGUAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

ROLES = ("processor", "controller")
LIST = "list"

_NAME = re.compile(r"(?P<stem>\w+)\.(?P<lang>[a-z]{2})(?P<suffix>\.[a-z]+)")
_TYPES = {
    ".html": "text/html",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
}
_LINKED_DATA = {".ttl": "Turtle", ".jsonld": "JSON-LD"}
_STEMS = {LIST: "sub-processors", "processor": "article-30-processor", "controller": "article-30-controller"}


@dataclass(frozen=True, slots=True)
class Download:
    """A document as a file: of what ("list" or a role of a record), in which language and format."""

    what: str
    lang: str
    suffix: str

    @property
    def path(self) -> str:
        """Where it is, from the root."""
        folder = "" if self.what == LIST else "records/"
        return f"{folder}{self.what}.{self.lang}{self.suffix}"

    @property
    def format(self) -> str:
        """The format's name for people."""
        return _LINKED_DATA.get(self.suffix) or FORMATS[self.suffix].name

    @property
    def missing(self) -> str | None:
        """The extra that the format needs and that is not installed."""
        found = FORMATS.get(self.suffix)
        return None if found is None or found.installed else found.extra

    @property
    def job(self) -> tuple[str, dict[str, Any]]:
        """The worker's duty that makes it, with its arguments."""
        if self.what == LIST:
            return "list", {"lang": self.lang, "suffix": self.suffix}
        return "record", {"role": self.what, "lang": self.lang, "suffix": self.suffix}

    def headers(self, day: dt.date) -> dict[str, str]:
        """Return the headers that make a browser save it, under a name with language and day."""
        file_name = f"{_STEMS[self.what]}-{self.lang}-{day.isoformat()}{self.suffix}"
        return {
            "Content-Type": content_type(_TYPES[self.suffix]),
            "Content-Disposition": f'attachment; filename="{file_name}"',
        }


def suffixes(what: str) -> list[str]:
    """Return the suffixes in which the list, or a record of a role, can be fetched."""
    documents = [suffix for suffix in FORMATS if suffix in _TYPES]
    return documents if what == LIST else [*documents, *SYNTAXES]


def downloads(what: str, lang: str) -> Iterator[Download]:
    """Yield the files of a document in a language."""
    for suffix in suffixes(what):
        yield Download(what, lang, suffix)


def download_named(name: str, allowed: tuple[str, ...]) -> Download | None:
    """Return the download of a file name such as ``processor.sv.pdf``; None when there is none such."""
    found = _NAME.fullmatch(name)
    if not found or found["stem"] not in allowed or found["lang"] not in LANGUAGES:
        return None
    if found["suffix"] not in suffixes(found["stem"]):
        return None
    return Download(found["stem"], found["lang"], found["suffix"])
