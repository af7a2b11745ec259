"""Where things stand in the questionnaire workbook; what writes it and what reads it share this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.vocabulary.record_fields import record_fields

if TYPE_CHECKING:
    from datamap.vocabulary.record_fields import Kind, RecordField

NAME_CELL, DATE_CELL = "B4", "B5"
"""On the first sheet: who answers, and when."""

FIRST_ROW = 3
"""The first row (1-based) with a question; above it a title and the headings."""

ANSWER, REASON, KEY = 5, 6, 7
"""Columns (0-based) of a question: its answer, why it does not apply, and whom and what it is about."""

KEY_ROW = 2
"""The hidden row (1-based) of a sheet of new customers, services or activities that names each column's field."""

NEW_FIRST_ROW = 4

TERMS = "terms"
"""The hidden sheet of what the drop-downs offer."""

NEW_KINDS: tuple[Kind, ...] = ("controller", "service", "activity")
"""What a questionnaire can ask persons to name, in sheets of their own."""

TEXT: dict[str, tuple[str, str]] = {
    "readme": ("Läs mig", "Read me"),
    "questions": ("Frågor", "Questions"),
    "controller": ("Kunder", "Customers"),
    "service": ("Tjänster", "Services"),
    "activity": ("Behandlingar", "Activities"),
    "title": ("Uppgifter som saknas i registret över behandling", "Gaps in the record of processing activities"),
    "who": ("Besvarat av (namn)", "Answered by (name)"),
    "when": ("Datum (ÅÅÅÅ-MM-DD)", "Date (YYYY-MM-DD)"),
    "none": ("Inget saknas. Det finns inget att fylla i.", "Nothing is missing. There is nothing to fill in."),
    "about": ("Gäller", "About"),
    "fact": ("Uppgift", "Fact"),
    "article": ("Krävs enligt", "Asked for by"),
    "question": ("Fråga", "Question"),
    "source": ("Listan anger", "The list states"),
    "answer": ("Svar", "Answer"),
    "reason": ("Ej tillämpligt: skäl", "Not applicable: reason"),
    "key": ("nyckel", "key"),
    "voluntary": ("frivillig", "voluntary"),
    "always": ("gäller alltid", "always applies"),
    "new-controller": ("En rad per kund (personuppgiftsansvarig).", "One row for each customer (controller)."),
    "new-service": ("En rad per tjänst eller kategori av behandling.", "One row for each service or category of processing."),
    "new-activity": ("En rad per behandling som organisationen är personuppgiftsansvarig för.",
                     "One row for each activity for which the organisation is the controller."),
    "how-1": ("Skriv ditt namn och datum här ovanför.", "Write your name and the date above."),
    "how-2": ("Svara i de gula kolumnerna. Lämna det tomt som du inte vet: tomt betyder fortfarande att uppgiften saknas.",
              "Answer in the yellow columns. Leave empty what you do not know: empty still means that it is missing."),
    "how-3": ("Flera värden skiljs åt med semikolon. Listorna ger förslag; egna ord går också, utom för länder, datum "
              "och det som en leverantörs lista redan anger.",
              "Separate several values with semicolons. The lists suggest; your own words do too, except for countries, "
              "dates, and what a vendor's list states."),
    "how-4": ("Gäller uppgiften inte er: skriv skälet i kolumnen för det. I bladen för nya rader: ”Ej tillämpligt: skälet”.",
              "If a fact does not apply to you, write the reason in its column. In the sheets for new rows: "
              "“Not applicable: the reason”."),
    "how-5": ("Läs in svaren med: datamap fill {file}", "Read the answers in with: datamap fill {file}"),
}  # fmt: skip


def text(language: str, key: str, **values: object) -> str:
    """Return a text of the questionnaire in a language."""
    return TEXT[key][0 if language == "sv" else 1].format(**values)


def sheet_names(key: str) -> tuple[str, str]:
    """Return the names of a sheet, in Swedish and English."""
    return TEXT[key]


def new_row_fields(kind: Kind) -> list[RecordField]:
    """Return the fields that a sheet of new rows asks for, the name first."""
    wanted = (
        {"group", "deviation", "data"}
        if kind == "controller"
        else {"retention"}
        if kind == "service"
        else set()
    )
    return [
        field
        for field in record_fields(kind)
        if field.component_of is None and (field.key == "name" or field.questions or field.key in wanted)
    ]
