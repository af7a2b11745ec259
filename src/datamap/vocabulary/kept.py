"""Results that cost time and never change, kept between runs in the user's cache folder as JSON.

``DATAMAP_CACHE`` names another folder; empty, it turns keeping off. What cannot be read or written is made
anew.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 4  # files of a kind: two versions of datamap may be in use at once


def kept(name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the JSON object kept under a name, or make it and keep it.

    The part of the name before its first hyphen says of what kind it is; old ones of the kind are taken out.
    """
    folder = _folder()
    if folder is None:
        return make()
    file = folder / f"{name}.json"
    with suppress(OSError, ValueError):
        found = json.loads(file.read_text("utf-8"))
        if isinstance(found, dict):
            return found
    made = make()
    with suppress(OSError):
        _write(file, json.dumps(made, ensure_ascii=False, separators=(",", ":")))
    return made


def _folder() -> Path | None:
    """Return the user's cache folder of datamap by the custom of the system, or None."""
    if "DATAMAP_CACHE" in os.environ:
        given = os.environ["DATAMAP_CACHE"]
        return Path(given) if given else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "datamap"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    kind = file.name.partition("-")[0]
    older = sorted(file.parent.glob(f"{kind}-*.json"), key=lambda other: other.stat().st_mtime)
    for other in older[:-_MOST]:
        other.unlink()
