"""Questions, findings, overviews and transfers: what a registry answers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from datamap.api.arguments import day_of, language_of
from datamap.errors import InvalidParameter
from datamap.questions.answers import Answers, ask
from datamap.questions.catalogue import CHAINS, FOUR_VALUED, Question, load_catalogue, load_question
from datamap.registry.registry import RegistryBase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from datamap.findings.findings import Findings
    from datamap.overview.due import Due
    from datamap.overview.report import Report
    from datamap.questions.sparql import SparqlResult
    from datamap.transfers.transfers import Transfers


class Asking(RegistryBase):
    """Questions, findings, overviews and transfers: what a registry answers."""

    def query(self, name: str, /, lang: str = "en", **parameters: object) -> Any:
        """Answer a question of the catalogue.

        Four-valued questions give :class:`Answers` (one a vendor), the others a :class:`Table`; the
        question's ``kind`` tells which.
        Parameter values are labels in any language, CURIEs or IRIs. Raises UnknownQuestion,
        InvalidParameter.
        """
        lang = language_of(lang)
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

        return summarise(self, language_of(lang), at or dt.date.today())

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
        return what_is_due(self, language_of(lang), day, by or within, months)

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

        day = day_of(at)
        ids = [only] if isinstance(only, str) else only
        return check(
            self,
            role=role,
            lang=language_of(lang),
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

        day = day_of(at)
        if outside not in BORDERS:
            raise InvalidParameter(f"outside: {outside!r} is not one of {', '.join(BORDERS)}")
        aside = [without] if isinstance(without, str) else without
        return find_transfers(self, at=day, outside=outside, without=aside, language=language_of(lang))


def catalogue() -> list[Question]:
    """Return all questions of the catalogue, by name."""
    return load_catalogue()
