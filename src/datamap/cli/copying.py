"""``copy``: a registry from one place to another."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from datamap.cli.options import format_option, language_option, note, print_json

if TYPE_CHECKING:
    from collections.abc import Callable

_TEXT = {
    "sv": {
        "done": "{n} tripplar kopierade från {source} till {target}; läst tillbaka och jämförd",
        "digest": "kontrollsumma {digest}",
        "resumed": "gick vidare från {resumed} som en avbruten kopiering hade hunnit med",
        "load": "läser in",
        "send": "skickar",
        "verify": "jämför",
    },
    "en": {
        "done": "{n} triples copied from {source} to {target}; read back and compared",
        "digest": "digest {digest}",
        "resumed": "went on from {resumed} that an interrupted copy had brought",
        "load": "loading",
        "send": "sending",
        "verify": "comparing",
    },
}
_WIDTH = 30
_SECONDS = 0.2


@click.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--replace", is_flag=True, help="Put the copy in the place of what TO holds.")
@language_option
@format_option
def copy_command(source: str, target: str, replace: bool, lang: str, format: str) -> None:
    """Copy a registry between any two places; also the way to make a backup.

    FROM and TO are a file in any RDF syntax, a directory (an on-disk store; a new one is named with a
    slash at its end), or a SPARQL 1.1 endpoint. The copy is made beside what TO holds, read back and
    compared with FROM, and then put in its place; until then TO stays as it was. After an interruption the
    same command goes on with what is large.

    \b
    Example:
      datamap copy data/registry.ttl store/
      datamap copy store/ backup.nq
      datamap copy data/registry.ttl http://localhost:7878/query --replace
    """
    from datamap.api import copy

    report = copy(source, target, replace=replace, progress=progress_bar(lang))
    if format == "json":
        print_json(report.to_dict())
    else:
        text = _TEXT[lang]
        click.echo(text["done"].format(n=f"{report.triples:,}", source=report.source, target=report.target))
        click.echo(text["digest"].format(digest=report.digest))
    if report.resumed:
        note(_TEXT[lang]["resumed"].format(resumed=report.resumed))
    for line in report.notes:
        note(line)


def progress_bar(lang: str) -> Callable[[str, int, int | None], None] | None:
    """Return what draws how far a copy is, on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        return None
    last = [0.0]

    def show(step: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - last[0] < _SECONDS and done != total:
            return
        last[0] = now
        if total:
            filled = min(_WIDTH, _WIDTH * done // total)
            shown = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {100 * done // total:3d} %"
        else:
            shown = f"{done:,}"
        click.echo(f"\r\x1b[K{_TEXT[lang].get(step, step)} {shown}\r", nl=False, err=True)

    return show
