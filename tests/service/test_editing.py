"""Documents change by jobs that tell their progress; a bad file fails its job or its request, never the service."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from index.errors import UnreadableDocument
from service.api.board import Board, JobState
from service.api.editing import MAX_NAME, safe_name
from service.settings import Settings
from tests.fakes import fake_client, fake_services


@pytest.fixture(name="client")
def _client() -> Iterator[TestClient]:
    with fake_client() as client:
        yield client


def finished(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    for _ in range(200):
        told: dict[str, Any] = client.get(job["url"]).json()
        if told["finished"]:
            return told
        time.sleep(0.01)
    raise AssertionError(told)


def test_a_document_comes_in_changes_and_goes(client: TestClient) -> None:
    reply = client.post("/v1/documents", files={"file": ("新报告.txt", "新增就业5万人。".encode())})
    assert reply.status_code == 202
    assert reply.headers["Location"] == reply.json()["url"]
    job = finished(client, reply.json())
    assert (job["state"], job["documents"], job["stage"]) == ("done", ["新报告.txt"], "publish")
    at = "/v1/documents/%E6%96%B0%E6%8A%A5%E5%91%8A.txt"
    assert "5万" in client.get(at).json()["text"]
    put = client.put(at, files={"file": ("x.txt", "新增就业6万人。".encode())})
    assert finished(client, put.json())["state"] == "done"
    assert "6万" in client.get(at).json()["text"]
    assert finished(client, client.delete(at).json())["state"] == "done"
    assert client.get(at).status_code == 404


def test_a_file_that_cannot_be_read_fails_its_job_with_a_problem(client: TestClient) -> None:
    job = finished(client, client.post("/v1/documents", files={"file": ("a.txt", b"\xff\xfe\xff")}).json())
    assert job["state"] == "failed"
    assert job["problem"]["status"] >= 400


@pytest.mark.parametrize("files", [{}, {"other": ("a.txt", b"x")}, {"file": ("a.txt", b"")}, {"file": ("..", b"x")}])
def test_a_bad_upload_is_a_problem(client: TestClient, files: dict[str, tuple[str, bytes]]) -> None:
    reply = client.post("/v1/documents", files=files or None)
    assert reply.status_code in (415, 422)
    assert reply.headers["content-type"] == "application/problem+json"


def test_unknown_documents_and_jobs_are_404(client: TestClient) -> None:
    assert client.put("/v1/documents/none", files={"file": ("a.txt", b"x")}).status_code == 404
    assert client.delete("/v1/documents/none").status_code == 404
    assert client.get("/v1/jobs/none").status_code == 404


def test_a_file_over_the_limit_is_413() -> None:
    with fake_client(fake_services(settings=Settings(audit="off", max_file_mb=1))) as client:
        reply = client.post("/v1/documents", files={"file": ("a.txt", b"x" * (2**20 + 1))})
    assert reply.status_code == 413


def test_a_replica_that_only_reads_refuses_changes() -> None:
    with fake_client(fake_services(settings=Settings(audit="off", read_only=True))) as client:
        assert client.post("/v1/documents", files={"file": ("a.txt", b"x")}).status_code == 403
        assert client.delete("/v1/documents/doc-1").status_code == 403


def test_jobs_run_one_after_the_other_and_unforeseen_errors_stay_inside() -> None:
    board = Board()
    running: list[str] = []

    def work(name: str) -> Any:
        def run(_progress: object) -> tuple[str, ...]:
            running.append(name)
            assert len(running) == 1
            time.sleep(0.01)
            running.remove(name)
            if name == "bad":
                raise ZeroDivisionError
            return (name,)

        return run

    jobs = [board.submit("add", name, work(name)) for name in ("a", "bad", "c")]
    while board.waiting:
        time.sleep(0.01)
    assert [board.get(job.id).state for job in jobs] == [JobState.DONE, JobState.FAILED, JobState.DONE]
    assert [job.subject for job in board.jobs()] == ["c", "bad", "a"]
    board.close()


@given(st.text(max_size=400))
def test_a_file_name_is_made_safe_or_refused(given_name: str) -> None:
    try:
        name = safe_name(given_name)
    except UnreadableDocument:
        return
    assert 0 < len(name) <= MAX_NAME
    assert not set(name) & set('/\\\0\n\r:"')
    assert name not in (".", "..")


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("报" * 300 + ".docx").endswith("报.docx")
