"""Files that come in: their bytes, or one line that says what is wrong with the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.errors import UnreadableDocument

if TYPE_CHECKING:
    from pathlib import Path


def bytes_of(path: Path, *, most: int | None = None) -> bytes:
    """Return a file's bytes, one more than ``most`` where it has more.

    Raises UnreadableDocument where it is missing, a folder, or may not be read.
    """
    try:
        with path.open("rb") as file:
            return file.read() if most is None else file.read(most + 1)
    except FileNotFoundError:
        raise UnreadableDocument(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise UnreadableDocument(f"{path}: is a folder; name the files in it") from None
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be read ({error.strerror})") from None
