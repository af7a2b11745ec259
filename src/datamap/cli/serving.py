"""``serve``: the registry for browsers and programs on this machine."""

from __future__ import annotations

import click

from datamap.cli.options import language_option, note, registry_option
from datamap.cli.views import AUDIENCES


@click.command("serve")
@registry_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="The address to listen at; one that others reach needs --expose.")  # fmt: skip
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535),
              help="The port to listen at; 0 takes a free one.")  # fmt: skip
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default=AUDIENCES[0],
    show_default=True,
    help="For whom page and documents are; customer and authority get neither editor nor endpoint, since a "
    "query can ask for all that the registry holds.",
)
@click.option(
    "--timeout", default=30.0, show_default=True, metavar="SECONDS", help="How long a query may take."
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="A host name under which a proxy passes requests on; others than localhost are refused.",
)
@click.option(
    "--expose",
    is_flag=True,
    help="Listen at an address that others reach. Whoever does can read the registry: there is no password.",
)
@language_option
def serve_command(
    registry: str,
    host: str,
    port: int,
    audience: str,
    timeout: float,
    names: tuple[str, ...],
    expose: bool,
    lang: str,
) -> None:
    """Serve the registry, read-only: page, SPARQL editor and endpoint, records for download.

    Every request sees the registry's file as it is at that moment. Nothing is fetched from any network,
    nothing can be changed. Ctrl+C stops.

    \b
    Examples:
      datamap serve
      datamap serve -r registry.ttl --port 8080 --lang sv
      datamap serve --audience customer
    """
    from datamap.server import serve

    serve(
        registry,
        host=host,
        port=port,
        lang=lang,
        audience=audience,
        timeout=timeout,
        expose=expose,
        names=names,
        tell=note,
    )
