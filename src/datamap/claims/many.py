"""Many documents at once: files, folders and patterns, read in parallel; a bad one stops no other."""

from __future__ import annotations

import glob
import os
import signal
import sys
import threading
from collections import Counter, deque
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.claims.lexicon import load_lexicon
from datamap.claims.reading import read_list
from datamap.documents import READERS, read_document
from datamap.documents.confined import SECONDS, limit_memory
from datamap.errors import DatamapError, UnreadableDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from datamap.claims.model import Reading
    from datamap.vocabulary.local import LocalOntology

    _Job = tuple[Path, str, str | None, LocalOntology | None]

_FEW = 8
"""Files that are read sooner here than by processes that must be started first."""
_BATCH = 8


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read, and why, in one line."""

    file: str
    message: str
    kind: type[DatamapError] = UnreadableDocument

    def error(self) -> DatamapError:
        """Return the failure as what is raised."""
        return self.kind(self.message)


def is_many(name: str | Path) -> bool:
    """Tell whether a name stands for many files: a folder, or a pattern that names no file itself."""
    path = Path(name)
    if not str(name):
        return False  # an unset variable in a script, and not the folder where it runs
    return path.is_dir() or (glob.has_magic(str(name)) and not path.exists())


def files_named(names: Iterable[str | Path], also: frozenset[str] = frozenset()) -> list[Path]:
    """Return the files that names stand for, in order: files, those in folders, and those of patterns.

    In a folder, links are left out, and so are hidden files and those of kinds no reader knows and whose
    suffix is not one of ``also``. Raises
    UnreadableDocument for a folder or pattern without any.
    """
    found: dict[Path, None] = {}
    for name in names:
        if not is_many(name):
            found[Path(name)] = None
            continue
        inside = _inside(Path(name), also) if Path(name).is_dir() else _matching(str(name), also)
        if not inside:
            known = ", ".join(sorted(suffix for suffix in {*READERS, *also} if suffix))
            raise UnreadableDocument(f"{name}: holds no list; readable are {known}")
        found.update(dict.fromkeys(inside))
    return list(found)


def _inside(folder: Path, also: frozenset[str]) -> list[Path]:
    found = []
    for here, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        found += [Path(here, name) for name in sorted(names)]
    return [path for path in found if _is_list(path, also) and path.suffix]


def _matching(pattern: str, also: frozenset[str]) -> list[Path]:
    found = map(Path, sorted(glob.glob(pattern, recursive=True)))  # noqa: PTH207
    return [path for path in found if _is_list(path, also)]


def _is_list(path: Path, also: frozenset[str]) -> bool:
    plain = path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    return plain and path.suffix.lower() in {*READERS, *also}


def source_names(files: Sequence[Path]) -> list[str]:
    """Return a name for each file, its stem; with its suffix or folder too where several share that."""
    for name in (
        lambda path: path.stem,
        lambda path: path.name,
        lambda path: f"{path.parent.name}-{path.name}",
    ):
        names = [name(path) for path in files]
        if max(Counter(map(str.casefold, names)).values(), default=0) < 2:
            return names
    return [str(path).strip("./").replace("/", "-") for path in files]


def read_each(
    files: Sequence[tuple[Path, str]],
    *,
    processor: str | None = None,
    local: LocalOntology | None = None,
    progress: Callable[[int, int], None] | None = None,
    strict: bool = False,
) -> Iterator[Reading | Failure]:
    """Yield the readings of files with their sources' names, in order, in parallel where they are many.

    ``local`` is what the project adds to the ontology; every process gets it. A file that cannot be read is a
    Failure; with ``strict`` it raises. Raises OntologyError.
    """
    if local is not None:
        load_lexicon(local)  # what is wrong with the project's own words is no file's failure
    jobs = [(path, name, processor, local) for path, name in files]
    here = (_read(*job, within_limits=False) for job in jobs)
    results = _in_processes(jobs) if len(jobs) > _FEW else here
    for done, result in enumerate(results, 1):
        if strict and isinstance(result, Failure):
            raise result.error()
        yield result
        if progress is not None:
            progress(done, len(jobs))


def _in_processes(jobs: Sequence[_Job]) -> Iterable[Reading | Failure]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A fork starts in a millisecond; with other threads about, or on other systems, it is not safe.
    forks = sys.platform == "linux" and threading.active_count() == 1
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    if forks:
        load_lexicon(jobs[0][3])  # once, and in the memory that all share
    workers = min(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8
    )
    batches = iter([jobs[start : start + _BATCH] for start in range(0, len(jobs), _BATCH)])
    broken: list[_Job] = []
    with ProcessPoolExecutor(workers, mp_context=context, initializer=limit_memory) as pool:
        # Only so many are read ahead as keep the processes busy: readings that wait take memory.
        waiting = deque((batch, pool.submit(_read_batch, batch)) for batch in islice(batches, workers * 3))
        while waiting:
            batch, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                broken += batch
            for following in islice(batches, 1):
                try:
                    waiting.append((following, pool.submit(_read_batch, following)))
                except BrokenProcessPool:
                    broken += following
    for job in broken:
        # A file that kills its process takes its neighbours with it: each is read again on its own.
        yield _read(*job, within_limits=False)


def _read_batch(batch: Sequence[_Job]) -> list[Reading | Failure]:
    return [_read(*job, within_limits=True) for job in batch]


def _read(
    path: Path, source: str, processor: str | None, local: LocalOntology | None, *, within_limits: bool
) -> Reading | Failure:
    timed = within_limits and hasattr(signal, "SIGALRM")
    if timed:
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(SECONDS)
    try:
        document = read_document(path, within_limits=within_limits)
        return read_list(document, source, processor=processor, local=local)
    except TimeoutError:
        return Failure(str(path), f"{path}: not read within {SECONDS} seconds; save it again, or split it")
    except MemoryError:
        return Failure(str(path), f"{path}: takes too much memory to read; split it")
    except RecursionError:
        return Failure(str(path), f"{path}: is nested too deep; flatten the list")
    except DatamapError as error:
        return Failure(str(path), str(error), type(error))
    finally:
        if timed:
            signal.alarm(0)


def _too_long(*_: object) -> None:
    raise TimeoutError
