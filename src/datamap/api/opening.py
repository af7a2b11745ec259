"""Registries and documents opened, made, read and copied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from datamap.api.registry import Registry
from datamap.errors import RegistryError
from datamap.registry.registry import DEFAULT_LOCATION, check_base, source_name
from datamap.resources import resource
from datamap.vocabulary.local import read_local
from datamap.vocabulary.terms import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from datamap.claims.model import Reading
    from datamap.registry.copying import CopyReport
    from datamap.registry.importing import ImportReport
    from datamap.vocabulary.local import LocalOntology


def open(
    location: str | Path | Sequence[str | Path] = DEFAULT_LOCATION,
    *,
    create: bool = False,
    base: str | None = None,
    ontology: str | Path | None = None,
) -> Registry:
    """Open a registry: a file in any RDF syntax, a directory, or a SPARQL 1.1 endpoint (its URL).

    Several locations are read as one registry, which is not written. ``create`` allows one that is not there
    yet; a new directory is named with a slash at its end. ``ontology`` names the file of the project's own
    words; by default it is ``ontology/local.ttl`` of the project.
    Raises RegistryNotFound, RegistryError (EndpointError for an endpoint), NewerModel, OntologyError.
    """
    return Registry(location, create=create, base=base, ontology=ontology)


def copy(
    source: str | Path,
    target: str | Path,
    *,
    replace: bool = False,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> CopyReport:
    """Copy a registry between any two locations: a file, a directory, an endpoint; also the backup.

    The copy is read back and compared before it takes its place; on any failure the target stays as it
    was. ``progress`` is told the step ("load", "send", "verify"), how much is done and of how much (None
    where nobody knows). Raises RegistryNotFound, and RegistryError for a target that holds something
    already unless ``replace``, or a copy that differs.
    """
    from datamap.registry.copying import copy_registry

    return copy_registry(source, target, replace=replace, progress=progress)


def read(
    file: str | Path,
    *,
    processor: str | None = None,
    source: str | None = None,
    ontology: str | Path | None = None,
) -> Reading:
    """Read one list without any registry; raises UnreadableDocument, NoEntries.

    ``ontology`` names a file of words of your own. Raises OntologyError.
    """
    local = read_local(ontology) if ontology is not None else None
    return _read(file, processor, source, local)


def _read(
    file: str | Path, processor: str | None, source: str | None, local: LocalOntology | None
) -> Reading:
    from datamap.claims.reading import read_list
    from datamap.documents import read_document

    document = read_document(file)
    return read_list(document, source or source_name(Path(file)), processor=processor, local=local)


def import_documents(
    *files: str | Path,
    registry: str | Path = DEFAULT_LOCATION,
    processor: str | None = None,
    source: str | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    each: Callable[[Reading], None] | None = None,
    ontology: str | Path | None = None,
) -> ImportReport:
    """Read documents into a registry file, and write it (not with ``dry_run``).

    The registry is made if it is not there; the report tells what new versions of documents change in it.
    ``ontology`` is as in :func:`open`. On any error it stays as it was. Raises what
    :meth:`Registry.import_documents` and :meth:`Registry.save` raise.
    """
    opened = open(registry, create=True, ontology=ontology)
    report = opened.import_documents(*files, processor=processor, source=source, progress=progress, each=each)
    if not dry_run:
        opened.save()
    return report


def init(folder: str | Path, *, base: str | None = None) -> list[Path]:
    """Make a project folder: an empty registry, an example list, a template; return the files made.

    ``base`` is the IRI under which the registry names things; it should be yours. Raises
    RegistryError when the folder holds a registry already.
    """
    import shutil

    folder = Path(folder)
    target = folder / DEFAULT_LOCATION
    if target.exists():
        raise RegistryError(f"{target}: is there already; nothing was changed")
    check_base(base or DEFAULT_BASE)
    sources = folder / "data" / "sources"
    try:
        sources.mkdir(parents=True, exist_ok=True)
        wanted = {sources / example.name: example for example in _examples()}
        wanted[folder / "data" / "organisation.yaml"] = resource("data/organisation.yaml")
        made = [Path(shutil.copyfile(f, copy)) for copy, f in wanted.items() if not copy.exists()]
    except OSError as error:
        raise RegistryError(f"{folder}: cannot be made ({error.strerror})") from None
    registry = open(target, create=True, base=base)
    registry.save()
    return [target, *made]


def _examples() -> Iterable[Path]:
    return sorted(resource("data/sources").glob("*.txt"))
