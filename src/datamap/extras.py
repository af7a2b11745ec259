"""Libraries that only some parts of datamap need, and how to get them."""

from __future__ import annotations

from importlib import import_module

from datamap.errors import MissingExtra


def require(extra: str, *modules: str) -> None:
    """Make sure that the modules of an extra can be imported, and import them.

    Raises MissingExtra, one line with the command that installs the extra.
    """
    for module in modules:
        try:
            import_module(module)
        except ModuleNotFoundError as error:
            # A library that is there but broken must say so itself.
            if (error.name or "").partition(".")[0] != module.partition(".")[0]:
                raise
            name = module.partition(".")[0]
            raise MissingExtra(f"this needs {name}: pip install 'datamap[{extra}]'") from None
