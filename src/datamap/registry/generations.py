"""Directories on disk: generations of an Oxigraph database, of which one is in force.

``DIR/current`` names the generation in force. A generation never changes once it is named there: readers
take a private snapshot of it (links to its data files), and a writer makes the next one beside it, from
links to the same files, and renames ``current`` into place. So readers see the old state or the new one,
whatever happens to a writer, and nobody waits for a reader.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.errors import RegistryError, RegistryNotFound
from datamap.registry.locations import CURRENT, is_plain_store
from datamap.registry.serialisation import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyoxigraph as ox

BOTH = "datamap-both.nq"
_GENERATION = re.compile(r"generation-(\d+)")
BUILDING = ".building-"
PARTIAL = ".copying"
"""The folder in a directory in which a copy is built that may be interrupted, and gone on with."""
_COLUMNS = "columns-"
_SNAPSHOT = "datamap-snapshot-"
# Files of RocksDB that belong to the process that has them open.
OF_A_PROCESS = re.compile(r"LOCK|LOG(\.old.*)?")
_DATA = ".sst"
# A writer adds a few small data files each time; from so many on, they are merged.
_MOST_DATA_FILES = 32


class Snapshot:
    """A private copy of a database, made of links, that may be written to; it goes when it is closed."""

    def __init__(self, source: Path, *, path: Path | None = None, lock: int | None = None) -> None:
        self._lock = lock
        _sweep_snapshots()
        folder = path or Path(tempfile.mkdtemp(prefix=f"{_SNAPSHOT}{os.getpid()}-"))
        self.path = folder
        try:
            # What others may change is copied; a generation that is locked stays as it is.
            clone(source, folder, "symlink" if lock is not None else "link")
        except OSError as error:
            self.close()
            raise RegistryError(f"{source}: cannot be read ({error.strerror or error})") from None

    def close(self) -> None:
        """Take the snapshot away and let the generation go."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def clone(source: Path, target: Path, how: str) -> None:
    """Make a database of another's data files: by "link" or "symlink" where the system can, else copies.

    "copy" makes copies everywhere.
    """
    target.mkdir(exist_ok=True)
    for here in source.iterdir():
        if OF_A_PROCESS.fullmatch(here.name):
            continue
        there = target / here.name
        if here.suffix == _DATA and how != "copy":
            try:
                (os.symlink if how == "symlink" else os.link)(here.resolve(), there)
                continue
            except (OSError, NotImplementedError):
                pass  # another file system, or one without links
        shutil.copyfile(here, there)


def generation_in_force(folder: Path) -> str | None:
    """Return the name of the generation in force; None where there is none. Raises RegistryError."""
    try:
        name = (folder / CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{folder / CURRENT}: cannot be read ({error})") from None
    if not _GENERATION.fullmatch(name):
        raise RegistryError(f"{folder / CURRENT}: names no generation; restore the folder from a copy")
    return name


def columns_of(name: str) -> str:
    """Return the name of the folder that holds the columns of a generation."""
    return name.replace("generation-", _COLUMNS)


def snapshot(folder: Path, *, path: Path | None = None) -> tuple[str | None, Snapshot]:
    """Return the generation in force and a snapshot of it; None for a database that is not ours.

    Raises RegistryNotFound, RegistryError.
    """
    if is_plain_store(folder):
        with _not_in_use(folder):
            return None, Snapshot(folder, path=path)
    for _ in range(100):
        name = generation_in_force(folder)
        if name is None:
            raise RegistryNotFound(f"{folder}: there is no store in it")
        lock = _share(folder / name)
        if lock is not None:
            return name, Snapshot(folder / name, path=path, lock=lock)
        if generation_in_force(folder) == name:
            break
    raise RegistryError(f"{folder}: its generation {name} is gone; restore the folder from a copy")


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Let one writer at a time into a directory, made if need be; take away what killed writers left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RegistryError(f"{folder}: cannot be made ({error.strerror})") from None
    if not os.access(folder, os.W_OK):
        raise RegistryError(f"{folder}: is read-only; nothing was written")
    with locked(folder):
        for leftover in folder.glob(f"{BUILDING}*"):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
        yield
        _forget_old(folder)


def publish(folder: Path, build: Callable[[Path], None], *, partial: Path | None = None) -> str:
    """Build the next generation, in an empty folder that ``build`` is given, and put it in force.

    ``partial`` is a folder within ``folder`` to build it in, that may hold part of it already, and is left
    where it is on failure. To be called within :func:`writing`. Raises RegistryError in one line; the old
    generation then stands.
    """
    if partial is not None:
        partial.mkdir(parents=True, exist_ok=True)
    building = partial or Path(tempfile.mkdtemp(prefix=BUILDING, dir=folder))
    try:
        build(building)
        _sync(building)
        name = _next_name(folder)
        building.rename(folder / name)
        _name_in_force(folder, name)
        _sync_folder(folder)
    except (OSError, RuntimeError) as error:  # the latter of a database whose files are damaged
        said = " ".join(str(getattr(error, "strerror", None) or error).split())
        raise RegistryError(f"{folder}: cannot be written ({said}); the old state stands") from None
    finally:
        if partial is None:
            shutil.rmtree(building, ignore_errors=True)
    shutil.rmtree(folder / PARTIAL, ignore_errors=True)  # of a copy that would have come before
    return name


def settle(store: ox.Store, path: Path) -> None:
    """Bring a store to disk, its files merged where many small ones have gathered."""
    store.flush()
    if len(list(path.glob(f"*{_DATA}"))) > _MOST_DATA_FILES:
        store.optimize()


def _share(generation: Path) -> int | None:
    """Return a lock on a generation that keeps it, shared with other readers; None when it is gone."""
    try:
        descriptor = os.open(generation, os.O_RDONLY)
    except OSError:
        return None
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_SH)
    except (ImportError, OSError):
        pass  # no such locks on this system: old generations are then kept, see _forget_old
    if generation.is_dir() and is_plain_store(generation):
        return descriptor
    os.close(descriptor)
    return None


def _forget_old(folder: Path) -> None:
    """Remove the generations that are not in force and that nobody reads any more."""
    in_force = generation_in_force(folder)
    for path in folder.iterdir():
        if _GENERATION.fullmatch(path.name) and path.name != in_force:
            try:
                import fcntl

                descriptor = os.open(path, os.O_RDONLY)
            except (ImportError, OSError):
                continue
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            except OSError:
                continue  # somebody reads it; the next writer tries again
            finally:
                os.close(descriptor)
    for path in folder.glob(f"{_COLUMNS}*"):
        if not (folder / path.name.replace(_COLUMNS, "generation-")).exists():
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def _not_in_use(folder: Path) -> Iterator[None]:
    """Hold the lock that Oxigraph itself takes; raise RegistryError when another process has it."""
    try:
        import fcntl

        descriptor = os.open(folder / "LOCK", os.O_RDWR)
    except (ImportError, OSError):
        yield  # never opened for writing, or on a medium that cannot be written
        return
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise RegistryError(
            f"{folder}: another program has this Oxigraph database open; stop it, or name its endpoint"
        ) from None
    try:
        yield
    finally:
        os.close(descriptor)


def _name_in_force(folder: Path, name: str) -> None:
    beside = folder / f"{BUILDING}{CURRENT}"
    with beside.open("wb") as file:
        file.write(f"{name}\n".encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / CURRENT)


def _next_name(folder: Path) -> str:
    numbers = [int(found[1]) for path in folder.iterdir() if (found := _GENERATION.fullmatch(path.name))]
    return f"generation-{max(numbers, default=0) + 1}"


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        if path.stat().st_nlink > 1 or OF_A_PROCESS.fullmatch(path.name):
            continue  # a link to what is on disk already, or of no use to whoever opens it
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep_snapshots() -> None:
    """Take away the snapshots of processes that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{_SNAPSHOT}*"):
        process = path.name.removeprefix(_SNAPSHOT).split("-")[0]
        if process.isdecimal() and not _is_alive(int(process)):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # another user's
    return True
