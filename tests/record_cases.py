"""What the tests of records share: the example's lines as read by eye, and an organisation described in YAML."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from datamap.records.document import Row

if TYPE_CHECKING:
    from datamap.records.document import Document, Table

DATE = dt.date(2026, 11, 24)

# Vendor, purpose, data ("" where the list states none), place, first and last line: read in data/sources by eye.
VENDORS = [
    ("Sales Manago", "Spårning av webbesökare. Olika per Vivas kund; Namn, e-postadress, telefonnummer",
     "E-postadress, besökta sidor", "EU/EES", "10–13"),
    ("Facebook", "Skapa målgrupper på Facebook/marknadsföring per e-post, analys av målgrupper",
     "Ej personspecifikt, beror på kund, projekt och behov", "EU/EES", "16–19"),
    ("LiveAgent", "Chattverktyg", "E-mail", "EU/EES", "22–25"),
    ("Google LLC (G Suite)", "Hantering av ärenden samt kundsupport i e-post och videosamtal",
     "Namn, e-postadress, telefonnummer", "EU/EES och utanför EU", "28–31, 50"),
    ("vMar Software AB", "Fakturahantering",
     "Namn, e-postadress, kundnummer, personnummer, adress, telefonnummer", "EU/EES", "34–37"),
    ("Rackspace", "Hantering av kunder i egna system",
     "Namn, adress, e-postadress, telefonnummer, IP-adress, roll", "EU/EES", "40–43"),
    ("Stripe", "Kreditkortsbetalning", "Namn, kreditkortsinformation, postnummer", "", "46–48"),
    ("Mongo Cloud", "Säkerhetskopiering av databaser",
     "Namn, adress, e-postadress, telefonnummer, IP-adress, roll", "EU/EES", "52–55"),
    ("Mailchimp", "E-postmarknadsföring", "Olika per Vivas kund; Namn, e-postadress, telefonnummer", "EU/EES",
     "58–61"),
    ("Cygate AB", "Datalagring i databaser",
     "Olika per Vivas kund; Data som samlas in via t.ex. webbformulär eller när slutkunder registrerar sig",
     "EU/EES", "64, 66–68"),
    ("Loopia Aktiebolag", "Datalagring i databaser",
     "Olika per Vivas kund; Data som samlas in via t. ex. webbformulär eller när slutkunder registrerar sig",
     "EU/EES", "71, 73–75"),
    ("BidTheatre", "Marknadsföring med displayannonser", "", "", "78–79"),
    ("Google", "Marknadsföring och dataanalys. Ex. användar- och händelsedata knutna till cookies, "
     "användaridentifierare (till exempel)", "Kundspecifikt", "Även utanför EU/EES", "82–85"),
    ("Linkmobility", "SMS-marknadsföring", "Mobilnummer", "EU/EES", "88–91"),
    ("Zoom", "Deltagande i webinar", "Olika per Vivas kund; Namn, e-postadress, telefonnummer", "EU/EES", "93–96"),
    ("Confetti", "Deltagande på event/webinar", "Olika per Vivas kund; Namn, e-postadress, telefonnummer",
     "EU/EES", "98–101"),
]  # fmt: skip

ORGANISATION = """\
by: Åsa Exempel
date: 2026-11-20
organisation:
  known as: Viva
  name: Viva Exempel AB
  organisationsnummer: 000000-0000
  contact:
    address: Exempelgatan 1, 000 00 Exempelstad
    e-mail: dataskydd@example.com
  dataskyddsombud: Bo Exempel, bo@example.com
  representative:
    not applicable: säte i Sverige
    confirmed by: Cecilia Exempel
    on: 2026-11-19
  säkerhetsåtgärder: [behörighetsstyrning, kryptering]
services:
  - name: Exempelutskick
    category: Utskick av medlemsbrev
    underbiträden: [Mailchimp, Rackspace]
    personuppgifter: namn, e-postadress, medlemsnummer
    third country: "ej tillämpligt: all lagring och åtkomst sker inom EES"
  - name: Exempelevent
    category: Genomförande av webbinarier
    underbiträden: Zoom; Google LLC (G Suite)
    personuppgifter: varierar
    third country: USA
    transfer ground: Beslut om adekvat skyddsnivå (EU) 2023/1795
groups:
  Exempelgruppen:
    services: Exempelutskick
    representative: "Ej tillämpligt: samtliga är etablerade i Sverige"
customers:
  - name: Exempelföreningen Björken
    registration number: 000000-0001
    e-mail: kansli@example.com
    dpo: Doris Exempel
    group: Exempelgruppen
    contract: Biträdesavtal 2026-02-01
  - name: Exempelföreningen Eken
    group: Exempelgruppen
    deviation: Rackspace används inte
  - name: Exempelarrangören AB
    services: [Exempelevent]
    phone: 000-000 00
    dpo: inget
    personuppgifter: namn, e-postadress
vendors:
  Stripe:
    legal entity: Stripe Exempel Ltd
    storage location: Irland
"""


def table(document: Document, key: str) -> Table:
    """Return a section of a document."""
    return next(table for table in document.tables if table.key == key)


def cells(document: Document, key: str, row: int) -> dict[str, str]:
    """Return the texts of a row of a section by column; bands do not count."""
    section = table(document, key)
    rows = [one for one in section.rows if isinstance(one, Row)]
    return {column.key: cell.text for column, cell in section.labelled(rows[row])}


def front(document: Document) -> dict[str, str]:
    """Return the texts of the front page by field."""
    return {field.key: field.cell.text for field in document.front.fields}
