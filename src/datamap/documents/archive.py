"""Zipped formats: their unpacked size is bounded before anything in them is read."""

from __future__ import annotations

import io
import zipfile

from datamap.errors import UnreadableDocument

LARGEST_UNPACKED = 96 * 1024 * 1024
"""Bytes of all parts of the largest archive; a workbook of 10,000 vendors is about 10 MB."""


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """Open the archive of a document, refusing what is none and what would unpack to too much.

    zipfile reads no more of a part than the size that was checked here.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError):
        raise UnreadableDocument(
            f"{name}: is no file of its kind, or is protected by a password; save it again without"
        ) from None
    size = sum(info.file_size for info in archive.infolist())
    if size > LARGEST_UNPACKED:
        raise UnreadableDocument(
            f"{name}: would unpack to {size // 1024 // 1024} MiB; at most "
            f"{LARGEST_UNPACKED // 1024 // 1024} MiB are read"
        )
    return archive


def part(archive: zipfile.ZipFile, path: str, name: str) -> bytes:
    """Return one part of an archive, or nothing where it has none of that path."""
    try:
        return archive.read(path)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise UnreadableDocument(f"{name}: {path} in it is damaged; save the file again") from None
    except Exception as error:  # what a decompressor raises has no common base
        raise UnreadableDocument(f"{name}: {path} in it is damaged ({error})") from None
