"""What contracts on record say of changes of sub-processors: how long customers may object, and from when.

No law sets these times (Art. 28(2) GDPR), so nothing here is assumed: a time that nobody put on record is
not stated.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.records.units import group_of

if TYPE_CHECKING:
    from datamap.records.cells import Cells
    from datamap.registry.added_facts import AddedFact

_PERIOD = re.compile(
    r"(?P<count>\d{1,3})\s*(?:kalender|calendar\s+)?"
    r"(?P<unit>dagar?|dygn|days?|veck(?:a|or)|weeks?|månad(?:er)?|months?)\b(?!\s*(?:före|before))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one customer's contract, or of its group's.

    ``objection`` and ``notice`` are the facts on record, None where nobody put any; ``deadline`` is the last
    day to object and ``earliest`` the first day a change may take effect, where the words give a number of
    days, weeks or months, counted from the day of the notice.
    """

    controller: str
    name: str
    contract: AddedFact | None
    objection: AddedFact | None
    notice: AddedFact | None
    deadline: dt.date | None
    earliest: dt.date | None


def terms_of(cells: Cells, controller: str, date: dt.date) -> Terms:
    """Return the terms of a customer as they are on record, for a notice of a day."""
    group = group_of(cells, controller)

    def on_record(key: str) -> AddedFact | None:
        return cells.fact(controller, key) or (cells.fact(group, key) if group else None)

    objection, notice = on_record("objection-period"), on_record("notice-period")
    return Terms(
        controller,
        cells.gathered.name(controller),
        on_record("contract"),
        objection,
        notice,
        _after(date, objection),
        _after(date, notice),
    )


def last_day(date: dt.date, words: str) -> dt.date | None:
    """Return the day that is a period after another, where words give it in days, weeks or months.

    Working days are not counted: which days are is a matter of the contract's country. Nor are words that
    give two periods.
    """
    found = list(_PERIOD.finditer(words))
    if len(found) != 1 or len(re.findall(r"\d+", words)) != 1:
        return None
    count, unit = int(found[0]["count"]), found[0]["unit"].casefold()
    try:
        if unit.startswith(("v", "w")):
            return date + dt.timedelta(weeks=count)
        if unit.startswith("m"):
            months = date.year * 12 + date.month - 1 + count
            year, month = months // 12, months % 12 + 1
            return dt.date(year, month, min(date.day, calendar.monthrange(year, month)[1]))
        return date + dt.timedelta(days=count)
    except (OverflowError, ValueError):
        return None


def _after(date: dt.date, fact: AddedFact | None) -> dt.date | None:
    return last_day(date, fact.texts[0]) if fact is not None and fact.state == "given" else None
