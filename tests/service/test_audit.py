"""The trail: whole lines, appended, joined with verdicts, without the texts where a setting says so."""

from __future__ import annotations

import csv
import io
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.api.services import Loading, Services, services_for
from service.audit import Answered, Judged, Trail
from service.cli import app
from service.settings import Settings
from tests.fakes import fake_client, fake_knowledge

DAY = "2000-01-01"


def answered(answer_id: str = "a" * 32) -> Answered:
    return Answered(answer_id, "r", "local", "ask", "zh", "问题\n第二行", "答案", None, 0.9, (), "g1", 3.0)


def lines(folder: Path) -> list[str]:
    return [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def test_an_entry_is_one_line_and_joined_with_its_verdicts(tmp_path: Path) -> None:
    trail = Trail(tmp_path, "full")
    trail.answered(answered())
    trail.judged(Judged("a" * 32, "local", "bad", "wrong year"))
    assert len(lines(tmp_path)) == 2
    entry = next(iter(trail.entries()))
    assert entry.answered["question"] == "问题\n第二行"
    assert [one["comment"] for one in entry.verdicts] == ["wrong year"]


def test_no_text_keeps_what_was_cited_but_not_what_was_said(tmp_path: Path) -> None:
    trail = Trail(tmp_path, "no_text")
    trail.answered(answered())
    trail.judged(Judged("a" * 32, "local", "bad", "secret"))
    kept = "".join(lines(tmp_path))
    assert "问题" not in kept
    assert "答案" not in kept
    assert "secret" not in kept
    assert '"index_version": "g1"' in kept


def test_off_writes_nothing(tmp_path: Path) -> None:
    Trail(tmp_path / "trail", "off").answered(answered())
    assert not (tmp_path / "trail").exists()


def test_lines_of_many_writers_do_not_mix(tmp_path: Path) -> None:
    trails = [Trail(tmp_path, "full") for _ in range(8)]
    threads = [threading.Thread(target=lambda one=one: [one.answered(answered()) for _ in range(50)]) for one in trails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [json.loads(line)["kind"] for line in lines(tmp_path)] == ["answer"] * 400


def test_a_line_cut_short_is_passed_over(tmp_path: Path) -> None:
    trail = Trail(tmp_path, "full")
    trail.answered(answered())
    path = next(tmp_path.glob("*.jsonl"))
    path.write_bytes(path.read_bytes() + b'{"time": "2025-01-01T00:00:00", "kind": "ans\n')
    trail.answered(answered("b" * 32))
    assert [one.answered["answer_id"][0] for one in trail.entries()] == ["a", "b"]


def served(folder: Path) -> Services:
    return services_for(Settings(data_dir=folder, audit_dir=folder), Loading.ready_with(fake_knowledge()))


def test_the_service_keeps_every_answer_and_joins_feedback(tmp_path: Path) -> None:
    with fake_client(served(tmp_path)) as client:
        told = client.post("/v1/ask", json={"question": "5G?"}, headers={"X-Request-Id": "req-1"}).json()
        said = client.post("/v1/feedback", json={"answer_id": told["answer_id"], "verdict": "good"})
        assert said.status_code == 202
        entry = client.get("/v1/audit", params={"judged": "true"}).json()["entries"][0]
    assert entry["request_id"] == "req-1"
    assert (entry["caller"], entry["way"], entry["question"]) == ("local", "ask", "5G?")
    cited = told["citations"][0]
    assert entry["citations"] == [
        {key: cited[key] for key in ("document_id", "paragraph", "span", "score")},
    ]
    assert entry["feedback"][0]["verdict"] == "good"


def test_the_trail_is_printed_as_lines_json_and_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINJU_AUDIT_DIR", str(tmp_path))
    trail = Trail(tmp_path, "full")
    trail.answered(answered())
    trail.answered(replace(answered("b" * 32), question='=HYPERLINK("x")'))
    trail.judged(Judged("b" * 32, "local", "bad", "no"))
    runner = CliRunner()
    assert "问题 第二行  →  答案" in runner.invoke(app, ["audit"]).stdout
    lines = runner.invoke(app, ["audit", "--judged", "--json"]).stdout.splitlines()
    assert [json.loads(line)["answer_id"][0] for line in lines] == ["b"]
    rows = list(csv.DictReader(io.StringIO(runner.invoke(app, ["audit", "--csv"]).stdout)))
    assert rows[0]["question"] == "问题\n第二行"
    assert rows[1]["question"].startswith("'=")
    assert rows[1]["comments"] == "no"


def test_a_trail_that_cannot_be_written_is_told_and_the_answer_goes_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings = Settings(data_dir=tmp_path, audit_dir=tmp_path / "file" / "audit")
    with fake_client(services_for(settings, Loading.ready_with(fake_knowledge()))) as client:
        assert client.post("/v1/ask", json={"question": "5G"}).status_code == 200
        assert "yinju_audit_failures_total 1.0" in client.get("/metrics").text
        judged = client.post("/v1/feedback", json={"answer_id": "a" * 32, "verdict": "good"})
        assert (judged.status_code, judged.json()["title"]) == (503, "Not available now")
        assert "trail" in judged.json()["detail"]
        assert "yinju_audit_failures_total 2.0" in client.get("/metrics").text


def test_a_replica_that_only_reads_keeps_a_trail_only_where_told(tmp_path: Path) -> None:
    for audit_dir, kept in ((None, 0), (tmp_path / "apart", 1)):
        settings = Settings(data_dir=tmp_path / "data", read_only=True, audit_dir=audit_dir)
        with fake_client(services_for(settings, Loading.ready_with(fake_knowledge()))) as client:
            client.post("/v1/ask", json={"question": "5G"})
        assert len(list(tmp_path.rglob("*.jsonl"))) == kept


def test_feedback_is_held_to_its_shape(tmp_path: Path) -> None:
    with fake_client(served(tmp_path)) as client:
        for bad in (
            {"answer_id": "x", "verdict": "good"},
            {"answer_id": "a" * 32, "verdict": "meh"},
            {"answer_id": "a" * 32, "verdict": "bad", "comment": "x" * 2001},
        ):
            assert client.post("/v1/feedback", json=bad).status_code == 422
        assert client.get("/v1/audit", params={"since": "yesterday"}).status_code == 422
