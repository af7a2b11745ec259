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


def format_option(command: F) -> F:
    """Add ``--format text|json``."""
    return click.option(
        "--format",
        "format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="json prints one JSON document and nothing else on stdout.",
    )(command)


def language_option(command: F) -> F:
    """Add ``--lang sv|en``; the default is the locale's language where it is one of them."""
    return click.option(
        "--lang",
        type=click.Choice(["sv", "en"]),
        default=default_language,
        show_default="your locale's, else en",
        help="Language of titles, reasons and notes.",
    )(command)


def date_option(help: str) -> Callable[[F], F]:
    """Add ``--date YYYY-MM-DD``, given to the command as a date or None."""
    return click.option(
        "--date",
        "date",
        metavar="YYYY-MM-DD",
        callback=lambda ctx, param, value: parse_date("--date", value),  # noqa: ARG005
        help=f"{help}  [default: today]",
    )


def parse_date(option: str, text: str | None) -> dt.date | None:
    """Return the date of an option; raises InvalidParameter when it is none."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidParameter(f"{option}: {text!r} is no date; write YYYY-MM-DD") from None


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
