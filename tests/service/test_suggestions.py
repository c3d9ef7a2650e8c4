"""Questions to begin with: drawn from the documents, and kept only where the answer comes from there."""

from __future__ import annotations

import doctest
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service.api import suggestions
from service.api.app import create_app
from service.api.services import Loading, services_for
from service.settings import Settings
from tests.service.browsing import Clerk, knowledge


@pytest.fixture(name="clerk_and_client")
def _clerk_and_client() -> Iterator[tuple[Clerk, TestClient]]:
    known, clerk, _store = knowledge()
    app = create_app(services_for(Settings(audit="off"), Loading.ready_with(known)))
    with TestClient(app, "http://127.0.0.1", client=("127.0.0.1", 50000)) as client:
        yield clerk, client


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(suggestions).failed == 0


def test_every_suggestion_is_answered_from_the_documents(clerk_and_client: tuple[Clerk, TestClient]) -> None:
    _clerk, client = clerk_and_client
    questions = client.get("/v1/suggestions", params={"lang": "zh"}).json()["questions"]
    assert "计划新建5G基站多少个？" in questions
    for question in questions:
        assert client.post("/v1/ask", json={"question": question}).json()["answer"] is not None, question


def test_a_question_that_the_service_refuses_is_not_suggested(clerk_and_client: tuple[Clerk, TestClient]) -> None:
    clerk, client = clerk_and_client
    clerk.store.kept = tuple(one for one in clerk.store.kept if one.document.source == "hostile.txt")
    assert client.get("/v1/suggestions", params={"lang": "en"}).json()["questions"] == []


def test_they_are_drawn_once_a_generation(clerk_and_client: tuple[Clerk, TestClient]) -> None:
    clerk, client = clerk_and_client
    first = client.get("/v1/suggestions").json()
    asked = len(clerk.asked)
    assert client.get("/v1/suggestions").json() == first
    assert len(clerk.asked) == asked
    clerk.store.rebuild()
    assert client.get("/v1/suggestions").json()["index_version"] != first["index_version"]
    assert len(clerk.asked) > asked


def test_only_the_two_languages_are_known(clerk_and_client: tuple[Clerk, TestClient]) -> None:
    _clerk, client = clerk_and_client
    assert client.get("/v1/suggestions", params={"lang": "fr"}).status_code == 422
