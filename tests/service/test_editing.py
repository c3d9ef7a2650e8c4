"""Documents change by jobs that tell their progress; a bad file fails its job or its request, never the service."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from index.errors import UnreadableDocument
from service.api import editing
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
    told = [client.get(job["url"], headers={"Accept-Language": lang}).json()["problem"] for lang in ("zh", "en")]
    assert [one["detail"].split("：")[-1].split(": ")[-1] for one in told] == ["未预料的错误", "an unforeseen error"]


@pytest.mark.parametrize("files", [{}, {"other": ("a.txt", b"x")}, {"file": ("a.txt", b"")}, {"file": ("..", b"x")}])
def test_a_bad_upload_is_a_problem(client: TestClient, files: dict[str, tuple[str, bytes]]) -> None:
    reply = client.post("/v1/documents", files=files or None)
    assert reply.status_code in (415, 422)
    assert reply.headers["content-type"] == "application/problem+json"


FILE = ("file", ("a.txt", b"x"))


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ([FILE, ("file", ("b.txt", b"y"))], "file"),
        ([FILE, ("rendering", ("a.tmx", b"y"))], "rendering"),
        ([FILE, ("renderings", ("a.tmx", b"y")), ("renderings", ("b.tmx", b"y"))], "renderings"),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/documents"), ("PUT", "/v1/documents/doc-1")])
def test_no_part_of_a_form_is_left_out_without_a_word(
    client: TestClient, parts: list[Any], field: str, method: str, path: str
) -> None:
    reply = client.request(method, path, files=parts)
    assert reply.status_code == 422
    assert [one["field"] for one in reply.json()["errors"]] == [field]
    assert client.get("/v1/jobs").json()["jobs"] == []


@pytest.mark.parametrize(("lang", "said"), [("zh", "须为文件"), ("en", "must be a file")])
def test_text_in_place_of_a_file_is_told(client: TestClient, lang: str, said: str) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=b", "Accept-Language": lang}
    body = b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\na.txt\r\n--b--\r\n'
    [error] = client.post("/v1/documents", content=body, headers=form).json()["errors"]
    assert error["field"] == "file"
    assert error["rule"].startswith(said)


def test_a_document_over_what_is_read_of_one_is_413_whatever_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "MAX_BYTES", 2**20)
    with fake_client(fake_services(settings=Settings(audit="off", max_file_mb=100))) as client:
        document = client.post("/v1/documents", files={"file": ("a.txt", b"x" * (2**20 + 1))})
        memory = client.post("/v1/documents", files={"file": ("a.tmx", b"x" * (2**20 + 1))})
    assert document.status_code == 413
    assert memory.status_code == 202


def test_the_media_type_of_a_form_may_be_written_in_capitals(client: TestClient) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    body = head + b"x" * 2**21 + b"\r\n--b--\r\n"
    reply = client.post("/v1/documents", content=body, headers={"Content-Type": "Multipart/Form-Data; boundary=b"})
    assert reply.status_code == 202


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


def test_a_stop_lets_the_jobs_taken_end() -> None:
    board = Board()
    ended: list[str] = []

    def work(_progress: object) -> tuple[str, ...]:
        time.sleep(0.02)
        ended.append("one")
        return ()

    for name in "abc":
        board.submit("add", name, work)
    board.close(timeout_s=30)
    assert len(ended) == 3


def test_a_stop_names_the_jobs_that_it_drops() -> None:
    board, go = Board(), threading.Event()

    def work(_progress: object) -> tuple[str, ...]:
        go.wait(30)
        return ()

    for name in ("at work.txt", "waiting.txt"):
        board.submit("add", name, work)
    while board.jobs()[-1].state is JobState.QUEUED:
        time.sleep(0.01)
    with capture_logs() as logs:
        board.close(timeout_s=0.01)
    go.set()
    assert [line["subject"] for line in logs if line["log_level"] == "warning"] == ["waiting.txt"]


@given(st.text(max_size=400))
def test_a_file_name_is_made_safe_or_refused(given_name: str) -> None:
    try:
        name = safe_name(given_name)
    except UnreadableDocument:
        return
    assert 0 < len(name) <= MAX_NAME
    assert not set(name) & set('/\\\0\n\r:"')
    assert name not in (".", "..")


@pytest.mark.parametrize(
    "given_name", ["nul\0.txt", "a:b.txt", " a.txt", "a.txt ", "报" * 300 + ".docx", "..", "", "a/"]
)
def test_a_name_that_would_have_to_be_changed_is_refused(given_name: str) -> None:
    with pytest.raises(UnreadableDocument) as raised:
        safe_name(given_name)
    assert len(raised.value.value) <= 61
    raised.value.value.encode()


def test_different_names_stay_different() -> None:
    names = ["a.txt", ".a.txt", "a .txt", "报" * 190 + "1.docx", "报" * 190 + "2.docx"]
    assert [safe_name(f"C:\\folder\\{name}") for name in names] == names
