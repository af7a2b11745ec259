"""What must be said of the tables of law beside any answer that stands on them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from datamap.findings import wording
from datamap.vocabulary.law_tables import legal_tables_date
from datamap.vocabulary.places import legal_tables_version

if TYPE_CHECKING:
    from datamap.vocabulary.concepts import Vocabulary

_GDPR_APPLIES = dt.date(2018, 5, 25)
_YEAR = dt.timedelta(days=365)


def old_tables_note(vocabulary: Vocabulary, at: dt.date, language: str) -> str | None:
    """Return the note that the tables are older than a year at a date, None where they are not."""
    changed = legal_tables_date(vocabulary)
    if changed is None or at - changed <= _YEAR:
        return None
    version = legal_tables_version(vocabulary)
    return wording.TEXT[language]["old-tables"].format(version=version, date=changed, at=at)


def early_note(at: dt.date, language: str) -> str | None:
    """Return the note that a date is before the GDPR, None where it is not."""
    return wording.TEXT[language]["early"].format(at=at) if at < _GDPR_APPLIES else None
