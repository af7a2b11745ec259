"""Where the ontology, the questions and the example list are.

They stand at the top level of the repository and inside the installed wheel; this module alone
knows both cases.
"""

from __future__ import annotations

from pathlib import Path

from datamap.errors import DatamapError

_PACKAGE = Path(__file__).parent


def resource(name: str) -> Path:
    """Return the path of a shipped file or folder, for example ``ontology`` or ``data/sources``.

    Raises DatamapError when the installation is incomplete.
    """
    installed = _PACKAGE / "_resources" / name
    if installed.exists():
        return installed
    in_repository = _PACKAGE.parents[1] / name
    if in_repository.exists():
        return in_repository
    raise DatamapError(f"datamap's own {name}/ is missing from the installation; install it again")
