"""The public interface: what each command does, as a function or method of the same name.

What only some commands need is imported where it is used: asking must not pay for reading.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.errors import InvalidParameter, RegistryError
from datamap.questions.answers import Answers, ask
from datamap.questions.catalogue import CHAINS, FOUR_VALUED, Question, load_catalogue, load_question
from datamap.registry.identifiers import organisation_iri, source_iri
from datamap.registry.registry import DEFAULT_LOCATION, RegistryBase, check_base, source_name
from datamap.resources import resource
from datamap.vocabulary.concepts import LANGUAGES, load_reading_vocabulary, normalise
from datamap.vocabulary.local import read_local
from datamap.vocabulary.terms import DEFAULT_BASE, curie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx

    from datamap.changes.change import Changes
    from datamap.changes.difference import Side
    from datamap.claims.model import Reading
    from datamap.companies.proposals import Proposal
    from datamap.findings.findings import Findings
    from datamap.overview.due import Due
    from datamap.overview.report import Report
    from datamap.questions.sparql import SparqlResult
    from datamap.records.gaps import Gaps
    from datamap.records.notice import Notice
    from datamap.records.record import Publication, Record
    from datamap.records.supplied.model import FillReport
    from datamap.registry.company_links import CompanyLink
    from datamap.registry.copying import CopyReport
    from datamap.registry.corrections import Correction
    from datamap.registry.importing import ImportReport
    from datamap.registry.merging import TakenRegistry
    from datamap.review.applying import Applied
    from datamap.review.returned import ReviewReport
    from datamap.review.review import Review
    from datamap.review.words import Decision, Words
    from datamap.transfers.transfers import Transfers
    from datamap.views.drawing import Drawing
    from datamap.views.page import Page
    from datamap.vocabulary.concepts import Vocabulary
    from datamap.vocabulary.local import LocalOntology


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
        if question.kind == CHAINS:
            from datamap.questions.chains import Chains

            return Chains(self, question, resolved, lang, solutions)
        from datamap.questions.tables import Table

        return Table(self, question, resolved, lang, solutions)

    def sparql(self, text: str) -> SparqlResult:
        """Run a SPARQL 1.1 query of your own: SELECT, ASK, CONSTRUCT or DESCRIBE.

        Raises InvalidQuery when it does not parse, updates, or reaches outside the registry.
        """
        from datamap.questions.sparql import run_sparql

        return run_sparql(self.store, text)

    def summary(self, lang: str = "en", *, at: dt.date | None = None) -> Report:
        """Return the registry at a glance: concentration, special categories, places, grounds, coverage.

        Every number has the names it counts and their lines of the sources. ``at`` is the day for which
        borders are drawn and ages counted (default today). Raises InvalidParameter.
        """
        from datamap.overview.summary import summarise

        return summarise(self, _language(lang), at or dt.date.today())

    def due(
        self,
        lang: str = "en",
        *,
        at: dt.date | None = None,
        within: int = 90,
        by: dt.date | None = None,
        months: int = 12,
    ) -> Due:
        """Return what is overdue on a day, due ``within`` so many days (or ``by`` a day), or undated.

        Contracts, clauses, assessments, checks, reviews, documents, questions to vendors, and adequacy
        decisions that end. ``months`` is how long a review, an assessment, a check or a document stands.
        Raises InvalidParameter.
        """
        from datamap.overview.due import what_is_due

        day = at or dt.date.today()
        return what_is_due(self, _language(lang), day, by or within, months)

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

    def view(
        self,
        *,
        lang: str = "en",
        audience: str = "internal",
        at: dt.date | str | None = None,
        role: str = "processor",
    ) -> Page:
        """Return the offline page: one HTML file that shows and answers what the registry holds.

        ``lang`` is the language it opens in, ``audience`` one of "internal", "customer" and
        "authority" (the last two leave findings, notes, contacts, file names and who corrected what out of
        the file, "customer" also all customers and services), ``at`` the day for which borders are drawn
        (default today), ``role`` that in which the registry is checked, "processor" or "controller". Raises
        InvalidParameter, InputError for a file of suppressions.
        """
        from datamap import __version__
        from datamap.views.page import make_page

        try:
            day = dt.date.today() if at is None else dt.date.fromisoformat(str(at))
        except ValueError:
            raise InvalidParameter(f"at: {at!r} is no date; write YYYY-MM-DD") from None
        maker = f"datamap {__version__}"
        return make_page(self, at=day, language=lang, audience=audience, role=role, maker=maker)

    def review(self, lang: str = "en") -> Review:
        """Return what is not understood in the lists, the most frequent first, with what it may mean.

        It can be saved as a spreadsheet to decide in. Raises InvalidParameter, OntologyError.
        """
        from datamap.claims.lexicon import load_lexicon
        from datamap.review.pending import gather
        from datamap.review.review import Review

        _language(lang)
        decided = {(d.field, normalise(d.phrase)) for d in self.decisions()}
        pending = gather(self, load_lexicon(self.local))
        if self._words.changed or any((p.field, normalise(p.phrase)) in decided for p in pending):
            # Decided in a session that broke off, or not applied yet.
            self.apply_decisions()
            pending = gather(self, load_lexicon(self.local))
        return Review(self, pending, lang)

    @property
    def reading_vocabulary(self) -> Vocabulary:
        """The ontology in all languages of reading, with the project's own words."""
        return load_reading_vocabulary(self.local)

    def concept_label(self, concept: str, lang: str = "en") -> str:
        """Return the label of a concept, of one that was only just decided too."""
        return self._words.label(concept, lang)

    def decide(
        self,
        phrase: str,
        field: str = "data",
        *,
        label_of: str | None = None,
        narrower_than: str | None = None,
        name: str | None = None,
        note: bool = False,
        leaves_open: bool = False,
        complete: bool = False,
        vendor: str | None = None,
        by: str,
        reason: str = "",
        on: dt.date | None = None,
        language: str | None = None,
        apply: bool = True,
    ) -> Decision | Correction:
        """Decide what a phrase means in a field, for every list: exactly one of these.

        ``label_of``: it names that concept. ``narrower_than``: it is a type of your own below that one,
        called ``name`` (default the phrase). ``note``: it states nothing; the list stays open unless
        ``complete`` says that it is complete all the same. ``leaves_open``: it says that there is more.
        Concepts are labels in any language, CURIEs or IRIs. With ``vendor``, ``label_of`` counts for that
        vendor alone, as a correction, and needs a ``reason``. The lists are brought into line at once;
        whoever decides much passes ``apply=False`` and calls :meth:`apply_decisions` once. Nothing is written
        to disk before :meth:`save`. Raises InvalidParameter, UnknownName, OntologyError.
        """
        from datamap.review.deciding import Choice, decide

        choice = Choice(
            phrase, field, label_of, narrower_than, name, note, leaves_open, complete, vendor, by, reason, on,
            language,
        )  # fmt: skip
        made = decide(self, self._words, choice)
        if apply:
            self.apply_decisions()
        return made

    def decisions(self) -> list[Decision]:
        """Return the decisions in force, by number."""
        return self._words.decisions()

    def undo_decision(self, number: int, *, apply: bool = True) -> Decision:
        """Take a decision back; its phrase is pending again. Raises UnknownName, InvalidParameter."""
        from datamap.review.deciding import undo

        decision = undo(self, self._words, number)
        if apply:
            self.apply_decisions()
        return decision

    def apply_decisions(self) -> Applied:
        """Bring the lists into line with the decisions, as their next import would; return what changed.

        Raises OntologyError.
        """
        from datamap.review.applying import apply

        return apply(self, self._words, self.local)

    def read_decisions(self, file: str | Path, *, by: str | None = None) -> ReviewReport:
        """Take the decisions of a filled spreadsheet (.xlsx or .csv) that :meth:`review` made.

        What is nonsense is refused cell by cell and reported, and the rest is taken; ``by`` says who
        decides, where the file does not. Raises UnreadableDocument.
        """
        from datamap.review.returned import read_decisions

        report = read_decisions(self, self._words, Path(file), by=by)
        if report.decided:
            report.applied = self.apply_decisions()
        return report

    def take(self, other: RegistryBase, *, source: str | None = None) -> TakenRegistry:
        """Take another registry in: its documents, what persons said in it, and its project's own words.

        The lists of both are brought into line with the words of both. See :meth:`RegistryBase.take` for what
        comes in and what is raised.
        """
        from datamap.review.applying import apply
        from datamap.review.joining import concepts_named, moved, take_words, without_words

        named = [moved(iri, other.base, self.base) for iri in concepts_named(other)]
        before, taken = self.local, super().take(other, source=source)
        if other.local is not None and other.ontology_path.resolve() != self.ontology_path.resolve():
            words = take_words(self._words, other.local, other.base, self.base)
            if words or before != words.read_with:
                apply(self, self._words, before, elsewhere=[words.read_with])
            taken = replace(
                taken,
                types=words.types,
                labels=words.labels,
                decisions=words.decisions,
                notes=(*taken.notes, *words.notes),
            )
        unknown = [curie(iri) for iri in without_words(self, named)]
        if unknown:
            note = (
                f"{taken.file}: names types of its project's own that have no words here "
                f"({', '.join(unknown)}); put the file in a folder of its own with that project's "
                "ontology/local.ttl in it, and import it again"
            )
            taken = replace(taken, unknown=tuple(unknown), notes=(*taken.notes, note))
        return taken

    def save_decisions(self) -> bool:
        """Write the decisions alone, whole or not at all; return whether the file changed.

        Raises OntologyError, ChangedMeanwhile.
        """
        return "_words" in self.__dict__ and self._words.save()

    def save(self) -> bool:
        """Write the decisions and the registry, each whole or not at all; return whether either changed.

        Raises what :meth:`save_decisions` raises; ChangedMeanwhile, RegistryError.
        """
        decided = self.save_decisions()
        return super().save() or decided

    @cached_property
    def _words(self) -> Words:
        from datamap.review.words import Words

        return Words(self.ontology_path, self.local, self.base, self.ontology_print)

    def check(
        self,
        role: str = "processor",
        *,
        lang: str = "en",
        only: str | Iterable[str] | None = None,
        at: dt.date | str | None = None,
        suppressions: str | Path | None = None,
    ) -> Findings:
        """Find what is wrong, missing or worth a look: one :class:`Finding` a rule and subject, worst first.

        ``role`` is "processor" or "controller", ``only`` the ids of the rules to ask, ``at`` the day for
        which the law is applied (default today). ``suppressions`` is a TOML file of findings that were
        decided to be lived with (default: ``datamap-suppressions.toml`` beside the registry). Raises
        InvalidParameter, UnknownName for a rule, InputError for the file.
        """
        from datamap import __version__
        from datamap.findings.checking import check

        try:
            day = dt.date.today() if at is None else dt.date.fromisoformat(str(at))
        except ValueError:
            raise InvalidParameter(f"at: {at!r} is no date; write YYYY-MM-DD") from None
        ids = [only] if isinstance(only, str) else only
        return check(
            self,
            role=role,
            lang=_language(lang),
            only=ids,
            at=day,
            suppressions=suppressions,
            version=__version__,
        )

    def transfers(
        self,
        *,
        at: dt.date | str | None = None,
        outside: str = "EEA",
        without: str | Iterable[str] = (),
        lang: str = "en",
    ) -> Transfers:
        """Return the transfers to third countries, each with what its ground is worth at a date.

        ``at`` is the day whose law is applied (default today), ``outside`` the border, "EEA" or "EU".
        ``without`` sets grounds aside ("DPF", "SCC", "adequacy:GB"); the rows are then those that rest on
        them, with what would be left. The result's ``events`` are the timeline. Raises InvalidParameter.
        """
        from datamap.transfers.finding import BORDERS, find_transfers

        try:
            day = dt.date.today() if at is None else dt.date.fromisoformat(str(at))
        except ValueError:
            raise InvalidParameter(f"at: {at!r} is no date; write YYYY-MM-DD") from None
        if outside not in BORDERS:
            raise InvalidParameter(f"outside: {outside!r} is not one of {', '.join(BORDERS)}")
        aside = [without] if isinstance(without, str) else without
        return find_transfers(self, at=day, outside=outside, without=aside, language=_language(lang))

    def same(self) -> list[Proposal]:
        """Return the pairs of names that may be one company's, strongest first, with why and where.

        Nothing is joined by a proposal; what a person decided about is not proposed again.
        """
        from datamap.companies.proposals import find_proposals

        return find_proposals(self)

    def confirm_same(
        self,
        first: str,
        second: str,
        *,
        kind: str | None = None,
        reason: str,
        by: str,
        on: dt.date | None = None,
    ) -> CompanyLink:
        """Record that two names are one company's, or otherwise belong together; nothing is merged.

        ``kind`` says what the first is to the second: "same", "former" (name), "product" or "group"; without
        it, what is proposed for the two, else "same". Raises UnknownName, InvalidParameter.
        """
        one, other = self.company(first), self.company(second)
        if kind is None:
            proposed = next((p for p in self.same() if {p.first, p.second} == {one, other}), None)
            kind = "same" if proposed is None else proposed.kind
            one, other = (one, other) if proposed is None else (proposed.first, proposed.second)
        return self._decide(one, other, kind, "confirmed", reason, by, on)

    def decline_same(
        self, first: str, second: str, *, reason: str, by: str, on: dt.date | None = None
    ) -> CompanyLink:
        """Record that two names are not one company's; they are not proposed again.

        Raises UnknownName, InvalidParameter.
        """
        return self._decide(self.company(first), self.company(second), "same", "declined", reason, by, on)

    def undo_same(self, number: int, *, reason: str, by: str, on: dt.date | None = None) -> CompanyLink:
        """Take a decision about two names back; it stays on record as taken back.

        Raises UnknownName, InvalidParameter.
        """
        link = self.company_links.undo(number, reason=reason, by=by, on=on)
        self.apply_corrections()
        return link

    def _decide(
        self, first: str, second: str, kind: str, decision: str, reason: str, by: str, on: dt.date | None
    ) -> CompanyLink:
        link = self.company_links.add(
            first, second, kind=kind, decision=decision, reason=reason, by=by, on=on
        )
        self.apply_corrections()
        return link

    def import_documents(
        self,
        *files: str | Path,
        processor: str | None = None,
        source: str | None = None,
        progress: Callable[[int, int], None] | None = None,
        each: Callable[[Reading], None] | None = None,
    ) -> ImportReport:
        """Read documents into the registry; nothing is written to disk before :meth:`save`.

        ``source`` names the document (default its file's stem); the same name again is its next
        version. ``processor`` says whose list it is. A folder or a pattern ('lists/*.md') stands for
        all lists in it: what cannot be read is then in the report's ``failures``, and the others are
        read. Another registry (.ttl, .nt, .trig, .nq, .jsonld, .rdf, .hext, .trix) gives its documents with
        what persons corrected and added; a graph in plain DPV is read as far as that says. ``progress`` is
        told how many of how many are read; ``each`` is given every reading, and the report then keeps none,
        so that thousands of lists need no memory. What new versions of known documents change is in the
        report's ``changes``. Raises UnreadableDocument, NoEntries, NewerModel, and
        InputError when two files would be the same source, or nothing tells which of two versions is newer.
        """
        from datamap.changes.preview import Preview
        from datamap.registry.importing import import_files

        preview = Preview(self)
        publishers: dict[str, str | None] = {}

        def noted(reading: Reading) -> None:
            publishers[reading.source] = reading.processor
            if each is not None:
                each(reading)

        report = import_files(
            files,
            self,
            processor=processor,
            source=source,
            progress=progress,
            each=noted if each is not None else None,
            watcher=preview,
        )
        publishers |= {reading.source: reading.processor for reading in report.readings}
        return replace(report, changes=preview.changes(), **self._places_of(publishers))

    def _places_of(self, publishers: Mapping[str, str | None]) -> dict[str, Any]:
        """Return which of these lists are vendors' own, and which count as ours for want of better."""
        levels = self.levels
        own_lists = {source: [self.name(iri) for iri in found] for source, found in self.own_lists().items()}
        by_reading = {source: own_lists.get(source_iri(self.base, source)) for source in publishers}
        return {
            "own_lists": {source: tuple(found) for source, found in by_reading.items() if found},
            "unplaced": {
                source: name
                for source, name in publishers.items()
                if name and levels.unplaced(organisation_iri(self.base, name))
            },
        }


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


def _language(lang: str) -> Any:
    if lang not in LANGUAGES:
        raise InvalidParameter(f"lang: {lang!r} is not one of {', '.join(LANGUAGES)}")
    return lang


def notice(
    old: Side,
    new: Side,
    *,
    lang: str = "en",
    date: dt.date | None = None,
    effective: dt.date | None = None,
    controller: str | None = None,
    registry: Registry | str | Path | None = None,
    source: str | None = None,
    ontology: str | Path | None = None,
) -> Notice:
    """Make the notice that a processor owes its customers of new sub-processors (GDPR Art. 28(2)).

    The sides are those of :func:`diff`. ``date`` is that of the notice (default today), ``effective`` the
    day from which the change holds, ``controller`` the one customer it is for. Where ``new`` is a list,
    ``registry`` is the registry that knows the organisation, its customers and their contracts. The notice
    tells by ``needed`` whether it must be sent, and :meth:`~Notice.save` writes it. ``ontology`` is as in
    :func:`diff`. Raises InvalidParameter, InputError, RegistryError, UnknownName, OntologyError.
    """
    from datamap.records.notice import make_notice

    facts = (
        registry if isinstance(registry, Registry) or registry is None else open(registry, ontology=ontology)
    )
    return make_notice(
        old,
        new,
        facts=facts,
        language=_language(lang),
        date=date or dt.date.today(),
        effective=effective,
        controller=controller,
        source=source,
        ontology=ontology,
    )


def catalogue() -> list[Question]:
    """Return all questions of the catalogue, by name."""
    return load_catalogue()


def diff(
    old: Side,
    new: Side,
    *,
    lang: str = "en",
    at: dt.date | None = None,
    source: str | None = None,
    ontology: str | Path | None = None,
) -> Changes:
    """Return what changed from one side to the other, most weighty first, with evidence on both sides.

    A side is a Registry, a reading of :func:`read`, or a location: a registry, a list of any readable format,
    a folder of lists, or ``"REV:path"``, REV being a git revision or a date. ``at`` is the day for which
    borders are drawn (default today); ``source`` names the one list of a registry that is compared.
    ``ontology`` names the file of own words for both sides; by default a registry has its project's, and a
    list those of the registry that it is compared with, else of the project in this folder. Raises
    InvalidParameter, InputError, RegistryError, UnknownName, OntologyError.
    """
    from datamap.changes.difference import difference

    return difference(old, new, language=_language(lang), at=at, source=source, ontology=ontology)


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
