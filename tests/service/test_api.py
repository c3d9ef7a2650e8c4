"""The contract of /v1/ask, /v1/search and /v1/documents over fakes: shapes and rules, not the quality of answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from index.errors import Unavailable
from index.protocols import Progress
from index.types import PassageKey
from service.api.openai import content_of
from service.api.present import ask_response
from service.api.services import Knowledge, Loading, services_for
from service.settings import Settings
from service.types import Agreement, Answer, Question, Refusal, RefusalReason
from tests.fakes import BODY, ENGLISH, QUOTE, fake_client, fake_knowledge

CITATION_FIELDS = {
    "n",
    "document_id",
    "title",
    "source",
    "section",
    "paragraph",
    "page",
    "text",
    "quote",
    "supports",
    "span",
    "lang",
    "rendering",
    "rendering_by",
    "url",
    "score",
}


@pytest.fixture(name="client")
def _client() -> Iterator[TestClient]:
    with fake_client() as client:
        yield client


@pytest.mark.parametrize(
    ("question", "lang"),
    [("新建多少个5G基站？", "zh"), ("How many 5G stations?", "en"), ("5G基站 how many?", "zh")],
)
def test_an_answer_has_every_field_of_the_contract(client: TestClient, question: str, lang: str) -> None:
    told = client.post("/v1/ask", json={"question": question}).json()
    assert told["lang"] == lang
    assert told["refusal"] is None
    assert told["value"] == {"number": 1000.0, "unit": "个", "unit_en": "stations", "bound": "at_least"}
    cited = told["citations"][0]
    assert set(cited) == CITATION_FIELDS
    assert (cited["n"], cited["paragraph"], cited["text"], cited["url"]) == (1, 3, BODY, "/documents/doc-1#p3")
    assert told["took_ms"] >= 0
    assert told["index_version"] == "g000001"


def test_the_span_of_a_citation_slices_its_quote_from_the_document(client: TestClient) -> None:
    cited = client.post("/v1/ask", json={"question": "5G?"}).json()["citations"][0]
    text = client.get(f"/v1/documents/{cited['document_id']}").json()["text"]
    start, end = cited["span"]
    assert text[start:end] == cited["quote"] == QUOTE


@pytest.mark.parametrize("question", ["", "   ", "　\n"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_blank_question_is_refused_as_empty_in_its_language(client: TestClient, question: str, lang: str) -> None:
    reply = client.post("/v1/ask", json={"question": question, "lang": lang})
    assert reply.status_code == 200
    told = reply.json()
    assert told["answer"] is None
    assert told["refusal"]["reason"] == "empty"
    assert ("空" in told["refusal"]["message"]) == (lang == "zh")


def test_a_refusal_cites_what_comes_nearest(client: TestClient) -> None:
    told = client.post("/v1/ask", json={"question": "首都是哪里？"}).json()
    assert told["answer"] is None
    assert told["refusal"]["reason"] == "not_found"
    assert [cited["n"] for cited in told["citations"]] == [1]


def test_search_hits_are_citations_without_a_quote(client: TestClient) -> None:
    told = client.post("/v1/search", json={"query": "基站", "k": 3}).json()
    assert set(told["hits"][0]) == CITATION_FIELDS - {"quote", "supports"}


def test_a_paragraph_can_be_fetched_by_its_number(client: TestClient) -> None:
    told = client.get("/v1/documents/doc-1/paragraphs/3").json()
    assert told["text"] == BODY
    assert told["section"] == ["二、数字经济"]
    assert client.get("/v1/documents/doc-1/paragraphs/4").status_code == 404


def test_what_of_a_document_is_rendered_comes_sentence_by_sentence(client: TestClient) -> None:
    told = client.get("/v1/documents/doc-1/renderings").json()
    assert told["renderings"] == [{"id": "p3.s1", "source": BODY, "rendering": ENGLISH}]
    assert client.get("/v1/documents/none/renderings").status_code == 404


def test_the_list_names_every_document_with_its_page(client: TestClient) -> None:
    listed = client.get("/v1/documents").json()
    assert [one["url"] for one in listed["documents"]] == ["/documents/doc-1"]


def events(text: str) -> list[tuple[str, str]]:
    """(event, data) of a stream, heartbeats left out."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if lines:
            found.append((lines["event"], lines["data"]))
    return found


@pytest.mark.parametrize("how", [{"stream": True}, {}])
def test_a_stream_ends_with_the_whole_answer(client: TestClient, how: dict[str, bool]) -> None:
    headers = {} if how else {"Accept": "text/event-stream"}
    reply = client.post("/v1/ask", json={"question": "How many 5G stations?", **how}, headers=headers)
    assert reply.headers["content-type"].startswith("text/event-stream")
    told = events(reply.text)
    names = [name for name, _ in told]
    assert names[0] == "citations"
    assert names[-2:] == ["answer", "done"]
    whole = json.loads(told[-2][1])
    assert "".join(json.loads(data)["text"] for name, data in told if name == "delta") == whole["answer"]
    assert json.loads(told[0][1]) == whole["citations"]


def test_a_stream_beats_while_it_works_and_tells_a_late_error_as_an_event() -> None:
    release = threading.Event()

    def fail(_question: object) -> None:
        release.wait(0.2)
        raise Unavailable("store", "gone", "come back")

    services = services_for(Settings(audit="off", heartbeat_s=0.02), Loading.ready_with(fake_knowledge(fail)))
    with fake_client(services) as client:
        reply = client.post("/v1/ask", json={"question": "5G", "stream": True})
    assert ": still working" in reply.text
    names = [name for name, _ in events(reply.text)]
    assert names == ["problem", "done"]


def test_the_port_answers_before_the_index_is_loaded() -> None:
    release = threading.Event()

    def load(progress: Progress) -> Knowledge:
        progress("vectors", 1, 2)
        release.wait(10)
        return fake_knowledge()

    services = services_for(Settings(audit="off"), Loading(load))
    with fake_client(services) as client:
        assert client.get("/healthz").json()["status"] == "ok"
        not_yet = client.get("/readyz")
        assert (not_yet.status_code, not_yet.json()["status"]) == (503, "loading")
        asked = client.post("/v1/ask", json={"question": "5G"})
        assert asked.status_code == 503
        assert int(asked.headers["Retry-After"]) >= 1
        release.set()
        assert services.loading.wait(5)
        assert client.get("/readyz").json()["documents"] == 1


def test_readyz_says_what_failed() -> None:
    def load(_progress: Progress) -> Knowledge:
        raise Unavailable("index", "locked by another process", "wait for it")

    services = services_for(Settings(audit="off"), Loading(load))
    with fake_client(services) as client:
        services.loading.wait(5)
        told = client.get("/readyz")
    assert told.status_code == 503
    assert "locked by another process" in told.json()["detail"]


def test_only_what_an_answer_rests_on_supports_it() -> None:
    asked = Question("5G？", "zh")
    (first,) = fake_knowledge().finder.find(asked)
    second = replace(first, key=PassageKey("doc-1", 1))
    unsure = Answer("1000个以上", "zh", None, 0.6, Agreement.SINGLE, (first,), further=(second,))
    told = ask_response(asked, unsure, answer_id="a", index_version="g", took_ms=0.0)
    assert [(cited.n, cited.supports) for cited in told.citations] == [(1, True), (2, False)]
    assert "[1]" in content_of(told)
    assert "[2]" not in content_of(told)
    refused = Refusal(RefusalReason.NOT_FOUND, "没有", "zh", 0.9, (first,))
    near = ask_response(asked, refused, answer_id="a", index_version="g", took_ms=0.0).citations
    assert [cited.supports for cited in near] == [False]
