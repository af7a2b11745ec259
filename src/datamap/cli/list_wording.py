"""Whose vendors an imported list names, said to the person who imported it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from datamap.cli.options import note

if TYPE_CHECKING:
    from datamap.registry.importing import ImportReport

_MOST_UNPLACED = 3
_TEXT = {
    "sv": {
        "own": "{source} är den egna listan från {vendor}: posterna är dess underbiträden, inte era leverantörer "
        "(datamap query supply-chain -p vendor={quoted})",
        "unplaced": "{processor} är varken er organisation eller en leverantör i en annan lista; posterna i {source} "
        "räknas som era leverantörer. Är det en leverantör under annat namn: datamap same --confirm {quoted} NAMN",
        "unplacedMany": "{n} listor till från biträden som varken är er organisation eller en leverantör i en "
        "annan lista; deras poster räknas som era leverantörer.",
    },
    "en": {
        "own": "{source} is the own list of {vendor}: its entries are that vendor's sub-processors, no vendors of "
        "yours (datamap query supply-chain -p vendor={quoted})",
        "unplaced": "{processor} is neither your organisation nor a vendor in another list; the entries of {source} "
        "count as your vendors. If it is a vendor under another name: datamap same --confirm {quoted} NAME",
        "unplacedMany": "{n} more lists are of processors that are neither your organisation nor a vendor in "
        "another list; their entries count as your vendors.",
    },
}


def note_places(report: ImportReport, lang: str) -> None:
    """Say which lists are vendors' own, and which could not be placed."""
    text = _TEXT[lang]
    for source, vendors in report.own_lists.items():
        quoted = shlex.quote(vendors[0])
        note(text["own"].format(source=source, vendor=", ".join(vendors), quoted=quoted))
    for source, processor in list(report.unplaced.items())[:_MOST_UNPLACED]:
        quoted = shlex.quote(processor)
        note(text["unplaced"].format(source=source, processor=processor, quoted=quoted))
    if len(report.unplaced) > _MOST_UNPLACED:
        note(text["unplacedMany"].format(n=len(report.unplaced) - _MOST_UNPLACED))
