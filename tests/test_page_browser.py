"""The offline page in a browser: it opens without a network, answers as the registry does, and runs nothing."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import TYPE_CHECKING, Any

import pytest

import datamap
from datamap.questions.tables import Table
from datamap.vocabulary.terms import curie
from page_browser import AXE, Opened, launched
from random_registries import BORDERS, DATA, PURPOSES, SUBJECTS, random_registry, to_ntriples
from record_cases import ORGANISATION
from reference_evaluator import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from datamap.registry.registry import RegistryBase

DAY = dt.date(2026, 1, 1)
VIEWS = ("matrix", "flow", "network", "table", "findings")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from launched()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Make the page of a registry and open it; at the end nothing was fetched and nothing failed."""
    opened: list[Opened] = []

    def start(
        registry: Path | RegistryBase,
        view: str = "",
        lang: str = "en",
        audience: str = "internal",
        **context: Any,
    ) -> Any:
        found = registry if isinstance(registry, datamap.Registry) else datamap.open(registry)  # type: ignore[arg-type]
        path = found.view(lang=lang, audience=audience, at=DAY).save(tmp_path / f"page-{len(opened)}.html")
        opened.append(Opened(browser, path, view, **context))
        return opened[-1].tab

    yield start
    for one in opened:
        one.close()


def parts(reason: str) -> list[str]:
    """A reason as its parts: several qualifiers of one answer have no order of their own."""
    return sorted(re.split(r"[;,()]\s*", reason))


def same_answers(tab: Any, registry: datamap.Registry, name: str, **values: str) -> None:
    """Hold the page's answer to a four-valued question against the registry's."""
    shown = {key: curie(value) if value.startswith("http") else value for key, value in values.items()}
    ours = tab.evaluate("([name, values]) => window.datamap.answers(name, values)", [name, shown])
    dated: dict[str, Any] = (
        {} if name in ("vendors-by-data", "vendors-by-purpose", "vendors-by-subject") else {"at": DAY}
    )
    expected = registry.query(name, **values, **dated).to_dict()["rows"]
    by_vendor = {row["vendor"]: row for row in expected}
    assert len(ours) == len(by_vendor)
    for row in ours:
        wanted = by_vendor[row["vendor"]]
        assert row["answer"] == wanted["answer"], (name, values, row["vendor"])
        assert parts(row["reason"]) == parts(wanted["reason"]), (name, values, row["vendor"])
        assert rows_of(row["evidence"]) == rows_of(wanted["evidence"]), (name, values, row["vendor"])


def rows_of(evidence: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return {
        (
            e["source"],
            e["line"],
            e["text"],
            frozenset(e["phrases"]),
            frozenset(e["sides"]),
            bool(e.get("outranked")),
        )
        for e in evidence
    }


def ask_everything(tab: Any, registry: datamap.Registry, rng: random.Random, each: int) -> None:
    vocabulary = registry.vocabulary
    from datamap.vocabulary.concepts import DATA_SUBJECTS, PERSONAL_DATA
    from datamap.vocabulary.concepts import PURPOSES as PURPOSE_SCHEME

    data = rng.sample(vocabulary.members(PERSONAL_DATA), each)
    data += [
        "https://w3id.org/dpv/pd#TelephoneNumber",
        "https://w3id.org/dpv/pd#Contact",
        "https://w3id.org/dpv/pd#PhysicalAddress",
    ]
    for concept in data:
        same_answers(tab, registry, "vendors-by-data", data=concept)
        border, place = rng.choice(("loc:EEA", "loc:EU")), rng.choice(("storage", "any"))
        same_answers(tab, registry, "vendors-by-data-outside", data=concept, outside=border, place=place)
    for purpose in [*rng.sample(vocabulary.members(PURPOSE_SCHEME), each), "https://w3id.org/dpv#Marketing"]:
        same_answers(tab, registry, "vendors-by-purpose", purpose=purpose)
    for subject in rng.sample(vocabulary.members(DATA_SUBJECTS), min(each, 5)):
        same_answers(tab, registry, "vendors-by-subject", subject=subject)
    for border in ("loc:EEA", "loc:EU"):
        same_answers(tab, registry, "access-outside", outside=border)
        for place in ("storage", "any"):
            same_answers(tab, registry, "vendors-outside", outside=border, place=place)


def test_the_first_list_is_answered_as_the_registry_answers(registry: Path, open_page: Any) -> None:
    ask_everything(open_page(registry), datamap.open(registry), random.Random(1), each=12)


def test_corrections_are_answered_as_the_registry_answers(registry: Path, open_page: Any) -> None:
    opened = datamap.open(registry)
    for vendor, states in (
        ("Stripe", {"storage-place": ["Ireland"]}),
        ("Google", {"data": ["telefonnummer"]}),
    ):
        opened.correct(vendor, states=states, reason="asked them", by="M", on=DAY)
    opened.correct("Zoom", denies={"data": ["namn"]}, reason="asked them", by="M", on=DAY)
    tab = open_page(opened)
    ask_everything(tab, opened, random.Random(2), each=6)
    same_answers(tab, opened, "vendors-by-data", data="https://w3id.org/dpv/pd#Name")


@pytest.mark.parametrize("seed", range(24))
def test_random_registries_are_answered_as_the_evaluator_answers(
    seed: int, tmp_path: Path, browser: Any
) -> None:
    """Against the evaluator that shares no code with the queries: answers, codes and deciding entries."""
    triples = random_registry(random.Random(seed))
    file = tmp_path / "r.nt"
    file.write_text(to_ntriples(triples), "utf-8")
    registry = datamap.open(file)
    if not registry.vendors():
        return
    page = registry.view(at=DAY)
    opened = Opened(browser, page.save(tmp_path / "page.html"))
    names = list(registry.vendors())
    from datamap.views.page.facts import read_facts

    entries = [process.iri for process in read_facts(registry).processes]
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
    asked += [("vendors-by-data", {"data": d}, {"data": d}) for d in DATA]
    asked += [("vendors-by-purpose", {"purpose": p}, {"purpose": p}) for p in PURPOSES]
    asked += [("vendors-by-subject", {"subject": s}, {"subject": s}) for s in SUBJECTS]
    for border in BORDERS:
        short = curie(border)
        asked.append(("access-outside", {"outside": short}, {"outside": border, "place": "access"}))
        for place in ("storage", "any"):
            asked.append(
                ("vendors-outside", {"outside": short, "place": place}, {"outside": border, "place": place})
            )
            for d in DATA[:4]:
                asked.append(
                    (
                        "vendors-by-data-outside",
                        {"data": d, "outside": short, "place": place},
                        {"data": d, "outside": border, "place": place},
                    )
                )
    known = set(
        opened.tab.evaluate(
            "JSON.parse(document.getElementById('data').textContent).concepts.map((row) => row[0])"
        )
    )
    for name, values, same in asked:
        if {v for k, v in values.items() if k in ("data", "purpose", "subject")} - known:
            continue  # neither used nor above what is used: nobody can choose it
        ours = opened.tab.evaluate("([name, values]) => window.datamap.answers(name, values)", [name, values])
        expected = evaluate(triples, **same)  # type: ignore[arg-type]
        assert {names[row["index"]]: row["answer"] for row in ours} == {
            v: e.answer for v, e in expected.items()
        }
        for row in ours:
            verdict = expected[names[row["index"]]]
            codes = [verdict.what_code] if "outside" not in same else [verdict.place_code]
            if name == "vendors-by-data-outside":
                codes = [verdict.what_code, verdict.place_code]
            assert row["codes"] == codes, (name, values)
            assert {entries[index] for index in row["deciding"]} == set(verdict.deciding)
    opened.close()


# Beside the organisation of the records: customers whose services, or whose services' vendors, nobody
# stated, a service of its own beside a group's, every way to be reached, and reviews.
MORE_CUSTOMERS = """\
by: Maja Lind
services:
  - {name: Exempelkort, sub-processors: [Stripe, Zoom], reviewed: 2025-11-01}
  - {name: Exempelarkiv, data: namn, reviewed: 2023-05-02}
groups:
  Öppna: {services: [Exempelarkiv, Exempelkort]}
customers:
  - {name: Gran, contact: "Gran, Skogen 1", e-mail: gran@example.com, address: Skogen 1}
  - {name: Al, services: [Exempelarkiv], address: Kärret 2}
  - {name: Lind, group: Öppna, data: telefonnummer}
  - {name: Rönn, group: Exempelgruppen, services: [Exempelkort, Exempelevent], phone: 000-1}
vendors:
  Stripe: {reviewed: 2024-02-29}
  Zoom: {reviewed: 2026-01-01}
"""


@pytest.fixture
def supplied(registry: Path, tmp_path: Path) -> datamap.Registry:
    """The first list, with what persons stated of the organisation, its customers and its services."""
    opened = datamap.open(registry)
    for name, text in (("organisation", ORGANISATION), ("kunder", MORE_CUSTOMERS)):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, "utf-8")
        assert opened.fill(file).refused == []
    return opened


@pytest.mark.parametrize("language", ["en", "sv"])
def test_questions_in_rows_are_answered_as_the_registry_answers(
    supplied: datamap.Registry, open_page: Any, language: str
) -> None:
    opened = supplied
    tab = open_page(opened, lang=language)
    vendors = list(opened.vendors().values())
    asked: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("data-by-country", {}, {}),
        ("unstated-data", {}, {}),
        ("unstated-places", {}, {}),
        ("vendors-by-role", {}, {}),
        # The page's year ends on its own day, the registry's today.
        ("reviews-due", {}, {"before": "2025-01-01"}),
        ("shared-data", {"minimum": "2"}, {"minimum": 2}),
        ("shared-data", {"minimum": "5"}, {"minimum": 5}),
    ]
    for border in ("loc:EEA", "loc:EU"):
        dated = {"outside": border, "at": DAY}
        asked += [("transfers", {"outside": border}, dated), ("data-by-region", {"outside": border}, dated)]
    for index, vendor in enumerate(vendors):
        asked += [
            (name, {"vendor": index}, {"vendor": vendor})
            for name in ("vendor-facts", "data-by-vendor", "evidence", "controllers-by-vendor")
        ]
    for iri in opened.added_facts.subjects("controller"):
        given = {"customer": opened.name(iri)}
        asked.append(("vendors-by-controller", given, given))
    for before in ("2024-02-29", "2024-03-01", "2025-11-02", "2026-12-31"):
        asked.append(("reviews-due", {"before": before}, {"before": before}))
    assert {name for name, _, _ in asked} == {
        q.name for q in datamap.catalogue() if q.kind == "rows" and q.on_page and not q.asks_own_lists
    }
    for name, values, same in asked:
        table = opened.query(name, lang=language, **same)
        assert isinstance(table, Table)
        ours = tab.evaluate("([name, values]) => window.datamap.rows(name, values)", [name, values])
        assert sorted(map(row_key, ours)) == sorted(row_key(row.to_dict()) for row in table), (name, same)


def row_key(row: dict[str, Any]) -> str:
    values = row.get("values") or {k: v for k, v in row.items() if k not in ("iris", "evidence")}
    shared = {k: sorted(v.split(", ")) if k == "types" and v else v for k, v in values.items()}
    # The page calls the corrections by a word of its language, the registry by their identifier.
    cited = [
        (e["source"].replace("rättelser", "corrections"), e["line"], e["text"])
        for e in row.get("evidence", ())
    ]
    evidence = sorted(cited)
    return repr((sorted((k, str(v)) for k, v in shared.items()), evidence))


# what a reader does ------------------------------------------------------------------------------


def test_it_opens_with_the_matrix_and_one_headline(registry: Path, open_page: Any) -> None:
    tab = open_page(registry, lang="sv")
    assert "2 av 16 underbiträden lagrar utanför EES" in tab.inner_text("h1")
    assert "Kontakt" in tab.inner_text(".cover")
    assert "ej angivet" in tab.inner_text(".cover")
    assert tab.locator("table.matrix tr.marks").count() == 16
    first = tab.locator("tr.marks th[scope=row]").all_inner_texts()
    assert first[0].startswith("Google")
    assert "Svaren återger vad källan anger" in tab.inner_text("header")


def test_numbers_of_the_headline_filter_every_view(registry: Path, open_page: Any) -> None:
    tab = open_page(registry)
    tab.click("h1 .count.unknown")
    assert sorted(tab.locator(".vendor-name").all_inner_texts()) == ["BidTheatre", "Stripe"]
    assert "2 of 16" in tab.inner_text("[role=status]")
    tab.click("#tab-table")
    assert sorted(tab.locator(".list .vendor-name").all_inner_texts()) == ["BidTheatre", "Stripe"]
    tab.click("h1 .count.unknown")
    assert tab.locator(".list .vendor-name").count() == 16


def test_searching_finds_names_data_and_verbatim_words(registry: Path, open_page: Any) -> None:
    tab = open_page(registry)
    for wanted, found in (
        ("stripe", {"Stripe"}),
        ("webinar", {"Zoom", "Confetti"}),
        ("national identity", {"vMar Software AB"}),
    ):
        tab.fill("#search", wanted)
        assert set(tab.locator("table.matrix .vendor-name").all_inner_texts()) == found
    tab.fill("#search", "no such thing")
    assert tab.locator("table.matrix").count() == 0
    tab.click(".nothing button")
    assert tab.locator("table.matrix tr.marks").count() == 16


def test_every_mark_leads_to_its_line_and_back(registry: Path, open_page: Any) -> None:
    tab = open_page(registry, lang="sv")
    cell = tab.get_by_role("button", name="Stripe, namn: Ja")
    cell.focus()
    tab.keyboard.press("Enter")
    panel = tab.locator(".panel")
    assert "Ja" in panel.inner_text()
    assert panel.locator("li.cited .number").inner_text() == "48"
    assert panel.locator("mark").all_inner_texts() == ["Namn"]
    assert "kreditkortsinformation" in panel.locator("li.cited").inner_text()
    tab.keyboard.press("Escape")
    assert panel.count() == 0
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == "Stripe, namn: Ja"


def test_the_matrix_is_one_stop_and_arrows_move_in_it(registry: Path, open_page: Any) -> None:
    tab = open_page(registry)
    assert tab.locator("tr.marks button[tabindex='0']").count() == 1
    tab.focus("#search")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "vendor-name"
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowRight")
    assert "place-name" in tab.evaluate("document.activeElement.className")
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Google,")
    tab.keyboard.press("Enter")
    assert tab.locator(".panel").count() == 1
    tab.focus("#tab-matrix")
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.id") == "tab-flow"
    assert tab.locator(".panel").count() == 0


def test_the_flow_begins_with_what_is_outside_or_not_stated(registry: Path, open_page: Any) -> None:
    tab = open_page(registry, "flow")
    shown = tab.locator(".layer-1 b").all_inner_texts()
    assert sorted(shown) == ["BidTheatre", "Google", "Google LLC (G Suite)", "Stripe"]
    assert "12 vendors" in tab.inner_text(".footnote")
    tab.get_by_label(re.compile("Inside the EEA")).check()
    assert tab.locator(".layer-1 b").count() == 12  # a page of them; the rest is counted
    assert "12 of 16" in tab.inner_text(".footnote")
    tab.locator(".layer-1 .box").first.click()
    assert tab.locator(".panel .lines li").count() >= 2


def test_the_network_lights_neighbours_and_leads_to_lines(registry: Path, open_page: Any) -> None:
    tab = open_page(registry, "network")
    tab.locator(".layer-1 button", has_text="Linkmobility").hover()
    assert set(tab.locator(".layer-0 .near .word").all_inner_texts()) == {"Mobile number"}
    tab.locator(".layer-0 button", has_text="Mobile number").click()
    tab.locator(".neighbours button", has_text="Linkmobility").click()
    assert tab.locator(".panel mark").all_inner_texts() == ["Mobilnummer"]
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.textContent").startswith("Mobile number")
    boxes = [box.bounding_box() for box in tab.locator(".layer li").all()]
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = (
                one["x"] + one["width"] <= other["x"]
                or other["x"] + other["width"] <= one["x"]
                or one["y"] + one["height"] <= other["y"] + 1
                or other["y"] + other["height"] <= one["y"] + 1
            )
            assert apart


def test_the_table_asks_filters_and_sorts(registry: Path, open_page: Any) -> None:
    tab = open_page(registry, "table")
    tab.select_option("[data-parameter=data]", label="phone number")
    tab.select_option("[data-parameter=where]", label="outside the EEA")
    expected = datamap.open(registry).query("vendors-by-data-outside", data="phone number", at=DAY)
    for answer, count in expected.counts.items():
        assert tab.locator(f".filters .{answer}").first.inner_text().startswith(str(count))
    assert tab.locator(".list tbody th").first.inner_text() == "Google LLC (G Suite)"
    tab.click(".filters button.no")
    assert tab.locator(".list tbody tr").count() == 16 - expected.counts["no"]
    tab.click(".list thead .sort >> nth=0")
    names = tab.locator(".list tbody th").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    tab.click(".list thead .sort >> nth=0")
    assert tab.locator(".list tbody th").all_inner_texts() == names[::-1]
    assert tab.locator(".list thead th").first.get_attribute("aria-sort") == "descending"


def test_every_question_of_the_catalogue_can_be_asked(supplied: datamap.Registry, open_page: Any) -> None:
    tab = open_page(supplied, "table", lang="sv")
    for question in datamap.catalogue():
        if question.asks_own_lists or not question.on_page:
            continue
        tab.select_option("#question", question.name)
        assert tab.locator(".list tbody tr, .nothing").count() >= 1, question.name
        for parameter in question.parameters:
            if parameter.name != "at":
                assert tab.locator(f"[data-parameter={parameter.name}]").count() == 1, question.name
    tab.select_option("#question", "vendor-facts")
    tab.fill("[data-parameter=vendor]", "linkmobility")
    tab.keyboard.press("Enter")
    assert "Mobilnummer" in tab.inner_text(".list")
    tab.locator(".list tbody td button").first.click()
    assert tab.locator(".panel .lines li").count() == 1


def test_a_customer_is_chosen_and_its_vendors_lead_to_the_file_they_stand_in(
    supplied: datamap.Registry, open_page: Any
) -> None:
    tab = open_page(supplied, "table", lang="sv")
    assert "organisation" not in tab.inner_text(".cover dd >> nth=2")
    tab.select_option("#question", "vendors-by-controller")
    tab.fill("[data-parameter=customer]", "exempelföreningen björken")
    tab.keyboard.press("Enter")
    assert set(tab.locator(".list tbody th").all_inner_texts()) == {"Mailchimp", "Rackspace"}
    tab.locator(".list tbody td button").first.click()
    assert "organisation" in tab.inner_text(".panel figcaption")
    assert tab.inner_text(".panel .number") == "19"
    assert "Rackspace" in tab.inner_text(".panel .text")
    tab.select_option("#question", "reviews-due")
    assert tab.input_value("[data-parameter=before]") == "2025-01-01"
    due = tab.locator(".list tbody th").count()
    tab.fill("[data-parameter=before]", "2026-02-01")
    tab.locator("[data-parameter=before]").dispatch_event("change")
    assert tab.locator(".list tbody th").count() == due + 2


def test_without_customers_their_questions_say_how_to_bring_them(registry: Path, open_page: Any) -> None:
    tab = open_page(registry, "table", lang="sv")
    for name in ("vendors-by-controller", "controllers-by-vendor"):
        tab.select_option("#question", name)
        assert tab.locator("[data-parameter]").count() == 0
        assert "Här finns inga kunder ännu" in tab.inner_text(".result")
        assert "datamap fill" in tab.inner_text(".result")


@pytest.mark.parametrize(("audience", "offered"), [("customer", 0), ("authority", 1)])
def test_questions_about_customers_are_not_for_customers(
    supplied: datamap.Registry, open_page: Any, audience: str, offered: int
) -> None:
    tab = open_page(supplied, "table", audience=audience)
    for name in ("vendors-by-controller", "controllers-by-vendor"):
        assert tab.locator(f"#question option[value={name}]").count() == offered
    tab.select_option("#question", "reviews-due")
    subjects = tab.locator(".list tbody th").all_inner_texts()
    assert ("Exempelutskick" in subjects) == bool(offered)
    assert "Stripe" in subjects
    tab.locator(".list tbody tr", has_text="Stripe").locator("button").click()
    assert "facts that a person supplied" in tab.inner_text(".panel figcaption")


def test_what_the_check_found_stands_on_the_vendor_and_in_a_view(registry: Path, open_page: Any) -> None:
    found = datamap.open(registry).check(at=DAY)
    tab = open_page(registry)
    counts = {s: int(tab.inner_text(f".found .{s}").split()[0]) for s in ("error", "warning", "info")}
    assert counts == found.counts
    tab.locator(".vendor-name", has_text="Stripe").first.click()
    panel = tab.locator(".panel")
    of_stripe = [f for f in found if f.vendor == "Stripe"]
    assert panel.locator(".finding-list li").count() == len(of_stripe) > 0
    card = panel.locator("li", has_text="PCI DSS scope:").inner_text()
    assert "Card data; document PCI DSS scope: payment card details" in card
    assert "Article 32" in card
    assert "Line 48: “kreditkortsinformation”" in card
    tab.click("#tab-findings")
    rows = tab.locator("table.findings tbody tr")
    assert rows.count() == 50  # a page of them
    tab.select_option("#rule", "CARD")
    assert rows.count() == 1
    tab.locator(".finding-name").click()
    assert tab.locator(".panel mark").all_inner_texts() == ["kreditkortsinformation"]
    assert "Record who holds card data" in tab.inner_text(".panel")
    tab.keyboard.press("Escape")
    tab.select_option("#rule", "")
    # What concerns no vendor stands there too, and goes by severity.
    tab.click(".found .error")
    words = set(tab.locator("table.findings .severity").all_inner_texts())
    assert words == {"Error"}
    assert tab.locator("table.findings tbody tr", has_text="CTRL-NONE").count() == 1
    tab.fill("#search", "stripe")
    assert set(tab.locator("table.findings th[scope=row]").all_inner_texts()) == {"Stripe"}
    # The same filter holds in every view.
    tab.fill("#search", "")
    tab.click("#tab-matrix")
    with_errors = {f.vendor for f in found if f.severity == "error" and f.vendors}
    assert set(tab.locator("table.matrix .vendor-name").all_inner_texts()) == with_errors


def test_findings_tell_what_they_do_not_show(registry: Path, tmp_path: Path, open_page: Any) -> None:
    (registry.parent / "datamap-suppressions.toml").write_text(
        '[[suppression]]\nid = "CARD"\nvendor = "*"\nreason = "known"\ndate = 2026-01-01\n', "utf-8"
    )
    try:
        tab = open_page(registry)
        tab.click("#tab-findings")
        assert "1 suppressed is not shown" in tab.inner_text("#view-findings")
        assert tab.locator("#rule option[value=CARD]").count() == 0
    finally:
        (registry.parent / "datamap-suppressions.toml").unlink()


def test_the_language_changes_everywhere(registry: Path, open_page: Any) -> None:
    tab = open_page(registry, lang="sv")
    assert tab.evaluate("document.documentElement.lang") == "sv"
    tab.click(".languages [lang=en]")
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert "2 of 16 sub-processors store outside the EEA" in tab.inner_text("h1")
    assert tab.get_by_role("button", name="Stripe, name: Yes").count() == 1
    for view in VIEWS:
        tab.click(f"#tab-{view}")
        assert not re.search(r"Framgår inte|Leverantör\b|Lagringsplats", tab.inner_text(f"#view-{view}"))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(registry: Path, open_page: Any, width: int, scheme: str) -> None:
    tab = open_page(registry, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    tab.add_script_tag(path=str(AXE))
    for view in VIEWS:
        tab.click(f"#tab-{view}")
        tab.locator(f"#view-{view} .vendor-name, #view-{view} .layer-1 button").first.click()
        found = tab.evaluate("async () => (await axe.run()).violations")
        grave = [
            (v["id"], [(node["target"], node.get("failureSummary")) for node in v["nodes"]][:3])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
        assert grave == [], (view, grave)


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_nothing_is_wider_than_the_screen(registry: Path, open_page: Any, width: int) -> None:
    tab = open_page(registry, lang="sv", viewport={"width": width, "height": 800})
    for view in VIEWS:
        tab.click(f"#tab-{view}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, view
        cut = tab.evaluate(
            """() => [...document.querySelectorAll('#page :is(b, th, td, dd, p, .word, .detail)')].filter((one) =>
              one.getClientRects().length && getComputedStyle(one).overflow !== 'visible' && !one.closest('.hidden')
              && one.scrollWidth > one.clientWidth + 1 && one.textContent.trim()).map((one) => one.textContent)"""
        )
        assert cut == [], view


def test_a_narrow_screen_folds_the_matrix_into_entries(registry: Path, open_page: Any) -> None:
    tab = open_page(registry, lang="sv", viewport={"width": 390, "height": 800})
    assert tab.locator("table.matrix").count() == 0
    entry = tab.locator(".entry", has_text="Stripe").first
    assert "kortuppgifter" in entry.inner_text()
    entry.locator("button.type", has_text="kortuppgifter").click()
    assert entry.locator(".panel mark").all_inner_texts() == ["kreditkortsinformation"]
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.textContent") == "kortuppgifter"


def test_print_is_black_and_keeps_the_matrix(registry: Path, open_page: Any) -> None:
    tab = open_page(registry)
    tab.emulate_media(media="print")
    colours = tab.evaluate(
        "[...document.querySelectorAll('h1 .count, .matrix .mark, .matrix b')].map((one) => getComputedStyle(one).color)"
    )
    assert set(colours) == {"rgb(0, 0, 0)"}
    assert tab.locator("table.matrix tr.marks").count() == 16
    assert len(tab.pdf(prefer_css_page_size=True)) > 10_000


def test_an_empty_registry_says_so_kindly(tmp_path: Path, open_page: Any) -> None:
    tab = open_page(datamap.open(tmp_path / "none.ttl", create=True), lang="sv")
    assert "Registret är tomt" in tab.inner_text("h1")
    assert "datamap import" in tab.inner_text("header")
    assert tab.locator("[role=tab]:visible").count() == 0


HOSTILE = (
    "<img src=x onerror=window.ran=1>",
    "</script><script>window.ran=1</script>",
    '"href" onclick="window.ran=1" <a href=\'javascript:window.ran=1\'>x</a>',
    "'><svg/onload=window.ran=1>",
    "\u202egnihtemos\u202c \u05d0\u05d1\u05d2",
    "{vendor} @@data@@ &lt;script&gt;",
    "Lång " + "x" * 295,
)


@pytest.mark.parametrize("width", [390, 1280])
def test_hostile_names_run_nothing_and_break_nothing(tmp_path: Path, open_page: Any, width: int) -> None:
    source = tmp_path / "hostile.txt"
    source.write_text(
        "\n".join(
            f"{name}\nÄndamål: Support {name}\nPersonuppgifter: Namn, telefonnummer, {name}\n"
            f"Fysisk lagringsplats: {'EU/EES' if index % 2 else 'USA'}\n\n"
            for index, name in enumerate(HOSTILE)
        ),
        "utf-8",
    )
    target = tmp_path / "r.ttl"
    datamap.import_documents(source, registry=target, processor=HOSTILE[0])
    opened = datamap.open(target)
    assert len(opened.vendors()) >= 6
    tab = open_page(opened, viewport={"width": width, "height": 800})
    for view in VIEWS:
        tab.click(f"#tab-{view}")
        shown = tab.inner_text(f"#view-{view}")
        assert "<img src=x onerror=window.ran=1>" in shown, view
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, view
        for index in range(tab.locator(f"#view-{view} :is(.vendor-name, .box)").count()):
            tab.locator(f"#view-{view} :is(.vendor-name, .box)").nth(index).click()
        tab.keyboard.press("Escape")
    tab.click("#tab-table")
    for name in ("vendor-facts", "evidence", "shared-data", "transfers"):
        tab.select_option("#question", name)
        assert tab.locator(".list, .nothing").count() == 1
    assert (
        tab.evaluate("document.querySelectorAll('#page img, #page script, #page a, #page iframe').length")
        == 0
    )
    assert tab.evaluate("window.ran") is None


def test_a_thousand_vendors_are_paged_and_all_can_be_reached(tmp_path: Path, open_page: Any) -> None:
    source = tmp_path / "many.txt"
    source.write_text(
        "\n".join(
            f"Vendor {index:04}\nÄndamål: Support\nPersonuppgifter: Namn\nFysisk lagringsplats: {'USA' if index < 3 else 'EU'}\n\n"
            for index in range(250)
        ),
        "utf-8",
    )
    target = tmp_path / "many.ttl"
    datamap.import_documents(source, registry=target)
    tab = open_page(target)
    seen: list[str] = []
    while True:
        seen += tab.locator("table.matrix .vendor-name").all_inner_texts()
        following = tab.get_by_role("button", name="Next").first
        if following.is_disabled():
            break
        following.click()
    assert len(seen) == len(set(seen)) == 250
    tab.click("#tab-network")
    assert "of 250" in tab.inner_text(".footnote")
    tab.fill("#search", "vendor 0249")
    assert tab.locator(".layer-1 button").all_inner_texts() == ["Vendor 0249"]
