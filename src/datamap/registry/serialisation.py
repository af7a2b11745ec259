"""RDF files: reading any syntax, and writing the same facts as the same bytes."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.errors import RegistryError
from datamap.registry.locations import holds_store, is_endpoint
from datamap.vocabulary.terms import PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

FORMATS: dict[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".turtle": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".n3": ox.RdfFormat.N3,
}

_STRING_OR_NETWORK_PATH = re.compile(r'"(?:[^"\\]|\\.)*"|<//')
_TYPE = RDF + "type"
_DEFAULT = ox.DefaultGraph()
_PART = 20_000
"""Quads that are sorted and written at a time."""


def format_of(path: Path) -> ox.RdfFormat:
    """Return the RDF syntax that a file's suffix stands for; raises RegistryError for another suffix."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise RegistryError(
            f"{path}: a registry file ends in {', '.join(sorted(FORMATS))}; rename it or name another"
        )
    return found


def sort_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the quads in the order in which they are written: by graph, subject, type first, object."""

    def key(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
        predicate = quad.predicate.value
        return (
            str(quad.graph_name),
            str(quad.subject),
            predicate != _TYPE,
            predicate,
            str(quad.object),
        )

    return sorted(quads, key=key)


def serialise(quads: Iterable[ox.Quad], syntax: ox.RdfFormat, base: str) -> bytes:
    """Return the bytes of an RDF file: sorted, blank nodes named canonically, IRIs relative to ``base``.

    The same facts give the same bytes (RDF Dataset Canonicalization 1.0 for blank nodes).
    """
    named = _with_canonical_names(quads)
    plain = all(quad.graph_name == _DEFAULT for quad in named)
    if syntax in (ox.RdfFormat.TURTLE, ox.RdfFormat.N3) or (syntax == ox.RdfFormat.TRIG and plain):
        return _in_paragraphs(named, syntax, base)
    if syntax in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        return b"".join(_serialised(part, syntax) for part in _in_parts(named))
    ordered = sort_quads(named)
    if syntax == ox.RdfFormat.TRIG:
        head, body = _tidy(_serialised(ordered, syntax, base), base)
        return f"{head}\n\n{body}\n".encode()
    data = _serialised(ordered, syntax)
    if syntax == ox.RdfFormat.RDF_XML:
        _refuse_control_characters(data)
    return data


def _in_paragraphs(quads: list[ox.Quad], syntax: ox.RdfFormat, base: str) -> bytes:
    """Return Turtle written part by part, so that sorting and tidying need the memory of a part."""
    out: list[bytes] = []
    for part in _in_parts(quads):
        head, body = _tidy(_serialised(part, syntax, base), base)
        out.append((f"{head}\n\n{body}" if not out else f"\n\n{body}").encode())
    return b"".join([*out, b"\n"])


def _in_parts(quads: list[ox.Quad]) -> Iterator[list[ox.Quad]]:
    """Yield the quads in the order of :func:`sort_quads`, cut between subjects; they are used up.

    There is one part at least, empty where there is nothing.
    """
    by_subject: dict[tuple[str, str], list[ox.Quad]] = {}
    while quads:
        quad = quads.pop()
        by_subject.setdefault((str(quad.graph_name), str(quad.subject)), []).append(quad)
    part: list[ox.Quad] = []
    yielded = False
    for key in sorted(by_subject):
        part += sort_quads(by_subject.pop(key))
        if len(part) >= _PART:
            yield part
            part, yielded = [], True
    if part or not yielded:
        yield part


def _serialised(quads: list[ox.Quad], syntax: ox.RdfFormat, base: str | None = None) -> bytes:
    statements: list[ox.Quad] | list[ox.Triple]
    statements = quads if syntax.supports_datasets else [quad.triple for quad in quads]
    if base is None:
        data = ox.serialize(statements, format=syntax)
    else:
        data = ox.serialize(
            statements, format=syntax, prefixes=PREFIXES, base_iri=base if base.endswith("/") else None
        )
    assert data is not None
    return data


def _tidy(data: bytes, base: str) -> tuple[str, str]:
    """Return the sorted prefixes and the subjects, a paragraph each, of what the serialiser wrote."""
    # It writes its prefixes in no fixed order, and shortens "https://" where the base has it.
    scheme = base.partition("//")[0]
    text = _STRING_OR_NETWORK_PATH.sub(
        lambda m: m.group() if m.group().startswith('"') else f"<{scheme}//", data.decode("utf-8")
    )
    lines = text.split("\n")
    head = sorted(line for line in lines[: len(PREFIXES) + 1] if line.startswith(("@prefix", "@base")))
    body = "\n".join(lines[len(head) :]).strip("\n")
    # One subject a paragraph; a newline never stands inside a string as the serialiser writes it.
    return "\n".join(head), body.replace(" .\n", " .\n\n")


def canonical_lines(triples: Iterable[ox.Triple]) -> Iterator[str]:
    """Yield the triples as N-Triples lines, in no order, blank nodes named by RDFC-1.0."""
    anonymous = []
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            anonymous.append(triple)  # their names depend on everything said of them
        else:
            yield f"{triple} .\n"
    named = _with_canonical_names(ox.Quad(t.subject, t.predicate, t.object) for t in anonymous)
    yield from (f"{quad.triple} .\n" for quad in named)


def _with_canonical_names(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    quads = list(quads)
    if any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        dataset = ox.Dataset(quads)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        quads = list(dataset)
    return quads


def _refuse_control_characters(data: bytes) -> None:
    """Raise RegistryError for what no XML document may hold (XML 1.0, section 2.2)."""
    found = re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", data)
    if found:
        line = data[data.rfind(b"\n", 0, found.start()) + 1 : found.start()].decode("utf-8", "replace")
        raise RegistryError(
            f"RDF/XML cannot hold U+{found.group()[0]:04X}, a control character, "
            f"after {line.strip()[-60:]!r}; use a .ttl file"
        )


def check_whole(path: Path, syntax: ox.RdfFormat) -> None:
    """Raise SyntaxError when an RDF/XML file breaks off: Oxigraph reads what is there and says nothing."""
    if syntax != ox.RdfFormat.RDF_XML:
        return
    from xml.parsers import expat

    parser = expat.ParserCreate()
    with path.open("rb") as file:
        try:
            parser.ParseFile(file)
        except expat.ExpatError as error:
            raise SyntaxError(str(error)) from None


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one writer at a time into a folder (an advisory lock that leaves no file behind)."""
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield  # no such locks on this system; the fingerprint of the file is still compared
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def check_writable(path: Path, *, registry: str | Sequence[str] | None = None) -> None:
    """Raise RegistryError when a file cannot be written: no folder, a folder by that name, read-only.

    ``registry`` is where the registry lives that the file is made from: it is never written over.
    """
    target = path.resolve()
    if registry is not None and any(_is_same_file(target, Path(one)) for one in _files_of(registry)):
        raise RegistryError(f"{path}: is the registry itself; give the document another name")
    if holds_store(target.parent):
        raise RegistryError(f"{path}: stands inside a registry on disk; give the document another place")
    if not target.parent.is_dir():
        raise RegistryError(f"{path}: the folder {target.parent} does not exist; make it first")
    if target.is_dir():
        raise RegistryError(f"{path}: is a folder; name a file in it")
    if target.exists() and not os.access(target, os.W_OK):
        raise RegistryError(f"{path}: is read-only; nothing was written")
    if not os.access(target.parent, os.W_OK):
        raise RegistryError(f"{path}: the folder {target.parent} is read-only; nothing was written")


def _files_of(registry: str | Sequence[str]) -> list[str]:
    """Return where a registry may lie on disk; of several it is written as their names with + between."""
    named = [registry] if isinstance(registry, str) else list(registry)
    parts = [part for one in named for part in one.split(" + ")]
    return [one for one in (*named, *parts) if not is_endpoint(one)]


def _is_same_file(target: Path, registry: Path) -> bool:
    try:
        return target.samefile(registry)  # another spelling, a link
    except OSError:
        return target == registry.resolve()


def write_atomically(path: Path, data: bytes, before_replacing: Callable[[], None] | None = None) -> None:
    """Write a file so that anyone sees the old bytes or the new ones, never half of them.

    ``before_replacing`` may still call it off by raising. Raises RegistryError with one line when the
    folder is missing, read-only or full; the old file then stands as it was.
    """
    import glob
    import tempfile

    check_writable(path)
    target = path.resolve()
    temporary: Path | None = None
    try:
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        for leftover in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
            leftover.unlink(missing_ok=True)  # of a writer that was killed: only one writes at a time
        descriptor, name = tempfile.mkstemp(".tmp", f".{target.name}.", target.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        if before_replacing is not None:
            before_replacing()
        temporary.replace(target)
    except OSError as error:
        raise RegistryError(f"{path}: cannot be written ({error.strerror}); the old file stands") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
