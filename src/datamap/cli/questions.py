"""``query`` and ``sparql``: asking the registry."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from datamap.cli.layout import coloured, indented, table, terminal_width
from datamap.cli.options import format_option, language_option, open_registry, print_json, registry_option
from datamap.errors import InvalidParameter, InvalidQuery
from datamap.locators import place_in_words

if TYPE_CHECKING:
    from datamap.questions.answers import Answer, Answers
    from datamap.questions.tables import Table

# As datamap.questions.sparql.FORMATS, which would cost a start of the command its import; a test
# holds the two together.
SPARQL_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "json-ld", "rdfxml",
                  "nquads", "trig")  # fmt: skip
_MOST_ON_SCREEN = 1_000
_TEXT = {
    "sv": {
        "number": "nr",
        "outranked": "ersatt",
        "questions": "Frågor i katalogen",
        "none": "(inga rader)",
        "hidden": "{n} leverantörer; --all visar dem",
        "evidence": "belägg",
        "left": "… och {n} rader till; --all visar alla, --most ROWS så många",
    },
    "en": {
        "number": "no.",
        "outranked": "outranked",
        "questions": "Questions of the catalogue",
        "none": "(no rows)",
        "hidden": "{n} vendors; --all lists them",
        "evidence": "evidence",
        "left": "… and {n} more rows; --all shows all, --most ROWS so many",
    },
}


@click.command("query")
@click.argument("name", required=False)
@click.option(
    "-p",
    "--parameter",
    "parameters",
    multiple=True,
    metavar="KEY=VALUE",
    help="A parameter of the question; VALUE is a label in any language, a CURIE or an IRI.",
)
@click.option(
    "--all", "show_all", is_flag=True, help="List the vendors whose answer is no, too, and rows without end."
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    metavar="ROWS",
    help="Of a question in rows, show at most so many; how many are left out is said. On screen 1000.",
)
@registry_option
@language_option
@format_option
def query_command(
    name: str | None,
    parameters: tuple[str, ...],
    show_all: bool,
    most: int | None,
    registry: str,
    lang: str,
    format: str,
) -> None:
    """Ask a question of the catalogue; without NAME, list the questions.

    Four-valued questions answer yes, may occur, not stated, or no according to the list, for every
    vendor, with the reason and the source line.

    \b
    Examples:
      datamap query
      datamap query vendors-by-data-outside -p data=telefonnummer -p outside=EEA
      datamap query vendor-facts -p vendor=Stripe --format json
      datamap query shared-data -p minimum=5 --most 20
    """
    if name is None:
        _list_questions(lang, format)
        return
    given: dict[str, str] = {}
    for parameter in parameters:
        key, value = _key_and_value(parameter)
        if key in given:
            raise InvalidParameter(f"-p {key}: is given twice; ask once for each value")
        given[key] = value
    from datamap.vocabulary.concepts import PERSONAL_DATA, PLACES, preload

    preload(PERSONAL_DATA, PLACES)
    result = open_registry(registry).query(name, lang, **given)
    from datamap.questions.answers import Answers

    four_valued = isinstance(result, Answers)
    if four_valued and most is not None:
        raise InvalidParameter(f"--most: {name} answers for every vendor; it limits questions in rows")
    if format == "json":
        print_json(result.to_dict() if four_valued or most is None else result.to_dict(most))
        return
    limit = most or (None if show_all else _MOST_ON_SCREEN)
    lines = _answers(result, show_all) if four_valued else _table(result, limit)
    click.echo("\n".join(lines))


@click.command("sparql")
@click.argument("file", metavar="FILE|-")
@click.option(
    "--format",
    "format",
    type=click.Choice(SPARQL_FORMATS),
    default="table",
    show_default=True,
    help="json, xml, csv and tsv are the W3C results formats; the last six are for graphs.",
)
@registry_option
def sparql_command(file: str, format: str, registry: str) -> None:
    """Run a SPARQL 1.1 query from FILE, or from standard input with "-".

    The ontology (labels, hierarchy, borders of today) can be queried beside the registry. Known
    prefixes (dm, dpv, pd, loc, skos, ...) need no PREFIX line. SERVICE and LOAD are refused.

    \b
    Example:
      echo 'SELECT ?vendor WHERE { ?vendor a dpv:DataSubProcessor }' | datamap sparql -
    """
    text = _query_text(file)
    result = open_registry(registry).sparql(text)
    if format == "table" and result.kind == "graph":
        format = "turtle"
    if format != "table":
        sys.stdout.flush()
        sys.stdout.buffer.write(result.serialise(format))
        return
    if result.kind == "boolean":
        click.echo("true" if result else "false")
        return
    rows = [tuple(cell if cell is not None else "" for cell in row) for row in result.rows()]
    for line in table(result.columns, rows, terminal_width()):
        click.echo(line)
    click.echo(f"({len(rows)} rows)", err=True)


def _query_text(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.buffer.read().decode("utf-8")
        return Path(file).read_text("utf-8")
    except FileNotFoundError:
        raise InvalidQuery(f"{file}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidQuery(f"{file}: cannot be read as UTF-8 text ({error})") from None


def _key_and_value(parameter: str) -> tuple[str, str]:
    key, sign, value = parameter.partition("=")
    if not sign or not key.strip():
        raise InvalidParameter(f"-p {parameter!r}: write KEY=VALUE, for example -p data=telefonnummer")
    return key.strip(), value


def _list_questions(lang: str, format: str) -> None:
    from datamap.questions.catalogue import load_catalogue

    questions = load_catalogue()
    if format == "json":
        print_json([
            {
                "name": q.name,
                "title": q.title(lang),
                "kind": q.kind,
                "parameters": [{"name": p.name, "type": p.type, "default": p.default} for p in q.parameters],
            }
            for q in questions
        ])  # fmt: skip
        return
    click.echo(_TEXT[lang]["questions"] + "\n")
    for question in questions:
        click.echo(f"  {question.name}")
        for line in indented(question.title(lang), "      ", terminal_width()):
            click.echo(line)
        if question.parameters:
            shown = ", ".join(
                p.name if p.default is None else f"{p.name}={p.default}" for p in question.parameters
            )
            click.echo(f"      -p {shown}")


def _answers(answers: Answers, show_all: bool) -> list[str]:
    from datamap.questions.wording import ANSWER_WORDS

    words, lang, columns = _TEXT[answers.language], answers.language, terminal_width()
    lines = [*indented(answers.title, "", columns), ""]
    answers.justify(answers.rows[: len(answers) - (0 if show_all else answers.counts["no"])])
    for answer, count in answers.counts.items():
        if not count:
            continue
        lines.append(coloured(f"{ANSWER_WORDS[lang][answer]} ({count})", answer))
        if answer == "no" and not show_all:
            lines += [f"  {words['hidden'].format(n=count)}", ""]
            continue
        for row in answers.of(answer):
            lines += _answer(row, words, answers.language, columns)
        lines.append("")
    for note in answers.notes:
        lines += indented(note, "", columns)
    return lines


def _answer(row: Answer, words: dict[str, str], lang: str, columns: int) -> list[str]:
    vendor = row.vendor + "".join(f" ({words})" for words in row.links)
    lines = [*indented(vendor, "  ", columns), *indented(row.reason, "    ", columns)]
    for evidence in row.evidence:
        mark = f"{words['outranked']}: " if evidence.outranked else ""
        where = place_in_words(evidence.line, evidence.at, lang)
        if evidence.source == "corrections":
            where = f"{words['number']} {evidence.line}"
        text = f"{mark}{evidence.source}, {where}: {evidence.text.strip()}"
        lines += indented(text, "      ", columns)
    return lines


def _table(result: Table, most: int | None) -> list[str]:
    words, columns = _TEXT[result.language], terminal_width()
    lines = [*indented(result.title, "", columns), ""]
    rows = []
    headings = list(result.headings)
    shown = result[:most]
    cited = any(row.evidence for row in shown)
    if cited:
        headings.append(words["evidence"])
    for row in shown:
        cells = [_cell(row.values[column]) for column in result.columns]
        if cited:
            cells.append("\n".join(_brief(e, result.language) for e in row.evidence))
        rows.append(cells)
    if rows:
        lines += table(headings, rows, columns)
    else:
        lines.append(words["none"])
    if len(result) > len(shown):
        lines.append(words["left"].format(n=len(result) - len(shown)))
    return [*lines, "", *(line for note in result.notes for line in indented(note, "", columns))]


def _brief(evidence: dict[str, Any], lang: str) -> str:
    """Return source and line, or source and place where the format has more than lines."""
    if "at" not in evidence:
        return f"{evidence['source']}:{evidence['line']}"
    return f"{evidence['source']}, {place_in_words(evidence['line'], evidence['at'], lang)}"


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
