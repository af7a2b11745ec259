"""The formats of documents for people, by the suffix of the file."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from datamap.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from datamap.records.document import Document

Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class Format(Generic[Source]):
    """A format: its name for people, what makes its bytes, the extra it needs, whether it is no text.

    ``package`` is what of the extra it imports, by its name in Python.
    ``Source`` is what it is made from: a Document, or for formats of data what the document was made from.
    """

    name: str
    render: Callable[[Source], bytes]
    extra: str | None = None
    binary: bool = False
    package: str | None = None

    @property
    def installed(self) -> bool:
        """Whether what renders it is at hand."""
        return self.package is None or importlib.util.find_spec(self.package) is not None


def _by(name: str) -> Callable[[Document], bytes]:
    """Return what renders with the function of its module's name, imported at the first document."""

    def rendered(document: Document) -> bytes:
        module = importlib.import_module(f"datamap.records.{name}")
        made: str | bytes = getattr(module, name)(document)
        return made.encode("utf-8") if isinstance(made, str) else made

    return rendered


FORMATS: dict[str, Format[Document]] = {
    ".html": Format("HTML", _by("html"), "records", package="jinja2"),
    ".htm": Format("HTML", _by("html"), "records", package="jinja2"),
    ".md": Format("Markdown", _by("markdown")),
    ".csv": Format("CSV", _by("csv"), binary=True),
    ".xlsx": Format("XLSX", _by("xlsx"), "records", binary=True, package="xlsxwriter"),
    ".pdf": Format("PDF", _by("pdf"), "records", binary=True, package="typst"),
    ".docx": Format("DOCX", _by("docx"), binary=True),
}
"""What renders a Document, by suffix. CSV is bytes to whoever writes it: its line ends and mark are fixed."""


def format_of(suffix: str, formats: Mapping[str, Format[Source]]) -> Format[Source]:
    """Return the format of a suffix such as ".pdf"; RecordError for another names those there are."""
    found = formats.get(suffix.lower())
    if found is None:
        shown = f"{suffix!r} is no format of documents" if suffix else "the file's name has no suffix"
        raise RecordError(f"{shown}; use one of {', '.join(formats)}")
    return found


def render(document: Document, suffix: str) -> bytes:
    """Return a document's bytes in the format of a suffix.

    The same document gives the same bytes. Raises RecordError for an unknown suffix, and DatamapError
    with the command that installs what the format needs where it is absent.
    """
    return format_of(suffix, FORMATS).render(document)
