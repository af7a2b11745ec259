"""The offline page as a file: what is in it, what is not, and that it is the same each time."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import datamap
from datamap.cli.views import AUDIENCES as OFFERED
from datamap.errors import InvalidParameter, RegistryError
from datamap.questions import wording
from datamap.views.cover import cover
from datamap.views.page.data import AUDIENCES
from datamap.views.page.document import json_for_html
from record_cases import ORGANISATION

if TYPE_CHECKING:
    from conftest import Run

DAY = dt.date(2026, 1, 1)
ASSETS = Path(datamap.__file__).parent / "views" / "page" / "assets"


def embedded(text: str) -> Any:
    """The data of a page, as a browser's parser would find them."""
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script', text, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


def page_of(registry: Path, **options: Any) -> str:
    return datamap.open(registry).view(at=DAY, **options).html


def test_the_command_writes_one_file(run: Run, registry: Path, tmp_path: Path) -> None:
    code, out, err = run("view", "-o", "map.html", "-r", registry, "--date", "2026-01-01", "--lang", "sv")
    assert (code, out) == (0, "")
    assert "map.html" in err
    assert "16 leverantörer" in err
    written = (tmp_path / "map.html").read_text("utf-8")
    assert written == page_of(registry, lang="sv")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("-o", "map.pdf"), ".html"),
        (("-o", "no/such/folder/map.html"), "does not exist"),
        (("-o", "map.html", "--date", "soon"), "YYYY-MM-DD"),
        (("-o", "map.html", "--audience", "press"), "press"),
        ((), "--output"),
    ],
)
def test_what_cannot_be_written_is_one_line(
    run: Run, registry: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    code, out, err = run("view", *arguments, "-r", registry)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert says in err
    assert list(tmp_path.glob("*.html")) == []


def test_python_and_the_command_are_twins(registry: Path, tmp_path: Path) -> None:
    opened = datamap.open(registry)
    page = opened.view(lang="sv", at="2026-01-01")
    assert page.vendors == 16
    assert page.save(tmp_path / "a.html").read_text("utf-8") == page.html
    with pytest.raises(InvalidParameter, match="audience"):
        opened.view(audience="press")
    with pytest.raises(InvalidParameter, match="lang"):
        opened.view(lang="de")
    with pytest.raises(InvalidParameter, match="no date"):
        opened.view(at="soon")
    with pytest.raises(InvalidParameter, match=r"\.html"):
        page.save(tmp_path / "a.txt")
    with pytest.raises(RegistryError, match="folder"):
        page.save(tmp_path / "none" / "a.html")
    assert OFFERED == AUDIENCES


def test_the_same_facts_give_the_same_bytes(registry: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.nt"
    opened = datamap.open(registry)
    lines = sorted(f"{t.subject} {t.predicate} {t.object} .\n" for t in opened.store.triples())
    again.write_text("".join(reversed(lines)), "utf-8")
    assert page_of(again) == page_of(registry)
    other = opened.view(at=dt.date(1990, 1, 1)).html
    assert other != page_of(registry)


def test_nothing_in_the_file_points_outside_it(registry: Path) -> None:
    text = page_of(registry)
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert re.findall(r'\b(?:src|href|action|data)="(?!data:,|#)', markup) == []
    assert re.findall(r"\bstyle=|\bon\w+=", markup) == []
    styles = "".join(re.findall(r"<style>(.*?)</style>", text, re.DOTALL))
    assert "url(" not in styles
    assert "@import" not in styles
    assert len(text.encode("utf-8")) < 1_000_000


def test_the_policy_lets_in_only_what_the_file_holds(registry: Path) -> None:
    text = page_of(registry)
    policy = html.unescape(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[0])
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for element, directive in (("script", "script-src"), ("style", "style-src")):
        (inside,) = re.findall(rf"<{element}>(.*?)</{element}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode("utf-8")).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", "<!--<script>", "&amp;", "\u2028", "@@data@@"]
)
def test_data_stay_data(tmp_path: Path, hostile: str) -> None:
    assert not set("<>&\u2028\u2029") & set(json_for_html([hostile]))
    assert json.loads(json_for_html([hostile])) == [hostile]
    source = tmp_path / "list.txt"
    name = hostile.replace("\u2028", " ")
    source.write_text(
        f"{name} AB\nÄndamål: Support\nPersonuppgifter: Namn\nFysisk lagringsplats: EU\n", "utf-8"
    )
    target = tmp_path / "r.ttl"
    datamap.import_documents(source, registry=target)
    text = page_of(target)
    assert [one.split() for one in embedded(text)["vendors"]] == [f"{name} AB".split()]
    assert text.count("<script") == 2


def corrected(registry: Path) -> datamap.Registry:
    opened = datamap.open(registry)
    opened.correct(
        "Stripe",
        states={"storage-place": ["Ireland"]},
        reason="Their contract says Dublin",
        by="Maja Lind",
        on=dt.date(2026, 2, 3),
        evidence="contracts/stripe-2025.pdf",
    )
    return opened


@pytest.mark.parametrize("audience", ["customer", "authority"])
def test_what_is_for_the_house_is_not_in_the_file(tmp_path: Path, audience: str) -> None:
    source = tmp_path / "hemlig-arbetskopia.txt"
    source.write_text(
        "Underbiträden\n\nStripe\nÄndamål: Betalning\nPersonuppgifter: Namn\nFysisk lagringsplats: USA\n"
        "Anmärkning: Karin Holm tror att avtalet saknas\nKontakt: Olle Berg, 070-123 45 67\n",
        "utf-8",
    )
    target = tmp_path / "r.ttl"
    datamap.import_documents(source, registry=target)
    opened = corrected(target)
    secrets = (
        "Maja Lind",
        "Dublin",
        "stripe-2025",
        "Karin Holm",
        "070-123",
        "Olle Berg",
        "hemlig-arbetskopia",
        str(tmp_path),
    )
    inside = opened.view(at=DAY).html
    assert [secret for secret in secrets if secret not in inside] == [str(tmp_path)]
    outside = opened.view(at=DAY, audience=audience).html
    data = json.dumps(embedded(outside), ensure_ascii=False)
    assert [secret for secret in secrets if secret in data] == []
    assert "2026-02-03" in data  # that something was corrected, and when, is told
    assert "https://example.org/datamap/" not in data


@pytest.fixture
def supplied(tmp_path: Path, registry: Path) -> datamap.Registry:
    """The first list, with what persons stated of the organisation, its customers and its services."""
    file = tmp_path / "kundlista-karin.yaml"
    file.write_text(ORGANISATION, "utf-8")
    opened = datamap.open(registry)
    assert opened.fill(file, by="Maja Lind").refused == []
    return opened


def test_findings_are_for_the_house_alone(registry: Path) -> None:
    opened = datamap.open(registry)
    for role in ("processor", "controller"):
        told = embedded(page_of(registry, role=role))["findings"]
        severities = Counter(told["rules"][row[0]][1] for row in told["found"])
        assert dict(severities) == {s: n for s, n in opened.check(role, at=DAY).counts.items() if n}
    for audience in ("customer", "authority"):
        html = page_of(registry, audience=audience)
        assert "findings" not in embedded(html)
        assert "PCI DSS" not in html
    with pytest.raises(InvalidParameter, match="role: 'both'"):
        page_of(registry, role="both")
    assert len(page_of(registry).encode()) < 1_000_000


def test_what_persons_stated_is_no_document(supplied: datamap.Registry, registry: Path) -> None:
    data, before = embedded(supplied.view(at=DAY).html), embedded(page_of(registry))
    assert data["sources"] == before["sources"]
    # One statement more: the vendor's place, which corrects the list. (Findings cite more, for the house.)
    shown, known = (
        embedded(one.view(at=DAY, audience="authority").html)["statements"]
        for one in (supplied, datamap.open(registry))
    )
    assert len(shown) == len(known) + 1
    assert data["supplied"]["files"] == ["kundlista-karin.yaml"]


# Customers, services and groups of the organisation, and how a customer is reached.
OF_CUSTOMERS = (
    "Exempelföreningen",
    "Exempelarrangören",
    "Exempelgruppen",
    "Exempelutskick",
    "Exempelevent",
    "kansli@example.com",
    "000-000 00",
)
OF_PERSONS = ("Åsa Exempel", "Cecilia Exempel", "Doris Exempel", "Maja Lind", "kundlista-karin")


@pytest.mark.parametrize("audience", ["customer", "authority"])
def test_what_persons_stated_is_told_to_whom_it_concerns(supplied: datamap.Registry, audience: str) -> None:
    text = supplied.view(at=DAY, audience=audience).html
    # Whatever way a letter is written: as itself, or escaped.
    data = json.dumps(embedded(text), ensure_ascii=False)
    assert [name for name in OF_PERSONS if name in data or name in text] == []
    shown = [name for name in OF_CUSTOMERS if name in data or name in text]
    asked = {question["name"] for question in embedded(text)["catalogue"]}
    about = {"vendors-by-controller", "controllers-by-vendor"}
    if audience == "customer":
        assert shown == []
        assert not asked & about
        assert "reviews-due" in asked
        assert embedded(text)["supplied"]["customers"] == []
    else:
        # A group has no name in any answer.
        assert set(OF_CUSTOMERS) - set(shown) == {"Exempelgruppen"}
        assert about <= asked


def test_the_cover_says_whose_list_it_is(registry: Path) -> None:
    found = cover(datamap.open(registry))
    assert found.entity == "Viva"
    assert (found.contact, found.dated) == (None, None)


def test_an_empty_registry_has_a_page(tmp_path: Path) -> None:
    page = datamap.open(tmp_path / "none.ttl", create=True).view(at=DAY)
    assert page.vendors == 0
    assert embedded(page.html)["processes"] == []


def test_every_word_stands_in_both_languages_and_is_used() -> None:
    words = json.loads((ASSETS / "words.json").read_text("utf-8"))
    scripts = "".join(file.read_text("utf-8") for file in sorted(ASSETS.glob("*.js")))
    python = "".join(file.read_text("utf-8") for file in sorted(ASSETS.parent.glob("*.py")))
    for key, both in words.items():
        assert set(both) == {"sv", "en"}, key
        assert all(both.values()), key
        assert set(re.findall(r"\{\w+\}", both["sv"])) == set(re.findall(r"\{\w+\}", both["en"])), key
        named = key.removesuffix("One")
        built = re.match(r"(view|legend|group|types|parameter|place|audience|found|role)_", key)
        assert built or f"'{named}'" in scripts or f".{named}" in scripts or f'"{named}"' in python, key
    for key in re.findall(r"\bt\('(\w+)'", scripts):
        assert key in words, key
    for key in re.findall(r"counted\('(\w+)'", scripts):
        assert {key, f"{key}One"} <= set(words), key


def test_the_page_has_the_words_of_the_answers(registry: Path) -> None:
    data = embedded(page_of(registry))
    for language in ("sv", "en"):
        assert data["wording"][language]["answers"] == wording.ANSWER_WORDS[language]
        assert data["wording"][language]["sourceNote"] == wording.SOURCE_NOTE[language]
    assert [one["name"] for one in data["catalogue"]] == [
        # Vendors' own lists are not in the page.
        q.name
        for q in datamap.catalogue()
        if q.on_page and not q.asks_own_lists
    ]


def test_no_script_parses_data_as_html() -> None:
    for file in ASSETS.glob("*.js"):
        text = file.read_text("utf-8")
        assert (
            re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)
            == []
        )
