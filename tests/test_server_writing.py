"""Writing through ``serve --writable``: what follows from what is written, in a file and in a directory."""

from __future__ import annotations

import datetime as dt
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import datamap
from served import CSV, UPDATE, rows, served

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from starlette.testclient import TestClient

BASE = "https://example.org/datamap/"
LIST = f"{BASE}source/underbitraden/"
DM = "https://w3id.org/datamap#"
WHO: dict[str, Any] = {"reason": "DPA of 2026, annex 1", "by": "Anna Berg", "on": dt.date(2026, 5, 4)}
KILLS = 8

# What an import derives from claims: named here by hand, apart from the program.
_DERIVED = re.compile(
    rf"{re.escape(DM)}(?:states|mayHave|denies)(?:Data|Purpose|Subject|Processing|Place|Access|Seat|ParentPlace|"
    r"Safeguard)|https://w3id\.org/dpv#(?:hasPersonalData|hasPurpose|hasDataSubject|hasProcessing|hasLocation|"
    r"hasStorageCondition|hasOrganisationalMeasure|hasLegalBasis)"
)


@pytest.fixture(params=["file.ttl", "directory/", "file.trig"])
def place(request: pytest.FixtureRequest, tmp_path: Path, example_list: Path) -> Path:
    """A registry with the example list, as a file, as a directory, and as a file that holds several graphs."""
    location = f"{tmp_path}/{request.param}"
    datamap.import_documents(example_list, registry=location)
    return tmp_path / str(request.param).rstrip("/")


def update(client: TestClient, text: str) -> str:
    found = client.post("/sparql", content=text.encode(), headers=UPDATE)
    assert found.status_code == 200, found.text
    return found.text


def data_block(triples: Iterable[ox.Triple]) -> str:
    return "{ " + " ".join(f"{triple} ." for triple in triples) + " }"


def own(location: Path) -> set[ox.Triple]:
    return set(datamap.open(location).store.triples())


def answer(location: Path, vendor: str, data: str) -> str:
    found = datamap.open(location).query("vendors-by-data", data=data)
    assert isinstance(found, datamap.Answers)
    return next(row.answer for row in found if row.vendor == vendor)


def is_derived(triple: ox.Triple) -> bool:
    storage = isinstance(triple.subject, ox.NamedNode) and "/storage/" in triple.subject.value
    return storage or bool(_DERIVED.fullmatch(triple.predicate.value))


@pytest.mark.parametrize("name", ["new.ttl", "new/", "new.trig"])
def test_facts_that_are_sent_give_what_their_import_gives(tmp_path: Path, registry: Path, name: str) -> None:
    """Everything but what is derived is sent; what is there then is the registry of the import, triple by triple."""
    facts = [t for t in own(registry) if not is_derived(t)]
    names = [t for t in facts if "/vendor/" in str(t.subject)]
    assert len(facts) < len(own(registry)) - 150
    assert len(names) >= 32
    location = f"{tmp_path}/{name}"
    datamap.open(location, create=True).save()
    with served(tmp_path / name.rstrip("/"), writable=True) as client:
        said = update(client, f"INSERT DATA {data_block(t for t in facts if t not in names)}")
    assert "of what follows from them" in said
    assert datamap.open(location).content_hash() == datamap.open(registry).content_hash()


def test_a_claim_that_goes_and_comes_back_takes_its_answer_along(place: Path) -> None:
    """Zendesk's entry names "telefonnummer" and closes its list; without that claim the list does not name it."""
    before = own(place)
    assert answer(place, "Stripe", "namn") == "yes"
    with served(place, writable=True) as client:
        said = rows(
            client,
            f"SELECT ?c ?p ?o {{ ?c dm:process <{LIST}stripe> ; dm:concept pd:Name ; ?p ?o }}",
        )
        claims = {row[0] for row in said}
        assert len(claims) == 1
        kept = [t for t in before if isinstance(t.subject, ox.NamedNode) and t.subject.value in claims]
        update(client, f"DELETE WHERE {{ <{claims.pop()}> ?p ?o }}")
        assert answer(place, "Stripe", "namn") == "no"
        # The endpoint itself gives what the command gives.
        edge = f"ASK {{ <{LIST}stripe> dm:statesData pd:Name }}"
        assert client.get("/sparql", params={"query": edge}).json()["boolean"] is False
        update(client, f"INSERT DATA {data_block(kept)}")
    assert answer(place, "Stripe", "namn") == "yes"
    assert own(place) == before


def test_a_changed_certainty_changes_what_plain_dpv_says(place: Path) -> None:
    process = ox.NamedNode(f"{LIST}stripe")
    plain = ox.Triple(process, ox.NamedNode("https://w3id.org/dpv#hasPersonalData"), ox.NamedNode("https://w3id.org/dpv/pd#Name"))  # fmt: skip
    assert plain in own(place)
    with served(place, writable=True) as client:
        update(
            client,
            f"DELETE {{ ?c dm:certainty dm:stated }} INSERT {{ ?c dm:certainty dm:conditional }} "
            f"WHERE {{ ?c dm:process <{LIST}stripe> ; dm:concept pd:Name }}",
        )
    assert answer(place, "Stripe", "namn") == "conditional"
    assert plain not in own(place)


def test_an_edge_that_is_taken_away_while_its_claim_stands_comes_back(place: Path) -> None:
    before = own(place)
    with served(place, writable=True) as client:
        said = update(client, f"DELETE DATA {{ <{LIST}stripe> dm:statesData pd:Name }}")
    assert said == "0 triples added, 1 removed; of what follows from them, 1 added, 0 removed\n"
    assert own(place) == before


def test_what_a_person_wrote_among_derived_edges_stays(place: Path) -> None:
    """An edge that no claim gives is a person's: later changes of the entry, and corrections, leave it alone."""
    edge = f"<{LIST}stripe> dm:statesData pd:Age"
    with served(place, writable=True) as client:
        update(client, f"INSERT DATA {{ {edge} }}")
        update(client, f"DELETE WHERE {{ ?c dm:process <{LIST}stripe> ; dm:concept pd:Name ; ?p ?o }}")
        assert rows(client, f"SELECT ?d {{ <{LIST}stripe> dm:statesData ?d FILTER(?d = pd:Age) }}")
    opened = datamap.open(place)
    opened.correct("Stripe", denies={"data": ["telefonnummer"]}, **WHO)
    opened.save()
    opened.undo_correction(1)
    opened.save()
    written = ox.Triple(ox.NamedNode(f"{LIST}stripe"), ox.NamedNode(DM + "statesData"), ox.NamedNode("https://w3id.org/dpv/pd#Age"))  # fmt: skip
    assert written in own(place)


def test_what_persons_decide_is_applied_when_it_is_written(place: Path, tmp_path: Path) -> None:
    """A correction, a link between two names, and whose registry it is, sent as the triples that commands write."""
    other = datamap.open(datamap_copy(place, tmp_path))
    before = set(other.store.triples())
    other.correct("Stripe", states={"data": ["telefonnummer"]}, **WHO)
    google, stripe = other.vendor("Google"), other.vendor("Stripe")
    other.company_links.add(google, stripe, kind="group", decision="confirmed", **WHO)
    other.apply_corrections()
    new = set(other.store.triples()) - before
    facts = {
        t
        for t in new
        if re.search(r"/(correction|company-link)/\d+(/statement)?>|/corrections>", str(t.subject))
    }
    assert len(facts) < len(new)
    with served(place, writable=True) as client:
        update(client, f"INSERT DATA {data_block(facts)}")
        assert answer(place, "Stripe", "telefonnummer") == "yes"
        assert datamap.open(place).content_hash() == other.content_hash()
        # Taken away, all is as it was.
        update(client, f"DELETE DATA {data_block(facts)}")
    assert own(place) == before


def test_a_list_that_becomes_a_vendors_own_is_no_list_of_ours(place: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.txt"
    second.write_text("Underbiträden\n\nLeverantörer:\n\nAcme\nPersonuppgifter: Namn\n", "utf-8")
    datamap.import_documents(second, registry=place)
    assert "Acme" in datamap.open(place).vendors().values()
    with served(place, writable=True) as client:
        update(
            client,
            f"INSERT DATA {{ <{BASE}source/second> dct:publisher <{BASE}organisation/stripe> . "
            f"<{BASE}organisation/stripe> rdfs:label 'Stripe' }}",
        )
    assert "Acme" not in datamap.open(place).vendors().values()
    wanted = tmp_path / "wanted.ttl"
    datamap.import_documents(tmp_path / "second.txt", registry=wanted, processor="Stripe")
    assert f"{BASE}source/second" in datamap.open(place).own_lists()


def test_a_fact_of_a_person_gives_its_plain_property(place: Path, tmp_path: Path) -> None:
    facts = tmp_path / "organisation.yaml"
    facts.write_text(
        "by: Anna Berg\non: 2026-01-02\norganisation:\n  name: Viva\n  contact: Box 1\n", "utf-8"
    )
    other = datamap.open(datamap_copy(place, tmp_path))
    before = set(other.store.triples())
    assert other.fill(facts).refused == []
    new = set(other.store.triples()) - before
    plain = {
        t for t in new
        if str(t.subject) == f"<{BASE}organisation/viva>" and "rdf-syntax" not in str(t.predicate)
        and "label" not in str(t.predicate)
    }  # fmt: skip
    assert plain
    with served(place, writable=True) as client:
        update(client, f"INSERT DATA {data_block(new - plain)}")
    assert plain <= own(place)


def test_what_no_command_could_read_is_refused_and_nothing_is_written(place: Path) -> None:
    before = own(place)
    with served(place, writable=True) as client:
        for text in (
            f"INSERT DATA {{ <{BASE}correction/1> a dm:Correction }}",
            f"INSERT DATA {{ <{BASE}company-link/1> a dm:CompanyLink ; dm:number 'one' }}",
            f"INSERT DATA {{ <{BASE}x/fact/contact> a dm:AddedFact ; dm:recordField dm:fieldContact }} ; "
            f"INSERT DATA {{ <{BASE}correction/1> a dm:Correction ; dm:number 1 }}",
        ):
            found = client.post("/sparql", content=text, headers=UPDATE)
            assert (found.status_code, "would not be whole" in found.text) == (409, True), found.text
            assert len(found.text.splitlines()) == 1
        assert own(place) == before
        # What was half done is thrown away, not part of the next change.
        assert update(client, "INSERT DATA { <urn:a> <urn:b> 1 }") == "1 triples added, 0 removed\n"
    assert {t.subject for t in own(place) - before} == {ox.NamedNode("urn:a")}


def test_operations_see_what_those_before_them_did(place: Path) -> None:
    before = own(place)
    with served(place, writable=True) as client:
        update(
            client,
            "INSERT DATA { <urn:a> <urn:n> 1 , 2 . _:x <urn:n> 3 } ; INSERT DATA { _:x <urn:n> 4 } ;\n"
            "PREFIX u: <urn:> DELETE { ?s u:n ?n } INSERT { ?s u:m ?n } WHERE { ?s u:n ?n FILTER(?n > 1) } ;\n"
            "DELETE { <urn:a> <urn:n> 1 } INSERT { <urn:a> <urn:n> 1 } WHERE { <urn:a> <urn:n> 1 } ;\n"
            "INSERT { ?s <urn:is> [ <urn:of> ?n ] } WHERE { SELECT ?s (COUNT(*) AS ?n) WHERE { ?s <urn:m> ?o } GROUP BY ?s }",
        )
        assert rows(client, "SELECT ?n { <urn:a> <urn:n> ?n }") == [["1"]]
        assert rows(client, "SELECT ?n { ?s <urn:m> ?n FILTER(isBlank(?s)) }") == [["3"], ["4"]]
        assert rows(client, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <urn:m> ?o }") == [["3"]]
        assert rows(client, "SELECT ?n { ?s <urn:is> ?b . ?b <urn:of> ?n }") == [["1"]] * 3
        for bad in (
            "DELETE DATA { _:x <urn:n> 4 }", "DELETE { _:x ?p ?o } WHERE { ?s ?p ?o }", "INSERT DATA { ?s <urn:n> 1 }",
            "INSERT { ?s ?p ?o }", "DELETE WHERE { ?s ?p ?o } WHERE { ?s ?p ?o }", "INSERT DATA { <urn:a> <urn:b> 1 } ; INSERT",
        ):  # fmt: skip
            assert client.post("/sparql", content=bad, headers=UPDATE).status_code == 400, bad
        update(
            client,
            "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isBlank(?s)) } ; DELETE WHERE { <urn:a> ?p ?o }",
        )
    assert own(place) == before


def test_a_graph_that_is_posted_is_added_and_what_follows_derived(place: Path) -> None:
    before = own(place)
    turtle = {"Content-Type": "text/turtle"}
    with served(place, writable=True) as client:
        claim = (
            f"<{LIST}stripe/by-hand> a dm:Claim ; dm:process <{LIST}stripe> ; dm:certainty dm:stated ; "
            "dm:property dpv:hasPersonalData ; dm:concept pd:Age ."
        )
        head = f"@prefix dm: <{DM}> . @prefix dpv: <https://w3id.org/dpv#> . @prefix pd: <https://w3id.org/dpv/pd#> ."
        assert client.post("/graphs?default", content=head + claim, headers=turtle).status_code == 204
        assert answer(place, "Stripe", "pd:Age") == "yes"
        whole = client.get("/graphs?default", headers={"Accept": "text/turtle"}).content
        update(client, f"DELETE WHERE {{ <{LIST}stripe/by-hand> ?p ?o }}")
        assert own(place) == before
        assert client.put("/graphs?default", content=whole, headers=turtle).status_code == 204
    assert answer(place, "Stripe", "pd:Age") == "yes"


def test_named_graphs_in_a_directory_are_written_and_kept_apart(tmp_path: Path, registry: Path) -> None:
    place = tmp_path / "store"
    datamap.copy(registry, f"{place}/")
    before = own(place)
    with served(place, writable=True) as client:
        update(
            client,
            "INSERT DATA { <urn:both> <urn:p> 1 . GRAPH <urn:g> { <urn:both> <urn:p> 1 . <urn:only> <urn:p> 2 } }",
        )
    quads = set(datamap.open(place).store.own_quads())
    assert {str(q.graph_name) for q in quads if str(q.subject) == "<urn:both>"} == {"DEFAULT", "<urn:g>"}
    assert {str(q.graph_name) for q in quads if str(q.subject) == "<urn:only>"} == {"<urn:g>"}
    with served(place, writable=True) as client:
        update(client, "DELETE DATA { <urn:both> <urn:p> 1 }")
        assert rows(client, "SELECT ?o { <urn:both> <urn:p> ?o }") == [["1"]]  # as the graph has it still
        assert client.delete("/graphs?graph=urn:g").status_code == 204
    assert own(place) == before
    assert not datamap.open(place).store.has_named_graphs  # type: ignore[attr-defined]


def test_a_change_of_a_directory_meets_what_others_wrote_meanwhile(tmp_path: Path, registry: Path) -> None:
    place = tmp_path / "store"
    datamap.copy(registry, f"{place}/")
    with served(place, writable=True) as client:
        update(client, "INSERT DATA { <urn:a> <urn:b> 1 }")
        opened = datamap.open(place)
        opened.correct("Stripe", denies={"data": ["namn"]}, **WHO)
        opened.save()
        update(client, "INSERT DATA { <urn:a> <urn:b> 2 }")
        assert rows(client, "SELECT ?o { <urn:a> <urn:b> ?o }") == [["1"], ["2"]]
    assert len(datamap.open(place).corrections()) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_server_that_is_killed_while_it_writes_leaves_the_old_state_or_the_new_one(
    tmp_path: Path, registry: Path
) -> None:
    """Each update writes 300 triples at once; who reads meanwhile sees all of an update or nothing of it."""
    place = tmp_path / "store"
    datamap.copy(registry, f"{place}/")
    before = own(place)
    rng = random.Random(11)
    confirmed = 0
    for attempt in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "datamap", "serve", "--writable", "--port", "0", "-r", str(place)],
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said
        done: list[int] = []
        writing = threading.Thread(target=_write_on, args=(found.group(), attempt, done))
        writing.start()
        for _ in range(3):
            time.sleep(rng.uniform(0.1, 0.5))
            _assert_whole(own(place) - before)
        process.kill()
        process.communicate()
        writing.join()
        left = own(place)
        _assert_whole(left - before)
        assert before <= left
        updates = {str(t.object) for t in left - before if str(t.predicate) == f"<urn:a{attempt}>"}
        assert {str(ox.Literal(n)) for n in done} <= updates  # what was answered, is there
        confirmed += len(done)
    assert confirmed > 0


def _write_on(address: str, attempt: int, done: list[int]) -> None:
    for number in range(1000):
        triples = " ".join(f"<urn:s{n}> <urn:a{attempt}> {number} ." for n in range(300))
        asked = urllib.request.Request(
            f"{address}sparql", f"INSERT DATA {{ {triples} }}".encode(), dict(UPDATE)
        )
        try:
            with urllib.request.urlopen(asked, timeout=30) as got:
                got.read()
        except (OSError, urllib.error.URLError):
            return
        done.append(number)


def _assert_whole(written: set[ox.Triple]) -> None:
    updates: dict[tuple[str, str], int] = {}
    for triple in written:
        key = (str(triple.predicate), str(triple.object))
        updates[key] = updates.get(key, 0) + 1
    assert set(updates.values()) <= {300}


def datamap_copy(place: Path, tmp_path: Path) -> Path:
    other = tmp_path / "other.ttl"
    datamap.copy(place, other)
    return other


def test_the_answer_says_what_followed(place: Path) -> None:
    with served(place, writable=True) as client:
        claim = (
            f"<{LIST}stripe/by-hand> a dm:Claim ; dm:process <{LIST}stripe> ; dm:certainty dm:stated ; "
            "dm:property dpv:hasPersonalData ; dm:concept pd:Age"
        )
        # dm:statesData and dpv:hasPersonalData
        said = update(client, f"INSERT DATA {{ {claim} }}")
        assert said == "5 triples added, 0 removed; of what follows from them, 2 added, 0 removed\n"
        found = client.get(
            "/sparql", params={"query": f"SELECT ?d {{ <{LIST}stripe> dm:statesData ?d }}"}, headers=CSV
        )
        assert "pd#Age" in found.text


def test_a_directory_under_fifty_clients_while_it_is_written(tmp_path: Path, registry: Path) -> None:
    """A cartesian query is stopped at its limit; all others are answered, each from one state."""
    place = tmp_path / "store"
    datamap.copy(registry, f"{place}/")
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    counted = "SELECT (COUNT(?a) AS ?n) (COUNT(?b) AS ?m) { { ?a <urn:n> 1 } UNION { ?b <urn:n> 2 } }"
    with served(place, writable=True, seconds=6) as client, ThreadPoolExecutor(52) as threads:
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        stopped = threads.submit(client.get, "/sparql", params={"query": endless})
        asked = [threads.submit(rows, client, counted) for _ in range(25)]
        for number in range(5):
            update(client, f"INSERT DATA {{ <urn:s{number}> <urn:n> 1 , 2 }}")
        asked += [threads.submit(rows, client, counted) for _ in range(25)]
        found = [one.result()[0] for one in asked]
        assert stopped.result().status_code == 503
        assert rows(client, counted) == [["5", "5"]]
    assert all(first == second for first, second in found)
    assert found[-1] == ["5", "5"]
