"""Lists of vendors made at random, and the same list told otherwise: order, letter case, line breaks, marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    import random

NAMES = (
    "Acme Post",
    "Björk & Son AB",
    "Cirrus Cloud",
    "Delta Pay",
    "Ekot Data",
    "Foxglove Inc.",
    "Gamma Works",
)
DATA = (
    "namn",
    "e-postadress",
    "telefonnummer",
    "adress",
    "kundnummer",
    "IP-adress",
    "personnummer",
    "hälsouppgifter",
)
PURPOSES = ("Fakturahantering", "E-postmarknadsföring", "Säkerhetskopiering", "Kundsupport")
PLACES = ("EU/EES", "USA", "Sverige", "utanför EU/EES", "Indien", "Tyskland")
OPENINGS = ("", "", "Olika per kund; ", "T.ex. ")


@dataclass
class Listed:
    """One entry of a generated list; an empty tuple leaves its field out."""

    name: str
    purposes: tuple[str, ...]
    data: tuple[str, ...]
    places: tuple[str, ...]
    opening: str = ""
    retention: str = ""

    def fields(self) -> list[tuple[str, str]]:
        found = []
        if self.purposes:
            found.append(("Ändamål", ", ".join(self.purposes)))
        if self.data:
            found.append(("Personuppgifter", self.opening + ", ".join(self.data)))
        if self.places:
            found.append(("Fysisk lagringsplats", ", ".join(self.places)))
        if self.retention:
            found.append(("Lagringstid", self.retention))
        return found


def _some(values: tuple[str, ...], least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True).map(tuple)


def lists() -> st.SearchStrategy[list[Listed]]:
    """Return the strategy of lists: vendors of different names, each with at least one field."""
    entry = st.builds(
        Listed,
        name=st.sampled_from(NAMES),
        purposes=_some(PURPOSES, 1, 2),
        data=_some(DATA, 0, 4),
        places=_some(PLACES, 0, 2),
        opening=st.sampled_from(OPENINGS),
        retention=st.sampled_from(("", "", "två år", "tolv månader efter avtalets slut")),
    )
    return st.lists(entry, min_size=1, max_size=6, unique_by=lambda e: e.name)


def as_text(entries: list[Listed]) -> str:
    """Return a list as it might be published."""
    blocks = [
        "\n".join([entry.name, *(f"{label}: {value}" for label, value in entry.fields())])
        for entry in entries
    ]
    return "Underbiträden\n\n" + "\n\n".join(blocks) + "\n"


def told_otherwise(entries: list[Listed], rng: random.Random) -> str:
    """Return the same list in another order, letter case, spacing, broken lines, and with footnote marks."""
    blocks = []
    for entry in rng.sample(entries, len(entries)):
        mark = rng.choice(("", "*"))
        lines = [_cased(entry.name, rng) + mark]
        for label, value in rng.sample(entry.fields(), len(entry.fields())):
            value = _cased(value, rng)
            if rng.random() < 0.5:
                value = value.replace(", ", rng.choice((",\n  ", ",  ", ",\u00a0", ",\n")))
            lines.append(
                f"{_cased(label, rng)}:{rng.choice((' ', '  ', chr(9)))}{value}{rng.choice(('', ' '))}"
            )
        blocks.append("\n".join(lines))
    return "Underbiträden\n\n" + rng.choice(("\n\n", "\n\n\n")).join(blocks) + "\n\n* Se avtalet.\n"


def _cased(text: str, rng: random.Random) -> str:
    return rng.choice((text, text.upper(), text, text[:1].upper() + text[1:]))
