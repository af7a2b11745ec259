"""Findings that somebody has decided to live with: ``datamap-suppressions.toml`` beside the registry.

Each has a reason and a date, so that a repository can be guarded by a check that fails on what is new::

    [[suppression]]
    id = "CONTRACT"
    vendor = "Stripe"          # a name or IRI; "*" for all that the rule finds
    reason = "Signed in March, kept by the lawyers"
    date = 2026-11-24          # the day it was decided; it holds from then on
    expires = 2027-06-30       # optional: the last day it holds
    source = "underbitraden"   # optional: only in this list
    by = "Anna Berg"           # optional
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datamap.errors import DatamapError, InputError, UnknownName
from datamap.findings.rules import check_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.findings.finding import Finding
    from datamap.findings.rules import Rule

FILE_NAME = "datamap-suppressions.toml"
_KEYS = frozenset({"id", "vendor", "reason", "date", "expires", "source", "by"})
_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class Suppression:
    """A decision to live with the findings of one rule about one vendor ("*": about all)."""

    id: str
    vendor: str
    reason: str
    date: dt.date
    expires: dt.date | None = None
    source: str | None = None
    by: str | None = None

    @property
    def what(self) -> str:
        """What it is about, for a note."""
        return f"{self.id} {self.vendor}"

    def matches(self, finding: Finding) -> bool:
        """Tell whether it is about a finding, whatever the day."""
        if finding.id != self.id:
            return False
        names = {finding.subject, finding.about.casefold(), *finding.vendors}
        wanted = self.vendor
        if wanted != "*" and wanted not in names and wanted.casefold() not in names:
            return False
        return self.source is None or any(line.source == self.source for line in finding.evidence)

    def to_dict(self) -> dict[str, Any]:
        """Return the suppression as plain values, for JSON."""
        return {
            "reason": self.reason,
            "date": self.date.isoformat(),
            "expires": self.expires.isoformat() if self.expires else None,
            "by": self.by,
        }


def default_file(location: str) -> Path | None:
    """Return the file of suppressions beside a registry, if it is there."""
    beside = Path(location).parent / FILE_NAME
    return beside if beside.is_file() else None


def read_suppressions(file: Path, rules: Iterable[Rule]) -> list[Suppression]:
    """Read suppressions; raises InputError, naming file and entry, for what is incomplete or misspelt."""
    try:
        if file.stat().st_size > _LARGEST:
            raise InputError(f"{file}: is larger than {_LARGEST // 1_000_000} MB")
        data = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror or error})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{file}: is no TOML ({error})") from None
    entries = data.pop("suppression", [])
    if data or not isinstance(entries, list):
        strange = ", ".join(sorted(data)) or "suppression"
        raise InputError(f"{file}: {strange}: write each suppression under [[suppression]]")
    rules = list(rules)
    return [_suppression(entry, f"{file}: suppression {n}", rules) for n, entry in enumerate(entries, 1)]


def _suppression(entry: Any, where: str, rules: list[Rule]) -> Suppression:
    if not isinstance(entry, dict):
        raise InputError(f"{where}: write it under [[suppression]]")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise InputError(f"{where}: {', '.join(unknown)} is not among {', '.join(sorted(_KEYS))}")
    for key in ("id", "vendor", "reason"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            hint = '; write "*" for all that the rule finds' if key == "vendor" else ""
            raise InputError(f"{where}: needs {key} as text{hint}")
    for key in ("source", "by"):
        if key in entry and not isinstance(entry[key], str):
            raise InputError(f"{where}: {key} is text")
    if "date" not in entry:
        raise InputError(f"{where}: needs the date on which it was decided (date = 2026-01-31)")
    days = {key: _day(entry[key], f"{where}: {key}") for key in ("date", "expires") if key in entry}
    if "expires" in days and days["expires"] < days["date"]:
        raise InputError(f"{where}: expires before its date")
    try:
        rule_id = check_id(entry["id"], rules)
    except UnknownName as error:
        raise DatamapError(f"{where}: {error}") from None
    return Suppression(
        rule_id, entry["vendor"].strip(), entry["reason"].strip(), days["date"], days.get("expires"),
        entry.get("source"), entry.get("by"),
    )  # fmt: skip


def _day(value: Any, where: str) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise InputError(f"{where}: {value!r} is no date; write YYYY-MM-DD") from None
