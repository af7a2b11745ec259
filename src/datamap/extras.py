"""Packages that only some of datamap needs: imported where they are used, and missed in one line."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from datamap.errors import DatamapError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def needs(package: str, extra: str, purpose: str) -> Iterator[None]:
    """Wrap the import of a package that an extra installs.

    ``with needs("typst", "records", "PDF"): import typst``. Raises DatamapError, "PDF needs typst; install
    it with: pip install 'datamap[records]'", where the package is absent; an import that fails for another
    reason raises as it is.
    """
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        raise DatamapError(
            f"{purpose} needs {package}; install it with: pip install 'datamap[{extra}]'"
        ) from None
