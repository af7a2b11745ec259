"""``correct``: a person's statement that outranks the list."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from datamap.cli.options import (
    day_option,
    note,
    open_registry,
    print_json,
    report_options,
)
from datamap.errors import InvalidParameter
from datamap.registry.registry import CORRECTABLE
from datamap.visible import visible

if TYPE_CHECKING:
    import datetime as dt

_FACETS = list(CORRECTABLE)


@click.command("correct")
@click.argument("vendor", required=False)
@click.option(
    "--states",
    multiple=True,
    metavar="FACET=VALUE",
    help=f"What holds, for example data=telefonnummer or storage-place=IE. FACET: {', '.join(_FACETS)}.",
)
@click.option("--denies", multiple=True, metavar="FACET=VALUE", help="What does not hold.")
@click.option("--complete", is_flag=True, help="What is stated is all there is of that kind (a closed list).")
@click.option("--reason", metavar="TEXT", help="Why; required.")
@click.option("--by", metavar="NAME", help="Who says so; required.")
@day_option("--on", help="When it was said.")
@click.option("--evidence", metavar="TEXT", help="What it rests on: a letter, a contract, an address.")
@click.option("--undo", type=int, metavar="N", help="Take correction number N back.")
@report_options
def correct_command(
    vendor: str | None,
    states: tuple[str, ...],
    denies: tuple[str, ...],
    complete: bool,
    reason: str | None,
    by: str | None,
    on: dt.date | None,
    evidence: str | None,
    undo: int | None,
    registry: str,
    lang: str,
    format: str,
) -> None:
    """State what outranks the list about VENDOR, with reason and author; or undo that.

    Both stay visible: the list's own line, and the correction. Stating a place replaces the places
    that the list gives. It survives the next import. Without VENDOR and --undo, corrections in force
    are listed.

    \b
    Examples:
      datamap correct Stripe --states storage-place=IE --reason "DPA of 2026, annex 1" --by "Anna Berg"
      datamap correct --undo 1
    """  # fmt: skip
    if undo is not None and (vendor or states or denies or complete):
        raise InvalidParameter("--undo stands alone; make the new correction in a command of its own")
    opened = open_registry(registry)
    if undo is not None:
        opened.undo_correction(undo)
        opened.save()
        note({"sv": f"Rättelse {undo} är tillbakatagen.", "en": f"Correction {undo} is taken back."}[lang])
        return
    if vendor is None:
        found = [asdict(c) for c in opened.corrections()]
        if format == "json":
            print_json({"corrections": found})
            return
        for c in opened.corrections():
            stated = ", ".join(opened.vocabulary.label(iri, lang) for iri in c.stated)
            denied = ", ".join("¬ " + opened.vocabulary.label(iri, lang) for iri in c.denied)
            said = ", ".join(filter(None, [stated, denied]))
            line = f"{c.number}  {opened.name(c.vendor)}  {c.facet}: {said}  ({c.by}, {c.on}: {c.reason})"
            click.echo(visible(line))
        return
    if not reason or not by:
        raise InvalidParameter("a correction needs --reason and --by")
    if not states and not denies:
        raise InvalidParameter("say what is corrected: --states FACET=VALUE or --denies FACET=VALUE")
    correction = opened.correct(
        vendor,
        states=dict_of(states),
        denies=dict_of(denies),
        complete=complete,
        reason=reason,
        by=by,
        on=on,
        evidence=evidence,
    )
    opened.save()
    if format == "json":
        print_json({"correction": asdict(correction)})
        return
    note({
        "sv": f"Rättelse {correction.number} gäller; ångra med: datamap correct --undo {correction.number}",
        "en": f"Correction {correction.number} is in force; take it back with: "
        f"datamap correct --undo {correction.number}",
    }[lang])  # fmt: skip


def dict_of(options: tuple[str, ...]) -> dict[str, list[str]]:
    """Return FACET=VALUE options as values by facet; raises InvalidParameter."""
    found: dict[str, list[str]] = {}
    for option in options:
        facet, sign, value = option.partition("=")
        if not sign or facet.strip() not in _FACETS or not value.strip():
            raise InvalidParameter(f"{option!r}: write FACET=VALUE; FACET is one of {', '.join(_FACETS)}")
        found.setdefault(facet.strip(), []).append(value.strip())
    return found
