"""What changed between two lists or registries: every change with its evidence, and nothing cosmetic."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import datamap
from conftest import EXAMPLE
from datamap.changes.answers import Answering
from datamap.changes.snapshot import take_snapshot
from datamap.cli.commands import run as run_command
from datamap.vocabulary.concepts import load_vocabulary
from datamap.vocabulary.places import EEA
from datamap.vocabulary.terms import curie
from generated_lists import DATA, Listed, as_text, lists, told_otherwise

if TYPE_CHECKING:
    from datamap.changes.change import Change, Changes
    from datamap.claims.model import Reading

ORIGINAL = EXAMPLE.read_text("utf-8")


def reading(text: str, name: str = "list") -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.txt"
        file.write_text(text, "utf-8")
        return datamap.read(file)


def between(old: str, new: str) -> Changes:
    return datamap.diff(reading(old, "old"), reading(new, "new"))


def changed(old: str, new: str, text: str = ORIGINAL) -> Changes:
    """Return what changes in a text when some words of it, which stand there once, become others."""
    assert text.count(old) == 1, old
    return between(text, text.replace(old, new))


def facts(changes: Changes) -> list[tuple[str, str, str, str | None, str, str]]:
    return [
        (c.vendor, c.kind, c.facet, curie(c.concept) if c.concept else None, c.before, c.after)
        for c in changes
    ]


def answers(change: Change) -> set[tuple[str, str, str, str]]:
    return {(a.asked, curie(a.concept) if a.concept else "", a.before, a.after) for a in change.answers}


# nothing cosmetic ----------------------------------------------------------------------------------------


@given(lists(), st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_a_list_told_otherwise_has_not_changed(entries: list[Listed], rng: random.Random) -> None:
    old, new = as_text(entries), told_otherwise(entries, rng)
    changes = between(old, new)
    assert not changes, (old, new, facts(changes))


def test_the_order_of_the_example_and_its_line_breaks_are_no_change() -> None:
    head, *blocks = ORIGINAL.split("\n\n\n")
    # The two last vendors have one blank line between them, and Stripe its footnote: each block stays whole.
    shuffled = [head, *random.Random(7).sample(blocks, len(blocks))]
    assert not between(ORIGINAL, "\n\n\n".join(shuffled))
    assert not between(ORIGINAL, ORIGINAL.replace(", telefonnummer", ",\n   TELEFONNUMMER"))
    assert not between(ORIGINAL, ORIGINAL.replace("\n", "\r\n"))


def test_other_words_for_the_same_are_no_change() -> None:
    assert not changed("Personuppgifter: E-mail", "Personuppgifter: e-postadress")
    assert not changed("Fysisk lagringsplats:\u00a0 EU/EES", "Fysisk lagringsplats: EES")
    assert not between(ORIGINAL, ORIGINAL.replace("Google LLC*", "Google LLC†").replace("* Denna", "† Denna"))


def test_a_mark_whose_footnote_stands_elsewhere_is_no_part_of_a_name() -> None:
    # Without its footnote in the document, the asterisk is read as a part of the name.
    old = "Underbiträden\n\nAcme Mail*\nÄndamål: Kundsupport\nPersonuppgifter: namn\n"
    assert reading(old).entries[0].name == "Acme Mail*"
    assert not between(old, old.replace("*", ""))


# what counts ---------------------------------------------------------------------------------------------


def test_one_more_type_of_data_is_one_change_with_its_line() -> None:
    changes = changed("kundnummer, personnummer", "kundnummer, IP-adress, personnummer")
    assert facts(changes) == [("vMar Software AB", "fact-added", "data", "pd:IPAddress", "", "stated")]
    (change,) = changes
    assert change.evidence_before == ()
    (cited,) = change.evidence_after
    assert (cited.source, cited.line, cited.phrase) == ("new", 36, "IP-adress")
    assert answers(change) == {("data", "pd:IPAddress", "no", "yes")}


def test_a_phone_number_added_to_one_vendor_is_that_one_line() -> None:
    changes = changed("Personuppgifter: E-mail", "Personuppgifter: E-mail, telefonnummer")
    assert facts(changes) == [("LiveAgent", "fact-added", "data", "pd:TelephoneNumber", "", "stated")]
    # Its storage place is stated inside the EEA, so where phone numbers are has not changed.
    assert answers(changes[0]) == {("data", "pd:TelephoneNumber", "no", "yes")}


def test_a_location_that_is_gone_made_the_answer_unknown() -> None:
    changes = changed("Personuppgifter: E-mail\nFysisk lagringsplats: EU/EES\n", "Personuppgifter: E-mail\n")
    assert facts(changes) == [("LiveAgent", "fact-removed", "storage-place", "loc:EEA", "stated", "")]
    (change,) = changes
    assert answers(change) == {
        ("place", "", "no", "unknown"),
        ("data-outside", "pd:EmailAddress", "no", "unknown"),
    }
    (cited,) = change.evidence_before
    assert (cited.line, cited.text, cited.phrase) == (25, "Fysisk lagringsplats: EU/EES", "EU/EES")
    assert change.evidence_after == ()


def test_a_place_that_became_unknown_outweighs_a_purpose_in_other_words() -> None:
    text = ORIGINAL.replace(
        "Personuppgifter: E-mail\nFysisk lagringsplats: EU/EES\n", "Personuppgifter: E-mail\n"
    )
    text = text.replace("Ändamål: SMS-marknadsföring", "Ändamål: Utskick till mottagare vi inte namnger")
    changes = between(ORIGINAL, text)
    assert next(c.vendor for c in changes) == "LiveAgent"
    assert {c.vendor for c in changes[1:]} == {"Linkmobility"}
    assert all(c.weight < changes[0].weight for c in changes[1:])


def test_certainty_that_sank_is_a_change() -> None:
    changes = changed("Personuppgifter: E-mail", "Personuppgifter: t.ex. E-mail")
    found = {(c.kind, c.facet): c for c in changes}
    fact = found["fact-changed", "data"]
    assert (fact.before, fact.after) == ("stated", "conditional")
    assert ("data", "pd:EmailAddress", "yes", "conditional") in answers(fact)
    assert fact.evidence_before
    assert fact.evidence_after
    coverage = found["coverage-changed", "data"]
    assert (coverage.before, coverage.after) == ("listed", "open")
    # What the list does not name was excluded, and is no longer.
    assert ("data", "", "no", "unknown") in answers(coverage)
    assert coverage.evidence_before[0].line == coverage.evidence_after[0].line == 24


def test_a_new_vendor_and_one_that_is_gone() -> None:
    new = ORIGINAL.replace("BidTheatre\nÄndamål: Marknadsföring med displayannonser\n", "")
    new += "\n\nTwilio\nÄndamål: SMS-utskick\nPersonuppgifter: Mobilnummer\nFysisk lagringsplats: USA\n"
    changes = between(ORIGINAL, new)
    assert [(c.kind, c.vendor) for c in changes] == [
        ("vendor-added", "Twilio"),
        ("vendor-removed", "BidTheatre"),
    ]
    added, removed = changes
    assert ("place", "", "", "yes") in answers(added)
    assert next(e.text for e in added.evidence_after) == "Twilio"
    assert "Fysisk lagringsplats: USA" in [e.text for e in added.evidence_after]
    assert [e.line for e in removed.evidence_before] == [78, 79]


def test_a_new_name_in_the_same_place_with_the_same_content_is_proposed_as_renamed() -> None:
    changes = changed("\nSales Manago\n", "\nManago Group\n")
    (change,) = changes
    assert (change.kind, change.vendor, change.renamed_from) == (
        "vendor-renamed",
        "Manago Group",
        "Sales Manago",
    )
    assert change.proposed
    assert change.evidence_before[0].text == "Sales Manago"
    assert change.evidence_after[0].text == "Manago Group"
    assert "proposal to confirm" in changes.text()[3][1]


def test_another_vendor_in_the_same_place_is_no_renaming() -> None:
    block = "LiveAgent\nÄndamål: Chattverktyg\nPersonuppgifter: E-mail\n"
    changes = changed(block, "Chatwoot\nÄndamål: Chattverktyg\nPersonuppgifter: E-mail, telefonnummer\n")
    assert {(c.kind, c.vendor) for c in changes} == {
        ("vendor-added", "Chatwoot"),
        ("vendor-removed", "LiveAgent"),
    }


def test_the_same_registration_number_is_one_company_under_a_new_name() -> None:
    old = "Acme AB\nÄndamål: Fakturahantering\nOrganisationsnummer: 556000-0001\nFysisk lagringsplats: Sverige\n"
    new = old.replace("Acme AB", "Zenith AB").replace("Sverige", "USA")
    changes = between(f"Underbiträden\n\n{old}", f"Underbiträden\n\n{new}")
    kinds = {c.kind for c in changes}
    assert "vendor-renamed" in kinds
    assert not kinds & {"vendor-added", "vendor-removed"}
    assert ("Zenith AB", "fact-added", "storage-place", "loc:US", "", "stated") in facts(changes)


def _decide(
    registry: datamap.Registry, first: str, second: str, decision: str, *, undone: bool = False
) -> None:
    """Decide about two names, of which a list may hold only one."""
    link = registry.company_links.add(
        f"{registry.base}vendor/{first}",
        f"{registry.base}vendor/{second}",
        kind="former",
        decision=decision,
        reason="letter",
        by="Anna",
    )
    if undone:
        registry.company_links.undo(link.number, reason="mistake", by="Anna")


def _registry_of(text: str) -> datamap.Registry:
    registry = datamap.open(Path(tempfile.gettempdir()) / "never-written.ttl", create=True)
    registry.add_reading(reading(text))
    return registry


def test_a_name_that_a_person_confirmed_is_renamed_even_where_its_facts_changed() -> None:
    new = ORIGINAL.replace("\nRackspace\n", "\nNordic Hosting\n").replace(
        "IP-adress, roll\nFysisk lagringsplats: EU", "roll\nFysisk lagringsplats: EU", 1
    )
    kinds = [c.kind for c in datamap.diff(_registry_of(ORIGINAL), _registry_of(new))]
    assert {"vendor-added", "vendor-removed"} <= set(kinds)
    after = _registry_of(new)
    _decide(after, "rackspace", "nordic_hosting", "confirmed")
    changes = datamap.diff(_registry_of(ORIGINAL), after)
    renamed = next(c for c in changes if c.kind == "vendor-renamed")
    assert (renamed.renamed_from, renamed.vendor, renamed.proposed) == ("Rackspace", "Nordic Hosting", False)
    assert ("Nordic Hosting", "fact-removed", "data", "pd:IPAddress", "stated", "") in facts(changes)
    assert not datamap.notice(_registry_of(ORIGINAL), after).needed
    undone = _registry_of(new)
    _decide(undone, "rackspace", "nordic_hosting", "confirmed", undone=True)
    assert "vendor-added" in {c.kind for c in datamap.diff(_registry_of(ORIGINAL), undone)}


def test_what_a_person_declined_is_not_proposed_again() -> None:
    after = _registry_of(ORIGINAL.replace("\nSales Manago\n", "\nManago Group\n"))
    assert [c.kind for c in datamap.diff(_registry_of(ORIGINAL), after)] == ["vendor-renamed"]
    _decide(after, "sales_manago", "manago_group", "declined")
    kinds = [c.kind for c in datamap.diff(_registry_of(ORIGINAL), after)]
    assert kinds == ["vendor-added", "vendor-removed"]


def test_vendors_that_say_just_the_same_are_not_taken_for_each_other() -> None:
    entry = "{}\nÄndamål: Kundsupport\nPersonuppgifter: namn\nFysisk lagringsplats: EU/EES\n"
    old = "Underbiträden\n\n" + "\n".join(map(entry.format, ("Aardvark", "Buffalo", "Cheetah", "Dolphin")))
    new = "Underbiträden\n\n" + "\n".join(map(entry.format, ("Cheetah", "Walrus", "Zebra")))
    kinds = [c.kind for c in between(old, new)]
    assert sorted(kinds) == ["vendor-added"] * 2 + ["vendor-removed"] * 3


def test_a_transfer_ground_that_is_gone_and_a_new_country() -> None:
    old = "Underbiträden\n\nAcme\nÄndamål: Kundsupport\nLagringsplats: USA\nÖverföringsgrund: standardavtalsklausuler\n"
    gone = between(old, old.replace("Överföringsgrund: standardavtalsklausuler\n", ""))
    assert [(c.kind, c.facet, curie(c.concept or "")) for c in gone] == [
        ("fact-removed", "safeguard", "eu-gdpr:StandardContractualClauses")
    ]
    moved = between(old, old.replace("USA", "Sverige"))
    assert {(c.kind, curie(c.concept or "")) for c in moved} == {
        ("fact-added", "loc:SE"),
        ("fact-removed", "loc:US"),
    }
    assert ("place", "", "yes", "no") in {a for c in moved for a in answers(c)}


def test_retention_is_compared_as_text() -> None:
    old = "Underbiträden\n\nAcme\nÄndamål: Kundsupport\nLagringstid: två år\n"
    (change,) = between(old, old.replace("två år", "fem år"))
    assert (change.kind, change.facet) == ("text-changed", "retention")
    assert "två år" in change.before
    assert "fem år" in change.after
    assert change.evidence_before[0].line == change.evidence_after[0].line == 5


def test_every_change_of_a_fact_has_evidence_where_the_fact_is() -> None:
    lines = ORIGINAL.split("\n")
    for number in range(9, len(lines)):
        if ":" not in lines[number]:
            continue
        changes = between(ORIGINAL, "\n".join([*lines[:number], *lines[number + 1 :]]))
        assert changes, lines[number]
        for change in changes:
            if change.kind.startswith("fact-"):
                assert bool(change.evidence_before) == bool(change.before), change
                assert bool(change.evidence_after) == bool(change.after), change
            for cited in change.evidence_before:
                assert cited.phrase in cited.text
                assert cited.text.split("\n")[0] in ORIGINAL


# the answers are those of the questions -------------------------------------------------------------------


def _same_as_the_questions(registry: datamap.Registry, concepts: list[str]) -> int:
    snapshot = take_snapshot(registry)
    answering = Answering(registry.vocabulary, dt.date.today())
    by_vendor = {v: [e for e in snapshot.entries if e.vendor == v] for v in registry.vendors()}
    seen = set()
    for row in registry.query("vendors-outside", outside="EEA"):
        assert answering.outside(by_vendor[row.iri], EEA) == row.answer, row.vendor
    for row in registry.query("access-outside", outside="EEA"):
        assert answering.outside(by_vendor[row.iri], EEA, side="access") == row.answer, row.vendor
    for concept in concepts:
        for row in registry.query("vendors-by-data", data=concept):
            assert answering.of_thing(by_vendor[row.iri], "data", concept) == row.answer, (
                row.vendor,
                concept,
            )
            seen.add(row.answer)
        for row in registry.query("vendors-by-data-outside", data=concept, outside="EEA"):
            assert answering.thing_outside(by_vendor[row.iri], concept, EEA) == row.answer, (
                row.vendor,
                concept,
            )
    return len(seen)


def test_answers_of_the_example_are_those_of_the_questions(registry: Path) -> None:
    opened = datamap.open(registry)
    opened.correct("Zoom", denies={"data": ["telefonnummer"]}, reason="avtal", by="Anna")
    members = opened.vocabulary.members("https://w3id.org/datamap#personalData")
    assert _same_as_the_questions(opened, members[::9]) == 4
    for purpose in ("marketing", "customer support"):
        for row in opened.query("vendors-by-purpose", purpose=purpose):
            asked = opened.query("vendors-by-purpose", purpose=purpose).parameters["purpose"].term.value
            entries = [e for e in take_snapshot(opened).entries if e.vendor == row.iri]
            assert (
                Answering(opened.vocabulary, dt.date.today()).of_thing(entries, "purpose", asked)
                == row.answer
            )


@given(lists())
@settings(max_examples=25, deadline=None)
def test_answers_of_generated_lists_are_those_of_the_questions(entries: list[Listed]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        registry = datamap.open(Path(folder) / "registry.ttl", create=True)
        registry.add_reading(reading(as_text(entries)))
        vocabulary = load_vocabulary()
        found = [vocabulary.lookup(word, "https://w3id.org/datamap#personalData") for word in DATA]
        _same_as_the_questions(registry, [concept for concept in found if concept])


# registries, git, what persons stated ---------------------------------------------------------------------


def test_a_correction_and_a_supplied_fact_are_changes_of_a_registry(registry: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.ttl"
    newer.write_bytes(registry.read_bytes())
    opened = datamap.open(newer)
    opened.correct("Stripe", states={"storage-place": ["Irland"]}, reason="svar", by="Anna Berg")
    (tmp_path / "organisation.yaml").write_text(
        "by: Anna Berg\ndate: 2026-11-20\nvendors:\n  Stripe:\n    legal entity: Stripe Exempel Ltd\n",
        "utf-8",
    )
    opened.fill(tmp_path / "organisation.yaml")
    opened.save()
    changes = datamap.diff(registry, newer, lang="sv")
    place, supplied = changes
    assert (place.kind, place.facet, curie(place.concept or "")) == ("fact-added", "storage-place", "loc:IE")
    assert ("place", "", "unknown", "no") in answers(place)
    assert "Anna Berg" in place.evidence_after[0].text
    assert (supplied.kind, supplied.facet, supplied.after) == (
        "supplied-changed", "vendor/legal-entity", "Stripe Exempel Ltd",
    )  # fmt: skip
    assert "line 5" in supplied.evidence_after[0].text


def test_registries_with_other_bases_are_compared_by_name(tmp_path: Path) -> None:
    (tmp_path / "organisation.yaml").write_text(
        "by: A\ndate: 2026-11-20\ncustomers:\n  - name: Kund AB\n", "utf-8"
    )
    found = []
    for number in (1, 2):
        registry = datamap.open(
            tmp_path / f"{number}.ttl", create=True, base=f"https://example.com/{number}/"
        )
        registry.import_documents(EXAMPLE)
        registry.fill(tmp_path / "organisation.yaml")
        found.append(registry)
    assert not datamap.diff(*found)


def test_a_list_is_compared_with_the_list_of_a_registry_that_names_its_vendors(
    registry: Path, tmp_path: Path
) -> None:
    opened = datamap.open(registry)
    other = tmp_path / "other.txt"
    other.write_text("Underbiträden\n\nAcme\nÄndamål: Kundsupport\nPersonuppgifter: namn\n", "utf-8")
    opened.import_documents(other)
    opened.save()
    newer = tmp_path / "edition-2027.txt"
    newer.write_text(ORIGINAL.replace("Personuppgifter: E-mail", "Personuppgifter: E-mail, namn"), "utf-8")
    assert [c.vendor for c in datamap.diff(registry, newer)] == ["LiveAgent"]
    stranger = tmp_path / "stranger.txt"
    stranger.write_text("Underbiträden\n\nNobody\nÄndamål: Kundsupport\n", "utf-8")
    with pytest.raises(datamap.DatamapError, match="say which with --source"):
        datamap.diff(registry, stranger)
    assert {c.vendor for c in datamap.diff(registry, stranger, source="other")} == {"Acme", "Nobody"}


def _git(folder: Path, *arguments: str, date: str = "2026-01-01T12:00:00") -> None:
    settings = {
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
    }
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, env=settings, check=True, capture_output=True)


def test_two_dates_and_revisions_of_a_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lists").mkdir()
    file = tmp_path / "lists" / "vendors.txt"
    _git(tmp_path, "init", "-q")
    for day, text in (
        ("2026-03-01", ORIGINAL),
        ("2026-06-01", ORIGINAL.replace("Personuppgifter: E-mail", "Personuppgifter: E-mail, namn")),
    ):
        file.write_text(text, "utf-8")
        _git(tmp_path, "add", ".")
        _git(tmp_path, "commit", "-q", "-m", "x", date=f"{day}T12:00:00")
    for old, new in (
        ("HEAD~1:lists/vendors.txt", "HEAD:lists/vendors.txt"),
        ("2026-05-31:lists/vendors.txt", "2026-06-01:lists/vendors.txt"),
        ("HEAD~1:lists/vendors.txt", "lists/vendors.txt"),
    ):
        changes = datamap.diff(old, new)
        assert [(c.vendor, curie(c.concept or "")) for c in changes] == [("LiveAgent", "pd:Name")]
    assert not datamap.diff("2026-03-01:lists/vendors.txt", "2026-05-31:lists/vendors.txt")
    for wrong, says in (
        ("2026-02-01:lists/vendors.txt", "git knows no lists/vendors.txt of that day"),
        ("2026-13-40:lists/vendors.txt", "is no date"),
        ("no-such:lists/vendors.txt", "git says"),
        ("--output=x:lists/vendors.txt", "write REV:path"),
    ):
        code = run_command(["diff", "--", wrong, "lists/vendors.txt"])
        err = capsys.readouterr().err
        assert code == 2
        assert says in err
        assert err.count("\n") == 1
    assert not (tmp_path / "x").exists()


def test_the_command_says_by_its_code_whether_anything_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = tmp_path / "newer.txt"
    newer.write_text(ORIGINAL.replace("Personuppgifter: E-mail", "Personuppgifter: E-mail, namn"), "utf-8")
    assert run_command(["diff", str(EXAMPLE), str(EXAMPLE)]) == 0
    assert "No changes in substance" in capsys.readouterr().out
    assert run_command(["diff", str(EXAMPLE), str(newer), "--lang", "sv"]) == 1
    out = capsys.readouterr().out
    assert "namn: Nej enligt listan → Ja" in out
    assert "nu: newer, rad 24: Personuppgifter: E-mail, namn" in out
    assert run_command(["diff", str(EXAMPLE), str(newer), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["count"] == 1
    assert report["changes"][0]["evidence"]["after"][0] == {
        "source": "newer", "line": 24, "text": "Personuppgifter: E-mail, namn", "phrase": "namn",
    }  # fmt: skip
    assert run_command(["diff", str(EXAMPLE), "missing.txt"]) == 2


def test_markdown_and_terminal_show_what_strangers_write_as_text(tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)> [x](javascript:alert)"
    new = ORIGINAL + f"\n\n{name}\nÄndamål: Kundsupport \u202eevil\nPersonuppgifter: namn\n"
    shown = between(ORIGINAL, new).markdown()
    assert "<img" not in shown
    assert "[x](" not in shown
    assert "\u202e" not in shown
    assert "⟨U+202E⟩" in shown


def test_words_follow_the_language() -> None:
    new = ORIGINAL.replace(
        "Personuppgifter: E-mail\nFysisk lagringsplats: EU/EES\n", "Personuppgifter: E-mail\n"
    )
    swedish = datamap.diff(reading(ORIGINAL), reading(new), lang="sv").to_dict()["changes"][0]["words"]
    english = datamap.diff(reading(ORIGINAL), reading(new), lang="en").to_dict()["changes"][0]["words"]
    assert swedish == "Lagringsplats: EU/EES anges inte längre"
    assert english == "Storage location: EU/EEA no longer stated"
