"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
import os
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from datamap.errors import InvalidParameter
from datamap.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datamap.api import Registry

F = TypeVar("F", bound="Callable[..., Any]")


class _Location(click.ParamType[str]):
    """A location as it is written; the environment names one, spaces and all."""

    name = "location"

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Return the variable's value as one location."""
        return [rv] if rv else []


_OWN_WORDS = "datamap.cli.own_words"


def registry_option(command: F) -> F:
    """Add ``-r/--registry``, where the registry is, and ``--ontology``, where its project's own words are.

    :func:`open_registry` opens it with these words; who opens otherwise asks :func:`own_words`.
    """
    return _registry_alone(_ontology_option(command))


def _registry_alone(command: F) -> F:
    return click.option(
        "-r",
        "--registry",
        "registry",
        type=_Location(),
        multiple=True,
        metavar="LOCATION",
        default=("data/registry.ttl",),
        envvar="DATAMAP_REGISTRY",
        callback=lambda ctx, param, value: value[0] if len(value) == 1 else list(value),  # noqa: ARG005
        show_default=True,
        show_envvar=True,
        help="The registry: a file in any RDF syntax (.ttl, .nt, .nq, .trig, .jsonld, .rdf), a directory "
        "(store/) or a SPARQL endpoint (https://...). Several times: they are asked as one.",
    )(command)


def _ontology_option(command: F) -> F:
    def keep(ctx: click.Context, param: click.Parameter, value: str | None) -> None:  # noqa: ARG001
        ctx.meta[_OWN_WORDS] = value

    return click.option(
        "--ontology",
        metavar="FILE",
        envvar="DATAMAP_ONTOLOGY",
        show_envvar=True,
        expose_value=False,
        callback=keep,
        help="The project's own words.  [default: ontology/local.ttl of the registry's project]",
    )(command)


def own_words() -> str | None:
    """Return the file of own words that the running command was given, None for the project's usual one."""
    named: str | None = click.get_current_context().meta.get(_OWN_WORDS)
    return named


_JSON = "json prints one JSON document and nothing else on stdout."


def formats_option(*formats: str, help: str = _JSON) -> Callable[[F], F]:
    """Add ``--format`` with the formats that a command prints, the first by default."""
    return click.option(
        "--format",
        "format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help=help,
    )


def format_option(command: F) -> F:
    """Add ``--format text|json``."""
    return formats_option("text", "json")(command)


def language_option(command: F) -> F:
    """Add ``--lang sv|en``; the default is the locale's language where it is one of them."""
    return click.option(
        "--lang",
        type=click.Choice(["sv", "en"]),
        default=default_language,
        show_default="your locale's, else en",
        help="Language of titles, reasons and notes.",
    )(command)


def report_options(command: F) -> F:
    """Add what every command takes that reports on a registry: where it is, the language, text or JSON."""
    return registry_option(language_option(format_option(command)))


_TODAY = "today"


def day_option(*names: str, help: str, default: str | None = _TODAY) -> Callable[[F], F]:
    """Add an option that is a day, given to the command as a date, or None where nobody gave one.

    ``default`` says in the help what None means; "today" can be written out.
    """

    def day(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:  # noqa: ARG001
        try:
            return dt.date.fromisoformat(value) if value and value != default else None
        except ValueError:
            raise InvalidParameter(f"{names[0]}: {value!r} is no date; write YYYY-MM-DD") from None

    shown = f"{help}  [default: {default}]" if default else help
    return click.option(*names, metavar="YYYY-MM-DD", callback=day, help=shown)


def date_option(help: str) -> Callable[[F], F]:
    """Add ``--date``: the day as of which a document stands."""
    return day_option("--date", help=help)


def at_option(help: str = "The day for which borders are drawn.") -> Callable[[F], F]:
    """Add ``--at``: the day whose law counts."""
    return day_option("--at", help=help)


def default_language() -> str:
    """Return "sv" where the environment's locale is Swedish, else "en" (POSIX order of variables)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "sv" if value.lower().startswith("sv") else "en"
    return "en"


def open_registry(location: str | Sequence[str], create: bool = False) -> Registry:
    """Open the registry a command was given, with the own words it was given."""
    from datamap.api import open as open_location

    return open_location(location, create=create, ontology=own_words())


def print_json(value: Any) -> None:
    """Print one JSON document."""
    import json

    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def note(text: str) -> None:
    """Print a note for the person at the keyboard, on stderr."""
    click.echo(visible(text), err=True)
