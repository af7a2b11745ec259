"""One engine measured in a process of its own, which is stopped where a question takes too long."""

from __future__ import annotations

import json
import resource
import selectors
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asked import FLAGSHIP, Job
from engines import ENGINES

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_RUNS, MOST_RUNS, SECONDS_A_QUESTION = 1, 9, 5.0


@dataclass
class Sample:
    """What one process of one engine measured; times in seconds, sizes in bytes."""

    load: float = 0.0
    peak: int = 0
    disk: int = 0
    first: float | None = None
    """Opening what is kept and answering the flagship, in this process, for the first time."""
    times: dict[str, list[float]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    without: dict[str, str] = field(default_factory=dict)


def work(name: str) -> None:
    """Measure one engine: the task comes as JSON on stdin, each measurement leaves as a line of JSON."""
    task = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        engine = ENGINES[name]()
        try:
            _measure(engine, task, Path(folder))
        finally:
            engine.close()


def _measure(engine: Any, task: dict[str, Any], folder: Path) -> None:
    begin = time.perf_counter()
    engine.load(Path(task["registry"]), Path(task["support"]), folder)
    _tell(load=time.perf_counter() - begin)
    _tell(disk=sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink()))
    for job in (Job(**given) for given in task["jobs"]):
        _tell(begun=job.title)
        if job.title == FLAGSHIP:
            begin = time.perf_counter()
            engine.again()
            engine.ask(job)
            _tell(first=time.perf_counter() - begin)
        times: list[float] = []
        rows: int | None = None
        try:
            while len(times) < LEAST_RUNS or (len(times) < MOST_RUNS and sum(times) < SECONDS_A_QUESTION):
                begin = time.perf_counter()
                rows = engine.ask(job)
                if rows is None:
                    break
                times.append(time.perf_counter() - begin)
        except Exception as error:  # whatever an engine cannot do is told
            _tell(title=job.title, failed=f"{type(error).__name__}: {error}"[:200])
            continue
        # The first runs also fill caches and make columns; where there are others they are dropped.
        if rows is not None:
            _tell(title=job.title, times=times[3:] or times[-1:], rows=rows)
        _tell(peak=_peak(engine))
    _tell(peak=_peak(engine), done=True)


def _tell(**measured: Any) -> None:
    print(json.dumps(measured), flush=True)


def _peak(engine: Any) -> int:
    """Return the peak resident memory of this process, and of the server where there is one, in bytes.

    Linux carries ``ru_maxrss`` over from the process that started this one, so the high-water mark of
    each is read instead.
    """
    processes = ["self"] + ([str(engine.server.process.pid)] if engine.server is not None else [])
    found = 0
    for process in processes:
        status = Path(f"/proc/{process}/status")
        if not status.exists():
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return peak if sys.platform == "darwin" else peak * 1024
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                found += int(line.split()[1]) * 1024
    return found


def run_worker(name: str, task: dict[str, Any], patience: float) -> Sample | None:
    """Measure one engine; None, with a note, when it is not there.

    A question that takes longer than ``patience`` is left out, and the engine started anew for the rest.
    """
    sample, left = Sample(), list(task["jobs"])
    while left:
        begun, error = _one_process(name, {**task, "jobs": left}, patience, sample)
        if error is not None:
            print(f"  {name} is left out: {error}", file=sys.stderr)
            return None
        if begun is None:
            break
        sample.without[begun] = f"over {patience:.0f} s"
        titles = [job["title"] for job in left]
        left = left[titles.index(begun) + 1 :]
    return sample


def _one_process(
    name: str, task: dict[str, Any], patience: float, sample: Sample
) -> tuple[str | None, str | None]:
    """Fill a sample; return the question that took too long, and why there is none."""
    command = [sys.executable, str(Path(__file__).with_name("bench.py")), "--worker", name]
    with (
        tempfile.TemporaryDirectory() as empty,  # no project's words lie around there
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command, cwd=empty, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        ) as process,
        selectors.DefaultSelector() as ready,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(task).encode())
        process.stdin.close()
        ready.register(process.stdout, selectors.EVENT_READ)
        begun: str | None = None
        while True:
            # Loading is waited for as long as it takes.
            if begun is not None and not ready.select(patience):
                process.terminate()  # it stops its server
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                return begun, None
            line = process.stdout.readline()
            if not line:
                break
            told = json.loads(line)
            begun = told.get("begun", begun)
            _take(sample, told)
        process.wait()
        if process.returncode:
            errors.seek(0)
            last = errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]
            return None, last[0] if last else f"exit code {process.returncode}"
    return None, None


def _take(sample: Sample, told: dict[str, Any]) -> None:
    title = str(told.get("title"))
    if "failed" in told:
        sample.without[title] = told["failed"]
    elif "times" in told:
        sample.times[title], sample.rows[title] = told["times"], told["rows"]
    if "load" in told and not sample.load:
        sample.load = told["load"]
    if told.get("first") is not None:
        sample.first = told["first"]
    sample.peak = max(sample.peak, told.get("peak", 0))
    sample.disk = max(sample.disk, told.get("disk", 0))


def collect(
    engines: Sequence[str], task: dict[str, Any], rounds: int, patience: float
) -> dict[str, list[Sample]]:
    """Run the engines in turns; one in which a question took too long takes part in the first round alone."""
    samples: dict[str, list[Sample]] = {}
    for number in range(rounds):
        for name in engines:
            if number and (name not in samples or samples[name][0].without):
                continue
            sample = run_worker(name, task, patience)
            if sample is not None:
                samples.setdefault(name, []).append(sample)
    return samples


def to_json(samples: dict[str, list[Sample]]) -> dict[str, Any]:
    """Return samples as plain values."""
    return {name: [asdict(sample) for sample in of] for name, of in samples.items()}
