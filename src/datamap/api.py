"""The public interface: what each command does, as a function or method of the same name.

What only some commands need is imported where it is used: asking must not pay for reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.errors import InputError, InvalidParameter, RegistryError
from datamap.questions.answers import Answers, ask
from datamap.questions.catalogue import FOUR_VALUED, Question, load_catalogue, load_question
from datamap.registry.identifiers import slug
from datamap.registry.registry import DEFAULT_LOCATION, RegistryBase, check_base, source_name
from datamap.resources import resource
from datamap.vocabulary.concepts import LANGUAGES
from datamap.vocabulary.terms import DEFAULT_BASE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import networkx as nx

    from datamap.claims.model import Reading
    from datamap.questions.sparql import SparqlResult
    from datamap.views.drawing import Drawing


class Registry(RegistryBase):
    """A registry that can be asked: the facts of vendor lists as a graph, with their evidence."""

    def __repr__(self) -> str:
        return f"<Registry {self.location}: {len(self.vendors())} vendors>"

    def query(self, name: str, /, lang: str = "en", **parameters: object) -> Any:
        """Answer a question of the catalogue.

        Four-valued questions give :class:`Answers` (one a vendor), the others a :class:`Table`; the
        question's ``kind`` tells which.
        Parameter values are labels in any language, CURIEs or IRIs. Raises UnknownQuestion,
        InvalidParameter.
        """
        if lang not in LANGUAGES:
            raise InvalidParameter(f"lang: {lang!r} is not one of {', '.join(LANGUAGES)}")
        question = load_question(name)
        resolved, solutions = ask(self, question, parameters)
        if question.kind == FOUR_VALUED:
            return Answers(self, question, resolved, lang, solutions)
        from datamap.questions.tables import Table

        return Table(self, question, resolved, lang, solutions)

    def sparql(self, text: str) -> SparqlResult:
        """Run a SPARQL 1.1 query of your own: SELECT, ASK, CONSTRUCT or DESCRIBE.

        Raises InvalidQuery when it does not parse, updates, or reaches outside the registry.
        """
        from datamap.questions.sparql import run_sparql

        return run_sparql(self.store, text)

    def network(
        self,
        kind: str = "vendor-data-place",
        *,
        lang: str = "en",
        at_least: str | None = None,
        minimum: int = 1,
        at: dt.date | None = None,
    ) -> nx.Graph:
        """Return the registry as a plain networkx graph (needs the extra ``network``).

        Nodes have ``kind``, ``label`` and ``iri``; edges ``certainty`` ("stated", "conditional" or
        "unknown"), ``evidence``, a list of (source, line, text), and ``weight``. ``kind`` is one of
        ``datamap network``'s; ``at_least`` the least certainty of an edge; ``minimum`` leaves out
        edges of less weight; ``at`` is the date for which borders are drawn. Raises InvalidParameter,
        MissingExtra, and ViewError for a graph of too many edges.
        """
        from datamap.views.network import build_network

        return build_network(self, kind, lang=lang, at_least=at_least, minimum=minimum, at=at)

    def draw(
        self, kind: str = "vendor-data-place", path: str | Path | None = None, **options: Any
    ) -> Drawing:
        """Draw the registry's graph of a kind, and write it where a path is given.

        ``options`` are those of :meth:`network`. The drawing shows itself in a notebook. Raises what
        :meth:`network` and :func:`datamap.draw` raise.
        """
        return draw(self.network(kind, **options), path)

    def import_documents(
        self, *files: str | Path, processor: str | None = None, source: str | None = None
    ) -> ImportReport:
        """Read documents into the registry; nothing is written to disk before :meth:`save`.

        ``source`` names the document (default its file's stem); the same name again is its next
        version. ``processor`` says whose list it is. Raises UnreadableDocument, NoEntries, and
        InputError when two files would be the same source.
        """
        readings = [read(file, processor=processor, source=source) for file in files]
        _refuse_same_source(readings)
        for reading in readings:
            self.add_reading(reading)
        return ImportReport(tuple(readings))


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import read: entries, claims, and what was not understood."""

    readings: tuple[Reading, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        from datamap.claims.report import reading_to_dict

        return reading_to_dict(self.readings)


def open(
    location: str | Path = DEFAULT_LOCATION, *, create: bool = False, base: str | None = None
) -> Registry:
    """Open a registry file in any RDF syntax; ``create`` allows one that is not there yet.

    Raises RegistryNotFound, RegistryError, NewerModel.
    """
    return Registry(location, create=create, base=base)


def read(file: str | Path, *, processor: str | None = None, source: str | None = None) -> Reading:
    """Read one list without any registry; raises UnreadableDocument, NoEntries."""
    from datamap.claims.reading import read_list
    from datamap.documents import read_document

    return read_list(read_document(file), source or source_name(Path(file)), processor=processor)


def import_documents(
    *files: str | Path,
    registry: str | Path = DEFAULT_LOCATION,
    processor: str | None = None,
    source: str | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Read documents into a registry file, and write it (not with ``dry_run``).

    The registry is made if it is not there. On any error it stays as it was. Raises what
    :meth:`Registry.import_documents` and :meth:`Registry.save` raise.
    """
    if dry_run:
        readings = [read(file, processor=processor, source=source) for file in files]
        _refuse_same_source(readings)
        return ImportReport(tuple(readings))
    opened = open(registry, create=True)
    report = opened.import_documents(*files, processor=processor, source=source)
    opened.save()
    return report


def _refuse_same_source(readings: Iterable[Reading]) -> None:
    names = [slug(reading.source) for reading in readings]
    if len(set(names)) < len(names):
        raise InputError(
            "two files would be the same source; import them one by one with different --source names"
        )


def catalogue() -> list[Question]:
    """Return all questions of the catalogue, by name."""
    return load_catalogue()


def draw(graph: nx.Graph, path: str | Path | None = None, *, limit: int = 200) -> Drawing:
    """Draw a graph, of :meth:`Registry.network` or your own; write it too where a path is given.

    At most about ``limit`` nodes are drawn, and the drawing says what it leaves out. Raises
    MissingExtra, ViewError for a suffix that no writer knows, RegistryError.
    """
    from datamap.views.drawing import draw as draw_graph

    return draw_graph(graph, path, limit=limit)


def write_graph(graph: nx.Graph, path: str | Path, *, raw: bool = False) -> list[Path]:
    """Write a graph as a file in the format of its suffix; return the files written.

    Suffixes: html, svg, png, graphml, gexf, dot, mmd, csv, json; ``raw`` leaves the cells of CSV as
    they are. Raises ViewError for another suffix, MissingExtra, RegistryError.
    """
    from datamap.views.graph_files import write_graph as write

    return write(graph, path, raw=raw)


def init(folder: str | Path, *, base: str | None = None) -> list[Path]:
    """Make a project folder: an empty registry and an example list; return the files made.

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
        made = [
            Path(shutil.copyfile(f, sources / f.name)) for f in _examples() if not (sources / f.name).exists()
        ]
    except OSError as error:
        raise RegistryError(f"{folder}: cannot be made ({error.strerror})") from None
    registry = open(target, create=True, base=base)
    registry.save()
    return [target, *made]


def _examples() -> Iterable[Path]:
    return sorted(resource("data/sources").glob("*.txt"))
