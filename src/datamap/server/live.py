"""The registry as its file or directory is now, and the last version that could be read when it is broken.

A version of the file is copied aside before anything reads it, so that all workers see the same bytes
whatever happens to the file meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.errors import RegistryError, RegistryNotFound
from datamap.findings.suppressions import FILE_NAME
from datamap.registry.generations import Snapshot, snapshot
from datamap.registry.locations import CURRENT, holds_store
from datamap.registry.store import fingerprint
from datamap.vocabulary.local import local_path

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    One = tuple[int, int, int]
    Print = tuple[One, One | None, One | None] | None

_TRIES = 20
_SETTLING_SECONDS = 0.1
_INODE = 2
_NEVER = "never"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a registry: its copy, its number, what it says of itself, and what is wrong since.

    ``problem`` is the line that says why the file's present version is not this one; None when it is.
    """

    path: Path
    number: int
    about: dict[str, Any]
    problem: str | None = None


class LiveRegistry:
    """A registry file, read again whenever it has changed.

    ``read`` opens a copy and returns what it says of itself, or raises RegistryError; ``tell`` is given a
    line when the file has a version that cannot be read, and when it can be again.
    """

    def __init__(
        self,
        location: Path,
        read: Callable[[Path], Awaitable[dict[str, Any]]],
        tell: Callable[[str], None],
    ) -> None:
        self._location = location
        self._words = local_path(location)
        self._suppressions = location.parent / FILE_NAME
        self._read, self._tell = read, tell
        self._folder = Path(tempfile.mkdtemp(prefix="datamap-serve-"))
        self._lock = asyncio.Lock()
        self._seen: Print | str = _NEVER
        self._good: Version | None = None
        self._count = 0
        self._used: Counter[Path] = Counter()
        self._snapshots: dict[Path, Snapshot] = {}

    @contextlib.asynccontextmanager
    async def now(self) -> AsyncIterator[Version]:
        """Give the registry as it is now; its copy stays for as long as it is used.

        Raises RegistryError when no version could ever be read.
        """
        async with self._lock:
            if await asyncio.to_thread(self._fingerprint) != self._seen:
                await self._look()
            if self._good is None:
                raise RegistryError(f"{self._location}: no version of it could be read")
            version = self._good
            self._used[version.path] += 1
        try:
            yield version
        finally:
            self._used[version.path] -= 1
            self._forget_unused()

    async def close(self) -> None:
        """Take the copies away."""
        for taken in self._snapshots.values():
            await asyncio.to_thread(taken.close)
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def _look(self) -> None:
        try:
            self._seen, copy = await asyncio.to_thread(self._copied)
            about = await self._read(copy)
        except RegistryError as error:
            self._forget_unused()
            if self._good is None:
                self._seen = _NEVER  # so that the next request tries again
                raise
            problem = " ".join(str(error).split())
            self._good = Version(self._good.path, self._good.number, self._good.about, problem)
            self._tell(f"{problem}; the last version that could be read is still served")
            return
        if self._good is not None and self._good.problem:
            self._tell(f"{self._location}: can be read again")
        self._count += 1
        self._good = Version(copy, self._count, about)
        self._used[copy] += 0  # known, so that it is taken away when another version comes
        self._forget_unused()

    def _fingerprint(self) -> Print:
        """Return what changes when the registry does, or the project's own words or suppressions beside it.

        Of a directory, that is what names its generation.
        """
        path = self._location / CURRENT
        own = fingerprint(path if path.is_file() else self._location)
        beside = (fingerprint(self._words), fingerprint(self._suppressions))
        return None if own is None else (own, *beside)

    def _copied(self) -> tuple[Print, Path]:
        """Copy the file aside, the whole of one version; the copy keeps its name, which tells its syntax."""
        known = self._seen
        if self._location.is_dir() and holds_store(self._location):
            before = self._fingerprint()
            folder = Path(tempfile.mkdtemp(dir=self._folder)) / self._location.name
            self._snapshots[folder] = snapshot(self._location, path=folder)[1]
            self._bring_beside(folder)
            return before, folder
        for _ in range(_TRIES):
            before = self._seen = self._fingerprint()
            folder = Path(tempfile.mkdtemp(dir=self._folder))
            copy = folder / self._location.name
            try:
                shutil.copyfile(self._location, copy)
                self._bring_beside(copy)
            except FileNotFoundError:
                raise RegistryNotFound(f"{self._location}: there is no registry there") from None
            except OSError as error:
                reason = error.strerror or error
                raise RegistryError(f"{self._location}: cannot be read ({reason})") from None
            if before and isinstance(known, tuple) and before[0][_INODE] == known[0][_INODE]:
                # Written in place, not replaced: emptied first, it is whole only when it stays as it is.
                time.sleep(_SETTLING_SECONDS)
            if self._fingerprint() == before:
                return before, copy
            shutil.rmtree(folder, ignore_errors=True)
        raise RegistryError(f"{self._location}: is being written all the time")

    def _bring_beside(self, copy: Path) -> None:
        """Put the project's own words, and what it suppresses, where the copy's project would keep them."""
        if self._words.is_file() and local_path(copy) != self._words:
            local_path(copy).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._words, local_path(copy))
        if self._suppressions.is_file():
            shutil.copyfile(self._suppressions, copy.parent / FILE_NAME)

    def _forget_unused(self) -> None:
        for copy, users in list(self._used.items()):
            if users == 0 and (self._good is None or copy != self._good.path):
                del self._used[copy]
                if copy in self._snapshots:
                    self._snapshots.pop(copy).close()
                shutil.rmtree(copy.parent, ignore_errors=True)
