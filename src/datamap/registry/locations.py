"""What a location is: a file, a directory or an endpoint; read from its text and the disk alone."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["file", "directory", "endpoint"]

# The file in a directory that names the generation in force, and one that Oxigraph itself writes.
CURRENT = "current"
_OXIGRAPH_FILE = "CURRENT"


def kind_of(location: str | Path) -> Kind:
    """Return what kind of place a location names.

    An endpoint begins with http:// or https://; a directory ends in ``/`` or holds an on-disk store; all
    else is a file.
    """
    text = str(location)
    if is_endpoint(text):
        return "endpoint"
    ends_in_separator = text.endswith(("/", os.sep)) and not isinstance(location, Path)
    return "directory" if ends_in_separator or holds_store(Path(text)) else "file"


def is_endpoint(location: str | Path) -> bool:
    """Tell whether a location names a SPARQL endpoint."""
    return re.match(r"https?:/", str(location), re.IGNORECASE) is not None


def holds_store(folder: Path) -> bool:
    """Tell whether a folder holds an on-disk store, ours or Oxigraph's own."""
    ours = (folder / CURRENT).is_file() and any(folder.glob("generation-*"))
    return ours or is_plain_store(folder)


def is_plain_store(folder: Path) -> bool:
    """Tell whether a folder is an Oxigraph database itself, as other programs make one."""
    # Where file names know no letter case, "current" and "CURRENT" are one: the manifest tells them apart.
    return (folder / _OXIGRAPH_FILE).is_file() and any(folder.glob("MANIFEST-*"))


def shown(location: str | Path | Sequence[str | Path]) -> str:
    """Return a location, or several, as it may be printed: without the name and password of an endpoint."""
    if not isinstance(location, (str, Path)):
        return " + ".join(map(shown, location))
    text = str(location)
    if not is_endpoint(text):
        return text
    parts = urlsplit(text)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def locations_of(given: str | Path | Sequence[str | Path]) -> list[str | Path]:
    """Return one location or several as a list."""
    return [given] if isinstance(given, (str, Path)) else list(given)
