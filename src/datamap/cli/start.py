"""The entry point of the ``datamap`` command."""

from __future__ import annotations

import sys

from datamap import __version__


def main() -> None:
    """Run the command line; exit with 0 (fine), 1 (findings) or 2 (failure)."""
    # Answered before anything is imported: `datamap --version` starts as fast as Python does.
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"datamap {__version__}")
        return
    from datamap.cli.commands import run

    sys.exit(run(sys.argv[1:]))
