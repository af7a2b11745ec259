"""A registry file is the old one or the new one, whole, whatever happens to the process that writes it."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import datamap
from datamap.errors import RegistryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Run

KILLS = 25
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}

# What a process without the superuser's right to ignore permissions may do (CAP_DAC_OVERRIDE, prctl 24).
_WITHOUT_OVERRIDE = (
    "import ctypes, os, sys\n"
    "if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(24, 1, 0, 0, 0): sys.exit(77)\n"
    "os.execv(sys.executable, [sys.executable, '-m', 'datamap', *sys.argv[1:]])\n"
)

# The import, killed by itself at the first event of a kind: "fsync", or an audit event such as "os.rename".
_KILLED_AT = (
    "import os, signal, sys\n"
    "moment = sys.argv.pop(1)\n"
    "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
    "if moment == 'fsync': os.fsync = die\n"
    "elif moment == 'open':\n"
    "    sys.addaudithook(lambda e, a: die() if e == 'open' and str(a[0]).endswith('.tmp') else None)\n"
    "else: sys.addaudithook(lambda e, a: die() if e == moment else None)\n"
    "from datamap.cli.start import main\n"
    "main()\n"
)


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of 400 vendors, each with an entry of its own."""
    data = ["Namn, e-postadress", "Telefonnummer", "IP-adress, roll, adress", "Olika per kund; Namn"]
    entries = [
        f"Vendor {number}\nÄndamål: Chattverktyg\nPersonuppgifter: {data[number % 4]}\n"
        f"Fysisk lagringsplats: {'USA' if number % 3 else 'EU/EES'}\n"
        for number in range(400)
    ]
    path = tmp_path_factory.mktemp("lists") / "long.txt"
    path.write_text("\n".join(["Underbiträden som Viva anlitar", "", "Leverantörer:", "", *entries]), "utf-8")
    return path


@pytest.fixture
def new_bytes(tmp_path: Path, registry: Path, long_list: Path) -> bytes:
    """What the registry holds once the long list is imported."""
    other = tmp_path / "whole" / "registry.ttl"
    other.parent.mkdir()
    shutil.copyfile(registry, other)
    datamap.import_documents(long_list, registry=other)
    return other.read_bytes()


def importing(document: Path, registry: Path) -> list[str]:
    return [sys.executable, "-m", "datamap", "import", str(document), "-r", str(registry)]


def one_line(error: bytes | str) -> str:
    text = error.decode() if isinstance(error, bytes) else error
    assert text.startswith("datamap: ")
    assert text.count("\n") == 1
    return text


def rest(registry: Path) -> list[str]:
    """What a killed process left beside the registry."""
    return sorted(p.name for p in registry.parent.iterdir() if p.is_file() and p != registry)


# killed ---------------------------------------------------------------------------------------


def test_killed_at_any_moment_the_file_is_old_or_new(
    registry: Path, long_list: Path, new_bytes: bytes, tmp_path: Path
) -> None:
    old = registry.read_bytes()
    assert old != new_bytes
    trial = tmp_path / "trial.ttl"
    shutil.copyfile(registry, trial)
    start = time.monotonic()
    subprocess.run(importing(long_list, trial), check=True, capture_output=True, env=ENVIRONMENT)
    duration = time.monotonic() - start
    assert trial.read_bytes() == new_bytes
    trial.unlink()

    seed = random.randrange(2**32)
    chance = random.Random(seed)
    killed = attempt = 0
    # The machine's speed changes under other work: a process that ends first tells how long one takes now.
    while killed < KILLS:
        attempt += 1
        assert attempt <= 4 * KILLS, f"{killed} of {attempt} were killed"
        started = time.monotonic()
        registry.write_bytes(old)
        process = subprocess.Popen(
            importing(long_list, registry),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
        )
        # Half of the moments lie in the second half, where the file is written.
        time.sleep(duration * (chance.random() if attempt % 2 else chance.uniform(0.5, 1.0)))
        if process.poll() is not None:
            duration = 0.9 * min(duration, time.monotonic() - started)
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        assert registry.read_bytes() in (old, new_bytes), f"attempt {attempt}, seed {seed}"

    registry.write_bytes(old)
    subprocess.run(importing(long_list, registry), check=True, capture_output=True, env=ENVIRONMENT)
    assert registry.read_bytes() == new_bytes


@pytest.mark.parametrize("moment", ["open", "fsync", "os.rename"])
def test_killed_while_writing_the_old_file_stands_and_a_later_import_works(
    registry: Path, long_list: Path, new_bytes: bytes, run: Run, moment: str
) -> None:
    old = registry.read_bytes()
    command = [sys.executable, "-c", _KILLED_AT, moment, "import", str(long_list), "-r", str(registry)]
    done = subprocess.run(command, capture_output=True, env=ENVIRONMENT)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert registry.read_bytes() == old
    for _ in range(2):
        code, _, err = run("import", long_list, "-r", registry)
        assert code == 0, err
        assert registry.read_bytes() == new_bytes


def test_leftovers_of_a_process_with_our_number_do_not_stop_an_import(
    registry: Path, long_list: Path, new_bytes: bytes
) -> None:
    """In a container every run may have the same process number as the one that was killed."""
    command = [sys.executable, "-c", _KILLED_AT, "fsync", "import", str(long_list), "-r", str(registry)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    assert process.wait() == -signal.SIGKILL
    for name in rest(registry):
        leftover = registry.with_name(name)
        leftover.rename(leftover.with_name(name.replace(str(process.pid), str(os.getpid()))))
    datamap.import_documents(long_list, registry=registry)
    assert registry.read_bytes() == new_bytes


def test_interrupted_by_the_keyboard_the_old_file_stands(registry: Path, long_list: Path) -> None:
    old = registry.read_bytes()
    command = [sys.executable, "-c", _KILLED_AT.replace("SIGKILL", "SIGINT"), "fsync"]
    done = subprocess.run(
        [*command, "import", str(long_list), "-r", str(registry)], capture_output=True, env=ENVIRONMENT
    )
    assert done.returncode == 2
    # The line stands below the "^C" that the terminal shows.
    assert "interrupted" in one_line(done.stderr.lstrip(b"\n"))
    assert registry.read_bytes() == old
    assert rest(registry) == []


# no room --------------------------------------------------------------------------------------


def test_a_file_that_outgrows_the_limit_leaves_the_old_one(registry: Path, long_list: Path) -> None:
    old = registry.read_bytes()
    limit = len(old) + 1000

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        importing(long_list, registry), capture_output=True, env=ENVIRONMENT, preexec_fn=limited
    )
    assert done.returncode == 2
    assert str(registry) in one_line(done.stderr)
    assert registry.read_bytes() == old
    assert rest(registry) == []


def test_a_full_disk_leaves_the_old_file(
    registry: Path, long_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = registry.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(RegistryError, match="No space left") as caught:
            datamap.import_documents(long_list, registry=registry)
    assert "\n" not in str(caught.value)
    assert str(registry) in str(caught.value)
    assert registry.read_bytes() == old
    assert rest(registry) == []
    datamap.import_documents(long_list, registry=registry)
    assert registry.read_bytes() != old


# places where nothing can be written ----------------------------------------------------------


def test_a_missing_folder_is_said_and_not_made(tmp_path: Path, example_list: Path, run: Run) -> None:
    code, out, err = run("import", example_list, "-r", tmp_path / "nowhere" / "registry.ttl")
    assert (code, out) == (2, "")
    assert str(tmp_path / "nowhere") in one_line(err)
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_as_registry_is_refused(tmp_path: Path, example_list: Path, run: Run) -> None:
    (tmp_path / "folder.ttl").mkdir()
    code, out, err = run("import", example_list, "-r", tmp_path / "folder.ttl")
    assert (code, out) == (2, "")
    assert "folder" in one_line(err)
    assert list((tmp_path / "folder.ttl").iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no /proc here")
def test_a_file_system_that_takes_no_files_is_said(example_list: Path, run: Run) -> None:
    target = Path("/proc/self/registry.ttl")
    code, out, err = run("import", example_list, "-r", target)
    assert (code, out) == (2, "")
    assert str(target) in one_line(err)
    # The folder is there; nobody should be sent to make it.
    assert "does not exist" not in err


@pytest.fixture
def bound() -> Iterator[Callable[..., tuple[int, str]]]:
    """The command line as someone whom permissions bind, also where the tests run as root."""

    def start(*arguments: str | Path) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", _WITHOUT_OVERRIDE, *map(str, arguments)],
            capture_output=True,
            env=ENVIRONMENT,
        )
        return done.returncode, done.stderr.decode()

    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.ttl"
        probe.write_text("", "utf-8")
        code, _ = start("import", folder, "-r", probe)
        if code == 77:
            pytest.skip("running as root, and the right to ignore permissions cannot be given up here")
        yield start


def test_a_read_only_file_is_refused_and_stands(
    registry: Path, long_list: Path, bound: Callable[..., tuple[int, str]]
) -> None:
    old = registry.read_bytes()
    registry.chmod(0o444)
    code, err = bound("import", long_list, "-r", registry)
    assert code == 2
    assert str(registry) in one_line(err)
    assert "read-only" in err
    assert registry.read_bytes() == old
    assert stat.S_IMODE(registry.stat().st_mode) == 0o444
    assert rest(registry) == []
    registry.chmod(0o644)
    assert bound("import", long_list, "-r", registry)[0] == 0


def test_a_read_only_folder_is_refused_and_the_file_stands(
    tmp_path: Path, registry: Path, long_list: Path, bound: Callable[..., tuple[int, str]]
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    target = folder / "registry.ttl"
    shutil.copyfile(registry, target)
    old = target.read_bytes()
    folder.chmod(0o555)
    try:
        for path in (target, folder / "new.ttl"):
            code, err = bound("import", long_list, "-r", path)
            assert code == 2
            assert str(path) in one_line(err)
    finally:
        folder.chmod(0o755)
    assert target.read_bytes() == old
    assert rest(target) == []


def test_an_unreadable_file_is_said_and_stands(
    registry: Path, long_list: Path, bound: Callable[..., tuple[int, str]]
) -> None:
    if os.geteuid() == 0:
        pytest.skip("running as root, which may read every file")
    registry.chmod(0o200)
    code, err = bound("import", long_list, "-r", registry)
    assert code == 2
    assert str(registry) in one_line(err)


# what a write leaves alone --------------------------------------------------------------------


def test_the_mode_of_the_file_is_kept(registry: Path, long_list: Path) -> None:
    registry.chmod(0o640)
    datamap.import_documents(long_list, registry=registry)
    assert stat.S_IMODE(registry.stat().st_mode) == 0o640


def test_a_group_writable_mode_is_kept_too(registry: Path, long_list: Path) -> None:
    registry.chmod(0o664)
    before = os.umask(0o022)
    try:
        datamap.import_documents(long_list, registry=registry)
    finally:
        os.umask(before)
    assert stat.S_IMODE(registry.stat().st_mode) == 0o664


def test_a_link_to_the_registry_stays_a_link(tmp_path: Path, registry: Path, long_list: Path) -> None:
    link = tmp_path / "link.ttl"
    link.symlink_to(registry)
    old = registry.read_bytes()
    datamap.import_documents(long_list, registry=link)
    assert link.is_symlink()
    assert registry.read_bytes() != old


def test_an_import_that_fails_leaves_the_registry_alone(tmp_path: Path, registry: Path, run: Run) -> None:
    old = registry.read_bytes()
    (tmp_path / "empty.txt").write_text("Ingenting här.\n", "utf-8")
    (tmp_path / "good.txt").write_text("Fabrikam\nPersonuppgifter: Namn\n", "utf-8")
    code, out, err = run("import", tmp_path / "good.txt", tmp_path / "empty.txt", "-r", registry)
    assert (code, out) == (2, "")
    assert "empty.txt" in one_line(err)
    assert registry.read_bytes() == old


def test_a_dry_run_writes_nothing(tmp_path: Path, registry: Path, long_list: Path, run: Run) -> None:
    old = registry.read_bytes()
    code, out, _ = run("import", long_list, "--dry-run", "-r", registry)
    assert code == 0
    assert "400" in out
    assert registry.read_bytes() == old
    code, _, _ = run("import", long_list, "--dry-run", "-r", tmp_path / "new.ttl")
    assert code == 0
    assert not (tmp_path / "new.ttl").exists()
