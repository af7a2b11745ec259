"""The command group, and how errors and endings reach the person at the keyboard."""

from __future__ import annotations

import importlib
import os
import sys

import click

from datamap import __version__
from datamap.errors import DatamapError
from datamap.visible import visible

# Each command lives in its own module, imported when it is run: start-up stays short.
_COMMANDS = {
    "import": ("datamap.cli.documents", "import_command", "Read lists of vendors into the registry."),
    "sources": ("datamap.cli.documents", "sources_command", "Show the documents the registry stands on."),
    "forget": ("datamap.cli.documents", "forget_command", "Take a document out with all its facts."),
    "review": ("datamap.cli.review", "review_command", "Decide what nobody understood in the lists."),
    "query": ("datamap.cli.questions", "query_command", "Ask a question of the catalogue."),
    "sparql": ("datamap.cli.questions", "sparql_command", "Run a SPARQL query of your own."),
    "network": ("datamap.cli.network", "network_command", "Write the registry as a graph or a picture."),
    "diff": ("datamap.cli.changes", "diff_command", "Show what changed between two registries or lists."),
    "summary": (
        "datamap.cli.overview",
        "summary_command",
        "Show the registry at a glance: counts, evidence.",
    ),
    "due": ("datamap.cli.overview", "due_command", "Show what is overdue, due soon, and undated."),
    "record": ("datamap.cli.records", "record_command", "Make the Article 30 record."),
    "gaps": ("datamap.cli.records", "gaps_command", "Show what a record lacks, or write a questionnaire."),
    "fill": ("datamap.cli.records", "fill_command", "Read back answers and facts that persons supply."),
    "list": ("datamap.cli.records", "list_command", "Publish the sub-processor list for customers."),
    "notice": (
        "datamap.cli.changes",
        "notice_command",
        "Write the notice of new sub-processors to customers.",
    ),
    "view": ("datamap.cli.views", "view_command", "Make a page to look at and to send: one HTML file."),
    "copy": ("datamap.cli.copying", "copy_command", "Copy a registry between files, directories, endpoints."),
    "serve": ("datamap.cli.serving", "serve_command", "Serve page, editor and records on this machine."),
    "check": ("datamap.cli.checking", "check_command", "Find what is wrong, missing or worth a look."),
    "transfers": (
        "datamap.cli.transfers",
        "transfers_command",
        "Show transfers to third countries at a date, and what they rest on.",
    ),
    "correct": ("datamap.cli.corrections", "correct_command", "State what outranks the list, with a reason."),
    "same": ("datamap.cli.companies", "same_command", "Say which names are one company's, and undo it."),
    "init": ("datamap.cli.documents", "init_command", "Make a project folder with an example list."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, name, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from datamap.vocabulary.concepts import closest

            near = [known for known, _ in closest(args[0], _COMMANDS, 2, at_least=50)]
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"no command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in _COMMANDS.items()])


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", message="datamap %(version)s")
def cli() -> None:
    """Know which vendors hold which personal data, why and where, and prove it.

    Words that a project has beside the shipped ones stand in ontology/local.ttl, next to the data/ folder of
    its registry. Every command that takes a registry reads them there, or in the file that --ontology (or
    DATAMAP_ONTOLOGY) names.

    \b
    Example:
      datamap import data/sources/underbitraden.txt
      datamap query vendors-by-data-outside -p data=telefonnummer
    """


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code; a user's mistake is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        # Documents hold any character; a terminal that cannot show one gets a substitute.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace" if stream is sys.stderr else "replace")
    if any("\ud800" <= char <= "\udfff" for argument in arguments for char in argument):
        return _fail("an argument is not UTF-8 text; check the terminal's encoding")
    try:
        result = cli.main(arguments, prog_name="datamap", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        return _fail(error.format_message(), getattr(error, "ctx", None))
    except DatamapError as error:
        return _fail(str(error))
    except (click.Abort, KeyboardInterrupt):
        return _fail("interrupted; nothing was written")
    except BrokenPipeError:
        # The reader (head, less) has enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail(f"{error.filename or 'output'}: {error.strerror or error}")
    except MemoryError:
        return _fail("out of memory; split the input")
    return result if isinstance(result, int) else 0


def _fail(message: str, context: click.Context | None = None) -> int:
    line = " ".join(message.split())
    if context is not None and context.command_path:
        line += f" (see {context.command_path} --help)"
    print(f"datamap: {visible(line)}", file=sys.stderr)
    return 2
