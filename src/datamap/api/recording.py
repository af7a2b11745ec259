"""Article 30 records, the list for customers, what they lack, and what persons supply."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from datamap.api.arguments import language_of
from datamap.registry.registry import RegistryBase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from datamap.records.gaps import Gaps
    from datamap.records.publication import Publication
    from datamap.records.record import Record
    from datamap.records.supplied.model import FillReport


class Recording(RegistryBase):
    """Article 30 records, the list for customers, what they lack, and what persons supply."""

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
            from datamap.api.registry import Registry
            from datamap.records.earlier import compare_with

            compare_with(record, compare, lambda old: make_record(Registry(old), **options))
        return record

    def vendor_list(
        self, lang: str = "en", *, date: dt.date | None = None, version: str | None = None
    ) -> Publication:
        """Make the list of sub-processors for customers (GDPR Art. 28(2)); raises InvalidParameter."""
        from datamap.records.publication import Publication
        from datamap.records.vendor_list import make_vendor_list

        document = make_vendor_list(self, language_of(lang), date or dt.date.today(), version=version)
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

        record = self.record(role, language_of(lang), date=date)
        return Gaps(self, record, self.vendor(vendor) if vendor else None)

    def fill(self, file: str | Path, *, by: str | None = None, on: dt.date | None = None) -> FillReport:
        """Add the facts of a filled questionnaire (.xlsx), ``organisation.yaml``, or a CSV of customers.

        ``by`` and ``on`` say who states them and when, where the file does not. What is nonsense is refused
        cell by cell and reported; nothing is written to disk before :meth:`save`. Raises UnreadableDocument.
        """
        from datamap.records.supplied.entries import fill_registry
        from datamap.records.supplied.reading import read_supplied

        return fill_registry(self, read_supplied(self, file), by=by, on=on)
