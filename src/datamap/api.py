"""The public interface: what each command does, as a function or method of the same name.

What only some commands need is imported where it is used: asking must not pay for reading.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
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
    from collections.abc import Callable, Iterable, Sequence

    import networkx as nx

    from datamap.claims.many import Failure
    from datamap.claims.model import Reading
    from datamap.questions.sparql import SparqlResult
    from datamap.records.gaps import Gaps
    from datamap.records.record import Publication, Record
    from datamap.records.supplied.model import FillReport
    from datamap.registry.copying import CopyReport
    from datamap.views.drawing import Drawing
    from datamap.views.page import Page


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
        lang = _language(lang)
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
        DatamapError, and ViewError for a graph of too many edges.
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

    def record(
        self,
        role: str = "processor",
        lang: str = "en",
        *,
        date: dt.date | None = None,
        audience: str = "internal",
        profile: str = "plain",
        controller: str | None = None,
        annex_b: bool = True,
        compare: str | Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Record:
        """Make the record of processing activities (GDPR Art. 30) as it stands at a date (default today).

        ``role`` is "processor" or "controller"; ``audience`` "internal", "customer" or "authority" (only the
        first is shown gaps, completeness and who said what); ``profile`` "plain", "ico" or "cnil";
        ``controller`` extracts one customer's record; ``compare`` names an earlier record (.jsonld, .ttl) or
        registry and marks what changed. Raises InvalidParameter, UnknownName, RegistryError.
        """
        from datamap.records.record import make_record

        options: dict[str, Any] = {
            "role": role, "lang": lang, "date": date, "audience": audience, "profile": profile,
            "controller": controller, "annex_b": annex_b,
        }  # fmt: skip
        record = make_record(self, **options, progress=progress)
        if compare is not None:
            from datamap.records.earlier import compare_with

            compare_with(record, compare, lambda old: make_record(Registry(old), **options))
        return record

    def vendor_list(
        self, lang: str = "en", *, date: dt.date | None = None, version: str | None = None
    ) -> Publication:
        """Make the list of sub-processors for customers (GDPR Art. 28(2)); raises InvalidParameter."""
        from datamap.records.record import Publication
        from datamap.records.vendor_list import make_vendor_list

        document = make_vendor_list(self, _language(lang), date or dt.date.today(), version=version)
        return Publication(document, location=self.location, base=self.base)

    def gaps(
        self,
        role: str = "processor",
        lang: str = "en",
        *,
        date: dt.date | None = None,
        vendor: str | None = None,
    ) -> Gaps:
        """Return what a role's record lacks, or what it lacks about one vendor; savable as a questionnaire.

        Raises InvalidParameter, UnknownName.
        """
        from datamap.records.gaps import Gaps

        record = self.record(role, _language(lang), date=date)
        return Gaps(self, record, self.vendor(vendor) if vendor else None)

    def fill(self, file: str | Path, *, by: str | None = None, on: dt.date | None = None) -> FillReport:
        """Add the facts of a filled questionnaire (.xlsx), ``organisation.yaml``, or a CSV of customers.

        ``by`` and ``on`` say who states them and when, where the file does not. What is nonsense is refused
        cell by cell and reported; nothing is written to disk before :meth:`save`. Raises UnreadableDocument.
        """
        from datamap.records.supplied.entries import fill_registry
        from datamap.records.supplied.reading import read_supplied

        return fill_registry(self, read_supplied(self, file), by=by, on=on)

    def view(self, *, lang: str = "en", audience: str = "internal", at: dt.date | str | None = None) -> Page:
        """Return the offline page: one HTML file that shows and answers what the registry holds.

        ``lang`` is the language it opens in, ``audience`` one of "internal", "customer" and
        "authority" (the last two leave notes, contacts, file names and who corrected what out of the
        file, "customer" also all customers and services), ``at`` the day for which borders are drawn
        (default today). Raises InvalidParameter.
        """
        from datamap import __version__
        from datamap.views.page import make_page

        try:
            day = dt.date.today() if at is None else dt.date.fromisoformat(str(at))
        except ValueError:
            raise InvalidParameter(f"at: {at!r} is no date; write YYYY-MM-DD") from None
        return make_page(self, at=day, language=lang, audience=audience, maker=f"datamap {__version__}")

    def import_documents(
        self,
        *files: str | Path,
        processor: str | None = None,
        source: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> ImportReport:
        """Read documents into the registry; nothing is written to disk before :meth:`save`.

        ``source`` names the document (default its file's stem); the same name again is its next
        version. ``processor`` says whose list it is. A folder or a pattern ('lists/*.md') stands for
        all lists in it: what cannot be read is then in the report's ``failures``, and the others are
        read. ``progress`` is told how many of how many are read. Raises UnreadableDocument, NoEntries,
        and InputError when two files would be the same source.
        """
        report = _read_all(files, processor, source, progress)
        for reading in report.readings:
            self.add_reading(reading)
        return report


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import read: entries, claims, what was not understood, and which files could not be read."""

    readings: tuple[Reading, ...]
    failures: tuple[Failure, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        from datamap.claims.report import reading_to_dict

        report = reading_to_dict(self.readings)
        if self.failures:
            report["failures"] = [{"file": f.file, "message": f.message} for f in self.failures]
        return report


def open(
    location: str | Path | Sequence[str | Path] = DEFAULT_LOCATION,
    *,
    create: bool = False,
    base: str | None = None,
) -> Registry:
    """Open a registry: a file in any RDF syntax, a directory, or a SPARQL 1.1 endpoint (its URL).

    Several locations are read as one registry, which is not written. ``create`` allows one that is not there
    yet; a new directory is named with a slash at its end.
    Raises RegistryNotFound, RegistryError (EndpointError for an endpoint), NewerModel.
    """
    return Registry(location, create=create, base=base)


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
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Read documents into a registry file, and write it (not with ``dry_run``).

    The registry is made if it is not there. On any error it stays as it was. Raises what
    :meth:`Registry.import_documents` and :meth:`Registry.save` raise.
    """
    if dry_run:
        return _read_all(files, processor, source, progress)
    opened = open(registry, create=True)
    report = opened.import_documents(*files, processor=processor, source=source, progress=progress)
    opened.save()
    return report


def _language(lang: str) -> Any:
    if lang not in LANGUAGES:
        raise InvalidParameter(f"lang: {lang!r} is not one of {', '.join(LANGUAGES)}")
    return lang


def _read_all(
    files: Iterable[str | Path],
    processor: str | None,
    source: str | None,
    progress: Callable[[int, int], None] | None,
) -> ImportReport:
    """Read files; where folders or patterns are among them, a bad file stops no other."""
    from datamap.claims.many import files_named, is_many, read_many

    files = list(files)
    if not any(map(is_many, files)):
        readings = [read(file, processor=processor, source=source) for file in files]
        _refuse_same_source(readings)
        return ImportReport(tuple(readings))
    named = files_named(files)
    if source is not None and len(named) > 1:
        raise InputError(f"--source {source}: {len(named)} files cannot all be it; import them one by one")
    found, failures = read_many(named, processor=processor, progress=progress)
    if source is not None:
        found = [replace(reading, source=source) for reading in found]
    return ImportReport(tuple(found), tuple(failures))


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
    DatamapError, ViewError for a suffix that no writer knows, RegistryError.
    """
    from datamap.views.drawing import draw as draw_graph

    return draw_graph(graph, path, limit=limit)


def write_graph(graph: nx.Graph, path: str | Path, *, raw: bool = False) -> list[Path]:
    """Write a graph as a file in the format of its suffix; return the files written.

    Suffixes: html, svg, png, graphml, gexf, dot, mmd, csv, json; ``raw`` leaves the cells of CSV as
    they are. Raises ViewError for another suffix, DatamapError, RegistryError.
    """
    from datamap.views.graph_files import write_graph as write

    return write(graph, path, raw=raw)


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
