from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

import datamap

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "sources" / "underbitraden.txt"


class Run(Protocol):
    """Run the command line in a process of its own: arguments in; code, stdout, stderr out."""

    def __call__(
        self,
        *arguments: str | Path,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        input: str = "",
    ) -> tuple[int, str, str]: ...


@pytest.fixture
def example_list() -> Path:
    """The list that travels with datamap."""
    return EXAMPLE


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """A registry file with the example list in it."""
    path = tmp_path / "registry.ttl"
    datamap.import_documents(EXAMPLE, registry=path)
    return path


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command line, in an English locale and the test's own folder unless told otherwise."""

    def start(
        *arguments: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None, input: str = ""
    ) -> tuple[int, str, str]:
        settings = {
            k: v for k, v in os.environ.items() if k not in ("DATAMAP_REGISTRY", "LANG", "LC_MESSAGES")
        }
        settings |= {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", **(env or {})}
        done = subprocess.run(
            [sys.executable, "-m", "datamap", *map(str, arguments)],
            cwd=cwd or tmp_path,
            env=settings,
            input=input.encode(),
            capture_output=True,
            timeout=60,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return start
