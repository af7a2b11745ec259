"""Decisions about phrases nobody understood: what they change, at once and at the next import."""

from __future__ import annotations

import datetime as dt
import pickle
import random
from pathlib import Path

import pytest

import datamap
from datamap.errors import ChangedMeanwhile, InvalidParameter, OntologyError, UnknownName
from datamap.vocabulary.local import local_path, read_local
from review_cases import LIST, MARKDOWN, answers, facts, project

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "sources" / "underbitraden.txt"
BY = "Anna Berg"


def imported_again(registry: datamap.Registry, folder: Path) -> set[str]:
    """Return the facts of a new registry of the same lists, read with the project's words."""
    fresh = datamap.open(folder / "fresh.ttl", create=True, ontology=registry.ontology_path)
    for source in registry.sources():
        fresh.import_documents(folder / source.file_name, source=source.identifier)
    return facts(fresh)


def test_one_phrase_in_several_entries_is_one_question_the_most_frequent_first(tmp_path: Path) -> None:
    review = project(tmp_path).review()
    assert [(p.phrase, p.field, len(p.seen)) for p in review] == [
        ("skostorlek", "data", 2),
        ("PII-skrubbning aktiverad", "data", 1),
        ("telefonnumer", "data", 1),
        ("uppgiftsflödet", "data", 1),
    ]
    first = review[0]
    assert [(o.place, o.vendor) for o in first.seen] == [("lista:5", "Alfa AB"), ("lista:10", "Beta AB")]
    assert first.seen[0].statement == "Personuppgifter: Namn, e-postadress, skostorlek, telefonnumer"
    assert first.language == "sv"
    assert review.to_dict()["pending"][2]["suggestions"] == [
        {"concept": "pd:TelephoneNumber", "label": "phone number", "near": "telefonnummer", "why": "spelling"}
    ]
    assert len(review.to_pandas()) == 4


def test_a_label_changes_answers_at_once_and_the_next_import_says_the_same(tmp_path: Path) -> None:
    registry = project(tmp_path)
    assert set(answers(registry, "telefonnummer").values()) == {"unknown"}
    registry.decide("telefonnumer", label_of="telefonnummer", apply=False, by=BY)
    registry.decide("skostorlek", narrower_than="fysiska kännetecken", apply=False, by=BY)
    applied = registry.apply_decisions()
    assert (applied.changed, applied.left) == (2, ())
    # Beta's list was open for "skostorlek" alone; Gamma's still is for words nobody understood.
    assert answers(registry, "telefonnummer") == {"Alfa AB": "yes", "Beta AB": "no", "Gamma AB": "unknown"}
    row = next(r for r in registry.query("vendors-by-data", data="telefonnummer") if r.vendor == "Alfa AB")
    assert row.evidence[0].line == 5
    registry.save()
    assert facts(datamap.open(registry.location)) == imported_again(registry, tmp_path)


def test_a_type_of_ones_own_is_asked_for_by_its_name_and_through_what_it_is_a_kind_of(tmp_path: Path) -> None:
    registry = project(tmp_path)
    registry.decide("skostorlek", narrower_than="pd:PhysicalCharacteristic", language="sv", by=BY)
    assert answers(registry, "skostorlek")["Beta AB"] == "yes"
    assert answers(registry, "pd:PhysicalCharacteristic")["Beta AB"] == "yes"
    with pytest.raises(InvalidParameter, match="nearest: 'skostorlek'"):
        registry.query("vendors-by-data", data="skostorlekk")
    assert "skostorlek" in registry.view(lang="sv").html
    assert "skostorlek" in [
        data["label"] for _, data in registry.network("vendor-data-place").nodes(data=True)
    ]
    found = registry.sparql('SELECT ?c WHERE { ?c skos:prefLabel "skostorlek"@sv }')
    assert list(found.rows()) == [("https://example.org/datamap/concept/skostorlek",)]
    registry.save()
    # The registry holds what the list says; the words stand in their own file alone.
    text = Path(registry.location).read_text("utf-8")
    assert "prefLabel" not in text
    assert "kindOf" not in text
    assert answers(datamap.open(registry.location), "skostorlek")["Alfa AB"] == "yes"


def test_a_note_leaves_the_list_open_unless_a_person_says_it_is_complete(tmp_path: Path) -> None:
    for complete, answer in ((False, "unknown"), (True, "no")):
        registry = project(tmp_path / str(complete))
        registry.decide("skostorlek", note=True, complete=complete, reason="no data here", by=BY)
        assert answers(registry, "telefonnummer")["Beta AB"] == answer
        assert answers(registry, "namn")["Beta AB"] == "yes"
        # Alfa's list holds another phrase that nobody understood.
        assert answers(registry, "personnummer")["Alfa AB"] == "unknown"
        assert "skostorlek" not in [p.phrase for p in registry.review()]
        assert facts(registry) == imported_again_saved(registry, tmp_path / str(complete))


def imported_again_saved(registry: datamap.Registry, folder: Path) -> set[str]:
    registry.save()
    return imported_again(registry, folder)


def test_words_that_leave_a_list_open_are_said_by_the_list_itself(tmp_path: Path) -> None:
    registry = project(tmp_path)
    registry.decide("skostorlek", leaves_open=True, by=BY)
    assert answers(registry, "telefonnummer")["Beta AB"] == "unknown"
    registry.save()
    report = datamap.import_documents(tmp_path / "lista.txt", registry=registry.location, dry_run=True)
    beta = next(e for e in report.to_dict()["entries"] if e["name"] == "Beta AB")
    assert beta["coverage"]["data"] == "open"
    assert "skostorlek" not in [u["text"] for u in report.to_dict()["unmapped"]]


def test_a_remark_in_brackets_can_be_decided_too(tmp_path: Path) -> None:
    registry = project(tmp_path)
    registry.decide("uppgiftsflödet", note=True, complete=True, apply=False, by=BY)
    registry.decide("PII-skrubbning aktiverad", note=True, complete=True, by=BY)
    assert answers(registry, "telefonnummer")["Gamma AB"] == "no"
    assert answers(registry, "e-post")["Gamma AB"] == "yes"
    assert facts(registry) == imported_again_saved(registry, tmp_path)


def test_only_here_is_a_correction_and_no_word_of_the_project(tmp_path: Path) -> None:
    registry = project(tmp_path)
    with pytest.raises(InvalidParameter, match="reason"):
        registry.decide("skostorlek", label_of="namn", vendor="Beta AB", by=BY)
    registry.decide("skostorlek", label_of="kundnummer", vendor="beta ab", reason="they said so", by=BY)
    assert answers(registry, "kundnummer") == {"Alfa AB": "unknown", "Beta AB": "yes", "Gamma AB": "unknown"}
    assert [(c.by, c.reason) for c in registry.corrections()] == [("Anna Berg", "they said so")]
    assert registry.decisions() == []
    assert {p.phrase: len(p.seen) for p in registry.review()}["skostorlek"] == 1
    registry.save()
    assert not registry.ontology_path.exists()
    registry.import_documents(tmp_path / "lista.txt")
    assert answers(registry, "kundnummer")["Beta AB"] == "yes"
    with pytest.raises(InvalidParameter, match="does not stand open"):
        registry.decide("skostorlek", label_of="namn", vendor="Gamma AB", reason="x", by=BY)


def test_undoing_gives_back_what_was(tmp_path: Path) -> None:
    registry = project(tmp_path)
    before = facts(registry)
    registry.decide("skostorlek", narrower_than="fysiska kännetecken", by=BY)
    registry.decide("telefonnumer", label_of="https://example.org/datamap/concept/skostorlek", by=BY)
    with pytest.raises(InvalidParameter, match="undo 2 first"):
        registry.undo_decision(1)
    registry.save()
    opened = datamap.open(registry.location)
    opened.undo_decision(2)
    opened.undo_decision(1)
    assert facts(opened) == before
    assert opened.save()
    assert not opened.ontology_path.exists()
    with pytest.raises(UnknownName, match="in force: none"):
        opened.undo_decision(1)


def test_a_decision_says_who_when_and_why(tmp_path: Path) -> None:
    registry = project(tmp_path)
    registry.decide("skostorlek", note=True, by="Anna Berg", reason="no data", on=dt.date(2026, 3, 1))
    registry.save()
    made = datamap.open(registry.location).decisions()
    assert [(d.number, d.phrase, d.language, d.kind, d.by, d.on, d.reason) for d in made] == [
        (1, "skostorlek", "sv", "note", "Anna Berg", "2026-03-01", "no data")
    ]
    with pytest.raises(InvalidParameter, match="name of the person"):
        registry.decide("uppgiftsflödet", note=True, by=" ")
    with pytest.raises(InvalidParameter, match="decided already"):
        registry.decide("Skostorlek", note=True, by=BY)
    with pytest.raises(InvalidParameter, match="one thing"):
        registry.decide("uppgiftsflödet", note=True, leaves_open=True, by=BY)


@pytest.mark.parametrize(
    ("phrase", "field", "concept", "why"),
    [
        ("telefonnummer", "data", "namn", "is a label of"),
        ("Puhelinnumero", "data", "namn", "is a label of"),  # another language's word counts too
        ("m.fl.", "data", "namn", "says how a list is meant"),
        ("ej", "data", "namn", "says how a list is meant"),
        ("—", "data", "namn", "no letter"),
        ("Georgien", "place", "Sverige", "it names"),
        ("Dublin", "place", "Sverige", "it names"),
        ("skostorlek", "data", "xyzzyx", "names nothing the ontology knows"),
        ("skostorlek", "data", "Sverige", "names nothing the ontology knows"),
        ("skostorlek " * 40, "data", "namn", "at most 200"),
        ("skostorlek", "colour", "namn", "is no field"),
    ],
)
def test_what_means_something_else_already_is_refused(
    tmp_path: Path, phrase: str, field: str, concept: str, why: str
) -> None:
    registry = project(tmp_path)
    with pytest.raises(InvalidParameter, match=why):
        registry.decide(phrase, field, label_of=concept, by=BY)
    assert registry.decisions() == []


def test_a_place_takes_labels_and_no_places_of_ones_own(tmp_path: Path) -> None:
    registry = project(tmp_path, lista_txt=LIST.replace("Tyskland", "Vår hall i Kassel"))
    with pytest.raises(InvalidParameter, match="the law says"):
        registry.decide("Vår hall i Kassel", "place", narrower_than="Tyskland", by=BY)
    registry.decide("Vår hall i Kassel", "place", label_of="Tyskland", by=BY)
    outside = {row.vendor: row.answer for row in registry.query("vendors-outside")}
    assert outside == {"Alfa AB": "no", "Beta AB": "no", "Gamma AB": "no"}
    assert facts(registry) == imported_again_saved(registry, tmp_path)


def test_registries_in_one_process_keep_their_words_apart(tmp_path: Path) -> None:
    one, other = project(tmp_path / "one"), project(tmp_path / "other")
    one.decide("skostorlek", label_of="kundnummer", by=BY)
    other.decide("skostorlek", label_of="personnummer", by=BY)
    assert answers(one, "skostorlek") == answers(one, "kundnummer")
    assert answers(other, "skostorlek") == answers(other, "personnummer")
    third = project(tmp_path / "third")
    with pytest.raises(InvalidParameter):
        third.query("vendors-by-data", data="skostorlek")


def test_many_files_are_read_in_parallel_with_the_projects_words(tmp_path: Path) -> None:
    registry = project(tmp_path)
    registry.decide("skostorlek", label_of="kundnummer", by=BY)
    registry.save()
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(20):
        (folder / f"list-{number}.txt").write_text(LIST.replace(" AB", f" {number} AB"), "utf-8")
    report = registry.import_documents(folder)
    assert len(report.readings) == 20
    assert answers(registry, "kundnummer")["Beta 19 AB"] == "yes"
    assert pickle.loads(pickle.dumps(registry.local)) == registry.local


def test_a_session_that_broke_off_is_taken_up_by_the_next(tmp_path: Path) -> None:
    registry = project(tmp_path)
    registry.decide("skostorlek", label_of="kundnummer", by=BY)
    registry.save()
    broken = datamap.open(registry.location)
    broken.decide("telefonnumer", label_of="telefonnummer", apply=False, by=BY)
    assert broken.save_decisions()  # and then the power went
    after = datamap.open(registry.location)
    assert answers(after, "telefonnummer")["Alfa AB"] == "unknown"
    assert "telefonnumer" not in [p.phrase for p in after.review()]
    assert answers(after, "telefonnummer")["Alfa AB"] == "yes"
    assert facts(after) == imported_again_saved(after, tmp_path)


def test_words_edited_by_hand_count_after_the_next_review(tmp_path: Path) -> None:
    registry = project(tmp_path)
    path = local_path(registry.location)
    path.parent.mkdir()
    path.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix pd: <https://w3id.org/dpv/pd#> .\n\n"
        'pd:Name skos:altLabel "skostorlek"@sv . # a joke\n',
        "utf-8",
    )
    opened = datamap.open(registry.location)
    opened.apply_decisions()
    assert answers(opened, "telefonnummer")["Beta AB"] == "no"
    opened.save()
    assert "a joke" in path.read_text("utf-8"), "what nobody changed is not written again"


def test_corrections_stand_and_are_given_back_over_a_decision(tmp_path: Path) -> None:
    registry = project(tmp_path)
    registry.correct("Beta AB", states={"data": ["kundnummer"]}, complete=True, reason="letter", by="Bo")
    registry.decide("skostorlek", label_of="personnummer", by=BY)
    assert answers(registry, "personnummer")["Beta AB"] == "no"
    assert answers(registry, "kundnummer")["Beta AB"] == "yes"
    registry.undo_correction(1)
    assert answers(registry, "personnummer")["Beta AB"] == "yes"
    assert facts(registry) == imported_again_saved(registry, tmp_path)


def test_two_who_decide_at_once_do_not_lose_each_others_words(tmp_path: Path) -> None:
    location = project(tmp_path).location
    one, other = datamap.open(location), datamap.open(location)
    one.decide("skostorlek", note=True, by=BY)
    one.save()
    other.decide("telefonnumer", note=True, by=BY)
    with pytest.raises(ChangedMeanwhile, match=r"local\.ttl"):
        other.save()
    assert [d.phrase for d in datamap.open(location).decisions()] == ["skostorlek"]


def test_the_same_decisions_give_the_same_bytes(tmp_path: Path) -> None:
    texts = set()
    for folder in ("a", "b"):
        registry = project(tmp_path / folder)
        registry.decide("skostorlek", narrower_than="fysiska kännetecken", on=dt.date(2026, 1, 2), by=BY)
        registry.decide("telefonnumer", label_of="telefonnummer", on=dt.date(2026, 1, 2), by=BY)
        registry.save()
        texts.add(registry.ontology_path.read_bytes())
    assert len(texts) == 1
    assert not registry.save()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_decided_the_lists_read_as_their_next_import(tmp_path: Path, seed: int) -> None:
    registry = project(
        tmp_path,
        lista_txt=LIST,
        table_md=MARKDOWN,
        viva_txt=EXAMPLE.read_text("utf-8").replace("besökta sidor", "besökta sidorr"),
        data_csv='Vendor,Purpose,Personal data,Country\nEta AG,Billing,"Name, shoe size",Austria\n',
        rows_json='{"vendors": [{"name": "Theta BV", "purpose": "Support", "personalData": ["name", "shoe size"],'
        ' "location": "Netherlands"}]}',
        liste_md="# Unterauftragsverarbeiter\n\n| Unternehmen | Zweck | Personenbezogene Daten | Standort |\n"
        "| --- | --- | --- | --- |\n| Iota GmbH | Abrechnung | Name, Schuhgröße | Deutschland |\n"
        "| Kappa GmbH (optional) | Abrechnung | Name und Schuhgröße | Irland |\n",
    )
    rng = random.Random(seed)
    before = facts(registry)
    pending = list(registry.review())
    assert {"shoe size", "besökta sidorr", "Atlantis", "Schuhgröße"} <= {p.phrase for p in pending}
    for one in rng.sample(pending, len(pending) * 2 // 3):
        concept = {"data": "namn", "purpose": "fakturering", "place": "Irland"}[one.field]
        ways = [
            {"label_of": concept},
            {"note": True},
            {"note": True, "complete": True},
            {"leaves_open": True},
        ]
        if one.field != "place":
            ways.append({"narrower_than": concept})
        way = rng.choice(ways)
        registry.decide(one.phrase, one.field, language=one.language, apply=False, by=BY, **way)  # type: ignore[arg-type]
    assert registry.apply_decisions().left == ()
    assert facts(registry) == imported_again_saved(registry, tmp_path)
    for decision in reversed(registry.decisions()):
        registry.undo_decision(decision.number, apply=False)
    registry.apply_decisions()
    assert facts(registry) == before


def test_no_answer_becomes_no_but_by_a_person_who_says_the_list_is_complete(tmp_path: Path) -> None:
    registry = project(tmp_path, table_md=MARKDOWN)
    assert set(answers(registry, "phone number").values()) == {"unknown"}
    for one in registry.review():
        if one.field == "data":
            registry.decide(one.phrase, one.field, note=True, apply=False, by=BY)
    registry.apply_decisions()
    assert set(answers(registry, "phone number").values()) == {"unknown"}


def test_where_the_words_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert local_path(tmp_path / "data" / "registry.ttl") == tmp_path / "ontology" / "local.ttl"
    assert local_path(tmp_path / "registry.ttl") == tmp_path / "ontology" / "local.ttl"
    monkeypatch.chdir(tmp_path)
    assert local_path("http://localhost:7878") == Path("ontology/local.ttl")
    repository = Path(__file__).resolve().parents[1]
    # datamap's own source has a data/ and an ontology/ too; that one is shipped.
    assert local_path(repository / "data" / "registry.ttl") == repository / "data" / "ontology" / "local.ttl"
    monkeypatch.chdir(repository)
    assert local_path("http://localhost:7878") == Path("data/ontology/local.ttl")
    with pytest.raises(OntologyError, match="datamap's own"):
        read_local(repository / "ontology" / "local.ttl")
    monkeypatch.setenv("DATAMAP_ONTOLOGY", str(tmp_path / "words.ttl"))
    assert local_path(tmp_path / "data" / "registry.ttl") == tmp_path / "words.ttl"
    registry = project(tmp_path / "p")
    registry.decide("skostorlek", note=True, by=BY)
    registry.save()
    assert (tmp_path / "words.ttl").is_file()
