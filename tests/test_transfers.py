"""Transfers through time: expected from the law, by hand; silence is never taken for a breach."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

import datamap
from datamap.errors import InvalidParameter

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run
    from datamap.transfers.transfers import Transfers

TODAY = "2026-11-24"


def write_list(file: Path, *entries: tuple[str, str, str, str]) -> Path:
    """A list of (vendor, places, remote access, ground); an empty text leaves its field out."""
    lines = ["Sub-processors of Acme", "", "Processor: Acme", "", "Vendors:", ""]
    for vendor, places, access, ground in entries:
        lines += [vendor, "Purpose: Support", "Personal data: Name, phone number"]
        for label, value in (
            ("Storage location", places),
            ("Remote access", access),
            ("Transfer mechanism", ground),
        ):
            lines += [f"{label}: {value}"] if value else []
        lines.append("")
    file.write_text("\n".join(lines), "utf-8")
    return file


def registry_of(folder: Path, *entries: tuple[str, str, str, str]) -> datamap.Registry:
    opened = datamap.open(folder / "made.ttl", create=True)
    opened.import_documents(write_list(folder / "made.txt", *entries))
    return opened


def one(tmp_path: Path, at: str, places: str, ground: str = "", access: str = "") -> Transfers:
    return registry_of(tmp_path, ("Kilo Works", places, access, ground)).transfers(at=at)


def states(found: Transfers) -> dict[str, str]:
    return {row.place_name: row.state for row in found}


# ---- the law of a day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "place", "ground", "state", "says"),
    [
        # Safe Harbor: 2000/520, until the Court struck it down on 6 October 2015 (C-362/14).
        ("2014-01-01", "USA", "Safe Harbor", "limited", "2000/520"),
        ("2015-10-07", "USA", "Safe Harbor", "not-held", "C-362/14"),
        # Privacy Shield: 2016/1250, until 16 July 2020 (C-311/18).
        ("2016-07-11", "USA", "Privacy Shield", "not-held", "2016-07-12"),
        ("2019-06-01", "USA", "Privacy Shield", "limited", "check of the recipient's certification is not stated"),
        ("2020-07-16", "USA", "Privacy Shield", "limited", "2016/1250"),
        ("2020-08-01", "USA", "Privacy Shield", "not-held", "2016-07-12 to 2020-07-16 (Privacy Shield; declared invalid on 16 July 2020, C-311/18"),
        ("2020-08-01", "USA", "", "none-stated", "The source states no ground"),
        # The Data Privacy Framework: 2023/1795, from 10 July 2023, for certified organisations.
        ("2023-07-09", "USA", "Data Privacy Framework", "not-held", "2023-07-10"),
        ("2023-07-10", "USA", "Data Privacy Framework", "limited", "2023/1795"),
        (TODAY, "USA", "Privacy Shield", "not-held", "C-311/18"),
        (TODAY, "USA", "", "none-stated", "2023/1795"),
        # A certification for the United States says nothing of India; of no named country it says too little.
        (TODAY, "India", "Data Privacy Framework", "none-stated", "covers United States alone"),
        (TODAY, "outside the EEA", "Data Privacy Framework", "review", "not for which country"),
        # Brazil: 2026/179 of 26 January 2026, recipients under the LGPD.
        ("2026-01-25", "Brazil", "", "none-stated", "2026-01-26"),
        ("2026-01-26", "Brazil", "", "limited", "LGPD"),
        ("2026-01-25", "Brazil", "adequacy decision", "not-held", "2026-01-26"),
        # The United Kingdom: 2021/1772 without data for immigration control, renewed without that limit.
        ("2021-03-01", "United Kingdom", "", "holds", "FINPROV.10A"),
        ("2021-06-28", "United Kingdom", "", "limited", "immigration"),
        (TODAY, "United Kingdom", "", "holds", "2025/2574 (until 2031-12-27)"),
        ("2031-12-27", "United Kingdom", "", "holds", "2025/2574"),
        ("2031-12-28", "United Kingdom", "", "none-stated", "2025-12-19 to 2031-12-27"),
        # Territories, each by its own row.
        (TODAY, "Faroe Islands", "", "limited", "2010/146"),
        (TODAY, "Greenland", "", "none-stated", "no adequacy decision for Greenland"),
        (TODAY, "Svalbard and Jan Mayen", "", "review", "Norway may exempt Svalbard"),
        (TODAY, "Switzerland", "", "holds", "2000/518"),
        (TODAY, "Gibraltar", "", "none-stated", "no adequacy decision for Gibraltar"),
        ("2021-03-01", "Gibraltar", "", "none-stated", "no adequacy decision"),  # the bridge did not reach it
        # Article 46 with and without its tool; Article 49 is for specific situations.
        (TODAY, "India", "Standard contractual clauses", "holds", "assessment of the transfer (TIA) is not stated"),
        (TODAY, "India", "Article 46 GDPR", "none-stated", "no tool of it is named"),
        (TODAY, "India", "Binding corporate rules", "holds", "Art. 46"),
        (TODAY, "India", "Article 49(1)(a)", "review", "derogation"),
        (TODAY, "India", "adequacy decision", "not-held", "no such decision for India"),
        (TODAY, "outside the EEA", "Standard contractual clauses", "holds", "Art. 46"),
        (TODAY, "outside the EEA", "", "none-stated", "country is not named"),
        (TODAY, "Worldwide", "", "review", "both sides of the border"),
        # The clauses of 2021/914 did not exist before 27 June 2021; those of 2010/87 ended on 27 December 2022.
        ("2021-06-26", "India", "SCC 2021/914", "not-held", "2021-06-27"),
        ("2021-06-27", "India", "SCC 2021/914", "holds", "Art. 46"),
        ("2019-01-01", "India", "Standard contractual clauses", "holds", "Art. 46"),
    ],
)  # fmt: skip
def test_what_a_ground_is_worth_on_a_day(
    tmp_path: Path, at: str, place: str, ground: str, state: str, says: str
) -> None:
    (row,) = one(tmp_path, at, place, ground)
    assert row.state == state
    assert says in row.reason


@pytest.mark.parametrize("place", ["Guadeloupe", "Sweden", "Norway", "Åland"])
def test_inside_the_eea_is_no_transfer(tmp_path: Path, place: str) -> None:
    assert len(one(tmp_path, TODAY, place)) == 0


@pytest.mark.parametrize(
    ("at", "says"), [("2019-06-01", "inside the EEA"), ("2020-06-15", "Withdrawal Agreement")]
)
def test_the_united_kingdom_was_no_third_country_before_2021(tmp_path: Path, at: str, says: str) -> None:
    found = one(tmp_path, at, "United Kingdom")
    assert len(found) == 0
    (row,) = found.inside
    assert row.state == "no-transfer"
    assert any("Kilo Works" in note and says in note for note in found.notes)


def test_norway_is_outside_the_eu_and_no_third_country(tmp_path: Path) -> None:
    opened = registry_of(tmp_path, ("Kilo Works", "Norway", "", ""))
    assert states(opened.transfers(at=TODAY, outside="EU")) == {"Norway": "no-transfer"}
    assert len(opened.transfers(at=TODAY)) == 0


def test_each_place_has_its_own_row_and_access_is_named_as_access(tmp_path: Path) -> None:
    found = one(tmp_path, TODAY, "USA, Sweden", "SCC", access="India")
    assert {(row.place_name, row.kind) for row in found} == {
        ("United States", "storage"),
        ("India", "access"),
    }
    (access,) = [row for row in found if row.kind == "access"]
    assert [line.text.strip() for line in access.evidence] == [
        "Remote access: India",
        "Transfer mechanism: SCC",
    ]


def test_what_may_occur_stays_may_occur(tmp_path: Path) -> None:
    found = one(tmp_path, TODAY, "Germany or USA", "SCC if applicable")
    (row,) = found
    assert row.certainty == "conditional"
    assert row.state == "review"
    assert "with a condition" in row.reason
    assert row.grounds == ("standard contractual clauses (may occur)",)


def test_two_grounds_are_judged_apart(tmp_path: Path) -> None:
    (row,) = one(tmp_path, "2020-08-01", "USA", "Privacy Shield, Standard contractual clauses")
    assert row.state == "holds"
    assert "C-311/18" in row.reason


def test_a_recorded_check_counts_from_its_day(tmp_path: Path) -> None:
    opened = registry_of(tmp_path, ("Kilo Works", "USA", "", "DPF"))
    file = tmp_path / "organisation.yaml"
    file.write_text("vendors:\n  - name: Kilo Works\n    dpf check: 2026-03-01\n", "utf-8")
    opened.fill(file, by="Maja Lind")
    (row,) = opened.transfers(at="2026-02-28")
    assert row.state == "limited"
    assert "checked only on 2026-03-01" in row.reason
    (row,) = opened.transfers(at=TODAY)
    assert row.state == "holds"
    assert "Maja Lind" in row.reason


def test_the_first_list_at_two_dates(registry: Path) -> None:
    # Google LLC (G Suite), line 31, marked with a note on Article 46 that names no tool; Google, line 85.
    found = datamap.open(registry).transfers(at=TODAY)
    assert {(row.vendor, row.state) for row in found} == {
        ("Google LLC (G Suite)", "none-stated"), ("Google", "none-stated"),
    }  # fmt: skip
    reasons = {row.vendor: row.reason for row in found}
    assert "Article 46 is cited" in reasons["Google LLC (G Suite)"]
    assert "read as outside the EEA" in reasons["Google LLC (G Suite)"]
    lines = {row.vendor: {line.line for line in row.evidence} for row in found}
    assert lines["Google"] == {85}
    assert 31 in lines["Google LLC (G Suite)"]


# ---- what if ------------------------------------------------------------------------------------------


@pytest.fixture
def several(tmp_path: Path) -> datamap.Registry:
    """A registry made of three lists."""
    opened = datamap.open(tmp_path / "several.ttl", create=True)
    lists: dict[str, list[tuple[str, str, str, str]]] = {
        "north": [("Kilo Works", "USA", "", "DPF"), ("Lima Post", "USA", "", "DPF, SCC")],
        "south": [("Mike Data", "United Kingdom", "", ""), ("Nova Mail", "India", "", "SCC")],
        "east": [("Otto Chat", "Sweden", "USA", "DPF"), ("Papa Cloud", "Germany", "", "")],
    }
    for name, entries in lists.items():
        opened.import_documents(write_list(tmp_path / f"{name}.txt", *entries))
    return opened


def losing(found: Transfers) -> dict[str, bool]:
    return {row.vendor: row.what_if.loses for row in found if row.what_if is not None}


def test_without_the_framework(several: datamap.Registry) -> None:
    found = several.transfers(at=TODAY, without="DPF")
    assert losing(found) == {"Kilo Works": True, "Lima Post": False, "Otto Chat": True}
    otto = next(row for row in found if row.vendor == "Otto Chat")
    assert otto.kind == "access"
    assert otto.data == ("name", "phone number")
    assert [line.source for line in otto.evidence] == ["east"] * 4
    assert [line.text.partition(":")[0] for line in otto.evidence] == [
        "Purpose", "Personal data", "Remote access", "Transfer mechanism",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        (["adequacy:GB"], {"Mike Data": True}),
        (["adequacy:Storbritannien"], {"Mike Data": True}),
        (["adequacy:2025/2574"], {"Mike Data": True}),
        (["adequacy:US"], {"Kilo Works": True, "Lima Post": False, "Otto Chat": True}),
        (["SCC"], {"Lima Post": False, "Nova Mail": True}),
        (["SCC", "DPF"], {"Kilo Works": True, "Lima Post": True, "Nova Mail": True, "Otto Chat": True}),
        (["adequacy"], {"Kilo Works": True, "Lima Post": False, "Mike Data": True, "Otto Chat": True}),
        (["BCR"], {}),
        (["Privacy Shield"], {}),
    ],
)
def test_only_what_rests_on_it_changes(
    several: datamap.Registry, without: list[str], expected: dict[str, bool]
) -> None:
    assert losing(several.transfers(at=TODAY, without=without)) == expected


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ("DPFF", "names no ground"),
        ("ISO 27001", "no ground"),
        ("adequacy:Atlantis", "no place"),
        ("adequacy:IN", "no adequacy decision for India"),
        ("", "names no ground"),
    ],
)
def test_what_names_no_ground_is_refused(several: datamap.Registry, without: str, says: str) -> None:
    with pytest.raises(InvalidParameter, match=says):
        several.transfers(without=[without])


# ---- the timeline -------------------------------------------------------------------------------------


def test_the_days_on_which_grounds_begin_and_end(tmp_path: Path) -> None:
    opened = registry_of(
        tmp_path, ("Kilo Works", "USA", "", "Privacy Shield"), ("Mike Data", "United Kingdom", "", ""),
        ("Nova Mail", "India", "", "SCC"), ("Papa Cloud", "Poland", "", ""),
    )  # fmt: skip
    events = [
        (event.date.isoformat(), event.begins, event.vendors) for event in opened.transfers(at=TODAY).events
    ]
    assert events == [
        ("2016-07-12", True, ("Kilo Works",)),
        ("2020-07-16", False, ("Kilo Works",)),
        ("2020-12-31", False, ("Mike Data",)),
        ("2021-01-01", True, ("Mike Data",)),
        ("2021-06-27", False, ("Mike Data",)),
        ("2021-06-28", True, ("Mike Data",)),
        ("2025-12-18", False, ("Mike Data",)),
        ("2025-12-19", True, ("Mike Data",)),
        ("2031-12-27", False, ("Mike Data",)),
    ]


# ---- how it is shown ----------------------------------------------------------------------------------


def test_exit_codes_and_one_document_of_json(run: Run, tmp_path: Path) -> None:
    registry_of(
        tmp_path, ("Nova Mail", "India", "", "SCC"), ("Kilo Works", "USA", "", "Privacy Shield")
    ).save()
    file = tmp_path / "made.ttl"
    code, out, err = run("transfers", "-r", file, "--at", "2019-06-01", "--format", "json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    assert found["legal_tables"] == {"version": "2026-11", "date": "2026-11-24"}
    assert [row["state"] for row in found["transfers"]] == ["limited", "holds"]
    assert found["timeline"][-1]["date"] == "2020-07-16"
    assert run("transfers", "-r", file, "--at", "2020-08-01")[0] == 1
    code, out, _ = run("transfers", "-r", file, "--at", "2019-06-01", "--without", "SCC", "--lang", "sv")
    assert code == 1
    assert "Nova Mail: Indien (lagring)" in out
    assert "Rättsliga tabeller per 2026-11-24" in out
    for wrong in (("--at", "2019-13-01"), ("--without", "nonsense"), ("-r", "none.ttl")):
        code, out, err = run("transfers", "-r", file, *wrong)
        assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_nothing_stated_is_said_as_that(run: Run, tmp_path: Path) -> None:
    registry_of(tmp_path, ("Papa Cloud", "Sweden", "", "")).save()
    code, out, _ = run("transfers", "-r", tmp_path / "made.ttl", "--timeline")
    assert code == 0
    assert "Silence about place or access excludes none." in out


def test_strangers_words_are_text(tmp_path: Path) -> None:
    opened = registry_of(tmp_path, ("Kilo <b>|x</b>\u202e Works", "USA", "", "DPF"))
    found = opened.transfers(at=TODAY)
    assert "<b>" not in found.markdown(timeline=True)
    html = found._repr_mimebundle_()["text/html"]
    assert "<b>" not in html
    assert "\u202e" not in html
    assert "\u202e" not in found.markdown()


def test_rows_become_frames(several: datamap.Registry) -> None:
    found = several.transfers(at=TODAY)
    frame = found.to_pandas()
    assert list(frame["vendor"]) == [row.vendor for row in found]
    assert found.to_polars().height == len(found)
    changed = several.transfers(at=TODAY, without=["DPF"]).to_pandas()
    assert set(changed["then"]) == {"none-stated", "holds"}


def test_old_tables_are_told(several: datamap.Registry) -> None:
    assert any("more than a year before" in note for note in several.transfers(at="2027-11-25").notes)
    assert not any("more than a year" in note for note in several.transfers(at=TODAY).notes)
    assert any("25 May 2018" in note for note in several.transfers(at="2017-01-01").notes)


def test_the_picture_shows_every_state_and_escapes_names(tmp_path: Path) -> None:
    opened = registry_of(
        tmp_path,
        ("Kilo <b>&\u202e Works", "USA", "", "Privacy Shield"),
        ("Mike Data", "United Kingdom", "", ""),
    )
    root = ElementTree.fromstring(opened.transfers(at=TODAY).picture.svg)
    said = [title.text or "" for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "\u202e" not in "".join(said)
    bars = {text.rpartition(": ")[2] for text in said if text.startswith("Kilo <b>&")}
    assert "holds for certified or covered recipients only, 2016-07-12–2020-07-16" in bars
    assert "Mike Data: United Kingdom (storage): holds, 2025-12-19–2031-12-27" in said


def test_a_picture_says_what_it_leaves_out(tmp_path: Path) -> None:
    many = [(f"Kilo Works {number:02}", "USA", "", "SCC") for number in range(45)]
    assert "and 5 more rows" in registry_of(tmp_path, *many).transfers(at=TODAY).picture.svg
