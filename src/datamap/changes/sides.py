"""The two sides of a comparison: a registry, a list, or either as it was at a revision or date in git."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.errors import InputError, RegistryError
from datamap.registry.serialisation import FORMATS
from datamap.vocabulary.local import local_path

if TYPE_CHECKING:
    from collections.abc import Iterator

_RDF = frozenset({*FORMATS, ".hext", ".trix"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINKED_DATA = re.compile(rb'"@(?:context|graph|id)"')
_PEEK = 65_536
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where one side lies: what it is called, the file (or location) to open, whether it is a registry.

    ``words`` is the file of the own words of a registry's project; for a state in git, as they are now.
    """

    name: str
    location: str
    is_registry: bool
    words: Path | None = None


@contextmanager
def placed(given: str | os.PathLike[str]) -> Iterator[Place]:
    """Give the place of a side; what stands in git lies in a file of its own as long as it is used.

    ``given`` is a file or location, or ``REV:path`` where REV is a revision of git or a date (the last
    revision of that day). Raises InputError where git knows no such revision or path.
    """
    text = os.fspath(given)
    revision, colon, path = text.partition(":")
    if not colon or re.match(r"https?://", text) or os.path.lexists(text) or _is_drive(text):
        yield _place(text, text, text)
        return
    if not revision or not path or revision.startswith("-"):
        raise InputError(f"{text}: write REV:path, such as HEAD~1:data/registry.ttl")
    content = _from_git(revision, path)
    with tempfile.TemporaryDirectory(prefix="datamap-") as folder:
        file = Path(folder) / (Path(path).name or "registry.ttl")
        file.write_bytes(content)
        yield _place(text, str(file), path)


def _place(name: str, location: str, project: str) -> Place:
    is_registry = _is_registry(location)
    return Place(name, location, is_registry, local_path(project) if is_registry else None)


def _is_drive(text: str) -> bool:
    return os.name == "nt" and re.match(r"[A-Za-z]:[\\/]", text) is not None


def _is_registry(location: str) -> bool:
    """Tell a registry from a list: by the suffix, and for JSON and XML by what the file begins with."""
    if re.match(r"https?://", location):
        return True
    path = Path(location)
    if path.is_dir():
        return (path / "CURRENT").exists()  # an Oxigraph store on disk; any other folder holds lists
    suffix = path.suffix.lower()
    if suffix not in (".json", ".xml"):
        return suffix in _RDF
    try:
        with path.open("rb") as file:
            begins = file.read(_PEEK)
    except OSError:
        return False  # reading says what is wrong
    return _LINKED_DATA.search(begins) is not None if suffix == ".json" else b"rdf:RDF" in begins


def _from_git(revision: str, path: str) -> bytes:
    """Return a file as it was at a revision, or at the end of a day."""
    top = Path(_git("rev-parse", "--show-toplevel", asked=f"{revision}:{path}").decode().strip())
    inside = Path.cwd() / path
    try:
        relative = (inside.parent.resolve() / inside.name).relative_to(top.resolve()).as_posix()
    except ValueError:
        raise InputError(f"{path}: is not in the git repository of this folder ({top})") from None
    if _DATE.fullmatch(revision):
        revision = _revision_of_day(revision, relative, top)
    asked = f"{revision}:{relative}"
    return _git("cat-file", "blob", asked, asked=asked, folder=top)


def _revision_of_day(day: str, path: str, top: Path) -> str:
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        raise InputError(f"{day}: is no date; write YYYY-MM-DD") from None
    asked = f"{day}:{path}"
    before = f"--before={day}T23:59:59"
    found = _git("rev-list", "-1", before, "HEAD", "--", path, asked=asked, folder=top).decode().strip()
    if not found:
        raise InputError(f"{asked}: git knows no {path} of that day or before")
    return found


def _git(*arguments: str, asked: str, folder: Path | None = None) -> bytes:
    # Nothing is fetched (a partial clone would), no pager or prompt is started, and nothing is locked.
    settings = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", "--no-pager", *arguments],
            cwd=folder,
            env={**os.environ, **settings, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise InputError(f"{asked}: there is no such file, and git is not installed") from None
    except subprocess.TimeoutExpired:
        raise InputError(f"{asked}: git took longer than {_SECONDS} seconds") from None
    except ValueError:
        raise InputError(f"{asked!r}: holds a character that no path may hold") from None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split()).removeprefix("fatal: ")
        raise InputError(f"{asked}: there is no such file, and git says: {said}")
    return done.stdout


def unused_location() -> str:
    """Return a place for a registry that is held in memory and never written."""
    folder = Path(tempfile.gettempdir())
    name = f"datamap-comparison-{os.getpid()}-{os.urandom(8).hex()}.ttl"
    location = folder / name
    if os.path.lexists(location):
        raise RegistryError(f"{location}: is there already")  # a chance of one in 2^64
    return str(location)
