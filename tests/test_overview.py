"""The registry at a glance, and what is due: expected values counted by hand in the lists."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

import datamap
from datamap.errors import InvalidParameter
from datamap.overview.calendar_file import Event, calendar_file
from datamap.overview.due import after_months
from datamap.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run
    from datamap.overview.report import Report

DAY = dt.date(2026, 11, 24)

FACTS = """\
by: Åsa Exempel
date: 2026-11-01
services:
  - {name: Utskick, sub-processors: [Mailchimp, Rackspace], reviewed: 2025-10-01}
  - {name: Webinar, sub-processors: [Zoom]}
customers:
  - {name: Ek, services: [Utskick], contract: "Avtal 1", contract ends: 2026-12-31}
  - {name: Gran}
vendors:
  Stripe: {contract: "DPA", storage location: [Storbritannien], asked: 2026-10-01, answer due: 2026-10-15, scc date: 2020-05-01, tia date: 2026-01-15}
  Zoom: {contract ends: 2026-06-30, asked: 2026-09-01, answered: 2026-09-20, reviewed: 2026-02-01}
  Google: {asked: 2026-11-01}
"""

MORE = """\
Sub-processors

Nordcall AB
Purpose: Support
Personal data: names, health data
Data subjects: children
Storage location: Sweden

Atlas Inc.
Purpose: Error monitoring
Personal data: IP addresses, frobnicator xyzzy
Storage location: United States or Ireland
Transfer mechanism: SCC
"""


@pytest.fixture
def first(tmp_path: Path) -> datamap.Registry:
    opened = datamap.open(tmp_path / "first.ttl", create=True)
    opened.import_documents(resource("data/sources") / "underbitraden.txt")
    return opened


@pytest.fixture
def stated(first: datamap.Registry, tmp_path: Path) -> datamap.Registry:
    file = tmp_path / "facts.yaml"
    file.write_text(FACTS, "utf-8")
    assert first.fill(file).refused == []
    return first


def rows(report: Report, section: str, *columns: str) -> list[tuple[Any, ...]]:
    found = report.section(section)
    return [tuple(line.values[column] for column in columns) for line in found.lines]


def test_who_holds_most_kinds_of_data(first: datamap.Registry) -> None:
    found = rows(first.summary(at=DAY), "concentration", "vendor", "stated", "conditional", "description")
    # vMar: name, e-mail, customer number, personal number, address, phone.
    assert found[:6] == [
        ("Mongo Cloud", 6, 0, "listed"),
        ("Rackspace", 6, 0, "listed"),
        ("vMar Software AB", 6, 0, "listed"),
        ("Google LLC (G Suite)", 3, 0, "listed"),
        ("Stripe", 3, 0, "listed"),
        # E-mail and visited pages are listed; name and phone stand under purpose.
        ("Sales Manago", 2, 2, "open"),
    ]
    assert len(found) == 16
    assert ("BidTheatre", 0, 0, "notStated") in found
    assert ("Mailchimp", 0, 3, "open") in found


def test_every_number_can_be_retraced(first: datamap.Registry) -> None:
    lines = first.summary("sv", at=DAY).section("concentration").lines
    [stripe] = [line for line in lines if line.values["vendor"] == "Stripe"]
    assert {(item.name, item.as_what) for item in stripe.items} == {
        ("namn", "stated"), ("kortuppgifter", "stated"), ("postnummer", "stated"),
    }  # fmt: skip
    cited = {(e["source"], e["line"], e["text"].strip()) for item in stripe.items for e in item.evidence}
    assert cited == {("underbitraden", 48, "Personuppgifter: Namn, kreditkortsinformation, postnummer")}


def test_places_grounds_and_silence(first: datamap.Registry) -> None:
    summary = first.summary(at=DAY)
    storage = dict(rows(summary, "storage", "group", "vendors"))
    assert storage["outside-stated"] == ["Google"]
    assert storage["both-sides"] == ["Google LLC (G Suite)"]
    assert storage["notStated"] == ["BidTheatre", "Stripe"]
    assert len(storage["inside-stated"]) == 12
    assert dict(rows(summary, "access", "group", "count"))["notStated"] == 16
    grounds = rows(summary, "grounds", "stated", "conditional", "vendors")
    assert grounds == [(1, 0, ["Google LLC (G Suite)"]), (1, 0, ["Google"]), (0, 0, [])]
    # Name, e-mail and telephone under "olika per kund" and the like leave eight lists open; one has none.
    assert rows(summary, "coverage", "listed", "open", "notStated")[0] == (7, 8, 1)
    assert rows(summary, "documents", "document", "age", "entries") == [("underbitraden", None, 16)]


def test_special_categories(first: datamap.Registry, tmp_path: Path) -> None:
    more = tmp_path / "more.txt"
    more.write_text(MORE, "utf-8")
    assert dict(rows(first.summary(at=DAY), "sensitive", "group", "stated"))["article-9"] == 0
    first.import_documents(more)
    summary = first.summary(at=DAY)
    found = {line.values["group"]: line for line in summary.section("sensitive").lines}
    assert found["article-9"].values["vendors"] == ["Nordcall AB"]
    assert found["national-numbers"].values["vendors"] == ["vMar Software AB"]
    assert found["children-subjects"].values["vendors"] == ["Nordcall AB"]
    [item] = [item for item in found["article-9"].items if item.as_what == "stated"]
    assert [e["line"] for e in item.evidence] == [5]
    # Vendors whose list is open may hold health data: not stated, never no.
    assert "Mailchimp" in [i.name for i in found["article-9"].items if i.as_what == "unknown"]
    # "or": nobody says which of the two.
    assert dict(rows(summary, "storage", "group", "vendors"))["outside-may-occur"] == ["Atlas Inc."]
    assert ("Atlas Inc.", "frobnicator xyzzy") in rows(summary, "not-understood", "vendor", "phrase")


def test_what_a_failure_touches(stated: datamap.Registry) -> None:
    section = stated.summary(at=DAY).section("reach")
    found = [tuple(line.values.values()) for line in section.lines]
    # Gran's services are not stated: any vendor may touch it.
    assert found == [("Mailchimp", 3, 1, 1, 1), ("Rackspace", 6, 1, 1, 1), ("Zoom", 3, 1, 0, 1)]
    assert {(i.name, i.as_what) for i in section.lines[0].items} == {
        ("Utskick", ""), ("Ek", "stated"), ("Gran", "notStated"),
    }  # fmt: skip
    assert any("1 customers may be touched" in note for note in section.notes)


def test_names_of_one_company_count_once(first: datamap.Registry) -> None:
    first.confirm_same("Mailchimp", "Zoom", reason="test", by="Bo")
    found = rows(first.summary(at=DAY), "concentration", "vendor", "conditional")
    assert ("Mailchimp / Zoom", 3) in found
    assert len(found) == 15


def test_what_is_due(stated: datamap.Registry) -> None:
    due = stated.due(at=DAY)
    assert rows(due, "overdue", "kind", "subject", "date") == [
        ("scc", "Stripe", "2022-12-27"),  # clauses of before Decision (EU) 2021/914
        ("contract", "Zoom", "2026-06-30"),
        ("review", "Utskick", "2026-10-01"),
        ("question", "Stripe", "2026-10-15"),
    ]
    assert rows(due, "due", "kind", "subject", "date", "days") == [
        ("contract", "Ek", "2026-12-31", 37),
        ("tia", "Stripe", "2027-01-15", 52),
        ("review", "Zoom", "2027-02-01", 69),
    ]
    undated = {(kind, why): names for kind, why, names in rows(due, "undated", "kind", "because", "subject")}
    assert undated["contract", "contract on record, no end date"] == ["Stripe"]
    assert len(undated["contract", "no contract on record"]) == 14
    assert undated["document", "the document states no date"] == ["underbitraden"]
    assert [names for (kind, _), names in undated.items() if kind == "tia"] == [
        ["Google", "Google LLC (G Suite)"]
    ]
    assert [names for (kind, _), names in undated.items() if kind == "question"] == [["Google"]]
    assert rows(due, "answered", "subject") == [("Zoom",)]
    # The United Kingdom's decision runs to 27 December 2031.
    far = stated.due(at=DAY, by=dt.date(2032, 1, 1))
    assert ("adequacy", "2031-12-27") in rows(far, "due", "kind", "date")
    assert rows(stated.due(at=DAY, within=40), "due", "subject") == [("Ek",)]
    assert [e["line"] for e in due.section("overdue").lines[1].items[0].evidence] == [11]


def test_a_day_that_is_due_today_is_not_overdue(stated: datamap.Registry) -> None:
    assert ("contract", "Zoom") in rows(stated.due(at=dt.date(2026, 6, 30)), "due", "kind", "subject")
    assert ("contract", "Zoom") in rows(stated.due(at=dt.date(2026, 7, 1)), "overdue", "kind", "subject")


def test_wrong_periods_are_refused(first: datamap.Registry) -> None:
    for wrong in ({"within": -1}, {"months": 0}, {"by": dt.date(2020, 1, 1)}):
        with pytest.raises(InvalidParameter):
            first.due(at=DAY, **wrong)


def test_months_end_where_the_month_ends() -> None:
    assert after_months(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
    assert after_months(dt.date(2026, 12, 31), 2) == dt.date(2027, 2, 28)


def test_no_name_ends_its_line_in_a_calendar() -> None:
    text = calendar_file([Event(DAY, "Evil\r\nEND:VCALENDAR; a,b\\c " + "å" * 80, "x")], DAY)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    assert sum(line == "END:VCALENDAR" for line in lines) == 1
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:Evil END:VCALENDAR\\; a\\,b\\\\c " + "å" * 80 in unfolded
    assert "DTSTART;VALUE=DATE:20261124\r\n" in text


def test_hostile_names_are_escaped_in_markdown(first: datamap.Registry, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text(
        "Sub-processors\n\n<script>|x| AB\nPersonal data: name\nStorage location: Sweden\n", "utf-8"
    )
    first.import_documents(bad)
    assert "<script>" not in first.summary(at=DAY).markdown(verbose=True)


def test_an_empty_registry(tmp_path: Path) -> None:
    empty = datamap.open(tmp_path / "none.ttl", create=True)
    assert empty.summary(at=DAY).section("concentration").lines == ()
    assert empty.due(at=DAY).overdue == 0


def test_the_commands(run: Run, stated: datamap.Registry, tmp_path: Path) -> None:
    stated.save()
    code, out, _ = run("due", "-r", "first.ttl", "--at", "2026-11-24", "--format", "json")
    assert code == 1
    assert len(json.loads(out)["sections"]["overdue"]["rows"]) == 4
    assert run("due", "-r", "first.ttl", "--at", "2020-01-01")[0] == 0
    code, _, err = run("due", "-r", "first.ttl", "-o", "due.docx")
    assert (code, "due.docx" in err, "Traceback" in err) == (2, True, False)
    assert run("due", "-r", "first.ttl", "--at", "2026-11-24", "-o", "due.ics")[0] == 1
    assert (tmp_path / "due.ics").read_bytes().count(b"BEGIN:VEVENT\r\n") == 7
    code, out, _ = run("summary", "-r", "first.ttl", "--lang", "sv", "--verbose")
    assert code == 0
    assert "Personuppgifter: Namn, kreditkortsinformation, postnummer" in out
