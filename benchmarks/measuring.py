"""One engine measured in a process of its own, which is stopped where a question takes too long."""

from __future__ import annotations

import json
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asked import AT, FLAGSHIP, PHONE, Job
from engines import ENGINES, IN_PROCESS

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_RUNS, MOST_RUNS, SECONDS_A_QUESTION = 4, 9, 2.0
"""The first run also fills caches and may make columns; where runs take long, one has to do."""
_LONG = 10.0
COLD_STARTS = 5
_COLD = """
import sys, datamap
found = datamap.open(sys.argv[1]).query(sys.argv[2], data=sys.argv[3], outside="EEA", at=sys.argv[4])
assert sum(found.counts.values()) == len(found)
assert all(row.vendor for row in found[:20])
"""


@dataclass
class Sample:
    """What one process of one engine measured; times in seconds, sizes in bytes."""

    load: float = 0.0
    load_processor: float = 0.0
    peak: int = 0
    disk: int = 0
    first: float | None = None
    """Opening what is kept and answering the flagship, in this process, for the first time."""
    cold: list[float] = field(default_factory=list)
    """New processes that open what is kept, answer the flagship, count, and name the first twenty."""
    times: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    without: dict[str, str] = field(default_factory=dict)


def work(name: str) -> None:
    """Measure one engine: the task comes as JSON on stdin, each measurement leaves as a line of JSON."""
    task = json.load(sys.stdin)
    folder = Path.cwd() / "kept"  # in the folder of this process, which goes with it
    folder.mkdir()
    engine = ENGINES[name]()
    try:
        _measure(engine, task, folder)
    finally:
        engine.close()


def _measure(engine: Any, task: dict[str, Any], folder: Path) -> None:
    begin, busy = time.perf_counter(), time.process_time()
    engine.load(Path(task["registry"]), Path(task["support"]), folder)
    _tell(load=time.perf_counter() - begin, load_processor=time.process_time() - busy)
    _tell(disk=sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink()))
    location = engine.cold()
    if location is not None and task["cold"]:
        command = [sys.executable, "-c", _COLD, location, FLAGSHIP, PHONE, AT]
        for _ in range(COLD_STARTS):
            begin = time.perf_counter()
            subprocess.run(command, check=True)
            _tell(cold=time.perf_counter() - begin)
    first = task["cold"]
    for job in (Job(**given) for given in task["jobs"]):
        _tell(begun=job.title)
        if first and job.question == FLAGSHIP:
            begin = time.perf_counter()
            engine.again()
            if engine.ask(job) is not None:
                _tell(first=time.perf_counter() - begin)
                first = False
        try:
            _ask(engine, job)
        except Exception as error:  # whatever an engine cannot do is told
            _tell(title=job.title, failed=f"{type(error).__name__}: {error}"[:200])
            continue
        _tell(peak=_peak(engine))
    _tell(peak=_peak(engine), done=True)


def _ask(engine: Any, job: Job) -> None:
    times: list[float] = []
    processor: list[float] = []
    rows: int | None = None
    while len(times) < MOST_RUNS and sum(times) < (_LONG if len(times) < LEAST_RUNS else SECONDS_A_QUESTION):
        begin, busy = time.perf_counter(), time.process_time()
        rows = engine.ask(job)
        if rows is None:
            return
        times.append(time.perf_counter() - begin)
        processor.append(time.process_time() - busy)
    _tell(title=job.title, times=times, processor=processor, rows=rows)


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


@dataclass(frozen=True)
class Patience:
    """How many seconds a question may take, and how many an engine with all it does at a size."""

    question: float
    engine: float


def run_worker(name: str, task: dict[str, Any], patience: Patience) -> Sample | None:
    """Measure one engine; None, with a note, when it is not there.

    A question that takes too long is left out, and the engine started anew for the rest, as long as its time
    lasts; what it did not come to is told.
    """
    sample, left = Sample(), list(task["jobs"])
    end = time.monotonic() + patience.engine
    while left:
        given = {**task, "jobs": left, "cold": len(left) == len(task["jobs"])}
        stopped = _one_process(name, given, patience.question, end, sample)
        if stopped.error is not None:
            print(f"  {name} is left out: {stopped.error}", file=sys.stderr)
            return None
        if stopped.why is None:
            break
        titles = [job["title"] for job in left]
        if stopped.begun is None:
            sample.without["load"] = stopped.why
            break
        sample.without[stopped.begun] = stopped.why
        left = left[titles.index(stopped.begun) + 1 :]
        if left and time.monotonic() + sample.load + patience.question / 2 > end:
            sample.without[", ".join(job["title"] for job in left)] = "no time left"
            break
    return sample


@dataclass(frozen=True)
class _Stopped:
    """How a process ended: the question under way and why it was stopped, or an error."""

    begun: str | None = None
    why: str | None = None
    error: str | None = None


def _one_process(name: str, task: dict[str, Any], patience: float, end: float, sample: Sample) -> _Stopped:
    """Fill a sample from one process."""
    command = [sys.executable, str(Path(__file__).with_name("bench.py")), "--worker", name]
    with (
        tempfile.TemporaryDirectory(
            ignore_cleanup_errors=True
        ) as empty,  # no project's words lie around there
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
            remaining = end - time.monotonic()
            waited = remaining if begun is None else min(patience, remaining)
            if not ready.select(max(0.0, waited)):
                _stop(process, 1 if name in IN_PROCESS else 20)
                return _Stopped(begun, f"over {waited:.0f} s" if waited > 1 else "no time left")
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
            return _Stopped(error=last[0] if last else f"exit code {process.returncode}")
    return _Stopped()


def _stop(process: subprocess.Popen[bytes], patience: float) -> None:
    """End a worker; asked kindly first, it stops its server, but not while an engine is at work within it."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _take(sample: Sample, told: dict[str, Any]) -> None:
    title = str(told.get("title"))
    if "failed" in told:
        sample.without[title] = told["failed"]
    elif "times" in told:
        sample.times[title], sample.processor[title] = told["times"], told["processor"]
        sample.rows[title] = told["rows"]
    if "load" in told and not sample.load:
        sample.load, sample.load_processor = told["load"], told["load_processor"]
    if told.get("first") is not None:
        sample.first = told["first"]
    if "cold" in told:
        sample.cold.append(told["cold"])
    sample.peak = max(sample.peak, told.get("peak", 0))
    sample.disk = max(sample.disk, told.get("disk", 0))


def collect(
    engines: Sequence[str], task: dict[str, Any], rounds: int, patience: Patience
) -> dict[str, list[Sample]]:
    """Run the engines in turns; one in which a question took too long takes part in the first round alone."""
    samples: dict[str, list[Sample]] = {}
    for number in range(rounds):
        for name in engines:
            if number and (name not in samples or samples[name][0].without):
                continue
            begin = time.monotonic()
            sample = run_worker(name, task, patience)
            print(f"  {name}: {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
            if sample is not None:
                samples.setdefault(name, []).append(sample)
    return samples


def to_json(samples: dict[str, list[Sample]]) -> dict[str, Any]:
    """Return samples as plain values."""
    return {name: [asdict(sample) for sample in of] for name, of in samples.items()}
