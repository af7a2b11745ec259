"""Files made to explode, in formats other than plain text: refused, or read within bounds, in one line."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _bomb(path: Path, part: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as file:
        for _ in range(120):
            file.write(b"\0" * 1_000_000)


def _laughs(path: Path) -> None:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY l0 "ha">{entities}]><w:document {W}><w:body><w:p><w:r><w:t>&l9;</w:t>'
            "</w:r></w:p></w:body></w:document>",
        )


def _aliases(path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{c}: &{c} [{', '.join([f'*{p}'] * 9)}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True)]
    path.write_text("\n".join(lines), "utf-8")


CASES: dict[str, Callable[[Path], object]] = {
    "bomb.xlsx": lambda p: _bomb(p, "xl/worksheets/sheet1.xml"),
    "bomb.docx": lambda p: _bomb(p, "word/document.xml"),
    "laughs.docx": _laughs,
    "aliases.yml": _aliases,
    "itself.yml": lambda p: p.write_text("a: &a\n  b: *a\n", "utf-8"),
    "deep.yml": lambda p: p.write_text("[" * 100_000, "utf-8"),
    "deep.json": lambda p: p.write_text("[" * 1_000_000, "utf-8"),
    "deep.html": lambda p: p.write_text("<div>" * 100_000 + "x", "utf-8"),
    "deep.md": lambda p: p.write_text("> " * 50_000 + "x", "utf-8"),
    "line.csv": lambda p: p.write_text("a" * 30_000_000, "utf-8"),
    "line.json": lambda p: p.write_text('{"a":"' + "x" * 30_000_000 + '"}', "utf-8"),
    "wide.csv": lambda p: p.write_text(",".join(["a"] * 1_000_000), "utf-8"),
    "large.csv": lambda p: p.write_bytes(b"a" * 200_000_000),
    "spans.html": lambda p: p.write_text(
        "<table><tr>" + "<td colspan=1000 rowspan=60000>x</td>" * 10_000 + "</tr></table>", "utf-8"
    ),
    "loop.pdf": lambda p: p.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n"
    ),
}

# The limits of the promise, held by the system: 1 GiB and 30 seconds.
LIMITED = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)); "
    "from datamap.cli.commands import run; sys.exit(run(sys.argv[1:]))"
)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by the system")
@pytest.mark.parametrize("name", sorted(CASES))
def test_it_is_refused_in_one_line_within_bounds(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    CASES[name](file)
    command = [sys.executable, "-c", LIMITED, "import", "--dry-run", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2, done.stderr[-500:]
    assert len(done.stderr.strip().splitlines()) == 1
    assert name in done.stderr


def test_a_tag_makes_nothing(tmp_path: Path) -> None:
    import datamap

    file, mark = tmp_path / "list.yml", tmp_path / "made"
    file.write_text(
        f'- name: Acme\n  purpose: !!python/object/apply:os.system ["touch {mark}"]\n  location: Sweden\n',
        "utf-8",
    )
    assert [entry.name for entry in datamap.read(file).entries] == ["Acme"]
    assert not mark.exists()


def test_an_entity_opens_no_file(tmp_path: Path) -> None:
    import datamap

    secret = tmp_path / "secret"
    secret.write_text("hush", "utf-8")
    file = tmp_path / "list.html"
    file.write_text(
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret}">]><table><tr><th>Vendor</th><th>Purpose</th>'
        "<th>Location</th></tr><tr><td>Acme &x;</td><td>Hosting</td><td>Sweden</td></tr></table>",
        "utf-8",
    )
    (entry,) = datamap.read(file).entries
    assert "hush" not in entry.name
