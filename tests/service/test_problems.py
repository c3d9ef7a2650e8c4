"""Every bad request is a problem with a remedy, in the asker's language, and never a server error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from index.errors import DamagedStore, InvalidInput, KnowledgeBaseError, NotFound, Unavailable, UnreadableDocument
from service.api import limits
from service.api.app import create_app
from service.api.problems import language_accepted
from service.api.services import Loading, services_for
from service.settings import Settings
from tests.fakes import fake_client, fake_knowledge, fake_services


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[TestClient]:
    with fake_client() as client:
        yield client


def assert_problem(reply: Any, status: int) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = reply.json()
    assert told["status"] == status
    assert all(told[name] for name in ("type", "title", "detail", "remedy", "instance", "request_id"))
    assert told["request_id"] == reply.headers["x-request-id"]
    return told


BAD_ASKS: dict[str, tuple[object, str]] = {
    "missing": ({}, "question"),
    "a number": ({"question": 5}, "question"),
    "null": ({"question": None}, "question"),
    "over-long": ({"question": "问" * 2001}, "question"),
    "NUL": ({"question": "a\0b"}, "question"),
    "lone surrogate": ({"question": "a\ud800"}, "question"),
    "unknown language": ({"question": "5G", "lang": "fr"}, "lang"),
    "k zero": ({"question": "5G", "k": 0}, "k"),
    "k too large": ({"question": "5G", "k": 21}, "k"),
    "k as text": ({"question": "5G", "k": "5"}, "k"),
    "k not a number": ({"question": "5G", "k": float("nan")}, "k"),
    "k infinite": ({"question": "5G", "k": float("inf")}, "k"),
    "k fraction": ({"question": "5G", "k": 1.5}, "k"),
    "history of strings": ({"question": "5G", "history": ["a"]}, "history.0"),
    "endless history": ({"question": "5G", "history": [{"question": "a"}] * 21}, "history"),
    "documents as text": ({"question": "5G", "documents": "doc-1"}, "documents"),
    "unknown field": ({"question": "5G", "kk": 1}, "kk"),
    "an array": ([], "body"),
    "a string": ("5G", "body"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", BAD_ASKS)
def test_a_bad_body_is_a_problem_that_names_the_field(client: TestClient, name: str, lang: str) -> None:
    body, field = BAD_ASKS[name]
    headers = {"Content-Type": "application/json", "Accept-Language": lang}
    told = assert_problem(client.post("/v1/ask", content=json.dumps(body), headers=headers), 422)
    assert told["errors"][0]["field"] == field
    han = any("\u3400" <= one <= "\u9fff" for one in told["title"] + told["errors"][0]["rule"])
    assert han == (lang == "zh")


@pytest.mark.parametrize("body", ["{", "nonsense", '{"question": "5G"', "\xff\xfe", "[" * 100_000, '{"a":' * 50_000])
def test_broken_json_is_malformed(client: TestClient, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert_problem(client.post("/v1/ask", content=body.encode("latin-1"), headers=headers), 400)


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=b"])
def test_a_broken_form_is_told_from_broken_json(client: TestClient, content_type: str) -> None:
    reply = client.post("/v1/documents", content=b"not a form", headers={"Content-Type": content_type})
    assert "file" in assert_problem(reply, 400)["remedy"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "最多 2000 字"), ("en", "at most 2000 characters")])
def test_too_long_a_text_is_measured_in_characters(client: TestClient, lang: str, said: str) -> None:
    reply = client.post("/v1/ask", json={"question": "问" * 2001}, headers={"Accept-Language": lang})
    assert said in assert_problem(reply, 422)["errors"][0]["rule"]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_a_document_that_is_not_there_is_named(client: TestClient, path: str) -> None:
    body = {"question" if path.endswith("ask") else "query": "5G", "documents": ["doc-1", "gone"]}
    assert "gone" in assert_problem(client.post(path, json=body), 422)["detail"]


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/concordance"])
def test_a_document_that_is_not_there_is_named_by_every_way_in(client: TestClient, path: str) -> None:
    body = {"messages": [{"role": "user", "content": "5G"}], "documents": ["doc-1", "gone"]}
    chat = path.endswith("completions")
    reply = client.post(path, json=body) if chat else client.get(f"{path}?q=5G&documents=doc-1&documents=gone")
    assert "gone" in assert_problem(reply, 422)["detail"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", {"question": "5G", "documents": ["gone"]}),
        ("/v1/search", {"query": "5G", "documents": ["gone"]}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "5G"}], "documents": ["gone"]}),
        ("/v1/chat/completions", {"messages": [{"role": "system", "content": "5G"}]}),
    ],
)
def test_the_language_of_the_body_is_that_of_every_error(client: TestClient, path: str, body: dict[str, Any]) -> None:
    told = {lang: client.post(path, json={**body, "lang": lang}).json()["title"] for lang in ("zh", "en")}
    assert any("\u3400" <= one <= "\u9fff" for one in told["zh"])
    assert told["en"].isascii()


def test_the_language_of_the_body_is_that_of_an_error_before_it_is_looked_at() -> None:
    services = services_for(Settings(audit="off"), Loading(lambda _progress: fake_knowledge()))
    client = TestClient(create_app(services), "http://127.0.0.1", client=("127.0.0.1", 50000))
    told = assert_problem(client.post("/v1/ask", json={"question": "5G", "lang": "zh"}), 503)
    assert "索引" in told["detail"]


def test_a_field_is_named_without_the_alternatives_of_its_type(client: TestClient) -> None:
    reply = client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": 5}]})
    errors = assert_problem(reply, 422)["errors"]
    assert {one["field"] for one in errors} == {"messages.0.content"}


@pytest.mark.parametrize(
    "asked",
    ["/v1/audit?since=x", "/v1/audit?judged=x", "/v1/audit?limit=" + "9" * 5000, "/v1/concordance?q=5G&lang=fr"],
)
def test_a_rule_of_the_query_is_told_in_chinese(client: TestClient, asked: str) -> None:
    told = assert_problem(client.get(asked, headers={"Accept-Language": "zh"}), 422)
    rule = told["errors"][0]["rule"]
    assert any("\u3400" <= one <= "\u9fff" for one in rule)
    assert " or " not in rule


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "💥"])
def test_another_content_type_is_415(client: TestClient, content_type: str) -> None:
    reply = client.post("/v1/ask", content=b'{"question":"5G"}', headers=[(b"Content-Type", content_type.encode())])
    assert_problem(reply, 415)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("asked", "status"), [("bytes=x", 400), ("lines=1-2", 400), ("bytes=5-2", 400), ("bytes=9999999-", 416)]
)
def test_a_range_that_a_file_has_not_is_a_problem(client: TestClient, asked: str, status: int, lang: str) -> None:
    at = "/web/js/chat.js"
    reply = client.get(at, headers={"Range": asked, "Accept-Language": lang})
    told = assert_problem(reply, status)
    assert any("\u3400" <= one <= "\u9fff" for one in told["title"] + told["remedy"]) == (lang == "zh")
    assert reply.headers.get("content-range", "bytes */0").startswith("bytes */")
    assert ("content-range" in reply.headers) == (status == 416)
    part = client.get(at, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, client.get(at).content[:4])


def test_an_unknown_address_and_method_are_problems(client: TestClient) -> None:
    assert_problem(client.get("/v1/nothing"), 404)
    assert assert_problem(client.get("/v1/ask"), 405)
    assert client.get("/v1/ask").headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("x", "no such thing", "look elsewhere"), 404),
        (InvalidInput("x", "not so", "do otherwise"), 422),
        (UnreadableDocument("x.pdf", "encrypted", "remove the password"), 422),
        (Unavailable("x", "away", "wait"), 503),
        (DamagedStore("x", "torn", "restore"), 500),
        (KnowledgeBaseError("x", "odd", "ask"), 500),
        (ZeroDivisionError("secret path /root"), 500),
    ],
)
def test_every_error_of_the_house_has_its_status(error: Exception, status: int) -> None:
    def fail(_question: object) -> None:
        raise error

    with fake_client(fake_services(fake_knowledge(fail))) as client:
        reply = client.post("/v1/ask", json={"question": "5G"})
    told = assert_problem(reply, status)
    assert "secret" not in reply.text
    if isinstance(error, KnowledgeBaseError):
        assert error.rule in told["detail"]
        assert told["remedy"] == error.remedy


def test_a_remedy_in_two_languages_is_told_in_the_one_asked_for() -> None:
    def fail(_question: object) -> None:
        raise NotFound("x", "none", "Look elsewhere / 请另找")

    with fake_client(fake_services(fake_knowledge(fail))) as client:
        asked = [
            client.post("/v1/ask", json={"question": "5G"}, headers={"Accept-Language": lang}).json()["remedy"]
            for lang in ("zh-CN", "en-GB")
        ]
    assert asked == ["请另找", "Look elsewhere"]


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-Hans-CN,en;q=0.5", "zh"),
        ("en;q=0.4, zh;q=0.6", "zh"),
        ("fr", "en"),
        ("zh;q=x", "en"),
        ("zh;q=0", "en"),
        (";;;,,,", "en"),
    ],
)
def test_the_language_accepted_is_the_heaviest_of_two(header: str, lang: str) -> None:
    assert language_accepted(header) == lang


def test_a_callers_request_id_is_kept_only_where_it_cannot_forge(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    for bad in ("a b", "x" * 65, '"}{"', "a=1;b"):
        assert client.get("/healthz", headers={"X-Request-Id": bad}).headers["X-Request-Id"] != bad


@given(st.text(max_size=300))
def test_any_language_header_is_read(header: str) -> None:
    assert language_accepted(header) in ("zh", "en")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["question", "lang", "history", "k", "documents", "stream", "answer"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=JSON | st.dictionaries(FIELDS, JSON, max_size=6))
def test_no_json_whatever_fails_the_service(client: TestClient, body: object) -> None:
    for path in ("/v1/ask", "/v1/search"):
        reply = client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
        assert reply.status_code in (200, 422)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_no_bytes_whatever_fail_the_service(client: TestClient, body: bytes) -> None:
    reply = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code in (200, 400, 422)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_body_too_slow_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setattr(limits, "BODY_TIMEOUT_S", -1.0)
    with fake_client() as client:
        pieces = (piece for piece in (b'{"question":', b'"5G"}'))
        headers = {"Content-Type": "application/json", "Accept-Language": lang}
        told = assert_problem(client.post("/v1/ask", content=pieces, headers=headers), 408)
    assert told["type"] == "urn:yinju:problem:too-slow"
    assert "4096" in told["detail"]
    assert any("\u3400" <= one <= "\u9fff" for one in told["title"] + told["remedy"]) == (lang == "zh")
