"""``same``: names that may be one company's, proposed with reasons, confirmed or declined by a person."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from datamap.cli.layout import indented, terminal_width
from datamap.cli.options import (
    day_option,
    note,
    open_registry,
    print_json,
    report_options,
)
from datamap.companies.wording import GRADE_WORDS, KIND_WORDS
from datamap.errors import InvalidParameter
from datamap.registry.company_links import KINDS
from datamap.visible import visible

if TYPE_CHECKING:
    import datetime as dt

    from datamap.api import Registry
    from datamap.companies.proposal import Proposal
    from datamap.companies.traces import Line
    from datamap.registry.company_links import CompanyLink

_MOST_SHOWN = 20
_TEXT = {
    "sv": {
        "none": "Inga namn föreslås som samma.",
        "head": "Förslag ({n}), starkast först; inget hör ihop förrän en person bekräftar det:",
        "more": "… och {n} till; --all visar dem",
        "line": "rad",
        "list": "listans biträde",
        "how": "Bekräfta: datamap same --confirm {a} {b} --by NAMN --reason SKÄL",
        "decided": "Beslut ({n}):",
        "nothing": "Inga beslut.",
        "confirmed": "bekräftat",
        "declined": "avböjt",
        "declined-kind": "är inte samma som",
        "asleep": "vilar: namnen finns inte båda i någon källa nu",
        "undone": "tillbakataget av {by}, {on}: {reason}",
        "made": "Beslut {n} gäller; ångra med: datamap same --undo {n} --by NAMN --reason SKÄL",
        "taken": "Beslut {n} är tillbakataget.",
        "ask": "[j]a, [n]ej, [h]oppa över, [a]vsluta, eller ett annat slag (same, former, product, group)",
        "why": "Skäl",
        "end": "{n} beslut sparade, {left} förslag kvar.",
    },
    "en": {
        "none": "No names are proposed as the same.",
        "head": "Proposals ({n}), strongest first; nothing is joined until a person confirms it:",
        "more": "… and {n} more; --all lists them",
        "line": "line",
        "list": "the list's processor",
        "how": "Confirm: datamap same --confirm {a} {b} --by NAME --reason TEXT",
        "decided": "Decisions ({n}):",
        "nothing": "No decisions.",
        "confirmed": "confirmed",
        "declined": "declined",
        "declined-kind": "is not the same as",
        "asleep": "asleep: the names are not both in a source now",
        "undone": "taken back by {by}, {on}: {reason}",
        "made": "Decision {n} is in force; undo it: datamap same --undo {n} --by NAME --reason TEXT",
        "taken": "Decision {n} is taken back.",
        "ask": "[y]es, [n]o, [s]kip, [q]uit, or another kind (same, former, product, group)",
        "why": "Reason",
        "end": "{n} decisions saved, {left} proposals left.",
    },
}
_YES, _NO, _QUIT = {"y", "yes", "j", "ja"}, {"n", "no", "nej"}, {"q", "quit", "a", "avsluta"}


@click.command("same")
@click.option("--confirm", nargs=2, metavar="NAME NAME", help="Confirm that the two belong together.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(KINDS),
    help="What the first is to the second: the same company, a former name, a product, or another company "
    "of its group.  [default: as proposed, else same]",
)
@click.option("--decline", nargs=2, metavar="NAME NAME", help="Say that the two are not the same.")
@click.option("--undo", type=int, metavar="N", help="Take decision number N back.")
@click.option("--decided", is_flag=True, help="List the decisions, those asleep or taken back too.")
@click.option("--walk", is_flag=True, help="Go through the proposals one by one; each decision is saved.")
@click.option("--by", metavar="NAME", help="Who decides; required for every decision.")
@click.option("--reason", metavar="TEXT", help="Why; required for every decision.")
@day_option("--on", help="When it was decided.")
@click.option("--all", "show_all", is_flag=True, help=f"Show every proposal, not the first {_MOST_SHOWN}.")
@report_options
def same_command(
    confirm: tuple[str, str] | None,
    kind: str | None,
    decline: tuple[str, str] | None,
    undo: int | None,
    decided: bool,
    walk: bool,
    by: str | None,
    reason: str | None,
    on: dt.date | None,
    show_all: bool,
    registry: str,
    lang: str,
    format: str,
) -> None:
    """Say which names are one company's; without options, list what may be.

    Names are never merged: a confirmed link is followed where a question names a vendor, each entry
    under its own name, and can be taken back. Two companies of one group stay two, because transfers
    depend on the legal entity. Decisions survive the next import.

    \b
    Examples:
      datamap same
      datamap same --confirm Facebook Meta --as former --by "Anna Berg" --reason "Renamed in 2021"
      datamap same --decline "Linea" "Linear" --by "Anna Berg" --reason "Two companies"
      datamap same --undo 1 --by "Anna Berg" --reason "Wrong Meta"
    """  # fmt: skip
    chosen = [name for name, used in (
        ("--confirm", confirm), ("--decline", decline), ("--undo", undo is not None),
        ("--decided", decided), ("--walk", walk),
    ) if used]  # fmt: skip
    if len(chosen) > 1:
        raise InvalidParameter(f"{' and '.join(chosen)} are commands of their own; give one")
    if kind is not None and not confirm:
        raise InvalidParameter("--as belongs to --confirm NAME NAME")
    opened = open_registry(registry)
    if walk:
        if not by:
            raise InvalidParameter("--walk needs --by: who decides")
        _walk(opened, by, on, lang)
    elif confirm or decline or undo is not None:
        if not by or not reason:
            raise InvalidParameter("a decision needs --by and --reason")
        if confirm:
            link = opened.confirm_same(*confirm, kind=kind, reason=reason, by=by, on=on)
        elif decline:
            link = opened.decline_same(*decline, reason=reason, by=by, on=on)
        else:
            link = opened.undo_same(undo or 0, reason=reason, by=by, on=on)
        opened.save()
        _tell(opened, link, lang, format)
    elif decided:
        _show_decisions(opened, lang, format)
    else:
        _show_proposals(opened.same(), show_all, lang, format)


def _tell(opened: Registry, link: CompanyLink, lang: str, format: str) -> None:
    if format == "json":
        print_json({"decision": _decision(opened, link)})
        return
    note(_decision_line(opened, link, lang))
    note(_TEXT[lang]["made" if link.in_force else "taken"].format(n=link.number))


def _show_decisions(opened: Registry, lang: str, format: str) -> None:
    links = opened.company_links.all()
    if format == "json":
        print_json({"decisions": [_decision(opened, link) for link in links]})
        return
    words = _TEXT[lang]
    click.echo(words["decided"].format(n=len(links)) if links else words["nothing"])
    for link in links:
        for line in indented(_decision_line(opened, link, lang), "  ", terminal_width()):
            click.echo(line)


def _decision(opened: Registry, link: CompanyLink) -> dict[str, Any]:
    names = {"first_name": opened.name(link.first), "second_name": opened.name(link.second)}
    return {**asdict(link), **names, "asleep": not opened.company_links.is_awake(link)}


def _decision_line(opened: Registry, link: CompanyLink, lang: str) -> str:
    words = _TEXT[lang]
    said = KIND_WORDS[lang][link.kind] if link.decision == "confirmed" else words["declined-kind"]
    line = (
        f"{link.number}  {opened.name(link.first)} {said} {opened.name(link.second)}  "
        f"({words[link.decision]}: {link.by}, {link.on}: {link.reason})"
    )
    if not link.in_force:
        line += "  " + words["undone"].format(by=link.undone_by, on=link.undone_on, reason=link.undone_reason)
    elif not opened.company_links.is_awake(link):
        line += f"  [{words['asleep']}]"
    return line


def _show_proposals(proposals: list[Proposal], show_all: bool, lang: str, format: str) -> None:
    if format == "json":
        print_json({"proposals": [proposal.to_dict(lang) for proposal in proposals]})
        return
    words = _TEXT[lang]
    if not proposals:
        click.echo(words["none"])
        return
    click.echo(words["head"].format(n=len(proposals)))
    shown = proposals if show_all else proposals[:_MOST_SHOWN]
    for proposal in shown:
        click.echo("")
        for line in _proposal(proposal, lang):
            click.echo(line)
    if len(shown) < len(proposals):
        click.echo("\n" + words["more"].format(n=len(proposals) - len(shown)))
    first = shown[0]
    click.echo("")
    for line in indented(
        words["how"].format(a=shlex.quote(first.first_name), b=shlex.quote(first.second_name)),
        "",
        terminal_width(),
    ):
        click.echo(line)


def _proposal(proposal: Proposal, lang: str) -> list[str]:
    columns, words = terminal_width(), _TEXT[lang]
    head = (
        f"{proposal.first_name} {KIND_WORDS[lang][proposal.kind]} {proposal.second_name}  "
        f"[{GRADE_WORDS[lang][proposal.grade]}, {proposal.strength}]"
    )
    lines = list(indented(head, "  ", columns))
    for reason in proposal.reasons:
        lines += indented(reason.words(lang), "    ", columns)
    for cited in (proposal.first_lines, proposal.second_lines):
        for line in cited:
            lines += indented(_cited(line, words), "      ", columns)
    return lines


def _cited(line: Line, words: dict[str, str]) -> str:
    where = f"{words['line']} {line.line}" if line.line else words["list"]
    return f"{line.source}, {where}: {line.text}"


def _walk(opened: Registry, by: str, on: dt.date | None, lang: str) -> None:
    """Ask about each proposal in turn; an answer is saved before the next is asked."""
    words, made = _TEXT[lang], 0
    skipped: set[frozenset[str]] = set()
    while True:
        # One answer may settle several proposals, or make new ones impossible.
        left = [p for p in opened.same() if frozenset((p.first, p.second)) not in skipped]
        if not left:
            break
        proposal = left[0]
        click.echo("")
        for line in _proposal(proposal, lang):
            click.echo(line)
        try:
            answer = click.prompt(words["ask"], default="", show_default=False).strip().casefold()
            if answer in _QUIT:
                break
            if answer not in {*_YES, *_NO, *KINDS}:
                skipped.add(frozenset((proposal.first, proposal.second)))
                continue
            why = click.prompt(words["why"], default=proposal.reasons[0].words(lang))
        except click.Abort:
            click.echo("")
            break
        try:
            if answer in _NO:
                opened.decline_same(proposal.first, proposal.second, reason=why, by=by, on=on)
            else:
                kind = answer if answer in KINDS else proposal.kind
                opened.confirm_same(proposal.first, proposal.second, kind=kind, reason=why, by=by, on=on)
        except InvalidParameter as error:
            note(visible(str(error)))
            skipped.add(frozenset((proposal.first, proposal.second)))
            continue
        opened.save()
        made += 1
    note(words["end"].format(n=made, left=len(opened.same())))
