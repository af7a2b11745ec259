"""The server reads a project's words beside its registry, and again when they change."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import datamap
from datamap.server.live import LiveRegistry
from review_cases import project

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_served_knows_the_projects_words(tmp_path: Path) -> None:
    registry = project(tmp_path)

    async def read(copy: Path) -> dict[str, Any]:
        return {"words": len(datamap.open(copy).decisions())}

    async def seen() -> list[int]:
        live = LiveRegistry(tmp_path / "data" / "registry.ttl", read, lambda line: None)
        found = []
        async with live.now() as version:
            found.append(version.about["words"])
        registry.decide("skostorlek", note=True, by="Bo", apply=False)
        registry.save_decisions()  # the registry's own file stays as it was
        async with live.now() as version:
            found.append(version.about["words"])
        await live.close()
        return found

    assert asyncio.run(seen()) == [0, 1]


def test_a_served_directory_knows_them_too(tmp_path: Path) -> None:
    registry = project(tmp_path)
    registry.decide("skostorlek", note=True, by="Bo")
    registry.save()
    datamap.copy(tmp_path / "data" / "registry.ttl", str(tmp_path / "data" / "store") + "/")

    async def read(copy: Path) -> dict[str, Any]:
        return {"words": len(datamap.open(copy).decisions())}

    async def seen() -> int:
        live = LiveRegistry(tmp_path / "data" / "store", read, lambda line: None)
        async with live.now() as version:
            found: int = version.about["words"]
        await live.close()
        return found

    assert asyncio.run(seen()) == 1
