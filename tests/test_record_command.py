"""``datamap record`` and ``datamap list`` at the keyboard: every format, the same bytes, one line for every mistake."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

import datamap
from datamap.records.formats import FORMATS
from datamap.records.rdf import SYNTAXES
from record_cases import DATE, ORGANISATION, VENDORS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

SUFFIXES = sorted({*FORMATS, *SYNTAXES} - {".htm"})
HOSTILE = [
    '=HYPERLINK("http://evil.example","x")',
    "</script><script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    '#read("/etc/passwd") $x$ *b* @ref',
    "\u202egro.elpmaxe AB",
    "Bell\x07 AB",
    "../../etc/passwd",
    "A" * 300,
    "[x](javascript:alert(1)) | `y`",
]


def text_of(data: bytes, suffix: str) -> str:
    """Return what a format's bytes hold as text, unpacked where it is an archive."""
    if suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if suffix == ".pdf":
        if not shutil.which("pdftotext"):
            pytest.skip("needs pdftotext (Debian: poppler-utils)")
        read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
        return read.stdout.decode("utf-8") + data.decode("latin-1")
    return data.decode("utf-8")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("role", ["processor", "controller"])
def test_every_format_of_both_roles_is_the_same_in_every_run(
    run: Run, registry: Path, tmp_path: Path, suffix: str, role: str
) -> None:
    made = []
    for number, zone in enumerate(("UTC", "Pacific/Auckland")):
        name = f"{role}{number}{suffix}"
        code, out, err = run(
            "record", "--role", role, "-o", name, "-r", registry, "--lang", "sv", "--date", "2026-11-24",
            env={"TZ": zone, "LC_ALL": "sv_SE.UTF-8" if number else "C.UTF-8", "PYTHONHASHSEED": str(number)},
        )  # fmt: skip
        assert code == 0, err
        assert "uppgifter saknas enligt artikel 30" in out
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    assert len(made[0]) > 5_000


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_internal_is_in_the_bytes_that_others_get(
    registry: Path, tmp_path: Path, suffix: str
) -> None:
    opened = datamap.open(registry)
    (tmp_path / "hemlig-fil.yaml").write_text(
        ORGANISATION.replace("by: Åsa Exempel", "by: Disa Internsson"), "utf-8"
    )
    opened.fill(tmp_path / "hemlig-fil.yaml")
    opened.correct("Zoom", states={"data": ["namn"]}, reason="Hemligt skäl", by="Disa Internsson")
    for audience, only in (("authority", None), ("customer", "Exempelföreningen Eken")):
        data = opened.record("processor", "sv", date=DATE, audience=audience, controller=only).render(suffix)
        text = text_of(data, suffix)
        for secret in (
            "Hemligt skäl",
            "Fullständighet",
            "Uppgifter som saknas",
            str(tmp_path),
            "underbitraden.txt",
        ):
            assert secret not in text, (audience, secret)
        if only:
            assert "Björken" not in text
            assert "Exempelarrangören" not in text


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_hostile_names_come_out_as_text(tmp_path: Path, suffix: str) -> None:
    entries = "\n\n".join(f"{name}\nÄndamål: Support\nPersonuppgifter: Namn" for name in HOSTILE)
    (tmp_path / "list.txt").write_text(
        f"Underbiträden\n\nPersonuppgiftsbiträde: Viva\n\n{entries}\n", "utf-8"
    )
    opened = datamap.open(tmp_path / "r.ttl", create=True)
    opened.import_documents(tmp_path / "list.txt")
    data = opened.record("processor", "sv", date=DATE).render(suffix)
    text = text_of(data, suffix)
    assert "root:x:0:0" not in text, "no format reads a file"
    if suffix not in SYNTAXES:
        assert "\u202e" not in text
        assert "⟨U+202E⟩" in text or suffix == ".pdf"
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        values = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in values if cell.data_type == "f" or cell.hyperlink]
        assert any(str(cell.value or "").startswith("=HYPERLINK") for cell in values)
    if suffix in (".html", ".md"):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    if suffix == ".html":
        assert "Content-Security-Policy" in text
        assert "49" not in re.findall(r"\{\{ 7\*7 \}\}|(?<=>)49(?=<)", text)
        assert "{{ 7*7 }}" in text
    if suffix == ".csv":
        cells = [
            cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";") for cell in row
        ]
        assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell]
        raw = opened.record("processor", "sv", date=DATE).render(".csv", raw=True).decode("utf-8-sig")
        assert any(
            cell.startswith("=HYPERLINK")
            for row in csv.reader(io.StringIO(raw), delimiter=";")
            for cell in row
        )


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("no/such/folder/r.pdf", "does not exist"),
        ("r.odt", ".pdf"),
        ("record", "suffix"),
        (".", "suffix"),
        ("folder.html", "is a folder"),
    ],
)
@pytest.mark.parametrize("command", ["record", "list"])
def test_an_output_that_cannot_be_is_one_line(
    run: Run, registry: Path, tmp_path: Path, command: str, output: str, said: str
) -> None:
    (tmp_path / "folder.html").mkdir()
    before = sorted(tmp_path.rglob("*"))
    code, out, err = run(command, "-r", registry, "-o", output)
    assert (code, len(err.splitlines()), out) == (2, 1, ""), err
    assert said in err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", [("record",), ("list",), ("network", "--kind", "vendor-data")])
def test_the_registry_is_never_written_over(
    run: Run, tmp_path: Path, example_list: Path, command: tuple[str, ...]
) -> None:
    name = "r.json" if command[0] == "network" else "r.ttl"
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / name).symlink_to(tmp_path / name)
    assert run("import", example_list, "-r", name)[0] == 0
    before = (tmp_path / name).read_bytes()
    for spelling in (name, f"./{name}", f"link/{name}"):
        code, _, err = run(*command, "-r", name, "-o", spelling)
        assert (code, len(err.splitlines())) == (2, 1)
        assert "is the registry itself" in err
    assert (tmp_path / name).read_bytes() == before


def test_an_extract_compared_with_the_whole_names_no_other_customer(registry: Path, tmp_path: Path) -> None:
    (tmp_path / "o.yaml").write_text(ORGANISATION, "utf-8")
    opened = datamap.open(registry)
    opened.fill(tmp_path / "o.yaml")
    opened.record("processor", "sv", date=DATE).save(tmp_path / "whole.jsonld")
    extract = opened.record(
        "processor",
        "sv",
        date=DATE,
        audience="customer",
        controller="Exempelföreningen Eken",
        compare=tmp_path / "whole.jsonld",
    )
    text = extract.render(".md").decode("utf-8")
    assert "Björken" not in text
    assert "Exempelarrangören" not in text
    assert "whole.jsonld" not in text
    with pytest.raises(datamap.DatamapError, match="same --role and --lang"):
        opened.record("processor", "en", date=DATE, compare=tmp_path / "whole.jsonld")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_disk_that_is_full_leaves_the_old_file(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    target = tmp_path / f"r{suffix}"
    target.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(datamap.DatamapError, match=r"No space left on device.*the old file stands"):
        datamap.open(registry).record(date=DATE).save(target)
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["registry.ttl", target.name])


def test_a_read_only_file_is_one_line(run: Run, registry: Path, tmp_path: Path) -> None:
    import os

    target = tmp_path / "r.md"
    target.write_text("old", "utf-8")
    target.chmod(0o444)
    if os.access(target, os.W_OK):
        pytest.skip("this user may write read-only files")
    code, _, err = run("record", "-r", registry, "-o", target)
    assert (code, len(err.splitlines())) == (2, 1)
    assert "read-only" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("record", "--role", "joint"), "joint"),
        (("record", "--date", "tomorrow"), "YYYY-MM-DD"),
        (("record", "--controller", "Nobody"), "Nobody"),
        (("record", "--compare", "missing.ttl"), "missing.ttl"),
        (("record", "--profile", "dsk"), "dsk"),
        (("gaps", "--for", "Strip"), "did you mean 'Stripe'"),
        (("fill", "missing.xlsx"), "no such file"),
        (("query", "vendors-by-controller", "-p", "customer=Nobody"), "Nobody"),
    ],
)
def test_a_mistake_is_one_line(run: Run, registry: Path, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = run(*arguments, "-r", registry)
    assert (code, len(err.splitlines())) == (2, 1), err
    assert said in err


def test_the_record_is_one_json_document(run: Run, registry: Path) -> None:
    import json

    code, out, _ = run("record", "-r", registry, "--format", "json", "--lang", "en", "--date", "2026-11-24")
    assert code == 0
    record = json.loads(out)
    assert [row["vendor"].split("\n")[0] for row in record["annex-b"]] == [vendor for vendor, *_ in VENDORS]
    assert record["complete"] is False


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_list_for_customers_is_published_in_every_format(
    run: Run, registry: Path, tmp_path: Path, suffix: str, lang: str
) -> None:
    code, _, err = run("list", "-r", registry, "-o", f"list{suffix}", "--lang", lang, "--date", "2026-11-24")
    assert code == 0, err
    if suffix in (".md", ".csv", ".html"):
        text = (tmp_path / f"list{suffix}").read_text("utf-8")
        assert all(vendor.split(" (")[0] in text for vendor, *_ in VENDORS)
        assert "underbitraden.txt" not in text
