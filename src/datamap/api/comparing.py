"""Two registries or lists compared, and the notice of what changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from datamap.api.arguments import language_of
from datamap.api.opening import open
from datamap.api.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.changes.change import Changes
    from datamap.changes.difference import Side
    from datamap.records.notice import Notice


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

    return difference(old, new, language=language_of(lang), at=at, source=source, ontology=ontology)


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
        language=language_of(lang),
        date=date or dt.date.today(),
        effective=effective,
        controller=controller,
        source=source,
        ontology=ontology,
    )
