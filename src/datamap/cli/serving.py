"""``serve``: the registry for browsers and programs, on this machine unless told otherwise."""

from __future__ import annotations

import click

from datamap.cli.options import language_option, note, own_words, registry_option
from datamap.cli.views import AUDIENCES


@click.command("serve")
@registry_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="The address to listen at; one that others reach needs --token.")  # fmt: skip
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
    "--token",
    "token_file",
    metavar="FILE",
    help="A file that holds the token which every request must bear, as Authorization: Bearer TOKEN or as "
    "the password of Basic (browsers ask for it). The environment's DATAMAP_TOKEN is the token itself.",
)
@click.option(
    "--writable",
    is_flag=True,
    help="Let programs change the registry's file: SPARQL Update at /sparql, graphs at /graphs. On this "
    "machine alone it needs no token: every program and account here can then write.",
)
@click.option(
    "--most-mb",
    default=50,
    show_default=True,
    type=click.IntRange(1, 2000),
    metavar="MB",
    help="How large a query's result may be.",
)
@click.option(
    "--memory-mb", default=2048, show_default=True, type=click.IntRange(64), metavar="MB",
    help="How much memory a query may use, beside what the registry takes.",
)  # fmt: skip
@language_option
def serve_command(
    registry: str,
    host: str,
    port: int,
    audience: str,
    timeout: float,
    names: tuple[str, ...],
    token_file: str | None,
    writable: bool,
    most_mb: int,
    memory_mb: int,
    lang: str,
) -> None:
    """Serve the registry: page, SPARQL editor, SPARQL 1.1 Protocol endpoint, records for download.

    Every request sees the registry's file as it is at that moment. Nothing is fetched from any network, and
    nothing can be changed unless --writable says so. /sparql answers queries (and updates), /graphs gives
    (and takes) graphs. Ctrl+C stops, after answers that are under way.

    \b
    Examples:
      datamap serve
      datamap serve -r registry.ttl --port 8080 --lang sv
      datamap serve --audience customer
      datamap serve --host 0.0.0.0 --token token.txt --name data.example.org
      DATAMAP_TOKEN=$(openssl rand -hex 32) datamap serve --writable
    """
    from datamap.server import serve
    from datamap.server.access import token_from

    serve(
        registry,
        host=host,
        port=port,
        lang=lang,
        audience=audience,
        timeout=timeout,
        writable=writable,
        token=token_from(token_file),
        most_bytes=most_mb * 1_000_000,
        most_memory=memory_mb << 20,
        names=names,
        ontology=own_words(),
        tell=note,
    )
