"""Measure datamap against raw pyoxigraph and rdflib, at sizes of your choice, and print one table a size.

    python benchmarks/bench.py 10000 100000 1000000

Every engine runs in processes of its own, in turns. A time is the median of a process's runs, from the
quietest of its processes; peak memory is the highest of a whole process. The registries are generated,
the same for a seed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

HERE = Path(__file__).resolve().parent
FIRST_LIST = HERE.parent / "data" / "sources" / "underbitraden.txt"
ENGINES = ("datamap", "pyoxigraph", "rdflib")

LEAST_RUNS, MOST_RUNS, SECONDS_A_QUESTION = 1, 9, 10.0
SHOWN_ROWS = 20
COLD_STARTS = 15

PHONE = "https://w3id.org/dpv/pd#TelephoneNumber"
EEA = "https://w3id.org/dpv/loc#EEA"
MARKETING = "https://w3id.org/dpv#Marketing"
CUSTOMER = "https://w3id.org/dpv#Customer"
MINIMUM = 5
AT = "2026-01-01"

FLAGSHIP = "vendors-by-data-outside"
QUESTIONS = (FLAGSHIP, "data-by-region", "vendor-facts")
PLAIN = "yes alone, plain SPARQL"
# What somebody would write who wants the yes answers alone: the yardstick of the four-valued question.
PLAIN_TEXT = f"""PREFIX dpv: <https://w3id.org/dpv#>
PREFIX dm: <https://w3id.org/datamap#>
SELECT DISTINCT ?vendor WHERE {{
  ?n dm:kindOf* <{PHONE}> . ?process dm:statesData ?n .
  ?place dm:outsideOf <{EEA}> . ?process dm:statesPlace ?place ; dpv:hasDataProcessor ?vendor .
}}
"""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Job:
    """A question: its text for every engine, and what datamap is asked (nothing for plain SPARQL)."""

    title: str
    text: str
    question: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass
class Sample:
    """What one process of one engine measured; times in seconds, memory in bytes."""

    load: float = 0.0
    triples: int = 0
    peak: int = 0
    times: dict[str, list[float]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    evidence: list[float] = field(default_factory=list)


# In the measured process ----------------------------------------------------------------------


class Engine(Protocol):
    """One way to hold a registry and ask it."""

    def load(self, registry: Path, support: Path) -> None:
        """Read a registry; what questions need beside it is read too."""

    def size(self) -> int:
        """Return the number of triples held."""

    def ask(self, job: Job) -> int | None:
        """Answer a question whole and return the number of rows, None where it cannot be asked."""

    def evidence(self, job: Job) -> float | None:
        """Return the seconds that evidence of the first rows takes more, None where there is none."""


class RawOxigraph:
    """pyoxigraph in memory, without datamap."""

    def __init__(self) -> None:
        import pyoxigraph

        self.ox = pyoxigraph
        self.store = pyoxigraph.Store()

    def load(self, registry: Path, support: Path) -> None:
        for path in (registry, support):
            self.store.bulk_load(path=str(path), format=self.ox.RdfFormat.N_TRIPLES)

    def size(self) -> int:
        return len(self.store)

    def ask(self, job: Job) -> int | None:
        solutions = self.store.query(job.text)
        assert isinstance(solutions, self.ox.QuerySolutions)
        return len(list(solutions))

    def evidence(self, job: Job) -> float | None:  # noqa: ARG002
        return None


class Rdflib:
    """rdflib with its own in-memory store and evaluator."""

    def __init__(self) -> None:
        import rdflib

        self.graph = rdflib.Graph()

    def load(self, registry: Path, support: Path) -> None:
        for path in (registry, support):
            self.graph.parse(path, format="nt")

    def size(self) -> int:
        return len(self.graph)

    def ask(self, job: Job) -> int | None:
        return len(list(self.graph.query(job.text)))

    def evidence(self, job: Job) -> float | None:  # noqa: ARG002
        return None


class Datamap:
    """datamap through its public API."""

    def __init__(self) -> None:
        import datamap

        self.open, self.answers = datamap.open, datamap.Answers

    def load(self, registry: Path, support: Path) -> None:  # noqa: ARG002 - it has its own
        self.registry = self.open(registry)

    def size(self) -> int:
        return len(self.registry.store.graph_store)  # type: ignore[attr-defined]

    def ask(self, job: Job) -> int | None:
        if job.question is None:
            return None
        return len(self.registry.query(job.question, **job.parameters))

    def evidence(self, job: Job) -> float | None:
        if job.question is None:
            return None
        answers = self.registry.query(job.question, **job.parameters)
        assert isinstance(answers, self.answers)
        len(answers)
        shown = answers[:SHOWN_ROWS]
        begin = time.perf_counter()
        answers.justify(shown)
        return time.perf_counter() - begin


def measure(engine: Engine, registry: Path, support: Path, jobs: Iterable[Job]) -> Sample:
    """Load once and ask every question until its runs or its time are used up."""
    sample = Sample()
    begin = time.perf_counter()
    engine.load(registry, support)
    sample.load = time.perf_counter() - begin
    for job in jobs:
        times: list[float] = []
        while len(times) < LEAST_RUNS or (len(times) < MOST_RUNS and sum(times) < SECONDS_A_QUESTION):
            begin = time.perf_counter()
            rows = engine.ask(job)
            if rows is None:
                break
            times.append(time.perf_counter() - begin)
            sample.rows[job.title] = rows
        if times:
            # The first run also fills caches; where there are others it is dropped.
            sample.times[job.title] = times[1:] or times
        if job.question == FLAGSHIP:
            runs = (engine.evidence(job) for _ in range(5))
            sample.evidence = [seconds for seconds in runs if seconds is not None]
    sample.peak = peak_memory()
    sample.triples = engine.size()
    return sample


def peak_memory() -> int:
    """Return the peak resident memory of this process in bytes.

    Linux carries ``ru_maxrss`` over from the process that started this one, so its own high-water
    mark is read instead.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def work(name: str) -> None:
    """Measure one engine: the task comes as JSON on stdin, the sample leaves as JSON on stdout."""
    task = json.load(sys.stdin)
    makers: dict[str, Callable[[], Engine]] = {
        "datamap": Datamap,
        "pyoxigraph": RawOxigraph,
        "rdflib": Rdflib,
    }
    jobs = [Job(**job) for job in task["jobs"]]
    sample = measure(makers[name](), Path(task["registry"]), Path(task["support"]), jobs)
    json.dump(asdict(sample), sys.stdout)


# In the process that starts the others --------------------------------------------------------


def jobs_for(vendor: str, names: Sequence[str] = QUESTIONS) -> list[Job]:
    """Return what is measured: the plain question, then those of the catalogue with its own texts."""
    import pyoxigraph as ox

    from datamap.questions.binding import Term, bind
    from datamap.questions.catalogue import load_question
    from datamap.vocabulary.terms import DM, XSD

    terms: dict[str, Term] = {
        "data": ox.NamedNode(PHONE),
        "outside": ox.NamedNode(EEA),
        "place": ox.NamedNode(DM + "storage"),
        "at": ox.Literal(AT, datatype=ox.NamedNode(XSD + "date")),
        "vendor": ox.NamedNode(vendor),
        "purpose": ox.NamedNode(MARKETING),
        "subject": ox.NamedNode(CUSTOMER),
        "minimum": ox.Literal(MINIMUM),
    }
    given = {"data": PHONE, "outside": "EEA", "place": "storage", "at": AT, "vendor": vendor}
    given |= {"purpose": MARKETING, "subject": CUSTOMER, "minimum": str(MINIMUM)}
    jobs = [Job(PLAIN, PLAIN_TEXT)]
    for name in names:
        question = load_question(name)
        parameters = {parameter.name: given[parameter.name] for parameter in question.parameters}
        jobs.append(Job(name, bind(question.text, terms), name, parameters))
    return jobs


def run_worker(name: str, task: dict[str, Any]) -> Sample | None:
    """Measure one engine in a process of its own; None, with a note, when it fails."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--worker", name],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        print(f"  {name} is left out: {last[0]}", file=sys.stderr)
        return None
    return Sample(**json.loads(done.stdout))


def collect(
    engines: Sequence[str], task: dict[str, Any], rounds: int, slow: Sequence[str]
) -> dict[str, list[Sample]]:
    """Run the engines in turns; ``slow`` ones take part in the first round alone."""
    samples: dict[str, list[Sample]] = {}
    for number in range(rounds):
        for name in engines:
            if number and (name in slow or name not in samples):
                continue
            sample = run_worker(name, task)
            if sample is not None:
                samples.setdefault(name, []).append(sample)
    return samples


def busiest_vendor(registry: Path) -> tuple[str, int, int]:
    """Return the vendor with the most processes, and how many processes and vendors there are."""
    counts: Counter[str] = Counter()
    with registry.open(encoding="utf-8") as lines:
        for line in lines:
            if "hasDataProcessor> " in line:
                counts[line.split()[2].strip("<>")] += 1
    own = {vendor: count for vendor, count in counts.items() if "/partner-" not in vendor}
    vendor = max(own, key=lambda iri: (own[iri], iri))
    return vendor, sum(counts.values()), len(counts)


def quietest(samples: Sequence[Sample], pick: Callable[[Sample], Sequence[float]]) -> float | None:
    """Return the lowest median of an engine's processes, None where nothing was measured.

    Other work on the machine only ever adds time, and it comes in spells as long as a whole process.
    """
    return min((statistics.median(pick(sample)) for sample in samples if pick(sample)), default=None)


def print_table(samples: dict[str, list[Sample]], jobs: Sequence[Job]) -> None:
    """Print one size: a line a measurement, a column an engine, then the ratios."""
    measured: list[tuple[str, str, dict[str, float | None]]] = []

    def add(title: str, unit: str, factor: float, pick: Callable[[Sample], Sequence[float]]) -> None:
        values = {name: quietest(of, pick) for name, of in samples.items()}
        measured.append((title, unit, {k: v and v * factor for k, v in values.items()}))

    add("load", "s", 1, lambda s: [s.load])
    for job in jobs:
        add(job.title, "ms", 1e3, lambda s, title=job.title: s.times.get(title, []))  # type: ignore[misc]
    add(f"evidence of {SHOWN_ROWS} rows, more", "ms", 1e3, lambda s: s.evidence)
    peaks: dict[str, float | None] = {n: max(s.peak for s in of) / 2**20 for n, of in samples.items()}
    measured.append(("peak memory", "MiB", peaks))

    head = "".join(f"{name:>12}" for name in ENGINES)
    print(f"{'':34}{head}{'ours/raw':>12}{'rdflib/ours':>13}")
    for title, unit, values in measured:
        cells = "".join(_number(values.get(name), 12) for name in ENGINES)
        ours, raw, other = (values.get(name) for name in ENGINES)
        print(f"{title + ', ' + unit:34}{cells}{_ratio(ours, raw, 12)}{_ratio(other, ours or raw, 13)}")
    by_title = {title: values for title, _, values in measured}
    plain = by_title[PLAIN].get("pyoxigraph")
    for name, value in by_title.get(FLAGSHIP, {}).items():
        if plain and value and name != "rdflib":
            print(f"the four-valued question takes {value / plain:.1f} times the plain one ({name})")


def _number(value: float | None, width: int) -> str:
    if value is None:
        return f"{'-':>{width}}"
    return f"{value:>{width},.{0 if value >= 1000 else 1 if value >= 10 else 2}f}"


def _ratio(value: float | None, base: float | None, width: int) -> str:
    return f"{value / base:>{width - 1},.2f}x" if value and base else f"{'-':>{width}}"


def differing_rows(samples: dict[str, list[Sample]], jobs: Sequence[Job]) -> list[str]:
    """Return the questions to which the engines gave different numbers of rows.

    datamap merges rows that differ in their evidence alone, so it is compared on the four-valued question.
    """
    found = []
    for job in jobs:
        counts = {
            name: of[0].rows[job.title]
            for name, of in samples.items()
            if job.title in of[0].rows and (name != "datamap" or job.question == FLAGSHIP)
        }
        if len(set(counts.values())) > 1:
            found.append(f"{job.title}: {counts}")
    return found


# A cold start ---------------------------------------------------------------------------------


def cold_starts() -> None:
    """Print the wall time of the command from a cold start against Python that does nothing."""
    script = Path(sys.executable).with_name("datamap")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "datamap"]
    with tempfile.TemporaryDirectory() as folder:
        registry = str(Path(folder) / "registry.ttl")
        made = subprocess.run(
            [*command, "import", str(FIRST_LIST), "-r", registry], capture_output=True, text=True, check=False
        )
        if made.returncode:
            print(f"cold start is left out: {made.stderr.strip()}", file=sys.stderr)
            return
        query = [*command, "query", FLAGSHIP, "-p", f"data={PHONE}", "-p", "outside=EEA", "-r", registry]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "datamap --version": [*command, "--version"],
            f"datamap query {FLAGSHIP}": query,
        }
        times: dict[str, list[float]] = {title: [] for title in commands}
        for _ in range(COLD_STARTS):
            for title, words in commands.items():
                begin = time.perf_counter()
                subprocess.run(words, capture_output=True, check=True)
                times[title].append(1e3 * (time.perf_counter() - begin))
    print("\ncold start, the first list")
    bare = statistics.median(times["python -c pass"])
    for title, values in times.items():
        middle = statistics.median(values)
        print(f"{title + ', ms':46}{middle:8.1f}{middle - bare:+10.1f} over bare Python")


@dataclass(frozen=True)
class Plan:
    """What one run measures."""

    engines: Sequence[str]
    questions: Sequence[str]
    rounds: int
    rdflib_limit: int
    seed: int
    folder: Path


def bench(size: int, plan: Plan) -> bool:
    """Measure one size and print its table; return whether all engines gave as many rows."""
    from generate import write_registry, write_support
    from lexicon import load_lexicon

    registry, support = plan.folder / f"registry-{size}-{plan.seed}.nt", plan.folder / "support.nt"
    lexicon = load_lexicon()
    write_support(support, lexicon)
    write_registry(registry, size, plan.seed, lexicon)
    vendor, processes, vendors = busiest_vendor(registry)
    print(f"\n{size:,} triples asked for, {processes:,} processes, {vendors:,} vendors, seed {plan.seed}")
    jobs = jobs_for(vendor, plan.questions)
    task = {"registry": str(registry), "support": str(support), "jobs": [asdict(job) for job in jobs]}
    chosen = [name for name in plan.engines if name != "rdflib" or size <= plan.rdflib_limit]
    if len(chosen) < len(plan.engines):
        print(f"rdflib is left out above {plan.rdflib_limit:,} triples (--rdflib-limit)")
    # At a million triples a process of rdflib takes minutes.
    slow = ["rdflib"] if size >= 1_000_000 else []
    samples = collect(chosen, task, plan.rounds, slow)
    print_table(samples, jobs)
    different = differing_rows(samples, jobs)
    for line in different:
        print(f"DIFFERENT ROWS: {line}")
    return not different


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure datamap against raw pyoxigraph and rdflib.")
    parser.add_argument("sizes", type=int, nargs="*", help="triples; default 10000 100000 1000000")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--questions", nargs="+", default=list(QUESTIONS), help="names of the catalogue")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each engine (default 3)")
    parser.add_argument("--rdflib-limit", type=int, default=100_000, help="no rdflib above this size")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder where the generated registries stay")
    parser.add_argument("--no-cold-start", action="store_true")
    parser.add_argument("--worker", choices=ENGINES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        work(given.worker)
        return 0
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors")
    same = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        plan = Plan(given.engines, given.questions, given.rounds, given.rdflib_limit, given.seed, folder)
        for size in given.sizes or [10_000, 100_000, 1_000_000]:
            same &= bench(size, plan)
    if not given.no_cold_start:
        cold_starts()
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
