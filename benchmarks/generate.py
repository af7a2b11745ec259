"""Write a registry of a given size: vendors, processes, statements and claims, the same for a seed.

    python benchmarks/generate.py 1000000 -o registry.nt --support support.nt

A vendor has 1 to 20 processes in several documents. Lists are closed, open or silent; there are
denials, phrases that nobody understood, claims that a correction outranks, places that straddle a
border, and processes with two vendors. Memory does not grow with the size.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.vocabulary.terms import DCT, DM, DPV, RDF, RDFS, XSD
from lexicon import load_lexicon, support_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lexicon import Lexicon

BASE = "https://example.org/datamap/"
TYPE = f"<{RDF}type>"
LABEL = f"<{RDFS}label>"
INTEGER = f"^^<{XSD}integer>"

PROCESSES_PER_SOURCE = 40
MAX_PROCESSES = 20
PARTNERS = 20

_FIRST = "Nord Mail Data Cloud Send Track Pay Hel Vind Atlas Blue Click Form Desk Log Meet Sky"
_SECOND = "wave box ly hub stack works ify base soft link grid port mind forge flow bit io"
_THIRD = ("AB", "Inc.", "GmbH", "Ltd", "B.V.", "LLC", "SAS", "AS", "Oy", "")


@dataclass
class Side:
    """One question about a process: what is stated, may occur, is denied, and how complete it is."""

    name: str
    stated: list[int] = field(default_factory=list)
    possible: list[int] = field(default_factory=list)
    denied: list[int] = field(default_factory=list)
    outranked: list[int] = field(default_factory=list)
    unmapped: int = 0
    coverage: str | None = None


class Chooser:
    """Draws indices of a list of concepts, the first ones most often."""

    def __init__(self, concepts: Sequence[tuple[str, str]], skew: float) -> None:
        self.concepts = concepts
        self.indices = range(len(concepts))
        self.weights = list(accumulate(1 / (rank + 2) ** skew for rank in self.indices))

    def some(self, rng: random.Random, count: int) -> list[int]:
        """Return up to ``count`` different indices."""
        return list(dict.fromkeys(rng.choices(self.indices, cum_weights=self.weights, k=count)))


def triples(size: int, seed: int, lexicon: Lexicon) -> Iterator[str]:
    """Yield the lines (N-Triples, which is Turtle too) of a registry of about ``size`` triples."""
    rng = random.Random(seed)
    # Measured on what this generator writes; only the number of documents depends on it.
    sources = max(2, size // (90 * PROCESSES_PER_SOURCE))
    writer = _Writer(lexicon, rng, sources)
    written = 0
    for line in writer.source_lines():
        yield line
        written += 1
    number = 0
    while written < size:
        for line in writer.vendor_lines(number):
            yield line
            written += 1
        number += 1


def vendors(count: int, seed: int, lexicon: Lexicon) -> Iterator[str]:
    """Yield the lines of a registry of so many vendors."""
    writer = _Writer(lexicon, random.Random(seed), max(2, count // PROCESSES_PER_SOURCE))
    yield from writer.source_lines()
    for number in range(count):
        yield from writer.vendor_lines(number)


class _Writer:
    """Turns random draws into lines; keeps only the next free line of each document."""

    def __init__(self, lexicon: Lexicon, rng: random.Random, sources: int) -> None:
        self.rng = rng
        self.above = lexicon.vocabulary.above
        self.first, self.second = _FIRST.split(), _SECOND.split()
        self.next_line = [4] * sources
        self.choosers = {
            "Data": Chooser(lexicon.data, 1.6),
            "Place": Chooser(lexicon.places, 1.6),
            "Access": Chooser(lexicon.places, 1.3),
            "Purpose": Chooser(lexicon.purposes, 1.0),
            "Subject": Chooser(lexicon.subjects, 1.0),
        }

    def source_lines(self) -> Iterator[str]:
        for number in range(len(self.next_line)):
            source = f"<{BASE}source/list-{number:05}>"
            yield f"{source} {TYPE} <{DM}Source> .\n"
            yield f'{source} <{DCT}title> "Underbiträden, lista {number}"@sv .\n'
            yield f'{source} <{DCT}identifier> "list-{number:05}" .\n'
        for number in range(PARTNERS):
            yield from _vendor(f"<{BASE}vendor/partner-{number}>", f"Partner {number}")

    def vendor_lines(self, number: int) -> Iterator[str]:
        rng = self.rng
        first, second, third = rng.choice(self.first), rng.choice(self.second), rng.choice(_THIRD)
        name = f"{first}{second} {number} {third}".rstrip()
        slug = f"{first}{second}-{number}".lower()
        vendor = f"<{BASE}vendor/{slug}>"
        yield from _vendor(vendor, name)
        count = min(MAX_PROCESSES, 1 + int(rng.expovariate(1 / 3.9)))
        home = rng.randrange(len(self.next_line))
        ordinals: dict[int, int] = {}
        for _ in range(count):
            source = home if rng.random() < 0.7 else rng.randrange(len(self.next_line))
            ordinals[source] = ordinals.get(source, 0) + 1
            suffix = "" if ordinals[source] == 1 else f"/{ordinals[source]}"
            process = f"{BASE}source/list-{source:05}/{slug}{suffix}"
            partner = f"<{BASE}vendor/partner-{rng.randrange(PARTNERS)}>" if rng.random() < 0.01 else None
            yield from self._process_lines(process, source, vendor, partner, name)

    def _process_lines(
        self, process: str, source: int, vendor: str, partner: str | None, name: str
    ) -> Iterator[str]:
        subject = f"<{process}>"
        origin = f"<{BASE}source/list-{source:05}>"
        line = self.next_line[source]
        yield f"{subject} {TYPE} <{DPV}Process> .\n"
        yield f"{subject} <{DPV}hasDataProcessor> {vendor} .\n"
        if partner:
            yield f"{subject} <{DPV}hasDataProcessor> {partner} .\n"
        yield f'{subject} <{DCT}title> "{name}" .\n'
        yield f"{subject} <{DCT}source> {origin} .\n"
        yield f"{subject} <{DM}heading> <{process}/statement/heading> .\n"
        yield from _statement(f"{process}/statement/heading", origin, line, name, "heading")
        offset = 1
        for side in self._sides():
            if side.coverage is None and not (side.stated or side.possible or side.denied):
                continue
            statement = f"{process}/statement/{side.name.lower()}"
            yield from _statement(statement, origin, line + offset, self._words(side), side.name.lower())
            yield from self._side_lines(process, subject, side, statement)
            offset += 1
        self.next_line[source] = line + offset + 1

    def _side_lines(self, process: str, subject: str, side: Side, statement: str) -> Iterator[str]:
        chooser = self.choosers[side.name]
        concepts = chooser.concepts
        key = side.name.lower()
        if side.coverage:
            yield f"{subject} <{DM}{key}Coverage> <{DM}{side.coverage}> .\n"
            yield f"{subject} <{DM}{key}CoverageIn> <{statement}> .\n"
        blocked = set(side.denied)
        number = 0
        for certainty, indices in (
            ("stated", side.stated),
            ("conditional", side.possible),
            ("denied", side.denied),
            ("outranked", side.outranked),
        ):
            for index in indices:
                iri, phrase = concepts[index]
                number += 1
                if certainty == "stated" and not self._denies(iri, blocked, concepts):
                    yield f"{subject} <{DM}states{side.name}> <{iri}> .\n"
                    yield from _plain(process, subject, side.name, iri)
                elif certainty in ("stated", "conditional"):
                    yield f"{subject} <{DM}mayHave{side.name}> <{iri}> .\n"
                elif certainty == "denied":
                    yield f"{subject} <{DM}denies{side.name}> <{iri}> .\n"
                yield from _claim(
                    process, subject, f"{key}-{number}", side, certainty, iri, statement, phrase
                )
        for _ in range(side.unmapped):
            number += 1
            phrase = f"övrigt {number}"
            yield from _claim(process, subject, f"{key}-{number}", side, "stated", None, statement, phrase)

    def _sides(self) -> list[Side]:
        rng = self.rng
        return [
            self._side("Purpose", 1 + int(rng.random() < 0.3), silent=0.05, open_=0.1),
            self._side("Data", 1 + min(11, int(rng.expovariate(1 / 4))), silent=0.1, open_=0.2),
            self._side("Place", 1 + int(rng.random() < 0.2), silent=0.2, open_=0.1),
            self._side("Access", 1, silent=0.8, open_=0.2),
            self._side("Subject", 1 + int(rng.random() < 0.4), silent=0.7, open_=0.2),
        ]

    def _side(self, name: str, count: int, silent: float, open_: float) -> Side:
        rng = self.rng
        side = Side(name)
        draw = rng.random()
        if draw < silent:
            return side
        chosen = self.choosers[name].some(rng, count)
        if draw < silent + open_:
            # "Varies by customer; a, b, c", or a list of examples, or nothing but "depends".
            side.coverage = "open"
            if rng.random() < 0.6:
                side.possible = chosen
            return side
        side.coverage = "listed"
        side.stated = chosen
        if rng.random() < 0.04:
            side.possible = [side.stated.pop()]
        if rng.random() < 0.03:
            side.denied = self.choosers[name].some(rng, 1)
        if rng.random() < 0.01:
            side.outranked = self.choosers[name].some(rng, 1)
        if rng.random() < 0.05:
            side.unmapped = 1
            side.coverage = "open"
        return side

    def _denies(self, iri: str, denied: set[int], concepts: Sequence[tuple[str, str]]) -> bool:
        if not denied:
            return False
        above = self.above(iri)
        return any(concepts[index][0] in above for index in denied)

    def _words(self, side: Side) -> str:
        concepts = self.choosers[side.name].concepts
        parts = [concepts[index][1] for index in side.stated + side.outranked]
        if side.possible:
            parts.append("t.ex. " + ", ".join(concepts[index][1] for index in side.possible))
        parts += ["inte " + concepts[index][1] for index in side.denied]
        parts += ["övrigt"] * side.unmapped
        return ", ".join(parts) or "Olika per kund"


_PLAIN = {"Data": "hasPersonalData", "Purpose": "hasPurpose", "Subject": "hasDataSubject"}
_CLAIMED = {**_PLAIN, "Place": "hasStorageCondition", "Access": "hasAccessLocation"}


def _plain(process: str, subject: str, side: str, iri: str) -> Iterator[str]:
    """What a reader who knows only DPV is told."""
    if side in _PLAIN:
        yield f"{subject} <{DPV}{_PLAIN[side]}> <{iri}> .\n"
    elif side == "Place":
        node = f"<{process}/storage/{iri.rpartition('#')[2]}>"
        yield f"{subject} <{DPV}hasStorageCondition> {node} .\n"
        yield f"{node} {TYPE} <{DPV}StorageLocation> .\n"
        yield f"{node} <{DPV}hasLocation> <{iri}> .\n"


def _vendor(subject: str, name: str) -> Iterator[str]:
    yield f"{subject} {TYPE} <{DPV}DataSubProcessor> .\n"
    yield f'{subject} {LABEL} "{name}" .\n'


def _statement(iri: str, origin: str, line: int, text: str, key: str) -> Iterator[str]:
    subject = f"<{iri}>"
    yield f"{subject} {TYPE} <{DM}Statement> .\n"
    yield f"{subject} <{DCT}source> {origin} .\n"
    yield f'{subject} <{DM}line> "{line}"{INTEGER} .\n'
    yield f'{subject} <{DM}text> "{_escaped(text)}"@sv .\n'
    yield f"{subject} <{DM}field> <{DM}field-{key}> .\n"


def _claim(
    process: str,
    of: str,
    key: str,
    side: Side,
    certainty: str,
    concept: str | None,
    statement: str,
    phrase: str,
) -> Iterator[str]:
    subject = f"<{process}/claim/{key}>"
    namespace = DM if side.name == "Access" else DPV
    yield f"{subject} {TYPE} <{DM}Claim> .\n"
    yield f"{subject} <{DM}process> {of} .\n"
    yield f"{subject} <{DM}property> <{namespace}{_CLAIMED[side.name]}> .\n"
    yield f"{subject} <{DM}certainty> <{DM}{certainty}> .\n"
    if concept:
        yield f"{subject} <{DM}concept> <{concept}> .\n"
    yield f"{subject} <{DM}statement> <{statement}> .\n"
    yield f'{subject} <{DM}phrase> "{_escaped(phrase)}"@sv .\n'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def write_registry(path: Path, size: int, seed: int, lexicon: Lexicon) -> None:
    """Write a registry as N-Triples."""
    _write(path, triples(size, seed, lexicon))


def write_support(path: Path, lexicon: Lexicon) -> None:
    """Write the triples of the hierarchy and the borders as N-Triples."""
    _write(path, support_lines(lexicon.vocabulary))


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", buffering=1 << 20) as file:
        file.writelines(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a registry of a given size.")
    parser.add_argument("size", type=int, help="about how many triples")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--support", type=Path, help="write the triples of the hierarchy and borders here")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    lexicon = load_lexicon()
    write_registry(arguments.output, arguments.size, arguments.seed, lexicon)
    if arguments.support:
        write_support(arguments.support, lexicon)


if __name__ == "__main__":
    main()
