from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from index.errors import InvalidInput
from index.glossary import Entry, Glossary
from service.translation.files.tbx import write_tbx
from service.translation.glossaries import Glossaries
from tests.fakes import BODY, ENGLISH, fake_client, fake_knowledge, fake_services

STATIONS = Entry("5G基站", ("5G base stations", "5G stations"), ("5G towers",), True, "policy", "a note")
HEATING = Entry("清洁取暖", ("clean heating",))


@pytest.fixture(name="client")
def _client() -> Iterator[TestClient]:
    knowledge = replace(fake_knowledge(), glossary=lambda: Glossary((STATIONS, HEATING)))
    with fake_client(fake_services(knowledge)) as client:
        yield client


@pytest.mark.parametrize(("phrase", "lang"), [("5G基站", "zh"), ("5G base station", "en")])
def test_a_phrase_is_found_with_its_rendering_from_either_language(client: TestClient, phrase: str, lang: str) -> None:
    told = client.get("/v1/concordance", params={"q": phrase}).json()
    (hit,) = told["hits"]
    assert told["lang"] == lang
    assert (hit["source"], hit["rendering"], hit["url"]) == (BODY, ENGLISH, "/documents/doc-1#p3")
    assert [BODY[start:end] for start, end in hit["source_spans"]] == ["5G基站"]
    assert [ENGLISH[start:end] for start, end in hit["rendering_spans"]] == ["5G base stations"]


def test_glossary_tells_all_of_a_term(client: TestClient) -> None:
    (term,) = client.get("/v1/glossary", params={"q": "How many 5G base stations?"}).json()["terms"]
    assert term == {
        "zh": "5G基站",
        "en": ["5G base stations", "5G stations"],
        "forbidden": ["5G towers"],
        "fixed": True,
        "subject": "policy",
        "note": "a note",
    }


def test_part_of_a_term_finds_the_term(client: TestClient) -> None:
    assert [term["zh"] for term in client.get("/v1/glossary", params={"q": "取暖"}).json()["terms"]] == ["清洁取暖"]
    assert client.get("/v1/glossary", params={"q": "火星"}).json()["terms"] == []


@pytest.mark.parametrize("path", ["/v1/concordance", "/v1/glossary"])
@pytest.mark.parametrize("query", [{}, {"q": "长" * 201}, {"q": "a", "lang": "fr"}, {"q": "a", "k": 0}])
def test_wrong_queries_are_problems(client: TestClient, path: str, query: dict[str, str]) -> None:
    answer = client.get(path, params=query)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_an_unknown_document_is_told_from_one_without_a_precedent(client: TestClient) -> None:
    assert client.get("/v1/concordance", params={"q": "5G", "documents": "nope"}).status_code == 422


def test_glossary_is_read_anew_only_when_a_file_changed() -> None:
    kept = {"one.tbx": write_tbx(Glossary((STATIONS,)), "one")}
    glossaries = Glossaries(lambda: kept)
    first = glossaries.current()
    assert first.entries == (STATIONS,)
    assert glossaries.current() is first
    kept["two.tbx"] = write_tbx(Glossary((HEATING,)), "two")
    assert glossaries.current().entries == (STATIONS, HEATING)
    assert glossaries.ids() == ("one", "two")
    assert glossaries.named("two").entries == glossaries.named("two.tbx").entries == (HEATING,)


def test_a_broken_glossary_says_so() -> None:
    with pytest.raises(InvalidInput):
        Glossaries(lambda: {"a.tbx": b"<tbx"}).current()


def test_a_check_keeps_to_the_glossary_it_names() -> None:
    ours, theirs = (Glossary((Entry("清洁取暖", (english,)),)) for english in ("clean heating", "tidy warmth"))
    kept = {"house.tbx": write_tbx(ours, "house"), "guest.tbx": write_tbx(theirs, "guest")}
    glossaries = Glossaries(lambda: kept)
    knowledge = replace(fake_knowledge(), glossary=glossaries.current, glossaries=glossaries)
    pair = {"source": "推进清洁取暖。", "rendering": "Advance tidy warmth."}
    with fake_client(fake_services(knowledge)) as client:
        assert client.get("/v1/glossaries").json() == {"glossaries": ["house", "guest"]}
        told = [client.post("/v1/check", json=pair | {"glossary": name}).json() for name in ("house", "guest.tbx")]
        missing = client.post("/v1/check", json=pair | {"glossary": "nobody"})
    assert [len(one["findings"]) for one in told] == [1, 0]
    assert missing.status_code == 404
    assert "house, guest" in missing.text
    assert "Name one of them" in missing.text
