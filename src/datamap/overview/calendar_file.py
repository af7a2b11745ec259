"""Days as a calendar file: iCalendar, RFC 5545."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from datamap.visible import visible

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

_MOST_OCTETS = 75


class Event(NamedTuple):
    """What happens on a day."""

    day: dt.date
    summary: str
    description: str


def calendar_file(events: Iterable[Event], stamp: dt.date) -> str:
    """Return events of a whole day each; the same events give the same bytes (their ids too).

    Texts are escaped (3.3.11) and lines folded at 75 octets (3.1): no stranger's name can end its line.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//datamap//due//EN", "CALSCALE:GREGORIAN"]
    for event in events:
        name = hashlib.sha256("\n".join((event.day.isoformat(), event.summary)).encode()).hexdigest()[:32]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{name}@datamap",
            f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{_day(event.day)}",
            f"SUMMARY:{_escaped(event.summary)}",
            f"DESCRIPTION:{_escaped(event.description)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _day(day: dt.date) -> str:
    return day.isoformat().replace("-", "")


def _escaped(text: str) -> str:
    plain = visible(" ".join(text.split()))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    part = ""
    for character in line:
        if len((part + character).encode()) > _MOST_OCTETS:
            yield part
            part = " "
        part += character
    yield part
