"""Four-valued answers as a table to look at: the vendors that matter first, the no's folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.locators import place_in_words
from datamap.questions import wording
from datamap.questions.forms import sparql_json
from datamap.questions.markup import MOST_ROWS, html_table, html_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.questions.answers import Answer, Answers


def answers_html(answers: Answers) -> str:
    """Return answers as safe HTML: mark and word, reason, and each line of evidence verbatim."""
    lang = answers.language
    # Reasons are fetched for the rows that are shown, and for no others.
    denied = answers.of("no", MOST_ROWS)
    others = len(answers) - answers.counts["no"]
    shown = answers.rows[: min(others, MOST_ROWS)]
    answers.justify([*shown, *denied])
    headings = wording.ANSWER_HEADINGS[lang]
    counts = ", ".join(f"{wording.ANSWER_WORDS[lang][a]}: {n}" for a, n in answers.counts.items())
    caption = f"{answers.title} {counts}."
    parts = [html_table(caption, headings, _rows(shown, lang), lang=lang)]
    if others > MOST_ROWS:
        parts.append(f"<p>… (+{others - MOST_ROWS})</p>")
    if denied:
        word = f"{wording.ANSWER_WORDS[lang]['no']} ({answers.counts['no']})"
        table = html_table(word, headings, _rows(denied, lang), lang=lang)
        parts.append(f"<details><summary>{html_text(word)}</summary>\n{table}\n</details>")
    parts += [f"<p>{html_text(note)}</p>" for note in answers.notes]
    return "\n".join(parts)


def _rows(rows: Sequence[Answer], lang: str) -> list[list[str]]:
    return [
        [
            "\n".join([row.vendor, *(f"({words})" for words in row.links)]),
            f"{wording.ANSWER_MARKS[row.answer]} {wording.ANSWER_WORDS[lang][row.answer]}",
            row.reason,
            "\n".join(
                f"{e.source}, {place_in_words(e.line, e.at, lang)}: {e.text.strip()}" for e in row.evidence
            ),
        ]
        for row in rows
    ]


def answers_text(answers: Answers) -> str:
    """Return answers as plain text: the vendors of each answer by name."""
    lines = [answers.title]
    for answer, count in answers.counts.items():
        if not count:
            continue
        names = [row.vendor for row in answers.of(answer, MOST_ROWS)]
        more = f" (+{count - MOST_ROWS})" if count > MOST_ROWS else ""
        word = wording.ANSWER_WORDS[answers.language][answer]
        lines.append(f"{wording.ANSWER_MARKS[answer]} {word} ({count}): {', '.join(names)}{more}")
    return "\n".join([*lines, *answers.notes])


def answers_json(answers: Answers) -> dict[str, Any]:
    """Return vendor and answer of every row in the SPARQL 1.1 Query Results JSON Format."""
    rows = (({"answer": row.answer, "name": row.vendor}, {"vendor": row.iri}) for row in answers)
    return sparql_json(("vendor", "name", "answer"), rows)
