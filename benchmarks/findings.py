"""Plant mistakes of each kind into lists without any, and count what `datamap check` finds of them.

    python benchmarks/findings.py                    # recall and false alarms of each rule
    python benchmarks/findings.py --lists 60 --seed 7
    python benchmarks/findings.py --speed 100000     # against pySHACL on the same shapes
    python benchmarks/findings.py --speed 1000000 --no-pyshacl

Seconds are of the processor, which a busy machine disturbs least. What is expected stands beside each mistake
in tests/planted_mistakes.py, from the rule table.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable  # noqa: TC003
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import pyoxigraph as ox  # noqa: E402

import datamap  # noqa: E402
from datamap.findings.rules import load_rules  # noqa: E402
from datamap.findings.shapes import SH  # noqa: E402
from planted_mistakes import DATE, MISTAKES, WORLD_MISTAKES, World, clean_world, random_world  # noqa: E402


def found_in(world: World) -> set[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        findings = world.registry(Path(folder)).check(at=DATE)
        if findings.failures:
            raise SystemExit(f"a rule failed: {findings.failures}")
        return {(finding.id, finding.about) for finding in findings}


def recall(lists: int, seed: int) -> bool:
    rng = random.Random(seed)
    worlds = []
    for mistake in MISTAKES.values():
        world = clean_world(4, rng)
        world.entries[1].fields = dict(clean_world(1).entries[0].fields)
        mistake(world, world.entries[1])
        worlds.append(world)
    for change in WORLD_MISTAKES.values():
        world = clean_world(4, rng)
        change(world)
        worlds.append(world)
    worlds += [random_world(rng, rng.randint(3, 14)) for _ in range(lists)]
    worlds += [clean_world(rng.randint(1, 14), rng) for _ in range(max(1, lists // 4))]
    planted, hit, false = Counter[str](), Counter[str](), Counter[str]()
    for world in worlds:
        expected, found = world.findings_expected(), found_in(world)
        planted.update(rule for rule, _ in expected)
        hit.update(rule for rule, _ in expected & found)
        false.update(rule for rule, _ in found - expected)
    print(f"{len(worlds)} lists, {sum(len(w.entries) for w in worlds)} vendors, seed {seed}")
    print(f"{'rule':16}{'planted':>8}{'found':>8}{'false':>8}")
    for rule in dict.fromkeys(r.id for r in load_rules() if r.shape is None and "processor" in r.severities):
        note = "" if planted[rule] else "  (not planted)"
        print(f"{rule:16}{planted[rule]:8}{hit[rule]:8}{false[rule]:8}{note}")
    print(f"{'all':16}{planted.total():8}{hit.total():8}{false.total():8}")
    return planted == hit and not false


def speed(size: int, pyshacl: bool) -> None:
    from generate import write_registry
    from lexicon import load_lexicon

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry.nt"
        write_registry(path, size, 1, load_lexicon())
        start = time.process_time()
        registry = datamap.open(path)
        registry.store.query("ASK {}")  # the ontology is loaded beside the registry
        loaded = time.process_time()
        findings = registry.check(at=dt.date(2026, 11, 24))
        checked = time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{size} triples: load {loaded - start:.2f} s")
        print(f"check {checked - loaded:.2f} s, {len(findings)} findings; peak {peak} MiB")
        shapes = sorted({rule.id for rule in load_rules() if rule.shape is not None})
        ours = min(_timed(lambda: registry.check(only=shapes, at=dt.date(2026, 11, 24))) for _ in range(3))
        print(f"shapes alone {ours:.3f} s")
        if pyshacl:
            took, _ = _pyshacl(registry, "")
            print(f"pySHACL on the same shapes {took:.1f} s: {took / ours:.0f} times as long")
            names, text = _rules_as_shapes()
            ids = sorted({rule.id for rule in load_rules() if rule.name in names})
            both = min(_timed(lambda: registry.check(only=ids + shapes)) for _ in range(3))
            took, found = _pyshacl(registry, text)
            print(f"shapes and {len(names)} rules: {both:.3f} s")
            print(f"pySHACL on them (SHACL-SPARQL) {took:.1f} s: {took / both:.0f} times as long")
            mine = {(f.id, f.subject) for f in registry.check(only=ids) if f.rule.name in names}
            print(f"findings of these rules: {len(mine)}; only one of the two: {len(mine ^ found)}")


def _timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _rules_as_shapes() -> tuple[set[str], str]:
    """Return the rules about entries as SHACL-SPARQL, which knows no MINUS and no VALUES in a query."""
    names, parts = set(), [f"@prefix sh: <{SH}> .\n"]
    for rule in load_rules():
        text = "" if rule.shape else "\n".join(x for x in rule.query().splitlines() if not x.startswith("#"))
        select = text[text.find("SELECT") : text.find("WHERE")]
        if "?process" not in select or "?subject" in select or "?vendor" in select:
            continue
        if re.search(r"MINUS|VALUES|[$]|SELECT.*SELECT", text, re.DOTALL):
            continue
        prefixes = dict(re.findall(r"PREFIX (\S+): <(\S+)>", text))
        body = re.sub(r"PREFIX .*\n", "", text[text.find("WHERE") :])
        for prefix, iri in prefixes.items():
            body = re.sub(rf"(?<![\w-]){prefix}:([\w-]+)", rf"<{iri}\1>", body)
        body = body.replace("?process", "$this").replace("\\", "\\\\")
        names.add(rule.name)
        parts.append(
            f"<urn:{rule.id}> a sh:NodeShape ; sh:targetClass <https://w3id.org/dpv#Process> ; "
            f'sh:sparql [ sh:message "{rule.id}" ; sh:select """SELECT DISTINCT $this {body}""" ] .\n'
        )
    return names, "".join(parts)


def _pyshacl(registry: datamap.Registry, more: str) -> tuple[float, set[tuple[str, str]]]:
    import pyshacl
    import rdflib

    data = rdflib.Graph()
    triples = registry.store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(triples, ox.QueryTriples)
    data.parse(data="".join(f"{t.subject} {t.predicate} {t.object} .\n" for t in triples), format="nt")
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    shapes.parse(data=more, format="turtle")
    reports = []
    took = _timed(lambda: reports.append(pyshacl.validate(data, shacl_graph=shapes, advanced=True)[1]))
    found = {
        (str(source).removeprefix("urn:"), str(reports[0].value(result, rdflib.SH.focusNode)))
        for result, source in reports[0].subject_objects(rdflib.SH.sourceShape)
        if str(source).startswith("urn:")
    }
    return took, found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lists", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=int, metavar="TRIPLES")
    parser.add_argument("--no-pyshacl", action="store_true")
    options = parser.parse_args()
    if options.speed:
        speed(options.speed, not options.no_pyshacl)
    elif not recall(options.lists, options.seed):
        raise SystemExit(1)
