"""A list whose open phrases tests decide, as text and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import datamap

if TYPE_CHECKING:
    from pathlib import Path

LIST = """Underbiträden till Exempel AB

Alfa AB
Ändamål: Kundsupport
Personuppgifter: Namn, e-postadress, skostorlek, telefonnumer
Fysisk lagringsplats: Sverige

Beta AB
Ändamål: Fakturering
Personuppgifter: Namn, skostorlek
Fysisk lagringsplats: Tyskland

Gamma AB
Ändamål: Fakturering
Personuppgifter: Namn, uppgiftsflödet, e-postadress (PII-skrubbning aktiverad)
Fysisk lagringsplats: Tyskland
"""

MARKDOWN = """# Sub-processors

| Sub-processor | Purpose | Personal data | Location |
| --- | --- | --- | --- |
| Delta Inc. | Customer support | Name, shoe size, email address | Germany |
| Epsilon Ltd | Billing | Name, shoe size and phone numbre | Ireland |
| Zeta GmbH | Billing | Name, whatever the oracle says | Atlantis |
"""


def project(folder: Path, **lists: str) -> datamap.Registry:
    """Return the registry of a project folder with these lists in it, saved."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    registry = datamap.open(folder / "data" / "registry.ttl", create=True)
    for name, text in (lists or {"lista_txt": LIST}).items():
        file = folder / name.replace("_", ".")
        file.write_text(text, "utf-8")
        registry.import_documents(file)
    registry.save()
    return registry


def answers(registry: datamap.Registry, data: str) -> dict[str, str]:
    """Return the answer of each vendor to who processes a type of data."""
    return {row.vendor: row.answer for row in registry.query("vendors-by-data", data=data)}


def facts(registry: datamap.Registry) -> set[str]:
    """Return the registry's own triples but those of its header."""
    return {str(t) for t in registry.store.triples() if str(t.subject) != f"<{registry.base}>"}
